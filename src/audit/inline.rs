//! What a note says about itself as it is typed: kind, time observed, links.
//!
//! `#A.8.13` requirement, `@ops-lead` person, `+BK-LOG v3 2026-06-14` document seen, `n3/12` sample; a leading
//! `!` = seen, `?` = to ask for, `//` = the auditor's remark; a leading `13:50` = observed then. Nothing of this
//! can refuse a note: what isn't understood stays text. The text is kept as typed. This module must not know
//! which requirements, people or documents exist.

use std::ops::Range;
use std::str::FromStr;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

/// Something that a note mentions, and where in the text it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What is mentioned.
    pub what: Mentioned,
    /// Where it stands, in bytes, with its sign.
    pub span: Range<usize>,
}

/// What a note mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mentioned {
    /// A requirement, as typed after `#`.
    Requirement(String),
    /// A person, as typed after `@`.
    Person(String),
    /// A document seen, as typed after `+`.
    Document {
        /// Its id or short title.
        reference: String,
        /// Its version, with the `v`.
        version: Option<String>,
        /// Its date.
        date: Option<String>,
    },
    /// A sample of so many of so many.
    Sample {
        /// How many were looked at.
        size: u64,
        /// How many there are.
        population: u64,
    },
}

/// The leading sign of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `!`
    Seen,
    /// `?`
    ToDo,
    /// `//`
    Remark,
}

/// A day by which something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// `2026-06-16`
    On(NaiveDate),
    /// `today` and `tomorrow`: so many days after the note is written.
    After(u64),
    /// `fri` and `Friday`: the next one after the day on which the note is written.
    Next(Weekday),
}

impl FromStr for Due {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let on = word.parse().ok().map(Self::On);
        let due = on.or_else(|| match word.to_ascii_lowercase().as_str() {
            "today" => Some(Self::After(0)),
            "tomorrow" => Some(Self::After(1)),
            _ => word.parse().ok().map(Self::Next),
        });
        due.ok_or("a day is written as 2026-06-16, today, tomorrow or fri")
    }
}

impl Due {
    /// The day that is meant in a note that was written on a day; a day that is named needs none.
    pub fn day(self, written: Option<NaiveDate>) -> Option<NaiveDate> {
        match self {
            Self::On(day) => Some(day),
            Self::After(days) => written?.checked_add_days(Days::new(days)),
            Self::Next(weekday) => {
                let days = 1 + weekday.days_since(written?.weekday().succ());
                written?.checked_add_days(Days::new(days.into()))
            }
        }
    }
}

/// A note as it reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The leading sign.
    pub sign: Option<Sign>,
    /// The time observed, as typed: `13:50`.
    pub observed: Option<String>,
    /// The day by which something is asked for, as in `by 2026-06-16` and `by fri`.
    pub due: Option<Due>,
    /// What is mentioned, in the order of the text.
    pub mentions: Vec<Mention>,
}

/// Reads a note. Signs and times count at its beginning only; `#`, `@` and `+` at the beginning of a word.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let words = words(text);
    let mut at = 0;
    // A time and a sign may lead in either order, each once.
    while let Some(word) = words.get(at) {
        let piece = text.get(word.clone()).unwrap_or_default();
        if reading.observed.is_none() && is_time(piece) {
            reading.observed = Some(piece.to_owned());
            at += 1;
        } else if let (None, Some((sign, bare))) = (reading.sign, leading_sign(piece)) {
            reading.sign = Some(sign);
            if !bare {
                // A time may stand right behind the sign: `!13:50`.
                let rest = piece.trim_start_matches(['!', '?', '/']);
                if reading.observed.is_none() && is_time(rest) {
                    reading.observed = Some(rest.to_owned());
                }
                break;
            }
            at += 1;
        } else {
            break;
        }
    }
    let mut skip = 0;
    for (i, word) in words.iter().enumerate() {
        if i < skip {
            continue;
        }
        let piece = text.get(word.clone()).unwrap_or_default();
        if let Some(day) = due(text, &words, i) {
            reading.due = Some(day);
        }
        if let Some((mention, used)) = mention(text, &words, i, piece) {
            reading.mentions.push(mention);
            skip = i + used;
        }
    }
    reading
}

/// The requirements that a note names itself, as typed.
pub fn requirements(text: &str) -> impl Iterator<Item = String> {
    let mentions = read(text).mentions.into_iter();
    mentions.filter_map(|mention| match mention.what {
        Mentioned::Requirement(id) => Some(id),
        _ => None,
    })
}

/// The text without its leading sign and time, for reading and for reports.
pub fn body(text: &str) -> &str {
    let mut rest = text.trim_start();
    let (mut sign, mut time) = (false, false);
    loop {
        let word = rest.split_whitespace().next().unwrap_or_default();
        if !time && is_time(word) {
            time = true;
            rest = rest.get(word.len()..).unwrap_or_default().trim_start();
        } else if !sign && let Some((_, _)) = leading_sign(word) {
            sign = true;
            let length = if word.starts_with("//") { 2 } else { 1 };
            rest = rest.get(length..).unwrap_or_default().trim_start();
        } else {
            return rest;
        }
    }
}

