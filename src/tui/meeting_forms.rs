//! The forms of meetings: a remark on a point of an agenda, a telling of a finding.
//!
//! This module must not know how a form is drawn, nor the disk.

use super::form::{Form, FormField, Purpose, Slot};
use super::model::Room;
use crate::audit::agenda;
use crate::audit::describe;
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::id::ObjectId;
use crate::audit::mask;
use crate::audit::schema::{Field, Kind};
use crate::audit::telling::{Taken, Telling};

/// Title and fields of a form for a purpose of meetings; none for any other.
pub fn form(room: &Room, purpose: &Purpose) -> Option<(String, Vec<FormField>)> {
    match purpose {
        Purpose::PointRemark { session, point } => remark(room, *session, point),
        Purpose::Tell { finding } => tell(room, *finding),
        _ => None,
    }
}

/// A remark on a point of an agenda, which deals with the point: title and fields.
fn remark(room: &Room, session: ObjectId, point: &str) -> Option<(String, Vec<FormField>)> {
    room.audit.object(session)?;
    let known = agenda::record(&room.audit, session, point);
    let text = known.map_or("", |known| room.audit.text(known, Field::Remark));
    let field = FormField::text(Slot::Field(Field::Remark.into()), "Remark", text)
        .hint("Ctrl-S saves it and ticks the point");
    Some((point.to_owned(), vec![field]))
}

/// Who is told of a finding, and how they take it: title and fields. Those who are present come first.
fn tell(room: &Room, finding: ObjectId) -> Option<(String, Vec<FormField>)> {
    let finding = room.audit.object(finding)?;
    let title = format!(
        "{} told: {}",
        room.audit.label(finding),
        describe::quote(room.audit.text(finding, Field::Title))
    );
    let roles = listeners(room);
    let first = roles.first().cloned().unwrap_or_default();
    let to = FormField::line(Slot::Other("to"), "Told to", &first);
    let to = if roles.is_empty() {
        to.hint("a role, as in Ops lead")
    } else {
        to.choices(roles.into_iter().map(|role| (role.clone(), role)))
    };
    let taken = [
        ("understood", "understood (which is not agreed)"),
        ("agreed", "agreed"),
        ("disputed", "disputed: their view below"),
    ];
    let view = "only where they see it differently: their view in their words";
    Some((
        title,
        vec![
            to,
            FormField::line(Slot::Other("taken"), "They", "understood").choices(taken),
            FormField::text(Slot::Field(Field::Disputed.into()), "Their view", "").hint(view),
        ],
    ))
}

/// Who can be told, by role: those of the auditee who are present, all of them together, then the others.
fn listeners(room: &Room) -> Vec<String> {
    let is_auditee = |person: &&Object| {
        !matches!(
            room.audit.text(person, Field::Side),
            "team" | "guide" | "expert"
        )
    };
    let session = room.session.and_then(|id| room.audit.object(id));
    let present = session
        .iter()
        .flat_map(|session| agenda::present(&room.audit, session));
    let mut roles: Vec<String> = present
        .filter(is_auditee)
        .map(|person| mask::role(&room.audit, person))
        .collect();
    if roles.len() > 1 {
        roles.push(roles.join(", "));
    }
    for person in room.audit.standing(Kind::Person).filter(is_auditee) {
        let role = mask::role(&room.audit, person);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// A telling as it was typed.
///
/// # Errors
/// A sentence that says what is missing.
pub fn telling(
    room: &Room,
    form: &Form,
    finding: ObjectId,
    now: Moment,
) -> Result<Telling, String> {
    let to = form.value(&Slot::Other("to")).trim();
    if to.is_empty() {
        return Err("Who was told? Choose them with ← and →, or type a role.".to_owned());
    }
    let view = form.value(&Slot::Field(Field::Disputed.into())).trim();
    let taken = match form.value(&Slot::Other("taken")) {
        "disputed" if view.is_empty() => {
            return Err("What is their view? Type it in their words, then Ctrl-S.".to_owned());
        }
        "disputed" => Taken::Disputed(view.to_owned()),
        _ if !view.is_empty() => {
            return Err("A differing view was typed: choose “disputed”, or clear it.".to_owned());
        }
        "agreed" => Taken::Agreed,
        _ => Taken::Understood,
    };
    let people = room.audit.standing(Kind::Person);
    let person = people
        .into_iter()
        .find(|person| mask::role(&room.audit, person) == to);
    Ok(Telling {
        finding,
        to: to.to_owned(),
        person: person.map(|person| person.id),
        at: now,
        taken,
        session: room.session,
    })
}
