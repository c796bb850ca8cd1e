//! Reading RON that people wrote by hand, with refusals that say where, what, and how to mend it.
//!
//! A file says by its first word what it is: `Checklist(`, `Guide(`, `Profile(`, `Grading(`, `Links(`, `Phrases(`
//! or `Overlay(`. This module must not know where files are kept.

use std::ops::Range;
use std::sync::Arc;

use ron::error::SpannedError;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::check::{self, Source};
use super::extension::Extension;
use super::guide::Guide;
use super::model::Checklist;
use super::overlay::Overlay;
use super::profile::Profile;
use super::refusal::{Place, Refusal, offset};
use super::scheme::{Grading, Links, Phrases};
use super::texts::{Texts, has_field};
use super::value::visible;

/// The largest file that is read, in bytes: 4 MiB.
pub const MAX_BYTES: usize = 4 << 20;
/// The longest line that is read, in bytes: 64 KiB.
pub const MAX_LINE: usize = 64 << 10;
/// How deep brackets may nest.
pub const MAX_NESTING: usize = 64;

/// What a file holds. What an audit takes as it is, is shared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// What is audited.
    Checklist(Checklist),
    /// What is audited, said as what differs from another checklist.
    Extension(Extension),
    /// How to audit it.
    Guide(Guide),
    /// The kind of audit.
    Profile(Arc<Profile>),
    /// The classes of findings.
    Grading(Arc<Grading>),
    /// How two criteria hang together.
    Links(Links),
    /// The phrases of reports.
    Phrases(Arc<Phrases>),
    /// Licensed text, which stays with the user.
    Overlay(Overlay),
}

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// What is audited.
    Checklist,
    /// How to audit it.
    Guide,
    /// The kind of audit.
    Profile,
    /// The classes of findings.
    Grading,
    /// How two criteria hang together.
    Links,
    /// The phrases of reports.
    Phrases,
    /// Licensed text, which stays with the user.
    Overlay,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Checklist,
        Self::Guide,
        Self::Profile,
        Self::Grading,
        Self::Links,
        Self::Phrases,
        Self::Overlay,
    ];

    /// The first word of such a file.
    pub const fn head(self) -> &'static str {
        match self {
            Self::Checklist => "Checklist",
            Self::Guide => "Guide",
            Self::Profile => "Profile",
            Self::Grading => "Grading",
            Self::Links => "Links",
            Self::Phrases => "Phrases",
            Self::Overlay => "Overlay",
        }
    }

    /// The words for such a file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Checklist => "checklist",
            Self::Guide => "guide",
            Self::Profile => "profile",
            Self::Grading => "grading scheme",
            Self::Links => "set of links",
            Self::Phrases => "set of phrases",
            Self::Overlay => "overlay",
        }
    }

    /// The words for such a file, after an article.
    pub fn a_word(self) -> String {
        let article = if self == Self::Overlay { "an" } else { "a" };
        format!("{article} {}", self.word())
    }
}

impl Document {
    /// What kind of file it came from.
    pub fn kind(&self) -> FileKind {
        match self {
            Self::Checklist(_) | Self::Extension(_) => FileKind::Checklist,
            Self::Guide(_) => FileKind::Guide,
            Self::Profile(_) => FileKind::Profile,
            Self::Grading(_) => FileKind::Grading,
            Self::Links(_) => FileKind::Links,
            Self::Phrases(_) => FileKind::Phrases,
            Self::Overlay(_) => FileKind::Overlay,
        }
    }

    /// The name by which it is chosen.
    pub fn id(&self) -> &str {
        match self {
            Self::Checklist(it) => &it.id,
            Self::Extension(it) => &it.id,
            Self::Guide(it) => &it.id,
            Self::Profile(it) => &it.id,
            Self::Grading(it) => &it.id,
            Self::Links(it) => &it.id,
            Self::Phrases(it) => &it.id,
            Self::Overlay(it) => &it.id,
        }
    }

    /// Its title; where it has none, its id.
    pub fn title(&self) -> &str {
        match self {
            Self::Checklist(it) => &it.title,
            Self::Extension(it) => it.title.as_deref().unwrap_or(&it.id),
            Self::Guide(it) => &it.id,
            Self::Overlay(it) => &it.id,
            Self::Profile(it) => &it.title,
            Self::Grading(it) => &it.title,
            Self::Links(it) => &it.title,
            Self::Phrases(it) => &it.title,
        }
    }
}

