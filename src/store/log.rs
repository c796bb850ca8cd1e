//! One log: its header, what places its lines among those of other logs, and where it stops being sound.
//!
//! Reading never fails on what a log says: what stands before a damaged place counts, what stands behind it is
//! set aside. The records of its lines are handed out while it is read, and neither they nor its text are kept; of
//! the few lines that are needed once more the text is read again. This module must not know other logs.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Digest;
use super::again::Again;
use super::disk::Disk;
use super::line::{self, Line};
use super::look::{Body, Looked, Looks, look, look_at};
use super::pieces::Piece;
use super::tail::{Stop, Tail};
use crate::audit::body::{Read, read_body, read_placed};
use crate::audit::entry::{
    Change, FORMAT, Head, LogHeader, Record, Strike, TailNoted, UnknownEntry,
};
use crate::audit::id::{AuditId, EntryId, RunId};

/// The number of a line, and its chain value.
pub type LineAt = (u64, Digest);

/// A log as far as it is sound.
pub struct Log<'a> {
    /// The run that wrote it.
    pub run: RunId,
    /// Its first body; none where not even that is sound, and where it was struck.
    pub header: Option<LogHeader>,
    /// The chain value of each sound line, the header's first.
    pub chains: Vec<Digest>,
    /// The sound lines behind the header.
    pub lines: Vec<LogLine>,
    /// The other logs' heads that its lines name as seen: the line's number, the log, its head.
    pub seen: Vec<(u64, RunId, Head)>,
    /// The strikes that its entries order.
    pub strikes: Vec<Strike>,
    /// The torn tails that its entries accept.
    pub noted: Vec<TailNoted>,
    /// Where it stops being sound before its end.
    pub tail: Option<Tail>,
    /// Of the lines whose text was struck: the number, what stays in its place, how many bytes it had.
    struck: Vec<(u64, Digest, u64)>,
    again: Again<'a>,
}

/// What places a sound line behind the header among the lines of all logs.
#[derive(Debug)]
pub struct LogLine {
    /// The id of its entry; none where it was or is to be struck, or could not be read.
    pub id: Option<EntryId>,
    /// When the entry was confirmed; none as for the id.
    pub time: Option<DateTime<Utc>>,
    /// What it holds.
    pub holds: Holds,
}

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// An entry, understood or not.
    Entry,
    /// An entry that orders a strike.
    StrikeOrder,
    /// An entry that is to be struck: its text is withheld.
    Withheld,
    /// Nothing any more: its text was struck.
    Struck,
}

/// Why a file in the place of a log is no log of this audit.
#[derive(Debug)]
pub enum NotRead {
    /// The system does not give it.
    Unreadable(io::Error),
    /// It belongs elsewhere, and says so itself.
    Foreign(String),
    /// Its format is newer than this version's.
    Newer(u32),
}

/// How far the lines of a log were received.
#[derive(Debug, Clone, Copy)]
pub struct Received {
    /// How many lines.
    pub lines: u64,
    /// How many bytes they take.
    pub bytes: usize,
    /// The chain value of the last.
    pub chain: Digest,
}

impl Received {
    /// Nothing.
    pub const NOTHING: Self = Self {
        lines: 0,
        bytes: 0,
        chain: Digest::ZERO,
    };

    /// With one more line.
    pub const fn add(&mut self, line: &Looked) {
        self.lines += 1;
        self.bytes += line.size;
        self.chain = line.chain;
    }
}

impl<'a> Log<'a> {
    /// A log of which nothing was read yet, with room for so many lines.
    pub fn new(disk: &'a dyn Disk, run: RunId, room: usize) -> Self {
        Self {
            run,
            header: None,
            chains: Vec::with_capacity(room),
            lines: Vec::with_capacity(room),
            seen: Vec::new(),
            strikes: Vec::new(),
            noted: Vec::new(),
            tail: None,
            struck: Vec::new(),
            again: Again::new(disk, run),
        }
    }

    /// The number and chain value of the last sound line.
    pub fn last(&self) -> Option<Head> {
        let (n, chain) = self.last_line()?;
        let chain = chain.to_string();
        Some(Head { n, chain })
    }

