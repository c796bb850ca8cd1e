//! One entry for each document: a document that is known already is offered before it is entered twice.

use super::super::form::{Form, Purpose, Slot};
use super::super::model::{Choice, Item, Model, Pick, Room};
use super::super::msg::Effect;
use super::super::save;
use super::{pick, typing};
use crate::audit::entry::{Add, Change};
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::notes::known_document;
use crate::audit::schema::{Field, Kind, Link};

/// The document with the id and version of the form, if the form enters a document and one is known.
fn known<'a>(room: &'a Room, form: &Form) -> Option<&'a Object> {
    let enters = match form.purpose {
        Purpose::Add { kind, .. } => kind == Kind::Evidence,
        Purpose::Evidence { .. } => true,
        _ => false,
    };
    let of = |field: Field| form.value(&Slot::Field(field.into())).trim();
    // A refusal is no second look at the document.
    (enters && of(Field::Access) != "refused")
        .then(|| known_document(&room.audit, of(Field::Reference), of(Field::Version)))
        .flatten()
}

/// Offers the known document where the form would enter it again. Says whether it did.
pub(super) fn offered(model: &mut Model) -> bool {
    let Some(room) = &model.room else {
        return false;
    };
    let Some(known) = room.form().and_then(|form| known(room, form)) else {
        return false;
    };
    let text = |field| room.audit.text(known, field);
    let name = format!(
        "{} {} {}",
        room.audit.label(known),
        text(Field::Reference),
        text(Field::Version)
    );
    let item = |label: String, choice| Item {
        label,
        aside: String::new(),
        choice,
    };
    let take = format!("take {}: what is new goes to it", name.trim_end());
    let items = vec![
        item(take, Choice::Known(known.id)),
        item(
            "enter another document with this id".to_owned(),
            Choice::Another,
        ),
    ];
    let mut pick = Pick::new("this document is known", items, "");
    pick.numbered = true;
    pick::open(model, pick);
    true
}

/// Takes the known document: what the form says and the document does not goes to it, and what it is about.
pub(super) fn take(model: &mut Model, known: ObjectId, effects: &mut Vec<Effect>) {
    let Model {
        room: Some(room),
        draw,
        ..
    } = model
    else {
        return;
    };
    let Some((at, form)) = room.typed() else {
        return;
    };
    let links = match save::about(room, form) {
        Ok(links) => links,
        Err(why) => return model.warn(why),
    };
    let desk = room.desk(draw);
    let subject = Subject::Object(known);
    let mut changes: Vec<Change> = Vec::new();
    let mut like = Add::new(Kind::Evidence, known);
    for field in &form.fields {
        let Slot::Field(key) = &field.slot else {
            continue;
        };
        let value = field.editor.text().trim();
        like = like.with(key.clone(), value);
        if room.audit.value(&subject, key).is_empty() {
            changes.extend(desk.set_if_other(&subject, key, value));
        }
    }
    let session = match form.purpose {
        Purpose::Add { session, .. } => session,
        _ => room.session,
    };
    let session = session.map(|id| (Link::Session, Subject::Object(id)));
    if let Some(object) = room.audit.object(known) {
        let links: Vec<(Link, Subject)> = links.into_iter().chain(session).collect();
        changes.extend(desk.relink(object, &[], &links));
    }
    if let Purpose::Evidence { of, .. } = form.purpose {
        changes.extend(desk.became(of, &like));
    }
    typing::enter_form(model, at, changes, effects);
}