/// Reads a file of any kind. `file` is its name for refusals.
pub fn document(file: &str, text: &str) -> Result<Document, Refusal> {
    limits(file, text)?;
    let document = match head(file, text)? {
        FileKind::Checklist if has_field(text, "extends") || has_field(text, "without") => {
            Document::Extension(parse(file, text)?)
        }
        FileKind::Checklist => Document::Checklist(parse(file, text)?),
        FileKind::Guide => Document::Guide(parse(file, text)?),
        FileKind::Profile => Document::Profile(parse(file, text)?),
        FileKind::Grading => Document::Grading(parse(file, text)?),
        FileKind::Links => Document::Links(parse(file, text)?),
        FileKind::Phrases => Document::Phrases(parse(file, text)?),
        FileKind::Overlay => Document::Overlay(parse(file, text)?),
    };
    check::document(file, text, &document)?;
    Ok(document)
}

/// The checklist that a file is. One that extends another is given whole; `base` finds what that is.
pub(super) fn checklist<'a>(
    source: &Source<'_>,
    document: &Document,
    base: impl FnOnce(&Extension) -> Result<&'a Document, Refusal>,
) -> Result<Checklist, Refusal> {
    match document {
        Document::Checklist(checklist) => Ok(checklist.clone()),
        Document::Extension(extension) => {
            extension.resolve(source, extension.base_in(source, base(extension)?)?)
        }
        other => Err(wrong_kind(source.file, other.kind(), FileKind::Checklist)),
    }
}

/// What kind of file a text is, by its first word.
pub fn kind(file: &str, text: &str) -> Result<FileKind, Refusal> {
    head(file, text)
}

/// The refusal of a file that is sound, but of another kind than was asked for.
pub(super) fn wrong_kind(file: &str, found: FileKind, wanted: FileKind) -> Refusal {
    Refusal::of(
        file,
        &format!("this is {}, not {}", found.a_word(), wanted.a_word()),
        &format!("Choose a file that begins with {}(.", wanted.head()),
    )
}

/// The text of a file's bytes: at most [`MAX_BYTES`], and UTF-8.
pub fn text(file: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(file));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let bad = bytes.get(good).copied().unwrap_or_default();
        let shown = String::from_utf8_lossy(bytes);
        Refusal::at(
            file,
            Place::of(&shown, &(good..good + '\u{fffd}'.len_utf8())),
            &format!("the byte 0x{bad:02x} is not UTF-8"),
            "Save the file as UTF-8.",
        )
    })
}

fn too_large(file: &str) -> Refusal {
    Refusal::of(
        file,
        "the file is larger than 4 MiB",
        "Split it, or take out what is no checklist.",
    )
}

fn limits(file: &str, text: &str) -> Result<(), Refusal> {
    if text.len() > MAX_BYTES {
        return Err(too_large(file));
    }
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    for end in ends.chain([text.len()]) {
        let length = end - start;
        if length > MAX_LINE {
            return Err(Refusal::at(
                file,
                Place::of(text, &(start..start + 1)),
                &format!("the line has {length} bytes; {MAX_LINE} are the most"),
                "Break the line.",
            ));
        }
        start = end;
    }
    Ok(())
}

/// What the first word of a file says that it is.
fn head(file: &str, text: &str) -> Result<FileKind, Refusal> {
    let start = first_word(text);
    let rest = text.get(start..).unwrap_or_default();
    let length = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    FileKind::ALL
        .into_iter()
        .find(|kind| kind.head() == word)
        .ok_or_else(|| {
            let what = if word.is_empty() {
                "the file does not say what it is".to_owned()
            } else {
                format!("\"{}\" is nothing that can be read", visible(word))
            };
            Refusal::at(
                file,
                Place::of(text, &(start..start + length.max(1))),
                &what,
                "Begin the file with Checklist(, Guide(, Profile(, Grading(, Links(, Phrases( or Overlay(.",
            )
        })
}

