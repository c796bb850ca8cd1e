//! Hostile texts through every door of the command line, the linear mode and a CSV file: kept as they came, and
//! never raw on a terminal, in a report or in a sign-off.

use onsite::audit::schema::{Field, Kind};
use onsite::store::load;

use super::list_of_hostile::{HOSTILE, NO_UTF8, is_raw, megabyte};
use super::{Answer, Home, walk};

/// The texts that can stand in an argument.
fn arguments() -> Vec<&'static str> {
    let texts = HOSTILE.iter().map(|(_, text)| *text);
    texts.filter(|text| !text.contains('\0')).collect()
}

#[track_caller]
fn tame(what: &str, text: &str) {
    let raw = text.lines().find(|line| line.contains(is_raw));
    assert_eq!(raw, None, "{what}");
}

#[track_caller]
fn tame_answer(args: &[&str], answer: &Answer) {
    tame(&format!("{args:?}"), &answer.out);
    tame(&format!("{args:?}, errors"), &answer.err);
}

fn notes(home: &Home) -> Vec<String> {
    let loaded = load::load(&home.path("a.audit")).unwrap();
    let notes = loaded.audit.objects(Kind::Note);
    notes
        .map(|note| loaded.audit.text(note, Field::Text).to_owned())
        .collect()
}

/// A text as every door takes it: line ends are line feeds, blank ends are cut off.
fn taken(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

/// An audit with hostile texts in every field that the command line can write.
fn filled() -> Home {
    let home = Home::new();
    let a = home.audit();
    let arguments = arguments();
    for (at, (name, text)) in HOSTILE.iter().enumerate() {
        let other = arguments[at % arguments.len()];
        let other = if other.starts_with('-') {
            "- a dash"
        } else {
            other
        };
        let commands: [&[&str]; 12] = [
            &["note", a, "-", "--on", "A.8.13"],
            &[
                "person",
                a,
                "--name",
                "-",
                "--role",
                other,
                "--department",
                other,
            ],
            &["site", a, "--name", "-", "--address", other],
            &[
                "evidence",
                a,
                "--title",
                "-",
                "--reference",
                other,
                "--owner",
                other,
                "--remark",
                other,
            ],
            &[
                "sample",
                a,
                "--population",
                "-",
                "--source",
                other,
                "--item",
                other,
            ],
            &[
                "finding",
                a,
                "--title",
                "-",
                "--found",
                other,
                "--statement",
                other,
                "--class",
                "minor",
                "--on",
                "A.8.13",
            ],
            &["result", a, "A.8.14", "not-applicable", "--reason", "-"],
            &["plan", a, "A.8.15", "excluded", "--reason", "-"],
            &["set", a, "audit", "objectives", "-"],
            &["set", a, "27001", "conclusion", "-"],
            &[
                "session",
                a,
                "start",
                "--title",
                "-",
                "--where",
                other,
                "--process",
                other,
            ],
            &["note", a, "-", "--kind", "remark"],
        ];
        let args = commands[at % commands.len()];
        let answer = home.run_with(args, text);
        assert!(
            answer.code == 0 || taken(text).is_empty() || answer.code == 2,
            "{name}: {args:?} {}",
            answer.err
        );
        tame_answer(args, &answer);
        if args[0] == "session" {
            home.run(&["session", a, "end"]).good();
        }
    }
    home
}

#[test]
fn every_text_is_kept_as_it_came_by_the_command_line_and_in_lines() {
    let home = Home::new();
    let a = home.audit();
    let mut expected = Vec::new();
    for (name, text) in HOSTILE {
        let args = ["note", a, "-"];
        let answer = home.run_with(&args, text).good();
        tame_answer(&args, &answer);
        expected.push(taken(text));
        assert_eq!(
            notes(&home).last().unwrap(),
            expected.last().unwrap(),
            "{name}"
        );
    }
    // In lines, a text of several lines is several notes; a carriage return becomes a line end within one.
    let mut lines = String::new();
    for (_, text) in HOSTILE {
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            lines.push_str(line);
            lines.push('\n');
            let line = line.strip_suffix('\r').unwrap_or(line);
            expected.push(line.replace('\r', "\n").trim_end().to_owned());
        }
    }
    let args = [a, "--plain"];
    let answer = home.run_with(&args, &lines).good();
    tame_answer(&args, &answer);
    let kept = notes(&home);
    for (kept, expected) in kept.iter().zip(&expected) {
        assert_eq!(kept, expected);
    }
    assert_eq!(kept.len(), expected.len());
}

#[test]
fn nothing_raw_is_printed_reported_or_signed() {
    let home = filled();
    let a = "a.audit";
    // Fields of a form in lines as well.
    for fields in HOSTILE.chunks(7) {
        let mut lines = ":finding\n".to_owned();
        for (_, text) in fields {
            let line: String = text.chars().filter(|c| *c != '\n').collect();
            lines.extend(["x", &line, "\n\n"]);
        }
        lines.push_str(":save\n:leave\n:show\n:drafts\n:notes\n:findings\n:status\n:check\n:find e\n:show F1\n");
        let args = [a, "--plain"];
        tame_answer(&args, &home.run_with(&args, &lines).good());
    }
    for args in [
        &["status", a][..],
        &["check", a, "--all"],
        &["log", a],
        &["verify", a],
    ] {
        for extra in [&[][..], &["--show"], &["--json"], &["--json", "--show"]] {
            let args: Vec<&str> = args.iter().chain(extra).copied().collect();
            if args[0] == "verify" && args.contains(&"--show") {
                continue;
            }
            let answer = home.run(&args);
            assert!(answer.code < 2, "{args:?}: {}", answer.err);
            tame_answer(&args, &answer);
        }
    }
    for audit_file in [false, true] {
        let out = if audit_file { "with" } else { "without" };
        let mut args = vec!["report", a, "--out", out];
        args.extend(audit_file.then_some("--audit-file"));
        home.run(&args).good();
        documents(&home, out, 3);
    }
}

