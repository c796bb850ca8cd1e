//! Making forms: which fields they have, and what stands in them at first.
//!
//! The fields come from the schema; what is added is what an auditor would otherwise type twice. This module must
//! not know how a form is drawn or what becomes of it.

mod new_audit;
mod notes;
mod sample;
mod session;
mod sign_off;
mod table;

pub use new_audit::{criteria, fit_new_audit, former, new_audit};
pub use sample::{COPY, DRAW_FROM, SEED, SIZE, WHY};
pub use session::{RUNNING, has_plan};
pub use sign_off::{
    fit_sign_off, offer_keys, sign_as_before, sign_off, sign_with, signing, useless_in_sign_off,
};
pub use table::{import_checklist, table_asked};

use super::form::{Form, FormField, Purpose, Slot};
use super::meeting_forms;
use super::model::Room;
use crate::audit::coverage;
use crate::audit::entry::Moment;
use crate::audit::former::is_former;
use crate::audit::id::{EntryId, ObjectId, Subject};
use crate::audit::schema::{self, Field, FieldKey, FieldSpec, Kind, Link};
use crate::checklist::criteria::Criterion;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::profile::RequiredField;

/// A form for a purpose; `None` where what it is about is not there.
pub fn form(room: &Room, entry: EntryId, purpose: Purpose, now: Moment) -> Option<Form> {
    let (title, fields) = match &purpose {
        Purpose::Note { on, .. } => {
            let about = if on.is_empty() {
                "note for the inbox".to_owned()
            } else {
                format!("note on {}", join(on))
            };
            (about, vec![FormField::text(Slot::Words, "Note", "")])
        }
        Purpose::Reword { note } => {
            let object = room.audit.object(*note)?;
            let title = format!("new words for {}", room.audit.label(object));
            let text = room.audit.text(object, Field::Text);
            (title, vec![FormField::text(Slot::Words, "Note", text)])
        }
        Purpose::Done { note } => {
            let object = room.audit.object(*note)?;
            let hint = if is_former(&room.audit, object) {
                "corrected, and does it hold? the report tells what became of it"
            } else {
                "what became of it, in a word"
            };
            let field = FormField::line(Slot::Field(Field::Done.into()), "Done", "").hint(hint);
            (
                format!("close to-do {}", room.audit.label(object)),
                vec![field],
            )
        }
        Purpose::Add { kind, .. } => (format!("new {}", name_of(*kind)), for_new(room, *kind, now)),
        Purpose::Change { of } => (
            format!("change {}", title_of(room, of)),
            for_change(room, of)?,
        ),
        Purpose::Result { of, result } => (
            format!(
                "{}: {}",
                in_sentence(of),
                schema::Holds::Choice(schema::RESULTS).word(result)
            ),
            vec![FormField::text(
                Slot::Field(Field::Reason.into()),
                "Reason",
                reason_of(room, of, Field::Reason),
            )],
        ),
        Purpose::Planned { of, planned } => (
            format!(
                "{}: {}",
                in_sentence(of),
                schema::Holds::Choice(schema::PLANNED).word(planned)
            ),
            vec![FormField::text(
                Slot::Field(Field::PlannedReason.into()),
                "Reason",
                reason_of(room, of, Field::PlannedReason),
            )],
        ),
        Purpose::Withdraw { of } => {
            let object = room.audit.object(*of)?;
            let reason = FormField::line(Slot::Field(Field::Withdrawn.into()), "Reason", "")
                .hint("it stays readable, marked as withdrawn");
            (
                format!("withdraw {}", room.audit.label(object)),
                vec![reason],
            )
        }
        Purpose::Attach { .. } => {
            let path = FormField::line(Slot::Other("path"), "File", "")
                .hint("the path of the file; it is copied, with its SHA-256");
            ("attach a file".to_owned(), vec![path])
        }
        Purpose::Remark { .. }
        | Purpose::Extend { .. }
        | Purpose::Replace { .. }
        | Purpose::Await { .. }
        | Purpose::FindingOf { .. } => sample::for_purpose(room, &purpose)?,
        Purpose::Relink { note } => notes::relink(room, *note)?,
        Purpose::Evidence { of, access } => notes::evidence(room, *of, access.as_deref())?,
        Purpose::Finding { of } => notes::finding(room, of),
        Purpose::NewAudit | Purpose::ImportChecklist | Purpose::SignOff { .. } => return None,
        Purpose::PointRemark { .. } | Purpose::Tell { .. } => meeting_forms::form(room, &purpose)?,
        of_session => session::form(room, of_session)?,
    };
    Some(Form::new(entry, purpose, title, fields))
}

