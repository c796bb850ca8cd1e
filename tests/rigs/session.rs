//! What an auditor does, on a simulated disk, through the store as it ships.
//!
//! Every step waits until the store has tried it, so that a session does the same operations each time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use chrono::DateTime;
use onsite::audit::entry::{Add, Change, Entry, Moment, Set, Strike, TailNoted};
use onsite::audit::id::{AuditId, EntryId, ObjectId, Subject};
use onsite::audit::schema::{Field, Kind as ObjectKind};
use onsite::store::{
    AuditFile, CriteriaFile, Damage, Digest, Disk, Draft, Report, Start, Store, Writer, create,
    draw::Draw, strike,
};

use crate::oracle::{self, Ledger};
use crate::sim::{How, Image, Sim};

pub const AUDIT: AuditId = AuditId(0xa0d1);
const WAIT: Duration = Duration::from_secs(30);
pub const EIO: i32 = 5;

/// Stands between the store and the simulated disk; the honest one does nothing.
pub type Wrap = fn(Arc<dyn Disk>) -> Arc<dyn Disk>;

pub fn plain(disk: Arc<dyn Disk>) -> Arc<dyn Disk> {
    disk
}

pub fn at(second: i64) -> Moment {
    DateTime::from_timestamp(1_780_000_000 + second, 0)
        .unwrap()
        .fixed_offset()
}

pub fn note(id: EntryId, time: Moment, text: &str) -> Entry {
    let add = Add::new(ObjectKind::Note, ObjectId(id.0 ^ 1)).with(Field::Text, text);
    Entry::new(id, time, vec![Change::Add(add)])
}

pub fn client(id: EntryId, time: Moment, value: &str) -> Entry {
    let set = Set {
        of: Subject::Audit,
        field: Field::Client.into(),
        value: value.to_owned(),
        over: Vec::new(),
    };
    Entry::new(id, time, vec![Change::Set(set)])
}

pub fn writer(author: &str) -> Writer {
    Writer {
        audit: AUDIT,
        author: author.to_owned(),
        tool: "onsite 0".to_owned(),
    }
}

pub fn criteria() -> CriteriaFile {
    CriteriaFile::new("own", "(controls: [])\n")
}

/// Fills an empty folder with an audit of one entry.
pub fn build(sim: &Sim, wrap: Wrap) {
    let disk = wrap(Arc::new(sim.clone()));
    let meta = AuditFile {
        format: 1,
        id: AUDIT,
        created: at(0),
        tool: "onsite 0".to_owned(),
    };
    let first = note(EntryId(0x10), at(0), "the first note of the audit");
    sim.ledger
        .lock()
        .unwrap()
        .entered
        .push(Arc::new(first.clone()));
    if create::build(&disk, &meta, &[criteria()], "A. Auditor", &first).is_ok() {
        let mut ledger = sim.ledger.lock().unwrap();
        ledger.acked.insert(first.id);
        ledger.created = true;
    }
}

/// A folder with an audit of one entry, all of it durable, and the ledger of it.
pub fn built() -> (Image, Ledger) {
    let sim = Sim::new(&Image::default(), Ledger::default());
    build(&sim, plain);
    let ledger = sim.ledger.lock().unwrap().clone();
    (sim.state().seen(), ledger)
}

/// A real directory outside of the simulated folder.
fn temporary() -> PathBuf {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    let dir = DIR.get_or_init(|| {
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rigs");
        std::fs::create_dir_all(&dir).unwrap();
        dir
    });
    dir.clone()
}

/// A file to be attached.
fn photo() -> PathBuf {
    static PHOTO: OnceLock<PathBuf> = OnceLock::new();
    let path = PHOTO.get_or_init(|| {
        let path = temporary().join("plan.txt");
        let text = "racks, doors and cameras of every room; ".repeat(56);
        // Another run of the rigs may be reading it.
        let new = temporary().join(format!("plan.{}", std::process::id()));
        std::fs::write(&new, text).unwrap();
        std::fs::rename(&new, &path).unwrap();
        path
    });
    path.clone()
}

