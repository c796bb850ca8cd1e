//! A journey: a folder of its own, a home of its own, the program, its screen.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use onsite::audit::entry::Moment;
use onsite::audit::fold::Audit;
use onsite::audit::id::Subject;
use onsite::audit::schema::{self, FieldKey, FieldSpec, Kind};
use onsite::checklist::Criteria;
use onsite::checklist::library::Library;
use onsite::store::desk::Memory;
use onsite::store::draw::Draw;
use onsite::store::{example, load};
use onsite::tui::headless::{self, Headless};
use onsite::tui::model::{Model, Room};
use onsite::tui::script;
use onsite::tui::theme::Theme;
use ratatui::buffer::Buffer;
use sha2::{Digest as _, Sha256};

pub const BOTH: &str = "iso27001-2022:surveillance,iso42001-2023:stage1";
pub const AUTHOR: &str = "Ada Berg";
pub const THEME: Theme = Theme::new(false, false);

/// Set in the process in which a journey runs.
const HOME: &str = "ONSITE_JOURNEY_HOME";

/// From where on ids are drawn in it.
const SEED: &str = "ONSITE_JOURNEY_SEED";

/// No wait for the disk takes longer; generous, since other tests run beside this one.
const PATIENCE: Duration = Duration::from_secs(20);

/// A test that runs in a process with a home directory of its own, since the program remembers what it opened.
macro_rules! journey {
    ($name:ident, $body:expr) => {
        #[test]
        fn $name() {
            $crate::rig::at_home(concat!(module_path!(), "::", stringify!($name)), $body);
        }
    };
}

