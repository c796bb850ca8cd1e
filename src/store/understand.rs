//! Handing out the records of an audit in shown order, understood ahead of what is done with them.
//!
//! This module must not know how records are ordered, or what they add up to.

use std::collections::BTreeMap;
use std::sync::{Arc, mpsc};
use std::thread;

use super::Digest;
use super::log::Log;
use super::union::{Recorded, Union};
use crate::audit::id::RunId;

/// From how many records on it pays to understand them in a second thread.
const WORTH_A_THREAD: usize = 1000;
/// How many records that thread hands over at once.
const BATCH: usize = 64;
/// How many times so many may wait for being taken.
const AHEAD: usize = 2;

impl Union {
    /// Gives the records in shown order, one by one. Texts are given up on the way. Returns the chain values of
    /// every log's sound lines, the header's first.
    pub fn hand_out(mut self, mut each: impl FnMut(&Recorded)) -> BTreeMap<RunId, Vec<Digest>> {
        if self.order.len() < WORTH_A_THREAD || !self.understand_ahead(&mut each) {
            self.understand(|recorded| each(&recorded));
        }
        let logs = self.logs.into_iter();
        logs.map(|log| (log.run, log.chains)).collect()
    }

    /// As [`Union::understand`], in a thread of its own, which is a few records ahead of what is done with them.
    /// They go back to where they were made: memory that one thread takes and another gives up does not come to
    /// rest. Tells whether there was such a thread.
    fn understand_ahead(&mut self, each: &mut impl FnMut(&Recorded)) -> bool {
        thread::scope(|scope| {
            let (tx, understood) = mpsc::sync_channel::<Vec<Recorded>>(AHEAD);
            let (back, used) = mpsc::channel::<Vec<Recorded>>();
            let understand = move || {
                let mut batch = Vec::with_capacity(BATCH);
                self.understand(|recorded| {
                    batch.push(recorded);
                    if batch.len() == BATCH {
                        let mut next = used.try_recv().unwrap_or_default();
                        next.clear();
                        // Whoever no longer listens ends with a panic, and says so.
                        tx.send(std::mem::replace(&mut batch, next)).ok();
                    }
                });
                tx.send(batch).ok();
            };
            let thread = thread::Builder::new().name("understanding".to_owned());
            let Ok(thread) = thread.spawn_scoped(scope, understand) else {
                return false;
            };
            for batch in understood {
                batch.iter().for_each(&mut *each);
                back.send(batch).ok();
            }
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
            true
        })
    }

    fn understand(&mut self, mut each: impl FnMut(Recorded)) {
        let author = |log: &Log| {
            log.header
                .as_ref()
                .map_or("", |header| &header.author)
                .into()
        };
        let authors: Vec<Arc<str>> = self.logs.iter().map(author).collect();
        for place in &self.order {
            let log = self.logs.get_mut(place.log as usize);
            let Some((log, author)) = log.zip(authors.get(place.log as usize)) else {
                continue;
            };
            let n = u64::from(place.line) + 1;
            log.drop_before(n);
            let Some(chain) = log.chain(n) else { continue };
            each(Recorded {
                run: log.run,
                author: Arc::clone(author),
                n,
                chain,
                record: log.record(n),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::entry::{FORMAT, LogHeader, Record};
    use crate::audit::id::AuditId;
    use crate::store::order::Place;
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

    #[test]
    fn records_come_whole_and_in_order_from_either_thread() {
        let ends = [BATCH - 1, BATCH, WORTH_A_THREAD, WORTH_A_THREAD + BATCH / 2];
        for entries in ends {
            let mut here = Vec::new();
            united(entries as u32).understand(|recorded| here.push(recorded));
            assert_eq!(here.len(), entries);
            let mut there = Vec::new();
            assert!(united(entries as u32).understand_ahead(&mut |it| there.push(it.clone())));
            assert_eq!(here, there);
            let numbers = here.iter().map(|it| match &it.record {
                Record::Unknown(unknown) => unknown.n,
                _ => 0,
            });
            assert!(numbers.eq(1..=entries as u64));
            let chains = united(entries as u32).hand_out(|_| {});
            assert_eq!(chains[&RunId(7)].len(), entries + 1);
        }
    }
}
