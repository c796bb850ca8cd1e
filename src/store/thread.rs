//! The store thread: saving without anybody waiting for the disk.
//!
//! What is not yet saved is kept in one place that both sides see, so that the screen can tell how long
//! something has been waiting while the thread is stuck in a sync, and so that it can go to a rescue file when
//! the program must end. This module must not know screens: it reports through a function.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};

use super::disk::{Disk, Unsafe};
use super::draft::Draft;
use super::evidence::Attached;
use super::journal::{self, Saved, Writer};
use super::others::Others;
use super::worker::Worker;
use super::{PathError, rescue};
use crate::audit::entry::{Entry, Head, Strike};
use crate::audit::id::{AuditId, EntryId, EntryIds, RunId};

/// What the store is to work with.
pub struct Start {
    /// The folder.
    pub disk: Arc<dyn Disk>,
    /// Why nothing should be written there, from opening. Then nothing is.
    pub unsafe_reasons: Vec<Unsafe>,
    /// Who writes.
    pub writer: Writer,
    /// The heads that the first entry names as seen, from opening.
    pub frontier: BTreeMap<RunId, Head>,
    /// How many bytes each log had before it was read, from opening.
    pub sizes: BTreeMap<RunId, u64>,
    /// The entries that are in logs, from opening.
    pub saved: EntryIds,
    /// Where a rescue file goes; see [`rescue::default_dir`].
    pub rescue_dir: Option<PathBuf>,
}

/// Why nothing may be written to a folder.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Writing there would not be safe; reading is possible.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unsafe(Vec<Unsafe>),
    /// The system gives no further thread.
    #[error("could not start the thread that saves: {0}")]
    Thread(#[from] std::io::Error),
}

/// What the store thread has to say.
#[derive(Debug)]
pub enum Report {
    /// An entry is on disk.
    Saved(Saved),
    /// Nothing can be saved just now; what waits is kept and tried again.
    NotSaved {
        /// The entries that wait, oldest first.
        entries: Vec<EntryId>,
        /// What the system says.
        reason: String,
    },
    /// All that was refused is on disk again, entries and drafts.
    SavingAgain,
    /// A draft is on disk.
    DraftSaved {
        /// The id that its entry will have.
        entry: EntryId,
        /// Which state of it.
        revision: u64,
    },
    /// Drafts cannot be kept just now. Also said after [`Store::settle_in`], when the disk refuses the first file.
    DraftNotSaved {
        /// What the system says.
        reason: String,
    },
    /// How far an attachment is copied.
    Progress {
        /// The number given to [`Store::attach`].
        ticket: u64,
        /// Bytes so far.
        done: u64,
        /// Bytes in all, as far as known.
        size: u64,
    },
    /// A file is attached. The entry that speaks of it is yet to come.
    Attached {
        /// The number given to [`Store::attach`].
        ticket: u64,
        /// The file.
        file: Attached,
    },
    /// A file could not be attached.
    NotAttached {
        /// The number given to [`Store::attach`].
        ticket: u64,
        /// Why not.
        error: PathError,
    },
    /// A copy was given up as asked; nothing of it is left. Not said of one that was finished before.
    AttachStopped {
        /// The number given to [`Store::attach`].
        ticket: u64,
    },
    /// Others wrote to the folder: what all have saved by now.
    Others(Box<Others>),
    /// A text was struck.
    Struck(Strike),
    /// A text could not be struck yet. It is withheld all the same.
    NotStruck {
        /// Which.
        strike: Strike,
        /// Why not.
        error: PathError,
    },
}

/// An entry is longer than a line can be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the text is too long for one entry (at most {} bytes); divide it",
    journal::MAX_ENTRY
)]
pub struct TooLong;

/// What became of the work when the store was stopped.
#[derive(Debug, Default)]
pub struct Stopped {
    /// How many entries are not in the audit folder.
    pub unsaved_entries: usize,
    /// How many drafts are not in their newest state in the audit folder.
    pub unsaved_drafts: usize,
    /// The file that they went to.
    pub rescue: Option<PathBuf>,
    /// Why they could not even go there.
    pub lost: Option<String>,
}

/// What is not yet on disk.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) entries: VecDeque<(Entry, Instant)>,
    pub(super) drafts: BTreeMap<EntryId, Draft>,
}

/// What both sides see.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Pending>>);

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Pending> {
        self.0.lock()
    }
}

/// What the thread is asked for.
pub(super) enum Request {
    Wake,
    Retry,
    Discard(EntryId, u64),
    Attach { ticket: u64, path: PathBuf },
    CancelAttach(u64),
    FinishStrike(Strike),
    LookForOthers,
    SettleIn,
    Flush(Sender<()>),
    Stop,
}

/// The handle of the store thread. None of its functions waits for the disk, but [`Store::flush`] and
/// [`Store::stop`].
pub struct Store {
    requests: Sender<Request>,
    shared: Shared,
    done: Receiver<()>,
    audit: AuditId,
    rescue_dir: Option<PathBuf>,
    stopped: bool,
}

