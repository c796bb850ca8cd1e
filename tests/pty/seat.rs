//! Where an auditor sits: a home directory, an audit with a session under way, and what is on the disk there.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use onsite::audit::schema::{Field, Kind};
use onsite::store::load::{self, Loaded};
use portable_pty::CommandBuilder;
use tempfile::TempDir;

/// The program: the one that was built with the tests, or the one that `ONSITE_PTY_PROGRAM` names.
fn program() -> PathBuf {
    let other = std::env::var_os("ONSITE_PTY_PROGRAM");
    other.map_or_else(|| env!("CARGO_BIN_EXE_onsite").into(), PathBuf::from)
}

/// A home directory with an audit in it.
pub struct Seat {
    home: TempDir,
    /// The audit's folder.
    pub audit: PathBuf,
}

impl Seat {
    /// A seat with a new audit, in which an interview has begun.
    pub fn new() -> Self {
        let home = TempDir::new().unwrap();
        let audit = home.path().join("acme.audit");
        let seat = Self { home, audit };
        seat.run(&[
            "new",
            "AUDIT",
            "--client",
            "Acme",
            "--criteria",
            "iso27001-2022:surveillance",
            "--author",
            "Ada",
        ]);
        seat.run(&["session", "AUDIT", "start", "--title", "Operations"]);
        seat
    }

    /// The environment in which everything runs here.
    fn env(&self) -> [(&'static str, PathBuf); 8] {
        let home = self.home.path();
        [
            ("HOME", home.to_owned()),
            ("XDG_STATE_HOME", home.join("state")),
            ("XDG_DATA_HOME", home.join("data")),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("USER", "ada".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("PATH", std::env::var_os("PATH").unwrap_or_default().into()),
        ]
    }

    /// Runs a command of the program; `AUDIT` stands for the audit's folder.
    pub fn try_run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.env_clear().envs(self.env()).stdin(Stdio::null());
        for argument in arguments {
            match *argument {
                "AUDIT" => command.arg(&self.audit),
                other => command.arg(other),
            };
        }
        command.output().unwrap()
    }

    fn run(&self, arguments: &[&str]) {
        let output = self.try_run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
    }

    /// The program with the audit on its screen, ready to be started in a terminal.
    pub fn screen(&self) -> CommandBuilder {
        let mut command = self.command();
        command.arg(&self.audit);
        command
    }

    /// The program, ready to be given arguments and started in a terminal.
    pub fn command(&self) -> CommandBuilder {
        let mut command = CommandBuilder::new(program());
        command.env_clear();
        for (name, value) in self.env() {
            command.env(name, value);
        }
        command
    }

    /// What is on the disk.
    pub fn loaded(&self) -> Loaded {
        load::load(&self.audit).unwrap()
    }

    /// The texts of the notes that are on the disk, in order.
    pub fn notes(&self) -> Vec<String> {
        notes(&self.loaded())
    }

    /// The texts of the drafts that are on the disk.
    pub fn drafts(&self) -> Vec<String> {
        drafts(&self.loaded())
    }

    /// Whether a draft file holds these words, also of a program that still runs.
    pub fn draft_file_has(&self, words: &str) -> bool {
        let files = std::fs::read_dir(self.audit.join("draft")).unwrap();
        let has = |file: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_to_string(file.unwrap().path()).is_ok_and(|text| text.contains(words))
        };
        files.into_iter().any(has)
    }
}

/// The texts of the notes, in order.
pub fn notes(loaded: &Loaded) -> Vec<String> {
    let notes = loaded.audit.standing(Kind::Note);
    let text = |note| loaded.audit.text(note, Field::Text).to_owned();
    notes.map(text).collect()
}

/// The words of the drafts.
pub fn drafts(loaded: &Loaded) -> Vec<String> {
    let drafts = loaded.drafts.iter();
    let words = |draft: &onsite::store::Draft| draft.fields.values().cloned().collect();
    drafts.map(words).collect()
}
