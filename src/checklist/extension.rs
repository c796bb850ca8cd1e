//! A checklist that extends another: it adds requirements, changes some, and leaves some out with a reason.
//!
//! Of a requirement that both have, each field that is given here stands in the place of the one there; a list
//! that is given takes the place of the whole list. One level only: what is extended extends nothing itself.
//! The same two texts give the same checklist every time. This module must not know how files are found.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::check::{self, Source};
use super::guide::Replaced;
use super::id::CriterionId;
use super::model::{
    Attributes, Checklist, ChecklistKind, Failure, LeftOut, Look, Question, Requirement,
    RequirementKind, Sampling, Source as RestsOn, Step, Tier,
};
use super::read::Document;
use super::refusal::Refusal;
use super::value;

/// A checklist as the file of an extension has it. What is not given is as in the checklist that it extends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Checklist")]
pub struct Extension {
    /// The name by which it is chosen: `acme-27001`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// The id of the checklist that it extends: `iso27001-2022`.
    #[serde(deserialize_with = "value::item")]
    pub extends: String,
    /// The criterion, where it is another.
    #[serde(default, deserialize_with = "value::criterion_maybe")]
    pub criterion: Option<CriterionId>,
    /// The full title.
    #[serde(default, deserialize_with = "value::title_maybe")]
    pub title: Option<String>,
    /// Edition and amendments.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub edition: Option<String>,
    /// The title as it stands in lists and tables.
    #[serde(default, deserialize_with = "value::title_maybe")]
    pub short: Option<String>,
    /// What sort of criterion it is.
    #[serde(default)]
    pub kind: Option<ChecklistKind>,
    /// The language of its words.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub language: Option<String>,
    /// The profile that is taken where none is asked for.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub profile: Option<String>,
    /// The grading scheme that is taken where neither the choice nor the profile names one.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub grading: Option<String>,
    /// What the auditor should know before choosing it.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub about: Option<String>,
    /// Guides that go before those of the checklist that it extends.
    #[serde(default, deserialize_with = "value::items")]
    pub guides: Vec<String>,
    /// Minutes for the closing.
    #[serde(default)]
    pub closing_minutes: Option<u16>,
    /// What it leaves out.
    #[serde(default)]
    pub without: Vec<LeftOut>,
    /// What it adds and changes.
    #[serde(default)]
    pub requirements: Vec<Changed>,
}

/// A requirement that an extension adds or changes; the fields are those of [`Requirement`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Requirement")]
#[expect(missing_docs, reason = "they stand at the fields of Requirement")]
pub struct Changed {
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    #[serde(default, deserialize_with = "value::title_maybe")]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub parent: Option<String>,
    #[serde(default)]
    pub kind: Option<RequirementKind>,
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub aim: Option<String>,
    #[serde(default)]
    pub ask: Option<Vec<Question>>,
    #[serde(default)]
    pub look: Option<Vec<Look>>,
    #[serde(default)]
    pub sampling: Option<Sampling>,
    #[serde(default)]
    pub trail: Option<Vec<Step>>,
    #[serde(default)]
    pub nonconformities: Option<Vec<Failure>>,
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub documented: Option<String>,
    #[serde(default)]
    pub attributes: Option<Attributes>,
    #[serde(default, deserialize_with = "value::texts_maybe")]
    pub traps: Option<Vec<String>>,
    #[serde(default)]
    pub source: Option<RestsOn>,
    #[serde(default)]
    pub minutes: Option<u16>,
    #[serde(default)]
    pub tiers: Option<Vec<Tier>>,
    #[serde(default)]
    pub knock_out: Option<bool>,
}

