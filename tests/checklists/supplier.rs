//! The supplier audit that ships: short enough for half a day, and fair to whoever promised nothing.

use onsite::checklist::library::Library;
use onsite::checklist::model::{Requirement, RequirementKind, Source, Tier};

use super::{built_in, count};

#[test]
fn the_supplier_checklist_is_ready_for_the_room() {
    let checklist = built_in("supplier-quick");
    assert_eq!(count(&checklist, RequirementKind::Block), 13);
    let questions = count(&checklist, RequirementKind::Question);
    assert!((35..=50).contains(&questions), "{questions}");
    let first = checklist.requirements.iter().find(|it| it.is_auditable());
    assert_eq!(first.unwrap().id, "S0.1", "the first question to ask");
    for question in checklist.requirements.iter().filter(|it| it.is_auditable()) {
        let id = &question.id;
        assert!(question.source.is_some() && question.aim.is_some(), "{id}");
        assert!((1..=3).contains(&question.ask.len()), "{id}");
        assert!(question.ask.iter().all(|it| it.good.is_some()), "{id}");
        assert!(question.look.len() >= 2, "{id}");
        assert!(!question.traps.is_empty(), "{id}");
        assert!(!question.trail.is_empty(), "{id}");
        assert!(question.trail.iter().all(|it| it.why.is_some()), "{id}");
    }
    // Its trails lead to what exists in the standards.
    let criteria = Library::built_in()
        .assemble("supplier-quick,iso27001-2022,iso42001-2023")
        .unwrap()
        .criteria;
    for row in criteria.rows() {
        assert_eq!(
            criteria.trail(&row.id, &row.requirement.trail).len(),
            row.requirement.trail.len(),
            "{}",
            row.id
        );
    }
}

#[test]
fn the_minutes_of_a_supplier_audit_add_up_for_every_tier() {
    let checklist = built_in("supplier-quick");
    let minutes_of = |chosen: &dyn Fn(&Requirement) -> bool| -> u16 {
        let all = checklist.requirements.iter().filter(|it| chosen(it));
        all.map(|it| it.minutes.unwrap()).sum()
    };
    let blocks = minutes_of(&|it| it.kind == RequirementKind::Block);
    assert_eq!(blocks, 240, "4 h 15 with 15 minutes for the closing");
    for block in &checklist.requirements {
        if block.kind == RequirementKind::Block {
            let beneath = minutes_of(&|it| it.parent.as_ref() == Some(&block.id));
            assert_eq!(Some(beneath), block.minutes, "{}", block.id);
        }
    }
    let runs = |it: &Requirement, tier| checklist.asks(tier, it);
    for (tier, minutes) in [
        (Tier::Low, 75),
        (Tier::Medium, 125),
        (Tier::High, 214),
        (Tier::Critical, 255),
    ] {
        assert_eq!(checklist.minutes_of(tier), minutes, "{tier:?}");
    }
    // What a tier runs, the tiers above it run too, and a question has its block.
    for (index, it) in checklist.requirements.iter().enumerate() {
        let ladder = [Tier::Low, Tier::Medium, Tier::High, Tier::Critical];
        assert!(ladder.is_sorted_by_key(|tier| runs(it, *tier)), "{}", it.id);
        let before = &checklist.requirements[..index];
        let block = before.iter().find(|at| Some(&at.id) == it.parent.as_ref());
        for tier in ladder {
            assert!(
                !runs(it, tier) || block.is_none_or(|at| runs(at, tier)),
                "{}",
                it.id
            );
        }
    }
}

#[test]
fn only_a_broken_promise_is_held_against_a_supplier() {
    let checklist = built_in("supplier-quick");
    let scheme = Library::built_in()
        .assemble("supplier-quick")
        .unwrap()
        .criteria;
    let red = scheme.class("supplier", "red").unwrap();
    let knock_outs: Vec<&Requirement> = checklist
        .requirements
        .iter()
        .map(|it| &**it)
        .filter(|it| it.knock_out)
        .collect();
    assert!((4..=8).contains(&knock_outs.len()), "few");
    for it in knock_outs {
        // Every tier is asked, the contract bears it, and the report says which they are.
        assert!(it.tiers.is_empty(), "{}", it.id);
        assert!(matches!(it.source, Some(Source::Contract(_))), "{}", it.id);
        assert!(red.meaning.as_ref().unwrap().contains(&it.id), "{}", it.id);
    }
    for it in checklist.requirements.iter().filter(|it| it.is_auditable()) {
        let hints = it.nonconformities.iter();
        let classes: Vec<&str> = hints.map(|it| it.class.as_deref().unwrap()).collect();
        assert!(!classes.is_empty(), "{}", it.id);
        let fits = |class: &&str| match it.source {
            Some(Source::GoodPractice) => *class == "risk",
            _ if it.knock_out => *class == "red",
            _ => scheme.class("supplier", class).unwrap().nonconformity,
        };
        assert!(classes.iter().all(fits), "{}: {classes:?}", it.id);
    }
}
