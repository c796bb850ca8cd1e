//! A text being written: the words, the cursor, undo, and how they lie in rows.
//!
//! A plain value without I/O. Everything moves by grapheme cluster, and what is drawn is the text as
//! [`text::visible`](crate::text::visible) shows it, so that the cursor stands where the eye sees it. This
//! module must not know keys, colours, or what the text is for.

mod history;
mod rows;

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use crate::text;
use history::{History, Kind, Step};
use rows::View;
pub use rows::{Layout, Row};

/// The longest text, in bytes. As JSON, where a control character takes six bytes, it still fits into one line
/// of a log (1 MiB).
pub const MAX_TEXT: usize = 160 * 1024;

/// Whether a text may have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One line: line ends in inserted text become blanks.
    One,
    /// Any number of lines.
    Many,
}

/// A text and a cursor in it.
///
/// The text never contains a carriage return: CR LF and CR become LF on the way in. The cursor is a byte offset
/// and always at a boundary of grapheme clusters.
#[derive(Clone)]
pub struct Editor {
    text: String,
    cursor: usize,
    lines: Lines,
    /// The column that moving up and down keeps to, in cells.
    wanted: Option<usize>,
    history: History,
    /// How the text was last laid out. A cache and the scroll position: no decision depends on it but which row
    /// is "up".
    view: RefCell<View>,
}

impl fmt::Debug for Editor {
    /// Says nothing of the text, which is confidential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Editor")
            .field("bytes", &self.text.len())
            .field("cursor", &self.cursor)
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

impl Editor {
    /// An empty text.
    pub fn new(lines: Lines) -> Self {
        Self {
            text: String::new(),
            cursor: 0,
            lines,
            wanted: None,
            history: History::default(),
            view: RefCell::default(),
        }
    }

    /// A text to go on with, the cursor at its end. What is beyond [`MAX_TEXT`] is left out.
    pub fn with_text(lines: Lines, text: &str) -> Self {
        let mut editor = Self::new(lines);
        editor.insert_str(text);
        editor.history = History::default();
        editor
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the cursor is, as a byte offset.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// The text after the cursor.
    pub fn after_cursor(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Takes the text out and begins anew, with nothing to undo.
    pub fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        *self = Self::new(self.lines);
        text
    }

    // Changes. Each is one step to undo, but for typing, where a word is.

    /// Types a character. Returns how many bytes did not fit (see [`MAX_TEXT`]).
    pub fn insert_char(&mut self, c: char) -> usize {
        self.insert(c.encode_utf8(&mut [0; 4]), Kind::Typing)
    }

    /// Inserts text as one step, as when pasting. Returns how many bytes did not fit (see [`MAX_TEXT`]).
    pub fn insert_str(&mut self, text: &str) -> usize {
        self.insert(text, Kind::Other)
    }

    /// Begins a new line. Nothing happens in a text of one line.
    pub fn newline(&mut self) {
        if self.lines == Lines::Many {
            self.insert("\n", Kind::Other);
        }
    }

    /// Deletes what stands before the cursor. Returns whether there was anything, as do all that delete.
    pub fn backspace(&mut self) -> bool {
        let from = self.previous(self.cursor);
        self.replace(from..self.cursor, "", Kind::Deleting)
    }

    /// Deletes what stands after the cursor.
    pub fn delete(&mut self) -> bool {
        let to = self.next(self.cursor);
        self.replace(self.cursor..to, "", Kind::Other)
    }

    /// Deletes the word before the cursor.
    pub fn delete_word_back(&mut self) -> bool {
        let from = self.word_start();
        self.replace(from..self.cursor, "", Kind::Other)
    }

    /// Deletes to the start of the line.
    pub fn kill_to_start(&mut self) -> bool {
        let from = self.before_cursor().rfind('\n').map_or(0, |feed| feed + 1);
        self.replace(from..self.cursor, "", Kind::Other)
    }

    /// Deletes to the end of the line; at its end, the line end.
    pub fn kill_to_end(&mut self) -> bool {
        let length = match self.after_cursor().find('\n') {
            Some(0) => 1,
            Some(feed) => feed,
            None => self.after_cursor().len(),
        };
        self.replace(self.cursor..self.cursor + length, "", Kind::Other)
    }

    /// Replaces the last `bytes` bytes before the cursor, as one step: for completing what was begun. A number
    /// that does not fall between characters is taken as the next smaller one that does.
    pub fn complete(&mut self, bytes: usize, with: &str) {
        let from = self.cursor.saturating_sub(bytes);
        let from = (from..self.cursor)
            .find(|&at| self.text.is_char_boundary(at))
            .unwrap_or(self.cursor);
        let with = self.clean(with);
        let room = MAX_TEXT.saturating_sub(self.text.len() - (self.cursor - from));
        let with = with.get(..text::floor(&with, room)).unwrap_or("");
        self.replace(from..self.cursor, with, Kind::Other);
    }

    /// Takes the last step back. Returns whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.undo() else {
            return false;
        };
        let end = step.at + step.inserted.len();
        self.swap(step.at..end, &step.removed);
        self.cursor = step.before;
        true
    }

