//! Whether a file fits the other files of the library: what it names is there, and what it speaks of exists.
//!
//! This module must not know what an audit does with them.

use super::{Found, Library, Origin, built_in_file, own_file};
use crate::checklist::check::{Source, guides};
use crate::checklist::criteria;
use crate::checklist::guide::Guide;
use crate::checklist::id::CriterionId;
use crate::checklist::lint::Warning;
use crate::checklist::model::{Checklist, Failure};
use crate::checklist::profile::{self, Profile};
use crate::checklist::read::{self, Document, FileKind};
use crate::checklist::refusal::{Place, Refusal};
use crate::checklist::scheme::Links;
use crate::checklist::texts::locate;
use crate::checklist::value::visible;

impl Library {
    /// Checks a file against the others of the library.
    ///
    /// # Errors
    /// It names a file that is not there, or speaks of what does not exist.
    pub fn check_around(&self, found: &Found) -> Result<Vec<Warning>, Refusal> {
        let source = Source {
            file: &found.name,
            text: &found.text,
        };
        match &found.document {
            Document::Checklist(it) => {
                for (key, kind, id) in [
                    ("profile", FileKind::Profile, &it.profile),
                    ("grading", FileKind::Grading, &it.grading),
                ] {
                    self.is_there(&source, key, kind, id.as_deref())?;
                }
                return self.class_hints(found, it);
            }
            Document::Profile(it) => {
                self.profile_around(&source, it)?;
                return Ok(self.idle_patterns(found, it));
            }
            Document::Guide(it) => return self.guide_around(found, &source, it),
            Document::Overlay(it) => {
                for checklist in self.checklists_for(&it.criterion) {
                    guides::overlay_of(&source, it, &checklist)?;
                }
            }
            Document::Links(it) => self.links_around(&source, it)?,
            Document::Extension(_) | Document::Grading(_) | Document::Phrases(_) => {}
        }
        Ok(Vec::new())
    }

    fn is_there(
        &self,
        source: &Source<'_>,
        key: &str,
        kind: FileKind,
        id: Option<&str>,
    ) -> Result<(), Refusal> {
        let Some(id) = id else {
            return Ok(());
        };
        match self.file(kind, id)? {
            Some(_) => Ok(()),
            None => Err(source.refuse(
                key,
                id,
                0,
                &format!("there is no {} \"{id}\"", kind.word()),
                self.unknown(kind, id).mend(),
            )),
        }
    }

    fn profile_around(&self, source: &Source<'_>, profile: &Profile) -> Result<(), Refusal> {
        let id = profile.grading.as_deref();
        self.is_there(source, "grading", FileKind::Grading, id)?;
        let grading = id.map(|id| self.find(FileKind::Grading, id)).transpose()?;
        match grading.map(|it| it.document) {
            Some(Document::Grading(grading)) => criteria::classes_exist(source, profile, &grading),
            _ => Ok(()),
        }
    }

    /// The patterns of a profile that no requirement of any checklist fits: mostly a slip of the pen.
    fn idle_patterns(&self, found: &Found, profile: &Profile) -> Vec<Warning> {
        let all = self.checklists();
        let fits = |pattern: &str| {
            let mut requirements = all.iter().flat_map(|it| &it.requirements);
            requirements.any(|it| it.is_auditable() && profile::matches(pattern, &it.id))
        };
        let touched = profile.must_touch.iter().flat_map(|it| &it.requirements);
        let planned = profile.plans.iter().flat_map(|it| &it.requirements);
        let mut idle: Vec<&str> = planned
            .chain(touched)
            .map(String::as_str)
            .filter(|pattern| *pattern != "*" && !fits(pattern))
            .collect();
        idle.sort_unstable();
        idle.dedup();
        let warn = |pattern: &&str| {
            let what = format!("No requirement of any checklist fits \"{pattern}\".");
            warning(found, "requirements", pattern, &what)
        };
        idle.iter().map(warn).collect()
    }

    /// A guide must fit the checklists that name it. Where none does, it is held against those of its criterion.
    fn guide_around(
        &self,
        found: &Found,
        source: &Source<'_>,
        guide: &Guide,
    ) -> Result<Vec<Warning>, Refusal> {
        let all = self.checklists_for(&guide.criterion);
        let (naming, others): (Vec<Checklist>, Vec<Checklist>) = all
            .into_iter()
            .partition(|it| it.guides.contains(&guide.id));
        let against = if naming.is_empty() { &others } else { &naming };
        for checklist in against
            .iter()
            .filter(|it| it.extends.is_none() || !naming.is_empty())
        {
            guides::guide_of(source, guide, checklist)?;
        }
        if !naming.is_empty() {
            return Ok(Vec::new());
        }
        let what = format!(
            "No checklist names this guide; write guides: [\"{}\"] into one for {}, or extend one.",
            guide.id, guide.criterion
        );
        Ok(vec![warning(found, "id", &guide.id, &what)])
    }

