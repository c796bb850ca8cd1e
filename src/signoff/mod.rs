//! Sealed sign-offs: what binds people to the documents of an audit.
//!
//! Made of primitives that a reviewer can check with stock tools: `ssh-keygen -Y verify` and `sha256sum -c`.

pub mod agent;
pub mod allowed_signers;
pub mod correct;
pub mod documents;
mod earlier;
mod fields;
pub mod findings;
mod flat_folder;
mod instructions;
pub mod key_file;
pub mod manifest;
mod package;
pub mod receipt;
pub mod record;
pub mod seal;
pub mod signer;
pub mod sshsig;
pub mod stated;
pub mod statement;
pub mod verify;

pub use seal::{
    Despite, Request, Sealed, SignError, add_signature, add_signature_made_elsewhere, around,
    sign_off,
};
pub use signer::{Signer, Signing};
pub use statement::{Expected, Rendition};
