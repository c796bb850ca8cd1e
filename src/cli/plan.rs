//! `onsite plan`: says whether requirements belong to this visit, sets the tier of a supplier, and reads the sessions
//! of the audit plan and the Statement of Applicability.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::table::Asked;
use super::work::Writing;
use super::{lookup, soa, timetable};
use crate::audit::entry::Change;
use crate::audit::id::{EntryId, Subject};
use crate::audit::planning;
use crate::audit::schema::{self, Field};
use crate::checklist::id::CriterionId;

/// Takes back what was planned by hand.
const BY_PROFILE: &str = "by-profile";

/// Plans requirements for this visit or another one, or excludes them; or sets the tier of a supplier; or reads the
/// sessions of the plan or the Statement of Applicability
///
/// What is not planned here follows from the profile, the tier and the timetable; by-profile takes back what was
/// entered. A heading stands for all below it that is not excluded.
///
/// With --sessions the sessions are read from a CSV file (- for standard input), separated by ; or , with the
/// columns day, from and title, and as wanted until, kind, place, where, site, process, auditor, people,
/// requirements. What is in the audit already (same day, beginning and title) is not added twice; in what it
/// differs is said.
///
/// With --soa the Statement of Applicability is read from a CSV file with the columns id, applicable (yes or no) and
/// reason: what is not applicable is excluded with its reason, and what was excluded and applies is not.
///
/// With --json: label, entry (null where nothing changed), on, unlinked; with --sessions: added, people, known,
/// differs (label, field, audit and file with --show), unread, entry, dry-run; with --soa: excluded, back, unnamed,
/// entry, dry-run.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The audit
    audit: PathBuf,
    /// The requirement or heading, as in A.8.13 or 27001:A.8; several with commas between
    #[arg(required_unless_present_any = ["sessions", "tier", "soa"], conflicts_with_all = ["sessions", "tier", "soa"])]
    id: Option<String>,
    /// For which visit
    #[arg(required_unless_present_any = ["sessions", "tier", "soa"], value_parser = lookup::one_of_or(schema::PLANNED, BY_PROFILE))]
    planned: Option<String>,
    /// Plans of these only what the audit before did not look at
    #[arg(long, requires = "planned")]
    left_out: bool,
    /// Sets the tier of the supplier; none: everything is asked
    #[arg(long, conflicts_with_all = ["sessions", "soa"], value_parser = lookup::one_of_or(schema::TIERS, "none"))]
    tier: Option<String>,
    /// Why; needed for another-visit and excluded; - for standard input
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["sessions", "tier", "soa"])]
    reason: Option<String>,
    #[command(flatten)]
    file: FromFile,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// What is read from a file, and how.
#[derive(Debug, Args)]
struct FromFile {
    /// Reads the sessions of the plan from a CSV file
    #[arg(long, value_name = "FILE.csv")]
    sessions: Option<PathBuf>,
    /// Reads the Statement of Applicability from a CSV file
    #[arg(long, value_name = "FILE.csv", conflicts_with = "sessions")]
    soa: Option<PathBuf>,
    /// Its version and date; where criteria differ, as in 27001=v4 of 2026-05-02; may be given several times
    #[arg(long, value_name = "[CRITERION=]TEXT", requires = "soa")]
    soa_version: Vec<String>,
    /// Says what reading the file would do, and enters nothing
    #[arg(long)]
    dry_run: bool,
    /// Shows texts as well
    #[arg(long, requires = "sessions")]
    show: bool,
}

/// What stood so already.
#[derive(Serialize)]
struct Unchanged {
    label: String,
    /// None was needed.
    entry: Option<EntryId>,
}

impl Plan {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        if self.file.dry_run && self.file.sessions.is_none() && self.file.soa.is_none() {
            return Err(Failure::new(
                "--dry-run is for a file that is read",
                "Give it with --sessions or --soa.",
            ));
        }
        let asked = |file| Asked {
            audit: &self.audit,
            file,
            dry_run: self.file.dry_run,
            json: self.json,
        };
        if let Some(file) = &self.file.soa {
            return soa::take(asked(file), &self.file.soa_version, author);
        }
        match (&self.file.sessions, &self.id, &self.planned) {
            (Some(file), ..) => timetable::read(asked(file), self.file.show, author),
            (None, Some(id), Some(planned)) => self.requirements(id, planned, author),
            (None, ..) if self.tier.is_some() => self.set_tier(author),
            // The parser asks for both.
            _ => Err(Failure::new(
                "nothing was planned",
                "Give a requirement and its visit, --tier TIER, --sessions FILE.csv, or --soa FILE.csv.",
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
        let planned = if planned == BY_PROFILE { "" } else { planned };
        if reason.is_empty() && !matches!(planned, "" | "this-visit") {
            return Err(Failure::new(
                "leaving a requirement out of this visit needs a reason",
                "Give it with --reason; - reads it from standard input.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let mut ids = Vec::new();
        for text in id.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            ids.extend(lookup::requirement(&writing.loaded.criteria, text)?);
        }
        if ids.is_empty() {
            return Err(Failure::new(
                "no requirement was named",
                "Give an id, as in A.8.13.",
            ));
        }
        if self.left_out {
            let (audit, criteria) = (&writing.loaded.audit, &writing.loaded.criteria);
            let left_out = |id| planning::meant_and_left_out(audit, criteria, id);
            ids = ids.iter().flat_map(left_out).collect();
            if ids.is_empty() {
                return Err(Failure::new(
                    "the audit before left none of that out, or is not known",
                    "onsite status AUDIT lists what it left out; --from PREVIOUS.audit makes an audit that knows.",
                ));
            }
        }
        let changes = writing.at_desk(|desk| {
            let changes = ids
                .iter()
                .flat_map(|id| planning::enter(desk, id, planned, &reason));
            changes.collect()
        });
        let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.saved(writing, names.join(", "), changes)
    }

    fn set_tier(&self, author: Option<String>) -> Result<Done, Failure> {
        let tier = self.tier.as_deref().filter(|tier| *tier != "none");
        let mut writing = Writing::begin(&self.audit, author)?;
        let criteria = writing.loaded.criteria.criteria().iter();
        let of: Vec<CriterionId> = criteria
            .filter(|it| it.checklist.has_tiers())
            .map(|it| it.id.clone())
            .collect();
        if of.is_empty() {
            return Err(Failure::new(
                "no checklist of this audit asks different things of suppliers of different tiers",
                "Nothing was entered.",
            ));
        }
        let changes = writing.at_desk(|desk| {
            let changes = of.iter().filter_map(|id| {
                let subject = Subject::Criterion(id.clone());
                desk.set_if_other(&subject, &Field::Tier.into(), tier.unwrap_or_default())
            });
            changes.collect()
        });
        let names: Vec<String> = of.iter().map(ToString::to_string).collect();
        self.saved(writing, names.join(", "), changes)
    }

    /// Saves what changes; where nothing does, that is said.
    fn saved(
        &self,
        writing: Writing,
        names: String,
        changes: Vec<Change>,
    ) -> Result<Done, Failure> {
        if changes.is_empty() {
            writing.finish()?;
            let said = format!("{names}: planned so already; nothing was entered.");
            let unchanged = Unchanged {
                label: names,
                entry: None,
            };
            return Done::either(self.json, &unchanged, said);
        }
        let (_, entry) = writing.save(changes)?;
        Saved::named(names, entry).done(self.json)
    }
}
