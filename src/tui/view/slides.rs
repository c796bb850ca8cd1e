//! A finding, large and alone, for people who sit far from the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::model::{Room, Saving, Slides};
use super::super::slides::{self, Piece};
use super::super::theme::Theme;
use super::detail::wrapped;
use super::{clear, put, put_right, rows};

/// No line is longer than is read with ease.
const LINE: u16 = 84;
/// The most rows of one paragraph.
const ROWS: u16 = 400;

/// Draws a slide over everything.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    shown: Slides,
    theme: Theme,
) -> Position {
    clear(buf, area);
    let last = Rect {
        y: area.bottom().saturating_sub(1),
        height: area.height.min(1),
        ..area
    };
    let margin = (area.width / 10).clamp(1, 12);
    let width = area.width.saturating_sub(2 * margin).clamp(1, LINE);
    let left = (area.width.saturating_sub(width)) / 2;
    let above = if area.height > 30 { 3 } else { 1 };
    let body = Rect {
        x: area.x + left,
        y: area.y + above.min(area.height),
        width,
        height: area.height.saturating_sub(above + 2),
    };
    let lines = laid_out(room, shown, width, theme);
    let top = shown
        .top
        .min(lines.len().saturating_sub(usize::from(body.height)));
    for (row, (words, style)) in rows(body).zip(lines.iter().skip(top)) {
        put(buf, row, 0, words, *style);
    }
    let more = lines.len() > top + usize::from(body.height);
    foot(buf, last, room, shown, more, theme);
    last.as_position()
}

fn laid_out(room: &Room, shown: Slides, width: u16, theme: Theme) -> Vec<(String, Style)> {
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut before = None;
    for (piece, words) in slides::slide(room, shown) {
        let close = matches!(
            (before, piece),
            (None, _)
                | (
                    Some(Piece::Label),
                    Piece::Words | Piece::Label | Piece::Point
                )
                | (Some(Piece::Point), Piece::Point)
                | (Some(Piece::On), Piece::On)
        );
        if !close {
            lines.push((String::new(), theme.text()));
        }
        let style = match piece {
            Piece::Grave => theme.nonconformity(),
            Piece::Title | Piece::About => theme.title(),
            Piece::Label | Piece::On => theme.faint(),
            Piece::Words | Piece::Point => theme.text(),
        };
        let indent = if piece == Piece::Point { 4 } else { 0 };
        let wrapped = wrapped(&words, width.saturating_sub(indent), ROWS);
        for (at, row) in wrapped.into_iter().enumerate() {
            let hang = if at > 0 { usize::from(indent) } else { 0 };
            lines.push((format!("{}{row}", " ".repeat(hang)), style));
        }
        before = Some(piece);
    }
    lines
}

/// Where one is, and what leads on. That something is not saved is said here as well.
fn foot(buf: &mut Buffer, row: Rect, room: &Room, shown: Slides, more: bool, theme: Theme) {
    let many = slides::count(room);
    let at = shown.at.min(many.saturating_sub(1)) + 1;
    let more = if more { "  ↓ more" } else { "" };
    let foot = format!("{at} of {many}  ← →  Esc{more}");
    put(buf, row, 2, &foot, theme.faint());
    if matches!(room.saving, Saving::NotSaved(_)) {
        put_right(buf, row, " NOT SAVED ", theme.not_saved());
    }
}
