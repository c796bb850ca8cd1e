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
use super::{time, work};
use crate::audit::coverage;
use crate::audit::describe;
use crate::audit::entry::Moment;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::{AuditId, Subject};
use crate::audit::progress::{self, Part};
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::tally::Tally;
use crate::checklist::criteria::{Criteria, Criterion};
use crate::store::Severity;
use crate::store::load::Loaded;

/// Shows where the audit stands: coverage, what is left and the time for it, open threads, drafts and damage
///
/// Touched: something was noted. Sampled: more than something said. Judged: there is a result. Counts, never a
/// percentage.
///
/// With --json: audit, entries, client (with --show), criteria (id, checklist, profile, planned, touched,
/// sampled, judged, later, excluded, outcomes, classes, groups), sites (label, planned, touched,
/// sampled, judged; title with --show), must-touch (criterion, title, requirements, wanted, field), time (sessions,
/// minutes, closing, until-closing), sessions (planned, held, running, minutes, each as a site), requests and todos (label, on,
/// minutes, due; asked-of and text with --show), inbox (label, on; text with --show), untold (labels), thin
/// (subject, words), conflicts (subject, field), drafts, rescued, damage (severity, text), unsafe, signoffs
/// (number, kind, digest), unsigned.
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
#[serde(rename_all = "kebab-case")]
struct Answer {
    audit: AuditId,
    entries: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    criteria: Vec<OfCriterion>,
    sites: Vec<Place>,
    must_touch: Vec<MustTouch>,
    time: Time,
    sessions: Sessions,
    requests: Vec<Open>,
    todos: Vec<Open>,
    inbox: Vec<Note>,
    /// Findings of which nobody was told.
    untold: Vec<String>,
    thin: Vec<Thin>,
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
    /// By clause, theme or block.
    groups: Vec<Place>,
    #[serde(skip)]
    shown: Vec<String>,
}

#[derive(Serialize)]
struct Place {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    planned: usize,
    touched: usize,
    sampled: usize,
    judged: usize,
}

