//! The end: what was typed and entered comes to the disk before an audit is closed or the program leaves.
//!
//! This module must not know why it ends, only how long it may wait.

use std::time::Duration;

use super::World;
use crate::text::counted;
use crate::tui::terminal;

/// How long the end may wait for the disk where the terminal has gone, or the program was told to end.
pub const TOLD_TO_END: Duration = Duration::from_millis(350);

/// How long the end may wait for the disk where the auditor leaves.
pub const LEAVING: Duration = Duration::from_secs(3);

/// How long leaving an audit may wait until it is remembered that it was opened.
const REMEMBER_WITHIN: Duration = Duration::from_millis(100);

impl World {
    /// Waits until what was typed and entered is on disk, as long as leaving may wait.
    pub fn settle(&self) {
        if let Some(store) = &self.store {
            store.flush(TOLD_TO_END);
        }
    }

    /// Closes the audit on the table; what cannot be saved in time goes to a rescue file.
    pub fn close(&mut self) {
        self.folder = None;
        terminal::saved_in(None);
        if let Some(store) = self.store.take() {
            let stopped = store.stop(LEAVING);
            if let Some(rescue) = &stopped.rescue {
                self.warn(format!(
                    "Not everything could be saved; the rest is in {}.",
                    rescue.display()
                ));
            }
        }
    }

    /// Waits a little until it is remembered that an audit was opened.
    pub fn wait_until_remembered(&mut self) {
        // Who leaves before the first screen has opened it, too.
        self.shown();
        if let Some(remembered) = self.remembered.take() {
            remembered.recv_timeout(REMEMBER_WITHIN).ok();
        }
    }

    /// Closes the audit at the very end, waiting for the disk no longer than `within`. What could not be saved is
    /// told, for printing after the screen is gone.
    pub fn leave(&mut self, within: Duration) -> Option<String> {
        let stopped = self.store.take().map(|store| store.stop(within));
        self.wait_until_remembered();
        let stopped = stopped?;
        let unsaved = stopped.unsaved_entries + stopped.unsaved_drafts;
        match (stopped.rescue, stopped.lost) {
            (Some(rescue), _) => Some(format!(
                "{} not be saved in the audit folder: kept in {}, and taken in when the audit is opened again.",
                counted(unsaved, "text could", "texts could"),
                rescue.display()
            )),
            (None, Some(why)) => Some(format!(
                "{} not be saved anywhere: {why}",
                counted(unsaved, "text could", "texts could")
            )),
            (None, None) => None,
        }
    }
}
