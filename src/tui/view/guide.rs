//! The page of a requirement: what to ask, what to look at, where next.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::guide::{self, Is, Line, Stop};
use super::super::model::{Guide, Room};
use super::super::theme::Theme;
use super::detail::wrapped;
use super::{clear, paint, put, put_right, rows};
use crate::checklist::model::Method;

/// Where the words begin: behind the mark of the stop.
const INDENT: u16 = 5;

/// One row of the page.
struct Row {
    mark: &'static str,
    words: String,
    style: Style,
    /// How far the words stand in.
    indent: u16,
    /// Whether it belongs to the marked stop's own words.
    marked: bool,
}

/// Draws the page over an area.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    (room, page): (&Room, &Guide),
    theme: Theme,
) -> Option<Position> {
    clear(buf, area);
    let row = room.criteria.rows().get(page.row)?;
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    let rule = theme.glyphs().rule.repeat(area.width as usize);
    put(buf, head, 0, &rule, theme.faint());
    let title = format!(" {} ", room.line_title(row));
    put(buf, head, 1, &title, theme.title());
    let body = Rect {
        y: area.y + head.height,
        height: area.height - head.height,
        ..area
    };
    let lines = guide::lines(room, row, page.at);
    let rows_of_page = laid_out(&lines, page.at, body.width, theme);
    let first = rows_of_page.iter().position(|row| row.marked).unwrap_or(0);
    let top = top(first, rows_of_page.len(), body.height.into());
    for (place, row) in rows(body).zip(rows_of_page.iter().skip(top)) {
        put(
            buf,
            place,
            if row.mark.starts_with('[') { 1 } else { 3 },
            row.mark,
            row.style,
        );
        put(buf, place, row.indent, &row.words, row.style);
        if row.marked {
            if !row.mark.is_empty() {
                put(buf, place, 0, theme.glyphs().selected, row.style);
            }
            paint(buf, place, theme.selected());
        }
    }
    if rows_of_page.len() > top + usize::from(body.height) {
        let more = format!(" {} more ", theme.glyphs().more_below);
        put_right(buf, head, &more, theme.faint());
    }
    let y = body
        .y
        .saturating_add(u16::try_from(first - top.min(first)).unwrap_or(0));
    Some(Position { x: body.x, y })
}

/// The first row that is shown, so that the marked one stands in the upper half where it can.
fn top(marked: usize, all: usize, height: usize) -> usize {
    marked
        .saturating_sub(height / 3)
        .min(all.saturating_sub(height))
}

fn laid_out(lines: &[Line], at: usize, width: u16, theme: Theme) -> Vec<Row> {
    let mut laid_out = Vec::new();
    let mut stops = 0;
    for line in lines {
        let marked = matches!(line.is, Is::Stop(_)) && stops == at;
        stops += usize::from(matches!(line.is, Is::Stop(_)));
        if line.is == Is::Heading && !laid_out.is_empty() {
            laid_out.push(blank());
        }
        let (mark, style, indent) = look(&line.is, theme);
        let words = match &line.is {
            Is::Stop(Stop::Look(method)) => format!("{}{}", method_word(*method), line.words),
            Is::Stop(Stop::Next(to)) => format!("{to} {}", line.words),
            _ => line.words.clone(),
        };
        let most = width.saturating_sub(indent + 1);
        for (n, words) in wrapped(&words, most, u16::MAX).into_iter().enumerate() {
            laid_out.push(Row {
                mark: if n == 0 { mark } else { "" },
                words,
                style,
                indent,
                marked,
            });
        }
    }
    laid_out
}

fn blank() -> Row {
    Row {
        mark: "",
        words: String::new(),
        style: Style::new(),
        indent: 0,
        marked: false,
    }
}

/// Mark, style and indent of a line.
fn look(is: &Is, theme: Theme) -> (&'static str, Style, u16) {
    let glyphs = theme.glyphs();
    match is {
        Is::Aim | Is::Licensed => ("", theme.text(), 1),
        Is::Heading => ("", theme.title(), 1),
        Is::Difference => ("", theme.faint(), 1),
        Is::Stop(Stop::Question(_, false)) => ("[ ]", theme.text(), INDENT),
        Is::Stop(Stop::Question(_, true)) => ("[x]", theme.faint(), INDENT),
        Is::Stop(Stop::Look(_)) => (glyphs.seen, theme.text(), INDENT),
        Is::Stop(Stop::Sample(_)) => (glyphs.sample, theme.text(), INDENT),
        Is::Stop(Stop::Failure) => (glyphs.finding, theme.text(), INDENT),
        Is::Stop(Stop::Next(_)) => (glyphs.trail, theme.text(), INDENT),
        Is::More => ("", theme.faint(), INDENT + 2),
        Is::Trap | Is::Warning => (glyphs.warning, theme.warning(), INDENT),
        Is::Fact => (glyphs.open, theme.text(), INDENT),
    }
}

/// How evidence is gathered, as the first word of the line.
fn method_word(method: Method) -> &'static str {
    match method {
        Method::Interview => "ask: ",
        Method::Examine => "",
        Method::Observe => "watch: ",
        Method::Test => "try: ",
    }
}

#[cfg(test)]
mod tests {
    use super::top;

    #[test]
    fn the_marked_row_stays_in_sight() {
        for height in 1..30 {
            for all in 0..80 {
                for marked in 0..all {
                    let top = top(marked, all, height);
                    assert!(top <= marked && marked < top + height);
                }
            }
        }
    }
}
