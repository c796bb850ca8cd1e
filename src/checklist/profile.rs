//! A profile: what the kind of audit asks for. Stage 1, surveillance, internal, supplier…
//!
//! Data, not code: which fields, agendas, must-touch items, classes, report parts, gates, recommendations and
//! deadlines apply. The rules behind gates are evaluated elsewhere; this module must not know an audit.

use serde::{Deserialize, Serialize};

use super::size::SizeRule;
use super::value;

/// The kind of audit that a criterion is audited in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The name by which it is chosen: `surveillance`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// Its title.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// What such an audit is for.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub about: Option<String>,
    /// The grading scheme that is taken where the choice names none.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub grading: Option<String>,
    /// Fields of the audit and the criterion that must be filled in.
    #[serde(default)]
    pub fields: Vec<RequiredField>,
    /// Agenda of the opening meeting.
    #[serde(default)]
    pub opening: Vec<Point>,
    /// Agenda of the closing meeting.
    #[serde(default)]
    pub closing: Vec<Point>,
    /// What an audit of this kind plans for its visit; none: everything.
    #[serde(default)]
    pub plans: Option<Plans>,
    /// What every audit of this kind has to touch.
    #[serde(default)]
    pub must_touch: Vec<MustTouch>,
    /// Keys of the classes that may be used; empty: all classes of the grading scheme.
    #[serde(default, deserialize_with = "value::items")]
    pub classes: Vec<String>,
    /// The parts of the report, in order.
    #[serde(default)]
    pub report: Vec<Part>,
    /// What must hold before a sign-off.
    #[serde(default)]
    pub gates: Vec<Gate>,
    /// What the team may recommend.
    #[serde(default)]
    pub recommendations: Vec<Recommendation>,
    /// Time limits that follow from the audit. Programmes differ: these are the author's values.
    #[serde(default)]
    pub deadlines: Vec<Deadline>,
    /// How many items to take of a population; the first is the usual one.
    #[serde(default)]
    pub sizes: Vec<SizeRule>,
}

/// A field that must be filled in before a sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredField {
    /// The field's key in the audit, as in `objectives`.
    #[serde(deserialize_with = "value::item")]
    pub field: String,
    /// Whose field it is.
    pub of: Owner,
    /// The sign-offs that it is needed for.
    pub signoffs: Vec<SignoffKind>,
    /// Whether a blank blocks.
    #[serde(default = "block")]
    pub severity: Severity,
    /// Where the rule comes from.
    #[serde(deserialize_with = "value::title")]
    pub source: String,
}

fn block() -> Severity {
    Severity::Block
}

/// Whose field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// One value for the whole audit.
    Audit,
    /// One value for each criterion.
    Criterion,
}

/// A point of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// What is to be said or settled.
    #[serde(deserialize_with = "value::text")]
    pub point: String,
    /// Whether it can be left out where it does not fit.
    #[serde(default)]
    pub as_needed: bool,
    /// Where it comes from.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub source: Option<String>,
}

/// What an audit of a kind plans for its visit. Whoever audits can plan more, and less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plans {
    /// Patterns of requirement ids, see [`matches()`]; empty: nothing is planned by itself.
    #[serde(deserialize_with = "value::patterns")]
    pub requirements: Vec<String>,
    /// What is to be planned by hand besides, as the end of the sentence "plan by hand …".
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub by_hand: Option<String>,
    /// Where the rule comes from.
    #[serde(deserialize_with = "value::title")]
    pub source: String,
}

impl Profile {
    /// Whether an audit of this kind plans the requirement with this id by itself.
    pub fn plans(&self, item: &str) -> bool {
        self.plans.as_ref().is_none_or(|plans| {
            let mut patterns = plans.requirements.iter();
            patterns.any(|pattern| matches(pattern, item))
        })
    }

    /// Whether a sign-off of an audit of this kind needs the criterion's field with this key.
    pub fn asks_of_criterion(&self, field: &str) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|it| it.of == Owner::Criterion && it.field == field)
    }
}

/// Something that every audit of a kind has to touch: requirements, or an item of the programme such as mark use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MustTouch {
    /// Its id within the profile.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// What it is.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// Patterns of requirement ids, see [`matches()`]. Those that match nothing in a criterion do not count there.
    #[serde(default, deserialize_with = "value::patterns")]
    pub requirements: Vec<String>,
    /// How many of the matching requirements are enough; none: all of them.
    #[serde(default)]
    pub at_least: Option<u16>,
    /// For an item of the programme: the criterion's field that records it, as in `mark-use`.
    #[serde(default, deserialize_with = "value::item_maybe")]
    pub field: Option<String>,
    /// Where the rule comes from.
    #[serde(deserialize_with = "value::title")]
    pub source: String,
}

/// Whether the id of a requirement fits a pattern: `9.2.1` fits itself, `9.3.*` everything beneath 9.3, `*` all.
pub fn matches(pattern: &str, item: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => item.starts_with(beginning),
        None => item == pattern,
    }
}

/// A part of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The part's key; its title is the phrase `part.<id>`.
    #[serde(rename = "part", deserialize_with = "value::item")]
    pub id: String,
    /// Where it comes from.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub source: Option<String>,
}

/// A rule that must hold before a sign-off of some kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// What is checked.
    pub rule: Rule,
    /// The sign-offs that it guards.
    pub signoffs: Vec<SignoffKind>,
    /// Whether it blocks.
    #[serde(default = "block")]
    pub severity: Severity,
    /// Where the rule comes from: `ISO/IEC 17021-1:2015, 9.4.8.2 o`.
    #[serde(deserialize_with = "value::title")]
    pub source: String,
    /// What it asks for, in one sentence.
    #[serde(deserialize_with = "value::text")]
    pub sentence: String,
}

