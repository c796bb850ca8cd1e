//! Where an audit stands, as one picture: what was touched, sampled and judged by standard, group, site and session;
//! what is left, and how much time for it.
//!
//! Counts and never percentages: a sample cannot carry one. Made when it is asked for; what has to be at hand all
//! the time is the tally's. This module must not know how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::agenda::{self, Meeting};
use super::coverage::{self, Coverage, Outcome, Planned};
use super::entry::Moment;
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::inline;
use super::last_look::{self, Unlooked};
use super::planning::{self, Minutes};
use super::request;
use super::schema::{Field, FieldKey, Kind, Link};
use super::tally::Tally;
use super::telling;
use super::thin::{self, Thin};
use crate::checklist::criteria::{Criteria, Criterion, Row};
use crate::checklist::id::{CriterionId, RequirementId};
use crate::text::{NAMED, some_of};

/// Where an audit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// By criterion, in their order.
    pub criteria: Vec<OfCriterion>,
    /// By site, as sessions and evidence name them.
    pub sites: Vec<Part>,
    /// By session, in the order of their making.
    pub sessions: Vec<Part>,
    /// What the profiles ask to touch and is left.
    pub must_touch: Vec<MustTouch>,
    /// Time that is left.
    pub time: TimeLeft,
    /// Requests that are not done, oldest first.
    pub requests: Vec<Open>,
    /// The other to-dos that are not done, oldest first.
    pub to_dos: Vec<Open>,
    /// Fields that were set in several ways without anybody deciding.
    pub conflicts: Vec<(Subject, FieldKey)>,
    /// Findings of which nobody was told.
    pub untold: Vec<ObjectId>,
    /// What stands on little.
    pub thin: Vec<Thin>,
    /// What neither this audit nor those right before it have looked at, what they left out for longest first.
    pub unlooked: Vec<Unlooked>,
    /// Notes without a requirement.
    pub inbox: usize,
}

/// Where one criterion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCriterion {
    /// Its name.
    pub id: CriterionId,
    /// How far it is.
    pub coverage: Coverage,
    /// Requirements planned for another visit.
    pub later: usize,
    /// Requirements that the Statement of Applicability excludes.
    pub excluded: usize,
    /// Requirements by outcome, in the order of tables: those of this visit, and others that were judged.
    pub outcomes: Vec<(Outcome, usize)>,
    /// Why requirements are planned for another visit where nobody entered it, each with how many.
    pub left_out: Vec<(String, usize)>,
    /// How long what is planned takes; nothing where its checklist gives no minutes.
    pub minutes: Minutes,
    /// Its clauses, themes, blocks.
    pub groups: Vec<Part>,
}

/// How far a part of the audit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its short name, as in `A.5` or `S3`; may be empty.
    pub label: String,
    /// What it is called.
    pub title: String,
    /// Where to go from it.
    pub leads_to: Option<Subject>,
    /// How far it is. Of sites and sessions, those requirements count that were meant to be looked at there or
    /// were; touched and sampled is what was noted there.
    pub coverage: Coverage,
}

/// Something that a profile asks to touch and that is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MustTouch {
    /// Whose profile asks.
    pub criterion: CriterionId,
    /// What.
    pub title: String,
    /// The requirements on which nothing was noted.
    pub requirements: Vec<RequirementId>,
    /// How many of them are still to be touched.
    pub wanted: usize,
    /// The field that is blank.
    pub blank: Option<(Subject, Field)>,
}

/// The names of requirements of which so many are wanted: `1 of 3: 5.1 5.3 8.1`; where all are, just the names.
pub fn wanted_of(wanted: usize, names: &[impl ToString], between: &str) -> String {
    let some = some_of(names, NAMED, between);
    if wanted < names.len() {
        format!("{wanted} of {}: {some}", names.len())
    } else {
        some
    }
}

/// Time that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLeft {
    /// Planned sessions that have not begun, meetings with an agenda left out.
    pub sessions: usize,
    /// How long they are planned to take, in minutes.
    pub minutes: i64,
    /// When the closing meeting is planned, or else when the last planned session ends; none where that is past.
    pub closing: Option<Moment>,
    /// Minutes until then.
    pub until_closing: Option<i64>,
}

/// A to-do that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The note.
    pub note: ObjectId,
    /// Its words, without sign and time.
    pub words: String,
    /// Of whom it is asked.
    pub asked_of: String,
    /// By when, as entered.
    pub due: String,
    /// For how many minutes it has been open.
    pub age: i64,
}

