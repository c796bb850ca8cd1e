//! NOTE and FORM: typing, saving, leaving. Words are never thrown away.

use super::super::command::Command;
use super::super::editor::{Editor, MAX_TEXT};
use super::super::form::{Form, Purpose, Slot};
use super::super::input::Key;
use super::super::keymap::Place;
use super::super::model::{Model, Overlay, Room, View};
use super::super::msg::{Effect, NewAudit, SignRequest};
use super::super::{complete, edit, forms, save};
use super::{follow, list, pick, saving};
use crate::audit::act::NoteAt;
use crate::audit::entry::Change;
use crate::audit::id::{EntryId, ObjectId};
use crate::audit::schema::{Field, Kind};
use crate::checklist::id::RequirementId;

/// What is said where nothing can be written.
const READ_ONLY: &str =
    "This folder cannot be written to; it can be read. Copy it and work on the copy.";

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
    if let Some(begun) = begun(room, &purpose) {
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

/// The form for a purpose that was begun before. A note on the same requirement is the same note, also where its
/// session has ended meanwhile.
fn begun(room: &Room, purpose: &Purpose) -> Option<usize> {
    let same = |form: &Form| form.purpose == *purpose;
    let same_place = |form: &Form| match (&form.purpose, purpose) {
        (Purpose::Note { on, .. }, Purpose::Note { on: wanted, .. }) => on == wanted,
        _ => false,
    };
    let drafts = &room.drafts;
    drafts
        .iter()
        .position(same)
        .or_else(|| drafts.iter().position(same_place))
}

/// Goes back to the note that was being typed before a form was opened over it.
fn resume(room: &mut Room) {
    let Some(entry) = room.resume.take() else {
        return;
    };
    if room.typing.is_none() {
        room.typing = room.drafts.iter().position(|form| form.entry == entry);
    }
}

/// Opens a form that belongs to no audit, or goes on with one that was begun.
pub(super) fn open_loose(model: &mut Model, form: Form) {
    let begun = model
        .aside
        .iter()
        .position(|aside| aside.purpose == form.purpose);
    model.loose = Some(begun.map_or(form, |at| model.aside.remove(at)));
    model.said = None;
}

/// Opens the form of a sign-off.
pub(super) fn sign_off(model: &mut Model) {
    let id = list::fresh(model);
    let Some(room) = &model.room else { return };
    if !room.pending.is_empty() {
        model.warn("Something is not saved yet; sign off when it is.");
        return;
    }
    let kinds = pick::sign_off_kinds();
    let principal = room
        .author
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(".")
        .to_lowercase();
    let form = forms::sign_off(id, kinds, &principal);
    open_loose(model, form);
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
    let ms = model.ms;
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
        touched(form, ms);
    }
    model.said = None;
    if is_typed && !changed && key.typed().is_some() {
        model.warn(format!(
            "This is full: {} KiB. Save it, and go on in another.",
            MAX_TEXT / 1024
        ));
    }
}

fn touched(form: &mut Form, ms: u64) {
    form.unsaved_since = form.unsaved_since.or(Some(ms));
}

/// Pasted text: one insertion, never a command. In LIST it opens a note.
pub(super) fn paste(model: &mut Model, place: Place, text: &str) {
    match place {
        Place::List => write_note(model),
        Place::Pick => {
            pick::typed(model, text);
            return;
        }
        Place::Home | Place::Page => {
            model.warn("There is nowhere to paste here; nothing was taken.");
            return;
        }
        Place::Note | Place::Form => {}
    }
    let ms = model.ms;
    let Some(form) = form(model) else { return };
    let Some(field) = form.field_mut().filter(|field| field.choices.is_empty()) else {
        model.warn("This is chosen with ← and →, not typed; nothing was taken.");
        return;
    };
    let left_out = field.editor.insert_str(text);
    touched(form, ms);
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
        Command::NewLine => insert(model, "\n"),
        Command::Complete if is_note => complete::next(model),
        Command::Complete => next_field(model, effects),
        Command::PreviousField => previous_field(model),
        Command::Undo => history(model, Editor::undo),
        Command::Redo => history(model, Editor::redo),
        Command::NoteUp => move_note(model, -1, effects),
        Command::NoteDown => move_note(model, 1, effects),
        Command::SetResult => pick::results(model, None),
        Command::Find => super::lists::run(model, Command::Find),
        other => {
            // Commands of the list that were chosen in the palette: the words stay as a draft.
            let note = model.room.as_ref().and_then(|room| room.form());
            let note = note.filter(|form| form.is_note()).map(|form| form.entry);
            leave(model, effects);
            if let Some(room) = list::room(model) {
                room.typing = None;
            }
            super::run(model, other, effects);
            back_to(model, note);
        }
    }
}

