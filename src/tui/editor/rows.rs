//! How a text lies in rows, and which of them are seen.
//!
//! A key in a long text must not break all of it into rows again. Rows are broken from the start onwards, so
//! those well before a change stay, and as soon as a row after it begins where one began before, the rest stays
//! as well.

use std::ops::Range;

use super::{Editor, Lines};
use crate::text;

/// The rows to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The rows that are seen, from the top. At most as many as there is height.
    pub rows: Vec<Row>,
    /// The cell of the cursor (x, y) within the area. Belongs to nothing when width or height is 0.
    pub cursor: (u16, u16),
    /// How many rows are hidden above.
    pub top: usize,
    /// How many rows there are in all.
    pub total: usize,
}

/// One row as drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is seen, as [`text::visible`] shows it. Only blanks, or a single mark wider than the area, may go
    /// beyond the width.
    pub shown: String,
    /// Which bytes of the text these are.
    pub range: Range<usize>,
}

/// The row width before a text was laid out for the first time.
const DEFAULT_CELLS: usize = 79;

/// The rows of a text for a width, and the first one seen.
#[derive(Clone, Default)]
pub(super) struct View {
    /// 0: not broken into rows yet.
    cells: usize,
    rows: Vec<Range<usize>>,
    top: usize,
}

impl View {
    fn break_into(&mut self, text: &str, cells: usize) {
        if self.cells != cells {
            self.cells = cells;
            self.rows = text::wrap(text, cells);
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of that number, or an empty one at the start.
    pub fn get(&self, row: usize) -> Range<usize> {
        self.rows.get(row).cloned().unwrap_or_default()
    }

    /// The row in which a byte offset is, and its number.
    pub fn at(&self, offset: usize) -> (usize, Range<usize>) {
        let row = self.number(offset);
        (row, self.get(row))
    }

    fn number(&self, offset: usize) -> usize {
        self.rows
            .partition_point(|row| row.start <= offset)
            .saturating_sub(1)
    }

    /// Takes note that `range` of the text was replaced by `inserted` bytes.
    pub fn edited(&mut self, text: &str, range: &Range<usize>, inserted: usize) {
        if self.cells == 0 {
            return;
        }
        // A joiner changes the cluster before it, which may end the row before. The row before that one may take
        // up a word that has become shorter; rows above do not look so far.
        let touched = self.number(range.start.saturating_sub(1));
        let keep = touched.saturating_sub(1);
        let old = self.rows.split_off(keep);
        let start = old.first().map_or(0, |row| row.start);
        let shift = |offset: usize| offset - range.end + range.start + inserted;
        let mut same = old
            .into_iter()
            .skip_while(|row| row.start <= range.end)
            .map(|row| shift(row.start)..shift(row.end))
            .peekable();
        for row in text::rows_from(text, start, self.cells) {
            while same.next_if(|old| old.start < row.start).is_some() {}
            if same.peek().is_some_and(|old| old.start == row.start) {
                self.rows.extend(same);
                return;
            }
            self.rows.push(row);
        }
    }

    /// Scrolls no further than needed for a row to be seen.
    fn show(&mut self, row: usize, height: usize) {
        let lowest = self.rows.len().saturating_sub(height);
        let first = (row + 1).saturating_sub(height);
        self.top = self.top.clamp(first.min(row), row).min(lowest);
    }
}

impl Editor {
    /// The rows of the text, broken for the width that was drawn last.
    pub(super) fn rows(&mut self) -> &View {
        let view = self.view.get_mut();
        let cells = match (self.lines, view.cells) {
            // One line is one row however long.
            (Lines::One, _) => usize::MAX,
            (Lines::Many, 0) => DEFAULT_CELLS,
            (Lines::Many, cells) => cells,
        };
        view.break_into(&self.text, cells);
        view
    }

    /// The rows to draw in an area, and where the cursor is.
    ///
    /// Rows are one cell narrower than the area, so that the cursor has a place at their end. The text scrolls
    /// by rows, and a text of one line sideways, just as far as the cursor asks for.
    pub fn layout(&self, width: u16, height: u16) -> Layout {
        let cells = usize::from(width).saturating_sub(1).max(1);
        match self.lines {
            Lines::One => self.one_row(cells, width, height),
            Lines::Many => self.many_rows(cells, width, height),
        }
    }

    fn many_rows(&self, cells: usize, width: u16, height: u16) -> Layout {
        let mut view = self.view.borrow_mut();
        view.break_into(&self.text, cells);
        let (number, row) = view.at(self.cursor);
        view.show(number, usize::from(height));
        let rows = view.rows.iter().skip(view.top).take(height.into());
        Layout {
            rows: rows.map(|range| self.row(range.clone())).collect(),
            cursor: (
                self.column(row.start, width),
                u16::try_from(number.saturating_sub(view.top)).unwrap_or(u16::MAX),
            ),
            top: view.top,
            total: view.rows.len(),
        }
    }

    fn one_row(&self, cells: usize, width: u16, height: u16) -> Layout {
        let mut start = self.cursor;
        let mut used = 0;
        while start > 0 {
            let before = self.previous(start);
            used += text::shown_width(self.text.get(before..start).unwrap_or_default());
            if used > cells {
                break;
            }
            start = before;
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let mut end = start;
        let mut used = 0;
        for (offset, cluster) in text::clusters(rest) {
            used += text::shown_width(cluster);
            if used > usize::from(width) && offset > 0 {
                break;
            }
            end = start + offset + cluster.len();
        }
        Layout {
            rows: (height > 0)
                .then(|| self.row(start..end))
                .into_iter()
                .collect(),
            cursor: (self.column(start, width), 0),
            top: 0,
            total: 1,
        }
    }

    fn row(&self, range: Range<usize>) -> Row {
        let shown = text::visible(self.text.get(range.clone()).unwrap_or_default());
        Row {
            shown: shown.into_owned(),
            range,
        }
    }

    /// The column of the cursor in a row that begins at `start`.
    fn column(&self, start: usize, width: u16) -> u16 {
        let cells = text::width(self.text.get(start..self.cursor).unwrap_or_default());
        u16::try_from(cells)
            .unwrap_or(u16::MAX)
            .min(width.saturating_sub(1))
    }
}
