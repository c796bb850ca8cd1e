//! The text of a log, read a second time by who needs some of its lines once more.
//!
//! What is read here is verified as it was the first time: another program may have written the log anew meanwhile.
//! This module must not know what a line says.

use std::cell::OnceCell;

use super::disk::{self, Disk};
use super::folder::MAX_LOG;
use super::line::{self, Line};
use super::log::LineAt;
use super::strike::path;
use super::{Digest, PathError};
use crate::audit::id::RunId;

/// Whether the log of a run has by now the line `n` with a chain value in hexadecimal digits, behind the `last` line
/// that was read of it, if any was: another run may have written to it meanwhile.
pub fn has_come_to(disk: &dyn Disk, run: RunId, last: Option<LineAt>, n: u64, chain: &str) -> bool {
    let again = Again::new(disk, run);
    let (mut at, mut previous) = last.map_or((0, Digest::ZERO), |(n, chain)| (n + 1, chain));
    while let Some(line) = again.line(at, &previous).filter(|_| at <= n) {
        if at == n {
            return line.chain.to_string() == chain;
        }
        (at, previous) = (at + 1, line.chain);
    }
    false
}

/// The text of a log, which is read when it is asked for.
pub struct Again<'a> {
    disk: &'a dyn Disk,
    run: RunId,
    text: OnceCell<Text>,
}

struct Text {
    bytes: Vec<u8>,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> Again<'a> {
    /// The log of a run.
    pub const fn new(disk: &'a dyn Disk, run: RunId) -> Self {
        Self {
            disk,
            run,
            text: OnceCell::new(),
        }
    }

    /// A line that follows one with the chain value `previous`, if it is still there.
    pub fn line(&self, n: u64, previous: &Digest) -> Option<Line<'_>> {
        let text = self.text().ok()?;
        let start = *text.starts.get(usize::try_from(n).ok()?)?;
        line::read(text.bytes.get(start..)?, previous).ok()
    }

    /// All that stands there from some byte on.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn from(&self, offset: usize) -> Result<&[u8], PathError> {
        Ok(self.text()?.bytes.get(offset..).unwrap_or_default())
    }

    fn text(&self) -> Result<&Text, PathError> {
        if let Some(text) = self.text.get() {
            return Ok(text);
        }
        let bytes = disk::read(self.disk, &path(self.run), MAX_LOG)?;
        let newlines = memchr::memchr_iter(b'\n', &bytes).map(|at| at + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        Ok(self.text.get_or_init(|| Text { bytes, starts }))
    }
}
