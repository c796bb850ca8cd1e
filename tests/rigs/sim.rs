//! A disk that knows what would survive a power cut.
//!
//! Of each file it keeps which bytes are surely on the medium, which are pending, and which are doubtful because
//! a sync failed: the system then calls them clean, and a second sync says nothing about them. Of each folder
//! it keeps the names that are surely there and the changes that are pending until the folder is synced.
//! What a cut may leave of it is [`crate::outcome`]'s business.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Cursor, Read};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use onsite::store::{Disk, DiskFile, Held, Kind, Listed, Unsafe};

use crate::oracle::Ledger;

/// What is on a disk after a power cut, or before the first operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Image {
    pub dirs: BTreeSet<String>,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Image {
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// The files in a folder.
    pub fn in_dir(&self, dir: &str) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        let prefix = format!("{dir}/");
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(&prefix))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Durable,
    Pending,
    /// A sync of it has failed.
    Doubtful,
}

#[derive(Clone, Debug, Default)]
pub struct SimFile {
    pub bytes: Vec<u8>,
    /// Adjoining stretches from the beginning to the end.
    pub parts: Vec<(Range<usize>, Fate)>,
}

impl SimFile {
    fn append(&mut self, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend(bytes);
        if !bytes.is_empty() {
            self.parts.push((start..self.bytes.len(), Fate::Pending));
        }
    }

    fn settle(&mut self, fate: Fate) {
        for (_, part) in &mut self.parts {
            if *part == Fate::Pending {
                *part = fate;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    Dir,
    File(usize),
}

/// A change of a folder that is not yet synced: the name stands for this, or for nothing.
#[derive(Clone, Debug)]
pub struct NameOp {
    pub path: String,
    pub node: Option<Node>,
}

/// The disk with its caches.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub files: Vec<SimFile>,
    pub live: BTreeMap<String, Node>,
    pub durable: BTreeMap<String, Node>,
    pub pending: Vec<NameOp>,
}

pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

impl State {
    pub fn of(image: &Image) -> Self {
        let mut state = Self::default();
        for dir in &image.dirs {
            state.live.insert(dir.clone(), Node::Dir);
        }
        for (path, bytes) in &image.files {
            state
                .live
                .insert(path.clone(), Node::File(state.files.len()));
            state.files.push(SimFile {
                bytes: bytes.clone(),
                parts: vec![(0..bytes.len(), Fate::Durable)],
            });
        }
        state.durable = state.live.clone();
        state
    }

    /// What a process sees, and what `kill -9` leaves.
    pub fn seen(&self) -> Image {
        let mut image = Image::default();
        for (path, node) in &self.live {
            match node {
                Node::Dir => {
                    image.dirs.insert(path.clone());
                }
                Node::File(at) => {
                    let bytes = self.files[*at].bytes.clone();
                    image.files.insert(path.clone(), bytes);
                }
            }
        }
        image
    }

    fn set(&mut self, path: &str, node: Option<Node>) {
        match node {
            Some(node) => self.live.insert(path.to_owned(), node),
            None => self.live.remove(path),
        };
        self.pending.push(NameOp {
            path: path.to_owned(),
            node,
        });
    }
}

/// Which operations fail, and how.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The number of the operation, from 1.
    pub at: usize,
    pub sticky: bool,
    /// Only syncs of files fail; the count goes over these alone.
    pub how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The system's error number; of a write, nothing is taken.
    Errno(i32),
    /// The same, but half of the write has arrived all the same.
    Halfway(i32),
    /// A write takes half of what it was given and says so; anything else succeeds.
    Short,
}

/// The moment before an operation: the disk, and what had been entered and acknowledged.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub op: usize,
    pub name: String,
    pub state: State,
    pub ledger: Ledger,
}

#[derive(Default)]
struct Inner {
    state: State,
    held: HashMap<usize, usize>,
    ops: usize,
    changes: usize,
    fault: Option<Fault>,
    /// One that belongs to the session itself.
    scripted: Option<Fault>,
    fired: usize,
    recording: Option<Vec<Snapshot>>,
}

/// The simulated disk. Clones are the same disk.
#[derive(Clone)]
pub struct Sim {
    inner: Arc<Mutex<Inner>>,
    pub ledger: Arc<Mutex<Ledger>>,
}

