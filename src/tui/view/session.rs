//! The session page: the running notes, the latest at the bottom, where the next one is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::detail::{Para, note, pending_note};
use super::super::model::Room;
use super::super::theme::Theme;
use super::super::update::agenda_count;
use super::{detail, put};
use crate::audit::agenda;
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field, Kind};

/// Draws the running notes of the session.
pub(super) fn draw(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) {
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    let body = Rect {
        y: area.y + head.height,
        height: area.height - head.height,
        ..area
    };
    let Some(id) = room.session else { return };
    title(buf, head, room, id, theme);
    let paras = latest(room, &Subject::Object(id), body);
    if paras.is_empty() {
        put(
            buf,
            body,
            3,
            "No notes yet. Enter opens one; type, Enter saves, go on typing.",
            theme.faint(),
        );
        return;
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

fn title(buf: &mut Buffer, area: Rect, room: &Room, id: crate::audit::id::ObjectId, theme: Theme) {
    let Some(session) = room.audit.object(id) else {
        put(buf, area, 1, "session", theme.title());
        return;
    };
    let text = |field| room.audit.text(session, field);
    let title = if text(Field::Title).is_empty() {
        "session"
    } else {
        text(Field::Title)
    };
    let at = put(buf, area, 1, &room.shown(title), theme.title());
    let mode = schema::Holds::Choice(schema::SESSION_MODES).word(text(Field::Mode));
    let place = schema::Holds::Choice(schema::PLACES).word(text(Field::Place));
    let since = text(Field::Started).get(11..16).unwrap_or_default();
    let dot = theme.glyphs().separator;
    let line = match agenda::meeting_of(&room.audit, &room.criteria, session) {
        Some(meeting) => {
            let (done, all) = agenda_count(room, session, meeting);
            format!(" {dot} since {since} {dot} a agenda, {done} of {all}")
        }
        None => format!(" {dot} {mode} {dot} {place} {dot} since {since}"),
    };
    put(buf, area, at, &line, theme.faint());
}

/// The latest notes that fill the area, oldest first, then those on their way to the disk.
fn latest(room: &Room, session: &Subject, area: Rect) -> Vec<Para> {
    let paras: Vec<Para> = room.pending.iter().rev().filter_map(pending_note).collect();
    let mut paras = detail::masked(room, paras, area);
    let mut height: usize = paras.iter().map(|para| detail::height(para, area)).sum();
    for object in room.audit.latest_linked(session, Kind::Note) {
        if height >= area.height as usize {
            break;
        }
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
    // The oldest would be cut at its beginning: rather leave it out than show half of it.
    while height > area.height as usize && paras.len() > 1 {
        let oldest = paras.pop();
        height -= oldest.map_or(0, |para| detail::height(&para, area));
    }
    paras.reverse();
    paras
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
