//! Verification: whether a sealed folder is what was signed, who signed it, and whether the record behind it is
//! still the one that was signed.
//!
//! A folder alone is checked by [`folder`]; together with its audit folder by [`audit`]. Everything that is wrong
//! is said, not only the first thing. This module must not change anything, nor trust anything that came with the
//! folder: whose key a key is, says `allowed_signers` from outside.

mod audit;
mod receipts;

pub use audit::{AuditVerified, audit, audit_telling};

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use ssh_key::PublicKey;

use super::allowed_signers::{AllowedSigners, Verdict};
use super::earlier::MAX_FILE;
use super::flat_folder::{Folder, Kind};
use super::manifest::{MANIFEST_NAME, MAX_TEXT, Manifest};
use super::sshsig::{self, NAMESPACE};
use super::stated::Stated;
use super::statement;
use super::{findings, instructions, record};
use crate::store::Digest;
use crate::text::visible;

/// The longest signature that is looked at, in bytes.
const MAX_SIGNATURE: u64 = 64 << 10;

/// Whom to trust, and when.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Whose keys are whose; without it that is left open, and said.
    pub allowed: Option<AllowedSigners>,
    /// The time for which keys have to be allowed.
    pub at: DateTime<Utc>,
}

/// One thing that verification has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whether it makes the answer no.
    pub bad: bool,
    /// A sentence without a full stop.
    pub text: String,
}

/// Whether somebody signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Their signature fits, made with the key that the statement names.
    Signed,
    /// They are expected to sign and have not.
    Missing,
    /// There is something, but it does not count; why.
    NotGood(String),
}

/// What is known about one signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name under which they sign.
    pub principal: String,
    /// Their role, as stated; empty where nothing states it.
    pub role: String,
    /// The fingerprint of the key that signed, or that is expected to.
    pub fingerprint: String,
    /// Whether they signed.
    pub state: State,
    /// Whether somebody outside vouches that the key is theirs; nothing where nobody was asked.
    pub trust: Option<Verdict>,
}

impl Signature {
    /// Whether it is good, as far as was asked.
    pub fn is_good(&self) -> bool {
        self.state == State::Signed && self.trust.as_ref().is_none_or(Verdict::is_allowed)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, role) = (visible(&self.principal), visible(&self.role));
        let key = visible(&self.fingerprint);
        match (&self.state, &self.trust) {
            (State::Missing, _) => write!(f, "{name} ({role}, {key}) has not signed"),
            (State::NotGood(why), _) => write!(f, "{name}: {why}"),
            (State::Signed, None) => write!(
                f,
                "{name} signed as {role} with {key}; whose key that is was not checked"
            ),
            (State::Signed, Some(verdict)) => {
                write!(f, "{name} signed as {role} with {key}; {verdict}")
            }
        }
    }
}

/// What verification of one sealed folder found.
#[derive(Debug)]
pub struct Verified {
    /// The folder.
    pub folder: PathBuf,
    /// SHA-256 of its `SHA256SUMS`, where there is one.
    pub digest: Option<Digest>,
    /// Its statement, where it can be read. Believe it only if all is good.
    pub stated: Option<Stated>,
    /// Those who signed or are expected to, in the order of the statement.
    pub signatures: Vec<Signature>,
    /// What there is to say beside the signatures, receipts among it.
    pub said: Vec<Said>,
}

impl Verified {
    /// Whether all is good: every file as it was sealed, every expected signature there and good.
    pub fn is_good(&self) -> bool {
        self.signatures.iter().all(Signature::is_good) && self.said.iter().all(|said| !said.bad)
    }

    /// Everything in sentences: whether it is bad, and what.
    pub fn sentences(&self) -> Vec<Said> {
        let signatures = self.signatures.iter().map(|signature| Said {
            bad: !signature.is_good(),
            text: signature.to_string(),
        });
        signatures.chain(self.said.iter().cloned()).collect()
    }

