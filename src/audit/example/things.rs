//! How documents, samples and findings of the example are entered.
//!
//! This module must not know the words that it enters.

use chrono::TimeDelta;

use super::AUTHOR;
use super::play::Play;
use super::script::{Document, Finding, Sample};
use crate::audit::agenda;
use crate::audit::entered::Entered;
use crate::audit::entry::{Add, Change, LinkTo};
use crate::audit::id::ObjectId;
use crate::audit::population;
use crate::audit::sampling::{Drawing, List, Mark, Sheet};
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::audit::telling::{self, Taken, Telling};

impl Play<'_> {
    pub(super) fn document(&mut self, document: &Document) {
        let fields = [
            (Field::Title, document.title),
            (Field::Owner, document.owner),
            (Field::Where, document.place),
            (Field::ShownBy, document.shown_by),
            (Field::Method, document.method),
            (Field::Level, document.level),
        ];
        if let Some(known) = self.find(Kind::Evidence, Field::Reference, document.id) {
            self.complete(known, &fields);
            return;
        }
        let mut add = Add::new(Kind::Evidence, self.fresh())
            .with(Field::Reference, document.id)
            .with(Field::Date, self.now.date_naive().to_string());
        for (field, value) in fields {
            add = add.with(field, value);
        }
        for id in self.known(document.on) {
            add = add.linked(Link::On, id);
        }
        if let Some(session) = self.session {
            add = add.linked(Link::Session, session);
        }
        self.enter(vec![Change::Add(add)]);
    }

    /// Names a trail and puts its steps onto it.
    pub(super) fn follow(&mut self, title: &str, notes: &[&str], led_to: &str) {
        let id = self.fresh();
        let trail = Add::new(Kind::Trail, id)
            .with(Field::Title, title)
            .with(Field::Significant, "yes")
            .with(Field::Remark, self.dated(led_to));
        let mut changes = vec![Change::Add(trail)];
        let steps = notes.iter().filter_map(|note| self.find_note(note));
        changes.extend(steps.map(|of| {
            let (link, to) = (Link::Trail, id.into());
            Change::Link(LinkTo { of, link, to })
        }));
        self.enter(changes);
    }

    pub(super) fn sample(&mut self, sample: &Sample) {
        let last = self.audit.standing(Kind::Sample).next_back();
        let Some(id) = last.map(|object| object.id) else {
            return;
        };
        let desk = self.desk();
        let fields = [
            (Field::Population, sample.population),
            (Field::Source, sample.source),
            (Field::AsOf, sample.as_of),
            (Field::Completeness, sample.completeness),
            (Field::Method, sample.method),
            (Field::Reason, sample.reason),
            (Field::ChosenBy, AUTHOR),
        ];
        let mut changes: Vec<Change> = fields
            .into_iter()
            .map(|(field, value)| (field, value.to_owned()))
            .filter_map(|(field, value)| desk.set_if_other(&id.into(), &field.into(), &value))
            .collect();
        for change in &mut changes {
            if let Change::Set(set) = change {
                set.value = self.dated(&set.value);
            }
        }
        let document = self.find(Kind::Evidence, Field::Reference, sample.seen_in);
        for mut item in self.chosen(id, sample, &mut changes) {
            if let Some(document) = document {
                item = item.linked(Link::Evidence, document);
            }
            changes.push(Change::Add(item));
        }
        self.enter(changes);
        for (row, (label, marks, remark)) in sample.items.iter().enumerate() {
            self.check(id, row, label, marks);
            if !remark.is_empty() {
                let remark = self.dated(remark);
                let sheet = Sheet::of(&Entered::saved(&self.audit), id);
                let item = sheet.rows.get(row).map(|row| row.item);
                let changes = item.map(|item| self.desk().set(item, Field::Remark, remark));
                self.enter(changes.into_iter().collect());
            }
        }
    }

    /// The items of a sample: drawn, or named by the auditor.
    fn chosen(&mut self, id: ObjectId, sample: &Sample, changes: &mut Vec<Change>) -> Vec<Add> {
        if let Some((range, seed)) = sample.drawn {
            let source = population::source(range);
            let list = source.and_then(|source| List::read(range, &source, None));
            let drawn = list.and_then(|list| {
                let drawing = Drawing {
                    list: &list,
                    systematic: false,
                    seed,
                    size: sample.items.len(),
                };
                self.desk().draw_items(id, &drawing)
            });
            if let Ok(drawn) = drawn {
                let desk = self.desk();
                let mut fields = drawn.fields;
                fields.push((Field::Attributes, sample.attributes.join("\n")));
                fields.push((Field::SizeReason, "As many as at the last audit".to_owned()));
                let fields = fields.iter();
                changes.extend(
                    fields.filter_map(|(field, value)| desk.set_entered(id, *field, value)),
                );
                return drawn.items;
            }
        }
        let mut items = Vec::new();
        for (label, _, _) in sample.items {
            let item = Add::new(Kind::Item, self.fresh()).with(Field::Label, self.dated(label));
            items.push(item.linked(Link::Sample, id));
        }
        items
    }

    /// Marks an item, one key after the other; `marks` is the result of one without attributes.
    fn check(&mut self, sample: ObjectId, row: usize, label: &str, marks: &str) {
        let sheet = Sheet::of(&Entered::saved(&self.audit), sample);
        debug_assert!(
            sheet
                .rows
                .get(row)
                .is_some_and(|row| row.label == self.dated(label)),
            "{label} was not drawn so"
        );
        let letters: Vec<Mark> = if sheet.attributes.is_empty() {
            vec![Mark::of_result(marks)]
        } else {
            marks.chars().map(Mark::of).collect()
        };
        for (column, mark) in letters.into_iter().enumerate() {
            self.now += TimeDelta::seconds(9);
            let sheet = Sheet::of(&Entered::saved(&self.audit), sample);
            let changes = self.desk().mark(&sheet, row, column, mark);
            self.enter(changes);
        }
        self.now += TimeDelta::seconds(21);
    }

    pub(super) fn raise(&mut self, finding: &Finding) {
        let mut add = Add::new(Kind::Finding, self.fresh()).with(Field::Title, finding.title);
        let mut graded = false;
        for (criterion, class) in finding.classes {
            let allowed = self.criteria.classes(criterion);
            if let Some(criterion) = self.criteria.criterion(criterion)
                && allowed.iter().any(|known| known.key == *class)
            {
                add = add.with(FieldKey::of(Field::Class, &criterion.id), *class);
                graded = true;
            }
        }
        let on = self.known(finding.on);
        if !graded || on.is_empty() {
            return;
        }
        for (field, text) in [
            (Field::Asked, finding.asked),
            (Field::Found, finding.found),
            (Field::Statement, finding.statement),
            (Field::Reason, finding.reason),
            (Field::SiteName, finding.site),
            (Field::Process, finding.process),
        ] {
            add = add.with(field, self.dated(text));
        }
        for id in on {
            add = add.linked(Link::On, id);
        }
        for document in finding.documents {
            if let Some(to) = self.find(Kind::Evidence, Field::Reference, document) {
                add = add.linked(Link::Evidence, to);
            }
        }
        for population in finding.samples {
            if let Some(to) = self.find(Kind::Sample, Field::Population, population) {
                add = add.linked(Link::Sample, to);
            }
        }
        for note in finding.notes {
            if let Some(to) = self.find_note(note) {
                add = add.linked(Link::Note, to);
            }
        }
        if let Some(session) = self.session {
            add = add.linked(Link::Session, session);
        }
        self.enter(vec![Change::Add(add)]);
    }

    /// Ticks a point of the running meeting's agenda; without a remark, even a blank one, it is left out.
    pub(super) fn tick(&mut self, point: &str, remark: Option<&str>) {
        let criteria = self.criteria;
        let meeting = self.session.and_then(|id| {
            let session = self.audit.object(id)?;
            Some((id, agenda::meeting_of(&self.audit, criteria, session)?))
        });
        let Some((session, meeting)) = meeting else {
            return;
        };
        let points = agenda::points(criteria, meeting);
        if let Some(point) = points.iter().find(|it| it.words.starts_with(point)) {
            let changes = match remark {
                Some(remark) => agenda::tick(&mut self.desk(), session, point.words, remark),
                None => agenda::leave_out(&mut self.desk(), session, point.words),
            };
            self.enter(changes);
        }
    }

    pub(super) fn tell(&mut self, finding: &str, who: &str) {
        let Some(finding) = self.find(Kind::Finding, Field::Title, finding) else {
            return;
        };
        let telling = Telling {
            finding,
            to: who.to_owned(),
            person: self.find(Kind::Person, Field::Role, who),
            at: self.now,
            taken: Taken::Understood,
            session: self.session,
        };
        let changes = telling::tell(&mut self.desk(), &telling);
        self.enter(changes);
    }
}
