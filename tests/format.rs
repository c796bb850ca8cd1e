//! The format as its description and its independent check have it.
//!
//! The folders are written here from the description alone, without the store, and are checked by
//! `verify.py`, which shares no code with the program either.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use onsite::audit::schema::{
    FieldSpec, Holds, Kind, audit_fields, criterion_fields, requirement_fields,
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const AUDIT: &str = "0123456789abcdef0123456789abcdef";
const ADA: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const BOB: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const NOTE: &str = "00000000000000000000000000000001";

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn script() -> PathBuf {
    repository().join("src/store/verify.py")
}

fn description() -> String {
    fs::read_to_string(repository().join("src/store/FORMAT.md")).unwrap()
}

fn sha(bytes: impl AsRef<[u8]>) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

/// A log as the description says that it is written.
struct Log {
    run: &'static str,
    lines: Vec<Vec<u8>>,
    chains: Vec<String>,
    commitments: Vec<String>,
}

impl Log {
    fn new(run: &'static str, author: &str) -> Self {
        let mut log = Self {
            run,
            lines: Vec::new(),
            chains: Vec::new(),
            commitments: Vec::new(),
        };
        log.body(&format!(
            r#"{{"format":1,"audit":"{AUDIT}","run":"{run}","author":"{author}","tool":"onsite 0.1.0","time":"2026-06-14T08:55:00+02:00"}}"#
        ));
        log
    }

    /// Bob's log, which goes on from Ada's.
    fn going_on(head: &str) -> Self {
        let mut log = Self {
            run: BOB,
            lines: Vec::new(),
            chains: Vec::new(),
            commitments: Vec::new(),
        };
        log.body(&format!(
            r#"{{"format":1,"audit":"{AUDIT}","run":"{BOB}","author":"Bob","tool":"t","time":"2026-06-14T10:00:00Z","continues":{{"run":"{ADA}","head":{head}}}}}"#
        ));
        log
    }

    fn body(&mut self, body: &str) {
        let salt = &sha(format!("{} {}", self.run, self.lines.len()))[..32];
        let commitment = sha(format!("{salt}{body}"));
        let zeros = "0".repeat(64);
        let previous = self.chains.last().unwrap_or(&zeros);
        let chain = sha(format!("{previous} {commitment}"));
        self.lines
            .push(format!("{} {chain} {salt} {body}\n", body.len()).into_bytes());
        self.chains.push(chain);
        self.commitments.push(commitment);
    }

    fn entry(&mut self, more: &str, changes: &str) {
        let n = self.lines.len();
        let id = &sha(format!("entry {} {n}", self.run))[..32];
        self.body(&format!(
            r#"{{"id":"{id}","n":{n},"time":"2026-06-14T09:{n:02}:00+02:00",{more}"changes":[{changes}]}}"#
        ));
    }

    fn strike(&mut self, n: usize) {
        let length = String::from_utf8(self.lines[n].clone()).unwrap();
        let length = length.split(' ').next().unwrap();
        let (chain, commitment) = (&self.chains[n], &self.commitments[n]);
        self.lines[n] = format!("{length} {chain} struck {commitment}\n").into_bytes();
    }

    fn strike_entry(&self, n: usize) -> String {
        let (run, commitment) = (self.run, &self.commitments[n]);
        let line = String::from_utf8_lossy(&self.lines[n]).into_owned();
        let length = line.split(' ').next().unwrap();
        format!(
            r#"{{"strike":{{"run":"{run}","n":{n},"commitment":"{commitment}","length":{length},"entry":"{NOTE}","ground":"accident"}}}}"#
        )
    }

