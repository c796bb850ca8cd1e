//! Work of many small pieces, done by any thread that has nothing more urgent to do.
//!
//! This module must not know what is made of what.

use std::collections::BTreeMap;
use std::iter::Enumerate;
use std::vec::IntoIter;

use parking_lot::Mutex;

/// Does one piece, if one is left that nobody has begun; tells whether it did.
pub type Aside<'a> = &'a (dyn Fn() -> bool + Sync);

/// Things out of each of which another is made.
pub struct Chores<T, M, F> {
    make: F,
    left: Mutex<Enumerate<IntoIter<T>>>,
    made: Mutex<BTreeMap<usize, M>>,
}

impl<T, M, F: Fn(T) -> M> Chores<T, M, F> {
    /// All of them still to be done.
    pub fn new(things: Vec<T>, make: F) -> Self {
        Self {
            make,
            left: Mutex::new(things.into_iter().enumerate()),
            made: Mutex::default(),
        }
    }

    /// Does one, if one is left that nobody has begun; tells whether it did.
    pub fn do_one(&self) -> bool {
        let next = self.left.lock().next();
        let Some((number, thing)) = next else {
            return false;
        };
        let made = (self.make)(thing);
        self.made.lock().insert(number, made);
        true
    }

    /// What was made, in the order of what it was made of; what nobody has begun is made now. To be asked once, when
    /// nobody else is making anything any more.
    pub fn finish(&self) -> impl Iterator<Item = M> {
        while self.do_one() {}
        std::mem::take(&mut *self.made.lock()).into_values()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn what_several_threads_make_is_all_there_once_and_in_order() {
        let chores = Chores::new((0..1000).collect(), |n: u32| n * 2);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| while chores.do_one() {});
            }
        });
        assert!(!chores.do_one());
        let doubled: Vec<u32> = (0..1000).map(|n| n * 2).collect();
        assert_eq!(chores.finish().collect::<Vec<_>>(), doubled);
    }

    #[test]
    fn what_nobody_began_is_made_in_the_end() {
        let chores = Chores::new(vec!["a", "b", "c"], str::to_uppercase);
        assert!(chores.do_one());
        assert_eq!(chores.finish().collect::<Vec<_>>(), ["A", "B", "C"]);
    }
}
