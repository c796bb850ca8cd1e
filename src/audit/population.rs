//! The list that a sample is drawn from: a range of numbers, a pasted list, a column of a CSV file.
//!
//! What cannot be read says where, what is wrong and what to do. Blank lines and doubles are left out and counted.
//! This module must not know files: it is given their text.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::draw::hexadecimal;

/// The most items that a population may have.
pub const MOST_ITEMS: usize = 1_000_000;
/// The longest item, in bytes: the id of a record, not the record.
pub const LONGEST_ITEM: usize = 300;
/// How many doubles are named.
const NAMED: usize = 3;

/// Where a list comes from, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A range: `1-120`, `INC-0001..INC-0120`.
    Range(Range),
    /// A file with one item on each line, or a column of a CSV file: `leavers.csv:Number`.
    File {
        /// The path as typed.
        path: String,
        /// The column, for a CSV file.
        column: Option<String>,
    },
    /// The items themselves, one on each line.
    List(String),
}

/// Numbers that follow one another, with what stands before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    before: String,
    first: u64,
    last: u64,
    /// How many digits the numbers are filled up to with zeros.
    width: usize,
}

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// The items, each once, without blanks around them, in the order of the list.
    pub items: Vec<String>,
    /// How many lines were blank.
    pub blanks: usize,
    /// How many lines repeated an item.
    pub doubles: usize,
    /// Some of the items that were repeated.
    pub doubled: Vec<String>,
}

/// Why a list cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong, with its line where there is one.
    pub what: String,
    /// What to do next.
    pub next: String,
}

impl Refused {
    /// A refusal.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}. {}", self.what, self.next)
    }
}

/// Understands what was typed as the source of a list.
///
/// # Errors
/// One line that is neither a range nor the name of a text file, or a range that cannot be.
pub fn source(text: &str) -> Result<Source, Refused> {
    let text = text.trim();
    if text.lines().count() > 1 {
        return Ok(Source::List(text.to_owned()));
    }
    let (path, column) = file(text);
    if is_text_file(path) {
        return Ok(in_file(path, column));
    }
    match range(text) {
        Some(range) => range.map(Source::Range),
        None => Err(Refused::new(
            format!("“{text}” is no list to draw from"),
            "Give a range (1-120, INC-0001..INC-0120), a file (FILE.csv:column, FILE.txt), or one item on each line.",
        )),
    }
}

/// A list in a file.
pub fn in_file(path: &str, column: Option<&str>) -> Source {
    Source::File {
        path: path.to_owned(),
        column: column.map(ToOwned::to_owned),
    }
}

/// A path and the column behind its last colon. A colon that ends the name of a drive is none.
fn file(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((path, column)) if is_text_file(path) => (path, Some(column.trim())),
        _ => (text, None),
    }
}