impl Store {
    /// Starts the thread. `report` is called on it.
    ///
    /// # Errors
    /// Writing to the folder would not be safe, or there is no thread to be had.
    pub fn start(
        mut start: Start,
        report: impl FnMut(Report) + Send + 'static,
    ) -> Result<Self, StartError> {
        let reasons = std::mem::take(&mut start.unsafe_reasons);
        if !reasons.is_empty() {
            return Err(StartError::Unsafe(reasons));
        }
        let (requests, inbox) = mpsc::channel();
        let (ended, done) = mpsc::channel();
        let shared = Shared::default();
        let audit = start.writer.audit;
        let rescue_dir = start.rescue_dir.clone();
        let worker = Worker::new(start, shared.clone(), inbox, Box::new(report));
        std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                worker.run();
                ended.send(()).ok();
            })?;
        Ok(Self {
            requests,
            shared,
            done,
            audit,
            rescue_dir,
            stopped: false,
        })
    }

    /// Hands an entry over. [`Report::Saved`] follows when it is on disk. If it strikes a text, that is done
    /// then.
    ///
    /// # Errors
    /// The entry is too long for a line.
    pub fn append(&self, entry: Entry) -> Result<(), TooLong> {
        if !journal::fits(&entry) {
            return Err(TooLong);
        }
        let mut pending = self.shared.lock();
        pending.drafts.remove(&entry.id);
        pending.entries.push_back((entry, Instant::now()));
        drop(pending);
        self.ask(Request::Wake);
        Ok(())
    }

    /// Hands the state of an open form over. A newer state takes the place of one not yet written.
    pub fn draft(&self, draft: Draft) {
        self.shared.lock().drafts.insert(draft.entry, draft);
        self.ask(Request::Wake);
    }

    /// Forgets a draft that the auditor threw away.
    ///
    /// `revision` is the state that was thrown away: a newer one, typed since, stays whatever is written first.
    pub fn discard_draft(&self, entry: EntryId, revision: u64) {
        self.shared.lock().drafts.remove(&entry);
        self.ask(Request::Discard(entry, revision));
    }

    /// Takes over drafts that dead runs left.
    pub fn adopt(&self, drafts: impl IntoIterator<Item = Draft>) {
        for draft in drafts {
            self.draft(draft);
        }
    }

    /// Tries whether the disk keeps drafts, so that this is known before the first word is typed; and removes the
    /// files of dead runs once this run has on disk what it took over of them. Whoever types calls it as soon as
    /// nobody waits for the first screen any more.
    pub fn settle_in(&self) {
        self.ask(Request::SettleIn);
    }

    /// Copies a file into the folder. Reports carry the ticket.
    pub fn attach(&self, ticket: u64, path: PathBuf) {
        self.ask(Request::Attach { ticket, path });
    }

    /// Gives up a copy that is not finished.
    pub fn cancel_attach(&self, ticket: u64) {
        self.ask(Request::CancelAttach(ticket));
    }

    /// Carries out a strike whose entry is saved already, as opening names them.
    pub fn finish_strike(&self, strike: Strike) {
        self.ask(Request::FinishStrike(strike));
    }

    /// Looks whether others wrote to the folder since it was read. [`Report::Others`] follows if they did.
    pub fn look_for_others(&self) {
        self.ask(Request::LookForOthers);
    }

    /// Tries again at once to save what could not be saved.
    pub fn retry(&self) {
        self.ask(Request::Retry);
    }

    /// Since when the oldest entry that is not on disk has been waiting. After a second the screen says so.
    pub fn oldest_unacknowledged(&self) -> Option<Instant> {
        self.shared.lock().entries.front().map(|(_, since)| *since)
    }

    /// The entries that are not on disk, oldest first.
    pub fn pending(&self) -> Vec<EntryId> {
        let pending = self.shared.lock();
        pending.entries.iter().map(|(entry, _)| entry.id).collect()
    }

    /// Waits until everything handed over was tried, at most so long. Says whether all of it is on disk.
    pub fn flush(&self, at_most: Duration) -> bool {
        let (tried, wait) = mpsc::channel();
        self.ask(Request::Flush(tried));
        let answered = wait.recv_timeout(at_most).is_ok();
        let pending = self.shared.lock();
        answered && pending.entries.is_empty() && pending.drafts.is_empty()
    }

    /// Ends the thread within `deadline`, whatever the disk does. What is then not on disk goes to a rescue
    /// file.
    pub fn stop(mut self, deadline: Duration) -> Stopped {
        self.end(deadline)
    }

    fn ask(&self, request: Request) {
        // A thread that is gone has been told to stop; what is pending goes to the rescue file.
        self.requests.send(request).ok();
    }

    fn end(&mut self, deadline: Duration) -> Stopped {
        if std::mem::replace(&mut self.stopped, true) {
            return Stopped::default();
        }
        let until = Instant::now() + deadline;
        self.ask(Request::Stop);
        self.done.recv_timeout(deadline.mul_f32(0.6)).ok();
        let (entries, drafts) = {
            let pending = self.shared.lock();
            let entries: Vec<Entry> = pending.entries.iter().map(|(e, _)| e.clone()).collect();
            let drafts: Vec<Draft> = pending.drafts.values().cloned().collect();
            (entries, drafts)
        };
        let mut stopped = Stopped {
            unsaved_entries: entries.len(),
            unsaved_drafts: drafts.len(),
            ..Stopped::default()
        };
        if entries.is_empty() && drafts.is_empty() {
            return stopped;
        }
        let Some(dir) = self.rescue_dir.clone() else {
            stopped.lost = Some("the system names no home directory".to_owned());
            return stopped;
        };
        // The home directory may hang as well; then the words are lost, but not the terminal.
        let audit = self.audit;
        let (written, wait) = mpsc::channel();
        let rescuer = std::thread::Builder::new().spawn(move || {
            written
                .send(rescue::write(&dir, audit, &entries, &drafts))
                .ok();
        });
        let left = until.saturating_duration_since(Instant::now());
        match rescuer.map(|_| wait.recv_timeout(left)) {
            Ok(Ok(Ok(path))) => stopped.rescue = Some(path),
            Ok(Ok(Err(error))) => stopped.lost = Some(error.to_string()),
            Ok(Err(_)) => stopped.lost = Some("the disk does not answer".to_owned()),
            Err(error) => stopped.lost = Some(error.to_string()),
        }
        stopped
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.end(Duration::from_millis(500));
    }
}
