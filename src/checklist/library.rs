//! Where checklists come from: those that ship with the program, those that the user keeps in the configuration
//! folder, and files named by their path. Nothing is ever taken from the current folder by itself.
//!
//! This module must not know what a checklist is used for.

mod around;
mod assemble;
mod shipped;
mod starter;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

pub use assemble::{Assembled, Wanted, guidance, may_have_tiers, parse_spec};
pub use shipped::ShippedGuide;
pub use starter::Starter;

use super::check::Source;
use super::extension::Extension;
use super::id::CriterionId;
use super::overlay::OverlayTexts;
use super::own;
use super::read::{self, Document, FileKind};
use super::refusal::Refusal;

/// Ships a file: its name and its text.
macro_rules! ship {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../checklists/", $path)))),+]
    };
}

/// The files that ship with the program: name and text.
pub const BUILT_IN: &[(&str, &str)] = ship![
    "iso27001-2022.ron",
    "iso42001-2023.ron",
    "supplier-quick.ron",
    "guides/27001-clauses.ron",
    "guides/27001-a5.ron",
    "guides/27001-a6-a7.ron",
    "guides/27001-a8.ron",
    "guides/42001-clauses.ron",
    "guides/42001-annex-a.ron",
    "profiles/stage1.ron",
    "profiles/stage2.ron",
    "profiles/surveillance.ron",
    "profiles/recertification.ron",
    "profiles/special.ron",
    "profiles/follow-up.ron",
    "profiles/internal.ron",
    "profiles/supplier.ron",
    "grading/iso17021.ron",
    "grading/internal.ron",
    "grading/supplier-rag.ron",
    "grading/maturity.ron",
    "links/27001-42001.ron",
    "phrases/en.ron",
];

/// The files to choose from.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The user's own folder.
    own: Option<PathBuf>,
    /// The user's folder for licensed text.
    overlays: Option<PathBuf>,
}

/// A file of the library, read and found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name or path, for messages.
    pub name: String,
    /// Its text, exactly.
    pub text: String,
    /// What it holds. A checklist that extends another is whole here.
    pub document: Document,
    /// Where it comes from.
    pub origin: Origin,
    /// The checklist that it extends.
    pub base: Option<Box<Found>>,
}

/// A file of the library as it lies there.
struct File {
    name: String,
    text: Cow<'static, str>,
    origin: Origin,
}

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It ships with the program.
    BuiltIn,
    /// It lies in the user's own folder.
    Own,
    /// It was named by its path, or lies beside one that was.
    Path,
}

impl Library {
    /// The built-in files, and the user's own under the configuration folder (`~/.config/onsite` on Linux).
    pub fn of_user() -> Self {
        let folders = directories::ProjectDirs::from("", "", "onsite");
        let folder = |name| folders.as_ref().map(|it| it.config_dir().join(name));
        Self {
            own: folder("checklists"),
            overlays: folder("overlays"),
        }
    }

    /// The built-in files only.
    pub fn built_in() -> Self {
        Self::default()
    }

    /// The built-in files, and those of this folder.
    pub fn with_own(folder: impl Into<PathBuf>) -> Self {
        Self {
            own: Some(folder.into()),
            overlays: None,
        }
    }

    /// The same files, and licensed text from this folder.
    #[must_use]
    pub fn and_overlays(self, folder: impl Into<PathBuf>) -> Self {
        Self {
            overlays: Some(folder.into()),
            ..self
        }
    }

    /// The folder for the user's own files: `<id>.ron`, of any kind but overlays.
    pub fn own_folder(&self) -> Option<&Path> {
        self.own.as_deref()
    }

    /// The folder for the licensed text that the user keeps: overlays, `<id>.ron`.
    pub fn overlay_folder(&self) -> Option<&Path> {
        self.overlays.as_deref()
    }

    /// The file of this kind with this id, the user's own first; or the file at this path.
    ///
    /// # Errors
    /// There is none, it cannot be read or trusted, or it is not sound.
    pub fn find(&self, kind: FileKind, id_or_path: &str) -> Result<Found, Refusal> {
        let file = self.file(kind, id_or_path)?;
        let found = self.read(file.ok_or_else(|| self.unknown(kind, id_or_path))?, kind)?;
        if found.origin == Origin::Own && found.document.id() != id_or_path {
            let id = found.document.id();
            return Err(Refusal::of(
                &found.name,
                &format!("the file's id is \"{id}\""),
                &format!("Rename the file to {id}.ron, or change the id."),
            ));
        }
        Ok(found)
    }

