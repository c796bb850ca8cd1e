//! The loop: wait, take everything that has happened, carry out what follows, draw once.
//!
//! It sleeps until something happens or becomes due; an idle program uses no CPU. It draws only after a change,
//! and while a key repeats at most ten times a second; and only once the terminal has taken what was drawn before,
//! so that a slow line never lags by more than a frame. Words come before pixels: a terminal that has gone means
//! drafts to disk and out.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::events::{self, Event, Signals};
use super::input::{Input, fold_bursts};
use super::model::{Home, Model};
use super::msg::{Effect, Msg, tell};
use super::terminal::{self, Screen};
use super::theme::Theme;
use super::update::{next_due, update};
use super::view;
use super::world::{LEAVING, Loop, TOLD_TO_END, World};
use crate::audit::entry::Moment;
use crate::store::desk::Memory;
use crate::store::draw::Draw;

/// While a key repeats, the least time between two frames.
const FRAME: Duration = Duration::from_millis(100);
/// Keys that follow each other faster than this repeat.
const REPEATS_WITHIN: u64 = 70;

/// What to begin with.
pub enum Begin {
    /// The list of audits.
    Home,
    /// An audit.
    Audit(PathBuf),
}

/// What the loop waits for: what happens outside, and answers to effects.
enum Happened {
    Outside(Event),
    Inside(Msg),
    /// The terminal has taken what was drawn, or has refused it.
    Written(io::Result<()>),
}

/// The clock on the wall, to the second.
pub fn now() -> Moment {
    let now = chrono::Local::now().fixed_offset();
    chrono::Timelike::with_nanosecond(&now, 0).unwrap_or(now)
}

/// A model with nothing on the table.
pub fn model(author: String, draw: Box<dyn FnMut() -> u128 + Send>) -> Model {
    Model {
        home: Home {
            author,
            ..Home::default()
        },
        room: None,
        overlays: Vec::new(),
        said: None,
        hidden: false,
        shows: super::model::Shows::Everything,
        now: now(),
        ms: 0,
        moved_at: None,
        detail_due: None,
        loose: None,
        aside: Vec::new(),
        busy: None,
        draw,
    }
}

/// Runs the program on the terminal. Returns what is to be said after the screen is gone.
///
/// # Errors
/// There is no terminal, or the system gives no threads or randomness.
pub fn run(begin: Begin, author: Option<String>, theme: Theme) -> io::Result<Option<String>> {
    terminal::install_panic_hook();
    let mut draw = Draw::from_system()?;
    let (tx, happened) = mpsc::channel();
    let mut world = World::new(tell(&tx, Happened::Inside), author, Memory::of_user(), now);
    let mut model = model(world.author(), Box::new(move || draw.id()));
    match begin {
        Begin::Home => world.at_home(),
        Begin::Audit(path) => world.open(&path),
    }
    // What opening has to say comes before the first frame, so that the first frame is the audit.
    while let Ok(Happened::Inside(msg)) = happened.try_recv() {
        update(&mut model, msg);
    }
    // From before the terminal is claimed: it is given back whatever comes.
    let signals = Signals::take()?;
    let to_loop = tx.clone();
    let mut screen = Screen::claim(theme.is_mono(), move |written| {
        // The loop may have ended meanwhile.
        to_loop.send(Happened::Written(written)).ok();
    })?;
    let mut turn = Turn {
        model,
        world,
        theme,
        began: Instant::now(),
        happened,
        last_key: None,
        repeats: false,
        hurries: false,
        drawn: None,
    };
    let ended = turn.go(&mut screen, || {
        events::listen(signals, &tx, Happened::Outside)
    });
    drop(screen);
    let within = if turn.hurries { TOLD_TO_END } else { LEAVING };
    let last = turn.world.leave(within);
    ended.map(|()| last)
}

struct Turn {
    model: Model,
    world: World,
    theme: Theme,
    began: Instant,
    happened: Receiver<Happened>,
    /// The last input and when it came, to know a repeating key.
    last_key: Option<(Input, u64)>,
    /// The last key repeats.
    repeats: bool,
    /// The terminal has gone, or the program was told to end: the end does not wait for a slow disk.
    hurries: bool,
    drawn: Option<Instant>,
}

/// What a batch of happenings asks of the loop.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each may be asked for by itself, in any combination"
)]
struct Asked {
    draw: bool,
    repaint: bool,
    suspend: bool,
    resume: bool,
    quit: bool,
    /// The terminal is gone: nothing may be drawn any more.
    gone: bool,
}

