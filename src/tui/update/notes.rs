//! Notes in their places: one from a page that is read, one split into two.

use super::super::form::{Purpose, Slot};
use super::super::forms;
use super::super::model::{Model, Overlay};
use super::super::msg::Effect;
use super::{list, typing};

/// Opens a note from a page: on what the page's object is about, or else on what is selected.
pub(super) fn from_page(model: &mut Model) {
    let about = match model.overlays.last() {
        Some(Overlay::Page(page)) => page.about,
        _ => None,
    };
    if model.room.is_none() {
        return;
    }
    model.overlays.clear();
    let Some(room) = list::room(model) else {
        return;
    };
    // A note that was being typed below the page goes on.
    if room.form().is_some() {
        return;
    }
    let on = about.map_or_else(Vec::new, |id| forms::requirements_of(room, id));
    if on.is_empty() {
        typing::write_note(model);
    } else {
        let session = room.session;
        typing::open_form(model, Purpose::Note { on, session });
    }
}

/// Splits the note whose words are open, where the cursor stands.
pub(super) fn split(model: &mut Model, effects: &mut Vec<Effect>) {
    let Model {
        room: Some(room),
        draw,
        ..
    } = model
    else {
        return;
    };
    let Some((at, form)) = room.typed() else {
        return;
    };
    let Purpose::Reword { note } = form.purpose else {
        model.warn("A note is split when its words are open: Ctrl-E in a list of notes. This one is not saved yet.");
        return;
    };
    let Some(field) = form.fields.iter().find(|field| field.slot == Slot::Words) else {
        return;
    };
    let (first, second) = (field.editor.before_cursor(), field.editor.after_cursor());
    if first.trim().is_empty() || second.trim().is_empty() {
        model.warn("Put the cursor where the second note begins; then Ctrl-X splits.");
        return;
    }
    let made = room.desk(draw).split(note, first, second);
    typing::enter_form(model, at, made.changes, effects);
    model.done("Split into two notes with the same time, session and links. Ctrl-Z undoes.");
}
