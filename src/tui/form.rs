//! Forms: everything that is typed, from a note of one word to a finding with its three parts.
//!
//! A form knows its purpose and its fields and nothing of the screen. It can be written down as a draft at any
//! moment and made again from it, so that no character depends on the form being finished.

mod purpose;

pub use purpose::Purpose;

use std::collections::BTreeMap;

use super::editor::{Editor, Lines};
use crate::audit::id::EntryId;
use crate::audit::schema::{FieldKey, FieldSpec, Holds};

/// What a field of a form stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The words of a note.
    Words,
    /// A field of the schema.
    Field(FieldKey),
    /// The requirements that something is about, their ids separated by blanks.
    On,
    /// The evidence, samples and notes that a finding rests on, their labels separated by blanks.
    RestsOn,
    /// The people who said or showed something, their roles or names separated by commas.
    People,
    /// Who was present, one on a line: name, role, department.
    Present,
    /// The items of a sample, one on a line: name, `+`, `-` or `0`, remark.
    Items,
    /// The kind of audit against the checklist with this id; blank where it is not held against that.
    Against(String),
    /// Anything else, by name.
    Other(&'static str),
}

impl Slot {
    /// The name under which a draft keeps it.
    pub fn name(&self) -> String {
        match self {
            Self::Words => "/words".to_owned(),
            Self::Field(key) => key.to_string(),
            Self::On => "/on".to_owned(),
            Self::RestsOn => "/rests-on".to_owned(),
            Self::People => "/people".to_owned(),
            Self::Present => "/present".to_owned(),
            Self::Items => "/items".to_owned(),
            Self::Against(checklist) => format!("/against/{checklist}"),
            Self::Other(name) => format!("/{name}"),
        }
    }
}

/// A choice of a field: what is recorded, what is shown.
pub type Choices = Vec<(String, String)>;

/// Which choice comes after the one that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The next one in the list.
    Next,
    /// The one before.
    Previous,
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct FormField {
    /// What it stands for.
    pub slot: Slot,
    /// Its name on the screen.
    pub label: String,
    /// One line below the form while the field is typed into.
    pub hint: String,
    /// What can be chosen; empty where it is typed.
    pub choices: Choices,
    /// Whether one of the choices is always taken.
    pub takes_one: bool,
    /// Whether it is shown as dots.
    pub secret: bool,
    /// What was typed, or the key of what was chosen.
    pub editor: Editor,
    /// Whether it may have several lines.
    pub lines: Lines,
    /// What the field held when the form was opened.
    pub before: String,
}

impl FormField {
    /// A field of one line.
    pub fn line(slot: Slot, label: &str, text: &str) -> Self {
        Self::new(slot, label, text, Lines::One)
    }

    /// A field of any number of lines.
    pub fn text(slot: Slot, label: &str, text: &str) -> Self {
        Self::new(slot, label, text, Lines::Many)
    }

    fn new(slot: Slot, label: &str, text: &str, lines: Lines) -> Self {
        Self {
            slot,
            label: label.to_owned(),
            hint: String::new(),
            choices: Vec::new(),
            takes_one: false,
            secret: false,
            editor: Editor::with_text(lines, text),
            lines,
            before: text.to_owned(),
        }
    }

    /// With a line that helps.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// With a line that helps, where there is one.
    #[must_use]
    pub fn hint_if(self, hint: &str) -> Self {
        if hint.is_empty() {
            self
        } else {
            self.hint(hint)
        }
    }

    /// With choices.
    #[must_use]
    pub fn choices(
        mut self,
        choices: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        let choices = choices.into_iter();
        self.choices = choices
            .map(|(key, word)| (key.into(), word.into()))
            .collect();
        self
    }

    /// With choices of which one is always taken.
    #[must_use]
    pub fn one_of(self, choices: Choices) -> Self {
        Self {
            takes_one: true,
            ..self.choices(choices)
        }
    }

    /// Puts in a text that is likely, where nobody has typed or chosen another.
    pub fn suggest(&mut self, text: &str) {
        if self.editor.text() == self.before {
            text.clone_into(&mut self.before);
            self.editor = Editor::with_text(self.lines, text);
        }
    }

    /// A field of the schema.
    pub fn of_spec(spec: &FieldSpec, key: FieldKey, text: &str) -> Self {
        let field = match spec.holds {
            Holds::Text => Self::text(Slot::Field(key), spec.label, text),
            _ => Self::line(Slot::Field(key), spec.label, text),
        };
        match spec.holds {
            Holds::Choice(choices) => field.choices(choices.iter().copied()),
            Holds::Day => field.hint("a day, as in 2026-06-14"),
            Holds::Number => field.hint("a whole number"),
            Holds::Moment => field.hint("a time, as in 13:50 (the same day) or 2026-06-14 13:50"),
            _ => field,
        }
    }

    /// What is shown for its value.
    pub fn shown(&self) -> String {
        let text = self.editor.text();
        if self.secret {
            return "•".repeat(text.chars().count());
        }
        let chosen = self.chosen().and_then(|at| self.choices.get(at));
        chosen.map_or_else(|| text.to_owned(), |(_, word)| word.clone())
    }

    /// Which of the choices is taken; none where it is blank, or has no choices.
    pub fn chosen(&self) -> Option<usize> {
        let text = self.editor.text();
        self.choices.iter().position(|(key, _)| key == text)
    }

