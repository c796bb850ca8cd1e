//! The pocket sheet: what an auditor takes along on paper where no screen may go.
//!
//! One session on a page or two: its requirements with aim, questions and what to look for, and empty lines. What
//! is written on it is entered later, each note with its time. Everything goes through the escapers, as in the
//! report. This module must not know where the sheet is written to.

mod html;
mod markdown;

use std::sync::Arc;

use super::escape::Text;
use crate::audit::coverage;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::Subject;
use crate::audit::inline;
use crate::audit::schema::{Field, Holds, Kind, PLACES, SESSION_MODES};
use crate::audit::session::{self, Times};
use crate::checklist::criteria::{Criteria, Row};
use crate::checklist::guide::Guidance;

/// How many questions of a requirement stand on the sheet.
const QUESTIONS: usize = 3;
/// How many things to look for stand on the sheet.
const LOOKS: usize = 4;
/// Empty lines below a requirement.
const LINES: usize = 3;
/// Empty lines of a session that is about nothing in particular, as a meeting.
const LINES_ALONE: usize = 18;

/// What stands at the end, so that nobody has to remember it.
const LATER: &str = "Write the time first. Later, choose the session in the list of sessions and write each note \
     into it as it stands here: 13:50 ! door stood open #A.7.2";

/// A pocket sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    title: Text,
    client: Text,
    facts: Vec<(&'static str, Text)>,
    requirements: Vec<Asked>,
    /// Empty lines for what belongs to no requirement.
    lines: usize,
}

/// A requirement on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    title: Text,
    aim: Option<Text>,
    questions: Vec<Text>,
    looks: Vec<Text>,
    /// What was asked for and not seen yet.
    open: Vec<Text>,
}

impl Sheet {
    /// The sheet of a session.
    pub fn of(audit: &Audit, criteria: &Criteria, session: &Object) -> Self {
        let rows = session::requirements(audit, criteria, session);
        let rows = rows.iter().filter_map(|one| criteria.rows().get(one.row));
        let requirements: Vec<Asked> = rows.map(|row| asked(audit, criteria, row)).collect();
        let lines = if requirements.is_empty() {
            LINES_ALONE
        } else {
            LINES
        };
        Self {
            title: Text::new(format!(
                "{} {}",
                audit.label(session),
                session::title(audit, session)
            )),
            client: Text::new(audit.value(&Subject::Audit, &Field::Client.into())),
            facts: facts(audit, session),
            requirements,
            lines,
        }
    }

    /// As Markdown, the same bytes for the same sheet.
    pub fn markdown(&self) -> String {
        markdown::render(self)
    }

    /// As one HTML page that needs nothing else and prints on A4, the same bytes for the same sheet.
    pub fn html(&self) -> String {
        html::render(self)
    }
}

/// When, where, with whom; what is not known is left out.
fn facts(audit: &Audit, session: &Object) -> Vec<(&'static str, Text)> {
    let text = |field| audit.text(session, field);
    let times = Times::of(audit, session);
    let when = match (times.planned_from, times.planned_until) {
        (Some(from), Some(until)) => {
            format!(
                "{} – {}",
                from.format("%Y-%m-%d %H:%M"),
                until.format("%H:%M")
            )
        }
        (Some(from), None) => from.format("%Y-%m-%d %H:%M").to_string(),
        _ => String::new(),
    };
    let join = |parts: Vec<&str>| {
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    };
    let kind = Holds::Choice(SESSION_MODES).word(text(Field::Mode));
    let place = Holds::Choice(PLACES).word(text(Field::Place));
    let people = session::people(audit, session);
    let others = people
        .iter()
        .filter(|person| audit.text(person, Field::Side) != "team");
    let people = others.map(|person| session::called(audit, person));
    let facts = [
        ("When", when),
        ("Kind", join(vec![kind, place])),
        (
            "Where",
            join(vec![text(Field::Where), text(Field::SiteName)]),
        ),
        ("Process", text(Field::Process).to_owned()),
        ("With", join(people.collect())),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known
        .map(|(name, value)| (name, Text::new(value)))
        .collect()
}

fn asked(audit: &Audit, criteria: &Criteria, row: &Row) -> Asked {
    let requirement = &row.requirement;
    let guidance = criteria
        .guidance(&row.id)
        .unwrap_or_else(|_unreadable| Arc::new(Guidance::inline(requirement)));
    let looks = guidance.look.iter().take(LOOKS);
    let notes = coverage::about(audit, criteria, &row.id, Kind::Note);
    let open = notes
        .into_iter()
        .filter(|note| coverage::is_open_to_do(audit, note));
    Asked {
        title: Text::new(format!("{} {}", row.id, requirement.title)),
        aim: guidance.aim.as_ref().map(Text::new),
        questions: guidance
            .ask
            .iter()
            .take(QUESTIONS)
            .map(|question| Text::new(&question.ask))
            .collect(),
        looks: looks
            .map(|look| Text::new(format!("{} ({})", look.what, look.method.key())))
            .collect(),
        open: open
            .map(|note| Text::new(inline::body(audit.text(note, Field::Text))))
            .collect(),
    }
}