pub fn at_home(name: &str, body: impl FnOnce()) {
    if std::env::var_os(HOME).is_some() {
        body();
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let output = child(name, home.path(), 0).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// This test binary with one test, at a home. Runs of different seeds draw different ids.
pub fn child(name: &str, home: &Path, seed: u64) -> Command {
    let test = name.split_once("::").unwrap().1;
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--include-ignored"]);
    for (variable, below) in [
        (HOME, ""),
        ("HOME", ""),
        ("XDG_STATE_HOME", "state"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
    ] {
        command.env(variable, home.join(below));
    }
    command.env(SEED, seed.to_string());
    command.env("SSH_AUTH_SOCK", "");
    command.env("INSTA_WORKSPACE_ROOT", env!("CARGO_MANIFEST_DIR"));
    command
}

/// The home of this journey.
pub fn home() -> PathBuf {
    std::env::var_os(HOME).unwrap().into()
}

/// The clock on the wall of all journeys. It stands still.
pub fn clock() -> Moment {
    chrono::DateTime::parse_from_rfc3339("2026-06-16T09:30:00+02:00").unwrap()
}

/// Each run draws ids of its own.
pub fn draw() -> Box<dyn FnMut() -> u128 + Send> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let seed: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    let mut draw = Draw::from_number((seed << 32) + NEXT.fetch_add(1, Ordering::Relaxed));
    Box::new(move || draw.id())
}

pub struct Journey {
    pub path: PathBuf,
    pub app: Headless,
}

impl Journey {
    /// An audit of two standards in which nothing was written yet.
    pub fn new() -> Self {
        Self::of(BOTH, "Acme Freight Ltd")
    }

    pub fn of(criteria: &str, client: &str) -> Self {
        let path = made(criteria, client);
        Self::open(&path)
    }

    /// The worked example.
    pub fn example() -> Self {
        let path = made(BOTH, onsite::audit::example::CLIENT);
        let loaded = load::load(&path).unwrap();
        let (audit, criteria) = (&loaded.audit, &loaded.criteria);
        let entries = onsite::audit::example::entries(audit, criteria, clock(), &mut *draw());
        example::append_all(&loaded, onsite::audit::example::AUTHOR, &entries).unwrap();
        drop(loaded);
        Self::open(&path)
    }

    pub fn open(path: &Path) -> Self {
        Self::open_as(path, AUTHOR)
    }

    /// As somebody else, perhaps beside others.
    pub fn open_as(path: &Path, author: &str) -> Self {
        Self {
            app: Headless::with_memory(
                Memory::of_user(),
                Some(path),
                Some(author.to_owned()),
                clock,
                draw(),
            ),
            path: path.to_owned(),
        }
    }

    /// Before an audit is open.
    pub fn at_home() -> Self {
        Self {
            app: Headless::with_memory(
                Memory::of_user(),
                None,
                Some(AUTHOR.to_owned()),
                clock,
                draw(),
            ),
            path: PathBuf::new(),
        }
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.app.press(script::parse(keys).unwrap());
        self
    }

    /// Presses keys and says how many they were.
    pub fn counted(&mut self, keys: &str) -> usize {
        let inputs = script::parse(keys).unwrap();
        let count = inputs.len();
        self.app.press(inputs);
        count
    }

    pub fn model(&self) -> &Model {
        &self.app.model
    }

    pub fn room(&self) -> &Room {
        self.app.model.room.as_ref().expect("an audit is open")
    }

    pub fn audit(&self) -> &Audit {
        &self.room().audit
    }

    pub fn said(&self) -> &str {
        self.model().said.as_ref().map_or("", |said| &said.text)
    }

    pub fn screen(&self, width: u16, height: u16) -> String {
        headless::text(&self.app.screen(width, height, THEME).0)
    }

    /// Compares the screen with the one that was looked at and found good.
    pub fn shot(&mut self, name: &str) -> &mut Self {
        let (buffer, cursor) = self.app.screen(80, 24, THEME);
        let mut text = headless::text(&buffer);
        let cursor = cursor.map_or("none".to_owned(), |at| format!("{},{}", at.x, at.y));
        writeln!(text, "cursor: {cursor}  styles: {}", styles(&buffer)).unwrap();
        snapshot("../screens", name, &text);
        self
    }

    /// Takes messages until something holds.
    pub fn until(&mut self, what: &str, mut holds: impl FnMut(&Headless) -> bool) -> &mut Self {
        let begun = Instant::now();
        while !holds(&self.app) {
            assert!(begun.elapsed() < PATIENCE, "{what} did not come");
            self.app.settle();
            std::thread::yield_now();
        }
        self
    }

    /// Ends the program as Ctrl-Q does, and starts it again.
    pub fn restart(self) -> Self {
        let path = self.path.clone();
        assert_eq!(self.app.leave(), None);
        Self::open(&path)
    }

    /// The folder holds what the program showed, and a fresh start shows the same screen.
    pub fn end(mut self) -> Self {
        self.keys("<Esc*5>");
        let loaded = load::load(&self.path).unwrap();
        assert_eq!(loaded.problems(), Vec::<String>::new());
        let room = self.room();
        assert_eq!(
            facts(&room.audit, &room.criteria),
            facts(&loaded.audit, &loaded.criteria)
        );
        assert!(
            loaded.audit.unapplied().is_empty(),
            "{:?}",
            loaded.audit.unapplied()
        );
        drop(loaded);
        let screens =
            |journey: &Self| [(80, 24), (120, 40), (60, 12)].map(|(w, h)| journey.screen(w, h));
        let (shown, outline, view, top) = (
            screens(&self),
            self.room().outline.clone(),
            self.room().view,
            self.room().shown,
        );
        let mut fresh = self.restart();
        let room = fresh.app.model.room.as_mut().unwrap();
        (room.outline, room.view, room.shown) = (outline, view, top);
        fresh.keys("<Esc>");
        for (before, after) in shown.iter().zip(screens(&fresh)) {
            assert_eq!(*before, after, "a fresh start shows another screen");
        }
        fresh
    }
}

/// Makes an audit folder below the home of this journey.
pub fn made(criteria: &str, client: &str) -> PathBuf {
    let mut names = (1..).map(|n| match n {
        1 => "case.audit".to_owned(),
        n => format!("case-{n}.audit"),
    });
    let path = names
        .find_map(|name| Some(home().join(name)).filter(|path| !path.exists()))
        .unwrap();
    let new = load::NewAudit {
        path: &path,
        client,
        criteria,
        tier: None,
        former: None,
        author: AUTHOR,
        now: clock(),
    };
    load::create(&new, &Library::built_in(), &mut *draw()).unwrap();
    path
}

/// Compares a text with the one of this name that was looked at and found good.
pub fn snapshot(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A short digest of the styles of all cells, so that a change of colour is a change of the snapshot.
pub fn styles(buffer: &Buffer) -> String {
    let mut hash = Sha256::new();
    for cell in &buffer.content {
        hash.update(format!("{:?}", cell.style()));
    }
    let start = hash
        .finalize()
        .iter()
        .take(4)
        .fold(0, |start, byte| start << 8 | u32::from(*byte));
    format!("{start:08x}")
}

/// Everything that an audit says, line by line.
pub fn facts(audit: &Audit, criteria: &Criteria) -> Vec<String> {
    let mut facts = Vec::new();
    for kind in Kind::ALL {
        for object in audit.objects(*kind) {
            let of = Subject::Object(object.id);
            let label = audit.label(object);
            facts.push(format!("{label} {:?}", audit.made(object)));
            fields(audit, criteria, &of, kind.fields(), &mut facts);
            for link in kind.links() {
                facts.extend(
                    audit
                        .links(object, *link)
                        .map(|to| format!("{label} {link:?} {to}")),
                );
            }
        }
    }
    for subject in audit.subjects() {
        let specs = schema::fields_of(subject).unwrap_or_default();
        fields(audit, criteria, subject, specs, &mut facts);
    }
    facts
}

fn fields(
    audit: &Audit,
    criteria: &Criteria,
    of: &Subject,
    specs: &[FieldSpec],
    facts: &mut Vec<String>,
) {
    for spec in specs {
        let mut keys = vec![FieldKey::from(spec.field)];
        if spec.per_criterion {
            keys.extend(
                criteria
                    .criteria()
                    .iter()
                    .map(|one| FieldKey::of(spec.field, &one.id)),
            );
        }
        for key in keys {
            facts.extend(
                audit
                    .history(of, &key)
                    .iter()
                    .map(|held| format!("{of} {key} {held:?}")),
            );
        }
    }
}

/// The texts of all notes.
pub fn texts(audit: &Audit) -> Vec<&str> {
    audit
        .objects(Kind::Note)
        .map(|note| audit.text(note, schema::Field::Text))
        .collect()
}

/// What an object is linked to, by labels and ids.
pub fn linked(audit: &Audit, label: &str, link: schema::Link) -> Vec<String> {
    let object = audit
        .by_label(label)
        .unwrap_or_else(|| panic!("no {label}"));
    let ends = audit.links(object, link);
    ends.map(|to| onsite::audit::describe::name(audit, to))
        .collect()
}

/// A field of an object.
pub fn field(audit: &Audit, label: &str, field: schema::Field) -> String {
    let object = audit
        .by_label(label)
        .unwrap_or_else(|| panic!("no {label}"));
    audit.text(object, field).to_owned()
}

/// The objects of a kind.
pub fn count(audit: &Audit, kind: Kind) -> usize {
    audit.objects(kind).count()
}
