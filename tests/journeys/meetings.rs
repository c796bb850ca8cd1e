//! Meetings: the agenda as a check list, telling of findings, the closing screen; and where one stands.

use onsite::audit::agenda::{self, Dealt, Meeting};
use onsite::audit::gates::{self, Around, Demand, Verdict};
use onsite::audit::schema::{Field, Kind, Link};
use onsite::audit::telling;
use onsite::checklist::profile::{Rule, SignoffKind};
use onsite::tui::form::Slot;
use onsite::tui::input::pasted;
use onsite::tui::keymap::Place;
use onsite::tui::model::{Choice, Overlay};

use crate::rig::Journey;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 12)];

/// What became of the points of the opening agenda, in their order.
fn dealt(j: &Journey) -> Vec<Dealt> {
    let room = j.room();
    let session = room.agenda.expect("the agenda is open").session;
    let points = agenda::points(&room.criteria, Meeting::Opening);
    let of = |words: &str| {
        let record = agenda::record(&room.audit, session, words);
        agenda::dealt(&room.audit, record)
    };
    points.iter().map(|point| of(point.words)).collect()
}

journey!(the_title_makes_a_session_a_meeting, || {
    let mut j = Journey::new();
    j.keys("iOpening meeting<C-s><Esc>m");
    assert_eq!(j.model().place(), Place::Agenda);
    j.keys("<Esc>:end the running<Enter>iOpening of the new archive<C-s><Esc>");
    let room = j.room();
    let of = |session| agenda::meeting_of(&room.audit, &room.criteria, session);
    let meetings: Vec<_> = room.audit.objects(Kind::Session).map(of).collect();
    assert_eq!(meetings, [Some(Meeting::Opening), None]);
    j.end();
});

journey!(an_opening_meeting_goes_through_its_agenda, || {
    let mut j = Journey::new();
    j.keys("m");
    assert!(
        j.screen(80, 24)
            .contains("No session is one. i starts a session")
    );
    j.keys("<Esc>iOpening meeting<Tab>m<C-s><Esc>m");
    assert_eq!(j.model().place(), Place::Agenda);
    let points = agenda::points(&j.room().criteria, Meeting::Opening);
    let last = points.last().unwrap().words;
    assert!(last.starts_with("Questions"), "{last}");
    let mut words: Vec<&str> = points.iter().map(|point| point.words).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), points.len(), "a point twice");
    let optional = points.iter().position(|point| point.as_needed).unwrap();
    drop(points);

    j.keys("<Space><Down><Enter><Down>x");
    assert!(
        j.said()
            .starts_with("This point belongs to every such meeting")
    );
    j.keys("nmoved to noon");
    j.keys("<C-s>");
    assert_eq!(
        j.model().place(),
        Place::Agenda,
        "the form closes on the agenda"
    );
    assert_eq!(
        dealt(&j)[..4],
        [Dealt::Done, Dealt::Done, Dealt::Done, Dealt::Open]
    );
    j.keys("<Home>").keys(&"<Down>".repeat(optional)).keys("x");
    assert_eq!(dealt(&j)[optional], Dealt::LeftOut);
    j.shot("agenda");
    assert!(j.screen(60, 12).contains("left out"));

    // Everything is undone, by the chord or by the key again; what was ticked stays readable.
    j.keys("<C-z>");
    assert_eq!(dealt(&j)[optional], Dealt::Open);
    j.keys("<C-y><Home><Space>");
    assert_eq!(dealt(&j)[0], Dealt::Open);
    assert!(j.said().contains("Ctrl-Z undoes"), "{}", j.said());
    let withdrawn = j
        .audit()
        .objects(Kind::Point)
        .filter(|it| j.audit().is_withdrawn(it));
    assert_eq!(withdrawn.count(), 1);
    j.keys("<Space>");
    assert_eq!(dealt(&j)[0], Dealt::Done);

    // Who is present: a list as it comes by mail, pasted.
    j.keys("p");
    assert_eq!(
        j.room().form().unwrap().field().unwrap().slot,
        Slot::Present
    );
    j.app
        .press([pasted("Ines Roth, CISO\nOtto Kern, Ops lead, Operations\n")]);
    j.keys("<C-s>");
    assert_eq!(j.model().place(), Place::Agenda);
    let screen = j.screen(80, 24);
    assert!(
        screen.contains("present: 2") && screen.contains("Ops lead"),
        "{screen}"
    );
    assert!(!screen.contains("Kern"), "roles, not names");
    j.keys("<Esc>:end the<Enter>");
    let held = gates::check(
        &j.room().audit,
        &j.room().criteria,
        &Around::default(),
        SignoffKind::Report,
    );
    let opening = held
        .iter()
        .find(|gate| gate.demand == Demand::Rule(Rule::OpeningWasHeld));
    assert!(opening.is_some_and(|gate| gate.breaches.is_empty() || gate.verdict == Verdict::Holds));
    j.end();
});

