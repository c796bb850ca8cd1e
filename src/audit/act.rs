//! What an auditor does, as changes of an entry.
//!
//! Every way in (screen, command line, import) makes its changes here, so that the same act always leaves the
//! same record. This module must not know how ids are drawn, what time it is, or who is asking.

use std::collections::VecDeque;

use chrono::NaiveDate;

use super::entry::{Add, Change, Entry, LinkTo, Set, Undo};
use super::fold::Audit;
use super::id::{EntryId, ObjectId, Subject};
use super::inline::{self, Mentioned, Sign};
use super::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::{Criteria, Resolved};
use crate::checklist::id::RequirementId;

/// What is known at the moment of an act: the audit as saved, what was entered and is not saved yet, the
/// criteria, and a source of fresh ids.
pub struct Desk<'a> {
    /// The audit as saved.
    pub audit: &'a Audit,
    /// Entries on their way to the disk, oldest first.
    pub pending: &'a VecDeque<Entry>,
    /// What the audit is held against.
    pub criteria: &'a Criteria,
    /// Draws 128 random bits.
    pub draw: &'a mut dyn FnMut() -> u128,
}

/// Where a note is written, and what it is about if it doesn't say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteAt {
    /// The running session.
    pub session: Option<ObjectId>,
    /// The requirements that it is about.
    pub on: Vec<RequirementId>,
    /// What it is linked to besides: a finding's evidence, a person.
    pub also: Vec<(Link, Subject)>,
    /// The day on which it is written: what is asked for `by fri` is due on the Friday after it.
    pub day: Option<NaiveDate>,
}

/// What became of a note's inline links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteMade {
    /// The changes.
    pub changes: Vec<Change>,
    /// Links that stay text, each with the reason: `#5.2: ambiguous`.
    pub unlinked: Vec<String>,
}

