//! The grid: where somebody is among the items of a sample and what is checked on them.

use super::Room;
use crate::audit::entered::Entered;
use crate::audit::id::{EntryId, ObjectId};
use crate::audit::sampling::Sheet;

/// A sample whose items are being marked.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    /// The sample.
    pub sample: ObjectId,
    /// The item; may lie beyond the last after an undo.
    pub row: usize,
    /// The check.
    pub column: usize,
    /// The item that was marked as not met by the last key: a remark is about it, though the mark moved on.
    pub failed: Option<ObjectId>,
    /// The note that was being typed when the grid was opened over it.
    pub resume: Option<EntryId>,
}

impl Grid {
    /// The first item of a sample.
    pub const fn new(sample: ObjectId, resume: Option<EntryId>) -> Self {
        Self {
            sample,
            row: 0,
            column: 0,
            failed: None,
            resume,
        }
    }

    /// The cell, within a sheet.
    pub fn cell(&self, sheet: &Sheet) -> (usize, usize) {
        (
            self.row.min(sheet.rows.len().saturating_sub(1)),
            self.column.min(sheet.columns().saturating_sub(1)),
        )
    }
}

impl Room {
    /// What was entered, saved or not.
    pub fn entered(&self) -> Entered<'_> {
        Entered::new(&self.audit, &self.pending)
    }

    /// The sheet of the sample that is being marked.
    pub fn sheet(&self) -> Option<(Grid, Sheet)> {
        let grid = self.grid?;
        Some((grid, Sheet::of(&self.entered(), grid.sample)))
    }
}
