//! After any one byte is changed, the right tools say so.

use std::path::{Path, PathBuf};

use super::bench::{Bench, all_bad, bad};
use super::tools::PRINCIPAL;

/// Changes one byte, looks, and puts it back.
fn with_changed<T>(file: &Path, at: usize, look: impl FnOnce() -> T) -> T {
    let sound = std::fs::read(file).unwrap();
    let mut bytes = sound.clone();
    bytes[at] ^= 1;
    std::fs::write(file, &bytes).unwrap();
    let seen = look();
    std::fs::write(file, &sound).unwrap();
    seen
}

fn length(file: &Path) -> usize {
    std::fs::metadata(file).unwrap().len() as usize
}

/// So many places in a file, first and last among them.
fn places(file: &Path, count: usize) -> Vec<usize> {
    let last = length(file) - 1;
    (0..count).map(|n| last * n / (count - 1)).collect()
}

fn only(dir: PathBuf) -> PathBuf {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.remove(0)
}

#[test]
fn no_byte_of_a_sealed_folder_changes_unnoticed() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    let folder = bench.signoff(1);
    let sealed = ["STATEMENT.txt", "RECORD.txt", "SHA256SUMS"].map(|name| (name, 11));
    let others = ["report.md", "report.html", "findings.jsonl", "VERIFY.txt"];
    for (name, stride) in sealed.into_iter().chain(others.map(|name| (name, 997))) {
        let file = folder.join(name);
        for at in (0..length(&file)).step_by(stride).chain(places(&file, 2)) {
            let found = with_changed(&file, at, || bad(&bench.verify_folder(1)));
            assert!(!found.is_empty(), "byte {at} of {name}");
        }
    }
    let signature = folder.join(format!("SHA256SUMS.{PRINCIPAL}.sig"));
    // The last byte is a line feed after the armor, which carries no meaning.
    for at in (0..length(&signature) - 1).step_by(3) {
        let found = with_changed(&signature, at, || bad(&bench.verify_folder(1)));
        // A line feed within the armor may become another blank.
        let blank = std::fs::read(&signature).unwrap()[at] == b'\n';
        assert!(!found.is_empty() || blank, "byte {at} of the signature");
    }
    assert_eq!(bad(&bench.verify_folder(1)), Vec::<String>::new());
}

#[test]
fn the_stock_tools_find_what_is_theirs_to_find() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    let folder = bench.signoff(1);
    let all = |bench: &Bench| {
        [
            bench.ssh_keygen_says_good(1, PRINCIPAL, &bench.key),
            bench.sha256sum_says_good(1),
            bench.python_says_good(1),
            bench.verify().is_good(),
        ]
    };
    assert_eq!(all(&bench), [true; 4]);
    let cases = [
        // ssh-keygen, sha256sum, verify.py, onsite
        (folder.join("STATEMENT.txt"), [true, false, true, false]),
        (folder.join("report.md"), [true, false, true, false]),
        (folder.join("SHA256SUMS"), [false, false, true, false]),
        (folder.join("RECORD.txt"), [true, false, false, false]),
        (only(bench.path.join("log")), [true, true, false, false]),
        (
            only(bench.path.join("criteria")),
            [true, true, false, false],
        ),
        (
            only(bench.path.join("evidence")),
            [true, true, false, false],
        ),
    ];
    for (file, expected) in cases {
        let at = length(&file) / 2;
        let found = with_changed(&file, at, || all(&bench));
        assert_eq!(found, expected, "{}", file.display());
    }
    assert_eq!(all(&bench), [true; 4]);
}

#[test]
fn no_byte_of_the_record_behind_it_changes_unnoticed() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    for dir in ["log", "criteria", "evidence"] {
        for entry in std::fs::read_dir(bench.path.join(dir)).unwrap() {
            let file = entry.unwrap().path();
            for at in places(&file, 6) {
                let found = with_changed(&file, at, || all_bad(&bench.verify()));
                assert!(!found.is_empty(), "byte {at} of {}", file.display());
            }
        }
    }
    assert_eq!(all_bad(&bench.verify()), Vec::<String>::new());
}

#[test]
fn a_log_that_was_cut_back_or_computed_anew_shows_against_the_sign_off() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    let record = std::fs::read_to_string(bench.signoff(1).join("RECORD.txt")).unwrap();
    let line = record
        .lines()
        .find(|line| line.starts_with("log "))
        .unwrap();
    let run = line.split(' ').nth(1).unwrap();
    let log = bench.path.join(format!("log/{run}.log"));
    let bytes = std::fs::read(&log).unwrap();
    let end = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n');
    std::fs::write(&log, &bytes[..=end.unwrap()]).unwrap();
    std::fs::remove_dir_all(bench.path.join("heads")).unwrap();
    let found = bench.verify();
    let texts = bad(&found.signoffs[0].1);
    assert!(
        texts.iter().any(|it| it.contains("does not reach line")),
        "{texts:?}"
    );
    assert!(!bench.python_says_good(1));
}
