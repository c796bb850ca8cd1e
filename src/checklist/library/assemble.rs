//! Putting the criteria of an audit together: what a specification asks for, and the files that the audit keeps.
//!
//! This module must not know what an audit does with them.

use super::{BUILT_IN, File, Found, Library, Origin, built_in_file, is_path, own_file, stem};
use crate::checklist::check::{Source, guides};
use crate::checklist::criteria::{Chosen, Criteria};
use crate::checklist::guide::Guidance;
use crate::checklist::id::CriterionId;
use crate::checklist::kept;
use crate::checklist::model::{Checklist, Requirement};
use crate::checklist::read::{self, Document, FileKind};
use crate::checklist::refusal::Refusal;
use crate::checklist::scheme::Links;
use crate::checklist::value;

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

/// Whether a checklist that `spec` names may ask different things of suppliers of different tiers. Of what ships it
/// is known; what is the user's own is not read for this, and may.
pub fn may_have_tiers(spec: &str) -> bool {
    let may = |name: &str| {
        let shipped = || BUILT_IN.iter().filter(|(path, _)| path.starts_with(name));
        let whole = shipped().find(|(path, _)| stem(path) == name);
        // What is the beginning of a name that ships is still being typed.
        whole.map_or_else(
            || shipped().next().is_none(),
            |(_, text)| text.contains("tiers: ["),
        )
    };
    parse_spec(spec).is_ok_and(|all| all.iter().any(|it| may(&it.checklist)))
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

impl Library {
    /// All links between criteria.
    ///
    /// # Errors
    /// The first file of the user's own that is not sound.
    pub fn links(&self) -> Result<Vec<Links>, Refusal> {
        let files = self.link_files()?.into_iter();
        let links = files.filter_map(|found| match found.document {
            Document::Links(links) => Some(links),
            _ => None,
        });
        Ok(links.collect())
    }

    /// All links, the user's own in place of built-in ones with the same id.
    fn link_files(&self) -> Result<Vec<Found>, Refusal> {
        let mut links: Vec<Found> = Vec::new();
        for file in self.own_files()? {
            let file = own_file(&file)?;
            if read::kind(&file.name, &file.text) == Ok(FileKind::Links) {
                links.push(self.read(file, FileKind::Links)?);
            }
        }
        for built_in in BUILT_IN {
            let (path, text) = built_in;
            let known = links.iter().any(|it| it.document.id() == stem(path));
            if !known && read::kind(path, text) == Ok(FileKind::Links) {
                links.push(self.read(built_in_file(built_in), FileKind::Links)?);
            }
        }
        Ok(links)
    }

    /// The guides that a checklist names, read whole and held against it, in its order.
    ///
    /// # Errors
    /// One is not there, not sound, or not for this checklist.
    pub fn guides(&self, found: &Found) -> Result<Vec<Found>, Refusal> {
        let Document::Checklist(checklist) = &found.document else {
            return Ok(Vec::new());
        };
        let files = self.guide_files(found, checklist)?;
        let guides = files.into_iter().map(|(_, file)| {
            let document = read_guide(&file, checklist)?;
            Ok(Found {
                document,
                name: file.name,
                text: file.text.into_owned(),
                origin: file.origin,
                base: None,
            })
        });
        guides.collect()
    }

    /// The files of the guides that a checklist names, with their ids, not yet read.
    fn guide_files(
        &self,
        found: &Found,
        checklist: &Checklist,
    ) -> Result<Vec<(String, File)>, Refusal> {
        let mut files = Vec::new();
        for id in &checklist.guides {
            let mut named_by = found;
            if let Some(base) = &found.base
                && let Document::Checklist(content) = &base.document
                && content.guides.contains(id)
            {
                named_by = base;
            }
            let by = (named_by.name.as_str(), named_by.origin);
            let Some(file) = self.file_for(by, FileKind::Guide, id)? else {
                let source = Source {
                    file: &named_by.name,
                    text: &named_by.text,
                };
                return Err(source.refuse(
                    "guides",
                    id,
                    0,
                    &format!("there is no guide \"{id}\""),
                    self.unknown(FileKind::Guide, id).mend(),
                ));
            };
            files.push((id.clone(), file));
        }
        Ok(files)
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
        for found in self.link_files()? {
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
        let mut with = Vec::new();
        if let Some(base) = &checklist.base {
            with.push(keep(files, base));
        }
        for (id, guide) in self.guide_files(&checklist, content)? {
            if guide.origin != Origin::BuiltIn {
                // Those that ship are read whole by the tests of the program.
                read_guide(&guide, content)?;
            }
            with.push(keep_text(files, &id, &guide.text));
        }
        Ok(Chosen {
            criterion: content.criterion.clone(),
            checklist: keep(files, &checklist),
            with,
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
    keep_text(files, found.document.id(), &found.text)
}

fn keep_text(files: &mut Vec<(String, String)>, id: &str, text: &str) -> String {
    let name = kept::name(id, text);
    if !files.iter().any(|(known, _)| *known == name) {
        files.push((name.clone(), text.to_owned()));
    }
    name
}

/// What a checklist and its guides say about a requirement together.
pub fn guidance(requirement: &Requirement, guides: &[Found]) -> Guidance {
    let mut guidance = Guidance::inline(requirement);
    for found in guides {
        if let Document::Guide(guide) = &found.document
            && let Some(item) = guide.items.iter().find(|it| it.on == requirement.id)
        {
            guidance.supplement(item.clone(), requirement.replaced);
        }
    }
    guidance
}

/// Reads a guide whole, and holds it against the checklist that names it.
fn read_guide(file: &File, of: &Checklist) -> Result<Document, Refusal> {
    let document = read::document(&file.name, &file.text)?;
    let Document::Guide(guide) = &document else {
        return Err(read::wrong_kind(
            &file.name,
            document.kind(),
            FileKind::Guide,
        ));
    };
    let source = Source {
        file: &file.name,
        text: &file.text,
    };
    guides::guide_of(&source, guide, of)?;
    Ok(document)
}
