//! Reading an audit, and writing entries to it: each synced before it is called saved.
//!
//! This module must not know what is entered.

use std::collections::VecDeque;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use super::failure::Failure;
use super::print;
use super::time;
use crate::audit::act::Desk;
use crate::audit::entry::{Change, Entry, Record, Strike};
use crate::audit::id::{EntryId, ObjectId};
use crate::store::desk::Memory;
use crate::store::draw::Draw;
use crate::store::evidence::Attached;
use crate::store::load::{self, Loaded};
use crate::store::{PathError, Report, Saved, Severity, StartError, Stopped, Store};
use crate::text::counted;

/// How long the disk may take for one entry.
const SAVE_WITHIN: Duration = Duration::from_secs(10);
/// How long the disk may take for one step of a copy, or for writing a log anew.
const STEP_WITHIN: Duration = Duration::from_secs(120);
/// How long leaving may take.
const LEAVE_WITHIN: Duration = Duration::from_secs(3);

/// Reads an audit. What is wrong with its folder is said on standard error, and is no hindrance.
pub(super) fn read(path: &Path) -> Result<Loaded, Failure> {
    let loaded = load::load(path)?;
    for reason in &loaded.unsafe_reasons {
        print::warning(&format!("{reason}; nothing should be written here"));
    }
    let damaged = loaded
        .damage
        .iter()
        .filter(|damage| damage.severity() > Severity::Note)
        .count();
    if damaged > 0 {
        let found = counted(damaged, "piece of damage", "pieces of damage");
        let path = path.display();
        print::warning(&format!(
            "{found} in this folder; `onsite verify {path}` tells all"
        ));
    }
    Ok(loaded)
}

/// An audit that is open for writing.
pub(super) struct Writing {
    /// The audit with all that was saved so far.
    pub loaded: Loaded,
    /// Who writes.
    pub author: String,
    /// None once it was stopped because the disk refuses.
    store: Option<Store>,
    reports: Receiver<Report>,
    draw: Draw,
    nothing_pending: VecDeque<Entry>,
}

impl Writing {
    /// Opens an audit for writing. What a former run could not save is taken in first.
    pub fn begin(path: &Path, author: Option<String>) -> Result<Self, Failure> {
        Self::with(
            load::load(path)?,
            author.unwrap_or_else(|| Memory::of_user().author()),
        )
    }

    fn with(loaded: Loaded, author: String) -> Result<Self, Failure> {
        let draw = Draw::from_system().map_err(|error| {
            Failure::new(
                format!("the system gives no random numbers: {error}"),
                "Nothing was entered; without them no entry can have its id.",
            )
        })?;
        let (sender, reports) = mpsc::channel();
        let start = loaded.start(&author);
        // The other end is gone only when nobody waits any more.
        let store = Store::start(start, move |report| drop(sender.send(report)))
            .map_err(|error| refused(&loaded, &error))?;
        let mut writing = Self {
            loaded,
            author,
            store: Some(store),
            reports,
            draw,
            nothing_pending: VecDeque::new(),
        };
        writing.take_in()?;
        Ok(writing)
    }

    /// Takes in what a former run could not save, and finishes strikes that it could not carry out.
    fn take_in(&mut self) -> Result<(), Failure> {
        for rescued in std::mem::take(&mut self.loaded.rescued) {
            for entry in &rescued.entries {
                self.commit(entry.clone())?;
            }
            self.store()?.adopt(rescued.drafts.iter().cloned());
            let entries = counted(rescued.entries.len(), "entry", "entries");
            let path = rescued.path.display().to_string();
            print::note(&format!(
                "onsite: {entries} that could not be saved before are saved now ({path})"
            ));
            if self.store()?.flush(SAVE_WITHIN)
                && let Err(error) = rescued.remove()
            {
                print::warning(&error.to_string());
            }
        }
        for strike in std::mem::take(&mut self.loaded.unfinished_strikes) {
            self.finish_strike(strike)?;
        }
        Ok(())
    }

    /// Works at the desk where changes are made.
    pub fn at_desk<T>(&mut self, work: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let draw = &mut self.draw;
        work(&mut Desk {
            audit: &self.loaded.audit,
            pending: &self.nothing_pending,
            criteria: &self.loaded.criteria,
            draw: &mut || draw.id(),
        })
    }

    /// A fresh id for an object.
    pub fn fresh(&mut self) -> ObjectId {
        ObjectId(self.draw.id())
    }

    /// Saves changes as one entry, which then counts in the audit.
    pub fn enter(&mut self, changes: Vec<Change>) -> Result<EntryId, Failure> {
        let entry = Entry::new(EntryId(self.draw.id()), time::now(), changes);
        let id = entry.id;
        self.commit(entry)?;
        Ok(id)
    }

    /// Saves an entry, and applies it as it was written.
    pub fn commit(&mut self, entry: Entry) -> Result<(), Failure> {
        let id = entry.id;
        self.store()?.append(entry).map_err(|error| {
            Failure::new(
                format!("NOT SAVED: {error}"),
                "Nothing was entered. Enter it in parts.",
            )
        })?;
        loop {
            match self.reports.recv_timeout(SAVE_WITHIN) {
                Ok(Report::Saved(saved)) => {
                    if self.apply(saved) == id {
                        return Ok(());
                    }
                }
                Ok(Report::NotSaved { reason, .. }) => return self.give_up(id, &reason),
                Ok(_) => {}
                Err(_) => return self.give_up(id, "the disk does not answer"),
            }
        }
    }