/// Where an audit stands at a moment. The tally is that of the same audit.
pub fn progress(audit: &Audit, criteria: &Criteria, tally: &Tally, now: Moment) -> Progress {
    let (sites, sessions) = places(audit, criteria, tally);
    let open = coverage::open_to_dos(audit).into_iter();
    let (requests, to_dos): (Vec<&Object>, Vec<&Object>) =
        open.partition(|to_do| request::asks(audit, to_do));
    let opened = |notes: Vec<&Object>| notes.iter().map(|it| to_do(audit, it, now)).collect();
    let ids = |rows: &[usize]| {
        let rows = rows.iter().filter_map(|row| criteria.rows().get(*row));
        rows.map(|row| row.id.clone()).collect()
    };
    let left = tally.left_to_touch(audit).into_iter();
    Progress {
        criteria: criteria
            .criteria()
            .iter()
            .map(|criterion| of_criterion(audit, criteria, tally, criterion))
            .collect(),
        sites,
        sessions,
        must_touch: left
            .map(|(item, left)| MustTouch {
                criterion: item.criterion.clone(),
                title: item.title.clone(),
                requirements: ids(&left.rows),
                wanted: left.wanted,
                blank: left.blank,
            })
            .collect(),
        time: time_left(audit, criteria, now),
        requests: opened(requests),
        to_dos: opened(to_dos),
        conflicts: audit.conflicts(),
        untold: telling::untold(audit).iter().map(|it| it.id).collect(),
        thin: thin::spots(audit, criteria),
        unlooked: last_look::unlooked(audit, criteria, |row| tally.standing(row)),
        inbox: tally.inbox,
    }
}

fn of_criterion(
    audit: &Audit,
    criteria: &Criteria,
    tally: &Tally,
    criterion: &Criterion,
) -> OfCriterion {
    let id = &criterion.id;
    let rows = criteria.rows_of(id.as_str());
    let standing = |id: &RequirementId| tally.standing(criteria.index(id)?);
    let mut left_out: Vec<(String, usize)> = Vec::new();
    let (mut later, mut excluded) = (0, 0);
    let mut by_outcome: BTreeMap<Outcome, usize> = BTreeMap::new();
    let mut groups: Vec<(&Row, Vec<&coverage::Standing>)> = Vec::new();
    for row in rows {
        if row.depth == 0 {
            groups.push((row, Vec::new()));
        }
        let Some(standing) = standing(&row.id) else {
            continue;
        };
        if let Some(why) = standing.left_out {
            let why = planning::reason(criterion, why);
            match left_out.iter_mut().find(|(known, _)| *known == why) {
                Some((_, many)) => *many += 1,
                None => left_out.push((why, 1)),
            }
        }
        if let Some((_, group)) = groups.last_mut() {
            group.push(standing);
        }
        match standing.planned {
            Planned::ThisVisit => {}
            Planned::AnotherVisit => later += 1,
            Planned::Excluded => excluded += 1,
        }
        // What was decided is told, wherever it was planned.
        if standing.planned == Planned::ThisVisit || standing.outcome.is_judged() {
            *by_outcome.entry(standing.outcome).or_default() += 1;
        }
    }
    let number = |outcome: &Outcome| by_outcome.get(outcome).copied().unwrap_or_default();
    let group = |(row, standings): (&Row, Vec<&coverage::Standing>)| Part {
        label: row.id.item().to_owned(),
        title: row.requirement.title.clone(),
        leads_to: Some(row.id.clone().into()),
        coverage: coverage::sum(standings),
    };
    let coverage = tally.by_criterion.iter().find(|(of, _)| of == id);
    OfCriterion {
        id: id.clone(),
        coverage: coverage.map_or_else(Coverage::default, |(_, coverage)| *coverage),
        later,
        excluded,
        left_out,
        minutes: planning::minutes(audit, criteria, criterion, standing),
        outcomes: Outcome::ALL.iter().map(|it| (*it, number(it))).collect(),
        groups: groups.into_iter().map(group).collect(),
    }
}

/// Requirements at a place: those that were meant to be looked at there, those on which something was noted there,
/// and of these those on which it is more than something said.
#[derive(Debug, Default)]
struct There {
    meant: BTreeSet<usize>,
    touched: BTreeSet<usize>,
    sampled: BTreeSet<usize>,
}

impl There {
    fn add(&mut self, other: &Self) {
        self.meant.extend(&other.meant);
        self.touched.extend(&other.touched);
        self.sampled.extend(&other.sampled);
    }

    fn coverage(&self, tally: &Tally) -> Coverage {
        let all: BTreeSet<&usize> = self.meant.union(&self.touched).collect();
        let judged = |row: &&&usize| {
            tally
                .standing(***row)
                .is_some_and(|standing| standing.outcome.is_judged())
        };
        Coverage {
            planned: all.len(),
            touched: self.touched.len(),
            sampled: self.sampled.len(),
            judged: all.iter().filter(judged).count(),
        }
    }
}

