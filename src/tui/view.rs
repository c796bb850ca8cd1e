//! Drawing: from the model to cells. Nothing is decided here that anything else depends on.
//!
//! ```text
//! ┌ view/bars ── client · criteria · session ──────────────────────── saved ┐
//! │ view/outline          │ view/detail: what is known about the selection   │
//! │ requirements          │                                                  │
//! │ (or view/session:     ├ view/note: what is being typed                   │
//! │  the running notes)   │                                                  │
//! ├ view/bars ── what was said last ────────────────────────────────────────┤
//! └ view/bars ── LIST  Enter note  Ctrl-G result  … ────────────────────────┘
//!   view/form, view/pick, view/page, view/guide, view/triage … lie over the middle;
//!   view/home is there before an audit is open
//! ```
//!
//! Every text of others goes through `crate::text` on its way to a cell. Layout comes from the area alone, with
//! arithmetic that saturates, so that any size can be drawn.

mod agenda;
mod ascii;
mod bars;
mod detail;
mod form;
mod grid;
mod guide;
mod home;
mod note;
mod outline;
mod page;
mod pick;
mod question;
mod session;
mod slides;
mod triage;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::form::Form;
use super::keymap::Place;
use super::model::{Model, Overlay, Room, Shows, View};
use super::theme::Theme;
use crate::audit::entry::Moment;
use crate::text;

/// The fewest columns that have room for two sides.
const TWO_SIDES: u16 = 36;

/// More bytes than any character that is shown in a cell has.
const BYTES_PER_CELL: usize = 64;

/// Draws the model. Returns where the terminal's cursor belongs, which input methods and screen readers follow.
pub fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<Position> {
    let cursor = draw_model(buf, area, model, theme);
    if theme.is_ascii() {
        ascii::stand_in(buf, area);
    }
    cursor
}

