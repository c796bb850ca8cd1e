//! All logs together: what each says about the others, which lines are withheld or doubled, and the order in
//! which records are shown.
//!
//! Pure: the same logs give the same result in whatever order they were found. This module must not know
//! files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Digest;
use super::damage::Damage;
use super::log::{Log, TailKind};
use super::order;
use crate::audit::entry::{Change, Head, Record, Strike};
use crate::audit::id::{EntryId, RunId};

/// A record in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The log it stands in.
    pub run: RunId,
    /// Who wrote that log.
    pub author: std::sync::Arc<str>,
    /// The number of its line.
    pub n: u64,
    /// The chain value of its line.
    pub chain: Digest,
    /// What the line holds.
    pub record: Record,
}

/// What all logs together say.
#[derive(Debug, Default)]
pub struct Union {
    /// The records in shown order: causal, then by time, then by log id. Doubles are dropped.
    pub records: Vec<Recorded>,
    /// What is wrong with the logs.
    pub damage: Vec<Damage>,
    /// The heads that no other log has seen: what a new log names as seen.
    pub frontier: BTreeMap<RunId, Head>,
    /// The chain values of every log's sound lines, the header's first.
    pub chains: BTreeMap<RunId, Vec<Digest>>,
    /// Strikes that are recorded and not yet carried out.
    pub unfinished_strikes: Vec<Strike>,
}

/// Says of a line of a log that it was there.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The log.
    pub run: RunId,
    /// The line.
    pub n: u64,
    /// Its chain value.
    pub chain: String,
    /// Who says so, for messages.
    pub by: String,
}

/// Unites logs. `heads` are the witnesses kept beside the logs; `present` says of a log that could not be read
/// that it is there.
pub fn unite(mut logs: Vec<Log>, heads: &[Witness], present: &BTreeSet<RunId>) -> Union {
    logs.sort_by_key(|log| log.run);
    let mut union = Union::default();
    let told = Told::by(&logs);
    tails(&logs, &told, &mut union.damage);
    witnesses(&logs, heads, present, &told, &mut union.damage);
    strikes(&mut logs, &told, &mut union);
    let doubles = doubles(&logs, &mut union.damage);
    union.frontier = frontier(&logs);
    union.chains = logs
        .iter()
        .map(|log| (log.run, log.chains.clone()))
        .collect();
    union.records = order::merge(logs, &doubles);
    union
}

/// What entries say about logs as files.
#[derive(Default)]
struct Told {
    strikes: Vec<Strike>,
    /// Torn tails that somebody accepted. Their place is not part of the key: striking a line moves it.
    noted: HashSet<(RunId, u64, String)>,
    continued: BTreeMap<RunId, RunId>,
}

impl Told {
    fn by(logs: &[Log]) -> Self {
        let mut told = Self::default();
        for log in logs {
            if let Some(continues) = log.header.as_ref().and_then(|h| h.continues.as_ref()) {
                told.continued.insert(continues.run, log.run);
            }
            for line in &log.lines {
                let Record::Entry(entry) = &line.record else {
                    continue;
                };
                for change in &entry.changes {
                    match change {
                        Change::Strike(strike) => told.strikes.push(strike.clone()),
                        Change::TailNoted(tail) => {
                            told.noted
                                .insert((tail.run, tail.length, tail.digest.clone()));
                        }
                        _ => {}
                    }
                }
            }
        }
        told
    }

    fn has_noted(&self, log: &Log) -> bool {
        log.tail.as_ref().is_some_and(|tail| {
            let key = (log.run, tail.length as u64, tail.digest.to_string());
            self.noted.contains(&key)
        })
    }
}

fn tails(logs: &[Log], told: &Told, damage: &mut Vec<Damage>) {
    for log in logs {
        let Some(tail) = log.tail.as_ref().filter(|_| !told.has_noted(log)) else {
            continue;
        };
        let (run, line) = (log.run, tail.line);
        let (offset, length, digest) = (tail.offset as u64, tail.length as u64, tail.digest);
        damage.push(match &tail.kind {
            TailKind::Torn(looks) => Damage::TornTail {
                run,
                line,
                offset,
                length,
                digest,
                looks: *looks,
                continued_by: told.continued.get(&run).copied(),
            },
            TailKind::Broken { why, after } => Damage::Broken {
                run,
                line,
                offset,
                length,
                digest,
                why: why.clone(),
                after: *after,
            },
        });
    }
}

/// Compares what was seen of logs with what is there.
fn witnesses(
    logs: &[Log],
    heads: &[Witness],
    present: &BTreeSet<RunId>,
    told: &Told,
    damage: &mut Vec<Damage>,
) {
    let by_run: BTreeMap<RunId, &Log> = logs.iter().map(|log| (log.run, log)).collect();
    let mut ahead: BTreeMap<RunId, (u64, String)> = BTreeMap::new();
    let mut differs: BTreeMap<(RunId, u64), String> = BTreeMap::new();
    let mut judge = |witness: &Witness| {
        let log = by_run.get(&witness.run);
        match log.and_then(|log| log.chain(witness.n)) {
            Some(chain) if chain.to_string() == witness.chain => {}
            Some(_) => {
                differs
                    .entry((witness.run, witness.n))
                    .or_insert_with(|| witness.by.clone());
            }
            None => {
                let most = ahead
                    .entry(witness.run)
                    .or_insert_with(|| (witness.n, witness.by.clone()));
                if witness.n > most.0 {
                    *most = (witness.n, witness.by.clone());
                }
            }
        }
    };
    heads.iter().for_each(&mut judge);
    for log in logs {
        each_seen(log, |run, head| {
            judge(&Witness {
                run,
                n: head.n,
                chain: head.chain.clone(),
                by: format!("the log {}", log.run),
            });
        });
    }
    for (run, (seen, witness)) in ahead {
        let Some(log) = by_run.get(&run) else {
            if !present.contains(&run) {
                damage.push(Damage::MissingLog { run, witness });
            }
            continue;
        };
        let last = log.last().map(|head| head.n);
        // Whoever accepted the tail accepted the line that it was, and no more than that.
        let accepted = told.has_noted(log) && seen == last.map_or(0, |n| n + 1);
        if !accepted {
            damage.push(Damage::HeadAhead {
                run,
                last,
                seen,
                witness,
            });
        }
    }
    for ((run, n), witness) in differs {
        damage.push(Damage::HeadDiffers { run, n, witness });
    }
}

