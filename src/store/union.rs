//! All logs together: what each says about the others, and which lines are withheld or doubled.
//!
//! The same logs give the same result in whatever order they were found. This module must not know files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::Digest;
use super::damage::Damage;
use super::log::{Holds, LineAt, Log};
use super::order::{self, Place};
use super::tail::TailKind;
use crate::audit::body::Read;
use crate::audit::entry::{Head, Record, Strike};
use crate::audit::id::{EntryId, EntryIds, RunId};

/// A record in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<S = String> {
    /// The log it stands in.
    pub run: RunId,
    /// Who wrote that log.
    pub author: Arc<str>,
    /// The number of its line.
    pub n: u64,
    /// The chain value of its line.
    pub chain: Digest,
    /// What the line holds.
    pub record: Record<S>,
}

/// A record in its place, with the texts of its line.
pub type ReadRecord<'a> = Recorded<Cow<'a, str>>;

impl<S> Recorded<S> {
    /// The same with other texts: see [`Record::with_texts`].
    pub fn with_texts<T: From<S>>(self) -> Recorded<T> {
        Recorded {
            run: self.run,
            author: self.author,
            n: self.n,
            chain: self.chain,
            record: self.record.with_texts(),
        }
    }

    /// The damage that the author of the line did, if what it holds is no JSON.
    pub fn damage(&self) -> Option<Damage> {
        match &self.record {
            Record::Unknown(unknown) if !unknown.is_json => Some(Damage::NoJson {
                run: self.run,
                n: self.n,
                why: unknown.why.clone(),
            }),
            _ => None,
        }
    }
}

/// What all logs together say.
#[derive(Default)]
pub struct Union<'a> {
    logs: Vec<Log<'a>>,
    /// Of ids that stand more than once: whether all their entries say the same.
    doubles: HashMap<EntryId, bool>,
    /// Whether there is a line that does not count though nothing is wrong with it by itself: whoever has taken all
    /// records as they were read has to take [`Union::records`] instead.
    pub hides: bool,
    /// What is wrong with the logs.
    pub damage: Vec<Damage>,
    /// The heads that no other log has seen: what a new log names as seen.
    pub frontier: BTreeMap<RunId, Head>,
    /// The ids of all entries, those that are to be struck too.
    pub ids: EntryIds,
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

/// What can be asked of the folder about logs besides what was read of them.
pub struct Folder<'f> {
    /// Whether a log is there that could not be read.
    pub has: &'f dyn Fn(RunId) -> bool,
    /// Whether a log has come meanwhile to what a witness says of it, behind the last line that was read of it, if any
    /// was: others may be writing.
    pub has_come_to: &'f dyn Fn(&Witness, Option<LineAt>) -> bool,
}

/// Unites logs. `heads` are the witnesses kept beside the logs.
pub fn unite<'a>(mut logs: Vec<Log<'a>>, heads: &[Witness], folder: &Folder<'_>) -> Union<'a> {
    logs.sort_by_key(|log| log.run);
    let mut union = Union::default();
    let told = Told::by(&logs);
    tails(&logs, &told, &mut union.damage);
    witnesses(&logs, heads, folder, &told, &mut union.damage);
    strikes(&mut logs, &told, &mut union);
    let mut ids = ids(&logs);
    union.doubles = doubles(&logs, &twice(&ids), &mut union.damage);
    union.hides |= union.doubles.values().any(|same| *same);
    ids.extend(told.strikes.iter().map(|strike| strike.entry));
    union.ids = ids.into_iter().collect();
    union.frontier = frontier(&logs);
    union.logs = logs;
    union
}

