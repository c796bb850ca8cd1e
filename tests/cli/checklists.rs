//! Checklists of one's own on the command line: begun, shown, checked; and licensed text that stays at home.

use super::{Answer, Home, walk};

/// The user's configuration folder.
fn config(home: &Home, name: &str) -> std::path::PathBuf {
    let onsite = if cfg!(target_os = "macos") {
        home.path("Library/Application Support/onsite")
    } else if cfg!(windows) {
        home.path("onsite/config")
    } else {
        home.path(".config/onsite")
    };
    let folder = onsite.join(name);
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder).unwrap();
    folder
}

#[test]
fn what_is_begun_is_sound_and_never_written_over() {
    let home = Home::new();
    for (file, args, kind) in [
        ("visit.ron", &[][..], "checklist"),
        ("rules.v2.ron", &["--kind", "standard"][..], "checklist"),
        ("acme.ron", &["--extends", "iso42001-2023"][..], "checklist"),
        ("how.ron", &["--kind", "guide"][..], "guide"),
        ("bought.ron", &["--kind", "overlay"][..], "overlay"),
    ] {
        let new = [&["checklist", "new", file][..], args].concat();
        home.run(&new).good();
        let checked = home.run(&["checklist", "check", file, "--json"]);
        assert!(checked.code < 2, "{file}: {}", checked.out);
        let checked = checked.json();
        let stem = file.strip_suffix(".ron").unwrap();
        assert_eq!(
            (&checked[0]["id"], &checked[0]["kind"]),
            (&stem.into(), &kind.into())
        );
        let text = std::fs::read_to_string(home.path(file)).unwrap();
        assert!(home.run(&new).bad().err.contains("exists"), "{file}");
        assert_eq!(std::fs::read_to_string(home.path(file)).unwrap(), text);
    }
    // Nothing is left to do but for the guide, which no checklist names yet, and what an extension takes over.
    for file in ["visit.ron", "rules.v2.ron", "bought.ron"] {
        home.run(&["checklist", "check", file]).good();
    }
    let named = home.run(&["checklist", "check", "how.ron"]);
    assert_eq!(named.code, 1);
    assert!(
        named.out.contains("No checklist names this guide"),
        "{}",
        named.out
    );
    // An audit can be made with them.
    for spec in ["./visit.ron", "./rules.v2.ron", "./acme.ron:stage2"] {
        let audit = format!(
            "{}.audit",
            spec.trim_start_matches("./").replace([':', '.'], "-")
        );
        home.run(&["new", &audit, "--client", "x", "--criteria", spec])
            .good();
    }

    home.run(&["checklist", "new", "acme.txt"]).bad();
    home.run(&["checklist", "new", "a b.ron"]).bad();
    home.run(&["checklist", "new", "next.ron", "--extends", "iso9001"])
        .bad();
    home.run(&["checklist", "new", "nowhere/next.ron"]).bad();
}

