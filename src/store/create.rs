//! Creating an audit folder, whole or not at all, and its files that are written once.
//!
//! This module must not know what criteria say or what the first entry means.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::disk::{self, Disk, RealDisk};
use super::folder::MAX_CRITERION;
use super::journal::{Journal, Saved, Writer};
use super::{Digest, PathError, platform};
use crate::audit::entry::{Entry, Moment};
use crate::audit::id::AuditId;
use crate::checklist::kept;

/// `AUDIT.json`: written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFile {
    /// The format number.
    pub format: u32,
    /// The audit.
    #[serde(rename = "audit")]
    pub id: AuditId,
    /// When the folder was created.
    pub created: Moment,
    /// Program and version that created it.
    pub tool: String,
}

/// A file of `criteria/`, named as [`kept`] has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriteriaFile {
    id: String,
    text: String,
    digest: Digest,
}

impl CriteriaFile {
    /// A file from the first part of its name (letters, digits, `.`, `_` and `-`) and its text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            id: id.into(),
            digest: Digest::of(text.as_bytes()),
            text,
        }
    }

    /// Its text, exactly as it is used.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The SHA-256 of its text.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Its name in `criteria/`.
    pub fn name(&self) -> String {
        kept::name_by(&self.id, &self.digest.to_string())
    }

    fn path(&self) -> io::Result<String> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if self.id.is_empty() || self.id.starts_with('.') || !self.id.bytes().all(plain) {
            let why = format!("\"{}\" cannot be part of a file name", self.id);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        Ok(format!("criteria/{}", self.name()))
    }
}

/// Creates an audit folder whole or not at all: it is built beside its place and renamed when all of it is on
/// disk. A crash leaves at most a folder `.<name>.onsite-new-<random>`.
///
/// # Errors
/// The place is taken, or something cannot be written.
pub fn create(
    path: &Path,
    meta: &AuditFile,
    criteria: &[CriteriaFile],
    author: &str,
    first: &Entry,
) -> Result<Saved, PathError> {
    let at = |verb| PathError::at(verb, path);
    let Some(name) = path.file_name() else {
        let why = io::Error::new(io::ErrorKind::InvalidInput, "the path names no folder");
        return Err(at("create")(why));
    };
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(at("create")(io::ErrorKind::AlreadyExists.into()));
    }
    let random = disk::random().map_err(at("name"))?;
    let beside = path.with_file_name(format!(
        ".{}.onsite-new-{random:032x}",
        name.to_string_lossy()
    ));
    platform::create_folder(&beside).map_err(PathError::at("create", &beside))?;
    let built = RealDisk::open(&beside)
        .and_then(|disk| {
            build(
                &(Arc::new(disk) as Arc<dyn Disk>),
                meta,
                criteria,
                author,
                first,
            )
        })
        .and_then(|saved| {
            platform::place_folder(&beside, path).map_err(at("create"))?;
            Ok(saved)
        });
    if built.is_err() && beside.exists() {
        // Nothing in it was ever called saved.
        std::fs::remove_dir_all(&beside).ok();
    }
    built
}

/// Fills an empty folder with a new audit. [`create`] does this beside the final place.
///
/// # Errors
/// Something cannot be written.
pub fn build(
    disk: &Arc<dyn Disk>,
    meta: &AuditFile,
    criteria: &[CriteriaFile],
    author: &str,
    first: &Entry,
) -> Result<Saved, PathError> {
    let root = disk.full_path("");
    let mut json = serde_json::to_string_pretty(meta)
        .map_err(|error| PathError::at("write", root.join("AUDIT.json"))(error.into()))?;
    json.push('\n');
    for dir in ["criteria", "log", "heads", "evidence", "draft", "signoff"] {
        disk.make_dir(dir)
            .map_err(PathError::at("create", root.join(dir)))?;
    }
    for file in criteria {
        let path = file
            .path()
            .map_err(PathError::at("create", root.join("criteria")))?;
        disk::write_new(disk.as_ref(), &path, file.text.as_bytes())?;
    }
    let writer = Writer {
        audit: meta.id,
        author: author.to_owned(),
        tool: meta.tool.clone(),
    };
    let saved = Journal::new(Arc::clone(disk), writer, BTreeMap::new()).save(first)?;
    disk::write_new(disk.as_ref(), "AUDIT.json", json.as_bytes())?;
    for dir in ["criteria", "log", "heads", ""] {
        disk.sync_dir(dir)
            .map_err(PathError::at("sync", disk.full_path(dir)))?;
    }
    Ok(saved)
}

/// Adds a file to `criteria/` of an existing audit. One with the same name and text is left as it is.
///
/// # Errors
/// It cannot be written.
pub fn add_criteria(disk: &dyn Disk, file: &CriteriaFile) -> Result<Digest, PathError> {
    let dir = disk.full_path("criteria");
    let path = file.path().map_err(PathError::at("create", &dir))?;
    if disk::read(disk, &path, MAX_CRITERION).is_ok_and(|bytes| bytes == file.text.as_bytes()) {
        // Whoever put it there may have failed before its name was sure to stay.
        disk.sync_dir("criteria")
            .map_err(PathError::at("sync", &dir))?;
        return Ok(file.digest());
    }
    disk::ensure_dir(disk, "criteria")?;
    disk::ensure_dir(disk, "draft")?;
    let random = disk::random().map_err(PathError::at("name", &dir))?;
    let part = format!("draft/{random:032x}.part");
    let placed = disk::write_new(disk, &part, file.text.as_bytes()).and_then(|()| {
        disk.rename_new(&part, &path)
            .map_err(PathError::at("create", disk.full_path(&path)))
    });
    if placed.is_err() {
        disk.remove(&part).ok();
    }
    placed?;
    disk.sync_dir("criteria")
        .map_err(PathError::at("sync", &dir))?;
    Ok(file.digest())
}
