//! `onsite receipt`: writes down that somebody received a sign-off.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::signer::SigningKey;
use super::time;
use crate::signoff::receipt::{self, ReceiptError};
use crate::store::{RealDisk, folder, signoffs};

/// Writes down that somebody received a sign-off: received, not necessarily agreed
///
/// The auditee needs no key. Whoever signs in a role that the statement does not name gives one.
///
/// With --json: number, receipt.
#[derive(Debug, Args)]
pub(super) struct Receipt {
    /// The audit
    audit: PathBuf,
    /// The number of the sign-off
    number: u32,
    /// Who received it; - for standard input
    #[arg(long)]
    name: String,
    /// In what role
    #[arg(long)]
    role: String,
    #[command(flatten)]
    key: SigningKey,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Receipt {
    pub fn run(self) -> Result<Done, Failure> {
        if self.key.passphrase_stdin && self.name == "-" {
            return Err(Failure::new(
                "the name and the passphrase cannot both come from standard input",
                "Leave out --passphrase-stdin; the passphrase is then asked for on the terminal.",
            ));
        }
        let name = Texts::default().read(&self.name)?;
        let signing = self.key.signing(Some(&self.role))?;
        let disk = RealDisk::open(&self.audit)?;
        let audit = folder::open(&disk)?.meta.id;
        let who = (name.as_str(), self.role.as_str());
        let file = receipt::add(&disk, audit, self.number, who, time::now(), signing)?;
        let answer = serde_json::json!({ "number": self.number, "receipt": file });
        let place = signoffs::path(self.number);
        Done::either(self.json, &answer, format!("{place}/{file} is written."))
    }
}

impl From<ReceiptError> for Failure {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Path(error) => error.into(),
            ReceiptError::Nameless => Self::new(error.to_string(), "Give --name and --role."),
            // The others say by themselves what to do.
            error => Self::new(error.to_string(), ""),
        }
    }
}
