//! HOME: choosing an audit, making one; and laying an opened audit on the table.

use std::collections::{HashMap, VecDeque};

use chrono::Datelike as _;

use super::super::command::Command;
use super::super::form::Purpose;
use super::super::forms;
use super::super::model::{Model, Outline, Room, Saving, Shows, View};
use super::super::msg::{DraftText, Effect, Opened};
use super::{list, loose, planning, session};
use crate::audit::mask::Mask;
use crate::audit::trail;
use crate::checklist::criteria::{Criteria, Row};
use crate::text;

/// The lines of the home screen after the recent audits.
pub const AFTER_RECENT: [&str; 3] = [
    "new audit",
    "worked example (a fictional audit to try things with)",
    "checklist of your own (from a table of questions)",
];

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let last = model.home.recent.len() + AFTER_RECENT.len() - 1;
    match command {
        Command::Up => model.home.at = model.home.at.checked_sub(1).unwrap_or(last),
        Command::Down => {
            model.home.at = if model.home.at >= last {
                0
            } else {
                model.home.at + 1
            }
        }
        Command::First => model.home.at = 0,
        Command::Last => model.home.at = last,
        Command::Accept => accept(model, effects),
        _ => {}
    }
}

fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    let recents = model.home.recent.len();
    if let Some(recent) = model.home.recent.get(model.home.at) {
        effects.push(Effect::Open(recent.path.clone()));
    } else if model.home.at == recents {
        let id = list::fresh(model);
        let form = forms::new_audit(id, model.now.year(), &model.home);
        loose::open_loose(model, form);
    } else if model.home.at == recents + 1 {
        effects.push(Effect::OpenExample);
    } else {
        let id = list::fresh(model);
        loose::open_loose(model, forms::import_checklist(id));
    }
}

/// Lays an opened audit on the table.
pub(super) fn opened(model: &mut Model, opened: Opened) {
    let Opened {
        path,
        author,
        audit,
        criteria,
        tally,
        licensed,
        drafts,
        problems,
        tails,
        writable,
    } = opened;
    let session = Room::running_session(&audit, &author);
    let mut room = Room {
        outline: Outline::new(&criteria),
        shown: 0,
        detail_top: 0,
        view: if session.is_some() {
            View::Session
        } else {
            View::Requirements
        },
        session,
        notes_back: 0,
        plan: None,
        soa: None,
        drafts: Vec::new(),
        typing: None,
        resume: None,
        grid: None,
        lists: HashMap::new(),
        list_paths: HashMap::new(),
        thrown: None,
        completion: None,
        back: Vec::new(),
        trail: session.and_then(|session| trail::being_followed(&audit, session, &author)),
        beneath: Vec::new(),
        beneath_grid: Vec::new(),
        filed: Vec::new(),
        pending: VecDeque::new(),
        saving: Saving::Saved,
        looked: model.ms,
        attaching: HashMap::new(),
        tally,
        agenda: None,
        names: false,
        mask: Mask::of_people(&audit),
        path,
        author,
        audit,
        criteria,
        licensed,
        problems,
        tails,
        writable,
    };
    let first = first_row(&room.criteria);
    room.outline.select(first, &room.criteria);
    room.shown = first;
    if let Some(running) = room.session {
        session::select_first(&mut room, running);
    }
    room.back.clear();
    model.loose = None;
    model.aside.clear();
    model.overlays.clear();
    model.busy = None;
    model.said = None;
    model.shows = Shows::Everything;
    let (found, wrong) = (drafts.len(), room.problems.len());
    let read_only = !room.writable;
    model.room = Some(Box::new(room));
    for draft in drafts {
        restore(model, &draft);
    }
    if read_only {
        model.warn("Read only: this folder cannot be written to; “problems” in the palette (Ctrl-O) tells why.");
    } else if wrong > 0 {
        warn_of_problems(model, wrong);
    } else if found > 0 {
        let is_typing = model
            .room
            .as_ref()
            .is_some_and(|room| room.typing.is_some());
        model.warn(format!(
            "{} kept from before; {}.",
            text::counted(found, "draft was", "drafts were"),
            if is_typing {
                "typing goes on where it stopped"
            } else {
                "d lists drafts, Enter on their place goes on"
            }
        ));
    } else if let Some(wanted) = planning::to_be_planned(model) {
        model.done(wanted);
    }
}

/// The row on which an audit opens.
pub(super) fn first_row(criteria: &Criteria) -> usize {
    let first = criteria.rows().iter().position(Row::is_auditable);
    first.unwrap_or_default()
}

pub(super) fn warn_of_problems(model: &mut Model, count: usize) {
    model.warn(format!(
        "{} found in the folder; “problems” in the palette (Ctrl-O) tells.",
        text::counted(count, "problem was", "problems were")
    ));
}

/// Makes a form again from what was written down of it, and goes on where the auditor was.
fn restore(model: &mut Model, draft: &DraftText) {
    let now = model.now;
    let Some(room) = list::room(model) else {
        return;
    };
    let Ok(purpose) = serde_json::from_str::<Purpose>(&draft.purpose) else {
        return;
    };
    let on = match &purpose {
        Purpose::Note { on, .. } => on.first().cloned(),
        _ => None,
    };
    // What it was about may be gone; the words stay, as a note for the inbox.
    let form = forms::form(room, draft.entry, purpose, now).or_else(|| {
        forms::form(
            room,
            draft.entry,
            Purpose::Note {
                on: Vec::new(),
                session: None,
            },
            now,
        )
    });
    let Some(mut form) = form else { return };
    form.restore(&draft.fields);
    if !form.is_changed()
        && let Some(field) = form.fields.first_mut()
    {
        let words = draft
            .fields
            .values()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        field.editor.insert_str(&words);
    }
    form.on_disk = true;
    if draft.cursor > 0 {
        form.go_to(draft.cursor);
        if room.writable {
            room.typing = Some(room.drafts.len());
        }
    }
    form.open_on_disk = draft.cursor > 0;
    room.drafts.push(form);
    if let Some(row) = on.and_then(|id| room.criteria.index(&id)) {
        room.outline.select(row, &room.criteria);
        room.shown = row;
    }
}
