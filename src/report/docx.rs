//! The report as a document of a word processor (Office Open XML, ISO/IEC 29500, transitional): no macro, nothing from
//! outside, no name of who wrote it and no clock.
//!
//! Such a document is a package of parts. Those that are the same for every report are files beside this one, the body
//! is written by [`body`]. This module must not know audits, nor how parts are packed.

mod body;

use std::borrow::Cow;

use super::escape::Text;
use super::model::Report;

pub use body::body;

/// What begins every part.
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The parts that are the same for every report. The first has to stand first in the package.
const SAME: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        include_str!("docx/content-types.xml"),
    ),
    ("_rels/.rels", include_str!("docx/package.rels.xml")),
    (
        "word/_rels/document.xml.rels",
        include_str!("docx/document.rels.xml"),
    ),
    ("word/numbering.xml", include_str!("docx/numbering.xml")),
    ("word/settings.xml", include_str!("docx/settings.xml")),
    ("word/footer1.xml", include_str!("docx/footer.xml")),
];

/// How the document looks. Its language is put in, which it names for all text.
const STYLES: &str = include_str!("docx/styles.xml");

/// A part of a package: its name, and what stands in it.
pub type PackagePart = (&'static str, Cow<'static, str>);

/// The parts of the report's document in the order of the package, the same for the same report.
pub fn parts(report: &Report) -> Vec<PackagePart> {
    let same = SAME
        .iter()
        .map(|(name, text)| (*name, Cow::Borrowed(*text)));
    let written = [
        ("word/document.xml", body(report)),
        ("word/header1.xml", header(report)),
        ("word/styles.xml", styles(report)),
        ("docProps/core.xml", properties(report)),
    ];
    same.chain(written.map(|(name, text)| (name, text.into())))
        .collect()
}

/// What stands at the head of each page: what it is, whose it is, and the marks that every reader has to see.
fn header(report: &Report) -> String {
    let mut page = body::Page::default();
    page.mark(XML);
    page.mark("<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\n");
    page.begin("Header");
    page.run("", &report.title);
    page.run("", &Text::from(" – "));
    page.run("", &report.client);
    for (n, mark) in report.marks.iter().enumerate() {
        if n == 0 {
            page.end();
            page.begin("Header");
        } else {
            page.run("", &Text::from(" · "));
        }
        page.run("Strong", mark);
    }
    page.end();
    page.mark("</w:hdr>\n");
    page.into_text()
}

/// How the document looks, for a reader of its language.
fn styles(report: &Report) -> String {
    let language = Text::from(report.language.as_str()).xml_line();
    let named =
        format!("<w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"{language}\"/>");
    STYLES.replacen(
        "</w:rPr></w:rPrDefault>",
        &format!("{named}</w:rPr></w:rPrDefault>"),
        1,
    )
}

/// What programs show of a document without opening it.
fn properties(report: &Report) -> String {
    let mut page = body::Page::default();
    page.mark(XML);
    page.mark("<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:title>");
    page.text(&report.title);
    page.mark(" – ");
    page.text(&report.client);
    page.mark("</dc:title>\n");
    if let Some(body) = &report.body {
        page.mark("<dc:creator>");
        page.text(body);
        page.mark("</dc:creator>\n");
    }
    page.mark("<dc:language>");
    page.text(&Text::from(report.language.as_str()));
    page.mark("</dc:language>\n</cp:coreProperties>\n");
    page.into_text()
}
