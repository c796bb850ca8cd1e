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
use onsite::checklist::criteria::Resolved;
use onsite::checklist::id::RequirementId;
use onsite::checklist::library::{self, BUILT_IN, Library, Origin};
use onsite::checklist::lint::lint;
use onsite::checklist::model::{Checklist, RequirementKind};
use onsite::checklist::profile::Owner;
use onsite::checklist::read::{self, Document, FileKind};
use onsite::checklist::scheme::Support;
use onsite::checklist::{Criteria, Refusal};

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
    assert!((38..=45).contains(&questions), "{questions}");
    let minutes: u16 = checklist
        .requirements
        .iter()
        .filter_map(|it| it.minutes)
        .sum();
    assert_eq!(minutes, 240, "4 h 15 with 15 minutes for the closing");
    for question in checklist.requirements.iter().filter(|it| it.is_auditable()) {
        assert!(
            question.source.is_some() && !question.look.is_empty(),
            "{}",
            question.id
        );
        assert!(
            question.ask.iter().all(|it| it.good.is_some()),
            "{}",
            question.id
        );
    }
    assert!(
        checklist
            .requirements
            .iter()
            .filter(|it| it.knock_out)
            .count()
            >= 5
    );
    // Its trails lead to what exists in the standards.
    let criteria = Library::built_in()
        .assemble("supplier-quick,iso27001-2022,iso42001-2023")
        .unwrap()
        .criteria;
    for row in criteria.rows() {
        assert_eq!(
            criteria.trail(&row.id).len(),
            row.requirement.trail.len(),
            "{}",
            row.id
        );
    }
    // Hints name classes of its own scheme.
    for hint in checklist
        .requirements
        .iter()
        .flat_map(|it| &it.nonconformities)
    {
        let class = criteria.class("supplier", hint.class.as_deref().unwrap());
        assert!(class.unwrap().nonconformity, "{}", hint.what);
    }
}