    fn head(&self, n: usize) -> String {
        format!(r#"{{"n":{n},"chain":"{}"}}"#, self.chains[n])
    }

    fn bytes(&self) -> Vec<u8> {
        self.lines.concat()
    }

    fn place(&self, root: &Path) -> PathBuf {
        root.join(format!("log/{}.log", self.run))
    }

    fn heads(&self) -> String {
        let mut lines = String::new();
        for (n, chain) in self.chains.iter().enumerate() {
            writeln!(lines, "{n} {chain}").unwrap();
        }
        lines
    }

    fn save(&self, root: &Path) {
        fs::write(self.place(root), self.bytes()).unwrap();
        fs::write(root.join("heads").join(self.run), self.heads()).unwrap();
    }
}

/// An audit folder with one log of a note, a result and an attached file.
struct Folder {
    dir: TempDir,
    ada: Log,
    evidence: String,
    criteria: String,
}

impl Folder {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let root = dir.path();
        for sub in ["criteria", "log", "heads", "evidence", "draft", "signoff"] {
            fs::create_dir(root.join(sub)).unwrap();
        }
        let about = format!(
            r#"{{"format":1,"audit":"{AUDIT}","created":"2026-06-14T08:50:00+02:00","tool":"onsite 0.1.0"}}"#
        );
        fs::write(root.join("AUDIT.json"), about).unwrap();
        let file = b"restore protocol\n";
        let evidence = sha(file);
        fs::write(root.join("evidence").join(&evidence), file).unwrap();
        let checklist = b"(id: \"27001\")\n";
        let criteria = format!("27001-{}.ron", &sha(checklist)[..16]);
        fs::write(root.join("criteria").join(&criteria), checklist).unwrap();
        let mut ada = Log::new(ADA, "Ada Byron");
        ada.entry(
            "",
            &format!(
                r#"{{"add":{{"kind":"note","id":"{NOTE}","fields":{{"text":"shown \u001b[2J\u202e é"}}}}}}"#
            ),
        );
        ada.entry(
            "",
            &format!(
                r#"{{"add":{{"kind":"evidence","id":"{BOB}","fields":{{"file":"{evidence}"}},"links":{{"on":["27001:A.8.13"]}}}}}}"#
            ),
        );
        ada.save(root);
        Self {
            dir,
            ada,
            evidence,
            criteria,
        }
    }

    fn root(&self) -> &Path {
        self.dir.path()
    }

    fn write_log(&self, bytes: impl AsRef<[u8]>) {
        fs::write(self.ada.place(self.root()), bytes).unwrap();
    }
}

/// Runs the script as a reviewer would: its exit code and what it printed.
fn verify(root: &Path, signoff: Option<&Path>) -> (i32, String) {
    let mut command = Command::new("python3");
    command.arg("-B").arg(script()).arg(root).args(signoff);
    let output = command.output().expect("python3 is needed for this test");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.is_empty(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text)
}

fn expect(code: i32, root: &Path) -> String {
    let (found, text) = verify(root, None);
    assert_eq!(found, code, "{text}");
    text
}

/// Runs the script over and over in one interpreter, for tests with a thousand folders.
struct Many {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

const LOOP: &str = r#"
import io, os, sys
code = compile(open(sys.argv[1]).read(), "verify.py", "exec")
real, null = sys.stdout, open(os.devnull, "w")
for folder in sys.stdin:
    sys.argv, sys.stdout = ["verify.py", folder.rstrip("\n")], null
    try: exec(code, {"__name__": "__main__"}); said = "no exit"
    except SystemExit as end: said = str(int(end.code))
    except BaseException as error: said = repr(error)
    print(said, file=real, flush=True)
"#;

impl Many {
    fn new() -> Self {
        let mut child = Command::new("python3")
            .args(["-B", "-c", LOOP])
            .arg(script())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is needed for this test");
        let ask = child.stdin.take().unwrap();
        let answer = BufReader::new(child.stdout.take().unwrap());
        Self { child, ask, answer }
    }

