//! Checklists: what ships is whole, what is broken is refused at its place, and lookups mean what they say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::collections::HashSet;

use onsite::audit::schema;
use onsite::checklist::criteria::{Line, Resolved};
use onsite::checklist::id::RequirementId;
use onsite::checklist::library::{self, BUILT_IN, Library, ShippedGuide};
use onsite::checklist::lint::lint;
use onsite::checklist::model::{Checklist, RequirementKind};
use onsite::checklist::profile::Owner;
use onsite::checklist::read::{self, Document, FileKind};
use onsite::checklist::scheme::Support;
use onsite::checklist::{Criteria, Refusal, Row, kept};
use onsite::store::Digest;

const BOTH: &str = "iso27001-2022:surveillance,iso42001-2023:stage1";

/// The profiles that the standards are audited in.
const OF_STANDARDS: [&str; 7] = [
    "stage1",
    "stage2",
    "surveillance",
    "recertification",
    "special",
    "follow-up",
    "internal",
];

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
fn every_guide_that_ships_is_known_without_being_read() {
    let shipped = BUILT_IN
        .iter()
        .filter(|(path, _)| path.starts_with("guides/"));
    for (path, text) in shipped.clone() {
        let digest = Digest::of(text.as_bytes()).to_string();
        let guide = match read::document(path, text).unwrap() {
            Document::Guide(guide) => guide,
            other => panic!("{path}: {other:?}"),
        };
        let on: Vec<&str> = guide.items.iter().map(|item| item.on.as_str()).collect();
        let on = on.join(" ");
        let known = ShippedGuide::kept_as(&kept::name(&guide.id, text));
        let known = known.unwrap_or_else(|| {
            panic!("in the list of guides, {path} should have the digest {digest} and be on {on:?}")
        });
        assert_eq!(known.digest, digest, "{path}");
        assert_eq!((known.text, known.on), (*text, &*on), "{path}");
    }
    for other in [
        "27001-a5.ron",
        "27001-a5-0000000000000000.ron",
        "27001-a5-2429.ron",
    ] {
        assert!(ShippedGuide::kept_as(other).is_none(), "{other}");
    }
}

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
fn what_ships_raises_no_warning() {
    let library = Library::built_in();
    for found in library.list() {
        let found = found.unwrap();
        let guides = library
            .guides(&found)
            .unwrap_or_else(|refusal| panic!("{refusal}"));
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
fn every_profile_goes_with_every_standard() {
    for profile in OF_STANDARDS.into_iter().chain(["supplier"]) {
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
fn a_visit_plans_what_it_has_to_touch() {
    let assembled = |profile: &str| {
        let spec = format!("iso27001-2022:{profile},iso42001-2023:{profile}");
        Library::built_in().assemble(&spec).unwrap().criteria
    };
    for profile in OF_STANDARDS {
        let criteria = assembled(profile);
        for criterion in criteria.criteria() {
            let plans = |row: &&Row| criterion.profile.plans(row.id.item());
            for (item, rows) in criteria.must_touch(criterion.id.as_str()) {
                let planned = rows.iter().filter(|row| plans(row)).count();
                // Of controls, an auditor plans the sample by hand.
                let wanted = match item.at_least {
                    Some(_) if item.id == "controls" => 0,
                    Some(least) => usize::from(least).min(rows.len()),
                    None => rows.len(),
                };
                assert!(planned >= wanted, "{profile}: {}", item.id);
            }
            let rows = criteria.rows_of(criterion.id.as_str()).iter();
            let (controls, clauses): (Vec<&Row>, Vec<&Row>) = rows
                .filter(|row| row.is_auditable())
                .partition(|row| row.requirement.kind == RequirementKind::Control);
            let count = |rows: &[&Row]| rows.iter().filter(|row| plans(row)).count();
            let (all, some) = (controls.len(), clauses.len());
            match profile {
                "stage1" => assert_eq!((count(&clauses), count(&controls)), (some, 0)),
                "surveillance" => assert!(count(&clauses) < some && count(&controls) == 0),
                "special" => assert_eq!(count(&clauses) + count(&controls), 0),
                "follow-up" => assert_eq!(count(&clauses) + count(&controls), 1),
                _ => assert_eq!((count(&clauses), count(&controls)), (some, all)),
            }
            let plans = criterion.profile.plans.as_ref().unwrap();
            let leaves_out = count(&controls) < all && profile != "stage1";
            assert_eq!(plans.by_hand.is_some(), leaves_out, "{profile}");
        }
    }
    let surveillance = assembled("surveillance");
    let planned = |id: &str| surveillance.criteria()[1].profile.plans(id);
    assert!(planned("6.1.4") && planned("8.4") && !planned("5.1") && !planned("A.8.4"));
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

// The supplier audit.

#[path = "checklists/supplier.rs"]
mod supplier;

// The words of reports.

#[path = "checklists/phrases.rs"]
mod phrases;

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
