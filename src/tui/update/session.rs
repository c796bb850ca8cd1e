//! Sessions: beginning, interrupting, returning, ending; who is present; notes into one that has ended.
//!
//! Nobody is in two sessions at once: beginning one asks what becomes of the other. This module must not know how
//! a session is drawn.

use super::super::command::Command;
use super::super::form::Purpose;
use super::super::model::{Choice, Item, Leaving, Model, Overlay, Pick, Room, SessionChoice, View};
use super::super::msg::Effect;
use super::{list, pick, saving, timetable, typing};
use crate::audit::act::Desk;
use crate::audit::entry::{Change, Entry, Unlink};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::session::{self, State};

/// How many running notes one step scrolls.
const SCROLLED: usize = 4;

/// Carries out a command about sessions. Returns whether it was one.
pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) -> bool {
    match command {
        Command::GoToSession => go_to(model),
        Command::EndSession => match running(model) {
            Some(session) => end(model, session, effects),
            None => model.warn("No session is running. i starts one."),
        },
        Command::InterruptSession => match running(model) {
            Some(session) => interrupt(model, session, effects),
            None => resume(model, effects),
        },
        Command::ResumeSession => resume(model, effects),
        Command::PlanSession => typing::open_form(model, Purpose::PlanSession),
        Command::ReadPlan => typing::open_form(model, Purpose::ReadPlan),
        Command::ReadSoa => typing::open_form(model, Purpose::ReadSoa),
        Command::PeoplePresent => match running(model) {
            Some(session) => present(model, session),
            None => timetable::choose(model, timetable::Which::Any, SessionChoice::Present),
        },
        Command::ComeAndGo => match running(model) {
            Some(session) => come_and_go(model, session),
            None => model.warn("No session is running. i starts one."),
        },
        Command::ReturnToSession => {
            timetable::choose(model, timetable::Which::Held, SessionChoice::Enter);
        }
        Command::DropSession => {
            timetable::choose(model, timetable::Which::Planned, SessionChoice::Drop);
        }
        Command::SwapSessions => {
            timetable::choose(model, timetable::Which::Planned, SessionChoice::Swap);
        }
        Command::NoteInto => {
            timetable::choose(model, timetable::Which::Begun, SessionChoice::NoteInto);
        }
        Command::PocketSheet => {
            timetable::choose(model, timetable::Which::Any, SessionChoice::Sheet);
        }
        Command::OlderNotes => scroll(model, true),
        Command::NewerNotes => scroll(model, false),
        _ => return false,
    }
    true
}

fn running(model: &Model) -> Option<ObjectId> {
    model.room.as_ref().and_then(|room| room.session)
}

/// Does what was chosen in a menu of sessions.
pub(super) fn take(model: &mut Model, choice: SessionChoice, effects: &mut Vec<Effect>) {
    // What is done leads to the session's page or a form; what is only read lies over the list.
    if !matches!(choice, SessionChoice::Everything(_)) {
        model.overlays.clear();
    }
    match choice {
        SessionChoice::Acts(id) => timetable::acts(model, id),
        SessionChoice::Enter(id) => enter(model, id, effects),
        SessionChoice::Succeed(how, running, next) => {
            begin(model, next, Some((how, running)), effects);
        }
        SessionChoice::End(id) => end(model, id, effects),
        SessionChoice::Interrupt(id) => interrupt(model, id, effects),
        SessionChoice::New => list::add(model, Kind::Session),
        SessionChoice::Page(id) => to_page(model, id),
        SessionChoice::NoteInto(session) => {
            typing::open_form(model, Purpose::NoteInto { session });
        }
        SessionChoice::Present(id) => present(model, id),
        SessionChoice::Attend(session, person) => attend(model, session, person, effects),
        SessionChoice::PresentList(session) => {
            typing::open_form(model, Purpose::Present { session });
        }
        SessionChoice::ComeAndGo(id) => come_and_go(model, id),
        SessionChoice::Came(session, person) => {
            saving::act(model, effects, |desk| desk.came(session, person));
        }
        SessionChoice::Left(session, person) => {
            saving::act(model, effects, |desk| desk.left(session, person));
        }
        SessionChoice::Drop(session) => typing::open_form(model, Purpose::Drop { session }),
        SessionChoice::Swap(one) => {
            timetable::choose(model, timetable::Which::PlannedBut(one), move |other| {
                SessionChoice::SwapWith(one, other)
            });
        }
        SessionChoice::SwapWith(one, other) => {
            typing::open_form(model, Purpose::Swap { one, other });
        }
        SessionChoice::Sheet(session) => {
            list::whole(model, effects, Effect::WriteSheet(session));
        }
        SessionChoice::Change(id) => list::change(model, Subject::Object(id)),
        SessionChoice::Everything(id) => pick::read(model, id),
        SessionChoice::TakePlan => timetable::take_plan(model, effects),
    }
}

