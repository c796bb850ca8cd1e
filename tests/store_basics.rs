//! The audit folder in ordinary use and with ordinary trouble.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use chrono::DateTime;
use onsite::audit::entry::{Add, Change, Entry, Moment, Record, Strike, TailNoted};
use onsite::audit::id::{AuditId, EntryId, EntryIds, ObjectId, RunId};
use onsite::audit::schema::{Field, Kind as ObjectKind};
use onsite::store::draft::{self, Drafts};
use onsite::store::{
    AuditFile, CriteriaFile, Damage, Digest, Disk, DiskFile, Draft, Held, Journal, Listed, Looks,
    RealDisk, Recorded, Report, Start, StartError, Store, Unsafe, Writer, create, folder, rescue,
    strike, verify,
};
use tempfile::TempDir;

const AUDIT: AuditId = AuditId(0xa0d1);

fn at(second: i64) -> Moment {
    DateTime::from_timestamp(1_780_000_000 + second, 0)
        .unwrap()
        .fixed_offset()
}

fn note(id: u128, text: &str) -> Entry {
    let add = Add::new(ObjectKind::Note, ObjectId(id)).with(Field::Text, text);
    Entry::new(
        EntryId(id),
        at(i64::try_from(id).unwrap()),
        vec![Change::Add(add)],
    )
}

fn meta() -> AuditFile {
    AuditFile {
        format: 1,
        id: AUDIT,
        created: at(0),
        tool: "onsite 0".to_owned(),
    }
}

fn writer() -> Writer {
    Writer {
        audit: AUDIT,
        author: "A. Auditor".to_owned(),
        tool: "onsite 0".to_owned(),
    }
}

fn criteria() -> Vec<CriteriaFile> {
    vec![CriteriaFile::new("iso27001-2022", "(controls: [])\n")]
}

/// A new audit with entry 1 in it.
fn audit() -> (TempDir, PathBuf, Arc<dyn Disk>) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("acme.audit");
    create::create(&path, &meta(), &criteria(), "A. Auditor", &note(1, "one")).unwrap();
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(&path).unwrap());
    (dir, path, disk)
}

fn journal(disk: &Arc<dyn Disk>) -> Journal {
    let opened = folder::open(disk.as_ref()).unwrap();
    Journal::new(Arc::clone(disk), writer(), opened.frontier)
}

fn ids(records: &[Recorded]) -> Vec<u128> {
    records
        .iter()
        .filter_map(|recorded| match &recorded.record {
            Record::Entry(entry) => Some(entry.id.0),
            _ => None,
        })
        .collect()
}

fn shown(disk: &Arc<dyn Disk>) -> Vec<u128> {
    ids(&folder::open(disk.as_ref()).unwrap().records)
}

fn log_file(path: &Path, run: RunId) -> PathBuf {
    path.join(format!("log/{run}.log"))
}

fn only_run(disk: &Arc<dyn Disk>) -> RunId {
    let opened = folder::open(disk.as_ref()).unwrap();
    *opened.chains.keys().next().unwrap()
}

/// How a disk misbehaves, from the given operation on a log on.
#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    ShortWrite,
    FailedWrite,
    /// The bytes arrive, the sync says no.
    FailedSync,
}

/// A real disk on which the `after`-th operation of a kind fails, `times` in a row; on files below `on`.
struct Faulty {
    disk: Arc<dyn Disk>,
    on: &'static str,
    trouble: Trouble,
    left: Arc<Mutex<(u32, u32)>>,
    backwards: bool,
}

impl Faulty {
    fn new(
        disk: &Arc<dyn Disk>,
        on: &'static str,
        trouble: Trouble,
        after: u32,
        times: u32,
    ) -> Self {
        Self {
            disk: Arc::clone(disk),
            on,
            trouble,
            left: Arc::new(Mutex::new((after, times))),
            backwards: false,
        }
    }
}

struct FaultyFile {
    file: Box<dyn DiskFile>,
    trouble: Option<Trouble>,
    left: Arc<Mutex<(u32, u32)>>,
}

impl FaultyFile {
    fn fails(&self, kinds: &[Trouble]) -> bool {
        if !self.trouble.is_some_and(|trouble| kinds.contains(&trouble)) {
            return false;
        }
        let mut left = self.left.lock().unwrap();
        match *left {
            (0, 0) => false,
            (0, times) => {
                left.1 = times - 1;
                true
            }
            (after, _) => {
                left.0 = after - 1;
                false
            }
        }
    }
}

