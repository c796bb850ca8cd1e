//! All logs of an audit, read at once: their records are handed out in shown order while they are read.
//!
//! So no more than a few pieces of the logs are in memory at a time. What only all logs together can tell (that a
//! line is to be struck, that an entry stands twice) comes too late for that: then the records have to be handed out
//! once more, see [`super::union`]. This module must not know what records add up to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ahead::{Ahead, with_ahead};
use super::chores::Aside;
use super::disk::Disk;
use super::line;
use super::log::{Log, NotRead, Received};
use super::look::{Body, Looks};
use super::order::{Line, Merge};
use super::pieces::Pieces;
use super::union::{ReadRecord, Recorded};
use crate::audit::id::{AuditId, RunId};

/// From how many bytes on it pays to look at logs with a second thread.
const WORTH_A_THREAD: u64 = 128 << 10;

/// What was found.
pub struct Found<'a> {
    /// The logs, sorted by run.
    pub logs: Vec<Log<'a>>,
    /// The files in the place of logs that are none of this audit.
    pub refused: Vec<(RunId, NotRead)>,
    /// Whether records of one of those were handed out before that was known.
    pub too_much: bool,
}

/// About how many lines a log of so many bytes has.
pub fn likely_lines(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or_default() / line::USUAL
}

/// Whether the logs of runs, whose files have so many bytes, are so long that a second thread pays.
pub fn is_worth_a_thread(runs: &BTreeMap<RunId, u64>) -> bool {
    runs.values().sum::<u64>() >= WORTH_A_THREAD
}

/// Reads the logs of runs, whose files have so many bytes, and hands out their records. Whoever has nothing to do
/// meanwhile does what is to be done aside; it is done in the end.
pub fn read<'a>(
    disk: &'a dyn Disk,
    runs: &BTreeMap<RunId, u64>,
    audit: AuditId,
    aside: Option<Aside<'_>>,
    mut each: impl FnMut(ReadRecord<'_>),
) -> Found<'a> {
    let by_two = is_worth_a_thread(runs);
    let pieces = runs.keys().map(|run| Pieces::new(disk, *run, runs.len()));
    with_ahead(pieces.collect(), by_two, aside, |ahead| {
        let logs = runs.iter().enumerate();
        let mut logs: Vec<Reading<'_, 'a>> = logs
            .map(|(at, (run, size))| {
                Reading::new(ahead, at, Log::new(disk, *run, likely_lines(*size)))
            })
            .collect();
        let mut merge = Merge::new(runs.keys().copied());
        for (at, reading) in logs.iter_mut().enumerate() {
            let first = reading.begin(audit);
            let log = &reading.log;
            merge.begin(at, log.begun(), log.continues(), first);
        }
        while let Some((at, n)) = merge.next() {
            let Some(reading) = logs.get_mut(at) else {
                break;
            };
            if let Some(recorded) = reading.take(audit, n) {
                each(recorded);
            }
            merge.tell(at, reading.next());
        }
        let mut found = Found {
            logs: Vec::with_capacity(logs.len()),
            refused: Vec::new(),
            too_much: false,
        };
        for Reading { log, refused, .. } in logs {
            match refused {
                None => found.logs.push(log),
                Some(why) => {
                    found.too_much |= !log.lines.is_empty();
                    found.refused.push((log.run, why));
                }
            }
        }
        found
    })
}

/// A log that is being read.
struct Reading<'r, 'a> {
    ahead: &'r Ahead<'a>,
    /// Which of the logs it is.
    at: usize,
    log: Log<'a>,
    author: Arc<str>,
    received: Received,
    /// The piece that was received last.
    looks: Looks,
    /// Which of its lines is the next.
    next: usize,
    /// Whether no more lines are to be received.
    over: bool,
    refused: Option<NotRead>,
}

impl<'r, 'a> Reading<'r, 'a> {
    fn new(ahead: &'r Ahead<'a>, at: usize, log: Log<'a>) -> Self {
        Self {
            ahead,
            at,
            log,
            author: "".into(),
            received: Received::NOTHING,
            looks: Looks::default(),
            next: 0,
            over: false,
            refused: None,
        }
    }

    /// Takes the header, and tells what places the first line behind it.
    fn begin(&mut self, audit: AuditId) -> Option<Line> {
        self.receive();
        let header = self.looks.lines.get(self.next)?;
        if let Err(why) = self.log.take(audit, header, &self.looks.text) {
            self.refused = Some(why);
        }
        self.author = self.log.author()?;
        self.next += 1;
        self.next()
    }

    /// What places the next line, if there is one.
    fn next(&mut self) -> Option<Line> {
        self.receive();
        let (time, sees) = match &mut self.looks.lines.get_mut(self.next)?.body {
            Body::Usual(_, placed) => (Some(placed.time), Vec::new()),
            Body::Unusual { time, sees, .. } => (*time, std::mem::take(sees)),
            Body::Header(_) | Body::Struck { .. } => (None, Vec::new()),
        };
        Some(Line {
            time: time.map(|time| time.to_utc()),
            sees,
        })
    }

    /// Takes the next line, which has the number `n`, into the log; gives what it holds.
    fn take(&mut self, audit: AuditId, n: u64) -> Option<ReadRecord<'_>> {
        let line = self.looks.lines.get(self.next)?;
        self.next += 1;
        // Only a header can be of another log.
        let record = self.log.take(audit, line, &self.looks.text).ok()??;
        Some(Recorded {
            run: self.log.run,
            author: Arc::clone(&self.author),
            n,
            chain: line.chain,
            record,
        })
    }

    /// Receives the next piece with a line, if all lines of the last were taken.
    fn receive(&mut self) {
        while self.next == self.looks.lines.len() && !self.over {
            let received = self.receive_piece();
            self.next = 0;
            self.looks = received.unwrap_or_else(|why| {
                self.over = true;
                self.refused = Some(why);
                Looks::default()
            });
        }
    }

    fn receive_piece(&mut self) -> Result<Looks, NotRead> {
        if self.looks.stopped {
            self.over = true;
            return self.log.read_rest(self.received);
        }
        let used = std::mem::take(&mut self.looks);
        let looks = self.ahead.next(self.at, used);
        let looks = looks.map_err(NotRead::Unreadable)?.unwrap_or_else(|| {
            self.over = true;
            Looks::default()
        });
        looks.lines.iter().for_each(|line| self.received.add(line));
        Ok(looks)
    }
}

#[cfg(test)]
mod tests;
