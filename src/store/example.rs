//! The worked example as a folder: an integrated audit, half done, to try things with.

use std::path::Path;

use super::draw::Draw;
use super::journal::Journal;
use super::load::{self, LoadError, Loaded, NewAudit};
use crate::audit::entry::{Entry, Moment};
use crate::audit::example;
use crate::checklist::library::Library;

/// What the example is held against.
pub const CRITERIA: &str = "iso27001-2022:surveillance,iso42001-2023:stage1";

/// Makes the worked example: an audit that began the day before `now`, and is half done.
///
/// # Errors
/// Something is at the path already, or it cannot be written.
pub fn make(path: &Path, library: &Library, now: Moment) -> Result<(), LoadError> {
    let mut draw = Draw::from_system().map_err(super::PathError::at("draw ids for", path))?;
    let mut next = || draw.id();
    let asked = NewAudit {
        path,
        client: example::CLIENT,
        criteria: CRITERIA,
        tier: None,
        former: None,
        author: example::AUTHOR,
        now,
    };
    load::create(&asked, library, &mut next)?;
    let loaded = load::load(path)?;
    let began = now - chrono::TimeDelta::days(1);
    let entries = example::entries(&loaded.audit, &loaded.criteria, began, &mut next);
    append_all(&loaded, example::AUTHOR, &entries)
}

/// Appends entries to an audit, one by one.
///
/// # Errors
/// One of them cannot be written; those before it are.
pub fn append_all(loaded: &Loaded, author: &str, entries: &[Entry]) -> Result<(), LoadError> {
    let start = loaded.start(author);
    let mut journal = Journal::new(start.disk, start.writer, start.frontier);
    for entry in entries {
        journal.save(entry)?;
    }
    Ok(())
}
