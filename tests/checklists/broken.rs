//! Files of every broken kind, and what is said about them.

use std::sync::LazyLock;

use insta::assert_snapshot;
use onsite::checklist::library::{Found, Origin};
use proptest::prelude::*;

use super::*;

/// A checklist with these requirements.
fn with(requirements: &str) -> String {
    format!(
        "Checklist(\n    id: \"l\",\n    criterion: \"c\",\n    title: \"List\",\n    short: \"L\",\n    kind: Other,\n    requirements: [\n{requirements}\n    ],\n)\n"
    )
}

/// What is said about a sound file by itself.
fn warnings(text: &str) -> Vec<String> {
    let found = Found {
        name: "list.ron".to_owned(),
        text: text.to_owned(),
        document: read::document("list.ron", text).unwrap_or_else(|refusal| panic!("{refusal}")),
        origin: Origin::Path,
        base: None,
    };
    lint(&found, &[])
        .into_iter()
        .map(|it| it.sentence)
        .collect()
}

fn sentence(text: &str) -> String {
    refusal(text).sentence()
}

#[test]
fn an_unknown_field_is_shown_with_its_line() {
    let text = with("        (id: \"1\", titel: \"Größe 監査\", kind: Clause),");
    assert_snapshot!(refusal(&text), @r##"
    list.ron:8:19: there is no field "titel" here
      |
    8 |         (id: "1", titel: "Größe 監査", kind: Clause),
      |                   ^^^^^
      |
      = Did you mean title? For reference, the fields here are id, title, parent, kind, aim, ask, look, sampling, trail, nonconformities, documented, attributes, traps, source, minutes, tiers, knock_out.
    "##);
}

#[test]
fn columns_count_characters() {
    let text = with("        (id: \"1\", title: \"Größe 監査\", kind: Klause),");
    assert_snapshot!(refusal(&text), @r##"
    list.ron:8:44: "Klause" is none of the choices here
      |
    8 |         (id: "1", title: "Größe 監査", kind: Klause),
      |                                              ^^^^^^
      |
      = Did you mean Clause? For reference, the choices here are Clause, Control, Question, Heading, Theme, Objective, Block.
    "##);
}

#[test]
fn control_characters_are_written_out() {
    let text = with("        (id: \"1\", title: \"red \u{1b}[31m\u{202e}\", kind: Clause),");
    assert_snapshot!(refusal(&text), @r##"
    list.ron:8:26: the title holds the character \u{1b}, which cannot be seen
      |
    8 |         (id: "1", title: "red \u{1b}[31m\u{202e}", kind: Clause),
      |                          ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = Change it and read the file again.
    "##);
    let second = with(
        "        (id: \"1\", title: \"T\", kind: Clause, traps: [\"one\", \"two \u{1b}\", \"three\"]),",
    );
    assert_snapshot!(sentence(&second), @r##"list.ron:8:60: the text holds the character \u{1b}, which cannot be seen"##);
    let escaped = with("        (id: \"1\", title: \"bell \\u{7}\", kind: Clause),");
    assert_snapshot!(sentence(&escaped), @r##"list.ron:8:26: the title holds the character \u{7}, which cannot be seen"##);
}

#[test]
fn what_ron_refuses_is_said_plainly() {
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\")")), @r##"list.ron:8:21: the field "kind" is missing"##);
    assert_snapshot!(sentence(&with("(id: \"1\", id: \"2\", title: \"T\", kind: Clause)")), @r##"list.ron:8:11: the field "id" stands twice"##);
    assert_snapshot!(sentence(&with("(id: \"1\", title: T, kind: Clause)")), @"list.ron:8:17: a text is expected here");
    assert_snapshot!(sentence(&with("(id: \"1\" title: \"T\", kind: Clause)")), @"list.ron:8:10: a comma is missing before this");
    assert_snapshot!(sentence(&with("(id: \"1\", title \"T\", kind: Clause)")), @"list.ron:8:16: a colon is missing before this");
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T, kind: Clause)")), @"list.ron:8:18: a text has no end");
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause, minutes: 70000)")), @"list.ron:8:46: the number is too large here");
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause, knock_out: yes)")), @"list.ron:8:47: true or false is expected here");
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause, ask: \"Why?\")")), @"list.ron:8:41: a list is expected here");
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause) /* x")), @"list.ron:8:39: a comment has no end");
    assert_snapshot!(sentence(&(with("(id: \"1\", title: \"T\", kind: Clause)") + "more")), @"list.ron:10:2: something stands after the end");
}

#[test]
fn a_file_that_is_nothing_is_refused() {
    assert_snapshot!(sentence(""), @"list.ron:1:1: the file does not say what it is");
    assert_snapshot!(sentence("// only a comment"), @"list.ron:1:18: the file does not say what it is");
    assert_snapshot!(sentence("\n  (id: \"l\")"), @"list.ron:2:3: the file does not say what it is");
    assert_snapshot!(sentence("Cheklist(id: \"l\")"), @r##"list.ron:1:1: "Cheklist" is nothing that can be read"##);
}

#[test]
fn ids_that_are_none_are_refused() {
    assert_snapshot!(sentence(&with("(id: \"A 8\", title: \"T\", kind: Clause)")), @r##"list.ron:8:6: "A 8" is not an id (letters, digits, . - and _, at most 40)"##);
    assert_snapshot!(sentence(&with("(id: \"A\u{9b}8\", title: \"T\", kind: Clause)")), @r##"list.ron:8:6: "A\u{9b}8" is not an id (letters, digits, . - and _, at most 40)"##);
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause, parent: \"\")")), @r##"list.ron:8:45: "" is not an id (letters, digits, . - and _, at most 40)"##);
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause)").replace("\"c\"", "\"c c\"")), @r##"list.ron:3:16: "c c" is not the name of a criterion (letters, digits, - and _, at most 40)"##);
}

#[test]
fn empty_and_overlong_texts_are_refused() {
    assert_snapshot!(sentence(&with("(id: \"1\", title: \" \", kind: Clause)")), @"list.ron:8:18: the title is empty");
    let long = "x".repeat(301);
    assert_snapshot!(sentence(&with(&format!("(id: \"1\", title: \"{long}\", kind: Clause)"))), @"list.ron:8:18: the title has 301 characters; 300 are the most");
    let long = "x".repeat(4_001);
    assert_snapshot!(sentence(&with(&format!("(id: \"1\", title: \"T\", kind: Clause, aim: \"{long}\")"))), @"list.ron:8:42: the text has 4001 characters; 4000 are the most");
}

#[test]
fn ids_stand_once() {
    assert_snapshot!(refusal(&with("(id: \"1\", title: \"T\", kind: Clause),\n// id: \"1\"\n(id: \"1\", title: \"T\", kind: Clause),")), @r##"
    list.ron:10:6: the id "1" stands twice
       |
    10 | (id: "1", title: "T", kind: Clause),
       |      ^^^
       |
       = Give each requirement an id of its own.
    "##);
    assert_snapshot!(sentence(&with("(id: \"A.1\", title: \"T\", kind: Clause),\n(id: \"a.1\", title: \"T\", kind: Clause),")), @r##"list.ron:9:6: the ids "A.1" and "a.1" differ only in capitals"##);
    assert_snapshot!(sentence(&with("(id: \"l\", title: \"T\", kind: Clause),\n(id: \"l\", title: \"T\", kind: Clause),")), @r##"list.ron:9:6: the id "l" stands twice"##);
}

#[test]
fn parents_exist_and_stand_first() {
    assert_snapshot!(sentence(&with("(id: \"1.1\", title: \"T\", parent: \"1\", kind: Clause)")), @r##"list.ron:8:33: the parent "1" of "1.1" does not exist"##);
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", parent: \"1\", kind: Clause)")), @r##"list.ron:8:31: "1" is its own parent"##);
    assert_snapshot!(refusal(&with("(id: \"1\", title: \"T\", parent: \"2\", kind: Clause),\n(id: \"2\", title: \"T\", parent: \"1\", kind: Clause)")), @r##"
    list.ron:8:31: the parent "2" of "1" stands after it
      |
    8 | (id: "1", title: "T", parent: "2", kind: Clause),
      |                               ^^^
      |
      = Put a parent before its children; requirements cannot stand under each other in a circle.
    "##);
    let deep: Vec<String> = (2..=7)
        .map(|n| {
            let parent = n - 1;
            format!("(id: \"{n}\", title: \"T\", parent: \"{parent}\", kind: Clause),\n")
        })
        .collect();
    let deep = "(id: \"1\", title: \"T\", kind: Clause),\n".to_owned() + &deep.concat();
    assert_snapshot!(sentence(&with(&deep)), @r##"list.ron:14:6: "7" stands 7 levels deep; 6 are the most"##);
}

#[test]
fn trails_lead_somewhere() {
    assert_snapshot!(refusal(&with("(id: \"1\", title: \"T\", kind: Clause, trail: [(to: \"2\")])")), @r##"
    list.ron:8:50: the trail from "1" leads to "2", which does not exist
      |
    8 | (id: "1", title: "T", kind: Clause, trail: [(to: "2")])
      |                                                  ^^^
      |
      = Correct the id, or write another criterion as in 42001:A.8.4.
    "##);
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause, trail: [(to: \"c:2\")])")), @r##"list.ron:8:50: the trail from "1" leads to "c:2", which does not exist"##);
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Clause, trail: [(to: \"somewhere else\")])")), @r##"list.ron:8:50: "somewhere else" is not an id such as A.8.13 or 27001:A.8.13"##);
    read::document(
        "list.ron",
        &with("(id: \"1\", title: \"T\", kind: Clause, trail: [(to: \"other:2\")])"),
    )
    .unwrap();
}

#[test]
fn sizes_have_limits() {
    assert_snapshot!(sentence(&with("")), @"list.ron:2:9: the checklist has no requirement");
    let many: Vec<String> = (0..=5_000)
        .map(|n| format!("(id: \"{n}\", title: \"T\", kind: Clause),\n"))
        .collect();
    let many = many.concat();
    assert_snapshot!(sentence(&with(&many)), @"list.ron:5008:6: the checklist has more than 5000 requirements");
    assert_snapshot!(sentence(&" ".repeat(70_000)), @"list.ron:1:1: the line has 70000 bytes; 65536 are the most");
    assert_snapshot!(sentence(&"\n".repeat((4 << 20) + 1)), @"list.ron: the file is larger than 4 MiB");
    let error = read::text("list.ron", vec![b' '; (4 << 20) + 1]).unwrap_err();
    assert_snapshot!(error.sentence(), @"list.ron: the file is larger than 4 MiB");
    let nested = format!("Checklist(requirements: [(look: {}", "[".repeat(100_000));
    assert!(read::document("list.ron", &nested).is_err());
}

#[test]
fn endless_nesting_is_refused_at_once() {
    let nested = "Checklist(profile: ".to_owned() + &"Some(".repeat(60_000 / 5);
    assert_snapshot!(sentence(&nested), @"list.ron:1:25: a text is expected here");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let error = read::text("list.ron", b"Checklist(\n  id: \"\xff\"".to_vec()).unwrap_err();
    assert_snapshot!(error, @r##"
    list.ron:2:8: the byte 0xff is not UTF-8
      |
    2 |   id: "�"
      |        ^
      |
      = Save the file as UTF-8.
    "##);
}

#[test]
fn links_keep_to_their_criteria() {
    let links = |body: &str| {
        format!("Links(\n    id: \"a-b\", title: \"T\", between: (\"a\", \"b\"),\n    {body}\n)\n")
    };
    assert_snapshot!(refusal(&links("twins: [(one: \"a:1\", other: \"c:1\")],")), @r##"
    list.ron:3:33: "c:1" is not of the criterion "b"
      |
    3 |     twins: [(one: "a:1", other: "c:1")],
      |                                 ^^^^^
      |
      = The links are between "a" (one) and "b" (other), in this order.
    "##);
    assert_snapshot!(sentence(&links("twins: [(one: \"a:1\", other: \"b:1\"), (one: \"a:1\", other: \"b:2\")],")), @r##"list.ron:3:47: the twin "a:1" stands twice"##);
    assert_snapshot!(sentence(&links("related: [(one: \"a1\", other: \"b:1\", support: Supported)],")), @r##"list.ron:3:21: "a1" is not a requirement such as 27001:A.8.13"##);
    assert_snapshot!(sentence(&links("related: [(one: \"a:1\", other: \"b:1\", support: Supported)],")), @r##"list.ron:3:60: the field "why" is missing"##);
    assert_snapshot!(sentence(&links("related: [(one: \"a:1\", other: \"b:1\", support: Supported, why: \" \")],")), @"list.ron:3:67: the text is empty");
}

#[test]
fn tiers_and_plans_are_words_that_are_known() {
    assert_snapshot!(sentence(&with("(id: \"1\", title: \"T\", kind: Question, tiers: [Critical, Lo])")), @r##"list.ron:8:57: "Lo" is none of the choices here"##);
    let profile =
        |plans: &str| format!("Profile(\n    id: \"p\", title: \"T\",\n    plans: ({plans}),\n)\n");
    assert_snapshot!(sentence(&profile("requirements: [\"9.2.*\"]")), @r##"list.ron:3:36: the field "source" is missing"##);
    assert_snapshot!(sentence(&profile("requirements: [\"9 2\"], source: \"S\"")), @r##"list.ron:3:28: "9 2" is not an id or the beginning of one with * at its end"##);
    let text = profile("requirements: [\"9.2.*\", \"9.7\"], source: \"S\"");
    let found = Found {
        name: "p.ron".to_owned(),
        document: read::document("p.ron", &text).unwrap(),
        text,
        origin: Origin::Path,
        base: None,
    };
    let warnings = Library::built_in().check_around(&found).unwrap();
    let sentences: Vec<String> = warnings.into_iter().map(|it| it.sentence).collect();
    assert_eq!(
        sentences,
        ["p.ron:3:37: No requirement of any checklist fits \"9.7\"."]
    );
}

#[test]
fn links_lead_to_what_the_checklists_have() {
    let mut assembled = Library::built_in().assemble(BOTH).unwrap();
    let links = assembled
        .files
        .iter_mut()
        .find(|(name, _)| name.starts_with("27001-42001"))
        .unwrap();
    links.0 = "links.ron".to_owned();
    links.1 = links.1.replace("one: \"27001:7.3\"", "one: \"27001:7.33\"");
    let error = Criteria::load(&assembled.files, &assembled.chosen).unwrap_err();
    assert_snapshot!(error.sentence(), @r##"links.ron:110:18: "27001:7.33" does not exist in its checklist"##);
}

#[test]
fn schemes_profiles_and_phrases_are_checked_too() {
    let class = "(key: \"k\", word: \"w\", short: \"S\", glyph: 'x', neutral: Conforms, order: 1)";
    let grading =
        |classes: &str| format!("Grading(id: \"g\", title: \"G\", classes: [\n{classes}\n])");
    assert_snapshot!(sentence(&grading(&format!("{class},\n{class}"))), @r##"list.ron:3:7: the class "k" stands twice"##);
    assert_snapshot!(sentence(&grading(&class.replace("\"S\"", "\"SIXSIX\""))), @r##"list.ron:2:30: "SIXSIX" has more than five letters"##);
    assert_snapshot!(sentence(&grading(&class.replace('x', "é"))), @r##"list.ron:2:7: the glyph of "k" is not a character that every terminal shows"##);
    assert_snapshot!(sentence("Profile(id: \"p\", title: \"P\", must_touch: [(id: \"m\", title: \"M\", source: \"s\")])"), @r##"list.ron:1:48: nothing says how "m" is touched"##);
    assert_snapshot!(sentence("Profile(id: \"p\", title: \"P\", must_touch: [(id: \"m\", title: \"M\", requirements: [\"*x\"], source: \"s\")])"), @r##"list.ron:1:80: "*x" is not an id or the beginning of one with * at its end"##);
    assert_snapshot!(sentence("Phrases(id: \"x\", language: \"x\", title: \"X\", phrases: {\n\"a\": \"A\",\n\"a\": \"B\"})"), @r##"list.ron:3:1: the key "a" stands twice"##);
    assert_snapshot!(sentence("Phrases(id: \"x\", language: \"x\", title: \"X\", phrases: {})"), @"list.ron:1:13: there is no phrase in it");
}

#[test]
fn a_class_that_the_scheme_lacks_is_refused() {
    let error = Library::built_in()
        .assemble("iso27001-2022:stage2:maturity")
        .unwrap_err();
    let (line, column) = error.position().unwrap();
    assert!(line > 1 && column > 1);
    assert_eq!(
        error.what(),
        "the grading scheme \"maturity\" has no class \"major\""
    );
}

#[test]
fn warnings_have_their_place() {
    let text = with(
        "        (id: \"1\", title: \"T\", kind: Question, ask: [(ask: \"Do you have a policy for this?\")]),
        (id: \"2\", title: \"T\", kind: Question, ask: [(ask: \"How is the list kept up to date?\")], look: [(what: \"How is the list kept up to date?\", method: Examine)]),",
    )
    .replace("kind: Other", "kind: Supplier");
    let warnings = warnings(&text);
    assert_snapshot!(warnings.join("\n"), @r##"
    list.ron:8:14: "1" does not say what evidence to look at.
    list.ron:8:14: "1" does not say what it rests on: contract, policy or good practice.
    list.ron:8:59: This question can be answered by yes or no; ask how, what, who or when.
    list.ron:9:14: "2" does not say what it rests on: contract, policy or good practice.
    list.ron:9:111: A sentence of this text stands in line 9 already: "how is the list kept up to date".
    "##);
}

#[test]
fn a_standard_with_gaps_is_noticed() {
    let text = with("(id: \"4.1\", title: \"T\", kind: Clause)")
        .replace("\"c\"", "\"42001\"")
        .replace("Other", "ManagementSystem");
    assert_snapshot!(warnings(&text)[1], @"list.ron:3:16: 73 requirements of ISO/IEC 42001 are not in this checklist: 4.2, 4.3, 4.4, 5.1, 5.2, 5.3, 6.1, 6.1.1 and 65 more.");
}

/// Nothing that a terminal would act on.
fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c == '\n' || !(c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}|[ -~\\n]{0,200}|(Checklist|Profile|Links)\\((.|\\n){0,120}") {
        if let Err(refusal) = read::document("list.ron", &text) {
            prop_assert!(is_plain(&refusal.to_string()), "{refusal}");
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Err(refusal) = read::text("list.ron", bytes) {
            prop_assert!(is_plain(&refusal.to_string()), "{refusal}");
        }
    }

    #[test]
    fn a_damaged_file_is_read_or_refused_at_a_place(at in 0usize..11_000, with in "[\\x00-\\x7f]|é|監|\u{202e}", cut in 0usize..6) {
        let text = library::BUILT_IN.iter().find(|(name, _)| name.starts_with("links/")).unwrap().1;
        let at = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        let rest: String = text[at..].chars().skip(cut).collect();
        let damaged = format!("{}{with}{rest}", &text[..at]);
        if let Err(refusal) = read::document("list.ron", &damaged) {
            let (line, column) = refusal.position().unwrap();
            prop_assert!(line >= 1 && column >= 1 && line <= damaged.matches('\n').count() + 1);
            prop_assert!(is_plain(&refusal.to_string()), "{refusal}");
        }
    }

    #[test]
    fn no_id_makes_lookups_panic(text in "\\PC{0,20}|[0-9A.:]{0,12}") {
        static CRITERIA: LazyLock<Criteria> = LazyLock::new(both);
        if let Resolved::One(id) = CRITERIA.resolve(&text) {
            prop_assert!(CRITERIA.requirement(&id).is_some());
        }
    }
}
