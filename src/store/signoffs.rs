//! `signoff/`: sealed folders, each made whole or not at all, in which nothing is ever written over.
//!
//! This module must not know what the files say, who signs them, or which of them may be added later.

use super::disk::{self, Disk, Kind};
use super::{Digest, PathError, evidence};

/// The folder of all sign-offs, in the audit folder.
pub const DIR: &str = "signoff";

/// The name of a sign-off's folder: its number with at least four digits.
pub fn folder_name(number: u32) -> String {
    format!("{number:04}")
}

/// The path of a sign-off's folder in the audit folder.
pub fn path(number: u32) -> String {
    format!("{DIR}/{}", folder_name(number))
}

/// The numbers of the sign-offs that are there, ascending.
///
/// # Errors
/// The folder cannot be listed.
pub fn numbers(disk: &dyn Disk) -> Result<Vec<u32>, PathError> {
    let listed = disk::list(disk, DIR)?;
    let mut numbers: Vec<u32> = listed
        .into_iter()
        .filter(|entry| entry.kind == Kind::Dir)
        .filter_map(|entry| {
            let number = entry.name.parse().ok()?;
            (folder_name(number) == entry.name).then_some(number)
        })
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// The whole content of a file of a sign-off, of at most `limit` bytes.
///
/// # Errors
/// It cannot be read, or is longer.
pub fn read(disk: &dyn Disk, number: u32, name: &str, limit: u64) -> Result<Vec<u8>, PathError> {
    disk::read(disk, &format!("{}/{name}", path(number)), limit)
}

/// The names of the files of a sign-off, sorted.
///
/// # Errors
/// The folder cannot be listed.
pub fn names(disk: &dyn Disk, number: u32) -> Result<Vec<String>, PathError> {
    let listed = disk::list(disk, &path(number))?;
    Ok(listed.into_iter().map(|entry| entry.name).collect())
}

/// Makes the folder of a sign-off with its files. It is built beside its place and renamed when all of it is on
/// disk; a crash leaves at most a folder `.<number>.new-<random>`, which nothing reads.
///
/// # Errors
/// The number is taken, or something cannot be written. Nothing is left behind then.
pub fn place(disk: &dyn Disk, number: u32, files: &[(&str, &[u8])]) -> Result<(), PathError> {
    disk::ensure_dir(disk, DIR)?;
    let random = disk::random().map_err(PathError::at("name", disk.full_path(DIR)))?;
    let beside = format!("{DIR}/.{}.new-{random:032x}", folder_name(number));
    disk.make_dir(&beside)
        .map_err(PathError::at("create", disk.full_path(&beside)))?;
    let placed = fill(disk, &beside, files).and_then(|()| {
        let place = path(number);
        disk.rename_new(&beside, &place)
            .map_err(PathError::at("create", disk.full_path(&place)))
    });
    if placed.is_err() {
        for (name, _) in files {
            disk.remove(&format!("{beside}/{name}")).ok();
        }
        // Empty by now, and nothing in it was ever called sealed.
        std::fs::remove_dir(disk.full_path(&beside)).ok();
    }
    placed?;
    disk.sync_dir(DIR)
        .map_err(PathError::at("sync", disk.full_path(DIR)))
}

fn fill(disk: &dyn Disk, dir: &str, files: &[(&str, &[u8])]) -> Result<(), PathError> {
    for (name, bytes) in files {
        disk::write_new(disk, &format!("{dir}/{name}"), bytes)?;
    }
    disk.sync_dir(dir)
        .map_err(PathError::at("sync", disk.full_path(dir)))
}

/// Adds a file to a sign-off: a signature or a receipt. It appears whole or not at all.
///
/// # Errors
/// A file of this name is there, or it cannot be written.
pub fn add(disk: &dyn Disk, number: u32, name: &str, bytes: &[u8]) -> Result<(), PathError> {
    let random = disk::random().map_err(PathError::at("name", disk.full_path(DIR)))?;
    let part = format!("{DIR}/.{}.part-{random:032x}", folder_name(number));
    let folder = path(number);
    let to = format!("{folder}/{name}");
    let placed = disk::write_new(disk, &part, bytes).and_then(|()| {
        disk.rename_new(&part, &to)
            .map_err(PathError::at("create", disk.full_path(&to)))
    });
    if placed.is_err() {
        disk.remove(&part).ok();
    }
    placed?;
    for dir in [&folder, DIR] {
        disk.sync_dir(dir)
            .map_err(PathError::at("sync", disk.full_path(dir)))?;
    }
    Ok(())
}

/// The files of `criteria/` as they are now: SHA-256 and name, by name.
///
/// # Errors
/// The folder cannot be listed, or a file in it not be read.
pub fn criteria_now(disk: &dyn Disk) -> Result<Vec<(Digest, String)>, PathError> {
    let listed = disk::list(disk, "criteria")?;
    let files = listed.into_iter().filter(|file| file.kind == Kind::File);
    files
        .map(|file| {
            let (digest, _) = evidence::digest_of(disk, &format!("criteria/{}", file.name))?;
            Ok((digest, file.name))
        })
        .collect()
}
