//! `onsite completions`: what a shell needs to complete commands and options.

use clap::{Args, Command};
use clap_complete::Shell;

use super::done::Done;

/// Prints completions for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub fn run(&self, command: &mut Command) -> Done {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, command, "onsite", &mut script);
        Done::raw(String::from_utf8_lossy(&script).into_owned())
    }
}
