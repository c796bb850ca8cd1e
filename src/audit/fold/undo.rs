//! Undo and redo, which are entries like any other, and what an entry was about.

use super::{About, Audit, EntryIx, Object};
use crate::audit::id::{EntryId, Subject};
use crate::audit::schema::{Field, FieldKey, Link};

impl Audit {
    /// The entry that undo would take back: the author's own latest that counts, not before a sign-off.
    pub fn undo_candidate(&self, author: &str) -> Option<EntryId> {
        for (at, applied) in self.entries.iter().enumerate().rev() {
            let ix = EntryIx(at as u32);
            if self.signed_off.iter().any(|(signed, _)| *signed == ix) {
                return None;
            }
            let own = self.author_of(ix) == author;
            if own && applied.undone_by == 0 && applied.undoable && !self.undoes.contains_key(&ix) {
                return Some(applied.id);
            }
        }
        None
    }

    /// The undo that redo would take back: the author's own latest entries are undos, and this is the last that
    /// counts among them.
    pub fn redo_candidate(&self, author: &str) -> Option<EntryId> {
        for (at, applied) in self.entries.iter().enumerate().rev() {
            let ix = EntryIx(at as u32);
            if self.author_of(ix) != author {
                continue;
            }
            if !self.undoes.contains_key(&ix) {
                return None;
            }
            let mut targets = self.undoes.get(&ix).into_iter().flatten();
            let redoes = targets.any(|target| self.undoes.contains_key(target));
            if applied.undone_by == 0 && !redoes {
                return Some(applied.id);
            }
        }
        None
    }

    /// What an entry takes back.
    pub fn undoes(&self, entry: EntryId) -> Option<EntryId> {
        let target = self.undoes.get(&self.entry_place(entry)?)?.first()?;
        self.entries.get(target.at()).map(|target| target.id)
    }

    /// The subject that an entry is about first.
    pub fn subject_of(&self, entry: EntryId) -> Option<Subject> {
        let applied = self.entries.get(self.entry_place(entry)?.at())?;
        self.subject(&applied.about)
    }

    fn subject(&self, about: &About) -> Option<Subject> {
        match about {
            About::Nothing => None,
            About::Object(at) => self
                .objects
                .get(*at as usize)
                .map(|object| Subject::Object(object.id)),
            About::Other(subject) => Some((**subject).clone()),
        }
    }

    /// Every subject that changes when an entry is taken back or comes back: what it is about, and what those
    /// entries are about that it takes back in turn.
    pub fn subjects_behind(&self, entry: EntryId) -> Vec<Subject> {
        let mut subjects = Vec::new();
        let mut open: Vec<EntryIx> = self.entry_place(entry).into_iter().collect();
        while let Some(ix) = open.pop() {
            let first = self.entries.get(ix.at()).map(|applied| &applied.about);
            let further = self.further.get(&ix).into_iter().flatten();
            subjects.extend(
                first
                    .into_iter()
                    .chain(further)
                    .filter_map(|a| self.subject(a)),
            );
            // An entry takes back earlier ones only, so this ends.
            open.extend(self.undoes.get(&ix).into_iter().flatten());
        }
        subjects
    }

    /// Everything that an object was ever linked to, whether the links count or not.
    pub fn ever_linked<'a>(&'a self, object: &Object) -> impl Iterator<Item = &'a Subject> {
        let ever = self.links.ever(object.links);
        ever.filter_map(|made| self.links.subject(made.to))
    }

    /// Everything that was ever linked to a subject, whether the links count or not.
    pub fn ever_linking(&self, to: &Subject) -> impl Iterator<Item = &Object> {
        let ends = self.links.end(to).into_iter();
        let sources = ends.flat_map(|end| self.links.sources(end));
        sources.filter_map(|at| self.objects.get(*at as usize))
    }

    /// The values that an entry set on its first subject: field and value.
    pub fn values_set_by(&self, entry: EntryId) -> Vec<(FieldKey, &str)> {
        let (Some(ix), Some(subject)) = (self.entry_place(entry), self.subject_of(entry)) else {
            return Vec::new();
        };
        let values = self.values.of(self.values_of(&subject));
        values
            .filter(|one| one.entry() == ix)
            .map(|one| (one.key(), one.value()))
            .collect()
    }

    /// The links that an entry made from its first subject.
    pub fn links_made_by(&self, entry: EntryId) -> Vec<(Link, &Subject)> {
        let (Some(ix), Some(Subject::Object(id))) =
            (self.entry_place(entry), self.subject_of(entry))
        else {
            return Vec::new();
        };
        let links = self.object(id).map(|object| object.links);
        let made = self.links.ever(links.unwrap_or_default());
        made.filter(|made| made.entry == ix)
            .filter_map(|made| Some((made.link, self.links.subject(made.to)?)))
            .collect()
    }

    /// Undo may not take an entry back that says what the audit is held against: nothing would be left of it.
    pub(super) fn keep_criteria(&mut self, ix: EntryIx, field: &FieldKey) {
        if matches!(
            field.field,
            Field::Checklist | Field::Profile | Field::Grading
        ) {
            self.not_undoable(ix);
        }
    }

    /// Undo may not take an entry back.
    pub(super) fn not_undoable(&mut self, ix: EntryIx) {
        if let Some(applied) = self.entries.get_mut(ix.at()) {
            applied.undoable = false;
        }
    }
}
