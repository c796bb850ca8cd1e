//! Signing, checked against the tools that reviewers use: `ssh-keygen`, `ssh-agent`, `ssh-add`, `sha256sum`.
//! They have to be installed (openssh-client, coreutils); without them these tests fail.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod agent;
mod allowed_signers;
mod key_file;
mod manifest;
mod sshsig;
mod tools;
