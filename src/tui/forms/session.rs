//! The forms about sessions: planning one, calling one off, swapping two, who is present, reading a plan.
//!
//! This module must not know what becomes of a form.

use super::super::form::{FormField, Purpose, Slot};
use super::super::model::Room;
use super::{hint, is_typed, link_fields};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Field, FieldSpec, Kind, Link};
use crate::audit::session::{self, Times};

/// The slot that says what becomes of the session that is running.
pub const RUNNING: Slot = Slot::Other("running");

/// Title and fields of such a form; `None` where what it is about is not there, or it is no such form.
pub(super) fn form(room: &Room, purpose: &Purpose) -> Option<(String, Vec<FormField>)> {
    let label = |id: &ObjectId| room.audit.object(*id).map(|it| room.audit.label(it));
    let reason =
        |hint| FormField::line(Slot::Field(Field::Deviation.into()), "Reason", "").hint(hint);
    let reported = "why; the report has it as a deviation from the plan";
    Some(match purpose {
        Purpose::PlanSession => ("plan a session".to_owned(), for_plan(room)),
        Purpose::NoteInto { session } => {
            let object = room.audit.object(*session)?;
            let title = session::title(&room.audit, object);
            let title = format!("into {} {title}", room.audit.label(object));
            (title, vec![FormField::text(Slot::Words, "Note", "")])
        }
        Purpose::Drop { session } => (format!("drop {}", label(session)?), vec![reason(reported)]),
        Purpose::Swap { one, other } => (
            format!("swap {} and {}", label(one)?, label(other)?),
            vec![reason(reported)],
        ),
        Purpose::Present { session } => {
            let present = present(room, *session);
            let field = FormField::text(Slot::Present, "Present", &present)
                .hint("one on a line (Ctrl-J), or pasted: name, role, department");
            (format!("present in {}", label(session)?), vec![field])
        }
        Purpose::ReadPlan => {
            let field = FormField::line(Slot::Other("path"), "File", "").hint(
                "a CSV file with the columns day, from, title, and until, people, requirements …",
            );
            ("read the plan".to_owned(), vec![field])
        }
        Purpose::ReadSoa => {
            let field = FormField::line(Slot::Other("path"), "File", "")
                .hint("a CSV file with the columns id, applicable (yes or no) and reason");
            (
                "read the Statement of Applicability".to_owned(),
                vec![field],
            )
        }
        _ => return None,
    })
}

/// What is planned of a session; when it really was comes later.
fn for_plan(room: &Room) -> Vec<FormField> {
    let real = [Field::Started, Field::Ended, Field::Deviation];
    let planned = |spec: &&FieldSpec| is_typed(spec) && !real.contains(&spec.field);
    let mut fields = Vec::new();
    for spec in Kind::Session.fields().iter().filter(planned) {
        let first = match spec.field {
            Field::Mode => "interview",
            Field::Place => "physical",
            _ => "",
        };
        fields.push(FormField::of_spec(spec, spec.field.into(), first).hint_if(hint(spec.field)));
    }
    fields.extend(link_fields(room, Kind::Session, &[], None));
    fields
}

/// What the form of a session that begins asks in addition: where there is a plan, why it is held; where another
/// one is running, what becomes of that.
pub(super) fn begun(room: &Room, fields: &mut Vec<FormField>) {
    if has_plan(room) {
        let why = FormField::text(Slot::Field(Field::Deviation.into()), "Why added", "");
        fields.push(why.hint("it is not in the plan: the report has it as a deviation"));
    }
    let running = room.own_session().and_then(|id| room.audit.object(id));
    if let Some(running) = running {
        let choices = [("end", "ends now"), ("interrupt", "is interrupted")];
        let label = format!("{} running", room.audit.label(running));
        fields.push(FormField::line(RUNNING, &label, "end").choices(choices));
    }
}

/// Whether the audit has a plan from which a session could deviate.
pub fn has_plan(room: &Room) -> bool {
    let mut sessions = room.audit.standing(Kind::Session);
    sessions.any(|session| Times::of(&room.audit, session).planned_from.is_some())
}

/// Who was present, one on a line.
pub(super) fn present(room: &Room, id: ObjectId) -> String {
    let Some(session) = room.audit.object(id) else {
        return String::new();
    };
    let people = room
        .audit
        .links(session, Link::Person)
        .filter_map(|to| match to {
            Subject::Object(person) => room.audit.object(*person),
            _ => None,
        });
    let line = |person| {
        let parts = [Field::Name, Field::Role, Field::Department]
            .map(|field| room.audit.text(person, field));
        parts.join(", ").trim_end_matches([',', ' ']).to_owned()
    };
    people.map(line).collect::<Vec<_>>().join("\n")
}
