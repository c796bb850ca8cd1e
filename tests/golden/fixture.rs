//! An audit to test gates and reports with: small, whole, made through the acts of an auditor.
#![allow(dead_code)]

use std::collections::VecDeque;

use onsite::audit::act::{Desk, NoteAt, NoteMade};
use onsite::audit::entry::{Add, Change, Entry, LogHeader, Moment, Record};
use onsite::audit::fold::{Audit, RunIx};
use onsite::audit::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use onsite::audit::schema::{Field, FieldKey, Kind, Link};
use onsite::checklist::criteria::{Chosen, Criteria};
use onsite::report::{self, Options, Report};

pub const FILES: [(&str, &str); 7] = [
    ("isms.ron", include_str!("criteria/isms.ron")),
    ("aims.ron", include_str!("criteria/aims.ron")),
    ("links.ron", include_str!("criteria/links.ron")),
    ("grading.ron", include_str!("criteria/grading.ron")),
    ("phrases.ron", include_str!("criteria/phrases.ron")),
    (
        "surveillance.ron",
        include_str!("criteria/surveillance.ron"),
    ),
    ("stage1.ron", include_str!("criteria/stage1.ron")),
];

pub fn chosen(criterion: &str, checklist: &str, profile: &str) -> Chosen {
    Chosen {
        criterion: criterion.parse().unwrap(),
        checklist: checklist.to_owned(),
        with: Vec::new(),
        profile: profile.to_owned(),
        grading: "grading.ron".to_owned(),
    }
}

