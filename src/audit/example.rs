//! The worked example: a made-up audit of a made-up company, half done on its second day.
//!
//! It is how people meet the program, and what screenshots and measurements use. Its entries are made at the
//! same desk as a user's, so that everything in it could have been typed. This module must not know where the
//! entries go, nor which files the criteria came from.

mod access;
mod findings;
mod large;
mod management;
mod models;
mod operations;
mod plan;
mod play;
mod script;
mod things;

pub use large::large;

use super::entry::{Entry, Moment};
use super::fold::Audit;
use crate::checklist::criteria::Criteria;

/// Who writes in the example: the leader of its audit team.
pub const AUTHOR: &str = "Nora Lindqvist";

/// The client of the audit.
pub const CLIENT: &str = "Tarnholt Freight Software GmbH";

/// The entries of the worked example, oldest first, numbered from 1. They go on from `begun`: people who are in it
/// already are not entered again.
///
/// Of `start`, the day and the offset count: the audit begins that morning at eight and stops in the middle of
/// an interview on the next day. Dates of documents are so many days before it. `draw` gives 128 random bits and
/// decides the ids; with the same draws the entries are the same. Which files the criteria came from is for the
/// caller to enter; what the criteria lack is left out.
pub fn entries(
    begun: &Audit,
    criteria: &Criteria,
    start: Moment,
    draw: &mut dyn FnMut() -> u128,
) -> Vec<Entry> {
    let mut play = play::Play::new(begun, criteria, start, draw);
    play.prepare();
    play.day(0, management::STEPS);
    play.day(0, operations::STEPS);
    play.day(1, access::STEPS);
    play.day(1, models::STEPS);
    play.done()
}
