//! Rules about requirements: planning, results, what they rest on, must-touch items, knock-outs.
//!
//! This module must not know which profile asks for a rule.

use super::{Breach, Check};
use crate::audit::coverage::{self, Outcome, Planned};
use crate::audit::id::Subject;
use crate::audit::planning;
use crate::audit::schema::{self, Field, FieldKey};
use crate::audit::thin;
use crate::checklist::criteria::{Criterion, Row};
use crate::checklist::id::RequirementId;
use crate::checklist::model::RequirementKind;
use crate::text::{NAMED, some_of};

impl Check<'_> {
    fn rows(&self, criterion: &Criterion) -> impl Iterator<Item = &Row> {
        let rows = self.criteria.rows_of(criterion.id.as_str()).iter();
        rows.filter(|row| row.is_auditable())
    }

    /// One breach for each row of a criterion of which `wrong` has something to say.
    fn rows_where(
        &self,
        criterion: &Criterion,
        wrong: impl Fn(&Row) -> Option<String>,
    ) -> Vec<Breach> {
        self.rows(criterion)
            .filter_map(|row| {
                wrong(row).map(|words| Breach::new(row.id.clone(), format!("{} {words}", row.id)))
            })
            .collect()
    }

    fn outcome(&self, id: &RequirementId) -> Outcome {
        coverage::standing(self.audit, self.criteria, id).outcome
    }

    fn is_blank_of(&self, id: &RequirementId, field: Field) -> bool {
        self.is_blank(&Subject::Requirement(id.clone()), field)
    }

    pub(super) fn planned_have_results(&self, criterion: &Criterion) -> Vec<Breach> {
        self.rows_where(criterion, |row| {
            let standing = coverage::standing(self.audit, self.criteria, &row.id);
            match standing.outcome {
                _ if standing.planned != Planned::ThisVisit => None,
                Outcome::Open => Some("is open".to_owned()),
                Outcome::Conflict => Some("has conflicting results".to_owned()),
                _ => None,
            }
        })
    }

    pub(super) fn planning_has_reasons(&self, criterion: &Criterion) -> Vec<Breach> {
        self.rows_where(criterion, |row| {
            // What the criteria leave out, they give the reason for.
            let entered = planning::entered(self.audit, &row.id);
            let blank = self.is_blank_of(&row.id, Field::PlannedReason);
            match entered {
                Some(Planned::AnotherVisit) if blank => {
                    Some("is left to another visit without a reason".to_owned())
                }
                Some(Planned::Excluded) if blank => Some("is excluded without a reason".to_owned()),
                _ => None,
            }
        })
    }

    pub(super) fn results_have_reasons(&self, criterion: &Criterion) -> Vec<Breach> {
        self.rows_where(criterion, |row| {
            let outcome = coverage::decided(self.audit, &row.id);
            let asks = matches!(outcome, Outcome::NotApplicable | Outcome::NotAudited);
            (asks && self.is_blank_of(&row.id, Field::Reason))
                .then(|| format!("is “{}” without a reason", outcome.word()))
        })
    }

    pub(super) fn clauses_apply(&self, criterion: &Criterion) -> Vec<Breach> {
        self.rows_where(criterion, |row| {
            if row.requirement.kind != RequirementKind::Clause {
                return None;
            }
            if coverage::decided(self.audit, &row.id) == Outcome::NotApplicable {
                return Some("is a clause and cannot be “not applicable”".to_owned());
            }
            let excluded = planning::entered(self.audit, &row.id) == Some(Planned::Excluded);
            excluded.then(|| "is a clause and cannot be excluded".to_owned())
        })
    }

    pub(super) fn conformity_rests_on_more(&self, criterion: &Criterion) -> Vec<Breach> {
        self.rows_where(criterion, |row| {
            if self.outcome(&row.id) != Outcome::Conforms
                || coverage::rests_on_more(self.audit, self.criteria, &row.id)
            {
                return None;
            }
            let said = thin::is_said(self.audit, self.criteria, &row.id);
            Some(thin::conforms_on_little(said).to_owned())
        })
    }

    pub(super) fn results_agree_with_findings(&self, criterion: &Criterion) -> Vec<Breach> {
        self.rows_where(criterion, |row| {
            let standing = coverage::standing(self.audit, self.criteria, &row.id);
            let decided = coverage::decided(self.audit, &row.id);
            let against = matches!(
                decided,
                Outcome::Conforms | Outcome::NotApplicable | Outcome::NotAudited
            );
            if standing.by_finding && against {
                return Some(format!(
                    "is “{}”, and a nonconformity on it stands",
                    decided.word()
                ));
            }
            let unexplained = decided == Outcome::DoesNotConform && standing.findings == 0;
            unexplained.then(|| "does not conform, and no finding on it says why".to_owned())
        })
    }

    pub(super) fn must_touch_touched(&self, criterion: &Criterion) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (item, rows) in self.criteria.must_touch(criterion.id.as_str()) {
            if let Some(key) = &item.field
                && let Some(breach) = self.untouched_field(criterion, &item.title, key)
            {
                breaches.push(breach);
            }
            let rows: Vec<&&Row> = rows
                .iter()
                .filter(|row| planning::entered(self.audit, &row.id) != Some(Planned::Excluded))
                .collect();
            let untouched: Vec<&&&Row> = rows
                .iter()
                .filter(|row| {
                    let outcome = self.outcome(&row.id);
                    !outcome.is_judged() || outcome == Outcome::NotAudited
                })
                .collect();
            let needed = item
                .at_least
                .map_or(rows.len(), |least| rows.len().min(usize::from(least)));
            let touched = rows.len() - untouched.len();
            if touched >= needed {
                continue;
            }
            if needed < rows.len() {
                // Which of them is for the auditor to choose: a breach for each would say that all are asked for.
                let names: Vec<&str> = untouched.iter().map(|row| row.id.item()).collect();
                let words = format!(
                    "{}: {touched} of at least {needed} audited; not yet {}",
                    item.title,
                    some_of(&names, NAMED, ", ")
                );
                let first = untouched.first().map(|row| row.id.clone());
                breaches.extend(first.map(|id| Breach::new(id, words)));
                continue;
            }
            breaches.extend(untouched.into_iter().map(|row| {
                let words = format!("{} was not audited: {}", row.id, item.title);
                Breach::new(row.id.clone(), words)
            }));
        }
        breaches
    }

    /// Whether the field is blank that records a must-touch item. Most are the criterion's, some the audit's.
    fn untouched_field(&self, criterion: &Criterion, title: &str, key: &str) -> Option<Breach> {
        let own = Subject::Criterion(criterion.id.clone());
        let field = Field::from_key(key);
        let has = |fields| field.and_then(|field| schema::find(fields, &field.into()));
        let (subject, spec) = if let Some(spec) = has(schema::criterion_fields()) {
            (own, spec)
        } else if let Some(spec) = has(schema::audit_fields()) {
            (Subject::Audit, spec)
        } else {
            let words = format!(
                "{title}: the profile records it in \"{key}\", which this version does not know"
            );
            return Some(Breach::new(own, words));
        };
        self.is_blank(&subject, spec.field).then(|| {
            let words = format!(
                "{}: {title} was not recorded (“{}”)",
                criterion.id, spec.label
            );
            Breach::new(subject, words)
        })
    }

    pub(super) fn knock_outs_decide(&self, criterion: &Criterion) -> Vec<Breach> {
        let subject = Subject::Criterion(criterion.id.clone());
        let value = self
            .audit
            .value(&subject, &FieldKey::from(Field::Recommendation))
            .trim();
        let known = criterion
            .profile
            .recommendations
            .iter()
            .find(|it| it.key == value || it.text == value);
        // Words of one's own may well speak for the client; only a recommendation known not to is safe.
        if value.is_empty() || known.is_some_and(|it| !it.favourable) {
            return Vec::new();
        }
        self.rows_where(criterion, |row| {
            let failed =
                row.requirement.knock_out && self.outcome(&row.id) == Outcome::DoesNotConform;
            failed
                .then(|| "is a knock-out and failed; the recommendation says otherwise".to_owned())
        })
    }
}
