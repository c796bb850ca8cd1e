//! Where the audit stands: what was touched, sampled and judged, requirement by requirement.
//!
//! Never a percentage of compliance: a sample cannot carry one. A blank is open and never reads as conforming. A
//! note on a twin counts for both standards. This module must not know how it is shown.

use super::fold::{Audit, Object};
use super::former;
use super::id::Subject;
use super::planning;
pub use super::planning::{LeftOut, Planned};
pub use super::sampling::sample_sentence;
use super::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::{Criteria, Row};
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::scheme::Class;

/// The result of a requirement as it counts now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing was decided.
    Open,
    /// Conforms.
    Conforms,
    /// Does not conform: by decision, or because a nonconformity on it stands.
    DoesNotConform,
    /// Not applicable, with a reason.
    NotApplicable,
    /// Not audited, with a reason.
    NotAudited,
    /// Several results were set without knowledge of each other.
    Conflict,
}

impl Outcome {
    /// All outcomes, in the order of tables.
    pub const ALL: [Self; 6] = [
        Self::Conforms,
        Self::DoesNotConform,
        Self::NotApplicable,
        Self::NotAudited,
        Self::Open,
        Self::Conflict,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Conforms => "conforms",
            Self::DoesNotConform => "does not conform",
            Self::NotApplicable => "not applicable",
            Self::NotAudited => "not audited",
            Self::Conflict => "conflicting results",
        }
    }

    /// The outcome of a value of the field `result`.
    fn of_key(key: &str) -> Self {
        match key {
            "conforms" => Self::Conforms,
            "does-not-conform" => Self::DoesNotConform,
            "not-applicable" => Self::NotApplicable,
            "not-audited" => Self::NotAudited,
            _ => Self::Open,
        }
    }

    /// Whether somebody decided.
    pub const fn is_judged(self) -> bool {
        !matches!(self, Self::Open | Self::Conflict)
    }
}

/// What is known about a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its result as it counts now.
    pub outcome: Outcome,
    /// Whether the outcome comes from a finding and not, or not only, from a decision.
    pub by_finding: bool,
    /// Whether it belongs to this visit.
    pub planned: Planned,
    /// Why it does not, where that follows from the criteria and was not entered.
    pub left_out: Option<LeftOut>,
    /// Notes on it or on a twin, to-dos among them.
    pub notes: usize,
    /// Of these, those that only tell of a finding of the audit before: to-dos that are not done, and remarks.
    pub former: usize,
    /// To-dos that are not done.
    pub open_to_dos: usize,
    /// Pieces of evidence.
    pub evidence: usize,
    /// Samples.
    pub samples: usize,
    /// Whether anything on it is more than something said: see [`rests_on_more`].
    pub sampled: bool,
    /// Findings.
    pub findings: usize,
    /// The key of the gravest class among its findings.
    pub gravest: Option<String>,
}

impl Standing {
    /// Whether anything was written down about it in this audit.
    pub const fn touched(&self) -> bool {
        self.is_noted() || self.outcome.is_judged()
    }

    /// Whether anything is recorded on it besides a result.
    pub const fn is_noted(&self) -> bool {
        self.notes > self.former || self.evidence + self.samples + self.findings > 0
    }
}

/// How far an audit, a criterion or a part of one is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Requirements of this visit.
    pub planned: usize,
    /// Of these, touched.
    pub touched: usize,
    /// Of these, with more than something said: see [`rests_on_more`].
    pub sampled: usize,
    /// Of these, judged.
    pub judged: usize,
}

/// The requirement and its twins.
fn family(criteria: &Criteria, id: &RequirementId) -> Vec<Subject> {
    let twins = criteria.twins(id).iter().map(|twin| twin.id.clone().into());
    std::iter::once(id.clone().into()).chain(twins).collect()
}

/// The standing objects of a kind that are about a requirement or about a twin of it, each once.
pub fn about<'a>(
    audit: &'a Audit,
    criteria: &Criteria,
    id: &RequirementId,
    kind: Kind,
) -> Vec<&'a Object> {
    let mut about = Vec::new();
    each_about(audit, criteria, id, &[kind], |object| about.push(object));
    about
}

