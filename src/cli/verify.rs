//! `onsite verify`: whether everything is as it was written and signed.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::print;
use super::time;
use crate::audit::entry::Record;
use crate::audit::id::AuditId;
use crate::signoff::allowed_signers::{AllowedSigners, Verdict};
use crate::signoff::manifest::MANIFEST_NAME;
use crate::signoff::verify::{self, AuditVerified, State, Trust, Verified};
use crate::store::Recorded;
use crate::text::counted;

/// Verifies an audit folder with its sign-offs, or a sign-off alone; exit code 1 where anything is not good
///
/// Every byte of logs, criteria and attached files, every signature, and whether the record behind a sign-off is
/// still the one that was signed. The chain of a log has no key: whoever rewrites a log on purpose can compute it
/// anew. That shows against a sign-off, or against a head that is kept elsewhere.
///
/// With --json: holds; of an audit: audit, entries, logs, struck, evidence, findings (severity, text); signoffs
/// (folder, number, kind, digest, holds, signers, findings).
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The audit, or the folder of a sign-off
    #[arg(value_name = "AUDIT|SIGNOFF")]
    folder: PathBuf,
    /// Says whose keys are whose; from the audit body, never from the one who brought the folder
    #[arg(long, value_name = "FILE")]
    allowed_signers: Option<PathBuf>,
    /// Renders the documents of sign-offs anew and compares them
    #[arg(long)]
    rerender: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    holds: bool,
    #[serde(flatten)]
    record: Option<OfRecord>,
    signoffs: Vec<Signoff>,
}

/// What the record came to.
#[derive(Serialize)]
struct OfRecord {
    audit: AuditId,
    entries: usize,
    logs: usize,
    struck: usize,
    evidence: usize,
    findings: Vec<Found>,
}

/// What a sign-off came to.
#[derive(Serialize)]
struct Signoff {
    folder: String,
    number: Option<u32>,
    kind: Option<&'static str>,
    digest: Option<String>,
    holds: bool,
    signers: Vec<Signer>,
    findings: Vec<Found>,
}

#[derive(Serialize)]
struct Signer {
    principal: String,
    role: String,
    fingerprint: String,
    signed: bool,
    /// Nothing where nobody was asked.
    allowed: Option<bool>,
    text: String,
    #[serde(skip)]
    is_good: bool,
}

/// One thing that is to be said.
#[derive(Serialize)]
struct Found {
    severity: &'static str,
    text: String,
}

impl Verify {
    pub fn run(self) -> Result<Done, Failure> {
        let trust = self.trust()?;
        let is_audit = self.folder.join("AUDIT.json").exists();
        let is_signoff = self.folder.join(MANIFEST_NAME).exists();
        let answer = if is_signoff && !is_audit {
            if self.rerender {
                return Err(Failure::new(
                    "a sign-off alone cannot be rendered anew: the record behind it is needed",
                    "Give the audit folder, or leave --rerender out.",
                ));
            }
            alone(&verify::folder(&self.folder, &trust))
        } else {
            let mut told = 0;
            let shown = std::io::stderr().is_terminal();
            let verified =
                verify::audit_telling(&self.folder, &trust, self.rerender, |done, size| {
                    if shown {
                        tell(&mut told, done, size);
                    }
                })?;
            of_audit(&verified)
        };
        let done = Done::either(self.json, &answer, self.text(&answer))?;
        Ok(done.no_if(!answer.holds))
    }

    fn trust(&self) -> Result<Trust, Failure> {
        let allowed = self.allowed_signers.as_deref().map(AllowedSigners::read);
        let allowed = allowed.transpose();
        Ok(Trust {
            allowed: allowed.map_err(|error| Failure::new(error.to_string(), ""))?,
            at: time::now().to_utc(),
        })
    }

