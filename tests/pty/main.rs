//! The real program in a real pseudo-terminal: killed, hung up, stopped, flooded, resized, and left alone.
//!
//! Each test has a home directory and an audit of its own. `ONSITE_PTY=<factor>` multiplies the number of runs
//! that go by chance, `ONSITE_PTY_PROGRAM=<path>` names another program than the one built with the tests; figures
//! are printed with `--nocapture`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod endings;
mod idle;
mod kill;
mod plain;
mod privacy;
mod seat;
mod session;
mod supplier;
mod wire;

/// How often what goes by chance is tried.
fn scaled(runs: usize) -> usize {
    let factor = std::env::var("ONSITE_PTY").ok();
    let factor: f64 = factor.map_or(1.0, |f| f.parse().expect("ONSITE_PTY is a number"));
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a small number of runs"
    )]
    let scaled = (runs as f64 * factor).ceil() as usize;
    scaled.max(1)
}
