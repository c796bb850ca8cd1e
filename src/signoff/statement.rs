//! `STATEMENT.txt`: what the people who sign a sign-off state, in plain text.
//!
//! Deterministic: the same audit and request make the same bytes. What comes from the audit is one part of it
//! ([`Particulars`]), so that a verifier can make it anew and compare. This module must not know files.

use super::fields::Fields;
use crate::audit::coverage::{self, Outcome};
use crate::audit::entry::Moment;
use crate::audit::fold::Audit;
use crate::audit::id::{AuditId, Subject};
use crate::audit::planning;
use crate::audit::schema::{Field, FieldKey, Kind};
use crate::checklist::criteria::{Criteria, Criterion};
use crate::checklist::profile::SignoffKind;
use crate::store::Digest;
use crate::text::visible;

/// The name of the file.
pub const NAME: &str = "STATEMENT.txt";
/// Its first line.
pub const TITLE: &str = "STATEMENT OF A SIGN-OFF (format 1)";

/// Keys of the fields that come from the request, not from the audit.
pub(super) const OWN_KEYS: &[&str] = &[
    KIND,
    NUMBER,
    AUDIT,
    MADE_AT,
    MADE_WITH,
    PREVIOUS,
    ABOUT,
    REASON,
    CHANGED,
    REVIEWER,
    REMARKS,
    DOCUMENTS,
    LANGUAGE,
    NAMES,
    PAPERS,
    SIGNED_OVER,
    SIGNER,
];
pub(super) const KIND: &str = "Kind";
pub(super) const NUMBER: &str = "Number";
pub(super) const AUDIT: &str = "Audit";
pub(super) const MADE_AT: &str = "Made at";
pub(super) const MADE_WITH: &str = "Made with";
pub(super) const PREVIOUS: &str = "Previous sign-off";
pub(super) const ABOUT: &str = "About the sign-off";
pub(super) const REASON: &str = "Reason of the correction";
pub(super) const CHANGED: &str = "What changed";
pub(super) const REVIEWER: &str = "Reviewed by";
pub(super) const REMARKS: &str = "Remarks";
pub(super) const DOCUMENTS: &str = "Documents";
pub(super) const LANGUAGE: &str = "Language of the documents";
pub(super) const NAMES: &str = "Names in the documents";
pub(super) const PAPERS: &str = "Working papers in the documents";
pub(super) const SIGNED_OVER: &str = "Signed over";
pub(super) const SIGNER: &str = "Signer";
pub(super) const CRITERION: &str = "Criterion";
/// The end of the keys of counts by class: `27001 findings`.
pub(super) const FINDINGS: &str = "findings";

/// Another sign-off, bound by its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// Its number.
    pub number: u32,
    /// SHA-256 of its `SHA256SUMS`.
    pub digest: Digest,
}

/// Who is expected to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name by which the key is known in `allowed_signers`: `lead@example.com`.
    pub principal: String,
    /// The fingerprint of the key: `SHA256:…`.
    pub fingerprint: String,
    /// In what role.
    pub role: String,
}

/// How the documents are rendered: enough to render them anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendition {
    /// The names of the files, whose endings say the format: `report.md`.
    pub documents: Vec<String>,
    /// Their language; empty: the audit's.
    pub language: String,
    /// With names and not with roles alone.
    pub names: bool,
    /// With the working papers.
    pub audit_file: bool,
}

/// A gate that did not hold and was signed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// Its key: `inbox-is-empty`.
    pub gate: String,
    /// What it asks for.
    pub sentence: String,
    /// Why it was signed over.
    pub reason: String,
}

/// What is stated.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The kind of sign-off.
    pub kind: SignoffKind,
    /// Its number.
    pub number: u32,
    /// The audit.
    pub audit: AuditId,
    /// When it was made.
    pub made_at: Moment,
    /// The program and version that rendered the documents.
    pub made_with: String,
    /// The sign-off before it.
    pub previous: Option<Other>,
    /// The sign-off that it corrects or reviews.
    pub about: Option<Other>,
    /// Of a correction: why.
    pub reason: String,
    /// Of a correction: what changed.
    pub changed: String,
    /// Of a review: who reviewed.
    pub reviewer: String,
    /// What the signers add in their own words.
    pub remarks: String,
    /// How the documents were rendered.
    pub rendition: Rendition,
    /// Gates signed over.
    pub signed_over: Vec<Over>,
    /// Who is expected to sign.
    pub signers: Vec<Expected>,
    /// What comes from the audit.
    pub particulars: Particulars,
}

impl Over {
    /// With the texts as the statement will hold them, so that documents say the same when they are made anew.
    pub fn new(gate: &str, sentence: &str, reason: &str) -> Self {
        let reason: Vec<_> = reason.trim().lines().map(visible).collect();
        Self {
            gate: gate.to_owned(),
            sentence: one_line(&visible(sentence)),
            reason: reason.join("\n"),
        }
    }
}

