//! Sealing and what follows in good order: everything verifies, with every tool.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use onsite::audit::schema::{Field, Kind};
use onsite::checklist::profile::SignoffKind;
use onsite::signoff::agent::Agent;
use onsite::signoff::key_file::{KeyFile, Secret};
use onsite::signoff::manifest::MANIFEST_NAME;
use onsite::signoff::verify;
use onsite::signoff::{
    Expected, Request, Signer, Signing, add_signature, add_signature_made_elsewhere, sign_off,
};
use onsite::store::Digest;

use super::bench::{Bench, all_bad, bad, signing, trust};
use super::tools::{Key, PASSPHRASE, PRINCIPAL, RealAgent, answering};

const MEMBER: &str = "member@example.com";

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_report_signed_with_a_key_file_is_good_for_every_tool() {
    let mut bench = Bench::new();
    let sealed = bench.sign();
    assert_eq!(sealed.folder, "signoff/0001");
    assert_eq!(
        (sealed.signed.number, sealed.signed.kind.as_str()),
        (1, "report")
    );
    assert!(sealed.waiting.is_empty());
    assert_eq!(bench.sign_offs(), std::slice::from_ref(&sealed.signed));

    let folder = bench.signoff(1);
    let names: Vec<String> = files(&folder).into_keys().collect();
    let wanted = [
        "RECORD.txt",
        "SHA256SUMS",
        "SHA256SUMS.lead@example.com.sig",
        "STATEMENT.txt",
        "VERIFY.txt",
        "findings.jsonl",
        "report.docx",
        "report.html",
        "report.md",
        "report.pdf",
    ];
    assert_eq!(names, wanted);
    for name in &names {
        let mode = std::fs::metadata(folder.join(name)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
    }
    let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let sums = std::fs::read(folder.join(MANIFEST_NAME)).unwrap();
    assert_eq!(Digest::of(&sums).to_string(), sealed.signed.digest);

    assert!(bench.ssh_keygen_says_good(1, PRINCIPAL, &bench.key));
    assert!(bench.sha256sum_says_good(1));
    assert!(bench.python_says_good(1));
    assert_eq!(all_bad(&bench.verify()), Vec::<String>::new());
    assert!(bench.verify().is_good());
}

#[test]
fn the_commands_of_the_instructions_work_as_they_stand() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    let folder = bench.signoff(1);
    let allowed = format!("{PRINCIPAL} {}\n", bench.key.line());
    let text = std::fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
    assert!(text.contains("https://audit-body.example/keys"));
    assert!(!text.contains("check-novalidate") && text.contains("Get-FileHash"));
    let commands: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("ssh-keygen ") || line.starts_with("sha256sum "))
        .collect();
    assert_eq!(commands.len(), 2);
    let elsewhere = bench.dir.path().join("allowed_signers");
    std::fs::write(&elsewhere, allowed).unwrap();
    for command in commands {
        let command = command.replace("allowed_signers", elsewhere.to_str().unwrap());
        let mut shell = super::tools::tool("sh");
        shell.args(["-c", &command]).current_dir(&folder);
        let output = super::tools::run(&mut shell, b"");
        assert!(output.status.success(), "{command}: {output:?}");
    }
}

#[test]
fn everything_but_signatures_is_the_same_each_time() {
    let seal = || {
        let bench = Bench::new();
        let waiting = Expected {
            principal: PRINCIPAL.to_owned(),
            fingerprint: format!("SHA256:{}", "A".repeat(43)),
            role: "lead auditor".to_owned(),
        };
        let request = Request {
            others: vec![waiting],
            ..Bench::request(SignoffKind::Report)
        };
        sign_off(&bench.load(), &request, Vec::new()).unwrap();
        let mut files = files(&bench.signoff(1));
        // The chains of logs run over random salts, and so does all that is made over them.
        for random in ["RECORD.txt", "SHA256SUMS"] {
            assert!(files.remove(random).is_some());
        }
        files
    };
    let (one, other) = (seal(), seal());
    for (name, bytes) in &one {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(bytes), text(&other[name]), "{name}");
    }
    assert_eq!(one.len(), 7);
}

