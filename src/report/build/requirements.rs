//! Requirements with their results, must-touch items, and what was not audited.
//!
//! This module must not know formats.

use super::context::{Build, tone};
use crate::audit::coverage::{self, LeftOut, Outcome, Planned};
use crate::audit::id::Subject;
use crate::audit::last_look::{self, LastLook};
use crate::audit::schema::{self, Field, FieldKey, Kind};
use crate::checklist::criteria::{Criterion, Row as Listed};
use crate::checklist::id::RequirementId;
use crate::checklist::profile::MustTouch;
use crate::report::escape::Text;
use crate::report::model::{Block, Line, Row, Span, Table, Tone};

/// Rows that are listed together, and why they are left out.
type Run<'r> = (Vec<&'r Listed>, Option<LeftOut>);

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
        let runs = self.runs(self.criteria.rows_of(criterion.id.as_str()));
        let rows = runs
            .into_iter()
            .map(|(run, left_out)| match run.as_slice() {
                [row] => self.requirement_row(row),
                run => Row::Cells {
                    anchor: None,
                    cells: vec![
                        vec![vec![Span::Strong(Text::new(span_of(run)))]],
                        vec![
                            quiet(self.planned_word(Planned::AnotherVisit)),
                            vec![Span::Plain(Text::new(self.left_out(criterion, left_out)))],
                        ],
                        Vec::new(),
                    ],
                },
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

    fn requirement_row(&self, row: &Listed) -> Row {
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
    }

    /// Rows as they are listed: those that stand side by side and are left out for the same reason together.
    fn runs<'r>(&self, rows: impl IntoIterator<Item = &'r Listed>) -> Vec<Run<'r>> {
        let left_out = |row: &Listed| {
            let standing = row
                .is_auditable()
                .then(|| coverage::standing(self.audit, self.criteria, &row.id));
            standing.and_then(|standing| standing.left_out)
        };
        let mut runs: Vec<Run<'r>> = Vec::new();
        for row in rows {
            let why = left_out(row);
            match runs.last_mut() {
                Some((run, known)) if why.is_some() && *known == why => run.push(row),
                _ => runs.push((vec![row], why)),
            }
        }
        runs
    }

    /// Why requirements of a criterion are left out although nobody entered so.
    fn left_out(&self, criterion: &Criterion, why: Option<LeftOut>) -> String {
        match why {
            None => String::new(),
            Some(LeftOut::ByProfile) => {
                let words = self.words.string("left-out.profile");
                format!("{} {words}", criterion.profile.title)
            }
            Some(LeftOut::ByTier(tier)) => {
                let words = self.words.string("left-out.tier");
                format!("{words} {}", self.tier_word(tier.key()))
            }
        }
    }

    /// The word for a tier.
    pub(super) fn tier_word(&self, tier: &str) -> String {
        let known = schema::TIERS.iter().find(|(key, _)| *key == tier);
        let on_screen = known.map_or(tier, |(_, word)| word);
        self.words.word("tier", tier, on_screen)
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
            lines.push(quiet(self.planned_word(standing.planned)));
        }
        if let Some(criterion) = self.criteria.criterion(row.id.criterion())
            && standing.left_out.is_some()
        {
            let why = self.left_out(criterion, standing.left_out);
            lines.push(vec![Span::Plain(Text::new(why))]);
        }
        let reason = self.of_requirement(&row.id, Field::PlannedReason);
        if !reason.is_empty() {
            lines.push(vec![self.said(reason)]);
        }
        lines.extend(self.last_look(&row.id));
        lines
    }

    /// When a requirement was last looked at before this audit, what was found, and how many audits have not looked
    /// at it since.
    fn last_look(&self, id: &RequirementId) -> Vec<Line> {
        let Some(look) = LastLook::of(self.audit, id) else {
            return Vec::new();
        };
        let last = look.last(&self.words.string("label.last-look"));
        let mut lines: Vec<Line> = last
            .into_iter()
            .map(|last| vec![self.said(&last)])
            .collect();
        if look.audits_since > 0 {
            lines.push(vec![Span::Plain(self.audits_since(look.audits_since))]);
        }
        lines
    }

    fn audits_since(&self, audits: usize) -> Text {
        let words = self.words.string("label.audits-since");
        Text::new(format!("{words}: {audits}"))
    }

    fn planned_word(&self, planned: Planned) -> String {
        let value = match planned {
            Planned::ThisVisit => "this-visit",
            Planned::AnotherVisit => "another-visit",
            Planned::Excluded => "excluded",
        };
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
        let criteria = self.criteria.criteria().iter();
        let lines: Vec<Line> = criteria.flat_map(|it| self.not_audited(it)).collect();
        if !lines.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.not-audited")));
            blocks.push(Block::List(lines));
        }
        let lines = self.unlooked();
        if !lines.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.unlooked")));
            blocks.push(Block::List(lines));
        }
        blocks
    }

    /// What neither this audit nor those before it have looked at, by the number of those.
    fn unlooked(&self) -> Vec<Line> {
        let standings = coverage::standings(self.audit, self.criteria);
        let standing = |row: usize| standings.get(row)?.as_ref();
        let unlooked = last_look::unlooked(self.audit, self.criteria, standing);
        let line = |(criterion, audits, ids): (&str, usize, Vec<&RequirementId>)| {
            let items: Vec<&str> = ids.into_iter().map(RequirementId::item).collect();
            vec![
                Span::Plain(Text::new(format!("{criterion}: {} – ", items.join(", ")))),
                Span::Plain(self.audits_since(audits)),
            ]
        };
        last_look::groups(&unlooked).map(line).collect()
    }

    /// What of a criterion was not audited, left to another visit or excluded, each with its reason.
    fn not_audited(&self, criterion: &Criterion) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let rows = self.criteria.rows_of(criterion.id.as_str()).iter();
        // Headings part no run here.
        for (run, left_out) in self.runs(rows.filter(|row| row.is_auditable())) {
            let Some(row) = run.first() else { continue };
            let standing = coverage::standing(self.audit, self.criteria, &row.id);
            let decided = coverage::decided(self.audit, &row.id);
            let (word, reason) = if decided == Outcome::NotAudited {
                let reason = self.of_requirement(&row.id, Field::Reason).to_owned();
                (self.outcome_word(decided), reason)
            } else if standing.planned != Planned::ThisVisit && decided == Outcome::Open {
                let reason = match left_out {
                    None => self
                        .of_requirement(&row.id, Field::PlannedReason)
                        .to_owned(),
                    why => self.left_out(criterion, why),
                };
                (self.planned_word(standing.planned), reason)
            } else {
                continue;
            };
            let mut line = vec![
                Span::Plain(Text::new(format!("{}:{}: ", criterion.id, span_of(&run)))),
                Span::Mark(Tone::Quiet, Text::new(word)),
            ];
            if !reason.is_empty() {
                line.push(self.said(&format!(" – {reason}")));
            }
            lines.push(line);
        }
        lines
    }
}

/// The ids of rows that stand side by side: of more than one, the first, the last, and how many.
fn span_of(run: &[&Listed]) -> String {
    match run {
        [] => String::new(),
        [only] => only.id.item().to_owned(),
        [first, .., last] => format!("{} – {} ({})", first.id.item(), last.id.item(), run.len()),
    }
}

fn quiet(word: String) -> Line {
    vec![Span::Mark(Tone::Quiet, Text::new(word))]
}