    /// Goes to another choice; before the first and after the last is none, or the other end where one is always taken.
    pub fn turn(&mut self, to: Turn) {
        let last = self.choices.len().checked_sub(1);
        let at = match (to, self.chosen()) {
            (Turn::Next, None) => Some(0),
            (Turn::Next, Some(at)) => Some(at + 1).filter(|at| Some(*at) <= last),
            (Turn::Previous, None) => last,
            (Turn::Previous, Some(at)) => at.checked_sub(1),
        };
        let end = match to {
            Turn::Next => Some(0),
            Turn::Previous => last,
        };
        self.choose(at.or(end.filter(|_| self.takes_one)));
    }

    /// Takes a choice, or none, unless one is always taken.
    pub fn choose(&mut self, at: Option<usize>) {
        let chosen = at.and_then(|at| self.choices.get(at));
        if chosen.is_some() || !self.takes_one {
            let key = chosen.map_or("", |(key, _)| key);
            self.editor = Editor::with_text(Lines::One, key);
        }
    }
}

/// A form, and the id that its entry will have.
#[derive(Debug, Clone)]
pub struct Form {
    /// The id that the entry will have.
    pub entry: EntryId,
    /// What it is for.
    pub purpose: Purpose,
    /// Its title.
    pub title: String,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// Which field is typed into.
    pub at: usize,
    /// Since when, in milliseconds of the loop's clock, something of it is not in the draft on disk.
    pub unsaved_since: Option<u64>,
    /// Whether a draft of it is on disk.
    pub on_disk: bool,
    /// Whether that draft says that it is being typed into.
    pub open_on_disk: bool,
}

impl Form {
    /// A form.
    pub fn new(
        entry: EntryId,
        purpose: Purpose,
        title: impl Into<String>,
        fields: Vec<FormField>,
    ) -> Self {
        let title = title.into();
        Self {
            entry,
            purpose,
            title,
            fields,
            at: 0,
            unsaved_since: None,
            on_disk: false,
            open_on_disk: false,
        }
    }

    /// Whether it is a note, which is typed below what it is about instead of in a form of its own.
    pub fn is_note(&self) -> bool {
        matches!(
            self.purpose,
            Purpose::Note { .. } | Purpose::NoteInto { .. } | Purpose::Reword { .. }
        )
    }

    /// The field that is typed into.
    pub fn field(&self) -> Option<&FormField> {
        self.fields.get(self.at)
    }

    /// The field that is typed into.
    pub fn field_mut(&mut self) -> Option<&mut FormField> {
        self.fields.get_mut(self.at)
    }

    /// The field of a slot, if the form has it.
    pub fn of_slot_mut(&mut self, slot: &Slot) -> Option<&mut FormField> {
        self.fields.iter_mut().find(|field| field.slot == *slot)
    }

    /// What a slot holds.
    pub fn value(&self, slot: &Slot) -> &str {
        self.fields
            .iter()
            .find(|field| field.slot == *slot)
            .map_or("", |field| field.editor.text())
    }

    /// The first words in it, for lists.
    pub fn words(&self) -> &str {
        let filled = self
            .fields
            .iter()
            .filter(|field| !field.secret)
            .map(|field| field.editor.text());
        filled.max_by_key(|text| text.len()).unwrap_or("")
    }

    /// Whether anything was typed that the form did not hold when it was opened.
    pub fn is_changed(&self) -> bool {
        self.has_changed(|_| true)
    }

    /// As [`Form::is_changed`], in the fields of some slots.
    pub fn has_changed(&self, which: impl Fn(&Slot) -> bool) -> bool {
        let mut fields = self.fields.iter().filter(|field| which(&field.slot));
        fields.any(|field| field.editor.text() != field.before)
    }

    /// Whether a draft of it may be written down.
    pub fn may_be_drafted(&self) -> bool {
        !matches!(self.purpose, Purpose::SignOff { .. })
    }

    /// Where the cursor stands, as a draft keeps it: the number of the field, from 1, in the upper half, and the
    /// byte in its text in the lower. Never 0.
    pub fn cursor(&self) -> u64 {
        let byte = self.field().map_or(0, |field| field.editor.cursor());
        (self.at as u64 + 1) << 32 | byte as u64
    }

    /// Puts the cursor back where [`Form::cursor`] said that it was, as far as there is such a place.
    pub fn go_to(&mut self, cursor: u64) {
        let at = usize::try_from(cursor >> 32).unwrap_or_default();
        self.at = at
            .saturating_sub(1)
            .min(self.fields.len().saturating_sub(1));
        if let Some(field) = self.field_mut() {
            field.editor.go_to(cursor as u32 as usize);
        }
    }

    /// What is written down of it.
    pub fn typed(&self) -> BTreeMap<String, String> {
        self.fields
            .iter()
            .map(|field| (field.slot.name(), field.editor.text().to_owned()))
            .collect()
    }

    /// Puts back what was written down.
    pub fn restore(&mut self, typed: &BTreeMap<String, String>) {
        for field in &mut self.fields {
            if let Some(text) = typed.get(&field.slot.name()) {
                field.editor = Editor::with_text(field.lines, text);
            }
        }
    }
}
