//! A checklist: requirements in document order, and how to go about auditing each.
//!
//! Only id, title, parent and kind of a requirement are needed; everything else helps the auditor. The words are
//! those of the author of the checklist, never the text of a standard. This module must not know how files are
//! found or read.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::guide::Replaced;
use super::id::CriterionId;
use super::value;

/// A file that says what is audited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// The name by which it is chosen: `iso27001-2022`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// The criterion whose requirements these are: `27001`.
    #[serde(deserialize_with = "value::criterion")]
    pub criterion: CriterionId,
    /// The full title.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// Edition and amendments: `2022 + Amd 1:2024`.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub edition: Option<String>,
    /// The title as it stands in lists and tables: `ISO/IEC 27001`.
    #[serde(deserialize_with = "value::title")]
    pub short: String,
    /// What sort of criterion it is.
    pub kind: ChecklistKind,
    /// The language of its words, as in `en`.
    #[serde(default = "english", deserialize_with = "value::item")]
    pub language: String,
    /// The profile that is taken where none is asked for.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub profile: Option<String>,
    /// The grading scheme that is taken where neither the choice nor the profile names one.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub grading: Option<String>,
    /// What the auditor should know before choosing it.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub about: Option<String>,
    /// The guides that say how to audit its requirements, by their ids. Where two speak of the same requirement,
    /// the one named first goes first.
    #[serde(default, deserialize_with = "value::items")]
    pub guides: Vec<String>,
    /// Minutes for the closing, on top of those of its requirements.
    #[serde(default)]
    pub closing_minutes: Option<u16>,
    /// The checklist that this one extends, by its id; see [`super::extension`].
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// The criterion of that one, where it is another: its guides are written for it.
    #[serde(skip)]
    pub extended_criterion: Option<CriterionId>,
    /// What it leaves out of the checklist that it extends.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<LeftOut>,
    /// The requirements and the headings above them, in document order; a parent stands before its children.
    pub requirements: Vec<Arc<Requirement>>,
}

fn english() -> String {
    "en".to_owned()
}

impl Checklist {
    /// The requirement with this id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        let mut all = self.requirements.iter().map(|it| &**it);
        all.find(|it| it.id == id)
    }

    /// Whether guides for this criterion are for this checklist.
    pub fn takes_guides_for(&self, criterion: &CriterionId) -> bool {
        self.criterion == *criterion || self.extended_criterion.as_ref() == Some(criterion)
    }
}

/// A requirement that a checklist leaves out of the one that it extends, with all that stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its id there.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// Why it does not apply.
    #[serde(deserialize_with = "value::text")]
    pub why: String,
    /// The ids of all that is left out with it, itself first.
    #[serde(skip)]
    pub all: Vec<String>,
}

/// What sort of criterion a checklist is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChecklistKind {
    /// A standard for management systems.
    ManagementSystem,
    /// What a buyer asks of a supplier.
    Supplier,
    /// Anything else.
    Other,
}

/// One requirement, or a heading above requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id within the criterion: `A.8.13`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// Its title.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// The id of what it stands under.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub parent: Option<String>,
    /// What it is; decides whether it can be audited by itself.
    pub kind: RequirementKind,
    /// What it is for, in one or two plain sentences.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub aim: Option<String>,
    /// Open questions, each with what a good answer holds.
    #[serde(default)]
    pub ask: Vec<Question>,
    /// What to see, and how.
    #[serde(default)]
    pub look: Vec<Look>,
    /// What a sample could be drawn from.
    #[serde(default)]
    pub sampling: Option<Sampling>,
    /// Where to go on from here.
    #[serde(default)]
    pub trail: Vec<Step>,
    /// How it typically fails.
    #[serde(default)]
    pub nonconformities: Vec<Failure>,
    /// The documented information that it asks for.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub documented: Option<String>,
    /// The five sets of attributes of ISO/IEC 27002:2022, clause 4.2.
    #[serde(default)]
    pub attributes: Option<Attributes>,
    /// Mistakes that auditors make here.
    #[serde(default, deserialize_with = "value::texts")]
    pub traps: Vec<String>,
    /// What a question to a supplier rests on.
    #[serde(default)]
    pub source: Option<Source>,
    /// Minutes to plan for it (for a block: for all of it).
    #[serde(default)]
    pub minutes: Option<u16>,
    /// The tiers of suppliers that it is meant for; empty: those of what it stands under, or else all.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// Whether failing here decides the outcome by itself.
    #[serde(default)]
    pub knock_out: bool,
    /// Which of its lists an extension gave in the place of others, which guides then leave as they are.
    #[serde(skip)]
    pub replaced: Replaced,
}

