//! The criteria of an audit: checklists with their profiles and grading schemes, what links them, and the
//! phrases of reports, loaded together and quick to look things up in.
//!
//! Everything that decides meaning comes from here, and here it comes from the texts that the audit keeps. This
//! module must not know built-in files, folders, or what was found in an audit.

mod guidance;
mod lines;
mod load;

pub use lines::Line;
pub use load::ReadFile;

pub(super) use load::classes_exist;

use std::collections::VecDeque;
use std::sync::Arc;

use foldhash::HashMap;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::guide::Guidance;
use super::id::{CriterionId, RequirementId};
use super::model::{Checklist, Requirement};
use super::profile::{self, MustTouch, Profile};
use super::scheme::{Class, Grading, Phrases, Support};

/// Which files say what a criterion means in an audit, by their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The criterion.
    pub criterion: CriterionId,
    /// The file of its checklist.
    pub checklist: String,
    /// The files that belong to it: its guides, and the checklist that it extends.
    #[serde(default)]
    pub with: Vec<String>,
    /// The file of its profile.
    pub profile: String,
    /// The file of its grading scheme.
    pub grading: String,
}

/// The loaded criteria of an audit. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Criteria {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    criteria: Vec<Criterion>,
    rows: Vec<Row>,
    by_id: HashMap<RequirementId, usize>,
    /// Rows by the part of the id after the colon, in capitals.
    by_item: HashMap<String, Vec<usize>>,
    twins: HashMap<RequirementId, Vec<TwinOf>>,
    related: HashMap<RequirementId, Vec<RelatedTo>>,
    lines: Vec<Line>,
    /// The line of each row.
    line_of: Vec<usize>,
    phrases: Vec<Arc<Phrases>>,
    /// What was asked for last, the latest at the end, so that drawing it again reads nothing.
    latest: Mutex<VecDeque<(RequirementId, Arc<Guidance>)>>,
}

/// One criterion of an audit.
#[derive(Debug)]
pub struct Criterion {
    /// Its name: `27001`.
    pub id: CriterionId,
    /// What is audited. Its requirements stand among [`Criteria::rows`] too, with their full ids.
    pub checklist: Checklist,
    /// The kind of audit.
    pub profile: Arc<Profile>,
    /// The classes of findings.
    pub grading: Arc<Grading>,
    /// The files that these came from.
    pub chosen: Chosen,
    /// Its guides, of which only what is asked for is read.
    guides: Vec<guidance::GuideText>,
    /// Where its rows begin, and where they end.
    rows: std::ops::Range<usize>,
}

impl Criterion {
    /// The criterion under one of its names, and the kind of audit: `27001 surveillance`. A kind that begins with the
    /// name says both: `supplier audit`.
    pub fn with_kind(&self, name: &str) -> String {
        let kind = self.profile.title.to_lowercase();
        if kind.starts_with(&name.to_lowercase()) {
            kind
        } else {
            format!("{name} {kind}")
        }
    }
}

/// A requirement or heading at its place in the criteria.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its full id.
    pub id: RequirementId,
    /// What the checklist says about it.
    pub requirement: Arc<Requirement>,
    /// How many rows stand above it; 0 at the top.
    pub depth: usize,
    /// The index of the row above it.
    parent: Option<usize>,
    /// The indices of the rows right below it.
    children: Vec<usize>,
}

/// A twin of a requirement, seen from that requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwinOf {
    /// The twin.
    pub id: RequirementId,
    /// In what the two differ, where they do.
    pub differs: Option<Arc<str>>,
}

/// What overlaps with a requirement, seen from that requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedTo {
    /// The other requirement.
    pub id: RequirementId,
    /// How well the overlap is borne out.
    pub support: Support,
    /// Why one would look there.
    pub why: Arc<str>,
}

/// What an id that somebody typed stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// One requirement.
    One(RequirementId),
    /// A clause that several criteria share, to be audited once.
    Twins(Vec<RequirementId>),
    /// Different requirements of several criteria: the full id is needed.
    Ambiguous(Vec<RequirementId>),
    /// Nothing.
    Unknown,
}

/// Says that an id that somebody typed means several requirements.
pub fn several(text: &str, ids: &[RequirementId]) -> String {
    let ids: Vec<&str> = ids.iter().map(RequirementId::as_str).collect();
    format!("{text} means several requirements: {}", ids.join(" and "))
}

/// Says that an id that somebody typed means none.
pub fn unknown(text: &str) -> String {
    format!("there is no requirement {text} in this audit")
}

impl Criteria {
    /// The criteria, in the order of the choice.
    pub fn criteria(&self) -> &[Criterion] {
        &self.inner.criteria
    }

    /// The criterion with this name.
    pub fn criterion(&self, name: &str) -> Option<&Criterion> {
        self.inner.criteria.iter().find(|it| it.id.as_str() == name)
    }

    /// All requirements and headings of all criteria, in document order.
    pub fn rows(&self) -> &[Row] {
        &self.inner.rows
    }

    /// The requirements and headings of one criterion, in document order.
    pub fn rows_of(&self, criterion: &str) -> &[Row] {
        self.criterion(criterion)
            .and_then(|it| self.inner.rows.get(it.rows.clone()))
            .unwrap_or_default()
    }

    /// The requirements that can be audited, in document order.
    pub fn auditable(&self) -> impl Iterator<Item = &Row> {
        self.rows().iter().filter(|row| row.is_auditable())
    }

