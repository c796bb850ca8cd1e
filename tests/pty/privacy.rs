//! What stays on a terminal after the program has left it: nothing of the notes.

use rustix::process::Signal;

use super::seat::Seat;
use super::session::Session;

const ENTER: &[u8] = b"\x1b[?1049h";
const LEAVE: &[u8] = b"\x1b[?1049l";

/// What was sent while the terminal did not show the alternate screen: it stays in the scrollback.
fn outside(bytes: &[u8]) -> Vec<u8> {
    let mut outside = Vec::new();
    let (mut rest, mut alternate) = (bytes, false);
    while let Some((first, after)) = rest.split_first() {
        if rest.starts_with(ENTER) || rest.starts_with(LEAVE) {
            alternate = rest.starts_with(ENTER);
        }
        if !alternate {
            outside.push(*first);
        }
        rest = after;
    }
    outside
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn nothing_of_the_notes_stays_behind_after_suspending_and_quitting() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    session.type_in("n");
    session.until("the note", |text| text.contains("NOTE"));
    session.type_in("zebra seventeen\r");
    session.until("saved", |text| {
        text.contains("zebra seventeen") && !text.contains("saving")
    });
    session.type_in("okapi nineteen");
    session.until("the words", |text| text.contains("okapi nineteen"));
    session.suspend();
    session.until_received("the shell's screen", |received| {
        !received.parser.screen().alternate_screen()
    });
    session.look(|received| {
        let shown = received.text();
        assert!(
            !shown.contains("zebra") && !shown.contains("okapi"),
            "{shown}"
        );
    });
    session.signal(Signal::CONT);
    session.until("the words again", |text| text.contains("okapi nineteen"));
    session.type_in("\x1b");
    session.until("the list", |text| text.contains("LIST"));
    session.type_in("\x11");
    assert!(session.end().success());
    session.look(|received| {
        let left = outside(&received.bytes);
        let shown = String::from_utf8_lossy(&left).into_owned();
        for words in ["zebra", "okapi", "Acme", "Operations"] {
            assert!(has(&received.bytes, words.as_bytes()), "{words} was shown");
            assert!(!has(&left, words.as_bytes()), "{words} stays: {shown:?}");
        }
        assert!(!received.parser.screen().alternate_screen());
    });
}
