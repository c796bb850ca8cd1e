//! `onsite trail`: names trails, adds steps, closes threads, tells where a trail led.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, work};
use crate::audit::coverage;
use crate::audit::entry::{Add, Change, LinkTo};
use crate::audit::id::Subject;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::trail;
use crate::text::counted;

/// Follows trails across requirements: names them, adds steps, closes threads
#[derive(Debug, Args)]
pub(super) struct Trail {
    /// The audit
    audit: PathBuf,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    New(New),
    List(List),
    Step(Step),
    Close(Close),
    Led(Led),
    Next(Next),
}

/// Names a trail
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct New {
    /// Its title; - for standard input
    title: String,
    /// The report is to tell of it
    #[arg(long)]
    significant: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Lists the trails with their steps and threads
///
/// With --json, a list: label, significant, steps, open and closed (labels of threads), across; title and
/// `led_to` with --show.
#[derive(Debug, Args)]
struct List {
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Adds notes, evidence, samples or findings to a trail; an open to-do becomes a thread of it
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct Step {
    /// The trail, as in T1
    trail: String,
    /// What belongs to it, as in N12 E3
    #[arg(required = true, value_name = "LABEL")]
    steps: Vec<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Closes a thread of a trail with a word
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct Close {
    /// The thread, as in N12
    thread: String,
    /// What became of it; - for standard input
    word: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Says where a trail led, and whether the report is to tell of it
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
struct Led {
    /// The trail, as in T1
    trail: String,
    /// Where it led; - for standard input
    to: Option<String>,
    /// The report is to tell of it, or is not
    #[arg(long, value_name = "YES|NO", value_parser = ["yes", "no"])]
    significant: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Shows where the checklist would look next from a requirement
///
/// With --json, a list: id, title, why.
#[derive(Debug, Args)]
struct Next {
    /// The requirement
    id: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Trail {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let path = &self.audit;
        match self.act {
            Act::New(it) => it.run(Writing::begin(path, author)?),
            Act::List(it) => it.run(path),
            Act::Step(it) => it.run(Writing::begin(path, author)?),
            Act::Close(it) => it.run(Writing::begin(path, author)?),
            Act::Led(it) => it.run(Writing::begin(path, author)?),
            Act::Next(it) => it.run(path),
        }
    }
}

impl New {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let title = Texts::default().read(&self.title)?;
        if title.trim().is_empty() {
            return Err(Failure::new("a trail needs a title", "As in: leaver 4711"));
        }
        let significant = if self.significant { "yes" } else { "" };
        let trail = Add::new(Kind::Trail, writing.fresh())
            .with(Field::Title, title.trim())
            .with(Field::Significant, significant);
        let id = trail.id;
        let (loaded, entry) = writing.save(vec![Change::Add(trail)])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}

#[derive(Serialize)]
struct Listed {
    label: String,
    significant: bool,
    steps: Vec<String>,
    open: Vec<String>,
    closed: Vec<String>,
    across: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    led_to: Option<String>,
}

impl List {
    fn run(self, path: &Path) -> Result<Done, Failure> {
        let loaded = work::read(path)?;
        let audit = &loaded.audit;
        let trails = audit.standing(Kind::Trail).map(|object| {
            let (open, closed): (Vec<_>, Vec<_>) = trail::threads(audit, object)
                .into_iter()
                .partition(|thread| coverage::is_open_to_do(audit, thread));
            let labels = |objects: Vec<_>| objects.into_iter().map(|it| audit.label(it)).collect();
            let across = trail::requirements(audit, object);
            let shown = |field| self.show.then(|| audit.text(object, field).to_owned());
            Listed {
                label: audit.label(object),
                significant: trail::is_significant(audit, object),
                steps: labels(trail::steps(audit, object)),
                open: labels(open),
                closed: labels(closed),
                across: across.iter().map(ToString::to_string).collect(),
                title: shown(Field::Title),
                led_to: shown(Field::Remark),
            }
        });
        let trails: Vec<Listed> = trails.collect();
        let line = |one: &Listed| {
            let title = one
                .title
                .as_deref()
                .map_or(String::new(), |it| format!(" {it}"));
            let led_to = one.led_to.as_deref().filter(|it| !it.is_empty());
            let led_to = led_to.map_or(String::new(), |it| format!(": {it}"));
            let significant = if one.significant { ", significant" } else { "" };
            let open = match one.open.as_slice() {
                [] => String::new(),
                open => format!(", open: {}", open.join(" ")),
            };
            let steps = counted(one.steps.len(), "step", "steps");
            let across = one.across.join(" → ");
            let across = if across.is_empty() {
                across
            } else {
                format!(", {across}")
            };
            format!(
                "{}{title} ({steps}{across}{open}{significant}){led_to}",
                one.label
            )
        };
        let text = if trails.is_empty() {
            "No trail yet. Name one: onsite trail AUDIT new TITLE".to_owned()
        } else {
            trails.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        Done::either(self.json, &trails, text)
    }
}

impl Step {
    fn run(self, writing: Writing) -> Result<Done, Failure> {
        let audit = &writing.loaded.audit;
        let trail = lookup::object_of(audit, Kind::Trail, &self.trail)?.id;
        let to = Subject::Object(trail);
        let mut changes = Vec::new();
        for label in &self.steps {
            let step = lookup::object(audit, label)?;
            if !trail::STEPS.contains(&step.kind) {
                return Err(Failure::new(
                    format!("{label} is a {}, and no step of a trail", step.kind),
                    "Steps are notes (N…), evidence (E…), samples (P…) and findings (F…).",
                ));
            }
            if !audit.links(step, Link::Trail).any(|end| *end == to) {
                let (of, link, to) = (step.id, Link::Trail, to.clone());
                changes.push(Change::Link(LinkTo { of, link, to }));
            }
        }
        if changes.is_empty() {
            return Err(Failure::new(
                format!("all of it belongs to {} already", self.trail),
                "`onsite trail AUDIT list` shows the steps.",
            ));
        }
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, trail, entry).done(self.json)
    }
}

impl Close {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let word = Texts::default().read(&self.word)?;
        let audit = &writing.loaded.audit;
        let thread = lookup::object_of(audit, Kind::Note, &self.thread)?;
        if !coverage::is_open_to_do(audit, thread) || word.trim().is_empty() {
            return Err(Failure::new(
                format!("{} is no open thread, or the word is empty", self.thread),
                "`onsite trail AUDIT list` shows the open threads.",
            ));
        }
        let id = thread.id;
        let change = writing.at_desk(|desk| desk.set(id, Field::Done, word.trim()));
        let (loaded, entry) = writing.save(vec![change])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}

impl Led {
    fn run(self, mut writing: Writing) -> Result<Done, Failure> {
        let to = Texts::default().maybe(self.to.as_deref())?;
        let id = lookup::object_of(&writing.loaded.audit, Kind::Trail, &self.trail)?.id;
        let subject = Subject::Object(id);
        let changes: Vec<Change> = writing.at_desk(|desk| {
            let led = self.to.is_some().then_some((Field::Remark, to.as_str()));
            let significant = self.significant.as_deref();
            let significant = significant.map(|it| if it == "yes" { "yes" } else { "" });
            let significant = significant.map(|value| (Field::Significant, value));
            let wanted = led.into_iter().chain(significant);
            wanted
                .filter_map(|(field, value)| desk.set_if_other(&subject, &field.into(), value))
                .collect()
        });
        if changes.is_empty() {
            return Err(Failure::new(
                "nothing would change",
                "Give where it led, or --significant yes or no.",
            ));
        }
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}

impl Next {
    fn run(self, path: &Path) -> Result<Done, Failure> {
        let loaded = work::read(path)?;
        let criteria = &loaded.criteria;
        let mut next = Vec::new();
        for from in lookup::requirement(criteria, &self.id)? {
            for (to, why) in trail::next(criteria, &from) {
                let title = criteria.requirement(&to).map(|it| it.title.clone());
                let one = serde_json::json!({ "id": to.to_string(), "title": title, "why": why });
                if !next.contains(&one) {
                    next.push(one);
                }
            }
        }
        let word = |one: &serde_json::Value, key: &str| {
            one.get(key)
                .and_then(|it| it.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let line = |one: &serde_json::Value| {
            let why = word(one, "why");
            let why = if why.is_empty() {
                why
            } else {
                format!(": {why}")
            };
            format!("{} {}{why}", word(one, "id"), word(one, "title"))
        };
        let text = if next.is_empty() {
            format!("The checklist leads nowhere from {}.", self.id)
        } else {
            next.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        Done::either(self.json, &next, text)
    }
}
