//! The worked example and the large audit: everything in them has effect, and nothing that an audit can hold is
//! missing from the example.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

use std::collections::BTreeSet;

use chrono::{DateTime, Timelike};
use onsite::audit::coverage::{self, Outcome};
use onsite::audit::entry::{Add, Change, Entry, LogHeader, Moment, Record};
use onsite::audit::fold::{Audit, Object};
use onsite::audit::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use onsite::audit::inline::{self, Mentioned};
use onsite::audit::schema::{self, Field, FieldKey, Kind, Link};
use onsite::audit::{describe, example};
use onsite::checklist::library::Library;
use onsite::checklist::{Criteria, Resolved};

fn start() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-16T07:45:00+02:00").unwrap()
}

fn assembled(spec: &str) -> Criteria {
    Library::built_in().assemble(spec).unwrap().criteria
}

fn criteria() -> Criteria {
    assembled("iso27001-2022:surveillance,iso42001-2023:stage1")
}

/// A source of ids that is the same each time.
fn counter() -> impl FnMut() -> u128 {
    let mut last = 0;
    move || {
        last += 1;
        last
    }
}

fn example(criteria: &Criteria) -> Vec<Entry> {
    example::entries(&audit(Vec::new()), criteria, start(), &mut counter())
}

fn audit(entries: Vec<Entry>) -> Audit {
    let mut audit = Audit::new(AuditId(7));
    let run = audit.begin_run(&LogHeader {
        format: 1,
        audit: AuditId(7),
        run: RunId(7),
        author: example::AUTHOR.to_owned(),
        tool: "onsite".to_owned(),
        time: start(),
        continues: None,
    });
    for entry in entries {
        audit.apply(run, &Record::Entry(entry));
    }
    audit
}

fn texts<'a>(audit: &'a Audit, kind: Kind, field: Field) -> Vec<&'a str> {
    let of = |object: &'a Object| audit.text(object, field);
    audit.objects(kind).map(of).collect()
}

/// The choices of a field that no object of the kind has.
fn missing(
    audit: &Audit,
    kind: Kind,
    field: Field,
    choices: &[(&'static str, &str)],
) -> Vec<&'static str> {
    let had = texts(audit, kind, field);
    let keys = choices.iter().map(|(key, _)| *key);
    keys.filter(|key| !had.contains(key)).collect()
}

#[test]
fn every_entry_of_the_example_has_effect() {
    let criteria = criteria();
    let entries = example(&criteria);
    let audit = audit(entries.clone());
    assert!(audit.unapplied().is_empty(), "{:#?}", audit.unapplied());
    assert!(audit.conflicts().is_empty(), "{:?}", audit.conflicts());
    assert_eq!(audit.len(), entries.len());
    for (place, entry) in entries.iter().enumerate() {
        assert_eq!(entry.n, place as u64 + 1);
        assert!(!entry.changes.is_empty());
        assert_ne!(describe::applied(&audit, entry.id), "an entry");
    }
}

#[test]
fn the_same_draws_give_the_same_entries() {
    let criteria = criteria();
    assert_eq!(example(&criteria), example(&criteria));
    let mut draw = counter();
    draw();
    assert_ne!(
        example(&criteria),
        example::entries(&audit(Vec::new()), &criteria, start(), &mut draw)
    );
}

/// An audit begins with its leader, who is not to stand in the report twice.
#[test]
fn who_is_entered_already_is_not_entered_again() {
    let lead = Add::new(Kind::Person, ObjectId(1 << 100))
        .with(Field::Name, example::AUTHOR)
        .with(Field::Role, "lead auditor");
    let first = Entry::new(EntryId(1 << 100), start(), vec![Change::Add(lead)]);
    let begun = audit(vec![first.clone()]);
    let entries = example::entries(&begun, &criteria(), start(), &mut counter());
    let audit = audit([vec![first], entries].concat());
    assert_eq!(audit.conflicts(), []);
    let names = texts(&audit, Kind::Person, Field::Name);
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), unique.len(), "{names:?}");
    let lead = audit.object(ObjectId(1 << 100)).unwrap();
    assert_eq!(audit.text(lead, Field::Role), "Lead auditor");
}

