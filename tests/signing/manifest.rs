//! The manifest, beside `sha256sum`.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use onsite::signoff::manifest::{
    Fault, MANIFEST_NAME, Manifest, Problem, check_name, may_be_added_later,
};
use proptest::prelude::*;

use crate::tools::{must, run, tool};

const FILES: [(&str, &[u8]); 5] = [
    ("STATEMENT.txt", b"Kind: report\n"),
    ("RECORD.txt", b"log 1\n"),
    ("report.pdf", b"%PDF-1.7\n\0\xff"),
    ("empty.csv", b""),
    ("findings.jsonl", b"{}\n"),
];

fn sealed() -> (tempfile::TempDir, Manifest) {
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in FILES {
        std::fs::write(dir.path().join(name), content).unwrap();
    }
    let manifest = Manifest::of_folder(dir.path()).unwrap();
    std::fs::write(dir.path().join(MANIFEST_NAME), manifest.to_text()).unwrap();
    (dir, manifest)
}

fn sha256sum_accepts(dir: &Path) -> bool {
    let mut command = tool("sha256sum");
    command
        .args(["-c", "--strict", MANIFEST_NAME])
        .current_dir(dir);
    run(&mut command, b"").status.success()
}

fn is_good(dir: &Path) -> bool {
    let text = std::fs::read(dir.join(MANIFEST_NAME)).unwrap();
    Manifest::parse(&text).is_ok_and(|m| m.verify(dir).unwrap().is_empty())
}

fn problem(name: &str, fault: Fault) -> Problem {
    let name = name.to_owned();
    Problem { name, fault }
}

#[test]
fn the_text_is_what_sha256sum_writes() {
    let (dir, manifest) = sealed();
    let mut names = FILES.map(|(name, _)| name);
    names.sort_unstable();
    let theirs = must(tool("sha256sum").args(names).current_dir(&dir), b"");
    assert_eq!(manifest.to_text(), theirs);
    assert_eq!(Manifest::parse(theirs.as_bytes()).unwrap(), manifest);
    // The manifest itself is there by now, and is not part of it.
    assert_eq!(Manifest::of_folder(dir.path()).unwrap(), manifest);
    assert!(sha256sum_accepts(dir.path()) && is_good(dir.path()));
}

#[test]
fn a_changed_file_is_refused_here_and_by_sha256sum() {
    let (dir, manifest) = sealed();
    for (name, content) in FILES {
        let path = dir.path().join(name);
        let mut variants = vec![[content, b"\n"].concat()];
        for at in 0..content.len() {
            let mut changed = content.to_vec();
            changed[at] ^= 0x20;
            variants.push(changed);
        }
        for changed in variants {
            std::fs::write(&path, changed).unwrap();
            assert!(!sha256sum_accepts(dir.path()));
            let found = manifest.verify(dir.path()).unwrap();
            assert_eq!(found, [problem(name, Fault::Changed)]);
        }
        std::fs::remove_file(&path).unwrap();
        assert!(!sha256sum_accepts(dir.path()));
        let found = manifest.verify(dir.path()).unwrap();
        assert_eq!(found, [problem(name, Fault::Missing)]);
        std::fs::write(&path, content).unwrap();
        assert!(sha256sum_accepts(dir.path()) && is_good(dir.path()));
    }
}

#[test]
fn a_changed_manifest_is_refused() {
    let (dir, manifest) = sealed();
    let text = manifest.to_text().into_bytes();
    for at in 0..text.len() {
        for mask in [0x01, 0x20, 0x80] {
            let mut changed = text.clone();
            changed[at] ^= mask;
            std::fs::write(dir.path().join(MANIFEST_NAME), &changed).unwrap();
            assert!(!is_good(dir.path()), "byte {at} ^ {mask:#x}");
        }
    }
}

