//! A disk that does not do what it is asked to: six ways in which a store could write wrongly.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use onsite::store::{Disk, DiskFile, Held, Listed, Unsafe};

use crate::oracle;

#[derive(Clone, Copy, PartialEq)]
pub enum Wrong {
    /// Syncs of files do nothing.
    NoSync,
    /// A sync says yes at once and is done later, before the next operation on anything but heads.
    SyncLater,
    /// Syncs of folders do nothing.
    NoDirSync,
    /// A failed sync of a log is tried again on the same file.
    SyncAgain,
    /// A log line's head is written before the line is synced.
    HeadsFirst,
    /// An attached file is synced only after it has its name.
    RenameFirst,
}

type SharedFile = Arc<Mutex<Box<dyn DiskFile>>>;

/// A disk that does not do what it is asked to.
struct Broken {
    disk: Arc<dyn Disk>,
    wrong: Wrong,
    /// Files whose sync is yet to be done.
    later: Arc<Mutex<Vec<SharedFile>>>,
}

pub fn wrapped(disk: Arc<dyn Disk>, wrong: Wrong) -> Arc<dyn Disk> {
    let later = Arc::default();
    Arc::new(Broken { disk, wrong, later })
}

fn do_later(later: &Mutex<Vec<SharedFile>>) {
    for file in later.lock().unwrap().drain(..) {
        file.lock().unwrap().sync().ok();
    }
}

impl Broken {
    fn before(&self, path: &str) {
        if self.wrong == Wrong::SyncLater && !path.starts_with("heads") {
            do_later(&self.later);
        }
    }
}

struct BrokenFile {
    file: SharedFile,
    path: String,
    wrong: Wrong,
    later: Arc<Mutex<Vec<SharedFile>>>,
    heads: Option<Heads>,
}

/// What writes the head of each line before the line is synced.
struct Heads {
    disk: Arc<dyn Disk>,
    file: Option<Box<dyn DiskFile>>,
    line: u64,
}

impl Heads {
    fn note(&mut self, path: &str, line: &[u8]) {
        let run = oracle::run_of(path).unwrap();
        if self.file.is_none() {
            self.disk.make_dir("heads").ok();
            self.file = self.disk.create_new(&format!("heads/{run}")).ok();
        }
        let text = String::from_utf8_lossy(line);
        let chain = text.split(' ').nth(1).unwrap_or_default();
        if let Some(file) = &mut self.file {
            let head = format!("{} {chain}\n", self.line);
            file.append(head.as_bytes()).ok();
        }
        self.line += 1;
    }
}

impl DiskFile for BrokenFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.wrong == Wrong::SyncLater && !self.path.starts_with("heads") {
            do_later(&self.later);
        }
        let taken = self.file.lock().unwrap().append(bytes)?;
        if let Some(heads) = &mut self.heads {
            heads.note(&self.path, bytes);
        }
        Ok(taken)
    }

    fn sync(&mut self) -> io::Result<()> {
        let part = self.path.starts_with("draft/") && self.path.contains(".part");
        match self.wrong {
            Wrong::NoSync => Ok(()),
            Wrong::SyncLater => {
                do_later(&self.later);
                self.later.lock().unwrap().push(Arc::clone(&self.file));
                Ok(())
            }
            Wrong::RenameFirst if part => {
                self.later.lock().unwrap().push(Arc::clone(&self.file));
                Ok(())
            }
            Wrong::SyncAgain if oracle::run_of(&self.path).is_some() => {
                let mut file = self.file.lock().unwrap();
                file.sync().or_else(|_| file.sync())
            }
            _ => self.file.lock().unwrap().sync(),
        }
    }
}

/// A file that goes nowhere.
struct Nowhere;

impl DiskFile for Nowhere {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Disk for Broken {
    fn full_path(&self, path: &str) -> PathBuf {
        self.disk.full_path(path)
    }
    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        self.before(path);
        let heads = self.wrong == Wrong::HeadsFirst;
        if heads && path.starts_with("heads/") {
            return Ok(Box::new(Nowhere));
        }
        let log = oracle::run_of(path).is_some();
        Ok(Box::new(BrokenFile {
            file: Arc::new(Mutex::new(self.disk.create_new(path)?)),
            path: path.to_owned(),
            wrong: self.wrong,
            later: Arc::clone(&self.later),
            heads: (heads && log).then(|| Heads {
                disk: Arc::clone(&self.disk),
                file: None,
                line: 0,
            }),
        }))
    }
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        self.before(path);
        self.disk.open(path)
    }
    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        self.before(dir);
        self.disk.list(dir)
    }
    fn make_dir(&self, dir: &str) -> io::Result<()> {
        self.before(dir);
        self.disk.make_dir(dir)
    }
    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        self.before(dir);
        match (self.wrong, dir) {
            (Wrong::NoDirSync, _) => Ok(()),
            (Wrong::RenameFirst, "evidence") => {
                self.disk.sync_dir(dir)?;
                do_later(&self.later);
                Ok(())
            }
            _ => self.disk.sync_dir(dir),
        }
    }
    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        self.before(from);
        self.disk.rename_new(from, to)
    }
    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        self.before(from);
        self.disk.replace(from, to)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.before(path);
        self.disk.remove(path)
    }
    fn hold(&self, path: &str) -> io::Result<Option<Held>> {
        self.before(path);
        self.disk.hold(path)
    }
    fn inspect(&self) -> Vec<Unsafe> {
        Vec::new()
    }
}
