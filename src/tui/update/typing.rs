//! NOTE and FORM: typing, saving, leaving. Words are never thrown away.

use super::super::command::Command;
use super::super::editor::{Editor, MAX_TEXT};
use super::super::form::{Form, Purpose, Slot};
use super::super::input::Key;
use super::super::keymap::Place;
use super::super::model::{Model, View};
use super::super::msg::Effect;
use super::super::{complete, edit, forms, save};
use super::saving::READ_ONLY;
use super::{
    beneath, documents, drafts, follow, grid, list, loose, notes, pick, sampling, saving, session,
    tables, trails,
};
use crate::audit::act::NoteAt;
use crate::audit::entry::{Add, Change};
use crate::audit::id::ObjectId;
use crate::audit::schema::{Field, Kind};
use crate::checklist::id::RequirementId;

/// Opens a note on what is selected, or goes on with the one that was begun.
pub(super) fn write_note(model: &mut Model) {
    follow(model);
    let Some(room) = list::room(model) else {
        return;
    };
    let on: Vec<RequirementId> = room.requirement().into_iter().collect();
    let purpose = Purpose::Note {
        on,
        session: room.session,
    };
    open_form(model, purpose);
}

/// Opens a form, or goes on with the one for the same purpose that was begun.
pub(super) fn open_form(model: &mut Model, purpose: Purpose) {
    let id = list::fresh(model);
    let now = model.now;
    let Some(room) = list::room(model) else {
        return;
    };
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    room.resume = room.form().filter(|form| form.is_note()).map(|f| f.entry);
    if let Some(begun) = drafts::begun(room, &purpose) {
        room.typing = Some(begun);
        return;
    }
    match forms::form(room, id, purpose, now) {
        Some(form) => {
            room.drafts.push(form);
            room.typing = Some(room.drafts.len() - 1);
            model.said = None;
        }
        None => model.warn("What this is about is not there any more."),
    }
}

/// The form that is typed into: that of the audit, or one that belongs to none.
fn form(model: &mut Model) -> Option<&mut Form> {
    if model.loose.is_some() {
        return model.loose.as_mut();
    }
    model.room.as_mut().and_then(|room| room.form_mut())
}

/// A key that types or moves within the text.
pub(super) fn key(model: &mut Model, key: Key) {
    complete::forget(model);
    let Some(form) = form(model) else { return };
    let Some(field) = form.field_mut() else {
        return;
    };
    let is_typed = field.choices.is_empty();
    let changed = if is_typed {
        edit::key(&mut field.editor, key)
    } else {
        edit::choose(field, key)
    };
    if changed {
        touched(model);
    }
    model.said = None;
    if is_typed && !changed && key.typed().is_some() {
        model.warn(format!(
            "This is full: {} KiB. Save it, and go on in another.",
            MAX_TEXT / 1024
        ));
    }
}

/// What was typed or chosen in a form is not saved, and may ask for another form.
fn touched(model: &mut Model) {
    let ms = model.ms;
    if let Some(form) = form(model) {
        form.unsaved_since = form.unsaved_since.or(Some(ms));
    }
    if let Some(form) = &mut model.loose {
        match form.purpose {
            Purpose::NewAudit => forms::fit_new_audit(form, &model.home),
            Purpose::SignOff { .. } => forms::fit_sign_off(form),
            _ => {}
        }
    }
}