impl Turn {
    /// Draws and waits by turns until the end. `listen` starts to take signals and input: the first frame needs none,
    /// and is there sooner.
    fn go(
        &mut self,
        screen: &mut Screen,
        listen: impl FnOnce() -> io::Result<()>,
    ) -> io::Result<()> {
        if self.draw(screen).is_err() {
            self.hang_up();
            return Ok(());
        }
        listen()?;
        let mut dirty = false;
        loop {
            let wait_for_frame = self
                .drawn
                .filter(|_| self.repeats)
                .map(|drawn| FRAME.saturating_sub(drawn.elapsed()));
            let may_draw = !screen.is_busy();
            if dirty && may_draw && wait_for_frame.is_none_or(|wait| wait.is_zero()) {
                // A terminal that does not take a frame has gone.
                if self.draw(screen).is_err() {
                    self.hang_up();
                    return Ok(());
                }
                dirty = false;
            }
            let asked = self.wait(wait_for_frame.filter(|_| dirty && may_draw));
            dirty |= asked.draw;
            if asked.gone {
                return Ok(());
            }
            if asked.repaint {
                screen.repaint();
            }
            if asked.suspend {
                // A program that is stopped writes nothing any more.
                self.world.settle();
            }
            // A terminal that cannot be claimed again has gone: SIGCONT also comes with SIGHUP.
            if asked.suspend && screen.suspend().is_err()
                || asked.resume && screen.resume().is_err()
            {
                self.hang_up();
                return Ok(());
            }
            if asked.quit {
                return Ok(());
            }
        }
    }

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let (model, theme) = (&self.model, self.theme);
        screen.draw(|frame| view::draw(frame, frame.area, model, theme))?;
        self.drawn = Some(Instant::now());
        self.world.shown();
        Ok(())
    }

    fn ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    /// Sleeps until something happens or is due, then takes all that has happened.
    fn wait(&mut self, frame: Option<Duration>) -> Asked {
        let due =
            next_due(&self.model).map(|due| Duration::from_millis(due.saturating_sub(self.ms())));
        let first = match [due, frame].into_iter().flatten().min() {
            None => self
                .happened
                .recv()
                .map_err(|mpsc::RecvError| RecvTimeoutError::Disconnected),
            Some(wait) => self.happened.recv_timeout(wait),
        };
        let mut asked = Asked::default();
        let mut inputs = Vec::new();
        match first {
            Ok(first) => self.sort(first, &mut inputs, &mut asked),
            Err(RecvTimeoutError::Timeout) => self.take(Msg::Due, &mut asked),
            Err(RecvTimeoutError::Disconnected) => {
                self.hang_up();
                asked.gone = true;
                return asked;
            }
        }
        while let Ok(next) = self.happened.try_recv() {
            self.sort(next, &mut inputs, &mut asked);
        }
        for input in fold_bursts(inputs) {
            self.take(Msg::Input(input), &mut asked);
        }
        asked
    }

    /// Inputs are kept together; everything else is taken in its turn, after the inputs before it.
    fn sort(&mut self, happened: Happened, inputs: &mut Vec<Input>, asked: &mut Asked) {
        match happened {
            Happened::Outside(Event::Input { input, at_ms }) => {
                let last = self.last_key.replace((input.clone(), at_ms));
                self.repeats =
                    last.is_some_and(|(before, at)| before == input && at_ms < at + REPEATS_WITHIN);
                inputs.push(input);
            }
            other => {
                for input in fold_bursts(std::mem::take(inputs)) {
                    self.take(Msg::Input(input), asked);
                }
                self.outside(other, asked);
            }
        }
    }

    fn outside(&mut self, happened: Happened, asked: &mut Asked) {
        match happened {
            Happened::Inside(msg) => self.take(msg, asked),
            // A terminal that does not take a frame has gone.
            Happened::Written(Err(_)) | Happened::Outside(Event::Hangup) => {
                self.hang_up();
                asked.gone = true;
            }
            Happened::Outside(Event::Terminate) => {
                self.hurries = true;
                self.take(Msg::Hangup, asked);
            }
            Happened::Outside(Event::Suspend) => {
                self.take(Msg::KeepDrafts, asked);
                asked.suspend = true;
            }
            Happened::Outside(Event::Resume) => {
                asked.resume = true;
                asked.draw = true;
            }
            Happened::Written(Ok(())) | Happened::Outside(Event::Input { .. }) => {}
        }
    }

    /// Words to disk, without drawing.
    fn hang_up(&mut self) {
        self.hurries = true;
        let mut asked = Asked::default();
        self.take(Msg::Hangup, &mut asked);
    }

    fn take(&mut self, msg: Msg, asked: &mut Asked) {
        self.model.now = now();
        self.model.ms = self.ms();
        asked.draw = true;
        for effect in update(&mut self.model, msg) {
            self.carry_out(effect, asked);
        }
    }

    fn carry_out(&mut self, effect: Effect, asked: &mut Asked) {
        match self.world.carry_out(effect) {
            Loop::Goes => {}
            Loop::Repaint => asked.repaint = true,
            Loop::Suspend => {
                asked.suspend = true;
                asked.draw = true;
            }
            Loop::Quit => asked.quit = true,
        }
    }
}
