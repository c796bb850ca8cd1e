//! An audit folder, read and understood: files become criteria and an audit; and the making of a new one.
//!
//! The one place where the records of a folder meet the fold. Built-in checklists are copied when an audit is
//! made and never read again for it. This module must not know screens or options.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chores::Chores;
use super::create::{self, AuditFile, CriteriaFile};
use super::disk::{self, Disk, Listed, RealDisk};
use super::folder::{self, OpenError};
use super::journal;
use super::union::ReadRecord;
use super::{Damage, Draft, PathError, Start, Unsafe, Writer, evidence, rescue};
use crate::audit::entry::{Change, Entry, FORMAT, Head, Moment, Set, Strike, TailNoted};
use crate::audit::fold::Audit;
use crate::audit::former::Former;
use crate::audit::id::{AuditId, EntryId, EntryIds, RunId, Subject};
use crate::audit::schema::{Field, Kind};
use crate::audit::tally::Tally;
use crate::checklist::criteria::{Chosen, Criteria, ReadFile};
use crate::checklist::kept;
use crate::checklist::library::{Library, ShippedGuide};
use crate::checklist::model::Tier;
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
    /// What a new log names as seen.
    pub(super) frontier: std::collections::BTreeMap<RunId, Head>,
    sizes: std::collections::BTreeMap<RunId, u64>,
    saved: EntryIds,
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
    /// The audit before is one of somebody else: what is known of one client must not come to another.
    #[error(
        "the audit before is one of {before}, not of {now}; name the client as it was, and change the name afterwards"
    )]
    OtherClient {
        /// Whose it is.
        before: String,
        /// Whose the new one is to be.
        now: String,
    },
    /// What a new audit takes over is longer than a line of a log.
    #[error("the audit before has more findings than one entry can hold")]
    TooMuch,
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
    line: &dyn Fn(&ReadRecord<'_>) -> bool,
    file: &dyn Fn(&str) -> bool,
) -> Result<Loaded, LoadError> {
    let loaded = load_with(path, disk, line, file, |_, _| ());
    loaded.map(|(loaded, ())| loaded)
}

/// As [`load`], and where the requirements stand, which is counted while the logs are compared with each other.
///
/// # Errors
/// As [`load`].
pub fn load_and_count(path: &Path) -> Result<(Loaded, Tally), LoadError> {
    load_and_count_from(path, Arc::new(RealDisk::open(path)?))
}

/// As [`load_and_count`], from any disk.
///
/// # Errors
/// As [`load`].
pub fn load_and_count_from(path: &Path, disk: Arc<dyn Disk>) -> Result<(Loaded, Tally), LoadError> {
    load_with(path, disk, &|_| true, &|_| true, Tally::of)
}

fn load_with<U>(
    path: &Path,
    disk: Arc<dyn Disk>,
    line: &dyn Fn(&ReadRecord<'_>) -> bool,
    file: &dyn Fn(&str) -> bool,
    count: impl Fn(&Audit, &Criteria) -> U,
) -> Result<(Loaded, U), LoadError> {
    let take = |audit: &mut Audit, recorded: ReadRecord<'_>| {
        if line(&recorded) {
            let run = audit.run(recorded.run, &recorded.author);
            audit.apply(run, &recorded.record);
        }
    };
    // What the audit is held against is read meanwhile, long files first: the last that is read holds nobody up.
    let (mut listed, not_listed) = match disk::list(&*disk, "criteria") {
        Ok(listed) => (listed, Ok(())),
        Err(error) => (Vec::new(), Err(OpenError::from(error))),
    };
    listed.sort_by_key(|file| Reverse(file.size));
    let criteria = Chores::new(listed, |listed: Listed| {
        if let Some(guide) = shipped(&*disk, &listed) {
            return Ok(ReadFile::guide(listed.name, guide.text, guide.on));
        }
        let file = folder::criterion(&*disk, &listed)?;
        Ok(ReadFile::read(file.name(), file.into_text()))
    });
    let aside = || criteria.do_one();
    let files = OnceCell::new();
    let sum = |audit: &Audit| {
        let (sound, _) = files.get_or_init(|| sorted(criteria.finish(), file));
        let criteria = Criteria::of(sound, &chosen(audit))?;
        let counted = count(audit, &criteria);
        Ok::<_, Refusal>((criteria, counted))
    };
    let (mut opened, audit, summed) =
        folder::open_into(&*disk, Audit::with_room, Some(&aside), take, sum)?;
    not_listed?;
    let (criteria, counted) = summed?;
    opened
        .damage
        .extend(files.into_inner().into_iter().flat_map(|(_, wrong)| wrong));
    let heads = opened.heads();
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
    let loaded = Loaded {
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
        sizes: opened.sizes,
        saved: opened.saved,
        notes,
    };
    Ok((loaded, counted))
}