    fn apply(&mut self, saved: Saved) -> EntryId {
        let id = saved.entry.id;
        let run = self.loaded.audit.run(saved.run, &self.author);
        self.loaded.audit.apply(run, &Record::Entry(saved.entry));
        id
    }

    /// Stops the store, which tries once more and then writes a rescue file.
    fn give_up(&mut self, entry: EntryId, reason: &str) -> Result<(), Failure> {
        let stopped = self.store.take().map(|store| store.stop(LEAVE_WITHIN));
        let late: Vec<Report> = self.reports.try_iter().collect();
        let mut saved_late = false;
        for report in late {
            if let Report::Saved(saved) = report {
                saved_late |= self.apply(saved) == entry;
            }
        }
        if saved_late {
            return Ok(());
        }
        Err(unsaved(&stopped.unwrap_or_default(), reason))
    }

    fn store(&self) -> Result<&Store, Failure> {
        self.store.as_ref().ok_or_else(|| {
            Failure::new(
                "the audit was closed because the disk refused to save",
                "Try again once it takes entries.",
            )
        })
    }

    /// Copies a file into the audit folder, with its SHA-256. The entry that speaks of it is yet to come.
    pub fn attach(&mut self, path: &Path) -> Result<Attached, Failure> {
        self.store()?.attach(1, path.to_owned());
        let shown = std::io::stderr().is_terminal();
        loop {
            match self.reports.recv_timeout(STEP_WITHIN) {
                Ok(Report::Attached { file, .. }) => return Ok(file),
                Ok(Report::NotAttached { error, .. }) => return Err(error.into()),
                Ok(Report::Progress { done, size, .. }) if shown => {
                    print::note(&format!("{} of {} MiB copied", done >> 20, size >> 20));
                }
                Ok(_) => {}
                Err(_) => {
                    self.store()?.cancel_attach(1);
                    return Err(Failure::new(
                        format!(
                            "could not attach {}: the disk does not answer",
                            path.display()
                        ),
                        "Nothing was entered; try again.",
                    ));
                }
            }
        }
    }

    /// Waits until strikes that were saved are carried out. Gives those that could not be.
    pub fn struck(&mut self, lines: usize) -> Vec<(Strike, Option<PathError>)> {
        let mut struck = Vec::new();
        while struck.len() < lines {
            match self.reports.recv_timeout(STEP_WITHIN) {
                Ok(Report::Struck(strike)) => struck.push((strike, None)),
                Ok(Report::NotStruck { strike, error }) => struck.push((strike, Some(error))),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        struck
    }

    /// Carries out a strike that was saved before.
    pub fn finish_strike(&self, strike: Strike) -> Result<(), Failure> {
        self.store()?.finish_strike(strike);
        Ok(())
    }

    /// Saves changes as one entry and closes the audit.
    pub fn save(mut self, changes: Vec<Change>) -> Result<(Loaded, EntryId), Failure> {
        let id = self.enter(changes)?;
        Ok((self.finish()?, id))
    }

    /// As [`Writing::save`], where there are any changes.
    pub fn save_any(self, changes: Vec<Change>) -> Result<(Loaded, Option<EntryId>), Failure> {
        if changes.is_empty() {
            return Ok((self.finish()?, None));
        }
        let (loaded, entry) = self.save(changes)?;
        Ok((loaded, Some(entry)))
    }

    /// Closes the audit.
    pub fn finish(mut self) -> Result<Loaded, Failure> {
        let stopped = self.store.take().map(|store| store.stop(LEAVE_WITHIN));
        match stopped {
            Some(stopped) if stopped.unsaved_entries > 0 => {
                Err(unsaved(&stopped, "the disk does not answer"))
            }
            _ => Ok(self.loaded),
        }
    }
}

/// Why a folder is not written to.
fn refused(loaded: &Loaded, error: &StartError) -> Failure {
    let path = loaded.path.display();
    match error {
        StartError::Unsafe(reasons) => {
            let reasons: Vec<String> = reasons.iter().map(|it| format!("  {it}")).collect();
            Failure::new(
                format!(
                    "{path} cannot be written to safely:\n{}",
                    reasons.join("\n")
                ),
                "Nothing was entered. Reading works: onsite status, log, check, verify.",
            )
        }
        StartError::Thread(_) => Failure::new(error.to_string(), "Nothing was entered; try again."),
    }
}

/// What became of words that the disk refused.
fn unsaved(stopped: &Stopped, reason: &str) -> Failure {
    let next = match (&stopped.rescue, &stopped.lost) {
        (Some(rescue), _) => format!(
            "The words are kept in {}. The next onsite that can write to this audit takes them in; \
             do not enter them again.",
            rescue.display()
        ),
        (None, Some(why)) => format!(
            "They could not be kept elsewhere either ({why}). Enter them again when the disk takes them."
        ),
        (None, None) => "Enter it again when the disk takes it.".to_owned(),
    };
    Failure::new(format!("NOT SAVED: {reason}"), next)
}