/// Whether a gate that does not hold blocks the sign-off. A block can be signed over with a reason, which the
/// statement then prints; a warning needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// It is said, and the sign-off goes on.
    Warn,
    /// The sign-off is refused.
    Block,
}

/// Declares an enum with one fixed spelling for each member outside RON.
macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$member_doc])* $member),+ }

        impl $name {
            /// All members, in this order.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The spelling on the command line and in statements.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$member => $key),+ }
            }

            /// The member that is spelled so.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$member),)+ _ => None }
            }
        }
    };
}

keyed! {
    /// The kinds of sign-off.
    SignoffKind {
        /// What was read back in the closing meeting.
        ClosingRecord = "closing-record",
        /// Readiness and areas of concern after stage 1.
        Stage1Conclusions = "stage1-conclusions",
        /// The audit report.
        Report = "report",
        /// A report that supersedes a former one.
        Correction = "correction",
        /// The review of what the client answered to nonconformities.
        ResponseReview = "response-review",
        /// The review by somebody who did not audit here.
        TechnicalReview = "technical-review",
    }
}

impl SignoffKind {
    /// Whether somebody reviews by it what others wrote.
    pub const fn is_review(self) -> bool {
        matches!(self, Self::ResponseReview | Self::TechnicalReview)
    }
}

keyed! {
    /// What a gate checks. The sentence and the source are the profile's.
    Rule {
        /// Every requirement that is planned for this visit has a result.
        PlannedHaveResults = "planned-have-results",
        /// Every must-touch item was touched: its requirements have a result, its field is filled in.
        MustTouchTouched = "must-touch-touched",
        /// What was planned for another visit or excluded says why.
        PlanningHasReasons = "planning-has-reasons",
        /// Results "not applicable" and "not audited" have a reason.
        ResultsHaveReasons = "results-have-reasons",
        /// No clause is "not applicable" or excluded; only controls can be, by the Statement of Applicability.
        ClausesApply = "clauses-apply",
        /// Results that conform rest on more than something said.
        ConformityRestsOnMore = "conformity-rests-on-more",
        /// No requirement has a result that conforms while a nonconformity on it stands.
        ResultsAgreeWithFindings = "results-agree-with-findings",
        /// Every finding has what its class needs: requirement, evidence, statement, reason.
        FindingsAreWhole = "findings-are-whole",
        /// Every finding has, for each criterion it touches, a class that the profile allows.
        FindingsHaveClasses = "findings-have-classes",
        /// Every nonconformity was told to somebody of the auditee before the closing.
        NonconformitiesWereTold = "nonconformities-were-told",
        /// No opportunity for improvement stands on a requirement that does not conform.
        NothingSoftened = "nothing-softened",
        /// Samples have population, source, size, who chose, and a result for each item.
        SamplesAreWhole = "samples-are-whole",
        /// The audit team is named, with its leader.
        TeamIsNamed = "team-is-named",
        /// Interviews and meetings name who was present.
        SessionsNamePeople = "sessions-name-people",
        /// Every planned session was held, or called off with a reason; none is left running or interrupted.
        SessionsWereHeld = "sessions-were-held",
        /// An opening meeting was held and has its real times.
        OpeningWasHeld = "opening-was-held",
        /// A closing meeting was held and has its real times.
        ClosingWasHeld = "closing-was-held",
        /// The places where the audit was held are named.
        SitesAreNamed = "sites-are-named",
        /// No to-do is open.
        TodosAreDone = "todos-are-done",
        /// No note waits in the inbox without a requirement.
        InboxIsEmpty = "inbox-is-empty",
        /// No trail has an open thread.
        TrailsAreClosed = "trails-are-closed",
        /// No unsent text is left in a draft.
        NoDraftIsLeft = "no-draft-is-left",
        /// No value was set in two ways without anybody deciding.
        NoConflictIsLeft = "no-conflict-is-left",
        /// Every entry is understood by this version.
        EntriesAreKnown = "entries-are-known",
        /// Every byte of logs and evidence files is as it was written.
        RecordIsWhole = "record-is-whole",
        /// No knock-out question failed while the recommendation is to approve.
        KnockOutsDecide = "knock-outs-decide",
        /// Who reviews did not audit here.
        ReviewerDidNotAudit = "reviewer-did-not-audit",
    }
}

/// What the team may recommend. It is never the decision itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// Its key.
    #[serde(deserialize_with = "value::item")]
    pub key: String,
    /// The words of the report.
    #[serde(deserialize_with = "value::text")]
    pub text: String,
    /// Whether it speaks for the client: knock-outs and open nonconformities are held against it.
    #[serde(default)]
    pub favourable: bool,
}

/// A time limit that follows from the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Its id within the profile.
    #[serde(rename = "due", deserialize_with = "value::item")]
    pub id: String,
    /// What is due, in one sentence.
    #[serde(deserialize_with = "value::text")]
    pub sentence: String,
    /// The keys of the classes that it applies to; empty: it does not depend on findings.
    #[serde(default, deserialize_with = "value::items")]
    pub classes: Vec<String>,
    /// Days after the last day of the audit, where the programme has fixed them.
    #[serde(default)]
    pub days: Option<u16>,
    /// Months after the last day of the audit, where the programme has fixed them.
    #[serde(default)]
    pub months: Option<u16>,
    /// Where the limit comes from.
    #[serde(deserialize_with = "value::title")]
    pub source: String,
}
