//! The door to the screen. Everything that opens it from the command line comes through here.
//!
//! This module must not know how the screen works.

use std::path::PathBuf;
use std::str::FromStr;

use super::done::Done;
use super::failure::Failure;
use crate::store::load;
use crate::tui::headless;
use crate::tui::run::{self, Begin};

/// The size of a screen in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The largest screen that is printed, in columns and in rows.
const MOST: u16 = 1000;

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |number: &str| {
            let number: u16 = number.parse().ok()?;
            (1..=MOST).contains(&number).then_some(number)
        };
        let size = text.split_once('x').and_then(|(width, height)| {
            Some(Self {
                width: read(width)?,
                height: read(height)?,
            })
        });
        size.ok_or_else(|| format!("write columns, x and rows, at most {MOST} each, as in 80x24"))
    }
}

/// What the screen is opened with.
#[derive(Debug, Default)]
pub(super) struct Request {
    /// The audit; none for the page with recent audits.
    pub audit: Option<PathBuf>,
    /// Who writes, where a name was asked for.
    pub author: Option<String>,
    /// Keys to run through without a terminal.
    pub keys: Option<String>,
    /// The size at which the screen is printed, instead of being shown.
    pub print: Option<Size>,
}

/// Opens the screen, or runs keys through it and prints it.
pub(super) fn open(request: Request) -> Result<Done, Failure> {
    if let Some(path) = &request.audit
        && !path.join("AUDIT.json").exists()
    {
        // Told here, so that no screen has to be left again to see it; an audit can do without that file.
        load::load(path)?;
    }
    if let Some(size) = request.print {
        let keys = request.keys.unwrap_or_default();
        let size = (size.width, size.height);
        let screen = headless::print(request.audit.as_deref(), request.author, &keys, size);
        return screen.map(Done::raw).map_err(|error| {
            Failure::new(
                error.to_string(),
                "Keys are written as in 'nrestore test<Enter><C-z>'.",
            )
        });
    }
    let begin = request.audit.map_or(Begin::Home, Begin::Audit);
    match run::run(begin, request.author) {
        Ok(None) => Ok(Done::default()),
        Ok(Some(last)) => Err(Failure::new(
            last,
            "Open the audit again when the disk is well.",
        )),
        Err(error) => Err(Failure::new(
            error.to_string(),
            "`onsite --help` lists the commands that need no terminal.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_are_bounded() {
        let size: Size = "80x24".parse().unwrap();
        assert_eq!((size.width, size.height), (80, 24));
        for bad in [
            "", "80", "0x24", "80x", "80x24x1", "99999x9", "1001x10", "-1x5",
        ] {
            assert!(bad.parse::<Size>().is_err(), "{bad}");
        }
    }
}
