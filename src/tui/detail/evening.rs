//! Pages of the evening: the wrap-up of a day, and what belongs to a trail.

use chrono::NaiveDate;

use super::super::model::{Page, Room};
use super::note;
use crate::audit::fold::Object;
use crate::audit::request;
use crate::audit::schema::{Field, Kind};
use crate::audit::trail;
use crate::audit::wrap::{self, Sitting};

/// The wrap-up of a day, to be told to the auditee: without remarks and without what is for the auditor alone.
pub fn wrap_up(room: &Room, day: NaiveDate) -> Page {
    let wrap = wrap::wrap_up(&room.audit, &room.criteria, day);
    let sitting = |it: &Sitting| format!("{:<14} {} ({})", it.times(), it.title, it.kind);
    let mut lines = vec!["# Held today".to_owned()];
    or_nothing(&mut lines, wrap.sessions.iter().map(sitting), "no session");
    lines.extend([String::new(), "# Requirements touched".to_owned()]);
    let touched = wrap.touched.iter();
    or_nothing(
        &mut lines,
        touched.map(|(id, title)| format!("{id}  {title}")),
        "none",
    );
    lines.extend([String::new(), "# Findings so far (tentative)".to_owned()]);
    let findings = wrap.findings.iter().map(|finding| {
        let new = if finding.new { ", new today" } else { "" };
        let on: Vec<String> = finding.on.iter().map(ToString::to_string).collect();
        let (label, class) = (&finding.label, finding.class_words());
        format!(
            "{label:<5} {class}: {} ({}{new})",
            finding.title,
            on.join(", ")
        )
    });
    or_nothing(&mut lines, findings, "none");
    lines.extend([String::new(), "# Asked for and not there yet".to_owned()]);
    let requests = wrap.requests.iter();
    let requests = requests.map(|one| format!("{:<5} {} ({})", one.label, one.what, one.terms()));
    or_nothing(&mut lines, requests, "nothing");
    lines.extend([String::new(), format!("# Planned for {}", wrap.next_day)]);
    or_nothing(
        &mut lines,
        wrap.next.iter().map(sitting),
        "no session is planned",
    );
    lines.extend([
        String::new(),
        "To hand over: onsite wrap-up AUDIT --out FILE. Remarks, confidential evidence and to-dos asked of nobody are \
         not in it."
            .to_owned(),
    ]);
    Page::new(format!("wrap-up of {day}"), lines)
}

fn or_nothing(lines: &mut Vec<String>, more: impl Iterator<Item = String>, nothing: &str) {
    let before = lines.len();
    lines.extend(more);
    if lines.len() == before {
        lines.push(nothing.to_owned());
    }
}

/// What belongs to an object besides its fields: the steps and threads of a trail, the notes split from a note.
pub(super) fn belonging(room: &Room, object: &Object) -> Vec<String> {
    match object.kind {
        Kind::Trail => steps(room, object),
        Kind::Note => {
            let split = room.audit.linked_to(&object.id.into(), Kind::Note);
            let split = split.into_iter().map(|it| room.audit.label(it));
            let split: Vec<String> = split.collect();
            if split.is_empty() {
                return Vec::new();
            }
            vec![format!("{:<22} {}", "Split into", split.join(", "))]
        }
        _ => Vec::new(),
    }
}

fn steps(room: &Room, trail: &Object) -> Vec<String> {
    let chain = trail::requirements(&room.audit, trail);
    let chain: Vec<String> = chain.iter().map(ToString::to_string).collect();
    let mut lines = Vec::new();
    if !chain.is_empty() {
        lines.push(format!("{:<22} {}", "Across", chain.join(" → ")));
    }
    lines.extend([String::new(), "# Steps".to_owned()]);
    let steps = trail::steps(&room.audit, trail).into_iter();
    let steps = steps.map(|step| {
        let words = match step.kind {
            Kind::Note => note(room, step).text,
            Kind::Sample => room.audit.text(step, Field::Population).to_owned(),
            _ => room.audit.text(step, Field::Title).to_owned(),
        };
        format!("{:<5} {words}", room.audit.label(step))
    });
    or_nothing(
        &mut lines,
        steps,
        "none yet: what is entered while it is followed becomes one",
    );
    let threads = trail::threads(&room.audit, trail);
    if !threads.is_empty() {
        lines.extend([String::new(), "# Threads".to_owned()]);
    }
    lines.extend(threads.into_iter().map(|thread| {
        let done = room.audit.text(thread, Field::Done);
        let done = if done.is_empty() { "open" } else { done };
        let words = request::words(&room.audit, thread);
        format!("{:<5} {words}: {done}", room.audit.label(thread))
    }));
    lines
}
