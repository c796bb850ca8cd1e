//! The note that is being typed, below what it is about.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::form::{Form, Purpose, Slot};
use super::super::model::Room;
use super::super::theme::Theme;
use super::{cell, clear, put, rows};
use crate::audit::inline;

/// Parts an area into what is read and what is typed. The typed part grows with the text, to half the area.
pub(super) fn split(area: Rect, room: &Room) -> (Rect, Rect) {
    let Some(form) = note(room) else {
        return (
            area,
            Rect {
                y: area.bottom(),
                height: 0,
                ..area
            },
        );
    };
    let lines = form.field().map_or(1, |field| {
        field
            .editor
            .layout(area.width.saturating_sub(2), area.height)
            .total
    });
    let most = (area.height / 2).max(2);
    let height = (lines as u16)
        .saturating_add(1)
        .clamp(2, most)
        .min(area.height);
    let typed = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    (
        Rect {
            height: area.height - height,
            ..area
        },
        typed,
    )
}

fn note(room: &Room) -> Option<&Form> {
    room.form().filter(|form| form.is_note())
}

/// Draws the note. Returns where the cursor stands in it.
pub(super) fn draw(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) -> Option<Position> {
    let form = note(room)?;
    let field = form.field()?;
    if area.height == 0 {
        return None;
    }
    clear(buf, area);
    let head = Rect { height: 1, ..area };
    let line = theme.glyphs().rule.repeat(area.width as usize);
    put(buf, head, 0, &line, theme.faint());
    put(
        buf,
        head,
        1,
        &format!(" {} ", title(room, form)),
        theme.title(),
    );
    let body = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(1),
        height: area.height - 1,
    };
    let layout = field.editor.layout(body.width, body.height);
    for (row, typed) in rows(body).zip(&layout.rows) {
        put(buf, row, 0, &typed.shown, theme.text());
    }
    cell(body, layout.cursor)
}

/// What the note will be: its kind and the time observed as they are read out of the words, and what it is about.
fn title(room: &Room, form: &Form) -> String {
    let (on, session) = match &form.purpose {
        Purpose::Note { on, session } => (on.as_slice(), *session),
        Purpose::NoteInto { session } => (&[][..], Some(*session)),
        _ => return form.title.clone(),
    };
    let reading = inline::read(form.value(&Slot::Words));
    let mut no_ids = || 0;
    let kind = room.desk(&mut no_ids).note_mode(reading.sign, session);
    let time = reading
        .observed
        .map_or(String::new(), |time| format!(" at {time}"));
    let about = match on.first() {
        Some(id) => {
            let twins = room.criteria.twins(id);
            let with = twins
                .first()
                .map_or(String::new(), |twin| format!(" (and {})", twin.id));
            format!("note on {id}{with}")
        }
        None if matches!(form.purpose, Purpose::NoteInto { .. }) => form.title.clone(),
        None => "note for the inbox".to_owned(),
    };
    format!("{kind}{time}: {about}")
}
