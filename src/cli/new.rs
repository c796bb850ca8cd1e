//! `onsite new`: makes an audit.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::work::Writing;
use super::{lookup, screen, soa, time};
use crate::audit::coverage;
use crate::audit::former::{Former, is_former};
use crate::audit::id::AuditId;
use crate::audit::planning;
use crate::audit::progress;
use crate::audit::schema::{self, Kind};
use crate::audit::soa::Soa;
use crate::audit::tally::Tally;
use crate::checklist::id::RequirementId;
use crate::checklist::library::{self, Library};
use crate::checklist::model::Tier;
use crate::store::desk::{Memory, RecentAudit};
use crate::store::draw::Draw;
use crate::store::load::{self, Loaded, NewAudit};
use crate::text::counted;

/// The checklist for auditing a supplier in half a day.
const QUICK: &str = "supplier-quick";

/// Makes an audit
///
/// The criteria are checklists with their profiles, as in iso27001-2022:surveillance,iso42001-2023:stage1;
/// `onsite checklist list` names both. They are copied into the audit and never read from elsewhere again.
///
/// A Statement of Applicability is a CSV file with the columns id, applicable (yes or no) and reason. What is
/// not applicable is planned as excluded, with its reason.
///
/// A supplier is audited at once with --supplier NAME: it stands for --client NAME --criteria supplier-quick --open.
/// With --tier TIER only the questions of that tier are planned.
///
/// With --from AUDIT it comes back to the findings of the audit before: each that asks for something becomes a to-do on
/// its requirement, any other a remark. Client data, scopes and sites are taken over, and --client need not be given.
/// What the Statement of Applicability left out stays excluded until another one is read. Nothing of it counts as work
/// on a requirement.
///
/// With --json: path, audit, criteria (id, checklist, profile, grading, requirements, planned, minutes, tier),
/// excluded, back, former.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The folder to be made, as in acme-2026.audit
    audit: PathBuf,
    /// The client's name; - for standard input
    #[arg(long, value_name = "NAME", required_unless_present_any = ["supplier", "from"])]
    client: Option<String>,
    /// The criteria with their profiles
    #[arg(long, value_name = "SPEC", required_unless_present = "supplier")]
    criteria: Option<String>,
    /// The name of a supplier: makes a quick supplier audit and opens it at its first question
    #[arg(long, value_name = "NAME", conflicts_with_all = ["client", "criteria"])]
    supplier: Option<String>,
    /// The tier of the supplier, for a checklist that does not ask all suppliers the same
    #[arg(long, value_parser = lookup::one_of(schema::TIERS))]
    tier: Option<String>,
    /// Opens it on the screen
    #[arg(long, conflicts_with = "json")]
    open: bool,
    /// The audit before, as in acme-2025.audit: its findings are come back to
    #[arg(long, value_name = "AUDIT")]
    from: Option<PathBuf>,
    /// The profile of all criteria that name none
    #[arg(long)]
    profile: Option<String>,
    /// A Statement of Applicability: a CSV file with id, applicable, reason
    #[arg(long, value_name = "FILE")]
    soa: Option<PathBuf>,
    /// Its version and date; where criteria differ, as in 27001=v4 of 2026-05-02; may be given several times
    #[arg(long, value_name = "[CRITERION=]TEXT")]
    soa_version: Vec<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Made {
    path: String,
    audit: AuditId,
    criteria: Vec<OfCriterion>,
    excluded: usize,
    /// The controls that the audit before excluded and the statement does not.
    back: Vec<RequirementId>,
    /// How many findings of the audit before it comes back to.
    former: usize,
}

#[derive(Serialize)]
struct OfCriterion {
    id: String,
    checklist: String,
    profile: String,
    grading: String,
    requirements: usize,
    planned: usize,
    /// How long what is planned takes, where the checklist says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<&'static str>,
}

