//! Values of fields as registers with parents, and links as sets.
//!
//! A field keeps every value that was ever set, with the entry that set it and the entries it replaced. What
//! counts now is what no later value replaced: usually one, several where people set it without knowledge of
//! each other. Nothing is decided by clocks. This module must not know what the fields mean.

use super::id::Subject;
use super::schema::{Choice, Field, FieldKey, Link};
use crate::checklist::id::CriterionId;

/// The place of an entry in the fold's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIx(pub(super) u32);

impl EntryIx {
    pub(super) const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Tells which entries count, that is, are not undone.
pub(super) trait Live {
    fn live(&self, entry: EntryIx) -> bool;
}

/// One value that was set. There are hundreds of thousands, so what few of them have stands elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    pub entry: EntryIx,
    field: Field,
    value: Value,
    rare: Option<Box<Rare>>,
}

/// A value: one of a field's fixed choices, or a text of its own.
#[derive(Debug, Clone)]
enum Value {
    Choice(&'static Choice),
    Text(Box<str>),
}

/// What few values have.
#[derive(Debug, Clone)]
struct Rare {
    /// The criterion whose value it is.
    criterion: Option<CriterionId>,
    /// The entries that it replaced.
    over: Box<[EntryIx]>,
}

impl Assignment {
    /// The value.
    pub fn value(&self) -> &str {
        match &self.value {
            Value::Choice((key, _)) => key,
            Value::Text(text) => text,
        }
    }

    /// The field that it is a value of.
    pub fn key(&self) -> FieldKey {
        FieldKey {
            field: self.field,
            criterion: self.criterion().cloned(),
        }
    }

    fn is_of(&self, key: &FieldKey) -> bool {
        self.field == key.field && self.criterion() == key.criterion.as_ref()
    }

    fn criterion(&self) -> Option<&CriterionId> {
        self.rare.as_ref()?.criterion.as_ref()
    }

    fn over(&self) -> &[EntryIx] {
        self.rare.as_ref().map_or(&[], |rare| &rare.over)
    }
}

/// One link that was made.
#[derive(Debug, Clone)]
pub(super) struct LinkMade {
    pub to: Subject,
    pub entry: EntryIx,
    pub link: Link,
    /// The entries that took it back; a box, since hardly any was.
    #[expect(
        clippy::box_collection,
        reason = "a list would take three times the room"
    )]
    taken_back: Option<Box<Vec<EntryIx>>>,
}

/// All values and links of one subject.
#[derive(Debug, Clone, Default)]
pub struct Values {
    assignments: Vec<Assignment>,
    links: Vec<LinkMade>,
}

impl Values {
    /// An object's values and links, with room for so many.
    pub(super) fn with_room(values: usize, links: usize) -> Self {
        Self {
            assignments: Vec::with_capacity(values),
            links: Vec::with_capacity(links),
        }
    }

    /// Sets a value. `choices` are those of the field, if it has any.
    pub(super) fn set(
        &mut self,
        key: &FieldKey,
        value: &str,
        choices: &'static [Choice],
        entry: EntryIx,
        over: Box<[EntryIx]>,
    ) {
        let choice = choices.iter().find(|(key, _)| *key == value);
        let rare = key.criterion.is_some() || !over.is_empty();
        self.assignments.push(Assignment {
            entry,
            field: key.field,
            value: choice.map_or_else(|| Value::Text(value.into()), Value::Choice),
            rare: rare.then(|| {
                Box::new(Rare {
                    criterion: key.criterion.clone(),
                    over,
                })
            }),
        });
    }

    pub(super) fn link(&mut self, link: Link, to: Subject, entry: EntryIx) {
        self.links.push(LinkMade {
            to,
            entry,
            link,
            taken_back: None,
        });
    }

    pub(super) fn unlink(&mut self, link: Link, to: &Subject, by: EntryIx, over: &[EntryIx]) {
        for made in &mut self.links {
            if made.link == link && made.to == *to && over.contains(&made.entry) {
                made.taken_back.get_or_insert_default().push(by);
            }
        }
    }