    /// The place of a row in document order, from 0.
    pub fn index(&self, id: &RequirementId) -> Option<usize> {
        self.inner.by_id.get(id).copied()
    }

    /// The row with this id.
    pub fn row(&self, id: &RequirementId) -> Option<&Row> {
        self.inner.rows.get(self.index(id)?)
    }

    /// What the checklist says about a requirement.
    pub fn requirement(&self, id: &RequirementId) -> Option<&Requirement> {
        self.row(id).map(|row| &*row.requirement)
    }

    /// The rows right below a row, in document order.
    pub fn children(&self, id: &RequirementId) -> impl Iterator<Item = &Row> {
        let children = self.row(id).map_or(&[][..], |row| &row.children);
        children.iter().filter_map(|&at| self.inner.rows.get(at))
    }

    /// The rows above a row, nearest first.
    pub fn ancestors(&self, id: &RequirementId) -> impl Iterator<Item = &Row> {
        let above = |row: &Row| row.parent.and_then(|at| self.inner.rows.get(at));
        std::iter::successors(self.row(id).and_then(above), move |row| above(row))
    }

    /// How many rows stand above a row.
    pub fn depth(&self, id: &RequirementId) -> Option<usize> {
        self.row(id).map(|row| row.depth)
    }

    /// The clauses of other criteria that are audited in one go with this one.
    pub fn twins(&self, id: &RequirementId) -> &[TwinOf] {
        self.inner.twins.get(id).map_or(&[], Vec::as_slice)
    }

    /// What overlaps with a requirement, best supported first.
    pub fn related(&self, id: &RequirementId) -> &[RelatedTo] {
        self.inner.related.get(id).map_or(&[], Vec::as_slice)
    }

    /// What an id stands for that was typed in full (`27001:A.8.13`) or in short (`A.8.13`, `a.8.13`).
    ///
    /// A short id never means a control that is written without its `A.`.
    pub fn resolve(&self, text: &str) -> Resolved {
        let (criterion, item) = match text.split_once(':') {
            Some((criterion, item)) => (Some(criterion), item),
            None => (None, text),
        };
        let found = self.inner.by_item.get(&item.to_ascii_uppercase());
        let ids: Vec<RequirementId> = found
            .into_iter()
            .flatten()
            .filter_map(|&at| self.inner.rows.get(at))
            .map(|row| row.id.clone())
            .filter(|id| criterion.is_none_or(|name| id.criterion().eq_ignore_ascii_case(name)))
            .collect();
        match ids.as_slice() {
            [] => Resolved::Unknown,
            [one] => Resolved::One(one.clone()),
            [first, rest @ ..] => {
                let twins = self.twins(first);
                if rest
                    .iter()
                    .all(|id| twins.iter().any(|twin| twin.id == *id))
                {
                    Resolved::Twins(ids)
                } else {
                    Resolved::Ambiguous(ids)
                }
            }
        }
    }

    /// The shortest text that [`Criteria::resolve`] takes for just this requirement.
    pub fn short<'a>(&self, id: &'a RequirementId) -> &'a str {
        match self.resolve(id.item()) {
            Resolved::One(_) => id.item(),
            _ => id.as_str(),
        }
    }

    /// The class with this key in the grading scheme of a criterion.
    pub fn class(&self, criterion: &str, key: &str) -> Option<&Class> {
        self.criterion(criterion)?.grading.class(key)
    }

    /// The classes that may be used for a criterion in this audit, gravest first.
    pub fn classes(&self, criterion: &str) -> Vec<&Class> {
        let Some(criterion) = self.criterion(criterion) else {
            return Vec::new();
        };
        let allowed = &criterion.profile.classes;
        let mut classes: Vec<&Class> = criterion
            .grading
            .classes
            .iter()
            .filter(|class| allowed.is_empty() || allowed.contains(&class.key))
            .collect();
        classes.sort_by_key(|class| class.order);
        classes
    }

    /// The must-touch items of a criterion, each with the requirements that it stands for in document order.
    /// Items that name requirements of which this criterion has none are left out.
    pub fn must_touch(&self, criterion: &str) -> Vec<(&MustTouch, Vec<&Row>)> {
        let Some(found) = self.criterion(criterion) else {
            return Vec::new();
        };
        let rows = self.rows_of(criterion);
        let fits = |item: &MustTouch, row: &Row| {
            let patterns = &item.requirements;
            row.is_auditable()
                && patterns
                    .iter()
                    .any(|pattern| profile::matches(pattern, row.id.item()))
        };
        let items = found.profile.must_touch.iter();
        items
            .map(|item| (item, rows.iter().filter(|row| fits(item, row)).collect()))
            .filter(|(item, rows): &(&MustTouch, Vec<&Row>)| {
                item.field.is_some() || !rows.is_empty()
            })
            .collect()
    }

    /// The phrases of a language, or else English ones, or else any.
    pub fn phrases(&self, language: &str) -> Option<&Phrases> {
        let all = &self.inner.phrases;
        let of = |wanted: &str| all.iter().find(|it| it.language == wanted);
        let found = of(language).or_else(|| of("en")).or_else(|| all.first());
        found.map(Arc::as_ref)
    }
}

impl Row {
    /// Whether it can be audited and have a result; headings cannot.
    pub fn is_auditable(&self) -> bool {
        self.requirement.is_auditable()
    }
}
