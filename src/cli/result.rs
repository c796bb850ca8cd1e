//! `onsite result`: sets the result of a requirement.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::saved::Saved;
use super::work::Writing;
use crate::audit::schema;

/// Sets the result of a requirement
///
/// "open" takes a result back. A clause that two standards share gets its result in both.
///
/// With --json: label, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct SetResult {
    /// The audit
    audit: PathBuf,
    /// The requirement, as in 27001:A.8.13 or A.8.13
    id: String,
    /// The result
    #[arg(value_parser = lookup::one_of_or(schema::RESULTS, "open"))]
    result: String,
    /// Why; needed for not-applicable and not-audited; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl SetResult {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let reason = Texts::default().maybe(self.reason.as_deref())?;
        if reason.is_empty() && matches!(self.result.as_str(), "not-applicable" | "not-audited") {
            return Err(Failure::new(
                format!("the result {} needs a reason", self.result),
                "Give it with --reason; - reads it from standard input.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let ids = lookup::auditable(&writing.loaded.criteria, &self.id)?;
        let result = if self.result == "open" {
            ""
        } else {
            &self.result
        };
        let changes = writing.at_desk(|desk| {
            let changes = ids.iter().map(|id| desk.result(id, result, &reason));
            changes.flatten().collect()
        });
        let (_, entry) = writing.save(changes)?;
        let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        Saved::named(names.join(", "), entry).done(self.json)
    }
}
