//! The fold: registers with parents, links as sets, undo as an entry.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use chrono::DateTime;
use onsite::audit::entry::{
    Add, Change, Entry, LinkTo, LogHeader, Moment, Record, Set, SignedOff, Undo, Unlink,
};
use onsite::audit::fold::{Audit, RunIx};
use onsite::audit::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use onsite::audit::schema::{Field, FieldKey, Kind, Link};
use proptest::prelude::*;

fn time() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-14T13:52:10+02:00").unwrap()
}

fn header(run: u128, author: &str) -> LogHeader {
    LogHeader {
        format: 1,
        audit: AuditId(1),
        run: RunId(run),
        author: author.to_owned(),
        tool: "onsite 0".to_owned(),
        time: time(),
        continues: None,
    }
}

/// An audit with one author, to which entries are applied as they are made.
struct Desk {
    audit: Audit,
    run: RunIx,
    next: u128,
}

impl Desk {
    fn new() -> Self {
        let mut audit = Audit::new(AuditId(1));
        let run = audit.begin_run(&header(1, "Ada Byron"));
        Self {
            audit,
            run,
            next: 0,
        }
    }

    fn enter(&mut self, changes: Vec<Change>) -> EntryId {
        self.next += 1;
        let entry = Entry {
            n: self.next as u64,
            ..Entry::new(EntryId(self.next), time(), changes)
        };
        self.audit.apply(self.run, &Record::Entry(entry.clone()));
        entry.id
    }

    fn result(&mut self, value: &str) -> EntryId {
        let over = self.audit.parents(&requirement(), &Field::Result.into());
        self.enter(vec![set(requirement(), Field::Result, value, over)])
    }

    fn undo(&mut self) -> EntryId {
        let entry = self
            .audit
            .undo_candidate("Ada Byron")
            .expect("something to undo");
        self.enter(vec![Change::Undo(Undo { entry })])
    }

    fn redo(&mut self) -> EntryId {
        let entry = self
            .audit
            .redo_candidate("Ada Byron")
            .expect("something to redo");
        self.enter(vec![Change::Undo(Undo { entry })])
    }

    fn held(&self) -> Vec<String> {
        held(&self.audit)
    }
}

fn held(audit: &Audit) -> Vec<String> {
    audit
        .current(&requirement(), &Field::Result.into())
        .iter()
        .map(|held| held.value.to_owned())
        .collect()
}

fn requirement() -> Subject {
    "27001:A.8.13".parse().unwrap()
}

fn set(of: Subject, field: Field, value: &str, over: Vec<EntryId>) -> Change {
    Change::Set(Set {
        of,
        field: field.into(),
        value: value.to_owned(),
        over,
    })
}

fn note(id: u128, text: &str) -> Change {
    Change::Add(
        Add::new(Kind::Note, ObjectId(id))
            .with(Field::Text, text)
            .linked(Link::On, requirement()),
    )
}

#[test]
fn undo_and_redo_walk_back_and_forth() {
    let mut desk = Desk::new();
    desk.result("conforms");
    desk.result("does-not-conform");
    assert_eq!(desk.held(), ["does-not-conform"]);
    desk.undo();
    assert_eq!(desk.held(), ["conforms"]);
    desk.undo();
    assert!(desk.held().is_empty());
    assert_eq!(desk.audit.undo_candidate("Ada Byron"), None);
    desk.redo();
    assert_eq!(desk.held(), ["conforms"]);
    desk.redo();
    assert_eq!(desk.held(), ["does-not-conform"]);
    assert_eq!(desk.audit.redo_candidate("Ada Byron"), None);
    desk.undo();
    desk.result("not-audited");
    assert_eq!(
        desk.audit.redo_candidate("Ada Byron"),
        None,
        "a new change ends redo"
    );
    assert_eq!(desk.held(), ["not-audited"]);
}

#[test]
fn undo_takes_back_only_ones_own_and_never_crosses_a_sign_off() {
    let mut desk = Desk::new();
    desk.result("conforms");
    assert_eq!(desk.audit.undo_candidate("Charles"), None);
    desk.enter(vec![Change::SignedOff(SignedOff {
        number: 1,
        kind: "report".into(),
        digest: "0".repeat(64),
    })]);
    assert_eq!(desk.audit.undo_candidate("Ada Byron"), None);
    let later = desk.result("not-audited");
    assert_eq!(desk.audit.undo_candidate("Ada Byron"), Some(later));
}

