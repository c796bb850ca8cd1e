//! An audit that comes back to the findings of the one before.

use super::Home;

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

    home.run(&[
        "set",
        "next.audit",
        "N1",
        "done",
        "corrected in March; 12 of 12 seen",
    ])
    .good();
    home.run(&["report", "next.audit", "--out", "out"]).good();
    let report = home.path("out");
    let report = super::walk(&report)
        .into_iter()
        .find(|path| path.extension().is_some_and(|it| it == "md"))
        .unwrap();
    let report = std::fs::read_to_string(report).unwrap();
    let (_, part) = report
        .split_once("What became of the findings of the audit before")
        .unwrap();
    assert!(part.contains("corrected in March; 12 of 12 seen"));
    assert!(part.contains("not looked at yet"));
    assert!(
        report.contains("Last looked at 20"),
        "what was found before"
    );
    let (_, limits) = report
        .split_once("Looked at neither in this audit nor in the one before")
        .unwrap();
    assert!(limits.contains(&format!("- 27001: {some}, ")), "{some}");

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
