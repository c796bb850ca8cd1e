//! The real system: a full disk, a read-only disk, and `kill -9`.
//!
//! The first two mount a small disk in memory, which only the superuser of a Linux system may do; elsewhere they
//! say that they were skipped.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use onsite::audit::id::{EntryId, EntryIds};
use onsite::store::{
    AuditFile, Disk, Draft, RealDisk, Report, Start, StartError, Store, Unsafe, create, draw::Draw,
    rescue,
};

use crate::factor;
use crate::oracle;
use crate::outcome::Dice;
use crate::session::{self, AUDIT};

const WAIT: Duration = Duration::from_secs(30);
/// Tells the child where the folder is.
const CHILD: &str = "ONSITE_RIG_CHILD";

fn make(path: &Path) {
    let meta = AuditFile {
        format: 1,
        id: AUDIT,
        created: session::at(0),
        tool: "onsite 0".to_owned(),
    };
    let first = session::note(EntryId(0x10), session::at(0), "the first");
    create::create(path, &meta, &[session::criteria()], "A. Auditor", &first).unwrap();
}

fn start(path: &Path, report: impl FnMut(Report) + Send + 'static) -> Store {
    started(path, report).unwrap()
}

fn started(path: &Path, report: impl FnMut(Report) + Send + 'static) -> Result<Store, StartError> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(path).unwrap());
    let opened = oracle::reader(disk.as_ref()).unwrap();
    let start = Start {
        disk,
        unsafe_reasons: opened.unsafe_reasons,
        writer: session::writer("A. Auditor"),
        frontier: opened.frontier,
        sizes: opened.sizes,
        saved: opened.saved,
        rescue_dir: None,
    };
    Store::start(start, report)
}

fn read(path: &Path) -> (Vec<EntryId>, Vec<(EntryId, u64)>) {
    let opened = oracle::reader(&RealDisk::open(path).unwrap()).unwrap();
    assert!(
        opened
            .damage
            .iter()
            .all(|damage| damage.severity() < onsite::store::Severity::Error),
        "{:?}",
        opened.damage
    );
    let ids = oracle::ids(&opened, &oracle::Ledger::default());
    let drafts = opened
        .drafts
        .iter()
        .map(|d| (d.entry, d.revision))
        .collect();
    (ids, drafts)
}

/// A disk in memory, unmounted at the end.
struct Mounted(PathBuf);

impl Mounted {
    fn new(name: &str, size: &str) -> Option<Self> {
        let name = format!("{name}-{}", std::process::id());
        let at = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&at).unwrap();
        let mounted = Self::mount(&at, &["-t", "tmpfs", "-o", &format!("size={size}"), "rigs"]);
        if !mounted {
            println!(
                "skipped: a disk in memory cannot be mounted here (only the superuser of Linux may)"
            );
        }
        mounted.then_some(Self(at))
    }

    fn mount(at: &Path, options: &[&str]) -> bool {
        let status = Command::new("mount")
            .args(options)
            .arg(at)
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Self::mount(&self.0, &["-o", &options]));
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().ok();
        std::fs::remove_dir(&self.0).ok();
    }
}

/// Enters notes until the disk refuses; then a few more. Gives all of them in order.
fn until_refused(store: &Store, reports: &mpsc::Receiver<Report>, most: usize) -> Vec<EntryId> {
    let mut draw = Draw::from_number(7);
    let mut entered = Vec::new();
    let mut enter = |second: usize| {
        let id = EntryId(draw.id());
        let time = session::at(i64::try_from(second).unwrap());
        store
            .append(session::note(id, time, &"seen in the archive ".repeat(100)))
            .unwrap();
        entered.push(id);
    };
    for second in 1..=most {
        enter(second);
        store.flush(WAIT);
        let refused = reports
            .try_iter()
            .any(|report| matches!(report, Report::NotSaved { .. }));
        if refused {
            (second + 1..second + 4).for_each(&mut enter);
            return entered;
        }
    }
    panic!("the disk never refused");
}

fn resumes(mounted: &Mounted, path: &Path, mend: &str) {
    let (hear, reports) = mpsc::channel();
    let store = start(path, move |report| drop(hear.send(report)));
    store.flush(WAIT);
    let before = {
        store
            .append(session::note(EntryId(0x20), session::at(1), "before"))
            .unwrap();
        assert!(store.flush(WAIT));
        read(path).0
    };
    let entered = until_refused(&store, &reports, 500);
    assert!(store.oldest_unacknowledged().is_some());
    // What was saved is there while the disk refuses.
    let pending: BTreeSet<EntryId> = store.pending().into_iter().collect();
    assert!(pending.len() >= 3);
    let mut expected = before.clone();
    expected.extend(entered.iter().filter(|id| !pending.contains(id)));
    assert_eq!(read(path).0, expected);
    // It is mended, and nobody has to do anything: the store tries again by itself.
    mounted.remount(mend);
    let again = reports
        .iter()
        .any(|report| matches!(report, Report::SavingAgain));
    assert!(again);
    assert!(store.flush(WAIT));
    store.stop(WAIT);
    let mut expected = before;
    expected.extend(entered);
    assert_eq!(read(path).0, expected);
}

