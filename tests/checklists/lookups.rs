//! What is looked up means what it says, from the texts that an audit keeps.

use super::*;

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
fn twins_share_a_line_and_what_one_standard_has_alone_stands_under_the_shared_heading() {
    let criteria = both();
    assert!(criteria.is_integrated());
    assert_eq!(criteria.lines().len(), criteria.rows().len() - 41);
    // Each row stands on one line, after the line above it, one deeper.
    let mut times = vec![0; criteria.rows().len()];
    for (n, line) in criteria.lines().iter().enumerate() {
        assert_eq!(line.rows()[0], line.first());
        for row in line.rows() {
            times[*row] += 1;
            assert_eq!(criteria.line_of(*row), Some(n));
            assert_eq!(criteria.on_line(*row), line.rows());
            let parent = criteria.ancestors(&criteria.rows()[*row].id).next();
            let above = parent.map(|parent| criteria.index(&parent.id).unwrap());
            let above = above.map(|row| criteria.first_of_line(row));
            assert_eq!(criteria.above(*row), above);
        }
    }
    assert!(times.iter().all(|times| *times == 1));
    let at = |text: &str| {
        criteria
            .line_of(criteria.index(&id(text)).unwrap())
            .unwrap()
    };
    assert_eq!(at("27001:5.2"), at("42001:5.2"));
    assert_eq!(at("42001:6.1.4"), at("27001:6.1.3") + 1);
    assert_eq!(at("27001:6.2"), at("42001:6.1.4") + 1);
    assert_eq!(at("42001:8.4"), at("27001:8.3") + 1);
    assert!(at("27001:A.8.34") < at("42001:A.2"));
    // From line to line there and back; the first has none before it.
    let first = criteria.index(&id("27001:4.1")).unwrap();
    let shared = criteria.index(&id("42001:4.2")).unwrap();
    let second = criteria.next_line(first, true).unwrap();
    assert_eq!(criteria.first_of_line(shared), second);
    assert_eq!(criteria.next_line(shared, false), Some(first));
    assert_eq!(criteria.next_line(first, false), None);
    assert_eq!(criteria.around(first, true).count(), 201 - 34 - 1);
}

#[test]
fn one_standard_has_a_line_for_each_row() {
    let criteria = Library::built_in()
        .assemble("iso27001-2022:surveillance")
        .unwrap()
        .criteria;
    assert!(!criteria.is_integrated());
    let firsts: Vec<usize> = criteria.lines().iter().map(Line::first).collect();
    let rows: Vec<usize> = (0..criteria.rows().len()).collect();
    assert_eq!(firsts, rows);
    let depths = |at: usize| criteria.lines()[at].depth == criteria.rows()[at].depth;
    assert!(rows.into_iter().all(depths));
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
    let guides: usize = assembled.chosen.iter().map(|it| it.with.len()).sum();
    assert_eq!(names.len(), 7 + guides, "{names:?}");
    for (name, text) in &assembled.files {
        let document = read::document(name, text).unwrap();
        assert_eq!(*name, kept::name(document.id(), text));
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
    let without: Vec<(&str, String)> = without
        .iter()
        .map(|(n, t)| (n.as_str(), t.clone()))
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
