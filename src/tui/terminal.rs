//! The terminal as the program holds it: claimed, drawn on, and given back whatever happens.
//!
//! There is one guard, [`Screen`], and one way out, [`restore`]. Normal end, error, panic, suspension and
//! hang-up all take it. Nothing is ever asked of the terminal (its answers would arrive as input), and no
//! state is set in it but the alternate screen, bracketed paste, and the cursor. This module must not know
//! what is drawn.
//!
//! What is shown is written by a thread of its own. A terminal may take nothing for a while: a connection that
//! stalls, a window in which somebody marks text. Then frames wait; keys, drafts and the way out do not.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::painter::Painter;
use super::platform;
use crate::text;

/// Alternate screen (so that nothing stays in the scrollback), bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";

/// The reverse, last first: end an unfinished frame, drop the pen, wipe what was shown, and show the cursor at
/// the very end.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[2J\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// How long giving the terminal back may wait for a frame that is being written. A terminal that takes nothing
/// for longer is left as it is: the program has to end.
const GIVE_BACK_WITHIN: Duration = Duration::from_millis(100);

/// Whether the terminal is ours at the moment.
static CLAIMED: AtomicBool = AtomicBool::new(false);

/// How many times the terminal was claimed. What was drawn for an earlier claim is not for the screen that is
/// there now: between giving back and claiming anew it would stay in the scrollback.
static CLAIMS: AtomicUsize = AtomicUsize::new(0);

/// Whether something is being written to the terminal, and when that ends.
static WRITING: Mutex<bool> = Mutex::new(false);
static WRITTEN: Condvar = Condvar::new();

/// Where the words are that a panic must not lose.
static SAVED_IN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Gives the terminal back as it was. Does nothing if it is not claimed, so that every way out may call it.
///
/// Errors are not reported: the terminal may be gone, and nothing can be done about it.
pub fn restore() {
    if CLAIMED.swap(false, Ordering::SeqCst) {
        let mut writing = WRITING.lock();
        WRITTEN.wait_while_for(&mut writing, |writing| *writing, GIVE_BACK_WITHIN);
        if !*writing && platform::takes_output() {
            platform::write_all(LEAVE).ok();
        }
        drop(writing);
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
        let saved_in = SAVED_IN.lock().clone();
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
    *SAVED_IN.lock() = folder.map(Path::to_owned);
}

/// The claimed terminal. Dropping it gives the terminal back.
pub struct Screen {
    /// The frame that was drawn last, whose room is used again.
    frame: Buffer,
    painter: Painter,
    out: Out,
}

impl Screen {
    /// Claims the terminal. `mono`: no colour is ever sent. `written` is called, on another thread, each time
    /// the terminal has taken what was sent, or has refused it, which is to be taken as a hang-up.
    ///
    /// # Errors
    ///
    /// Standard input or output is no terminal, or it cannot be switched to raw mode.
    pub fn claim(
        mono: bool,
        written: impl FnMut(io::Result<()>) + Send + 'static,
    ) -> io::Result<Self> {
        let out = Out::start(written)?;
        enter(&out)?;
        // From here on dropping it restores.
        Ok(Self {
            frame: Buffer::default(),
            painter: Painter::new(mono),
            out,
        })
    }

    /// Whether the terminal has not yet taken what was sent. What is drawn meanwhile waits behind it, so that
    /// it is better to wait, and to draw what is then to be seen.
    pub fn is_busy(&self) -> bool {
        self.out.under_way.load(Ordering::SeqCst) > 0
    }

    /// Draws a frame as large as the terminal is now, and sends what has changed in one write. The cursor stands where
    /// `view` says, or is hidden. Does not wait for the terminal.
    ///
    /// # Errors
    ///
    /// The terminal is gone, which is to be taken as a hang-up. So is a terminal that a panic elsewhere in the
    /// program has given back.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        let area = Rect::from((Position::ORIGIN, platform::size()?));
        if self.frame.area != area {
            self.frame.resize(area);
        }
        self.frame.reset();
        let cursor = view(&mut self.frame);
        let bytes = self.painter.paint(&self.frame, cursor);
        if !CLAIMED.load(Ordering::SeqCst) {
            return Err(io::Error::other("the terminal has been given back"));
        }
        self.out.send(bytes)
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
        enter(&self.out)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn enter(out: &Out) -> io::Result<()> {
    platform::check()?;
    crossterm::terminal::enable_raw_mode()?;
    CLAIMS.fetch_add(1, Ordering::SeqCst);
    CLAIMED.store(true, Ordering::SeqCst);
    out.send(ENTER).inspect_err(|_| restore())
}

/// The way to the thread that writes.
struct Out {
    /// What is to be written, and for which claim.
    to_thread: Sender<(usize, Vec<u8>)>,
    /// How many times something was sent and not yet written.
    under_way: Arc<AtomicUsize>,
}

impl Out {
    fn start(written: impl FnMut(io::Result<()>) + Send + 'static) -> io::Result<Self> {
        let (to_thread, frames) = mpsc::channel();
        let under_way = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&under_way);
        thread::Builder::new()
            .name("screen".into())
            .spawn(move || write_frames(&frames, &left, written))?;
        Ok(Self {
            to_thread,
            under_way,
        })
    }

    fn send(&self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.under_way.fetch_add(1, Ordering::SeqCst);
        self.to_thread
            .send((CLAIMS.load(Ordering::SeqCst), bytes.to_owned()))
            .map_err(|mpsc::SendError(_)| io::ErrorKind::BrokenPipe.into())
    }
}

/// Writes what comes, one after the other. What was drawn for a terminal that has been given back meanwhile is
/// not written.
fn write_frames(
    frames: &Receiver<(usize, Vec<u8>)>,
    under_way: &AtomicUsize,
    mut written: impl FnMut(io::Result<()>),
) {
    let writing = |is: bool| *WRITING.lock() = is;
    while let Ok((claim, bytes)) = frames.recv() {
        writing(true);
        let is_ours = CLAIMED.load(Ordering::SeqCst) && claim == CLAIMS.load(Ordering::SeqCst);
        let result = if is_ours {
            platform::write_all(&bytes)
        } else {
            Ok(())
        };
        writing(false);
        WRITTEN.notify_all();
        // On a slow line the next frame is drawn when this one is through, so that none is out of date.
        if result.is_ok() {
            platform::drain();
        }
        under_way.fetch_sub(1, Ordering::SeqCst);
        written(result);
    }
}
