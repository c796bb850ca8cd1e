//! `onsite request`: what was asked for, and what became of it.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, time, work};
use crate::audit::act::NoteAt;
use crate::audit::coverage;
use crate::audit::entry::{Add, Change};
use crate::audit::fold::Object;
use crate::audit::id::ObjectId;
use crate::audit::inline::Due;
use crate::audit::notes::evidence_from;
use crate::audit::request;
use crate::audit::schema::{Field, Kind, Link};

/// Asks for documents, lists what is not there yet, and settles it
#[derive(Debug, Args)]
pub(super) struct Request {
    /// The audit
    audit: PathBuf,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    Add(Ask),
    List(List),
    Received(Received),
    Refused(Refused),
}

/// Asks for something
///
/// The text may carry links as a note does; @who and `by fri` in it do what --of and --by do.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct Ask {
    /// What; - for standard input
    text: String,
    /// Of whom: a role or a name; one that is not known is entered
    #[arg(long, value_name = "WHO")]
    of: Option<String>,
    /// By which day: 2026-06-16, today, tomorrow, or fri for the next Friday
    #[arg(long, value_name = "DAY")]
    by: Option<Due>,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Lists what is not there yet, the oldest first
///
/// With --json, a list: label, on, since, due, overdue; what and of with --show.
#[derive(Debug, Args)]
struct List {
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Enters what was received as evidence, and closes the request in the same entry
///
/// With --json: label, id, entry, on, unlinked (of the evidence).
#[derive(Debug, Args)]
struct Received {
    /// Which request, as in N12
    label: String,
    /// The document's title; otherwise the words of the request
    #[arg(long)]
    title: Option<String>,
    /// The document's id with its owner
    #[arg(long, value_name = "ID")]
    reference: Option<String>,
    /// Its version
    #[arg(long)]
    version: Option<String>,
    /// Its date
    #[arg(long)]
    date: Option<String>,
    /// Where it was seen
    #[arg(long = "where", value_name = "PLACE")]
    place: Option<String>,
    /// Part of it was withheld
    #[arg(long)]
    withheld: bool,
    /// What it shows
    #[arg(long, value_name = "TEXT")]
    remark: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Enters that access was refused, and closes the request in the same entry
///
/// The report tells of it among the limitations. With --json: label, id, entry, on, unlinked (of the evidence).
#[derive(Debug, Args)]
struct Refused {
    /// Which request, as in N12
    label: String,
    /// What was said about it; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Request {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        match self.act {
            Act::Add(it) => it.run(Writing::begin(&self.audit, author)?),
            Act::List(it) => it.run(&self.audit),
            Act::Received(it) => it.run(Writing::begin(&self.audit, author)?),
            Act::Refused(it) => it.run(Writing::begin(&self.audit, author)?),
        }
    }
}

impl Ask {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let text = Texts::default().read(&self.text)?;
        if text.trim().is_empty() {
            return Err(Failure::new(
                "there is nothing to ask for",
                "Give it as the last argument, or - and the text on standard input.",
            ));
        }
        let text = if text.trim_start().starts_with('?') {
            text
        } else {
            format!("? {text}")
        };
        let at = NoteAt {
            session: lookup::session(&writing.loaded.audit, None)?,
            on: lookup::requirements(&writing.loaded.criteria, &self.on)?,
            also: Vec::new(),
            day: Some(time::now().date_naive()),
        };
        let (made, id) = writing.at_desk(|desk| {
            let mut made = desk.note(&text, &at);
            let mut new = Vec::new();
            let who = self.of.as_deref().map(|of| of.trim_start_matches('@'));
            let person = who.map(|who| desk.known_or_new(who, &mut new));
            let of = person
                .and_then(|id| desk.audit.object(id))
                .map_or(who.unwrap_or_default().to_owned(), |known| {
                    request::name(desk.audit, known).to_owned()
                });
            let mut id = None;
            if let Some(Change::Add(note)) = made.changes.last_mut() {
                if let Some(person) = person {
                    *note = note.clone().linked(Link::Person, person);
                    note.fields.insert(Field::AskedOf.into(), of);
                }
                if let Some(by) = self.by.and_then(|by| by.day(at.day)) {
                    note.fields.insert(Field::Due.into(), by.to_string());
                }
                id = Some(note.id);
            }
            new.append(&mut made.changes);
            made.changes = new;
            (made, id)
        });
        let (loaded, entry) = writing.save(made.changes)?;
        let saved = id.map_or_else(
            || Saved::named("the request", entry),
            |id| Saved::object(&loaded, id, entry),
        );
        saved.unlinked(made.unlinked).done(self.json)
    }
}