/// The day of `by 2026-06-16`, where the word at `i` is that `by`.
fn due(text: &str, words: &[Range<usize>], i: usize) -> Option<Due> {
    let by = text.get(words.get(i)?.clone())?;
    let day = text.get(words.get(i + 1)?.clone())?;
    by.eq_ignore_ascii_case("by")
        .then(|| alone(day).parse().ok())
        .flatten()
}

/// The bare words of a request: without sign, time, `#` links, `@` people and, where the day is known besides
/// (`has_day`), without `by` with its day; on one line.
pub fn bare(text: &str, has_day: bool) -> String {
    let mut bare: Vec<&str> = Vec::new();
    let mut words = body(text).split_whitespace().peekable();
    let is_day = |word: &&str| alone(word).parse::<Due>().is_ok();
    while let Some(word) = words.next() {
        let is_by = has_day && word.eq_ignore_ascii_case("by");
        if is_by && words.peek().is_some_and(is_day) {
            words.next();
        } else if !(word.len() > 1 && word.starts_with(['#', '@'])) {
            bare.push(word);
        }
    }
    bare.join(" ")
}

/// A word without what ends a sentence or a part of one.
fn alone(word: &str) -> &str {
    word.trim_end_matches([',', ';', '.', ':', ')', '!', '?'])
}

fn leading_sign(word: &str) -> Option<(Sign, bool)> {
    if let Some(rest) = word.strip_prefix("//") {
        return Some((Sign::Remark, rest.is_empty()));
    }
    let rest = word.strip_prefix(['!', '?'])?;
    let sign = if word.starts_with('!') {
        Sign::Seen
    } else {
        Sign::ToDo
    };
    // `!!` or `?!` is somebody's emphasis, no sign.
    (!rest.starts_with(['!', '?'])).then_some((sign, rest.is_empty()))
}

fn mention(text: &str, words: &[Range<usize>], i: usize, piece: &str) -> Option<(Mention, usize)> {
    let word = words.get(i)?.clone();
    // A sign may stand right before: `!+BK-LOG`.
    let (piece, start) = match leading_sign(piece) {
        Some((_, false)) if i < 2 => {
            let bare = piece.trim_start_matches(['!', '?', '/']);
            (bare, word.end - bare.len())
        }
        _ => (piece, word.start),
    };
    let named = |rest: &str| alone(rest).to_owned();
    let spanning = |name: &str| start..start + 1 + name.len();
    if let Some(name) = piece
        .strip_prefix('#')
        .map(named)
        .filter(|name| !name.is_empty())
    {
        let span = spanning(&name);
        return Some((
            Mention {
                what: Mentioned::Requirement(name),
                span,
            },
            1,
        ));
    }
    if let Some(name) = piece
        .strip_prefix('@')
        .map(named)
        .filter(|name| !name.is_empty())
    {
        let span = spanning(&name);
        return Some((
            Mention {
                what: Mentioned::Person(name),
                span,
            },
            1,
        ));
    }
    if let Some(name) = piece.strip_prefix('+').map(named)
        && name.starts_with(char::is_alphanumeric)
    {
        return Some(document(text, words, i, name, start));
    }
    let (size, population) = piece
        .trim_end_matches([',', ';', '.', ':', ')'])
        .strip_prefix('n')?
        .split_once('/')?;
    let (size, population) = (size.parse().ok()?, population.parse().ok()?);
    Some((
        Mention {
            what: Mentioned::Sample { size, population },
            span: word,
        },
        1,
    ))
}

fn document(
    text: &str,
    words: &[Range<usize>],
    i: usize,
    reference: String,
    start: usize,
) -> (Mention, usize) {
    let mut end = start + 1 + reference.len();
    let (mut version, mut date, mut used) = (None, None, 1);
    while let Some(word) = words
        .get(i + used)
        .filter(|_| end == words.get(i + used - 1).map_or(0, |last| last.end))
    {
        let piece = text.get(word.clone()).unwrap_or_default();
        let bare = piece.trim_end_matches([',', ';', '.', ':', ')']);
        if version.is_none() && date.is_none() && is_version(bare) {
            version = Some(bare.to_owned());
        } else if date.is_none() && bare.parse::<chrono::NaiveDate>().is_ok() {
            date = Some(bare.to_owned());
        } else {
            break;
        }
        end = word.start + bare.len();
        used += 1;
    }
    (
        Mention {
            what: Mentioned::Document {
                reference,
                version,
                date,
            },
            span: start..end,
        },
        used,
    )
}

