//! What a sound checklist could do better. Each warning is a plain sentence with its place.
//!
//! This module must not know where the checklist is kept.

use std::collections::HashMap;

use super::library;
use super::model::{Checklist, ChecklistKind, Requirement};
use super::read::{self, Document};
use super::refusal::Place;
use super::texts::{Texts, locate};
use super::value::visible;

/// The most characters of a question that can be read out at one go.
const LONG_QUESTION: usize = 200;
/// The most characters of any other text that can be taken in at a glance.
const LONG_TEXT: usize = 320;
/// Fewer words than this are not a sentence that somebody copied by mistake.
const SENTENCE_WORDS: usize = 5;

/// Words with which a question begins that can be answered by yes or no.
const CLOSED: &[&str] = &[
    "am", "are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "must",
    "shall", "should", "was", "were", "will", "would",
];

/// Something that a checklist could do better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// `file:line:column:` and a sentence.
    pub sentence: String,
}

struct Linter<'a> {
    file: &'a str,
    text: &'a str,
    warnings: Vec<Warning>,
}

impl Linter<'_> {
    fn warn(&mut self, range: &std::ops::Range<usize>, what: &str) {
        let place = Place::of(self.text, range);
        self.warnings.push(Warning {
            line: place.line,
            column: place.column,
            sentence: format!(
                "{}:{}:{}: {}",
                visible(self.file),
                place.line,
                place.column,
                visible(what)
            ),
        });
    }

    fn warn_at_id(&mut self, id: &str, own_id: &str, what: &str) {
        // The checklist's own id stands before those of its requirements.
        let nth = usize::from(id == own_id);
        let range = locate(self.text, "id", id, nth);
        self.warn(&range, what);
    }
}

/// What this checklist could do better, in the order of the file.
pub fn lint(file: &str, text: &str, checklist: &Checklist) -> Vec<Warning> {
    let mut linter = Linter {
        file,
        text,
        warnings: Vec::new(),
    };
    for requirement in &checklist.requirements {
        lint_requirement(&mut linter, checklist, requirement);
    }
    lint_texts(&mut linter);
    lint_missing(&mut linter, checklist);
    let mut warnings = linter.warnings;
    warnings.sort_by_key(|warning| (warning.line, warning.column));
    warnings
}

fn lint_requirement(linter: &mut Linter<'_>, checklist: &Checklist, requirement: &Requirement) {
    let id = &requirement.id;
    let has_words = !requirement.ask.is_empty() || requirement.aim.is_some();
    if requirement.is_auditable() && has_words && requirement.look.is_empty() {
        let what = format!("\"{id}\" does not say what evidence to look at.");
        linter.warn_at_id(id, &checklist.id, &what);
    }
    if checklist.kind == ChecklistKind::Supplier && requirement.is_auditable() {
        if requirement.source.is_none() {
            let what = format!(
                "\"{id}\" does not say what it rests on: contract, policy or good practice."
            );
            linter.warn_at_id(id, &checklist.id, &what);
        }
        if requirement.ask.is_empty() {
            let what = format!("\"{id}\" has no question to ask.");
            linter.warn_at_id(id, &checklist.id, &what);
        }
    }
    if requirement.knock_out && !requirement.is_auditable() {
        let what = format!("\"{id}\" is a heading, so it cannot fail as a knock-out.");
        linter.warn_at_id(id, &checklist.id, &what);
    }
}

/// Texts by themselves: closed questions, overlong and repeated ones.
fn lint_texts(linter: &mut Linter<'_>) {
    let mut first_lines: HashMap<&str, usize> = HashMap::new();
    let text = linter.text;
    let mut line = 1;
    let mut counted = 0;
    for found in Texts::new(text) {
        line += text
            .get(counted..found.range.start)
            .map_or(0, |between| between.matches('\n').count());
        counted = found.range.start;
        let length = found.value.chars().count();
        let most = if found.key == "ask" {
            LONG_QUESTION
        } else {
            LONG_TEXT
        };
        if length > most && found.key != "about" {
            let what =
                format!("This text has {length} characters; more than {most} are hard to take in.");
            linter.warn(&found.range, &what);
        }
        if found.key == "ask" && is_closed(found.value) {
            linter.warn(
                &found.range,
                "This question can be answered by yes or no; ask how, what, who or when.",
            );
        }
        if !matches!(found.key, "ask" | "good" | "aim" | "what") {
            continue;
        }
        if found.value.split_whitespace().count() >= SENTENCE_WORDS {
            match first_lines.get(found.value) {
                Some(first) => {
                    let what = format!("This text stands in line {first} already.");
                    linter.warn(&found.range, &what);
                }
                None => {
                    first_lines.insert(found.value, line);
                }
            }
        }
    }
}

/// Whether a question can be answered by yes or no.
fn is_closed(question: &str) -> bool {
    let last = question.rsplit(['.', ';', ':']).next().unwrap_or(question);
    let first = last.split_whitespace().next().unwrap_or_default();
    last.trim_end().ends_with('?') && CLOSED.contains(&first.to_ascii_lowercase().as_str())
}

/// Requirements of a standard that ships with the program and that this checklist leaves out.
fn lint_missing(linter: &mut Linter<'_>, checklist: &Checklist) {
    if checklist.kind != ChecklistKind::ManagementSystem {
        return;
    }
    let shipped = library::BUILT_IN.iter().filter_map(|(path, text)| {
        match read::document(path, text).ok()? {
            Document::Checklist(it) if it.criterion == checklist.criterion => Some(it),
            _ => None,
        }
    });
    for standard in shipped {
        let missing: Vec<&str> = standard
            .requirements
            .iter()
            .filter(|it| it.is_auditable())
            .map(|it| it.id.as_str())
            .filter(|id| !checklist.requirements.iter().any(|own| own.id == *id))
            .collect();
        let shown = missing
            .iter()
            .take(8)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match missing.len().saturating_sub(8) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        if !missing.is_empty() {
            let what = format!(
                "{} requirements of {} are not in this checklist: {shown}{more}.",
                missing.len(),
                standard.short
            );
            let range = locate(linter.text, "criterion", checklist.criterion.as_str(), 0);
            linter.warn(&range, &what);
        }
    }
}
