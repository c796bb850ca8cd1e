//! What is printed, and who may read what is written.

use super::{Home, walk};

/// Writes an audit in which every text is this one, by standard input, files and arguments.
fn fill(home: &Home, text: &str) {
    let a = "a.audit";
    home.run_with(
        &[
            "new",
            a,
            "--client",
            "-",
            "--criteria",
            "iso27001-2022:surveillance",
        ],
        text,
    )
    .good();
    std::fs::write(home.path("evidence.txt"), text).unwrap();
    let with = |args: &[&str]| {
        let answer = home.run_with(args, text).good();
        tame(&answer.out);
        tame(&answer.err);
        if !text.is_empty() {
            assert!(
                !answer.out.contains(text) && !answer.err.contains(text),
                "{args:?}"
            );
        }
    };
    with(&["person", a, "--name", "-", "--role", text]);
    with(&["site", a, "--name", "-", "--address", text]);
    with(&[
        "session",
        a,
        "start",
        "--title",
        "-",
        "--where",
        text,
        "--process",
        text,
    ]);
    with(&["note", a, "-", "--on", "A.8.13"]);
    with(&["note", a, "-", "--kind", "to-do"]);
    with(&[
        "evidence",
        a,
        "--title",
        "-",
        "--owner",
        text,
        "--file",
        "evidence.txt",
    ]);
    with(&["sample", a, "--population", "-", "--item", text]);
    with(&["sample", a, "add", "--population", text, "--attribute", "-"]);
    with(&["sample", a, "draw", "P2", "--from", "1-3", "--size", "1"]);
    with(&[
        "sample", a, "extend", "P2", "--to", "2", "--with", text, "--reason", "-",
    ]);
    with(&["sample", a, "mark", "P2", "I3", "n", "--remark", text]);
    with(&[
        "sample", a, "replace", "P2", "I2", "--with", "other", "--reason", "-",
    ]);
    with(&[
        "finding", a, "--title", "-", "--found", text, "--class", "minor", "--on", "A.8.13",
    ]);
    with(&["result", a, "A.8.14", "not-applicable", "--reason", "-"]);
    with(&["plan", a, "A.8.15", "excluded", "--reason", "-"]);
    with(&["set", a, "audit", "objectives", "-"]);
    with(&["set", a, "27001", "recommendation", text]);
    with(&["withdraw", a, "E1", "--reason", "-"]);
    with(&["session", a, "end"]);
    with(&["undo", a]);
}

const READING: &[&[&str]] = &[
    &["status", "a.audit"],
    &["check", "a.audit"],
    &["check", "a.audit", "--all"],
    &["check", "a.audit", "--kind", "closing-record"],
    &["log", "a.audit"],
    &["verify", "a.audit"],
    &["sample", "a.audit", "list"],
    &["sample", "a.audit", "show", "P2"],
];

/// That nothing in a text hides or moves the cursor.
#[track_caller]
fn tame(text: &str) {
    let hides = |c: char| {
        c != '\n'
            && (c.is_control()
                || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}'))
    };
    assert!(
        !text.contains(hides),
        "{:?}",
        text.chars().find(|c| hides(*c))
    );
}

#[test]
fn what_was_typed_is_printed_only_where_that_is_asked_for() {
    let home = Home::new();
    let canary = "Kanarienvogel-7731";
    fill(&home, canary);
    for args in READING {
        for json in [false, true] {
            let mut args = args.to_vec();
            if json {
                args.push("--json");
            }
            let answer = home.run(&args);
            assert!(!answer.out.contains(canary), "{args:?}: {}", answer.out);
            assert!(!answer.err.contains(canary), "{args:?}: {}", answer.err);
            args.push("--show");
            // The gates of a closing record quote nothing, and verification never does.
            if args[0] != "verify" && !args.contains(&"closing-record") {
                let shown = home.run(&args);
                assert!(shown.out.contains(canary), "{args:?} --show shows nothing");
            }
        }
    }
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let home = Home::new();
    let hostile =
        "a\u{1b}[2J\u{1b}]52;c;eA==\u{7}\u{9b}31m\u{202e}gpj\u{2066}\u{200b}\u{e0041}\u{7f}b\rc";
    fill(&home, hostile);
    for args in READING {
        for extra in [&[][..], &["--show"], &["--json"], &["--json", "--show"]] {
            let args: Vec<&str> = args.iter().chain(extra).copied().collect();
            if args[0] == "verify" && args.contains(&"--show") {
                continue;
            }
            let answer = home.run(&args);
            assert!(answer.code < 2, "{args:?}: {}", answer.err);
            tame(&answer.out);
            tame(&answer.err);
        }
    }
    let log = home.run(&["log", "a.audit", "--json", "--show"]).json();
    let texts = log.to_string();
    assert!(
        texts.contains('\u{202e}') && texts.contains('\u{9b}'),
        "JSON reads as it was written"
    );
    for args in [
        vec![hostile],
        vec!["status", hostile],
        vec!["note", "a.audit", "x", "--on", hostile],
        vec!["withdraw", "a.audit", hostile, "--reason", "x"],
        vec!["result", "a.audit", "A.8.13", hostile],
        vec!["set", "a.audit", "audit", hostile, "x"],
        vec!["evidence", "a.audit", "--file", hostile],
        vec!["new", hostile, "--client", "x", "--criteria", hostile],
        vec!["checklist", "check", hostile],
        vec!["--frob", hostile],
        vec!["strike", "a.audit", hostile, "--ground", hostile],
    ] {
        let answer = home.run(&args).bad();
        tame(&answer.out);
        tame(&answer.err);
    }
}

#[test]
fn texts_are_kept_as_they_were_typed() {
    let home = Home::new();
    let a = home.audit();
    let text = "first line\r\n  second: größe 漢字 👩‍🔬\n\n";
    home.run_with(&["note", a, "-"], text).good();
    let log = home
        .run(&["log", a, "--json", "--show", "--last", "1"])
        .json();
    let kept = log[0]["changes"][0]["add"]["fields"]["text"]
        .as_str()
        .unwrap();
    assert_eq!(kept, "first line\n  second: größe 漢字 👩‍🔬");
    let mut command = home.command(env!("CARGO_BIN_EXE_onsite"));
    command.args(["note", a, "-"]);
    let endless = "x".repeat((1 << 20) + 1);
    Home::finish(command, &endless).bad();
}

#[cfg(unix)]
#[test]
fn whatever_the_umask_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    let new = "$ONSITE new a.audit --client Acme --criteria iso27001-2022 --author Nora";
    std::fs::write(home.path("e.txt"), "x").unwrap();
    home.shell(&format!(
        "umask 000; {new} && $ONSITE note a.audit hello && $ONSITE evidence a.audit --file e.txt \
         && $ONSITE strike a.audit N1 --ground x --yes && $ONSITE demo --no-open"
    ))
    .good();
    for path in walk(home.0.path()) {
        if path.ends_with("e.txt") {
            continue;
        }
        let mode = path.metadata().unwrap().permissions().mode() & 0o7777;
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}: {mode:o}", path.display());
    }
}
