//! Attached files, by content: `evidence/<sha256>`. A file is copied once and never written over.
//!
//! This module must not know what a file is evidence of.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::digest::Hasher;
use super::disk::{self, Disk, DiskFile, Kind};
use super::{Digest, PathError};

/// How many bytes are copied and synced at a time, so that entries can be saved in between.
const STEP: usize = 4 << 20;

/// A file that is now part of the audit folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its SHA-256, and so its name in the folder.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The name that it had.
    pub name: String,
}

/// A copy in progress. Where it is given up, `draft/<random>.part` is removed.
pub struct Copy {
    disk: Arc<dyn Disk>,
    source: PathBuf,
    from: File,
    part: String,
    to: Option<Box<dyn DiskFile>>,
    hasher: Hasher,
    done: u64,
    size: u64,
}

impl Copy {
    /// Opens a file outside of the folder and begins to copy it.
    ///
    /// # Errors
    /// It is no regular file or cannot be read, or the copy cannot be created.
    pub fn begin(disk: Arc<dyn Disk>, source: &Path) -> Result<Self, PathError> {
        // Asked before opening, so that a pipe cannot make the program wait.
        let meta = std::fs::metadata(source).map_err(PathError::at("read", source))?;
        if !meta.is_file() {
            let why = io::Error::other("it is not a regular file");
            return Err(PathError::at("attach", source)(why));
        }
        let from = File::open(source).map_err(PathError::at("read", source))?;
        disk::ensure_dir(disk.as_ref(), "draft")?;
        disk::ensure_dir(disk.as_ref(), "evidence")?;
        let name = disk::random().map_err(PathError::at("name", disk.full_path("evidence")))?;
        let part = format!("draft/{name:032x}.part");
        let to = disk
            .create_new(&part)
            .map_err(PathError::at("create", disk.full_path(&part)))?;
        Ok(Self {
            disk,
            source: source.to_owned(),
            from,
            part,
            to: Some(to),
            hasher: Hasher::new(),
            done: 0,
            size: meta.len(),
        })
    }

    /// How many bytes are copied, and how many there seem to be.
    pub fn progress(&self) -> (u64, u64) {
        (self.done, self.size.max(self.done))
    }

    /// Copies the next part; the file, when that was the last.
    ///
    /// # Errors
    /// Reading or writing failed. The copy is given up.
    pub fn step(&mut self) -> Result<Option<Attached>, PathError> {
        let mut bytes = Vec::new();
        (&mut self.from)
            .take(STEP as u64)
            .read_to_end(&mut bytes)
            .map_err(PathError::at("read", &self.source))?;
        if bytes.is_empty() {
            return self.place().map(Some);
        }
        let full = || self.disk.full_path(&self.part);
        if let Some(to) = self.to.as_mut() {
            disk::append_all(to.as_mut(), &bytes).map_err(PathError::at("write", full()))?;
            to.sync().map_err(PathError::at("sync", full()))?;
        }
        self.hasher.update(&bytes);
        self.done += bytes.len() as u64;
        Ok(None)
    }

    /// Gives the copy its final name, unless the same content is there already.
    fn place(&mut self) -> Result<Attached, PathError> {
        let disk = self.disk.as_ref();
        if let Some(mut to) = self.to.take() {
            to.sync()
                .map_err(PathError::at("sync", disk.full_path(&self.part)))?;
        }
        let digest = self.hasher.clone().finish();
        let path = format!("evidence/{digest}");
        match disk.rename_new(&self.part, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                check(disk, digest)?;
            }
            Err(error) => return Err(PathError::at("create", disk.full_path(&path))(error)),
        }
        for dir in ["evidence", "draft"] {
            disk.sync_dir(dir)
                .map_err(PathError::at("sync", disk.full_path(dir)))?;
        }
        let name = self.source.file_name().unwrap_or_default();
        Ok(Attached {
            digest,
            size: self.done,
            name: name.to_string_lossy().into_owned(),
        })
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.to = None;
        self.disk.remove(&self.part).ok();
    }
}

/// Reads an attached file and compares it with its name. Gives its size.
///
/// # Errors
/// It is missing, cannot be read, or holds something else.
pub fn check(disk: &dyn Disk, digest: Digest) -> Result<u64, PathError> {
    let path = format!("evidence/{digest}");
    let (found, size) = digest_of(disk, &path)?;
    if found == digest {
        return Ok(size);
    }
    let why = io::Error::new(
        io::ErrorKind::InvalidData,
        "its content is not the one that it was named for; restore it from a copy",
    );
    Err(PathError::at("verify", disk.full_path(&path))(why))
}

/// The SHA-256 and the size of any file in the folder, read piece by piece.
///
/// # Errors
/// It cannot be read.
pub fn digest_of(disk: &dyn Disk, path: &str) -> Result<(Digest, u64), PathError> {
    let at = || PathError::at("read", disk.full_path(path));
    let mut file = disk.open(path).map_err(at())?;
    let mut hasher = Hasher::new();
    let mut size = 0;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((hasher.finish(), size)),
            Ok(taken) => {
                hasher.update(buffer.get(..taken).unwrap_or_default());
                size += taken as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(at()(error)),
        }
    }
}

/// The attached files: digest and size, by their names. Nothing is read.
///
/// # Errors
/// The folder cannot be listed.
pub fn list(disk: &dyn Disk) -> Result<Vec<(Digest, u64)>, PathError> {
    let listed = disk::list(disk, "evidence")?;
    Ok(listed
        .into_iter()
        .filter(|file| file.kind == Kind::File)
        .filter_map(|file| Some((file.name.parse().ok()?, file.size)))
        .collect())
}
