//! Makes the report out of an audit, its criteria and what the caller asks for.
//!
//! Which parts there are, and in which order, the profiles say; what was recorded and has no part there comes
//! after them, so that nothing is left out. A part that a profile asks for and that has nothing in it says so.
//! This module must not know formats.

mod context;
mod findings;
mod notes;
mod particulars;
mod people;
mod record;
mod requirements;
mod samples;
mod trails;

use super::escape::Text;
use super::model::{Block, Fact, Part, Report, Span, Tone};
use crate::audit::entry::Moment;
use crate::audit::fold::Audit;
use crate::audit::gates::GateResult;
use crate::audit::schema::Field;
use crate::checklist::criteria::Criteria;
use crate::checklist::model::ChecklistKind;
use crate::checklist::profile::SignoffKind;
use context::Build;

/// What a report is to be like.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it is made for: gives the title.
    pub kind: SignoffKind,
    /// The language of its own words; empty: the audit's.
    pub language: String,
    /// With the working papers: remarks, names, who wrote, reasons of samples, former classes, gates signed over.
    pub audit_file: bool,
    /// With names and not with roles alone.
    pub names: bool,
    /// When the draft was made, if it is one. A final report carries no time of its making.
    pub draft: Option<Moment>,
    /// How the gates stand; those of a draft that do not hold are listed.
    pub gates: Vec<GateResult>,
    /// Gates that the sign-off was made despite of.
    pub signed_over: Vec<SignedOver>,
}

impl Default for Options {
    /// The final report, as the client gets it.
    fn default() -> Self {
        Self {
            kind: SignoffKind::Report,
            language: String::new(),
            audit_file: false,
            names: false,
            draft: None,
            gates: Vec::new(),
            signed_over: Vec::new(),
        }
    }
}

/// A gate that did not hold, and why it was signed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOver {
    /// What the gate asks for.
    pub sentence: String,
    /// Why it was signed over.
    pub reason: String,
}

/// Parts that may come after those of the profiles, in this order, where they have something in them.
const FURTHER: &[&str] = &[
    "particulars",
    "scope",
    "conclusions",
    "recommendation",
    "nonconformities",
    "areas-of-concern",
    "opportunities",
    "observations",
    "strengths",
    "mark-use",
    "former-actions",
    "changes",
    "deviations",
    "programme-issues",
    "unresolved",
    "limitations",
    "coverage",
    "samples",
    "trails",
    "evidence",
    "timetable",
    "points",
    "participants",
    "follow-up",
    "distribution",
    "open",
    "notes",
    "record",
    "working-papers",
];

/// The report on an audit.
pub fn report(audit: &Audit, criteria: &Criteria, options: &Options) -> Report {
    let build = Build::new(audit, criteria, options);
    let asked = asked_parts(criteria);
    let mut parts = Vec::new();
    if options.draft.is_some() {
        parts.extend(build.part("gates", None, false));
    }
    for (key, source) in &asked {
        parts.extend(build.part(key, source.as_deref(), true));
    }
    for key in FURTHER {
        if !asked.iter().any(|(known, _)| known == key) {
            parts.extend(build.part(key, None, false));
        }
    }
    let body = build.audit_value(Field::Body);
    Report {
        language: build.words.language().to_owned(),
        body: (!body.trim().is_empty()).then(|| build.text(body)),
        title: build.title(),
        client: build.text(build.audit_value(Field::Client)),
        marks: build.marks(),
        glance: build.glance(),
        contents: build.words.of("label.contents"),
        parts,
    }
}

/// The parts that the profiles ask for: those of the first criterion in its order; what only a later one asks
/// for stands after what it follows there.
fn asked_parts(criteria: &Criteria) -> Vec<(String, Option<String>)> {
    let mut asked: Vec<(String, Option<String>)> = Vec::new();
    for criterion in criteria.criteria() {
        let mut after = 0;
        for part in &criterion.profile.report {
            if let Some(at) = asked.iter().position(|(key, _)| *key == part.id) {
                after = at + 1;
            } else {
                asked.insert(after, (part.id.clone(), part.source.clone()));
                after += 1;
            }
        }
    }
    asked
}

