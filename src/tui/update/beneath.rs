//! What a form is opened over: closing the form goes back to it, as it stands then.
//!
//! This module must not know what the form is for.

use super::super::detail;
use super::super::form::Purpose;
use super::super::model::{Model, Overlay, Page, Pick, Room};
use super::{list, lists, triage, typing};
use crate::audit::entry::Moment;

/// Takes away what lies over the screen. What is given can be gone back to.
pub(super) fn lift(model: &mut Model) -> Vec<Overlay> {
    let mut lying = std::mem::take(&mut model.overlays);
    lying.retain(Overlay::keeps_up);
    lying
}

/// Opens a form over what lies over the screen, which is gone back to when the form is closed. Over a note that is
/// being typed there is the note to go back to.
pub(super) fn open_over(model: &mut Model, open: impl FnOnce(&mut Model)) {
    let lying = lift(model);
    if let Some(room) = list::room(model).filter(|room| room.typing.is_none()) {
        room.beneath = lying;
    }
    open(model);
    // Where no form came of it, nothing was left.
    come_back(model);
}

/// As [`open_over`], the form for a purpose.
pub(super) fn open_form(model: &mut Model, purpose: Purpose) {
    open_over(model, |model| typing::open_form(model, purpose));
}

/// Goes back to what the form was opened over, once none is open any more.
pub(super) fn come_back(model: &mut Model) {
    let Some(room) = list::room(model).filter(|room| room.typing.is_none()) else {
        return;
    };
    let beneath = std::mem::take(&mut room.beneath);
    if !beneath.is_empty() {
        // What came instead of a form, as where a draft can only be read, lies over it.
        model.overlays.splice(0..0, beneath);
        refresh(model);
    }
}

/// Brings what lies over the screen up to date after something was saved, or a draft came or went.
pub(super) fn refresh(model: &mut Model) {
    let now = model.now;
    let Some(room) = &model.room else { return };
    for overlay in &mut model.overlays {
        match overlay {
            Overlay::Triage(triage) => triage::refresh(triage, room, now.date_naive()),
            Overlay::Pick(pick) => relist(pick, room, now),
            Overlay::Page(page) => reread(page, room),
            Overlay::Guide(_) | Overlay::Slides(_) => {}
        }
    }
}

/// Lists the same things anew; the mark stays on what it was on, or near it.
fn relist(pick: &mut Pick, room: &Room, now: Moment) {
    let anew = pick.lists.and_then(|command| lists::of(room, now, command));
    let Some(Pick { title, items, .. }) = anew else {
        return;
    };
    let marked = pick.marked().map(|item| item.choice.clone());
    (pick.title, pick.items) = (title, items);
    let fitting = pick.fitting();
    let still = fitting
        .iter()
        .position(|item| Some(&item.choice) == marked.as_ref());
    pick.at = still.unwrap_or_else(|| pick.at.min(fitting.len().saturating_sub(1)));
}

/// Reads the same object anew.
fn reread(page: &mut Page, room: &Room) {
    let object = page.about.and_then(|id| room.audit.object(id));
    if let Some(object) = object {
        page.lines = detail::object(room, object);
        page.top = page.top.min(page.lines.len().saturating_sub(1));
    }
}
