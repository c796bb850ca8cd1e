//! Guides: named by checklists, kept with the audit, read item by item, and refused where they do not fit.

use std::fmt::Write as _;

use onsite::checklist::criteria::Chosen;
use onsite::checklist::guide::{Guidance, Guide, Replaced};

use super::*;

const LIST: &str = r#"Checklist(
    id: "list", criterion: "c", title: "List", short: "L", kind: Other,
    guides: ["first", "second"],
    requirements: [
        (id: "1", title: "One", kind: Question,
            ask: [(ask: "How do you begin?")], traps: ["Inline trap."], trail: [(to: "2")]),
        (id: "2", title: "Two", kind: Question, aim: "The aim of the checklist."),
        (id: "3", title: "Three", kind: Question),
    ],
)
"#;

/// Texts that would mislead a reader who does not know texts and comments.
const FIRST: &str = r##"// Guide( items: [ (on: "3") ]
Guide(
    id: "first", /* nested /* comment */ (on: "3", */
    criterion: "c",
    items: [
        (
            // (on: "2"
            on: "1",
            aim: "A bracket ) and a quote \" and a ]",
            ask: [(ask: "What comes then \\?", good: r#"A "raw" one)"#)],
            sampling: (population: "All, (on: \"3\")"),
            trail: [(to: "c:3", why: "Goes on."), (to: "elsewhere:9")],
        ),
        (on : "2", aim: "The aim of the guide.", nonconformities: [(what: "It fails.", class: "minor", ofi: "It nearly fails.")]),
    ],
)
"##;

const SECOND: &str = r#"Guide(id: "second", criterion: "c", items: [(on: "1", aim: "Too late.", traps: ["Second trap."]),])"#;

fn chosen() -> Chosen {
    Chosen {
        criterion: "c".parse().unwrap(),
        checklist: "list.ron".to_owned(),
        with: vec!["first.ron".to_owned(), "second.ron".to_owned()],
        profile: "profile.ron".to_owned(),
        grading: "grading.ron".to_owned(),
    }
}

fn load(first: Option<&str>) -> Criteria {
    let text = |name: &str| {
        let built_in = BUILT_IN.iter().find(|(path, _)| *path == name);
        built_in.unwrap().1
    };
    let files = [
        ("list.ron", LIST),
        ("second.ron", SECOND),
        ("profile.ron", text("profiles/internal.ron")),
        ("grading.ron", text("grading/internal.ron")),
    ];
    let mut files = files.map(|(name, text)| (name, text.to_owned())).to_vec();
    files.extend(first.map(|first| ("first.ron", first.to_owned())));
    Criteria::load(&files, &[chosen()]).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn guide(text: &str) -> Guide {
    match read::document("guide.ron", text).unwrap_or_else(|refusal| panic!("{refusal}")) {
        Document::Guide(guide) => guide,
        other => panic!("{other:?}"),
    }
}

/// A guide is gone through as far as a question needs, and further for the next.
#[test]
fn a_guide_says_the_same_in_whatever_order_it_is_asked() {
    let ids = ["c:1", "c:2", "c:3"];
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let said = |order: [usize; 3]| {
        let criteria = load(Some(FIRST));
        let mut said = order.map(|at| (ids[at], criteria.guidance(&id(ids[at])).unwrap()));
        said.sort_by_key(|(id, _)| *id);
        said
    };
    let first = said(orders[0]);
    assert!(first[0].1.ask.len() == 2 && !first[1].1.nonconformities.is_empty());
    for order in orders {
        assert_eq!(said(order), first, "{order:?}");
    }
}

#[test]
fn a_guide_supplements_what_the_checklist_says() {
    let criteria = load(Some(FIRST));
    let one = criteria.guidance(&id("c:1")).unwrap();
    assert_eq!(
        one.aim.as_deref(),
        Some("A bracket ) and a quote \" and a ]")
    );
    let asked: Vec<&str> = one.ask.iter().map(|it| it.ask.as_str()).collect();
    assert_eq!(asked, ["How do you begin?", "What comes then \\?"]);
    assert_eq!(one.ask[1].good.as_deref(), Some("A \"raw\" one)"));
    assert_eq!(one.traps, ["Inline trap.", "Second trap."]);
    assert!(one.sampling.is_some());
    let trail: Vec<String> = criteria
        .trail(&id("c:1"), &one.trail)
        .into_iter()
        .map(|(to, _)| to.to_string())
        .collect();
    assert_eq!(trail, ["c:2", "c:3"], "what the audit lacks is left out");

    let two = criteria.guidance(&id("c:2")).unwrap();
    assert_eq!(two.aim.as_deref(), Some("The aim of the checklist."));
    assert_eq!(
        two.nonconformities[0].ofi.as_deref(),
        Some("It nearly fails.")
    );
    let empty = criteria.guidance(&id("c:3")).unwrap();
    assert_eq!(
        *empty,
        Guidance {
            on: "3".to_owned(),
            ..Guidance::default()
        }
    );
    assert_eq!(
        *criteria.guidance(&id("nobody:3")).unwrap(),
        Guidance::default()
    );
    // The answer does not depend on what was asked before.
    assert_eq!(criteria.guidance(&id("c:1")).unwrap(), one);
}

#[test]
fn what_is_damaged_or_missing_is_said_and_harms_nothing_else() {
    let damaged = FIRST.replace("nonconformities: [(what:", "nonconformities: [(waht:");
    let criteria = load(Some(&damaged));
    let refused = criteria.guidance(&id("c:2")).unwrap_err();
    assert_eq!(
        refused.sentence(),
        "first.ron:14:69: there is no field \"waht\" here"
    );
    assert!(criteria.guidance(&id("c:1")).is_ok());

    let criteria = load(None);
    let refused = criteria.guidance(&id("c:1")).unwrap_err();
    assert_eq!(refused.sentence(), "first.ron: the guide is not there");
    for cut in 0..FIRST.len() {
        let criteria = load(Some(&FIRST[..cut]));
        for item in ["c:1", "c:2", "c:3"] {
            // Read, or said to be nothing or damaged.
            drop(criteria.guidance(&id(item)));
        }
    }
}

#[test]
fn guides_that_do_not_fit_are_refused_at_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.ron");
    let refused = |files: &[(&str, &str)]| {
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let spec = format!("{}:internal", list.display());
        let refusal = Library::built_in().assemble(&spec).unwrap_err();
        refusal
            .sentence()
            .replace(&format!("{}/", folder.path().display()), "")
    };
    assert_eq!(
        refused(&[("list.ron", LIST)]),
        "list.ron:3:14: there is no guide \"first\""
    );
    std::fs::create_dir(folder.path().join("guides")).unwrap();
    assert_eq!(
        refused(&[
            ("first.ron", FIRST),
            (
                "guides/second.ron",
                &SECOND.replace("on: \"1\"", "on: \"4\"")
            )
        ]),
        "guides/second.ron:1:50: the checklist \"list\" has no \"4\""
    );
    assert_eq!(
        refused(&[(
            "guides/second.ron",
            &SECOND.replace("criterion: \"c\"", "criterion: \"d\"")
        )]),
        "guides/second.ron:1:32: this is for \"d\", and the checklist \"list\" is for \"c\""
    );
    let phrases = "Phrases(id: \"second\", language: \"x\", title: \"X\", phrases: {\"a\": \"A\"})";
    assert_eq!(
        refused(&[("guides/second.ron", phrases)]),
        "guides/second.ron: this is a set of phrases, not a guide"
    );
    assert_eq!(
        refused(&[
            ("guides/second.ron", SECOND),
            ("first.ron", &FIRST.replace("c:3", "c:4"))
        ]),
        "first.ron:12:26: the trail from \"1\" leads to \"c:4\", which does not exist"
    );
    std::fs::write(folder.path().join("first.ron"), FIRST).unwrap();
    let spec = format!("{}:internal", list.display());
    let assembled = Library::built_in().assemble(&spec).unwrap();
    let with = &assembled.chosen[0].with;
    assert_eq!(
        *with,
        [kept::name("first", FIRST), kept::name("second", SECOND)]
    );
    assert!(
        with.iter()
            .all(|name| assembled.files.iter().any(|(kept, _)| kept == name))
    );
    assert!(
        assembled
            .criteria
            .guidance(&id("c:1"))
            .unwrap()
            .aim
            .is_some()
    );
}

#[test]
fn an_audit_keeps_its_guides_and_reads_them_from_its_own_folder() {
    use onsite::store::{draw::Draw, load};

    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("list.ron", LIST),
        ("first.ron", FIRST),
        ("second.ron", SECOND),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().join("a.audit");
    let spec = format!("{}:internal", folder.path().join("list.ron").display());
    let new = load::NewAudit {
        path: &path,
        client: "Client",
        criteria: &spec,
        tier: None,
        former: None,
        author: "Lead",
        now: "2026-06-14T08:00:00+02:00".parse().unwrap(),
    };
    let mut draw = Draw::from_system().unwrap();
    load::create(&new, &Library::built_in(), &mut || draw.id()).unwrap();
    for name in ["list.ron", "first.ron", "second.ron"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let loaded = load::load(&path).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(loaded.criteria.guidance(&id("c:1")).unwrap().traps.len(), 2);
    // A guide that got lost closes no audit.
    let first = path.join("criteria").join(kept::name("first", FIRST));
    std::fs::remove_file(first).unwrap();
    let loaded = load::load(&path).unwrap_or_else(|error| panic!("{error}"));
    let refused = loaded.criteria.guidance(&id("c:1")).unwrap_err();
    assert!(refused.sentence().ends_with("the guide is not there"));
}

proptest::proptest! {
    /// Whatever stands in texts and comments: an item found by its place is the one that reading finds.
    #[test]
    fn places_agree_with_reading(
        texts in proptest::collection::vec("[ -~é監]{1,40}", 1..6),
        comments in proptest::collection::vec("[ -~]{0,20}", 6),
    ) {
        let mut text = String::from("Guide(id: \"first\", criterion: \"c\", items: [\n");
        for (n, words) in texts.iter().enumerate() {
            // No letter, and only blanks: that would be refused.
            let words = format!("x{words}");
            let comment = &comments[n];
            writeln!(text, "// {comment}\n(on: \"{n}\", aim: {words:?}, traps: [{words:?}]),").unwrap();
        }
        text.push_str("])");
        let read = guide(&text);
        let criteria = load(Some(&text));
        for item in &read.items {
            let full = id(&format!("c:{}", item.on));
            if let Some(row) = criteria.row(&full) {
                let mut whole = Guidance::inline(&row.requirement);
                whole.supplement(item.clone(), Replaced::default());
                let found = criteria.guidance(&full).unwrap();
                proptest::prop_assert!(found.traps.starts_with(&whole.traps));
                proptest::prop_assert_eq!(&found.aim, &whole.aim);
            }
        }
    }

    #[test]
    fn no_text_makes_asking_panic(text in "Guide\\(items: \\[(\\(on: \"[123]\"|[\"()\\[\\]/*r#' \\n\\\\,a]|é){0,60}") {
        let criteria = load(Some(&text));
        for item in ["c:1", "c:2", "c:3"] {
            drop(criteria.guidance(&id(item)));
        }
    }
}
