//! Entries and objects found by their ids of 128 bits.
//!
//! The ids stay where the things are: an audit has tens of thousands, and a map would hold each twice. This module must
//! not know what entries and objects say.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::{Audit, EntryIx};
use crate::audit::id::{EntryId, ObjectId};

/// Where things stand in a list, found by their ids. `id_at` gives the id of the thing at a place.
#[derive(Debug, Clone, Default)]
pub struct Index {
    places: HashTable<u32>,
    hasher: RandomState,
}

impl Index {
    /// An index with room for so many places.
    pub fn with_room(places: usize) -> Self {
        Self {
            places: HashTable::with_capacity(places),
            hasher: RandomState::default(),
        }
    }

    /// The place of a thing, if it is known.
    pub fn get(&self, id: u128, id_at: impl Fn(u32) -> Option<u128>) -> Option<u32> {
        let hash = self.hasher.hash_one(id);
        let is_it = |at: &u32| id_at(*at) == Some(id);
        self.places.find(hash, is_it).copied()
    }

    /// Takes the place of a thing, unless one with its id is known; tells whether it was taken.
    pub fn insert(&mut self, id: u128, at: u32, id_at: impl Fn(u32) -> Option<u128>) -> bool {
        let is_it = |at: &u32| id_at(*at) == Some(id);
        let hash = |at: &u32| self.hasher.hash_one(id_at(*at).unwrap_or_default());
        match self.places.entry(self.hasher.hash_one(id), is_it, hash) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(at);
                true
            }
        }
    }
}

impl Audit {
    pub(super) fn entry_place(&self, id: EntryId) -> Option<EntryIx> {
        let id_at = |at: u32| Some(self.entries.get(at as usize)?.id.0);
        self.entry_index.get(id.0, id_at).map(EntryIx)
    }

    pub(super) fn object_place(&self, id: ObjectId) -> Option<u32> {
        let id_at = |at: u32| Some(self.objects.get(at as usize)?.id.0);
        self.object_index.get(id.0, id_at)
    }

    pub(super) fn object_at(&self, id: ObjectId) -> Result<u32, String> {
        self.object_place(id)
            .ok_or_else(|| format!("the object {id} is not here"))
    }

    pub(super) fn indices(&self, entries: &[EntryId]) -> Vec<EntryIx> {
        entries
            .iter()
            .filter_map(|id| self.entry_place(*id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let ids: Vec<u128> = (0..5000).map(|n| n * 7 + 1).collect();
        let id_at = |at: u32| ids.get(at as usize).copied();
        let mut index = Index::with_room(3);
        for (at, id) in (0..).zip(&ids) {
            assert_eq!(index.get(*id, id_at), None);
            assert!(index.insert(*id, at, id_at));
            assert!(!index.insert(*id, at + 1, id_at));
        }
        for (at, id) in (0..).zip(&ids) {
            assert_eq!(index.get(*id, id_at), Some(at));
            assert_eq!(index.get(*id + 1, id_at), None);
        }
    }
}
