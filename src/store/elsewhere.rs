//! A thread for a few milliseconds of work that would keep the auditor waiting.
//!
//! This module must not know what the work is.

use std::io;
use std::panic::resume_unwind;
use std::thread::{self, Builder, Scope, ScopedJoinHandle, yield_now};

use super::chores::Aside;
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

/// Does something here while another thread does what is to be done aside. That is done in the end, whoever did it.
pub fn beside<T>(aside: Aside<'_>, name: &str, here: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        // Without a second thread, this one does all.
        let other = begin(scope, name, || while aside() {}).ok();
        let done = here();
        while aside() {}
        wait(other);
        done
    })
}

/// Waits for what was begun, if it was. A panic there is one here.
pub fn wait(begun: Option<ScopedJoinHandle<'_, ()>>) {
    if let Some(begun) = begun
        && let Err(panic) = begun.join()
    {
        resume_unwind(panic);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::super::chores::Chores;
    use super::*;

    #[test]
    fn what_is_to_be_done_aside_is_done_when_all_is_over() {
        let chores = Chores::new((0..100).collect(), |n: u32| n + 1);
        assert_eq!(beside(&|| chores.do_one(), "aside", || 7), 7);
        assert!(!chores.do_one());
        assert!(chores.finish().eq(1..101));
    }

    /// A fault aside must not look as if all had been done.
    #[test]
    fn a_panic_aside_is_one_here() {
        let chores = Chores::new(vec![()], |()| panic!("aside"));
        let ended = catch_unwind(AssertUnwindSafe(|| {
            beside(&|| chores.do_one(), "aside", || ());
        }));
        assert!(ended.is_err());
    }
}
