//! What is audited: checklists, profiles, grading schemes, twins and report phrases.
//!
//! All of it is data that people write by hand in RON and that an audit keeps exactly as used. This layer must
//! not know what was found in an audit, nor where audits are stored.

mod check;
pub mod criteria;
pub mod extension;
pub mod guide;
pub mod id;
pub mod import;
pub mod kept;
pub mod library;
pub mod lint;
pub mod model;
pub mod overlay;
mod own;
pub mod profile;
pub mod read;
pub mod refusal;
mod scan;
pub mod scheme;
pub mod size;
mod texts;
mod tiers;
mod value;

pub use criteria::{Chosen, Criteria, Criterion, Resolved, Row};
pub use guide::{Guidance, Guide};
pub use library::{Assembled, Library};
pub use model::{Checklist, Requirement};
pub use profile::Profile;
pub use refusal::Refusal;
pub use scheme::{Class, Grading, Links, Phrases};
