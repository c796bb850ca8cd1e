//! The audit folder: the only code that touches audit files.
//!
//! It keeps entries (append-only logs, one for each run of the program), drafts, attached files and criteria
//! so that what it has called saved survives crashes and power loss, and so that any other change to the
//! files is found. It hands records out in shown order and does not know what they add up to: that is the
//! fold's business. It must not know screens, keys or the meaning of fields.
//!
//! ```text
//! Store (thread) ─▶ Journal ─▶ log/<run>.log, heads/<run>
//!        │       ─▶ Drafts  ─▶ draft/<run>
//!        ├───────▶ evidence, strike                    all through one `Disk`
//!        └───────▶ others: what they wrote meanwhile
//! folder::open ─▶ reading ─▶ records in shown order
//!                    └─────▶ union ─▶ damage, frontier
//! ```

mod again;
mod ahead;
mod chores;
pub mod create;
pub mod damage;
pub mod desk;
pub mod digest;
pub mod disk;
pub mod draft;
pub mod draw;
mod elsewhere;
pub mod evidence;
pub mod example;
pub mod extract;
pub mod folder;
mod heads;
pub mod journal;
pub mod kept;
pub mod line;
pub mod load;
pub mod log;
mod look;
mod meta;
mod order;
mod others;
mod pieces;
mod platform;
mod reading;
pub mod rescue;
pub mod signoffs;
pub mod strike;
mod tail;
pub mod thread;
pub mod union;
pub mod verify;
mod worker;

use std::io;
use std::path::PathBuf;

pub use create::{AuditFile, CriteriaFile};
pub use damage::{Damage, Looks, Severity};
pub use digest::Digest;
pub use disk::{Disk, DiskFile, Held, Kind, Listed, RealDisk, Unsafe};
pub use draft::Draft;
pub use folder::{OpenError, Opened};
pub use journal::{Journal, Saved, Writer};
pub use others::Others;
pub use thread::{Report, Start, StartError, Stopped, Store};
pub use union::Recorded;

/// Something that could not be done to a file: what, to which, and why.
#[derive(Debug, thiserror::Error)]
#[error("could not {verb} {}: {source}", path.display())]
pub struct PathError {
    /// What was tried: `read`, `create`, `sync`…
    pub verb: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl PathError {
    /// Names the verb and the path of an error of the system; for `map_err`.
    pub fn at(verb: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self {
            verb,
            path: path.into(),
            source,
        }
    }

    /// Whether it could not be made because something is there already.
    pub fn is_taken(&self) -> bool {
        self.source.kind() == io::ErrorKind::AlreadyExists
    }

    /// The same with what the system said in front, for a line in which a long path would hide it.
    pub fn cause_first(&self) -> String {
        let Self { verb, path, source } = self;
        format!("{source}: could not {verb} {}", path.display())
    }
}
