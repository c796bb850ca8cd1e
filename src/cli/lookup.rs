//! What people type for things of an audit: requirements, labels such as `F3`, people, sessions.
//!
//! What cannot be told is answered by what could be meant. This module must not change anything.

use clap::builder::PossibleValuesParser;

use super::failure::Failure;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Field, Kind, Link};
use crate::checklist::criteria::{Criteria, Resolved, unknown};
use crate::checklist::id::RequirementId;
use crate::text::some_of;

/// How many things that could be meant are named.
const NAMED: usize = 6;

/// The requirement that an id means, and its twins where it means those too.
pub(super) fn requirement(criteria: &Criteria, text: &str) -> Result<Vec<RequirementId>, Failure> {
    match criteria.resolve(text.trim_start_matches('#')) {
        Resolved::One(id) => Ok(vec![id]),
        Resolved::Twins(ids) => Ok(ids),
        Resolved::Ambiguous(ids) => Err(Failure::new(
            format!(
                "{text} means several requirements: {}",
                some_of(&ids, NAMED, " and ")
            ),
            "Write it in full.",
        )),
        Resolved::Unknown => Err(Failure::new(unknown(text), near(criteria, text))),
    }
}

/// All requirements that some ids mean, each once.
pub(super) fn requirements(
    criteria: &Criteria,
    texts: &[String],
) -> Result<Vec<RequirementId>, Failure> {
    let mut all = Vec::new();
    for text in texts.iter().flat_map(|text| text.split([',', ' '])) {
        if text.is_empty() {
            continue;
        }
        for id in requirement(criteria, text)? {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    Ok(all)
}

/// As [`requirement`], without headings: those have no result of their own.
pub(super) fn auditable(criteria: &Criteria, text: &str) -> Result<Vec<RequirementId>, Failure> {
    let ids = requirement(criteria, text)?;
    for id in &ids {
        if criteria.row(id).is_some_and(|row| !row.is_auditable()) {
            let below: Vec<RequirementId> =
                criteria.children(id).map(|row| row.id.clone()).collect();
            return Err(Failure::new(
                format!("{id} is a heading and has no result of its own"),
                format!("Below it: {}", some_of(&below, NAMED, ", ")),
            ));
        }
    }
    Ok(ids)
}

/// What could be meant by an id that there is not.
fn near(criteria: &Criteria, text: &str) -> String {
    let item = text.rsplit_once(':').map_or(text, |(_, item)| item);
    let item = item.to_ascii_uppercase();
    let beginning = |start: &str| {
        let rows = criteria.rows().iter();
        let found = rows.filter(|row| row.id.item().to_ascii_uppercase().starts_with(start));
        found.map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    let control = format!("A.{item}");
    let mut found: Vec<RequirementId> = beginning(&control);
    found.retain(|id| id.item().eq_ignore_ascii_case(&control));
    let mut start = item.as_str();
    while found.is_empty() && !start.is_empty() {
        let shorter = start.char_indices().next_back().map_or(0, |(at, _)| at);
        start = start.get(..shorter).unwrap_or_default();
        if start.trim_end_matches(['A', '.']).is_empty() {
            break;
        }
        found = beginning(start);
    }
    if found.is_empty() {
        let names = criteria.criteria().iter();
        let names: Vec<String> = names.map(|it| it.checklist.id.clone()).collect();
        let name = names.first().map_or("ID", String::as_str);
        return format!("`onsite checklist show {name}` lists the requirements of a checklist.");
    }
    format!("Did you mean {}?", some_of(&found, NAMED, ", "))
}

/// The object that a label means, as `F3`, or `F3/AB` where several people write. An id of 32 digits does too.
pub(super) fn object<'a>(audit: &'a Audit, text: &str) -> Result<&'a Object, Failure> {
    let by_id = text
        .parse::<ObjectId>()
        .ok()
        .and_then(|id| audit.object(id));
    if let Some(object) = audit.by_label(text).or(by_id) {
        return Ok(object);
    }
    let of_somebody = |label: &str| {
        let bare = label.split_once('/').map_or(label, |(bare, _)| bare);
        bare.eq_ignore_ascii_case(text)
    };
    let all = Kind::ALL.iter().flat_map(|kind| audit.objects(*kind));
    let found: Vec<&Object> = all.filter(|it| of_somebody(&audit.label(it))).collect();
    let labels: Vec<String> = found.iter().map(|object| audit.label(object)).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => Err(Failure::new(
            format!("there is no {text} in this audit"),
            last_of(audit, text),
        )),
        _ => Err(Failure::new(
            format!(
                "{text} means several things: {}",
                some_of(&labels, NAMED, " and ")
            ),
            "Write it with the initials of its author.",
        )),
    }
}

