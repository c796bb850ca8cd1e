//! One sentence for an entry, said when it is saved, pending, undone.
//!
//! This module must not know where the sentence is shown.

use super::entry::{Change, Entry, Moment};
use super::fold::Audit;
use super::id::{EntryId, Subject};
use super::schema::{self, Field, FieldKey, FieldSpec, Kind, Link};

/// The longest piece of somebody's own words in a sentence, in characters.
const QUOTE: usize = 40;

/// Says what an entry changes, without a full stop: `27001:A.8.13 does not conform`.
pub fn entry(audit: &Audit, entry: &Entry) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut changes: Vec<&Change> = entry.changes.iter().collect();
    changes.sort_by_key(|change| rank(change));
    for change in changes {
        let sentence = self::change(audit, change);
        if !sentence.is_empty() && !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    match said.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] if rest.len() == 1 => format!("{first}; {}", rest.join("; ")),
        [first, rest @ ..] => format!("{first} and {} more changes", rest.len()),
    }
}

/// What an entry is mainly about comes first: a session before the people who came with it.
fn rank(change: &Change) -> u8 {
    match change {
        Change::Add(add) => match add.kind {
            Kind::Session | Kind::Finding | Kind::Note | Kind::Trail => 0,
            Kind::Sample | Kind::Evidence => 1,
            Kind::Item | Kind::Person | Kind::Site | Kind::Point => 2,
        },
        _ => 0,
    }
}

/// Says what an entry that was applied changed.
pub fn applied(audit: &Audit, id: EntryId) -> String {
    if let Some(target) = audit.undoes(id) {
        return format!("undo of: {}", applied(audit, target));
    }
    let Some(subject) = audit.subject_of(id) else {
        return "an entry".to_owned();
    };
    let values = audit.values_set_by(id);
    if let Subject::Object(object) = &subject
        && let Some(object) = audit.object(*object)
        && audit.made_by(object) == id
    {
        let on: Vec<String> = audit
            .links_made_by(id)
            .iter()
            .filter(|(l, _)| *l == Link::On)
            .map(|(_, to)| to.to_string())
            .collect();
        return made(object.kind, &values, &on);
    }
    if let Some((key, value)) = values.first() {
        let said = set(audit, &subject, key, value);
        return match audit.subjects_behind(id).len() {
            0 | 1 => said,
            several => format!("{said} and {} more", several - 1),
        };
    }
    match audit.links_made_by(id).first() {
        Some((_, to)) => format!("{} linked to {}", name(audit, &subject), name(audit, to)),
        None => format!("a link of {}", name(audit, &subject)),
    }
}

fn change(audit: &Audit, change: &Change) -> String {
    match change {
        Change::Add(add) => {
            let values: Vec<(FieldKey, &str)> = add
                .fields
                .iter()
                .map(|(key, value)| (key.clone(), value.as_str()))
                .collect();
            let on: Vec<String> = add
                .links
                .get(&Link::On)
                .map(|to| to.iter().map(ToString::to_string).collect())
                .unwrap_or_default();
            made(add.kind, &values, &on)
        }
        Change::Set(change) => set(audit, &change.of, &change.field, &change.value),
        Change::Link(link) => format!(
            "{} linked to {}",
            name(audit, &link.of.into()),
            name(audit, &link.to)
        ),
        Change::Unlink(link) => {
            format!(
                "{} no longer linked to {}",
                name(audit, &link.of.into()),
                name(audit, &link.to)
            )
        }
        Change::Undo(undo) => format!("undo of: {}", applied(audit, undo.entry)),
        Change::Strike(strike) => format!("line {} of a log struck: {}", strike.n, strike.ground),
        Change::TailNoted(tail) => format!("a torn tail of {} bytes accepted", tail.length),
        Change::SignedOff(signed) => format!("sign-off {} ({})", signed.number, signed.kind),
    }
}

