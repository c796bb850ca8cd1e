//! `onsite sample AUDIT list` and `show`: where the samples stand.
//!
//! This module must not change anything.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::super::done::Done;
use super::super::failure::Failure;
use super::super::lookup;
use super::super::work;
use crate::audit::draw::Algorithm;
use crate::audit::entered::Entered;
use crate::audit::fold::{Audit, Object};
use crate::audit::sampling::{self, Mark, Sheet, SheetRow};
use crate::audit::schema::{Field, Kind, Link};

/// Lists the samples
///
/// With --json, a list of: label, on, size, items, met, not-met, not-applicable, open; with --show also sentence.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Shows a sample: its items with their marks, and how to draw them again
///
/// With --json: as in list, and rows (item, marks, result, round, position); with --show also sentence, attributes,
/// and of each row label, remark, reason.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The sample, as in P3
    label: String,
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Summary {
    label: String,
    on: Vec<String>,
    size: String,
    items: usize,
    met: usize,
    not_met: usize,
    not_applicable: usize,
    open: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<String>,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    item: String,
    marks: String,
    result: &'static str,
    round: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

fn summary(audit: &Audit, sample: &Object, sheet: &Sheet, show: bool) -> Summary {
    Summary {
        label: audit.label(sample),
        on: audit
            .links(sample, Link::On)
            .map(ToString::to_string)
            .collect(),
        size: audit.text(sample, Field::Size).to_owned(),
        items: sheet.rows.len(),
        met: sheet.count(Mark::Met),
        not_met: sheet.count(Mark::NotMet),
        not_applicable: sheet.count(Mark::NotApplicable),
        open: sheet.count(Mark::Open),
        sentence: show.then(|| sampling::sample_sentence(audit, sample)),
    }
}

impl Summary {
    fn line(&self) -> String {
        let on = if self.on.is_empty() {
            String::new()
        } else {
            format!(" on {}", self.on.join(", "))
        };
        let counts = format!(
            "{} items: {} met, {} not met, {} not applicable, {} open",
            self.items, self.met, self.not_met, self.not_applicable, self.open
        );
        let sentence = self.sentence.as_ref();
        let sentence = sentence.map_or(String::new(), |sentence| format!("\n    {sentence}"));
        format!("{}{on}: {counts}{sentence}\n", self.label)
    }
}

impl List {
    pub fn run(self, audit: &Path) -> Result<Done, Failure> {
        let loaded = work::read(audit)?;
        let samples: Vec<Summary> = loaded
            .audit
            .standing(Kind::Sample)
            .map(|sample| {
                let sheet = Sheet::of(&Entered::saved(&loaded.audit), sample.id);
                summary(&loaded.audit, sample, &sheet, self.show)
            })
            .collect();
        let lines: String = samples.iter().map(Summary::line).collect();
        let lines = if lines.is_empty() {
            "No samples yet.\n"
        } else {
            &lines
        };
        Done::either(self.json, &samples, lines)
    }
}

impl Show {
    pub fn run(self, audit: &Path) -> Result<Done, Failure> {
        let loaded = work::read(audit)?;
        let audit = &loaded.audit;
        let sample = lookup::object_of(audit, Kind::Sample, &self.label)?;
        let sheet = Sheet::of(&Entered::saved(audit), sample.id);
        let whole = Whole {
            summary: summary(audit, sample, &sheet, self.show),
            attributes: if self.show {
                sheet.attributes.clone()
            } else {
                Vec::new()
            },
            rows: sheet.rows.iter().map(|row| self.row(audit, row)).collect(),
        };
        let mut text = whole.summary.line();
        for row in &whole.rows {
            text.push_str(&row.line());
        }
        let value = |field| audit.text(sample, field);
        if let Ok(algorithm) = value(Field::Algorithm).parse::<Algorithm>() {
            let seed = if self.show {
                format!(", seed {}", value(Field::Seed))
            } else {
                String::new()
            };
            let extract = value(Field::Extract);
            text = format!("{text}Drawn by {algorithm}{seed}, SHA-256 of the list {extract}.\n");
        }
        Done::either(self.json, &whole, text)
    }

    fn row(&self, audit: &Audit, row: &SheetRow) -> Row {
        let shown = |text: &str| self.show.then(|| text.to_owned());
        Row {
            item: audit
                .object(row.item)
                .map_or(String::new(), |item| audit.label(item)),
            marks: row.marks.iter().map(|mark| mark.letter()).collect(),
            result: row.result.result(),
            round: row.round,
            position: row.position,
            label: shown(&row.label),
            remark: shown(&row.remark),
            reason: shown(&row.reason),
        }
    }
}

impl Row {
    fn line(&self) -> String {
        let texts = [&self.label, &self.remark, &self.reason];
        let texts: Vec<&str> = texts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        let result = Mark::of_result(self.result).word();
        format!(
            "    {:<6}{:<14} {result:<15} {}\n",
            self.item,
            self.marks,
            texts.join("; ")
        )
    }
}
