//! From the parts of a report to strips: headings, paragraphs, lists, cards and notes; facts and tables in [`rows`].
//!
//! This module must not know audits, nor on which page anything comes to stand.

mod rows;

use super::Goal;
use super::lines::{Colour, Look, Piece, Setter};
use super::strips::{Extent, Fill, Placed, Strip};
use super::structure::{Is, NodeIx, Structure};
use super::styles::{self, Style};
use crate::report::escape::Text;
use crate::report::model::{Block, Card, Line, NoteTaken, Part, Report, Span, Tone, pieces};

/// A report as strips, what they are, and where its outline leads to.
pub struct Composed {
    /// The strips from the first page to the last.
    pub strips: Vec<Strip>,
    /// What they are.
    pub structure: Structure,
    /// What can be gone to from beside the pages: parts, and the cards in each.
    pub outline: Vec<Entry>,
}

/// An entry of the outline.
pub struct Entry {
    /// Its words.
    pub title: String,
    /// Where it leads to.
    pub goal: Goal,
    /// What stands below it.
    pub inner: Vec<Entry>,
}

/// Composes a report.
pub fn compose(report: &Report, setter: &mut Setter) -> Composed {
    let mut composer = Composer {
        setter,
        out: Composed {
            strips: Vec::new(),
            structure: Structure::default(),
            outline: Vec::new(),
        },
        within: None,
        left: styles::LEFT,
        free: 0.0,
    };
    composer.cover(report);
    for (n, part) in (1..).zip(&report.parts) {
        composer.part(n, part);
    }
    composer.out
}

struct Composer<'s> {
    setter: &'s mut Setter,
    out: Composed,
    /// What is being written.
    within: Option<NodeIx>,
    /// Where words begin.
    left: f32,
    /// What stays free of words at the right.
    free: f32,
}

