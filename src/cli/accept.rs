//! `onsite accept-tails`: enters that torn ends of logs were seen.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::work::Writing;
use crate::audit::entry::Change;
use crate::audit::id::EntryId;
use crate::text::counted;

/// Accepts the torn end of a log, as a crash in the middle of writing leaves it
///
/// Its bytes stay where they are; what had been written there was never said to be saved. The entry names who
/// accepted it, its length and its SHA-256.
///
/// With --json: tails (how many), entry.
#[derive(Debug, Args)]
pub(super) struct AcceptTails {
    /// The audit
    audit: PathBuf,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    tails: usize,
    entry: Option<EntryId>,
}

impl AcceptTails {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let writing = Writing::begin(&self.audit, author)?;
        let tails: Vec<Change> = writing
            .loaded
            .damage
            .iter()
            .filter_map(|damage| damage.tail().map(Change::TailNoted))
            .collect();
        if tails.is_empty() {
            return Done::either(
                self.json,
                &Answer {
                    tails: 0,
                    entry: None,
                },
                "No log has a torn end.",
            );
        }
        let many = tails.len();
        let (_, entry) = writing.save(tails)?;
        let said = format!("Accepted: {}.", counted(many, "torn end", "torn ends"));
        Done::either(
            self.json,
            &Answer {
                tails: many,
                entry: Some(entry),
            },
            said,
        )
    }
}
