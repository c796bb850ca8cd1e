//! The report: what an audit recorded, as a document, and the formats it is written in.
//!
//! [`build::report`] makes the document out of the audit and its criteria; each format is one function from the
//! document to its text, or to the texts of a package: the same for the same document. [`sheet`] is the page of one
//! session that is taken along on paper. Pure: no clock, no disk, no name of user or host.

pub mod build;
pub mod docx;
pub mod escape;
pub mod html;
pub mod markdown;
pub mod model;
pub mod pdf;
pub mod sheet;
pub mod words;
pub mod wrap;

pub use build::{Options, SignedOver, report};
pub use model::Report;
