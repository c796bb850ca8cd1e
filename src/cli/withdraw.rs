//! `onsite withdraw`: withdraws a thing with a reason; it stays readable.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::saved::Saved;
use super::work::Writing;

/// Withdraws a note, finding or anything else with a label; it stays readable, marked as withdrawn
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Withdraw {
    /// The audit
    audit: PathBuf,
    /// What, as in F3
    label: String,
    /// Why; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Withdraw {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let reason = Texts::default().read(&self.reason)?;
        if reason.trim().is_empty() {
            return Err(Failure::new(
                "withdrawing needs a reason",
                "Give it with --reason.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let object = lookup::object(&writing.loaded.audit, &self.label)?;
        if writing.loaded.audit.is_withdrawn(object) {
            let label = writing.loaded.audit.label(object);
            return Err(Failure::new(
                format!("{label} was withdrawn before"),
                "`onsite undo` takes your own latest entry back.",
            ));
        }
        let id = object.id;
        let change = writing.at_desk(|desk| desk.withdraw(id, &reason));
        let (loaded, entry) = writing.save(vec![change])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}
