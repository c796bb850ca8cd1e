//! Checklists: what ships is whole, what is broken is refused at its place, and lookups mean what they say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::collections::{BTreeMap, HashSet};

use onsite::audit::coverage::Outcome;
use onsite::audit::schema::{self, Field};
use onsite::checklist::criteria::Resolved;
use onsite::checklist::id::RequirementId;
use onsite::checklist::library::{self, BUILT_IN, Library};
use onsite::checklist::lint::lint;
use onsite::checklist::model::{
    Checklist, ChecklistKind, Requirement, RequirementKind, Source, Tier,
};
use onsite::checklist::profile::{Owner, SignoffKind};
use onsite::checklist::read::{self, Document, FileKind};
use onsite::checklist::scheme::Support;
use onsite::checklist::{Criteria, Refusal};
use onsite::report::words;

const BOTH: &str = "iso27001-2022:surveillance,iso42001-2023:stage1";

fn both() -> Criteria {
    Library::built_in().assemble(BOTH).unwrap().criteria
}

fn id(text: &str) -> RequirementId {
    text.parse().unwrap()
}

fn built_in(id: &str) -> Checklist {
    let found = Library::built_in().find(FileKind::Checklist, id).unwrap();
    match found.document {
        Document::Checklist(checklist) => checklist,
        other => panic!("{other:?}"),
    }
}

fn count(checklist: &Checklist, kind: RequirementKind) -> usize {
    let all = checklist.requirements.iter();
    all.filter(|it| it.kind == kind).count()
}

// What ships.

#[test]
fn every_built_in_file_is_sound() {
    let all = Library::built_in().list();
    assert_eq!(all.len(), BUILT_IN.len());
    let mut ids = HashSet::new();
    for found in all {
        let found = found.unwrap_or_else(|refusal| panic!("{refusal}"));
        assert!(
            found
                .name
                .ends_with(&format!("{}.ron", found.document.id()))
        );
        assert!(ids.insert((found.document.kind(), found.document.id().to_owned())));
    }
}

#[test]
fn the_standards_are_whole() {
    let isms = built_in("iso27001-2022");
    assert_eq!(isms.requirements.len(), 138);
    assert_eq!(count(&isms, RequirementKind::Heading), 7);
    assert_eq!(count(&isms, RequirementKind::Clause), 34);
    assert_eq!(count(&isms, RequirementKind::Theme), 4);
    assert_eq!(count(&isms, RequirementKind::Control), 93);
    for (theme, controls) in [("A.5", 37), ("A.6", 8), ("A.7", 14), ("A.8", 34)] {
        let all = isms.requirements.iter();
        let beneath = all.filter(|it| it.parent.as_deref() == Some(theme)).count();
        assert_eq!(beneath, controls, "{theme}");
    }
    for control in &isms.requirements {
        let is_control = control.kind == RequirementKind::Control;
        assert_eq!(control.attributes.is_some(), is_control, "{}", control.id);
        assert_eq!(
            control.id.starts_with("A."),
            is_control || control.kind == RequirementKind::Theme
        );
    }

    let aims = built_in("iso42001-2023");
    assert_eq!(aims.requirements.len(), 92);
    assert_eq!(count(&aims, RequirementKind::Heading), 7);
    assert_eq!(count(&aims, RequirementKind::Clause), 36);
    assert_eq!(count(&aims, RequirementKind::Objective), 11);
    assert_eq!(count(&aims, RequirementKind::Control), 38);
}

#[test]
fn titles_are_those_of_the_standards() {
    let criteria = both();
    for (full, title) in [
        ("27001:6.1.3", "Information security risk treatment"),
        ("27001:7.5.2", "Creating and updating"),
        (
            "27001:A.5.34",
            "Privacy and protection of personal identifiable information (PII)",
        ),
        ("27001:A.8.13", "Information backup"),
        ("27001:A.8.20", "Networks security"),
        ("42001:6.1.4", "AI system impact assessment"),
        (
            "42001:A.6.1.2",
            "Objectives for responsible development of AI system",
        ),
        ("42001:A.10.2", "Allocating responsibilities"),
    ] {
        assert_eq!(criteria.requirement(&id(full)).unwrap().title, title);
    }
}

