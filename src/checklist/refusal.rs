//! Why a file was refused: where, what, and how to mend it, with the line and a caret under the place.
//!
//! Text of the file is shown with every unseen character written out. This module must not know RON.

use std::ffi::OsStr;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::value::visible;

/// The most characters of a line that are shown on each side of the place.
const AROUND: usize = 60;
/// The most characters that the caret underlines.
const UNDERLINED: usize = 60;

/// A file that was refused. Its `Display` has several lines; [`Refusal::sentence`] is the first of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    file: String,
    place: Option<Box<Place>>,
    what: String,
    mend: String,
}

/// A place in a text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is shown of the line, and which bytes of that the caret stands under.
    shown: String,
    caret: Range<usize>,
}

impl Place {
    /// The place of a byte range in a text; what lies beyond the text is its end.
    pub fn of(text: &str, range: &Range<usize>) -> Self {
        let start = floor_boundary(text, range.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let left = text.get(line_start..start).unwrap_or_default();
        let right = text.get(start..).unwrap_or_default();
        let right = right.split('\n').next().unwrap_or_default();
        let right = right.strip_suffix('\r').unwrap_or(right);
        let length = floor_boundary(right, range.end.saturating_sub(start).min(right.len()));
        let (marked, rest) = right.split_at_checked(length).unwrap_or((right, ""));
        let marked_shown = visible(&marked.chars().take(UNDERLINED).collect::<String>());
        let left_count = left.chars().count();
        let cut = left_count.saturating_sub(AROUND);
        let mut shown = if cut > 0 { "..." } else { "" }.to_owned();
        shown.push_str(&visible(&left.chars().skip(cut).collect::<String>()));
        let caret_start = shown.len();
        shown.push_str(&marked_shown);
        let caret_end = shown.len();
        if marked.chars().count() <= UNDERLINED {
            shown.push_str(&visible(&rest.chars().take(AROUND).collect::<String>()));
        }
        Self {
            line,
            column: left_count + 1,
            shown,
            caret: caret_start..caret_end,
        }
    }
}

/// The byte offset of a line and column, both from 1; columns count characters.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start = if line <= 1 {
        0
    } else {
        text.match_indices('\n')
            .nth(line - 2)
            .map_or(text.len(), |(at, _)| at + 1)
    };
    let rest = text.get(line_start..).unwrap_or_default();
    line_start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at)
}

/// The nearest character boundary at or before `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Refusal {
    /// A refusal of a place in a file.
    pub fn at(file: &str, place: Place, what: &str, mend: &str) -> Self {
        Self {
            place: Some(Box::new(place)),
            ..Self::of(file, what, mend)
        }
    }

    /// A refusal of a file as a whole.
    pub fn of(file: &str, what: &str, mend: &str) -> Self {
        Self {
            file: visible(file),
            place: None,
            what: visible(what),
            mend: visible(mend),
        }
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Line and column, both from 1; columns count characters.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.place.as_ref().map(|place| (place.line, place.column))
    }

    /// What is wrong.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// How to mend it.
    pub fn mend(&self) -> &str {
        &self.mend
    }

    /// One line: `file:line:column: what is wrong`.
    pub fn sentence(&self) -> String {
        self.sentence_on(&self.file)
    }

    /// The sentence, with the file's name in place of its path.
    pub fn brief(&self) -> String {
        let name = Path::new(&self.file).file_name().and_then(OsStr::to_str);
        self.sentence_on(name.unwrap_or(&self.file))
    }

    fn sentence_on(&self, file: &str) -> String {
        match self.position() {
            Some((line, column)) => format!("{file}:{line}:{column}: {}", self.what),
            None => format!("{file}: {}", self.what),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(place) = &self.place else {
            return write!(f, "{}\n{}", self.sentence(), self.mend);
        };
        let sentence = self.sentence();
        let title = Level::ERROR.no_name().primary_title(sentence.as_str());
        let snippet = Snippet::source(place.shown.as_str())
            .line_start(place.line)
            .annotation(AnnotationKind::Primary.span(place.caret.clone()));
        let help = Level::HELP.no_name().message(self.mend.as_str());
        let report = [title.element(snippet).element(help)];
        f.write_str(&Renderer::plain().render(&report))
    }
}
