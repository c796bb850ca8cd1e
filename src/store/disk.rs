//! The disk under an audit folder: the few operations that the store does, so that crashes, full disks and
//! failing syncs can be tested.
//!
//! Paths are relative to the folder, with `/` between components; `""` is the folder itself. None of the
//! operations follows a symbolic link inside the folder. This module must not know what files mean.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{PathError, platform};

/// The operations on an audit folder. Errors are the system's; callers name verb and path.
pub trait Disk: Send + Sync {
    /// The full path of a file, for messages.
    fn full_path(&self, path: &str) -> PathBuf;

    /// Creates a file that must not exist (mode 0600 whatever the umask) and holds it (see [`Disk::hold`])
    /// until the returned value is dropped. Its directory entry survives a power cut after
    /// [`Disk::sync_dir`].
    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>>;

    /// Opens a regular file for reading.
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>>;

    /// What is in a folder, in any order.
    fn list(&self, dir: &str) -> io::Result<Vec<Listed>>;

    /// Makes a folder (mode 0700 whatever the umask). It is an error if it exists.
    fn make_dir(&self, dir: &str) -> io::Result<()>;

    /// Makes the names in a folder survive a power cut.
    fn sync_dir(&self, dir: &str) -> io::Result<()>;

    /// Gives a file a new name that must be free.
    fn rename_new(&self, from: &str, to: &str) -> io::Result<()>;

    /// Puts a file in place of another. Only striking does this.
    fn replace(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file. Only drafts, temporary files and logs without a single saved line are ever removed.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// Holds an existing file, unless another run does (`None`). Advisory: it tells whether a run is alive;
    /// no data depends on it. Where the file system has no locks, the file counts as free.
    fn hold(&self, path: &str) -> io::Result<Option<Held>>;

    /// Why the folder cannot be used safely. Reading is possible all the same. Whether syncs work is not tried
    /// here, since that can take long; the store's thread does so before the first entry.
    fn inspect(&self) -> Vec<Unsafe>;
}

/// Keeps a file held until it is dropped.
pub type Held = Box<dyn Send>;

/// A file that this run created and appends to.
pub trait DiskFile: Send {
    /// Appends with one write. Like the system's own, it may take fewer bytes than were given.
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Makes the content survive a power cut (`fdatasync`; on macOS a full flush).
    fn sync(&mut self) -> io::Result<()>;
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name. A name that is not UTF-8 is given with replacement characters and cannot be opened.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its size in bytes, where it is a file.
    pub size: u64,
}

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Dir,
    /// A symbolic link, a pipe, a device.
    Other,
}

/// A reason why writing to an audit folder would not be safe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    /// It cannot be written to.
    #[error("{} cannot be written to ({why}); copy the folder to a place where you may write", path.display())]
    NotWritable {
        /// What.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// Somebody else owns it.
    #[error("{} belongs to another user; copy the folder and work on the copy", path.display())]
    ForeignOwner {
        /// What.
        path: PathBuf,
    },
    /// Others may write to it.
    #[error("{} can be written to by other users; `chmod -R go-w` it", path.display())]
    WritableByOthers {
        /// What.
        path: PathBuf,
    },
    /// Something else stands in place of a file or folder.
    #[error("{} is a symbolic link, pipe or device where a file or folder belongs; replace it by what it stands for", path.display())]
    NotPlain {
        /// What.
        path: PathBuf,
    },
    /// The file has several names, so that it could be changed from elsewhere.
    #[error("{} is a hard link: it has another name elsewhere; replace it by a copy of itself", path.display())]
    HardLinked {
        /// What.
        path: PathBuf,
    },
    /// It cannot be looked at.
    #[error("{} cannot be examined ({why})", path.display())]
    Unknown {
        /// What.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
}

/// A folder on a real disk.
#[derive(Debug)]
pub struct RealDisk {
    path: PathBuf,
    root: platform::Root,
}

impl RealDisk {
    /// Opens an existing folder.
    ///
    /// # Errors
    /// The folder does not exist, is none, or may not be read.
    pub fn open(path: &Path) -> Result<Self, PathError> {
        let root = platform::Root::open(path).map_err(PathError::at("open", path))?;
        Ok(Self {
            path: path.to_owned(),
            root,
        })
    }
}

impl Disk for RealDisk {
    fn full_path(&self, path: &str) -> PathBuf {
        path.split('/')
            .filter(|name| !name.is_empty())
            .fold(self.path.clone(), |whole, name| whole.join(name))
    }

    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(platform::Appending(self.root.create_new(path)?)))
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(self.root.open_file(path)?))
    }

    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        self.root.list(dir)
    }

    fn make_dir(&self, dir: &str) -> io::Result<()> {
        self.root.make_dir(dir)
    }

    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        self.root.sync_dir(dir)
    }

    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        self.root.rename_new(from, to)
    }

    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        self.root.replace(from, to)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.root.remove(path)
    }

    fn hold(&self, path: &str) -> io::Result<Option<Held>> {
        let held = self.root.hold(path)?;
        Ok(held.map(|file| Box::new(file) as Held))
    }

    fn inspect(&self) -> Vec<Unsafe> {
        self.root.inspect(&|path| self.full_path(path))
    }
}

