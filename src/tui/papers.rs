//! Papers: the report as files, the sign-off, and verification, as the screen asks for them.
//!
//! Runs on a thread of its own and reads the folder as anybody else would: what it sees is what is on disk.

use std::path::Path;

use super::msg::{Msg, SignRequest};
use crate::store::{RealDisk, verify as record};

/// Verifies the record.
pub fn verify(folder: &Path) -> (String, Vec<String>) {
    let title = "verification".to_owned();
    let disk = match RealDisk::open(folder) {
        Ok(disk) => disk,
        Err(error) => return (title, vec![error.to_string()]),
    };
    match record::verify(&disk, |_, _| {}) {
        Ok(verified) => {
            let mut lines: Vec<String> = verified
                .findings
                .iter()
                .map(|finding| finding.text.clone())
                .collect();
            if verified.holds() {
                lines.insert(
                    0,
                    "# The record holds: every byte is as it was written.".to_owned(),
                );
            } else {
                lines.insert(0, "# The record does not hold.".to_owned());
            }
            (title, lines)
        }
        Err(error) => (title, vec![error.to_string()]),
    }
}

/// Writes the report.
pub fn write_report(folder: &Path) -> Msg {
    Msg::Said(
        format!("no report for {}", folder.display()),
        super::model::Tone::Attention,
    )
}

/// Signs off.
pub fn sign_off(folder: &Path, request: &SignRequest) -> Msg {
    Msg::Said(
        format!("no sign-off of {} for {}", request.kind, folder.display()),
        super::model::Tone::Attention,
    )
}
