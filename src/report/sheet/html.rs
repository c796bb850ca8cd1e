//! The pocket sheet as one HTML page: no script, no network, made for A4.
//!
//! What stands here in quotes is the only markup; everything else goes through the escaper.

use super::super::escape::Text;
use super::{Asked, LATER, Sheet};

/// How the page looks, on screen and on paper.
const STYLE: &str = include_str!("sheet.css");

pub(super) fn render(sheet: &Sheet) -> String {
    let mut page = Page(String::new());
    page.mark("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.mark("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.mark("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page.text(&sheet.title);
    page.mark("</title>\n<style>\n");
    page.mark(STYLE);
    page.mark("</style>\n</head>\n<body>\n<header>\n");
    page.element("<p class=\"client\"><bdi>", &sheet.client, "</bdi></p>\n");
    page.element("<h1><bdi>", &sheet.title, "</bdi></h1>\n<dl>\n");
    for (name, value) in &sheet.facts {
        page.mark("<div><dt>");
        page.mark(name);
        page.element("</dt><dd><bdi>", value, "</bdi></dd></div>\n");
    }
    page.mark("</dl>\n</header>\n<main>\n");
    for asked in &sheet.requirements {
        page.requirement(asked, sheet.lines);
    }
    page.mark("<section>\n<h2>Anything else</h2>\n");
    page.lines(sheet.lines);
    page.mark("</section>\n</main>\n");
    page.element(
        "<footer>",
        &Text::from(LATER),
        "</footer>\n</body>\n</html>\n",
    );
    page.0
}

struct Page(String);

impl Page {
    fn mark(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &Text) {
        self.0.push_str(&text.html());
    }

    fn element(&mut self, before: &'static str, text: &Text, after: &'static str) {
        self.mark(before);
        self.text(text);
        self.mark(after);
    }

    fn lines(&mut self, count: usize) {
        for _ in 0..count {
            self.mark("<div class=\"line\"></div>\n");
        }
    }

    fn requirement(&mut self, asked: &Asked, lines: usize) {
        self.element("<section>\n<h2><bdi>", &asked.title, "</bdi></h2>\n");
        if let Some(aim) = &asked.aim {
            self.element("<p><bdi>", aim, "</bdi></p>\n");
        }
        self.list("Ask", &asked.questions);
        self.list("Look for", &asked.looks);
        self.list("Still to be shown", &asked.open);
        self.lines(lines);
        self.mark("</section>\n");
    }

    fn list(&mut self, name: &'static str, points: &[Text]) {
        if points.is_empty() {
            return;
        }
        self.mark("<h3>");
        self.mark(name);
        self.mark("</h3>\n<ul>\n");
        for point in points {
            self.element("<li><bdi>", point, "</bdi></li>\n");
        }
        self.mark("</ul>\n");
    }
}
