//! Report, sign-off, receipt and verification as commands.

use serde_json::Value;

use super::{Home, walk};

const PRINCIPAL: &str = "lead@example.com";

/// Makes a key. `ssh-keygen` has to be installed.
fn key(home: &Home, name: &str, passphrase: &str) -> String {
    let mut command = home.command("ssh-keygen");
    command.args([
        "-q", "-t", "ed25519", "-C", name, "-N", passphrase, "-f", name,
    ]);
    Home::finish(command, "").good();
    let public = std::fs::read_to_string(home.path(&format!("{name}.pub"))).unwrap();
    public.trim().to_owned()
}

fn fingerprint(home: &Home, name: &str) -> String {
    let mut command = home.command("ssh-keygen");
    command.args(["-lf", name]);
    let line = Home::finish(command, "").good().out;
    line.split(' ').nth(1).unwrap().to_owned()
}

fn bad(found: &Value) -> Vec<String> {
    let is_bad = |it: &&Value| it["severity"] == "error";
    let found = found.as_array().unwrap().iter();
    found.filter(is_bad).map(ToString::to_string).collect()
}

/// Seals the report of an audit over all that its gates find.
pub fn seal(home: &Home, audit: &str) {
    key(home, "lead", "");
    let sign = ["sign", audit, "--kind", "report", "--role", "lead auditor"];
    let how = [
        "--principal",
        PRINCIPAL,
        "--key",
        "lead",
        "--despite",
        "made up",
    ];
    home.run(&[&sign[..], &how[..]].concat()).good();
}

#[test]
fn from_a_blocked_report_to_a_verified_sign_off_with_receipt() {
    let home = Home::new();
    let a = home.audit();
    let public = key(&home, "lead", "");
    std::fs::write(home.path("allowed"), format!("{PRINCIPAL} {public}\n")).unwrap();
    let sign = [
        "sign",
        a,
        "--kind",
        "report",
        "--role",
        "lead auditor",
        "--principal",
        PRINCIPAL,
    ];
    let sign = [&sign[..], &["--key", "lead"]].concat();

    let refused = home.run(&sign);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(
        refused.out.contains("Nothing was signed") && refused.out.contains("(field:objectives, 1)")
    );
    let answer = home.run(&[&sign[..], &["--json"]].concat());
    assert!(answer.json()["blocked"].as_array().unwrap().len() > 5);

    let despite = [&sign[..], &["--despite", "made up", "--json"]].concat();
    let sealed = home.run(&despite).good().json();
    assert_eq!(
        (&sealed["number"], &sealed["folder"]),
        (&1.into(), &"a.audit/signoff/0001".into())
    );

    let receipt = ["receipt", a, "1", "--name", "-", "--role", "head of IT"];
    let answer = home.run_with(&receipt, "Mara Quist").good();
    assert!(!answer.out.contains("Mara"), "{}", answer.out);

    let verify = [
        "verify",
        a,
        "--allowed-signers",
        "allowed",
        "--rerender",
        "--json",
    ];
    let found = home.run(&verify).good().json();
    assert_eq!(found["holds"], true);
    let signoff = &found["signoffs"][0];
    assert_eq!(signoff["digest"], sealed["digest"]);
    assert_eq!(signoff["signers"][0]["allowed"], true);
    assert_eq!(bad(&signoff["findings"]), Vec::<String>::new());
    let alone = home.run(&["verify", "a.audit/signoff/0001"]).good();
    assert!(alone.out.contains("was not checked"), "{}", alone.out);
    home.run(&["verify", "a.audit/signoff/0001", "--rerender"])
        .bad();

    let report = home.path("a.audit/signoff/0001/report.md");
    let text = std::fs::read_to_string(&report).unwrap();
    std::fs::write(&report, text.replacen("Acme", "Acne", 1)).unwrap();
    for folder in [a, "a.audit/signoff/0001"] {
        let found = home.run(&["verify", folder]);
        assert_eq!(found.code, 1);
        assert!(
            found.out.contains("error: report.md: changed"),
            "{}",
            found.out
        );
    }
}

#[test]
fn a_second_signer_comes_later_and_a_passphrase_by_standard_input() {
    let home = Home::new();
    let a = home.audit();
    key(&home, "lead", "open sesame");
    key(&home, "member", "");
    let also = format!(
        "member@example.com=auditor=sworn={}",
        fingerprint(&home, "member")
    );
    let sign = [
        "sign",
        a,
        "--kind",
        "report",
        "--role",
        "lead auditor",
        "--principal",
        PRINCIPAL,
    ];
    let sign = [
        &sign[..],
        &["--key", "lead", "--passphrase-stdin", "--also", &also],
    ]
    .concat();
    let sign = [&sign[..], &["--despite", "made up"]].concat();
    let wrong = home.run_with(&sign, "open barley\n").bad();
    assert!(wrong.err.contains("passphrase"), "{}", wrong.err);
    let left = std::fs::read_dir(home.path("a.audit/signoff")).unwrap();
    assert_eq!(left.count(), 0);

    let sealed = home.run_with(&sign, "open sesame\n").good();
    assert!(
        sealed.out.contains("It waits for member@example.com"),
        "{}",
        sealed.out
    );
    assert_eq!(home.run(&["verify", a]).code, 1);
    let add = [
        "sign",
        a,
        "--add",
        "1",
        "--principal",
        "member@example.com",
        "--key",
        "member",
    ];
    home.run(&add).good();
    home.run(&add).bad();
    home.run(&["verify", a, "--rerender"]).good();
}

#[test]
fn a_report_is_a_draft_and_is_never_written_over() {
    let home = Home::new();
    let a = home.audit();
    let answer = home
        .run(&["report", a, "--out", "out", "--format", "md", "--json"])
        .good();
    assert_eq!(answer.json()["documents"], serde_json::json!(["report.md"]));
    let text = std::fs::read_to_string(home.path("out/report.md")).unwrap();
    assert!(text.contains("Draft") || text.contains("DRAFT"), "{text}");
    home.run(&["report", a, "--out", "out", "--format", "md"])
        .bad();
    home.run(&["report", a]).good();
    let beside = walk(home.0.path());
    let named = |name: &str| {
        beside
            .iter()
            .any(|path| path.to_string_lossy().contains(name))
    };
    assert!(named("/a-report-") && named("report.html"));
}

#[test]
fn who_wrote_here_does_not_review() {
    let home = Home::new();
    let a = home.audit();
    key(&home, "lead", "");
    key(&home, "rita", "");
    let report = [
        "sign",
        a,
        "--kind",
        "report",
        "--role",
        "lead",
        "--principal",
        PRINCIPAL,
    ];
    home.run(&[&report[..], &["--key", "lead", "--despite", "made up"]].concat())
        .good();
    let review = [
        "sign",
        a,
        "--kind",
        "technical-review",
        "--role",
        "technical reviewer",
    ];
    let review = [
        &review[..],
        &["--principal", "rita@example.com", "--key", "rita"],
    ]
    .concat();
    let own = home.run(&[&review[..], &["--despite", "made up"]].concat());
    assert_eq!(own.code, 1, "{}{}", own.out, own.err);
    assert!(own.out.contains("did not audit here"), "{}", own.out);
    let other = [
        &review[..],
        &["--despite", "made up", "--author", "Rita Field"],
    ]
    .concat();
    home.run(&other).good();
    home.run(&["verify", a]).good();
}
