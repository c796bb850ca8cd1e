//! The figures of the program: how long a large audit takes to open, what it takes in memory, how many bytes a
//! key costs the line to the terminal, how long a key takes.
//!
//! `cargo bench` prints a table. Times depend on the machine; bytes and counts do not. Each audit is opened in a
//! process of its own, so that its memory is its own. `cargo bench -- 20000` takes another size than 100,000;
//! `cargo bench -- make FOLDER 5000` only makes such an audit, to be measured from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    missing_docs
)]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use chrono::DateTime;
use onsite::audit::entry::{Change, Entry, FORMAT, LogHeader, Moment, Record, Undo};
use onsite::audit::example;
use onsite::audit::fold::Audit;
use onsite::audit::id::{EntryId, RunId};
use onsite::audit::tally::Tally;
use onsite::checklist::library::Library;
use onsite::store::draw::Draw;
use onsite::store::example::CRITERIA;
use onsite::store::load::{self, NewAudit, TOOL};
use onsite::store::{Digest, line};
use onsite::tui::headless::Headless;
use onsite::tui::model::View;
use onsite::tui::msg::Msg;
use onsite::tui::painter::Painter;
use onsite::tui::script;
use onsite::tui::theme::Theme;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const SIZE: (u16, u16) = (80, 24);
const WORDS: &str = "Ticket followed to its end, owner and date are there";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [what, folder] if what == "load" => open_and_tell(Path::new(folder)),
        [what, folder, entries] if what == "in" => {
            measure(Path::new(folder), entries.parse().unwrap());
        }
        [what, folder, entries, ..] if what == "make" => {
            make_large(Path::new(folder), entries.parse().unwrap());
        }
        _ => {
            // The user's own state is neither measured nor touched.
            let dir = tempfile::tempdir().unwrap();
            let entries = args.iter().find_map(|arg| arg.parse::<usize>().ok());
            let done = Command::new(std::env::current_exe().unwrap())
                .arg("in")
                .arg(dir.path())
                .arg(entries.unwrap_or(100_000).to_string())
                .env("XDG_STATE_HOME", dir.path().join("state"))
                .status();
            assert!(done.unwrap().success());
        }
    }
}

fn measure(dir: &Path, entries: usize) {
    println!("| figure | value |\n|---|---|");
    for entries in [5_000, entries] {
        let folder = dir.join(format!("{entries}.audit"));
        make_large(&folder, entries);
        opened(&folder, entries);
        typed_in_large(&folder, entries);
    }
    let example = dir.join("example.audit");
    bytes(&example);
    at_a_terminal(&example);
}

fn row(figure: &str, value: impl std::fmt::Display) {
    println!("| {figure} | {value} |");
}

/// A number of smaller units as one of larger ones, with one decimal.
fn tenths(number: u64, of: u64) -> String {
    format!("{}.{}", number / of, number % of * 10 / of)
}

fn start() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-16T07:45:00+02:00").unwrap()
}

/// A large audit of two logs. Written without syncs, which are the disk's speed and not ours.
fn make_large(folder: &Path, entries: usize) {
    let mut draws = Draw::from_number(5);
    let mut draw = || draws.id();
    let new = NewAudit {
        path: folder,
        client: "Tarnholt Freight Software GmbH",
        criteria: CRITERIA,
        tier: None,
        former: None,
        author: "Nora",
        now: start(),
    };
    load::create(&new, &Library::built_in(), &mut draw).unwrap();
    let loaded = load::load(folder).unwrap();
    let mut entries = example::large(&loaded.criteria, start(), &mut draw, entries);
    let header = LogHeader {
        format: FORMAT,
        audit: loaded.audit.id,
        run: RunId(draw()),
        author: "Nora".to_owned(),
        tool: TOOL.to_owned(),
        time: start(),
        continues: None,
    };
    entries[0].seen = loaded.heads.clone();
    let first = serde_json::to_string(&header).unwrap();
    let rest = entries.iter().map(|e| serde_json::to_string(e).unwrap());
    let (mut log, mut heads, mut previous) = (Vec::new(), String::new(), Digest::ZERO);
    for (n, body) in std::iter::once(first).chain(rest).enumerate() {
        let (bytes, chain) = line::write(&previous, draw(), &body);
        log.extend(bytes);
        writeln!(heads, "{n} {chain}").unwrap();
        previous = chain;
    }
    fs::write(folder.join(format!("log/{}.log", header.run)), &log).unwrap();
    fs::write(folder.join(format!("heads/{}", header.run)), heads).unwrap();
    row(
        &format!("{} entries: bytes of log for each", entries.len()),
        log.len() / entries.len(),
    );
}

