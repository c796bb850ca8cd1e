//! The evening: triage line by line, and the wrap-up of the day.

use onsite::audit::coverage;
use onsite::audit::progress::progress;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::tui::keymap::Place;
use onsite::tui::model::Overlay;

use crate::rig::{Journey, count, field, linked};

/// Ten notes of a tour that name no requirement: six about backup, four about leavers.
const TEN: [&str; 10] = [
    "! tapes in a fire safe",
    "job list all green",
    "restore of one file took 4 min",
    "the vault is 40 km away",
    "! log of June is signed",
    "retention is 30 days",
    "list of leavers comes monthly",
    "! three badges not returned",
    "contractors are on a list of their own",
    "IT hears of leavers by mail",
];

/// The ten notes in the inbox, and the triage open.
pub fn ten() -> Journey {
    let mut j = Journey::new();
    j.keys("g");
    for note in TEN {
        j.keys("n").keys(note).keys("<Enter><Esc>");
    }
    assert_eq!(coverage::inbox(j.audit()).len(), 10);
    j
}

journey!(a_note_is_filed_by_a_word_that_only_the_guides_say, || {
    let mut j = ten();
    j.keys("w#leaver");
    let offered = j.screen(120, 60);
    assert!(offered.contains("27001:A.5.11"), "{offered}");
    j.keys(" badge<Enter>");
    assert_eq!(coverage::inbox(j.audit()).len(), 9);
    j.end();
});

journey!(ten_inbox_notes_take_two_to_three_keys_each, || {
    let mut j = ten();
    let mut keys = j.counted("w");
    // Six are marked and filed together, the next is filed by a word, the rest where the last went.
    keys += j.counted("<Space*6>#backup<Enter>");
    assert_eq!(
        j.said(),
        "6 of them filed under 27001:A.8.13. Ctrl-Z undoes."
    );
    keys += j.counted("#acc ri<Enter>");
    keys += j.counted("#<Enter>#<Enter>#<Enter>");
    assert_eq!(coverage::inbox(j.audit()).len(), 0);
    assert_eq!(keys, 29, "two to three keys for each of ten notes");
    for label in ["N1", "N6"] {
        assert_eq!(linked(j.audit(), label, Link::On), ["27001:A.8.13"]);
    }
    for label in ["N7", "N10"] {
        assert_eq!(linked(j.audit(), label, Link::On), ["27001:A.5.18"]);
    }
    // All of it can be taken back from where it was done.
    j.keys("<C-z>");
    assert_eq!(coverage::inbox(j.audit()).len(), 1);
    j.keys("<C-y>");
    assert_eq!(coverage::inbox(j.audit()).len(), 0);
    j.end();
});

journey!(the_triage_shows_what_is_open_section_by_section, || {
    let mut j = Journey::new();
    j.keys("w");
    assert!(j.screen(80, 24).contains("Nothing is left to settle"));
    j.shot("triage_empty");
    j.keys("<Esc>gnwelcome at the gate<Enter>// tired<Enter>");
    j.keys("? visitor log @front-desk by 2026-06-15 #A.7.9<Enter>half a sen<Esc>");
    j.keys("/27001:A.8.13<Enter>nthey say it works<Enter><Esc>1<Enter>");
    j.keys("/27001:A.5.9<Enter>2<Enter>/27001:A.5.1 <Enter>fA finding<C-s>eScreen<C-s>");
    j.keys("w").shot("triage");
    let Some(Overlay::Triage(triage)) = j.model().overlays.last() else {
        panic!("no triage")
    };
    let asides: Vec<&str> = triage.lines.iter().map(|it| it.aside.as_str()).collect();
    for aside in [
        "A.7.9  today, of front-desk, due yesterday",
        "does not conform, with nothing recorded that it rests on",
        "conforms, with nothing but something said",
        "without class, evidence, statement",
        "without a document id, a place or a copy",
    ] {
        assert!(asides.contains(&aside), "{aside}: {asides:?}");
    }
    // Where the audit stands, the same spots are counted.
    let room = j.room();
    let progress = progress(&room.audit, &room.criteria, &room.tally, j.model().now);
    assert_eq!(progress.thin.len(), 4);
    for spot in &progress.thin {
        assert!(asides.contains(&spot.why.as_str()), "{spot:?}");
    }
    j.keys("<Esc>:where the audit<Enter>");
    assert!(j.screen(80, 60).contains("thin: 4"), "{}", j.screen(80, 60));
    j.keys("<Esc>");
    j.end();
});

