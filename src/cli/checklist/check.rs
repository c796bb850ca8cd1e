//! `onsite checklist check`: whether files are sound, and what they could do better.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::super::done::Done;
use super::super::failure::Failure;
use crate::checklist::library::{Found, Library, is_path};
use crate::checklist::lint::{self, Warning};
use crate::checklist::refusal::Refusal;
use crate::text::counted;

/// Checks checklists, guides and other files: those named, or all that ship with the program
///
/// A checklist is checked together with its guides. Exit code 1 where there is a warning, 2 where a file is
/// refused. With --json, a list of: file, sound, id, kind, refused, warnings (file, line, column, sentence).
#[derive(Debug, Args)]
pub(super) struct CheckFiles {
    /// Paths of files, or ids
    #[arg(value_name = "FILE|ID")]
    files: Vec<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Checked {
    file: String,
    sound: bool,
    id: Option<String>,
    kind: Option<&'static str>,
    refused: Option<String>,
    warnings: Vec<Warned>,
    #[serde(skip)]
    text: String,
}

#[derive(Serialize)]
struct Warned {
    file: String,
    line: usize,
    column: usize,
    sentence: String,
}

impl CheckFiles {
    pub fn run(&self) -> Result<Done, Failure> {
        let library = Library::of_user();
        let mut all = Vec::new();
        if self.files.is_empty() {
            let built_in = Library::built_in();
            all.extend(built_in.list().into_iter().map(|it| checked(&built_in, it)));
        }
        for name in &self.files {
            if is_path(name) && !Path::new(name).is_file() {
                return Err(Failure::new(
                    format!("{name}: there is no such file"),
                    "Check the path, or give an id that `onsite checklist list` shows.",
                ));
            }
            let found = library.named(name);
            if found.is_empty() {
                return Err(Failure::new(
                    format!("\"{name}\" is neither a file nor an id"),
                    "`onsite checklist list` shows all ids.",
                ));
            }
            all.extend(found.into_iter().map(|it| checked(&library, it)));
        }
        let text: Vec<&str> = all.iter().map(|it| it.text.as_str()).collect();
        let done = Done::either(self.json, &all, text.join("\n"))?;
        let refused = all.iter().any(|it| !it.sound);
        let warned = all.iter().any(|it| !it.warnings.is_empty());
        Ok(done.no_if(warned).undone_if(refused))
    }
}

fn checked(library: &Library, found: Result<Found, Refusal>) -> Checked {
    let looked_at = found.and_then(|found| {
        let guides = library.guides(&found)?;
        let mut warnings = lint::lint(&found, &guides);
        warnings.extend(library.check_around(&found)?);
        Ok((found, warnings))
    });
    match looked_at {
        Ok((found, warnings)) => sound(&found, warnings),
        Err(refusal) => Checked {
            file: refusal.file().to_owned(),
            sound: false,
            id: None,
            kind: None,
            refused: Some(refusal.sentence()),
            warnings: Vec::new(),
            text: refusal.to_string(),
        },
    }
}

fn sound(found: &Found, warnings: Vec<Warning>) -> Checked {
    let mut lines: Vec<String> = warnings.iter().map(|it| it.sentence.clone()).collect();
    let warned = counted(warnings.len(), "warning", "warnings");
    let (kind, id) = (found.document.kind().word(), found.document.id());
    lines.push(format!("{}: a sound {kind}, {id}; {warned}", found.name));
    let warnings = warnings.into_iter().map(|it| Warned {
        file: it.file,
        line: it.line,
        column: it.column,
        sentence: it.sentence,
    });
    Checked {
        file: found.name.clone(),
        sound: true,
        id: Some(id.to_owned()),
        kind: Some(kind),
        refused: None,
        warnings: warnings.collect(),
        text: lines.join("\n"),
    }
}