    fn verify(&mut self, root: &Path) -> String {
        writeln!(self.ask, "{}", root.display()).unwrap();
        let mut line = String::new();
        self.answer.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn end(self) {
        drop(self.ask);
        let mut child = self.child;
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn the_script_is_short_enough_to_be_read() {
    let text = fs::read_to_string(script()).unwrap();
    assert!(text.lines().count() <= 60);
    assert!(text.lines().all(|line| line.chars().count() <= 120));
}

#[test]
fn a_sound_folder_is_good_and_its_entries_are_printed_without_control_characters() {
    let text = expect(0, Folder::new().root());
    assert!(
        text.contains("2026-06-14T09:01:00+02:00 Ada Byron aaaaaaaa 1:"),
        "{text}"
    );
    assert!(text.contains(r"shown \u001b[2J\u202e é"), "{text}");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    assert!(text.ends_with("\ngood\n"));
}

#[test]
fn every_flipped_byte_of_a_log_is_found() {
    let folder = Folder::new();
    let sound = folder.ada.bytes();
    let mut many = Many::new();
    assert_eq!(many.verify(folder.root()), "0");
    for at in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        folder.write_log(&bytes);
        assert_eq!(many.verify(folder.root()), "1", "byte {at}");
    }
    many.end();
}

#[test]
fn every_truncation_of_a_log_is_found() {
    let folder = Folder::new();
    let sound = folder.ada.bytes();
    let mut many = Many::new();
    for length in (0..sound.len()).step_by(3) {
        folder.write_log(&sound[..length]);
        assert_eq!(many.verify(folder.root()), "1", "{length} bytes");
    }
    let mut end = 0;
    for line in &folder.ada.lines[..folder.ada.lines.len() - 1] {
        end += line.len();
        folder.write_log(&sound[..end]);
        assert_eq!(many.verify(folder.root()), "1", "{end} bytes");
    }
    many.end();
}

#[test]
fn lines_that_are_swapped_doubled_missing_or_foreign_are_found() {
    let folder = Folder::new();
    let lines = &folder.ada.lines;
    for order in [[0, 2, 1], [1, 0, 2], [0, 1, 1], [0, 0, 1], [0, 2, 2]] {
        folder.write_log(order.map(|n| lines[n].clone()).concat());
        expect(1, folder.root());
    }
    folder.write_log([folder.ada.bytes(), lines[2].clone()].concat());
    expect(1, folder.root());
    folder.ada.save(folder.root());
    let foreign = folder.ada.bytes();
    fs::write(folder.root().join(format!("log/{BOB}.log")), foreign).unwrap();
    assert!(expect(1, folder.root()).contains("belongs elsewhere"));
}

#[test]
fn a_line_with_the_wrong_number_or_an_id_that_is_taken_is_found() {
    let fresh = "c".repeat(32);
    let taken = sha(format!("entry {ADA} 1"))[..32].to_owned();
    for (id, n, code) in [(&fresh, 3, 0), (&fresh, 7, 1), (&taken, 3, 1)] {
        let mut folder = Folder::new();
        folder.ada.body(&format!(
            r#"{{"id":"{id}","n":{n},"time":"2026-06-14T09:30:00+02:00","changes":[]}}"#
        ));
        folder.ada.save(folder.root());
        expect(code, folder.root());
    }
}

#[test]
fn an_entry_that_was_written_again_is_good() {
    let folder = Folder::new();
    let mut bob = Log::new(BOB, "Bob");
    let again = String::from_utf8(folder.ada.lines[1].clone()).unwrap();
    bob.body(again.trim_end().splitn(4, ' ').nth(3).unwrap());
    bob.save(folder.root());
    expect(0, folder.root());
}

#[test]
fn a_head_ahead_of_its_log_or_beside_it_is_found() {
    let folder = Folder::new();
    let heads = folder.root().join("heads").join(ADA);
    let chain = &folder.ada.chains[2];
    for line in [format!("3 {chain}\n"), format!("1 {chain}\n"), "x\n".into()] {
        fs::write(&heads, folder.ada.heads() + &line).unwrap();
        expect(1, folder.root());
    }
    // A head that was not wholly written says nothing.
    fs::write(&heads, folder.ada.heads() + "3 5f").unwrap();
    expect(0, folder.root());
    fs::rename(&heads, folder.root().join("heads").join(BOB)).unwrap();
    expect(1, folder.root());
}

#[test]
fn a_line_that_another_log_has_seen_must_be_there() {
    for (n, of, code) in [(2, 2, 0), (3, 2, 1), (1, 2, 1)] {
        let folder = Folder::new();
        let mut bob = Log::new(BOB, "Bob");
        let head = folder
            .ada
            .head(of)
            .replace("\"n\":2", &format!("\"n\":{n}"));
        bob.entry(&format!(r#""seen":{{"{ADA}":{head}}},"#), "");
        bob.save(folder.root());
        expect(code, folder.root());
        let bob = Log::going_on(&head);
        bob.save(folder.root());
        expect(code, folder.root());
        // What was being written when the first log failed stands in the second.
        folder.write_log([folder.ada.bytes(), b"270 5f".to_vec()].concat());
        expect(code, folder.root());
    }
}

#[test]
fn changed_or_missing_evidence_and_criteria_are_found() {
    let folder = Folder::new();
    let evidence = folder.root().join("evidence").join(&folder.evidence);
    let criteria = folder.root().join("criteria").join(&folder.criteria);
    for file in [&evidence, &criteria] {
        let sound = fs::read(file).unwrap();
        fs::write(file, [&sound, &b" "[..]].concat()).unwrap();
        expect(1, folder.root());
        fs::write(file, sound).unwrap();
        expect(0, folder.root());
    }
    fs::remove_file(evidence).unwrap();
    expect(1, folder.root());
}

#[test]
fn a_struck_line_is_good_when_an_entry_accounts_for_it() {
    let mut folder = Folder::new();
    let strike = folder.ada.strike_entry(1);
    folder.ada.strike(1);
    folder.ada.save(folder.root());
    assert!(expect(1, folder.root()).contains("unexplained: struck"));
    folder.ada.entry("", &strike);
    folder.ada.save(folder.root());
    let text = expect(0, folder.root());
    assert!(text.contains("struck") && !text.contains("shown"), "{text}");
    let other = folder.ada.strike_entry(2);
    folder.ada.entry("", &other);
    folder.ada.save(folder.root());
    assert!(expect(1, folder.root()).contains("not so: struck"));
}

#[test]
fn a_torn_tail_is_bad_until_an_entry_accepts_it_and_damage_always() {
    let folder = Folder::new();
    let whole = folder.ada.bytes();
    let torn = &folder.ada.lines[2][..90];
    let no_json = {
        let mut ada = Log::new(ADA, "Ada");
        ada.chains.clone_from(&folder.ada.chains);
        ada.body("no JSON");
        ada.lines.pop().unwrap()
    };
    let cases: [(Vec<u8>, i32); 5] = [
        (torn.to_vec(), 0),
        (no_json, 1),
        (vec![0; 700], 0),
        (b"\0\0\0}\n".to_vec(), 0),
        ([torn, b"\n", torn].concat(), 1),
    ];
    for (tail, code) in cases {
        folder.write_log([&whole[..], &tail].concat());
        fs::remove_file(folder.root().join(format!("log/{BOB}.log"))).ok();
        fs::remove_file(folder.root().join(format!("heads/{BOB}"))).ok();
        expect(1, folder.root());
        let mut bob = Log::new(BOB, "Bob");
        let (offset, length, digest) = (whole.len(), tail.len(), sha(&tail));
        bob.entry(
            "",
            &format!(
                r#"{{"tail-noted":{{"run":"{ADA}","offset":{offset},"length":{length},"digest":"{digest}"}}}}"#
            ),
        );
        bob.save(folder.root());
        expect(code, folder.root());
    }
}

#[test]
fn a_signoff_is_held_against_the_folder() {
    let mut folder = Folder::new();
    let signoff = folder.root().join("signoff/0001");
    fs::create_dir(&signoff).unwrap();
    let root = folder.root().to_owned();
    let criteria = sha(fs::read(root.join("criteria").join(&folder.criteria)).unwrap());
    let sound = format!(
        "log {ADA} 2 {}\ncriteria {criteria} {}\nevidence {} 17\n",
        folder.ada.chains[2], folder.criteria, folder.evidence
    );
    let check = |text: &str| {
        fs::write(signoff.join("RECORD.txt"), text).unwrap();
        verify(&root, Some(&signoff)).0
    };
    assert_eq!(check(&sound), 0);
    folder.ada.entry("", "");
    folder.ada.save(&root);
    assert_eq!(check(&sound), 0, "a log may go on after a sign-off");
    assert_eq!(check(&sound.replace(" 17", " 18")), 1);
    assert_eq!(check(&sound.replace(" 2 ", " 1 ")), 1);
    assert_eq!(check(&sound.replace(&criteria, &sha("other"))), 1);
    assert_eq!(check(&sound.replace(ADA, BOB)), 1);
    assert_eq!(check(&format!("{sound}something new\n")), 1);
    assert_eq!(verify(&root, Some(&root)).0, 2, "no RECORD.txt");
}

#[test]
fn what_cannot_be_read_is_said_to_be_so() {
    let folder = Folder::new();
    let about = folder.root().join("AUDIT.json");
    let sound = fs::read_to_string(&about).unwrap();
    for text in ["", "{", "[]", "7", "\u{0}", &sound.replace(":1,", ":2,")] {
        fs::write(&about, text).unwrap();
        expect(2, folder.root());
    }
    fs::write(&about, sound.replace("0123", "1123")).unwrap();
    expect(1, folder.root());
    expect(2, &folder.root().join("nowhere"));
    expect(2, &about);
}

#[test]
fn well_chained_nonsense_is_survived() {
    let deep = format!("{}1{}", "[".repeat(900), "]".repeat(900));
    let deeper = format!(
        "{{\"changes\":{}1{}}}",
        "[".repeat(90_000),
        "]".repeat(90_000)
    );
    let long = format!("{{\"n\":{}}}", "9".repeat(9000));
    let bodies = [
        "5",
        "[]",
        "{}",
        "null",
        "\"x\"",
        "{",
        "\u{0}",
        "\u{feff}{}",
        "NaN",
        "{\"n\":1e999}",
        "{\"id\":[],\"n\":{},\"time\":7,\"seen\":[],\"changes\":5}",
        "{\"id\":{},\"seen\":{\"x\":5},\"changes\":[5,null,\"add\",{\"add\":5},{\"set\":[]}]}",
        "{\"continues\":5}",
        "{\"continues\":{\"run\":1,\"head\":\"{0}\"}}",
        "{\"changes\":[{\"strike\":5}]}",
        "{\"changes\":[{\"tail-noted\":{\"run\":{}}}]}",
        "{\"changes\":[{\"add\":{\"fields\":[]}}]}",
        "{\"changes\":[{\"set\":{\"field\":[]}}]}",
        "{\"changes\":\"\\ud800\\u0000\\u009b\"}",
        "{\"time\":\"\\ud800\"}",
        &deep,
        &deeper,
        &long,
    ];
    let folder = Folder::new();
    let mut many = Many::new();
    for body in bodies {
        for before in [0, 2] {
            let mut ada = Log::new(ADA, "Ada");
            if before == 0 {
                (ada.lines, ada.chains) = (Vec::new(), Vec::new());
            } else {
                ada.entry("", "");
            }
            ada.body(body);
            folder.write_log(ada.bytes());
            let said = many.verify(folder.root());
            let start = body.get(..60).unwrap_or(body);
            assert!(said == "1" || said == "2", "{start}: {said}");
        }
    }
    many.end();
    let mut ada = Log::new(ADA, "Ada");
    ada.body("{\"changes\":\"\\ud800\\u0000\\u009b\\u2028\"}");
    ada.save(folder.root());
    let text = expect(0, folder.root());
    assert!(!text.contains(['\0', '\u{9b}', '\u{2028}']), "{text}");
}

#[test]
fn files_with_other_names_are_said_to_be_ignored() {
    let folder = Folder::new();
    fs::write(folder.root().join("log/.DS_\u{1b}[2J"), "x").unwrap();
    fs::create_dir(folder.root().join(format!("evidence/{}", sha("dir")))).unwrap();
    let text = expect(0, folder.root());
    assert!(
        text.contains("ignored: log/.DS_") && !text.contains('\u{1b}'),
        "{text}"
    );
    assert!(text.contains("ignored: evidence/"), "{text}");
    let evidence = folder.root().join("evidence").join(&folder.evidence);
    let elsewhere = folder.root().join("draft/file");
    fs::rename(&evidence, &elsewhere).unwrap();
    std::os::unix::fs::symlink(elsewhere, evidence).unwrap();
    expect(1, folder.root());
}

fn holds(spec: &FieldSpec) -> String {
    match spec.holds {
        Holds::Line => "line".to_owned(),
        Holds::Text => "text".to_owned(),
        Holds::Number => "number".to_owned(),
        Holds::Day => "day".to_owned(),
        Holds::Moment => "moment".to_owned(),
        Holds::Digest => "digest".to_owned(),
        Holds::Marks => "a letter for each attribute: `y` `n` `x` `.`".to_owned(),
        Holds::Choice(choices) => {
            let keys: Vec<_> = choices.iter().map(|(key, _)| format!("`{key}`")).collect();
            keys.join(" ")
        }
    }
}

fn field_table() -> String {
    let mut table = "| of | field | holds | meaning |\n|---|---|---|---|\n".to_owned();
    let of_others = [
        ("audit", audit_fields()),
        ("criterion", criterion_fields()),
        ("requirement", requirement_fields()),
    ];
    let of_kinds = Kind::ALL.iter().map(|kind| (kind.key(), kind.fields()));
    for (of, fields) in of_others.into_iter().chain(of_kinds) {
        for spec in fields {
            let (key, label, holds) = (spec.field.key(), spec.label, holds(spec));
            let each = if spec.per_criterion { "@CRITERION" } else { "" };
            writeln!(table, "| {of} | `{key}{each}` | {holds} | {label} |").unwrap();
        }
    }
    table
}

fn kind_table() -> String {
    let mut table = "| kind | shown as | links |\n|---|---|---|\n".to_owned();
    for kind in Kind::ALL {
        let links: Vec<_> = kind.links().iter().map(|l| format!("`{l}`")).collect();
        let links = if links.is_empty() {
            "none".to_owned()
        } else {
            links.join(" ")
        };
        writeln!(table, "| `{kind}` | {}1 | {links} |", kind.letter()).unwrap();
    }
    table
}

#[test]
fn the_description_has_every_kind_field_choice_and_link_of_the_schema_and_no_other() {
    let mut text = description();
    for table in [kind_table(), field_table()] {
        let heading = table.lines().next().unwrap();
        let start = text.find(heading).expect("the table's heading");
        let rest = &text[start..];
        let end = rest.find("\n\n").expect("a blank line behind the table");
        if std::env::var_os("ONSITE_BLESS").is_some() {
            text.replace_range(start..=start + end, &table);
            continue;
        }
        assert_eq!(&rest[..=end], table);
    }
    if std::env::var_os("ONSITE_BLESS").is_some() {
        std::fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/FORMAT.md"),
            text,
        )
        .unwrap();
    }
}

/// The text of the first block of code behind `heading`.
fn block<'a>(text: &'a str, heading: &str) -> &'a str {
    let rest = &text[text.find(heading).expect("the heading")..];
    let rest = &rest[rest.find("```").unwrap()..];
    let rest = &rest[rest.find('\n').unwrap() + 1..];
    &rest[..rest.find("```").unwrap()]
}

#[test]
fn the_worked_example_is_a_sound_log_and_can_be_checked_by_hand() {
    let text = description();
    let example = block(&text, "## A worked example");
    let dir = TempDir::new().unwrap();
    let header: serde_json::Value = {
        let line = example.lines().next().unwrap();
        serde_json::from_str(line.splitn(4, ' ').nth(3).unwrap()).unwrap()
    };
    let (audit, run) = (
        header["audit"].as_str().unwrap(),
        header["run"].as_str().unwrap(),
    );
    fs::create_dir(dir.path().join("log")).unwrap();
    fs::write(dir.path().join(format!("log/{run}.log")), example).unwrap();
    let about = format!(r#"{{"format":1,"audit":"{audit}"}}"#);
    fs::write(dir.path().join("AUDIT.json"), about).unwrap();
    expect(0, dir.path());
    let body = example
        .lines()
        .nth(1)
        .unwrap()
        .splitn(4, ' ')
        .nth(3)
        .unwrap();
    let (record, _) = onsite::audit::body::read_body(body, 1).unwrap();
    assert!(matches!(record, onsite::audit::entry::Record::Entry(_)));

    let commands = block(&text, "## Checking one line by hand");
    let output = Command::new("sh")
        .args(["-eu", "-c", commands])
        .current_dir(dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("length agrees\nchain agrees\n"),
        "{said}{errors}"
    );
}
