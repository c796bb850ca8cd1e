//! The program in a terminal: keys go in, a model of the terminal takes what comes out.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use vt100::Parser;

/// No wait may take longer; generous, since other tests run beside this one.
const DEADLINE: Duration = Duration::from_secs(20);

/// The size of a terminal that was not given another: columns and rows.
pub const SIZE: (u16, u16) = (80, 24);

/// What the terminal has received.
pub struct Received {
    pub parser: Parser,
    /// All bytes.
    pub bytes: Vec<u8>,
    /// The lengths of the parts in which they came.
    pub parts: Vec<usize>,
    /// Marks of notes that a frame has shown as saved.
    pub claimed: BTreeSet<String>,
    last: Instant,
}

impl Received {
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    fn take(&mut self, part: &[u8]) {
        self.parser.process(part);
        self.bytes.extend_from_slice(part);
        self.parts.push(part.len());
        self.last = Instant::now();
        let text = self.text();
        self.claimed.extend(text.lines().filter_map(saved_mark));
    }
}

/// The mark (`q0007`) of a note that a line of the screen shows as saved: its time stands before it, and before
/// that not the sign of what is on its way to the disk.
fn saved_mark(line: &str) -> Option<String> {
    let at = line.find(" q")?;
    let mark = line.get(at + 1..at + 6)?;
    let before: Vec<&str> = line.get(..at)?.split_whitespace().collect();
    let [.., sign, time] = before.as_slice() else {
        return None;
    };
    let is_time = time.len() == 5 && time.as_bytes()[2] == b':';
    (is_time && *sign != "…" && mark[1..].bytes().all(|b| b.is_ascii_digit()))
        .then(|| mark.to_owned())
}

struct Seen {
    received: Mutex<Received>,
    changed: Condvar,
}

/// Whether the terminal takes what the program writes, and whether it is being closed.
#[derive(Default)]
struct Gate {
    shut: Mutex<bool>,
    opened: Condvar,
    closing: AtomicBool,
}

/// The program in a terminal. Dropping it kills the program.
pub struct Session {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    seen: Arc<Seen>,
    gate: Arc<Gate>,
    reader: Option<JoinHandle<()>>,
    ended: Receiver<ExitStatus>,
    pub pid: Pid,
}

impl Drop for Session {
    fn drop(&mut self) {
        if matches!(self.ended.try_recv(), Err(mpsc::TryRecvError::Empty)) {
            kill_process(self.pid, Signal::KILL).ok();
        }
        self.let_through();
    }
}

impl Session {
    /// Starts the program in a terminal, and waits for its first frame.
    pub fn start(command: CommandBuilder) -> Self {
        let session = Self::begin(command, SIZE);
        // A draft that was being typed into is gone on with.
        session.until("the first frame", |text| {
            text.contains("LIST") || text.contains("NOTE")
        });
        session
    }

    /// Starts the program in a terminal.
    pub fn begin(command: CommandBuilder, (cols, rows): (u16, u16)) -> Self {
        let size = PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        let cells = |n| NonZeroU16::new(n).unwrap();
        let seen = Arc::new(Seen {
            received: Mutex::new(Received {
                parser: Parser::new(cells(rows), cells(cols), 500),
                bytes: Vec::new(),
                parts: Vec::new(),
                claimed: BTreeSet::new(),
                last: Instant::now(),
            }),
            changed: Condvar::new(),
        });
        let gate = Arc::new(Gate::default());
        let from = pty.master.try_clone_reader().unwrap();
        let reader = spawn_reader(from, Arc::clone(&seen), Arc::clone(&gate));
        Self {
            keys: Some(pty.master.take_writer().unwrap()),
            master: Some(pty.master),
            seen,
            gate,
            reader: Some(reader),
            ended: spawn_waiter(child),
            pid,
        }
    }

    /// Looks at what was received.
    pub fn look<T>(&self, look: impl FnOnce(&Received) -> T) -> T {
        look(&self.seen.received.lock().unwrap())
    }

    /// How many bytes were received.
    pub fn received(&self) -> usize {
        self.look(|received| received.bytes.len())
    }

    /// Waits until the text of the screen is as it should be.
    pub fn until(&self, what: &str, is_so: impl Fn(&str) -> bool) {
        self.until_received(what, |received| is_so(&received.text()));
    }

