//! Reading the sessions of an audit plan from a CSV file, for `onsite plan --sessions`.
//!
//! This module must not know how a cell is read.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::table::{Asked, NEXT};
use super::work::Writing;
use super::{brief, input, print, table, time};
use crate::audit::id::EntryId;
use crate::audit::plan::{self, Compared};
use crate::cells::Refusal;
use crate::text::counted;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answer {
    added: Vec<Added>,
    people: usize,
    known: usize,
    differs: Vec<Differs>,
    unread: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<EntryId>,
    dry_run: bool,
}

#[derive(Serialize)]
struct Added {
    line: usize,
    from: NaiveDateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

#[derive(Serialize)]
struct Differs {
    label: String,
    field: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

/// Reads the sessions of a file into an audit. Texts stand in the answer where they are shown.
pub(super) fn read(asked: Asked<'_>, show: bool, author: Option<String>) -> Result<Done, Failure> {
    let bytes = input::bytes(asked.file)?;
    let refused = |refusals: Vec<Refusal>| table::refused(asked.file, &refusals, NEXT);
    let mut writing = Writing::begin(asked.audit, author)?;
    let plan = plan::read(&bytes, &writing.loaded.criteria).map_err(refused)?;
    let compared = writing
        .at_desk(|desk| plan::compare(desk, &plan, &time::local))
        .map_err(refused)?;
    for column in &plan.unread {
        print::warning(&format!(
            "the column \"{column}\" means nothing here; it was not read"
        ));
    }
    let mut answer = answer(&compared, plan.unread, show, asked.dry_run);
    answer.entry = asked.enter(writing, compared.changes)?;
    let text = text(&answer);
    Done::either(asked.json, &answer, text)
}

fn answer(compared: &Compared, unread: Vec<String>, show: bool, dry_run: bool) -> Answer {
    let shown = |text: &str| show.then(|| text.to_owned());
    let added = compared.added.iter().map(|session| Added {
        line: session.line,
        from: session.from,
        title: shown(&session.title),
    });
    let differs = compared.differs.iter().map(|it| Differs {
        label: it.label.clone(),
        field: it.what,
        audit: shown(&it.audit),
        file: shown(&it.file),
    });
    Answer {
        added: added.collect(),
        people: compared.people.len(),
        known: compared.known,
        differs: differs.collect(),
        unread,
        entry: None,
        dry_run,
    }
}

fn text(answer: &Answer) -> String {
    let mut lines = Vec::new();
    for it in &answer.added {
        let title = it.title.as_deref().unwrap_or_default();
        let line = format!(
            "line {:>3}  {}  {title}",
            it.line,
            it.from.format("%Y-%m-%d %H:%M")
        );
        lines.push(line.trim_end().to_owned());
    }
    for it in &answer.differs {
        let (label, field) = (&it.label, it.field.to_lowercase());
        lines.push(match (&it.audit, &it.file) {
            (Some(audit), Some(file)) => {
                format!("{label} differs in “{field}”: the audit has “{audit}”, the file “{file}”")
            }
            _ => format!("{label} differs in “{field}”"),
        });
    }
    let sessions = counted(answer.added.len(), "session", "sessions");
    let people = counted(answer.people, "person", "people");
    let known = answer.known;
    lines.push(match answer.entry {
        Some(entry) => {
            let entry = brief::short(entry);
            format!("{sessions} and {people} are saved (entry {entry}); {known} were there already.")
        }
        None if answer.dry_run => {
            format!("{sessions} and {people} would be entered; {known} are there already. Nothing was entered.")
        }
        None => format!("{known} were there already. Nothing was entered."),
    });
    lines.join("\n")
}
