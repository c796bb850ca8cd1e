//! Why something could not be done, and what to do next.
//!
//! This module must not know how it is printed.

use crate::checklist::refusal::Refusal;
use crate::store::load::LoadError;
use crate::store::{OpenError, PathError};

/// Something that could not be done.
#[derive(Debug)]
pub(super) struct Failure {
    /// What could not be done and why; with the path where there is one.
    pub what: String,
    /// What to do next; may be empty where `what` says it.
    pub next: String,
}

impl Failure {
    /// A failure and what to do next.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        // A refusal says by itself how to mend it.
        Self::new(refusal.to_string(), "")
    }
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        let next = match error.source.kind() {
            std::io::ErrorKind::NotFound => "Check the path.",
            std::io::ErrorKind::PermissionDenied => "Check whether you may do that there.",
            std::io::ErrorKind::AlreadyExists => {
                "Choose another name; nothing is ever written over."
            }
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                "Make room on the disk, then try again."
            }
            _ => "Nothing was changed; try again when the cause is mended.",
        };
        Self::new(error.to_string(), next)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Path(error) => error.into(),
            OpenError::NotAnAudit { .. } => Self::new(
                error.to_string(),
                "Give the folder that holds AUDIT.json; `onsite new` makes one.",
            ),
            OpenError::Newer { .. } => Self::new(error.to_string(), ""),
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Path(error) => error.into(),
            LoadError::Open(error) => error.into(),
            LoadError::Criteria(refusal) => refusal.into(),
            LoadError::OtherClient { .. } => Self::new(error.to_string(), "Nothing was made."),
            LoadError::TooMuch => Self::new(
                error.to_string(),
                "Nothing was made. Make it without --from.",
            ),
        }
    }
}
