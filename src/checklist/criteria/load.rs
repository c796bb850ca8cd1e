//! Loading criteria from the texts of their files.
//!
//! This module must not know where the files are kept.

use std::borrow::Cow;
use std::sync::Arc;

use super::guidance::GuideText;
use super::{Chosen, Criteria, Criterion, Inner, RelatedTo, Row, TwinOf};
use crate::checklist::check::Source;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::profile::Profile;
use crate::checklist::read::{self, Document, FileKind};
use crate::checklist::refusal::Refusal;
use crate::checklist::scheme::{Grading, Links};

/// A file of criteria, read as far as loading needs it: a guide is not, until somebody asks what it says.
#[derive(Debug)]
pub struct ReadFile {
    name: String,
    /// Long guides stay in memory once, and are not copied to be shared.
    text: Arc<Cow<'static, str>>,
    /// What it says that it is, if it does.
    kind: Option<FileKind>,
    /// What it holds; none for a guide.
    document: Option<Result<Document, Refusal>>,
    /// Of a guide, the requirements that it speaks of, where they are known without reading it.
    on: Option<&'static str>,
}

impl ReadFile {
    /// Reads a text. That it is not sound is told when it is needed.
    pub fn read(name: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        let (name, text) = (name.into(), text.into());
        let kind = read::kind(&name, &text).ok();
        Self {
            document: (kind != Some(FileKind::Guide)).then(|| read::document(&name, &text)),
            name,
            text: Arc::new(text),
            kind,
            on: None,
        }
    }

    /// A guide that lies in the program and speaks of these requirements, with blanks between. It is not read.
    pub fn guide(name: impl Into<String>, text: &'static str, on: &'static str) -> Self {
        Self {
            name: name.into(),
            text: Arc::new(Cow::Borrowed(text)),
            kind: Some(FileKind::Guide),
            document: None,
            on: Some(on),
        }
    }

    /// The name by which it is chosen.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn source(&self) -> Source<'_> {
        Source {
            file: &self.name,
            text: &self.text,
        }
    }

    /// What it holds, which is to be of the kind `wanted`: no guide.
    fn document(&self, wanted: FileKind) -> Result<&Document, Refusal> {
        match &self.document {
            Some(Ok(document)) => Ok(document),
            Some(Err(refusal)) => Err(refusal.clone()),
            None => Err(self.is_not(wanted, FileKind::Guide)),
        }
    }

    fn is_not(&self, wanted: FileKind, found: FileKind) -> Refusal {
        read::wrong_kind(&self.name, found, wanted)
    }
}

/// Files of criteria by their names.
struct Files<'a>(&'a [ReadFile]);

impl<'a> Files<'a> {
    fn get(&self, name: &str) -> Option<&'a ReadFile> {
        self.0.iter().find(|file| file.name == name)
    }

    fn find(&self, name: &str) -> Result<&'a ReadFile, Refusal> {
        self.get(name).ok_or_else(|| missing(name))
    }
}

impl Criteria {
    /// Loads what `chosen` names out of `files` (names and texts), and all links and phrases among them.
    ///
    /// # Errors
    /// The first file that is missing, not sound, or does not fit the others.
    pub fn load<N: AsRef<str>, T: Clone + Into<Cow<'static, str>>>(
        files: &[(N, T)],
        chosen: &[Chosen],
    ) -> Result<Self, Refusal> {
        let read = |(name, text): &(N, T)| ReadFile::read(name.as_ref(), text.clone());
        Self::of(&files.iter().map(read).collect::<Vec<_>>(), chosen)
    }

    /// As [`Criteria::load`], of files that were read before.
    ///
    /// # Errors
    /// As [`Criteria::load`].
    pub fn of(files: &[ReadFile], chosen: &[Chosen]) -> Result<Self, Refusal> {
        let mut inner = Inner::default();
        let held = Files(files);
        for choice in chosen {
            let mut criterion = load_criterion(&held, choice)?;
            for name in guides_of(choice, &held) {
                let file = held.get(name);
                let text = file.map(|file| Arc::clone(&file.text));
                let on = file.and_then(|file| file.on);
                criterion.guides.push(GuideText::new(name, text, on));
            }
            inner.add(criterion)?;
        }
        let mut others: Vec<&ReadFile> = files.iter().collect();
        others.sort_unstable_by_key(|file| &file.name);
        for file in others {
            match (file.kind, &file.document) {
                (Some(FileKind::Links | FileKind::Phrases), Some(Err(refusal))) => {
                    return Err(refusal.clone());
                }
                (_, Some(Ok(Document::Links(links)))) => inner.link(&file.source(), links)?,
                (_, Some(Ok(Document::Phrases(phrases)))) => {
                    inner.phrases.push(Arc::clone(phrases));
                }
                // Checklists, profiles and schemes that are not chosen, and files of other kinds, decide nothing.
                _ => {}
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
fn guides_of<'b>(choice: &'b Chosen, files: &Files<'_>) -> impl Iterator<Item = &'b str> {
    let names = choice.with.iter().map(String::as_str);
    names.filter(|name| {
        let file = files.get(name);
        file.is_none_or(|file| file.kind != Some(FileKind::Checklist))
    })
}

/// Of the files that belong to a checklist, the one that it extends.
fn base_of<'a>(choice: &Chosen, files: &Files<'a>, id: &str) -> Result<&'a Document, Refusal> {
    let mut found = choice.with.iter().filter_map(|name| files.get(name));
    found
        .find(|file| file.kind == Some(FileKind::Checklist))
        .ok_or_else(|| missing(&format!("{id}-*.ron")))?
        .document(FileKind::Checklist)
}

fn load_criterion(files: &Files<'_>, choice: &Chosen) -> Result<Criterion, Refusal> {
    let file = files.find(&choice.checklist)?;
    let document = file.document(FileKind::Checklist)?;
    let checklist = read::checklist(&file.source(), document, |extension| {
        base_of(choice, files, &extension.extends)
    })?;
    let of_profile = files.find(&choice.profile)?;
    let profile = match of_profile.document(FileKind::Profile)? {
        Document::Profile(profile) => profile,
        other => return Err(of_profile.is_not(FileKind::Profile, other.kind())),
    };
    let of_grading = files.find(&choice.grading)?;
    let grading = match of_grading.document(FileKind::Grading)? {
        Document::Grading(grading) => grading,
        other => return Err(of_grading.is_not(FileKind::Grading, other.kind())),
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
    classes_exist(&of_profile.source(), profile, grading)?;
    Ok(Criterion {
        id: choice.criterion.clone(),
        checklist,
        profile: Arc::clone(profile),
        grading: Arc::clone(grading),
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
                requirement: Arc::clone(requirement),
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
    fn link(&mut self, source: &Source<'_>, links: &Links) -> Result<(), Refusal> {
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
        for twin in links.twins.iter().filter(|it| stand(&it.one, &it.other)) {
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
        for link in links.related.iter().filter(|it| stand(&it.one, &it.other)) {
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
