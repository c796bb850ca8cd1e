//! What an audit takes over from the one before it, and what that counts as.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use std::collections::BTreeSet;

use chrono::DateTime;
use onsite::audit::coverage::{self, Outcome};
use onsite::audit::entry::{Add, Change, Entry, Moment, Record, Set};
use onsite::audit::example;
use onsite::audit::fold::{Audit, Object};
use onsite::audit::former::{Former, is_former};
use onsite::audit::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use onsite::audit::last_look::{self, LastLook};
use onsite::audit::planning::Planned;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::audit::tally::Tally;
use onsite::checklist::Criteria;
use onsite::checklist::library::Library;

const BOTH: &str = "iso27001-2022:surveillance,iso42001-2023:stage1";

fn start() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-16T07:45:00+02:00").unwrap()
}

fn criteria(spec: &str) -> Criteria {
    Library::built_in().assemble(spec).unwrap().criteria
}

fn draws(from: u128) -> impl FnMut() -> u128 {
    let mut last = from;
    move || {
        last += 1;
        last
    }
}

/// An audit and what it was held against.
struct Held {
    audit: Audit,
    criteria: Criteria,
}

impl Held {
    fn example() -> Self {
        let criteria = criteria(BOTH);
        let mut audit = Audit::new(AuditId(1));
        let entries = example::entries(&audit, &criteria, start(), &mut draws(0));
        let run = audit.run(RunId(1), "Nora");
        for entry in entries {
            audit.apply(run, &Record::Entry(entry));
        }
        Self { audit, criteria }
    }

    /// The next audit, against other criteria. Its first entry is what it takes over.
    fn next(&self, spec: &str) -> Self {
        self.next_with(spec, false)
    }

    /// As [`Held::next`]; a Statement of Applicability may be read into it at once.
    fn next_with(&self, spec: &str, soa_follows: bool) -> Self {
        let former = Former {
            audit: &self.audit,
            criteria: &self.criteria,
            soa_follows,
        };
        let criteria = criteria(spec);
        let mut draw = draws(1 << 40);
        let changes = former.taken_over(&criteria, &mut draw);
        let mut audit = Audit::new(AuditId(2));
        let run = audit.run(RunId(2), "Nora");
        let first = Entry::new(EntryId(draw()), start(), changes);
        audit.apply(run, &Record::Entry(first));
        assert!(audit.unapplied().is_empty(), "{:?}", audit.unapplied());
        Self { audit, criteria }
    }
}

fn on(audit: &Audit, object: &Object) -> BTreeSet<Subject> {
    audit.links(object, Link::On).cloned().collect()
}

#[test]
fn findings_that_ask_for_something_are_to_dos_and_the_others_remarks() {
    let last = Held::example();
    let new = last.next(BOTH).audit;
    let findings: Vec<&Object> = last.audit.standing(Kind::Finding).collect();
    let notes = new.standing(Kind::Note);
    let notes: Vec<&Object> = notes.filter(|note| is_former(&new, note)).collect();
    assert_eq!(notes.len(), findings.len());
    let (mut to_dos, mut remarks) = (0, 0);
    for (finding, note) in findings.iter().zip(&notes) {
        let classes = ["27001", "42001"].map(|id| {
            let id = id.parse().unwrap();
            coverage::class(&last.audit, &last.criteria, finding, &id)
        });
        let gravest = classes.into_iter().flatten().min_by_key(|it| it.order);
        let asks = gravest
            .is_none_or(|it| matches!(it.key.as_str(), "major" | "minor" | "area-of-concern"));
        let text = new.text(note, Field::Text);
        let label = last.audit.label(finding);
        let sign = if asks { "? " } else { "// " };
        assert!(
            text.starts_with(&format!("{sign}Former {label}, ")),
            "{text}"
        );
        assert!(
            text.contains(last.audit.text(finding, Field::Title)),
            "{text}"
        );
        assert!(
            text.contains(last.audit.text(finding, Field::Statement)),
            "{text}"
        );
        assert_eq!(coverage::is_open_to_do(&new, note), asks, "{text}");
        assert_eq!(on(&new, note), on(&last.audit, finding));
        assert!(is_former(&new, note));
        *(if asks { &mut to_dos } else { &mut remarks }) += 1;
    }
    assert!(to_dos > 2 && remarks > 2, "{to_dos} {remarks}");
}

/// What to-dos ask that are not about findings.
fn asked(audit: &Audit) -> Vec<&str> {
    let to_dos = coverage::open_to_dos(audit).into_iter();
    let asked = to_dos.filter(|note| !is_former(audit, note));
    asked.map(|note| audit.text(note, Field::Text)).collect()
}

