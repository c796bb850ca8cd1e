//! One log as a whole: its header, its records, and where it stops being sound.
//!
//! Reading never fails: what stands before a damaged place counts, what stands behind it is set aside. This
//! module must not know other logs.

use std::collections::BTreeMap;

use super::Digest;
use super::damage::Looks;
use super::line::{self, Fault, Line, MAX_LINE};
use crate::audit::entry::{FORMAT, Head, LogHeader, Record, read_body};
use crate::audit::id::{AuditId, RunId};

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
    /// Where it stops being sound before its end.
    pub tail: Option<Tail>,
}

/// A sound line behind the header.
#[derive(Debug)]
pub struct LogLine {
    /// What the chain says about its body.
    pub commitment: Digest,
    /// What it holds.
    pub record: Record,
    /// The other logs' heads that its writer knew, where they changed.
    pub seen: BTreeMap<RunId, Head>,
}

/// The bytes of a log from the first place that is not sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// The number of the line that should stand there.
    pub line: u64,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// How many bytes there are.
    pub length: usize,
    /// Their SHA-256.
    pub digest: Digest,
    /// What is wrong.
    pub kind: TailKind,
}

/// What is wrong with a tail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TailKind {
    /// It is what a single interrupted write can leave.
    Torn(Looks),
    /// It is more than that.
    Broken {
        /// What is wrong with its first line.
        why: String,
        /// How many lines follow that one.
        after: u64,
    },
}

/// Why a file in the place of a log is none of this audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOurs {
    /// It says so itself.
    Foreign(String),
    /// Its format is newer than this version's.
    Newer(u32),
}

impl Log {
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
}

/// Reads the log of a run.
///
/// # Errors
/// Its header is sound and belongs to another audit, run or format.
pub fn read(run: RunId, audit: AuditId, bytes: &[u8]) -> Result<Log, NotOurs> {
    let mut log = Log {
        run,
        header: None,
        chains: Vec::new(),
        lines: Vec::new(),
        tail: None,
    };
    let mut offset = 0;
    let mut previous = Digest::ZERO;
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        let n = log.chains.len() as u64;
        let (fault, why) = match line::read(rest, &previous) {
            Ok(line) => match take(&mut log, audit, n, &line) {
                Ok(()) => {
                    offset += line.size;
                    previous = line.chain;
                    log.chains.push(line.chain);
                    continue;
                }
                Err(Refusal::NotOurs(why)) => return Err(why),
                Err(Refusal::Text(why)) => (None, why),
            },
            Err(fault) => (Some(fault), fault.to_string()),
        };
        log.tail = Some(tail(rest, n, offset, fault, why));
        break;
    }
    Ok(log)
}

enum Refusal {
    NotOurs(NotOurs),
    Text(String),
}

/// Takes a line whose chain value holds into the log.
fn take(log: &mut Log, audit: AuditId, n: u64, line: &Line<'_>) -> Result<(), Refusal> {
    let Some(body) = line.body else {
        if n > 0 {
            log.lines.push(LogLine {
                commitment: line.commitment,
                record: Record::Struck {
                    n,
                    commitment: line.commitment.to_string(),
                },
                seen: BTreeMap::new(),
            });
            return Ok(());
        }
        return Err(Refusal::Text("its header was struck".to_owned()));
    };
    if n == 0 {
        log.header = Some(header(log.run, audit, body)?);
        return Ok(());
    }
    let (record, seen) = read_body(body, n).map_err(Refusal::Text)?;
    log.lines.push(LogLine {
        commitment: line.commitment,
        record,
        seen,
    });
    Ok(())
}

fn header(run: RunId, audit: AuditId, body: &str) -> Result<LogHeader, Refusal> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    if let Ok(Format { format }) = serde_json::from_str(body)
        && format > FORMAT
    {
        return Err(Refusal::NotOurs(NotOurs::Newer(format)));
    }
    let header: LogHeader = serde_json::from_str(body)
        .map_err(|error| Refusal::Text(format!("its text is not the header of a log: {error}")))?;
    let why = if header.audit != audit {
        format!("it is a log of the audit {}", header.audit)
    } else if header.run != run {
        format!("it is the log of the run {} under another name", header.run)
    } else {
        return Ok(header);
    };
    Err(Refusal::NotOurs(NotOurs::Foreign(why)))
}

/// Judges the bytes from the first unsound place to the end.
///
/// One line is written at a time and its newline is its last byte, so an interrupted write leaves at most one
/// newline, at the very end, and no more bytes than a line can have. Anything else is no interrupted write.
fn tail(rest: &[u8], line: u64, offset: usize, fault: Option<Fault>, why: String) -> Tail {
    let newline = rest.iter().position(|b| *b == b'\n');
    let last = newline.is_none_or(|at| at + 1 == rest.len());
    let kind = match fault {
        Some(fault) if last && rest.len() <= MAX_LINE => TailKind::Torn(looks(rest, fault)),
        _ => TailKind::Broken {
            why,
            after: rest
                .split_inclusive(|b| *b == b'\n')
                .skip(1)
                .filter(|line| line.iter().any(|b| *b != 0))
                .count() as u64,
        },
    };
    Tail {
        line,
        offset,
        length: rest.len(),
        digest: Digest::of(rest),
        kind,
    }
}

fn looks(rest: &[u8], fault: Fault) -> Looks {
    if rest.iter().all(|b| *b == 0) {
        Looks::Zeros
    } else if rest.contains(&0) {
        Looks::PartlyZeros
    } else if fault == Fault::Cut && rest.last() != Some(&b'\n') {
        Looks::Cut
    } else {
        Looks::WholeLine
    }
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