fn is_version(word: &str) -> bool {
    let number = word.strip_prefix(['v', 'V']).unwrap_or_default();
    number.starts_with(|c: char| c.is_ascii_digit())
        && number
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn is_time(word: &str) -> bool {
    let Some((hour, minute)) = word.split_once(':') else {
        return false;
    };
    (1..=2).contains(&hour.len())
        && minute.len() == 2
        && hour.parse::<u8>().is_ok_and(|h| h < 24)
        && minute.parse::<u8>().is_ok_and(|m| m < 60)
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(text: &str) -> Vec<Mentioned> {
        read(text)
            .mentions
            .into_iter()
            .map(|mention| mention.what)
            .collect()
    }

    #[test]
    fn a_note_says_its_kind_time_and_links() {
        let reading =
            read("13:50 ! restore shown #A.8.13, +BK-LOG v3 2026-06-14; n3/12 by @ops-lead.");
        assert_eq!(reading.observed.as_deref(), Some("13:50"));
        assert_eq!(reading.sign, Some(Sign::Seen));
        let document = Mentioned::Document {
            reference: "BK-LOG".into(),
            version: Some("v3".into()),
            date: Some("2026-06-14".into()),
        };
        let whats: Vec<_> = reading
            .mentions
            .into_iter()
            .map(|mention| mention.what)
            .collect();
        assert_eq!(
            whats,
            [
                Mentioned::Requirement("A.8.13".into()),
                document,
                Mentioned::Sample {
                    size: 3,
                    population: 12
                },
                Mentioned::Person("ops-lead".into()),
            ]
        );
    }

    #[test]
    fn a_request_has_a_day_and_bare_words() {
        let text = "? restore log of June @ops-lead by 2026-06-16. #A.8.13";
        let day = |day| NaiveDate::from_ymd_opt(2026, 6, day).unwrap();
        assert_eq!(read(text).due, Some(Due::On(day(16))));
        assert_eq!(bare(text, true), "restore log of June");
        for text in ["? by 16:00", "? by noon", "? by", "? stand by 2026"] {
            assert_eq!(read(text).due, None, "{text}");
        }
        assert_eq!(bare("? log by 16:00", true), "log by 16:00");
        assert_eq!(bare("? log by fri", true), "log");
        assert_eq!(bare("? log by fri", false), "log by fri");
    }

    #[test]
    fn a_day_may_be_named_as_people_say_it() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 6, day).unwrap();
        // A Tuesday.
        let written = day(16);
        for (said, meant) in [
            ("today", 16),
            ("Tomorrow,", 17),
            ("wed", 17),
            ("Friday.", 19),
            ("fri", 19),
            ("mon", 22),
            ("tue", 23),
            ("2026-06-30", 30),
        ] {
            let due = read(&format!("? the log by {said} please")).due.unwrap();
            assert_eq!(due.day(Some(written)), Some(day(meant)), "{said}");
        }
        let fri = read("? the log by fri").due.unwrap();
        assert_eq!(fri.day(None), None, "nobody knows which");
        assert_eq!(read("? made by Monica").due, None);
    }

    #[test]
    fn signs_count_at_the_beginning_only() {
        assert_eq!(read("?list of leavers").sign, Some(Sign::ToDo));
        assert_eq!(read("// unsure").sign, Some(Sign::Remark));
        assert_eq!(read("! 9:05 door open").observed.as_deref(), Some("9:05"));
        assert_eq!(read("is that so? yes!").sign, None);
        assert_eq!(read("!! twice").sign, None);
        for text in ["!13:50 door open", "13:50 ! door open", "! 13:50 door open"] {
            let reading = read(text);
            assert_eq!(reading.observed.as_deref(), Some("13:50"), "{text}");
            assert_eq!(reading.sign, Some(Sign::Seen), "{text}");
            assert_eq!(body(text), "door open", "{text}");
        }
        assert_eq!(read("//13:50 tired").observed.as_deref(), Some("13:50"));
        assert_eq!(
            read("13:50 !14:10 twice").observed.as_deref(),
            Some("13:50")
        );
        assert_eq!(body("13:50 !14:10 twice"), "14:10 twice");
        assert_eq!(body("//unsure"), "unsure");
    }

    #[test]
    fn what_only_looks_like_a_link_stays_text() {
        for text in [
            "a + b",
            "C# code",
            "mail a@b.example",
            "1/2 n/a",
            "# alone",
            "+49 is fine?",
        ] {
            let found = whats(text);
            let only_a_number = found.iter().all(
                |what| matches!(what, Mentioned::Document { reference, .. } if reference == "49"),
            );
            assert!(found.is_empty() || only_a_number, "{text}: {found:?}");
        }
    }

    #[test]
    fn spans_cover_what_was_typed() {
        let text = "!+BK-LOG v3 seen, #5.2.";
        for mention in read(text).mentions {
            let piece = &text[mention.span.clone()];
            assert!(piece == "+BK-LOG v3" || piece == "#5.2", "{piece}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC*") {
            for mention in read(&text).mentions {
                proptest::prop_assert!(text.get(mention.span).is_some());
            }
            proptest::prop_assert!(text.contains(body(&text)));
        }
    }
}
