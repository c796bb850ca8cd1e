//! What is said, in sentences that read well aloud: words instead of marks, numbers with their meaning.
//!
//! What there is to say comes from where the screen has it too; here it is put into lines. This module must not
//! know where the lines go.

use super::commands::COMMANDS;
use crate::audit::coverage;
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::schema::{Field, RESULTS};
use crate::checklist::id::RequirementId;
use crate::text::{self, counted};
use crate::tui::detail::{self, Mark, Para};
use crate::tui::editor::Lines;
use crate::tui::form::{Form, FormField};
use crate::tui::model::{Choice, Overlay, Room, Triage};
use crate::tui::slides;

/// How many things of a list are said at once.
const LISTED: usize = 20;

/// What can be typed instead of words while a form is asked for.
pub(super) const IN_FORM: &str = "In a form: :save saves it now, :back goes to the field before, :leave stops and keeps what was typed as a draft, :quit leaves the program and keeps it too; two colons begin a text with a colon.";

/// What the screen says of its keys, and what is said here instead.
const INSTEAD: &[(&str, &str)] = &[
    (" Ctrl-Z undoes.", " :undo takes it back."),
    ("Ctrl-Z brings it back", ":undo brings it back"),
    ("Ctrl-Y brings it back", ":redo brings it back"),
    ("type it, then Ctrl-S", "type it"),
    (" Esc closes the form.", " :leave closes the form."),
    (
        "d lists drafts, Enter on their place goes on",
        ":drafts lists them, :take with a number goes on",
    ),
    (
        "Enter on the same place goes on, d lists drafts",
        ":drafts lists them, :take with a number goes on",
    ),
    ("; d lists drafts", "; :drafts lists them"),
    (
        "“problems” in the palette (Ctrl-O) tells",
        ":problems tells",
    ),
    ("i starts one", ":session starts one"),
    ("f on a requirement writes one", ":finding writes one"),
    ("e enters one", ":evidence enters one"),
    ("s enters one", ":sample enters one"),
    (
        "Enter on a requirement opens one",
        "What you type becomes one",
    ),
    ("The palette (Ctrl-O) enters one.", "The screen enters one."),
    ("; Enter closes one", "; :take with a number closes one"),
    (
        ": Enter goes on, Ctrl-D throws away",
        "; :take with a number goes on",
    ),
    ("one on a line (Ctrl-J): ", "one on a line: "),
    (
        "Type the path of the file, or Esc.",
        "Type the path of the file, or :leave.",
    ),
    (": Space shows all", ""),
    ("Plan (p): ", "To be planned (:plan): "),
    (" (p): ", " (:plan): "),
    (
        " Ctrl-Q leaves all the same.",
        " :quit leaves all the same.",
    ),
];