#[test]
fn a_new_audit_is_held_against_a_checklist_of_ones_own_by_choice() {
    let home = Home::new();
    home.run(&["checklist", "new", "visit.ron"]).good();
    let kept = config(&home, "checklists").join("visit.ron");
    std::fs::rename(home.path("visit.ron"), kept).unwrap();
    // One that is not sound is no choice, hinders nothing, and is not passed over in silence.
    std::fs::write(config(&home, "checklists").join("half.ron"), "Checklist(").unwrap();
    let shown = home.run(&["--keys", "", "--print", "80x24"]).good();
    assert!(
        shown
            .out
            .contains("  half.ron:1:10: the file ends too early"),
        "{}",
        shown.out
    );
    let form = "<Enter>Kestrel<Tab><Left*3><Tab*3><Right>";
    let shown = home.run(&["--keys", form, "--print", "80x24"]).good();
    assert!(
        shown.out.contains(">Supplier (visit)  < Supplier audit >"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains("half"), "{}", shown.out);
    let audit = home.path("kestrel.audit").display().to_string();
    let made = format!("{form}<Tab*3><C-u>{audit}<C-s>");
    let shown = home.run(&["--keys", &made, "--print", "80x24"]).good();
    assert!(shown.out.contains("visit supplier audit"), "{}", shown.out);
    let status = home.run(&["status", &audit, "--json"]).good().json();
    assert_eq!(status["criteria"][0]["profile"], "supplier", "{status}");
}

const TABLE: &str = "No.,Area,Question,Expected answer,Evidence,Owner\n\
    1,Access,Who can open our data today?,Names from the system,List of accounts,Ida\n\
    ,,How do you know that the list is complete?,,,\n\
    2,Backups,When did you last restore?,\"A date, and who watched\",Log,\n";

/// An audit that is held against a checklist.
fn made_with(home: &Home, criteria: &str) -> Answer {
    let new = ["new", "k.audit", "--client", "K", "--criteria"];
    home.run(&[&new[..], &[criteria]].concat()).good()
}

#[test]
fn a_table_of_questions_is_audited_with_at_once() {
    let home = Home::new();
    std::fs::write(home.path("Our questions.csv"), TABLE).unwrap();
    let import = ["checklist", "import", "Our questions.csv", "--json"];
    let said = home.run(&import).good().json();
    let kept = config(&home, "checklists").join("our-questions.ron");
    assert_eq!(
        said,
        serde_json::json!({
            "file": kept.display().to_string(),
            "id": "our-questions",
            "requirements": 2,
            "headings": 2,
            "left": [{"column": "Owner", "cells": 1}],
        })
    );
    let checked = home.run(&["checklist", "check", "our-questions", "--json"]);
    assert_eq!(checked.json()[0]["sound"], true, "{}", checked.out);
    // It is a choice in the form of a new audit, and on the command line.
    let form = "<Enter>Kestrel<Tab><Left*3><Tab*3><Right>";
    let shown = home.run(&["--keys", form, "--print", "80x24"]).good();
    assert!(
        shown.out.contains(">Our questions (our-questions)"),
        "{}",
        shown.out
    );
    made_with(&home, "our-questions");
    let shown = home
        .run(&["k.audit", "--keys", "<End>", "--print", "80x24"])
        .good();
    for text in [
        "Our questions",
        "our-questions:2",
        "When did you last restore?",
        "look (examine): Log",
    ] {
        assert!(shown.out.contains(text), "{text}: {}", shown.out);
    }
    // What somebody went on writing is not written over.
    let text = std::fs::read_to_string(&kept).unwrap();
    assert!(home.run(&import).bad().err.contains("is there already"));
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), text);
}

