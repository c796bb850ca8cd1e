//! A Statement of Applicability as CSV: columns id, applicable, reason, in any order, separated by commas or
//! semicolons; quotes as in RFC 4180.
//!
//! This module must not know how what it says is entered.

use super::failure::Failure;
use super::lookup;
use crate::checklist::criteria::Criteria;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::model::RequirementKind;

/// A control that does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excluded {
    /// Which.
    pub id: RequirementId,
    /// Why.
    pub reason: String,
}

/// The controls that a statement excludes. `name` is its file, for messages.
pub(super) fn excluded(
    criteria: &Criteria,
    name: &str,
    text: &str,
) -> Result<Vec<Excluded>, Failure> {
    let refuse =
        |line: usize, what: &str, next: &str| Failure::new(format!("{name}:{line}: {what}"), next);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = rows(text).map_err(|line| {
        refuse(
            line,
            "a quote is not closed",
            "Close it; a quote inside quotes is written twice.",
        )
    })?;
    if rows.is_empty() {
        return Err(refuse(1, "the file is empty", COLUMNS));
    }
    let (_, head) = rows.remove(0);
    let column = |wanted: &str| {
        head.iter()
            .position(|it| it.trim().eq_ignore_ascii_case(wanted))
    };
    let columns = (column("id"), column("applicable"), column("reason"));
    let (Some(id), Some(applicable), Some(reason)) = columns else {
        return Err(refuse(1, "a column is missing", COLUMNS));
    };
    let mut named: Vec<RequirementId> = Vec::new();
    let mut excluded = Vec::new();
    for (line, row) in rows {
        let cell = |at: usize| row.get(at).map_or("", |cell| cell.trim());
        let found = lookup::requirement(criteria, cell(id))
            .map_err(|failure| refuse(line, &failure.what, &failure.next))?;
        let [control] = found.as_slice() else {
            return Err(refuse(
                line,
                "this is a clause, and clauses always apply",
                "Take it out.",
            ));
        };
        if named.contains(control) {
            return Err(refuse(
                line,
                &format!("{control} was named before"),
                "Take one out.",
            ));
        }
        named.push(control.clone());
        match cell(applicable).to_ascii_lowercase().as_str() {
            "yes" | "y" => {}
            "no" | "n" => {
                let kind = criteria.requirement(control).map(|it| it.kind);
                if kind != Some(RequirementKind::Control) {
                    let what = format!("{control} is no control, so it cannot be excluded");
                    return Err(refuse(line, &what, "Take it out, or say yes."));
                }
                if cell(reason).is_empty() {
                    let what = format!("{control} does not apply, and nothing says why");
                    return Err(refuse(
                        line,
                        &what,
                        "Give the reason; ISO/IEC 27001, 6.1.3 d asks for it.",
                    ));
                }
                excluded.push(Excluded {
                    id: control.clone(),
                    reason: cell(reason).to_owned(),
                });
            }
            _ => {
                return Err(refuse(
                    line,
                    "whether it applies is not said",
                    "Write yes or no.",
                ));
            }
        }
    }
    Ok(excluded)
}

const COLUMNS: &str = "The first line names the columns: id,applicable,reason";

/// The cells of a CSV file, each row with the number of its first line. Blank rows are left out.
///
/// # Errors
/// The line of a quote that is not closed.
fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains(';') && !first.contains(',') {
        ';'
    } else {
        ','
    };
    let mut rows = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let (mut line, mut began, mut quoted_at) = (1, 1, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted_at.is_some() && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted_at.is_some() => quoted_at = None,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted_at = Some(line);
            }
            c if c == separator && quoted_at.is_none() => row.push(std::mem::take(&mut cell)),
            '\r' if quoted_at.is_none() => {}
            '\n' => {
                line += 1;
                if quoted_at.is_some() {
                    cell.push('\n');
                    continue;
                }
                row.push(std::mem::take(&mut cell));
                rows.push((began, std::mem::take(&mut row)));
                began = line;
            }
            c => cell.push(c),
        }
    }
    if let Some(line) = quoted_at {
        return Err(line);
    }
    row.push(cell);
    rows.push((began, row));
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