#[test]
fn time_goes_on_from_the_first_morning_to_the_second_noon() {
    let entries = example(&criteria());
    for pair in entries.windows(2) {
        assert!(pair[0].time < pair[1].time, "{} is not later", pair[1].time);
    }
    let (first, last) = (entries.first().unwrap().time, entries.last().unwrap().time);
    assert_eq!(first.date_naive(), start().date_naive());
    assert_eq!(first.hour(), 8);
    assert_eq!((last.date_naive() - first.date_naive()).num_days(), 1);
    assert!(last.hour() == 12, "it stops at {last}");
}

#[test]
fn nothing_that_an_audit_can_hold_is_missing() {
    let criteria = criteria();
    let entries = example(&criteria);
    let audit = audit(entries.clone());
    for kind in Kind::ALL {
        assert!(audit.objects(*kind).next().is_some(), "no {kind}");
    }
    let tables = [
        (Kind::Note, Field::Mode, schema::NOTE_MODES),
        (Kind::Session, Field::Mode, schema::SESSION_MODES),
        (Kind::Session, Field::Place, schema::PLACES),
        (Kind::Evidence, Field::Method, schema::EVIDENCE_METHODS),
        (Kind::Evidence, Field::Level, schema::LEVELS),
        (Kind::Item, Field::Result, schema::ITEM_RESULTS),
    ];
    for (kind, field, choices) in tables {
        let missing = missing(&audit, kind, field, choices);
        assert!(missing.is_empty(), "no {kind} with {field} {missing:?}");
    }
    let outcomes: BTreeSet<Outcome> = criteria
        .auditable()
        .map(|row| coverage::standing(&audit, &criteria, &row.id).outcome)
        .collect();
    for outcome in Outcome::ALL {
        let there = outcomes.contains(&outcome);
        assert_eq!(there, outcome != Outcome::Conflict, "{}", outcome.word());
    }
    for link in Link::ALL {
        let linked = |kind: &Kind| {
            audit
                .objects(*kind)
                .any(|o| audit.links(o, *link).next().is_some())
        };
        assert!(Kind::ALL.iter().any(linked), "no link {link}");
    }
    for criterion in criteria.criteria() {
        let key = FieldKey::of(Field::Class, &criterion.id);
        for class in criteria.classes(criterion.id.as_str()) {
            let of = |o: &Object| audit.value(&o.id.into(), &key) == class.key;
            assert!(
                audit.objects(Kind::Finding).any(of),
                "no {} for {}",
                class.word,
                criterion.id
            );
        }
    }
    let undos = entries.iter().flat_map(|entry| &entry.changes);
    let undos = undos
        .filter(|change| matches!(change, Change::Undo(_)))
        .count();
    assert_eq!(undos, 3, "two undos, one of them taken back");
}

#[test]
fn findings_are_whole_and_have_a_history() {
    let criteria = criteria();
    let audit = audit(example(&criteria));
    let findings: Vec<&Object> = audit.objects(Kind::Finding).collect();
    for finding in &findings {
        let title = audit.text(finding, Field::Title);
        for field in [Field::Asked, Field::Found, Field::Statement, Field::Reason] {
            assert!(
                !audit.text(finding, field).is_empty(),
                "{title}: no {field}"
            );
        }
        assert!(
            audit.links(finding, Link::On).next().is_some(),
            "{title} is about nothing"
        );
        let rests = |link| audit.links(finding, link).next().is_some();
        assert!(rests(Link::Evidence), "{title} rests on no evidence");
        assert!(rests(Link::Note), "{title} rests on no note");
    }
    for sample in audit.objects(Kind::Sample) {
        let used = audit.linked_to(&sample.id.into(), Kind::Finding);
        assert!(
            !used.is_empty(),
            "no finding rests on {}",
            audit.label(sample)
        );
    }
    let count = |fits: &dyn Fn(&Object) -> bool| findings.iter().filter(|f| fits(f)).count();
    let told = count(&|f| !audit.text(f, Field::ToldTo).is_empty());
    assert!(told * 2 > findings.len() - 2, "only {told} were told");
    assert_eq!(count(&|f| !audit.text(f, Field::Disputed).is_empty()), 1);
    assert_eq!(count(&|f| audit.is_withdrawn(f)), 1);
    let statement = Field::Statement.into();
    assert_eq!(
        count(&|f| audit.history(&f.id.into(), &statement).len() > 1),
        1
    );
    let classes = |f: &Object| {
        let of = |name: &str| FieldKey::of(Field::Class, &name.parse().unwrap());
        ["27001", "42001"]
            .iter()
            .all(|name| !audit.value(&f.id.into(), &of(name)).is_empty())
    };
    assert_eq!(
        count(&classes),
        1,
        "one finding has a class in both standards"
    );
}

