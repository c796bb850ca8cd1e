//! The plan from a file, and sessions by command line: started, interrupted, dropped, swapped, added, listed.

use super::Home;

const PLAN: &str = "day,from,until,title,people,requirements
2026-06-16,09:00,09:30,Opening meeting,\"CISO;Ops lead\",
,10:00,11:00,Backup,Ops lead,A.8.13
";

fn listed(home: &Home, at: &str) -> serde_json::Value {
    let list = ["session", "a.audit", "list", "--json", "--show"];
    let list = home.run(&list).good().json();
    list.pointer(at)
        .cloned()
        .unwrap_or_else(|| panic!("no {at} in {list}"))
}

#[test]
fn a_plan_is_looked_at_read_once_and_compared() {
    let home = Home::new();
    let a = home.audit();
    let read = |input: &str, more: &[&str]| {
        let args = [&["plan", a, "--sessions", "-", "--json"], more].concat();
        home.run_with(&args, input).good().json()
    };
    let looked = read(PLAN, &["--dry-run"]);
    assert_eq!(looked["added"].as_array().unwrap().len(), 2);
    assert!(looked["entry"].is_null() && looked["added"][0]["title"].is_null());
    assert_eq!(listed(&home, "/sessions").as_array().unwrap().len(), 0);
    let first = read(PLAN, &[]);
    assert_eq!((&first["people"], &first["known"]), (&2.into(), &0.into()));
    let entries = home.run(&["status", a, "--json"]).good().json()["entries"].clone();
    let again = read(PLAN, &[]);
    assert_eq!(
        (&again["known"], again["added"].as_array().unwrap().len()),
        (&2.into(), 0)
    );
    let changed = PLAN.replace("11:00,Backup,Ops lead,A.8.13", "11:30,BACKUP,Finn,A.8.14");
    let differs = read(&changed, &["--show"]);
    let fields: Vec<&str> = differs["differs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["Planned until", "People", "Requirements"]);
    assert_eq!(
        home.run(&["status", a, "--json"]).good().json()["entries"],
        entries
    );
    assert_eq!(listed(&home, "/sessions/1/on/0"), "27001:A.8.13");
    assert_eq!(listed(&home, "/planned-minutes"), 90);
}

#[test]
fn a_plan_that_cannot_be_read_is_refused_with_file_line_and_column() {
    let home = Home::new();
    let a = home.audit();
    std::fs::write(
        home.path("plan.csv"),
        "day;from;title\n2026-06-16;nine;Opening\n;10:00;\n",
    )
    .unwrap();
    let refused = home.run(&["plan", a, "--sessions", "plan.csv"]).bad();
    assert!(
        refused.err.contains("plan.csv:2:12: \"nine\" is no time."),
        "{}",
        refused.err
    );
    assert!(
        refused
            .err
            .contains("plan.csv:3:8: this session has no title."),
        "{}",
        refused.err
    );
    assert_eq!(listed(&home, "/sessions").as_array().unwrap().len(), 0);
    home.run(&["plan", a, "--sessions", "nowhere.csv"]).bad();
    home.run(&["plan", a, "A.8.13", "this-visit", "--sessions", "plan.csv"])
        .bad();
    home.run(&["plan", a]).bad();
}

#[test]
fn sessions_are_started_interrupted_and_ended() {
    let home = Home::new();
    let a = home.audit();
    home.run_with(&["plan", a, "--sessions", "-"], PLAN).good();
    let act = |args: &[&str]| home.run(&[&["session", a], args].concat());
    act(&["start", "S2", "--at", "2026-06-16 10:05"]).good();
    let second = act(&["start", "S1"]).bad();
    assert!(second.err.contains("interrupt S2"), "{}", second.err);
    act(&["interrupt", "--at", "2026-06-16 10:00"]).bad();
    act(&["interrupt", "--at", "2026-06-16 10:20"]).good();
    act(&["interrupt"]).bad();
    assert_eq!(listed(&home, "/sessions/1/state"), "interrupted");
    act(&["resume", "--at", "2026-06-16 10:30"]).good();
    act(&["end", "--at", "2026-06-16 11:05"]).good();
    act(&["end", "S2"]).good();
    act(&["end", "S1"]).bad();
    act(&["resume", "S2", "--at", "2026-06-16 10:00"]).bad();
    act(&["undo"]).bad();
    home.run(&["undo", a]).good();
    assert_eq!(
        listed(&home, "/sessions/1/minutes"),
        50,
        "without the ten minutes away"
    );
    act(&["resume", "S2", "--at", "2026-06-16 11:20"]).good();
    assert_eq!(
        listed(&home, "/sessions/1/away"),
        25,
        "the gap counts as interruption"
    );
    act(&["interrupt", "--at", "2026-06-16 11:30"]).good();
    act(&["end"]).good();
    assert_eq!(
        listed(&home, "/sessions/1/minutes"),
        60,
        "it ended when it was interrupted"
    );
    let status = home.run(&["status", a, "--json"]).good().json();
    assert_eq!(status["sessions"]["minutes"], 60);
    assert_eq!(status["sessions"]["held-as-planned"], 60);
    assert_eq!(status["sessions"]["planned-minutes"], 90);
    let paper = ["note", a, "!13:50 door open", "--session", "S2", "--json"];
    home.run(&paper).good();
}

#[test]
fn the_plan_changes_with_a_reason_that_the_report_has() {
    let home = Home::new();
    let a = home.audit();
    home.run_with(&["plan", a, "--sessions", "-"], PLAN).good();
    let act = |args: &[&str]| home.run(&[&["session", a], args].concat());
    act(&["drop", "S1", "--reason", " "]).bad();
    act(&["swap", "S1", "S1", "--reason", "x"]).bad();
    act(&["swap", "S1", "S2", "--reason", "room taken"]).good();
    act(&["drop", "S1", "--reason", "CISO ill"]).good();
    act(&["drop", "S1", "--reason", "twice"]).bad();
    act(&[
        "add",
        "--title",
        "Fire drill",
        "--reason",
        "alarm",
        "--with",
        "Guard",
    ])
    .good();
    act(&[
        "add",
        "--title",
        "Late",
        "--from",
        "2026-06-16 12:00",
        "--until",
        "2026-06-16 11:00",
    ])
    .bad();
    act(&["add", "--title", "Access", "--from", "2026-06-16 12:00"]).good();
    assert_eq!(listed(&home, "/sessions/1/state"), "dropped");
    assert_eq!(
        listed(&home, "/sessions/0/planned-from").as_str().unwrap()[11..16],
        *"09:00"
    );
    let quiet = act(&["list", "--json"]).good();
    assert!(!quiet.out.contains("Fire drill"), "{}", quiet.out);
    home.run(&["report", a, "--out", "out"]).good();
    let report = std::fs::read_to_string(home.path("out").join("report.md")).unwrap();
    for words in [
        "Not held: CISO ill",
        "Exchanged with S1",
        "Added: it was not in the plan: alarm",
    ] {
        assert!(report.contains(words), "{words}");
    }
    act(&["start", "S1"]).good();
    assert_eq!(
        listed(&home, "/sessions/1/state"),
        "running",
        "held after all"
    );
}

#[test]
fn a_pocket_sheet_is_written_and_never_over_another() {
    let home = Home::new();
    let a = home.audit();
    let plan = PLAN.replace("Backup", "<b>Back|up</b> \u{202e}x");
    home.run_with(&["plan", a, "--sessions", "-"], &plan).good();
    let shown = home.run(&["sheet", a, "S2"]).good().out;
    assert!(
        shown.contains("27001:A.8.13") && shown.contains("- [ ] "),
        "{shown}"
    );
    assert!(
        !shown.contains('\u{202e}') && !shown.contains("<b>"),
        "{shown}"
    );
    let out = ["sheet", a, "S2", "--out", "sheet.html", "--json"];
    assert_eq!(home.run(&out).good().json()["format"], "html");
    let html = std::fs::read_to_string(home.path("sheet.html")).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("@page"));
    assert!(!html.contains("<b>") && !html.contains('\u{202e}'));
    for outside in ["http:", "https:", "<script", "src="] {
        assert!(!html.contains(outside), "{outside}");
    }
    home.run(&out).bad();
    home.run(&["sheet", a, "S9"]).bad();
}
