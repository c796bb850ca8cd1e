//! The pieces of several logs, looked at by two threads a little ahead of their use.
//!
//! Whoever uses them looks at pieces, too, whenever the next is not ready: so both threads are at work all the time,
//! however the work is spread. What is to be done aside waits until no piece is wanted. This module must not know what
//! is done with what was found.

use std::collections::BTreeMap;
use std::io;
use std::thread;

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::chores::Aside;
use super::elsewhere;
use super::look::{Looked, Looks, look};
use super::pieces::{Piece, Pieces};

/// How many pieces of the log that is being used are looked at before they are asked for.
const AHEAD: usize = 4;
/// So many being left, the other thread is woken to go on: seldom, since that takes as long as looking at some lines.
const FEW: usize = AHEAD / 2;

/// Logs whose pieces are looked at.
pub struct Ahead<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
}

#[derive(Default)]
struct State<'a> {
    logs: Vec<Reading<'a>>,
    /// The log that was asked for last.
    used: usize,
    /// How many of the first logs have been begun.
    begun: usize,
    /// Room for what is found in pieces.
    spare: Vec<Looks>,
    /// Whether one of the threads is through, or came to grief.
    left: bool,
}

/// How far a log was read.
struct Reading<'a> {
    pieces: Pieces<'a>,
    /// How many pieces were taken to be looked at.
    taken: usize,
    /// How many were given to whoever uses them.
    given: usize,
    ready: BTreeMap<usize, io::Result<Looks>>,
    ended: bool,
}

/// A piece that somebody has to look at.
struct Task {
    log: usize,
    number: usize,
    piece: Piece,
    room: Vec<Looked>,
}

/// What one of the threads does next.
enum Step {
    Look(Task),
    /// Nothing more of a log than was known before: it has come to its end.
    Ended,
    Nothing,
}

/// Makes the pieces of logs ready for `using`, with a second thread if that pays: so it does if there is something
/// to be done aside. When `using` is through, that is done, too.
pub fn with_ahead<'a, T>(
    logs: Vec<Pieces<'a>>,
    by_two: bool,
    aside: Option<Aside<'_>>,
    using: impl FnOnce(&Ahead<'a>) -> T,
) -> T {
    let reading = |pieces| Reading {
        pieces,
        taken: 0,
        given: 0,
        ready: BTreeMap::new(),
        ended: false,
    };
    let ahead = Ahead {
        state: Mutex::new(State {
            logs: logs.into_iter().map(reading).collect(),
            ..State::default()
        }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        let help = || {
            let _leaving = Leaving(&ahead);
            ahead.help(aside);
        };
        // Without a second thread, the first does all.
        let helper = (by_two || aside.is_some())
            .then(|| elsewhere::begin(scope, "reading", help).ok())
            .flatten();
        let leaving = Leaving(&ahead);
        let used = using(&ahead);
        drop(leaving);
        while do_one(aside) {}
        elsewhere::wait(helper);
        used
    })
}

/// Does a piece of what is to be done aside; tells whether any was left.
fn do_one(aside: Option<Aside<'_>>) -> bool {
    aside.is_some_and(|aside| aside())
}

/// Tells the other thread that nobody is here any more.
struct Leaving<'l, 'a>(&'l Ahead<'a>);

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        self.0.state.lock().left = true;
        self.0.changed.notify_all();
    }
}

impl<'a> Ahead<'a> {
    /// The next piece of a log, looked at; none where the log ends. `used` is one that is not needed any more.
    ///
    /// # Errors
    /// The log cannot be read any further.
    pub fn next(&self, log: usize, used: Looks) -> io::Result<Option<Looks>> {
        let mut state = self.state.lock();
        if used.text.capacity() > 0 {
            state.spare.push(used);
        }
        state.used = log;
        loop {
            let Some(reading) = state.logs.get_mut(log) else {
                return Ok(None);
            };
            if let Some(looks) = reading.ready.remove(&reading.given) {
                reading.given += 1;
                if reading.taken - reading.given <= FEW {
                    self.changed.notify_all();
                }
                return looks.map(Some);
            }
            if reading.ended && reading.given == reading.taken {
                return Ok(None);
            }
            match state.step() {
                Step::Look(task) => self.look(&mut state, task),
                Step::Ended => {}
                // What was taken and will not come was taken by a thread that came to grief, and says so.
                Step::Nothing if state.left => return Ok(None),
                Step::Nothing => self.changed.wait(&mut state),
            }
        }
    }

    /// Looks at pieces until there are no more, and does what is to be done aside whenever none is wanted.
    fn help(&self, aside: Option<Aside<'_>>) {
        let mut state = self.state.lock();
        let mut idle = false;
        while !state.left {
            match state.step() {
                Step::Look(task) => self.look(&mut state, task),
                Step::Ended => {
                    self.changed.notify_all();
                }
                Step::Nothing if idle && state.is_over() => break,
                Step::Nothing if idle => self.changed.wait(&mut state),
                Step::Nothing => idle = !MutexGuard::unlocked(&mut state, || do_one(aside)),
            }
        }
        drop(state);
        while do_one(aside) {}
    }

    /// Looks at a piece while the other thread does what it likes.
    fn look(&self, state: &mut MutexGuard<'_, State<'a>>, task: Task) {
        let looks = MutexGuard::unlocked(state, || look(task.piece, task.room));
        if let Some(reading) = state.logs.get_mut(task.log) {
            reading.ready.insert(task.number, Ok(looks));
        }
        self.changed.notify_all();
    }
}

impl State<'_> {
    /// Whether all logs have come to their ends.
    fn is_over(&self) -> bool {
        self.logs.iter().all(|reading| reading.ended)
    }

    /// What to do next: a piece of the log that is used, or the first of one that will be.
    fn step(&mut self) -> Step {
        let begun = |reading: &&Reading| reading.ended || reading.taken > 0;
        let fresh = self.logs.iter().skip(self.begun);
        self.begun += fresh.take_while(begun).count();
        let of_used = self.logs.get(self.used);
        let wanted = |it: &&Reading| !it.ended && it.taken < it.given + AHEAD;
        let log = of_used.filter(wanted).map_or(self.begun, |_| self.used);
        let Some(reading) = self.logs.get_mut(log) else {
            return Step::Nothing;
        };
        let number = reading.taken;
        let Looks { text, lines, .. } = self.spare.pop().unwrap_or_default();
        match reading.pieces.next(text.into_bytes()) {
            Ok(Some(piece)) => {
                reading.taken += 1;
                return Step::Look(Task {
                    log,
                    number,
                    piece,
                    room: lines,
                });
            }
            Ok(None) => {}
            Err(error) => {
                reading.taken += 1;
                reading.ready.insert(number, Err(error));
            }
        }
        reading.ended = true;
        Step::Ended
    }
}