/// Pasted text: one insertion, never a command. In LIST it opens a note.
pub(super) fn paste(model: &mut Model, place: Place, text: &str) {
    match place {
        Place::List | Place::Agenda => write_note(model),
        Place::Guide => {
            model.overlays.pop();
            write_note(model);
        }
        Place::Grid => grid::remark(model),
        Place::Page if model.room.is_some() => notes::from_page(model),
        Place::Pick => {
            pick::typed(model, text);
            return;
        }
        Place::Home | Place::Page | Place::Triage | Place::Slides => {
            model.warn("There is nowhere to paste here; nothing was taken.");
            return;
        }
        Place::Note | Place::Form => {}
    }
    let Some(form) = form(model) else { return };
    let Some(field) = form.field_mut().filter(|field| field.choices.is_empty()) else {
        model.warn("This is chosen with ← and →, not typed; nothing was taken.");
        return;
    };
    let left_out = field.editor.insert_str(text);
    touched(model);
    if left_out > 0 {
        model.warn(format!(
            "{left_out} bytes did not fit: a note holds {} KiB.",
            MAX_TEXT / 1024
        ));
    }
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let is_note = model.place() == Place::Note;
    match command {
        Command::Save => save_form(model, effects),
        Command::Leave => leave(model, effects),
        Command::NewLine => new_line(model),
        Command::Complete if is_note => complete::next(model),
        Command::Complete => next_field(model, effects),
        Command::PreviousField => previous_field(model),
        Command::Undo => history(model, Editor::undo),
        Command::Redo => history(model, Editor::redo),
        Command::NoteUp => move_note(model, -1, effects),
        Command::NoteDown => move_note(model, 1, effects),
        Command::SetResult => pick::results(model, None),
        Command::OlderNotes => session::scroll(model, true),
        Command::NewerNotes => session::scroll(model, false),
        Command::Split if is_note => notes::split(model, effects),
        Command::StopAttaching => list::stop_attaching(model, effects),
        Command::Find => super::lists::run(model, Command::Find),
        other => {
            // Commands of the list that were chosen in the palette: the words stay as a draft.
            if let Some(room) = list::room(model) {
                room.beneath.clear();
            }
            let note = model.room.as_ref().and_then(|room| room.form());
            let note = note.filter(|form| form.is_note()).map(|form| form.entry);
            leave(model, effects);
            if let Some(room) = list::room(model) {
                room.typing = None;
            }
            super::run(model, other, effects);
            drafts::back_to(model, note);
        }
    }
}

/// Begins a new line; nothing happens in a field of one line or of choices.
fn new_line(model: &mut Model) {
    if let Some(form) = form(model)
        && let Some(field) = form.field_mut().filter(|field| field.choices.is_empty())
    {
        field.editor.newline();
        touched(model);
    }
}

fn history(model: &mut Model, step: fn(&mut Editor) -> bool) {
    if let Some(form) = form(model)
        && let Some(field) = form.field_mut()
        && step(&mut field.editor)
    {
        touched(model);
    }
}

fn next_field(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(form) = form(model) else { return };
    if form.at + 1 < form.fields.len() {
        form.at += 1;
    } else {
        save_form(model, effects);
    }
}

fn previous_field(model: &mut Model) {
    if let Some(form) = form(model) {
        form.at = form.at.saturating_sub(1);
    }
}

/// Stops typing. What was typed stays as a draft; an untouched form is closed.
pub(super) fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    stop(model, effects);
    beneath::come_back(model);
}

fn stop(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(form) = model.loose.take() {
        loose::put_aside(model, form);
        return;
    }
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(at) = room.typing else { return };
    let untouched = room.drafts.get(at).is_some_and(|form| !form.is_changed());
    room.typing = None;
    if untouched {
        saving::drop_form(room, at, effects);
        drafts::resume(room);
        return;
    }
    drafts::resume(room);
    saving::keep_all_drafts(model, effects);
    model.done("The words are kept as a draft. Enter on the same place goes on, d lists drafts.");
}

/// Moves to another requirement while typing. Words that were begun stay with the requirement they are about.
fn move_note(model: &mut Model, by: isize, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    let is_new = room
        .form()
        .is_some_and(|form| matches!(form.purpose, Purpose::Note { .. }));
    if !is_new {
        return;
    }
    if let Some(at) = room.typing.take() {
        let untouched = room.drafts.get(at).is_some_and(|form| !form.is_changed());
        if untouched {
            saving::drop_form(room, at, effects);
        }
    }
    saving::keep_all_drafts(model, effects);
    list::step(model, by);
    while model
        .room
        .as_ref()
        .and_then(|room| room.selected())
        .is_some_and(|row| !row.is_auditable())
    {
        let before = model.room.as_ref().map(|room| room.outline.at);
        list::step(model, by.signum());
        if model.room.as_ref().map(|room| room.outline.at) == before {
            break;
        }
    }
    write_note(model);
}

/// Saves the form that is typed into.
pub(super) fn save_form(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.loose.is_some() {
        loose::save_loose(model, effects);
        return;
    }
    let now = model.now;
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(at) = room.typing else { return };
    if let Some(form) = room.drafts.get_mut(at) {
        save::settle_times(form, now);
    }
    let Some(form) = room.drafts.get(at) else {
        return;
    };
    if form.is_note() && form.value(&Slot::Words).trim().is_empty() {
        saving::drop_form(room, at, effects);
        return;
    }
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    if let Some(table) = tables::table(&form.purpose) {
        tables::ask(model, at, table, effects);
        return;
    }
    if let Purpose::Attach { session } = form.purpose {
        attach(model, at, session, effects);
        return;
    }
    if sampling::is_awaited(room, form, effects) {
        model.busy = Some("reading the list".to_owned());
        return;
    }
    if !documents::offered(model) {
        take_form(model, effects);
    }
}

