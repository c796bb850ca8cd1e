//! Rules about what is left over, and about the record itself.
//!
//! This module must not know which profile asks for a rule.

use super::{Breach, Check};
use crate::audit::coverage;
use crate::audit::describe;
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field, FieldKey, Kind, Link};
use crate::checklist::profile::SignoffKind;
use crate::text::counted;

impl Check<'_> {
    fn note_breach(&self, note: &Object, state: &str) -> Breach {
        let quote = describe::quote(self.audit.text(note, Field::Text));
        let words = format!("{} “{quote}” {state}", self.audit.label(note));
        Breach::new(note.id, words)
    }

    pub(super) fn todos_are_done(&self) -> Vec<Breach> {
        let open = coverage::open_to_dos(self.audit);
        open.into_iter()
            .map(|note| self.note_breach(note, "is not done"))
            .collect()
    }

    pub(super) fn inbox_is_empty(&self) -> Vec<Breach> {
        let inbox = coverage::inbox(self.audit);
        inbox
            .into_iter()
            .map(|note| self.note_breach(note, "is about no requirement"))
            .collect()
    }

    /// An open thread is a to-do that leads on from something: a requirement, evidence, a sample.
    pub(super) fn trails_are_closed(&self) -> Vec<Breach> {
        let leads_on = |note: &&Object| {
            [Link::On, Link::Evidence, Link::Sample]
                .into_iter()
                .any(|link| self.audit.links(note, link).next().is_some())
        };
        let open = coverage::open_to_dos(self.audit);
        open.into_iter()
            .filter(leads_on)
            .map(|note| self.note_breach(note, "is an open thread"))
            .collect()
    }

    pub(super) fn no_draft_is_left(&self) -> Vec<Breach> {
        let counts = [
            (
                self.around.drafts,
                "draft is not sent",
                "drafts are not sent",
            ),
            (
                self.around.pending,
                "entry is not on disk yet",
                "entries are not on disk yet",
            ),
        ];
        let left = counts.into_iter().filter(|(count, _, _)| *count > 0);
        left.map(|(count, one, many)| Breach::new(Subject::Audit, counted(count, one, many)))
            .collect()
    }

    pub(super) fn no_conflict_is_left(&self) -> Vec<Breach> {
        let conflicts = self.audit.conflicts();
        conflicts
            .into_iter()
            .map(|(subject, key)| {
                let values = self.audit.current(&subject, &key).len();
                let name = describe::name(self.audit, &subject);
                let words =
                    format!("{name}: {values} values of “{key}” that nobody decided between");
                Breach::new(subject, words)
            })
            .collect()
    }

    pub(super) fn entries_are_known(&self) -> Vec<Breach> {
        let unknown = self.audit.unapplied().iter().filter(|it| it.unknown);
        unknown
            .map(|it| {
                let words = format!("entry {} of a log is not understood: {}", it.n, it.why);
                Breach::new(Subject::Audit, words)
            })
            .collect()
    }

    pub(super) fn record_is_whole(&self) -> Vec<Breach> {
        let damage = self.around.damage.iter();
        damage
            .map(|sentence| Breach::new(Subject::Audit, sentence.as_str()))
            .collect()
    }

    pub(super) fn reviewer_did_not_audit(&self) -> Vec<Breach> {
        let Some(reviewer) = &self.around.reviewer else {
            let asked = self.kind == SignoffKind::TechnicalReview;
            let breach = || Breach::new(Subject::Audit, "nobody is named as reviewer");
            return asked.then(breach).into_iter().collect();
        };
        let wanted = folded(reviewer);
        let team = self.audit.objects(Kind::Person).find(|person| {
            self.audit.text(person, Field::Side) != "auditee"
                && folded(self.audit.text(person, Field::Name)) == wanted
        });
        if let Some(person) = team {
            let label = self.audit.label(person);
            let words = format!("{reviewer}, who reviews, took part in the audit ({label})");
            return vec![Breach::new(person.id, words)];
        }
        let wrote = self.authors().into_iter().find(|it| folded(it) == wanted);
        let breach = |_| {
            Breach::new(
                Subject::Audit,
                format!("{reviewer}, who reviews, wrote in this audit"),
            )
        };
        wrote.map(breach).into_iter().collect()
    }

    /// Everybody who recorded something. Whoever did no more than sign is not among them.
    fn authors(&self) -> Vec<&str> {
        let kinds = Kind::ALL.iter();
        let objects = kinds.flat_map(|kind| self.audit.objects(*kind));
        let mut authors: Vec<&str> = objects.map(|object| self.audit.made(object).1).collect();
        for subject in self.audit.subjects() {
            for spec in schema::fields_of(subject).unwrap_or_default() {
                let held = self.audit.current(subject, &FieldKey::from(spec.field));
                authors.extend(held.iter().map(|held| held.author));
            }
        }
        authors.sort_unstable();
        authors.dedup();
        authors
    }
}

/// A name without case, blanks and punctuation, for comparing.
fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
