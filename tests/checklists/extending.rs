//! Checklists that extend others: what they add, change and leave out, the same every time.

use onsite::checklist::library::Found;
use onsite::checklist::model::Method;

use super::*;

const ACME: &str = r#"Checklist(
    id: "acme",
    extends: "iso27001-2022",
    title: "Acme on top of 27001",
    profile: "internal",
    without: [
        (id: "A.7.4", why: "No premises of their own."),
        (id: "9.3", why: "Reviewed last year."),
    ],
    requirements: [
        (id: "A.8.99", title: "Own control", parent: "A.8", kind: Control, trail: [(to: "A.8.13")]),
        (id: "A.8.13", minutes: 40, ask: [(ask: "Which restore failed last?", good: "One with a date.")]),
        (id: "X", title: "On top", kind: Heading),
        (id: "X.1", title: "Contract", parent: "X", kind: Question),
    ],
)
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn found(folder: &tempfile::TempDir, name: &str) -> Result<Found, Refusal> {
    let path = folder.path().join(name);
    Library::built_in().find(FileKind::Checklist, path.to_str().unwrap())
}

fn whole(found: &Found) -> &Checklist {
    match &found.document {
        Document::Checklist(checklist) => checklist,
        other => panic!("{other:?}"),
    }
}

/// The refusal of an extension, with the file's name alone.
fn refused(text: &str) -> String {
    let folder = folder(&[("acme.ron", text)]);
    let refusal = found(&folder, "acme.ron").unwrap_err();
    refusal
        .sentence()
        .replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn an_extension_adds_changes_and_leaves_out() {
    let folder = folder(&[("acme.ron", ACME)]);
    let found = found(&folder, "acme.ron").unwrap_or_else(|refusal| panic!("{refusal}"));
    let acme = whole(&found);
    let base = built_in("iso27001-2022");
    assert_eq!(
        (acme.id.as_str(), acme.title.as_str()),
        ("acme", "Acme on top of 27001")
    );
    assert_eq!(
        (&acme.criterion, &acme.short, &acme.grading),
        (&base.criterion, &base.short, &base.grading)
    );
    assert_eq!(acme.profile.as_deref(), Some("internal"));

    // 9.3 takes 9.3.1 to 9.3.3 along.
    assert_eq!(acme.requirements.len(), base.requirements.len() + 3 - 5);
    assert_eq!(acme.without[1].all, ["9.3", "9.3.1", "9.3.2", "9.3.3"]);
    for gone in ["A.7.4", "9.3", "9.3.2"] {
        assert!(acme.requirement(gone).is_none(), "{gone}");
    }
    let at = |id: &str| acme.requirements.iter().position(|it| it.id == id).unwrap();
    assert_eq!(
        at("A.8.99"),
        at("A.8.34") + 1,
        "behind all that stands under its parent"
    );
    assert_eq!(at("X.1"), acme.requirements.len() - 1);

    // What is given wins, field by field.
    let (changed, former) = (
        acme.requirement("A.8.13").unwrap(),
        base.requirement("A.8.13").unwrap(),
    );
    assert_eq!((changed.minutes, changed.ask.len()), (Some(40), 1));
    assert_eq!(
        (&changed.title, &changed.attributes, changed.kind),
        (&former.title, &former.attributes, former.kind)
    );
    assert!(changed.replaced.ask && !changed.replaced.look);
    assert_eq!(found.base.unwrap().document, Document::Checklist(base));
}

#[test]
fn a_list_that_is_given_stands_in_the_place_of_the_guides_list() {
    let base = r#"Checklist(id: "base", criterion: "c", title: "B", short: "B", kind: Other, guides: ["guide"],
        requirements: [(id: "1", title: "One", kind: Question, traps: ["Of the base."])])"#;
    let guide = r#"Guide(id: "guide", criterion: "c", items: [(on: "1", aim: "Aim.", ask: [(ask: "How?")],
        look: [(what: "This", method: Examine)], traps: ["Of the guide."])])"#;
    let own = r#"Guide(id: "own", criterion: "c", items: [(on: "1", aim: "Own aim."), (on: "2", aim: "Two.")])"#;
    let acme = r#"Checklist(id: "acme", extends: "base", guides: ["own"], requirements: [
        (id: "1", ask: [(ask: "Why?")], traps: []), (id: "2", title: "Two", kind: Question)])"#;
    let folder = folder(&[
        ("base.ron", base),
        ("guide.ron", guide),
        ("own.ron", own),
        ("acme.ron", acme),
    ]);
    let spec = format!("{}:internal", folder.path().join("acme.ron").display());
    let assembled = Library::built_in()
        .assemble(&spec)
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let one = assembled.criteria.guidance(&id("c:1")).unwrap();
    assert_eq!(
        one.aim.as_deref(),
        Some("Own aim."),
        "the guides of the extension come first"
    );
    assert_eq!((one.ask.len(), one.ask[0].ask.as_str()), (1, "Why?"));
    assert_eq!(one.look[0].method, Method::Examine);
    assert!(one.traps.is_empty());
    assert_eq!(
        assembled
            .criteria
            .guidance(&id("c:2"))
            .unwrap()
            .aim
            .as_deref(),
        Some("Two.")
    );

    // The audit keeps both checklists as they are, and loads the same from them.
    let kept: Vec<&str> = assembled
        .files
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    for text in [base, guide, own, acme] {
        assert!(kept.contains(&text));
    }
    let again = Criteria::load(&assembled.files, &assembled.chosen).unwrap();
    assert_eq!(
        again.criterion("c").unwrap().checklist,
        assembled.criteria.criterion("c").unwrap().checklist
    );
    assert_eq!(again.guidance(&id("c:1")).unwrap(), one);
    let without: Vec<_> = assembled
        .files
        .iter()
        .filter(|(_, text)| text != base)
        .cloned()
        .collect();
    let refusal = Criteria::load(&without, &assembled.chosen).unwrap_err();
    assert!(
        refusal.what().starts_with("the file is not there"),
        "{refusal}"
    );
}

