//! GRID: marking the items of a sample, one key for each check.
//!
//! Each mark is an entry of its own: it is on disk before the next item is fetched, two auditors who mark different
//! items never meet, and undo takes back the last key and nothing else.

use super::super::command::Command;
use super::super::detail;
use super::super::form::Purpose;
use super::super::forms;
use super::super::model::{Choice, Grid, Item, Model, Overlay, Page, Pick};
use super::super::msg::Effect;
use super::saving::READ_ONLY;
use super::{beneath, drafts, list, pick, saving, typing};
use crate::audit::coverage;
use crate::audit::id::ObjectId;
use crate::audit::sampling::{self, Mark, Sheet};
use crate::audit::schema::Kind;

/// How many items a page has for `PgUp` and `PgDn`.
const PAGE: usize = 10;

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    if command == Command::RemarkOnItem {
        remark(model);
        return;
    }
    if let Some(grid) = model.room.as_mut().and_then(|room| room.grid.as_mut()) {
        grid.failed = None;
    }
    match command {
        Command::MarkMet => mark(model, Mark::Met, effects),
        Command::MarkNotMet => mark(model, Mark::NotMet, effects),
        Command::MarkNotApplicable => mark(model, Mark::NotApplicable, effects),
        Command::MarkOpen => mark(model, Mark::Open, effects),
        Command::ReplaceItem => {
            if let Some((sample, item)) = marked(model) {
                typing::open_form(model, Purpose::Replace { sample, item });
            }
        }
        Command::ExtendSample => of_sample(model, |sample| Purpose::Extend { sample }),
        Command::AwaitRecords => of_sample(model, |sample| Purpose::Await { sample }),
        Command::FindingOfSample => finding(model),
        Command::LookAtSample => look(model),
        Command::Leave => leave(model),
        Command::Undo => and_back(model, |model| saving::undo(model, effects)),
        Command::Redo => and_back(model, |model| saving::redo(model, effects)),
        Command::Up
        | Command::Down
        | Command::Left
        | Command::Right
        | Command::PageUp
        | Command::PageDown
        | Command::First
        | Command::Last => step(model, command),
        other => list::run(model, other, effects),
    }
}

/// Opens the items of a sample.
pub(super) fn open(model: &mut Model, sample: ObjectId) {
    let Some(room) = list::room(model) else {
        return;
    };
    let note = room.form().filter(|form| form.is_note());
    let note = note.map(|form| form.entry).or(room.resume);
    room.resume = None;
    room.typing = None;
    room.beneath_grid.clear();
    room.grid = Some(Grid::new(sample, note));
}

/// As [`open`], over a list, which is gone back to afterwards, unless there is a note to go on with.
pub(super) fn open_over(model: &mut Model, sample: ObjectId) {
    let lying = beneath::lift(model);
    open(model, sample);
    if let Some(room) = list::room(model) {
        room.beneath_grid = lying;
    }
}

/// Opens the sample of the selection, or a list of them where there are several.
pub(super) fn open_of_selection(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let samples: Vec<ObjectId> = match room.requirement() {
        Some(id) => coverage::about(&room.audit, &room.criteria, &id, Kind::Sample)
            .into_iter()
            .map(|sample| sample.id)
            .collect(),
        None => Vec::new(),
    };
    match samples.as_slice() {
        [] => model.warn("There is no sample on this yet. s enters one."),
        [only] => open(model, *only),
        several => {
            let item = |id: &ObjectId| {
                let label = room.audit.object(*id).map(|it| room.audit.label(it));
                Item {
                    label: format!(
                        "{:<5}{}",
                        label.unwrap_or_default(),
                        sampling::sentence(&room.entered(), *id)
                    ),
                    aside: String::new(),
                    choice: Choice::Show(*id),
                }
            };
            let items = several.iter().map(item).collect();
            pick::open(model, Pick::new("mark the items of", items, ""));
        }
    }
}

fn leave(model: &mut Model) {
    let Some(room) = list::room(model) else {
        return;
    };
    room.resume = room.grid.take().and_then(|grid| grid.resume);
    drafts::resume(room);
    let beneath = std::mem::take(&mut room.beneath_grid);
    if room.typing.is_none() {
        model.overlays = beneath;
        beneath::refresh(model);
    }
    model.said = None;
}

/// The sample, and the item that is marked.
fn marked(model: &Model) -> Option<(ObjectId, ObjectId)> {
    let (grid, sheet) = model.room.as_ref()?.sheet()?;
    let row = sheet.rows.get(grid.cell(&sheet).0)?;
    Some((grid.sample, row.item))
}

/// Opens the remark on the item; right after an item was marked as not met, on that one.
pub(super) fn remark(model: &mut Model) {
    let failed = model
        .room
        .as_mut()
        .and_then(|room| room.grid.as_mut()?.failed.take());
    match failed.or_else(|| marked(model).map(|(_, item)| item)) {
        Some(item) => typing::open_form(model, Purpose::Remark { item }),
        None => model.warn("There is no item yet. + adds items."),
    }
}

fn of_sample(model: &mut Model, purpose: impl FnOnce(ObjectId) -> Purpose) {
    if let Some(grid) = model.room.as_ref().and_then(|room| room.grid) {
        typing::open_form(model, purpose(grid.sample));
    }
}