impl Composer<'_> {
    fn node(&mut self, within: Option<NodeIx>, is: Is) -> NodeIx {
        self.out.structure.add(within, is)
    }

    /// How wide words may be.
    fn width(&self) -> f32 {
        styles::LEFT + styles::WIDTH - self.left - self.free
    }

    /// Writes a paragraph, which is a part of its own. Gives the place of its first strip.
    fn paragraph(&mut self, style: Style, is: Is, pieces: &[Piece]) -> usize {
        let node = self.node(self.within, is);
        let lines = self.setter.set(pieces, self.width(), style.leading);
        let from = self.out.strips.len();
        for (n, line) in lines.into_iter().enumerate() {
            self.out.strips.push(Strip {
                height: line.height,
                above: if n == 0 { style.above } else { 0.0 },
                keeps: style.keeps,
                lines: vec![Placed {
                    x: self.left,
                    y: 0.0,
                    line,
                    node: Some(node),
                }],
                ..Strip::default()
            });
        }
        // Neither the first line of a paragraph nor its last stands alone on a page.
        let many = self.out.strips.len() - from;
        for at in [from, (from + many).saturating_sub(2)] {
            let strip = self.out.strips.get_mut(at);
            if let Some(strip) = strip.filter(|_| many > 1) {
                strip.keeps = true;
            }
        }
        from
    }

    fn text(&mut self, style: Style, is: Is, text: &Text) -> usize {
        self.paragraph(style, is, &[piece(style.look, text)])
    }

    fn line(&mut self, style: Style, is: Is, line: &[Span]) -> usize {
        self.paragraph(style, is, &pieces_of(style.look, line))
    }

    /// Says what others point to when they point at a strip.
    fn place(&mut self, at: usize, goal: Goal) {
        if let Some(strip) = self.out.strips.get_mut(at) {
            strip.places.push(goal);
        }
    }

    /// A colour from the left of the words to their right.
    fn across(&self, extent: Extent, colour: Colour) -> Fill {
        Fill {
            x: self.left,
            width: self.width(),
            extent,
            colour,
        }
    }

    /// Fills something in all strips from one on.
    fn fill(&mut self, from: usize, fill: Fill) {
        let strips = self.out.strips.iter_mut().skip(from);
        for (n, strip) in strips.enumerate() {
            let extent = match fill.extent {
                Extent::WithAbove if n == 0 => Extent::Whole,
                extent => extent,
            };
            strip.fills.push(Fill { extent, ..fill });
        }
    }

    /// Puts a colour to the left of all strips from one on.
    fn side(&mut self, from: usize, colour: Colour) {
        let fill = self.across(Extent::WithAbove, colour);
        let width = styles::SIDE;
        self.fill(from, Fill { width, ..fill });
    }

    fn cover(&mut self, report: &Report) {
        if let Some(body) = &report.body {
            self.text(styles::BODY_NAME, Is::Paragraph, body);
        }
        let title = report.title.plain();
        self.text(styles::TITLE, Is::Heading(1, title), &report.title);
        self.text(styles::SUBTITLE, Is::Paragraph, &report.client);
        for mark in &report.marks {
            self.text(styles::STAMP, Is::Paragraph, mark);
        }
        self.facts(&report.glance, 12.0);
        self.contents(report);
    }

    fn contents(&mut self, report: &Report) {
        let words = report.contents.plain();
        let mut style = styles::HEADING;
        style.above = 16.0;
        self.text(style, Is::Heading(2, words), &report.contents);
        let outer = self.within;
        self.within = Some(self.node(outer, Is::Contents));
        for (n, part) in (1..).zip(&report.parts) {
            let goal = Goal::Part(n);
            let look = styles::CONTENTS.look;
            let pieces = [format!("{n}   "), part.title.plain()].map(|text| Piece {
                text,
                look,
                goal: Some(goal.clone()),
            });
            self.free = styles::PAGE_NUMBER;
            self.paragraph(styles::CONTENTS, Is::ContentsLine, &pieces);
            self.free = 0.0;
            self.page_number(goal);
        }
        self.within = outer;
    }

    /// Puts the number of the page of something at the right end of the last strip, and a line below it.
    fn page_number(&mut self, goal: Goal) {
        let below = self.across(Extent::Bottom, styles::LINE);
        let Some(strip) = self.out.strips.last_mut() else {
            return;
        };
        strip.page_of = Some(goal);
        strip.fills.push(below);
    }

    fn part(&mut self, n: usize, part: &Part) {
        let outer = self.within;
        self.within = Some(self.node(outer, Is::Section));
        let title = format!("{n}  {}", part.title.plain());
        let look = styles::PART.look;
        let heading = Piece {
            text: title.clone(),
            look,
            goal: None,
        };
        let at = self.paragraph(styles::PART, Is::Heading(2, title.clone()), &[heading]);
        self.place(at, Goal::Part(n));
        // The cover and the contents have a page of their own.
        if let Some(strip) = self.out.strips.get_mut(at).filter(|_| n == 1) {
            strip.begins_page = true;
        }
        self.out.outline.push(Entry {
            title,
            goal: Goal::Part(n),
            inner: Vec::new(),
        });
        for block in &part.blocks {
            self.block(block, 3);
        }
        if let Some(source) = &part.source {
            self.text(styles::SOURCE, Is::Paragraph, source);
        }
        self.within = outer;
    }

    /// Writes a block; a heading in it is so deep.
    fn block(&mut self, block: &Block, depth: u16) {
        match block {
            Block::Heading(text) => {
                let style = if depth == 3 {
                    styles::HEADING
                } else {
                    styles::INNER
                };
                self.text(style, Is::Heading(depth, text.plain()), text);
            }
            Block::Para(line) => {
                self.line(styles::NORMAL, Is::Paragraph, line);
            }
            Block::Statement(text) => self.statement(text),
            Block::Nothing(text) => {
                self.text(styles::NOTHING, Is::Paragraph, text);
            }
            Block::Facts(facts) => self.facts(facts, 7.0),
            Block::List(lines) => self.list(lines),
            Block::Table(table) => self.table(table),
            Block::Card(card) => self.card(card, depth),
            Block::Notes(notes) => notes.iter().for_each(|note| self.note(note)),
        }
    }

    fn statement(&mut self, text: &Text) {
        let left = self.left;
        self.left += styles::INDENT;
        let from = self.text(styles::STATEMENT, Is::Paragraph, text);
        self.left = left;
        let shade = self.across(Extent::WithAbove, styles::SHADE);
        self.fill(from, shade);
        self.side(from, styles::ACCENT);
    }

    fn list(&mut self, lines: &[Line]) {
        let (outer, left) = (self.within, self.left);
        let list = self.node(outer, Is::List);
        for line in lines {
            let item = self.node(Some(list), Is::Item);
            let sign = self.node(Some(item), Is::Sign);
            let dot = piece(styles::ITEM.look, &Text::from("•"));
            let dot = self
                .setter
                .set(&[dot], styles::INDENT, styles::ITEM.leading);
            self.within = Some(item);
            self.left = left + styles::INDENT;
            let at = self.line(styles::ITEM, Is::Said, line);
            self.left = left;
            let first = self.out.strips.get_mut(at);
            if let (Some(strip), Some(line)) = (first, dot.into_iter().next()) {
                let dot = Placed {
                    x: left + 2.0,
                    y: 0.0,
                    line,
                    node: Some(sign),
                };
                strip.lines.insert(0, dot);
            }
        }
        self.within = outer;
    }

    fn card(&mut self, card: &Card, depth: u16) {
        let left = self.left;
        self.left += styles::INDENT;
        let mut title = card.label.plain();
        let mut words = vec![Piece {
            text: format!("{title}   "),
            look: styles::CARD.look.link(),
            goal: None,
        }];
        if !card.title.is_blank() {
            words.push(piece(styles::CARD.look, &card.title));
            title = format!("{title}  {}", card.title.plain());
        }
        let from = self.paragraph(styles::CARD, Is::Heading(depth, title.clone()), &words);
        let goal = Goal::Anchor(card.anchor.clone());
        self.place(from, goal.clone());
        if let Some(part) = self.out.outline.last_mut() {
            let inner = Vec::new();
            part.inner.push(Entry { title, goal, inner });
        }
        if !card.marks.is_empty() {
            self.line(styles::CLASSES, Is::Paragraph, &card.classes());
        }
        for block in &card.blocks {
            self.block(block, depth + 1);
        }
        self.left = left;
        let tone = card.marks.first().map_or(Tone::Quiet, |(tone, _)| *tone);
        self.side(from, styles::side(tone));
    }

    fn note(&mut self, note: &NoteTaken) {
        let look = styles::META.look;
        let mut meta = vec![piece(look, &note.label)];
        for text in [&note.kind, &note.time] {
            meta.push(piece(look.plain(), &Text::from("   ")));
            meta.push(piece(look.plain(), text));
        }
        let at = self.paragraph(styles::META, Is::Paragraph, &meta);
        self.place(at, Goal::Anchor(note.anchor.clone()));
        let left = self.left;
        self.left += styles::INDENT;
        self.text(styles::WORDS, Is::Paragraph, &note.words);
        if !note.about.is_empty() {
            self.line(styles::ABOUT, Is::Paragraph, &note.about);
        }
        self.left = left;
    }
}

fn piece(look: Look, text: &Text) -> Piece {
    Piece {
        text: text.plain(),
        look,
        goal: None,
    }
}

/// The pieces of a line in this look, or in what a piece makes of it.
fn pieces_of(look: Look, line: &[Span]) -> Vec<Piece> {
    let mut made = Vec::with_capacity(line.len());
    for (span, is_parted) in pieces(line) {
        if is_parted {
            made.push(piece(look, &Text::from("  ")));
        }
        made.push(match span {
            Span::Plain(text) | Span::Words(text) => piece(look, text),
            Span::Strong(text) => piece(look.strong(), text),
            Span::Mark(tone, text) => piece(look.judged(*tone), text),
            Span::Code(text) => piece(look.code(), text),
            Span::Link(anchor, text) => Piece {
                goal: Some(Goal::Anchor(anchor.clone())),
                ..piece(look.link(), text)
            },
        });
    }
    made
}
