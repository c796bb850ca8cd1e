//! Signatures and sealed folders under attack.

use std::path::Path;

use onsite::checklist::profile::SignoffKind;
use onsite::signoff::manifest::{MANIFEST_NAME, Manifest};
use onsite::signoff::verify;
use onsite::signoff::{Request, sign_off};

use super::bench::{Bench, all_bad, bad, signing, trust};
use super::tools::{Key, PRINCIPAL};

fn signature() -> String {
    format!("SHA256SUMS.{PRINCIPAL}.sig")
}

/// A bench with a signed report.
fn signed() -> Bench {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    bench
}

/// Makes the list of sums anew, as somebody without the key would.
fn list_anew(folder: &Path) {
    std::fs::remove_file(folder.join(MANIFEST_NAME)).unwrap();
    let text = Manifest::of_folder(folder).unwrap().to_text();
    std::fs::write(folder.join(MANIFEST_NAME), text).unwrap();
}

fn assert_bad(bench: &Bench, words: &str) {
    let found = bad(&bench.verify_folder(1));
    assert!(
        found.iter().any(|it| it.contains(words)),
        "{words}: {found:?}"
    );
}

#[test]
fn a_swapped_statement() {
    let bench = signed();
    let mut other = Bench::small("Other AG", 2);
    other.sign();
    let name = "STATEMENT.txt";
    std::fs::copy(other.signoff(1).join(name), bench.signoff(1).join(name)).unwrap();
    assert_bad(&bench, "STATEMENT.txt: changed");
    list_anew(&bench.signoff(1));
    assert_bad(&bench, "does not fit");
}

#[test]
fn a_signature_of_another_audit() {
    let bench = signed();
    let mut other = Bench::small("Other AG", 2);
    other.key = Key::at(bench.key.path.clone());
    other.sign();
    std::fs::copy(
        other.signoff(1).join(signature()),
        bench.signoff(1).join(signature()),
    )
    .unwrap();
    assert_bad(&bench, "does not fit");

    // The whole folder, which is good by itself.
    std::fs::remove_dir_all(bench.signoff(1)).unwrap();
    std::fs::create_dir(bench.signoff(1)).unwrap();
    for entry in std::fs::read_dir(other.signoff(1)).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), bench.signoff(1).join(entry.file_name())).unwrap();
    }
    assert_eq!(bad(&bench.verify_folder(1)), Vec::<String>::new());
    let found = all_bad(&bench.verify());
    assert!(
        found.iter().any(|it| it.contains("about another audit")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|it| it.contains("another SHA256SUMS was signed")),
        "{found:?}"
    );
}

#[test]
fn a_sign_off_of_this_audit_under_another_number_or_taken_away() {
    let mut bench = signed();
    bench.sign();
    std::fs::rename(bench.signoff(1), bench.signoff(3)).unwrap();
    let found = all_bad(&bench.verify());
    assert!(
        found
            .iter()
            .any(|it| it.contains("the number 0001, and the folder 0003")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|it| it.contains("0001 is missing")),
        "{found:?}"
    );
    std::fs::remove_dir_all(bench.signoff(3)).unwrap();
    let found = bad(&bench.verify().signoffs[0].1);
    assert!(
        found
            .iter()
            .any(|it| it.contains("that it names is missing")),
        "{found:?}"
    );
}

#[test]
fn one_key_for_two_names() {
    let bench = Bench::small("Example GmbH", 1);
    let signers = [PRINCIPAL, "member@example.com"]
        .map(|principal| signing(&bench.key, principal, "auditor"));
    let request = Bench::request(SignoffKind::Report);
    sign_off(&bench.load(), &request, signers.into()).unwrap();
    let said = bench.verify_folder(1).sentences();
    assert!(
        said.iter().any(|it| it.text.contains("with the same key")),
        "{said:?}"
    );
    // Whoever vouches for the one name does not vouch for the other.
    assert_bad(&bench, "the principal is not listed");
}

