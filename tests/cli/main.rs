//! The command line as others meet it: the real program in folders of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

#[path = "../hostile/list.rs"]
mod list_of_hostile;

mod answers;
mod checklists;
mod evening;
mod former;
mod hostile;
mod journey;
mod meetings;
mod plain;
mod plans;
mod privacy;
mod sampling;
mod sessions;
#[cfg(unix)]
mod sign;
mod strike;
#[cfg(unix)]
mod trouble;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A home folder with nothing in it but what the program puts there.
struct Home(tempfile::TempDir);

/// What the program answered.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the program ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    fn good(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// The exit code, and that the error says something.
    #[track_caller]
    fn bad(self) -> Self {
        assert_eq!(self.code, 2, "{}{}", self.out, self.err);
        assert!(!self.err.trim().is_empty());
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {}", self.out))
    }
}

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).env_clear();
        for name in ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"] {
            command.env(name, self.0.path());
        }
        command
            .env("USER", "Nora Lindqvist")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Runs the program.
    fn run(&self, args: &[&str]) -> Answer {
        self.run_with(args, "")
    }

    /// Runs the program with a text on standard input.
    fn run_with(&self, args: &[&str], input: &str) -> Answer {
        let mut command = self.command(env!("CARGO_BIN_EXE_onsite"));
        command.args(args);
        Self::finish(command, input)
    }

    /// Runs a line of shell in which `$ONSITE` is the program.
    #[cfg(unix)]
    fn shell(&self, line: &str) -> Answer {
        let mut command = self.command("/bin/sh");
        command
            .args(["-c", line])
            .env("ONSITE", env!("CARGO_BIN_EXE_onsite"));
        Self::finish(command, "")
    }

    fn finish(mut command: Command, input: &str) -> Answer {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that ends without reading is no failure of the test.
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        Answer::of(child.wait_with_output().unwrap())
    }

    /// Makes an audit against 27001 and 42001 at once.
    fn audit(&self) -> &'static str {
        self.run(&[
            "new",
            "a.audit",
            "--client",
            "Acme",
            "--criteria",
            "iso27001-2022:surveillance,iso42001-2023:stage1",
        ])
        .good();
        "a.audit"
    }
}

/// All files and folders below a folder.
fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.symlink_metadata().unwrap().is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found
}
