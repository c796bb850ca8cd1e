//! Rules about findings and samples.
//!
//! This module must not know which profile asks for a rule.

use super::{Breach, Check};
use crate::audit::agenda::Meeting;
use crate::audit::coverage::{self, Outcome};
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::Criterion;
use crate::checklist::scheme::{Class, Need};

impl Check<'_> {
    pub(super) fn mode<'b>(&'b self, object: &'b Object) -> &'b str {
        self.audit.text(object, Field::Mode)
    }

    fn has(&self, object: &Object, field: Field) -> bool {
        !self.audit.text(object, field).trim().is_empty()
    }

    fn is_on(&self, object: &Object, criterion: &Criterion) -> bool {
        self.audit.links(object, Link::On).any(
            |to| matches!(to, Subject::Requirement(id) if id.criterion() == criterion.id.as_str()),
        )
    }

    fn is_on_anything(&self, object: &Object) -> bool {
        self.audit.is_linked(object, Link::On)
    }

    fn class_of(&self, finding: &Object, criterion: &Criterion) -> Option<&Class> {
        coverage::class(self.audit, self.criteria, finding, &criterion.id)
    }

    pub(super) fn findings_have_classes(&self, criterion: &Criterion) -> Vec<Breach> {
        let allowed = self.criteria.classes(criterion.id.as_str());
        let mut breaches = Vec::new();
        for finding in self.audit.standing(Kind::Finding) {
            let label = self.audit.label(finding);
            let key = FieldKey::of(Field::Class, &criterion.id);
            let value = self.audit.value(&finding.id.into(), &key);
            let words = if value.is_empty() {
                if self.is_on(finding, criterion) {
                    format!("{label} has no class for {}", criterion.id)
                } else if !self.is_on_anything(finding) {
                    format!("{label} is about no requirement and has no class")
                } else {
                    continue;
                }
            } else if allowed.iter().any(|class| class.key == value) {
                continue;
            } else {
                format!(
                    "{label} has the class \"{value}\", which “{}” does not use",
                    criterion.profile.title
                )
            };
            breaches.push(Breach::new(finding.id, words));
        }
        breaches
    }

    pub(super) fn findings_are_whole(&self, criterion: &Criterion) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for finding in self.audit.standing(Kind::Finding) {
            let Some(class) = self.class_of(finding, criterion) else {
                continue;
            };
            let missing: Vec<&str> = class
                .needs
                .iter()
                .filter(|need| !self.is_met(finding, criterion, **need))
                .map(|need| match need {
                    Need::Requirement => "is about no requirement",
                    Need::Evidence => "rests on no document, sample or note of something seen",
                    Need::Statement => "has no statement",
                    Need::Reason => "has no reason of its class",
                })
                .collect();
            if !missing.is_empty() {
                let label = self.audit.label(finding);
                let words = format!("{label} ({}) {}", class.word, missing.join(", "));
                breaches.push(Breach::new(finding.id, words));
            }
        }
        breaches
    }

    fn is_met(&self, finding: &Object, criterion: &Criterion, need: Need) -> bool {
        match need {
            Need::Requirement => self.audit.links(finding, Link::On).any(|to| {
                matches!(to, Subject::Requirement(id) if id.criterion() == criterion.id.as_str()
                    && self.criteria.row(id).is_some_and(crate::checklist::Row::is_auditable))
            }),
            Need::Evidence => self.rests_on_evidence(finding),
            Need::Statement => self.has(finding, Field::Statement),
            Need::Reason => self.has(finding, Field::Reason),
        }
    }

    /// Evidence, a sample, or something the auditor saw, none of them withdrawn.
    fn rests_on_evidence(&self, finding: &Object) -> bool {
        let links = [Link::Evidence, Link::Sample, Link::Note];
        let mut ends = links
            .into_iter()
            .flat_map(|link| self.audit.links(finding, link));
        ends.any(|to| match to {
            Subject::Object(id) => self.audit.object(*id).is_some_and(|object| {
                self.audit.counts(object)
                    && !self.audit.is_withdrawn(object)
                    && (object.kind != Kind::Note || self.mode(object) == "seen")
            }),
            _ => false,
        })
    }

    pub(super) fn nonconformities_were_told(&self, criterion: &Criterion) -> Vec<Breach> {
        let closing = self
            .meeting_times(Meeting::Closing)
            .map(|(_, ended)| ended)
            .max();
        let mut breaches = Vec::new();
        for finding in self.audit.standing(Kind::Finding) {
            let nonconformity = self
                .class_of(finding, criterion)
                .is_some_and(|class| class.nonconformity);
            if !nonconformity {
                continue;
            }
            let label = self.audit.label(finding);
            let to = self.has(finding, Field::ToldTo);
            let at = self.audit.text(finding, Field::ToldAt).trim();
            let late =
                |closing: Moment| Moment::parse_from_rfc3339(at).is_ok_and(|told| told > closing);
            let words = if !to && at.is_empty() {
                format!("{label} was told to nobody")
            } else if !to {
                format!("{label} does not say who was told")
            } else if at.is_empty() {
                format!("{label} does not say when it was told")
            } else if closing.is_some_and(late) {
                format!("{label} was told after the closing meeting")
            } else {
                continue;
            };
            breaches.push(Breach::new(finding.id, words));
        }
        breaches
    }

    pub(super) fn nothing_softened(&self, criterion: &Criterion) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for row in self.criteria.rows_of(criterion.id.as_str()) {
            let outcome = coverage::standing(self.audit, self.criteria, &row.id).outcome;
            if !row.is_auditable() || outcome != Outcome::DoesNotConform {
                continue;
            }
            for finding in coverage::findings(self.audit, &row.id) {
                if self
                    .class_of(finding, criterion)
                    .is_some_and(is_improvement)
                {
                    let words = format!(
                        "{} is an opportunity for improvement on {}, which does not conform",
                        self.audit.label(finding),
                        row.id
                    );
                    breaches.push(Breach::new(finding.id, words));
                }
            }
        }
        breaches
    }

    pub(super) fn samples_are_whole(&self, criterion: &Criterion) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for sample in self.audit.standing(Kind::Sample) {
            if self.is_on_anything(sample) && !self.is_on(sample, criterion) {
                continue;
            }
            let label = self.audit.label(sample);
            let asked = [
                (Field::Population, "population"),
                (Field::Source, "source of the population"),
                (Field::PopulationSize, "size of the population"),
                (Field::ChosenBy, "word on who chose"),
            ];
            let mut missing: Vec<&str> = asked
                .into_iter()
                .filter(|(field, _)| !self.has(sample, *field))
                .map(|(_, name)| name)
                .collect();
            let items = self
                .audit
                .linked_to(&Subject::Object(sample.id), Kind::Item);
            let size: Option<usize> = self.audit.text(sample, Field::Size).parse().ok();
            if size.is_none() && items.is_empty() {
                missing.push("size");
            }
            if !missing.is_empty() {
                let words = format!("{label} has no {}", missing.join(", no "));
                breaches.push(Breach::new(sample.id, words));
            }
            if let Some(size) = size
                && items.len() != size
            {
                let words = format!("{label} names {} items of {size}", items.len());
                breaches.push(Breach::new(sample.id, words));
            }
            for item in items {
                if !self.has(item, Field::Result) {
                    let name = self.audit.text(item, Field::Label);
                    let words = format!("{label}: item “{name}” has no result");
                    breaches.push(Breach::new(sample.id, words));
                }
            }
        }
        breaches
    }
}

/// Whether a class is for opportunities for improvement. Schemes name their classes freely; this one has a usual
/// key, and says so in its word.
fn is_improvement(class: &Class) -> bool {
    !class.nonconformity
        && (class.key == "ofi" || class.word.to_lowercase().contains("improvement"))
}
