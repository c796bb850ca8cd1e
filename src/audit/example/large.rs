//! A large audit for measurements: as many entries as are asked for, in the shapes of a real one.
//!
//! Built straight from the shapes, since a desk that looks things up would take too long. This module must not
//! know the worked example.

use std::collections::HashMap;

use chrono::TimeDelta;

use crate::audit::entry::{Add, Change, Entry, Moment, Set};
use crate::audit::id::{EntryId, ObjectId, Subject};
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;

/// How many entries a session has.
const SESSION: usize = 60;

/// Pieces of which notes are put together.
const OPENINGS: &[&str] = &[
    "Asked how it is done today:",
    "Record opened on the screen:",
    "Ticket followed to its end:",
    "List compared with the register:",
    "Walked along the line:",
    "Second opinion from the deputy:",
    "Setting read in the console:",
];
const MIDDLES: &[&str] = &[
    "owner and date are there",
    "date is there, the owner changed since",
    "the step after approval is done by mail",
    "two of the older ones lack a signature",
    "same as in the procedure",
    "differs from the procedure in one point, known and written down",
    "done by the night shift, shown by the morning shift",
    "not at hand, promised for the afternoon",
    "the alarm went to the right person",
    "Größe und Ort stimmen, Schild fehlt",
    "the copy at the other site is one day older",
];
const RESULTS: &[(&str, &str)] = &[
    ("conforms", ""),
    ("conforms", ""),
    ("does-not-conform", "See the finding"),
    ("not-audited", "Time ran out, carried to the next day"),
];
const MODES: &[&str] = &["said", "seen", "seen", "remark", "to-do"];

/// `n` entries of an audit that grows evenly: notes for the most part, and sessions, documents, samples with
/// items, results, findings and new words for older things among them. Times run on from `start`; the same draws
/// give the same entries.
pub fn large(
    criteria: &Criteria,
    start: Moment,
    draw: &mut dyn FnMut() -> u128,
    n: usize,
) -> Vec<Entry> {
    let requirements = criteria.auditable().map(|row| row.id.clone()).collect();
    let mut growth = Growth {
        criteria,
        draw,
        requirements,
        session: None,
        person: None,
        document: None,
        sample: None,
        note: None,
        latest: HashMap::new(),
    };
    let mut entries = Vec::with_capacity(n);
    let mut time = start;
    for at in 0..n {
        let id = EntryId(growth.bits());
        let changes = growth.changes(at, id, start);
        let mut entry = Entry::new(id, time, changes);
        entry.n = at as u64 + 1;
        entries.push(entry);
        // Twelve seconds apart during eight hours, then the next morning.
        time += TimeDelta::seconds(12);
        if (at + 1).is_multiple_of(2400) {
            time += TimeDelta::hours(16);
        }
    }
    entries
}

/// What is there so far, as far as new things are linked to it.
struct Growth<'a> {
    criteria: &'a Criteria,
    draw: &'a mut dyn FnMut() -> u128,
    requirements: Vec<RequirementId>,
    session: Option<ObjectId>,
    person: Option<ObjectId>,
    document: Option<ObjectId>,
    sample: Option<ObjectId>,
    /// The latest note and the entry that holds its words.
    note: Option<(ObjectId, EntryId)>,
    /// The entry that holds the result of a requirement.
    latest: HashMap<RequirementId, EntryId>,
}

