//! The fold: what the entries of an audit add up to.
//!
//! `Audit::apply` is the only function that changes an audit, the same while working and on opening. It never
//! refuses: what it doesn't understand, or what is about something that isn't there, is kept aside and shown.
//! This module must not know where entries come from, what time it is, or what a checklist says.

mod chains;
mod index;
mod links;
mod read;
mod understood;
mod undo;
mod values;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use self::chains::Chain;
use self::index::Index;
use self::links::{Links, Source};
use self::values::Values;
use super::entry::{
    Add, Change, Entry, LinkTo, LogHeader, Moment, Record, Set, SignedOff, Strike, UnknownEntry,
    Unlink,
};
use super::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use super::schema::{Field, Kind, Link};

/// The place of an entry in the fold's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct EntryIx(u32);

impl EntryIx {
    const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Tells which entries count, that is, are not undone.
trait Live {
    fn live(&self, entry: EntryIx) -> bool;
}

/// A number of a run among the runs that an audit was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunIx(u32);

/// A run of the program and who sat at it.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id, which is also the name of its log.
    pub id: RunId,
    /// Who wrote.
    pub author: String,
}

/// What the fold keeps of an entry.
#[derive(Debug, Clone)]
struct Applied {
    id: EntryId,
    time: Moment,
    run: RunIx,
    /// The number of its line; a log has room for fewer than 2³² lines.
    n: u32,
    /// How many entries that count take this one back.
    undone_by: u32,
    about: About,
    /// Whether undo may take it back at all.
    undoable: bool,
}

/// Something that an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    Nothing,
    Object(u32),
    Other(Box<Subject>),
}

/// Why an entry, or a part of one, has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unapplied {
    /// The run whose log holds it.
    pub run: RunId,
    /// The line's number in the log.
    pub n: u64,
    /// What was not understood, or what was not there.
    pub why: String,
    /// Whether a newer version might understand it. Such an entry blocks a sign-off.
    pub unknown: bool,
}

/// An object of the audit.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its id.
    pub id: ObjectId,
    /// Its kind.
    pub kind: Kind,
    /// Its number among its author's objects of this kind, from 1. It never changes and is never used again.
    pub number: u32,
    made: EntryIx,
    values: Chain,
    links: Chain,
    /// Whether values were set after it was made; of most objects none were, and they need not be asked.
    was_set: bool,
    /// Whether anybody ever said that it is withdrawn.
    may_be_withdrawn: bool,
}

/// Who set a value, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// The value.
    pub value: &'a str,
    /// The entry that set it.
    pub entry: EntryId,
    /// Who set it.
    pub author: &'a str,
    /// When it was set.
    pub time: Moment,
    /// Whether it counts, or was replaced or undone since.
    pub current: bool,
}

/// An audit as its entries make it.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Its id.
    pub id: AuditId,
    runs: Vec<Run>,
    entries: Vec<Applied>,
    entry_index: Index,
    objects: Vec<Object>,
    object_index: Index,
    /// The values of what is no object.
    others: HashMap<Subject, Chain>,
    values: Values,
    links: Links,
    /// How many objects of each kind an author made, by the first run of that author.
    numbers: HashMap<(RunIx, Kind), u32>,
    unapplied: Vec<Unapplied>,
    strikes: Vec<Strike>,
    struck_lines: usize,
    signed_off: Vec<(EntryIx, SignedOff)>,
    /// What the entries that take others back take back.
    undoes: BTreeMap<EntryIx, Vec<EntryIx>>,
    /// What entries are about besides the first thing.
    further: HashMap<EntryIx, Vec<About>>,
}

impl Live for Vec<Applied> {
    fn live(&self, entry: EntryIx) -> bool {
        self.get(entry.at())
            .is_some_and(|applied| applied.undone_by == 0)
    }
}

impl Audit {
    /// An audit without entries.
    pub fn new(id: AuditId) -> Self {
        Self {
            id,
            runs: Vec::new(),
            entries: Vec::new(),
            entry_index: Index::default(),
            objects: Vec::new(),
            object_index: Index::default(),
            others: HashMap::new(),
            values: Values::default(),
            links: Links::default(),
            numbers: HashMap::new(),
            unapplied: Vec::new(),
            strikes: Vec::new(),
            struck_lines: 0,
            signed_off: Vec::new(),
            undoes: BTreeMap::new(),
            further: HashMap::new(),
        }
    }