/// Where the first word begins, after white space, comments and `#![…]`.
fn first_word(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        at += rest.len() - trimmed.len();
        let end = if trimmed.starts_with("//") {
            trimmed.find('\n')
        } else if trimmed.starts_with("/*") {
            trimmed.find("*/").map(|end| end + 2)
        } else if trimmed.starts_with("#!") {
            trimmed.find(']').map(|end| end + 1)
        } else {
            return at;
        };
        match end {
            Some(end) => at += end,
            None => return text.len(),
        }
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Refusal> {
    part(file, text, 0..text.len())
}

/// Reads a value from a part of a file.
pub(super) fn part<T: DeserializeOwned>(
    file: &str,
    text: &str,
    at: Range<usize>,
) -> Result<T, Refusal> {
    let part = text.get(at.clone()).unwrap_or_default();
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_recursion_limit(MAX_NESTING)
        .from_str(part)
        .map_err(|error| refuse(file, text, at, &error))
}

fn refuse(file: &str, text: &str, part: Range<usize>, error: &SpannedError) -> Refusal {
    let (start, end) = (&error.span.start, &error.span.end);
    let from = part.start;
    let inside = text.get(part).unwrap_or_default();
    let mut range =
        from + offset(inside, start.line, start.col)..from + offset(inside, end.line, end.col);
    if matches!(error.code, ron::Error::Message(_)) {
        // What a text may not be is found after it was read: the place is the whole of it.
        let around = Texts::new(text).find(|found| found.range.end >= range.start);
        if let Some(found) = around.filter(|found| found.range.start <= range.start) {
            range = found.range;
        }
    }
    let (what, mend) = explain(&error.code);
    Refusal::at(file, Place::of(text, &range), &what, &mend)
}

/// What is wrong and how to mend it, for an error of the RON reader.
fn explain(error: &ron::Error) -> (String, String) {
    use ron::Error as E;
    let sure = |what: &str, mend: &str| (what.to_owned(), mend.to_owned());
    match error {
        E::NoSuchStructField {
            expected, found, ..
        } => (
            format!("there is no field \"{found}\" here"),
            one_of("the fields here are", expected, found),
        ),
        E::NoSuchEnumVariant {
            expected, found, ..
        } => (
            format!("\"{found}\" is none of the choices here"),
            one_of("the choices here are", expected, found),
        ),
        E::MissingStructField { field, .. } => (
            format!("the field \"{field}\" is missing"),
            format!("Write {field}: ... before the closing bracket here."),
        ),
        E::DuplicateStructField { field, .. } => (
            format!("the field \"{field}\" stands twice"),
            "Take one of them out.".to_owned(),
        ),
        E::ExceededRecursionLimit => (
            format!("brackets nest deeper than {MAX_NESTING}"),
            "Take the extra brackets out.".to_owned(),
        ),
        E::ExpectedString => sure("a text is expected here", "Put it between double quotes."),
        E::ExpectedStringEnd => sure("a text has no end", "Close it with a double quote."),
        E::ExpectedComma => sure("a comma is missing before this", "Write a comma."),
        E::ExpectedMapColon => sure("a colon is missing before this", "Write a colon."),
        E::ExpectedArray => sure("a list is expected here", "Write it as [..., ...]."),
        E::ExpectedArrayEnd => sure("a list has no end", "Close it with ]."),
        E::ExpectedBoolean => sure("true or false is expected here", "Write true or false."),
        E::ExpectedInteger => sure("a whole number is expected here", "Write digits only."),
        E::IntegerOutOfBounds => sure("the number is too large here", "Write a smaller one."),
        E::ExpectedStructLike | E::ExpectedNamedStructLike(_) => sure(
            "an opening ( is expected here",
            "Write (field: value, ...).",
        ),
        E::ExpectedStructLikeEnd | E::ExpectedOptionEnd => {
            sure("a closing ) is expected here", "Close the bracket with ).")
        }
        E::UnclosedBlockComment => sure("a comment has no end", "Close it with */."),
        E::Eof => sure("the file ends too early", "Close all brackets and texts."),
        E::TrailingCharacters => sure(
            "something stands after the end",
            "Take it out, or check the brackets before it.",
        ),
        E::Message(message) => (
            message.clone(),
            "Change it and read the file again.".to_owned(),
        ),
        other => (
            other.to_string(),
            "Change it and read the file again.".to_owned(),
        ),
    }
}

fn one_of(lead: &str, expected: &[&str], found: &str) -> String {
    let list = expected.join(", ");
    match nearest(expected, found) {
        Some(near) => format!("Did you mean {near}? For reference, {lead} {list}."),
        None => format!("Choose another: {lead} {list}."),
    }
}

/// The word that differs from `found` in at most two letters, or in a third of them.
fn nearest<'a>(words: &[&'a str], found: &str) -> Option<&'a str> {
    let most = found.chars().count().div_ceil(3).clamp(1, 2);
    words
        .iter()
        .map(|word| (distance(word, found), *word))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, word)| word)
}

/// How many letters must be added, taken out or changed to make one word of another.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(a != *b))
                .min(left + 1)
                .min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
