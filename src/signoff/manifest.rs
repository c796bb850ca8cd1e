//! `SHA256SUMS`: the list of a sealed folder's files with their SHA-256, in the format of `sha256sum`.
//!
//! The folder is flat and its names are plain ASCII, so that a name means the same file on every system, in every
//! terminal, and to every tool. Writing is deterministic; reading accepts what this program writes and nothing
//! that `sha256sum -c --strict` would understand differently. Files are read without following links, in pieces.
//! This module must not know what the files mean, nor who signs them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::flat_folder::{Folder, Kind};
use crate::audit::hex;

/// The name of the manifest in its folder.
pub const MANIFEST_NAME: &str = "SHA256SUMS";

/// The longest manifest that is read, in bytes.
pub const MAX_TEXT: usize = 1024 * 1024;

/// The longest file name, in bytes; most file systems allow 255.
const MAX_NAME: usize = 255;

/// A SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sum(pub [u8; 32]);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sum({self})")
    }
}

/// Why there is no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// A line of the text is not as it may be.
    #[error(
        "{MANIFEST_NAME}:{line}: {what}. Get an unchanged copy of the folder; a sealed manifest is never edited."
    )]
    Line {
        /// The number of the line, the first being 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// The text as a whole is not as it may be.
    #[error(
        "{MANIFEST_NAME}: {0}. Get an unchanged copy of the folder; a sealed manifest is never edited."
    )]
    Text(&'static str),
    /// The folder holds something that cannot be sealed. The name is made safe to print.
    #[error("{}: cannot be sealed: {what}. Rename or remove it.", .folder.join(.name).display())]
    Unsealable {
        /// The folder.
        folder: PathBuf,
        /// The name of the file in it.
        name: String,
        /// Why not.
        what: &'static str,
    },
    /// The folder, or a file in it, could not be read.
    #[error("{path}: cannot be read: {source}")]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What is wrong with one file of a sealed folder. Names are made safe to print.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The name of the file, with anything unusual escaped.
    pub name: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// The ways in which a file can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Its content is not what was sealed.
    Changed,
    /// It is listed and not there.
    Missing,
    /// It is there and not listed.
    Unlisted,
    /// It is not a regular file but what is named here.
    NotAFile(&'static str),
    /// It could not be read; what the system said.
    Unreadable(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.fault {
            Fault::Changed => write!(f, "{name}: changed since it was sealed"),
            Fault::Missing => write!(f, "{name}: listed in {MANIFEST_NAME}, but not there"),
            Fault::Unlisted => write!(f, "{name}: not listed in {MANIFEST_NAME}"),
            Fault::NotAFile(kind) => write!(f, "{name}: {kind} instead of a file"),
            Fault::Unreadable(why) => write!(f, "{name}: cannot be read: {why}"),
        }
    }
}

/// The files of a sealed folder and their SHA-256, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    sums: BTreeMap<String, Sum>,
}

impl Manifest {
    /// Reads every file of a folder that is to be sealed. The manifest itself and what may be added later (see
    /// [`may_be_added_later`]) are left out.
    ///
    /// # Errors
    /// If anything in the folder is not a regular file, has a name that cannot be sealed, or cannot be read, or
    /// if there is nothing to seal.
    pub fn of_folder(path: &Path) -> Result<Self, ManifestError> {
        let unreadable = |path: PathBuf| |source| ManifestError::Unreadable { path, source };
        let unsealable = |name: &str, what| ManifestError::Unsealable {
            folder: path.to_owned(),
            name: printable(name),
            what,
        };
        let folder = Folder::open(path).map_err(unreadable(path.to_owned()))?;
        let mut sums = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for name in folder.names().map_err(unreadable(path.to_owned()))? {
            if name == MANIFEST_NAME || may_be_added_later(&name) {
                continue;
            }
            check_name(&name).map_err(|what| unsealable(&name, what))?;
            if !seen.insert(name.to_ascii_lowercase()) {
                return Err(unsealable(&name, "another name differs only in case"));
            }
            match folder.kind(&name).map_err(unreadable(path.join(&name)))? {
                Kind::File => {}
                Kind::Other(kind) => return Err(unsealable(&name, kind)),
            }
            let sum = folder
                .open_file(&name)
                .and_then(sum_of)
                .map_err(unreadable(path.join(&name)))?;
            sums.insert(name, sum);
        }
        if sums.is_empty() {
            let source = io::Error::other("it holds nothing to seal");
            return Err(unreadable(path.to_owned())(source));
        }
        Ok(Self { sums })
    }

