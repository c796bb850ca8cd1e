//! Reading an audit: what holds now, what held before, what is linked to what.

use std::collections::BTreeMap;

use super::links::EndIx;
use super::values::Assigned;
use super::{Audit, EntryIx, Held, Live, Object, Run, Unapplied};
use crate::audit::entry::{Moment, SignedOff, Strike};
use crate::audit::id::{EntryId, ObjectId, RunId, Subject};
use crate::audit::schema::{Field, FieldKey, Kind, Link};

/// The entries as if some were undone and others brought back.
struct Supposed<'a> {
    audit: &'a Audit,
    undone: Vec<EntryIx>,
    back: Vec<EntryIx>,
}

impl Live for Supposed<'_> {
    fn live(&self, entry: EntryIx) -> bool {
        !self.undone.contains(&entry)
            && (self.audit.entries.live(entry) || self.back.contains(&entry))
    }
}

impl Audit {
    /// An object by its id, also one whose making was undone.
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(self.object_place(id)? as usize)
    }

    /// Whether an object counts: its making was not undone. A withdrawn object counts and says so.
    pub fn counts(&self, object: &Object) -> bool {
        self.entries.live(object.made)
    }

    /// The objects of a kind, in the order of their making. Withdrawn ones are among them.
    pub fn objects(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Object> {
        self.objects
            .iter()
            .filter(move |object| object.kind == kind && self.counts(object))
    }

    /// The objects of a kind that are not withdrawn.
    pub fn standing(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Object> {
        self.objects(kind)
            .filter(|object| !self.is_withdrawn(object))
    }

    /// Whether an object was withdrawn.
    pub fn is_withdrawn(&self, object: &Object) -> bool {
        object.may_be_withdrawn && !self.text(object, Field::Withdrawn).is_empty()
    }

    /// The value of a field of an object; the oldest one that counts where several do; empty where none does.
    pub fn text<'a>(&'a self, object: &'a Object, field: Field) -> &'a str {
        let key = field.into();
        if object.was_set {
            return self.values.text(object.values, &key, &self.entries);
        }
        // It has no other value than the one that it was made with, and that counts while it does.
        let made_with = self.values.all(object.values, &key).next();
        let counts = made_with.filter(|value| self.entries.live(value.entry()));
        counts.map_or("", Assigned::value)
    }

    /// As [`Audit::text`], as if some entries were undone already and others brought back: what will hold once undos
    /// that are on their way are saved.
    pub fn text_if<'a>(
        &'a self,
        object: &'a Object,
        field: Field,
        undone: &[EntryId],
        back: &[EntryId],
    ) -> &'a str {
        if undone.is_empty() && back.is_empty() {
            return self.text(object, field);
        }
        let places = |ids: &[EntryId]| -> Vec<EntryIx> {
            ids.iter().filter_map(|id| self.entry_place(*id)).collect()
        };
        let supposed = Supposed {
            audit: self,
            undone: places(undone),
            back: places(back),
        };
        self.values.text(object.values, &field.into(), &supposed)
    }

    /// The value of a field of any subject, as [`Audit::text`].
    pub fn value(&self, subject: &Subject, key: &FieldKey) -> &str {
        self.values
            .text(self.values_of(subject), key, &self.entries)
    }

    /// All values of a field that count: several where they were set without knowledge of each other.
    pub fn current(&self, subject: &Subject, key: &FieldKey) -> Vec<Held<'_>> {
        let current = self.current_of(subject, key).into_iter();
        let mut held: Vec<Held<'_>> = current
            .filter_map(|one| self.held(one.entry(), one.value(), true))
            .collect();
        if held
            .iter()
            .all(|one| Some(one.value) == held.first().map(|first| first.value))
        {
            held.truncate(1);
        }
        held
    }

    fn current_of(&self, subject: &Subject, key: &FieldKey) -> Vec<Assigned<'_>> {
        let values = self.values_of(subject);
        self.values.current(values, key, &self.entries)
    }

    /// Every value that a field ever had, oldest first.
    pub fn history<'a>(&'a self, subject: &Subject, key: &'a FieldKey) -> Vec<Held<'a>> {
        let current = self.current_of(subject, key);
        let is_current = |entry| current.iter().any(|one| one.entry() == entry);
        let all = self.values.all(self.values_of(subject), key);
        all.filter_map(|one| self.held(one.entry(), one.value(), is_current(one.entry())))
            .collect()
    }

    /// The entries that a new value of a field replaces.
    pub fn parents(&self, subject: &Subject, key: &FieldKey) -> Vec<EntryId> {
        let current = self.current_of(subject, key).into_iter();
        current
            .filter_map(|one| self.entry_id(one.entry()))
            .collect()
    }

    fn entry_id(&self, entry: EntryIx) -> Option<EntryId> {
        self.entries.get(entry.at()).map(|applied| applied.id)
    }

    /// The entries that made a link, as an `unlink` has to name them.
    pub fn link_entries(&self, of: ObjectId, link: Link, to: &Subject) -> Vec<EntryId> {
        let (Some(object), Some(to)) = (self.object(of), self.links.end(to)) else {
            return Vec::new();
        };
        let made = self.links.of(object.links, &self.entries);
        made.filter(|made| made.link == link && made.to == to)
            .filter_map(|made| self.entry_id(made.entry))
            .collect()
    }

    /// What an object is linked to.
    pub fn links<'a>(
        &'a self,
        object: &'a Object,
        link: Link,
    ) -> impl Iterator<Item = &'a Subject> {
        let mut given: Vec<EndIx> = Vec::new();
        let made = self.links.of(object.links, &self.entries);
        made.filter(move |made| made.link == link)
            .filter_map(move |made| {
                let first = !given.contains(&made.to);
                given.push(made.to);
                first.then(|| self.links.subject(made.to)).flatten()
            })
    }

    /// Whether an object is linked to anything in this way.
    pub fn is_linked(&self, object: &Object, link: Link) -> bool {
        let mut made = self.links.of(object.links, &self.entries);
        made.any(|made| made.link == link)
    }

    /// The standing objects of a kind that are linked to a subject, in the order in which they were.
    pub fn linked_to(&self, to: &Subject, kind: Kind) -> Vec<&Object> {
        self.linked(to, |it| it == kind).collect()
    }

    /// As [`Audit::linked_to`], with those that were withdrawn.
    pub fn ever_linked_to(&self, to: &Subject, kind: Kind) -> Vec<&Object> {
        self.linking(to, |object| object.kind == kind).collect()
    }

    /// The standing objects of a kind that are linked to a subject, the latest first, found as they are asked for.
    pub fn latest_linked<'a>(
        &'a self,
        to: &'a Subject,
        kind: Kind,
    ) -> impl Iterator<Item = &'a Object> {
        self.linked(to, move |it| it == kind).rev()
    }

    /// The standing objects of some kinds that are linked to a subject, in the order in which they were.
    pub fn linked_of<'a, 'b>(
        &'a self,
        to: &'b Subject,
        kinds: &'b [Kind],
    ) -> impl Iterator<Item = &'a Object> + use<'a, 'b> {
        self.linked(to, |kind| kinds.contains(&kind))
    }

    /// For each standing object of some kinds, which of some groups of subjects it is linked to in any way: the places
    /// of those groups, each once. Goes through the objects once, however many groups there are.
    pub fn each_linked<'a>(
        &'a self,
        groups: &[Vec<Subject>],
        kinds: &[Kind],
        mut each: impl FnMut(&'a Object, &[usize]),
    ) {
        let mut groups_of: Vec<Vec<usize>> = vec![Vec::new(); self.links.ends()];
        for (at, subjects) in groups.iter().enumerate() {
            for end in subjects.iter().filter_map(|to| self.links.end(to)) {
                if let Some(groups) = groups_of.get_mut(end.at()) {
                    groups.push(at);
                }
            }
        }
        let mut linked: Vec<usize> = Vec::new();
        for object in &self.objects {
            let is_standing = self.counts(object) && !self.is_withdrawn(object);
            if !kinds.contains(&object.kind) || !is_standing {
                continue;
            }
            linked.clear();
            for made in self.links.of(object.links, &self.entries) {
                for at in groups_of.get(made.to.at()).into_iter().flatten() {
                    if !linked.contains(at) {
                        linked.push(*at);
                    }
                }
            }
            each(object, &linked);
        }
    }

    /// Whether an object is linked to a subject in any way.
    pub fn is_linked_to(&self, object: &Object, to: &Subject) -> bool {
        let end = self.links.end(to);
        end.is_some_and(|end| self.leads_to(object, end))
    }

    fn leads_to(&self, object: &Object, end: EndIx) -> bool {
        let mut made = self.links.of(object.links, &self.entries);
        made.any(|made| made.to == end)
    }

    fn linked<'a, 'b, W: Fn(Kind) -> bool>(
        &'a self,
        to: &'b Subject,
        is_wanted: W,
    ) -> impl DoubleEndedIterator<Item = &'a Object> + use<'a, 'b, W> {
        self.linking(to, move |object| {
            is_wanted(object.kind) && !self.is_withdrawn(object)
        })
    }

    /// The objects of a certain sort that count and are linked to a subject, in the order in which they were.
    fn linking<'a, W: Fn(&Object) -> bool>(
        &'a self,
        to: &Subject,
        is_wanted: W,
    ) -> impl DoubleEndedIterator<Item = &'a Object> + use<'a, W> {
        let ends = self.links.end(to).into_iter();
        ends.flat_map(|end| self.links.sources(end).iter().map(move |at| (end, at)))
            .filter_map(|(end, at)| Some((end, self.objects.get(*at as usize)?)))
            .filter(move |(end, object)| {
                is_wanted(object) && self.counts(object) && self.leads_to(object, *end)
            })
            .map(|(_, object)| object)
    }

    /// When an object was made, and by whom.
    pub fn made(&self, object: &Object) -> (Moment, &str) {
        let time = self
            .entries
            .get(object.made.at())
            .map_or_else(Moment::default, |applied| applied.time);
        (time, self.author_of(object.made))
    }

    /// The entry that made an object.
    pub fn made_by(&self, object: &Object) -> EntryId {
        self.entries
            .get(object.made.at())
            .map_or(EntryId(0), |applied| applied.id)
    }

    /// The short name of an object: `F3`; where several people write, `F3/AB` with the initials of its author.
    pub fn label(&self, object: &Object) -> String {
        let number = format!("{}{}", object.kind.letter(), object.number);
        let author = self.author_of(object.made);
        if self.runs.iter().all(|run| run.author == author) {
            return number;
        }
        let initials: String = author
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .collect();
        format!("{number}/{initials}")
    }

    /// The object that a short name means, as [`Audit::label`] gives it.
    pub fn by_label(&self, label: &str) -> Option<&Object> {
        self.objects
            .iter()
            .find(|object| self.counts(object) && self.label(object).eq_ignore_ascii_case(label))
    }

    /// Whether a field has several values that were set without knowledge of each other; of an object, one that
    /// counts.
    pub fn is_in_conflict(&self, subject: &Subject, key: &FieldKey) -> bool {
        let counts = match subject {
            Subject::Object(id) => self.object(*id).is_some_and(|object| self.counts(object)),
            _ => true,
        };
        counts && self.current(subject, key).len() > 1
    }

    /// The fields of a subject that were set more than once: those that can be in conflict.
    pub fn set_again(&self, subject: &Subject) -> Vec<FieldKey> {
        self.values.set_again(self.values_of(subject))
    }

    /// Fields with several values that were set without knowledge of each other.
    pub fn conflicts(&self) -> Vec<(Subject, FieldKey)> {
        let objects = self.objects.iter();
        let objects = objects.filter(|object| object.was_set && self.counts(object));
        let objects = objects.map(|object| (Subject::Object(object.id), object.values));
        let others = self.others.iter();
        let others = others.map(|(subject, values)| (subject.clone(), *values));
        let mut conflicts = Vec::new();
        for (subject, values) in objects.chain(others) {
            for key in self.values.set_again(values) {
                if self.is_in_conflict(&subject, &key) {
                    conflicts.push((subject.clone(), key));
                }
            }
        }
        conflicts.sort();
        conflicts
    }

    /// The subjects of a certain sort that any value was set for, in order: criteria, requirements.
    pub fn subjects(&self) -> Vec<&Subject> {
        let mut subjects: Vec<&Subject> = self.others.keys().collect();
        subjects.sort();
        subjects
    }

    /// Entries, or parts of them, without effect.
    pub fn unapplied(&self) -> &[Unapplied] {
        &self.unapplied
    }

    /// The strikes that were ordered.
    pub fn strikes(&self) -> &[Strike] {
        &self.strikes
    }

    /// How many lines were struck from the logs.
    pub const fn struck_lines(&self) -> usize {
        self.struck_lines
    }

    /// The sign-offs that were sealed, oldest first.
    pub fn sign_offs(&self) -> impl DoubleEndedIterator<Item = &SignedOff> {
        self.signed_off.iter().map(|(_, signed)| signed)
    }

    /// How many entries came after the last sign-off.
    pub fn entries_since_sign_off(&self) -> usize {
        self.signed_off
            .last()
            .map_or(self.entries.len(), |(ix, _)| {
                self.entries.len() - 1 - ix.at()
            })
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many entries each author wrote.
    pub fn entries_by_author(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for at in 0..self.entries.len() {
            let author = self.author_of(EntryIx(at as u32));
            *counts.entry(author).or_default() += 1;
        }
        counts
    }

    /// Whether there is no entry yet.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether an entry is known.
    pub fn knows(&self, entry: EntryId) -> bool {
        self.entry_place(entry).is_some()
    }

    /// The runs that wrote.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Where an entry stands: its run and the number of its line.
    pub fn position(&self, entry: EntryId) -> Option<(RunId, u64)> {
        let applied = self.entries.get(self.entry_place(entry)?.at())?;
        self.runs
            .get(applied.run.0 as usize)
            .map(|run| (run.id, u64::from(applied.n)))
    }

    /// When an entry was confirmed, and by whom.
    pub fn confirmed(&self, entry: EntryId) -> Option<(Moment, &str)> {
        let ix = self.entry_place(entry)?;
        self.entries
            .get(ix.at())
            .map(|applied| (applied.time, self.author_of(ix)))
    }
}
