//! The bodies of log lines: from a text to what it says, or to what can be said of it.
//!
//! A body that is no entry of this version is kept and said; nothing is guessed. This module must not know where lines
//! stand, or what entries add up to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::entry::{Entry, Head, Moment, Record, UnknownEntry, read_moment};
use super::id::{EntryId, RunId};
use super::usual;
pub use super::usual::Placed;

/// A record whose texts are those of the line, where these are written as they are read.
pub type Read<'a> = Record<Cow<'a, str>>;

/// The part of an entry that every version can be expected to write.
#[derive(Deserialize)]
struct Envelope {
    id: EntryId,
    n: u64,
    #[serde(deserialize_with = "read_moment")]
    time: Moment,
    #[serde(default)]
    seen: BTreeMap<RunId, Head>,
}

/// Reads an entry however it is written.
pub(super) fn read_by_serde(body: &str) -> serde_json::Result<Entry> {
    serde_json::from_str(body)
}

/// What places the entry in the body of a log line, if the line has the number `n` and the body begins as most do.
pub fn placed(body: &str, n: u64) -> Option<Placed> {
    usual::placed(body).filter(|placed| placed.n == n)
}

/// Reads the body of a log line that begins as most do.
pub fn read_placed<'a>(body: &'a str, placed: &Placed) -> Read<'a> {
    if let Some(entry) = usual::entry(body, placed) {
        return Record::Entry(entry);
    }
    let read = read_unusual(body, placed.n);
    read.map_or_else(
        |why| {
            Record::Unknown(UnknownEntry {
                id: Some(placed.id),
                n: placed.n,
                time: Some(placed.time),
                why,
                is_json: true,
            })
        },
        |(record, _)| record,
    )
}

/// Reads the body of a log line. `n` is the number that the line has by its place in the log.
///
/// # Errors
/// Its number is not `n`: that is damage. A body that is no entry of this version is an unknown entry; also one that is
/// not even JSON, which says so.
pub fn read_body(body: &str, n: u64) -> Result<(Read<'_>, BTreeMap<RunId, Head>), String> {
    let placed = placed(body, n);
    match placed.and_then(|placed| usual::entry(body, &placed)) {
        Some(entry) => Ok((Record::Entry(entry), BTreeMap::new())),
        None => read_unusual(body, n),
    }
}