#[cfg(unix)]
#[test]
fn nothing_raw_is_sealed() {
    let home = filled();
    let mut keys = home.command("ssh-keygen");
    keys.args(["-q", "-t", "ed25519", "-N", "", "-f", "lead"]);
    Home::finish(keys, "").good();
    let sign = [
        "sign",
        "a.audit",
        "--kind",
        "report",
        "--role",
        "lead \u{202e}auditor",
        "--principal",
        "lead@example.com",
        "--key",
        "lead",
        "--despite",
        "\u{1b}[31mmade up\u{2028}",
    ];
    let answer = home.run(&sign);
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    tame_answer(&sign, &answer);
    documents(&home, "a.audit/signoff/0001", 7);
    home.run(&["verify", "a.audit"]);
}

/// That no file below a folder holds anything raw.
fn documents(home: &Home, folder: &str, least: usize) {
    let mut seen = 0;
    for path in walk(&home.path(folder)) {
        if path.is_file() {
            seen += 1;
            let name = path.display().to_string();
            match path.extension().and_then(|it| it.to_str()) {
                Some("docx") => packed(&name, &std::fs::read(&path).unwrap()),
                Some("pdf") => drawn(&name, &std::fs::read(&path).unwrap()),
                _ => tame(&name, &std::fs::read_to_string(&path).unwrap()),
            }
        }
    }
    assert!(seen >= least, "only {seen} files in {folder}");
}

/// That drawn pages are whole; what they say is looked at where reports are.
fn drawn(name: &str, bytes: &[u8]) {
    assert!(bytes.starts_with(b"%PDF-1.7"), "{name}");
    assert!(
        bytes.ends_with(b"%%EOF") || bytes.ends_with(b"%%EOF\n"),
        "{name}"
    );
}

/// That no part of a package holds anything raw.
fn packed(name: &str, bytes: &[u8]) {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert!(package.len() > 5, "{name}");
    for n in 0..package.len() {
        let part = package.by_index(n).unwrap();
        let within = format!("{name}: {}", part.name().unwrap());
        tame(&within, &std::io::read_to_string(part).unwrap());
    }
}

#[test]
fn reasons_from_a_csv_file_are_kept_and_shown_as_marks() {
    for (at, (name, text)) in HOSTILE.iter().enumerate().filter(|(at, _)| at % 3 == 0) {
        let home = Home::new();
        let csv = format!(
            "id,applicable,reason\nA.8.13,no,\"x{}\"\n",
            text.replace('"', "\"\"")
        );
        std::fs::write(home.path("soa.csv"), csv).unwrap();
        let args = [
            "new",
            "a.audit",
            "--client",
            "-",
            "--criteria",
            "iso27001-2022:surveillance",
            "--soa",
            "soa.csv",
        ];
        let client = HOSTILE[(at + 1) % HOSTILE.len()].1;
        let answer = home.run_with(&args, client).good();
        tame_answer(&args, &answer);
        let loaded = load::load(&home.path("a.audit")).unwrap();
        let of = "27001:A.8.13".parse().unwrap();
        let reason = loaded.audit.value(&of, &Field::PlannedReason.into());
        let plain = |text: &str| text.replace(['\r', '\n'], " ").trim_end().to_owned();
        assert_eq!(plain(reason), plain(&format!("x{text}")), "{name}");
        drop(loaded);
        let args = ["a.audit", "--plain"];
        tame_answer(&args, &home.run_with(&args, ":go A.8.13\n:show\n").good());
        let args = ["a.audit", "--keys", "/backup<Enter> ", "--print", "80x24"];
        tame_answer(&args, &home.run(&args).good());
    }
}

#[test]
fn what_is_no_text_or_too_long_is_refused_whole_or_marked() {
    let home = Home::new();
    let a = home.audit();
    for bytes in NO_UTF8 {
        for args in [&["note", a, "-"][..], &[a, "--plain"]] {
            let mut command = home.command(env!("CARGO_BIN_EXE_onsite"));
            command.args(args);
            let mut child = command
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), bytes).unwrap();
            let answer = Answer::of(child.wait_with_output().unwrap());
            tame_answer(args, &answer);
            assert_eq!(
                answer.code,
                if args[0] == "note" { 2 } else { 0 },
                "{bytes:?}"
            );
        }
    }
    assert_eq!(notes(&home).len(), NO_UTF8.len(), "in lines they are kept");
    assert!(notes(&home).iter().all(|note| note.contains('\u{fffd}')));
    let long = megabyte();
    let args = ["note", a, "-"];
    let answer = home.run_with(&args, &long);
    tame_answer(&args, &answer);
    assert!(answer.code == 0 || answer.err.contains("Divide") || !answer.err.is_empty());
    let args = [a, "--plain"];
    tame_answer(&args, &home.run_with(&args, &long).good());
    let kept: String = notes(&home)
        .iter()
        .skip(NO_UTF8.len())
        .flat_map(|note| note.split_whitespace())
        .collect();
    assert!(
        kept.len() >= long.replace(' ', "").len(),
        "every word of the line is in the record"
    );
}
