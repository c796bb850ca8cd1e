//! Journeys: keys through the real program on real folders, screens and records out.
//!
//! After each journey the folder is read anew: it must hold the same facts, and a fresh start must show the same
//! screen. Beside the journeys stand the laws of the screen, each as a test that can break it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

#[macro_use]
mod rig;

#[path = "../hostile/list.rs"]
mod list_of_hostile;

mod ascii;
mod attaching;
mod cursor;
mod disk;
mod evening;
mod guide;
mod hostile;
mod keys;
mod keystrokes;
mod laws;
mod lists;
mod look;
mod meetings;
mod monkey;
mod notes;
mod opening;
mod others;
mod privacy;
mod requests;
mod results;
mod sampling;
mod sessions;
mod signing;
mod sizes;
mod things;
mod trails;
mod views;
mod writing;