/// What a kind of object is called.
pub fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Evidence => "document or other evidence seen",
        other => other.key(),
    }
}

fn title_of(room: &Room, subject: &Subject) -> String {
    match subject {
        Subject::Object(id) => room
            .audit
            .object(*id)
            .map_or(String::new(), |object| room.audit.label(object)),
        Subject::Criterion(id) => id.to_string(),
        Subject::Audit => "the audit".to_owned(),
        Subject::Requirement(id) => id.to_string(),
    }
}

/// The reason that stands for the first of the requirements of a line.
fn reason_of<'a>(room: &'a Room, of: &[RequirementId], field: Field) -> &'a str {
    let first = of.first().cloned().map(Subject::Requirement);
    first.map_or("", |first| room.audit.value(&first, &field.into()))
}

/// Fields that are computed or set by acts of their own, and so have no place in forms.
fn is_typed(spec: &FieldSpec) -> bool {
    let not_typed = [
        Field::Withdrawn,
        Field::File,
        Field::FileName,
        Field::Checklist,
        Field::Profile,
        Field::Grading,
        Field::Paused,
        Field::Away,
        Field::Algorithm,
        Field::Seed,
        Field::Extract,
        Field::Marks,
        Field::Round,
        Field::Position,
    ];
    !not_typed.contains(&spec.field)
}

/// Fields that come later, if at all: the form of something new leaves them out, the form to change it has them.
fn comes_later(spec: &FieldSpec) -> bool {
    let later = [
        Field::Auditor,
        Field::Deviation,
        Field::Access,
        Field::Consent,
        Field::Confidential,
        Field::SizeReason,
        Field::Attributes,
        Field::Waiting,
    ];
    later.contains(&spec.field)
}

fn for_new(room: &Room, kind: Kind, now: Moment) -> Vec<FormField> {
    if kind == Kind::Sample {
        return sample::for_new(room);
    }
    // A finding may belong to each of the standards that share the line; what it rests on counts for all of them.
    let selected = if kind == Kind::Finding {
        room.line()
    } else {
        room.requirement().into_iter().collect()
    };
    let mut fields = Vec::new();
    let asked =
        |spec: &&FieldSpec| is_typed(spec) && !comes_later(spec) && !notes::is_later(kind, spec);
    for spec in kind.fields().iter().filter(asked) {
        if spec.per_criterion {
            fields.extend(class_fields(room, &selected, |_| String::new()));
            continue;
        }
        let first = first_value(kind, spec.field, now);
        if matches!((kind, spec.field), (Kind::Evidence, Field::Size)) {
            continue;
        }
        fields.push(FormField::of_spec(spec, spec.field.into(), &first).hint_if(hint(spec.field)));
    }
    if kind == Kind::Session {
        session::begun(room, &mut fields);
    }
    fields.extend(link_fields(room, kind, &selected, None));
    fields
}

