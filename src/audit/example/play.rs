//! Plays the steps of the example at an auditor's desk, one entry for each thing confirmed.
//!
//! Each entry is applied before the next step, so that names in notes mean what they mean while typing. This
//! module must not know the words that it plays.

use std::collections::VecDeque;

use chrono::{NaiveTime, TimeDelta};

use super::AUTHOR;
use super::plan::{self, Planned};
use super::script::{Act, Step, dated};
use crate::audit::act::{Desk, NoteAt};
use crate::audit::entry::{Add, Change, Entry, LinkTo, Moment, Record};
use crate::audit::fold::{Audit, Object, RunIx};
use crate::audit::id::{EntryId, ObjectId, RunId, Subject};
use crate::audit::inline;
use crate::audit::schema::{Field, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;

/// How long at least lies between two entries, in seconds.
const PAUSE: i64 = 4;

/// An audit being played.
pub(super) struct Play<'a> {
    pub(super) criteria: &'a Criteria,
    draw: &'a mut dyn FnMut() -> u128,
    start: Moment,
    pub(super) now: Moment,
    pub(super) audit: Audit,
    run: RunIx,
    pending: VecDeque<Entry>,
    entries: Vec<Entry>,
    pub(super) session: Option<ObjectId>,
}

impl<'a> Play<'a> {
    pub(super) fn new(
        begun: &Audit,
        criteria: &'a Criteria,
        start: Moment,
        draw: &'a mut dyn FnMut() -> u128,
    ) -> Self {
        let mut audit = begun.clone();
        let run = audit.run(RunId(0), AUTHOR);
        let mut play = Self {
            criteria,
            draw,
            start,
            now: start,
            audit,
            run,
            pending: VecDeque::new(),
            entries: Vec::new(),
            session: None,
        };
        play.now = play.moment(0, "08:00");
        play
    }

    pub(super) fn done(self) -> Vec<Entry> {
        self.entries
    }

    /// Enters what is known before the audit: dates, sites, people, plan.
    pub(super) fn prepare(&mut self) {
        for (field, days) in [(Field::From, 0), (Field::Until, 1)] {
            let day = self.moment(days, "00:00").date_naive().to_string();
            let change = self.desk().set(Subject::Audit, field, day);
            self.enter(vec![change]);
        }
        self.day(0, plan::STEPS);
        for (name, address) in plan::SITES {
            let site = Add::new(Kind::Site, self.fresh());
            let site = site.with(Field::Name, *name).with(Field::Address, *address);
            self.enter(vec![Change::Add(site)]);
        }
        for (name, role, department, side) in plan::PEOPLE {
            let fields = [
                (Field::Role, *role),
                (Field::Department, *department),
                (Field::Side, *side),
            ];
            self.person(name, fields);
        }
        for planned in plan::SESSIONS {
            self.plan_session(planned);
        }
    }

    /// Enters a person, or what is not known yet about one who is there.
    fn person(&mut self, name: &str, fields: [(Field, &str); 3]) {
        if let Some(known) = self.find(Kind::Person, Field::Name, name) {
            self.complete(known, &fields);
            return;
        }
        let mut person = Add::new(Kind::Person, self.fresh()).with(Field::Name, name);
        for (field, value) in fields {
            person = person.with(field, value);
        }
        self.enter(vec![Change::Add(person)]);
    }

    /// Enters what an object that is there already does not say yet.
    pub(super) fn complete(&mut self, object: ObjectId, fields: &[(Field, &str)]) {
        let (desk, subject) = (self.desk(), Subject::Object(object));
        let changes = fields
            .iter()
            .filter_map(|(field, value)| desk.set_if_other(&subject, &(*field).into(), value));
        let changes = changes.collect();
        self.enter(changes);
    }

    fn plan_session(&mut self, planned: &Planned) {
        let clock = |time| self.moment(planned.day, time).to_rfc3339();
        let (from, until) = (clock(planned.from), clock(planned.until));
        let site = plan::SITES.get(planned.site).map_or("", |(name, _)| *name);
        let mut session = Add::new(Kind::Session, self.fresh())
            .with(Field::Title, planned.title)
            .with(Field::Mode, planned.mode)
            .with(Field::Place, planned.place)
            .with(Field::Where, planned.at)
            .with(Field::SiteName, site)
            .with(Field::Process, planned.process)
            .with(Field::PlannedFrom, from)
            .with(Field::PlannedUntil, until);
        for id in self.known(planned.on) {
            session = session.linked(Link::On, id);
        }
        for role in std::iter::once(&"Lead auditor").chain(planned.people) {
            if let Some(person) = self.find(Kind::Person, Field::Role, role) {
                session = session.linked(Link::Person, person);
            }
        }
        self.enter(vec![Change::Add(session)]);
    }

