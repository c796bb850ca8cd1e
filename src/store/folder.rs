//! The audit folder as a whole: creating one, and opening one.
//!
//! Opening reads and changes nothing. It fails only where there is no audit; damage to a part is reported
//! beside what could be read. This module must not know what entries add up to.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::damage::Damage;
use super::disk::{self, Disk, Kind, RealDisk, Unsafe};
use super::draft::{self, Draft};
use super::journal::{Journal, Saved, Writer};
use super::log::{self, Log, NotOurs};
use super::strike::{path as log_path, run_of};
use super::union::{self, Recorded, Witness, id};
use super::{Digest, PathError, platform};
use crate::audit::entry::{Change, Entry, FORMAT, Head, LogHeader, Moment, Record, Strike};
use crate::audit::id::{AuditId, EntryId, RunId};
use crate::audit::schema::Field;

/// The longest log that is read, in bytes.
pub const MAX_LOG: u64 = 1 << 30;
const MAX_HEADS: u64 = 64 << 20;
const MAX_CRITERION: u64 = 64 << 20;
const MAX_META: u64 = 1 << 20;

/// `AUDIT.json`: written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFile {
    /// The format number.
    pub format: u32,
    /// The audit.
    pub id: AuditId,
    /// When the folder was created.
    pub created: Moment,
    /// Program and version that created it.
    pub tool: String,
}

/// How many digits of its SHA-256 the name of a criteria file carries.
const NAMED_DIGITS: usize = 16;

/// A file of `criteria/`, named `<id>-<digest>.ron`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriteriaFile {
    /// The first part of its name: letters, digits, `.`, `_` and `-`.
    pub id: String,
    /// Its text, exactly as it is used.
    pub text: String,
}