impl Union<'_> {
    /// The records that count, in shown order (causal, then by time, then by log id), read from the logs once more.
    pub fn records(&self) -> impl Iterator<Item = ReadRecord<'_>> {
        let authors = self.logs.iter().map(|log| log.author().unwrap_or_default());
        let authors: Vec<Arc<str>> = authors.collect();
        let order = order::order(&self.logs, &self.doubles).into_iter();
        order.filter_map(move |place| {
            let log = self.logs.get(place.log as usize)?;
            let n = u64::from(place.line) + 1;
            Some(Recorded {
                run: log.run,
                author: Arc::clone(authors.get(place.log as usize)?),
                n,
                chain: log.chain(n)?,
                record: log.record(n),
            })
        })
    }

    /// The chain values of every log's sound lines, the header's first.
    pub fn into_chains(self) -> BTreeMap<RunId, Vec<Digest>> {
        let logs = self.logs.into_iter();
        logs.map(|log| (log.run, log.chains)).collect()
    }
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
    fn by(logs: &[Log<'_>]) -> Self {
        let mut told = Self::default();
        for log in logs {
            if let Some(continues) = log.header.as_ref().and_then(|h| h.continues.as_ref()) {
                told.continued.insert(continues.run, log.run);
            }
            told.strikes.extend(log.strikes.iter().cloned());
            let noted = log.noted.iter();
            told.noted
                .extend(noted.map(|tail| (tail.run, tail.length, tail.digest.clone())));
        }
        told
    }

    fn has_noted(&self, log: &Log<'_>) -> bool {
        log.tail.as_ref().is_some_and(|tail| {
            let key = (log.run, tail.length as u64, tail.digest.to_string());
            self.noted.contains(&key)
        })
    }
}