    /// Plays the steps of a day, the first being 0.
    pub(super) fn day(&mut self, day: i64, steps: &[Step]) {
        for step in steps {
            // Nobody confirms on the full minute.
            let seconds = i64::try_from(self.entries.len() * 17 % 53).unwrap_or_default();
            let time = self.moment(day, step.time) + TimeDelta::seconds(seconds);
            self.now = self.now.max(time);
            self.act(&step.act);
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Begin(title) => self.begin(title),
            Act::End => self.end(),
            Act::Interrupt => self.interrupt(),
            Act::GoOn => self.go_on(),
            Act::Deviate(title, line) => {
                if let Some(session) = self.find(Kind::Session, Field::Title, title) {
                    let change = self.desk().deviate(session, line);
                    self.enter(vec![change]);
                }
            }
            Act::Note(text) => self.note(&[], text),
            Act::NoteOn(id, text) => self.note(&[id], text),
            Act::Reword(note, text) => {
                let text = self.dated(text);
                if let Some(note) = self.find_note(note) {
                    let made = self.desk().reword(note, &text);
                    self.enter(made.changes);
                }
            }
            Act::FileUnder(note, id) => {
                for to in self.known(&[id]) {
                    if let Some(of) = self.find_note(note) {
                        let (link, to) = (Link::On, to.into());
                        self.enter(vec![Change::Link(LinkTo { of, link, to })]);
                    }
                }
            }
            Act::Done(note, what) => {
                let note = self.find_note(note);
                self.set_on(note, Field::Done, what);
            }
            Act::Document(document) => self.document(document),
            Act::Sample(sample) => self.sample(sample),
            Act::Raise(finding) => self.raise(finding),
            Act::Tick(point, remark) => self.tick(point, Some(remark)),
            Act::LeaveOut(point) => self.tick(point, None),
            Act::Tell(finding, who) => self.tell(finding, who),
            Act::Restate(finding, field, text) => {
                let finding = self.find(Kind::Finding, Field::Title, finding);
                self.set_on(finding, *field, text);
            }
            Act::Withdraw(finding, reason) => {
                if let Some(finding) = self.find(Kind::Finding, Field::Title, finding) {
                    let change = self.desk().withdraw(finding, reason);
                    self.enter(vec![change]);
                }
            }
            Act::Follow(title, notes, led_to) => self.follow(title, notes, led_to),
            Act::Ask(id, question) => {
                let mut point = Add::new(Kind::Point, self.fresh()).with(Field::Text, *question);
                for id in self.known(&[id]) {
                    point = point.linked(Link::On, id);
                }
                if let Some(session) = self.session {
                    point = point.linked(Link::Session, session);
                }
                self.enter(vec![Change::Add(point)]);
            }
            Act::AboutFinding(note, finding) => {
                let finding = self.find(Kind::Finding, Field::Title, finding);
                if let (Some(of), Some(to)) = (self.find_note(note), finding) {
                    let (link, to) = (Link::Finding, to.into());
                    self.enter(vec![Change::Link(LinkTo { of, link, to })]);
                }
            }
            Act::Judge(ids, result, reason) => {
                let reason = self.dated(reason);
                for id in self.known(ids) {
                    let changes = self.desk().result(&id, result, &reason);
                    self.enter(changes);
                }
            }
            Act::Plan(ids, planned, reason) => self.plan(ids, planned, reason),
            Act::Audit(field, value) => {
                let value = self.dated(value);
                let change = self.desk().set(Subject::Audit, *field, value);
                self.enter(vec![change]);
            }
            Act::Criterion(name, field, value) => {
                if let Some(criterion) = self.criteria.criterion(name) {
                    let value = self.dated(value);
                    let change = self.desk().set(criterion.id.clone(), *field, value);
                    self.enter(vec![change]);
                }
            }
            Act::Undo => {
                let change = self.desk().undo(AUTHOR);
                self.enter(change.into_iter().collect());
            }
            Act::Redo => {
                let change = self.desk().redo(AUTHOR);
                self.enter(change.into_iter().collect());
            }
        }
    }

