//! `onsite wrap-up`: what a day brought, as a sheet for the auditee.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::{time, work};
use crate::audit::wrap::{self, Sitting, WrapUp as Day};
use crate::report;
use crate::store::{RealDisk, disk};
use crate::text::counted;

/// Writes the wrap-up of a day for the auditee: done, found so far, asked for, planned next
///
/// Findings are marked as tentative. The auditor's remarks, confidential evidence and to-dos that are asked of nobody
/// are not in it. Printed are counts; --show prints the sheet, --out writes it as Markdown into a new file.
///
/// With --json: day, sessions (label, from, until), touched, findings (label, classes, on, new), requests (label,
/// since, due), `next_day`, next, file; titles and words with --show.
#[derive(Debug, Args)]
pub(super) struct WrapUp {
    /// The audit
    audit: PathBuf,
    /// The day, as in 2026-06-16; otherwise today
    #[arg(long, value_name = "DAY")]
    day: Option<NaiveDate>,
    /// The file to write; it must not exist yet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Shows the texts
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    day: NaiveDate,
    sessions: Vec<Held>,
    touched: Vec<String>,
    findings: Vec<Found>,
    requests: Vec<Asked>,
    next_day: NaiveDate,
    next: Vec<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

#[derive(Serialize)]
struct Held {
    label: String,
    from: String,
    until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

#[derive(Serialize)]
struct Found {
    label: String,
    classes: std::collections::BTreeMap<String, String>,
    on: Vec<String>,
    new: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

#[derive(Serialize)]
struct Asked {
    label: String,
    since: NaiveDate,
    due: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
}

impl WrapUp {
    pub fn run(self) -> Result<Done, Failure> {
        let loaded = work::read(&self.audit)?;
        let day = self.day.unwrap_or_else(|| time::now().date_naive());
        let wrap = wrap::wrap_up(&loaded.audit, &loaded.criteria, day);
        let sheet = report::wrap::markdown(&wrap);
        if let Some(path) = &self.out {
            write(path, &sheet)?;
        }
        let file = self.out.as_ref().map(|path| path.display().to_string());
        let text = if self.show {
            sheet
        } else {
            counts(&wrap, file.as_deref())
        };
        Done::either(self.json, &answer(wrap, file, self.show), text)
    }
}

/// Writes the sheet into a new file for the user alone.
fn write(path: &Path, sheet: &str) -> Result<(), Failure> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Err(Failure::new(
            format!("{} names no file", path.display()),
            "Write --out wrap-up.md",
        ));
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = RealDisk::open(folder.unwrap_or_else(|| Path::new(".")))?;
    Ok(disk::write_new(&folder, name, sheet.as_bytes())?)
}

fn counts(wrap: &Day, file: Option<&str>) -> String {
    let parts = [
        counted(wrap.sessions.len(), "session", "sessions"),
        counted(
            wrap.touched.len(),
            "requirement touched",
            "requirements touched",
        ),
        counted(
            wrap.findings.len(),
            "tentative finding",
            "tentative findings",
        ),
        counted(wrap.requests.len(), "request open", "requests open"),
        format!("{} planned for {}", wrap.next.len(), wrap.next_day),
    ];
    let file = file.map_or_else(
        || " --show prints the sheet, --out FILE writes it.".to_owned(),
        |file| format!(" The sheet is in {file}."),
    );
    format!("{}: {}.{file}", wrap.day, parts.join(", "))
}

fn answer(wrap: Day, file: Option<String>, show: bool) -> Answer {
    let shown = |text: String| show.then_some(text);
    let held = |it: Sitting| Held {
        label: it.label,
        from: it.from,
        until: it.until,
        title: shown(it.title),
    };
    let ids = |ids: Vec<_>| ids.iter().map(ToString::to_string).collect();
    Answer {
        day: wrap.day,
        sessions: wrap.sessions.into_iter().map(held).collect(),
        touched: wrap.touched.iter().map(|(id, _)| id.to_string()).collect(),
        findings: wrap
            .findings
            .into_iter()
            .map(|it| Found {
                label: it.label,
                classes: it.classes.into_iter().collect(),
                on: ids(it.on),
                new: it.new,
                title: shown(it.title),
            })
            .collect(),
        requests: wrap
            .requests
            .into_iter()
            .map(|it| Asked {
                label: it.label,
                since: it.since,
                due: it.due,
                what: shown(it.what),
                of: shown(it.of),
            })
            .collect(),
        next_day: wrap.next_day,
        next: wrap.next.into_iter().map(held).collect(),
        file,
    }
}
