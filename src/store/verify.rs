//! Checking an audit folder in full: every byte of logs, criteria and attached files.
//!
//! Changes nothing. An unkeyed chain can be computed anew by whoever rewrites a log on purpose; that shows
//! only against a sign-off or a head that is held elsewhere, for which [`Opened::chain`] is there.

use super::damage::{Damage, Severity};
use super::disk::Disk;
use super::evidence;
use super::folder::{self, OpenError, Opened};
use super::{Digest, PathError};

/// What a check found.
#[derive(Debug)]
pub struct Verified {
    /// The folder as it was read.
    pub opened: Opened,
    /// What is wrong, worst first.
    pub findings: Vec<Finding>,
    /// The attached files whose content was found to be what they are named for, with their sizes in bytes.
    pub evidence: Vec<(Digest, u64)>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// A sentence that says what it is and where.
    pub text: String,
}

impl Verified {
    /// Whether nothing that was saved is missing or was changed.
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|f| f.severity < Severity::Error)
    }
}

/// Checks a folder. `progress` hears how many of how many bytes of attached files are read.
///
/// # Errors
/// It is not an audit folder, or not one that this version can read.
pub fn verify(disk: &dyn Disk, mut progress: impl FnMut(u64, u64)) -> Result<Verified, OpenError> {
    let opened = folder::open(disk)?;
    let mut findings: Vec<Finding> = opened.damage.iter().map(finding).collect();
    findings.extend(opened.unsafe_reasons.iter().map(|reason| Finding {
        severity: Severity::Warning,
        text: reason.to_string(),
    }));
    let files = evidence::list(disk)?;
    let size = files.iter().map(|(_, size)| size).sum();
    let mut done = 0;
    let mut sound = Vec::new();
    for (digest, size_listed) in files {
        match evidence::check(disk, digest) {
            Ok(size) => sound.push((digest, size)),
            Err(error) => findings.push(failed(&error)),
        }
        done += size_listed;
        progress(done, size);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Ok(Verified {
        opened,
        findings,
        evidence: sound,
    })
}

fn finding(damage: &Damage) -> Finding {
    Finding {
        severity: damage.severity(),
        text: damage.to_string(),
    }
}

fn failed(error: &PathError) -> Finding {
    Finding {
        severity: Severity::Error,
        text: error.to_string(),
    }
}
