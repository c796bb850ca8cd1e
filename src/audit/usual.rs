//! The bodies of log lines as nearly all are written, read with few instructions.
//!
//! Opening an audit reads each line of it, and an auditor waits. So what this program itself writes (no spaces
//! between, the fields in their order, notes and results) is read here, and everything else (`None`) by serde, which
//! decides what is JSON and what is an entry. Whatever is taken here, serde would take for the same. This module
//! must not know what entries are about.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::{FixedOffset, NaiveDate};

use super::entry::{Add, Change, Ends, Entry, Moment, Set};
use super::id::{EntryId, ObjectId, Subject};
use super::schema::{FieldKey, Kind, Link};
use super::small_map::SmallMap;

/// What is left of a JSON text without spaces between.
struct Usual<'a>(&'a str);

/// The beginning of the body of an entry that has seen nothing.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    pub(super) id: EntryId,
    pub(super) n: u64,
    /// When the entry was confirmed.
    pub time: Moment,
    /// Where its changes begin, in bytes.
    changes: usize,
}

/// Reads what an entry begins with.
pub(super) fn placed(body: &str) -> Option<Placed> {
    let mut rest = Usual::new(body)?;
    let (id, n, time) = rest.head()?;
    Some(Placed {
        id,
        n,
        time,
        changes: body.len() - rest.0.len(),
    })
}

/// An entry whose changes are all additions and values. Its body was read as far as `placed` says.
pub(super) fn entry<'a>(body: &'a str, placed: &Placed) -> Option<Entry<Cow<'a, str>>> {
    let mut rest = Usual(body.get(placed.changes..)?);
    // Hardly any entry has more.
    let mut changes = Vec::with_capacity(1);
    rest.list(|rest| rest.change(&mut changes))?;
    rest.end()?;
    let entry = Entry::new(placed.id, placed.time, changes);
    Some(Entry {
        n: placed.n,
        ..entry
    })
}

/// `2026-06-14T13:52:10+02:00` or `2026-06-14T13:52:10Z`; none for all other spellings and for what is no time.
pub(super) fn moment(text: &[u8]) -> Option<Moment> {
    let (date, rest) = text.split_first_chunk::<19>()?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = *date
    else {
        return None;
    };
    let two = |tens: u8, ones: u8| {
        let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        digits.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
    };
    let east = match *rest {
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2).filter(|minutes| *minutes < 60)?);
            let east = i32::try_from(hours * 3600 + minutes * 60).ok()?;
            if sign == b'-' { -east } else { east }
        }
        _ => return None,
    };
    let year = i32::try_from(two(y1, y2)? * 100 + two(y3, y4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, two(m1, m2)?, two(d1, d2)?)?;
    let local = date.and_hms_opt(two(h1, h2)?, two(n1, n2)?, two(s1, s2)?)?;
    let offset = FixedOffset::east_opt(east)?;
    let utc = local.checked_sub_offset(offset)?;
    Some(Moment::from_naive_utc_and_offset(utc, offset))
}

impl<'a> Usual<'a> {
    /// None where a control character would have to be an escape.
    fn new(body: &'a str) -> Option<Self> {
        // Looking at all is quicker than stopping at the first.
        let least = body.bytes().fold(u8::MAX, u8::min);
        (least >= b' ').then_some(Self(body))
    }

    /// Id, number and time of an entry that has seen nothing, up to its list of changes.
    fn head(&mut self) -> Option<(EntryId, u64, Moment)> {
        let id = self.skip("{\"id\":")?.id()?;
        let n = self.skip(",\"n\":")?.number()?.parse().ok()?;
        let time = moment(self.skip(",\"time\":")?.text()?.as_bytes())?;
        self.skip(",\"changes\":")?;
        Some((id, n, time))
    }

    /// The end of an entry behind its changes.
    fn end(&mut self) -> Option<()> {
        self.skip("}")?.0.is_empty().then_some(())
    }

    fn skip(&mut self, text: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(text)?;
        Some(self)
    }

    /// A text as it is written between its quotes, and whether there are escapes in it.
    fn written(&mut self) -> Option<(&'a str, bool)> {
        let rest = self.0.strip_prefix('"')?;
        let mut end = 0;
        loop {
            let ahead = rest.as_bytes().get(end..)?;
            let stop = memchr::memchr2(b'"', b'\\', ahead)?;
            let [found, next, ..] = *ahead.get(stop..)? else {
                return None;
            };
            if found == b'"' {
                let written = rest.get(..end + stop)?;
                self.0 = rest.get(end + stop + 1..)?;
                return Some((written, end > 0));
            }
            escaped(next)?;
            end += stop + 2;
        }
    }

