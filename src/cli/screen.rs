//! The door to the screen. Everything that opens it from the command line comes through here.
//!
//! This module must not know how the screen works.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::str::FromStr;

use super::done::Done;
use super::failure::Failure;
use crate::plain;
use crate::store::desk::Memory;
use crate::store::load;
use crate::tui::headless;
use crate::tui::run::{self, Begin};
use crate::tui::theme::Theme;

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
    /// Whether lines are asked for instead of a screen.
    pub plain: bool,
    /// Whether marks are to be ASCII.
    pub ascii: bool,
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
        let audit = request.audit.as_deref();
        let screen = headless::print(audit, request.author, &keys, size, theme(request.ascii));
        return screen.map(Done::raw).map_err(|error| {
            Failure::new(
                error.to_string(),
                "Keys are written as in 'nrestore test<Enter><C-z>'.",
            )
        });
    }
    let ended = if request.plain || is_dumb() {
        match request.audit {
            Some(audit) => plain::run(&audit, request.author, theme(request.ascii)),
            None => return Ok(Done::said(recent())),
        }
    } else {
        let begin = request.audit.map_or(Begin::Home, Begin::Audit);
        run::run(begin, request.author, theme(request.ascii))
    };
    match ended {
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

fn theme(ascii: bool) -> Theme {
    Theme::from_env(|name| std::env::var(name).ok()).ascii_if(ascii)
}

/// Whether somebody sits at a terminal that can do nothing but lines.
fn is_dumb() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    dumb && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// The page with recent audits, as lines.
fn recent() -> String {
    let mut lines: Vec<String> = Memory::of_user()
        .recent()
        .into_iter()
        .map(|audit| {
            format!(
                "{}: {}, opened {}",
                audit.path.display(),
                audit.client,
                audit.opened
            )
        })
        .collect();
    lines.insert(
        0,
        match lines.len() {
            0 => "No audit was opened before.".to_owned(),
            _ => "Audits that were opened before:".to_owned(),
        },
    );
    lines.push("onsite AUDIT --plain opens one; onsite new makes one; onsite demo AUDIT --no-open makes the worked example.".to_owned());
    lines.join("\n")
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
