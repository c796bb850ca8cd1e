//! `onsite finding`: writes a finding.

use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

use super::done::Done;
use super::failure::Failure;
use super::input::{self, Texts};
use super::lookup;
use super::saved::Saved;
use super::work::Writing;
use crate::audit::entry::{Add, Change};
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::{CriterionId, RequirementId};

/// Writes a finding: what is asked, what was found, what is not fulfilled
///
/// One of the texts can be - for standard input. All of them can come by --from-file: a
/// file, or - for standard input, with a heading in a line of its own before each part;
/// or a JSON object with these keys:
///
///   # title
///   # asked
///   # found
///   # statement
///   # reason
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Finding {
    /// The audit
    audit: PathBuf,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// Its class, as in minor; where criteria differ, 27001=minor and 42001=ofi
    #[arg(long, value_name = "[CRITERION=]KEY")]
    class: Vec<String>,
    /// Its title
    #[arg(long)]
    title: Option<String>,
    /// What is asked, in own words
    #[arg(long, value_name = "TEXT")]
    asked: Option<String>,
    /// What was found, so that it can be found again
    #[arg(long, value_name = "TEXT")]
    found: Option<String>,
    /// What is not fulfilled
    #[arg(long, value_name = "TEXT")]
    statement: Option<String>,
    /// Why this class
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// All texts from a file; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["title", "asked", "found", "statement", "reason"])]
    from_file: Option<PathBuf>,
    /// What it rests on: evidence, samples, notes by their labels; may be given several times
    #[arg(long, value_name = "LABEL")]
    evidence: Vec<String>,
    /// The session in which it was made, or none; otherwise the running one
    #[arg(long, value_name = "LABEL")]
    session: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// The texts of a finding.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Parts {
    title: String,
    asked: String,
    found: String,
    statement: String,
    reason: String,
}

impl Finding {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let parts = self.parts()?;
        let texts = [&parts.title, &parts.asked, &parts.found, &parts.statement];
        if texts.into_iter().all(String::is_empty) {
            return Err(Failure::new(
                "there is nothing to write down",
                "Give --found and --statement, or --from-file.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let audit = &writing.loaded.audit;
        let on = lookup::requirements(&writing.loaded.criteria, &self.on)?;
        let classes = classes(&writing.loaded.criteria, &on, &self.class)?;
        let mut links = lookup::supports(audit, &self.evidence)?;
        if let Some(session) = lookup::session(audit, self.session.as_deref())? {
            links.push((Link::Session, session.into()));
        }
        let mut finding = Add::new(Kind::Finding, writing.fresh())
            .with(Field::Title, parts.title)
            .with(Field::Asked, parts.asked)
            .with(Field::Found, parts.found)
            .with(Field::Statement, parts.statement)
            .with(Field::Reason, parts.reason);
        for (criterion, key) in classes {
            finding = finding.with(FieldKey::of(Field::Class, &criterion), key);
        }
        finding = on
            .into_iter()
            .fold(finding, |it, id| it.linked(Link::On, id));
        finding = links
            .into_iter()
            .fold(finding, |it, (link, to)| it.linked(link, to));
        let id = finding.id;
        let (loaded, entry) = writing.save(vec![Change::Add(finding)])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }

    fn parts(&self) -> Result<Parts, Failure> {
        let mut texts = Texts::default();
        if let Some(path) = &self.from_file {
            let text = input::file(&mut texts, path)?;
            return parts(&text).map_err(|what| {
                let path = path.display();
                Failure::new(
                    format!("{path}: {what}"),
                    "Headings are # title, # asked, # found, # statement and # reason.",
                )
            });
        }
        Ok(Parts {
            title: texts.maybe(self.title.as_deref())?,
            asked: texts.maybe(self.asked.as_deref())?,
            found: texts.maybe(self.found.as_deref())?,
            statement: texts.maybe(self.statement.as_deref())?,
            reason: texts.maybe(self.reason.as_deref())?,
        })
    }
}

/// The parts of a file: JSON where it begins with a brace, otherwise texts under headings.
fn parts(text: &str) -> Result<Parts, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let mut parts = Parts::default();
    let mut current: Option<&mut String> = None;
    for (number, line) in text.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("# ") {
            let part = match heading.trim().to_lowercase().as_str() {
                "title" => &mut parts.title,
                "asked" => &mut parts.asked,
                "found" => &mut parts.found,
                "statement" => &mut parts.statement,
                "reason" => &mut parts.reason,
                _ => return Err(format!("line {} has a heading of no part", number + 1)),
            };
            if !part.is_empty() {
                return Err(format!(
                    "line {} begins a part for the second time",
                    number + 1
                ));
            }
            current = Some(part);
        } else if let Some(part) = current.as_deref_mut() {
            part.push_str(line);
            part.push('\n');
        } else if !line.trim().is_empty() {
            return Err(format!(
                "line {} stands before the first heading",
                number + 1
            ));
        }
    }
    let Parts {
        title,
        asked,
        found,
        statement,
        reason,
    } = &mut parts;
    for part in [title, asked, found, statement, reason] {
        *part = part.trim().to_owned();
    }
    Ok(parts)
}

