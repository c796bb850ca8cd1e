//! Checklists that a user keeps for audits to come: written once, and never over another.
//!
//! This module must not know what stands in them.

use std::path::Path;

use super::PathError;
use super::disk::{self, RealDisk};

/// Writes a file that is not there yet, into a folder that is.
///
/// # Errors
/// There is something already, or it cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), PathError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = path.file_name().and_then(|it| it.to_str());
    if path.symlink_metadata().is_ok() {
        let taken = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(PathError::at("create", path)(taken));
    }
    let disk = RealDisk::open(folder)?;
    disk::write_new(&disk, name.unwrap_or_default(), text.as_bytes())
}

/// As [`write`], into a folder that is made if it is not there.
///
/// # Errors
/// The folder cannot be made, or as [`write`].
pub fn write_into(folder: &Path, name: &str, text: &str) -> Result<(), PathError> {
    std::fs::create_dir_all(folder).map_err(PathError::at("create", folder))?;
    write(&folder.join(name), text)
}
