//! What is done with a session besides starting and ending it: interrupting, going on, dropping, swapping, adding.

use clap::Args;

use super::own_or;
use crate::audit::entry::{Add, Change};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::roster::{self, Alone};
use crate::audit::schema::{self, Field, Kind, Link};
use crate::audit::session::{self as sessions, NOT_IN_PLAN, State, Times};
use crate::cli::done::Done;
use crate::cli::failure::Failure;
use crate::cli::input::Texts;
use crate::cli::saved::Saved;
use crate::cli::work::Writing;
use crate::cli::{lookup, time};

/// Interrupts a session
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Interrupt {
    /// Which; otherwise the running one
    label: Option<String>,
    /// When it was interrupted, as in 10:40; otherwise now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Goes on with an interrupted session, or returns to one that has ended; the gap counts as interruption
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Resume {
    /// Which; otherwise the interrupted one
    label: Option<String>,
    /// When it went on, as in 10:55; otherwise now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Calls off a planned session; the reason is reported as a deviation from the plan
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Drop {
    /// Which, as in S7
    label: String,
    /// Why; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Lets two planned sessions change places; the reason is reported as a deviation from the plan
///
/// With --json: label, id, entry, on, unlinked; of the first.
#[derive(Debug, Args)]
pub(super) struct Swap {
    /// The one, as in S7
    one: String,
    /// The other, as in S8
    other: String,
    /// Why; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Plans a session by hand, or adds one to the plan
///
/// With --from it is planned. Without, it is an addition to the plan, and is reported as a deviation with its
/// reason. It does not begin: `onsite session AUDIT start S9` begins it.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct AddOne {
    /// Its title; - for standard input
    #[arg(long)]
    title: String,
    /// From when it is planned, as in 2026-06-16 10:00
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Until when, as in 2026-06-16 11:00
    #[arg(long, value_name = "TIME", requires = "from")]
    until: Option<String>,
    /// Why it was added; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// What kind of session
    #[arg(long, default_value = "interview", value_parser = lookup::one_of(schema::SESSION_MODES))]
    mode: String,
    /// How it is held
    #[arg(long, default_value = "physical", value_parser = lookup::one_of(schema::PLACES))]
    place: String,
    /// Where exactly
    #[arg(long = "where", value_name = "PLACE")]
    at_place: Option<String>,
    /// At which site
    #[arg(long)]
    site: Option<String>,
    /// Which process or department
    #[arg(long)]
    process: Option<String>,
    /// Who audits
    #[arg(long)]
    auditor: Option<String>,
    /// Who is to be there: role or name; may be given several times
    #[arg(long, value_name = "PERSON")]
    with: Vec<String>,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

fn save(
    writing: Writing,
    session: ObjectId,
    changes: Vec<Change>,
    json: bool,
) -> Result<Done, Failure> {
    let (loaded, entry) = writing.save(changes)?;
    Saved::object(&loaded, session, entry).done(json)
}

impl Interrupt {
    pub fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let audit = &writing.loaded.audit;
        let running = sessions::own_running(audit, &writing.author);
        let session = own_or(audit, self.label.as_deref(), running, "running")?;
        let (id, label, times) = (session.id, audit.label(session), Times::of(audit, session));
        if times.state() != State::Running {
            return Err(Failure::new(
                format!("{label} is {}", times.state().word()),
                "Only a running session is interrupted; onsite session AUDIT list shows all.",
            ));
        }
        let at = time::moment(self.at.as_deref())?;
        not_before(&label, "be interrupted", "began", times.started, at)?;
        let changes = writing.at_desk(|desk| desk.interrupt_session(id, at));
        save(writing, id, changes, self.json)
    }
}

impl Resume {
    pub fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        super::nothing_runs(&writing)?;
        let audit = &writing.loaded.audit;
        let interrupted = sessions::own_interrupted(audit, &writing.author);
        let session = own_or(audit, self.label.as_deref(), interrupted, "interrupted")?;
        let (id, label, times) = (session.id, audit.label(session), Times::of(audit, session));
        if !matches!(times.state(), State::Interrupted | State::Held) {
            return Err(Failure::new(
                format!("{label} is {}", times.state().word()),
                format!("Begin it: onsite session AUDIT start {label}"),
            ));
        }
        let at = time::moment(self.at.as_deref())?;
        let since = times.paused.or(times.ended);
        not_before(&label, "go on", "stopped", since, at)?;
        let changes = writing.at_desk(|desk| desk.enter_session(id, at));
        save(writing, id, changes, self.json)
    }
}

/// Refuses a time before another.
fn not_before(
    label: &str,
    what: &str,
    then: &str,
    earliest: Option<crate::audit::entry::Moment>,
    at: crate::audit::entry::Moment,
) -> Result<(), Failure> {
    match earliest.filter(|earliest| at < *earliest) {
        None => Ok(()),
        Some(earliest) => Err(Failure::new(
            format!(
                "{label} cannot {what} before it {then} ({})",
                earliest.to_rfc3339()
            ),
            "Give a later time with --at.",
        )),
    }
}

impl Drop {
    pub fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let reason = reason(&self.reason)?;
        let id = planned(&writing, &self.label)?;
        let at = time::moment(None)?;
        let changes = writing.at_desk(|desk| desk.drop_session(id, &reason, at));
        save(writing, id, changes, self.json)
    }
}

impl Swap {
    pub fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let reason = reason(&self.reason)?;
        let one = planned(&writing, &self.one)?;
        let other = planned(&writing, &self.other)?;
        if one == other {
            return Err(Failure::new(
                "a session cannot change places with itself",
                "Name two sessions, as in S7 S8.",
            ));
        }
        for id in [one, other] {
            let from = writing
                .loaded
                .audit
                .value(&id.into(), &Field::PlannedFrom.into());
            if from.is_empty() {
                let session = writing.loaded.audit.object(id);
                let label = session.map_or_else(String::new, |it| writing.loaded.audit.label(it));
                return Err(Failure::new(
                    format!("{label} has no time in the plan to give away"),
                    "Plan it first: onsite set AUDIT LABEL planned-from TIME.",
                ));
            }
        }
        let changes = writing.at_desk(|desk| desk.swap_sessions(one, other, &reason));
        save(writing, one, changes, self.json)
    }
}

