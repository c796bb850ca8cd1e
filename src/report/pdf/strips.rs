//! Strips: what a page is made of, from the top to the bottom, none of which is broken.
//!
//! A line of a paragraph is a strip, and so are the lines of the cells of a row that stand side by side. This module
//! must not know pages, nor what a report consists of.

use std::sync::Arc;

use super::Goal;
use super::lines::{Colour, SetLine};
use super::structure::NodeIx;

/// A part of a page from its left to its right.
#[derive(Debug, Clone, Default)]
pub struct Strip {
    /// How high it is, in points.
    pub height: f32,
    /// How much room is left above it, unless it begins a page.
    pub above: f32,
    /// Whether it stays on one page with the next.
    pub keeps: bool,
    /// Whether it begins a page.
    pub begins_page: bool,
    /// What is filled with a colour, below the words.
    pub fills: Vec<Fill>,
    /// The lines that stand in it.
    pub lines: Vec<Placed>,
    /// What it tells the page of, at its right end, as part of what its first line is part of.
    pub page_of: Option<Goal>,
    /// What others point to when they point here.
    pub places: Vec<Goal>,
    /// What stands above it where it begins a page: the head of its table.
    pub head: Option<Arc<Vec<Strip>>>,
}

/// A line in its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// From the left of the page.
    pub x: f32,
    /// From the top of the strip.
    pub y: f32,
    /// The line.
    pub line: SetLine,
    /// What it is part of; nothing where it only says again what stands elsewhere.
    pub node: Option<NodeIx>,
}

/// Something filled with a colour.
#[derive(Debug, Clone, Copy)]
pub struct Fill {
    /// From the left of the page.
    pub x: f32,
    /// How wide.
    pub width: f32,
    /// Which part of the strip.
    pub extent: Extent,
    /// With what.
    pub colour: Colour,
}

/// Which part of a strip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extent {
    /// From top to bottom.
    Whole,
    /// From top to bottom, with the room above it.
    WithAbove,
    /// A thin line at its bottom.
    Bottom,
}

/// A cell of a row: its lines, its left edge, and what they are part of.
#[derive(Debug)]
pub struct Cell {
    /// From the left of the page.
    pub x: f32,
    /// Its lines, from top to bottom.
    pub lines: Vec<SetLine>,
    /// What each of them is part of.
    pub node: Option<NodeIx>,
}

/// A row of cells as strips: the first lines of all cells, then the second ones, with some room at both ends.
pub fn row(cells: Vec<Cell>, room: f32) -> Vec<Strip> {
    let many = cells.iter().map(|cell| cell.lines.len()).max();
    let mut strips = vec![Strip::default(); many.unwrap_or(0).max(1)];
    for Cell { x, lines, node } in cells {
        for (strip, line) in strips.iter_mut().zip(lines) {
            strip.height = strip.height.max(line.height);
            let y = 0.0;
            strip.lines.push(Placed { x, y, line, node });
        }
    }
    if let Some(first) = strips.first_mut() {
        first.height += room;
        for placed in &mut first.lines {
            placed.y = room;
        }
    }
    if let Some(last) = strips.last_mut() {
        last.height += room;
    }
    strips
}

/// Keeps strips together on a page.
pub fn keep(strips: &mut [Strip]) {
    if let Some((_, before)) = strips.split_last_mut() {
        for strip in before {
            strip.keeps = true;
        }
    }
}
