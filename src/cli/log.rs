//! `onsite log`: the entries of an audit in their shown order.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::brief;
use super::done::Done;
use super::failure::Failure;
use super::work;
use crate::audit::describe;
use crate::audit::entry::{Change, Moment, Record};
use crate::audit::fold::Audit;
use crate::audit::id::{EntryId, RunId};
use crate::store::{Recorded, folder};
use crate::text::counted;

/// Lists the entries: when, by whom, id, and what they change
///
/// With --json, a list of: state (entry, unknown or struck), id, time, author, run, n, what (ids and fields
/// only); with --show also sentence and changes, as the log holds them.
#[derive(Debug, Args)]
pub(super) struct List {
    /// The audit
    audit: PathBuf,
    /// Only so many, the latest
    #[arg(long, value_name = "NUMBER")]
    last: Option<usize>,
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Moment>,
    author: &'a str,
    run: RunId,
    n: u64,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a [Change]>,
}

impl List {
    pub fn run(self) -> Result<Done, Failure> {
        let loaded = work::read(&self.audit)?;
        let records = folder::open(loaded.disk.as_ref())?.records;
        let first = self
            .last
            .map_or(0, |last| records.len().saturating_sub(last));
        let latest = records.iter().skip(first);
        let lines: Vec<Line<'_>> = latest
            .map(|record| line(&loaded.audit, record, self.show))
            .collect();
        Done::either(self.json, &lines, text(&lines))
    }
}

fn line<'a>(audit: &Audit, recorded: &'a Recorded, show: bool) -> Line<'a> {
    let line = Line {
        state: "entry",
        id: None,
        time: None,
        author: &recorded.author,
        run: recorded.run,
        n: recorded.n,
        what: String::new(),
        sentence: None,
        changes: None,
    };
    match &recorded.record {
        Record::Entry(entry) => Line {
            id: Some(entry.id),
            time: Some(entry.time),
            what: brief::entry(audit, entry),
            sentence: show.then(|| describe::entry(audit, entry)),
            changes: show.then_some(&entry.changes),
            ..line
        },
        Record::Unknown(unknown) => Line {
            state: "unknown",
            id: unknown.id,
            time: unknown.time,
            what: "an entry that this version does not understand".to_owned(),
            ..line
        },
        Record::Struck { .. } => Line {
            state: "struck",
            what: "a text that was struck".to_owned(),
            ..line
        },
    }
}

fn text(lines: &[Line<'_>]) -> String {
    let one = |line: &Line<'_>| {
        let time = line
            .time
            .map(|time| time.format("%Y-%m-%d %H:%M:%S").to_string());
        let id = line.id.map(brief::short).unwrap_or_default();
        let what = line.sentence.as_ref().unwrap_or(&line.what);
        let time = time.unwrap_or_default();
        format!("{time:19}  {id:8}  {}  {what}", line.author)
    };
    let mut text: Vec<String> = lines.iter().map(one).collect();
    text.push(counted(lines.len(), "entry", "entries"));
    text.join("\n")
}
