//! Two things at once, for what would keep the auditor waiting.
//!
//! This module must not know what is done.

use std::panic::resume_unwind;
use std::thread::{Builder, ScopedJoinHandle, scope};

/// Does one thing in a thread of its own, where there is one to be had, and another in this one meanwhile.
pub fn at_once<A: Send, B>(
    name: &str,
    there: impl Fn() -> A + Sync,
    here: impl FnOnce() -> B,
) -> (A, B) {
    scope(|scope| {
        let thread = Builder::new().name(name.to_owned());
        let started = thread.spawn_scoped(scope, &there);
        let mine = here();
        let other = match started.map(ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => there(),
        };
        (other, mine)
    })
}