#[test]
fn what_the_statement_of_applicability_left_out_stays_excluded_until_another_is_read() {
    let last = Held::example();
    let new = last.next(BOTH);
    let excluded = |held: &Held, id: &str| {
        let id = id.parse().unwrap();
        let standing = coverage::standing(&held.audit, &held.criteria, &id);
        let of = Subject::Requirement(id);
        let reason = held
            .audit
            .value(&of, &Field::PlannedReason.into())
            .to_owned();
        (standing.planned, standing.touched(), reason)
    };
    for id in ["27001:A.8.30", "42001:A.7.3"] {
        let (planned, _, reason) = excluded(&last, id);
        assert_eq!(planned, Planned::Excluded, "{id}");
        assert!(!reason.is_empty());
        assert_eq!(
            excluded(&new, id),
            (Planned::Excluded, false, reason),
            "{id}"
        );
    }
    // Masking was left out, and yet there is a finding on it.
    assert_eq!(excluded(&last, "27001:A.8.11").0, Planned::Excluded);
    assert_eq!(excluded(&new, "27001:A.8.11").0, Planned::ThisVisit);
    // A control that is not audited now needs no to-do, and the next audit has one again and not two.
    let of_one = new.next("iso27001-2022:surveillance");
    let all = "27001:A.8.30, 42001:A.7.3";
    for (held, ids) in [
        (&new, all),
        (&of_one, "27001:A.8.30"),
        (&new.next(BOTH), all),
    ] {
        let asked = asked(&held.audit);
        assert!(
            matches!(asked[..], [only] if only.ends_with(&format!("? {ids}"))),
            "{asked:?}"
        );
        assert!(coverage::inbox(&held.audit).len() >= asked.len());
    }
    // Who reads the one of today at once is not asked to.
    let read = last.next_with(BOTH, true);
    assert!(asked(&read.audit).is_empty());
    assert_eq!(excluded(&read, "27001:A.8.30").0, Planned::Excluded);
}

#[test]
fn what_is_taken_over_is_planned_and_counts_as_work_only_when_it_was_looked_at() {
    let Held {
        audit: mut new,
        criteria: now,
    } = Held::example().next(BOTH);
    let mut tally = Tally::of(&new, &now);
    assert_eq!(tally.coverage.touched, 0);
    assert!(tally.open_to_dos > 2);
    let note = new
        .standing(Kind::Note)
        .find(|it| coverage::is_open_to_do(&new, it))
        .unwrap();
    let Some(Subject::Requirement(id)) = new.links(note, Link::On).next().cloned() else {
        panic!("it is about no requirement");
    };
    let standing = coverage::standing(&new, &now, &id);
    assert_eq!(
        (standing.planned, standing.touched()),
        (Planned::ThisVisit, false)
    );
    let done = Change::Set(Set {
        of: note.id.into(),
        field: Field::Done.into(),
        value: "corrected; holds".to_owned(),
        over: Vec::new(),
    });
    let entry = Entry::new(EntryId(7), start(), vec![done]);
    let touched = Tally::touched(&new, &entry);
    let run = new.run(RunId(2), "Nora");
    new.apply(run, &Record::Entry(entry));
    tally.update(&new, &now, touched);
    assert!(coverage::standing(&new, &now, &id).touched());
    assert_eq!(tally, Tally::of(&new, &now));
}

#[test]
fn what_is_not_audited_now_is_left_and_what_nobody_looked_at_comes_again() {
    let last = Held::example();
    let only = last.next("iso27001-2022:recertification");
    let new = &only.audit;
    let is_left = |subject: &Subject| matches!(subject, Subject::Requirement(id) if id.criterion() == "42001");
    let notes: Vec<&Object> = new.standing(Kind::Note).collect();
    assert!(notes.len() < last.audit.standing(Kind::Finding).count());
    assert!(!notes.iter().any(|note| on(new, note).iter().any(is_left)));

    let third = only.next("iso27001-2022:recertification").audit;
    let texts = |audit: &Audit| -> BTreeSet<String> {
        let open = coverage::open_to_dos(audit).into_iter();
        open.map(|note| audit.text(note, Field::Text).to_owned())
            .collect()
    };
    assert_eq!(texts(&third), texts(new));
    assert!(!texts(&third).is_empty());
}

