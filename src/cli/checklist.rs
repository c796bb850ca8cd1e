//! `onsite checklist`: what there is to audit against, and whether a file of one's own is sound.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::print::count;
use crate::checklist::library::{Found, Library, Origin};
use crate::checklist::model::{Checklist, Requirement, RequirementKind};
use crate::checklist::read::{self, Document, FileKind};
use crate::checklist::refusal::Refusal;
use crate::checklist::{lint, model};
use crate::store::PathError;

/// Lists, shows and checks checklists
#[derive(Debug, Args)]
pub(super) struct Checklists {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    List(List),
    Show(Show),
    Check(CheckFile),
}

/// Lists checklists, profiles, grading schemes and what else there is
///
/// With --json, a list of: id, kind, title, origin, file; of checklists also criterion, edition, requirements,
/// clauses, controls, questions. What is refused has file and refused.
#[derive(Debug, Args)]
struct List {
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Shows the requirements of a checklist
///
/// With --json: the checklist as its file has it.
#[derive(Debug, Args)]
struct Show {
    /// The checklist's id, or the path of a file
    id: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Checks a file of one's own; exit code 1 where it is refused
///
/// With --json: sound, id, kind, refused, warnings (line, column, sentence).
#[derive(Debug, Args)]
struct CheckFile {
    /// The file
    file: PathBuf,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Checklists {
    pub fn run(self) -> Result<Done, Failure> {
        match self.act {
            Act::List(list) => list.run(),
            Act::Show(show) => show.run(),
            Act::Check(check) => check.run(),
        }
    }
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
    requirements: usize,
    clauses: usize,
    controls: usize,
    questions: usize,
}

impl List {
    fn run(&self) -> Result<Done, Failure> {
        let all: Vec<Listed> = Library::of_user().list().into_iter().map(listed).collect();
        let text: Vec<String> = all.iter().map(line).collect();
        Done::either(self.json, &all, text.join("\n"))
    }
}

fn listed(found: Result<Found, Refusal>) -> Listed {
    match found {
        Ok(found) => Listed {
            id: Some(found.document.id().to_owned()),
            kind: Some(found.document.kind().word()),
            title: Some(found.document.title().to_owned()),
            origin: Some(match found.origin {
                Origin::BuiltIn => "built in",
                Origin::Own => "own",
                Origin::Path => "path",
            }),
            counts: counts(&found.document),
            file: found.name,
            refused: None,
        },
        Err(refusal) => Listed {
            file: refusal.file().to_owned(),
            refused: Some(refusal.what().to_owned()),
            ..Listed::default()
        },
    }
}

fn counts(document: &Document) -> Option<Counts> {
    let Document::Checklist(checklist) = document else {
        return None;
    };
    let of = |kind: RequirementKind| {
        checklist
            .requirements
            .iter()
            .filter(|it| it.kind == kind)
            .count()
    };
    Some(Counts {
        criterion: checklist.criterion.to_string(),
        edition: checklist.edition.clone(),
        requirements: checklist
            .requirements
            .iter()
            .filter(|it| it.is_auditable())
            .count(),
        clauses: of(RequirementKind::Clause),
        controls: of(RequirementKind::Control),
        questions: of(RequirementKind::Question),
    })
}

fn line(listed: &Listed) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    if let Some(refused) = &listed.refused {
        return format!("refused: {}: {refused}", listed.file);
    }
    let counted = listed.counts.as_ref().map(|counts| {
        let requirements = count(counts.requirements, "requirement", "requirements");
        format!(" ({requirements})")
    });
    let own = match listed.origin {
        Some("own") => format!(" [{}]", listed.file),
        _ => String::new(),
    };
    format!(
        "{:<16}  {:<20}  {}{}{own}",
        listed.kind.unwrap_or_default(),
        text(&listed.id),
        text(&listed.title),
        counted.unwrap_or_default()
    )
}

impl Show {
    fn run(&self) -> Result<Done, Failure> {
        let found = Library::of_user().find(FileKind::Checklist, &self.id)?;
        let Document::Checklist(checklist) = &found.document else {
            return Err(Failure::new(
                format!("{} is no checklist", self.id),
                "`onsite checklist list` names them.",
            ));
        };
        Done::either(self.json, checklist, shown(checklist))
    }
}

fn shown(checklist: &Checklist) -> String {
    let edition = checklist.edition.as_deref().unwrap_or_default();
    let mut lines = vec![
        format!("{} {edition}", checklist.title)
            .trim_end()
            .to_owned(),
    ];
    for requirement in &checklist.requirements {
        let depth = depth(checklist, requirement);
        let (indent, id) = ("  ".repeat(depth), &requirement.id);
        lines.push(format!("{indent}{id:<8} {}", requirement.title));
    }
    let auditable = checklist.requirements.iter().filter(|it| it.is_auditable());
    lines.push(count(auditable.count(), "requirement", "requirements"));
    lines.join("\n")
}

/// How many headings stand above a requirement. Parents stand before their children, so the walk ends.
fn depth(checklist: &Checklist, requirement: &model::Requirement) -> usize {
    let parent = |it: &&Requirement| {
        let id = it.parent.as_deref()?;
        checklist.requirements.iter().find(|other| other.id == id)
    };
    std::iter::successors(Some(requirement), parent)
        .take(32)
        .count()
        - 1
}

#[derive(Serialize)]
struct Checked {
    sound: bool,
    id: Option<String>,
    kind: Option<&'static str>,
    refused: Option<String>,
    warnings: Vec<Warning>,
}

#[derive(Serialize)]
struct Warning {
    line: usize,
    column: usize,
    sentence: String,
}

impl CheckFile {
    fn run(&self) -> Result<Done, Failure> {
        let name = self.file.display().to_string();
        let bytes = bytes(&self.file)?;
        let document =
            read::text(&name, bytes).and_then(|text| Ok((read::document(&name, &text)?, text)));
        let (document, text) = match document {
            Ok(sound) => sound,
            Err(refusal) => return self.refused(&refusal),
        };
        let warnings = match &document {
            Document::Checklist(checklist) => lint::lint(&name, &text, checklist),
            _ => Vec::new(),
        };
        let mut lines: Vec<String> = warnings.iter().map(|it| it.sentence.clone()).collect();
        let warned = count(warnings.len(), "warning", "warnings");
        let (kind, id) = (document.kind().word(), document.id());
        lines.push(format!("{name}: a sound {kind}, {id}; {warned}"));
        let warnings = warnings.into_iter().map(|it| Warning {
            line: it.line,
            column: it.column,
            sentence: it.sentence,
        });
        let checked = Checked {
            sound: true,
            id: Some(id.to_owned()),
            kind: Some(kind),
            refused: None,
            warnings: warnings.collect(),
        };
        Done::either(self.json, &checked, lines.join("\n"))
    }

    fn refused(&self, refusal: &Refusal) -> Result<Done, Failure> {
        let checked = Checked {
            sound: false,
            id: None,
            kind: None,
            refused: Some(refusal.sentence()),
            warnings: Vec::new(),
        };
        let done = Done::either(self.json, &checked, refusal.to_string())?;
        Ok(done.no_if(true))
    }
}

/// The bytes of a file that the user names, no more than any checklist may have and one.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let at = || PathError::at("read", path);
    let meta = std::fs::metadata(path).map_err(at())?;
    if !meta.is_file() {
        return Err(at()(std::io::Error::other("it is not a regular file")).into());
    }
    let mut bytes = Vec::new();
    let most = read::MAX_BYTES as u64 + 1;
    std::fs::File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(at())?;
    Ok(bytes)
}
