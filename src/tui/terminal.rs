//! The terminal as the program holds it: claimed, drawn on, and given back whatever happens.
//!
//! There is one guard, [`Screen`], and one way out, [`restore`]. Normal end, error, panic, suspension and
//! hang-up all take it. Nothing is ever asked of the terminal (its answers would arrive as input), and no
//! state is set in it but the alternate screen, bracketed paste, and the cursor. This module must not know
//! what is drawn.

use std::cell::Cell as SharedCell;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};

use super::painter::Painter;
use super::platform;
use crate::text;

/// Alternate screen (so that nothing stays in the scrollback), bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";

/// The reverse, last first: end an unfinished frame, drop the pen, wipe what was shown, and show the cursor at
/// the very end.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[2J\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Whether the terminal is ours at the moment.
static CLAIMED: AtomicBool = AtomicBool::new(false);

/// Where the words are that a panic must not lose.
static SAVED_IN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Gives the terminal back as it was. Does nothing if it is not claimed, so that every way out may call it.
///
/// Errors are not reported: the terminal may be gone, and nothing can be done about it.
pub fn restore() {
    if CLAIMED.swap(false, Ordering::SeqCst) {
        platform::write_all(LEAVE).ok();
        crossterm::terminal::disable_raw_mode().ok();
    }
}

/// Makes a panic give the terminal back and say where the saved notes are. To be called before the terminal is
/// claimed.
///
/// Only the place in the program is printed: the message of a panic may contain what was typed.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        restore();
        let mut message = String::from("onsite stopped because of a fault in the program");
        if let Some(at) = panic.location() {
            message.extend([" (", &at.to_string(), ")"]);
        }
        message.push_str(".\n");
        // A poisoned lock still holds the path.
        let saved_in = SAVED_IN
            .lock()
            .map_or_else(|e| e.into_inner().clone(), |path| path.clone());
        if let Some(path) = saved_in {
            let path = path.to_string_lossy().into_owned();
            message.extend([
                "Everything up to your last saved note is in ",
                &text::visible(&path),
                ".\n",
            ]);
        }
        io::stderr().write_all(message.as_bytes()).ok();
    }));
}

/// Says where the notes are, for the message of a panic: the audit folder that is open now.
pub fn saved_in(folder: Option<&Path>) {
    let mut saved_in = SAVED_IN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    *saved_in = folder.map(Path::to_owned);
}

/// The claimed terminal. Dropping it gives the terminal back.
pub struct Screen {
    terminal: Terminal<Pane>,
    cursor: Rc<SharedCell<Option<Position>>>,
    painter: Painter,
}

impl Screen {
    /// Claims the terminal. `mono`: no colour is ever sent.
    ///
    /// # Errors
    ///
    /// Standard input or output is no terminal, or it cannot be switched to raw mode.
    pub fn claim(mono: bool) -> io::Result<Self> {
        enter()?;
        let cursor = Rc::new(SharedCell::new(None));
        let pane = Pane {
            cursor: Rc::clone(&cursor),
        };
        // From here on dropping it restores.
        let terminal = Terminal::new(pane).inspect_err(|_| restore())?;
        Ok(Self {
            terminal,
            cursor,
            painter: Painter::new(mono),
        })
    }

    /// Draws a frame, and sends what has changed in one write. The cursor stands where the frame puts it, or is
    /// hidden.
    ///
    /// # Errors
    ///
    /// The terminal is gone, which is to be taken as a hang-up. So is a terminal that a panic elsewhere in the
    /// program has given back.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let drawn = self.terminal.draw(view)?;
        let bytes = self.painter.paint(drawn.buffer, self.cursor.get());
        if !CLAIMED.load(Ordering::SeqCst) {
            return Err(io::Error::other("the terminal has been given back"));
        }
        platform::write_all(bytes).inspect_err(|_| self.painter.forget())
    }

    /// Forgets what the terminal shows: the next frame clears it and writes everything. For Ctrl-L, a resize,
    /// and whenever somebody else may have written.
    pub fn repaint(&mut self) {
        self.painter.forget();
    }

    /// Gives the terminal back, stops the process until it is continued, and claims the terminal again. On
    /// Windows, where there is no such thing, nothing happens.
    ///
    /// # Errors
    ///
    /// As for [`Screen::claim`].
    pub fn suspend(&mut self) -> io::Result<()> {
        if platform::CAN_STOP {
            restore();
            platform::stop();
            self.resume()?;
        }
        Ok(())
    }

    /// Claims the terminal anew after the process was stopped and continued by others: the shell has set its
    /// own modes meanwhile.
    ///
    /// # Errors
    ///
    /// As for [`Screen::claim`].
    pub fn resume(&mut self) -> io::Result<()> {
        restore();
        self.repaint();
        enter()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn enter() -> io::Result<()> {
    platform::check()?;
    crossterm::terminal::enable_raw_mode()?;
    CLAIMED.store(true, Ordering::SeqCst);
    platform::write_all(ENTER).inspect_err(|_| restore())
}

/// What ratatui needs to know of the terminal: its size. What it wants to send is not sent; the painter
/// compares whole frames, and the cursor is only remembered.
struct Pane {
    cursor: Rc<SharedCell<Option<Position>>>,
}

impl Backend for Pane {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, _: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.cursor.set(None);
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // The terminal is never asked.
        Ok(self.cursor.get().unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor.set(Some(position.into()));
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        platform::size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
