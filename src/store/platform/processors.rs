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

    /// Moves this thread there for good, if it may run on another at all.
    pub(in super::super) fn go(self) {
        if let Ok(mut others) = sched_getaffinity(None)
            && others.count() > 1
            && self.from < CpuSet::MAX_CPU
        {
            others.unset(self.from);
            // Where it is not let go, it stays.
            sched_setaffinity(None, &others).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_thread_goes_to_another_processor_if_there_is_one() {
        let went = thread::spawn(|| {
            let before = sched_getaffinity(None).unwrap();
            let away = Away::from_here();
            away.go();
            (before, away.from, sched_getaffinity(None).unwrap())
        });
        let (before, from, mut after) = went.join().unwrap();
        assert_eq!(after.is_set(from), before.count() == 1);
        after.set(from);
        assert_eq!(after, before);
    }
}
