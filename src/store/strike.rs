//! Striking the text of a line: the only operation that writes a log anew.
//!
//! The entry that says who strikes what and why is saved first; then the log is written to `log/.<run>.strike`,
//! synced, and put in place of the old one. A crash before that leaves the old log, whose text is withheld
//! because the entry stands; after it, the new one. Doing it again is harmless. This module must not know why
//! a text is struck.

use std::io;

use super::PathError;
use super::disk::{self, Disk};
use super::folder::MAX_LOG;
use super::line::{self, Line};
use super::{Digest, line::Fault};
use crate::audit::body::read_body;
use crate::audit::entry::Strike;
use crate::audit::id::{EntryId, RunId};

/// Where the text of an entry stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The log.
    pub run: RunId,
    /// The line.
    pub n: u64,
    /// What will stay in place of the text.
    pub commitment: Digest,
    /// How many bytes the text has.
    pub length: u64,
}

/// All lines that hold an entry. One that was written again after a failed sync stands in two logs.
///
/// # Errors
/// The logs cannot be listed. A log that cannot be read is skipped; it is damage that opening reports.
pub fn targets(disk: &dyn Disk, entry: EntryId) -> Result<Vec<Target>, PathError> {
    let mut targets = Vec::new();
    for listed in disk::list(disk, "log")? {
        let Some(run) = run_of(&listed.name) else {
            continue;
        };
        let Ok(bytes) = disk::read(disk, &path(run), MAX_LOG) else {
            continue;
        };
        each_line(&bytes, |n, line, _| {
            let body = line.body.filter(|_| n > 0);
            let held = body.and_then(|body| read_body(body, n).ok());
            if held.and_then(|(record, _)| record.id()) == Some(entry) {
                let commitment = line.commitment;
                targets.push(Target {
                    run,
                    n,
                    commitment,
                    length: line.length as u64,
                });
            }
            true
        });
    }
    Ok(targets)
}

/// Carries out a strike whose entry is saved. Striking what is struck already does nothing.
///
/// # Errors
/// The run that writes the log is alive, the line is not the one that was meant, or a file cannot be written.
/// The log is then as it was; try again later.
pub fn strike(disk: &dyn Disk, strike: &Strike) -> Result<(), PathError> {
    let log = path(strike.run);
    let at = || PathError::at("strike a text in", disk.full_path(&log));
    let refuse = |kind, why: &str| Err(at()(io::Error::new(kind, why)));
    let held = disk.hold(&log).map_err(at())?;
    let Some(held) = held else {
        let why = "a running onsite writes to it; close that one and try again";
        return refuse(io::ErrorKind::ResourceBusy, why);
    };
    let bytes = disk::read(disk, &log, MAX_LOG)?;
    let mut found = None;
    each_line(&bytes, |n, line, offset| {
        if n == strike.n {
            found = Some((*line, offset));
        }
        n < strike.n
    });
    let Some((line, offset)) = found.filter(|_| strike.n > 0) else {
        return refuse(io::ErrorKind::NotFound, "there is no such sound line");
    };
    if line.commitment.to_string() != strike.commitment {
        return refuse(io::ErrorKind::InvalidData, "the line holds another text");
    }
    if line.body.is_none() {
        return Ok(());
    }
    let mut new = bytes.get(..offset).unwrap_or_default().to_vec();
    new.extend(line::write_struck(&line));
    new.extend(bytes.get(offset + line.size..).unwrap_or_default());

    let beside = format!("log/.{}.strike", strike.run);
    match disk.remove(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(PathError::at("remove", disk.full_path(&beside))(error));
        }
        _ => {}
    }
    if let Err(error) = disk::write_new(disk, &beside, &new) {
        disk.remove(&beside).ok();
        return Err(error);
    }
    disk.replace(&beside, &log).map_err(at())?;
    disk.sync_dir("log")
        .map_err(PathError::at("sync", disk.full_path("log")))?;
    drop(held);
    Ok(())
}

/// Goes through the sound lines of a log, with number and place, while `each` says so.
fn each_line<'a>(bytes: &'a [u8], mut each: impl FnMut(u64, &Line<'a>, usize) -> bool) {
    let (mut offset, mut n, mut previous) = (0, 0, Digest::ZERO);
    while let Some(rest) = bytes.get(offset..) {
        let line: Result<Line<'a>, Fault> = line::read(rest, &previous);
        let Ok(line) = line else { return };
        if !each(n, &line, offset) {
            return;
        }
        offset += line.size;
        previous = line.chain;
        n += 1;
    }
}

/// The path of a run's log.
pub(super) fn path(run: RunId) -> String {
    format!("log/{run}.log")
}

/// The run that a file in `log/` is named for.
pub(super) fn run_of(name: &str) -> Option<RunId> {
    name.strip_suffix(".log")?.parse().ok()
}
