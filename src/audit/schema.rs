//! What kinds of objects an audit has, which fields each carries, and what a field may hold.
//!
//! One table with many readers: the fold refuses what is not in it (such an entry is *unknown*, kept and
//! shown), forms on the screen and options on the command line are made from it, and the format's description
//! is checked against it. The words are those of ISO 19011 and ISO/IEC 17021-1. This module must not know
//! about entries, registers or screens.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hex;
use super::id::Subject;
use crate::checklist::id::{BadId, CriterionId, serde_as_text};
use crate::checklist::model::Tier;

/// Declares an enum whose members have one fixed spelling each in the journal.
macro_rules! spelled {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$member_doc])* $member),+ }

        impl $name {
            /// All members, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The spelling in the journal.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$member => $text),+ }
            }

            /// The member that is spelled so.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($text => Some(Self::$member),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.key())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::checklist::id::read_text(deserializer, |text| {
                    let unknown = || format!(concat!("unknown ", stringify!($name), " \"{}\""), text);
                    Self::from_key(text).ok_or_else(unknown)
                })
            }
        }
    };
}

spelled! {
    /// The kinds of objects.
    Kind {
        /// A stretch of audit work.
        Session = "session",
        /// One line or paragraph written down by the auditor.
        Note = "note",
        /// A reference to what was seen, with or without a copy.
        Evidence = "evidence",
        /// A population and what was drawn from it.
        Sample = "sample",
        /// One member of a sample.
        Item = "item",
        /// A nonconformity, opportunity for improvement, strength…
        Finding = "finding",
        /// Somebody who took part, on either side.
        Person = "person",
        /// A place that is part of the audit's scope.
        Site = "site",
        /// What the auditor follows across requirements: its steps are the notes and evidence linked to it.
        Trail = "trail",
        /// A question of a checklist that was asked, or a point of an agenda that was dealt with.
        Point = "point",
    }
}