    /// A text without escapes, so short that looking at each byte is quicker than searching.
    fn text(&mut self) -> Option<&'a str> {
        let rest = self.0.strip_prefix('"')?;
        let end = rest.bytes().position(|b| matches!(b, b'"' | b'\\'))?;
        let (text, behind) = rest.split_at_checked(end)?;
        self.0 = behind.strip_prefix('"')?;
        Some(text)
    }

    /// One of the ids of 32 digits.
    fn id<T: FromStr>(&mut self) -> Option<T> {
        let (digits, rest) = self.0.strip_prefix('"')?.split_at_checked(32)?;
        self.0 = rest.strip_prefix('"')?;
        digits.parse().ok()
    }

    /// What a link leads to: an object, mostly.
    fn subject(&mut self) -> Option<Subject> {
        let mut ahead = Usual(self.0);
        if let Some(object) = ahead.id::<ObjectId>() {
            *self = ahead;
            return Some(object.into());
        }
        self.text()?.parse().ok()
    }

    /// A text as it is meant.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        let (written, has_escapes) = self.written()?;
        if !has_escapes {
            return Some(Cow::Borrowed(written));
        }
        let mut string = String::with_capacity(written.len());
        let mut rest = written;
        while let Some((plain, behind)) = rest.split_once('\\') {
            string.push_str(plain);
            let (first, behind) = behind.split_at_checked(1)?;
            string.push(escaped(*first.as_bytes().first()?)?);
            rest = behind;
        }
        string.push_str(rest);
        Some(Cow::Owned(string))
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

    /// Reads a change to the end of others. An addition is large, and filled where it lies.
    fn change(&mut self, changes: &mut Vec<Change<Cow<'a, str>>>) -> Option<()> {
        if self.skip("{\"add\":").is_some() {
            let kind = Kind::from_key(self.skip("{\"kind\":")?.text()?)?;
            let id = self.skip(",\"id\":")?.id()?;
            changes.push(Change::Add(Add::new(kind, id)));
            if let Some(Change::Add(add)) = changes.last_mut() {
                self.fill(add)?;
            }
        } else {
            changes.push(Change::Set(self.skip("{\"set\":")?.set()?));
        }
        self.skip("}").map(|_| ())
    }

    /// Fields and links of an addition.
    fn fill(&mut self, add: &mut Add<Cow<'a, str>>) -> Option<()> {
        let kind = add.kind;
        if self.skip(",\"fields\":").is_some() {
            // A kind has few fields, and a name is soon found among them.
            let known = || kind.fields().iter().map(|spec| spec.field);
            self.object(|rest, name| {
                let key = match known().find(|field| field.key() == name) {
                    Some(field) => FieldKey::from(field),
                    None => name.parse().ok()?,
                };
                once(&mut add.fields, key, rest.string()?)
            })?;
        }
        if self.skip(",\"links\":").is_some() {
            self.object(|rest, name| {
                let mut ends = Ends::new();
                rest.list(|rest| {
                    ends.push(rest.subject()?);
                    Some(())
                })?;
                once(&mut add.links, Link::from_key(name)?, ends)
            })?;
        }
        self.skip("}").map(|_| ())
    }

    fn set(&mut self) -> Option<Set<Cow<'a, str>>> {
        let of = self.skip("{\"of\":")?.subject()?;
        let field = self.skip(",\"field\":")?.text()?.parse().ok()?;
        let value = self.skip(",\"value\":")?.string()?;
        let mut over = Vec::new();
        if self.skip(",\"over\":").is_some() {
            self.list(|rest| {
                over.push(rest.id()?);
                Some(())
            })?;
        }
        self.skip("}")?;
        Some(Set {
            of,
            field,
            value,
            over,
        })
    }
}

/// What stands behind a backslash; none for what is written with digits.
const fn escaped(letter: u8) -> Option<char> {
    match letter {
        b'n' => Some('\n'),
        b't' => Some('\t'),
        b'r' => Some('\r'),
        b'"' => Some('"'),
        b'\\' => Some('\\'),
        _ => None,
    }
}