impl Requirement {
    /// A requirement of which nothing is known but its name and what it is.
    pub fn new(id: String, title: String, kind: RequirementKind) -> Self {
        Self {
            id,
            title,
            parent: None,
            kind,
            aim: None,
            ask: Vec::new(),
            look: Vec::new(),
            sampling: None,
            trail: Vec::new(),
            nonconformities: Vec::new(),
            documented: None,
            attributes: None,
            traps: Vec::new(),
            source: None,
            minutes: None,
            tiers: Vec::new(),
            knock_out: false,
            replaced: Replaced::default(),
        }
    }

    /// Whether it can be audited and have a result; headings cannot.
    pub fn is_auditable(&self) -> bool {
        self.kind.is_auditable()
    }
}

/// What a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RequirementKind {
    /// A clause of a standard.
    Clause,
    /// A control, declared or excluded by the Statement of Applicability.
    Control,
    /// A question, with its source.
    Question,
    /// A heading above clauses.
    Heading,
    /// A heading above controls: a theme of ISO/IEC 27001, Annex A.
    Theme,
    /// A heading above controls: an objective of ISO/IEC 42001, Annex A.
    Objective,
    /// A heading above questions.
    Block,
}

impl RequirementKind {
    /// Whether such a one can be audited and have a result.
    pub fn is_auditable(self) -> bool {
        matches!(self, Self::Clause | Self::Control | Self::Question)
    }
}

/// A question to ask, and what a good answer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// An open question.
    #[serde(deserialize_with = "value::text")]
    pub ask: String,
    /// What a good answer holds.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub good: Option<String>,
}

/// Something to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// What to see.
    #[serde(deserialize_with = "value::text")]
    pub what: String,
    /// How.
    pub method: Method,
}

/// How evidence is gathered (NIST SP 800-53A; ISO 19011).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    /// By asking people.
    Interview,
    /// By reading documents, records and settings.
    Examine,
    /// By watching work or a place.
    Observe,
    /// By doing it again, or having it done.
    Test,
}

impl Method {
    /// The word for it, as evidence carries it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Examine => "examine",
            Self::Observe => "observe",
            Self::Test => "test",
        }
    }
}

/// What a sample could be drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// What the population consists of.
    #[serde(deserialize_with = "value::text")]
    pub population: String,
    /// Where a complete list of it comes from.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub source: Option<String>,
    /// What to check on each item.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub check: Option<String>,
}

/// A step of a trail: where to go on, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// An id of the same checklist (`A.5.18`) or of another criterion (`42001:A.8.4`).
    #[serde(deserialize_with = "value::target")]
    pub to: String,
    /// Why one would go there.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub why: Option<String>,
}

/// How a requirement typically fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// What is then found.
    #[serde(deserialize_with = "value::text")]
    pub what: String,
    /// The key of the class that it may come to; a hint, never a grade.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub class: Option<String>,
    /// What would have to be the case for it to be no more than an opportunity for improvement.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub ofi: Option<String>,
}

/// The five sets of attributes of ISO/IEC 27002:2022, clause 4.2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    /// Control types: Preventive, Detective, Corrective.
    #[serde(deserialize_with = "value::items")]
    pub types: Vec<String>,
    /// Information security properties.
    #[serde(deserialize_with = "value::items")]
    pub properties: Vec<String>,
    /// Cybersecurity concepts.
    #[serde(deserialize_with = "value::items")]
    pub concepts: Vec<String>,
    /// Operational capabilities.
    #[serde(deserialize_with = "value::items")]
    pub capabilities: Vec<String>,
    /// Security domains.
    #[serde(deserialize_with = "value::items")]
    pub domains: Vec<String>,
}

/// What a question to a supplier rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The contract: its paragraph, or its subject where paragraphs differ from contract to contract.
    Contract(String),
    /// The buyer's policy.
    Policy,
    /// Good practice; failing here breaks no promise.
    GoodPractice,
}

/// How much hangs on a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Most.
    Critical,
    /// Much.
    High,
    /// Some.
    Medium,
    /// Little.
    Low,
}

impl Tier {
    /// All tiers, most first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The word for it, as an audit carries it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The tier that is written so.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.key() == key)
    }
}
