//! Windows: access rights come with the user's profile, links are refused by looking before opening, and a
//! file is held by sharing it for reading only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::super::disk::{Kind, Listed, Unsafe};
use super::components;

/// `FILE_SHARE_READ`: others may read while this handle is open, and neither write, rename nor remove.
const SHARE_READ: u32 = 1;
/// `FILE_FLAG_OPEN_REPARSE_POINT`: a link is opened as itself.
const NO_FOLLOW: u32 = 0x0020_0000;
/// `ERROR_SHARING_VIOLATION`.
const SHARING_VIOLATION: i32 = 32;

/// An open audit folder.
#[derive(Debug)]
pub(in super::super) struct Root {
    path: PathBuf,
}

impl Root {
    pub(in super::super) fn open(path: &Path) -> io::Result<Self> {
        if !fs::metadata(path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// The full path, after a look that no folder on the way is a link.
    fn full(&self, path: &str) -> io::Result<PathBuf> {
        let mut full = self.path.clone();
        let names = components(path)?;
        for (at, name) in names.iter().enumerate() {
            full.push(name);
            if at + 1 < names.len() && !fs::symlink_metadata(&full)?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        Ok(full)
    }

    pub(in super::super) fn create_new(&self, path: &str) -> io::Result<File> {
        OpenOptions::new()
            .append(true)
            .create_new(true)
            .share_mode(SHARE_READ)
            .custom_flags(NO_FOLLOW)
            .open(self.full(path)?)
    }

    pub(in super::super) fn open_file(&self, path: &str) -> io::Result<File> {
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(NO_FOLLOW)
            .open(self.full(path)?)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok(file)
    }

    pub(in super::super) fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        let mut listed = Vec::new();
        for entry in fs::read_dir(self.full(dir)?)? {
            let entry = entry?;
            let meta = entry.metadata()?;
            listed.push(Listed {
                name: entry.file_name().to_string_lossy().into_owned(),
                kind: if meta.is_file() {
                    Kind::File
                } else if meta.is_dir() {
                    Kind::Dir
                } else {
                    Kind::Other
                },
                size: meta.len(),
            });
        }
        Ok(listed)
    }

    pub(in super::super) fn make_dir(&self, path: &str) -> io::Result<()> {
        fs::create_dir(self.full(path)?)
    }

    /// Windows keeps names with the file's own flush; a folder cannot be flushed.
    #[expect(clippy::unnecessary_wraps, reason = "other systems can fail here")]
    pub(in super::super) fn sync_dir(&self, _dir: &str) -> io::Result<()> {
        Ok(())
    }

    pub(in super::super) fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        rename_if_free(&self.full(from)?, &self.full(to)?)
    }

    pub(in super::super) fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.full(from)?, self.full(to)?)
    }

    pub(in super::super) fn remove(&self, path: &str) -> io::Result<()> {
        fs::remove_file(self.full(path)?)
    }

    pub(in super::super) fn hold(&self, path: &str) -> io::Result<Option<File>> {
        // Also lets this run itself rename or remove the file while it is held.
        const SHARE_DELETE: u32 = 4;
        let opened = OpenOptions::new()
            .append(true)
            .share_mode(SHARE_READ | SHARE_DELETE)
            .custom_flags(NO_FOLLOW)
            .open(self.full(path)?);
        match opened {
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
            other => other.map(Some),
        }
    }

    pub(in super::super) fn inspect(&self, full: &dyn Fn(&str) -> PathBuf) -> Vec<Unsafe> {
        let mut found = Vec::new();
        let mut dirs = vec![String::new()];
        while let Some(dir) = dirs.pop() {
            let listed = match self.list(&dir) {
                Ok(listed) => listed,
                Err(error) => {
                    found.push(Unsafe::Unknown {
                        path: full(&dir),
                        why: error.to_string(),
                    });
                    continue;
                }
            };
            for listed in listed {
                let top = dir.is_empty();
                let path = if top {
                    listed.name
                } else {
                    format!("{dir}/{}", listed.name)
                };
                match listed.kind {
                    Kind::Other => found.push(Unsafe::NotPlain { path: full(&path) }),
                    Kind::Dir if top && !path.starts_with('.') => dirs.push(path),
                    Kind::Dir | Kind::File => {}
                }
            }
        }
        found
    }
}

fn rename_if_free(from: &Path, to: &Path) -> io::Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Makes a folder outside of any audit.
pub(in super::super) fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Gives a finished folder its final name beside it.
pub(in super::super) fn place_folder(from: &Path, to: &Path) -> io::Result<()> {
    rename_if_free(from, to)
}

/// Writes a whole new file outside of any audit and flushes it.
pub(in super::super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
