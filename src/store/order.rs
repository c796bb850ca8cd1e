//! The order in which the records of several logs are shown: what was known when something was written comes
//! before it; where nothing was known, time decides, then the log's id.
//!
//! Times come from clocks that may jump. They order only what could not have known of each other, and lose
//! nothing. This module must not know files, or what lines hold.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::log::Log;
use crate::audit::id::{EntryId, RunId};

/// A line of one of the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which of the logs.
    pub log: u32,
    /// Which of its lines behind the header, from 0.
    pub line: u32,
}

/// What places a line among those of other logs.
pub struct Line {
    /// Its time, as far as it tells one.
    pub time: Option<DateTime<Utc>>,
    /// The lines of other logs that it has seen.
    pub sees: Vec<(RunId, u64)>,
}

/// What orders lines that could not have known of each other.
type Key = (DateTime<Utc>, RunId);

/// Where a log is in the merge.
struct Cursor {
    run: RunId,
    /// Number of the next line.
    next: u64,
    /// The time of the next line, or of the line before where it does not tell its own.
    time: DateTime<Utc>,
    /// The lines of other logs that come before the next one.
    needs: Vec<(RunId, u64)>,
    /// Whether there is a next line; none where that is not known yet.
    goes_on: Option<bool>,
}

/// The logs while they are merged. Of each it has to know whether there is a next line.
pub struct Merge {
    cursors: Vec<Cursor>,
    index: HashMap<RunId, usize>,
    ready: BinaryHeap<Reverse<(Key, usize)>>,
    /// For each log, who waits for which of its lines.
    waiting: BTreeMap<usize, Vec<usize>>,
}

impl Merge {
    /// Logs, sorted by run.
    pub fn new(runs: impl Iterator<Item = RunId>) -> Self {
        let cursor = |run| Cursor {
            run,
            next: 1,
            time: DateTime::UNIX_EPOCH,
            needs: Vec::new(),
            goes_on: None,
        };
        let cursors: Vec<Cursor> = runs.map(cursor).collect();
        let runs = cursors.iter().enumerate();
        Self {
            index: runs.map(|(at, cursor)| (cursor.run, at)).collect(),
            cursors,
            ready: BinaryHeap::new(),
            waiting: BTreeMap::new(),
        }
    }

    /// Tells the first line of a log, if it has one, before any is asked for: when the log was begun, and the line
    /// of another log that it goes on from.
    pub fn begin(
        &mut self,
        log: usize,
        begun: Option<DateTime<Utc>>,
        continues: Option<(RunId, u64)>,
        mut first: Option<Line>,
    ) {
        if let Some(cursor) = self.cursors.get_mut(log) {
            cursor.time = begun.unwrap_or(DateTime::UNIX_EPOCH);
        }
        if let Some(line) = &mut first {
            line.sees.extend(continues);
        }
        self.tell(log, first);
    }

    /// Tells the next line of a log, if it has one.
    pub fn tell(&mut self, log: usize, next: Option<Line>) {
        let Some(cursor) = self.cursors.get_mut(log) else {
            return;
        };
        cursor.goes_on = Some(next.is_some());
        if let Some(line) = next {
            cursor.time = line.time.unwrap_or(cursor.time);
            cursor.needs = line.sees;
        }
        self.place(log);
        for waiting in self.waiting.remove(&log).unwrap_or_default() {
            self.place(waiting);
        }
    }

    /// The log that gives the next line, and the line's number; its next but one has to be told then. Logs that claim
    /// to have seen each other's future wait in a circle; then time decides.
    pub fn next(&mut self) -> Option<(usize, u64)> {
        let ready = self.ready.pop().map(|Reverse((_, at))| at);
        let at = ready.or_else(|| self.out_of_circle())?;
        let cursor = self.cursors.get_mut(at)?;
        let n = cursor.next;
        cursor.next += 1;
        cursor.goes_on = None;
        Some((at, n))
    }

    fn out_of_circle(&mut self) -> Option<usize> {
        let waiting = self.waiting.values().flatten();
        let keyed = waiting.filter_map(|at| Some((self.key(*at)?, *at)));
        let at = keyed.min()?.1;
        for list in self.waiting.values_mut() {
            list.retain(|waiting| *waiting != at);
        }
        Some(at)
    }

    fn key(&self, at: usize) -> Option<Key> {
        let cursor = self.cursors.get(at)?;
        Some((cursor.time, cursor.run))
    }

    /// The log whose lines must come before the next line of this one, if there is such a log.
    fn blocked_by(&self, at: usize) -> Option<usize> {
        let cursor = self.cursors.get(at)?;
        cursor.needs.iter().find_map(|(run, n)| {
            let other = *self.index.get(run).filter(|_| *run != cursor.run)?;
            let cursor = self.cursors.get(other)?;
            // What a damaged log does not hold cannot be waited for.
            (cursor.next <= *n && cursor.goes_on != Some(false)).then_some(other)
        })
    }

    /// Puts a log among those that can give their next line, or lets it wait.
    fn place(&mut self, at: usize) {
        if self.cursors.get(at).and_then(|it| it.goes_on) != Some(true) {
            return;
        }
        if let Some(other) = self.blocked_by(at) {
            self.waiting.entry(other).or_default().push(at);
        } else if let Some(key) = self.key(at) {
            self.ready.push(Reverse((key, at)));
        }
    }
}

/// The order of the lines of logs, which are sorted by run. Of an entry that `doubles` calls the same
/// everywhere, the first stays.
pub fn order(logs: &[Log<'_>], doubles: &HashMap<EntryId, bool>) -> Vec<Place> {
    let next = |log: &Log<'_>, n: u64| {
        let line = log.lines.get(usize::try_from(n).ok()? - 1)?;
        Some(Line {
            time: line.time,
            sees: log.sees(n),
        })
    };
    let mut merge = Merge::new(logs.iter().map(|log| log.run));
    for (at, log) in logs.iter().enumerate() {
        merge.begin(at, log.begun(), log.continues(), next(log, 1));
    }
    let mut order = Vec::with_capacity(logs.iter().map(|log| log.lines.len()).sum());
    let mut shown = HashSet::new();
    while let Some((at, n)) = merge.next() {
        let Some(log) = logs.get(at) else { break };
        let line = log.lines.get(n as usize - 1);
        let double = line
            .and_then(|line| line.id)
            .is_some_and(|id| doubles.get(&id) == Some(&true) && !shown.insert(id));
        if !double {
            order.push(Place {
                log: at as u32,
                line: (n - 1) as u32,
            });
        }
        merge.tell(at, next(log, n + 1));
    }
    order
}