/// Opens an audit, and tells time and memory: for a process of its own.
fn open_and_tell(folder: &Path) {
    let begun = Instant::now();
    let loaded = load::load(folder).unwrap();
    let took = begun.elapsed();
    assert!(loaded.damage.is_empty(), "{:?}", loaded.damage);
    println!(
        "{} {} {} {}",
        took.as_micros(),
        memory("VmHWM"),
        memory("VmRSS"),
        processor_ms()
    );
}

/// A line of `/proc/self/status` in KiB; 0 where there is none.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Time on the processor so far, all threads, in ms; 0 where the system doesn't tell.
fn processor_ms() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum::<u64>()
        * 10
}

fn opened(folder: &Path, entries: usize) {
    let mut runs: Vec<Vec<u64>> = (0..7)
        .map(|_| {
            let told = Command::new(std::env::current_exe().unwrap())
                .arg("load")
                .arg(folder)
                .output()
                .unwrap();
            let told = String::from_utf8(told.stdout).unwrap();
            told.split_whitespace()
                .map(|n| n.parse().unwrap())
                .collect()
        })
        .collect();
    runs.sort();
    let (least, median) = (&runs[0], &runs[runs.len() / 2]);
    let of = |what: &str| format!("{entries} entries: {what}");
    row(&of("ms to open, least of 7"), tenths(least[0], 1000));
    row(&of("ms to open, median of 7"), tenths(median[0], 1000));
    row(&of("ms of processor, median"), median[3]);
    row(
        &of("entries in a second, at best"),
        entries as u64 * 1_000_000 / least[0].max(1),
    );
    row(&of("MiB at most"), tenths(median[1], 1024));
    row(&of("MiB when open"), tenths(median[2], 1024));
    row(
        &of("bytes in memory for each"),
        median[2] * 1024 / entries as u64,
    );
}

/// What a key and a saved entry take in a large audit.
fn typed_in_large(folder: &Path, entries: usize) {
    let of = |what: &str| format!("{entries} entries: {what}");
    let loaded = load::load(folder).unwrap();
    let (mut audit, criteria) = (loaded.audit, loaded.criteria);
    let mut draws = Draw::from_number(6);
    let more = example::large(&criteria, start(), &mut || draws.id(), 120);
    let run = audit.run(RunId(1), "Nora");
    let (mut tally, anew) = timed(|| Tally::of(&audit, &criteria));
    row(&of("µs to count everything"), anew.as_micros());
    let mut save = |audit: &mut Audit, entry: Entry| {
        let touched = Tally::touched(audit, &entry);
        audit.apply(run, &Record::Entry(entry));
        tally.update(audit, &criteria, touched);
    };
    let mut times: Vec<Duration> = more
        .into_iter()
        .map(|entry| timed(|| save(&mut audit, entry)).1)
        .collect();
    row(&of("µs to take in a saved entry"), spread(&mut times));
    let mut times: Vec<Duration> = (1..=40)
        .map(|n| {
            let entry = audit.undo_candidate("Nora").unwrap();
            let changes = vec![Change::Undo(Undo { entry })];
            let undo = Entry::new(EntryId(n), start(), changes);
            timed(|| save(&mut audit, undo)).1
        })
        .collect();
    row(&of("µs to take in an undo"), spread(&mut times));

    let mut screen = Screen::open(folder);
    let mut times = |keys: &str| {
        let inputs = script::parse(keys).unwrap();
        let mut times: Vec<Duration> = inputs
            .into_iter()
            .map(|input| timed(|| black_box(screen.press(input))).1)
            .collect();
        spread(&mut times)
    };
    row(&of("µs for a move of the selection"), times("<Down*40>"));
    times("<Enter>");
    row(&of("µs for a typed character"), times(WORDS));
    row(&of("µs for one of a link"), times(" #A.8 @own +DOC-0"));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let made = work();
    (made, begun.elapsed())
}

/// Median and greatest, in µs.
fn spread(times: &mut [Duration]) -> String {
    times.sort();
    let median = times[times.len() / 2].as_micros();
    let most = times[times.len() - 1].as_micros();
    format!("{median}, at most {most}")
}

/// The real program without a terminal, and the bytes that a terminal would get.
struct Screen {
    program: Headless,
    painter: Painter,
}

