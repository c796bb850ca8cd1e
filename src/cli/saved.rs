//! The answer to everything that makes or changes a thing: which, and that it is on disk.
//!
//! This module must not know what was entered.

use serde::Serialize;

use super::brief;
use super::done::Done;
use super::failure::Failure;
use super::print;
use crate::audit::describe;
use crate::audit::id::{EntryId, ObjectId, Subject};
use crate::audit::schema::Link;
use crate::store::load::Loaded;

/// What was saved.
#[derive(Debug, Serialize)]
pub(super) struct Saved {
    /// Its label, or the name of what is no object: `N3`, `27001:A.8.13`.
    label: String,
    /// Its id, where it is an object: 32 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<ObjectId>,
    /// The entry.
    entry: EntryId,
    /// The requirements that it is about.
    on: Vec<String>,
    /// Links in its text that stay text, each with the reason.
    unlinked: Vec<String>,
}

impl Saved {
    /// An object that an entry made or changed.
    pub fn object(loaded: &Loaded, id: ObjectId, entry: EntryId) -> Self {
        let subject = Subject::Object(id);
        let object = loaded.audit.object(id);
        let on = object.map(|object| loaded.audit.links(object, Link::On));
        Self {
            label: describe::name(&loaded.audit, &subject),
            id: Some(id),
            entry,
            on: on.into_iter().flatten().map(ToString::to_string).collect(),
            unlinked: Vec::new(),
        }
    }

    /// Anything else that an entry changed.
    pub fn named(label: impl Into<String>, entry: EntryId) -> Self {
        Self {
            label: label.into(),
            id: None,
            entry,
            on: Vec::new(),
            unlinked: Vec::new(),
        }
    }

    /// With links that stay text.
    pub fn unlinked(mut self, unlinked: Vec<String>) -> Self {
        self.unlinked = unlinked;
        self
    }

    /// The answer. What could not be linked is said on standard error.
    pub fn done(self, json: bool) -> Result<Done, Failure> {
        for unlinked in &self.unlinked {
            print::warning(&format!("{unlinked}; it stays as text"));
        }
        let on = if self.on.is_empty() {
            String::new()
        } else {
            format!(" on {}", self.on.join(", "))
        };
        let entry = brief::short(self.entry);
        let said = format!("{}{on} is saved (entry {entry}).", self.label);
        Done::either(json, &self, said)
    }
}
