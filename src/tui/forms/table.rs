//! The form of a table of questions that becomes a checklist of one's own.
//!
//! This module must not know how a table is read.

use super::super::edit;
use super::super::form::{Form, FormField, Purpose, Slot};
use super::super::msg::TableAsked;
use crate::audit::id::EntryId;
use crate::checklist::model::ChecklistKind;

const PATH: Slot = Slot::Other("path");
const TITLE: Slot = Slot::Other("title");
const KIND: Slot = Slot::Other("kind");

/// What a checklist may be for.
const KINDS: [(&str, &str, ChecklistKind); 3] = [
    (
        "supplier",
        "Questions to a supplier",
        ChecklistKind::Supplier,
    ),
    (
        "standard",
        "A standard or policy",
        ChecklistKind::ManagementSystem,
    ),
    ("other", "Anything else", ChecklistKind::Other),
];

/// The form.
pub fn import_checklist(entry: EntryId) -> Form {
    let kinds = KINDS.map(|(key, word, _)| (key.to_owned(), word.to_owned()));
    let fields = vec![
        FormField::line(PATH, "File", "")
            .hint("a CSV file whose first line names columns: question, and id, block, good …"),
        FormField::line(TITLE, "Title", "")
            .hint("as in the report; otherwise the name of the file"),
        FormField::line(KIND, "Kind", "supplier").one_of(kinds.to_vec()),
    ];
    let title = "checklist of your own, from a table of questions";
    Form::new(entry, Purpose::ImportChecklist, title, fields)
}

/// What the form asks for; none while it names no file.
pub fn table_asked(form: &Form) -> Option<TableAsked> {
    let path = form.value(&PATH).trim();
    let kind = form.value(&KIND);
    let kind = KINDS.iter().find(|(key, ..)| *key == kind);
    (!path.is_empty()).then(|| TableAsked {
        path: edit::home_expanded(path),
        title: form.value(&TITLE).trim().to_owned(),
        kind: kind.map_or(ChecklistKind::Other, |(.., kind)| *kind),
    })
}