    /// As [`Library::find`], a file that another one names by its id: where the library has none, it may lie
    /// beside the other.
    fn file_for(
        &self,
        by: (&str, Origin),
        kind: FileKind,
        id: &str,
    ) -> Result<Option<File>, Refusal> {
        if let Some(file) = self.file(kind, id)? {
            return Ok(Some(file));
        }
        let (name, origin) = by;
        let folder = Path::new(name).parent();
        let Some(folder) = folder.filter(|_| origin == Origin::Path) else {
            return Ok(None);
        };
        for path in [format!("{id}.ron"), format!("guides/{id}.ron")] {
            let path = folder.join(path);
            if path.is_file() {
                return Ok(Some(File {
                    name: path.display().to_string(),
                    text: own::read_trusted(&path)?.into(),
                    origin: Origin::Path,
                }));
            }
        }
        Ok(None)
    }

    fn file(&self, kind: FileKind, id_or_path: &str) -> Result<Option<File>, Refusal> {
        if is_path(id_or_path) {
            return Ok(Some(File {
                name: id_or_path.to_owned(),
                text: own::read(Path::new(id_or_path))?.into(),
                origin: Origin::Path,
            }));
        }
        for file in self.own_files()? {
            if file.id != id_or_path {
                continue;
            }
            let file = own_file(&file)?;
            // One id can name files of several kinds; only the built-in ones are told apart by folder.
            if read::kind(&file.name, &file.text)? == kind {
                return Ok(Some(file));
            }
        }
        let built_in = BUILT_IN.iter().find(|(path, text)| {
            stem(path) == id_or_path && read::kind(path, text).is_ok_and(|it| it == kind)
        });
        Ok(built_in.map(built_in_file))
    }

    fn read(&self, file: File, kind: FileKind) -> Result<Found, Refusal> {
        let mut document = read::document(&file.name, &file.text)?;
        if document.kind() != kind {
            return Err(read::wrong_kind(&file.name, document.kind(), kind));
        }
        if file.origin == Origin::Own && kind == FileKind::Overlay {
            return Err(Refusal::of(
                &file.name,
                "licensed text does not belong among checklists",
                "Move it to the folder overlays/ beside this one, from where nothing is copied into audits.",
            ));
        }
        let mut base = None;
        if let Document::Extension(extension) = &document {
            let source = Source {
                file: &file.name,
                text: &file.text,
            };
            let found = self.base(&file, extension)?;
            let whole = extension.resolve(&source, extension.base_in(&source, &found.document)?)?;
            document = Document::Checklist(whole);
            base = Some(Box::new(found));
        }
        Ok(Found {
            name: file.name,
            text: file.text.into_owned(),
            document,
            origin: file.origin,
            base,
        })
    }

    /// The checklist that another one extends, as its own file has it.
    fn base(&self, by: &File, extension: &Extension) -> Result<Found, Refusal> {
        let id = &extension.extends;
        let found = if *id == extension.id {
            None
        } else {
            self.file_for((&by.name, by.origin), FileKind::Checklist, id)?
        };
        let Some(base) = found else {
            let source = Source {
                file: &by.name,
                text: &by.text,
            };
            return Err(if *id == extension.id {
                extension.extends_itself(&source)
            } else {
                let unknown = self.unknown(FileKind::Checklist, id);
                source.refuse(
                    "extends",
                    id,
                    0,
                    &format!("there is no checklist \"{id}\" to extend"),
                    unknown.mend(),
                )
            });
        };
        let document = read::document(&base.name, &base.text)?;
        Ok(Found {
            name: base.name,
            text: base.text.into_owned(),
            document,
            origin: base.origin,
            base: None,
        })
    }

    fn unknown(&self, kind: FileKind, id: &str) -> Refusal {
        let mut known: Vec<&str> = BUILT_IN
            .iter()
            .filter(|(path, text)| read::kind(path, text).is_ok_and(|it| it == kind))
            .map(|(path, _)| stem(path))
            .collect();
        known.sort_unstable();
        let own = self.own.as_ref().map_or(String::new(), |folder| {
            format!(" Files of your own go to {}.", folder.display())
        });
        Refusal::of(
            id,
            &format!("there is no {} of this name", kind.word()),
            &format!(
                "Choose one of {}, or give the path of a file.{own}",
                known.join(", ")
            ),
        )
    }

