//! A guide: how to audit the requirements of a criterion.
//!
//! A checklist names its guides; what they say supplements what stands in the checklist itself. Guides are long,
//! so that an audit reads of them only what is asked for. This module must not know how files are found or read.

use serde::{Deserialize, Serialize};

use super::id::CriterionId;
use super::model::{Failure, Look, Question, Requirement, Sampling, Step};
use super::value;

/// A file that says how to audit requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// The name by which checklists name it: `27001-a5`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// The criterion whose requirements it is for: `27001`.
    #[serde(deserialize_with = "value::criterion")]
    pub criterion: CriterionId,
    /// What it says, one item for each requirement.
    pub items: Vec<Guidance>,
}

/// How to go about auditing one requirement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// The id of the requirement within its criterion: `A.8.13`.
    #[serde(deserialize_with = "value::item")]
    pub on: String,
    /// What it is for, in one or two plain sentences.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub aim: Option<String>,
    /// Open questions, each with what a good answer holds; the best one to begin with first.
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
    /// Mistakes that auditors make here.
    #[serde(default, deserialize_with = "value::texts")]
    pub traps: Vec<String>,
}

impl Guidance {
    /// What the checklist itself says about a requirement.
    pub fn inline(requirement: &Requirement) -> Self {
        Self {
            on: requirement.id.clone(),
            aim: requirement.aim.clone(),
            ask: requirement.ask.clone(),
            look: requirement.look.clone(),
            sampling: requirement.sampling.clone(),
            trail: requirement.trail.clone(),
            nonconformities: requirement.nonconformities.clone(),
            traps: requirement.traps.clone(),
        }
    }

    /// Adds what a guide says: what is single only where there is none yet, lists at the end of those that are
    /// there. A list that an extension put in the place of another stays as it is.
    pub fn supplement(&mut self, guide: Self, replaced: Replaced) {
        fn join<T>(own: &mut Vec<T>, more: Vec<T>, replaced: bool) {
            if !replaced {
                own.extend(more);
            }
        }
        self.aim = self.aim.take().or(guide.aim);
        self.sampling = self.sampling.take().or(guide.sampling);
        join(&mut self.ask, guide.ask, replaced.ask);
        join(&mut self.look, guide.look, replaced.look);
        join(&mut self.trail, guide.trail, replaced.trail);
        join(
            &mut self.nonconformities,
            guide.nonconformities,
            replaced.nonconformities,
        );
        join(&mut self.traps, guide.traps, replaced.traps);
    }
}

/// The lists of a requirement that an extension gave in the place of others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each list, named as the list"
)]
pub struct Replaced {
    /// The questions.
    pub ask: bool,
    /// What to see.
    pub look: bool,
    /// Where to go on.
    pub trail: bool,
    /// How it fails.
    pub nonconformities: bool,
    /// Mistakes of auditors.
    pub traps: bool,
}
