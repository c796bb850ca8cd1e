//! What was followed across requirements, and which questions and points of agendas were brought up.
//!
//! This module must not know formats.

use std::collections::BTreeMap;

use super::context::Build;
use crate::audit::describe;
use crate::audit::fold::Object;
use crate::audit::inline;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::trail;
use crate::report::escape::Text;
use crate::report::model::{Block, Line, Span};

impl Build<'_> {
    /// The trails with their steps in order: the client reads the significant ones, the audit file has all.
    fn named_trails(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for trail in self.audit.standing(Kind::Trail) {
            let significant = self.value(trail, Field::Significant) == "yes";
            if !significant && !self.options.audit_file {
                continue;
            }
            let title = format!("{} {}", self.label(trail), self.value(trail, Field::Title));
            blocks.push(Block::Heading(self.text(&title)));
            let across = trail::requirements(self.audit, trail);
            let across: Vec<String> = across.iter().map(ToString::to_string).collect();
            if across.len() > 1 {
                blocks.push(Block::Para(vec![Span::Plain(Text::new(
                    across.join(" → "),
                ))]));
            }
            let steps = trail::steps(self.audit, trail);
            // Closed ones too, which stand nowhere else in what the client gets: a chain without them has gaps.
            let threads = trail::threads(self.audit, trail).into_iter();
            let mut lines: Vec<Line> = steps
                .into_iter()
                .filter(|step| self.is_shown(step))
                .map(|step| self.step(step))
                .collect();
            lines.extend(threads.map(|thread| self.thread(thread)));
            if !lines.is_empty() {
                blocks.push(Block::List(lines));
            }
            let led_to = self.value(trail, Field::Remark);
            if !led_to.is_empty() {
                blocks.push(Block::Para(vec![self.said(led_to)]));
            }
        }
        blocks
    }

    /// One step of a trail: what it is, and which requirements it is about.
    fn step(&self, step: &Object) -> Line {
        let words = match step.kind {
            Kind::Evidence | Kind::Finding => self.value(step, Field::Title).to_owned(),
            Kind::Sample => self.value(step, Field::Population).to_owned(),
            _ => inline::body(self.audit.text(step, Field::Text)).to_owned(),
        };
        let mut line = vec![
            self.point_to(step),
            self.said(&format!(" {}", words.trim())),
        ];
        let on = self.on_line(step);
        if !on.is_empty() {
            line.push(Span::Plain(Text::new(format!(" ({on})"))));
        }
        line
    }

    /// One thread of a trail: what was asked for, and the word with which it was closed, unless it is open.
    fn thread(&self, thread: &Object) -> Line {
        let mut line = self.step(thread);
        let done = self.value(thread, Field::Done);
        let word = if done.is_empty() {
            self.words.string("label.still-open")
        } else {
            format!("{}: {done}", self.words.string("label.done"))
        };
        line.push(self.said(&format!(" → {word}")));
        line
    }

    /// The questions that were asked and the points of agendas that were dealt with, for the audit file.
    pub(super) fn points(&self) -> Vec<Block> {
        let points = self.audit.standing(Kind::Point);
        let points = points.filter(|_| self.options.audit_file);
        let lines: Vec<Line> = points
            .map(|point| {
                let words = self.value(point, Field::Text);
                let mut line = vec![self.said(words)];
                let remark = self.value(point, Field::Remark);
                if !remark.is_empty() {
                    line.push(self.said(&format!(" – {remark}")));
                }
                let on = self.on_line(point);
                if !on.is_empty() {
                    line.push(Span::Plain(Text::new(format!(" ({on})"))));
                }
                let sessions = self.references(self.linked(point, &[Link::Session]));
                if !sessions.is_empty() {
                    line.push(Span::Plain(Text::from(" ")));
                    line.extend(sessions);
                }
                line
            })
            .collect();
        if lines.is_empty() {
            return vec![self.nothing()];
        }
        vec![Block::List(lines)]
    }

    /// The trails that the auditor named, what leads across several requirements, and by which methods the audit
    /// was held.
    pub(super) fn trails(&self) -> Vec<Block> {
        let mut blocks = self.named_trails();
        let mut lines: Vec<Line> = Vec::new();
        for kind in [Kind::Evidence, Kind::Sample, Kind::Note] {
            for object in self.audit.standing(kind).filter(|it| self.is_shown(it)) {
                if self.on(object).len() > 1 {
                    let name = match kind {
                        Kind::Evidence => self.value(object, Field::Title).to_owned(),
                        Kind::Sample => self.value(object, Field::Population).to_owned(),
                        _ => {
                            let words = inline::body(self.audit.text(object, Field::Text));
                            format!("“{}”", describe::quote(words))
                        }
                    };
                    let to = self.on_line(object);
                    lines.push(vec![
                        self.point_to(object),
                        self.said(&format!(" {name}")),
                        Span::Plain(Text::new(format!(" → {to}"))),
                    ]);
                }
            }
        }
        if !lines.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.across")));
            blocks.push(Block::List(lines));
        }
        let counted = [
            (Kind::Session, Field::Mode, "label.sessions"),
            (Kind::Evidence, Field::Method, "label.evidence"),
            (Kind::Sample, Field::Method, "part.samples"),
        ];
        let facts = counted.into_iter().filter_map(|(kind, field, key)| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for object in self.audit.standing(kind) {
                *counts.entry(self.choice(object, field)).or_default() += 1;
            }
            let counts = counts.into_iter().filter(|(word, _)| !word.is_empty());
            let words: Vec<String> = counts.map(|(word, n)| format!("{word}: {n}")).collect();
            self.fact(key, &words.join(", "))
        });
        let facts: Vec<_> = facts.collect();
        if !facts.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.methods")));
            blocks.push(Block::Facts(facts));
        }
        if blocks.is_empty() {
            blocks.push(self.nothing());
        }
        blocks
    }
}
