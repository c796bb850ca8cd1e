//! Telling of a finding: which one, when nothing says so.

use super::super::form::Purpose;
use super::super::model::{Choice, Item, Model};
use super::{classes, pick, typing};
use crate::audit::describe;
use crate::audit::fold::Object;
use crate::audit::schema::{Field, Kind};
use crate::audit::telling;

/// Asks of which finding somebody is told; those of which nobody was told come first.
pub(super) fn choose(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let mut findings: Vec<&Object> = room.audit.standing(Kind::Finding).collect();
    if let [only] = findings.as_slice() {
        let finding = only.id;
        typing::open_form(model, Purpose::Tell { finding });
        return;
    }
    findings.sort_by_key(|finding| telling::is_told(&room.audit, finding));
    let item = |finding: &&Object| {
        let text = |field| room.audit.text(finding, field);
        let told = match text(Field::ToldTo) {
            "" => "told to nobody yet".to_owned(),
            role => format!("told to {role}"),
        };
        Item {
            label: format!(
                "{} {}: {}",
                room.audit.label(finding),
                classes(room, finding),
                describe::quote(text(Field::Title))
            ),
            aside: told,
            choice: Choice::Tell(finding.id),
        }
    };
    let items = findings.iter().map(item).collect();
    let empty = "No findings yet. f on a requirement writes one.";
    pick::list_of(model, "tell of which finding?", items, empty);
}
