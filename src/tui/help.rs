//! Help for a place, printed from the keymap, so that it cannot say anything else than what the keys do.

use super::keymap::{self, BINDINGS, Place};
use super::model::Page;

/// What can be typed into a note besides words.
const SIGNS: &[(&str, &str)] = &[
    ("#A.8.13", "links the note to a requirement"),
    ("@ops-lead", "links it to a person"),
    (
        "+BK-LOG v3 2026-06-14",
        "links it to a document seen (entered if it is new)",
    ),
    ("+E4 +P2", "links it to evidence or a sample by its label"),
    ("n3/12", "a sample of 3 of 12"),
    ("! at the beginning", "seen, not said"),
    (
        "? at the beginning",
        "to ask for; @who and by fri (by 2026-06-16) say of whom and by when",
    ),
    ("// at the beginning", "your own remark, not for the client"),
    ("13:50 at the beginning", "observed then"),
];

/// The help page of a place.
pub fn page(place: Place) -> Page {
    let mut lines = vec![format!("# Keys in {}", place.word()), String::new()];
    lines.push(sentence(place).to_owned());
    lines.push(String::new());
    for binding in BINDINGS.iter().filter(|binding| binding.place == place) {
        let keys: Vec<String> = binding.keys.iter().map(|key| keymap::shown(key)).collect();
        lines.push(format!(
            "{:<22} {}",
            keys.join("  "),
            binding.command.label()
        ));
    }
    if place == Place::List {
        lines.push(format!(
            "{:<22} {}",
            "1 to 5", "open the menu of results with that choice marked"
        ));
    }
    if matches!(place, Place::List | Place::Note) {
        lines.extend([
            String::new(),
            "# In the words of a note".to_owned(),
            String::new(),
        ]);
        lines.extend(
            SIGNS
                .iter()
                .map(|(sign, what)| format!("{sign:<22} {what}")),
        );
    }
    lines.extend([
        String::new(),
        "# What is promised".to_owned(),
        String::new(),
    ]);
    lines.extend(PROMISES.iter().map(|line| (*line).to_owned()));
    Page::new(format!("help: {}", place.word()), lines)
}

const PROMISES: &[&str] = &[
    "“saved” at the top right means: on disk, synced. Until then it says so.",
    "What you type is kept as a draft within a quarter of a second, also if the line drops.",
    "Nothing is deleted. Undo and withdraw keep the old words reachable.",
    "A corrected note keeps its former wording in the record.",
];

const fn sentence(place: Place) -> &'static str {
    match place {
        Place::Home => "Choose an audit, make a new one, or try the worked example.",
        Place::List => "Moving. No letter or digit changes anything here: they move or open.",
        Place::Note => {
            "Typing. Enter saves and stays for the next note; Esc keeps the words as a draft."
        }
        Place::Form => {
            "Typing into a form. ← and → turn choices; Esc keeps what was typed as a draft."
        }
        Place::Pick => "Type words to narrow the list; in a numbered menu a digit marks a choice.",
        Place::Guide => {
            "What to ask and look at. Enter ticks a question, enters what was seen, or goes on from here."
        }
        Place::Grid => {
            "Marking the items of a sample. Each key marks one check, is saved at once, and can be undone."
        }
        Place::Page => "Reading. n opens a note on what the page is about, Ctrl-E changes that.",
        Place::Triage => {
            "Settling what the day has left open. The keys open forms and lists; nothing changes before they are \
             confirmed. After each act the next line is selected."
        }
        Place::Agenda => {
            "The points of a meeting. What is ticked here is recorded, and can be undone like everything."
        }
        Place::Slides => {
            "For a room full of people: roles in place of names, nothing of your remarks."
        }
    }
}
