//! `onsite status`: how far an audit is, and what is left over.
//!
//! Counts and never percentages: a sample cannot carry one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::print::count;
use super::work;
use crate::audit::coverage::{self, Outcome, Planned};
use crate::audit::describe;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::{AuditId, Subject};
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::session::Totals;
use crate::checklist::criteria::{Criteria, Criterion};
use crate::checklist::id::RequirementId;
use crate::store::Severity;
use crate::store::load::Loaded;

/// Shows coverage, open threads, conflicts, drafts and damage
///
/// With --json: audit, entries, client (with --show), criteria (id, checklist, profile, planned, touched,
/// sampled, judged, later, excluded, outcomes, classes), sessions (planned, held, running, interrupted, dropped,
/// minutes, held-as-planned, planned-minutes, remote-minutes),
/// todos and inbox (label, on; text with --show), conflicts (subject, field), drafts, rescued, damage
/// (severity, text), unsafe, signoffs (number, kind, digest), unsigned.
#[derive(Debug, Args)]
pub(super) struct Status {
    /// The audit
    audit: PathBuf,
    /// Shows texts as well
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    audit: AuditId,
    entries: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    criteria: Vec<OfCriterion>,
    sessions: Sessions,
    todos: Vec<Note>,
    inbox: Vec<Note>,
    conflicts: Vec<Conflict>,
    drafts: usize,
    rescued: usize,
    damage: Vec<Damaged>,
    r#unsafe: Vec<String>,
    signoffs: Vec<SignOff>,
    unsigned: usize,
}

