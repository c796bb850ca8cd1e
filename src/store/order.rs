//! The order in which the records of several logs are shown: what was known when something was written comes
//! before it; where nothing was known, time decides, then the log's id.
//!
//! Times come from clocks that may jump. They order only what could not have known of each other, and lose
//! nothing. This module must not know files.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::log::{Log, LogLine};
use super::union::{Recorded, id};
use crate::audit::entry::{Head, Record};
use crate::audit::id::{EntryId, RunId};

/// Where a log is in the merge.
struct Cursor {
    run: RunId,
    author: Arc<str>,
    chains: std::vec::IntoIter<super::Digest>,
    lines: std::iter::Peekable<std::vec::IntoIter<LogLine>>,
    /// Number of the next line.
    next: u64,
    /// Number of the last sound line.
    last: u64,
    /// The time of the line before, for lines that do not tell their own.
    time: DateTime<Utc>,
    /// The head that this log goes on from.
    continues: Option<(RunId, Head)>,
}

impl Cursor {
    fn new(log: Log) -> Self {
        let mut chains = log.chains.into_iter();
        chains.next();
        let (author, time, continues) = match log.header {
            Some(header) => (
                Arc::from(header.author),
                header.time.to_utc(),
                header.continues.map(|c| (c.run, c.head)),
            ),
            None => (Arc::from(""), DateTime::UNIX_EPOCH, None),
        };
        Self {
            run: log.run,
            author,
            chains,
            next: 1,
            last: log.lines.len() as u64,
            lines: log.lines.into_iter().peekable(),
            time,
            continues,
        }
    }

    fn key(&mut self) -> Option<Key> {
        let time = match &self.lines.peek()?.record {
            Record::Entry(entry) => entry.time.to_utc(),
            Record::Unknown(unknown) => unknown.time.map_or(self.time, |time| time.to_utc()),
            Record::Struck { .. } => self.time,
        };
        Some((time, self.run))
    }
}

/// What orders lines that could not have known of each other.
type Key = (DateTime<Utc>, RunId);

/// The logs while they are merged.
struct Merge {
    cursors: Vec<Cursor>,
    index: HashMap<RunId, usize>,
    ready: BinaryHeap<Reverse<(Key, usize)>>,
    /// For each log, who waits for which of its lines.
    waiting: BTreeMap<usize, Vec<usize>>,
}

impl Merge {
    /// The log whose lines must come before the next line of this one, if there is such a log.
    fn blocked_by(&mut self, at: usize) -> Option<usize> {
        let cursor = self.cursors.get_mut(at)?;
        let own = cursor.run;
        let first = cursor.next == 1;
        let mut needs: Vec<(RunId, u64)> = cursor.lines.peek().map_or_else(Vec::new, |line| {
            line.seen.iter().map(|(run, head)| (*run, head.n)).collect()
        });
        if let Some((run, head)) = cursor.continues.as_ref().filter(|_| first) {
            needs.push((*run, head.n));
        }
        needs.into_iter().find_map(|(run, n)| {
            let other = *self.index.get(&run).filter(|_| run != own)?;
            let cursor = self.cursors.get(other)?;
            // What a damaged log does not hold cannot be waited for.
            (cursor.next <= n.min(cursor.last)).then_some(other)
        })
    }

    /// Puts a log among those that can give their next line, or lets it wait.
    fn place(&mut self, at: usize) {
        if let Some(other) = self.blocked_by(at) {
            self.waiting.entry(other).or_default().push(at);
        } else if let Some(key) = self.cursors.get_mut(at).and_then(Cursor::key) {
            self.ready.push(Reverse((key, at)));
        }
    }

    /// The log that gives the next line. Logs that claim to have seen each other's future wait in a circle;
    /// then time decides.
    fn next(&mut self) -> Option<usize> {
        if let Some(Reverse((_, at))) = self.ready.pop() {
            return Some(at);
        }
        let waiting: Vec<usize> = self.waiting.values().flatten().copied().collect();
        let at = waiting
            .into_iter()
            .filter_map(|at| Some((self.cursors.get_mut(at)?.key()?, at)))
            .min()?
            .1;
        for list in self.waiting.values_mut() {
            list.retain(|waiting| *waiting != at);
        }
        Some(at)
    }
}

/// Merges logs, which are sorted by run. Of an entry that `doubles` calls the same everywhere, the first stays.
pub fn merge(logs: Vec<Log>, doubles: &HashMap<EntryId, bool>) -> Vec<Recorded> {
    let mut records = Vec::with_capacity(logs.iter().map(|log| log.lines.len()).sum());
    let mut merge = Merge {
        index: logs.iter().enumerate().map(|(i, l)| (l.run, i)).collect(),
        cursors: logs.into_iter().map(Cursor::new).collect(),
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
        if let Some((time, _)) = cursor.key() {
            cursor.time = time;
        }
        if let (Some(line), Some(chain)) = (cursor.lines.next(), cursor.chains.next()) {
            let n = cursor.next;
            cursor.next += 1;
            let double = id(&line.record)
                .is_some_and(|id| doubles.get(&id) == Some(&true) && !shown.insert(id));
            if !double {
                records.push(Recorded {
                    run: cursor.run,
                    author: Arc::clone(&cursor.author),
                    n,
                    chain,
                    record: line.record,
                });
            }
        }
        merge.place(at);
        for waiting in merge.waiting.remove(&at).unwrap_or_default() {
            merge.place(waiting);
        }
    }
    records
}