/// How far sites and sessions are.
fn places(audit: &Audit, criteria: &Criteria, tally: &Tally) -> (Vec<Part>, Vec<Part>) {
    let rows = |object: &Object| {
        let to = audit.links(object, Link::On);
        let rows = to.filter_map(|to| match to {
            Subject::Requirement(id) => criteria.index(id),
            _ => None,
        });
        // A heading is looked at through what stands below it.
        rows.filter(|row| tally.standing(*row).is_some())
            .collect::<Vec<_>>()
    };
    let mut sites: BTreeMap<&str, There> = BTreeMap::new();
    let mut sessions = Vec::new();
    for session in audit.standing(Kind::Session) {
        let mut there = There::default();
        there.meant.extend(rows(session));
        let subject = Subject::Object(session.id);
        for kind in [Kind::Note, Kind::Evidence, Kind::Sample, Kind::Finding] {
            for object in audit.linked_to(&subject, kind) {
                noted(audit, object, &rows(object), &mut there);
            }
        }
        let site = audit.text(session, Field::SiteName).trim();
        if !site.is_empty() {
            sites.entry(site).or_default().add(&there);
        }
        sessions.push(Part {
            label: audit.label(session),
            title: audit.text(session, Field::Title).to_owned(),
            leads_to: Some(subject),
            coverage: there.coverage(tally),
        });
    }
    for kind in [Kind::Evidence, Kind::Sample, Kind::Finding] {
        for object in audit.standing(kind) {
            let site = audit.text(object, Field::SiteName).trim();
            if !site.is_empty() {
                let there = sites.entry(site).or_default();
                noted(audit, object, &rows(object), there);
            }
        }
    }
    let named = |name: &str| {
        let mut known = audit.standing(Kind::Site);
        known.find(|site| audit.text(site, Field::Name) == name)
    };
    // A site at which nothing was held yet is a site all the same.
    for site in audit.standing(Kind::Site) {
        let name = audit.text(site, Field::Name).trim();
        if !name.is_empty() {
            sites.entry(name).or_default();
        }
    }
    let site = |(name, there): (&&str, &There)| Part {
        label: named(name).map_or_else(String::new, |site| audit.label(site)),
        title: (*name).to_owned(),
        leads_to: named(name).map(|site| site.id.into()),
        coverage: there.coverage(tally),
    };
    (sites.iter().map(site).collect(), sessions)
}

/// Counts what was written down at a place.
fn noted(audit: &Audit, object: &Object, rows: &[usize], there: &mut There) {
    let more = match object.kind {
        Kind::Note => coverage::is_seen(audit, object),
        Kind::Evidence => audit.text(object, Field::Level) != "stated",
        Kind::Sample => true,
        _ => false,
    };
    there.touched.extend(rows);
    if more {
        there.sampled.extend(rows);
    }
}

fn time_left(audit: &Audit, criteria: &Criteria, now: Moment) -> TimeLeft {
    let time =
        |session: &Object, field| Moment::parse_from_rfc3339(audit.text(session, field)).ok();
    let mut left = TimeLeft {
        sessions: 0,
        minutes: 0,
        closing: None,
        until_closing: None,
    };
    let mut last: Option<Moment> = None;
    for session in audit.standing(Kind::Session) {
        let (from, until) = (
            time(session, Field::PlannedFrom),
            time(session, Field::PlannedUntil),
        );
        if !audit.text(session, Field::Started).is_empty() {
            continue;
        }
        last = last.max(until.or(from));
        match agenda::meeting_of(audit, criteria, session) {
            Some(Meeting::Closing) => left.closing = left.closing.max(from),
            Some(Meeting::Opening) => {}
            None => {
                if let Some(from) = from {
                    left.sessions += 1;
                    let minutes = until.map_or(0, |until| (until - from).num_minutes());
                    left.minutes += minutes.max(0);
                }
            }
        }
    }
    left.closing = left.closing.or(last).filter(|closing| *closing > now);
    left.until_closing = left.closing.map(|closing| (closing - now).num_minutes());
    left
}

fn to_do(audit: &Audit, note: &Object, now: Moment) -> Open {
    Open {
        note: note.id,
        words: inline::body(audit.text(note, Field::Text))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        asked_of: request::asked_of(audit, note),
        due: audit.text(note, Field::Due).to_owned(),
        age: (now - audit.made(note).0).num_minutes().max(0),
    }
}

/// A number of minutes as people say it: `45 min`, `3 h 20 min`, `31 h`, `2 days`.
pub fn span(minutes: i64) -> String {
    match minutes {
        ..60 => format!("{} min", minutes.max(0)),
        60..2880 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        60..2880 => format!("{} h {:02} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1440),
    }
}
