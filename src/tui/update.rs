//! `update`: what happened, to what the program knows now and what is to be done.
//!
//! The only function that changes the model. It never waits and never touches the world: what it wants done it
//! returns as effects. Words come first: nothing typed leaves the model before it is an entry or a draft on disk.

mod agenda;
mod asked;
mod beneath;
mod documents;
mod drafts;
mod grid;
mod guide;
mod list;
mod lists;
mod loose;
mod notes;
mod open;
mod others;
mod palette;
mod pick;
mod planning;
mod sampling;
mod saving;
mod session;
mod slides;
mod soa;
mod tables;
mod telling;
mod timetable;
pub(super) mod trails;
mod triage;
mod typing;

pub use agenda::{count as agenda_count, is_pending as is_point_pending};
pub use lists::classes;
pub use open::AFTER_RECENT;

use super::command::Command;
use super::input::{Code, Input, Key};
use super::keymap::{self, Place};
use super::model::{Model, Overlay, Page, Shows, Tone};
use super::msg::{Effect, Msg};
use super::{complete, help};

/// How long the keys must rest before the detail follows the selection, in milliseconds.
pub const DETAIL_AFTER_MS: u64 = 90;
/// The same while moves follow each other, so that on a slow line the detail does not get in their way.
pub const DETAIL_AFTER_MOVES_MS: u64 = 300;
/// How soon after the first unsaved key a draft is written, in milliseconds.
pub const DRAFT_AFTER_MS: u64 = 200;
/// How long others are not looked for after they were, in milliseconds.
pub const LOOK_AFTER_MS: u64 = 2000;
/// How long the disk may take before the screen says that something is not saved, in milliseconds.
pub const ACK_WITHIN_MS: u64 = 1000;

/// Takes one thing that happened.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    match msg {
        Msg::Input(input) => {
            others::look(model, &mut effects);
            on_input(model, input, &mut effects);
        }
        Msg::Asked(asked) => {
            others::look(model, &mut effects);
            asked::asked(model, asked, &mut effects);
        }
        Msg::Due => {}
        Msg::KeepDrafts => saving::keep_all_drafts(model, &mut effects),
        Msg::Resumed => effects.push(Effect::Repaint),
        Msg::Hangup => {
            saving::keep_all_drafts(model, &mut effects);
            effects.push(Effect::Quit);
        }
        Msg::Saved { run, entry } => saving::saved(model, run, *entry),
        Msg::Others(others) => others::came(model, *others),
        Msg::NotSaved(why) => saving::not_saved(model, why),
        Msg::DraftKept(entry) => saving::draft_kept(model, entry),
        Msg::DraftNotKept(why) => model.warn(format!(
            "Drafts are NOT SAVED: {why}. What is typed stays on the screen."
        )),
        Msg::Attached {
            ticket,
            sha256,
            size,
            name,
        } => {
            saving::attached(model, ticket, &sha256, size, &name, &mut effects);
        }
        Msg::ListRead { entry, path, read } => {
            sampling::list_read(model, entry, path, read, &mut effects);
        }
        Msg::KeysOffered(keys) => loose::keys_offered(model, &keys),
        Msg::SignedBefore(before) => loose::signed_before(model, &before),
        Msg::NotAttached { ticket, why } => saving::not_attached(model, ticket, why),
        Msg::Progress(text) => model.busy = Some(text),
        Msg::Opened(opened) => open::opened(model, *opened),
        Msg::AtHome { recent, own } => (model.home.recent, model.home.own) = (recent, own),
        Msg::Page { title, lines } => {
            model.busy = None;
            model.overlays.push(Overlay::Page(Page::new(title, lines)));
        }
        Msg::ChecklistMade { own, lines } => loose::checklist_made(model, own, lines),
        Msg::TableRead { table, name, bytes } => tables::read(model, table, &name, &bytes),
        Msg::Said(text, tone) => {
            model.busy = None;
            match tone {
                Tone::Done => model.done(text),
                Tone::Attention => model.warn(text),
            }
        }
        Msg::Sealed { signed, folder } => saving::sealed(model, signed, &folder, &mut effects),
    }
    on_time(model, &mut effects);
    effects
}

/// When the model next wants to be woken, in milliseconds since the program began.
pub fn next_due(model: &Model) -> Option<u64> {
    let drafts = model.room.iter().flat_map(|room| &room.drafts);
    let drafts = drafts.filter_map(|form| form.unsaved_since.map(|since| since + DRAFT_AFTER_MS));
    drafts
        .chain(model.detail_due)
        .chain(saving::ack_due(model))
        .min()
}

/// What has become due.
fn on_time(model: &mut Model, effects: &mut Vec<Effect>) {
    let ms = model.ms;
    if model.detail_due.is_some_and(|due| due <= ms) {
        follow(model);
    }
    saving::late(model);
    saving::mark_open(model);
    saving::keep_due_drafts(model, effects);
}