impl Growth<'_> {
    fn bits(&mut self) -> u128 {
        (self.draw)()
    }

    fn add(&mut self, kind: Kind) -> Add {
        Add::new(kind, ObjectId(self.bits()))
    }

    fn changes(&mut self, at: usize, entry: EntryId, start: Moment) -> Vec<Change> {
        match at % SESSION {
            0 => vec![self.begin(at, start)],
            1 => vec![self.somebody(at)],
            5 | 23 | 41 => vec![self.seen(at)],
            30 => self.drawn(at),
            9 | 19 | 35 | 49 => self.judged(at, entry),
            55 => vec![self.found(at)],
            58 => self.reworded(at, entry),
            _ => vec![self.noted(at, entry)],
        }
    }

    fn begin(&mut self, at: usize, start: Moment) -> Change {
        let session = self
            .add(Kind::Session)
            .with(Field::Title, format!("Session {}", at / SESSION + 1))
            .with(Field::Mode, "interview")
            .with(Field::Place, "physical")
            .with(Field::PlannedFrom, start.to_rfc3339());
        self.session = Some(session.id);
        Change::Add(session)
    }

    fn somebody(&mut self, at: usize) -> Change {
        let person = self
            .add(Kind::Person)
            .with(Field::Role, format!("Process owner {}", at / SESSION + 1))
            .with(Field::Side, "auditee");
        self.person = Some(person.id);
        Change::Add(person)
    }

    fn seen(&mut self, at: usize) -> Change {
        let document = self
            .add(Kind::Evidence)
            .with(Field::Title, format!("Procedure {at}"))
            .with(Field::Reference, format!("DOC-{at:05}"))
            .with(Field::Version, format!("v{}", at % 9 + 1))
            .with(Field::Method, "examine")
            .with(Field::Level, "shown");
        let document = self.placed(document, at);
        self.document = Some(document.id);
        Change::Add(document)
    }

    fn drawn(&mut self, at: usize) -> Vec<Change> {
        let sample = self
            .add(Kind::Sample)
            .with(Field::Population, format!("records of process {at}"))
            .with(Field::PopulationSize, (40 + at % 200).to_string())
            .with(Field::Size, "3")
            .with(Field::Method, "judgement");
        let sample = self.placed(sample, at);
        let id = sample.id;
        self.sample = Some(id);
        let mut changes = vec![Change::Add(sample)];
        for (place, result) in ["met", "met", "not-met"].into_iter().enumerate() {
            let item = self
                .add(Kind::Item)
                .with(Field::Label, format!("R-{at}-{place}"))
                .with(Field::Result, result)
                .linked(Link::Sample, id);
            changes.push(Change::Add(item));
        }
        changes
    }

    fn judged(&mut self, at: usize, entry: EntryId) -> Vec<Change> {
        let Some(id) = self.requirement(at) else {
            return Vec::new();
        };
        let (result, reason) = pick(RESULTS, at).copied().unwrap_or_default();
        let over: Vec<EntryId> = self.latest.insert(id.clone(), entry).into_iter().collect();
        let set = |field: Field, value: &str| {
            Change::Set(Set {
                of: Subject::Requirement(id.clone()),
                field: field.into(),
                value: value.to_owned(),
                over: over.clone(),
            })
        };
        vec![set(Field::Result, result), set(Field::Reason, reason)]
    }

    fn found(&mut self, at: usize) -> Change {
        let mut finding = self
            .add(Kind::Finding)
            .with(Field::Title, format!("Finding of entry {at}"))
            .with(Field::Asked, "The own procedure is followed.")
            .with(Field::Found, format!("Entry {at} and those before it."))
            .with(
                Field::Statement,
                "The procedure is not followed in one step.",
            );
        if let Some(requirement) = self.requirement(at) {
            let name = requirement.criterion();
            let classes = self.criteria.classes(name);
            if let Some(criterion) = self.criteria.criterion(name)
                && let Some(class) = pick(&classes, at / SESSION)
            {
                let key = FieldKey::of(Field::Class, &criterion.id);
                finding = finding.with(key, class.key.clone());
            }
            finding = finding.linked(Link::On, requirement);
        }
        finding = tied(finding, Link::Evidence, self.document);
        Change::Add(tied(finding, Link::Sample, self.sample))
    }

    fn reworded(&mut self, at: usize, entry: EntryId) -> Vec<Change> {
        let Some((note, over)) = self.note else {
            return Vec::new();
        };
        self.note = Some((note, entry));
        vec![Change::Set(Set {
            of: note.into(),
            field: Field::Text.into(),
            value: format!("{} (said again at entry {at})", words(at)),
            over: vec![over],
        })]
    }

    fn noted(&mut self, at: usize, entry: EntryId) -> Change {
        let mut note = self
            .add(Kind::Note)
            .with(Field::Text, format!("{} ({at})", words(at)))
            .with(
                Field::Mode,
                pick(MODES, at / 3).copied().unwrap_or_default(),
            );
        self.note = Some((note.id, entry));
        if at % 11 == 4 {
            // Left for the inbox.
            return Change::Add(tied(note, Link::Session, self.session));
        }
        note = self.placed(note, at);
        if at.is_multiple_of(5) {
            note = tied(note, Link::Evidence, self.document);
        }
        Change::Add(tied(note, Link::Person, self.person))
    }

    /// With its session and the requirement that it is about.
    fn placed(&self, add: Add, at: usize) -> Add {
        let add = tied(add, Link::Session, self.session);
        match self.requirement(at) {
            Some(requirement) => add.linked(Link::On, requirement),
            None => add,
        }
    }

    /// The requirement of an entry; the same one for some entries in a row.
    fn requirement(&self, at: usize) -> Option<RequirementId> {
        pick(&self.requirements, at / 4).cloned()
    }
}

/// With a link, where there is something to link to.
fn tied(add: Add, link: Link, to: Option<ObjectId>) -> Add {
    match to {
        Some(to) => add.linked(link, to),
        None => add,
    }
}

/// The words of a note.
fn words(at: usize) -> String {
    let opening = pick(OPENINGS, at).copied().unwrap_or_default();
    let middle = pick(MIDDLES, at / 2).copied().unwrap_or_default();
    let more = pick(MIDDLES, at / 3 + 5).copied().unwrap_or_default();
    match at % 4 {
        0 => format!("{opening} {middle}"),
        1 => format!("{opening} {middle}.\nThen: {more}"),
        _ => format!("{opening} {middle}; {more}"),
    }
}

fn pick<T>(all: &[T], at: usize) -> Option<&T> {
    all.get(at % all.len().max(1))
}
