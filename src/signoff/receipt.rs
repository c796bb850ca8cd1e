//! `RECEIPT-<n>.txt`: that somebody received a sealed folder, or signs it in a role that its statement does not
//! name.
//!
//! The auditee's needs no key: name, role, time. This module must not know what was received.

use super::fields::Fields;
use super::signer::SignerError;
use super::stated::expected;
use super::statement::{Expected, one_line};
use super::{Signing, manifest, signer};
use crate::audit::entry::Moment;
use crate::audit::id::AuditId;
use crate::store::{Digest, Disk, PathError, signoffs};

const TITLE: &str = "RECEIPT OF A SIGN-OFF (format 1)";
const MEANING: &str = "received, not necessarily agreed";
const SIGN_OFF: &str = "Sign-off";
const AUDIT: &str = "Audit";
const DIGEST: &str = "SHA-256 of SHA256SUMS";
const NAME: &str = "Name";
const ROLE: &str = "Role";
const TIME: &str = "Time";
const MEANS: &str = "Meaning";
const SIGNER: &str = "Signer";

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The audit.
    pub audit: AuditId,
    /// The number of the sign-off.
    pub number: u32,
    /// SHA-256 of its `SHA256SUMS`.
    pub digest: Digest,
    /// Who received it.
    pub name: String,
    /// In what role.
    pub role: String,
    /// When.
    pub time: String,
    /// Who signs it, where it is signed with a key.
    pub signer: Option<Expected>,
}

impl Receipt {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut fields = Fields::new(TITLE);
        fields.gap();
        fields.put(AUDIT, &self.audit.to_string());
        fields.put(SIGN_OFF, &signoffs::folder_name(self.number));
        fields.put(DIGEST, &self.digest.to_string());
        fields.gap();
        fields.put(NAME, &one_line(&self.name));
        fields.put(ROLE, &one_line(&self.role));
        fields.put(TIME, &self.time);
        if let Some(signer) = &self.signer {
            let Expected {
                principal,
                fingerprint,
                role,
            } = signer;
            fields.put(SIGNER, &format!("{principal} {fingerprint} {role}"));
        }
        fields.put(MEANS, MEANING);
        fields.to_text()
    }

    /// Reads the text of a receipt.
    ///
    /// # Errors
    /// A clause that says what is missing or not as it may be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields = Fields::parse(text, TITLE)?;
        let get = |key: &str| {
            let missing = || format!("the field \"{key}\" is missing");
            fields.get(key).ok_or_else(missing)
        };
        let not = |key: &str| format!("the field \"{key}\" is not as it may be");
        let signer = fields
            .get(SIGNER)
            .map(|text| expected(text).ok_or(not(SIGNER)));
        Ok(Self {
            audit: get(AUDIT)?.parse().map_err(|_e| not(AUDIT))?,
            number: get(SIGN_OFF)?.parse().map_err(|_e| not(SIGN_OFF))?,
            digest: get(DIGEST)?.parse().map_err(|_e| not(DIGEST))?,
            name: get(NAME)?.to_owned(),
            role: get(ROLE)?.to_owned(),
            time: get(TIME)?.to_owned(),
            signer: signer.transpose()?,
        })
    }
}

/// Why there is no receipt.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// A file could not be read or written.
    #[error(transparent)]
    Path(#[from] PathError),
    /// It was not signed.
    #[error("{0} No receipt was written.")]
    Signer(#[from] SignerError),
    /// It does not say who received.
    #[error("a receipt needs the name and the role of the one who received the sign-off")]
    Nameless,
    /// The signer cannot be named so.
    #[error("{0}")]
    Names(String),
}

/// Writes a receipt into a sign-off's folder, signed where somebody signs. Gives the name of its file.
///
/// # Errors
/// A name or role is missing, the sign-off is not there, the signer does not sign, or a file cannot be written.
pub fn add(
    disk: &dyn Disk,
    audit: AuditId,
    number: u32,
    (name, role): (&str, &str),
    now: Moment,
    signing: Option<Signing<'_>>,
) -> Result<String, ReceiptError> {
    if name.trim().is_empty() || role.trim().is_empty() {
        return Err(ReceiptError::Nameless);
    }
    let sums = signoffs::read(
        disk,
        number,
        manifest::MANIFEST_NAME,
        manifest::MAX_TEXT as u64,
    )?;
    let expected = signing.as_ref().map(Signing::expected);
    signer::check_names(expected.as_slice()).map_err(ReceiptError::Names)?;
    let receipt = Receipt {
        audit,
        number,
        digest: Digest::of(&sums),
        name: name.to_owned(),
        role: role.to_owned(),
        time: now.to_rfc3339(),
        signer: expected,
    };
    let text = receipt.to_text();
    let names = signoffs::names(disk, number)?;
    let is_free = |n: &usize| !names.contains(&format!("RECEIPT-{n}.txt"));
    // Of one more numbers than there are files, one is free.
    let n = (1..=names.len() + 1).find(is_free).unwrap_or_default();
    let file = format!("RECEIPT-{n}.txt");
    if let Some(signing) = signing {
        let principal = signing.principal;
        let signature = signing.signer.sign(text.as_bytes())?;
        let signed = format!("{file}.{principal}.sig");
        signoffs::add(disk, number, &signed, signature.as_bytes())?;
    }
    signoffs::add(disk, number, &file, text.as_bytes())?;
    Ok(file)
}
