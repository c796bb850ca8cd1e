//! Writing this run's log.
//!
//! One line is one write and one sync, and only then is its entry saved. A log in which a write or a sync has
//! failed is finished for good: what the system kept of it cannot be known (a second sync may report success
//! although the data is gone), so nothing is retried or cut off there. A new log goes on from the last
//! acknowledged line. This module must not know what entries mean, nor keep what is not yet saved.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::disk::{self, Disk, DiskFile};
use super::line::{self, MAX_BODY};
use super::{Digest, PathError};
use crate::audit::entry::{Continues, Entry, FORMAT, Head, LogHeader, Moment};
use crate::audit::id::{AuditId, RunId};

/// How many heads one entry names. What is left over is named by the next.
const MAX_SEEN: usize = 500;
/// The longest entry, as JSON in bytes, before the journal adds its number and the heads it names.
pub const MAX_ENTRY: usize = MAX_BODY - (128 << 10);

/// Whether an entry is short enough to be written.
pub fn fits(entry: &Entry) -> bool {
    serde_json::to_string(entry).is_ok_and(|body| body.len() <= MAX_ENTRY)
}

fn own((run, head): (&RunId, &Head)) -> (RunId, Head) {
    (*run, head.clone())
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// Into which audit.
    pub audit: AuditId,
    /// The auditor, as their entries shall name them.
    pub author: String,
    /// Program and version.
    pub tool: String,
}

/// An entry that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The entry, with its number and frontier as they were written.
    pub entry: Entry,
    /// The log that it stands in.
    pub run: RunId,
    /// Its line.
    pub head: Head,
}

/// The log of this run, or of several where writing has failed between.
pub struct Journal {
    disk: Arc<dyn Disk>,
    writer: Writer,
    log: Option<OpenLog>,
    continues: Option<Continues>,
    /// Heads of other logs that no saved entry of this run names yet.
    unsaid: BTreeMap<RunId, Head>,
}

/// A log that nothing has failed in so far.
struct OpenLog {
    run: RunId,
    path: String,
    file: Box<dyn DiskFile>,
    /// The last acknowledged line.
    n: u64,
    chain: Digest,
    heads: Heads,
}

/// The file of acknowledged heads. It is a witness, not a record: failing to write it harms nothing.
enum Heads {
    NotYet,
    Open(Box<dyn DiskFile>),
    Failed,
}

impl OpenLog {
    fn head(&self) -> Head {
        Head {
            n: self.n,
            chain: self.chain.to_string(),
        }
    }

    /// Writes the next line and syncs it.
    fn append(&mut self, disk: &dyn Disk, n: u64, body: &str) -> Result<(), PathError> {
        let full = || disk.full_path(&self.path);
        let salt = disk::random().map_err(PathError::at("draw randomness for", full()))?;
        let (bytes, chain) = line::write(&self.chain, salt, body);
        let taken = self
            .file
            .append(&bytes)
            .map_err(PathError::at("write", full()))?;
        if taken != bytes.len() {
            let why = format!("only {taken} of {} bytes were taken", bytes.len());
            let short = io::Error::new(io::ErrorKind::WriteZero, why);
            return Err(PathError::at("write", full())(short));
        }
        self.file.sync().map_err(PathError::at("sync", full()))?;
        self.n = n;
        self.chain = chain;
        Ok(())
    }

    fn note_head(&mut self, disk: &dyn Disk) {
        if matches!(self.heads, Heads::NotYet) {
            let made = disk::ensure_dir(disk, "heads")
                .ok()
                .and_then(|()| disk.create_new(&format!("heads/{}", self.run)).ok());
            self.heads = made.map_or(Heads::Failed, Heads::Open);
        }
        if let Heads::Open(file) = &mut self.heads {
            let line = format!("{} {}\n", self.n, self.chain);
            if file.append(line.as_bytes()).ok() != Some(line.len()) {
                self.heads = Heads::Failed;
            }
        }
    }
}

