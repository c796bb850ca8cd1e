//! The laws of the screen: no bare printable key changes data; words are never thrown away; leaving takes a chord.

use std::collections::BTreeSet;

use onsite::store::load;
use onsite::tui::form::Slot;
use onsite::tui::input::{Code, Input, Key};
use onsite::tui::keymap::Place;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::rig::{Journey, texts};

/// Screens that are one or a few keys away from LIST, in which nothing is being typed.
const SCREENS: [&str; 18] = [
    "",
    "g",
    "G",
    "h",
    "1",
    "<C-g>",
    ":",
    "/",
    "?",
    "<Space>",
    "i",
    "d",
    ":findings<Enter>",
    ":samples<Enter>",
    ":where the audit<Enter>",
    "t",
    "w",
    ":requests<Enter>",
];

fn printable() -> impl Iterator<Item = char> {
    (' '..='~').chain([
        'é', 'ß', '漢', 'Я', 'ع', '😀', '\u{301}', '\u{200b}', '\u{a0}',
    ])
}

journey!(no_bare_printable_key_changes_anything, || {
    let mut j = Journey::example();
    let saved = j.audit().len();
    for screen in SCREENS {
        for c in printable() {
            j.keys("<Esc*4>").keys(screen);
            let place = j.model().place();
            assert!(
                !matches!(place, Place::Note | Place::Form),
                "{screen} types"
            );
            j.app.press([Input::Key(Key::plain(Code::Char(c)))]);
            assert_eq!(j.audit().len(), saved, "{c:?} after {screen:?}");
            assert!(j.room().pending.is_empty(), "{c:?} after {screen:?}");
            assert!(!j.app.left, "{c:?} after {screen:?} leaves");
            // What it opened is closed without a word typed, and leaves nothing behind.
            j.keys("<Esc*4>");
            assert!(j.room().drafts.is_empty(), "{c:?} after {screen:?}");
        }
    }
    let path = j.path.clone();
    j.app.leave();
    assert_eq!(load::load(&path).unwrap().audit.len(), saved);
});

journey!(leaving_takes_a_chord_everywhere, || {
    for screen in ["", "n", "f", ":", "?", "1", "<C-l><C-l>"] {
        let mut j = Journey::open(&match screen {
            "" => Journey::new().path,
            _ => crate::rig::home().join("case.audit"),
        });
        j.keys(screen).keys("<C-q>");
        assert!(j.app.left, "Ctrl-Q does not leave after {screen:?}");
    }
});

/// What a random hand does while words are typed: it never asks for anything to be thrown away.
const MOVES: [&str; 34] = [
    "<Esc>",
    "<Enter>",
    "<Enter>",
    "<PageUp>",
    "<PageDown>",
    "<C-n>",
    "<C-p>",
    "<Up>",
    "<Down>",
    "<Left>",
    "<Home>",
    "<End>",
    "<Resize>",
    "<C-l>",
    "<Tab>",
    "<BackTab>",
    "<C-o>",
    "<C-f>",
    "<C-g>",
    "<F1>",
    "<C-s>",
    "<C-j>",
    "j",
    "k",
    "G",
    "g",
    "h",
    "l",
    "<C-q>",
    "i",
    "t",
    "w",
    "#",
    "<Space>",
];

journey!(typed_words_are_notes_or_drafts_whatever_is_pressed, || {
    let config = Config {
        failure_persistence: None,
        cases: 24,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let step = prop_oneof![2 => Just(None), 5 => prop::sample::select(&MOVES[..]).prop_map(Some)];
    let steps = prop::collection::vec(step, 10..60);
    let path = Journey::new().path;
    let number = std::cell::Cell::new(0);
    let typed = std::cell::RefCell::new(BTreeSet::new());
    runner
        .run(&steps, |steps| {
            let mut j = Journey::open(&path);
            for step in &steps {
                if let Some(key) = step {
                    j.keys(key);
                } else {
                    // A word of its own, wherever a note is being typed.
                    if j.model().place() != Place::Note {
                        j.keys("<Esc*3>n");
                    }
                    if j.model().place() == Place::Note {
                        number.set(number.get() + 1);
                        let word = format!("w{}w", number.get());
                        // At the end of the text, so that a word stays in one piece.
                        j.keys("<C-End> ").keys(&word);
                        typed.borrow_mut().insert(word);
                    }
                }
                if j.app.left {
                    j = j.restart();
                }
            }
            let mut j = j.restart();
            j.keys("<Esc>");
            let mut kept: Vec<String> = texts(j.audit()).iter().map(ToString::to_string).collect();
            kept.extend(
                j.room()
                    .drafts
                    .iter()
                    .map(|form| form.value(&Slot::Words).to_owned()),
            );
            // Other keys of the script may have been typed into a word, or have broken its line.
            let is_word = |c: &char| *c == 'w' || c.is_ascii_digit();
            let kept: String = kept.join(" ").chars().filter(is_word).collect();
            let typed = typed.borrow();
            let lost: Vec<&String> = typed.iter().filter(|word| !kept.contains(*word)).collect();
            prop_assert!(lost.is_empty(), "{:?} lost", lost);
            j.app.leave();
            Ok(())
        })
        .unwrap();
    assert!(number.get() > 100, "only {} words were typed", number.get());
});
