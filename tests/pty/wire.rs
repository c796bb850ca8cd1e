//! What goes over the wire: no colour where none is wanted, nothing of what was typed that could command the
//! terminal, few bytes, one write for a frame, and nothing left behind.

use std::time::Duration;

use super::seat::Seat;
use super::session::{Received, Session};

/// The parameters of all colours and looks that were sent.
fn looks(bytes: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\x1b[").skip(1);
    let looks = sequences.filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    let numbers = |looks: String| {
        let parts = looks.split(';').map(|part| part.parse().unwrap_or(0));
        parts.collect::<Vec<u16>>()
    };
    looks.flat_map(numbers).collect()
}

fn is_colour(look: u16) -> bool {
    matches!(look, 30..=49 | 90..=107)
}

#[test]
fn no_colour_is_sent_where_none_is_wanted() {
    for (name, value, colours) in [("COLUMNS", "", true), ("NO_COLOR", "1", false)] {
        let seat = Seat::new();
        let mut command = seat.screen();
        command.env(name, value);
        let mut session = Session::start(command);
        session.type_in("n! seen\r");
        session.until("the note", |text| {
            text.contains("seen. Ctrl-Z") || text.contains(" seen")
        });
        session.type_in("\x1b");
        session.until("LIST", |text| text.contains("LIST"));
        session.type_in("\x07");
        session.until("the menu", |text| text.contains("PICK"));
        session.type_in("\x1b");
        session.until("LIST", |text| text.contains("LIST"));
        session.type_in("\x11");
        assert!(session.end().success());
        let looks = session.look(|received| looks(&received.bytes));
        assert!(!looks.is_empty(), "{name}: not even bold");
        assert_eq!(looks.into_iter().any(is_colour), colours, "{name}");
    }
}

/// Fails on any byte that the program's own grammar does not have: cursor, pen, erasing, and the modes that it
/// sets.
fn assert_own_grammar(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' => {
                let sequence: String = rest.as_str().chars().take(12).collect();
                assert_eq!(rest.next(), Some('['), "ESC {sequence:?}");
                let end = rest.find(|c| !(c.is_ascii_digit() || matches!(c, ';' | '?')));
                let end = end.expect("a sequence ends");
                assert!("HCDKJmhl".contains(end), "CSI {sequence:?}");
                if matches!(end, 'h' | 'l') {
                    let known = ["[?1049", "[?2004", "[?2026", "[?25"];
                    assert!(
                        known.iter().any(|mode| sequence.starts_with(mode)),
                        "{sequence:?}"
                    );
                }
            }
            '\r' | '\n' | '\x08' => {}
            c => assert!(!c.is_control(), "{:?} was sent", c.escape_unicode()),
        }
    }
}

/// Sequences that have commanded terminals: clipboard, title, answers, device control, C1, bidirectional marks.
const HOSTILE: [&str; 9] = [
    "a\x1b]52;c;ZXZpbA==\x07b",
    "a\x1b]0;title\x1b\\b",
    "a\x1b[6n\x1b[c\x1bZb",
    "a\x1bP+q544e\x1b\\b",
    "a\u{9b}31mb\u{9d}52;c;eA==\u{9c}",
    "a\u{90}1$r\u{9c}\u{85}b",
    "a\x07\x08\x0b\x0c\x0e\x7fb",
    "a\u{202e}gnp.exe\u{2066}b",
    "a\x1b[?1049l\x1b[2Jb",
];

#[test]
fn hostile_text_never_reaches_the_terminal_raw() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    for (at, hostile) in HOSTILE.iter().enumerate() {
        session.paste(&format!("h{at}h {hostile}"));
        let mark = format!("h{at}h");
        session.until("the paste", |text| {
            text.contains("NOTE") && text.contains(&mark)
        });
        session.type_in("\r");
        session.until("the note", |text| {
            text.lines()
                .any(|line| line.contains(&mark) && line.contains(':'))
        });
        session.type_in("\x1b");
        session.until("LIST", |text| text.contains("LIST"));
    }
    // The same as keys, without a paste around it.
    session.type_in("n");
    for hostile in HOSTILE {
        session.type_in(hostile);
    }
    session.until_quiet(Duration::from_millis(500));
    session.signal(rustix::process::Signal::TERM);
    session.end();
    session.look(|received| assert_own_grammar(&received.bytes));
    // What was pasted is kept as it was, byte for byte, but the end of a paste within it.
    let notes = seat.notes();
    for (at, hostile) in HOSTILE.iter().enumerate() {
        let note = notes
            .iter()
            .find(|note| note.starts_with(&format!("h{at}h")));
        assert!(
            note.is_some_and(|note| note.contains('b')),
            "{hostile:?}: {notes:?}"
        );
    }
}

