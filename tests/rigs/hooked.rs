//! A disk on which something happens before every operation.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use onsite::store::{Disk, DiskFile, Held, Listed, Unsafe};

/// What happens.
pub type Hook = Arc<dyn Fn() + Send + Sync>;

/// A disk on which something happens before every operation.
#[derive(Clone)]
pub struct Hooked {
    pub disk: Arc<dyn Disk>,
    pub hook: Hook,
}

struct HookedFile {
    file: Box<dyn DiskFile>,
    hook: Hook,
}

impl DiskFile for HookedFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.hook)();
        self.file.append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        (self.hook)();
        self.file.sync()
    }
}

impl Disk for Hooked {
    fn full_path(&self, path: &str) -> PathBuf {
        self.disk.full_path(path)
    }
    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        (self.hook)();
        let (file, hook) = (self.disk.create_new(path)?, Arc::clone(&self.hook));
        Ok(Box::new(HookedFile { file, hook }))
    }
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        (self.hook)();
        self.disk.open(path)
    }
    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        (self.hook)();
        self.disk.list(dir)
    }
    fn make_dir(&self, dir: &str) -> io::Result<()> {
        (self.hook)();
        self.disk.make_dir(dir)
    }
    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        (self.hook)();
        self.disk.sync_dir(dir)
    }
    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        (self.hook)();
        self.disk.rename_new(from, to)
    }
    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        (self.hook)();
        self.disk.replace(from, to)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        (self.hook)();
        self.disk.remove(path)
    }
    fn hold(&self, path: &str) -> io::Result<Option<Held>> {
        (self.hook)();
        self.disk.hold(path)
    }
    fn inspect(&self) -> Vec<Unsafe> {
        Vec::new()
    }
}
