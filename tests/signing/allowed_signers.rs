//! The allowed signers file, beside `ssh-keygen -Y verify` and `-Y find-principals`.

use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use onsite::signoff::allowed_signers::{AllowedSigners, Verdict};
use proptest::prelude::*;

use crate::tools::*;

fn parse(text: &str) -> AllowedSigners {
    AllowedSigners::parse(text, Path::new("allowed"), &Utc).unwrap()
}

fn time(digits: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S")
        .unwrap()
        .and_utc()
}

/// A key, a second one, and a signature of the first.
struct Case {
    dir: tempfile::TempDir,
    key: Key,
    other: Key,
    signature: Vec<u8>,
}

impl Case {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::make(dir.path(), "ed25519", "256", "");
        let other = Key::make(dir.path(), "ecdsa", "256", "");
        let signature = key.sign_with_ssh_keygen(MESSAGE, NAMESPACE, "sha512");
        Self {
            dir,
            key,
            other,
            signature,
        }
    }

    /// Puts the keys in place of KEY and OTHER.
    fn fill(&self, text: &str) -> String {
        text.replace("KEY", &self.key.line())
            .replace("OTHER", &self.other.line())
    }

    fn ssh_keygen_allows(&self, text: &str, principal: &str, options: &[&str]) -> bool {
        let dir = self.dir.path();
        ssh_keygen_allows(
            dir,
            text,
            principal,
            NAMESPACE,
            options,
            MESSAGE,
            &self.signature,
        )
    }

    fn principals_by_ssh_keygen(&self, text: &str, at: &str) -> Option<String> {
        let (allowed, signature) = (self.dir.path().join("allowed"), self.dir.path().join("sig"));
        std::fs::write(&allowed, text).unwrap();
        std::fs::write(&signature, &self.signature).unwrap();
        let output = run(
            tool("ssh-keygen")
                .args(["-Y", "find-principals", "-O"])
                .arg(format!("verify-time={at}Z"))
                .args([Path::new("-f"), &allowed, Path::new("-s"), &signature]),
            b"",
        );
        let printed = String::from_utf8(output.stdout).unwrap();
        output
            .status
            .success()
            .then(|| printed.lines().collect::<Vec<_>>().join(","))
    }
}

/// The text of a file, and whether KEY may sign for lead@example.com on 2026-06-14 at noon.
const FILES: &[(&str, bool)] = &[
    ("lead@example.com KEY", true),
    ("lead@example.com KEY\n", true),
    ("lead@example.com KEY lead's laptop, 2026\r\n", true),
    ("  \t lead@example.com\t \tKEY", true),
    ("# nobody\n\n  # nobody\n", false),
    ("", false),
    ("#lead@example.com KEY", false),
    ("lead@example.com OTHER", false),
    ("lead@example.com OTHER\nlead@example.com KEY", true),
    ("other@example.com KEY", false),
    ("LEAD@example.com KEY", false),
    ("a@example.com,lead@example.com,b@example.com KEY", true),
    ("a@example.com,b@example.com KEY", false),
    ("lead@example.co KEY", false),
    ("lead@example.comx KEY", false),
    ("* KEY", true),
    ("*@example.com KEY", true),
    ("*@example.org KEY", false),
    ("*lead*example*com* KEY", true),
    ("l*d@*.com KEY", true),
    ("lea?@example.com KEY", true),
    ("lead?@example.com KEY", false),
    ("??*@example.com KEY", true),
    ("*@example.com,!lead@example.com KEY", false),
    ("!lead@example.com,* KEY", false),
    ("!other@example.com,*@example.com KEY", true),
    ("!other@example.com KEY", false),
    ("!*@example.org,lead@example.com KEY", true),
    ("\"lead@example.com\" KEY", true),
    ("\"a@example.com,lead@example.com\" KEY", true),
    ("\"with space,lead@example.com\" KEY", true),
    (
        "lead@example.com namespaces=\"audit-report@onsite\" KEY",
        true,
    ),
    ("lead@example.com namespaces=\"git,file\" KEY", false),
    (
        "lead@example.com namespaces=\"git,audit-report@onsite\" KEY",
        true,
    ),
    ("lead@example.com namespaces=\"audit-*\" KEY", true),
    (
        "lead@example.com namespaces=\"*,!audit-report@onsite\" KEY",
        false,
    ),
    (
        "lead@example.com NameSpaces=\"audit-report@onsite\" KEY",
        true,
    ),
    (
        "lead@example.com namespaces=\"git\" KEY\nlead@example.com KEY",
        true,
    ),
    ("lead@example.com cert-authority KEY", false),
    (
        "lead@example.com CERT-authority,namespaces=\"*\" KEY",
        false,
    ),
    (
        "lead@example.com cert-authority OTHER\nlead@example.com KEY",
        true,
    ),
    ("lead@example.com valid-after=\"20260614115959Z\" KEY", true),
    ("lead@example.com valid-after=\"20260614120000Z\" KEY", true),
    (
        "lead@example.com valid-after=\"20260614120001Z\" KEY",
        false,
    ),
    (
        "lead@example.com valid-before=\"20260614115959Z\" KEY",
        false,
    ),
    (
        "lead@example.com valid-before=\"20260614120000Z\" KEY",
        true,
    ),
    (
        "lead@example.com valid-before=\"20260614120001Z\" KEY",
        true,
    ),
    ("lead@example.com valid-after=\"20260614\" KEY", true),
    ("lead@example.com valid-after=\"20260615\" KEY", false),
    ("lead@example.com valid-before=\"202606141159\" KEY", false),
    (
        "lead@example.com valid-before=\"202606141200utc\" KEY",
        true,
    ),
    (
        "lead@example.com valid-after=\"20260101\",valid-before=\"20270101\" KEY",
        true,
    ),
    (
        "lead@example.com valid-after=\"20250101\",valid-before=\"20260101\" KEY",
        false,
    ),
    (
        "lead@example.com namespaces=\"audit-report@onsite\",valid-after=\"20260101Z\",valid-before=\"20270101Z\" KEY x",
        true,
    ),
    (
        "lead@example.com valid-before=\"20260101\" KEY\nlead@example.com valid-after=\"20260101\" KEY",
        true,
    ),
];

