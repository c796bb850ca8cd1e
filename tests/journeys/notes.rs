//! Notes: typing, links, moving while typing, stopping and going on, drafts, paste, completion.

use onsite::audit::coverage;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::tui::keymap::Place;
use onsite::tui::model::View;

use crate::rig::{Journey, count, texts};

journey!(a_session_with_people_and_twenty_notes, || {
    let mut j = Journey::new();
    j.keys("i").shot("session_form");
    j.keys("Backup and restore<Tab*11>Ida Holm, ops lead, IT<C-j>Per Lund, backup admin<C-s>");
    assert_eq!(j.model().place(), Place::Note);
    assert_eq!(j.room().view, View::Session);
    assert_eq!(
        count(j.audit(), Kind::Person),
        3,
        "two were entered beside the lead"
    );
    let notes = [
        "@ops-lead: backups run every night #A.8.13",
        "! job list, all green #A.8.13 +BK-LOG v3 2026-06-14",
        "? restore test of the ERP #A.8.13",
        "// she reads from a script",
        "13:50 restore of one file took 4 min #A.8.13 n3/12",
        "plan for the tape library #A.7.13",
        "! 14:05 tapes in a locked cabinet #A.7.8",
        "who may delete a backup #A.5.15",
        "policy is of 2024 #27001:5.2",
        "both have a policy #5.2",
        "an id of both standards #A.6.2",
        "no such thing #A.99.9",
        "? list of restore tests",
        "@backup-admin: since 2019 here",
        "@night-shift: nobody is on site at night",
        "! +RT-2026 restore report",
        "retention is 30 days #A.8.13 #A.8.10",
        "n5/40 tickets, two without approval #A.8.32",
        "//14:40 tired, go on tomorrow",
        "a line<C-j>and another line",
    ];
    for note in notes {
        j.keys(note).keys("<Enter>");
    }
    let typed: Vec<String> = notes
        .iter()
        .map(|note| note.replace("<C-j>", "\n"))
        .collect();
    assert_eq!(texts(j.audit()), typed);
    let modes: Vec<&str> = j
        .audit()
        .objects(Kind::Note)
        .map(|n| j.audit().text(n, Field::Mode))
        .collect();
    for (mode, times) in [("seen", 3), ("to-do", 2), ("remark", 2), ("said", 13)] {
        assert_eq!(
            modes.iter().filter(|m| **m == mode).count(),
            times,
            "{mode}"
        );
    }
    let note = |at: usize| j.audit().objects(Kind::Note).nth(at).unwrap();
    let on = |at: usize| -> Vec<String> {
        j.audit()
            .links(note(at), Link::On)
            .map(ToString::to_string)
            .collect()
    };
    assert!(on(4).contains(&"27001:A.8.13".to_owned()));
    assert_eq!(j.audit().text(note(4), Field::Observed), "13:50");
    assert!(
        !on(10).iter().any(|id| id.contains("A.6.2")),
        "an ambiguous id stays text: {:?}",
        on(10)
    );
    assert_eq!(count(j.audit(), Kind::Person), 4, "the night shift is new");
    assert_eq!(count(j.audit(), Kind::Evidence), 2);
    assert_eq!(count(j.audit(), Kind::Sample), 2);
    j.shot("session_with_twenty_notes");
    j.end();
});

journey!(an_ambiguous_link_stays_text_and_says_so, || {
    let mut j = Journey::new();
    j.keys("nsee #A.6.2 and #A.99<Enter>");
    assert_eq!(
        j.said(),
        "Saved. #A.6.2 is ambiguous; #A.99 is not in the criteria and stays text."
    );
    j.end();
});

journey!(a_note_on_a_heading_waits_in_the_inbox, || {
    let mut j = Journey::new();
    j.keys("gnwelcome at the gate<Enter>");
    assert_eq!(coverage::inbox(j.audit()).len(), 1);
    j.keys("<Esc>:inbox<Enter>").shot("inbox");
    j.keys("<Esc>");
    j.end();
});

journey!(
    moving_while_typing_leaves_the_words_where_they_belong,
    || {
        let mut j = Journey::new();
        j.keys("nabout the context<PageDown>about the parties<PageDown>about the scope<PageUp>");
        assert_eq!(j.room().form().unwrap().words(), "about the parties");
        j.keys("<PageUp>").shot("moving_while_typing");
        assert_eq!(j.room().form().unwrap().words(), "about the context");
        j.keys("<Enter><Esc>");
        assert_eq!(texts(j.audit()), ["about the context"]);
        assert_eq!(j.room().drafts.len(), 2);
        let j = j.end();
        assert_eq!(j.room().drafts.len(), 2);
    }
);

journey!(esc_keeps_the_words_and_enter_goes_on, || {
    let mut j = Journey::new();
    j.keys("nhalf a sen<Esc>").shot("words_kept");
    assert_eq!(j.model().place(), Place::List);
    j.keys("<Enter>tence<Enter><Esc>");
    assert_eq!(texts(j.audit()), ["half a sentence"]);
    assert!(j.room().drafts.is_empty());
    j.end();
});

