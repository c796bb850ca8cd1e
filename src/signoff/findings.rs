//! `findings.jsonl`: the findings of a sign-off, readable by any program without this one.
//!
//! One line of JSON for each finding and criterion, flat, with keys that stay. Names of people are left out. This
//! module must not know documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::coverage;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::Subject;
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::{Criteria, Criterion};
use crate::text::visible_json;

/// The name of the file.
pub const NAME: &str = "findings.jsonl";

/// A finding as it counts for one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its short name: `F3`.
    pub finding: String,
    /// Its id in the record.
    pub id: String,
    /// The criterion: `27001`; empty for a finding that belongs to none.
    pub criterion: String,
    /// The key of its class there; empty where it has none.
    pub class: String,
    /// The words for the class.
    pub class_word: String,
    /// Whether its requirements do not conform while it stands.
    pub nonconformity: bool,
    /// The requirements of this criterion that it is about.
    pub requirements: Vec<String>,
    /// Its title.
    pub title: String,
    /// What is asked, in own words.
    pub asked: String,
    /// What was found.
    pub found: String,
    /// What is not fulfilled.
    pub statement: String,
    /// The reason of the class.
    pub reason: String,
    /// The site.
    pub site: String,
    /// The process or department.
    pub process: String,
    /// The auditee's view where it differs.
    pub disputed: String,
    /// The evidence it rests on: title, document id, version, date.
    pub evidence: Vec<String>,
    /// SHA-256 of attached files among it.
    pub evidence_files: Vec<String>,
    /// The samples it rests on, each in one sentence.
    pub samples: Vec<String>,
}

/// The findings that stand; one that belongs to no criterion stands once, with that left empty. In the order of their making, for each criterion in the order of the criteria.
pub fn of(audit: &Audit, criteria: &Criteria) -> Vec<Line> {
    let mut lines = Vec::new();
    for finding in audit.standing(Kind::Finding) {
        let before = lines.len();
        for criterion in criteria.criteria() {
            lines.extend(line(audit, criteria, finding, criterion));
        }
        if lines.len() == before {
            lines.push(of_finding(audit, finding));
        }
    }
    lines
}

/// The text of the file.
pub fn to_text(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        // Only text and truth values: there is nothing in it that JSON could not say.
        text.push_str(&visible_json(
            &serde_json::to_string(line).unwrap_or_default(),
        ));
        text.push('\n');
    }
    text
}

/// Reads the text of the file.
///
/// # Errors
/// A clause that says which line cannot be read.
pub fn parse(text: &str) -> Result<Vec<Line>, String> {
    let lines = text.lines().enumerate();
    lines
        .map(|(n, line)| {
            serde_json::from_str(line)
                .map_err(|error| format!("line {} is no finding: {error}", n + 1))
        })
        .collect()
}

/// How many findings there are of each class of a criterion.
pub fn counts(lines: &[Line], criterion: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in lines.iter().filter(|line| line.criterion == criterion) {
        *counts.entry(line.class.clone()).or_default() += 1;
    }
    counts
}

/// A finding as it counts for one criterion, if it belongs there: by a requirement or by a class.
fn line(
    audit: &Audit,
    criteria: &Criteria,
    finding: &Object,
    criterion: &Criterion,
) -> Option<Line> {
    let on = audit.links(finding, Link::On);
    let requirements: Vec<String> = on
        .filter_map(|subject| match subject {
            Subject::Requirement(id) if id.criterion() == criterion.id.as_str() => {
                Some(id.to_string())
            }
            _ => None,
        })
        .collect();
    let key = FieldKey::of(Field::Class, &criterion.id);
    let key = audit.value(&finding.id.into(), &key);
    if requirements.is_empty() && key.is_empty() {
        return None;
    }
    let class = coverage::class(audit, criteria, finding, &criterion.id);
    Some(Line {
        criterion: criterion.id.to_string(),
        class: key.to_owned(),
        class_word: class.map_or_else(String::new, |class| class.word.clone()),
        nonconformity: class.is_some_and(|class| class.nonconformity),
        requirements,
        ..of_finding(audit, finding)
    })
}

/// What is the same for every criterion.
fn of_finding(audit: &Audit, finding: &Object) -> Line {
    let text = |field| audit.text(finding, field).to_owned();
    let rests_on = |link, kind| {
        let objects = audit
            .links(finding, link)
            .filter_map(move |subject| match subject {
                Subject::Object(id) => audit.object(*id),
                _ => None,
            });
        objects.filter(move |object| object.kind == kind && !audit.is_withdrawn(object))
    };
    let files = rests_on(Link::Evidence, Kind::Evidence)
        .map(|evidence| audit.text(evidence, Field::File).to_owned());
    Line {
        finding: audit.label(finding),
        id: finding.id.to_string(),
        criterion: String::new(),
        class: String::new(),
        class_word: String::new(),
        nonconformity: false,
        requirements: Vec::new(),
        title: text(Field::Title),
        asked: text(Field::Asked),
        found: text(Field::Found),
        statement: text(Field::Statement),
        reason: text(Field::Reason),
        site: text(Field::SiteName),
        process: text(Field::Process),
        disputed: text(Field::Disputed),
        evidence: rests_on(Link::Evidence, Kind::Evidence)
            .map(|evidence| reference(audit, evidence))
            .collect(),
        evidence_files: files.filter(|file| !file.is_empty()).collect(),
        samples: rests_on(Link::Sample, Kind::Sample)
            .map(|sample| coverage::sample_sentence(audit, sample))
            .collect(),
    }
}

/// A document as one would cite it.
fn reference(audit: &Audit, evidence: &Object) -> String {
    let fields = [Field::Title, Field::Reference, Field::Version, Field::Date];
    let parts = fields.map(|field| audit.text(evidence, field).trim());
    let stated: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    stated.join(", ")
}
