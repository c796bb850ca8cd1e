//! Hashing of ids, which are random: quicker than hashing what anybody might have chosen.
//!
//! The keys are still drawn anew for each map, so that ids which somebody made up do not all fall into one place.
//! This module must not know what is looked up.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

/// A map from ids.
pub type ById<K, V> = HashMap<K, V, Keyed>;

/// Makes hashers with keys of its own.
#[derive(Debug, Clone)]
pub struct Keyed {
    one: u64,
    other: u64,
}

impl Default for Keyed {
    fn default() -> Self {
        let random = RandomState::new();
        Self {
            one: random.hash_one(1),
            other: random.hash_one(2) | 1,
        }
    }
}

impl BuildHasher for Keyed {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher {
            state: self.one,
            key: self.other,
        }
    }
}

/// Folds the two halves of a product into each other, again and again.
#[derive(Debug)]
pub struct IdHasher {
    state: u64,
    key: u64,
}

impl IdHasher {
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.key);
        self.state = product as u64 ^ (product >> 64) as u64;
    }
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut()
                .zip(chunk)
                .for_each(|(to, from)| *to = *from);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_u128(&mut self, id: u128) {
        self.mix(id as u64);
        self.mix((id >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::id::EntryId;

    #[test]
    fn ids_spread_also_where_they_are_not_random() {
        let keyed = Keyed::default();
        for shift in [0, 32, 64, 120] {
            let mut places = [0; 64];
            for id in 0u128..64 {
                let hash = keyed.hash_one(EntryId(id << shift));
                // The top bits and the bottom bits both decide where a map puts it.
                for place in [hash >> 58, hash & 63] {
                    places[usize::try_from(place).unwrap()] += 1;
                }
            }
            assert!(places.iter().all(|count| *count < 16), "{places:?}");
        }
    }
}