/// The version of the statement for each criterion: `v4 of 2026-05-02`, or `27001=v4 of 2026-05-02`.
pub(super) fn versions(
    criteria: &Criteria,
    given: &[String],
) -> Result<Vec<(CriterionId, String)>, Failure> {
    let with_controls = |id: &CriterionId| {
        let rows = criteria.rows_of(id.as_str()).iter();
        rows.into_iter()
            .any(|row| row.requirement.kind == RequirementKind::Control)
    };
    let ids = criteria.criteria().iter().map(|it| it.id.clone());
    let ids: Vec<CriterionId> = ids.filter(with_controls).collect();
    let mut versions: Vec<(CriterionId, String)> = Vec::new();
    for text in given {
        let named = text.split_once('=').and_then(|(name, version)| {
            let id = ids.iter().find(|id| id.as_str() == name)?;
            Some((id.clone(), version.trim().to_owned()))
        });
        let version = match (named, ids.as_slice()) {
            (Some(named), _) => named,
            (None, [only]) => (only.clone(), text.trim().to_owned()),
            (None, _) => {
                let ids: Vec<&str> = ids.iter().map(CriterionId::as_str).collect();
                return Err(Failure::new(
                    format!(
                        "whose Statement of Applicability has the version \"{text}\" cannot be told"
                    ),
                    format!(
                        "Write CRITERION=VERSION; criteria with controls: {}",
                        ids.join(", ")
                    ),
                ));
            }
        };
        versions.retain(|(known, _)| *known != version.0);
        versions.push(version);
    }
    Ok(versions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::library::Library;

    fn criteria() -> Criteria {
        let spec = "iso27001-2022:surveillance,iso42001-2023:stage1";
        Library::built_in().assemble(spec).unwrap().criteria
    }

    #[test]
    fn cells_are_read_as_spreadsheets_write_them() {
        let text = "id;reason\r\n a ; \"x;\"\"y\"\"\nz\"\r\n\r\n;\r\nb;c";
        let rows = rows(text).unwrap();
        let cells = |at: usize| {
            rows[at]
                .1
                .iter()
                .map(|cell| cell.trim())
                .collect::<Vec<_>>()
        };
        assert_eq!(rows.len(), 3);
        assert_eq!(cells(1), ["a", "x;\"y\"\nz"]);
        assert_eq!((rows[2].0, cells(2)), (6, vec!["b", "c"]));
        assert_eq!(super::rows("a\n\"b"), Err(2));
    }

    #[test]
    fn what_does_not_apply_is_excluded_with_its_reason() {
        let text = "reason,id,applicable\n,A.8.13,yes\n\"no software, bought\",27001:A.8.25,NO\n";
        let found = excluded(&criteria(), "soa.csv", text).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id.as_str(), "27001:A.8.25");
        assert_eq!(found[0].reason, "no software, bought");
    }

    #[test]
    fn refusals_name_file_and_line() {
        for (text, line, what) in [
            ("", 1, "empty"),
            ("id,reason\n", 1, "column"),
            ("id,applicable,reason\nA.8.99,no,x\n", 2, "no requirement"),
            ("id,applicable,reason\n\nA.8.13,no,\n", 3, "why"),
            ("id,applicable,reason\nA.8.13,maybe,\n", 2, "not said"),
            ("id,applicable,reason\n27001:4.1,no,x\n", 2, "no control"),
            ("id,applicable,reason\n4.1,no,x\n", 2, "clause"),
            (
                "id,applicable,reason\nA.8.13,yes,\nA.8.13,no,x\n",
                3,
                "before",
            ),
            ("id,applicable,reason\nA.5.1,\"no,x\n", 2, "quote"),
        ] {
            let failure = excluded(&criteria(), "soa.csv", text).unwrap_err();
            assert!(
                failure.what.starts_with(&format!("soa.csv:{line}:")),
                "{failure:?}"
            );
            assert!(failure.what.contains(what), "{failure:?}");
        }
    }

    #[test]
    fn a_version_names_its_criterion_where_that_is_not_clear() {
        let given = |text: &str| versions(&criteria(), &[text.to_owned()]);
        assert_eq!(given("27001=v4").unwrap()[0].1, "v4");
        assert!(given("v4").is_err());
    }
}
