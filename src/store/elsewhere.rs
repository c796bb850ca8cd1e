//! A thread for a few milliseconds of work that would keep the auditor waiting.
//!
//! This module must not know what the work is.

use std::io;
use std::thread::{Builder, Scope, ScopedJoinHandle, yield_now};

use super::platform::Away;

/// Begins something in a thread of its own, on another processor if there is one.
///
/// A system may let a new thread wait for milliseconds behind the one that made it before it thinks of another
/// processor. Those of virtual machines do, to keep few processors busy; and then the work is over.
///
/// # Errors
/// There is no thread to be had.
pub fn begin<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<ScopedJoinHandle<'scope, T>> {
    let away = Away::from_here();
    let begun = Builder::new()
        .name(name.to_owned())
        .spawn_scoped(scope, move || {
            away.go();
            work()
        })?;
    // It has to run to go.
    yield_now();
    Ok(begun)
}