impl Statement {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut fields = Fields::new(TITLE);
        fields.gap();
        fields.put(KIND, self.kind.key());
        fields.put(NUMBER, &format!("{:04}", self.number));
        fields.put(AUDIT, &self.audit.to_string());
        fields.put(MADE_AT, &self.made_at.to_rfc3339());
        fields.put(MADE_WITH, &self.made_with);
        fields.put(PREVIOUS, &other(self.previous).unwrap_or("none".to_owned()));
        if let Some(about) = other(self.about) {
            fields.put(ABOUT, &about);
        }
        for (key, value) in [
            (REASON, &self.reason),
            (CHANGED, &self.changed),
            (REVIEWER, &self.reviewer),
            (REMARKS, &self.remarks),
        ] {
            if !value.trim().is_empty() {
                fields.put(key, value);
            }
        }
        self.particulars.put(&mut fields);
        fields.gap();
        for over in &self.signed_over {
            let value = format!("{}\n{}\n{}", over.gate, over.sentence, over.reason);
            fields.put(SIGNED_OVER, &value);
        }
        fields.put(DOCUMENTS, &self.rendition.documents.join(", "));
        fields.put(LANGUAGE, &self.rendition.language);
        fields.put(NAMES, yes_or_no(self.rendition.names));
        fields.put(PAPERS, yes_or_no(self.rendition.audit_file));
        fields.gap();
        for signer in &self.signers {
            let Expected {
                principal,
                fingerprint,
                role,
            } = signer;
            fields.put(
                SIGNER,
                &format!("{principal} {fingerprint} {}", one_line(role)),
            );
        }
        fields.to_text()
    }
}

fn other(other: Option<Other>) -> Option<String> {
    other.map(|it| format!("{:04} {}", it.number, it.digest))
}

const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A text on one line, with single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a statement takes from the audit: field and value in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    sections: Vec<Vec<(String, String)>>,
}

impl Particulars {
    /// Of an audit as it is.
    pub fn of(audit: &Audit, criteria: &Criteria) -> Self {
        let mut sections = vec![whole(audit)];
        let of_criteria = criteria.criteria().iter();
        sections.extend(of_criteria.map(|it| of_criterion(audit, criteria, it)));
        let count = |n: usize| n.to_string();
        let to_dos = coverage::open_to_dos(audit).len();
        let inbox = coverage::inbox(audit).len();
        sections.push(vec![
            ("Open to-dos".to_owned(), count(to_dos)),
            ("Notes without a requirement".to_owned(), count(inbox)),
        ]);
        Self { sections }
    }

    pub(super) fn put(&self, fields: &mut Fields) {
        for section in &self.sections {
            fields.gap();
            for (key, value) in section {
                fields.put(key.clone(), value);
            }
        }
    }
}

/// What is about the audit as a whole.
fn whole(audit: &Audit) -> Vec<(String, String)> {
    let value = |field: Field| audit.value(&Subject::Audit, &FieldKey::from(field));
    let mut stated: Vec<(String, String)> = [
        ("Client", Field::Client),
        ("Audit body", Field::Body),
        ("Audit number", Field::Reference),
        ("First day", Field::From),
        ("Last day", Field::Until),
    ]
    .map(|(key, field)| (key.to_owned(), value(field).to_owned()))
    .to_vec();
    for site in audit.standing(Kind::Site) {
        stated.push(("Site".to_owned(), audit.text(site, Field::Name).to_owned()));
    }
    let people = audit.standing(Kind::Person);
    for member in people.filter(|person| audit.text(person, Field::Side) == "team") {
        let (name, role) = (
            audit.text(member, Field::Name),
            audit.text(member, Field::Role),
        );
        let line = if role.trim().is_empty() {
            name.to_owned()
        } else {
            format!("{name}, {role}")
        };
        stated.push(("Audit team".to_owned(), line));
    }
    stated
}

/// What is about one criterion.
fn of_criterion(
    audit: &Audit,
    criteria: &Criteria,
    criterion: &Criterion,
) -> Vec<(String, String)> {
    let subject = Subject::Criterion(criterion.id.clone());
    let value = |field: Field| audit.value(&subject, &FieldKey::from(field)).to_owned();
    let id = &criterion.id;
    let checklist = &criterion.checklist;
    let title = match &checklist.edition {
        Some(edition) => format!("{id} {}: {}, {edition}", checklist.short, checklist.title),
        None => format!("{id} {}: {}", checklist.short, checklist.title),
    };
    let mut stated = vec![(CRITERION.to_owned(), title)];
    let mut put = |key: &str, value: String| stated.push((format!("{id} {key}"), value));
    let profile = &criterion.profile;
    put("profile", format!("{} ({})", profile.title, profile.id));
    put("Statement of Applicability", value(Field::Soa));
    if let Some(tier) = planning::tier(audit, id) {
        put("tier of the supplier", tier.key().to_owned());
    }
    put("scope", value(Field::Scope));
    put("conclusion on conformity", value(Field::Conformity));
    put("conclusion on effectiveness", value(Field::Effectiveness));
    let recommended = value(Field::Recommendation);
    let known = profile.recommendations.iter();
    let words = known
        .filter(|it| it.key == recommended)
        .map(|it| it.text.clone())
        .next()
        .unwrap_or(recommended);
    put(
        "recommendation of the team; not a certification decision",
        words,
    );
    for class in criteria.classes(id.as_str()) {
        let findings = audit.standing(Kind::Finding);
        let count = findings
            .filter(|finding| coverage::class(audit, criteria, finding, id) == Some(class))
            .count();
        put(FINDINGS, format!("{count} {} ({})", class.key, class.word));
    }
    let rows = criteria.rows_of(id.as_str()).iter();
    let standings: Vec<_> = rows
        .filter(|row| row.is_auditable())
        .map(|row| coverage::standing(audit, criteria, &row.id))
        .collect();
    let visit = standings
        .iter()
        .filter(|it| it.planned == coverage::Planned::ThisVisit);
    let open = visit.clone().filter(|it| !it.outcome.is_judged());
    put(
        "requirements of this visit",
        visit.clone().count().to_string(),
    );
    put("open requirements of this visit", open.count().to_string());
    let not_met = standings
        .iter()
        .filter(|it| it.outcome == Outcome::DoesNotConform);
    put(
        "requirements that do not conform",
        not_met.count().to_string(),
    );
    stated
}