    /// All files that there are, built-in ones first; those that are refused as refusals.
    pub fn list(&self) -> Vec<Result<Found, Refusal>> {
        let mut files: Vec<Result<File, Refusal>> =
            BUILT_IN.iter().map(|it| Ok(built_in_file(it))).collect();
        match self.own_files() {
            Ok(own) => files.extend(own.iter().map(own_file)),
            Err(refusal) => files.push(Err(refusal)),
        }
        let files = files.into_iter();
        files.map(|file| self.read_any(file?)).collect()
    }

    /// All files with this id, of whatever kind, overlays included; or the file at this path.
    pub fn named(&self, id_or_path: &str) -> Vec<Result<Found, Refusal>> {
        if is_path(id_or_path) {
            let read = |text: String| {
                let kind = read::kind(id_or_path, &text)?;
                self.find(kind, id_or_path)
            };
            return vec![own::read(Path::new(id_or_path)).and_then(read)];
        }
        let kinds = FileKind::ALL.into_iter();
        let mut all: Vec<Result<Found, Refusal>> = kinds
            .filter_map(|kind| match self.file(kind, id_or_path) {
                Ok(None) => None,
                Ok(Some(_)) => Some(self.find(kind, id_or_path)),
                Err(refusal) => Some(Err(refusal)),
            })
            .collect();
        all.dedup();
        let folder = self.overlays.as_deref();
        let overlays = folder.map_or(Ok(Vec::new()), own::list).unwrap_or_default();
        let overlays = overlays.iter().filter(|it| it.id == id_or_path);
        all.extend(overlays.map(|file| {
            let File { name, text, .. } = own_file(file)?;
            self.read(
                File {
                    name,
                    text,
                    origin: Origin::Path,
                },
                FileKind::Overlay,
            )
        }));
        all
    }

    /// The licensed text that the user keeps for a criterion, where there is any. Nothing of it may go anywhere but
    /// to the user's own screen.
    ///
    /// # Errors
    /// A file of the folder cannot be read or trusted, or is no overlay.
    pub fn overlay(&self, criterion: &CriterionId) -> Result<Option<OverlayTexts>, Refusal> {
        let folder = self.overlays.as_deref();
        let mut texts = OverlayTexts::default();
        for file in folder.map_or(Ok(Vec::new()), own::list)? {
            let file = own_file(&file)?;
            match read::kind(&file.name, &file.text)? {
                FileKind::Overlay => texts.add(&file.name, &file.text, criterion),
                kind => {
                    return Err(Refusal::of(
                        &file.name,
                        &format!("this is a {}, not an overlay", kind.word()),
                        "Move it to the folder checklists/ beside this one.",
                    ));
                }
            }
        }
        Ok(Some(texts).filter(|it| !it.is_empty()))
    }

    /// The user's own files, or what is wrong with them.
    pub fn own(&self) -> Vec<Result<Found, Refusal>> {
        let read = |file: &own::OwnFile| self.read_any(own_file(file)?);
        match self.own_files() {
            Ok(files) => files.iter().map(read).collect(),
            Err(refusal) => vec![Err(refusal)],
        }
    }

    /// Reads a file as what its first word says that it is.
    fn read_any(&self, file: File) -> Result<Found, Refusal> {
        let kind = read::kind(&file.name, &file.text)?;
        self.read(file, kind)
    }

    fn own_files(&self) -> Result<Vec<own::OwnFile>, Refusal> {
        self.own.as_deref().map_or(Ok(Vec::new()), own::list)
    }
}

fn built_in_file((path, text): &(&str, &'static str)) -> File {
    File {
        name: (*path).to_owned(),
        text: Cow::Borrowed(text),
        origin: Origin::BuiltIn,
    }
}

fn own_file(file: &own::OwnFile) -> Result<File, Refusal> {
    Ok(File {
        name: file.path.display().to_string(),
        text: own::read_trusted(&file.path)?.into(),
        origin: Origin::Own,
    })
}

/// Whether a text names a file by its path and not by its id.
pub fn is_path(text: &str) -> bool {
    text.contains(['/', '\\']) || Path::new(text).extension().is_some_and(|it| it == "ron")
}

fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.strip_suffix(".ron").unwrap_or(name)
}
