//! The audit: entries and what they add up to. Pure: no I/O, no clock, no terminal.
//!
//! `entry` is what an auditor confirmed, `fold` what entries add up to, `schema` which objects and fields there are,
//! `act` and `notes` how acts become changes, `session` how sessions stand, `plan` how a plan is read. `coverage`
//! and `gates` read the fold against the criteria; `request`, `trail`, `thin` and `wrap` what is open, what was
//! followed, what is thin, and what a day brought; `former` and `last_look` what is known from audits before.

pub mod act;
pub mod agenda;
pub mod body;
pub mod coverage;
pub mod describe;
pub mod draw;
pub mod entered;
pub mod entry;
pub mod example;
pub mod fold;
pub mod former;
pub mod gates;
pub mod hex;
pub mod id;
pub mod inline;
pub mod last_look;
pub mod mask;
pub mod must_touch;
pub mod notes;
pub mod plan;
pub mod planning;
pub mod points;
pub mod population;
pub mod progress;
pub mod request;
pub mod roster;
pub mod sampling;
pub mod schema;
pub mod session;
pub mod small_map;
pub mod soa;
pub mod tally;
pub mod telling;
pub mod thin;
pub mod trail;
mod usual;
pub mod wrap;