fn draw_model(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<Position> {
    if model.hidden {
        put(
            buf,
            area,
            0,
            "hidden: any key shows the screen again",
            theme.faint(),
        );
        return Some(area.as_position());
    }
    if (area.height < 4 || area.width < 20) && model.shows != Shows::QuestionAlone {
        return tiny(buf, area, model, theme);
    }
    match (&model.room, model.overlays.last()) {
        (Some(room), Some(Overlay::Slides(shown))) => {
            return Some(slides::draw(buf, area, room, *shown, theme));
        }
        (Some(room), _) if model.shows != Shows::Everything => {
            return question::draw(buf, area, model, room, theme);
        }
        _ => {}
    }
    // A heading and the line below it need two rows; in the lowest window the line of what was said gives way.
    let said_rows = area.height.saturating_sub(4).min(1);
    let line = u16::from(model.room.is_some() && area.height >= bars::LINE_FROM);
    let main = Rect {
        y: area.y + 1 + line,
        height: area.height - 2 - said_rows - line,
        ..area
    };
    bars::top(buf, Rect { height: 1, ..area }, model, theme);
    if line > 0 {
        let row = Rect {
            y: area.y + 1,
            height: 1,
            ..area
        };
        bars::standing(buf, row, model, theme);
    }
    bars::said(
        buf,
        Rect {
            y: main.bottom(),
            height: said_rows,
            ..area
        },
        model,
        line == 0,
        theme,
    );
    bars::keys(
        buf,
        Rect {
            y: main.bottom() + said_rows,
            height: 1,
            ..area
        },
        model,
        theme,
    );
    let below = match &model.room {
        None => home::draw(buf, main, model, theme),
        Some(room) => room_view(buf, main, room, model.now, theme),
    };
    match (model.overlays.last(), &model.loose) {
        (Some(Overlay::Guide(guide)), _) => {
            let room = model.room.as_deref()?;
            guide::draw(buf, main, (room, guide), theme)
        }
        (Some(Overlay::Triage(triage)), _) => Some(triage::draw(buf, main, triage, theme)),
        (Some(Overlay::Pick(pick)), _) => pick::draw(buf, main, pick, model.room.as_deref(), theme),
        (Some(Overlay::Page(page)), _) => {
            Some(page::draw(buf, main, page, model.room.as_deref(), theme))
        }
        (Some(Overlay::Slides(_)), _) => below,
        (None, Some(form)) => form::draw(buf, main, (form, None), theme),
        (None, None) => match model
            .room
            .as_ref()
            .and_then(|room| room.form())
            .filter(|form| !form.is_note())
        {
            Some(form) => form::draw(buf, main, (form, model.room.as_deref()), theme),
            None => match model
                .room
                .as_deref()
                .filter(|_| model.place() == Place::Grid)
            {
                Some(room) => grid::draw(buf, main, room, theme),
                None => below,
            },
        },
    }
}

fn room_view(
    buf: &mut Buffer,
    main: Rect,
    room: &Room,
    now: Moment,
    theme: Theme,
) -> Option<Position> {
    if let Some(at) = room.agenda {
        let (points, typed) = note::split(main, room);
        let marked = agenda::draw(buf, points, room, at, theme);
        return note::draw(buf, typed, room, theme).or(marked);
    }
    if room.view == View::Session {
        return session::draw(buf, main, room, now, theme);
    }
    if main.width < TWO_SIDES {
        return one_side(buf, main, room, theme);
    }
    let (left, right) = split(main, (main.width * 2 / 5).clamp(16, 60));
    bar(buf, main, left.right(), theme);
    let marked = outline::draw(buf, left, room, theme);
    let (detail_area, note_area) = note::split(right, room);
    detail::draw(buf, detail_area, room, theme);
    note::draw(buf, note_area, room, theme).or(marked)
}

/// A window that is too narrow for two sides: what is typed and what it is about, or else the requirements.
fn one_side(buf: &mut Buffer, main: Rect, room: &Room, theme: Theme) -> Option<Position> {
    if !room.form().is_some_and(Form::is_note) {
        return outline::draw(buf, main, room, theme);
    }
    let (read, typed) = note::split(main, room);
    detail::draw(buf, read, room, theme);
    note::draw(buf, typed, room, theme)
}

/// Left and right of a vertical line.
fn split(area: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(area.width);
    let right = area.width.saturating_sub(left + 1);
    (
        Rect {
            width: left,
            ..area
        },
        Rect {
            x: area.right() - right,
            width: right,
            ..area
        },
    )
}

fn bar(buf: &mut Buffer, area: Rect, x: u16, theme: Theme) {
    for y in area.top()..area.bottom() {
        let cell = Rect {
            x,
            y,
            width: 1,
            height: 1,
        }
        .intersection(area);
        put(buf, cell, 0, theme.glyphs().bar, theme.faint());
    }
}

/// A window in which nothing has its place: what is typed, or what is selected. Typing and saving go on.
fn tiny(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<Position> {
    let room = model.room.as_ref();
    if let Some(form) = model
        .loose
        .as_ref()
        .or_else(|| room.and_then(|room| room.form()))
        && let Some(field) = form.field().filter(|field| !field.secret)
    {
        let layout = field.editor.layout(area.width, area.height);
        for (row, y) in layout.rows.iter().zip(area.top()..) {
            put(
                buf,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                0,
                &row.shown,
                theme.text(),
            );
        }
        return cell(area, layout.cursor);
    }
    let selected = room
        .and_then(|room| room.selected())
        .map(|row| row.id.to_string());
    put(
        buf,
        area,
        0,
        &selected.unwrap_or_else(|| "onsite".to_owned()),
        theme.text(),
    );
    Some(area.as_position())
}

/// A cell of an area, if it has that cell.
fn cell(area: Rect, (x, y): (u16, u16)) -> Option<Position> {
    let position = Position {
        x: area.x.saturating_add(x),
        y: area.y.saturating_add(y),
    };
    area.contains(position).then_some(position)
}

/// Puts text into the first row of an area, from a column on, as far as it fits. Returns the column after it.
fn put(buf: &mut Buffer, area: Rect, column: u16, words: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    let room = area.width.saturating_sub(column);
    if area.height == 0 || room == 0 {
        return column;
    }
    // No more is made visible than can be seen: a text may be long, and is drawn at every key.
    let most = text::floor(words, (room as usize + 1) * BYTES_PER_CELL);
    let shown = text::visible(words.get(..most).unwrap_or_default());
    let shown = text::clip(&shown, room as usize);
    let (x, _) = buf.set_stringn(area.x + column, area.y, &shown, room as usize, style);
    x - area.x
}

/// Puts text at the right end of the first row of an area; nothing if it doesn't fit. Returns where it begins.
fn put_right(buf: &mut Buffer, area: Rect, words: &str, style: Style) -> u16 {
    let width = text::width(words) as u16;
    if width > area.width {
        return area.width;
    }
    put(buf, area, area.width - width, words, style);
    area.width - width
}

/// As much of a text as an area can show: a text may be long, and is drawn at every key.
fn seen(words: &str, area: Rect) -> &str {
    let cells = usize::from(area.width.max(1)) * (usize::from(area.height) + 1);
    let most = text::floor(words, cells * BYTES_PER_CELL);
    words.get(..most).unwrap_or_default()
}

/// The rows of an area, one by one.
fn rows(area: Rect) -> impl Iterator<Item = Rect> {
    (area.top()..area.bottom()).map(move |y| Rect {
        y,
        height: 1,
        ..area
    })
}

/// Gives a row a style from end to end.
fn paint(buf: &mut Buffer, row: Rect, style: Style) {
    buf.set_style(row.intersection(buf.area), style);
}

/// Empties an area.
fn clear(buf: &mut Buffer, area: Rect) {
    for row in rows(area.intersection(buf.area)) {
        let blank = " ".repeat(row.width as usize);
        buf.set_stringn(row.x, row.y, blank, row.width as usize, Style::reset());
    }
}
