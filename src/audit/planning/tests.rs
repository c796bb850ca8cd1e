//! The profile, the tier, what was entered, and what was touched: each with what goes before it.

use super::super::entry::{Add, Change, Entry, Moment, Record, Set};
use super::super::id::{AuditId, EntryId, ObjectId, RunId};
use super::super::schema::{FieldKey, Link};
use super::super::tally::Tally;
use super::*;
use crate::checklist::library::Library;

struct Bench {
    audit: Audit,
    criteria: Criteria,
    tally: Tally,
    last: u128,
}

impl Bench {
    fn new(spec: &str) -> Self {
        let criteria = Library::built_in().assemble(spec).unwrap().criteria;
        let audit = Audit::new(AuditId(1));
        let tally = Tally::of(&audit, &criteria);
        Self {
            audit,
            criteria,
            tally,
            last: 0,
        }
    }

    /// Applies changes, and counts anew what the tally counts entry by entry.
    fn enter(&mut self, changes: Vec<Change>) -> EntryId {
        self.last += 1;
        let entry = Entry::new(EntryId(self.last), Moment::default(), changes);
        let touched = Tally::touched(&self.audit, &entry);
        let run = self.audit.run(RunId(1), "Nora");
        self.audit.apply(run, &Record::Entry(entry));
        self.tally.update(&self.audit, &self.criteria, touched);
        assert_eq!(self.tally, Tally::of(&self.audit, &self.criteria));
        EntryId(self.last)
    }

    fn set(&mut self, of: impl Into<Subject>, field: Field, value: &str) -> EntryId {
        let of = of.into();
        let over = self.audit.current(&of, &field.into());
        let over = over.iter().map(|held| held.entry).collect();
        self.enter(vec![Change::Set(Set {
            of,
            field: FieldKey::from(field),
            value: value.to_owned(),
            over,
        })])
    }

    fn add(&mut self, kind: Kind, field: Field, value: &str, on: &str) -> ObjectId {
        let id = ObjectId(1000 + self.last);
        let add = Add::new(kind, id).with(field, value);
        self.enter(vec![Change::Add(add.linked(Link::On, req(on)))]);
        id
    }

    fn plan(&self, id: &str) -> (Planned, Option<LeftOut>) {
        let standing = coverage::standing(&self.audit, &self.criteria, &req(id));
        (standing.planned, standing.left_out)
    }

    fn undo(&mut self, entry: EntryId) {
        self.enter(vec![Change::Undo(super::super::entry::Undo { entry })]);
    }
}

fn req(id: &str) -> RequirementId {
    id.parse().unwrap()
}

const NOW: (Planned, Option<LeftOut>) = (Planned::ThisVisit, None);
const NOT_BY_PROFILE: (Planned, Option<LeftOut>) =
    (Planned::AnotherVisit, Some(LeftOut::ByProfile));

#[test]
fn the_profile_plans_and_what_is_entered_goes_before_it() {
    let mut bench = Bench::new("iso27001-2022:stage1,iso42001-2023:surveillance");
    assert_eq!(bench.plan("27001:7.2"), NOW);
    assert_eq!(bench.plan("42001:7.2"), NOT_BY_PROFILE);
    assert_eq!(bench.plan("27001:A.8.13"), NOT_BY_PROFILE);
    let criterion = bench.criteria.criterion("27001").unwrap();
    assert_eq!(
        reason(criterion, LeftOut::ByProfile),
        "Stage 1 does not plan it"
    );
    let before = bench.tally.coverage.planned;
    let entry = bench.set(req("27001:A.8.13"), Field::Planned, "this-visit");
    assert_eq!(bench.plan("27001:A.8.13"), NOW);
    assert_eq!(bench.tally.coverage.planned, before + 1);
    bench.undo(entry);
    assert_eq!(bench.plan("27001:A.8.13"), NOT_BY_PROFILE);
    bench.set(req("27001:7.2"), Field::Planned, "another-visit");
    assert_eq!(bench.plan("27001:7.2"), (Planned::AnotherVisit, None));
    bench.set(req("27001:7.2"), Field::Planned, "");
    assert_eq!(bench.plan("27001:7.2"), NOW);
}

