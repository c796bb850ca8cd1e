//! Keys, pastes and resizes as the rest of the program sees them.
//!
//! The terminal library's events become [`Input`] here and nowhere else: what platforms and terminals report
//! differently is made the same, and what nobody typed (reports, focus, mouse) is dropped. Everything is pure;
//! times come in as numbers. This module must not know what any key means.

mod escape;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

pub use escape::EscapeGuard;

/// The longest paste that is taken, in bytes. An editor may take less.
pub const MAX_PASTE: usize = 1_000_000;

/// How long after an Esc the rest of an escape sequence may arrive, in milliseconds. A sequence is split by
/// packet boundaries and retransmission; nobody types Esc and a bracket on purpose as fast as this.
pub const ESCAPE_WINDOW_MS: u64 = 300;

/// The fewest keys that [`fold_bursts`] takes for a paste.
pub const BURST: usize = 12;

/// Something the auditor did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: one insertion, never a command. Line ends are `\n`; other control characters are kept.
    Paste {
        /// The text, at most [`MAX_PASTE`] bytes.
        text: String,
        /// Whether more was pasted than is taken.
        cut: bool,
    },
    /// The window has another size: draw anew. The size itself is asked for when drawing.
    Resize,
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Ctrl. The letter is lower case then.
    pub ctrl: bool,
    /// With Alt (Meta, or a leading Esc, which is the same on the wire).
    pub alt: bool,
    /// With Shift; never set for characters, which already are what Shift made of them.
    pub shift: bool,
}

impl Key {
    /// The key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// Ctrl and a character.
    pub const fn ctrl(letter: char) -> Self {
        Self {
            ctrl: true,
            ..Self::plain(Code::Char(letter))
        }
    }

    /// The character that this key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self {
            Self {
                code: Code::Char(c),
                ctrl: false,
                alt: false,
                ..
            } => Some(c),
            _ => None,
        }
    }

    /// What the key adds to a text when it is part of a paste.
    fn pasted(self) -> Option<char> {
        match self {
            Self {
                code: Code::Enter,
                ctrl: false,
                alt: false,
                ..
            } => Some('\n'),
            Self {
                code: Code::Tab,
                ctrl: false,
                alt: false,
                shift: false,
            } => Some('\t'),
            _ if self == Self::ctrl('j') => Some('\n'),
            _ => self.typed(),
        }
    }
}

/// The keys that plain terminals can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Code {
    Char(char),
    Enter,
    Tab,
    /// Shift-Tab, which has a code of its own; its `shift` is not set.
    BackTab,
    Backspace,
    Delete,
    Insert,
    Esc,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// Turns an event of the terminal into input. `None`: nothing that concerns anybody.
///
/// - Releases are not keys ([`AltCodes`] picks out the one kind that is text).
/// - Ctrl-H, Ctrl-I, Ctrl-M and Ctrl-[ are Backspace, Tab, Enter and Esc, as they are on the wire. Ctrl-J stays
///   itself: it is how a new line is typed.
/// - Ctrl and Alt with a character other than an ASCII letter, digit or blank is `AltGr` and types the character.
/// - Shift is ignored for characters, since terminals differ on when they report it.
pub fn normalise(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => normal_key(key).map(Input::Key),
        Event::Paste(text) => Some(pasted(&text)),
        Event::Resize(..) => Some(Input::Resize),
        _ => None,
    }
}

fn normal_key(event: KeyEvent) -> Option<Key> {
    let mut key = Key {
        code: code(event.code)?,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event
            .modifiers
            .intersects(KeyModifiers::ALT | KeyModifiers::META),
        shift: event.modifiers.contains(KeyModifiers::SHIFT),
    };
    match key.code {
        Code::Char(c) => {
            key.shift = false;
            if key.ctrl && key.alt && !(c.is_ascii_alphanumeric() || c == ' ') {
                key.ctrl = false;
                key.alt = false;
            } else if key.ctrl {
                let letter = c.to_ascii_lowercase();
                let same = match letter {
                    'h' => Some(Code::Backspace),
                    'i' => Some(Code::Tab),
                    'm' => Some(Code::Enter),
                    '[' => Some(Code::Esc),
                    _ => None,
                };
                key.code = same.unwrap_or(Code::Char(letter));
                key.ctrl = same.is_none();
            }
        }
        Code::Tab if key.shift => {
            key.code = Code::BackTab;
            key.shift = false;
        }
        Code::BackTab => key.shift = false,
        _ => {}
    }
    Some(key)
}

