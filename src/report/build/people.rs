//! Sessions and their times, who took part, and what is due afterwards.
//!
//! This module must not know formats.

use chrono::{Days, Duration, Months, NaiveDate};

use super::context::{Build, moment, span};
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::session::Times;
use crate::checklist::profile::Deadline;
use crate::report::escape::Text;
use crate::report::model::{Block, Fact, Line, Row, Span, Table, Tone};

impl Build<'_> {
    /// How long the sessions took, and how much of that was remote.
    pub(super) fn time_facts(&self) -> Vec<Fact> {
        let (mut all, mut remote) = (Duration::zero(), Duration::zero());
        for session in self.audit.standing(Kind::Session) {
            let held = Times::of(self.audit, session).real().unwrap_or_default();
            all += held;
            if self.value(session, Field::Place) == "remote" {
                remote += held;
            }
        }
        if all.is_zero() {
            return Vec::new();
        }
        let share = remote.num_minutes() * 100 / all.num_minutes().max(1);
        let remote = format!("{} ({share} %)", hours(remote));
        self.fact("label.time", &hours(all))
            .into_iter()
            .chain(self.fact("label.remote", &remote))
            .collect()
    }

    pub(super) fn timetable(&self) -> Vec<Block> {
        let rows: Vec<Row> = self
            .audit
            .standing(Kind::Session)
            .map(|session| Row::Cells {
                anchor: self.anchor(session.id),
                cells: vec![
                    self.session_name(session),
                    self.session_times(session),
                    self.session_place(session),
                    self.session_people(session),
                ],
            })
            .collect();
        if rows.is_empty() {
            return vec![self.nothing()];
        }
        let mut blocks = vec![Block::Table(Table {
            caption: self.words.of("label.sessions"),
            columns: [
                "label.session",
                "label.held",
                "label.where",
                "label.present",
            ]
            .map(|key| self.words.of(key))
            .into(),
            widths: vec![28, 27, 22, 23],
            rows,
        })];
        let facts = self.time_facts();
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
        blocks
    }

    fn session_name(&self, session: &Object) -> Vec<Line> {
        let title = vec![
            Span::Strong(Text::new(self.label(session))),
            self.said(&format!(" {}", self.value(session, Field::Title))),
        ];
        let mut lines = vec![title];
        let mode = self.choice(session, Field::Mode);
        let process = self.value(session, Field::Process);
        let kind: Vec<&str> = [mode.as_str(), process]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect();
        if !kind.is_empty() {
            lines.push(vec![self.said(&kind.join(", "))]);
        }
        let on = self.on_line(session);
        if !on.is_empty() {
            lines.push(vec![Span::Plain(Text::new(on))]);
        }
        lines
    }

    fn session_times(&self, session: &Object) -> Vec<Line> {
        let value = |field| self.value(session, field);
        // One that was called off has an end and never began.
        let held = match value(Field::Started) {
            "" => String::new(),
            started => span(started, value(Field::Ended)),
        };
        let planned = span(value(Field::PlannedFrom), value(Field::PlannedUntil));
        let mut lines = vec![if held.is_empty() {
            vec![Span::Mark(Tone::Open, self.words.of("label.not-held"))]
        } else {
            vec![self.said(&held)]
        }];
        if !planned.is_empty() && planned != held {
            let label = self.words.string("label.planned");
            lines.push(vec![self.said(&format!("{label}: {planned}"))]);
        }
        if !matches!(value(Field::Away), "" | "0") {
            let label = self.words.string("label.away");
            lines.push(vec![
                self.said(&format!("{label}: {} min", value(Field::Away))),
            ]);
        }
        let paused = Moment::parse_from_rfc3339(value(Field::Paused));
        if let Ok(paused) = paused {
            let label = self.words.string("label.paused");
            lines.push(vec![self.said(&format!("{label} {}", moment(paused)))]);
        }
        if !value(Field::Deviation).is_empty() {
            let label = self.words.string("label.deviation");
            lines.push(vec![
                self.said(&format!("{label}: {}", value(Field::Deviation))),
            ]);
        }
        lines
    }

    fn session_place(&self, session: &Object) -> Vec<Line> {
        let place = self.choice(session, Field::Place);
        let parts = [
            place.as_str(),
            self.value(session, Field::SiteName),
            self.value(session, Field::Where),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        vec![vec![self.said(&parts.join(", "))]]
    }

    fn session_people(&self, session: &Object) -> Vec<Line> {
        let people = self.linked(session, &[Link::Person]).into_iter();
        let mut lines: Vec<Line> = people
            .map(|person| vec![self.said(&self.person(person))])
            .collect();
        let auditor = self.value(session, Field::Auditor);
        if !auditor.is_empty() {
            let label = self.words.string("label.auditor");
            lines.push(vec![self.said(&format!("{label}: {auditor}"))]);
        }
        lines
    }

    /// Deviations from the plan: those of the audit as a whole, and those of its sessions.
    pub(super) fn deviations(&self) -> Vec<Block> {
        let sessions = self.audit.standing(Kind::Session);
        let lines: Vec<Line> = sessions
            .filter(|session| !self.value(session, Field::Deviation).is_empty())
            .map(|session| {
                let words = self.value(session, Field::Deviation);
                vec![self.point_to(session), self.said(&format!(" {words}"))]
            })
            .collect();
        let mut blocks = self.of_audit(Field::Deviations);
        if !lines.is_empty() {
            blocks.retain(|block| !block.is_nothing());
            blocks.push(Block::List(lines));
        }
        blocks
    }

    pub(super) fn participants(&self) -> Vec<Block> {
        let mut people: Vec<&Object> = self.audit.standing(Kind::Person).collect();
        if people.is_empty() {
            return vec![self.nothing()];
        }
        let is_auditee = |it: &&Object| matches!(self.value(it, Field::Side), "auditee" | "");
        people.sort_by_key(is_auditee);
        let rows = people.into_iter().map(|person| {
            let who = self.person(person);
            let sessions = self.audit.linked_to(&person.id.into(), Kind::Session);
            Row::Cells {
                anchor: None,
                cells: vec![
                    vec![vec![self.said(&who)]],
                    vec![vec![self.said(&self.choice(person, Field::Side))]],
                    vec![vec![self.said(self.value(person, Field::Department))]],
                    vec![self.references(sessions)],
                ],
            }
        });
        let first = if self.names() {
            "label.name"
        } else {
            "label.role"
        };
        vec![Block::Table(Table {
            caption: self.words.of("label.people"),
            columns: [first, "label.side", "label.department", "label.sessions"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![40, 20, 20, 20],
            rows: rows.collect(),
        })]
    }

    /// Time limits that follow from this audit: those of its findings, and those that do not depend on any.
    pub(super) fn follow_up(&self) -> Vec<Block> {
        let last = self.audit_value(Field::Until).parse::<NaiveDate>().ok();
        let mut rows = Vec::new();
        for criterion in self.criteria.criteria() {
            let findings: Vec<&Object> = self.audit.standing(Kind::Finding).collect();
            for deadline in &criterion.profile.deadlines {
                let of_class = |finding: &&&Object| {
                    let class = self.class_of(finding, criterion);
                    class.is_some_and(|class| deadline.classes.contains(&class.key))
                };
                let concerned: Vec<&Object> = findings.iter().filter(of_class).copied().collect();
                if !deadline.classes.is_empty() && concerned.is_empty() {
                    continue;
                }
                let due = due(deadline, last).map_or_else(
                    || self.words.of("label.no-date"),
                    |day| Text::new(day.to_string()),
                );
                let mut what = vec![self.said(&deadline.sentence)];
                let about = self.references(concerned);
                if !about.is_empty() {
                    what.push(Span::Plain(Text::from(" ")));
                    what.extend(about);
                }
                rows.push(Row::Cells {
                    anchor: None,
                    cells: vec![
                        vec![vec![Span::Plain(due)]],
                        vec![what],
                        vec![vec![self.said(&criterion.checklist.short)]],
                        vec![vec![self.said(&deadline.source)]],
                    ],
                });
            }
        }
        if rows.is_empty() {
            return vec![self.nothing()];
        }
        vec![Block::Table(Table {
            caption: self.words.of("label.deadlines"),
            columns: ["label.due", "label.what", "label.criterion", "label.source"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![14, 46, 18, 22],
            rows,
        })]
    }
}

/// The day on which something is due, where the programme fixes one and the audit has a last day.
fn due(deadline: &Deadline, last: Option<NaiveDate>) -> Option<NaiveDate> {
    let last = last?;
    match (deadline.days, deadline.months) {
        (None, None) => None,
        (days, months) => last
            .checked_add_months(Months::new(u32::from(months.unwrap_or(0))))?
            .checked_add_days(Days::new(u64::from(days.unwrap_or(0)))),
    }
}

fn hours(time: Duration) -> String {
    format!("{} h {:02} min", time.num_hours(), time.num_minutes() % 60)
}