impl Sim {
    pub fn new(image: &Image, ledger: Ledger) -> Self {
        let inner = Inner {
            state: State::of(image),
            ..Inner::default()
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            ledger: Arc::new(Mutex::new(ledger)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// From now on each moment before a change is kept.
    pub fn record(&self) {
        self.lock().recording = Some(Vec::new());
    }

    /// The moments so far, with this one as the last.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let mut inner = self.lock();
        let mut all = inner.recording.take().unwrap_or_default();
        all.push(Snapshot {
            op: inner.ops,
            name: "the end".to_owned(),
            state: inner.state.clone(),
            ledger: self.ledger.lock().unwrap().clone(),
        });
        all
    }

    pub fn fail(&self, fault: Option<Fault>) {
        let mut inner = self.lock();
        inner.fault = fault;
    }

    /// Lets the operation that is so many from now fail, as a part of the session.
    pub fn fail_in(&self, from_now: usize, sticky: bool, how: How) {
        let mut inner = self.lock();
        let at = inner.ops + from_now;
        inner.scripted = Some(Fault { at, sticky, how });
    }

    /// How many operations have failed by [`Sim::fail`].
    pub fn fired(&self) -> usize {
        self.lock().fired
    }

    /// How many operations there were that change something.
    pub fn changes(&self) -> usize {
        self.lock().changes
    }

    pub fn state(&self) -> State {
        self.lock().state.clone()
    }

    /// Writes a file anew in place, at once and durably: only for those who do it wrong.
    pub fn overwrite(&self, path: &str, bytes: &[u8]) {
        let mut inner = self.lock();
        if let Some(Node::File(at)) = inner.state.live.get(path).copied() {
            inner.state.files[at] = SimFile {
                bytes: bytes.to_vec(),
                parts: vec![(0..bytes.len(), Fate::Durable)],
            };
        }
    }

    /// Counts an operation; the way in which it is to fail, if so.
    fn begin(
        &self,
        name: impl FnOnce() -> String,
        changes: bool,
    ) -> (MutexGuard<'_, Inner>, Option<How>) {
        let mut inner = self.lock();
        if changes {
            inner.changes += 1;
            if inner.recording.is_some() {
                let snapshot = Snapshot {
                    op: inner.ops,
                    name: name(),
                    state: inner.state.clone(),
                    ledger: self.ledger.lock().unwrap().clone(),
                };
                inner.recording.as_mut().unwrap().push(snapshot);
            }
        }
        inner.ops += 1;
        let ops = inner.ops;
        let due = |fault: &Fault| ops == fault.at || (fault.sticky && ops > fault.at);
        let how = inner.fault.filter(due).map(|fault| fault.how);
        if how.is_some() {
            inner.fired += 1;
        }
        let scripted = inner.scripted.filter(due).map(|fault| fault.how);
        (inner, how.or(scripted))
    }

    /// An operation that fails as a whole or succeeds.
    fn plain(
        &self,
        name: impl FnOnce() -> String,
        changes: bool,
    ) -> io::Result<MutexGuard<'_, Inner>> {
        match self.begin(name, changes) {
            (_, Some(How::Errno(errno) | How::Halfway(errno))) => {
                Err(io::Error::from_raw_os_error(errno))
            }
            (inner, _) => Ok(inner),
        }
    }

    fn take_hold(&self, mut inner: MutexGuard<'_, Inner>, at: usize) -> Hold {
        *inner.held.entry(at).or_insert(0) += 1;
        Hold {
            sim: self.clone(),
            at,
        }
    }
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

fn taken() -> io::Error {
    io::ErrorKind::AlreadyExists.into()
}

impl Inner {
    fn file(&self, path: &str) -> io::Result<usize> {
        match self.state.live.get(path) {
            Some(Node::File(at)) => Ok(*at),
            _ => Err(not_found()),
        }
    }

    fn dir(&self, dir: &str) -> io::Result<()> {
        let there = dir.is_empty() || self.state.live.get(dir) == Some(&Node::Dir);
        there.then_some(()).ok_or_else(not_found)
    }
}

impl Disk for Sim {
    fn full_path(&self, path: &str) -> PathBuf {
        PathBuf::from("sim").join(path)
    }

    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        let mut inner = self.plain(|| format!("create {path}"), true)?;
        inner.dir(parent(path))?;
        if inner.state.live.contains_key(path) {
            return Err(taken());
        }
        let at = inner.state.files.len();
        inner.state.files.push(SimFile::default());
        inner.state.set(path, Some(Node::File(at)));
        Ok(Box::new(Open {
            path: path.to_owned(),
            hold: self.take_hold(inner, at),
        }))
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        let inner = self.plain(|| format!("open {path}"), false)?;
        let at = inner.file(path)?;
        Ok(Box::new(Cursor::new(inner.state.files[at].bytes.clone())))
    }

    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        let inner = self.plain(|| format!("list {dir}"), false)?;
        inner.dir(dir)?;
        let listed = inner
            .state
            .live
            .iter()
            .filter(|(path, _)| parent(path) == dir)
            .map(|(path, node)| {
                let (kind, size) = match node {
                    Node::Dir => (Kind::Dir, 0),
                    Node::File(at) => (Kind::File, inner.state.files[*at].bytes.len() as u64),
                };
                let name = path.rsplit('/').next().unwrap().to_owned();
                Listed { name, kind, size }
            });
        Ok(listed.collect())
    }

