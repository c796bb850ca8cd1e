//! Verification of an audit folder with all its sign-offs: each of them by itself, and against the record.

use std::path::Path;
use std::sync::Arc;

use super::{Said, Trust, Verified, differing_counts, folder};
use crate::audit::fold::Audit;
use crate::signoff::documents;
use crate::signoff::earlier::MAX_FILE;
use crate::signoff::findings;
use crate::signoff::manifest::MANIFEST_NAME;
use crate::signoff::record::{self, Record};
use crate::signoff::stated::Stated;
use crate::signoff::statement::{Other, Particulars};
use crate::store::load::{self, LoadError, Loaded, TOOL};
use crate::store::{self, Digest, Disk, Opened, PathError, RealDisk, Severity, signoffs};

/// What verification of an audit folder found.
#[derive(Debug)]
pub struct AuditVerified {
    /// Logs, criteria and attached files as they were read.
    pub record: store::verify::Verified,
    /// What there is to say about them.
    pub said: Vec<Said>,
    /// The sign-offs, by number.
    pub signoffs: Vec<(u32, Verified)>,
}

impl AuditVerified {
    /// Whether all is good.
    pub fn is_good(&self) -> bool {
        self.said.iter().all(|said| !said.bad) && self.signoffs.iter().all(|(_, it)| it.is_good())
    }
}

/// Verifies an audit folder: every byte of logs, criteria and attached files, and each sign-off by itself and
/// against them. With `rerender` the documents are rendered anew and compared.
///
/// # Errors
/// It is not an audit folder, or not one that this version can read.
pub fn audit(path: &Path, trust: &Trust, rerender: bool) -> Result<AuditVerified, LoadError> {
    audit_telling(path, trust, rerender, |_, _| ())
}

/// As [`audit`]; `progress` hears how many of how many bytes of attached files are read.
///
/// # Errors
/// As [`audit`].
pub fn audit_telling(
    path: &Path,
    trust: &Trust,
    rerender: bool,
    progress: impl FnMut(u64, u64),
) -> Result<AuditVerified, LoadError> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(path)?);
    let record = store::verify::verify(&*disk, progress)?;
    let reasons = record.opened.unsafe_reasons.iter();
    let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
    let findings = record.findings.iter();
    let mut said: Vec<Said> = findings
        .map(|finding| Said {
            // That a folder is not safe to write to says nothing about what is in it.
            bad: finding.severity >= Severity::Error && !reasons.contains(&finding.text),
            text: finding.text.clone(),
        })
        .collect();
    let loaded = match load::load_from(path, Arc::clone(&disk)) {
        Ok(loaded) => Some(loaded),
        Err(error) => {
            said.push(Said {
                bad: true,
                text: error.to_string(),
            });
            None
        }
    };
    let against = Against {
        disk,
        path,
        opened: &record.opened,
        loaded: loaded.as_ref(),
        rerender,
    };
    let numbers = signoffs::numbers(&*against.disk)?;
    let mut verified: Vec<(u32, Verified)> = Vec::new();
    for number in numbers {
        let place = against.disk.full_path(&signoffs::path(number));
        let mut found = folder(&place, trust);
        against.check(number, &mut found, &verified)?;
        verified.push((number, found));
    }
    if let Some(loaded) = &loaded {
        said.extend(missing(&loaded.audit, &verified));
    }
    Ok(AuditVerified {
        record,
        said,
        signoffs: verified,
    })
}

/// Sign-offs that entries point to and that are not there.
fn missing(audit: &Audit, verified: &[(u32, Verified)]) -> Vec<Said> {
    let gone = audit
        .sign_offs()
        .filter(|signed| !verified.iter().any(|(number, _)| *number == signed.number));
    gone.map(|signed| Said {
        bad: true,
        text: format!(
            "{} is missing, and the record says that it was signed",
            signoffs::path(signed.number)
        ),
    })
    .collect()
}

/// What sign-offs are compared with.
struct Against<'a> {
    disk: Arc<dyn Disk>,
    path: &'a Path,
    opened: &'a Opened,
    loaded: Option<&'a Loaded>,
    rerender: bool,
}

