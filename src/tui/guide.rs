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
    /// In what standards that share the line differ.
    Difference,
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
    /// A question of a requirement, and whether it was asked.
    Question(RequirementId, bool),
    /// Something to see, and how.
    Look(Method),
    /// A population to draw from, and where it comes from.
    Sample(Option<String>),
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

/// In what the requirements of a line differ from the first, in sentences.
pub fn differences(room: &Room, line: &[&Row]) -> impl Iterator<Item = String> {
    let first = line.first().map(|row| room.criteria.twins(&row.id));
    let twins = first.into_iter().flatten();
    let shared = twins.filter(|twin| line.iter().any(|row| row.id == twin.id));
    shared.filter_map(|twin| {
        let differs = twin.differs.as_ref()?;
        Some(match line {
            [_, _] => format!("What differs: {differs}"),
            _ => format!("What differs in {}: {differs}", twin.id.criterion()),
        })
    })
}

/// Whether a question was asked, or is on its way to the record as such.
pub fn is_asked(room: &Room, on: &RequirementId, words: &str) -> bool {
    let pending = || {
        let mut entries = room.pending.iter();
        entries.any(|entry| points::is_being_asked(entry, on, words))
    };
    points::asked(&room.audit, on, words).is_some() || pending()
}

/// The lines of the page; of the stops, counted from 0, the one that is marked shows what belongs to it. Where
/// standards share the line of a requirement, each part of the page is there for each of them.
pub fn lines(room: &Room, row: &Row, marked: usize) -> Vec<Line> {
    let line_rows = room.on_line(row);
    let mut page = Page {
        lines: Vec::new(),
        stops: 0,
        marked,
        shared: line_rows.len() > 1,
    };
    let mut known = Vec::new();
    for row in &line_rows {
        let (guidance, damaged) = guidance(room, row);
        page.lines
            .extend(damaged.map(|words| line(Is::Warning, words)));
        known.push((*row, guidance));
    }
    for (n, (row, guidance)) in known.iter().enumerate() {
        if n > 0 {
            let words = format!("{} {}", row.id, row.requirement.title);
            page.lines.push(line(Is::Heading, words));
        }
        page.lines
            .extend(guidance.aim.iter().map(|aim| line(Is::Aim, aim)));
        if n == 0 {
            let differences = differences(room, &line_rows);
            page.lines
                .extend(differences.map(|words| line(Is::Difference, words)));
        }
        page.questions(room, row, guidance);
    }
    for (row, guidance) in &known {
        page.evidence(row, guidance);
    }
    page.next(room, &known);
    for (row, guidance) in &known {
        page.failures(row, guidance);
    }
    for (row, guidance) in known.iter().filter(|(_, known)| !known.traps.is_empty()) {
        page.heading("Mind", row);
        page.lines
            .extend(guidance.traps.iter().map(|trap| line(Is::Trap, trap)));
    }
    for row in &line_rows {
        page.facts(row);
        page.licensed(room, row);
    }
    page.lines
}

/// The stops of the page of a requirement, in their order, with their words.
pub fn stops(room: &Room, row: &Row) -> Vec<(Stop, String)> {
    let lines = lines(room, row, 0).into_iter();
    let stop = |line: Line| match line.is {
        Is::Stop(stop) => Some((stop, line.words)),
        _ => None,
    };
    lines.filter_map(stop).collect()
}

/// Where the checklist would look next from the requirements of a line: requirement, and why.
fn next(room: &Room, known: &[(&Row, Arc<Guidance>)]) -> Vec<(RequirementId, String)> {
    let mut all: Vec<(RequirementId, String)> = Vec::new();
    for (row, guidance) in known {
        for (to, why) in room.criteria.trail(&row.id, &guidance.trail) {
            let is_new = |(before, _): &(RequirementId, String)| !same_line(room, before, &to);
            if all.iter().all(is_new) && !same_line(room, &row.id, &to) {
                all.push((to, why.unwrap_or_default().to_owned()));
            }
        }
    }
    all
}

fn same_line(room: &Room, one: &RequirementId, other: &RequirementId) -> bool {
    let line = |id| {
        room.criteria
            .index(id)
            .and_then(|row| room.criteria.line_of(row))
    };
    line(one) == line(other)
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
    /// Whether several standards share it.
    shared: bool,
}

impl Page {
    /// The heading of a part that is about one requirement.
    fn heading(&mut self, words: &str, of: &Row) {
        let words = if self.shared {
            format!("{words} for {}", of.id.criterion())
        } else {
            words.to_owned()
        };
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
        self.heading("Ask", row);
        if let Some(heading) = self.lines.last_mut() {
            let count = format!(" ({done} of {} asked)", asked.len());
            heading.words.push_str(&count);
        }
        for (question, asked) in guidance.ask.iter().zip(asked) {
            let good = question.good.as_ref().map(|good| format!("Good: {good}"));
            let stop = Stop::Question(row.id.clone(), asked);
            self.stop(stop, &question.ask, &[good]);
        }
    }

    fn evidence(&mut self, row: &Row, guidance: &Guidance) {
        if guidance.look.is_empty() && guidance.sampling.is_none() {
            return;
        }
        self.heading("Look at", row);
        for look in &guidance.look {
            self.stop(Stop::Look(look.method), &look.what, &[]);
        }
        if let Some(sampling) = &guidance.sampling {
            let from = sampling.source.as_ref().map(|it| format!("From: {it}"));
            let check = sampling.check.as_ref().map(|it| format!("Check: {it}"));
            let stop = Stop::Sample(sampling.source.clone());
            self.stop(stop, &sampling.population, &[from, check]);
        }
    }

    fn next(&mut self, room: &Room, known: &[(&Row, Arc<Guidance>)]) {
        let next = next(room, known);
        if !next.is_empty() {
            self.lines.push(line(Is::Heading, "Where next"));
        }
        for (to, why) in next {
            let words = format!("{}. {why}", title(room, &to));
            self.stop(Stop::Next(to), &words, &[]);
        }
        let mut related: Vec<&RelatedTo> = Vec::new();
        for to in known.iter().flat_map(|(row, _)| self::related(room, row)) {
            let is_new = |before: &&RelatedTo| !same_line(room, &before.id, &to.id);
            if related.iter().all(is_new) {
                related.push(to);
            }
        }
        if !related.is_empty() {
            let words = "Related (a result here is none there)";
            self.lines.push(line(Is::Heading, words));
        }
        for to in related {
            let words = format!("{}. {}", title(room, &to.id), to.why);
            self.stop(Stop::Next(to.id.clone()), &words, &[]);
        }
    }

    fn failures(&mut self, row: &Row, guidance: &Guidance) {
        if guidance.nonconformities.is_empty() {
            return;
        }
        self.heading("How it fails", row);
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
                self.heading("Your licensed text (on this screen only)", row);
                self.lines.push(line(Is::Licensed, text));
            }
            Err(refusal) => self.lines.push(line(Is::Warning, refusal.sentence())),
        }
    }

    fn facts(&mut self, row: &Row) {
        let mut facts = Vec::new();
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
            self.heading("Facts", row);
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
