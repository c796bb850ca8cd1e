//! `onsite plan`: says whether a requirement belongs to this visit, and reads the sessions of the audit plan.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, timetable};
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field};

/// Plans requirements for this visit or another one, or excludes them; or reads the sessions of the plan
///
/// With --sessions the sessions are read from a CSV file (- for standard input), separated by ; or , with the
/// columns day, from and title, and as wanted until, kind, place, where, site, process, auditor, people,
/// requirements. What is in the audit already (same day, beginning and title) is not added twice; in what it
/// differs is said.
///
/// With --json: label, entry, on, unlinked; with --sessions: added, people, known, differs (label, field, audit
/// and file with --show), unread, entry, dry-run.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The audit
    audit: PathBuf,
    /// The requirement, as in A.8.13; several with commas between
    #[arg(required_unless_present = "sessions", conflicts_with = "sessions")]
    id: Option<String>,
    /// For which visit
    #[arg(required_unless_present = "sessions", value_parser = lookup::one_of(schema::PLANNED))]
    planned: Option<String>,
    /// Why; needed for another-visit and excluded; - for standard input
    #[arg(long, value_name = "TEXT", conflicts_with = "sessions")]
    reason: Option<String>,
    /// Reads the sessions of the plan from a CSV file
    #[arg(long, value_name = "FILE.csv")]
    sessions: Option<PathBuf>,
    /// Says what reading the sessions would do, and enters nothing
    #[arg(long, requires = "sessions")]
    dry_run: bool,
    /// Shows texts as well
    #[arg(long, requires = "sessions")]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        match (&self.sessions, &self.id, &self.planned) {
            (Some(file), ..) => {
                let asked = timetable::Asked {
                    audit: &self.audit,
                    file,
                    dry_run: self.dry_run,
                    show: self.show,
                    json: self.json,
                };
                timetable::read(&asked, author)
            }
            (None, Some(id), Some(planned)) => self.requirements(id, planned, author),
            // The parser asks for both.
            _ => Err(Failure::new(
                "nothing was planned",
                "Give a requirement and its visit, or --sessions FILE.csv.",
            )),
        }
    }

    fn requirements(
        &self,
        id: &str,
        planned: &str,
        author: Option<String>,
    ) -> Result<Done, Failure> {
        let reason = Texts::default().maybe(self.reason.as_deref())?;
        if reason.is_empty() && planned != "this-visit" {
            return Err(Failure::new(
                "leaving a requirement out of this visit needs a reason",
                "Give it with --reason; - reads it from standard input.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let mut ids = Vec::new();
        for text in id.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            ids.extend(lookup::auditable(&writing.loaded.criteria, text)?);
        }
        let changes = writing.at_desk(|desk| {
            let mut changes = Vec::new();
            for id in &ids {
                let subject = Subject::Requirement(id.clone());
                changes.push(desk.set(subject.clone(), Field::Planned, planned));
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
