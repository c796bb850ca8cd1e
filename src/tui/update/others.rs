//! What others write to the same folder while it is open: a colleague at another terminal, a command beside the screen.
//!
//! It is looked for when keys come, so that nothing runs while nobody types. This module must not know how it is read.

use super::super::model::{Model, Outline, Room};
use super::super::msg::Effect;
use super::{LOOK_AFTER_MS, beneath, open, session};
use crate::audit::fold::Audit;
use crate::audit::mask::Mask;
use crate::checklist::criteria::{Criteria, Row};
use crate::store::Others;
use crate::text::counted;

/// Has others looked for, if they were not just now.
pub(super) fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    let ms = model.ms;
    if let Some(room) = &mut model.room
        && room.looked + LOOK_AFTER_MS <= ms
    {
        room.looked = ms;
        effects.push(Effect::LookForOthers);
    }
}

/// Others wrote: the audit is now what all have saved. Whatever the auditor is at stays as it is.
pub(super) fn came(model: &mut Model, others: Others) {
    let Some(room) = &mut model.room else { return };
    if room.audit.id != others.audit.id {
        return;
    }
    let wrote = wrote(&room.audit, &others.audit);
    let told = room.problems.len();
    let Others {
        audit,
        criteria,
        tally,
        problems,
        tails,
    } = others;
    hold_against(room, criteria);
    room.audit = audit;
    room.mask = Mask::of_people(&room.audit);
    room.tally = tally;
    room.tails = tails;
    for problem in problems {
        if !room.problems.contains(&problem) {
            room.problems.push(problem);
        }
    }
    if room.pending.is_empty() {
        session::follow_running(room);
    }
    let found = room.problems.len() - told;
    let wrote = room.shown(&wrote).into_owned();
    let looked = room.looked;
    beneath::refresh(model);
    if found > 0 {
        open::warn_of_problems(model, found);
    }
    if wrote.is_empty() {
        return;
    }
    // What came of the key that had others looked for was said first.
    match &mut model.said {
        Some(said) if said.at >= looked => said.text = format!("{} {wrote}", said.text),
        _ => model.done(wrote),
    }
}

/// Who has written how much since.
fn wrote(before: &Audit, now: &Audit) -> String {
    let known = before.entries_by_author();
    let new = now.entries_by_author().into_iter().map(|(author, count)| {
        let known = known.get(author).copied().unwrap_or_default();
        (author, count.saturating_sub(known))
    });
    let new = new.filter(|(_, count)| *count > 0);
    let said =
        new.map(|(author, count)| format!("{author} wrote {}", counted(count, "entry", "entries")));
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        return String::new();
    }
    format!("{} meanwhile.", said.join(", "))
}

/// Takes the criteria of the folder, which others may have changed; the selection stays on its requirement.
fn hold_against(room: &mut Room, criteria: Criteria) {
    let is_same = |(one, other): (&Row, &Row)| one.id == other.id;
    let (before, now) = (room.criteria.rows(), criteria.rows());
    let are_same = before.len() == now.len() && before.iter().zip(now).all(is_same);
    let selected = room.selected().map(|row| row.id.clone());
    room.criteria = criteria;
    if are_same {
        return;
    }
    room.outline = Outline::new(&room.criteria);
    room.back.clear();
    let still = selected.and_then(|id| room.criteria.index(&id));
    room.shown = still.unwrap_or_else(|| open::first_row(&room.criteria));
    room.outline.select(room.shown, &room.criteria);
}
