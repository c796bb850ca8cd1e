//! A Statement of Applicability as CSV: its controls, a row each, with columns in any order.
//!
//! What does not apply is excluded from the audit with its reason, and what applies again is not. What cannot be read
//! is refused with its line and column, all of it at once. This module must not know where the file came from.

use std::collections::BTreeSet;

use super::act::Desk;
use super::entry::Change;
use super::id::Subject;
use super::planning;
use super::schema::Field;
use crate::cells::{self, MOST_REFUSALS, Refusal, Row, plain, yes_or_no};
use crate::checklist::criteria::{Criteria, Resolved, several, unknown};
use crate::checklist::id::RequirementId;
use crate::checklist::model::RequirementKind;

/// The most rows that a statement may have.
const MOST_ROWS: usize = 2_000;

const NEEDED: &str = "The first line names the columns: id, applicable (yes or no) and reason.";

/// What the columns may be called, in small letters without blanks and signs.
const NAMES: [&[&str]; 3] = [
    &[
        "id",
        "control",
        "controlid",
        "number",
        "no",
        "ref",
        "nr",
        "massnahme",
        "maßnahme",
    ],
    &[
        "applicable",
        "applies",
        "applicability",
        "included",
        "anwendbar",
    ],
    &[
        "reason",
        "justification",
        "reasonforexclusion",
        "justificationforexclusion",
        "begründung",
    ],
];

/// What a statement says of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Which.
    pub id: RequirementId,
    /// Whether it applies.
    pub applies: bool,
    /// Why it does not.
    pub reason: String,
}

/// A statement that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soa {
    /// Its controls, in the order of the file.
    pub controls: Vec<Stated>,
}

/// What a statement changes in an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// The controls that it excludes and were not, or for another reason.
    pub excluded: Vec<Stated>,
    /// Controls that were excluded and apply.
    pub back: Vec<RequirementId>,
    /// How many controls of the criteria that it is about it does not name.
    pub unnamed: usize,
    /// What is to be entered.
    pub changes: Vec<Change>,
}

/// Reads a statement.
///
/// # Errors
/// Everything that cannot be read, in the order of the file.
pub fn read(bytes: &[u8], criteria: &Criteria) -> Result<Soa, Vec<Refusal>> {
    let one = |refusal| vec![refusal];
    let (head, rows) = cells::read(bytes, NEEDED).map_err(one)?;
    let columns = NAMES.map(|names| {
        let is_it = |at: &usize| names.contains(&plain(head.cell(*at)).as_str());
        (0..head.len()).find(is_it)
    });
    let [Some(id), Some(applicable), Some(reason)] = columns else {
        return Err(one(Refusal::at(
            head.spot(0),
            "a column is missing",
            NEEDED,
        )));
    };
    let rows: Vec<Result<Row, Refusal>> = rows.take(MOST_ROWS + 1).collect();
    let ids = rows.iter().flatten().map(|row| row.cell(id));
    let about = only_criterion(criteria, ids);
    let mut soa = Soa::default();
    let mut refusals = Vec::new();
    for (count, row) in rows.into_iter().enumerate() {
        let stated = row.and_then(|row| match count {
            MOST_ROWS.. => {
                let what = format!("a statement has at most {MOST_ROWS} rows");
                Err(Refusal::at(row.spot(0), what, "Divide the file."))
            }
            _ if row.is_blank() => Ok(None),
            // A title above controls, as many statements have them.
            _ if row.cell(applicable).is_empty() && is_heading(criteria, row.cell(id)) => Ok(None),
            _ => {
                let id_of = |text: &str| control(criteria, text, about.as_deref());
                stated(id_of, &soa, &row, [id, applicable, reason]).map(Some)
            }
        });
        match stated {
            Ok(stated) => soa.controls.extend(stated),
            Err(refusal) => refusals.push(refusal),
        }
        if refusals.len() >= MOST_REFUSALS {
            break;
        }
    }
    if refusals.is_empty() {
        Ok(soa)
    } else {
        Err(refusals)
    }
}

/// Whether an id means a heading, and nothing that applies or not.
fn is_heading(criteria: &Criteria, text: &str) -> bool {
    let is_one = |id: &RequirementId| criteria.row(id).is_some_and(|row| !row.is_auditable());
    match criteria.resolve(text) {
        Resolved::One(id) => is_one(&id),
        Resolved::Twins(ids) | Resolved::Ambiguous(ids) => ids.iter().all(is_one),
        Resolved::Unknown => false,
    }
}

