//! The audit: entries and what they add up to. Pure: no I/O, no clock, no terminal.
//!
//! `entry` is what an auditor confirmed, `fold` what entries add up to, `schema` which objects and fields there are,
//! `act` how acts become changes, `session` how sessions stand, `plan` how a plan is read. `coverage` and `gates` read the fold against the criteria.

pub mod act;
pub mod coverage;
pub mod describe;
pub mod entry;
pub mod example;
pub mod fold;
pub mod gates;
pub mod glance;
pub mod id;
pub mod inline;
pub mod plan;
pub mod roster;
pub mod schema;
pub mod session;
pub mod small_map;
pub mod tally;
pub mod values;
