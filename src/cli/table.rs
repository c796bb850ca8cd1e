//! CSV files that an audit takes things from: the plan, the Statement of Applicability.
//!
//! This module must not know what stands in them.

use std::path::Path;

use super::failure::Failure;
use super::work::Writing;
use crate::audit::entry::Change;
use crate::audit::id::EntryId;
use crate::cells::Refusal;

/// What to do with a file that cannot be read.
pub(super) const NEXT: &str =
    "Nothing was entered. Mend the file and read it again; --dry-run only looks.";

/// What was asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The audit.
    pub audit: &'a Path,
    /// The file, or `-`.
    pub file: &'a Path,
    /// Whether nothing is to be entered.
    pub dry_run: bool,
    /// Whether the answer is JSON.
    pub json: bool,
}

impl Asked<'_> {
    /// Enters what the file changes and closes the audit. No entry where nothing changes or nothing is to be entered.
    pub fn enter(
        &self,
        writing: Writing,
        changes: Vec<Change>,
    ) -> Result<Option<EntryId>, Failure> {
        let changes = if self.dry_run { Vec::new() } else { changes };
        let (_, entry) = writing.save_any(changes)?;
        Ok(entry)
    }
}

/// Everything in a file that cannot be read, a line each: file, line, column, what to do.
pub(super) fn refused(file: &Path, refusals: &[Refusal], next: &str) -> Failure {
    let name = if file.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    };
    let lines: Vec<String> = refusals.iter().map(|it| format!("{name}:{it}")).collect();
    Failure::new(lines.join("\n"), next)
}