pub fn photo_digest() -> Digest {
    Digest::of(&std::fs::read(photo()).unwrap())
}

/// An auditor at work.
pub struct Session {
    pub sim: Sim,
    wrap: Wrap,
    pub store: Option<Store>,
    draw: Draw,
    second: i64,
    copied: Option<Receiver<bool>>,
    revision: u64,
}

impl Session {
    /// Sits down at a folder, without opening it yet. Different seeds draw different ids.
    pub fn new(sim: Sim, wrap: Wrap, seed: u64) -> Self {
        Self {
            sim,
            wrap,
            store: None,
            draw: Draw::from_number(seed),
            second: 10 * i64::try_from(seed).unwrap(),
            copied: None,
            revision: 0,
        }
    }

    fn ledger<T>(&self, with: impl FnOnce(&mut Ledger) -> T) -> T {
        with(&mut self.sim.ledger.lock().unwrap())
    }

    /// Opens the folder and does what the program does then: takes the drafts over, finishes strikes. Fails
    /// where the folder cannot be read just now.
    pub fn open(&mut self) -> Result<Vec<Damage>, String> {
        let disk = (self.wrap)(Arc::new(self.sim.clone()));
        let opened = oracle::reader(disk.as_ref())?;
        if let Some(damage) = opened
            .damage
            .iter()
            .find(|damage| matches!(damage, Damage::Unreadable { .. }))
        {
            // Nobody can know of what is not read, and so nothing is ordered behind it. One opens it again later.
            return Err(damage.to_string());
        }
        let start = Start {
            disk,
            unsafe_reasons: opened.unsafe_reasons,
            writer: writer("A. Auditor"),
            frontier: opened.frontier,
            sizes: opened.sizes,
            saved: opened.saved,
            rescue_dir: Some(temporary().join("rescue")),
        };
        let (done, copied) = mpsc::channel();
        let ledger = Arc::clone(&self.sim.ledger);
        let store = Store::start(start, move |report| hear(&ledger, &done, &report))
            .map_err(|error| error.to_string())?;
        store.adopt(opened.drafts);
        store.flush(WAIT);
        store.settle_in();
        store.flush(WAIT);
        for strike in opened.unfinished_strikes {
            store.finish_strike(strike);
            store.flush(WAIT);
        }
        self.store = Some(store);
        self.copied = Some(copied);
        Ok(opened.damage)
    }

    pub fn flush(&self) -> bool {
        self.store.as_ref().is_none_or(|store| store.flush(WAIT))
    }

    pub fn close(&mut self) {
        let Some(store) = self.store.take() else {
            return;
        };
        let stopped = store.stop(WAIT);
        assert_eq!(stopped.lost, None);
        let rescued = stopped
            .rescue
            .map(|path| {
                let text = std::fs::read_to_string(&path).unwrap();
                std::fs::remove_file(path).unwrap();
                text
            })
            .unwrap_or_default();
        self.ledger(|ledger| {
            for entry in &ledger.entered {
                let id = entry.id;
                if !ledger.acked.contains(&id) && ledger.rescued.insert(id) {
                    assert!(rescued.contains(&id.to_string()), "{id} is in no file");
                }
            }
        });
    }

    pub fn id(&mut self) -> EntryId {
        EntryId(self.draw.id() & !1)
    }

    fn clock(&mut self) -> Moment {
        self.second += 1;
        at(self.second)
    }

    /// The clock jumps.
    pub fn jump(&mut self, seconds: i64) {
        self.second += seconds;
    }

    fn enter(&mut self, entry: Entry) {
        // Where the folder did not open there is no screen to type at.
        let Some(store) = &self.store else { return };
        self.ledger(|ledger| ledger.entered.push(Arc::new(entry.clone())));
        store.append(entry).unwrap();
        self.flush();
    }

