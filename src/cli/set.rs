//! `onsite set`: sets a field of the audit, of a criterion or of a thing.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::saved::Saved;
use super::work::Writing;
use crate::audit::describe;
use crate::audit::fold::Audit;
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field, FieldKey, FieldSpec, Holds};
use crate::checklist::criteria::Criteria;
use crate::store::load::Loaded;

/// Sets a field: client data, scope, conclusions, recommendation, or a field of a thing
///
/// An empty value clears the field. Where several values were set without knowledge of each other, this one
/// decides between them. A recommendation is given by its key or in words.
///
/// With --json: label, id, entry, on, unlinked; entry is null where the value was the same before.
#[derive(Debug, Args)]
pub(super) struct SetField {
    /// The audit
    audit: PathBuf,
    /// Whose field: audit, a criterion (27001), a label (F3) or a requirement
    subject: String,
    /// The field, as in objectives; a wrong one is answered by all that there are
    field: String,
    /// The value; - for standard input
    value: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl SetField {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let value = Texts::default().read(&self.value)?;
        let mut writing = Writing::begin(&self.audit, author)?;
        let loaded = &writing.loaded;
        let subject = subject(loaded, &self.subject)?;
        let name = describe::name(&loaded.audit, &subject);
        let (key, spec) = field(&loaded.audit, &subject, &name, &self.field)?;
        let value = in_full(&loaded.criteria, &subject, &key, &value);
        if !value.is_empty() && !spec.holds.admits(&value) {
            return Err(Failure::new(
                format!("this cannot be the {} of {name}", spec.label.to_lowercase()),
                format!("Give {}.", wanted(spec.holds)),
            ));
        }
        let Some(change) = writing.at_desk(|desk| desk.set_if_other(&subject, &key, &value)) else {
            writing.finish()?;
            let same = serde_json::json!({
                "label": name, "entry": null, "on": [], "unlinked": [],
            });
            return Done::either(self.json, &same, format!("{name} has this {key} already."));
        };
        let (loaded, entry) = writing.save(vec![change])?;
        let saved = match subject {
            Subject::Object(id) => Saved::object(&loaded, id, entry),
            _ => Saved::named(name, entry),
        };
        saved.done(self.json)
    }
}

/// The subject that a text names.
fn subject(loaded: &Loaded, text: &str) -> Result<Subject, Failure> {
    if text == "audit" {
        return Ok(Subject::Audit);
    }
    let name = text.strip_prefix("criterion/").unwrap_or(text);
    if let Some(criterion) = loaded.criteria.criterion(name) {
        return Ok(Subject::Criterion(criterion.id.clone()));
    }
    let object = lookup::object(&loaded.audit, text);
    if let Ok(object) = object {
        return Ok(Subject::Object(object.id));
    }
    match lookup::auditable(&loaded.criteria, text) {
        Ok(ids) => match ids.as_slice() {
            [id] => Ok(Subject::Requirement(id.clone())),
            _ => Err(Failure::new(
                format!("{text} is a clause of several standards"),
                "Write it in full, as in 27001:5.2.",
            )),
        },
        Err(_) => Err(Failure::new(
            format!("there is no {text} in this audit"),
            format!(
                "Name audit, {}, a label such as F3, or a requirement.",
                loaded
                    .criteria
                    .criteria()
                    .iter()
                    .map(|it| it.id.to_string())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        )),
    }
}

/// The field of a subject with this key, if it may be set so.
fn field(
    audit: &Audit,
    subject: &Subject,
    name: &str,
    text: &str,
) -> Result<(FieldKey, &'static FieldSpec), Failure> {
    let fields = match subject {
        Subject::Object(id) => audit.object(*id).map(|object| object.kind.fields()),
        other => schema::fields_of(other),
    };
    let fields = fields.unwrap_or_default();
    let key = text.parse::<FieldKey>().ok();
    let found = key.and_then(|key| schema::find(fields, &key).map(|spec| (key, spec)));
    let Some((key, spec)) = found else {
        let keys = fields
            .iter()
            .filter(|spec| elsewhere(subject, spec.field).is_none());
        let keys: Vec<String> = keys
            .map(|spec| {
                let of = if spec.per_criterion { "@CRITERION" } else { "" };
                format!("{}{of}", spec.field)
            })
            .collect();
        return Err(Failure::new(
            format!("{name} has no field {text}"),
            format!("Its fields are {}.", keys.join(", ")),
        ));
    };
    match elsewhere(subject, spec.field) {
        Some(next) => Err(Failure::new(format!("{text} is not set in this way"), next)),
        None => Ok((key, spec)),
    }
}

/// Where a field is set that must not be set by itself.
fn elsewhere(subject: &Subject, field: Field) -> Option<&'static str> {
    match (subject, field) {
        (Subject::Criterion(_), Field::Checklist | Field::Profile | Field::Grading) => {
            Some("What an audit is held against is chosen when it is made: onsite new.")
        }
        (Subject::Requirement(_), Field::Result) => Some("Use: onsite result AUDIT ID RESULT"),
        (Subject::Requirement(_), Field::Planned) => Some("Use: onsite plan AUDIT ID VISIT"),
        (Subject::Object(_), Field::Withdrawn) => {
            Some("Use: onsite withdraw AUDIT LABEL --reason TEXT")
        }
        (Subject::Object(_), Field::File | Field::FileName) => {
            Some("Use: onsite evidence AUDIT --file PATH")
        }
        _ => None,
    }
}

/// The words of a recommendation that was given by its key.
fn in_full(criteria: &Criteria, subject: &Subject, key: &FieldKey, value: &str) -> String {
    let Subject::Criterion(id) = subject else {
        return value.to_owned();
    };
    let known = criteria
        .criterion(id.as_str())
        .filter(|_| key.field == Field::Recommendation);
    let known = known.and_then(|criterion| {
        criterion
            .profile
            .recommendations
            .iter()
            .find(|one| one.key == value)
    });
    known.map_or_else(|| value.to_owned(), |one| one.text.clone())
}

/// What a field may hold, in words.
fn wanted(holds: Holds) -> String {
    match holds {
        Holds::Line | Holds::Text => "text".to_owned(),
        Holds::Number => "a whole number".to_owned(),
        Holds::Day => "a day, as in 2026-06-14".to_owned(),
        Holds::Moment => "a time with its offset, as in 2026-06-14T13:50:00+02:00".to_owned(),
        Holds::Choice(choices) => {
            let keys: Vec<&str> = choices.iter().map(|(key, _)| *key).collect();
            format!("one of {}", keys.join(", "))
        }
        Holds::Marks => "a letter for each attribute: y, n, x or .".to_owned(),
        Holds::Digest => "a SHA-256 in lower-case hexadecimal digits".to_owned(),
    }
}
