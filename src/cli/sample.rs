//! `onsite sample`: populations, what is drawn from them, and what the items show.
//!
//! This module must not know how items are drawn or how a result follows from marks.

mod add;
mod draw;
mod items;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::done::Done;
use super::failure::Failure;

/// Records samples: draws items so that anybody can draw them again, marks them, extends
///
/// Without a command, what `add` does.
#[derive(Debug, Args)]
#[command(subcommand_precedence_over_arg = true)]
pub(super) struct Sample {
    /// The audit
    audit: PathBuf,
    #[command(flatten)]
    described: add::Described,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Debug, Subcommand)]
enum Act {
    Add(Box<add::Described>),
    Draw(draw::Draw),
    Mark(items::Mark),
    Extend(items::Extend),
    Replace(items::Replace),
    List(show::List),
    Show(show::Show),
}

impl Sample {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let audit = &self.audit;
        match self.act {
            None => self.described.run(audit, author),
            Some(Act::Add(it)) => it.run(audit, author),
            Some(Act::Draw(it)) => it.run(audit, author),
            Some(Act::Mark(it)) => it.run(audit, author),
            Some(Act::Extend(it)) => it.run(audit, author),
            Some(Act::Replace(it)) => it.run(audit, author),
            Some(Act::List(it)) => it.run(audit),
            Some(Act::Show(it)) => it.run(audit),
        }
    }
}
