//! `onsite session`: starts and ends sessions.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, time};
use crate::audit::entry::{Add, Change, LinkTo};
use crate::audit::fold::{Audit, Object};
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field, Kind, Link};

/// Starts or ends a session
#[derive(Debug, Args)]
pub(super) struct Session {
    /// The audit
    audit: PathBuf,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    Start(Start),
    End(End),
}

/// Starts a session, a planned one or a new one
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct Start {
    /// The planned session that begins, as in S2; otherwise a new one
    label: Option<String>,
    /// Its title; - for standard input
    #[arg(long)]
    title: Option<String>,
    /// What kind of session
    #[arg(long, value_parser = lookup::one_of(schema::SESSION_MODES))]
    mode: Option<String>,
    /// How it is held
    #[arg(long, value_parser = lookup::one_of(schema::PLACES))]
    place: Option<String>,
    /// Where exactly
    #[arg(long = "where", value_name = "PLACE")]
    at_place: Option<String>,
    /// At which site
    #[arg(long)]
    site: Option<String>,
    /// Which process or department
    #[arg(long)]
    process: Option<String>,
    /// Who is present: label, name or role; may be given several times
    #[arg(long, value_name = "PERSON")]
    with: Vec<String>,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// When it began, as in 13:50; otherwise now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Ends a session
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct End {
    /// Which; otherwise the running one
    label: Option<String>,
    /// When it ended, as in 14:30; otherwise now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Session {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        match self.act {
            Act::Start(start) => start.run(Writing::begin(&self.audit, author)?),
            Act::End(end) => end.run(Writing::begin(&self.audit, author)?),
        }
    }
}

impl Start {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        if let Some(running) = own_running(&writing.loaded.audit, &writing.author) {
            let label = writing.loaded.audit.label(running);
            return Err(Failure::new(
                format!("{label} is still running"),
                format!("End it first: onsite session AUDIT end {label}"),
            ));
        }
        let fields = self.fields()?;
        let (mut links, mut ends) = (Vec::new(), Vec::new());
        for id in lookup::requirements(&writing.loaded.criteria, &self.on)? {
            links.push((Link::On, Subject::Requirement(id)));
        }
        for text in &self.with {
            let person = lookup::person(&writing.loaded.audit, text)?;
            links.push((Link::Person, Subject::Object(person.id)));
        }
        if let Some(label) = &self.label {
            let planned = lookup::object_of(&writing.loaded.audit, Kind::Session, label)?;
            if !writing
                .loaded
                .audit
                .text(planned, Field::Started)
                .is_empty()
            {
                return Err(Failure::new(
                    format!("{label} was started before"),
                    "Start a new session: leave the label out.",
                ));
            }
            let of = planned.id;
            let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
            let known: Vec<(Link, Subject)> = [Link::On, Link::Person]
                .into_iter()
                .flat_map(|link| {
                    let ends = writing.loaded.audit.links(planned, link);
                    ends.map(move |to| (link, to.clone()))
                })
                .collect();
            links.retain(|link| !known.contains(link));
            ends.extend(
                links
                    .into_iter()
                    .map(|(link, to)| Change::Link(LinkTo { of, link, to })),
            );
            let mut changes: Vec<Change> = writing.at_desk(|desk| {
                given
                    .map(|(field, value)| desk.set(of, field, value))
                    .collect()
            });
            changes.extend(ends);
            let (loaded, entry) = writing.save(changes)?;
            return Saved::object(&loaded, of, entry).done(self.json);
        }
        let mut session = Add::new(Kind::Session, writing.fresh());
        if self.mode.is_none() {
            session = session.with(Field::Mode, "interview");
        }
        if self.place.is_none() {
            session = session.with(Field::Place, "physical");
        }
        for (field, value) in fields {
            session = session.with(field, value);
        }
        session = links
            .into_iter()
            .fold(session, |it, (link, to)| it.linked(link, to));
        let id = session.id;
        let (loaded, entry) = writing.save(vec![Change::Add(session)])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }

    fn fields(&self) -> Result<Vec<(Field, String)>, Failure> {
        let mut texts = Texts::default();
        let mut fields = vec![(
            Field::Started,
            time::moment(self.at.as_deref())?.to_rfc3339(),
        )];
        let given = [
            (Field::Title, &self.title),
            (Field::Mode, &self.mode),
            (Field::Place, &self.place),
            (Field::Where, &self.at_place),
            (Field::SiteName, &self.site),
            (Field::Process, &self.process),
        ];
        for (field, text) in given {
            fields.push((field, texts.maybe(text.as_deref())?));
        }
        Ok(fields)
    }
}

/// The session that somebody has running; colleagues have their own.
fn own_running<'a>(audit: &'a Audit, author: &str) -> Option<&'a Object> {
    let running = |session: &&Object| {
        let blank = |field| audit.text(session, field).is_empty();
        let started = audit.current(&session.id.into(), &Field::Started.into());
        let own = started.iter().any(|held| held.author == author);
        own && !blank(Field::Started) && blank(Field::Ended)
    };
    audit.standing(Kind::Session).rev().find(running)
}

impl End {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let audit = &writing.loaded.audit;
        let session = match &self.label {
            Some(label) => lookup::object_of(audit, Kind::Session, label)?,
            None => own_running(audit, &writing.author)
                .or_else(|| lookup::running_session(audit))
                .ok_or_else(|| {
                    Failure::new(
                        "no session is running",
                        "Name the one that ended: onsite session AUDIT end S2 --at 14:30",
                    )
                })?,
        };
        let (id, label) = (session.id, audit.label(session));
        let started = audit.text(session, Field::Started).to_owned();
        let ended = time::moment(self.at.as_deref())?;
        let began = crate::audit::entry::Moment::parse_from_rfc3339(&started).ok();
        if began.is_none_or(|began| ended < began) {
            let began = if started.is_empty() {
                format!("{label} was never started")
            } else {
                format!("{label} cannot end before it began ({started})")
            };
            return Err(Failure::new(
                began,
                "Give the time with --at, or start it first.",
            ));
        }
        let change = writing.at_desk(|desk| desk.set(id, Field::Ended, ended.to_rfc3339()));
        let (loaded, entry) = writing.save(vec![change])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}
