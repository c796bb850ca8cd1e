//! SHA-256 digests, written as 64 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

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
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(DIGITS.get(usize::from(byte)).unwrap_or(b"00"));
        }
        text
    }

    /// Reads 64 lower-case digits and nothing else.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return None;
        }
        let mut wrong = 0;
        let value = |digit: u8| VALUES.get(usize::from(digit)).copied().unwrap_or(WRONG);
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            if let [high, low] = pair {
                let (high, low) = (value(*high), value(*low));
                wrong |= high | low;
                *byte = high << 4 | low & 15;
            }
        }
        (wrong & WRONG == 0).then_some(Self(bytes))
    }
}

/// The two digits of each byte. Opening an audit writes and reads some millions of them.
#[expect(
    clippy::indexing_slicing,
    reason = "the place is below the length, and this runs at compile time"
)]
const DIGITS: [[u8; 2]; 256] = {
    let mut digits = [[0; 2]; 256];
    let mut byte = 0;
    while byte < digits.len() {
        digits[byte] = [digit(byte as u8 >> 4), digit(byte as u8 & 15)];
        byte += 1;
    }
    digits
};

/// What each byte stands for as a digit, [`WRONG`] for those that are none.
#[expect(
    clippy::indexing_slicing,
    reason = "the place is below the length, and this runs at compile time"
)]
const VALUES: [u8; 256] = {
    let mut values = [WRONG; 256];
    let mut value = 0;
    while value < 16 {
        values[digit(value) as usize] = value;
        value += 1;
    }
    values
};

/// A bit that no digit's value has.
const WRONG: u8 = 0x80;

const fn digit(nibble: u8) -> u8 {
    if nibble < 10 {
        b'0' + nibble
    } else {
        b'a' + nibble - 10
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