/// What helps with a field that its name does not explain.
fn hint(field: Field) -> &'static str {
    match field {
        Field::Asked => "what is asked, in your own words; which requirement stands under About",
        Field::Found => "what was found, where and when, so that it can be found again",
        Field::Statement => "what is not fulfilled; no cause, no remedy, no names",
        Field::ToldTo => "who of the auditee was told, as a role",
        Field::ToldAt => "when they were told",
        Field::Disputed => "only where they see it differently: their view in their words",
        Field::Completeness => "how you know that the population is complete",
        Field::ChosenBy => "who chose the items; the auditor, not the auditee",
        Field::Source => "the system or list that the population comes from",
        Field::AsOf => "the day of the extract",
        Field::Observed => "only where it is not when it was written, as in 13:50",
        _ => "",
    }
}

/// What stands in a field of a new object at first.
fn first_value(kind: Kind, field: Field, now: Moment) -> String {
    match (kind, field) {
        (Kind::Session, Field::Mode) => "interview".to_owned(),
        (Kind::Session, Field::Place) => "physical".to_owned(),
        (Kind::Session, Field::Started) => now.to_rfc3339(),
        (Kind::Evidence, Field::Method) => "examine".to_owned(),
        (Kind::Evidence, Field::Level) => "shown".to_owned(),
        (Kind::Person, Field::Side) => "auditee".to_owned(),
        _ => String::new(),
    }
}

/// A class for each criterion that something is about, or for all where it is about nothing yet.
fn class_fields(
    room: &Room,
    on: &[RequirementId],
    value: impl Fn(&CriterionId) -> String,
) -> Vec<FormField> {
    let criteria = room.criteria.criteria().iter();
    let mut fields = Vec::new();
    for criterion in criteria {
        let concerned = on.iter().any(|id| id.criterion() == criterion.id.as_str());
        let value = value(&criterion.id);
        let twin = on.iter().any(|id| {
            room.criteria
                .twins(id)
                .iter()
                .any(|t| t.id.criterion() == criterion.id.as_str())
        });
        if !(on.is_empty() || concerned || twin || !value.is_empty()) {
            continue;
        }
        let classes = room.criteria.classes(criterion.id.as_str());
        let choices = classes
            .iter()
            .map(|class| (class.key.as_str(), class.word.as_str()));
        let key = FieldKey::of(Field::Class, &criterion.id);
        let label = format!("Class ({})", criterion.id);
        fields.push(FormField::line(Slot::Field(key), &label, &value).choices(choices));
    }
    fields
}

/// The fields for what an object is linked to.
fn link_fields(
    room: &Room,
    kind: Kind,
    on: &[RequirementId],
    of: Option<ObjectId>,
) -> Vec<FormField> {
    let mut fields = Vec::new();
    if kind.links().contains(&Link::On) {
        fields.push(
            FormField::line(Slot::On, "About", &join(on))
                .hint("requirements, separated by blanks: A.8.13 42001:6.1.4"),
        );
    }
    match kind {
        Kind::Finding => {
            let labels = of.map_or_else(|| supporting(room, on), |id| rests_on(room, id));
            fields.push(
                FormField::line(Slot::RestsOn, "Rests on", &labels)
                    .hint("documents, samples and notes, by their labels: E3 P1 N12"),
            );
        }
        Kind::Session => {
            let present = of.map_or_else(String::new, |id| session::present(room, id));
            fields.push(
                FormField::text(Slot::Present, "Present", &present)
                    .hint("one on a line (Ctrl-J): name, role, department"),
            );
        }
        Kind::Sample => {
            let items = of.map_or_else(String::new, |id| sample::listed(room, id));
            fields.push(sample::items(&items));
        }
        _ => {}
    }
    fields
}

