//! LIST: moving, and opening what is selected. No bare key changes data here.

use super::super::command::Command;
use super::super::detail;
use super::super::form::Purpose;
use super::super::model::{Model, Overlay, Page, Room};
use super::super::msg::Effect;
use super::super::standing;
use super::{
    DETAIL_AFTER_MOVES_MS, DETAIL_AFTER_MS, agenda, follow, grid, guide, lists, loose, pick,
    planning, saving, session, slides, telling, trails, triage, typing,
};
use crate::audit::coverage::Planned;
use crate::audit::entry::Change;
use crate::audit::id::{EntryId, Subject};
use crate::audit::schema::Kind;

/// How many rows a page has for `PgUp` and `PgDn`.
const PAGE: isize = 15;

/// How many lines a page of a list has that lies over the screen.
const LIST_PAGE: usize = 10;

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Up | Command::NoteUp => step(model, -1),
        Command::Down | Command::NoteDown => step(model, 1),
        Command::PageUp => step(model, -PAGE),
        Command::PageDown => step(model, PAGE),
        Command::First => step(model, isize::MIN / 2),
        Command::Last => step(model, isize::MAX / 2),
        Command::Fold => fold(model),
        Command::Unfold => unfold(model),
        Command::NextOpen => to_open(model, true),
        Command::PreviousOpen => to_open(model, false),
        Command::Back => back(model),
        Command::WriteNote => typing::write_note(model),
        Command::SetResult => pick::results(model, None),
        Command::SetPlanned => planning::visits(model),
        Command::SetTier => planning::tiers(model),
        Command::NewFinding => add(model, Kind::Finding),
        Command::NewEvidence => add(model, Kind::Evidence),
        Command::NewSample => add(model, Kind::Sample),
        Command::OpenGrid => grid::open_of_selection(model),
        Command::NewSession => add(model, Kind::Session),
        Command::NewPerson => add(model, Kind::Person),
        Command::NewSite => add(model, Kind::Site),
        Command::AttachFile => attach(model),
        Command::AuditData => typing::open_form(model, Purpose::Change { of: Subject::Audit }),
        Command::Trails => trails::open(model),
        Command::NewTrail => trails::name(model),
        Command::Triage => triage::open(model),
        Command::WrapUp => wrap_up(model),
        Command::StopAttaching => stop_attaching(model, effects),
        Command::OpenDetail => open_detail(model),
        Command::OpenGuide => guide::open(model),
        Command::WhereNext => guide::where_next(model),
        Command::Undo => saving::undo(model, effects),
        Command::Redo => saving::redo(model, effects),
        Command::CheckGates => gates(model),
        Command::AcceptTails => accept_tails(model, effects),
        Command::Standing => where_it_stands(model),
        Command::Agenda => agenda::open(model),
        Command::Attendance => agenda::attendance(model),
        Command::Tell => telling::choose(model),
        Command::Slides => slides::open(model),
        Command::ShowNames => names(model),
        Command::Problems => problems(model),
        Command::WriteReport => whole(model, effects, Effect::WriteReport),
        Command::Verify => whole(model, effects, Effect::Verify),
        Command::SignOff => loose::sign_off(model, effects),
        Command::Leave if is_attaching(model) => stop_attaching(model, effects),
        Command::Leave => model.said = None,
        Command::Home => close(model, effects),
        other => {
            if !session::run(model, other, effects) {
                lists::run(model, other);
            }
        }
    }
}

/// Moves the selection. The detail follows when the keys rest.
pub(super) fn step(model: &mut Model, by: isize) {
    let ms = model.ms;
    let follows = model
        .moved_at
        .is_some_and(|moved| ms < moved + DETAIL_AFTER_MOVES_MS);
    let rest = if follows {
        DETAIL_AFTER_MOVES_MS
    } else {
        DETAIL_AFTER_MS
    };
    model.moved_at = Some(ms);
    let Some(room) = &mut model.room else { return };
    if let Some(row) = room.session_step(by) {
        room.outline.select(row, &room.criteria);
    } else {
        let last = room.outline.rows.len().saturating_sub(1);
        room.outline.at = room.outline.at.saturating_add_signed(by).min(last);
    }
    model.detail_due = (Some(room.shown) != room.outline.selected()).then_some(ms + rest);
    model.said = None;
}