    /// As [`Log::last`], with the value itself.
    pub fn last_line(&self) -> Option<LineAt> {
        let chain = *self.chains.last()?;
        Some((self.chains.len() as u64 - 1, chain))
    }

    /// Who wrote it, as far as it says so.
    pub fn author(&self) -> Option<Arc<str>> {
        Some(self.header.as_ref()?.author.as_str().into())
    }

    /// When it was begun, as far as it says so.
    pub fn begun(&self) -> Option<DateTime<Utc>> {
        Some(self.header.as_ref()?.time.to_utc())
    }

    /// The log and line that it goes on from, if any.
    pub fn continues(&self) -> Option<(RunId, u64)> {
        let continues = self.header.as_ref()?.continues.as_ref()?;
        Some((continues.run, continues.head.n))
    }

    /// The lines of other logs that a line names as seen.
    pub fn sees(&self, n: u64) -> Vec<(RunId, u64)> {
        let from = self.seen.partition_point(|(line, ..)| *line < n);
        let seen = self.seen.iter().skip(from);
        let of_line = seen.take_while(|(line, ..)| *line == n);
        of_line.map(|(_, run, head)| (*run, head.n)).collect()
    }

    /// The chain value of a sound line.
    pub fn chain(&self, n: u64) -> Option<Digest> {
        self.chains.get(usize::try_from(n).ok()?).copied()
    }

    /// What the chain says about the body of a sound line, and how many bytes the body has, or had, as the line says.
    pub fn commitment(&self, n: u64) -> Option<(Digest, u64)> {
        if let Ok(at) = self.struck.binary_search_by_key(&n, |(struck, ..)| *struck) {
            let (_, commitment, length) = self.struck.get(at)?;
            return Some((*commitment, *length));
        }
        let line = self.line(n)?;
        Some((line.commitment, line.length as u64))
    }

    /// What a sound line behind the header holds. A text that is to be struck is not given.
    pub fn record(&self, n: u64) -> Read<'_> {
        let holds = n
            .checked_sub(1)
            .and_then(|at| self.lines.get(usize::try_from(at).ok()?))
            .map(|line| line.holds);
        let is_entry = matches!(holds, Some(Holds::Entry | Holds::StrikeOrder));
        match self.line(n).filter(|_| is_entry) {
            Some(Line {
                body: Some(body), ..
            }) => match read_body(body, n) {
                Ok((record, _)) => record,
                Err(why) => not_there(n, why),
            },
            None if is_entry => not_there(n, "the log was changed meanwhile".to_owned()),
            _ => Record::Struck {
                n,
                commitment: self
                    .commitment(n)
                    .map_or_else(String::new, |(it, _)| it.to_string()),
            },
        }
    }

    /// A sound line once more, if it is still there.
    fn line(&self, n: u64) -> Option<Line<'_>> {
        let before = n
            .checked_sub(1)
            .map_or(Some(Digest::ZERO), |n| self.chain(n));
        let line = self.again.line(n, &before?)?;
        (Some(line.chain) == self.chain(n)).then_some(line)
    }

    /// Withholds the text of one of the lines behind the header, which is to be struck.
    pub fn withhold(&mut self, at: usize) {
        if let Some(line) = self.lines.get_mut(at) {
            *line = LogLine {
                id: None,
                time: None,
                holds: Holds::Withheld,
            };
        }
    }

    /// Takes the next sound line into the log; gives what it holds. `text` is that of its piece.
    ///
    /// # Errors
    /// It is the header of another log. Where it is no header at all, the log ends before it.
    pub fn take<'t>(
        &mut self,
        audit: AuditId,
        looked: &Looked,
        text: &'t str,
    ) -> Result<Option<Read<'t>>, NotRead> {
        let n = self.chains.len() as u64;
        let body = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        let record = match &looked.body {
            Body::Header(text) => match header(self.run, audit, body(text))? {
                Ok(header) => {
                    self.header = Some(header);
                    None
                }
                Err(stop) => return self.end(Received::NOTHING, stop).map(|()| None),
            },
            Body::Usual(text, placed) => Some(self.take_record(read_placed(body(text), placed))),
            Body::Unusual { text, .. } => {
                let read = read_body(body(text), n);
                let (record, seen) =
                    read.unwrap_or_else(|why| (not_there(n, why), BTreeMap::new()));
                let seen = seen.into_iter();
                self.seen.extend(seen.map(|(run, head)| (n, run, head)));
                Some(self.take_record(record))
            }
            Body::Struck { commitment, length } => {
                self.struck.push((n, *commitment, *length));
                self.lines.push(LogLine {
                    id: None,
                    time: None,
                    holds: Holds::Struck,
                });
                let commitment = commitment.to_string();
                Some(Record::Struck { n, commitment })
            }
        };
        self.chains.push(looked.chain);
        Ok(record)
    }

    /// Takes a record: what places it, and what it says about logs.
    fn take_record<'t>(&mut self, record: Read<'t>) -> Read<'t> {
        let mut holds = Holds::Entry;
        if let Record::Entry(entry) = &record {
            for change in &entry.changes {
                match change {
                    Change::Strike(strike) => {
                        holds = Holds::StrikeOrder;
                        self.strikes.push(strike.clone());
                    }
                    Change::TailNoted(tail) => self.noted.push(tail.clone()),
                    _ => {}
                }
            }
        }
        self.lines.push(LogLine {
            id: record.id(),
            time: record.time().map(|time| time.to_utc()),
            holds,
        });
        record
    }

    /// Reads again what stands behind the lines that were received, where a line was found that is not sound. Gives
    /// those that are sound now: the log may have been written to meanwhile.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn read_rest(&mut self, mut received: Received) -> Result<Looks, NotRead> {
        let looks = look(
            Piece {
                bytes: self.rest(received)?.to_vec(),
                first: received.lines,
                previous: received.chain,
            },
            Vec::new(),
        );
        looks.lines.iter().for_each(|line| received.add(line));
        let rest = self.rest(received)?;
        if let Err(stop) = look_at(rest, received.lines, &received.chain)
            && !rest.is_empty()
        {
            self.end(received, stop)?;
        }
        Ok(looks)
    }

    /// Ends the log behind the lines that were received.
    fn end(&mut self, received: Received, stop: Stop) -> Result<(), NotRead> {
        let rest = self.rest(received)?;
        self.tail = Some(Tail::of(rest, received.lines, received.bytes, stop));
        Ok(())
    }

    /// What stands behind the lines that were received.
    fn rest(&self, received: Received) -> Result<&[u8], NotRead> {
        let rest = self.again.from(received.bytes);
        rest.map_err(|error| NotRead::Unreadable(error.source))
    }
}

