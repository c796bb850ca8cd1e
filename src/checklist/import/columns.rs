//! What the columns of a table of questions are called.
//!
//! This module must not know what stands below them.

use crate::cells::{Refusal, Row, plain};

/// What the header needs.
pub(super) const NEEDED: &str = "The first line names the columns: question or title is needed; id, block, good, \
     evidence, aim, source, minutes, tiers and knock-out may be there.";

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Block,
    Title,
    Question,
    Good,
    Evidence,
    Aim,
    Source,
    Minutes,
    Tiers,
    KnockOut,
}

/// The columns, and what each may be called, in small letters without blanks and signs. Where two headers could be
/// one column, it is the one whose name stands first; and where one could be two columns, it is the first of them.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::Id,
        &[
            "id",
            "controlid",
            "questionid",
            "requirementid",
            "no",
            "nr",
            "number",
            "nummer",
            "ref",
            "reference",
            "kennung",
            "ziffer",
            "clause",
            "control",
        ],
    ),
    (
        Column::Block,
        &[
            "block",
            "section",
            "chapter",
            "category",
            "domain",
            "area",
            "group",
            "theme",
            "heading",
            "kapitel",
            "abschnitt",
            "kategorie",
            "bereich",
            "themenbereich",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "name",
            "topic",
            "subject",
            "requirement",
            "control",
            "controltitle",
            "controlname",
            "titel",
            "thema",
            "anforderung",
        ],
    ),
    (
        Column::Question,
        &[
            "question",
            "questions",
            "ask",
            "auditquestion",
            "auditquestions",
            "frage",
            "fragen",
            "prüffrage",
            "auditfrage",
        ],
    ),
    (
        Column::Good,
        &[
            "good",
            "goodanswer",
            "expectedanswer",
            "expected",
            "expectation",
            "erwarteteantwort",
            "erwartung",
        ],
    ),
    (
        Column::Evidence,
        &[
            "evidence",
            "look",
            "expectedevidence",
            "whattosee",
            "records",
            "nachweis",
            "nachweise",
        ],
    ),
    (
        Column::Aim,
        &[
            "aim",
            "purpose",
            "objective",
            "description",
            "guidance",
            "ziel",
            "zweck",
            "beschreibung",
        ],
    ),
    (
        Column::Source,
        &["source", "basis", "restson", "quelle", "grundlage"],
    ),
    (
        Column::Minutes,
        &["minutes", "min", "duration", "minuten", "dauer"],
    ),
    (Column::Tiers, &["tiers", "tier", "stufe", "stufen"]),
    (Column::KnockOut, &["knockout", "ko"]),
];

/// Which column of the table is which.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<Option<Column>>,
}

impl Header {
    /// Reads the header.
    pub fn read(row: &Row) -> Result<Self, Refusal> {
        let names: Vec<String> = (0..row.len()).map(|at| plain(row.cell(at))).collect();
        let mut columns = vec![None; row.len()];
        for (column, known) in NAMES {
            let place = |known: &&str| {
                let mut free = columns.iter().zip(&names);
                free.position(|(column, name)| column.is_none() && name == known)
            };
            let place = known.iter().find_map(place);
            if let Some(it) = place.and_then(|at| columns.get_mut(at)) {
                *it = Some(*column);
            }
        }
        let header = Self { columns };
        if header.has(Column::Title) || header.has(Column::Question) {
            Ok(header)
        } else {
            let what = "there is no column \"question\" and none \"title\"";
            Err(Refusal::at(row.spot(0), what, NEEDED))
        }
    }

    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    /// Where a column stands.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|it| *it == Some(column))
    }

    /// The columns that mean nothing here: place, name, and nothing counted yet.
    pub fn unread(&self, head: &Row) -> Vec<(usize, String, usize)> {
        let unread = (0..head.len()).filter(|at| self.columns.get(*at) == Some(&None));
        let name = |at: usize| match head.cell(at) {
            "" => format!("column {}", at + 1),
            name => name.to_owned(),
        };
        unread.map(|at| (at, name(at), 0)).collect()
    }

    /// The columns in which a row says anything, but those that mean nothing here.
    pub fn filled(&self, row: &Row) -> Vec<Column> {
        let columns = self.columns.iter().enumerate();
        let filled = columns.filter(|(at, _)| !row.cell(*at).is_empty());
        filled.filter_map(|(_, column)| *column).collect()
    }

    /// Whether a row that has nothing but this column is a heading: other rows have an id or a question as well.
    pub fn is_heading(&self, lone: Column) -> bool {
        let others = [Column::Id, Column::Title, Column::Question];
        others.iter().any(|it| *it != lone && self.has(*it))
    }
}
