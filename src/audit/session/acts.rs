//! What an auditor does with a session, as changes: begin, interrupt, go on, return, end, drop, swap; who came and
//! who left.
//!
//! This module must not know what time it is.

use chrono::TimeDelta;

use super::{State, Times, called};
use crate::audit::act::Desk;
use crate::audit::entry::{Add, Change, LinkTo, Moment};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Field, Kind, Link};

/// How the remark ends that somebody came into a session.
pub(super) const CAME: &str = " came";
/// How the remark ends that somebody left a session.
pub(super) const LEFT: &str = " left";

/// What was entered for a session that is not in the plan and for which no reason was given.
pub const NOT_IN_PLAN: &str = "Added: it was not in the plan";

impl Desk<'_> {
    /// The times of a session, counting what is on its way to the disk.
    pub fn session_times(&self, session: ObjectId) -> Times {
        let subject = Subject::Object(session);
        let time =
            |field: Field| Moment::parse_from_rfc3339(&self.value(&subject, &field.into())).ok();
        Times {
            planned_from: time(Field::PlannedFrom),
            planned_until: time(Field::PlannedUntil),
            started: time(Field::Started),
            ended: time(Field::Ended),
            paused: time(Field::Paused),
            away: self
                .value(&subject, &Field::Away.into())
                .parse()
                .unwrap_or(0),
        }
    }

    /// Begins a session, goes on with an interrupted one, or returns to one that was held: the gap counts as
    /// interruption. One that was dropped is held after all. Nothing for one that is running.
    pub fn enter_session(&self, session: ObjectId, now: Moment) -> Vec<Change> {
        let times = self.session_times(session);
        match times.state() {
            State::Running => Vec::new(),
            State::Planned => vec![self.set(session, Field::Started, now.to_rfc3339())],
            State::Dropped => vec![
                self.set(session, Field::Started, now.to_rfc3339()),
                self.set(session, Field::Ended, ""),
                self.deviate(session, "Held after all"),
            ],
            State::Interrupted => {
                let since = times.paused.unwrap_or(now);
                vec![
                    self.set(session, Field::Paused, ""),
                    self.away(session, &times, now - since),
                ]
            }
            State::Held => {
                let since = times.ended.unwrap_or(now);
                vec![
                    self.set(session, Field::Ended, ""),
                    self.away(session, &times, now - since),
                ]
            }
        }
    }

    fn away(&self, session: ObjectId, times: &Times, gap: TimeDelta) -> Change {
        let away = times.away.saturating_add(gap.num_minutes().max(0));
        self.set(session, Field::Away, away.max(0).to_string())
    }

    /// Interrupts a running session.
    pub fn interrupt_session(&self, session: ObjectId, now: Moment) -> Vec<Change> {
        if self.session_times(session).state() != State::Running {
            return Vec::new();
        }
        vec![self.set(session, Field::Paused, now.to_rfc3339())]
    }

    /// Ends a session. One that is interrupted ended when it was interrupted, since nothing was done after.
    pub fn end_session(&self, session: ObjectId, now: Moment) -> Vec<Change> {
        let times = self.session_times(session);
        match (times.state(), times.paused) {
            (State::Running, _) => vec![self.set(session, Field::Ended, now.to_rfc3339())],
            (State::Interrupted, Some(since)) => vec![
                self.set(session, Field::Ended, since.to_rfc3339()),
                self.set(session, Field::Paused, ""),
            ],
            _ => Vec::new(),
        }
    }

    /// Adds a line to what differed from the plan of a session.
    pub fn deviate(&self, session: ObjectId, line: &str) -> Change {
        let subject = Subject::Object(session);
        let before = self.value(&subject, &Field::Deviation.into());
        let line = line.trim();
        let words = if before.trim().is_empty() {
            line.to_owned()
        } else {
            format!("{}\n{line}", before.trim_end())
        };
        self.set(session, Field::Deviation, words)
    }

    /// Calls off a session that has not begun, with the reason.
    pub fn drop_session(&self, session: ObjectId, reason: &str, now: Moment) -> Vec<Change> {
        if self.session_times(session).state() != State::Planned {
            return Vec::new();
        }
        vec![
            self.set(session, Field::Ended, now.to_rfc3339()),
            self.deviate(session, &format!("Not held: {reason}")),
        ]
    }

    /// Lets two sessions change places in the plan. Each keeps in its deviation when it was planned before.
    pub fn swap_sessions(&self, one: ObjectId, other: ObjectId, reason: &str) -> Vec<Change> {
        let mut changes = Vec::new();
        for (of, with) in [(one, other), (other, one)] {
            let (own, wanted) = (self.session_times(of), self.session_times(with));
            let text = |time: Option<Moment>| time.map_or(String::new(), |time| time.to_rfc3339());
            let until = match (wanted.planned_from, own.planned()) {
                // It moves to where the other begins, and takes as long as it was planned to take.
                (Some(from), Some(takes)) => from.checked_add_signed(takes),
                _ => wanted.planned_until,
            };
            changes.push(self.set(of, Field::PlannedFrom, text(wanted.planned_from)));
            changes.push(self.set(of, Field::PlannedUntil, text(until)));
            let name = |id| {
                let session = self.audit.object(id);
                session.map_or_else(|| "a session".to_owned(), |it| self.audit.label(it))
            };
            let before = own.planned_from.map_or_else(String::new, |from| {
                format!(" (planned before for {})", from.format("%Y-%m-%d %H:%M"))
            });
            let line = format!("Exchanged with {}{before}: {reason}", name(with));
            changes.push(self.deviate(of, &line));
        }
        changes
    }

    /// Writes down that somebody came into a session. They count as present from then on.
    pub fn came(&mut self, session: ObjectId, person: ObjectId) -> Vec<Change> {
        let mut changes = self.present(session, person).into_iter().collect();
        self.moved(session, person, CAME, &mut changes);
        changes
    }

    /// Writes down that somebody left a session. They took part in it all the same.
    pub fn left(&mut self, session: ObjectId, person: ObjectId) -> Vec<Change> {
        let mut changes = Vec::new();
        self.moved(session, person, LEFT, &mut changes);
        changes
    }

    /// Counts somebody among those present, where they are not yet.
    pub fn present(&self, session: ObjectId, person: ObjectId) -> Option<Change> {
        let to = Subject::Object(person);
        let known = self.audit.object(session).is_some_and(|session| {
            self.audit
                .links(session, Link::Person)
                .any(|end| *end == to)
        });
        let (of, link) = (session, Link::Person);
        (!known).then_some(Change::Link(LinkTo { of, link, to }))
    }

    fn moved(&mut self, session: ObjectId, person: ObjectId, how: &str, changes: &mut Vec<Change>) {
        let name = self.audit.object(person).map_or_else(
            || "somebody".to_owned(),
            |person| called(self.audit, person).to_owned(),
        );
        // Made by hand: a role is somebody's words, and nothing in it is to be read as a link.
        let remark = Add::new(Kind::Note, self.object())
            .with(Field::Text, format!("// {name}{how}"))
            .with(Field::Mode, "remark")
            .linked(Link::Person, person)
            .linked(Link::Session, session);
        changes.push(Change::Add(remark));
    }
}