#[test]
fn built_in_checklists_raise_no_warning() {
    for (path, text) in BUILT_IN {
        if let Document::Checklist(checklist) = read::document(path, text).unwrap() {
            let warnings: Vec<String> = lint(path, text, &checklist)
                .into_iter()
                .map(|it| it.sentence)
                .collect();
            assert_eq!(warnings, Vec::<String>::new());
        }
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

#[test]
fn order_parents_and_children_are_those_of_the_document() {
    let criteria = both();
    assert_eq!(criteria.rows().len(), 138 + 92);
    assert_eq!(criteria.rows_of("42001").len(), 92);
    assert_eq!(criteria.rows_of("42001")[0].id, id("42001:4"));
    assert_eq!(criteria.auditable().count(), 34 + 93 + 36 + 38);
    let children: Vec<&str> = criteria
        .children(&id("27001:6.1"))
        .map(|it| it.id.item())
        .collect();
    assert_eq!(children, ["6.1.1", "6.1.2", "6.1.3"]);
    let above: Vec<&str> = criteria
        .ancestors(&id("42001:A.6.2.4"))
        .map(|it| it.id.item())
        .collect();
    assert_eq!(above, ["A.6.2", "A.6"]);
    assert_eq!(criteria.depth(&id("42001:A.6.2.4")), Some(2));
    assert_eq!(criteria.index(&id("27001:4.1")), Some(1));
    assert_eq!(criteria.index(&id("27001:A.99")), None);
    assert!(criteria.requirement(&id("9001:4.1")).is_none());
    for row in criteria.rows() {
        assert_eq!(
            criteria.depth(&row.id),
            Some(criteria.ancestors(&row.id).count())
        );
    }
}

#[test]
fn forty_one_clauses_are_twins_and_two_have_none() {
    let criteria = both();
    let twins: Vec<&str> = criteria
        .rows_of("27001")
        .iter()
        .filter(|row| !criteria.twins(&row.id).is_empty())
        .map(|row| row.id.item())
        .collect();
    assert_eq!(twins.len(), 41);
    assert!(criteria.twins(&id("42001:6.1.4")).is_empty());
    assert!(criteria.twins(&id("42001:8.4")).is_empty());
    assert_eq!(criteria.twins(&id("42001:4.4"))[0].id, id("27001:4.4"));
    assert!(criteria.twins(&id("27001:4.4"))[0].differs.is_some());
    let related = criteria.related(&id("27001:A.8.29"));
    assert_eq!(related[0].support, Support::Supported);
    assert!(
        criteria
            .related(&id("42001:A.6.2.5"))
            .iter()
            .any(|it| it.id == id("27001:A.8.32"))
    );
    assert!(criteria.related(&id("42001:A.5.5")).is_empty());
}

#[test]
fn short_ids_mean_one_thing_or_say_that_they_do_not() {
    let criteria = both();
    assert_eq!(
        criteria.resolve("A.8.13"),
        Resolved::One(id("27001:A.8.13"))
    );
    assert_eq!(
        criteria.resolve("a.8.13"),
        Resolved::One(id("27001:A.8.13"))
    );
    assert_eq!(criteria.resolve("6.1.4"), Resolved::One(id("42001:6.1.4")));
    assert_eq!(
        criteria.resolve("42001:A.8.2"),
        Resolved::One(id("42001:A.8.2"))
    );
    assert_eq!(
        criteria.resolve("5.2"),
        Resolved::Twins(vec![id("27001:5.2"), id("42001:5.2")])
    );
    for unknown in [
        "",
        "8.13",
        "A.8.99",
        "9001:5.2",
        "42001:A.8.13",
        ":",
        "27001:",
    ] {
        assert_eq!(criteria.resolve(unknown), Resolved::Unknown, "{unknown}");
    }
    let shared: Vec<&str> = criteria
        .rows_of("42001")
        .iter()
        .map(|row| row.id.item())
        .filter(|item| matches!(criteria.resolve(item), Resolved::Ambiguous(ids) if ids.len() == 2))
        .collect();
    assert!(
        shared.iter().all(|item| item.starts_with("A.")),
        "{shared:?}"
    );
    assert_eq!(shared.len(), 19, "{shared:?}");
    assert_eq!(criteria.short(&id("27001:A.8.13")), "A.8.13");
    assert_eq!(criteria.short(&id("27001:A.8.2")), "27001:A.8.2");

    let alone = Library::built_in()
        .assemble("iso27001-2022")
        .unwrap()
        .criteria;
    assert_eq!(alone.resolve("5.2"), Resolved::One(id("27001:5.2")));
    assert_eq!(alone.resolve("A.8.2"), Resolved::One(id("27001:A.8.2")));
}

#[test]
fn an_audit_keeps_the_texts_and_loads_from_them_alone() {
    let assembled = Library::built_in().assemble(BOTH).unwrap();
    let names: Vec<&str> = assembled
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names.len(), 7, "{names:?}");
    for (name, text) in &assembled.files {
        let document = read::document(name, text).unwrap();
        assert_eq!(*name, library::kept_name(document.id(), text));
        let digest = name
            .strip_suffix(".ron")
            .unwrap()
            .rsplit_once('-')
            .unwrap()
            .1;
        assert!(digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit()));
    }
    let again = Criteria::load(&assembled.files, &assembled.chosen).unwrap();
    assert_eq!(again.rows().len(), assembled.criteria.rows().len());
    assert_eq!(again.criterion("27001").unwrap().profile.id, "surveillance");
    assert_eq!(again.criterion("42001").unwrap().profile.id, "stage1");

    let without: Vec<_> = assembled
        .files
        .iter()
        .filter(|(name, _)| !name.starts_with("stage1"))
        .collect();
    let without: Vec<(&str, &str)> = without
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let refusal = Criteria::load(&without, &assembled.chosen).unwrap_err();
    assert!(
        refusal
            .sentence()
            .ends_with("the file is not there, though the audit is held against it")
    );
}

#[test]
fn defaults_are_the_checklists_and_the_profiles_own() {
    let criteria = Library::built_in()
        .assemble("supplier-quick")
        .unwrap()
        .criteria;
    let criterion = criteria.criterion("supplier").unwrap();
    assert_eq!(
        (criterion.profile.id.as_str(), criterion.grading.id.as_str()),
        ("supplier", "supplier-rag")
    );
    let criteria = Library::built_in()
        .assemble("iso27001-2022:internal")
        .unwrap()
        .criteria;
    assert_eq!(criteria.criteria()[0].grading.id, "internal");
}

