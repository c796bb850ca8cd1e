//! From forms that began with a note to changes: its links, the evidence or the finding that was made of it.
//!
//! This module must not know the screen or the disk.

use super::super::form::{Form, Slot};
use super::super::model::Room;
use super::{about, described, supports, values};
use crate::audit::act::Desk;
use crate::audit::entry::Change;
use crate::audit::id::ObjectId;
use crate::audit::schema::{Field, Kind, Link};

/// What a note is linked to from now on, its kind and its time.
pub(super) fn relink(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    note: ObjectId,
) -> Result<Vec<Change>, String> {
    let object = room
        .audit
        .object(note)
        .ok_or("The note is not there any more.")?;
    let mut wanted = about(room, form)?;
    let supports = supports(room, form)?;
    if supports.iter().any(|(link, _)| *link == Link::Note) {
        return Err("Points to: documents (E…) and samples (P…), not notes.".to_owned());
    }
    wanted.extend(supports);
    let mut changes = Vec::new();
    let people = form.value(&Slot::People).split([',', ';']);
    for name in people.map(str::trim).filter(|name| !name.is_empty()) {
        let person = desk.known_or_new(name.trim_start_matches('@'), &mut changes);
        wanted.push((Link::Person, person.into()));
    }
    let kinds = [Link::On, Link::Person, Link::Evidence, Link::Sample];
    changes.extend(desk.relink(object, &kinds, &wanted));
    for (key, value) in values(form, Kind::Note.fields())? {
        changes.extend(desk.set_if_other(&note.into(), &key, &value));
    }
    Ok(changes)
}

/// Evidence of a note, in the same entry with what follows for the note.
pub(super) fn evidence(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    of: ObjectId,
) -> Result<Vec<Change>, String> {
    let mut evidence = described(room, desk, form, Kind::Evidence)?;
    let note = room
        .audit
        .object(of)
        .ok_or("The note is not there any more.")?;
    for to in room.audit.links(note, Link::Person) {
        evidence = evidence.linked(Link::Person, to.clone());
    }
    if room.audit.text(note, Field::Mode) == "to-do" {
        // It was asked for then; it is seen now.
        if let Some(session) = room.session {
            evidence = evidence.linked(Link::Session, session);
        }
    } else {
        for to in room.audit.links(note, Link::Session) {
            evidence = evidence.linked(Link::Session, to.clone());
        }
    }
    let follows = desk.became(of, &evidence);
    let mut changes = vec![Change::Add(evidence)];
    changes.extend(follows);
    Ok(changes)
}

/// A finding of notes and evidence.
pub(super) fn finding(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
) -> Result<Vec<Change>, String> {
    let mut finding = described(room, desk, form, Kind::Finding)?;
    if let Some(session) = room.session {
        finding = finding.linked(Link::Session, session);
    }
    Ok(vec![Change::Add(finding)])
}
