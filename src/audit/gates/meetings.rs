//! Rules about people, sessions and places.
//!
//! This module must not know which profile asks for a rule.

use super::{Breach, Check};
use crate::audit::agenda::{self, Meeting};
use crate::audit::entry::Moment;
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::session::{self, State, Times};

impl Check<'_> {
    /// Whether a text names something by its English word or by the word of the audit's language.
    fn names(&self, text: &str, english: &str, key: &str) -> bool {
        agenda::is_named(self.audit, self.criteria, text, english, key)
    }

    pub(super) fn team_is_named(&self) -> Vec<Breach> {
        let people = self.audit.standing(Kind::Person);
        let team: Vec<&Object> = people
            .filter(|person| self.audit.text(person, Field::Side) == "team")
            .collect();
        if team.is_empty() {
            return vec![Breach::new(Subject::Audit, "nobody is named as audit team")];
        }
        let nameless = team
            .iter()
            .filter(|member| self.audit.text(member, Field::Name).trim().is_empty());
        let mut breaches: Vec<Breach> = nameless
            .map(|member| {
                let words = format!("{} of the audit team has no name", self.audit.label(member));
                Breach::new(member.id, words)
            })
            .collect();
        let leads = |member: &&Object| {
            self.names(self.audit.text(member, Field::Role), "lead", "role.lead")
        };
        if team.len() > 1 && !team.iter().any(leads) {
            let words = "nobody of the audit team has the role of its leader";
            breaches.push(Breach::new(Subject::Audit, words));
        }
        breaches
    }

    pub(super) fn sessions_name_people(&self) -> Vec<Breach> {
        let sessions = self.audit.standing(Kind::Session);
        let spoken = sessions.filter(|session| {
            matches!(self.mode(session), "interview" | "meeting") && self.was_held(session)
        });
        spoken
            .filter(|session| !self.names_anybody(session))
            .map(|session| {
                let words = format!(
                    "{} does not name who was present",
                    self.session_name(session)
                );
                Breach::new(session.id, words)
            })
            .collect()
    }

    /// Sessions that stand open: planned and neither held nor called off with a reason, running, interrupted.
    pub(super) fn sessions_were_held(&self) -> Vec<Breach> {
        let sessions = session::timetable(self.audit).into_iter();
        let open = sessions.filter_map(|one| {
            let times = Times::of(self.audit, one);
            let reason = !self.audit.text(one, Field::Deviation).trim().is_empty();
            let words = match times.state() {
                State::Held => return None,
                State::Dropped if reason => return None,
                State::Dropped => "was called off without a reason",
                State::Planned => match times.planned_from {
                    Some(_) => "was planned, and neither held nor called off with a reason",
                    None => "was added, and never began",
                },
                State::Running => "is still running",
                State::Interrupted => "is still interrupted",
            };
            Some(Breach::new(
                one.id,
                format!("{} {words}", self.session_name(one)),
            ))
        });
        open.collect()
    }

    /// Whether a session names somebody, itself or by a note on who said something.
    fn names_anybody(&self, session: &Object) -> bool {
        let names = |object: &Object| self.audit.links(object, Link::Person).next().is_some();
        let notes = self.audit.linked_to(&session.id.into(), Kind::Note);
        names(session) || notes.into_iter().any(names)
    }

    fn was_held(&self, session: &Object) -> bool {
        let started = !self.audit.text(session, Field::Started).is_empty();
        started
            || !self
                .audit
                .linked_to(&session.id.into(), Kind::Note)
                .is_empty()
    }

    fn session_name(&self, session: &Object) -> String {
        let label = self.audit.label(session);
        match self.audit.text(session, Field::Title) {
            "" => label,
            title => format!("{label} “{title}”"),
        }
    }

    /// The opening or closing meetings: meetings whose title says so.
    fn meetings(&self, meeting: Meeting) -> impl Iterator<Item = &Object> {
        self.audit
            .standing(Kind::Session)
            .filter(move |session| agenda::is_meeting(self.audit, self.criteria, session, meeting))
    }

    /// Real beginning and end of the opening or closing meetings that have both.
    pub(super) fn meeting_times(&self, meeting: Meeting) -> impl Iterator<Item = (Moment, Moment)> {
        self.meetings(meeting).filter_map(|session| {
            let time = |field| Moment::parse_from_rfc3339(self.audit.text(session, field)).ok();
            time(Field::Started).zip(time(Field::Ended))
        })
    }

    pub(super) fn opening_was_held(&self) -> Vec<Breach> {
        self.meeting_was_held(Meeting::Opening)
    }

    pub(super) fn closing_was_held(&self) -> Vec<Breach> {
        self.meeting_was_held(Meeting::Closing)
    }

    fn meeting_was_held(&self, meeting: Meeting) -> Vec<Breach> {
        if self.meeting_times(meeting).next().is_some() {
            return Vec::new();
        }
        let halves: Vec<Breach> = self
            .meetings(meeting)
            .map(|session| {
                let name = self.session_name(session);
                Breach::new(session.id, format!("{name} has no real beginning and end"))
            })
            .collect();
        if halves.is_empty() {
            let word = meeting.word();
            let words =
                format!("no session is the {word} meeting (a meeting with “{word}” in its title)");
            return vec![Breach::new(Subject::Audit, words)];
        }
        halves
    }

    pub(super) fn sites_are_named(&self) -> Vec<Breach> {
        let sites = self.audit.standing(Kind::Site);
        let named = sites
            .filter(|site| !self.audit.text(site, Field::Name).trim().is_empty())
            .count();
        if named == 0 {
            return vec![Breach::new(Subject::Audit, "no site is named")];
        }
        let sessions = self.audit.standing(Kind::Session);
        let placeless = sessions.filter(|session| {
            let blank = |field| self.audit.text(session, field).trim().is_empty();
            named > 1
                && self.was_held(session)
                && self.audit.text(session, Field::Place) == "physical"
                && blank(Field::SiteName)
                && blank(Field::Where)
        });
        placeless
            .map(|session| {
                let words = format!("{} does not say at which site", self.session_name(session));
                Breach::new(session.id, words)
            })
            .collect()
    }
}
