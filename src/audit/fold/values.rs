//! Values of fields as registers with parents.
//!
//! A field keeps every value that was ever set, with the entry that set it and the entries it replaced. What
//! counts now is what no later value replaced: usually one, several where people set it without knowledge of
//! each other. Nothing is decided by clocks. This module must not know what the fields mean.

use foldhash::HashMap;

use super::chains::{Chain, Chains};
use super::{EntryIx, Live};
use crate::audit::schema::{Field, FieldKey};
use crate::checklist::id::CriterionId;

/// All values of all subjects. There are hundreds of thousands, so what few of them have stands elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Values {
    assignments: Chains<Assignment>,
    /// The texts of the values, one behind the other in the order of the assignments.
    texts: String,
    /// What few values have, by their places.
    rare: HashMap<u32, Rare>,
}

/// One value that was set.
#[derive(Debug, Clone)]
struct Assignment {
    /// Where its text ends, in bytes. It begins where that of the assignment before ends.
    end: usize,
    entry: EntryIx,
    field: Field,
    is_rare: bool,
}

/// What few values have.
#[derive(Debug, Clone)]
struct Rare {
    /// The criterion whose value it is.
    criterion: Option<CriterionId>,
    /// The entries that it replaced.
    over: Vec<EntryIx>,
}

/// One value that was set, for whoever asks.
#[derive(Debug, Clone, Copy)]
pub struct Assigned<'a> {
    values: &'a Values,
    place: u32,
    assignment: &'a Assignment,
}

impl<'a> Assigned<'a> {
    /// The value.
    pub fn value(self) -> &'a str {
        let before = self.place.checked_sub(1);
        let before = before.and_then(|place| self.values.assignments.get(place));
        let begin = before.map_or(0, |before| before.end);
        let text = self.values.texts.get(begin..self.assignment.end);
        text.unwrap_or_default()
    }

    /// The entry that set it.
    pub const fn entry(self) -> EntryIx {
        self.assignment.entry
    }

    /// The field that it is a value of.
    pub fn key(self) -> FieldKey {
        FieldKey {
            field: self.assignment.field,
            criterion: self.criterion().cloned(),
        }
    }

    fn is_of(self, key: &FieldKey) -> bool {
        self.assignment.field == key.field && self.criterion() == key.criterion.as_ref()
    }

    fn criterion(self) -> Option<&'a CriterionId> {
        self.rare()?.criterion.as_ref()
    }

    fn over(self) -> &'a [EntryIx] {
        self.rare().map_or(&[], |rare| &rare.over)
    }

    fn rare(self) -> Option<&'a Rare> {
        let is_rare = self.assignment.is_rare;
        is_rare.then(|| self.values.rare.get(&self.place)).flatten()
    }
}

impl Values {
    /// Sets a value of the subject that has the values `of`. `over` are the entries that it replaces.
    pub fn set(
        &mut self,
        of: &mut Chain,
        key: &FieldKey,
        value: &str,
        entry: EntryIx,
        over: Vec<EntryIx>,
    ) {
        let is_rare = key.criterion.is_some() || !over.is_empty();
        self.texts.push_str(value);
        let assignment = Assignment {
            end: self.texts.len(),
            entry,
            field: key.field,
            is_rare,
        };
        let place = self.assignments.add(of, assignment);
        if is_rare {
            let criterion = key.criterion.clone();
            self.rare.insert(place, Rare { criterion, over });
        }
    }

    /// Every value that a subject ever had, oldest first, whether it counts or not.
    pub fn of(&self, of: Chain) -> impl Iterator<Item = Assigned<'_>> {
        let assignments = self.assignments.of(of);
        assignments.map(move |(place, assignment)| Assigned {
            values: self,
            place,
            assignment,
        })
    }

    /// Every value that a field ever had, oldest first, whether it counts or not.
    pub fn all<'a, 'k>(
        &'a self,
        of: Chain,
        key: &'k FieldKey,
    ) -> impl Iterator<Item = Assigned<'a>> + use<'a, 'k> {
        self.of(of).filter(move |assigned| assigned.is_of(key))
    }

    /// The keys that were set more than once: only those can have several values side by side.
    pub fn set_again(&self, of: Chain) -> Vec<FieldKey> {
        let (mut once, mut again) = (Vec::new(), Vec::new());
        for key in self.of(of).map(Assigned::key) {
            if !once.contains(&key) {
                once.push(key);
            } else if !again.contains(&key) {
                again.push(key);
            }
        }
        again
    }

    /// Every value of a field that counts now, oldest first.
    pub fn current(&self, of: Chain, key: &FieldKey, entries: &impl Live) -> Vec<Assigned<'_>> {
        let mut alive: Vec<Assigned<'_>> = self.alive(of, key, entries).collect();
        if alive.len() > 1 {
            let replaced = self.replaced_by(of, key, &alive);
            alive.retain(|one| !replaced.contains(&one.entry()));
        }
        alive
    }

    /// The oldest value of a field that counts now; empty where none does.
    pub fn text(&self, of: Chain, key: &FieldKey, entries: &impl Live) -> &str {
        let mut only = None;
        for assigned in self.alive(of, key, entries) {
            if only.is_some() {
                let current = self.current(of, key, entries);
                return current.first().map_or("", |first| first.value());
            }
            only = Some(assigned);
        }
        only.map_or("", Assigned::value)
    }

    /// The values of a field that were set by entries that count.
    fn alive<'a, 'k>(
        &'a self,
        of: Chain,
        key: &'k FieldKey,
        entries: &'k impl Live,
    ) -> impl Iterator<Item = Assigned<'a>> {
        self.of(of)
            .filter(move |assigned| assigned.is_of(key) && entries.live(assigned.entry()))
    }

    /// What the living values replaced, also through values that were undone since.
    fn replaced_by(&self, of: Chain, key: &FieldKey, alive: &[Assigned<'_>]) -> Vec<EntryIx> {
        let mut replaced: Vec<EntryIx> = Vec::new();
        let mut open: Vec<EntryIx> = Vec::new();
        open.extend(alive.iter().flat_map(|one| one.over()));
        while let Some(entry) = open.pop() {
            if !replaced.contains(&entry) {
                replaced.push(entry);
                let of_entry = self.all(of, key).filter(|one| one.entry() == entry);
                open.extend(of_entry.flat_map(Assigned::over));
            }
        }
        replaced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred thousand entries have to fit into the memory of a small machine.
    #[test]
    fn a_value_is_small() {
        assert!(size_of::<Assignment>() <= 16);
    }
}
