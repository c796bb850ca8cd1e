//! The order in which the records of several logs are shown: what was known when something was written comes
//! before it; where nothing was known, time decides, then the log's id.
//!
//! Times come from clocks that may jump. They order only what could not have known of each other, and lose
//! nothing. This module must not know files.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::log::{Log, LogLine};
use crate::audit::entry::Head;
use crate::audit::id::{EntryId, RunId};

/// A line of one of the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which of the logs.
    pub log: u32,
    /// Which of its lines behind the header, from 0.
    pub line: u32,
}

/// Where a log is in the merge.
struct Cursor<'a> {
    run: RunId,
    lines: &'a [LogLine],
    /// What the lines from the next one on name as seen.
    seen: &'a [(u64, RunId, Head)],
    /// Number of the next line.
    next: u64,
    /// Number of the last sound line.
    last: u64,
    /// The time of the line before, for lines that do not tell their own.
    time: DateTime<Utc>,
    /// The head that this log goes on from.
    continues: Option<(RunId, u64)>,
}

impl<'a> Cursor<'a> {
    fn new(log: &'a Log) -> Self {
        let header = log.header.as_ref();
        let continues = header.and_then(|header| header.continues.as_ref());
        Self {
            run: log.run,
            lines: &log.lines,
            seen: &log.seen,
            next: 1,
            last: log.lines.len() as u64,
            time: header.map_or(DateTime::UNIX_EPOCH, |header| header.time.to_utc()),
            continues: continues.map(|c| (c.run, c.head.n)),
        }
    }

    fn key(&self) -> Option<Key> {
        let line = self.lines.first()?;
        Some((line.time.unwrap_or(self.time), self.run))
    }

    /// Goes on to the next line; gives the one that was.
    fn step(&mut self) -> Option<&'a LogLine> {
        let (line, rest) = self.lines.split_first()?;
        self.time = line.time.unwrap_or(self.time);
        self.lines = rest;
        let behind = self.seen.partition_point(|(n, ..)| *n <= self.next);
        self.seen = self.seen.get(behind..).unwrap_or_default();
        self.next += 1;
        Some(line)
    }
}

/// What orders lines that could not have known of each other.
type Key = (DateTime<Utc>, RunId);

/// The logs while they are merged.
struct Merge<'a> {
    cursors: Vec<Cursor<'a>>,
    index: HashMap<RunId, usize>,
    ready: BinaryHeap<Reverse<(Key, usize)>>,
    /// For each log, who waits for which of its lines.
    waiting: BTreeMap<usize, Vec<usize>>,
}

impl Merge<'_> {
    /// The log whose lines must come before the next line of this one, if there is such a log.
    fn blocked_by(&self, at: usize) -> Option<usize> {
        let cursor = self.cursors.get(at)?;
        let seen = cursor.seen.iter().take_while(|(n, ..)| *n == cursor.next);
        let first = cursor.continues.filter(|_| cursor.next == 1);
        let needs = seen.map(|(_, run, head)| (*run, head.n)).chain(first);
        needs.into_iter().find_map(|(run, n)| {
            let other = *self.index.get(&run).filter(|_| run != cursor.run)?;
            let cursor = self.cursors.get(other)?;
            // What a damaged log does not hold cannot be waited for.
            (cursor.next <= n.min(cursor.last)).then_some(other)
        })
    }

    /// Puts a log among those that can give their next line, or lets it wait.
    fn place(&mut self, at: usize) {
        if let Some(other) = self.blocked_by(at) {
            self.waiting.entry(other).or_default().push(at);
        } else if let Some(key) = self.cursors.get(at).and_then(Cursor::key) {
            self.ready.push(Reverse((key, at)));
        }
    }

    /// The log that gives the next line. Logs that claim to have seen each other's future wait in a circle;
    /// then time decides.
    fn next(&mut self) -> Option<usize> {
        if let Some(Reverse((_, at))) = self.ready.pop() {
            return Some(at);
        }
        let waiting = self.waiting.values().flatten();
        let at = waiting
            .filter_map(|at| Some((self.cursors.get(*at)?.key()?, *at)))
            .min()?
            .1;
        for list in self.waiting.values_mut() {
            list.retain(|waiting| *waiting != at);
        }
        Some(at)
    }
}

/// The order of the lines of logs, which are sorted by run. Of an entry that `doubles` calls the same
/// everywhere, the first stays.
pub fn merge(logs: &[Log], doubles: &HashMap<EntryId, bool>) -> Vec<Place> {
    let mut order = Vec::with_capacity(logs.iter().map(|log| log.lines.len()).sum());
    let mut merge = Merge {
        index: logs.iter().enumerate().map(|(i, l)| (l.run, i)).collect(),
        cursors: logs.iter().map(Cursor::new).collect(),
        ready: BinaryHeap::new(),
        waiting: BTreeMap::new(),
    };
    for at in 0..merge.cursors.len() {
        merge.place(at);
    }
    let mut shown = HashSet::new();
    while let Some(at) = merge.next() {
        let Some(cursor) = merge.cursors.get_mut(at) else {
            break;
        };
        let number = cursor.next;
        if let Some(line) = cursor.step() {
            let double = line
                .id
                .is_some_and(|id| doubles.get(&id) == Some(&true) && !shown.insert(id));
            if !double {
                order.push(Place {
                    log: at as u32,
                    line: (number - 1) as u32,
                });
            }
        }
        merge.place(at);
        for waiting in merge.waiting.remove(&at).unwrap_or_default() {
            merge.place(waiting);
        }
    }
    order
}
