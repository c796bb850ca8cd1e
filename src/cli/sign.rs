//! `onsite sign`: seals a sign-off and signs it, or adds the signature of somebody whom a sign-off waits for.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::signer::SigningKey;
use super::time;
use super::work::Writing;
use crate::audit::entry::{Change, SignedOff};
use crate::audit::gates::GateResult;
use crate::checklist::profile::SignoffKind;
use crate::signoff::documents::{self, FORMATS};
use crate::signoff::{
    self, Despite, Expected, Rendition, Request, Sealed, SignError, add_signature,
    add_signature_made_elsewhere,
};
use crate::store::desk::Memory;
use crate::store::load;
use crate::store::{RealDisk, signoffs};

/// Seals a sign-off and signs it; exit code 1 where a gate blocks
///
/// Documents, findings and a statement are sealed in signoff/NNNN of the audit, signed by an SSH key, so that
/// anybody verifies them with ssh-keygen and sha256sum. It is there only if everybody named by --principal signed.
/// Texts can be - for standard input, one of them.
///
/// With --json: number, kind, digest, folder, signed, waiting; or blocked (gate, sentence, breaches).
#[derive(Debug, Args)]
pub(super) struct Sign {
    /// The audit
    audit: PathBuf,
    /// Which sign-off
    #[arg(long, value_parser = kinds(), required_unless_present = "add", conflicts_with = "add")]
    kind: Option<String>,
    /// The signer's role, as in 'lead auditor'
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    key: SigningKey,
    /// Signs although gates do not hold, for this reason, which the statement prints; GATE=REASON for one gate
    #[arg(long, value_name = "[GATE=]REASON")]
    despite: Vec<String>,
    /// Somebody who is to sign later, with the fingerprint of their key; may be given several times
    #[arg(long, value_name = "PRINCIPAL=ROLE=FINGERPRINT")]
    also: Vec<String>,
    /// Adds a signature to this sign-off, for somebody whom its statement names
    #[arg(long, value_name = "NUMBER")]
    add: Option<u32>,
    /// With --add: a signature that was made elsewhere with ssh-keygen -Y sign -n audit-report@onsite
    #[arg(long, value_name = "FILE", requires = "add", conflicts_with_all = ["key", "agent"])]
    signature: Option<PathBuf>,
    /// Which sign-off is corrected or reviewed; otherwise the latest report
    #[arg(long, value_name = "NUMBER")]
    about: Option<u32>,
    /// Of a correction: why it is made
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Of a correction: what changed, beside the findings
    #[arg(long, value_name = "TEXT")]
    changed: Option<String>,
    /// Of a review: who reviews; otherwise who writes
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// What the signers add in their own words
    #[arg(long, value_name = "TEXT")]
    remarks: Option<String>,
    /// Where the audit body publishes its keys
    #[arg(long, value_name = "PLACE")]
    keys_at: Option<String>,
    #[command(flatten)]
    documents: Documents,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// What documents are to be like.
#[derive(Debug, Args)]
pub(super) struct Documents {
    /// The formats of the documents
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(FORMATS.iter().copied()), default_values = FORMATS.iter().copied())]
    pub format: Vec<String>,
    /// With the working papers: remarks, names, reasons of samples, gates signed over
    #[arg(long)]
    pub audit_file: bool,
    /// With names and not with roles alone
    #[arg(long)]
    pub names: bool,
    /// Their language; otherwise the audit's
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
}

impl Documents {
    /// As a sign-off of this kind has them.
    pub fn rendition(&self, kind: SignoffKind) -> Rendition {
        let formats: Vec<&str> = self.format.iter().map(String::as_str).collect();
        Rendition {
            documents: documents::names(kind, &formats),
            language: self.language.clone().unwrap_or_default(),
            names: self.names,
            audit_file: self.audit_file,
        }
    }
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(SignoffKind::ALL.iter().map(|kind| kind.key()))
}

