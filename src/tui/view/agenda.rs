//! The agenda of a meeting as a check list, and beside it who is present.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::{AgendaAt, Room};
use super::super::theme::Theme;
use super::super::update::{agenda_count, is_point_pending};
use super::detail::wrapped;
use super::{clear, paint, put, put_right, rows, seen, split};
use crate::audit::agenda::{self, AgendaPoint, Dealt};
use crate::audit::mask;
use crate::audit::schema::Field;

/// Below this width the people stand nowhere: the points need it.
const WIDE: u16 = 72;

/// Draws the agenda. Returns the cell of the marked point.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    at: AgendaAt,
    theme: Theme,
) -> Option<Position> {
    clear(buf, area);
    let (left, right) = if area.width < WIDE {
        (area, Rect { width: 0, ..area })
    } else {
        split(area, area.width - (area.width / 4).clamp(20, 44) - 1)
    };
    if right.width > 0 {
        super::bar(buf, area, left.right(), theme);
        people(buf, right, room, at, theme);
    }
    let head = Rect {
        height: left.height.min(1),
        ..left
    };
    let body = Rect {
        y: left.y + head.height,
        height: left.height - head.height,
        ..left
    };
    let session = room.audit.object(at.session)?;
    let title = room.shown(room.audit.text(session, Field::Title));
    let end = put(buf, head, 1, &title, theme.title());
    let (done, all) = agenda_count(room, session, at.meeting);
    let count = format!(" {} {done} of {all} points", theme.glyphs().separator);
    put(buf, head, end, &count, theme.faint());
    points(buf, body, room, at, theme)
}

/// The marked point is opened up, the others take one row.
fn points(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    at: AgendaAt,
    theme: Theme,
) -> Option<Position> {
    let points = agenda::points(&room.criteria, at.meeting);
    let marked = at.at.min(points.len().saturating_sub(1));
    let opened = points
        .get(marked)
        .map_or_else(Vec::new, |point| opened(room, at, point, area));
    // The list begins so far down that the opened point is seen as a whole.
    let needed = marked + 1 + opened.len();
    let first = needed.saturating_sub(usize::from(area.height)).min(marked);
    let mut free = rows(area);
    let mut position = None;
    for (number, point) in points.iter().enumerate().skip(first) {
        let Some(row) = free.next() else { break };
        if number != marked {
            line(buf, row, room, at, point, point.words, theme);
            continue;
        }
        let first = first_row(point, area);
        line(buf, row, room, at, point, &first, theme);
        put(buf, row, 0, theme.glyphs().selected, theme.title());
        paint(buf, row, theme.selected());
        position = Some(row.as_position());
        for words in &opened {
            let Some(row) = free.next() else { break };
            put(buf, row, 6, words, theme.faint());
        }
    }
    position
}

fn line(
    buf: &mut Buffer,
    row: Rect,
    room: &Room,
    at: AgendaAt,
    point: &AgendaPoint<'_>,
    shown: &str,
    theme: Theme,
) {
    let record = agenda::record(&room.audit, at.session, point.words);
    let dealt = agenda::dealt(&room.audit, record);
    let (mark, style) = match dealt {
        _ if is_point_pending(room, at.session, point.words) => {
            (theme.glyphs().pending, theme.pending())
        }
        Dealt::Done => ("x", theme.conforms()),
        Dealt::LeftOut => ("-", theme.faint()),
        Dealt::Open => (" ", theme.text()),
    };
    let column = put(buf, row, 2, "[", theme.faint());
    let column = put(buf, row, column, mark, style);
    let column = put(buf, row, column, "]", theme.faint());
    let mut words = row;
    let remark = record.map_or("", |record| room.audit.text(record, Field::Remark));
    let aside = match dealt {
        Dealt::LeftOut => agenda::LEFT_OUT,
        Dealt::Done if !remark.is_empty() => "remark",
        Dealt::Open if point.as_needed => "as needed",
        _ => "",
    };
    if !aside.is_empty() {
        words.width = put_right(buf, row, aside, theme.faint());
    }
    let style = if dealt == Dealt::LeftOut {
        theme.faint()
    } else {
        theme.text()
    };
    let words = Rect {
        width: words.width.saturating_sub(1),
        ..words
    };
    put(buf, words, column + 1, shown, style);
}

/// Cells that the words of a point do not have: mark and box before them, what became of it after them.
const AROUND: u16 = 6 + 10;

/// The first row of the words of the marked point.
fn first_row(point: &AgendaPoint<'_>, area: Rect) -> String {
    let rows = wrapped(point.words, area.width.saturating_sub(AROUND), 1);
    rows.into_iter().next().unwrap_or_default()
}

/// What stands below the first row of the marked point: the rest of its words, its source, the remark.
fn opened(room: &Room, at: AgendaAt, point: &AgendaPoint<'_>, area: Rect) -> Vec<String> {
    let width = area.width.saturating_sub(AROUND);
    let record = agenda::record(&room.audit, at.session, point.words);
    let remark = record.map_or("", |record| room.audit.text(record, Field::Remark));
    let most = (area.height / 2).max(1);
    let mut rows = wrapped(point.words, width, most);
    rows.remove(0);
    if !point.source.is_empty() {
        rows.extend(wrapped(&point.source, width, 2));
    }
    if !remark.is_empty() && remark != agenda::LEFT_OUT {
        let remark = room.shown(seen(remark, area));
        rows.extend(wrapped(&format!("remark: {remark}"), width, most));
    }
    rows.truncate(usize::from(most));
    rows
}

/// Who is present, the auditee first.
fn people(buf: &mut Buffer, area: Rect, room: &Room, at: AgendaAt, theme: Theme) {
    let Some(session) = room.audit.object(at.session) else {
        return;
    };
    let mut present: Vec<_> = agenda::present(&room.audit, session).collect();
    let side = |person| room.audit.text(person, Field::Side);
    present.sort_by_key(|person| side(person) == "team");
    let mut rows = rows(area);
    if let Some(row) = rows.next() {
        let head = format!("present: {}", present.len());
        put(buf, row, 1, &head, theme.title());
    }
    if present.is_empty()
        && let Some(row) = rows.next()
    {
        put(buf, row, 1, "nobody yet; p enters them", theme.faint());
    }
    for person in present {
        let Some(row) = rows.next() else { break };
        let role = mask::role(&room.audit, person);
        let name = room.audit.text(person, Field::Name);
        let words = match name {
            "" => role,
            name if room.names => format!("{name}, {role}"),
            _ => role,
        };
        let style = match side(person) {
            "auditee" | "" => theme.text(),
            _ => theme.faint(),
        };
        put(buf, row, 1, &words, style);
    }
}
