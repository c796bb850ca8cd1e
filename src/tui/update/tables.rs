//! CSV files that an audit takes things from: the plan, the Statement of Applicability.
//!
//! A file is read outside; what it holds comes back as a message. This module must not know what stands in it.

use super::super::edit;
use super::super::form::{Purpose, Slot};
use super::super::model::{Choice, Item, Model, Overlay, Page, Pick};
use super::super::msg::{Effect, Table};
use super::{list, pick, saving, soa, timetable};
use crate::cells::Refusal;

/// The file that a form is about is to be read, if it is about one.
pub(super) fn table(purpose: &Purpose) -> Option<Table> {
    match purpose {
        Purpose::ReadPlan => Some(Table::Plan),
        Purpose::ReadSoa => Some(Table::Soa),
        _ => None,
    }
}

/// Has the file read that was typed into a form.
pub(super) fn ask(model: &mut Model, at: usize, table: Table, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    let form = room.drafts.get(at);
    let path = form.map(|form| form.value(&Slot::Other("path")).trim());
    let path = edit::home_expanded(path.unwrap_or_default());
    if path.as_os_str().is_empty() {
        model.warn("Type the path of the file, or Esc.");
        return;
    }
    saving::drop_form(room, at, effects);
    model.busy = Some(format!("reading {}", path.display()));
    effects.push(Effect::ReadTable(table, path));
}

/// A file was read.
pub(super) fn read(model: &mut Model, table: Table, file: &str, bytes: &[u8]) {
    model.busy = None;
    match table {
        Table::Plan => timetable::plan_read(model, file, bytes),
        Table::Soa => soa::read(model, file, bytes),
    }
}

/// Shows all that is to be mended in a file.
pub(super) fn refused(model: &mut Model, title: &str, file: &str, refusals: &[Refusal]) {
    let first = "# Nothing was entered. Mend the file and read it again.";
    let lines = refusals.iter().map(|refusal| format!("{file}:{refusal}"));
    tell(model, title, first, lines.collect());
}

/// Tells of a file of which nothing is to be entered.
pub(super) fn tell(model: &mut Model, title: &str, first: &str, mut lines: Vec<String>) {
    lines.insert(0, first.to_owned());
    model.overlays.push(Overlay::Page(Page::new(title, lines)));
}

/// Shows what a file changes. It is entered when that is confirmed on the first line.
pub(super) fn confirm(model: &mut Model, title: &str, enter: (String, Choice), lines: Vec<String>) {
    let rest = lines.into_iter().map(|line| (line, Choice::Nothing));
    let items = std::iter::once(enter).chain(rest);
    let items = items.map(|(label, choice)| Item {
        label,
        aside: String::new(),
        choice,
    });
    pick::open(model, Pick::new(title, items.collect(), ""));
}
