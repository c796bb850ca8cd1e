//! What can be wrong with an audit folder. Damage is reported and never repaired by overwriting.

use std::path::PathBuf;

use super::Digest;
use crate::audit::entry::TailNoted;
use crate::audit::id::{EntryId, RunId};

/// Something in the folder that is not as it was written, or that contradicts something else in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A file cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A file does not belong where it stands. Nothing in it counts.
    #[error("{} does not belong here: {why}", path.display())]
    Foreign {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A log was begun by a newer version, which this one cannot read.
    #[error(
        "the log {run} has format {format}, which this version cannot read; use a newer onsite"
    )]
    Newer {
        /// The log.
        run: RunId,
        /// The number of its format.
        format: u32,
    },
    /// A log ends in bytes that are no whole line, as a power cut in the middle of a write leaves them.
    #[error(
        "the log {run} ends in {length} bytes that are no whole line (from byte {offset}, line {line}, {looks})"
    )]
    TornTail {
        /// The log.
        run: RunId,
        /// The number that the line would have had.
        line: u64,
        /// Where the tail begins, in bytes.
        offset: u64,
        /// How long it is, in bytes.
        length: u64,
        /// Its SHA-256.
        digest: Digest,
        /// What it looks like.
        looks: Looks,
        /// The log that went on from this one, so that what was being written stands there.
        continued_by: Option<RunId>,
    },
    /// A log is not what was written, from some line on. What follows is not folded.
    #[error(
        "the log {run} is damaged at line {line} (byte {offset}): {why}; {after} further lines of it are set aside"
    )]
    Broken {
        /// The log.
        run: RunId,
        /// The first line that is not sound.
        line: u64,
        /// Where it begins, in bytes.
        offset: u64,
        /// How many bytes there are from there to the end of the file.
        length: u64,
        /// Their SHA-256.
        digest: Digest,
        /// What is wrong with the line.
        why: String,
        /// How many lines follow it.
        after: u64,
    },
    /// A line whose chain value holds is no JSON. It is kept, and so is what follows it.
    #[error("line {n} of the log {run} stands as it was written, and cannot be read: {why}")]
    NoJson {
        /// The log.
        run: RunId,
        /// The line.
        n: u64,
        /// What is wrong with the line.
        why: String,
    },
    /// A log is shorter than somebody has seen it: an incomplete copy, or one that was taken back.
    #[error(
        "the log {run} ends at {}, but {witness} has seen line {seen}: the copy is incomplete or was rolled back",
        last.map_or_else(|| "its beginning".to_owned(), |n| format!("line {n}"))
    )]
    HeadAhead {
        /// The log.
        run: RunId,
        /// Its last sound line.
        last: Option<u64>,
        /// The line that was seen.
        seen: u64,
        /// Who has seen it.
        witness: String,
    },
    /// A line of a log is not the one that somebody has seen.
    #[error(
        "line {n} of the log {run} is not the one that {witness} has seen: the log was rewritten"
    )]
    HeadDiffers {
        /// The log.
        run: RunId,
        /// The line.
        n: u64,
        /// Who has seen another.
        witness: String,
    },
    /// A log is not there at all.
    #[error("the log {run} is missing: {witness} has seen it")]
    MissingLog {
        /// The log.
        run: RunId,
        /// Who has seen it.
        witness: String,
    },
    /// Two entries with one id say different things. Both are shown.
    #[error(
        "entry {entry} stands twice and says different things: {}:{} and {}:{}",
        first.0, first.1, second.0, second.1
    )]
    Fork {
        /// Their id.
        entry: EntryId,
        /// Log and line of the one.
        first: (RunId, u64),
        /// Log and line of the other.
        second: (RunId, u64),
    },
    /// A text was to be struck and is still there. It is withheld.
    #[error("the text of line {n} of the log {run} was to be struck and is still in the file")]
    StrikeUnfinished {
        /// The log.
        run: RunId,
        /// The line.
        n: u64,
    },
    /// A text was struck and no entry says by whom and why.
    #[error("the text of line {n} of the log {run} was struck, and no entry says by whom and why")]
    StruckUnexplained {
        /// The log.
        run: RunId,
        /// The line.
        n: u64,
    },
    /// A struck line says another length than the entry that struck it.
    #[error(
        "line {n} of the log {run}, whose text was struck, says another length than the text had; restore the line from a copy of the folder"
    )]
    StruckLength {
        /// The log.
        run: RunId,
        /// The line.
        n: u64,
    },
    /// An attached file that an entry speaks of is not there.
    #[error("{} is missing; restore it from a copy of the folder", path.display())]
    MissingFile {
        /// Which file.
        path: PathBuf,
    },
    /// A file is not what its name says.
    #[error("the content of {} is not the one that its name was given for", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
    },
}

/// What a torn tail looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// The beginning of a line.
    Cut,
    /// Nothing but zero bytes: the size was kept, the content not.
    Zeros,
    /// Partly zero bytes: some sectors of the line were kept.
    PartlyZeros,
    /// A line to its end, whose text or chain value is wrong: it may have been a saved entry.
    WholeLine,
}

impl std::fmt::Display for Looks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cut => "cut off",
            Self::Zeros => "zero bytes only",
            Self::PartlyZeros => "partly zero bytes",
            Self::WholeLine => "a damaged line, perhaps one that was saved",
        })
    }
}

/// How much a piece of damage matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing that was saved is missing.
    Note,
    /// Something that was saved may be missing, or is kept and set aside.
    Warning,
    /// Something that was saved is missing or was changed.
    Error,
}

impl Severity {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Damage {
    /// The entry's change that accepts a torn tail, where this is one that no other log accounts for.
    pub fn tail(&self) -> Option<TailNoted> {
        match self {
            Self::TornTail {
                run,
                offset,
                length,
                digest,
                continued_by: None,
                ..
            } => Some(TailNoted {
                run: *run,
                offset: *offset,
                length: *length,
                digest: digest.to_string(),
            }),
            _ => None,
        }
    }

    /// How much it matters.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::TornTail {
                continued_by: Some(_),
                ..
            } => Severity::Note,
            Self::TornTail {
                looks: Looks::Cut | Looks::Zeros | Looks::PartlyZeros,
                ..
            }
            | Self::StrikeUnfinished { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}