fn for_change(room: &Room, of: &Subject) -> Option<Vec<FormField>> {
    let (specs, kind) = match of {
        Subject::Object(id) => {
            let kind = room.audit.object(*id)?.kind;
            (kind.fields(), Some((kind, *id)))
        }
        other => (schema::fields_of(other)?, None),
    };
    let on = kind.map_or_else(Vec::new, |(_, id)| requirements_of(room, id));
    let mut fields = Vec::new();
    let asked = |spec: &&FieldSpec| is_typed(spec) && is_asked(room, of, spec.field);
    for spec in specs.iter().filter(asked) {
        if spec.per_criterion {
            fields.extend(class_fields(room, &on, |criterion| {
                room.audit
                    .value(of, &FieldKey::of(spec.field, criterion))
                    .to_owned()
            }));
            continue;
        }
        let field = FormField::of_spec(
            spec,
            spec.field.into(),
            room.audit.value(of, &spec.field.into()),
        );
        fields.push(recommendation(room, of, spec.field, field));
    }
    if let Some((kind, id)) = kind {
        fields.extend(link_fields(room, kind, &on, Some(id)));
    }
    Some(fields)
}

/// Whether an audit of this kind asks for a field of the audit or of a criterion: for the tier where the checklist has
/// tiers, and for what is a part of its own in reports where the report has it. What was entered is always shown.
fn is_asked(room: &Room, of: &Subject, field: Field) -> bool {
    let part = match field {
        Field::Tier => None,
        Field::MarkUse => Some("mark-use"),
        Field::Former | Field::FormerActions => Some("former-actions"),
        Field::ChangesSince => Some("changes"),
        Field::ProgrammeIssues => Some("programme-issues"),
        _ => return true,
    };
    let is_required = |it: &RequiredField| it.field == field.key();
    let asks = |criterion: &Criterion| {
        let Some(part) = part else {
            return criterion.checklist.has_tiers();
        };
        let profile = &criterion.profile;
        profile.report.iter().any(|it| it.id == part) || profile.fields.iter().any(is_required)
    };
    let criteria = room.criteria.criteria().iter();
    let mut concerned = criteria.filter(|it| match of {
        Subject::Criterion(id) => it.id == *id,
        _ => true,
    });
    concerned.any(asks) || !room.audit.value(of, &field.into()).is_empty()
}

/// The recommendations of a profile are choices.
fn recommendation(room: &Room, of: &Subject, field: Field, made: FormField) -> FormField {
    let (Subject::Criterion(id), Field::Recommendation) = (of, field) else {
        return made;
    };
    let Some(criterion) = room.criteria.criterion(id.as_str()) else {
        return made;
    };
    let recommendations = &criterion.profile.recommendations;
    made.choices(
        recommendations
            .iter()
            .map(|one| (one.text.as_str(), one.text.as_str())),
    )
}

/// The requirements that an object is about.
pub fn requirements_of(room: &Room, id: ObjectId) -> Vec<RequirementId> {
    let Some(object) = room.audit.object(id) else {
        return Vec::new();
    };
    let ids = room
        .audit
        .links(object, Link::On)
        .filter_map(|to| match to {
            Subject::Requirement(id) => Some(id.clone()),
            _ => None,
        });
    ids.collect()
}

/// What could support a finding on requirements: their evidence and samples, by label.
fn supporting(room: &Room, on: &[RequirementId]) -> String {
    let mut labels: Vec<String> = Vec::new();
    for id in on {
        for kind in [Kind::Evidence, Kind::Sample] {
            for object in coverage::about(&room.audit, &room.criteria, id, kind) {
                let label = room.audit.label(object);
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        }
    }
    labels.join(" ")
}

/// What a finding rests on, by label.
fn rests_on(room: &Room, id: ObjectId) -> String {
    let Some(object) = room.audit.object(id) else {
        return String::new();
    };
    let mut labels = Vec::new();
    for link in [Link::Evidence, Link::Sample, Link::Note] {
        for to in room.audit.links(object, link) {
            if let Subject::Object(to) = to
                && let Some(to) = room.audit.object(*to)
            {
                labels.push(room.audit.label(to));
            }
        }
    }
    labels.join(" ")
}

/// Requirements in a sentence.
pub fn in_sentence(ids: &[RequirementId]) -> String {
    let ids: Vec<&str> = ids.iter().map(RequirementId::as_str).collect();
    ids.join(" and ")
}

fn join(ids: &[RequirementId]) -> String {
    ids.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}