/// A key that stands twice would let two readers of one line see different values.
fn once<K: Ord, V>(map: &mut SmallMap<K, V>, key: K, value: V) -> Option<()> {
    map.insert(key, value).is_none().then_some(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::audit::body::read_by_serde;

    const HEAD: &str =
        r#""id":"000000000000000000000000000000ff","n":4,"time":"2026-06-14T13:52:10+02:00""#;

    /// Every text that differs from `body` in one place.
    pub(in crate::audit) fn changed(body: &str) -> impl Iterator<Item = String> {
        let others = *b"\"\\{}[],:0 -.e\x1fansu/";
        let of_place = move |at: usize| {
            let (before, from) = body.as_bytes().split_at(at);
            let mut texts = vec![
                before.to_vec(),
                [before, &from[1..]].concat(),
                [before, &from[..1], from].concat(),
            ];
            for other in others {
                texts.push([before, &[other], &from[1..]].concat());
                texts.push([before, &[other], from].concat());
            }
            texts
        };
        let texts = (0..body.len()).flat_map(of_place);
        texts.filter_map(|text| String::from_utf8(text).ok())
    }

    fn entry(body: &str) -> Option<Entry<Cow<'_, str>>> {
        super::entry(body, &placed(body)?)
    }

    #[test]
    fn what_is_read_here_serde_reads_as_the_same() {
        let id = "0123456789abcdef0123456789abcdef";
        let note = format!(
            r#"{{"add":{{"kind":"note","id":"{id}","fields":{{"mode":"said","text":"pr\u00fcfen, \"so\"\n\\ müde"}},"links":{{"on":["27001:A.8.13","42001:4.1"],"session":["{id}"]}}}}}}"#
        )
        .replace("\\u00fc", "ü");
        let finding = format!(
            r#"{{"add":{{"kind":"finding","id":"{id}","fields":{{"class@27001":"minor","statement":""}}}}}}"#
        );
        let result = format!(
            r#"{{"set":{{"of":"27001:A.8.13","field":"result","value":"conforms","over":["{id}"]}}}}"#
        );
        let client = r#"{"set":{"of":"audit","field":"client","value":"a\tb"}}"#;
        let body = format!(r#"{{{HEAD},"changes":[{note},{finding},{result},{client}]}}"#);
        assert_eq!(
            entry(&body),
            Some(read_by_serde(&body).unwrap().with_texts())
        );
        assert_eq!(serde_json::to_string(&entry(&body)).unwrap(), body);
        let (mut taken, mut left) = (0, 0);
        for text in changed(&body) {
            match entry(&text) {
                Some(found) => {
                    assert_eq!(
                        Some(found.with_texts()),
                        read_by_serde(&text).ok(),
                        "{text}"
                    );
                    taken += 1;
                }
                None => left += 1,
            }
        }
        assert!(taken > 500 && left > 5000, "{taken} {left}");
        // Who writes as this program does is read here, so that opening stays as quick as it is measured.
        for change in [&*note, &finding, &result, client] {
            assert!(entry(&format!(r#"{{{HEAD},"changes":[{change}]}}"#)).is_some());
        }
        for unusual in [
            r#"{"undo":{"entry":"0123456789abcdef0123456789abcdef"}}"#,
            r#"{"set":{"of":"audit","field":"client","value":"\u0041"}}"#,
            r#"{"set":{"of":"audit","field":"hologram","value":""}}"#,
        ] {
            assert_eq!(entry(&format!(r#"{{{HEAD},"changes":[{unusual}]}}"#)), None);
        }
    }

    #[test]
    fn the_usual_spelling_of_a_time_is_read_as_any_other() {
        for text in [
            "2026-06-14T13:52:10+02:00",
            "2026-06-14T13:52:10Z",
            "2024-02-29T23:59:59-11:30",
            "0001-01-01T00:00:00+00:00",
            "9999-12-31T23:59:59+14:00",
            "2026-06-14T13:52:10-00:00",
        ] {
            let by_chrono: Moment = text.parse().unwrap();
            let usual = moment(text.as_bytes());
            assert_eq!(usual, Some(by_chrono), "{text}");
            assert_eq!(usual.map(|m| *m.offset()), Some(*by_chrono.offset()));
        }
        for text in [
            "2026-02-29T13:52:10Z",
            "2026-06-14T24:00:00Z",
            "2026-06-14T13:52:10+24:00",
            "2026-06-14T13:52:10+02:60",
            "2026-06-14T13:5a:10Z",
            "2026-06-14T13:52:10",
        ] {
            assert_eq!(moment(text.as_bytes()), None, "{text}");
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
