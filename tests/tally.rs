//! The tally that is kept entry by entry says the same as one that is counted anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use chrono::DateTime;
use onsite::audit::entry::{Add, Change, Entry, Moment, Record, Set, Undo, Unlink};
use onsite::audit::example;
use onsite::audit::fold::Audit;
use onsite::audit::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use onsite::audit::schema::{Field, Kind, Link};
use onsite::audit::tally::Tally;
use onsite::checklist::Criteria;
use onsite::checklist::library::Library;

fn start() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-16T07:45:00+02:00").unwrap()
}

fn criteria() -> Criteria {
    let spec = "iso27001-2022:surveillance,iso42001-2023:stage1";
    Library::built_in().assemble(spec).unwrap().criteria
}

fn draws() -> impl FnMut() -> u128 {
    let mut last = 0;
    move || {
        last += 1;
        last
    }
}

/// Applies entries one by one and compares after each.
fn keeps_up(audit: &mut Audit, criteria: &Criteria, tally: &mut Tally, entries: &[Entry]) {
    let run = audit.run(RunId(1), "Nora");
    for entry in entries {
        let touched = Tally::touched(audit, entry);
        audit.apply(run, &Record::Entry(entry.clone()));
        tally.update(audit, criteria, touched);
        let anew = Tally::of(audit, criteria);
        assert!(*tally == anew, "after {entry:?}: {tally:?} is not {anew:?}");
    }
}

#[test]
fn the_tally_of_the_worked_example_keeps_up() {
    let criteria = criteria();
    let mut draw = draws();
    let mut audit = Audit::new(AuditId(1));
    let entries = example::entries(&audit, &criteria, start(), &mut draw);
    let mut tally = Tally::of(&audit, &criteria);
    keeps_up(&mut audit, &criteria, &mut tally, &entries);

    // Then every tenth entry is undone, and the links of every tenth note are taken back.
    let undo = |entry: &Entry| vec![Change::Undo(Undo { entry: entry.id })];
    let mut more: Vec<Vec<Change>> = entries.iter().step_by(10).map(undo).collect();
    for entry in entries.iter().skip(5).step_by(10) {
        for change in &entry.changes {
            let Change::Add(add) = change else { continue };
            for to in add.links.get(&Link::On).into_iter().flatten() {
                more.push(vec![Change::Unlink(Unlink {
                    of: add.id,
                    link: Link::On,
                    to: to.clone(),
                    over: vec![entry.id],
                })]);
            }
        }
    }
    assert!(more.len() > 20);
    let more: Vec<Entry> = (1..)
        .zip(more)
        .map(|(n, changes)| Entry {
            n: entries.len() as u64 + n,
            ..Entry::new(EntryId(draw()), start(), changes)
        })
        .collect();
    keeps_up(&mut audit, &criteria, &mut tally, &more);

    // Undos are undone, and those again, in an order that jumps about.
    let mut undone: Vec<EntryId> = more.iter().map(|entry| entry.id).collect();
    for round in 0..3 {
        let again: Vec<Entry> = (0..undone.len())
            .step_by(3)
            .map(|at| {
                let entry = undone[(at * 7 + round) % undone.len()];
                let changes = vec![Change::Undo(Undo { entry })];
                Entry::new(EntryId(draw()), start(), changes)
            })
            .collect();
        keeps_up(&mut audit, &criteria, &mut tally, &again);
        undone = again.iter().map(|entry| entry.id).collect();
    }
}

/// One entry about several things, taken back and brought back as one.
#[test]
fn the_tally_keeps_up_with_an_entry_of_many_changes() {
    let criteria = criteria();
    let mut draw = draws();
    let entries = example::large(&criteria, start(), &mut draw, 90);
    let mut audit = Audit::new(AuditId(1));
    let mut tally = Tally::of(&audit, &criteria);
    let together: Vec<Entry> = entries
        .chunks(6)
        .map(|some| {
            let changes = some.iter().flat_map(|entry| entry.changes.clone());
            Entry::new(EntryId(draw()), start(), changes.collect())
        })
        .collect();
    keeps_up(&mut audit, &criteria, &mut tally, &together);
    for _ in 0..3 {
        let mut last = together.iter().map(|entry| entry.id);
        for at in 0..together.len() {
            let undo = Undo {
                entry: last.next().unwrap(),
            };
            let first = Entry::new(EntryId(draw()), start(), vec![Change::Undo(undo)]);
            let undo = Undo { entry: first.id };
            let second = Entry::new(EntryId(draw()), start(), vec![Change::Undo(undo)]);
            let both = [first, second];
            let how_many = 1 + at % 2;
            keeps_up(&mut audit, &criteria, &mut tally, &both[..how_many]);
        }
    }
}

#[test]
fn the_tally_of_a_growing_audit_keeps_up() {
    let criteria = criteria();
    let entries = example::large(&criteria, start(), &mut draws(), 400);
    let mut audit = Audit::new(AuditId(1));
    let mut tally = Tally::of(&audit, &criteria);
    keeps_up(&mut audit, &criteria, &mut tally, &entries);
}

/// A conflict is counted when it comes, and no more when somebody decided; so is what only a note leads to.
#[test]
fn conflicts_and_what_a_note_points_to_keep_up() {
    let criteria = criteria();
    let mut draw = draws();
    let on: Subject = criteria.auditable().next().unwrap().id.clone().into();
    let mut entries: Vec<Entry> = Vec::new();
    let mut enter = |changes: Vec<Change>| {
        let entry = Entry {
            n: entries.len() as u64 + 1,
            ..Entry::new(EntryId(draw()), start(), changes)
        };
        let id = entry.id;
        entries.push(entry);
        id
    };
    let set = |of: &Subject, field: Field, value: &str, over: Vec<EntryId>| {
        vec![Change::Set(Set {
            of: of.clone(),
            field: field.into(),
            value: value.to_owned(),
            over,
        })]
    };
    let one = enter(set(&on, Field::Result, "conforms", Vec::new()));
    let other = enter(set(&on, Field::Result, "does-not-conform", Vec::new()));
    enter(set(&on, Field::Result, "conforms", vec![one, other]));
    let (document, note) = (ObjectId(901), ObjectId(902));
    let made = enter(vec![
        Change::Add(Add::new(Kind::Evidence, document).with(Field::Level, "stated")),
        Change::Add(
            Add::new(Kind::Note, note)
                .with(Field::Mode, "to-do")
                .with(Field::AskedOf, "CISO")
                .linked(Link::On, on.clone())
                .linked(Link::Evidence, document),
        ),
    ]);
    let document = Subject::Object(document);
    enter(set(&document, Field::Level, "shown", vec![made]));
    enter(set(&Subject::Object(note), Field::Done, "came", Vec::new()));

    let mut audit = Audit::new(AuditId(1));
    let mut tally = Tally::of(&audit, &criteria);
    let mut seen = Vec::new();
    for entry in &entries {
        keeps_up(
            &mut audit,
            &criteria,
            &mut tally,
            std::slice::from_ref(entry),
        );
        seen.push((tally.conflicts, tally.requests, tally.coverage.sampled));
    }
    let twins = 1 + criteria
        .twins(&criteria.auditable().next().unwrap().id)
        .len();
    assert_eq!(
        seen,
        [
            (0, 0, 0),
            (1, 0, 0),
            (0, 0, 0),
            (0, 1, 0),
            (0, 1, twins),
            (0, 0, twins)
        ]
    );
}
