//! A look at the body of a log line: what places it among others, without the cost of understanding it.
//!
//! This module must not know what changes mean, but which of them are about logs as files.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::entry::{Head, Moment, Record, read_body, read_moment};
use super::id::{EntryId, RunId};

/// What a line says that places it, read without understanding its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Its id, where that much could be read.
    pub id: Option<EntryId>,
    /// Its time, where that much could be read.
    pub time: Option<Moment>,
    /// The heads of other logs that it names as seen.
    pub seen: BTreeMap<RunId, Head>,
    /// Whether a change seems to be about logs as files: a strike, an accepted tail.
    pub about_logs: bool,
}

/// Looks at the body of a log line. `n` is the number that the line has by its place in the log.
///
/// # Errors
/// As [`read_body`].
pub fn glance(body: &str, n: u64) -> Result<Glance, String> {
    #[derive(Deserialize)]
    struct Placed {
        id: EntryId,
        n: u64,
        #[serde(deserialize_with = "read_moment")]
        time: Moment,
        #[serde(default)]
        seen: BTreeMap<RunId, Head>,
        changes: AboutLogs,
    }
    if let Ok(placed) = serde_json::from_str::<Placed>(body)
        && placed.n == n
    {
        return Ok(Glance {
            id: Some(placed.id),
            time: Some(placed.time),
            seen: placed.seen,
            about_logs: placed.changes.0,
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
        about_logs: true,
    })
}

/// Whether a list of changes has one that is about logs as files. Nothing else of it is kept.
struct AboutLogs(bool);

impl<'de> Deserialize<'de> for AboutLogs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Changes;
        impl<'de> Visitor<'de> for Changes {
            type Value = AboutLogs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("changes")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut changes: A) -> Result<AboutLogs, A::Error> {
                let mut found = false;
                while let Some(NamedChange(about_logs)) = changes.next_element()? {
                    found |= about_logs;
                }
                Ok(AboutLogs(found))
            }
        }
        deserializer.deserialize_seq(Changes)
    }
}

/// One change of which only the name is read.
struct NamedChange(bool);

impl<'de> Deserialize<'de> for NamedChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Change;
        impl<'de> Visitor<'de> for Change {
            type Value = NamedChange;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a change")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NamedChange, A::Error> {
                let mut found = false;
                while let Some((Name(about_logs), IgnoredAny)) = map.next_entry()? {
                    found |= about_logs;
                }
                Ok(NamedChange(found))
            }
        }
        deserializer.deserialize_map(Change)
    }
}

/// The name of a change, as far as it matters here.
struct Name(bool);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a change")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Name, E> {
                Ok(Name(matches!(name, "strike" | "tail-noted")))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        r#""id":"000000000000000000000000000000ff","n":4,"time":"2026-06-14T13:52:10+02:00""#;

    #[test]
    fn a_look_finds_what_reading_finds() {
        let id = Some(EntryId(0xff));
        for (rest, about_logs) in [
            (
                r#""changes":[{"undo":{"entry":"000000000000000000000000000000fe"}}]"#,
                false,
            ),
            (
                r#""changes":[{"hologram":{"x":[1,"strike"]}},{"y":{}}]"#,
                false,
            ),
            (r#""changes":[{"x":{}},{"strike":{}}]"#, true),
            (r#""changes":[{"\u0073trike":{}}]"#, true),
            (r#""changes":[{"tail-noted":{}}]"#, true),
            (r#""changes":7"#, true),
            (r#""mood":"good""#, true),
        ] {
            let body = format!("{{{HEAD},{rest}}}");
            let look = glance(&body, 4).unwrap();
            assert_eq!((look.id, look.about_logs), (id, about_logs), "{body}");
            assert_eq!(look.seen, read_body(&body, 4).unwrap().1);
            assert!(glance(&body, 5).is_err(), "{body}");
        }
        let nameless = glance(r#"{"changes":[]}"#, 4).unwrap();
        assert_eq!((nameless.id, nameless.time), (None, None));
        for broken in ["", "{", "{]"] {
            assert_eq!(glance(broken, 4).err(), read_body(broken, 4).err());
        }
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
