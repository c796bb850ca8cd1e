//! The page of a requirement: what to ask, what to look at, where to look next, in the order of a talk.
//!
//! Lines on which something can be done are *stops*: a question is ticked, a document entered, a trail followed.
//! What belongs to a stop (what a good answer holds, how a failure is told from an opportunity) stands beneath it
//! while it is marked and is folded away otherwise. How it looks is the view's business.

use std::sync::Arc;

use super::model::Room;
use crate::audit::points;
use crate::checklist::criteria::{RelatedTo, Row};
use crate::checklist::guide::Guidance;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::model::{Attributes, Method, Source};
use crate::checklist::overlay::OverlayTexts;
use crate::checklist::scheme::Support;

/// A line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub is: Is,
    /// Its words.
    pub words: String,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Is {
    /// What the requirement is after.
    Aim,
    /// The heading of a part, with how many stops it has.
    Heading,
    /// A stop.
    Stop(Stop),
    /// What belongs to the stop above it.
    More,
    /// A mistake that auditors make here.
    Trap,
    /// A fact about the requirement.
    Fact,
    /// Licensed text of the standard, which the user keeps.
    Licensed,
    /// Something that could not be read.
    Warning,
}

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A question, and whether it was asked.
    Question(bool),
    /// Something to see, and how.
    Look(Method),
    /// A population to draw from.
    Sample,
    /// How it typically fails.
    Failure,
    /// Another requirement.
    Next(RequirementId),
}

/// What the guides say about a requirement, or what the checklist itself says, with the sentence why.
pub fn guidance(room: &Room, row: &Row) -> (Arc<Guidance>, Option<String>) {
    match room.criteria.guidance(&row.id) {
        Ok(guidance) => (guidance, None),
        Err(refusal) => (
            Arc::new(Guidance::inline(&row.requirement)),
            Some(refusal.sentence()),
        ),
    }
}

/// Whether a question was asked, or is on its way to the record as such.
pub fn is_asked(room: &Room, on: &RequirementId, words: &str) -> bool {
    let pending = || {
        let mut entries = room.pending.iter();
        entries.any(|entry| points::is_being_asked(entry, on, words))
    };
    points::asked(&room.audit, on, words).is_some() || pending()
}

/// The lines of the page; of the stops, counted from 0, the one that is marked shows what belongs to it.
pub fn lines(room: &Room, row: &Row, marked: usize) -> Vec<Line> {
    let (guidance, damaged) = guidance(room, row);
    let mut page = Page {
        lines: Vec::new(),
        stops: 0,
        marked,
    };
    page.lines
        .extend(damaged.map(|words| line(Is::Warning, words)));
    page.lines
        .extend(guidance.aim.iter().map(|aim| line(Is::Aim, aim)));
    page.questions(room, row, &guidance);
    page.evidence(&guidance);
    page.next(room, row, &guidance);
    page.failures(&guidance);
    if !guidance.traps.is_empty() {
        page.heading("Mind");
        page.lines
            .extend(guidance.traps.iter().map(|trap| line(Is::Trap, trap)));
    }
    page.facts(room, row);
    page.licensed(room, row);
    page.lines
}

/// The stops of the page of a requirement.
pub fn stops(room: &Room, row: &Row) -> Vec<Stop> {
    let lines = lines(room, row, 0).into_iter();
    let stop = |line: Line| match line.is {
        Is::Stop(stop) => Some(stop),
        _ => None,
    };
    lines.filter_map(stop).collect()
}

/// The marked stop with its words.
pub fn stop(room: &Room, row: &Row, marked: usize) -> Option<(Stop, String)> {
    let lines = lines(room, row, marked).into_iter();
    let mut stops = lines.filter_map(|line| match line.is {
        Is::Stop(stop) => Some((stop, line.words)),
        _ => None,
    });
    stops.nth(marked)
}

/// Where the checklist would look next: requirement, and why.
pub fn next(room: &Room, row: &Row, guidance: &Guidance) -> Vec<(RequirementId, String)> {
    let trail = room.criteria.trail(&row.id, &guidance.trail);
    trail
        .into_iter()
        .map(|(to, why)| (to, why.unwrap_or_default().to_owned()))
        .collect()
}

fn line(is: Is, words: impl Into<String>) -> Line {
    Line {
        is,
        words: words.into(),
    }
}

struct Page {
    lines: Vec<Line>,
    stops: usize,
    marked: usize,
}

impl Page {
    fn heading(&mut self, words: impl Into<String>) {
        self.lines.push(line(Is::Heading, words));
    }

    fn stop(&mut self, stop: Stop, words: &str, more: &[Option<String>]) {
        self.lines.push(line(Is::Stop(stop), words));
        if self.stops == self.marked {
            let more = more.iter().flatten();
            self.lines.extend(more.map(|words| line(Is::More, words)));
        }
        self.stops += 1;
    }

