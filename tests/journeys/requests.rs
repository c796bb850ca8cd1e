//! Requests: asked for, listed with their age, received or refused.

use onsite::audit::progress::progress;
use onsite::audit::request;
use onsite::audit::schema::{Field, Kind, Link};

use crate::rig::{Journey, count, field, linked};

journey!(
    a_request_received_becomes_evidence_in_the_same_entry,
    || {
        let mut j = Journey::new();
        j.keys("n? restore log of June @ops-lead by 2026-06-14<Enter>");
        j.keys("? keys by 16:00<Enter>? own thing<Enter><Esc>");
        assert_eq!(field(j.audit(), "N1", Field::AskedOf), "ops-lead");
        assert_eq!(field(j.audit(), "N1", Field::Due), "2026-06-14");
        assert_eq!(field(j.audit(), "N2", Field::Due), "", "an hour stays text");
        assert_eq!(request::open(j.audit()).len(), 1);
        j.keys(":requests<Enter>").shot("requests");
        let before = j.audit().len();
        // From the list: Enter, Enter on "received", and Ctrl-S on the prefilled form.
        let keys = j.counted("<Enter><Enter><C-s>");
        assert_eq!(keys, 3);
        assert_eq!(j.audit().len(), before + 1, "one entry");
        assert_eq!(field(j.audit(), "E1", Field::Title), "restore log of June");
        assert_eq!(field(j.audit(), "E1", Field::ShownBy), "ops-lead");
        assert_eq!(field(j.audit(), "N1", Field::Done), "received");
        assert_eq!(linked(j.audit(), "N1", Link::Evidence), ["E1"]);
        // The list is there again, without what is settled.
        assert!(!j.screen(80, 24).contains("restore log of June"));
        j.keys("<C-z>");
        assert!(j.screen(80, 24).contains("restore log of June"));
        assert_eq!(field(j.audit(), "N1", Field::Done), "");
        assert_eq!(j.audit().standing(Kind::Evidence).count(), 0);
        // From the triage it is r and Ctrl-S.
        j.keys("<Esc>w");
        let keys = j.counted("r<C-s>");
        assert_eq!(keys, 2);
        assert_eq!(field(j.audit(), "N1", Field::Done), "received");
        j.keys("<Esc>");
        j.end();
    }
);

journey!(a_request_is_due_on_the_day_that_was_said, || {
    let mut j = Journey::new();
    // It is a Tuesday.
    j.keys("n? restore log @ops-lead by fri<Enter><Esc>:requests<Enter>");
    let screen = j.screen(80, 24);
    let line = screen.lines().find(|line| line.contains("restore log"));
    let line = line.unwrap_or(&screen);
    assert!(line.contains("restore log, of ops-lead"), "{line}");
    assert!(line.contains("due in 3 d"), "{line}");
    assert_eq!(field(j.audit(), "N1", Field::Due), "2026-06-19");
    // Other words leave the day where it is, or name another.
    j.keys("<C-e> please<Enter>");
    assert_eq!(field(j.audit(), "N1", Field::Due), "2026-06-19");
    j.keys("<C-e><C-u>? restore log by tomorrow<Enter>");
    assert_eq!(field(j.audit(), "N1", Field::Due), "2026-06-17");
    j.keys("<Esc>");
    j.end();
});

journey!(every_place_counts_the_same_requests, || {
    let mut j = Journey::new();
    // Asked of somebody, due on a day, and a to-do of one's own.
    j.keys("n? log @ops-lead<Enter>? plan by 2026-06-18<Enter>? own thing<Enter><Esc>");
    let agree = |j: &Journey, many: usize| {
        let room = j.room();
        let listed = request::open(&room.audit).len();
        let progress = progress(&room.audit, &room.criteria, &room.tally, j.model().now);
        let own = room.tally.open_to_dos - many;
        assert_eq!((listed, progress.requests.len()), (many, many));
        assert_eq!((room.tally.requests, progress.to_dos.len()), (many, own));
        let words = format!("{many} request");
        assert!(j.screen(160, 40).contains(&words), "{}", j.screen(160, 40));
    };
    agree(&j, 2);
    j.keys("<C-z>");
    agree(&j, 2);
    j.keys("<C-z>");
    agree(&j, 1);
    j.end();
});

journey!(a_refusal_is_evidence_with_access_refused, || {
    let mut j = Journey::new();
    j.keys("n? payroll list @hr by 2026-06-16<Enter><Esc>w")
        .shot("request_due_today");
    j.keys("R<C-s>");
    assert_eq!(field(j.audit(), "E1", Field::Access), "refused");
    assert_eq!(field(j.audit(), "E1", Field::Level), "stated");
    assert_eq!(field(j.audit(), "N1", Field::Done), "refused");
    j.keys("<Esc>:documents<Enter>");
    assert!(
        j.screen(120, 24).contains("REFUSED"),
        "{}",
        j.screen(120, 24)
    );
    j.keys("<Esc>");
    j.end();
});

journey!(a_document_that_is_known_is_offered_not_doubled, || {
    let mut j = Journey::new();
    j.keys("nfrom +BK-LOG v3<Enter><Esc>");
    j.keys("eBackup log<Tab>bk-log<Tab>v3<C-s>")
        .shot("known_document");
    assert_eq!(count(j.audit(), Kind::Evidence), 1);
    j.keys("<Enter>");
    assert_eq!(count(j.audit(), Kind::Evidence), 1);
    assert_eq!(linked(j.audit(), "E1", Link::On).len(), 1);
    assert!(j.room().drafts.is_empty());
    // Another requirement: it is about both now.
    j.keys("/27001:A.8.14<Enter>eBackup log<Tab>BK-LOG<Tab>v3<Tab*2>Ops<C-s><Enter>");
    assert!(linked(j.audit(), "E1", Link::On).contains(&"27001:A.8.14".to_owned()));
    assert_eq!(field(j.audit(), "E1", Field::Owner), "Ops");
    // Another version is another document, and one may insist.
    j.keys("eBackup log<Tab>BK-LOG<Tab>v4<C-s>");
    assert_eq!(count(j.audit(), Kind::Evidence), 2);
    j.keys("eBackup log<Tab>BK-LOG<Tab>v4<C-s>2<Enter>");
    assert_eq!(count(j.audit(), Kind::Evidence), 3);
    j.keys(":documents<Enter>").shot("register");
    j.keys("<Esc>");
    j.end();
});
