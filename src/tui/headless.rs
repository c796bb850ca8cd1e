//! The real program without a terminal: keys in, a screen out.
//!
//! For documents, scripts and tests. Model, update, effects and drawing are those of the terminal; only the keys
//! come from a script and the last frame is handed back. This module must not decide anything.

use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::input::Input;
use super::model::{Model, Saving};
use super::msg::{Msg, tell};
use super::theme::Theme;
use super::update::{DETAIL_AFTER_MOVES_MS, DRAFT_AFTER_MS, update};
use super::view;
use super::world::{LEAVING, Loop, World};
use crate::audit::entry::Moment;
use crate::store::desk::Memory;

/// How long the disk may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program without a terminal.
pub struct Headless {
    /// What it knows.
    pub model: Model,
    world: World,
    answers: Receiver<Msg>,
    clock: fn() -> Moment,
    /// Whether it was asked to leave.
    pub left: bool,
}

impl Headless {
    /// Begins with an audit, or at home, remembering nothing of the user. `clock` is the clock on the wall.
    pub fn begin(
        audit: Option<&Path>,
        author: Option<String>,
        clock: fn() -> Moment,
        draw: Box<dyn FnMut() -> u128 + Send>,
    ) -> Self {
        Self::with_memory(Memory::none(), audit, author, clock, draw)
    }

    /// As [`Headless::begin`], with what is remembered of the user.
    pub fn with_memory(
        memory: Memory,
        audit: Option<&Path>,
        author: Option<String>,
        clock: fn() -> Moment,
        draw: Box<dyn FnMut() -> u128 + Send>,
    ) -> Self {
        let (tx, answers) = mpsc::channel();
        let mut world = World::new(tell(&tx, |msg| msg), author, memory, clock);
        let mut model = super::run::model(world.author(), draw);
        model.now = clock();
        match audit {
            Some(path) => world.open(path),
            None => world.at_home(),
        }
        let mut headless = Self {
            model,
            world,
            answers,
            clock,
            left: false,
        };
        headless.settle();
        headless
    }

    /// Takes inputs one by one. After each, everything that is under way is waited for, as if the keys rested.
    pub fn press(&mut self, inputs: impl IntoIterator<Item = Input>) {
        for input in inputs {
            if self.left {
                return;
            }
            self.take(Msg::Input(input));
            self.settle();
        }
    }

    /// Takes a message, and carries out what follows.
    pub fn take(&mut self, msg: Msg) {
        self.model.now = (self.clock)();
        for effect in update(&mut self.model, msg) {
            self.left |= self.world.carry_out(effect) == Loop::Quit;
        }
    }

    /// Lets time pass until drafts are written, the detail has followed, and the disk has answered.
    pub fn settle(&mut self) {
        let begun = Instant::now();
        self.world.shown();
        while let Ok(msg) = self.answers.try_recv() {
            self.take(msg);
        }
        while self.is_waiting() && begun.elapsed() < PATIENCE {
            if let Ok(msg) = self.answers.recv_timeout(Duration::from_millis(50)) {
                self.take(msg);
            }
        }
        self.model.ms += DETAIL_AFTER_MOVES_MS.max(DRAFT_AFTER_MS);
        self.take(Msg::Due);
    }

    fn is_waiting(&self) -> bool {
        let room = self.model.room.as_ref();
        let saving = room.is_some_and(|room| {
            !room.pending.is_empty() && !matches!(room.saving, Saving::NotSaved(_))
        });
        saving || self.model.busy.is_some()
    }

    /// Draws the screen. Returns the cells and where the cursor stands.
    pub fn screen(&self, width: u16, height: u16, theme: Theme) -> (Buffer, Option<Position>) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let cursor = view::draw(&mut buffer, area, &self.model, theme);
        (buffer, cursor)
    }

    /// Leaves: what is typed and not saved stays as a draft.
    pub fn leave(mut self) -> Option<String> {
        self.take(Msg::Hangup);
        self.world.leave(LEAVING)
    }
}

/// The text of a screen, line by line, without blanks at the ends.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(symbol);
            skip = crate::text::width(symbol).saturating_sub(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Runs keys through the program and returns the screen as text.
///
/// # Errors
/// The keys cannot be read, or there is no randomness.
pub fn print(
    audit: Option<&Path>,
    author: Option<String>,
    keys: &str,
    size: (u16, u16),
    theme: Theme,
) -> io::Result<String> {
    let inputs = super::script::parse(keys).map_err(|bad| io::Error::other(bad.to_string()))?;
    let mut draw = crate::store::draw::Draw::from_system()?;
    let mut headless = Headless::with_memory(
        Memory::of_user(),
        audit,
        author,
        super::run::now,
        Box::new(move || draw.id()),
    );
    headless.press(inputs);
    let screen = text(&headless.screen(size.0, size.1, theme).0);
    headless.leave();
    Ok(screen)
}
