//! What was entered: the audit as saved, with the entries on top of it that are on their way to the disk.
//!
//! Somebody who marks faster than the disk answers goes on from what was entered, never from what is saved. This
//! module must not know what the fields mean.

use std::collections::VecDeque;

use super::entry::{Change, Entry};
use super::fold::Audit;
use super::id::{EntryId, ObjectId, Subject};
use super::schema::{Field, Kind, Link};

static NOTHING: VecDeque<Entry> = VecDeque::new();

/// The audit with what is on its way.
#[derive(Clone)]
pub struct Entered<'a> {
    audit: &'a Audit,
    pending: &'a VecDeque<Entry>,
    /// Entries that undos on their way take back.
    undone: Vec<EntryId>,
    /// Saved entries that such undos bring back.
    back: Vec<EntryId>,
}

impl<'a> Entered<'a> {
    /// The audit and what is on its way, oldest first.
    pub fn new(audit: &'a Audit, pending: &'a VecDeque<Entry>) -> Self {
        let (mut undone, mut back) = (Vec::new(), Vec::new());
        for entry in pending.iter().rev() {
            if undone.contains(&entry.id) {
                continue;
            }
            for change in &entry.changes {
                if let Change::Undo(undo) = change {
                    undone.push(undo.entry);
                    back.extend(audit.undoes(undo.entry));
                }
            }
        }
        Self {
            audit,
            pending,
            undone,
            back,
        }
    }

    /// The audit alone.
    pub fn saved(audit: &'a Audit) -> Self {
        Self::new(audit, &NOTHING)
    }

    /// What is on its way and not undone on its way, the latest first.
    fn coming(&self) -> impl Iterator<Item = &'a Change> {
        let entries = self.pending.iter().rev();
        entries
            .filter(|entry| !self.undone.contains(&entry.id))
            .flat_map(|entry| entry.changes.iter().rev())
    }

    /// The value of a field of an object as it was entered last.
    pub fn text(&self, of: ObjectId, field: Field) -> &'a str {
        let coming = self.coming().find_map(|change| match change {
            Change::Set(set) if set.of == Subject::Object(of) && set.field.field == field => {
                Some(set.value.as_str())
            }
            Change::Add(add) if add.id == of => {
                Some(add.fields.get(&field.into()).map_or("", String::as_str))
            }
            _ => None,
        });
        coming.unwrap_or_else(|| {
            self.audit.object(of).map_or("", |object| {
                self.audit.text_if(object, field, &self.undone, &self.back)
            })
        })
    }

    /// Whether there is such an object.
    pub fn has(&self, id: ObjectId) -> bool {
        let saved = self.audit.object(id).is_some_and(|object| {
            self.audit.counts(object) && !self.undone.contains(&self.audit.made_by(object))
        });
        let is_it = |change: &Change| matches!(change, Change::Add(add) if add.id == id);
        saved || self.coming().any(is_it)
    }

    /// The objects of a kind that are linked to another as they were made, oldest first; withdrawn ones too.
    pub fn linked_to(&self, to: ObjectId, link: Link, kind: Kind) -> Vec<ObjectId> {
        let subject = Subject::Object(to);
        let saved = self.audit.ever_linked_to(&subject, kind).into_iter();
        let mut all: Vec<ObjectId> = saved
            .filter(|object| !self.undone.contains(&self.audit.made_by(object)))
            .map(|object| object.id)
            .collect();
        let coming = self.coming().filter_map(|change| match change {
            Change::Add(add) if add.kind == kind => {
                let ends = add.links.get(&link)?;
                ends.contains(&subject).then_some(add.id)
            }
            _ => None,
        });
        let coming: Vec<ObjectId> = coming.collect();
        all.extend(coming.into_iter().rev());
        all
    }
}