    /// An audit without entries, with room for so many.
    pub fn with_room(id: AuditId, entries: usize) -> Self {
        Self {
            entries: Vec::with_capacity(entries),
            entry_index: Index::with_room(entries),
            objects: Vec::with_capacity(entries),
            object_index: Index::with_room(entries),
            ..Self::new(id)
        }
    }

    /// Tells the audit of a run before its first record. A run told of twice keeps its number.
    pub fn begin_run(&mut self, header: &LogHeader) -> RunIx {
        self.run(header.run, &header.author)
    }

    /// The number of a run, which is told of if it is new.
    pub fn run(&mut self, id: RunId, author: &str) -> RunIx {
        let known = self.runs.iter().position(|run| run.id == id);
        let at = known.unwrap_or_else(|| {
            self.runs.push(Run {
                id,
                author: author.to_owned(),
            });
            self.runs.len() - 1
        });
        RunIx(at as u32)
    }

    /// Applies what a line of a log holds. An entry whose id is known already has no further effect.
    pub fn apply<S: AsRef<str>>(&mut self, run: RunIx, record: &Record<S>) {
        match record {
            Record::Entry(entry) => self.apply_entry(run, entry),
            Record::Unknown(UnknownEntry { n, why, .. }) => {
                self.set_aside(run, *n, why.clone(), true);
            }
            Record::Struck { .. } => self.struck_lines += 1,
        }
    }

    fn apply_entry<S: AsRef<str>>(&mut self, run: RunIx, entry: &Entry<S>) {
        if self.knows(entry.id) {
            return;
        }
        if let Some(why) = entry
            .changes
            .iter()
            .find_map(|change| self.not_understood(change))
        {
            self.set_aside(run, entry.n, why, true);
            return;
        }
        let ix = EntryIx(self.entries.len() as u32);
        let entries = &self.entries;
        let id_at = |at: u32| Some(entries.get(at as usize)?.id.0);
        self.entry_index.insert(entry.id.0, ix.0, id_at);
        self.entries.push(Applied {
            id: entry.id,
            run,
            n: u32::try_from(entry.n).unwrap_or(u32::MAX),
            time: entry.time,
            undone_by: 0,
            about: About::Nothing,
            undoable: true,
        });
        for change in &entry.changes {
            if let Err(why) = self.apply_change(ix, change) {
                self.set_aside(run, entry.n, why, false);
            }
        }
    }

    fn apply_change<S: AsRef<str>>(
        &mut self,
        ix: EntryIx,
        change: &Change<S>,
    ) -> Result<(), String> {
        match change {
            Change::Add(add) => self.add(ix, add),
            Change::Set(set) => {
                self.keep_criteria(ix, &set.field);
                self.set(ix, set)
            }
            Change::Link(LinkTo { of, link, to }) => {
                let at = self.object_at(*of)?;
                self.about(ix, About::Object(at));
                self.make_link(Source { at, is_new: false }, *link, to, ix);
                Ok(())
            }
            Change::Unlink(Unlink { of, link, to, over }) => {
                let at = self.object_at(*of)?;
                self.about(ix, About::Object(at));
                let over = self.indices(over);
                if let Some(object) = self.objects.get(at as usize) {
                    self.links.unlink(object.links, *link, to, ix, &over);
                }
                Ok(())
            }
            Change::Undo(undo) => self.take_back(ix, undo.entry),
            Change::Strike(strike) => {
                self.strikes.push(strike.clone());
                self.not_undoable(ix);
                Ok(())
            }
            Change::TailNoted(_) => {
                self.not_undoable(ix);
                Ok(())
            }
            Change::SignedOff(signed) => {
                self.signed_off.push((ix, signed.clone()));
                self.not_undoable(ix);
                Ok(())
            }
        }
    }

