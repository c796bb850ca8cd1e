//! Escape sequences that a slow line has split.

use super::{Code, Input, Key};

/// Swallows what remains of an escape sequence that a slow line has split after its first byte.
///
/// An arrow key is the bytes `ESC [ A`. When a read ends after ESC, the terminal library reports the key Esc,
/// and `[` and `A` follow as if typed. Esc itself is passed on at once (it is harmless), the rest is dropped if
/// it follows within a window. Where the split sequence was the mark that begins a paste, the keys that follow
/// are passed on as pasted text, so that none of them is a command, until there is a pause or the end mark.
#[derive(Debug, Default)]
pub struct EscapeGuard {
    state: State,
    last_ms: u64,
    /// A paste whose begin mark was split is coming in.
    pasting: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Text,
    /// After Esc.
    Escape,
    /// After `ESC O`, or `ESC [ [` of the Linux console: one more character.
    OneMore,
    /// After `ESC [`, with the parameters so far.
    Parameters(String),
}

/// Parameters longer than this belong to no key; the sequence is given up.
const MAX_PARAMETERS: usize = 16;

impl EscapeGuard {
    /// Takes every input in turn, with the time of its arrival and how long a sequence may be interrupted (see
    /// [`ESCAPE_WINDOW_MS`]), both in milliseconds; returns what remains of it.
    pub fn pass(&mut self, input: Input, at_ms: u64, window_ms: u64) -> Option<Input> {
        if at_ms.saturating_sub(self.last_ms) > window_ms {
            self.state = State::Text;
            self.pasting = false;
        }
        self.last_ms = at_ms;
        let Input::Key(key) = input else {
            if matches!(input, Input::Paste { .. }) {
                *self = Self {
                    last_ms: at_ms,
                    ..Self::default()
                };
            }
            return Some(input);
        };
        if key == Key::plain(Code::Esc) {
            self.state = State::Escape;
            return (!self.pasting).then_some(input);
        }
        let state = std::mem::take(&mut self.state);
        if let Some(c) = key.typed() {
            match (state, c) {
                (State::Escape, '[') => {
                    self.state = State::Parameters(String::new());
                    return None;
                }
                (State::Escape, 'O') => {
                    self.state = State::OneMore;
                    return None;
                }
                (State::OneMore, _) => return None,
                (State::Parameters(parameters), _) => return self.parameter(parameters, key, c),
                (State::Text | State::Escape, _) => {}
            }
        }
        Some(self.text(key))
    }

    /// The next character of a control sequence (ECMA-48 5.4: parameters and intermediates 2/0 to 3/15, final
    /// 4/0 to 7/14).
    fn parameter(&mut self, mut parameters: String, key: Key, c: char) -> Option<Input> {
        match c {
            ' '..='?' if parameters.len() < MAX_PARAMETERS => {
                parameters.push(c);
                self.state = State::Parameters(parameters);
                None
            }
            '[' if parameters.is_empty() => {
                self.state = State::OneMore;
                None
            }
            '@'..='~' => {
                match (parameters.as_str(), c) {
                    ("200", '~') => self.pasting = true,
                    ("201", '~') => self.pasting = false,
                    _ => {}
                }
                None
            }
            _ => Some(self.text(key)),
        }
    }

    fn text(&mut self, key: Key) -> Input {
        match key.pasted() {
            Some(c) if self.pasting => Input::Paste {
                text: c.into(),
                cut: false,
            },
            _ => {
                self.pasting = false;
                Input::Key(key)
            }
        }
    }
}
