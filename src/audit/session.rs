//! Sessions as they stand: planned, running, interrupted, held or dropped; what they took, what is late, who is
//! there, and which requirements they are about.
//!
//! Planned times are times of the clock on the wall, and are compared as such. This module must not know what
//! time it is, nor how a session is shown.

mod acts;

pub use acts::NOT_IN_PLAN;

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::entry::Moment;
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::inline;
use super::schema::{Field, Kind, Link};
use crate::checklist::criteria::{Criteria, Row};

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has not begun.
    Planned,
    /// It goes on.
    Running,
    /// It began, was interrupted, and did not go on yet.
    Interrupted,
    /// It began and ended.
    Held,
    /// It was called off: it has an end and never began. Its deviation says why.
    Dropped,
}

impl State {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Held => "held",
            Self::Dropped => "dropped",
        }
    }
}

/// The times of a session, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// When it was planned to begin.
    pub planned_from: Option<Moment>,
    /// When it was planned to end.
    pub planned_until: Option<Moment>,
    /// When it began.
    pub started: Option<Moment>,
    /// When it ended; of one that never began: when it was called off.
    pub ended: Option<Moment>,
    /// Since when it is interrupted.
    pub paused: Option<Moment>,
    /// For how many minutes it was interrupted before it went on.
    pub away: i64,
}

/// What is late about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It was to begin then and has not.
    NotBegun(Moment),
    /// It was to end then and has not.
    Over(Moment),
}

impl Times {
    /// The times that the record has of a session.
    pub fn of(audit: &Audit, session: &Object) -> Self {
        let time = |field| Moment::parse_from_rfc3339(audit.text(session, field)).ok();
        let away = audit.text(session, Field::Away);
        Self {
            planned_from: time(Field::PlannedFrom),
            planned_until: time(Field::PlannedUntil),
            started: time(Field::Started),
            ended: time(Field::Ended),
            paused: time(Field::Paused),
            away: away.parse().unwrap_or(0),
        }
    }

    /// How a session with these times stands.
    pub const fn state(&self) -> State {
        match (self.started, self.ended, self.paused) {
            (None, None, _) => State::Planned,
            (None, Some(_), _) => State::Dropped,
            (Some(_), Some(_), _) => State::Held,
            (Some(_), None, Some(_)) => State::Interrupted,
            (Some(_), None, None) => State::Running,
        }
    }

    /// How long it really took: from beginning to end without the interruptions. None before it ended, and where
    /// nothing is left.
    pub fn real(&self) -> Option<TimeDelta> {
        let away = TimeDelta::try_minutes(self.away)?;
        let real = (self.ended? - self.started?).checked_sub(&away)?;
        (real > TimeDelta::zero()).then_some(real)
    }

    /// How long it was planned to take.
    pub fn planned(&self) -> Option<TimeDelta> {
        let planned = self.planned_until? - self.planned_from?;
        (planned > TimeDelta::zero()).then_some(planned)
    }

    /// What is late about it at a time. Wall clocks are compared, so that a plan made in summer time holds in winter.
    pub fn late(&self, now: Moment) -> Option<Late> {
        let past = |moment: &Moment| moment.naive_local() < now.naive_local();
        match self.state() {
            State::Planned => self.planned_from.filter(past).map(Late::NotBegun),
            State::Running | State::Interrupted => self.planned_until.filter(past).map(Late::Over),
            State::Held | State::Dropped => None,
        }
    }

    /// When it takes place, as well as that is known: what the timetable is ordered by.
    pub fn begins(&self) -> Option<Moment> {
        self.planned_from.or(self.started)
    }
}

/// How a session stands.
pub fn state(audit: &Audit, session: &Object) -> State {
    Times::of(audit, session).state()
}

/// The title of a session, or the word for one without.
pub fn title<'a>(audit: &'a Audit, session: &'a Object) -> &'a str {
    match audit.text(session, Field::Title).trim() {
        "" => "session",
        title => title,
    }
}

/// Standing sessions in the order of the timetable: by the time at which they take place, those without at the end.
pub fn timetable(audit: &Audit) -> Vec<&Object> {
    let mut sessions: Vec<&Object> = audit.standing(Kind::Session).collect();
    sessions.sort_by_key(|session| {
        let begins = Times::of(audit, session).begins();
        (begins.is_none(), begins.map(|begins| begins.naive_local()))
    });
    sessions
}

/// Whether somebody began a session themselves.
fn is_own(audit: &Audit, session: &Object, author: &str) -> bool {
    let started = audit.current(&session.id.into(), &Field::Started.into());
    started.iter().any(|held| held.author == author)
}

/// The session that somebody has running; colleagues have their own.
pub fn own_running<'a>(audit: &'a Audit, author: &str) -> Option<&'a Object> {
    running(audit).find(|session| is_own(audit, session, author))
}

/// The sessions that are running, the latest first.
pub fn running(audit: &Audit) -> impl Iterator<Item = &Object> {
    let sessions = audit.standing(Kind::Session).rev();
    sessions.filter(|session| state(audit, session) == State::Running)
}

