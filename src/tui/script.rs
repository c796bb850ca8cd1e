//! Keys written as text, for `--keys` and for tests: `nrestore test shown<Enter><C-z><Down*5>`.
//!
//! Everything outside of angle brackets is typed as it stands. Within them:
//!
//! | written | means |
//! |---|---|
//! | `<Enter>` `<Esc>` `<Tab>` `<BackTab>` `<Backspace>` `<Delete>` `<Insert>` `<Space>` | that key; case does not matter |
//! | `<Up>` `<Down>` `<Left>` `<Right>` `<Home>` `<End>` `<PageUp>` `<PageDown>` `<F1>` | that key |
//! | `<C-z>` `<A-Enter>` `<S-Up>` `<C-A-x>` | with Ctrl, Alt, Shift |
//! | `<Ctrl-Z>` `<Alt-Enter>` `<Shift-Tab>` `<PgDn>` `<↓>` | the same keys as the screen names them |
//! | `<Down*5>` | five times |
//! | `<lt>` `<gt>` | the characters `<` and `>` |
//! | `<Paste:a\nb>` | a paste; `\n`, `\t`, `\e` (Esc), `\\` and `\>` stand for characters |
//! | `<Resize>` | the window changed its size |
//!
//! This module must not know what any key means.

use std::iter::Peekable;
use std::str::CharIndices;

use super::input::{Code, Input, Key, pasted};

/// The longest script, in inputs, so that a slip of the pen (`<Down*99999999>`) does not fill the memory.
pub const MAX_INPUTS: usize = 100_000;

/// A script that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("key script, character {at}: {what}")]
pub struct BadScript {
    /// Where it went wrong: the number of the character, the first being 1.
    pub at: usize,
    /// What is wrong, and what to write.
    pub what: String,
}

/// Reads a script.
///
/// # Errors
///
/// Unknown names, unclosed brackets, bare control characters, more than [`MAX_INPUTS`] inputs.
pub fn parse(script: &str) -> Result<Vec<Input>, BadScript> {
    let mut inputs = Vec::new();
    let mut chars = script.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = |what: String| BadScript {
            at: script.get(..offset).map_or(0, |s| s.chars().count()) + 1,
            what,
        };
        match c {
            '<' => {
                let (inside, closed) = bracket(&mut chars);
                if !closed {
                    return Err(at("`<` without `>`; write <lt> to type `<`".into()));
                }
                let (input, times) = named(&inside).map_err(at)?;
                if times > MAX_INPUTS - inputs.len() {
                    return Err(at(format!("more than {MAX_INPUTS} keys")));
                }
                inputs.extend(std::iter::repeat_n(input, times));
            }
            c if c.is_control() => {
                return Err(at(format!(
                    "a bare control character (U+{:04X}); write <Enter>, <Tab> or <C-…>",
                    u32::from(c)
                )));
            }
            c if inputs.len() < MAX_INPUTS => inputs.push(Input::Key(Key::plain(Code::Char(c)))),
            _ => return Err(at(format!("more than {MAX_INPUTS} keys"))),
        }
    }
    Ok(inputs)
}

/// What stands in the brackets up to the next `>` that is not escaped, and whether there is one.
fn bracket(chars: &mut Peekable<CharIndices<'_>>) -> (String, bool) {
    let mut inside = String::new();
    let mut escaped = false;
    for (_, c) in chars {
        if c == '>' && !escaped {
            return (inside, true);
        }
        escaped = c == '\\' && !escaped;
        inside.push(c);
    }
    (inside, false)
}

/// The input that the text in brackets names, and how often it comes.
fn named(inside: &str) -> Result<(Input, usize), String> {
    if let Some(text) = inside
        .split_at_checked("Paste:".len())
        .and_then(|(name, text)| name.eq_ignore_ascii_case("Paste:").then_some(text))
    {
        return Ok((pasted(&unescape(text)?), 1));
    }
    let (name, times) = match inside.split_once('*') {
        Some((name, times)) => (
            name,
            times
                .parse()
                .map_err(|_bad| format!("`*{times}` is no number of times; write <Down*5>"))?,
        ),
        None => (inside, 1),
    };
    if name.eq_ignore_ascii_case("Resize") {
        return Ok((Input::Resize, times));
    }
    Ok((Input::Key(key(name)?), times))
}