fn is_text_file(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        ["csv", "tsv", "txt"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// `INC-0001..INC-0120` or `1-120`; none where the text has no such form.
fn range(text: &str) -> Option<Result<Range, Refused>> {
    let (first, last) = text
        .split_once("..")
        .or_else(|| {
            let (first, last) = text.split_once(['-', '–'])?;
            let is_number =
                |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            (is_number(first.trim()) && is_number(last.trim())).then_some((first, last))
        })
        .map(|(first, last)| (first.trim(), last.trim()))?;
    let (before, from) = numbered(first)?;
    let (again, to) = numbered(last)?;
    if !again.is_empty() && again != before {
        return Some(Err(Refused::new(
            format!("“{before}” and “{again}” before the numbers of {text} differ"),
            "Write the same before both, as in INC-0001..INC-0120.",
        )));
    }
    let (low, high): (u64, u64) = from.parse().ok().zip(to.parse().ok())?;
    if low > high {
        return Some(Err(Refused::new(
            format!("the range {text} ends before it begins"),
            "Write the smaller number first.",
        )));
    }
    if high - low >= MOST_ITEMS as u64 {
        return Some(Err(too_many()));
    }
    let width = if from.starts_with('0') || from.len() == to.len() {
        from.len()
    } else {
        0
    };
    Some(Ok(Range {
        before: before.to_owned(),
        first: low,
        last: high,
        width,
    }))
}

/// A text and the number at its end; none where it ends with none, or with one that is too long to count with.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = text.get(before.len()..)?;
    (1..=15).contains(&number.len()).then_some((before, number))
}

fn too_many() -> Refused {
    Refused::new(
        format!("the list has more than {MOST_ITEMS} items"),
        "Divide the population, and draw from a part of it.",
    )
}

impl Range {
    /// The members of the range.
    pub fn population(&self) -> Population {
        let item = |number: u64| format!("{}{number:0width$}", self.before, width = self.width);
        Population {
            items: (self.first..=self.last).map(item).collect(),
            blanks: 0,
            doubles: 0,
            doubled: Vec::new(),
        }
    }

    /// The line of shell that writes the range to `items.txt`.
    pub fn again(&self) -> String {
        let before = self.before.replace('%', "%%").replace('\'', "'\\''");
        let width = match self.width {
            0 => String::new(),
            width => format!("0{width}"),
        };
        let (first, last) = (self.first, self.last);
        format!("seq -f '{before}%{width}.0f' {first} {last} > items.txt")
    }
}

/// Reads a list with one item on each line. `name` is what a refusal calls it.
///
/// # Errors
/// No item, too many, or one that cannot be the name of an item.
pub fn lines(name: &str, text: &str) -> Result<Population, Refused> {
    let text = text.trim_start_matches('\u{feff}');
    collect(name, (1..).zip(text.lines().map(ToOwned::to_owned).map(Ok)))
}

/// Reads a column of a CSV file: by the name in its first line, in any case, or by its number from 1. Fields are
/// divided by what the first line has most of: commas, semicolons or tabs.
///
/// # Errors
/// No such column, a line that is no CSV, or what [`lines`] refuses.
pub fn column(name: &str, text: &str, column: &str) -> Result<Population, Refused> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| head.bytes().filter(|byte| byte == delimiter).count();
    let mut delimiters = [b'\t', b';', b','];
    delimiters.sort_by_key(count);
    let [.., delimiter] = delimiters;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(|name| name.trim().to_owned()).collect(),
        Err(error) => return Err(broken(name, &error)),
    };
    let wanted = column.trim().to_lowercase();
    let by_number = wanted.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let at = names
        .iter()
        .position(|name| name.to_lowercase() == wanted)
        .or_else(|| by_number.filter(|at| *at < names.len()));
    let Some(at) = at else {
        return Err(Refused::new(
            format!("{name} has no column “{column}”"),
            format!("Its columns are: {}.", names.join(", ")),
        ));
    };
    let rows = reader.into_records().map(|record| match record {
        Ok(record) => {
            let line = record.position().map_or(0, csv::Position::line);
            (line, Ok(record.get(at).unwrap_or_default().to_owned()))
        }
        Err(error) => (0, Err(broken(name, &error))),
    });
    collect(name, rows)
}

/// What to do about a CSV file without the name of a column.
pub fn column_wanted(name: &str, text: &str) -> Refused {
    let head = text.trim_start_matches('\u{feff}').lines().next();
    Refused::new(
        format!("{name} has columns, and none was named"),
        format!(
            "Write it behind the name, as in FILE.csv:Number. Its first line is: {}",
            head.unwrap_or("(nothing)")
        ),
    )
}

fn broken(name: &str, error: &csv::Error) -> Refused {
    let line = error.position().map_or(1, csv::Position::line);
    Refused::new(
        format!("{name} line {line} cannot be read as CSV: {error}"),
        "Mend the line, or save the column alone with one item on each line.",
    )
}

fn collect(
    name: &str,
    rows: impl Iterator<Item = (u64, Result<String, Refused>)>,
) -> Result<Population, Refused> {
    let mut known: HashSet<String> = HashSet::new();
    let mut population = Population {
        items: Vec::new(),
        blanks: 0,
        doubles: 0,
        doubled: Vec::new(),
    };
    for (line, row) in rows {
        let row = row?;
        let item = row.trim();
        let refused = |what: String| {
            Err(Refused::new(
                format!("{name} line {line}: {what}"),
                "An item is the id of a record, on one line.",
            ))
        };
        if item.is_empty() {
            population.blanks += 1;
        } else if item.len() > LONGEST_ITEM {
            return refused(format!("the item has more than {LONGEST_ITEM} bytes"));
        } else if item.contains(['\n', '\r', '\0']) {
            return refused("the item has a line break or a zero in it".to_owned());
        } else if known.insert(item.to_owned()) {
            if population.items.len() == MOST_ITEMS {
                return Err(too_many());
            }
            population.items.push(item.to_owned());
        } else {
            population.doubles += 1;
            if population.doubled.len() < NAMED && !population.doubled.iter().any(|it| it == item) {
                population.doubled.push(item.to_owned());
            }
        }
    }
    if population.items.is_empty() {
        return Err(Refused::new(
            format!("{name} has no items"),
            "Give a list with one item on each line.",
        ));
    }
    Ok(population)
}