    /// The keys that were set more than once: only those can have several values side by side.
    pub(super) fn set_again(&self) -> Vec<FieldKey> {
        let mut keys: Vec<FieldKey> = Vec::new();
        for (at, assignment) in self.assignments.iter().enumerate() {
            let mut before = self.assignments.iter().take(at);
            let again = before.any(|first| {
                first.field == assignment.field && first.criterion() == assignment.criterion()
            });
            if again && !keys.iter().any(|key| assignment.is_of(key)) {
                keys.push(assignment.key());
            }
        }
        keys
    }

    /// Every value of a field that counts now, oldest first.
    pub(super) fn current<'a>(
        &'a self,
        key: &FieldKey,
        entries: &impl Live,
    ) -> Vec<&'a Assignment> {
        let mut alive = self
            .assignments
            .iter()
            .filter(|a| a.is_of(key) && entries.live(a.entry));
        let Some(first) = alive.next() else {
            return Vec::new();
        };
        let mut alive: Vec<&Assignment> = std::iter::once(first).chain(alive).collect();
        if alive.len() > 1 {
            let replaced = self.replaced_by(key, &alive);
            alive.retain(|a| !replaced.contains(&a.entry));
        }
        alive
    }

    /// The oldest value of a field that counts now; empty where none does.
    pub(super) fn text(&self, key: &FieldKey, entries: &impl Live) -> &str {
        let mut alive = self
            .assignments
            .iter()
            .filter(|a| a.is_of(key) && entries.live(a.entry));
        match (alive.next(), alive.next()) {
            (None, _) => "",
            (Some(only), None) => only.value(),
            _ => self.current(key, entries).first().map_or("", |a| a.value()),
        }
    }

    /// What the living values replaced, also through values that were undone since.
    fn replaced_by(&self, key: &FieldKey, alive: &[&Assignment]) -> Vec<EntryIx> {
        let mut replaced: Vec<EntryIx> = Vec::new();
        let mut open: Vec<EntryIx> = alive
            .iter()
            .flat_map(|a| a.over().iter().copied())
            .collect();
        while let Some(entry) = open.pop() {
            if !replaced.contains(&entry) {
                replaced.push(entry);
                let of_entry = self
                    .assignments
                    .iter()
                    .filter(|a| a.is_of(key) && a.entry == entry);
                open.extend(of_entry.flat_map(|a| a.over().iter().copied()));
            }
        }
        replaced
    }

    /// Every value that a field ever had, oldest first, whether it counts or not.
    pub(super) fn all<'a>(&'a self, key: &'a FieldKey) -> impl Iterator<Item = &'a Assignment> {
        self.assignments.iter().filter(move |a| a.is_of(key))
    }

    /// What an entry set here.
    pub(super) fn set_by(&self, entry: EntryIx) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| a.entry == entry)
    }

    /// What an entry linked here.
    pub(super) fn linked_by(&self, entry: EntryIx) -> impl Iterator<Item = &LinkMade> {
        self.links.iter().filter(move |made| made.entry == entry)
    }

    /// What was ever linked here, whether the links count or not.
    pub(super) fn ever_linked(&self) -> impl Iterator<Item = &Subject> {
        self.links.iter().map(|made| &made.to)
    }

    /// The links that count now.
    pub(super) fn links<'a>(
        &'a self,
        entries: &'a impl Live,
    ) -> impl Iterator<Item = &'a LinkMade> {
        self.links.iter().filter(|made| {
            let mut taken_back = made.taken_back.iter().flat_map(|by| by.iter());
            entries.live(made.entry) && !taken_back.any(|by| entries.live(*by))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred thousand entries have to fit into the memory of a small machine.
    #[test]
    fn a_value_and_a_link_are_small() {
        assert!(size_of::<Assignment>() <= 32);
        assert!(size_of::<LinkMade>() <= 48);
    }
}