impl Journal {
    /// A journal that has written nothing. `frontier` names the heads of the logs that were read.
    pub fn new(disk: Arc<dyn Disk>, writer: Writer, frontier: BTreeMap<RunId, Head>) -> Self {
        Self {
            disk,
            writer,
            log: None,
            continues: None,
            unsaid: frontier,
        }
    }

    /// The run whose log is open, once something was saved.
    pub fn run(&self) -> Option<RunId> {
        self.log.as_ref().map(|log| log.run)
    }

    /// Another log's head that was read meanwhile; the next entry names it.
    pub fn saw(&mut self, run: RunId, head: Head) {
        self.unsaid.insert(run, head);
    }

    /// Writes an entry. When this returns, it survives a power cut.
    ///
    /// # Errors
    /// Neither this run's log nor a new one could take it. What was saved before stands; the same entry may
    /// be tried again later and goes to a new log. It may then stand in both; readers drop the double.
    pub fn save(&mut self, entry: &Entry) -> Result<Saved, PathError> {
        if self.log.is_some()
            && let Ok(saved) = self.append(entry)
        {
            return Ok(saved);
        }
        self.begin(entry.time)?;
        self.append(entry)
    }

    fn append(&mut self, entry: &Entry) -> Result<Saved, PathError> {
        let Some(log) = self.log.as_mut() else {
            let none = io::Error::from(io::ErrorKind::NotFound);
            return Err(PathError::at("write", self.disk.full_path("log"))(none));
        };
        let entry = Entry {
            n: log.n + 1,
            seen: self.unsaid.iter().take(MAX_SEEN).map(own).collect(),
            ..entry.clone()
        };
        let written = serde_json::to_string(&entry)
            .map_err(|error| PathError::at("write", self.disk.full_path(&log.path))(error.into()))
            .and_then(|body| log.append(self.disk.as_ref(), entry.n, &body));
        if let Err(error) = written {
            self.finish();
            return Err(error);
        }
        self.unsaid.retain(|run, _| !entry.seen.contains_key(run));
        log.note_head(self.disk.as_ref());
        Ok(Saved {
            entry,
            run: log.run,
            head: log.head(),
        })
    }

    /// Ends the log; what is saved next goes to a new one that names it.
    pub fn finish(&mut self) {
        if let Some(log) = self.log.take() {
            self.continues = Some(Continues {
                run: log.run,
                head: log.head(),
            });
        }
    }

    /// Begins a new log: header, sync, then its name.
    fn begin(&mut self, time: Moment) -> Result<(), PathError> {
        self.finish();
        let disk = Arc::clone(&self.disk);
        let disk = disk.as_ref();
        disk::ensure_dir(disk, "log")?;
        let run = disk::random().map_err(PathError::at("name", disk.full_path("log")))?;
        let run = RunId(run);
        let path = format!("log/{run}.log");
        let file = disk
            .create_new(&path)
            .map_err(PathError::at("create", disk.full_path(&path)))?;
        let mut log = OpenLog {
            run,
            path,
            file,
            n: 0,
            chain: Digest::ZERO,
            heads: Heads::NotYet,
        };
        let header = LogHeader {
            format: FORMAT,
            audit: self.writer.audit,
            run,
            author: self.writer.author.clone(),
            tool: self.writer.tool.clone(),
            time,
            continues: self.continues.clone(),
        };
        let begun = serde_json::to_string(&header)
            .map_err(|error| PathError::at("write", disk.full_path(&log.path))(error.into()))
            .and_then(|body| log.append(disk, 0, &body))
            .and_then(|()| {
                disk.sync_dir("log")
                    .map_err(PathError::at("sync", disk.full_path("log")))
            });
        if let Err(error) = begun {
            // Not one line of it was acknowledged. Without this, a disk that stays full would gather such files.
            let path = log.path.clone();
            drop(log);
            disk.remove(&path).ok();
            return Err(error);
        }
        self.log = Some(log);
        Ok(())
    }
}
