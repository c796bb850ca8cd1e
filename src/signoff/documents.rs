//! The documents of a sign-off: the report in the formats asked for, the same bytes for the same audit.
//!
//! This module must not know where they go.

use std::io;

use super::package;
use super::statement::{Over, Rendition};
use crate::audit::fold::Audit;
use crate::checklist::criteria::Criteria;
use crate::checklist::profile::SignoffKind;
use crate::report::{self, Options, Report, SignedOver};

/// The formats that documents can have, by the endings of their names.
pub const FORMATS: &[&str] = &["md", "html", "docx", "pdf"];

/// A document: its file name and its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name of its file.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Why a document cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum NoDocument {
    /// Its name ends in no known format.
    #[error("there is no format for \"{}\"; the formats are: {}", .0.escape_debug(), FORMATS.join(", "))]
    UnknownFormat(String),
    /// It is longer than its format can hold.
    #[error("{name} could not be put together: {why}")]
    NotPacked {
        /// The name of its file.
        name: String,
        /// What the format says.
        why: io::Error,
    },
}

/// The names of the documents of a kind of sign-off in these formats. Reviews have none: their statement says all.
pub fn names(kind: SignoffKind, formats: &[&str]) -> Vec<String> {
    let stem = match kind {
        SignoffKind::ClosingRecord => "closing-record",
        SignoffKind::Stage1Conclusions => "stage1-conclusions",
        SignoffKind::Report | SignoffKind::Correction => "report",
        SignoffKind::ResponseReview | SignoffKind::TechnicalReview => return Vec::new(),
    };
    let names = formats.iter().map(|format| format!("{stem}.{format}"));
    names.collect()
}

/// Renders documents.
///
/// # Errors
/// The name of one ends in no known format, or one is longer than its format can hold.
pub fn render(
    audit: &Audit,
    criteria: &Criteria,
    rendition: &Rendition,
    signed_over: &[Over],
) -> Result<Vec<Document>, NoDocument> {
    if rendition.documents.is_empty() {
        return Ok(Vec::new());
    }
    let signed_over = signed_over.iter().map(|over| SignedOver {
        sentence: over.sentence.clone(),
        reason: over.reason.clone(),
    });
    let options = Options {
        language: rendition.language.clone(),
        audit_file: rendition.audit_file,
        names: rendition.names,
        signed_over: signed_over.collect(),
        ..Options::default()
    };
    let report = report::report(audit, criteria, &options);
    let names = rendition.documents.iter();
    names.map(|name| document(name, &report)).collect()
}

/// One document out of a report.
///
/// # Errors
/// The name ends in no known format, or the report is longer than that can hold.
pub fn document(name: &str, report: &Report) -> Result<Document, NoDocument> {
    let bytes = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("md") => report::markdown::render(report).into_bytes(),
        Some("html") => report::html::render(report).into_bytes(),
        Some("docx") => {
            let parts = report::docx::parts(report);
            let parts = parts.iter().map(|(name, text)| (*name, text.as_ref()));
            package::pack(parts).map_err(|why| NoDocument::NotPacked {
                name: name.to_owned(),
                why,
            })?
        }
        Some("pdf") => report::pdf::render(report).map_err(|why| NoDocument::NotPacked {
            name: name.to_owned(),
            why: io::Error::other(why),
        })?,
        _ => return Err(NoDocument::UnknownFormat(name.to_owned())),
    };
    Ok(Document {
        name: name.to_owned(),
        bytes,
    })
}
