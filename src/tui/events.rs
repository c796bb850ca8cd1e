//! What reaches the program from outside: input, signals, the end of the terminal.
//!
//! Each source has a thread that waits for it; all of them send into one channel, so that the loop waits in one
//! place and cannot be trapped by a terminal that has gone. (The terminal library's reader never returns from a
//! dead terminal. That traps its own thread only; the program ends by `process::exit`.) The threads end with the
//! process.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Instant;

use super::input::{AltCodes, ESCAPE_WINDOW_MS, EscapeGuard, Input};
use super::platform::{self, Signal};

/// Something that happened outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The auditor did something.
    Input {
        /// What.
        input: Input,
        /// When it arrived, in milliseconds since the threads were started.
        at_ms: u64,
    },
    /// The terminal has gone: bring the words to disk and end, without drawing. May come more than once.
    Hangup,
    /// The program was asked to end (SIGTERM, SIGINT, SIGQUIT): as for a hang-up, but the terminal is there.
    Terminate,
    /// The program was asked to stop for a while (SIGTSTP): `Screen::suspend`.
    Suspend,
    /// The program was continued by others: `Screen::resume`. Comes with a hang-up as well, so that a failure
    /// to claim the terminal here is one.
    Resume,
}

impl From<Signal> for Event {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Hangup => Self::Hangup,
            Signal::Terminate => Self::Terminate,
            Signal::Suspend => Self::Suspend,
            Signal::Resume => Self::Resume,
        }
    }
}

/// Starts the threads that wait for signals, for input and for the end of the terminal. They send events, made into
/// messages of the program by `wrap`, until nobody listens.
///
/// # Errors
///
/// A thread cannot be started.
pub fn listen<M: Send + 'static>(
    signals: Signals,
    tx: &Sender<M>,
    wrap: fn(Event) -> M,
) -> io::Result<()> {
    let to_loop = tx.clone();
    signals.hand_on(move |event| to_loop.send(wrap(event)).is_ok())?;
    let to_loop = tx.clone();
    start("hang-up", move || {
        if platform::hung_up() {
            // Nobody listening means that the program is ending anyway.
            to_loop.send(wrap(Event::Hangup)).ok();
        }
    })?;
    let to_loop = tx.clone();
    start("keys", move || {
        read_keys(|event| to_loop.send(wrap(event)).is_ok());
    })
}

/// Signals that the program answers itself. They are kept until somebody hands them on.
pub struct Signals(platform::Taken);

impl Signals {
    /// Takes them from here on.
    ///
    /// # Errors
    ///
    /// Signals cannot be taken.
    pub fn take() -> io::Result<Self> {
        platform::take_signals().map(Self)
    }

    /// Starts the thread that hands each on until told that nobody listens.
    ///
    /// # Errors
    ///
    /// The thread cannot be started.
    pub fn hand_on(self, mut to: impl FnMut(Event) -> bool + Send + 'static) -> io::Result<()> {
        start("signals", move || {
            self.0.each(|signal| to(signal.into()));
        })
    }
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(run)
        .map(drop)
}

/// Reads input until `send` says that nobody listens, or the terminal has gone.
fn read_keys(send: impl Fn(Event) -> bool) {
    let began = Instant::now();
    let mut alt_codes = AltCodes::default();
    let mut guard = EscapeGuard::default();
    loop {
        let Ok(event) = crossterm::event::read() else {
            send(Event::Hangup);
            return;
        };
        let at_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let input = alt_codes
            .normalise(event)
            .and_then(|input| guard.pass(input, at_ms, ESCAPE_WINDOW_MS));
        if let Some(input) = input
            && !send(Event::Input { input, at_ms })
        {
            return;
        }
    }
}
