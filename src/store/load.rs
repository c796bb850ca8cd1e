//! An audit folder, read and understood: files become criteria and an audit; and the making of a new one.
//!
//! The one place where the records of a folder meet the fold. Built-in checklists are copied when an audit is
//! made and never read again for it. This module must not know screens or options.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::create::{self, AuditFile, CriteriaFile};
use super::disk::{Disk, RealDisk};
use super::folder::{self, OpenError};
use super::{Damage, Draft, PathError, Recorded, Start, Unsafe, Writer, rescue};
use crate::audit::entry::{Change, Entry, FORMAT, Head, Moment, Set, Strike};
use crate::audit::fold::Audit;
use crate::audit::id::{AuditId, EntryId, RunId, Subject};
use crate::audit::schema::{Field, FieldKey, Kind};
use crate::checklist::criteria::{Chosen, Criteria};
use crate::checklist::library::Library;
use crate::checklist::refusal::Refusal;

/// Program and version, as logs and statements name them.
pub const TOOL: &str = concat!("onsite ", env!("CARGO_PKG_VERSION"));

/// An audit folder, read and understood.
pub struct Loaded {
    /// The folder.
    pub path: PathBuf,
    /// The disk that it was read from.
    pub disk: Arc<dyn Disk>,
    /// The audit as saved.
    pub audit: Audit,
    /// What it is held against, from the folder's own files.
    pub criteria: Criteria,
    /// All that is wrong with the files.
    pub damage: Vec<Damage>,
    /// Why nothing should be written here.
    pub unsafe_reasons: Vec<Unsafe>,
    /// Texts that former runs left unsaved.
    pub drafts: Vec<Draft>,
    /// Entries that a former run could not save, from a rescue file of this user.
    pub rescued: Vec<rescue::Rescued>,
    /// The last sound line of each log.
    pub heads: std::collections::BTreeMap<RunId, Head>,
    /// Strikes that are recorded and not yet carried out.
    pub unfinished_strikes: Vec<Strike>,
    frontier: std::collections::BTreeMap<RunId, Head>,
    saved: std::collections::BTreeSet<EntryId>,
    notes: Vec<String>,
}

/// Why an audit could not be loaded or made.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder cannot be read or is none.
    #[error(transparent)]
    Path(#[from] PathError),
    /// It is not an audit that this version can open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A criteria file is not sound.
    #[error("{0}")]
    Criteria(#[from] Refusal),
}

/// Reads an audit folder and applies its records in shown order.
///
/// # Errors
/// The folder is no audit, was made by a newer version, or its criteria files are missing or not sound.
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(path)?);
    load_from(path, disk)
}

/// As [`load`], from any disk.
///
/// # Errors
/// As [`load`].
pub fn load_from(path: &Path, disk: Arc<dyn Disk>) -> Result<Loaded, LoadError> {
    load_only(path, disk, &|_| true, &|_| true)
}

/// As [`load`], but only some lines of the logs and some criteria files, by their names: what a sign-off rests on.
/// The lines have to be such that none is left out which one of them knew.
///
/// # Errors
/// As [`load`].
pub fn load_only(
    path: &Path,
    disk: Arc<dyn Disk>,
    line: &dyn Fn(&Recorded) -> bool,
    file: &dyn Fn(&str) -> bool,
) -> Result<Loaded, LoadError> {
    let begin = |id, records, files: &Arc<[CriteriaFile]>| Reading {
        audit: Audit::with_room(id, records),
        texts: Texts::of(files, file),
        applied: 0,
        early: None,
    };
    let (opened, reading) = folder::open_into(&*disk, begin, |reading, recorded| {
        if line(recorded) {
            reading.take(recorded);
        }
    })?;
    let heads = opened.heads();
    let (audit, criteria) = reading.finish()?;
    let mut notes = Vec::new();
    let rescued = rescue::default_dir().map_or(Ok(Vec::new()), |dir| {
        rescue::find(&dir, audit.id, &opened.saved)
    });
    let rescued = rescued.unwrap_or_else(|error| {
        notes.push(format!(
            "{error}; words that an earlier run could not save may be there"
        ));
        Vec::new()
    });
    Ok(Loaded {
        path: path.to_owned(),
        disk,
        audit,
        criteria,
        damage: opened.damage,
        unsafe_reasons: opened.unsafe_reasons,
        drafts: opened.drafts,
        rescued,
        heads,
        unfinished_strikes: opened.unfinished_strikes,
        frontier: opened.frontier,
        saved: opened.saved,
        notes,
    })
}

/// After how many records the audit is asked what it is held against. Its first entry says it, as a rule.
const ASK_AFTER: usize = 64;

/// An audit whose records are being read.
struct Reading {
    audit: Audit,
    texts: Texts,
    applied: usize,
    /// The criteria as they were chosen after the first records.
    early: Option<Early>,
}

/// Criteria in the making, on a thread of its own.
struct Early {
    chosen: Vec<Chosen>,
    criteria: JoinHandle<Result<Criteria, Refusal>>,
}

impl Reading {
    fn take(&mut self, recorded: &Recorded) {
        let run = self.audit.run(recorded.run, &recorded.author);
        self.audit.apply(run, &recorded.record);
        self.applied += 1;
        if self.applied == ASK_AFTER {
            let chosen = chosen(&self.audit);
            let (texts, of) = (self.texts.clone(), chosen.clone());
            let thread = thread::Builder::new().name("criteria".to_owned());
            // Without a thread they are read at the end.
            let criteria = thread.spawn(move || texts.criteria(&of)).ok();
            self.early = criteria.map(|criteria| Early { chosen, criteria });
        }
    }

