//! Exit codes, JSON keys, and errors that say what to do next.

use serde_json::Value;

use super::Home;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn keys_of_json_answers_stay() {
    let home = Home::new();
    let a = home.audit();
    let json = |args: &[&str]| home.run(args).json();
    let note = json(&["note", a, "hello", "--on", "27001:A.8.13", "--json"]);
    assert_eq!(keys(&note), ["entry", "id", "label", "on", "unlinked"]);
    let result = json(&["result", a, "27001:A.8.13", "conforms", "--json"]);
    assert_eq!(keys(&result), ["entry", "label", "on", "unlinked"]);
    let undo = json(&["undo", a, "--json"]);
    assert_eq!(keys(&undo), ["entry", "undone", "what"]);
    assert_eq!(undo["undone"], result["entry"]);
    let check = json(&["check", a, "--json"]);
    assert_eq!(keys(&check), ["blocked", "gates", "kind"]);
    assert_eq!(
        keys(&check["gates"][0]),
        [
            "breaches", "criteria", "gate", "sentence", "source", "verdict"
        ]
    );
    let log = json(&["log", a, "--json"]);
    assert_eq!(
        keys(&log[0]),
        ["author", "id", "n", "run", "state", "time", "what"]
    );
    let verify = json(&["verify", a, "--json"]);
    assert_eq!(
        keys(&verify),
        [
            "audit", "entries", "evidence", "findings", "holds", "logs", "signoffs", "struck"
        ]
    );
}

#[test]
fn keys_of_where_an_audit_stands_stay() {
    let home = Home::new();
    let a = home.audit();
    let status = home.run(&["status", a, "--json"]).json();
    assert_eq!(
        keys(&status),
        [
            "audit",
            "conflicts",
            "criteria",
            "damage",
            "drafts",
            "entries",
            "inbox",
            "must-touch",
            "requests",
            "rescued",
            "sessions",
            "signoffs",
            "sites",
            "thin",
            "time",
            "todos",
            "unlooked",
            "unsafe",
            "unsigned",
            "untold"
        ]
    );
    assert_eq!(
        keys(&status["criteria"][0]),
        [
            "by-hand",
            "checklist",
            "classes",
            "excluded",
            "groups",
            "id",
            "judged",
            "later",
            "left-out",
            "outcomes",
            "planned",
            "profile",
            "sampled",
            "touched"
        ]
    );
    assert_eq!(
        keys(&status["criteria"][0]["outcomes"]),
        [
            "conflicting-results",
            "conforms",
            "does-not-conform",
            "not-applicable",
            "not-audited",
            "open"
        ]
    );
    assert_eq!(
        keys(&status["sessions"]),
        [
            "dropped",
            "each",
            "held",
            "held-as-planned",
            "interrupted",
            "minutes",
            "planned",
            "planned-minutes",
            "remote-minutes",
            "running"
        ]
    );
}

#[test]
fn the_shipped_checklists_have_the_numbers_of_the_standards() {
    let home = Home::new();
    let list = home.run(&["checklist", "list", "--json"]).good().json();
    let of = |id: &str| {
        let all = list.as_array().unwrap().iter();
        all.clone().find(|it| it["id"] == id).unwrap().clone()
    };
    for (id, clauses, controls) in [("iso27001-2022", 34, 93), ("iso42001-2023", 36, 38)] {
        let listed = of(id);
        assert_eq!(
            (&listed["clauses"], &listed["controls"]),
            (&clauses.into(), &controls.into())
        );
        assert_eq!(listed["requirements"], clauses + controls);
        let shown = home.run(&["checklist", "show", id]).good();
        let total = shown.out.lines().last().unwrap();
        assert_eq!(total, format!("{} requirements", clauses + controls));
    }
    assert_eq!(of("surveillance")["kind"], "profile");
}

