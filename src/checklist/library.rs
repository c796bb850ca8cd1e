//! Where checklists come from: those that ship with the program, those that the user keeps in the configuration
//! folder, and files named by their path. Nothing is ever taken from the current folder by itself.
//!
//! This module must not know what a checklist is used for.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::criteria::{Chosen, Criteria};
use super::id::CriterionId;
use super::own;
use super::read::{self, Document, FileKind};
use super::refusal::Refusal;
use super::value;

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
}

/// A file of the library, read and found sound.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its name or path, for messages.
    pub name: String,
    /// Its text, exactly.
    pub text: String,
    /// What it holds.
    pub document: Document,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It ships with the program.
    BuiltIn,
    /// It lies in the user's own folder.
    Own,
    /// It was named by its path.
    Path,
}

/// The criteria that a specification asks for, with the texts that an audit keeps.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The criteria, loaded from those very texts.
    pub criteria: Criteria,
    /// Which file decides what.
    pub chosen: Vec<Chosen>,
    /// Name (`<id>-<first 16 digits of the SHA-256>.ron`) and text of each file for the folder `criteria/`.
    pub files: Vec<(String, String)>,
}

/// One criterion of a specification: `iso27001-2022:surveillance` or `iso27001-2022:internal:maturity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Id or path of the checklist.
    pub checklist: String,
    /// Id or path of the profile, where one is asked for.
    pub profile: Option<String>,
    /// Id or path of the grading scheme, where one is asked for.
    pub grading: Option<String>,
}

/// Reads a specification: checklists with profile and grading scheme, separated by commas.
///
/// # Errors
/// A part that names nothing.
pub fn parse_spec(spec: &str) -> Result<Vec<Wanted>, Refusal> {
    spec.split(',').map(|part| wanted(spec, part)).collect()
}

fn wanted(spec: &str, part: &str) -> Result<Wanted, Refusal> {
    let mut rest = part.trim();
    let mut names = Vec::new();
    // A colon inside a path is followed by something that is no id.
    while let Some((before, name)) = rest.rsplit_once(':') {
        if names.len() == 2 || !value::is_item(name) || before.is_empty() {
            break;
        }
        names.push(name.to_owned());
        rest = before;
    }
    let bad = rest.is_empty() || (!is_path(rest) && !value::is_item(rest));
    if bad {
        return Err(Refusal::of(
            spec,
            &format!("\"{part}\" names no checklist"),
            "Write checklist:profile, as in iso27001-2022:surveillance,iso42001-2023:stage1.",
        ));
    }
    let mut names = names.into_iter().rev();
    Ok(Wanted {
        checklist: rest.to_owned(),
        profile: names.next(),
        grading: names.next(),
    })
}

fn is_path(text: &str) -> bool {
    text.contains(['/', '\\']) || Path::new(text).extension().is_some_and(|it| it == "ron")
}

impl Library {
    /// The built-in files, and the user's own under the configuration folder (`~/.config/onsite` on Linux).
    pub fn of_user() -> Self {
        let folders = directories::ProjectDirs::from("", "", "onsite");
        Self {
            own: folders.map(|it| it.config_dir().join("checklists")),
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
        }
    }

    /// The folder for the user's own files: `<id>.ron`, of any kind.
    pub fn own_folder(&self) -> Option<&Path> {
        self.own.as_deref()
    }

    /// The file of this kind with this id, the user's own first; or the file at this path.
    ///
    /// # Errors
    /// There is none, it cannot be read or trusted, or it is not sound.
    pub fn find(&self, kind: FileKind, id_or_path: &str) -> Result<Found, Refusal> {
        if is_path(id_or_path) {
            let text = own::read(Path::new(id_or_path))?;
            return found(id_or_path, text, kind, Origin::Path);
        }
        for file in self.own_files()? {
            if file.id != id_or_path {
                continue;
            }
            let name = file.path.display().to_string();
            let text = own::read_trusted(&file.path)?;
            // One id can name files of several kinds; only the built-in ones are told apart by folder.
            if read::kind(&name, &text)? == kind {
                let found = found(&name, text, kind, Origin::Own)?;
                if found.document.id() == id_or_path {
                    return Ok(found);
                }
                return Err(Refusal::of(
                    &name,
                    &format!("the file's id is \"{}\"", found.document.id()),
                    &format!(
                        "Rename the file to {}.ron, or change the id.",
                        found.document.id()
                    ),
                ));
            }
        }
        let built_in = BUILT_IN.iter().find(|(path, text)| {
            stem(path) == id_or_path && read::kind(path, text).is_ok_and(|it| it == kind)
        });
        match built_in {
            Some((path, text)) => found(path, (*text).to_owned(), kind, Origin::BuiltIn),
            None => Err(self.unknown(kind, id_or_path)),
        }
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
        let mut all: Vec<Result<Found, Refusal>> = BUILT_IN
            .iter()
            .map(|(path, text)| {
                let kind = read::kind(path, text)?;
                found(path, (*text).to_owned(), kind, Origin::BuiltIn)
            })
            .collect();
        match self.own_files() {
            Ok(files) => all.extend(files.into_iter().map(|file| {
                let name = file.path.display().to_string();
                let text = own::read_trusted(&file.path)?;
                let kind = read::kind(&name, &text)?;
                found(&name, text, kind, Origin::Own)
            })),
            Err(refusal) => all.push(Err(refusal)),
        }
        all
    }

