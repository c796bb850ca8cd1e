//! Lists that samples are drawn from: read when a form that names a file is saved, and then saved.

use super::super::edit;
use super::super::form::{Form, Purpose, Slot};
use super::super::forms::{COPY, DRAW_FROM};
use super::super::model::{Model, Room};
use super::super::msg::{Effect, ListAsked};
use super::{list, typing};
use crate::audit::act::NoteAt;
use crate::audit::entry::Change;
use crate::audit::id::{EntryId, ObjectId};
use crate::audit::population::{self, Source};
use crate::audit::schema::{Field, Kind};
use crate::store::extract::Extract;

/// The path of the list that a form draws from, as typed.
pub(super) fn path(form: &Form) -> Option<String> {
    match population::source(form.value(&DRAW_FROM)) {
        Ok(Source::File { path, .. }) => Some(path),
        _ => None,
    }
}

/// Asks for the list of a form where it was not read yet. Returns whether it has to be waited for.
pub(super) fn is_awaited(room: &Room, form: &Form, effects: &mut Vec<Effect>) -> bool {
    let Some(path) = path(form).filter(|path| !room.lists.contains_key(path)) else {
        return false;
    };
    let digest = match form.purpose {
        Purpose::Extend { sample } | Purpose::Replace { sample, .. } => {
            room.entered().text(sample, Field::Extract).to_owned()
        }
        _ => String::new(),
    };
    effects.push(Effect::ReadList(ListAsked {
        entry: form.entry,
        path,
        digest,
    }));
    true
}

/// A list was read: the form that asked for it is saved now, if it is still being typed.
pub(super) fn list_read(
    model: &mut Model,
    entry: EntryId,
    path: String,
    read: Result<Extract, String>,
    effects: &mut Vec<Effect>,
) {
    model.busy = None;
    let Some(room) = list::room(model) else {
        return;
    };
    match read {
        Err(why) => model.warn(why),
        Ok(extract) => {
            let asked = room.form().is_some_and(|form| form.entry == entry);
            if asked {
                room.lists.insert(path, extract);
                typing::save_form(model, effects);
            }
        }
    }
}

/// Forgets a list that was read: it may be another one when it is read again. Its path is offered then.
pub(super) fn forget(room: &mut Room, path: &str) {
    if let Some(extract) = room.lists.remove(path) {
        room.list_paths
            .insert(extract.digest.to_string(), path.to_owned());
    }
}

/// Attaches the list of a form that was saved, where that was asked for.
pub(super) fn keep_copy(room: &mut Room, form: &Form, effects: &mut Vec<Effect>) {
    let wanted = form.value(&COPY) == "yes";
    let Some(path) = path(form).filter(|_| wanted) else {
        return;
    };
    let session = match form.purpose {
        Purpose::Add { session, .. } => session,
        _ => None,
    };
    let words = form.value(&Slot::On).split_whitespace();
    let on = words.filter_map(|word| match room.criteria.resolve(word) {
        crate::checklist::criteria::Resolved::One(id) => Some(id),
        _ => None,
    });
    let at = NoteAt {
        session,
        on: on.collect(),
        ..NoteAt::default()
    };
    let ticket = room.attaching.len() as u64 + room.audit.len() as u64 + room.pending.len() as u64;
    room.attaching.insert(ticket, at);
    let path = edit::home_expanded(&path);
    effects.push(Effect::Attach { ticket, path });
}

/// The sample that changes make, if they make one and are no note.
pub(super) fn new_sample(purpose: &Purpose, changes: &[Change]) -> Option<ObjectId> {
    if !matches!(
        purpose,
        Purpose::Add {
            kind: Kind::Sample,
            ..
        }
    ) {
        return None;
    }
    let has_items = changes
        .iter()
        .any(|change| matches!(change, Change::Add(add) if add.kind == Kind::Item));
    changes.iter().find_map(|change| match change {
        Change::Add(add) if add.kind == Kind::Sample && has_items => Some(add.id),
        _ => None,
    })
}
