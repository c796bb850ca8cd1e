//! The linear mode: lines in, lines out, for screen readers and terminals that can do nothing else.
//!
//! No cursor is addressed, nothing is drawn, nothing has a colour. What is typed and ended with Enter is a note on
//! the selected requirement; what begins with a colon and a letter is a command. It is another hand and another
//! eye on the same model: [`crate::tui::update`] changes it, [`crate::tui::world`] carries out, and a form asks
//! for the same fields, one after the other. This module must not know how a screen is drawn.
//!
//! ```text
//! line ─▶ act: Asked ─▶ update(&mut Model) ─▶ effects ─▶ the world
//!                  Model ─▶ words ─▶ lines, and a prompt that says the place
//! ```

mod act;
mod commands;
mod lines;
mod words;

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::store::desk::Memory;
use crate::store::draw::Draw;
use crate::text;
use crate::tui::command::Command;
use crate::tui::events::{Event, Signals};
use crate::tui::model::{Choice, Model, Room, Saving, Tone};
use crate::tui::msg::{Asked, Effect, Msg, tell};
use crate::tui::platform;
use crate::tui::run::{model, now};
use crate::tui::theme::Theme;
use crate::tui::update::update;
use crate::tui::world::{Loop, TOLD_TO_END, World};
use lines::Line;

/// How often it is looked whether the disk is late, while it is waited for.
const LOOK: Duration = Duration::from_millis(50);

/// How long a terminal that takes nothing may keep a program that was asked to end. The words are on their way to
/// the disk before anything is written to the terminal.
const STALLED: Duration = Duration::from_secs(1);

/// What the loop waits for.
enum Heard {
    Line(Line),
    Answer(Msg),
    Outside(Event),
}

/// Runs the linear mode on an audit. Returns what is to be said at the very end.
///
/// # Errors
/// The system gives no threads or randomness, or the audit is not open after all.
pub fn run(audit: &Path, author: Option<String>, theme: Theme) -> io::Result<Option<String>> {
    let mut draw = Draw::from_system()?;
    let (tx, heard) = mpsc::channel();
    let mut world = World::new(tell(&tx, Heard::Answer), author, Memory::of_user(), now);
    let model = model(world.author(), Box::new(move || draw.id()));
    world.open(audit);
    listen(&tx)?;
    let mut desk = Plain {
        model,
        world,
        heard,
        later: VecDeque::new(),
        out: io::stdout(),
        theme,
        echoes: io::stdin().is_terminal(),
        began: Instant::now(),
        listed: Vec::new(),
        field: Vec::new(),
        entered: false,
        left: false,
    };
    let ended = desk.go();
    desk.take(Msg::Hangup);
    let last = desk.world.leave(TOLD_TO_END);
    // A terminal that has gone is no failure: the words are on the disk.
    ended.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    })?;
    Ok(last)
}

/// Starts the threads that wait for signals and for lines.
fn listen(tx: &Sender<Heard>) -> io::Result<()> {
    let to_loop = tx.clone();
    Signals::take()?.hand_on(move |event| {
        let ends = matches!(event, Event::Hangup | Event::Terminate);
        let heard = to_loop.send(Heard::Outside(event)).is_ok();
        if ends {
            // Only a loop that is kept by a terminal is still there then.
            thread::sleep(STALLED);
            std::process::exit(2);
        }
        heard
    })?;
    let to_loop = tx.clone();
    let read = thread::Builder::new().name("lines".to_owned());
    read.spawn(move || {
        lines::read(io::stdin().lock(), |line| {
            to_loop.send(Heard::Line(line)).is_ok()
        });
    })?;
    Ok(())
}

/// The linear mode while it runs.
struct Plain<W> {
    model: Model,
    world: World,
    heard: Receiver<Heard>,
    /// What was heard while the disk was waited for.
    later: VecDeque<Heard>,
    out: W,
    /// Tells whether only ASCII marks may be written.
    theme: Theme,
    /// Whether a line that is typed, with its end, stands on the terminal already.
    echoes: bool,
    began: Instant,
    /// What the last list offered, for `:take`.
    listed: Vec<Choice>,
    /// Lines of a field that takes several, as long as no empty line has ended it.
    field: Vec<String>,
    /// Whether the last line was entered into the record.
    entered: bool,
    left: bool,
}