spelled! {
    /// The fields of the audit, its criteria, requirements and objects.
    Field {
        /// The client's name (ISO/IEC 17021-1, 9.4.8.2 b).
        Client = "client",
        /// The client's address.
        Address = "address",
        /// The client's representative.
        Representative = "representative",
        /// The body or department on whose behalf the audit is held (9.4.8.2 a).
        Body = "body",
        /// The number or name of something in somebody's own system: of an audit, of a document.
        Reference = "reference",
        /// The objectives of the audit (9.4.8.2 e).
        Objectives = "objectives",
        /// First day.
        From = "from",
        /// Last day.
        Until = "until",
        /// Language of the report.
        Language = "language",
        /// Confidentiality class of the report.
        Classification = "classification",
        /// Who receives the report.
        Distribution = "distribution",
        /// Deviations from the audit plan and their reasons (9.4.8.2 g).
        Deviations = "deviations",
        /// Issues that affect the audit programme (9.4.8.2 h).
        ProgrammeIssues = "programme-issues",
        /// Of the audit: the audit before it, whose findings it comes back to. Of a note: which of those findings.
        Former = "former",
        /// Significant changes since the last audit (9.4.8.2 l).
        ChangesSince = "changes-since",
        /// Issues left unresolved, diverging opinions (9.4.8.2 m).
        Unresolved = "unresolved",
        /// What lowered the confidence of the conclusions: access refused, people missing.
        Limitations = "limitations",
        /// The checklist file of a criterion, in `criteria/`.
        Checklist = "checklist",
        /// The profile file of a criterion, in `criteria/`.
        Profile = "profile",
        /// The grading scheme file of a criterion, in `criteria/`.
        Grading = "grading",
        /// The scope of the audit against a criterion.
        Scope = "scope",
        /// Version and date of the Statement of Applicability.
        Soa = "soa",
        /// The conclusion on conformity.
        Conformity = "conformity",
        /// The conclusion on effectiveness.
        Effectiveness = "effectiveness",
        /// The recommendation of the team; not the certification decision.
        Recommendation = "recommendation",
        /// Control of the use of certificate and mark (9.4.8.2 q).
        MarkUse = "mark-use",
        /// Verification of the effectiveness of former corrective actions (9.4.8.2 r).
        FormerActions = "former-actions",
        /// The result of a requirement, or of one item of a sample.
        Result = "result",
        /// The reason of a result, a class, a choice.
        Reason = "reason",
        /// The tier of the supplier that a criterion is audited for.
        Tier = "tier",
        /// Whether a requirement belongs to this visit.
        Planned = "planned",
        /// Why a requirement is left to another visit or excluded.
        PlannedReason = "planned-reason",
        /// The day on which an audit before this one last looked at a requirement.
        LastLook = "last-look",
        /// What that audit found.
        LastFound = "last-found",
        /// How many audits were held since, up to this one, that did not look at it.
        AuditsSince = "audits-since",
        /// The title of a session, document or finding.
        Title = "title",
        /// The kind of session, or of note.
        Mode = "mode",
        /// Physical, remote, or in a system.
        Place = "place",
        /// Where exactly.
        Where = "where",
        /// The site.
        SiteName = "site-name",
        /// The process or department.
        Process = "process",
        /// Planned start.
        PlannedFrom = "planned-from",
        /// Planned end.
        PlannedUntil = "planned-until",
        /// Real start.
        Started = "started",
        /// Real end.
        Ended = "ended",
        /// The words of a note.
        Text = "text",
        /// When it was observed, where that is not when it was written.
        Observed = "observed",
        /// What became of a to-do; a to-do without it is open.
        Done = "done",
        /// The version of a document.
        Version = "version",
        /// The date of a document.
        Date = "date",
        /// The owner of a document.
        Owner = "owner",
        /// Who showed it.
        ShownBy = "shown-by",
        /// How it was gathered, or how a sample was chosen.
        Method = "method",
        /// Level of evidence: stated, shown, sampled, re-performed.
        Level = "level",
        /// SHA-256 of the attached file in `evidence/`.
        File = "file",
        /// The attached file's own name; the list that a sample was drawn from, as it was given.
        FileName = "file-name",
        /// Bytes of the attached file; number of items of a sample.
        Size = "size",
        /// What the population consists of.
        Population = "population",
        /// Where the population comes from.
        Source = "source",
        /// As of when the population was taken.
        AsOf = "as-of",
        /// How many members the population has.
        PopulationSize = "population-size",
        /// How the completeness of the population was checked.
        Completeness = "completeness",
        /// Who chose the items.
        ChosenBy = "chosen-by",
        /// The name of an item of a sample.
        Label = "label",
        /// A remark on an item.
        Remark = "remark",
        /// The class of a finding, one for each criterion: `class@27001`.
        Class = "class",
        /// The requirement part of a finding: what is asked, in own words.
        Asked = "asked",
        /// The evidence part of a finding: what was found, so that it can be found again.
        Found = "found",
        /// The statement part of a finding: what is not fulfilled.
        Statement = "statement",
        /// Who was told of a finding.
        ToldTo = "told-to",
        /// When they were told.
        ToldAt = "told-at",
        /// The auditee's view where it differs.
        Disputed = "disputed",
        /// A name.
        Name = "name",
        /// The role of a person in the organization, or in the audit team.
        Role = "role",
        /// The department of a person.
        Department = "department",
        /// On whose side a person takes part.
        Side = "side",
        /// Who audits in a session, where several do.
        Auditor = "auditor",
        /// What differed from the plan of a session, and why.
        Deviation = "deviation",
        /// Since when a session is interrupted.
        Paused = "paused",
        /// For how many minutes a session was interrupted, before it went on.
        Away = "away",
        /// Of whom something is asked.
        AskedOf = "asked-of",
        /// The day by which something asked for is due.
        Due = "due",
        /// Whether a document was shown, withheld or refused.
        Access = "access",
        /// Who agreed to a copy, picture or recording, and when (ISO 19011:2026, A.16).
        Consent = "consent",
        /// Whether something is to be kept out of what leaves the audit team.
        Confidential = "confidential",
        /// Why the sample has the size it has.
        SizeReason = "size-reason",
        /// How a random sample is drawn, so that anybody can draw it again.
        Algorithm = "algorithm",
        /// What the draw begins with.
        Seed = "seed",
        /// What is checked on each item of a sample, a line each.
        Attributes = "attributes",
        /// Which records a sample waits for.
        Waiting = "waiting",
        /// The list from which a sample was drawn: SHA-256 of it.
        Extract = "extract",
        /// The results of an item of a sample by attribute, a letter each in the order of the attributes:
        /// `y` met, `n` not met, `x` not applicable, `.` open.
        Marks = "marks",
        /// The round of drawing in which an item came into its sample, from 1.
        Round = "round",
        /// The place of an item in the order of drawing, from 1.
        Position = "position",
        /// Whether a trail is significant enough for the report.
        Significant = "significant",
        /// Why an object was withdrawn. An object with this field is withdrawn.
        Withdrawn = "withdrawn",
    }
}

