//! The report as a document: parts, and the few kinds of blocks that they are made of.
//!
//! It holds what is said and what it is, never how it looks: a format decides that. This module must not know
//! audits or formats.

use std::fmt;

use super::escape::Text;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its language, as in `en`; letters, digits and hyphens only.
    pub language: String,
    /// The audit body, where it is stated.
    pub body: Option<Text>,
    /// What it is: "Audit report".
    pub title: Text,
    /// The client.
    pub client: Text,
    /// Marks that every reader has to see: draft, audit file, classification.
    pub marks: Vec<Text>,
    /// The audit at a glance: criteria and kinds, days, findings.
    pub glance: Vec<Fact>,
    /// The word above the list of parts.
    pub contents: Text,
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its key, as in profiles.
    pub key: String,
    /// Its heading.
    pub title: Text,
    /// What asks for it.
    pub source: Option<Text>,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// Something that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading within a part.
    Heading(Text),
    /// A paragraph.
    Para(Line),
    /// A statement that has to stand in a report as it is.
    Statement(Text),
    /// Says that there is nothing to say.
    Nothing(Text),
    /// Names with what they stand for.
    Facts(Vec<Fact>),
    /// A list.
    List(Vec<Line>),
    /// A table.
    Table(Table),
    /// Something with a number of its own: a finding, a sample.
    Card(Card),
    /// Notes as they were taken.
    Notes(Vec<NoteTaken>),
}

/// A name and what it stands for; several lines where there are several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub label: Text,
    /// The lines.
    pub lines: Vec<Line>,
}

/// Pieces that stand in one line.
pub type Line = Vec<Span>;

/// The pieces of a line, and of each whether it is a judging word right behind another: something has to part them.
pub fn pieces(line: &[Span]) -> impl Iterator<Item = (&Span, bool)> {
    let mut after_mark = false;
    line.iter().map(move |span| {
        let is_mark = matches!(span, Span::Mark(..));
        let is_parted = is_mark && after_mark;
        after_mark = is_mark;
        (span, is_parted)
    })
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words of the report itself.
    Plain(Text),
    /// Words of those who recorded or wrote the checklist. They may run in another direction.
    Words(Text),
    /// Words that stand out.
    Strong(Text),
    /// A word that judges.
    Mark(Tone, Text),
    /// A digest or file name.
    Code(Text),
    /// The short name of something that stands elsewhere in the report.
    Link(Anchor, Text),
}

/// How a judging word is meant. Formats may colour it; the word always says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Met, good.
    Good,
    /// Not met, gravely.
    Grave,
    /// Not met.
    Amiss,
    /// To be looked at.
    Hint,
    /// Neither.
    Quiet,
    /// Missing, undecided.
    Open,
}

/// A place that can be pointed to: letters, a hyphen, a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor(&'static str, usize);

impl Anchor {
    /// The `n`th place of a sort; the sort in lower-case letters.
    pub const fn new(sort: &'static str, n: usize) -> Self {
        Self(sort, n)
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.1)
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: Text,
    /// The names of its columns. The first column names the row.
    pub columns: Vec<Text>,
    /// How wide each column is against the others.
    pub widths: Vec<u16>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Names the rows that follow.
    Group(Line),
    /// One cell for each column, each of any number of lines.
    Cells {
        /// Where others point to it.
        anchor: Option<Anchor>,
        /// The cells.
        cells: Vec<Vec<Line>>,
    },
}

/// Something with a number of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Where others point to it.
    pub anchor: Anchor,
    /// Its short name.
    pub label: Text,
    /// Judging words: its classes.
    pub marks: Vec<(Tone, Text)>,
    /// Its title.
    pub title: Text,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A note as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteTaken {
    /// Where others point to it.
    pub anchor: Anchor,
    /// Its short name.
    pub label: Text,
    /// When it was observed or written.
    pub time: Text,
    /// Said, seen, remark, to-do.
    pub kind: Text,
    /// Its words, lines as written.
    pub words: Text,
    /// Who said it, what it is about, what it points to.
    pub about: Line,
}

impl Fact {
    /// A fact of one line.
    pub fn new(label: Text, line: Line) -> Self {
        Self {
            label,
            lines: vec![line],
        }
    }
}

impl Card {
    /// Its judging words as a line.
    pub fn classes(&self) -> Line {
        let marks = self.marks.iter();
        marks
            .map(|(tone, word)| Span::Mark(*tone, word.clone()))
            .collect()
    }
}

impl Block {
    /// Whether it only says that there is nothing.
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing(_))
    }
}
