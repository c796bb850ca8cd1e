//! Drawing ids: 128 bits that nobody else draws.
//!
//! One seed from the system at the start, then SHA-256 in counter mode, so that drawing cannot fail while
//! somebody types. This module must not know what the ids are for.

use std::io;

use sha2::{Digest, Sha256};

use super::disk::random;

/// A source of ids.
#[derive(Debug, Clone)]
pub struct Draw {
    seed: [u8; 32],
    drawn: u64,
}

impl Draw {
    /// A source seeded by the system.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn from_system() -> io::Result<Self> {
        let mut seed = [0; 32];
        let (left, right) = seed.split_at_mut(16);
        left.copy_from_slice(&random()?.to_be_bytes());
        right.copy_from_slice(&random()?.to_be_bytes());
        Ok(Self { seed, drawn: 0 })
    }

    /// A source that always draws the same: for tests and benches.
    pub fn from_number(number: u64) -> Self {
        let mut seed = [0; 32];
        seed.iter_mut()
            .zip(number.to_be_bytes())
            .for_each(|(to, from)| *to = from);
        Self { seed, drawn: 0 }
    }

    /// Draws 128 bits.
    pub fn id(&mut self) -> u128 {
        self.drawn += 1;
        let hash = Sha256::new()
            .chain_update(self.seed)
            .chain_update(self.drawn.to_be_bytes())
            .finalize();
        hash.iter()
            .take(16)
            .fold(0, |bits, byte| bits << 8 | u128::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_is_drawn_twice() {
        let mut one = Draw::from_number(1);
        let mut other = Draw::from_number(2);
        let mut ids: Vec<u128> = (0..1000).flat_map(|_| [one.id(), other.id()]).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 2000);
    }
}
