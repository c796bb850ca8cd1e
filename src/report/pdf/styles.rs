//! How the document looks: sizes, colours and distances, all in points.
//!
//! This module must not know what is written.

use super::lines::{Colour, Face, Look};
use crate::report::model::Tone;

/// The size of a page of A4.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// Where words begin, from the left.
pub const LEFT: f32 = 57.0;
/// How wide words may be.
pub const WIDTH: f32 = PAGE.0 - LEFT - 51.0;
/// Where words begin, from the top.
pub const TOP: f32 = 68.0;
/// Where they end.
pub const BOTTOM: f32 = PAGE.1 - 62.0;
/// The baseline of what stands at the head of each page.
pub const HEAD: f32 = 42.0;
/// The baseline of the marks below it.
pub const HEAD_MARKS: f32 = HEAD + MARGIN.leading;
/// The baseline of what stands at its foot.
pub const FOOT: f32 = PAGE.1 - 34.0;

/// The width of the names of facts.
pub const LABELS: f32 = 128.0;
/// How far what belongs to something stands to its right.
pub const INDENT: f32 = 12.0;
/// The room at the sides of a cell.
pub const CELL_SIDE: f32 = 4.0;
/// The room above and below the lines of a row.
pub const CELL_END: f32 = 3.0;
/// How thick a line is.
pub const HAIR: f32 = 0.6;
/// How wide the colour at the side of a card is.
pub const SIDE: f32 = 3.5;

const INK: Colour = [0x1d, 0x25, 0x30];
const SOFT: Colour = [0x55, 0x60, 0x6e];
/// Headings, links and the heads of tables.
pub const ACCENT: Colour = [0x1f, 0x4e, 0x79];
/// Behind what stands apart.
pub const SHADE: Colour = [0xf0, 0xf3, 0xf6];
/// Between rows.
pub const LINE: Colour = [0xd5, 0xda, 0xe1];
const WHITE: Colour = [0xff, 0xff, 0xff];
const RED: Colour = [0x8c, 0x15, 0x15];

/// How a paragraph looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Its words.
    pub look: Look,
    /// The height of its lines.
    pub leading: f32,
    /// The room above it.
    pub above: f32,
    /// Whether it stays on one page with what follows.
    pub keeps: bool,
}

const fn style(face: Face, size: f32, colour: Colour, leading: f32, above: f32) -> Style {
    let look = Look { face, size, colour };
    Style {
        look,
        leading,
        above,
        keeps: false,
    }
}

const fn heading(size: f32, colour: Colour, leading: f32, above: f32) -> Style {
    let style = style(Face::Strong, size, colour, leading, above);
    Style {
        keeps: true,
        ..style
    }
}

/// The audit body on the cover.
pub const BODY_NAME: Style = style(Face::Strong, 10.0, SOFT, 14.0, 0.0);
/// What the document is.
pub const TITLE: Style = heading(24.0, ACCENT, 29.0, 16.0);
/// Whose it is.
pub const SUBTITLE: Style = style(Face::Plain, 14.0, INK, 19.0, 4.0);
/// Marks that every reader has to see.
pub const STAMP: Style = style(Face::Strong, 9.5, RED, 13.0, 3.0);
/// A line of the contents.
pub const CONTENTS: Style = style(Face::Plain, 8.8, INK, 11.6, 0.0);
/// The room of a page number at the end of such a line, in points: four digits and a gap.
pub const PAGE_NUMBER: f32 = 36.0;
/// The heading of a part.
pub const PART: Style = heading(15.0, ACCENT, 20.0, 24.0);
/// A heading within a part, and the word above the contents.
pub const HEADING: Style = heading(11.5, INK, 15.5, 14.0);
/// A heading within a card.
pub const INNER: Style = heading(9.5, INK, 13.5, 9.0);
/// A paragraph.
pub const NORMAL: Style = style(Face::Plain, 9.5, INK, 13.5, 6.0);
/// A statement that has to stand in a report as it is.
pub const STATEMENT: Style = Style {
    keeps: true,
    ..NORMAL
};
/// An item of a list.
pub const ITEM: Style = style(Face::Plain, 9.5, INK, 13.5, 3.0);
/// What says that there is nothing to say.
pub const NOTHING: Style = style(Face::Plain, 9.5, SOFT, 13.5, 6.0);
/// What asks for a part.
pub const SOURCE: Style = style(Face::Plain, 7.5, SOFT, 10.5, 9.0);
/// What a table shows.
pub const CAPTION: Style = heading(8.5, SOFT, 12.0, 11.0);
/// The names of columns.
pub const COLUMN: Style = style(Face::Strong, 8.0, WHITE, 11.0, 0.0);
/// The words of a cell.
pub const CELL: Style = style(Face::Plain, 8.5, INK, 12.0, 0.0);
/// The name of a row, or of the rows that follow.
pub const GROUP: Style = style(Face::Strong, 8.5, INK, 12.0, 0.0);
/// The name of a fact.
pub const LABEL: Style = style(Face::Strong, 8.5, SOFT, 12.5, 0.0);
/// What a fact says.
pub const FACT: Style = style(Face::Plain, 9.0, INK, 12.5, 0.0);
/// The title of a card.
pub const CARD: Style = heading(11.0, INK, 15.0, 15.0);
/// Judging words below it.
pub const CLASSES: Style = heading(9.0, INK, 13.0, 2.0);
/// What stands above a note: its name, kind and time.
pub const META: Style = heading(8.0, SOFT, 11.0, 9.0);
/// The words of a note.
pub const WORDS: Style = style(Face::Plain, 9.5, INK, 13.5, 1.0);
/// What a note is about.
pub const ABOUT: Style = style(Face::Plain, 8.0, SOFT, 11.0, 1.0);
/// At the heads and feet of pages.
pub const MARGIN: Style = style(Face::Plain, 7.5, SOFT, 10.0, 0.0);
/// Marks there.
pub const MARGIN_MARK: Style = style(Face::Strong, 7.5, RED, 10.0, 0.0);

impl Look {
    /// The same standing out.
    pub const fn strong(self) -> Self {
        Self {
            face: Face::Strong,
            ..self
        }
    }

    /// The same without standing out.
    pub const fn plain(self) -> Self {
        Self {
            face: Face::Plain,
            ..self
        }
    }

    /// The same in the colour of what a word judges. The word itself says it too.
    pub const fn judged(self, tone: Tone) -> Self {
        Self {
            face: Face::Strong,
            colour: match tone {
                Tone::Good => [0x1c, 0x52, 0x35],
                Tone::Grave | Tone::Amiss => RED,
                Tone::Hint => [0x6b, 0x47, 0x00],
                Tone::Quiet | Tone::Open => [0x3d, 0x47, 0x54],
            },
            ..self
        }
    }

    /// The same for digests and file names, whose letters are wider.
    pub const fn code(self) -> Self {
        Self {
            face: Face::Code,
            size: self.size * 0.92,
            ..self
        }
    }

    /// The same for what leads elsewhere.
    pub const fn link(self) -> Self {
        Self {
            colour: ACCENT,
            ..self
        }
    }
}

/// The colour at the side of a card.
pub const fn side(tone: Tone) -> Colour {
    match tone {
        Tone::Good => [0x2c, 0x6e, 0x49],
        Tone::Grave => RED,
        Tone::Amiss => [0xc4, 0x45, 0x3c],
        Tone::Hint => [0xc0, 0x8a, 0x1e],
        Tone::Quiet | Tone::Open => [0x88, 0x92, 0xa0],
    }
}