impl Build<'_> {
    /// One part; none where nothing is in it and nobody asks for it.
    fn part(&self, key: &str, source: Option<&str>, asked: bool) -> Option<Part> {
        let mut blocks = self.blocks(key);
        let has_nothing = blocks.iter().all(Block::is_nothing);
        if !asked && has_nothing {
            return None;
        }
        let statements = self.statements(key, has_nothing);
        if blocks.is_empty() && statements.is_empty() {
            blocks.push(self.nothing());
        }
        let statements = statements.into_iter().map(Block::Statement);
        blocks.splice(0..0, statements);
        Some(Part {
            key: key.to_owned(),
            title: self.words.of(&format!("part.{key}")),
            source: source.map(Text::from),
            blocks,
        })
    }

    fn blocks(&self, key: &str) -> Vec<Block> {
        match key {
            "particulars" => self.particulars(),
            "scope" => self.scope(),
            "conclusions" => self.conclusions(),
            "recommendation" => self.recommendations(),
            "nonconformities" | "areas-of-concern" | "opportunities" | "observations"
            | "strengths" => self.findings_of(key),
            "must-touch" => self.must_touch(),
            "mark-use" => self.of_criteria(Field::MarkUse),
            "former-actions" => self.former_actions(),
            "changes" => self.of_audit(Field::ChangesSince),
            "deviations" => self.deviations(),
            "programme-issues" => self.of_audit(Field::ProgrammeIssues),
            "unresolved" => self.unresolved(),
            "limitations" => self.limitations(),
            "coverage" => self.coverage(),
            "samples" => self.samples(),
            "trails" => self.trails(),
            "points" => self.points(),
            "evidence" => self.evidence(),
            "timetable" => self.timetable(),
            "participants" => self.participants(),
            "follow-up" => self.follow_up(),
            "distribution" => self.distribution(),
            "notes" => self.notes(),
            "open" => self.open_items(),
            "record" => self.record(),
            "gates" => self.gates(),
            "working-papers" => self.signed_over(),
            _ => Vec::new(),
        }
    }

    /// The standing sentences of a part, where they fit.
    fn statements(&self, key: &str, has_nothing: bool) -> Vec<Text> {
        let recommendations = || {
            let mut notes: Vec<&str> = Vec::new();
            for criterion in self.criteria.criteria() {
                let note = if criterion.checklist.kind == ChecklistKind::Supplier {
                    "recommendation-note-supplier"
                } else if criterion.profile.id == "internal" {
                    "recommendation-note-internal"
                } else {
                    "recommendation-note"
                };
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
            notes
        };
        let keys = match key {
            "recommendation" => recommendations(),
            "sampling-disclaimer" => vec!["sampling-disclaimer", "not-legal"],
            "distribution" => vec!["confidentiality", "ownership"],
            _ if has_nothing => Vec::new(),
            "conclusions" if self.criteria.criteria().len() > 1 => vec!["integrated"],
            "nonconformities" => vec!["no-solutions"],
            "areas-of-concern" => vec!["stage1-note"],
            "coverage" => vec!["no-wording", "not-audited-note"],
            "evidence" => vec!["said-not-seen"],
            "notes" => vec!["notes-note"],
            "gates" => vec!["draft-note"],
            _ => Vec::new(),
        };
        let phrases = keys.into_iter();
        phrases.filter_map(|key| self.words.maybe(key)).collect()
    }

    /// The title of the document that a sign-off of this kind seals.
    fn title(&self) -> Text {
        let of_kind = format!("title.{}", self.options.kind.key());
        let words = self.words;
        words
            .maybe(&of_kind)
            .unwrap_or_else(|| words.of("title.report"))
    }

    /// What every reader has to see first.
    fn marks(&self) -> Vec<Text> {
        let mut marks = Vec::new();
        if let Some(now) = self.options.draft {
            let (draft, as_of) = (
                self.words.string("label.draft"),
                self.words.string("label.as-at"),
            );
            marks.push(Text::new(format!(
                "{draft} {as_of} {}",
                context::moment(now)
            )));
        }
        if self.options.audit_file {
            marks.push(self.words.of("label.audit-file"));
        }
        let class = self.audit_value(Field::Classification);
        if !class.trim().is_empty() {
            marks.push(self.text(class));
        }
        marks
    }

    /// Criteria with their kinds, days, number of findings by class.
    fn glance(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for criterion in self.criteria.criteria() {
            let kind = &criterion.profile.title;
            facts.push(Fact::new(
                Text::new(&criterion.checklist.short),
                vec![Span::Words(Text::new(kind))],
            ));
        }
        facts.push(Fact::new(
            self.words.of("label.days"),
            vec![Span::Plain(Text::new(self.days()))],
        ));
        let mut line = Vec::new();
        for (tone, word, count) in self.counts_by_class() {
            line.push(Span::Mark(tone, Text::new(format!("{word}: {count}"))));
        }
        if line.is_empty() {
            line.push(Span::Mark(Tone::Quiet, self.words.of("none")));
        }
        facts.push(Fact::new(self.words.of("label.findings"), line));
        facts
    }
}
