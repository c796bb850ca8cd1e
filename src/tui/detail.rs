//! What there is to say about a requirement or an object, as paragraphs in the order of reading.
//!
//! Which paragraph comes first is decided here; how it looks is the view's business.

mod evening;
mod pages;
mod purpose;
mod session;

pub use evening::wrap_up;
pub use pages::{gates, object, whole};
pub use purpose::about;
pub use session::{Slot, guidance, session_head, session_line, timetable_line};

use super::guide;
use super::model::Room;
use super::update::classes;
use crate::audit::coverage::{self, Outcome, Planned};
use crate::audit::describe::{self};
use crate::audit::entry::{Change, Entry};
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::inline;
use crate::audit::last_look::LastLook;
use crate::audit::planning;
use crate::audit::schema::{Field, FieldKey, Kind};
use crate::checklist::criteria::Row;
use crate::checklist::guide::Guidance;
use crate::checklist::id::RequirementId;
use crate::checklist::model::Question;
use crate::text;

/// A paragraph, and what kind of thing it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Para {
    /// What kind of thing.
    pub mark: Mark,
    /// The words.
    pub text: String,
}

/// What kind of thing a paragraph says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A heading.
    Heading,
    /// Plain words.
    Plain,
    /// Less important words.
    Faint,
    /// The outcome of a requirement.
    Outcome(Outcome),
    /// A note: said.
    Said,
    /// A note: seen.
    Seen,
    /// A note: the auditor's remark.
    Remark,
    /// A note: a to-do, and whether it is done.
    ToDo(bool),
    /// Evidence.
    Evidence,
    /// A sample.
    Sample,
    /// A finding, and whether it is a nonconformity.
    Finding(bool),
    /// Something that is not on disk yet.
    Pending,
    /// Something that needs attention.
    Warning,
    /// A question to ask.
    Ask,
    /// A question that was asked.
    Asked,
}

fn para(mark: Mark, text: impl Into<String>) -> Para {
    Para {
        mark,
        text: text.into(),
    }
}

/// How many notes stand in the detail; the whole list is one key away.
const NOTES_SHOWN: usize = 12;

/// What is known about a requirement, the most important first.
pub fn requirement(room: &Room, row: &Row) -> Vec<Para> {
    let line = room.on_line(row);
    let mut paras = vec![para(Mark::Heading, room.line_title(row))];
    for row in line.iter().filter(|row| row.is_auditable()) {
        outcome(room, &row.id, line.len() > 1, &mut paras);
    }
    let asked_next = first_question(room, &line, &mut paras);
    let about = |entry: &&Entry| line.iter().any(|row| concerns(entry, &row.id));
    for entry in room.pending.iter().filter(about) {
        paras.push(para(Mark::Pending, describe::entry(&room.audit, entry)));
    }
    for finding in findings(room, &line) {
        paras.push(finding_line(room, finding));
    }
    notes(room, &row.id, &mut paras);
    for (kind, mark) in [
        (Kind::Evidence, Mark::Evidence),
        (Kind::Sample, Mark::Sample),
    ] {
        for object in coverage::about(&room.audit, &room.criteria, &row.id, kind) {
            paras.push(para(
                mark,
                format!("{} {}", room.audit.label(object), one_line(room, object)),
            ));
        }
    }
    hints(room, &line, asked_next.as_deref(), &mut paras);
    paras
}

/// The findings on the requirements of a line, each once.
fn findings<'a>(room: &'a Room, line: &[&Row]) -> Vec<&'a Object> {
    let mut all: Vec<&Object> = Vec::new();
    for row in line {
        for finding in coverage::findings(&room.audit, &row.id) {
            if all.iter().all(|before| before.id != finding.id) {
                all.push(finding);
            }
        }
    }
    all
}

