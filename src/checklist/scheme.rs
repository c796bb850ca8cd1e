//! Grading schemes, links between criteria, and the phrases of reports.
//!
//! Data that decides meaning, like the checklists themselves. This module must not know findings or reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::id::{CriterionId, RequirementId};
use super::value;

/// A grading scheme: the classes that findings can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// The name by which it is chosen: `iso17021`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// Its title.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// What it is for and where it comes from.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub about: Option<String>,
    /// The classes.
    pub classes: Vec<Class>,
}

/// A class of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The key that a finding carries: `major`.
    #[serde(deserialize_with = "value::item")]
    pub key: String,
    /// The words for it: `major nonconformity`.
    #[serde(deserialize_with = "value::title")]
    pub word: String,
    /// At most five letters for narrow columns: `MAJ`.
    #[serde(deserialize_with = "value::title")]
    pub short: String,
    /// One ASCII character for lists.
    pub glyph: char,
    /// What it means, in own words.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub meaning: Option<String>,
    /// What it says about its requirement, in words that every scheme shares.
    pub neutral: Neutral,
    /// Whether a finding of this class is a nonconformity: while it stands, its requirement does not conform.
    #[serde(default)]
    pub nonconformity: bool,
    /// What a finding of this class must have.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Its place in lists and reports, gravest first, from 1.
    pub order: u8,
}

/// What a class says about its requirement, whatever the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Neutral {
    /// The requirement is not met.
    DoesNotConform,
    /// The requirement is met in part.
    Partly,
    /// The requirement is met.
    Conforms,
    /// Nothing is said about it.
    Neither,
}

/// What a finding must have to be of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Need {
    /// At least one requirement that can be audited.
    Requirement,
    /// At least one piece of evidence or sample.
    Evidence,
    /// A statement of what is not fulfilled.
    Statement,
    /// The reason of the class.
    Reason,
}

impl Grading {
    /// The class with this key.
    pub fn class(&self, key: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.key == key)
    }
}

/// How two criteria hang together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// The name of the file: `27001-42001`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// Its title.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// The two criteria.
    pub between: (CriterionId, CriterionId),
    /// The clauses that both share and that are audited once.
    #[serde(default)]
    pub twins: Vec<Twin>,
    /// What overlaps without being the same.
    #[serde(default)]
    pub related: Vec<Related>,
}

/// Two requirements that are audited in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// The one.
    #[serde(deserialize_with = "value::requirement")]
    pub one: RequirementId,
    /// The other.
    #[serde(deserialize_with = "value::requirement")]
    pub other: RequirementId,
    /// In what they differ, where they do.
    #[serde(default, deserialize_with = "value::shared_text_maybe")]
    pub differs: Option<Arc<str>>,
}

/// Two requirements for which the same evidence may serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The one.
    #[serde(deserialize_with = "value::requirement")]
    pub one: RequirementId,
    /// The other.
    #[serde(deserialize_with = "value::requirement")]
    pub other: RequirementId,
    /// How well published mappings bear it out.
    pub support: Support,
    /// Why one would look there, read from either side.
    #[serde(deserialize_with = "value::shared_text")]
    pub why: Arc<str>,
}

/// How well an overlap is borne out; strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Support {
    /// Several published mappings agree.
    Supported,
    /// One published mapping mentions it.
    WeaklySupported,
    /// Published mappings name both without linking them.
    CoMentionOnly,
    /// The author's own judgement.
    OwnJudgement,
}

impl Support {
    /// The words for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::WeaklySupported => "weakly supported",
            Self::CoMentionOnly => "mentioned together",
            Self::OwnJudgement => "own judgement",
        }
    }
}

/// The phrases of reports in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// The name of the file: `en`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// The language, as in `en`.
    #[serde(deserialize_with = "value::item")]
    pub language: String,
    /// The language's own name.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// Texts by key.
    #[serde(deserialize_with = "value::keyed")]
    pub phrases: BTreeMap<String, String>,
}

impl Phrases {
    /// The phrase with this key, or the key itself where there is none, so that a gap can be seen.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.phrases.get(key).map_or(key, String::as_str)
    }
}
