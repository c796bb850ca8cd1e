//! A plan against what the audit has: which of its sessions are new, which are there already, and in what those
//! differ.
//!
//! What is there is never changed by reading a plan; it is told. This module must not know how.

use chrono::NaiveDateTime;

use super::{Plan, Session};
use crate::audit::act::Desk;
use crate::audit::entry::{Add, Change, Moment};
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::roster::{self, Alone};
use crate::audit::schema::{self, Field, FieldSpec, Kind, Link};
use crate::audit::session::{self, Times};
use crate::cells::Refusal;

/// A session that is there already and differs from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// Its label.
    pub label: String,
    /// In what it differs: the name of the field.
    pub what: &'static str,
    /// What the audit has.
    pub audit: String,
    /// What the file has.
    pub file: String,
}

/// What reading a plan would do.
#[derive(Debug, Default)]
pub struct Compared {
    /// What is to be entered, as one entry.
    pub changes: Vec<Change>,
    /// The sessions that are new.
    pub added: Vec<Session>,
    /// People that are new, by role.
    pub people: Vec<String>,
    /// How many sessions are there already.
    pub known: usize,
    /// In what those differ.
    pub differs: Vec<Differs>,
}

/// Compares a plan with the audit. `local` gives the moment of a time of the clock on the wall, none where the
/// clock skips it.
///
/// # Errors
/// Times that the clock skips.
pub fn compare(
    desk: &mut Desk<'_>,
    plan: &Plan,
    local: &dyn Fn(NaiveDateTime) -> Option<Moment>,
) -> Result<Compared, Vec<Refusal>> {
    let mut compared = Compared::default();
    let mut refusals = Vec::new();
    let (mut people, mut sessions) = (Vec::new(), Vec::new());
    for planned in &plan.sessions {
        if let Some(known) = known(desk, planned) {
            compared.known += 1;
            differences(desk, known, planned, &mut compared.differs);
            continue;
        }
        let moment = |time: NaiveDateTime| local(time).map(|moment| moment.to_rfc3339());
        let (from, until) = (moment(planned.from), planned.until.map(moment));
        let (Some(from), Some(until)) = (from, until.unwrap_or_else(|| Some(String::new()))) else {
            refusals.push(Refusal {
                line: planned.line,
                column: 1,
                what: "the clock is put forward on that day, and skips this time".to_owned(),
                next: "Plan it an hour later.".to_owned(),
            });
            continue;
        };
        let present = roster::people(desk, &planned.people.join("\n"), Alone::Role, &mut people);
        let id = desk.object();
        sessions.push(Change::Add(add(planned, id, &from, &until, &present)));
        compared.added.push(planned.clone());
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let role = |change: &Change| match change {
        Change::Add(add) => add.fields.get(&Field::Role.into()).cloned(),
        _ => None,
    };
    compared.people = people.iter().filter_map(role).collect();
    compared.changes = people;
    compared.changes.extend(sessions);
    Ok(compared)
}

fn add(planned: &Session, id: ObjectId, from: &str, until: &str, present: &[ObjectId]) -> Add {
    let mut session = Add::new(Kind::Session, id)
        .with(Field::Title, planned.title.as_str())
        .with(Field::Mode, planned.mode)
        .with(Field::Place, planned.place)
        .with(Field::Where, planned.at.as_str())
        .with(Field::SiteName, planned.site.as_str())
        .with(Field::Process, planned.process.as_str())
        .with(Field::Auditor, planned.auditor.as_str())
        .with(Field::PlannedFrom, from)
        .with(Field::PlannedUntil, until);
    for id in &planned.on {
        session = session.linked(Link::On, id.clone());
    }
    for person in present {
        session = session.linked(Link::Person, *person);
    }
    session
}

/// The session of the audit that a row means: the one with its title that was planned for then.
fn known<'a>(desk: &Desk<'a>, planned: &Session) -> Option<&'a Object> {
    let audit = desk.audit;
    audit.standing(Kind::Session).find(|known| {
        let from = Times::of(audit, known).planned_from;
        from.is_some_and(|from| from.naive_local() == planned.from)
            && audit.text(known, Field::Title).trim().to_lowercase() == planned.title.to_lowercase()
    })
}

/// In what a session differs from a row. What the row does not say is no difference.
fn differences(desk: &Desk<'_>, known: &Object, planned: &Session, differs: &mut Vec<Differs>) {
    let audit = desk.audit;
    let label = audit.label(known);
    let mut differ = |what, audit: String, file: String| {
        differs.push(Differs {
            label: label.clone(),
            what,
            audit,
            file,
        });
    };
    let clock = |time: NaiveDateTime| time.format("%H:%M").to_string();
    let until = Times::of(audit, known)
        .planned_until
        .map(|until| until.naive_local());
    if planned.until.is_some() && planned.until != until {
        differ(
            name(Field::PlannedUntil),
            until.map_or_else(String::new, clock),
            planned.until.map_or_else(String::new, clock),
        );
    }
    let fields = [
        (Field::Mode, planned.mode, planned.says_mode),
        (Field::Place, planned.place, planned.says_place),
        (Field::Where, &planned.at, true),
        (Field::SiteName, &planned.site, true),
        (Field::Process, &planned.process, true),
        (Field::Auditor, &planned.auditor, true),
    ];
    for (field, file, says) in fields {
        let has = audit.text(known, field);
        if says && !file.is_empty() && file != has {
            differ(name(field), word(field, has), word(field, file));
        }
    }
    let present = session::people(audit, known);
    let is = |wanted: &str| {
        present.iter().any(|person| {
            [Field::Name, Field::Role]
                .into_iter()
                .any(|field| audit.text(person, field).to_lowercase() == wanted.to_lowercase())
        })
    };
    let missing: Vec<&str> = planned
        .people
        .iter()
        .map(String::as_str)
        .filter(|one| !is(one))
        .collect();
    if !missing.is_empty() {
        let has: Vec<&str> = present
            .iter()
            .map(|it| session::called(audit, it))
            .collect();
        differ("People", has.join(", "), missing.join(", "));
    }
    let has: Vec<&Subject> = audit.links(known, Link::On).collect();
    let same = planned.on.len() == has.len()
        && planned
            .on
            .iter()
            .all(|id| has.contains(&&Subject::Requirement(id.clone())));
    if !planned.on.is_empty() && !same {
        let list = |ids: Vec<String>| ids.join(" ");
        differ(
            "Requirements",
            list(has.iter().map(ToString::to_string).collect()),
            list(planned.on.iter().map(ToString::to_string).collect()),
        );
    }
}

fn spec(field: Field) -> Option<&'static FieldSpec> {
    schema::find(Kind::Session.fields(), &field.into())
}

fn name(field: Field) -> &'static str {
    spec(field).map_or("", |spec| spec.label)
}

fn word(field: Field, value: &str) -> String {
    spec(field)
        .map_or(value, |spec| spec.holds.word(value))
        .to_owned()
}
