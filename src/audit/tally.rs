//! Where every requirement stands, and what is open, kept up to date entry by entry.
//!
//! Counting anew after each entry would take longer the more notes there are; what an entry touches stays small.
//! What the counts mean is the coverage's business. This module must not know how they are shown.

use std::collections::BTreeSet;

use super::coverage::{self, Coverage, Standing};
use super::entry::{Change, Entry};
use super::fold::Audit;
use super::id::{EntryId, ObjectId, Subject};
use super::schema::Link;
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;

/// The standing of all requirements, and counts of the audit as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// For each row of the criteria, unless it is a heading.
    standings: Vec<Option<Standing>>,
    /// How far the audit is.
    pub coverage: Coverage,
    /// To-dos that are not done.
    pub open_to_dos: usize,
    /// Notes in the inbox.
    pub inbox: usize,
}

/// What an entry touches, and what of it was counted before it was applied.
#[derive(Debug)]
pub struct Touched {
    what: What,
    open_to_dos: usize,
    inbox: usize,
}

#[derive(Debug, Default)]
struct What {
    objects: BTreeSet<ObjectId>,
    requirements: BTreeSet<RequirementId>,
}

impl Tally {
    /// Counts everything.
    pub fn of(audit: &Audit, criteria: &Criteria) -> Self {
        let standings = criteria.rows().iter().map(|row| {
            row.is_auditable()
                .then(|| coverage::standing(audit, criteria, &row.id))
        });
        let mut tally = Self {
            standings: standings.collect(),
            coverage: Coverage::default(),
            open_to_dos: coverage::open_to_dos(audit).len(),
            inbox: coverage::inbox(audit).len(),
        };
        tally.sum();
        tally
    }

    /// Where the requirement in a row of the criteria stands; none for a heading.
    pub fn standing(&self, row: usize) -> Option<&Standing> {
        self.standings.get(row)?.as_ref()
    }

    /// What an entry touches; to be asked before it is applied.
    pub fn touched(audit: &Audit, entry: &Entry) -> Touched {
        let what = What::of(audit, entry);
        let (open_to_dos, inbox) = what.count(audit);
        Touched {
            what,
            open_to_dos,
            inbox,
        }
    }

    /// Counts anew what an entry touched, after it was applied.
    pub fn update(&mut self, audit: &Audit, criteria: &Criteria, touched: Touched) {
        let what = touched.what;
        let (open_to_dos, inbox) = what.count(audit);
        self.open_to_dos = self.open_to_dos + open_to_dos - touched.open_to_dos;
        self.inbox = self.inbox + inbox - touched.inbox;
        for id in &what.requirements {
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
        self.sum();
    }

    fn sum(&mut self) {
        self.coverage = coverage::sum(self.standings.iter().flatten());
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
                Change::Set(set) => what.one(audit, &set.of),
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
            if let Subject::Object(id) = subject {
                self.objects.insert(id);
                let object = audit.object(id).into_iter();
                self.all(object.flat_map(|object| audit.ever_linked(object)));
            }
        }
    }

    /// A subject and, of an object, what it is about.
    fn one(&mut self, audit: &Audit, subject: &Subject) {
        self.all([subject]);
        if let Subject::Object(id) = subject {
            self.objects.insert(*id);
            let object = audit.object(*id);
            self.all(
                object
                    .iter()
                    .flat_map(|object| audit.links(object, Link::On)),
            );
        }
    }

    fn all<'a>(&mut self, subjects: impl IntoIterator<Item = &'a Subject>) {
        let requirements = subjects.into_iter().filter_map(|subject| match subject {
            Subject::Requirement(id) => Some(id.clone()),
            _ => None,
        });
        self.requirements.extend(requirements);
    }

    /// How many of the objects are to-dos that are not done, and how many are notes in the inbox.
    fn count(&self, audit: &Audit) -> (usize, usize) {
        let objects = self.objects.iter().filter_map(|id| audit.object(*id));
        let notes = objects.filter(|object| coverage::is_standing_note(audit, object));
        notes.fold((0, 0), |(to_dos, inbox), note| {
            (
                to_dos + usize::from(coverage::is_open_to_do(audit, note)),
                inbox + usize::from(coverage::is_in_inbox(audit, note)),
            )
        })
    }
}
