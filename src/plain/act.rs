//! What a line means: a command, the next line of a field, or a note.
//!
//! This module must not know how anything is said.

use std::io::{self, Write};

use super::commands::{self, Does};
use super::{Plain, words};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Kind, RESULTS};
use crate::checklist::criteria::{Resolved, Row};
use crate::tui::command::Command;
use crate::tui::editor::Lines;
use crate::tui::form::Purpose;
use crate::tui::model::{Choice, Overlay, Room};
use crate::tui::msg::{Asked, Msg};

/// The words of a line: of two colons at its beginning, one.
fn unescaped(line: &str) -> &str {
    line.strip_prefix(':')
        .filter(|rest| rest.starts_with(':'))
        .unwrap_or(line)
}

/// Why the name of a command is none; `several` are the commands that begin so.
fn not_a_command(name: &str, several: &[&str]) -> String {
    if several.is_empty() {
        return format!(
            "There is no command :{name}; nothing was entered. :help names the commands; two colons begin a note with a colon."
        );
    }
    let several = several
        .iter()
        .map(|it| format!(":{it}"))
        .collect::<Vec<_>>();
    format!(
        ":{name} may be {}; nothing was entered. Type more of the word.",
        several.join(" or ")
    )
}

impl<W: Write> Plain<W> {
    /// Takes a line. The pieces of a long line after its first are words, whatever they begin with.
    pub(super) fn line(&mut self, line: &str, begins: bool) -> io::Result<()> {
        let given = commands::command(line).filter(|_| begins);
        let typing = self.room().and_then(|room| room.form());
        if typing.is_some_and(|form| !form.is_note()) {
            return self.in_form(line, given);
        }
        let is_draft = typing.is_some();
        match given {
            Some((name, rest)) => self.carry_out(name, rest),
            None if line.trim().is_empty() && !is_draft => Ok(()),
            None => {
                let words = if begins { unescaped(line) } else { line };
                self.ask(Asked::Words(words.to_owned()));
                Ok(())
            }
        }
    }

    fn carry_out(&mut self, name: &str, rest: &str) -> io::Result<()> {
        let does = match commands::named(name) {
            Ok(does) => does,
            Err(several) => return self.say(&not_a_command(name, &several)),
        };
        match does {
            Does::Run(command) => {
                self.command(command);
                return self.begin_form();
            }
            Does::Next => self.step(true),
            Does::Previous => self.step(false),
            Does::Go => return self.go_to(rest),
            Does::Find => self.find(rest),
            Does::Take => return self.take_listed(rest),
            Does::Show => return self.show(rest),
            Does::SetResult => return self.result(rest),
            Does::Session => return self.session(),
            Does::Change => {
                return self.labelled(rest, |id, kind| match kind {
                    Kind::Note => Purpose::Reword { note: id },
                    _ => Purpose::Change {
                        of: Subject::Object(id),
                    },
                });
            }
            Does::Withdraw => return self.labelled(rest, |of, _| Purpose::Withdraw { of }),
            Does::Help => {
                for line in words::help() {
                    self.say(&line)?;
                }
            }
        }
        Ok(())
    }

    /// To the nearest requirement after or before the selection, over headings.
    fn step(&mut self, forward: bool) {
        let Some(room) = self.room() else { return };
        let from = room.outline.selected().unwrap_or_default();
        match room.criteria.next_line(from, forward) {
            Some(row) => self.ask(Asked::Choice(Choice::GoTo(row))),
            None => self
                .model
                .done("There is no further requirement in this direction."),
        }
    }

    fn go_to(&mut self, id: &str) -> io::Result<()> {
        let Some(room) = self.room() else {
            return Ok(());
        };
        let id = id.trim_start_matches('#');
        let row = match room.criteria.resolve(id) {
            Resolved::One(id) => room.criteria.index(&id),
            Resolved::Twins(ids) => ids.first().and_then(|id| room.criteria.index(id)),
            Resolved::Ambiguous(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                return self.say(&format!(
                    "{id} could be {}. Type it in full.",
                    all.join(" or ")
                ));
            }
            // A heading has no result, but can be gone to.
            Resolved::Unknown => room
                .criteria
                .rows()
                .iter()
                .position(|row: &Row| row.id.to_string() == id),
        };
        match row {
            Some(row) => self.ask(Asked::Choice(Choice::GoTo(row))),
            None => {
                return self.say(&format!(
                    "There is no {id} in the criteria of this audit. :find looks for words."
                ));
            }
        }
        Ok(())
    }

    fn find(&mut self, words: &str) {
        self.command(Command::Find);
        if let Some(Overlay::Pick(pick)) = self.model.overlays.last_mut() {
            pick.query.insert_str(words);
        }
    }

    fn take_listed(&mut self, number: &str) -> io::Result<()> {
        let at = number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let Some(choice) = at.and_then(|at| self.listed.get(at)).cloned() else {
            return self.say("The last list has no such number. :find, :todo, :notes, :findings and :drafts make lists.");
        };
        self.ask(Asked::Choice(choice));
        self.begin_form()
    }

