//! `onsite agenda`: the points of the opening or closing meeting, and which of them were dealt with.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::work::{self, Writing};
use crate::audit::agenda::{self, Dealt, Meeting};
use crate::audit::entry::Change;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::ObjectId;
use crate::audit::schema::{Field, Kind};
use crate::checklist::criteria::Criteria;
use crate::store::load::Loaded;

/// Shows the agenda of the opening or closing meeting, and ticks its points
///
/// The points are those of the profiles, the same words once. Without --opening or --closing it is that of the
/// running meeting, or else of the one that there is.
///
/// With --json: meeting, session (its label), entry (after a change), points (number, point, as-needed, source,
/// criteria, dealt: open, done or left-out, label; remark with --show).
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Agenda {
    /// The audit
    audit: PathBuf,
    /// That of the opening meeting
    #[arg(long, conflicts_with = "closing")]
    opening: bool,
    /// That of the closing meeting
    #[arg(long)]
    closing: bool,
    /// Which meeting, as in S2; otherwise the running one, or else the latest
    #[arg(long, value_name = "LABEL")]
    session: Option<String>,
    /// Ticks this point, or takes its tick away; may be given several times
    #[arg(long, value_name = "NUMBER")]
    tick: Vec<usize>,
    /// Leaves this point out, or takes that back; may be given several times
    #[arg(long, value_name = "NUMBER")]
    leave_out: Vec<usize>,
    /// A remark on the one point that is ticked; - for standard input
    #[arg(long)]
    remark: Option<String>,
    /// Shows remarks as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    meeting: &'static str,
    session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    points: Vec<Point>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Point {
    number: usize,
    #[serde(rename = "point")]
    words: String,
    as_needed: bool,
    source: String,
    criteria: Vec<String>,
    dealt: String,
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
}

impl Agenda {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        if self.tick.is_empty() && self.leave_out.is_empty() {
            if self.remark.is_some() {
                return Err(Failure::new(
                    "a remark belongs to a point",
                    "Say which: onsite agenda AUDIT --tick 3 --remark TEXT",
                ));
            }
            let loaded = work::read(&self.audit)?;
            let (meeting, session) = self.meeting(&loaded.audit, &loaded.criteria)?;
            let session = session.map(|session| session.id);
            return self.answer(&loaded, meeting, session, None);
        }
        let writing = Writing::begin(&self.audit, author)?;
        self.enter(writing)
    }

    /// Ticks and leaves out, as one entry.
    fn enter(self, mut writing: Writing) -> Result<Done, Failure> {
        let audit = &writing.loaded.audit;
        let (meeting, session) = self.meeting(audit, &writing.loaded.criteria)?;
        let Some(session) = session.map(|session| session.id) else {
            return Err(no_session(meeting));
        };
        let mut texts = Texts::default();
        let remark = texts.maybe(self.remark.as_deref())?;
        if self.remark.is_some() && (self.tick.len() != 1 || !self.leave_out.is_empty()) {
            return Err(Failure::new(
                "a remark belongs to one point",
                "Tick one point with it, and the others without.",
            ));
        }
        let criteria = writing.loaded.criteria.clone();
        let points = agenda::points(&criteria, meeting);
        let mut changes: Vec<Change> = Vec::new();
        let asked = self.tick.iter().map(|number| (*number, false));
        for (number, out) in asked.chain(self.leave_out.iter().map(|number| (*number, true))) {
            let point = number.checked_sub(1).and_then(|at| points.get(at));
            let Some(point) = point else {
                return Err(Failure::new(
                    format!("there is no point {number} in this agenda"),
                    format!("It has points 1 to {}.", points.len()),
                ));
            };
            if out && !point.as_needed {
                return Err(Failure::new(
                    format!("point {number} belongs to every {} meeting", meeting.word()),
                    "Only points as needed can be left out; tick it with a --remark.",
                ));
            }
            changes.extend(writing.at_desk(|desk| match (out, remark.as_str()) {
                (true, _) => agenda::leave_out(desk, session, point.words),
                (false, "") => agenda::tick(desk, session, point.words, ""),
                (false, remark) => agenda::remark(desk, session, point.words, remark),
            }));
        }
        if changes.is_empty() {
            let loaded = writing.finish()?;
            return self.answer(&loaded, meeting, Some(session), None);
        }
        let (loaded, entry) = writing.save(changes)?;
        self.answer(&loaded, meeting, Some(session), Some(entry.to_string()))
    }

    /// Which meeting is meant, and the session that it is, if there is one.
    fn meeting<'a>(
        &self,
        audit: &'a Audit,
        criteria: &'a Criteria,
    ) -> Result<(Meeting, Option<&'a Object>), Failure> {
        let asked = match (self.opening, self.closing) {
            (true, _) => Some(Meeting::Opening),
            (_, true) => Some(Meeting::Closing),
            _ => None,
        };
        if let Some(label) = &self.session {
            let session = lookup::object_of(audit, Kind::Session, label)?;
            let found = agenda::meeting_of(audit, criteria, session);
            return match asked.or(found) {
                Some(meeting) => Ok((meeting, Some(session))),
                None => Err(Failure::new(
                    format!("{label} is neither the opening nor the closing meeting"),
                    "Say which agenda: --opening or --closing.",
                )),
            };
        }
        let all: Vec<(&Object, Meeting)> = agenda::meetings(audit, criteria)
            .filter(|(_, meeting)| asked.is_none_or(|asked| asked == *meeting))
            .collect();
        let running = |(session, _): &&(&Object, Meeting)| {
            !audit.text(session, Field::Started).is_empty()
                && audit.text(session, Field::Ended).is_empty()
        };
        let found = all.iter().rfind(running).or(match all.as_slice() {
            [only] => Some(only),
            several => several.last().filter(|_| asked.is_some()),
        });
        match (found, asked) {
            (Some((session, meeting)), _) => Ok((*meeting, Some(session))),
            (None, Some(meeting)) => Ok((meeting, None)),
            (None, None) => Err(Failure::new(
                "no meeting is running",
                "Say which agenda: --opening or --closing.",
            )),
        }
    }

    fn answer(
        &self,
        loaded: &Loaded,
        meeting: Meeting,
        session: Option<ObjectId>,
        entry: Option<String>,
    ) -> Result<Done, Failure> {
        let audit = &loaded.audit;
        let points = agenda::points(&loaded.criteria, meeting);
        let points = (1..).zip(points).map(|(number, point)| {
            let record = session.and_then(|id| agenda::record(audit, id, point.words));
            let remark = record.map(|record| audit.text(record, Field::Remark).to_owned());
            Point {
                number,
                words: point.words.to_owned(),
                as_needed: point.as_needed,
                source: point.source,
                criteria: point.criteria.iter().map(ToString::to_string).collect(),
                dealt: agenda::dealt(audit, record).word().replace(' ', "-"),
                label: record.map(|record| audit.label(record)),
                remark: remark.filter(|_| self.show),
            }
        });
        let session = session.and_then(|id| audit.object(id));
        let answer = Answer {
            meeting: meeting.word(),
            session: session.map(|session| audit.label(session)),
            entry,
            points: points.collect(),
        };
        Done::either(self.json, &answer, text(&answer))
    }
}

fn no_session(meeting: Meeting) -> Failure {
    let word = meeting.word();
    Failure::new(
        format!("there is no {word} meeting to tick points in"),
        format!("Start it: onsite session AUDIT start --mode meeting --title \"{word} meeting\""),
    )
}

fn text(answer: &Answer) -> String {
    let session = answer.session.as_deref().unwrap_or("no session yet");
    let mut text = format!("{} meeting ({session})\n", answer.meeting);
    for it in &answer.points {
        let mark = match it.dealt.as_str() {
            done if done == Dealt::Done.word() => "[x]",
            open if open == Dealt::Open.word() => "[ ]",
            _ => "[-]",
        };
        let needed = if it.as_needed { " (as needed)" } else { "" };
        let remark = it.remark.as_deref().filter(|remark| !remark.is_empty());
        let remark = remark.map_or_else(String::new, |remark| format!(" – {remark}"));
        // Writing to a String cannot fail.
        writeln!(text, "{:>3} {mark} {}{needed}{remark}", it.number, it.words).ok();
    }
    text
}
