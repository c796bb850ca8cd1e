//! Gates: what must hold before a sign-off, and what breaks it.
//!
//! Which rules apply, whether they block and where they come from is data of the profiles; here is what each
//! rule means in an audit. Every breach names its subject, so that a screen can lead there. This module must not
//! know how a gate is shown, and it reads nothing from a disk: what only the store knows comes as [`Around`].

mod findings;
mod meetings;
mod record;
mod results;

use super::fold::Audit;
use super::id::Subject;
use super::schema::{self, Field, FieldKey};
use crate::checklist::criteria::{Criteria, Criterion};
use crate::checklist::id::CriterionId;
use crate::checklist::profile::{Owner, Rule, Severity, SignoffKind};

/// What the entries of an audit cannot tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Drafts with text that was not sent.
    pub drafts: usize,
    /// Entries that are not on disk yet.
    pub pending: usize,
    /// Damage found in logs and evidence files, one sentence each.
    pub damage: Vec<String>,
    /// Who reviews, by name, where somebody does.
    pub reviewer: Option<String>,
}

/// What a gate asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// That a rule holds.
    Rule(Rule),
    /// That a field is filled in; the field by its key.
    Field(Owner, String),
}

impl Demand {
    /// Its spelling in statements and on the command line: `findings-are-whole`, `field:objectives`.
    pub fn key(&self) -> String {
        match self {
            Self::Rule(rule) => rule.key().to_owned(),
            Self::Field(_, field) => format!("field:{field}"),
        }
    }
}

/// How a gate stands. Ordered: what is graver is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not hold, and the sign-off goes on.
    Warns,
    /// It does not hold; the sign-off needs a reason to go on.
    Blocks,
}

impl Verdict {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Warns => "warns",
            Self::Blocks => "blocks",
        }
    }
}

/// One thing that breaks a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Where to go to mend it.
    pub subject: Subject,
    /// What is wrong, with its name, without a full stop: `F3 has no statement`.
    pub words: String,
}

impl Breach {
    fn new(subject: impl Into<Subject>, words: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            words: words.into(),
        }
    }
}

/// How one gate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateResult {
    /// What it asks for.
    pub demand: Demand,
    /// The criteria whose profiles ask for it; none where every audit has to keep it.
    pub criteria: Vec<CriterionId>,
    /// Where it comes from.
    pub source: String,
    /// What it asks for, in one sentence.
    pub sentence: String,
    /// How it stands.
    pub verdict: Verdict,
    /// What breaks it; empty where it holds.
    pub breaches: Vec<Breach>,
}

impl GateResult {
    /// What breaks it, in words: at most so many, and how many more there are.
    pub fn words(&self, most: usize) -> impl Iterator<Item = String> {
        let some = self.breaches.iter().take(most).map(|it| it.words.clone());
        let more = self.breaches.len().saturating_sub(most);
        some.chain((more > 0).then(|| format!("and {more} more")))
    }
}

/// Whether any gate blocks.
pub fn blocked(gates: &[GateResult]) -> bool {
    gates.iter().any(|gate| gate.verdict == Verdict::Blocks)
}

/// Why somebody may not review this audit, whatever its profiles ask for: who took part in it or wrote in it does
/// not judge it. Empty where nothing stands against them.
pub fn against_reviewer(audit: &Audit, criteria: &Criteria, reviewer: &str) -> Vec<Breach> {
    let around = Around {
        reviewer: Some(reviewer.to_owned()),
        ..Around::default()
    };
    let check = Check {
        audit,
        criteria,
        around: &around,
        kind: SignoffKind::TechnicalReview,
    };
    check.reviewer_did_not_audit()
}

/// What a rule is checked against.
struct Check<'a> {
    audit: &'a Audit,
    criteria: &'a Criteria,
    around: &'a Around,
    kind: SignoffKind,
}

/// Rules that every audit has to keep, whatever its profiles say: they are about the record itself.
const ALWAYS: &[(Rule, &str)] = &[
    (
        Rule::NoDraftIsLeft,
        "Everything that was typed is sent and on disk.",
    ),
    (
        Rule::EntriesAreKnown,
        "Every entry is understood by this version.",
    ),
    (
        Rule::RecordIsWhole,
        "Every byte of logs and evidence files is as it was written.",
    ),
];

