//! The opening and closing meetings: their points as the profiles give them, and which of them were dealt with.
//!
//! A point that was dealt with is an object of its own, linked to the session; one that was left out says so in
//! its remark. This module must not know how an agenda is shown.

use super::act::Desk;
use super::entry::{Add, Change};
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::CriterionId;

/// The remark of a point that was left out because it does not fit; a reason may follow after a colon.
pub const LEFT_OUT: &str = "left out";

/// Why a point is withdrawn whose tick was taken away.
pub const UNTICKED: &str = "not dealt with after all";

/// A meeting that has an agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meeting {
    /// At the beginning (ISO/IEC 17021-1:2015, 9.4.2).
    Opening,
    /// At the end (ISO/IEC 17021-1:2015, 9.4.7).
    Closing,
}

impl Meeting {
    /// Both, in their order.
    pub const ALL: [Self; 2] = [Self::Opening, Self::Closing];

    /// The word for it, which its title has.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Closing => "closing",
        }
    }

    /// The phrase that is the word for it in another language.
    const fn phrase(self) -> &'static str {
        match self {
            Self::Opening => "meeting.opening",
            Self::Closing => "meeting.closing",
        }
    }
}

/// A point of an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaPoint<'a> {
    /// What is to be said or settled.
    pub words: &'a str,
    /// Whether it can be left out where it does not fit.
    pub as_needed: bool,
    /// Where it comes from; several sources with a semicolon between them.
    pub source: String,
    /// The criteria whose profiles have it.
    pub criteria: Vec<CriterionId>,
}

/// What became of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dealt {
    /// Nothing yet.
    Open,
    /// It was dealt with.
    Done,
    /// It was left out.
    LeftOut,
}

impl Dealt {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::LeftOut => LEFT_OUT,
        }
    }
}

/// Whether a text names something by its English word or by the phrase of the audit's language.
pub fn is_named(audit: &Audit, criteria: &Criteria, text: &str, english: &str, key: &str) -> bool {
    let text = text.to_lowercase();
    if text.contains(english) {
        return true;
    }
    let language = audit.value(&Subject::Audit, &FieldKey::from(Field::Language));
    let phrases = criteria.phrases(language);
    let phrase = phrases.and_then(|phrases| phrases.phrases.get(key));
    let phrase = phrase.map(|phrase| phrase.trim().to_lowercase());
    phrase.is_some_and(|phrase| !phrase.is_empty() && text.contains(&phrase))
}

/// Whether a session is a meeting of that sort: its title says so. Of a session that is no meeting by its kind, the
/// title has to say that it is one: "opening of the archive" is none, "Opening meeting" is.
pub fn is_meeting(audit: &Audit, criteria: &Criteria, session: &Object, meeting: Meeting) -> bool {
    let title = audit.text(session, Field::Title);
    let word = meeting.word();
    if audit.text(session, Field::Mode) == "meeting" {
        return is_named(audit, criteria, title, word, meeting.phrase());
    }
    title.to_lowercase().contains(&format!("{word} meeting"))
}

/// Which meeting with an agenda a session is, if it is one.
pub fn meeting_of(audit: &Audit, criteria: &Criteria, session: &Object) -> Option<Meeting> {
    let is = |meeting: &Meeting| is_meeting(audit, criteria, session, *meeting);
    Meeting::ALL.into_iter().find(is)
}

/// The points of a meeting's agenda: those of all criteria, the same words once. A point that one profile always
/// asks for cannot be left out.
pub fn points(criteria: &Criteria, meeting: Meeting) -> Vec<AgendaPoint<'_>> {
    let mut points: Vec<AgendaPoint<'_>> = Vec::new();
    for criterion in criteria.criteria() {
        // What only this profile has comes after what it has before it, so that questions stay the last.
        let mut place = 0;
        let of_profile = match meeting {
            Meeting::Opening => &criterion.profile.opening,
            Meeting::Closing => &criterion.profile.closing,
        };
        for point in of_profile {
            let source = point.source.as_deref().unwrap_or_default();
            let known = points
                .iter_mut()
                .enumerate()
                .find(|(_, known)| same_words(known.words, &point.point));
            if let Some((at, known)) = known {
                place = at + 1;
                known.as_needed &= point.as_needed;
                known.criteria.push(criterion.id.clone());
                if !source.is_empty() && !known.source.split("; ").any(|one| one == source) {
                    let between = if known.source.is_empty() { "" } else { "; " };
                    known.source = format!("{}{between}{source}", known.source);
                }
            } else {
                let point = AgendaPoint {
                    words: &point.point,
                    as_needed: point.as_needed,
                    source: source.to_owned(),
                    criteria: vec![criterion.id.clone()],
                };
                points.insert(place.min(points.len()), point);
                place += 1;
            }
        }
    }
    points
}

