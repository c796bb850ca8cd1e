//! From a finished form to the changes of an entry.
//!
//! A form that cannot be taken says why in one sentence and stays open. This module must not know the screen or
//! the disk.

mod notes;
mod sample;
mod session;

pub use session::settle_times;

use super::form::{Form, FormField, Purpose, Slot};
use super::meeting_forms;
use super::model::{Room, View};
use crate::audit::act::{Desk, NoteAt};
use crate::audit::agenda;
use crate::audit::entry::{Add, Change, Moment};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::inline;
use crate::audit::planning;
use crate::audit::roster::{self, Alone};
use crate::audit::schema::{self, Field, FieldKey, Kind, Link};
use crate::audit::telling;
use crate::checklist::criteria::Resolved;
use crate::checklist::id::{CriterionId, RequirementId};

/// The changes that a form stands for, and what could not be linked.
///
/// # Errors
/// A sentence that says which field cannot be taken, and why.
pub fn changes(
    room: &Room,
    form: &Form,
    now: Moment,
    draw: &mut dyn FnMut() -> u128,
) -> Result<(Vec<Change>, Vec<String>), String> {
    let mut desk = room.desk(draw);
    let plain = |changes: Vec<Change>| Ok((changes, Vec::new()));
    if let Some(of_session) = session::changes(room, &mut desk, form, now) {
        return of_session;
    }
    match &form.purpose {
        Purpose::Note { on, session } => {
            let text = form.value(&Slot::Words);
            // Running notes of a session name what they are about; what happens to be selected beside them does not.
            let known = |id: String| {
                matches!(
                    room.criteria.resolve(&id),
                    Resolved::One(_) | Resolved::Twins(_)
                )
            };
            let selected =
                room.view == View::Requirements || !inline::requirements(text).any(known);
            let at = NoteAt {
                session: *session,
                on: if selected { on.clone() } else { Vec::new() },
                also: Vec::new(),
                day: Some(now.date_naive()),
            };
            let made = desk.note(text, &at);
            Ok((made.changes, made.unlinked))
        }
        Purpose::Reword { note } => {
            let made = desk.reword(*note, form.value(&Slot::Words));
            Ok((made.changes, made.unlinked))
        }
        Purpose::Done { note } => {
            let word = form.value(&Slot::Field(Field::Done.into())).trim();
            plain(vec![desk.set(
                *note,
                Field::Done,
                if word.is_empty() { "done" } else { word },
            )])
        }
        Purpose::Relink { note } => plain(notes::relink(room, &mut desk, form, *note)?),
        Purpose::Evidence { of, .. } => plain(notes::evidence(room, &mut desk, form, *of)?),
        Purpose::Finding { .. } => plain(notes::finding(room, &mut desk, form)?),
        Purpose::Add { kind, session } => plain(add(room, &mut desk, form, *kind, *session)?),
        Purpose::Change { of } => plain(change(room, &mut desk, form, of)?),
        Purpose::Result { of, result } => plain(self::result(&desk, form, of, result)?),
        Purpose::Planned { of, planned } => {
            let reason = form.value(&Slot::Field(Field::PlannedReason.into())).trim();
            if reason.is_empty() && planned != "this-visit" {
                return Err(
                    "Leaving it out of this visit needs a reason: type it, then Ctrl-S.".to_owned(),
                );
            }
            let each = of
                .iter()
                .flat_map(|of| planning::enter(&desk, of, planned, reason));
            plain(each.collect())
        }
        Purpose::Withdraw { of } => {
            let reason = form.value(&Slot::Field(Field::Withdrawn.into())).trim();
            if reason.is_empty() {
                return Err("Withdrawing needs a reason: type it, then Ctrl-S.".to_owned());
            }
            plain(vec![desk.withdraw(*of, reason)])
        }
        Purpose::Remark { item } => {
            let remark = form.value(&Slot::Field(Field::Remark.into())).trim();
            plain(
                desk.set_entered(*item, Field::Remark, remark)
                    .into_iter()
                    .collect(),
            )
        }
        Purpose::Await { sample } => {
            let records = form.value(&Slot::Field(Field::Waiting.into())).trim();
            plain(
                desk.set_entered(*sample, Field::Waiting, records)
                    .into_iter()
                    .collect(),
            )
        }
        Purpose::Extend { sample } => plain(sample::extend(room, &mut desk, form, *sample)?),
        Purpose::Replace { sample, item } => {
            plain(sample::replace(room, &mut desk, form, *sample, *item)?)
        }
        Purpose::FindingOf { session, .. } => {
            plain(add(room, &mut desk, form, Kind::Finding, *session)?)
        }
        Purpose::PointRemark { session, point } => {
            let text = form.value(&Slot::Field(Field::Remark.into())).trim();
            plain(agenda::remark(&mut desk, *session, point, text))
        }
        Purpose::Tell { finding } => {
            let telling = meeting_forms::telling(room, form, *finding, now)?;
            plain(telling::tell(&mut desk, &telling))
        }
        _ => plain(Vec::new()),
    }
}

