//! Every rule of a gate: an audit for which it holds, and one for which it does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

#[path = "golden/fixture.rs"]
mod fixture;

use fixture::{Bench, Marks, header, sound, subject};
use onsite::audit::entry::{Change, Entry, Record, Set, UnknownEntry};
use onsite::audit::gates::{self, Around, Demand, GateResult, Verdict};
use onsite::audit::id::{EntryId, Subject};
use onsite::audit::schema::{Field, Kind, Link};
use onsite::checklist::profile::{Owner, Rule, SignoffKind};

fn check(bench: &Bench, around: &Around, kind: SignoffKind) -> Vec<GateResult> {
    gates::check(&bench.audit, &bench.criteria, around, kind)
}

fn rule(results: &[GateResult], rule: Rule) -> Vec<&GateResult> {
    let found: Vec<&GateResult> = results
        .iter()
        .filter(|gate| gate.demand == Demand::Rule(rule))
        .collect();
    assert!(!found.is_empty(), "{} was not checked", rule.key());
    found
}

/// The breaches of a rule, as words.
fn words(results: &[GateResult], of: Rule) -> Vec<String> {
    let breaches = rule(results, of)
        .into_iter()
        .flat_map(|gate| &gate.breaches);
    breaches.map(|breach| breach.words.clone()).collect()
}

#[test]
fn in_a_sound_audit_every_gate_holds() {
    let (bench, _) = sound();
    let results = check(&bench, &Around::default(), SignoffKind::Report);
    for gate in &results {
        assert_eq!(gate.verdict, Verdict::Holds, "{gate:#?}");
    }
    let checked = Rule::ALL.iter().filter(|rule| {
        let demand = Demand::Rule(**rule);
        results.iter().any(|gate| gate.demand == demand)
    });
    assert_eq!(
        checked.count(),
        Rule::ALL.len() - 1,
        "all but the reviewer's"
    );
    assert!(!gates::blocked(&results));
}

