//! Text on its way to a terminal: what it looks like there, and how many cells it takes.
//!
//! Notes, file names, checklists and pasted text come from others, and a terminal obeys what it is sent. So
//! everything goes through [`visible`] before it is shown: control characters, direction overrides and
//! characters without width appear as marks that can be read, never as what they do. What is stored is not
//! touched. All widths in this module are those of the text *as shown*, counted by grapheme cluster.
//!
//! Two characters are for the caller to deal with first. A line feed ends a line: split there, or let [`wrap`]
//! do so (one that does get here is shown as `␊`). A tab is shown as [`TAB`], four blanks wherever it stands.
//!
//! This module knows neither colours nor the screen; the command line uses it as well.

mod ascii;
mod json;

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use ascii::ascii_mark;
pub use json::visible_json;

/// A number with the word that fits it: `1 draft`, `2 drafts`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How many names in a row can be taken in, where nothing else stands on the line.
pub const NAMED: usize = 12;

/// Names in a row, at most so many, and how many more there are: `A.5.1, A.5.2 and 91 more`.
pub fn some_of(names: &[impl ToString], most: usize, between: &str) -> String {
    let some: Vec<String> = names.iter().take(most).map(ToString::to_string).collect();
    let some = some.join(between);
    match names.len().saturating_sub(most) {
        0 => some,
        more => format!("{some} and {more} more"),
    }
}

/// What a tab is shown as.
pub const TAB: &str = "    ";

/// The end of a text that was cut by [`clip`].
pub const ELLIPSIS: char = '…';

/// Combining marks shown on one character; Tibetan and pointed Hebrew need five or six.
const MAX_MARKS: usize = 6;

/// Characters of one grapheme cluster that are shown; the longest emoji in use has ten.
const MAX_CLUSTER: usize = 12;

/// Whether every character is printable ASCII, so that text, display and bytes are the same.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// The text as it may be sent to a terminal.
///
/// C0 controls and DEL become their pictures (`␛`), everything else that has no looks of its own becomes
/// `<U+202E>`. Joiners and variation selectors stay where a script or an emoji needs them. A mark without a
/// letter gets a dotted circle; marks beyond a cap are counted (`<+40>`) and not stacked.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    clusters(text)
        .map(|(_, cluster)| shown(cluster))
        .collect::<String>()
        .into()
}

/// Like [`visible`], with marks in plain ASCII only (`<U+001B>`), for terminals and files that have no
/// pictures of control characters. Letters stay what they are.
pub fn visible_ascii(text: &str) -> Cow<'_, str> {
    match visible(text) {
        Cow::Borrowed(plain) => Cow::Borrowed(plain),
        Cow::Owned(marked) => {
            let mut ascii = String::with_capacity(marked.len());
            for c in marked.chars() {
                match c {
                    '\u{2400}'..='\u{241F}' => name(&mut ascii, u32::from(c) - 0x2400),
                    '\u{2421}' => name(&mut ascii, 0x7F),
                    _ => ascii.push(c),
                }
            }
            Cow::Owned(ascii)
        }
    }
}

/// How many cells the text takes as shown.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    clusters(text)
        .map(|(_, cluster)| shown_width(cluster))
        .sum()
}

/// The text as shown, cut to at most `cells` cells; a cut text ends in [`ELLIPSIS`]. Reads no further than it
/// has to.
pub fn clip(text: &str, cells: usize) -> Cow<'_, str> {
    if text.len() <= cells && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let mut clipped = String::new();
    // Where to cut if the text turns out too long: its length when one cell was still free.
    let mut cut = None;
    for (_, cluster) in clusters(text) {
        let display = shown(cluster);
        let cells_here = display_width(&display);
        if used + cells_here > cells {
            clipped.truncate(cut.unwrap_or(clipped.len()));
            // What ends so where it is cut says it already.
            if cells > 0 && !clipped.ends_with(ELLIPSIS) {
                clipped.push(ELLIPSIS);
            }
            return Cow::Owned(clipped);
        }
        if cut.is_none() && used + cells_here + 1 > cells {
            cut = Some(clipped.len());
        }
        used += cells_here;
        clipped.push_str(&display);
    }
    Cow::Owned(clipped)
}

