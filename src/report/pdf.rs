//! The report as pages that look the same everywhere (PDF, ISO 32000-1): made to be read aloud and searched as well
//! (ISO 14289-1), with an outline and pointers, nothing from outside, no name of who wrote it and no clock.
//!
//! ```text
//! report ── compose ──▶ strips ── pages ──▶ pages ── draw ──▶ bytes
//!              │  lines: words shaped and broken       ▲
//!              └─ structure: what everything is ───────┘
//! ```
//!
//! This module must not know audits.

mod compose;
mod draw;
mod lines;
mod pages;
mod strips;
mod structure;
mod styles;
mod words;

use super::model::{Anchor, Report};

/// Something that words can lead to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Goal {
    /// A part, by its number.
    Part(usize),
    /// A place in a part.
    Anchor(Anchor),
}

/// Why a report cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[error("it breaks a rule of the format: {0}")]
pub struct NotDrawn(String);

/// The report as a file, the same bytes for the same report.
///
/// # Errors
/// It breaks a rule of the format: it is longer than that can hold.
pub fn render(report: &Report) -> Result<Vec<u8>, NotDrawn> {
    let mut setter = lines::Setter::new();
    let composed = compose::compose(report, &mut setter);
    let drawn = draw::draw(report, composed, &mut setter);
    drawn.map_err(|error| NotDrawn(format!("{error:?}")))
}

/// What the pages of a report say, paragraph by paragraph, as it can be gathered from the glyphs on them; each page
/// behind a line with its number. For those who want to know whether a report is whole.
pub fn words(report: &Report) -> String {
    let composed = compose::compose(report, &mut lines::Setter::new());
    words::words(&pages::paginate(composed.strips))
}

#[cfg(test)]
mod tests {
    use super::super::escape::Text;
    use super::super::model::{Block, Card, Fact, NoteTaken, Part, Row, Span, Table, Tone};
    use super::*;

    fn text(words: &str) -> Text {
        Text::from(words)
    }

    fn link(sort: &'static str) -> Span {
        Span::Link(Anchor::new(sort, 1), text(sort))
    }

    /// A report in which one thing of each sort points to all others.
    fn report() -> Report {
        let links = vec![link("card"), link("row"), link("note")];
        let table = Table {
            caption: text("Samples"),
            columns: vec![text("Name"), text("Rests on")],
            widths: vec![20, 80],
            rows: vec![Row::Cells {
                anchor: Some(Anchor::new("row", 1)),
                cells: vec![vec![vec![Span::Plain(text("P1"))]], vec![links.clone()]],
            }],
        };
        let card = Card {
            anchor: Anchor::new("card", 1),
            label: text("F1"),
            marks: vec![(Tone::Grave, text("major"))],
            title: text("Nobody restores"),
            blocks: vec![Block::Facts(vec![Fact::new(
                text("Rests on"),
                links.clone(),
            )])],
        };
        let note = NoteTaken {
            anchor: Anchor::new("note", 1),
            label: text("N1"),
            time: text("13:50"),
            kind: text("said"),
            words: text("We never tried"),
            about: links,
        };
        let parts = [
            Block::Card(card),
            Block::Table(table),
            Block::Notes(vec![note]),
        ];
        let part = |block| Part {
            key: "part".to_owned(),
            title: text("A part"),
            source: None,
            blocks: vec![block],
        };
        Report {
            language: "en".to_owned(),
            body: None,
            title: text("Audit report"),
            client: text("Acme"),
            marks: Vec::new(),
            glance: Vec::new(),
            contents: text("Contents"),
            parts: parts.map(part).into(),
        }
    }

    #[test]
    fn everything_that_is_pointed_to_stands_on_a_page() {
        let composed = compose::compose(&report(), &mut lines::Setter::new());
        let pages = pages::paginate(composed.strips);
        let strips = pages
            .pages
            .iter()
            .flatten()
            .flat_map(|on_page| &on_page.strip.lines);
        let runs = strips.flat_map(|placed| &placed.line.runs);
        let goals: Vec<&Goal> = runs.filter_map(|run| run.goal.as_ref()).collect();
        // Three from the card, three from the row, three from the note; number and title of three parts in the contents.
        assert_eq!(goals.len(), 9 + 6);
        for goal in goals {
            assert!(pages.places.contains_key(goal), "{goal:?}");
        }
        for (n, entry) in (1..).zip(&composed.outline) {
            assert_eq!(entry.goal, Goal::Part(n));
        }
        let inner: usize = composed.outline.iter().map(|it| it.inner.len()).sum();
        assert_eq!(inner, 1, "the card stands in the outline");
    }

    #[test]
    fn no_title_in_the_contents_runs_into_its_page_number() {
        let mut report = report();
        report.parts[1].title = text(&"What was found in the year before ".repeat(9));
        let composed = compose::compose(&report, &mut lines::Setter::new());
        let strips = &composed.strips;
        let numbered = strips.iter().filter(|strip| strip.page_of.is_some());
        assert_eq!(numbered.count(), 3);
        let last = strips.iter().rposition(|strip| strip.page_of.is_some());
        let contents = &strips[..=last.unwrap()];
        let placed = contents.iter().flat_map(|strip| &strip.lines);
        let right = placed.map(|placed| placed.x + placed.line.width());
        let free = styles::LEFT + styles::WIDTH - styles::PAGE_NUMBER;
        assert!(right.fold(0.0, f32::max) <= free);
        assert!(
            contents.len() > 3 + 3,
            "the long title stands on several lines"
        );
    }

    #[test]
    fn it_is_drawn_with_a_place_to_click_for_each_pointer() {
        let bytes = render(&report()).unwrap();
        let told = String::from_utf8_lossy(&bytes);
        // Nine pointers, and for three lines of the contents their words and their pages.
        assert_eq!(told.matches("/Subtype/Link").count(), 9 + 6);
    }
}
