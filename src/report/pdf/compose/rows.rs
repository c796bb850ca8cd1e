//! What stands in rows: facts and tables.
//!
//! This module must not know on which page a row comes to stand.

use std::sync::Arc;

use super::super::Goal;
use super::super::lines::{Colour, SetLine};
use super::super::strips::{self, Cell, Extent, Strip};
use super::super::structure::{Is, NodeIx};
use super::super::styles::{self, Style};
use super::{Composer, piece, pieces_of};
use crate::report::model::{Fact, Line, Row, Table};

/// So many strips of a row stay on one page: one that is about as long as a page would leave the one before it empty.
const SHORT: usize = 10;

impl Composer<'_> {
    /// Writes names with what they stand for, each with a line below it.
    pub(super) fn facts(&mut self, facts: &[Fact], above: f32) {
        if facts.is_empty() {
            return;
        }
        let table = self.node(self.within, Is::Table);
        for (n, fact) in facts.iter().enumerate() {
            let row = self.node(Some(table), Is::Row);
            let head = self.node(Some(row), Is::RowHead(1));
            let said = self.node(Some(row), Is::Cell);
            let label = [piece(styles::LABEL.look, &fact.label)];
            let room = styles::LABELS - 2.0 * styles::CELL_SIDE;
            let label = Cell {
                x: self.left,
                lines: self.setter.set(&label, room, styles::LABEL.leading),
                node: Some(head),
            };
            let x = self.left + styles::LABELS;
            let width = self.width() - styles::LABELS;
            let said = Cell {
                x,
                lines: self.cell_lines(&fact.lines, width, styles::FACT),
                node: Some(said),
            };
            let mut strips = strips::row(vec![label, said], 2.5);
            self.rule(&mut strips);
            if let Some(first) = strips.first_mut().filter(|_| n == 0) {
                first.above = above;
            }
            self.push_row(strips);
        }
    }

    /// Draws a line below a row.
    fn rule(&self, strips: &mut [Strip]) {
        if let Some(strip) = strips.last_mut() {
            strip.fills.push(self.across(Extent::Bottom, styles::LINE));
        }
    }

    /// Fills a row with a colour; it stays with what follows.
    fn band(&self, strips: &mut [Strip], colour: Colour) {
        for strip in strips {
            strip.keeps = true;
            strip.fills.push(self.across(Extent::Whole, colour));
        }
    }

    fn push_row(&mut self, mut strips: Vec<Strip>) {
        if strips.len() <= SHORT {
            strips::keep(&mut strips);
        }
        self.out.strips.append(&mut strips);
    }

    fn cell_lines(&mut self, lines: &[Line], width: f32, style: Style) -> Vec<SetLine> {
        let mut set = Vec::new();
        for line in lines {
            set.extend(
                self.setter
                    .set(&pieces_of(style.look, line), width, style.leading),
            );
        }
        set
    }

    /// Writes a table, whose head stands again on each page that it goes on to.
    pub(super) fn table(&mut self, table: &Table) {
        let outer = self.within;
        let node = self.node(outer, Is::Table);
        self.within = Some(node);
        self.text(styles::CAPTION, Is::Caption, &table.caption);
        self.within = outer;
        let columns = self.columns(table);
        let row = self.node(Some(node), Is::Row);
        let mut cells = Vec::with_capacity(columns.len());
        for (column, (x, width)) in table.columns.iter().zip(&columns) {
            let words = [piece(styles::COLUMN.look, column)];
            cells.push(Cell {
                x: *x,
                lines: self.setter.set(&words, *width, styles::COLUMN.leading),
                node: Some(self.node(Some(row), Is::ColumnHead)),
            });
        }
        let mut head = strips::row(cells, styles::CELL_END);
        self.band(&mut head, styles::ACCENT);
        if let Some(first) = head.first_mut() {
            first.above = 3.0;
        }
        let again = Arc::new(again(&head));
        self.out.strips.append(&mut head);
        for row in &table.rows {
            let mut strips = self.row(node, row, &columns);
            for strip in &mut strips {
                strip.head = Some(Arc::clone(&again));
            }
            self.push_row(strips);
        }
    }

    /// Where the words of each column begin, and how wide they may be.
    fn columns(&self, table: &Table) -> Vec<(f32, f32)> {
        let many = table.columns.len();
        let wide = |n: usize| f32::from(table.widths.get(n).copied().unwrap_or(1).max(1));
        let all: f32 = (0..many).map(wide).sum();
        let mut x = self.left;
        let columns = (0..many).map(|n| {
            let width = self.width() * wide(n) / all.max(1.0);
            let from = x;
            x += width;
            (from + styles::CELL_SIDE, width - 2.0 * styles::CELL_SIDE)
        });
        columns.collect()
    }

    fn row(&mut self, table: NodeIx, row: &Row, columns: &[(f32, f32)]) -> Vec<Strip> {
        let node = self.node(Some(table), Is::Row);
        match row {
            Row::Group(line) => {
                let head = self.node(Some(node), Is::RowHead(columns.len() as u32));
                let words = pieces_of(styles::GROUP.look, line);
                let width = self.width() - 2.0 * styles::CELL_SIDE;
                let cell = Cell {
                    x: self.left + styles::CELL_SIDE,
                    lines: self.setter.set(&words, width, styles::GROUP.leading),
                    node: Some(head),
                };
                let mut strips = strips::row(vec![cell], styles::CELL_END);
                self.band(&mut strips, styles::SHADE);
                strips
            }
            Row::Cells { anchor, cells } => {
                let mut set = Vec::with_capacity(cells.len());
                for (n, (lines, (x, width))) in cells.iter().zip(columns).enumerate() {
                    let is = if n == 0 { Is::RowHead(1) } else { Is::Cell };
                    set.push(Cell {
                        x: *x,
                        node: Some(self.node(Some(node), is)),
                        lines: self.cell_lines(lines, *width, styles::CELL),
                    });
                }
                let mut strips = strips::row(set, styles::CELL_END);
                self.rule(&mut strips);
                if let (Some(first), Some(anchor)) = (strips.first_mut(), anchor) {
                    first.places.push(Goal::Anchor(anchor.clone()));
                }
                strips
            }
        }
    }
}

/// The head of a table for another page: it says again what stands elsewhere.
fn again(head: &[Strip]) -> Vec<Strip> {
    let mut again = head.to_vec();
    for strip in &mut again {
        for placed in &mut strip.lines {
            placed.node = None;
        }
    }
    again
}