/// How every gate stands that guards a sign-off of this kind: first the fields that have to be filled in, then
/// the rules, each in the order of the profiles. What is about the audit as a whole stands once, however many
/// profiles ask for it, with the graver severity.
pub fn check(
    audit: &Audit,
    criteria: &Criteria,
    around: &Around,
    kind: SignoffKind,
) -> Vec<GateResult> {
    let check = Check {
        audit,
        criteria,
        around,
        kind,
    };
    let mut results: Vec<GateResult> = Vec::new();
    for criterion in criteria.criteria() {
        let fields = criterion.profile.fields.iter();
        for field in fields.filter(|field| field.signoffs.contains(&kind)) {
            let (label, breaches) = check.field(criterion, field.of, &field.field);
            let gate = GateResult {
                demand: Demand::Field(field.of, field.field.clone()),
                criteria: vec![criterion.id.clone()],
                source: field.source.clone(),
                sentence: format!("{label} is filled in."),
                verdict: verdict(field.severity, &breaches),
                breaches,
            };
            add(&mut results, gate, field.of == Owner::Audit);
        }
    }
    for criterion in criteria.criteria() {
        let gates = criterion.profile.gates.iter();
        for gate in gates.filter(|gate| gate.signoffs.contains(&kind)) {
            let breaches = check.rule(criterion, gate.rule);
            let whole = is_about_the_whole(gate.rule);
            let gate = GateResult {
                demand: Demand::Rule(gate.rule),
                criteria: vec![criterion.id.clone()],
                source: gate.source.clone(),
                sentence: gate.sentence.clone(),
                verdict: verdict(gate.severity, &breaches),
                breaches,
            };
            add(&mut results, gate, whole);
        }
    }
    for (rule, sentence) in ALWAYS {
        let known = results
            .iter_mut()
            .find(|gate| gate.demand == Demand::Rule(*rule));
        if let Some(gate) = known {
            gate.verdict = verdict(Severity::Block, &gate.breaches);
            continue;
        }
        let breaches = check.rule_of_the_whole(*rule);
        results.push(GateResult {
            demand: Demand::Rule(*rule),
            criteria: Vec::new(),
            source: "the record itself".to_owned(),
            sentence: (*sentence).to_owned(),
            verdict: verdict(Severity::Block, &breaches),
            breaches,
        });
    }
    results
}

fn verdict(severity: Severity, breaches: &[Breach]) -> Verdict {
    match severity {
        _ if breaches.is_empty() => Verdict::Holds,
        Severity::Warn => Verdict::Warns,
        Severity::Block => Verdict::Blocks,
    }
}

/// Adds a gate; one about the whole audit joins the same demand of another profile.
fn add(results: &mut Vec<GateResult>, gate: GateResult, whole: bool) {
    let known = results
        .iter_mut()
        .find(|known| whole && known.demand == gate.demand);
    let Some(known) = known else {
        results.push(gate);
        return;
    };
    known.verdict = known.verdict.max(gate.verdict);
    for criterion in gate.criteria {
        if !known.criteria.contains(&criterion) {
            known.criteria.push(criterion);
        }
    }
    if !known.source.split("; ").any(|source| source == gate.source) {
        known.source = format!("{}; {}", known.source, gate.source);
    }
}

/// Whether a rule says the same for every criterion.
const fn is_about_the_whole(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::TeamIsNamed
            | Rule::SessionsNamePeople
            | Rule::SessionsWereHeld
            | Rule::OpeningWasHeld
            | Rule::ClosingWasHeld
            | Rule::SitesAreNamed
            | Rule::TodosAreDone
            | Rule::InboxIsEmpty
            | Rule::TrailsAreClosed
            | Rule::NoDraftIsLeft
            | Rule::NoConflictIsLeft
            | Rule::EntriesAreKnown
            | Rule::RecordIsWhole
            | Rule::ReviewerDidNotAudit
    )
}

