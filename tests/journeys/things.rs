//! Findings, samples, evidence, files, to-dos, withdrawing.

use onsite::audit::coverage;
use onsite::audit::fold::Object;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::tui::form::Purpose;
use onsite::tui::keymap::Place;

use crate::rig::{Journey, count, field, home, linked};

journey!(
    a_finding_on_a_shared_line_is_about_those_it_has_a_class_for,
    || {
        let mut j = Journey::new();
        let on = |j: &Journey, label: &str| linked(j.audit(), label, Link::On);
        j.keys("fOnly AI<Tab><Tab><Right><C-s>");
        assert_eq!(on(&j, "F1"), ["42001:4.1"]);
        j.keys("fNot yet classed<C-s>");
        assert_eq!(on(&j, "F2"), ["27001:4.1", "42001:4.1"]);
        j.keys(":findings<Enter>F2<C-e><Tab>mm<C-s>");
        assert_eq!(on(&j, "F2"), ["27001:4.1"]);
        j.end();
    }
);

journey!(
    changing_the_words_of_a_finding_leaves_its_links_alone,
    || {
        let mut j = Journey::example();
        // It is about one requirement of a line that the standards share, and has a class for both.
        let audit = j.audit();
        let is_it = |it: &&Object| audit.text(it, Field::Title).starts_with("Names of");
        let label = audit.label(audit.standing(Kind::Finding).find(is_it).unwrap());
        let links =
            |j: &Journey| [Link::On, Link::Evidence].map(|link| linked(j.audit(), &label, link));
        let before = links(&j);
        assert!(!before[0].contains(&"42001:6.1.3".to_owned()), "{before:?}");
        j.keys(":findings<Enter>Names of<C-e> (draft)<C-s>");
        let title = field(j.audit(), &label, Field::Title);
        assert!(title.ends_with(" (draft)"), "{title}");
        assert_eq!(links(&j), before);
        j.keys("<Esc>");
        j.end();
    }
);

journey!(a_finding_in_three_parts_on_twins_has_two_classes, || {
    let mut j = Journey::new();
    j.keys("nshown the minutes +MR-1<Enter><Esc>f")
        .shot("finding_form");
    j.keys("Context not reviewed<Tab>mm<Tab><Right><Tab>It is reviewed.<Tab>MR-1 says nothing.<Tab>It was not.");
    j.shot("finding_typed");
    j.keys("<C-s>");
    let finding = j.audit().objects(Kind::Finding).next().unwrap();
    let text = |field| j.audit().text(finding, field);
    assert_eq!(
        [
            text(Field::Asked),
            text(Field::Found),
            text(Field::Statement)
        ],
        ["It is reviewed.", "MR-1 says nothing.", "It was not."]
    );
    let classes = onsite::tui::update::classes(j.room(), finding);
    assert!(
        classes.starts_with("27001 minor nonconformity, 42001 "),
        "{classes}"
    );
    assert_eq!(
        j.audit().links(finding, Link::Evidence).count(),
        1,
        "it rests on what was seen"
    );
    j.shot("finding_shown");
    j.end();
});

