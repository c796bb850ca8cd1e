//! Triage: what the evening has to settle, worked off line by line.
//!
//! The screen is a labelled menu: its keys open forms and lists, in which Enter or Ctrl-S confirms. After each act the
//! next line is selected. A form that is opened from here comes back here.

use chrono::NaiveDate;

use super::super::command::Command;
use super::super::detail;
use super::super::form::Purpose;
use super::super::model::{
    About, Choice, Item, Model, Overlay, Pick, Room, Section, Sort, Triage, TriageLine,
};
use super::super::msg::Effect;
use super::{beneath, drafts, list, lists, pick, saving};
use crate::audit::coverage;
use crate::audit::describe::{self, quote};
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::inline;
use crate::audit::request;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::thin;
use crate::checklist::id::RequirementId;

/// How many requirements under which something was filed lately come first where something is filed.
const RECENT: usize = 6;
/// How many of the latest notes are asked for their requirements.
const LATEST: usize = 60;

/// Opens the triage.
pub(super) fn open(model: &mut Model) {
    let today = model.now.date_naive();
    let Some(room) = list::room(model) else {
        return;
    };
    let triage = Triage {
        lines: lines(room, today),
        ..Triage::default()
    };
    model.said = None;
    model.overlays.push(Overlay::Triage(triage));
}

/// Lists anew what there is to settle.
pub(super) fn refresh(triage: &mut Triage, room: &Room, today: NaiveDate) {
    triage.relist(lines(room, today));
}

/// What there is to settle, section by section.
fn lines(room: &Room, today: NaiveDate) -> Vec<TriageLine> {
    let inbox = coverage::inbox(&room.audit).into_iter();
    let inbox = inbox
        .filter(|note| {
            !coverage::is_open_to_do(&room.audit, note)
                && room.audit.text(note, Field::Done).is_empty()
        })
        .map(|note| note_line(room, note, Section::Inbox, today));
    let mut lines: Vec<TriageLine> = inbox.collect();
    lines.extend(room.drafts.iter().map(|form| TriageLine {
        section: Section::Drafts,
        about: About::Draft(form.entry),
        sort: Sort::Draft,
        text: format!("{}: {}", form.title, quote(form.words())),
        aside: String::new(),
    }));
    let to_dos = coverage::open_to_dos(&room.audit).into_iter();
    lines.extend(to_dos.map(|note| note_line(room, note, Section::ToDos, today)));
    let thin = thin::spots(&room.audit, &room.criteria);
    lines.extend(thin.iter().filter_map(|spot| thin_line(room, spot)));
    lines
}

fn note_line(room: &Room, note: &Object, section: Section, today: NaiveDate) -> TriageLine {
    let words = inline::body(room.audit.text(note, Field::Text));
    let words: Vec<&str> = words.split_whitespace().collect();
    let on = room.audit.links(note, Link::On).map(|to| match to {
        Subject::Requirement(id) => room.criteria.short(id).to_owned(),
        other => other.to_string(),
    });
    let mut aside = if room.audit.text(note, Field::Mode) == "to-do" {
        request::age(&room.audit, note, today)
    } else {
        request::days(&room.audit, note, today)
    };
    let on: Vec<String> = on.collect();
    if !on.is_empty() {
        aside = format!("{}  {aside}", on.join(" "));
    }
    TriageLine {
        section,
        about: About::Object(note.id),
        sort: match room.audit.text(note, Field::Mode) {
            "seen" => Sort::Seen,
            "remark" => Sort::Remark,
            "to-do" => Sort::ToDo,
            _ => Sort::Said,
        },
        text: format!("{}{}", detail::label_column(room, note), words.join(" ")),
        aside,
    }
}

fn thin_line(room: &Room, spot: &thin::Thin) -> Option<TriageLine> {
    let line = |about, sort, text| TriageLine {
        section: Section::Thin,
        about,
        sort,
        text,
        aside: spot.why.clone(),
    };
    match &spot.what {
        Subject::Requirement(id) => {
            let title = &room.criteria.requirement(id)?.title;
            let text = format!("{id} {title}");
            Some(line(
                About::Requirement(id.clone()),
                Sort::Requirement,
                text,
            ))
        }
        Subject::Object(id) => {
            let object = room.audit.object(*id)?;
            let sort = match object.kind {
                Kind::Finding => Sort::Finding,
                Kind::Evidence => Sort::Evidence,
                _ => Sort::Sample,
            };
            let text = lists::item(room, object).label;
            Some(line(About::Object(*id), sort, text))
        }
        _ => None,
    }
}

