//! What was entered and acknowledged, and what must therefore be read after a cut or a failure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onsite::audit::entry::{Change, Entry, Record};
use onsite::audit::fold::Audit;
use onsite::audit::id::{EntryId, RunId};
use onsite::audit::schema::{Field, Kind as ObjectKind};
use onsite::store::damage::Severity;
use onsite::store::{Damage, Digest, Disk, Looks, Opened, Recorded, evidence, folder};

use crate::sim::{Image, Sim};

/// What became of the text of an open field.
#[derive(Clone, Debug, Default)]
pub struct DraftLedger {
    /// The text of each revision that was handed over.
    pub handed: BTreeMap<u64, String>,
    /// The latest revision that was acknowledged.
    pub acked: Option<u64>,
    /// The auditor threw it away.
    pub dropped: bool,
    /// And that is surely on disk.
    pub surely_dropped: bool,
}

/// What the auditor did, and what the store has called done.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Entries in the order in which they were confirmed.
    pub entered: Vec<Arc<Entry>>,
    pub acked: BTreeSet<EntryId>,
    /// What was pending when the store was stopped: it is in a rescue file, and may be in a log as well.
    pub rescued: BTreeSet<EntryId>,
    pub drafts: BTreeMap<EntryId, DraftLedger>,
    /// Attached files that were acknowledged.
    pub files: BTreeSet<Digest>,
    /// Whose text was acknowledged as struck, and in which log.
    pub struck: BTreeSet<(EntryId, RunId)>,
    /// How often the store has said that something is not saved, and that it saves again.
    pub refusals: usize,
    pub resumed: usize,
    /// Whether the folder as such was acknowledged.
    pub created: bool,
}

impl Ledger {
    /// Goes on from what was read, all of which is durable now.
    pub fn of(opened: &Opened, before: &Self) -> Self {
        let ids = ids(opened, before);
        let entered: Vec<_> = before
            .entered
            .iter()
            .filter(|entry| ids.contains(&entry.id))
            .cloned()
            .collect();
        let drafts = opened.drafts.iter().map(|draft| {
            let text = draft.fields.values().cloned().collect::<String>();
            let ledger = DraftLedger {
                handed: BTreeMap::from([(draft.revision, text)]),
                acked: Some(draft.revision),
                ..DraftLedger::default()
            };
            (draft.entry, ledger)
        });
        Self {
            acked: entered.iter().map(|entry| entry.id).collect(),
            drafts: drafts.collect(),
            entered,
            created: true,
            ..before.clone()
        }
    }

    fn strikes(&self) -> impl Iterator<Item = (EntryId, &onsite::audit::entry::Strike)> {
        self.entered.iter().flat_map(|entry| {
            entry.changes.iter().filter_map(|change| match change {
                Change::Strike(strike) => Some((entry.id, strike)),
                _ => None,
            })
        })
    }
}

/// The way in which a rig reads a folder. There is one, and there are those that do it wrong.
pub type Reader = fn(&dyn Disk) -> Result<Opened, String>;

/// The way that ships.
pub fn reader(disk: &dyn Disk) -> Result<Opened, String> {
    folder::open(disk).map_err(|error| error.to_string())
}

/// The ids of the entries that were read, in shown order, struck ones too.
pub fn ids(opened: &Opened, ledger: &Ledger) -> Vec<EntryId> {
    let struck: BTreeMap<&str, EntryId> = ledger
        .strikes()
        .map(|(_, strike)| (strike.commitment.as_str(), strike.entry))
        .collect();
    let mut ids = Vec::new();
    for recorded in &opened.records {
        let id = match &recorded.record {
            Record::Entry(entry) => Some(entry.id),
            Record::Struck { commitment, .. } => struck
                .get(commitment.as_str())
                .copied()
                // An entry that stands in two logs is struck in both.
                .filter(|id| !ids.contains(id)),
            Record::Unknown(_) => None,
        };
        ids.extend(id);
    }
    ids
}

