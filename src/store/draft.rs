//! Text that was typed and not yet confirmed. It is never part of the record.
//!
//! Each run appends snapshots to its own file, `<length> <sha256> <body>\n`, synced one by one. A snapshot
//! carries the id that the entry will have, so that a text whose entry was saved is not offered again. Draft
//! files may be removed once nothing in them can be missed, and only while no living run holds them. This
//! module must not know which forms and fields there are.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::disk::{self, Disk, DiskFile, Held, Kind};
use super::{Digest, PathError};
use crate::audit::entry::Moment;
use crate::audit::id::{EntryId, EntryIds};

/// The longest snapshot, in bytes: more than an entry can hold, since a text must be kept even where it is
/// too long to be confirmed.
pub const MAX_DRAFT: usize = 16 << 20;
/// The size at which a draft file is written anew with only what is open.
const COMPACT_AT: u64 = 4 << 20;
const MAX_FILE: u64 = 64 << 20;

/// The state of an open form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The id that the entry will have.
    pub entry: EntryId,
    /// Grows with each change of the text; the highest one counts.
    pub revision: u64,
    /// When the text was last changed.
    pub time: Moment,
    /// Which form, on what: the screen's own words, opaque here.
    #[serde(rename = "where")]
    pub place: String,
    /// The texts of its fields.
    pub fields: BTreeMap<String, String>,
    /// Where the cursor stood, in the screen's own counting.
    pub cursor: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Snapshot {
    Draft(Draft),
    Dropped { entry: EntryId, revision: u64 },
}

impl Snapshot {
    fn key(&self) -> (EntryId, u64) {
        match self {
            Self::Draft(draft) => (draft.entry, draft.revision),
            Self::Dropped { entry, revision } => (*entry, *revision),
        }
    }

    fn line(&self) -> io::Result<Vec<u8>> {
        let body = serde_json::to_string(self)?;
        if body.len() > MAX_DRAFT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let digest = Digest::of(body.as_bytes());
        Ok(format!("{} {digest} {body}\n", body.len()).into_bytes())
    }
}

/// The drafts of this run.
pub struct Drafts {
    disk: Arc<dyn Disk>,
    open: BTreeMap<EntryId, Draft>,
    /// Dropped texts and the revision that they had.
    dropped: BTreeMap<EntryId, u64>,
    file: Option<OwnFile>,
    /// Files of this run that a newer one has taken the place of, or will.
    former: Vec<String>,
}

struct OwnFile {
    path: String,
    file: Box<dyn DiskFile>,
    size: u64,
}

impl OwnFile {
    fn append(&mut self, disk: &dyn Disk, bytes: &[u8]) -> Result<(), PathError> {
        let full = || disk.full_path(&self.path);
        disk::append_all(self.file.as_mut(), bytes).map_err(PathError::at("write", full()))?;
        self.file.sync().map_err(PathError::at("sync", full()))?;
        self.size += bytes.len() as u64;
        Ok(())
    }
}

impl Drafts {
    /// No drafts so far, and no file.
    pub fn new(disk: Arc<dyn Disk>) -> Self {
        Self {
            disk,
            open: BTreeMap::new(),
            dropped: BTreeMap::new(),
            file: None,
            former: Vec::new(),
        }
    }

    /// The drafts that are open.
    pub fn open(&self) -> impl Iterator<Item = &Draft> {
        self.open.values()
    }

    /// Keeps a snapshot. When this returns, it survives a power cut.
    ///
    /// # Errors
    /// It could not be written; it is kept in memory and written with the next one, or by [`Drafts::retry`].
    pub fn keep(&mut self, draft: Draft) -> Result<(), PathError> {
        let snapshot = Snapshot::Draft(draft.clone());
        // One text that is too long must not keep the others from being written.
        snapshot.line().map_err(PathError::at(
            "keep a draft in",
            self.disk.full_path("draft"),
        ))?;
        self.dropped.remove(&draft.entry);
        self.open.insert(draft.entry, draft);
        self.write(&snapshot)
    }

