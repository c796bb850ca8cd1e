//! The report as Markdown: `CommonMark` with the tables of GFM, no raw HTML, no links.
//!
//! What stands here in quotes is the only markup; everything else goes through the escaper. This module must
//! not know audits.

use super::escape::{Breaks, Text};
use super::model::{Block, Card, Fact, Line, NoteTaken, Part, Report, Row, Span, Table, pieces};

/// The report as Markdown, the same bytes for the same report.
pub fn render(report: &Report) -> String {
    let mut page = Page::default();
    if let Some(body) = &report.body {
        page.paragraph(&[Span::Plain(body.clone())]);
    }
    page.mark("# ");
    page.text(&report.title, Breaks::Blank);
    page.mark("\n\n");
    page.paragraph(&[Span::Strong(report.client.clone())]);
    for mark in &report.marks {
        page.paragraph(&[Span::Strong(mark.clone())]);
    }
    page.facts(&report.glance);
    page.mark("## ");
    page.text(&report.contents, Breaks::Blank);
    page.mark("\n\n");
    for (n, part) in report.parts.iter().enumerate() {
        page.number(n + 1);
        page.mark(". ");
        page.text(&part.title, Breaks::Blank);
        page.mark("\n");
    }
    page.mark("\n");
    for (n, part) in report.parts.iter().enumerate() {
        page.part(n + 1, part);
    }
    let mut text = page.out;
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    /// Markup of this format. Being static, it cannot hold what somebody wrote.
    fn mark(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    fn number(&mut self, n: usize) {
        self.out.push_str(&n.to_string());
    }

    fn text(&mut self, text: &Text, breaks: Breaks) {
        self.out.push_str(&text.markdown(breaks));
    }

    fn part(&mut self, n: usize, part: &Part) {
        self.mark("## ");
        self.number(n);
        self.mark(" ");
        self.text(&part.title, Breaks::Blank);
        self.mark("\n\n");
        for block in &part.blocks {
            self.block(block, 3);
        }
        if let Some(source) = &part.source {
            self.mark("*");
            self.text(source, Breaks::Blank);
            self.mark("*\n\n");
        }
    }

    fn heading(&mut self, text: &Text, level: usize) {
        self.mark(match level {
            3 => "### ",
            4 => "#### ",
            _ => "##### ",
        });
        self.text(text, Breaks::Blank);
        self.mark("\n\n");
    }

    fn block(&mut self, block: &Block, level: usize) {
        match block {
            Block::Heading(text) => self.heading(text, level),
            Block::Para(line) => self.paragraph(line),
            Block::Statement(text) => {
                self.mark("> ");
                self.text(text, Breaks::Blank);
                self.mark("\n\n");
            }
            Block::Nothing(text) => self.paragraph(&[Span::Plain(text.clone())]),
            Block::Facts(facts) => self.facts(facts),
            Block::List(lines) => {
                for line in lines {
                    self.mark("- ");
                    self.line(line, Breaks::Indented);
                    self.mark("\n");
                }
                self.mark("\n");
            }
            Block::Table(table) => self.table(table),
            Block::Card(card) => self.card(card, level),
            Block::Notes(notes) => {
                for note in notes {
                    self.note(note);
                }
                self.mark("\n");
            }
        }
    }

    fn paragraph(&mut self, line: &[Span]) {
        self.line(line, Breaks::Hard);
        self.mark("\n\n");
    }

    fn line(&mut self, line: &[Span], breaks: Breaks) {
        for (span, is_parted) in pieces(line) {
            if is_parted {
                self.mark(", ");
            }
            match span {
                Span::Plain(text) | Span::Words(text) | Span::Link(_, text) => {
                    self.blank_before(text);
                    self.text(text, breaks);
                    self.blank_after(text);
                }
                Span::Strong(text) | Span::Mark(_, text) if text.is_blank() => {}
                Span::Strong(text) | Span::Mark(_, text) => {
                    self.mark("**");
                    self.text(text, Breaks::Blank);
                    self.mark("**");
                }
                Span::Code(text) => {
                    let code = text.markdown_code();
                    self.out.push_str(&code);
                }
            }
        }
    }

    /// The escaper trims; a blank that parts two pieces of a line stays.
    fn blank_before(&mut self, text: &Text) {
        if text.begins_blank() && !self.out.ends_with([' ', '\n']) {
            self.mark(" ");
        }
    }

    fn blank_after(&mut self, text: &Text) {
        if text.ends_blank() && !self.out.ends_with([' ', '\n']) {
            self.mark(" ");
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.mark("- **");
            self.text(&fact.label, Breaks::Blank);
            self.mark(":** ");
            for (n, line) in fact.lines.iter().enumerate() {
                if n > 0 {
                    self.mark("\\\n  ");
                }
                self.line(line, Breaks::Indented);
            }
            self.mark("\n");
        }
        self.mark("\n");
    }

    fn table(&mut self, table: &Table) {
        self.mark("**");
        self.text(&table.caption, Breaks::Blank);
        self.mark("**\n\n|");
        for column in &table.columns {
            self.mark(" ");
            self.text(column, Breaks::Sign);
            self.mark(" |");
        }
        self.mark("\n|");
        for _ in &table.columns {
            self.mark("---|");
        }
        self.mark("\n");
        for row in &table.rows {
            self.mark("|");
            match row {
                Row::Group(line) => {
                    self.mark(" ");
                    self.line(line, Breaks::Sign);
                    self.mark(" |");
                    for _ in table.columns.iter().skip(1) {
                        self.mark(" |");
                    }
                }
                Row::Cells { cells, .. } => {
                    for cell in cells {
                        self.mark(" ");
                        self.cell(cell);
                        self.mark(" |");
                    }
                }
            }
            self.mark("\n");
        }
        self.mark("\n");
    }

    fn cell(&mut self, lines: &[Line]) {
        for (n, line) in lines.iter().enumerate() {
            if n > 0 {
                self.mark(" ↵ ");
            }
            self.line(line, Breaks::Sign);
        }
    }

    fn card(&mut self, card: &Card, level: usize) {
        self.mark(if level == 3 { "### " } else { "#### " });
        self.text(&card.label, Breaks::Blank);
        if !card.title.is_blank() {
            self.mark(" · ");
            self.text(&card.title, Breaks::Blank);
        }
        self.mark("\n\n");
        for (n, (_, word)) in card.marks.iter().enumerate() {
            self.mark(if n > 0 { ", **" } else { "**" });
            self.text(word, Breaks::Blank);
            self.mark("**");
        }
        if !card.marks.is_empty() {
            self.mark("\n\n");
        }
        for block in &card.blocks {
            self.block(block, level + 1);
        }
    }

    fn note(&mut self, note: &NoteTaken) {
        self.mark("- **");
        self.text(&note.label, Breaks::Blank);
        self.mark("** · ");
        self.text(&note.kind, Breaks::Blank);
        self.mark(" · ");
        self.text(&note.time, Breaks::Blank);
        self.mark("\\\n  ");
        self.text(&note.words, Breaks::Indented);
        if !note.about.is_empty() {
            self.mark("\\\n  (");
            self.line(&note.about, Breaks::Blank);
            self.mark(")");
        }
        self.mark("\n");
    }
}
