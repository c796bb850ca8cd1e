//! An audit that comes back to the findings of the one before.

use super::Home;

/// The report of the next audit, as Markdown.
fn report(home: &Home) -> String {
    home.run(&["report", "next.audit", "--out", "out"]).good();
    let written = super::walk(&home.path("out")).into_iter();
    let mut pages = written.filter(|path| path.extension().is_some_and(|it| it == "md"));
    std::fs::read_to_string(pages.next().unwrap()).unwrap()
}

#[test]
fn an_audit_comes_back_to_the_findings_of_the_one_before() {
    let home = Home::new();
    home.run(&["demo", "last.audit", "--no-open"]).good();
    let made = home
        .run(&[
            "new",
            "next.audit",
            "--from",
            "last.audit",
            "--criteria",
            "iso27001-2022:surveillance",
            "--json",
        ])
        .good()
        .json();
    let former = made["former"].as_u64().unwrap();
    assert!(former > 2);
    let status = home.run(&["status", "next.audit", "--json"]).good().json();
    assert_eq!(status["criteria"][0]["touched"], 0);
    let open = status["todos"].as_array().unwrap().len() as u64;
    assert!(open > 1 && open < former, "{open} of {former}");

    home.run(&[
        "set",
        "next.audit",
        "N1",
        "done",
        "corrected in March; 12 of 12 seen",
    ])
    .good();
    let report = report(&home);
    let (_, part) = report
        .split_once("What became of the findings of the audit before")
        .unwrap();
    assert!(part.contains("corrected in March; 12 of 12 seen"));
    assert!(part.contains("not looked at yet"));

    let said = home
        .run(&[
            "new",
            "third.audit",
            "--from",
            "next.audit",
            "--criteria",
            "iso27001-2022:surveillance",
        ])
        .good();
    assert!(said.out.contains("to be followed up"), "{}", said.out);
    let other = [
        "new",
        "other.audit",
        "--supplier",
        "Kestrel",
        "--from",
        "last.audit",
        "--json",
    ];
    let other = home.run(&other).bad();
    assert!(other.err.contains("not of Kestrel"), "{}", other.err);
    assert!(!home.path("other.audit").exists());
    let none = [
        "new",
        "none.audit",
        "--criteria",
        "iso27001-2022:surveillance",
    ];
    assert!(home.run(&none).bad().err.contains("--client"));
    let lost = [
        "new",
        "lost.audit",
        "--from",
        "nowhere.audit",
        "--criteria",
        "iso27001-2022:surveillance",
    ];
    home.run(&lost).bad();
    assert!(!home.path("lost.audit").exists());
}

#[test]
fn what_the_audit_before_left_out_is_listed_planned_and_reported() {
    let home = Home::new();
    home.run(&["demo", "last.audit", "--no-open"]).good();
    let criteria = "iso27001-2022:surveillance";
    let new = [
        "new",
        "next.audit",
        "--from",
        "last.audit",
        "--criteria",
        criteria,
    ];
    home.run(&new).good();
    let status = home.run(&["status", "next.audit", "--json"]).good().json();
    let unlooked = status["unlooked"].as_array().unwrap();
    assert_eq!(unlooked.len(), 1, "{unlooked:?}");
    assert_eq!(
        (&unlooked[0]["criterion"], &unlooked[0]["audits"]),
        (&"27001".into(), &1.into())
    );
    let some = unlooked[0]["requirements"][0].as_str().unwrap();
    let (_, some) = some.split_once(':').unwrap();
    let said = home.run(&["status", "next.audit"]).good().out;
    let (_, listed) = said.split_once("  27001, for 1 audit:\n").unwrap();
    assert!(listed.trim_start().starts_with(some), "{said}");

    let plan = [
        "plan",
        "next.audit",
        "27001:A.5",
        "this-visit",
        "--left-out",
        "--json",
    ];
    let planned = home.run(&plan).good().json();
    let planned: Vec<&str> = planned["label"].as_str().unwrap().split(", ").collect();
    let left_out = unlooked[0]["requirements"].as_array().unwrap().iter();
    let left_out = left_out.filter_map(|id| id.as_str());
    let of_a5: Vec<&str> = left_out.filter(|id| id.starts_with("27001:A.5.")).collect();
    assert!(of_a5.len() > 10);
    assert_eq!(planned, of_a5);
    let again = home.run(&[
        "plan",
        "last.audit",
        "27001:A.5",
        "this-visit",
        "--left-out",
    ]);
    assert!(again.bad().err.contains("left none of that out"));

    let report = report(&home);
    assert!(
        report.contains("Last looked at 20"),
        "what was found before"
    );
    let (_, limits) = report
        .split_once("Looked at neither in this audit nor in the one before")
        .unwrap();
    assert!(limits.contains(&format!("- 27001: {some}, ")), "{some}");
}

#[test]
fn the_statement_of_today_says_what_changed_since_the_audit_before() {
    let home = Home::new();
    home.run(&["demo", "last.audit", "--no-open"]).good();
    let new = |audit: &str, args: &[&str]| {
        let from = ["new", audit, "--from", "last.audit", "--criteria"];
        home.run(&[&from[..], &["iso27001-2022:surveillance"], args].concat())
            .good()
    };
    let said = new("next.audit", &[]).out;
    for line in [
        "1 control excluded, as in the audit before",
        "6 findings of the audit before, 3 of them to be followed up",
    ] {
        assert!(said.contains(&format!("\n{line}\n")), "{line}: {said}");
    }
    std::fs::write(
        home.path("soa.csv"),
        "id;applicable;reason\nA.8.11;no;SoA v7: no production data leaves production\nA.8.30;yes;\nA.7.4;no;no site\n",
    )
    .unwrap();
    let read = home.run(&[
        "plan",
        "next.audit",
        "--soa",
        "soa.csv",
        "--dry-run",
        "--json",
    ]);
    let read = read.good().json();
    assert_eq!(
        read["excluded"],
        serde_json::json!(["27001:A.8.11", "27001:A.7.4"]),
        "{read}"
    );
    assert_eq!(read["back"], serde_json::json!(["27001:A.8.30"]), "{read}");
    // The same where it is read when the audit is made.
    let soa = ["--soa", "soa.csv", "--json"];
    let made = new("third.audit", &soa).json();
    assert_eq!(made["excluded"], 2, "{made}");
    assert_eq!(made["back"], serde_json::json!(["27001:A.8.30"]), "{made}");
    let said = new("fourth.audit", &soa[..2]).out;
    assert!(said.contains("\n2 controls excluded\nexcluded in the audit before, and applicable again: 27001:A.8.30\n"), "{said}");
}
