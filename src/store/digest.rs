//! SHA-256 digests, written as 64 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::audit::hex;
use crate::checklist::id::BadId;

/// A SHA-256 digest (FIPS 180-4): of a file, a commitment, or a chain value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// What stands before the first line of a log: 64 zeros.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of `first` followed by `second`.
    pub fn of_both(first: &[u8], second: &[u8]) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(first);
        hasher.update(second);
        hasher.finish()
    }

    /// The 64 digits as ASCII.
    pub fn hex(&self) -> [u8; 64] {
        hex::write(&self.0)
    }

    /// Reads 64 lower-case digits and nothing else.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        hex::read::<64, 32>(text.try_into().ok()?).map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex()).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Self::from_hex(text.as_bytes())
            .ok_or_else(|| BadId::new(text, "a SHA-256 of 64 lower-case hexadecimal digits"))
    }
}

/// A digest in the making, for what is read piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Of nothing so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was taken in.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_those_of_sha256sum() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), abc);
        assert_eq!(Digest::of_both(b"a", b"bc"), Digest::of(b"abc"));
        assert_eq!(Digest::of(b"abc").hex(), abc.as_bytes());
        assert_eq!(abc.parse::<Digest>().unwrap(), Digest::of(b"abc"));
        assert_eq!(Digest::ZERO.to_string(), "0".repeat(64));
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["", "0", &"A".repeat(64), &"0".repeat(65), &"g".repeat(64)] {
            assert!(text.parse::<Digest>().is_err(), "{text:?} was taken");
        }
    }
}
