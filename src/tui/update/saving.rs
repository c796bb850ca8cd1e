//! From changes to entries, and from entries to what is saved: pending, saved, NOT SAVED, drafts, undo.

use std::path::Path;

use super::super::form::Form;
use super::super::model::{Model, Room, Saving};
use super::super::msg::{DraftText, Effect};
use super::{ACK_WITHIN_MS, DRAFT_AFTER_MS, beneath, list, loose, session, trails};
use crate::audit::act::Desk;
use crate::audit::describe;
use crate::audit::entry::{Add, Change, Entry, Record, SignedOff};
use crate::audit::fold::Audit;
use crate::audit::id::{EntryId, ObjectId, RunId, Subject};
use crate::audit::mask::Mask;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::tally::Tally;

/// What is said where nothing can be written.
pub(super) const READ_ONLY: &str =
    "This folder cannot be written to; it can be read. Copy it and work on the copy.";

/// Enters an act as an entry of its own.
pub(super) fn act(
    model: &mut Model,
    effects: &mut Vec<Effect>,
    act: impl FnOnce(&mut Desk<'_>) -> Vec<Change>,
) {
    let entry = list::fresh(model);
    let Model {
        room: Some(room),
        draw,
        ..
    } = model
    else {
        return;
    };
    let changes = act(&mut room.desk(draw));
    enter(model, effects, entry, changes);
}

/// Enters changes: shown as pending at once, on their way to the disk.
pub(super) fn enter(
    model: &mut Model,
    effects: &mut Vec<Effect>,
    id: EntryId,
    mut changes: Vec<Change>,
) {
    let (now, ms) = (model.now, model.ms);
    let Some(room) = &mut model.room else { return };
    if changes.is_empty() {
        model.done("Nothing changed.");
        return;
    }
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    room.thrown = None;
    trails::step(room, &mut changes);
    let entry = Entry::new(id, now, changes);
    let said = describe::entry(&room.audit, &entry);
    if room.saving == Saving::Saved {
        room.saving = Saving::OnItsWay(ms);
    }
    room.pending.push_back(entry.clone());
    effects.push(Effect::Append(entry));
    model.done(format!("{said}. Ctrl-Z undoes."));
}

/// An entry is on disk: now it counts.
pub(super) fn saved(model: &mut Model, run: RunId, entry: Entry) {
    let ms = model.ms;
    let Some(room) = &mut model.room else { return };
    room.pending.retain(|pending| pending.id != entry.id);
    let run = room.audit.run(run, &room.author);
    let touched = Tally::touched(&room.audit, &entry);
    let names_people = concerns_people(&room.audit, &entry);
    let record = Record::Entry(entry);
    room.audit.apply(run, &record);
    if let Record::Entry(entry) = &record {
        session::follow_record(room, entry);
    }
    room.tally.update(&room.audit, &room.criteria, touched);
    if names_people {
        room.mask = Mask::of_people(&room.audit);
    }
    room.saving = if room.pending.is_empty() {
        Saving::Saved
    } else {
        Saving::OnItsWay(ms)
    };
    beneath::refresh(model);
}

/// Whether an entry may change how somebody is called.
fn concerns_people(audit: &Audit, entry: &Entry) -> bool {
    let is_person = |id: ObjectId| {
        audit
            .object(id)
            .is_some_and(|object| object.kind == Kind::Person)
    };
    entry.changes.iter().any(|change| match change {
        Change::Add(add) => add.kind == Kind::Person,
        Change::Set(set) => matches!(set.of, Subject::Object(id) if is_person(id)),
        Change::Undo(_) => true,
        _ => false,
    })
}

/// Entries could not be saved. They stay pending and are tried again.
pub(super) fn not_saved(model: &mut Model, why: String) {
    if let Some(room) = &mut model.room {
        room.saving = Saving::NotSaved(why);
    }
}

/// When the disk is late, if it is waited for.
pub(super) fn ack_due(model: &Model) -> Option<u64> {
    match model.room.as_ref().map(|room| &room.saving) {
        Some(Saving::OnItsWay(since)) => Some(since + ACK_WITHIN_MS),
        _ => None,
    }
}

/// Says NOT SAVED where the disk is late. It is taken back when the disk answers.
pub(super) fn late(model: &mut Model) {
    let ms = model.ms;
    if let Some(room) = &mut model.room
        && let Saving::OnItsWay(since) = room.saving
        && since + ACK_WITHIN_MS <= ms
    {
        room.saving = Saving::NotSaved("the disk has not answered yet".to_owned());
    }
}

fn draft_of(form: &Form, is_open: bool) -> Option<DraftText> {
    let purpose = serde_json::to_string(&form.purpose).ok()?;
    Some(DraftText {
        entry: form.entry,
        purpose,
        fields: form.typed(),
        cursor: if is_open { form.cursor() } else { 0 },
    })
}

/// Writes down what was typed and is due.
pub(super) fn keep_due_drafts(model: &mut Model, effects: &mut Vec<Effect>) {
    let ms = model.ms;
    keep(model, effects, |form| {
        form.unsaved_since
            .is_some_and(|since| since + DRAFT_AFTER_MS <= ms)
    });
}

/// Writes down everything that was typed, at once.
pub(super) fn keep_all_drafts(model: &mut Model, effects: &mut Vec<Effect>) {
    keep(model, effects, |form| form.unsaved_since.is_some());
}

fn keep(model: &mut Model, effects: &mut Vec<Effect>, which: impl Fn(&Form) -> bool) {
    let Some(room) = &mut model.room else { return };
    let typing = room.typing;
    let drafts = room.drafts.iter_mut().enumerate();
    for (at, form) in drafts.filter(|(_, form)| which(form) && form.may_be_drafted()) {
        form.unsaved_since = None;
        form.on_disk = true;
        form.open_on_disk = typing == Some(at);
        effects.extend(draft_of(form, form.open_on_disk).map(Effect::KeepDraft));
    }
}

/// A form that is gone back to, or left, is written down anew: after a crash the auditor lands where they were.
pub(super) fn mark_open(model: &mut Model) {
    let ms = model.ms;
    let Some(room) = &mut model.room else { return };
    let typing = room.typing;
    for (at, form) in room.drafts.iter_mut().enumerate() {
        if form.on_disk && form.open_on_disk != (typing == Some(at)) {
            form.unsaved_since = form.unsaved_since.or(Some(ms));
        }
    }
}

/// A draft is on disk.
pub(super) fn draft_kept(model: &mut Model, entry: EntryId) {
    let drafts = model.room.iter_mut().flat_map(|room| &mut room.drafts);
    for form in drafts.filter(|form| form.entry == entry) {
        form.on_disk = true;
    }
}

/// Removes a form; its draft on disk, if there is one, is forgotten.
pub(super) fn drop_form(room: &mut Room, at: usize, effects: &mut Vec<Effect>) -> Option<Form> {
    if at >= room.drafts.len() {
        return None;
    }
    let form = room.drafts.remove(at);
    room.typing = match room.typing {
        Some(typing) if typing == at => None,
        Some(typing) if typing > at => Some(typing - 1),
        other => other,
    };
    if form.on_disk {
        effects.push(Effect::DropDraft(form.entry));
    }
    Some(form)
}

pub(super) fn undo(model: &mut Model, effects: &mut Vec<Effect>) {
    let ms = model.ms;
    let Some(room) = list::room(model) else {
        return;
    };
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    if let Some(mut form) = room.thrown.take() {
        form.unsaved_since = Some(ms);
        room.drafts.push(form);
        beneath::refresh(model);
        model.done("The draft is back; d lists drafts.");
        return;
    }
    let author = room.author.clone();
    let mut draw = || 0;
    let Some(change) = room.desk(&mut draw).undo(&author) else {
        model.warn("There is nothing of yours left to undo (undo does not cross a sign-off).");
        return;
    };
    let what = undone(room, &change);
    let id = list::fresh(model);
    enter(model, effects, id, vec![change]);
    model.done(format!("Undone: {what}. Ctrl-Y brings it back."));
}

pub(super) fn redo(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    let author = room.author.clone();
    let mut draw = || 0;
    let Some(change) = room.desk(&mut draw).redo(&author) else {
        model.warn("There is nothing to bring back.");
        return;
    };
    let what = undone(room, &change);
    let id = list::fresh(model);
    enter(model, effects, id, vec![change]);
    model.done(format!(
        "Back again: {}. Ctrl-Z undoes.",
        what.trim_start_matches("undo of: ")
    ));
}

fn undone(room: &Room, change: &Change) -> String {
    let Change::Undo(undo) = change else {
        return String::new();
    };
    let pending = room.pending.iter().find(|entry| entry.id == undo.entry);
    pending.map_or_else(
        || describe::applied(&room.audit, undo.entry),
        |entry| describe::entry(&room.audit, entry),
    )
}

/// A file is in the folder: evidence stands for it from now on, about what was selected when it was asked for.
pub(super) fn attached(
    model: &mut Model,
    ticket: u64,
    sha256: &str,
    size: u64,
    name: &str,
    effects: &mut Vec<Effect>,
) {
    model.busy = None;
    let evidence = ObjectId((model.draw)());
    let asked = model
        .room
        .as_mut()
        .and_then(|room| room.attaching.remove(&ticket))
        .unwrap_or_default();
    let mut add = Add::new(Kind::Evidence, evidence)
        .with(Field::Title, name)
        .with(Field::FileName, name)
        .with(Field::File, sha256)
        .with(Field::Size, size.to_string())
        .with(Field::Method, "examine")
        .with(Field::Level, "shown");
    if let Some(session) = asked.session {
        add = add.linked(Link::Session, session);
    }
    for on in asked.on {
        add = add.linked(Link::On, on);
    }
    let id = list::fresh(model);
    enter(model, effects, id, vec![Change::Add(add)]);
    let head: String = sha256.chars().take(12).collect();
    model.done(format!("{name} attached: {size} bytes, SHA-256 {head}…"));
}

/// A file is not in the folder: it could not be copied, or the auditor stopped it. Nothing of it is kept.
pub(super) fn not_attached(model: &mut Model, ticket: u64, why: Option<String>) {
    model.busy = None;
    if let Some(room) = &mut model.room {
        room.attaching.remove(&ticket);
    }
    match why {
        Some(why) => model.warn(why),
        None => model.done("Stopped: nothing of the file was kept."),
    }
}

/// A sign-off was sealed: the record says so.
pub(super) fn sealed(
    model: &mut Model,
    signed: SignedOff,
    folder: &Path,
    effects: &mut Vec<Effect>,
) {
    model.busy = None;
    // A key may have to be touched first, and another audit be on the table by then.
    let room = model.room.as_deref();
    let open = room.filter(|room| folder.starts_with(&room.path));
    let Some(audit) = open.map(|room| room.audit.id) else {
        model.warn(format!(
            "{} is sealed and signed. Its audit was closed before that could be entered.",
            folder.display()
        ));
        return;
    };
    loose::signed_off(model, audit, effects);
    let id = list::fresh(model);
    enter(model, effects, id, vec![Change::SignedOff(signed)]);
    model.done(format!("Signed off: {}", folder.display()));
}
