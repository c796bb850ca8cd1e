//! The commands of the linear mode: one table feeds what is understood and what the help says.
//!
//! This module must not know how a command is carried out.

use Does::{Change, Find, Go, Help, Next, Previous, Run, Session, SetResult, Show, Take, Withdraw};

use crate::tui::command::Command::{self, self as C};

/// What a command does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Does {
    /// What it does on the screen, too.
    Run(Command),
    /// The others take an argument, or are for lines only.
    Next,
    Previous,
    Go,
    Find,
    Take,
    Show,
    SetResult,
    Session,
    Change,
    Withdraw,
    Help,
}

/// The commands: name, what follows it, what it does in words, what it does.
pub(super) const COMMANDS: &[(&str, &str, &str, Does)] = &[
    ("next", "", "the next requirement", Next),
    ("previous", "", "the requirement before", Previous),
    ("open", "", "the next open requirement", Run(C::NextOpen)),
    ("go", "A.8.13", "to a requirement", Go),
    ("back", "", "back to where you were", Run(C::Back)),
    ("find", "WORDS", "a requirement, note, document", Find),
    ("take", "2", "what had this number in the last list", Take),
    ("show", "[E3]", "what is known, and what to ask", Show),
    ("result", "RESULT [REASON]", "set the result", SetResult),
    ("plan", "", "for which visit it is", Run(C::SetPlanned)),
    ("tier", "", "the tier of the supplier", Run(C::SetTier)),
    ("finding", "", "write a finding", Run(C::NewFinding)),
    ("evidence", "", "enter what was seen", Run(C::NewEvidence)),
    ("sample", "", "enter a sample", Run(C::NewSample)),
    ("session", "", "start a session, or name it", Session),
    ("end", "", "end the running session", Run(C::EndSession)),
    (
        "attach",
        "",
        "copy a file into the audit",
        Run(C::AttachFile),
    ),
    ("change", "E3", "change a note, finding, document", Change),
    ("withdraw", "E3", "withdraw it, with a reason", Withdraw),
    ("undo", "", "take your latest entry back", Run(C::Undo)),
    ("redo", "", "bring back what undo took", Run(C::Redo)),
    ("todo", "", "open to-dos", Run(C::ListToDos)),
    ("requests", "", "what was asked for", Run(C::ListRequests)),
    ("trails", "", "trails; follow one", Run(C::Trails)),
    (
        "triage",
        "",
        "what the evening has to settle",
        Run(C::Triage),
    ),
    ("notes", "", "notes, the latest first", Run(C::ListNotes)),
    ("findings", "", "the findings", Run(C::ListFindings)),
    ("drafts", "", "words not yet saved", Run(C::ListDrafts)),
    ("status", "", "where the audit stands", Run(C::Standing)),
    ("check", "", "what blocks the report", Run(C::CheckGates)),
    (
        "problems",
        "",
        "what is wrong with the folder",
        Run(C::Problems),
    ),
    (
        "report",
        "",
        "write it as files, unsigned",
        Run(C::WriteReport),
    ),
    ("verify", "", "verify record and sign-offs", Run(C::Verify)),
    ("help", "", "these commands", Help),
    ("quit", "", "leave; everything is kept", Run(C::Quit)),
];

/// The name and the rest of a line that is a command: a colon, then a letter. Two colons begin a note with one.
pub(super) fn command(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix(':')?;
    rest.starts_with(|c: char| c.is_ascii_alphabetic())
        .then(|| {
            let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            (name, rest.trim())
        })
}

/// What the command of a name does; the beginning of a name is enough where only one command has it.
///
/// # Errors
/// The names that begin so, where there are several; none where no command does.
pub(super) fn named(name: &str) -> Result<Does, Vec<&'static str>> {
    let fitting = COMMANDS.iter().filter(|it| it.0.starts_with(name));
    let fitting: Vec<_> = fitting.collect();
    let exact = fitting.iter().find(|it| it.0 == name);
    match (exact, fitting.as_slice()) {
        (Some((.., does)), _) | (None, [(.., does)]) => Ok(*does),
        (None, several) => Err(several.iter().map(|it| it.0).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_hides_another() {
        for (at, (name, ..)) in COMMANDS.iter().enumerate() {
            let others = COMMANDS.iter().skip(at + 1);
            assert!(others.into_iter().all(|(other, ..)| other != name));
            assert!(named(name).is_ok());
        }
    }

    #[test]
    fn a_colon_and_a_letter_begin_a_command() {
        assert_eq!(command(":go A.8.13 "), Some(("go", "A.8.13")));
        for words in [":-) he laughed", "::colon", ": so", "plain", ":", ""] {
            assert_eq!(command(words), None, "{words}");
        }
        assert!(named("res").is_ok());
        assert_eq!(named("nothing").err(), Some(Vec::new()));
        assert_eq!(named("f").err(), Some(vec!["find", "finding", "findings"]));
    }
}