/// As [`read_body`], one that is not written as most are.
fn read_unusual(body: &str, n: u64) -> Result<(Read<'_>, BTreeMap<RunId, Head>), String> {
    let other = |says: u64| {
        Err(format!(
            "the line says that it is number {says} and stands as number {n}"
        ))
    };
    // What places a line is told by its beginning; what it has seen stands there or nowhere.
    let late = |seen: &BTreeMap<RunId, Head>| !seen.is_empty() && usual::placed(body).is_some();
    let why = match read_by_serde(body) {
        Ok(entry) if entry.n != n => return other(entry.n),
        Ok(entry) if late(&entry.seen) => "\"seen\" stands behind the changes".to_owned(),
        Ok(entry) => {
            let seen = entry.seen.clone();
            return Ok((Record::Entry(entry.with_texts()), seen));
        }
        Err(error) => error.to_string(),
    };
    if let Ok(envelope) = serde_json::from_str::<Envelope>(body) {
        if envelope.n != n {
            return other(envelope.n);
        }
        let unknown = UnknownEntry {
            id: Some(envelope.id),
            n,
            time: Some(envelope.time),
            why,
            is_json: true,
        };
        let seen = Some(envelope.seen).filter(|seen| !late(seen));
        return Ok((Record::Unknown(unknown), seen.unwrap_or_default()));
    }
    let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
    let placed = placed(body, n);
    let unknown = UnknownEntry {
        id: placed.map(|placed| placed.id),
        n,
        time: placed.map(|placed| placed.time),
        why: if is_json {
            why
        } else {
            format!("the text is not JSON: {why}")
        },
        is_json,
    };
    Ok((Record::Unknown(unknown), BTreeMap::new()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::audit::entry::{Add, Change};
    use crate::audit::id::{ObjectId, Subject};
    use crate::audit::schema::{Field, Kind, Link};
    use crate::audit::usual::tests::changed;

    fn entry() -> Entry {
        let add = Add::new(Kind::Note, ObjectId(7))
            .with(Field::Text, "restore test \u{1b}[2J shown")
            .linked(Link::On, "27001:A.8.13".parse::<Subject>().unwrap());
        let time = DateTime::parse_from_rfc3339("2026-06-14T13:52:10+02:00").unwrap();
        Entry {
            n: 3,
            ..Entry::new(EntryId(1), time, vec![Change::Add(add)])
        }
    }

    #[test]
    fn an_entry_is_one_line_of_json_and_comes_back() {
        let json = serde_json::to_string(&entry()).unwrap();
        assert!(!json.contains('\n'));
        assert_eq!(
            read_body(&json, 3).unwrap().0.with_texts(),
            Record::Entry(entry())
        );
    }

    #[test]
    fn what_a_newer_version_wrote_is_unknown_and_not_damage() {
        let json = serde_json::to_string(&entry()).unwrap();
        for (from, to) in [
            ("\"note\"", "\"hologram\""),
            ("\"add\"", "\"teleport\""),
            ("\"time\"", "\"mood\":\"x\",\"time\""),
        ] {
            let newer = json.replacen(from, to, 1);
            match read_body(&newer, 3).unwrap().0 {
                Record::Unknown(unknown) => assert_eq!(unknown.id, Some(EntryId(1))),
                other => panic!("{newer} was read as {other:?}"),
            }
        }
        assert!(read_body(&json, 4).is_err());
        for (broken, id) in [
            (json.get(..json.len() - 1).unwrap(), Some(EntryId(1))),
            ("{", None),
        ] {
            match read_body(broken, 3).unwrap().0 {
                Record::Unknown(unknown) => {
                    assert_eq!(unknown.id, id);
                    assert!(
                        unknown.why.starts_with("the text is not JSON"),
                        "{unknown:?}"
                    );
                }
                other => panic!("{broken} was read as {other:?}"),
            }
        }
    }

    /// Whatever stands in a body: what places it by its beginning is what reading all of it tells.
    #[test]
    fn a_beginning_places_what_reading_places() {
        let chain = "0".repeat(64);
        let head =
            r#""id":"000000000000000000000000000000ff","n":4,"time":"2026-06-14T13:52:10+02:00""#;
        let seen = format!(r#""seen":{{"{:032x}":{{"n":3,"chain":"{chain}"}}}}"#, 7);
        let note = r#"{"add":{"kind":"note","id":"000000000000000000000000000000aa","fields":{"mode":"seen","text":"\"seen\": prüfen\n"}}}"#;
        let tail = format!(
            r#"{{"tail-noted":{{"run":"{:032x}","offset":1,"length":2,"digest":"{chain}"}}}}"#,
            7
        );
        let bodies = [
            format!(r#"{{{head},"changes":[{note}]}}"#),
            format!(r#"{{{head},"changes":[{note},{tail}]}}"#),
            format!(r#"{{{head},"changes":[{note}],{seen}}}"#),
            format!(r#"{{{head},{seen},"changes":[{note}]}}"#),
        ];
        let (mut by_beginning, mut not_json) = (0, 0);
        for body in bodies.iter().flat_map(|body| changed(body)) {
            let Some(placed) = placed(&body, 4) else {
                continue;
            };
            by_beginning += 1;
            let (record, seen) = read_body(&body, 4).unwrap();
            assert_eq!(record.id(), Some(placed.id), "{body}");
            assert_eq!(record.time(), Some(placed.time), "{body}");
            assert!(seen.is_empty(), "{body}");
            not_json += usize::from(
                matches!(&record, Record::Unknown(unknown) if unknown.why.contains("not JSON")),
            );
            assert_eq!(read_placed(&body, &placed), record, "{body}");
        }
        assert!(
            by_beginning > 1000 && not_json > 100,
            "{by_beginning} {not_json}"
        );
        assert!(placed(&bodies[3], 4).is_none());
        assert_eq!(read_body(&bodies[3], 4).unwrap().1.len(), 1);
    }
}