    fn show(&mut self, label: &str) -> io::Result<()> {
        let Some(room) = self.room() else {
            return Ok(());
        };
        let lines = if label.is_empty() {
            words::here(room)
        } else if let Some(object) = room.audit.by_label(label) {
            words::object(room, object)
        } else {
            vec![format!(
                "Nothing here is called {label}. Labels are as in N3, F1, E2, P1, S4."
            )]
        };
        for line in lines {
            self.say(&line)?;
        }
        Ok(())
    }

    fn result(&mut self, rest: &str) -> io::Result<()> {
        let line = self.room().map_or_else(Vec::new, Room::line);
        if line.is_empty() {
            return self.say("This is a heading. Go to a requirement below it.");
        }
        let (of, rest) = words::of_one(line, rest);
        let Some((result, reason)) = words::result_and_reason(rest) else {
            let known: Vec<&str> = RESULTS.iter().map(|(key, _)| *key).collect();
            return self.say(&format!(
                "Say which result: {} or open, and if there is one the reason behind it.",
                known.join(", ")
            ));
        };
        let needs_reason = matches!(result, "not-applicable" | "not-audited");
        if reason.is_empty() && !needs_reason {
            self.ask(Asked::Choice(Choice::Result(of, result)));
            return Ok(());
        }
        self.ask(Asked::Form(Purpose::Result {
            of,
            result: result.to_owned(),
        }));
        if reason.is_empty() {
            return self.begin_form();
        }
        self.ask(Asked::Words(reason.to_owned()));
        self.command(Command::Save);
        Ok(())
    }

    fn session(&mut self) -> io::Result<()> {
        if let Some(title) = self.room().and_then(Room::session_title) {
            return self.say(&format!("The session {title} is running. :end ends it."));
        }
        self.command(Command::NewSession);
        self.begin_form()
    }

    fn labelled(
        &mut self,
        label: &str,
        purpose: impl Fn(ObjectId, Kind) -> Purpose,
    ) -> io::Result<()> {
        let object = self.room().and_then(|room| room.audit.by_label(label));
        let Some((id, kind)) = object.map(|object| (object.id, object.kind)) else {
            return self.say(&format!(
                "Nothing here is called {label}. Labels are as in N3, F1, E2, P1, S4."
            ));
        };
        self.ask(Asked::Form(purpose(id, kind)));
        self.begin_form()
    }

    /// Says what a form that was opened asks for.
    fn begin_form(&mut self) -> io::Result<()> {
        self.field.clear();
        let lines = self
            .room()
            .and_then(|room| Some(words::form(room, room.form()?)));
        let Some(lines) = lines else {
            return Ok(());
        };
        for line in lines {
            self.say(&line)?;
        }
        self.begin_field()
    }

    fn begin_field(&mut self) -> io::Result<()> {
        let field = self
            .room()
            .and_then(|room| room.form())
            .and_then(|form| form.field());
        let lines = field.map(words::field).unwrap_or_default();
        for line in lines {
            self.say(&line)?;
        }
        Ok(())
    }

    fn in_form(&mut self, line: &str, given: Option<(&str, &str)>) -> io::Result<()> {
        let Some((name, rest)) = given else {
            return self.in_field(unescaped(line));
        };
        if !self.field.is_empty() {
            self.keep_field();
        }
        match name {
            "leave" => self.command(Command::Leave),
            "back" => {
                self.command(Command::PreviousField);
                return self.begin_field();
            }
            "save" => self.command(Command::Save),
            "quit" => self.command(Command::Quit),
            // Saving may have asked something, and offered answers.
            "take" => return self.take_listed(rest),
            _ => return self.say(words::IN_FORM),
        }
        Ok(())
    }

    /// A line for the field: an empty one ends it, and leaves what stands there if nothing was typed.
    fn in_field(&mut self, line: &str) -> io::Result<()> {
        let field = self
            .room()
            .and_then(|room| room.form())
            .and_then(|form| form.field());
        let several =
            field.is_some_and(|field| field.lines == Lines::Many && field.choices.is_empty());
        let empty = line.trim().is_empty();
        if !empty {
            let is_dash = line.trim() == "-" && self.field.is_empty();
            self.field.push(if is_dash {
                String::new()
            } else {
                line.to_owned()
            });
            if several && !is_dash {
                // What was typed so far is a draft on disk before the next line.
                self.ask(Asked::Words(self.field.join("\n")));
                self.take(Msg::KeepDrafts);
                return Ok(());
            }
            if !self.keep_field() {
                return Ok(());
            }
        }
        self.field.clear();
        self.command(Command::Complete);
        if self.room().and_then(|room| room.form()).is_some() && self.model.said.is_none() {
            return self.begin_field();
        }
        Ok(())
    }

    /// Puts what was typed into the field. Whether the field takes it.
    fn keep_field(&mut self) -> bool {
        let words = std::mem::take(&mut self.field).join("\n");
        self.ask(Asked::Words(words));
        self.take(Msg::KeepDrafts);
        self.model.said.is_none()
    }
}