/// Hands out the standing objects of some kinds that are about a requirement or about a twin of it, each once.
fn each_about<'a>(
    audit: &'a Audit,
    criteria: &Criteria,
    id: &RequirementId,
    kinds: &[Kind],
    mut each: impl FnMut(&'a Object),
) {
    let subjects = family(criteria, id);
    for (at, subject) in subjects.iter().enumerate() {
        let before = subjects.get(..at).unwrap_or_default();
        let linked = audit.linked_of(subject, kinds);
        let new = linked.filter(|object| !before.iter().any(|it| audit.is_linked_to(object, it)));
        new.for_each(&mut each);
    }
}

/// The findings on a requirement itself. A finding on a twin is no finding here: each standard has its own class.
pub fn findings<'a>(audit: &'a Audit, id: &RequirementId) -> Vec<&'a Object> {
    audit.linked_to(&Subject::Requirement(id.clone()), Kind::Finding)
}

/// The class of a finding for a criterion, where it has one.
pub fn class<'a>(
    audit: &Audit,
    criteria: &'a Criteria,
    finding: &Object,
    criterion: &CriterionId,
) -> Option<&'a Class> {
    let key = audit.value(&finding.id.into(), &FieldKey::of(Field::Class, criterion));
    criteria.class(criterion.as_str(), key)
}

/// What a requirement's own result says, whatever its findings.
pub fn decided(audit: &Audit, id: &RequirementId) -> Outcome {
    let results = audit.current(&Subject::Requirement(id.clone()), &Field::Result.into());
    match results.as_slice() {
        [] => Outcome::Open,
        [only] => Outcome::of_key(only.value),
        _ => Outcome::Conflict,
    }
}

/// What can show that a requirement is met.
const SHOWING: [Kind; 3] = [Kind::Note, Kind::Evidence, Kind::Sample];

/// What of a requirement is to be seen in what was recorded on it or a twin, but for findings and decisions.
#[derive(Debug, Clone, Copy, Default)]
struct Shown {
    notes: usize,
    former: usize,
    open_to_dos: usize,
    evidence: usize,
    samples: usize,
    sampled: bool,
}

impl Shown {
    /// What a note, a piece of evidence or a sample shows.
    fn by(audit: &Audit, object: &Object) -> Self {
        let is = |kind| usize::from(object.kind == kind);
        let mode = match object.kind {
            Kind::Note => audit.text(object, Field::Mode),
            _ => "",
        };
        let is_open_to_do = mode == "to-do" && audit.text(object, Field::Done).is_empty();
        let may_be_former = is_open_to_do || mode == "remark";
        Self {
            notes: is(Kind::Note),
            former: usize::from(may_be_former && former::is_former(audit, object)),
            open_to_dos: usize::from(is_open_to_do),
            evidence: is(Kind::Evidence),
            samples: is(Kind::Sample),
            sampled: is_more_than_said(audit, object),
        }
    }

    const fn add(&mut self, other: Self) {
        self.notes += other.notes;
        self.former += other.former;
        self.open_to_dos += other.open_to_dos;
        self.evidence += other.evidence;
        self.samples += other.samples;
        self.sampled |= other.sampled;
    }
}

