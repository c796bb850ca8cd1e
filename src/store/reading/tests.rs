//! Reading all logs at once: the same records in the same order however they are read, and whatever a disk does.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use chrono::DateTime;
use tempfile::TempDir;

use super::{Found, ReadRecord, read};
use crate::audit::entry::{Add, Change, Entry, FORMAT, Head, LogHeader};
use crate::audit::id::{AuditId, EntryId, ObjectId, RunId};
use crate::audit::schema::{Field, Kind as ObjectKind};
use crate::store::strike::path as log_path;
use crate::store::{
    Damage, Digest, Disk, DiskFile, Held, Listed, RealDisk, Recorded, Unsafe, folder, line, union,
};

const AUDIT: AuditId = AuditId(0xa0d1);
const RUNS: [RunId; 3] = [RunId(1), RunId(2), RunId(3)];
/// So many entries that the logs have several pieces each.
const ENTRIES: u64 = 400;

/// A log in the making.
struct Written {
    run: RunId,
    bytes: Vec<u8>,
    chain: Digest,
    lines: u64,
}

impl Written {
    fn new(run: RunId) -> Self {
        let header = LogHeader {
            format: FORMAT,
            audit: AUDIT,
            run,
            author: format!("Auditor {}", run.0),
            tool: String::new(),
            time: DateTime::default(),
            continues: None,
        };
        let header = serde_json::to_string(&header).unwrap();
        let (bytes, chain) = line::write(&Digest::ZERO, 7, &header);
        Self {
            run,
            bytes,
            chain,
            lines: 1,
        }
    }

    /// Writes an entry that was confirmed in a second, and that has seen a line of another log.
    fn write(&mut self, second: u64, seen: Option<(RunId, Head)>) {
        let id = self.run.0 << 64 | u128::from(self.lines);
        let text = format!(
            "\"{second}\" – seen by {:?}\n{}",
            self.run,
            "prüfen ".repeat(40)
        );
        let add = Add::new(ObjectKind::Note, ObjectId(id)).with(Field::Text, text);
        let time = DateTime::from_timestamp(second.cast_signed(), 0).unwrap();
        let entry = Entry {
            n: self.lines,
            seen: seen.into_iter().collect(),
            ..Entry::new(EntryId(id), time.fixed_offset(), vec![Change::Add(add)])
        };
        let body = serde_json::to_string(&entry).unwrap();
        let (bytes, chain) = line::write(&self.chain, 8, &body);
        self.bytes.extend(bytes);
        self.chain = chain;
        self.lines += 1;
    }

    fn head(&self) -> Head {
        Head {
            n: self.lines - 1,
            chain: self.chain.to_string(),
        }
    }
}

/// An audit folder with three logs whose entries stand between each other's. The clock of the second is slow, and
/// every now and then a run sees what another has written.
fn audit() -> (TempDir, BTreeMap<RunId, u64>) {
    let dir = TempDir::new().unwrap();
    std::fs::create_dir(dir.path().join("log")).unwrap();
    let mut logs = RUNS.map(Written::new);
    for round in 0..ENTRIES {
        for at in 0..logs.len() {
            let other = &logs[(at + 1) % logs.len()];
            let seen = (round % 50 == 7).then(|| (other.run, other.head()));
            logs[at].write(round * 10 * (2 - at as u64 % 2), seen);
        }
    }
    let mut sizes = BTreeMap::new();
    for log in logs {
        std::fs::write(dir.path().join(log_path(log.run)), &log.bytes).unwrap();
        sizes.insert(log.run, log.bytes.len() as u64);
    }
    (dir, sizes)
}

fn read_all<'a>(disk: &'a dyn Disk, runs: &BTreeMap<RunId, u64>) -> (Found<'a>, Vec<Recorded>) {
    let mut records = Vec::new();
    let each = |it: ReadRecord<'_>| records.push(it.with_texts());
    let logs = read(disk, runs, AUDIT, None, each);
    (logs, records)
}

#[test]
fn what_is_handed_out_while_reading_is_what_is_handed_out_again() {
    let (dir, sizes) = audit();
    let disk = RealDisk::open(dir.path()).unwrap();
    let (found, by_two) = read_all(&disk, &sizes);
    assert_eq!(by_two.len() as u64, ENTRIES * RUNS.len() as u64);
    // Nobody says that the files are large, so there is no second thread.
    let small = sizes.keys().map(|run| (*run, 0)).collect();
    assert_eq!(read_all(&disk, &small).1, by_two);
    let folder = union::Folder {
        has: &|_| true,
        has_come_to: &|_, _| false,
    };
    let union = union::unite(found.logs, &[], &folder);
    assert!(
        !union.hides && union.damage.is_empty(),
        "{:?}",
        union.damage
    );
    let again: Vec<Recorded> = union.records().map(Recorded::with_texts).collect();
    assert_eq!(again, by_two);
    let places: Vec<_> = by_two.iter().map(|it| (it.run, it.n)).collect();
    for (at, recorded) in by_two.iter().enumerate() {
        let before = places.iter().take(at);
        let of_run = before.filter(|(run, _)| *run == recorded.run);
        assert_eq!(of_run.count() as u64 + 1, recorded.n);
    }
}

type File = Box<dyn Read + Send>;

/// A disk that gives something else in place of one log: `gives` what, by how often it was opened before.
struct Otherwise<'a> {
    disk: RealDisk,
    log: String,
    opened: AtomicUsize,
    gives: &'a (dyn Fn(usize, File) -> File + Sync),
}

