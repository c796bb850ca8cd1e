//! The key that somebody signs with: a file or ssh-agent, and how a passphrase is asked for.
//!
//! This module must not know what is signed.

use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use crate::signoff::agent::{Agent, AgentError};
use crate::signoff::key_file::{KeyFile, KeyFileError, Secret};
use crate::signoff::{Signer, Signing};
use crate::text::visible;

/// The longest passphrase that is read, in bytes.
const MOST: u64 = 4096;

/// Who signs, and with which key.
#[derive(Debug, Args)]
pub(super) struct SigningKey {
    /// The name by which the key is known to those who verify, as in lead@example.com
    #[arg(long, value_name = "NAME")]
    pub principal: Option<String>,
    /// Signs with a private key file of OpenSSH
    #[arg(long, value_name = "FILE", conflicts_with = "agent")]
    key: Option<PathBuf>,
    /// Signs with a key in ssh-agent; with several keys there: --agent=SHA256:…
    #[arg(long, value_name = "FINGERPRINT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    agent: Option<String>,
    /// Reads the passphrase of the key file from standard input and not from the terminal
    #[arg(long, requires = "key")]
    pub passphrase_stdin: bool,
}

impl SigningKey {
    /// Who signs now in this role; nobody where neither principal nor key are given. No passphrase is asked for yet.
    pub fn signing(&self, role: Option<&str>) -> Result<Option<Signing<'static>>, Failure> {
        let signer = self.signer()?;
        let (principal, role, signer) = match (&self.principal, role, signer) {
            (None, _, None) => return Ok(None),
            (Some(principal), Some(role), Some(signer)) => {
                (principal.clone(), role.to_owned(), signer)
            }
            (None, _, Some(_)) => return Err(lacks("whose key it is", "Add --principal NAME.")),
            (_, None, _) => return Err(lacks("in what role it is signed", "Add --role ROLE.")),
            (_, _, None) => {
                return Err(lacks("the key to sign with", "Add --key FILE or --agent."));
            }
        };
        Ok(Some(Signing {
            principal,
            role,
            signer,
        }))
    }

    fn signer(&self) -> Result<Option<Signer<'static>>, Failure> {
        if let Some(path) = &self.key {
            let file = KeyFile::read(path)?;
            let from_stdin = self.passphrase_stdin;
            let question = format!("Passphrase for {}: ", visible(&path.display().to_string()));
            return Ok(Some(Signer::key_file(file, move || {
                if from_stdin {
                    first_line()
                } else {
                    rpassword::prompt_password(question).map(Secret::new)
                }
            })));
        }
        let Some(wanted) = &self.agent else {
            return Ok(None);
        };
        let agent = Agent::from_env()?;
        let key = agent.choose(Some(wanted.as_str()).filter(|it| !it.is_empty()))?;
        Ok(Some(Signer::agent(agent, key)))
    }
}

fn lacks(what: &str, next: &str) -> Failure {
    Failure::new(format!("it is not said {what}"), next)
}

/// The first line of standard input. Where it goes on, that is not touched.
fn first_line() -> io::Result<Secret> {
    let mut line = String::with_capacity(MOST as usize);
    io::stdin().lock().take(MOST).read_to_string(&mut line)?;
    let end = line.find(['\r', '\n']).unwrap_or(line.len());
    line.truncate(end);
    Ok(Secret::new(line))
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        // These errors say by themselves what to do.
        Self::new(error.to_string(), "")
    }
}

impl From<AgentError> for Failure {
    fn from(error: AgentError) -> Self {
        Self::new(error.to_string(), "")
    }
}