/// What is known about a requirement.
pub fn standing(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> Standing {
    let mut shown = Shown::default();
    each_about(audit, criteria, id, &SHOWING, |object| {
        shown.add(Shown::by(audit, object));
    });
    standing_with(audit, criteria, id, shown)
}

/// What is known about all requirements, for each row of the criteria; nothing of headings. Quicker than asking for
/// one after the other.
pub fn standings(audit: &Audit, criteria: &Criteria) -> Vec<Option<Standing>> {
    let rows = criteria.rows();
    let families: Vec<Vec<Subject>> = rows.iter().map(|row| family(criteria, &row.id)).collect();
    let mut shown = vec![Shown::default(); rows.len()];
    audit.each_linked(&families, &SHOWING, |object, on| {
        let by = Shown::by(audit, object);
        for at in on {
            if let Some(shown) = shown.get_mut(*at) {
                shown.add(by);
            }
        }
    });
    let of_row = |(row, shown): (&Row, Shown)| {
        row.is_auditable()
            .then(|| standing_with(audit, criteria, &row.id, shown))
    };
    rows.iter().zip(shown).map(of_row).collect()
}

fn standing_with(audit: &Audit, criteria: &Criteria, id: &RequirementId, shown: Shown) -> Standing {
    let findings = findings(audit, id);
    let criterion = criteria
        .criterion(id.criterion())
        .map(|criterion| &criterion.id);
    let mut classes: Vec<&Class> = Vec::new();
    if let Some(criterion) = criterion {
        classes.extend(
            findings
                .iter()
                .filter_map(|finding| class(audit, criteria, finding, criterion)),
        );
    }
    let decided = decided(audit, id);
    let by_finding = classes.iter().any(|class| class.nonconformity);
    let outcome = if by_finding && decided != Outcome::Conflict {
        Outcome::DoesNotConform
    } else {
        decided
    };
    let mut standing = Standing {
        outcome,
        by_finding,
        planned: Planned::ThisVisit,
        left_out: None,
        notes: shown.notes,
        former: shown.former,
        open_to_dos: shown.open_to_dos,
        evidence: shown.evidence,
        samples: shown.samples,
        sampled: shown.sampled,
        findings: findings.len(),
        gravest: classes
            .iter()
            .min_by_key(|class| class.order)
            .map(|class| class.key.clone()),
    };
    // What was found before is looked at now.
    let belongs = standing.touched() || standing.former > 0;
    let plan = planning::plan(audit, criteria, id, belongs);
    (standing.planned, standing.left_out) = (plan.planned, plan.left_out);
    standing
}

/// Whether anything on a requirement or its twins is more than something said: a sample, evidence beyond
/// "stated", something seen, or a note that points to one of these.
pub fn rests_on_more(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> bool {
    let mut more = false;
    each_about(audit, criteria, id, &SHOWING, |object| {
        more = more || is_more_than_said(audit, object);
    });
    more
}

/// Whether a note, a piece of evidence or a sample is more than something said.
fn is_more_than_said(audit: &Audit, object: &Object) -> bool {
    if object.kind == Kind::Note {
        is_seen(audit, object)
    } else {
        is_beyond_words(audit, object)
    }
}

/// Whether an object is a sample, or evidence that was more than stated; what was refused was not seen.
fn is_beyond_words(audit: &Audit, object: &Object) -> bool {
    let text = |field| audit.text(object, field);
    object.kind == Kind::Sample
        || (text(Field::Level) != "stated" && text(Field::Access) != "refused")
}

/// Whether a note tells of something seen, or points to evidence or a sample that is more than something said.
pub fn is_seen(audit: &Audit, note: &Object) -> bool {
    if audit.text(note, Field::Mode) == "seen" {
        return true;
    }
    let points = [Link::Evidence, Link::Sample];
    let mut to = points.into_iter().flat_map(|link| audit.links(note, link));
    to.any(|subject| match subject {
        Subject::Object(id) => audit.object(*id).is_some_and(|object| {
            audit.counts(object) && !audit.is_withdrawn(object) && is_beyond_words(audit, object)
        }),
        _ => false,
    })
}

/// Whether a note is a to-do that is not done.
pub fn is_open_to_do(audit: &Audit, note: &Object) -> bool {
    audit.text(note, Field::Mode) == "to-do" && audit.text(note, Field::Done).is_empty()
}

/// How far a set of requirements is; those of this visit count.
pub fn coverage<'a>(
    audit: &Audit,
    criteria: &Criteria,
    requirements: impl IntoIterator<Item = &'a RequirementId>,
) -> Coverage {
    let standings: Vec<Standing> = requirements
        .into_iter()
        .map(|id| standing(audit, criteria, id))
        .collect();
    sum(&standings)
}

/// How far requirements are that stand so.
pub fn sum<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Coverage {
    let mut coverage = Coverage::default();
    for standing in standings {
        if standing.planned != Planned::ThisVisit {
            continue;
        }
        coverage.planned += 1;
        coverage.touched += usize::from(standing.touched());
        coverage.sampled += usize::from(standing.sampled);
        coverage.judged += usize::from(standing.outcome.is_judged());
    }
    coverage
}

/// Notes that are about no requirement: the inbox for the evening. To-dos and remarks are among them.
pub fn inbox(audit: &Audit) -> Vec<&Object> {
    let notes = audit.standing(Kind::Note);
    notes.filter(|note| is_in_inbox(audit, note)).collect()
}

/// Whether a note is about no requirement.
pub fn is_in_inbox(audit: &Audit, note: &Object) -> bool {
    !audit.is_linked(note, Link::On)
}

/// Whether an object is a note that counts and is not withdrawn.
pub fn is_standing_note(audit: &Audit, object: &Object) -> bool {
    object.kind == Kind::Note && audit.counts(object) && !audit.is_withdrawn(object)
}

/// To-dos that are not done.
pub fn open_to_dos(audit: &Audit) -> Vec<&Object> {
    audit
        .standing(Kind::Note)
        .filter(|note| is_open_to_do(audit, note))
        .collect()
}
