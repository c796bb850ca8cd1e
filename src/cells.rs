//! The cells of a CSV file, each with the line and column where it begins.
//!
//! The `csv` crate parts the rows; where cells begin is counted here, since messages have to say it. This module
//! must not know what the cells mean.

use std::fmt;

/// Separators that are known, the likeliest first.
pub(crate) const SEPARATORS: [char; 3] = [';', ',', '\t'];

/// The most refusals of a file that are told at once.
pub(crate) const MOST_REFUSALS: usize = 20;

/// Why a place of a file cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to do next, as a sentence.
    pub next: String,
}

impl Refusal {
    pub(crate) fn at(spot: Spot, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            line: spot.line,
            column: spot.column,
            what: what.into(),
            next: next.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            what,
            next,
        } = self;
        write!(f, "{line}:{column}: {what}. {next}")
    }
}

/// A place in the file: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub line: usize,
    pub column: usize,
}

impl Spot {
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte of a text.
    fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let last = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line,
            column: last.chars().count() + 1,
        }
    }
}

/// The text of a file without its byte order mark.
fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let what = "the file is UTF-16";
        let next = "Save it as “CSV UTF-8”.";
        return Err(Refusal::at(Spot::START, what, next));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        let good = good.strip_prefix('\u{feff}').unwrap_or(good);
        let spot = Spot::of(good, good.len());
        let next = "Save it as “CSV UTF-8”, or convert it: iconv -f WINDOWS-1252 -t UTF-8.";
        Refusal::at(spot, "here the file is not UTF-8", next)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The header of a file, and the rows behind it. `needed` says what a header needs, for a file that has none.
pub(crate) fn read<'a>(bytes: &'a [u8], needed: &str) -> Result<(Row, Cells<'a>), Refusal> {
    let mut rows = Cells::of(text(bytes)?)?;
    let header = rows.next();
    let header = header.ok_or_else(|| Refusal::at(Spot::START, "the file is empty", needed))?;
    Ok((header?, rows))
}

/// The name of a column in small letters without blanks and signs.
pub(crate) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What a cell says that holds a yes or a no, in small letters; none where it holds neither.
pub(crate) fn yes_or_no(said: &str) -> Option<bool> {
    match said {
        "yes" | "y" | "x" | "true" | "1" | "ja" | "j" => Some(true),
        "no" | "n" | "false" | "0" | "nein" => Some(false),
        _ => None,
    }
}

/// A row: its cells without blanks around them, and where each begins.
#[derive(Debug)]
pub(crate) struct Row {
    cells: Vec<String>,
    spots: Vec<Spot>,
}

impl Row {
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// A cell; blank where the row is shorter.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Where a cell begins; the last one's place where the row is shorter.
    pub fn spot(&self, at: usize) -> Spot {
        let spot = self.spots.get(at).or(self.spots.last());
        spot.copied().unwrap_or(Spot::START)
    }
}

/// The rows of a file, one after the other.
pub(crate) struct Cells<'a> {
    text: &'a str,
    /// Where the rows begin in the text: after a line that names the separator, if there is one.
    base: usize,
    separator: char,
    records: csv::ByteRecordsIntoIter<&'a [u8]>,
    /// Where the next row begins at the earliest, in bytes of the text.
    at: usize,
}

impl<'a> Cells<'a> {
    /// The rows of a text. Its separator is named in a first line `sep=;`, or the one that the header has most of.
    pub fn of(text: &'a str) -> Result<Self, Refusal> {
        let first = text.lines().next().unwrap_or_default();
        let named = first
            .strip_prefix("sep=")
            .and_then(|rest| rest.trim().chars().next());
        let base = if named.is_some() {
            text.find('\n').map_or(text.len(), |end| end + 1)
        } else {
            0
        };
        let rest = text.get(base..).unwrap_or_default();
        let header = rest.trim_start().lines().next().unwrap_or_default();
        let most = SEPARATORS
            .into_iter()
            .rev()
            .max_by_key(|separator| header.matches(*separator).count());
        let separator = named.or(most).unwrap_or(',');
        let Ok(byte) = u8::try_from(separator) else {
            let what = format!("the separator \"{separator}\" cannot be read");
            return Err(Refusal::at(
                Spot::START,
                what,
                "Use ; or , as the separator.",
            ));
        };
        let records = csv::ReaderBuilder::new()
            .delimiter(byte)
            .has_headers(false)
            .flexible(true)
            .from_reader(rest.as_bytes())
            .into_byte_records();
        Ok(Self {
            text,
            base,
            separator,
            records,
            at: base,
        })
    }

    /// Where the cells of a row begin that begins here or after blank lines.
    fn spots(&self, from: usize) -> Result<Vec<Spot>, Refusal> {
        let rest = self.text.get(from..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let start = from + blank;
        let mut here = Spot::of(self.text, start);
        let mut spots = vec![here];
        let (mut quote, mut begins) = (None, true);
        let mut chars = self
            .text
            .get(start..)
            .unwrap_or_default()
            .chars()
            .peekable();
        while let Some(c) = chars.next() {
            let before = here;
            here = if c == '\n' {
                Spot {
                    line: here.line + 1,
                    column: 1,
                }
            } else {
                Spot {
                    line: here.line,
                    column: here.column + 1,
                }
            };
            let began = std::mem::take(&mut begins);
            match (c, quote) {
                ('"', Some(_)) if chars.peek() == Some(&'"') => {
                    chars.next();
                    here.column += 1;
                }
                ('"', Some(_)) => quote = None,
                ('"', None) if began => quote = Some(before),
                ('\r' | '\n', None) => break,
                (c, None) if c == self.separator => {
                    spots.push(here);
                    begins = true;
                }
                _ => {}
            }
        }
        match quote {
            None => Ok(spots),
            Some(spot) => Err(Refusal::at(
                spot,
                "a quote that begins here has no end",
                "Close it with \", and write a quote within a quoted text twice.",
            )),
        }
    }
}

impl Iterator for Cells<'_> {
    type Item = Result<Row, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.records.next()? {
            Ok(record) => record,
            Err(error) => {
                let spot = Spot::of(self.text, self.at);
                let what = format!("the row that begins here cannot be read: {error}");
                return Some(Err(Refusal::at(spot, what, "Look at its quotes.")));
            }
        };
        let begins = record.position().map_or(0, csv::Position::byte);
        let from = self.base + usize::try_from(begins).unwrap_or(usize::MAX - self.base);
        self.at = from;
        let spots = match self.spots(from) {
            Ok(spots) => spots,
            Err(refusal) => return Some(Err(refusal)),
        };
        let cells = record.iter().map(|cell| {
            // The whole file is UTF-8, and separator and quote are ASCII: every cell is UTF-8 too.
            String::from_utf8_lossy(cell).trim().replace("\r\n", "\n")
        });
        Some(Ok(Row {
            cells: cells.collect(),
            spots,
        }))
    }
}
