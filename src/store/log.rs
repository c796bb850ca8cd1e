//! One log as a whole: its header, its lines, and where it stops being sound.
//!
//! Reading never fails on what a log says: what stands before a damaged place counts, what stands behind it is
//! set aside. A log is read once, and of each line only what places it among the lines of other logs; its text
//! is kept as bytes, understood when its turn comes, and dropped piece by piece. So no more than one of a
//! hundred thousand records is in memory as such. This module must not know other logs.

use std::io::{self, Read};

use chrono::{DateTime, Utc};

use super::Digest;
use super::line::{self, Alone, Fault, Line};
use super::look::{Look, likely_lines, look};
use super::tail::{Stop, Tail};
use super::text::{Piece, Text};
use super::two::at_once;
use crate::audit::entry::{
    Change, FORMAT, Head, LogHeader, Record, Strike, TailNoted, UnknownEntry, read_body,
};
use crate::audit::glance::{Glance, glance};
use crate::audit::id::{AuditId, EntryId, RunId};

/// A log as far as it is sound.
#[derive(Debug)]
pub struct Log {
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
    text: Text,
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

impl Log {
    fn new(run: RunId) -> Self {
        Self {
            run,
            header: None,
            chains: Vec::new(),
            lines: Vec::new(),
            seen: Vec::new(),
            strikes: Vec::new(),
            noted: Vec::new(),
            tail: None,
            text: Text::default(),
        }
    }

    /// The number and chain value of the last sound line.
    pub fn last(&self) -> Option<Head> {
        let chain = self.chains.last()?;
        Some(Head {
            n: self.chains.len() as u64 - 1,
            chain: chain.to_string(),
        })
    }

    /// The chain value of a sound line.
    pub fn chain(&self, n: u64) -> Option<Digest> {
        self.chains.get(usize::try_from(n).ok()?).copied()
    }

    /// What the chain says about the body of a sound line, for messages and comparison.
    pub fn commitment(&self, n: u64) -> String {
        let line = self.text.line(n).and_then(|text| Alone::read(text).ok());
        line.map_or_else(String::new, |line| line.commitment().to_string())
    }

    /// How many bytes the text of a sound line has, or had, as the line says.
    pub fn length(&self, n: u64) -> u64 {
        let digits = self
            .text
            .line(n)
            .and_then(|text| text.split(|b| *b == b' ').next());
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }

    /// What a sound line behind the header holds. A text that is to be struck is not given.
    pub fn record(&self, n: u64) -> Record {
        let holds = n
            .checked_sub(1)
            .and_then(|at| self.lines.get(usize::try_from(at).ok()?))
            .map(|line| line.holds);
        let body = self.text.line(n).and_then(line::body);
        match body.filter(|_| matches!(holds, Some(Holds::Entry | Holds::StrikeOrder))) {
            // The line was read before, so its text can be read again.
            Some(body) => read_body(body, n).map_or_else(
                |why| {
                    Record::Unknown(UnknownEntry {
                        id: None,
                        n,
                        time: None,
                        why,
                        is_json: true,
                    })
                },
                |(record, _)| record,
            ),
            None => Record::Struck {
                n,
                commitment: self.commitment(n),
            },
        }
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

    /// Gives up the texts of all lines before this one.
    pub fn drop_before(&mut self, n: u64) {
        self.text.drop_before(n);
    }
}
/// Reads the log of a run.
///
/// # Errors
/// It cannot be read, or its header is sound and belongs to another audit, run or format.
pub fn read(run: RunId, audit: AuditId, source: &mut dyn Read) -> Result<Log, NotRead> {
    let mut log = Log::new(run);
    let mut offset = 0;
    let mut piece = Piece::default();
    loop {
        let ended = piece.fill(source).map_err(NotRead::Unreadable)?;
        let stop = log.take_lines(audit, &mut piece, &mut offset)?;
        let mut next = log.text.take(piece);
        match stop {
            // The line may go on in what was not read yet.
            Some(Stop { fault, .. }) if !ended && fault == Some(Fault::Cut) => {}
            Some(stop) => {
                let mut rest = next.into_bytes();
                source.read_to_end(&mut rest).map_err(NotRead::Unreadable)?;
                log.tail = Some(Tail::of(&rest, log.chains.len() as u64, offset, stop));
                next = Piece::default();
            }
            None => {}
        }
        if ended || log.tail.is_some() {
            log.chains.shrink_to_fit();
            log.lines.shrink_to_fit();
            return Ok(log);
        }
        piece = next;
    }
}

enum Refusal {
    NotRead(NotRead),
    Stop(Stop),
}

impl Refusal {
    /// A sound line whose text is not what it should be.
    fn text(why: String) -> Self {
        Self::Stop(Stop { fault: None, why })
    }
}

/// From how many bytes on it pays to look at lines with a second thread.
const WORTH_A_THREAD: usize = 128 << 10;

/// A log that takes the lines of a piece.
struct Taking<'a> {
    log: &'a mut Log,
    audit: AuditId,
    /// What was not taken yet.
    rest: &'a [u8],
    /// How many bytes each line that was taken has.
    sizes: Vec<usize>,
    stop: Option<Stop>,
}

impl<'a> Taking<'a> {
    /// The chain value that the next line follows.
    fn previous(&self) -> Digest {
        self.log.chains.last().copied().unwrap_or(Digest::ZERO)
    }

