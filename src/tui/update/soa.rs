//! Reading a Statement of Applicability: what it would change is shown, to be confirmed.
//!
//! This module must not know how a cell is read.

use super::super::model::{Choice, Model, Room};
use super::super::msg::Effect;
use super::{list, saving, tables};
use crate::audit::soa::{self, Compared, Soa};
use crate::text::counted;

/// A statement was read from a file.
pub(super) fn read(model: &mut Model, file: &str, bytes: &[u8]) {
    let Some(room) = &model.room else { return };
    let soa = match soa::read(bytes, &room.criteria) {
        Ok(soa) => soa,
        Err(refusals) => {
            let title = "the Statement of Applicability cannot be read";
            tables::refused(model, title, file, &refusals);
            return;
        }
    };
    let compared = compare(room, &soa);
    let lines = told(&compared);
    if compared.changes.is_empty() {
        let first = "# What the file says of controls stands in the audit already.";
        tables::tell(model, "the Statement of Applicability", first, lines);
        return;
    }
    let enter = (format!("enter: {}", sum(&compared)), Choice::TakeSoa);
    if let Some(room) = list::room(model) {
        room.soa = Some(soa);
    }
    let title = "the Statement of Applicability: Enter on the first line enters it";
    tables::confirm(model, title, enter, lines);
}

/// Enters the statement that was read.
pub(super) fn take(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(soa) = room.soa.take() else { return };
    let compared = compare(room, &soa);
    let sum = sum(&compared);
    let is_other = !compared.changes.is_empty();
    saving::act(model, effects, |_| compared.changes);
    if is_other && model.room.as_ref().is_some_and(|room| room.writable) {
        model.done(format!("{sum}. Ctrl-Z undoes."));
    }
}

fn compare(room: &Room, soa: &Soa) -> Compared {
    let mut nothing = || 0;
    soa.compare(&room.desk(&mut nothing))
}

/// What a statement changes, in a few words.
fn sum(compared: &Compared) -> String {
    let controls = |count: usize| counted(count, "control", "controls");
    let (excluded, back) = (compared.excluded.len(), compared.back.len());
    match (excluded, back) {
        (_, 0) => format!("{} excluded", controls(excluded)),
        (0, _) => format!("{} applicable again", controls(back)),
        _ => format!("{} excluded, {back} applicable again", controls(excluded)),
    }
}

/// What it changes, a line each.
fn told(compared: &Compared) -> Vec<String> {
    let mut lines = Vec::new();
    if compared.unnamed > 0 {
        let many = counted(compared.unnamed, "control is", "controls are");
        lines.push(format!("{many} not in the file; nothing changes for them"));
    }
    let excluded = compared.excluded.iter();
    lines.extend(excluded.map(|it| format!("excluded  {}  {}", it.id, it.reason)));
    let back = compared.back.iter();
    lines.extend(back.map(|id| format!("applies   {id}")));
    lines
}
