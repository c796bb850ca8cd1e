//! Loading criteria from the texts of their files.
//!
//! This module must not know where the files are kept.

use std::sync::Arc;

use super::guidance::GuideText;
use super::{Chosen, Criteria, Criterion, Inner, RelatedTo, Row, TwinOf};
use crate::checklist::check::Source;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::profile::Profile;
use crate::checklist::read::{self, Document, FileKind};
use crate::checklist::refusal::Refusal;
use crate::checklist::scheme::{Grading, Links};

impl Criteria {
    /// Loads what `chosen` names out of `files` (names and texts), and all links and phrases among them.
    ///
    /// # Errors
    /// The first file that is missing, not sound, or does not fit the others.
    pub fn load<N: AsRef<str>, T: AsRef<str> + Clone + Into<Arc<str>>>(
        files: &[(N, T)],
        chosen: &[Chosen],
    ) -> Result<Self, Refusal> {
        let mut inner = Inner::default();
        let held = |name: &str| {
            let found = files.iter().find(|(file, _)| file.as_ref() == name);
            found.map(|(_, text)| text)
        };
        let find = |name: &str| held(name).map(AsRef::as_ref).ok_or_else(|| missing(name));
        for choice in chosen {
            let mut criterion = load_criterion(&find, choice)?;
            for name in guides_of(choice, &find) {
                let text = held(name).cloned().map(Into::into);
                criterion.guides.push(GuideText::new(name, text));
            }
            inner.add(criterion)?;
        }
        let mut others: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_ref(), text.as_ref()))
            .collect();
        others.sort_unstable();
        for (file, text) in others {
            match read::kind(file, text) {
                Ok(FileKind::Links) => {
                    if let Document::Links(links) = read::document(file, text)? {
                        inner.link(&Source { file, text }, links)?;
                    }
                }
                Ok(FileKind::Phrases) => {
                    if let Document::Phrases(phrases) = read::document(file, text)? {
                        inner.phrases.push(phrases);
                    }
                }
                // Checklists, profiles and schemes that are not chosen, and files of other kinds, decide nothing.
                Ok(_) | Err(_) => {}
            }
        }
        inner.lay_out_lines();
        Ok(Self {
            inner: Arc::new(inner),
        })
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::of(
        name,
        "the file is not there, though the audit is held against it",
        "Bring it back into the folder criteria/ from another copy of the audit.",
    )
}

/// Of the files that belong to a checklist, those of guides. A guide that is missing closes no audit: it is said
/// when it is asked for.
fn guides_of<'a, 'b>(
    choice: &'b Chosen,
    find: &impl Fn(&str) -> Result<&'a str, Refusal>,
) -> impl Iterator<Item = &'b str> {
    let names = choice.with.iter().map(String::as_str);
    names.filter(|name| {
        find(name).is_ok_and(|text| read::kind(name, text) != Ok(FileKind::Checklist))
            || find(name).is_err()
    })
}

/// Of the files that belong to a checklist, the one that it extends.
fn base_of<'a, 'b>(
    choice: &'b Chosen,
    find: &impl Fn(&str) -> Result<&'a str, Refusal>,
    id: &str,
) -> Result<(&'b str, &'a str), Refusal> {
    let names = choice.with.iter().map(String::as_str);
    let mut found = names.filter_map(|name| Some((name, find(name).ok()?)));
    found
        .find(|(name, text)| read::kind(name, text) == Ok(FileKind::Checklist))
        .ok_or_else(|| missing(&format!("{id}-*.ron")))
}

/// Loads one criterion; `find` gives the text of a file.
fn load_criterion<'a>(
    find: &impl Fn(&str) -> Result<&'a str, Refusal>,
    choice: &Chosen,
) -> Result<Criterion, Refusal> {
    let checklist = read::checklist(&choice.checklist, find(&choice.checklist)?, |extension| {
        base_of(choice, find, &extension.extends)
    })?;
    let profile = match read::document(&choice.profile, find(&choice.profile)?)? {
        Document::Profile(profile) => profile,
        other => return Err(read::wrong_kind(&choice.profile, &other, FileKind::Profile)),
    };
    let grading = match read::document(&choice.grading, find(&choice.grading)?)? {
        Document::Grading(grading) => grading,
        other => return Err(read::wrong_kind(&choice.grading, &other, FileKind::Grading)),
    };
    if checklist.criterion != choice.criterion {
        return Err(Refusal::of(
            &choice.checklist,
            &format!(
                "the checklist is for \"{}\", not for \"{}\"",
                checklist.criterion, choice.criterion
            ),
            "Choose the checklist of that criterion.",
        ));
    }
    let source = Source {
        file: &choice.profile,
        text: find(&choice.profile)?,
    };
    classes_exist(&source, &profile, &grading)?;
    Ok(Criterion {
        id: choice.criterion.clone(),
        checklist,
        profile,
        grading,
        chosen: choice.clone(),
        guides: Vec::new(),
        rows: 0..0,
    })
}

