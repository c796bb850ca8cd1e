//! Linux, macOS and other Unixes: everything goes through the folder's descriptor, component by component,
//! with `O_NOFOLLOW`, so that nobody who can plant a link can redirect a write.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{
    Access, AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, Stat, accessat, fchmod, fstat,
    mkdirat, openat, renameat, renameat_with, statat, unlinkat,
};
use rustix::io::Errno;

use super::super::disk::{Kind, Listed, Unsafe};
use super::components;

/// An open audit folder.
#[derive(Debug)]
pub(in super::super) struct Root {
    dir: OwnedFd,
}

const DIR: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);
const NEW: OFlags = OFlags::WRONLY
    .union(OFlags::APPEND)
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);
/// Not blocking, so that a planted pipe cannot make the program wait.
const OLD: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC);
const FILE_MODE: Mode = Mode::RUSR.union(Mode::WUSR);
const DIR_MODE: Mode = Mode::RWXU;

impl Root {
    pub(in super::super) fn open(path: &Path) -> io::Result<Self> {
        let dir = openat(CWD, path, DIR, Mode::empty())?;
        Ok(Self { dir })
    }

    /// Opens a folder inside this one.
    fn dir(&self, names: &[&str]) -> io::Result<OwnedFd> {
        let mut dir = openat(&self.dir, ".", DIR, Mode::empty())?;
        for name in names {
            dir = openat(&dir, *name, DIR | OFlags::NOFOLLOW, Mode::empty())?;
        }
        Ok(dir)
    }

    /// Opens the folder that holds `path`, and gives the last component.
    fn parent<'a>(&self, path: &'a str) -> io::Result<(OwnedFd, &'a str)> {
        let names = components(path)?;
        let (name, parents) = names.split_last().ok_or(io::ErrorKind::InvalidInput)?;
        Ok((self.dir(parents)?, name))
    }

    pub(in super::super) fn create_new(&self, path: &str) -> io::Result<File> {
        let (dir, name) = self.parent(path)?;
        let file = openat(&dir, name, NEW, FILE_MODE)?;
        keep_private(&file, FILE_MODE)?;
        let file = File::from(file);
        match file.try_lock() {
            // A run that tidies up may hold the new file for a moment, and may even have removed it.
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::ResourceBusy.into()),
            // Locks tell only whether a run is alive. A file system without them is no reason not to write.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        if fstat(&file)?.st_nlink != 1 {
            return Err(io::Error::other("it was moved or linked while it was made"));
        }
        Ok(file)
    }

    pub(in super::super) fn open_file(&self, path: &str) -> io::Result<File> {
        let (dir, name) = self.parent(path)?;
        let file = openat(&dir, name, OLD, Mode::empty()).map_err(|error| match error {
            Errno::LOOP | Errno::MLINK => io::Error::other("it is a symbolic link"),
            other => other.into(),
        })?;
        if file_type(&fstat(&file)?) != FileType::RegularFile {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok(File::from(file))
    }

    pub(in super::super) fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        let dir = self.dir(&components(dir)?)?;
        let mut listed = Vec::new();
        for entry in Dir::read_from(&dir)? {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let stat = match statat(&dir, name, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT) => continue,
                other => other?,
            };
            listed.push(Listed {
                name: name.to_string_lossy().into_owned(),
                kind: match file_type(&stat) {
                    FileType::RegularFile => Kind::File,
                    FileType::Directory => Kind::Dir,
                    _ => Kind::Other,
                },
                size: u64::try_from(stat.st_size).unwrap_or(0),
            });
        }
        Ok(listed)
    }

    pub(in super::super) fn make_dir(&self, path: &str) -> io::Result<()> {
        let (dir, name) = self.parent(path)?;
        mkdirat(&dir, name, DIR_MODE)?;
        let made = openat(&dir, name, DIR | OFlags::NOFOLLOW, Mode::empty())?;
        keep_private(&made, DIR_MODE)
    }

    pub(in super::super) fn sync_dir(&self, dir: &str) -> io::Result<()> {
        File::from(self.dir(&components(dir)?)?).sync_all()
    }

    pub(in super::super) fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        let (from_dir, from) = self.parent(from)?;
        let (to_dir, to) = self.parent(to)?;
        rename_if_free(&from_dir, Path::new(from), &to_dir, Path::new(to))
    }

    pub(in super::super) fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        let (from_dir, from) = self.parent(from)?;
        let (to_dir, to) = self.parent(to)?;
        Ok(renameat(&from_dir, from, &to_dir, to)?)
    }

    pub(in super::super) fn remove(&self, path: &str) -> io::Result<()> {
        let (dir, name) = self.parent(path)?;
        Ok(unlinkat(&dir, name, AtFlags::empty())?)
    }

    pub(in super::super) fn hold(&self, path: &str) -> io::Result<Option<File>> {
        let file = self.open_file(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
        }
    }

    pub(in super::super) fn inspect(&self, full: &dyn Fn(&str) -> PathBuf) -> Vec<Unsafe> {
        let mut found = Vec::new();
        let why = |error: Errno| io::Error::from(error).to_string();
        match fstat(&self.dir) {
            Ok(stat) => judge(&stat, full(""), &mut found),
            Err(error) => found.push(Unsafe::Unknown {
                path: full(""),
                why: why(error),
            }),
        }
        if let Err(error) = accessat(&self.dir, ".", Access::WRITE_OK, AtFlags::EACCESS) {
            found.push(Unsafe::NotWritable {
                path: full(""),
                why: why(error),
            });
        }
        self.inspect_dir("", 0, full, &mut found);
        found
    }

    /// Looks at everything below `dir`; the format has no folder deeper than two levels.
    fn inspect_dir(
        &self,
        dir: &str,
        depth: u8,
        full: &dyn Fn(&str) -> PathBuf,
        found: &mut Vec<Unsafe>,
    ) {
        let listed = components(dir).and_then(|names| self.dir(&names));
        let listed = listed.and_then(|fd| Ok((self.list(dir)?, fd)));
        let (mut names, fd) = match listed {
            Ok(listed) => listed,
            Err(error) => {
                found.push(Unsafe::Unknown {
                    path: full(dir),
                    why: error.to_string(),
                });
                return;
            }
        };
        names.sort_by(|a, b| a.name.cmp(&b.name));
        for listed in names {
            // What a version control or sync program keeps beside the audit is its own business.
            if depth == 0 && !OWN.contains(&listed.name.as_str()) {
                continue;
            }
            let path = if dir.is_empty() {
                listed.name
            } else {
                format!("{dir}/{}", listed.name)
            };
            let name = path.rsplit('/').next().unwrap_or(&path);
            if let Ok(stat) = statat(&fd, name, AtFlags::SYMLINK_NOFOLLOW) {
                judge(&stat, full(&path), found);
            }
            if listed.kind == Kind::Dir && depth < 2 {
                self.inspect_dir(&path, depth + 1, full, found);
            }
        }
    }
}

