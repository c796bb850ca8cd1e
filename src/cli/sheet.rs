//! `onsite sheet`: writes the pocket sheet of a session, to be taken along on paper.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::done::Done;
use super::failure::Failure;
use super::{lookup, work};
use crate::audit::schema::Kind;
use crate::report::sheet::Sheet;
use crate::store::{RealDisk, disk};

/// Writes the pocket sheet of a session: its requirements, questions, what to look for, and empty lines
///
/// To standard output, or into --out; nothing is ever written over. What is written on the sheet is entered
/// later: onsite note AUDIT --session S4 '13:50 ! door stood open #A.7.2'.
///
/// With --json: session, format, file (with --out) or sheet.
#[derive(Debug, Args)]
pub(super) struct WriteSheet {
    /// The audit
    audit: PathBuf,
    /// The session, as in S4
    session: String,
    /// The format; otherwise as the file's name ends, or Markdown
    #[arg(long)]
    format: Option<Format>,
    /// The file to be made, as in sheet.html
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// What the sheet is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// One HTML page that prints on A4
    Html,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        match extension.as_str() {
            "md" => Some(Self::Md),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Md => "md",
            Self::Html => "html",
        }
    }
}

impl WriteSheet {
    pub fn run(self) -> Result<Done, Failure> {
        let loaded = work::read(&self.audit)?;
        let session = lookup::object_of(&loaded.audit, Kind::Session, &self.session)?;
        let sheet = Sheet::of(&loaded.audit, &loaded.criteria, session);
        let label = loaded.audit.label(session);
        let by_name = self.out.as_deref().and_then(Format::of);
        let format = self.format.or(by_name).unwrap_or(Format::Md);
        let text = match format {
            Format::Md => sheet.markdown(),
            Format::Html => sheet.html(),
        };
        let key = format.key();
        let Some(path) = self.out else {
            let answer =
                serde_json::json!({ "session": label, "format": key, "sheet": text.as_str() });
            return if self.json {
                Done::json(&answer)
            } else {
                Ok(Done::raw(text))
            };
        };
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Failure::new(
                format!("{} is no name for a file", path.display()),
                "Give a file that is to be made, as in sheet.html.",
            ));
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let out = RealDisk::open(folder)?;
        disk::write_new(&out, name, text.as_bytes())?;
        let shown = path.display().to_string();
        let answer = serde_json::json!({ "session": label, "format": key, "file": shown });
        Done::either(
            self.json,
            &answer,
            format!("The sheet of {label} is in {shown}."),
        )
    }
}
