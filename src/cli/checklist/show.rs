//! `onsite checklist show`: the requirements of a checklist, or all that helps to audit one of them.

use clap::Args;

use super::super::done::Done;
use super::super::failure::Failure;
use super::page;
use crate::checklist::id::RequirementId;
use crate::checklist::library::{Found, Library, is_path};
use crate::checklist::model::{Checklist, Requirement, Tier};
use crate::checklist::read::{Document, FileKind};
use crate::text::counted;

/// Shows the requirements of a checklist, or how to audit one of them
///
/// With --json: the checklist as its file has it (one that extends another: the whole), or of a requirement id,
/// title, kind, guidance, twins, related.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The checklist's id, the path of a file, or a requirement with its criterion, as in 27001:A.8.13
    id: String,
    /// A requirement of it, as in A.8.13
    requirement: Option<String>,
    /// Shows the text of the standard too, which you have a licence for and keep in the folder overlays/
    #[arg(long, requires = "requirement", conflicts_with = "json")]
    licensed: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub fn run(&self) -> Result<Done, Failure> {
        let library = Library::of_user();
        let of_requirement = self
            .id
            .parse::<RequirementId>()
            .ok()
            .filter(|_| self.requirement.is_none() && !is_path(&self.id));
        let found = match &of_requirement {
            Some(id) => of_criterion(&library, id)?,
            None => library.find(FileKind::Checklist, &self.id)?,
        };
        let Document::Checklist(checklist) = &found.document else {
            return Err(Failure::new(
                format!("{} is no checklist", self.id),
                "`onsite checklist list` names them.",
            ));
        };
        let of_requirement = of_requirement.map(|id| id.item().to_owned());
        let Some(asked) = self.requirement.as_ref().or(of_requirement.as_ref()) else {
            return Done::either(self.json, checklist, shown(checklist));
        };
        let requirement = named(checklist, asked)?;
        let page = page::of(&library, &found, checklist, requirement)?;
        if self.json {
            return Done::json(&page);
        }
        let mut text = page.text();
        if self.licensed {
            text.push_str(&licensed(&library, checklist, requirement)?);
        }
        Ok(Done::said(text))
    }
}

/// The first checklist of the criterion of a requirement that has it: built-in ones come first.
fn of_criterion(library: &Library, id: &RequirementId) -> Result<Found, Failure> {
    let has = |found: &Found| match &found.document {
        Document::Checklist(checklist) => {
            let mut all = checklist.requirements.iter();
            checklist.criterion.as_str() == id.criterion()
                && all.any(|it| it.id.eq_ignore_ascii_case(id.item()))
        }
        _ => false,
    };
    let mut listed = library.list().into_iter().filter_map(Result::ok);
    listed.find(has).ok_or_else(|| {
        Failure::new(
            format!("no checklist has a requirement {id}"),
            "`onsite checklist list` names the checklists, `onsite checklist show` and one of these all that it has.",
        )
    })
}

/// The requirement that is asked for, by its id in any capitals, with or without its criterion.
fn named<'a>(checklist: &'a Checklist, asked: &str) -> Result<&'a Requirement, Failure> {
    let criterion = format!("{}:", checklist.criterion);
    let item = asked.strip_prefix(&criterion).unwrap_or(asked);
    let mut all = checklist.requirements.iter().map(|it| &**it);
    all.find(|it| it.id.eq_ignore_ascii_case(item))
        .ok_or_else(|| {
            Failure::new(
                format!("the checklist {} has no \"{asked}\"", checklist.id),
                format!("`onsite checklist show {}` lists all.", checklist.id),
            )
        })
}

/// The user's own copy of the standard's text, for their own screen.
fn licensed(
    library: &Library,
    checklist: &Checklist,
    requirement: &Requirement,
) -> Result<String, Failure> {
    let overlay = library.overlay(&checklist.criterion)?;
    let text = overlay.map_or(Ok(None), |it| it.on(&requirement.id))?;
    let folder = library.overlay_folder();
    let folder = folder.map_or(String::new(), |it| it.display().to_string());
    let text = text.ok_or_else(|| {
        Failure::new(
            format!(
                "there is no licensed text for {}:{}",
                checklist.criterion, requirement.id
            ),
            format!("Put an overlay into {folder}; `onsite checklist new FILE --kind overlay` begins one."),
        )
    })?;
    Ok(format!(
        "\n\nText of the standard, for your eyes only\n{text}"
    ))
}

fn shown(checklist: &Checklist) -> String {
    let edition = checklist.edition.as_deref().unwrap_or_default();
    let mut lines = vec![
        format!("{} {edition}", checklist.title)
            .trim_end()
            .to_owned(),
    ];
    if let Some(base) = &checklist.extends {
        lines.push(format!("extends {base}"));
    }
    for requirement in &checklist.requirements {
        let depth = depth(checklist, requirement);
        let (indent, id) = ("  ".repeat(depth), &requirement.id);
        let minutes = requirement
            .minutes
            .map_or_else(String::new, |minutes| format!(", {minutes} min"));
        let tiers = tiers(checklist, requirement);
        lines.push(format!(
            "{indent}{id:<8} {}{minutes}{tiers}",
            requirement.title
        ));
    }
    for out in &checklist.without {
        lines.push(format!("left out: {}: {}", out.all.join(", "), out.why));
    }
    let auditable = checklist.requirements.iter().filter(|it| it.is_auditable());
    lines.push(counted(auditable.count(), "requirement", "requirements"));
    lines.extend(lengths(checklist));
    lines.join("\n")
}

/// Which suppliers are asked a requirement, where not all are.
fn tiers(checklist: &Checklist, requirement: &Requirement) -> String {
    let tiers = checklist.tiers_of(requirement);
    if tiers.is_empty() || !requirement.is_auditable() {
        return String::new();
    }
    let tiers: Vec<&str> = tiers.iter().map(|tier| tier.key()).collect();
    format!(" ({})", tiers.join(", "))
}

/// How long an audit takes: of each tier, where not all are asked the same.
fn lengths(checklist: &Checklist) -> Option<String> {
    let closing = checklist
        .closing_minutes
        .map_or_else(String::new, |minutes| {
            format!(", of these {minutes} for the closing")
        });
    let of_tier = |tier: Tier| format!("{} {}", tier.key(), checklist.minutes_of(tier));
    let all = checklist.minutes_of(Tier::Critical);
    let given = Tier::ALL
        .into_iter()
        .any(|tier| checklist.minutes_of(tier) > 0);
    given.then(|| {
        if checklist.has_tiers() {
            let tiers = Tier::ALL.map(of_tier);
            format!("minutes by tier: {}{closing}", tiers.join(", "))
        } else {
            format!("minutes: {all}{closing}")
        }
    })
}

/// How many headings stand above a requirement. Parents stand before their children, so the walk ends.
fn depth(checklist: &Checklist, requirement: &Requirement) -> usize {
    let parent = |it: &&Requirement| checklist.requirement(it.parent.as_deref()?);
    std::iter::successors(Some(requirement), parent)
        .take(32)
        .count()
        - 1
}
