//! The one place that prints. Whatever hides or moves the cursor is made visible first, on both streams.
//!
//! This module must not know what is printed.

use std::io::{self, Write as _};

use super::failure::Failure;
use crate::text;

/// Lines as they may be sent to a terminal, each ended by a line feed.
pub(super) fn safe(text: &str) -> String {
    let lines = text.lines().map(text::visible);
    lines
        .flat_map(|line| [line.into_owned(), "\n".to_owned()])
        .collect()
}

/// JSON of which nothing can do anything to a terminal, ended by a line feed.
pub(super) fn safe_json(json: &str) -> String {
    let mut safe = text::visible_json(json);
    safe.push('\n');
    safe
}

/// Prints to standard output. A reader that has gone away wants no more; that is no failure.
pub(super) fn out(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            format!("could not write to standard output: {error}"),
            "What was asked for is done; only its answer is lost.",
        )),
        _ => Ok(()),
    }
}

/// Prints to standard error. Where that fails there is nobody left to tell.
pub(super) fn note(text: &str) {
    let mut err = io::stderr().lock();
    err.write_all(safe(text).as_bytes()).ok();
}

/// Prints a warning.
pub(super) fn warning(text: &str) {
    note(&format!("onsite: warning: {text}"));
}

/// Prints a failure and what to do next.
pub(super) fn failure(failure: &Failure) {
    note(&format!("onsite: {}", failure.what));
    if !failure.next.is_empty() {
        note(&failure.next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_reads_the_same_and_does_nothing() {
        let hostile = "a\u{1b}[2J\u{202e}b\u{9b}c\u{e0041}\u{301}é漢";
        let json = serde_json::to_string(hostile).unwrap();
        let safe = safe_json(&json);
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), hostile);
        assert!(safe.contains("é漢"));
        for c in ['\u{1b}', '\u{202e}', '\u{9b}', '\u{e0041}'] {
            assert!(!safe.contains(c), "{safe:?}");
        }
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(safe("a\nb\u{1b}"), "a\nb␛\n");
        assert_eq!(safe(""), "");
    }
}
