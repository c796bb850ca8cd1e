//! The report as one HTML page that needs nothing else: no script, no network, made to be printed.
//!
//! What stands here in quotes is the only markup; everything else goes through the escaper. This module must
//! not know audits.

use super::escape::Text;
use super::model::{
    Anchor, Block, Card, Fact, Line, NoteTaken, Part, Report, Row, Span, Table, Tone, pieces,
};

/// How the page looks, on screen and on paper.
const STYLE: &str = include_str!("html/style.css");

/// Rows of a table that stays on one page.
const SHORT: usize = 8;

/// The report as HTML, the same bytes for the same report.
pub fn render(report: &Report) -> String {
    let mut page = Page::default();
    page.head(report);
    page.cover(report);
    page.mark("<main>\n");
    for (n, part) in report.parts.iter().enumerate() {
        page.part(n + 1, part);
    }
    page.mark("</main>\n</body>\n</html>\n");
    page.out
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

    fn text(&mut self, text: &Text) {
        self.out.push_str(&text.html());
    }

    fn anchor(&mut self, anchor: &Anchor) {
        self.out.push_str(&anchor.to_string());
    }

    fn head(&mut self, report: &Report) {
        self.mark("<!DOCTYPE html>\n<html lang=\"");
        self.text(&Text::from(report.language.as_str()));
        self.mark("\">\n<head>\n<meta charset=\"utf-8\">\n");
        self.mark("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        self.mark("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.mark("<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        self.text(&report.title);
        self.mark(" – ");
        self.text(&report.client);
        self.mark("</title>\n<style>\n");
        self.mark(STYLE);
        self.mark("</style>\n</head>\n<body>\n");
    }

    fn cover(&mut self, report: &Report) {
        self.mark("<header class=\"cover\">\n");
        if let Some(body) = &report.body {
            self.mark("<p class=\"body\"><bdi>");
            self.text(body);
            self.mark("</bdi></p>\n");
        }
        self.mark("<h1>");
        self.text(&report.title);
        self.mark("</h1>\n<p class=\"client\"><bdi>");
        self.text(&report.client);
        self.mark("</bdi></p>\n");
        if !report.marks.is_empty() {
            self.mark("<ul class=\"stamps\">\n");
            for mark in &report.marks {
                self.mark("<li><bdi>");
                self.text(mark);
                self.mark("</bdi></li>\n");
            }
            self.mark("</ul>\n");
        }
        self.facts(&report.glance);
        self.mark("</header>\n<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">");
        self.text(&report.contents);
        self.mark("</h2>\n<ol>\n");
        for (n, part) in report.parts.iter().enumerate() {
            self.mark("<li><a href=\"#part-");
            self.number(n + 1);
            self.mark("\">");
            self.text(&part.title);
            self.mark("</a></li>\n");
        }
        self.mark("</ol>\n</nav>\n");
    }

    fn part(&mut self, n: usize, part: &Part) {
        self.mark("<section id=\"part-");
        self.number(n);
        self.mark("\">\n<h2><span class=\"number\">");
        self.number(n);
        self.mark("</span> ");
        self.text(&part.title);
        self.mark("</h2>\n");
        for block in &part.blocks {
            self.block(block);
        }
        if let Some(source) = &part.source {
            self.mark("<p class=\"source\"><bdi>");
            self.text(source);
            self.mark("</bdi></p>\n");
        }
        self.mark("</section>\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                self.mark("<h3><bdi>");
                self.text(text);
                self.mark("</bdi></h3>\n");
            }
            Block::Para(line) => {
                self.mark("<p>");
                self.line(line);
                self.mark("</p>\n");
            }
            Block::Statement(text) => {
                self.mark("<p class=\"statement\"><bdi>");
                self.text(text);
                self.mark("</bdi></p>\n");
            }
            Block::Nothing(text) => {
                self.mark("<p class=\"nothing\">");
                self.text(text);
                self.mark("</p>\n");
            }
            Block::Facts(facts) => self.facts(facts),
            Block::List(lines) => {
                self.mark("<ul>\n");
                for line in lines {
                    self.mark("<li>");
                    self.line(line);
                    self.mark("</li>\n");
                }
                self.mark("</ul>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Card(card) => self.card(card),
            Block::Notes(notes) => {
                self.mark("<ol class=\"notes\">\n");
                for note in notes {
                    self.note(note);
                }
                self.mark("</ol>\n");
            }
        }
    }

    fn line(&mut self, line: &[Span]) {
        for (span, is_parted) in pieces(line) {
            if is_parted {
                self.mark(" ");
            }
            match span {
                Span::Plain(text) => self.text(text),
                Span::Words(text) => {
                    self.mark("<bdi>");
                    self.text(text);
                    self.mark("</bdi>");
                }
                Span::Strong(text) => {
                    self.mark("<strong><bdi>");
                    self.text(text);
                    self.mark("</bdi></strong>");
                }
                Span::Mark(tone, text) => self.judged(*tone, text),
                Span::Code(text) => {
                    self.mark("<code>");
                    self.text(text);
                    self.mark("</code>");
                }
                Span::Link(anchor, text) => {
                    self.mark("<a href=\"#");
                    self.anchor(anchor);
                    self.mark("\">");
                    self.text(text);
                    self.mark("</a>");
                }
            }
        }
    }

    fn judged(&mut self, tone: Tone, text: &Text) {
        self.mark("<span class=\"mark ");
        self.mark(class(tone));
        self.mark("\">");
        self.text(text);
        self.mark("</span>");
    }

    fn lines(&mut self, lines: &[Line]) {
        for (n, line) in lines.iter().enumerate() {
            if n > 0 {
                self.mark("<br>");
            }
            self.line(line);
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.mark("<dl>\n");
        for fact in facts {
            self.mark("<div><dt>");
            self.text(&fact.label);
            self.mark("</dt><dd>");
            self.lines(&fact.lines);
            self.mark("</dd></div>\n");
        }
        self.mark("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        // A table that fits on a page is not broken over two.
        self.mark(if table.rows.len() <= SHORT {
            "<table class=\"short\">\n<caption><bdi>"
        } else {
            "<table>\n<caption><bdi>"
        });
        self.text(&table.caption);
        self.mark("</bdi></caption>\n<colgroup>");
        for width in &table.widths {
            self.mark("<col style=\"width:");
            self.number(usize::from(*width));
            self.mark("%\">");
        }
        self.mark("</colgroup>\n<thead>\n<tr>");
        for column in &table.columns {
            self.mark("<th scope=\"col\">");
            self.text(column);
            self.mark("</th>");
        }
        self.mark("</tr>\n</thead>\n<tbody>\n");
        for row in &table.rows {
            self.row(row, table.columns.len());
        }
        self.mark("</tbody>\n</table>\n");
    }

    fn row(&mut self, row: &Row, columns: usize) {
        match row {
            Row::Group(line) => {
                self.mark("<tr class=\"group\"><th scope=\"colgroup\" colspan=\"");
                self.number(columns);
                self.mark("\">");
                self.line(line);
                self.mark("</th></tr>\n");
            }
            Row::Cells { anchor, cells } => {
                self.mark("<tr");
                if let Some(anchor) = anchor {
                    self.mark(" id=\"");
                    self.anchor(anchor);
                    self.mark("\"");
                }
                self.mark(">");
                for (n, cell) in cells.iter().enumerate() {
                    self.mark(if n == 0 { "<th scope=\"row\">" } else { "<td>" });
                    self.lines(cell);
                    self.mark(if n == 0 { "</th>" } else { "</td>" });
                }
                self.mark("</tr>\n");
            }
        }
    }

    fn card(&mut self, card: &Card) {
        self.mark("<article class=\"card ");
        self.mark(card.marks.first().map_or("quiet", |(tone, _)| class(*tone)));
        self.mark("\" id=\"");
        self.anchor(&card.anchor);
        self.mark("\">\n<h3><span class=\"number\"><bdi>");
        self.text(&card.label);
        self.mark("</bdi></span>");
        if !card.title.is_blank() {
            self.mark(" <bdi>");
            self.text(&card.title);
            self.mark("</bdi>");
        }
        self.mark("</h3>\n");
        if !card.marks.is_empty() {
            self.mark("<p class=\"classes\">");
            self.line(&card.classes());
            self.mark("</p>\n");
        }
        for block in &card.blocks {
            self.block(block);
        }
        self.mark("</article>\n");
    }

    fn note(&mut self, note: &NoteTaken) {
        self.mark("<li id=\"");
        self.anchor(&note.anchor);
        self.mark("\">\n<p class=\"meta\"><strong>");
        self.text(&note.label);
        self.mark("</strong> <span class=\"kind\">");
        self.text(&note.kind);
        self.mark("</span> <bdi>");
        self.text(&note.time);
        self.mark("</bdi></p>\n<p class=\"words\" dir=\"auto\">");
        self.text(&note.words);
        self.mark("</p>\n");
        if !note.about.is_empty() {
            self.mark("<p class=\"about\">");
            self.line(&note.about);
            self.mark("</p>\n");
        }
        self.mark("</li>\n");
    }
}

/// The style of a judging word. The word itself says the same.
const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Grave => "grave",
        Tone::Amiss => "amiss",
        Tone::Hint => "hint",
        Tone::Quiet => "quiet",
        Tone::Open => "open",
    }
}
