//! Sign-offs from sealing to verification, with real keys, and checked against the tools that reviewers use:
//! `ssh-keygen`, `ssh-agent`, `sha256sum`, `python3`. They have to be installed; without them these tests fail.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod attacks;
mod bench;
mod bytes;
mod receipts;
mod refusals;
mod sealing;
#[path = "../signing/tools.rs"]
#[allow(dead_code, reason = "shared with the tests of the primitives")]
mod tools;
