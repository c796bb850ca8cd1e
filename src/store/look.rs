//! The lines of a piece of a log, verified and placed: what several threads can do at once.
//!
//! What is found holds as far as all pieces before it do. What a line says is understood when its turn comes, since
//! that takes little time and much memory. This module must not know other pieces.

use std::ops::Range;

use super::Digest;
use super::line;
use super::pieces::Piece;
use super::tail::Stop;
use crate::audit::entry::{Moment, placed, read_body};
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
    pub holds: Body,
    /// When its entry was confirmed, as far as that can be read.
    pub time: Option<Moment>,
    /// The lines of other logs that its entry names as seen.
    pub sees: Vec<(RunId, u64)>,
}

/// What stands in a line.
#[derive(Debug)]
pub enum Body {
    /// A text, and where it stands in that of the piece.
    Text(Range<usize>),
    /// Nothing any more: its text was struck.
    Struck {
        /// What stays in its place.
        commitment: Digest,
        /// How many bytes it had.
        length: u64,
    },
}

/// How many bytes a line has that takes little.
const SHORT: usize = 400;

/// Looks at the lines of a piece.
pub fn look(piece: Piece) -> Looks {
    let mut looks = Looks {
        lines: Vec::with_capacity(piece.bytes.len() / SHORT + 1),
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
    while let Some(rest) = looks.text.as_bytes().get(at..).filter(|it| !it.is_empty()) {
        let Ok(mut looked) = look_at(rest, n, &previous) else {
            looks.stopped = true;
            break;
        };
        if let Body::Text(range) = &mut looked.holds {
            *range = range.start + at..range.end + at;
        }
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
    let line = line::read(bytes, previous).map_err(Stop::at)?;
    let mut looked = Looked {
        chain: line.chain,
        size: line.size,
        holds: Body::Struck {
            commitment: line.commitment,
            length: line.length as u64,
        },
        time: None,
        sees: Vec::new(),
    };
    match line.body {
        None if n == 0 => return Err(Stop::text("its header was struck".to_owned())),
        None => {}
        Some(body) => {
            let end = line.size - 1;
            looked.holds = Body::Text(end - body.len()..end);
            if n == 0 {
            } else if let Some((_, _, time)) = placed(body).filter(|(_, number, _)| *number == n) {
                looked.time = Some(time);
            } else {
                let (record, seen) = read_body(body, n).map_err(Stop::text)?;
                looked.time = record.time();
                looked.sees = seen.iter().map(|(run, head)| (*run, head.n)).collect();
            }
        }
    }
    Ok(looked)
}