    /// Confirms a note.
    pub fn note(&mut self, text: &str) -> EntryId {
        let id = self.id();
        self.note_as(id, text);
        id
    }

    pub fn note_as(&mut self, id: EntryId, text: &str) {
        let time = self.clock();
        self.enter(note(id, time, &worded(id, text)));
    }

    /// Types into the form of an entry-to-be, so that a snapshot is due.
    pub fn draft(&mut self, entry: EntryId, text: &str) {
        self.revision += 1;
        let text = &worded(entry, text);
        let revision = self.revision;
        self.ledger(|ledger| {
            let draft = ledger.drafts.entry(entry).or_default();
            draft.handed.insert(revision, text.to_owned());
        });
        let draft = Draft {
            entry,
            revision,
            time: self.clock(),
            place: "note".to_owned(),
            fields: BTreeMap::from([("text".to_owned(), text.to_owned())]),
            cursor: 0,
        };
        if let Some(store) = &self.store {
            store.draft(draft);
        }
        self.flush();
    }

    /// Throws a text away.
    pub fn discard(&mut self, entry: EntryId) {
        let refusals = self.ledger(|ledger| {
            ledger.drafts.entry(entry).or_default().dropped = true;
            ledger.refusals
        });
        if let Some(store) = &self.store {
            store.discard_draft(entry, u64::MAX);
        }
        self.flush();
        self.ledger(|ledger| {
            let sure = ledger.refusals == refusals;
            ledger.drafts.entry(entry).or_default().surely_dropped = sure;
        });
    }

    /// Attaches a file and enters a piece of evidence that names it. Says whether the file was taken.
    pub fn attach(&mut self) -> bool {
        let Some(store) = &self.store else {
            return false;
        };
        store.attach(1, photo());
        let taken = self.copied.as_ref().unwrap().recv_timeout(WAIT).unwrap();
        self.flush();
        if taken {
            let id = self.id();
            let add = Add::new(ObjectKind::Evidence, ObjectId(id.0 ^ 1))
                .with(Field::File, photo_digest().to_string());
            let time = self.clock();
            self.enter(Entry::new(id, time, vec![Change::Add(add)]));
        }
        taken
    }

    /// Strikes the text of an entry, wherever it stands.
    pub fn strike(&mut self, entry: EntryId) {
        let disk: Arc<dyn Disk> = Arc::new(self.sim.clone());
        let changes: Vec<Change> = strike::targets(disk.as_ref(), entry)
            .unwrap_or_default()
            .into_iter()
            .map(|target| {
                Change::Strike(Strike {
                    run: target.run,
                    n: target.n,
                    commitment: target.commitment.to_string(),
                    length: target.length,
                    entry,
                    ground: "accident".to_owned(),
                })
            })
            .collect();
        if !changes.is_empty() {
            let (id, time) = (self.id(), self.clock());
            self.enter(Entry::new(id, time, changes));
        }
    }

    /// Accepts torn tails.
    pub fn note_tails(&mut self, damage: &[Damage]) {
        let mut changes = Vec::new();
        for damage in damage {
            if let Damage::TornTail {
                run,
                offset,
                length,
                digest,
                ..
            } = damage
            {
                changes.push(Change::TailNoted(TailNoted {
                    run: *run,
                    offset: *offset,
                    length: *length,
                    digest: digest.to_string(),
                }));
            }
        }
        if !changes.is_empty() {
            let (id, time) = (self.id(), self.clock());
            self.enter(Entry::new(id, time, changes));
        }
    }
}

/// A text that stands nowhere else.
fn worded(entry: EntryId, text: &str) -> String {
    format!("{text} [{:.8}]", entry.to_string())
}

