//! The timetable: the sessions as they are planned and as they were, what can be done with one, and reading a plan.
//!
//! This module must not know what doing it changes.

use super::super::detail::{self, Slot};
use super::super::model::{Choice, Item, Model, Pick, Room, SessionChoice};
use super::super::msg::Effect;
use super::{list, pick, saving, tables};
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::id::ObjectId;
use crate::audit::plan::{self, Compared, Plan};
use crate::audit::schema::Kind;
use crate::audit::session::{self, State, Times, Totals};
use crate::cells::Refusal;
use crate::text::counted;

/// What an empty timetable says.
const EMPTY: &str =
    "No sessions yet. i starts one; the palette (Ctrl-O) plans one or reads a plan.";

/// Which sessions are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All.
    Any,
    /// Those that were held or were interrupted.
    Held,
    /// Those that have begun.
    Begun,
    /// Those that have not begun.
    Planned,
    /// Those that have not begun, but this one.
    PlannedBut(ObjectId),
}

impl Which {
    fn has(self, session: &Object, state: State) -> bool {
        match self {
            Self::Any => true,
            Self::Held => matches!(state, State::Held | State::Interrupted),
            Self::Begun => !matches!(state, State::Planned | State::Dropped),
            Self::Planned => state == State::Planned,
            Self::PlannedBut(one) => state == State::Planned && session.id != one,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Any => "which session?",
            Self::Held => "which session is returned to?",
            Self::Begun => "into which session? Ended ones too",
            Self::Planned => "which planned session?",
            Self::PlannedBut(_) => "with which other planned session?",
        }
    }

    const fn empty(self) -> &'static str {
        match self {
            Self::Any => EMPTY,
            Self::Held => "No session was held yet.",
            Self::Begun => "No session has begun yet.",
            Self::Planned => "No session is waiting to begin.",
            Self::PlannedBut(_) => "No other session is waiting to begin.",
        }
    }
}

/// Label and title of a session, for titles and menus.
pub(super) fn name(room: &Room, id: ObjectId) -> String {
    room.audit.object(id).map_or_else(
        || "the session".to_owned(),
        |session| {
            let title = session::title(&room.audit, session);
            format!("{} {title}", room.audit.label(session))
        },
    )
}

fn item(room: &Room, session: &Object, now: Moment, choice: Choice) -> Item {
    Item {
        label: detail::timetable_line(room, session, now, Slot::Label),
        aside: detail::timetable_line(room, session, now, Slot::Aside),
        choice,
    }
}

/// The sessions by day and time; Enter opens what can be done with one.
pub(super) fn list(room: &Room, now: Moment) -> Pick {
    let sessions = session::timetable(&room.audit);
    let mut items: Vec<Item> = sessions
        .into_iter()
        .map(|session| item(room, session, now, Choice::Show(session.id)))
        .collect();
    // What was withdrawn stays readable.
    let withdrawn = room.audit.objects(Kind::Session);
    let withdrawn = withdrawn.filter(|session| room.audit.is_withdrawn(session));
    items.extend(withdrawn.map(|session| item(room, session, now, Choice::Show(session.id))));
    lines_first(totals(&Totals::of(&room.audit)), items, EMPTY)
}

fn open(model: &mut Model, title: String, items: Vec<Item>, empty: &'static str) {
    pick::open(model, lines_first(title, items, empty));
}

fn lines_first(title: String, items: Vec<Item>, empty: &'static str) -> Pick {
    let lines_first = true;
    Pick {
        lines_first,
        ..Pick::new(title, items, empty)
    }
}

fn totals(totals: &Totals) -> String {
    let hours = |minutes: i64| format!("{} h {:02}", minutes / 60, minutes % 60);
    let all = totals.planned + totals.running + totals.interrupted + totals.held + totals.dropped;
    let mut title = format!("sessions: {} of {all} held", totals.held);
    if totals.minutes > 0 {
        title = format!("{title}, {}", hours(totals.minutes));
    }
    if totals.held_as_planned > 0 {
        title = format!("{title} (planned {})", hours(totals.held_as_planned));
    }
    if totals.remote_minutes > 0 {
        title = format!("{title}, {} % remote", totals.remote_share());
    }
    title
}

