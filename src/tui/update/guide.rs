//! The page of a requirement: ticking questions, entering what was seen, going where the checklist points.
//!
//! It follows the selection: where the page goes, the list goes.

use super::super::command::Command;
use super::super::form::Slot;
use super::super::guide::{self, Stop};
use super::super::input::Key;
use super::super::model::{Guide, Model, Overlay, Room};
use super::super::msg::Effect;
use super::{list, pick, saving};
use crate::audit::schema::Field;
use crate::checklist::criteria::Row;

/// Opens the page of the selected requirement; what was read of a heading stands in its requirements.
pub(super) fn open(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let Some(row) = room.outline.selected() else {
        return;
    };
    if !room.selected().is_some_and(Row::is_auditable) {
        model.warn("This is a heading. Select a requirement below it.");
        return;
    }
    model.said = None;
    let at = first_open(room, row);
    model.overlays.push(Overlay::Guide(Guide { row, at }));
}

/// The first question that was not asked yet, or the first stop.
fn first_open(room: &Room, row: usize) -> usize {
    let Some(row) = room.criteria.rows().get(row) else {
        return 0;
    };
    let stops = guide::stops(room, row);
    let open = |(stop, _): &(Stop, String)| matches!(stop, Stop::Question(_, false));
    stops.iter().position(open).unwrap_or(0)
}

/// Opens the page of the selected requirement where it says where to look next.
pub(super) fn where_next(model: &mut Model) {
    open(model);
    let Some(Overlay::Guide(guide)) = model.overlays.last() else {
        return;
    };
    let room = model.room.as_ref();
    let found = room.and_then(|room| {
        let row = room.criteria.rows().get(guide.row)?;
        let stops = guide::stops(room, row);
        let is_next = |(stop, _): &(Stop, String)| matches!(stop, Stop::Next(_));
        stops.iter().position(is_next)
    });
    match (found, page(model)) {
        (Some(at), Some(guide)) => guide.at = at,
        _ => model.warn("The checklist names nowhere to go on to from here."),
    }
}

fn page(model: &mut Model) -> Option<&mut Guide> {
    match model.overlays.last_mut() {
        Some(Overlay::Guide(guide)) => Some(guide),
        _ => None,
    }
}

/// A digit opens the menu of results, as in the list.
pub(super) fn key(model: &mut Model, key: Key) {
    if let Some(digit) = key.typed().and_then(|c| c.to_digit(10)) {
        pick::results(model, Some(digit as usize));
    }
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Up => mark(model, -1),
        Command::Down => mark(model, 1),
        Command::PageUp => mark(model, -5),
        Command::PageDown => mark(model, 5),
        Command::First => mark(model, isize::MIN / 2),
        Command::Last => mark(model, isize::MAX / 2),
        Command::NoteDown => turn(model, true),
        Command::NoteUp => turn(model, false),
        Command::Accept => accept(model, effects),
        Command::Leave => {
            model.overlays.pop();
        }
        Command::Back => {
            list::run(model, command, effects);
            show_selected(model);
        }
        Command::WriteNote | Command::NewFinding | Command::NewEvidence | Command::NewSample => {
            model.overlays.pop();
            list::run(model, command, effects);
        }
        other => list::run(model, other, effects),
    }
}

/// Moves the mark among the stops.
fn mark(model: &mut Model, by: isize) {
    let Some(Overlay::Guide(guide)) = model.overlays.last() else {
        return;
    };
    let row = model
        .room
        .as_ref()
        .and_then(|room| Some((room, room.criteria.rows().get(guide.row)?)));
    let last = row.map_or(0, |(room, row)| {
        guide::stops(room, row).len().saturating_sub(1)
    });
    if let Some(guide) = page(model) {
        guide.at = guide.at.saturating_add_signed(by).min(last);
    }
}

/// Turns to the next requirement, or to the one before.
fn turn(model: &mut Model, forward: bool) {
    let Some(room) = &model.room else { return };
    let from = room.outline.selected().unwrap_or(0);
    if let Some(to) = room.criteria.next_line(from, forward) {
        list::go_to(model, to);
        show_selected(model);
    }
}

/// Lets the page show what is selected in the list.
fn show_selected(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let Some(row) = room.outline.selected() else {
        return;
    };
    let at = first_open(room, row);
    if let Some(guide) = page(model) {
        (guide.row, guide.at) = (row, at);
    }
}

/// Does what the marked stop is for.
fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    let (Some(room), Some(Overlay::Guide(page))) = (&model.room, model.overlays.last()) else {
        return;
    };
    let Some(row) = room.criteria.rows().get(page.row) else {
        return;
    };
    let Some((stop, words)) = guide::stops(room, row).into_iter().nth(page.at) else {
        return;
    };
    let session = room.session;
    match stop {
        Stop::Question(on, false) => {
            saving::act(model, effects, |desk| desk.ask(&on, &words, session));
            mark(model, 1);
        }
        Stop::Question(on, true) => saving::act(model, effects, |desk| desk.unask(&on, &words)),
        Stop::Look(method) => {
            model.overlays.pop();
            list::run(model, Command::NewEvidence, effects);
            fill(model, Field::Method, method.key());
        }
        Stop::Sample(source) => {
            model.overlays.pop();
            list::run(model, Command::NewSample, effects);
            fill(model, Field::Population, &words);
            fill(model, Field::Source, &source.unwrap_or_default());
        }
        Stop::Failure => {
            model.overlays.pop();
            list::run(model, Command::NewFinding, effects);
        }
        Stop::Next(to) => {
            if let Some(at) = room.criteria.index(&to) {
                list::go_to(model, at);
                show_selected(model);
            }
        }
    }
}

/// Fills a field of the form that was just opened; one that was begun before keeps its words.
fn fill(model: &mut Model, field: Field, words: &str) {
    let slot = Slot::Field(field.into());
    let form = model.room.as_mut().and_then(|room| room.form_mut());
    let Some(form) = form.filter(|form| form.unsaved_since.is_none()) else {
        return;
    };
    for field in form.fields.iter_mut().filter(|field| field.slot == slot) {
        field.editor.take();
        field.editor.insert_str(words);
    }
}
