//! A list that a sample is drawn from, as it lies on the auditor's disk: its text and its SHA-256.
//!
//! It is read, never changed, and no part of the audit unless it is attached. This module must not know what the
//! list holds.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Digest, PathError};

/// The largest list that is read, in bytes.
const MOST: u64 = 64 << 20;

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Its text.
    pub text: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// Reads a list.
///
/// # Errors
/// The file cannot be read, is larger than 64 MiB, or is not UTF-8.
pub fn read(path: &Path) -> Result<Extract, PathError> {
    let bytes = bytes(path).map_err(PathError::at("read", path))?;
    let digest = Digest::of(&bytes);
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let what = format!(
            "it is not UTF-8 text (byte {at}); convert it, for example with iconv -t UTF-8"
        );
        PathError::at("read", path)(io::Error::new(io::ErrorKind::InvalidData, what))
    })?;
    Ok(Extract { text, digest })
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::other(format!("it has more than {MOST} bytes")));
    }
    Ok(bytes)
}
