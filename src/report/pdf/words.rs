//! What the pages say, gathered from the glyphs that stand on them: what has no glyph is missing here, too.
//!
//! This module must not know how pages are drawn.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pages::Pages;

/// The paragraphs of all pages, each on the page on which it begins, behind a line with the number of the page.
pub fn words(pages: &Pages) -> String {
    let mut glyphs: BTreeMap<*const u8, Vec<Range<usize>>> = BTreeMap::new();
    let mut begun: Vec<Vec<Arc<str>>> = Vec::new();
    for page in &pages.pages {
        let lines = page.iter().flat_map(|on_page| &on_page.strip.lines);
        let read = lines.filter(|placed| placed.node.is_some());
        let mut new = Vec::new();
        for run in read.flat_map(|placed| &placed.line.runs) {
            let of_text = glyphs.entry(run.text.as_ptr()).or_insert_with(|| {
                new.push(Arc::clone(&run.text));
                Vec::new()
            });
            of_text.extend(run.glyphs.iter().map(|glyph| glyph.text_range.clone()));
        }
        begun.push(new);
    }
    let pages = (1..).zip(begun).map(|(n, texts)| {
        let said = texts.iter().map(|text| {
            let places = glyphs.remove(&text.as_ptr()).unwrap_or_default();
            gather(text, places) + "\n"
        });
        format!("== {n} ==\n{}", said.collect::<String>())
    });
    pages.collect()
}

/// What of a text has glyphs, in the order of reading. Between lines stands a line feed, which has none.
fn gather(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|range| range.start);
    let mut said = String::with_capacity(text.len());
    let mut at = 0;
    for range in places {
        let between = text.get(at..range.start).unwrap_or_default();
        said.extend(between.chars().filter(|c| *c == '\n'));
        let from = range.start.max(at);
        said.push_str(text.get(from..range.end).unwrap_or_default());
        at = range.end.max(at);
    }
    said
}