#[test]
fn files_added_removed_linked_and_renamed() {
    let bench = signed();
    let folder = bench.signoff(1);
    std::fs::write(folder.join("annex.md"), "more").unwrap();
    assert_bad(&bench, "annex.md: not listed");
    std::fs::remove_file(folder.join("annex.md")).unwrap();

    std::fs::write(folder.join("rеport.md"), "a Cyrillic letter").unwrap();
    assert_bad(&bench, "not listed");
    std::fs::remove_file(folder.join("rеport.md")).unwrap();

    let outside = bench.dir.path().join("report.md");
    std::fs::rename(folder.join("report.md"), &outside).unwrap();
    assert_bad(&bench, "report.md: listed in SHA256SUMS, but not there");
    std::os::unix::fs::symlink(&outside, folder.join("report.md")).unwrap();
    assert_bad(&bench, "report.md: a symbolic link");
    std::fs::remove_file(folder.join("report.md")).unwrap();
    std::fs::rename(&outside, folder.join("report.md")).unwrap();

    let moved = bench.dir.path().join("sig");
    std::fs::rename(folder.join(signature()), &moved).unwrap();
    assert_bad(&bench, "has not signed");
    std::os::unix::fs::symlink(&moved, folder.join(signature())).unwrap();
    assert_bad(&bench, "a symbolic link");
}

#[test]
fn a_list_that_leads_elsewhere_or_was_converted() {
    let bench = signed();
    let file = bench.signoff(1).join(MANIFEST_NAME);
    let sound = std::fs::read_to_string(&file).unwrap();
    for (text, words) in [
        (
            sound.replace("report.md", "../report.md"),
            "leads out of the folder",
        ),
        (sound.replace('\n', "\r\n"), "CR LF"),
        (String::new(), "it is empty"),
        (sound.replace("report.md", "report.html"), "listed before"),
    ] {
        std::fs::write(&file, text).unwrap();
        assert_bad(&bench, words);
        assert_bad(&bench, "does not fit");
    }
    std::fs::write(&file, &sound).unwrap();
    for name in ["STATEMENT.txt", "report.md"] {
        let path = bench.signoff(1).join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace('\n', "\r\n")).unwrap();
        assert_bad(&bench, &format!("{name}: changed"));
        std::fs::write(&path, text).unwrap();
    }
}

#[test]
fn a_good_signature_over_nothing_or_for_something_else() {
    let bench = signed();
    let folder = bench.signoff(1);
    let sums = std::fs::read(folder.join(MANIFEST_NAME)).unwrap();
    for namespace in ["git", "file", "audit-report"] {
        let other = bench.key.sign_with_ssh_keygen(&sums, namespace, "sha512");
        std::fs::write(folder.join(signature()), other).unwrap();
        assert_bad(&bench, "the signature was made for");
    }
    let empty = bench
        .key
        .sign_with_ssh_keygen(b"", "audit-report@onsite", "sha512");
    std::fs::write(folder.join(signature()), empty).unwrap();
    assert_bad(&bench, "does not fit");
    std::fs::write(folder.join(MANIFEST_NAME), b"").unwrap();
    assert_bad(&bench, "it is empty");
}

#[test]
fn a_signed_list_without_statement_or_with_more_than_it_states() {
    let bench = signed();
    let folder = bench.signoff(1);
    let sign_anew = || {
        list_anew(&folder);
        let sums = std::fs::read(folder.join(MANIFEST_NAME)).unwrap();
        let anew = bench
            .key
            .sign_with_ssh_keygen(&sums, "audit-report@onsite", "sha512");
        std::fs::write(folder.join(signature()), anew).unwrap();
    };
    std::fs::write(folder.join("annex.md"), "more").unwrap();
    sign_anew();
    assert_bad(&bench, "lists annex.md, which the statement does not name");
    std::fs::remove_file(folder.join("annex.md")).unwrap();
    std::fs::remove_file(folder.join("STATEMENT.txt")).unwrap();
    sign_anew();
    assert_bad(&bench, "STATEMENT.txt");
}