impl<W: Write> Plain<W> {
    fn go(&mut self) -> io::Result<()> {
        // What opening has to say comes before the first prompt.
        while self.model.room.is_none() && self.model.said.is_none() && !self.left {
            self.wait_once();
        }
        self.settle();
        if self.model.room.is_none() {
            let why = self.model.said.take().map(|said| said.text);
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                why.unwrap_or_default(),
            ));
        }
        self.welcome()?;
        self.prompt()?;
        self.world.shown();
        while !self.left {
            match self.next() {
                Heard::Line(Line::Text { text, begins }) => {
                    if !self.echoes {
                        writeln!(self.out)?;
                    }
                    self.line(&text, begins)?;
                    self.settle();
                    self.tell()?;
                }
                Heard::Line(Line::End) => {
                    writeln!(self.out)?;
                    return self.say("The input has ended; everything typed is kept.");
                }
                Heard::Outside(event) => {
                    self.outside(&event);
                    if event == Event::Suspend {
                        // Being continued comes as an event of its own, and asks for the prompt.
                        continue;
                    }
                }
                Heard::Answer(answer) => {
                    self.model.said = None;
                    self.take(answer);
                    if self.model.said.is_none() {
                        continue;
                    }
                    // Something that came by itself stands on a line of its own.
                    writeln!(self.out)?;
                    self.tell()?;
                }
            }
            if !self.left {
                self.prompt()?;
            }
        }
        Ok(())
    }

    /// The next thing that happened.
    fn next(&mut self) -> Heard {
        self.later.pop_front().unwrap_or_else(|| {
            // Without anybody who could tell of anything there is nothing left to wait for.
            self.heard.recv().unwrap_or(Heard::Line(Line::End))
        })
    }

    /// Takes an answer if one comes soon; what else is heard has to wait.
    fn wait_once(&mut self) {
        match self.heard.recv_timeout(LOOK) {
            Ok(Heard::Answer(answer)) => self.take(answer),
            Ok(other) => {
                self.left |= matches!(other, Heard::Outside(Event::Hangup | Event::Terminate));
                self.later.push_back(other);
            }
            Err(RecvTimeoutError::Timeout) => self.take(Msg::Due),
            Err(RecvTimeoutError::Disconnected) => self.left = true,
        }
    }

    /// Waits until the disk has answered, or is late; and for long work until it is done.
    fn settle(&mut self) {
        while !self.left && self.is_waiting() {
            self.wait_once();
        }
    }

    fn is_waiting(&self) -> bool {
        let saving = self.room().is_some_and(|room| {
            !room.pending.is_empty() && !matches!(room.saving, Saving::NotSaved(_))
        });
        saving || self.model.busy.is_some()
    }

    fn outside(&mut self, event: &Event) {
        match event {
            Event::Hangup | Event::Terminate => self.left = true,
            Event::Suspend => {
                self.take(Msg::KeepDrafts);
                self.world.settle();
                platform::stop();
            }
            Event::Resume | Event::Input { .. } => {}
        }
    }

    /// Takes a message, and carries out what follows.
    fn take(&mut self, msg: Msg) {
        self.model.now = now();
        self.model.ms = self.began.elapsed().as_millis() as u64;
        for effect in update(&mut self.model, msg) {
            self.entered |= matches!(effect, Effect::Append(_));
            self.left |= self.world.carry_out(effect) == Loop::Quit;
        }
    }

    fn ask(&mut self, asked: Asked) {
        self.take(Msg::Asked(asked));
    }

    fn command(&mut self, command: Command) {
        self.ask(Asked::Command(command));
    }

    fn room(&self) -> Option<&Room> {
        self.model.room.as_deref()
    }

    /// A line as this terminal may be sent it.
    fn shown(&self, line: &str) -> String {
        let shown = text::visible_ascii(line);
        if self.theme.is_ascii() {
            words::in_ascii(&shown)
        } else {
            shown.into_owned()
        }
    }

    /// Writes lines as they may be sent to any terminal.
    fn say(&mut self, lines: &str) -> io::Result<()> {
        for line in lines.lines() {
            let line = self.shown(&words::spoken(line));
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// Says what came of the last line.
    fn tell(&mut self) -> io::Result<()> {
        let said = self.model.said.take();
        let text = said.as_ref().map_or("", |said| said.text.as_str());
        let entered = std::mem::take(&mut self.entered);
        let saving = self.room().map(|room| room.saving.clone());
        match saving {
            Some(Saving::NotSaved(why)) if entered => {
                let sentence = format!(
                    "NOT SAVED: {why}. Go on typing; nothing that was saved is harmed, and saving resumes by itself. {text}"
                );
                self.say(&sentence)?;
            }
            _ if entered => self.say(&format!("Saved: {}", text.trim_start_matches("Saved. ")))?,
            _ if said
                .as_ref()
                .is_some_and(|said| said.tone == Tone::Attention) =>
            {
                self.say(&format!("Attention: {text}"))?;
            }
            _ => self.say(text)?,
        }
        self.overlays()
    }

    /// Pages and lists that were opened are said, and closed.
    fn overlays(&mut self) -> io::Result<()> {
        for overlay in std::mem::take(&mut self.model.overlays) {
            let Some(room) = self.room() else { break };
            let (lines, listed) = words::overlay(room, &overlay);
            if !listed.is_empty() {
                self.listed = listed;
            }
            for line in lines {
                self.say(&line)?;
            }
        }
        Ok(())
    }

    fn welcome(&mut self) -> io::Result<()> {
        let said = self.model.said.take();
        let Some(room) = self.room() else {
            return Ok(());
        };
        let mut lines = words::welcome(room);
        lines.extend(said.map(|said| format!("Attention: {}", said.text)));
        for line in lines {
            self.say(&line)?;
        }
        Ok(())
    }

    fn prompt(&mut self) -> io::Result<()> {
        let Some(room) = self.room() else {
            return Ok(());
        };
        let prompt = words::prompt(room, !self.field.is_empty());
        let prompt = self.shown(&prompt);
        write!(self.out, "{prompt}> ")?;
        self.out.flush()
    }
}
