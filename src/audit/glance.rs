//! A look at the body of a log line: what places it among others, without the cost of understanding it.
//!
//! This module must not know what changes mean, but which of them are about logs as files.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::entry::{Head, Moment, Record, read_body};
use super::id::{EntryId, RunId};
use super::usual;

/// What a line says that places it, read without understanding its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Its id, where that much could be read.
    pub id: Option<EntryId>,
    /// Its time, where that much could be read.
    pub time: Option<Moment>,
    /// The heads of other logs that it names as seen.
    pub seen: BTreeMap<RunId, Head>,
    /// Whether a change may be about logs as files: a strike, an accepted tail. Reading tells.
    pub about_logs: bool,
}

/// Looks at the body of a log line. `n` is the number that the line has by its place in the log.
///
/// # Errors
/// As [`read_body`].
pub fn glance(body: &str, n: u64) -> Result<Glance, String> {
    // Whether the rest is JSON shows when the entry is understood.
    if let Some((id, number, time)) = usual::placed(body)
        && number == n
    {
        return Ok(Glance {
            id: Some(id),
            time: Some(time),
            seen: BTreeMap::new(),
            about_logs: may_be_about_logs(body),
        });
    }
    let (record, seen) = read_body(body, n)?;
    let (id, time) = match record {
        Record::Entry(entry) => (Some(entry.id), Some(entry.time)),
        Record::Unknown(unknown) => (unknown.id, unknown.time),
        Record::Struck { .. } => (None, None),
    };
    Ok(Glance {
        id,
        time,
        seen,
        about_logs: may_be_about_logs(body),
    })
}

/// Whether the names of changes about logs stand in a body; escapes could spell them.
fn may_be_about_logs(body: &str) -> bool {
    static NAMES: LazyLock<[Finder<'static>; 3]> =
        LazyLock::new(|| ["strike\"", "tail-noted\"", "\\u"].map(Finder::new));
    let has = |finder: &Finder<'_>| finder.find(body.as_bytes()).is_some();
    NAMES.iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::entry::Change;
    use crate::audit::usual::tests::changed;

    const HEAD: &str =
        r#""id":"000000000000000000000000000000ff","n":4,"time":"2026-06-14T13:52:10+02:00""#;

    #[test]
    fn a_look_finds_what_is_about_logs_and_places_what_is_not_understood() {
        let id = Some(EntryId(0xff));
        let undo = r#"{"undo":{"entry":"000000000000000000000000000000fe"}}"#;
        for (rest, about_logs) in [
            (format!(r#""changes":[{undo}]"#), false),
            (r#""changes":[{"x":{}},{"strike":{}}]"#.to_owned(), true),
            (r#""changes":[{"\u0073trike":{}}]"#.to_owned(), true),
            (r#""changes":[{"tail-noted":{}}]"#.to_owned(), true),
            (r#""changes":7"#.to_owned(), false),
            (r#""mood":"good""#.to_owned(), false),
        ] {
            let body = format!("{{{HEAD},{rest}}}");
            let look = glance(&body, 4).unwrap();
            assert_eq!((look.id, look.about_logs), (id, about_logs), "{body}");
            assert_eq!(look.seen, read_body(&body, 4).unwrap().1);
            assert!(glance(&body, 5).is_err(), "{body}");
        }
        for nameless in [r#"{"changes":[]}"#, "", "{", "{]"] {
            let look = glance(nameless, 4).unwrap();
            assert_eq!((look.id, look.time), (None, None), "{nameless}");
        }
    }

    /// Whatever stands in a body, it is placed where understanding it would place it, and nothing that it says about
    /// logs is overlooked.
    #[test]
    fn the_quick_look_places_what_reading_places() {
        let chain = "0".repeat(64);
        let seen = format!(r#""seen":{{"{:032x}":{{"n":3,"chain":"{chain}"}}}}"#, 7);
        let note = r#"{"add":{"kind":"note","id":"000000000000000000000000000000aa","fields":{"mode":"seen","text":"\"seen\": prüfen\n\"strike\""}}}"#;
        let tail = format!(
            r#"{{"tail-noted":{{"run":"{:032x}","offset":1,"length":2,"digest":"{chain}"}}}}"#,
            7
        );
        let bodies = [
            format!(r#"{{{HEAD},"changes":[{note}]}}"#),
            format!(r#"{{{HEAD},"changes":[{note},{tail}]}}"#),
            format!(r#"{{{HEAD},"changes":[{note}],{seen}}}"#),
            format!(
                r#"{{{HEAD},"changes":[{note}],{}}}"#,
                seen.replacen(':', " :", 1)
            ),
        ];
        assert!(!glance(&bodies[0], 4).unwrap().about_logs);
        let (mut taken, mut not_json) = (0, 0);
        let mut compare = |body: String| {
            let Ok(found) = glance(&body, 4) else {
                assert!(read_body(&body, 4).is_err(), "{body}");
                return;
            };
            taken += usize::from(usual::placed(&body).is_some());
            let (record, seen) = read_body(&body, 4).unwrap();
            assert_eq!(found.seen, seen, "{body}");
            let (id, time) = match record {
                Record::Entry(entry) => {
                    let about_logs = |change: &Change| {
                        matches!(change, Change::Strike(_) | Change::TailNoted(_))
                    };
                    let is = entry.changes.iter().any(about_logs);
                    assert!(found.about_logs || !is, "{body}");
                    (Some(entry.id), Some(entry.time))
                }
                Record::Unknown(unknown) => {
                    not_json += usize::from(unknown.why.contains("not JSON"));
                    (unknown.id, unknown.time)
                }
                Record::Struck { .. } => panic!("{body}"),
            };
            assert_eq!((found.id, found.time), (id, time), "{body}");
        };
        bodies
            .iter()
            .flat_map(|body| changed(body))
            .for_each(&mut compare);
        assert!(taken > 1000 && not_json > 100, "{taken} {not_json}");
    }

    #[test]
    fn a_look_names_what_was_seen() {
        let seen = format!(
            r#""seen":{{"{:032x}":{{"n":3,"chain":"{}"}}}}"#,
            7,
            "0".repeat(64)
        );
        let look = glance(&format!(r#"{{{HEAD},{seen},"changes":[]}}"#), 4).unwrap();
        assert_eq!(look.seen.get(&RunId(7)).map(|head| head.n), Some(3));
        assert!(!look.about_logs);
    }
}