#[test]
fn all_changes_of_an_entry_are_taken_back_together() {
    let mut desk = Desk::new();
    desk.enter(vec![
        note(9, "restore test"),
        set(requirement(), Field::Result, "conforms", vec![]),
    ]);
    assert_eq!(desk.audit.linked_to(&requirement(), Kind::Note).len(), 1);
    desk.undo();
    assert_eq!(desk.audit.linked_to(&requirement(), Kind::Note).len(), 0);
    assert!(desk.held().is_empty());
}

#[test]
fn values_set_apart_are_both_kept_until_somebody_resolves_them() {
    let mut desk = Desk::new();
    let first = desk.enter(vec![set(requirement(), Field::Result, "conforms", vec![])]);
    let second = desk.enter(vec![set(
        requirement(),
        Field::Result,
        "does-not-conform",
        vec![],
    )]);
    assert_eq!(desk.held(), ["conforms", "does-not-conform"]);
    assert_eq!(
        desk.audit.conflicts(),
        [(requirement(), Field::Result.into())]
    );
    desk.enter(vec![set(
        requirement(),
        Field::Result,
        "not-audited",
        vec![first, second],
    )]);
    assert_eq!(desk.held(), ["not-audited"]);
    desk.undo();
    assert_eq!(
        desk.held().len(),
        2,
        "undoing the resolution shows the conflict again"
    );
}

#[test]
fn the_same_value_set_twice_is_no_conflict() {
    let mut desk = Desk::new();
    desk.enter(vec![set(requirement(), Field::Result, "conforms", vec![])]);
    desk.enter(vec![set(requirement(), Field::Result, "conforms", vec![])]);
    assert_eq!(desk.held(), ["conforms"]);
    assert!(desk.audit.conflicts().is_empty());
}

#[test]
fn what_replaced_an_undone_value_still_stands_alone() {
    let mut desk = Desk::new();
    let a = desk.enter(vec![set(requirement(), Field::Result, "conforms", vec![])]);
    let b = desk.enter(vec![set(
        requirement(),
        Field::Result,
        "does-not-conform",
        vec![a],
    )]);
    desk.enter(vec![set(
        requirement(),
        Field::Result,
        "not-audited",
        vec![b],
    )]);
    desk.enter(vec![Change::Undo(Undo { entry: b })]);
    assert_eq!(desk.held(), ["not-audited"]);
}

#[test]
fn a_link_made_elsewhere_meanwhile_outlives_its_removal() {
    let mut desk = Desk::new();
    let made = desk.enter(vec![note(9, "x")]);
    desk.enter(vec![Change::Link(LinkTo {
        of: ObjectId(9),
        link: Link::On,
        to: requirement(),
    })]);
    let over = vec![made];
    desk.enter(vec![Change::Unlink(Unlink {
        of: ObjectId(9),
        link: Link::On,
        to: requirement(),
        over,
    })]);
    assert_eq!(desk.audit.linked_to(&requirement(), Kind::Note).len(), 1);
    let over = desk
        .audit
        .link_entries(ObjectId(9), Link::On, &requirement());
    desk.enter(vec![Change::Unlink(Unlink {
        of: ObjectId(9),
        link: Link::On,
        to: requirement(),
        over,
    })]);
    assert_eq!(desk.audit.linked_to(&requirement(), Kind::Note).len(), 0);
}

/// The youngest object, linked once more after an older one was linked late, is no second one.
#[test]
fn an_object_that_is_linked_twice_is_counted_once() {
    let mut desk = Desk::new();
    let elsewhere = Add::new(Kind::Note, ObjectId(8)).with(Field::Text, "about nothing yet");
    desk.enter(vec![Change::Add(elsewhere)]);
    desk.enter(vec![note(9, "about the requirement")]);
    let link = |of| {
        Change::Link(LinkTo {
            of: ObjectId(of),
            link: Link::On,
            to: requirement(),
        })
    };
    for of in [8, 9, 8, 9] {
        desk.enter(vec![link(of)]);
    }
    let linked = desk.audit.linked_to(&requirement(), Kind::Note);
    let ids: Vec<ObjectId> = linked.iter().map(|object| object.id).collect();
    assert_eq!(ids, [ObjectId(9), ObjectId(8)]);
}