#[test]
fn what_was_touched_or_stands_in_the_timetable_belongs_to_the_visit() {
    let mut bench = Bench::new("iso27001-2022:stage1,iso42001-2023:surveillance");
    bench.add(Kind::Note, Field::Text, "shown", "27001:A.8.13");
    assert_eq!(bench.plan("27001:A.8.13"), NOW);
    // A note on a clause is one on its twin.
    bench.add(Kind::Note, Field::Text, "competence", "27001:7.2");
    assert_eq!(bench.plan("42001:7.2"), NOW);
    let entered = "another-visit";
    bench.set(req("27001:A.8.13"), Field::Planned, entered);
    assert_eq!(bench.plan("27001:A.8.13"), (Planned::AnotherVisit, None));
    let session = bench.add(Kind::Session, Field::Title, "Doors", "27001:A.7.2");
    assert_eq!(bench.plan("27001:A.7.2"), NOW);
    bench.set(session, Field::Ended, "2026-06-16T10:00:00+02:00");
    assert_eq!(bench.plan("27001:A.7.2"), NOT_BY_PROFILE, "called off");
}

#[test]
fn a_tier_is_asked_what_its_block_or_it_itself_says() {
    let mut bench = Bench::new("supplier-quick");
    let all = bench.tally.coverage.planned;
    assert_eq!(bench.tally.minutes.planned, 255, "nothing was entered");
    let criterion: CriterionId = "supplier".parse().unwrap();
    let entry = bench.set(criterion.clone(), Field::Tier, "low");
    bench.undo(entry);
    assert_eq!(bench.tally.minutes.planned, 255, "taken back");
    for (key, minutes) in [
        ("low", 75),
        ("medium", 125),
        ("high", 214),
        ("critical", 255),
    ] {
        bench.set(criterion.clone(), Field::Tier, key);
        let wanted = Minutes {
            planned: minutes,
            left: minutes,
        };
        assert_eq!(bench.tally.minutes, wanted, "{key}");
    }
    assert_eq!(bench.tally.coverage.planned, all);
    let entry = bench.set(criterion, Field::Tier, "low");
    let why = LeftOut::ByTier(Tier::Low);
    assert_eq!(
        bench.plan("supplier:S2.1"),
        (Planned::AnotherVisit, Some(why))
    );
    let found = bench.criteria.criterion("supplier").unwrap();
    assert_eq!(reason(found, why), "not asked of a supplier of tier low");
    bench.set(req("supplier:S0.1"), Field::Result, "conforms");
    assert_eq!(bench.tally.minutes.planned, 75);
    assert_eq!(bench.tally.minutes.left, 70);
    bench.undo(entry);
    assert_eq!(bench.tally.coverage.planned, all);
}

#[test]
fn a_heading_stands_for_all_below_it_that_is_not_excluded() {
    let mut bench = Bench::new("iso27001-2022:surveillance");
    bench.set(req("27001:A.8.30"), Field::Planned, "excluded");
    let mut draw = || 1;
    let pending = std::collections::VecDeque::new();
    let desk = Desk {
        audit: &bench.audit,
        pending: &pending,
        criteria: &bench.criteria,
        draw: &mut draw,
    };
    let changes = enter(&desk, &req("27001:A.8"), "this-visit", "");
    assert_eq!(changes.len(), 33, "one for each of the others");
    assert_eq!(by_hand(&bench.audit, &bench.criteria).count(), 1);
    bench.enter(changes);
    assert_eq!(bench.plan("27001:A.8.34"), NOW);
    assert_eq!(bench.plan("27001:A.8.30"), (Planned::Excluded, None));
    assert_eq!(by_hand(&bench.audit, &bench.criteria).count(), 0);
}
