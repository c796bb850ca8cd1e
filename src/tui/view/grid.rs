//! The grid: items down, what is checked on each across. The head and the names stay where the rest scrolls.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::Room;
use super::super::theme::Theme;
use super::{clear, paint, put, put_right, rows};
use crate::audit::sampling::{self, Mark, Sheet, SheetRow};
use crate::text;

/// The least that a column takes, with the blank behind it: a number of two digits.
const NARROWEST: u16 = 4;
/// The most that a column takes.
const WIDEST: u16 = 22;
/// From this width on a column bears its name, below its number alone.
const NAMED: u16 = 8;
/// What the result takes at the right end.
const RESULT: u16 = 15;

/// Where the columns stand.
struct Across {
    /// Columns of the screen for the names of items.
    label: u16,
    /// Columns of the screen for each check.
    each: u16,
    /// The first check that is shown.
    first: usize,
    /// How many checks are shown.
    shown: usize,
    /// Whether the result has a column of its own.
    result: bool,
}

/// Draws the sample that is being marked. Returns where the cursor stands.
pub(super) fn draw(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) -> Option<Position> {
    let (grid, sheet) = room.sheet()?;
    clear(buf, area);
    let mut lines = rows(area);
    let title = lines.next()?;
    put(
        buf,
        title,
        0,
        &theme.glyphs().rule.repeat(area.width as usize),
        theme.faint(),
    );
    let label = room
        .audit
        .object(grid.sample)
        .map(|it| room.audit.label(it));
    let sentence = sampling::sentence(&room.entered(), grid.sample);
    let label = label.unwrap_or_default();
    let said = text::clip(
        &text::visible(&sentence),
        usize::from(area.width.saturating_sub(9)),
    )
    .into_owned();
    put(buf, title, 1, &format!(" {label} {said} "), theme.title());
    if sheet.rows.is_empty() {
        let row = lines.next().unwrap_or(title);
        put(
            buf,
            row,
            1,
            "No items yet. + adds items; s draws a new sample from a list.",
            theme.faint(),
        );
        return Some(row.as_position());
    }
    let (at, column) = grid.cell(&sheet);
    let across = Across::of(area.width, &sheet, column);
    let below = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1,
        ..area
    };
    if let Some(head) = lines.next() {
        heads(buf, head, &sheet, &across, theme);
    }
    let body = Rect {
        y: area.y + 2,
        height: area.height.saturating_sub(3),
        ..area
    };
    let top = top(at, usize::from(body.height), sheet.rows.len());
    let mut cursor = None;
    for (line, (number, row)) in rows(body).zip(sheet.rows.iter().enumerate().skip(top)) {
        let marked = (number == at).then_some(column);
        cursor = item(buf, line, row, number, marked, &across, theme).or(cursor);
    }
    let hidden = sheet
        .rows
        .len()
        .saturating_sub(top + usize::from(body.height));
    foot(buf, below, &sheet, (at, column), hidden, theme);
    cursor
}

impl Across {
    fn of(width: u16, sheet: &Sheet, column: usize) -> Self {
        let checks = sheet.columns();
        let longest = sheet
            .rows
            .iter()
            .map(|row| text::width(&row.label))
            .max()
            .unwrap_or(0);
        let number = 7;
        let result = !sheet.attributes.is_empty() && width >= 50;
        let right = if result { RESULT } else { 0 };
        let label = (longest as u16 + number)
            .clamp(12, (width / 3).max(12))
            .min(width);
        let room = width.saturating_sub(label + right + 1);
        let each = (room / (checks.min(99) as u16).max(1)).clamp(NARROWEST, WIDEST);
        let shown = usize::from((room / each).max(1)).min(checks);
        // The check that is marked is among those that are shown.
        let first = (column + 1).saturating_sub(shown);
        Self {
            label,
            each,
            first,
            shown,
            result,
        }
    }

    fn x(&self, nth: usize) -> u16 {
        self.label + 1 + self.each * nth as u16
    }
}