impl Extension {
    /// The checklist that a document is, as one that may be extended.
    pub(super) fn base_in<'a>(
        &self,
        source: &Source<'_>,
        base: &'a Document,
    ) -> Result<&'a Checklist, Refusal> {
        let refuse =
            |what: &str, mend: &str| source.refuse("extends", &self.extends, 0, what, mend);
        if self.extends == self.id {
            return Err(self.extends_itself(source));
        }
        match base {
            Document::Checklist(base) if base.extends.is_none() => Ok(base),
            Document::Checklist(_) | Document::Extension(_) => {
                let further = match base {
                    Document::Extension(base) => base.extends.as_str(),
                    Document::Checklist(base) => base.extends.as_deref().unwrap_or_default(),
                    _ => "",
                };
                Err(refuse(
                    &format!(
                        "\"{}\" extends \"{further}\" itself; there is one level only",
                        self.extends
                    ),
                    &format!(
                        "Extend \"{further}\", and write here what you need of \"{}\".",
                        self.extends
                    ),
                ))
            }
            _ => Err(refuse(
                &format!("\"{}\" is no checklist", self.extends),
                "Name a checklist: `onsite checklist list` shows all.",
            )),
        }
    }

    /// The refusal of one that names itself.
    pub(super) fn extends_itself(&self, source: &Source<'_>) -> Refusal {
        source.refuse(
            "extends",
            &self.extends,
            0,
            &format!("\"{}\" extends itself", self.id),
            "Give it an id of its own.",
        )
    }

    /// The whole checklist: what `base` has, with what is changed, added and left out here.
    ///
    /// # Errors
    /// What is left out or changed does not exist, or the whole does not hold together.
    pub(super) fn resolve(
        &self,
        source: &Source<'_>,
        base: &Checklist,
    ) -> Result<Checklist, Refusal> {
        let without = self.left_out(source, base)?;
        let gone: HashSet<&str> = without
            .iter()
            .flat_map(|it| it.all.iter().map(String::as_str))
            .collect();
        let mut whole = Checklist {
            id: self.id.clone(),
            criterion: self
                .criterion
                .clone()
                .unwrap_or_else(|| base.criterion.clone()),
            title: self.title.clone().unwrap_or_else(|| base.title.clone()),
            edition: self.edition.clone().or_else(|| base.edition.clone()),
            short: self.short.clone().unwrap_or_else(|| base.short.clone()),
            kind: self.kind.unwrap_or(base.kind),
            language: self
                .language
                .clone()
                .unwrap_or_else(|| base.language.clone()),
            profile: self.profile.clone().or_else(|| base.profile.clone()),
            grading: self.grading.clone().or_else(|| base.grading.clone()),
            about: self.about.clone().or_else(|| base.about.clone()),
            guides: self.guides.iter().chain(&base.guides).cloned().collect(),
            closing_minutes: self.closing_minutes.or(base.closing_minutes),
            extends: Some(self.extends.clone()),
            extended_criterion: Some(base.criterion.clone()),
            without: Vec::new(),
            requirements: base
                .requirements
                .iter()
                .filter(|it| !gone.contains(it.id.as_str()))
                .cloned()
                .collect(),
        };
        let leads_to_gone = |it: &Requirement| it.trail.iter().any(|step| gone.contains(&*step.to));
        for requirement in &mut whole.requirements {
            if leads_to_gone(requirement) {
                let trail = &mut Arc::make_mut(requirement).trail;
                trail.retain(|step| !gone.contains(step.to.as_str()));
            }
        }
        let known: HashMap<String, &str> = base
            .requirements
            .iter()
            .map(|it| (it.id.to_ascii_uppercase(), it.id.as_str()))
            .collect();
        let mut changed: HashSet<&str> = HashSet::new();
        for (index, change) in self.requirements.iter().enumerate() {
            if !changed.insert(&change.id) {
                return Err(self.at_requirement(source, index, "stands twice", "Write it once."));
            }
            if gone.contains(change.id.as_str()) {
                return Err(self.at_requirement(
                    source,
                    index,
                    "is left out and changed at once",
                    "Take it out of without: [...], or do not change it.",
                ));
            }
            match known.get(&change.id.to_ascii_uppercase()) {
                Some(id) if *id == change.id => {
                    let at = whole.requirements.iter_mut().find(|it| it.id == *id);
                    if let Some(requirement) = at {
                        change.clone().change(Arc::make_mut(requirement));
                    }
                }
                Some(id) => {
                    return Err(self.at_requirement(
                        source,
                        index,
                        &format!("and \"{id}\" of \"{}\" differ only in capitals", base.id),
                        &format!("Write \"{id}\" to change it, or give it another id."),
                    ));
                }
                None => {
                    let new = self.new_one(source, index, change, base)?;
                    let at = place_of(&whole.requirements, new.parent.as_deref());
                    whole.requirements.insert(at, Arc::new(new));
                }
            }
        }
        whole.without = without;
        check::checklist(source, &whole)?;
        Ok(whole)
    }

    /// A refusal at the id of a requirement of this file.
    fn at_requirement(&self, source: &Source<'_>, index: usize, what: &str, mend: &str) -> Refusal {
        let id = self.requirements.get(index).map_or("", |it| it.id.as_str());
        let requirements = self.requirements.iter().take(index);
        let before = requirements.filter(|it| it.id == id).count();
        source.refuse_id_in(
            "requirements",
            id,
            before,
            &format!("\"{id}\" {what}"),
            mend,
        )
    }

    fn new_one(
        &self,
        source: &Source<'_>,
        index: usize,
        change: &Changed,
        base: &Checklist,
    ) -> Result<Requirement, Refusal> {
        let lacks = |field: &str| {
            let what = format!(
                "is not in \"{}\", and as a new one it has no {field}",
                base.id
            );
            let mend = format!(
                "Write {field}: ... for it, or correct the id to change one that is there."
            );
            self.at_requirement(source, index, &what, &mend)
        };
        let title = change.title.clone().ok_or_else(|| lacks("title"))?;
        let kind = change.kind.ok_or_else(|| lacks("kind"))?;
        let mut new = Requirement::new(change.id.clone(), title, kind);
        change.clone().change(&mut new);
        // There is nothing that its lists take the place of.
        new.replaced = Replaced::default();
        Ok(new)
    }

    fn left_out(&self, source: &Source<'_>, base: &Checklist) -> Result<Vec<LeftOut>, Refusal> {
        let mut ids = HashSet::new();
        let mut without = self.without.clone();
        for out in &mut without {
            let id = out.id.clone();
            let refuse = |nth, what: &str, mend: &str| {
                source.refuse_id_in("without", &id, nth, &format!("\"{id}\" {what}"), mend)
            };
            if base.requirement(&id).is_none() {
                let what = format!("cannot be left out: \"{}\" does not have it", base.id);
                return Err(refuse(
                    0,
                    &what,
                    "Correct the id, or take it out of the list.",
                ));
            }
            if !ids.insert(id.clone()) {
                return Err(refuse(1, "is left out twice", "Write it once."));
            }
            // A parent stands before its children, so one pass finds all that is under it.
            out.all.push(id.clone());
            for requirement in &base.requirements {
                let under = requirement.parent.as_ref();
                if under.is_some_and(|parent| out.all.contains(parent)) {
                    out.all.push(requirement.id.clone());
                }
            }
        }
        Ok(without)
    }
}

