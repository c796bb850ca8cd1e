//! The body of the document: paragraphs, runs and tables, each in a style that `styles.xml` knows.
//!
//! What stands here in quotes is the only markup; everything else goes through the escaper. The order of elements
//! within properties is the one that the schema of ISO/IEC 29500-1 asks for: some readers refuse another one. This
//! module must not know audits.

use super::super::escape::Text;
use super::super::model::{
    Anchor, Block, Card, Fact, Line, NoteTaken, Part, Report, Row, Span, Table, Tone, pieces,
};

/// The width of the text on a page of A4, in twentieths of a point: 210 mm less margins of 20 and 18 mm.
const WIDTH: usize = 9751;
/// The width of the names of facts.
const LABELS: usize = 2450;

/// Lines of the cells of a row that stays on one page.
const SHORT: usize = 8;

/// Size and margins of the pages, and what stands at their heads and feet.
const SECTION: &str = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1304\" w:right=\"1021\" w:bottom=\"1247\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>";

/// The main part of the document.
pub fn body(report: &Report) -> String {
    let mut page = Page::default();
    page.mark(super::XML);
    page.mark("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\n<w:body>\n");
    page.cover(report);
    for (n, part) in report.parts.iter().enumerate() {
        page.part(n + 1, part);
    }
    page.mark(SECTION);
    page.mark("\n</w:body>\n</w:document>\n");
    page.out
}

/// A part of a package that is being written.
#[derive(Default)]
pub(super) struct Page {
    out: String,
    /// How many places to point to there are so far: each has a number of its own.
    places: usize,
}

impl Page {
    pub fn into_text(self) -> String {
        self.out
    }

