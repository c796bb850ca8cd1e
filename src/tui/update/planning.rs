//! Menus of planning: for which visit a requirement is, or all that stand below a heading; the tier of a supplier.
//!
//! What follows from a choice is the planning's business. This module must not know how a menu is drawn.

use super::super::form::Purpose;
use super::super::forms;
use super::super::model::{Choice, Item, Model, Pick};
use super::super::msg::Effect;
use super::{pick, saving, typing};
use crate::audit::id::Subject;
use crate::audit::planning;
use crate::audit::schema::{Field, PLANNED, TIERS};
use crate::checklist::criteria::Criterion;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::text::counted;

/// Opens the menu of planning, for the selected requirement or for all below the selected heading.
pub(super) fn visits(model: &mut Model) {
    if let Some(of) = pick::noted_or_selected(model) {
        let line = model.room.as_ref().map(|room| room.line_of(&of));
        menu(model, &line.unwrap_or_default());
    }
}

/// Opens the menu of planning for one of the standards that share a line.
pub(super) fn alone(model: &mut Model, of: &RequirementId) {
    menu(model, std::slice::from_ref(of));
}

/// The menu for what stands on a line: for all of it at once, and a line for each alone.
fn menu(model: &mut Model, of: &[RequirementId]) {
    let Some(room) = &model.room else { return };
    let meant = |of: &RequirementId| planning::meant(&room.audit, &room.criteria, of).len();
    let many: usize = of.iter().map(meant).sum();
    if many == 0 {
        model.warn("Nothing below this heading is left to be planned.");
        return;
    }
    let is_heading = of.iter().any(|of| {
        let row = room.criteria.row(of);
        row.is_some_and(|it| !it.is_auditable())
    });
    let ids = forms::in_sentence(of);
    let title = if is_heading {
        let many = counted(many, "requirement", "requirements");
        format!("plan for {ids}: {many}")
    } else {
        format!("plan for {ids}")
    };
    let item = |of: &[RequirementId], key: &'static str, label: &str| Item {
        label: label.to_owned(),
        aside: String::new(),
        choice: Choice::Planned(of.to_vec(), key),
    };
    let visits = PLANNED.iter().chain(&[("", "as the profile plans it")]);
    let mut items: Vec<Item> = visits.map(|(key, word)| item(of, key, word)).collect();
    let left_out = |of| planning::meant_and_left_out(&room.audit, &room.criteria, of);
    let left_out: Vec<RequirementId> = of.iter().flat_map(left_out).collect();
    if is_heading && !left_out.is_empty() {
        let many = left_out.len();
        let label = format!("this visit, but only what the audit before left out: {many}");
        items.push(item(&left_out, "this-visit", &label));
    }
    items.extend(pick::each_alone(of, Choice::PlannedOf));
    let mut pick = Pick::new(title, items, "");
    pick.numbered = true;
    pick::open(model, pick);
}

/// Plans as it was chosen; what needs a reason asks for it.
pub(super) fn take(
    model: &mut Model,
    of: Vec<RequirementId>,
    key: &'static str,
    effects: &mut Vec<Effect>,
) {
    if matches!(key, "" | "this-visit") {
        saving::act(model, effects, |desk| {
            let each = of.iter().flat_map(|of| planning::enter(desk, of, key, ""));
            each.collect()
        });
        return;
    }
    let planned = key.to_owned();
    typing::open_form(model, Purpose::Planned { of, planned });
}

/// Opens the menu of tiers, for the selected criterion or for the first that asks not all suppliers the same.
pub(super) fn tiers(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let criteria = room.criteria.criteria();
    let has_tiers = |it: &&Criterion| it.checklist.has_tiers();
    let selected = room.selected().map(|row| row.id.criterion().to_owned());
    let criterion = criteria
        .iter()
        .find(|it| selected.as_deref() == Some(it.id.as_str()) && has_tiers(it))
        .or_else(|| criteria.iter().find(has_tiers));
    let Some(criterion) = criterion else {
        model.warn("No checklist of this audit asks different things of different suppliers.");
        return;
    };
    let now = planning::tier(&room.audit, &criterion.id).map_or("", |tier| tier.key());
    let item = |key: &'static str, word: &str| Item {
        label: word.to_owned(),
        aside: if key == now { "now" } else { "" }.to_owned(),
        choice: Choice::Tier(criterion.id.clone(), key),
    };
    let mut items: Vec<Item> = TIERS.iter().map(|(key, word)| item(key, word)).collect();
    items.push(item("", "none: everything is asked"));
    let mut pick = Pick::new(
        format!("tier of the supplier ({})", criterion.id),
        items,
        "",
    );
    pick.numbered = true;
    pick.at = TIERS
        .iter()
        .position(|(key, _)| *key == now)
        .unwrap_or(TIERS.len());
    pick::open(model, pick);
}

/// Enters a tier.
pub(super) fn set_tier(
    model: &mut Model,
    of: CriterionId,
    key: &'static str,
    effects: &mut Vec<Effect>,
) {
    let subject = Subject::Criterion(of);
    saving::act(model, effects, |desk| {
        let change = desk.set_if_other(&subject, &Field::Tier.into(), key);
        change.into_iter().collect()
    });
}

/// What is to be planned by hand and is not yet, as it is told when an audit is opened; empty where there is nothing.
pub(super) fn to_be_planned(model: &Model) -> Option<String> {
    let room = model.room.as_ref()?;
    let mut wanted: Vec<(&str, String)> = Vec::new();
    for (criterion, what) in planning::by_hand(&room.audit, &room.criteria) {
        match wanted.iter_mut().find(|(known, _)| *known == what) {
            Some((_, of)) => *of = format!("{of}, {}", criterion.id),
            None => wanted.push((what, criterion.id.to_string())),
        }
    }
    if wanted.is_empty() {
        return None;
    }
    let wanted: Vec<String> = wanted
        .iter()
        .map(|(what, of)| format!("{what} ({of})"))
        .collect();
    let none = if room.tally.coverage.planned == 0 {
        "Nothing is planned yet. "
    } else {
        ""
    };
    Some(format!("{none}Plan (p): {}.", wanted.join("; ")))
}