/// A result of the requirements of a line, with the reason that was typed.
fn result(
    desk: &Desk<'_>,
    form: &Form,
    of: &[RequirementId],
    result: &str,
) -> Result<Vec<Change>, String> {
    let reason = form.value(&Slot::Field(Field::Reason.into())).trim();
    if reason.is_empty() && matches!(result, "not-applicable" | "not-audited") {
        return Err("This result needs a reason: type it, then Ctrl-S.".to_owned());
    }
    let each = of.iter().flat_map(|of| desk.result(of, result, reason));
    Ok(each.collect())
}

/// The values of a form's schema fields, each checked against what the field may hold.
fn values(
    form: &Form,
    specs: &'static [schema::FieldSpec],
) -> Result<Vec<(FieldKey, String)>, String> {
    let mut values = Vec::new();
    for field in &form.fields {
        let Slot::Field(key) = &field.slot else {
            continue;
        };
        let value = field.editor.text().trim();
        if let Some(spec) = schema::find(specs, key)
            && !value.is_empty()
            && !spec.holds.admits(value)
        {
            return Err(format!(
                "{} cannot be “{value}”: {}.",
                field.label,
                hint_of(field)
            ));
        }
        values.push((key.clone(), value.to_owned()));
    }
    Ok(values)
}

fn hint_of(field: &FormField) -> &str {
    if field.hint.is_empty() {
        "choose with ← and →"
    } else {
        &field.hint
    }
}

/// Said where a form is saved without a word in it.
const NOTHING: &str = "Nothing was typed yet. Esc closes the form.";

/// A new object as a form describes it: its values, what it is about and what it rests on.
fn described(room: &Room, desk: &mut Desk<'_>, form: &Form, kind: Kind) -> Result<Add, String> {
    let mut object = Add::new(kind, desk.object());
    for (key, value) in values(form, kind.fields())? {
        object = object.with(key, value);
    }
    if object.fields.is_empty() {
        return Err(NOTHING.to_owned());
    }
    for (link, id) in about(room, form)? {
        object = object.linked(link, id);
    }
    for (link, to) in supports(room, form)? {
        object = object.linked(link, to);
    }
    Ok(object)
}

fn add(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    kind: Kind,
    session: Option<ObjectId>,
) -> Result<Vec<Change>, String> {
    let on = requirements(room, form)?;
    let mut object = described(room, desk, form, kind)?;
    let given = matches!(form.purpose, Purpose::FindingOf { .. }) || form.is_changed();
    if !given {
        return Err(NOTHING.to_owned());
    }
    if let Some(session) = session.filter(|_| kind.links().contains(&Link::Session)) {
        object = object.linked(Link::Session, session);
    }
    let mut changes = Vec::new();
    for person in people(desk, form, &mut changes) {
        object = object.linked(Link::Person, person);
    }
    if kind == Kind::Session {
        object = session::begun(room, desk, form, object, &mut changes);
    }
    if kind == Kind::Sample {
        sample::complete(room, desk, form, &on, object, &mut changes)?;
    } else {
        changes.push(Change::Add(object));
    }
    Ok(changes)
}