#[test]
fn it_decides_as_ssh_keygen_does() {
    let case = Case::new();
    for (text, expected) in FILES {
        let text = case.fill(text);
        let noon = "20260614120000";
        let theirs = case.ssh_keygen_allows(&text, PRINCIPAL, &["verify-time=20260614120000Z"]);
        assert_eq!(theirs, *expected, "ssh-keygen on {text:?}");
        let signers = parse(&text);
        let ours = signers.find(PRINCIPAL, &case.key.public, NAMESPACE, time(noon));
        assert_eq!(ours.is_allowed(), *expected, "{text:?}: {ours}");
        let found = signers.principals_of(&case.key.public, time(noon));
        let theirs = case.principals_by_ssh_keygen(&text, noon);
        assert_eq!(found.first().copied(), theirs.as_deref(), "{text:?}");
    }
}

#[test]
fn times_without_z_are_local() {
    let case = Case::new();
    let east = FixedOffset::east_opt(5 * 3600).unwrap();
    let text = case.fill("lead@example.com valid-after=\"20260614120000\" KEY");
    let signers = AllowedSigners::parse(&text, Path::new("allowed"), &east).unwrap();
    for (at, expected) in [("20260614065959", false), ("20260614070000", true)] {
        let verify_time = format!("verify-time={at}Z");
        // POSIX counts zones westwards.
        let theirs = case.ssh_keygen_allows(&text, PRINCIPAL, &["TZ=XXX-5", &verify_time]);
        assert_eq!(theirs, expected, "ssh-keygen at {at}");
        let ours = signers.find(PRINCIPAL, &case.key.public, NAMESPACE, time(at));
        assert_eq!(ours.is_allowed(), expected, "{at}: {ours}");
    }
}

#[test]
fn the_nearest_reason_is_told() {
    let case = Case::new();
    let judge = |text: &str, principal: &str| {
        let signers = parse(&case.fill(text));
        signers.find(
            principal,
            &case.key.public,
            NAMESPACE,
            time("20260614120000"),
        )
    };
    let lines = "lead@example.com OTHER
second@example.com cert-authority KEY
second@example.com OTHER
third@example.com namespaces=\"git\" KEY
third@example.com valid-before=\"20260101Z\" KEY
fourth@example.com valid-after=\"20270101Z\" KEY
fifth@example.com namespaces=\"git\" KEY
*,!*@example.com KEY";
    let from = time("20270101000000");
    let until = time("20260101000000");
    let namespaces = "git".to_owned();
    for (who, verdict) in [
        ("lead@example.com", Verdict::OtherKey { line: 1 }),
        ("second@example.com", Verdict::OnlyAuthority { line: 2 }),
        ("third@example.com", Verdict::Expired { line: 5, until }),
        ("fourth@example.com", Verdict::NotYetValid { line: 6, from }),
        (
            "fifth@example.com",
            Verdict::OtherNamespace {
                line: 7,
                namespaces,
            },
        ),
        ("sixth@example.com", Verdict::UnknownPrincipal),
        ("sixth@example.org", Verdict::Allowed { line: 8 }),
    ] {
        assert_eq!(judge(lines, who), verdict, "{who}");
    }
}

