//! One line of a log, as bytes.
//!
//! ```text
//! <length> <chain> <salt> <body>\n            length: bytes of the body, in decimal
//! <length> <chain> struck <commitment>\n      a line whose text was struck
//!
//! commitment = SHA-256(salt, as its 32 digits, then body)
//! chain      = SHA-256(previous chain in hex, a space, commitment in hex); before the first: 64 zeros
//! ```
//!
//! So a reviewer checks a line with `printf '%s%s' "$salt" "$body" | sha256sum`. There is one spelling of a
//! line and no other is taken. This module must not know what a body says.

use std::ops::Range;

use super::digest::Digest;
use crate::audit::hex;

/// The longest body, in bytes.
pub const MAX_BODY: usize = 1 << 20;

/// The longest line that can be written, with its newline.
pub const MAX_LINE: usize = 7 + 1 + 64 + 1 + 32 + 1 + MAX_BODY + 1;

/// About how many bytes a line has.
pub const USUAL: usize = 512;

const STRUCK: &[u8] = b"struck";

/// A line that stands where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// The value that binds this line to all before it.
    pub chain: Digest,
    /// What the chain says about the body.
    pub commitment: Digest,
    /// The body; none where it was struck.
    pub body: Option<&'a str>,
    /// How many bytes the body has, or had.
    pub length: usize,
    /// How many bytes the line takes, with its newline.
    pub size: usize,
}

/// Why bytes are not the next line of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There are too few of them.
    #[error("the line is cut off")]
    Cut,
    /// They are not written as a line is.
    #[error("{0}")]
    Malformed(&'static str),
    /// They are a line, but not the one that was written here.
    #[error("its chain value does not follow from its text and the line before")]
    Chain,
}

/// The commitment of a body.
pub fn commitment(salt: &[u8], body: &[u8]) -> Digest {
    Digest::of_both(salt, body)
}

/// The chain value of a line.
pub fn chain(previous: &Digest, commitment: &Digest) -> Digest {
    let mut text = [b' '; 129];
    let (before, after) = text.split_at_mut(65);
    if let Some(place) = before.first_chunk_mut::<64>() {
        *place = previous.hex();
    }
    if let Some(place) = after.first_chunk_mut::<64>() {
        *place = commitment.hex();
    }
    Digest::of(&text)
}

/// A line as it is written, and its chain value.
///
/// `salt` is 128 bits of randomness. The body must have 1 to [`MAX_BODY`] bytes and no newline.
pub fn write(previous: &Digest, salt: u128, body: &str) -> (Vec<u8>, Digest) {
    let salt = format!("{salt:032x}");
    let chain = chain(previous, &commitment(salt.as_bytes(), body.as_bytes()));
    let line = format!("{} {chain} {salt} {body}\n", body.len());
    (line.into_bytes(), chain)
}

/// A struck line in place of `line`.
pub fn write_struck(line: &Line<'_>) -> Vec<u8> {
    format!(
        "{} {} struck {}\n",
        line.length, line.chain, line.commitment
    )
    .into_bytes()
}

/// Reads the line at the start of `bytes`, which follows one with the chain value `previous`.
///
/// # Errors
/// Says in which way the bytes are not that line. Nothing is allocated, whatever the bytes say.
pub fn read<'a>(bytes: &'a [u8], previous: &Digest) -> Result<Line<'a>, Fault> {
    read_with(bytes, previous, |body| {
        std::str::from_utf8(bytes.get(body)?).ok()
    })
}

/// As [`read`], of bytes that are known to be UTF-8.
///
/// # Errors
/// As [`read`].
pub fn read_text<'a>(text: &'a str, previous: &Digest) -> Result<Line<'a>, Fault> {
    read_with(text.as_bytes(), previous, |body| text.get(body))
}

fn read_with<'a>(
    bytes: &[u8],
    previous: &Digest,
    text_at: impl Fn(Range<usize>) -> Option<&'a str>,
) -> Result<Line<'a>, Fault> {
    let mut rest = bytes;
    let length = length(field(&mut rest, 7)?)?;
    let stated = Digest::from_hex(usual::<64>(&mut rest)?)
        .ok_or(Fault::Malformed("its chain value is not written as one"))?;
    let salt = usual::<32>(&mut rest)?;
    let begin = bytes.len() - rest.len();
    let (commitment, body) = if salt == STRUCK {
        let text = ended(&mut rest, 64)?;
        let commitment = Digest::from_hex(text)
            .ok_or(Fault::Malformed("its commitment is not written as one"))?;
        (commitment, None)
    } else {
        let digits = <&[u8; 32]>::try_from(salt).ok();
        if digits.and_then(hex::read::<32, 16>).is_none() {
            return Err(Fault::Malformed("its salt is not written as one"));
        }
        let body = ended(&mut rest, length)?;
        if memchr::memchr(b'\n', body).is_some() {
            return Err(Fault::Malformed("its text has a newline"));
        }
        (commitment(salt, body), Some(begin..begin + length))
    };
    if chain(previous, &commitment) != stated {
        return Err(Fault::Chain);
    }
    let text = |body| text_at(body).ok_or(Fault::Malformed("its text is not UTF-8"));
    Ok(Line {
        chain: stated,
        commitment,
        body: body.map(text).transpose()?,
        length,
        size: bytes.len() - rest.len(),
    })
}

