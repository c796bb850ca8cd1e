//! Where the items of a long file stand, found in one pass over its bytes without reading what they say.
//!
//! Knows texts, comments and brackets of RON, nothing else: a file that is sound gives the same items as reading
//! it whole, and no text makes it fail. This module must not know what items mean.

use std::ops::Range;

/// The place of an item `(on: "…", …)` in a list right in the outermost brackets of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    on: Range<u32>,
    at: Range<u32>,
}

impl Item {
    /// What it is on, as written between the quotes.
    pub fn on<'a>(&self, text: &'a str) -> &'a str {
        text.get(wide(&self.on)).unwrap_or_default()
    }

    /// Its bytes, brackets included.
    pub fn at(&self) -> Range<usize> {
        wide(&self.at)
    }
}

fn wide(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// How many brackets are open around an item.
const AROUND_ITEM: usize = 2;

/// The items of a file, in its order, found as they are asked for. What does not say what it is on is none.
#[derive(Debug)]
pub struct Items<'a> {
    bytes: &'a [u8],
    /// How far the file was gone through.
    at: usize,
    /// How many brackets are open there.
    depth: usize,
}

/// The items of a file.
pub const fn items(text: &str) -> Items<'_> {
    Items {
        bytes: text.as_bytes(),
        at: 0,
        depth: 0,
    }
}

/// The items of a file behind one of them.
pub fn items_behind<'a>(text: &'a str, item: &Item) -> Items<'a> {
    Items {
        bytes: text.as_bytes(),
        at: item.at().end,
        depth: AROUND_ITEM,
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let bytes = self.bytes;
        let mut start = self.at;
        let mut on: Option<Range<u32>> = None;
        while let Some(&byte) = bytes.get(self.at) {
            let at = self.at;
            self.at = match byte {
                b'"' => after_text(bytes, at),
                b'r' => after_raw(bytes, at),
                b'\'' => after_char(bytes, at),
                b'/' => after_comment(bytes, at),
                _ => at + 1,
            };
            match byte {
                b'(' | b'[' | b'{' => {
                    if self.depth == AROUND_ITEM {
                        (start, on) = (at, None);
                    }
                    self.depth += 1;
                }
                b')' | b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == AROUND_ITEM
                        && let (b')', Some(on)) = (byte, on.take())
                        && let Some(at) = range(start..self.at)
                    {
                        return Some(Item { on, at });
                    }
                }
                b'"' if self.depth == AROUND_ITEM + 1
                    && on.is_none()
                    && is_value_of(bytes, at, b"on") =>
                {
                    on = range(at + 1..self.at.saturating_sub(1));
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether an item that is on this may stand in a file: most files need not be gone through to know that none does.
pub fn may_have(text: &str, on: &str) -> bool {
    let bytes = text.as_bytes();
    let quoted = format!("\"{on}\"");
    memchr::memmem::find_iter(bytes, quoted.as_bytes()).any(|at| is_value_of(bytes, at, b"on"))
}

fn range(bytes: Range<usize>) -> Option<Range<u32>> {
    Some(u32::try_from(bytes.start).ok()?..u32::try_from(bytes.end).ok()?)
}

/// Whether the value at `at` is the one of the field `key`.
fn is_value_of(bytes: &[u8], at: usize, key: &[u8]) -> bool {
    let before = bytes.get(..at).unwrap_or_default().trim_ascii_end();
    before
        .strip_suffix(b":")
        .and_then(|before| before.trim_ascii_end().strip_suffix(key))
        .is_some_and(|before| {
            !before
                .last()
                .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        })
}

/// The place behind the text that begins at `at`; the end where it has none.
fn after_text(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        match memchr::memchr2(b'"', b'\\', rest) {
            Some(ahead) if rest.get(ahead) == Some(&b'"') => return at + ahead + 1,
            Some(ahead) => at += ahead + 2,
            None => return bytes.len(),
        }
    }
}

/// The place behind the text without escapes, `r#"…"#`, that begins at `at`; the next byte where none does.
fn after_raw(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let hashes = rest.iter().take_while(|&&b| b == b'#').count();
    if rest.get(hashes) != Some(&b'"') {
        return at + 1;
    }
    let body = rest.get(hashes + 1..).unwrap_or_default();
    let closes = |tail: &[u8]| {
        tail.first() == Some(&b'"')
            && tail
                .get(1..=hashes)
                .is_some_and(|it| it.iter().all(|&b| b == b'#'))
    };
    (0..body.len())
        .find(|&end| body.get(end..).is_some_and(closes))
        .map_or(bytes.len(), |end| at + end + 2 * hashes + 3)
}

/// The place behind the character that begins at `at`; the next byte where none does.
fn after_char(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let from = if rest.first() == Some(&b'\\') { 2 } else { 1 };
    // The longest is '\u{10ffff}'.
    let end = (from..12).find(|&end| rest.get(end) == Some(&b'\''));
    end.map_or(at + 1, |end| at + end + 2)
}

/// The place behind the comment that begins at `at`; the next byte where none does.
fn after_comment(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.starts_with(b"//") {
        let end = rest.iter().position(|&b| b == b'\n');
        return end.map_or(bytes.len(), |end| at + end + 1);
    }
    if !rest.starts_with(b"/*") {
        return at + 1;
    }
    // Comments of this kind nest.
    let (mut depth, mut at) = (1, at + 2);
    while depth > 0 {
        match bytes.get(at..at + 2) {
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_item_is_on_may_have_one() {
        let text = r#"Guide(items: [(on: "4.1", trail: [(to: "9.3")]), ( on :"A.5.1", ask: "\"on: 7.1\"")])"#;
        let found: Vec<Item> = items(text).collect();
        let on: Vec<&str> = found.iter().map(|it| it.on(text)).collect();
        assert_eq!(on, ["4.1", "A.5.1"]);
        assert!(items_behind(text, &found[0]).eq(found[1..].to_vec()));
        assert!(items_behind(text, &found[1]).next().is_none());
        assert!(on.iter().all(|on| may_have(text, on)));
        assert!(!["9.3", "7.1", "1", ""].iter().any(|it| may_have(text, it)));
    }
}
