//! The rigs: what the durability contract of an audit folder promises, tried until it breaks.
//!
//! | module | what it proves |
//! |---|---|
//! | [`power_cut`] | a cut at every operation of the sessions in [`session`], with the legal outcomes of [`outcome`]: acknowledged ≤ recovered = a prefix of what was entered; recovery itself cut, twice deep (D1, D2, D3, D4) |
//! | [`faults`] | every operation fails once and for good with every error: nothing saved is harmed, saving resumes by itself, everything entered is there once (D6); and a power cut after such a failure |
//! | [`damage`] | every truncation and every flipped bit is found or harmless, hides nothing of other logs, and opening changes no byte (D4, D5) |
//! | [`instances`] | several instances at work on one folder, interleaved at every operation; copies that went apart and are united in every order (D8, D10) |
//! | [`broken`] | the rigs themselves: twelve ways of doing it wrong, each found by one of them |
//! | [`real`] | on the real system: a full disk, a read-only disk, `kill -9` (D1, D6, D12) |
//!
//! [`sim`] is the disk under most of them: it knows what would survive a power cut. All rigs of an ordinary run
//! take well under a minute. `ONSITE_RIG=20 cargo test --release --test rigs` runs a campaign about twenty
//! times as large, with other seeds; each rig prints what it did (`-- --nocapture`). A failure names the
//! session, the operation, the outcome and the seed, from which it comes back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod broken;
mod damage;
mod faults;
mod hooked;
mod instances;
mod oracle;
mod outcome;
mod power_cut;
mod real;
mod session;
mod sim;
mod wrong_disk;

/// How much larger than usual the campaign is to be: `ONSITE_RIG`, or 1.
fn factor() -> usize {
    std::env::var("ONSITE_RIG")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
        .max(1)
}