/// Offers sessions for something.
pub(super) fn choose(model: &mut Model, which: Which, then: impl Fn(ObjectId) -> SessionChoice) {
    let Some(room) = &model.room else { return };
    let sessions = session::timetable(&room.audit);
    let fitting = sessions
        .into_iter()
        .filter(|one| which.has(one, session::state(&room.audit, one)));
    let items: Vec<Item> = fitting
        .map(|one| item(room, one, model.now, Choice::Session(then(one.id))))
        .collect();
    open(model, which.title().to_owned(), items, which.empty());
}

/// Offers what could begin: what is interrupted first, then what is due, then the rest of the plan, and a session
/// that is not in the plan. Without any session at all, that form.
pub(super) fn offer(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let mut sessions = session::timetable(&room.audit);
    sessions.retain(|one| {
        matches!(
            session::state(&room.audit, one),
            State::Planned | State::Interrupted
        )
    });
    if sessions.is_empty() {
        list::add(model, Kind::Session);
        return;
    }
    let now = model.now.naive_local();
    sessions.sort_by_key(|one| {
        let times = Times::of(&room.audit, one);
        let others = room.audit.text(one, crate::audit::schema::Field::Auditor);
        let is_other = !others.is_empty() && !names(others, &room.author);
        // Due is the one whose time it is; else the one whose beginning is nearest.
        let is_now = times
            .planned_from
            .zip(times.planned_until)
            .is_some_and(|(from, until)| from.naive_local() <= now && now < until.naive_local());
        let away = times
            .planned_from
            .map(|from| (from.naive_local() - now).num_minutes().abs());
        (
            times.state() != State::Interrupted,
            is_other,
            !is_now,
            away.is_none(),
            away,
        )
    });
    let mut items: Vec<Item> = sessions
        .into_iter()
        .map(|one| {
            let choice = Choice::Session(SessionChoice::Enter(one.id));
            let mut item = item(room, one, model.now, choice);
            let word = match session::state(&room.audit, one) {
                State::Interrupted => "go on",
                _ => "start",
            };
            item.label = format!("{word:<6}{}", item.label);
            item
        })
        .collect();
    items.push(Item {
        label: "start a session that is not in the plan".to_owned(),
        aside: String::new(),
        choice: Choice::Session(SessionChoice::New),
    });
    let clock = model.now.format("%H:%M");
    open(
        model,
        format!("{clock}, which session begins?"),
        items,
        EMPTY,
    );
}

/// Whether a list of auditors names somebody, in full or by a part of the name.
fn names(auditors: &str, author: &str) -> bool {
    let auditors = auditors.to_lowercase();
    author
        .split_whitespace()
        .any(|part| auditors.contains(&part.to_lowercase()))
}

/// Opens the menu of what can be done with a session, the likeliest first.
pub(super) fn acts(model: &mut Model, id: ObjectId) {
    use SessionChoice as S;
    let Some(room) = &model.room else { return };
    let Some(object) = room.audit.object(id) else {
        return;
    };
    let mut acts: Vec<(&str, SessionChoice)> = match session::state(&room.audit, object) {
        _ if room.audit.is_withdrawn(object) => Vec::new(),
        State::Planned => vec![
            ("start it now", S::Enter(id)),
            ("drop it, with the reason", S::Drop(id)),
            (
                "swap it with another planned one, with the reason",
                S::Swap(id),
            ),
        ],
        State::Running => vec![
            ("go to its page", S::Page(id)),
            ("interrupt it", S::Interrupt(id)),
            ("end it", S::End(id)),
            ("somebody came or left", S::ComeAndGo(id)),
        ],
        State::Interrupted => vec![
            ("go on with it", S::Enter(id)),
            ("end it as of the interruption", S::End(id)),
            ("write a note into it", S::NoteInto(id)),
        ],
        State::Held => vec![
            (
                "write a note into it, from paper: 13:50 first says when",
                S::NoteInto(id),
            ),
            ("return to it: the gap counts as interruption", S::Enter(id)),
        ],
        State::Dropped => vec![("hold it after all: start it now", S::Enter(id))],
    };
    if !acts.is_empty() {
        acts.extend([
            ("people present", S::Present(id)),
            ("pocket sheet, as files to print", S::Sheet(id)),
            ("change what is written about it", S::Change(id)),
        ]);
    }
    acts.push(("show everything about it", S::Everything(id)));
    let items = acts.into_iter().map(|(word, choice)| Item {
        label: word.to_owned(),
        aside: String::new(),
        choice: Choice::Session(choice),
    });
    let mut menu = Pick::new(name(room, id), items.collect(), "");
    menu.numbered = true;
    pick::open(model, menu);
}

