//! The session page: above it when, where and who; on the left the running notes, the latest at the bottom, where
//! the next one is typed; on the right the session's requirements, and how to go about the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::detail::{self as texts, Mark, Para, note, pending_note};
use super::super::form::Form;
use super::super::model::Room;
use super::super::theme::Theme;
use super::super::update::agenda_count;
use super::{TWO_SIDES, bar, detail, outline, paint, put, put_right, rows, split};
use crate::audit::agenda;
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{self, Kind};
use crate::audit::session::Concerned;
use crate::text;

/// From this width on there are three columns: notes, requirements, guidance.
const THREE_COLUMNS: u16 = 110;
/// From this height on the head has two rows.
const TWO_ROWS: u16 = 14;
/// Fewer rows of guidance than these begin with the first question.
const BRIEF: u16 = 10;

/// Draws the page. Returns where the cursor belongs: into the note that is typed, or on the selected requirement.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    now: Moment,
    theme: Theme,
) -> Option<Position> {
    let id = room.session?;
    let height = match area.height {
        TWO_ROWS.. => 2,
        5.. => 1,
        _ => 0,
    };
    let (above, below) = cut(area, height);
    head(buf, above, room, id, now, theme);
    let listed = room.session_rows();
    if below.width < TWO_SIDES {
        return one_side(buf, below, (room, id), &listed, theme);
    }
    let (left, right) = if below.width >= THREE_COLUMNS {
        split(below, below.width * 45 / 100)
    } else {
        let narrow = (below.width * 2 / 5).clamp(16, 60);
        split(below, below.width.saturating_sub(narrow + 1))
    };
    bar(buf, below, left.right(), theme);
    let marked = if listed.is_empty() {
        outline::draw(buf, right, room, theme)
    } else {
        beside(buf, right, below.width, room, &listed, theme)
    };
    let (running, typed) = super::note::split(left, room);
    notes(buf, running, room, id, theme);
    super::note::draw(buf, typed, room, theme).or(marked)
}

/// A window that is too narrow for two sides: the running notes while one is typed, or else the requirements.
fn one_side(
    buf: &mut Buffer,
    area: Rect,
    (room, id): (&Room, ObjectId),
    listed: &[Concerned],
    theme: Theme,
) -> Option<Position> {
    if room.form().is_some_and(Form::is_note) {
        let (running, typed) = super::note::split(area, room);
        notes(buf, running, room, id, theme);
        return super::note::draw(buf, typed, room, theme);
    }
    if listed.is_empty() {
        return outline::draw(buf, area, room, theme);
    }
    requirements(buf, area, room, listed, theme)
}

/// An area in two: so many rows from the top, and the rest.
fn cut(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let above = Rect { height, ..area };
    let below = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (above, below)
}

fn head(buf: &mut Buffer, area: Rect, room: &Room, id: ObjectId, now: Moment, theme: Theme) {
    let mut lines = rows(area);
    let Some(first) = lines.next() else { return };
    let Some(session) = room.audit.object(id) else {
        put(buf, first, 1, "session", theme.title());
        return;
    };
    let (title, times, late) = texts::session_head(room, session, now);
    let style = if late { theme.warning() } else { theme.text() };
    let right = Rect {
        width: first.width.saturating_sub(1),
        ..first
    };
    let end = put_right(buf, right, &times, style);
    let left = Rect {
        width: end.saturating_sub(1),
        ..first
    };
    put(buf, left, 1, &room.shown(&title), theme.title());
    let Some(second) = lines.next() else { return };
    let mut line = texts::session_line(room, session);
    if let Some(meeting) = agenda::meeting_of(&room.audit, &room.criteria, session) {
        let (done, all) = agenda_count(room, session, meeting);
        line = format!(
            "m agenda, {done} of {all} {} {line}",
            theme.glyphs().separator
        );
    }
    put(buf, second, 1, &room.shown(&line), theme.faint());
}

/// The requirements of the session and the guidance: one above the other, or side by side where there is room.
fn beside(
    buf: &mut Buffer,
    area: Rect,
    width: u16,
    room: &Room,
    listed: &[Concerned],
    theme: Theme,
) -> Option<Position> {
    if width >= THREE_COLUMNS {
        let (list, guide) = split(area, area.width * 2 / 5);
        bar(buf, area, list.right(), theme);
        guidance(buf, guide, room, theme);
        return requirements(buf, list, room, listed, theme);
    }
    let wanted = listed.len() as u16 + 2;
    let height = wanted.min((area.height * 3 / 5).max(3));
    let (list, guide) = cut(area, height);
    let (line, guide) = cut(guide, 1);
    put(
        buf,
        line,
        0,
        &theme.glyphs().rule.repeat(area.width as usize),
        theme.faint(),
    );
    guidance(buf, guide, room, theme);
    requirements(buf, list, room, listed, theme)
}

fn guidance(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) {
    if let Some(row) = room.criteria.rows().get(room.shown) {
        let paras = texts::guidance(room, row, area.height < BRIEF);
        detail::paragraphs(buf, area, &paras, theme);
    }
}

