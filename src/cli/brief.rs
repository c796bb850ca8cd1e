//! What an entry changes, in ids and names of fields only: without anybody's words, since terminals keep what
//! they have shown.
//!
//! This module must not know where it is printed.

use crate::audit::describe::name;
use crate::audit::entry::{Add, Change, Ends, Entry};
use crate::audit::fold::Audit;
use crate::audit::id::{EntryId, Subject};
use crate::audit::schema::Link;

/// How many digits of an entry's id are shown. `strike` takes any unique beginning of this length or more.
pub(super) const DIGITS: usize = 8;

/// The first digits of an entry's id.
pub(super) fn short(id: EntryId) -> String {
    id.to_string().chars().take(DIGITS).collect()
}

/// What an entry changes: `note N3 on 27001:A.8.13`.
pub(super) fn entry(audit: &Audit, entry: &Entry) -> String {
    let mut parts: Vec<String> = Vec::new();
    for change in &entry.changes {
        let part = self::change(audit, change);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let more = parts.len().saturating_sub(4);
    parts.truncate(4);
    let parts = parts.join("; ");
    if more > 0 {
        format!("{parts}; {more} more")
    } else {
        parts
    }
}

/// What an entry that counts in the audit was about: `note N3`, `27001:A.8.13: result`.
pub(super) fn applied(audit: &Audit, id: EntryId) -> String {
    let Some(subject) = audit.subject_of(id) else {
        return format!("entry {}", short(id));
    };
    if let Subject::Object(object) = &subject
        && let Some(object) = audit.object(*object)
        && audit.made_by(object) == id
    {
        return format!("{} {}", object.kind, audit.label(object));
    }
    let values = audit.values_set_by(id);
    let fields: Vec<String> = values.iter().map(|(key, _)| key.to_string()).collect();
    if fields.is_empty() {
        return format!("a link of {}", name(audit, &subject));
    }
    format!("{}: {}", name(audit, &subject), fields.join(", "))
}

fn change(audit: &Audit, change: &Change) -> String {
    match change {
        Change::Add(add) => added(audit, add),
        Change::Set(set) => format!("{}: {}", name(audit, &set.of), set.field),
        Change::Link(link) => {
            format!(
                "{} linked to {}",
                name(audit, &link.of.into()),
                name(audit, &link.to)
            )
        }
        Change::Unlink(link) => {
            let (of, to) = (name(audit, &link.of.into()), name(audit, &link.to));
            format!("{of} no longer linked to {to}")
        }
        Change::Undo(undo) => {
            format!(
                "undo of {} ({})",
                applied(audit, undo.entry),
                short(undo.entry)
            )
        }
        Change::Strike(strike) => {
            format!("text of entry {} struck", short(strike.entry))
        }
        Change::TailNoted(tail) => format!("torn tail of {} bytes accepted", tail.length),
        Change::SignedOff(signed) => format!("sign-off {} ({})", signed.number, signed.kind),
    }
}

fn added(audit: &Audit, add: &Add) -> String {
    let what = match audit.object(add.id) {
        Some(object) => format!("{} {}", add.kind, audit.label(object)),
        None => add.kind.to_string(),
    };
    let on = add
        .links
        .get(&Link::On)
        .map(Ends::as_slice)
        .unwrap_or_default();
    if on.is_empty() {
        return what;
    }
    let on: Vec<String> = on.iter().map(ToString::to_string).collect();
    format!("{what} on {}", on.join(", "))
}