    fn make_dir(&self, dir: &str) -> io::Result<()> {
        let mut inner = self.plain(|| format!("make {dir}"), true)?;
        if inner.state.live.contains_key(dir) {
            return Err(taken());
        }
        inner.state.set(dir, Some(Node::Dir));
        Ok(())
    }

    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        let mut inner = self.plain(|| format!("sync folder {dir}"), true)?;
        inner.dir(dir)?;
        let (done, left) = std::mem::take(&mut inner.state.pending)
            .into_iter()
            .partition(|op| parent(&op.path) == dir);
        inner.state.pending = left;
        let done: Vec<NameOp> = done;
        for op in done {
            match op.node {
                Some(node) => inner.state.durable.insert(op.path, node),
                None => inner.state.durable.remove(&op.path),
            };
        }
        Ok(())
    }

    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        let mut inner = self.plain(|| format!("rename {from} to {to}"), true)?;
        let at = inner.file(from)?;
        inner.dir(parent(to))?;
        if inner.state.live.contains_key(to) {
            return Err(taken());
        }
        inner.state.set(to, Some(Node::File(at)));
        inner.state.set(from, None);
        Ok(())
    }

    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        let mut inner = self.plain(|| format!("replace {to} by {from}"), true)?;
        let at = inner.file(from)?;
        inner.state.set(to, Some(Node::File(at)));
        inner.state.set(from, None);
        Ok(())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let mut inner = self.plain(|| format!("remove {path}"), true)?;
        inner.file(path)?;
        inner.state.set(path, None);
        Ok(())
    }

    fn hold(&self, path: &str) -> io::Result<Option<Held>> {
        let inner = self.plain(|| format!("hold {path}"), false)?;
        let at = inner.file(path)?;
        if inner.held.get(&at).is_some_and(|count| *count > 0) {
            return Ok(None);
        }
        Ok(Some(Box::new(self.take_hold(inner, at))))
    }

    fn inspect(&self) -> Vec<Unsafe> {
        Vec::new()
    }
}

struct Hold {
    sim: Sim,
    at: usize,
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(count) = self.sim.lock().held.get_mut(&self.at) {
            *count -= 1;
        }
    }
}

struct Open {
    path: String,
    hold: Hold,
}

impl DiskFile for Open {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let name = || format!("append {} bytes to {}", bytes.len(), self.path);
        let (mut inner, how) = self.hold.sim.begin(name, true);
        let file = &mut inner.state.files[self.hold.at];
        let half = &bytes[..bytes.len() / 2];
        match how {
            None => {
                file.append(bytes);
                Ok(bytes.len())
            }
            Some(How::Short) => {
                file.append(half);
                Ok(half.len())
            }
            Some(How::Errno(errno)) => Err(io::Error::from_raw_os_error(errno)),
            Some(How::Halfway(errno)) => {
                file.append(half);
                Err(io::Error::from_raw_os_error(errno))
            }
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let (mut inner, how) = self.hold.sim.begin(|| format!("sync {}", self.path), true);
        let file = &mut inner.state.files[self.hold.at];
        if let Some(How::Errno(errno) | How::Halfway(errno)) = how {
            file.settle(Fate::Doubtful);
            return Err(io::Error::from_raw_os_error(errno));
        }
        file.settle(Fate::Durable);
        Ok(())
    }
}