#[test]
fn a_key_under_a_passphrase_and_a_key_in_an_agent_sign_together() {
    let mut bench = Bench::small("Example GmbH", 1);
    let dir = bench.dir.path().to_owned();
    let locked = Key::make(&dir, "ecdsa", "256", PASSPHRASE);
    let held = Key::make(&dir, "rsa", "2048", "");
    let askpass = answering(&dir, "unused");
    let agent = RealAgent::start(&dir, &askpass);
    agent.ssh_add(&askpass, &[held.path.as_os_str()]);
    let client: Agent = agent.client();
    let chosen = client.choose(Some(&held.fingerprint())).unwrap();
    let with_passphrase = Signer::key_file(KeyFile::read(&locked.path).unwrap(), || {
        Ok(Secret::new(PASSPHRASE.to_owned()))
    });
    let signers = vec![
        Signing {
            principal: PRINCIPAL.to_owned(),
            role: "lead auditor".to_owned(),
            signer: with_passphrase,
        },
        Signing {
            principal: MEMBER.to_owned(),
            role: "auditor".to_owned(),
            signer: Signer::agent(client, chosen),
        },
    ];
    let request = Bench::request(SignoffKind::Report);
    let sealed = sign_off(&bench.load(), &request, signers).unwrap();
    bench.note(&sealed.signed);

    assert!(bench.ssh_keygen_says_good(1, PRINCIPAL, &locked));
    assert!(bench.ssh_keygen_says_good(1, MEMBER, &held));
    assert!(bench.sha256sum_says_good(1) && bench.python_says_good(1));
    let allowed = format!("{PRINCIPAL} {}\n{MEMBER} {}\n", locked.line(), held.line());
    let found = verify::audit(&bench.path, &trust(&allowed), true).unwrap();
    assert_eq!(all_bad(&found), Vec::<String>::new());
    let roles: Vec<&str> = found.signoffs[0]
        .1
        .signatures
        .iter()
        .map(|it| it.role.as_str())
        .collect();
    assert_eq!(roles, ["lead auditor", "auditor"]);
}