fn each_seen(log: &Log, mut each: impl FnMut(RunId, &Head)) {
    if let Some(continues) = log.header.as_ref().and_then(|h| h.continues.as_ref()) {
        each(continues.run, &continues.head);
    }
    for line in &log.lines {
        for (run, head) in &line.seen {
            each(*run, head);
        }
    }
}

/// Withholds what is to be struck, and finds struck lines that nobody answers for.
fn strikes(logs: &mut [Log], told: &Told, union: &mut Union) {
    let lines: HashMap<(RunId, u64), &Strike> = told
        .strikes
        .iter()
        .map(|strike| ((strike.run, strike.n), strike))
        .collect();
    let entries: HashMap<EntryId, &Strike> = told
        .strikes
        .iter()
        .map(|strike| (strike.entry, strike))
        .collect();
    let committed: HashSet<&str> = told.strikes.iter().map(|s| s.commitment.as_str()).collect();
    for log in logs {
        let run = log.run;
        for (n, line) in (1..).zip(&mut log.lines) {
            let named = lines.get(&(run, n)).copied();
            match &line.record {
                Record::Struck { commitment, .. } => {
                    if !committed.contains(commitment.as_str()) {
                        union.damage.push(Damage::StruckUnexplained { run, n });
                    }
                    continue;
                }
                // A strike is not withheld: it says by whom and why.
                Record::Entry(entry) if entry.changes.iter().any(is_strike) => continue,
                Record::Entry(_) | Record::Unknown(_) => {}
            }
            // An entry may stand in several logs; a strike of it concerns all of them.
            let strike = named
                .filter(|strike| strike.commitment == line.commitment.to_string())
                .or_else(|| entries.get(&id(&line.record)?).copied());
            if let Some(strike) = strike {
                let commitment = line.commitment.to_string();
                union.damage.push(Damage::StrikeUnfinished { run, n });
                union.unfinished_strikes.push(Strike {
                    run,
                    n,
                    commitment: commitment.clone(),
                    ..strike.clone()
                });
                line.record = Record::Struck { n, commitment };
            }
        }
    }
}

fn is_strike(change: &Change) -> bool {
    matches!(change, Change::Strike(_))
}

/// The id of what a line holds, where it has one.
pub(super) fn id(record: &Record) -> Option<EntryId> {
    match record {
        Record::Entry(entry) => Some(entry.id),
        Record::Unknown(unknown) => unknown.id,
        Record::Struck { .. } => None,
    }
}

/// Finds ids that stand more than once: `true` for those whose entries all say the same, so that only the
/// first is shown.
fn doubles(logs: &[Log], damage: &mut Vec<Damage>) -> HashMap<EntryId, bool> {
    let mut first: HashMap<EntryId, (RunId, u64, &Record)> = HashMap::new();
    let mut doubles = HashMap::new();
    for log in logs {
        for (n, line) in (1..).zip(&log.lines) {
            let Some(id) = id(&line.record) else { continue };
            let (run, m, other) = *first.entry(id).or_insert((log.run, n, &line.record));
            if (run, m) == (log.run, n) {
                continue;
            }
            let same = say_the_same(other, &line.record);
            *doubles.entry(id).or_insert(true) &= same;
            if !same && !alike(other, &line.record) {
                damage.push(Damage::Fork {
                    entry: id,
                    first: (run, m),
                    second: (log.run, n),
                });
            }
        }
    }
    doubles
}

fn say_the_same(one: &Record, other: &Record) -> bool {
    match (one, other) {
        (Record::Entry(one), Record::Entry(other)) => one.same_content(other),
        // What is not understood cannot be compared, so that both are kept.
        _ => false,
    }
}

/// Whether two entries that are not understood look like one that was written again.
fn alike(one: &Record, other: &Record) -> bool {
    match (one, other) {
        (Record::Unknown(one), Record::Unknown(other)) => {
            one.time == other.time && one.why == other.why
        }
        _ => false,
    }
}

/// The last lines of logs, without those that another log has seen.
fn frontier(logs: &[Log]) -> BTreeMap<RunId, Head> {
    let mut frontier: BTreeMap<RunId, Head> = logs
        .iter()
        .filter_map(|log| Some((log.run, log.last()?)))
        .collect();
    for log in logs {
        each_seen(log, |run, seen| {
            if run != log.run && frontier.get(&run).is_some_and(|head| head.n <= seen.n) {
                frontier.remove(&run);
            }
        });
    }
    frontier
}
