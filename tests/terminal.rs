//! The terminal guard on real pseudo-terminals: whatever ends the program, the terminal is left as it was.
//!
//! The program under test is this test binary itself, started again with [`PROGRAM`] set, so that no further
//! binary is built for it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use onsite::tui::events::{self, Event};
use onsite::tui::input::{Code, Input};
use onsite::tui::platform;
use onsite::tui::terminal::{Screen, install_panic_hook, saved_in};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use vt100::Parser;

/// Set in the environment of the program under test.
const PROGRAM: &str = "ONSITE_TERMINAL_TEST_PROGRAM";

/// No wait may take longer; generous, since other tests run beside this one.
const DEADLINE: Duration = Duration::from_secs(20);

/// Exit codes by which the program says why it ended.
const QUIT: i32 = 10;
const HANGUP: i32 = 11;
const TERMINATED: i32 = 12;

/// The program under test: shows what it has got; `q` quits and `p` panics.
#[test]
fn program() {
    if std::env::var_os(PROGRAM).is_none() {
        return;
    }
    platform::harden();
    install_panic_hook();
    saved_in(Some(Path::new("/audits/acme\u{1b}.audit")));
    let (tx, rx) = mpsc::channel();
    let signals = events::Signals::take().unwrap();
    events::listen(signals, &tx, |event| event).unwrap();
    let mut screen = Screen::claim(false, |_| ()).unwrap();
    let mut got = String::new();
    let code = loop {
        let drawn = screen.draw(|frame| {
            frame.set_string(0, 0, format!("got: {got}"), ratatui::style::Style::new());
            let end = 5 + u16::try_from(got.len()).unwrap();
            Some((end.min(frame.area.right() - 1), 0).into())
        });
        if drawn.is_err() {
            break HANGUP;
        }
        match rx.recv().unwrap() {
            Event::Input {
                input: Input::Key(key),
                ..
            } => match key.code {
                Code::Char('q') => break QUIT,
                Code::Char('p') => panic!("canary in a message"),
                Code::Char(c) => got.push(c),
                code => got.extend([format!("{code:?}")]),
            },
            Event::Input {
                input: Input::Paste { text, .. },
                ..
            } => {
                got.extend([format!("{text:?}")]);
            }
            Event::Input {
                input: Input::Resize,
                ..
            } => screen.repaint(),
            Event::Hangup => break HANGUP,
            Event::Terminate => break TERMINATED,
            // A hang-up continues the program, too, with no terminal to claim.
            Event::Suspend if screen.suspend().is_err() => break HANGUP,
            Event::Resume if screen.resume().is_err() => break HANGUP,
            Event::Suspend | Event::Resume => {}
        }
    };
    drop(screen);
    std::process::exit(code);
}

/// What the terminal has received so far.
struct Seen {
    screen: Mutex<(Parser, Vec<u8>)>,
    changed: Condvar,
}

/// Ends a program that a failed test leaves behind.
struct Leash {
    pid: Pid,
    ended: Arc<AtomicBool>,
}

impl Drop for Leash {
    fn drop(&mut self) {
        if !self.ended.load(Ordering::SeqCst) {
            kill_process(self.pid, Signal::KILL).ok();
        }
    }
}

/// A terminal with the program in it.
struct Session {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    seen: Arc<Seen>,
    closing: Arc<AtomicBool>,
    reader: JoinHandle<()>,
    ended: Receiver<ExitStatus>,
    leash: Leash,
}

impl Session {
    /// Starts the program and waits until it has drawn. Without a controlling terminal, no signal tells it that
    /// the terminal has gone.
    fn start(controlling: bool) -> Self {
        let size = PtySize {
            rows: 10,
            cols: 60,
            ..PtySize::default()
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["program", "--exact", "--nocapture", "--test-threads=1"]);
        command.env(PROGRAM, "1");
        command.set_controlling_tty(controlling);
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        let cells = |n| NonZeroU16::new(n).unwrap();
        let seen = Arc::new(Seen {
            screen: Mutex::new((Parser::new(cells(10), cells(60), 100), Vec::new())),
            changed: Condvar::new(),
        });
        let leash = Leash {
            pid,
            ended: Arc::default(),
        };
        let closing = Arc::new(AtomicBool::new(false));
        let reader = spawn_reader(
            pty.master.try_clone_reader().unwrap(),
            Arc::clone(&seen),
            Arc::clone(&closing),
        );
        let session = Self {
            keys: pty.master.take_writer().unwrap(),
            master: pty.master,
            seen,
            closing,
            reader,
            ended: spawn_waiter(child, Arc::clone(&leash.ended)),
            leash,
        };
        session.until("the first frame", |p| {
            p.screen().contents().contains("got:")
        });
        session
    }

