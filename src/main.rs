//! The `onsite` program: parse, run, print the error and what to do next, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before the first file is made or read.
    onsite::tui::platform::harden();
    onsite::cli::run(std::env::args_os())
}
