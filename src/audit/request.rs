//! Requests: documents and records that were asked for and are not there yet.
//!
//! A request is a to-do that is asked of somebody or has a day by which it is due. This module must not know how it
//! is shown, nor what day it is.

use chrono::NaiveDate;

use super::coverage;
use super::fold::{Audit, Object};
use super::id::Subject;
use super::inline;
use super::schema::{Field, Link};

/// Of whom something is asked: as it was typed, or else the people that the note names.
pub fn asked_of(audit: &Audit, note: &Object) -> String {
    let typed = audit.text(note, Field::AskedOf);
    if !typed.is_empty() {
        return typed.to_owned();
    }
    let people = audit
        .links(note, Link::Person)
        .filter_map(|to| match to {
            Subject::Object(id) => audit.object(*id),
            _ => None,
        })
        .map(|person| name(audit, person).to_owned());
    people.collect::<Vec<_>>().join(", ")
}

/// What a person is called in lists and on sheets: by the role, or by the name where no role is known.
pub fn name<'a>(audit: &'a Audit, person: &'a Object) -> &'a str {
    let role = audit.text(person, Field::Role);
    if role.is_empty() {
        audit.text(person, Field::Name)
    } else {
        role
    }
}

/// Whether a to-do asks somebody for something, or for something by a day; done or not. What the note itself says
/// decides, not what is known about the people in it.
pub fn asks(audit: &Audit, to_do: &Object) -> bool {
    let says = |field| !audit.text(to_do, field).is_empty();
    says(Field::Due) || says(Field::AskedOf) || audit.is_linked(to_do, Link::Person)
}

/// Whether a note is a request that is not done.
pub fn is_open(audit: &Audit, note: &Object) -> bool {
    coverage::is_open_to_do(audit, note) && asks(audit, note)
}

/// The requests that are not done, oldest first.
pub fn open(audit: &Audit) -> Vec<&Object> {
    let to_dos = coverage::open_to_dos(audit).into_iter();
    to_dos.filter(|note| asks(audit, note)).collect()
}

/// What is asked for, without signs, links and day.
pub fn words(audit: &Audit, note: &Object) -> String {
    let has_day = !audit.text(note, Field::Due).is_empty();
    inline::bare(audit.text(note, Field::Text), has_day)
}

/// How old a to-do is, of whom it is asked and when it is due, in words: `2 d, of ops-lead, due yesterday`.
pub fn age(audit: &Audit, note: &Object, today: NaiveDate) -> String {
    let of = asked_of(audit, note);
    let of = (!of.is_empty()).then(|| format!("of {of}"));
    let parts = [Some(days(audit, note, today)), of, due(audit, note, today)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// As [`age`], without naming anybody.
pub fn since_and_due(audit: &Audit, note: &Object, today: NaiveDate) -> String {
    let parts = [Some(days(audit, note, today)), due(audit, note, today)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How old a note is in days: `today`, `2 d`.
pub fn days(audit: &Audit, note: &Object, today: NaiveDate) -> String {
    match (today - audit.made(note).0.date_naive()).num_days() {
        ..=0 => "today".to_owned(),
        days => format!("{days} d"),
    }
}

fn due(audit: &Audit, note: &Object, today: NaiveDate) -> Option<String> {
    let due = audit.text(note, Field::Due).parse().ok()?;
    Some(due_words(due, today))
}

/// How a day by which something is due stands to today.
fn due_words(due: NaiveDate, today: NaiveDate) -> String {
    match (due - today).num_days() {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        -1 => "due yesterday".to_owned(),
        days if days > 0 => format!("due in {days} d"),
        days => format!("OVERDUE by {} d", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_as_it_stands_to_today() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 6, day).unwrap();
        for (due, words) in [
            (15, "due yesterday"),
            (16, "due today"),
            (17, "due tomorrow"),
            (20, "due in 4 d"),
            (13, "OVERDUE by 3 d"),
        ] {
            assert_eq!(due_words(day(due), day(16)), words);
        }
    }
}
