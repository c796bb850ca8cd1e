//! Trails, requests and the wrap-up by command line.

use chrono::NaiveDate;

use super::Home;

#[test]
fn a_request_is_asked_for_listed_and_received() {
    let home = Home::new();
    let a = home.audit();
    let ask = [
        "request",
        a,
        "add",
        "-",
        "--of",
        "ops-lead",
        "--by",
        "2020-01-02",
        "--on",
        "27001:A.8.13",
        "--json",
    ];
    let made = home.run_with(&ask, "restore log of June\n").good().json();
    assert_eq!(made["label"], "N1");
    home.run(&["request", a, "add", "@hr payroll list by 2099-01-01"])
        .good();
    let soon = ["request", a, "add", "a third", "--by", "tomorrow", "--json"];
    home.run(&soon).good();
    let never = ["request", a, "add", "a fourth", "--by", "soonish"];
    let never = home.run(&never).bad();
    let how = "a day is written as 2026-06-16, today, tomorrow or fri";
    assert!(never.err.contains(how), "{}", never.err);
    home.run(&["note", a, "? my own thing"]).good();
    let list = home.run(&["request", a, "list", "--json"]).good();
    assert!(!list.out.contains("restore"), "words only with --show");
    let list = list.json();
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(list[0]["due"], "2020-01-02");
    assert_eq!(list[0]["overdue"], true);
    assert_eq!(list[1]["overdue"], false);
    let day = |of: &str| list[2][of].as_str().unwrap().parse::<NaiveDate>().unwrap();
    assert_eq!(Some(day("due")), day("since").succ_opt());
    let shown = home.run(&["request", a, "list", "--show"]).good();
    assert!(
        shown
            .out
            .contains("N1 restore log of June on 27001:A.8.13 (today, of ops-lead, OVERDUE by")
    );

    let received = [
        "request",
        a,
        "received",
        "N1",
        "--reference",
        "BK-LOG",
        "--version",
        "v3",
        "--json",
    ];
    let received = home.run(&received).good().json();
    assert_eq!(received["label"], "E1");
    assert_eq!(received["on"][0], "27001:A.8.13");
    home.run(&["request", a, "received", "N1"]).bad();
    home.run(&[
        "request",
        a,
        "refused",
        "N2",
        "--reason",
        "the works council says no",
    ])
    .good();
    home.run(&["request", a, "received", "N9"]).bad();
    let list = home.run(&["request", a, "list", "--json"]).good().json();
    let open: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["label"])
        .collect();
    assert_eq!(open, ["N3"]);
    let log = home.run(&["log", a, "--json", "--show"]).good();
    assert!(log.out.contains("refused") && log.out.contains("BK-LOG"));
    home.run(&["report", a, "--format", "md", "--out", "r"])
        .good();
    let report = std::fs::read_to_string(home.path("r/report.md")).unwrap();
    assert!(report.contains("payroll list: refused"), "{report}");
    let again = ["evidence", a, "--reference", "bk log", "--version", "V3"];
    let again = home.run(&again).good();
    assert!(
        again.err.contains("E1 is a document with this id"),
        "{}",
        again.err
    );
    home.run(&["verify", a]).good();
}

#[test]
fn a_trail_has_steps_threads_and_an_end() {
    let home = Home::new();
    let a = home.audit();
    let made = home.run_with(&["trail", a, "new", "-", "--json"], "leaver 4711\n");
    assert_eq!(made.good().json()["label"], "T1");
    home.run(&["note", a, "left in May #27001:A.6.5"]).good();
    home.run(&["note", a, "! rights open until July #27001:A.5.18"])
        .good();
    home.run(&["note", a, "? VPN log @it"]).good();
    home.run(&["trail", a, "step", "T1", "N1", "N2", "N3"])
        .good();
    home.run(&["trail", a, "step", "T1", "N1"]).bad();
    home.run(&["trail", a, "step", "T1", "T1"]).bad();
    let list = || home.run(&["trail", a, "list", "--json"]).good().json();
    assert_eq!(list()[0]["steps"], serde_json::json!(["N1", "N2"]));
    assert_eq!(list()[0]["open"], serde_json::json!(["N3"]));
    assert_eq!(
        list()[0]["across"],
        serde_json::json!(["27001:A.6.5", "27001:A.5.18"])
    );
    home.run(&["trail", a, "close", "N1", "no"]).bad();
    home.run(&["trail", a, "close", "N3", "no login since"])
        .good();
    home.run(&["trail", a, "led", "T1"]).bad();
    home.run(&["trail", a, "led", "T1", "to HR", "--significant", "yes"])
        .good();
    assert_eq!(list()[0]["open"], serde_json::json!([]));
    assert_eq!(list()[0]["closed"], serde_json::json!(["N3"]));
    assert_eq!(list()[0]["significant"], true);
    let report = home.run(&["report", a, "--format", "md", "--out", "r", "--json"]);
    report.good();
    let report = std::fs::read_to_string(home.path("r/report.md")).unwrap();
    assert!(report.contains("27001:A.6.5 → 27001:A.5.18"), "{report}");
    assert!(report.contains("→ done: no login since"), "{report}");
    home.run(&["trail", a, "next", "nowhere"]).bad();
    let next = home
        .run(&["trail", a, "next", "27001:A.5.18", "--json"])
        .good();
    assert!(next.json().is_array());
}

#[test]
fn the_wrap_up_is_written_once_and_has_no_remarks() {
    let home = Home::new();
    let a = home.audit();
    home.run(&["session", a, "start", "--title", "Backup"])
        .good();
    home.run(&["note", a, "job list *green* #27001:A.8.13"])
        .good();
    home.run(&["note", a, "// he is nervous #27001:A.8.14"])
        .good();
    home.run(&["request", a, "add", "log | June", "--of", "ops-lead"])
        .good();
    home.run(&[
        "finding",
        a,
        "--on",
        "27001:A.8.13",
        "--title",
        "Restore <b>not</b> tried",
        "--found",
        "x",
    ])
    .good();
    let plain = home.run(&["wrap-up", a]).good();
    assert!(!plain.out.contains("Restore"), "{}", plain.out);
    let json = home
        .run(&["wrap-up", a, "--json", "--out", "w.md"])
        .good()
        .json();
    assert_eq!(json["touched"], serde_json::json!(["27001:A.8.13"]));
    assert_eq!(json["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(json["findings"][0]["label"], "F1");
    assert_eq!(json["requests"][0]["label"], "N3");
    let sheet = std::fs::read_to_string(home.path("w.md")).unwrap();
    assert!(sheet.contains(r"Restore \<b\>not\</b\> tried"), "{sheet}");
    assert!(
        sheet.contains(r"log \| June (of ops-lead, since "),
        "{sheet}"
    );
    assert!(sheet.contains("tentative"), "{sheet}");
    assert!(
        !sheet.contains("nervous") && !sheet.contains("A.8.14"),
        "{sheet}"
    );
    let again = home.run(&["wrap-up", a, "--out", "w.md"]).bad();
    assert!(again.err.contains("w.md"), "{}", again.err);
    let other = home.run(&["wrap-up", a, "--day", "2020-01-01", "--json"]);
    assert_eq!(other.good().json()["touched"], serde_json::json!([]));
    home.run(&["wrap-up", a, "--day", "yesterday"]).bad();
}
