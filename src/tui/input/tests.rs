use super::*;
use crossterm::event::KeyEventState;

fn event(code: KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> Event {
    Event::Key(KeyEvent {
        code,
        modifiers,
        kind,
        state: KeyEventState::NONE,
    })
}

fn press(code: KeyCode, modifiers: KeyModifiers) -> Event {
    event(code, modifiers, KeyEventKind::Press)
}

fn key(c: char) -> Input {
    Input::Key(match c {
        '\n' => Key::plain(Code::Enter),
        '\u{1b}' => Key::plain(Code::Esc),
        c => Key::plain(Code::Char(c)),
    })
}

fn keys(text: &str) -> Vec<Input> {
    text.chars().map(key).collect()
}

fn paste(text: &str) -> Input {
    Input::Paste {
        text: text.into(),
        cut: false,
    }
}

#[test]
fn keys_of_all_platforms_become_the_same() {
    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    const ALT: KeyModifiers = KeyModifiers::ALT;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    let plain = Key::plain;
    let alt = |code| Key {
        alt: true,
        ..plain(code)
    };
    let shift = |code| Key {
        shift: true,
        ..plain(code)
    };
    for (code, modifiers, expected) in [
        (KeyCode::Char('a'), NONE, plain(Code::Char('a'))),
        (KeyCode::Char('A'), SHIFT, plain(Code::Char('A'))),
        (KeyCode::Char('A'), NONE, plain(Code::Char('A'))),
        (KeyCode::Char('?'), SHIFT, plain(Code::Char('?'))),
        (KeyCode::Char('Z'), CTRL | SHIFT, Key::ctrl('z')),
        (KeyCode::Char('j'), CTRL, Key::ctrl('j')),
        (KeyCode::Char('h'), CTRL, plain(Code::Backspace)),
        (KeyCode::Char('i'), CTRL, plain(Code::Tab)),
        (KeyCode::Char('m'), CTRL, plain(Code::Enter)),
        (KeyCode::Char('['), CTRL, plain(Code::Esc)),
        (KeyCode::Enter, NONE, plain(Code::Enter)),
        (KeyCode::Enter, ALT, alt(Code::Enter)),
        (KeyCode::Enter, SHIFT, shift(Code::Enter)),
        (KeyCode::Char('b'), ALT, alt(Code::Char('b'))),
        (KeyCode::Char('@'), CTRL | ALT, plain(Code::Char('@'))),
        (KeyCode::Char('ą'), CTRL | ALT, plain(Code::Char('ą'))),
        (
            KeyCode::Char('s'),
            CTRL | ALT,
            Key {
                alt: true,
                ..Key::ctrl('s')
            },
        ),
        (KeyCode::BackTab, SHIFT, plain(Code::BackTab)),
        (KeyCode::Tab, SHIFT, plain(Code::BackTab)),
        (KeyCode::Up, SHIFT, shift(Code::Up)),
        (KeyCode::F(1), NONE, plain(Code::F(1))),
    ] {
        let input = normalise(press(code, modifiers));
        assert_eq!(
            input,
            Some(Input::Key(expected)),
            "{code:?} with {modifiers:?}"
        );
    }
}

#[test]
fn what_nobody_typed_is_dropped() {
    for event in [
        Event::FocusGained,
        Event::FocusLost,
        press(KeyCode::Null, KeyModifiers::NONE),
        press(KeyCode::CapsLock, KeyModifiers::NONE),
        press(KeyCode::Char('\u{9b}'), KeyModifiers::NONE),
        event(
            KeyCode::Char('a'),
            KeyModifiers::NONE,
            KeyEventKind::Release,
        ),
    ] {
        assert_eq!(normalise(event), None);
    }
    assert_eq!(normalise(Event::Resize(80, 24)), Some(Input::Resize));
}

#[test]
fn a_paste_keeps_its_bytes_but_line_ends_and_length() {
    assert_eq!(
        pasted("a\r\nb\rc\nd\u{1b}[31m"),
        paste("a\nb\nc\nd\u{1b}[31m")
    );
    assert_eq!(pasted("a\u{1b}[201~:q\n"), paste("a:q\n"));
    let Input::Paste { text, cut } = pasted(&"é".repeat(MAX_PASTE)) else {
        panic!("a paste is a paste");
    };
    assert!(cut && text.len() <= MAX_PASTE && text.len() > MAX_PASTE - 4);
}

#[test]
fn characters_typed_by_number_arrive_once() {
    let mut alt_codes = AltCodes::default();
    let mut typed = String::new();
    let (down, up) = (KeyEventKind::Press, KeyEventKind::Release);
    for (c, kind) in [
        ('a', down),
        ('b', down),
        ('b', down),
        ('a', up),
        ('b', up),
        ('?', down),
        ('ß', up), // Shift was let go first.
        ('—', up), // Alt 0151.
        ('c', down),
        ('c', up),
    ] {
        let input = alt_codes.normalise(event(KeyCode::Char(c), KeyModifiers::NONE, kind));
        if let Some(Input::Key(key)) = input {
            typed.extend(key.typed());
        }
    }
    assert_eq!(typed, "abb?—c");
}

/// What passes a guard when all of `text` arrives `gap` milliseconds apart.
fn passed(text: &str, gap: u64) -> Vec<Input> {
    let mut guard = EscapeGuard::default();
    let mut at = 10_000;
    text.chars()
        .filter_map(|c| {
            at += gap;
            guard.pass(key(c), at, ESCAPE_WINDOW_MS)
        })
        .collect()
}

#[test]
fn the_rest_of_a_split_sequence_is_swallowed() {
    for (text, expected) in [
        ("x\u{1b}[Ay", "x\u{1b}y"),           // arrow
        ("\u{1b}OPy", "\u{1b}y"),             // F1
        ("\u{1b}OHy", "\u{1b}y"),             // Home
        ("\u{1b}[1~y", "\u{1b}y"),            // Home
        ("\u{1b}[15~y", "\u{1b}y"),           // F5
        ("\u{1b}[[Ay", "\u{1b}y"),            // F1 of the Linux console
        ("\u{1b}[1;5Cy", "\u{1b}y"),          // Ctrl-Right
        ("\u{1b}[24;80Ry", "\u{1b}y"),        // a cursor report
        ("\u{1b}[?1;2cy", "\u{1b}y"),         // a device report
        ("\u{1b}\u{1b}[Ay", "\u{1b}\u{1b}y"), // Esc and an arrow
        ("\u{1b}nO[", "\u{1b}nO["),           // typed after Esc
        ("[A", "[A"),                         // no Esc at all
        ("\u{1b}[\nx", "\u{1b}\nx"),          // another key ends it
    ] {
        assert_eq!(passed(text, 20), keys(expected), "{text:?}");
    }
}

#[test]
fn a_slow_hand_types_brackets() {
    assert_eq!(passed("\u{1b}[A", ESCAPE_WINDOW_MS + 1), keys("\u{1b}[A"));
}

#[test]
fn a_paste_whose_mark_was_split_is_still_a_paste() {
    let inputs = passed("\u{1b}[200~dd\nq\u{1b}[201~z", 1);
    assert_eq!(
        fold_bursts(inputs),
        [key('\u{1b}'), paste("dd\nq"), key('z')]
    );

    let mut guard = EscapeGuard::default();
    for (at, c) in "\u{1b}[200~d".chars().enumerate() {
        guard.pass(key(c), at as u64, ESCAPE_WINDOW_MS);
    }
    let later = 8 + ESCAPE_WINDOW_MS + 1;
    assert_eq!(
        guard.pass(key('q'), later, ESCAPE_WINDOW_MS),
        Some(key('q')),
        "a pause ends it"
    );
}

#[test]
fn a_burst_of_lines_is_a_paste() {
    let text = "first line\nsecond line\n";
    assert_eq!(fold_bursts(keys(text)), [paste(text)]);
    let mut batch = keys("\u{1b}");
    batch.extend(keys(text));
    batch.push(Input::Resize);
    assert_eq!(
        fold_bursts(batch),
        [key('\u{1b}'), paste(text), Input::Resize]
    );
}

#[test]
fn typing_is_not_a_paste() {
    for text in [
        "a note that ends here\n",
        "ab\ncd\nef",
        "no line end in all this",
    ] {
        assert_eq!(fold_bursts(keys(text)), keys(text), "{text:?}");
    }
}
