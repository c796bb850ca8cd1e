//! `onsite plan`: says whether a requirement belongs to this visit.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::saved::Saved;
use super::work::Writing;
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field};

/// Plans requirements for this visit or another one, or excludes them
///
/// With --json: label, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The audit
    audit: PathBuf,
    /// The requirement, as in A.8.13; several with commas between
    id: String,
    /// For which visit
    #[arg(value_parser = lookup::one_of(schema::PLANNED))]
    planned: String,
    /// Why; needed for another-visit and excluded; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let reason = Texts::default().maybe(self.reason.as_deref())?;
        if reason.is_empty() && self.planned != "this-visit" {
            return Err(Failure::new(
                "leaving a requirement out of this visit needs a reason",
                "Give it with --reason; - reads it from standard input.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let mut ids = Vec::new();
        for text in self
            .id
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            ids.extend(lookup::auditable(&writing.loaded.criteria, text)?);
        }
        let changes = writing.at_desk(|desk| {
            let mut changes = Vec::new();
            for id in &ids {
                let subject = Subject::Requirement(id.clone());
                changes.push(desk.set(subject.clone(), Field::Planned, self.planned.as_str()));
                changes.extend(desk.set_if_other(&subject, &Field::PlannedReason.into(), &reason));
            }
            changes
        });
        if changes.is_empty() {
            return Err(Failure::new(
                "no requirement was named",
                "Give an id, as in A.8.13.",
            ));
        }
        let (_, entry) = writing.save(changes)?;
        let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        Saved::named(names.join(", "), entry).done(self.json)
    }
}
