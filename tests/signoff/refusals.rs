//! What is not signed, and that nothing is left behind then.

use onsite::audit::entry::Change;
use onsite::audit::schema::{Field, Kind};
use onsite::checklist::profile::SignoffKind;
use onsite::signoff::key_file::{KeyFile, Secret};
use onsite::signoff::{Despite, Request, SignError, Signer, Signing, sign_off};

use super::bench::{Bench, now, signing};
use super::tools::{Key, PASSPHRASE, PRINCIPAL};

fn leftovers(bench: &Bench) -> Vec<String> {
    let entries = std::fs::read_dir(bench.path.join("signoff")).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn try_to(bench: &Bench, request: &Request) -> SignError {
    let signers = vec![signing(&bench.key, PRINCIPAL, "lead auditor")];
    let error = sign_off(&bench.load(), request, signers).unwrap_err();
    assert!(leftovers(bench).is_empty(), "{:?}", leftovers(bench));
    error
}

#[test]
fn gates_block_until_a_reason_is_given_for_each() {
    let bench = Bench::new();
    let plain = Request::new(SignoffKind::Report, now());
    let SignError::Blocked(gates) = try_to(&bench, &plain) else {
        panic!("not blocked");
    };
    let keys: Vec<String> = gates.iter().map(|gate| gate.demand.key()).collect();
    assert!(keys.len() > 2, "{keys:?}");
    let mut request = plain;
    request.rendition.audit_file = true;
    for key in &keys[1..] {
        request.despite.push(Despite {
            gate: Some(key.clone()),
            reason: format!("reason for {key}"),
        });
    }
    match try_to(&bench, &request) {
        SignError::Blocked(left) => assert_eq!(left[0].demand.key(), keys[0]),
        other => panic!("{other}"),
    }
    request.despite.push(Despite {
        gate: None,
        reason: "any other".to_owned(),
    });
    let signers = vec![signing(&bench.key, PRINCIPAL, "lead auditor")];
    sign_off(&bench.load(), &request, signers).unwrap();
    let text = std::fs::read_to_string(bench.signoff(1).join("STATEMENT.txt")).unwrap();
    for key in &keys {
        assert!(text.contains(&format!("\nSigned over: {key}\n")), "{key}");
    }
    let report = std::fs::read_to_string(bench.signoff(1).join("report.md")).unwrap();
    assert!(report.contains("any other"));
}

#[test]
fn no_reason_helps_over_drafts_and_pending_entries() {
    let bench = Bench::small("Example GmbH", 1);
    for (drafts, pending) in [(1, 0), (0, 1)] {
        let request = Request {
            drafts,
            pending,
            ..Bench::request(SignoffKind::Report)
        };
        match try_to(&bench, &request) {
            SignError::Blocked(gates) => assert_eq!(gates[0].demand.key(), "no-draft-is-left"),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn damage_is_signed_over_by_reason_only() {
    let bench = Bench::small("Example GmbH", 1);
    let file = std::fs::read_dir(bench.path.join("evidence"))
        .unwrap()
        .next();
    std::fs::write(file.unwrap().unwrap().path(), b"another").unwrap();
    let request = Request::new(SignoffKind::Report, now());
    let text = try_to(&bench, &request).to_string();
    assert!(text.contains("[record-is-whole]"), "{text}");
}

#[test]
fn a_wrong_passphrase_leaves_nothing_behind() {
    let bench = Bench::small("Example GmbH", 1);
    let locked = Key::make(bench.dir.path(), "ed25519", "256", PASSPHRASE);
    let signers = vec![
        signing(&bench.key, PRINCIPAL, "lead auditor"),
        Signing {
            principal: "member@example.com".to_owned(),
            role: "auditor".to_owned(),
            signer: Signer::key_file(KeyFile::read(&locked.path).unwrap(), || {
                Ok(Secret::new("wrong".to_owned()))
            }),
        },
    ];
    let request = Bench::request(SignoffKind::Report);
    let error = sign_off(&bench.load(), &request, signers).unwrap_err();
    assert!(error.to_string().contains("passphrase"), "{error}");
    assert!(leftovers(&bench).is_empty());
}

#[test]
fn names_that_could_not_be_files_or_lines_are_refused() {
    let bench = Bench::small("Example GmbH", 1);
    let request = Bench::request(SignoffKind::Report);
    for (principal, role) in [
        ("../../lead", "lead"),
        ("", "lead"),
        ("a b", "lead"),
        ("lead\n", "lead"),
        ("lead@example.com", "lead\nSigner: x"),
        ("lead@example.com", " "),
        ("lеad@example.com", "lead"),
    ] {
        let signers = vec![signing(&bench.key, principal, role)];
        let error = sign_off(&bench.load(), &request, signers).unwrap_err();
        assert!(
            matches!(error, SignError::Request(_)),
            "{principal:?}: {error}"
        );
    }
    let twice = ["lead@example.com", "LEAD@example.com"]
        .map(|principal| signing(&bench.key, principal, "lead"));
    sign_off(&bench.load(), &request, twice.into()).unwrap_err();
    sign_off(&bench.load(), &request, Vec::new()).unwrap_err();
    assert!(leftovers(&bench).is_empty());
}

#[test]
fn who_audited_does_not_review() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.add(
        Kind::Person,
        &[
            (Field::Name, "Ines Öz"),
            (Field::Side, "team"),
            (Field::Role, "auditor"),
        ],
    );
    bench.sign();
    let review = |reviewer: &str| Request {
        reviewer: reviewer.to_owned(),
        ..Bench::request(SignoffKind::TechnicalReview)
    };
    let reviewer = Key::make(bench.dir.path(), "ed25519", "256", "");
    let attempt = |name: &str, principal: &str, key: &Key| {
        let signers = vec![signing(key, principal, "technical reviewer")];
        sign_off(&bench.load(), &review(name), signers)
    };
    for (name, principal, key) in [
        ("", "rita@example.com", &reviewer),
        ("nora lindqvist", "rita@example.com", &reviewer),
        ("Ines Öz", "rita@example.com", &reviewer),
        ("Rita", "nora.lindqvist@example.com", &reviewer),
        ("Rita", PRINCIPAL, &reviewer),
        ("Rita", "rita@example.com", &bench.key),
    ] {
        let error = attempt(name, principal, key).unwrap_err();
        assert!(
            matches!(error, SignError::Reviewer(_)),
            "{name} {principal}: {error}"
        );
    }
    let sealed = attempt("Rita Field", "rita@example.com", &reviewer).unwrap();
    assert_eq!(sealed.signed.number, 2);
    bench.enter(vec![Change::SignedOff(sealed.signed.clone())]);
    let text = std::fs::read_to_string(bench.signoff(2).join("STATEMENT.txt")).unwrap();
    assert!(text.contains("\nReviewed by: Rita Field\n"), "{text}");
    assert!(!bench.signoff(2).join("report.md").exists());
}

#[test]
fn a_sign_off_that_was_tampered_with_blocks_the_next() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    let statement = bench.signoff(1).join("STATEMENT.txt");
    let text = std::fs::read_to_string(&statement).unwrap();
    std::fs::write(&statement, text.replace("Example GmbH", "Exemplar GmbH")).unwrap();
    let request = Request::new(SignoffKind::Report, now());
    let signers = vec![signing(&bench.key, PRINCIPAL, "lead auditor")];
    let error = sign_off(&bench.load(), &request, signers).unwrap_err();
    assert!(error.to_string().contains("signoff/0001"), "{error}");
}