/// Whether two points say the same, whatever their blanks and case.
fn same_words(one: &str, other: &str) -> bool {
    let folded = |text: &str| {
        let words = text.split_whitespace().map(str::to_lowercase);
        words.collect::<Vec<_>>()
    };
    folded(one) == folded(other)
}

/// The object that says what became of a point in a session: the latest, if there is one.
pub fn record<'a>(audit: &'a Audit, session: ObjectId, words: &str) -> Option<&'a Object> {
    let subject = Subject::Object(session);
    let points = audit.linked_to(&subject, Kind::Point);
    points
        .into_iter()
        .rfind(|point| same_words(audit.text(point, Field::Text), words))
}

/// What became of a point in a session.
pub fn dealt(audit: &Audit, record: Option<&Object>) -> Dealt {
    match record {
        None => Dealt::Open,
        Some(point) if is_left_out(audit.text(point, Field::Remark)) => Dealt::LeftOut,
        Some(_) => Dealt::Done,
    }
}

fn is_left_out(remark: &str) -> bool {
    let rest = remark.strip_prefix(LEFT_OUT);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// Ticks a point in a session, with a remark where there is one; or takes its tick away.
pub fn tick(desk: &mut Desk<'_>, session: ObjectId, words: &str, remark: &str) -> Vec<Change> {
    let found = record(desk.audit, session, words);
    match (found, dealt(desk.audit, found)) {
        (Some(point), Dealt::Done) => vec![desk.withdraw(point.id, UNTICKED)],
        (Some(point), _) => vec![desk.set(point.id, Field::Remark, remark)],
        (None, _) => vec![new_point(desk, session, words, remark)],
    }
}

/// Leaves a point out, or takes that back.
pub fn leave_out(desk: &mut Desk<'_>, session: ObjectId, words: &str) -> Vec<Change> {
    let found = record(desk.audit, session, words);
    match (found, dealt(desk.audit, found)) {
        (Some(point), Dealt::LeftOut) => vec![desk.withdraw(point.id, UNTICKED)],
        (Some(point), _) => vec![desk.set(point.id, Field::Remark, LEFT_OUT)],
        (None, _) => vec![new_point(desk, session, words, LEFT_OUT)],
    }
}

/// Puts a remark on a point; one that was open is dealt with by it.
pub fn remark(desk: &mut Desk<'_>, session: ObjectId, words: &str, remark: &str) -> Vec<Change> {
    match record(desk.audit, session, words) {
        Some(point) => {
            let subject = Subject::Object(point.id);
            let change = desk.set_if_other(&subject, &Field::Remark.into(), remark);
            change.into_iter().collect()
        }
        None => vec![new_point(desk, session, words, remark)],
    }
}

fn new_point(desk: &mut Desk<'_>, session: ObjectId, words: &str, remark: &str) -> Change {
    let point = Add::new(Kind::Point, desk.object())
        .with(Field::Text, words)
        .with(Field::Remark, remark)
        .linked(Link::Session, session);
    Change::Add(point)
}

/// Who is present at a session, in the order of their entering.
pub fn present<'a>(audit: &'a Audit, session: &'a Object) -> impl Iterator<Item = &'a Object> {
    let people = audit.links(session, Link::Person);
    people.filter_map(|to| match to {
        Subject::Object(id) => audit
            .object(*id)
            .filter(|person| audit.counts(person) && !audit.is_withdrawn(person)),
        _ => None,
    })
}

/// The sessions that are meetings with an agenda, in the order of their making.
pub fn meetings<'a>(
    audit: &'a Audit,
    criteria: &'a Criteria,
) -> impl DoubleEndedIterator<Item = (&'a Object, Meeting)> {
    let sessions = audit.standing(Kind::Session);
    sessions.filter_map(|session| Some((session, meeting_of(audit, criteria, session)?)))
}