#[derive(Serialize)]
struct MustTouch {
    criterion: String,
    title: String,
    requirements: Vec<String>,
    wanted: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Time {
    sessions: usize,
    minutes: i64,
    closing: Option<String>,
    until_closing: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Open {
    label: String,
    on: Vec<String>,
    /// For how many minutes it has been open.
    minutes: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    due: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Thin {
    subject: String,
    words: String,
}

#[derive(Serialize)]
struct Sessions {
    planned: usize,
    held: usize,
    running: usize,
    minutes: i64,
    each: Vec<Place>,
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
    let tally = Tally::of(audit, &loaded.criteria);
    let found = progress::progress(audit, &loaded.criteria, &tally, time::now());
    let conflicts = found.conflicts.iter().map(|(subject, key)| Conflict {
        subject: describe::name(audit, subject),
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
    let criteria = found.criteria.iter().filter_map(|of| {
        let criterion = loaded.criteria.criterion(of.id.as_str())?;
        Some(of_criterion(audit, &loaded.criteria, criterion, of))
    });
    let opened = |notes: &[progress::Open]| notes.iter().map(|it| open(audit, it, show)).collect();
    let places =
        |parts: &[Part]| -> Vec<Place> { parts.iter().map(|it| place(it, show)).collect() };
    let name = |subject: &Subject| describe::name(audit, subject);
    let untold = found.untold.iter().filter_map(|id| audit.object(*id));
    let inbox = coverage::inbox(audit).into_iter();
    let rescued = loaded.rescued.iter();
    Answer {
        audit: audit.id,
        entries: audit.len(),
        client: show.then(|| client.to_owned()),
        criteria: criteria.collect(),
        sites: places(&found.sites),
        must_touch: found.must_touch.iter().map(must_touch).collect(),
        time: Time {
            sessions: found.time.sessions,
            minutes: found.time.minutes,
            closing: found.time.closing.map(|at| at.to_rfc3339()),
            until_closing: found.time.until_closing,
        },
        sessions: sessions(audit, places(&found.sessions)),
        requests: opened(&found.requests),
        todos: opened(&found.to_dos),
        inbox: inbox.map(|it| note(audit, it, show)).collect(),
        untold: untold.map(|finding| audit.label(finding)).collect(),
        thin: found
            .thin
            .iter()
            .map(|it| Thin {
                subject: name(&it.subject),
                words: it.words.clone(),
            })
            .collect(),
        conflicts: conflicts.collect(),
        drafts: loaded.drafts.len(),
        rescued: rescued.map(|it| it.entries.len() + it.drafts.len()).sum(),
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

fn place(part: &Part, show: bool) -> Place {
    Place {
        label: part.label.clone(),
        title: show.then(|| part.title.clone()),
        planned: part.coverage.planned,
        touched: part.coverage.touched,
        sampled: part.coverage.sampled,
        judged: part.coverage.judged,
    }
}

fn must_touch(it: &progress::MustTouch) -> MustTouch {
    MustTouch {
        criterion: it.criterion.to_string(),
        title: it.title.clone(),
        requirements: it.requirements.iter().map(ToString::to_string).collect(),
        wanted: it.wanted,
        field: it.blank.as_ref().map(|(_, field)| field.to_string()),
    }
}

fn open(audit: &Audit, it: &progress::Open, show: bool) -> Open {
    let known = audit.object(it.note);
    let on = known
        .iter()
        .flat_map(|note| audit.links(note, Link::On))
        .map(ToString::to_string);
    Open {
        label: known.map_or_else(String::new, |note| audit.label(note)),
        on: on.collect(),
        minutes: it.age,
        due: it.due.clone(),
        asked_of: show.then(|| it.asked_of.clone()),
        text: show.then(|| it.words.clone()),
    }
}

fn of_criterion(
    audit: &Audit,
    criteria: &Criteria,
    criterion: &Criterion,
    of: &progress::OfCriterion,
) -> OfCriterion {
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
    let outcomes = of.outcomes.iter();
    let mut shown: Vec<String> = outcomes
        .clone()
        .filter(|(_, number)| *number > 0)
        .map(|(it, number)| format!("{number:>5} {}", it.word()))
        .collect();
    let found = counted.iter().filter(|(_, _, number)| *number > 0);
    shown.extend(found.map(|(_, word, number)| format!("{number:>5} × {word}")));
    OfCriterion {
        id: criterion.id.to_string(),
        checklist: criterion.checklist.id.clone(),
        profile: criterion.profile.id.clone(),
        planned: of.coverage.planned,
        touched: of.coverage.touched,
        sampled: of.coverage.sampled,
        judged: of.coverage.judged,
        later: of.later,
        excluded: of.excluded,
        outcomes: outcomes
            .map(|(it, number)| (it.word().replace(' ', "-"), *number))
            .collect(),
        classes: counted
            .iter()
            .map(|(key, _, number)| ((*key).to_owned(), *number))
            .collect(),
        // Titles of a checklist are nobody's secret.
        groups: of.groups.iter().map(|it| place(it, true)).collect(),
        shown,
    }
}

fn sessions(audit: &Audit, each: Vec<Place>) -> Sessions {
    let mut sessions = Sessions {
        planned: 0,
        held: 0,
        running: 0,
        minutes: 0,
        each,
    };
    for session in audit.standing(Kind::Session) {
        let time = |field| Moment::parse_from_rfc3339(audit.text(session, field)).ok();
        match (time(Field::Started), time(Field::Ended)) {
            (None, _) => sessions.planned += 1,
            (Some(_), None) => sessions.running += 1,
            (Some(started), Some(ended)) => {
                sessions.held += 1;
                sessions.minutes += (ended - started).num_minutes().max(0);
            }
        }
    }
    sessions
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
        places(&mut text, "", &it.groups);
    }
    places(&mut text, "by site", &answer.sites);
    places(&mut text, "by session", &answer.sessions.each);
    left_over(&mut text, answer);
    let of = &answer.sessions;
    let (held, running, planned) = (of.held, of.running, of.planned);
    let (hours, minutes) = (of.minutes / 60, of.minutes % 60);
    let sessions = format!(
        "\nsessions: {held} held ({hours} h {minutes:02} min), {running} running, {planned} planned"
    );
    line(&mut text, &sessions);
    opened(&mut text, "requests", &answer.requests);
    opened(&mut text, "open to-dos", &answer.todos);
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

/// Parts of the audit with their three steps.
fn places(text: &mut String, head: &str, places: &[Place]) {
    if !head.is_empty() && !places.is_empty() {
        line(
            text,
            &format!("\n{head}: touched of planned, sampled, judged"),
        );
    }
    for it in places {
        let (touched, planned) = (it.touched, it.planned);
        let (sampled, judged) = (it.sampled, it.judged);
        let title = it.title.as_deref().unwrap_or_default();
        let head = format!("{touched:>5}/{planned:<3} {sampled:>3} {judged:>3}");
        line(text, format!("{head}  {} {title}", it.label).trim_end());
    }
}

/// What is left and the time for it.
fn left_over(text: &mut String, answer: &Answer) {
    let time = &answer.time;
    let until = time.until_closing.map_or_else(String::new, |minutes| {
        format!("; {} until the closing", progress::span(minutes))
    });
    let planned = count(time.sessions, "planned session", "planned sessions");
    let span = progress::span(time.minutes);
    line(text, &format!("\ntime left: {planned}, {span}{until}"));
    line(
        text,
        &format!("must-touch left: {}", answer.must_touch.len()),
    );
    for it in &answer.must_touch {
        let field = it.field.iter().map(|field| format!("{field} is blank"));
        let what: Vec<String> = it.requirements.iter().cloned().chain(field).collect();
        let words = format!("  {} {}: {}", it.criterion, it.title, what.join(", "));
        line(text, &words);
    }
    if !answer.untold.is_empty() {
        let untold = answer.untold.join(", ");
        line(text, &format!("findings told to nobody yet: {untold}"));
    }
    if !answer.thin.is_empty() {
        line(text, &format!("thin: {}", answer.thin.len()));
        for it in &answer.thin {
            line(text, &format!("  {}", it.words));
        }
    }
}

/// Open to-dos with their age.
fn opened(text: &mut String, name: &str, notes: &[Open]) {
    line(text, &format!("{name}: {}", notes.len()));
    for it in notes {
        let of = it.asked_of.as_deref().unwrap_or_default();
        let words = it.text.as_deref().unwrap_or_default();
        let due = if it.due.is_empty() {
            String::new()
        } else {
            format!(", due {}", it.due)
        };
        let age = progress::span(it.minutes);
        let on = it.on.join(", ");
        let said = format!("  {} {age}{due}  {on}  {of} {words}", it.label);
        line(text, said.trim_end());
    }
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

fn line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    writeln!(text, "{line}").ok();
}
