//! The report: what an audit recorded, as a document, and the formats it is written in.
//!
//! [`build::report`] makes the document out of the audit and its criteria; each format is one function from the
//! document to bytes, the same bytes for the same document. Pure: no clock, no disk, no name of user or host.

pub mod build;
pub mod escape;
pub mod html;
pub mod markdown;
pub mod model;
pub mod words;
pub mod wrap;

pub use build::{Options, SignedOver, report};
pub use model::Report;
