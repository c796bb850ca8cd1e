//! Hostile text in every place: no cell carries a control or a direction override, and long lines stay cheap.

use onsite::audit::schema::Kind;
use onsite::tui::command::Command;
use onsite::tui::input::{Input, pasted};
use onsite::tui::keymap::Place;
use ratatui::buffer::Buffer;

use crate::rig::{Journey, THEME, count};

const HOSTILE: [&str; 14] = [
    "z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}a\u{321}\u{353}lgo",
    "\u{202e}gnp.exe\u{202c} \u{2066}in\u{2069}",
    "\u{1b}[2J\u{1b}[1;31mred",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{9b}31m \u{90}q\u{9c} \u{85}",
    "a\0b\u{7f}c\u{8}d",
    "👩‍👩‍👧‍👦 👍🏽 ❤\u{fe0f} 🇩🇪🇩",
    "漢字かなﾊﾟ 한국어",
    "שלום עולם مرحبا",
    "tab\tbetween\ttabs",
    "\u{200b}\u{feff}\u{ad}\u{2028}\u{2029}",
    "\u{e0041}\u{e007f} \u{fff9}x\u{fffa}",
    "#\u{202e}A.8.13 @\u{1b}[5m +\u{9b}1 n3/12",
    "\u{301}\u{301}begins with marks",
];

fn is_safe(c: char) -> bool {
    let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hidden = matches!(
        c,
        '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e0fff}'
    );
    !(c.is_control() || bidi || hidden)
}

fn assert_safe(buffer: &Buffer, place: &str) {
    for cell in &buffer.content {
        let symbol = cell.symbol();
        assert!(
            symbol.chars().all(is_safe),
            "{symbol:?} ({}) in {place}",
            symbol.escape_unicode()
        );
        assert!(
            symbol.len() <= 128,
            "a cell of {} bytes in {place}",
            symbol.len()
        );
    }
}

fn look(j: &Journey, place: &str) {
    for (width, height) in [(80, 24), (200, 60), (21, 7), (9, 3)] {
        assert_safe(&j.app.screen(width, height, THEME).0, place);
    }
}

/// Opens the form of a command and puts hostile text into each field that is typed.
fn fill(j: &mut Journey, keys: &str) {
    j.keys("<Esc*4>").keys(keys);
    assert_eq!(j.model().place(), Place::Form, "{keys}: {}", j.said());
    let form = |j: &Journey| {
        let room = j.model().room.as_ref();
        j.model()
            .loose
            .clone()
            .or_else(|| room.and_then(|room| room.form().cloned()))
            .unwrap()
    };
    for at in 0..form(j).fields.len() {
        j.app.press([pasted(HOSTILE[at % HOSTILE.len()])]);
        look(j, keys);
        if at + 1 < form(j).fields.len() {
            j.keys("<Tab>");
        }
    }
    look(j, keys);
    j.keys("<C-s>");
    look(j, keys);
}

journey!(no_cell_carries_what_a_terminal_would_obey, || {
    // The client's name stands in the top line all the time.
    let mut j = Journey::of(crate::rig::BOTH, &HOSTILE.join(" "));
    look(&j, "the top line");
    for hostile in HOSTILE {
        j.keys("<Esc*4>n");
        j.app.press([pasted(hostile)]);
        look(&j, "a note that is typed");
        j.keys("<Enter>");
        look(&j, "a note");
    }
    assert_eq!(count(j.audit(), Kind::Note), HOSTILE.len());
    for keys in [
        "f",
        "e",
        "s",
        ":start a session<Enter>",
        ":a person<Enter>",
        ":a site<Enter>",
        ":attach<Enter>",
        ":objectives<Enter>",
        ":conclusions<Enter><Enter>",
        "3<Enter>",
        ":plan for<Enter>2<Enter>",
        ":sign off<Enter>",
    ] {
        fill(&mut j, keys);
    }
    for command in Command::ALL
        .iter()
        .filter(|it| !matches!(it, Command::Home | Command::Quit | Command::OnlyQuestion))
    {
        j.keys("<Esc*4>:").keys(command.label()).keys("<Enter>");
        look(&j, command.label());
        if j.model().place() == Place::Pick {
            j.app.press([pasted(HOSTILE[2])]);
            look(&j, command.label());
            j.keys("<C-u><Enter>");
            look(&j, command.label());
        }
    }
    // Findings before a room, and the question alone.
    j.keys("<Esc*4>:findings one by one<Enter>");
    for _ in 0..4 {
        look(&j, "the closing screen");
        j.keys("<Right>");
    }
    j.keys("<Esc>n");
    for hostile in HOSTILE {
        j.app.press([pasted(hostile)]);
        j.keys("<F2>");
        look(&j, "only the question");
    }
});

journey!(titles_of_a_checklist_are_shown_as_marks, || {
    let path = Journey::new().path;
    let mut renamed = 0;
    for file in std::fs::read_dir(path.join("criteria")).unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        let hostile = text.replace(
            "Leadership and commitment",
            "Leader\u{202e}ship \\u{1b}[31m",
        );
        renamed += usize::from(hostile != text);
        std::fs::write(&file, hostile).unwrap();
    }
    assert!(renamed > 0);
    // A checklist with such a title is refused or shown as marks; it is never obeyed.
    let mut j = Journey::open(&path);
    look(&j, "the outline");
    if j.model().room.is_some() {
        j.keys("/leader<Enter> ");
        look(&j, "the page of a requirement");
    } else {
        assert!(!j.said().is_empty());
    }
});

journey!(a_line_of_100_kb_is_typed_saved_and_drawn, || {
    let mut j = Journey::new();
    let long = "word ".repeat(20_000);
    j.keys("n");
    j.app.press([Input::Paste {
        text: long.clone(),
        cut: false,
    }]);
    let form = j.room().form().unwrap();
    let layout = form.field().unwrap().editor.layout(60, 9);
    assert_eq!(layout.rows.len(), 9, "only the rows that are seen are made");
    look(&j, "a long note that is typed");
    j.keys("<Enter><Esc>");
    look(&j, "a long note");
    j.keys(":notes<Enter>");
    look(&j, "a long note in a list");
    j.keys("<Enter>");
    look(&j, "a long note on a page");
    let saved = crate::rig::texts(j.audit())[0].len();
    assert_eq!(saved, long.trim_end().len());
    j.end();
});