#[test]
fn each_requirement_knows_when_it_was_last_looked_at_and_what_was_found() {
    let last = Held::example();
    let new = last.next(BOTH).audit;
    let (mut looked, mut left) = (0, 0);
    for row in last.criteria.auditable() {
        let standing = coverage::standing(&last.audit, &last.criteria, &row.id);
        let look = LastLook::of(&new, &row.id);
        let time_ran_out = standing.outcome == Outcome::NotAudited && !standing.is_noted();
        if standing.touched() && !time_ran_out {
            let look = look.unwrap();
            assert!(look.day.starts_with("2026-06-"), "{}: {look:?}", row.id);
            assert_eq!(look.audits_since, 0);
            if standing.outcome.is_judged() {
                assert!(look.found.starts_with(standing.outcome.word()), "{look:?}");
            } else {
                assert!(look.found.starts_with("no result: "), "{look:?}");
            }
            looked += 1;
        } else if standing.planned == Planned::Excluded {
            assert_eq!(look, None, "{}", row.id);
        } else {
            let look = look.unwrap();
            assert_eq!((look.day, look.found, look.audits_since), ("", "", 1));
            left += 1;
        }
    }
    assert!(looked > 50 && left > 10, "{looked} {left}");

    let backup = "27001:A.8.13".parse().unwrap();
    let samples = coverage::about(&last.audit, &last.criteria, &backup, Kind::Sample);
    let sample = coverage::sample_sentence(&last.audit, samples[0]);
    let look = LastLook::of(&new, &backup).unwrap();
    let found = format!("does not conform: {sample}; 1 finding, ");
    assert!(look.found.starts_with(&found), "{look:?}");
    let words = format!("last looked at 2026-06-16: {found}");
    assert!(look.words().starts_with(&words), "{}", look.words());
}

#[test]
fn what_audits_leave_out_is_counted_until_one_looks_at_it() {
    let first = Held::example();
    let second = first.next(BOTH);
    let mut third = second.next(BOTH);
    for row in first.criteria.auditable() {
        let then = LastLook::of(&second.audit, &row.id);
        let now = LastLook::of(&third.audit, &row.id);
        let (Some(then), Some(now)) = (then, now) else {
            assert_eq!((then, now), (None, None));
            continue;
        };
        // The second audit has looked at nothing; what it excludes, it had nothing to look at.
        let standing = coverage::standing(&second.audit, &second.criteria, &row.id);
        let missed = usize::from(standing.planned != Planned::Excluded);
        assert_eq!(now.audits_since, then.audits_since + missed);
        assert_eq!((now.day, now.found), (then.day, then.found));
    }
    let unlooked = |held: &Held| {
        let tally = Tally::of(&held.audit, &held.criteria);
        last_look::unlooked(&held.audit, &held.criteria, |row| tally.standing(row))
    };
    let all = unlooked(&third);
    assert!(all.is_sorted_by_key(|it| std::cmp::Reverse(it.audits)));
    let (longest, shortest) = (all.first().unwrap(), all.last().unwrap());
    assert_eq!((longest.audits, shortest.audits), (2, 1));
    let groups = last_look::groups(&all).map(|(of, audits, ids)| {
        assert!(ids.iter().all(|id| id.criterion() == of));
        (of, audits, ids.len())
    });
    let groups: Vec<(&str, usize, usize)> = groups.collect();
    let keys: Vec<(&str, usize)> = groups.iter().map(|it| (it.0, it.1)).collect();
    let expected = [("27001", 2), ("42001", 2), ("27001", 1), ("42001", 1)];
    assert_eq!(keys, expected);
    assert_eq!(groups.iter().map(|it| it.2).sum::<usize>(), all.len());

    let id = longest.requirement.clone();
    let note = Add::new(Kind::Note, ObjectId(1 << 70))
        .with(Field::Text, "seen at last")
        .with(Field::Mode, "seen")
        .linked(Link::On, id.clone());
    let entry = Entry::new(EntryId(1 << 71), start(), vec![Change::Add(note)]);
    let run = third.audit.run(RunId(2), "Nora");
    third.audit.apply(run, &Record::Entry(entry));
    let at_once = 1 + third.criteria.twins(&id).len();
    assert_eq!(unlooked(&third).len(), all.len() - at_once);
    let fourth = third.next(BOTH).audit;
    let look = LastLook::of(&fourth, &id).unwrap();
    assert_eq!((look.audits_since, look.found), (0, "no result: 1 note"));
}

