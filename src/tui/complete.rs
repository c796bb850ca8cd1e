//! Completing links in a note from what the audit already knows.
//!
//! It never gets in the way: nothing is inserted without Tab, and what isn't known stays as typed. This module
//! must not know how candidates are shown.

use std::cmp::Reverse;

use super::form::Slot;
use super::model::{Model, Room};
use crate::audit::id::Subject;
use crate::audit::schema::{Field, Kind, Link};
use crate::checklist::criteria::Row;

/// The most candidates that are offered.
const OFFERED: usize = 6;
/// How many of the latest notes are searched for a word.
const NOTES_SEARCHED: usize = 500;
/// The fewest letters of a word that is looked for in guides.
const WORD: usize = 4;

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

/// What a word could become, and what helps to tell it from others: a title where it was found by one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    insert: String,
    about: String,
}

/// What the word at the cursor could become, best first, as it is shown.
pub fn candidates(room: &Room) -> Vec<String> {
    let found = word(room).map_or_else(Vec::new, |word| of_word(room, &word));
    let shown = found.into_iter().map(|candidate| {
        if candidate.about.is_empty() {
            candidate.insert
        } else {
            format!("{} {}", candidate.insert, candidate.about)
        }
    });
    shown.collect()
}

fn of_word(room: &Room, word: &str) -> Vec<Candidate> {
    let mut chars = word.chars();
    let sign = chars.next();
    let typed = chars.as_str().to_lowercase();
    let mut found = match sign {
        Some('#') => requirements(room, &typed),
        Some('@') => people(room, &typed),
        Some('+') => documents(room, &typed),
        _ => return Vec::new(),
    };
    let mut known: Vec<String> = Vec::new();
    found.retain(|candidate| {
        let new = !known.contains(&candidate.insert);
        known.push(candidate.insert.clone());
        new
    });
    found.truncate(OFFERED);
    found
}

/// Requirements whose id begins with what was typed, then those whose title has its words, those whose notes have
/// them, and those of which the checklist or its guides say them. Several words are typed with a hyphen between:
/// `#access-review`.
fn requirements(room: &Room, typed: &str) -> Vec<Candidate> {
    let starts = |id: &str| id.to_lowercase().starts_with(typed);
    let rows = room.criteria.auditable();
    let by_id = rows.filter_map(|row| {
        // Who types the criterion means this one, and not its twins.
        let insert = if starts(row.id.item()) {
            room.short_of_line(row)
        } else {
            row.id.as_str()
        };
        starts(insert).then(|| Candidate {
            insert: format!("#{insert}"),
            about: String::new(),
        })
    });
    let mut found: Vec<Candidate> = by_id.collect();
    let words: Vec<&str> = typed.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return found;
    }
    // No further than what is offered: there are hundreds of requirements.
    for by in [by_title, by_notes, by_guidance] {
        if found.len() < OFFERED {
            found.extend(by(room, &words));
        }
    }
    found
}

fn by_title(room: &Room, words: &[&str]) -> Vec<Candidate> {
    let has = |row: &&Row| {
        let title = row.requirement.title.to_lowercase();
        words.iter().all(|word| title.contains(word))
    };
    let rows = room.criteria.auditable().filter(has);
    rows.map(|row| titled(room, row)).collect()
}

/// The requirements of which most is said in these words. Of a word that is hardly begun, too much is said.
fn by_guidance(room: &Room, words: &[&str]) -> Vec<Candidate> {
    if words.iter().any(|word| word.chars().count() < WORD) {
        return Vec::new();
    }
    let rows = room.criteria.auditable();
    let mut found: Vec<(usize, &Row)> = rows
        .filter_map(|row| {
            let said = room.criteria.words(&row.id);
            let begins = |(at, _): &(usize, &str)| {
                let before = said
                    .get(..*at)
                    .and_then(|before| before.chars().next_back());
                !before.is_some_and(char::is_alphanumeric)
            };
            let times = words
                .iter()
                .map(|word| said.match_indices(word).filter(begins).count());
            let least = times.min().filter(|times| *times > 0)?;
            Some((least, row))
        })
        .collect();
    found.sort_by_key(|(times, _)| Reverse(*times));
    let best = found.into_iter().take(OFFERED);
    best.map(|(_, row)| titled(room, row)).collect()
}