    fn goes_on(&self) -> bool {
        self.stop.is_none() && !self.rest.is_empty()
    }

    /// Takes what looks like lines. Looking at them takes much of the time of opening, so that a second thread looks
    /// at the more of them.
    fn take_likely(&mut self) -> Result<(), NotRead> {
        let lines = likely_lines(self.rest);
        let (first, previous) = (self.log.chains.len() as u64, self.previous());
        if self.rest.len() < WORTH_A_THREAD {
            return self.take(look(&lines, first, previous)).map(|_| ());
        }
        let (here, there) = lines.split_at(lines.len() * 3 / 8);
        let between = here.last().and_then(|line| line::states(line));
        let between = between.unwrap_or(Digest::ZERO);
        let (looks, taken) = at_once(
            "reading",
            || look(there, first + here.len() as u64, between).collect::<Vec<_>>(),
            || self.take(look(here, first, previous)),
        );
        if taken? {
            self.take(looks)?;
        }
        Ok(())
    }

    /// Takes the next lines as they were looked at. Tells whether those behind them stand where they were looked
    /// for.
    fn take(&mut self, looks: impl IntoIterator<Item = Option<Look<'a>>>) -> Result<bool, NotRead> {
        for look in looks {
            let looked_at = look.is_some();
            match self.take_next(look) {
                Ok(size) => {
                    self.sizes.push(size);
                    self.rest = self.rest.get(size..).unwrap_or_default();
                }
                Err(Refusal::NotRead(why)) => return Err(why),
                Err(Refusal::Stop(why)) => self.stop = Some(why),
            }
            if self.stop.is_some() || !looked_at {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes the next line; gives its size.
    fn take_next(&mut self, look: Option<Look<'_>>) -> Result<usize, Refusal> {
        let previous = self.previous();
        let (line, glance) = match look.filter(|look| look.previous == previous) {
            Some(look) => (look.line, look.glance),
            // Why it is no line is seen from all that stands there.
            None => (line::read(self.rest, &previous), None),
        };
        let line = line.map_err(|fault| Refusal::Stop(Stop::at(fault)))?;
        self.log.take(self.audit, &line, glance)?;
        Ok(line.size)
    }
}

impl Log {
    /// Takes the sound lines of a piece; `offset` is where the next one stands in the log.
    fn take_lines(
        &mut self,
        audit: AuditId,
        piece: &mut Piece,
        offset: &mut usize,
    ) -> Result<Option<Stop>, NotRead> {
        let mut taking = Taking {
            log: self,
            audit,
            rest: piece.rest(),
            sizes: Vec::new(),
            stop: None,
        };
        while taking.goes_on() {
            taking.take_likely()?;
        }
        let Taking { sizes, stop, .. } = taking;
        for size in sizes {
            *offset += size;
            piece.line_ends(size);
        }
        Ok(stop)
    }

    /// Takes a line whose chain value holds into the log.
    fn take(
        &mut self,
        audit: AuditId,
        line: &Line<'_>,
        look: Option<Result<Glance, String>>,
    ) -> Result<(), Refusal> {
        let n = self.chains.len() as u64;
        match line.body {
            Some(body) if n == 0 => self.header = Some(header(self.run, audit, body)?),
            Some(body) => {
                let glance = look.unwrap_or_else(|| glance(body, n));
                self.take_entry(body, n, glance.map_err(Refusal::text)?)
                    .map_err(Refusal::text)?;
            }
            None if n == 0 => return Err(Refusal::text("its header was struck".to_owned())),
            None => self.lines.push(LogLine {
                id: None,
                time: None,
                holds: Holds::Struck,
            }),
        }
        self.chains.push(line.chain);
        Ok(())
    }

    fn take_entry(&mut self, body: &str, n: u64, glance: Glance) -> Result<(), String> {
        let mut holds = Holds::Entry;
        // What is said about logs counts where the entry is understood as a whole.
        if glance.about_logs
            && let (Record::Entry(entry), _) = read_body(body, n)?
        {
            for change in entry.changes {
                match change {
                    Change::Strike(strike) => {
                        holds = Holds::StrikeOrder;
                        self.strikes.push(strike);
                    }
                    Change::TailNoted(tail) => self.noted.push(tail),
                    _ => {}
                }
            }
        }
        let seen = glance.seen.into_iter();
        self.seen.extend(seen.map(|(run, head)| (n, run, head)));
        self.lines.push(LogLine {
            id: glance.id,
            time: glance.time.map(|time| time.to_utc()),
            holds,
        });
        Ok(())
    }
}

fn header(run: RunId, audit: AuditId, body: &str) -> Result<LogHeader, Refusal> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    if let Ok(Format { format }) = serde_json::from_str(body)
        && format > FORMAT
    {
        return Err(Refusal::NotRead(NotRead::Newer(format)));
    }
    let header: LogHeader = serde_json::from_str(body)
        .map_err(|error| Refusal::text(format!("its text is not the header of a log: {error}")))?;
    let why = if header.audit != audit {
        format!("it is a log of the audit {}", header.audit)
    } else if header.run != run {
        format!("it is the log of the run {} under another name", header.run)
    } else {
        return Ok(header);
    };
    Err(Refusal::NotRead(NotRead::Foreign(why)))
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
