//! A whole small audit by command line alone.

use super::Home;

fn values(home: &Home, at: &str) -> serde_json::Value {
    let status = home.run(&["status", "s.audit", "--json"]).good().json();
    status
        .pointer(at)
        .cloned()
        .unwrap_or_else(|| panic!("no {at} in {status}"))
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one audit, told from beginning to end"
)]
fn a_small_supplier_audit_goes_from_nothing_to_its_gates() {
    let home = Home::new();
    let a = "s.audit";
    let made = [
        "new",
        a,
        "--client",
        "-",
        "--criteria",
        "supplier-quick:supplier",
        "--json",
    ];
    let made = home.run_with(&made, "Acme Ltd\n").good().json();
    assert_eq!(made["criteria"][0]["id"], "supplier");
    assert_eq!(made["criteria"][0]["requirements"], 48);
    let status = home.run(&["status", a, "--json", "--show"]).good().json();
    assert_eq!(status["client"], "Acme Ltd");
    let show = home
        .run(&["checklist", "show", "supplier-quick", "--json"])
        .good()
        .json();
    let questions = show["requirements"].as_array().unwrap().iter();
    let id = questions
        .clone()
        .find(|it| it["kind"] == "Question")
        .unwrap()["id"]
        .as_str()
        .unwrap();

    home.run(&["site", a, "--name", "Nordkai"]).good();
    home.run(&["person", a, "--role", "Ops lead", "--name", "Paula"])
        .good();
    let start = [
        "session",
        a,
        "start",
        "--title",
        "Operations",
        "--with",
        "ops LEAD",
        "--json",
    ];
    assert_eq!(home.run(&start).good().json()["label"], "S1");
    home.run(&start).bad();
    let note = home.run_with(
        &["note", a, "-", "--on", id, "--json"],
        "backups run #nonsense\n",
    );
    let note = note.good();
    assert_eq!(note.json()["label"], "N1");
    assert_eq!(note.json()["on"][0], format!("supplier:{id}"));
    assert_eq!(note.json()["unlinked"].as_array().unwrap().len(), 1);
    let kind = ["note", a, "ask for the list", "--kind", "to-do", "--on", id];
    home.run(&kind).good();

    std::fs::write(home.path("list.txt"), "one\ntwo\n").unwrap();
    let file = [
        "evidence", a, "--title", "List", "--file", "list.txt", "--on", id, "--json",
    ];
    assert_eq!(home.run(&file).good().json()["label"], "E1");
    let copied = std::fs::read_dir(home.path(a).join("evidence")).unwrap();
    let copied: Vec<_> = copied.map(|it| it.unwrap().path()).collect();
    assert_eq!(std::fs::read_to_string(&copied[0]).unwrap(), "one\ntwo\n");
    let items = "4711:met\n4712:not-met:nine days late\n";
    let sample = [
        "sample",
        a,
        "--population",
        "leavers",
        "--population-size",
        "120",
        "--items",
        "-",
        "--on",
        id,
    ];
    home.run_with(&sample, items).good();

    home.run(&["result", a, id, "not-audited"]).bad();
    home.run(&["result", a, id, "conforms"]).good();
    home.run(&["undo", a]).good();
    assert_eq!(values(&home, "/criteria/0/outcomes/conforms"), 0);
    let class = values(&home, "/criteria/0/classes");
    let class = class.as_object().unwrap().keys().next().unwrap().clone();
    let unknown = home
        .run(&["finding", a, "--on", id, "--class", "grave", "--found", "x"])
        .bad();
    assert!(unknown.err.contains(&class), "{}", unknown.err);
    let parts = "# asked\nrights end with the job\n# found\n4712\n# statement\nnine days late\n";
    let class = class.as_str();
    let finding = [
        "finding",
        a,
        "--on",
        id,
        "--class",
        class,
        "--from-file",
        "-",
        "--evidence",
        "E1,P1",
        "--json",
    ];
    assert_eq!(home.run_with(&finding, parts).good().json()["label"], "F1");
    assert_eq!(values(&home, &format!("/criteria/0/classes/{class}")), 1);

    home.run(&["set", a, "N2", "done", "seen"]).good();
    home.run(&["set", a, "supplier", "scope", "hosting"]).good();
    home.run(&["set", a, "audit", "from", "soon"]).bad();
    home.run(&["session", a, "end"]).good();
    assert_eq!(values(&home, "/sessions/held"), 1);
    assert_eq!(values(&home, "/todos").as_array().unwrap().len(), 0);
    home.run(&["withdraw", a, "F1", "--reason", "told otherwise"])
        .good();
    assert_eq!(values(&home, &format!("/criteria/0/classes/{class}")), 0);
    home.run(&["withdraw", a, "F1", "--reason", "again"]).bad();

    let check = home.run(&["check", a, "--json"]);
    assert_eq!(check.code, 1);
    assert_eq!(check.json()["blocked"], true);
    home.run(&["verify", a]).good();
}