#[test]
fn results_rest_on_what_was_seen_and_gaps_have_reasons() {
    let criteria = criteria();
    let audit = audit(example(&criteria));
    let mut judged = 0;
    let mut elsewhere = 0;
    for row in criteria.auditable() {
        let standing = coverage::standing(&audit, &criteria, &row.id);
        let subject = Subject::Requirement(row.id.clone());
        let reason = audit.value(&subject, &Field::Reason.into());
        judged += usize::from(coverage::decided(&audit, &row.id).is_judged());
        match coverage::decided(&audit, &row.id) {
            Outcome::Conforms => {
                assert!(!standing.by_finding, "{} conforms and does not", row.id);
                let notes = coverage::about(&audit, &criteria, &row.id, Kind::Note);
                let seen = notes
                    .iter()
                    .any(|note| audit.text(note, Field::Mode) == "seen");
                let rests = seen || standing.evidence + standing.samples > 0;
                assert!(rests, "{} conforms by words alone", row.id);
            }
            Outcome::NotApplicable | Outcome::NotAudited => {
                assert!(!reason.is_empty(), "{} has no reason", row.id);
            }
            _ => {}
        }
        if standing.planned != coverage::Planned::ThisVisit {
            elsewhere += 1;
            let why = audit.value(&subject, &Field::PlannedReason.into());
            assert!(
                !why.is_empty() || standing.left_out.is_some(),
                "{} is planned elsewhere without a reason",
                row.id
            );
        }
    }
    assert!((40..=60).contains(&judged), "{judged} results");
    assert!(elsewhere >= 30, "{elsewhere} planned elsewhere");
}

#[test]
fn the_audit_is_half_done() {
    let criteria = criteria();
    let audit = audit(example(&criteria));
    let state = |started: bool, ended: bool| {
        let sessions = audit.standing(Kind::Session);
        let filled = |s: &Object, field| !audit.text(s, field).is_empty();
        sessions
            .filter(|s| filled(s, Field::Started) == started && filled(s, Field::Ended) == ended)
            .count()
    };
    assert_eq!(state(true, false), 1, "one session runs");
    assert_eq!(state(false, false), 2, "two are to come");
    assert!(state(true, true) >= 6);
    assert!(coverage::open_to_dos(&audit).len() >= 5);
    assert!(coverage::inbox(&audit).len() >= 8);
    assert!(audit.objects(Kind::Note).count() >= 70);
    assert!(audit.objects(Kind::Evidence).count() >= 15);
    let sentences: Vec<String> = audit
        .objects(Kind::Sample)
        .map(|sample| coverage::sample_sentence(&audit, sample))
        .collect();
    assert_eq!(sentences.len(), 4);
    assert!(sentences[0].starts_with("5 of 23 leavers"), "{sentences:?}");
    assert!(
        sentences.iter().all(|s| !s.contains("without a result")),
        "{sentences:?}"
    );
}