/// A plan was read from a file: what it would add is shown, to be confirmed.
pub(super) fn plan_read(model: &mut Model, file: &str, bytes: &[u8]) {
    let Some(room) = &model.room else { return };
    let plan = match plan::read(bytes, &room.criteria) {
        Ok(plan) => plan,
        Err(refusals) => {
            tables::refused(model, "the plan cannot be read", file, &refusals);
            return;
        }
    };
    let mut draw = || 0;
    let Ok(compared) = compare(room, &plan, model.now, &mut draw) else {
        return;
    };
    let lines = told(&compared, &plan);
    if compared.added.is_empty() {
        let first = "# Everything in the file is in the audit already.";
        tables::tell(model, "the plan", first, lines);
        return;
    }
    let enter = format!(
        "enter {} and {}",
        counted(compared.added.len(), "session", "sessions"),
        counted(compared.people.len(), "person", "people")
    );
    let enter = (enter, Choice::Session(SessionChoice::TakePlan));
    if let Some(room) = list::room(model) {
        room.plan = Some(plan);
    }
    let title = "the plan: Enter on the first line enters it, Esc leaves it";
    tables::confirm(model, title, enter, lines);
}

fn compare(
    room: &Room,
    plan: &Plan,
    now: crate::audit::entry::Moment,
    draw: &mut dyn FnMut() -> u128,
) -> Result<Compared, Vec<Refusal>> {
    let local = |time: chrono::NaiveDateTime| time.and_local_timezone(*now.offset()).single();
    plan::compare(&mut room.desk(draw), plan, &local)
}

/// What reading a plan would do, a line each.
fn told(compared: &Compared, plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for one in &compared.differs {
        lines.push(format!(
            "{} differs in “{}”: the audit has “{}”, the file “{}”; it stays",
            one.label, one.what, one.audit, one.file
        ));
    }
    for column in &plan.unread {
        lines.push(format!(
            "the column “{column}” means nothing here; it is not read"
        ));
    }
    for one in &compared.added {
        let until = one
            .until
            .map_or_else(String::new, |until| format!("–{}", until.format("%H:%M")));
        let from = one.from.format("%Y-%m-%d %H:%M");
        lines.push(format!("new  {from}{until}  {}", one.title));
    }
    if !compared.people.is_empty() {
        lines.push(format!("new people: {}", compared.people.join(", ")));
    }
    lines
}

/// Enters the plan that was read.
pub(super) fn take_plan(model: &mut Model, effects: &mut Vec<Effect>) {
    let now = model.now;
    let Some(plan) = list::room(model).and_then(|room| room.plan.take()) else {
        return;
    };
    let Model {
        room: Some(room),
        draw,
        ..
    } = model
    else {
        return;
    };
    let Ok(compared) = compare(room, &plan, now, draw) else {
        return;
    };
    let (sessions, people) = (compared.added.len(), compared.people.len());
    saving::act(model, effects, |_| compared.changes);
    if sessions > 0 && model.room.as_ref().is_some_and(|room| room.writable) {
        model.done(format!(
            "{} and {} entered. Ctrl-Z undoes.",
            counted(sessions, "session", "sessions"),
            counted(people, "person", "people")
        ));
    }
}