/// The requirements of the session with their results; a selected one that is not of the session stands at the end.
fn requirements(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    listed: &[Concerned],
    theme: Theme,
) -> Option<Position> {
    let selected = room.outline.selected();
    let judged = |one: &&Concerned| {
        let mut line = room.criteria.on_line(one.row).iter();
        line.all(|row| {
            let standing = room.tally.standing(*row);
            standing.is_some_and(|standing| standing.outcome.is_judged())
        })
    };
    let judged = listed.iter().filter(judged).count();
    let (head, list) = cut(area, u16::from(area.height > 4));
    let short = format!("{judged} of {} judged", listed.len());
    let mut words = format!("of this session: {short}");
    if text::width(&words) >= usize::from(head.width) {
        words = short;
    }
    put(buf, head, 1, &words, theme.title());
    let elsewhere = selected.filter(|row| listed.iter().all(|one| one.row != *row));
    let elsewhere = elsewhere.map(|row| Concerned {
        row,
        planned: false,
    });
    let all: Vec<Concerned> = listed.iter().copied().chain(elsewhere).collect();
    let at = all
        .iter()
        .position(|one| Some(one.row) == selected)
        .unwrap_or(0);
    let height = list.height as usize;
    let top = at
        .saturating_sub(height / 2)
        .min(all.len().saturating_sub(height));
    let mut marked = None;
    for (row, (n, one)) in rows(list).zip(all.iter().enumerate().skip(top)) {
        line(buf, row, room, *one, theme);
        if n == at && Some(one.row) == selected {
            put(buf, row, 0, theme.glyphs().selected, theme.title());
            paint(buf, row, theme.selected());
            marked = Some(row.as_position());
        }
    }
    marked
}

fn line(buf: &mut Buffer, area: Rect, room: &Room, one: Concerned, theme: Theme) {
    let Some(row) = room.criteria.rows().get(one.row) else {
        return;
    };
    let words = if one.planned {
        theme.text()
    } else {
        theme.faint()
    };
    let mut column = 2;
    if row.is_auditable() {
        column = outline::results(buf, area, column, room, one.row, theme) + 1;
    }
    let end = outline::end_mark(buf, area, room, one.row, theme);
    let column = put(buf, end, column, room.short_of_line(row), words);
    put(buf, end, column + 1, &row.requirement.title, words);
}

/// The running notes: the latest at the bottom, as far back as there is room, or as far as was scrolled.
fn notes(buf: &mut Buffer, area: Rect, room: &Room, id: ObjectId, theme: Theme) {
    let session = Subject::Object(id);
    let (area, newer) = if room.notes_back > 0 {
        let (above, below) = cut(area, area.height.saturating_sub(1));
        (above, Some(below))
    } else {
        (area, None)
    };
    if let Some(newer) = newer {
        let words = format!(
            "{} {} (Alt-↓)",
            theme.glyphs().more_below,
            text::counted(room.notes_back, "newer note", "newer notes")
        );
        put(buf, newer, 3, &words, theme.faint());
    }
    let (mut paras, more) = latest(room, &session, area);
    if paras.is_empty() {
        let none = Para {
            mark: Mark::Faint,
            text: "No notes yet. Enter opens one; type, Enter saves, go on typing.".to_owned(),
        };
        detail::paragraphs(buf, area, &[none], theme);
        return;
    }
    let mut body = area;
    if more && area.height > 3 {
        let (above, below) = cut(area, 1);
        let words = format!("{} older (Alt-↑)", theme.glyphs().more_above);
        put(buf, above, 3, &words, theme.faint());
        body = below;
        (paras, _) = latest(room, &session, body);
    }
    let used: usize = paras.iter().map(|para| detail::height(para, body)).sum();
    let used = (used as u16).min(body.height);
    let from = Rect {
        y: body.bottom() - used,
        height: used,
        ..body
    };
    detail::paragraphs(buf, from, &paras, theme);
}

/// The notes that fill the area, oldest first, then those on their way to the disk; and whether there are older ones.
fn latest(room: &Room, session: &Subject, area: Rect) -> (Vec<Para>, bool) {
    let pending = room.pending.iter().rev().filter_map(pending_note);
    let paras: Vec<Para> = match room.notes_back {
        0 => pending.collect(),
        _ => Vec::new(),
    };
    let mut paras = detail::masked(room, paras, area);
    let mut height: usize = paras.iter().map(|para| detail::height(para, area)).sum();
    let mut saved = room
        .audit
        .latest_linked(session, Kind::Note)
        .skip(room.notes_back)
        .peekable();
    while height < area.height as usize
        && let Some(object) = saved.next()
    {
        let mut para = note(room, object);
        let on = unmentioned(room, object, &para.text);
        if !on.is_empty() {
            para.text = format!("{}  [{}]", para.text, on.join(" "));
        }
        let Some(para) = detail::masked(room, vec![para], area).pop() else {
            break;
        };
        height += detail::height(&para, area);
        paras.push(para);
    }
    let mut more = saved.peek().is_some();
    // The oldest would be cut at its beginning: rather leave it out than show half of it.
    while height > area.height as usize && paras.len() > 1 {
        let oldest = paras.pop();
        height -= oldest.map_or(0, |para| detail::height(&para, area));
        more = true;
    }
    paras.reverse();
    (paras, more)
}

/// The requirements that a note is about and doesn't name itself.
fn unmentioned(room: &Room, note: &Object, text: &str) -> Vec<String> {
    let on = room
        .audit
        .links(note, schema::Link::On)
        .map(|to| short(room, to));
    on.filter(|id| !text.contains(&format!("#{id}"))).collect()
}

fn short(room: &Room, subject: &Subject) -> String {
    match subject {
        Subject::Requirement(id) => room.criteria.short(id).to_owned(),
        other => other.to_string(),
    }
}