    /// Waits until the terminal shows what is looked for.
    fn until(&self, what: &str, is_so: impl Fn(&Parser) -> bool) {
        let screen = self.seen.screen.lock().unwrap();
        let waited = self
            .seen
            .changed
            .wait_timeout_while(screen, DEADLINE, |(parser, _)| !is_so(parser));
        let (screen, timeout) = waited.unwrap();
        assert!(
            !timeout.timed_out(),
            "waited in vain for {what}; the screen is\n{}",
            screen.0.screen().contents()
        );
    }

    fn type_in(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.leash.pid, signal).unwrap();
    }

    fn exit_code(&self) -> i32 {
        let status = self
            .ended
            .recv_timeout(DEADLINE)
            .expect("the program goes on");
        i32::try_from(status.exit_code()).unwrap()
    }

    /// Waits for the end, and returns the exit code, what the terminal shows, and all that it was sent.
    fn end(self) -> (i32, Parser, Vec<u8>) {
        let code = self.exit_code();
        self.reader.join().unwrap();
        let seen = Arc::into_inner(self.seen).unwrap();
        let (parser, bytes) = seen.screen.into_inner().unwrap();
        (code, parser, bytes)
    }

    /// Closes the terminal, as when a connection drops. The reader holds it as well, and wakes up by output.
    fn close(mut self) -> (i32, Duration) {
        self.closing.store(true, Ordering::SeqCst);
        self.type_in("x");
        self.reader.join().unwrap();
        let began = Instant::now();
        drop((self.keys, self.master));
        let status = self.ended.recv_timeout(DEADLINE);
        let status = status.expect("the program outlives its terminal");
        (i32::try_from(status.exit_code()).unwrap(), began.elapsed())
    }
}

fn spawn_reader(
    mut from: Box<dyn std::io::Read + Send>,
    seen: Arc<Seen>,
    closing: Arc<AtomicBool>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let (parser, bytes) = &mut *seen.screen.lock().unwrap();
            parser.process(&buffer[..length]);
            bytes.extend_from_slice(&buffer[..length]);
            seen.changed.notify_all();
            if closing.load(Ordering::SeqCst) {
                break;
            }
        }
    })
}

fn spawn_waiter(
    mut child: Box<dyn Child + Send + Sync>,
    ended: Arc<AtomicBool>,
) -> Receiver<ExitStatus> {
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || {
        let status = child.wait().unwrap();
        ended.store(true, Ordering::SeqCst);
        tx.send(status)
    });
    rx
}

/// The terminal is as it was, and shows nothing of the session.
fn assert_restored(parser: &Parser) {
    let screen = parser.screen();
    assert!(!screen.alternate_screen(), "still in the alternate screen");
    assert!(!screen.bracketed_paste(), "pastes are still marked");
    assert!(!screen.hide_cursor(), "the cursor is hidden");
    assert!(!screen.inverse() && !screen.bold());
    assert_eq!(screen.fgcolor(), vt100::Color::Default);
    assert!(!screen.contents().contains("got:"), "{}", screen.contents());
}

fn assert_claimed(session: &Session) {
    session.until("the claimed terminal", |p| {
        let screen = p.screen();
        screen.alternate_screen() && screen.bracketed_paste() && !screen.hide_cursor()
    });
}