#[test]
fn a_statement_of_applicability_excludes_controls() {
    let home = Home::new();
    std::fs::write(
        home.path("soa.csv"),
        "id;applicable;reason\nA.8.13;yes;\nA.7.4;no;no site of our own\n",
    )
    .unwrap();
    let spec = "iso27001-2022";
    let new = |soa: &str| {
        home.run(&[
            "new",
            "a.audit",
            "--client",
            "Acme",
            "--criteria",
            spec,
            "--profile",
            "stage2",
            "--soa",
            soa,
            "--soa-version",
            "v4 of 2026-05-02",
            "--json",
        ])
    };
    std::fs::write(home.path("bad.csv"), "id,applicable,reason\nA.7.4,no,\n").unwrap();
    assert!(new("bad.csv").bad().err.contains("bad.csv:2:"));
    assert!(
        !home.path("a.audit").exists(),
        "a refused statement leaves nothing behind"
    );
    let made = new("soa.csv").good().json();
    assert_eq!(made["excluded"], 1);
    assert_eq!(made["criteria"][0]["profile"], "stage2");
    let status = home.run(&["status", "a.audit", "--json"]).good().json();
    assert_eq!(status["criteria"][0]["excluded"], 1);
    let log = home.run(&["log", "a.audit", "--json", "--show"]).good();
    assert!(log.out.contains("no site of our own") && log.out.contains("v4 of 2026-05-02"));

    // A later statement takes the place of the first.
    std::fs::write(
        home.path("later.csv"),
        "Control;Applicable;Justification\n7.4;yes;\n8.30;no;nothing is developed outside\n",
    )
    .unwrap();
    let plan =
        |args: &[&str]| home.run(&[&["plan", "a.audit", "--soa", "later.csv"], args].concat());
    let dry = plan(&["--dry-run", "--json"]).good().json();
    let changed = |answer: &serde_json::Value| {
        assert_eq!(answer["excluded"], serde_json::json!(["27001:A.8.30"]));
        assert_eq!(answer["back"], serde_json::json!(["27001:A.7.4"]));
        assert_eq!(answer["unnamed"], 91);
    };
    changed(&dry);
    assert!(dry["entry"].is_null());
    let taken = plan(&["--soa-version", "v5 of 2026-06-01", "--json"])
        .good()
        .json();
    changed(&taken);
    assert!(taken["entry"].is_string());
    let status = home.run(&["status", "a.audit", "--json"]).good().json();
    assert_eq!(status["criteria"][0]["excluded"], 1);
    let again = plan(&[]).good();
    assert!(
        again.out.contains("stands in the audit already"),
        "{}",
        again.out
    );
    assert!(
        again.out.contains("91 controls are not in the file"),
        "{}",
        again.out
    );
    let bad = home.run(&["plan", "a.audit", "--soa", "bad.csv"]).bad();
    assert!(bad.err.contains("bad.csv:2:10: "), "{}", bad.err);
}

#[test]
fn a_clause_of_both_standards_is_answered_for_both() {
    let home = Home::new();
    let a = home.audit();
    let result = home.run(&["result", a, "5.2", "conforms"]).good();
    assert!(
        result.out.contains("27001:5.2, 42001:5.2"),
        "{}",
        result.out
    );
    let plan = home.run(&[
        "plan",
        a,
        "27001:A.5.1,27001:A.5.2",
        "another-visit",
        "--reason",
        "next year",
    ]);
    plan.good();
    let status = home.run(&["status", a, "--json"]).good().json();
    let by_profile = &status["criteria"][0]["left-out"][0]["requirements"];
    assert_eq!(
        status["criteria"][0]["later"].as_u64(),
        by_profile.as_u64().map(|many| many + 2),
        "two by hand, the others by the profile"
    );
    assert_eq!(status["criteria"][1]["outcomes"]["conforms"], 1);
}

#[test]
fn the_worked_example_takes_the_next_free_name() {
    let home = Home::new();
    let paths: Vec<String> = (0..2)
        .map(|_| {
            let demo = home.run(&["demo", "--json"]).good().json();
            assert!(demo["entries"].as_u64().unwrap() > 200);
            demo["path"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(paths, ["onsite-demo.audit", "onsite-demo-2.audit"]);
    home.run(&["verify", &paths[1]]).good();
    let screen = home
        .run(&[&paths[0], "--print", "80x24", "--keys", ""])
        .good();
    assert_eq!(screen.out.lines().count(), 24);
}

#[test]
fn colleagues_write_beside_each_other_and_conflicts_are_told() {
    let home = Home::new();
    let a = home.audit();
    std::fs::create_dir(home.path("copy")).unwrap();
    let copy = |from: &str, to: &str| {
        for path in super::walk(&home.path(from)) {
            let to = home
                .path(to)
                .join(path.strip_prefix(home.path(from)).unwrap());
            if path.is_dir() {
                std::fs::create_dir_all(&to).unwrap();
            } else if !to.exists() {
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::copy(&path, &to).unwrap();
            }
        }
    };
    copy(a, "copy/a.audit");
    home.run(&[
        "--author",
        "Ann Bo",
        "set",
        a,
        "27001",
        "scope",
        "all sites",
    ])
    .good();
    home.run(&[
        "--author",
        "Cy Do",
        "set",
        "copy/a.audit",
        "27001",
        "scope",
        "one site",
    ])
    .good();
    copy("copy/a.audit", a);
    let status = home.run(&["status", a, "--json"]).good();
    assert_eq!(status.json()["conflicts"][0]["subject"], "27001");
    assert!(!status.out.contains("all sites"));
    home.run(&["set", a, "27001", "scope", "two sites"]).good();
    let status = home.run(&["status", a, "--json"]).good().json();
    assert_eq!(status["conflicts"].as_array().unwrap().len(), 0);
    home.run(&["undo", a, "--author", "Nobody"]).bad();
}