fn top(model: &mut Model) -> Option<&mut Triage> {
    match model.overlays.last_mut() {
        Some(Overlay::Triage(triage)) => Some(triage),
        _ => None,
    }
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    if !model.applies(command) {
        say_why_not(model, command);
        return;
    }
    match command {
        Command::FileUnder => file_under(model),
        Command::Promote => one(model, |of| Purpose::Evidence { of, access: None }),
        Command::Received => one(model, |of| evidence(of, "shown")),
        Command::Refused => one(model, |of| evidence(of, "refused")),
        Command::CloseToDo => one(model, |note| Purpose::Done { note }),
        Command::Relink => one(model, |note| Purpose::Relink { note }),
        Command::Withdraw => one(model, |of| Purpose::Withdraw { of }),
        Command::Raise => raise(model),
        Command::Change => change(model),
        Command::Discard => discard(model, effects),
        Command::SetResult | Command::WriteNote => on_requirement(model, command),
        Command::Undo => saving::undo(model, effects),
        Command::Redo => saving::redo(model, effects),
        Command::Leave => drop(model.overlays.pop()),
        other => moved(model, other),
    }
}

fn evidence(of: ObjectId, access: &str) -> Purpose {
    Purpose::Evidence {
        of,
        access: Some(access.to_owned()),
    }
}

fn say_why_not(model: &mut Model, command: Command) {
    model.warn(match command {
        Command::CloseToDo | Command::Received | Command::Refused => {
            "That is for to-dos and requests."
        }
        Command::Promote | Command::Relink => "That is for notes.",
        _ => "There is nothing here that this could be done with.",
    });
}

/// Moves the selection, or marks what is selected and moves on.
fn moved(model: &mut Model, command: Command) {
    model.said = None;
    let Some(triage) = top(model) else { return };
    let last = triage.lines.len().saturating_sub(1);
    if let Some(at) = list::moved(command, triage.at, last) {
        triage.at = at;
        return;
    }
    if command != Command::Mark {
        return;
    }
    let selected = triage.selected().map(|line| line.about.clone());
    if let Some(About::Object(id)) = selected {
        if triage.marked.contains(&id) {
            triage.marked.retain(|marked| *marked != id);
        } else {
            triage.marked.push(id);
        }
    }
    triage.at = (triage.at + 1).min(last);
}

/// Opens a form about what is selected; closing it comes back here, on the next line.
fn one(model: &mut Model, purpose: impl FnOnce(ObjectId) -> Purpose) {
    let selected = top(model).and_then(|triage| triage.selected());
    if let Some(About::Object(id)) = selected.map(|line| line.about.clone()) {
        beneath::open_form(model, purpose(id));
    }
}

/// A finding of what is marked, or of the selected line.
fn raise(model: &mut Model) {
    let Some(triage) = top(model) else { return };
    let of = triage.concerned();
    triage.marked.clear();
    beneath::open_form(model, Purpose::Finding { of });
}

/// Opens what is selected: the words of a note, a draft, the form of everything else; a requirement is gone to.
fn change(model: &mut Model) {
    let Some(about) = top(model).and_then(|it| it.selected().map(|line| line.about.clone())) else {
        return;
    };
    match about {
        About::Object(id) => {
            let kind = model.room.as_ref().and_then(|room| room.audit.object(id));
            let purpose = match kind.map(|object| object.kind) {
                Some(Kind::Note) => Purpose::Reword { note: id },
                _ => Purpose::Change { of: id.into() },
            };
            beneath::open_form(model, purpose);
        }
        About::Draft(entry) => {
            let room = model.room.as_ref();
            let at = room.and_then(|room| room.drafts.iter().position(|it| it.entry == entry));
            if let Some(at) = at {
                beneath::open_over(model, |model| drafts::go_on(model, at));
            }
        }
        About::Requirement(id) => {
            let row = model
                .room
                .as_ref()
                .and_then(|room| room.criteria.index(&id));
            if let Some(row) = row {
                model.overlays.pop();
                list::go_to(model, row);
                model.done("w goes back to the triage, Backspace to where you were.");
            }
        }
    }
}

