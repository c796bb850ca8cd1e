//! What the columns of a plan are called, and what the words in them mean.
//!
//! This module must not know where in a file they stand.

use crate::cells::{Refusal, Row, Spot, plain};

/// What the header needs.
pub(super) const NEEDED: &str = "The first line names the columns: day, from and title are needed; until, kind, place, where, \
     site, process, auditor, people and requirements may be there.";

/// A column of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Day,
    From,
    Until,
    Title,
    Kind,
    Place,
    Where,
    Site,
    Process,
    Auditor,
    People,
    Requirements,
}

/// The columns, and what each may be called besides its own name, in small letters without blanks and signs.
const NAMES: &[(Column, &str, &[&str])] = &[
    (Column::Day, "day", &["date", "datum", "tag"]),
    (
        Column::From,
        "from",
        &[
            "start",
            "begin",
            "begins",
            "starttime",
            "time",
            "von",
            "beginn",
        ],
    ),
    (
        Column::Until,
        "until",
        &["to", "end", "ends", "endtime", "till", "bis", "ende"],
    ),
    (
        Column::Title,
        "title",
        &[
            "session", "topic", "subject", "activity", "what", "thema", "titel",
        ],
    ),
    (Column::Kind, "kind", &["type", "mode", "art"]),
    (
        Column::Place,
        "place",
        &["held", "remote", "channel", "form"],
    ),
    (
        Column::Where,
        "where",
        &["room", "location", "venue", "ort", "raum"],
    ),
    (Column::Site, "site", &["standort", "premises"]),
    (
        Column::Process,
        "process",
        &[
            "department",
            "area",
            "unit",
            "function",
            "prozess",
            "abteilung",
            "bereich",
        ],
    ),
    (Column::Auditor, "auditor", &["auditors", "team", "lead"]),
    (
        Column::People,
        "people",
        &[
            "who",
            "with",
            "attendees",
            "participants",
            "present",
            "auditee",
            "auditees",
            "interviewees",
            "teilnehmer",
            "personen",
        ],
    ),
    (
        Column::Requirements,
        "requirements",
        &[
            "requirement",
            "clauses",
            "clause",
            "controls",
            "criteria",
            "about",
            "on",
            "ids",
            "normkapitel",
            "anforderungen",
        ],
    ),
];

/// Words for kinds of sessions, besides their keys and the words of the screen.
const MODES: &[(&str, &str)] = &[
    ("review", "review"),
    ("documents", "review"),
    ("documentation", "review"),
    ("observe", "observation"),
    ("walkthrough", "tour"),
    ("site tour", "tour"),
    ("opening", "meeting"),
    ("closing", "meeting"),
];

/// Words for how a session is held, besides keys and words of the screen.
const PLACES: &[(&str, &str)] = &[
    ("onsite", "physical"),
    ("on-site", "physical"),
    ("in person", "physical"),
    ("online", "remote"),
    ("video", "remote"),
    ("call", "remote"),
    ("system", "system"),
];

/// The key of a kind of session, in whatever word it is said.
pub(super) fn mode(text: &str) -> Option<&'static str> {
    choice(text, crate::audit::schema::SESSION_MODES, MODES)
}

/// The key of how a session is held, in whatever word it is said.
pub(super) fn place(text: &str) -> Option<&'static str> {
    choice(text, crate::audit::schema::PLACES, PLACES)
}

fn choice(
    text: &str,
    choices: &'static [(&'static str, &'static str)],
    more: &'static [(&'static str, &'static str)],
) -> Option<&'static str> {
    let text = text.to_lowercase();
    let chosen = choices
        .iter()
        .find(|(key, word)| *key == text || *word == text)
        .map(|(key, _)| *key);
    chosen.or_else(|| {
        let known = more.iter().find(|(word, _)| *word == text);
        known.map(|(_, key)| *key)
    })
}

/// Which column of the file is which.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<Option<Column>>,
    /// Headers that mean nothing here.
    pub unread: Vec<String>,
}

impl Header {
    /// Reads the header.
    pub fn read(row: &Row) -> Result<Self, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let mut columns: Vec<Option<Column>> = Vec::new();
        let mut unread = Vec::new();
        for at in 0..row.len() {
            let name = row.cell(at);
            let column = column(name);
            if column.is_some() && columns.contains(&column) {
                let what =
                    format!("a column \"{name}\" stands there before, under this or another name");
                let next = "Take one of them out, or rename it.";
                refusals.push(Refusal::at(row.spot(at), what, next));
            }
            if column.is_none() && !name.is_empty() {
                unread.push(name.to_owned());
            }
            columns.push(column);
        }
        let has = |column| columns.contains(&Some(column));
        // A day may stand in the column of the beginning: 2026-06-16 09:30.
        for (needed, name) in [(Column::From, "from"), (Column::Title, "title")] {
            if !has(needed) {
                let what = format!("there is no column \"{name}\"");
                refusals.push(Refusal::at(Spot::START.below(row), what, NEEDED));
            }
        }
        if refusals.is_empty() {
            Ok(Self { columns, unread })
        } else {
            Err(refusals)
        }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// A cell of a row and where it begins; blank where the file has no such column.
    pub fn cell<'r>(&self, row: &'r Row, column: Column) -> (&'r str, Spot) {
        let at = self.columns.iter().position(|one| *one == Some(column));
        at.map_or(("", row.spot(0)), |at| (row.cell(at), row.spot(at)))
    }
}

impl Spot {
    /// The place of a header.
    fn below(self, row: &Row) -> Self {
        Self {
            line: row.spot(0).line,
            ..self
        }
    }
}

fn column(name: &str) -> Option<Column> {
    let name = plain(name);
    let known = NAMES
        .iter()
        .find(|(_, own, more)| *own == name || more.contains(&name.as_str()));
    known.map(|(column, ..)| *column)
}
