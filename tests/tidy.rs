//! The rules of the house that a machine can check: which layer may name which, how long a file may grow, that
//! each module says what it is for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the lowest to the highest. A file may name its own layer and those that stand in the second
/// column.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("cells", &[]),
    ("checklist", &["cells", "text"]),
    ("audit", &["checklist", "cells", "text"]),
    ("store", &["audit", "checklist", "text"]),
    ("report", &["audit", "checklist", "text"]),
    (
        "signoff",
        &["report", "store", "audit", "checklist", "text"],
    ),
    (
        "tui",
        &[
            "signoff",
            "report",
            "store",
            "audit",
            "checklist",
            "cells",
            "text",
        ],
    ),
    (
        "plain",
        &[
            "tui",
            "signoff",
            "report",
            "store",
            "audit",
            "checklist",
            "cells",
            "text",
        ],
    ),
    (
        "cli",
        &[
            "plain",
            "tui",
            "signoff",
            "report",
            "store",
            "audit",
            "checklist",
            "cells",
            "text",
        ],
    ),
];

/// The most lines of one file, its tests not counted.
const LONGEST: usize = 450;

fn sources() -> Vec<PathBuf> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs")
                && path.file_name().is_some_and(|n| n != "tests.rs")
            {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found.sort();
    assert!(
        found.len() > 20,
        "the walk found only {} files",
        found.len()
    );
    found
}

/// The layer of a file: the first part of its path under `src/`.
fn layer(path: &Path) -> String {
    let inside = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = inside
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// What comes before the tests of a file, without comments.
fn code(text: &str) -> String {
    let body = text
        .split("\n#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The top-level modules that a piece of code names through `crate::`, also in grouped imports.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => names.push(std::mem::take(&mut name)),
                    c if depth == 0 => name.push(c),
                    _ => {}
                }
            }
            names.push(name);
        } else {
            names.push(rest.to_owned());
        }
    }
    let first = |name: String| {
        name.trim()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    names.into_iter().map(first).collect()
}

#[test]
fn grouped_imports_are_seen() {
    assert_eq!(
        named("use crate::{audit::{fold, id}, store};"),
        ["audit", "store"]
    );
    assert_eq!(named("use crate::checklist::id::X;"), ["checklist"]);
}

#[test]
fn no_lower_layer_names_a_higher_one() {
    let mut wrong = Vec::new();
    for path in sources() {
        let layer = layer(&path);
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            assert!(
                layer == "main" || layer == "lib",
                "{} is in no layer",
                path.display()
            );
            continue;
        };
        for name in named(&code(&fs::read_to_string(&path).unwrap())) {
            let is_layer = LAYERS.iter().any(|(other, _)| *other == name);
            if is_layer && name != layer && !may.contains(&name.as_str()) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_pure_layers_touch_neither_disk_nor_clock_nor_terminal() {
    let forbidden = [
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "Instant",
        "SystemTime",
    ];
    let forbidden =
        forbidden
            .into_iter()
            .chain(["Local::now", "Utc::now", "ratatui", "crossterm", "println!"]);
    let forbidden: Vec<&str> = forbidden.collect();
    let mut wrong = Vec::new();
    for path in sources() {
        if !["audit", "cells", "report", "text"].contains(&layer(&path).as_str()) {
            continue;
        }
        let code = code(&fs::read_to_string(&path).unwrap());
        wrong.extend(
            forbidden
                .iter()
                .filter(|w| code.contains(*w))
                .map(|w| format!("{} uses {w}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_opens_a_network_socket_and_only_the_command_line_prints() {
    let mut wrong = Vec::new();
    for path in sources() {
        let code = code(&fs::read_to_string(&path).unwrap());
        for word in ["TcpStream", "TcpListener", "UdpSocket"] {
            if code.contains(word) {
                wrong.push(format!("{} uses {word}", path.display()));
            }
        }
        let prints = ["println!(", "print!(", "eprintln!(", "eprint!("]
            .iter()
            .any(|word| code.contains(word));
        if prints && !["cli", "main"].contains(&layer(&path).as_str()) {
            wrong.push(format!("{} prints", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn keys_of_the_terminal_library_stay_at_the_door() {
    let doors = ["input.rs", "terminal.rs"];
    for path in sources() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !doors.contains(&name.as_str()) && !path.to_string_lossy().contains("terminal/") {
            let code = code(&fs::read_to_string(&path).unwrap());
            assert!(
                !code.contains("KeyCode") && !code.contains("KeyEvent"),
                "{} knows raw keys",
                path.display()
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_a_room_not_a_hall() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//!") {
            wrong.push(format!("{} has no head", path.display()));
        }
        let lines = text
            .split("\n#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        let is_table = path.ends_with("audit/schema.rs");
        if lines > LONGEST && !is_table {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
