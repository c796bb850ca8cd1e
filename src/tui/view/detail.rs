//! What is known about the selection, in paragraphs with marks that hang in the margin.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::detail::{Mark, Para, requirement};
use super::super::model::Room;
use super::super::theme::Theme;
use super::{outline, put};
use crate::text;

/// Draws the detail of the row that is shown.
pub(super) fn draw(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) {
    let Some(row) = room.criteria.rows().get(room.shown) else {
        return;
    };
    let paras = masked(room, requirement(room, row), area);
    paragraphs(buf, area, &paras, theme);
}

/// Paragraphs as they may be shown: with roles in place of names, unless names are shown.
pub(super) fn masked(room: &Room, paras: Vec<Para>, area: Rect) -> Vec<Para> {
    let mask = |para: Para| match room.shown(super::seen(&para.text, area)) {
        Cow::Borrowed(_) => para,
        Cow::Owned(text) => Para { text, ..para },
    };
    paras.into_iter().map(mask).collect()
}

/// Draws paragraphs from the top, as far as there is room; says where more would follow, and how to see it.
pub(super) fn paragraphs(buf: &mut Buffer, area: Rect, paras: &[Para], theme: Theme) {
    flow(buf, area, paras, "more: a asks, Space shows all", theme);
}

/// As [`paragraphs`], with other words where more would follow.
pub(super) fn flow(buf: &mut Buffer, area: Rect, paras: &[Para], more: &str, theme: Theme) {
    let mut y = area.top();
    for (at, para) in paras.iter().enumerate() {
        let rest = Rect {
            y,
            height: area.bottom().saturating_sub(y),
            ..area
        };
        let used = paragraph(buf, rest, para, theme);
        y = y.saturating_add(used);
        if y >= area.bottom() && at + 1 < paras.len() {
            let last = Rect {
                y: area.bottom().saturating_sub(1),
                height: 1,
                ..area
            };
            super::clear(buf, last);
            let more = format!("{} {more}", theme.glyphs().more_below);
            put(buf, last, 3, &more, theme.faint());
            return;
        }
    }
}

/// Draws a paragraph. Returns how many rows it took.
fn paragraph(buf: &mut Buffer, area: Rect, para: &Para, theme: Theme) -> u16 {
    let (glyph, style) = mark(para.mark, theme);
    let lines = wrapped(&para.text, area.width.saturating_sub(3), area.height);
    for (row, line) in super::rows(area).zip(&lines) {
        if row.y == area.y {
            put(buf, row, 1, glyph, style);
        }
        put(buf, row, 3, line, words(para.mark, theme));
    }
    (lines.len() as u16).min(area.height)
}

/// Text broken into rows, line by line; not more rows than are asked for, however long the text is.
pub(super) fn wrapped(words: &str, width: u16, most: u16) -> Vec<String> {
    let rows = words.lines().flat_map(|line| {
        text::rows_from(line, 0, (width as usize).max(1))
            .map(move |range| line.get(range).unwrap_or_default().trim_end().to_owned())
    });
    let mut rows: Vec<String> = rows.take(most.into()).collect();
    if rows.is_empty() {
        rows.push(String::new());
    }
    rows
}

/// The rows that a paragraph takes, as far as they matter for an area.
pub(super) fn height(para: &Para, area: Rect) -> usize {
    let most = area.height.saturating_add(1);
    wrapped(&para.text, area.width.saturating_sub(3), most).len()
}

fn mark(mark: Mark, theme: Theme) -> (&'static str, Style) {
    let glyphs = theme.glyphs();
    match mark {
        Mark::Heading | Mark::Plain | Mark::Faint => (" ", theme.text()),
        Mark::Outcome(outcome) => outline::result(outcome, theme),
        Mark::Said => (glyphs.said, theme.text()),
        Mark::Seen => (glyphs.seen, theme.link()),
        Mark::Remark => (glyphs.remark, theme.faint()),
        Mark::ToDo(false) => (glyphs.to_do, theme.warning()),
        Mark::ToDo(true) | Mark::Asked => (glyphs.conforms, theme.faint()),
        Mark::Evidence => (glyphs.evidence, theme.link()),
        Mark::Sample => (glyphs.sample, theme.link()),
        Mark::Finding(true) => (glyphs.finding, theme.nonconformity()),
        Mark::Finding(false) => (glyphs.finding, theme.concern()),
        Mark::Pending => (glyphs.pending, theme.pending()),
        Mark::Warning => (glyphs.warning, theme.warning()),
        Mark::Ask => (glyphs.trail, theme.faint()),
    }
}

fn words(mark: Mark, theme: Theme) -> Style {
    match mark {
        Mark::Heading => theme.title(),
        Mark::Outcome(outcome) => outline::result(outcome, theme).1,
        Mark::Faint | Mark::Remark | Mark::ToDo(true) | Mark::Asked => theme.faint(),
        Mark::Pending => theme.pending(),
        Mark::Finding(true) => theme.nonconformity(),
        _ => theme.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn no_more_rows_are_broken_than_are_drawn() {
        let long = "words without end ".repeat(50_000);
        assert_eq!(wrapped(&long, 40, 7).len(), 7);
        assert_eq!(wrapped("", 40, 7), [""]);
        assert_eq!(wrapped("a b\n\nc", 2, 9), ["a", "b", "", "c"]);
    }
}