/// After a command that was given while a note was typed: what it opened closes on the note again.
fn back_to(model: &mut Model, note: Option<EntryId>) {
    let place = model.place();
    let Some(room) = list::room(model).filter(|_| note.is_some()) else {
        return;
    };
    match place {
        Place::Form => room.resume = note,
        Place::Page | Place::Pick => {
            room.typing = room.drafts.iter().position(|form| Some(form.entry) == note);
        }
        _ => {}
    }
}

fn insert(model: &mut Model, text: &str) {
    let ms = model.ms;
    if let Some(form) = form(model)
        && let Some(field) = form.field_mut()
    {
        field.editor.insert_str(text);
        touched(form, ms);
    }
}

fn history(model: &mut Model, step: fn(&mut Editor) -> bool) {
    let ms = model.ms;
    if let Some(form) = form(model)
        && let Some(field) = form.field_mut()
        && step(&mut field.editor)
    {
        touched(form, ms);
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
    if let Some(form) = model.loose.take() {
        put_aside(model, form);
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
        resume(room);
        return;
    }
    resume(room);
    saving::keep_all_drafts(model, effects);
    model.done("The words are kept as a draft. Enter on the same place goes on, d lists drafts.");
}

/// Keeps a form that belongs to no audit, without its secrets, until it is opened again.
fn put_aside(model: &mut Model, mut form: Form) {
    if !form.is_changed() {
        return;
    }
    for field in form.fields.iter_mut().filter(|field| field.secret) {
        field.editor.take();
    }
    model.aside.push(form);
    model.done("What was typed is kept until the program ends; opening this form again goes on.");
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
fn save_form(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.loose.is_some() {
        save_loose(model, effects);
        return;
    }
    let Model {
        room: Some(room),
        draw,
        ..
    } = model
    else {
        return;
    };
    let Some(at) = room.typing else { return };
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
    if let Purpose::Attach { session } = form.purpose {
        attach(model, at, session, effects);
        return;
    }
    match save::changes(room, form, draw) {
        Err(why) => model.warn(why),
        Ok((changes, unlinked)) => {
            let entry = form.entry;
            let purpose = form.purpose.clone();
            saving::drop_form(room, at, effects);
            // The draft is forgotten only after its entry is on disk: the entry goes first.
            let dropped = effects.pop();
            let fresh_session = new_session(&changes);
            saving::enter(model, effects, entry, changes);
            effects.extend(dropped);
            if !unlinked.is_empty() {
                model.warn(format!("Saved. {} and stays text.", unlinked.join("; ")));
            }
            after_saving(model, &purpose, fresh_session);
        }
    }
}

/// The session that changes begin, if they begin one.
fn new_session(changes: &[Change]) -> Option<ObjectId> {
    changes.iter().find_map(|change| match change {
        Change::Add(add)
            if add.kind == Kind::Session && add.fields.contains_key(&Field::Started.into()) =>
        {
            Some(add.id)
        }
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
        write_note(model);
    } else if let Some(room) = list::room(model) {
        resume(room);
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
            also: Vec::new(),
        },
    );
    model.busy = Some(format!("attaching {}", path.display()));
    effects.push(Effect::Attach { ticket, path });
}

/// A form that belongs to no audit: a new one, or a sign-off.
fn save_loose(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(form) = model.loose.as_ref() else {
        return;
    };
    let other = |name: &'static str| form.value(&Slot::Other(name)).trim().to_owned();
    if form.purpose == Purpose::NewAudit {
        let client = form
            .value(&Slot::Field(Field::Client.into()))
            .trim()
            .to_owned();
        if client.is_empty() || other("path").is_empty() || other("author").is_empty() {
            model.warn("Client, your name and a folder are needed.");
            return;
        }
        let path = edit::home_expanded(&other("path"));
        let new = NewAudit {
            path,
            client,
            criteria: other("criteria"),
            author: other("author"),
        };
        effects.push(Effect::Create(new));
        return;
    }
    let key = (other("with") == "file").then(|| edit::home_expanded(&other("key")));
    let request = SignRequest {
        kind: other("kind"),
        role: other("role"),
        principal: other("principal"),
        key,
        passphrase: form.value(&Slot::Other("passphrase")).to_owned(),
        despite: other("despite"),
        drafts: model.room.as_ref().map_or(0, |room| room.drafts.len()),
    };
    if request.principal.is_empty() || request.role.is_empty() {
        model.warn("Role and the name that you sign as are needed.");
        return;
    }
    model.loose = None;
    model.busy = Some("signing off".to_owned());
    effects.push(Effect::SignOff(request));
}

/// Throws away a draft that was chosen for it.
pub(super) fn discard(model: &mut Model, at: usize, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    if let Some(form) = saving::drop_form(room, at, effects) {
        let words = crate::audit::describe::quote(form.words());
        if let Some(room) = list::room(model) {
            room.thrown = Some(form);
        }
        model.done(format!(
            "Draft thrown away: {words}. Ctrl-Z brings it back."
        ));
    }
    // The list of drafts is made anew where it is open.
    if let Some(Overlay::Pick(_)) = model.overlays.last() {
        model.overlays.pop();
    }
}
