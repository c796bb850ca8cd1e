//! `onsite undo`: takes one's own latest entry back.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::brief;
use super::done::Done;
use super::failure::Failure;
use super::work::Writing;
use crate::audit::entry::Change;
use crate::audit::id::EntryId;

/// Takes your own latest entry back; never across a sign-off
///
/// With --json: undone (the entry taken back), what (its ids, without texts), entry.
#[derive(Debug, Args)]
pub(super) struct TakeBack {
    /// The audit
    audit: PathBuf,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    undone: EntryId,
    what: String,
    entry: EntryId,
}

impl TakeBack {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let mut writing = Writing::begin(&self.audit, author)?;
        let author = writing.author.clone();
        let change = writing.at_desk(|desk| desk.undo(&author));
        let Some(Change::Undo(undo)) = change else {
            return Err(Failure::new(
                format!("there is no entry by {author} to undo"),
                "Only your own entries since the last sign-off can be undone; --author says who you are.",
            ));
        };
        let what = brief::applied(&writing.loaded.audit, undo.entry);
        let undone = undo.entry;
        let (_, entry) = writing.save(vec![Change::Undo(undo)])?;
        let said = format!("Undone: {what} (entry {}).", brief::short(undone));
        Done::either(
            self.json,
            &Answer {
                undone,
                what,
                entry,
            },
            said,
        )
    }
}