    fn begin(&mut self, title: &str) {
        self.session = self.find(Kind::Session, Field::Title, title);
        self.clock_session(Field::Started);
    }

    fn end(&mut self) {
        self.clock_session(Field::Ended);
        self.session = None;
    }

    fn interrupt(&mut self) {
        if let Some(session) = self.session {
            let now = self.now;
            let changes = self.desk().interrupt_session(session, now);
            self.enter(changes);
        }
    }

    fn go_on(&mut self) {
        if let Some(session) = self.session {
            let now = self.now;
            let changes = self.desk().enter_session(session, now);
            self.enter(changes);
        }
    }

    fn clock_session(&mut self, field: Field) {
        let now = self.now.to_rfc3339();
        self.set_on(self.session, field, &now);
    }

    fn note(&mut self, on: &[&str], text: &str) {
        let text = self.dated(text);
        let at = NoteAt {
            session: self.session,
            on: self.known(on),
            also: Vec::new(),
            day: Some(self.now.date_naive()),
        };
        let made = self.desk().note(&text, &at);
        self.enter(made.changes);
    }

    fn plan(&mut self, ids: &[&str], planned: &str, reason: &str) {
        let mut changes = Vec::new();
        for id in self.known(ids) {
            changes.push(self.desk().set(id.clone(), Field::Planned, planned));
            if !reason.is_empty() {
                changes.push(self.desk().set(id, Field::PlannedReason, reason));
            }
        }
        self.enter(changes);
    }

    pub(super) fn set_on(&mut self, object: Option<ObjectId>, field: Field, value: &str) {
        if let Some(object) = object {
            let value = self.dated(value);
            let change = self.desk().set(object, field, value);
            self.enter(vec![change]);
        }
    }

    /// Confirms: the changes become an entry, and the entry a part of the audit.
    pub(super) fn enter(&mut self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let mut entry = Entry::new(EntryId(self.fresh_bits()), self.now, changes);
        entry.n = self.entries.len() as u64 + 1;
        let record = Record::Entry(entry);
        self.audit.apply(self.run, &record);
        if let Record::Entry(entry) = record {
            self.entries.push(entry);
        }
        self.now += TimeDelta::seconds(PAUSE);
    }

    pub(super) fn desk(&mut self) -> Desk<'_> {
        Desk {
            audit: &self.audit,
            pending: &self.pending,
            criteria: self.criteria,
            draw: &mut *self.draw,
        }
    }

    fn fresh_bits(&mut self) -> u128 {
        (self.draw)()
    }

    pub(super) fn fresh(&mut self) -> ObjectId {
        ObjectId(self.fresh_bits())
    }

    /// Those of the ids that the criteria have.
    pub(super) fn known(&self, ids: &[&str]) -> Vec<RequirementId> {
        let ids = ids.iter().filter_map(|id| id.parse().ok());
        ids.filter(|id| self.criteria.row(id).is_some()).collect()
    }

    pub(super) fn find(&self, kind: Kind, field: Field, beginning: &str) -> Option<ObjectId> {
        let fits = |object: &&Object| self.audit.text(object, field).starts_with(beginning);
        self.audit
            .standing(kind)
            .find(fits)
            .map(|object| object.id)
            .filter(|_| !beginning.is_empty())
    }

    pub(super) fn find_note(&self, beginning: &str) -> Option<ObjectId> {
        let fits = |note: &&Object| {
            inline::body(self.audit.text(note, Field::Text)).starts_with(beginning)
        };
        self.audit
            .standing(Kind::Note)
            .find(fits)
            .map(|note| note.id)
    }

    /// That time of the clock on a day of the audit, the first being 0.
    fn moment(&self, day: i64, time: &str) -> Moment {
        let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap_or_default();
        let first = self.start.with_time(time).single().unwrap_or(self.start);
        first + TimeDelta::days(day)
    }

    pub(super) fn dated(&self, text: &str) -> String {
        dated(text, self.start.date_naive())
    }
}
