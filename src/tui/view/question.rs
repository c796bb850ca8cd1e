//! Only the question: for a neighbour, or a projector, while the auditor goes on typing.
//!
//! Of what the auditor has, nothing is here but the line of the note that is being typed, and that only if wanted.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::form::Purpose;
use super::super::guide;
use super::super::keymap::Place;
use super::super::model::{Choice, Model, Overlay, Room, Saving, Shows};
use super::super::theme::Theme;
use super::detail::wrapped;
use super::{cell, pick, put, put_right, rows};
use crate::checklist::criteria::Row;

/// No line is longer than is read with ease.
const LINE: u16 = 76;

/// Draws the question. Returns where the cursor stands.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    room: &Room,
    theme: Theme,
) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let line = |up: u16| Rect {
        y: area.bottom().saturating_sub(up),
        height: area.height.min(1),
        ..area
    };
    let margin = (area.width / 10).clamp(1, 12);
    let width = area.width.saturating_sub(2 * margin).clamp(1, LINE);
    let body = Rect {
        x: area.x + area.width.saturating_sub(width) / 2,
        y: area.y + 1,
        width,
        height: area.height.saturating_sub(4),
    };
    question(buf, body, room, theme);
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    match room.saving {
        Saving::NotSaved(_) => put_right(buf, top, " NOT SAVED ", theme.not_saved()),
        Saving::OnItsWay(_) => put_right(buf, top, "saving ", theme.pending()),
        Saving::Saved => put_right(buf, top, "saved ", theme.saved()),
    };
    let place = model.place();
    let at = put(buf, line(1), 1, place.word(), theme.title());
    let at = put(buf, line(1), at + 2, "F2", theme.key());
    let next = if model.shows == Shows::Question {
        "nothing but the question"
    } else {
        "the whole screen"
    };
    put(buf, line(1), at + 1, next, theme.text());
    let cursor = match model.overlays.last() {
        // The names of commands tell nothing.
        Some(Overlay::Pick(list)) if list.items.iter().all(|it| is_command(&it.choice)) => {
            let over = Rect {
                y: area.y + 1,
                height: area.height.saturating_sub(3),
                ..area
            };
            pick::draw(buf, over, list, Some(room), theme)
        }
        _ => typed(buf, line(2), model, room, place, theme),
    };
    // In the smallest windows the cursor stays, where it can.
    cursor.map(|at| Position {
        x: at.x.min(area.right().saturating_sub(1)),
        y: at.y.min(area.bottom().saturating_sub(1)),
    })
}

const fn is_command(choice: &Choice) -> bool {
    matches!(choice, Choice::Run(_))
}

/// The requirement that the note is about, or that is selected.
fn concerned(room: &Room) -> Option<&Row> {
    let typed = room.form().and_then(|form| match &form.purpose {
        Purpose::Note { on, .. } => on.first(),
        _ => None,
    });
    typed
        .and_then(|id| room.criteria.row(id))
        .or_else(|| room.selected())
}

fn question(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) {
    let Some(row) = concerned(room) else { return };
    let mut free = rows(area);
    let title = format!("{}  {}", row.id, row.requirement.title);
    for words in wrapped(&title, area.width, area.height) {
        let Some(row) = free.next() else { return };
        put(buf, row, 0, &words, theme.title());
    }
    let (guidance, _) = guide::guidance(room, row);
    let mut asked: Vec<&str> = guidance.ask.iter().map(|it| it.ask.as_str()).collect();
    if asked.is_empty() {
        // Without a question the aim says what it is about.
        asked.extend(guidance.aim.as_deref());
    }
    for question in asked {
        if free.next().is_none() {
            return;
        }
        for words in wrapped(question, area.width, area.height) {
            let Some(row) = free.next() else { return };
            put(buf, row, 0, &words, theme.text());
        }
    }
}

/// The line in which the cursor stands, or that something is typed.
fn typed(
    buf: &mut Buffer,
    row: Rect,
    model: &Model,
    room: &Room,
    place: Place,
    theme: Theme,
) -> Option<Position> {
    let body = Rect {
        x: row.x + 1,
        width: row.width.saturating_sub(2),
        ..row
    };
    let note = room.form().filter(|_| place == Place::Note);
    match note.and_then(|form| form.field()) {
        Some(field) if model.shows == Shows::Question => {
            let layout = field.editor.layout(body.width, 1);
            if let Some(typed) = layout.rows.first() {
                put(buf, body, 0, &typed.shown, theme.text());
            }
            cell(body, layout.cursor)
        }
        Some(_) => {
            let words = "a note is open; what is typed is kept, and not shown";
            put(buf, body, 0, words, theme.faint());
            Some(body.as_position())
        }
        None if place == Place::List => Some(body.as_position()),
        None => {
            let words = "something else is open, and not shown";
            put(buf, body, 0, words, theme.faint());
            Some(body.as_position())
        }
    }
}
