//! Who, what, when, where: particulars, scope, conclusions, recommendation, and what is one text.
//!
//! This module must not know formats.

use std::collections::BTreeMap;

use super::context::{Build, tone};
use crate::audit::coverage::{self, Outcome};
use crate::audit::fold::Object;
use crate::audit::former;
use crate::audit::inline;
use crate::audit::schema::{Field, Kind};
use crate::checklist::criteria::{Criterion, Row as Listed};
use crate::checklist::scheme::Class;
use crate::report::escape::Text;
use crate::report::model::{Block, Fact, Line, Row, Span, Table, Tone};

impl Build<'_> {
    pub(super) fn particulars(&self) -> Vec<Block> {
        let value = |field| self.audit_value(field);
        let mut facts = vec![
            self.stated("label.body", value(Field::Body)),
            self.stated("label.client", value(Field::Client)),
            self.stated("label.address", value(Field::Address)),
            self.stated("label.representative", value(Field::Representative)),
        ];
        facts.extend(self.fact("label.reference", value(Field::Reference)));
        facts.extend(self.fact("label.former-audit", value(Field::Former)));
        let criteria = self.criteria.criteria();
        facts.push(Fact {
            label: self.words.of("label.criteria"),
            lines: criteria.iter().map(|it| self.criterion_line(it)).collect(),
        });
        let kinds = criteria.iter().map(|it| {
            let kind = format!("{}: {}", it.checklist.short, it.profile.title);
            vec![self.said(&kind)]
        });
        facts.push(Fact {
            label: self.words.of("label.kind"),
            lines: kinds.collect(),
        });
        let integration = if criteria.len() > 1 {
            "label.several-criteria"
        } else {
            "label.one-criterion"
        };
        facts.push(Fact::new(
            self.words.of("label.integration"),
            vec![Span::Plain(self.words.of(integration))],
        ));
        let mut gradings: Vec<&str> = Vec::new();
        for criterion in criteria {
            if !gradings.contains(&criterion.grading.title.as_str()) {
                gradings.push(&criterion.grading.title);
            }
        }
        facts.extend(self.fact("label.grading", &gradings.join("\n")));
        facts.push(self.stated("label.objectives", value(Field::Objectives)));
        facts.push(Fact::new(
            self.words.of("label.days"),
            vec![Span::Plain(Text::new(self.days()))],
        ));
        facts.extend(self.fact("label.language", value(Field::Language)));
        let team = self.audit.standing(Kind::Person);
        let team = team.filter(|it| self.audit.text(it, Field::Side) != "auditee");
        let team: Vec<String> = team.map(|person| self.person(person)).collect();
        facts.push(self.stated("label.people", &team.join("\n")));
        vec![Block::Facts(facts)]
    }

    fn criterion_line(&self, criterion: &Criterion) -> Line {
        let checklist = &criterion.checklist;
        let mut line = vec![Span::Strong(Text::new(&checklist.short))];
        let edition = checklist.edition.as_deref().unwrap_or_default();
        line.push(self.said(&format!(" {edition}: {}", checklist.title)));
        line
    }

    /// The days of the audit.
    pub(super) fn days(&self) -> String {
        let (from, until) = (
            self.audit_value(Field::From),
            self.audit_value(Field::Until),
        );
        match (from, until) {
            ("", "") => self.words.string("not-stated"),
            (from, "") => format!("{from} –"),
            (from, until) if from == until => from.to_owned(),
            (from, until) => format!("{from} – {until}"),
        }
    }

    pub(super) fn scope(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for criterion in self.criteria.criteria() {
            let mut facts =
                vec![self.stated("label.scope", self.criterion_value(criterion, Field::Scope))];
            let soa = self.criterion_value(criterion, Field::Soa);
            facts.extend(self.fact("label.soa", soa));
            let tier = self.criterion_value(criterion, Field::Tier);
            facts.extend(self.fact("label.tier", &self.tier_word(tier)));
            blocks.push(Block::Heading(Text::new(&criterion.checklist.short)));
            blocks.push(Block::Facts(facts));
        }
        let mut facts = Vec::new();
        let sites = self.audit.standing(Kind::Site).map(|site| {
            let (name, address) = (
                self.value(site, Field::Name),
                self.value(site, Field::Address),
            );
            let address = address.replace('\n', ", ");
            let words = if address.is_empty() {
                name.to_owned()
            } else {
                format!("{name}: {address}")
            };
            vec![self.said(&words)]
        });
        let sites: Vec<Line> = sites.collect();
        facts.push(Fact {
            label: self.words.of("label.sites"),
            lines: if sites.is_empty() {
                vec![vec![self.not_stated()]]
            } else {
                sites
            },
        });
        let mut processes: Vec<&str> = Vec::new();
        for session in self.audit.standing(Kind::Session) {
            let process = self.value(session, Field::Process);
            if !process.is_empty() && !processes.contains(&process) {
                processes.push(process);
            }
        }
        facts.extend(self.fact("label.processes", &processes.join("\n")));
        facts.extend(self.time_facts());
        blocks.push(Block::Heading(self.words.of("label.where")));
        blocks.push(Block::Facts(facts));
        blocks
    }

    pub(super) fn conclusions(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for criterion in self.criteria.criteria() {
            blocks.push(Block::Heading(Text::new(format!(
                "{}: {}",
                criterion.checklist.short, criterion.profile.title
            ))));
            let mut facts = Vec::new();
            for (key, field) in [
                ("label.conformity", Field::Conformity),
                ("label.effectiveness", Field::Effectiveness),
            ] {
                let value = self.criterion_value(criterion, field);
                // Stage 1 says nothing on effectiveness: a blank is no gap where nobody asks.
                if criterion.profile.asks_of_criterion(field.key()) {
                    facts.push(self.stated(key, value));
                } else {
                    facts.extend(self.fact(key, value));
                }
            }
            facts.push(Fact::new(
                self.words.of("label.results"),
                self.outcome_counts(self.criteria.rows_of(criterion.id.as_str())),
            ));
            blocks.push(Block::Facts(facts));
            blocks.push(self.class_table(criterion));
        }
        blocks
    }

    /// How many requirements have which result. Counts, never a percentage: a sample carries none.
    pub(super) fn outcome_counts<'r>(&self, rows: impl IntoIterator<Item = &'r Listed>) -> Line {
        let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
        for row in rows {
            if row.is_auditable() {
                let standing = coverage::standing(self.audit, self.criteria, &row.id);
                let of_visit = standing.planned == coverage::Planned::ThisVisit;
                if of_visit || standing.outcome != Outcome::Open {
                    *counts.entry(standing.outcome).or_default() += 1;
                }
            }
        }
        let mut line = Vec::new();
        for outcome in Outcome::ALL {
            if let Some(count) = counts.get(&outcome) {
                let word = self.outcome_word(outcome);
                line.push(Span::Mark(
                    tone(outcome),
                    Text::new(format!("{word}: {count}")),
                ));
            }
        }
        if line.is_empty() {
            line.push(self.not_stated());
        }
        line
    }

    /// The word for an outcome.
    pub(super) fn outcome_word(&self, outcome: Outcome) -> String {
        let key = outcome.word().replace(' ', "-");
        self.words.word("result", &key, outcome.word())
    }

    fn class_table(&self, criterion: &Criterion) -> Block {
        let classes = self.criteria.classes(criterion.id.as_str());
        let rows = classes.into_iter().map(|class| {
            let count = self
                .audit
                .standing(Kind::Finding)
                .filter(|finding| self.class_of(finding, criterion) == Some(class))
                .count();
            let meaning = class.meaning.as_deref().unwrap_or_default();
            Row::Cells {
                anchor: None,
                cells: vec![
                    vec![vec![Span::Mark(class_tone(class), Text::new(&class.word))]],
                    vec![vec![self.said(meaning)]],
                    vec![vec![Span::Plain(Text::new(count.to_string()))]],
                ],
            }
        });
        Block::Table(Table {
            caption: Text::new(format!(
                "{}: {}",
                criterion.checklist.short,
                self.words.string("label.findings")
            )),
            columns: ["label.class", "label.meaning", "label.count"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![28, 60, 12],
            rows: rows.collect(),
        })
    }

    pub(super) fn class_of(&self, finding: &Object, criterion: &Criterion) -> Option<&Class> {
        coverage::class(self.audit, self.criteria, finding, &criterion.id)
    }

    /// The classes that findings have, gravest first, each with its number.
    pub(super) fn counts_by_class(&self) -> Vec<(Tone, String, usize)> {
        let mut counts: Vec<(&Class, usize)> = Vec::new();
        for finding in self.audit.standing(Kind::Finding) {
            let Some(class) = self.gravest(finding) else {
                continue;
            };
            match counts
                .iter_mut()
                .find(|(known, _)| known.word == class.word)
            {
                Some((_, count)) => *count += 1,
                None => counts.push((class, 1)),
            }
        }
        counts.sort_by_key(|(class, _)| class.order);
        let counts = counts.into_iter();
        counts
            .map(|(class, count)| (class_tone(class), class.word.clone(), count))
            .collect()
    }

    pub(super) fn recommendations(&self) -> Vec<Block> {
        let facts = self.criteria.criteria().iter().map(|criterion| {
            let value = self
                .criterion_value(criterion, Field::Recommendation)
                .trim();
            let known = criterion.profile.recommendations.iter();
            let text = known
                .filter(|it| it.key == value)
                .map(|it| it.text.as_str())
                .next()
                .unwrap_or(value);
            let line = if text.is_empty() {
                vec![self.not_stated()]
            } else {
                vec![Span::Strong(self.text(text))]
            };
            Fact::new(Text::new(&criterion.checklist.short), line)
        });
        vec![Block::Facts(facts.collect())]
    }

    /// A field of the audit as a part of its own.
    pub(super) fn of_audit(&self, field: Field) -> Vec<Block> {
        let value = self.audit_value(field);
        if value.trim().is_empty() {
            return vec![self.nothing()];
        }
        vec![Block::Para(vec![self.said(value)])]
    }

    /// A field of each criterion as a part of its own.
    pub(super) fn of_criteria(&self, field: Field) -> Vec<Block> {
        let facts = self.criteria.criteria().iter().filter_map(|criterion| {
            let value = self.criterion_value(criterion, field);
            let name = Text::new(&criterion.checklist.short);
            (!value.trim().is_empty()).then(|| Fact::new(name, vec![self.said(value)]))
        });
        let facts: Vec<Fact> = facts.collect();
        if facts.is_empty() {
            vec![self.nothing()]
        } else {
            vec![Block::Facts(facts)]
        }
    }

    /// What the team concludes on former corrective actions, and what became of each finding of the audit before that
    /// asked for something.
    pub(super) fn former_actions(&self) -> Vec<Block> {
        let notes = self.audit.standing(Kind::Note);
        let asked = notes.filter(|note| {
            self.audit.text(note, Field::Mode) == "to-do" && former::is_former(self.audit, note)
        });
        let rows: Vec<Row> = asked.map(|note| self.became(note)).collect();
        let mut blocks = self.of_criteria(Field::FormerActions);
        if rows.is_empty() {
            return blocks;
        }
        blocks.retain(|block| !block.is_nothing());
        blocks.push(Block::Table(Table {
            caption: self.words.of("label.former-findings"),
            columns: ["label.former-finding", "label.requirement", "label.became"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![44, 18, 38],
            rows,
        }));
        blocks
    }

    /// What became of a finding of the audit before.
    fn became(&self, note: &Object) -> Row {
        let words = inline::body(self.audit.text(note, Field::Text));
        let done = self.audit.text(note, Field::Done);
        let became = if done.is_empty() {
            Span::Plain(self.words.of("label.not-seen"))
        } else {
            self.said(done)
        };
        let on = Span::Plain(Text::new(self.on_line(note)));
        let said = self.said(words.lines().next().unwrap_or_default());
        Row::Cells {
            anchor: None,
            cells: [said, on, became].map(|span| vec![vec![span]]).into(),
        }
    }

    pub(super) fn distribution(&self) -> Vec<Block> {
        let of = |key, field| self.fact(key, self.audit_value(field));
        let facts: Vec<Fact> = of("label.classification", Field::Classification)
            .into_iter()
            .chain(of("label.distribution", Field::Distribution))
            .collect();
        if facts.is_empty() {
            vec![self.nothing()]
        } else {
            vec![Block::Facts(facts)]
        }
    }
}

/// How a class is meant.
pub(super) fn class_tone(class: &Class) -> Tone {
    use crate::checklist::scheme::Neutral;
    match (class.nonconformity, class.neutral) {
        (true, Neutral::DoesNotConform) => Tone::Grave,
        (true, _) | (false, Neutral::DoesNotConform) => Tone::Amiss,
        (false, Neutral::Partly | Neutral::Neither) => Tone::Hint,
        (false, Neutral::Conforms) if class.key == "strength" => Tone::Good,
        (false, Neutral::Conforms) => Tone::Quiet,
    }
}