spelled! {
    /// How an object is linked to another thing. Links are sets: what is added by several people unites.
    Link {
        /// About a requirement.
        On = "on",
        /// Written or seen in a session.
        Session = "session",
        /// Said by, shown by, or present: a person.
        Person = "person",
        /// Rests on a piece of evidence.
        Evidence = "evidence",
        /// Rests on a sample, or is an item of it.
        Sample = "sample",
        /// Rests on a note, or was split from it.
        Note = "note",
        /// Is about a finding: somebody was told of it.
        Finding = "finding",
        /// Is a step of a trail.
        Trail = "trail",
    }
}

/// A field, and for a field that has one value for each criterion, which criterion: `class@27001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldKey {
    /// The field.
    pub field: Field,
    /// The criterion whose value it is.
    pub criterion: Option<CriterionId>,
}

impl From<Field> for FieldKey {
    fn from(field: Field) -> Self {
        Self {
            field,
            criterion: None,
        }
    }
}

impl FieldKey {
    /// The value of `field` for one criterion.
    pub fn of(field: Field, criterion: &CriterionId) -> Self {
        Self {
            field,
            criterion: Some(criterion.clone()),
        }
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.criterion {
            None => f.write_str(self.field.key()),
            Some(criterion) => write!(f, "{}@{criterion}", self.field.key()),
        }
    }
}

impl FromStr for FieldKey {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if let Some(field) = Field::from_key(text) {
            return Ok(field.into());
        }
        let (name, criterion) = match text.split_once('@') {
            Some((name, criterion)) => (name, Some(criterion.parse()?)),
            None => (text, None),
        };
        let field =
            Field::from_key(name).ok_or_else(|| BadId::new(text, "a field of this version"))?;
        Ok(Self { field, criterion })
    }
}

serde_as_text!(FieldKey);

/// One of the values that a field may have: its key in the journal, and the word on the screen.
pub type Choice = (&'static str, &'static str);

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One line of text.
    Line,
    /// Text of any number of lines.
    Text,
    /// A whole number, written in decimal digits.
    Number,
    /// A day, `2026-06-14`.
    Day,
    /// A point in time with its offset, RFC 3339.
    Moment,
    /// One of a fixed list: key in the journal, word on the screen.
    Choice(&'static [Choice]),
    /// A SHA-256 in lower-case hexadecimal digits.
    Digest,
    /// The results of an item by attribute, a letter each: `y`, `n`, `x` or `.`.
    Marks,
}

/// A field as it belongs to a kind of subject.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name on screens, in forms and in the report.
    pub label: &'static str,
    /// What it may hold.
    pub holds: Holds,
    /// Whether it has one value for each criterion.
    pub per_criterion: bool,
}

const fn spec(field: Field, label: &'static str, holds: Holds) -> FieldSpec {
    FieldSpec {
        field,
        label,
        holds,
        per_criterion: false,
    }
}

