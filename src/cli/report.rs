//! `onsite report`: writes the report as it stands, as a draft. What is signed comes from `onsite sign`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::sign::Documents;
use super::{time, work};
use crate::audit::entry::Moment;
use crate::audit::gates;
use crate::checklist::profile::SignoffKind;
use crate::report::{self, Options};
use crate::signoff::{self, Request, documents};
use crate::store::{PathError, RealDisk, disk};

/// Writes the report as it stands, marked as a draft
///
/// Into a new folder beside the audit, or into --out. Nothing is ever written over.
///
/// With --json: folder, documents.
#[derive(Debug, Args)]
pub(super) struct WriteReport {
    /// The audit
    audit: PathBuf,
    #[command(flatten)]
    documents: Documents,
    /// The folder to write into; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl WriteReport {
    pub fn run(self) -> Result<Done, Failure> {
        let loaded = work::read(&self.audit)?;
        let now = time::now();
        let kind = SignoffKind::Report;
        let around = signoff::around(&loaded, &Request::new(kind, now))?;
        let asked = self.documents.rendition(kind);
        let options = Options {
            language: asked.language,
            audit_file: asked.audit_file,
            names: asked.names,
            draft: Some(now),
            gates: gates::check(&loaded.audit, &loaded.criteria, &around, kind),
            ..Options::default()
        };
        let report = report::report(&loaded.audit, &loaded.criteria, &options);
        let folder = self.out.unwrap_or_else(|| beside(&self.audit, now));
        make(&folder)?;
        let out = RealDisk::open(&folder)?;
        for name in &asked.documents {
            let document = documents::document(name, &report)
                .map_err(|error| Failure::new(error.to_string(), ""))?;
            disk::write_new(&out, name, &document.bytes)?;
        }
        let shown = folder.display().to_string();
        let answer = serde_json::json!({ "folder": shown, "documents": asked.documents });
        let text = format!("{shown}: {}, not signed.", asked.documents.join(", "));
        Done::either(self.json, &answer, text)
    }
}

/// A folder that is named for the audit and the time.
fn beside(audit: &Path, now: Moment) -> PathBuf {
    // A path that ends in .. or is a dot has no name of its own.
    let audit = audit.canonicalize().unwrap_or_else(|_| audit.to_owned());
    let stem = audit.file_stem().unwrap_or_default().to_string_lossy();
    audit.with_file_name(format!("{stem}-report-{}", now.format("%Y%m%d-%H%M%S")))
}

/// Makes a folder for the user alone, unless it is there.
fn make(folder: &Path) -> Result<(), PathError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(PathError::at("create", folder))
}
