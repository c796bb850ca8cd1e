//! Lists of what is recorded: notes, findings, evidence, drafts, and the search through everything.

use super::super::command::Command;
use super::super::model::{Choice, Item, Model, Room};
use super::{pick, timetable};
use crate::audit::coverage;
use crate::audit::describe::quote;
use crate::audit::fold::Object;
use crate::audit::inline;
use crate::audit::schema::{Field, Kind, Link};

/// The most things that a search looks through at once; the latest come first.
const SEARCHED: usize = 5_000;

pub(super) fn run(model: &mut Model, command: Command) {
    let Some(room) = &model.room else { return };
    let (title, items) = match command {
        Command::ListNotes => ("notes, the latest first", all(room, Kind::Note)),
        Command::ListInbox => (
            "inbox: notes without a requirement",
            these(room, coverage::inbox(&room.audit)),
        ),
        Command::ListToDos => (
            "open to-dos; Enter closes one",
            these(room, coverage::open_to_dos(&room.audit)),
        ),
        Command::ListFindings => ("findings", all(room, Kind::Finding)),
        Command::ListEvidence => ("documents and other evidence", all(room, Kind::Evidence)),
        Command::ListSamples => ("samples", all(room, Kind::Sample)),
        Command::ListSessions => return timetable::list(model),
        Command::ListPeople => ("people", all(room, Kind::Person)),
        Command::ListSites => ("sites", all(room, Kind::Site)),
        Command::ListDrafts => ("drafts: Enter goes on, Ctrl-D throws away", drafts(room)),
        Command::Find => ("find", everything(room)),
        Command::Conclusions => return pick::conclusions(model),
        _ => return,
    };
    pick::list_of(model, title, items, empty(command));
}

/// What an empty list says: how something comes into it.
const fn empty(command: Command) -> &'static str {
    match command {
        Command::ListNotes => "No notes yet. Enter on a requirement opens one.",
        Command::ListInbox => "No note waits for a requirement.",
        Command::ListToDos => "Nothing to ask for. A note that begins with ? comes here.",
        Command::ListFindings => "No findings yet. f on a requirement writes one.",
        Command::ListEvidence => "No evidence yet. e enters one, and so does +DOCUMENT in a note.",
        Command::ListSamples => "No samples yet. s enters one, and so does n3/12 in a note.",
        Command::ListPeople => {
            "Nobody yet. @role in a note enters a person, and so does a session."
        }
        Command::ListSites => "No sites yet. The palette (Ctrl-O) enters one.",
        Command::ListDrafts => "No drafts: everything that was typed is saved.",
        _ => "There is nothing here yet.",
    }
}

fn all(room: &Room, kind: Kind) -> Vec<Item> {
    room.audit
        .objects(kind)
        .rev()
        .take(SEARCHED)
        .map(|object| item(room, object))
        .collect()
}

fn these(room: &Room, objects: Vec<&Object>) -> Vec<Item> {
    objects
        .into_iter()
        .rev()
        .map(|object| item(room, object))
        .collect()
}

fn drafts(room: &Room) -> Vec<Item> {
    let item = |(at, form): (usize, &super::super::form::Form)| Item {
        label: format!("{}: {}", form.title, quote(form.words())),
        aside: String::new(),
        choice: Choice::Draft(at),
    };
    room.drafts.iter().enumerate().map(item).collect()
}

/// Requirements first, then everything written down, the latest first.
fn everything(room: &Room) -> Vec<Item> {
    let rows = room
        .criteria
        .rows()
        .iter()
        .enumerate()
        .map(|(at, row)| Item {
            label: format!("{} {}", row.id, row.requirement.title),
            aside: String::new(),
            choice: Choice::GoTo(at),
        });
    let mut items: Vec<Item> = rows.collect();
    for kind in [
        Kind::Finding,
        Kind::Evidence,
        Kind::Sample,
        Kind::Session,
        Kind::Person,
        Kind::Note,
    ] {
        items.extend(all(room, kind));
    }
    items.truncate(SEARCHED + room.criteria.rows().len());
    items
}

/// The line of an object in lists.
fn item(room: &Room, object: &Object) -> Item {
    let text = |field| room.audit.text(object, field);
    let words = match object.kind {
        Kind::Note => quote_more(inline::body(text(Field::Text))),
        Kind::Evidence => join(&[
            text(Field::Title),
            text(Field::Reference),
            text(Field::Version),
            text(Field::Date),
        ]),
        Kind::Sample => coverage::sample_sentence(&room.audit, object),
        Kind::Person => join(&[
            text(Field::Name),
            text(Field::Role),
            text(Field::Department),
        ]),
        Kind::Finding => {
            let title = text(Field::Title);
            let words = if title.is_empty() {
                text(Field::Statement)
            } else {
                title
            };
            join(&[&classes(room, object), words])
        }
        Kind::Session => join(&[text(Field::Title), text(Field::Mode)]),
        Kind::Item => join(&[text(Field::Label), text(Field::Result)]),
        Kind::Site => join(&[text(Field::Name), text(Field::Address)]),
        Kind::Trail => join(&[text(Field::Title), text(Field::Remark)]),
        Kind::Point => join(&[text(Field::Text), text(Field::Remark)]),
    };
    let withdrawn = if room.audit.is_withdrawn(object) {
        " (withdrawn)"
    } else {
        ""
    };
    let mode = if object.kind == Kind::Note {
        format!("{:<6} ", text(Field::Mode))
    } else {
        String::new()
    };
    let on: Vec<String> = room
        .audit
        .links(object, Link::On)
        .map(ToString::to_string)
        .collect();
    let label = room.audit.label(object);
    // With initials, where several people write, labels are longer.
    let column = if label.contains('/') { 8 } else { 5 };
    Item {
        label: format!("{label:<column$}{mode}{words}{withdrawn}"),
        aside: on.join(" "),
        choice: Choice::Show(object.id),
    }
}

fn quote_more(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The classes of a finding in words, those of several criteria with their names.
pub fn classes(room: &Room, finding: &Object) -> String {
    let classes = room.criteria.criteria().iter().filter_map(|criterion| {
        let class = coverage::class(&room.audit, &room.criteria, finding, &criterion.id)?;
        Some((criterion.id.to_string(), class.word.clone()))
    });
    let classes: Vec<(String, String)> = classes.collect();
    match classes.as_slice() {
        [] => "no class yet".to_owned(),
        [(_, only)] => only.clone(),
        several => several
            .iter()
            .map(|(id, word)| format!("{id} {word}"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn join(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}