journey!(findings_are_told_and_each_telling_is_kept, || {
    let mut j = Journey::example();
    let before = telling::untold(j.audit()).len();
    j.keys(":findings<Enter>F6/").shot("findings_with_told");
    j.keys("<C-t>");
    assert_eq!(j.model().place(), Place::Form);
    j.shot("telling");
    j.keys("<Tab><Right*2><Tab>");
    j.keys("<C-s>");
    assert_eq!(
        j.said(),
        "What is their view? Type it in their words, then Ctrl-S."
    );
    j.keys("It was propped for five minutes<C-s>");
    assert_eq!(telling::untold(j.audit()).len(), before - 1);
    let finding = |j: &Journey| j.audit().by_label("F6/NL").unwrap().id;
    let id = finding(&j);
    let value = |j: &Journey, field: Field| j.audit().value(&id.into(), &field.into()).to_owned();
    assert_eq!(
        value(&j, Field::Disputed),
        "It was propped for five minutes"
    );
    assert_eq!(value(&j, Field::ToldAt), crate::rig::clock().to_rfc3339());
    // The list of findings is there again, narrowed as it was.
    assert_eq!(j.model().place(), Place::Pick);
    j.shot("told");
    j.keys("<Esc>:tell of<Enter>F6/<Enter><Right><Tab><Right><C-s>");
    assert_eq!(value(&j, Field::Disputed), "", "it is agreed now");
    let key = Field::ToldTo.into();
    assert_eq!(j.audit().history(&id.into(), &key).len(), 2);
    let notes = j.audit().linked_to(&id.into(), Kind::Note);
    let words: Vec<&str> = notes
        .iter()
        .map(|note| j.audit().text(note, Field::Text))
        .collect();
    assert!(words[0].contains("disputed: It was propped"), "{words:?}");
    assert!(words[1].ends_with("agreed"), "{words:?}");
    assert!(
        notes
            .iter()
            .all(|note| j.audit().text(note, Field::Mode) == "said")
    );
    assert!(
        notes
            .iter()
            .all(|note| j.audit().links(note, Link::Finding).count() == 1)
    );
    j.end();
});

journey!(the_closing_screen_names_nobody_and_shows_no_remark, || {
    let mut j = Journey::example();
    j.keys("/27001:A.8.13<Enter>fOtto says so<Tab>o<Tab>seen by Jonas Wreede<Tab>Jonas-Wreede knows<C-s>");
    j.keys("n// Jonas Wreede is nervous<Enter><Esc>:show names<Enter>");
    j.keys(":findings one by one<Enter>")
        .shot("closing_summary");
    j.keys("<Right>").shot("closing_finding");
    let findings = j.audit().standing(Kind::Finding).count();
    let mut all = String::new();
    for at in 0..=findings {
        for (width, height) in SIZES {
            let screen = j.screen(width, height);
            let foot = format!("{} of {}  ← →  Esc", at + 2, findings + 2);
            assert!(
                screen.trim_end().lines().last().unwrap().contains(&foot),
                "{screen}"
            );
            all.push_str(&screen);
        }
        j.keys("<Right>");
    }
    assert!(
        all.contains("tentative: "),
        "a finding without a statement is tentative"
    );
    assert!(all.contains("[CISO] knows"), "{all}");
    for person in j.audit().standing(Kind::Person) {
        let name = j.audit().text(person, Field::Name);
        assert!(name.is_empty() || !all.contains(name), "{name}");
    }
    assert!(!all.contains("nervous") && !all.contains("Tarnholt"));
    assert!(
        j.screen(80, 24).contains("Closing meeting"),
        "the agenda comes last"
    );
    // The gravest first; a key turns that around.
    let first = |j: &mut Journey| {
        j.keys("<Home><Right>");
        j.screen(80, 24).lines().nth(1).unwrap().to_owned()
    };
    assert!(first(&mut j).contains("MAJOR"));
    j.keys("o");
    assert!(first(&mut j).contains("STRENGTH"));
    j.keys("<Esc>");
    assert!(j.model().overlays.is_empty());
});

journey!(the_standing_screen_leads_to_what_is_left, || {
    let mut j = Journey::example();
    j.keys("n? cooling contract<Enter><Esc>:where the audit<Enter>Progress of planned");
    let Some(Overlay::Pick(pick)) = j.model().overlays.last() else {
        panic!("no list")
    };
    assert!(matches!(pick.marked().unwrap().choice, Choice::GoTo(_)));
    j.keys("<Enter>");
    assert_eq!(j.room().requirement().unwrap().as_str(), "27001:10.1");
    j.keys(":where the audit<Enter>cooling contract<Enter>");
    assert_eq!(
        j.model().place(),
        Place::Form,
        "a to-do is closed from there"
    );
    j.keys("<Esc>:where the audit<Enter>by clause<Enter>");
    assert_eq!(
        j.model().place(),
        Place::Pick,
        "a heading leads nowhere and closes nothing"
    );
    j.keys("<Esc*2>");
    // The line is there in all places, and follows what is entered.
    let line = |j: &Journey| j.screen(120, 40).lines().nth(1).unwrap().to_owned();
    let before = line(&j);
    j.keys("/27001:10.1<Enter>nseen the list<Enter><Esc>");
    assert_ne!(line(&j), before);
    for keys in ["n", "<Esc>f", "<Esc>:", "<Esc>?", "<Esc>m"] {
        j.keys(keys);
        assert!(line(&j).contains("must-touch left"), "{keys}: {}", line(&j));
    }
    j.keys("<Esc*2>");
});