    fn add<S: AsRef<str>>(&mut self, ix: EntryIx, add: &Add<S>) -> Result<(), String> {
        let at = self.objects.len() as u32;
        let objects = &self.objects;
        let id_at = |at: u32| Some(objects.get(at as usize)?.id.0);
        if !self.object_index.insert(add.id.0, at, id_at) {
            return Err(format!("an object with the id {} is there already", add.id));
        }
        let by = self.first_run_of_author(ix);
        let number = self.numbers.entry((by, add.kind)).or_insert(0);
        *number += 1;
        let mut values = Chain::default();
        for (key, value) in &add.fields {
            let value = value.as_ref();
            self.values.set(&mut values, key, value, ix, Vec::new());
        }
        self.objects.push(Object {
            id: add.id,
            kind: add.kind,
            number: *number,
            made: ix,
            values,
            links: Chain::default(),
            was_set: false,
            may_be_withdrawn: add.fields.contains_key(&Field::Withdrawn.into()),
        });
        for (link, ends) in &add.links {
            for to in ends {
                self.make_link(Source { at, is_new: true }, *link, to, ix);
            }
        }
        self.about(ix, About::Object(at));
        Ok(())
    }

    fn set<S: AsRef<str>>(&mut self, ix: EntryIx, set: &Set<S>) -> Result<(), String> {
        let over = self.indices(&set.over);
        let (about, values) = if let Subject::Object(id) = set.of {
            let at = self.object_at(id)?;
            let object = self.objects.get_mut(at as usize);
            let object = object.ok_or("the object is not there")?;
            object.was_set = true;
            object.may_be_withdrawn |= set.field.field == Field::Withdrawn;
            (About::Object(at), &mut object.values)
        } else {
            let values = self.others.entry(set.of.clone()).or_default();
            (About::Other(Box::new(set.of.clone())), values)
        };
        let value = set.value.as_ref();
        self.values.set(values, &set.field, value, ix, over);
        self.about(ix, about);
        Ok(())
    }

    fn make_link(&mut self, source: Source, link: Link, to: &Subject, ix: EntryIx) {
        if let Some(object) = self.objects.get_mut(source.at as usize) {
            self.links.link(&mut object.links, source, link, to, ix);
        }
    }

    fn take_back(&mut self, ix: EntryIx, target: EntryId) -> Result<(), String> {
        let target = self
            .entry_place(target)
            .ok_or_else(|| format!("the entry {target} to undo is not here"))?;
        if target >= ix {
            return Err("an entry cannot undo itself or a later one".to_owned());
        }
        self.undoes.entry(ix).or_default().push(target);
        // Whoever changes between counting and not counting changes what it takes back in turn.
        let mut open = vec![(target, true)];
        while let Some((at, taken_back)) = open.pop() {
            let Some(applied) = self.entries.get_mut(at.at()) else {
                continue;
            };
            let was_live = applied.undone_by == 0;
            applied.undone_by = if taken_back {
                applied.undone_by + 1
            } else {
                applied.undone_by.saturating_sub(1)
            };
            let is_live = applied.undone_by == 0;
            if was_live != is_live {
                let next = self.undoes.get(&at).into_iter().flatten();
                open.extend(next.map(|next| (*next, is_live)));
            }
        }
        Ok(())
    }

    fn about(&mut self, ix: EntryIx, about: About) {
        let Some(applied) = self.entries.get_mut(ix.at()) else {
            return;
        };
        if applied.about == About::Nothing {
            applied.about = about;
        } else if applied.about != about {
            self.further.entry(ix).or_default().push(about);
        }
    }

    fn set_aside(&mut self, run: RunIx, n: u64, why: String, unknown: bool) {
        let run = self.runs.get(run.0 as usize).map_or(RunId(0), |run| run.id);
        self.unapplied.push(Unapplied {
            run,
            n,
            why,
            unknown,
        });
    }

    fn first_run_of_author(&self, ix: EntryIx) -> RunIx {
        let author = self.author_of(ix);
        let first = self.runs.iter().position(|run| run.author == author);
        RunIx(first.unwrap_or(0) as u32)
    }

    fn author_of(&self, ix: EntryIx) -> &str {
        let run = self
            .entries
            .get(ix.at())
            .and_then(|applied| self.runs.get(applied.run.0 as usize));
        run.map_or("", |run| &run.author)
    }

    /// The values of a subject; none of one that is not known.
    fn values_of(&self, subject: &Subject) -> Chain {
        let known = match subject {
            Subject::Object(id) => self.object(*id).map(|object| object.values),
            other => self.others.get(other).copied(),
        };
        known.unwrap_or_default()
    }

    fn held<'a>(&'a self, entry: EntryIx, value: &'a str, current: bool) -> Option<Held<'a>> {
        let applied = self.entries.get(entry.at())?;
        Some(Held {
            value,
            entry: applied.id,
            author: self.author_of(entry),
            time: applied.time,
            current,
        })
    }
}
