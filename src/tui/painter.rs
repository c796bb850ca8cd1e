//! From one frame to the next in as few bytes as will do.
//!
//! The painter knows what the terminal shows, which pen it holds and where its cursor stands, and writes only
//! what changes. Over a slow line that decides how quick the program feels: a letter typed at the end of a line
//! is one byte. It is also the last gate before the terminal: whatever a cell holds, the only control sequences
//! that get out are those written here. Pure; it must not know where the bytes go.
//!
//! Terminals disagree on the width of some clusters (joined emoji, variation selectors). Behind such a cluster
//! nothing is taken for granted: its cells are blanked first, the cursor is placed anew, and the rest of the
//! row is written again.

mod pen;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

use crate::text;
use pen::Pen;

/// Begins and ends a synchronized update: terminals that know it show the frame as a whole.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Modifiers that can be seen on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

/// A frame of so many bytes reaches the terminal in one piece, and is shown as one without being asked to.
const TAKEN_AT_ONCE: usize = 256;

/// Trailing blanks from which on erasing the rest of the row is the shorter way.
const WORTH_ERASING: usize = 4;

/// What one cell shows. `None` in a row: the second half of a wide cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Glyph<'a> {
    symbol: &'a str,
    pen: Pen,
    width: usize,
}

impl Glyph<'_> {
    fn is_blank(&self) -> bool {
        self.symbol == " " && self.pen == Pen::DEFAULT
    }
}

/// Knows what the terminal shows.
#[derive(Debug)]
pub struct Painter {
    mono: bool,
    /// The frame that the terminal shows.
    shown: Buffer,
    /// Nothing is known of the terminal: clear it and write everything.
    stale: bool,
    pen: Pen,
    /// Where the terminal's cursor stands, if that is known.
    at: Option<(u16, u16)>,
    cursor_shown: bool,
    out: Vec<u8>,
    /// How often the cursor was moved to write cells in this frame.
    runs: usize,
}

impl Painter {
    /// A painter for a terminal of which nothing is known yet. `mono`: no colour is ever written.
    pub fn new(mono: bool) -> Self {
        Self {
            mono,
            shown: Buffer::empty(Rect::ZERO),
            stale: true,
            pen: Pen::DEFAULT,
            at: None,
            cursor_shown: true,
            out: Vec::new(),
            runs: 0,
        }
    }

    /// Forgets what the terminal shows: the next frame is written as a whole.
    pub fn forget(&mut self) {
        self.stale = true;
    }

    /// The bytes that turn what the terminal shows into this frame, with the cursor at `cursor` or hidden.
    /// Empty if nothing changes.
    pub fn paint(&mut self, frame: &Buffer, cursor: Option<Position>) -> &[u8] {
        let cursor = cursor.filter(|at| frame.area.contains(*at));
        self.out.clear();
        self.runs = 0;
        let clear = self.stale || self.shown.area != frame.area;
        if clear {
            self.out.extend_from_slice(b"\x1b[m\x1b[2J");
            (self.pen, self.at, self.stale) = (Pen::DEFAULT, None, false);
            // Whether the cursor is shown is not known either; what is said twice does no harm.
            self.cursor_shown = cursor.is_none();
            self.shown = Buffer::empty(frame.area);
            self.runs = 2;
        }
        self.rows(frame);
        self.shown.clone_from(frame);
        self.place_cursor(cursor);
        if self.runs > 1 && (clear || self.out.len() > TAKEN_AT_ONCE) {
            self.out.splice(0..0, BEGIN.iter().copied());
            self.out.extend_from_slice(END);
        }
        &self.out
    }

    fn rows(&mut self, frame: &Buffer) {
        let width = usize::from(frame.area.width);
        if width == 0 {
            return;
        }
        let shown = std::mem::take(&mut self.shown);
        let mut old = Vec::with_capacity(width);
        let mut new = Vec::with_capacity(width);
        let rows = frame.content.chunks(width).zip(shown.content.chunks(width));
        for (y, (next, before)) in (0..).zip(rows) {
            if next != before {
                glyphs(next, self.mono, &mut new);
                glyphs(before, self.mono, &mut old);
                self.row(y, &old, &new);
            }
        }
        self.shown = shown;
    }

    fn row(&mut self, y: u16, old: &[Option<Glyph>], new: &[Option<Glyph>]) {
        let is_blank = |glyph: &Option<Glyph>| glyph.as_ref().is_some_and(Glyph::is_blank);
        let text_end = new.iter().rposition(|g| !is_blank(g)).map_or(0, |x| x + 1);
        let mut rewrite = false;
        for (x, (next, before)) in new.iter().zip(old).enumerate() {
            let Some(glyph) = next else { continue };
            if next == before && !rewrite {
                continue;
            }
            self.go(column(x), y, new);
            if x >= text_end && new.len() - x >= WORTH_ERASING {
                self.set_pen(Pen::DEFAULT);
                self.out.extend_from_slice(b"\x1b[K");
                return;
            }
            self.set_pen(glyph.pen);
            if is_disputed(glyph) {
                self.disputed(x, y, glyph, new.len());
                rewrite = true;
            } else {
                self.out.extend_from_slice(glyph.symbol.as_bytes());
                let after = x + glyph.width;
                // Behind the last column terminals differ on where the cursor is.
                self.at = (after < new.len()).then_some((column(after), y));
            }
        }
    }