impl DiskFile for FaultyFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fails(&[Trouble::ShortWrite, Trouble::FailedWrite]) {
            if self.trouble == Some(Trouble::FailedWrite) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            return self.file.append(&bytes[..bytes.len() / 2]);
        }
        self.file.append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()?;
        if self.fails(&[Trouble::FailedSync]) {
            return Err(io::Error::other("EIO"));
        }
        Ok(())
    }
}

impl Disk for Faulty {
    fn full_path(&self, path: &str) -> PathBuf {
        self.disk.full_path(path)
    }
    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(FaultyFile {
            file: self.disk.create_new(path)?,
            trouble: path.starts_with(self.on).then_some(self.trouble),
            left: Arc::clone(&self.left),
        }))
    }
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        self.disk.open(path)
    }
    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        let mut names = self.disk.list(dir)?;
        names.sort_by(|a, b| a.name.cmp(&b.name));
        if self.backwards {
            names.reverse();
        }
        Ok(names)
    }
    fn make_dir(&self, dir: &str) -> io::Result<()> {
        self.disk.make_dir(dir)
    }
    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        self.disk.sync_dir(dir)
    }
    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.rename_new(from, to)
    }
    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.replace(from, to)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.disk.remove(path)
    }
    fn hold(&self, path: &str) -> io::Result<Option<Held>> {
        self.disk.hold(path)
    }
    fn inspect(&self) -> Vec<Unsafe> {
        self.disk.inspect()
    }
}

#[test]
fn what_was_saved_is_read_again_in_order() {
    let (_dir, _path, disk) = audit();
    let mut journal = journal(&disk);
    for n in 2..=5 {
        let saved = journal.save(&note(n, "text")).unwrap();
        assert_eq!(u128::from(saved.head.n), n - 1);
    }
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(ids(&opened.records), [1, 2, 3, 4, 5]);
    assert_eq!(opened.damage, []);
    assert_eq!(opened.unsafe_reasons, []);
    assert_eq!(opened.meta, meta());
    let mut files = Vec::new();
    let wrong = folder::criteria(disk.as_ref(), |file| files.push(file)).unwrap();
    assert_eq!((files, wrong), (criteria(), Vec::new()));
    assert_eq!(opened.chains.len(), 2);
    // The second log has seen the first, so that only its own head is left to name.
    assert_eq!(
        opened.frontier.keys().copied().collect::<Vec<_>>(),
        [journal.run().unwrap()]
    );
}

#[test]
fn a_log_can_be_checked_without_this_program() {
    let (_dir, path, disk) = audit();
    let run = only_run(&disk);
    let text = fs::read_to_string(log_file(&path, run)).unwrap();
    let mut previous = "0".repeat(64);
    for line in text.lines() {
        let fields: Vec<&str> = line.splitn(4, ' ').collect();
        let [length, chain, salt, body] = fields[..] else {
            panic!("{line}");
        };
        assert_eq!(length, body.len().to_string());
        let commitment = Digest::of(format!("{salt}{body}").as_bytes());
        let expected = Digest::of(format!("{previous} {commitment}").as_bytes());
        assert_eq!(chain, expected.to_string());
        previous = chain.to_owned();
    }
    let heads = fs::read_to_string(path.join(format!("heads/{run}"))).unwrap();
    assert_eq!(heads, format!("1 {previous}\n"));
}

#[test]
fn after_a_failed_write_or_sync_a_new_log_goes_on_with_the_same_ids() {
    for trouble in [
        Trouble::ShortWrite,
        Trouble::FailedWrite,
        Trouble::FailedSync,
    ] {
        // The header and two entries pass, then one operation fails.
        let (_dir, _path, real) = audit();
        let disk: Arc<dyn Disk> = Arc::new(Faulty::new(&real, "log/", trouble, 3, 1));
        let mut journal = journal(&disk);
        journal.save(&note(2, "two")).unwrap();
        let before = journal.save(&note(3, "three")).unwrap();
        let after = journal.save(&note(4, "four")).unwrap();
        assert_ne!(before.run, after.run);
        journal.save(&note(5, "five")).unwrap();
        let opened = folder::open(real.as_ref()).unwrap();
        assert_eq!(ids(&opened.records), [1, 2, 3, 4, 5]);
        let torn = opened.damage.iter().filter(|damage| {
            matches!(damage, Damage::TornTail { run, continued_by, .. }
                if *run == before.run && *continued_by == Some(after.run))
        });
        assert_eq!(torn.count(), usize::from(trouble == Trouble::ShortWrite));
        assert_eq!(
            opened.damage.len(),
            usize::from(trouble == Trouble::ShortWrite)
        );
    }
}

