//! Words set in lines: shaped, broken and measured with the fonts that the program brings along.
//!
//! Characters that these fonts do not have are named by their code points: a box would say nothing, and a font of the
//! machine would make another document there. This module must not know what a report consists of.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions};
use parley::layout::{Alignment, AlignmentOptions, Layout, Run};
use parley::style::{FontFamily, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{FontContext, LayoutContext};

use super::Goal;

/// The fonts, all of which are free to be handed on and to be put into documents: see `fonts/LICENSE`.
const FONTS: [&[u8]; 3] = [
    include_bytes!("fonts/DejaVuSans.ttf"),
    include_bytes!("fonts/DejaVuSans-Bold.ttf"),
    include_bytes!("fonts/DejaVuSansMono.ttf"),
];

/// Which of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// For running text.
    Plain,
    /// For what stands out.
    Strong,
    /// For digests and file names.
    Code,
}

impl Face {
    const fn family(self) -> &'static str {
        match self {
            Self::Plain | Self::Strong => "DejaVu Sans",
            Self::Code => "DejaVu Sans Mono",
        }
    }

    const fn weight(self) -> FontWeight {
        match self {
            Self::Strong => FontWeight::BOLD,
            Self::Plain | Self::Code => FontWeight::NORMAL,
        }
    }
}

/// Red, green and blue.
pub type Colour = [u8; 3];

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// In which font.
    pub face: Face,
    /// How large, in points.
    pub size: f32,
    /// In which colour.
    pub colour: Colour,
}

/// A piece of a paragraph that looks the same throughout.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its words; a line feed begins a new line.
    pub text: String,
    /// How they look.
    pub look: Look,
    /// Where they lead to.
    pub goal: Option<Goal>,
}

/// A line of a paragraph, set.
#[derive(Debug, Clone)]
pub struct SetLine {
    /// How high it is, in points.
    pub height: f32,
    /// How far its baseline is below its top.
    pub baseline: f32,
    /// What stands in it, from left to right.
    pub runs: Vec<SetRun>,
}

/// Glyphs of one look, side by side.
#[derive(Debug, Clone)]
pub struct SetRun {
    /// Where they begin, from the left of the line.
    pub x: f32,
    /// How wide they are.
    pub width: f32,
    /// Their font.
    pub font: Font,
    /// How they look.
    pub look: Look,
    /// Where they lead to.
    pub goal: Option<Goal>,
    /// The glyphs, with their places in the text.
    pub glyphs: Vec<KrillaGlyph>,
    /// The text of their paragraph.
    pub text: Arc<str>,
}

impl SetLine {
    /// How wide what stands in it is, from its left.
    pub fn width(&self) -> f32 {
        let ends = self.runs.iter().map(|run| run.x + run.width);
        ends.fold(0.0, f32::max)
    }
}

/// Naming a character may leave its neighbour without what it joins to. If after so many times there is still one that
/// has no glyph, all that are not ASCII are named.
const NAMINGS: usize = 4;

/// Sets paragraphs.
pub struct Setter {
    fonts: FontContext,
    /// The brush of a text is the place of its piece.
    layouts: LayoutContext<usize>,
    /// The fonts as the document knows them, by their numbers here.
    known: BTreeMap<u64, Font>,
}

impl Setter {
    /// Reads the fonts.
    pub fn new() -> Self {
        let mut fonts = FontContext {
            collection: Collection::new(CollectionOptions {
                shared: false,
                system_fonts: false,
            }),
            ..FontContext::default()
        };
        let mut known = BTreeMap::new();
        for font in FONTS {
            let blob = Blob::new(Arc::new(font));
            if let Some(font) = Font::new(font.into(), 0) {
                known.insert(blob.id(), font);
            }
            fonts.collection.register_fonts(blob, None);
        }
        Self {
            fonts,
            layouts: LayoutContext::new(),
            known,
        }
    }

    /// Sets a paragraph in lines that are at most `width` points wide and `leading` points high.
    pub fn set(&mut self, pieces: &[Piece], width: f32, leading: f32) -> Vec<SetLine> {
        let mut pieces = Cow::Borrowed(pieces);
        let mut layout = self.layout(&pieces, width, leading);
        for left in (0..=NAMINGS).rev() {
            let unknown = match unknown(&layout) {
                none if none.is_empty() => break,
                some if left > 0 => some,
                _ => beyond_ascii(&text_of(&pieces)),
            };
            pieces = Cow::Owned(with_names(&pieces, &unknown));
            layout = self.layout(&pieces, width, leading);
        }
        self.lines(&layout, &pieces)
    }

