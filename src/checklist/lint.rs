//! What a sound checklist could do better, its guides included. Each warning is a plain sentence with its place.
//!
//! This module must not know where files are kept.

mod words;

use std::ops::Range;

use super::guide::Guidance;
use super::library::{self, BUILT_IN, Found};
use super::model::{Checklist, ChecklistKind, Requirement, RequirementKind};
use super::read::{self, Document, FileKind};
use super::refusal::Place;
use super::texts::{locate, locate_from, start_of};
use super::value::visible;
use crate::text::{counted, some_of};

/// How many questions a conversation about one requirement needs, and how many fit on a page.
const QUESTIONS: std::ops::RangeInclusive<usize> = 2..=6;

/// Something that a file could do better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// `file:line:column:` and a sentence.
    pub sentence: String,
}

struct Linter<'a> {
    /// The file that is looked at, what it extends, and its guides.
    files: Vec<&'a Found>,
    /// With the number of the file.
    warnings: Vec<(usize, Warning)>,
}

impl Linter<'_> {
    fn warn(&mut self, file: usize, range: &Range<usize>, what: &str) {
        let Some(found) = self.files.get(file) else {
            return;
        };
        let place = Place::of(&found.text, range);
        let (name, line, column) = (visible(&found.name), place.line, place.column);
        let sentence = format!("{name}:{line}:{column}: {}", visible(what));
        let warning = Warning {
            file: name,
            line,
            column,
            sentence,
        };
        self.warnings.push((file, warning));
    }

    /// Warns at the id of a requirement: in the guide that speaks of it, or else where it is written.
    fn warn_at(&mut self, id: &str, in_guide: bool, what: &str) {
        let place = self.files.iter().enumerate().find_map(|(at, found)| {
            let (key, from) = match &found.document {
                Document::Guide(guide) if in_guide => {
                    guide.items.iter().find(|it| it.on == id)?;
                    ("on", 0)
                }
                Document::Checklist(_) if !in_guide => {
                    ("id", start_of(&found.text, "requirements"))
                }
                _ => return None,
            };
            let range = locate_from(&found.text, from, key, id, 0);
            (range.start > 0).then_some((at, range))
        });
        match place {
            Some((at, range)) => self.warn(at, &range, what),
            None if in_guide => self.warn_at(id, false, what),
            None => self.warn(0, &(0..1), what),
        }
    }
}

/// What this file could do better, in its order; of a checklist also what those guides could, which it names.
pub fn lint(found: &Found, guides: &[Found]) -> Vec<Warning> {
    let base = found.base.as_deref();
    let mut linter = Linter {
        files: std::iter::once(found).chain(base).chain(guides).collect(),
        warnings: Vec::new(),
    };
    match &found.document {
        Document::Checklist(checklist) => lint_checklist(&mut linter, checklist, guides),
        Document::Guide(guide) => {
            for item in &guide.items {
                lint_guidance(&mut linter, item);
            }
        }
        _ => {}
    }
    words::lint(&mut linter);
    let mut warnings = linter.warnings;
    warnings.sort_by_key(|(file, warning)| (*file, warning.line, warning.column));
    warnings.into_iter().map(|(_, warning)| warning).collect()
}

fn lint_checklist(linter: &mut Linter<'_>, checklist: &Checklist, guides: &[Found]) {
    let requirements = checklist.requirements.iter();
    let auditable: Vec<&Requirement> = requirements
        .map(|it| &**it)
        .filter(|it| it.is_auditable())
        .collect();
    let is_standard = checklist.kind == ChecklistKind::ManagementSystem;
    let has_words = auditable
        .iter()
        .any(|it| it.aim.is_some() || !it.ask.is_empty());
    if is_standard && !has_words && guides.is_empty() {
        let what = "Nothing says how to audit its requirements; name guides, as in guides: [\"27001-a5\"].";
        let range = locate(linter.text(0), "id", &checklist.id, 0);
        linter.warn(0, &range, what);
    }
    let by_guide = !guides.is_empty() || (is_standard && has_words);
    for requirement in &checklist.requirements {
        lint_requirement(linter, checklist, requirement, by_guide);
        if by_guide && requirement.is_auditable() {
            lint_guidance(linter, &library::guidance(requirement, guides));
        }
    }
    lint_left_out(linter, checklist);
    lint_missing(linter, checklist);
}