    /// Forgets a text that the auditor threw away when it was at this revision. One that is newer stays.
    ///
    /// # Errors
    /// That could not be written: after a crash the text is offered once more.
    pub fn discard(&mut self, entry: EntryId, revision: u64) -> Result<(), PathError> {
        let Some(draft) = self
            .open
            .get(&entry)
            .filter(|draft| draft.revision <= revision)
            .cloned()
        else {
            return Ok(());
        };
        self.open.remove(&entry);
        self.dropped.insert(entry, draft.revision);
        self.write(&Snapshot::Dropped {
            entry,
            revision: draft.revision,
        })
    }

    /// Forgets a text whose entry was saved.
    pub fn saved(&mut self, entry: EntryId) {
        self.open.remove(&entry);
    }

    /// Whether a file of this run is there to be written to.
    pub const fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// Writes all that is open to a new file.
    ///
    /// # Errors
    /// It could not be written.
    pub fn retry(&mut self) -> Result<(), PathError> {
        self.begin()
    }

    fn write(&mut self, snapshot: &Snapshot) -> Result<(), PathError> {
        if self.file.as_ref().is_none_or(|own| own.size > COMPACT_AT) {
            return self.begin();
        }
        let disk = Arc::clone(&self.disk);
        let Some(own) = self.file.as_mut() else {
            return Ok(());
        };
        let written = snapshot
            .line()
            .map_err(PathError::at("write", disk.full_path(&own.path)))
            .and_then(|line| own.append(disk.as_ref(), &line));
        if written.is_err() {
            // As with logs: after a failure nothing more goes to this file.
            return self.begin();
        }
        written
    }

    /// Begins a new file with all that is open, and then removes the former ones.
    fn begin(&mut self) -> Result<(), PathError> {
        let disk = self.disk.as_ref();
        if let Some(own) = self.file.take() {
            self.former.push(own.path);
        }
        disk::ensure_dir(disk, "draft")?;
        let name = disk::random().map_err(PathError::at("name", disk.full_path("draft")))?;
        let path = format!("draft/{name:032x}");
        let full = || disk.full_path(&path);
        let file = disk
            .create_new(&path)
            .map_err(PathError::at("create", full()))?;
        let mut own = OwnFile {
            path: path.clone(),
            file,
            size: 0,
        };
        let open = self.open.values().cloned().map(Snapshot::Draft);
        let dropped = self.dropped.iter().map(|(entry, revision)| {
            let (entry, revision) = (*entry, *revision);
            Snapshot::Dropped { entry, revision }
        });
        // Synced even when empty: it shows before the first word whether this disk can keep any.
        let written = own
            .append(disk, b"")
            .and_then(|()| {
                open.chain(dropped).try_for_each(|snapshot| {
                    let line = snapshot.line().map_err(PathError::at("write", full()))?;
                    own.append(disk, &line)
                })
            })
            .and_then(|()| {
                disk.sync_dir("draft")
                    .map_err(PathError::at("sync", disk.full_path("draft")))
            });
        if let Err(error) = written {
            drop(own);
            disk.remove(&path).ok();
            return Err(error);
        }
        self.file = Some(own);
        for path in self.former.drain(..) {
            disk.remove(&path).ok();
        }
        Ok(())
    }

    /// Ends this run's drafts: removes what nobody can miss, of this run and of dead ones. `saved` are the
    /// entries that are in a log. What cannot be removed stays, which harms nothing.
    pub fn close(mut self, saved: &EntryIds) {
        let left = self
            .tidy(saved)
            .unwrap_or_else(|_| self.dropped.keys().copied().collect());
        let Some(own) = self.file.take() else {
            return;
        };
        let path = own.path.clone();
        drop(own);
        // A text that was dropped here must not come back from another run's file.
        if self.open.is_empty() && !self.dropped.keys().any(|entry| left.contains(entry)) {
            self.disk.remove(&path).ok();
            for path in &self.former {
                self.disk.remove(path).ok();
            }
        }
    }

    /// Removes the files of dead runs in which every text was saved, dropped or taken over by this run.
    /// Returns the entries that other files still hold.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn tidy(&self, saved: &EntryIds) -> Result<BTreeSet<EntryId>, PathError> {
        let files = scan(self.disk.as_ref())?;
        let latest = latest(&files);
        let settled = |entry: &EntryId| {
            saved.contains(entry)
                || self.dropped.contains_key(entry)
                || self.open.get(entry).is_some_and(|own| {
                    latest
                        .get(entry)
                        .is_none_or(|found| found.revision <= own.revision)
                })
                || latest
                    .get(entry)
                    .is_some_and(|found| found.texts.is_empty())
        };
        let (done, kept): (Vec<_>, Vec<_>) = files
            .iter()
            .partition(|file| file.snapshots.iter().all(|s| settled(&s.key().0)));
        let left: BTreeSet<EntryId> = kept
            .iter()
            .flat_map(|file| file.snapshots.iter().map(|s| s.key().0))
            .collect();
        for file in done {
            let needed = file.snapshots.iter().any(|snapshot| {
                matches!(snapshot, Snapshot::Dropped { entry, .. } if left.contains(entry))
            });
            if !needed {
                self.disk.remove(&file.path).ok();
            }
        }
        Ok(left)
    }
}