/// The session that somebody interrupted and did not go on with, the latest interruption first.
pub fn own_interrupted<'a>(audit: &'a Audit, author: &str) -> Option<&'a Object> {
    let sessions = audit.standing(Kind::Session).filter(|session| {
        state(audit, session) == State::Interrupted && is_own(audit, session, author)
    });
    sessions.max_by_key(|session| Times::of(audit, session).paused)
}

/// The people who take part in a session.
pub fn people<'a>(audit: &'a Audit, session: &'a Object) -> Vec<&'a Object> {
    let ends = audit.links(session, Link::Person);
    let people = ends.filter_map(|end| match end {
        Subject::Object(person) => audit.object(*person),
        _ => None,
    });
    people
        .filter(|person| !audit.is_withdrawn(person))
        .collect()
}

/// What a person is called in running notes and lists: the role, since that is what a report shows.
pub fn called<'a>(audit: &'a Audit, person: &'a Object) -> &'a str {
    match audit.text(person, Field::Role).trim() {
        "" => audit.text(person, Field::Name).trim(),
        role => role,
    }
}

/// Whether somebody is there: takes part, and did not leave since they last came.
pub fn is_there(audit: &Audit, session: &Object, person: ObjectId) -> bool {
    let subject = Subject::Object(person);
    if !audit
        .links(session, Link::Person)
        .any(|end| *end == subject)
    {
        return false;
    }
    let notes = audit.linked_to(&session.id.into(), Kind::Note);
    let moves = notes.into_iter().rev().filter(|note| {
        audit.text(note, Field::Mode) == "remark"
            && audit.links(note, Link::Person).any(|end| *end == subject)
    });
    let last = moves
        .map(|note| inline::body(audit.text(note, Field::Text)))
        .find(|body| body.ends_with(acts::CAME) || body.ends_with(acts::LEFT));
    last.is_none_or(|body| body.ends_with(acts::CAME))
}

/// A requirement of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Concerned {
    /// Its row in the criteria.
    pub row: usize,
    /// Whether the session was planned to be about it; otherwise it was touched.
    pub planned: bool,
}

/// The requirements of a session: those that it was planned to be about, then those that were touched in it, each
/// in document order.
pub fn requirements(audit: &Audit, criteria: &Criteria, session: &Object) -> Vec<Concerned> {
    let rows = |object: &Object| {
        let ends = audit.links(object, Link::On);
        let ids = ends.filter_map(|end| match end {
            Subject::Requirement(id) => criteria.index(id),
            _ => None,
        });
        let auditable = ids.filter(|at| criteria.rows().get(*at).is_some_and(Row::is_auditable));
        auditable.collect::<Vec<usize>>()
    };
    let planned: BTreeSet<usize> = rows(session).into_iter().collect();
    let mut touched = BTreeSet::new();
    for kind in [
        Kind::Note,
        Kind::Evidence,
        Kind::Sample,
        Kind::Finding,
        Kind::Point,
    ] {
        for object in audit.linked_to(&session.id.into(), kind) {
            touched.extend(rows(object));
        }
    }
    let of = |rows: BTreeSet<usize>, planned| {
        rows.into_iter()
            .map(move |row| Concerned { row, planned })
            .collect::<Vec<_>>()
    };
    let touched = touched.difference(&planned).copied().collect();
    let mut all = of(planned, true);
    all.extend(of(touched, false));
    all
}

/// What the sessions of an audit took, all together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many have not begun.
    pub planned: usize,
    /// How many go on.
    pub running: usize,
    /// How many are interrupted.
    pub interrupted: usize,
    /// How many were held.
    pub held: usize,
    /// How many were called off.
    pub dropped: usize,
    /// Minutes that the held ones really took.
    pub minutes: i64,
    /// Of these, minutes by remote means (IAF MD 4).
    pub remote_minutes: i64,
    /// Minutes that the held ones were planned to take.
    pub held_as_planned: i64,
    /// Minutes of the whole plan.
    pub planned_minutes: i64,
}

impl Totals {
    /// What the standing sessions of an audit took.
    pub fn of(audit: &Audit) -> Self {
        let mut totals = Self::default();
        for session in audit.standing(Kind::Session) {
            let times = Times::of(audit, session);
            let planned = times.planned().map_or(0, |time| time.num_minutes());
            totals.planned_minutes = totals.planned_minutes.saturating_add(planned);
            match times.state() {
                State::Planned => totals.planned += 1,
                State::Running => totals.running += 1,
                State::Interrupted => totals.interrupted += 1,
                State::Dropped => totals.dropped += 1,
                State::Held => {
                    totals.held += 1;
                    totals.held_as_planned = totals.held_as_planned.saturating_add(planned);
                    let real = times.real().map_or(0, |time| time.num_minutes());
                    totals.minutes = totals.minutes.saturating_add(real);
                    if audit.text(session, Field::Place) == "remote" {
                        totals.remote_minutes = totals.remote_minutes.saturating_add(real);
                    }
                }
            }
        }
        totals
    }

    /// The remote share of what was held, in whole percent.
    pub fn remote_share(&self) -> i64 {
        self.remote_minutes.saturating_mul(100) / self.minutes.max(1)
    }
}