#[test]
fn what_notes_mention_is_linked() {
    let criteria = criteria();
    let audit = audit(example(&criteria));
    let mut ambiguous = 0;
    for note in audit.objects(Kind::Note) {
        let text = audit.text(note, Field::Text);
        for mention in inline::read(text).mentions {
            if let Mentioned::Requirement(id) = mention.what {
                match criteria.resolve(&id) {
                    Resolved::One(_) | Resolved::Twins(_) => {}
                    Resolved::Ambiguous(_) => ambiguous += 1,
                    Resolved::Unknown => panic!("#{id} in {text:?}"),
                }
            }
        }
    }
    assert_eq!(ambiguous, 1, "one slip, as it happens");
    let owned = texts(&audit, Kind::Evidence, Field::Owner);
    assert!(owned.iter().filter(|owner| !owner.is_empty()).count() >= 30);
    for document in audit.objects(Kind::Evidence) {
        let linked = !audit.linked_to(&document.id.into(), Kind::Note).is_empty();
        let entered = audit.links(document, Link::On).next().is_some();
        assert!(
            linked || entered,
            "{} hangs in the air",
            audit.text(document, Field::Reference)
        );
    }
    // Who is mentioned was planned to be met, but for one who turned out to be ill.
    let unnamed = audit
        .objects(Kind::Person)
        .filter(|p| audit.text(p, Field::Name).is_empty());
    assert_eq!(unnamed.count(), 1);
}

#[test]
fn words_are_clean_and_none_is_said_twice() {
    let criteria = criteria();
    let entries = example(&criteria);
    let mut notes = BTreeSet::new();
    for change in entries.iter().flat_map(|entry| &entry.changes) {
        let texts: Vec<&str> = match change {
            Change::Add(add) => add.fields.values().map(String::as_str).collect(),
            Change::Set(set) => vec![&set.value],
            _ => Vec::new(),
        };
        for text in texts {
            let clean = |c: char| !c.is_control() || c == '\n';
            assert!(text.chars().all(clean), "{text:?} has control characters");
            let hidden = [
                '\u{200b}', '\u{200e}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{feff}',
            ];
            assert!(!text.contains(hidden), "{text:?} has hidden characters");
            assert!(!text.contains(['{', '}']), "{text:?} has an unwritten day");
            assert!(
                !text.contains("  ") && text.trim() == text,
                "{text:?} has stray blanks"
            );
        }
        if let Change::Add(add) = change
            && add.kind == Kind::Note
        {
            let text = add.fields.get(&Field::Text.into()).unwrap();
            assert!(notes.insert(text.clone()), "{text:?} stands twice");
        }
    }
}

#[test]
fn a_single_criterion_is_enough() {
    let criteria = assembled("iso27001-2022:surveillance");
    let audit = audit(example(&criteria));
    assert!(audit.unapplied().is_empty(), "{:#?}", audit.unapplied());
    let other = "42001".parse().unwrap();
    let key = FieldKey::of(Field::Class, &other);
    for finding in audit.objects(Kind::Finding) {
        assert!(audit.value(&finding.id.into(), &key).is_empty());
        assert!(audit.links(finding, Link::On).next().is_some());
    }
}

#[test]
fn a_large_audit_has_as_many_entries_as_asked_for_and_all_have_effect() {
    let criteria = criteria();
    for n in [0, 1, 61, 5_000] {
        let entries = example::large(&criteria, start(), &mut counter(), n);
        assert_eq!(entries.len(), n);
        assert!(entries.windows(2).all(|pair| pair[0].time < pair[1].time));
        assert_eq!(
            entries,
            example::large(&criteria, start(), &mut counter(), n)
        );
        let audit = audit(entries);
        assert!(audit.unapplied().is_empty(), "{:#?}", audit.unapplied());
        assert!(audit.conflicts().is_empty());
        assert_eq!(audit.len(), n);
    }
}

#[test]
fn a_large_audit_has_the_shapes_of_a_real_one() {
    let criteria = criteria();
    let audit = audit(example::large(&criteria, start(), &mut counter(), 5_000));
    let few = [Kind::Site, Kind::Trail, Kind::Point];
    for kind in Kind::ALL.iter().filter(|kind| !few.contains(kind)) {
        assert!(audit.objects(*kind).count() > 50, "few of {kind}");
    }
    let texts = texts(&audit, Kind::Note, Field::Text);
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
    assert!(missing(&audit, Kind::Note, Field::Mode, schema::NOTE_MODES).is_empty());
    let reworded = audit
        .objects(Kind::Note)
        .filter(|note| audit.history(&note.id.into(), &Field::Text.into()).len() > 1);
    assert!(reworded.count() > 50);
}
