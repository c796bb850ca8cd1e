//! The lines of an integrated audit: requirements that are twins stand on one line, and are audited once.
//!
//! The first criterion gives the order. What another criterion has beneath a shared heading and shares with nobody
//! (42001:6.1.4 beneath 6.1) comes after what is shared there; what it has nowhere else, at the end. This module
//! must not know an audit, or how a line is drawn.

use super::{Criteria, Inner, Row};

/// A requirement or heading, with its twins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its rows, in document order; the first stands for the line, so that there is at least one.
    rows: Vec<usize>,
    /// How many lines stand above it; 0 at the top.
    pub depth: usize,
}

impl Line {
    /// The row that stands for the line: that of the first criterion.
    pub fn first(&self) -> usize {
        self.rows.first().copied().unwrap_or_default()
    }

    /// The rows on the line: numbers of [`Criteria::rows`], in document order.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }
}

impl Criteria {
    /// The lines, in the order in which they are listed. Each row stands on one of them.
    pub fn lines(&self) -> &[Line] {
        &self.inner.lines
    }

    /// The number of the line on which a row stands, from 0.
    pub fn line_of(&self, row: usize) -> Option<usize> {
        self.inner.line_of.get(row).copied()
    }

    /// The row that stands for a row: the first of its line.
    pub fn first_of_line(&self, row: usize) -> usize {
        self.on_line(row).first().copied().unwrap_or(row)
    }

    /// The rows that share the line of a row, itself among them, in document order.
    pub fn on_line(&self, row: usize) -> &[usize] {
        let line = self.line_of(row).and_then(|at| self.inner.lines.get(at));
        line.map_or(&[], Line::rows)
    }

    /// The row that stands for the line above the line of a row: that of its heading. None at the top.
    pub fn above(&self, row: usize) -> Option<usize> {
        let at = self.line_of(row)?;
        let depth = self.inner.lines.get(at)?.depth;
        let before = self.inner.lines.get(..at)?.iter().rev();
        let mut above = before.filter(|line| line.depth < depth);
        above.next().map(Line::first)
    }

    /// Whether lines stand beneath the line of a row.
    pub fn has_below(&self, row: usize) -> bool {
        let depth = |at: usize| self.inner.lines.get(at).map(|line| line.depth);
        let at = self.line_of(row);
        at.is_some_and(|at| depth(at + 1) > depth(at))
    }

    /// The rows that stand for requirements: the first of each line that can have a result, in the order of the
    /// lines, beginning after the line of a row (or before it, then backwards) and going round once.
    pub fn around(&self, row: usize, forward: bool) -> impl Iterator<Item = usize> {
        let lines = &self.inner.lines;
        let (count, from) = (lines.len(), self.line_of(row).unwrap_or_default());
        let at = move |by: usize| {
            let to = if forward {
                from + by
            } else {
                from + count - by
            };
            to % count
        };
        let rows = (1..count).filter_map(move |by| lines.get(at(by)).map(Line::first));
        rows.filter(|row| self.inner.rows.get(*row).is_some_and(Row::is_auditable))
    }

    /// The requirement on the line after or before that of a row, over headings.
    pub fn next_line(&self, row: usize, forward: bool) -> Option<usize> {
        let from = self.line_of(row)?;
        let mut around = self.around(row, forward);
        let next = around.next()?;
        let at = self.line_of(next)?;
        (if forward { at > from } else { at < from }).then_some(next)
    }

    /// Whether criteria share lines.
    pub fn is_integrated(&self) -> bool {
        self.inner.lines.len() < self.inner.rows.len()
    }
}

impl Inner {
    /// Lays out the lines, once all rows and twins are known.
    pub(super) fn lay_out_lines(&mut self) {
        let first: Vec<usize> = self.firsts();
        let mut sharing: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len()];
        for (row, first) in first.iter().enumerate() {
            if let Some(rows) = sharing.get_mut(*first) {
                rows.push(row);
            }
        }
        let (mut lines, mut line_of) = (Vec::new(), vec![0; self.rows.len()]);
        // A stack, so that no depth of a checklist is too deep; the last is taken first.
        let top = self.rows.iter().enumerate().rev();
        let mut waiting: Vec<(usize, usize)> = top
            .filter(|(_, row)| row.parent.is_none())
            .map(|(at, _)| (at, 0))
            .collect();
        while let Some((at, depth)) = waiting.pop() {
            let rows = sharing.get_mut(at).map(std::mem::take).unwrap_or_default();
            if rows.is_empty() {
                continue; // It stands on the line of its twin.
            }
            let of = |row: &usize| self.rows.get(*row).map_or(&[][..], |row| &row.children);
            let below: Vec<usize> = rows.iter().flat_map(of).copied().collect();
            waiting.extend(below.into_iter().rev().map(|child| (child, depth + 1)));
            for row in &rows {
                if let Some(line) = line_of.get_mut(*row) {
                    *line = lines.len();
                }
            }
            lines.push(Line { rows, depth });
        }
        (self.lines, self.line_of) = (lines, line_of);
    }

    /// For each row, the first row that it shares a line with. A heading shares none with a requirement.
    fn firsts(&self) -> Vec<usize> {
        let mut firsts: Vec<usize> = Vec::with_capacity(self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            let twins = self.twins.get(&row.id).into_iter().flatten();
            let alike = |twin: &&Row| twin.is_auditable() == row.is_auditable();
            let before = twins
                .filter_map(|twin| self.by_id.get(&twin.id))
                .filter(|twin| self.rows.get(**twin).as_ref().is_some_and(alike))
                .filter_map(|twin| firsts.get(*twin));
            let first = before.min().copied().unwrap_or(at);
            firsts.push(first);
        }
        firsts
    }
}