#[test]
fn faulty_lines_are_refused_with_their_place() {
    let case = Case::new();
    let key = case.key.line();
    let cut = &key[..key.len() - 4];
    for faulty in [
        "lead@example.com",
        "lead@example.com ssh-ed25519",
        "lead@example.com KEYx",
        "lead@example.com ssh-ed25519 AAAA",
        &format!("lead@example.com {cut}"),
        &format!(
            "lead@example.com {}",
            key.replace("ssh-ed25519 ", "ssh-rsa ")
        ),
        "\"lead@example.com KEY",
        "lead\"@example.com KEY",
        "\"\" KEY",
        "lead@example.com made-up KEY",
        "lead@example.com namespaces=git KEY",
        "lead@example.com namespaces=\"git KEY",
        "lead@example.com namespaces KEY",
        "lead@example.com namespaces=\"a\",namespaces=\"b\" KEY",
        "lead@example.com namespaces=\"a\", KEY",
        "lead@example.com namespaces=\"a\"valid-after=\"20260101\" KEY",
        "lead@example.com cert-authority=\"yes\" KEY",
        "lead@example.com ,cert-authority KEY",
        "lead@example.com valid-after=\"yesterday\" KEY",
        "lead@example.com valid-after=\"\" KEY",
        "lead@example.com valid-after=\"2026\" KEY",
        "lead@example.com valid-after=\"20261301\" KEY",
        "lead@example.com valid-after=\"20260230\" KEY",
        "lead@example.com valid-after=\"202601012460\" KEY",
        "lead@example.com valid-after=\"+2026011\" KEY",
        "lead@example.com valid-after=\"20260101\",valid-after=\"20260101\" KEY",
        "lead@example.com valid-after=\"20260101\",valid-before=\"20260101\" KEY",
        "lead@example.com valid-after=\"20270101\",valid-before=\"20260101\" KEY",
        "\u{feff}lead@example.com KEY",
        "lead@example.com\0 KEY",
        "lead@example.com KEY \u{1b}[2J",
    ] {
        let text = case.fill(&format!("# signers\n{faulty}\n"));
        let error = AllowedSigners::parse(&text, Path::new("team.signers"), &Utc).unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with("team.signers:2: "), "{faulty:?}: {error}");
        assert!(!error.contains('\u{1b}'), "{error}");
    }
}

#[test]
fn a_file_is_read_or_said_why_not() {
    let case = Case::new();
    let path = case.dir.path().join("signers");
    std::fs::write(&path, case.fill("lead@example.com KEY\n")).unwrap();
    let signers = AllowedSigners::read(&path).unwrap();
    let verdict = signers.find(PRINCIPAL, &case.key.public, NAMESPACE, Utc::now());
    assert_eq!(verdict, Verdict::Allowed { line: 1 });
    std::fs::write(&path, b"\xff").unwrap();
    assert!(AllowedSigners::read(&path).is_err());
    std::fs::write(&path, vec![b'\n'; 2 * 1024 * 1024]).unwrap();
    assert!(AllowedSigners::read(&path).is_err());
    assert!(AllowedSigners::read(&case.dir.path().join("absent")).is_err());
}

/// What a pattern means, by its definition.
fn fits(text: &[u8], pattern: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|i| fits(&text[i..], rest)),
        Some((c, rest)) => {
            text.first().is_some_and(|t| *c == b'?' || c == t) && fits(&text[1..], rest)
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), line in "[a\"\\\\,=!*? \t]{0,12} ?(namespaces|valid-after|cert-authority)?[=\",\\\\ 0-9Z]{0,20} ?(ssh-ed25519)? ?A{0,9}") {
        drop(AllowedSigners::parse(&text, Path::new("x"), &Utc));
        drop(AllowedSigners::parse(&line, Path::new("x"), &Utc));
    }

    #[test]
    fn patterns_mean_what_they_say(text in "[ab]{0,7}", pattern in "[ab*?]{1,6}") {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
        let public = ssh_key::PublicKey::from_openssh(key).unwrap();
        let signers = parse(&format!("{pattern} {key}"));
        let ours = signers.find(&text, &public, NAMESPACE, time("20260614120000"));
        prop_assert_eq!(ours.is_allowed(), fits(text.as_bytes(), pattern.as_bytes()));
    }
}
