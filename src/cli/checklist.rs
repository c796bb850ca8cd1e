//! `onsite checklist`: what there is to audit against, and whether files of one's own are sound.

mod check;
mod import;
mod list;
mod new;
mod page;
mod show;

use clap::{Args, Subcommand};

use super::done::Done;
use super::failure::Failure;

/// Lists, shows, checks, begins and imports checklists
#[derive(Debug, Args)]
pub(super) struct Checklists {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    List(list::List),
    Show(show::Show),
    Check(check::CheckFiles),
    New(new::NewFile),
    Import(import::Import),
}

impl Checklists {
    pub fn run(self) -> Result<Done, Failure> {
        match self.act {
            Act::List(list) => list.run(),
            Act::Show(show) => show.run(),
            Act::Check(check) => check.run(),
            Act::New(new) => new.run(),
            Act::Import(import) => import.run(),
        }
    }
}
