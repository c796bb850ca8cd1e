//! `onsite session`: starts, interrupts and ends sessions, changes the plan, and lists the timetable.

mod acts;
mod list;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, time, work};
use crate::audit::entry::{Add, Change, LinkTo};
use crate::audit::fold::{Audit, Object};
use crate::audit::id::Subject;
use crate::audit::schema::{self, Field, Kind, Link};
use crate::audit::session::{self as sessions, State};

/// Starts, interrupts and ends sessions, changes the plan, and lists the timetable
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
    Interrupt(acts::Interrupt),
    Resume(acts::Resume),
    Drop(acts::Drop),
    Swap(acts::Swap),
    Add(acts::AddOne),
    List(list::List),
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
        if let Act::List(list) = self.act {
            return list.run(&work::read(&self.audit)?.audit);
        }
        let writing = Writing::begin(&self.audit, author)?;
        match self.act {
            Act::Start(act) => act.run(writing),
            Act::End(act) => act.run(writing),
            Act::Interrupt(act) => act.run(writing),
            Act::Resume(act) => act.run(writing),
            Act::Drop(act) => act.run(writing),
            Act::Swap(act) => act.run(writing),
            Act::Add(act) => act.run(writing),
            Act::List(act) => act.run(&writing.finish()?.audit),
        }
    }
}

/// Refuses where one's own session is running: nobody is in two at once.
fn nothing_runs(writing: &Writing) -> Result<(), Failure> {
    let audit = &writing.loaded.audit;
    let Some(running) = sessions::own_running(audit, &writing.author) else {
        return Ok(());
    };
    let label = audit.label(running);
    Err(Failure::new(
        format!("{label} is still running"),
        format!(
            "End it first: onsite session AUDIT end {label}; or interrupt it: onsite session AUDIT interrupt {label}"
        ),
    ))
}

/// The session that was named, or one's own that stands so.
fn own_or<'a>(
    audit: &'a Audit,
    label: Option<&str>,
    own: Option<&'a Object>,
    how: &str,
) -> Result<&'a Object, Failure> {
    match label {
        Some(label) => lookup::object_of(audit, Kind::Session, label),
        None => own.ok_or_else(|| {
            Failure::new(
                format!("no session of yours is {how}"),
                "Name it, as in S2; onsite session AUDIT list shows all.",
            )
        }),
    }
}

impl Start {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        nothing_runs(&writing)?;
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
            match sessions::state(&writing.loaded.audit, planned) {
                State::Planned | State::Dropped => {}
                State::Running | State::Interrupted | State::Held => {
                    return Err(Failure::new(
                        format!("{label} was started before"),
                        format!(
                            "Go on with it: onsite session AUDIT resume {label}; or leave the label out to start a new session."
                        ),
                    ));
                }
            }
            let dropped = sessions::state(&writing.loaded.audit, planned) == State::Dropped;
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
                let mut changes: Vec<Change> = given
                    .map(|(field, value)| desk.set(of, field, value))
                    .collect();
                if dropped {
                    changes.push(desk.set(of, Field::Ended, ""));
                    changes.push(desk.deviate(of, "Held after all"));
                }
                changes
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

impl End {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let audit = &writing.loaded.audit;
        let session = match &self.label {
            Some(label) => lookup::object_of(audit, Kind::Session, label)?,
            None => sessions::own_running(audit, &writing.author)
                .or_else(|| sessions::own_interrupted(audit, &writing.author))
                .or_else(|| lookup::running_session(audit))
                .ok_or_else(|| {
                    Failure::new(
                        "no session is running",
                        "Name the one that ended: onsite session AUDIT end S2 --at 14:30",
                    )
                })?,
        };
        let (id, label) = (session.id, audit.label(session));
        let times = sessions::Times::of(audit, session);
        let ended = time::moment(self.at.as_deref())?;
        let refused = match (times.state(), times.started) {
            (State::Planned | State::Dropped, _) => Some(format!("{label} was never started")),
            (_, Some(started)) if ended < started => Some(format!(
                "{label} cannot end before it began ({})",
                started.to_rfc3339()
            )),
            _ => None,
        };
        if let Some(what) = refused {
            return Err(Failure::new(
                what,
                "Give the time with --at, or start it first.",
            ));
        }
        let given = self.at.is_some();
        let changes = writing.at_desk(|desk| match times.state() {
            // Without a time it ended when it was interrupted; with one, the gap counts as interruption.
            State::Interrupted if !given => desk.end_session(id, ended),
            State::Interrupted => {
                let mut changes = desk.enter_session(id, ended);
                changes.push(desk.set(id, Field::Ended, ended.to_rfc3339()));
                changes
            }
            _ => vec![desk.set(id, Field::Ended, ended.to_rfc3339())],
        });
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}