impl Against<'_> {
    fn check(
        &self,
        number: u32,
        found: &mut Verified,
        before: &[(u32, Verified)],
    ) -> Result<(), PathError> {
        let Some(stated) = found.stated.clone() else {
            return Ok(());
        };
        if stated.audit != self.opened.meta.id {
            found.bad(format!(
                "it is about another audit ({}), not about this one ({})",
                stated.audit, self.opened.meta.id
            ));
        }
        if stated.number != number {
            found.bad(format!(
                "its statement has the number {:04}, and the folder {number:04}",
                stated.number
            ));
        }
        check_entry(self.loaded, number, found);
        check_others(&stated, found, before);
        let record = signoffs::read(&*self.disk, number, record::NAME, MAX_FILE)
            .map_err(|error| error.to_string())
            .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
            .and_then(|text| Record::parse(&text));
        let record = match record {
            Ok(record) => record,
            Err(why) => {
                found.bad(format!("{}: {why}", record::NAME));
                return Ok(());
            }
        };
        let wrong = record.check(&*self.disk, self.opened)?;
        if wrong.is_empty() {
            found.note("the record behind it is the one that was signed");
            self.compare(number, &stated, &record, found);
        }
        for sentence in wrong {
            found.bad(sentence);
        }
        Ok(())
    }

    /// Makes anew what was made from the record, and compares.
    fn compare(&self, number: u32, stated: &Stated, record: &Record, found: &mut Verified) {
        let Some(loaded) = self.loaded else { return };
        let file = |name: &str| record.criteria.contains_key(name);
        let line = |recorded: &store::union::ReadRecord<'_>| record.holds(recorded);
        let then = match load::load_only(self.path, Arc::clone(&self.disk), &line, &file) {
            Ok(then) => then,
            Err(error) => {
                found.bad(format!(
                    "the audit as it was signed cannot be read: {error}"
                ));
                return;
            }
        };
        let mut wrong = Vec::new();
        let lines = findings::of(&then.audit, &then.criteria);
        let text = findings::to_text(&lines);
        if !self.is(number, findings::NAME, text.as_bytes(), &lines) {
            wrong.push(format!(
                "{} does not hold the findings of the record",
                findings::NAME
            ));
        }
        if stated.made_with == TOOL {
            let particulars = Particulars::of(&then.audit, &then.criteria);
            let keys = stated.differs_from(&particulars);
            wrong.extend(keys.iter().map(|key| {
                let key = crate::text::visible(key);
                format!("the statement says something else than the record: \"{key}\"")
            }));
        } else {
            wrong.extend(differing_counts(stated, &lines));
        }
        if self.rerender {
            wrong.extend(self.rendered_anew(number, stated, &then, found));
        }
        let struck = struck_since(&loaded.audit, &then.audit, record);
        if struck > 0 {
            found.note(format!(
                "{struck} texts of the record were struck since, so what rests on them cannot be made anew"
            ));
        }
        for sentence in wrong {
            if struck > 0 {
                found.note(sentence);
            } else {
                found.bad(sentence);
            }
        }
    }

    /// Whether a file holds these bytes or, written by another version, these findings.
    fn is(&self, number: u32, name: &str, bytes: &[u8], lines: &[findings::Line]) -> bool {
        let read = signoffs::read(&*self.disk, number, name, MAX_FILE);
        read.is_ok_and(|found| {
            let same = || findings::parse(std::str::from_utf8(&found).ok()?).ok();
            found == bytes || same().is_some_and(|found| found == lines)
        })
    }

    fn rendered_anew(
        &self,
        number: u32,
        stated: &Stated,
        then: &Loaded,
        found: &mut Verified,
    ) -> Vec<String> {
        if stated.made_with != TOOL {
            found.note(format!(
                "the documents were rendered by {}, and this is {TOOL}: their findings were compared, not their bytes",
                crate::text::visible(&stated.made_with)
            ));
            return Vec::new();
        }
        let rendered = documents::render(
            &then.audit,
            &then.criteria,
            &stated.rendition,
            &stated.signed_over,
        );
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(error) => return vec![error.to_string()],
        };
        let differs = |document: &&documents::Document| {
            let read = signoffs::read(&*self.disk, number, &document.name, MAX_FILE);
            read.ok().as_ref() != Some(&document.bytes)
        };
        let wrong: Vec<String> = rendered
            .iter()
            .filter(differs)
            .map(|document| format!("{} is not what the record renders to", document.name))
            .collect();
        if wrong.is_empty() && !rendered.is_empty() {
            found.note("the documents were rendered anew and are the same");
        }
        wrong
    }
}

/// How many texts that belong to a record were struck after it was signed.
fn struck_since(now: &Audit, then: &Audit, record: &Record) -> usize {
    let known = then.strikes();
    let later = now.strikes().iter().filter(|strike| {
        let belongs = record
            .logs
            .get(&strike.run)
            .is_some_and(|(n, _)| strike.n <= *n);
        belongs && !known.contains(strike)
    });
    later.count()
}

/// Compares with the entry that points to the sign-off.
fn check_entry(loaded: Option<&Loaded>, number: u32, found: &mut Verified) {
    let Some(loaded) = loaded else { return };
    let digest = found.digest.map(|digest| digest.to_string());
    let entries: Vec<&str> = loaded
        .audit
        .sign_offs()
        .filter(|signed| signed.number == number)
        .map(|signed| signed.digest.as_str())
        .collect();
    if entries.is_empty() {
        found.note("no entry of the record points to it");
    } else if !entries.iter().any(|it| Some(*it) == digest.as_deref()) {
        found.bad(format!(
            "the record says that another {MANIFEST_NAME} was signed under this number"
        ));
    }
}

/// Compares with the sign-offs that it names.
fn check_others(stated: &Stated, found: &mut Verified, before: &[(u32, Verified)]) {
    let digest_of = |number: u32| -> Option<Digest> {
        let (_, other) = before.iter().find(|(it, _)| *it == number)?;
        other.digest
    };
    let wrong = |other: Other| match digest_of(other.number) {
        None => Some(format!(
            "the sign-off {:04} that it names is missing",
            other.number
        )),
        Some(digest) if digest != other.digest => Some(format!(
            "the sign-off {:04} is not the one that it names",
            other.number
        )),
        Some(_) => None,
    };
    let others = stated.previous.iter().chain(&stated.about);
    let mut sentences: Vec<String> = others.filter_map(|other| wrong(*other)).collect();
    sentences.dedup();
    let last = before.last().map(|(number, _)| *number);
    if stated.previous.map(|it| it.number) != last && sentences.is_empty() {
        sentences.push("it does not name the sign-off before it".to_owned());
    }
    for sentence in sentences {
        found.bad(sentence);
    }
}