impl Desk<'_> {
    /// A fresh id for an object.
    pub fn object(&mut self) -> ObjectId {
        ObjectId((self.draw)())
    }

    /// The entries that a new value of a field replaces: what is pending counts before what is saved.
    pub fn parents(&self, subject: &Subject, key: &FieldKey) -> Vec<EntryId> {
        for entry in self.pending.iter().rev() {
            let sets = entry.changes.iter().any(|change| match change {
                Change::Set(set) => set.of == *subject && set.field == *key,
                Change::Add(add) => {
                    *subject == Subject::Object(add.id) && add.fields.contains_key(key)
                }
                _ => false,
            });
            if sets {
                return vec![entry.id];
            }
        }
        self.audit.parents(subject, key)
    }

    /// What a field holds, counting what is on its way to the disk.
    pub fn value(&self, subject: &Subject, key: &FieldKey) -> String {
        let changes = self.pending.iter().rev();
        let mut changes = changes.flat_map(|entry| entry.changes.iter().rev());
        let pending = changes.find_map(|change| match change {
            Change::Set(set) if set.of == *subject && set.field == *key => Some(&set.value),
            Change::Add(add) if *subject == Subject::Object(add.id) => add.fields.get(key),
            _ => None,
        });
        pending.map_or_else(|| self.audit.value(subject, key).to_owned(), Clone::clone)
    }

    /// Sets a field.
    pub fn set(
        &self,
        subject: impl Into<Subject>,
        key: impl Into<FieldKey>,
        value: impl Into<String>,
    ) -> Change {
        let (of, field) = (subject.into(), key.into());
        let over = self.parents(&of, &field);
        Change::Set(Set {
            of,
            field,
            value: value.into(),
            over,
        })
    }

    /// Sets a field where its value would change.
    pub fn set_if_other(&self, subject: &Subject, key: &FieldKey, value: &str) -> Option<Change> {
        let current = self.audit.current(subject, key);
        let same = match current.as_slice() {
            [] => value.is_empty(),
            [only] => only.value == value,
            _ => false,
        };
        (!same).then(|| self.set(subject.clone(), key.clone(), value))
    }

    /// Sets the result of a requirement with its reason.
    pub fn result(&self, requirement: &RequirementId, result: &str, reason: &str) -> Vec<Change> {
        let subject = Subject::Requirement(requirement.clone());
        let mut changes = vec![self.set(subject.clone(), Field::Result, result)];
        changes.extend(self.set_if_other(&subject, &Field::Reason.into(), reason));
        changes
    }

    /// Withdraws an object with a reason.
    pub fn withdraw(&self, object: ObjectId, reason: &str) -> Change {
        self.set(object, Field::Withdrawn, reason)
    }

    /// Takes back one's own latest entry.
    pub fn undo(&self, author: &str) -> Option<Change> {
        let pending = self
            .pending
            .iter()
            .rev()
            .find(|entry| !entry.changes.iter().any(is_undo));
        let entry = pending
            .map(|entry| entry.id)
            .or_else(|| self.audit.undo_candidate(author))?;
        Some(Change::Undo(Undo { entry }))
    }

    /// Brings back what one's own latest undo took back.
    pub fn redo(&self, author: &str) -> Option<Change> {
        if !self.pending.is_empty() {
            return None;
        }
        self.audit
            .redo_candidate(author)
            .map(|entry| Change::Undo(Undo { entry }))
    }

    /// A note: its kind, time and links are read out of its text; without a sign the kind follows the session.
    pub fn note(&mut self, text: &str, at: &NoteAt) -> NoteMade {
        let reading = inline::read(text);
        let mut made = NoteMade::default();
        let mut note = Add::new(Kind::Note, self.object()).with(Field::Text, text.trim_end());
        note = note.with(Field::Mode, self.note_mode(reading.sign, at.session));
        note = note.with(Field::Observed, reading.observed.unwrap_or_default());
        for requirement in &at.on {
            note = note.linked(Link::On, requirement.clone());
        }
        for (link, to) in &at.also {
            note = note.linked(*link, to.clone());
        }
        if let Some(session) = at.session {
            note = note.linked(Link::Session, session);
        }
        if reading.sign == Some(Sign::ToDo) {
            let due = reading.due.and_then(|due| due.day(at.day));
            let due = due.map_or_else(String::new, |day| day.to_string());
            note = note.with(Field::Due, due);
            note = note.with(Field::AskedOf, self.asked_of(&reading.mentions));
        }
        let mut others = Vec::new();
        for mention in reading.mentions {
            match mention.what {
                Mentioned::Requirement(id) => match self.criteria.resolve(&id) {
                    Resolved::One(id) => note = note.linked(Link::On, id),
                    Resolved::Twins(ids) => {
                        note = ids
                            .into_iter()
                            .fold(note, |note, id| note.linked(Link::On, id));
                    }
                    Resolved::Ambiguous(_) => made.unlinked.push(format!("#{id} is ambiguous")),
                    Resolved::Unknown => {
                        made.unlinked.push(format!("#{id} is not in the criteria"));
                    }
                },
                Mentioned::Person(name) => {
                    let (person, new) = self.person(&name);
                    note = note.linked(Link::Person, person);
                    others.extend(new);
                }
                Mentioned::Document {
                    reference,
                    version,
                    date,
                } => {
                    if let Some((link, known)) = self.labelled(&reference) {
                        note = note.linked(link, known);
                        continue;
                    }
                    let (document, new) = self.document(&reference, version, date, at);
                    note = note.linked(Link::Evidence, document);
                    others.extend(new);
                }
                Mentioned::Sample { size, population } => {
                    let sample = self.sample(size, population, at);
                    note = note.linked(Link::Sample, sample.id);
                    others.push(sample);
                }
            }
        }
        // What the note is about is known only now; the things that it brought with it are about the same.
        let on = note.links.get(&Link::On).cloned().unwrap_or_default();
        for mut other in others {
            if other.kind.links().contains(&Link::On) {
                other = on
                    .iter()
                    .fold(other, |other, to| other.linked(Link::On, to.clone()));
            }
            made.changes.push(Change::Add(other));
        }
        made.changes.push(Change::Add(note));
        made
    }

    /// New words for a note. What they mention in addition is linked as well; no link is taken away.
    pub fn reword(&mut self, note: ObjectId, text: &str) -> NoteMade {
        let at = NoteAt {
            day: self.written(note),
            ..NoteAt::default()
        };
        let mut reworded = self.note(text, &at);
        let Some(Change::Add(fresh)) = reworded.changes.pop() else {
            return reworded;
        };
        let subject = Subject::Object(note);
        reworded
            .changes
            .extend(self.set_if_other(&subject, &Field::Text.into(), text.trim_end()));
        if inline::read(text).sign.is_some() {
            let mode = fresh
                .fields
                .get(&Field::Mode.into())
                .map_or("", String::as_str);
            reworded
                .changes
                .extend(self.set_if_other(&subject, &Field::Mode.into(), mode));
        }
        for field in [Field::Observed, Field::AskedOf, Field::Due] {
            if let Some(read) = fresh.fields.get(&field.into()) {
                reworded
                    .changes
                    .extend(self.set_if_other(&subject, &field.into(), read));
            }
        }
        let object = self.audit.object(note);
        for (link, ends) in fresh.links {
            for to in ends {
                let known = object
                    .is_some_and(|object| self.audit.links(object, link).any(|end| *end == to));
                if !known {
                    reworded
                        .changes
                        .push(Change::Link(LinkTo { of: note, link, to }));
                }
            }
        }
        reworded
    }

    /// The day on which an object was made.
    pub(super) fn written(&self, object: ObjectId) -> Option<NaiveDate> {
        let object = self.audit.object(object)?;
        Some(self.audit.made(object).0.date_naive())
    }

    /// The kind that a note has: its sign says so, or else it follows the session.
    pub fn note_mode(&self, sign: Option<Sign>, session: Option<ObjectId>) -> &'static str {
        match sign {
            Some(Sign::Seen) => "seen",
            Some(Sign::ToDo) => "to-do",
            Some(Sign::Remark) => "remark",
            None => match session.map(|id| self.session_mode(id)).as_deref() {
                Some("review" | "observation" | "tour") => "seen",
                _ => "said",
            },
        }
    }

    fn session_mode(&self, id: ObjectId) -> String {
        let saved = self
            .audit
            .object(id)
            .map(|session| self.audit.text(session, Field::Mode));
        saved.map_or_else(|| self.pending_field(id, Field::Mode), ToOwned::to_owned)
    }

    fn pending_field(&self, id: ObjectId, field: Field) -> String {
        let adds = self.pending.iter().flat_map(|entry| &entry.changes);
        let mut value = adds.filter_map(|change| match change {
            Change::Add(add) if add.id == id => add.fields.get(&field.into()).cloned(),
            _ => None,
        });
        value.next_back().unwrap_or_default()
    }

    /// The person that a name typed after `@` means: by name or role, ignoring case, blanks and hyphens. An
    /// unknown one is entered with the name as the role, since a role is what a report shows.
    pub(super) fn person(&mut self, name: &str) -> (ObjectId, Option<Add>) {
        let wanted = folded(name);
        let known = self.audit.standing(Kind::Person).find(|person| {
            [Field::Name, Field::Role]
                .into_iter()
                .any(|field| folded(self.audit.text(person, field)) == wanted)
        });
        if let Some(person) = known {
            return (person.id, None);
        }
        if let Some(id) = self.pending_object(Kind::Person, Field::Role, &wanted) {
            return (id, None);
        }
        let person = Add::new(Kind::Person, self.object())
            .with(Field::Role, name)
            .with(Field::Side, "auditee");
        (person.id, Some(person))
    }

    /// The document that was mentioned: the one with this id and, where one was typed, this version.
    fn document(
        &mut self,
        reference: &str,
        version: Option<String>,
        date: Option<String>,
        at: &NoteAt,
    ) -> (ObjectId, Option<Add>) {
        let wanted = folded(reference);
        let fits = |object: &&super::fold::Object| {
            let version_fits = version
                .as_deref()
                .is_none_or(|v| folded(self.audit.text(object, Field::Version)) == folded(v));
            folded(self.audit.text(object, Field::Reference)) == wanted && version_fits
        };
        if let Some(known) = self.audit.standing(Kind::Evidence).rfind(fits) {
            return (known.id, None);
        }
        if version.is_none()
            && let Some(id) = self.pending_object(Kind::Evidence, Field::Reference, &wanted)
        {
            return (id, None);
        }
        let mut document = Add::new(Kind::Evidence, self.object())
            .with(Field::Title, reference)
            .with(Field::Reference, reference)
            .with(Field::Version, version.unwrap_or_default())
            .with(Field::Date, date.unwrap_or_default())
            .with(Field::Method, "examine")
            .with(Field::Level, "shown");
        if let Some(session) = at.session {
            document = document.linked(Link::Session, session);
        }
        (document.id, Some(document))
    }

    fn sample(&mut self, size: u64, population: u64, at: &NoteAt) -> Add {
        let mut sample = Add::new(Kind::Sample, self.object())
            .with(Field::Size, size.to_string())
            .with(Field::PopulationSize, population.to_string())
            .with(Field::Method, "judgement");
        if let Some(session) = at.session {
            sample = sample.linked(Link::Session, session);
        }
        sample
    }

    fn pending_object(&self, kind: Kind, field: Field, wanted: &str) -> Option<ObjectId> {
        self.pending
            .iter()
            .flat_map(|entry| &entry.changes)
            .find_map(|change| match change {
                Change::Add(add) if add.kind == kind => {
                    let value = add.fields.get(&field.into())?;
                    (folded(value) == wanted).then_some(add.id)
                }
                _ => None,
            })
    }
}

fn is_undo(change: &Change) -> bool {
    matches!(change, Change::Undo(_))
}

/// A name without case, blanks and hyphens, for comparing.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