/// The chain value that a line states.
pub fn states(line: &[u8]) -> Option<Digest> {
    let mut rest = line;
    field(&mut rest, 7).ok()?;
    Digest::from_hex(usual::<64>(&mut rest).ok()?)
}

/// Takes a field that has, as a rule, `SIZE` bytes, and never more, and the space behind it. Whoever takes it has to
/// refuse a space within.
fn usual<'a, const SIZE: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8], Fault> {
    if let Some((text, [b' ', behind @ ..])) = rest.split_first_chunk::<SIZE>() {
        *rest = behind;
        return Ok(text);
    }
    field(rest, SIZE)
}

/// Takes a field of at most `most` bytes and the space behind it.
fn field<'a>(rest: &mut &'a [u8], most: usize) -> Result<&'a [u8], Fault> {
    match rest.iter().take(most + 1).position(|b| *b == b' ') {
        Some(at) => {
            let (field, behind) = rest.split_at(at);
            *rest = behind.get(1..).unwrap_or_default();
            Ok(field)
        }
        None if rest.len() <= most => Err(Fault::Cut),
        None => Err(Fault::Malformed("it does not begin as a line does")),
    }
}

/// Takes `length` bytes and the newline behind them.
fn ended<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Fault> {
    let Some((text, behind)) = rest.split_at_checked(length) else {
        return Err(Fault::Cut);
    };
    match behind.split_first() {
        None => Err(Fault::Cut),
        Some((b'\n', next)) => {
            *rest = next;
            Ok(text)
        }
        Some(_) => Err(Fault::Malformed("it does not end where its length says")),
    }
}

/// The length as it is written: decimal digits, no sign, no leading zero.
fn length(field: &[u8]) -> Result<usize, Fault> {
    let value = match field {
        [b'1'..=b'9', ..] if field.iter().all(u8::is_ascii_digit) => std::str::from_utf8(field)
            .ok()
            .and_then(|text| text.parse().ok()),
        _ => None,
    };
    value
        .filter(|length| *length <= MAX_BODY)
        .ok_or(Fault::Malformed("its length is not written as one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<u8> {
        let (mut bytes, chain) = write(&Digest::ZERO, 7, r#"{"a":1}"#);
        bytes.extend(write(&chain, 8, "\"prüfen\"").0);
        bytes
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let bytes = log();
        let first = read(&bytes, &Digest::ZERO).unwrap();
        assert_eq!(first.body, Some(r#"{"a":1}"#));
        assert_eq!(states(&bytes), Some(first.chain));
        let second = read(&bytes[first.size..], &first.chain).unwrap();
        assert_eq!(second.body, Some("\"prüfen\""));
        assert_eq!(first.size + second.size, bytes.len());
    }

    #[test]
    fn the_digests_are_those_that_a_reviewer_computes() {
        let (bytes, chain) = write(&Digest::ZERO, 0xff, "{}");
        let salt = "000000000000000000000000000000ff";
        let commitment = Digest::of(format!("{salt}{{}}").as_bytes());
        let expected = Digest::of(format!("{} {commitment}", "0".repeat(64)).as_bytes());
        assert_eq!(chain, expected);
        assert_eq!(bytes, format!("2 {chain} {salt} {{}}\n").into_bytes());
    }

    #[test]
    fn a_struck_line_keeps_its_chain_value() {
        let bytes = log();
        let first = read(&bytes, &Digest::ZERO).unwrap();
        let mut struck = write_struck(&first);
        struck.extend(&bytes[first.size..]);
        let line = read(&struck, &Digest::ZERO).unwrap();
        assert_eq!((line.body, line.chain), (None, first.chain));
        assert_eq!(states(&struck), Some(line.chain));
        assert!(read(&struck[line.size..], &line.chain).is_ok());
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_noticed() {
        let bytes = log();
        let first = read(&bytes, &Digest::ZERO).unwrap();
        for end in 0..first.size {
            assert_eq!(read(&bytes[..end], &Digest::ZERO), Err(Fault::Cut), "{end}");
        }
        for bit in 0..first.size * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&bytes, &Digest::ZERO).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_length_has_one_spelling() {
        let (bytes, _) = write(&Digest::ZERO, 7, "{}");
        let line = String::from_utf8(bytes).unwrap();
        for length in ["02", "+2", "0", "", "2 ", "1048577", "99999999999999999999"] {
            let other = line.replacen('2', length, 1);
            assert!(read(other.as_bytes(), &Digest::ZERO).is_err(), "{length:?}");
        }
    }
}
