//! What the profiles ask every audit to touch, and what of it is left.
//!
//! Here an item is left until something was noted on enough of its requirements and its field is filled in; the
//! gate before a sign-off asks for results as well. This module must not know how it is shown.

use super::coverage::{Outcome, Planned, Standing};
use super::fold::Audit;
use super::id::Subject;
use super::schema::{self, Field};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::CriterionId;

/// An item that a profile asks to touch, with its place in the criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The criterion whose profile asks.
    pub criterion: CriterionId,
    /// Its id within the profile.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Where the rule comes from.
    pub source: String,
    /// The rows of the criteria that it stands for.
    rows: Vec<usize>,
    /// How many of them are enough; none: all.
    at_least: Option<u16>,
    /// The field that records it.
    field: Option<(Subject, Field)>,
}

/// What is left of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The rows of the criteria on which nothing was noted.
    pub rows: Vec<usize>,
    /// How many of them are still to be touched.
    pub wanted: usize,
    /// The field that is blank.
    pub blank: Option<(Subject, Field)>,
}

/// The items of all criteria, in their order.
pub fn items(criteria: &Criteria) -> Vec<Item> {
    let of = |criterion: &CriterionId| {
        let found = criteria.must_touch(criterion.as_str()).into_iter();
        let item = found.map(|(item, rows)| Item {
            criterion: criterion.clone(),
            id: item.id.clone(),
            title: item.title.clone(),
            source: item.source.clone(),
            rows: rows
                .iter()
                .filter_map(|row| criteria.index(&row.id))
                .collect(),
            at_least: item.at_least,
            field: item
                .field
                .as_deref()
                .and_then(|key| owner(criterion, Field::from_key(key)?)),
        });
        item.collect::<Vec<_>>()
    };
    let criteria = criteria.criteria().iter();
    criteria.flat_map(|criterion| of(&criterion.id)).collect()
}

/// Whose field it is that records an item: most are the criterion's, some the audit's.
fn owner(criterion: &CriterionId, field: Field) -> Option<(Subject, Field)> {
    let has = |fields| schema::find(fields, &field.into()).is_some();
    if has(schema::criterion_fields()) {
        return Some((Subject::Criterion(criterion.clone()), field));
    }
    has(schema::audit_fields()).then_some((Subject::Audit, field))
}

impl Item {
    /// What is left of it; none where it was touched. `standing` tells where a row of the criteria stands.
    pub fn left<'s>(
        &self,
        audit: &Audit,
        standing: impl Fn(usize) -> Option<&'s Standing>,
    ) -> Option<Left> {
        let asked = |row: &&usize| {
            standing(**row).is_some_and(|standing| standing.planned != Planned::Excluded)
        };
        let touched = |row: &usize| {
            standing(*row).is_some_and(|it| it.touched() && it.outcome != Outcome::NotAudited)
        };
        let rows: Vec<usize> = self.rows.iter().filter(asked).copied().collect();
        let enough = self
            .at_least
            .map_or(rows.len(), |least| rows.len().min(usize::from(least)));
        let of_rows = rows.len();
        let untouched: Vec<usize> = rows.into_iter().filter(|row| !touched(row)).collect();
        let wanted = enough.saturating_sub(of_rows - untouched.len());
        let blank = self
            .field
            .clone()
            .filter(|(of, field)| audit.value(of, &(*field).into()).trim().is_empty());
        (wanted > 0 || blank.is_some()).then_some(Left {
            rows: if wanted > 0 { untouched } else { Vec::new() },
            wanted,
            blank,
        })
    }
}