/// A requirement that was found by words: its title says what was found.
fn titled(room: &Room, row: &Row) -> Candidate {
    Candidate {
        insert: format!("#{}", room.short_of_line(row)),
        about: row.requirement.title.clone(),
    }
}

/// Requirements whose notes have the words: what was filed there once is found there again, the latest first.
fn by_notes(room: &Room, words: &[&str]) -> Vec<Candidate> {
    let notes = room.audit.standing(Kind::Note).rev().take(NOTES_SEARCHED);
    let with = notes.filter(|note| {
        let text = room.audit.text(note, Field::Text).to_lowercase();
        words.iter().all(|word| text.contains(word))
    });
    let on = with.flat_map(|note| room.audit.links(note, Link::On));
    let candidates = on.filter_map(|to| match to {
        Subject::Requirement(id) => Some(titled(room, room.criteria.row(id)?)),
        _ => None,
    });
    candidates.take(OFFERED * OFFERED).collect()
}

/// People whose role or name has what was typed; the role is put in, since a role is what a report shows.
fn people(room: &Room, typed: &str) -> Vec<Candidate> {
    let people = room.audit.standing(Kind::Person);
    let found = people.filter_map(|person| {
        let dashed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("-");
        let name = dashed(room.audit.text(person, Field::Name));
        let role = dashed(room.audit.text(person, Field::Role));
        let has = |text: &str| text.to_lowercase().contains(typed);
        // By role, unless names are shown.
        let named = role.is_empty() && room.names;
        let insert = if named { &name } else { &role };
        let by_name = !has(insert) && has(&name);
        (!insert.is_empty() && (has(insert) || by_name)).then(|| Candidate {
            insert: format!("@{insert}"),
            about: if by_name && room.names {
                name.clone()
            } else {
                String::new()
            },
        })
    });
    found.collect()
}

/// Documents by their id or title, samples by what they are drawn from, the latest first. What has no id that can
/// be typed in one word is named by its label: `+E4`, `+P2`.
fn documents(room: &Room, typed: &str) -> Vec<Candidate> {
    let words: Vec<&str> = typed.split('-').filter(|word| !word.is_empty()).collect();
    let has = |text: &str| {
        let text = text.to_lowercase();
        text.contains(typed) || !words.is_empty() && words.iter().all(|word| text.contains(word))
    };
    let text = |object, field| room.audit.text(object, field);
    let documents = room.audit.standing(Kind::Evidence).rev();
    let documents = documents.filter_map(|document| {
        let reference = text(document, Field::Reference);
        let title = text(document, Field::Title);
        let label = room.audit.label(document);
        let insert = if reference.is_empty() || reference.contains(char::is_whitespace) {
            label.clone()
        } else {
            let version = text(document, Field::Version);
            format!("{reference} {version}").trim_end().to_owned()
        };
        let by_id = has(&insert);
        let titled = title != reference;
        (by_id || has(title) || has(&label)).then(|| Candidate {
            about: if by_id && insert != label || !titled {
                String::new()
            } else {
                title.to_owned()
            },
            insert: format!("+{insert}"),
        })
    });
    let samples = room.audit.standing(Kind::Sample).rev();
    let samples = samples.filter_map(|sample| {
        let population = text(sample, Field::Population);
        let label = room.audit.label(sample);
        (has(population) || has(&label)).then(|| Candidate {
            insert: format!("+{label}"),
            about: population.to_owned(),
        })
    });
    documents.chain(samples).collect()
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
            model.done(
                "Tab completes #requirement, @person, +document and +sample, by id or by words.",
            );
            return;
        };
        let candidates: Vec<String> = of_word(room, &typed)
            .into_iter()
            .map(|candidate| candidate.insert)
            .collect();
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