#[test]
fn whatever_is_wrong_is_named() {
    let (dir, manifest) = sealed();
    let at = |name: &str| dir.path().join(name);
    let outside = tempfile::tempdir().unwrap();
    // The same bytes, but elsewhere: where they lead can change at any time.
    std::fs::copy(at("RECORD.txt"), outside.path().join("r")).unwrap();
    std::fs::remove_file(at("RECORD.txt")).unwrap();
    symlink(outside.path().join("r"), at("RECORD.txt")).unwrap();
    assert!(sha256sum_accepts(dir.path()));
    std::fs::write(at("report.pdf"), "other").unwrap();
    std::fs::remove_file(at("empty.csv")).unwrap();
    std::fs::remove_file(at("findings.jsonl")).unwrap();
    must(tool("mkfifo").arg(at("findings.jsonl")), b"");
    std::fs::write(at("report.html"), "unlisted").unwrap();
    std::fs::create_dir(at("more")).unwrap();
    symlink("absent", at("dangling")).unwrap();
    std::fs::write(at("\u{1b}[2J.txt"), "").unwrap();
    let foreign = std::ffi::OsStr::from_bytes(b"z\xff");
    std::fs::write(dir.path().join(foreign), "").unwrap();
    symlink("absent", at("SHA256SUMS.lead@example.com.sig")).unwrap();

    let link = Fault::NotAFile("a symbolic link");
    let found = manifest.verify(dir.path()).unwrap();
    assert_eq!(
        found,
        [
            problem("\"\\u{1b}[2J.txt\"", Fault::Unlisted),
            problem("RECORD.txt", link.clone()),
            problem("SHA256SUMS.lead@example.com.sig", link.clone()),
            problem("dangling", link),
            problem("empty.csv", Fault::Missing),
            problem(
                "findings.jsonl",
                Fault::NotAFile("a device, pipe or socket")
            ),
            problem("more", Fault::NotAFile("a folder")),
            problem("report.html", Fault::Unlisted),
            problem("report.pdf", Fault::Changed),
            problem("\"z\\u{fffd}\"", Fault::Unlisted),
        ]
    );
    assert!(found.iter().all(|p| !p.to_string().contains('\u{1b}')));
    assert_eq!(manifest.verify(dir.path()).unwrap(), found);
    assert!(manifest.verify(&at("absent")).is_err());
}

#[test]
fn only_signatures_and_receipts_may_join() {
    let (dir, manifest) = sealed();
    let later = [
        "SHA256SUMS.lead@example.com.sig",
        "SHA256SUMS.second.sig",
        "RECEIPT-1.txt",
        "RECEIPT-2.txt.client@example.org.sig",
    ];
    for name in later {
        std::fs::write(dir.path().join(name), "x").unwrap();
    }
    assert_eq!(manifest.verify(dir.path()).unwrap(), []);
    assert_eq!(Manifest::of_folder(dir.path()).unwrap(), manifest);
    let never = [
        "SHA256SUMS.sig",
        "SHA256SUMS..sig",
        "SHA256SUMSx.sig",
        "SHA256SUMS.lead.sig.txt",
        "RECEIPT-.txt",
        "RECEIPT-1.html",
        "RECEIPT-1.txt.html",
        "RECEIPT-1.txt.sig",
        "receipt-1.txt",
        "RECEIPT-1\u{202e}.txt",
        "sha256sums",
        "VERIFY.txt",
    ];
    for name in never {
        assert!(!may_be_added_later(name), "{name}");
        std::fs::write(dir.path().join(name), "x").unwrap();
    }
    assert_eq!(manifest.verify(dir.path()).unwrap().len(), never.len());
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    for name in [
        "a b.txt",
        "ä.txt",
        "REPORT.PDF",
        "a\nb",
        ".hidden",
        "nul.txt",
    ] {
        let (dir, _) = sealed();
        std::fs::write(dir.path().join(name), "").unwrap();
        let error = Manifest::of_folder(dir.path()).unwrap_err().to_string();
        assert!(
            !error.contains('\n') && error.contains("cannot be sealed"),
            "{error}"
        );
    }
    let (dir, _) = sealed();
    std::fs::create_dir(dir.path().join("more")).unwrap();
    assert!(Manifest::of_folder(dir.path()).is_err());
    let (dir, _) = sealed();
    symlink("report.pdf", dir.path().join("latest.pdf")).unwrap();
    assert!(Manifest::of_folder(dir.path()).is_err());
    let empty = tempfile::tempdir().unwrap();
    assert!(Manifest::of_folder(empty.path()).is_err());
    assert!(Manifest::of_folder(&empty.path().join("absent")).is_err());
}