#[test]
fn quitting_restores_the_terminal() {
    let mut session = Session::start(true);
    assert_claimed(&session);
    session.type_in("ab\u{1b}[200~one\rtwo\u{1b}[201~\u{1b}[A");
    session.until("what was typed", |p| {
        p.screen().contents().contains(r#"got: ab"one\ntwo"Up"#)
    });
    session.type_in("q");
    let (code, parser, bytes) = session.end();
    assert_eq!(code, QUIT);
    assert_restored(&parser);
    assert!(
        !bytes.windows(4).any(|b| b == b"\x1b[6n"),
        "the terminal was asked"
    );
}

#[test]
fn a_letter_costs_a_byte() {
    let mut session = Session::start(true);
    let sent = |session: &Session| session.seen.screen.lock().unwrap().1.len();
    session.type_in("a");
    session.until("a", |p| p.screen().contents().contains("got: a"));
    let before = sent(&session);
    session.type_in("b");
    session.until("b", |p| p.screen().contents().contains("got: ab"));
    assert_eq!(sent(&session) - before, 1);
    session.type_in("q");
    session.end();
}

#[test]
fn a_panic_restores_the_terminal_and_says_where_the_words_are() {
    let mut session = Session::start(true);
    session.type_in("p");
    let (code, parser, bytes) = session.end();
    assert_eq!(code, 101);
    assert_restored(&parser);
    let sent = String::from_utf8(bytes).unwrap();
    let (_, after) = sent.rsplit_once("\u{1b}[?1049l").unwrap();
    assert!(after.contains("tests/terminal.rs:"), "{after}");
    assert!(
        after.contains("Everything up to your last saved note is in /audits/acme␛.audit."),
        "{after}"
    );
    assert!(!sent.contains("canary"), "the message was printed");
}

#[test]
fn signals_restore_the_terminal() {
    for (signal, expected) in [
        (Signal::TERM, TERMINATED),
        (Signal::HUP, HANGUP),
        (Signal::QUIT, TERMINATED),
    ] {
        let session = Session::start(true);
        session.signal(signal);
        let (code, parser, _) = session.end();
        assert_eq!(code, expected);
        assert_restored(&parser);
    }
}

#[test]
fn a_lost_terminal_ends_the_program() {
    for controlling in [true, false] {
        let (code, took) = Session::start(controlling).close();
        assert_eq!(code, HANGUP);
        // Half a second is promised; the rest is for a busy machine.
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
}

#[test]
fn stopping_gives_the_terminal_back_until_continued() {
    let mut session = Session::start(true);
    session.type_in("a");
    session.until("a", |p| p.screen().contents().contains("got: a"));
    session.signal(Signal::TSTP);
    session.until("the terminal given back", |p| {
        !p.screen().alternate_screen()
    });
    assert_restored(&session.seen.screen.lock().unwrap().0);
    // A signal that comes before the process has stopped does not count: again until it does.
    let began = Instant::now();
    loop {
        session.signal(Signal::CONT);
        let screen = session.seen.screen.lock().unwrap();
        let back = session.seen.changed.wait_timeout_while(
            screen,
            Duration::from_millis(50),
            |(parser, _)| !parser.screen().contents().contains("got: a"),
        );
        if !back.unwrap().1.timed_out() {
            break;
        }
        assert!(began.elapsed() < DEADLINE, "not continued");
    }
    assert_claimed(&session);
    session.type_in("q");
    let (code, parser, _) = session.end();
    assert_eq!(code, QUIT);
    assert_restored(&parser);
}

#[test]
fn a_resize_draws_everything_anew() {
    let mut session = Session::start(true);
    session.type_in("abc");
    session.until("abc", |p| p.screen().contents().contains("got: abc"));
    let size = PtySize {
        rows: 5,
        cols: 20,
        ..PtySize::default()
    };
    {
        let mut screen = session.seen.screen.lock().unwrap();
        let cells = |n| NonZeroU16::new(n).unwrap();
        screen.0.process(b"\x1b[2J");
        screen.0.screen_mut().set_size(cells(5), cells(20));
    }
    session.master.resize(size).unwrap();
    session.until("abc again", |p| p.screen().contents().contains("got: abc"));
    session.type_in("q");
    assert_eq!(session.end().0, QUIT);
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_keeps_to_itself() {
    let mut session = Session::start(true);
    let pid = session.leash.pid.as_raw_nonzero();
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits"));
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    assert!(status.contains("Umask:\t0077"), "{status}");
    // Only root may read the limits of a process that is not dumpable.
    if let Ok(limits) = limits {
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"))
            .unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    }
    session.type_in("q");
    assert_eq!(session.end().0, QUIT);
}
