//! `onsite verify`: whether everything is as it was written.
//!
//! Each part that can be verified has a function here that gives its findings; the answer is yes while none of
//! them is an error.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::print::{self, count};
use crate::audit::id::AuditId;
use crate::store::verify::Verified;
use crate::store::{RealDisk, verify};

/// Verifies every byte of an audit folder; exit code 1 where anything was changed or is missing
///
/// The chain of a log has no key: whoever rewrites a log on purpose can compute it anew. That shows against a
/// sign-off, or against a head that is kept elsewhere.
///
/// With --json: holds, audit, entries, logs, struck, evidence, findings (severity, text).
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The audit
    audit: PathBuf,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// What the record came to.
#[derive(Serialize)]
struct Answer {
    holds: bool,
    audit: AuditId,
    entries: usize,
    logs: usize,
    struck: usize,
    evidence: usize,
    findings: Vec<Found>,
}

/// One thing that is wrong.
#[derive(Serialize)]
struct Found {
    severity: &'static str,
    text: String,
}

impl Verify {
    pub fn run(self) -> Result<Done, Failure> {
        let answer = record(&self.audit)?;
        let done = Done::either(self.json, &answer, text(&answer))?;
        Ok(done.no_if(!answer.holds))
    }
}

/// Verifies the record: logs, criteria, attached files.
fn record(path: &Path) -> Result<Answer, Failure> {
    let disk = RealDisk::open(path)?;
    let shown = std::io::stderr().is_terminal();
    let mut told = 0;
    let verified = verify::verify(&disk, |done, size| {
        // Once for each tenth: what is quick needs no telling.
        let tenth = (done * 10).checked_div(size).unwrap_or(10);
        if shown && size > 64 << 20 && tenth > told {
            told = tenth;
            print::note(&format!(
                "{} of {} MiB of evidence read",
                done >> 20,
                size >> 20
            ));
        }
    })?;
    Ok(answer(&verified))
}

fn answer(verified: &Verified) -> Answer {
    let opened = &verified.opened;
    let struck = |record: &&crate::store::Recorded| {
        matches!(record.record, crate::audit::entry::Record::Struck { .. })
    };
    let findings = verified.findings.iter().map(|finding| Found {
        severity: finding.severity.word(),
        text: finding.text.clone(),
    });
    let struck = opened.records.iter().filter(struck).count();
    Answer {
        holds: verified.holds(),
        audit: opened.meta.id,
        entries: opened.records.len() - struck,
        logs: opened.chains.len(),
        struck,
        evidence: verified.evidence.len(),
        findings: findings.collect(),
    }
}

fn text(answer: &Answer) -> String {
    let findings = answer.findings.iter();
    let mut lines: Vec<String> = findings
        .map(|found| format!("{}: {}", found.severity, found.text))
        .collect();
    let entries = count(answer.entries, "entry", "entries");
    let logs = count(answer.logs, "log", "logs");
    let files = count(answer.evidence, "attached file", "attached files");
    let struck = match answer.struck {
        0 => String::new(),
        struck => format!(", {} struck", count(struck, "text", "texts")),
    };
    lines.push(format!("{entries} in {logs}{struck}, {files}"));
    lines.push(if answer.holds {
        "The record is as it was written.".to_owned()
    } else {
        "The record is NOT as it was written. Compare it with another copy of the folder."
            .to_owned()
    });
    lines.join("\n")
}