#[test]
fn nothing_is_deleted_only_withdrawn() {
    let mut desk = Desk::new();
    desk.enter(vec![note(9, "wrong room")]);
    desk.enter(vec![set(
        ObjectId(9).into(),
        Field::Withdrawn,
        "wrong client",
        vec![],
    )]);
    assert_eq!(desk.audit.standing(Kind::Note).count(), 0);
    let object = desk.audit.objects(Kind::Note).next().expect("still there");
    assert_eq!(desk.audit.text(object, Field::Text), "wrong room");
}

#[test]
fn every_wording_of_a_note_stays_reachable() {
    let mut desk = Desk::new();
    desk.enter(vec![note(9, "first")]);
    let key = FieldKey::from(Field::Text);
    let over = desk.audit.parents(&ObjectId(9).into(), &key);
    desk.enter(vec![set(ObjectId(9).into(), Field::Text, "second", over)]);
    let words: Vec<_> = desk
        .audit
        .history(&ObjectId(9).into(), &key)
        .iter()
        .map(|h| (h.value, h.current))
        .collect();
    assert_eq!(words, [("first", false), ("second", true)]);
}

#[test]
fn what_is_not_understood_or_not_there_is_kept_aside_and_said() {
    let mut desk = Desk::new();
    desk.enter(vec![set(requirement(), Field::Result, "splendid", vec![])]);
    desk.enter(vec![set(
        ObjectId(404).into(),
        Field::Text,
        "of nothing",
        vec![],
    )]);
    let aside: Vec<_> = desk
        .audit
        .unapplied()
        .iter()
        .map(|one| (one.n, one.unknown))
        .collect();
    assert_eq!(aside, [(1, true), (2, false)]);
    assert!(desk.held().is_empty());
}

#[test]
fn numbers_are_the_authors_own_and_never_used_again() {
    let mut desk = Desk::new();
    desk.enter(vec![note(1, "a")]);
    desk.undo();
    desk.enter(vec![note(2, "b")]);
    let labels: Vec<_> = desk
        .audit
        .objects(Kind::Note)
        .map(|o| desk.audit.label(o))
        .collect();
    assert_eq!(labels, ["N2"]);
    desk.audit.begin_run(&header(2, "Charles Babbage"));
    let labels: Vec<_> = desk
        .audit
        .objects(Kind::Note)
        .map(|o| desk.audit.label(o))
        .collect();
    assert_eq!(labels, ["N2/AB"]);
    assert!(desk.audit.by_label("n2/ab").is_some());
}

/// What somebody does, in a history made at random.
#[derive(Debug, Clone)]
enum Act {
    Result(usize),
    Note,
    Undo,
    Redo,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (0usize..3).prop_map(Act::Result),
        Just(Act::Note),
        Just(Act::Undo),
        Just(Act::Redo)
    ];
    prop::collection::vec(act, 0..40)
}

const WORDS: [&str; 3] = ["conforms", "does-not-conform", "not-audited"];

