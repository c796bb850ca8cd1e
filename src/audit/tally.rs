//! Where every requirement stands, and what is open, kept up to date entry by entry.
//!
//! Counting anew after each entry would take longer the more notes there are; what an entry touches stays small.
//! What the counts mean is the coverage's business. This module must not know how they are shown.

use std::collections::BTreeSet;

use super::coverage::{self, Coverage, Standing};
use super::entry::{Change, Entry};
use super::fold::{Audit, Object};
use super::id::{EntryId, ObjectId, Subject};
use super::must_touch;
use super::planning::{self, Minutes};
use super::request;
use super::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::{CriterionId, RequirementId};

/// The standing of all requirements, and counts of the audit as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// For each row of the criteria, unless it is a heading.
    standings: Vec<Option<Standing>>,
    /// How far the audit is.
    pub coverage: Coverage,
    /// How far each criterion is, in the order of the criteria.
    pub by_criterion: Vec<(CriterionId, Coverage)>,
    /// To-dos that are not done.
    pub open_to_dos: usize,
    /// Of these, requests.
    pub requests: usize,
    /// Notes in the inbox.
    pub inbox: usize,
    /// Fields that were set in several ways without anybody deciding.
    pub conflicts: usize,
    /// How long what is planned takes; nothing where the checklists give no minutes.
    pub minutes: Minutes,
    /// Items of the profiles that are still to be touched.
    pub must_touch_left: usize,
    /// What the profiles ask to touch.
    must_touch: Vec<must_touch::Item>,
}

/// What an entry touches, and what of it was counted before it was applied.
#[derive(Debug)]
pub struct Touched {
    what: What,
    before: Counts,
}

#[derive(Debug, Default)]
struct What {
    objects: BTreeSet<ObjectId>,
    requirements: BTreeSet<RequirementId>,
    fields: BTreeSet<(Subject, FieldKey)>,
    /// Criteria whose tier may be another.
    tiers: BTreeSet<CriterionId>,
}

/// Counts over a few objects and fields.
#[derive(Debug, Default)]
struct Counts {
    open_to_dos: usize,
    requests: usize,
    inbox: usize,
    conflicts: usize,
}

impl Counts {
    /// Counts over notes that stand.
    fn of_notes<'a>(audit: &Audit, notes: impl Iterator<Item = &'a Object>) -> Self {
        let mut counts = Self::default();
        for note in notes {
            if coverage::is_open_to_do(audit, note) {
                counts.open_to_dos += 1;
                counts.requests += usize::from(request::asks(audit, note));
            }
            counts.inbox += usize::from(coverage::is_in_inbox(audit, note));
        }
        counts
    }
}

impl Tally {
    /// Counts everything.
    pub fn of(audit: &Audit, criteria: &Criteria) -> Self {
        let notes = Counts::of_notes(audit, audit.standing(Kind::Note));
        let mut tally = Self {
            standings: coverage::standings(audit, criteria),
            open_to_dos: notes.open_to_dos,
            requests: notes.requests,
            inbox: notes.inbox,
            conflicts: audit.conflicts().len(),
            must_touch: must_touch::items(criteria),
            ..Self::default()
        };
        tally.sum(audit, criteria);
        tally
    }

    /// Where the requirement in a row of the criteria stands; none for a heading.
    pub fn standing(&self, row: usize) -> Option<&Standing> {
        self.standings.get(row)?.as_ref()
    }

    /// What the profiles ask to touch and is left, in the order of the criteria.
    pub fn left_to_touch(&self, audit: &Audit) -> Vec<(&must_touch::Item, must_touch::Left)> {
        let items = self.must_touch.iter();
        items
            .filter_map(|item| Some((item, item.left(audit, |row| self.standing(row))?)))
            .collect()
    }

    /// What an entry touches; to be asked before it is applied.
    pub fn touched(audit: &Audit, entry: &Entry) -> Touched {
        let what = What::of(audit, entry);
        let before = what.count(audit);
        Touched { what, before }
    }

    /// Counts anew what an entry touched, after it was applied.
    pub fn update(&mut self, audit: &Audit, criteria: &Criteria, touched: Touched) {
        let Touched { what, before } = touched;
        let after = what.count(audit);
        let moved = |count: &mut usize, before: usize, after: usize| {
            *count = *count + after - before;
        };
        moved(&mut self.open_to_dos, before.open_to_dos, after.open_to_dos);
        moved(&mut self.requests, before.requests, after.requests);
        moved(&mut self.inbox, before.inbox, after.inbox);
        moved(&mut self.conflicts, before.conflicts, after.conflicts);
        let of_tier = what.of_tier(criteria);
        for id in what.requirements.iter().chain(&of_tier) {
            let twins = criteria.twins(id).iter().map(|twin| &twin.id);
            for id in std::iter::once(id).chain(twins) {
                let Some(at) = criteria.index(id) else {
                    continue;
                };
                if let Some(Some(standing)) = self.standings.get_mut(at) {
                    *standing = coverage::standing(audit, criteria, id);
                }
            }
        }
        self.sum(audit, criteria);
    }