fn tails(logs: &[Log<'_>], told: &Told, damage: &mut Vec<Damage>) {
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
    logs: &[Log<'_>],
    heads: &[Witness],
    folder: &Folder<'_>,
    told: &Told,
    damage: &mut Vec<Damage>,
) {
    let by_run: BTreeMap<RunId, &Log<'_>> = logs.iter().map(|log| (log.run, log)).collect();
    let mut ahead: BTreeMap<RunId, Witness> = BTreeMap::new();
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
                let most = ahead.get(&witness.run).map(|most| most.n);
                if most.is_none_or(|most| witness.n > most) {
                    ahead.insert(witness.run, witness.clone());
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
    for (run, most) in ahead {
        let log = by_run.get(&run);
        let last = log.and_then(|log| log.last_line());
        if (folder.has_come_to)(&most, last) {
            continue;
        }
        let (seen, witness) = (most.n, most.by);
        let Some(log) = log else {
            if !(folder.has)(run) {
                damage.push(Damage::MissingLog { run, witness });
            }
            continue;
        };
        let last = last.map(|(n, _)| n);
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

fn each_seen(log: &Log<'_>, mut each: impl FnMut(RunId, &Head)) {
    if let Some(continues) = log.header.as_ref().and_then(|h| h.continues.as_ref()) {
        each(continues.run, &continues.head);
    }
    for (_, run, head) in &log.seen {
        each(*run, head);
    }
}

/// Withholds what is to be struck, and finds struck lines that nobody answers for.
fn strikes(logs: &mut [Log<'_>], told: &Told, union: &mut Union<'_>) {
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
    let committed: HashMap<&str, u64> = told
        .strikes
        .iter()
        .map(|strike| (strike.commitment.as_str(), strike.length))
        .collect();
    for log in logs {
        let run = log.run;
        for (at, n) in (1..=log.lines.len() as u64).enumerate() {
            let Some(line) = log.lines.get(at) else { break };
            match line.holds {
                Holds::Struck => {
                    let held = log.commitment(n);
                    let (commitment, length) = held.map_or_else(Default::default, said);
                    match committed.get(commitment.as_str()) {
                        None => union.damage.push(Damage::StruckUnexplained { run, n }),
                        Some(struck) if *struck != length => {
                            union.damage.push(Damage::StruckLength { run, n });
                        }
                        Some(_) => {}
                    }
                    continue;
                }
                // A strike is not withheld: it says by whom and why.
                Holds::StrikeOrder => continue,
                Holds::Entry | Holds::Withheld => {}
            }
            // An entry may stand in several logs; a strike of it concerns all of them.
            let by_line = lines.get(&(run, n)).copied().filter(|strike| {
                let held = log.commitment(n).map(said);
                held.is_some_and(|(commitment, _)| strike.commitment == commitment)
            });
            let strike = by_line.or_else(|| entries.get(&line.id?).copied());
            if let Some(strike) = strike
                && let Some((commitment, length)) = log.commitment(n).map(said)
            {
                union.damage.push(Damage::StrikeUnfinished { run, n });
                union.unfinished_strikes.push(Strike {
                    run,
                    n,
                    commitment,
                    length,
                    ..strike.clone()
                });
                log.withhold(at);
                union.hides = true;
            }
        }
    }
}

/// A commitment as it is written, and a length.
fn said((commitment, length): (Digest, u64)) -> (String, u64) {
    (commitment.to_string(), length)
}

/// The ids of the entries of all lines, sorted.
fn ids(logs: &[Log<'_>]) -> Vec<EntryId> {
    let count = logs.iter().map(|log| log.lines.len()).sum();
    let mut ids = Vec::with_capacity(count);
    let lines = logs.iter().flat_map(|log| &log.lines);
    ids.extend(lines.filter_map(|line| line.id));
    ids.sort_unstable();
    ids
}

/// Those of some sorted ids that stand more than once.
fn twice(ids: &[EntryId]) -> BTreeSet<EntryId> {
    let before = ids.iter();
    let pairs = before.zip(ids.iter().skip(1));
    let same = pairs.filter(|(before, id)| before == id);
    same.map(|(_, id)| *id).collect()
}

/// Compares the entries of each id that stands more than once: `true` for those that all say the same, so that only
/// the first is shown.
fn doubles(
    logs: &[Log<'_>],
    twice: &BTreeSet<EntryId>,
    damage: &mut Vec<Damage>,
) -> HashMap<EntryId, bool> {
    let mut places: BTreeMap<EntryId, Vec<Place>> = BTreeMap::new();
    for (log, lines) in (0..).zip(logs.iter().map(|log| &log.lines)) {
        for (line, id) in (0..).zip(lines.iter().map(|line| line.id)) {
            if let Some(id) = id.filter(|id| twice.contains(id)) {
                places.entry(id).or_default().push(Place { log, line });
            }
        }
    }
    let record = |place: Place| {
        let log = logs.get(place.log as usize)?;
        let n = u64::from(place.line) + 1;
        Some(((log.run, n), log.record(n)))
    };
    let mut doubles = HashMap::new();
    let mut forks = Vec::new();
    for (id, places) in places {
        let mut records = places.iter().filter_map(|at| Some((*at, record(*at)?)));
        let Some((_, (first, one))) = records.next() else {
            continue;
        };
        for (place, (second, other)) in records {
            let same = say_the_same(&one, &other);
            *doubles.entry(id).or_insert(true) &= same;
            if !same && !alike(&one, &other) {
                forks.push((
                    place,
                    Damage::Fork {
                        entry: id,
                        first,
                        second,
                    },
                ));
            }
        }
    }
    forks.sort_unstable_by_key(|(place, _)| *place);
    damage.extend(forks.into_iter().map(|(_, fork)| fork));
    doubles
}

fn say_the_same<'t>(one: &Read<'t>, other: &Read<'t>) -> bool {
    match (one, other) {
        (Record::Entry(one), Record::Entry(other)) => one.same_content(other),
        // What is not understood cannot be compared, so that both are kept.
        _ => false,
    }
}

/// Whether two entries that are not understood look like one that was written again.
fn alike(one: &Read<'_>, other: &Read<'_>) -> bool {
    match (one, other) {
        (Record::Unknown(one), Record::Unknown(other)) => {
            one.time == other.time && one.why == other.why
        }
        _ => false,
    }
}

/// The last lines of logs, without those that another log has seen.
fn frontier(logs: &[Log<'_>]) -> BTreeMap<RunId, Head> {
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