    pub(super) fn bad(&mut self, text: impl Into<String>) {
        self.said.push(Said {
            bad: true,
            text: text.into(),
        });
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.said.push(Said {
            bad: false,
            text: text.into(),
        });
    }
}

/// A folder that is being looked at.
struct Look<'a> {
    path: &'a Path,
    folder: Folder,
    names: Vec<String>,
    trust: &'a Trust,
    found: Verified,
}

/// Verifies a sealed folder by itself: its files, signatures and receipts.
pub fn folder(path: &Path, trust: &Trust) -> Verified {
    let mut found = Verified {
        folder: path.to_owned(),
        digest: None,
        stated: None,
        signatures: Vec::new(),
        said: Vec::new(),
    };
    let opened = Folder::open(path).and_then(|folder| {
        let names = folder.names()?.into_iter().collect();
        Ok((folder, names))
    });
    match opened {
        Err(error) => {
            found.bad(format!("{} cannot be read: {error}", path.display()));
            found
        }
        Ok((folder, names)) => {
            let mut look = Look {
                path,
                folder,
                names,
                trust,
                found,
            };
            look.all();
            look.found
        }
    }
}

impl Look<'_> {
    fn all(&mut self) {
        let sums = match self.read(MANIFEST_NAME, MAX_TEXT as u64) {
            Ok(sums) => sums,
            Err(error) => {
                self.found
                    .bad(format!("{MANIFEST_NAME} cannot be read: {error}"));
                return;
            }
        };
        let digest = Digest::of(&sums);
        self.found.digest = Some(digest);
        let manifest = match Manifest::parse(&sums) {
            Ok(manifest) => Some(manifest),
            Err(error) => {
                self.found.bad(error.to_string());
                None
            }
        };
        let statement = self
            .text(statement::NAME)
            .and_then(|text| Stated::parse(&text));
        match statement {
            Ok(stated) => self.found.stated = Some(stated),
            Err(why) => self.found.bad(format!("{}: {why}", statement::NAME)),
        }
        self.signatures(&sums);
        if let Some(manifest) = &manifest {
            self.files(manifest);
        }
        self.counts();
        self.receipts(digest);
    }

    /// The content of a regular file of at most `limit` bytes.
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        if let Kind::Other(kind) = self.folder.kind(name)? {
            return Err(io::Error::other(format!("it is {kind}")));
        }
        let mut bytes = Vec::new();
        let file = self.folder.open_file(name)?;
        file.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::other(format!("it is larger than {limit} bytes")));
        }
        Ok(bytes)
    }

    fn text(&self, name: &str) -> Result<String, String> {
        let bytes = self
            .read(name, MAX_FILE)
            .map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|_e| "it is not UTF-8 text".to_owned())
    }

    /// Compares the files with the manifest, and the manifest with what a sign-off consists of.
    fn files(&mut self, manifest: &Manifest) {
        match manifest.verify(self.path) {
            Ok(problems) => problems
                .iter()
                .for_each(|problem| self.found.bad(problem.to_string())),
            Err(error) => self.found.bad(error.to_string()),
        }
        let own = [
            statement::NAME,
            record::NAME,
            findings::NAME,
            instructions::NAME,
        ];
        let Some(stated) = &self.found.stated else {
            return;
        };
        let documents = stated.rendition.documents.clone();
        let wanted: Vec<&str> = own
            .into_iter()
            .chain(documents.iter().map(String::as_str))
            .collect();
        let unlisted = wanted.iter().filter(|name| manifest.sum(name).is_none());
        let unlisted: Vec<String> = unlisted.map(|name| visible(name).into_owned()).collect();
        for name in unlisted {
            self.found
                .bad(format!("{MANIFEST_NAME} does not list {name}"));
        }
        for (name, _) in manifest.sums().filter(|(name, _)| !wanted.contains(name)) {
            self.found.bad(format!(
                "{MANIFEST_NAME} lists {name}, which the statement does not name"
            ));
        }
    }

    /// Checks every signature of the manifest, and that nobody is missing.
    fn signatures(&mut self, sums: &[u8]) {
        let prefix = format!("{MANIFEST_NAME}.");
        let principals: Vec<String> = self
            .names
            .iter()
            .filter_map(|name| name.strip_prefix(&prefix)?.strip_suffix(".sig"))
            .map(str::to_owned)
            .collect();
        let expected = self.found.stated.as_ref().map(|it| it.signers.clone());
        let expected = expected.unwrap_or_default();
        if expected.is_empty() {
            self.found
                .bad("no statement that can be read says who was to sign");
        }
        for signer in &expected {
            let signature = if principals.contains(&signer.principal) {
                self.signature(sums, &signer.principal)
            } else {
                Signature {
                    principal: signer.principal.clone(),
                    role: signer.role.clone(),
                    fingerprint: signer.fingerprint.clone(),
                    state: State::Missing,
                    trust: None,
                }
            };
            self.found.signatures.push(signature);
        }
        for principal in &principals {
            if !expected.iter().any(|it| it.principal == *principal) {
                let signature = self.signature(sums, principal);
                self.found.signatures.push(signature);
            }
        }
        for (n, signer) in expected.iter().enumerate() {
            let others = expected.iter().skip(n + 1);
            for other in others.filter(|it| it.fingerprint == signer.fingerprint) {
                self.found.note(format!(
                    "{} and {} sign with the same key: they may be one person",
                    visible(&signer.principal),
                    visible(&other.principal)
                ));
            }
        }
    }

    fn signature(&self, sums: &[u8], principal: &str) -> Signature {
        let stated = self.found.stated.as_ref();
        let expected = stated.and_then(|stated| stated.signer(principal));
        let mut signature = Signature {
            principal: principal.to_owned(),
            role: expected.map(|it| it.role.clone()).unwrap_or_default(),
            fingerprint: expected
                .map(|it| it.fingerprint.clone())
                .unwrap_or_default(),
            state: State::Signed,
            trust: None,
        };
        let name = super::signer::signature_name(principal);
        let verified = self
            .read(&name, MAX_SIGNATURE)
            .map_err(|error| format!("the signature cannot be read: {error}"))
            .and_then(|armored| sshsig::verify(sums, &armored).map_err(|error| error.to_string()));
        match verified {
            Err(why) => signature.state = State::NotGood(why),
            Ok(verified) => {
                signature.trust = self.trust(principal, &verified.key);
                if expected.is_none() {
                    let why = "signed, but the statement does not name them as a signer";
                    signature.state = State::NotGood(why.to_owned());
                } else if signature.fingerprint != verified.fingerprint {
                    signature.state = State::NotGood(format!(
                        "signed with {} and not with the stated key {}",
                        verified.fingerprint,
                        visible(&signature.fingerprint)
                    ));
                }
            }
        }
        signature
    }

    /// Whether somebody outside vouches for a key.
    fn trust(&self, principal: &str, key: &PublicKey) -> Option<Verdict> {
        let allowed = self.trust.allowed.as_ref()?;
        Some(allowed.find(principal, key, NAMESPACE, self.trust.at))
    }

    /// Compares the stated numbers of findings with the findings themselves.
    fn counts(&mut self) {
        let Some(stated) = &self.found.stated else {
            return;
        };
        let lines = match self
            .text(findings::NAME)
            .and_then(|text| findings::parse(&text))
        {
            Ok(lines) => lines,
            Err(why) => return self.found.bad(format!("{}: {why}", findings::NAME)),
        };
        for sentence in differing_counts(stated, &lines) {
            self.found.bad(sentence);
        }
    }
}

/// Where a statement gives other numbers of findings than there are.
fn differing_counts(stated: &Stated, lines: &[findings::Line]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (criterion, class, count) in stated.counts() {
        let found = findings::counts(lines, &criterion);
        let found = found.get(&class).copied().unwrap_or(0);
        if found != count {
            wrong.push(format!(
                "the statement counts {count} findings of class {} for {}, and there are {found}",
                visible(&class),
                visible(&criterion)
            ));
        }
    }
    wrong
}
