//! `onsite status`: how far an audit is, and what is left over.
//!
//! Counts and never percentages: a sample cannot carry one.

mod answer;

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use self::answer::{Answer, Note, Open, Place};
use super::done::Done;
use super::failure::Failure;
use super::work;
use crate::audit::progress;
use crate::checklist::id::RequirementId;
use crate::store::Severity;
use crate::text::counted;

/// Shows where the audit stands: coverage, what is left and the time for it, open threads, drafts and damage
///
/// Touched: something was noted. Sampled: more than something said. Judged: there is a result. Counts, never a
/// percentage.
///
/// With --json: audit, entries, client (with --show), criteria (id, checklist, profile, planned, touched,
/// sampled, judged, later, excluded, left-out (why, requirements), minutes (planned, left), tier, by-hand, outcomes, classes, groups), sites (label, planned, touched,
/// sampled, judged; title with --show), must-touch (criterion, title, requirements, wanted, field), time (sessions,
/// minutes, closing, until-closing), sessions (planned, held, running, interrupted, dropped, minutes, held-as-planned, planned-minutes, remote-minutes, each as a site), requests and todos (label, on,
/// minutes, due; asked-of and text with --show), inbox (label, on; text with --show), untold (labels), thin
/// (subject, words), unlooked (criterion, audits, requirements), conflicts (subject, field), drafts, rescued, damage (severity, text), unsafe, signoffs
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

impl Status {
    pub fn run(self) -> Result<Done, Failure> {
        let loaded = work::read(&self.audit)?;
        let answer = answer::answer(&loaded, self.show);
        Done::either(self.json, &answer, text(&answer, &self))
    }
}

fn text(answer: &Answer, status: &Status) -> String {
    let mut text = String::new();
    if let Some(client) = &answer.client {
        line(&mut text, client);
    }
    let path = status.audit.display();
    let entries = counted(answer.entries, "entry", "entries");
    line(&mut text, &format!("{path}: {entries}"));
    criteria(&mut text, answer);
    places(&mut text, "by site", &answer.sites);
    places(&mut text, "by session", &answer.sessions.each);
    left_over(&mut text, answer);
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
        let drafts = counted(answer.drafts, "draft", "drafts");
        line(
            &mut text,
            &format!("{drafts} with unsent text; `onsite {path}` shows them"),
        );
    }
    if answer.rescued > 0 {
        let rescued = counted(answer.rescued, "text", "texts");
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
        let since = counted(answer.unsigned, "entry", "entries");
        line(
            &mut text,
            &format!("sign-off {} ({}), {since} since", last.number, last.kind),
        );
    }
    text
}

/// The criteria: how far each is, what of it is planned and how long that takes.
fn criteria(text: &mut String, answer: &Answer) {
    for it in &answer.criteria {
        let tier = it
            .tier
            .map_or_else(String::new, |tier| format!(", tier {tier}"));
        let head = format!(
            "\n{} ({}{tier}): {} planned, {} touched, {} sampled, {} judged",
            it.id, it.profile, it.planned, it.touched, it.sampled, it.judged
        );
        line(text, &head);
        it.shown.iter().for_each(|shown| line(text, shown));
        if it.later + it.excluded > 0 {
            let left = format!(
                "{:>5} for another visit, {} excluded",
                it.later, it.excluded
            );
            line(text, &left);
        }
        for left_out in &it.left_out {
            line(
                text,
                &format!("{:>5} of them: {}", left_out.requirements, left_out.why),
            );
        }
        if let Some(minutes) = &it.minutes {
            let (left, planned) = (minutes.left, minutes.planned);
            line(text, &format!("{left:>5} min left of {planned} planned"));
        }
        if let Some(what) = &it.by_hand {
            line(text, &format!("      to be planned by hand: {what}"));
        }
        places(text, "", &it.groups);
    }
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
    let planned = counted(time.sessions, "planned session", "planned sessions");
    let span = progress::span(time.minutes);
    line(text, &format!("\ntime left: {planned}, {span}{until}"));
    line(
        text,
        &format!("must-touch left: {}", answer.must_touch.len()),
    );
    for it in &answer.must_touch {
        let requirements = progress::wanted_of(it.wanted, &it.requirements, ", ");
        let requirements = Some(requirements).filter(|it| !it.is_empty());
        let field = it.field.iter().map(|field| format!("{field} is blank"));
        let what: Vec<String> = requirements.into_iter().chain(field).collect();
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
    unlooked(text, answer);
}

/// What neither this audit nor those before it have looked at, by the number of those.
fn unlooked(text: &mut String, answer: &Answer) {
    let many: usize = answer.unlooked.iter().map(|it| it.requirements.len()).sum();
    if many == 0 {
        return;
    }
    line(
        text,
        &format!("looked at neither now nor in the audit before: {many}"),
    );
    for it in &answer.unlooked {
        let audits = counted(it.audits, "audit", "audits");
        line(text, &format!("  {}, for {audits}:", it.criterion));
        let items = |ids: &[RequirementId]| {
            let items: Vec<&str> = ids.iter().map(RequirementId::item).collect();
            items.join(" ")
        };
        let lines = it.requirements.chunks(12).map(items);
        lines.for_each(|ids| line(text, &format!("    {ids}")));
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

fn hours(minutes: i64) -> String {
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

fn line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    writeln!(text, "{line}").ok();
}