    fn questions(&mut self, room: &Room, row: &Row, guidance: &Guidance) {
        if guidance.ask.is_empty() {
            return;
        }
        let asked: Vec<bool> = guidance
            .ask
            .iter()
            .map(|question| is_asked(room, &row.id, &question.ask))
            .collect();
        let done = asked.iter().filter(|asked| **asked).count();
        self.heading(format!("Ask ({done} of {} asked)", asked.len()));
        for (question, asked) in guidance.ask.iter().zip(asked) {
            let good = question.good.as_ref().map(|good| format!("Good: {good}"));
            self.stop(Stop::Question(asked), &question.ask, &[good]);
        }
    }

    fn evidence(&mut self, guidance: &Guidance) {
        if guidance.look.is_empty() && guidance.sampling.is_none() {
            return;
        }
        self.heading("Look at");
        for look in &guidance.look {
            self.stop(Stop::Look(look.method), &look.what, &[]);
        }
        if let Some(sampling) = &guidance.sampling {
            let from = sampling.source.as_ref().map(|it| format!("From: {it}"));
            let check = sampling.check.as_ref().map(|it| format!("Check: {it}"));
            self.stop(Stop::Sample, &sampling.population, &[from, check]);
        }
    }

    fn next(&mut self, room: &Room, row: &Row, guidance: &Guidance) {
        let next = next(room, row, guidance);
        if !next.is_empty() {
            self.heading("Where next");
        }
        for (to, why) in next {
            let words = format!("{}. {why}", title(room, &to));
            self.stop(Stop::Next(to), &words, &[]);
        }
        let related = related(room, row);
        if !related.is_empty() {
            self.heading("Related (a result here is none there)");
        }
        for to in related {
            let words = format!("{}. {}", title(room, &to.id), to.why);
            self.stop(Stop::Next(to.id.clone()), &words, &[]);
        }
    }

    fn failures(&mut self, guidance: &Guidance) {
        if guidance.nonconformities.is_empty() {
            return;
        }
        self.heading("How it fails");
        for failure in &guidance.nonconformities {
            let class = failure
                .class
                .as_ref()
                .map_or(String::new(), |class| format!(" ({class})"));
            let ofi = failure
                .ofi
                .as_ref()
                .map(|ofi| format!("Told from an OFI: {ofi}"));
            self.stop(Stop::Failure, &format!("{}{class}", failure.what), &[ofi]);
        }
    }

    /// What the standard says, where the user keeps it.
    fn licensed(&mut self, room: &Room, row: &Row) {
        let of = |(id, _): &&(CriterionId, OverlayTexts)| id.as_str() == row.id.criterion();
        let Some((_, texts)) = room.licensed.iter().find(of) else {
            return;
        };
        match texts.on(row.id.item()) {
            Ok(None) => {}
            Ok(Some(text)) => {
                self.heading("Your licensed text (on this screen only)");
                self.lines.push(line(Is::Licensed, text));
            }
            Err(refusal) => self.lines.push(line(Is::Warning, refusal.sentence())),
        }
    }

    fn facts(&mut self, room: &Room, row: &Row) {
        let mut facts = Vec::new();
        for twin in room.criteria.twins(&row.id) {
            let differs = twin.differs.as_deref().unwrap_or("no difference to mind");
            facts.push(format!("Twin: {}, audited in one go. {differs}", twin.id));
        }
        let requirement = &row.requirement;
        facts.extend(
            requirement
                .documented
                .iter()
                .map(|it| format!("In writing: {it}")),
        );
        facts.extend(
            requirement
                .source
                .iter()
                .map(|it| format!("Rests on: {}", source(it))),
        );
        facts.extend(requirement.attributes.iter().map(attributes));
        if !facts.is_empty() {
            self.heading("Facts");
            self.lines
                .extend(facts.into_iter().map(|words| line(Is::Fact, words)));
        }
    }
}

fn title(room: &Room, to: &RequirementId) -> String {
    let row = room.criteria.row(to);
    row.map_or_else(String::new, |row| row.requirement.title.clone())
}

/// What overlaps with a requirement and is borne out by published mappings.
pub fn related<'a>(room: &'a Room, row: &Row) -> Vec<&'a RelatedTo> {
    let related = room.criteria.related(&row.id).iter();
    let borne_out = |support| matches!(support, Support::Supported | Support::WeaklySupported);
    related.filter(|one| borne_out(one.support)).collect()
}

fn source(source: &Source) -> String {
    match source {
        Source::Contract(what) => format!("the contract: {what}"),
        Source::Policy => "the buyer's policy".to_owned(),
        Source::GoodPractice => "good practice; failing here breaks no promise".to_owned(),
    }
}

fn attributes(it: &Attributes) -> String {
    let sets = [
        &it.types,
        &it.properties,
        &it.concepts,
        &it.capabilities,
        &it.domains,
    ];
    let sets = sets.map(|set| set.join(" ").replace('_', " "));
    format!("ISO/IEC 27002: {}", sets.join("; "))
}