#[test]
fn an_entry_that_cannot_be_saved_is_saved_later_under_its_own_id() {
    let (_dir, path, real) = audit();
    let disk: Arc<dyn Disk> = Arc::new(Faulty::new(&real, "log/", Trouble::FailedWrite, 0, 3));
    let mut journal = journal(&disk);
    for _ in 0..3 {
        let error = journal.save(&note(2, "two")).unwrap_err();
        assert!(error.to_string().starts_with("could not write "), "{error}");
    }
    assert_eq!(fs::read_dir(path.join("log")).unwrap().count(), 1);
    journal.save(&note(2, "two")).unwrap();
    assert_eq!(shown(&real), [1, 2]);
}

#[test]
fn the_order_does_not_depend_on_how_names_are_listed_nor_on_clocks() {
    let (_dir, _path, disk) = audit();
    let mut first = journal(&disk);
    let mut second = journal(&disk);
    // Two runs at once; the clock of the second is far behind.
    first
        .save(&Entry {
            time: at(100),
            ..note(2, "a")
        })
        .unwrap();
    second
        .save(&Entry {
            time: at(-900),
            ..note(3, "b")
        })
        .unwrap();
    first
        .save(&Entry {
            time: at(101),
            ..note(4, "c")
        })
        .unwrap();
    second
        .save(&Entry {
            time: at(-899),
            ..note(5, "d")
        })
        .unwrap();
    // A third one has seen both.
    let mut third = journal(&disk);
    let saved = third
        .save(&Entry {
            time: at(-5000),
            ..note(6, "e")
        })
        .unwrap();
    assert_eq!(saved.entry.seen.len(), 2);
    assert!(third.save(&note(7, "f")).unwrap().entry.seen.is_empty());
    let forwards = folder::open(disk.as_ref()).unwrap();
    let backwards = Faulty {
        backwards: true,
        ..Faulty::new(&disk, "none", Trouble::FailedSync, 0, 0)
    };
    assert_eq!(ids(&forwards.records), [1, 3, 5, 2, 4, 6, 7]);
    assert_eq!(forwards.records, folder::open(&backwards).unwrap().records);
}

#[test]
fn every_cut_of_a_log_keeps_what_stands_before_it() {
    let (_dir, path, disk) = audit();
    let run = {
        let mut journal = journal(&disk);
        journal.save(&note(2, "two")).unwrap();
        journal.save(&note(3, "three")).unwrap().run
    };
    let file = log_file(&path, run);
    let whole = fs::read(&file).unwrap();
    let ends: Vec<usize> = (1..=whole.len())
        .filter(|end| whole[end - 1] == b'\n')
        .collect();
    for cut in 0..whole.len() {
        fs::write(&file, &whole[..cut]).unwrap();
        let opened = folder::open(disk.as_ref()).unwrap();
        let lines = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(
            ids(&opened.records).len(),
            1 + lines.saturating_sub(1),
            "cut at {cut}"
        );
        let torn = opened.damage.iter().any(|d| {
            matches!(
                d,
                Damage::TornTail {
                    looks: Looks::Cut,
                    ..
                }
            )
        });
        let ahead = opened
            .damage
            .iter()
            .any(|d| matches!(d, Damage::HeadAhead { .. }));
        assert_eq!(torn, cut > 0 && !ends.contains(&cut), "cut at {cut}");
        assert!(ahead, "cut at {cut}");
    }
}

#[test]
fn every_flipped_bit_of_a_log_is_found_and_hides_nothing_of_another() {
    let (_dir, path, disk) = audit();
    let run = {
        let mut journal = journal(&disk);
        journal.save(&note(2, "two")).unwrap();
        journal.save(&note(3, "three")).unwrap().run
    };
    let file = log_file(&path, run);
    let whole = fs::read(&file).unwrap();
    for byte in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[byte] ^= 1 << (byte % 8);
        fs::write(&file, &bytes).unwrap();
        let opened = folder::open(disk.as_ref()).unwrap();
        assert!(!opened.damage.is_empty(), "byte {byte}");
        assert_eq!(ids(&opened.records)[0], 1, "byte {byte}");
        assert!(
            !verify::verify(disk.as_ref(), |_, _| {}).unwrap().holds(),
            "byte {byte}"
        );
    }
}

#[test]
fn what_stands_behind_a_damaged_line_is_set_aside_and_can_be_read() {
    let (_dir, path, disk) = audit();
    let run = {
        let mut journal = journal(&disk);
        journal.save(&note(2, "two")).unwrap();
        journal.save(&note(3, "three")).unwrap().run
    };
    let file = log_file(&path, run);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"two\"", "\"owt\"")).unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(ids(&opened.records), [1]);
    let broken = opened.damage.iter().find_map(|damage| match damage {
        Damage::Broken {
            run,
            line,
            offset,
            after,
            ..
        } => Some((*run, *line, *offset, *after)),
        _ => None,
    });
    let (broken_run, line, offset, after) = broken.unwrap();
    assert_eq!((broken_run, line, after), (run, 1, 1));
    let texts = folder::set_aside(disk.as_ref(), run, offset).unwrap();
    assert_eq!(texts.len(), 2);
    assert!(texts[1].contains("three") && texts[1].starts_with('{'));
}

