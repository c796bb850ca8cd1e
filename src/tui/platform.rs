//! What differs between Unix and Windows about terminal and process. Everything else in `tui` is the same.

#[cfg(unix)]
pub use unix::{CAN_STOP, harden, hung_up, stop};
#[cfg(unix)]
pub(super) use unix::{Taken, check, drain, size, take_signals, takes_output, write_all};

#[cfg(not(unix))]
pub use windows::{CAN_STOP, harden, hung_up, stop};
#[cfg(not(unix))]
pub(super) use windows::{Taken, check, drain, size, take_signals, takes_output, write_all};

/// A signal, by what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The terminal has gone.
    Hangup,
    /// The program is to end.
    Terminate,
    /// The program is to stop until it is continued.
    Suspend,
    /// The program was continued.
    Resume,
}

#[cfg(unix)]
mod unix {
    use std::io;

    use ratatui::layout::Size;
    use rustix::event::{PollFd, PollFlags};
    use rustix::fs::Mode;
    use rustix::process::{Resource, Rlimit};
    use rustix::stdio::{stdin, stdout};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    use super::Signal;

    /// Whether the process can be stopped and continued.
    pub const CAN_STOP: bool = true;

    /// Keeps others on this host from what the program holds: files are for their owner alone (umask 077), and
    /// the memory is neither dumped nor open to a debugger. To be called first thing.
    pub fn harden() {
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        // Neither can fail but on a system that has no such thing.
        rustix::process::setrlimit(Resource::Core, none).ok();
        #[cfg(target_os = "linux")]
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
    }

    /// Fails unless standard input and output are a terminal.
    pub(in crate::tui) fn check() -> io::Result<()> {
        if rustix::termios::isatty(stdin()) && rustix::termios::isatty(stdout()) {
            Ok(())
        } else {
            Err(io::Error::other(
                "standard input and output are no terminal; `onsite --help` lists the commands that need none",
            ))
        }
    }

    /// The size of the terminal in cells. A line that tells none (some serial consoles) counts as 80 by 24.
    pub(in crate::tui) fn size() -> io::Result<Size> {
        let size = rustix::termios::tcgetwinsize(stdout())?;
        Ok(match (size.ws_col, size.ws_row) {
            (0, 0) => Size::new(80, 24),
            (columns, rows) => Size::new(columns, rows),
        })
    }

    /// Writes to the terminal, unbuffered: what fits into one write is one.
    pub(in crate::tui) fn write_all(mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(stdout(), bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => wait_until_writable()?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Waits until what was written has left for the terminal, as far as the system knows: on a serial line until
    /// it was sent. A pseudo-terminal knows nothing of the line behind it, and this returns at once.
    pub(in crate::tui) fn drain() {
        // What a terminal that has gone does not take, the next write tells.
        rustix::termios::tcdrain(stdout()).ok();
    }

    /// Somebody who shares the terminal may have made it non-blocking.
    fn wait_until_writable() -> io::Result<()> {
        let out = stdout();
        let mut fds = [PollFd::new(&out, PollFlags::OUT)];
        match rustix::event::poll(&mut fds, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the terminal takes a few bytes at once. One that has stalled would keep the writer.
    pub(in crate::tui) fn takes_output() -> bool {
        let out = stdout();
        let mut fds = [PollFd::new(&out, PollFlags::OUT)];
        let now = rustix::event::Timespec::default();
        !matches!(rustix::event::poll(&mut fds, Some(&now)), Ok(0))
    }

    /// Stops the process until it is continued.
    pub fn stop() {
        // Raised in this thread: a signal to the process as a whole could find this thread running on for a
        // while, and claiming the terminal again, before it stops. It cannot fail.
        signal_hook::low_level::raise(SIGSTOP).ok();
    }

    /// Waits, without reading and without waking up in between, until the terminal is gone. False where this
    /// cannot be waited for (macOS does not poll terminals); the signal remains.
    pub fn hung_up() -> bool {
        let input = stdin();
        loop {
            let mut fds = [PollFd::new(&input, PollFlags::empty())];
            match rustix::event::poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return false,
                Ok(_) => {
                    let [fd] = fds;
                    return fd.revents().intersects(PollFlags::HUP | PollFlags::ERR);
                }
            }
        }
    }

    /// Signals, taken from now on.
    pub(in crate::tui) struct Taken(Signals);

    /// Takes the signals that the program answers itself.
    pub(in crate::tui) fn take_signals() -> io::Result<Taken> {
        Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT]).map(Taken)
    }

    impl Taken {
        /// Waits for signals and hands each on, until told that nobody wants more.
        pub fn each(mut self, mut hand_on: impl FnMut(Signal) -> bool) {
            for signal in self.0.forever() {
                let goes_on = hand_on(match signal {
                    SIGHUP => Signal::Hangup,
                    SIGTSTP => Signal::Suspend,
                    SIGCONT => Signal::Resume,
                    _ => Signal::Terminate,
                });
                if !goes_on {
                    return;
                }
            }
        }
    }
}

#[cfg(not(unix))]
mod windows {
    use std::io::{self, IsTerminal as _, Write as _};

    use ratatui::layout::Size;

    use super::Signal;

    /// Whether the process can be stopped and continued.
    pub const CAN_STOP: bool = false;

    /// Nothing to do: files take the permissions of their folder, and there are no core dumps.
    pub fn harden() {}

    /// Fails unless standard input and output are a console that understands control sequences.
    pub(in crate::tui) fn check() -> io::Result<()> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            Err(io::Error::other(
                "standard input and output are no terminal; `onsite --help` lists the commands that need none",
            ))
        } else if !crossterm::ansi_support::supports_ansi() {
            Err(io::Error::other(
                "this console does not understand control sequences; use Windows Terminal, or Windows 10 or later",
            ))
        } else {
            Ok(())
        }
    }

    /// The size of the console window in cells.
    pub(in crate::tui) fn size() -> io::Result<Size> {
        let (columns, rows) = crossterm::terminal::size()?;
        Ok(Size::new(columns, rows))
    }

    /// Writes to the console.
    pub(in crate::tui) fn write_all(bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }

    /// A console is written to at once.
    pub(in crate::tui) fn drain() {}

    /// A console cannot be asked.
    pub(in crate::tui) fn takes_output() -> bool {
        true
    }

    /// There is no stopping on Windows.
    pub fn stop() {}

    /// A closed console ends the process; there is nothing to wait for.
    pub fn hung_up() -> bool {
        false
    }

    /// There are no signals on Windows.
    pub(in crate::tui) struct Taken;

    /// There are no signals on Windows.
    pub(in crate::tui) fn take_signals() -> io::Result<Taken> {
        Ok(Taken)
    }

    impl Taken {
        /// Returns at once.
        pub fn each(self, _: impl FnMut(Signal) -> bool) {}
    }
}
