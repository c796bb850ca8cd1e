//! The audit: entries and what they add up to. Pure: no I/O, no clock, no terminal.
//!
//! `entry` is what an auditor confirmed, `fold` what entries add up to, `schema` which objects and fields there are,
//! `act` how acts become changes. `coverage` and `gates` read the fold against the criteria.

pub mod act;
pub mod agenda;
pub mod coverage;
pub mod describe;
pub mod entry;
pub mod example;
pub mod fold;
pub mod gates;
pub mod glance;
pub mod id;
pub mod inline;
pub mod mask;
pub mod must_touch;
pub mod progress;
pub mod schema;
pub mod small_map;
pub mod tally;
pub mod telling;
pub mod values;
