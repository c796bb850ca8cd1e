//! `onsite strike`: strikes a text from the logs. Who, when and on what ground stays, and every chain verifies.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::brief::{self, DIGITS};
use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::print;
use super::work::Writing;
use crate::audit::entry::{Change, Entry, Record, Strike};
use crate::audit::id::{EntryId, RunId};
use crate::store::load::Loaded;
use crate::store::strike as store;
use crate::store::{PathError, folder};
use crate::text::counted;

/// Strikes the text of an entry from the logs: after an accident, or for erasure under data protection law
///
/// The only operation that takes words away. An entry that names who strikes what on which ground is saved
/// first; then every line that holds the text is replaced by its commitment, so that all chains and signatures
/// still verify. Other copies of the folder keep the text until they are merged with this one; files that were
/// attached are not touched.
///
/// With --json: struck (the entry), entry (the one that says so), lines (run, n).
#[derive(Debug, Args)]
pub(super) struct StrikeText {
    /// The audit
    audit: PathBuf,
    /// The entry: its id or a unique beginning of it, as `onsite log` shows it, or a label (the entry that
    /// made it)
    entry: String,
    /// On what ground; - for standard input
    #[arg(long, value_name = "TEXT")]
    ground: String,
    /// Strikes without asking
    #[arg(long)]
    yes: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    struck: EntryId,
    entry: Option<EntryId>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    run: RunId,
    n: u64,
}

impl StrikeText {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let ground = Texts::default().read(&self.ground)?;
        if ground.trim().is_empty() {
            return Err(Failure::new(
                "striking needs a ground",
                "Give it with --ground.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let entry = entry(&writing.loaded, &self.entry)?;
        let targets = store::targets(writing.loaded.disk.as_ref(), entry)?;
        if targets.is_empty() {
            return again(writing, entry, self.json);
        }
        if !self.yes {
            confirm(entry, targets.len())?;
        }
        let strikes = targets.iter().map(|target| Strike {
            run: target.run,
            n: target.n,
            commitment: target.commitment.to_string(),
            length: target.length,
            entry,
            ground: ground.clone(),
        });
        let made = writing.enter(strikes.map(Change::Strike).collect())?;
        let struck = writing.struck(targets.len());
        writing.finish()?;
        answer(entry, Some(made), targets.len(), &struck, self.json)
    }
}

fn answer(
    struck: EntryId,
    entry: Option<EntryId>,
    wanted: usize,
    results: &[(Strike, Option<PathError>)],
    json: bool,
) -> Result<Done, Failure> {
    let failed: Vec<String> = results
        .iter()
        .filter_map(|(_, error)| error.as_ref().map(ToString::to_string))
        .collect();
    if !failed.is_empty() || results.len() < wanted {
        let why = failed
            .first()
            .map_or("the disk does not answer", String::as_str);
        return Err(Failure::new(
            format!("the text is withheld, but it still stands in a log: {why}"),
            "Do the same again when the cause is mended; the next writing tries it as well.",
        ));
    }
    let lines = results.iter().map(|(strike, _)| Line {
        run: strike.run,
        n: strike.n,
    });
    let value = Answer {
        struck,
        entry,
        lines: lines.collect(),
    };
    let lines = counted(value.lines.len(), "line", "lines");
    let said = format!(
        "The text of entry {} is struck from {lines}.\nOther copies of the folder, backups and repositories \
         still hold it.",
        brief::short(struck)
    );
    Done::either(json, &value, said)
}

/// An entry that stands in no line any more: it was struck before, perhaps not in every log.
fn again(writing: Writing, entry: EntryId, json: bool) -> Result<Done, Failure> {
    let was_struck = writing
        .loaded
        .audit
        .strikes()
        .iter()
        .any(|strike| strike.entry == entry);
    writing.finish()?;
    if was_struck {
        return answer(entry, None, 0, &[], json);
    }
    Err(Failure::new(
        format!("no log holds entry {entry}"),
        "`onsite log AUDIT` lists the entries.",
    ))
}

/// The entry that was meant.
fn entry(loaded: &Loaded, text: &str) -> Result<EntryId, Failure> {
    if let Some(object) = loaded.audit.by_label(text) {
        return Ok(loaded.audit.made_by(object));
    }
    let wanted = text.to_ascii_lowercase();
    let records = folder::open(loaded.disk.as_ref())?.records;
    let ids = records
        .iter()
        .filter_map(|recorded| match &recorded.record {
            Record::Entry(Entry { id, .. }) => Some(*id),
            Record::Unknown(unknown) => unknown.id,
            Record::Struck { .. } => None,
        });
    let struck = loaded.audit.strikes().iter().map(|strike| strike.entry);
    let mut found: Vec<EntryId> = ids
        .chain(struck)
        .filter(|id| id.to_string().starts_with(&wanted))
        .collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [id] if wanted.len() >= DIGITS => Ok(*id),
        [] if wanted.bytes().all(|b| b.is_ascii_hexdigit()) => Err(Failure::new(
            format!("there is no entry {text} in this audit"),
            "`onsite log AUDIT` lists the entries.",
        )),
        [] => Err(lookup::object(&loaded.audit, text).map_or_else(
            |failure| failure,
            |object| {
                Failure::new(
                    format!("{text} could be {}", loaded.audit.label(object)),
                    "Write it in full.",
                )
            },
        )),
        _ => Err(Failure::new(
            format!("{text} does not say which entry is meant"),
            format!("Give at least {DIGITS} digits of its id, as `onsite log AUDIT` shows it."),
        )),
    }
}

/// Has the beginning of the id typed, so that nothing is struck by a slip.
fn confirm(entry: EntryId, lines: usize) -> Result<(), Failure> {
    let short = brief::short(entry);
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "striking cannot be undone, and there is no terminal to ask on",
            "Add --yes.",
        ));
    }
    let lines = counted(lines, "line", "lines");
    print::note(&format!(
        "The text of entry {short} will be struck from {lines}. This cannot be undone.\nType {short} to strike it:"
    ));
    std::io::stderr().flush().ok();
    let mut typed = String::new();
    let read = std::io::stdin().read_line(&mut typed);
    if read.is_ok() && typed.trim() == short {
        return Ok(());
    }
    Err(Failure::new("nothing was struck", "The id was not typed."))
}