/// Results of a requirement. A blank is open and never reads as conforming.
pub const RESULTS: &[(&str, &str)] = &[
    ("conforms", "conforms"),
    ("does-not-conform", "does not conform"),
    ("not-applicable", "not applicable"),
    ("not-audited", "not audited"),
];
/// Whether a requirement belongs to this visit.
pub const PLANNED: &[(&str, &str)] = &[
    ("this-visit", "this visit"),
    ("another-visit", "another visit of the cycle"),
    ("excluded", "excluded (SoA)"),
];
/// Kinds of sessions.
pub const SESSION_MODES: &[(&str, &str)] = &[
    ("interview", "interview"),
    ("review", "document review"),
    ("observation", "observation"),
    ("tour", "tour"),
    ("meeting", "meeting"),
];
/// Where a session is held.
pub const PLACES: &[(&str, &str)] = &[
    ("physical", "on site"),
    ("remote", "remote"),
    ("system", "in a system"),
];
/// Kinds of notes.
pub const NOTE_MODES: &[(&str, &str)] = &[
    ("said", "said"),
    ("seen", "seen"),
    ("remark", "remark"),
    ("to-do", "to-do"),
];
/// How evidence was gathered (NIST SP 800-53A; ISO 19011).
pub const EVIDENCE_METHODS: &[(&str, &str)] = &[
    ("interview", "interview"),
    ("examine", "examine"),
    ("observe", "observe"),
    ("test", "test"),
];
/// How far evidence carries, weakest first.
pub const LEVELS: &[(&str, &str)] = &[
    ("stated", "stated"),
    ("shown", "shown"),
    ("sampled", "sampled"),
    ("re-performed", "re-performed"),
];
/// How a sample was chosen (ISO 19011:2026, A.6).
pub const SAMPLE_METHODS: &[(&str, &str)] = &[
    ("judgement", "judgement"),
    ("random", "random"),
    ("systematic", "systematic"),
    ("all", "every item"),
];
/// The result of one item of a sample.
pub const ITEM_RESULTS: &[(&str, &str)] = &[
    ("met", "met"),
    ("not-met", "not met"),
    ("not-applicable", "not applicable"),
];
/// Whether a document was shown.
pub const ACCESS: &[(&str, &str)] = &[
    ("shown", "shown"),
    ("withheld", "withheld in part"),
    ("refused", "refused"),
];
/// How much hangs on a supplier, most first.
pub const TIERS: &[(&str, &str)] = &[
    (Tier::Critical.key(), "critical"),
    (Tier::High.key(), "high"),
    (Tier::Medium.key(), "medium"),
    (Tier::Low.key(), "low"),
];
/// A yes that is said only where it holds.
pub const YES: &[(&str, &str)] = &[("yes", "yes")];
/// On whose side a person takes part.
pub const SIDES: &[(&str, &str)] = &[
    ("auditee", "auditee"),
    ("team", "audit team"),
    ("guide", "guide or observer"),
    ("expert", "technical expert or interpreter"),
];

const AUDIT: &[FieldSpec] = &[
    spec(Field::Client, "Client", Holds::Line),
    spec(Field::Address, "Address", Holds::Text),
    spec(
        Field::Representative,
        "Client's representative",
        Holds::Line,
    ),
    spec(Field::Body, "Audit body", Holds::Line),
    spec(Field::Reference, "Audit number", Holds::Line),
    spec(Field::Objectives, "Objectives", Holds::Text),
    spec(Field::From, "First day", Holds::Day),
    spec(Field::Until, "Last day", Holds::Day),
    spec(Field::Language, "Language of the report", Holds::Line),
    spec(Field::Classification, "Classification", Holds::Line),
    spec(Field::Distribution, "Distribution", Holds::Text),
    spec(Field::Deviations, "Deviations from the plan", Holds::Text),
    spec(
        Field::ProgrammeIssues,
        "Issues for the audit programme",
        Holds::Text,
    ),
    spec(Field::Former, "Audit before", Holds::Line),
    spec(
        Field::ChangesSince,
        "Significant changes since the last audit",
        Holds::Text,
    ),
    spec(Field::Unresolved, "Unresolved issues", Holds::Text),
    spec(Field::Limitations, "Limitations", Holds::Text),
];

const CRITERION: &[FieldSpec] = &[
    spec(Field::Checklist, "Checklist", Holds::Line),
    spec(Field::Profile, "Profile", Holds::Line),
    spec(Field::Grading, "Grading scheme", Holds::Line),
    spec(Field::Scope, "Scope", Holds::Text),
    spec(Field::Soa, "SoA version and date", Holds::Line),
    spec(Field::Tier, "Tier of the supplier", Holds::Choice(TIERS)),
    spec(Field::Conformity, "Conclusion on conformity", Holds::Text),
    spec(
        Field::Effectiveness,
        "Conclusion on effectiveness",
        Holds::Text,
    ),
    spec(
        Field::Recommendation,
        "Recommendation of the team",
        Holds::Line,
    ),
    spec(Field::MarkUse, "Use of certificate and mark", Holds::Text),
    spec(
        Field::FormerActions,
        "Effectiveness of former corrective actions",
        Holds::Text,
    ),
];

