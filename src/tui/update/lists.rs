//! Lists of what is recorded: notes, findings, evidence, drafts, and the search through everything.

use super::super::command::Command;
use super::super::detail;
use super::super::model::{Choice, Item, Model, Pick, Room};
use super::{pick, timetable};
use crate::audit::coverage;
use crate::audit::describe::quote;
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::id::ObjectId;
use crate::audit::inline;
use crate::audit::request;
use crate::audit::schema::{Field, Kind, Link};

/// The most things that a search looks through at once; the latest come first.
const SEARCHED: usize = 5_000;

pub(super) fn run(model: &mut Model, command: Command) {
    let Some(room) = &model.room else { return };
    match command {
        Command::Split => notes_to(
            model,
            "split which note? Its words open; Ctrl-X splits",
            Choice::Reword,
        ),
        Command::Relink => notes_to(model, "change the links of which note?", Choice::Relink),
        Command::Conclusions => pick::conclusions(model),
        _ => {
            if let Some(list) = of(room, model.now, command) {
                pick::open(model, list);
            }
        }
    }
}

/// The list of things of the audit that a command lists, as it stands now.
pub(super) fn of(room: &Room, now: Moment, command: Command) -> Option<Pick> {
    let list = match command {
        Command::ListRequests => requests(room, now),
        Command::ListSessions => timetable::list(room, now),
        _ => {
            let (title, items) = things(room, command)?;
            Pick::new(title, items, empty(command))
        }
    };
    let lists = Some(command);
    Some(Pick { lists, ..list })
}

fn things(room: &Room, command: Command) -> Option<(&'static str, Vec<Item>)> {
    Some(match command {
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
        Command::ListPeople => ("people", all(room, Kind::Person)),
        Command::ListSites => ("sites", all(room, Kind::Site)),
        Command::ListDrafts => ("drafts: Enter goes on, Ctrl-D throws away", drafts(room)),
        Command::Find => ("find", everything(room)),
        _ => return None,
    })
}

/// What an empty list says: how something comes into it.
const fn empty(command: Command) -> &'static str {
    match command {
        Command::ListNotes => "No notes yet. Enter on a requirement opens one.",
        Command::ListInbox => "No note waits for a requirement.",
        Command::ListToDos => "Nothing to ask for. A note that begins with ? comes here.",
        Command::ListRequests => {
            "Nothing is asked for. ? log of June @ops-lead by 2026-06-16 in a note asks for something."
        }
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

/// The requests that are open, the oldest first, with their age.
fn requests(room: &Room, now: Moment) -> Pick {
    let today = now.date_naive();
    let open = request::open(&room.audit).into_iter();
    let items = open.map(|note| {
        let (of, words) = (
            request::asked_of(&room.audit, note),
            request::words(&room.audit, note),
        );
        let of = if of.is_empty() {
            of
        } else {
            format!(", of {of}")
        };
        let label = detail::label_column(room, note);
        Item {
            label: format!("{label}{words}{of}"),
            aside: request::since_and_due(&room.audit, note, today),
            choice: Choice::Show(note.id),
        }
    });
    let empty = empty(Command::ListRequests);
    Pick::new("requests: Enter settles one", items.collect(), empty)
}

/// Opens the menu of what becomes of a request.
pub(super) fn request(model: &mut Model, id: ObjectId) {
    let Some(room) = &model.room else { return };
    let Some(note) = room.audit.object(id) else {
        return;
    };
    let item = |label: &str, choice| Item {
        label: label.to_owned(),
        aside: String::new(),
        choice,
    };
    let items = vec![
        item(
            "received: enter it as evidence",
            Choice::Received(id, "shown"),
        ),
        item(
            "refused or withheld: enter that",
            Choice::Received(id, "refused"),
        ),
        item("close it with a word", Choice::Close(id)),
        item("read it", Choice::Read(id)),
    ];
    let title = format!(
        "{} {}",
        room.audit.label(note),
        quote(&request::words(&room.audit, note))
    );
    let mut pick = Pick::new(title, items, "");
    pick.numbered = true;
    pick::open(model, pick);
}

/// Lists the notes for an act on one of them.
fn notes_to(model: &mut Model, title: &str, choice: fn(ObjectId) -> Choice) {
    let Some(room) = &model.room else { return };
    let notes = room.audit.standing(Kind::Note).rev().take(SEARCHED);
    let items = notes.map(|note| Item {
        choice: choice(note.id),
        ..item(room, note)
    });
    let items = items.collect();
    pick::list_of(model, title, items, empty(Command::ListNotes));
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
    let lines = room.criteria.lines().iter().filter_map(|line| {
        let row = room.criteria.rows().get(line.first())?;
        Some(Item {
            label: room.line_title(row),
            aside: String::new(),
            choice: Choice::GoTo(line.first()),
        })
    });
    let mut items: Vec<Item> = lines.collect();
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
pub(super) fn item(room: &Room, object: &Object) -> Item {
    let text = |field| room.audit.text(object, field);
    let words = match object.kind {
        Kind::Note => quote_more(inline::body(text(Field::Text))),
        Kind::Evidence => document(room, object),
        Kind::Sample => coverage::sample_sentence(&room.audit, object),
        Kind::Person => join(&[
            if room.names { text(Field::Name) } else { "" },
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
    // Before the words: those may be cut off.
    let withdrawn = if room.audit.is_withdrawn(object) {
        "(withdrawn) "
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
    let label = detail::label_column(room, object);
    Item {
        label: format!("{label}{mode}{withdrawn}{words}"),
        aside: on.join(" "),
        choice: Choice::Show(object.id),
    }
}

/// A document as it stands in the register: title, id, version, date, where, shown by, level, and what is special.
fn document(room: &Room, document: &Object) -> String {
    let text = |field| room.audit.text(document, field);
    let shown_by = match text(Field::ShownBy) {
        "" => String::new(),
        who => format!("by {who}"),
    };
    let access = match text(Field::Access) {
        "refused" => "REFUSED",
        "withheld" => "withheld in part",
        _ => "",
    };
    let yes = |is: bool, word: &'static str| if is { word } else { "" };
    let title = text(Field::Title);
    let reference = text(Field::Reference);
    join(&[
        title,
        if reference == title { "" } else { reference },
        text(Field::Version),
        text(Field::Date),
        text(Field::Where),
        &shown_by,
        text(Field::Level),
        access,
        yes(text(Field::Confidential) == "yes", "confidential"),
        yes(!text(Field::File).is_empty(), "copy kept"),
    ])
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
