//! What the evening has to settle: sections with one line each, one selected, some marked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::model::{Section, Sort, Triage, TriageLine};
use super::super::theme::Theme;
use super::{clear, paint, put, put_right, rows};
use crate::text;

/// A row of the screen: a heading with how many lines follow, or a line.
enum Row<'a> {
    Heading(Section, usize),
    Line(usize, &'a TriageLine),
}

/// Draws the triage over an area. Returns the cell of the selected line.
pub(super) fn draw(buf: &mut Buffer, area: Rect, triage: &Triage, theme: Theme) -> Position {
    clear(buf, area);
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    let rule = theme.glyphs().rule.repeat(area.width as usize);
    put(buf, head, 0, &rule, theme.faint());
    put(
        buf,
        head,
        1,
        " what the evening has to settle ",
        theme.title(),
    );
    if !triage.marked.is_empty() {
        let marked = format!(" {} marked ", triage.marked.len());
        put_right(buf, head, &marked, theme.warning());
    }
    let body = Rect {
        y: area.y + head.height,
        height: area.height - head.height,
        ..area
    };
    if triage.lines.is_empty() {
        let empty = "Nothing is left to settle: no note without a requirement, no draft, no open to-do, no \
                     thin spot.";
        for (row, line) in rows(body).zip(super::detail::wrapped(
            empty,
            area.width.saturating_sub(4),
            4,
        )) {
            put(buf, row, 2, &line, theme.text());
        }
        return body.as_position();
    }
    let listed = listed(triage);
    let selected = listed
        .iter()
        .position(|row| matches!(row, Row::Line(at, _) if *at == triage.at))
        .unwrap_or(0);
    let top = top(selected, body.height as usize, listed.len());
    let mut cursor = body.as_position();
    for (area, row) in rows(body).zip(listed.iter().skip(top)) {
        match row {
            Row::Heading(section, count) => {
                let words = format!("{} ({count})", section.heading());
                put(buf, area, 1, &words, theme.title());
            }
            Row::Line(at, line) => {
                draw_line(buf, area, triage, line, theme);
                if *at == triage.at {
                    put(buf, area, 0, theme.glyphs().selected, theme.title());
                    paint(buf, area, theme.selected());
                    cursor = area.as_position();
                }
            }
        }
    }
    cursor
}

/// Headings and lines as they stand below each other.
fn listed(triage: &Triage) -> Vec<Row<'_>> {
    let mut listed = Vec::new();
    let mut section = None;
    for (at, line) in triage.lines.iter().enumerate() {
        if section != Some(line.section) {
            section = Some(line.section);
            let same = triage.lines.iter().filter(|it| it.section == line.section);
            listed.push(Row::Heading(line.section, same.count()));
        }
        listed.push(Row::Line(at, line));
    }
    listed
}

/// The first row that is shown; the heading above the first line is never cut off.
fn top(selected: usize, height: usize, count: usize) -> usize {
    if count <= height || selected < height {
        return 0;
    }
    selected
        .saturating_sub(height / 2)
        .min(count.saturating_sub(height))
}

fn draw_line(buf: &mut Buffer, row: Rect, triage: &Triage, line: &TriageLine, theme: Theme) {
    use super::super::model::About;
    let marked = matches!(&line.about, About::Object(id) if triage.marked.contains(id));
    if marked {
        put(buf, row, 1, "*", theme.warning());
    }
    let (glyph, style) = glyph(line.sort, theme);
    put(buf, row, 3, glyph, style);
    let inner = Rect {
        width: row.width.saturating_sub(1),
        ..row
    };
    let aside = text::clip(&line.aside, usize::from(row.width) * 3 / 5).into_owned();
    let late = aside.contains("OVERDUE") || aside.contains("due yesterday");
    let look = if late { theme.warning() } else { theme.faint() };
    let end = put_right(buf, inner, &text::visible(&aside), look);
    let words = Rect {
        width: end.saturating_sub(1),
        ..row
    };
    put(buf, words, 5, &line.text, theme.text());
}

fn glyph(sort: Sort, theme: Theme) -> (&'static str, Style) {
    let glyphs = theme.glyphs();
    match sort {
        Sort::Said => (glyphs.said, theme.text()),
        Sort::Seen => (glyphs.seen, theme.link()),
        Sort::Remark => (glyphs.remark, theme.faint()),
        Sort::ToDo => (glyphs.to_do, theme.warning()),
        Sort::Draft => (glyphs.draft, theme.draft()),
        Sort::Finding => (glyphs.finding, theme.concern()),
        Sort::Evidence => (glyphs.evidence, theme.link()),
        Sort::Sample => (glyphs.sample, theme.link()),
        Sort::Requirement => (glyphs.open, theme.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::top;

    #[test]
    fn the_selected_line_is_always_seen() {
        for height in 1..20 {
            for count in 1..60 {
                for selected in 0..count {
                    let top = top(selected, height, count);
                    assert!(
                        selected >= top && selected < top + height,
                        "{selected} {height} {count}"
                    );
                }
            }
        }
    }
}
