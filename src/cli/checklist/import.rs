//! `onsite checklist import`: a table of questions becomes a checklist of one's own.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::super::done::Done;
use super::super::failure::Failure;
use super::super::{input, table};
use crate::checklist::import::{self, Imported, Named};
use crate::checklist::library::Library;
use crate::checklist::model::ChecklistKind;
use crate::store::kept;

const NEXT: &str = "Nothing was written. Mend the table and import it again.";

/// The columns that are known, for whoever makes a table.
const COLUMNS: &str = "Columns:
  question   what to ask; several in a cell as a list, each line beginning with -
  title      a few words; where there are none, the question is the title
  id         4.1 stands under 4; where there is no such column, ids are given
  block      the heading that a row belongs to; blank means the one above
  good       what a good answer holds
  evidence   what to see
  aim        what it is for
  source     of a question to a supplier: policy, good practice, or contract and its paragraph
  minutes    how long it takes; tiers (critical, high, medium, low) and knock-out as well";

/// Makes a checklist of your own of a table of questions
///
/// The table is a CSV file ("CSV UTF-8" in a spreadsheet), or - for standard input. Its first line names the columns, in
/// any order; question or title is needed. A row with one cell is a heading, and one without id and title goes on with
/// the row above. Columns of other names are left out, and it is said which.
///
/// The checklist is then offered in the form of a new audit. It is a text file that you may go on writing. Nothing is
/// ever written over. With --json: file, id, requirements, headings, left (column, cells).
#[derive(Debug, Args)]
#[command(after_long_help = COLUMNS)]
pub(super) struct Import {
    /// The table, or -
    table: PathBuf,
    /// The file to write, `<id>.ron`; otherwise one in the folder of your own checklists, named as the table is
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Its title in reports; otherwise the name of the table
    #[arg(long)]
    title: Option<String>,
    /// Its title in lists and tables; otherwise the title
    #[arg(long)]
    short: Option<String>,
    /// Its edition, as in 2026-03
    #[arg(long)]
    edition: Option<String>,
    /// What the table holds
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
    /// A standard or policy: clauses, and controls with ids such as A.5.1
    Standard,
    /// Questions about anything else
    Other,
}

#[derive(Serialize)]
struct Answer {
    file: String,
    id: String,
    requirements: usize,
    headings: usize,
    left: Vec<Left>,
}

#[derive(Serialize)]
struct Left {
    column: String,
    cells: usize,
}

impl Import {
    pub fn run(self) -> Result<Done, Failure> {
        let library = Library::of_user();
        let name = self.table.file_stem().and_then(|it| it.to_str());
        let name = name.filter(|it| *it != "-");
        let (file, is_own) = self.file(name, library.own_folder())?;
        let stem = file.file_stem().and_then(|it| it.to_str());
        let id = stem.filter(|_| file.extension().is_some_and(|it| it == "ron"));
        let id = id.ok_or_else(|| {
            Failure::new(
                format!("{}: the file cannot be named after an id", file.display()),
                "Name it <id>.ron, as in acme.ron.",
            )
        })?;
        let title = self.title.as_deref().or(name).unwrap_or(id);
        let named = Named {
            id: id.to_owned(),
            title: title.to_owned(),
            short: self.short.as_deref().unwrap_or(title).to_owned(),
            edition: self.edition.clone(),
            kind: match self.kind {
                Kind::Supplier => ChecklistKind::Supplier,
                Kind::Standard => ChecklistKind::ManagementSystem,
                Kind::Other => ChecklistKind::Other,
            },
        };
        let begun = import::begin(named).map_err(|what| {
            Failure::new(
                what,
                "Choose others with --out, --title, --short or --edition.",
            )
        })?;
        let bytes = input::bytes(&self.table)?;
        let imported = import::import(&bytes, begun);
        let imported = imported.map_err(|them| table::refused(&self.table, &them, NEXT))?;
        let text = imported.text(&file.display().to_string())?;
        let written = match library.own_folder().filter(|_| is_own) {
            Some(own) => kept::write_into(own, &format!("{}.ron", imported.checklist.id), &text),
            None => kept::write(&file, &text),
        };
        written.map_err(|error| {
            if error.is_taken() {
                let what = format!("{} is there already", file.display());
                let next = "Take it away first, or name another file with --out. Audits keep the checklist that they were made with.";
                Failure::new(what, next)
            } else {
                error.into()
            }
        })?;
        self.said(&imported, &file, is_own)
    }

    /// The file to write, and whether it is one of the user's own folder.
    fn file(&self, name: Option<&str>, own: Option<&Path>) -> Result<(PathBuf, bool), Failure> {
        if let Some(out) = &self.out {
            return Ok((out.clone(), false));
        }
        let id = name.map(import::id_of).filter(|id| !id.is_empty());
        match (id, own) {
            (Some(id), Some(own)) => Ok((own.join(format!("{id}.ron")), true)),
            _ => Err(Failure::new(
                "what the checklist is to be called is not known",
                "Name the file to write, as in --out acme.ron.",
            )),
        }
    }

    fn said(&self, imported: &Imported, file: &Path, is_own: bool) -> Result<Done, Failure> {
        let (requirements, headings) = imported.counts();
        let answer = Answer {
            file: file.display().to_string(),
            id: imported.checklist.id.clone(),
            requirements,
            headings,
            left: imported
                .left
                .iter()
                .map(|(column, cells)| Left {
                    column: column.clone(),
                    cells: *cells,
                })
                .collect(),
        };
        let Answer { file, id, .. } = &answer;
        let mut told = imported.told().into_iter();
        let first = told.next().unwrap_or_default();
        let mut lines = vec![format!("{file} is written: {first}")];
        lines.extend(told);
        let spec = if is_own { id } else { file };
        lines.push(format!(
            "What it could do better: onsite checklist check {spec}"
        ));
        let also = if is_own {
            "The form of a new audit offers it; or"
        } else {
            "Audit with it:"
        };
        lines.push(format!(
            "{also} onsite new AUDIT --client NAME --criteria {spec}"
        ));
        Done::either(self.json, &answer, lines.join("\n"))
    }
}