#[test]
fn what_a_supplier_is_not_asked_was_not_left_out() {
    let criteria = criteria("supplier-quick:supplier");
    let mut audit = Audit::new(AuditId(1));
    let run = audit.run(RunId(1), "Nora");
    let of = Subject::Criterion("supplier".parse().unwrap());
    let tier = Change::Set(Set::first(of, Field::Tier, "low"));
    let entry = Entry::new(EntryId(1), start(), vec![tier]);
    audit.apply(run, &Record::Entry(entry));
    let low = Held { audit, criteria };
    let next = low.next("supplier-quick:supplier").audit;
    let (mut asked, mut others) = (0, 0);
    for row in low.criteria.auditable() {
        let standing = coverage::standing(&low.audit, &low.criteria, &row.id);
        let left_out = last_look::was_left_out(&next, &row.id);
        assert_eq!(
            left_out,
            standing.planned == Planned::ThisVisit,
            "{}",
            row.id
        );
        *(if left_out { &mut asked } else { &mut others }) += 1;
    }
    assert!(asked > 5 && others > 5, "{asked} {others}");
}

#[test]
fn a_look_is_told_in_few_words() {
    let words = |day, found, audits_since| {
        let look = LastLook {
            day,
            found,
            audits_since,
        };
        look.words()
    };
    for (said, expected) in [
        (
            words("2025-06-03", "conforms", 0),
            "last looked at 2025-06-03: conforms",
        ),
        (words("2025-06-03", "", 0), "last looked at 2025-06-03"),
        (words("", "conforms", 0), "last looked at: conforms"),
        (words("", "", 1), "not looked at in the audit before"),
        (
            words("2023-06-03", "conforms", 2),
            "not looked at in the 2 audits before; last looked at 2023-06-03: conforms",
        ),
    ] {
        assert_eq!(said, expected);
    }
}

#[test]
fn nobody_is_named_in_what_is_taken_over() {
    let mut last = Held::example();
    let mut draw = draws(1 << 50);
    let mut add = |kind| Add::new(kind, ObjectId(draw()));
    let person = add(Kind::Person)
        .with(Field::Name, "Maria Kaye")
        .with(Field::Role, "Head of IT")
        .with(Field::Side, "auditee");
    let finding = add(Kind::Finding)
        .with(Field::Title, "Nobody stands in for Maria Kaye")
        .linked(Link::On, "27001:A.5.2".parse::<Subject>().unwrap());
    let sample = add(Kind::Sample)
        .with(Field::Population, "Maria Kaye's people")
        .with(Field::PopulationSize, "3")
        .with(Field::Size, "2")
        .linked(Link::On, "27001:A.6.1".parse::<Subject>().unwrap());
    let changes = [person, finding, sample].map(Change::Add).into();
    let run = last.audit.run(RunId(1), "Nora");
    let entry = Entry::new(EntryId(1 << 60), start(), changes);
    last.audit.apply(run, &Record::Entry(entry));
    let new = last.next(BOTH).audit;
    let texts = new
        .standing(Kind::Note)
        .map(|note| new.text(note, Field::Text));
    let texts: Vec<&str> = texts.collect();
    assert!(
        texts
            .iter()
            .any(|it| it.contains("stands in for [Head of IT]")),
        "{texts:?}"
    );
    assert!(!texts.iter().any(|it| it.contains("Kaye")));
    let look = LastLook::of(&new, &"27001:A.6.1".parse().unwrap()).unwrap();
    assert!(
        look.found.contains("2 of 3 [Head of IT]'s people"),
        "{look:?}"
    );
}

#[test]
fn client_data_scopes_and_sites_are_those_of_before() {
    let last = Held::example();
    let new = last.next("iso27001-2022:recertification").audit;
    let value =
        |of: &Audit, subject: &Subject, field: Field| of.value(subject, &field.into()).to_owned();
    for field in [Field::Address, Field::Representative, Field::Body] {
        let kept = value(&new, &Subject::Audit, field);
        assert_eq!(kept, value(&last.audit, &Subject::Audit, field));
        assert!(!kept.is_empty(), "{field}");
    }
    let scope = Subject::Criterion("27001".parse().unwrap());
    assert_eq!(
        value(&new, &scope, Field::Scope),
        value(&last.audit, &scope, Field::Scope)
    );
    // What is said of one audit alone is not true of the next.
    for field in [
        Field::From,
        Field::Until,
        Field::Reference,
        Field::Objectives,
    ] {
        assert_eq!(value(&new, &Subject::Audit, field), "", "{field}");
    }
    let named = value(&new, &Subject::Audit, Field::Former);
    assert!(
        named.contains(&value(&last.audit, &Subject::Audit, Field::From)),
        "{named}"
    );
    let sites = |of: &Audit| -> Vec<String> {
        let sites = of.standing(Kind::Site);
        sites
            .map(|site| of.text(site, Field::Name).to_owned())
            .collect()
    };
    assert_eq!(sites(&new), sites(&last.audit));
    assert!(!sites(&new).is_empty());
}