impl CriteriaFile {
    /// The SHA-256 of its text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// Its name in `criteria/`: id and the first 16 digits of its SHA-256.
    pub fn name(&self) -> String {
        let digest = self.digest().to_string();
        format!(
            "{}-{}.ron",
            self.id,
            digest.get(..NAMED_DIGITS).unwrap_or_default()
        )
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

/// An audit folder as it was read.
#[derive(Debug)]
pub struct Opened {
    /// `AUDIT.json`; where that is damaged, what the logs say of it.
    pub meta: AuditFile,
    /// The files of `criteria/` whose content is the one they were named for, by name.
    pub criteria: Vec<CriteriaFile>,
    /// The records in shown order.
    pub records: Vec<Recorded>,
    /// All that is wrong.
    pub damage: Vec<Damage>,
    /// Why nothing should be written here.
    pub unsafe_reasons: Vec<Unsafe>,
    /// What a new log names as seen.
    pub frontier: BTreeMap<RunId, Head>,
    /// The chain values of all sound lines of each log, the header's first.
    pub chains: BTreeMap<RunId, Vec<Digest>>,
    /// Strikes that are recorded and not yet carried out.
    pub unfinished_strikes: Vec<Strike>,
    /// Texts that dead runs left unsaved.
    pub drafts: Vec<Draft>,
    /// The ids of all entries in logs, struck ones too.
    pub saved: BTreeSet<EntryId>,
}

impl Opened {
    /// The chain value of a line.
    pub fn chain(&self, run: RunId, n: u64) -> Option<Digest> {
        self.chains
            .get(&run)?
            .get(usize::try_from(n).ok()?)
            .copied()
    }

    /// The last sound line of each log.
    pub fn heads(&self) -> BTreeMap<RunId, Head> {
        self.chains
            .iter()
            .filter_map(|(run, chains)| {
                let chain = chains.last()?.to_string();
                let n = chains.len() as u64 - 1;
                Some((*run, Head { n, chain }))
            })
            .collect()
    }
}

/// Why a folder could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be read.
    #[error(transparent)]
    Path(#[from] PathError),
    /// There is no audit in it.
    #[error("{} is not an audit folder: {why}", path.display())]
    NotAnAudit {
        /// Which folder.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// It was made by a newer version.
    #[error("{} has format {format}, which this version cannot read; use a newer onsite", path.display())]
    Newer {
        /// Which folder.
        path: PathBuf,
        /// Its format number.
        format: u32,
    },
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

/// Reads an audit folder.
///
/// # Errors
/// It is not an audit folder, or not one that this version can read.
pub fn open(disk: &dyn Disk) -> Result<Opened, OpenError> {
    let mut damage = Vec::new();
    let mut files = log_files(disk, &mut damage)?;
    let meta = meta(disk, &files, &mut damage)?;
    let mut logs = Vec::new();
    let present: BTreeSet<RunId> = files.iter().map(|(run, _)| *run).collect();
    for (run, read) in &mut files {
        let bytes = match read {
            Ok(bytes) => std::mem::take(bytes),
            Err(why) => {
                damage.push(Damage::Unreadable {
                    path: disk.full_path(&log_path(*run)),
                    why: why.clone(),
                });
                continue;
            }
        };
        // A log that was created and not begun holds nothing. Had it been more, its heads would tell.
        match log::read(*run, meta.id, &bytes) {
            Ok(log) => logs.push(log),
            Err(NotOurs::Newer(format)) => damage.push(Damage::Newer { run: *run, format }),
            Err(NotOurs::Foreign(why)) => damage.push(Damage::Foreign {
                path: disk.full_path(&log_path(*run)),
                why,
            }),
        }
    }
    let heads = heads(disk, &logs)?;
    let united = union::unite(logs, &heads, &present);
    damage.extend(united.damage);
    let criteria = criteria(disk, &mut damage)?;
    evidence(disk, &united.records, &mut damage)?;
    let saved = ids(&united.records);
    Ok(Opened {
        meta,
        criteria,
        drafts: draft::recover(disk, &saved)?,
        records: united.records,
        damage,
        unsafe_reasons: disk.inspect(),
        frontier: united.frontier,
        chains: united.chains,
        unfinished_strikes: united.unfinished_strikes,
        saved,
    })
}

/// The lines of a log from a damaged place on, as text for a person to read. Nothing in it was verified.
///
/// # Errors
/// The log cannot be read.
pub fn set_aside(disk: &dyn Disk, run: RunId, offset: u64) -> Result<Vec<String>, PathError> {
    let bytes = disk::read(disk, &log_path(run), MAX_LOG)?;
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    Ok(log::as_text(bytes.get(from..).unwrap_or_default()))
}

type LogFile = (RunId, Result<Vec<u8>, String>);

/// Reads all files that are named as logs.
fn log_files(disk: &dyn Disk, damage: &mut Vec<Damage>) -> Result<Vec<LogFile>, PathError> {
    let mut files = Vec::new();
    for listed in disk::list(disk, "log")? {
        let path = format!("log/{}", listed.name);
        match run_of(&listed.name) {
            Some(run) => {
                let read = disk::read(disk, &path, MAX_LOG);
                files.push((run, read.map_err(|error| error.source.to_string())));
            }
            // What a crash left of a strike. The next strike of that log removes it.
            None if is_strike_part(&listed.name) => {}
            None => damage.push(Damage::Foreign {
                path: disk.full_path(&path),
                why:
                    "its name is not that of a log; a sync program may have put a second copy here"
                        .to_owned(),
            }),
        }
    }
    Ok(files)
}

fn is_strike_part(name: &str) -> bool {
    name.strip_prefix('.')
        .and_then(|name| name.strip_suffix(".strike"))
        .is_some_and(|run| run.parse::<RunId>().is_ok())
}

fn meta(
    disk: &dyn Disk,
    files: &[LogFile],
    damage: &mut Vec<Damage>,
) -> Result<AuditFile, OpenError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let path = disk.full_path("AUDIT.json");
    let why = match disk::read(disk, "AUDIT.json", MAX_META) {
        Ok(bytes) => {
            if let Ok(Format { format }) = serde_json::from_slice(&bytes)
                && format > FORMAT
            {
                let path = disk.full_path("");
                return Err(OpenError::Newer { path, format });
            }
            match serde_json::from_slice(&bytes) {
                Ok(meta) => return Ok(meta),
                Err(error) => error.to_string(),
            }
        }
        Err(error) => error.source.to_string(),
    };
    // The logs know the audit too.
    let header = files
        .iter()
        .find_map(|(_, bytes)| log::peek(bytes.as_ref().ok()?));
    let Some(header) = header else {
        return Err(OpenError::NotAnAudit {
            path: disk.full_path(""),
            why: format!("AUDIT.json cannot be read ({why})"),
        });
    };
    damage.push(Damage::Unreadable { path, why });
    let LogHeader {
        format,
        audit,
        time,
        tool,
        ..
    } = header;
    Ok(AuditFile {
        format,
        id: audit,
        created: time,
        tool,
    })
}

/// Reads `heads/` and keeps what the logs do not bear out.
fn heads(disk: &dyn Disk, logs: &[Log]) -> Result<Vec<Witness>, PathError> {
    let by_run: BTreeMap<RunId, &Log> = logs.iter().map(|log| (log.run, log)).collect();
    let mut witnesses = Vec::new();
    for listed in disk::list(disk, "heads")? {
        let Ok(run) = listed.name.parse::<RunId>() else {
            continue;
        };
        let path = format!("heads/{run}");
        // A witness that cannot be read says nothing; its lines are not synced, so the last may be torn.
        let Ok(bytes) = disk::read(disk, &path, MAX_HEADS) else {
            continue;
        };
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let Some((n, chain)) = head(line) else {
                continue;
            };
            let log = by_run.get(&run);
            if log.and_then(|log| log.chain(n)) != Some(chain) {
                witnesses.push(Witness {
                    run,
                    n,
                    chain: chain.to_string(),
                    by: path.clone(),
                });
            }
        }
    }
    Ok(witnesses)
}

fn head(line: &[u8]) -> Option<(u64, Digest)> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (n, chain) = line.split_once(' ')?;
    Some((n.parse().ok()?, chain.parse().ok()?))
}

fn criteria(disk: &dyn Disk, damage: &mut Vec<Damage>) -> Result<Vec<CriteriaFile>, PathError> {
    let mut files = Vec::new();
    for listed in disk::list(disk, "criteria")? {
        let path = format!("criteria/{}", listed.name);
        let named = listed
            .name
            .strip_suffix(".ron")
            .and_then(|stem| stem.rsplit_once('-'))
            .filter(|(_, digits)| digits.len() == NAMED_DIGITS)
            .map(|(id, digits)| (id.to_owned(), digits));
        let Some((id, digits)) = named.filter(|_| listed.kind == Kind::File) else {
            damage.push(Damage::Foreign {
                path: disk.full_path(&path),
                why: "its name is not that of a criteria file".to_owned(),
            });
            continue;
        };
        match disk::read(disk, &path, MAX_CRITERION) {
            Err(error) => damage.push(Damage::Unreadable {
                path: error.path,
                why: error.source.to_string(),
            }),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) if Digest::of(text.as_bytes()).to_string().starts_with(digits) => {
                    files.push(CriteriaFile { id, text });
                }
                _ => damage.push(Damage::Content {
                    path: disk.full_path(&path),
                }),
            },
        }
    }
    Ok(files)
}

