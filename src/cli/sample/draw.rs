//! `onsite sample AUDIT draw`: draws the items of a sample out of a list, and records how.
//!
//! This module must not know how the order of drawing comes about.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::super::done::Done;
use super::super::draw::{list, say_left_out};
use super::super::failure::Failure;
use super::super::input::Texts;
use super::super::lookup;
use super::super::work::Writing;
use crate::audit::entry::{Add, Change};
use crate::audit::id::{EntryId, Subject};
use crate::audit::population::Source;
use crate::audit::sampling::{self, Drawing, List};
use crate::audit::schema::{Field, Kind, Link};
use crate::checklist::id::RequirementId;

/// Draws the items of a sample that has none, at random or at even distances
///
/// Seed, algorithm, SHA-256 of the list and all items in drawn order are recorded, so that anybody can draw again.
///
/// With --json: label, entry, seed, algorithm, size, population, extract, blanks, doubles, evidence.
#[derive(Debug, Args)]
pub(super) struct Draw {
    /// The sample, as in P3
    label: String,
    /// 1-120, INC-0001..INC-0120, FILE.csv:column, FILE with one item on each line, sites, or - for standard input
    #[arg(long, value_name = "LIST")]
    from: String,
    /// How many, or a rule of the profiles: usual, sites
    #[arg(long, value_name = "NUMBER|RULE")]
    size: String,
    /// Why so many
    #[arg(long, value_name = "TEXT")]
    size_reason: Option<String>,
    /// What the draw begins with; otherwise one is drawn
    #[arg(long)]
    seed: Option<String>,
    /// At even distances in the order of the list, from a start that follows from the seed
    #[arg(long)]
    systematic: bool,
    /// Copies the file of the list into the audit as evidence
    #[arg(long)]
    attach: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    label: String,
    entry: EntryId,
    seed: String,
    algorithm: String,
    size: usize,
    population: usize,
    extract: String,
    blanks: usize,
    doubles: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
}

impl Draw {
    pub fn run(self, audit: &Path, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let said_reason = texts.maybe(self.size_reason.as_deref())?;
        let mut writing = Writing::begin(audit, author)?;
        let audit = &writing.loaded.audit;
        let (list, source) = match sampling::source(audit, &self.from) {
            Ok(source @ Source::List(_)) => (List::read(&self.from, &source, None)?, source),
            _ => list(&mut texts, &self.from)?,
        };
        let object = lookup::object_of(audit, Kind::Sample, &self.label)?;
        let (sample, label) = (object.id, audit.label(object));
        if !audit
            .linked_to(&Subject::Object(sample), Kind::Item)
            .is_empty()
        {
            return Err(Failure::new(
                format!("{label} has items already"),
                "Extend it: onsite sample AUDIT extend LABEL --to NUMBER --from LIST --reason TEXT",
            ));
        }
        let on: Vec<RequirementId> = audit
            .links(object, Link::On)
            .filter_map(|to| match to {
                Subject::Requirement(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        let population = list.population.items.len() as u64;
        let rules = sampling::rules(&writing.loaded.criteria, &on, population);
        let (size, reason) = sampling::size(&rules, &self.size, population)?;
        let reason = if said_reason.is_empty() {
            reason
        } else {
            said_reason
        };
        let mut changes = Vec::new();
        let mut evidence = None;
        if self.attach {
            let Source::File { path, .. } = &source else {
                return Err(Failure::new(
                    "there is no file to attach",
                    "Leave --attach out, or give --from a file.",
                ));
            };
            let file = writing.attach(Path::new(path))?;
            let copy = Add::new(Kind::Evidence, writing.fresh())
                .with(Field::Title, file.name.clone())
                .with(Field::Method, "examine")
                .with(Field::Level, "shown")
                .with(Field::File, file.digest.to_string())
                .with(Field::FileName, file.name)
                .with(Field::Size, file.size.to_string());
            let copy = on.into_iter().fold(copy, |it, id| it.linked(Link::On, id));
            evidence = Some(copy.id);
            changes.push(Change::Add(copy));
        }
        let drawing = Drawing {
            list: &list,
            systematic: self.systematic,
            seed: self.seed.as_deref().unwrap_or_default(),
            size,
        };
        let drawn = writing.at_desk(|desk| {
            let drawn = desk.draw_items(sample, &drawing)?;
            let mut fields = drawn.fields.clone();
            fields.push((Field::SizeReason, reason));
            let set = fields
                .iter()
                .filter_map(|(field, value)| desk.set_entered(sample, *field, value));
            changes.extend(set);
            changes.extend(drawn.items.into_iter().map(Change::Add));
            Ok::<_, Failure>(drawn.fields)
        })?;
        let value = |field: Field| -> String {
            let found = drawn.iter().find(|(known, _)| *known == field);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        say_left_out(&list, false);
        let (loaded, entry) = writing.save(changes)?;
        let answer = Answer {
            label,
            entry,
            seed: value(Field::Seed),
            algorithm: value(Field::Algorithm),
            size,
            population: list.population.items.len(),
            extract: list.digest.clone(),
            blanks: list.population.blanks,
            doubles: list.population.doubles,
            evidence: evidence
                .and_then(|id| loaded.audit.object(id))
                .map(|object| loaded.audit.label(object)),
        };
        let said = format!(
            "{}: {} of {} drawn by {}, seed {}. `onsite sample AUDIT show {} --show` names them.",
            answer.label, size, answer.population, answer.algorithm, answer.seed, answer.label
        );
        Done::either(self.json, &answer, said)
    }
}
