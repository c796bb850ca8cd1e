//! Findings as cards, by the parts that profiles give them; what was disputed.
//!
//! This module must not know formats.

use super::context::{Build, time};
use super::particulars::class_tone;
use crate::audit::describe;
use crate::audit::fold::Object;
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::scheme::Class;
use crate::report::escape::Text;
use crate::report::model::{Anchor, Block, Card, Fact, Line, Span, Tone};

impl Build<'_> {
    /// The gravest class of a finding over all criteria.
    pub(super) fn gravest(&self, finding: &Object) -> Option<&Class> {
        let criteria = self.criteria.criteria().iter();
        criteria
            .filter_map(|criterion| self.class_of(finding, criterion))
            .min_by_key(|class| (!class.nonconformity, class.order))
    }

    /// The part that a finding belongs to.
    fn part_of(&self, finding: &Object) -> &'static str {
        match self.gravest(finding) {
            Some(class) if class.nonconformity => "nonconformities",
            Some(class) if class.key == "area-of-concern" => "areas-of-concern",
            Some(class) if class.key == "ofi" => "opportunities",
            Some(class) if class.key == "strength" => "strengths",
            _ => "observations",
        }
    }

    /// The findings of a part, gravest first.
    pub(super) fn findings_of(&self, part: &str) -> Vec<Block> {
        let all = self.audit.standing(Kind::Finding);
        let mut findings: Vec<&Object> = all.filter(|it| self.part_of(it) == part).collect();
        findings.sort_by_key(|it| self.gravest(it).map_or(u8::MAX, |class| class.order));
        if findings.is_empty() {
            return vec![self.nothing()];
        }
        let cards = findings.into_iter();
        cards.map(|it| Block::Card(self.finding(it))).collect()
    }

    fn finding(&self, finding: &Object) -> Card {
        let mut facts = vec![self.requirements_of(finding)];
        let texts = [
            ("label.asked", Field::Asked),
            ("label.evidence", Field::Found),
            ("label.statement", Field::Statement),
            ("label.reason", Field::Reason),
        ];
        let needs_all = self
            .gravest(finding)
            .is_some_and(|class| class.nonconformity);
        for (key, field) in texts {
            let value = self.value(finding, field);
            if needs_all {
                facts.push(self.stated(key, value));
            } else {
                facts.extend(self.fact(key, value));
            }
        }
        let rests_on = self.linked(finding, &[Link::Evidence, Link::Sample, Link::Note]);
        let line = self.references(rests_on);
        facts.push(if line.is_empty() {
            self.stated("label.rests-on", "")
        } else {
            Fact::new(self.words.of("label.rests-on"), line)
        });
        facts.extend(self.where_of(finding));
        let (to, at) = (
            self.value(finding, Field::ToldTo),
            time(self.value(finding, Field::ToldAt)),
        );
        let told = [to, &at].into_iter().filter(|it| !it.is_empty());
        facts.extend(self.fact("label.told", &told.collect::<Vec<_>>().join(", ")));
        facts.extend(self.fact("label.disputed", self.value(finding, Field::Disputed)));
        if self.options.audit_file {
            facts.extend(self.former_classes(finding));
        }
        Card {
            anchor: self
                .anchor(finding.id)
                .unwrap_or_else(|| Anchor::new("finding", 0)),
            label: Text::new(self.label(finding)),
            marks: self.classes(finding),
            title: self.finding_title(finding),
            blocks: vec![Block::Facts(facts)],
        }
    }

    /// The title of a finding, or the beginning of what it states.
    fn finding_title(&self, finding: &Object) -> Text {
        match self.value(finding, Field::Title) {
            "" => self.text(&describe::quote(self.value(finding, Field::Statement))),
            title => self.text(title),
        }
    }

    /// The classes of a finding: the word alone where there is one, with its criterion where there are several.
    fn classes(&self, finding: &Object) -> Vec<(Tone, Text)> {
        let classes = self.criteria.criteria().iter().filter_map(|criterion| {
            let key = FieldKey::of(Field::Class, &criterion.id);
            let value = self.audit.value(&finding.id.into(), &key);
            let class = self.class_of(finding, criterion);
            let word = class.map_or(value, |class| &class.word);
            let tone = class.map_or(Tone::Open, class_tone);
            (!word.is_empty()).then_some((tone, criterion.id.as_str(), word))
        });
        let classes: Vec<_> = classes.collect();
        if classes.is_empty() {
            return vec![(Tone::Open, self.words.of("label.no-class"))];
        }
        let several = self.criteria.criteria().len() > 1;
        let marks = classes.into_iter().map(|(tone, criterion, word)| {
            let text = if several {
                format!("{criterion}: {word}")
            } else {
                word.to_owned()
            };
            (tone, Text::new(text))
        });
        marks.collect()
    }

    fn requirements_of(&self, finding: &Object) -> Fact {
        let lines = self.on(finding).into_iter().map(|id| {
            let title = self.criteria.requirement(&id).map_or("", |it| &it.title);
            vec![
                Span::Strong(Text::new(id.as_str())),
                self.said(&format!(" {title}")),
            ]
        });
        let lines: Vec<Line> = lines.collect();
        if lines.is_empty() {
            return self.stated("label.requirement", "");
        }
        Fact {
            label: self.words.of("label.requirement"),
            lines,
        }
    }

    /// Site, process and session of something.
    pub(super) fn where_of(&self, object: &Object) -> Option<Fact> {
        let value = |field| self.audit.text(object, field).trim();
        let places = [value(Field::SiteName), value(Field::Process)];
        let places: Vec<&str> = places.into_iter().filter(|it| !it.is_empty()).collect();
        let mut line = Vec::new();
        if !places.is_empty() {
            line.push(self.said(&places.join(", ")));
        }
        let sessions = self.references(self.linked(object, &[Link::Session]));
        if !sessions.is_empty() {
            if !line.is_empty() {
                line.push(Span::Plain(Text::from(" · ")));
            }
            line.extend(sessions);
        }
        self.pointing("label.where", line)
    }

    /// The classes that a finding had before.
    fn former_classes(&self, finding: &Object) -> Option<Fact> {
        let mut lines = Vec::new();
        for criterion in self.criteria.criteria() {
            let key = FieldKey::of(Field::Class, &criterion.id);
            for held in self.audit.history(&finding.id.into(), &key) {
                if !held.current && !held.value.is_empty() {
                    let class = self.criteria.class(criterion.id.as_str(), held.value);
                    let word = class.map_or(held.value, |class| &class.word);
                    let at = super::context::moment(held.time);
                    let words = format!("{}: {word} ({}, {at})", criterion.id, held.author);
                    lines.push(vec![self.said(&words)]);
                }
            }
        }
        (!lines.is_empty()).then(|| Fact {
            label: self.words.of("label.formerly"),
            lines,
        })
    }

    pub(super) fn unresolved(&self) -> Vec<Block> {
        let mut blocks = self.of_audit(Field::Unresolved);
        let disputed = self.audit.standing(Kind::Finding).filter_map(|finding| {
            let view = self.value(finding, Field::Disputed);
            let said = || vec![self.point_to(finding), self.said(&format!(": {view}"))];
            (!view.is_empty()).then(said)
        });
        let disputed: Vec<Line> = disputed.collect();
        if !disputed.is_empty() {
            blocks.retain(|block| !block.is_nothing());
            blocks.push(Block::Heading(self.words.of("label.disputed")));
            blocks.push(Block::List(disputed));
        }
        blocks
    }
}