/// The guide that ships and that a file of `criteria/` holds as it is.
fn shipped(disk: &dyn Disk, listed: &Listed) -> Option<&'static ShippedGuide> {
    let guide = ShippedGuide::kept_as(&listed.name)?;
    let path = format!("criteria/{}", listed.name);
    let (digest, _) = evidence::digest_of(disk, &path).ok()?;
    (digest.to_string() == guide.digest).then_some(guide)
}

/// The criteria files that are wanted, by their names, and what is wrong with others.
fn sorted(
    read: impl Iterator<Item = Result<ReadFile, Damage>>,
    wanted: &dyn Fn(&str) -> bool,
) -> (Vec<ReadFile>, Vec<Damage>) {
    let (mut sound, mut wrong) = (Vec::new(), Vec::new());
    for read in read {
        match read {
            Ok(file) => sound.extend(wanted(file.name()).then_some(file)),
            Err(damage) => wrong.push(damage),
        }
    }
    (sound, wrong)
}

impl Loaded {
    /// As the audit before another.
    pub const fn as_former(&self) -> Former<'_> {
        Former {
            audit: &self.audit,
            criteria: &self.criteria,
            soa_follows: false,
        }
    }

    /// What a store needs to go on writing.
    pub fn start(&self, author: &str) -> Start {
        let writer = Writer {
            audit: self.audit.id,
            author: author.to_owned(),
            tool: TOOL.to_owned(),
        };
        Start {
            disk: Arc::clone(&self.disk),
            unsafe_reasons: self.unsafe_reasons.clone(),
            writer,
            frontier: self.frontier.clone(),
            sizes: self.sizes.clone(),
            saved: self.saved.clone(),
            rescue_dir: rescue::default_dir(),
        }
    }

    /// Torn tails of logs that nobody has accepted, with the sentences that tell of them.
    pub fn tails(&self) -> Vec<(String, TailNoted)> {
        let damage = self.damage.iter();
        let tails = damage.filter_map(|damage| Some((damage.to_string(), damage.tail()?)));
        tails.collect()
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
    /// The tier of the supplier, for checklists that do not ask all suppliers the same.
    pub tier: Option<Tier>,
    /// The audit before, whose findings it comes back to.
    pub former: Option<Former<'a>>,
    /// Who makes it.
    pub author: &'a str,
    /// When.
    pub now: Moment,
}

/// Makes an audit folder with its criteria and its first entry, whole or not at all.
///
/// # Errors
/// The audit before is one of another client or has too many findings for one entry, the criteria are not to be had or
/// not sound, something is at the path already, or it cannot be written.
pub fn create(
    new: &NewAudit<'_>,
    library: &Library,
    draw: &mut dyn FnMut() -> u128,
) -> Result<(), LoadError> {
    if let Some(former) = new.former
        && former.client().trim().to_lowercase() != new.client.trim().to_lowercase()
    {
        return Err(LoadError::OtherClient {
            before: former.client().to_owned(),
            now: new.client.to_owned(),
        });
    }
    let assembled = library.assemble(new.criteria)?;
    let files: Vec<CriteriaFile> = assembled
        .files
        .into_iter()
        .map(|(name, text)| criteria_file(&name, text))
        .collect();
    let set = |of: Subject, field: Field, value: &str| Change::Set(Set::first(of, field, value));
    let mut changes = vec![set(Subject::Audit, Field::Client, new.client)];
    for one in &assembled.chosen {
        let criterion = Subject::Criterion(one.criterion.clone());
        let names = std::iter::once(&one.checklist).chain(&one.with).cloned();
        let names = names.collect::<Vec<_>>().join(" ");
        changes.push(set(criterion.clone(), Field::Checklist, &names));
        changes.push(set(criterion.clone(), Field::Profile, &one.profile));
        changes.push(set(criterion.clone(), Field::Grading, &one.grading));
        let known = assembled.criteria.criterion(one.criterion.as_str());
        if let Some(tier) = new
            .tier
            .filter(|_| known.is_some_and(|it| it.checklist.has_tiers()))
        {
            changes.push(set(criterion, Field::Tier, tier.key()));
        }
    }
    if let Some(former) = new.former {
        changes.extend(former.taken_over(&assembled.criteria, draw));
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
    if !journal::fits(&first) {
        return Err(LoadError::TooMuch);
    }
    create::create(new.path, &meta, &files, new.author, &first)?;
    Ok(())
}

/// A file of `criteria/` from its name there.
fn criteria_file(name: &str, text: String) -> CriteriaFile {
    let id = kept::parts(name).map_or(name, |(id, _)| id);
    CriteriaFile::new(id, text)
}
