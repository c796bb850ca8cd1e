//! A table of questions becomes a checklist: a row each, with columns in any order.
//!
//! Who audits has a list already, in a spreadsheet mostly. Nothing of it may vanish unnoticed: what cannot be read is
//! refused with its line and column, and columns that mean nothing here are told. This module must not know where the
//! table came from, nor where the checklist goes.

mod columns;
mod outline;
mod row;
mod written;

use std::sync::Arc;

use self::columns::{Column, Header};
use self::outline::Outline;
use self::row::Cell;
use super::check::MAX_REQUIREMENTS;
use super::model::{Checklist, ChecklistKind};
use super::{read, value};
use crate::cells::{self, MOST_REFUSALS, Refusal, Row, Spot};
use crate::text::counted;

/// What the checklist is called.
#[derive(Debug, Clone)]
pub struct Named {
    /// The id by which it is chosen, and that of its criterion but for points.
    pub id: String,
    /// Its full title.
    pub title: String,
    /// Its title in lists and tables.
    pub short: String,
    /// Its edition, if it has one.
    pub edition: Option<String>,
    /// What it is for. Of a management system, ids that begin with `A.` are those of controls and all others those of
    /// clauses; of anything else there are questions.
    pub kind: ChecklistKind,
}

/// An id of the name of a table: in small letters, with hyphens for what no id may hold; blank where nothing is left.
pub fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'ä' => id.push_str("ae"),
            'ö' => id.push_str("oe"),
            'ü' => id.push_str("ue"),
            'ß' => id.push_str("ss"),
            c if c.is_ascii_alphanumeric() => id.push(c),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    // All of it is ASCII.
    id.truncate(value::ID);
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// A table that became a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The checklist.
    pub checklist: Checklist,
    /// Columns that mean nothing here, by their names, and how many of their cells hold anything.
    pub left: Vec<(String, usize)>,
}

impl Imported {
    /// The checklist as the text of a file that its owner goes on writing. `file` is its name.
    ///
    /// # Errors
    /// It could not be read back: nobody is to find that out in front of a client.
    pub fn text(&self, file: &str) -> Result<String, super::Refusal> {
        let text = written::text(&self.checklist);
        read::document(file, &text)?;
        Ok(text)
    }

    /// What there is in it, and what of the table is not, in sentences.
    pub fn told(&self) -> Vec<String> {
        let (requirements, headings) = self.counts();
        let mut told = vec![format!(
            "{} under {}.",
            counted(requirements, "requirement", "requirements"),
            counted(headings, "heading", "headings"),
        )];
        if !self.left.is_empty() {
            let left = self.left.iter();
            let left = left
                .map(|(column, cells)| format!("{column} ({})", counted(*cells, "cell", "cells")));
            let left: Vec<String> = left.collect();
            told.push(format!(
                "Left out, as no columns of a checklist: {}.",
                left.join(", ")
            ));
        }
        told
    }

    /// How many requirements can be audited, and how many headings stand above them.
    pub fn counts(&self) -> (usize, usize) {
        let all = &self.checklist.requirements;
        let auditable = all.iter().filter(|it| it.is_auditable()).count();
        (auditable, all.len() - auditable)
    }
}

/// Makes a checklist of a table. `begun` is the checklist without its requirements.
///
/// # Errors
/// Everything that cannot be read, in the order of the file.
pub fn import(bytes: &[u8], begun: Checklist) -> Result<Imported, Vec<Refusal>> {
    let one = |refusal| vec![refusal];
    let (head, rows) = cells::read(bytes, columns::NEEDED).map_err(one)?;
    let header = Header::read(&head).map_err(one)?;
    let mut left = header.unread(&head);
    let mut outline = Outline::new(begun.kind, header.has(Column::Id));
    let mut refusals = Vec::new();
    for row in rows {
        let taken = row.and_then(|row| {
            for (at, _, count) in &mut left {
                *count += usize::from(!row.cell(*at).is_empty());
            }
            take(&mut outline, &header, &row)
        });
        refusals.extend(taken.err());
        if refusals.len() >= MOST_REFUSALS {
            break;
        }
    }
    if refusals.is_empty() && outline.is_empty() {
        let spot = Spot { line: 2, column: 1 };
        let next = "Write a question on each line below the header.";
        refusals.push(Refusal::at(spot, "there is no question in the table", next));
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let requirements = outline.requirements()?;
    let left = left.into_iter().filter(|(.., count)| *count > 0);
    Ok(Imported {
        checklist: Checklist {
            requirements: requirements.into_iter().map(Arc::new).collect(),
            ..begun
        },
        left: left.map(|(_, name, count)| (name, count)).collect(),
    })
}

/// Takes a row: a heading, something to audit, or more to ask about what stands above.
fn take(outline: &mut Outline, header: &Header, row: &Row) -> Result<(), Refusal> {
    let filled = header.filled(row);
    if filled.is_empty() {
        return Ok(());
    }
    if outline.len() >= MAX_REQUIREMENTS {
        let what = format!("a checklist has at most {MAX_REQUIREMENTS} requirements");
        return Err(Refusal::at(row.spot(0), what, "Divide the table."));
    }
    let cell = |column| Cell::new(header, row, column);
    let block = cell(Column::Block);
    if !block.text.is_empty() {
        outline.block(&block)?;
    }
    match filled.as_slice() {
        // Said already.
        [Column::Block] => return Ok(()),
        [Column::Id] if row::is_id(&cell(Column::Id).text) => {
            let next = "Give it a title or a question, or take it out.";
            return Err(cell(Column::Id).refuse("there is nothing but an id here", next));
        }
        [it @ (Column::Id | Column::Title)] if header.is_heading(*it) => {
            return outline.heading(&cell(*it));
        }
        _ => {}
    }
    let item = row::item(header, row)?;
    outline.add(item)
}

/// The checklist that is called so, without its requirements.
///
/// # Errors
/// What of its names cannot be one.
pub fn begin(named: Named) -> Result<Checklist, String> {
    if !value::is_item(&named.id) {
        return Err(format!("\"{}\" is not an id", value::visible(&named.id)));
    }
    // A criterion's name has no points.
    let criterion = named.id.replace('.', "-").parse();
    value::check_title(&named.title)?;
    value::check_title(&named.short)?;
    named.edition.as_deref().map_or(Ok(()), value::check_text)?;
    let (profile, grading) = match named.kind {
        ChecklistKind::Supplier => (Some("supplier"), None),
        ChecklistKind::ManagementSystem => (Some("internal"), Some("internal")),
        ChecklistKind::Other => (None, None),
    };
    Ok(Checklist {
        id: named.id,
        criterion: criterion.map_err(|error: super::id::BadId| error.to_string())?,
        title: named.title,
        edition: named.edition,
        short: named.short,
        kind: named.kind,
        language: "en".to_owned(),
        profile: profile.map(str::to_owned),
        grading: grading.map(str::to_owned),
        about: None,
        guides: Vec::new(),
        closing_minutes: None,
        extends: None,
        extended_criterion: None,
        without: Vec::new(),
        requirements: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
