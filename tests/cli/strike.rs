//! Striking a text: it is gone from every log, and everything still verifies.

use std::path::Path;
use std::process::Command;

use super::{Home, walk};

fn holds(home: &Home, text: &str) -> bool {
    let files = walk(home.0.path())
        .into_iter()
        .filter(|path| path.is_file());
    let found = files.map(|path| std::fs::read(path).unwrap());
    let mut found = found.filter(|bytes| bytes.windows(text.len()).any(|it| it == text.as_bytes()));
    found.next().is_some()
}

/// The reader that needs nothing but Python; none where there is no Python.
fn python(home: &Home, audit: &str) -> Option<i32> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/verify.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(home.path(audit))
        .output()
        .ok()?;
    output.status.code()
}

#[test]
fn a_struck_text_is_gone_and_everything_verifies() {
    let home = Home::new();
    let a = home.audit();
    home.run(&["note", a, "before"]).good();
    let made = home
        .run_with(&["note", a, "-", "--json"], "diagnosis-of-somebody")
        .good()
        .json();
    home.run(&["note", a, "after"]).good();
    assert!(holds(&home, "diagnosis-of-somebody"));
    let entry = made["entry"].as_str().unwrap();
    let strike = [
        "strike",
        a,
        &entry[..12],
        "--ground",
        "erasure, Art. 17",
        "--yes",
        "--json",
    ];
    let struck = home.run(&strike).good().json();
    assert_eq!(struck["struck"], entry);
    assert_eq!(struck["lines"].as_array().unwrap().len(), 1);
    assert!(!holds(&home, "diagnosis-of-somebody"));
    let verify = home.run(&["verify", a, "--json"]).good().json();
    assert_eq!(
        (&verify["holds"], &verify["struck"]),
        (&true.into(), &1.into())
    );
    assert_eq!(verify["findings"].as_array().unwrap().len(), 0);
    assert!(matches!(python(&home, a), None | Some(0)));
    let log = home.run(&["log", a, "--json", "--show"]).good();
    let states = log.json();
    let states = states.as_array().unwrap().iter();
    assert_eq!(states.filter(|it| it["state"] == "struck").count(), 1);
    assert!(log.out.contains("erasure, Art. 17"), "the ground stays");
    assert!(log.out.contains("before") && log.out.contains("after"));
    // Once more does nothing, and says so calmly.
    let again = home.run(&strike).good().json();
    assert_eq!(again["lines"].as_array().unwrap().len(), 0);
}

#[test]
fn a_changed_byte_is_found() {
    let home = Home::new();
    let a = home.audit();
    home.run(&["note", a, "an honest word"]).good();
    assert!(matches!(python(&home, a), None | Some(0)));
    let logs = walk(&home.path(a).join("log"));
    let log = logs
        .iter()
        .find(|path| std::fs::read_to_string(path).unwrap().contains("honest"))
        .unwrap();
    let text = std::fs::read_to_string(log)
        .unwrap()
        .replace("honest", "hornet");
    std::fs::write(log, text).unwrap();
    let verify = home.run(&["verify", a, "--json"]);
    assert_eq!(verify.code, 1, "{}", verify.out);
    assert_eq!(verify.json()["findings"][0]["severity"], "error");
    assert!(matches!(python(&home, a), None | Some(1)));
    let check = home.run(&["check", a, "--json"]).json();
    let gates = check["gates"].as_array().unwrap();
    let whole = gates
        .iter()
        .find(|gate| gate["gate"] == "record-is-whole")
        .unwrap();
    assert_eq!(whole["verdict"], "blocks");
    let status = home.run(&["status", a]).good();
    assert!(status.err.contains("onsite verify"), "{}", status.err);
}
