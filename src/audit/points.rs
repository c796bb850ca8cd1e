//! What was brought up: questions of the checklist that were asked, points of an agenda that were dealt with.
//!
//! A point is known by its words, so that it stays what it was whatever becomes of a checklist. This module must
//! not know which questions there are.

use super::act::Desk;
use super::entry::{Add, Change, Entry};
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::schema::{Field, Kind, Link};
use crate::checklist::id::RequirementId;

/// The point with these words about a requirement, if it was brought up and stands.
pub fn asked<'a>(audit: &'a Audit, on: &RequirementId, words: &str) -> Option<&'a Object> {
    let subject = Subject::Requirement(on.clone());
    let points = audit.linked_to(&subject, Kind::Point);
    points
        .into_iter()
        .find(|point| audit.text(point, Field::Text) == words)
}

/// Whether an entry that is not saved yet brings up a question about a requirement.
pub fn is_being_asked(entry: &Entry, on: &RequirementId, words: &str) -> bool {
    let subject = Subject::Requirement(on.clone());
    entry.changes.iter().any(|change| match change {
        Change::Add(add) => {
            add.kind == Kind::Point
                && add
                    .fields
                    .get(&Field::Text.into())
                    .is_some_and(|text| text == words)
                && add
                    .links
                    .get(&Link::On)
                    .is_some_and(|ends| ends.contains(&subject))
        }
        _ => false,
    })
}

impl Desk<'_> {
    /// Ticks a question as asked, in the running session if there is one.
    pub fn ask(
        &mut self,
        on: &RequirementId,
        words: &str,
        session: Option<ObjectId>,
    ) -> Vec<Change> {
        let mut point = Add::new(Kind::Point, self.object())
            .with(Field::Text, words)
            .linked(Link::On, on.clone());
        if let Some(session) = session {
            point = point.linked(Link::Session, session);
        }
        vec![Change::Add(point)]
    }

    /// Takes a tick back.
    pub fn unask(&self, on: &RequirementId, words: &str) -> Vec<Change> {
        let ticked = asked(self.audit, on, words);
        ticked
            .map(|point| self.withdraw(point.id, "not asked"))
            .into_iter()
            .collect()
    }
}
