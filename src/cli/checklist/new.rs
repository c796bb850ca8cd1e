//! `onsite checklist new`: a small file to begin with.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::super::done::Done;
use super::super::failure::Failure;
use crate::checklist::library::{Library, Starter};
use crate::checklist::read::FileKind;
use crate::store::kept;

/// Writes a small file to begin with: a checklist, a guide, or licensed text
///
/// The file is named after its id: acme.ron holds "acme". Nothing is ever written over. With --json: file, kind.
#[derive(Debug, Args)]
pub(super) struct NewFile {
    /// The file to write, `<id>.ron`
    file: PathBuf,
    /// The checklist that it extends, as in iso27001-2022
    #[arg(long, value_name = "ID", conflicts_with = "kind")]
    extends: Option<String>,
    /// What to begin
    #[arg(long, value_enum, default_value = "supplier")]
    kind: Kind,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Questions to a supplier
    Supplier,
    /// A standard or policy with clauses and controls
    Standard,
    /// How to audit the requirements of a checklist
    Guide,
    /// Text of a standard that you have a licence for
    Overlay,
}

#[derive(Serialize)]
struct Written {
    file: String,
    kind: &'static str,
}

impl NewFile {
    pub fn run(self) -> Result<Done, Failure> {
        let library = Library::of_user();
        let starter = match (&self.extends, self.kind) {
            (Some(base), _) => {
                library.find(FileKind::Checklist, base)?;
                Starter::Extension(base)
            }
            (None, Kind::Supplier) => Starter::Supplier,
            (None, Kind::Standard) => Starter::Standard,
            (None, Kind::Guide) => Starter::Guide,
            (None, Kind::Overlay) => Starter::Overlay,
        };
        let name = self.file.display().to_string();
        let is_ron = self.file.extension().is_some_and(|it| it == "ron");
        let stem = self.file.file_stem().and_then(|it| it.to_str());
        let text = stem
            .filter(|_| is_ron)
            .and_then(|id| starter.text(id))
            .ok_or_else(|| {
                Failure::new(
                    format!("{name}: the file cannot be named after an id"),
                    "Name it <id>.ron, with letters, digits, . - and _ in the id, as in acme.ron.",
                )
            })?;
        kept::write(&self.file, &text)?;
        let folder = match (starter, library.own_folder(), library.overlay_folder()) {
            (Starter::Overlay, _, Some(folder)) | (_, Some(folder), _) => {
                format!(" To choose it by its id, keep it in {}.", folder.display())
            }
            _ => String::new(),
        };
        let written = Written {
            kind: starter.kind().word(),
            file: name.clone(),
        };
        let said = format!(
            "{name} is written. `onsite checklist check {name}` says what it still lacks.{folder}"
        );
        Done::either(self.json, &written, said)
    }
}