#[test]
fn a_checklist_of_ones_own_is_checked() {
    let home = Home::new();
    let sound = r#"Checklist(id: "own", criterion: "OWN", title: "Own", short: "Own", kind: Other,
        requirements: [(id: "1", title: "One", kind: Question)])"#;
    std::fs::write(home.path("own.ron"), sound).unwrap();
    let checked = home
        .run(&["checklist", "check", "own.ron", "--json"])
        .good()
        .json();
    assert_eq!(
        (&checked[0]["sound"], &checked[0]["id"]),
        (&true.into(), &"own".into())
    );
    std::fs::write(home.path("bad.ron"), sound.replace("Question", "Quest")).unwrap();
    let refused = home.run(&["checklist", "check", "bad.ron"]);
    assert_eq!(refused.code, 2);
    assert!(refused.out.contains("bad.ron:2:"), "{}", refused.out);
    assert_eq!(home.run(&["checklist", "check", "none.ron"]).bad().code, 2);
    home.run(&["checklist", "check", "."]).bad();
}

#[test]
fn what_cannot_be_told_is_answered_by_what_could_be_meant() {
    let home = Home::new();
    let a = home.audit();
    for (args, said) in [
        (vec!["note", a, "x", "--on", "A.8.99"], "27001:A.8.9"),
        (vec!["note", a, "x", "--on", "8.13"], "A.8.13"),
        (
            vec!["result", a, "A.5.2", "conforms"],
            "27001:A.5.2 and 42001:A.5.2",
        ),
        (vec!["result", a, "27001:A.8", "conforms"], "heading"),
        (
            vec!["withdraw", a, "F3", "--reason", "x"],
            "There is no finding in it yet",
        ),
        (vec!["set", a, "audit", "colour", "x"], "objectives"),
        (vec!["set", a, "27001", "profile", "x"], "onsite new"),
        (vec!["set", a, "Q", "x", "y"], "27001, 42001"),
        (
            vec!["set", a, "27001:A.8.13", "result", "conforms"],
            "onsite result",
        ),
        (vec!["session", a, "end"], "no session is running"),
        (
            vec!["session", a, "start", "--with", "ghost"],
            "onsite person",
        ),
        (vec!["session", a, "start", "--at", "noonish"], "13:50"),
        (vec!["status", "nowhere.audit"], "nowhere.audit"),
        (vec!["status", "."], "not an audit folder"),
        (vec!["nowhere.audit"], "nowhere.audit"),
        (vec![a, "status", "x"], "Write the command first"),
        (vec![a, "--print", "0x0"], "80x24"),
        (vec![a, "--print", "80x24", "--keys", "<Entr>"], "no key"),
        (vec!["note", a, "  "], "no text"),
        (vec!["person", a], "--role"),
        (vec!["evidence", a], "--title"),
        (vec!["evidence", a, "--file", "missing.pdf"], "missing.pdf"),
        (vec!["sample", a], "--population"),
        (vec!["finding", a], "--from-file"),
        (
            vec!["finding", a, "--asked", "-", "--found", "-"],
            "only one text",
        ),
        (
            vec!["finding", a, "--found", "x", "--class", "minor"],
            "27001=minor",
        ),
        (
            vec!["new", a, "--client", "Acme", "--criteria", "iso27001-2022"],
            "written over",
        ),
        (
            vec!["new", "b", "--client", "Acme", "--criteria", "iso9001"],
            "iso27001-2022",
        ),
        (
            vec!["strike", a, "0123", "--ground", "x", "--yes"],
            "onsite log",
        ),
        (vec!["strike", a, "W1", "--ground", "x"], "--yes"),
    ] {
        let answer = home.run(&args).bad();
        assert!(answer.err.contains(said), "{args:?}: {}", answer.err);
        assert_eq!(answer.out, "", "{args:?}");
    }
    assert!(!home.path("b").exists());
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            home.run(&["completions", shell])
                .good()
                .out
                .contains("onsite")
        );
    }
    assert!(home.run(&["--help"]).good().out.contains("Exit codes"));
    assert!(home.run(&["--version"]).good().out.starts_with("onsite "));
    #[cfg(unix)]
    {
        let piped = home
            .shell("{ $ONSITE checklist show iso27001-2022; echo $? >&2; } | true")
            .good();
        assert_eq!(piped.err.trim(), "0");
    }
}