#[derive(Serialize)]
struct Answer {
    number: u32,
    kind: String,
    digest: String,
    folder: String,
    signed: Vec<String>,
    waiting: Vec<String>,
}

#[derive(Serialize)]
struct Blocked {
    blocked: Vec<Block>,
}

#[derive(Serialize)]
struct Block {
    gate: String,
    sentence: String,
    breaches: usize,
}

impl Sign {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        match self.add {
            Some(number) => self.add(number),
            None => self.seal(author),
        }
    }

    fn add(&self, number: u32) -> Result<Done, Failure> {
        let disk = RealDisk::open(&self.audit)?;
        let principal = self
            .key
            .principal
            .clone()
            .ok_or_else(|| Failure::new("it is not said who signs", "Add --principal NAME."))?;
        if let Some(file) = &self.signature {
            let armored = std::fs::read(file).map_err(|error| {
                let what = format!("{} cannot be read: {error}", file.display());
                Failure::new(what, "Give the .sig file that ssh-keygen -Y sign wrote.")
            })?;
            add_signature_made_elsewhere(&disk, number, &principal, &armored)?;
        } else {
            // The role is the one that the statement names.
            let signing = self
                .key
                .signing(Some(self.role.as_deref().unwrap_or("signer")))?;
            let signing = signing.ok_or_else(|| {
                let next = "Add --key FILE, --agent or --signature FILE.";
                Failure::new("it is not said what to sign with", next)
            })?;
            add_signature(&disk, number, signing)?;
        }
        let place = signoffs::path(number);
        let answer = serde_json::json!({ "number": number, "signed": [principal] });
        Done::either(self.json, &answer, format!("{principal} signed {place}."))
    }

    fn seal(&self, author: Option<String>) -> Result<Done, Failure> {
        let kind = self.kind.as_deref().and_then(SignoffKind::from_key);
        let request = self.request(kind.unwrap_or(SignoffKind::Report), author.as_deref())?;
        let signing = self.key.signing(self.role.as_deref())?;
        let loaded = load::load(&self.audit)?;
        let sealed = signoff::sign_off(&loaded, &request, signing.into_iter().collect());
        let sealed = match sealed {
            Err(SignError::Blocked(gates)) => return self.blocked(request.kind, &gates),
            Err(error @ SignError::Reviewer(_)) => {
                return Ok(Done::said(error.to_string()).no_if(true));
            }
            other => other?,
        };
        self.record(&sealed, author)?;
        self.sealed(sealed)
    }

    fn request(&self, kind: SignoffKind, author: Option<&str>) -> Result<Request, Failure> {
        let mut texts = Texts::default();
        let given = [&self.reason, &self.changed, &self.remarks];
        let dashes = given.iter().filter(|it| it.as_deref() == Some("-")).count();
        if self.key.passphrase_stdin && dashes > 0 {
            return Err(Failure::new(
                "a text and the passphrase cannot both come from standard input",
                "Leave out --passphrase-stdin; the passphrase is then asked for on the terminal.",
            ));
        }
        let also = self.also.iter().map(|text| expected(text));
        let despite = self.despite.iter().map(|text| despite(text));
        let own = || author.map_or_else(|| Memory::of_user().author(), str::to_owned);
        Ok(Request {
            rendition: self.documents.rendition(kind),
            despite: despite.collect(),
            others: also.collect::<Result<_, _>>()?,
            about: self.about,
            reason: texts.maybe(self.reason.as_deref())?,
            changed: texts.maybe(self.changed.as_deref())?,
            reviewer: if kind.is_review() {
                self.reviewer.clone().unwrap_or_else(own)
            } else {
                String::new()
            },
            remarks: texts.maybe(self.remarks.as_deref())?,
            keys_at: self.keys_at.clone().unwrap_or_default(),
            ..Request::new(kind, time::now())
        })
    }

    /// Enters that the sign-off was made.
    fn record(&self, sealed: &Sealed, author: Option<String>) -> Result<(), Failure> {
        let change = Change::SignedOff(sealed.signed.clone());
        let saved = Writing::begin(&self.audit, author).and_then(|it| it.save(vec![change]));
        saved.map(drop).map_err(|failure| {
            let folder = &sealed.folder;
            Failure::new(
                format!(
                    "{folder} is sealed and signed, but the audit does not say so yet: {}",
                    failure.what
                ),
                failure.next,
            )
        })
    }

    fn sealed(&self, sealed: Sealed) -> Result<Done, Failure> {
        let SignedOff {
            number,
            kind,
            digest,
        } = sealed.signed;
        let name = |signer: Expected| signer.principal;
        let answer = Answer {
            number,
            kind,
            digest,
            folder: shown(&self.audit, &sealed.folder),
            signed: self.key.principal.clone().into_iter().collect(),
            waiting: sealed.waiting.into_iter().map(name).collect(),
        };
        let mut lines = vec![format!(
            "{} is sealed: {}, {}.",
            answer.folder,
            answer.kind,
            match answer.signed.first() {
                Some(principal) => format!("signed by {principal}"),
                None => "signed by nobody yet".to_owned(),
            }
        )];
        lines.push(format!("SHA-256 of its SHA256SUMS: {}", answer.digest));
        for principal in &answer.waiting {
            lines.push(format!(
                "It waits for {principal}: onsite sign {} --add {number} --principal {principal} --agent",
                self.audit.display()
            ));
        }
        Done::either(self.json, &answer, lines.join("\n"))
    }

    /// What blocks, without anybody's words.
    fn blocked(&self, kind: SignoffKind, gates: &[GateResult]) -> Result<Done, Failure> {
        let gate = |gate: &GateResult| Block {
            gate: gate.demand.key(),
            sentence: gate.sentence.clone(),
            breaches: gate.breaches.len(),
        };
        let answer = Blocked {
            blocked: gates.iter().map(gate).collect(),
        };
        let mut lines = vec!["Nothing was signed, because this does not hold:".to_owned()];
        let blocked = answer.blocked.iter();
        lines.extend(blocked.map(|it| format!("- {} ({}, {})", it.sentence, it.gate, it.breaches)));
        lines.push(format!(
            "`onsite check {} --kind {} --show` tells what to mend; --despite REASON signs over it, where that is allowed.",
            self.audit.display(),
            kind.key()
        ));
        Ok(Done::either(self.json, &answer, lines.join("\n"))?.no_if(true))
    }
}

