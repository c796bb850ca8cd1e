//! The bytes of a log in pieces of whole lines, which are given up one after the other once they were used.
//!
//! This module must not know what a line says.

use std::io::{self, Read};

/// How many bytes are read at once: so many that the system gets them back as soon as they are given up.
const AT_ONCE: u64 = 512 << 10;

/// The sound lines of a log.
#[derive(Debug, Default)]
pub struct Text {
    pieces: Vec<Piece>,
    /// How many pieces were given up.
    dropped: usize,
}

/// Some lines that follow each other, and behind them, while it is being filled, what may become more.
#[derive(Debug, Default)]
pub struct Piece {
    /// The number of the first line.
    first: u64,
    bytes: Vec<u8>,
    /// Where each line begins.
    starts: Vec<u32>,
    /// Where the last line ends.
    end: usize,
}

impl Text {
    /// Takes the lines of a piece, and gives back what stood behind them as the start of the next.
    pub fn take(&mut self, mut piece: Piece) -> Piece {
        let next = Piece {
            first: piece.first + piece.starts.len() as u64,
            bytes: piece.bytes.split_off(piece.end),
            ..Piece::default()
        };
        if !piece.starts.is_empty() {
            piece.starts.shrink_to_fit();
            self.pieces.push(piece);
        }
        next
    }

    /// The bytes of a line, unless they were given up.
    pub fn line(&self, n: u64) -> Option<&[u8]> {
        let piece = self.pieces.get(self.place(n)?)?;
        let at = usize::try_from(n - piece.first).ok()?;
        let start = *piece.starts.get(at)? as usize;
        let end = piece.starts.get(at + 1).map_or(piece.end, |e| *e as usize);
        piece.bytes.get(start..end)
    }

    /// Gives up the pieces before the one that holds this line.
    pub fn drop_before(&mut self, n: u64) {
        let Some(keep) = self.place(n) else { return };
        let from = self.dropped.min(keep);
        for piece in self.pieces.iter_mut().take(keep).skip(from) {
            piece.bytes = Vec::new();
            piece.starts = Vec::new();
        }
        self.dropped = keep;
    }

    /// Which piece holds a line.
    fn place(&self, n: u64) -> Option<usize> {
        // Lines are asked for in order, so it is most often the piece of the line before.
        let here = self.pieces.get(self.dropped)?;
        let next = self.pieces.get(self.dropped + 1);
        if here.first <= n && next.is_none_or(|next| n < next.first) {
            return Some(self.dropped);
        }
        self.pieces.partition_point(|p| p.first <= n).checked_sub(1)
    }
}

impl Piece {
    /// Reads on; tells whether the end was reached.
    pub fn fill(&mut self, source: &mut dyn Read) -> io::Result<bool> {
        self.bytes.reserve_exact(AT_ONCE as usize);
        let read = source.take(AT_ONCE).read_to_end(&mut self.bytes)?;
        Ok((read as u64) < AT_ONCE)
    }

    /// All that was read, where no line was found in it.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What stands behind the last line.
    pub fn rest(&self) -> &[u8] {
        self.bytes.get(self.end..).unwrap_or_default()
    }

    /// Says that a line of so many bytes stands there.
    pub fn line_ends(&mut self, size: usize) {
        self.starts.push(self.end as u32);
        self.end += size;
    }
}
