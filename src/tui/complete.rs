//! Completing links in a note from what the audit already knows.
//!
//! It never gets in the way: nothing is inserted without Tab, and what isn't known stays as typed. This module
//! must not know how candidates are shown.

use super::form::Slot;
use super::model::{Model, Room};
use crate::audit::schema::{Field, Kind};

/// The most candidates that are offered.
const OFFERED: usize = 6;

/// A completion that Tab goes round in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What was typed.
    typed: String,
    /// What it could become.
    candidates: Vec<String>,
    /// Which candidate stands in the text.
    at: usize,
}

/// The word with a sign (`#`, `@`, `+`) that the cursor stands at the end of.
fn word(room: &Room) -> Option<String> {
    let form = room.form().filter(|form| form.is_note())?;
    let field = form.fields.iter().find(|field| field.slot == Slot::Words)?;
    let before = field.editor.before_cursor();
    let word = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let word = word.trim_start_matches(['!', '?']);
    word.starts_with(['#', '@', '+']).then(|| word.to_owned())
}

/// What the word at the cursor could become, best first.
pub fn candidates(room: &Room) -> Vec<String> {
    word(room).map_or_else(Vec::new, |word| of_word(room, &word))
}

fn of_word(room: &Room, word: &str) -> Vec<String> {
    let mut chars = word.chars();
    let sign = chars.next();
    let typed = chars.as_str().to_lowercase();
    let known: Vec<String> = match sign {
        Some('#') => return requirements(room, &typed),
        Some('@') => people(room),
        Some('+') => documents(room),
        _ => return Vec::new(),
    };
    let fitting = known
        .into_iter()
        .filter(|name| name.to_lowercase().contains(&typed));
    let mut fitting: Vec<String> = fitting
        .map(|name| format!("{}{name}", sign.unwrap_or_default()))
        .collect();
    fitting.dedup();
    fitting.truncate(OFFERED);
    fitting
}

/// Requirements whose id begins with what was typed, then those whose title has it.
fn requirements(room: &Room, typed: &str) -> Vec<String> {
    let rows = || room.criteria.auditable();
    let by_id = rows().filter(|row| {
        let id = row.id.as_str().to_lowercase();
        row.id.item().to_lowercase().starts_with(typed) || id.starts_with(typed)
    });
    let by_title = rows()
        .filter(|row| !typed.is_empty() && row.requirement.title.to_lowercase().contains(typed));
    let mut found: Vec<String> = Vec::new();
    for row in by_id.chain(by_title) {
        let id = format!("#{}", room.criteria.short(&row.id));
        if !found.contains(&id) {
            found.push(id);
        }
        if found.len() == OFFERED {
            break;
        }
    }
    found
}

fn people(room: &Room) -> Vec<String> {
    let people = room.audit.standing(Kind::Person);
    let name = |person| {
        let role = room.audit.text(person, Field::Role);
        let name = match role {
            "" if room.names => room.audit.text(person, Field::Name),
            role => role,
        };
        name.split_whitespace().collect::<Vec<_>>().join("-")
    };
    people.map(name).filter(|name| !name.is_empty()).collect()
}

fn documents(room: &Room) -> Vec<String> {
    let documents = room.audit.standing(Kind::Evidence).rev();
    let name = |document| {
        let text = |field| room.audit.text(document, field);
        let version = text(Field::Version);
        let version = if version.is_empty() {
            String::new()
        } else {
            format!(" {version}")
        };
        (!text(Field::Reference).is_empty()).then(|| format!("{}{version}", text(Field::Reference)))
    };
    documents.filter_map(name).collect()
}

/// Puts the next candidate into the text.
pub fn next(model: &mut Model) {
    let ms = model.ms;
    let Some(room) = model.room.as_deref_mut() else {
        return;
    };
    let (replaced, completion) = if let Some(mut round) = room.completion.take() {
        let replaced = round.candidates.get(round.at).cloned().unwrap_or_default();
        round.at = (round.at + 1) % round.candidates.len().max(1);
        (replaced, round)
    } else {
        let Some(typed) = word(room) else {
            model.done("Tab completes #requirement, @person and +document.");
            return;
        };
        let candidates = of_word(room, &typed);
        if candidates.is_empty() {
            model.done(format!(
                "Nothing known begins like {typed}; it can stay as it is."
            ));
            return;
        }
        (
            typed.clone(),
            Completion {
                typed,
                candidates,
                at: 0,
            },
        )
    };
    let with = completion
        .candidates
        .get(completion.at)
        .cloned()
        .unwrap_or_else(|| completion.typed.clone());
    if let Some(form) = room.form_mut() {
        if let Some(field) = form.field_mut() {
            field.editor.complete(replaced.len(), &with);
        }
        form.unsaved_since = form.unsaved_since.or(Some(ms));
    }
    room.completion = Some(completion);
}

/// Ends a round of completing.
pub fn forget(model: &mut Model) {
    if let Some(room) = model.room.as_deref_mut() {
        room.completion = None;
    }
}
