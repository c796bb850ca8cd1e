//! The tally that is kept entry by entry says the same as one that is counted anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use chrono::DateTime;
use onsite::audit::entry::{Change, Entry, Moment, Record, Undo, Unlink};
use onsite::audit::example;
use onsite::audit::fold::Audit;
use onsite::audit::id::{AuditId, EntryId, RunId};
use onsite::audit::schema::Link;
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
    let entries = example::entries(&criteria, start(), &mut draw);
    let mut audit = Audit::new(AuditId(1));
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
}

#[test]
fn the_tally_of_a_growing_audit_keeps_up() {
    let criteria = criteria();
    let entries = example::large(&criteria, start(), &mut draws(), 400);
    let mut audit = Audit::new(AuditId(1));
    let mut tally = Tally::of(&audit, &criteria);
    keeps_up(&mut audit, &criteria, &mut tally, &entries);
}
