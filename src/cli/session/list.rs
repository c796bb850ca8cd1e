//! `onsite session AUDIT list`: the timetable.

use clap::Args;
use serde::Serialize;

use crate::audit::fold::{Audit, Object};
use crate::audit::schema::{Field, Link};
use crate::audit::session::{self as sessions, Late, State, Times, Totals};
use crate::cli::done::Done;
use crate::cli::failure::Failure;
use crate::cli::time;

/// Shows the timetable: planned and real times, how each session stands, what is late
///
/// With --json: sessions (label, state, planned-from, planned-until, started, ended, paused, away, minutes, late,
/// place, people, on, deviates; title, where, auditor and deviation with --show), minutes, remote-minutes,
/// planned-minutes.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answer {
    sessions: Vec<Listed>,
    minutes: i64,
    remote_minutes: i64,
    planned_minutes: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Listed {
    label: String,
    state: &'static str,
    planned_from: String,
    planned_until: String,
    started: String,
    ended: String,
    paused: String,
    away: i64,
    minutes: Option<i64>,
    late: bool,
    place: String,
    people: usize,
    on: Vec<String>,
    deviates: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auditor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deviation: Option<String>,
    #[serde(skip)]
    line: String,
}

impl List {
    pub fn run(self, audit: &Audit) -> Result<Done, Failure> {
        let totals = Totals::of(audit);
        let sessions = sessions::timetable(audit);
        let answer = Answer {
            sessions: sessions
                .iter()
                .map(|it| listed(audit, it, self.show))
                .collect(),
            minutes: totals.minutes,
            remote_minutes: totals.remote_minutes,
            planned_minutes: totals.planned_minutes,
        };
        let mut lines: Vec<&str> = answer.sessions.iter().map(|it| it.line.as_str()).collect();
        if lines.is_empty() {
            lines.push("No sessions yet. onsite plan AUDIT --sessions FILE.csv reads a plan.");
        }
        let text = lines.join("\n");
        Done::either(self.json, &answer, text)
    }
}

fn listed(audit: &Audit, session: &Object, show: bool) -> Listed {
    let times = Times::of(audit, session);
    let late = times.late(time::now());
    let text = |field| audit.text(session, field).to_owned();
    let shown = |field| show.then(|| text(field));
    let on = audit.links(session, Link::On).map(ToString::to_string);
    let label = audit.label(session);
    let title = shown(Field::Title);
    let line = line(&label, &times, late, title.as_deref().unwrap_or_default());
    Listed {
        state: times.state().word(),
        planned_from: text(Field::PlannedFrom),
        planned_until: text(Field::PlannedUntil),
        started: text(Field::Started),
        ended: text(Field::Ended),
        paused: text(Field::Paused),
        away: times.away,
        minutes: times.real().map(|real| real.num_minutes()),
        late: late.is_some(),
        place: text(Field::Place),
        people: sessions::people(audit, session).len(),
        on: on.collect(),
        deviates: !text(Field::Deviation).is_empty(),
        title,
        at: shown(Field::Where),
        auditor: shown(Field::Auditor),
        deviation: shown(Field::Deviation),
        label,
        line,
    }
}

fn line(label: &str, times: &Times, late: Option<Late>, title: &str) -> String {
    let planned = match (times.planned_from, times.planned_until) {
        (Some(from), Some(until)) => {
            format!(
                "{}–{}",
                from.format("%Y-%m-%d %H:%M"),
                until.format("%H:%M")
            )
        }
        (Some(from), None) => from.format("%Y-%m-%d %H:%M").to_string(),
        _ => "not in the plan".to_owned(),
    };
    let clock = |time: crate::audit::entry::Moment| time.format("%H:%M").to_string();
    let real = match (times.state(), times.started, times.ended, times.paused) {
        (State::Held, Some(started), Some(ended), _) => {
            format!("held {}–{}", clock(started), clock(ended))
        }
        (State::Running, Some(started), ..) => format!("running since {}", clock(started)),
        (State::Interrupted, _, _, Some(paused)) => format!("interrupted since {}", clock(paused)),
        (state, ..) => state.word().to_owned(),
    };
    let late = match late {
        None => "",
        Some(Late::NotBegun(_)) => "late: not begun",
        Some(Late::Over(_)) => "late: over its time",
    };
    let parts = format!("{label:<5}{planned:<23}{real:<24}{late:<21}{title}");
    parts.trim_end().to_owned()
}