#[derive(Serialize)]
struct OfCriterion {
    id: String,
    checklist: String,
    profile: String,
    planned: usize,
    touched: usize,
    sampled: usize,
    judged: usize,
    later: usize,
    excluded: usize,
    /// Requirements of this visit by outcome: `does-not-conform`.
    outcomes: BTreeMap<String, usize>,
    /// Findings by class.
    classes: BTreeMap<String, usize>,
    #[serde(skip)]
    shown: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Sessions {
    planned: usize,
    held: usize,
    running: usize,
    interrupted: usize,
    dropped: usize,
    /// Minutes that the held ones took.
    minutes: i64,
    /// Minutes that the held ones were planned to take.
    held_as_planned: i64,
    /// Minutes of the whole plan.
    planned_minutes: i64,
    /// Of the minutes held, those by remote means.
    remote_minutes: i64,
}

#[derive(Serialize)]
struct Note {
    label: String,
    on: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Conflict {
    subject: String,
    field: String,
}

#[derive(Serialize)]
struct Damaged {
    severity: &'static str,
    text: String,
}

#[derive(Serialize)]
struct SignOff {
    number: u32,
    kind: String,
    digest: String,
}

impl Status {
    pub fn run(self) -> Result<Done, Failure> {
        let loaded = work::read(&self.audit)?;
        let answer = answer(&loaded, self.show);
        Done::either(self.json, &answer, text(&answer, &self))
    }
}

fn answer(loaded: &Loaded, show: bool) -> Answer {
    let audit = &loaded.audit;
    let notes = |notes: Vec<&Object>| notes.into_iter().map(|it| note(audit, it, show)).collect();
    let criteria = loaded.criteria.criteria().iter();
    let conflicts = audit
        .conflicts()
        .into_iter()
        .map(|(subject, key)| Conflict {
            subject: describe::name(audit, &subject),
            field: key.to_string(),
        });
    let damage = loaded.damage.iter().map(|damage| Damaged {
        severity: damage.severity().word(),
        text: damage.to_string(),
    });
    let signoffs = audit.sign_offs().map(|it| SignOff {
        number: it.number,
        kind: it.kind.clone(),
        digest: it.digest.clone(),
    });
    let client = audit.value(&Subject::Audit, &Field::Client.into());
    Answer {
        audit: audit.id,
        entries: audit.len(),
        client: show.then(|| client.to_owned()),
        criteria: criteria
            .map(|it| of_criterion(audit, &loaded.criteria, it))
            .collect(),
        sessions: sessions(audit),
        todos: notes(coverage::open_to_dos(audit)),
        inbox: notes(coverage::inbox(audit)),
        conflicts: conflicts.collect(),
        drafts: loaded.drafts.len(),
        rescued: loaded
            .rescued
            .iter()
            .map(|it| it.entries.len() + it.drafts.len())
            .sum(),
        damage: damage.collect(),
        r#unsafe: loaded
            .unsafe_reasons
            .iter()
            .map(ToString::to_string)
            .collect(),
        signoffs: signoffs.collect(),
        unsigned: audit.entries_since_sign_off(),
    }
}

fn of_criterion(audit: &Audit, criteria: &Criteria, criterion: &Criterion) -> OfCriterion {
    let rows = criteria.rows_of(criterion.id.as_str()).iter();
    let ids: Vec<&RequirementId> = rows
        .filter(|row| row.is_auditable())
        .map(|row| &row.id)
        .collect();
    let covered = coverage::coverage(audit, criteria, ids.iter().copied());
    let (mut later, mut excluded) = (0, 0);
    let mut by_outcome: BTreeMap<Outcome, usize> = BTreeMap::new();
    for id in ids {
        let standing = coverage::standing(audit, criteria, id);
        match standing.planned {
            Planned::AnotherVisit => later += 1,
            Planned::Excluded => excluded += 1,
            Planned::ThisVisit => {}
        }
        if standing.planned == Planned::ThisVisit || standing.touched() {
            *by_outcome.entry(standing.outcome).or_default() += 1;
        }
    }
    let number = |outcome: &Outcome| by_outcome.get(outcome).copied().unwrap_or_default();
    let outcomes = Outcome::ALL
        .iter()
        .map(|it| (it.word().replace(' ', "-"), number(it)));
    let of_class = |key: &str| {
        let findings = audit.standing(Kind::Finding);
        let of_class = findings.filter(|finding| {
            coverage::class(audit, criteria, finding, &criterion.id)
                .is_some_and(|class| class.key == key)
        });
        of_class.count()
    };
    let classes = criteria.classes(criterion.id.as_str());
    let counted: Vec<(&str, &str, usize)> = classes
        .iter()
        .map(|class| {
            (
                class.key.as_str(),
                class.word.as_str(),
                of_class(&class.key),
            )
        })
        .collect();
    let mut shown: Vec<String> = Outcome::ALL
        .iter()
        .filter(|it| number(it) > 0)
        .map(|it| format!("{:>5} {}", number(it), it.word()))
        .collect();
    let found = counted.iter().filter(|(_, _, number)| *number > 0);
    shown.extend(found.map(|(_, word, number)| format!("{number:>5} × {word}")));
    OfCriterion {
        id: criterion.id.to_string(),
        checklist: criterion.checklist.id.clone(),
        profile: criterion.profile.id.clone(),
        planned: covered.planned,
        touched: covered.touched,
        sampled: covered.sampled,
        judged: covered.judged,
        later,
        excluded,
        outcomes: outcomes.collect(),
        classes: counted
            .iter()
            .map(|(key, _, number)| ((*key).to_owned(), *number))
            .collect(),
        shown,
    }
}

fn sessions(audit: &Audit) -> Sessions {
    let totals = Totals::of(audit);
    Sessions {
        planned: totals.planned,
        held: totals.held,
        running: totals.running,
        interrupted: totals.interrupted,
        dropped: totals.dropped,
        minutes: totals.minutes,
        held_as_planned: totals.held_as_planned,
        planned_minutes: totals.planned_minutes,
        remote_minutes: totals.remote_minutes,
    }
}

fn note(audit: &Audit, note: &Object, show: bool) -> Note {
    Note {
        label: audit.label(note),
        on: audit
            .links(note, Link::On)
            .map(ToString::to_string)
            .collect(),
        text: show.then(|| audit.text(note, Field::Text).to_owned()),
    }
}

fn text(answer: &Answer, status: &Status) -> String {
    let mut text = String::new();
    if let Some(client) = &answer.client {
        line(&mut text, client);
    }
    let path = status.audit.display();
    let entries = count(answer.entries, "entry", "entries");
    line(&mut text, &format!("{path}: {entries}"));
    for it in &answer.criteria {
        let head = format!(
            "\n{} ({}): {} planned, {} touched, {} sampled, {} judged",
            it.id, it.profile, it.planned, it.touched, it.sampled, it.judged
        );
        line(&mut text, &head);
        it.shown.iter().for_each(|shown| line(&mut text, shown));
        if it.later + it.excluded > 0 {
            let left = format!(
                "{:>5} for another visit, {} excluded",
                it.later, it.excluded
            );
            line(&mut text, &left);
        }
    }
    let of = &answer.sessions;
    let (held, running, planned) = (of.held, of.running, of.planned);
    let sessions = format!(
        "\nsessions: {held} held ({}), {running} running, {planned} planned",
        hours(of.minutes)
    );
    line(&mut text, &sessions);
    if of.interrupted + of.dropped > 0 {
        let (interrupted, dropped) = (of.interrupted, of.dropped);
        line(
            &mut text,
            &format!("  {interrupted} interrupted, {dropped} dropped"),
        );
    }
    if of.planned_minutes > 0 {
        let time = format!(
            "  time of those held: {}, planned {}; the whole plan: {}",
            hours(of.minutes),
            hours(of.held_as_planned),
            hours(of.planned_minutes)
        );
        line(&mut text, &time);
    }
    if of.remote_minutes > 0 {
        let remote = format!("  of it remote: {}", hours(of.remote_minutes));
        line(&mut text, &remote);
    }
    notes(&mut text, "open to-dos", &answer.todos);
    notes(&mut text, "inbox", &answer.inbox);
    if !answer.conflicts.is_empty() {
        line(&mut text, &format!("conflicts: {}", answer.conflicts.len()));
        for it in &answer.conflicts {
            line(&mut text, &format!("  {}: {}", it.subject, it.field));
        }
    }
    if answer.drafts > 0 {
        let drafts = count(answer.drafts, "draft", "drafts");
        line(
            &mut text,
            &format!("{drafts} with unsent text; `onsite {path}` shows them"),
        );
    }
    if answer.rescued > 0 {
        let rescued = count(answer.rescued, "text", "texts");
        line(
            &mut text,
            &format!("{rescued} could not be saved; the next writing takes them in"),
        );
    }
    let wrong = answer
        .damage
        .iter()
        .filter(|it| it.severity != Severity::Note.word());
    wrong.for_each(|it| line(&mut text, &format!("{}: {}", it.severity, it.text)));
    if let Some(last) = answer.signoffs.last() {
        let since = count(answer.unsigned, "entry", "entries");
        line(
            &mut text,
            &format!("sign-off {} ({}), {since} since", last.number, last.kind),
        );
    }
    text
}

fn notes(text: &mut String, name: &str, notes: &[Note]) {
    line(text, &format!("{name}: {}", notes.len()));
    // Labels alone go side by side.
    let (bare, more): (Vec<&Note>, Vec<&Note>) = notes
        .iter()
        .partition(|note| note.on.is_empty() && note.text.is_none());
    for note in more {
        let on = note.on.join(", ");
        let words = note.text.as_deref().unwrap_or_default();
        line(text, format!("  {} {on}  {words}", note.label).trim_end());
    }
    let labels: Vec<&str> = bare.iter().map(|note| note.label.as_str()).collect();
    for some in labels.chunks(10) {
        line(text, &format!("  {}", some.join(", ")));
    }
}

fn hours(minutes: i64) -> String {
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

fn line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    writeln!(text, "{line}").ok();
}
