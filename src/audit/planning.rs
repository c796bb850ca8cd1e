//! Which requirements belong to this visit, why the others do not, and how long those of this visit take.
//!
//! The one place that decides it. What was entered for a requirement itself comes first. Where nothing was, it
//! belongs to the visit if the profile of its criterion plans it and the supplier's tier is asked it, if a session of
//! the timetable is about it, or if something was written down about it: what was looked at was part of the visit. So
//! does what a finding of the audit before is about.
//! Nothing is entered when an audit is made; the plan follows from the criteria that the audit keeps. This module must
//! not know how it is shown.

use super::act::Desk;
use super::agenda::{self, Meeting};
use super::coverage::{self, Standing};
use super::entry::Change;
use super::fold::Audit;
use super::id::Subject;
use super::last_look;
use super::schema::{Field, Kind};
use super::session::{self, State};
use crate::checklist::criteria::{Criteria, Criterion, Row};
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::model::{Requirement, Tier};

/// Whether a requirement belongs to this visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned {
    /// To be audited now.
    ThisVisit,
    /// To be audited at another visit of the cycle.
    AnotherVisit,
    /// Excluded by the Statement of Applicability.
    Excluded,
}

/// Why a requirement does not belong to this visit although nobody entered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The profile of its criterion does not plan it.
    ByProfile,
    /// A supplier of this tier is not asked it.
    ByTier(Tier),
}

/// Whether a requirement belongs to this visit, and why not where nobody entered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Whether it belongs to this visit.
    pub planned: Planned,
    /// Why it does not, where that follows from the criteria.
    pub left_out: Option<LeftOut>,
}

/// What was entered for the requirement itself; none where nothing was.
pub fn entered(audit: &Audit, id: &RequirementId) -> Option<Planned> {
    match audit.value(&Subject::Requirement(id.clone()), &Field::Planned.into()) {
        "this-visit" => Some(Planned::ThisVisit),
        "another-visit" => Some(Planned::AnotherVisit),
        "excluded" => Some(Planned::Excluded),
        _ => None,
    }
}

/// Whether a requirement belongs to this visit. `written` says whether anything is written down about it.
pub fn plan(audit: &Audit, criteria: &Criteria, id: &RequirementId, written: bool) -> Plan {
    let left_out = match entered(audit, id) {
        None if !written && !is_in_timetable(audit, criteria, id) => left_out(audit, criteria, id),
        Some(planned) => {
            return Plan {
                planned,
                left_out: None,
            };
        }
        None => None,
    };
    Plan {
        planned: if left_out.is_some() {
            Planned::AnotherVisit
        } else {
            Planned::ThisVisit
        },
        left_out,
    }
}

/// Whether a session that was not called off is to be about a requirement, or about a twin of it.
fn is_in_timetable(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> bool {
    let sessions = coverage::about(audit, criteria, id, Kind::Session);
    let mut sessions = sessions.into_iter();
    sessions.any(|session| session::state(audit, session) != State::Dropped)
}

/// What the criteria say against a requirement: first its profile, then the tier.
fn left_out(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> Option<LeftOut> {
    let criterion = criteria.criterion(id.criterion())?;
    if !criterion.profile.plans(id.item()) {
        return Some(LeftOut::ByProfile);
    }
    let requirement = criteria.requirement(id)?;
    let tier = tier(audit, &criterion.id)?;
    (!criterion.checklist.asks(tier, requirement)).then_some(LeftOut::ByTier(tier))
}

/// The tier of the supplier that a criterion is audited for; none where none was entered.
pub fn tier(audit: &Audit, criterion: &CriterionId) -> Option<Tier> {
    let subject = Subject::Criterion(criterion.clone());
    Tier::from_key(audit.value(&subject, &Field::Tier.into()))
}

/// Why a requirement of a criterion is left out, as a sentence without its full stop.
pub fn reason(criterion: &Criterion, left_out: LeftOut) -> String {
    match left_out {
        LeftOut::ByProfile => format!("{} does not plan it", criterion.profile.title),
        LeftOut::ByTier(tier) => format!("not asked of a supplier of tier {}", tier.key()),
    }
}

/// The criteria of which the profile leaves something to be planned by hand, while nobody did: each with what that
/// is.
pub fn by_hand<'a>(
    audit: &Audit,
    criteria: &'a Criteria,
) -> impl Iterator<Item = (&'a Criterion, &'a str)> {
    let wanted = criteria.criteria().iter().filter_map(|criterion| {
        let plans = criterion.profile.plans.as_ref()?;
        Some((criterion, plans.by_hand.as_deref()?))
    });
    wanted.filter(|(criterion, _)| {
        let rows = criteria.rows_of(criterion.id.as_str()).iter();
        !rows
            .filter(|row| row.is_auditable())
            .any(|row| entered(audit, &row.id) == Some(Planned::ThisVisit))
    })
}

/// How long what is planned takes, in minutes, as the checklists estimate it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Minutes {
    /// All that is planned.
    pub planned: u32,
    /// Of it, what is not judged yet.
    pub left: u32,
}

