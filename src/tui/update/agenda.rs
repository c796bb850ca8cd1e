//! AGENDA: going through the points of an opening or closing meeting.
//!
//! A check list that was opened for ticking: here single keys mark, everything can be undone and says so.

use super::super::command::Command;
use super::super::form::{Purpose, Slot};
use super::super::model::{AgendaAt, Choice, Item, Model, Room};
use super::super::msg::Effect;
use super::{list, pick, saving, typing};
use crate::audit::agenda::{self, AgendaPoint, Meeting};
use crate::audit::entry::Change;
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Field, Kind, Link};

/// How far `PgUp` and `PgDn` go.
const PAGE: usize = 8;

/// Opens the agenda of the meeting that is running, or offers those that there are.
pub(super) fn open(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let running = room.session.and_then(|id| room.audit.object(id));
    let running =
        running.filter(|it| agenda::meeting_of(&room.audit, &room.criteria, it).is_some());
    if let Some(session) = running.map(|session| session.id) {
        open_of(model, session);
        return;
    }
    let meetings: Vec<(&Object, Meeting)> = agenda::meetings(&room.audit, &room.criteria).collect();
    let items: Vec<Item> = meetings.iter().map(|it| item(room, *it)).collect();
    if let [(only, _)] = meetings.as_slice() {
        let session = only.id;
        open_of(model, session);
        return;
    }
    pick::list_of(
        model,
        "agenda of which meeting?",
        items,
        "No session is one. i starts a session: “Opening meeting” or “Closing meeting” as its title.",
    );
}

fn item(room: &Room, (session, meeting): (&Object, Meeting)) -> Item {
    let text = |field| room.audit.text(session, field);
    let (started, ended) = (text(Field::Started), text(Field::Ended));
    let state = match (started.is_empty(), ended.is_empty()) {
        (true, _) => "planned",
        (false, true) => "running",
        (false, false) => "held",
    };
    Item {
        label: format!("{} {}", room.audit.label(session), text(Field::Title)),
        aside: format!("{}, {state}", meeting.word()),
        choice: Choice::Agenda(session.id),
    }
}

/// Opens the agenda of a session.
pub(super) fn open_of(model: &mut Model, session: ObjectId) {
    let Some(room) = list::room(model) else {
        return;
    };
    let object = room.audit.object(session);
    let meeting = object.and_then(|it| agenda::meeting_of(&room.audit, &room.criteria, it));
    let Some(meeting) = meeting else {
        model.warn("This is no opening or closing meeting any more.");
        return;
    };
    if agenda::points(&room.criteria, meeting).is_empty() {
        let word = meeting.word();
        model.warn(format!("The profiles of this audit have no {word} agenda."));
        return;
    }
    room.agenda = Some(AgendaAt {
        session,
        meeting,
        at: 0,
    });
    model.said = None;
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(mut agenda) = room.agenda else {
        return;
    };
    let points = agenda::points(&room.criteria, agenda.meeting);
    let last = points.len().saturating_sub(1);
    let at = agenda.at.min(last);
    agenda.at = match command {
        Command::Up => at.saturating_sub(1),
        Command::Down => (at + 1).min(last),
        Command::PageUp => at.saturating_sub(PAGE),
        Command::PageDown => (at + PAGE).min(last),
        Command::First => 0,
        Command::Last => last,
        _ => at,
    };
    if agenda.at != at {
        room.agenda = Some(agenda);
        model.said = None;
        return;
    }
    let Some(point) = points.get(at) else { return };
    let (session, words) = (agenda.session, point.words.to_owned());
    match command {
        Command::TickPoint | Command::LeaveOutPoint | Command::RemarkPoint
            if is_pending(room, session, &words) =>
        {
            model.warn("This point is still being saved; once more in a moment.");
        }
        Command::LeaveOutPoint if !point.as_needed => {
            model.warn("This point belongs to every such meeting. n writes a remark on it.");
        }
        Command::TickPoint => {
            saving::act(model, effects, |desk| {
                agenda::tick(desk, session, &words, "")
            });
        }
        Command::LeaveOutPoint => {
            saving::act(model, effects, |desk| {
                agenda::leave_out(desk, session, &words)
            });
        }
        Command::RemarkPoint => typing::open_form(
            model,
            Purpose::PointRemark {
                session,
                point: words,
            },
        ),
        Command::Attendance => attendance(model),
        Command::Leave => {
            room.agenda = None;
            model.said = None;
        }
        Command::Up
        | Command::Down
        | Command::PageUp
        | Command::PageDown
        | Command::First
        | Command::Last => {}
        other => list::run(model, other, effects),
    }
}

/// Whether something about a point is on its way to the disk.
pub fn is_pending(room: &Room, session: ObjectId, words: &str) -> bool {
    let known = agenda::record(&room.audit, session, words).map(|point| point.id);
    let changes = room.pending.iter().flat_map(|entry| &entry.changes);
    changes.into_iter().any(|change| match change {
        Change::Add(add) => {
            let here = add.links.get(&Link::Session);
            add.kind == Kind::Point
                && here.is_some_and(|ends| ends.contains(&Subject::Object(session)))
                && add
                    .fields
                    .get(&Field::Text.into())
                    .is_some_and(|text| text == words)
        }
        Change::Set(set) => known.is_some_and(|id| set.of == Subject::Object(id)),
        Change::Undo(_) => true,
        _ => false,
    })
}

/// How many points were dealt with or left out, and how many there are.
pub fn count(room: &Room, session: &Object, meeting: Meeting) -> (usize, usize) {
    let points: Vec<AgendaPoint<'_>> = agenda::points(&room.criteria, meeting);
    let done = points
        .iter()
        .filter(|point| agenda::record(&room.audit, session.id, point.words).is_some());
    (done.count(), points.len())
}

/// Opens the form of the meeting, or of the running session, where the people are.
pub(super) fn attendance(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let of = room.agenda.map(|agenda| agenda.session).or(room.session);
    let Some(session) = of else {
        model.warn("No session is running. i starts one.");
        return;
    };
    list::change(model, Subject::Object(session));
    let form = list::room(model).and_then(Room::form_mut);
    if let Some(form) = form {
        let present = |field: &super::super::form::FormField| field.slot == Slot::Present;
        form.at = form.fields.iter().position(present).unwrap_or(form.at);
    }
}