impl Population {
    /// The SHA-256 of the list as it was read: its items in order, a newline behind each.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for item in &self.items {
            hash.update(item);
            hash.update(b"\n");
        }
        hexadecimal(&hash.finalize())
    }

    /// What was left out, in a sentence without a full stop; empty where nothing was. Names some doubles if `named`.
    pub fn left_out(&self, named: bool) -> String {
        let mut parts = Vec::new();
        if self.doubles > 0 {
            let which = match self.doubled.as_slice() {
                some @ [_, ..] if named => format!(" ({})", some.join(", ")),
                _ => String::new(),
            };
            parts.push(format!(
                "{}{which}",
                crate::text::counted(self.doubles, "double", "doubles")
            ));
        }
        if self.blanks > 0 {
            parts.push(crate::text::counted(
                self.blanks,
                "blank line",
                "blank lines",
            ));
        }
        if parts.is_empty() {
            return String::new();
        }
        format!("{} left out", parts.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<String>, String> {
        match source(text) {
            Ok(Source::Range(range)) => Ok(range.population().items),
            Ok(Source::List(list)) => lines("the list", &list)
                .map(|it| it.items)
                .map_err(|refused| refused.to_string()),
            Ok(Source::File { path, column }) => Ok(vec![path, column.unwrap_or_default()]),
            Err(refused) => Err(refused.to_string()),
        }
    }

    #[test]
    fn ranges_lists_and_files_are_told_apart() {
        for (text, expected) in [
            ("8-11", vec!["8", "9", "10", "11"]),
            ("08..11", vec!["08", "09", "10", "11"]),
            (
                "INC-0099..INC-0101",
                vec!["INC-0099", "INC-0100", "INC-0101"],
            ),
            ("L-9..10", vec!["L-9", "L-10"]),
            ("a\n\n b \na", vec!["a", "b"]),
            ("leavers.csv:Staff no", vec!["leavers.csv", "Staff no"]),
            ("C:\\x\\list.txt", vec!["C:\\x\\list.txt", ""]),
            ("a:b.tsv:2", vec!["a:b.tsv", "2"]),
        ] {
            assert_eq!(of(text).unwrap(), expected, "{text}");
        }
        for (text, sentence) in [
            (
                "120-1",
                "the range 120-1 ends before it begins. Write the smaller number first.",
            ),
            (
                "A-1..B-9",
                "“A-” and “B-” before the numbers of A-1..B-9 differ. Write the same before both, as in INC-0001..INC-0120.",
            ),
            (
                "1-99999999",
                "the list has more than 1000000 items. Divide the population, and draw from a part of it.",
            ),
        ] {
            assert_eq!(of(text).unwrap_err(), sentence);
        }
        for nothing in [
            "",
            "leavers",
            "1-",
            "..",
            "1-2-3",
            "99999999999999999-99999999999999999",
        ] {
            assert!(
                of(nothing).unwrap_err().contains("no list to draw from"),
                "{nothing}"
            );
        }
    }

    #[test]
    fn a_column_is_found_by_name_or_number_whatever_divides_the_fields() {
        for text in [
            "Nr,Name\n1,\"Berg, Ada\"\n2,x\n",
            "\u{feff}Nr;Name\r\n1;\"Berg, Ada\"\r\n2;x",
            "Nr\tName\n1\tBerg, Ada\n2\tx\n",
        ] {
            for name in ["name", " NAME", "2"] {
                assert_eq!(column("f", text, name).unwrap().items, ["Berg, Ada", "x"]);
            }
        }
        let refused = column("f.csv", "Nr,Name\n1,x\n", "id").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "f.csv has no column “id”. Its columns are: Nr, Name."
        );
        let broken = column("f.csv", "Nr,Name\n1,\"a\nb\"\n", "name").unwrap_err();
        assert!(broken.what.starts_with("f.csv line 2:"), "{broken}");
    }

    #[test]
    fn what_is_left_out_is_said() {
        let read = lines("the list", "a\nb\n\na\nb\na\n").unwrap();
        assert_eq!(
            read.left_out(true),
            "3 doubles (a, b) and 1 blank line left out"
        );
        assert_eq!(read.left_out(false), "3 doubles and 1 blank line left out");
        assert_eq!(lines("the list", "a").unwrap().left_out(true), "");
        assert!(
            lines("the list", "\n \n")
                .unwrap_err()
                .what
                .contains("no items")
        );
    }
}