impl Minutes {
    /// These and others together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            planned: self.planned.saturating_add(other.planned),
            left: self.left.saturating_add(other.left),
        }
    }
}

/// How long what is planned of a criterion takes, with the time for its closing.
pub fn minutes<'s>(
    audit: &Audit,
    criteria: &Criteria,
    criterion: &Criterion,
    standing: impl Fn(&RequirementId) -> Option<&'s Standing>,
) -> Minutes {
    let checklist = &criterion.checklist;
    let standing = |it: &Requirement| standing(&RequirementId::new(&criterion.id, &it.id).ok()?);
    let is_planned = |it: &Standing| it.planned == Planned::ThisVisit;
    let planned = checklist.minutes(|it| standing(it).is_some_and(is_planned));
    let is_left = |it: &Standing| is_planned(it) && !it.outcome.is_judged();
    let left = checklist.minutes(|it| standing(it).is_some_and(is_left));
    let closing: u32 = match checklist.closing_minutes {
        Some(closing) if planned > 0 => closing.into(),
        _ => return Minutes { planned, left },
    };
    let still = if was_closed(audit, criteria) {
        0
    } else {
        closing
    };
    Minutes {
        planned: planned.saturating_add(closing),
        left: left.saturating_add(still),
    }
}

/// A row and all rows below it, in document order.
pub fn row_and_below<'a>(criteria: &'a Criteria, row: &'a Row) -> Vec<&'a Row> {
    let mut rows = vec![row];
    for child in criteria.children(&row.id) {
        rows.extend(row_and_below(criteria, child));
    }
    rows
}

/// The requirements that planning a row means: itself, or what can be audited below a heading. What was entered as
/// excluded stays so, unless it is meant by itself.
pub fn meant(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> Vec<RequirementId> {
    let Some(row) = criteria.row(id) else {
        return Vec::new();
    };
    if row.is_auditable() {
        return vec![id.clone()];
    }
    let below = row_and_below(criteria, row).into_iter();
    below
        .filter(|row| row.is_auditable() && entered(audit, &row.id) != Some(Planned::Excluded))
        .map(|row| row.id.clone())
        .collect()
}

/// Of the requirements that planning a row means, those that the audit before did not look at.
pub fn meant_and_left_out(
    audit: &Audit,
    criteria: &Criteria,
    id: &RequirementId,
) -> Vec<RequirementId> {
    let mut meant = meant(audit, criteria, id);
    meant.retain(|id| last_look::was_left_out(audit, id));
    meant
}

/// Plans a requirement, or all that a heading stands for. The key is one of the field `planned`; blank: as the
/// profile plans it. What stands so already is not entered again.
pub fn enter(desk: &Desk<'_>, id: &RequirementId, key: &str, reason: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for id in meant(desk.audit, desk.criteria, id) {
        let subject = Subject::Requirement(id);
        changes.extend(desk.set_if_other(&subject, &Field::Planned.into(), key));
        changes.extend(desk.set_if_other(&subject, &Field::PlannedReason.into(), reason));
    }
    changes
}

/// Whether the closing meeting has begun, or is over.
fn was_closed(audit: &Audit, criteria: &Criteria) -> bool {
    audit.standing(Kind::Session).any(|session| {
        !audit.text(session, Field::Started).is_empty()
            && agenda::meeting_of(audit, criteria, session) == Some(Meeting::Closing)
    })
}

#[cfg(test)]
mod tests;