#[test]
fn documented_information_stands_where_the_standards_ask_for_it() {
    let criteria = both();
    let has = |full: &str| {
        criteria
            .requirement(&id(full))
            .unwrap()
            .documented
            .is_some()
    };
    for item in [
        "4.3", "5.2", "6.1.2", "6.1.3", "6.2", "7.2", "8.1", "8.2", "8.3", "9.1", "9.2.2", "9.3.3",
        "10.2",
    ] {
        assert!(
            has(&format!("27001:{item}")) && has(&format!("42001:{item}")),
            "{item}"
        );
    }
    for silent in [
        "27001:4.1",
        "27001:4.2",
        "27001:4.4",
        "27001:5.3",
        "27001:6.3",
        "27001:7.4",
        "42001:7.4",
    ] {
        assert!(!has(silent), "{silent}");
    }
    assert!(has("42001:4.4") && has("42001:6.1.1") && has("42001:8.4"));
}

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
    let runs = |it: &Requirement, tier| it.tiers.is_empty() || it.tiers.contains(&tier);
    let closing = 15;
    for (tier, length) in [
        (Tier::Low, 60..=75),
        (Tier::Medium, 110..=130),
        (Tier::High, 200..=220),
        (Tier::Critical, 255..=255),
    ] {
        let minutes = minutes_of(&|it| it.is_auditable() && runs(it, tier)) + closing;
        assert!(length.contains(&minutes), "{tier:?}: {minutes}");
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

#[test]
fn what_ships_raises_no_warning() {
    let library = Library::built_in();
    for found in library.list() {
        let found = found.unwrap();
        let guides = library
            .guides(&found)
            .unwrap_or_else(|refusal| panic!("{refusal}"));
        if let Document::Checklist(checklist) = &found.document
            && checklist.kind == ChecklistKind::ManagementSystem
            && guides.is_empty()
        {
            // A standard without guides would get one warning for that alone.
            continue;
        }
        let mut warnings = lint(&found, &guides);
        warnings.extend(
            library
                .check_around(&found)
                .unwrap_or_else(|refusal| panic!("{refusal}")),
        );
        let sentences: Vec<String> = warnings.into_iter().map(|it| it.sentence).collect();
        assert_eq!(sentences, Vec::<String>::new());
    }
}

#[test]
fn profiles_name_fields_classes_and_parts_that_exist() {
    let phrases = both();
    let phrases = phrases.phrases("en").unwrap();
    let mut profiles = 0;
    for found in Library::built_in().list() {
        let Document::Profile(profile) = found.unwrap().document else {
            continue;
        };
        profiles += 1;
        let holds =
            |fields: &[schema::FieldSpec], key: &str| fields.iter().any(|it| it.field.key() == key);
        for field in &profile.fields {
            let fields = match field.of {
                Owner::Audit => schema::audit_fields(),
                Owner::Criterion => schema::criterion_fields(),
            };
            assert!(
                holds(fields, &field.field),
                "{}: {}",
                profile.id,
                field.field
            );
        }
        for item in &profile.must_touch {
            if let Some(field) = &item.field {
                assert!(
                    holds(schema::criterion_fields(), field),
                    "{}: {field}",
                    profile.id
                );
            }
        }
        for part in &profile.report {
            assert!(
                phrases.phrases.contains_key(&format!("part.{}", part.id)),
                "{}: {}",
                profile.id,
                part.id
            );
        }
        let rules: HashSet<_> = profile.gates.iter().map(|it| it.rule).collect();
        assert_eq!(
            rules.len(),
            profile.gates.len(),
            "{}: a rule stands twice",
            profile.id
        );
        assert!(
            !profile.opening.is_empty() && !profile.closing.is_empty(),
            "{}",
            profile.id
        );
        assert!(
            !profile.recommendations.is_empty() && !profile.report.is_empty(),
            "{}",
            profile.id
        );
    }
    assert_eq!(profiles, 8);
}

#[test]
fn the_phrases_hold_every_word_of_a_report_and_no_other() {
    let found = Library::built_in().find(FileKind::Phrases, "en").unwrap();
    let Document::Phrases(english) = found.document else {
        panic!("no phrases");
    };
    let mut wanted: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for (key, text) in words::ENGLISH {
        wanted.insert((*key).to_owned(), Some(text));
    }
    let standing = words::STANDING.iter().map(|key| (*key).to_owned());
    let titles = SignoffKind::ALL
        .iter()
        .map(|it| format!("title.{}", it.key()));
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|it| format!("result.{}", it.word().replace(' ', "-")));
    let recognised = ["role.lead", "meeting.opening", "meeting.closing"];
    let choices = [
        ("planned", schema::PLANNED),
        ("sample", schema::SAMPLE_METHODS),
        ("item", schema::ITEM_RESULTS),
        (Field::Method.key(), schema::EVIDENCE_METHODS),
        (Field::Level.key(), schema::LEVELS),
        (Field::Access.key(), schema::ACCESS),
        (Field::Mode.key(), schema::NOTE_MODES),
        (Field::Mode.key(), schema::SESSION_MODES),
        (Field::Place.key(), schema::PLACES),
        (Field::Side.key(), schema::SIDES),
    ];
    let choices = choices.into_iter().flat_map(|(sort, table)| {
        let keys = table.iter();
        keys.map(move |(key, _)| format!("{sort}.{key}"))
    });
    let rest = standing
        .chain(titles)
        .chain(outcomes)
        .chain(recognised.map(str::to_owned))
        .chain(choices);
    for key in rest {
        wanted.entry(key).or_insert(None);
    }
    for (key, text) in &wanted {
        let phrase = english.phrases.get(key);
        assert!(phrase.is_some(), "{key} is not in phrases/en.ron");
        if let Some(text) = text {
            assert_eq!(phrase.unwrap(), text, "{key} reads differently");
        }
    }
    for key in english.phrases.keys() {
        assert!(wanted.contains_key(key), "no report uses {key}");
    }
}

