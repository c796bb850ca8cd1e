//! Opening an audit folder.
//!
//! Opening reads and changes nothing. It fails only where there is no audit; damage to a part is reported
//! beside what could be read. This module must not know what entries add up to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::chores::{Aside, Chores};
use super::create::{AuditFile, CriteriaFile};
use super::damage::Damage;
use super::disk::{self, Disk, Kind, Listed, Unsafe};
use super::draft::{self, Draft};
use super::log::{self, NotRead};
use super::reading::{self, Found};
use super::strike::{path as log_path, run_of};
use super::union::{self, ReadRecord, Recorded, Union};
use super::{Digest, PathError, again, elsewhere, heads, meta};
use crate::audit::body::Read;
use crate::audit::entry::{Change, Head, Record, Strike};
use crate::audit::id::{AuditId, EntryIds, RunId};
use crate::audit::schema::{Field, FieldKey};
use crate::checklist::kept;

/// The longest log that is read, in bytes.
pub const MAX_LOG: u64 = 1 << 30;
/// The longest criteria file that is read, in bytes.
pub(super) const MAX_CRITERION: u64 = 64 << 20;

/// An audit folder as it was read.
#[derive(Debug)]
pub struct Opened {
    /// `AUDIT.json`; where that is damaged, what the logs say of it.
    pub meta: AuditFile,
    /// The records in shown order; none where they were handed out one by one.
    pub records: Vec<Recorded>,
    /// All that is wrong.
    pub damage: Vec<Damage>,
    /// Why nothing should be written here.
    pub unsafe_reasons: Vec<Unsafe>,
    /// What a new log names as seen.
    pub frontier: BTreeMap<RunId, Head>,
    /// How many bytes each log had before it was read.
    pub sizes: BTreeMap<RunId, u64>,
    /// The chain values of all sound lines of each log, the header's first.
    pub chains: BTreeMap<RunId, Vec<Digest>>,
    /// Strikes that are recorded and not yet carried out.
    pub unfinished_strikes: Vec<Strike>,
    /// Texts that dead runs left unsaved.
    pub drafts: Vec<Draft>,
    /// The ids of all entries in logs, struck ones too.
    pub saved: EntryIds,
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

/// Reads an audit folder.
///
/// # Errors
/// It is not an audit folder, or not one that this version can read.
pub fn open(disk: &dyn Disk) -> Result<Opened, OpenError> {
    let room = |_, records| Vec::with_capacity(records);
    let keep = |records: &mut Vec<Recorded>, recorded: ReadRecord<'_>| {
        records.push(recorded.with_texts());
    };
    let (mut opened, records, ()) = open_into(disk, room, None, keep, |_| ())?;
    opened.damage.append(&mut criteria(disk, |_| ())?);
    Ok(Opened { records, ..opened })
}

/// Reads an audit folder but for its criteria, and hands out its records one by one, in shown order, so that they
/// are never all in memory. `begin` makes what takes them, from the audit's id and about the number of records. Where
/// only all logs together tell that a record does not count, that is made and filled once more. What is to be done
/// `aside` is done meanwhile. `sum` is asked what the records add up to, while the logs are compared with each other.
///
/// # Errors
/// As [`open`].
pub fn open_into<T, U>(
    disk: &dyn Disk,
    begin: impl Fn(AuditId, usize) -> T,
    aside: Option<Aside<'_>>,
    mut each: impl FnMut(&mut T, ReadRecord<'_>),
    sum: impl Fn(&T) -> U,
) -> Result<(Opened, T, U), OpenError> {
    let mut damage = Vec::new();
    let runs = runs(disk, &mut damage)?;
    let meta = meta::read(disk, &runs, &mut damage)?;
    let likely = reading::likely_lines(runs.values().sum());
    let begin = || Taking::new(begin(meta.id, likely));
    let mut taking = begin();
    // What the logs do not decide is looked at meanwhile.
    let inspected = Chores::new(vec![()], |()| disk.inspect());
    let inspecting = aside.map(|aside| || inspected.do_one() || aside());
    let aside = inspecting.as_ref().map(|aside| aside as Aside<'_>);
    let take = |it: ReadRecord<'_>| taking.take(it, &mut each);
    let found = reading::read(disk, &runs, meta.id, aside, take);
    let compared = Chores::new(vec![found], |found| compare(disk, &runs, found));
    let comparing = || compared.do_one();
    let summing = || sum(&taking.into);
    let mut summed = if reading::is_worth_a_thread(&runs) {
        elsewhere::beside(&comparing, "comparing", summing)
    } else {
        summing()
    };
    let compared = compared.finish().next().transpose()?.unwrap_or_default();
    let mut united = compared.united;
    damage.extend(compared.wrong);
    if united.hides || compared.too_much {
        taking = begin();
        let records = united.records();
        records.for_each(|recorded| taking.take(recorded, &mut each));
        summed = sum(&taking.into);
    }
    damage.append(&mut united.damage);
    damage.append(&mut taking.damage);
    evidence(disk, &taking.named, &mut damage)?;
    let opened = Opened {
        meta,
        drafts: draft::recover(disk, &united.ids)?,
        records: Vec::new(),
        damage,
        unsafe_reasons: inspected.finish().flatten().collect(),
        frontier: std::mem::take(&mut united.frontier),
        unfinished_strikes: std::mem::take(&mut united.unfinished_strikes),
        saved: std::mem::take(&mut united.ids),
        chains: united.into_chains(),
        sizes: runs,
    };
    Ok((opened, taking.into, summed))
}

/// Logs that were compared with each other and with what was seen of them.
#[derive(Default)]
struct Compared<'a> {
    united: Union<'a>,
    /// What is wrong with files in the place of logs.
    wrong: Vec<Damage>,
    /// Whether records of such a file were handed out.
    too_much: bool,
}

fn compare<'a>(
    disk: &'a dyn Disk,
    runs: &BTreeMap<RunId, u64>,
    found: Found<'a>,
) -> Result<Compared<'a>, PathError> {
    let heads = heads::read(disk, &found.logs)?;
    let folder = union::Folder {
        has: &|run| runs.contains_key(&run),
        has_come_to: &|it, last| again::has_come_to(disk, it.run, last, it.n, &it.chain),
    };
    let refused = found.refused.into_iter();
    Ok(Compared {
        united: union::unite(found.logs, &heads, &folder),
        wrong: refused.map(|(run, why)| not_read(disk, run, why)).collect(),
        too_much: found.too_much,
    })
}