impl New {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let before = self.from.as_deref().map(load::load).transpose()?;
        let former = before.as_ref().map(|before| Former {
            soa_follows: self.soa.is_some(),
            ..before.as_former()
        });
        let client = match (self.supplier.as_ref().or(self.client.as_ref()), former) {
            (None, Some(former)) => former.client().to_owned(),
            (name, _) => texts.read(name.map_or("", String::as_str))?,
        };
        if client.trim().is_empty() {
            return Err(Failure::new(
                "the client has no name",
                "Give it with --client.",
            ));
        }
        let library = Library::of_user();
        let spec = self.spec()?;
        // Everything that can be refused is looked at before anything is made.
        let criteria = library.assemble(&spec)?.criteria;
        let tier = self.tier.as_deref().and_then(Tier::from_key);
        if tier.is_some()
            && !criteria
                .criteria()
                .iter()
                .any(|it| it.checklist.has_tiers())
        {
            return Err(Failure::new(
                "none of the checklists asks different things of suppliers of different tiers",
                "Leave --tier out, or choose a checklist with tiers, such as supplier-quick.",
            ));
        }
        let stated = match &self.soa {
            Some(path) => soa::read(path, &criteria, "Nothing was made.")?,
            None => Soa::default(),
        };
        let versions = soa::versions(&criteria, &self.soa_version)?;
        let asked = author.is_some();
        let writer = author.unwrap_or_else(|| Memory::of_user().author());
        let new = NewAudit {
            path: &self.audit,
            client: &client,
            criteria: &spec,
            tier,
            former,
            author: &writer,
            now: time::now(),
        };
        let mut draw = Draw::from_system().map_err(|error| {
            Failure::new(
                format!("the system gives no random numbers: {error}"),
                "Nothing was made.",
            )
        })?;
        load::create(&new, &library, &mut || draw.id())?;
        if asked {
            Memory::of_user().remember_author(&writer);
        }
        let mut writing = Writing::begin(&self.audit, Some(writer))?;
        let compared = writing.at_desk(|desk| soa::compare(desk, &stated, versions));
        let (loaded, _) = writing.save_any(compared.changes)?;
        remember(&loaded, &client);
        if !self.open && self.supplier.is_none() || self.json {
            return self.answer(&loaded, compared.back);
        }
        screen::open(screen::Request {
            audit: Some(self.audit),
            ..screen::Request::default()
        })
    }

    /// The criteria, with the profile for all that name none.
    fn spec(&self) -> Result<String, Failure> {
        let criteria = self.criteria.as_deref().unwrap_or(QUICK);
        let wanted = library::parse_spec(criteria)?;
        let parts = wanted.iter().map(|it| {
            let profile = it.profile.as_ref().or(self.profile.as_ref());
            let names = [Some(&it.checklist), profile, it.grading.as_ref()];
            let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
            names.join(":")
        });
        Ok(parts.collect::<Vec<_>>().join(","))
    }

    fn answer(&self, loaded: &Loaded, back: Vec<RequirementId>) -> Result<Done, Failure> {
        let tally = Tally::of(&loaded.audit, &loaded.criteria);
        let found = progress::progress(&loaded.audit, &loaded.criteria, &tally, time::now());
        let criteria = loaded.criteria.criteria().iter().zip(&found.criteria);
        let criteria = criteria.map(|(it, of)| OfCriterion {
            planned: of.coverage.planned,
            minutes: Some(of.minutes.planned).filter(|minutes| *minutes > 0),
            tier: planning::tier(&loaded.audit, &it.id).map(Tier::key),
            id: it.id.to_string(),
            checklist: it.checklist.id.clone(),
            profile: it.profile.id.clone(),
            grading: it.grading.id.clone(),
            requirements: it
                .checklist
                .requirements
                .iter()
                .filter(|it| it.is_auditable())
                .count(),
        });
        let notes = loaded.audit.standing(Kind::Note);
        let made = Made {
            path: self.audit.display().to_string(),
            audit: loaded.audit.id,
            criteria: criteria.collect(),
            excluded: found.criteria.iter().map(|it| it.excluded).sum(),
            back,
            former: notes.filter(|note| is_former(&loaded.audit, note)).count(),
        };
        let mut lines = vec![format!("{} is made.", made.path)];
        for it in &made.criteria {
            let requirements = counted(it.requirements, "requirement", "requirements");
            let (id, profile, grading) = (&it.id, &it.profile, &it.grading);
            let tier = it
                .tier
                .map_or_else(String::new, |tier| format!(", tier {tier}"));
            let minutes = it
                .minutes
                .map_or_else(String::new, |minutes| format!(", {minutes} min"));
            lines.push(format!(
                "{id}: {requirements}, profile {profile}, grading {grading}{tier}; {} planned{minutes}",
                it.planned
            ));
        }
        if made.excluded > 0 {
            let controls = counted(made.excluded, "control", "controls");
            let of = match &self.soa {
                None => ", as in the audit before",
                Some(_) => "",
            };
            lines.push(format!("{controls} excluded{of}"));
        }
        if !made.back.is_empty() {
            let ids: Vec<String> = made.back.iter().map(ToString::to_string).collect();
            lines.push(format!(
                "excluded in the audit before, and applicable again: {}",
                ids.join(", ")
            ));
        }
        if made.former > 0 {
            let open = coverage::open_to_dos(&loaded.audit).into_iter();
            let open = open.filter(|note| is_former(&loaded.audit, note)).count();
            lines.push(format!(
                "{} of the audit before, {open} of them to be followed up",
                counted(made.former, "finding", "findings")
            ));
        }
        lines.push(format!("Open it with: onsite {}", made.path));
        Done::either(self.json, &made, lines.join("\n"))
    }
}

/// Puts the audit on the list of recent ones.
pub(super) fn remember(loaded: &Loaded, client: &str) {
    Memory::of_user().remember(&RecentAudit {
        path: loaded.path.clone(),
        client: client.to_owned(),
        opened: time::now().format("%Y-%m-%d").to_string(),
    });
}
