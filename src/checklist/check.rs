//! What must hold between the parts of a file: ids are unique, parents stand first, targets exist.
//!
//! Each refusal finds its place by looking for the id in the text of the file. This module must not know how
//! files are read.

pub(super) mod guides;

use std::collections::{HashMap, HashSet};

use super::id::RequirementId;
use super::model::Checklist;
use super::profile::Profile;
use super::read::Document;
use super::refusal::{Place, Refusal};
use super::scheme::{Grading, Links, Phrases};
use super::texts::{locate, locate_from, start_of};

/// The most requirements that a checklist may have.
pub const MAX_REQUIREMENTS: usize = 5_000;
/// How deep requirements may nest.
pub const MAX_DEPTH: usize = 6;

/// A file under examination.
pub(super) struct Source<'a> {
    /// Its name.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl Source<'_> {
    /// The refusal of the `nth` time (from 0) that the field `key` holds `value`.
    pub fn refuse(&self, key: &str, value: &str, nth: usize, what: &str, mend: &str) -> Refusal {
        let place = Place::of(self.text, &locate(self.text, key, value, nth));
        Refusal::at(self.file, place, what, mend)
    }

    /// As [`Source::refuse`] for an `id`, counted from where the field `list` begins.
    pub fn refuse_id_in(
        &self,
        list: &str,
        id: &str,
        nth: usize,
        what: &str,
        mend: &str,
    ) -> Refusal {
        let from = start_of(self.text, list);
        let place = Place::of(self.text, &locate_from(self.text, from, "id", id, nth));
        Refusal::at(self.file, place, what, mend)
    }
}

/// Checks what a file holds.
pub(super) fn document(file: &str, text: &str, document: &Document) -> Result<(), Refusal> {
    let source = Source { file, text };
    match document {
        Document::Checklist(it) => checklist(&source, it),
        // What it changes can be told only from the checklist that it extends.
        Document::Extension(_) => Ok(()),
        Document::Guide(it) => guides::guide(&source, it),
        Document::Overlay(it) => guides::overlay(&source, it),
        Document::Profile(it) => profile(&source, it),
        Document::Grading(it) => grading(&source, it),
        Document::Links(it) => links(&source, it),
        Document::Phrases(it) => phrases(&source, it),
    }
}

/// Checks a whole checklist: its ids, parents and trails.
pub(super) fn checklist(source: &Source<'_>, checklist: &Checklist) -> Result<(), Refusal> {
    let requirements = &checklist.requirements;
    if requirements.is_empty() {
        return Err(source.refuse(
            "id",
            &checklist.id,
            0,
            "the checklist has no requirement",
            "Write at least one into requirements: [...].",
        ));
    }
    if let Some(extra) = requirements.get(MAX_REQUIREMENTS) {
        return Err(source.refuse(
            "id",
            &extra.id,
            0,
            &format!("the checklist has more than {MAX_REQUIREMENTS} requirements"),
            "Split it into several checklists.",
        ));
    }
    let mut depths: HashMap<String, (usize, usize)> = HashMap::new();
    for (index, requirement) in requirements.iter().enumerate() {
        let id = &requirement.id;
        let depth = match &requirement.parent {
            None => 1,
            Some(parent) => match depths.get(&parent.to_ascii_uppercase()) {
                Some((depth, at)) if requirements.get(*at).is_some_and(|r| r.id == *parent) => {
                    depth + 1
                }
                _ => return Err(bad_parent(source, checklist, index, parent)),
            },
        };
        if depth > MAX_DEPTH {
            return Err(source.refuse(
                "id",
                id,
                0,
                &format!("\"{id}\" stands {depth} levels deep; {MAX_DEPTH} are the most"),
                "Put it under a requirement further up.",
            ));
        }
        if let Some((_, former)) = depths.insert(id.to_ascii_uppercase(), (depth, index)) {
            return Err(duplicate(source, checklist, former, index));
        }
    }
    trails(source, checklist)
}

fn duplicate(source: &Source<'_>, checklist: &Checklist, former: usize, index: usize) -> Refusal {
    let id_at = |at: usize| checklist.requirements.get(at).map_or("", |r| r.id.as_str());
    let (first, second) = (id_at(former), id_at(index));
    let nth = usize::from(first == second) + usize::from(checklist.id == second);
    let what = if first == second {
        format!("the id \"{second}\" stands twice")
    } else {
        format!("the ids \"{first}\" and \"{second}\" differ only in capitals")
    };
    source.refuse(
        "id",
        second,
        nth,
        &what,
        "Give each requirement an id of its own.",
    )
}

fn bad_parent(source: &Source<'_>, checklist: &Checklist, index: usize, parent: &str) -> Refusal {
    // The same wrong parent can stand at several requirements, in order: this is the first of them.
    let place = |what: &str, mend: &str| source.refuse("parent", parent, 0, what, mend);
    let id = checklist
        .requirements
        .get(index)
        .map_or("", |requirement| requirement.id.as_str());
    if id == parent {
        return place(
            &format!("\"{id}\" is its own parent"),
            "Name the requirement above it, or leave the parent out.",
        );
    }
    let later = checklist
        .requirements
        .iter()
        .skip(index)
        .any(|requirement| requirement.id == parent);
    if later {
        return place(
            &format!("the parent \"{parent}\" of \"{id}\" stands after it"),
            "Put a parent before its children; requirements cannot stand under each other in a circle.",
        );
    }
    place(
        &format!("the parent \"{parent}\" of \"{id}\" does not exist"),
        "Add it before its children, or correct the id.",
    )
}