/// The chain says that such a line is what its author wrote: it is reported, and what follows it counts.
#[test]
fn a_line_that_is_no_json_is_kept_and_hides_nothing_behind_it() {
    let (_dir, path, disk) = audit();
    let run = only_run(&disk);
    let file = log_file(&path, run);
    let sound = fs::read(&file).unwrap();
    let body = |n, entry| serde_json::to_string(&Entry { n, ..entry }).unwrap();
    let (usual, behind) = (body(2, note(2, "two")), body(3, note(3, "three")));
    let cut = usual.strip_suffix('}').unwrap();
    let late = cut.to_owned()
        + &format!(
            r#","seen":{{"{:032x}":{{"n":9,"chain":"{}"}}}}}}"#,
            7,
            "0".repeat(64)
        );
    let chains = &folder::open(disk.as_ref()).unwrap().chains[&run];
    for (body, why) in [
        ("no JSON", "not JSON"),
        ("{", "not JSON"),
        (cut, "not JSON"),
        (&late, "behind the changes"),
    ] {
        let mut bytes = sound.clone();
        let (line, chain) = onsite::store::line::write(chains.last().unwrap(), 1, body);
        bytes.extend(line);
        bytes.extend(onsite::store::line::write(&chain, 2, &behind).0);
        fs::write(&file, &bytes).unwrap();
        let opened = folder::open(disk.as_ref()).unwrap();
        match &opened.damage[..] {
            [] => assert_eq!(body, late, "seen in the wrong place, but JSON"),
            [Damage::NoJson { run: of, n: 2, why }] if *of == run => {
                assert!(why.contains("not JSON"), "{why}");
            }
            other => panic!("{body}: {other:?}"),
        }
        let verified = verify::verify(disk.as_ref(), |_, _| {}).unwrap();
        assert_eq!(verified.holds(), opened.damage.is_empty(), "{body}");
        let [_, unknown, last] = &opened.records[..] else {
            panic!("{:?}", opened.records);
        };
        match &unknown.record {
            Record::Unknown(unknown) => assert!(unknown.why.contains(why), "{unknown:?}"),
            other => panic!("{body} was read as {other:?}"),
        }
        assert!(matches!(&last.record, Record::Entry(entry) if entry.id == EntryId(3)));
    }
    // A line that says that it is another one is damage.
    let mut bytes = sound.clone();
    bytes.extend(onsite::store::line::write(chains.last().unwrap(), 1, &behind).0);
    fs::write(&file, &bytes).unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(ids(&opened.records), [1]);
    assert!(!opened.damage.is_empty());
}

#[test]
fn a_zero_filled_tail_is_torn_and_can_be_accepted() {
    let (_dir, path, disk) = audit();
    let run = only_run(&disk);
    let mut bytes = fs::read(log_file(&path, run)).unwrap();
    let offset = bytes.len() as u64;
    bytes.extend([0; 700]);
    fs::write(log_file(&path, run), &bytes).unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    let [
        Damage::TornTail {
            length: 700,
            looks: Looks::Zeros,
            digest,
            ..
        },
    ] = opened.damage[..]
    else {
        panic!("{:?}", opened.damage);
    };
    let noted = Change::TailNoted(TailNoted {
        run,
        offset,
        length: 700,
        digest: digest.to_string(),
    });
    journal(&disk)
        .save(&Entry::new(EntryId(9), at(9), vec![noted]))
        .unwrap();
    assert_eq!(folder::open(disk.as_ref()).unwrap().damage, []);
    assert_eq!(fs::read(log_file(&path, run)).unwrap(), bytes);
}