    fn layout(&mut self, pieces: &[Piece], width: f32, leading: f32) -> Layout<usize> {
        let text = text_of(pieces);
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(LineHeight::Absolute(leading));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut from = 0;
        for (at, Piece { text, look, .. }) in pieces.iter().enumerate() {
            let range = from..from + text.len();
            from = range.end;
            builder.push(StyleProperty::Brush(at), range.clone());
            builder.push(FontFamily::named(look.face.family()), range.clone());
            builder.push(StyleProperty::FontWeight(look.face.weight()), range.clone());
            builder.push(StyleProperty::FontSize(look.size), range);
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }

    fn lines(&self, layout: &Layout<usize>, pieces: &[Piece]) -> Vec<SetLine> {
        let text: Arc<str> = text_of(pieces).into();
        let lines = layout.lines().map(|line| {
            let metrics = line.metrics();
            let mut x = metrics.offset;
            let mut runs = Vec::new();
            for run in line.runs() {
                self.add_run(&run, pieces, &text, &mut x, &mut runs);
            }
            SetLine {
                height: metrics.line_height,
                baseline: metrics.baseline - metrics.block_min_coord,
                runs,
            }
        });
        lines.collect()
    }

    /// Adds the glyphs of a run, piece by piece, and moves `x` on behind them.
    fn add_run(
        &self,
        run: &Run<'_, usize>,
        pieces: &[Piece],
        text: &Arc<str>,
        x: &mut f32,
        runs: &mut Vec<SetRun>,
    ) {
        let Some(font) = self.known.get(&run.font().data.id()) else {
            return;
        };
        let mut piece_before = None;
        for cluster in run.visual_clusters() {
            if cluster.is_hard_line_break() {
                continue;
            }
            let at = cluster.style().brush;
            let Some(piece) = pieces.get(at) else {
                continue;
            };
            if piece_before != Some(at) {
                piece_before = Some(at);
                runs.push(SetRun {
                    x: *x,
                    width: 0.0,
                    font: font.clone(),
                    look: piece.look,
                    goal: piece.goal.clone(),
                    glyphs: Vec::new(),
                    text: Arc::clone(text),
                });
            }
            let Some(set) = runs.last_mut() else { continue };
            if cluster.is_ligature_continuation() {
                if let Some(glyph) = set.glyphs.last_mut() {
                    glyph.text_range = joined(&glyph.text_range, &cluster.text_range());
                }
                continue;
            }
            let size = run.font_size();
            for glyph in cluster.glyphs() {
                set.glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    glyph.y / size,
                    0.0,
                    cluster.text_range(),
                    None,
                ));
                set.width += glyph.advance;
                *x += glyph.advance;
            }
        }
    }
}

fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The smallest range with both: what is read from right to left comes in any order.
pub fn joined(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.min(other.start)..one.end.max(other.end)
}

/// Where characters stand that the fonts do not have.
fn unknown(layout: &Layout<usize>) -> Vec<Range<usize>> {
    let mut unknown = Vec::new();
    for run in layout.lines().flat_map(|line| line.runs()) {
        for cluster in run.clusters() {
            let is_missing = cluster.glyphs().any(|glyph| glyph.id == 0);
            if is_missing && !cluster.is_hard_line_break() {
                unknown.push(cluster.text_range());
            }
        }
    }
    unknown.sort_by_key(|range| range.start);
    unknown
}

/// Where characters stand that are not ASCII.
fn beyond_ascii(text: &str) -> Vec<Range<usize>> {
    let beyond = text.char_indices().filter(|(_, c)| !c.is_ascii());
    beyond.map(|(at, c)| at..at + c.len_utf8()).collect()
}

/// The pieces with the names of characters in place of these.
fn with_names(pieces: &[Piece], unknown: &[Range<usize>]) -> Vec<Piece> {
    let mut from = 0;
    let is_unknown = |place: usize| {
        let next = unknown.partition_point(|range| range.end <= place);
        unknown.get(next).is_some_and(|it| it.contains(&place))
    };
    let named = pieces.iter().map(|piece| {
        let shown = piece.text.char_indices().map(|(at, c)| {
            if is_unknown(from + at) {
                format!("<U+{:04X}>", u32::from(c))
            } else {
                c.to_string()
            }
        });
        let text = shown.collect();
        from += piece.text.len();
        Piece {
            text,
            ..piece.clone()
        }
    });
    named.collect()
}
