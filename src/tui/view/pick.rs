//! A list to choose from.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::{Choice, Pick, Room};
use super::super::theme::Theme;
use super::{clear, paint, put, put_right, rows};
use crate::text;

/// Draws a list over an area. Returns where the cursor stands.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    pick: &Pick,
    room: Option<&Room>,
    theme: Theme,
) -> Option<Position> {
    let shown = |words| room.map_or(Cow::Borrowed(words), |room: &Room| room.shown(words));
    let fitting = pick.fitting();
    let wanted = if pick.numbered {
        fitting.len() as u16 + 1
    } else {
        area.height
    };
    let area = Rect {
        y: area.bottom() - wanted.min(area.height),
        height: wanted.min(area.height),
        ..area
    };
    clear(buf, area);
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    put(
        buf,
        head,
        0,
        &theme.glyphs().rule.repeat(area.width as usize),
        theme.faint(),
    );
    let mut end = put(buf, head, 1, &format!(" {} ", pick.title), theme.title());
    let body = Rect {
        y: area.y + head.height,
        height: area.height - head.height,
        ..area
    };
    if !pick.numbered {
        end = put(buf, head, end, " ", theme.text());
        end = put(buf, head, end, pick.query.text(), theme.found());
        put(buf, head, end, " ", theme.text());
    }
    if fitting.is_empty() {
        let empty = if pick.items.is_empty() {
            pick.empty
        } else {
            "Nothing has these words."
        };
        put(buf, body, 2, empty, theme.faint());
    }
    let top = top(pick.at, body.height as usize, fitting.len());
    let mut marked = None;
    for (row, (at, item)) in rows(body).zip(fitting.iter().enumerate().skip(top)) {
        let words = shown(&item.label);
        let label = if pick.numbered {
            format!("{}  {words}", at + 1)
        } else {
            words.into_owned()
        };
        let most = if pick.lines_first {
            (row.width as usize).saturating_sub(text::width(&label) + 6)
        } else {
            (row.width / 3) as usize
        };
        let aside = text::clip(&shown(&item.aside), most).into_owned();
        let right = Rect {
            width: row.width.saturating_sub(1),
            ..row
        };
        let width = put_right(buf, right, &text::visible(&aside), theme.faint());
        put(
            buf,
            Rect {
                width: width.saturating_sub(1),
                ..row
            },
            2,
            &label,
            if item.choice == Choice::Nothing {
                theme.title()
            } else {
                theme.text()
            },
        );
        if at == pick.at {
            put(buf, row, 0, theme.glyphs().selected, theme.title());
            paint(buf, row, theme.selected());
            marked = Some(row.as_position());
        }
    }
    if pick.numbered {
        marked
    } else {
        super::cell(head, (end.min(head.width.saturating_sub(1)), 0))
    }
}

fn top(at: usize, height: usize, count: usize) -> usize {
    if count <= height {
        return 0;
    }
    at.saturating_sub(height / 2).min(count - height)
}
