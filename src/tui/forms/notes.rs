//! Forms that begin with what a note says: its links, the evidence or the finding that is made of it.
//!
//! This module must not know what becomes of them.

use super::super::form::{FormField, Slot};
use super::super::model::Room;
use super::{class_fields, comes_later, hint, is_typed, join, name_of, requirements_of};
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::inline;
use crate::audit::notes::evidence_from;
use crate::audit::request;
use crate::audit::schema::{Field, FieldSpec, Kind, Link};
use crate::checklist::id::RequirementId;

/// A title and the fields below it.
type Made = (String, Vec<FormField>);

/// Fields that the form of a new object of this kind leaves out: of a trail, where it led is known later.
pub(super) fn is_later(kind: Kind, spec: &FieldSpec) -> bool {
    kind == Kind::Trail && spec.field != Field::Title
}

/// What a note is about, who said it, what it points to, and its kind.
pub(super) fn relink(room: &Room, note: ObjectId) -> Option<Made> {
    let object = room.audit.object(note)?;
    let mut fields = vec![
        about(&requirements_of(room, note)),
        FormField::line(Slot::People, "By", &people(room, object))
            .hint("roles or names, separated by commas; one that is not known is entered"),
        FormField::line(Slot::RestsOn, "Points to", &pointed_to(room, object))
            .hint("documents and samples, by their labels: E3 P1"),
    ];
    let named = [Field::Mode, Field::Observed, Field::AskedOf, Field::Due];
    let specs = Kind::Note.fields().iter();
    for spec in specs.filter(|spec| named.contains(&spec.field)) {
        let value = room.audit.text(object, spec.field);
        fields.push(FormField::of_spec(spec, spec.field.into(), value).hint_if(hint(spec.field)));
    }
    Some((format!("links of {}", room.audit.label(object)), fields))
}

/// Evidence made of a note, or of what it asked for where `access` says how far that was shown.
pub(super) fn evidence(room: &Room, of: ObjectId, access: Option<&str>) -> Option<Made> {
    let object = room.audit.object(of)?;
    let known = evidence_from(&room.audit, object, access.is_some());
    let mut fields = Vec::new();
    let asked = |spec: &&FieldSpec| {
        let of_access = spec.field == Field::Access && access.is_some();
        is_typed(spec) && (!comes_later(spec) || of_access) && spec.field != Field::Size
    };
    for spec in Kind::Evidence.fields().iter().filter(asked) {
        let value = match (spec.field, access) {
            (Field::Access, Some(access)) => access,
            (field, _) => known
                .iter()
                .find(|(known, _)| *known == field)
                .map_or("", |(_, value)| value),
        };
        fields.push(FormField::of_spec(spec, spec.field.into(), value));
    }
    fields.push(about(&requirements_of(room, of)));
    let label = room.audit.label(object);
    let title = match access {
        None => format!("evidence from {label}"),
        Some("shown") => format!("{label} received"),
        Some(_) => format!("{label} refused or withheld"),
    };
    Some((title, fields))
}

/// A finding made of notes and evidence: their words are its evidence, their requirements its own.
pub(super) fn finding(room: &Room, of: &[ObjectId]) -> Made {
    let objects: Vec<&Object> = of.iter().filter_map(|id| room.audit.object(*id)).collect();
    let mut on: Vec<RequirementId> = Vec::new();
    for id in of.iter().flat_map(|id| requirements_of(room, *id)) {
        if !on.contains(&id) {
            on.push(id);
        }
    }
    let found: Vec<String> = objects.iter().map(|object| words(room, object)).collect();
    let labels: Vec<String> = objects.iter().map(|it| room.audit.label(it)).collect();
    let mut fields = Vec::new();
    let asked = |spec: &&FieldSpec| is_typed(spec) && !comes_later(spec);
    for spec in Kind::Finding.fields().iter().filter(asked) {
        if spec.per_criterion {
            fields.extend(class_fields(room, &on, |_| String::new()));
            continue;
        }
        let value = if spec.field == Field::Found {
            found.join("\n")
        } else {
            String::new()
        };
        fields.push(FormField::of_spec(spec, spec.field.into(), &value).hint_if(hint(spec.field)));
    }
    fields.push(about(&on));
    fields.push(
        FormField::line(Slot::RestsOn, "Rests on", &labels.join(" "))
            .hint("documents, samples and notes, by their labels: E3 P1 N12"),
    );
    let title = format!("new {} from {}", name_of(Kind::Finding), labels.join(" "));
    (title, fields)
}

fn about(on: &[RequirementId]) -> FormField {
    FormField::line(Slot::On, "About", &join(on))
        .hint("requirements, separated by blanks: A.8.13 42001:6.1.4")
}

/// The words of a note, or of a piece of evidence, as a finding quotes them.
fn words(room: &Room, object: &Object) -> String {
    let text = |field| room.audit.text(object, field);
    let words = match (object.kind, text(Field::Remark)) {
        (Kind::Note, _) => inline::body(text(Field::Text)),
        (_, "") => text(Field::Title),
        (_, remark) => remark,
    };
    words.to_owned()
}

fn linked<'a>(room: &'a Room, object: &'a Object, link: Link) -> impl Iterator<Item = &'a Object> {
    let ends = room.audit.links(object, link);
    ends.filter_map(|to| match to {
        Subject::Object(id) => room.audit.object(*id),
        _ => None,
    })
}

fn people(room: &Room, note: &Object) -> String {
    linked(room, note, Link::Person)
        .map(|person| request::name(&room.audit, person))
        .collect::<Vec<_>>()
        .join(", ")
}

fn pointed_to(room: &Room, note: &Object) -> String {
    [Link::Evidence, Link::Sample]
        .into_iter()
        .flat_map(|link| linked(room, note, link))
        .map(|object| room.audit.label(object))
        .collect::<Vec<_>>()
        .join(" ")
}
