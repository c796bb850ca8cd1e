//! What could not be saved when the program had to end: a file in the user's own state directory, offered
//! when the audit is next opened.
//!
//! One line of JSON each, an entry or a draft, so that it can be read without this program. Entries keep
//! their ids: entering them again doubles nothing.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::{PathError, disk, platform};
use crate::audit::entry::Entry;
use crate::audit::id::{AuditId, EntryIds};

const MAX_RESCUE: u64 = 256 << 20;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Entry(Entry),
    Draft(Draft),
}

/// A rescue file in which something is not in the audit yet.
#[derive(Debug)]
pub struct Rescued {
    /// Where it is.
    pub path: PathBuf,
    /// Its entries that are in no log, in the order in which they were confirmed.
    pub entries: Vec<Entry>,
    /// Its drafts whose entries are in no log.
    pub drafts: Vec<Draft>,
    /// How many lines of it cannot be read.
    pub unreadable: usize,
}

/// The user's state directory for this program (`~/.local/state/onsite` on Linux); none where the system
/// knows no home.
pub fn default_dir() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "onsite")?;
    Some(dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned())
}

/// Writes a rescue file, for the user alone, and syncs it. Gives its path.
///
/// # Errors
/// The directory or the file cannot be written.
pub fn write(
    dir: &Path,
    audit: AuditId,
    entries: &[Entry],
    drafts: &[Draft],
) -> Result<PathBuf, PathError> {
    let mut text = String::new();
    let lines = entries.iter().cloned().map(Line::Entry);
    for line in lines.chain(drafts.iter().cloned().map(Line::Draft)) {
        let line = serde_json::to_string(&line)
            .map_err(|error| PathError::at("write", dir)(error.into()))?;
        text.push_str(&line);
        text.push('\n');
    }
    make_dirs(dir)?;
    let time = chrono::Utc::now().format("%Y%m%dT%H%M%SZ");
    let nonce = disk::random().map_err(PathError::at("name a file in", dir))? >> 96;
    let path = dir.join(format!("rescue-{audit}-{time}-{nonce:08x}.jsonl"));
    platform::write_private(&path, text.as_bytes()).map_err(PathError::at("write", &path))?;
    Ok(path)
}

/// Makes the directory, the last component for the user alone.
fn make_dirs(dir: &Path) -> Result<(), PathError> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent).map_err(PathError::at("create", parent))?;
    }
    match platform::create_folder(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(PathError::at("create", dir)(error))
        }
        _ => Ok(()),
    }
}

/// The rescue files of an audit that hold anything not yet in it. `saved` are the entries in its logs.
///
/// # Errors
/// The directory is there and cannot be read.
pub fn find(dir: &Path, audit: AuditId, saved: &EntryIds) -> Result<Vec<Rescued>, PathError> {
    let names = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(PathError::at("list", dir))?,
    };
    let prefix = format!("rescue-{audit}-");
    let mut paths: Vec<PathBuf> = names
        .filter_map(|name| name.ok().map(|name| name.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let jsonl = path.extension().is_some_and(|end| end == "jsonl");
            jsonl && name.starts_with(&prefix)
        })
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let rescued = read(path, saved)?;
        if !(rescued.entries.is_empty() && rescued.drafts.is_empty() && rescued.unreadable == 0) {
            found.push(rescued);
        }
    }
    Ok(found)
}

fn read(path: PathBuf, saved: &EntryIds) -> Result<Rescued, PathError> {
    let plain = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
    let mut rescued = Rescued {
        path,
        entries: Vec::new(),
        drafts: Vec::new(),
        unreadable: 0,
    };
    if !plain {
        rescued.unreadable = 1;
        return Ok(rescued);
    }
    let mut bytes = Vec::new();
    fs::File::open(&rescued.path)
        .and_then(|file| file.take(MAX_RESCUE).read_to_end(&mut bytes))
        .map_err(PathError::at("read", &rescued.path))?;
    for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line) {
            Ok(Line::Entry(entry)) if !saved.contains(&entry.id) => rescued.entries.push(entry),
            Ok(Line::Draft(draft)) if !saved.contains(&draft.entry) => rescued.drafts.push(draft),
            Ok(_) => {}
            Err(_) => rescued.unreadable += 1,
        }
    }
    Ok(rescued)
}

impl Rescued {
    /// Removes the file once everything in it is in the audit (or kept as a draft there).
    ///
    /// # Errors
    /// It cannot be removed, or some lines of it could not be read and would be lost.
    pub fn remove(self) -> Result<(), PathError> {
        if self.unreadable > 0 {
            let why = io::Error::other("some of its lines could not be read; look at it first");
            return Err(PathError::at("remove", &self.path)(why));
        }
        fs::remove_file(&self.path).map_err(PathError::at("remove", &self.path))
    }
}