/// The last object with the same letter.
fn last_of(audit: &Audit, text: &str) -> String {
    let letter = text.chars().next().map(|c| c.to_ascii_uppercase());
    let kind = Kind::ALL.iter().find(|kind| Some(kind.letter()) == letter);
    let Some(kind) = kind else {
        let letters: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| format!("{} {kind}", kind.letter()))
            .collect();
        return format!("A label is a letter and a number: {}.", letters.join(", "));
    };
    match audit.objects(*kind).next_back() {
        Some(last) => format!("The last {kind} is {}.", audit.label(last)),
        None => format!("There is no {kind} in it yet."),
    }
}

/// The object that a label means, if it is of this kind.
pub(super) fn object_of<'a>(
    audit: &'a Audit,
    kind: Kind,
    text: &str,
) -> Result<&'a Object, Failure> {
    let object = object(audit, text)?;
    if object.kind == kind {
        return Ok(object);
    }
    Err(Failure::new(
        format!("{} is a {}, not a {kind}", audit.label(object), object.kind),
        last_of(audit, &kind.letter().to_string()),
    ))
}

/// What a finding rests on: evidence, samples and notes by their labels.
pub(super) fn supports(audit: &Audit, texts: &[String]) -> Result<Vec<(Link, Subject)>, Failure> {
    let texts = texts.iter().flat_map(|text| text.split([',', ' ']));
    let supports = texts.filter(|text| !text.is_empty()).map(|text| {
        let object = object(audit, text)?;
        let link = match object.kind {
            Kind::Evidence => Link::Evidence,
            Kind::Sample => Link::Sample,
            Kind::Note => Link::Note,
            _ => {
                return Err(Failure::new(
                    format!("{text} is a {}", object.kind),
                    "A finding rests on evidence (E…), samples (P…) and notes (N…).",
                ));
            }
        };
        Ok((link, Subject::Object(object.id)))
    });
    supports.collect()
}

/// A person by label, name or role, whatever the case.
pub(super) fn person<'a>(audit: &'a Audit, text: &str) -> Result<&'a Object, Failure> {
    let same = |person: &&Object| {
        [Field::Name, Field::Role]
            .into_iter()
            .any(|field| audit.text(person, field).to_lowercase() == text.trim().to_lowercase())
    };
    if let Some(person) = audit.standing(Kind::Person).find(same) {
        return Ok(person);
    }
    object_of(audit, Kind::Person, text).map_err(|_no_label| {
        Failure::new(
            format!("there is no person \"{text}\" in this audit"),
            "Enter them first: onsite person AUDIT --role ROLE. A label (W2), name or role means a person.",
        )
    })
}

/// The session that is running: the latest that was started and neither ended nor interrupted.
pub(super) fn running_session(audit: &Audit) -> Option<&Object> {
    crate::audit::session::running(audit).next()
}

/// The session that was asked for by label, none for `none`, the running one where nothing was said.
pub(super) fn session(audit: &Audit, asked: Option<&str>) -> Result<Option<ObjectId>, Failure> {
    match asked {
        Some("none") => Ok(None),
        Some(label) => object_of(audit, Kind::Session, label).map(|session| Some(session.id)),
        None => Ok(running_session(audit).map(|session| session.id)),
    }
}

/// A parser that takes one key of a field's choices.
pub(super) fn one_of(choices: &'static [(&str, &str)]) -> PossibleValuesParser {
    PossibleValuesParser::new(choices.iter().map(|(key, _)| *key))
}

/// As [`one_of`], with a further key.
pub(super) fn one_of_or(
    choices: &'static [(&str, &str)],
    other: &'static str,
) -> PossibleValuesParser {
    let keys = choices.iter().map(|(key, _)| *key);
    PossibleValuesParser::new(keys.chain(std::iter::once(other)))
}