/// `i`: the session page and back; where none is running, the sessions that could begin.
fn go_to(model: &mut Model) {
    let Some(room) = list::room(model) else {
        return;
    };
    if room.session.is_none() {
        timetable::offer(model);
        return;
    }
    if room.agenda.take().is_some() {
        room.view = View::Session;
        return;
    }
    room.view = match room.view {
        View::Requirements => View::Session,
        View::Session => View::Requirements,
    };
}

fn to_page(model: &mut Model, id: ObjectId) {
    let Some(room) = list::room(model) else {
        return;
    };
    room.session = Some(id);
    room.view = View::Session;
    room.notes_back = 0;
    typing::write_note(model);
}

/// Begins a session, goes on with it or returns to it; asks first what becomes of one that is running.
pub(super) fn enter(model: &mut Model, id: ObjectId, effects: &mut Vec<Effect>) {
    let Some(room) = &model.room else { return };
    let leaves = room.own_session().filter(|running| *running != id);
    let Some(running) = leaves else {
        begin(model, id, None, effects);
        return;
    };
    let name = |id| timetable::name(room, id);
    let item = |how, word: &str| Item {
        label: format!("{word} {}, then begin {}", name(running), name(id)),
        aside: String::new(),
        choice: Choice::Session(SessionChoice::Succeed(how, running, id)),
    };
    let items = vec![
        item(Leaving::End, "end"),
        item(Leaving::Interrupt, "interrupt"),
    ];
    let mut menu = Pick::new(format!("{} is running", name(running)), items, "");
    menu.numbered = true;
    pick::open(model, menu);
}

fn begin(
    model: &mut Model,
    id: ObjectId,
    leaves: Option<(Leaving, ObjectId)>,
    effects: &mut Vec<Effect>,
) {
    let now = model.now;
    if model.room.as_ref().is_some_and(|room| !room.writable) {
        model.warn(saving::READ_ONLY);
        return;
    }
    saving::act(model, effects, |desk: &mut Desk<'_>| {
        let mut changes = desk.enter_session(id, now);
        match leaves {
            Some((Leaving::End, running)) => changes.extend(desk.end_session(running, now)),
            Some((Leaving::Interrupt, running)) => {
                changes.extend(desk.interrupt_session(running, now));
            }
            None => {}
        }
        changes
    });
    let said = model.said.clone();
    if let Some(room) = list::room(model) {
        select_first(room, id);
    }
    to_page(model, id);
    model.said = said;
}

/// Selects the first open requirement of a session, unless one of its own is selected already.
pub(super) fn select_first(room: &mut Room, id: ObjectId) {
    room.session = Some(id);
    room.view = View::Session;
    let rows = room.session_rows();
    let is_open = |row: usize| {
        room.tally
            .standing(row)
            .is_some_and(|standing| !standing.outcome.is_judged())
    };
    let selected = room.outline.selected();
    if rows.iter().any(|one| Some(one.row) == selected) {
        return;
    }
    let first = rows.iter().find(|one| is_open(one.row)).or(rows.first());
    if let Some(row) = first.map(|one| one.row) {
        if let Some(from) = selected {
            room.back.push(from);
        }
        room.outline.select(row, &room.criteria);
        room.shown = row;
    }
}

fn end(model: &mut Model, session: ObjectId, effects: &mut Vec<Effect>) {
    let now = model.now;
    saving::act(model, effects, |desk| desk.end_session(session, now));
    leave_page(model, session);
}

fn interrupt(model: &mut Model, session: ObjectId, effects: &mut Vec<Effect>) {
    let now = model.now;
    saving::act(model, effects, |desk| desk.interrupt_session(session, now));
    leave_page(model, session);
}

fn leave_page(model: &mut Model, session: ObjectId) {
    if let Some(room) = list::room(model).filter(|room| room.writable)
        && room.session == Some(session)
    {
        room.session = None;
        room.agenda = None;
        room.view = View::Requirements;
    }
}

/// Goes on with what one interrupted last.
fn resume(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(room) = &model.room else { return };
    let interrupted = session::own_interrupted(&room.audit, &room.author).map(|it| it.id);
    match interrupted {
        Some(id) => enter(model, id, effects),
        None => model.warn("No session is interrupted. i offers those that could begin."),
    }
}

/// What an entry may have changed about which session is running: undone, or entered elsewhere.
pub(super) fn follow_record(room: &mut Room, entry: &Entry) {
    let times = [
        Field::Started,
        Field::Ended,
        Field::Paused,
        Field::Withdrawn,
    ];
    let concerns = entry.changes.iter().any(|change| match change {
        Change::Undo(_) => true,
        Change::Set(set) => times.contains(&set.field.field),
        _ => false,
    });
    if concerns && room.pending.is_empty() {
        follow_running(room);
    }
}

/// Where the session at hand is not running any more, goes to the one of one's own that is, or to the requirements.
pub(super) fn follow_running(room: &mut Room) {
    let still = room.session.and_then(|id| room.audit.object(id));
    let still = still.filter(|session| {
        !room.audit.is_withdrawn(session)
            && room.audit.counts(session)
            && session::state(&room.audit, session) == State::Running
    });
    if still.is_some() {
        return;
    }
    room.session = session::own_running(&room.audit, &room.author).map(|session| session.id);
    if room.session.is_none() {
        room.view = View::Requirements;
    }
}

