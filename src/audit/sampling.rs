//! A sample as a sheet: its items down, what is checked on each across; and the one sentence that tells its result.
//!
//! The result of an item follows from its marks. The sentence is written here alone, and stands so on the screen, in
//! findings and in the report; the reasons of a choice are not in it, because the client reads it. This module must
//! not know how a sheet is drawn.

mod acts;
mod sizes;

pub use acts::{Drawing, Drawn, Further, List, source};
pub use sizes::{rules, size};

use super::entered::Entered;
use super::fold::{Audit, Object};
use super::id::ObjectId;
use super::schema::{Field, Kind, Link, SAMPLE_METHODS};

/// What the reason of an item begins with that was drawn in place of another.
pub const IN_PLACE: &str = "in place of ";
/// How many items that are not met are named in the sentence.
const NAMED: usize = 12;

/// The result of one check on one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is as it should be.
    Met,
    /// It is not.
    NotMet,
    /// It does not apply to this item.
    NotApplicable,
    /// It was not looked at yet.
    Open,
}

impl Mark {
    /// The letter in the field `marks`.
    pub const fn letter(self) -> char {
        match self {
            Self::Met => 'y',
            Self::NotMet => 'n',
            Self::NotApplicable => 'x',
            Self::Open => '.',
        }
    }

    /// The mark of a letter; open for any other.
    pub const fn of(letter: char) -> Self {
        match letter {
            'y' => Self::Met,
            'n' => Self::NotMet,
            'x' => Self::NotApplicable,
            _ => Self::Open,
        }
    }

    /// The value of the field `result` that says the same.
    pub const fn result(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::NotApplicable => "not-applicable",
            Self::Open => "",
        }
    }

    /// The mark that a result says.
    pub fn of_result(result: &str) -> Self {
        match result {
            "met" => Self::Met,
            "not-met" => Self::NotMet,
            "not-applicable" => Self::NotApplicable,
            _ => Self::Open,
        }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::NotApplicable => "not applicable",
            Self::Open => "open",
        }
    }
}

/// The result that marks add up to: any check that is not met decides; then any that is open; met wants one that is.
pub fn result(marks: &[Mark]) -> Mark {
    [Mark::NotMet, Mark::Open, Mark::Met, Mark::NotApplicable]
        .into_iter()
        .find(|mark| marks.contains(mark))
        .unwrap_or(Mark::Open)
}

/// An item of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The item.
    pub item: ObjectId,
    /// Its name.
    pub label: String,
    /// A mark for each column.
    pub marks: Vec<Mark>,
    /// What they add up to, or what was recorded of an item without marks.
    pub result: Mark,
    /// The remark on it.
    pub remark: String,
    /// The round of drawing in which it came, from 1.
    pub round: u64,
    /// Its place in the order of drawing, from 1; none where it was not drawn.
    pub position: Option<u64>,
    /// Why it came in afterwards.
    pub reason: String,
}

/// A sample as a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The sample.
    pub sample: ObjectId,
    /// What is checked on each item; empty where only a result is recorded.
    pub attributes: Vec<String>,
    /// The items that count, in the order of drawing, and those that were not drawn as they were entered.
    pub rows: Vec<SheetRow>,
}

impl Sheet {
    /// The sheet of a sample as it was entered.
    pub fn of(entered: &Entered<'_>, sample: ObjectId) -> Self {
        let attributes = attributes(entered.text(sample, Field::Attributes));
        let items = entered
            .linked_to(sample, Link::Sample, Kind::Item)
            .into_iter();
        let mut rows: Vec<SheetRow> = items
            .filter(|item| entered.text(*item, Field::Withdrawn).is_empty())
            .map(|item| row(entered, item, attributes.len()))
            .collect();
        rows.sort_by_key(|row| row.position.unwrap_or(u64::MAX));
        Self {
            sample,
            attributes,
            rows,
        }
    }

    /// How many columns there are to mark: the attributes, or one for the result.
    pub fn columns(&self) -> usize {
        self.attributes.len().max(1)
    }

    /// What a column is called.
    pub fn column(&self, at: usize) -> &str {
        self.attributes.get(at).map_or("result", String::as_str)
    }

    /// How many items have this result.
    pub fn count(&self, result: Mark) -> usize {
        self.rows.iter().filter(|row| row.result == result).count()
    }

    /// The attributes that an item does not meet.
    pub fn failures<'a>(&'a self, row: &'a SheetRow) -> impl Iterator<Item = &'a str> {
        let marked = self.attributes.iter().zip(&row.marks);
        marked
            .filter(|(_, mark)| **mark == Mark::NotMet)
            .map(|(attribute, _)| attribute.as_str())
    }
}