const REQUIREMENT: &[FieldSpec] = &[
    spec(Field::Result, "Result", Holds::Choice(RESULTS)),
    spec(Field::Reason, "Reason", Holds::Text),
    spec(Field::Planned, "Planned", Holds::Choice(PLANNED)),
    spec(Field::PlannedReason, "Why not this visit", Holds::Text),
    spec(Field::LastLook, "Last looked at", Holds::Day),
    spec(Field::LastFound, "Found then", Holds::Line),
    spec(
        Field::AuditsSince,
        "Audits since without a look",
        Holds::Number,
    ),
];

const SESSION: &[FieldSpec] = &[
    spec(Field::Title, "Title", Holds::Line),
    spec(Field::Mode, "Kind", Holds::Choice(SESSION_MODES)),
    spec(Field::Place, "Held", Holds::Choice(PLACES)),
    spec(Field::Where, "Where", Holds::Line),
    spec(Field::SiteName, "Site", Holds::Line),
    spec(Field::Process, "Process", Holds::Line),
    spec(Field::Auditor, "Auditor", Holds::Line),
    spec(Field::PlannedFrom, "Planned from", Holds::Moment),
    spec(Field::PlannedUntil, "Planned until", Holds::Moment),
    spec(Field::Started, "Started", Holds::Moment),
    spec(Field::Ended, "Ended", Holds::Moment),
    spec(Field::Paused, "Interrupted since", Holds::Moment),
    spec(Field::Away, "Minutes interrupted", Holds::Number),
    spec(Field::Deviation, "Deviation from the plan", Holds::Text),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const NOTE: &[FieldSpec] = &[
    spec(Field::Text, "Text", Holds::Text),
    spec(Field::Mode, "Kind", Holds::Choice(NOTE_MODES)),
    spec(Field::Observed, "Observed at", Holds::Line),
    spec(Field::AskedOf, "Asked of", Holds::Line),
    spec(Field::Due, "Due", Holds::Day),
    spec(Field::Done, "Done", Holds::Line),
    spec(Field::Former, "Former finding", Holds::Line),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const EVIDENCE: &[FieldSpec] = &[
    spec(Field::Title, "Title", Holds::Line),
    spec(Field::Reference, "Document id", Holds::Line),
    spec(Field::Version, "Version", Holds::Line),
    spec(Field::Date, "Date", Holds::Line),
    spec(Field::Owner, "Owner", Holds::Line),
    spec(Field::Where, "Where seen", Holds::Line),
    spec(Field::ShownBy, "Shown by", Holds::Line),
    spec(Field::Access, "Access", Holds::Choice(ACCESS)),
    spec(Field::Consent, "Consent to a copy", Holds::Line),
    spec(Field::Confidential, "Confidential", Holds::Choice(YES)),
    spec(Field::Method, "Method", Holds::Choice(EVIDENCE_METHODS)),
    spec(Field::Level, "Level", Holds::Choice(LEVELS)),
    spec(Field::SiteName, "Site", Holds::Line),
    spec(Field::Process, "Process", Holds::Line),
    spec(Field::Remark, "What it shows", Holds::Text),
    spec(Field::File, "File (SHA-256)", Holds::Digest),
    spec(Field::FileName, "File name", Holds::Line),
    spec(Field::Size, "Bytes", Holds::Number),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const SAMPLE: &[FieldSpec] = &[
    spec(Field::Population, "Population", Holds::Line),
    spec(Field::Source, "Source", Holds::Line),
    spec(Field::AsOf, "As of", Holds::Line),
    spec(Field::PopulationSize, "Population size", Holds::Number),
    spec(Field::Completeness, "Completeness checked by", Holds::Line),
    spec(Field::Method, "Chosen by", Holds::Choice(SAMPLE_METHODS)),
    spec(Field::Reason, "Reason of the choice", Holds::Line),
    spec(Field::ChosenBy, "Who chose", Holds::Line),
    spec(Field::Size, "Sample size", Holds::Number),
    spec(Field::SizeReason, "Reason of the size", Holds::Line),
    spec(Field::Algorithm, "Drawn by", Holds::Line),
    spec(Field::Seed, "Seed", Holds::Line),
    spec(Field::FileName, "Drawn from", Holds::Line),
    spec(Field::Extract, "Extract (SHA-256)", Holds::Digest),
    spec(Field::Attributes, "Checked on each item", Holds::Text),
    spec(Field::Waiting, "Waiting for", Holds::Line),
    spec(Field::SiteName, "Site", Holds::Line),
    spec(Field::Process, "Process", Holds::Line),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const ITEM: &[FieldSpec] = &[
    spec(Field::Label, "Item", Holds::Line),
    spec(Field::Result, "Result", Holds::Choice(ITEM_RESULTS)),
    spec(Field::Marks, "By attribute", Holds::Marks),
    spec(Field::Round, "Round", Holds::Number),
    spec(Field::Position, "Drawn as", Holds::Number),
    spec(Field::Reason, "Why it was added", Holds::Line),
    spec(Field::Remark, "Remark", Holds::Line),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const FINDING: &[FieldSpec] = &[
    spec(Field::Title, "Title", Holds::Line),
    FieldSpec {
        field: Field::Class,
        label: "Class",
        holds: Holds::Line,
        per_criterion: true,
    },
    spec(Field::Asked, "Requirement", Holds::Text),
    spec(Field::Found, "Evidence", Holds::Text),
    spec(Field::Statement, "Statement", Holds::Text),
    spec(Field::Reason, "Reason of the class", Holds::Text),
    spec(Field::SiteName, "Site", Holds::Line),
    spec(Field::Process, "Process", Holds::Line),
    spec(Field::ToldTo, "Told to", Holds::Line),
    spec(Field::ToldAt, "Told at", Holds::Line),
    spec(Field::Disputed, "Auditee's differing view", Holds::Text),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const PERSON: &[FieldSpec] = &[
    spec(Field::Name, "Name", Holds::Line),
    spec(Field::Role, "Role", Holds::Line),
    spec(Field::Department, "Department", Holds::Line),
    spec(Field::Side, "Side", Holds::Choice(SIDES)),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const SITE: &[FieldSpec] = &[
    spec(Field::Name, "Name", Holds::Line),
    spec(Field::Address, "Address", Holds::Text),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const TRAIL: &[FieldSpec] = &[
    spec(Field::Title, "Title", Holds::Line),
    spec(Field::Remark, "Where it led", Holds::Text),
    spec(Field::Significant, "Significant", Holds::Choice(YES)),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

const POINT: &[FieldSpec] = &[
    spec(Field::Text, "Point", Holds::Text),
    spec(Field::Remark, "Remark", Holds::Text),
    spec(Field::Withdrawn, "Withdrawn because", Holds::Text),
];

/// The fields of the audit itself.
pub const fn audit_fields() -> &'static [FieldSpec] {
    AUDIT
}

/// The fields of a criterion.
pub const fn criterion_fields() -> &'static [FieldSpec] {
    CRITERION
}

/// The fields of a requirement.
pub const fn requirement_fields() -> &'static [FieldSpec] {
    REQUIREMENT
}

impl Kind {
    /// The fields of this kind of object, in the order of forms.
    pub const fn fields(self) -> &'static [FieldSpec] {
        match self {
            Self::Session => SESSION,
            Self::Note => NOTE,
            Self::Evidence => EVIDENCE,
            Self::Sample => SAMPLE,
            Self::Item => ITEM,
            Self::Finding => FINDING,
            Self::Person => PERSON,
            Self::Site => SITE,
            Self::Trail => TRAIL,
            Self::Point => POINT,
        }
    }

    /// The links that this kind of object may have.
    pub const fn links(self) -> &'static [Link] {
        match self {
            Self::Session => &[Link::On, Link::Person],
            Self::Note => &[
                Link::On,
                Link::Session,
                Link::Person,
                Link::Evidence,
                Link::Sample,
                Link::Note,
                Link::Finding,
                Link::Trail,
            ],
            Self::Evidence | Self::Sample => &[
                Link::On,
                Link::Session,
                Link::Person,
                Link::Note,
                Link::Trail,
            ],
            Self::Item => &[Link::Sample, Link::Evidence],
            Self::Finding => &[
                Link::On,
                Link::Session,
                Link::Evidence,
                Link::Sample,
                Link::Note,
                Link::Trail,
            ],
            Self::Point => &[Link::On, Link::Session],
            Self::Person | Self::Site | Self::Trail => &[],
        }
    }

    /// The letter before the number of an object of this kind: `F3`.
    pub const fn letter(self) -> char {
        match self {
            Self::Session => 'S',
            Self::Note => 'N',
            Self::Evidence => 'E',
            Self::Sample => 'P',
            Self::Item => 'I',
            Self::Finding => 'F',
            Self::Person => 'W',
            Self::Site => 'L',
            Self::Trail => 'T',
            Self::Point => 'Q',
        }
    }
}

impl Holds {
    /// Whether `value` is one that this field may hold.
    pub fn admits(self, value: &str) -> bool {
        match self {
            Self::Line | Self::Text => true,
            Self::Number => value
                .parse::<u64>()
                .is_ok_and(|number| number.to_string() == value),
            Self::Day => value.parse::<chrono::NaiveDate>().is_ok(),
            Self::Moment => chrono::DateTime::parse_from_rfc3339(value).is_ok(),
            Self::Choice(choices) => choices.iter().any(|(key, _)| *key == value),
            Self::Marks => value
                .bytes()
                .all(|b| matches!(b, b'y' | b'n' | b'x' | b'.')),
            Self::Digest => {
                let digits = value.as_bytes().try_into().ok();
                digits.and_then(hex::read::<64, 32>).is_some()
            }
        }
    }

    /// The word on the screen for a value of this field.
    pub fn word(self, value: &str) -> &str {
        match self {
            Self::Choice(choices) => choices
                .iter()
                .find(|(key, _)| *key == value)
                .map_or(value, |(_, word)| word),
            _ => value,
        }
    }
}

/// The specification of a field among `fields`, if it is one of them and its criterion is given just where
/// the field asks for one.
pub fn find(fields: &'static [FieldSpec], key: &FieldKey) -> Option<&'static FieldSpec> {
    fields
        .iter()
        .find(|spec| spec.field == key.field && spec.per_criterion == key.criterion.is_some())
}

/// The fields of a subject that is no object.
pub fn fields_of(subject: &Subject) -> Option<&'static [FieldSpec]> {
    match subject {
        Subject::Audit => Some(AUDIT),
        Subject::Criterion(_) => Some(CRITERION),
        Subject::Requirement(_) => Some(REQUIREMENT),
        Subject::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_of_some_use_and_none_twice_in_a_kind() {
        let mut tables = vec![AUDIT, CRITERION, REQUIREMENT];
        tables.extend(Kind::ALL.iter().map(|kind| kind.fields()));
        for field in Field::ALL {
            assert!(
                tables.iter().any(|t| t.iter().any(|s| s.field == *field)),
                "{field} belongs to nothing"
            );
        }
        for table in tables {
            for (i, spec) in table.iter().enumerate() {
                assert!(
                    !table[i + 1..].iter().any(|other| other.field == spec.field),
                    "{} twice",
                    spec.field
                );
            }
        }
    }

    #[test]
    fn values_outside_a_field_are_refused() {
        assert!(
            Holds::Number.admits("12")
                && !Holds::Number.admits("012")
                && !Holds::Number.admits("-1")
        );
        assert!(Holds::Day.admits("2026-06-14") && !Holds::Day.admits("14.06.2026"));
        assert!(
            Holds::Choice(RESULTS).admits("conforms") && !Holds::Choice(RESULTS).admits("fine")
        );
        assert!(Holds::Digest.admits(&"0".repeat(64)) && !Holds::Digest.admits(&"A".repeat(64)));
    }

    #[test]
    fn a_field_of_a_criterion_names_it() {
        let key: FieldKey = "class@27001".parse().unwrap();
        assert_eq!(key.to_string(), "class@27001");
        assert!(find(FINDING, &key).is_some());
        assert!(find(FINDING, &Field::Class.into()).is_none());
    }
}