#[test]
fn nothing_stays_in_the_scrollback() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    session.type_in("n");
    session.until("the note", |text| text.contains("NOTE"));
    for at in 0..40 {
        session.type_in(&format!("canary {at}\r"));
    }
    session.until("the notes", |text| text.contains("canary 39"));
    session.resize(60, 12);
    session.until("the small frame", |text| text.contains("canary 39"));
    session.type_in("\x11");
    assert!(session.end().success());
    let bytes = session.look(|received| received.bytes.clone());
    let cells = |n| std::num::NonZeroU16::new(n).unwrap();
    let mut parser = vt100::Parser::new(cells(24), cells(80), 1000);
    parser.process(b"$ onsite acme.audit\r\n");
    parser.process(&bytes);
    let screen = parser.screen_mut();
    screen.set_scrollback(usize::MAX);
    assert_eq!(screen.scrollback(), 0, "something went into the scrollback");
    assert_eq!(screen.contents().trim(), "$ onsite acme.audit");
}

#[test]
fn a_paste_is_one_text() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    session.paste("one\r\ntwo\rthree\nfour");
    session.until("the paste", |text| {
        text.contains("NOTE") && text.contains("four")
    });
    assert!(seat.notes().is_empty(), "a paste has saved something");
    session.type_in("\r");
    session.until("the note", |text| {
        text.contains("NOTE") && text.contains(':')
    });
    session.type_in("begun ");
    session.paste("a\rb\r\x11\x1bc");
    session.until("the paste", |text| text.contains("begun a"));
    session.type_in("\r");
    session.until("saved", |text| {
        text.contains("Ctrl-Z undoes") && !text.contains("saving")
    });
    session.type_in("\x11");
    assert!(session.end().success());
    assert_eq!(
        seat.notes(),
        ["one\ntwo\nthree\nfour", "begun a\nb\n\x11\x1bc"]
    );
}

#[test]
fn typing_and_saving_go_on_in_a_storm_of_sizes() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    session.type_in("n");
    session.until("the note", |text| text.contains("NOTE"));
    let sizes = [
        (1, 1),
        (200, 60),
        (2, 1),
        (1, 50),
        (300, 3),
        (59, 11),
        (80, 24),
        (7, 7),
    ];
    for round in 0..10 {
        for (cols, rows) in sizes {
            session.resize(cols, rows);
            session.type_in("x");
        }
        session.resize(1, 1);
        session.type_in(&format!(" round {round}"));
        session.resize(80, 24);
        let words = format!("xxxxxxxx round {round}");
        session.until("the words", |text| text.contains(&words));
        session.resize(1, 1);
        session.type_in("\r");
        session.resize(80, 24);
        session.until("the note", |text| {
            let is_note = |line: &str| line.contains(&words) && line.contains(':');
            text.lines().any(is_note)
        });
    }
    session.type_in("\x11");
    assert!(session.end().success());
    let expected: Vec<String> = (0..10)
        .map(|round| format!("xxxxxxxx round {round}"))
        .collect();
    assert_eq!(seat.notes(), expected);
}

fn median(mut of: Vec<usize>) -> usize {
    of.sort_unstable();
    of[of.len() / 2]
}

#[test]
fn a_letter_and_a_move_cost_few_bytes_in_one_write() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    session.type_in("n");
    session.until("the note", |text| text.contains("NOTE"));
    session.until_quiet(Duration::from_millis(400));
    let mut typed = Vec::new();
    let mut so_far = String::new();
    for c in "restore test shown, log of 12 May complete".chars() {
        so_far.push(c);
        typed.push(cost(
            &mut session,
            c.encode_utf8(&mut [0; 4]),
            1,
            |received| {
                let column = received.parser.screen().cursor_position().1;
                column >= so_far.len() as u16 % 40 && received.text().contains(so_far.trim_end())
            },
        ));
    }
    println!("bytes of a letter: {typed:?}");
    assert!(median(typed.clone()) <= 60, "{typed:?}");
    session.type_in("\r\x1b");
    session.until("LIST", |text| text.contains("LIST"));
    session.type_in("i");
    session.until_quiet(Duration::from_millis(400));
    let (mut moved, mut rested) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        // The selection in one frame; when the keys rest, the detail follows in another.
        let parts = session.look(|received| received.parts.len());
        rested.push(cost(&mut session, "\x1b[B", 2, |_| true));
        moved.push(session.look(|received| received.parts[parts]));
    }
    println!("bytes of a move: {moved:?}, with the detail: {rested:?}");
    assert!(median(moved.clone()) <= 200, "{moved:?}");
    assert!(median(rested.clone()) <= 600, "{rested:?}");
}

/// The bytes that a key costs until nothing more comes. They come in at most so many parts, each a frame.
fn cost(
    session: &mut Session,
    key: &str,
    frames: usize,
    done: impl Fn(&Received) -> bool,
) -> usize {
    let (before, parts) = session.look(|received| (received.bytes.len(), received.parts.len()));
    session.type_in(key);
    session.until_received("an answer", |received| {
        received.bytes.len() > before && done(received)
    });
    session.until_quiet(Duration::from_millis(150));
    session.look(|received| {
        let parts = &received.parts[parts..];
        assert!(parts.len() <= frames, "{key:?} was answered in {parts:?}");
        received.bytes.len() - before
    })
}