    /// The audit and its criteria. What was read early counts only where nothing was chosen anew since.
    fn finish(self) -> Result<(Audit, Criteria), Refusal> {
        let chosen = chosen(&self.audit);
        let early = self.early.filter(|early| early.chosen == chosen);
        let criteria = match early.map(|early| early.criteria.join()) {
            Some(Ok(criteria)) => criteria?,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => self.texts.criteria(&chosen)?,
        };
        Ok((self.audit, criteria))
    }
}

/// Criteria files, and the names of those that count.
#[derive(Clone)]
struct Texts {
    files: Arc<[CriteriaFile]>,
    names: Vec<Option<String>>,
}

impl Texts {
    fn of(files: &Arc<[CriteriaFile]>, counts: &dyn Fn(&str) -> bool) -> Self {
        let names = files.iter().map(|file| Some(file.name()));
        Self {
            names: names.map(|name| name.filter(|name| counts(name))).collect(),
            files: Arc::clone(files),
        }
    }

    fn criteria(&self, chosen: &[Chosen]) -> Result<Criteria, Refusal> {
        let named = self.names.iter().zip(self.files.iter());
        let files: Vec<(&str, Arc<str>)> = named
            .filter_map(|(name, file)| Some((name.as_deref()?, Arc::clone(file.text()))))
            .collect();
        Criteria::load(&files, chosen)
    }
}

impl Loaded {
    /// What a store needs to go on writing.
    pub fn start(&self, author: &str) -> Start {
        let writer = Writer {
            audit: self.audit.id,
            author: author.to_owned(),
            tool: TOOL.to_owned(),
        };
        Start {
            disk: Arc::clone(&self.disk),
            writer,
            frontier: self.frontier.clone(),
            saved: self.saved.clone(),
            rescue_dir: rescue::default_dir(),
        }
    }

    /// What is wrong with the files, in sentences.
    pub fn problems(&self) -> Vec<String> {
        let reasons = self.unsafe_reasons.iter().map(ToString::to_string);
        reasons
            .chain(self.damage.iter().map(ToString::to_string))
            .chain(self.notes.iter().cloned())
            .collect()
    }
}

/// The files that the audit says its criteria are in.
fn chosen(audit: &Audit) -> Vec<Chosen> {
    let criteria = audit
        .subjects()
        .into_iter()
        .filter_map(|subject| match subject {
            Subject::Criterion(id) => Some(id.clone()),
            _ => None,
        });
    let file = |criterion: &Subject, field: Field| audit.value(criterion, &field.into()).to_owned();
    let mut chosen: Vec<Chosen> = criteria
        .map(|criterion| {
            let subject = Subject::Criterion(criterion.clone());
            // The checklist, then what belongs to it.
            let names = file(&subject, Field::Checklist);
            let mut names = names.split_whitespace().map(str::to_owned);
            Chosen {
                criterion,
                checklist: names.next().unwrap_or_default(),
                with: names.collect(),
                profile: file(&subject, Field::Profile),
                grading: file(&subject, Field::Grading),
            }
        })
        .collect();
    chosen.retain(|one| !one.checklist.is_empty());
    chosen
}

/// A new audit as it is asked for.
pub struct NewAudit<'a> {
    /// The folder to be made; nothing may be there yet.
    pub path: &'a Path,
    /// The client.
    pub client: &'a str,
    /// Criteria with their profiles: `iso27001-2022:surveillance,iso42001-2023:stage1`.
    pub criteria: &'a str,
    /// Who makes it.
    pub author: &'a str,
    /// When.
    pub now: Moment,
}

/// Makes an audit folder with its criteria and its first entry, whole or not at all.
///
/// # Errors
/// The criteria are not to be had or not sound, something is at the path already, or it cannot be written.
pub fn create(
    new: &NewAudit<'_>,
    library: &Library,
    draw: &mut dyn FnMut() -> u128,
) -> Result<(), LoadError> {
    let assembled = library.assemble(new.criteria)?;
    let files: Vec<CriteriaFile> = assembled
        .files
        .into_iter()
        .map(|(name, text)| criteria_file(&name, text))
        .collect();
    let set = |of: Subject, field: Field, value: &str| {
        Change::Set(Set {
            of,
            field: FieldKey::from(field),
            value: value.to_owned(),
            over: Vec::new(),
        })
    };
    let mut changes = vec![set(Subject::Audit, Field::Client, new.client)];
    for one in &assembled.chosen {
        let criterion = Subject::Criterion(one.criterion.clone());
        let names = std::iter::once(&one.checklist).chain(&one.with).cloned();
        let names = names.collect::<Vec<_>>().join(" ");
        changes.push(set(criterion.clone(), Field::Checklist, &names));
        changes.push(set(criterion.clone(), Field::Profile, &one.profile));
        changes.push(set(criterion, Field::Grading, &one.grading));
    }
    let lead = crate::audit::entry::Add::new(Kind::Person, crate::audit::id::ObjectId(draw()))
        .with(Field::Name, new.author)
        .with(Field::Role, "lead auditor")
        .with(Field::Side, "team");
    changes.push(Change::Add(lead));
    let meta = AuditFile {
        format: FORMAT,
        id: AuditId(draw()),
        created: new.now,
        tool: TOOL.to_owned(),
    };
    let first = Entry::new(EntryId(draw()), new.now, changes);
    create::create(new.path, &meta, &files, new.author, &first)?;
    Ok(())
}

/// A file of `criteria/` from its name there.
fn criteria_file(name: &str, text: String) -> CriteriaFile {
    let stem = name.strip_suffix(".ron").unwrap_or(name);
    let id = stem.rsplit_once('-').map_or(stem, |(id, _)| id);
    CriteriaFile::new(id, text)
}
