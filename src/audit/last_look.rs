//! When each requirement was last looked at in the audits before this one, and what was found then.
//!
//! A programme comes to everything in the course of years: what one audit leaves out, a later one has to look at
//! (ISO/IEC 17021-1, 9.1.3). None of it is evidence of today. This module must not know where audits are kept, or how
//! it is shown.

use super::coverage::{self, LeftOut, Outcome, Planned, Standing};
use super::entry::{Change, Set};
use super::fold::Audit;
use super::former::Former;
use super::id::Subject;
use super::mask::Mask;
use super::schema::{Field, Kind};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;
use crate::text::counted;

/// So many samples are told of one by one.
const TOLD: usize = 2;

/// When a requirement was last looked at before this audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastLook<'a> {
    /// The day; empty where no audit before this one has looked at it.
    pub day: &'a str,
    /// What was found then.
    pub found: &'a str,
    /// How many audits have been held since that did not look at it.
    pub audits_since: usize,
}

impl<'a> LastLook<'a> {
    /// What an audit knows of it; nothing where no audit before it was held against the requirement.
    pub fn of(audit: &'a Audit, id: &RequirementId) -> Option<Self> {
        let subject = Subject::Requirement(id.clone());
        let value = |field: Field| audit.value(&subject, &field.into()).trim();
        let look = Self {
            day: value(Field::LastLook),
            found: value(Field::LastFound),
            audits_since: value(Field::AuditsSince).parse().unwrap_or(0),
        };
        let known = !look.day.is_empty() || !look.found.is_empty() || look.audits_since > 0;
        known.then_some(look)
    }

    /// As part of a sentence: `not looked at in the 2 audits before; last looked at 2023-05-12: conforms, 3 notes`.
    pub fn words(&self) -> String {
        let not = match self.audits_since {
            0 => None,
            1 => Some("not looked at in the audit before".to_owned()),
            many => Some(format!("not looked at in the {many} audits before")),
        };
        let parts = [not, self.last("last looked at")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join("; ")
    }

    /// When it was looked at and what was found, after words for the former; nothing where it never was.
    pub fn last(&self, words: &str) -> Option<String> {
        match (self.day, self.found) {
            ("", "") => None,
            (day, "") => Some(format!("{words} {day}")),
            ("", found) => Some(format!("{words}: {found}")),
            (day, found) => Some(format!("{words} {day}: {found}")),
        }
    }
}

/// Whether the audit before this one did not look at a requirement.
pub fn was_left_out(audit: &Audit, id: &RequirementId) -> bool {
    LastLook::of(audit, id).is_some_and(|look| look.audits_since > 0)
}

/// A requirement that neither this audit nor those right before it have looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlooked {
    /// Which.
    pub requirement: RequirementId,
    /// How many audits before this one have not.
    pub audits: usize,
}

/// What neither this audit nor those right before it have looked at, those for which that is true of the most audits
/// first. `standing` tells where a row of the criteria stands.
pub fn unlooked<'s>(
    audit: &Audit,
    criteria: &Criteria,
    standing: impl Fn(usize) -> Option<&'s Standing>,
) -> Vec<Unlooked> {
    let rows = criteria.rows().iter().enumerate();
    let rows = rows.filter_map(|(at, row)| {
        let standing = standing(at)?;
        let audits = LastLook::of(audit, &row.id)?.audits_since;
        let is_due = is_asked(standing) && !is_looked_at(standing);
        (is_due && audits > 0).then(|| Unlooked {
            requirement: row.id.clone(),
            audits,
        })
    });
    let mut unlooked: Vec<Unlooked> = rows.collect();
    unlooked.sort_by_key(|it| std::cmp::Reverse(it.audits));
    unlooked
}

