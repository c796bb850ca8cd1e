//! Drafts: words that were begun. Going on with them, coming back to them, throwing them away.

use super::super::form::{Form, Purpose};
use super::super::keymap::Place;
use super::super::model::{Model, Overlay, Page, Room};
use super::super::msg::Effect;
use super::saving::{self, READ_ONLY};
use super::{beneath, list};
use crate::audit::id::EntryId;

/// The form for a purpose that was begun before. A note on the same requirement is the same note, also where its
/// session has ended meanwhile.
pub(super) fn begun(room: &Room, purpose: &Purpose) -> Option<usize> {
    let same = |form: &Form| form.purpose == *purpose;
    let same_place = |form: &Form| match (&form.purpose, purpose) {
        (Purpose::Note { on, .. }, Purpose::Note { on: wanted, .. }) => on == wanted,
        _ => false,
    };
    let drafts = &room.drafts;
    drafts
        .iter()
        .position(same)
        .or_else(|| drafts.iter().position(same_place))
}

/// Goes on typing a draft; where nothing can be written, it is read.
pub(super) fn go_on(model: &mut Model, at: usize) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(form) = room.drafts.get(at) else {
        return;
    };
    if room.writable {
        room.typing = Some(at);
        return;
    }
    let lines = form.words().lines().map(ToOwned::to_owned).collect();
    let page = Page::new(format!("draft, {}", form.title), lines);
    model.overlays.push(Overlay::Page(page));
    model.warn(READ_ONLY);
}

/// Goes back to the note that was being typed before a form was opened over it.
pub(super) fn resume(room: &mut Room) {
    let Some(entry) = room.resume.take() else {
        return;
    };
    if room.typing.is_none() {
        room.typing = room.drafts.iter().position(|form| form.entry == entry);
    }
}

/// After a command that was given while a note was typed: what it opened closes on the note again.
pub(super) fn back_to(model: &mut Model, note: Option<EntryId>) {
    let place = model.place();
    let Some(room) = list::room(model).filter(|_| note.is_some()) else {
        return;
    };
    match place {
        Place::Form => room.resume = note,
        Place::Page | Place::Pick => {
            room.typing = room.drafts.iter().position(|form| Some(form.entry) == note);
        }
        Place::Grid => {
            if let Some(grid) = &mut room.grid {
                grid.resume = note;
            }
        }
        _ => {}
    }
}

/// Throws away a draft that was chosen for it.
pub(super) fn discard(model: &mut Model, at: usize, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    if let Some(form) = saving::drop_form(room, at, effects) {
        let words = crate::audit::describe::quote(form.words());
        if let Some(room) = list::room(model) {
            room.thrown = Some(form);
        }
        model.done(format!(
            "Draft thrown away: {words}. Ctrl-Z brings it back."
        ));
    }
    beneath::refresh(model);
}
