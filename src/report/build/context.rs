//! What every part of a report is built with: values, names or roles, references, times.
//!
//! This module must not know the parts.

use std::collections::HashMap;

use super::Options;
use crate::audit::coverage::Outcome;
use crate::audit::entry::Moment;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::mask::{self, Mask};
use crate::audit::schema::{Field, FieldKey, FieldSpec, Kind, Link};
use crate::checklist::criteria::{Criteria, Criterion};
use crate::checklist::id::RequirementId;
use crate::report::escape::Text;
use crate::report::model::{Anchor, Block, Fact, Line, Span, Tone};
use crate::report::words::Words;

/// A report in the making.
pub(super) struct Build<'a> {
    pub audit: &'a Audit,
    pub criteria: &'a Criteria,
    pub options: &'a Options,
    pub words: Words<'a>,
    /// What hides names; nothing where they are shown.
    mask: Mask,
    anchors: HashMap<ObjectId, Anchor>,
}

impl<'a> Build<'a> {
    pub fn new(audit: &'a Audit, criteria: &'a Criteria, options: &'a Options) -> Self {
        let of_audit = audit.value(&Subject::Audit, &FieldKey::from(Field::Language));
        let language = match options.language.trim() {
            "" => of_audit.trim(),
            asked => asked,
        };
        let mut build = Self {
            audit,
            criteria,
            options,
            words: Words::new(criteria.phrases(language)),
            mask: Mask::default(),
            anchors: HashMap::new(),
        };
        if !build.names() {
            build.mask = Mask::of_people(audit).and_authors(audit);
        }
        build.anchors = build.places();
        build
    }

    /// Whether names are shown.
    pub fn names(&self) -> bool {
        self.options.names || self.options.audit_file
    }

    /// Where everything stands that can be pointed to.
    fn places(&self) -> HashMap<ObjectId, Anchor> {
        let sorts = [
            (Kind::Session, "session"),
            (Kind::Note, "note"),
            (Kind::Evidence, "evidence"),
            (Kind::Sample, "sample"),
            (Kind::Finding, "finding"),
        ];
        let mut places = HashMap::new();
        for (kind, sort) in sorts {
            for (n, object) in self.audit.objects(kind).enumerate() {
                if !self.audit.is_withdrawn(object) && self.is_shown(object) {
                    places.insert(object.id, Anchor::new(sort, n + 1));
                }
            }
        }
        places
    }

    /// Whether an object may stand in this report: remarks, and done to-dos, are for the audit file.
    pub fn is_shown(&self, object: &Object) -> bool {
        if object.kind != Kind::Note || self.options.audit_file {
            return true;
        }
        let modes = self.audit.current(&object.id.into(), &Field::Mode.into());
        let is = |mode: &str| modes.iter().any(|held| held.value == mode);
        !is("remark") && (!is("to-do") || self.audit.text(object, Field::Done).is_empty())
    }

    /// The place of something in this report.
    pub fn anchor(&self, id: ObjectId) -> Option<Anchor> {
        self.anchors.get(&id).cloned()
    }

    /// Somebody's words.
    pub fn text(&self, words: &str) -> Text {
        Text::new(self.mask.text(words))
    }

    /// Somebody's words as a piece of a line.
    pub fn said(&self, words: &str) -> Span {
        Span::Words(self.text(words))
    }

