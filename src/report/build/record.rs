//! The state of the record: what was withdrawn, what differs, what was struck, what was not understood; and the
//! gates that do not hold.
//!
//! This module must not know formats.

use super::context::Build;
use crate::audit::describe;
use crate::audit::fold::Object;
use crate::audit::gates::{Breach, Verdict};
use crate::audit::id::Subject;
use crate::audit::inline;
use crate::audit::schema::{self, Field, FieldKey, Kind};
use crate::report::escape::Text;
use crate::report::model::{Block, Line, Row, Span, Table, Tone};

/// How many breaches of a gate are listed; `onsite check` lists them all.
const BREACHES: usize = 12;

impl Build<'_> {
    pub(super) fn record(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let lists = [
            ("label.withdrawn", self.withdrawn()),
            ("label.conflicts", self.conflicts()),
            ("label.struck", self.struck()),
            ("label.unknown", self.unknown()),
        ];
        for (key, lines) in lists {
            if !lines.is_empty() {
                blocks.push(Block::Heading(self.words.of(key)));
                blocks.push(Block::List(lines));
            }
        }
        if blocks.is_empty() {
            blocks.push(self.nothing());
        }
        blocks
    }

    /// Withdrawn objects with their own words and the reason.
    fn withdrawn(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for kind in Kind::ALL {
            let withdrawn = self.audit.objects(*kind);
            let withdrawn = withdrawn.filter(|it| self.audit.is_withdrawn(it) && self.is_shown(it));
            for object in withdrawn {
                let reason = self.value(object, Field::Withdrawn);
                let words = self.own_words(object);
                let because = self.words.string("label.because");
                lines.push(vec![
                    Span::Strong(Text::new(self.label(object))),
                    self.said(&format!(" {words} ")),
                    Span::Plain(Text::new(format!("{because}: "))),
                    self.said(reason),
                ]);
            }
        }
        lines
    }

    /// What an object says itself.
    fn own_words(&self, object: &Object) -> String {
        if object.kind == Kind::Person {
            return self.person(object);
        }
        let fields = [
            Field::Title,
            Field::Text,
            Field::Asked,
            Field::Found,
            Field::Statement,
            Field::Population,
            Field::Label,
            Field::Name,
            Field::Reference,
        ];
        let values = fields.into_iter().filter_map(|field| {
            let value = match field {
                Field::Text => inline::body(self.audit.text(object, field)).trim_end(),
                field => self.value(object, field),
            };
            (!value.is_empty()).then(|| format!("“{value}”"))
        });
        values.collect::<Vec<_>>().join(" ")
    }

    fn conflicts(&self) -> Vec<Line> {
        let conflicts = self.audit.conflicts().into_iter();
        conflicts
            .filter_map(|(subject, key)| {
                let kept_back = match &subject {
                    Subject::Object(id) => self.audit.object(*id).is_some_and(|object| {
                        let reason = match object.kind {
                            Kind::Sample => matches!(key.field, Field::Reason | Field::SizeReason),
                            Kind::Item => key.field == Field::Reason,
                            _ => false,
                        };
                        !self.is_shown(object) || (reason && !self.options.audit_file)
                    }),
                    _ => false,
                };
                let name = key.field == Field::Name && !self.names();
                (!kept_back && !name).then(|| self.conflict(&subject, &key))
            })
            .collect()
    }

    fn conflict(&self, subject: &Subject, key: &FieldKey) -> Line {
        let fields = match subject {
            Subject::Object(id) => self.audit.object(*id).map(|object| object.kind.fields()),
            other => schema::fields_of(other),
        };
        let spec = fields.and_then(|fields| schema::find(fields, key));
        let label = spec.map_or_else(|| key.to_string(), |spec| spec.label.to_owned());
        let values = self.audit.current(subject, key).into_iter().map(|held| {
            let word = spec.map_or(held.value, |spec| spec.holds.word(held.value));
            if self.options.audit_file {
                format!("“{word}” ({})", held.author)
            } else {
                format!("“{word}”")
            }
        });
        let values: Vec<String> = values.collect();
        let name = describe::name(self.audit, subject);
        vec![
            Span::Plain(Text::new(format!("{name}, {label}: "))),
            self.said(&values.join(" / ")),
        ]
    }

    /// Struck lines stay visible as gaps, with the ground.
    fn struck(&self) -> Vec<Line> {
        let strikes = self.audit.strikes().iter().map(|strike| {
            let (line, log) = (
                self.words.string("label.line"),
                self.words.string("label.log"),
            );
            vec![
                Span::Plain(Text::new(format!("{line} {} {log}: ", strike.n))),
                self.said(&strike.ground),
            ]
        });
        let mut lines: Vec<Line> = strikes.collect();
        if self.audit.struck_lines() > 0 {
            let words = format!(
                "{}: {}",
                self.words.string("label.struck-lines"),
                self.audit.struck_lines()
            );
            lines.push(vec![Span::Plain(Text::new(words))]);
        }
        lines
    }

    /// Entries that were not understood, or had no effect.
    fn unknown(&self) -> Vec<Line> {
        let unknown = self.audit.unapplied().iter();
        unknown
            .map(|it| {
                let (line, log) = (
                    self.words.string("label.line"),
                    self.words.string("label.log"),
                );
                vec![
                    Span::Plain(Text::new(format!("{line} {} {log}: ", it.n))),
                    self.said(&it.why),
                ]
            })
            .collect()
    }

    /// What breaks a gate. It may quote the note that it is about, so a note that is not shown is only named.
    fn breach(&self, breach: &Breach) -> Span {
        let hidden = match &breach.subject {
            Subject::Object(id) => self.audit.object(*id).filter(|it| !self.is_shown(it)),
            _ => None,
        };
        hidden.map_or_else(
            || self.said(&breach.words),
            |object| Span::Plain(Text::new(self.label(object))),
        )
    }

    /// The gates that do not hold.
    pub(super) fn gates(&self) -> Vec<Block> {
        let failing = self.options.gates.iter();
        let failing = failing.filter(|gate| gate.verdict != Verdict::Holds);
        let rows = failing.map(|gate| {
            let (tone, key) = match gate.verdict {
                Verdict::Blocks => (Tone::Amiss, "label.blocks"),
                _ => (Tone::Hint, "label.warns"),
            };
            let breaches = gate.breaches.iter().take(BREACHES);
            let mut lines: Vec<Line> = breaches.map(|breach| vec![self.breach(breach)]).collect();
            let left = gate.breaches.len().saturating_sub(BREACHES);
            if left > 0 {
                let more = self.words.string("label.more");
                lines.push(vec![Span::Plain(Text::new(format!("… {left} {more}")))]);
            }
            Row::Cells {
                anchor: None,
                cells: vec![
                    vec![
                        vec![
                            Span::Mark(tone, self.words.of(key)),
                            self.said(&format!(" {}", gate.sentence)),
                        ],
                        vec![self.said(&gate.source)],
                    ],
                    lines,
                ],
            }
        });
        let rows: Vec<Row> = rows.collect();
        if rows.is_empty() {
            return vec![self.nothing()];
        }
        vec![Block::Table(Table {
            caption: self.words.of("part.gates"),
            columns: ["label.gate", "label.breaks"]
                .map(|key| self.words.of(key))
                .into(),
            widths: vec![45, 55],
            rows,
        })]
    }

    /// The gates that were signed over, with the reasons; for the audit file.
    pub(super) fn signed_over(&self) -> Vec<Block> {
        let over = self.options.signed_over.iter();
        let lines: Vec<Line> = over
            .filter(|_| self.options.audit_file)
            .map(|it| {
                vec![
                    self.said(&it.sentence),
                    Span::Plain(Text::from(" – ")),
                    self.said(&it.reason),
                ]
            })
            .collect();
        if lines.is_empty() {
            return vec![self.nothing()];
        }
        vec![
            Block::Heading(self.words.of("label.signed-over")),
            Block::List(lines),
        ]
    }
}
