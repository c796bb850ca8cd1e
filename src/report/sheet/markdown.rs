//! The pocket sheet as Markdown. An empty line to write on is a thematic break, which is drawn as a line.
//!
//! What stands here in quotes is the only markup; everything else goes through the escaper.

use super::super::escape::{Breaks, Text};
use super::{Asked, LATER, Sheet};

pub(super) fn render(sheet: &Sheet) -> String {
    let mut page = Page(String::new());
    page.mark("# ");
    page.text(&sheet.title, Breaks::Blank);
    page.mark("\n\n");
    page.text(&sheet.client, Breaks::Blank);
    page.mark("\n\n");
    for (name, value) in &sheet.facts {
        page.mark("- **");
        page.mark(name);
        page.mark(":** ");
        page.text(value, Breaks::Indented);
        page.mark("\n");
    }
    for asked in &sheet.requirements {
        page.requirement(asked);
        page.lines(sheet.lines);
    }
    page.mark("\n## Anything else\n\n");
    page.lines(sheet.lines);
    page.text(&Text::from(LATER), Breaks::Hard);
    page.mark("\n");
    page.0
}

struct Page(String);

impl Page {
    fn mark(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &Text, breaks: Breaks) {
        self.0.push_str(&text.markdown(breaks));
    }

    fn lines(&mut self, count: usize) {
        for _ in 0..count {
            self.mark("&nbsp;\n\n---\n\n");
        }
    }

    fn requirement(&mut self, asked: &Asked) {
        self.mark("\n## ");
        self.text(&asked.title, Breaks::Blank);
        self.mark("\n\n");
        if let Some(aim) = &asked.aim {
            self.text(aim, Breaks::Hard);
            self.mark("\n\n");
        }
        self.list("Ask", &asked.questions);
        self.list("Look for", &asked.looks);
        self.list("Still to be shown", &asked.open);
    }

    fn list(&mut self, name: &'static str, points: &[Text]) {
        if points.is_empty() {
            return;
        }
        self.mark("**");
        self.mark(name);
        self.mark("**\n\n");
        for point in points {
            self.mark("- [ ] ");
            self.text(point, Breaks::Indented);
            self.mark("\n");
        }
        self.mark("\n");
    }
}
