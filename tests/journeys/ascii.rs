//! Terminals that show little: ASCII marks, and a selection that is seen without any style.

use onsite::tui::headless;
use onsite::tui::theme::Theme;

use crate::rig::{Journey, THEME};

const POOR: Theme = Theme::new(true, true);

/// Screens whose words are the program's own or the worked example's.
const SCREENS: &[&str] = &[
    "",
    "G",
    "i",
    "nfirst words",
    "f",
    ":",
    "/back",
    "1",
    "?",
    "n<F1>",
    " ",
    "d",
    ":notes<Enter>",
    ":findings<Enter>",
    ":findings<Enter><Enter>",
    ":samples<Enter><Enter>",
    ":where the audit<Enter>",
    ":still blocks<Enter>",
    ":problems found<Enter>",
    ":sign off<Enter>",
    ":sign off<Enter><Tab*3><Right><Tab*2>secret<Tab>",
    "3<Enter>",
    "z<Enter>x<Enter>",
    ":open to-dos<Enter>",
    ":plan for<Enter>",
    "<C-l>",
];

journey!(a_poor_terminal_gets_nothing_but_ascii, || {
    let mut j = Journey::example();
    for keys in SCREENS {
        j.keys("<Esc*5>").keys(keys);
        for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 12), (21, 5), (9, 3)] {
            let (buffer, _) = j.app.screen(width, height, POOR);
            // Letters, and one sign, are in the example's own words.
            let own = |symbol: &str| symbol == "°" || symbol.chars().all(char::is_alphabetic);
            let strange = buffer
                .content
                .iter()
                .find(|cell| !cell.symbol().is_ascii() && !own(cell.symbol()));
            assert_eq!(
                strange.map(ratatui::buffer::Cell::symbol),
                None,
                "{keys} at {width}x{height}"
            );
        }
    }
    let home = Journey::at_home();
    let (buffer, _) = home.app.screen(80, 24, POOR);
    assert!(buffer.content.iter().all(|cell| cell.symbol().is_ascii()));
});

journey!(nothing_moves_and_every_word_stays, || {
    let mut j = Journey::example();
    for keys in SCREENS {
        j.keys("<Esc*5>").keys(keys);
        let (rich, at) = j.app.screen(80, 24, THEME);
        let (poor, poor_at) = j.app.screen(80, 24, POOR);
        assert_eq!(at, poor_at, "{keys}");
        for (rich, poor) in rich.content.iter().zip(&poor.content) {
            let is_word = |symbol: &str| symbol.chars().all(char::is_alphanumeric);
            if is_word(rich.symbol()) {
                assert_eq!(rich.symbol(), poor.symbol(), "{keys}");
            }
        }
    }
    j.keys("<Esc*5>/backup<Enter>");
    let screen = headless::text(&j.app.screen(80, 24, POOR).0);
    insta::with_settings!({snapshot_path => "../screens", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("ascii_requirements", screen);
    });
    j.keys("in! seen in the room");
    let screen = headless::text(&j.app.screen(80, 24, POOR).0);
    insta::with_settings!({snapshot_path => "../screens", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("ascii_session", screen);
    });
});

journey!(letters_stay_letters_on_a_poor_terminal, || {
    let mut j = Journey::of(
        crate::rig::BOTH,
        "M\u{fc}ller \u{76e3}\u{67fb} “quoted” – dash…",
    );
    j.keys("n\u{416}\u{2192}\u{fc}");
    let screen = headless::text(&j.app.screen(80, 24, POOR).0);
    assert!(
        screen.contains("M\u{fc}ller \u{76e3}\u{67fb} \"quoted\" - dash~"),
        "{screen}"
    );
    assert!(screen.contains("\u{416}>\u{fc}"), "{screen}");
});

/// Places in which something is selected, with a key that selects something else.
const SELECTIONS: &[(&str, &str)] = &[
    ("", "<Down>"),
    ("g", "<Down>"),
    ("i", "<Down>"),
    (":", "<Down>"),
    ("/", "<Down>"),
    (":findings<Enter>", "<Down>"),
    (":notes<Enter>", "<Down>"),
    ("/27001:A.8.13<Enter>a", "<Down>"),
    ("w", "<Down>"),
    ("/27001:A.8.13<Enter>1", "2"),
    ("/27001:A.8.13<Enter>:plan for<Enter>", "2"),
    ("f", "<Tab>"),
    ("e", "<Tab>"),
    (":sign off<Enter>", "<Tab>"),
];

journey!(a_selection_is_seen_without_any_style, || {
    let mut j = Journey::example();
    for (place, other) in SELECTIONS {
        for (width, height) in [(80, 24), (40, 10), (20, 5)] {
            j.keys("<Esc*5>").keys(place);
            let before = headless::text(&j.app.screen(width, height, POOR).0);
            j.keys(other);
            let after = headless::text(&j.app.screen(width, height, POOR).0);
            assert_ne!(before, after, "{place:?} {other:?} at {width}x{height}");
            assert!(after.contains('>') || after.contains("NOTE"), "{after}");
        }
    }
    j.keys("<Esc*5>f<Tab>");
    let before = headless::text(&j.app.screen(80, 24, POOR).0);
    j.keys("<Right>");
    assert_ne!(
        before,
        headless::text(&j.app.screen(80, 24, POOR).0),
        "a choice"
    );
    let mut home = Journey::at_home();
    let before = headless::text(&home.app.screen(80, 24, POOR).0);
    home.keys("<Down>");
    assert_ne!(before, headless::text(&home.app.screen(80, 24, POOR).0));
});
