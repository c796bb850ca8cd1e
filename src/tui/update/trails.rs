//! Trails: naming one, following it, closing its threads, going where the checklist would look next.
//!
//! Following is no act of its own: whatever is entered meanwhile becomes a step, in the same entry.

use super::super::command::Command;
use super::super::form::Purpose;
use super::super::model::{Choice, Item, Model, Pick, Room};
use super::super::msg::Effect;
use super::{list, pick, saving, typing};
use crate::audit::describe::quote;
use crate::audit::entry::{Change, LinkTo};
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::request;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::trail;
use crate::text::counted;

/// Opens the menu of trails: of the one that is followed, or to begin one.
pub(super) fn open(model: &mut Model) {
    let today = model.now.date_naive();
    let Some(room) = &model.room else { return };
    let (heading, mut items) = match followed(room) {
        Some(trail) => {
            let mut items = leads(room);
            items.extend(threads(room, trail, today));
            items.extend(acts(room, trail));
            (format!("trail: {}", title(room, trail.id)), items)
        }
        None => ("trails".to_owned(), Vec::new()),
    };
    items.push(item(
        "name a new trail and follow it",
        "",
        Choice::Run(Command::NewTrail),
    ));
    let others = room.audit.standing(Kind::Trail).rev();
    for other in others.filter(|other| room.trail != Some(other.id)) {
        let follow = format!(
            "follow {} {}",
            room.audit.label(other),
            title(room, other.id)
        );
        items.push(item(
            &follow,
            &count(room, other),
            Choice::Follow(Some(other.id)),
        ));
    }
    pick::open(model, Pick::new(heading, items, ""));
}

fn item(label: &str, aside: &str, choice: Choice) -> Item {
    Item {
        label: label.to_owned(),
        aside: aside.to_owned(),
        choice,
    }
}

/// The trail that is followed, once it is saved.
pub(in super::super) fn followed(room: &Room) -> Option<&Object> {
    room.trail.and_then(|id| room.audit.object(id))
}

/// The title of a trail, saved or on its way to the disk.
pub(in super::super) fn title(room: &Room, trail: ObjectId) -> String {
    if let Some(object) = room.audit.object(trail) {
        return room.audit.text(object, Field::Title).to_owned();
    }
    let pending = room.pending.iter().flat_map(|entry| &entry.changes);
    let mut titles = pending.filter_map(|change| match change {
        Change::Add(add) if add.id == trail => add.fields.get(&Field::Title.into()).cloned(),
        _ => None,
    });
    titles.next().unwrap_or_else(|| "a trail".to_owned())
}

/// How many steps a trail has, and how many threads are open.
pub(in super::super) fn count(room: &Room, trail: &Object) -> String {
    let steps = trail::steps(&room.audit, trail).len();
    let open = trail::open_threads(&room.audit, trail).len();
    let mut count = counted(steps, "step", "steps");
    if open > 0 {
        count = format!("{count}, {open} open");
    }
    count
}

/// Where the checklist would look next from the selected requirement.
fn leads(room: &Room) -> Vec<Item> {
    let Some(from) = room.requirement() else {
        return Vec::new();
    };
    let next = trail::next(&room.criteria, &from).into_iter();
    let items = next.filter_map(|(to, why)| {
        let at = room.criteria.index(&to)?;
        let title = &room.criteria.row(&to)?.requirement.title;
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        Some(item(
            &format!("go on to {to} {title}{why}"),
            "",
            Choice::GoTo(at),
        ))
    });
    items.collect()
}

fn threads(room: &Room, trail: &Object, today: chrono::NaiveDate) -> Vec<Item> {
    let open = trail::open_threads(&room.audit, trail).into_iter();
    let items = open.map(|thread| {
        let label = room.audit.label(thread);
        let words = request::words(&room.audit, thread);
        item(
            &format!("close thread {label}: {words}"),
            &request::age(&room.audit, thread, today),
            Choice::Close(thread.id),
        )
    });
    items.collect()
}

fn acts(room: &Room, trail: &Object) -> Vec<Item> {
    let led_to = room.audit.text(trail, Field::Remark);
    let significant = trail::is_significant(&room.audit, trail);
    let mark = if significant {
        "not significant any more: leave it out of the report"
    } else {
        "significant: tell of it in the report"
    };
    vec![
        item("stop following", &count(room, trail), Choice::Follow(None)),
        item(
            "say where it led, change its title",
            &quote(led_to),
            Choice::Trail(trail.id),
        ),
        item(mark, "", Choice::Significant(trail.id, !significant)),
        item("read its steps", "", Choice::Read(trail.id)),
    ]
}

/// Opens the form of a trail.
pub(super) fn name(model: &mut Model) {
    let session = None;
    typing::open_form(
        model,
        Purpose::Add {
            kind: Kind::Trail,
            session,
        },
    );
}

/// Follows a trail, or none.
pub(super) fn follow(model: &mut Model, trail: Option<ObjectId>) {
    let Some(room) = list::room(model) else {
        return;
    };
    let before = std::mem::replace(&mut room.trail, trail);
    match (before, trail) {
        (_, Some(id)) => {
            let title = title(room, id);
            model.done(format!(
                "Following {title}: what you enter becomes a step of it, a ? note a thread. t stops."
            ));
        }
        (Some(id), None) => {
            let title = title(room, id);
            model.done(format!(
                "Not following {title} any more. t goes on with it."
            ));
        }
        (None, None) => {}
    }
}

/// Marks a trail as significant, or not.
pub(super) fn significant(
    model: &mut Model,
    trail: ObjectId,
    yes: bool,
    effects: &mut Vec<Effect>,
) {
    saving::act(model, effects, |desk| {
        vec![desk.set(trail, Field::Significant, if yes { "yes" } else { "" })]
    });
}

/// What is entered while a trail is followed becomes a step of it, in the same entry.
pub(super) fn step(room: &Room, changes: &mut Vec<Change>) {
    let Some(trail) = room.trail else { return };
    let to = Subject::Object(trail);
    for change in changes.iter_mut() {
        if let Change::Add(add) = change
            && trail::STEPS.contains(&add.kind)
        {
            *add = add.clone().linked(Link::Trail, to.clone());
        }
    }
    // A document that was known before becomes a step when a new note names it.
    let named: Vec<ObjectId> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Add(add) if add.kind == Kind::Note => Some(add),
            _ => None,
        })
        .flat_map(|note| note.links.get(&Link::Evidence).into_iter().flatten())
        .filter_map(|end| match end {
            Subject::Object(id) => Some(*id),
            _ => None,
        })
        .collect();
    for of in named {
        let known = room.audit.object(of);
        let is_step = |object| room.audit.links(object, Link::Trail).any(|end| *end == to);
        if known.is_some_and(|object| !is_step(object)) {
            let (link, to) = (Link::Trail, to.clone());
            changes.push(Change::Link(LinkTo { of, link, to }));
        }
    }
}
