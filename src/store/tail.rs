//! The end of a log from the first place that is not sound, and what can be told of how it came about.
//!
//! This module must not know what the lines before it say.

use super::Digest;
use super::damage::Looks;
use super::line::{Fault, MAX_LINE};

/// The bytes of a log from the first place that is not sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// The number of the line that should stand there.
    pub line: u64,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// How many bytes there are.
    pub length: usize,
    /// Their SHA-256.
    pub digest: Digest,
    /// What is wrong.
    pub kind: TailKind,
}

/// What is wrong with a tail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TailKind {
    /// It is what a single interrupted write can leave.
    Torn(Looks),
    /// It is more than that.
    Broken {
        /// What is wrong with its first line.
        why: String,
        /// How many lines follow that one.
        after: u64,
    },
}

/// Why no further line is taken.
pub struct Stop {
    /// What is wrong with the bytes; none where they are a sound line whose text is not what it should be.
    pub fault: Option<Fault>,
    /// The same as a sentence.
    pub why: String,
}

impl Stop {
    /// Stops at bytes that are not the next line.
    pub fn at(fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            why: fault.to_string(),
        }
    }

    /// Stops at a sound line whose text is not what it should be.
    pub const fn text(why: String) -> Self {
        Self { fault: None, why }
    }
}

impl Tail {
    /// Judges the bytes from the first unsound place to the end.
    ///
    /// One line is written at a time and its newline is its last byte, so an interrupted write leaves at most one
    /// newline, at the very end, and no more bytes than a line can have. Anything else is no interrupted write.
    pub fn of(rest: &[u8], line: u64, offset: usize, stop: Stop) -> Self {
        let newline = rest.iter().position(|b| *b == b'\n');
        let last = newline.is_none_or(|at| at + 1 == rest.len());
        let kind = match stop.fault {
            Some(fault) if last && rest.len() <= MAX_LINE => TailKind::Torn(looks(rest, fault)),
            _ => TailKind::Broken {
                why: stop.why,
                after: rest
                    .split_inclusive(|b| *b == b'\n')
                    .skip(1)
                    .filter(|line| line.iter().any(|b| *b != 0))
                    .count() as u64,
            },
        };
        Self {
            line,
            offset,
            length: rest.len(),
            digest: Digest::of(rest),
            kind,
        }
    }
}

fn looks(rest: &[u8], fault: Fault) -> Looks {
    if rest.iter().all(|b| *b == 0) {
        Looks::Zeros
    } else if rest.contains(&0) {
        Looks::PartlyZeros
    } else if fault == Fault::Cut && rest.last() != Some(&b'\n') {
        Looks::Cut
    } else {
        Looks::WholeLine
    }
}
