//! A text to read.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::{Page, Room};
use super::super::theme::Theme;
use super::detail::wrapped;
use super::{clear, put, put_right, rows, seen};
use crate::text;

/// Draws a page over an area.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    page: &Page,
    room: Option<&Room>,
    theme: Theme,
) -> Position {
    let masked = |words| room.map_or(Cow::Borrowed(words), |room: &Room| room.shown(words));
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
    put(
        buf,
        head,
        1,
        &format!(" {} ", masked(&page.title)),
        theme.title(),
    );
    let body = Rect {
        x: area.x + 1,
        y: area.y + head.height,
        width: area.width.saturating_sub(2),
        height: area.height - head.height,
    };
    let mut lines = page.lines.iter().skip(page.top);
    let mut rows = rows(body).peekable();
    let mut more = false;
    'page: for line in lines.by_ref() {
        let line = masked(seen(line, body));
        let (words, style) = line
            .strip_prefix("# ")
            .map_or((&*line, theme.text()), |h| (h, theme.title()));
        let (label, rest) = hanging(words, body.width);
        let indent = text::width(label) as u16;
        if let Some(row) = rows.peek() {
            put(buf, *row, 0, label, style);
        }
        let width = body.width.saturating_sub(indent);
        for part in wrapped(rest, width, body.height.saturating_add(1)) {
            let Some(row) = rows.next() else {
                more = true;
                break 'page;
            };
            put(buf, row, indent, &part, style);
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

/// A line in two: its label with the blanks behind it (or its leading blanks), and the words, whose rows all begin
/// where the first does. No label where that would leave the words less than half of the width.
fn hanging(line: &str, width: u16) -> (&str, &str) {
    let words = line.trim_start_matches(' ');
    let leading = line.len() - words.len();
    let end = match words.find("  ") {
        Some(end) if leading == 0 => {
            let gap = words.get(end..).unwrap_or_default();
            end + gap.len() - gap.trim_start_matches(' ').len()
        }
        _ => leading,
    };
    if end > usize::from(width) {
        return ("", line);
    }
    match line.split_at_checked(end) {
        Some((label, rest)) if text::width(label) <= usize::from(width / 2) => (label, rest),
        _ => ("", line),
    }
}

#[cfg(test)]
mod tests {
    use super::hanging;

    #[test]
    fn rows_hang_behind_labels_and_leading_blanks() {
        assert_eq!(hanging("Title   of it", 40), ("Title   ", "of it"));
        assert_eq!(hanging("  what  breaks", 40), ("  ", "what  breaks"));
        assert_eq!(hanging("plain words", 40), ("", "plain words"));
        assert_eq!(
            hanging("a long label  words", 20),
            ("", "a long label  words")
        );
        assert_eq!(hanging("", 0), ("", ""));
    }
}