fn shown(audit: &Path, folder: &str) -> String {
    audit.join(folder).display().to_string()
}

/// Reads `PRINCIPAL=ROLE=FINGERPRINT`.
fn expected(text: &str) -> Result<Expected, Failure> {
    let parts = text
        .split_once('=')
        .and_then(|(principal, rest)| Some((principal, rest.rsplit_once('=')?)));
    let Some((principal, (role, fingerprint))) = parts else {
        return Err(Failure::new(
            format!("\"{text}\" does not name a signer"),
            "Write --also 'member@example.com=auditor=SHA256:…'.",
        ));
    };
    Ok(Expected {
        principal: principal.to_owned(),
        fingerprint: fingerprint.to_owned(),
        role: role.to_owned(),
    })
}

/// Reads a reason, which may begin with the key of a gate: `inbox-is-empty=…`, `field:soa=…`.
fn despite(text: &str) -> Despite {
    let is_key = |key: &str| {
        !key.is_empty()
            && key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b':'))
    };
    match text.split_once('=') {
        Some((gate, reason)) if is_key(gate) => Despite {
            gate: Some(gate.to_owned()),
            reason: reason.to_owned(),
        },
        _ => Despite {
            gate: None,
            reason: text.to_owned(),
        },
    }
}

impl From<SignError> for Failure {
    fn from(error: SignError) -> Self {
        match error {
            SignError::Path(error) => error.into(),
            // The others say by themselves what to do.
            error => Self::new(error.to_string(), ""),
        }
    }
}