fn key(name: &str) -> Result<Key, String> {
    let mut key = Key::plain(Code::Esc);
    let mut rest = name;
    while let Some((modifier, after)) = rest.split_once('-').filter(|(_, after)| !after.is_empty())
    {
        match modifier.to_ascii_lowercase().as_str() {
            "c" | "ctrl" => key.ctrl = true,
            "a" | "m" | "alt" => key.alt = true,
            "s" | "shift" => key.shift = true,
            _ => {
                return Err(format!(
                    "`{modifier}-` is no modifier; there are C-, A- and S-"
                ));
            }
        }
        rest = after;
    }
    let modified = key.ctrl || key.alt || key.shift;
    key.code = match named_code(rest) {
        Some(code) => code,
        None => match rest.chars().next() {
            Some(c) if modified && rest.chars().nth(1).is_none() => Code::Char(c),
            _ => return Err(format!("there is no key `{rest}`")),
        },
    };
    // Terminals have a key of its own for it.
    if key.code == Code::Tab && key.shift {
        key.code = Code::BackTab;
        key.shift = false;
    }
    if let Code::Char(c) = key.code {
        if key.shift {
            return Err("a character takes no S-; write the character that Shift makes".into());
        }
        if key.ctrl {
            key.code = Code::Char(c.to_ascii_lowercase());
        }
    }
    Ok(key)
}

fn named_code(name: &str) -> Option<Code> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "enter" => Code::Enter,
        "tab" => Code::Tab,
        "backtab" => Code::BackTab,
        "backspace" => Code::Backspace,
        "delete" => Code::Delete,
        "insert" => Code::Insert,
        "esc" => Code::Esc,
        "left" | "←" => Code::Left,
        "right" | "→" => Code::Right,
        "up" | "↑" => Code::Up,
        "down" | "↓" => Code::Down,
        "home" => Code::Home,
        "end" => Code::End,
        "pageup" | "pgup" => Code::PageUp,
        "pagedown" | "pgdn" => Code::PageDown,
        "space" => Code::Char(' '),
        "lt" => Code::Char('<'),
        "gt" => Code::Char('>'),
        _ => Code::F(
            lower
                .strip_prefix('f')?
                .parse()
                .ok()
                .filter(|n| (1..=24).contains(n))?,
        ),
    })
}

fn unescape(text: &str) -> Result<String, String> {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('e') => '\u{1b}',
                Some(c @ ('\\' | '>')) => c,
                other => {
                    let other = other.map(String::from).unwrap_or_default();
                    return Err(format!(
                        "`\\{other}` in a paste; there are \\n, \\t, \\e, \\\\ and \\>"
                    ));
                }
            },
            c => c,
        });
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(c: char) -> Input {
        Input::Key(Key::plain(Code::Char(c)))
    }

    fn plain(code: Code) -> Input {
        Input::Key(Key::plain(code))
    }

    #[test]
    fn scripts_are_read_as_documented() {
        for (script, expected) in [
            ("né", vec![typed('n'), typed('é')]),
            ("<Enter><esc>", vec![plain(Code::Enter), plain(Code::Esc)]),
            ("<C-z>", vec![Input::Key(Key::ctrl('z'))]),
            ("<C-Z>", vec![Input::Key(Key::ctrl('z'))]),
            ("<ctrl-z>", vec![Input::Key(Key::ctrl('z'))]),
            ("<Shift-Tab>", vec![plain(Code::BackTab)]),
            (
                "<↓*2><PgUp>",
                vec![plain(Code::Down), plain(Code::Down), plain(Code::PageUp)],
            ),
            ("<Down*3>", vec![plain(Code::Down); 3]),
            ("<Down*0>", vec![]),
            ("<lt><gt>>", vec![typed('<'), typed('>'), typed('>')]),
            ("<F12>", vec![plain(Code::F(12))]),
            ("<Resize>", vec![Input::Resize]),
            ("<Paste:a\\nb\\>\\\\>c", vec![pasted("a\nb>\\"), typed('c')]),
        ] {
            assert_eq!(parse(script), Ok(expected), "{script}");
        }
        let both = Key {
            ctrl: true,
            alt: true,
            ..Key::plain(Code::Char('-'))
        };
        assert_eq!(parse("<C-A-->"), Ok(vec![Input::Key(both)]));
    }

    #[test]
    fn errors_say_where_and_what() {
        for (script, at, what) in [
            ("ab<Entr>", 3, "no key `Entr`"),
            ("é<Enter", 2, "without `>`"),
            ("a\nb", 2, "control character"),
            ("<Down*x>", 1, "number of times"),
            ("<X-a>", 1, "no modifier"),
            ("<S-a>", 1, "takes no S-"),
            ("<>", 1, "no key ``"),
            ("<Paste:\\x>", 1, "in a paste"),
            ("<Down*99999999>", 1, "more than"),
            ("<Down*18446744073709551615>", 1, "more than"),
            ("<F0>", 1, "no key"),
        ] {
            let error = parse(script).unwrap_err();
            assert_eq!(error.at, at, "{script}");
            assert!(error.what.contains(what), "{script}: {error}");
        }
    }
}