    /// Writes a cluster whose width is disputed over blanks. At the end of a row, where it might wrap, only its
    /// first character is shown.
    fn disputed(&mut self, x: usize, y: u16, glyph: &Glyph, row: usize) {
        self.out.extend(std::iter::repeat_n(b' ', glyph.width));
        self.at = None;
        self.jump(column(x), y);
        let widest: usize = glyph
            .symbol
            .chars()
            .map(|c| c.width().unwrap_or(0).max(1))
            .sum();
        if x + widest.max(glyph.width) < row {
            self.out.extend_from_slice(glyph.symbol.as_bytes());
        } else if let Some(first) = glyph.symbol.chars().next()
            && x + first.width().unwrap_or(0) <= row
        {
            self.out
                .extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.at = None;
    }

    /// Moves to a cell that is to be written, over unchanged cells by writing them where that is shorter.
    fn go(&mut self, x: u16, y: u16, row: &[Option<Glyph>]) {
        self.runs = self.runs.max(1);
        if self.at == Some((x, y)) {
            return;
        }
        if let Some((from, here)) = self.at
            && here == y
            && from < x
            && x - from <= 3
            && let Some(gap) = row.get(usize::from(from)..usize::from(x))
            && gap.iter().all(|glyph| {
                glyph.as_ref().is_some_and(|glyph| {
                    glyph.pen == self.pen && glyph.symbol.len() == 1 && glyph.width == 1
                })
            })
        {
            for glyph in gap.iter().flatten() {
                self.out.extend_from_slice(glyph.symbol.as_bytes());
            }
            self.at = Some((x, y));
            return;
        }
        self.runs += usize::from(!self.out.is_empty());
        self.jump(x, y);
    }

    /// Moves the cursor by the shortest way.
    fn jump(&mut self, x: u16, y: u16) {
        let mut way = match (x, y) {
            (0, 0) => "\x1b[H".to_owned(),
            (0, _) => format!("\x1b[{}H", y + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let mut consider = |other: String| {
            if other.len() < way.len() {
                way = other;
            }
        };
        match self.at {
            Some(at) if at == (x, y) => return,
            Some((_, here)) if x == 0 && y == here => consider("\r".to_owned()),
            Some((_, here)) if x == 0 && y == here.saturating_add(1) => consider("\r\n".to_owned()),
            Some((from, here)) if y == here && x > from => consider(match x - from {
                1 => "\x1b[C".to_owned(),
                cells => format!("\x1b[{cells}C"),
            }),
            Some((from, here)) if y == here => consider(match from - x {
                cells @ 1..=4 => "\x08".repeat(cells.into()),
                cells => format!("\x1b[{cells}D"),
            }),
            _ => {}
        }
        self.out.extend_from_slice(way.as_bytes());
        self.at = Some((x, y));
    }

    fn place_cursor(&mut self, cursor: Option<Position>) {
        match cursor {
            Some(Position { x, y }) => {
                self.jump(x, y);
                if !self.cursor_shown {
                    self.out.extend_from_slice(b"\x1b[?25h");
                }
            }
            None if self.cursor_shown => self.out.extend_from_slice(b"\x1b[?25l"),
            None => {}
        }
        self.cursor_shown = cursor.is_some();
    }

    fn set_pen(&mut self, pen: Pen) {
        self.out
            .extend_from_slice(self.pen.change_to(pen).as_bytes());
        self.pen = pen;
    }
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}

/// The glyphs of a row of cells. What no terminal may get, and what does not fit, is replaced.
fn glyphs<'a>(cells: &'a [Cell], mono: bool, glyphs: &mut Vec<Option<Glyph<'a>>>) {
    glyphs.clear();
    for (x, cell) in cells.iter().enumerate() {
        if glyphs.len() > x {
            continue;
        }
        let symbol = cell.symbol();
        let (symbol, width) = match symbol.as_bytes() {
            [b' '..=b'~'] => (symbol, 1),
            _ if text::visible(symbol) != symbol => ("?", 1),
            _ => match text::cluster_width(symbol) {
                0 => (" ", 1),
                width if x + width > cells.len() => (" ", 1),
                width => (symbol, width),
            },
        };
        let pen = pen_of(cell, symbol, mono);
        glyphs.push(Some(Glyph { symbol, pen, width }));
        glyphs.extend(std::iter::repeat_n(None, width - 1));
    }
}

/// The pen of a cell, as far as it can be seen: a blank has no foreground unless it is reversed or underlined.
fn pen_of(cell: &Cell, symbol: &str, mono: bool) -> Pen {
    let mut pen = Pen {
        fg: cell.fg,
        bg: cell.bg,
        modifier: cell.modifier,
    };
    if mono {
        (pen.fg, pen.bg) = (Color::Reset, Color::Reset);
    }
    if symbol == " " {
        // A reversed blank shows the foreground, which bold and dim change on many terminals.
        let weight = if pen.modifier.contains(Modifier::REVERSED) {
            Modifier::BOLD.union(Modifier::DIM)
        } else {
            Modifier::empty()
        };
        pen.modifier &= SEEN_ON_BLANK.union(weight);
        if pen.modifier.is_empty() {
            pen.fg = Color::Reset;
        }
    }
    pen
}

/// Whether terminals disagree on the width of a cluster: where more than its first character has width, or a
/// joiner or variation selector decides.
fn is_disputed(glyph: &Glyph) -> bool {
    let mut chars = glyph.symbol.chars();
    let width = |c: char| c.width().unwrap_or(0);
    chars.next().map_or(0, width) != glyph.width
        || chars
            .any(|c| width(c) > 0 || matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}'))
}

#[cfg(test)]
mod tests;