/// The names in an audit folder that belong to the format.
const OWN: &[&str] = &[
    "AUDIT.json",
    "criteria",
    "log",
    "heads",
    "evidence",
    "draft",
    "signoff",
];

fn file_type(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

fn judge(stat: &Stat, path: PathBuf, found: &mut Vec<Unsafe>) {
    let kind = file_type(stat);
    if !matches!(kind, FileType::RegularFile | FileType::Directory) {
        found.push(Unsafe::NotPlain { path });
        return;
    }
    if kind == FileType::RegularFile && stat.st_nlink > 1 {
        found.push(Unsafe::HardLinked { path: path.clone() });
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH) {
        found.push(Unsafe::WritableByOthers { path: path.clone() });
    }
    if stat.st_uid != rustix::process::geteuid().as_raw() {
        found.push(Unsafe::ForeignOwner { path });
    }
}

/// Gives a new file or folder its mode, whatever the umask took away. File systems without modes refuse; that
/// is no harm where the mount already keeps others out.
fn keep_private(file: &OwnedFd, mode: Mode) -> io::Result<()> {
    let has = Mode::from_raw_mode(fstat(file)?.st_mode);
    if has.contains(mode) && !has.intersects(Mode::RWXG | Mode::RWXO) {
        return Ok(());
    }
    Ok(fchmod(file, mode)?)
}

/// Renames unless the new name is taken.
fn rename_if_free(from_dir: &OwnedFd, from: &Path, to_dir: &OwnedFd, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    match renameat_with(from_dir, from, to_dir, to, RenameFlags::NOREPLACE) {
        // Not every file system can; there the check and the rename are two steps.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
        other => return Ok(other?),
    }
    match statat(to_dir, to, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(renameat(from_dir, from, to_dir, to)?),
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) => Err(error.into()),
    }
}

/// Makes a folder outside of any audit, for the user alone.
pub(in super::super) fn create_folder(path: &Path) -> io::Result<()> {
    mkdirat(CWD, path, DIR_MODE)?;
    let made = openat(CWD, path, DIR | OFlags::NOFOLLOW, Mode::empty())?;
    keep_private(&made, DIR_MODE)
}

/// Gives a finished folder its final name beside it, and makes that name survive a power cut.
pub(in super::super) fn place_folder(from: &Path, to: &Path) -> io::Result<()> {
    let parent = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let dir = openat(CWD, parent, DIR, Mode::empty())?;
    let (Some(from), Some(to)) = (from.file_name(), to.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    rename_if_free(&dir, Path::new(from), &dir, Path::new(to))?;
    File::from(dir).sync_all()
}

/// Writes a whole new file outside of any audit, for the user alone, and syncs it.
pub(in super::super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = openat(CWD, path, NEW, FILE_MODE)?;
    keep_private(&file, FILE_MODE)?;
    let mut file = File::from(file);
    file.write_all(bytes)?;
    file.sync_all()?;
    if let Some(parent) = path.parent() {
        File::from(openat(CWD, parent, DIR, Mode::empty())?).sync_all()?;
    }
    Ok(())
}