    fn text(&self, answer: &Answer) -> String {
        let mut lines = Vec::new();
        if let Some(record) = &answer.record {
            lines.extend(told(&record.findings));
            let entries = counted(record.entries, "entry", "entries");
            let logs = counted(record.logs, "log", "logs");
            let files = counted(record.evidence, "attached file", "attached files");
            let struck = match record.struck {
                0 => String::new(),
                struck => format!(", {} struck", counted(struck, "text", "texts")),
            };
            lines.push(format!("{entries} in {logs}{struck}, {files}"));
        }
        for signoff in &answer.signoffs {
            let kind = signoff.kind.unwrap_or("sign-off");
            lines.push(format!("{}: {kind}", signoff.folder));
            let signers = signoff.signers.iter();
            let signers = signers.map(|signer| Found {
                severity: severity(!signer.is_good),
                text: signer.text.clone(),
            });
            let signers: Vec<Found> = signers.collect();
            let said = told(&signers).chain(told(&signoff.findings));
            lines.extend(said.map(|line| format!("  {line}")));
        }
        if !answer.signoffs.is_empty() && self.allowed_signers.is_none() {
            lines.push(
                "Whose keys these are was not checked: get the audit body's allowed_signers from itself, and give it with --allowed-signers."
                    .to_owned(),
            );
        }
        lines.push(verdict(answer).to_owned());
        lines.join("\n")
    }
}

fn verdict(answer: &Answer) -> &'static str {
    match (answer.holds, &answer.record) {
        (true, Some(_)) => "The record is as it was written.",
        (true, None) => "The documents are as they were signed.",
        (false, Some(_)) => {
            "NOT all is as it was written and signed. Compare it with another copy of the folder."
        }
        (false, None) => "This is NOT as it was signed. Get another copy from the audit body.",
    }
}

/// Says once for each tenth how far reading is; what is quick needs no telling.
fn tell(told: &mut u64, done: u64, size: u64) {
    let tenth = (done * 10).checked_div(size).unwrap_or(10);
    if size > 64 << 20 && tenth > *told {
        *told = tenth;
        let (done, size) = (done >> 20, size >> 20);
        print::note(&format!("{done} of {size} MiB of evidence read"));
    }
}

fn told(found: &[Found]) -> impl Iterator<Item = String> {
    found
        .iter()
        .map(|it| format!("{}: {}", it.severity, it.text))
}

const fn severity(bad: bool) -> &'static str {
    if bad { "error" } else { "note" }
}

fn of_audit(verified: &AuditVerified) -> Answer {
    let opened = &verified.record.opened;
    let is_struck = |it: &&Recorded| matches!(it.record, Record::Struck { .. });
    let struck = opened.records.iter().filter(is_struck).count();
    let findings = verified.record.findings.iter().map(|finding| Found {
        severity: finding.severity.word(),
        text: finding.text.clone(),
    });
    let further = verified.said.iter().skip(verified.record.findings.len());
    let further = further.map(|said| Found {
        severity: severity(said.bad),
        text: said.text.clone(),
    });
    Answer {
        holds: verified.is_good(),
        record: Some(OfRecord {
            audit: opened.meta.id,
            entries: opened.records.len() - struck,
            logs: opened.chains.len(),
            struck,
            evidence: verified.record.evidence.len(),
            findings: findings.chain(further).collect(),
        }),
        signoffs: verified
            .signoffs
            .iter()
            .map(|(_, it)| signoff(it))
            .collect(),
    }
}

fn alone(verified: &Verified) -> Answer {
    Answer {
        holds: verified.is_good(),
        record: None,
        signoffs: vec![signoff(verified)],
    }
}

fn signoff(verified: &Verified) -> Signoff {
    let stated = verified.stated.as_ref();
    let signers = verified.signatures.iter().map(|signature| Signer {
        principal: signature.principal.clone(),
        role: signature.role.clone(),
        fingerprint: signature.fingerprint.clone(),
        signed: signature.state == State::Signed,
        allowed: signature.trust.as_ref().map(Verdict::is_allowed),
        text: signature.to_string(),
        is_good: signature.is_good(),
    });
    let findings = verified.said.iter().map(|said| Found {
        severity: severity(said.bad),
        text: said.text.clone(),
    });
    Signoff {
        folder: verified.folder.display().to_string(),
        number: stated.map(|it| it.number),
        kind: stated.map(|it| it.kind.key()),
        digest: verified.digest.map(|digest| digest.to_string()),
        holds: verified.is_good(),
        signers: signers.collect(),
        findings: findings.collect(),
    }
}