    /// The value of a field of the audit.
    pub fn audit_value(&self, field: Field) -> &'a str {
        self.audit.value(&Subject::Audit, &field.into())
    }

    /// The value of a field of a criterion.
    pub fn criterion_value(&self, criterion: &Criterion, field: Field) -> &'a str {
        let subject = Subject::Criterion(criterion.id.clone());
        self.audit.value(&subject, &field.into())
    }

    /// The value of a field of an object.
    pub fn value(&self, object: &'a Object, field: Field) -> &'a str {
        self.audit.text(object, field).trim()
    }

    /// The word for the value of a choice.
    pub fn choice(&self, object: &'a Object, field: Field) -> String {
        let value = self.value(object, field);
        let spec = object.kind.fields().iter().find(|spec| spec.field == field);
        let on_screen = |spec: &FieldSpec| spec.holds.word(value).to_owned();
        if value.is_empty() {
            return String::new();
        }
        let on_screen = spec.map_or_else(|| value.to_owned(), on_screen);
        let sort = match (object.kind, field) {
            (Kind::Sample, Field::Method) => "sample",
            (Kind::Item, Field::Result) => "item",
            _ => field.key(),
        };
        self.words.word(sort, value, &on_screen)
    }

    /// A fact, if there is something to say.
    pub fn fact(&self, key: &str, value: &str) -> Option<Fact> {
        let blank = value.trim().is_empty();
        (!blank).then(|| Fact::new(self.words.of(key), vec![self.said(value)]))
    }

    /// A fact that says so where it is not stated.
    pub fn stated(&self, key: &str, value: &str) -> Fact {
        self.fact(key, value)
            .unwrap_or_else(|| Fact::new(self.words.of(key), vec![self.not_stated()]))
    }

    /// Says that something is not stated.
    pub fn not_stated(&self) -> Span {
        Span::Mark(Tone::Open, self.words.of("not-stated"))
    }

    /// A fact whose lines point to other places, if there are any.
    pub fn pointing(&self, key: &str, line: Line) -> Option<Fact> {
        (!line.is_empty()).then(|| Fact::new(self.words.of(key), line))
    }

    /// Says that there is nothing.
    pub fn nothing(&self) -> Block {
        Block::Nothing(self.words.of("none"))
    }

    /// The short name of an object, leading to its place if it has one.
    pub fn point_to(&self, object: &Object) -> Span {
        let label = Text::new(self.label(object));
        match self.anchor(object.id) {
            Some(anchor) => Span::Link(anchor, label),
            None => Span::Plain(label),
        }
    }

    /// The short name of an object.
    pub fn label(&self, object: &Object) -> String {
        self.audit.label(object)
    }

    /// What an object is linked to, of those that stand in this report.
    pub fn linked(&self, object: &'a Object, links: &[Link]) -> Vec<&'a Object> {
        let mut found: Vec<&Object> = Vec::new();
        for link in links {
            for to in self.audit.links(object, *link) {
                let Subject::Object(id) = to else { continue };
                let target = self.audit.object(*id).filter(|target| {
                    self.audit.counts(target)
                        && !self.audit.is_withdrawn(target)
                        && self.is_shown(target)
                });
                found.extend(target.filter(|it| !found.iter().any(|known| known.id == it.id)));
            }
        }
        found
    }

    /// References with blanks between them.
    pub fn references<'o>(&self, objects: impl IntoIterator<Item = &'o Object>) -> Line {
        let mut line = Vec::new();
        for object in objects {
            if self.is_shown(object) {
                if !line.is_empty() {
                    line.push(Span::Plain(Text::from(" ")));
                }
                line.push(self.point_to(object));
            }
        }
        line
    }

    /// The requirements that an object is about, in the order of its links.
    pub fn on(&self, object: &Object) -> Vec<RequirementId> {
        let links = self.audit.links(object, Link::On);
        links
            .filter_map(|to| match to {
                Subject::Requirement(id) => Some(id.clone()),
                _ => None,
            })
            .collect()
    }

    /// The requirements that an object is about, as a line: `27001:A.8.13, 42001:4.1`.
    pub fn on_line(&self, object: &Object) -> String {
        let ids: Vec<String> = self.on(object).iter().map(ToString::to_string).collect();
        ids.join(", ")
    }

    /// How somebody is named here: name and role, or role alone.
    pub fn person(&self, person: &Object) -> String {
        let of = |field| self.audit.text(person, field).trim();
        let (name, role) = (of(Field::Name), of(Field::Role));
        if !self.names() {
            return mask::role(self.audit, person);
        }
        match (name.is_empty(), role.is_empty()) {
            (true, true) => self.label(person),
            (true, false) => role.to_owned(),
            (false, true) => name.to_owned(),
            (false, false) => format!("{name} ({role})"),
        }
    }

    /// People, with commas between them.
    pub fn people<'o>(&self, people: impl IntoIterator<Item = &'o Object>) -> String {
        let people: Vec<String> = people.into_iter().map(|it| self.person(it)).collect();
        people.join(", ")
    }
}

/// How an outcome is meant.
pub(super) const fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Conforms => Tone::Good,
        Outcome::DoesNotConform => Tone::Amiss,
        Outcome::NotApplicable | Outcome::NotAudited => Tone::Quiet,
        Outcome::Open | Outcome::Conflict => Tone::Open,
    }
}

/// A point in time as a report shows it.
pub(super) fn moment(moment: Moment) -> String {
    moment.format("%Y-%m-%d %H:%M %:z").to_string()
}

/// The value of a field of time, as a report shows it; as it is where it is none.
pub(super) fn time(value: &str) -> String {
    Moment::parse_from_rfc3339(value).map_or_else(|_| value.to_owned(), moment)
}

/// From when until when; the day and the offset stand once where they are the same.
pub(super) fn span(from: &str, until: &str) -> String {
    let parsed = (
        Moment::parse_from_rfc3339(from),
        Moment::parse_from_rfc3339(until),
    );
    match parsed {
        (Ok(a), Ok(b)) if a.date_naive() == b.date_naive() && a.offset() == b.offset() => {
            format!("{} – {}", a.format("%Y-%m-%d %H:%M"), b.format("%H:%M %:z"))
        }
        _ if from.is_empty() && until.is_empty() => String::new(),
        _ if until.is_empty() => format!("{} –", time(from)),
        _ => format!("{} – {}", time(from), time(until)),
    }
}
