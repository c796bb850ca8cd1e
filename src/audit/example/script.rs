//! What the auditor of the example does, step by step.
//!
//! Words only. This module must not know how a step becomes an entry.

use chrono::{Days, NaiveDate};

use crate::audit::schema::Field;

/// One step of a day.
pub(super) struct Step {
    /// The time by the clock on the wall: `09:04`.
    pub time: &'static str,
    /// What is done.
    pub act: Act,
}

/// The steps of a day, one a line: time, act, semicolon.
macro_rules! steps {
    ($($time:literal $act:expr;)+) => {
        &[$($crate::audit::example::script::Step { time: $time, act: $act }),+]
    };
}
pub(super) use steps;

/// What can be done in a step. Things that exist are named by how they begin: sessions and findings by their
/// title, notes by their words, documents by their id.
pub(super) enum Act {
    /// A session begins; notes belong to it until it ends.
    Begin(&'static str),
    /// The running session ends.
    End,
    /// A note is typed.
    Note(&'static str),
    /// A note is typed on a requirement that is selected.
    NoteOn(&'static str, &'static str),
    /// The words of a note are changed.
    Reword(&'static str, &'static str),
    /// A note is filed under a requirement.
    FileUnder(&'static str, &'static str),
    /// A to-do is done.
    Done(&'static str, &'static str),
    /// What is known of a document is filled in; one that no note mentioned is entered.
    Document(Document),
    /// The sample that was mentioned last is described, and its items are checked one by one.
    Sample(Sample),
    /// A finding is raised.
    Raise(Finding),
    /// The auditee is told of a finding.
    Tell(&'static str, &'static str),
    /// A part of a finding is worded anew.
    Restate(&'static str, Field, &'static str),
    /// A finding is withdrawn.
    Withdraw(&'static str, &'static str),
    /// A trail is named; its steps are notes by how they begin. Where it led, once that is known.
    Follow(&'static str, &'static [&'static str], &'static str),
    /// A question is ticked as asked.
    Ask(&'static str, &'static str),
    /// A note is about a finding.
    AboutFinding(&'static str, &'static str),
    /// Requirements get a result, one after the other.
    Judge(&'static [&'static str], &'static str, &'static str),
    /// Requirements are planned for another visit or excluded, at once.
    Plan(&'static [&'static str], &'static str, &'static str),
    /// A field of the audit is filled in.
    Audit(Field, &'static str),
    /// A field of a criterion is filled in.
    Criterion(&'static str, Field, &'static str),
    /// The latest entry is taken back.
    Undo,
    /// What was taken back is brought back.
    Redo,
}

/// What is known of a document or another piece of evidence.
pub(super) struct Document {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Who keeps it.
    pub owner: &'static str,
    /// Where it was seen.
    pub place: &'static str,
    /// Who showed it.
    pub shown_by: &'static str,
    /// How it was gathered.
    pub method: &'static str,
    /// How far it carries.
    pub level: &'static str,
    /// What it is about, where no note says so.
    pub on: &'static [&'static str],
}

/// A record that was read where it is kept, and shown by somebody.
pub(super) const fn document(
    id: &'static str,
    title: &'static str,
    owner: &'static str,
    place: &'static str,
    shown_by: &'static str,
) -> Act {
    examined(id, title, owner, place, shown_by, "shown")
}

/// A record that a sample was drawn from or checked in.
pub(super) const fn sampled(
    id: &'static str,
    title: &'static str,
    owner: &'static str,
    place: &'static str,
    shown_by: &'static str,
) -> Act {
    examined(id, title, owner, place, shown_by, "sampled")
}

const fn examined(
    id: &'static str,
    title: &'static str,
    owner: &'static str,
    place: &'static str,
    shown_by: &'static str,
    level: &'static str,
) -> Act {
    Act::Document(Document {
        id,
        title,
        owner,
        place,
        shown_by,
        method: "examine",
        level,
        on: &[],
    })
}

/// A sample as it is described after it was mentioned.
pub(super) struct Sample {
    /// What the population consists of.
    pub population: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// As of when.
    pub as_of: &'static str,
    /// How its completeness was checked.
    pub completeness: &'static str,
    /// How the items were chosen.
    pub method: &'static str,
    /// Why so.
    pub reason: &'static str,
    /// Items: name, result, remark. Of one with attributes, marks stand in place of the result.
    pub items: &'static [(&'static str, &'static str, &'static str)],
    /// What is checked on each item.
    pub attributes: &'static [&'static str],
    /// The range and the seed that the items are drawn with.
    pub drawn: Option<(&'static str, &'static str)>,
    /// The document that the items stand in.
    pub seen_in: &'static str,
}

/// A finding with its three parts.
pub(super) struct Finding {
    /// Its title.
    pub title: &'static str,
    /// Its class for each criterion.
    pub classes: &'static [(&'static str, &'static str)],
    /// What it is about.
    pub on: &'static [&'static str],
    /// What is asked.
    pub asked: &'static str,
    /// What was found.
    pub found: &'static str,
    /// What is not fulfilled, or what is good.
    pub statement: &'static str,
    /// Why this class.
    pub reason: &'static str,
    /// The site.
    pub site: &'static str,
    /// The process.
    pub process: &'static str,
    /// The documents that it rests on.
    pub documents: &'static [&'static str],
    /// The populations of the samples that it rests on.
    pub samples: &'static [&'static str],
    /// The notes that it rests on, by how they begin.
    pub notes: &'static [&'static str],
}

/// The text with its days written out: `{-12}` is the day twelve days before `first`.
pub(super) fn dated(text: &str, first: NaiveDate) -> String {
    let mut dated = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((days, after)) = after.split_once('}') else {
            break;
        };
        let day = match days.strip_prefix('-') {
            Some(back) => back
                .parse()
                .map(|back| first.checked_sub_days(Days::new(back))),
            None => days
                .parse()
                .map(|days| first.checked_add_days(Days::new(days))),
        };
        dated.push_str(before);
        dated.push_str(&day.ok().flatten().unwrap_or(first).to_string());
        rest = after;
    }
    dated.push_str(rest);
    dated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_first_and_other_braces_stay() {
        let first = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!(
            dated("{-1}, {0} and {1}", first),
            "2026-02-28, 2026-03-01 and 2026-03-02"
        );
        assert_eq!(dated("no day { here", first), "no day { here");
    }
}