/// Holds what is read from an image against the ledger.
pub fn check(image: &Image, ledger: &Ledger, read: Reader) -> Result<Option<Opened>, String> {
    let sim = Sim::new(image, Ledger::default());
    let opened = match read(&sim) {
        Ok(opened) => opened,
        Err(_) if !ledger.created => return Ok(None),
        Err(error) => return Err(format!("the folder does not open: {error}")),
    };
    if sim.changes() > 0 {
        return Err("opening has changed something".to_owned());
    }
    entries(&opened, ledger)?;
    drafts(&opened, ledger)?;
    tails(image, &opened)?;
    files(&sim, image, ledger)?;
    strikes(image, &opened, ledger)?;
    for damage in &opened.damage {
        let legal = match damage {
            Damage::TornTail { looks, .. } => *looks != Looks::WholeLine,
            Damage::StrikeUnfinished { .. } => true,
            other => other.severity() < Severity::Warning,
        };
        // Before the folder is whole it has no name yet under which somebody could open it.
        if !legal && ledger.created {
            return Err(format!("a false alarm: {damage}"));
        }
    }
    Ok(Some(opened))
}

fn entries(opened: &Opened, ledger: &Ledger) -> Result<(), String> {
    let surely = |id: &EntryId| !ledger.rescued.contains(id);
    let mut ids = ids(opened, ledger);
    ids.retain(surely);
    let mut entered: Vec<EntryId> = ledger.entered.iter().map(|entry| entry.id).collect();
    entered.retain(surely);
    if !entered.starts_with(&ids) {
        return Err(format!(
            "what was read is no prefix of what was entered:\n  read    {ids:?}\n  entered {entered:?}"
        ));
    }
    if let Some(lost) = ledger.acked.iter().find(|id| !ids.contains(id)) {
        return Err(format!("a saved entry is lost: {lost}"));
    }
    for recorded in &opened.records {
        match &recorded.record {
            Record::Entry(entry) => {
                let same = ledger
                    .entered
                    .iter()
                    .any(|entered| entered.same_content(entry));
                if !same {
                    return Err(format!("the entry {} says something else", entry.id));
                }
            }
            Record::Unknown(unknown) => return Err(format!("not understood: {}", unknown.why)),
            Record::Struck { .. } => {}
        }
    }
    Ok(())
}

fn drafts(opened: &Opened, ledger: &Ledger) -> Result<(), String> {
    let saved: BTreeSet<EntryId> = ids(opened, ledger).into_iter().collect();
    let mut offered = BTreeMap::new();
    for draft in &opened.drafts {
        if offered.insert(draft.entry, draft).is_some() {
            return Err(format!("the draft {} is offered twice", draft.entry));
        }
        if saved.contains(&draft.entry) {
            return Err(format!(
                "the draft {} is offered although its entry is saved",
                draft.entry
            ));
        }
        let text: String = draft.fields.values().cloned().collect();
        let known = ledger.drafts.get(&draft.entry);
        if known.and_then(|known| known.handed.get(&draft.revision)) != Some(&text) {
            return Err(format!("the draft {} was never typed", draft.entry));
        }
    }
    for (entry, draft) in &ledger.drafts {
        let offered = offered.get(entry).map(|draft| draft.revision);
        if saved.contains(entry) {
            continue;
        }
        if draft.surely_dropped && offered.is_some() {
            return Err(format!("the draft {entry} was thrown away and is back"));
        }
        if !draft.dropped && offered < draft.acked {
            return Err(format!(
                "of the draft {entry} revision {:?} was kept, and {offered:?} is offered",
                draft.acked
            ));
        }
    }
    Ok(())
}

/// Every byte of a log is in a line that counts, or somebody is told of it.
fn tails(image: &Image, opened: &Opened) -> Result<(), String> {
    let noted: BTreeSet<RunId> = opened
        .records
        .iter()
        .filter_map(|recorded| match &recorded.record {
            Record::Entry(entry) => Some(&entry.changes),
            _ => None,
        })
        .flatten()
        .filter_map(|change| match change {
            Change::TailNoted(tail) => Some(tail.run),
            _ => None,
        })
        .collect();
    for (path, bytes) in image.in_dir("log") {
        let Some(run) = run_of(path) else { continue };
        let sound = opened.chains.get(&run).map_or(0, Vec::len);
        let counted: usize = bytes
            .split_inclusive(|byte| *byte == b'\n')
            .take(sound)
            .map(<[u8]>::len)
            .sum();
        let told = opened.damage.iter().any(|damage| match damage {
            Damage::TornTail {
                run: torn, length, ..
            }
            | Damage::Broken {
                run: torn, length, ..
            } => *torn == run && counted + *length as usize == bytes.len(),
            Damage::Foreign { path: at, .. } => at.ends_with(path),
            Damage::Newer { run: newer, .. } => *newer == run,
            _ => false,
        });
        if counted < bytes.len() && !told && !noted.contains(&run) {
            return Err(format!("nobody is told of the torn tail of {path}"));
        }
    }
    Ok(())
}

