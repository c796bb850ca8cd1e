//! Pages drawn: words, lines and colours, with what they are and where they lead to.
//!
//! This module must not know audits, nor why anything stands where it stands.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::error::KrillaResult;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::Fill as Paint;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};

use super::compose::{Composed, Entry};
use super::lines::{Colour, Look, Piece, SetLine, SetRun, Setter, joined};
use super::pages::{OnPage, Pages, Place, paginate};
use super::strips::{Extent, Fill, Placed};
use super::structure::{LinkIx, Structure};
use super::styles;
use crate::report::escape::Text;
use crate::report::model::Report;

/// Draws a composed report.
///
/// # Errors
/// The document breaks a rule of its format: it is longer than that can hold.
pub fn draw(report: &Report, composed: Composed, setter: &mut Setter) -> KrillaResult<Vec<u8>> {
    let pages = paginate(composed.strips);
    let mut drawing = Drawing {
        head: head(report, setter),
        setter,
        pages: &pages,
        structure: composed.structure,
    };
    let mut document = Document::new_with(SerializeSettings {
        configuration: configuration(),
        ..SerializeSettings::default()
    });
    for (n, page) in pages.pages.iter().enumerate() {
        drawing.page(&mut document, n, page);
    }
    document.set_outline(drawing.outline(&composed.outline));
    document.set_metadata(metadata(report));
    document.set_tag_tree(drawing.structure.into_tree(&report.language));
    document.finish()
}

/// As the rules for documents that everybody can read ask for (ISO 14289-1).
fn configuration() -> Configuration {
    let rules = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    rules.finish().unwrap_or_default()
}

/// What it is, and whose.
fn whose(report: &Report) -> String {
    format!("{} – {}", report.title.plain(), report.client.plain())
}

/// What programs show of a document without opening it: nothing of who wrote it, on which machine and when.
fn metadata(report: &Report) -> Metadata {
    let metadata = Metadata::new()
        .title(whose(report))
        .language(report.language.clone());
    match &report.body {
        Some(body) => metadata.authors(vec![body.plain()]),
        None => metadata,
    }
}

struct Drawing<'d> {
    /// The lines at the head of each page.
    head: Vec<SetLine>,
    setter: &'d mut Setter,
    pages: &'d Pages,
    structure: Structure,
}

/// Words that lead elsewhere, and where to click.
struct Click {
    link: LinkIx,
    place: Rect,
    to: Place,
    says: String,
}

impl Drawing<'_> {
    fn page(&mut self, document: &mut Document, n: usize, strips: &[OnPage]) {
        let (width, height) = styles::PAGE;
        let Some(size) = PageSettings::from_wh(width, height) else {
            return;
        };
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for on_page in strips {
            for fill in &on_page.strip.fills {
                draw_fill(&mut surface, on_page, fill);
            }
        }
        self.margins(&mut surface, n);
        let mut clicks = Vec::new();
        for on_page in strips {
            let number = self.page_number(on_page);
            for placed in on_page.strip.lines.iter().chain(&number) {
                self.placed(&mut surface, on_page.top, placed, &mut clicks);
            }
        }
        surface.finish();
        for click in clicks {
            self.click(&mut page, click);
        }
        page.finish();
    }

    /// What stands at the head and at the foot of every page.
    fn margins(&mut self, surface: &mut Surface<'_>, n: usize) {
        for (line, y) in self.head.iter().zip([styles::HEAD, styles::HEAD_MARKS]) {
            draw_aside(surface, ArtifactType::Header, line, styles::LEFT, y);
        }
        let number = format!("{} / {}", n + 1, self.pages.pages.len());
        if let Some(line) = only_line(self.setter, styles::MARGIN.look, number) {
            let x = styles::LEFT + styles::WIDTH - line.width();
            draw_aside(surface, ArtifactType::Footer, &line, x, styles::FOOT);
        }
    }

    fn placed(
        &mut self,
        surface: &mut Surface<'_>,
        top: f32,
        placed: &Placed,
        clicks: &mut Vec<Click>,
    ) {
        let Placed { x, line, .. } = placed;
        let top = top + placed.y;
        let baseline = top + line.baseline;
        let Some(node) = placed.node else {
            draw_aside(surface, ArtifactType::PaginationOther, line, *x, baseline);
            return;
        };
        for runs in line.runs.chunk_by(|one, next| one.goal == next.goal) {
            let words = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            for run in runs {
                draw_run(surface, run, *x, baseline);
            }
            surface.end_tagged();
            let goal = runs.first().and_then(|run| run.goal.as_ref());
            let to = goal.and_then(|goal| self.pages.places.get(goal));
            let place = extent(runs)
                .and_then(|(from, to)| Rect::from_ltrb(x + from, top, x + to, top + line.height));
            match (to, place) {
                (Some(to), Some(place)) => clicks.push(Click {
                    link: self.structure.link(node, words),
                    place,
                    to: *to,
                    says: said(runs),
                }),
                _ => self.structure.words(node, words),
            }
        }
    }

    /// The number of the page that a strip tells, in its place.
    fn page_number(&mut self, on_page: &OnPage) -> Option<Placed> {
        let goal = on_page.strip.page_of.clone()?;
        let place = self.pages.places.get(&goal)?;
        let style = styles::CONTENTS;
        let pieces = [Piece {
            text: (place.page + 1).to_string(),
            look: style.look,
            goal: Some(goal),
        }];
        let lines = self.setter.set(&pieces, styles::WIDTH, style.leading);
        let line = lines.into_iter().next()?;
        Some(Placed {
            x: styles::LEFT + styles::WIDTH - line.width(),
            y: 0.0,
            line,
            node: on_page.strip.lines.first()?.node,
        })
    }

    fn click(&mut self, page: &mut Page<'_>, click: Click) {
        let target = Target::Destination(Destination::Xyz(destination(click.to)));
        let link = LinkAnnotation::new(click.place, target);
        let annotation = Annotation::new_link(link, Some(click.says));
        let clicked = page.add_tagged_annotation(annotation);
        self.structure.clicked(click.link, clicked);
    }

    fn outline(&self, entries: &[Entry]) -> Outline {
        let mut outline = Outline::new();
        for entry in entries {
            if let Some(node) = self.outline_node(entry) {
                outline.push_child(node);
            }
        }
        outline
    }

    fn outline_node(&self, entry: &Entry) -> Option<OutlineNode> {
        let place = self.pages.places.get(&entry.goal)?;
        let mut node = OutlineNode::new(entry.title.clone(), destination(*place));
        for inner in &entry.inner {
            if let Some(inner) = self.outline_node(inner) {
                node.push_child(inner);
            }
        }
        Some(node)
    }
}