/// Those of one criterion that as many audits have left out together: the criterion, how many audits, and which.
pub fn groups(unlooked: &[Unlooked]) -> impl Iterator<Item = (&str, usize, Vec<&RequirementId>)> {
    let alike = |one: &Unlooked, other: &Unlooked| {
        one.audits == other.audits && one.requirement.criterion() == other.requirement.criterion()
    };
    unlooked.chunk_by(alike).filter_map(|group| {
        let first = group.first()?;
        let ids = group.iter().map(|it| &it.requirement);
        Some((first.requirement.criterion(), first.audits, ids.collect()))
    })
}

/// Whether a requirement is for looking at, now or later: neither the Statement of Applicability nor the supplier's
/// tier excludes it.
const fn is_asked(standing: &Standing) -> bool {
    !matches!(standing.planned, Planned::Excluded)
        && !matches!(standing.left_out, Some(LeftOut::ByTier(_)))
}

/// Whether a requirement was looked at: something is recorded on it, or it was judged by what was found.
fn is_looked_at(standing: &Standing) -> bool {
    match standing.outcome {
        Outcome::Open | Outcome::NotAudited => standing.is_noted(),
        _ => true,
    }
}

/// What an audit against `criteria` knows of the looks of the audit before, and of those that this one knew of.
/// `standing` tells where a requirement stood then.
pub(super) fn taken_over<'s>(
    former: &Former<'_>,
    criteria: &Criteria,
    standing: impl Fn(&RequirementId) -> Option<&'s Standing>,
    mask: &Mask,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for row in criteria.auditable() {
        // What was a heading then, or was not there, was not for looking at.
        let Some(standing) = standing(&row.id) else {
            continue;
        };
        let mut set = |field: Field, value: &str| {
            if !value.is_empty() {
                changes.push(Change::Set(Set::first(row.id.clone().into(), field, value)));
            }
        };
        if is_looked_at(standing) {
            set(Field::LastLook, &day(former, &row.id));
            set(
                Field::LastFound,
                &mask.text(&found(former, &row.id, standing)),
            );
        } else {
            // An audit that excludes it has nothing to look at, and forgets nothing.
            let before = LastLook::of(former.audit, &row.id);
            let missed = usize::from(is_asked(standing));
            let since = before.map_or(0, |it| it.audits_since) + missed;
            set(Field::LastLook, before.map_or("", |it| it.day));
            set(Field::LastFound, before.map_or("", |it| it.found));
            if since > 0 {
                set(Field::AuditsSince, &since.to_string());
            }
        }
    }
    changes
}

/// The day on which the last thing about a requirement was recorded.
fn day(former: &Former<'_>, id: &RequirementId) -> String {
    let audit = former.audit;
    let findings = coverage::findings(audit, id).into_iter();
    let shown = [Kind::Note, Kind::Evidence, Kind::Sample].into_iter();
    let shown = shown.flat_map(|kind| coverage::about(audit, former.criteria, id, kind));
    let made = findings.chain(shown).map(|it| audit.made(it).0);
    let results = audit.current(&Subject::Requirement(id.clone()), &Field::Result.into());
    let last = made.chain(results.iter().map(|held| held.time)).max();
    last.map_or_else(String::new, |time| time.date_naive().to_string())
}

/// What was found: `conforms: 5 of 120 leavers, random, 5 met; 2 documents, 3 notes`.
fn found(former: &Former<'_>, id: &RequirementId, standing: &Standing) -> String {
    let samples = coverage::about(former.audit, former.criteria, id, Kind::Sample);
    let told = samples.iter().take(TOLD);
    let told = told.map(|it| coverage::sample_sentence(former.audit, it));
    let counts = [
        (
            samples.len().saturating_sub(TOLD),
            "more sample",
            "more samples",
        ),
        (standing.findings, "finding", "findings"),
        (standing.evidence, "document", "documents"),
        (standing.notes - standing.former, "note", "notes"),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    let counts = (!counts.is_empty()).then(|| counts.join(", "));
    let parts: Vec<String> = told.chain(counts).collect();
    let outcome = match standing.outcome {
        Outcome::Open => "no result",
        judged => judged.word(),
    };
    if parts.is_empty() {
        outcome.to_owned()
    } else {
        format!("{outcome}: {}", parts.join("; "))
    }
}