pub fn run_of(path: &str) -> Option<RunId> {
    path.strip_prefix("log/")?
        .strip_suffix(".log")?
        .parse()
        .ok()
}

/// An attached file is there if that was said, and under its name there is never anything else.
fn files(sim: &Sim, image: &Image, ledger: &Ledger) -> Result<(), String> {
    for digest in &ledger.files {
        evidence::check(sim, *digest).map_err(|error| format!("an attached file: {error}"))?;
    }
    for (path, bytes) in image.in_dir("evidence").chain(image.in_dir("criteria")) {
        let digest = Digest::of(bytes).to_string();
        let sound = path.ends_with(&digest) || path.ends_with(&format!("-{}.ron", &digest[..16]));
        if !sound && ledger.created {
            return Err(format!("{path} has another content than its name says"));
        }
    }
    Ok(())
}

/// A text whose strike is recorded is shown nowhere, and one that was called struck is not in that log, nor in a draft.
fn strikes(image: &Image, opened: &Opened, ledger: &Ledger) -> Result<(), String> {
    let saved = ids(opened, ledger);
    for (by, strike) in ledger.strikes() {
        let shown = opened.records.iter().any(
            |recorded| matches!(&recorded.record, Record::Entry(entry) if entry.id == strike.entry),
        );
        if saved.contains(&by) == shown {
            let so = if shown { "still" } else { "no longer" };
            return Err(format!("the text of {} is {so} shown", strike.entry));
        }
    }
    for (id, run) in &ledger.struck {
        let Some(entry) = ledger.entered.iter().find(|entry| entry.id == *id) else {
            continue;
        };
        let text = text_of(entry);
        let needle = text.as_bytes();
        let log = format!("log/{run}.log");
        let left = image.files.iter().find(|(path, bytes)| {
            (**path == log || path.starts_with("draft/"))
                && bytes.windows(needle.len()).any(|part| part == needle)
        });
        if let Some((path, _)) = left {
            return Err(format!("{path} still holds the struck text {text:?}"));
        }
    }
    Ok(())
}

/// The text of the note that an entry adds.
pub fn text_of(entry: &Entry) -> String {
    entry
        .changes
        .iter()
        .find_map(|change| match change {
            Change::Add(add) => add.fields.get(&Field::Text.into()).cloned(),
            _ => None,
        })
        .unwrap_or_default()
}

/// A way to fold records. There is one, and there are those that do it wrong.
pub type Fold = fn(&[Recorded]) -> Folded;

/// What the fold makes of records, as far as the rigs look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The texts of the notes, in the order of the audit.
    pub notes: Vec<String>,
    /// The values of the audit's client, sorted.
    pub clients: Vec<String>,
    pub conflicts: usize,
    pub unapplied: usize,
}

/// The fold that ships.
pub fn fold(records: &[Recorded]) -> Folded {
    use onsite::audit::id::{AuditId, Subject};
    let mut audit = Audit::new(AuditId(0));
    for recorded in records {
        let run = audit.run(recorded.run, &recorded.author);
        audit.apply(run, &recorded.record);
    }
    let notes = audit.objects(ObjectKind::Note);
    let mut clients: Vec<String> = audit
        .current(&Subject::Audit, &Field::Client.into())
        .iter()
        .map(|held| held.value.to_owned())
        .collect();
    clients.sort();
    Folded {
        notes: notes
            .map(|note| audit.text(note, Field::Text).to_owned())
            .collect(),
        clients,
        conflicts: audit.conflicts().len(),
        unapplied: audit.unapplied().len(),
    }
}