    /// Waits until what was received is as it should be.
    pub fn until_received(&self, what: &str, is_so: impl Fn(&Received) -> bool) {
        let received = self.seen.received.lock().unwrap();
        let changed = &self.seen.changed;
        let waited = changed.wait_timeout_while(received, DEADLINE, |received| !is_so(received));
        let (received, timeout) = waited.unwrap();
        let screen = received.text();
        drop(received);
        assert!(
            !timeout.timed_out(),
            "waited in vain for {what}; the screen is\n{screen}"
        );
    }

    /// Waits until nothing has been received for so long.
    pub fn until_quiet(&self, quiet: Duration) {
        let began = Instant::now();
        let mut received = self.seen.received.lock().unwrap();
        loop {
            let rest = quiet.saturating_sub(received.last.elapsed());
            if rest.is_zero() {
                return;
            }
            assert!(began.elapsed() < DEADLINE, "the program is never quiet");
            received = self.seen.changed.wait_timeout(received, rest).unwrap().0;
        }
    }

    /// Sends keys, as bytes of the terminal.
    pub fn type_in(&mut self, keys: &str) {
        let writer = self.keys.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_bytes()).unwrap();
    }

    /// Pastes as a terminal does that marks pastes.
    pub fn paste(&mut self, text: &str) {
        self.type_in(&format!("\x1b[200~{text}\x1b[201~"));
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Stops the program as a shell does on Ctrl-Z, and waits until the system says that it is stopped: only
    /// then does a signal to go on count.
    pub fn suspend(&self) {
        self.signal(Signal::TSTP);
        let (tx, rx) = mpsc::channel();
        let pid = self.pid;
        thread::spawn(move || {
            let what = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            let status = waitid(WaitId::Pid(pid), what).unwrap();
            tx.send(status.is_some_and(|status| status.stopped()))
        });
        let is_stopped = rx.recv_timeout(DEADLINE).expect("the program goes on");
        assert!(is_stopped, "it has ended");
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        let cells = |n| NonZeroU16::new(n).unwrap();
        let mut received = self.seen.received.lock().unwrap();
        received.parser.set_size(cells(rows), cells(cols));
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// The modes of the line, as `stty` would show them.
    pub fn line_modes(&self) -> String {
        modes_of(self.master.as_ref().unwrap().as_ref())
    }

    /// From now on nobody reads what the program writes.
    pub fn hold(&self) {
        *self.gate.shut.lock().unwrap() = true;
    }

    /// Reads again.
    pub fn let_through(&self) {
        *self.gate.shut.lock().unwrap() = false;
        self.gate.opened.notify_all();
    }

    /// The exit status, if the program ends within so long.
    pub fn ends_within(&self, wait: Duration) -> Result<ExitStatus, RecvTimeoutError> {
        self.ended.recv_timeout(wait)
    }

    /// Waits for the end, and for the last byte.
    pub fn end(&mut self) -> ExitStatus {
        let status = self.ended.recv_timeout(DEADLINE);
        let status = status.expect("the program goes on");
        self.let_through();
        self.reader.take().unwrap().join().unwrap();
        status
    }

    /// Reads to the last byte of a program that has ended.
    pub fn finish(&mut self) {
        self.reader.take().unwrap().join().unwrap();
    }

    /// Closes the terminal, as when a connection drops. Returns when that was.
    ///
    /// The reader holds the terminal as well, and is woken by `wake`, a key that is answered. As it closes, the
    /// library types a line feed and an end of file, which must do no harm either.
    pub fn close(&mut self, wake: &str) -> Instant {
        self.gate.closing.store(true, Ordering::SeqCst);
        self.type_in(wake);
        self.reader.take().unwrap().join().unwrap();
        let began = Instant::now();
        self.keys = None;
        self.master = None;
        began
    }
}

/// The modes of the line of a terminal in which nothing was started yet.
pub fn fresh_line_modes() -> String {
    let pty = native_pty_system().openpty(PtySize::default()).unwrap();
    modes_of(pty.master.as_ref())
}

fn modes_of(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

fn spawn_reader(
    mut from: Box<dyn Read + Send>,
    seen: Arc<Seen>,
    gate: Arc<Gate>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = vec![0; 65536];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            seen.received.lock().unwrap().take(&buffer[..length]);
            seen.changed.notify_all();
            if gate.closing.load(Ordering::SeqCst) {
                break;
            }
            let shut = gate.shut.lock().unwrap();
            drop(gate.opened.wait_while(shut, |shut| *shut).unwrap());
        }
    })
}

fn spawn_waiter(mut child: Box<dyn Child + Send + Sync>) -> Receiver<ExitStatus> {
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || tx.send(child.wait().unwrap()));
    rx
}
