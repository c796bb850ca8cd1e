//! Links as sets: what an object is linked to, and who is linked to a subject.
//!
//! A link counts while an entry that made it does, and none that took that one back. This module must not know what
//! the links mean.

use foldhash::HashMap;

use super::chains::{Chain, Chains};
use super::{EntryIx, Live};
use crate::audit::id::Subject;
use crate::audit::schema::Link;

/// All links of all objects.
#[derive(Debug, Clone, Default)]
pub struct Links {
    made: Chains<LinkMade>,
    /// The entries that took links back, by the places of the links; hardly any was.
    taken_back: HashMap<u32, Vec<EntryIx>>,
    ends: Vec<End>,
    end_of: HashMap<Subject, EndIx>,
}

/// The place of something that links lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndIx(u32);

impl EndIx {
    /// As a number, less than [`Links::ends`].
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// One link that was made.
#[derive(Debug, Clone)]
pub struct LinkMade {
    /// What it leads to.
    pub to: EndIx,
    /// The entry that made it.
    pub entry: EntryIx,
    /// What it says.
    pub link: Link,
}

/// Something that links lead to.
#[derive(Debug, Clone)]
struct End {
    subject: Subject,
    /// The objects that were ever linked to it, in the order in which they were.
    sources: Vec<u32>,
}

/// An object that is linked to something.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its place among the objects.
    pub at: u32,
    /// Whether it is linked while it is made: then nothing else is linked meanwhile.
    pub is_new: bool,
}

impl Links {
    /// Links an object, which has the links `of`, to a subject.
    pub fn link(
        &mut self,
        of: &mut Chain,
        source: Source,
        link: Link,
        to: &Subject,
        entry: EntryIx,
    ) {
        let to = self.end_of.get(to).copied().unwrap_or_else(|| {
            let new = EndIx(self.ends.len() as u32);
            self.end_of.insert(to.clone(), new);
            self.ends.push(End {
                subject: to.clone(),
                sources: Vec::new(),
            });
            new
        });
        if let Some(End { sources, .. }) = self.ends.get_mut(to.0 as usize) {
            // Only a late link has to look further than the last place.
            let listed = if source.is_new {
                sources.last() == Some(&source.at)
            } else {
                sources.contains(&source.at)
            };
            if !listed {
                sources.push(source.at);
            }
        }
        self.made.add(of, LinkMade { to, entry, link });
    }

    /// Takes back the links of an object that some entries made.
    pub fn unlink(&mut self, of: Chain, link: Link, to: &Subject, by: EntryIx, over: &[EntryIx]) {
        let Some(to) = self.end(to) else { return };
        for (place, made) in self.made.of(of) {
            if made.link == link && made.to == to && over.contains(&made.entry) {
                self.taken_back.entry(place).or_default().push(by);
            }
        }
    }

    /// The place of a subject that links lead to, if any does.
    pub fn end(&self, to: &Subject) -> Option<EndIx> {
        self.end_of.get(to).copied()
    }

    /// How many subjects links lead to.
    pub const fn ends(&self) -> usize {
        self.ends.len()
    }

    /// What links lead to.
    pub fn subject(&self, end: EndIx) -> Option<&Subject> {
        self.ends.get(end.0 as usize).map(|end| &end.subject)
    }

    /// The places of the objects that were ever linked to a subject, in the order in which they were.
    pub fn sources(&self, end: EndIx) -> &[u32] {
        let end = self.ends.get(end.0 as usize);
        end.map_or(&[], |end| &end.sources)
    }

    /// All links that an object ever had, whether they count or not.
    pub fn ever(&self, of: Chain) -> impl Iterator<Item = &LinkMade> {
        self.made.of(of).map(|(_, made)| made)
    }

    /// The links of an object that count now.
    pub fn of<'a>(
        &'a self,
        of: Chain,
        entries: &'a impl Live,
    ) -> impl Iterator<Item = &'a LinkMade> {
        let counting = self.made.of(of).filter(|(place, made)| {
            let taken_back = self.taken_back.get(place);
            entries.live(made.entry)
                && !taken_back.into_iter().flatten().any(|by| entries.live(*by))
        });
        counting.map(|(_, made)| made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred thousand entries have to fit into the memory of a small machine.
    #[test]
    fn a_link_is_small() {
        assert!(size_of::<LinkMade>() <= 12);
    }
}