/// Where a mark goes in a list up to its last line: up and down go round at the ends. None if the command moves
/// nothing.
pub(super) fn moved(command: Command, at: usize, last: usize) -> Option<usize> {
    Some(match command {
        Command::Up => at.checked_sub(1).unwrap_or(last),
        Command::Down if at >= last => 0,
        Command::Down => at + 1,
        Command::PageUp => at.saturating_sub(LIST_PAGE),
        Command::PageDown => (at + LIST_PAGE).min(last),
        Command::First => 0,
        Command::Last => last,
        _ => return None,
    })
}

/// Selects a row at once, remembering where the selection was.
pub(super) fn go_to(model: &mut Model, row: usize) {
    let Some(room) = &mut model.room else { return };
    if let Some(from) = room.outline.selected().filter(|from| *from != row) {
        room.back.push(from);
    }
    room.outline.select(row, &room.criteria);
    room.agenda = None;
    follow(model);
}

fn back(model: &mut Model) {
    let Some(room) = &mut model.room else { return };
    match room.back.pop() {
        Some(row) => {
            room.outline.select(row, &room.criteria);
            follow(model);
        }
        None => model.warn("This is where you began."),
    }
}

fn fold(model: &mut Model) {
    let Some(room) = &mut model.room else { return };
    let Some(at) = room.outline.selected() else {
        return;
    };
    if room.criteria.has_below(at) && room.outline.folded.insert(at) {
        room.outline.relist(&room.criteria);
        return;
    }
    // A leaf, or folded already: go to the row above.
    if let Some(above) = room.criteria.above(at) {
        room.outline.select(above, &room.criteria);
        follow(model);
    }
}

fn unfold(model: &mut Model) {
    let Some(room) = &mut model.room else { return };
    let Some(at) = room.outline.selected() else {
        return;
    };
    if room.outline.folded.remove(&at) {
        room.outline.relist(&room.criteria);
    } else {
        guide::open(model);
    }
}

fn to_open(model: &mut Model, forward: bool) {
    let Some(room) = &model.room else { return };
    // On the page of a session its own requirements are gone round; elsewhere all of them.
    let of_session = room.session_rows();
    let from = room.outline.selected().unwrap_or(0);
    let is_open = |row: &usize| {
        room.tally.standing(*row).is_some_and(|standing| {
            !standing.outcome.is_judged() && standing.planned == Planned::ThisVisit
        })
    };
    let line_is_open = |row: &usize| room.criteria.on_line(*row).iter().any(is_open);
    let listed = |at: &usize| of_session.is_empty() || of_session.iter().any(|one| one.row == *at);
    let found = {
        let mut around = room.criteria.around(from, forward);
        around.find(|row| listed(row) && line_is_open(row))
    };
    match found {
        Some(row) => go_to(model, row),
        None if !of_session.is_empty() => model.done("No requirement of this session is open."),
        None => model.done("No requirement of this visit is open."),
    }
}

pub(super) fn add(model: &mut Model, kind: Kind) {
    let session = model.room.as_ref().and_then(|room| room.session);
    typing::open_form(model, Purpose::Add { kind, session });
}

fn attach(model: &mut Model) {
    let session = model.room.as_ref().and_then(|room| room.session);
    typing::open_form(model, Purpose::Attach { session });
}

fn is_attaching(model: &Model) -> bool {
    let room = model.room.as_ref();
    room.is_some_and(|room| !room.attaching.is_empty())
}