fn heads(buf: &mut Buffer, line: Rect, sheet: &Sheet, across: &Across, theme: Theme) {
    put(buf, line, 2, "item", theme.faint());
    for nth in 0..across.shown {
        let at = across.first + nth;
        let words = match (sheet.attributes.get(at), across.each >= NAMED) {
            (Some(name), true) => format!("{} {name}", at + 1),
            (Some(_), false) => format!("{}", at + 1),
            (None, _) => "result".to_owned(),
        };
        let words = text::visible(&words);
        let words = text::clip(&words, usize::from(across.each) - 1);
        put(buf, line, across.x(nth), &words, theme.faint());
    }
    if across.result {
        let right = line.width.saturating_sub(RESULT);
        put(buf, line, right, "result", theme.faint());
    }
}

/// One item. Returns where the cursor stands if it is on it.
fn item(
    buf: &mut Buffer,
    line: Rect,
    row: &SheetRow,
    number: usize,
    marked: Option<usize>,
    across: &Across,
    theme: Theme,
) -> Option<Position> {
    let sign = if marked.is_some() {
        theme.glyphs().selected
    } else {
        " "
    };
    put(buf, line, 0, sign, theme.title());
    let name = Rect {
        width: across.label.min(line.width),
        ..line
    };
    let remark = if row.remark.is_empty() {
        " "
    } else {
        theme.glyphs().remark
    };
    put(
        buf,
        name,
        1,
        &format!("{:>3} {remark} {}", number + 1, row.label),
        theme.text(),
    );
    let mut cursor = None;
    for nth in 0..across.shown {
        let at = across.first + nth;
        let mark = row.marks.get(at).copied().unwrap_or(Mark::Open);
        let (glyph, style) = look(mark, theme);
        let words = if across.each >= WIDEST.min(16) && mark != Mark::Open {
            format!("{glyph} {}", mark.word())
        } else {
            glyph.to_owned()
        };
        let x = across.x(nth);
        put(buf, line, x, &words, style);
        if marked == Some(at) {
            let cell = Rect {
                x: line.x + x,
                width: (across.each - 1).min(line.width.saturating_sub(x)),
                ..line
            };
            paint(buf, cell, theme.selected());
            cursor = Some(cell.as_position());
        }
    }
    if across.result {
        let (glyph, style) = look(row.result, theme);
        let words = format!("{glyph} {}", row.result.word());
        put(buf, line, line.width.saturating_sub(RESULT), &words, style);
    }
    cursor.filter(|at| line.contains(*at))
}

/// A mark is told by its glyph; the colour only helps.
fn look(mark: Mark, theme: Theme) -> (&'static str, ratatui::style::Style) {
    let glyphs = theme.glyphs();
    match mark {
        Mark::Met => (glyphs.conforms, theme.conforms()),
        Mark::NotMet => (glyphs.nonconformity, theme.nonconformity()),
        Mark::NotApplicable => (glyphs.not_applicable, theme.faint()),
        Mark::Open => (glyphs.open, theme.open()),
    }
}

/// The whole name of the check, and the remark on the item.
fn foot(
    buf: &mut Buffer,
    line: Rect,
    sheet: &Sheet,
    (at, column): (usize, usize),
    hidden: usize,
    theme: Theme,
) {
    let mut end = line.width;
    if hidden > 0 {
        let more = format!(" {} {hidden} more ", theme.glyphs().more_below);
        end = put_right(buf, line, &more, theme.faint());
    }
    let left = Rect { width: end, ..line };
    let check = match sheet.attributes.as_slice() {
        [] => String::new(),
        all => format!("{} of {}: {}", column + 1, all.len(), sheet.column(column)),
    };
    let end = put(buf, left, 1, &check, theme.title());
    let words = sheet
        .rows
        .get(at)
        .map(|row| [row.remark.as_str(), row.reason.as_str()]);
    let words = words
        .unwrap_or_default()
        .into_iter()
        .filter(|it| !it.is_empty());
    let words = words.collect::<Vec<_>>().join(" · ");
    if !words.is_empty() {
        let sign = theme.glyphs().remark;
        put(buf, left, end + 2, &format!("{sign} {words}"), theme.text());
    }
}

fn top(at: usize, height: usize, count: usize) -> usize {
    if count <= height {
        return 0;
    }
    at.saturating_sub(height / 2).min(count - height)
}
