//! The sign-offs that are there already, as far as a further one has to know them.
//!
//! This module must not judge their signatures; that is verification's business.

use super::findings::{self, Line};
use super::manifest::{self, MANIFEST_NAME, Manifest};
use super::seal::{Request, SignError};
use super::signer;
use super::stated::Stated;
use super::statement::{self, Expected, Other};
use crate::audit::fold::Audit;
use crate::audit::gates;
use crate::checklist::profile::SignoffKind;
use crate::store::load::Loaded;
use crate::store::{Digest, Disk, PathError, signoffs};

/// The longest file of a sign-off that is read whole, in bytes.
pub(super) const MAX_FILE: u64 = 64 << 20;

/// A sign-off that is there.
#[derive(Debug)]
pub(super) struct Earlier {
    pub number: u32,
    /// SHA-256 of its `SHA256SUMS`.
    pub digest: Digest,
    /// Its statement, where it can be read and is the one that was sealed.
    pub stated: Option<Stated>,
    /// Its findings, where they can be read.
    pub findings: Vec<Line>,
}

impl Earlier {
    pub fn other(&self) -> Other {
        Other {
            number: self.number,
            digest: self.digest,
        }
    }

    fn kind(&self) -> Option<SignoffKind> {
        self.stated.as_ref().map(|stated| stated.kind)
    }
}

/// All of them, by number. One without a `SHA256SUMS` counts as one whose list is empty.
pub(super) fn read_all(disk: &dyn Disk) -> Result<Vec<Earlier>, PathError> {
    let numbers = signoffs::numbers(disk)?.into_iter();
    Ok(numbers.map(|number| read(disk, number)).collect())
}

fn read(disk: &dyn Disk, number: u32) -> Earlier {
    let bytes = |name: &str| signoffs::read(disk, number, name, MAX_FILE).ok();
    let sums = bytes(MANIFEST_NAME).unwrap_or_default();
    let manifest = Manifest::parse(&sums).ok();
    let sealed = |name: &str| {
        let bytes = bytes(name)?;
        let sum = manifest.as_ref()?.sum(name)?;
        let same = sum.to_string() == Digest::of(&bytes).to_string();
        String::from_utf8(bytes).ok().filter(|_| same)
    };
    let stated = sealed(statement::NAME).and_then(|text| Stated::parse(&text).ok());
    let findings = sealed(findings::NAME).and_then(|text| findings::parse(&text).ok());
    Earlier {
        number,
        digest: Digest::of(&sums),
        stated,
        findings: findings.unwrap_or_default(),
    }
}

/// What is wrong with them, seen from the entries that point to them.
pub(super) fn against_entries(audit: &Audit, earlier: &[Earlier]) -> Vec<String> {
    let mut wrong = Vec::new();
    for signed in audit.sign_offs() {
        let path = signoffs::path(signed.number);
        match earlier.iter().find(|it| it.number == signed.number) {
            None => wrong.push(format!("{path} is missing; restore it from a copy of the folder")),
            Some(it) if it.digest.to_string() != signed.digest => wrong.push(format!(
                "{path}/{MANIFEST_NAME} is not the one that was signed; restore it from a copy of the folder"
            )),
            Some(it) if it.stated.is_none() => wrong.push(format!(
                "{path}/{} is not the one that was signed; restore it from a copy of the folder",
                statement::NAME
            )),
            Some(_) => {}
        }
    }
    wrong
}

/// The next free number.
pub(super) fn next_number(audit: &Audit, earlier: &[Earlier]) -> u32 {
    let there = earlier.iter().map(|it| it.number);
    let known = audit.sign_offs().map(|signed| signed.number);
    there.chain(known).max().unwrap_or(0).saturating_add(1)
}

