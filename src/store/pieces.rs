//! The bytes of a log in pieces of whole lines, as they are read.
//!
//! Nothing here is verified: a piece says what stands before it only as those bytes state it. This module must not
//! know what a line says.

use std::io::{self, Read};

use super::disk::{self, Disk};
use super::folder::MAX_LOG;
use super::strike::path;
use super::{Digest, line};
use crate::audit::id::RunId;

/// How many bytes are read at once, as a rule: what a processor has at hand while it looks at them.
const AT_ONCE: u64 = 24 << 10;
/// Of so many logs each is read whole, and its file closed: a program may have only so many open.
const MANY: usize = 100;

/// A log that is read piece by piece. Its file is open only between its first piece and its last.
pub struct Pieces<'a> {
    source: Source<'a>,
    at_once: u64,
    /// What was read behind the last whole line.
    rest: Vec<u8>,
    first: u64,
    previous: Digest,
}

enum Source<'a> {
    Closed(&'a dyn Disk, RunId),
    Open(io::Take<Box<dyn Read + Send>>),
    AtEnd,
}

/// Lines that follow each other. Only at the end of a log is the last of them not a whole one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The lines.
    pub bytes: Vec<u8>,
    /// The number of the first, if all before it are lines of the log.
    pub first: u64,
    /// The chain value that the line before states, if it is one.
    pub previous: Digest,
}

impl<'a> Pieces<'a> {
    /// The log of a run from its first byte on. `logs` is how many are read side by side.
    pub fn new(disk: &'a dyn Disk, run: RunId, logs: usize) -> Self {
        let at_once = if logs < MANY { AT_ONCE } else { MAX_LOG + 1 };
        Self::of(Source::Closed(disk, run), at_once)
    }

    fn of(source: Source<'a>, at_once: u64) -> Self {
        Self {
            source,
            at_once,
            rest: Vec::new(),
            first: 0,
            previous: Digest::ZERO,
        }
    }

    /// The next piece, written into `bytes`; none where the log ends.
    ///
    /// # Errors
    /// The log cannot be read, or is longer than any may be.
    pub fn next(&mut self, mut bytes: Vec<u8>) -> io::Result<Option<Piece>> {
        bytes.clear();
        bytes.append(&mut self.rest);
        loop {
            let from = bytes.len();
            if !self.read_on(&mut bytes)? {
                break;
            }
            let newline = memchr::memrchr(b'\n', bytes.get(from..).unwrap_or_default());
            if let Some(at) = newline {
                self.rest = bytes.split_off(from + at + 1);
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let piece = Piece {
            first: self.first,
            previous: self.previous,
            bytes,
        };
        self.first += memchr::memchr_iter(b'\n', &piece.bytes).count() as u64;
        self.previous = last_line(&piece.bytes)
            .and_then(line::states)
            .unwrap_or(Digest::ZERO);
        Ok(Some(piece))
    }

    /// Reads on; tells whether there may be more.
    fn read_on(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        if let Source::Closed(disk, run) = self.source {
            self.source = Source::Open(disk.open(&path(run))?.take(MAX_LOG + 1));
        }
        let Source::Open(source) = &mut self.source else {
            return Ok(false);
        };
        let room = AT_ONCE.min(self.at_once) as usize;
        if bytes.len() >= room {
            // A line may be long, and is not to be moved for each part of it.
            bytes.reserve(room);
        } else if bytes.capacity() - bytes.len() < room {
            // Room for the rest of a line, too, so that the bytes of one piece do for another.
            bytes.reserve_exact(room + line::USUAL * 2);
        }
        let read = source.take(self.at_once).read_to_end(bytes)? as u64;
        if source.limit() == 0 {
            return Err(disk::too_large(MAX_LOG));
        }
        if read < self.at_once {
            self.source = Source::AtEnd;
        }
        Ok(read == self.at_once)
    }
}

/// The last of some lines, each of which ends with a newline.
fn last_line(lines: &[u8]) -> Option<&[u8]> {
    let before = memchr::memrchr(b'\n', lines.strip_suffix(b"\n")?);
    lines.get(before.map_or(0, |at| at + 1)..)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// However many bytes are read at once, all of them come, cut behind newlines, and each piece knows what
    /// stands before it.
    #[test]
    fn pieces_are_the_log_cut_behind_newlines() {
        let (mut log, mut chain, mut chains) = (Vec::new(), Digest::ZERO, vec![Digest::ZERO]);
        for body in ["{}", r#"{"text":"a longer one"}"#, "[1]", "7"] {
            let (line, next) = line::write(&chain, 7, body);
            log.extend(line);
            chain = next;
            chains.push(chain);
        }
        let lines = |bytes: &[u8]| bytes.split_inclusive(|b| *b == b'\n').count() as u64;
        for cut in 0..log.len() {
            let log = &log[..log.len() - cut];
            for at_once in [1, 7, 100, 150, 300, 1 << 20] {
                let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(log.to_vec()));
                let source = Source::Open(bytes.take(MAX_LOG));
                let mut pieces = Pieces::of(source, at_once);
                let mut all = Vec::new();
                while let Some(piece) = pieces.next(Vec::new()).unwrap() {
                    assert_eq!(piece.first, lines(&all));
                    assert_eq!(piece.previous, chains[piece.first as usize]);
                    all.extend(piece.bytes);
                    assert!(all.ends_with(b"\n") || all.len() == log.len());
                }
                assert_eq!(all, log);
            }
        }
    }
}
