//! Finding, the palette, empty lists, and going back to the note from there.

use onsite::tui::command::Command;
use onsite::tui::keymap::Place;
use onsite::tui::model::Overlay;

use crate::rig::{Journey, texts};

journey!(find_goes_to_requirements_and_shows_what_was_written, || {
    let mut j = Journey::new();
    j.keys("nthe blue backup tape<Enter><Esc><C-f>backup")
        .shot("find");
    j.keys("<Enter>");
    assert_eq!(j.room().selected().unwrap().id.to_string(), "27001:A.8.13");
    j.keys("/blue tape<Enter>");
    assert_eq!(j.model().place(), Place::Page);
    j.keys("<Esc><C-f>no such words");
    assert!(j.screen(80, 24).contains("Nothing has these words."));
    j.keys("<Esc>");
    j.end();
});

journey!(the_palette_runs_any_command, || {
    let mut j = Journey::new();
    j.keys("<C-o>").shot("palette");
    j.keys("to the last<Enter>");
    assert_eq!(j.room().outline.at, j.room().outline.rows.len() - 1);
    j.end();
});

journey!(
    what_begins_with_the_words_comes_before_what_only_holds_or_means_them,
    || {
        let mut j = Journey::new();
        for (typed, first) in [
            ("sign", "sign off"),
            ("close", "close this audit, back to the list of audits"),
            (
                "audit close",
                "close this audit, back to the list of audits",
            ),
            ("finding", "findings"),
            // Not the words that are shown, but those that an auditor may look for.
            (
                "export",
                "write the report (PDF, Word, HTML, Markdown), unsigned",
            ),
            ("progress", "where the audit stands"),
            ("delete", "look through what is known about the selection"),
            ("nonconformity", "write a finding"),
            ("exit", "close this audit, back to the list of audits"),
        ] {
            j.keys(":").keys(typed);
            let Some(Overlay::Pick(pick)) = j.model().overlays.last() else {
                panic!("the palette did not open")
            };
            assert_eq!(pick.marked().unwrap().label, first, "{typed}");
            j.keys("<Esc>");
        }
    }
);

journey!(what_is_opened_from_a_note_closes_on_the_note, || {
    let mut j = Journey::new();
    j.keys("nhalf<C-o>still blocks<Enter>");
    assert_eq!(j.model().place(), Place::Page);
    j.keys("<Esc>");
    assert_eq!(j.model().place(), Place::Note);
    j.keys(" a<C-o>a finding<Enter>Title<C-s>");
    assert_eq!(j.model().place(), Place::Note);
    j.keys(" sentence<C-o>a site<Enter><Esc><Enter><Esc>");
    assert_eq!(texts(j.audit()), ["half a sentence"]);
    j.end();
});

journey!(an_empty_list_says_how_something_comes_into_it, || {
    let mut j = Journey::new();
    let lists = Command::ALL
        .iter()
        .filter(|command| format!("{command:?}").starts_with("List"));
    for command in lists {
        j.keys("<Esc*2>:").keys(command.label()).keys("<Enter>");
        let Some(Overlay::Pick(pick)) = j.model().overlays.last() else {
            panic!("{command:?} opens no list")
        };
        let has_items = !pick.items.is_empty();
        assert!(
            has_items || pick.empty.ends_with('.') && pick.empty != "There is nothing here yet.",
            "{command:?}"
        );
    }
    j.keys("<Esc*2>");
    j.end();
});