impl<'a> Otherwise<'a> {
    fn of(dir: &Path, run: RunId, gives: &'a (dyn Fn(usize, File) -> File + Sync)) -> Self {
        Self {
            disk: RealDisk::open(dir).unwrap(),
            log: log_path(run),
            opened: AtomicUsize::new(0),
            gives,
        }
    }
}

struct Fails;

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("EIO"))
    }
}

impl Disk for Otherwise<'_> {
    fn open(&self, path: &str) -> io::Result<File> {
        let file = self.disk.open(path)?;
        if path != self.log {
            return Ok(file);
        }
        Ok((self.gives)(self.opened.fetch_add(1, Relaxed), file))
    }
    fn full_path(&self, path: &str) -> PathBuf {
        self.disk.full_path(path)
    }
    fn create_new(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        self.disk.create_new(path)
    }
    fn list(&self, dir: &str) -> io::Result<Vec<Listed>> {
        self.disk.list(dir)
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
fn nothing_counts_of_a_log_that_cannot_be_read_to_its_end() {
    let (dir, sizes) = audit();
    for run in RUNS {
        // The header can be read, and most of what follows it.
        let after = sizes[&run] - 100;
        let gives = |_, file: File| -> File { Box::new(file.take(after).chain(Fails)) };
        let disk = Otherwise::of(dir.path(), run, &gives);
        let opened = folder::open(&disk).unwrap();
        let runs: Vec<RunId> = opened.records.iter().map(|it| it.run).collect();
        assert_eq!(runs.len() as u64, ENTRIES * (RUNS.len() as u64 - 1));
        assert!(!runs.contains(&run));
        let path = disk.full_path(&log_path(run));
        let why = "EIO".to_owned();
        assert!(opened.damage.contains(&Damage::Unreadable { path, why }));
    }
}

#[test]
fn what_is_to_be_done_aside_is_done_in_the_end_and_changes_no_record() {
    let (dir, sizes) = audit();
    let disk = RealDisk::open(dir.path()).unwrap();
    let whole = read_all(&disk, &sizes).1;
    let small = sizes.keys().map(|run| (*run, 0)).collect();
    for (runs, expected) in [
        (&sizes, &whole),
        (&small, &whole),
        (&BTreeMap::new(), &vec![]),
    ] {
        for wanted in [0, 1, 500] {
            let left = AtomicUsize::new(wanted);
            let less = |left: usize| left.checked_sub(1);
            let aside = || left.fetch_update(Relaxed, Relaxed, less).is_ok();
            let mut records = Vec::new();
            let each = |it: ReadRecord<'_>| records.push(it.with_texts());
            read(&disk, runs, AUDIT, Some(&aside), each);
            assert_eq!(left.load(Relaxed), 0);
            assert_eq!(records, *expected);
        }
    }
}

#[test]
fn who_takes_records_may_fail_and_nobody_waits_for_ever() {
    let (dir, sizes) = audit();
    let disk = RealDisk::open(dir.path()).unwrap();
    for last in [1, ENTRIES] {
        let mut left = last;
        let taken = catch_unwind(AssertUnwindSafe(|| {
            let each = |_: ReadRecord<'_>| {
                left -= 1;
                assert!(left > 0, "enough");
            };
            read(&disk, &sizes, AUDIT, None, each);
        }));
        assert!(taken.is_err());
    }
}

#[test]
fn a_log_that_was_written_to_meanwhile_is_read_on() {
    let (dir, sizes) = audit();
    let real = RealDisk::open(dir.path()).unwrap();
    let whole = read_all(&real, &sizes).1;
    for run in RUNS {
        for missing in [1, 10, 2_000, 100_000] {
            let there = sizes[&run] - missing;
            let gives = |opened, file: File| -> File {
                if opened == 0 {
                    Box::new(file.take(there))
                } else {
                    file
                }
            };
            let disk = Otherwise::of(dir.path(), run, &gives);
            let (found, records) = read_all(&disk, &sizes);
            assert!(found.logs.iter().all(|log| log.tail.is_none()));
            let of_run = |records: &[Recorded]| -> Vec<Recorded> {
                let records = records.iter().filter(|it| it.run == run);
                records.cloned().collect()
            };
            assert_eq!(of_run(&records), of_run(&whole), "{missing}");
            assert_eq!(records.len(), whole.len());
        }
    }
}

/// A file that is counted as long as it is open.
struct Counted(File, Arc<AtomicUsize>);

impl Read for Counted {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Relaxed);
    }
}

#[test]
fn of_many_logs_none_stays_open() {
    let (dir, mut sizes) = audit();
    let open = Arc::new(AtomicUsize::new(0));
    let gives = |_, file: File| -> File {
        open.fetch_add(1, Relaxed);
        Box::new(Counted(file, Arc::clone(&open)))
    };
    let most = |sizes: &BTreeMap<RunId, u64>| {
        let disk = Otherwise::of(dir.path(), RUNS[0], &gives);
        let (mut most, mut records) = (0, 0);
        let each = |_: ReadRecord<'_>| {
            most = most.max(open.load(Relaxed));
            records += 1;
        };
        read(&disk, sizes, AUDIT, None, each);
        assert_eq!(records, ENTRIES * RUNS.len() as u64);
        most
    };
    assert_eq!(most(&sizes), 1);
    for run in 10..110 {
        let log = Written::new(RunId(run));
        std::fs::write(dir.path().join(log_path(log.run)), &log.bytes).unwrap();
        sizes.insert(log.run, log.bytes.len() as u64);
    }
    assert_eq!(most(&sizes), 0);
}
