//! Thin spots: what is recorded and would not carry a report yet.
//!
//! What a profile's gates block is their business; here stands what an auditor mends in the evening, whatever the
//! profile: the same on the screen of the evening, where the audit stands, and in `onsite status`. This module must
//! not know how it is shown.

use super::coverage::{self, Outcome};
use super::describe;
use super::fold::{Audit, Object};
use super::id::Subject;
use super::schema::{Field, Kind};
use super::session::{self, State};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;

/// Something that is too thin, and in which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thin {
    /// The requirement or object.
    pub what: Subject,
    /// In which way, as the end of a sentence about it.
    pub why: String,
}

impl Thin {
    /// The spot with its name: `27001:A.8.13 conforms, with nothing but something said`, `F2: without class`.
    pub fn words(&self, audit: &Audit) -> String {
        let name = describe::name(audit, &self.what);
        match self.what {
            Subject::Requirement(_) => format!("{name} {}", self.why),
            _ => format!("{name}: {}", self.why),
        }
    }
}

/// All thin spots: results, then findings, evidence, samples and sessions.
pub fn spots(audit: &Audit, criteria: &Criteria) -> Vec<Thin> {
    let mut thin = Vec::new();
    for row in criteria.auditable() {
        if let Some(why) = result(audit, criteria, &row.id) {
            thin.push(Thin {
                what: row.id.clone().into(),
                why: why.to_owned(),
            });
        }
    }
    let objects: [(Kind, Judge); 4] = [
        (Kind::Finding, finding),
        (Kind::Evidence, evidence),
        (Kind::Sample, sample),
        (Kind::Session, session),
    ];
    for (kind, judge) in objects {
        for object in audit.standing(kind) {
            if let Some(why) = judge(audit, criteria, object) {
                thin.push(Thin {
                    what: object.id.into(),
                    why,
                });
            }
        }
    }
    thin
}

/// Says what an object lacks.
type Judge = fn(&Audit, &Criteria, &Object) -> Option<String>;

/// What a result lacks: something seen where it conforms, anything at all where it does not.
fn result(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> Option<&'static str> {
    let outcome = coverage::decided(audit, id);
    let judged = matches!(outcome, Outcome::Conforms | Outcome::DoesNotConform);
    if !judged || coverage::rests_on_more(audit, criteria, id) {
        return None;
    }
    let said = is_said(audit, criteria, id);
    match outcome {
        Outcome::Conforms => Some(conforms_on_little(said)),
        _ if said || !coverage::findings(audit, id).is_empty() => None,
        _ => Some("does not conform, with nothing recorded that it rests on"),
    }
}

/// Whether anything was said about a requirement or a twin of it.
pub(super) fn is_said(audit: &Audit, criteria: &Criteria, id: &RequirementId) -> bool {
    let about = |kind| coverage::about(audit, criteria, id, kind);
    let notes = about(Kind::Note);
    let mut modes = notes.iter().map(|note| audit.text(note, Field::Mode));
    modes.any(|mode| mode == "said") || !about(Kind::Evidence).is_empty()
}

/// What is wrong with a result that conforms and rests on no more than something said, if on that.
pub(super) const fn conforms_on_little(said: bool) -> &'static str {
    if said {
        "conforms, with nothing but something said"
    } else {
        "conforms, with nothing recorded that it rests on"
    }
}

/// What a finding lacks: a class, its evidence, its statement.
fn finding(audit: &Audit, criteria: &Criteria, finding: &Object) -> Option<String> {
    let mut lacks = Vec::new();
    let classed = criteria
        .criteria()
        .iter()
        .any(|criterion| coverage::class(audit, criteria, finding, &criterion.id).is_some());
    if !classed {
        lacks.push("class");
    }
    for (field, word) in [(Field::Found, "evidence"), (Field::Statement, "statement")] {
        if audit.text(finding, field).trim().is_empty() {
            lacks.push(word);
        }
    }
    (!lacks.is_empty()).then(|| format!("without {}", lacks.join(", ")))
}

/// What nobody could find again: evidence with neither an id nor a place nor a copy.
fn evidence(audit: &Audit, _: &Criteria, evidence: &Object) -> Option<String> {
    let blank = |field| audit.text(evidence, field).trim().is_empty();
    let refused = audit.text(evidence, Field::Access) == "refused";
    let lost = blank(Field::Reference) && blank(Field::Where) && blank(Field::File);
    (lost && !refused).then(|| "without a document id, a place or a copy".to_owned())
}

/// A sample of which items are open, or none is named.
fn sample(audit: &Audit, _: &Criteria, sample: &Object) -> Option<String> {
    let items = audit.linked_to(&sample.id.into(), Kind::Item);
    let open = items.iter().filter(|item| is_open(audit, item)).count();
    match (items.len(), open) {
        (0, _) => Some("without items".to_owned()),
        (_, 0) => None,
        (all, open) => Some(format!("{open} of {all} items open")),
    }
}

/// A session that was held and of which nothing was written down.
fn session(audit: &Audit, _: &Criteria, session: &Object) -> Option<String> {
    let held = session::state(audit, session) == State::Held;
    let subject = Subject::Object(session.id);
    let mut notes = audit.latest_linked(&subject, Kind::Note);
    (held && notes.next().is_none()).then(|| "held, without a note".to_owned())
}

/// Whether an item of a sample has no result, or an attribute that is not checked.
fn is_open(audit: &Audit, item: &Object) -> bool {
    let marks = audit.text(item, Field::Marks);
    marks.contains('.') || marks.is_empty() && audit.text(item, Field::Result).is_empty()
}
