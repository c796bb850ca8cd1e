//! A look at the body of a log line: what places it among others, without the cost of understanding it.
//!
//! This module must not know what changes mean, but which of them are about logs as files.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::entry::{Head, Moment, Record, read_body, read_moment, usual_moment};
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
    if let Some((number, glance)) = usual(body).or_else(|| any(body))
        && number == n
    {
        return Ok(glance);
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

/// The number of a line and what it says, if it has what places it.
fn any(body: &str) -> Option<(u64, Glance)> {
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
    let placed: Placed = serde_json::from_str(body).ok()?;
    let glance = Glance {
        id: Some(placed.id),
        time: Some(placed.time),
        seen: placed.seen,
        about_logs: placed.changes.0,
    };
    Some((placed.n, glance))
}

/// As [`any`], with fewer instructions, for bodies as nearly all are written: no spaces between, no escapes, the
/// fields in their order, nothing seen. None for all others, and for what is no JSON.
fn usual(body: &str) -> Option<(u64, Glance)> {
    // Counting all is quicker than stopping at the first.
    let unusual = body.bytes().filter(|b| *b < b' ' || *b == b'\\');
    if unusual.count() > 0 {
        return None;
    }
    let mut rest = Usual(body);
    let id = rest.skip("{\"id\":")?.text()?.parse().ok()?;
    let n = rest.skip(",\"n\":")?.number()?.parse().ok()?;
    let time = usual_moment(rest.skip(",\"time\":")?.text()?.as_bytes())?;
    rest.skip(",\"changes\":")?;
    let mut about_logs = false;
    rest.list(|change| {
        change.object(|change, name| {
            about_logs |= is_about_logs(name);
            change.value(DEEPEST)
        })
    })?;
    rest.skip("}")?;
    let glance = Glance {
        id: Some(id),
        time: Some(time),
        seen: BTreeMap::new(),
        about_logs,
    };
    rest.0.is_empty().then_some((n, glance))
}

/// How deep lists and objects may stand in each other to be usual.
const DEEPEST: u32 = 8;

/// What is left of a JSON text without spaces between and without escapes.
struct Usual<'a>(&'a str);

impl<'a> Usual<'a> {
    fn skip(&mut self, text: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(text)?;
        Some(self)
    }

    /// What stands between quotes.
    fn text(&mut self) -> Option<&'a str> {
        let rest = self.0.strip_prefix('"')?;
        let end = memchr::memchr(b'"', rest.as_bytes())?;
        self.0 = rest.get(end + 1..)?;
        rest.get(..end)
    }

    /// The digits of a number that is neither negative nor a fraction.
    fn number(&mut self) -> Option<&'a str> {
        let end = self.0.bytes().position(|b| !b.is_ascii_digit())?;
        let (number, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        let plain = number == "0" || !number.starts_with('0');
        (plain && !number.is_empty()).then_some(number)
    }

    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip("[")?;
        if self.skip("]").is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            if self.skip(",").is_none() {
                return self.skip("]").map(|_| ());
            }
        }
    }

    fn object(&mut self, mut field: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.skip("{")?;
        if self.skip("}").is_some() {
            return Some(());
        }
        loop {
            let name = self.text()?;
            field(self.skip(":")?, name)?;
            if self.skip(",").is_none() {
                return self.skip("}").map(|_| ());
            }
        }
    }

    fn value(&mut self, deepest: u32) -> Option<()> {
        let below = deepest.checked_sub(1)?;
        match self.0.as_bytes().first()? {
            b'"' => self.text().map(|_| ()),
            b'[' => self.list(|item| item.value(below)),
            b'{' => self.object(|field, _| field.value(below)),
            _ => self.number().map(|_| ()),
        }
    }
}

/// Whether a change of this name is about logs as files.
fn is_about_logs(name: &str) -> bool {
    matches!(name, "strike" | "tail-noted")
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
                Ok(Name(is_about_logs(name)))
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
    fn the_quick_look_finds_what_the_thorough_one_finds() {
        let note = r#"{"add":{"kind":"note","fields":{"text":"prüfen","x":[]},"links":{"on":["27001:4.1","a"],"y":{}},"z":[0,17]}}"#;
        let body = format!(r#"{{{HEAD},"changes":[{note},{{"strike":{{"n":3}}}},{{}}]}}"#);
        assert_eq!(usual(&body).unwrap(), any(&body).unwrap());
        assert!(usual(&body).unwrap().1.about_logs);
        assert!(usual(&format!(r#"{{{HEAD},"changes":[]}}"#)).is_some());
        let mut taken = 0;
        let mut compare = |bytes: Vec<u8>| {
            if let Ok(changed) = String::from_utf8(bytes)
                && let Some(found) = usual(&changed)
            {
                taken += 1;
                assert_eq!(Some(found), any(&changed), "{changed}");
            }
        };
        for at in 0..body.len() {
            let (before, from) = body.as_bytes().split_at(at);
            compare(before.to_vec());
            compare([before, &from[1..]].concat());
            compare([before, &from[..1], from].concat());
            for other in *b"\"\\{}[],:0 -.e\x1fa" {
                compare([before, &[other], &from[1..]].concat());
                compare([before, &[other], from].concat());
            }
        }
        assert!(taken > 100, "{taken}");
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert!(usual(&format!(r#"{{{HEAD},"changes":[{{"x":{deep}}}]}}"#)).is_none());
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
