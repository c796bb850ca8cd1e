//! `onsite checklist list`: all files that there are, with their numbers.

use clap::Args;
use serde::Serialize;

use super::super::done::Done;
use super::super::failure::Failure;
use crate::checklist::library::{Found, Library, Origin, guidance};
use crate::checklist::model::RequirementKind;
use crate::checklist::read::Document;
use crate::checklist::refusal::Refusal;
use crate::text::counted;

/// Lists checklists, guides, profiles, grading schemes and what else there is
///
/// With --json, a list of: id, kind, title, origin, file; of checklists also criterion, edition, extends, guides,
/// requirements (those that can be audited), headings, clauses, controls, questions (requirements that are
/// questions), `to_ask` (questions to ask, guides included). What is refused has file and refused.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Default, Serialize)]
struct Listed {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
    file: String,
    #[serde(flatten)]
    counts: Option<Counts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    criterion: String,
    edition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extends: Option<String>,
    guides: Vec<String>,
    requirements: usize,
    headings: usize,
    clauses: usize,
    controls: usize,
    questions: usize,
    to_ask: usize,
}

impl List {
    pub fn run(&self) -> Result<Done, Failure> {
        let library = Library::of_user();
        let found = library.list().into_iter();
        let all: Vec<Listed> = found.map(|it| listed(&library, it)).collect();
        let text: Vec<String> = all.iter().map(line).collect();
        Done::either(self.json, &all, text.join("\n"))
    }
}

fn listed(library: &Library, found: Result<Found, Refusal>) -> Listed {
    let found = found.and_then(|found| Ok((counts(library, &found)?, found)));
    match found {
        Ok((counts, found)) => Listed {
            id: Some(found.document.id().to_owned()),
            kind: Some(found.document.kind().word()),
            title: Some(title(&found)),
            origin: Some(match found.origin {
                Origin::BuiltIn => "built in",
                Origin::Own => "own",
                Origin::Path => "path",
            }),
            counts,
            file: found.name,
            refused: None,
        },
        Err(refusal) => Listed {
            file: refusal.file().to_owned(),
            refused: Some(refusal.sentence()),
            ..Listed::default()
        },
    }
}

fn title(found: &Found) -> String {
    match &found.document {
        Document::Guide(guide) => format!(
            "How to audit {} of {}",
            counted(guide.items.len(), "requirement", "requirements"),
            guide.criterion
        ),
        other => other.title().to_owned(),
    }
}

fn counts(library: &Library, found: &Found) -> Result<Option<Counts>, Refusal> {
    let Document::Checklist(checklist) = &found.document else {
        return Ok(None);
    };
    let guides = library.guides(found)?;
    let all = || checklist.requirements.iter();
    let of = |kind: RequirementKind| all().filter(|it| it.kind == kind).count();
    let requirements = all().filter(|it| it.is_auditable()).count();
    Ok(Some(Counts {
        criterion: checklist.criterion.to_string(),
        edition: checklist.edition.clone(),
        extends: checklist.extends.clone(),
        guides: checklist.guides.clone(),
        requirements,
        headings: checklist.requirements.len() - requirements,
        clauses: of(RequirementKind::Clause),
        controls: of(RequirementKind::Control),
        questions: of(RequirementKind::Question),
        to_ask: all().map(|it| guidance(it, &guides).ask.len()).sum(),
    }))
}

fn line(listed: &Listed) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    if let Some(refused) = &listed.refused {
        return format!("refused: {refused}");
    }
    let counts = listed.counts.as_ref();
    let counts = counts.map(|it| format!(" ({})", numbers(it)));
    let own = match listed.origin {
        Some("own") => format!(" [{}]", listed.file),
        _ => String::new(),
    };
    format!(
        "{:<16}  {:<20}  {}{}{own}",
        listed.kind.unwrap_or_default(),
        text(&listed.id),
        text(&listed.title),
        counts.unwrap_or_default()
    )
}

fn numbers(counts: &Counts) -> String {
    let parts = [
        (counts.clauses, "clause", "clauses"),
        (counts.controls, "control", "controls"),
        (counts.headings, "heading", "headings"),
        (counts.to_ask, "question to ask", "questions to ask"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, many)| counted(number, one, many))
        .collect();
    let all = counted(counts.requirements, "requirement", "requirements");
    if parts.is_empty() {
        all
    } else {
        format!("{all}: {}", parts.join(", "))
    }
}
