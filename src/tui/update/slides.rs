//! SHOW: the findings one by one, for a room full of people.

use super::super::command::Command;
use super::super::model::{Model, Overlay, Slides};
use super::super::slides;

/// Shows the summary first.
pub(super) fn open(model: &mut Model) {
    if model.room.is_some() {
        model.said = None;
        model.overlays.push(Overlay::Slides(Slides::default()));
    }
}

pub(super) fn run(model: &mut Model, command: Command) {
    let Some(room) = &model.room else { return };
    let Some(Overlay::Slides(shown)) = model.overlays.last_mut() else {
        return;
    };
    let last = slides::count(room).saturating_sub(1);
    let (at, top) = (shown.at.min(last), shown.top);
    (shown.at, shown.top) = match command {
        Command::NextSlide => ((at + 1).min(last), if at < last { 0 } else { top }),
        Command::PreviousSlide => (at.saturating_sub(1), 0),
        Command::First => (0, 0),
        Command::Last => (last, 0),
        Command::Up => (at, top.saturating_sub(1)),
        Command::Down => (at, (top + 1).min(slides::rows_at_most(room, *shown))),
        Command::TurnOrder => {
            shown.strengths_first = !shown.strengths_first;
            (at.min(1), 0)
        }
        Command::Leave => {
            model.overlays.pop();
            return;
        }
        _ => (at, top),
    };
}