/// Checks that a grading scheme has the classes that a profile speaks of.
pub(in crate::checklist) fn classes_exist(
    source: &Source<'_>,
    profile: &Profile,
    grading: &Grading,
) -> Result<(), Refusal> {
    let of_deadlines = profile.deadlines.iter().flat_map(|it| &it.classes);
    for key in profile.classes.iter().chain(of_deadlines) {
        if grading.class(key).is_none() {
            return Err(source.refuse(
                "classes",
                key,
                0,
                &format!(
                    "the grading scheme \"{}\" has no class \"{key}\"",
                    grading.id
                ),
                "Choose another grading scheme for this profile, or correct the key.",
            ));
        }
    }
    Ok(())
}

impl Inner {
    fn add(&mut self, mut criterion: Criterion) -> Result<(), Refusal> {
        if self.criteria.iter().any(|it| it.id == criterion.id) {
            return Err(Refusal::of(
                &criterion.chosen.checklist,
                &format!("the criterion \"{}\" is chosen twice", criterion.id),
                "Choose one checklist for each criterion.",
            ));
        }
        let start = self.rows.len();
        for requirement in &criterion.checklist.requirements {
            let id = RequirementId::new(&criterion.id, &requirement.id).map_err(|error| {
                Refusal::of(
                    &criterion.chosen.checklist,
                    &error.to_string(),
                    "Correct the id.",
                )
            })?;
            let parent = requirement
                .parent
                .as_ref()
                .and_then(|parent| RequirementId::new(&criterion.id, parent).ok())
                .and_then(|parent| self.by_id.get(&parent).copied());
            let at = self.rows.len();
            let above = parent.and_then(|parent| self.rows.get_mut(parent));
            let depth = above.map_or(0, |row| {
                row.children.push(at);
                row.depth + 1
            });
            self.by_id.insert(id.clone(), at);
            self.by_item
                .entry(requirement.id.to_ascii_uppercase())
                .or_default()
                .push(at);
            self.rows.push(Row {
                id,
                requirement: requirement.clone(),
                depth,
                parent,
                children: Vec::new(),
            });
        }
        criterion.rows = start..self.rows.len();
        self.criteria.push(criterion);
        Ok(())
    }

    /// What the checklists leave out of those that they extend.
    fn left_out(&self) -> impl Iterator<Item = RequirementId> {
        self.criteria.iter().flat_map(|criterion| {
            let ids = criterion.checklist.without.iter().flat_map(|it| &it.all);
            ids.filter_map(|item| RequirementId::new(&criterion.id, item).ok())
        })
    }

    /// Adds the links between two criteria, if both are there.
    fn link(&mut self, source: &Source<'_>, links: Links) -> Result<(), Refusal> {
        let (first, second) = &links.between;
        let has = |id: &CriterionId| self.criteria.iter().any(|it| it.id == *id);
        if !(has(first) && has(second)) {
            return Ok(());
        }
        let left_out: Vec<RequirementId> = self.left_out().collect();
        let is_out = |id: &RequirementId| left_out.contains(id);
        let twins = links.twins.iter().map(|it| (&it.one, &it.other));
        let related = links.related.iter().map(|it| (&it.one, &it.other));
        for (one, other) in twins.chain(related) {
            for (key, id) in [("one", one), ("other", other)] {
                if !self.by_id.contains_key(id) && !is_out(id) {
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
        // What a checklist leaves out of the one that it extends, links may still speak of.
        let stand = |one: &RequirementId, other: &RequirementId| !is_out(one) && !is_out(other);
        for twin in links
            .twins
            .into_iter()
            .filter(|it| stand(&it.one, &it.other))
        {
            for (from, to) in [(&twin.one, &twin.other), (&twin.other, &twin.one)] {
                let known = self.twins.entry(from.clone()).or_default();
                if !known.iter().any(|it| it.id == *to) {
                    known.push(TwinOf {
                        id: to.clone(),
                        differs: twin.differs.clone(),
                    });
                }
            }
        }
        for link in links
            .related
            .into_iter()
            .filter(|it| stand(&it.one, &it.other))
        {
            for (from, to) in [(&link.one, &link.other), (&link.other, &link.one)] {
                let known = self.related.entry(from.clone()).or_default();
                if !known.iter().any(|it| it.id == *to) {
                    known.push(RelatedTo {
                        id: to.clone(),
                        support: link.support,
                        why: link.why.clone(),
                    });
                }
            }
        }
        for known in self.related.values_mut() {
            known.sort_by_key(|it| it.support);
        }
        Ok(())
    }
}
