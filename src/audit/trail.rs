//! Trails: what the auditor followed across requirements, step by step, and which threads are open.
//!
//! A step is whatever is linked to the trail; a to-do that is linked to it is a thread, open until it is done. This
//! module must not know how a trail is shown.

use std::collections::BTreeSet;

use super::coverage;
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::schema::{Field, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;

/// The kinds of objects that can be steps of a trail.
pub const STEPS: [Kind; 4] = [Kind::Note, Kind::Evidence, Kind::Sample, Kind::Finding];

/// Everything that belongs to a trail, in the order in which it was entered.
fn all<'a>(audit: &'a Audit, trail: &Object) -> Vec<&'a Object> {
    let subject = Subject::Object(trail.id);
    let of_kind = |kind| audit.linked_to(&subject, kind);
    let mut steps: Vec<&Object> = STEPS.into_iter().flat_map(of_kind).collect();
    steps.sort_by_key(|step| {
        let line = audit.position(audit.made_by(step)).map(|(_, n)| n);
        (audit.made(step).0, line)
    });
    steps
}

fn is_to_do(audit: &Audit, object: &Object) -> bool {
    object.kind == Kind::Note && audit.text(object, Field::Mode) == "to-do"
}

/// The steps of a trail in the order in which they were entered, without its threads.
pub fn steps<'a>(audit: &'a Audit, trail: &Object) -> Vec<&'a Object> {
    let mut steps = all(audit, trail);
    steps.retain(|step| !is_to_do(audit, step));
    steps
}

/// The threads of a trail in the order in which they were entered, done or not.
pub fn threads<'a>(audit: &'a Audit, trail: &Object) -> Vec<&'a Object> {
    let mut threads = all(audit, trail);
    threads.retain(|step| is_to_do(audit, step));
    threads
}

/// The threads of a trail that are not closed.
pub fn open_threads<'a>(audit: &'a Audit, trail: &Object) -> Vec<&'a Object> {
    let mut threads = threads(audit, trail);
    threads.retain(|thread| coverage::is_open_to_do(audit, thread));
    threads
}

/// The trail that an auditor was following when the latest note of a session was written: who comes back to the
/// session goes on with it. None if that note is no step of one, or another's.
pub fn being_followed(audit: &Audit, session: ObjectId, author: &str) -> Option<ObjectId> {
    let session = Subject::Object(session);
    let note = audit.latest_linked(&session, Kind::Note).next()?;
    let own = audit.made(note).1 == author;
    let mut trails = audit.links(note, Link::Trail).filter(|_| own);
    match trails.next() {
        Some(Subject::Object(trail)) => Some(*trail),
        _ => None,
    }
}

/// Whether the auditor marked a trail as significant for the report.
pub fn is_significant(audit: &Audit, trail: &Object) -> bool {
    audit.text(trail, Field::Significant) == "yes"
}

/// The requirements that a trail has led across, each where it came up first.
pub fn requirements(audit: &Audit, trail: &Object) -> Vec<RequirementId> {
    let mut seen = BTreeSet::new();
    let mut chain = Vec::new();
    for step in steps(audit, trail) {
        for to in audit.links(step, Link::On) {
            if let Subject::Requirement(id) = to
                && seen.insert(id.clone())
            {
                chain.push(id.clone());
            }
        }
    }
    chain
}

/// Where the checklist would look next from a requirement or its twins, with the reason where it gives one.
pub fn next(criteria: &Criteria, from: &RequirementId) -> Vec<(RequirementId, Option<String>)> {
    let twins = criteria.twins(from).iter().map(|twin| twin.id.clone());
    let mut next: Vec<(RequirementId, Option<String>)> = Vec::new();
    for id in std::iter::once(from.clone()).chain(twins) {
        let Ok(guidance) = criteria.guidance(&id) else {
            continue;
        };
        for (to, why) in criteria.trail(&id, &guidance.trail) {
            if to != *from && !next.iter().any(|(known, _)| *known == to) {
                next.push((to, why.map(ToOwned::to_owned)));
            }
        }
    }
    next
}