/// A sentence of the screen as it is said here: its keys as commands, its columns as words.
pub(super) fn spoken(line: &str) -> String {
    let mut said = line.strip_prefix("# ").unwrap_or(line).to_owned();
    for (keys, words) in INSTEAD {
        if said.contains(keys) {
            said = said.replace(keys, words);
        }
    }
    // Columns are for the eye; only runs of plain blanks are columns.
    let parts: Vec<&str> = said
        .split("  ")
        .map(|part| part.trim_matches(' '))
        .collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// A line for a terminal that shows little beyond ASCII.
pub(super) fn in_ascii(line: &str) -> String {
    let mut ascii = String::with_capacity(line.len());
    for c in line.chars() {
        match (c, text::ascii_mark(c)) {
            ('…', _) => ascii.push_str("..."),
            (_, Some(mark)) => ascii.push(mark),
            (c, None) => ascii.push(c),
        }
    }
    ascii
}

/// The first lines: what is on the table, and how to go on.
pub(super) fn welcome(room: &Room) -> Vec<String> {
    let client = room.audit.value(&Subject::Audit, &Field::Client.into());
    let criteria = room.criteria.criteria().iter();
    let criteria: Vec<String> = criteria
        .map(|it| it.with_kind(&it.checklist.short))
        .collect();
    let mut lines = vec![format!(
        "Audit of {}: {}. You write as {}.",
        if client.is_empty() {
            "a client without a name"
        } else {
            client
        },
        criteria.join(", "),
        room.author
    )];
    if let Some(title) = room.session_title() {
        lines.push(format!("The session {title} is running."));
    }
    lines.push(
        "What you type is a note on the requirement that the prompt names; Enter saves it. :help names the commands."
            .to_owned(),
    );
    lines
}

/// Where what is typed goes to, without the sign at its end.
pub(super) fn prompt(room: &Room, going_on: bool) -> String {
    if let Some(form) = room.form() {
        let Some(field) = form.field().filter(|_| !form.is_note()) else {
            return format!("{}, draft", form.title);
        };
        let more = if going_on {
            ", next line, empty ends"
        } else {
            ""
        };
        return format!("{}, {}{more}", form.title, field.label);
    }
    let Some(row) = room.selected() else {
        return "no requirement".to_owned();
    };
    let standing = if row.is_auditable() {
        let each = room.on_line(row).into_iter();
        let words = each.map(|row| {
            let standing = coverage::standing(&room.audit, &room.criteria, &row.id);
            standing.outcome.word()
        });
        words.collect::<Vec<_>>().join(" and ")
    } else {
        "heading, notes go to the inbox".to_owned()
    };
    format!("{}, {standing}", room.line_title(row))
}

/// What is known about the selected requirement, and what to ask.
pub(super) fn here(room: &Room) -> Vec<String> {
    let Some(row) = room.selected() else {
        return Vec::new();
    };
    detail::requirement(room, row)
        .into_iter()
        .map(paragraph)
        .collect()
}

/// A paragraph with the word for its mark.
fn paragraph(para: Para) -> String {
    let word = match para.mark {
        Mark::Heading | Mark::Plain | Mark::Faint => return para.text,
        Mark::Warning if para.text.starts_with("mind: ") => return para.text,
        Mark::Outcome(_) => "Result",
        Mark::Said => "Said",
        Mark::Seen => "Seen",
        Mark::Remark => "Remark",
        Mark::ToDo(false) => "To do",
        Mark::ToDo(true) => "Done",
        Mark::Evidence => "Evidence",
        Mark::Sample => "Sample",
        Mark::Finding(_) => "Finding",
        Mark::Pending => "Not saved yet",
        Mark::Warning => "Attention",
        Mark::Ask => "Ask",
        Mark::Asked => "Asked",
    };
    format!("{word}: {}", para.text)
}

/// What is known about an object.
pub(super) fn object(room: &Room, object: &Object) -> Vec<String> {
    let head = format!("{} {}", room.audit.label(object), object.kind);
    std::iter::once(head)
        .chain(detail::object(room, object))
        .collect()
}

/// What a page or a list says, and what the list offers for `:take`.
pub(super) fn overlay(room: &Room, overlay: &Overlay) -> (Vec<String>, Vec<Choice>) {
    let pick = match overlay {
        Overlay::Guide(_) => return (here(room), Vec::new()),
        Overlay::Triage(triage) => return unsettled(triage),
        Overlay::Page(page) => {
            let lines = std::iter::once(format!("{}.", page.title)).chain(page.lines.clone());
            return (lines.collect(), Vec::new());
        }
        Overlay::Slides(shown) => {
            let slide = slides::slide(room, *shown).into_iter();
            return (slide.map(|(_, words)| words).collect(), Vec::new());
        }
        Overlay::Pick(pick) => pick,
    };
    let fitting = pick.fitting();
    if fitting.is_empty() {
        let empty = if pick.items.is_empty() {
            pick.empty
        } else {
            "Nothing has these words."
        };
        return (vec![empty.to_owned()], Vec::new());
    }
    let mut lines = vec![format!(
        "{}. {}.",
        pick.title,
        counted(fitting.len(), "line", "lines")
    )];
    for (at, item) in fitting.iter().take(LISTED).enumerate() {
        let on = if item.aside.is_empty() {
            String::new()
        } else {
            format!(", on {}", item.aside)
        };
        lines.push(format!("{}: {}{on}", at + 1, item.label));
    }
    if fitting.len() > LISTED {
        lines.push(format!(
            "{} more; :find with more words finds fewer.",
            fitting.len() - LISTED
        ));
    }
    lines.push(":take with a number takes one.".to_owned());
    let choices = fitting.iter().take(LISTED).map(|item| item.choice.clone());
    (lines, choices.collect())
}

/// What the evening has to settle. It is said here, and settled on the screen or by the other commands.
fn unsettled(triage: &Triage) -> (Vec<String>, Vec<Choice>) {
    let mut lines = vec![format!(
        "What the evening has to settle: {}.",
        text::counted(triage.lines.len(), "line", "lines")
    )];
    let mut section = None;
    for line in &triage.lines {
        if section.replace(line.section) != Some(line.section) {
            lines.push(format!("{}.", line.section.heading()));
        }
        lines.push(format!("{}  {}", line.text, line.aside));
    }
    (lines, Vec::new())
}

/// What a form is and what it is about, before its first field.
pub(super) fn form(room: &Room, form: &Form) -> Vec<String> {
    if form.is_note() {
        return vec![
            format!("{}. So far: {}", form.title, form.words()),
            "A line goes on with it and saves it, an empty line saves it as it is, any command leaves it a draft.".to_owned(),
        ];
    }
    let fields = counted(form.fields.len(), "field", "fields");
    let mut lines = vec![format!("{}, {fields}.", form.title)];
    let about = detail::about(room, &form.purpose).into_iter();
    lines.extend(about.map(paragraph));
    lines.push(format!(
        "An empty line leaves a field as it is, a dash alone empties it. {IN_FORM}"
    ));
    lines
}

/// What helps with a field, and what stands in it.
pub(super) fn field(field: &FormField) -> Vec<String> {
    let mut lines = Vec::new();
    if !field.hint.is_empty() {
        lines.push(format!("{}: {}.", field.label, field.hint));
    }
    if !field.choices.is_empty() {
        let choices = field.choices.iter().enumerate();
        let choices: Vec<String> = choices
            .map(|(at, (_, word))| format!("{} {word}", at + 1))
            .collect();
        lines.push(format!("Choose by number or word: {}.", choices.join(", ")));
    } else if field.lines == Lines::Many {
        lines.push("Several lines; an empty one ends it.".to_owned());
    }
    let now = field.shown();
    if !now.is_empty() {
        lines.push(format!("Now: {now}"));
    }
    lines
}

/// Of a line that standards share, the requirement of the one that is named first, as in `42001 conforms`; all of
/// them where none is named.
pub(super) fn of_one(line: Vec<RequirementId>, rest: &str) -> (Vec<RequirementId>, &str) {
    let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let named = line
        .iter()
        .find(|id| id.criterion() == first || id.as_str() == first);
    match named.cloned() {
        Some(one) => (vec![one], after.trim_start()),
        None => (line, rest),
    }
}

/// A result by its key or its words, and the reason behind it.
pub(super) fn result_and_reason(rest: &str) -> Option<(&'static str, &str)> {
    let open = [("", "open")];
    RESULTS.iter().chain(&open).find_map(|(key, word)| {
        let name = if key.is_empty() { word } else { key };
        let after = [*name, *word].into_iter().find_map(|name| {
            let (head, after) = rest.split_at_checked(name.len())?;
            let ends = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
            (head.eq_ignore_ascii_case(name) && ends).then_some(after)
        })?;
        Some((*key, after.trim_start_matches([',', ':', ';', ' ']).trim()))
    })
}

/// The commands.
pub(super) fn help() -> Vec<String> {
    let mut lines = vec![
        "What you type is a note on the requirement that the prompt names. It may say what it is about: #A.8.13 requirement, @ops-lead person, +BK-LOG v3 document seen, n3/12 a sample of 3 of 12; at the beginning ! seen, ? to ask for, // your own remark, 13:50 observed then.".to_owned(),
        "Commands begin with a colon; as many letters as make them unique are enough. Results are conforms, does-not-conform, not-applicable, not-audited and open. Notes, findings and documents have labels: N3, F1, E2.".to_owned(),
    ];
    for (name, argument, words, _) in COMMANDS {
        let argument = if argument.is_empty() {
            String::new()
        } else {
            format!(" {argument}")
        };
        lines.push(format!(":{name}{argument}: {words}."));
    }
    lines.push(IN_FORM.to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_understood_with_and_without_reasons() {
        for (typed, expected) in [
            ("conforms", Some(("conforms", ""))),
            ("Conforms seen twice", Some(("conforms", "seen twice"))),
            (
                "does not conform, no log",
                Some(("does-not-conform", "no log")),
            ),
            ("does-not-conform", Some(("does-not-conform", ""))),
            ("not applicable: no lab", Some(("not-applicable", "no lab"))),
            ("open", Some(("", ""))),
            ("conformsish", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(result_and_reason(typed), expected, "{typed}");
        }
    }

    #[test]
    fn columns_and_keys_of_the_screen_are_not_said() {
        assert_eq!(spoken("# Title   of  it"), "Title of it");
        assert_eq!(spoken("done. Ctrl-Z undoes."), "done. :undo takes it back.");
    }
}