fn discard(model: &mut Model, effects: &mut Vec<Effect>) {
    let about = top(model).and_then(|it| it.selected().map(|line| line.about.clone()));
    let Some(About::Draft(entry)) = about else {
        model.warn("That is for drafts. Ctrl-W withdraws what is saved.");
        return;
    };
    let room = model.room.as_ref();
    let at = room.and_then(|room| room.drafts.iter().position(|it| it.entry == entry));
    if let Some(at) = at {
        drafts::discard(model, at, effects);
    }
}

/// A note on the requirement of the selected line, or the menu of its result.
fn on_requirement(model: &mut Model, command: Command) {
    let about = top(model).and_then(|it| it.selected().map(|line| line.about.clone()));
    let Some(About::Requirement(id)) = about else {
        model.warn("That is for requirements. # files, Enter opens.");
        return;
    };
    if command == Command::SetResult {
        pick::results_of(model, &id);
        return;
    }
    let session = model.room.as_ref().and_then(|room| room.session);
    let on = vec![id];
    beneath::open_form(model, Purpose::Note { on, session });
}

/// Opens the requirements to file what is concerned under one: recent ones first, then those of which a note has
/// the words, then all.
fn file_under(model: &mut Model) {
    let Some(what) = top(model).map(|triage| triage.concerned()) else {
        return;
    };
    let Some(room) = &model.room else { return };
    let recent = recent(room);
    let mut order: Vec<RequirementId> = recent.clone();
    order.extend(guesses(room, &what));
    order.extend(room.criteria.auditable().map(|row| row.id.clone()));
    let mut listed = std::collections::BTreeSet::new();
    let items = order.into_iter().filter_map(|id| {
        let row = room.criteria.row(&id)?;
        listed.insert(id.clone()).then(|| Item {
            label: format!("{id} {}", row.requirement.title),
            aside: if recent.contains(&id) { "recent" } else { "" }.to_owned(),
            choice: Choice::File {
                what: what.clone(),
                under: id,
                words: room.criteria.words(&row.id),
            },
        })
    });
    let title = match what.as_slice() {
        [one] => room
            .audit
            .object(*one)
            .map_or(String::new(), |object| room.audit.label(object)),
        several => format!("{} of them", several.len()),
    };
    let pick = Pick::new(format!("file {title} under"), items.collect(), "");
    pick::open(model, pick);
}

/// The requirements under which something was filed or noted lately, the latest first.
fn recent(room: &Room) -> Vec<RequirementId> {
    let notes = room.audit.standing(Kind::Note).rev().take(LATEST);
    let under = notes.flat_map(|note| {
        room.audit.links(note, Link::On).filter_map(|to| match to {
            Subject::Requirement(id) => Some(id.clone()),
            _ => None,
        })
    });
    let mut recent: Vec<RequirementId> = Vec::new();
    for id in room.filed.iter().cloned().chain(under) {
        if recent.len() == RECENT {
            break;
        }
        if !recent.contains(&id) {
            recent.push(id);
        }
    }
    recent
}

/// The requirements whose title has a longer word of the notes.
fn guesses(room: &Room, what: &[ObjectId]) -> Vec<RequirementId> {
    let notes = what.iter().filter_map(|id| room.audit.object(*id));
    let words: Vec<String> = notes
        .flat_map(|note| room.audit.text(note, Field::Text).split_whitespace())
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|word| word.chars().count() > 4)
        .collect();
    let rows = room.criteria.auditable().filter(|row| {
        let title = row.requirement.title.to_lowercase();
        words.iter().any(|word| title.contains(word.as_str()))
    });
    rows.map(|row| row.id.clone()).collect()
}

/// Files under the requirement that was chosen.
pub(super) fn file(
    model: &mut Model,
    what: &[ObjectId],
    under: &RequirementId,
    effects: &mut Vec<Effect>,
) {
    if let Some(room) = list::room(model) {
        room.filed.retain(|known| known != under);
        room.filed.insert(0, under.clone());
        room.filed.truncate(RECENT);
    }
    saving::act(model, effects, |desk| desk.file(what, under));
    let said = model.room.as_ref().map(|room| match what {
        [one] => describe::name(&room.audit, &(*one).into()),
        several => format!("{} of them", several.len()),
    });
    if model
        .said
        .as_ref()
        .is_some_and(|said| said.text.ends_with("Ctrl-Z undoes."))
    {
        model.done(format!(
            "{} filed under {under}. Ctrl-Z undoes.",
            said.unwrap_or_default()
        ));
    }
    if let Some(triage) = top(model) {
        triage.marked.clear();
    }
}