/// The whole content of a file.
///
/// # Errors
/// It cannot be read, or is longer than `limit` bytes (nothing longer is allocated).
pub fn read(disk: &dyn Disk, path: &str, limit: u64) -> Result<Vec<u8>, PathError> {
    read_likely(disk, path, limit, 0)
}

/// As [`read`], a file that has `likely` bytes as far as is known.
///
/// # Errors
/// As [`read`].
pub fn read_likely(
    disk: &dyn Disk,
    path: &str,
    limit: u64,
    likely: u64,
) -> Result<Vec<u8>, PathError> {
    let room = usize::try_from(likely.min(limit)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    let taken = disk
        .open(path)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes));
    match taken {
        Ok(length) if length as u64 > limit => Err(too_large(limit)),
        other => other.map(|_| bytes),
    }
    .map_err(PathError::at("read", disk.full_path(path)))
}

/// What is said of a file that is longer than anything of its kind.
pub(super) fn too_large(limit: u64) -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("it is larger than {limit} bytes"),
    )
}

/// What is in a folder, sorted by name; nothing where the folder is missing.
///
/// # Errors
/// The folder is there and cannot be read.
pub fn list(disk: &dyn Disk, dir: &str) -> Result<Vec<Listed>, PathError> {
    match disk.list(dir) {
        Ok(mut names) => {
            names.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(names)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(PathError::at("list", disk.full_path(dir))(error)),
    }
}

/// Makes a folder unless it is there, and makes its name survive a power cut. That is done for one that is
/// there, too: who made it may have failed before that, or not have come so far.
///
/// # Errors
/// It cannot be made, or its name cannot be made to stay.
pub fn ensure_dir(disk: &dyn Disk, dir: &str) -> Result<(), PathError> {
    match disk.make_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(PathError::at("create", disk.full_path(dir))(error));
        }
        Err(_) | Ok(()) => {}
    }
    let parent = dir.rsplit_once('/').map_or("", |(parent, _)| parent);
    disk.sync_dir(parent)
        .map_err(PathError::at("sync", disk.full_path(parent)))
}

/// Writes a whole new file and makes its content survive a power cut; its name, after the folder's sync.
///
/// # Errors
/// The name is taken, or the content cannot be written whole.
pub fn write_new(disk: &dyn Disk, path: &str, bytes: &[u8]) -> Result<(), PathError> {
    let full = || disk.full_path(path);
    let mut file = disk
        .create_new(path)
        .map_err(PathError::at("create", full()))?;
    append_all(file.as_mut(), bytes).map_err(PathError::at("write", full()))?;
    file.sync().map_err(PathError::at("sync", full()))
}

/// Appends all of `bytes`, with as many writes as it takes.
///
/// # Errors
/// One of the writes fails or takes nothing.
pub fn append_all(file: &mut dyn DiskFile, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let taken = file.append(bytes)?;
        match bytes.get(taken..) {
            Some(rest) if taken > 0 => bytes = rest,
            _ => return Err(io::ErrorKind::WriteZero.into()),
        }
    }
    Ok(())
}

/// 128 bits of the system's randomness.
///
/// # Errors
/// The system has none to give.
pub fn random() -> io::Result<u128> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(u128::from_be_bytes(bytes))
}