#[test]
fn a_full_disk_harms_nothing_and_saving_resumes() {
    let Some(mounted) = Mounted::new("full", "256k") else {
        return;
    };
    let path = mounted.0.join("acme.audit");
    make(&path);
    resumes(&mounted, &path, "size=4m");
}

#[test]
fn a_read_only_disk_is_said_to_be_one_and_can_be_read() {
    let Some(mounted) = Mounted::new("read-only", "4m") else {
        return;
    };
    let path = mounted.0.join("acme.audit");
    make(&path);
    mounted.remount("ro");
    assert_eq!(read(&path).0, [EntryId(0x10)]);
    match started(&path, drop) {
        Err(StartError::Unsafe(reasons)) => {
            let said = reasons
                .iter()
                .any(|reason| matches!(reason, Unsafe::NotWritable { .. }));
            assert!(said, "{reasons:?}");
        }
        other => panic!("{:?}", other.map(|_| "it started")),
    }
    mounted.remount("rw");
    let store = start(&path, drop);
    store
        .append(session::note(EntryId(0x20), session::at(1), "on"))
        .unwrap();
    assert!(store.flush(WAIT));
    store.stop(WAIT);
    assert_eq!(read(&path).0, [EntryId(0x10), EntryId(0x20)]);
}

/// The child of the next test: enters notes and keeps drafts until it is killed, and says what was acknowledged.
#[test]
#[ignore = "is started, and killed, by another test"]
fn child_that_is_killed() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let store = start(Path::new(&path), |report| {
        let mut out = std::io::stdout();
        match report {
            Report::Saved(saved) => writeln!(out, "saved {}", saved.entry.id).unwrap(),
            Report::DraftSaved { entry, revision } => {
                writeln!(out, "draft {entry} {revision}").unwrap();
            }
            _ => {}
        }
        out.flush().unwrap();
    });
    let mut draw = Draw::from_system().unwrap();
    for second in 1_i64.. {
        let id = EntryId(draw.id());
        println!("enters {id}");
        store.draft(Draft {
            entry: id,
            revision: 1,
            time: session::at(second),
            place: "note".to_owned(),
            fields: [("text".to_owned(), "on the way".to_owned())].into(),
            cursor: 0,
        });
        store.flush(WAIT);
        // The clock of every second run is behind.
        store
            .append(session::note(id, session::at(-second), "killed?"))
            .unwrap();
        if second % 3 == 0 {
            store.flush(WAIT);
        }
    }
}

#[test]
fn kill_dash_nine_loses_nothing_saved() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("acme.audit");
    make(&path);
    let seed = 1000 + factor() as u64;
    let mut dice = Dice(seed);
    let mut saved = 0;
    let mut former: Vec<EntryId> = read(&path).0;
    for run in 0..20 * factor() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "--nocapture",
                "real::child_that_is_killed",
            ])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said: Vec<String> = Vec::new();
        let kill_after = 1 + dice.roll(40);
        while said.iter().filter(|line| line.starts_with("saved")).count() < kill_after {
            said.push(lines.next().unwrap().unwrap());
        }
        // Somewhere within an operation, if luck has it.
        for _ in 0..dice.roll(200_000) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        said.extend(lines.map_while(Result::ok));
        child.wait().unwrap();

        let (ids, drafts) = read(&path);
        let of = |word: &str| -> Vec<EntryId> {
            said.iter()
                .filter_map(|line| {
                    line.strip_prefix(word)?
                        .trim()
                        .split(' ')
                        .next()?
                        .parse()
                        .ok()
                })
                .collect()
        };
        let (entered, acked, kept) = (of("enters "), of("saved "), of("draft "));
        let context = format!("run {run}, seed {seed}");
        assert!(
            ids.starts_with(&former),
            "{context}: former entries are gone or moved"
        );
        let new = &ids[former.len()..];
        assert!(
            entered.starts_with(new),
            "{context}: no prefix of what was entered"
        );
        assert!(new.starts_with(&acked), "{context}: a saved entry is lost");
        for id in kept.iter().filter(|id| !ids.contains(id)) {
            assert!(
                drafts.contains(&(*id, 1)),
                "{context}: the draft {id} is lost"
            );
        }
        assert!(drafts.iter().all(|(id, _)| !ids.contains(id)), "{context}");
        saved += acked.len();
        former = ids;
    }
    println!("kill -9: {} runs, {saved} saved entries", 20 * factor());
    assert!(
        rescue::find(dir.path(), AUDIT, &EntryIds::default())
            .unwrap()
            .is_empty()
    );
}
