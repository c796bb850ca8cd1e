//! What there is to say about a session on one line or two: in the timetable, at the head of its page, and how to
//! go about the requirement that is selected there.

use chrono::Datelike;

use super::{Mark, Para, finding_line, findings, label_column, outcome, para};
use crate::audit::coverage;
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::schema::{Field, Holds, PLACES, SESSION_MODES};
use crate::audit::session::{self, Late, State, Times};
use crate::checklist::criteria::Row;
use crate::tui::guide;
use crate::tui::model::Room;

/// Which part of a line of the timetable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Label, planned and real times, what is late, title.
    Label,
    /// Where, and who.
    Aside,
}

fn clock(time: Moment) -> String {
    time.format("%H:%M").to_string()
}

/// A line of the timetable.
pub fn timetable_line(room: &Room, session: &Object, now: Moment, slot: Slot) -> String {
    let audit = &room.audit;
    let times = Times::of(audit, session);
    if slot == Slot::Aside {
        let who: Vec<&str> = session::people(audit, session)
            .into_iter()
            .filter(|person| audit.text(person, Field::Side) != "team")
            .map(|person| session::called(audit, person))
            .collect();
        let auditor = audit.text(session, Field::Auditor);
        let parts = [audit.text(session, Field::Where), auditor, &who.join(", ")];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        return parts.join(" · ");
    }
    let day = times.begins().map_or_else(
        || " ".repeat(6),
        |begins| format!("{:>2} {}", begins.day(), begins.format("%b")),
    );
    let planned = match (times.planned_from, times.planned_until) {
        (Some(from), Some(until)) => format!("{}–{}", clock(from), clock(until)),
        (Some(from), None) => clock(from),
        _ => "added".to_owned(),
    };
    let real = match (times.state(), times.started, times.ended, times.paused) {
        (State::Held, Some(started), Some(ended), _) => {
            format!("held {}–{}", clock(started), clock(ended))
        }
        (State::Running, Some(started), ..) => format!("running {}–", clock(started)),
        (State::Interrupted, _, _, Some(paused)) => format!("interrupted {}", clock(paused)),
        (state, ..) => state.word().to_owned(),
    };
    let late = match times.late(now) {
        Some(Late::NotBegun(_)) => ", late",
        Some(Late::Over(_)) => " over",
        None => "",
    };
    let real = if audit.is_withdrawn(session) {
        "withdrawn".to_owned()
    } else {
        format!("{real}{late}")
    };
    let label = label_column(room, session);
    let title = session::title(audit, session);
    format!("{label}{day} {planned:<12}{real:<20}{title}")
}

/// The head of a session's page: its title, and since when and until when; whether it is over its time.
pub fn session_head(room: &Room, session: &Object, now: Moment) -> (String, String, bool) {
    let times = Times::of(&room.audit, session);
    let label = room.audit.label(session);
    let title = format!("{label} {}", session::title(&room.audit, session));
    let since = times.started.map(|started| {
        if started.date_naive() == now.date_naive() {
            format!("since {}", clock(started))
        } else {
            format!("since {}", started.format("%-d %b %H:%M"))
        }
    });
    let late = matches!(times.late(now), Some(Late::Over(_)));
    // The end itself and no countdown: an idle screen is not redrawn, and must stay true.
    let until = times.planned_until.map(|until| {
        if late {
            format!("over since {}", clock(until))
        } else {
            format!("until {}", clock(until))
        }
    });
    let parts: Vec<String> = since.into_iter().chain(until).collect();
    (title, parts.join(", "), late)
}

/// The second line of the head: kind, where, who, when it was planned, for how long it was interrupted.
pub fn session_line(room: &Room, session: &Object) -> String {
    let audit = &room.audit;
    let text = |field| audit.text(session, field);
    let times = Times::of(audit, session);
    let planned = match (times.planned_from, times.planned_until) {
        (Some(from), Some(until)) => format!("planned {}–{}", clock(from), clock(until)),
        (Some(from), None) => format!("planned {}", clock(from)),
        _ => String::new(),
    };
    let away = match times.away {
        0 => String::new(),
        minutes => format!("{minutes} min interrupted"),
    };
    let place = Holds::Choice(PLACES).word(text(Field::Place));
    let at = match text(Field::Where) {
        "" => place.to_owned(),
        at if text(Field::Place) == "physical" => at.to_owned(),
        at => format!("{place}, {at}"),
    };
    let people = session::people(audit, session);
    let who: Vec<&str> = people
        .into_iter()
        .filter(|person| audit.text(person, Field::Side) != "team")
        .filter(|person| session::is_there(audit, session, person.id))
        .map(|person| session::called(audit, person))
        .collect();
    let mode = Holds::Choice(SESSION_MODES).word(text(Field::Mode));
    let parts = [planned, away, mode.to_owned(), at, who.join(", ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// How to go about a requirement while somebody is talking: what it is for, what to ask first, what to see.
/// `brief` where only a few rows are left: the first question, then the rest.
pub fn guidance(room: &Room, row: &Row, brief: bool) -> Vec<Para> {
    let line = room.on_line(row);
    let mut paras = Vec::new();
    if !brief {
        paras.push(para(Mark::Heading, room.line_title(row)));
        for row in &line {
            let standing = coverage::standing(&room.audit, &room.criteria, &row.id);
            if standing.outcome.is_judged() {
                outcome(room, &row.id, line.len() > 1, &mut paras);
            }
        }
        let findings = findings(room, &line).into_iter();
        paras.extend(findings.map(|finding| finding_line(room, finding)));
    }
    for (n, row) in line.iter().enumerate() {
        if n > 0 {
            paras.push(para(Mark::Heading, format!("for {}", row.id)));
        }
        paras.extend(questions(room, row, brief && n == 0));
    }
    paras
}

/// What to ask about a requirement and what to see; where there is little room, the first question before the aim.
fn questions(room: &Room, row: &Row, brief: bool) -> Vec<Para> {
    let (guidance, _) = guide::guidance(room, row);
    let questions = guidance.ask.iter();
    let mut paras: Vec<Para> = questions
        .map(|question| para(Mark::Ask, question.ask.clone()))
        .collect();
    if let Some(aim) = &guidance.aim {
        let at = usize::from(brief).min(paras.len());
        paras.insert(at, para(Mark::Plain, aim.clone()));
    }
    let looks = guidance.look.iter();
    paras.extend(looks.map(|look| {
        let text = format!("look ({}): {}", look.method.key(), look.what);
        para(Mark::Faint, text)
    }));
    paras
}