journey!(what_is_read_can_be_changed_where_it_is_read, || {
    let mut j = Journey::new();
    j.keys("nwrong room<Enter><Esc>fNot yet classed<C-s>:findings<Enter><Enter>");
    assert_eq!(j.model().place(), Place::Page);
    assert!(j.screen(120, 40).contains("Ctrl-T told"));
    j.keys("<C-e><Tab>mm<C-s>");
    let finding = j.audit().by_label("F1").unwrap();
    let classes = onsite::tui::update::classes(j.room(), finding);
    assert_eq!(classes, "minor nonconformity");
    // The page is there again, as it stands now.
    assert_eq!(j.model().place(), Place::Page);
    assert!(j.screen(120, 40).contains("minor nonconformity"));
    j.keys("<C-z>");
    assert!(j.screen(120, 40).contains("was: minor nonconformity"));
    j.keys("<C-y>");
    assert!(!j.screen(120, 40).contains("was: minor nonconformity"));
    j.keys("<C-t>");
    assert!(matches!(
        j.room().form().unwrap().purpose,
        Purpose::Tell { .. }
    ));
    // A note has other links but is told to nobody.
    j.keys("<Esc*3>:notes<Enter><Enter>");
    assert!(!j.screen(120, 40).contains("Ctrl-T"));
    j.keys("<C-t>");
    assert_eq!(j.model().place(), Place::Page);
    j.keys("<C-w>typed twice<C-s>");
    assert_eq!(j.audit().standing(Kind::Note).count(), 0);
    assert_eq!(j.model().place(), Place::Page);
    assert!(!j.screen(120, 40).contains("Ctrl-W"), "it is withdrawn");
    j.keys("<Esc*2>");
    // A page about nothing that was entered only reads.
    j.keys(":still blocks<Enter>");
    assert!(!j.screen(120, 40).contains("Ctrl-E"));
    j.keys("<C-e><C-w>");
    assert_eq!(j.model().place(), Place::Page);
    j.keys("<Esc>");
    j.end();
});

journey!(a_form_leads_back_to_where_it_was_opened, || {
    let mut j = Journey::new();
    j.keys("nfirst<Enter>second<Enter><Esc>:notes<Enter>fir<C-w>");
    j.keys("<Esc>");
    assert_eq!(j.model().place(), Place::Pick, "given up: the list again");
    j.keys("<C-w>typed twice<C-s>");
    assert!(j.screen(80, 24).contains("(withdrawn) first"));
    j.keys("<Esc>");
    assert_eq!(j.model().place(), Place::List);
    // Over a note that is being typed it leads back to that note, and to nothing else after that.
    j.keys("nhalf a word<C-f>second<C-e>");
    j.keys("<C-u>third<C-s>");
    assert_eq!(j.model().place(), Place::Note);
    assert_eq!(j.room().form().unwrap().words(), "half a word");
    j.keys("<Esc>");
    assert_eq!(j.model().place(), Place::List);
    // Lists that are made in other ways keep up, too.
    j.keys("n? the log of June<Enter><Esc>:requests<Enter><C-w>got it<C-s>");
    assert!(j.screen(80, 24).contains("Nothing is asked for."));
    j.keys("<Esc>iKick-off<C-s><Esc>:sessions<Enter><C-e><C-u>Opening<C-s>");
    assert_eq!(j.model().place(), Place::Pick);
    assert!(j.screen(80, 24).contains("Opening"));
    // A list that is open shows what was undone.
    j.keys("<C-z>");
    assert!(j.screen(80, 24).contains("Kick-off"));
    j.keys("<C-y>");
    assert!(j.screen(80, 24).contains("Opening"));
    j.keys("<Esc>");
    j.end();
});

journey!(a_sample_with_items_and_a_failure, || {
    let mut j = Journey::new();
    j.keys("sleavers of May<Tab>HR list<Tab>2026-05-31<Tab>twelve<C-s>");
    assert_eq!(
        j.said(),
        "Population size cannot be “twelve”: a whole number."
    );
    j.keys("<C-u>12<Tab*5>3<Tab*6>4711 +<C-j>4712 - nine days late<C-j>4713 0 never had access");
    j.shot("sample_form");
    j.keys("<C-s>");
    assert_eq!(count(j.audit(), Kind::Item), 3);
    j.shot("sample_shown");
    j.keys("<Esc>:samples<Enter><Enter>v").shot("sample_page");
    j.keys("<Esc*2>");
    j.end();
});

journey!(a_document_is_entered_and_changed, || {
    let mut j = Journey::new();
    j.keys("eBackup policy<Tab>BK-POL<Tab>v4<C-s>:documents<Enter><C-e><Tab*2><C-u>v5<C-s>");
    let evidence = j.audit().objects(Kind::Evidence).next().unwrap();
    assert_eq!(j.audit().text(evidence, Field::Version), "v5");
    j.keys("<Enter>").shot("document_page");
    j.keys("<Esc*2>");
    j.end();
});