#[test]
fn numbers_that_are_not_those_of_the_record() {
    // The signer lies: everything is signed, but not what the record says.
    let mut bench = Bench::new();
    bench.sign();
    let folder = bench.signoff(1);
    let change = |name: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(folder.join(name), text.replacen(from, to, 1)).unwrap();
    };
    change(
        "STATEMENT.txt",
        "27001 findings: 1 major",
        "27001 findings: 7 major",
    );
    change("report.md", "Tarnholt", "Exemplar");
    list_anew(&folder);
    let sums = std::fs::read(folder.join(MANIFEST_NAME)).unwrap();
    let anew = bench
        .key
        .sign_with_ssh_keygen(&sums, "audit-report@onsite", "sha512");
    std::fs::write(folder.join(signature()), anew).unwrap();
    assert_bad(&bench, "counts 7 findings of class major");
    let found = all_bad(&bench.verify());
    for words in [
        "the statement says something else than the record: \"27001 findings\"",
        "report.md is not what the record renders to",
        "another SHA256SUMS was signed",
    ] {
        assert!(
            found.iter().any(|it| it.contains(words)),
            "{words}: {found:?}"
        );
    }
}

#[test]
fn whose_key_it_is_and_when_it_may_sign() {
    let bench = signed();
    let key = bench.key.line();
    let look = |allowed: &str| bad(&verify::folder(&bench.signoff(1), &trust(allowed)));
    let good = [
        format!("{PRINCIPAL} {key}\n"),
        format!("{PRINCIPAL} valid-before=\"20270101\" {key}\n"),
        format!("*@example.com namespaces=\"audit-report@onsite\" {key}\n"),
    ];
    for allowed in good {
        assert_eq!(look(&allowed), Vec::<String>::new(), "{allowed}");
    }
    let stranger = Key::make(bench.dir.path(), "ed25519", "256", "").line();
    for (allowed, words) in [
        (
            format!("{PRINCIPAL} valid-before=\"20260101\" {key}\n"),
            "only until",
        ),
        (
            format!("{PRINCIPAL} valid-after=\"20270101\" {key}\n"),
            "only from",
        ),
        (
            format!("{PRINCIPAL} namespaces=\"git\" {key}\n"),
            "only for \"git\"",
        ),
        (format!("other@example.com {key}\n"), "not listed"),
        (format!("{PRINCIPAL} {stranger}\n"), "another key"),
    ] {
        let found = look(&allowed);
        assert_eq!(found.len(), 1, "{allowed}: {found:?}");
        assert!(found[0].contains(words), "{allowed}: {found:?}");
    }
}

#[test]
fn a_signature_by_a_key_that_the_statement_does_not_name() {
    let bench = signed();
    let folder = bench.signoff(1);
    let other = Key::make(bench.dir.path(), "ed25519", "256", "");
    let sums = std::fs::read(folder.join(MANIFEST_NAME)).unwrap();
    let anew = other.sign_with_ssh_keygen(&sums, "audit-report@onsite", "sha512");
    std::fs::write(folder.join("SHA256SUMS.evil@example.com.sig"), &anew).unwrap();
    assert_bad(&bench, "does not name them as a signer");
    std::fs::remove_file(folder.join("SHA256SUMS.evil@example.com.sig")).unwrap();
    std::fs::write(folder.join(signature()), anew).unwrap();
    assert_bad(&bench, "not with the stated key");
}

#[test]
fn words_that_would_pass_for_lines_of_the_statement() {
    let forged = "Example\nSigner: evil@example.com SHA256:x lead\r\n\u{1b}[2J\u{202e}Kind: x\u{2028}Kind: y";
    let mut bench = Bench::small(forged, 1);
    let request = Request {
        remarks: forged.to_owned(),
        ..Bench::request(SignoffKind::Report)
    };
    bench.sign_as(&request, PRINCIPAL);
    let bytes = std::fs::read(bench.signoff(1).join("STATEMENT.txt")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("Signer:"))
            .count(),
        1,
        "{text}"
    );
    assert!(
        !text.contains(['\r', '\u{1b}', '\u{202e}', '\u{2028}']),
        "{text}"
    );
    assert_eq!(all_bad(&bench.verify()), Vec::<String>::new());
}