fn code(code: KeyCode) -> Option<Code> {
    Some(match code {
        // Eight-bit control sequences would arrive as characters; nobody types those.
        KeyCode::Char(c) if c.is_control() => return None,
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Esc => Code::Esc,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    })
}

/// A paste with its line ends made `\n`, the end mark that a payload may smuggle in taken out, and its length
/// held to [`MAX_PASTE`].
pub fn pasted(text: &str) -> Input {
    let mut text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace("\u{1b}[201~", "");
    let cut = text.len() > MAX_PASTE;
    if cut {
        text.truncate(crate::text::floor(&text, MAX_PASTE));
    }
    Input::Paste { text, cut }
}

/// Finds characters that were typed by number on Windows (Alt and the digits of the keypad).
///
/// They come as the release of a key that was never pressed: the digits are not reported. So presses are
/// counted; auto-repeat, which repeats the press of the last key only, is not.
#[derive(Debug, Default)]
pub struct AltCodes {
    held: u32,
    last: Option<KeyCode>,
}

impl AltCodes {
    /// Takes every event in turn and returns the input it means: that of [`normalise`], or the character.
    pub fn normalise(&mut self, event: Event) -> Option<Input> {
        if let Event::Key(key) = &event {
            if key.kind != KeyEventKind::Release {
                if self.last != Some(key.code) {
                    self.held = self.held.saturating_add(1);
                    self.last = Some(key.code);
                }
            } else if self.held > 0 {
                self.held -= 1;
                self.last = None;
            } else {
                let typed = code(key.code).filter(|code| matches!(code, Code::Char(_)))?;
                return Some(Input::Key(Key::plain(typed)));
            }
        }
        normalise(event)
    }
}

/// Turns what looks like a paste among inputs that were waiting together into one, and joins pastes that
/// follow each other.
///
/// Some terminals do not mark pastes (older Windows consoles, the Linux console): a paste is then a run of
/// keys in which every line end is Enter, and each line would be saved as a note of its own. Such a run has
/// been waiting as a whole: at least [`BURST`] characters, line ends and tabs, with more text after an Enter.
///
/// Somebody who types on while the line is stalled (`note one`, Enter, `note two`) looks the same. Then Enter
/// becomes a line end where a saved note was meant. That is the safer of the two mistakes: the words stand in
/// the open field, shown as not saved and kept as a draft, and nothing is in the record that nobody confirmed.
/// An Enter at the very end of a short line (`note one`, Enter) is always a key.
pub fn fold_bursts(batch: Vec<Input>) -> Vec<Input> {
    let mut folded = Vec::with_capacity(batch.len());
    let mut run = Vec::new();
    for input in batch {
        if let Input::Key(key) = input
            && key.pasted().is_some()
        {
            run.push(key);
        } else {
            end_run(&mut run, &mut folded);
            push(&mut folded, input);
        }
    }
    end_run(&mut run, &mut folded);
    folded
}

fn end_run(run: &mut Vec<Key>, folded: &mut Vec<Input>) {
    let enter = Key::plain(Code::Enter);
    let goes_on = run
        .iter()
        .skip_while(|key| **key != enter)
        .any(|key| key.typed().is_some());
    if run.len() >= BURST && goes_on {
        let text: String = run.drain(..).filter_map(Key::pasted).collect();
        push(folded, pasted(&text));
    } else {
        folded.extend(run.drain(..).map(Input::Key));
    }
}

/// Appends an input; a paste goes on the one before it.
fn push(folded: &mut Vec<Input>, input: Input) {
    match (folded.last_mut(), input) {
        (
            Some(Input::Paste { text, cut }),
            Input::Paste {
                text: more,
                cut: more_cut,
            },
        ) if !*cut && text.len() + more.len() <= MAX_PASTE => {
            text.push_str(&more);
            *cut |= more_cut;
        }
        (_, input) => folded.push(input),
    }
}

#[cfg(test)]
mod tests;