#[test]
fn a_specification_that_names_nothing_is_refused() {
    let refused = |spec: &str| Library::built_in().assemble(spec).unwrap_err().sentence();
    assert_eq!(refused(""), ": \"\" names no checklist");
    assert_eq!(
        refused("iso27001-2022,,"),
        "iso27001-2022,,: \"\" names no checklist"
    );
    assert_eq!(
        refused("iso9001"),
        "iso9001: there is no checklist of this name"
    );
    assert_eq!(
        refused("iso27001-2022:party"),
        "party: there is no profile of this name"
    );
    assert!(
        refused("iso27001-2022,iso27001-2022:internal")
            .ends_with("the criterion \"27001\" is chosen twice")
    );
    assert!(
        refused("iso27001-2022:stage1:internal")
            .ends_with("the grading scheme \"internal\" has no class \"area-of-concern\"")
    );
    let wanted = library::parse_spec("C:\\lists\\my.ron:stage2").unwrap();
    assert_eq!(
        (wanted[0].checklist.as_str(), wanted[0].profile.as_deref()),
        ("C:\\lists\\my.ron", Some("stage2"))
    );
}

// Files of the user.

const OWN: &str = r#"Checklist(
    id: "mine",
    criterion: "mine",
    title: "My checklist",
    short: "Mine",
    kind: Other,
    requirements: [(id: "1", title: "One", kind: Question)],
)
"#;

fn own_library() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("checklists");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("mine.ron"), OWN).unwrap();
    #[cfg(unix)]
    for (path, mode) in [(own.clone(), 0o700), (own.join("mine.ron"), 0o600)] {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    (folder, Library::with_own(own))
}

#[test]
fn own_files_are_found_by_id_and_by_path() {
    let (folder, library) = own_library();
    let found = library.find(FileKind::Checklist, "mine").unwrap();
    assert_eq!((found.origin, found.text.as_str()), (Origin::Own, OWN));
    let path = folder.path().join("checklists/mine.ron");
    let found = library
        .find(FileKind::Checklist, path.to_str().unwrap())
        .unwrap();
    assert_eq!(found.origin, Origin::Path);
    let refusal = library
        .find(FileKind::Profile, path.to_str().unwrap())
        .unwrap_err();
    assert_eq!(refusal.what(), "this is a checklist, not a profile");
    assert_eq!(library.list().len(), BUILT_IN.len() + 1);
    let none = Library::with_own(folder.path().join("nowhere"));
    assert_eq!(none.list().len(), BUILT_IN.len());
}

#[test]
fn own_files_must_be_named_after_their_id() {
    let (_folder, library) = own_library();
    let own = library.own_folder().unwrap();
    std::fs::rename(own.join("mine.ron"), own.join("yours.ron")).unwrap();
    let refusal = library.find(FileKind::Checklist, "yours").unwrap_err();
    assert_eq!(refusal.what(), "the file's id is \"mine\"");
}

#[cfg(unix)]
#[test]
fn what_somebody_else_could_have_put_there_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (folder, library) = own_library();
    let own = library.own_folder().unwrap().to_owned();
    let set = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let refused = || {
        library
            .find(FileKind::Checklist, "mine")
            .unwrap_err()
            .what()
            .to_owned()
    };

    set(&own.join("mine.ron"), 0o666);
    assert_eq!(refused(), "other users of the computer may write this");
    set(&own.join("mine.ron"), 0o600);
    set(&own, 0o777);
    assert_eq!(refused(), "other users of the computer may write this");
    set(&own, 0o700);
    library.find(FileKind::Checklist, "mine").unwrap();

    let elsewhere = folder.path().join("elsewhere.ron");
    std::fs::rename(own.join("mine.ron"), &elsewhere).unwrap();
    symlink(&elsewhere, own.join("mine.ron")).unwrap();
    assert_eq!(
        refused(),
        "this is a symbolic link, which could lead anywhere"
    );
    std::fs::remove_file(own.join("mine.ron")).unwrap();
    std::fs::create_dir(own.join("mine.ron")).unwrap();
    assert_eq!(refused(), "this is not a file");
}

// What is broken.

#[path = "checklists/broken.rs"]
mod broken;

fn refusal(text: &str) -> Refusal {
    read::document("list.ron", text).unwrap_err()
}
