//! The audit: entries and what they add up to. Pure: no I/O, no clock, no terminal.

pub mod entry;
pub mod id;
pub mod schema;
