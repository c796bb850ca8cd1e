//! What a visit plans: by profile, by tier, by hand.

use super::Home;

#[test]
fn a_supplier_of_a_low_tier_is_asked_little() {
    let home = Home::new();
    let new = |folder: &str, args: &[&str]| {
        let supplier = ["new", folder, "--supplier", "Kestrel", "--json"];
        home.run(&[&supplier[..], args].concat())
    };
    let all = new("all.audit", &[]).good().json();
    assert_eq!(
        all["criteria"][0]["planned"],
        all["criteria"][0]["requirements"]
    );
    let low = new("low.audit", &["--tier", "low"]).good().json();
    let of = &low["criteria"][0];
    assert_eq!((&of["tier"], &of["minutes"]), (&"low".into(), &75.into()));
    assert_eq!(of["planned"], 13);
    let status = |audit| {
        let status = home.run(&["status", audit, "--json"]).good().json();
        status["criteria"][0].clone()
    };
    let before = status("low.audit");
    assert_eq!(before["planned"], 13);
    assert_eq!(
        before["left-out"][0]["why"],
        "not asked of a supplier of tier low"
    );
    let rest = before["left-out"][0]["requirements"].as_u64().unwrap();
    assert_eq!(before["later"].as_u64().unwrap(), rest);
    home.run(&["result", "low.audit", "S0.1", "conforms"])
        .good();
    assert_eq!(status("low.audit")["minutes"]["left"], 70);
    // A question that the tier is not asked is asked all the same.
    home.run(&["plan", "low.audit", "S2.1", "this-visit"])
        .good();
    assert_eq!(status("low.audit")["minutes"]["planned"], 79);
    home.run(&["plan", "low.audit", "S2.1", "by-profile"])
        .good();
    home.run(&["plan", "low.audit", "--tier", "high"]).good();
    assert_eq!(status("low.audit")["minutes"]["planned"], 214);
    let again = home.run(&["plan", "low.audit", "--tier", "high", "--json"]);
    assert!(again.good().json()["entry"].is_null(), "nothing changed");
    home.run(&["plan", "low.audit", "--tier", "none"]).good();
    assert_eq!(status("low.audit")["minutes"]["planned"], 255);
    let report = home.run(&["report", "low.audit", "--format", "md", "--out", "out"]);
    report.good();
}

#[test]
fn a_tier_means_nothing_to_a_standard() {
    let home = Home::new();
    let new = home.run(&[
        "new",
        "a.audit",
        "--client",
        "Acme",
        "--criteria",
        "iso27001-2022",
        "--tier",
        "low",
    ]);
    assert!(new.bad().err.contains("tiers"));
    assert!(!home.path("a.audit").exists());
    let audit = home.audit();
    let plan = home.run(&["plan", audit, "--tier", "low"]);
    assert!(plan.bad().err.contains("tiers"));
}

#[test]
fn a_heading_is_planned_at_once_and_the_report_says_what_was_not() {
    let home = Home::new();
    let a = home.audit();
    let status = || home.run(&["status", a, "--json"]).good().json();
    let planned = |status: &serde_json::Value| status["criteria"][0]["planned"].as_u64().unwrap();
    let before = status();
    assert!(before["criteria"][0]["by-hand"].is_string());
    home.run(&["plan", a, "27001:A.8", "this-visit"]).good();
    let after = status();
    assert_eq!(planned(&after), planned(&before) + 34);
    assert!(after["criteria"][0]["by-hand"].is_null());
    let report = ["report", a, "--format", "md", "--out", "out"];
    home.run(&report).good();
    let text = std::fs::read_to_string(home.path("out/report.md")).unwrap();
    let left =
        "27001:A.5.1 – A.7.14 (59): **another visit of the cycle** – Surveillance does not plan it";
    assert!(text.contains(left), "{text}");
    assert!(text.contains("Stage 1 does not plan it"));
    // The criteria give the reason; nobody has to type it.
    let checked = home.run(&["check", a, "--json"]).json();
    let breaches = |gate: &str| {
        let all = checked["gates"].as_array().unwrap().iter();
        let of = all.filter(|it| it["gate"] == gate && it["criteria"][0] == "27001");
        of.map(|it| it["breaches"].to_string()).collect::<String>()
    };
    let open = breaches("planned-have-results");
    assert!(
        open.contains("27001:A.8.1\"") && !open.contains("27001:A.5.1\""),
        "{open}"
    );
    assert_eq!(breaches("planning-has-reasons"), "[]");
}
