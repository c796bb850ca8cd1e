//! A text to read.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::Page;
use super::super::theme::Theme;
use super::detail::wrapped;
use super::{clear, put, put_right, rows};

/// Draws a page over an area.
pub(super) fn draw(buf: &mut Buffer, area: Rect, page: &Page, theme: Theme) -> Position {
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
    put(buf, head, 1, &format!(" {} ", page.title), theme.title());
    let body = Rect {
        x: area.x + 1,
        y: area.y + head.height,
        width: area.width.saturating_sub(2),
        height: area.height - head.height,
    };
    let mut lines = page.lines.iter().skip(page.top);
    let mut rows = rows(body);
    let mut more = false;
    'page: for line in lines.by_ref() {
        let (words, style) = line
            .strip_prefix("# ")
            .map_or((line.as_str(), theme.text()), |h| (h, theme.title()));
        for part in wrapped(words, body.width) {
            let Some(row) = rows.next() else {
                more = true;
                break 'page;
            };
            put(buf, row, 0, &part, style);
        }
    }
    if more || lines.next().is_some() {
        put_right(
            buf,
            head,
            &format!(" {} more ", theme.glyphs().more_below),
            theme.faint(),
        );
    }
    body.as_position()
}
