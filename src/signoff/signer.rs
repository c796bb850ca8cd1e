//! Who signs, and with what.
//!
//! A signer signs bytes with a key file, with ssh-agent, or has signed them elsewhere. This module must not know
//! what the bytes are.

use std::io;

use ssh_key::PublicKey;

use super::agent::{Agent, AgentError};
use super::key_file::{KeyFile, KeyFileError, Secret};
use super::sshsig;
use super::statement::Expected;

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The agent did not sign.
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// The key file was not signed with.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
}

type Sign<'a> = Box<dyn FnOnce(&[u8]) -> Result<String, SignerError> + 'a>;

/// A key that can sign once. Nothing is asked for and nobody is disturbed before it does.
pub struct Signer<'a> {
    key: PublicKey,
    sign: Sign<'a>,
}

impl<'a> Signer<'a> {
    /// Signs with a key file. `passphrase` is called for an encrypted key only, when it signs.
    pub fn key_file(file: KeyFile, passphrase: impl FnOnce() -> io::Result<Secret> + 'a) -> Self {
        Self {
            key: file.public_key().clone(),
            sign: Box::new(move |message| Ok(file.sign(message, passphrase)?)),
        }
    }

    /// Signs with a key that an agent holds.
    pub fn agent(agent: Agent, key: PublicKey) -> Self {
        Self {
            key: key.clone(),
            sign: Box::new(move |message| Ok(agent.sign(&key, message)?)),
        }
    }

    /// The fingerprint of the key: `SHA256:…`.
    pub fn fingerprint(&self) -> String {
        sshsig::fingerprint(&self.key)
    }

    /// Signs.
    ///
    /// # Errors
    /// The key did not sign, or its signature does not verify.
    pub fn sign(self, message: &[u8]) -> Result<String, SignerError> {
        (self.sign)(message)
    }
}

/// Somebody who signs now.
pub struct Signing<'a> {
    /// The name by which the key is known in `allowed_signers`.
    pub principal: String,
    /// In what role.
    pub role: String,
    /// The key.
    pub signer: Signer<'a>,
}

impl Signing<'_> {
    /// As the statement will name them.
    pub fn expected(&self) -> Expected {
        Expected {
            principal: self.principal.clone(),
            fingerprint: self.signer.fingerprint(),
            role: self.role.clone(),
        }
    }
}

/// Checks the names of signers: they become parts of file names and of one line of text.
///
/// # Errors
/// A sentence that says what is wrong with which.
pub fn check_names(signers: &[Expected]) -> Result<(), String> {
    let mut seen: Vec<String> = Vec::new();
    for Expected {
        principal,
        fingerprint,
        role,
    } in signers
    {
        let shown = crate::text::visible(principal);
        if !super::manifest::may_be_added_later(&signature_name(principal)) {
            return Err(format!(
                "\"{shown}\" cannot name a signer: use a name like lead@example.com, with letters, digits and . _ - + @ only"
            ));
        }
        let lower = principal.to_ascii_lowercase();
        if seen.contains(&lower) {
            return Err(format!("\"{shown}\" is named twice as a signer"));
        }
        seen.push(lower);
        if role.trim().is_empty() || role.chars().any(char::is_control) {
            return Err(format!("the role of {shown} has to be one line of text"));
        }
        let digits = fingerprint.strip_prefix("SHA256:").unwrap_or_default();
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
        if digits.len() != 43 || !digits.bytes().all(plain) {
            return Err(format!(
                "the key of {shown} is not named by a fingerprint as `ssh-keygen -l` prints it: SHA256:…"
            ));
        }
    }
    Ok(())
}

/// The name of the file that holds a signature of `SHA256SUMS`.
pub fn signature_name(principal: &str) -> String {
    format!("{}.{principal}.sig", super::manifest::MANIFEST_NAME)
}
