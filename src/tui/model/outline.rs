//! The requirements as they are listed, and what stands on the selected line.
//!
//! Requirements that several standards share stand on one line. This module must not know how a line is drawn.

use std::collections::BTreeSet;

use super::Room;
use crate::checklist::criteria::{Criteria, Resolved, Row};
use crate::checklist::id::RequirementId;

/// The requirements as they are listed: some folded, one selected.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Rows of the criteria beneath which nothing is listed.
    pub folded: BTreeSet<usize>,
    /// The lines that are listed, each as the row of the criteria that stands for it. Twins share a line.
    pub rows: Vec<usize>,
    /// Which of the listed rows is selected.
    pub at: usize,
}

impl Outline {
    /// The outline of criteria, unfolded.
    pub fn new(criteria: &Criteria) -> Self {
        let mut outline = Self::default();
        outline.relist(criteria);
        outline
    }

    /// Lists the rows anew after folding, keeping the selection or going to the row above it.
    pub fn relist(&mut self, criteria: &Criteria) {
        let selected = self.selected();
        self.rows.clear();
        let mut hidden_below: Option<usize> = None;
        for line in criteria.lines() {
            if hidden_below.is_none_or(|depth| line.depth <= depth) {
                let row = line.first();
                hidden_below = self.folded.contains(&row).then_some(line.depth);
                self.rows.push(row);
            }
            if Some(line.first()) == selected {
                self.at = self.rows.len() - 1;
            }
        }
    }

    /// The selected row of the criteria.
    pub fn selected(&self) -> Option<usize> {
        self.rows.get(self.at).copied()
    }

    /// Selects the line of a row of the criteria, unfolding what hides it.
    pub fn select(&mut self, row: usize, criteria: &Criteria) {
        let row = criteria.first_of_line(row);
        if let Some(at) = self.rows.iter().position(|listed| *listed == row) {
            self.at = at;
            return;
        }
        let mut above = criteria.above(row);
        while let Some(row) = above {
            self.folded.remove(&row);
            above = criteria.above(row);
        }
        self.relist(criteria);
        self.at = self
            .rows
            .iter()
            .position(|listed| *listed == row)
            .unwrap_or(self.at);
    }
}

impl Room {
    /// The selected row.
    pub fn selected(&self) -> Option<&Row> {
        self.outline
            .selected()
            .and_then(|at| self.criteria.rows().get(at))
    }

    /// The selected requirement, unless a heading is selected.
    pub fn requirement(&self) -> Option<RequirementId> {
        self.selected()
            .filter(|row| row.is_auditable())
            .map(|row| row.id.clone())
    }

    /// The requirements on the line of a requirement: itself and the twins that are audited with it, in the order
    /// of the criteria.
    pub fn line_of(&self, id: &RequirementId) -> Vec<RequirementId> {
        let row = self.criteria.row(id);
        let rows = row.map_or_else(Vec::new, |row| self.on_line(row));
        rows.into_iter().map(|row| row.id.clone()).collect()
    }

    /// The rows that share the line of a row, itself among them.
    pub fn on_line(&self, row: &Row) -> Vec<&Row> {
        let at = self.criteria.index(&row.id);
        let rows = at.map_or(&[][..], |at| self.criteria.on_line(at));
        rows.iter()
            .filter_map(|at| self.criteria.rows().get(*at))
            .collect()
    }

    /// The shortest id that means the line of a row: where its requirements share a number, that is enough.
    pub fn short_of_line<'a>(&self, row: &'a Row) -> &'a str {
        match self.criteria.resolve(row.id.item()) {
            Resolved::Ambiguous(_) => row.id.as_str(),
            _ => row.id.item(),
        }
    }

    /// The ids on the line of a row, and its title: `27001:5.2 + 42001:5.2 Policy`.
    pub fn line_title(&self, row: &Row) -> String {
        let ids: Vec<&str> = self
            .on_line(row)
            .iter()
            .map(|row| row.id.as_str())
            .collect();
        format!("{} {}", ids.join(" + "), row.requirement.title)
    }

    /// The requirements on the selected line; none where a heading is selected.
    pub fn line(&self) -> Vec<RequirementId> {
        let selected = self.requirement();
        selected.map_or_else(Vec::new, |id| self.line_of(&id))
    }
}