impl Check<'_> {
    /// The label of a required field, and whether it is blank.
    fn field(&self, criterion: &Criterion, of: Owner, key: &str) -> (String, Vec<Breach>) {
        let (subject, fields) = match of {
            Owner::Audit => (Subject::Audit, schema::audit_fields()),
            Owner::Criterion => (
                Subject::Criterion(criterion.id.clone()),
                schema::criterion_fields(),
            ),
        };
        let name = match of {
            Owner::Audit => String::new(),
            Owner::Criterion => format!("{}: ", criterion.id),
        };
        let spec = Field::from_key(key).and_then(|field| schema::find(fields, &field.into()));
        let Some(spec) = spec else {
            let words = format!("the profile asks for \"{key}\", which this version does not know");
            return (key.to_owned(), vec![Breach::new(subject, words)]);
        };
        let blank = self.is_blank(&subject, spec.field);
        let breach = Breach::new(subject, format!("{name}“{}” is blank", spec.label));
        let breaches = if blank { vec![breach] } else { Vec::new() };
        (format!("“{}”", spec.label), breaches)
    }

    fn is_blank(&self, subject: &Subject, field: Field) -> bool {
        let value = self.audit.value(subject, &FieldKey::from(field));
        value.trim().is_empty()
    }

    /// What breaks a rule, seen from a criterion.
    fn rule(&self, criterion: &Criterion, rule: Rule) -> Vec<Breach> {
        match rule {
            Rule::PlannedHaveResults => self.planned_have_results(criterion),
            Rule::MustTouchTouched => self.must_touch_touched(criterion),
            Rule::PlanningHasReasons => self.planning_has_reasons(criterion),
            Rule::ResultsHaveReasons => self.results_have_reasons(criterion),
            Rule::ClausesApply => self.clauses_apply(criterion),
            Rule::ConformityRestsOnMore => self.conformity_rests_on_more(criterion),
            Rule::ResultsAgreeWithFindings => self.results_agree_with_findings(criterion),
            Rule::FindingsAreWhole => self.findings_are_whole(criterion),
            Rule::FindingsHaveClasses => self.findings_have_classes(criterion),
            Rule::NonconformitiesWereTold => self.nonconformities_were_told(criterion),
            Rule::NothingSoftened => self.nothing_softened(criterion),
            Rule::SamplesAreWhole => self.samples_are_whole(criterion),
            Rule::KnockOutsDecide => self.knock_outs_decide(criterion),
            _ => self.rule_of_the_whole(rule),
        }
    }

    /// What breaks a rule that says the same for every criterion.
    fn rule_of_the_whole(&self, rule: Rule) -> Vec<Breach> {
        match rule {
            Rule::TeamIsNamed => self.team_is_named(),
            Rule::SessionsNamePeople => self.sessions_name_people(),
            Rule::SessionsWereHeld => self.sessions_were_held(),
            Rule::OpeningWasHeld => self.opening_was_held(),
            Rule::ClosingWasHeld => self.closing_was_held(),
            Rule::SitesAreNamed => self.sites_are_named(),
            Rule::TodosAreDone => self.todos_are_done(),
            Rule::InboxIsEmpty => self.inbox_is_empty(),
            Rule::TrailsAreClosed => self.trails_are_closed(),
            Rule::NoDraftIsLeft => self.no_draft_is_left(),
            Rule::NoConflictIsLeft => self.no_conflict_is_left(),
            Rule::EntriesAreKnown => self.entries_are_known(),
            Rule::RecordIsWhole => self.record_is_whole(),
            Rule::ReviewerDidNotAudit => self.reviewer_did_not_audit(),
            Rule::PlannedHaveResults
            | Rule::MustTouchTouched
            | Rule::PlanningHasReasons
            | Rule::ResultsHaveReasons
            | Rule::ClausesApply
            | Rule::ConformityRestsOnMore
            | Rule::ResultsAgreeWithFindings
            | Rule::FindingsAreWhole
            | Rule::FindingsHaveClasses
            | Rule::NonconformitiesWereTold
            | Rule::NothingSoftened
            | Rule::SamplesAreWhole
            | Rule::KnockOutsDecide => Vec::new(),
        }
    }
}
