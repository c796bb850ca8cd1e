//! `onsite demo`: makes the worked example, and opens it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::print;
use super::{new, screen, time};
use crate::audit::entry::Moment;
use crate::audit::id::{AuditId, Subject};
use crate::audit::schema::Field;
use crate::checklist::library::Library;
use crate::store::example;
use crate::store::load::{self, Loaded};
use crate::text::counted;

/// Its folder, where none is named.
const NAME: &str = "onsite-demo";

/// Makes the worked example, a made-up audit that is half done, and opens it
///
/// With --json: path, audit, entries; it is then not opened.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The folder to be made; otherwise onsite-demo.audit here, or onsite-demo-2.audit where that is taken
    audit: Option<PathBuf>,
    /// Does not open it
    #[arg(long)]
    no_open: bool,
    /// Answers in JSON, and does not open it
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Made {
    path: String,
    audit: AuditId,
    entries: usize,
}

impl Demo {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let path = match self.audit {
            Some(path) => path,
            None => free_name()?,
        };
        let loaded = make(&path, time::now())?;
        let made = Made {
            path: path.display().to_string(),
            audit: loaded.audit.id,
            entries: loaded.audit.len(),
        };
        let entries = counted(made.entries, "entry", "entries");
        let said = format!("The worked example is in {}: {entries}.", made.path);
        if self.no_open || self.json {
            return Done::either(self.json, &made, said);
        }
        print::note(&said);
        screen::open(screen::Request {
            audit: Some(path),
            author,
            ..screen::Request::default()
        })
    }
}

/// The first name that is free in the current folder.
fn free_name() -> Result<PathBuf, Failure> {
    let names = (1..1000).map(|n| match n {
        1 => PathBuf::from(format!("{NAME}.audit")),
        n => PathBuf::from(format!("{NAME}-{n}.audit")),
    });
    let free = |path: &PathBuf| std::fs::symlink_metadata(path).is_err();
    names.into_iter().find(free).ok_or_else(|| {
        Failure::new(
            "there are too many examples here already",
            "Name a folder of your own.",
        )
    })
}

/// Makes the worked example in a new folder, and remembers it.
fn make(path: &Path, now: Moment) -> Result<Loaded, Failure> {
    example::make(path, &Library::built_in(), now)?;
    let loaded = load::load(path)?;
    let client = loaded
        .audit
        .value(&Subject::Audit, &Field::Client.into())
        .to_owned();
    new::remember(&loaded, &client);
    Ok(loaded)
}