/// A line that was an entry when it was read first.
fn not_there<S>(n: u64, why: String) -> Record<S> {
    Record::Unknown(UnknownEntry {
        id: None,
        n,
        time: None,
        why,
        is_json: true,
    })
}

/// Reads the header of a log: what the log begins with, or why it does not.
fn header(run: RunId, audit: AuditId, body: &str) -> Result<Result<LogHeader, Stop>, NotRead> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    if let Ok(Format { format }) = serde_json::from_str(body)
        && format > FORMAT
    {
        return Err(NotRead::Newer(format));
    }
    let header: LogHeader = match serde_json::from_str(body) {
        Ok(header) => header,
        Err(error) => {
            let why = format!("its text is not the header of a log: {error}");
            return Ok(Err(Stop::text(why)));
        }
    };
    let why = if header.audit != audit {
        format!("it is a log of the audit {}", header.audit)
    } else if header.run != run {
        format!("it is the log of the run {} under another name", header.run)
    } else {
        return Ok(Ok(header));
    };
    Err(NotRead::Foreign(why))
}

/// The header of a log, whatever audit it belongs to.
pub fn peek(bytes: &[u8]) -> Option<LogHeader> {
    let line = line::read(bytes, &Digest::ZERO).ok()?;
    serde_json::from_str(line.body?).ok()
}

/// The lines of a damaged stretch as text, for a person to read. Nothing in it was verified.
pub fn as_text(bytes: &[u8]) -> Vec<String> {
    bytes
        .split(|b| *b == b'\n')
        .filter(|line| line.iter().any(|b| *b != 0))
        .map(|line| {
            // Behind length, chain value and salt stands what was written; of a torn line, whatever there is.
            let text = line.splitn(4, |b| *b == b' ').nth(3).unwrap_or(line);
            String::from_utf8_lossy(text).into_owned()
        })
        .collect()
}