/// The class for each criterion.
fn classes(
    criteria: &Criteria,
    on: &[RequirementId],
    given: &[String],
) -> Result<Vec<(CriterionId, String)>, Failure> {
    let concerned = criteria.criteria().iter().filter(|criterion| {
        on.is_empty() && criteria.criteria().len() == 1
            || on.iter().any(|id| id.criterion() == criterion.id.as_str())
    });
    let concerned: Vec<CriterionId> = concerned.map(|criterion| criterion.id.clone()).collect();
    let mut classes: Vec<(CriterionId, String)> = Vec::new();
    for text in given {
        let (named, key) = match text.split_once('=') {
            Some((criterion, key)) => (Some(criterion), key),
            None => (None, text.as_str()),
        };
        let of: Vec<CriterionId> = match named {
            None => concerned.clone(),
            Some(name) => criteria
                .criterion(name)
                .map(|it| vec![it.id.clone()])
                .ok_or_else(|| {
                    Failure::new(
                        format!("there is no criterion {name} in this audit"),
                        format!("There is {}.", names(criteria).join(" and ")),
                    )
                })?,
        };
        if of.is_empty() {
            return Err(Failure::new(
                format!("for which criterion the class {key} is meant cannot be told"),
                "Say what the finding is about (--on), or write it as in 27001=minor.",
            ));
        }
        for criterion in of {
            let allowed = criteria.classes(criterion.as_str());
            if !allowed.iter().any(|class| class.key == key) {
                let keys: Vec<&str> = allowed.iter().map(|class| class.key.as_str()).collect();
                return Err(Failure::new(
                    format!("{criterion} has no class {key} in this audit"),
                    format!("Its classes are {}.", keys.join(", ")),
                ));
            }
            if named.is_some() {
                classes.retain(|(known, _)| *known != criterion);
            }
            if !classes.iter().any(|(known, _)| *known == criterion) {
                classes.push((criterion, key.to_owned()));
            }
        }
    }
    Ok(classes)
}

fn names(criteria: &Criteria) -> Vec<String> {
    criteria
        .criteria()
        .iter()
        .map(|it| it.id.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_under_headings_or_in_json() {
        let under = parts("\n# Asked\nrestore\ntests\n\n# found\nnone\n# statement\n\nno tests\n");
        let expected = Parts {
            asked: "restore\ntests".into(),
            found: "none".into(),
            statement: "no tests".into(),
            ..Parts::default()
        };
        assert_eq!(under, Ok(expected));
        let json = parts(r#" {"found": "none"}"#).unwrap();
        assert_eq!(json.found, "none");
        for bad in [
            "words",
            "# other\nx",
            "# found\na\n# found\nb",
            r#"{"foun": "x"}"#,
        ] {
            assert!(parts(bad).is_err(), "{bad}");
        }
    }
}
