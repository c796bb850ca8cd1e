//! Looking into a flat folder without following a link out of it.
//!
//! This module must not know what the files are.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

/// What a name in a folder stands for.
pub enum Kind {
    /// A regular file.
    File,
    /// Something else, with its article.
    Other(&'static str),
}

/// An open folder. On Unix it is held open and everything is looked up from there, so that moving a folder
/// into its place meanwhile changes nothing.
#[cfg(unix)]
pub struct Folder(rustix::fd::OwnedFd);

#[cfg(unix)]
impl Folder {
    /// Opens a folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self(rustix::fs::open(path, flags, Mode::empty())?))
    }

    /// The names in the folder. One that is not UTF-8 is given with replacement characters, which no
    /// manifest can list.
    pub fn names(&self) -> io::Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy();
            if name != "." && name != ".." {
                names.insert(name.into_owned());
            }
        }
        Ok(names)
    }

    /// What stands behind a name; a link is not followed.
    pub fn kind(&self, name: &str) -> io::Result<Kind> {
        use rustix::fs::{AtFlags, FileType};
        let stat = match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            // The name is not UTF-8 and was given with replacement characters.
            Err(rustix::io::Errno::NOENT) if name.contains('\u{fffd}') => {
                return Ok(Kind::File);
            }
            stat => stat?,
        };
        Ok(match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Symlink => Kind::Other("a symbolic link"),
            FileType::Directory => Kind::Other("a folder"),
            _ => Kind::Other("a device, pipe or socket"),
        })
    }

    /// Opens a regular file for reading; a link is not followed.
    pub fn open_file(&self, name: &str) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        // Not blocking: should a pipe take the file's place meanwhile, opening it does not wait.
        let flags =
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::openat(&self.0, name, flags, Mode::empty())?);
        if file.metadata()?.is_file() {
            Ok(file)
        } else {
            Err(io::Error::other("it is no longer a regular file"))
        }
    }
}

/// An open folder.
#[cfg(not(unix))]
pub struct Folder(std::path::PathBuf);

#[cfg(not(unix))]
impl Folder {
    /// Opens a folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        std::fs::read_dir(path)?;
        Ok(Self(path.to_owned()))
    }

    /// The names in the folder. One that is not Unicode is given with replacement characters, which no
    /// manifest can list.
    pub fn names(&self) -> io::Result<BTreeSet<String>> {
        std::fs::read_dir(&self.0)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    /// What stands behind a name; a link is not followed.
    pub fn kind(&self, name: &str) -> io::Result<Kind> {
        let file_type = match std::fs::symlink_metadata(self.0.join(name)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound && name.contains('\u{fffd}') => {
                return Ok(Kind::File);
            }
            metadata => metadata?.file_type(),
        };
        Ok(if file_type.is_symlink() {
            Kind::Other("a symbolic link")
        } else if file_type.is_file() {
            Kind::File
        } else if file_type.is_dir() {
            Kind::Other("a folder")
        } else {
            Kind::Other("a device, pipe or socket")
        })
    }

    /// Opens a regular file for reading; a link is not followed.
    pub fn open_file(&self, name: &str) -> io::Result<File> {
        File::open(self.0.join(name))
    }
}