#[test]
fn missing_rolled_back_rewritten_and_foreign_logs_are_told_apart() {
    let (_dir, path, disk) = audit();
    let first = only_run(&disk);
    let second = {
        let mut journal = journal(&disk);
        journal.save(&note(2, "two")).unwrap().run
    };
    let file = log_file(&path, first);
    let whole = fs::read(&file).unwrap();
    let damage = || folder::open(disk.as_ref()).unwrap().damage;

    fs::remove_file(&file).unwrap();
    assert!(matches!(damage()[..], [Damage::MissingLog { run, .. }] if run == first));

    let header = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
    fs::write(&file, &whole[..header]).unwrap();
    assert!(
        matches!(damage()[..], [Damage::HeadAhead { run, last: Some(0), seen: 1, .. }] if run == first)
    );

    let (line, _) = onsite::store::line::write(
        &onsite::store::line::read(&whole, &Digest::ZERO)
            .unwrap()
            .chain,
        5,
        &serde_json::to_string(&Entry {
            n: 1,
            ..note(1, "other")
        })
        .unwrap(),
    );
    fs::write(&file, [&whole[..header], &line].concat()).unwrap();
    assert!(matches!(damage()[..], [Damage::HeadDiffers { run, n: 1, .. }] if run == first));

    fs::write(&file, &whole).unwrap();
    fs::copy(&file, log_file(&path, RunId(77))).unwrap();
    fs::write(path.join("log/notes.txt"), "x").unwrap();
    let found = damage();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|d| matches!(d, Damage::Foreign { .. })));
    assert_eq!(shown(&disk), [1, 2]);
    assert_ne!(first, second);
}

#[test]
fn an_entry_that_stands_twice_is_shown_once_and_a_fork_twice() {
    let (_dir, _path, disk) = audit();
    journal(&disk).save(&note(1, "one")).unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!((ids(&opened.records), opened.damage), (vec![1], vec![]));
    journal(&disk).save(&note(1, "another")).unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(ids(&opened.records).len(), 3);
    assert!(opened.damage.iter().all(|d| matches!(
        d,
        Damage::Fork {
            entry: EntryId(1),
            ..
        }
    )));
    assert!(!opened.damage.is_empty());
}

fn strike_of(disk: &Arc<dyn Disk>, entry: u128) -> Strike {
    let target = strike::targets(disk.as_ref(), EntryId(entry))
        .unwrap()
        .remove(0);
    Strike {
        run: target.run,
        n: target.n,
        commitment: target.commitment.to_string(),
        length: target.length,
        entry: EntryId(entry),
        ground: "accident".to_owned(),
    }
}

#[test]
fn a_struck_text_is_gone_and_every_chain_still_holds() {
    let (_dir, path, disk) = audit();
    journal(&disk).save(&note(2, "SECRET")).unwrap();
    let strike = strike_of(&disk, 2);
    let before = folder::open(disk.as_ref()).unwrap();
    let entry = Entry::new(EntryId(9), at(9), vec![Change::Strike(strike.clone())]);
    journal(&disk).save(&entry).unwrap();

    // A crash here: the text is withheld although it is still there.
    let opened = folder::open(disk.as_ref()).unwrap();
    assert!(
        opened
            .records
            .iter()
            .any(|r| matches!(r.record, Record::Struck { n: 1, .. }))
    );
    assert_eq!(opened.unfinished_strikes, std::slice::from_ref(&strike));
    assert!(matches!(
        opened.damage[..],
        [Damage::StrikeUnfinished { .. }]
    ));

    // A crash that left half a new log beside the old one.
    fs::write(path.join(format!("log/.{}.strike", strike.run)), "half").unwrap();
    strike::strike(disk.as_ref(), &strike).unwrap();
    strike::strike(disk.as_ref(), &strike).unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(opened.damage, []);
    assert_eq!(opened.chain(strike.run, 1), before.chain(strike.run, 1));
    assert_eq!(ids(&opened.records), [1, 9]);
    assert!(opened.saved.contains(&EntryId(2)));
    for file in fs::read_dir(path.join("log")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("SECRET"));
    }
}

#[test]
fn a_log_that_a_living_run_writes_is_not_struck_and_silent_strikes_are_found() {
    let (_dir, path, disk) = audit();
    let mut alive = journal(&disk);
    alive.save(&note(2, "two")).unwrap();
    let strike = strike_of(&disk, 2);
    let error = strike::strike(disk.as_ref(), &strike).unwrap_err();
    assert!(error.to_string().contains("a running onsite"), "{error}");
    drop(alive);
    strike::strike(disk.as_ref(), &strike).unwrap();
    let damage = folder::open(disk.as_ref()).unwrap().damage;
    assert!(matches!(
        damage[..],
        [Damage::StruckUnexplained { n: 1, .. }]
    ));
    assert!(path.exists());
}

#[test]
fn creating_is_whole_or_nothing() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("acme.audit");
    let bad = [CriteriaFile::new("../x", "")];
    assert!(create::create(&path, &meta(), &bad, "A", &note(1, "one")).is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    fs::create_dir(&path).unwrap();
    assert!(create::create(&path, &meta(), &[], "A", &note(1, "one")).is_err());
    assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    assert!(folder::open(&RealDisk::open(&path).unwrap()).is_err());
}