#[test]
fn links_hold_where_nothing_is_left_out() {
    let folder = folder(&[("acme.ron", ACME)]);
    let spec = format!("{},iso42001-2023", folder.path().join("acme.ron").display());
    let criteria = Library::built_in().assemble(&spec).unwrap().criteria;
    assert_eq!(criteria.twins(&id("27001:9.2.2"))[0].id, id("42001:9.2.2"));
    assert!(criteria.twins(&id("42001:9.3.2")).is_empty());
    assert_eq!(criteria.resolve("9.3.2"), Resolved::One(id("42001:9.3.2")));
}

#[test]
fn a_clause_that_is_left_out_of_a_standard_is_warned_about() {
    let folder = folder(&[("acme.ron", ACME)]);
    let found = found(&folder, "acme.ron").unwrap();
    let guides = Library::built_in().guides(&found).unwrap();
    let warnings: Vec<String> = lint(&found, &guides)
        .into_iter()
        .filter(|it| it.sentence.contains("left out"))
        .map(|it| {
            format!(
                "{}:{} {}",
                it.line,
                it.column,
                it.sentence.rsplit_once(": ").unwrap().1
            )
        })
        .collect();
    assert_eq!(
        warnings,
        [
            "8:14 9.3, 9.3.1, 9.3.2, 9.3.3 can never be left out of ISO/IEC 27001; plan it for another visit instead."
        ]
    );
}

#[test]
fn extensions_that_do_not_hold_together_are_refused() {
    for (from, to, sentence) in [
        (
            "extends: \"iso27001-2022\"",
            "extends: \"iso9001\"",
            "acme.ron:3:14: there is no checklist \"iso9001\" to extend",
        ),
        (
            "extends: \"iso27001-2022\"",
            "extends: \"acme\"",
            "acme.ron:3:14: \"acme\" extends itself",
        ),
        (
            "extends: \"iso27001-2022\",",
            "",
            "acme.ron:16:1: the field \"extends\" is missing",
        ),
        (
            "(id: \"A.7.4\"",
            "(id: \"A.7.44\"",
            "acme.ron:7:14: \"A.7.44\" cannot be left out: \"iso27001-2022\" does not have it",
        ),
        (
            "(id: \"9.3\"",
            "(id: \"A.7.4\"",
            "acme.ron:8:14: \"A.7.4\" is left out twice",
        ),
        (
            ", why: \"Reviewed last year.\"",
            "",
            "acme.ron:8:19: the field \"why\" is missing",
        ),
        (
            "\"Reviewed last year.\"",
            "\" \"",
            "acme.ron:8:26: the text is empty",
        ),
        (
            "(id: \"A.8.13\", minutes",
            "(id: \"A.7.4\", minutes",
            "acme.ron:12:14: \"A.7.4\" is left out and changed at once",
        ),
        (
            "(id: \"A.8.13\", minutes",
            "(id: \"A.8.99\", minutes",
            "acme.ron:12:14: \"A.8.99\" stands twice",
        ),
        (
            "(id: \"A.8.13\", minutes",
            "(id: \"a.8.13\", minutes",
            "acme.ron:12:14: \"a.8.13\" and \"A.8.13\" of \"iso27001-2022\" differ only in capitals",
        ),
        (
            "(id: \"A.8.13\", minutes",
            "(id: \"A.8.131\", minutes",
            "acme.ron:12:14: \"A.8.131\" is not in \"iso27001-2022\", and as a new one it has no title",
        ),
        (
            ", kind: Question),",
            "),",
            "acme.ron:14:14: \"X.1\" is not in \"iso27001-2022\", and as a new one it has no kind",
        ),
        (
            "parent: \"X\"",
            "parent: \"Y\"",
            "acme.ron:14:48: the parent \"Y\" of \"X.1\" does not exist",
        ),
        (
            "(to: \"A.8.13\")",
            "(to: \"A.8.77\")",
            "acme.ron:11:89: the trail from \"A.8.99\" leads to \"A.8.77\", which does not exist",
        ),
    ] {
        assert!(ACME.contains(from), "{from}");
        assert_eq!(refused(&ACME.replace(from, to)), sentence);
    }
}

#[test]
fn one_level_only() {
    let second = r#"Checklist(id: "second", extends: "acme")"#;
    let folder = folder(&[("acme.ron", ACME), ("second.ron", second)]);
    let refusal = found(&folder, "second.ron").unwrap_err();
    assert_eq!(refusal.position(), Some((1, 34)));
    assert_eq!(
        refusal.what(),
        "\"acme\" extends \"iso27001-2022\" itself; there is one level only"
    );
    assert_eq!(
        refusal.mend(),
        "Extend \"iso27001-2022\", and write here what you need of \"acme\"."
    );
}
