//! The wrap-up of a day: what was done, what was found so far, what is still asked for, what comes next.
//!
//! It is for the auditee, so that the report surprises nobody: the auditor's remarks, confidential evidence and
//! to-dos that are asked of nobody are not in it. This module must not know how it is shown.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::coverage;
use super::entry::Moment;
use super::fold::{Audit, Object};
use super::id::Subject;
use super::request;
use super::schema::{Field, Kind, Link, PLACES, SESSION_MODES};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;

/// The wrap-up of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrapUp {
    /// The day.
    pub day: NaiveDate,
    /// The client.
    pub client: String,
    /// The sessions that were held, in the order in which they began.
    pub sessions: Vec<Sitting>,
    /// The requirements that were touched, with their titles, in the order of the criteria.
    pub touched: Vec<(RequirementId, String)>,
    /// The findings so far. All of them are tentative.
    pub findings: Vec<Tentative>,
    /// What was asked for and is not there yet, oldest first.
    pub requests: Vec<Asked>,
    /// The day after, and the sessions that are planned for it.
    pub next_day: NaiveDate,
    /// See `next_day`.
    pub next: Vec<Sitting>,
}

/// A session that was held or is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its kind and place, in words.
    pub kind: String,
    /// From when, as in `09:30`; empty where it is not known.
    pub from: String,
    /// Until when; empty while it is running.
    pub until: String,
}

/// A finding as it stands before the closing meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tentative {
    /// Its label.
    pub label: String,
    /// Its class for each criterion that has one: the criterion's name and the word.
    pub classes: Vec<(String, String)>,
    /// Its title, or its statement where it has none.
    pub title: String,
    /// The requirements that it is about.
    pub on: Vec<RequirementId>,
    /// Whether it was raised on this day.
    pub new: bool,
}

/// Something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The label of the note.
    pub label: String,
    /// What is asked for.
    pub what: String,
    /// Of whom.
    pub of: String,
    /// Since when.
    pub since: NaiveDate,
    /// By when, where a day was named.
    pub due: Option<NaiveDate>,
}

/// The wrap-up of `day`, from the record as it stands.
pub fn wrap_up(audit: &Audit, criteria: &Criteria, day: NaiveDate) -> WrapUp {
    let next_day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    WrapUp {
        day,
        client: audit
            .value(&Subject::Audit, &Field::Client.into())
            .to_owned(),
        sessions: sittings(audit, day, Field::Started, Field::Ended),
        touched: touched(audit, criteria, day),
        findings: findings(audit, criteria, day),
        requests: requests(audit, day),
        next_day,
        next: planned(audit, next_day),
    }
}

/// The point in time that a field of a session holds.
fn moment(audit: &Audit, session: &Object, field: Field) -> Option<Moment> {
    Moment::parse_from_rfc3339(audit.text(session, field)).ok()
}

/// The sessions that begin on a day, by the fields that say when.
fn sittings(audit: &Audit, day: NaiveDate, from: Field, until: Field) -> Vec<Sitting> {
    let mut found: Vec<(Moment, Sitting)> = Vec::new();
    for session in audit.standing(Kind::Session) {
        let Some(began) = moment(audit, session, from).filter(|at| at.date_naive() == day) else {
            continue;
        };
        let word = |choices: &[(&'static str, &'static str)], field| {
            let key = audit.text(session, field);
            let word = choices.iter().find(|(known, _)| *known == key);
            word.map_or("", |(_, word)| *word)
        };
        let kind = [word(SESSION_MODES, Field::Mode), word(PLACES, Field::Place)];
        let clock = |at: Moment| at.format("%H:%M").to_string();
        let sitting = Sitting {
            label: audit.label(session),
            title: audit.text(session, Field::Title).to_owned(),
            kind: kind
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            from: clock(began),
            until: moment(audit, session, until).map_or(String::new(), clock),
        };
        found.push((began, sitting));
    }
    found.sort_by_key(|(began, _)| *began);
    found.into_iter().map(|(_, sitting)| sitting).collect()
}