/// Opens the form of a finding about what is not met.
fn finding(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let Some((grid, sheet)) = room.sheet() else {
        return;
    };
    if room.audit.object(grid.sample).is_none() {
        model.warn("The sample is not saved yet; try again when it is.");
    } else if sheet.count(Mark::NotMet) == 0 {
        model.warn("Nothing is marked as not met: n marks it.");
    } else {
        let (sample, session) = (grid.sample, room.session);
        typing::open_form(model, Purpose::FindingOf { sample, session });
    }
}

fn look(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let object = room.grid.and_then(|grid| room.audit.object(grid.sample));
    let Some(object) = object else {
        model.warn("The sample is not saved yet; try again when it is.");
        return;
    };
    let title = format!(
        "{} {}",
        room.audit.label(object),
        forms::name_of(object.kind)
    );
    let lines = detail::object(room, object);
    model.said = None;
    model.overlays.push(Overlay::Page(Page::new(title, lines)));
}

fn step(model: &mut Model, command: Command) {
    let Some((grid, sheet)) = model.room.as_ref().and_then(|room| room.sheet()) else {
        return;
    };
    let (row, column) = grid.cell(&sheet);
    let (last, right) = (sheet.rows.len().saturating_sub(1), sheet.columns() - 1);
    let (row, column) = match command {
        Command::Up => (row.saturating_sub(1), column),
        Command::Down => ((row + 1).min(last), column),
        Command::Left => (row, column.saturating_sub(1)),
        Command::Right => (row, (column + 1).min(right)),
        Command::PageUp => (row.saturating_sub(PAGE), column),
        Command::PageDown => ((row + PAGE).min(last), column),
        Command::First => (0, 0),
        _ => (last, right),
    };
    model.said = None;
    go(model, row, column);
}

fn go(model: &mut Model, row: usize, column: usize) {
    if let Some(grid) = model.room.as_mut().and_then(|room| room.grid.as_mut()) {
        (grid.row, grid.column) = (row, column);
    }
}

fn mark(model: &mut Model, mark: Mark, effects: &mut Vec<Effect>) {
    let Some(room) = &model.room else { return };
    let Some((grid, sheet)) = room.sheet() else {
        return;
    };
    if !room.writable {
        model.warn(READ_ONLY);
        return;
    }
    let (row, column) = grid.cell(&sheet);
    let Some(item) = sheet.rows.get(row) else {
        model.warn("There is no item yet. + adds items.");
        return;
    };
    let (label, marked) = (item.label.clone(), item.item);
    let mut nothing = || 0;
    let changes = room.desk(&mut nothing).mark(&sheet, row, column, mark);
    let is_other = !changes.is_empty();
    if is_other {
        let id = list::fresh(model);
        saving::enter(model, effects, id, changes);
        let what = match sheet.attributes.get(column) {
            Some(attribute) => format!("{label}: {attribute}: {}", mark.word()),
            None => format!("{label}: {}", mark.word()),
        };
        model.done(format!("{what}. Ctrl-Z undoes."));
    } else {
        model.said = None;
    }
    advance(model, &sheet, row, column);
    if mark == Mark::NotMet
        && let Some(grid) = model.room.as_mut().and_then(|room| room.grid.as_mut())
    {
        grid.failed = Some(marked);
    }
}

/// Goes on to the next cell. After the last one stands what the sample shows.
fn advance(model: &mut Model, sheet: &Sheet, row: usize, column: usize) {
    if column + 1 < sheet.columns() {
        go(model, row, column + 1);
    } else if row + 1 < sheet.rows.len() {
        go(model, row + 1, 0);
    } else if let Some((_, sheet)) = model.room.as_ref().and_then(|room| room.sheet()) {
        let open = sheet.count(Mark::Open);
        let failed = sheet.count(Mark::NotMet);
        let next = match (open, failed) {
            (0, 0) => "Esc goes back.",
            (0, _) => "f writes the finding.",
            _ => "Some are still open.",
        };
        model.done(format!(
            "The last one: {} met, {failed} not met, {open} open. {next}",
            sheet.count(Mark::Met)
        ));
    }
}

/// Undoes or redoes something, and goes to the cell that changed by it.
fn and_back(model: &mut Model, act: impl FnOnce(&mut Model)) {
    let sheet = |model: &Model| model.room.as_ref().and_then(|room| room.sheet());
    let before = sheet(model);
    act(model);
    let (Some((grid, before)), Some((_, after))) = (before, sheet(model)) else {
        return;
    };
    let cell = before
        .rows
        .iter()
        .zip(&after.rows)
        .enumerate()
        .find_map(|(at, (old, new))| {
            let column = old
                .marks
                .iter()
                .zip(&new.marks)
                .position(|(old, new)| old != new)?;
            Some((at, column))
        });
    if let Some((row, column)) = cell {
        go(model, row, column);
    }
    let gone = model
        .room
        .as_ref()
        .is_some_and(|room| !room.entered().has(grid.sample));
    if gone {
        let said = model.said.clone();
        leave(model);
        model.said = said;
    }
}