/// Lets the detail follow the selection.
fn follow(model: &mut Model) {
    model.detail_due = None;
    if let Some(room) = &mut model.room
        && let Some(selected) = room.outline.selected()
        && room.shown != selected
    {
        room.shown = selected;
        room.detail_top = 0;
    }
}

fn on_input(model: &mut Model, input: Input, effects: &mut Vec<Effect>) {
    if matches!(input, Input::Resize) {
        effects.push(Effect::Repaint);
        return;
    }
    if model.hidden {
        model.hidden = false;
        effects.push(Effect::Repaint);
        // A key only shows the screen; pasted words are not for throwing away.
        if matches!(input, Input::Key(_)) {
            return;
        }
    }
    let place = model.place();
    match input {
        Input::Paste { text, cut } => {
            if cut {
                model.warn("More was pasted than a note can hold; the rest was not taken.");
            }
            typing::paste(model, place, &text);
        }
        Input::Key(key) => press(model, key, effects),
        Input::Resize => {}
    }
}

fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let place = model.place();
    match keymap::command(place, key) {
        Some(command) => run(model, command, effects),
        None => match behind_esc(place, key) {
            Some(next) => {
                press(model, Key::plain(Code::Esc), effects);
                press(model, next, effects);
            }
            None => on_key(model, place, key),
        },
    }
}

/// The key that was pressed right after Esc, if this may be the two of them: on a slow line they arrive at once, and
/// then they are the same bytes as the key with Alt. Where text is typed it is left alone: it may be meant as Alt.
fn behind_esc(place: Place, key: Key) -> Option<Key> {
    let typing = matches!(place, Place::Note | Place::Form);
    let with_alt = key.alt && !key.ctrl && matches!(key.code, Code::Char(_));
    (with_alt && !typing).then_some(Key { alt: false, ..key })
}

/// A key that is no command in this place.
fn on_key(model: &mut Model, place: Place, key: Key) {
    match place {
        Place::Note | Place::Form => typing::key(model, key),
        Place::Pick => pick::key(model, key),
        Place::List => {
            if let Some(digit) = key.typed().and_then(|c| c.to_digit(10)) {
                pick::results(model, Some(digit as usize));
            }
        }
        Place::Guide => guide::key(model, key),
        Place::Home | Place::Page | Place::Grid | Place::Triage | Place::Agenda | Place::Slides => {
        }
    }
}

/// Said once before words are lost that belong to no audit, so that there is no place to keep them in.
const LOSES_FORM: &str = "A form is filled in and not sent. Ctrl-Q again leaves without it.";

/// Carries out a command in the place where it was given.
pub fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let place = model.place();
    if !matches!(command, Command::Complete) {
        complete::forget(model);
    }
    match command {
        Command::Palette => palette::open(model),
        Command::Help => model.overlays.push(Overlay::Page(help::page(place))),
        Command::Hide => {
            model.hidden = true;
            effects.push(Effect::Repaint);
        }
        Command::OnlyQuestion => only_question(model),
        Command::Quit if loose::would_lose_words(model) && !model.says(LOSES_FORM) => {
            model.warn(LOSES_FORM);
        }
        Command::Quit => {
            saving::keep_all_drafts(model, effects);
            effects.push(Effect::Quit);
        }
        Command::Suspend => {
            saving::keep_all_drafts(model, effects);
            effects.push(Effect::Suspend);
        }
        _ => match place {
            Place::Home => open::run(model, command, effects),
            Place::List => list::run(model, command, effects),
            Place::Note | Place::Form => typing::run(model, command, effects),
            Place::Pick => pick::run(model, command, effects),
            Place::Page => page(model, command, effects),
            Place::Guide => guide::run(model, command, effects),
            Place::Grid => grid::run(model, command, effects),
            Place::Triage => triage::run(model, command, effects),
            Place::Agenda => agenda::run(model, command, effects),
            Place::Slides => slides::run(model, command),
        },
    }
}

/// Shows less and less, then everything again. Without an audit there is no question.
fn only_question(model: &mut Model) {
    if model.room.is_none() {
        return;
    }
    model.shows = match model.shows {
        Shows::Everything => Shows::Question,
        Shows::Question => Shows::QuestionAlone,
        Shows::QuestionAlone => Shows::Everything,
    };
}

fn page(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some(Overlay::Page(page)) = model.overlays.last_mut() else {
        return;
    };
    let last = page.lines.len().saturating_sub(1);
    page.top = match command {
        Command::Up => page.top.saturating_sub(1),
        Command::Down => (page.top + 1).min(last),
        Command::PageUp => page.top.saturating_sub(15),
        Command::PageDown => (page.top + 15).min(last),
        Command::First => 0,
        Command::Last => last.saturating_sub(10),
        Command::Leave => {
            model.overlays.pop();
            return;
        }
        Command::WriteNote => return notes::from_page(model),
        Command::Change | Command::Withdraw | Command::Relink | Command::Tell => {
            if let Some(id) = page.about {
                pick::about(model, command, id);
            }
            return;
        }
        Command::Undo | Command::Redo => return pick::undo(model, command, effects),
        _ => return,
    };
}
