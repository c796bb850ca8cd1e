//! Handing out the records of an audit in shown order, understood ahead of what is done with them.
//!
//! This module must not know how records are ordered, or what they add up to.

use std::collections::BTreeMap;
use std::sync::{Arc, mpsc};
use std::thread;

use super::Digest;
use super::log::Log;
use super::order::Place;
use super::union::{Recorded, Union};
use crate::audit::id::RunId;

/// How many records are understood before their texts are given up: so many that a second thread pays.
const STRETCH: usize = 4 << 10;
/// From how many records on it pays to understand them with a second thread.
const WORTH_A_THREAD: usize = 500;
/// How many records that thread hands over at once.
const BATCH: usize = 128;
/// How many times so many may wait for being taken.
const AHEAD: usize = 2;
/// Every how-manyth batch is understood by the thread that also takes the records: then both are at work all the
/// time.
const OWN: usize = 3;

impl Union {
    /// Gives the records in shown order, one by one. Texts are given up on the way. Returns the chain values of
    /// every log's sound lines, the header's first.
    pub fn hand_out(mut self, mut each: impl FnMut(&Recorded)) -> BTreeMap<RunId, Vec<Digest>> {
        let order = std::mem::take(&mut self.order);
        for stretch in order.chunks(STRETCH) {
            let records = Records {
                logs: &self.logs,
                order: stretch,
            };
            if stretch.len() < WORTH_A_THREAD || !records.by_two(&mut each) {
                records.by_one(&mut each);
            }
            for place in stretch {
                if let Some(log) = self.logs.get_mut(place.log as usize) {
                    log.drop_before(u64::from(place.line) + 1);
                }
            }
        }
        let logs = self.logs.into_iter();
        logs.map(|log| (log.run, log.chains)).collect()
    }
}

/// Records that are understood one by one.
struct Records<'a> {
    logs: &'a [Log],
    order: &'a [Place],
}

impl Records<'_> {
    /// The authors of the logs. Each thread has its own, so that none waits for another to count them.
    fn authors(&self) -> Vec<Arc<str>> {
        let author = |log: &Log| match &log.header {
            Some(header) => header.author.as_str().into(),
            None => "".into(),
        };
        self.logs.iter().map(author).collect()
    }

    fn understand(&self, places: &[Place], authors: &[Arc<str>]) -> impl Iterator<Item = Recorded> {
        places.iter().filter_map(|place| {
            let (log, n) = (
                self.logs.get(place.log as usize)?,
                u64::from(place.line) + 1,
            );
            Some(Recorded {
                run: log.run,
                author: Arc::clone(authors.get(place.log as usize)?),
                n,
                chain: log.chain(n)?,
                record: log.record(n),
            })
        })
    }

    fn by_one(&self, each: &mut impl FnMut(&Recorded)) {
        let authors = self.authors();
        self.understand(self.order, &authors)
            .for_each(|it| each(&it));
    }

    /// Understands all with a second thread, which is a few records ahead of what is done with them. They go back
    /// to where they were made: memory that one thread takes and another gives up does not come to rest. Tells
    /// whether there was such a thread.
    fn by_two(&self, each: &mut impl FnMut(&Recorded)) -> bool {
        thread::scope(|scope| {
            let (tx, understood) = mpsc::sync_channel::<Vec<Recorded>>(AHEAD);
            let (back, used) = mpsc::channel::<Vec<Recorded>>();
            let batches = || self.order.chunks(BATCH).enumerate();
            let understand = move || {
                let authors = self.authors();
                for (_, places) in batches().filter(|(at, _)| at % OWN != 0) {
                    let mut batch = used.try_recv().unwrap_or_default();
                    batch.clear();
                    batch.extend(self.understand(places, &authors));
                    // Whoever no longer listens ends with a panic, and says so.
                    tx.send(batch).ok();
                }
            };
            let thread = thread::Builder::new().name("understanding".to_owned());
            let Ok(thread) = thread.spawn_scoped(scope, understand) else {
                return false;
            };
            let authors = self.authors();
            for (at, places) in batches() {
                if at % OWN == 0 {
                    let own = self.understand(places, &authors);
                    own.for_each(|recorded| each(&recorded));
                } else if let Ok(batch) = understood.recv() {
                    batch.iter().for_each(&mut *each);
                    back.send(batch).ok();
                }
            }
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
            true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::entry::{FORMAT, LogHeader, Record};
    use crate::audit::id::AuditId;
    use crate::store::{line, log};

    /// A log of so many entries that cannot be understood, each with its number.
    fn united(entries: u32) -> Union {
        let header = LogHeader {
            format: FORMAT,
            audit: AuditId(1),
            run: RunId(7),
            author: "Nora".to_owned(),
            tool: String::new(),
            time: chrono::DateTime::default(),
            continues: None,
        };
        let (mut bytes, mut chain) =
            line::write(&Digest::ZERO, 0, &serde_json::to_string(&header).unwrap());
        for n in 1..=entries {
            let (line, next) = line::write(&chain, 0, &format!("[{n}]"));
            bytes.extend(line);
            chain = next;
        }
        let log = log::read(RunId(7), AuditId(1), &mut bytes.as_slice()).unwrap();
        let places = (0..entries).map(|line| Place { log: 0, line });
        Union {
            order: places.collect(),
            logs: vec![log],
            ..Union::default()
        }
    }

    fn numbers(records: &[Recorded]) -> Vec<u64> {
        let number = |it: &Recorded| match &it.record {
            Record::Unknown(unknown) => unknown.n,
            _ => 0,
        };
        records.iter().map(number).collect()
    }

    #[test]
    fn records_come_whole_and_in_order_by_one_thread_and_by_two() {
        let ends = [1, BATCH - 1, BATCH, OWN * BATCH, OWN * BATCH + BATCH / 2];
        for entries in ends {
            let union = united(entries as u32);
            let records = Records {
                logs: &union.logs,
                order: &union.order,
            };
            let (mut here, mut there) = (Vec::new(), Vec::new());
            records.by_one(&mut |it| here.push(it.clone()));
            assert!(records.by_two(&mut |it| there.push(it.clone())));
            assert_eq!(here, there);
            assert_eq!(numbers(&here), (1..=entries as u64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn texts_are_given_up_between_stretches_and_no_record_with_them() {
        let entries = STRETCH + STRETCH / 2;
        let mut taken = Vec::new();
        let chains = united(entries as u32).hand_out(|it| taken.push(it.clone()));
        assert_eq!(numbers(&taken), (1..=entries as u64).collect::<Vec<_>>());
        assert_eq!(chains[&RunId(7)].len(), entries + 1);
    }
}