    /// All links, the user's own in place of built-in ones with the same id.
    fn links(&self) -> Result<Vec<Found>, Refusal> {
        let mut links: Vec<Found> = Vec::new();
        for file in self.own_files()? {
            let name = file.path.display().to_string();
            let text = own::read_trusted(&file.path)?;
            if read::kind(&name, &text) == Ok(FileKind::Links) {
                links.push(found(&name, text, FileKind::Links, Origin::Own)?);
            }
        }
        for (path, text) in BUILT_IN {
            let known = links.iter().any(|it| it.document.id() == stem(path));
            if !known && read::kind(path, text) == Ok(FileKind::Links) {
                let text = (*text).to_owned();
                links.push(found(path, text, FileKind::Links, Origin::BuiltIn)?);
            }
        }
        Ok(links)
    }

    fn own_files(&self) -> Result<Vec<own::OwnFile>, Refusal> {
        self.own.as_deref().map_or(Ok(Vec::new()), own::list)
    }

    /// Assembles the criteria that a specification asks for: `iso27001-2022:surveillance,iso42001-2023:stage1`.
    /// A profile or grading scheme that is not named is the checklist's or the profile's own choice.
    ///
    /// # Errors
    /// The first file that is not there, not sound, or does not fit the others.
    pub fn assemble(&self, spec: &str) -> Result<Assembled, Refusal> {
        let mut files = Vec::new();
        let mut chosen = Vec::new();
        let mut languages = vec!["en".to_owned()];
        for wanted in parse_spec(spec)? {
            chosen.push(self.choose(&wanted, &mut files, &mut languages)?);
        }
        for language in languages {
            if let Ok(found) = self.find(FileKind::Phrases, &language) {
                keep(&mut files, &found);
            }
        }
        for found in self.links()? {
            if let Document::Links(links) = &found.document {
                let has = |id: &CriterionId| chosen.iter().any(|it| it.criterion == *id);
                if has(&links.between.0) && has(&links.between.1) {
                    keep_if_it_fits(&mut files, &found, &chosen);
                }
            }
        }
        Ok(Assembled {
            criteria: Criteria::load(&files, &chosen)?,
            chosen,
            files,
        })
    }

    fn choose(
        &self,
        wanted: &Wanted,
        files: &mut Vec<(String, String)>,
        languages: &mut Vec<String>,
    ) -> Result<Chosen, Refusal> {
        let checklist = self.find(FileKind::Checklist, &wanted.checklist)?;
        let Document::Checklist(content) = &checklist.document else {
            return Err(self.unknown(FileKind::Checklist, &wanted.checklist));
        };
        let profile_id = wanted.profile.as_ref().or(content.profile.as_ref());
        let profile = self.find(
            FileKind::Profile,
            profile_id.map_or("internal", String::as_str),
        )?;
        let of_profile = match &profile.document {
            Document::Profile(it) => it.grading.as_ref(),
            _ => None,
        };
        let grading_id = wanted.grading.as_ref().or(of_profile);
        let grading_id = grading_id.or(content.grading.as_ref());
        let grading = self.find(
            FileKind::Grading,
            grading_id.map_or("iso17021", String::as_str),
        )?;
        if !languages.contains(&content.language) {
            languages.push(content.language.clone());
        }
        Ok(Chosen {
            criterion: content.criterion.clone(),
            checklist: keep(files, &checklist),
            profile: keep(files, &profile),
            grading: keep(files, &grading),
        })
    }
}

/// Links that name a requirement which a chosen checklist leaves out are of no use to this audit.
fn keep_if_it_fits(files: &mut Vec<(String, String)>, found: &Found, chosen: &[Chosen]) {
    let mut with = files.clone();
    keep(&mut with, found);
    if Criteria::load(&with, chosen).is_ok() {
        *files = with;
    }
}

/// Puts a file among those that the audit keeps, once, and gives its name there.
fn keep(files: &mut Vec<(String, String)>, found: &Found) -> String {
    let name = kept_name(found.document.id(), &found.text);
    if !files.iter().any(|(known, _)| *known == name) {
        files.push((name.clone(), found.text.clone()));
    }
    name
}

/// The name under which an audit keeps a file: `<id>-<first 16 digits of the SHA-256>.ron`.
pub fn kept_name(id: &str, text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let head = digest.iter().take(8);
    let head = head.fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{id}-{head:016x}.ron")
}

fn found(name: &str, text: String, kind: FileKind, origin: Origin) -> Result<Found, Refusal> {
    let document = read::document(name, &text)?;
    if document.kind() != kind {
        return Err(read::wrong_kind(name, &document, kind));
    }
    Ok(Found {
        name: name.to_owned(),
        text,
        document,
        origin,
    })
}

fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.strip_suffix(".ron").unwrap_or(name)
}
