//! `onsite sample AUDIT add`: records a population and what was chosen from it.
//!
//! This module must not know how items are drawn.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::done::Done;
use super::super::failure::Failure;
use super::super::input::{self, Texts};
use super::super::lookup;
use super::super::saved::Saved;
use super::super::work::Writing;
use crate::audit::entry::{Add, Change};
use crate::audit::schema::{self, Field, Holds, Kind, Link};

/// Records a sample: population, how it was chosen, and its items
///
/// An item is written LABEL:RESULT:REMARK, as in '4711:not-met:nine days late'; result (met, not-met,
/// not-applicable) and remark can be left out. Items that name people are better given by --items -.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Described {
    /// What the population consists of
    #[arg(long, value_name = "TEXT")]
    population: Option<String>,
    /// How many members the population has
    #[arg(long, value_name = "NUMBER")]
    population_size: Option<u64>,
    /// How many items were drawn; otherwise as many as are given
    #[arg(long, value_name = "NUMBER")]
    size: Option<u64>,
    /// How they were chosen
    #[arg(long, default_value = "judgement", value_parser = lookup::one_of(schema::SAMPLE_METHODS))]
    method: String,
    /// Why in this way
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who chose
    #[arg(long, value_name = "WHO")]
    chosen_by: Option<String>,
    /// Where the list of the population comes from
    #[arg(long)]
    source: Option<String>,
    /// As of when that list was taken
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// How its completeness was checked
    #[arg(long, value_name = "TEXT")]
    completeness: Option<String>,
    /// An item, LABEL:RESULT:REMARK; may be given several times
    #[arg(long, value_name = "ITEM")]
    item: Vec<String>,
    /// A file with one item on each line; - for standard input
    #[arg(long, value_name = "FILE")]
    items: Option<PathBuf>,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// The session in which it was drawn, or none; otherwise the running one
    #[arg(long, value_name = "LABEL")]
    session: Option<String>,
    /// Why so many
    #[arg(long, value_name = "TEXT")]
    size_reason: Option<String>,
    /// What is checked on each item; may be given several times, in the order of the columns
    #[arg(long, value_name = "TEXT")]
    attribute: Vec<String>,
    /// Which records are still awaited
    #[arg(long, value_name = "TEXT")]
    waiting: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Described {
    pub fn run(self, audit: &Path, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let given = [
            (Field::Population, &self.population),
            (Field::Source, &self.source),
            (Field::AsOf, &self.as_of),
            (Field::Completeness, &self.completeness),
            (Field::Reason, &self.reason),
            (Field::ChosenBy, &self.chosen_by),
            (Field::SizeReason, &self.size_reason),
            (Field::Waiting, &self.waiting),
        ];
        let mut fields = Vec::new();
        for (field, text) in given {
            fields.push((field, texts.maybe(text.as_deref())?));
        }
        let attributes: Vec<String> = self
            .attribute
            .iter()
            .map(|it| texts.read(it))
            .collect::<Result<_, _>>()?;
        fields.push((Field::Attributes, attributes.join("\n")));
        let mut lines = self.item.clone();
        if let Some(path) = &self.items {
            let text = input::file(&mut texts, path)?;
            lines.extend(text.lines().map(ToOwned::to_owned));
        }
        lines.retain(|line| !line.trim().is_empty());
        let nothing = fields.iter().all(|(_, text)| text.is_empty());
        if nothing && lines.is_empty() && self.size.is_none() {
            return Err(Failure::new(
                "there is nothing to record of the sample",
                "Give at least --population, --size or --item.",
            ));
        }
        let mut writing = Writing::begin(audit, author)?;
        let session = lookup::session(&writing.loaded.audit, self.session.as_deref())?;
        let on = lookup::requirements(&writing.loaded.criteria, &self.on)?;
        let size = self
            .size
            .or((!lines.is_empty()).then_some(lines.len() as u64));
        let number = |number: Option<u64>| number.map(|it| it.to_string()).unwrap_or_default();
        let mut sample = Add::new(Kind::Sample, writing.fresh())
            .with(Field::Method, self.method)
            .with(Field::Size, number(size))
            .with(Field::PopulationSize, number(self.population_size));
        for (field, text) in fields {
            sample = sample.with(field, text);
        }
        sample = on
            .into_iter()
            .fold(sample, |it, id| it.linked(Link::On, id));
        if let Some(session) = session {
            sample = sample.linked(Link::Session, session);
        }
        let id = sample.id;
        let mut changes = vec![Change::Add(sample)];
        for line in &lines {
            let (label, result, remark) = item(line);
            let item = Add::new(Kind::Item, writing.fresh())
                .with(Field::Label, label)
                .with(Field::Result, result)
                .with(Field::Remark, remark)
                .linked(Link::Sample, id);
            changes.push(Change::Add(item));
        }
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}

/// Label, result and remark of an item. A colon that is followed by no result belongs to the label.
fn item(line: &str) -> (&str, &str, &str) {
    for (at, _) in line.match_indices(':') {
        let (label, rest) = line.split_at_checked(at).unwrap_or((line, ""));
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let (result, remark) = rest.split_once(':').unwrap_or((rest, ""));
        if Holds::Choice(schema::ITEM_RESULTS).admits(result.trim()) {
            return (label.trim(), result.trim(), remark.trim());
        }
    }
    (line.trim(), "", "")
}

#[cfg(test)]
mod tests {
    use super::item;

    #[test]
    fn an_item_is_a_label_a_result_and_a_remark() {
        for (line, expected) in [
            (
                "4711:not-met:late: 9 days",
                ("4711", "not-met", "late: 9 days"),
            ),
            ("host:22: met ", ("host:22", "met", "")),
            ("4711", ("4711", "", "")),
            ("10:45 backup", ("10:45 backup", "", "")),
            ("a:b:not-applicable:no", ("a:b", "not-applicable", "no")),
        ] {
            assert_eq!(item(line), expected);
        }
    }
}