    /// Of files that are yet to be written, by name and content.
    ///
    /// # Errors
    /// If a name cannot be sealed or stands twice, or if there is nothing to seal.
    pub fn of_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Self, ManifestError> {
        let unsealable = |name: &str, what| ManifestError::Unsealable {
            folder: PathBuf::new(),
            name: printable(name),
            what,
        };
        let mut sums = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (name, bytes) in files {
            check_name(name).map_err(|what| unsealable(name, what))?;
            if !seen.insert(name.to_ascii_lowercase()) {
                return Err(unsealable(name, "another name differs only in case"));
            }
            sums.insert(name.to_owned(), Sum(Sha256::digest(bytes).into()));
        }
        if sums.is_empty() {
            return Err(ManifestError::Text("there is nothing to seal"));
        }
        Ok(Self { sums })
    }

    /// Reads the text of a manifest.
    ///
    /// # Errors
    /// If the text differs in any way from what [`Manifest::to_text`] could have written, but for the order of
    /// its lines.
    pub fn parse(text: &[u8]) -> Result<Self, ManifestError> {
        if text.is_empty() {
            return Err(ManifestError::Text("it is empty"));
        }
        if text.len() > MAX_TEXT {
            return Err(ManifestError::Text("it is larger than 1 MiB"));
        }
        let Some(body) = text.strip_suffix(b"\n") else {
            return Err(ManifestError::Text("its last line is cut off"));
        };
        let mut sums = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (index, line) in body.split(|b| *b == b'\n').enumerate() {
            let at = |what: &str| ManifestError::Line {
                line: index + 1,
                what: what.to_owned(),
            };
            let (name, sum) = parse_line(line).map_err(at)?;
            if !seen.insert(name.to_ascii_lowercase()) {
                return Err(at(
                    "the name is listed before, or differs from another only in case",
                ));
            }
            sums.insert(name.to_owned(), sum);
        }
        Ok(Self { sums })
    }

    /// The text of the manifest: a line for each file, in the order of the bytes of their names.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, sum) in &self.sums {
            for part in [&sum.to_string(), "  ", name, "\n"] {
                text.push_str(part);
            }
        }
        text
    }

    /// The names and sums, in the order of their names.
    pub fn sums(&self) -> impl Iterator<Item = (&str, Sum)> {
        self.sums.iter().map(|(name, sum)| (name.as_str(), *sum))
    }

    /// The sum of a file, if it is listed.
    pub fn sum(&self, name: &str) -> Option<Sum> {
        self.sums.get(name).copied()
    }

    /// Compares a folder with the manifest. Good when no problem is returned; they come in the order of the
    /// names. What may be added later is not compared, but has to be regular files.
    ///
    /// # Errors
    /// If the folder itself cannot be read.
    pub fn verify(&self, path: &Path) -> Result<Vec<Problem>, ManifestError> {
        let unreadable = |source| ManifestError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let folder = Folder::open(path).map_err(unreadable)?;
        let names = folder.names().map_err(unreadable)?;
        let mut problems = Vec::new();
        for name in names
            .iter()
            .chain(self.sums.keys())
            .collect::<BTreeSet<_>>()
        {
            if let Some(fault) = self.check(&folder, name, names.contains(name)) {
                let name = printable(name);
                problems.push(Problem { name, fault });
            }
        }
        Ok(problems)
    }

    fn check(&self, folder: &Folder, name: &str, is_there: bool) -> Option<Fault> {
        if !is_there {
            return Some(Fault::Missing);
        }
        let unreadable = |e: io::Error| Some(Fault::Unreadable(e.to_string()));
        match folder.kind(name) {
            Ok(Kind::File) => {}
            Ok(Kind::Other(kind)) => return Some(Fault::NotAFile(kind)),
            Err(e) => return unreadable(e),
        }
        let Some(sealed) = self.sum(name) else {
            let is_expected = name == MANIFEST_NAME || may_be_added_later(name);
            return (!is_expected).then_some(Fault::Unlisted);
        };
        match folder.open_file(name).and_then(sum_of) {
            Ok(found) if found == sealed => None,
            Ok(_) => Some(Fault::Changed),
            Err(e) => unreadable(e),
        }
    }
}