#[derive(Serialize)]
struct Open {
    label: String,
    on: Vec<String>,
    since: NaiveDate,
    due: Option<NaiveDate>,
    overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(skip)]
    age: String,
}

impl List {
    fn run(self, path: &std::path::Path) -> Result<Done, Failure> {
        let loaded = work::read(path)?;
        let today = time::now().date_naive();
        let audit = &loaded.audit;
        let open = request::open(audit).into_iter().map(|note| {
            let due = audit.text(note, Field::Due).parse::<NaiveDate>().ok();
            Open {
                label: audit.label(note),
                on: audit
                    .links(note, Link::On)
                    .map(ToString::to_string)
                    .collect(),
                since: audit.made(note).0.date_naive(),
                due,
                overdue: due.is_some_and(|due| due < today),
                what: self.show.then(|| request::words(audit, note)),
                of: self.show.then(|| request::asked_of(audit, note)),
                age: if self.show {
                    request::age(audit, note, today)
                } else {
                    request::since_and_due(audit, note, today)
                },
            }
        });
        let open: Vec<Open> = open.collect();
        let line = |one: &Open| {
            let words = one
                .what
                .as_deref()
                .map_or(String::new(), |what| format!(" {what}"));
            let on = if one.on.is_empty() {
                String::new()
            } else {
                format!(" on {}", one.on.join(", "))
            };
            format!("{}{words}{on} ({})", one.label, one.age)
        };
        let text = if open.is_empty() {
            "Nothing is asked for that is not there.".to_owned()
        } else {
            open.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        Done::either(self.json, &open, text)
    }
}

/// The request that a label means, if it is open.
fn open<'a>(writing: &'a Writing, label: &str) -> Result<&'a Object, Failure> {
    let audit = &writing.loaded.audit;
    let note = lookup::object_of(audit, Kind::Note, label)?;
    if coverage::is_open_to_do(audit, note) {
        return Ok(note);
    }
    Err(Failure::new(
        format!("{label} is no open request"),
        "`onsite request AUDIT list` lists those that are open.",
    ))
}

/// Enters evidence of a request and closes the request.
fn settle(
    mut writing: Writing,
    label: &str,
    fields: Vec<(Field, String)>,
    json: bool,
) -> Result<Done, Failure> {
    let id = writing.fresh();
    let note = open(&writing, label)?;
    let of = note.id;
    let evidence = evidence(&writing, note, fields, id);
    let follows = writing.at_desk(|desk| desk.became(of, &evidence));
    let mut changes = vec![Change::Add(evidence)];
    changes.extend(follows);
    let (loaded, entry) = writing.save(changes)?;
    Saved::object(&loaded, id, entry).done(json)
}

fn evidence(writing: &Writing, note: &Object, fields: Vec<(Field, String)>, id: ObjectId) -> Add {
    let audit = &writing.loaded.audit;
    let mut evidence = Add::new(Kind::Evidence, id);
    let access = fields.iter().find(|(field, _)| *field == Field::Access);
    let access = access.map(|(_, access)| access.as_str());
    for (field, value) in evidence_from(audit, note, access) {
        evidence = evidence.with(field, value);
    }
    // What was said replaces what was known.
    for (field, value) in fields {
        evidence = evidence.with(field, value);
    }
    for to in audit.links(note, Link::On) {
        evidence = evidence.linked(Link::On, to.clone());
    }
    if let Some(session) = lookup::running_session(audit) {
        evidence = evidence.linked(Link::Session, session.id);
    }
    evidence
}

impl Received {
    fn run(self, writing: Writing) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let given = [
            (Field::Title, &self.title),
            (Field::Reference, &self.reference),
            (Field::Version, &self.version),
            (Field::Date, &self.date),
            (Field::Where, &self.place),
            (Field::Remark, &self.remark),
        ];
        let access = if self.withheld { "withheld" } else { "shown" };
        let mut fields = vec![(Field::Access, access.to_owned())];
        for (field, text) in given {
            fields.push((field, texts.maybe(text.as_deref())?));
        }
        settle(writing, &self.label, fields, self.json)
    }
}

impl Refused {
    fn run(self, writing: Writing) -> Result<Done, Failure> {
        let reason = Texts::default().maybe(self.reason.as_deref())?;
        let fields = vec![
            (Field::Access, "refused".to_owned()),
            (Field::Remark, reason),
        ];
        settle(writing, &self.label, fields, self.json)
    }
}