#[test]
fn hostile_manifests_are_refused() {
    let sum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let good = format!("{sum}  report.md\n");
    Manifest::parse(good.as_bytes()).unwrap();
    let upper = sum.to_uppercase();
    let mut hostile: Vec<(String, usize)> = [
        "../report.md",
        "/etc/passwd",
        "a/b",
        "..",
        ".",
        "a\\b",
        "a\0b",
        "",
        " report.md",
        "report.md ",
        "re port.md",
        "rep\u{43e}rt.md",
        "report\u{202e}.md",
        "report\u{200b}.md",
        "re\u{301}port.md",
        "report\u{1b}[0m.md",
        "report.md\t",
        "report.md.",
        ".report.md",
        "-c",
        "~",
        "C:report.md",
        "CON",
        "com1.txt",
        "SHA256SUMS",
        "sha256sums",
        "SHA256SUMS.lead.sig",
        "RECEIPT-1.txt",
        "report.md",
        "Report.MD",
    ]
    .iter()
    .map(|name| (format!("{good}{sum}  {name}\n"), 2))
    .collect();
    hostile.push((format!("{good}{sum}  {}\n", "x".repeat(256)), 2));
    hostile.extend(
        [
            format!("{sum}  report.md\r\n"),
            format!("{upper}  report.md\n"),
            format!("{sum} report.md\n"),
            format!("{sum} *report.md\n"),
            format!("{sum}\treport.md\n"),
            format!("{sum}   report.md\n"),
            format!("\\{sum}  re\\nport.md\n"),
            format!(" {sum}  report.md\n"),
            format!("{}  report.md\n", &sum[1..]),
            format!("{sum}0  report.md\n"),
            format!("+{}  report.md\n", &sum[1..]),
            format!("SHA256 (report.md) = {sum}\n"),
            format!("# comment\n{good}"),
            format!("\n{good}"),
            format!("\u{feff}{good}"),
            sum.to_owned() + "\n",
        ]
        .map(|text| (text, 1)),
    );
    hostile.push((format!("{good}\n"), 2));
    for (text, line) in hostile {
        let error = Manifest::parse(text.as_bytes()).unwrap_err().to_string();
        let place = format!("SHA256SUMS:{line}: ");
        assert!(error.starts_with(&place), "{text:?}: {error}");
        assert!(!error.contains('\u{1b}'), "{error}");
    }
    for text in [
        b"".to_vec(),
        sum.into(),
        good.trim_end().into(),
        good.repeat(20_000).into(),
    ] {
        assert!(Manifest::parse(&text).is_err());
    }
    assert!(Manifest::parse(&[good.as_bytes(), sum.as_bytes(), b"  \xff\n"].concat()).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<Vec<u8>>(), lines in "([0-9a-f]{62,66} {1,3}[a-zA-Z.]{0,3}\r?\n){0,4}") {
        drop(Manifest::parse(&text));
        if let Ok(manifest) = Manifest::parse(lines.as_bytes()) {
            prop_assert_eq!(Manifest::parse(manifest.to_text().as_bytes()).unwrap(), manifest);
        }
    }

    #[test]
    fn a_listed_name_stays_in_the_folder(name in any::<String>()) {
        may_be_added_later(&name);
        if check_name(&name).is_ok() {
            prop_assert_eq!(Path::new(&name).file_name().unwrap(), name.as_str());
        }
    }
}