/// A way to break one rule, and what is then said.
type Break = (Rule, fn(&mut Bench, &Marks), &'static str);

#[expect(clippy::too_many_lines, reason = "a table, one row for each rule")]
fn breaks() -> Vec<Break> {
    vec![
        (
            Rule::PlannedHaveResults,
            |b, _| b.result("27001:A.7.4", "", ""),
            "27001:A.7.4 is open",
        ),
        (
            Rule::MustTouchTouched,
            |b, _| b.result("27001:9.2.1", "not-audited", "no time"),
            "27001:9.2.1 was not audited: Internal audit and management review",
        ),
        (
            Rule::MustTouchTouched,
            |b, _| {
                b.set(subject("criterion/27001"), Field::MarkUse, "  ");
            },
            "27001: Use of certificate and mark was not recorded (“Use of certificate and mark”)",
        ),
        (
            Rule::MustTouchTouched,
            |b, _| {
                b.set(Subject::Audit, Field::ChangesSince, "");
            },
            "27001: Changes was not recorded (“Significant changes since the last audit”)",
        ),
        (
            Rule::MustTouchTouched,
            |b, _| {
                b.result("27001:A.8.2", "not-audited", "no time");
                b.result("27001:A.8.24", "not-audited", "no time");
            },
            "Operation of controls: 1 of at least 2 audited; not yet A.8.2, A.8.24",
        ),
        (
            Rule::PlanningHasReasons,
            |b, _| {
                b.set(subject("27001:A.8.30"), Field::PlannedReason, "");
            },
            "27001:A.8.30 is excluded without a reason",
        ),
        (
            Rule::ResultsHaveReasons,
            |b, _| b.result("27001:A.7.4", "not-audited", " "),
            "27001:A.7.4 is “not audited” without a reason",
        ),
        (
            Rule::ClausesApply,
            |b, _| b.result("27001:9.3.1", "not-applicable", "too small"),
            "27001:9.3.1 is a clause and cannot be “not applicable”",
        ),
        (
            Rule::ClausesApply,
            |b, _| {
                b.set(subject("27001:4.1"), Field::Planned, "excluded");
            },
            "27001:4.1 is a clause and cannot be excluded",
        ),
        (
            Rule::ConformityRestsOnMore,
            |b, m| {
                b.note("doors are watched", Some(m.interview), &["27001:A.8.30"]);
                b.result("27001:A.8.30", "conforms", "");
            },
            "27001:A.8.30 conforms, with nothing but something said",
        ),
        (
            Rule::ConformityRestsOnMore,
            |b, _| b.result("27001:A.8.30", "conforms", ""),
            "27001:A.8.30 conforms, with nothing recorded that it rests on",
        ),
        (
            Rule::ResultsAgreeWithFindings,
            |b, _| b.result("27001:A.8.13", "conforms", ""),
            "27001:A.8.13 is “conforms”, and a nonconformity on it stands",
        ),
        (
            Rule::ResultsAgreeWithFindings,
            |b, _| b.result("27001:A.7.4", "does-not-conform", ""),
            "27001:A.7.4 does not conform, and no finding on it says why",
        ),
        (
            Rule::FindingsAreWhole,
            |b, m| {
                b.set(m.minor, Field::Statement, "");
                b.set(m.minor, Field::Reason, "\n");
            },
            "F1 (minor nonconformity) has no statement, has no reason of its class",
        ),
        (
            Rule::FindingsAreWhole,
            |b, m| {
                b.set(m.sample, Field::Withdrawn, "another client's");
            },
            "F1 (minor nonconformity) rests on no document, sample or note of something seen",
        ),
        (
            Rule::FindingsHaveClasses,
            |b, m| b.set_class(m.minor, "27001", ""),
            "F1 has no class for 27001",
        ),
        (
            Rule::FindingsHaveClasses,
            |b, m| b.set_class(m.minor, "27001", "area-of-concern"),
            "F1 has the class \"area-of-concern\", which “Surveillance” does not use",
        ),
        (
            Rule::FindingsHaveClasses,
            |b, _| {
                b.finding(&[(Field::Title, "Loose")], &[], &[]);
            },
            "F4 is about no requirement and has no class",
        ),
        (
            Rule::NonconformitiesWereTold,
            |b, m| {
                b.set(m.minor, Field::ToldTo, "");
                b.set(m.minor, Field::ToldAt, "");
            },
            "F1 was told to nobody",
        ),
        (
            Rule::NonconformitiesWereTold,
            |b, m| {
                b.set(m.minor, Field::ToldAt, "2026-06-16T08:00:00+02:00");
            },
            "F1 was told after the closing meeting",
        ),
        (
            Rule::NothingSoftened,
            |b, _| {
                let soft = b.finding(&[], &["27001:A.8.13"], &[]);
                b.set_class(soft, "27001", "ofi");
            },
            "F4 is an opportunity for improvement on 27001:A.8.13, which does not conform",
        ),
        (
            Rule::SamplesAreWhole,
            |b, m| {
                b.set(m.sample, Field::ChosenBy, "");
                b.set(m.sample, Field::Source, "");
            },
            "P1 has no source of the population, no word on who chose",
        ),
        (
            Rule::SamplesAreWhole,
            |b, m| {
                b.set(m.item, Field::Result, "");
            },
            "P1: item “CRM-DB” has no result",
        ),
        (
            Rule::SamplesAreWhole,
            |b, m| {
                b.set(m.sample, Field::Size, "5");
            },
            "P1 names 2 items of 5",
        ),
        (
            Rule::TeamIsNamed,
            |b, m| {
                b.set(m.leader, Field::Name, "");
            },
            "W1 of the audit team has no name",
        ),
        (
            Rule::TeamIsNamed,
            |b, m| {
                b.set(m.leader, Field::Role, "auditor");
            },
            "nobody of the audit team has the role of its leader",
        ),
        (
            Rule::SessionsNamePeople,
            |b, _| {
                b.add(
                    Kind::Session,
                    &[
                        (Field::Title, "HR"),
                        (Field::Mode, "interview"),
                        (Field::Started, "2026-06-14T14:00:00+02:00"),
                    ],
                    &[],
                );
            },
            "S4 “HR” does not name who was present",
        ),
        (
            Rule::SessionsWereHeld,
            |b, _| {
                b.add(
                    Kind::Session,
                    &[
                        (Field::Title, "HR"),
                        (Field::PlannedFrom, "2026-06-14T14:00:00+02:00"),
                    ],
                    &[],
                );
            },
            "S4 “HR” was planned, and neither held nor called off with a reason",
        ),
        (
            Rule::SessionsWereHeld,
            |b, m| {
                b.set(m.interview, Field::Ended, "");
            },
            "S2 “IT operations” is still running",
        ),
        (
            Rule::OpeningWasHeld,
            |b, m| {
                b.set(m.opening, Field::Ended, "");
            },
            "S1 “Opening meeting” has no real beginning and end",
        ),
        (
            Rule::ClosingWasHeld,
            |b, m| {
                b.set(m.closing, Field::Title, "Farewell");
            },
            "no session is the closing meeting (a meeting with “closing” in its title)",
        ),
        (
            Rule::SitesAreNamed,
            |b, m| {
                b.set(m.site, Field::Withdrawn, "sold");
            },
            "no site is named",
        ),
        (
            Rule::SitesAreNamed,
            |b, _| {
                b.add(Kind::Site, &[(Field::Name, "Depot")], &[]);
            },
            "S1 “Opening meeting” does not say at which site",
        ),
        (
            Rule::TodosAreDone,
            |b, m| {
                b.set(m.todo, Field::Done, "");
            },
            "N9 “? ask for the contract with the vault” is not done",
        ),
        (
            Rule::InboxIsEmpty,
            |b, m| {
                b.note("a dog barked", Some(m.interview), &[]);
            },
            "N11 “a dog barked” is about no requirement",
        ),
        (
            Rule::TrailsAreClosed,
            |b, m| {
                b.set(m.todo, Field::Done, "");
            },
            "N9 “? ask for the contract with the vault” is an open thread",
        ),
        (
            Rule::NoConflictIsLeft,
            |b, _| {
                b.enter(vec![Change::Set(Set {
                    of: Subject::Audit,
                    field: Field::Client.into(),
                    value: "Acme plc".to_owned(),
                    over: Vec::new(),
                })]);
            },
            "the audit: 2 values of “client” that nobody decided between",
        ),
        (
            Rule::EntriesAreKnown,
            |b, _| {
                let unknown = UnknownEntry {
                    id: None,
                    n: 77,
                    time: None,
                    why: "unknown Kind \"hologram\"".to_owned(),
                    is_json: true,
                };
                b.audit.apply(b.run, &Record::<String>::Unknown(unknown));
            },
            "entry 77 of a log is not understood: unknown Kind \"hologram\"",
        ),
        (
            Rule::KnockOutsDecide,
            |b, _| b.result("27001:A.8.24", "does-not-conform", ""),
            "27001:A.8.24 is a knock-out and failed; the recommendation says otherwise",
        ),
    ]
}

#[test]
fn each_rule_breaks_and_says_what_breaks_it() {
    for (of, spoil, said) in breaks() {
        let (mut bench, marks) = sound();
        spoil(&mut bench, &marks);
        let results = check(&bench, &Around::default(), SignoffKind::Report);
        let found = words(&results, of);
        assert!(
            found.iter().any(|words| words == said),
            "{}: {found:#?}",
            of.key()
        );
        let worst = rule(&results, of)
            .into_iter()
            .map(|gate| gate.verdict)
            .max();
        assert_eq!(worst, Some(Verdict::Blocks), "{}", of.key());
    }
}

#[test]
fn every_rule_is_broken_by_some_test() {
    let elsewhere = [
        Rule::NoDraftIsLeft,
        Rule::RecordIsWhole,
        Rule::ReviewerDidNotAudit,
    ];
    let broken: Vec<Rule> = breaks().into_iter().map(|(rule, _, _)| rule).collect();
    for rule in Rule::ALL {
        assert!(
            broken.contains(rule) != elsewhere.contains(rule),
            "{}",
            rule.key()
        );
    }
}

#[test]
fn what_only_the_store_knows_blocks_too() {
    let (bench, _) = sound();
    let around = Around {
        drafts: 1,
        pending: 2,
        damage: vec!["log 3, line 9: the chain is broken".to_owned()],
        reviewer: None,
    };
    let results = check(&bench, &around, SignoffKind::Report);
    assert_eq!(
        words(&results, Rule::NoDraftIsLeft),
        ["1 draft is not sent", "2 entries are not on disk yet"]
    );
    assert_eq!(
        words(&results, Rule::RecordIsWhole),
        ["log 3, line 9: the chain is broken"]
    );
}

#[test]
fn what_concerns_the_record_blocks_even_where_no_profile_asks() {
    let (bench, _) = sound();
    let around = Around {
        drafts: 1,
        ..Around::default()
    };
    let results = check(&bench, &around, SignoffKind::ClosingRecord);
    assert!(gates::blocked(&results));
    assert!(rule(&results, Rule::NoDraftIsLeft)[0].criteria.is_empty());
}

#[test]
fn who_audited_does_not_review() {
    let (mut bench, _) = sound();
    bench.sit_down(2, "Eve Writer");
    bench.result("27001:A.7.4", "conforms", "");
    bench.audit.begin_run(&header(3, "Rita Reviewer"));
    let review = |name: Option<&str>| {
        let around = Around {
            reviewer: name.map(ToOwned::to_owned),
            ..Around::default()
        };
        words(
            &check(&bench, &around, SignoffKind::TechnicalReview),
            Rule::ReviewerDidNotAudit,
        )
    };
    assert!(review(Some("Rita Reviewer")).is_empty());
    assert_eq!(review(None), ["nobody is named as reviewer"]);
    assert_eq!(
        review(Some("maria  kaye")),
        ["maria  kaye, who reviews, took part in the audit (W2/AB)"]
    );
    assert_eq!(
        review(Some("Eve Writer")),
        ["Eve Writer, who reviews, wrote in this audit"]
    );
}

#[test]
fn a_blank_field_breaks_its_gate_and_a_warning_only_warns() {
    let (mut bench, _) = sound();
    bench.set(Subject::Audit, Field::Client, " ");
    bench.set(Subject::Audit, Field::Deviations, "");
    bench.set(subject("criterion/27001"), Field::Conformity, "");
    let results = check(&bench, &Around::default(), SignoffKind::Report);
    let of = |owner, key: &str| {
        let demand = Demand::Field(owner, key.to_owned());
        let found: Vec<&GateResult> = results
            .iter()
            .filter(|gate| gate.demand == demand)
            .collect();
        assert_eq!(found.len(), 1, "{key}");
        (
            found[0].verdict,
            found[0].breaches[0].words.clone(),
            found[0].criteria.len(),
        )
    };
    assert_eq!(
        of(Owner::Audit, "client"),
        (Verdict::Blocks, "“Client” is blank".to_owned(), 2)
    );
    assert_eq!(
        of(Owner::Audit, "deviations"),
        (
            Verdict::Warns,
            "“Deviations from the plan” is blank".to_owned(),
            1
        )
    );
    assert_eq!(
        of(Owner::Criterion, "conformity"),
        (
            Verdict::Blocks,
            "27001: “Conclusion on conformity” is blank".to_owned(),
            1
        )
    );
}

#[test]
fn what_two_profiles_ask_of_the_whole_audit_is_asked_once_and_by_the_stricter() {
    let (mut bench, marks) = sound();
    bench.set(marks.todo, Field::Done, "");
    let results = check(&bench, &Around::default(), SignoffKind::Report);
    let todos = rule(&results, Rule::TodosAreDone);
    assert_eq!(todos.len(), 1);
    assert_eq!(todos[0].verdict, Verdict::Blocks);
    assert_eq!(todos[0].criteria.len(), 2);
    assert_eq!(todos[0].source, "test TodosAreDone; stage 1");
    assert_eq!(rule(&results, Rule::PlannedHaveResults).len(), 2);
}

#[test]
fn a_note_that_points_to_a_document_is_more_than_something_said() {
    let (mut bench, marks) = sound();
    bench.note("as in +BK-LOG", Some(marks.interview), &["27001:A.8.30"]);
    bench.result("27001:A.8.30", "conforms", "");
    let results = check(&bench, &Around::default(), SignoffKind::Report);
    assert!(words(&results, Rule::ConformityRestsOnMore).is_empty());
}

#[test]
fn an_undone_entry_breaks_nothing() {
    let (mut bench, marks) = sound();
    let entry = bench.set(marks.minor, Field::Statement, "");
    bench.enter(vec![Change::Undo(onsite::audit::entry::Undo { entry })]);
    let results = check(&bench, &Around::default(), SignoffKind::Report);
    assert!(!gates::blocked(&results));
    let again: Entry = Entry::new(
        EntryId(entry.0),
        fixture::moment("2026-06-14T09:00:00Z"),
        Vec::new(),
    );
    bench.audit.apply(bench.run, &Record::Entry(again));
    assert_eq!(
        bench
            .audit
            .linked_to(&Subject::Object(marks.sample), Kind::Item)
            .len(),
        2
    );
    assert!(
        bench
            .audit
            .links(bench.audit.object(marks.minor).unwrap(), Link::Sample)
            .next()
            .is_some()
    );
}
