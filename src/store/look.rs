//! Lines of a log looked at one by one, before it is known what stands before them: what several threads can do.
//!
//! This module must not know what a log is made of.

use super::Digest;
use super::line::{self, Alone, Fault, Line};
use crate::audit::glance::{Glance, glance};

/// What a line says beside the one before.
pub(super) struct Look<'a> {
    /// The chain value of the line that it was compared with.
    pub previous: Digest,
    /// The line, if it follows that one.
    pub line: Result<Line<'a>, Fault>,
    /// Of its body, unless it is a header or was struck.
    pub glance: Option<Result<Glance, String>>,
}

/// Cuts bytes into lines where their lengths say that they end; the last is what this finds no end of.
pub(super) fn likely_lines(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    while !bytes.is_empty() {
        let size = line::likely_size(bytes).unwrap_or(bytes.len());
        let (line, rest) = bytes.split_at(size);
        lines.push(line);
        bytes = rest;
    }
    lines
}

/// Looks at lines, the first of which has the number `first` and follows one with the chain value `previous`. None
/// for those that are not written as a line is.
pub(super) fn look<'a>(
    lines: &[&'a [u8]],
    first: u64,
    mut previous: Digest,
) -> impl Iterator<Item = Option<Look<'a>>> {
    (first..).zip(lines).map(move |(n, line)| {
        let alone = Alone::read(line)
            .ok()
            .filter(|it| it.size() == line.len())?;
        // That the line before states this value is all that can be said without having read it.
        let before = std::mem::replace(&mut previous, alone.states());
        let body = alone.body().filter(|_| n > 0);
        Some(Look {
            previous: before,
            line: alone.follows(&before),
            glance: body.map(|body| glance(body, n)),
        })
    })
}