fn lint_requirement(
    linter: &mut Linter<'_>,
    checklist: &Checklist,
    requirement: &Requirement,
    by_guide: bool,
) {
    let id = &requirement.id;
    let has_words = !requirement.ask.is_empty() || requirement.aim.is_some();
    if !by_guide && requirement.is_auditable() && has_words && requirement.look.is_empty() {
        let what = format!("\"{id}\" does not say what evidence to look at.");
        linter.warn_at(id, false, &what);
    }
    if checklist.kind == ChecklistKind::Supplier && requirement.is_auditable() {
        if requirement.source.is_none() {
            let what = format!(
                "\"{id}\" does not say what it rests on: contract, policy or good practice."
            );
            linter.warn_at(id, false, &what);
        }
        if requirement.ask.is_empty() && !by_guide {
            let what = format!("\"{id}\" has no question to ask.");
            linter.warn_at(id, false, &what);
        }
    }
    if requirement.knock_out && !requirement.is_auditable() {
        let what = format!("\"{id}\" is a heading, so it cannot fail as a knock-out.");
        linter.warn_at(id, false, &what);
    }
}

/// Whether all is there that an auditor needs in the room.
fn lint_guidance(linter: &mut Linter<'_>, guidance: &Guidance) {
    let id = &guidance.on;
    let mut lacks = Vec::new();
    let mut check = |there: bool, word: &'static str| {
        if !there {
            lacks.push(word);
        }
    };
    check(guidance.aim.is_some(), "aim");
    check(!guidance.ask.is_empty(), "question to ask");
    check(!guidance.look.is_empty(), "evidence to look at");
    check(!guidance.trail.is_empty(), "trail to go on");
    check(
        !guidance.nonconformities.is_empty(),
        "typical nonconformity",
    );
    if !lacks.is_empty() {
        let what = format!("\"{id}\" has no {}.", lacks.join(", no "));
        linter.warn_at(id, true, &what);
    }
    let questions = guidance.ask.len();
    if questions > 0 && !QUESTIONS.contains(&questions) {
        let (least, most) = (QUESTIONS.start(), QUESTIONS.end());
        let questions = counted(questions, "question", "questions");
        let what = format!("\"{id}\" has {questions} to ask; {least} to {most} are good.");
        linter.warn_at(id, true, &what);
    }
    if guidance.ask.iter().any(|it| it.good.is_none()) {
        let what = format!("\"{id}\" has a question that does not say what a good answer holds.");
        linter.warn_at(id, true, &what);
    }
    if guidance.trail.iter().any(|step| step.to == *id) {
        linter.warn_at(
            id,
            true,
            &format!("The trail from \"{id}\" leads back to itself."),
        );
    }
}

/// Clauses of a standard that an extension leaves out.
fn lint_left_out(linter: &mut Linter<'_>, checklist: &Checklist) {
    let base = linter.files.get(1).map(|it| &it.document);
    let Some(Document::Checklist(base)) = base else {
        return;
    };
    if base.kind != ChecklistKind::ManagementSystem {
        return;
    }
    let is_clause = |id: &String| {
        let found = base.requirement(id);
        found.is_some_and(|it| it.kind == RequirementKind::Clause)
    };
    let left_out: Vec<(String, Vec<String>)> = checklist
        .without
        .iter()
        .map(|out| {
            let clauses = out.all.iter().filter(|id| is_clause(id));
            (out.id.clone(), clauses.cloned().collect())
        })
        .collect();
    let short = base.short.clone();
    for (id, clauses) in left_out {
        if !clauses.is_empty() {
            let from = start_of(linter.text(0), "without");
            let range = locate_from(linter.text(0), from, "id", &id, 0);
            let what = format!(
                "{} can never be left out of {short}; plan it for another visit instead.",
                clauses.join(", ")
            );
            linter.warn(0, &range, &what);
        }
    }
}

/// Requirements of a standard that ships with the program and that this checklist leaves out without a word.
fn lint_missing(linter: &mut Linter<'_>, checklist: &Checklist) {
    if checklist.kind != ChecklistKind::ManagementSystem || checklist.extends.is_some() {
        return;
    }
    let shipped = BUILT_IN
        .iter()
        .filter(|(path, text)| read::kind(path, text) == Ok(FileKind::Checklist))
        .filter_map(|(path, text)| match read::document(path, text).ok()? {
            Document::Checklist(it) if it.criterion == checklist.criterion => Some(it),
            _ => None,
        });
    for standard in shipped {
        let missing: Vec<&str> = standard
            .requirements
            .iter()
            .filter(|it| it.is_auditable())
            .map(|it| it.id.as_str())
            .filter(|id| checklist.requirement(id).is_none())
            .collect();
        if !missing.is_empty() {
            let what = format!(
                "{} requirements of {} are not in this checklist: {}.",
                missing.len(),
                standard.short,
                some_of(&missing, 8, ", ")
            );
            let range = locate(linter.text(0), "criterion", checklist.criterion.as_str(), 0);
            linter.warn(0, &range, &what);
        }
    }
}

impl<'a> Linter<'a> {
    /// The text of a file.
    fn text(&self, file: usize) -> &'a str {
        self.files.get(file).map_or("", |it| it.text.as_str())
    }
}