#[test]
fn a_table_from_elsewhere_is_named_by_whoever_imports_it() {
    let home = Home::new();
    assert!(
        home.run_with(&["checklist", "import", "-"], TABLE)
            .bad()
            .err
            .contains("--out acme.ron")
    );
    let import = |args: &[&str], table: &str| {
        let args = [&["checklist", "import", "-", "--out", "rules.v2.ron"], args].concat();
        home.run_with(&args, table)
    };
    let standard = "Clause;Requirement\n4;Context\n4.1;Issues\nA.1 Doors;\nA.1.1;Badges\n";
    let args = [
        "--kind",
        "standard",
        "--title",
        "Rules for doors",
        "--short",
        "Doors",
        "--edition",
        "2",
    ];
    let said = import(&args, standard).good();
    assert!(
        said.out
            .starts_with("rules.v2.ron is written: 2 requirements under 2 headings.\n"),
        "{}",
        said.out
    );
    assert!(!said.out.contains("Left out"), "{}", said.out);
    let shown = home.run(&["checklist", "show", "./rules.v2.ron"]).good();
    assert!(
        shown.out.contains("Rules for doors") && shown.out.contains("Badges"),
        "{}",
        shown.out
    );
    let made = made_with(&home, "rules.v2.ron");
    assert!(made.out.contains("profile internal"), "{}", made.out);
    let out = ["--out", "new.ron"];
    for (args, said) in [
        (&["--title", " ", out[0], out[1]][..], "the title is empty"),
        (&["--edition", "\u{7}", out[0], out[1]], "cannot be seen"),
        (&["--out", "acme.txt"], "cannot be named after an id"),
        (&["--out", "ac me.ron"], "is not an id"),
    ] {
        let args = [&["checklist", "import", "-"], args].concat();
        let refused = home.run_with(&args, standard).bad();
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    assert!(!home.path("new.ron").exists());
}

#[test]
fn a_table_becomes_a_checklist_on_the_screen() {
    let home = Home::new();
    let table = home.path("Our questions.csv").display().to_string();
    let keys = |keys: &str| {
        let keys = format!("<Up><Enter>{table}<Tab>Door<C-s>{keys}");
        home.run(&["--keys", &keys, "--print", "100x24"]).good().out
    };
    assert!(keys("").contains("No such file"), "{}", keys(""));
    std::fs::write(&table, "question;minutes\nWho?;soon\n").unwrap();
    let shown = keys("");
    for text in [
        "Nothing was written",
        "Our questions.csv:2:6: \"soon\" is no number",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    // The words are there again when the table was mended.
    let shown = keys("<Esc><Enter>");
    assert!(
        shown.contains("Our questions.csv\n") && shown.contains(">Title  Door\n"),
        "{shown}"
    );
    std::fs::write(&table, TABLE).unwrap();
    let shown = keys("");
    let kept = config(&home, "checklists").join("our-questions.ron");
    for text in [
        "2 requirements under 2 headings.",
        "Owner (1 cell)",
        "our-questions.ron is written.",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let text = std::fs::read_to_string(&kept).unwrap();
    assert!(text.contains("title: \"Door\""), "{text}");
    assert!(keys("").contains("is there already"), "{}", keys(""));
    // What was made is a choice at once, and its form is blank again.
    std::fs::remove_file(&kept).unwrap();
    let shown = keys("<Esc><Home><Enter>");
    assert!(shown.contains(" Door (our-questions) "), "{shown}");
    std::fs::remove_file(&kept).unwrap();
    let shown = keys("<Esc><Enter>");
    assert!(
        shown.contains(">File\n") && !shown.contains("Door"),
        "{shown}"
    );
    #[cfg(unix)]
    {
        std::fs::remove_file(&table).unwrap();
        let pipe = std::process::Command::new("mkfifo").arg(&table).status();
        assert!(pipe.unwrap().success());
        assert!(keys("").contains("not a regular file"), "{}", keys(""));
    }
    let blank = home.run(&["--keys", "<Up><Enter><C-s>", "--print", "80x24"]);
    assert!(blank.good().out.contains("Type the path"));
}

#[test]
fn a_table_that_cannot_be_read_leaves_nothing_behind() {
    let home = Home::new();
    std::fs::write(
        home.path("q.csv"),
        "no;question;minutes\n1;Who?;soon\n1 a;When?;5\n1!;Where?;5\n",
    )
    .unwrap();
    let refused = home.run(&["checklist", "import", "q.csv"]).bad();
    let lines: Vec<&str> = refused.err.lines().collect();
    assert!(
        lines[0].ends_with(
            "q.csv:2:8: \"soon\" is no number of minutes. Write a whole number, as in 10."
        ),
        "{}",
        refused.err
    );
    assert!(
        lines[1].starts_with("q.csv:4:1: \"1!\" is not an id."),
        "{}",
        refused.err
    );
    assert!(
        refused.err.contains("Nothing was written."),
        "{}",
        refused.err
    );
    assert_eq!(walk(home.0.path()), [home.path("q.csv")]);
    std::fs::write(home.path("q.csv"), b"question\nWer pr\xfcft?\n").unwrap();
    let refused = home.run(&["checklist", "import", "q.csv"]).bad();
    assert!(
        refused
            .err
            .contains("q.csv:2:7: here the file is not UTF-8"),
        "{}",
        refused.err
    );
}

#[test]
fn a_requirement_has_a_page_of_its_own() {
    let home = Home::new();
    let shown = home
        .run(&["checklist", "show", "supplier-quick", "s2.1"])
        .good();
    let (title, rest) = shown.out.split_once('\n').unwrap();
    assert!(title.starts_with("supplier:S2.1 "), "{title}");
    assert!(
        rest.contains("\nAsk\n  1. ") && rest.contains("good: "),
        "{rest}"
    );
    assert!(
        shown.out.lines().all(|line| line.chars().count() <= 78),
        "{}",
        shown.out
    );
    let twin = home
        .run(&["checklist", "show", "iso27001-2022", "27001:4.4"])
        .good();
    assert!(
        twin.out.contains("- 42001:4.4, which differs: "),
        "{}",
        twin.out
    );
    let json = home
        .run(&["checklist", "show", "iso27001-2022", "A.8.13", "--json"])
        .good()
        .json();
    assert_eq!(
        (&json["id"], &json["kind"]),
        (&"27001:A.8.13".into(), &"Control".into())
    );
    home.run(&["checklist", "show", "iso27001-2022", "8.13"])
        .bad();
    // The id of a requirement is enough, in any capitals.
    let by_id = home.run(&["checklist", "show", "27001:a.8.13"]).good();
    let named = ["checklist", "show", "iso27001-2022", "A.8.13"];
    assert_eq!(by_id.out, home.run(&named).good().out);
    let none = home.run(&["checklist", "show", "27001:99.9"]).bad();
    assert!(none.err.contains("no checklist has"), "{}", none.err);
}

#[test]
fn exit_codes_tell_clean_warned_and_refused() {
    let home = Home::new();
    let list = r#"Checklist(id: "own", criterion: "OWN", title: "Own", short: "Own", kind: Other,
        requirements: [(id: "1", title: "One", kind: Question, ask: [(ask: "WORDS")], look: [(what: "It", method: Examine)])])"#;
    let write = |text: &str| std::fs::write(home.path("own.ron"), text).unwrap();
    write(&list.replace("WORDS", "How do you do it?"));
    home.run(&["checklist", "check", "own.ron", "grading", "supplier-quick"])
        .bad();
    home.run(&[
        "checklist",
        "check",
        "own.ron",
        "maturity",
        "supplier-quick",
    ])
    .good();
    write(&list.replace("WORDS", "Do you do it?"));
    let warned = home.run(&["checklist", "check", "own.ron", "maturity"]);
    assert_eq!(warned.code, 1);
    assert!(
        warned.out.contains("own.ron:2:76: This question"),
        "{}",
        warned.out
    );
    let hint = r#"look: [(what: "It", method: Examine)], nonconformities: [(what: "No.", class: "grave")])"#;
    write(
        &list
            .replace("look: [(what: \"It\", method: Examine)])", hint)
            .replace("WORDS", "How?"),
    );
    let warned = home.run(&["checklist", "check", "own.ron"]);
    assert!(
        warned
            .out
            .contains("The grading scheme \"internal\" has no class \"grave\"."),
        "{}",
        warned.out
    );
    write(&list.replace("WORDS", ""));
    let refused = home.run(&["checklist", "check", "own.ron", "maturity"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.out.contains("own.ron:2:76: the text is empty"),
        "{}",
        refused.out
    );
    assert!(
        refused.out.contains("maturity; 0 warnings"),
        "what is sound is still said"
    );
}

#[cfg(unix)]
#[test]
fn licensed_text_stays_at_home() {
    let home = Home::new();
    let canary = "zirkelschluss";
    let overlay = format!(
        "Overlay(id: \"mine\", criterion: \"27001\", texts: [(on: \"A.8.13\", text: \"{canary}\"), (on: \"4.4\", text: \"{canary}\")])"
    );
    let file = config(&home, "overlays").join("mine.ron");
    std::fs::write(&file, overlay).unwrap();

    let shown = ["checklist", "show", "iso27001-2022", "A.8.13", "--licensed"];
    assert!(
        home.run(&shown).good().out.contains(canary),
        "it is there to be had"
    );

    let a = home.audit();
    home.run(&["note", a, "restore tested", "--on", "A.8.13"])
        .good();
    super::sign::seal(&home, a);
    for args in [
        &["report", a, "--out", "out", "--audit-file"][..],
        &["status", a],
        &["log", a, "--show"],
        &["check", a],
        &["checklist", "list"],
        &["checklist", "show", "iso27001-2022"],
        &["checklist", "show", "iso27001-2022", "A.8.13"],
        &["checklist", "show", "iso27001-2022", "A.8.13", "--json"],
        &["checklist", "check", "mine"],
        &["checklist", "check", "iso27001-2022"],
    ] {
        let answer = home.run(args);
        assert!(
            !answer.out.contains(canary) && !answer.err.contains(canary),
            "{args:?}"
        );
    }
    let mut files = 0;
    for path in walk(home.path("").as_path()) {
        if path.is_file() && path != file {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(canary.len())
                .any(|it| it == canary.as_bytes());
            assert!(!found, "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 20, "audit, report and sign-off were looked at");
}
