//! Small files to begin with, for those who write their own.
//!
//! This module must not know where they are written to.

use crate::checklist::read::FileKind;
use crate::checklist::value;

/// A file to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter<'a> {
    /// A checklist with questions to a supplier.
    Supplier,
    /// A checklist with clauses and controls.
    Standard,
    /// A checklist that extends the one with this id.
    Extension(&'a str),
    /// How to audit.
    Guide,
    /// Licensed text.
    Overlay,
}

impl Starter<'_> {
    /// What kind of file it is.
    pub fn kind(self) -> FileKind {
        match self {
            Self::Supplier | Self::Standard | Self::Extension(_) => FileKind::Checklist,
            Self::Guide => FileKind::Guide,
            Self::Overlay => FileKind::Overlay,
        }
    }

    /// The text of a file with this id; none where it is no id.
    pub fn text(self, id: &str) -> Option<String> {
        let text = match self {
            Self::Supplier => include_str!("../../../checklists/starters/supplier.ron"),
            Self::Standard => include_str!("../../../checklists/starters/standard.ron"),
            Self::Extension(_) => include_str!("../../../checklists/starters/extension.ron"),
            Self::Guide => include_str!("../../../checklists/starters/guide.ron"),
            Self::Overlay => include_str!("../../../checklists/starters/overlay.ron"),
        };
        let text = match self {
            Self::Extension(base) => text.replace("\"base\"", &format!("\"{base}\"")),
            _ => text.to_owned(),
        };
        if !value::is_item(id) {
            return None;
        }
        // A criterion's name has no points.
        let criterion = id.replace('.', "-");
        let text = text
            .replace(
                "criterion: \"starter\"",
                &format!("criterion: \"{criterion}\""),
            )
            .replace("starter:", &format!("{criterion}:"))
            .replace("\"starter\"", &format!("\"{id}\""));
        Some(text)
    }
}
