//! Requirements with their results, must-touch items, and what was not audited.
//!
//! This module must not know formats.

use super::context::{Build, tone};
use crate::audit::coverage::{self, Outcome, Planned};
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field, FieldKey, Kind};
use crate::checklist::criteria::{Criterion, Row as Listed};
use crate::checklist::id::RequirementId;
use crate::checklist::profile::MustTouch;
use crate::report::escape::Text;
use crate::report::model::{Block, Line, Row, Span, Table, Tone};

/// How many requirements of a must-touch item are listed one by one; of more, the results are counted.
const LISTED: usize = 8;

impl Build<'_> {
    fn of_requirement(&self, id: &RequirementId, field: Field) -> &str {
        let subject = Subject::Requirement(id.clone());
        self.audit.value(&subject, &field.into()).trim()
    }

    pub(super) fn coverage(&self) -> Vec<Block> {
        let criteria = self.criteria.criteria().iter();
        criteria
            .map(|criterion| Block::Table(self.requirement_table(criterion)))
            .collect()
    }

    fn requirement_table(&self, criterion: &Criterion) -> Table {
        let rows = self.criteria.rows_of(criterion.id.as_str()).iter();
        let rows = rows.map(|row| {
            let name = vec![
                Span::Strong(Text::new(row.id.item())),
                self.said(&format!(" {}", row.requirement.title)),
            ];
            if !row.is_auditable() {
                return Row::Group(name);
            }
            let about = [Kind::Finding, Kind::Sample, Kind::Evidence, Kind::Note];
            let about = about.into_iter().flat_map(|kind| match kind {
                Kind::Finding => coverage::findings(self.audit, &row.id),
                kind => coverage::about(self.audit, self.criteria, &row.id, kind),
            });
            Row::Cells {
                anchor: None,
                cells: vec![vec![name], self.result(row), vec![self.references(about)]],
            }
        });
        Table {
            caption: Text::new(format!(
                "{}: {}",
                criterion.checklist.short,
                self.words.string("part.coverage")
            )),
            columns: ["label.requirement", "label.result", "label.rests-on"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![38, 37, 25],
            rows: rows.collect(),
        }
    }

    /// Result and reason of a requirement, and where it belongs if not to this visit.
    fn result(&self, row: &Listed) -> Vec<Line> {
        let standing = coverage::standing(self.audit, self.criteria, &row.id);
        let mut lines: Vec<Line> = Vec::new();
        let elsewhere = standing.planned != Planned::ThisVisit;
        if !elsewhere || standing.outcome != Outcome::Open {
            let word = self.outcome_word(standing.outcome);
            lines.push(vec![Span::Mark(tone(standing.outcome), Text::new(word))]);
            let reason = self.of_requirement(&row.id, Field::Reason);
            if !reason.is_empty() {
                lines.push(vec![self.said(reason)]);
            }
        }
        if elsewhere {
            let word = self.planned_word(&row.id);
            lines.push(vec![Span::Mark(Tone::Quiet, Text::new(word))]);
        }
        let reason = self.of_requirement(&row.id, Field::PlannedReason);
        if !reason.is_empty() {
            lines.push(vec![self.said(reason)]);
        }
        lines
    }

    fn planned_word(&self, id: &RequirementId) -> String {
        let value = self.of_requirement(id, Field::Planned);
        let known = schema::PLANNED.iter().find(|(key, _)| *key == value);
        let on_screen = known.map_or(value, |(_, word)| word);
        self.words.word("planned", value, on_screen)
    }

    pub(super) fn must_touch(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for criterion in self.criteria.criteria() {
            let items = self.criteria.must_touch(criterion.id.as_str());
            if items.is_empty() {
                continue;
            }
            let rows = items
                .into_iter()
                .map(|(item, rows)| self.must_touch_row(criterion, item, &rows));
            blocks.push(Block::Table(Table {
                caption: Text::new(format!(
                    "{}: {}",
                    criterion.checklist.short,
                    self.words.string("label.must-touch")
                )),
                columns: ["label.item", "label.result", "label.source"]
                    .map(|key| self.words.of(key))
                    .into(),
                widths: vec![35, 40, 25],
                rows: rows.collect(),
            }));
        }
        if blocks.is_empty() {
            blocks.push(self.nothing());
        }
        blocks
    }

    fn must_touch_row(&self, criterion: &Criterion, item: &MustTouch, rows: &[&Listed]) -> Row {
        let mut lines: Vec<Line> = Vec::new();
        if rows.len() > LISTED {
            lines.push(self.outcome_counts(rows.iter().copied()));
        }
        for row in rows.iter().filter(|_| rows.len() <= LISTED) {
            let standing = coverage::standing(self.audit, self.criteria, &row.id);
            if standing.planned != Planned::ThisVisit && standing.outcome == Outcome::Open {
                continue;
            }
            let word = self.outcome_word(standing.outcome);
            lines.push(vec![
                Span::Plain(Text::new(format!("{} ", row.id.item()))),
                Span::Mark(tone(standing.outcome), Text::new(word)),
            ]);
        }
        if let Some(key) = &item.field {
            let touched = Field::from_key(key)
                .map(FieldKey::from)
                .is_some_and(|field| {
                    let own = Subject::Criterion(criterion.id.clone());
                    let of = |subject| !self.audit.value(subject, &field).trim().is_empty();
                    of(&own) || of(&Subject::Audit)
                });
            let (tone, key) = if touched {
                (Tone::Good, "label.touched")
            } else {
                (Tone::Open, "label.untouched")
            };
            lines.push(vec![Span::Mark(tone, self.words.of(key))]);
        }
        Row::Cells {
            anchor: None,
            cells: vec![
                vec![vec![self.said(&item.title)]],
                lines,
                vec![vec![self.said(&item.source)]],
            ],
        }
    }

    /// What the auditors wrote about limits, and what was planned and not audited, left out or excluded.
    pub(super) fn limitations(&self) -> Vec<Block> {
        let mut blocks = self.of_audit(Field::Limitations);
        let kept_back: Vec<Line> = self
            .audit
            .standing(Kind::Evidence)
            .filter(|it| matches!(self.value(it, Field::Access), "withheld" | "refused"))
            .map(|it| {
                let title = self.value(it, Field::Title);
                let access = self.choice(it, Field::Access);
                vec![self.point_to(it), self.said(&format!(" {title}: {access}"))]
            })
            .collect();
        if !kept_back.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.access")));
            blocks.push(Block::List(kept_back));
        }
        let mut lines: Vec<Line> = Vec::new();
        for row in self.criteria.auditable() {
            let planned = coverage::planned(self.audit, &row.id);
            let decided = coverage::decided(self.audit, &row.id);
            let (word, field) = if decided == Outcome::NotAudited {
                (self.outcome_word(decided), Field::Reason)
            } else if planned != Planned::ThisVisit && decided == Outcome::Open {
                (self.planned_word(&row.id), Field::PlannedReason)
            } else {
                continue;
            };
            let reason = self.of_requirement(&row.id, field);
            let mut line = vec![
                Span::Plain(Text::new(format!("{}: ", row.id))),
                Span::Mark(Tone::Quiet, Text::new(word)),
            ];
            if !reason.is_empty() {
                line.push(self.said(&format!(" – {reason}")));
            }
            lines.push(line);
        }
        if !lines.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.not-audited")));
            blocks.push(Block::List(lines));
        }
        blocks
    }
}