impl Screen {
    fn open(folder: &Path) -> Self {
        let mut draws = Draw::from_number(7);
        let draw = Box::new(move || draws.id());
        let author = Some("Nora".to_owned());
        let mut screen = Self {
            program: Headless::begin(Some(folder), author, start, draw),
            painter: Painter::new(false),
        };
        screen.paint();
        screen
    }

    fn paint(&mut self) -> usize {
        let (frame, cursor) = self
            .program
            .screen(SIZE.0, SIZE.1, Theme::new(false, false));
        self.painter.paint(&frame, cursor).len()
    }

    /// A key and the frame that answers it.
    fn press(&mut self, input: onsite::tui::input::Input) -> usize {
        self.program.take(Msg::Input(input));
        self.paint()
    }

    /// The frame when keys rest.
    fn rest(&mut self) -> usize {
        self.program.settle();
        self.paint()
    }
}

/// What keys cost the line to the terminal, in the worked example.
fn bytes(folder: &Path) {
    onsite::store::example::make(folder, &Library::built_in(), start()).unwrap();
    let mut screen = Screen::open(folder);
    // The list of requirements, wherever the example begins.
    screen.program.model.room.as_mut().unwrap().view = View::Requirements;
    screen.paint();
    let (mut moves, mut details) = (Vec::new(), Vec::new());
    for input in script::parse("<Down*40>").unwrap() {
        moves.push(screen.press(input));
        details.push(screen.rest());
    }
    row("worked example, 80x24: bytes for a move", most(&mut moves));
    row(
        "worked example, 80x24: bytes for its detail",
        most(&mut details),
    );
    for input in script::parse("<Enter>").unwrap() {
        screen.press(input);
        screen.rest();
    }
    let inputs = script::parse(WORDS).unwrap();
    let mut typed: Vec<usize> = inputs
        .into_iter()
        .map(|input| screen.press(input))
        .collect();
    row(
        "worked example, 80x24: bytes for a character",
        most(&mut typed),
    );
    screen.painter.forget();
    row(
        "worked example, 80x24: bytes of a whole screen",
        screen.paint(),
    );
}

/// What the program does at a real terminal: how often it draws while a key repeats, and how often it wakes up
/// while nothing happens. Counts, though over a stretch of time.
fn at_a_terminal(folder: &Path) {
    let size = PtySize {
        cols: SIZE.0,
        rows: SIZE.1,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_onsite"));
    command.arg(folder);
    command.env("TERM", "xterm-256color");
    let mut program = pair.slave.spawn_command(command).unwrap();
    let (mut reader, mut keys) = (
        pair.master.try_clone_reader().unwrap(),
        pair.master.take_writer().unwrap(),
    );
    let (tx, written) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 8 << 10];
        while let Ok(n @ 1..) = reader.read(&mut bytes) {
            tx.send((Instant::now(), n)).unwrap();
        }
    });
    rested(&written);

    for _ in 0..150 {
        keys.write_all(b"\x1b[B").unwrap();
        thread::sleep(Duration::from_millis(1000 / 30));
    }
    let frames = rested(&written);
    row(
        "frames for 150 repeats of a key in 5 s, with the first and the detail",
        format!("{}, {} bytes", frames.len(), frames.iter().sum::<usize>()),
    );
    let before = wake_ups(program.process_id().unwrap());
    thread::sleep(Duration::from_secs(10));
    let after = wake_ups(program.process_id().unwrap());
    row("wake-ups in 10 s of rest", after - before);
    keys.write_all(b"\x11").unwrap();
    program.wait().unwrap();
}

/// The frames that came until none came for a second, by their bytes: what comes within 20 ms is one.
fn rested(written: &Receiver<(Instant, usize)>) -> Vec<usize> {
    let (mut frames, mut last) = (Vec::new(), None);
    while let Ok((at, bytes)) = written.recv_timeout(Duration::from_secs(1)) {
        match (frames.last_mut(), last) {
            (Some(frame), Some(last)) if at - last < Duration::from_millis(20) => *frame += bytes,
            _ => frames.push(bytes),
        }
        last = Some(at);
    }
    frames
}

/// How often the threads of a process went to sleep so far; 0 where the system doesn't tell.
fn wake_ups(process: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{process}/task"));
    let statuses = threads.into_iter().flatten().flatten();
    statuses
        .filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok())
        .filter_map(|status| {
            let line = status.lines().find(|l| l.starts_with("voluntary"))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        })
        .sum()
}

/// Median and greatest.
fn most(counts: &mut [usize]) -> String {
    counts.sort_unstable();
    let median = counts[counts.len() / 2];
    format!("{median}, at most {}", counts[counts.len() - 1])
}
