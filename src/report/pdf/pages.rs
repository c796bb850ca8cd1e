//! Strips on pages: where each page ends, and where everything that can be pointed to has come to stand.
//!
//! This module must not know what the strips say.

use std::collections::BTreeMap;

use super::Goal;
use super::strips::Strip;
use super::styles;

/// A strip in its place.
#[derive(Debug)]
pub struct OnPage {
    /// The strip; the room above it is what is left of it there.
    pub strip: Strip,
    /// From the top of the page.
    pub top: f32,
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// On which page, from 0.
    pub page: usize,
    /// How far from its top.
    pub top: f32,
}

/// All pages.
#[derive(Debug)]
pub struct Pages {
    /// What stands on each.
    pub pages: Vec<Vec<OnPage>>,
    /// What can be pointed to.
    pub places: BTreeMap<Goal, Place>,
}

/// Puts strips on pages.
pub fn paginate(strips: Vec<Strip>) -> Pages {
    let mut filling = Filling {
        pages: vec![Vec::new()],
        at: styles::TOP,
        places: BTreeMap::new(),
    };
    let mut together = Vec::new();
    for strip in strips {
        let keeps = strip.keeps;
        together.push(strip);
        if !keeps {
            filling.put(std::mem::take(&mut together));
        }
    }
    filling.put(together);
    Pages {
        pages: filling.pages,
        places: filling.places,
    }
}

struct Filling {
    pages: Vec<Vec<OnPage>>,
    /// How far the last page is filled.
    at: f32,
    places: BTreeMap<Goal, Place>,
}

impl Filling {
    /// Puts strips on one page, if one has room for all of them; otherwise one after the other.
    fn put(&mut self, together: Vec<Strip>) {
        if together.len() > 1 && height(&together) > styles::BOTTOM - styles::TOP {
            for strip in together {
                self.put(vec![strip]);
            }
            return;
        }
        let begins = together.iter().any(|strip| strip.begins_page);
        let is_used = self.at > styles::TOP;
        if is_used && (begins || self.at + height(&together) > styles::BOTTOM) {
            self.pages.push(Vec::new());
            self.at = styles::TOP;
            let head = together.first().and_then(|strip| strip.head.clone());
            for strip in head.iter().flat_map(|head| head.iter()) {
                self.add(strip.clone());
            }
        }
        for strip in together {
            self.add(strip);
        }
    }

    fn add(&mut self, mut strip: Strip) {
        let page = self.pages.len() - 1;
        if self.at <= styles::TOP {
            strip.above = 0.0;
        }
        let top = self.at + strip.above;
        for goal in strip.places.drain(..) {
            self.places.entry(goal).or_insert(Place { page, top });
        }
        self.at = top + strip.height;
        if let Some(last) = self.pages.last_mut() {
            last.push(OnPage { strip, top });
        }
    }
}

fn height(strips: &[Strip]) -> f32 {
    strips.iter().map(|strip| strip.above + strip.height).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn strip(height: f32) -> Strip {
        Strip {
            height,
            ..Strip::default()
        }
    }

    /// Which strips, by their heights, stand on which page.
    fn on_pages(strips: Vec<Strip>) -> Vec<Vec<f32>> {
        let pages = paginate(strips).pages.into_iter();
        pages
            .map(|page| page.iter().map(|on| on.strip.height).collect())
            .collect()
    }

    #[test]
    fn what_belongs_together_goes_to_the_next_page_together() {
        let page = styles::BOTTOM - styles::TOP;
        let mut heading = strip(20.0);
        heading.keeps = true;
        let strips = vec![strip(page - 25.0), heading, strip(10.0)];
        assert_eq!(on_pages(strips), [vec![page - 25.0], vec![20.0, 10.0]]);
    }

    #[test]
    fn what_is_longer_than_a_page_is_broken_and_nothing_is_lost() {
        let mut strips: Vec<Strip> = (0..100).map(|_| strip(50.0)).collect();
        for strip in &mut strips {
            strip.keeps = true;
        }
        let pages = on_pages(strips);
        assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), 100);
        let room = styles::BOTTOM - styles::TOP;
        assert!(pages.iter().all(|page| page.iter().sum::<f32>() <= room));
    }

    #[test]
    fn a_table_that_goes_on_has_its_head_again() {
        let head = Arc::new(vec![strip(7.0)]);
        let rows = (0..40).map(|_| Strip {
            head: Some(Arc::clone(&head)),
            ..strip(50.0)
        });
        let pages = on_pages(rows.collect());
        assert!(pages.len() > 2);
        let (first, others) = pages.split_first().unwrap();
        assert!(!first.contains(&7.0));
        assert!(others.iter().all(|page| page.first() == Some(&7.0)));
        let heads = others.len();
        assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), 40 + heads);
    }

    #[test]
    fn a_place_is_where_its_strip_stands() {
        let mut pointed = strip(10.0);
        pointed.above = 30.0;
        pointed.places.push(Goal::Part(1));
        pointed.begins_page = true;
        let pages = paginate(vec![strip(10.0), pointed]);
        let top = styles::TOP;
        assert_eq!(pages.places[&Goal::Part(1)], Place { page: 1, top });
    }
}