journey!(a_file_is_attached_with_its_hash, || {
    let file = home().join("photo.txt");
    std::fs::write(&file, "a rack").unwrap();
    let mut j = Journey::new();
    j.keys(":attach<Enter>")
        .keys(file.to_str().unwrap())
        .keys("<C-s>");
    j.until("the file", |app| {
        let audit = &app.model.room.as_ref().unwrap().audit;
        audit.objects(Kind::Evidence).count() == 1
    });
    let evidence = j.audit().objects(Kind::Evidence).next().unwrap();
    let sha256 = j.audit().text(evidence, Field::File).to_owned();
    assert_eq!(
        std::fs::read(j.path.join("evidence").join(&sha256)).unwrap(),
        b"a rack"
    );
    j.keys(":attach<Enter>/nowhere/at-all<C-s>");
    j.until("the refusal", |app| {
        app.model.said.is_some() && app.model.busy.is_none()
    });
    assert!(j.said().contains("/nowhere/at-all"), "{}", j.said());
    j.end();
});

journey!(what_is_withdrawn_stays_readable, || {
    let mut j = Journey::new();
    j.keys("nwrong room<Enter><Esc>:notes<Enter><C-w><C-s>");
    assert_eq!(
        j.said(),
        "Withdrawing needs a reason: type it, then Ctrl-S."
    );
    j.keys("another client<C-s>").shot("withdrawn");
    j.keys("<Esc>");
    let note = j.audit().objects(Kind::Note).next().unwrap();
    assert!(j.audit().is_withdrawn(note));
    j.end();
});

journey!(a_to_do_is_closed_with_a_word, || {
    let mut j = Journey::new();
    j.keys("n? the restore report<Enter>? the plan<Enter><Esc>:open to-dos<Enter>")
        .shot("to_dos");
    // One after the other, without opening the list anew.
    j.keys("<Enter>got it<C-s><Enter>seen<C-s>");
    assert!(coverage::open_to_dos(j.audit()).is_empty());
    assert_eq!(j.model().place(), Place::Pick);
    j.keys("<Esc>").shot("to_do_closed");
    j.end();
});

journey!(closing_what_is_read_leads_back_to_the_list, || {
    let mut j = Journey::new();
    j.keys("nfirst<Enter>second<Enter>third<Enter><Esc>:notes<Enter>ir<Down><Enter>");
    assert_eq!(j.model().place(), Place::Page);
    j.keys("<Esc>");
    assert_eq!(j.model().place(), Place::Pick);
    // Narrowed and marked as before.
    j.keys("<Enter>").shot("note_read");
    // A note from there leaves both.
    j.keys("nfourth<Enter><Esc>");
    assert_eq!(j.model().place(), Place::List);
    j.keys("/second<Enter><Esc>");
    assert_eq!(j.model().place(), Place::Pick, "what was found");
    j.keys("<Esc>");
    j.end();
});

journey!(a_line_break_leaves_a_choice_what_it_is, || {
    let mut j = Journey::new();
    j.keys("iWalk<Tab>t<C-j><C-s>");
    let session = j
        .audit()
        .objects(Kind::Session)
        .next()
        .expect("it is taken");
    assert_eq!(j.audit().text(session, Field::Mode), "tour");
    j.end();
});

journey!(a_session_is_entered_and_ended, || {
    let mut j = Journey::new();
    j.keys("iOpening meeting<Tab>m<C-s>hello<Enter><Esc>i")
        .shot("requirements_during_a_session");
    j.keys("i:end the<Enter>");
    let session = j.audit().objects(Kind::Session).next().unwrap();
    assert_eq!(j.audit().text(session, Field::Mode), "meeting");
    assert!(!j.audit().text(session, Field::Ended).is_empty());
    j.keys(":end the<Enter>");
    assert_eq!(j.said(), "No session is running. i starts one.");
    j.end();
});
