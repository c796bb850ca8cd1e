//! Broken files of all kinds: where they are refused, in what words, and how to mend them.
//!
//! In each text a `¦` stands right before the place at which it is refused.

use super::*;

struct Broken {
    text: &'static str,
    what: &'static str,
    mend: &'static str,
}

const BROKEN: &[Broken] = &[
    // Checklists.
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", ¦titel: \"X\", short: \"X\", kind: Other, requirements: [])",
        what: "there is no field \"titel\" here",
        mend: "Did you mean title?",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, requirements: [\n  (id: \"1\", title: \"One\"¦)])",
        what: "the field \"kind\" is missing",
        mend: "Write kind: ... before the closing bracket here.",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, requirements: [\n  (id: \"1\", title: \"One\", kind: ¦Frage)])",
        what: "\"Frage\" is none of the choices here",
        mend: "the choices here are Clause, Control, Question",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, requirements: [\n  (id: \"1\", title: \"One\", kind: Clause),\n  (id: ¦\"1\", title: \"Two\", kind: Clause)])",
        what: "the id \"1\" stands twice",
        mend: "Give each requirement an id of its own.",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, requirements: [\n  (id: \"1\", title: \"One\", kind: Clause, parent: ¦\"0\")])",
        what: "the parent \"0\" of \"1\" does not exist",
        mend: "Add it before its children, or correct the id.",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, requirements: [\n  (id: \"1\", title: \"One\", kind: Clause, trail: [(to: ¦\"2\")])])",
        what: "the trail from \"1\" leads to \"2\", which does not exist",
        mend: "Correct the id, or write another criterion as in 42001:A.8.4.",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, profile: ¦\"stage9\", requirements: [(id: \"1\", title: \"One\", kind: Clause)])",
        what: "there is no profile \"stage9\"",
        mend: "Choose one of follow-up, internal, recertification,",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: \"X\", short: \"X\", kind: Other, guides: [¦\"none\"], requirements: [(id: \"1\", title: \"One\", kind: Clause)])",
        what: "there is no guide \"none\"",
        mend: "give the path of a file.",
    },
    Broken {
        text: "Checklist(id: \"x\", criterion: \"c\", title: ¦\"red \u{1b}[31m\", short: \"X\", kind: Other, requirements: [(id: \"1\", title: \"One\", kind: Clause)])",
        what: "the title holds the character \\u{1b}, which cannot be seen",
        mend: "Change it and read the file again.",
    },
    Broken {
        text: "\n\n¦Cheklist(id: \"x\")",
        what: "\"Cheklist\" is nothing that can be read",
        mend: "Begin the file with Checklist(, Guide(,",
    },
    // Guides.
    Broken {
        text: "Guide(id: \"g\", criterion: \"27001\", items: [(on: \"A.8.13\", ¦ask_: [])])",
        what: "there is no field \"ask_\" here",
        mend: "Did you mean ask?",
    },
    Broken {
        text: "Guide(id: \"g\", criterion: \"27001\", items: [\n  (on: \"A.8.13\"),\n  (on: ¦\"A.8.13\", aim: \"Twice.\")])",
        what: "\"A.8.13\" stands twice",
        mend: "Put into one item what there is to say about a requirement.",
    },
    Broken {
        text: "Guide(id: \"g\", criterion: \"27001\", items: [\n  (on: ¦\"A.8.99\", aim: \"Nothing.\")])",
        what: "the checklist \"iso27001-2022\" has no \"A.8.99\"",
        mend: "Correct the id: `onsite checklist show iso27001-2022` lists all.",
    },
    Broken {
        text: "Guide(id: \"g\", criterion: \"27001\", items: [\n  (on: \"A.8.13\", trail: [(to: ¦\"8.14\", why: \"Gone.\")])])",
        what: "the trail from \"A.8.13\" leads to \"8.14\", which does not exist",
        mend: "Correct the id,",
    },
    Broken {
        text: "Guide(id: \"g\", criterion: \"27001\", items: [\n  (on: \"A.8.13\", look: [(what: \"It\", method: ¦Look)])])",
        what: "\"Look\" is none of the choices here",
        mend: "the choices here are Interview, Examine, Observe, Test.",
    },
    Broken {
        text: "Guide(id: ¦\"g\", criterion: \"27001\", items: [])",
        what: "it speaks of no requirement",
        mend: "Write at least one into items: [(on: \"...\", ...)].",
    },
    Broken {
        text: "Guide(id: \"g\", criterion: \"27001\", items: [(aim: \"On what?\"¦)])",
        what: "the field \"on\" is missing",
        mend: "Write on: ... before the closing bracket here.",
    },
    // Overlays.
    Broken {
        text: "Overlay(id: \"o\", criterion: \"27001\", texts: [(on: \"A.8.13\", text: ¦\" \")])",
        what: "the text is empty",
        mend: "Change it and read the file again.",
    },
    Broken {
        text: "Overlay(id: \"o\", criterion: \"27001\", texts: [(on: ¦\"8.13\", text: \"Text.\")])",
        what: "the checklist \"iso27001-2022\" has no \"8.13\"",
        mend: "Correct the id:",
    },
    Broken {
        text: "Overlay(id: \"o\", criterion: \"27001\", texts: [(on: \"A.8.13\", text: \"Text.\"), (on: ¦\"a.8.13\", text: \"Text.\")])",
        what: "\"A.8.13\" and \"a.8.13\" differ only in capitals",
        mend: "Put into one item",
    },
    // Extensions.
    Broken {
        text: "Checklist(id: \"x\", extends: ¦\"iso9001\")",
        what: "there is no checklist \"iso9001\" to extend",
        mend: "Choose one of iso27001-2022, iso42001-2023, supplier-quick,",
    },
    Broken {
        text: "Checklist(id: \"x\", extends: ¦\"x\")",
        what: "\"x\" extends itself",
        mend: "Give it an id of its own.",
    },
    Broken {
        text: "Checklist(id: \"x\", extends: \"iso27001-2022\", without: [\n  (id: ¦\"8.13\", why: \"None here.\")])",
        what: "\"8.13\" cannot be left out: \"iso27001-2022\" does not have it",
        mend: "Correct the id, or take it out of the list.",
    },
    Broken {
        text: "Checklist(id: \"x\", extends: \"iso27001-2022\", without: [\n  (id: \"A.8.13\"¦)])",
        what: "the field \"why\" is missing",
        mend: "Write why: ... before the closing bracket here.",
    },
    Broken {
        text: "Checklist(id: \"x\", extends: \"iso27001-2022\", requirements: [\n  (id: ¦\"8.13\", minutes: 5)])",
        what: "\"8.13\" is not in \"iso27001-2022\", and as a new one it has no title",
        mend: "Write title: ... for it, or correct the id to change one that is there.",
    },
    // Profiles.
    Broken {
        text: "Profile(id: \"p\", title: \"P\", must_touch: [(id: ¦\"m\", title: \"M\", source: \"s\")])",
        what: "nothing says how \"m\" is touched",
        mend: "Give it requirements: [...] or the field: ... that records it.",
    },
    Broken {
        text: "Profile(id: \"p\", title: \"P\", grading: ¦\"stars\")",
        what: "there is no grading scheme \"stars\"",
        mend: "Choose one of internal, iso17021, maturity, supplier-rag,",
    },
    Broken {
        text: "Profile(id: \"p\", title: \"P\", grading: \"maturity\", classes: [¦\"major\"])",
        what: "the grading scheme \"maturity\" has no class \"major\"",
        mend: "Choose another grading scheme for this profile, or correct the key.",
    },
    // Grading schemes.
    Broken {
        text: "Grading(id: \"g\", title: \"G\", classes: [\n  (key: \"k\", word: \"w\", short: ¦\"LONGER\", glyph: 'x', neutral: Conforms, order: 1)])",
        what: "\"LONGER\" has more than five letters",
        mend: "Shorten it; it stands in narrow columns.",
    },
    Broken {
        text: "Grading(id: \"g\", title: \"G\", classes: [\n  (key: \"k\", word: \"w\", short: \"S\", glyph: 'x', neutral: ¦Good, order: 1)])",
        what: "\"Good\" is none of the choices here",
        mend: "the choices here are DoesNotConform, Partly, Conforms, Neither.",
    },
    // Links and phrases.
    Broken {
        text: "Links(id: \"a-b\", title: \"T\", between: (\"27001\", \"42001\"), twins: [(one: \"27001:4.1\", other: ¦\"27001:4.2\")])",
        what: "\"27001:4.2\" is not of the criterion \"42001\"",
        mend: "The links are between \"27001\" (one) and \"42001\" (other), in this order.",
    },
    Broken {
        text: "Links(id: \"a-b\", title: \"T\", between: (\"27001\", \"42001\"), twins: [(one: ¦\"27001:4.9\", other: \"42001:4.2\")])",
        what: "\"27001:4.9\" does not exist in its checklist",
        mend: "Correct the id, or take the link out.",
    },
    Broken {
        text: "Phrases(id: \"x\", language: \"x\", title: \"X\", phrases: {\"a\": \"A\", ¦\"a\": \"B\"})",
        what: "the key \"a\" stands twice",
        mend: "Change it and read the file again.",
    },
];

#[test]
fn each_is_refused_at_its_place_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.ron");
    let library = Library::built_in();
    for Broken { text, what, mend } in BROKEN {
        let (before, after) = text.split_once('¦').unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        std::fs::write(&path, format!("{before}{after}")).unwrap();
        let found = library.named(path.to_str().unwrap()).remove(0);
        let refusal = found
            .and_then(|found| {
                library.guides(&found)?;
                library.check_around(&found)
            })
            .expect_err(text);
        assert_eq!(refusal.what(), *what, "{text}");
        assert_eq!(refusal.position(), Some((line, column)), "{text}");
        assert!(refusal.mend().contains(mend), "{text}: {}", refusal.mend());
        assert!(
            refusal
                .sentence()
                .contains(&format!("file.ron:{line}:{column}: "))
        );
    }
}