pub fn criteria() -> Criteria {
    let choice = [
        chosen("27001", "isms.ron", "surveillance.ron"),
        chosen("42001", "aims.ron", "stage1.ron"),
    ];
    Criteria::load(&FILES, &choice).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// An audit and those who write in it.
pub struct Bench {
    pub audit: Audit,
    pub criteria: Criteria,
    pub run: RunIx,
    ids: u128,
    lines: u64,
    minutes: i64,
}

pub fn header(run: u128, author: &str) -> LogHeader {
    LogHeader {
        format: 1,
        audit: AuditId(1),
        run: RunId(run),
        author: author.to_owned(),
        tool: "onsite test".to_owned(),
        time: moment("2026-06-14T08:00:00+02:00"),
        continues: None,
    }
}

pub fn moment(text: &str) -> Moment {
    Moment::parse_from_rfc3339(text).unwrap()
}

impl Bench {
    pub fn new() -> Self {
        let mut audit = Audit::new(AuditId(1));
        let run = audit.begin_run(&header(1, "Ada Byron"));
        Self {
            audit,
            criteria: criteria(),
            run,
            ids: 1000,
            lines: 0,
            minutes: 0,
        }
    }

    pub fn sit_down(&mut self, run: u128, author: &str) {
        self.run = self.audit.begin_run(&header(run, author));
    }

    pub fn draw(&mut self) -> u128 {
        self.ids += 1;
        self.ids
    }

    pub fn enter(&mut self, changes: Vec<Change>) -> EntryId {
        let id = EntryId(self.draw());
        self.lines += 1;
        self.minutes += 7;
        let time = moment("2026-06-14T09:00:00+02:00") + chrono::Duration::minutes(self.minutes);
        let entry = Entry {
            n: self.lines,
            ..Entry::new(id, time, changes)
        };
        self.audit.apply(self.run, &Record::Entry(entry));
        id
    }

    pub fn desk<T>(&mut self, act: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let pending = VecDeque::new();
        let mut ids = self.ids;
        let mut draw = || {
            ids += 1;
            ids
        };
        let mut desk = Desk {
            audit: &self.audit,
            pending: &pending,
            criteria: &self.criteria,
            draw: &mut draw,
        };
        let done = act(&mut desk);
        self.ids = ids;
        done
    }

    pub fn set(&mut self, subject: impl Into<Subject>, field: Field, value: &str) -> EntryId {
        let subject = subject.into();
        let change = self.desk(|desk| desk.set(subject, field, value));
        self.enter(vec![change])
    }

    pub fn set_class(&mut self, finding: ObjectId, criterion: &str, class: &str) {
        let key = FieldKey::of(Field::Class, &criterion.parse().unwrap());
        let change = self.desk(|desk| desk.set(finding, key, class));
        self.enter(vec![change]);
    }

    pub fn result(&mut self, id: &str, result: &str, reason: &str) {
        let changes = self.desk(|desk| desk.result(&id.parse().unwrap(), result, reason));
        self.enter(changes);
    }

    pub fn add(
        &mut self,
        kind: Kind,
        fields: &[(Field, &str)],
        links: &[(Link, Subject)],
    ) -> ObjectId {
        let id = ObjectId(self.draw());
        let mut add = Add::new(kind, id);
        for (field, value) in fields {
            add = add.with(*field, *value);
        }
        for (link, to) in links {
            add = add.linked(*link, to.clone());
        }
        self.enter(vec![Change::Add(add)]);
        id
    }

    pub fn note(&mut self, text: &str, session: Option<ObjectId>, on: &[&str]) -> ObjectId {
        let at = NoteAt {
            session,
            on: on.iter().map(|id| id.parse().unwrap()).collect(),
            ..NoteAt::default()
        };
        let NoteMade { changes, .. } = self.desk(|desk| desk.note(text, &at));
        let Some(Change::Add(note)) = changes.last() else {
            panic!("a note ends with its own change");
        };
        let id = note.id;
        self.enter(changes);
        id
    }

    pub fn finding(
        &mut self,
        fields: &[(Field, &str)],
        on: &[&str],
        rests_on: &[(Link, ObjectId)],
    ) -> ObjectId {
        let mut links: Vec<(Link, Subject)> = on.iter().map(|id| (Link::On, subject(id))).collect();
        links.extend(
            rests_on
                .iter()
                .map(|(link, id)| (*link, Subject::Object(*id))),
        );
        self.add(Kind::Finding, fields, &links)
    }
}

pub fn subject(text: &str) -> Subject {
    text.parse().unwrap()
}

/// What the tests reach for.
pub struct Marks {
    pub interview: ObjectId,
    pub opening: ObjectId,
    pub closing: ObjectId,
    pub minor: ObjectId,
    pub ofi: ObjectId,
    pub sample: ObjectId,
    pub item: ObjectId,
    pub leader: ObjectId,
    pub site: ObjectId,
    pub said: ObjectId,
    pub todo: ObjectId,
}

/// An audit for which every gate of a report holds.
pub fn sound() -> (Bench, Marks) {
    let mut b = Bench::new();
    particulars(&mut b);
    let site = b.add(
        Kind::Site,
        &[
            (Field::Name, "Harbour works"),
            (Field::Address, "Quay 7\nPort Example"),
        ],
        &[],
    );
    let leader = b.add(
        Kind::Person,
        &[
            (Field::Name, "Ada Byron"),
            (Field::Role, "lead auditor"),
            (Field::Side, "team"),
        ],
        &[],
    );
    b.add(
        Kind::Person,
        &[
            (Field::Name, "Maria Kaye"),
            (Field::Role, "auditor, AI"),
            (Field::Side, "team"),
        ],
        &[],
    );
    let head = b.add(
        Kind::Person,
        &[
            (Field::Name, "Otto Example"),
            (Field::Role, "head of IT operations"),
            (Field::Department, "IT"),
            (Field::Side, "auditee"),
        ],
        &[],
    );
    let [opening, interview, closing] = sessions(&mut b, head);
    let (said, todo) = notes(&mut b, interview);
    let (sample, item) = sampled(&mut b, interview);
    let (minor, ofi) = findings(&mut b, interview, sample);
    results(&mut b);
    let marks = Marks {
        interview,
        opening,
        closing,
        minor,
        ofi,
        sample,
        item,
        leader,
        site,
        said,
        todo,
    };
    (b, marks)
}

fn particulars(b: &mut Bench) {
    let audit = [
        (Field::Client, "Acme Shipping Ltd"),
        (Field::Address, "1 Example Street\n20095 Example"),
        (Field::Representative, "managing director"),
        (Field::Body, "Example Certification"),
        (Field::Reference, "2026-0613"),
        (
            Field::Objectives,
            "Conformity and effectiveness of the management system,\nability to reach its objectives.",
        ),
        (Field::From, "2026-06-14"),
        (Field::Until, "2026-06-15"),
        (Field::Classification, "confidential"),
        (
            Field::Distribution,
            "Acme Shipping Ltd; Example Certification",
        ),
        (
            Field::Deviations,
            "The tour began an hour late: a fire drill.",
        ),
        (Field::ProgrammeIssues, "none"),
        (
            Field::ChangesSince,
            "The second data centre was given up in March.",
        ),
        (Field::Limitations, "The archive could not be entered."),
    ];
    for (field, value) in audit {
        b.set(Subject::Audit, field, value);
    }
    let isms = [
        (
            Field::Scope,
            "Operation of cargo tracking at the harbour works",
        ),
        (Field::Soa, "4.2 of 2026-03-01"),
        (
            Field::Conformity,
            "The management system conforms, with the exception of F1.",
        ),
        (
            Field::Effectiveness,
            "Controls work as intended; backup needs attention.",
        ),
        (Field::Recommendation, "continue"),
        (
            Field::MarkUse,
            "The mark stands on the web site only, as agreed.",
        ),
        (
            Field::FormerActions,
            "The one nonconformity of 2025 is closed and stays so.",
        ),
    ];
    for (field, value) in isms {
        b.set(subject("criterion/27001"), field, value);
    }
    let aims = [
        (Field::Scope, "Forecast of arrival times"),
        (Field::Soa, "1.0 of 2026-05-20"),
        (Field::Conformity, "Documents are in place."),
        (Field::Recommendation, "ready"),
    ];
    for (field, value) in aims {
        b.set(subject("criterion/42001"), field, value);
    }
}

fn sessions(b: &mut Bench, head: ObjectId) -> [ObjectId; 3] {
    let people = [(Link::Person, Subject::Object(head))];
    let opening = b.add(
        Kind::Session,
        &[
            (Field::Title, "Opening meeting"),
            (Field::Mode, "meeting"),
            (Field::Place, "physical"),
            (Field::PlannedFrom, "2026-06-14T09:00:00+02:00"),
            (Field::PlannedUntil, "2026-06-14T09:30:00+02:00"),
            (Field::Started, "2026-06-14T09:02:00+02:00"),
            (Field::Ended, "2026-06-14T09:25:00+02:00"),
        ],
        &people,
    );
    let interview = b.add(
        Kind::Session,
        &[
            (Field::Title, "IT operations"),
            (Field::Mode, "interview"),
            (Field::Place, "physical"),
            (Field::Where, "room 2.14"),
            (Field::SiteName, "Harbour works"),
            (Field::Process, "Operations"),
            (Field::Started, "2026-06-14T09:30:00+02:00"),
            (Field::Ended, "2026-06-14T12:00:00+02:00"),
        ],
        &people,
    );
    let closing = b.add(
        Kind::Session,
        &[
            (Field::Title, "Closing meeting"),
            (Field::Mode, "meeting"),
            (Field::Place, "remote"),
            (Field::Where, "video conference"),
            (Field::Started, "2026-06-15T16:00:00+02:00"),
            (Field::Ended, "2026-06-15T16:50:00+02:00"),
        ],
        &people,
    );
    [opening, interview, closing]
}

fn notes(b: &mut Bench, interview: ObjectId) -> (ObjectId, ObjectId) {
    let said = b.note(
        "Restores are tried every quarter,\nthe last in March. @head-of-it-operations",
        Some(interview),
        &["27001:A.8.13"],
    );
    b.note(
        "13:50 ! restore test shown +BK-LOG v3 2026-06-14",
        Some(interview),
        &["27001:A.8.13"],
    );
    b.note(
        "! cameras cover all doors",
        Some(interview),
        &["27001:A.7.4"],
    );
    b.note(
        "! context paper of 2026 names climate",
        Some(interview),
        &["27001:4.1", "42001:4.1"],
    );
    b.note(
        "! audit programme, minutes of the review",
        Some(interview),
        &["27001:9.2.1", "27001:9.3.1"],
    );
    b.note(
        "! list of privileged accounts, keys in a vault",
        Some(interview),
        &["27001:A.8.2", "27001:A.8.24"],
    );
    b.note(
        "! impact assessment of the forecast; validation plan",
        Some(interview),
        &["42001:6.1.4", "42001:A.6.2.4"],
    );
    b.note(
        "// seemed unsure about off-site copies",
        Some(interview),
        &["27001:A.8.13"],
    );
    let todo = b.note(
        "? ask for the contract with the vault",
        Some(interview),
        &["27001:A.8.13"],
    );
    b.set(todo, Field::Done, "seen in the afternoon");
    (said, todo)
}

fn sampled(b: &mut Bench, interview: ObjectId) -> (ObjectId, ObjectId) {
    let sample = b.add(
        Kind::Sample,
        &[
            (Field::Population, "backup jobs"),
            (Field::Source, "scheduler export"),
            (Field::AsOf, "2026-06-14"),
            (Field::PopulationSize, "120"),
            (Field::Completeness, "count compared with the inventory"),
            (Field::Method, "judgement"),
            (Field::Reason, "systems with customer data first"),
            (Field::ChosenBy, "Ada Byron"),
            (Field::Size, "2"),
        ],
        &[
            (Link::On, subject("27001:A.8.13")),
            (Link::Session, Subject::Object(interview)),
        ],
    );
    let of = [(Link::Sample, Subject::Object(sample))];
    let item = b.add(
        Kind::Item,
        &[(Field::Label, "CRM-DB"), (Field::Result, "met")],
        &of,
    );
    b.add(
        Kind::Item,
        &[
            (Field::Label, "TRACK-01"),
            (Field::Result, "not-met"),
            (Field::Remark, "no restore since 2024"),
        ],
        &of,
    );
    (sample, item)
}

fn findings(b: &mut Bench, interview: ObjectId, sample: ObjectId) -> (ObjectId, ObjectId) {
    let minor = b.finding(
        &[
            (Field::Title, "Restore not tested"),
            (
                Field::Asked,
                "Restores are to be tested as the organization's own policy says: each year.",
            ),
            (
                Field::Found,
                "For TRACK-01 the scheduler shows no restore since 2024-02-11.",
            ),
            (
                Field::Statement,
                "Restores are not tested for every system in scope.",
            ),
            (Field::Reason, "One of two systems; other copies exist."),
            (Field::ToldTo, "head of IT operations"),
            (Field::ToldAt, "2026-06-14T11:40:00+02:00"),
        ],
        &["27001:A.8.13"],
        &[(Link::Sample, sample), (Link::Session, interview)],
    );
    b.set_class(minor, "27001", "minor");
    let register = b.add(
        Kind::Evidence,
        &[
            (Field::Title, "Register of processing"),
            (Field::Reference, "REG-1"),
            (Field::Level, "shown"),
            (Field::Method, "examine"),
            (
                Field::File,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            ),
            (Field::FileName, "register.pdf"),
            (Field::Size, "48213"),
            (Field::Remark, "names owner and purpose"),
        ],
        &[
            (Link::On, subject("27001:4.1")),
            (Link::Session, Subject::Object(interview)),
        ],
    );
    let ofi = b.finding(
        &[
            (Field::Title, "Context paper"),
            (Field::Statement, "The paper could name its sources."),
        ],
        &["27001:4.1"],
        &[(Link::Evidence, register)],
    );
    b.set_class(ofi, "27001", "ofi");
    let strength = b.finding(
        &[(Field::Statement, "Keys are counted daily.")],
        &["27001:A.8.24"],
        &[(Link::Evidence, register)],
    );
    b.set_class(strength, "27001", "strength");
    let slip = b.note("wrong room", Some(interview), &["27001:A.7.4"]);
    b.set(slip, Field::Withdrawn, "belongs to another client");
    (minor, ofi)
}

fn results(b: &mut Bench) {
    for id in [
        "27001:4.1",
        "27001:9.2.1",
        "27001:9.3.1",
        "27001:A.7.4",
        "27001:A.8.2",
        "27001:A.8.24",
        "42001:4.1",
        "42001:6.1.4",
        "42001:A.6.2.4",
    ] {
        b.result(id, "conforms", "");
    }
    b.set(subject("27001:A.8.30"), Field::Planned, "excluded");
    b.set(
        subject("27001:A.8.30"),
        Field::PlannedReason,
        "no development is bought",
    );
    b.result("27001:A.8.13", "does-not-conform", "");
}

/// A report with marks, cards of every kind, notes, tables, and pointers to all of them.
pub fn full() -> Report {
    let (bench, _) = sound();
    let options = Options {
        audit_file: true,
        draft: Some(moment("2026-06-15T17:00:00+02:00")),
        ..Options::default()
    };
    report::report(&bench.audit, &bench.criteria, &options)
}