#[test]
fn a_damaged_criteria_file_attachment_or_audit_file_is_found() {
    let (dir, path, disk) = audit();
    let source = dir.path().join("photo.bin");
    fs::write(&source, [7; 100]).unwrap();
    let mut copy = onsite::store::evidence::Copy::begin(Arc::clone(&disk), &source).unwrap();
    let file = loop {
        if let Some(file) = copy.step().unwrap() {
            break file;
        }
    };
    drop(copy);
    assert_eq!((file.size, file.digest), (100, Digest::of(&[7; 100])));
    let add =
        Add::new(ObjectKind::Evidence, ObjectId(4)).with(Field::File, file.digest.to_string());
    journal(&disk)
        .save(&Entry::new(EntryId(4), at(4), vec![Change::Add(add)]))
        .unwrap();
    let check = || verify::verify(disk.as_ref(), |_, _| {}).unwrap();
    assert!(check().holds() && check().findings.is_empty());
    assert_eq!(fs::read_dir(path.join("draft")).unwrap().count(), 0);

    let attached = path.join(format!("evidence/{}", file.digest));
    fs::write(&attached, [8; 100]).unwrap();
    assert!(!check().holds());
    fs::remove_file(&attached).unwrap();
    let damage = folder::open(disk.as_ref()).unwrap().damage;
    assert!(matches!(damage[..], [Damage::MissingFile { .. }]));

    fs::remove_file(path.join("AUDIT.json")).unwrap();
    let criterion = fs::read_dir(path.join("criteria"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::write(criterion, "()").unwrap();
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(opened.meta.id, AUDIT);
    assert_eq!(ids(&opened.records), [1, 4]);
    folder::criteria(disk.as_ref(), |file| panic!("{file:?}")).unwrap();
    assert_eq!(opened.damage.len(), 3);
}

fn text(entry: u128, revision: u64, words: &str) -> Draft {
    Draft {
        entry: EntryId(entry),
        revision,
        time: at(i64::try_from(revision).unwrap()),
        place: "{\"note\":\"27001:A.8.13\"}".to_owned(),
        fields: BTreeMap::from([("text".to_owned(), words.to_owned())]),
        cursor: 3,
    }
}

#[test]
fn drafts_of_dead_runs_are_offered_once_and_those_of_living_ones_never() {
    let (_dir, path, disk) = audit();
    let none = EntryIds::default();
    let found = || draft::recover(disk.as_ref(), &none).unwrap();
    let mut first = Drafts::new(Arc::clone(&disk));
    first.keep(text(10, 1, "wor")).unwrap();
    first.keep(text(10, 2, "words")).unwrap();
    first.keep(text(11, 3, "thrown away")).unwrap();
    first.discard(EntryId(11), u64::MAX).unwrap();
    assert_eq!(found(), []);
    drop(first);
    assert_eq!(found(), [text(10, 2, "words")]);
    assert_eq!(
        draft::recover(disk.as_ref(), &EntryIds::from_iter([EntryId(10)])).unwrap(),
        []
    );

    // A torn snapshot hides none of those before it.
    let file = fs::read_dir(path.join("draft"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend(b"99 0000 {\"dra\0\0\0");
    fs::write(&file, bytes).unwrap();
    assert_eq!(found(), [text(10, 2, "words")]);

    // Taken over, then dropped: it does not come back.
    let mut second = Drafts::new(Arc::clone(&disk));
    second.keep(text(10, 2, "words")).unwrap();
    second.tidy(&none).unwrap();
    assert_eq!(fs::read_dir(path.join("draft")).unwrap().count(), 1);
    second.discard(EntryId(10), u64::MAX).unwrap();
    second.close(&none);
    assert_eq!(fs::read_dir(path.join("draft")).unwrap().count(), 0);
    assert_eq!(found(), []);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn reasons(disk: &Arc<dyn Disk>) -> Vec<Unsafe> {
        folder::open(disk.as_ref()).unwrap().unsafe_reasons
    }

    #[test]
    fn links_and_foreign_rights_are_refused_before_the_first_entry() {
        let (dir, path, disk) = audit();
        let run = only_run(&disk);
        let file = log_file(&path, run);
        let outside = dir.path().join("outside");

        fs::hard_link(&file, &outside).unwrap();
        assert!(matches!(reasons(&disk)[..], [Unsafe::HardLinked { .. }]));
        fs::remove_file(&file).unwrap();
        symlink(&outside, &file).unwrap();
        assert!(matches!(reasons(&disk)[..], [Unsafe::NotPlain { .. }]));
        assert!(matches!(
            folder::open(disk.as_ref()).unwrap().damage[..],
            [Damage::Unreadable { .. }]
        ));
        fs::rename(&outside, &file).unwrap();
        assert_eq!(reasons(&disk), []);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o770)).unwrap();
        assert!(matches!(
            reasons(&disk)[..],
            [Unsafe::WritableByOthers { .. }]
        ));
        let refused = Store::start(start(&disk, None), |_| {});
        assert!(matches!(refused, Err(StartError::Unsafe(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();

        let logs = path.join("log");
        let moved = dir.path().join("logs");
        fs::rename(&logs, &moved).unwrap();
        symlink(&moved, &logs).unwrap();
        assert!(
            disk.inspect()
                .iter()
                .any(|r| matches!(r, Unsafe::NotPlain { .. }))
        );
        assert!(disk.create_new("log/x").is_err());
        assert!(disk.open("../outside").is_err() && disk.create_new("a/../../x").is_err());
    }
}

fn start(disk: &Arc<dyn Disk>, rescue_dir: Option<PathBuf>) -> Start {
    let opened = folder::open(disk.as_ref()).unwrap();
    Start {
        disk: Arc::clone(disk),
        unsafe_reasons: opened.unsafe_reasons,
        writer: writer(),
        frontier: opened.frontier,
        sizes: opened.sizes,
        saved: opened.saved,
        rescue_dir,
    }
}

fn store(disk: &Arc<dyn Disk>, rescue_dir: Option<PathBuf>) -> (Store, mpsc::Receiver<Report>) {
    let (send, reports) = mpsc::channel();
    let store = Store::start(start(disk, rescue_dir), move |report| {
        send.send(report).ok();
    });
    (store.unwrap(), reports)
}

const LONG: Duration = Duration::from_secs(20);

fn until<T>(reports: &mpsc::Receiver<Report>, wanted: impl Fn(Report) -> Option<T>) -> T {
    loop {
        let report = reports.recv_timeout(LONG).expect("a report");
        if let Some(found) = wanted(report) {
            return found;
        }
    }
}

/// So the auditor hears of it at an empty screen, and not in the middle of a sentence.
#[test]
fn a_disk_that_keeps_no_drafts_is_known_before_the_first_word() {
    let (_dir, path, disk) = audit();
    let (store, reports) = store(&disk, None);
    fs::remove_dir(path.join("draft")).unwrap();
    fs::write(path.join("draft"), "").unwrap();
    store.settle_in();
    until(&reports, |r| {
        matches!(r, Report::DraftNotSaved { .. }).then_some(())
    });
    fs::remove_file(path.join("draft")).unwrap();
    store.retry();
    until(&reports, |r| matches!(r, Report::SavingAgain).then_some(()));
    assert_eq!(fs::read_dir(path.join("draft")).unwrap().count(), 1);
}

#[test]
fn the_thread_saves_attaches_strikes_and_leaves_nothing_behind() {
    let (dir, path, disk) = audit();
    let source = dir.path().join("minutes.txt");
    fs::write(&source, "minutes").unwrap();
    let (store, reports) = store(&disk, None);
    store.draft(text(2, 1, "tw"));
    assert!(store.flush(LONG));
    store.append(note(2, "two")).unwrap();
    store.attach(5, source);
    until(&reports, |r| {
        matches!(r, Report::Attached { ticket: 5, .. }).then_some(())
    });
    assert!(store.oldest_unacknowledged().is_none());
    let strike = strike_of(&disk, 2);
    store
        .append(Entry::new(EntryId(3), at(3), vec![Change::Strike(strike)]))
        .unwrap();
    until(&reports, |r| matches!(r, Report::Struck(_)).then_some(()));
    store.append(note(4, "four")).unwrap();
    let stopped = store.stop(LONG);
    assert_eq!((stopped.unsaved_entries, stopped.unsaved_drafts), (0, 0));
    assert_eq!(fs::read_dir(path.join("draft")).unwrap().count(), 0);
    let opened = folder::open(disk.as_ref()).unwrap();
    assert_eq!(
        (ids(&opened.records), opened.damage),
        (vec![1, 3, 4], vec![])
    );
}

#[test]
fn a_refusing_disk_is_reported_and_saving_resumes_by_itself() {
    let (_dir, _path, real) = audit();
    let faulty = Faulty::new(&real, "log/", Trouble::FailedSync, 0, 2);
    let disk: Arc<dyn Disk> = Arc::new(faulty);
    let (store, reports) = store(&disk, None);
    store.append(note(2, "two")).unwrap();
    store.append(note(3, "three")).unwrap();
    until(&reports, |r| {
        matches!(r, Report::NotSaved { .. }).then_some(())
    });
    until(&reports, |r| matches!(r, Report::SavingAgain).then_some(()));
    assert!(store.flush(LONG));
    drop(store);
    assert_eq!(shown(&real), [1, 2, 3]);
}

#[test]
fn what_cannot_be_saved_at_the_end_is_rescued_and_offered_again() {
    let (dir, _path, real) = audit();
    let home = dir.path().join("state/onsite");
    let disk: Arc<dyn Disk> = Arc::new(Faulty::new(&real, "", Trouble::FailedWrite, 0, u32::MAX));
    let (store, _reports) = store(&disk, Some(home.clone()));
    store.append(note(2, "two")).unwrap();
    store.draft(text(5, 1, "half a sen"));
    let stopped = store.stop(LONG);
    assert_eq!((stopped.unsaved_entries, stopped.unsaved_drafts), (1, 1));
    let opened = folder::open(real.as_ref()).unwrap();
    let mut found = rescue::find(&home, AUDIT, &opened.saved).unwrap();
    assert_eq!(found[0].entries, [note(2, "two")]);
    assert_eq!(found[0].drafts, [text(5, 1, "half a sen")]);
    assert_eq!(Some(&found[0].path), stopped.rescue.as_ref());
    journal(&real).save(&found[0].entries[0]).unwrap();
    found.remove(0).remove().unwrap();
    assert_eq!(rescue::find(&home, AUDIT, &opened.saved).unwrap().len(), 0);
}

#[test]
fn a_hanging_disk_does_not_keep_the_program_from_ending() {
    let (dir, _path, real) = audit();
    let home = dir.path().join("state");
    let gate = Arc::new(Mutex::new(()));
    let shut = gate.lock().unwrap();
    let disk: Arc<dyn Disk> = Arc::new(Hanging {
        inner: Faulty::new(&real, "none", Trouble::FailedSync, 0, 0),
        gate: Arc::clone(&gate),
    });
    let (store, _reports) = store(&disk, Some(home));
    store.append(note(2, "two")).unwrap();
    let began = std::time::Instant::now();
    let stopped = store.stop(Duration::from_millis(500));
    assert!(began.elapsed() < Duration::from_millis(900));
    assert!(stopped.rescue.is_some(), "{stopped:?}");
    drop(shut);
}

/// A disk whose syncs do not return until it is let go.
struct Hanging {
    inner: Faulty,
    gate: Arc<Mutex<()>>,
}

struct HangingFile(Box<dyn DiskFile>, Arc<Mutex<()>>);

impl DiskFile for HangingFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        drop(self.1.lock().unwrap());
        self.0.sync()
    }
}

impl Disk for Hanging {
    fn full_path(&self, path: &str) -> PathBuf {
        self.inner.full_path(path)
    }
    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        let file = self.inner.create_new(path)?;
        Ok(Box::new(HangingFile(file, Arc::clone(&self.gate))))
    }
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        self.inner.open(path)
    }
    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        self.inner.list(dir)
    }
    fn make_dir(&self, dir: &str) -> io::Result<()> {
        self.inner.make_dir(dir)
    }
    fn sync_dir(&self, dir: &str) -> io::Result<()> {
        self.inner.sync_dir(dir)
    }
    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        self.inner.rename_new(from, to)
    }
    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        self.inner.replace(from, to)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.inner.remove(path)
    }
    fn hold(&self, path: &str) -> io::Result<Option<Held>> {
        self.inner.hold(path)
    }
    fn inspect(&self) -> Vec<Unsafe> {
        self.inner.inspect()
    }
}

#[test]
fn a_dropped_text_does_not_come_back_from_a_file_that_must_stay() {
    let (_dir, _path, disk) = audit();
    let none = EntryIds::default();
    let mut dead = Drafts::new(Arc::clone(&disk));
    dead.keep(text(10, 1, "dropped")).unwrap();
    dead.keep(text(11, 1, "kept")).unwrap();
    drop(dead);
    let mut run = Drafts::new(Arc::clone(&disk));
    run.keep(text(10, 1, "dropped")).unwrap();
    run.discard(EntryId(10), u64::MAX).unwrap();
    run.retry().unwrap();
    run.close(&none);
    let found = draft::recover(disk.as_ref(), &none).unwrap();
    assert_eq!(found, [text(11, 1, "kept")]);
}

#[test]
fn throwing_a_text_away_does_not_reach_what_was_typed_since() {
    let (_dir, _path, disk) = audit();
    let mut drafts = Drafts::new(Arc::clone(&disk));
    let newer = text(10, 2, "typed again");
    drafts.keep(newer.clone()).unwrap();
    drafts.discard(EntryId(10), 1).unwrap();
    drop(drafts);
    let found = draft::recover(disk.as_ref(), &EntryIds::default()).unwrap();
    assert_eq!(found, [newer]);
}
