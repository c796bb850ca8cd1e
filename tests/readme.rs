//! The README says what the program does: its keys are those of the keymap, its picture is the program's screen.
//!
//! `ONSITE_BLESS=1 cargo test --test readme` writes both anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use chrono::DateTime;
use onsite::audit::entry::Moment;
use onsite::checklist::library::Library;
use onsite::store::draw::Draw;
use onsite::store::example;
use onsite::tui::command::Command;
use onsite::tui::headless::{Headless, text};
use onsite::tui::keymap::{BINDINGS, Binding, Place, shown};
use onsite::tui::script;
use onsite::tui::theme::Theme;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Compares the lines after a mark with what they should be, or writes them anew.
fn compare(mark: &str, skip: usize, end: impl Fn(&str) -> bool, wanted: &str) {
    let readme = fs::read_to_string(path()).unwrap();
    let mut lines: Vec<&str> = readme.lines().collect();
    let from = lines
        .iter()
        .position(|line| *line == mark)
        .expect("the mark is in the README")
        + 1
        + skip;
    let to = from
        + lines[from..]
            .iter()
            .position(|line| end(line))
            .expect("the part ends");
    let stands = lines[from..to].join("\n");
    if env::var_os("ONSITE_BLESS").is_some() {
        let wanted: Vec<&str> = wanted.lines().collect();
        lines.splice(from..to, wanted);
        fs::write(path(), lines.join("\n") + "\n").unwrap();
    } else {
        assert_eq!(
            stands,
            wanted.trim_end(),
            "README.md after {mark}; ONSITE_BLESS=1 writes it anew"
        );
    }
}

/// Places in which an auditor works; what moves is told once, for LIST.
const WORK: [Place; 6] = [
    Place::List,
    Place::Note,
    Place::Guide,
    Place::Grid,
    Place::Triage,
    Place::Agenda,
];

/// Whether a binding stands in the README: each in LIST and NOTE, elsewhere what is not the same as there.
fn is_told(binding: &Binding) -> bool {
    let of_list = |command: Command| {
        let mut in_list = BINDINGS.iter().filter(|it| it.place == Place::List);
        in_list.any(|it| it.command == command && it.keys == binding.keys)
    };
    let first = matches!(binding.place, Place::List | Place::Note);
    WORK.contains(&binding.place) && (first || !of_list(binding.command))
}

#[test]
fn keys_and_picture_are_those_of_the_program() {
    let row = |binding: &Binding| {
        let keys: Vec<String> = binding
            .keys
            .iter()
            .map(|key| format!("`{}`", shown(key)))
            .collect();
        format!(
            "| {} | {} | {} |\n",
            binding.place.word(),
            keys.join(" "),
            binding.command.label()
        )
    };
    compare(
        "<!-- keys -->",
        2,
        str::is_empty,
        &WORK
            .iter()
            .flat_map(|place| BINDINGS.iter().filter(move |it| it.place == *place))
            .filter(|binding| is_told(binding))
            .map(row)
            .collect::<String>(),
    );
    compare("<!-- screen -->", 1, |line| line == "```", &picture());
}

fn clock() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-15T12:20:00+02:00").unwrap()
}

fn picture() -> String {
    let dir = tempfile::tempdir().unwrap();
    let audit = dir.path().join("demo.audit");
    example::make(&audit, &Library::built_in(), clock()).unwrap();
    let mut draw = Draw::from_number(1);
    let mut program = Headless::begin(Some(&audit), None, clock, Box::new(move || draw.id()));
    program.press(
        script::parse("i/27001:A.8.13<Enter>n! restore of 2 June shown, +BK-LOG v3").unwrap(),
    );
    let screen = text(&program.screen(80, 24, Theme::new(true, false)).0);
    program.leave();
    screen
}