/// Compares the names in `evidence/` with what the entries speak of. What the files hold is for
/// [`super::verify`] to find out: reading them all would make opening slow.
fn evidence(
    disk: &dyn Disk,
    records: &[Recorded],
    damage: &mut Vec<Damage>,
) -> Result<(), PathError> {
    let mut files = BTreeSet::new();
    for listed in disk::list(disk, "evidence")? {
        let digest = listed.name.parse::<Digest>().ok();
        match digest.filter(|_| listed.kind == Kind::File) {
            Some(digest) => {
                files.insert(digest);
            }
            None => damage.push(Damage::Foreign {
                path: disk.full_path(&format!("evidence/{}", listed.name)),
                why: "its name is not that of an attached file".to_owned(),
            }),
        }
    }
    let missing: BTreeSet<Digest> = named_files(records)
        .filter(|digest| !files.contains(digest))
        .collect();
    damage.extend(missing.into_iter().map(|digest| Damage::MissingFile {
        path: disk.full_path(&format!("evidence/{digest}")),
    }));
    Ok(())
}

/// The attached files that entries speak of.
fn named_files(records: &[Recorded]) -> impl Iterator<Item = Digest> {
    let entries = records
        .iter()
        .filter_map(|recorded| match &recorded.record {
            Record::Entry(entry) => Some(entry),
            _ => None,
        });
    let values = entries
        .flat_map(|entry| &entry.changes)
        .map(|change| match change {
            Change::Add(add) => add.fields.get(&Field::File.into()).map(String::as_str),
            Change::Set(set) if set.field == Field::File.into() => Some(set.value.as_str()),
            _ => None,
        });
    values.filter_map(|value| value?.parse().ok())
}

/// The ids of all entries, struck ones too.
fn ids(records: &[Recorded]) -> BTreeSet<EntryId> {
    let mut ids: BTreeSet<EntryId> = records.iter().filter_map(|r| id(&r.record)).collect();
    for recorded in records {
        if let Record::Entry(entry) = &recorded.record {
            for change in &entry.changes {
                if let Change::Strike(strike) = change {
                    ids.insert(strike.entry);
                }
            }
        }
    }
    ids
}