/// Where a new requirement goes: behind all that stands under its parent, or to the end.
fn place_of(requirements: &[Arc<Requirement>], parent: Option<&str>) -> usize {
    let Some(parent) = parent else {
        return requirements.len();
    };
    let mut under: HashSet<&str> = HashSet::from([parent]);
    let mut place = requirements.len();
    for (at, requirement) in requirements.iter().enumerate() {
        let is_under = |parent: &String| under.contains(parent.as_str());
        if requirement.id == parent || requirement.parent.as_ref().is_some_and(is_under) {
            under.insert(&requirement.id);
            place = at + 1;
        }
    }
    place
}

impl Changed {
    /// Puts the fields that are given in the place of those of a requirement.
    fn change(self, requirement: &mut Requirement) {
        fn put<T>(to: &mut T, given: Option<T>) -> bool {
            given.is_some_and(|given| {
                *to = given;
                true
            })
        }
        fn maybe<T>(to: &mut Option<T>, given: Option<T>) {
            *to = given.or_else(|| to.take());
        }
        put(&mut requirement.title, self.title);
        put(&mut requirement.kind, self.kind);
        put(&mut requirement.tiers, self.tiers);
        put(&mut requirement.knock_out, self.knock_out);
        maybe(&mut requirement.parent, self.parent);
        maybe(&mut requirement.aim, self.aim);
        maybe(&mut requirement.sampling, self.sampling);
        maybe(&mut requirement.documented, self.documented);
        maybe(&mut requirement.attributes, self.attributes);
        maybe(&mut requirement.source, self.source);
        maybe(&mut requirement.minutes, self.minutes);
        requirement.replaced = Replaced {
            ask: put(&mut requirement.ask, self.ask),
            look: put(&mut requirement.look, self.look),
            trail: put(&mut requirement.trail, self.trail),
            nonconformities: put(&mut requirement.nonconformities, self.nonconformities),
            traps: put(&mut requirement.traps, self.traps),
        };
    }
}