journey!(a_note_becomes_evidence_or_a_finding_with_its_words, || {
    let mut j = Journey::new();
    j.keys("gn! badge of a leaver still opens the door #A.5.18 @guard<Enter>");
    j.keys("n@guard: nobody told us #A.5.18<Enter><Esc>");
    j.keys("gnthree more badges<Enter><Esc>");
    // Only what is in no list yet is in the triage: the third.
    j.keys("wp").shot("promoted");
    assert_eq!(j.model().place(), Place::Form);
    j.keys("<C-s>");
    assert_eq!(j.model().place(), Place::Triage, "{}", j.screen(80, 24));
    assert_eq!(field(j.audit(), "E1", Field::Title), "three more badges");
    assert_eq!(field(j.audit(), "E1", Field::Level), "stated");
    assert_eq!(linked(j.audit(), "N3", Link::Evidence), ["E1"]);
    j.keys("gf").shot("raised");
    j.keys("Badges stay valid<C-s>");
    assert_eq!(j.model().place(), Place::Triage);
    assert_eq!(field(j.audit(), "F1", Field::Found), "three more badges");
    assert_eq!(linked(j.audit(), "F1", Link::Note), ["N3"]);
    // Esc leaves the form untouched and comes back as well.
    j.keys("gp<Esc>");
    assert_eq!(j.model().place(), Place::Triage);
    assert_eq!(count(j.audit(), Kind::Evidence), 1);
    assert!(j.room().drafts.is_empty());
    j.keys("<Esc>");
    j.end();
});

journey!(
    a_to_do_is_closed_and_a_note_withdrawn_from_the_triage,
    || {
        let mut j = Journey::new();
        j.keys("gn? look at the roof<Enter>wrong note<Enter><Esc>w");
        // The inbox comes first.
        j.keys("x");
        assert_eq!(j.said(), "That is for to-dos and requests.");
        j.keys("<C-w>typed twice<C-s>");
        assert_eq!(field(j.audit(), "N2", Field::Withdrawn), "typed twice");
        j.keys("xdry<C-s>");
        assert_eq!(field(j.audit(), "N1", Field::Done), "dry");
        assert!(j.screen(80, 24).contains("Nothing is left to settle"));
        j.keys("<C-z>");
        assert!(j.screen(80, 24).contains("look at the roof"));
        j.keys("<Esc>");
        j.end();
    }
);

journey!(words_and_drafts_are_gone_on_with_from_the_triage, || {
    let mut j = Journey::new();
    j.keys("gnthe dore is open<Enter>half<Esc>w<Enter>");
    assert_eq!(j.model().place(), Place::Note);
    j.keys("<C-u>the door is open<Enter>");
    assert_eq!(field(j.audit(), "N1", Field::Text), "the door is open");
    assert_eq!(j.model().place(), Place::Triage);
    j.keys("<Down><Enter> a sentence<Enter>");
    assert_eq!(field(j.audit(), "N2", Field::Text), "half a sentence");
    assert_eq!(j.model().place(), Place::Triage);
    j.keys("<Esc>");
    j.end();
});

journey!(the_wrap_up_has_what_the_auditee_may_read, || {
    let mut j = Journey::new();
    j.keys("iBackup<C-s>job list green #A.8.13<Enter>// he is nervous #A.8.14<Enter>");
    j.keys("? log of June @ops-lead by 2026-06-17 #A.8.13<Enter>? my own list<Enter><Esc>");
    j.keys("/27001:A.8.13<Enter>fRestore not tried<C-s>:wrap-up<Enter>")
        .shot("wrap_up");
    let screen = j.screen(100, 40);
    for shown in [
        "27001:A.8.13",
        "Restore not tried",
        "log of June (of ops-lead, since 2026-06-16, due 2026-06-17)",
        "tentative",
    ] {
        assert!(screen.contains(shown), "{shown}\n{screen}");
    }
    for own in ["nervous", "A.8.14", "my own list"] {
        assert!(!screen.contains(own), "{own}\n{screen}");
    }
    j.keys("<Esc>");
    j.end();
});
