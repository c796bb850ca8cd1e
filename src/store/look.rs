//! The lines of a piece of a log, verified and placed: what several threads can do at once.
//!
//! What is found holds as far as all pieces before it do. What a line says is understood when its turn comes, since
//! that takes little time and much memory. This module must not know other pieces.

use std::ops::Range;

use super::Digest;
use super::line::{self, Line};
use super::pieces::Piece;
use super::tail::Stop;
use crate::audit::body::{Placed, placed, read_body};
use crate::audit::entry::Moment;
use crate::audit::id::RunId;

/// What was found in a piece.
#[derive(Debug, Default)]
pub struct Looks {
    /// Its text, as far as it is some.
    pub text: String,
    /// The lines up to the first that is not sound.
    pub lines: Vec<Looked>,
    /// Whether there is such a one.
    pub stopped: bool,
}

/// A sound line.
#[derive(Debug)]
pub struct Looked {
    /// Its chain value.
    pub chain: Digest,
    /// How many bytes it takes, with its newline.
    pub size: usize,
    /// What stands in it.
    pub body: Body,
}

/// What stands in a line. Where it is a text, it tells where that stands in the text of the piece.
#[derive(Debug)]
pub enum Body {
    /// The header of the log.
    Header(Range<usize>),
    /// An entry that begins as most do, and has seen nothing.
    Usual(Range<usize>, Placed),
    /// An entry that is written in another way.
    Unusual {
        /// Its text.
        text: Range<usize>,
        /// When it was confirmed, as far as that can be read.
        time: Option<Moment>,
        /// The lines of other logs that it names as seen.
        sees: Vec<(RunId, u64)>,
    },
    /// Nothing any more: its text was struck.
    Struck {
        /// What stays in its place.
        commitment: Digest,
        /// How many bytes it had.
        length: u64,
    },
}

/// Looks at the lines of a piece. What is found is written into `room`.
pub fn look(piece: Piece, mut room: Vec<Looked>) -> Looks {
    room.clear();
    room.reserve(piece.bytes.len() / line::USUAL + 1);
    let mut looks = Looks {
        lines: room,
        ..Looks::default()
    };
    looks.text = String::from_utf8(piece.bytes).unwrap_or_else(|error| {
        looks.stopped = true;
        let sound = error.utf8_error().valid_up_to();
        let mut bytes = error.into_bytes();
        bytes.truncate(sound);
        String::from_utf8(bytes).unwrap_or_default()
    });
    let (mut at, mut n, mut previous) = (0, piece.first, piece.previous);
    while let Some(rest) = looks.text.get(at..).filter(|it| !it.is_empty()) {
        let line = line::read_text(rest, &previous).map_err(Stop::at);
        let Ok(mut looked) = line.and_then(|line| looked(&line, n)) else {
            looks.stopped = true;
            break;
        };
        looked.body.shift(at);
        at += looked.size;
        previous = looked.chain;
        n += 1;
        looks.lines.push(looked);
    }
    looks
}

/// Looks at the line at the start of `bytes`, which has the number `n` and follows one with the chain value `previous`.
///
/// # Errors
/// It is not such a line, or its text is not what it should be.
pub fn look_at(bytes: &[u8], n: u64, previous: &Digest) -> Result<Looked, Stop> {
    looked(&line::read(bytes, previous).map_err(Stop::at)?, n)
}

/// What stands in a line, which has the number `n`.
fn looked(line: &Line<'_>, n: u64) -> Result<Looked, Stop> {
    let end = line.size - 1;
    let range = |text: &str| end - text.len()..end;
    let body = match line.body {
        None if n == 0 => return Err(Stop::text("its header was struck".to_owned())),
        None => Body::Struck {
            commitment: line.commitment,
            length: line.length as u64,
        },
        Some(text) if n == 0 => Body::Header(range(text)),
        Some(text) => {
            if let Some(placed) = placed(text, n) {
                Body::Usual(range(text), placed)
            } else {
                let (record, seen) = read_body(text, n).map_err(Stop::text)?;
                Body::Unusual {
                    text: range(text),
                    time: record.time(),
                    sees: seen.iter().map(|(run, head)| (*run, head.n)).collect(),
                }
            }
        }
    };
    Ok(Looked {
        chain: line.chain,
        size: line.size,
        body,
    })
}

impl Body {
    /// The same with its text standing so many bytes further.
    fn shift(&mut self, by: usize) {
        match self {
            Self::Header(text) | Self::Usual(text, _) | Self::Unusual { text, .. } => {
                *text = text.start + by..text.end + by;
            }
            Self::Struck { .. } => {}
        }
    }
}