journey!(
    a_draft_is_taken_up_again_after_its_session_has_ended,
    || {
        let mut j = Journey::new();
        j.keys("iTalk<C-s>half a sen<Esc>:end the<Enter><Enter>tence<Enter><Esc>");
        assert_eq!(texts(j.audit()), ["half a sentence"]);
        let note = j.audit().objects(Kind::Note).next().unwrap();
        assert_eq!(
            j.audit().links(note, Link::Session).count(),
            1,
            "it was begun in the session"
        );
        j.end();
    }
);

journey!(
    a_pasted_text_opens_a_note_and_its_lines_save_nothing,
    || {
        let mut j = Journey::new();
        j.keys("<Paste:first\\nsecond\\n\\e[31mthird\\n>")
            .shot("pasted");
        assert_eq!(j.model().place(), Place::Note);
        assert_eq!(count(j.audit(), Kind::Note), 0);
        j.keys("<Enter><Esc>");
        assert_eq!(texts(j.audit()), ["first\nsecond\n\u{1b}[31mthird"]);
        j.end();
    }
);

journey!(a_paste_is_taken_or_refused_with_a_sentence, || {
    let mut j = Journey::new();
    j.keys("<C-l><Paste:blind>");
    assert_eq!(
        j.room().form().unwrap().words(),
        "blind",
        "a hidden screen throws no paste away"
    );
    j.keys("<Esc>w<Paste:x>");
    assert_eq!(
        j.said(),
        "There is nowhere to paste here; nothing was taken."
    );
    j.keys("<Esc>f<Tab><Paste:x>");
    assert_eq!(
        j.said(),
        "This is chosen with ← and →, not typed; nothing was taken."
    );
    j.keys("<Esc>");
    j.end();
});

journey!(tab_completes_what_is_known, || {
    let mut j = Journey::new();
    j.keys("nfrom +BK-LOG v3 by @ops-lead<Enter>#A.8.1")
        .shot("completing");
    j.keys("<Tab>");
    assert_eq!(j.room().form().unwrap().words(), "#A.8.1");
    j.keys("<Tab>");
    assert_eq!(j.room().form().unwrap().words(), "#A.8.10");
    j.keys(" @ops<Tab> +BK<Tab><Enter><Esc>");
    assert_eq!(
        texts(j.audit()).last(),
        Some(&"#A.8.10 @ops-lead +BK-LOG v3")
    );
    assert_eq!(
        count(j.audit(), Kind::Evidence),
        1,
        "the known document, not another"
    );
    j.keys("nnothing #zzz<Tab>");
    assert_eq!(
        j.said(),
        "Nothing known begins like #zzz; it can stay as it is."
    );
    j.keys("<Esc>");
    j.end();
});

journey!(new_words_for_a_note_leave_the_old_ones_to_be_read, || {
    let mut j = Journey::new();
    j.keys("nrestore took 4 h<Enter><Esc>:notes<Enter><C-e>");
    assert_eq!(j.model().place(), Place::Note);
    j.keys("<C-u>restore took 40 min<Enter>");
    assert_eq!(texts(j.audit()), ["restore took 40 min"]);
    assert!(
        j.screen(80, 24).contains("restore took 40 min"),
        "the list says it now"
    );
    j.keys("<Enter>").shot("reworded");
    assert!(
        j.screen(80, 24).contains("was: restore took 4 h"),
        "{}",
        j.screen(80, 24)
    );
    j.keys("<Esc*2>");
    j.end();
});

journey!(undo_while_typing_concerns_the_text_only, || {
    let mut j = Journey::new();
    j.keys("nsaved<Enter>one two<C-z>");
    assert_eq!(j.room().form().unwrap().words(), "one ");
    j.keys("<C-z*5><C-y*2>");
    assert_eq!(j.room().form().unwrap().words(), "one two");
    assert_eq!(texts(j.audit()), ["saved"]);
    j.keys("<Esc>");
    j.end();
});

journey!(a_draft_that_was_thrown_away_comes_back_with_undo, || {
    let mut j = Journey::new();
    j.keys("nkeep me<Esc>d<C-d>");
    assert!(j.room().drafts.is_empty());
    assert_eq!(
        j.said(),
        "Draft thrown away: keep me. Ctrl-Z brings it back."
    );
    let none = "No drafts: everything that was typed is saved.";
    assert!(j.screen(80, 24).contains(none));
    j.keys("<C-z>");
    assert_eq!(j.room().drafts.len(), 1);
    assert!(!j.screen(80, 24).contains(none), "it is listed again");
    j.keys("<Esc>");
    let j = j.end();
    assert_eq!(j.room().drafts.first().unwrap().words(), "keep me");
});
