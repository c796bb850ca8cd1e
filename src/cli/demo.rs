//! `onsite demo`: makes the worked example, and opens it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::print::{self, count};
use super::work::Writing;
use super::{new, screen, time};
use crate::audit::entry::{Change, Entry, FORMAT, Moment, Set};
use crate::audit::example;
use crate::audit::id::{AuditId, EntryId, Subject};
use crate::audit::schema::{Field, FieldKey};
use crate::checklist::criteria::Chosen;
use crate::checklist::library::Library;
use crate::store::draw::Draw;
use crate::store::load::{LoadError, Loaded, TOOL};
use crate::store::{AuditFile, CriteriaFile, PathError, folder};

/// What the example is held against.
const CRITERIA: &str = "iso27001-2022:surveillance,iso42001-2023:stage1";
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
        let entries = count(made.entries, "entry", "entries");
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

/// Makes the worked example in a new folder. The audit began the day before `now`.
fn make(path: &Path, now: Moment) -> Result<Loaded, Failure> {
    let assembled = Library::built_in().assemble(CRITERIA)?;
    let mut draw = Draw::from_system()
        .map_err(PathError::at("draw ids for", path))
        .map_err(LoadError::from)?;
    let files = assembled
        .files
        .into_iter()
        .map(|(name, text)| CriteriaFile {
            id: name.rsplit_once('-').map_or("", |(id, _)| id).to_owned(),
            text,
        });
    let meta = AuditFile {
        format: FORMAT,
        id: AuditId(draw.next()),
        created: now,
        tool: TOOL.to_owned(),
    };
    let start = now - chrono::TimeDelta::days(1);
    let entries = example::entries(&assembled.criteria, start, &mut || draw.next());
    let changes = assembled.chosen.iter().flat_map(files_of).collect();
    let time = entries.first().map_or(start, |entry| entry.time);
    let first = Entry::new(EntryId(draw.next()), time, changes);
    let files: Vec<CriteriaFile> = files.collect();
    folder::create(path, &meta, &files, example::AUTHOR, &first)?;
    let mut writing = Writing::begin(path, Some(example::AUTHOR.to_owned()))?;
    for entry in entries {
        writing.commit(entry)?;
    }
    let loaded = writing.finish()?;
    let client = loaded
        .audit
        .value(&Subject::Audit, &Field::Client.into())
        .to_owned();
    new::remember(&loaded, &client);
    Ok(loaded)
}

/// The files that say what a criterion means.
fn files_of(chosen: &Chosen) -> [Change; 3] {
    let fields = [
        (Field::Checklist, &chosen.checklist),
        (Field::Profile, &chosen.profile),
        (Field::Grading, &chosen.grading),
    ];
    fields.map(|(field, file)| {
        Change::Set(Set {
            of: Subject::Criterion(chosen.criterion.clone()),
            field: FieldKey::from(field),
            value: file.clone(),
            over: Vec::new(),
        })
    })
}