/// The people of a session, counting what is on its way to the disk.
fn attending(room: &Room, id: ObjectId) -> Vec<ObjectId> {
    let session = room.audit.object(id);
    let people = session.map(|session| session::people(&room.audit, session));
    let mut attending: Vec<ObjectId> = people
        .into_iter()
        .flatten()
        .map(|person| person.id)
        .collect();
    for change in room.pending.iter().flat_map(|entry| &entry.changes) {
        match change {
            Change::Link(link) if link.of == id && link.link == Link::Person => {
                if let Subject::Object(person) = link.to {
                    attending.push(person);
                }
            }
            Change::Unlink(link) if link.of == id && link.link == Link::Person => {
                attending.retain(|person| Subject::Object(*person) != link.to);
            }
            _ => {}
        }
    }
    attending
}

fn known_people(room: &Room) -> Vec<(ObjectId, String)> {
    let line = |person| {
        let parts = [Field::Role, Field::Name, Field::Department]
            .map(|field| room.audit.text(person, field));
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    };
    room.audit
        .standing(Kind::Person)
        .map(|person| (person.id, line(person)))
        .collect()
}

/// Lists the people of the audit, those present marked; Enter changes one.
fn present(model: &mut Model, id: ObjectId) {
    let Some(room) = &model.room else { return };
    let attending = attending(room, id);
    let item = |(person, line): (ObjectId, String)| {
        let mark = if attending.contains(&person) {
            "[x]"
        } else {
            "[ ]"
        };
        Item {
            label: format!("{mark} {line}"),
            aside: String::new(),
            choice: Choice::Session(SessionChoice::Attend(id, person)),
        }
    };
    let mut items: Vec<Item> = known_people(room).into_iter().map(item).collect();
    items.push(Item {
        label: "paste or type a list, one on a line: name, role, department".to_owned(),
        aside: String::new(),
        choice: Choice::Session(SessionChoice::PresentList(id)),
    });
    let title = format!(
        "present in {}: Enter changes, Esc closes",
        timetable::name(room, id)
    );
    pick::open(model, Pick::new(title, items, ""));
}

/// Counts somebody as present, or no more. The list stays open where it was.
fn attend(model: &mut Model, id: ObjectId, person: ObjectId, effects: &mut Vec<Effect>) {
    let Some(room) = &model.room else { return };
    if attending(room, id).contains(&person) {
        let to = Subject::Object(person);
        let over = room.audit.link_entries(id, Link::Person, &to);
        if over.is_empty() {
            model.warn("This is not saved yet; try again when it is.");
            return;
        }
        let (of, link) = (id, Link::Person);
        let unlink = Change::Unlink(Unlink { of, link, to, over });
        saving::act(model, effects, |_| vec![unlink]);
    } else {
        saving::act(model, effects, |desk| {
            desk.present(id, person).into_iter().collect()
        });
    }
    let said = model.said.take();
    present(model, id);
    model.said = said;
    let choice = Choice::Session(SessionChoice::Attend(id, person));
    if let Some(Overlay::Pick(pick)) = model.overlays.last_mut() {
        let at = pick.items.iter().position(|item| item.choice == choice);
        pick.at = at.unwrap_or(0);
    }
}

/// Lists who may leave and who may come, with the time of the clock.
fn come_and_go(model: &mut Model, id: ObjectId) {
    let now = model.now.format("%H:%M");
    let Some(room) = &model.room else { return };
    let Some(object) = room.audit.object(id) else {
        model.warn("The session is not saved yet; try again when it is.");
        return;
    };
    let (mut leave, mut come) = (Vec::new(), Vec::new());
    for (person, line) in known_people(room) {
        let there = session::is_there(&room.audit, object, person);
        let (word, choice, items) = if there {
            ("left", SessionChoice::Left(id, person), &mut leave)
        } else {
            ("came", SessionChoice::Came(id, person), &mut come)
        };
        items.push(Item {
            label: format!("{word}  {line}"),
            aside: String::new(),
            choice: Choice::Session(choice),
        });
    }
    leave.append(&mut come);
    leave.push(Item {
        label: "somebody new: type name, role, department".to_owned(),
        aside: String::new(),
        choice: Choice::Session(SessionChoice::PresentList(id)),
    });
    let title = format!("{now}, who came or left: a remark is written");
    pick::open(model, Pick::new(title, leave, ""));
}

/// Scrolls the running notes. Typing goes on where it was.
pub(super) fn scroll(model: &mut Model, older: bool) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(session) = room.session.filter(|_| room.view == View::Session) else {
        model.warn("This is for the session page; i goes there.");
        return;
    };
    let count = room.audit.linked_to(&session.into(), Kind::Note).len();
    room.notes_back = if older {
        (room.notes_back + SCROLLED).min(count.saturating_sub(1))
    } else {
        room.notes_back.saturating_sub(SCROLLED)
    };
}