fn made(kind: Kind, values: &[(FieldKey, &str)], on: &[String]) -> String {
    let of = |field: Field| {
        values
            .iter()
            .find(|(key, _)| key.field == field)
            .map_or("", |(_, value)| *value)
    };
    let words = [
        Field::Text,
        Field::Title,
        Field::Statement,
        Field::Population,
        Field::Label,
        Field::Name,
        Field::Role,
    ]
    .into_iter()
    .map(of)
    .find(|value| !value.is_empty())
    .unwrap_or_default();
    let kind = match (kind, of(Field::Mode)) {
        (Kind::Note, "to-do") => "to-do".to_owned(),
        (Kind::Note, "remark") => "remark".to_owned(),
        (Kind::Point, _) => "brought up".to_owned(),
        _ => kind.to_string(),
    };
    let about = if on.is_empty() {
        String::new()
    } else {
        format!(" on {}", on.join(", "))
    };
    if words.is_empty() {
        format!("{kind}{about}")
    } else {
        format!("{kind}{about}: {}", quote(words))
    }
}

fn set(audit: &Audit, subject: &Subject, key: &FieldKey, value: &str) -> String {
    let name = match subject {
        Subject::Object(id) => match audit.object(*id) {
            // An item is known by its own name, not by its number.
            Some(item) if item.kind == Kind::Item => quote(audit.text(item, Field::Label)),
            _ => name(audit, subject),
        },
        _ => name(audit, subject),
    };
    let spec = spec(audit, subject, key);
    match (key.field, value) {
        (Field::Withdrawn, reason) if !reason.is_empty() => {
            format!("{name} withdrawn: {}", quote(reason))
        }
        (Field::Marks, marks) => {
            let spaced: Vec<String> = marks.chars().map(String::from).collect();
            format!("{name}: {}", spaced.join(" "))
        }
        (Field::Result | Field::Ended, "") => format!("{name} is open again"),
        (Field::Result, result) => format!(
            "{name} {}",
            spec.map_or(result, |spec| spec.holds.word(result))
        ),
        (Field::Planned, "") => format!("{name}: as the profile plans it"),
        (Field::Planned, planned) => {
            format!(
                "{name}: {}",
                spec.map_or(planned, |spec| spec.holds.word(planned))
            )
        }
        (Field::Started, time) if !time.is_empty() => format!("{name} began {}", clock(time)),
        (Field::Ended, _) if audit.value(subject, &Field::Started.into()).is_empty() => {
            format!("{name} called off")
        }
        (Field::Ended, time) => format!("{name} ended {}", clock(time)),
        (Field::Paused, "") => format!("{name} goes on"),
        (Field::Paused, time) => format!("{name} interrupted at {}", clock(time)),
        (_, value) => {
            let label = spec.map_or_else(|| key.to_string(), |spec| spec.label.to_lowercase());
            let label = key
                .criterion
                .as_ref()
                .map_or_else(|| label.clone(), |of| format!("{label} ({of})"));
            let value = spec.map_or(value, |spec| spec.holds.word(value));
            if value.is_empty() {
                format!("{name}: {label} cleared")
            } else {
                format!("{name}: {label} “{}”", quote(value))
            }
        }
    }
}

/// The time of the clock in a moment; the text itself where it is none.
fn clock(time: &str) -> String {
    Moment::parse_from_rfc3339(time)
        .map_or_else(|_| time.to_owned(), |time| time.format("%H:%M").to_string())
}

fn spec(audit: &Audit, subject: &Subject, key: &FieldKey) -> Option<&'static FieldSpec> {
    let fields = match subject {
        Subject::Object(id) => audit.object(*id)?.kind.fields(),
        other => schema::fields_of(other)?,
    };
    schema::find(fields, key)
}

/// The short name of a subject.
pub fn name(audit: &Audit, subject: &Subject) -> String {
    match subject {
        Subject::Audit => "the audit".to_owned(),
        Subject::Criterion(id) => id.to_string(),
        Subject::Requirement(id) => id.to_string(),
        Subject::Object(id) => audit
            .object(*id)
            .map_or_else(|| "an object".to_owned(), |object| audit.label(object)),
    }
}

/// The beginning of a text, on one line.
pub fn quote(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut quoted = String::new();
    for word in words.by_ref() {
        let longer = quoted.chars().count() + word.chars().count() + 1 > QUOTE;
        if longer && !quoted.is_empty() {
            quoted.push('…');
            return quoted;
        }
        if !quoted.is_empty() {
            quoted.push(' ');
        }
        if longer {
            quoted.extend(word.chars().take(QUOTE));
            quoted.push('…');
            return quoted;
        }
        quoted.push_str(word);
    }
    quoted
}
