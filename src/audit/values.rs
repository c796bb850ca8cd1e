//! Values of fields as registers with parents, and links as sets.
//!
//! A field keeps every value that was ever set, with the entry that set it and the entries it replaced. What
//! counts now is what no later value replaced: usually one, several where people set it without knowledge of
//! each other. Nothing is decided by clocks. This module must not know what the fields mean.

use super::id::Subject;
use super::schema::{FieldKey, Link};

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

/// One value that was set.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    pub key: FieldKey,
    pub entry: EntryIx,
    pub over: Box<[EntryIx]>,
    pub value: Box<str>,
}

/// One link that was made.
#[derive(Debug, Clone)]
pub(super) struct LinkMade {
    pub link: Link,
    pub to: Subject,
    pub entry: EntryIx,
    pub taken_back: Vec<EntryIx>,
}

/// All values and links of one subject.
#[derive(Debug, Clone, Default)]
pub struct Values {
    assignments: Vec<Assignment>,
    links: Vec<LinkMade>,
}

impl Values {
    pub(super) fn set(
        &mut self,
        key: FieldKey,
        value: String,
        entry: EntryIx,
        over: Box<[EntryIx]>,
    ) {
        self.assignments.push(Assignment {
            key,
            entry,
            over,
            value: value.into_boxed_str(),
        });
    }

    pub(super) fn link(&mut self, link: Link, to: Subject, entry: EntryIx) {
        self.links.push(LinkMade {
            link,
            to,
            entry,
            taken_back: Vec::new(),
        });
    }

    pub(super) fn unlink(&mut self, link: Link, to: &Subject, by: EntryIx, over: &[EntryIx]) {
        for made in &mut self.links {
            if made.link == link && made.to == *to && over.contains(&made.entry) {
                made.taken_back.push(by);
            }
        }
    }

    pub(super) fn shrink(&mut self) {
        self.assignments.shrink_to_fit();
        self.links.shrink_to_fit();
    }

    /// The keys that were ever set, in the order of their first setting.
    pub(super) fn keys(&self) -> Vec<&FieldKey> {
        let mut keys: Vec<&FieldKey> = Vec::new();
        for assignment in &self.assignments {
            if !keys.contains(&&assignment.key) {
                keys.push(&assignment.key);
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
            .filter(|a| a.key == *key && entries.live(a.entry));
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
            .filter(|a| a.key == *key && entries.live(a.entry));
        match (alive.next(), alive.next()) {
            (None, _) => "",
            (Some(only), None) => &only.value,
            _ => self.current(key, entries).first().map_or("", |a| &a.value),
        }
    }

    /// What the living values replaced, also through values that were undone since.
    fn replaced_by(&self, key: &FieldKey, alive: &[&Assignment]) -> Vec<EntryIx> {
        let mut replaced: Vec<EntryIx> = Vec::new();
        let mut open: Vec<EntryIx> = alive.iter().flat_map(|a| a.over.iter().copied()).collect();
        while let Some(entry) = open.pop() {
            if !replaced.contains(&entry) {
                replaced.push(entry);
                let of_entry = self
                    .assignments
                    .iter()
                    .filter(|a| a.key == *key && a.entry == entry);
                open.extend(of_entry.flat_map(|a| a.over.iter().copied()));
            }
        }
        replaced
    }

    /// Every value that a field ever had, oldest first, whether it counts or not.
    pub(super) fn all<'a>(&'a self, key: &'a FieldKey) -> impl Iterator<Item = &'a Assignment> {
        self.assignments.iter().filter(move |a| a.key == *key)
    }

    /// What an entry set here.
    pub(super) fn set_by(&self, entry: EntryIx) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| a.entry == entry)
    }

    /// What an entry linked here.
    pub(super) fn linked_by(&self, entry: EntryIx) -> impl Iterator<Item = &LinkMade> {
        self.links.iter().filter(move |made| made.entry == entry)
    }

    /// The links that count now.
    pub(super) fn links<'a>(
        &'a self,
        entries: &'a impl Live,
    ) -> impl Iterator<Item = &'a LinkMade> {
        self.links.iter().filter(|made| {
            entries.live(made.entry) && !made.taken_back.iter().any(|by| entries.live(*by))
        })
    }
}
