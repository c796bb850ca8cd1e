//! What can be undone and done again in a text.

use std::collections::VecDeque;

/// The most steps that are kept.
const MAX_STEPS: usize = 1000;

/// The most bytes of text that all steps may hold together.
const MAX_BYTES: usize = 4 * super::MAX_TEXT;

/// How a step came about, which decides whether the next one belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One character was typed.
    Typing,
    /// One cluster was deleted backwards.
    Deleting,
    /// Anything else, always a step of its own.
    Other,
}

/// `removed` was replaced by `inserted` at the byte offset `at`.
#[derive(Clone)]
pub(super) struct Step {
    pub kind: Kind,
    pub at: usize,
    pub removed: String,
    pub inserted: String,
    /// The cursor before and after.
    pub before: usize,
    pub after: usize,
}

impl Step {
    fn bytes(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }
}

#[derive(Clone, Default)]
pub(super) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// Bytes in `done`.
    bytes: usize,
}

impl History {
    /// Remembers a step. What was undone before it cannot be done again.
    pub fn push(&mut self, step: Step) {
        self.undone.clear();
        self.bytes += step.bytes();
        match self.done.back_mut() {
            Some(last) if belongs(last, &step) => {
                last.after = step.after;
                last.at = last.at.min(step.at);
                last.inserted.push_str(&step.inserted);
                last.removed.insert_str(0, &step.removed);
            }
            _ => self.done.push_back(step),
        }
        while self.done.len() > MAX_STEPS || (self.bytes > MAX_BYTES && self.done.len() > 1) {
            if let Some(oldest) = self.done.pop_front() {
                self.bytes -= oldest.bytes();
            }
        }
    }

    /// The step to take back; it is among those to be done again from now on.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop_back()?;
        self.bytes -= step.bytes();
        self.undone.push(step.clone());
        Some(step)
    }

    /// The step to do again.
    pub fn redo(&mut self) -> Option<Step> {
        let mut step = self.undone.pop()?;
        step.kind = Kind::Other;
        self.bytes += step.bytes();
        self.done.push_back(step.clone());
        Some(step)
    }
}

/// Whether a step goes on with the last one. A word is undone together with the blanks behind it.
fn belongs(last: &Step, step: &Step) -> bool {
    let starts_word = |before: Option<char>, c: Option<char>| {
        before.is_some_and(char::is_whitespace) && !c.is_some_and(char::is_whitespace)
    };
    last.kind == step.kind
        && last.after == step.before
        && match step.kind {
            Kind::Typing => {
                step.at == last.at + last.inserted.len()
                    && !starts_word(last.inserted.chars().last(), step.inserted.chars().next())
            }
            Kind::Deleting => {
                step.at + step.removed.len() == last.at
                    && !starts_word(last.removed.chars().next(), step.removed.chars().last())
            }
            Kind::Other => false,
        }
}