/// How a requirement stands; `shared` where it stands on its line with others, so that it is said whose outcome
/// it is.
fn outcome(room: &Room, id: &RequirementId, shared: bool, paras: &mut Vec<Para>) {
    let standing = coverage::standing(&room.audit, &room.criteria, id);
    let whose = if shared {
        format!("{}: ", id.criterion())
    } else {
        String::new()
    };
    let mut line = format!("{whose}{}", standing.outcome.word());
    if standing.by_finding {
        line.push_str(" (a nonconformity stands)");
    }
    let subject = Subject::Requirement(id.clone());
    let reason = room.audit.value(&subject, &Field::Reason.into());
    if !reason.is_empty() {
        line = format!("{line}: {reason}");
    }
    paras.push(para(Mark::Outcome(standing.outcome), line));
    let why = room.audit.value(&subject, &Field::PlannedReason.into());
    match standing.planned {
        Planned::ThisVisit => {}
        Planned::AnotherVisit => {
            let criterion = room.criteria.criterion(id.criterion());
            let left_out = criterion.zip(standing.left_out);
            let why = left_out.map_or_else(
                || why.to_owned(),
                |(criterion, left_out)| planning::reason(criterion, left_out),
            );
            paras.push(para(
                Mark::Faint,
                format!("planned for another visit: {why}"),
            ));
        }
        Planned::Excluded => paras.push(para(Mark::Faint, format!("excluded: {why}"))),
    }
    if let Some(look) = LastLook::of(&room.audit, id) {
        paras.push(para(Mark::Faint, format!("{whose}{}", look.words())));
    }
    let conflict = room.audit.current(&subject, &FieldKey::from(Field::Result));
    if conflict.len() > 1 {
        for held in conflict {
            let time = held.time.format("%d %b %H:%M");
            paras.push(para(
                Mark::Warning,
                format!("{} by {}, {time}", held.value, held.author),
            ));
        }
    }
}

fn notes(room: &Room, id: &RequirementId, paras: &mut Vec<Para>) {
    let notes = coverage::about(&room.audit, &room.criteria, id, Kind::Note);
    let more = notes.len().saturating_sub(NOTES_SHOWN);
    paras.extend(
        notes
            .iter()
            .rev()
            .take(NOTES_SHOWN)
            .map(|object| note(room, object)),
    );
    if more > 0 {
        paras.push(para(
            Mark::Faint,
            format!(
                "{}: Space shows all",
                text::counted(more, "older note", "older notes")
            ),
        ));
    }
}

/// The label of an object as the first column of a list. Where several people write it has their initials and is
/// longer; the words never touch it.
pub fn label_column(room: &Room, object: &Object) -> String {
    let label = room.audit.label(object);
    let wide = if label.contains('/') { 8 } else { 5 };
    let column = wide.max(label.len() + 1);
    format!("{label:<column$}")
}

/// A note as it stands in lists: time, who said it, its words without sign and time.
pub fn note(room: &Room, note: &Object) -> Para {
    let text = |field| room.audit.text(note, field);
    let mark = match text(Field::Mode) {
        "seen" => Mark::Seen,
        "remark" => Mark::Remark,
        "to-do" => Mark::ToDo(!text(Field::Done).is_empty()),
        _ => Mark::Said,
    };
    let observed = text(Field::Observed);
    let written = room.audit.made(note).0.format("%H:%M").to_string();
    let time = if observed.is_empty() {
        written
    } else {
        observed.to_owned()
    };
    let done = text(Field::Done);
    let done = if done.is_empty() {
        String::new()
    } else {
        format!(" [{done}]")
    };
    para(
        mark,
        format!("{time} {}{done}", inline::body(text(Field::Text))),
    )
}

/// A note that is not on disk yet.
pub fn pending_note(entry: &Entry) -> Option<Para> {
    entry.changes.iter().find_map(|change| match change {
        Change::Add(add) if add.kind == Kind::Note => {
            let text = add.fields.get(&Field::Text.into())?;
            Some(para(
                Mark::Pending,
                format!("{} {}", entry.time.format("%H:%M"), inline::body(text)),
            ))
        }
        _ => None,
    })
}

fn finding_line(room: &Room, finding: &Object) -> Para {
    let nonconformity = room.criteria.criteria().iter().any(|criterion| {
        coverage::class(&room.audit, &room.criteria, finding, &criterion.id)
            .is_some_and(|class| class.nonconformity)
    });
    let title = room.audit.text(finding, Field::Title);
    let words = if title.is_empty() {
        room.audit.text(finding, Field::Statement)
    } else {
        title
    };
    para(
        Mark::Finding(nonconformity),
        format!(
            "{} {}: {words}",
            room.audit.label(finding),
            classes(room, finding)
        ),
    )
}