/// The session of a label, if it has not begun.
fn planned(writing: &Writing, label: &str) -> Result<ObjectId, Failure> {
    let audit = &writing.loaded.audit;
    let session = lookup::object_of(audit, Kind::Session, label)?;
    match sessions::state(audit, session) {
        State::Planned => Ok(session.id),
        state => Err(Failure::new(
            format!("{} is {}", audit.label(session), state.word()),
            "Only a session that has not begun can be dropped or moved.",
        )),
    }
}

fn reason(given: &str) -> Result<String, Failure> {
    let reason = Texts::default().read(given)?;
    if reason.trim().is_empty() {
        return Err(Failure::new(
            "a deviation from the plan needs its reason",
            "Give it with --reason; - reads it from standard input.",
        ));
    }
    Ok(reason)
}

impl AddOne {
    pub fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let title = texts.read(&self.title)?;
        let reason = texts.maybe(self.reason.as_deref())?;
        if title.trim().is_empty() {
            return Err(Failure::new(
                "the session has no title",
                "Give it with --title.",
            ));
        }
        let moment = |given: &Option<String>| match given {
            None => Ok(None),
            Some(text) => time::moment(Some(text)).map(Some),
        };
        let (from, until) = (moment(&self.from)?, moment(&self.until)?);
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            return Err(Failure::new(
                "it would end before it begins",
                "Give a later time with --until.",
            ));
        }
        let on = lookup::requirements(&writing.loaded.criteria, &self.on)?;
        let deviation = match (reason.trim(), from) {
            ("", Some(_)) => String::new(),
            ("", None) => NOT_IN_PLAN.to_owned(),
            (reason, _) => format!("{NOT_IN_PLAN}: {reason}"),
        };
        let text = |time: Option<crate::audit::entry::Moment>| {
            time.map_or(String::new(), |time| time.to_rfc3339())
        };
        let mut session = Add::new(Kind::Session, writing.fresh())
            .with(Field::Title, title)
            .with(Field::Mode, self.mode)
            .with(Field::Place, self.place)
            .with(Field::Where, self.at_place.unwrap_or_default())
            .with(Field::SiteName, self.site.unwrap_or_default())
            .with(Field::Process, self.process.unwrap_or_default())
            .with(Field::Auditor, self.auditor.unwrap_or_default())
            .with(Field::PlannedFrom, text(from))
            .with(Field::PlannedUntil, text(until))
            .with(Field::Deviation, deviation);
        for id in on {
            session = session.linked(Link::On, Subject::Requirement(id));
        }
        let mut changes = Vec::new();
        let list = self.with.join("\n");
        let people = writing.at_desk(|desk| roster::people(desk, &list, Alone::Role, &mut changes));
        for person in people {
            session = session.linked(Link::Person, person);
        }
        let id = session.id;
        changes.push(Change::Add(session));
        save(writing, id, changes, self.json)
    }
}