/// The attributes of a sample: one on each line, blank ones left out.
pub fn attributes(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

fn row(entered: &Entered<'_>, item: ObjectId, attributes: usize) -> SheetRow {
    let text = |field| entered.text(item, field);
    let recorded = Mark::of_result(text(Field::Result));
    let marks: Vec<Mark> = if attributes == 0 {
        vec![recorded]
    } else {
        let marked = text(Field::Marks).chars().map(Mark::of);
        marked
            .chain(std::iter::repeat(Mark::Open))
            .take(attributes)
            .collect()
    };
    let unmarked = marks.iter().all(|mark| *mark == Mark::Open);
    SheetRow {
        item,
        label: text(Field::Label).to_owned(),
        result: if unmarked { recorded } else { result(&marks) },
        marks,
        remark: text(Field::Remark).to_owned(),
        round: text(Field::Round).parse().unwrap_or(1),
        position: text(Field::Position).parse().ok(),
        reason: text(Field::Reason).to_owned(),
    }
}

/// The result of a sample, said in one sentence without a full stop: `5 of 120 leavers, random, 4 met, 1 not met: L-17`.
pub fn sample_sentence(audit: &Audit, sample: &Object) -> String {
    sentence(&Entered::saved(audit), sample.id)
}

/// As [`sample_sentence`], as it was entered.
pub fn sentence(entered: &Entered<'_>, sample: ObjectId) -> String {
    let text = |field| entered.text(sample, field);
    let sheet = Sheet::of(entered, sample);
    let mut said = match (text(Field::Size), sheet.rows.len()) {
        ("", items) => items.to_string(),
        (size, _) => size.to_owned(),
    };
    if !text(Field::PopulationSize).is_empty() {
        said = format!("{said} of {}", text(Field::PopulationSize));
    }
    if !text(Field::Population).is_empty() {
        said = format!("{said} {}", text(Field::Population));
    }
    let mut parts = vec![said];
    let method = text(Field::Method);
    let word = SAMPLE_METHODS.iter().find(|(key, _)| *key == method);
    parts.extend(word.map(|(_, word)| (*word).to_owned()));
    let replaced = |row: &&SheetRow| row.reason.starts_with(IN_PLACE);
    let replacements = sheet.rows.iter().filter(replaced).count();
    let first = |row: &&SheetRow| row.round <= 1;
    let at_first = sheet.rows.iter().filter(first).count();
    if at_first < sheet.rows.len() {
        parts.push(format!("extended from {at_first}"));
    }
    if replacements > 0 {
        parts.push(format!("{replacements} replaced"));
    }
    if !sheet.rows.is_empty() {
        parts.push(format!("{} met", sheet.count(Mark::Met)));
    }
    let failed: Vec<&str> = sheet
        .rows
        .iter()
        .filter(|row| row.result == Mark::NotMet)
        .map(|row| row.label.as_str())
        .collect();
    if !failed.is_empty() {
        let mut names = failed
            .iter()
            .take(NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        if failed.len() > NAMED {
            names = format!("{names} and {} more", failed.len() - NAMED);
        }
        parts.push(format!("{} not met: {names}", failed.len()));
    }
    for (mark, word) in [
        (Mark::NotApplicable, "not applicable"),
        (Mark::Open, "without a result"),
    ] {
        let count = sheet.count(mark);
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    if !text(Field::Waiting).is_empty() {
        parts.push(format!("waiting for {}", text(Field::Waiting)));
    }
    parts.join(", ")
}

/// The evidence part of a finding that a sample leads to: where the population comes from, the sentence, and each
/// item that is not met with what it does not meet and the remark on it.
pub fn failures(entered: &Entered<'_>, sample: ObjectId) -> String {
    let text = |field| entered.text(sample, field);
    let mut lines = vec![format!("{}.", sentence(entered, sample))];
    if !text(Field::Source).is_empty() {
        let as_of = text(Field::AsOf);
        let as_of = if as_of.is_empty() {
            String::new()
        } else {
            format!(", as of {as_of}")
        };
        lines.push(format!("Population from {}{as_of}.", text(Field::Source)));
    }
    let sheet = Sheet::of(entered, sample);
    for row in sheet.rows.iter().filter(|row| row.result == Mark::NotMet) {
        let missed: Vec<&str> = sheet.failures(row).collect();
        let missed = if missed.is_empty() {
            String::new()
        } else {
            format!(": not met: {}", missed.join("; "))
        };
        let remark = if row.remark.is_empty() {
            String::new()
        } else {
            format!(" ({})", row.remark)
        };
        lines.push(format!("{}{missed}{remark}", row.label));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_check_that_fails_decides_and_an_open_one_leaves_it_open() {
        let of = |marks: &str| result(&marks.chars().map(Mark::of).collect::<Vec<_>>());
        for (marks, expected) in [
            ("yyy", Mark::Met),
            ("yxx", Mark::Met),
            ("xxx", Mark::NotApplicable),
            ("y.y", Mark::Open),
            ("n..", Mark::NotMet),
            ("yyn", Mark::NotMet),
            ("", Mark::Open),
        ] {
            assert_eq!(of(marks), expected, "{marks}");
        }
    }

    #[test]
    fn marks_and_results_are_read_as_they_are_written() {
        for mark in [Mark::Met, Mark::NotMet, Mark::NotApplicable, Mark::Open] {
            assert_eq!(Mark::of(mark.letter()), mark);
            assert_eq!(Mark::of_result(mark.result()), mark);
        }
    }
}