/// The text as shown in exactly `cells` cells: cut, or filled up with blanks.
pub fn pad(text: &str, cells: usize) -> String {
    let mut padded = clip(text, cells).into_owned();
    let blanks = cells.saturating_sub(width(&padded));
    padded.extend(std::iter::repeat_n(' ', blanks));
    padded
}

/// The largest byte offset up to `at` that falls between characters.
pub fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// Breaks the text into rows of at most `cells` cells (at least 1): at line feeds, else after blanks and
/// beside wide characters and marks, else anywhere.
///
/// The ranges are byte offsets into `text`. Line feeds belong to no row; otherwise the ranges leave nothing
/// out. Blanks at which a row was broken stay at its end, even beyond the width. A text that ends in a line
/// feed, and an empty one, end in an empty row. A mark such as `<U+202E>` that is wider than a row has a row of
/// its own.
pub fn wrap(text: &str, cells: usize) -> Vec<Range<usize>> {
    rows_from(text, 0, cells).collect()
}

/// The rows of [`wrap`] from the one that begins at byte offset `start`. How a text is broken from there on
/// does not depend on what stands before.
pub fn rows_from(
    text: &str,
    start: usize,
    cells: usize,
) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let begin = next?;
        let (end, following) = row_at(text, begin, cells.max(1));
        next = following;
        Some(begin..end)
    })
}

/// Where the row that begins at `begin` ends, and where the next one begins, if there is one.
fn row_at(text: &str, begin: usize, cells: usize) -> (usize, Option<usize>) {
    let rest = text.get(begin..).unwrap_or_default();
    let mut used = 0;
    let mut break_at = None;
    let mut previous = Before::Start;
    for (offset, cluster) in clusters(rest) {
        let here = begin + offset;
        if cluster == "\n" {
            return (here, Some(here + 1));
        }
        let blank = is_blank(cluster);
        let cells_here = shown_width(cluster);
        let kind = match (blank, cells_here) {
            (true, _) => Before::Blank,
            (false, 2..) => Before::Wide,
            _ => Before::Word,
        };
        let may_break = match (previous, kind) {
            (Before::Start, _) | (Before::Word, Before::Word) | (_, Before::Blank) => false,
            (Before::Blank | Before::Wide, _) | (_, Before::Wide | Before::Start) => true,
        };
        if may_break {
            break_at = Some(here);
        }
        used += cells_here;
        // What is wider than a row stands alone, and what follows goes to the next row.
        if used > cells && !blank && previous != Before::Start {
            let end = break_at.unwrap_or(here);
            return (end, Some(end));
        }
        previous = kind;
    }
    (text.len(), None)
}

/// What stands before a place where a row may be broken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    Blank,
    Wide,
    Word,
}

fn is_blank(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let blank = chars
        .next()
        .is_some_and(|c| c == '\t' || (c.is_whitespace() && !c.is_control()));
    blank && chars.next().is_none() && !matches!(cluster, "\u{A0}" | "\u{2007}" | "\u{202F}")
}

/// The grapheme clusters of a text with their byte offsets.
///
/// Between two ASCII characters there is always a boundary, which spares plain text the table look-ups. CR LF
/// counts as two here, so that each can be shown.
pub(crate) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let cluster = match rest.as_bytes() {
            [] => return None,
            [a] if a.is_ascii() => Some(rest),
            [a, b, ..] if a.is_ascii() && b.is_ascii() => rest.get(..1),
            _ => rest.graphemes(true).next(),
        }?;
        let offset = at;
        at += cluster.len();
        Some((offset, cluster))
    })
}

/// How many cells one grapheme cluster takes as shown; at least 1.
pub(crate) fn shown_width(cluster: &str) -> usize {
    match cluster.as_bytes() {
        [b' '..=b'~'] => 1,
        [b'\t'] => TAB.len(),
        _ => display_width(&shown(cluster)),
    }
}

/// The width of text that [`shown`] made.
fn display_width(display: &str) -> usize {
    display.graphemes(true).map(cluster_width).sum()
}

/// The width of one grapheme cluster that is sent to the terminal as it is, in ratatui's count: the halfwidth
/// voicing marks of Japanese have a cell of their own although they extend the cluster.
pub(crate) fn cluster_width(cluster: &str) -> usize {
    let marks = cluster
        .chars()
        .filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}'))
        .count();
    cluster.width() + marks
}