/// Takes the form that is typed into as it stands; one that cannot be taken says why and stays open.
pub(super) fn take_form(model: &mut Model, effects: &mut Vec<Effect>) {
    let Model {
        room: Some(room),
        draw,
        now,
        ..
    } = model
    else {
        return;
    };
    let Some((at, form)) = room.typed() else {
        return;
    };
    let list = sampling::path(form);
    let made = save::changes(room, form, *now, draw);
    if let Some(path) = list {
        sampling::forget(room, &path);
    }
    match made {
        Err(why) => model.warn(why),
        Ok((changes, unlinked)) => {
            let said = (!unlinked.is_empty())
                .then(|| format!("Saved. {} and stays text.", unlinked.join("; ")));
            enter_form(model, at, changes, effects);
            if let Some(said) = said {
                model.warn(said);
            }
        }
    }
}

/// Enters what a form stands for, under the id that its entry was to have, and closes the form.
pub(super) fn enter_form(
    model: &mut Model,
    at: usize,
    changes: Vec<Change>,
    effects: &mut Vec<Effect>,
) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(form) = room.drafts.get(at) else {
        return;
    };
    let entry = form.entry;
    let purpose = form.purpose.clone();
    let before = effects.len();
    let saved = saving::drop_form(room, at, effects);
    // The draft is forgotten only after its entry is on disk: the entry goes first.
    let dropped = effects.split_off(before);
    if let Some(form) = saved {
        sampling::keep_copy(room, &form, effects);
    }
    let session = begun(&changes, Kind::Session)
        .filter(|add| add.fields.contains_key(&Field::Started.into()));
    let session = session.map(|add| add.id);
    let trail = begun(&changes, Kind::Trail).map(|add| add.id);
    let sample = sampling::new_sample(&purpose, &changes);
    saving::enter(model, effects, entry, changes);
    effects.extend(dropped);
    after_saving(model, &purpose, session);
    if let Some(trail) = trail {
        trails::follow(model, Some(trail));
    }
    if let Some(sample) = sample {
        grid::open(model, sample);
    }
    beneath::come_back(model);
}

/// The first object of a kind that changes add.
fn begun(changes: &[Change], kind: Kind) -> Option<&Add> {
    changes.iter().find_map(|change| match change {
        Change::Add(add) if add.kind == kind => Some(add),
        _ => None,
    })
}

/// After a note comes the next note; after a new session its page.
fn after_saving(model: &mut Model, purpose: &Purpose, session: Option<ObjectId>) {
    let said = model.said.clone();
    if let Some(room) = list::room(model)
        && let Some(session) = session
    {
        room.session = Some(session);
        room.view = View::Session;
        write_note(model);
    } else if matches!(purpose, Purpose::Note { .. }) {
        if let Some(room) = list::room(model) {
            room.notes_back = 0;
        }
        // A note that was opened from the triage leads back there.
        if list::room(model).is_some_and(|room| room.beneath.is_empty()) {
            write_note(model);
        }
    } else if matches!(purpose, Purpose::NoteInto { .. }) {
        open_form(model, purpose.clone());
    } else if let Some(room) = list::room(model) {
        drafts::resume(room);
    }
    model.said = said;
}

fn attach(model: &mut Model, at: usize, session: Option<ObjectId>, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(form) = room.drafts.get(at) else {
        return;
    };
    let path = edit::home_expanded(form.value(&Slot::Other("path")).trim());
    if path.as_os_str().is_empty() {
        model.warn("Type the path of the file, or Esc.");
        return;
    }
    saving::drop_form(room, at, effects);
    let on = room.requirement().into_iter().collect();
    let ticket = room.attaching.len() as u64 + room.audit.len() as u64;
    room.attaching.insert(
        ticket,
        NoteAt {
            session,
            on,
            ..NoteAt::default()
        },
    );
    model.busy = Some(format!("attaching {}", path.display()));
    effects.push(Effect::Attach { ticket, path });
}
