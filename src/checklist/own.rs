//! The user's own files: only such as nobody else could have put or changed there.
//!
//! This module must not know what the files hold.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::read::{self, MAX_BYTES};
use super::refusal::Refusal;

/// The most own files that are looked at.
const MAX_FILES: usize = 1_000;

/// One of the user's own files, not yet read.
pub(super) struct OwnFile {
    /// Its name without `.ron`.
    pub id: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// The files `*.ron` right in a folder, by name. A folder that does not exist has none.
pub(super) fn list(folder: &Path) -> Result<Vec<OwnFile>, Refusal> {
    let metadata = match fs::symlink_metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    distrust(folder, &metadata)?;
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let is_ron = path.extension().is_some_and(|it| it == "ron");
        if let (true, Some(id)) = (is_ron, path.file_stem().and_then(|it| it.to_str())) {
            files.push(OwnFile {
                id: id.to_owned(),
                path,
            });
        }
        if files.len() > MAX_FILES {
            return Err(Refusal::of(
                &folder.display().to_string(),
                &format!("the folder has more than {MAX_FILES} files"),
                "Move those away that are no longer used.",
            ));
        }
    }
    files.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(files)
}

/// The text of a file that the user named.
pub(super) fn read(path: &Path) -> Result<String, Refusal> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(no_file(path));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    content(path, file)
}

/// The text of a file in the user's own folder, if nobody else could have put or changed it there.
pub(super) fn read_trusted(path: &Path) -> Result<String, Refusal> {
    let before = fs::symlink_metadata(path).map_err(|error| unreadable(path, &error))?;
    distrust(path, &before)?;
    let mut options = OpenOptions::new();
    options.read(true);
    follow_no_link(&mut options);
    let file = options
        .open(path)
        .map_err(|error| unreadable(path, &error))?;
    let opened = file.metadata().map_err(|error| unreadable(path, &error))?;
    distrust(path, &opened)?;
    if !opened.is_file() {
        return Err(no_file(path));
    }
    content(path, file)
}

fn content(path: &Path, file: File) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    read::text(&path.display().to_string(), bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Refusal {
    Refusal::of(
        &path.display().to_string(),
        &format!("it cannot be read: {error}"),
        "Check the path and whether you may read it.",
    )
}

fn no_file(path: &Path) -> Refusal {
    Refusal::of(
        &path.display().to_string(),
        "this is not a file",
        "Give the path of a file.",
    )
}

/// Refuses symbolic links, and what somebody else owns or may write.
fn distrust(path: &Path, metadata: &Metadata) -> Result<(), Refusal> {
    let name = path.display().to_string();
    if metadata.file_type().is_symlink() {
        return Err(Refusal::of(
            &name,
            "this is a symbolic link, which could lead anywhere",
            "Put the file itself there, or name the file by its path.",
        ));
    }
    foreign(&name, metadata)
}

#[cfg(unix)]
fn foreign(name: &str, metadata: &Metadata) -> Result<(), Refusal> {
    use std::os::unix::fs::MetadataExt;

    let owner = metadata.uid();
    if owner != rustix::process::geteuid().as_raw() && owner != 0 {
        return Err(Refusal::of(
            name,
            "this belongs to another user of the computer",
            "Copy it, so that the copy is yours, after looking at what it says.",
        ));
    }
    // Where every user has a group of their own, files are made writable for it, and its number is the user's.
    let own_group = metadata.gid() == owner;
    let others = if own_group { 0o002 } else { 0o022 };
    if metadata.mode() & others != 0 {
        return Err(Refusal::of(
            name,
            "other users of the computer may write this",
            "Look at what it says, then take their right away: chmod go-w.",
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn foreign(_name: &str, _metadata: &Metadata) -> Result<(), Refusal> {
    // The configuration folder of a Windows profile is closed to other users by its access list.
    Ok(())
}

#[cfg(unix)]
fn follow_no_link(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;

    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
}

#[cfg(not(unix))]
fn follow_no_link(_options: &mut OpenOptions) {}
