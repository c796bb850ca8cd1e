//! Samples, documents and other evidence.
//!
//! This module must not know formats.

use super::context::Build;
use crate::audit::coverage;
use crate::audit::entered::Entered;
use crate::audit::fold::Object;
use crate::audit::sampling::{Mark, Sheet};
use crate::audit::schema::{Field, Kind, Link};
use crate::report::escape::Text;
use crate::report::model::{Anchor, Block, Card, Line, Row, Span, Table, Tone};

/// Up to so many attributes have a column each.
const MOST_COLUMNS: usize = 6;

impl Build<'_> {
    pub(super) fn samples(&self) -> Vec<Block> {
        let samples = self.audit.standing(Kind::Sample);
        let cards: Vec<Block> = samples.map(|it| Block::Card(self.sample(it))).collect();
        if cards.is_empty() {
            return vec![self.nothing()];
        }
        cards
    }

    fn sample(&self, sample: &Object) -> Card {
        let value = |field| self.audit.text(sample, field).trim();
        let mut source = value(Field::Source).to_owned();
        if !value(Field::AsOf).is_empty() {
            let as_of = self.words.string("label.as-at");
            source = format!("{source} ({as_of} {})", value(Field::AsOf));
        }
        let mut facts = vec![self.stated("label.source", &source)];
        facts.extend(self.fact("label.completeness", value(Field::Completeness)));
        let method = self.choice(sample, Field::Method);
        facts.extend(self.fact("label.method", &method));
        facts.push(self.stated("label.chosen-by", value(Field::ChosenBy)));
        if self.options.audit_file {
            facts.extend(self.fact("label.choice", value(Field::Reason)));
            facts.extend(self.fact("label.size-reason", value(Field::SizeReason)));
        }
        facts.extend(self.fact("label.algorithm", value(Field::Algorithm)));
        facts.extend(self.fact("label.seed", value(Field::Seed)));
        facts.extend(self.fact("label.drawn-from", value(Field::FileName)));
        facts.extend(self.fact("label.extract", &self.extract(value(Field::Extract))));
        let attributes: Vec<&str> = value(Field::Attributes).lines().collect();
        facts.extend(self.fact("label.attributes", &attributes.join("; ")));
        facts.extend(self.fact("label.waiting", value(Field::Waiting)));
        facts.extend(self.fact("label.about", &self.on_line(sample)));
        facts.extend(self.where_of(sample));
        let people = self.people(self.linked(sample, &[Link::Person]));
        facts.extend(self.fact("label.shown-by", &people));
        let notes = self.references(self.linked(sample, &[Link::Note]));
        facts.extend(self.pointing("part.notes", notes));
        let mut blocks = vec![Block::Facts(facts)];
        blocks.extend(self.items(sample));
        Card {
            anchor: self
                .anchor(sample.id)
                .unwrap_or_else(|| Anchor::new("sample", 0)),
            label: Text::new(self.label(sample)),
            marks: Vec::new(),
            title: self.text(&coverage::sample_sentence(self.audit, sample)),
            blocks,
        }
    }

    /// The digest of the list that was drawn from, and where its copy is among the evidence.
    fn extract(&self, digest: &str) -> String {
        if digest.is_empty() {
            return String::new();
        }
        let mut evidence = self.audit.standing(Kind::Evidence);
        let copy = evidence.find(|it| self.audit.text(it, Field::File) == digest);
        match copy {
            Some(copy) => format!("{digest} ({})", self.label(copy)),
            None => format!("{digest} ({})", self.words.string("label.not-taken")),
        }
    }

    fn items(&self, sample: &Object) -> Option<Block> {
        let sheet = Sheet::of(&Entered::saved(self.audit), sample.id);
        if sheet.rows.is_empty() {
            return None;
        }
        let across = matches!(sheet.attributes.len(), 1..=MOST_COLUMNS);
        let heads = if across {
            sheet.attributes.as_slice()
        } else {
            &[]
        };
        let found = sheet
            .rows
            .iter()
            .filter_map(|row| Some((row, self.audit.object(row.item)?)));
        let rows = found.map(|(row, item)| {
            let tone = match self.value(item, Field::Result) {
                "met" => Tone::Good,
                "not-met" => Tone::Amiss,
                "" => Tone::Open,
                _ => Tone::Quiet,
            };
            let result = match self.choice(item, Field::Result) {
                none if none.is_empty() => self.words.of("not-stated"),
                word => Text::new(word),
            };
            let mut words = vec![self.value(item, Field::Remark)];
            if self.options.audit_file {
                words.push(self.value(item, Field::Reason));
            }
            words.retain(|it| !it.is_empty());
            let mut remark = vec![self.said(&words.join("; "))];
            let evidence = self.references(self.linked(item, &[Link::Evidence]));
            if !evidence.is_empty() {
                remark.push(Span::Plain(Text::from(" ")));
                remark.extend(evidence);
            }
            let mut cells = vec![vec![vec![self.said(self.value(item, Field::Label))]]];
            if across {
                cells.extend(row.marks.iter().map(|mark| vec![self.mark(*mark)]));
                cells.push(vec![vec![Span::Mark(tone, result)]]);
            } else {
                cells.push(self.item_result(item, tone, result));
            }
            cells.push(vec![remark]);
            Row::Cells {
                anchor: None,
                cells,
            }
        });
        let mut columns = vec![self.words.of("label.item")];
        columns.extend(heads.iter().map(|head| self.text(head)));
        columns.extend(["label.result", "label.remark"].map(|key| self.words.of(key)));
        let mut widths = vec![30];
        widths.extend(heads.iter().map(|_| 20));
        widths.extend([20, 50]);
        Some(Block::Table(Table {
            caption: Text::new(format!(
                "{}: {}",
                self.label(sample),
                self.words.string("label.items")
            )),
            columns,
            widths,
            rows: rows.collect(),
        }))
    }

    /// What one check of one item showed.
    fn mark(&self, mark: Mark) -> Line {
        let tone = match mark {
            Mark::Met => Tone::Good,
            Mark::NotMet => Tone::Amiss,
            Mark::NotApplicable => Tone::Quiet,
            Mark::Open => Tone::Open,
        };
        let word = match mark {
            Mark::Open => self.words.string("not-stated"),
            mark => self.words.word("item", mark.result(), mark.word()),
        };
        vec![Span::Mark(tone, Text::new(word))]
    }

    /// The result of an item, and beneath it those by attribute.
    fn item_result(&self, item: &Object, tone: Tone, result: Text) -> Vec<Line> {
        let mut lines = vec![vec![Span::Mark(tone, result)]];
        let marks = self.value(item, Field::Marks);
        if !marks.is_empty() {
            let spaced: Vec<String> = marks.chars().map(String::from).collect();
            lines.push(vec![Span::Code(Text::new(spaced.join(" ")))]);
        }
        lines
    }

    pub(super) fn evidence(&self) -> Vec<Block> {
        let rows: Vec<Row> = self
            .audit
            .standing(Kind::Evidence)
            .map(|evidence| Row::Cells {
                anchor: self.anchor(evidence.id),
                cells: vec![
                    self.document(evidence),
                    self.gathering(evidence),
                    self.shows(evidence),
                    self.copy(evidence),
                ],
            })
            .collect();
        if rows.is_empty() {
            return vec![self.nothing()];
        }
        vec![Block::Table(Table {
            caption: self.words.of("part.evidence"),
            columns: ["label.document", "label.how", "label.shows", "label.copy"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![28, 24, 27, 21],
            rows,
        })]
    }

    /// Short name, title, id, version, date, owner.
    fn document(&self, evidence: &Object) -> Vec<Line> {
        let value = |field| self.value(evidence, field);
        let title = vec![
            Span::Strong(Text::new(self.label(evidence))),
            self.said(&format!(" {}", value(Field::Title))),
        ];
        let mut parts: Vec<String> = Vec::new();
        if value(Field::Reference) != value(Field::Title) {
            parts.push(value(Field::Reference).to_owned());
        }
        let worded = [
            ("label.version", Field::Version),
            ("label.of-date", Field::Date),
            ("label.owner", Field::Owner),
        ];
        for (key, field) in worded {
            if !value(field).is_empty() {
                parts.push(format!("{} {}", self.words.string(key), value(field)));
            }
        }
        parts.retain(|part| !part.is_empty());
        let mut lines = vec![title];
        if !parts.is_empty() {
            lines.push(vec![self.said(&parts.join(", "))]);
        }
        lines
    }

    /// Method, level, where, by whom it was shown, in which session.
    fn gathering(&self, evidence: &Object) -> Vec<Line> {
        let mut parts = vec![
            self.choice(evidence, Field::Method),
            self.choice(evidence, Field::Level),
            self.value(evidence, Field::Where).to_owned(),
            self.value(evidence, Field::SiteName).to_owned(),
            self.value(evidence, Field::Process).to_owned(),
        ];
        let shown_by = self.value(evidence, Field::ShownBy).to_owned();
        let people = self.people(self.linked(evidence, &[Link::Person]));
        for by in [shown_by, people] {
            if !by.is_empty() {
                parts.push(format!("{} {by}", self.words.string("label.shown-by")));
            }
        }
        if matches!(self.value(evidence, Field::Access), "withheld" | "refused") {
            parts.insert(0, self.choice(evidence, Field::Access));
        }
        parts.retain(|part| !part.is_empty());
        let mut lines = Vec::new();
        if !parts.is_empty() {
            lines.push(vec![self.said(&parts.join(", "))]);
        }
        let sessions = self.references(self.linked(evidence, &[Link::Session, Link::Note]));
        if !sessions.is_empty() {
            lines.push(sessions);
        }
        lines
    }

    fn shows(&self, evidence: &Object) -> Vec<Line> {
        let mut lines = Vec::new();
        let remark = self.value(evidence, Field::Remark);
        if !remark.is_empty() {
            lines.push(vec![self.said(remark)]);
        }
        let on = self.on_line(evidence);
        if !on.is_empty() {
            lines.push(vec![Span::Plain(Text::new(on))]);
        }
        lines
    }

    /// What was taken, or that nothing was.
    fn copy(&self, evidence: &Object) -> Vec<Line> {
        let value = |field| self.value(evidence, field);
        let mut lines = Vec::new();
        if !value(Field::FileName).is_empty() {
            lines.push(vec![self.said(value(Field::FileName))]);
        }
        if !value(Field::Size).is_empty() {
            let size = format!(
                "{} {}",
                value(Field::Size),
                self.words.string("label.bytes")
            );
            lines.push(vec![Span::Plain(Text::new(size))]);
        }
        if value(Field::Confidential) == "yes" {
            lines.push(vec![Span::Plain(self.words.of("label.confidential"))]);
        }
        if !value(Field::Consent).is_empty() {
            let label = self.words.string("label.consent");
            lines.push(vec![
                self.said(&format!("{label}: {}", value(Field::Consent))),
            ]);
        }
        if value(Field::File).is_empty() {
            lines.push(vec![Span::Plain(self.words.of("label.not-taken"))]);
        } else {
            lines.push(vec![
                Span::Plain(Text::from("SHA-256 ")),
                Span::Code(Text::new(value(Field::File))),
            ]);
        }
        lines
    }
}