/// The sessions that are planned for a day and were not held before.
fn planned(audit: &Audit, day: NaiveDate) -> Vec<Sitting> {
    let begun: BTreeSet<String> = audit
        .standing(Kind::Session)
        .filter(|session| !audit.text(session, Field::Started).is_empty())
        .map(|session| audit.label(session))
        .collect();
    let mut planned = sittings(audit, day, Field::PlannedFrom, Field::PlannedUntil);
    planned.retain(|sitting| !begun.contains(&sitting.label));
    planned
}

/// Whether an object is for the auditor alone: a remark, or what is to be kept confidential.
fn is_own(audit: &Audit, object: &Object) -> bool {
    object.kind == Kind::Note && audit.text(object, Field::Mode) == "remark"
        || audit.text(object, Field::Confidential) == "yes"
}

/// The requirements that something was written down about on a day.
fn touched(audit: &Audit, criteria: &Criteria, day: NaiveDate) -> Vec<(RequirementId, String)> {
    let kinds = [Kind::Note, Kind::Evidence, Kind::Sample, Kind::Finding];
    let mut ids = BTreeSet::new();
    for object in kinds.into_iter().flat_map(|kind| audit.standing(kind)) {
        if audit.made(object).0.date_naive() != day || is_own(audit, object) {
            continue;
        }
        ids.extend(audit.links(object, Link::On).filter_map(|to| match to {
            Subject::Requirement(id) => Some(id.clone()),
            _ => None,
        }));
    }
    let rows = criteria.rows().iter().filter(|row| ids.contains(&row.id));
    rows.map(|row| (row.id.clone(), row.requirement.title.clone()))
        .collect()
}

fn findings(audit: &Audit, criteria: &Criteria, day: NaiveDate) -> Vec<Tentative> {
    let until_then = |finding: &&Object| audit.made(finding).0.date_naive() <= day;
    let findings = audit.standing(Kind::Finding).filter(until_then);
    findings
        .map(|finding| {
            let title = audit.text(finding, Field::Title);
            let title = if title.is_empty() {
                audit.text(finding, Field::Statement)
            } else {
                title
            };
            let classes = criteria.criteria().iter().filter_map(|criterion| {
                let class = coverage::class(audit, criteria, finding, &criterion.id)?;
                Some((criterion.id.to_string(), class.word.clone()))
            });
            let on = audit.links(finding, Link::On).filter_map(|to| match to {
                Subject::Requirement(id) => Some(id.clone()),
                _ => None,
            });
            Tentative {
                label: audit.label(finding),
                classes: classes.collect(),
                title: title.to_owned(),
                on: on.collect(),
                new: audit.made(finding).0.date_naive() == day,
            }
        })
        .collect()
}

fn requests(audit: &Audit, day: NaiveDate) -> Vec<Asked> {
    let until_then = |note: &&Object| audit.made(note).0.date_naive() <= day;
    let open = request::open(audit).into_iter().filter(until_then);
    open.map(|note| Asked {
        label: audit.label(note),
        what: request::words(audit, note),
        of: request::asked_of(audit, note),
        since: audit.made(note).0.date_naive(),
        due: audit.text(note, Field::Due).parse().ok(),
    })
    .collect()
}

impl Tentative {
    /// The classes in words, those of several criteria with their names.
    pub fn class_words(&self) -> String {
        match self.classes.as_slice() {
            [] => "no class yet".to_owned(),
            [(_, only)] => only.clone(),
            several => several
                .iter()
                .map(|(id, word)| format!("{id} {word}"))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

impl Asked {
    /// Of whom, since when and by when, in words.
    pub fn terms(&self) -> String {
        let mut parts = Vec::new();
        if !self.of.is_empty() {
            parts.push(format!("of {}", self.of));
        }
        parts.push(format!("since {}", self.since));
        if let Some(due) = self.due {
            parts.push(format!("due {due}"));
        }
        parts.join(", ")
    }
}

impl Sitting {
    /// From when until when: `09:30–10:15`, `since 09:30`.
    pub fn times(&self) -> String {
        if self.until.is_empty() {
            format!("since {}", self.from)
        } else {
            format!("{}–{}", self.from, self.until)
        }
    }
}