/// How to go about auditing a line; `asked_next` stands further up already.
fn hints(room: &Room, line: &[&Row], asked_next: Option<&str>, paras: &mut Vec<Para>) {
    paras.extend(guide::differences(room, line).map(|words| para(Mark::Faint, words)));
    for (n, row) in line.iter().enumerate() {
        if n > 0 && row.is_auditable() {
            paras.push(para(
                Mark::Heading,
                format!("{} {}", row.id, row.requirement.title),
            ));
        }
        let (guidance, damaged) = guide::guidance(room, row);
        paras.extend(damaged.map(|sentence| para(Mark::Warning, sentence)));
        guided(room, row, &guidance, asked_next, paras);
        for one in room.criteria.related(&row.id) {
            paras.push(para(
                Mark::Faint,
                format!("related (not credited): {}: {}", one.id, one.why),
            ));
        }
    }
}

/// The question to ask next, with what a good answer holds; the rest is on the page of the requirement.
fn first_question(room: &Room, line: &[&Row], paras: &mut Vec<Para>) -> Option<String> {
    for row in line {
        let (guidance, _) = guide::guidance(room, row);
        let open = |ask: &&Question| !guide::is_asked(room, &row.id, &ask.ask);
        if let Some(question) = guidance.ask.iter().find(open) {
            paras.push(para(Mark::Ask, question.ask.clone()));
            let good = question.good.iter();
            paras.extend(good.map(|good| para(Mark::Faint, format!("Good: {good}"))));
            return Some(question.ask.clone());
        }
    }
    None
}

/// How to go about auditing a requirement: what follows the question to ask next.
fn guided(
    room: &Room,
    row: &Row,
    guidance: &Guidance,
    asked_next: Option<&str>,
    paras: &mut Vec<Para>,
) {
    if let Some(aim) = &guidance.aim {
        paras.push(para(Mark::Plain, aim.clone()));
    }
    let asked = |ask: &&Question| guide::is_asked(room, &row.id, &ask.ask);
    let open = guidance.ask.iter().filter(|ask| !asked(ask));
    let open = open.filter(|question| Some(question.ask.as_str()) != asked_next);
    paras.extend(open.map(|question| para(Mark::Ask, question.ask.clone())));
    let asked = guidance.ask.iter().filter(asked);
    paras.extend(asked.map(|question| para(Mark::Asked, question.ask.clone())));
    for look in &guidance.look {
        paras.push(para(
            Mark::Plain,
            format!("look ({}): {}", look.method.key(), look.what),
        ));
    }
    if let Some(documented) = &row.requirement.documented {
        paras.push(para(Mark::Plain, format!("to be documented: {documented}")));
    }
    if let Some(sampling) = &guidance.sampling {
        paras.push(para(
            Mark::Plain,
            format!("sample from: {}", sampling.population),
        ));
    }
    for trap in &guidance.traps {
        paras.push(para(Mark::Warning, format!("mind: {trap}")));
    }
    for (to, why) in room.criteria.trail(&row.id, &guidance.trail) {
        paras.push(para(
            Mark::Faint,
            format!(
                "go on to {to}{}",
                why.map_or(String::new(), |why| format!(": {why}"))
            ),
        ));
    }
}

/// Whether an entry that is not saved yet is about a requirement.
fn concerns(entry: &Entry, id: &RequirementId) -> bool {
    let subject = Subject::Requirement(id.clone());
    entry.changes.iter().any(|change| match change {
        Change::Add(add) => add.links.values().any(|ends| ends.contains(&subject)),
        Change::Set(set) => set.of == subject,
        Change::Link(link) => link.to == subject,
        _ => false,
    })
}

/// An object on one line.
fn one_line(room: &Room, object: &Object) -> String {
    let text = |field| room.audit.text(object, field);
    match object.kind {
        Kind::Sample => coverage::sample_sentence(&room.audit, object),
        Kind::Evidence => {
            let parts = [
                text(Field::Title),
                text(Field::Version),
                text(Field::Date),
                text(Field::Level),
            ];
            let line = parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            if text(Field::File).is_empty() {
                line
            } else {
                format!("{line}, file attached")
            }
        }
        _ => text(Field::Title).to_owned(),
    }
}
