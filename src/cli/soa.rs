//! Reading a Statement of Applicability from a CSV file, for `onsite new --soa` and `onsite plan --soa`.
//!
//! This module must not know how a cell is read.

use std::path::Path;

use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::table::{Asked, NEXT};
use super::work::Writing;
use super::{input, table};
use crate::audit::act::Desk;
use crate::audit::entry::Change;
use crate::audit::id::{EntryId, Subject};
use crate::audit::schema::Field;
use crate::audit::soa::{self, Compared, Soa};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::model::RequirementKind;
use crate::text::counted;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answer {
    excluded: Vec<RequirementId>,
    back: Vec<RequirementId>,
    unnamed: usize,
    /// None where nothing changed.
    entry: Option<EntryId>,
    dry_run: bool,
}

/// Reads a statement. `next` is what to do where it cannot be read.
pub(super) fn read(file: &Path, criteria: &Criteria, next: &str) -> Result<Soa, Failure> {
    let bytes = input::bytes(file)?;
    soa::read(&bytes, criteria).map_err(|refusals| table::refused(file, &refusals, next))
}

/// What a statement and its versions change.
pub(super) fn compare(
    desk: &Desk<'_>,
    soa: &Soa,
    versions: Vec<(CriterionId, String)>,
) -> Compared {
    let versions = versions.into_iter().filter_map(|(id, text)| {
        desk.set_if_other(&Subject::Criterion(id), &Field::Soa.into(), &text)
    });
    let mut changes: Vec<Change> = versions.collect();
    let mut compared = soa.compare(desk);
    changes.append(&mut compared.changes);
    Compared {
        changes,
        ..compared
    }
}

/// Takes a statement into an audit. Its version and date are given as for [`versions`].
pub(super) fn take(
    asked: Asked<'_>,
    version: &[String],
    author: Option<String>,
) -> Result<Done, Failure> {
    let mut writing = Writing::begin(asked.audit, author)?;
    let soa = read(asked.file, &writing.loaded.criteria, NEXT)?;
    let versions = versions(&writing.loaded.criteria, version)?;
    let compared = writing.at_desk(|desk| compare(desk, &soa, versions));
    let ids = compared.excluded.into_iter().map(|it| it.id);
    let mut answer = Answer {
        excluded: ids.collect(),
        back: compared.back,
        unnamed: compared.unnamed,
        entry: None,
        dry_run: asked.dry_run,
    };
    answer.entry = asked.enter(writing, compared.changes)?;
    let text = text(&answer);
    Done::either(asked.json, &answer, text)
}

fn text(answer: &Answer) -> String {
    let controls = |count: usize| counted(count, "control", "controls");
    let listed = |ids: &[RequirementId]| {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.join(", ")
    };
    let mut lines = Vec::new();
    for (ids, became) in [
        (&answer.excluded, "excluded"),
        (&answer.back, "applicable again"),
    ] {
        if !ids.is_empty() {
            lines.push(format!("{} {became}: {}", controls(ids.len()), listed(ids)));
        }
    }
    if lines.is_empty() {
        lines.push("What the file says of controls stands in the audit already.".to_owned());
    }
    if answer.unnamed > 0 {
        let named = if answer.unnamed == 1 { "is" } else { "are" };
        lines.push(format!(
            "{} {named} not in the file.",
            controls(answer.unnamed)
        ));
    }
    if answer.dry_run {
        lines.push("Nothing was entered.".to_owned());
    }
    lines.join("\n")
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
    fn a_version_names_its_criterion_where_that_is_not_clear() {
        let given = |text: &str| versions(&criteria(), &[text.to_owned()]);
        assert_eq!(given("27001=v4").unwrap()[0].1, "v4");
        assert!(given("v4").is_err());
    }
}