#[test]
fn every_profile_goes_with_every_standard() {
    for profile in [
        "stage1",
        "stage2",
        "surveillance",
        "recertification",
        "special",
        "follow-up",
        "internal",
        "supplier",
    ] {
        for checklist in ["iso27001-2022", "iso42001-2023", "supplier-quick"] {
            let spec = format!("{checklist}:{profile}");
            Library::built_in()
                .assemble(&spec)
                .unwrap_or_else(|refusal| panic!("{refusal}"));
        }
    }
    Library::built_in()
        .assemble("iso27001-2022:internal:maturity")
        .unwrap();
}

#[test]
fn stage_1_grades_nothing() {
    let criteria = both();
    let keys = |criterion: &str| -> Vec<String> {
        criteria
            .classes(criterion)
            .iter()
            .map(|it| it.key.clone())
            .collect()
    };
    assert_eq!(
        keys("42001"),
        ["area-of-concern", "observation", "strength"]
    );
    assert_eq!(
        keys("27001"),
        ["major", "minor", "ofi", "observation", "strength"]
    );
    assert!(criteria.classes("42001").iter().all(|it| !it.nonconformity));
    assert_eq!(criteria.class("27001", "major").unwrap().short, "MAJ");
    assert_eq!(criteria.class("27001", "nonsense"), None);
}

#[test]
fn surveillance_touches_what_17021_asks_for() {
    let criteria = both();
    let items = criteria.must_touch("27001");
    let ids: Vec<&str> = items.iter().map(|(item, _)| item.id.as_str()).collect();
    for wanted in [
        "internal-audit",
        "management-review",
        "former-findings",
        "complaints",
        "objectives",
        "improvement",
        "operation",
        "changes",
        "mark-use",
    ] {
        assert!(ids.contains(&wanted), "{wanted}");
    }
    assert!(!ids.contains(&"impact"), "27001 has no impact assessment");
    let review = items
        .iter()
        .find(|(item, _)| item.id == "management-review")
        .unwrap();
    let rows: Vec<&str> = review.1.iter().map(|row| row.id.item()).collect();
    assert_eq!(rows, ["9.3.1", "9.3.2", "9.3.3"]);
    let mark = items
        .iter()
        .find(|(item, _)| item.id == "mark-use")
        .unwrap();
    assert!(mark.1.is_empty() && mark.0.field.as_deref() == Some("mark-use"));
}

// Lookups.

#[path = "checklists/lookups.rs"]
mod lookups;

// Files of the user.

#[path = "checklists/own.rs"]
mod own;

// How to audit it.

#[path = "checklists/guides.rs"]
mod guides;

// What extends others, and what stays private.

#[path = "checklists/extending.rs"]
mod extending;
#[path = "checklists/overlays.rs"]
mod overlays;

// What authors are told.

#[path = "checklists/authors.rs"]
mod authors;

// What is broken.

#[path = "checklists/broken.rs"]
mod broken;
#[path = "checklists/mending.rs"]
mod mending;

fn refusal(text: &str) -> Refusal {
    read::document("list.ron", text).unwrap_err()
}