/// A draft file of a dead run, held while it is looked at.
struct DeadFile {
    path: String,
    snapshots: Vec<Snapshot>,
    _held: Held,
}

/// The latest that files say about a text.
#[derive(Default)]
struct Latest {
    revision: u64,
    /// The text; several where copies of a folder went on from it apart; none where it was dropped.
    texts: Vec<Draft>,
}

/// Reads the drafts that dead runs left: of each text the latest sound snapshot, without those whose entry is
/// in a log (`saved`) and those that were dropped.
///
/// # Errors
/// The folder cannot be listed. A file that cannot be read is skipped: a draft is no record.
pub fn recover(disk: &dyn Disk, saved: &EntryIds) -> Result<Vec<Draft>, PathError> {
    let files = scan(disk)?;
    let mut drafts: Vec<Draft> = latest(&files)
        .into_iter()
        .filter(|(entry, _)| !saved.contains(entry))
        .flat_map(|(_, latest)| latest.texts)
        .collect();
    drafts.sort_by_key(|draft| (draft.time, draft.entry));
    Ok(drafts)
}

fn scan(disk: &dyn Disk) -> Result<Vec<DeadFile>, PathError> {
    let mut files = Vec::new();
    for listed in disk::list(disk, "draft")? {
        if listed.kind != Kind::File || listed.name.len() != 32 {
            continue;
        }
        let path = format!("draft/{}", listed.name);
        // A run that is alive minds its own drafts.
        let Ok(Some(held)) = disk.hold(&path) else {
            continue;
        };
        let Ok(bytes) = disk::read(disk, &path, MAX_FILE) else {
            continue;
        };
        files.push(DeadFile {
            path,
            snapshots: snapshots(&bytes),
            _held: held,
        });
    }
    Ok(files)
}

/// The sound snapshots of a file. A damaged one does not hide the others.
fn snapshots(bytes: &[u8]) -> Vec<Snapshot> {
    bytes.split(|b| *b == b'\n').filter_map(snapshot).collect()
}

fn snapshot(line: &[u8]) -> Option<Snapshot> {
    let mut fields = line.splitn(3, |b| *b == b' ');
    let (length, digest, body) = (fields.next()?, fields.next()?, fields.next()?);
    let sound = length == body.len().to_string().as_bytes()
        && Digest::from_hex(digest) == Some(Digest::of(body));
    sound.then(|| serde_json::from_slice(body).ok())?
}

fn latest(files: &[DeadFile]) -> BTreeMap<EntryId, Latest> {
    let mut all: BTreeMap<EntryId, Latest> = BTreeMap::new();
    for file in files {
        // Within a file the later snapshot counts, even at the same revision.
        let mut own: BTreeMap<EntryId, &Snapshot> = BTreeMap::new();
        for snapshot in &file.snapshots {
            let (entry, revision) = snapshot.key();
            if own.get(&entry).is_none_or(|s| s.key().1 <= revision) {
                own.insert(entry, snapshot);
            }
        }
        for (entry, snapshot) in own {
            let revision = snapshot.key().1;
            let found = all.entry(entry).or_default();
            if revision < found.revision {
                continue;
            }
            let dropped_before = found.revision == revision && found.texts.is_empty();
            if revision > found.revision {
                found.texts.clear();
            }
            match snapshot {
                Snapshot::Dropped { .. } => found.texts.clear(),
                Snapshot::Draft(draft) => {
                    let known = found.texts.iter().any(|text| text.fields == draft.fields);
                    let settled = dropped_before && revision > 0;
                    if !known && !settled {
                        found.texts.push(draft.clone());
                    }
                }
            }
            found.revision = revision;
        }
    }
    all
}