/// The sign-off that a request is about. Only corrections and reviews are about one.
pub(super) fn about<'a>(
    request: &Request,
    earlier: &'a [Earlier],
) -> Result<Option<&'a Earlier>, String> {
    let (word, needs_reason) = match request.kind {
        SignoffKind::Correction => ("corrected", true),
        SignoffKind::ResponseReview | SignoffKind::TechnicalReview => ("reviewed", false),
        SignoffKind::ClosingRecord | SignoffKind::Stage1Conclusions | SignoffKind::Report => {
            return Ok(None);
        }
    };
    if needs_reason && request.reason.trim().is_empty() {
        return Err("a correction says why it is made; give the reason".to_owned());
    }
    let is_report = |it: &&Earlier| {
        matches!(
            it.kind(),
            Some(SignoffKind::Report | SignoffKind::Correction | SignoffKind::Stage1Conclusions)
        )
    };
    let found = match request.about {
        Some(number) => earlier.iter().find(|it| it.number == number),
        None => earlier.iter().rev().find(is_report),
    };
    match (found, request.about) {
        (Some(found), _) if found.stated.is_some() => Ok(Some(found)),
        (Some(found), _) => Err(format!(
            "the statement of the sign-off {:04} cannot be read, so it cannot be {word}",
            found.number
        )),
        (None, Some(number)) => Err(format!("there is no sign-off {number:04} to be {word}")),
        (None, None) => Err(format!("there is no report yet that could be {word}")),
    }
}

/// Whether the reviewers kept away from the audit: by name, by the name in the principal, and by the keys of
/// those who signed as auditors.
pub(super) fn check_reviewer(
    loaded: &Loaded,
    request: &Request,
    signers: &[Expected],
    earlier: &[Earlier],
) -> Result<(), String> {
    if request.reviewer.trim().is_empty() {
        return Err("nobody is named as reviewer".to_owned());
    }
    let local = |principal: &str| principal.split('@').next().unwrap_or_default().to_owned();
    let names = signers.iter().map(|it| local(&it.principal));
    for name in std::iter::once(request.reviewer.clone()).chain(names) {
        let breaches = gates::against_reviewer(&loaded.audit, &loaded.criteria, &name);
        if let Some(breach) = breaches.first() {
            return Err(breach.words.clone());
        }
    }
    let as_auditors = earlier
        .iter()
        .filter_map(|it| it.stated.as_ref())
        .filter(|it| it.kind != SignoffKind::TechnicalReview);
    for stated in as_auditors {
        let same = |old: &&Expected, new: &Expected| {
            old.principal.eq_ignore_ascii_case(&new.principal) || old.fingerprint == new.fingerprint
        };
        let signed = |new: &&Expected| stated.signers.iter().any(|old| same(&old, new));
        if let Some(signer) = signers.iter().find(signed) {
            return Err(format!(
                "{} signed the sign-off {:04} of this audit",
                signer.principal, stated.number
            ));
        }
    }
    Ok(())
}

/// The bytes that somebody whom a statement names has yet to sign.
pub(super) fn sums_to_sign(
    disk: &dyn Disk,
    number: u32,
    principal: &str,
    fingerprint: &str,
) -> Result<Vec<u8>, SignError> {
    let sums = signoffs::read(disk, number, MANIFEST_NAME, manifest::MAX_TEXT as u64)?;
    let problems = Manifest::parse(&sums)?.verify(&disk.full_path(&signoffs::path(number)))?;
    if let Some(problem) = problems.first() {
        let words =
            format!("nothing was signed, because the folder is not as it was sealed: {problem}");
        return Err(SignError::Request(words));
    }
    let stated = read(disk, number).stated;
    let named = stated.as_ref().and_then(|stated| stated.signer(principal));
    let shown = crate::text::visible(principal);
    let Some(named) = named else {
        return Err(SignError::Request(format!(
            "the statement of {number:04} does not name {shown} as a signer; whoever it does not name signs a receipt"
        )));
    };
    if named.fingerprint != fingerprint {
        return Err(SignError::Request(format!(
            "the statement of {number:04} names {shown} with the key {}, and this is {fingerprint}",
            named.fingerprint
        )));
    }
    let files = signoffs::names(disk, number)?;
    if files.contains(&signer::signature_name(principal)) {
        let words = format!("{shown} has signed {number:04} already");
        return Err(SignError::Request(words));
    }
    Ok(sums)
}