#[test]
fn an_expected_signature_may_come_later_also_from_elsewhere() {
    let mut bench = Bench::small("Example GmbH", 1);
    let dir = bench.dir.path().to_owned();
    let (second, third) = (
        Key::make(&dir, "ed25519", "256", ""),
        Key::make(&dir, "ed25519", "256", ""),
    );
    let expected = |principal: &str, key: &Key| Expected {
        principal: principal.to_owned(),
        fingerprint: key.fingerprint(),
        role: "auditor".to_owned(),
    };
    let request = Request {
        others: vec![
            expected(MEMBER, &second),
            expected("third@example.com", &third),
        ],
        ..Bench::request(SignoffKind::Report)
    };
    let sealed = bench.sign_as(&request, PRINCIPAL);
    assert_eq!(sealed.waiting.len(), 2);
    let allowed = format!(
        "{PRINCIPAL} {}\n{MEMBER} {}\nthird@example.com {}\n",
        bench.key.line(),
        second.line(),
        third.line()
    );
    let look = |bench: &Bench| bad(&verify::folder(&bench.signoff(1), &trust(&allowed)));
    assert_eq!(look(&bench).len(), 2, "{:?}", look(&bench));
    assert!(look(&bench).iter().all(|it| it.ends_with("has not signed")));

    let disk = bench.load().disk;
    add_signature(&*disk, 1, signing(&second, MEMBER, "auditor")).unwrap();
    assert_eq!(look(&bench).len(), 1);
    let again = add_signature(&*disk, 1, signing(&second, MEMBER, "auditor"));
    assert!(again.unwrap_err().to_string().contains("has signed"));
    let stranger = add_signature(&*disk, 1, signing(&second, "x@example.com", "auditor"));
    assert!(
        stranger
            .unwrap_err()
            .to_string()
            .contains("signs a receipt")
    );
    let other_key = add_signature(&*disk, 1, signing(&second, "third@example.com", "auditor"));
    assert!(other_key.unwrap_err().to_string().contains("with the key"));

    let sums = std::fs::read(bench.signoff(1).join(MANIFEST_NAME)).unwrap();
    let wrong = third.sign_with_ssh_keygen(&sums, "git", "sha512");
    add_signature_made_elsewhere(&*disk, 1, "third@example.com", &wrong).unwrap_err();
    let armored = third.sign_with_ssh_keygen(&sums, "audit-report@onsite", "sha512");
    add_signature_made_elsewhere(&*disk, 1, "third@example.com", &armored).unwrap();
    assert_eq!(look(&bench), Vec::<String>::new());
    assert!(bench.ssh_keygen_says_good(1, "third@example.com", &third));
    let left: Vec<_> = std::fs::read_dir(bench.path.join("signoff"))
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn work_goes_on_and_what_was_signed_stays_good() {
    let mut bench = Bench::new();
    let note = bench.add(Kind::Note, &[(Field::Text, "canary 4711")]);
    bench.sign();
    let before = files(&bench.signoff(1));
    bench.add(Kind::Finding, &[(Field::Title, "found later")]);
    assert_eq!(all_bad(&bench.verify()), Vec::<String>::new());
    bench.strike(note);
    let found = bench.verify();
    assert_eq!(all_bad(&found), Vec::<String>::new());
    let said = found.signoffs[0].1.sentences();
    assert!(
        said.iter().any(|it| it.text.contains("struck since")),
        "{said:?}"
    );
    assert!(bench.python_says_good(1) && bench.sha256sum_says_good(1));
    assert_eq!(before, files(&bench.signoff(1)));
}

#[test]
fn a_correction_names_what_it_corrects_and_what_changed() {
    let mut bench = Bench::new();
    bench.sign();
    let request = Request {
        reason: "a finding was left out".to_owned(),
        changed: "one observation more\nKind: closing-record".to_owned(),
        ..Bench::request(SignoffKind::Correction)
    };
    let refused = |bench: &Bench, request: &Request| {
        let signers = vec![signing(&bench.key, PRINCIPAL, "lead auditor")];
        let error = sign_off(&bench.load(), request, signers).unwrap_err();
        error.to_string()
    };
    let without_reason = Request {
        reason: String::new(),
        ..request.clone()
    };
    assert!(refused(&bench, &without_reason).contains("why it is made"));
    let without_words = Request {
        changed: String::new(),
        ..request.clone()
    };
    assert!(refused(&bench, &without_words).contains("what changed"));
    bench.add(Kind::Finding, &[(Field::Title, "forgotten")]);
    let loaded = bench.load();
    let label = loaded.audit.objects(Kind::Finding).next_back();
    let label = loaded.audit.label(label.unwrap());

    let sealed = bench.sign_as(&request, PRINCIPAL);
    assert_eq!(sealed.signed.number, 2);
    let text = std::fs::read_to_string(bench.signoff(2).join("STATEMENT.txt")).unwrap();
    let digest = &bench.sign_offs()[0].digest;
    for line in [
        "Kind: correction",
        &format!("Previous sign-off: 0001 {digest}"),
        &format!("About the sign-off: 0001 {digest}"),
        "Reason of the correction: a finding was left out",
        "What changed: one observation more",
        "    Kind: closing-record",
        &format!("    {label} is new."),
    ] {
        assert!(text.lines().any(|it| it == line), "{line} is not in {text}");
    }
    let found = bench.verify();
    assert_eq!(all_bad(&found), Vec::<String>::new());
    assert_eq!(found.signoffs.len(), 2);
    assert!(bench.python_says_good(1) && bench.python_says_good(2));
}

#[test]
fn the_statement_says_what_the_audit_says() {
    let mut bench = Bench::new();
    bench.sign();
    let text = std::fs::read_to_string(bench.signoff(1).join("STATEMENT.txt")).unwrap();
    let loaded = bench.load();
    let id = loaded.audit.id.to_string();
    let to_dos = onsite::audit::coverage::open_to_dos(&loaded.audit).len();
    for line in [
        "Kind: report".to_owned(),
        "Number: 0001".to_owned(),
        format!("Audit: {id}"),
        "Previous sign-off: none".to_owned(),
        format!("Open to-dos: {to_dos}"),
        format!(
            "Signer: {PRINCIPAL} {} lead auditor",
            bench.key.fingerprint()
        ),
        "    the audit is made up".to_owned(),
    ] {
        assert!(text.lines().any(|it| it == line), "{line} is not in {text}");
    }
    assert!(text.contains("27001 recommendation of the team; not a certification decision: "));
    let lines = std::fs::read_to_string(bench.signoff(1).join("findings.jsonl")).unwrap();
    let majors = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|line| line["criterion"] == "27001" && line["class"] == "minor")
        .count();
    assert!(majors > 0, "{lines}");
    assert!(
        text.contains(&format!("27001 findings: {majors} minor (")),
        "{text}"
    );
}