    /// Markup of this format. Being static, it cannot hold what somebody wrote.
    pub fn mark(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    fn number(&mut self, n: usize) {
        self.out.push_str(&n.to_string());
    }

    /// Words where there are no runs.
    pub fn text(&mut self, text: &Text) {
        self.out.push_str(&text.xml_line());
    }

    /// Words in a style of characters, or in none.
    pub fn run(&mut self, style: &'static str, text: &Text) {
        self.mark("<w:r>");
        if !style.is_empty() {
            self.mark("<w:rPr><w:rStyle w:val=\"");
            self.mark(style);
            self.mark("\"/></w:rPr>");
        }
        for (n, line) in text.xml_lines().enumerate() {
            if n > 0 {
                self.mark("<w:br/>");
            }
            self.mark("<w:t xml:space=\"preserve\">");
            self.out.push_str(&line);
            self.mark("</w:t>");
        }
        self.mark("</w:r>");
    }

    /// Begins a paragraph.
    pub fn begin(&mut self, style: &'static str) {
        self.mark("<w:p><w:pPr><w:pStyle w:val=\"");
        self.mark(style);
        self.mark("\"/></w:pPr>");
    }

    pub fn end(&mut self) {
        self.mark("</w:p>\n");
    }

    /// A little room between two things that would touch.
    fn gap(&mut self) {
        self.begin("Gap");
        self.end();
    }

    fn paragraph(&mut self, style: &'static str, text: &Text) {
        self.begin(style);
        self.run("", text);
        self.end();
    }

    fn line_paragraph(&mut self, style: &'static str, line: &[Span]) {
        self.begin(style);
        self.line(line);
        self.end();
    }

    /// A place that can be pointed to, within a paragraph. Its name must begin with a letter, have no hyphen and be of at
    /// most 40 characters.
    fn place(&mut self, name: &str) {
        self.places += 1;
        let n = self.places;
        self.mark("<w:bookmarkStart w:id=\"");
        self.number(n);
        self.mark("\" w:name=\"");
        self.out.push_str(name);
        self.mark("\"/><w:bookmarkEnd w:id=\"");
        self.number(n);
        self.mark("\"/>");
    }

    fn cover(&mut self, report: &Report) {
        if let Some(body) = &report.body {
            self.paragraph("AuditBody", body);
        }
        self.paragraph("Title", &report.title);
        self.paragraph("Subtitle", &report.client);
        for mark in &report.marks {
            self.paragraph("Stamp", mark);
        }
        self.gap();
        self.facts(&report.glance);
        self.paragraph("ContentsHeading", &report.contents);
        // A field, so that a word processor can write the list anew when somebody has changed the document.
        let last = report.parts.len();
        for (n, part) in (1..).zip(&report.parts) {
            self.begin("TOC1");
            if n == 1 {
                self.mark("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-1\" \\n \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>");
            }
            self.mark("<w:hyperlink w:anchor=\"part_");
            self.number(n);
            self.mark("\" w:history=\"1\">");
            self.numbered(n, &part.title);
            self.mark("</w:hyperlink>");
            if n == last {
                self.mark("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>");
            }
            self.end();
        }
    }

    fn numbered(&mut self, n: usize, title: &Text) {
        self.mark("<w:r><w:t>");
        self.number(n);
        self.mark("</w:t><w:tab/></w:r>");
        self.run("", title);
    }

    fn part(&mut self, n: usize, part: &Part) {
        // The cover and the contents have a page of their own.
        self.mark(if n == 1 {
            "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/><w:pageBreakBefore/></w:pPr>"
        } else {
            "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>"
        });
        self.place(&format!("part_{n}"));
        self.numbered(n, &part.title);
        self.end();
        for block in &part.blocks {
            self.block(block, "Heading2");
        }
        if let Some(source) = &part.source {
            self.paragraph("Source", source);
        }
    }

    fn block(&mut self, block: &Block, heading: &'static str) {
        match block {
            Block::Heading(text) => self.paragraph(heading, text),
            Block::Para(line) => self.line_paragraph("Normal", line),
            Block::Statement(text) => self.paragraph("Statement", text),
            Block::Nothing(text) => self.paragraph("Nothing", text),
            Block::Facts(facts) => self.facts(facts),
            Block::List(lines) => {
                for line in lines {
                    self.line_paragraph("ListBullet", line);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Card(card) => self.card(card),
            Block::Notes(notes) => {
                for note in notes {
                    self.note(note);
                }
            }
        }
    }

    fn line(&mut self, line: &[Span]) {
        for (span, is_parted) in pieces(line) {
            if is_parted {
                self.run("", &Text::from(" "));
            }
            match span {
                Span::Plain(text) | Span::Words(text) => self.run("", text),
                Span::Strong(text) => self.run("Strong", text),
                Span::Mark(tone, text) => self.run(style(*tone), text),
                Span::Code(text) => self.run("Code", text),
                Span::Link(anchor, text) => {
                    self.mark("<w:hyperlink w:anchor=\"");
                    self.out.push_str(&name(anchor));
                    self.mark("\" w:history=\"1\">");
                    self.run("Hyperlink", text);
                    self.mark("</w:hyperlink>");
                }
            }
        }
    }

    /// Begins a table with columns of these widths, in a style of tables.
    fn grid(&mut self, style: &'static str, has_head: bool, widths: &[usize]) {
        self.mark("<w:tbl><w:tblPr><w:tblStyle w:val=\"");
        self.mark(style);
        self.mark("\"/><w:tblW w:w=\"");
        self.number(widths.iter().sum::<usize>());
        self.mark("\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"");
        self.mark(if has_head {
            "0020\" w:firstRow=\"1\""
        } else {
            "0000\" w:firstRow=\"0\""
        });
        self.mark(" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>");
        for width in widths {
            self.mark("<w:gridCol w:w=\"");
            self.number(*width);
            self.mark("\"/>");
        }
        self.mark("</w:tblGrid>\n");
    }

    /// Ends a table. Two that follow each other would grow together without something between them.
    fn end_grid(&mut self) {
        self.mark("</w:tbl>\n");
        self.gap();
    }

    fn begin_cell(&mut self, width: usize) {
        self.mark("<w:tc><w:tcPr><w:tcW w:w=\"");
        self.number(width);
        self.mark("\" w:type=\"dxa\"/></w:tcPr>");
    }

    fn facts(&mut self, facts: &[Fact]) {
        if facts.is_empty() {
            return;
        }
        let widths = [LABELS, WIDTH - LABELS];
        self.grid("Facts", false, &widths);
        for fact in facts {
            self.mark("<w:tr>");
            self.begin_cell(LABELS);
            self.paragraph("Label", &fact.label);
            self.mark("</w:tc>");
            self.begin_cell(WIDTH - LABELS);
            self.cell_lines(&fact.lines, None);
            self.mark("</w:tc></w:tr>\n");
        }
        self.end_grid();
    }

    /// The lines of a cell, which may be none: but a paragraph there has to be.
    fn cell_lines(&mut self, lines: &[Line], anchor: Option<&Anchor>) {
        self.begin("Cell");
        if let Some(anchor) = anchor {
            self.place(&name(anchor));
        }
        for (n, line) in lines.iter().enumerate() {
            if n > 0 {
                self.end();
                self.begin("Cell");
            }
            self.line(line);
        }
        self.end();
    }

    fn table(&mut self, table: &Table) {
        self.paragraph("Caption", &table.caption);
        let widths = shares(&table.widths, table.columns.len());
        self.grid("Rows", true, &widths);
        self.mark("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            self.begin_cell(*width);
            self.paragraph("Cell", column);
            self.mark("</w:tc>");
        }
        self.mark("</w:tr>\n");
        for row in &table.rows {
            self.row(row, &widths);
        }
        self.end_grid();
    }

    fn row(&mut self, row: &Row, widths: &[usize]) {
        match row {
            Row::Group(line) => {
                self.mark("<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"");
                self.number(widths.iter().sum::<usize>());
                self.mark("\" w:type=\"dxa\"/><w:gridSpan w:val=\"");
                self.number(widths.len());
                self.mark("\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F4F6F8\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Label\"/><w:keepNext/></w:pPr>");
                self.line(line);
                self.mark("</w:p></w:tc></w:tr>\n");
            }
            Row::Cells { anchor, cells } => {
                // A row that is about as long as a page would leave the one before it empty.
                self.mark(if cells.iter().all(|lines| lines.len() <= SHORT) {
                    "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
                } else {
                    "<w:tr>"
                });
                for (n, (cell, width)) in cells.iter().zip(widths).enumerate() {
                    self.begin_cell(*width);
                    self.cell_lines(cell, anchor.as_ref().filter(|_| n == 0));
                    self.mark("</w:tc>");
                }
                self.mark("</w:tr>\n");
            }
        }
    }

    fn card(&mut self, card: &Card) {
        self.mark("<w:p><w:pPr><w:pStyle w:val=\"Card\"/><w:pBdr><w:left w:val=\"single\" w:sz=\"36\" w:space=\"6\" w:color=\"");
        self.mark(
            card.marks
                .first()
                .map_or("8892A0", |(tone, _)| colour(*tone)),
        );
        self.mark("\"/></w:pBdr></w:pPr>");
        self.place(&name(&card.anchor));
        self.run("Number", &card.label);
        if !card.title.is_blank() {
            self.run("", &Text::from("  "));
            self.run("", &card.title);
        }
        self.end();
        if !card.marks.is_empty() {
            self.line_paragraph("CardMarks", &card.classes());
        }
        for block in &card.blocks {
            self.block(block, "Heading3");
        }
    }

    fn note(&mut self, note: &NoteTaken) {
        self.begin("NoteMeta");
        self.place(&name(&note.anchor));
        self.run("Strong", &note.label);
        for text in [&note.kind, &note.time] {
            self.run("", &Text::from("  "));
            self.run("", text);
        }
        self.end();
        self.paragraph("NoteWords", &note.words);
        if !note.about.is_empty() {
            self.line_paragraph("NoteAbout", &note.about);
        }
    }
}

/// The name of a place as this format allows it.
fn name(anchor: &Anchor) -> String {
    anchor.to_string().replace('-', "_")
}

/// The widths of `columns` columns, in twentieths of a point, in these proportions: alike where there are none.
fn shares(widths: &[u16], columns: usize) -> Vec<usize> {
    let wide = |n: usize| widths.get(n).copied().map_or(1, usize::from).max(1);
    let all: usize = (0..columns).map(wide).sum();
    let shares = (0..columns).map(|n| WIDTH * wide(n) / all.max(1));
    shares.collect()
}

/// The style of a judging word. The word itself says the same.
const fn style(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "Good",
        Tone::Grave => "Grave",
        Tone::Amiss => "Amiss",
        Tone::Hint => "Hint",
        Tone::Quiet => "Quiet",
        Tone::Open => "Open",
    }
}

/// The colour at the side of a card.
const fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "2C6E49",
        Tone::Grave => "8C1515",
        Tone::Amiss => "C4453C",
        Tone::Hint => "C08A1E",
        Tone::Quiet | Tone::Open => "8892A0",
    }
}
