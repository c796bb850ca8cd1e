//! What is audited: checklists, profiles, grading schemes, twins and report phrases.

pub mod id;