fn trails(source: &Source<'_>, checklist: &Checklist) -> Result<(), Refusal> {
    let known: HashSet<&str> = checklist
        .requirements
        .iter()
        .map(|requirement| requirement.id.as_str())
        .collect();
    let own = |to: &str| match to.parse::<RequirementId>() {
        Ok(id) if id.criterion() == checklist.criterion.as_str() => Some(id.item().to_owned()),
        Ok(_) => None,
        Err(_) => Some(to.to_owned()),
    };
    for requirement in &checklist.requirements {
        for step in &requirement.trail {
            if own(&step.to).is_some_and(|item| !known.contains(item.as_str())) {
                return Err(source.refuse(
                    "to",
                    &step.to,
                    0,
                    &format!(
                        "the trail from \"{}\" leads to \"{}\", which does not exist",
                        requirement.id, step.to
                    ),
                    "Correct the id, or write another criterion as in 42001:A.8.4.",
                ));
            }
        }
    }
    Ok(())
}

/// Refuses the first value of `key` that stands twice.
fn unique<'a>(
    source: &Source<'_>,
    key: &str,
    values: impl Iterator<Item = &'a str>,
    what: &str,
) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for value in values {
        if !seen.insert(value) {
            return Err(source.refuse(
                key,
                value,
                1,
                &format!("the {what} \"{value}\" stands twice"),
                "Take one of them out, or give it another name.",
            ));
        }
    }
    Ok(())
}

fn profile(source: &Source<'_>, profile: &Profile) -> Result<(), Refusal> {
    let touch = profile.must_touch.iter();
    unique(
        source,
        "id",
        touch.map(|it| it.id.as_str()),
        "must-touch item",
    )?;
    let parts = profile.report.iter();
    unique(
        source,
        "part",
        parts.map(|it| it.id.as_str()),
        "part of the report",
    )?;
    let recommendations = profile.recommendations.iter();
    unique(
        source,
        "key",
        recommendations.map(|it| it.key.as_str()),
        "recommendation",
    )?;
    let deadlines = profile.deadlines.iter();
    unique(
        source,
        "due",
        deadlines.map(|it| it.id.as_str()),
        "deadline",
    )?;
    let sizes = profile.sizes.iter();
    unique(
        source,
        "id",
        sizes.map(|it| it.id.as_str()),
        "rule of sizes",
    )?;
    for rule in &profile.sizes {
        if rule.steps.is_empty() == rule.root_percent.is_none() {
            return Err(source.refuse(
                "id",
                &rule.id,
                0,
                &format!(
                    "the rule of sizes \"{}\" needs either steps or a root",
                    rule.id
                ),
                "Give it steps: [(up_to: 50, take: 5)] or root_percent: 60.",
            ));
        }
    }
    for item in &profile.must_touch {
        if item.requirements.is_empty() && item.field.is_none() {
            return Err(source.refuse(
                "id",
                &item.id,
                0,
                &format!("nothing says how \"{}\" is touched", item.id),
                "Give it requirements: [...] or the field: ... that records it.",
            ));
        }
    }
    Ok(())
}

fn grading(source: &Source<'_>, grading: &Grading) -> Result<(), Refusal> {
    let keys = grading.classes.iter();
    unique(source, "key", keys.map(|it| it.key.as_str()), "class")?;
    for class in &grading.classes {
        if class.short.chars().count() > 5 {
            return Err(source.refuse(
                "short",
                &class.short,
                0,
                &format!("\"{}\" has more than five letters", class.short),
                "Shorten it; it stands in narrow columns.",
            ));
        }
        if !class.glyph.is_ascii_graphic() {
            return Err(source.refuse(
                "key",
                &class.key,
                0,
                &format!(
                    "the glyph of \"{}\" is not a character that every terminal shows",
                    class.key
                ),
                "Use a letter, digit or mark of ASCII.",
            ));
        }
    }
    Ok(())
}

fn links(source: &Source<'_>, links: &Links) -> Result<(), Refusal> {
    let (first, second) = &links.between;
    let twins = links.twins.iter().map(|it| (&it.one, &it.other));
    let related = links.related.iter().map(|it| (&it.one, &it.other));
    for (one, other) in twins.chain(related) {
        for (key, id, criterion) in [("one", one, first), ("other", other, second)] {
            if id.criterion() != criterion.as_str() {
                return Err(source.refuse(
                    key,
                    id.as_str(),
                    0,
                    &format!("\"{id}\" is not of the criterion \"{criterion}\""),
                    &format!("The links are between \"{first}\" (one) and \"{second}\" (other), in this order."),
                ));
            }
        }
    }
    unique(
        source,
        "one",
        links.twins.iter().map(|it| it.one.as_str()),
        "twin",
    )?;
    unique(
        source,
        "other",
        links.twins.iter().map(|it| it.other.as_str()),
        "twin",
    )
}

fn phrases(source: &Source<'_>, phrases: &Phrases) -> Result<(), Refusal> {
    if phrases.phrases.is_empty() {
        return Err(source.refuse(
            "id",
            &phrases.id,
            0,
            "there is no phrase in it",
            "Write at least one into phrases: {...}.",
        ));
    }
    Ok(())
}
