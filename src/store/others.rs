//! What other runs write to the folder while this run has it open.
//!
//! A colleague at another terminal, a command typed beside the screen, a program that synchronizes folders: all of
//! them change logs that were read when the audit was opened. This module must not know what is shown of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::disk::Disk;
use super::load::{self, LoadError};
use super::{PathError, folder};
use crate::audit::entry::{Head, TailNoted};
use crate::audit::fold::Audit;
use crate::audit::id::RunId;
use crate::audit::tally::Tally;
use crate::checklist::criteria::Criteria;

/// The folder, read anew because others wrote to it.
#[derive(Debug)]
pub struct Others {
    /// The audit as saved by everybody.
    pub audit: Audit,
    /// What it is held against.
    pub criteria: Criteria,
    /// Where its requirements stand, and what is open.
    pub tally: Tally,
    /// What is wrong with the files, in sentences.
    pub problems: Vec<String>,
    /// Torn tails of logs that nobody has accepted, with the sentences among the problems that tell of them.
    pub tails: Vec<(String, TailNoted)>,
}

/// Watches the logs that this run does not write.
pub(super) struct Watch {
    disk: Arc<dyn Disk>,
    /// How many bytes each log had before it was read.
    read: BTreeMap<RunId, u64>,
    /// The runs of this program.
    own: BTreeSet<RunId>,
}

impl Watch {
    /// Watches a folder whose logs had so many bytes before they were read.
    pub(super) const fn new(disk: Arc<dyn Disk>, read: BTreeMap<RunId, u64>) -> Self {
        Self {
            disk,
            read,
            own: BTreeSet::new(),
        }
    }

    /// This program wrote to the log of a run.
    pub(super) fn wrote(&mut self, run: RunId) {
        self.own.insert(run);
    }

    /// Reads the folder anew if logs of others are not as they were when it was read last. Everything that this run
    /// wrote has to be acknowledged. `saw` hears of the heads that are new.
    ///
    /// # Errors
    /// The folder cannot be read just now. It is read the next time.
    pub(super) fn look(
        &mut self,
        mut saw: impl FnMut(RunId, Head),
    ) -> Result<Option<Others>, LoadError> {
        let there = self.listed()?;
        let changed = |run: &RunId| there.get(run) != self.read.get(run);
        let runs = there.keys().chain(self.read.keys());
        let changed: BTreeSet<RunId> = runs.copied().filter(changed).collect();
        if changed.is_empty() {
            return Ok(None);
        }
        let disk = Arc::clone(&self.disk);
        let (loaded, tally) = load::load_and_count_from(&self.disk.full_path(""), disk)?;
        self.read = there;
        for run in changed {
            if let Some(head) = loaded.frontier.get(&run) {
                saw(run, head.clone());
            }
        }
        Ok(Some(Others {
            problems: loaded.problems(),
            tails: loaded.tails(),
            audit: loaded.audit,
            criteria: loaded.criteria,
            tally,
        }))
    }

    /// The logs of others, and how many bytes they have.
    fn listed(&self) -> Result<BTreeMap<RunId, u64>, PathError> {
        let mut there = folder::runs(&*self.disk, &mut Vec::new())?;
        there.retain(|run, _| !self.own.contains(run));
        Ok(there)
    }
}