    fn sum(&mut self, audit: &Audit, criteria: &Criteria) {
        self.coverage = coverage::sum(self.standings.iter().flatten());
        let of = |name: &CriterionId| {
            let first = criteria.rows_of(name.as_str()).first();
            let from = first.and_then(|row| criteria.index(&row.id)).unwrap_or(0);
            let many = criteria.rows_of(name.as_str()).len();
            let standings = self.standings.iter().skip(from).take(many);
            (name.clone(), coverage::sum(standings.flatten()))
        };
        let all = criteria.criteria().iter();
        self.by_criterion = all.clone().map(|criterion| of(&criterion.id)).collect();
        let standing = |id: &RequirementId| self.standings.get(criteria.index(id)?)?.as_ref();
        self.minutes = all
            .map(|criterion| planning::minutes(audit, criteria, criterion, standing))
            .fold(Minutes::default(), Minutes::plus);
        let items = self.must_touch.iter();
        let left = items.filter_map(|item| item.left(audit, |row| self.standing(row)));
        self.must_touch_left = left.count();
    }
}

impl What {
    fn of(audit: &Audit, entry: &Entry) -> Self {
        let mut what = Self::default();
        for change in &entry.changes {
            match change {
                Change::Add(add) => {
                    what.objects.insert(add.id);
                    what.all(add.links.values().flatten());
                }
                Change::Set(set) => {
                    what.one(audit, &set.of);
                    what.fields.insert((set.of.clone(), set.field.clone()));
                    if let Subject::Criterion(id) = &set.of
                        && set.field.field == Field::Tier
                    {
                        what.tiers.insert(id.clone());
                    }
                }
                Change::Link(link) => {
                    what.one(audit, &link.of.into());
                    what.all([&link.to]);
                }
                Change::Unlink(unlink) => {
                    what.one(audit, &unlink.of.into());
                    what.all([&unlink.to]);
                }
                Change::Undo(undo) => what.behind(audit, undo.entry),
                Change::Strike(_) | Change::TailNoted(_) | Change::SignedOff(_) => {}
            }
        }
        what
    }

    /// What changes with an entry that is taken back, or comes back: also what it linked and no longer does.
    fn behind(&mut self, audit: &Audit, entry: EntryId) {
        for subject in audit.subjects_behind(entry) {
            self.all([&subject]);
            if let Subject::Criterion(id) = &subject {
                self.tiers.insert(id.clone());
            }
            let again = audit.set_again(&subject).into_iter();
            self.fields.extend(again.map(|key| (subject.clone(), key)));
            if let Subject::Object(id) = subject {
                self.objects.insert(id);
                // What a requirement rests on may be reached through a note only.
                for source in audit.ever_linking(&subject) {
                    self.all(audit.ever_linked(source));
                }
                let object = audit.object(id).into_iter();
                self.all(object.flat_map(|object| audit.ever_linked(object)));
            }
        }
    }

    /// The requirements of a criterion whose tier may have changed.
    fn of_tier(&self, criteria: &Criteria) -> Vec<RequirementId> {
        let tiers = self.tiers.iter();
        let rows = tiers.flat_map(|id| criteria.rows_of(id.as_str()));
        rows.map(|row| row.id.clone()).collect()
    }

    /// A subject and, of an object, what it is about.
    fn one(&mut self, audit: &Audit, subject: &Subject) {
        self.all([subject]);
        if let Subject::Object(id) = subject {
            self.objects.insert(*id);
            let Some(object) = audit.object(*id) else {
                return;
            };
            self.all(audit.links(object, Link::On));
            // What a requirement rests on may be reached through a note only.
            if matches!(object.kind, Kind::Evidence | Kind::Sample) {
                for note in audit.linked_to(subject, Kind::Note) {
                    self.all(audit.links(note, Link::On));
                }
            }
        }
    }

    fn all<'a>(&mut self, subjects: impl IntoIterator<Item = &'a Subject>) {
        let requirements = subjects.into_iter().filter_map(|subject| match subject {
            Subject::Requirement(id) => Some(id.clone()),
            _ => None,
        });
        self.requirements.extend(requirements);
    }

    /// How many of the objects are to-dos, requests, notes in the inbox, and how many of the fields in conflict.
    fn count(&self, audit: &Audit) -> Counts {
        let objects = self.objects.iter().filter_map(|id| audit.object(*id));
        let notes = objects.filter(|object| coverage::is_standing_note(audit, object));
        let mut counts = Counts::of_notes(audit, notes);
        let fields = self.fields.iter();
        counts.conflicts = fields
            .filter(|(subject, key)| audit.is_in_conflict(subject, key))
            .count();
        counts
    }
}
