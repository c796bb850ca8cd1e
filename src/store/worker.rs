//! What the store thread does: requests as they come, entries before drafts before copies, and trying again
//! after a while where the disk refuses.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use super::PathError;
use super::disk::Disk;
use super::draft::Drafts;
use super::evidence::Copy;
use super::journal::Journal;
use super::others::Watch;
use super::strike;
use super::thread::{Report, Request, Shared, Start};
use crate::audit::entry::{Change, Strike};
use crate::audit::id::{EntryId, EntryIds};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// When to try again what the disk refused.
#[derive(Default)]
struct Pause {
    length: Duration,
    until: Option<Instant>,
}

impl Pause {
    fn over(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() >= until)
    }

    fn again(&mut self) {
        self.length = (self.length * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        self.until = Some(Instant::now() + self.length);
    }

    /// Whether there was a pause to end.
    fn end(&mut self) -> bool {
        let was = self.until.is_some();
        *self = Self::default();
        was
    }

    fn cut_short(&mut self) {
        self.until = self.until.map(|_| Instant::now());
    }
}

pub(super) struct Worker {
    disk: Arc<dyn Disk>,
    journal: Journal,
    watch: Watch,
    drafts: Drafts,
    saved: EntryIds,
    shared: Shared,
    inbox: Receiver<Request>,
    report: Box<dyn FnMut(Report) + Send>,
    entries_pause: Pause,
    drafts_pause: Pause,
    copies: Vec<(u64, Copy)>,
    flushes: Vec<Sender<()>>,
    tidy: bool,
    look: bool,
    stop: bool,
}

impl Worker {
    pub(super) fn new(
        start: Start,
        shared: Shared,
        inbox: Receiver<Request>,
        report: Box<dyn FnMut(Report) + Send>,
    ) -> Self {
        Self {
            journal: Journal::new(Arc::clone(&start.disk), start.writer, start.frontier),
            watch: Watch::new(Arc::clone(&start.disk), start.sizes),
            drafts: Drafts::new(Arc::clone(&start.disk)),
            disk: start.disk,
            saved: start.saved,
            shared,
            inbox,
            report,
            entries_pause: Pause::default(),
            drafts_pause: Pause::default(),
            copies: Vec::new(),
            flushes: Vec::new(),
            tidy: false,
            look: false,
            stop: false,
        }
    }

    pub(super) fn run(mut self) {
        while !self.stop {
            self.receive();
            self.save();
            self.look_for_others();
            if self.tidy && self.shared.lock().drafts.is_empty() {
                self.tidy = false;
                self.drafts.tidy(&self.saved).ok();
            }
            for tried in self.flushes.drain(..) {
                tried.send(()).ok();
            }
            self.copy();
        }
        self.copies.clear();
        self.drafts.close(&self.saved);
    }