/// What stands at the head of every page: whose report it is, and the marks that every reader has to see.
fn head(report: &Report, setter: &mut Setter) -> Vec<SetLine> {
    let marks: Vec<String> = report.marks.iter().map(Text::plain).collect();
    let lines = [
        only_line(setter, styles::MARGIN.look, whose(report)),
        only_line(setter, styles::MARGIN_MARK.look, marks.join(" · ")),
    ];
    lines.into_iter().flatten().collect()
}

/// A text in one line; what does not fit is left out.
fn only_line(setter: &mut Setter, look: Look, text: String) -> Option<SetLine> {
    let pieces = [Piece {
        text,
        look,
        goal: None,
    }];
    let lines = setter.set(&pieces, styles::WIDTH, styles::MARGIN.leading);
    lines.into_iter().next()
}

/// Draws a line that is not read: it belongs to the page, or says again what stands elsewhere.
fn draw_aside(surface: &mut Surface<'_>, kind: ArtifactType, line: &SetLine, x: f32, y: f32) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    for run in &line.runs {
        draw_run(surface, run, x, y);
    }
    surface.end_tagged();
}

fn destination(place: Place) -> XyzDestination {
    XyzDestination::new(place.page, Point::from_xy(0.0, place.top))
}

/// From where to where runs go, from the left of their line.
fn extent(runs: &[SetRun]) -> Option<(f32, f32)> {
    let from = runs.iter().map(|run| run.x).reduce(f32::min)?;
    let to = runs.iter().map(|run| run.x + run.width).reduce(f32::max)?;
    (from < to).then_some((from, to))
}

/// What runs of a paragraph say that stand side by side.
fn said(runs: &[SetRun]) -> String {
    let glyphs = runs.iter().flat_map(|run| &run.glyphs);
    let places = glyphs.map(|glyph| glyph.text_range.clone());
    let place = places.reduce(|one, other| joined(&one, &other));
    let said = runs
        .first()
        .zip(place)
        .and_then(|(run, at)| run.text.get(at));
    said.unwrap_or_default().to_owned()
}

fn draw_run(surface: &mut Surface<'_>, run: &SetRun, x: f32, baseline: f32) {
    surface.set_fill(Some(paint(run.look.colour)));
    let from = Point::from_xy(x + run.x, baseline);
    surface.draw_glyphs(
        from,
        &run.glyphs,
        run.font.clone(),
        &run.text,
        run.look.size,
        false,
    );
}

fn draw_fill(surface: &mut Surface<'_>, on_page: &OnPage, fill: &Fill) {
    let (top, bottom) = (on_page.top, on_page.top + on_page.strip.height);
    let (from, to) = match fill.extent {
        Extent::Whole => (top, bottom),
        Extent::WithAbove => (top - on_page.strip.above, bottom),
        Extent::Bottom => (bottom - styles::HAIR, bottom),
    };
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_ltrb(fill.x, from, fill.x + fill.width, to) {
        path.push_rect(rect);
    }
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    surface.set_fill(Some(paint(fill.colour)));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn paint([red, green, blue]: Colour) -> Paint {
    Paint {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Paint::default()
    }
}