fn change(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    of: &Subject,
) -> Result<Vec<Change>, String> {
    let (specs, object) = match of {
        Subject::Object(id) => {
            let object = room
                .audit
                .object(*id)
                .ok_or("What was to be changed is not there any more.")?;
            (object.kind.fields(), Some(object))
        }
        other => (schema::fields_of(other).unwrap_or_default(), None),
    };
    let mut changes: Vec<Change> = values(form, specs)?
        .into_iter()
        .filter_map(|(key, value)| desk.set_if_other(of, &key, &value))
        .collect();
    let Some(object) = object else {
        return Ok(changes);
    };
    // Links that nobody touched stay as they are, also those that the form could not have made.
    let decides = |slot: &Slot| *slot == Slot::On || is_class(slot);
    if object.kind.links().contains(&Link::On) && form.has_changed(decides) {
        changes.extend(desk.relink(object, &[Link::On], &about(room, form)?));
    }
    if form.has_changed(|slot| *slot == Slot::RestsOn) {
        let kinds = [Link::Evidence, Link::Sample, Link::Note];
        changes.extend(desk.relink(object, &kinds, &supports(room, form)?));
    }
    if form.has_changed(|slot| *slot == Slot::Present) {
        let present = people(desk, form, &mut changes);
        let wanted: Vec<(Link, Subject)> = present
            .into_iter()
            .map(|id| (Link::Person, id.into()))
            .collect();
        changes.extend(desk.relink(object, &[Link::Person], &wanted));
    }
    sample::change_items(room, desk, form, object.id, &mut changes);
    Ok(changes)
}

/// What a form says that something is about, as links. Where standards share a line, a finding is about the
/// requirements of those that it has a class for; as long as it has none, about those that were typed.
///
/// # Errors
/// A sentence about an id that is not known or means several things.
pub fn about(room: &Room, form: &Form) -> Result<Vec<(Link, Subject)>, String> {
    let mut ids: Vec<RequirementId> = Vec::new();
    for typed in requirements(room, form)? {
        let mut classed = room.line_of(&typed);
        classed.retain(|id| has_class(form, id));
        if classed.is_empty() {
            classed.push(typed);
        }
        for id in classed {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Ok(ids.into_iter().map(|id| (Link::On, id.into())).collect())
}

/// Whether a form gives a class by the scheme of a requirement's criterion.
fn has_class(form: &Form, id: &RequirementId) -> bool {
    form.fields.iter().any(|field| {
        let is_of = |of: &CriterionId| of.as_str() == id.criterion();
        matches!(&field.slot, Slot::Field(key) if key.criterion.as_ref().is_some_and(is_of))
            && is_class(&field.slot)
            && !field.editor.text().trim().is_empty()
    })
}

fn is_class(slot: &Slot) -> bool {
    matches!(slot, Slot::Field(key) if key.field == Field::Class)
}

/// The requirements typed into a form.
fn requirements(room: &Room, form: &Form) -> Result<Vec<RequirementId>, String> {
    let mut ids = Vec::new();
    for word in form
        .value(&Slot::On)
        .split([' ', ',', ';', '\n'])
        .filter(|word| !word.is_empty())
    {
        match room.criteria.resolve(word.trim_start_matches('#')) {
            Resolved::One(id) => ids.push(id),
            Resolved::Twins(twins) => ids.extend(twins),
            Resolved::Ambiguous(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                return Err(format!(
                    "About: {word} could be {}; type it in full.",
                    all.join(" or ")
                ));
            }
            Resolved::Unknown => {
                return Err(format!(
                    "About: there is no {word} in the criteria of this audit."
                ));
            }
        }
    }
    Ok(ids)
}

/// The things typed as what a finding rests on.
fn supports(room: &Room, form: &Form) -> Result<Vec<(Link, Subject)>, String> {
    let mut links = Vec::new();
    for word in form
        .value(&Slot::RestsOn)
        .split([' ', ',', ';', '\n'])
        .filter(|word| !word.is_empty())
    {
        let object = room.audit.by_label(word);
        let link = object.and_then(|object| match object.kind {
            Kind::Evidence => Some(Link::Evidence),
            Kind::Sample => Some(Link::Sample),
            Kind::Note => Some(Link::Note),
            _ => None,
        });
        match (object, link) {
            (Some(object), Some(link)) => links.push((link, Subject::Object(object.id))),
            _ => {
                return Err(format!(
                    "Rests on: {word} is no document (E…), sample (P…) or note (N…) of this audit."
                ));
            }
        }
    }
    Ok(links)
}

/// The people typed as present: known ones are recognised, the others are new.
fn people(desk: &mut Desk<'_>, form: &Form, changes: &mut Vec<Change>) -> Vec<ObjectId> {
    roster::people(desk, form.value(&Slot::Present), Alone::Name, changes)
}