fn hear(ledger: &Mutex<Ledger>, done: &Sender<bool>, report: &Report) {
    let mut ledger = ledger.lock().unwrap();
    match report {
        Report::Saved(saved) => {
            ledger.acked.insert(saved.entry.id);
        }
        Report::DraftSaved { entry, revision } => {
            ledger.drafts.entry(*entry).or_default().acked = Some(*revision);
        }
        Report::NotSaved { .. } | Report::DraftNotSaved { .. } => ledger.refusals += 1,
        Report::SavingAgain => ledger.resumed += 1,
        Report::Attached { file, .. } => {
            ledger.files.insert(file.digest);
            drop(ledger);
            done.send(true).unwrap();
        }
        Report::NotAttached { .. } | Report::AttachStopped { .. } => {
            drop(ledger);
            done.send(false).unwrap();
        }
        Report::Struck(strike) => {
            ledger.struck.insert((strike.entry, strike.run));
        }
        Report::NotStruck { .. } | Report::Progress { .. } | Report::Others(_) => {}
    }
}

const LONG: &str = "the restore of the payroll database was shown from the tape of 2026-03-31; \
    the operator needed the runbook from the safe because the wiki was down; ";

/// A session that is tried with a cut at every operation.
pub struct Script {
    pub name: &'static str,
    pub run: fn(&mut Session),
}

/// The canonical sessions. They begin at a folder with one entry.
pub const SCRIPTS: &[Script] = &[
    Script {
        name: "three notes, one of them long",
        run: |s| {
            s.open().ok();
            s.note("door propped open");
            s.note(&LONG.repeat(9));
            s.note("badge reader out of order");
            s.close();
        },
    },
    Script {
        name: "drafts",
        run: |s| {
            s.open().ok();
            let (note, dropped, left) = (s.id(), s.id(), s.id());
            s.draft(note, "the backup");
            s.draft(note, "the backup was");
            s.draft(dropped, "no");
            s.note_as(note, "the backup was tested");
            s.draft(left, &LONG.repeat(3));
            s.discard(dropped);
            s.draft(left, "ask for the minutes");
            s.close();
        },
    },
    Script {
        name: "a file is attached, twice",
        run: |s| {
            s.open().ok();
            s.attach();
            s.note("as drawn on the plan");
            s.attach();
            s.close();
        },
    },
    Script {
        name: "syncs fail twice",
        run: |s| {
            s.open().ok();
            s.note("before");
            // Of the next entry, the write succeeds and the sync fails.
            s.sim.fail_in(2, false, How::Errno(EIO));
            s.note("during");
            s.note("between");
            s.sim.fail_in(1, false, How::Halfway(EIO));
            s.note("half of it arrives");
            s.note("after");
            s.close();
        },
    },
    Script {
        name: "texts are struck",
        run: |s| {
            s.open().ok();
            let former = s.note("a name that nobody should have written down");
            s.note("between");
            s.close();
            s.open().ok();
            let id = s.id();
            s.draft(id, "another name");
            s.note_as(id, "another name");
            s.strike(id);
            s.strike(former);
            s.note("after");
            s.close();
        },
    },
    Script {
        name: "three runs, the clock goes back",
        run: |s| {
            for text in ["first run", "second run", "third run"] {
                s.open().ok();
                s.note(text);
                let id = s.id();
                s.draft(id, "on the way");
                s.jump(-3600);
                s.note_as(id, "said on the way");
                s.close();
            }
        },
    },
];

/// What follows a crash: opening, accepting tails, and the first entry.
pub fn go_on(session: &mut Session) -> Result<(), String> {
    let damage = session.open()?;
    session.note_tails(&damage);
    let id = session.id();
    session.draft(id, "after the cut");
    session.note_as(id, "after the cut");
    session.close();
    Ok(())
}

/// A folder as git leaves it: without those of its folders that are empty, and without draft and heads, which
/// the team may not have put there.
pub fn bare(image: &Image) -> Image {
    let mut image = image.clone();
    image.dirs.retain(|dir| dir == "log" || dir == "criteria");
    image
        .files
        .retain(|path, _| !path.starts_with("heads/") && !path.starts_with("draft/"));
    image
}
