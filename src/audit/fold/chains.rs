//! Many short lists in one long one.
//!
//! An audit has tens of thousands of subjects with two or three values each. A list for each would be an allocation
//! for each, and take more memory than what is in it. This module must not know what the elements mean.

/// The elements of many lists, in the order in which they came.
#[derive(Debug, Clone)]
pub struct Chains<T> {
    elements: Vec<T>,
    /// For each element, the place of the next of its list.
    next: Vec<u32>,
}

/// One of the lists: the places of its first element and its last.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    first: u32,
    last: u32,
}

/// No place.
const NONE: u32 = u32::MAX;

impl Default for Chain {
    fn default() -> Self {
        Self {
            first: NONE,
            last: NONE,
        }
    }
}

impl<T> Default for Chains<T> {
    fn default() -> Self {
        Self {
            elements: Vec::new(),
            next: Vec::new(),
        }
    }
}

impl<T> Chains<T> {
    /// Adds an element at the end of a list; gives its place.
    pub fn add(&mut self, chain: &mut Chain, element: T) -> u32 {
        let at = self.elements.len() as u32;
        self.elements.push(element);
        self.next.push(NONE);
        match self.next.get_mut(chain.last as usize) {
            Some(next) => *next = at,
            None => chain.first = at,
        }
        chain.last = at;
        at
    }

    /// The element at a place, whatever list it is of.
    pub fn get(&self, place: u32) -> Option<&T> {
        self.elements.get(place as usize)
    }

    /// The elements of a list, in the order in which they came, each with its place.
    pub fn of(&self, chain: Chain) -> impl Iterator<Item = (u32, &T)> {
        let mut at = chain.first;
        std::iter::from_fn(move || {
            let element = self.get(at)?;
            let next = self.next.get(at as usize).copied();
            Some((std::mem::replace(&mut at, next.unwrap_or(NONE)), element))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn each_list_holds_what_was_added_to_it(added in proptest::collection::vec(0_usize..7, 0..60)) {
            let mut lists = vec![Vec::new(); 7];
            let mut chains = Chains::default();
            let mut of_list = [Chain::default(); 7];
            for (at, list) in added.into_iter().enumerate() {
                lists[list].push(at);
                let place = chains.add(&mut of_list[list], at);
                proptest::prop_assert_eq!(place as usize, at);
            }
            for (list, chain) in lists.iter().zip(of_list) {
                let held: Vec<usize> = chains.of(chain).map(|(_, element)| *element).collect();
                proptest::prop_assert_eq!(&held, list);
                let places = chains.of(chain).all(|(place, element)| place as usize == *element);
                proptest::prop_assert!(places);
            }
        }
    }
}