    /// Does again what was undone last. Returns whether there was anything.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.redo() else {
            return false;
        };
        let end = step.at + step.removed.len();
        self.swap(step.at..end, &step.inserted);
        self.cursor = step.after;
        true
    }

    fn insert(&mut self, text: &str, kind: Kind) -> usize {
        let text = self.clean(text);
        let fits = text::floor(&text, MAX_TEXT.saturating_sub(self.text.len()));
        let (taken, left_out) = text.split_at_checked(fits).unwrap_or(("", &text));
        self.replace(self.cursor..self.cursor, taken, kind);
        left_out.len()
    }

    /// Text with the line ends that this text has.
    fn clean(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match self.lines {
            Lines::One => text.replace('\n', " "),
            Lines::Many => text,
        }
    }

    /// Replaces a range, moves the cursor behind it, and remembers the step.
    fn replace(&mut self, range: Range<usize>, with: &str, kind: Kind) -> bool {
        if range.is_empty() && with.is_empty() {
            return false;
        }
        let before = self.cursor;
        let at = range.start;
        let removed = self.text.get(range.clone()).unwrap_or_default().to_owned();
        self.swap(range, with);
        self.cursor = self.boundary_from(at + with.len());
        self.history.push(Step {
            kind,
            at,
            removed,
            inserted: with.to_owned(),
            before,
            after: self.cursor,
        });
        true
    }

    /// Replaces a range. The cursor is for the caller to set.
    fn swap(&mut self, range: Range<usize>, with: &str) {
        self.wanted = None;
        self.text.replace_range(range.clone(), with);
        self.view.get_mut().edited(&self.text, &range, with.len());
    }

    // Moving. Each returns whether the cursor moved.

    /// One grapheme cluster to the left.
    pub fn left(&mut self) -> bool {
        self.go(self.previous(self.cursor))
    }

    /// One grapheme cluster to the right.
    pub fn right(&mut self) -> bool {
        self.go(self.next(self.cursor))
    }

    /// To the start of this word, or of the one before.
    pub fn word_left(&mut self) -> bool {
        self.go(self.word_start())
    }

    /// Behind the end of this word, or of the next.
    pub fn word_right(&mut self) -> bool {
        let mut at = self.cursor;
        let mut class = None;
        for (_, cluster) in text::clusters(self.after_cursor()) {
            let here = Class::of(cluster);
            if class.is_some_and(|class| class != here) {
                break;
            }
            if here != Class::Blank {
                class = Some(here);
            }
            at += cluster.len();
        }
        self.go(self.boundary_from(at))
    }

    /// To the start of the row as last drawn.
    pub fn home(&mut self) -> bool {
        let cursor = self.cursor;
        let (_, row) = self.rows().at(cursor);
        self.go(row.start)
    }

    /// To the end of the row as last drawn. Where a row was broken, that is before its last character, since
    /// behind it is the next row.
    pub fn end(&mut self) -> bool {
        let cursor = self.cursor;
        let (row, _) = self.rows().at(cursor);
        let to = self.last_in_row(row);
        self.go(to)
    }

    /// To the start of the text.
    pub fn start(&mut self) -> bool {
        self.go(0)
    }

    /// To the end of the text.
    pub fn finish(&mut self) -> bool {
        self.go(self.text.len())
    }

    /// One row up, as last drawn (before that, in rows of 79 cells). False in the first row.
    pub fn up(&mut self) -> bool {
        let cursor = self.cursor;
        let (row, _) = self.rows().at(cursor);
        row > 0 && self.go_to_row(row - 1)
    }

    /// One row down, as last drawn (before that, in rows of 79 cells). False in the last row.
    pub fn down(&mut self) -> bool {
        let cursor = self.cursor;
        let (row, _) = self.rows().at(cursor);
        row + 1 < self.rows().len() && self.go_to_row(row + 1)
    }

    /// To a byte of the text, or to the end of the cluster in which it is. Returns whether the cursor moved.
    pub fn go_to(&mut self, byte: usize) -> bool {
        let ends = text::clusters(&self.text).map(|(at, cluster)| at + cluster.len());
        let to = std::iter::once(0).chain(ends).find(|end| *end >= byte);
        self.go(to.unwrap_or(self.text.len()))
    }

    fn go(&mut self, to: usize) -> bool {
        self.wanted = None;
        std::mem::replace(&mut self.cursor, to) != to
    }

    /// To the wanted column of a row, or as near as the row allows.
    fn go_to_row(&mut self, row: usize) -> bool {
        let cursor = self.cursor;
        let (_, here) = self.rows().at(cursor);
        let start = self.rows().get(row).start;
        let end = self.last_in_row(row);
        let before = self.text.get(here.start..cursor).unwrap_or_default();
        let column = self.wanted.unwrap_or_else(|| text::width(before));
        let mut to = start;
        let mut used = 0;
        for (offset, cluster) in text::clusters(self.text.get(start..end).unwrap_or_default()) {
            used += text::shown_width(cluster);
            if used > column {
                break;
            }
            to = start + offset + cluster.len();
        }
        let moved = self.go(to);
        self.wanted = Some(column);
        moved
    }

    /// The last position that is in this row and not in the next.
    fn last_in_row(&mut self, row: usize) -> usize {
        let rows = self.rows();
        let end = rows.get(row).end;
        let broken = row + 1 < rows.len() && rows.get(row + 1).start == end;
        if broken { self.previous(end) } else { end }
    }

    /// The start of the word before the cursor, or of the one that it stands in.
    fn word_start(&self) -> usize {
        let mut at = self.cursor;
        let mut class = None;
        while at > 0 {
            let before = self.previous(at);
            let here = Class::of(self.text.get(before..at).unwrap_or_default());
            if class.is_some_and(|class| class != here) {
                break;
            }
            if here != Class::Blank {
                class = Some(here);
            }
            at = before;
        }
        at
    }

    /// The boundary before a boundary.
    fn previous(&self, at: usize) -> usize {
        match self.text.as_bytes().get(..at) {
            Some([.., a, b]) if a.is_ascii() && b.is_ascii() => at - 1,
            _ => GraphemeCursor::new(at, self.text.len(), true)
                .prev_boundary(&self.text, 0)
                .ok()
                .flatten()
                .unwrap_or(0),
        }
    }

    /// The boundary after a boundary.
    fn next(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + text::clusters(rest).next().map_or(0, |(_, c)| c.len())
    }

    /// The first boundary at or after a place between characters.
    fn boundary_from(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        match cursor.is_boundary(&self.text, 0) {
            Ok(true) => at,
            _ => cursor
                .next_boundary(&self.text, 0)
                .ok()
                .flatten()
                .unwrap_or(self.text.len()),
        }
    }
}

/// What a word is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Sign,
}

impl Class {
    fn of(cluster: &str) -> Self {
        match cluster.chars().next() {
            Some(c) if c.is_alphanumeric() || c == '_' => Self::Word,
            Some(c) if !c.is_whitespace() => Self::Sign,
            _ => Self::Blank,
        }
    }
}

#[cfg(test)]
mod tests;