/// Whether a file of this name may join a sealed folder: a signature of the manifest (`SHA256SUMS.<signer>.sig`),
/// a receipt (`RECEIPT-<number>.txt`), or a signature of a receipt (`RECEIPT-<number>.txt.<signer>.sig`).
pub fn may_be_added_later(name: &str) -> bool {
    let is_signature = |rest: &str| {
        rest.strip_prefix('.')
            .and_then(|r| r.strip_suffix(".sig"))
            .is_some_and(|signer| !signer.is_empty())
    };
    if check_characters(name).is_err() {
        return false;
    }
    if let Some(rest) = name.strip_prefix(MANIFEST_NAME) {
        return is_signature(rest);
    }
    name.strip_prefix("RECEIPT-")
        .and_then(|rest| rest.split_once(".txt"))
        .is_some_and(|(number, rest)| !number.is_empty() && (rest.is_empty() || is_signature(rest)))
}

/// Whether a file of this name can be listed.
///
/// # Errors
/// A clause that says why not.
pub fn check_name(name: &str) -> Result<(), &'static str> {
    check_characters(name)?;
    let lower = name.to_ascii_lowercase();
    if lower == "sha256sums" || may_be_added_later(name) {
        return Err("the name belongs to the manifest, a signature or a receipt");
    }
    let stem = lower.split('.').next().unwrap_or_default();
    let is_device = matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")))
            && stem.ends_with(|c: char| c.is_ascii_digit());
    if is_device {
        return Err("the name means a device on Windows");
    }
    Ok(())
}

/// The characters that a name may have. Plain ASCII leaves no room for separators, escapes, control characters
/// and lookalikes.
fn check_characters(name: &str) -> Result<(), &'static str> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"._-+@".contains(&b);
    if name.is_empty() {
        Err("a name is missing")
    } else if name.len() > MAX_NAME {
        Err("the name is longer than 255 bytes")
    } else if name.contains(['/', '\\']) {
        Err("the name leads out of the folder")
    } else if !name.bytes().all(is_plain) {
        Err("the name has characters other than A-Z a-z 0-9 . _ - + @")
    } else if name.starts_with(['.', '-', '+', '@']) || name.ends_with('.') {
        Err("the name begins or ends with a character that is not safe there")
    } else {
        Ok(())
    }
}

/// Reads one line, without its end: 64 digits, two spaces, a name.
fn parse_line(line: &[u8]) -> Result<(&str, Sum), &'static str> {
    const SHAPE: &str = "the line is not a SHA-256 in 64 lower-case digits, two spaces and a name";
    let line = std::str::from_utf8(line)
        .map_err(|_e| "the name has characters other than A-Z a-z 0-9 . _ - + @")?;
    if line.ends_with('\r') {
        return Err("the line ends in CR LF; line ends must not be converted");
    }
    let (digits, name) = line.split_once("  ").ok_or(SHAPE)?;
    let sum = digits.as_bytes().try_into().ok();
    let sum = sum.and_then(hex::read::<64, 32>).ok_or(SHAPE)?;
    check_name(name)?;
    Ok((name, Sum(sum)))
}

/// The SHA-256 of all that can be read.
fn sum_of(mut file: std::fs::File) -> io::Result<Sum> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(Sum(hash.finalize().into())),
            Ok(n) => hash.update(piece.get(..n).unwrap_or_default()),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// A file name from a foreign folder, safe to print.
fn printable(name: &str) -> String {
    if check_characters(name).is_ok() {
        return name.to_owned();
    }
    let escaped: String = name.chars().flat_map(char::escape_default).collect();
    format!("\"{escaped}\"")
}