/// What takes the records of a folder.
struct Taking<T> {
    into: T,
    /// The attached files that they speak of.
    named: BTreeSet<Digest>,
    damage: Vec<Damage>,
}

impl<T> Taking<T> {
    const fn new(into: T) -> Self {
        Self {
            into,
            named: BTreeSet::new(),
            damage: Vec::new(),
        }
    }

    fn take(&mut self, recorded: ReadRecord<'_>, each: &mut impl FnMut(&mut T, ReadRecord<'_>)) {
        self.named.extend(named_files(&recorded.record));
        self.damage.extend(recorded.damage());
        each(&mut self.into, recorded);
    }
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

/// The runs that the files of `log/` are named for, and how many bytes these have.
pub(super) fn runs(
    disk: &dyn Disk,
    damage: &mut Vec<Damage>,
) -> Result<BTreeMap<RunId, u64>, PathError> {
    let mut runs = BTreeMap::new();
    for listed in disk::list(disk, "log")? {
        match run_of(&listed.name) {
            Some(run) => {
                runs.insert(run, listed.size);
            }
            // What a crash left of a strike. The next strike of that log removes it.
            None if is_strike_part(&listed.name) => {}
            None => damage.push(Damage::Foreign {
                path: disk.full_path(&format!("log/{}", listed.name)),
                why:
                    "its name is not that of a log; a sync program may have put a second copy here"
                        .to_owned(),
            }),
        }
    }
    Ok(runs)
}

/// What it is that a file in the place of a log is none.
fn not_read(disk: &dyn Disk, run: RunId, why: NotRead) -> Damage {
    let path = disk.full_path(&log_path(run));
    match why {
        NotRead::Newer(format) => Damage::Newer { run, format },
        NotRead::Foreign(why) => Damage::Foreign { path, why },
        NotRead::Unreadable(error) => Damage::Unreadable {
            path,
            why: error.to_string(),
        },
    }
}

fn is_strike_part(name: &str) -> bool {
    name.strip_prefix('.')
        .and_then(|name| name.strip_suffix(".strike"))
        .is_some_and(|run| run.parse::<RunId>().is_ok())
}

/// Reads `criteria/`: hands out the files whose content is the one they were named for, in the order of their names,
/// and tells what is wrong with the others.
///
/// # Errors
/// The folder cannot be listed.
pub fn criteria(
    disk: &dyn Disk,
    mut each: impl FnMut(CriteriaFile),
) -> Result<Vec<Damage>, PathError> {
    let mut damage = Vec::new();
    for listed in disk::list(disk, "criteria")? {
        match criterion(disk, &listed) {
            Ok(file) => each(file),
            Err(wrong) => damage.push(wrong),
        }
    }
    Ok(damage)
}

/// Reads what is listed in `criteria/`.
///
/// # Errors
/// What is wrong with it: it is no criteria file, or its content is not the one that it was named for.
pub fn criterion(disk: &dyn Disk, listed: &Listed) -> Result<CriteriaFile, Damage> {
    let path = format!("criteria/{}", listed.name);
    let named = kept::parts(&listed.name).filter(|_| listed.kind == Kind::File);
    let Some((id, _)) = named else {
        return Err(Damage::Foreign {
            path: disk.full_path(&path),
            why: "its name is not that of a criteria file".to_owned(),
        });
    };
    let bytes = disk::read_likely(disk, &path, MAX_CRITERION, listed.size).map_err(|error| {
        Damage::Unreadable {
            path: error.path,
            why: error.source.to_string(),
        }
    })?;
    let file = String::from_utf8(bytes).map(|text| CriteriaFile::new(id, text));
    let sound = file.ok().filter(|file| file.name() == listed.name);
    sound.ok_or_else(|| Damage::Content {
        path: disk.full_path(&path),
    })
}

/// Compares the names in `evidence/` with what the entries speak of. What the files hold is for
/// [`super::verify`] to find out: reading them all would make opening slow.
fn evidence(
    disk: &dyn Disk,
    named: &BTreeSet<Digest>,
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
    let missing = named.difference(&files);
    damage.extend(missing.map(|digest| Damage::MissingFile {
        path: disk.full_path(&format!("evidence/{digest}")),
    }));
    Ok(())
}

/// The attached files that an entry speaks of.
fn named_files(record: &Read<'_>) -> impl Iterator<Item = Digest> {
    let changes = match record {
        Record::Entry(entry) => entry.changes.as_slice(),
        Record::Unknown(_) | Record::Struck { .. } => &[],
    };
    let file = FieldKey::from(Field::File);
    let values = changes.iter().map(move |change| match change {
        Change::Add(add) => add.fields.get(&file).map(AsRef::as_ref),
        Change::Set(set) if set.field == file => Some(set.value.as_ref()),
        _ => None,
    });
    values.filter_map(|value| value?.parse().ok())
}