/// Asks for the copies that are under way to be given up. One that was finished before is evidence all the same.
pub(super) fn stop_attaching(model: &mut Model, effects: &mut Vec<Effect>) {
    if !is_attaching(model) {
        model.done("No file is being attached.");
        return;
    }
    let tickets = model.room.iter().flat_map(|room| room.attaching.keys());
    effects.extend(tickets.map(|ticket| Effect::StopAttaching(*ticket)));
}

fn wrap_up(model: &mut Model) {
    let today = model.now.date_naive();
    let Some(room) = &model.room else { return };
    model
        .overlays
        .push(Overlay::Page(detail::wrap_up(room, today)));
}

fn open_detail(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let Some(row) = room.selected() else { return };
    let title = room.line_title(row);
    let lines = detail::whole(room, row);
    model.overlays.push(Overlay::Page(Page::new(title, lines)));
}

fn gates(model: &mut Model) {
    let Some(room) = &model.room else { return };
    model.overlays.push(Overlay::Page(detail::gates(room)));
}

fn where_it_stands(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let items = standing::items(room, model.now);
    let title = "where the audit stands";
    pick::list_of(model, title, items, "");
}

/// Shows people by name or by role.
fn names(model: &mut Model) {
    let Some(room) = room(model) else { return };
    room.names = !room.names;
    let names = room.names;
    model.done(if names {
        "People are shown by name. “show roles” in the palette (Ctrl-O) takes that back."
    } else {
        "People are shown by role."
    });
}

fn problems(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let mut lines = room.problems.clone();
    lines.extend(
        room.audit
            .unapplied()
            .iter()
            .map(|one| format!("line {} of log {}: {}", one.n, one.run, one.why)),
    );
    let conflicts = room.audit.conflicts();
    lines.extend(conflicts.iter().map(|(subject, key)| {
        let name = crate::audit::describe::name(&room.audit, subject);
        format!("{name}: {key} was set in several ways; set it again to decide")
    }));
    if lines.is_empty() {
        lines.push("Nothing was found wrong with the folder.".to_owned());
    }
    model.overlays.push(Overlay::Page(Page::new(
        "problems found in the folder",
        lines,
    )));
}

/// Enters that torn tails were seen. What had been written there was never said to be saved.
fn accept_tails(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(room) = room(model) else { return };
    let tails = std::mem::take(&mut room.tails);
    if tails.is_empty() {
        model.done("No log has a torn end.");
        return;
    }
    room.problems
        .retain(|problem| !tails.iter().any(|(sentence, _)| sentence == problem));
    let noted = tails
        .into_iter()
        .map(|(_, tail)| Change::TailNoted(tail))
        .collect();
    saving::act(model, effects, |_| noted);
}

/// Effects that read the folder want everything saved before.
pub(super) fn whole(model: &mut Model, effects: &mut Vec<Effect>, effect: Effect) {
    match &model.room {
        Some(room) if room.pending.is_empty() => {
            model.busy = Some("working".to_owned());
            effects.push(effect);
        }
        Some(_) => model.warn("Something is not saved yet; try again when it is."),
        None => {}
    }
}

fn close(model: &mut Model, effects: &mut Vec<Effect>) {
    if model
        .room
        .as_ref()
        .is_some_and(|room| !room.pending.is_empty())
    {
        model.warn("Something is not saved yet; the audit stays open until it is. Ctrl-Q leaves all the same.");
        return;
    }
    saving::keep_all_drafts(model, effects);
    effects.push(Effect::Close);
    model.room = None;
    model.said = None;
    model.home.at = 0;
}

/// Opens a form for what is there already.
pub(super) fn change(model: &mut Model, of: Subject) {
    typing::open_form(model, Purpose::Change { of });
}

/// Draws the id of an entry.
pub(super) fn fresh(model: &mut Model) -> EntryId {
    EntryId((model.draw)())
}

/// The room, if an audit is on the table.
pub(super) fn room(model: &mut Model) -> Option<&mut Room> {
    model.room.as_deref_mut()
}