proptest! {
    /// Undo against a naive oracle that keeps a stack of whole states.
    #[test]
    fn undo_and_redo_are_those_of_a_stack(acts in acts()) {
        let mut desk = Desk::new();
        let mut states: Vec<(Option<usize>, usize)> = vec![(None, 0)];
        let mut at = 0;
        for act in acts {
            match act {
                Act::Result(word) => {
                    desk.result(WORDS[word]);
                    states.truncate(at + 1);
                    states.push((Some(word), states[at].1));
                    at += 1;
                }
                Act::Note => {
                    let id = desk.next + 100;
                    desk.enter(vec![note(id, "x")]);
                    states.truncate(at + 1);
                    states.push((states[at].0, states[at].1 + 1));
                    at += 1;
                }
                Act::Undo => {
                    prop_assert_eq!(desk.audit.undo_candidate("Ada Byron").is_some(), at > 0);
                    if at > 0 { desk.undo(); at -= 1; }
                }
                Act::Redo => {
                    prop_assert_eq!(desk.audit.redo_candidate("Ada Byron").is_some(), at + 1 < states.len());
                    if at + 1 < states.len() { desk.redo(); at += 1; }
                }
            }
            let (word, notes) = states[at];
            prop_assert_eq!(desk.held(), word.map(|w| WORDS[w].to_owned()).into_iter().collect::<Vec<_>>());
            prop_assert_eq!(desk.audit.standing(Kind::Note).count(), notes);
        }
    }

    /// Two people who know nothing of each other: every interleaving holds the same values.
    #[test]
    fn the_order_of_a_union_decides_nothing(a in acts(), b in acts(), mix in prop::collection::vec(any::<bool>(), 80)) {
        let one = apart(1, "Ada Byron", &a);
        let two = apart(2, "Charles Babbage", &b);
        let (mut left, mut right) = (one.iter(), two.iter());
        let mut mixed: Vec<&(RunId, Entry)> = Vec::new();
        for first in mix {
            mixed.extend(if first { left.next() } else { right.next() });
        }
        mixed.extend(left);
        mixed.extend(right);
        let in_order: Vec<&(RunId, Entry)> = one.iter().chain(two.iter()).collect();
        let (mixed, in_order) = (united(&mixed), united(&in_order));
        let sorted = |audit: &Audit| { let mut held = held(audit); held.sort(); held };
        prop_assert_eq!(sorted(&mixed), sorted(&in_order));
        prop_assert_eq!(mixed.standing(Kind::Note).count(), in_order.standing(Kind::Note).count());
        prop_assert_eq!(mixed.conflicts(), in_order.conflicts());
    }

    /// Whatever entries come, in whatever order, with whatever references: nothing panics, nothing loops.
    #[test]
    fn any_entries_can_be_applied(changes in prop::collection::vec((0u128..6, 0usize..6, 0u128..6), 0..60)) {
        let mut desk = Desk::new();
        for (object, what, entry) in changes {
            let change = match what {
                0 => note(object, "x"),
                1 => set(ObjectId(object).into(), Field::Text, "y", vec![EntryId(entry)]),
                2 => Change::Undo(Undo { entry: EntryId(entry) }),
                3 => Change::Link(LinkTo { of: ObjectId(object), link: Link::On, to: ObjectId(entry).into() }),
                4 => Change::Unlink(Unlink { of: ObjectId(object), link: Link::On, to: requirement(), over: vec![EntryId(entry)] }),
                _ => set(requirement(), Field::Result, "conforms", vec![EntryId(entry)]),
            };
            desk.enter(vec![change.clone(), change]);
            desk.audit.conflicts();
            desk.audit.undo_candidate("Ada Byron");
            desk.audit.redo_candidate("Ada Byron");
        }
    }
}

/// The entries that somebody makes alone.
fn apart(run: u128, author: &str, acts: &[Act]) -> Vec<(RunId, Entry)> {
    let mut audit = Audit::new(AuditId(1));
    let ix = audit.begin_run(&header(run, author));
    let mut entries = Vec::new();
    for (i, act) in acts.iter().enumerate() {
        let id = EntryId(run * 1000 + i as u128);
        let key = FieldKey::from(Field::Result);
        let change = match act {
            Act::Result(word) => Some(set(
                requirement(),
                Field::Result,
                WORDS[*word],
                audit.parents(&requirement(), &key),
            )),
            Act::Note => Some(note(id.0, "x")),
            Act::Undo => audit
                .undo_candidate(author)
                .map(|entry| Change::Undo(Undo { entry })),
            Act::Redo => audit
                .redo_candidate(author)
                .map(|entry| Change::Undo(Undo { entry })),
        };
        let Some(change) = change else { continue };
        let entry = Entry {
            n: entries.len() as u64 + 1,
            ..Entry::new(id, time(), vec![change])
        };
        audit.apply(ix, &Record::Entry(entry.clone()));
        entries.push((RunId(run), entry));
    }
    entries
}

fn united(entries: &[&(RunId, Entry)]) -> Audit {
    let mut audit = Audit::new(AuditId(1));
    let runs = [
        audit.begin_run(&header(1, "Ada Byron")),
        audit.begin_run(&header(2, "Charles Babbage")),
    ];
    for (run, entry) in entries {
        audit.apply(runs[run.0 as usize - 1], &Record::Entry((*entry).clone()));
    }
    audit
}
