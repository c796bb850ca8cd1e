//! A form: its fields one below the other, the one that is typed into opened up, and below them what it is about.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::detail::about;
use super::super::form::{Form, FormField};
use super::super::model::Room;
use super::super::theme::Theme;
use super::{cell, clear, detail, put, rows};
use crate::text;

/// The most rows that the field that is typed into may take.
const OPEN_ROWS: u16 = 8;

/// What a field says of which nothing was chosen: it is chosen, not typed.
const NOT_CHOSEN: &str = "(none)";

/// Draws a form over an area, and what it is about. Returns where the cursor stands.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    (form, room): (&Form, Option<&Room>),
    theme: Theme,
) -> Option<Position> {
    clear(buf, area);
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    let line = theme.glyphs().rule.repeat(area.width as usize);
    put(buf, head, 0, &line, theme.faint());
    put(buf, head, 1, &format!(" {} ", form.title), theme.title());
    let body = Rect {
        y: area.y + head.height,
        height: area.height - head.height,
        ..area
    };
    let labels = form
        .fields
        .iter()
        .map(|field| text::width(&field.label))
        .max()
        .unwrap_or(0) as u16;
    let labels = labels.min(body.width / 2);
    let value = Rect {
        x: body.x + labels + 3,
        width: body.width.saturating_sub(labels + 4),
        ..body
    };
    let heights: Vec<u16> = form
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| height(form, at, field, value))
        .collect();
    let first = first_seen(&heights, form.at, body.height);
    let mut y = body.y;
    let mut cursor = None;
    for (at, field) in form.fields.iter().enumerate().skip(first) {
        let height = heights
            .get(at)
            .copied()
            .unwrap_or(1)
            .min(body.bottom().saturating_sub(y));
        if height == 0 {
            break;
        }
        let row = Rect { y, height, ..body };
        let is_typed = at == form.at;
        let style = if is_typed {
            theme.title()
        } else {
            theme.faint()
        };
        put(
            buf,
            row,
            1,
            &text::clip(&field.label, labels as usize),
            style,
        );
        let place = Rect { y, height, ..value };
        if is_typed {
            put(buf, row, 0, theme.glyphs().selected, theme.title());
            cursor = open(buf, place, field, theme);
        } else {
            closed(buf, place, field, theme);
        }
        y += height;
    }
    let below = Rect {
        y: y + 1,
        height: body.bottom().saturating_sub(y + 1),
        ..body
    };
    if let Some(room) = room.filter(|_| below.height > 0) {
        let about = detail::masked(room, about(room, &form.purpose), below);
        detail::flow(buf, below, &about, "more", theme);
    }
    cursor
}

fn height(form: &Form, at: usize, field: &FormField, value: Rect) -> u16 {
    if at != form.at || !field.choices.is_empty() {
        return 1;
    }
    (field.editor.layout(value.width, OPEN_ROWS).total as u16).clamp(1, OPEN_ROWS)
}

/// The first field to draw so that the one that is typed into is seen whole.
fn first_seen(heights: &[u16], at: usize, room: u16) -> usize {
    let mut first = 0;
    while first < at && heights.iter().take(at + 1).skip(first).sum::<u16>() > room {
        first += 1;
    }
    first
}

fn open(buf: &mut Buffer, area: Rect, field: &FormField, theme: Theme) -> Option<Position> {
    if !field.choices.is_empty() {
        let shown = Some(field.shown()).filter(|shown| !shown.is_empty());
        let shown = shown.as_deref().unwrap_or(NOT_CHOSEN);
        put(buf, area, 0, &format!("< {shown} >"), theme.title());
        return Some(area.as_position());
    }
    if field.secret {
        let end = put(buf, area, 0, &field.shown(), theme.text());
        return cell(area, (end.min(area.width.saturating_sub(1)), 0));
    }
    let layout = field.editor.layout(area.width, area.height);
    for (row, typed) in rows(area).zip(&layout.rows) {
        put(buf, row, 0, &typed.shown, theme.text());
    }
    cell(area, layout.cursor)
}

fn closed(buf: &mut Buffer, area: Rect, field: &FormField, theme: Theme) {
    let shown = field.shown();
    if shown.is_empty() && !field.choices.is_empty() {
        put(buf, area, 0, NOT_CHOSEN, theme.faint());
        return;
    }
    let first = shown.lines().next().unwrap_or_default();
    let more = shown.lines().count().saturating_sub(1);
    let end = put(buf, area, 0, first, theme.text());
    if more > 0 {
        put(
            buf,
            area,
            end + 1,
            &format!("(+{})", text::counted(more, "line", "lines")),
            theme.faint(),
        );
    }
}
