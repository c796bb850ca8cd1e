//! The processors that a thread may run on, where the system lets it choose.

use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// The way from one processor to the others.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Away {
    from: usize,
}

impl Away {
    /// From the one that this thread runs on.
    pub(in super::super) fn from_here() -> Self {
        Self {
            from: sched_getcpu(),
        }
    }

    /// Moves this thread there, if it may run on another at all. Where it runs later is the system's choice again:
    /// the others may be busy.
    pub(in super::super) fn go(self) {
        if let Ok(all) = sched_getaffinity(None)
            && all.count() > 1
            && self.from < CpuSet::MAX_CPU
        {
            let mut others = all;
            others.unset(self.from);
            // Where it is not let go, it stays.
            if sched_setaffinity(None, &others).is_ok() {
                sched_setaffinity(None, &all).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_thread_that_went_away_may_run_where_it_might_before() {
        let went = thread::spawn(|| {
            let before = sched_getaffinity(None).unwrap();
            Away::from_here().go();
            (before, sched_getaffinity(None).unwrap())
        });
        let (before, after) = went.join().unwrap();
        assert_eq!(after, before);
    }
}
