//! Sealed sign-offs: what binds people to the documents of an audit.
//!
//! Made of primitives that a reviewer can check with stock tools: `ssh-keygen -Y verify` and `sha256sum -c`.

pub mod agent;
pub mod allowed_signers;
mod flat_folder;
pub mod key_file;
pub mod manifest;
pub mod sshsig;
