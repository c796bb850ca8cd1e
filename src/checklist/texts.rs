//! Where in the text of a file a quoted text stands, and in which field.
//!
//! Values that were read have lost their place; looking for it again costs time only where something is wrong.
//! This module must not know what fields mean.

use std::ops::Range;

/// The bytes of the `nth` text (from 0) that equals `value` in a field `key`; the file's first where there is none.
pub fn locate(text: &str, key: &str, value: &str, nth: usize) -> Range<usize> {
    locate_from(text, 0, key, value, nth)
}

/// As [`locate`], counting only what begins at byte `from` or later.
pub fn locate_from(text: &str, from: usize, key: &str, value: &str, nth: usize) -> Range<usize> {
    Texts::new(text)
        .filter(|found| found.key == key && found.value == value && found.range.start >= from)
        .nth(nth)
        .map_or(0..1, |found| found.range)
}

/// Where the field `key` right in the outermost brackets begins; the beginning of the text where there is none.
pub fn start_of(text: &str, key: &str) -> usize {
    let mut texts = Texts::new(text);
    while texts.by_ref().next().is_some() {}
    texts
        .outer
        .iter()
        .find(|(name, _)| *name == key)
        .map_or(0, |(_, at)| *at)
}

/// Whether a file has the field `key` right in its outermost brackets.
pub fn has_field(text: &str, key: &str) -> bool {
    // Most files do not even have the word.
    text.contains(key) && start_of(text, key) > 0
}

/// A quoted text in a file, and the field that it stands in.
pub struct Found<'a> {
    /// The field.
    pub key: &'a str,
    /// The text between the quotes, escapes as written.
    pub value: &'a str,
    /// Its bytes, quotes included.
    pub range: Range<usize>,
}

/// Walks through the quoted texts of RON; comments are left out.
pub struct Texts<'a> {
    text: &'a str,
    at: usize,
    key: &'a str,
    depth: usize,
    /// The fields right in the outermost brackets so far, and where each begins.
    outer: Vec<(&'a str, usize)>,
}

impl<'a> Texts<'a> {
    /// All quoted texts of a file.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            key: "",
            depth: 0,
            outer: Vec::new(),
        }
    }

    fn skip_to(&mut self, rest: &str, end: &str) {
        self.at += rest.find(end).map_or(rest.len(), |at| at + end.len());
    }

    /// A text from its opening quote on: its length with quotes, and without them.
    fn quoted(rest: &'a str) -> Option<(usize, &'a str)> {
        let body = rest.strip_prefix('"')?;
        let mut escaped = false;
        for (at, c) in body.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return Some((at + 2, body.get(..at)?)),
                _ => {}
            }
        }
        None
    }

    /// A text without escapes, `r#"…"#`, likewise.
    fn raw(rest: &'a str) -> Option<(usize, &'a str)> {
        let body = rest.strip_prefix('r')?;
        let hashes = body.len() - body.trim_start_matches('#').len();
        let body = body.get(hashes..)?.strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = body.find(&end)?;
        Some((2 * hashes + 3 + length, body.get(..length)?))
    }
}

impl<'a> Iterator for Texts<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            let rest = self.text.get(self.at..)?;
            let first = rest.chars().next()?;
            if rest.starts_with("//") {
                self.skip_to(rest, "\n");
            } else if rest.starts_with("/*") {
                self.skip_to(rest, "*/");
            } else if let Some((length, value)) = Self::quoted(rest).or_else(|| Self::raw(rest)) {
                let range = self.at..self.at + length;
                self.at = range.end;
                return Some(Found {
                    key: self.key,
                    value,
                    range,
                });
            } else if first.is_alphanumeric() || first == '_' {
                let length = rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(length)?;
                if after.trim_start().starts_with(':') {
                    self.key = word;
                    if self.depth == 1 {
                        self.outer.push((word, self.at));
                    }
                }
                self.at += length;
            } else {
                match first {
                    '(' | '[' | '{' => self.depth += 1,
                    ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                self.at += first.len_utf8();
            }
        }
    }
}