    /// The classes that typical nonconformities are said to come to, where the scheme of the checklist has none such.
    fn class_hints(&self, found: &Found, checklist: &Checklist) -> Result<Vec<Warning>, Refusal> {
        let profile = checklist.profile.as_deref().unwrap_or("internal");
        let profile = self.find(FileKind::Profile, profile)?.document;
        let of_profile = match &profile {
            Document::Profile(profile) => profile.grading.as_deref(),
            _ => None,
        };
        let scheme = of_profile.or(checklist.grading.as_deref());
        let scheme = self.find(FileKind::Grading, scheme.unwrap_or("iso17021"))?;
        let Document::Grading(scheme) = scheme.document else {
            return Ok(Vec::new());
        };
        let mut warnings = Vec::new();
        let guides = self.guides(found)?;
        // Guides that ship go with several schemes; their hints are in the words of certification.
        let shipped = |it: &&Found| it.origin == Origin::BuiltIn && found.origin != Origin::BuiltIn;
        let guides = guides.iter().filter(|it| !shipped(it));
        for file in std::iter::once(found).chain(guides) {
            let mut unknown: Vec<&str> = failures(&file.document)
                .filter_map(|failure| failure.class.as_deref())
                .filter(|class| scheme.class(class).is_none())
                .collect();
            unknown.sort_unstable();
            unknown.dedup();
            for class in unknown {
                let what = format!(
                    "The grading scheme \"{}\" has no class \"{class}\".",
                    scheme.id
                );
                warnings.push(warning(file, "class", class, &what));
            }
        }
        Ok(warnings)
    }

    fn links_around(&self, source: &Source<'_>, links: &Links) -> Result<(), Refusal> {
        let (first, second) = &links.between;
        let (ones, others) = (self.checklists_for(first), self.checklists_for(second));
        let twins = links.twins.iter().map(|it| (&it.one, &it.other));
        let related = links.related.iter().map(|it| (&it.one, &it.other));
        for (one, other) in twins.chain(related) {
            for (key, id, checklists) in [("one", one, &ones), ("other", other, &others)] {
                let whole = checklists.iter().find(|it| it.extends.is_none());
                if whole.is_some_and(|it| it.requirement(id.item()).is_none()) {
                    return Err(source.refuse(
                        key,
                        id.as_str(),
                        0,
                        &format!("\"{id}\" does not exist in its checklist"),
                        "Correct the id, or take the link out.",
                    ));
                }
            }
        }
        Ok(())
    }

    /// The sound checklists that take guides for a criterion, built-in ones first.
    fn checklists_for(&self, criterion: &CriterionId) -> Vec<Checklist> {
        let mut all = self.checklists();
        all.retain(|it| it.takes_guides_for(criterion));
        all
    }

    /// The sound checklists, built-in ones first.
    fn checklists(&self) -> Vec<Checklist> {
        let own = self.own_files().unwrap_or_default();
        let own = own.iter().filter_map(|file| own_file(file).ok());
        let files = super::BUILT_IN.iter().map(built_in_file).chain(own);
        files
            .filter(|file| read::kind(&file.name, &file.text) == Ok(FileKind::Checklist))
            .filter_map(
                |file| match self.read(file, FileKind::Checklist).ok()?.document {
                    Document::Checklist(it) => Some(it),
                    _ => None,
                },
            )
            .collect()
    }
}

/// The typical nonconformities that a file speaks of.
fn failures(document: &Document) -> Box<dyn Iterator<Item = &Failure> + '_> {
    match document {
        Document::Checklist(it) => {
            Box::new(it.requirements.iter().flat_map(|it| &it.nonconformities))
        }
        Document::Guide(it) => Box::new(it.items.iter().flat_map(|it| &it.nonconformities)),
        _ => Box::new(std::iter::empty()),
    }
}

/// A warning at the first place where the field `key` holds `value`.
fn warning(found: &Found, key: &str, value: &str, what: &str) -> Warning {
    let place = Place::of(&found.text, &locate(&found.text, key, value, 0));
    let (file, line, column) = (visible(&found.name), place.line, place.column);
    Warning {
        sentence: format!("{file}:{line}:{column}: {}", visible(what)),
        file,
        line,
        column,
    }
}
