//! From the forms about samples to changes: drawing, extending, replacing.
//!
//! This module must not know the screen, nor read a file: lists that lie in files were read before.

use super::super::form::{Form, Slot};
use super::super::forms::{DRAW_FROM, SEED, SIZE, WHY};
use super::super::model::Room;
use super::{item, typed_items};
use crate::audit::act::Desk;
use crate::audit::entry::{Add, Change};
use crate::audit::id::ObjectId;
use crate::audit::population::{self, Source};
use crate::audit::sampling::{self, Drawing, Further, List};
use crate::audit::schema::Field;
use crate::checklist::id::RequirementId;

/// The list that a form draws from; none where it names none.
fn list(room: &Room, form: &Form) -> Result<Option<List>, String> {
    let typed = form.value(&DRAW_FROM);
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let said = |refused: population::Refused| refused.to_string();
    let source = sampling::source(&room.audit, typed).map_err(said)?;
    let read = match &source {
        Source::File { path, .. } => room.lists.get(path),
        _ => None,
    };
    if matches!(source, Source::File { .. }) && read.is_none() {
        return Err("The list was not read yet. Ctrl-S reads it.".to_owned());
    }
    let digest = read.map(|extract| extract.digest.to_string());
    let text = read.map(|extract| extract.text.as_str());
    let list = List::read(typed, &source, text.zip(digest.as_deref())).map_err(said)?;
    Ok(Some(list))
}

/// What a new sample has besides the fields of its form: its size, its items typed or drawn.
pub(super) fn complete(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    on: &[RequirementId],
    mut sample: Add,
    changes: &mut Vec<Change>,
) -> Result<(), String> {
    let said = |refused: population::Refused| refused.to_string();
    let typed = typed_items(form);
    let value = |field: Field| form.value(&Slot::Field(field.into())).trim();
    let size = form.value(&SIZE).trim();
    let Some(list) = list(room, form)? else {
        if !size.is_empty() {
            let known = value(Field::PopulationSize).parse().ok();
            let is_number = size.parse::<u64>().is_ok();
            if known.is_none() && !is_number {
                return Err("Sample size: a rule needs the population size.".to_owned());
            }
            let population = known.unwrap_or(u64::MAX);
            let rules = sampling::rules(&room.criteria, on, population);
            let (size, reason) = sampling::size(&rules, size, population).map_err(said)?;
            sample = sized(sample, size, &reason);
        } else if !typed.is_empty() {
            sample = sample.with(Field::Size, typed.len().to_string());
        }
        let id = sample.id;
        changes.push(Change::Add(sample));
        for (label, result, remark) in typed {
            changes.push(Change::Add(item(desk, id, &label, result, &remark)));
        }
        return Ok(());
    };
    let systematic = match value(Field::Method) {
        "random" => false,
        "systematic" => true,
        _ => {
            return Err(
                "To draw from a list choose random or systematic; otherwise type the items and leave “Draw from” empty."
                    .to_owned(),
            );
        }
    };
    if !typed.is_empty() {
        return Err("The items are drawn from the list: take the typed ones out.".to_owned());
    }
    let population = list.population.items.len() as u64;
    let rules = sampling::rules(&room.criteria, on, population);
    let (size, reason) = sampling::size(&rules, size, population).map_err(said)?;
    sample = sized(sample, size, &reason);
    let drawing = Drawing {
        list: &list,
        systematic,
        seed: form.value(&SEED),
        size,
    };
    let drawn = desk.draw_items(sample.id, &drawing).map_err(said)?;
    for (field, text) in drawn.fields {
        sample = sample.with(field, text);
    }
    changes.push(Change::Add(sample));
    changes.extend(drawn.items.into_iter().map(Change::Add));
    Ok(())
}

/// With its size, and the reason of a rule where none was typed.
fn sized(sample: Add, size: usize, reason: &str) -> Add {
    let reasoned = sample.fields.contains_key(&Field::SizeReason.into());
    let sample = sample.with(Field::Size, size.to_string());
    if reasoned {
        sample
    } else {
        sample.with(Field::SizeReason, reason)
    }
}

/// Further items, by the form for them.
pub(super) fn extend(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    sample: ObjectId,
) -> Result<Vec<Change>, String> {
    let why = why(form)?;
    let (list, names) = (list(room, form)?, names(form));
    let now = sampling::Sheet::of(&desk.entered(), sample).rows.len();
    let to = match form.value(&SIZE).trim() {
        "" => now + names.len(),
        typed => typed.parse().ok().filter(|to| *to > now).ok_or(format!(
            "To: a whole number above {now}, which it has already."
        ))?,
    };
    desk.extend(sample, to, why, further(list.as_ref(), &names))
        .map_err(|refused| refused.to_string())
}

/// Another item in the place of one, by the form for it.
pub(super) fn replace(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    sample: ObjectId,
    out: ObjectId,
) -> Result<Vec<Change>, String> {
    let why = why(form)?;
    let (list, names) = (list(room, form)?, names(form));
    desk.replace(sample, out, why, further(list.as_ref(), &names))
        .map_err(|refused| refused.to_string())
}

fn why(form: &Form) -> Result<&str, String> {
    match form.value(&WHY).trim() {
        "" => Err("Changing what was drawn needs a reason: type it, then Ctrl-S.".to_owned()),
        why => Ok(why),
    }
}

fn names(form: &Form) -> Vec<String> {
    let lines = form.value(&Slot::Items).lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

fn further<'a>(list: Option<&'a List>, names: &'a [String]) -> Further<'a> {
    list.map_or(Further::Chosen(names), Further::Drawn)
}