/// The criterion that all controls are of whose ids say it: the others are of it, too.
fn only_criterion<'t>(criteria: &Criteria, ids: impl Iterator<Item = &'t str>) -> Option<String> {
    let found = ids.filter_map(|text| control(criteria, text, None).ok());
    let found: BTreeSet<String> = found.map(|id| id.criterion().to_owned()).collect();
    found.first().filter(|_| found.len() == 1).cloned()
}

/// What a row says. `id_of` gives the control that an id means, or why it means none and what to do.
fn stated(
    id_of: impl Fn(&str) -> Result<RequirementId, (String, &'static str)>,
    before: &Soa,
    row: &Row,
    [id, applicable, reason]: [usize; 3],
) -> Result<Stated, Refusal> {
    let refuse = |at: usize, what: String, next: &str| Refusal::at(row.spot(at), what, next);
    let control = id_of(row.cell(id)).map_err(|(what, next)| refuse(id, what, next))?;
    if before.controls.iter().any(|it| it.id == control) {
        let what = format!("{control} was named before");
        return Err(refuse(id, what, "Take one out."));
    }
    let said = row.cell(applicable).to_lowercase();
    let applies = match said.as_str() {
        "applicable" => Some(true),
        "not applicable" | "n/a" => Some(false),
        said => yes_or_no(said),
    };
    let applies = applies.ok_or_else(|| {
        let what = "whether it applies is not said".to_owned();
        refuse(applicable, what, "Write yes or no.")
    })?;
    let reason_given = row.cell(reason);
    if !applies && reason_given.is_empty() {
        let what = format!("{control} does not apply, and nothing says why");
        let next = "Give the reason; ISO/IEC 27001, 6.1.3 d asks for it.";
        return Err(refuse(reason, what, next));
    }
    Ok(Stated {
        id: control,
        applies,
        reason: reason_given.to_owned(),
    })
}

/// The control that an id means, also one that is written without its `A.`, as statements often have it. Where several
/// criteria have it, it is the one of the criterion that the statement is about.
fn control(
    criteria: &Criteria,
    text: &str,
    about: Option<&str>,
) -> Result<RequirementId, (String, &'static str)> {
    let text = text.trim_start_matches('#');
    let is_control = |id: &RequirementId| {
        let kind = criteria.requirement(id).map(|it| it.kind);
        kind == Some(RequirementKind::Control)
    };
    let (criterion, item) = text
        .split_once(':')
        .map_or(("", text), |(criterion, item)| {
            (text.get(..=criterion.len()).unwrap_or_default(), item)
        });
    let in_full = format!("{criterion}A.{item}");
    let mut clause = None;
    for spelled in [text, &in_full] {
        match criteria.resolve(spelled) {
            Resolved::One(id) if is_control(&id) => return Ok(id),
            Resolved::One(id) => clause = clause.or(Some(id.to_string())),
            Resolved::Twins(_) => clause = clause.or(Some(text.to_owned())),
            Resolved::Ambiguous(ids) => {
                let mut of_one = ids.iter().filter(|id| Some(id.criterion()) == about);
                if let Some(id) = of_one.next().filter(|id| is_control(id)) {
                    return Ok(id.clone());
                }
                return Err((several(text, &ids), "Write it in full."));
            }
            Resolved::Unknown => {}
        }
    }
    Err(match clause {
        Some(clause) => (
            format!("{clause} is no control, and only controls can be left out"),
            "Take it out.",
        ),
        None => (unknown(text), "Write its id as in A.8.13 or 27001:A.8.13."),
    })
}

impl Soa {
    /// Compares the statement with an audit.
    pub fn compare(&self, desk: &Desk<'_>) -> Compared {
        let mut compared = Compared::default();
        for stated in &self.controls {
            let subject = Subject::Requirement(stated.id.clone());
            let was_excluded = desk.value(&subject, &Field::Planned.into()) == "excluded";
            let changes = match (stated.applies, was_excluded) {
                (false, _) => planning::enter(desk, &stated.id, "excluded", &stated.reason),
                (true, true) => planning::enter(desk, &stated.id, "", ""),
                (true, false) => Vec::new(),
            };
            if changes.is_empty() {
                continue;
            }
            compared.changes.extend(changes);
            if stated.applies {
                compared.back.push(stated.id.clone());
            } else {
                compared.excluded.push(stated.clone());
            }
        }
        let is_about = |id: &RequirementId| {
            let mut named = self.controls.iter();
            named.any(|it| it.id.criterion() == id.criterion())
        };
        let is_named = |id: &RequirementId| self.controls.iter().any(|it| it.id == *id);
        let rows = desk.criteria.rows().iter();
        let controls = rows.filter(|row| row.requirement.kind == RequirementKind::Control);
        let unnamed = controls.filter(|row| is_about(&row.id) && !is_named(&row.id));
        compared.unnamed = unnamed.count();
        compared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::library::Library;

    fn criteria() -> Criteria {
        let spec = "iso27001-2022:surveillance,iso42001-2023:stage1";
        Library::built_in().assemble(spec).unwrap().criteria
    }

    fn excluded(text: &str) -> Vec<(String, String)> {
        let soa = read(text.as_bytes(), &criteria()).unwrap();
        let controls = soa.controls.into_iter().filter(|it| !it.applies);
        controls.map(|it| (it.id.to_string(), it.reason)).collect()
    }

    #[test]
    fn what_does_not_apply_is_excluded_with_its_reason() {
        let one = |reason: &str| vec![("27001:A.8.25".to_owned(), reason.to_owned())];
        let text = "reason,id,applicable\n,A.8.13,yes\n\"no software, bought\",27001:A.8.25,NO\n";
        assert_eq!(excluded(text), one("no software, bought"));
        // As spreadsheets and other tools write it.
        let text = "\u{feff}Control ID;Justification;Applicable?\r\nA.8;;\r\n8.13;;x\r\n\r\n27001:8.25;bought;not applicable\r\n";
        assert_eq!(excluded(text), one("bought"));
    }

    #[test]
    fn an_id_of_two_standards_is_one_of_the_standard_that_the_others_are_of() {
        let text = "id,applicable,reason\nA.5.2,no,x\nA.8.13,yes,\n6.2,no,y\n";
        let of = |id: &str, why: &str| (id.to_owned(), why.to_owned());
        assert_eq!(
            excluded(text),
            [of("27001:A.5.2", "x"), of("27001:A.6.2", "y")]
        );
        let text = "id,applicable,reason\nA.5.2,no,x\n";
        let refusals = read(text.as_bytes(), &criteria()).unwrap_err();
        assert!(
            refusals[0].what.contains("several requirements"),
            "{refusals:?}"
        );
    }

    #[test]
    fn refusals_say_where_and_come_all_at_once() {
        for (text, spot, what) in [
            ("", "1:1", "empty"),
            ("id,reason\n", "1:1", "column"),
            (
                "id,applicable,reason\nA.8.99,no,x\n",
                "2:1",
                "no requirement",
            ),
            ("id,applicable,reason\n\nA.8.13,no,\n", "3:11", "why"),
            ("id,applicable,reason\nA.8.13,maybe,\n", "2:8", "not said"),
            (
                "id,applicable,reason\n27001:4.1,no,x\n",
                "2:1",
                "no control",
            ),
            ("id,applicable,reason\n4.1,no,x\n", "2:1", "no control"),
            (
                "id,applicable,reason\n27001:A.8,no,x\n",
                "2:1",
                "no control",
            ),
            (
                "id,applicable,reason\nA.8.13,yes,\nA.8.13,no,x\n",
                "3:1",
                "before",
            ),
            ("id,applicable,reason\nA.8.13,\"no,x\n", "2:8", "quote"),
        ] {
            let refusals = read(text.as_bytes(), &criteria()).unwrap_err();
            let [refusal] = refusals.as_slice() else {
                panic!("{refusals:?}");
            };
            let said = refusal.to_string();
            assert!(said.starts_with(&format!("{spot}: ")), "{said}");
            assert!(said.contains(what), "{said}");
        }
        let two = "id,applicable,reason\nA.8.99,no,x\nA.8.13,no,\n";
        assert_eq!(read(two.as_bytes(), &criteria()).unwrap_err().len(), 2);
    }
}