    /// Waits for a request or for the end of a pause, and takes all requests that are there.
    fn receive(&mut self) {
        let until = [self.entries_pause.until, self.drafts_pause.until];
        let now = Instant::now();
        let wait = if self.copies.is_empty() {
            until
                .iter()
                .flatten()
                .min()
                .map(|until| until.saturating_duration_since(now))
        } else {
            Some(Duration::ZERO)
        };
        let first = match wait {
            None => self.inbox.recv().map_err(RecvTimeoutError::from),
            Some(wait) => self.inbox.recv_timeout(wait),
        };
        match first {
            Ok(request) => self.take(request),
            Err(RecvTimeoutError::Disconnected) => self.stop = true,
            Err(RecvTimeoutError::Timeout) => {}
        }
        loop {
            match self.inbox.try_recv() {
                Ok(request) => self.take(request),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Wake => {}
            Request::Retry => {
                self.entries_pause.cut_short();
                self.drafts_pause.cut_short();
            }
            Request::Discard(entry, revision) => {
                if let Err(error) = self.drafts.discard(entry, revision) {
                    self.draft_failed(error.cause_first());
                }
            }
            Request::Attach { ticket, path } => self.attach(ticket, &path),
            Request::CancelAttach(ticket) => self.cancel(ticket),
            Request::FinishStrike(strike) => self.strike(strike),
            Request::LookForOthers => self.look = true,
            Request::SettleIn => self.settle_in(),
            Request::Flush(tried) => {
                self.entries_pause.cut_short();
                self.drafts_pause.cut_short();
                self.flushes.push(tried);
            }
            Request::Stop => {
                self.entries_pause.cut_short();
                self.drafts_pause.cut_short();
                self.stop = true;
            }
        }
    }

    /// Tries the disk before the first word is typed, and has the drafts of dead runs tidied away.
    fn settle_in(&mut self) {
        if !self.drafts.has_file()
            && let Err(error) = self.drafts.retry()
        {
            self.draft_failed(error.cause_first());
        }
        self.tidy = true;
    }

    /// Reads what others wrote, if that is asked for. While something of this run is on its way that would come too
    /// early: it might be shown before it is acknowledged.
    fn look_for_others(&mut self) {
        if !self.look || !self.shared.lock().entries.is_empty() {
            return;
        }
        self.look = false;
        // A folder that cannot be read just now is looked at the next time.
        let journal = &mut self.journal;
        if let Ok(Some(others)) = self.watch.look(|run, head| journal.saw(run, head)) {
            (self.report)(Report::Others(Box::new(others)));
        }
    }

    /// Saves what waits. A long queue of entries does not keep drafts waiting.
    fn save(&mut self) {
        while self.save_entry() {
            self.save_drafts();
        }
        self.save_drafts();
    }

    /// Saves the oldest entry that waits; false when there is none or the disk refuses.
    fn save_entry(&mut self) -> bool {
        if !self.entries_pause.over() {
            return false;
        }
        let oldest = self
            .shared
            .lock()
            .entries
            .front()
            .map(|(entry, _)| entry.clone());
        let Some(entry) = oldest else {
            return false;
        };
        match self.journal.save(&entry) {
            Ok(saved) => {
                self.shared.lock().entries.pop_front();
                self.saved.insert(entry.id);
                self.drafts.saved(entry.id);
                self.watch.wrote(saved.run);
                let again = self.entries_pause.end();
                (self.report)(Report::Saved(saved));
                self.saving_again(again);
                for change in entry.changes {
                    if let Change::Strike(strike) = change {
                        self.strike(strike);
                    }
                }
                true
            }
            Err(error) => {
                self.entries_pause.again();
                let waiting = self.shared.lock();
                let entries = waiting.entries.iter().map(|(entry, _)| entry.id).collect();
                drop(waiting);
                (self.report)(Report::NotSaved {
                    entries,
                    reason: error.cause_first(),
                });
                false
            }
        }
    }

    fn save_drafts(&mut self) {
        while self.drafts_pause.over() {
            let next = self.shared.lock().drafts.values().next().cloned();
            let Some(draft) = next else {
                self.retry_drafts();
                return;
            };
            let (entry, revision) = (draft.entry, draft.revision);
            if self.saved.contains(&entry) {
                self.shared.lock().drafts.remove(&entry);
                continue;
            }
            match self.drafts.keep(draft.clone()) {
                Ok(()) => {
                    let again = self.drafts_pause.end();
                    let mut pending = self.shared.lock();
                    // What was typed meanwhile stays to be written.
                    if pending.drafts.get(&entry) == Some(&draft) {
                        pending.drafts.remove(&entry);
                    }
                    drop(pending);
                    (self.report)(Report::DraftSaved { entry, revision });
                    self.saving_again(again);
                }
                Err(error) => self.draft_failed(error.cause_first()),
            }
        }
    }

    /// Tries again what failed without a draft that waits: the first look at the disk, or a discarded text.
    fn retry_drafts(&mut self) {
        if self.drafts_pause.until.is_none() {
            return;
        }
        match self.drafts.retry() {
            Ok(()) => {
                self.drafts_pause.end();
                self.saving_again(true);
            }
            Err(error) => self.draft_failed(error.cause_first()),
        }
    }

    fn saving_again(&mut self, ended: bool) {
        if ended && self.entries_pause.until.is_none() && self.drafts_pause.until.is_none() {
            (self.report)(Report::SavingAgain);
        }
    }

    fn draft_failed(&mut self, reason: String) {
        self.drafts_pause.again();
        (self.report)(Report::DraftNotSaved { reason });
    }

    fn attach(&mut self, ticket: u64, path: &Path) {
        match Copy::begin(Arc::clone(&self.disk), path) {
            Ok(copy) => self.copies.push((ticket, copy)),
            Err(error) => (self.report)(Report::NotAttached { ticket, error }),
        }
    }

    /// Gives up a copy that is not finished, if there is one.
    fn cancel(&mut self, ticket: u64) {
        let before = self.copies.len();
        self.copies.retain(|(other, _)| *other != ticket);
        if self.copies.len() < before {
            (self.report)(Report::AttachStopped { ticket });
        }
    }

    /// Copies the next part of the first attachment.
    fn copy(&mut self) {
        let Some((ticket, copy)) = self.copies.first_mut() else {
            return;
        };
        let ticket = *ticket;
        let report = match copy.step() {
            Ok(None) => {
                let (done, size) = copy.progress();
                (self.report)(Report::Progress { ticket, done, size });
                return;
            }
            Ok(Some(file)) => Report::Attached { ticket, file },
            Err(error) => Report::NotAttached { ticket, error },
        };
        self.copies.remove(0);
        (self.report)(report);
    }

    /// Carries out a strike whose entry is saved.
    fn strike(&mut self, strike: Strike) {
        if self.journal.run() == Some(strike.run) {
            // Its own log is written anew, so that nothing more may be appended to the open one.
            self.journal.finish();
        }
        let struck = strike::strike(self.disk.as_ref(), &strike)
            .and_then(|()| self.strike_drafts(strike.entry));
        (self.report)(match struck {
            Ok(()) => Report::Struck(strike),
            Err(error) => Report::NotStruck { strike, error },
        });
    }

    /// Removes a struck text from drafts, so that not even a power cut brings it back.
    fn strike_drafts(&mut self, entry: EntryId) -> Result<(), PathError> {
        self.drafts.saved(entry);
        self.shared.lock().drafts.remove(&entry);
        self.drafts.retry()?;
        self.drafts.tidy(&self.saved)?;
        self.disk
            .sync_dir("draft")
            .map_err(PathError::at("sync", self.disk.full_path("draft")))
    }
}
