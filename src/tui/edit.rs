//! Keys within a text: moving, deleting, choosing.
//!
//! The keys are those that both Emacs and ordinary text fields have. This module must not know what the text is
//! for.

use std::path::PathBuf;

use super::editor::Editor;
use super::form::{FormField, Turn};
use super::input::{Code, Key};

/// Takes a key into a text. Returns whether the text changed.
pub fn key(editor: &mut Editor, key: Key) -> bool {
    if let Some(c) = key.typed() {
        return editor.insert_char(c) == 0;
    }
    let by_word = key.ctrl || key.alt;
    match key.code {
        Code::Backspace if by_word => editor.delete_word_back(),
        Code::Backspace => editor.backspace(),
        Code::Delete => editor.delete(),
        Code::Left if by_word => unchanged(editor.word_left()),
        Code::Right if by_word => unchanged(editor.word_right()),
        Code::Left => unchanged(editor.left()),
        Code::Right => unchanged(editor.right()),
        Code::Up => unchanged(editor.up()),
        Code::Down => unchanged(editor.down()),
        Code::Home if key.ctrl => unchanged(editor.start()),
        Code::End if key.ctrl => unchanged(editor.finish()),
        Code::Home => unchanged(editor.home()),
        Code::End => unchanged(editor.end()),
        Code::Char('a') if key.ctrl => unchanged(editor.home()),
        Code::Char('e') if key.ctrl => unchanged(editor.end()),
        Code::Char('w') if key.ctrl => editor.delete_word_back(),
        Code::Char('u') if key.ctrl => editor.kill_to_start(),
        Code::Char('k') if key.ctrl => editor.kill_to_end(),
        Code::Char('b') if key.alt => unchanged(editor.word_left()),
        Code::Char('f') if key.alt => unchanged(editor.word_right()),
        _ => false,
    }
}

/// The cursor moved, if at all; the text is what it was.
const fn unchanged(_moved: bool) -> bool {
    false
}

/// Takes a key into a field that is chosen, not typed: arrows and blank turn, a letter or digit jumps.
pub fn choose(field: &mut FormField, key: Key) -> bool {
    let before = field.editor.text().to_owned();
    match key.code {
        Code::Left => field.turn(Turn::Previous),
        Code::Right | Code::Char(' ') => field.turn(Turn::Next),
        Code::Backspace | Code::Delete => field.choose(None),
        Code::Char(c) => {
            let by_digit = c
                .to_digit(10)
                .and_then(|digit| (digit as usize).checked_sub(1));
            let starts = |(_, word): &(String, String)| {
                word.to_lowercase().starts_with(c.to_ascii_lowercase())
            };
            // The same letter again goes to the next choice that begins with it.
            let after = field.chosen().map_or(0, |here| here + 1);
            let choices = || field.choices.iter().enumerate();
            let next = choices()
                .skip(after)
                .chain(choices().take(after))
                .find(|(_, choice)| starts(choice))
                .map(|(at, _)| at);
            let at = by_digit.filter(|at| *at < field.choices.len()).or(next);
            if at.is_some() {
                field.choose(at);
            }
        }
        _ => {}
    }
    field.editor.text() != before
}

/// A path as typed, with a leading `~/` replaced by the home directory.
pub fn home_expanded(path: &str) -> PathBuf {
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}
