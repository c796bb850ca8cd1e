//! `RECORD.txt`: what was behind the documents of a sign-off, so that it is bound without being handed out.
//!
//! One line for each log (its last line and chain value), criteria file and evidence file (SHA-256). Later
//! entries change nothing in it. This module must not know what entries or files say.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::audit::entry::Head;
use crate::audit::id::RunId;
use crate::store::{self, Digest, Disk, Opened, PathError, evidence, signoffs};

/// The name of the file.
pub const NAME: &str = "RECORD.txt";

/// What a sign-off rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The last line of each log: its number and chain value.
    pub logs: BTreeMap<RunId, (u64, Digest)>,
    /// The criteria files by name.
    pub criteria: BTreeMap<String, Digest>,
    /// The evidence files with their sizes in bytes.
    pub evidence: BTreeMap<Digest, u64>,
}

impl Record {
    /// Reads the files of an audit folder whose logs end in `heads`. Evidence files that do not hold what they
    /// are named for are left out and come second, as sentences.
    ///
    /// # Errors
    /// A folder or criteria file cannot be read.
    pub fn of(
        disk: &dyn Disk,
        heads: &BTreeMap<RunId, Head>,
    ) -> Result<(Self, Vec<String>), PathError> {
        let mut record = Self::default();
        let mut damage = Vec::new();
        for (run, head) in heads {
            if let Ok(chain) = head.chain.parse() {
                record.logs.insert(*run, (head.n, chain));
            }
        }
        for (digest, name) in signoffs::criteria_now(disk)? {
            record.criteria.insert(name, digest);
        }
        for (digest, _) in evidence::list(disk)? {
            match evidence::check(disk, digest) {
                Ok(size) => {
                    record.evidence.insert(digest, size);
                }
                Err(error) => damage.push(error.to_string()),
            }
        }
        Ok((record, damage))
    }

    /// The text: a line for each, sorted.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing into a String does not fail.
        for (name, digest) in &self.criteria {
            writeln!(text, "criteria {digest} {name}").ok();
        }
        for (digest, size) in &self.evidence {
            writeln!(text, "evidence {digest} {size}").ok();
        }
        for (run, (n, chain)) in &self.logs {
            writeln!(text, "log {run} {n} {chain}").ok();
        }
        text
    }

    /// Reads the text.
    ///
    /// # Errors
    /// A clause that says which line is not as it may be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut record = Self::default();
        for (n, line) in text.lines().enumerate() {
            record
                .take(line)
                .ok_or_else(|| format!("line {} is no line of a record", n + 1))?;
        }
        if record.to_text() == text {
            Ok(record)
        } else {
            Err("its lines are not sorted or written as they should be".to_owned())
        }
    }

    fn take(&mut self, line: &str) -> Option<()> {
        let mut words = line.splitn(2, ' ');
        let (kind, rest) = (words.next()?, words.next()?);
        match kind {
            "criteria" => {
                let (digest, name) = rest.split_once(' ')?;
                let free = self.criteria.insert(name.to_owned(), digest.parse().ok()?);
                free.is_none().then_some(())
            }
            "evidence" => {
                let (digest, size) = rest.split_once(' ')?;
                let free = self
                    .evidence
                    .insert(digest.parse().ok()?, size.parse().ok()?);
                free.is_none().then_some(())
            }
            "log" => {
                let (run, rest) = rest.split_once(' ')?;
                let (n, chain) = rest.split_once(' ')?;
                let head = (n.parse().ok()?, chain.parse().ok()?);
                self.logs
                    .insert(run.parse().ok()?, head)
                    .is_none()
                    .then_some(())
            }
            _ => None,
        }
    }

    /// Compares it with an audit folder: what is wrong, in sentences. Later entries and files are no matter.
    ///
    /// # Errors
    /// A folder or criteria file cannot be read.
    pub fn check(&self, disk: &dyn Disk, opened: &Opened) -> Result<Vec<String>, PathError> {
        let mut wrong = Vec::new();
        for (run, (n, chain)) in &self.logs {
            match opened.chain(*run, *n) {
                Some(found) if found == *chain => {}
                Some(_) => wrong.push(format!(
                    "line {n} of the log {run} is not the one that was signed: the log was rewritten"
                )),
                None => wrong.push(format!(
                    "the log {run} does not reach line {n}, which was signed: it is missing, cut off or damaged"
                )),
            }
        }
        let criteria: BTreeMap<String, Digest> = signoffs::criteria_now(disk)?
            .into_iter()
            .map(|(digest, name)| (name, digest))
            .collect();
        for (name, digest) in &self.criteria {
            match criteria.get(name) {
                Some(found) if found == digest => {}
                Some(_) => wrong.push(format!(
                    "criteria/{} is not the file that was signed",
                    crate::text::visible(name)
                )),
                None => wrong.push(format!(
                    "criteria/{} is missing",
                    crate::text::visible(name)
                )),
            }
        }
        for (digest, size) in &self.evidence {
            match evidence::check(disk, *digest) {
                Ok(found) if found == *size => {}
                Ok(found) => wrong.push(format!(
                    "evidence/{digest} has {found} bytes and not {size}, as was signed"
                )),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        Ok(wrong)
    }

    /// The number of the last line of each log that belongs to it.
    pub fn reach(&self) -> BTreeMap<RunId, u64> {
        self.logs.iter().map(|(run, (n, _))| (*run, *n)).collect()
    }

    /// Whether a line of a log belongs to it.
    pub fn holds<S>(&self, recorded: &store::Recorded<S>) -> bool {
        self.logs
            .get(&recorded.run)
            .is_some_and(|(n, _)| recorded.n <= *n)
    }
}