/// One grapheme cluster as it may be sent to a terminal; never without width.
pub(crate) fn shown(cluster: &str) -> Cow<'_, str> {
    if let [b' '..=b'~'] = cluster.as_bytes() {
        return Cow::Borrowed(cluster);
    }
    if cluster == "\t" {
        return Cow::Borrowed(TAB);
    }
    let mut display = String::new();
    let mut marks = 0;
    let mut before = None;
    let mut chars = cluster.chars().enumerate().peekable();
    while let Some((n, c)) = chars.next() {
        let after = chars.peek().map(|&(_, c)| c);
        let has_width = c.width().unwrap_or(0) > 0;
        marks = if has_width { 0 } else { marks + 1 };
        if n >= MAX_CLUSTER || marks > MAX_MARKS {
            let rest = 1 + chars.count();
            display.extend(["<+", &rest.to_string(), ">"]);
            break;
        }
        // Of what is shown by name nothing is left for the next character to stand on.
        let on = before.take();
        if c.is_control() {
            picture(&mut display, c);
        } else if (is_hidden(c) && !is_at_home(on, c, after)) || is_replaced(c) {
            name(&mut display, u32::from(c));
        } else if on.is_none() && !has_width {
            stray(&mut display, c);
        } else {
            display.push(c);
            before = Some(c);
        }
    }
    if display == cluster && cluster.width() > 0 {
        Cow::Borrowed(cluster)
    } else {
        Cow::Owned(display)
    }
}

/// Writes a control character as its picture, or by number where there is none (C1).
fn picture(display: &mut String, c: char) {
    match u32::from(c) {
        code @ 0..=0x1F => display.extend(char::from_u32(0x2400 + code)),
        0x7F => display.push('\u{2421}'),
        code => name(display, code),
    }
}

/// Writes a character without width that has nothing to stand on: on a dotted circle where that holds it.
fn stray(display: &mut String, c: char) {
    let held = format!("\u{25CC}{c}");
    if held.graphemes(true).count() == 1 {
        display.push_str(&held);
    } else {
        name(display, u32::from(c));
    }
}

/// Writes `<U+202E>`.
fn name(display: &mut String, code: u32) {
    display.extend(["<U+", &format!("{code:04X}"), ">"]);
}

/// Characters that are not shown but change how others are: `Default_Ignorable_Code_Point` (Unicode,
/// `DerivedCoreProperties.txt`), the separators of lines and paragraphs, and format characters for
/// annotation, shorthand and musical notation.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Characters that look like a blank but are letters or fillers, of use in spoofing only; and those that Unicode
/// promises never to give to anything (Unicode Standard, 23.7), which XML does not allow all of.
fn is_replaced(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether a hidden character does its proper work here: a joiner between parts of an emoji or in a script
/// that needs it, a variation selector after what has variants.
fn is_at_home(before: Option<char>, c: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{200D}' => {
            let joins_emoji = (is_pictorial(before)
                || matches!(before, '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}'))
                && after.is_some_and(is_pictorial);
            joins_emoji || is_joining_script(before)
        }
        // The cluster ends with a non-joiner, so that only what stands before it is known.
        '\u{200C}' => is_joining_script(before),
        '\u{FE0E}' | '\u{FE0F}' => {
            is_pictorial(before) || matches!(before, '©' | '®' | '#' | '*' | '0'..='9')
        }
        '\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}' => is_ideograph(before),
        _ => false,
    }
}

/// Symbols and pictures, roughly: where the characters are of which emoji are made.
fn is_pictorial(c: char) -> bool {
    matches!(c, '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{2BFF}'
        | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
        && c != '\u{2800}'
}

/// Scripts in which joiner and non-joiner choose the form of a letter: Arabic, Syriac, N'Ko, those of India,
/// Tibetan, Burmese, Khmer, Mongolian.
fn is_joining_script(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{7FF}' | '\u{860}'..='\u{DFF}' | '\u{F00}'..='\u{109F}'
        | '\u{1780}'..='\u{18AF}')
        && !is_hidden(c)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
pub(crate) mod tests;
