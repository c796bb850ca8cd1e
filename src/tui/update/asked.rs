//! What is asked for in words instead of keys: commands, forms, choices, and the words of a field or a note.
//!
//! The same doors as those of the keys, so that the same act leaves the same record. This module must not know
//! how the words came in.

use super::super::editor::{Editor, MAX_TEXT};
use super::super::form::{Form, FormField, Purpose, Slot};
use super::super::model::{Model, View};
use super::super::msg::{Asked, Effect};
use super::super::{forms, save};
use super::{list, pick, saving, typing};
use crate::checklist::id::RequirementId;

/// Carries out what was asked for.
pub(super) fn asked(model: &mut Model, asked: Asked, effects: &mut Vec<Effect>) {
    match asked {
        Asked::Command(command) => {
            super::run(model, command, effects);
            // What a screen opens next, such as the first note of a session, is the next line here.
            rest(model, effects);
            to_refused(model);
        }
        Asked::Form(purpose) => typing::open_form(model, purpose),
        Asked::Choice(choice) => pick::take(model, choice, effects),
        Asked::Words(text) => words(model, &text, effects),
    }
}

fn words(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let is_note = model.room.as_ref().and_then(|room| room.form());
    match is_note.map(Form::is_note) {
        None => note(model, text, effects),
        Some(true) => go_on(model, text, effects),
        Some(false) => field(model, text),
    }
}

/// A note of its own. Words that were begun before on the same requirement stay the draft that they are.
fn note(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let (id, now) = (list::fresh(model), model.now);
    let Some(room) = list::room(model) else {
        return;
    };
    let on: Vec<RequirementId> = room.requirement().into_iter().collect();
    let session = room.session;
    // What is typed is about what is selected, also during a session: that is what the prompt says.
    room.view = View::Requirements;
    let Some(form) = forms::form(room, id, Purpose::Note { on, session }, now) else {
        return;
    };
    room.drafts.push(form);
    room.typing = Some(room.drafts.len() - 1);
    go_on(model, text, effects);
}

/// More words for the note that is typed, which is then saved.
fn go_on(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let ms = model.ms;
    let mut left_out = 0;
    if let Some(form) = list::room(model).and_then(|room| room.form_mut()) {
        let replaces = matches!(form.purpose, Purpose::Reword { .. }) && !text.is_empty();
        if let Some(field) = form.fields.iter_mut().find(|f| f.slot == Slot::Words) {
            if replaces {
                field.editor.take();
            }
            field.editor.finish();
            if !field.editor.is_empty() && !text.is_empty() {
                field.editor.newline();
            }
            left_out = field.editor.insert_str(text);
        }
        form.unsaved_since = Some(ms);
    }
    typing::save_form(model, effects);
    rest(model, effects);
    if left_out > 0 {
        model.warn(full(left_out));
    }
}

/// Nothing is typed while the next line is waited for: an untouched note is closed, another stays a draft.
fn rest(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    room.view = View::Requirements;
    room.grid = None;
    let Some(at) = room
        .typing
        .filter(|_| room.form().is_some_and(Form::is_note))
    else {
        return;
    };
    room.typing = None;
    if room.drafts.get(at).is_some_and(|form| !form.is_changed()) {
        saving::drop_form(room, at, effects);
    }
    saving::keep_all_drafts(model, effects);
}

/// Where a form was refused because of a field, that field is typed into.
fn to_refused(model: &mut Model) {
    let Model {
        room: Some(room),
        said: Some(said),
        ..
    } = model
    else {
        return;
    };
    let Some(form) = room.form_mut() else { return };
    let refused = |field: &FormField| {
        let of_field = |after| said.text.starts_with(&format!("{}{after}", field.label));
        of_field(" cannot") || of_field(":")
    };
    if let Some(at) = form.fields.iter().position(refused) {
        form.at = at;
    }
}

/// The text of the field that is typed into, instead of what stood there. What the field cannot hold is said at
/// once, and stays in it.
fn field(model: &mut Model, text: &str) {
    let ms = model.ms;
    let Model {
        room: Some(room),
        draw,
        now,
        ..
    } = model
    else {
        return;
    };
    let Some(form) = room.form_mut() else { return };
    form.unsaved_since = Some(ms);
    let Some(field) = form.field_mut() else {
        return;
    };
    let label = field.label.clone();
    let refused = if field.choices.is_empty() {
        let mut editor = Editor::new(field.lines);
        let left_out = editor.insert_str(text);
        field.editor = editor;
        (left_out > 0).then(|| full(left_out))
    } else {
        choose(field, text)
    };
    let refused = refused.or_else(|| {
        let form = room.form()?;
        let why = save::changes(room, form, *now, draw).err()?;
        let of_field = [" cannot", ":"]
            .iter()
            .any(|after| why.starts_with(&format!("{label}{after}")));
        of_field.then_some(why)
    });
    match refused {
        Some(why) => model.warn(why),
        None => model.said = None,
    }
}

/// Takes the choice that was named by its number, its word, its key, or the beginning of its word.
fn choose(field: &mut FormField, text: &str) -> Option<String> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        field.choose(None);
        return None;
    }
    let by_number = wanted
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .filter(|at| *at < field.choices.len());
    let place = |fits: &dyn Fn(&str, &str) -> bool| {
        let mut fitting = field
            .choices
            .iter()
            .enumerate()
            .filter(|(_, (key, word))| fits(key, &word.to_lowercase()))
            .map(|(at, _)| at);
        let first = fitting.next();
        first.filter(|_| fitting.next().is_none())
    };
    let at = by_number
        .or_else(|| place(&|key, word| key == wanted || word == wanted))
        .or_else(|| place(&|_, word| word.starts_with(&wanted)));
    match at {
        Some(at) => {
            field.choose(Some(at));
            None
        }
        None => Some(format!("{} cannot be “{text}”.", field.label)),
    }
}

fn full(left_out: usize) -> String {
    format!(
        "{left_out} bytes did not fit: a field holds {} KiB.",
        MAX_TEXT / 1024
    )
}
