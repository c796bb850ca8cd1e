//! An audit plan as CSV: its sessions, a row each, with columns in any order.
//!
//! Separated by semicolons, commas or tabs; quotes as in RFC 4180; UTF-8 with or without a byte order mark. What
//! cannot be read is refused with its line and column, all of it at once, so that a file is mended in one go. This
//! module must not know where the file came from, nor whether its sessions are entered already.

mod columns;
mod compare;

pub use compare::{Compared, Differs, compare};

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use self::columns::{Column, Header};
use super::schema::{PLACES, SESSION_MODES};
use crate::cells::{self, MOST_REFUSALS, Refusal, Spot};
use crate::checklist::criteria::{Criteria, Resolved, Row as Requirement, several, unknown};
use crate::checklist::id::RequirementId;

/// The most rows that a plan may have.
const MOST_ROWS: usize = 2_000;

/// A session as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The line of the file.
    pub line: usize,
    /// Its title.
    pub title: String,
    /// The key of its kind.
    pub mode: &'static str,
    /// The key of how it is held.
    pub place: &'static str,
    /// Where exactly.
    pub at: String,
    /// The site.
    pub site: String,
    /// The process or department.
    pub process: String,
    /// Who audits.
    pub auditor: String,
    /// From when, by the clock on the wall.
    pub from: NaiveDateTime,
    /// Until when.
    pub until: Option<NaiveDateTime>,
    /// Who is to be there, by role or name.
    pub people: Vec<String>,
    /// What it is about.
    pub on: Vec<RequirementId>,
    /// Whether the file says of what kind it is, and not this program.
    says_mode: bool,
    /// Whether the file says how it is held.
    says_place: bool,
}

/// A plan that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Its sessions, in the order of the file.
    pub sessions: Vec<Session>,
    /// Headers of columns that mean nothing here.
    pub unread: Vec<String>,
}

/// Reads a plan.
///
/// # Errors
/// Everything that cannot be read, in the order of the file.
pub fn read(bytes: &[u8], criteria: &Criteria) -> Result<Plan, Vec<Refusal>> {
    let read = cells::read(bytes, columns::NEEDED);
    let (header, rows) = read.map_err(|refusal| vec![refusal])?;
    let header = Header::read(&header)?;
    let mut reading = Reading {
        criteria,
        header: &header,
        day: None,
        dayless: false,
        seen: HashMap::new(),
        refusals: Vec::new(),
    };
    let mut sessions = Vec::new();
    for row in rows {
        match row {
            Ok(row) if row.is_blank() => {}
            Ok(row) if sessions.len() >= MOST_ROWS => {
                let what = format!("a plan has at most {MOST_ROWS} sessions");
                let next = "Divide the file.";
                reading.refusals.push(Refusal::at(row.spot(0), what, next));
                break;
            }
            Ok(row) => sessions.extend(reading.session(&row)),
            Err(refusal) => {
                reading.refusals.push(refusal);
                break;
            }
        }
        if reading.refusals.len() >= MOST_REFUSALS {
            break;
        }
    }
    if !reading.refusals.is_empty() {
        return Err(reading.refusals);
    }
    if sessions.is_empty() {
        let spot = Spot { line: 2, column: 1 };
        let next = "Write a session on each line below the header.";
        return Err(vec![Refusal::at(
            spot,
            "there is no session in the file",
            next,
        )]);
    }
    Ok(Plan {
        sessions,
        unread: header.unread,
    })
}

/// What is known while the rows are read.
struct Reading<'a> {
    criteria: &'a Criteria,
    header: &'a Header,
    /// The day of the row above, for rows that name none.
    day: Option<NaiveDate>,
    /// Whether it was said that a day is missing.
    dayless: bool,
    /// The line of each session, by day, time and title.
    seen: HashMap<(NaiveDateTime, String), usize>,
    refusals: Vec<Refusal>,
}

impl Reading<'_> {
    fn refuse(&mut self, spot: Spot, what: String, next: &str) {
        self.refusals.push(Refusal::at(spot, what, next));
    }

    /// A session, or none where something of it was refused.
    fn session(&mut self, row: &cells::Row) -> Option<Session> {
        let before = self.refusals.len();
        if row.len() > self.header.width() {
            let what = format!(
                "this row has {} cells and the header {}",
                row.len(),
                self.header.width()
            );
            let next = "Put quotes around a text that holds the separator.";
            self.refuse(row.spot(self.header.width()), what, next);
            return None;
        }
        let cell = |column| self.header.cell(row, column);
        let text = |column| cell(column).0.to_owned();
        let (title, (mode, mode_at), (place, place_at)) =
            (text(Column::Title), cell(Column::Kind), cell(Column::Place));
        let (at, site) = (text(Column::Where), text(Column::Site));
        let (process, auditor) = (text(Column::Process), text(Column::Auditor));
        let people = split(cell(Column::People).0, &[',', ';', '|', '\n']);
        let title_at = cell(Column::Title).1;
        if title.is_empty() {
            let next = "Say what the session is about.";
            self.refuse(title_at, "this session has no title".to_owned(), next);
        }
        let from = self.from(row);
        let until = from.and_then(|from| self.until(row, from));
        let says_mode = !mode.is_empty();
        let says_place = !place.is_empty();
        let mode = self.mode(mode, mode_at, &title);
        let place = self.place(place, place_at);
        let on = self.requirements(row);
        let from = from?;
        let key = (from, title.to_lowercase());
        let line = row.spot(0).line;
        if let Some(first) = self.seen.insert(key, line) {
            let what = format!("the same session stands in line {first}");
            self.refuse(title_at, what, "Take one of them out.");
        }
        (self.refusals.len() == before).then_some(Session {
            line,
            title,
            mode,
            place,
            at,
            site,
            process,
            auditor,
            from,
            until,
            people,
            on,
            says_mode,
            says_place,
        })
    }

    /// Day and time of the beginning. A row without a day is of the day of the row above.
    fn from(&mut self, row: &cells::Row) -> Option<NaiveDateTime> {
        let (day_text, day_at) = self.header.cell(row, Column::Day);
        let (time_text, time_at) = self.header.cell(row, Column::From);
        let (day_in_time, time_text) = match time_text.split_once([' ', 'T']) {
            Some((day, time)) => (day, time.trim()),
            None => ("", time_text),
        };
        let (day_text, day_at) = if day_text.is_empty() && !day_in_time.is_empty() {
            (day_in_time, time_at)
        } else {
            (day_text, day_at)
        };
        if day_text.is_empty() && self.day.is_none() && !self.dayless {
            self.dayless = true;
            let next = "Write it as in 2026-06-16; further rows of a day may leave it out.";
            self.refuse(day_at, "this session has no day".to_owned(), next);
        } else if !day_text.is_empty() {
            self.day = day(day_text);
            if self.day.is_none() {
                let what = format!("\"{day_text}\" is no day");
                self.refuse(day_at, what, "Write it as in 2026-06-16 or 16.06.2026.");
            }
        }
        let time = time(time_text);
        if time.is_none() {
            let what = if time_text.is_empty() {
                "this session has no beginning".to_owned()
            } else {
                format!("\"{time_text}\" is no time")
            };
            self.refuse(time_at, what, "Write it as in 09:30.");
        }
        Some(self.day?.and_time(time?))
    }

    fn until(&mut self, row: &cells::Row, from: NaiveDateTime) -> Option<NaiveDateTime> {
        let (text, spot) = self.header.cell(row, Column::Until);
        if text.is_empty() {
            return None;
        }
        let text = text.rsplit([' ', 'T']).next().unwrap_or_default();
        let Some(until) = time(text).map(|time| from.date().and_time(time)) else {
            let what = format!("\"{text}\" is no time");
            self.refuse(spot, what, "Write it as in 11:00.");
            return None;
        };
        if until <= from {
            let what = format!("it ends at {text}, before it begins");
            let next = "A session ends on the day on which it begins; divide one that goes on past midnight.";
            self.refuse(spot, what, next);
            return None;
        }
        Some(until)
    }

    /// The kind of a session; where none is said, an opening or closing is a meeting and all else an interview.
    fn mode(&mut self, text: &str, spot: Spot, title: &str) -> &'static str {
        if text.is_empty() {
            let title = title.to_lowercase();
            let meets = ["opening", "closing", "meeting"];
            return if meets.iter().any(|word| title.contains(word)) {
                "meeting"
            } else {
                "interview"
            };
        }
        columns::mode(text).unwrap_or_else(|| {
            let what = format!("\"{text}\" is no kind of session");
            self.refuse(spot, what, &one_of(SESSION_MODES));
            ""
        })
    }

    fn place(&mut self, text: &str, spot: Spot) -> &'static str {
        if text.is_empty() {
            return "physical";
        }
        columns::place(text).unwrap_or_else(|| {
            let what = format!("\"{text}\" is no way in which a session is held");
            self.refuse(spot, what, &one_of(PLACES));
            ""
        })
    }

    /// The requirements of a row, each once; a heading stands for everything below it.
    fn requirements(&mut self, row: &cells::Row) -> Vec<RequirementId> {
        let (text, spot) = self.header.cell(row, Column::Requirements);
        let mut ids: Vec<RequirementId> = Vec::new();
        for word in split(text, &[' ', ',', ';', '|', '\n', '\t']) {
            let found = match self.criteria.resolve(word.trim_start_matches('#')) {
                Resolved::One(id) => vec![id],
                Resolved::Twins(ids) => ids,
                Resolved::Ambiguous(all) => {
                    self.refuse(spot, several(&word, &all), "Write it in full.");
                    continue;
                }
                Resolved::Unknown => {
                    let next =
                        "Write its id as in A.8.13 or 27001:A.8.13, several with blanks between.";
                    self.refuse(spot, unknown(&word), next);
                    continue;
                }
            };
            for id in found {
                below(self.criteria, &id, &mut ids);
            }
        }
        ids
    }
}

/// A requirement, or those below a heading.
fn below(criteria: &Criteria, id: &RequirementId, ids: &mut Vec<RequirementId>) {
    if criteria.row(id).is_some_and(Requirement::is_auditable) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
        return;
    }
    for row in criteria.children(id) {
        below(criteria, &row.id, ids);
    }
}

fn one_of(choices: &[(&str, &str)]) -> String {
    let words: Vec<&str> = choices.iter().map(|(_, word)| *word).collect();
    format!("Write one of: {}.", words.join(", "))
}

/// The parts of a cell that holds several things.
fn split(text: &str, between: &[char]) -> Vec<String> {
    let parts = text.split(between).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(ToOwned::to_owned).collect()
}

/// A day as people write it where it can mean one day only.
fn day(text: &str) -> Option<NaiveDate> {
    let formats = ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"];
    let text = text.trim();
    // A year of two digits is taken for the first century by the parser.
    let day = formats
        .into_iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    chrono::Datelike::year(&day).ge(&1000).then_some(day)
}

/// A time of the clock on the wall.
fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().replace('.', ":");
    ["%H:%M", "%H:%M:%S"]
        .into_iter()
        .find_map(|format| NaiveTime::parse_from_str(&text, format).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::library::Library;

    fn criteria() -> Criteria {
        let spec = "iso27001-2022:surveillance,iso42001-2023:stage1";
        Library::built_in().assemble(spec).unwrap().criteria
    }

    fn plan(text: &str) -> Plan {
        read(text.as_bytes(), &criteria()).unwrap()
    }

    #[test]
    fn columns_come_in_any_order_under_many_names() {
        let text = "\u{feff}Nr;Thema;von;Datum;bis;Teilnehmer;Normkapitel;Art;held\r\n\
            1;\"Betrieb; Backup\";9.00;16.06.2026;10:30;\"Ops lead, CISO\";A.8.13 9.3.2;Tour;Video\r\n\
            2;Zugang;11:00;;;;;;\r\n\r\n;;;;;;;;\r\n";
        let plan = plan(text);
        assert_eq!(plan.unread, ["Nr"]);
        let [first, second] = plan.sessions.as_slice() else {
            panic!("{:?}", plan.sessions)
        };
        assert_eq!(first.title, "Betrieb; Backup");
        assert_eq!(first.from.to_string(), "2026-06-16 09:00:00");
        assert_eq!(first.until.unwrap().to_string(), "2026-06-16 10:30:00");
        assert_eq!(first.people, ["Ops lead", "CISO"]);
        assert_eq!((first.mode, first.place), ("tour", "remote"));
        let on: Vec<&str> = first.on.iter().map(RequirementId::as_str).collect();
        assert_eq!(
            on,
            ["27001:A.8.13", "27001:9.3.2", "42001:9.3.2"],
            "twins come together"
        );
        assert_eq!(
            second.from.to_string(),
            "2026-06-16 11:00:00",
            "the day of the row above"
        );
        assert_eq!(second.line, 3);
        // A heading stands for what is below it, and a separator may be named.
        let plan = super::read(
            b"sep=|\nday|from|title|clauses\n2026-06-16|9:00|People|27001:A.6\n",
            &criteria(),
        );
        let ids = plan.unwrap().sessions[0].on.clone();
        assert!(ids.len() > 5 && ids.iter().all(|id| id.as_str().starts_with("27001:A.6.")));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_line_and_column() {
        let criteria = criteria();
        let head = "day;from;until;title;kind;place;requirements\n";
        for (text, line, column, what) in [
            ("", 1, 1, "the file is empty"),
            ("day;from\n2026-06-16;9:00\n", 1, 1, "no column \"title\""),
            ("day;title\n2026-06-16;x\n", 1, 1, "no column \"from\""),
            ("day;from;title;Datum\n", 1, 16, "stands there before"),
            ("day;from;title\n", 2, 1, "no session"),
            (
                "day;from;title\n2026-13-16;9:00;x\n",
                2,
                1,
                "\"2026-13-16\" is no day",
            ),
            ("day;from;title\n6/16/26;9:00;x\n", 2, 1, "is no day"),
            ("day;from;title\n;9:00;x\n", 2, 1, "has no day"),
            (
                "day;from;title\n2026-06-16;nine;x\n",
                2,
                12,
                "\"nine\" is no time",
            ),
            ("day;from;title\n2026-06-16;;x\n", 2, 12, "has no beginning"),
            ("day;from;title\n2026-06-16;9:00;\n", 2, 17, "has no title"),
            ("@2026-06-16;9:00;26:00;x\n", 2, 17, "\"26:00\" is no time"),
            ("@2026-06-16;9:00;8:00;x\n", 2, 17, "before it begins"),
            ("@2026-06-16;9:00;;x;chat\n", 2, 20, "no kind of session"),
            ("@2026-06-16;9:00;;x;;moon\n", 2, 21, "no way in which"),
            (
                "@2026-06-16;9:00;;x;;;A.8.13 A.8.99\n",
                2,
                22,
                "no requirement A.8.99",
            ),
            ("@2026-06-16;9:00;;x;;;5.2\n", 2, 22, ""),
            (
                "@2026-06-16;9:00;;x;;;A.5.2\n",
                2,
                22,
                "several requirements",
            ),
            (
                "@2026-06-16;9:00;;x;;;;;more\n",
                2,
                23,
                "9 cells and the header 7",
            ),
            (
                "@2026-06-16;9:00;;x\n2026-06-16;09:00;;X\n",
                3,
                19,
                "stands in line 2",
            ),
            ("@2026-06-16;9:00;;\"x\ny;;;\n", 2, 18, "has no end"),
            (
                "@2026-06-16;9:00;;\"a\nb\";chat\n",
                3,
                4,
                "no kind of session",
            ),
        ] {
            let text = text.replace('@', head);
            match super::read(text.as_bytes(), &criteria) {
                // A twin is no ambiguity.
                Ok(_) => assert_eq!(what, "", "{text}"),
                Err(refusals) => {
                    let first = &refusals[0];
                    assert_eq!(
                        (first.line, first.column),
                        (line, column),
                        "{text}: {first}"
                    );
                    assert!(
                        first.what.contains(what) && !what.is_empty(),
                        "{text}: {first}"
                    );
                    assert!(first.next.ends_with('.'), "{first}");
                }
            }
        }
        let latin = b"day;from;title\n2026-06-16;9:00;B\xfcro\n";
        let refused = super::read(latin, &criteria).unwrap_err();
        assert_eq!((refused[0].line, refused[0].column), (2, 18));
        let wide = super::read(b"\xff\xfed\0a\0y\0", &criteria).unwrap_err();
        assert!(wide[0].what.contains("UTF-16"));
        let two = "day;from;title\n2026-06-16;x;\n";
        assert_eq!(
            super::read(two.as_bytes(), &criteria).unwrap_err().len(),
            2,
            "all at once"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(0u8..=255, 0..200), text in "(day|from|title|[;,\"\n 0-9:.-]){0,60}") {
            static CRITERIA: std::sync::LazyLock<Criteria> = std::sync::LazyLock::new(criteria);
            let criteria = &*CRITERIA;
            for bytes in [bytes.as_slice(), text.as_bytes(), [b"day;from;title\n", text.as_bytes()].concat().as_slice()] {
                if let Err(refusals) = super::read(bytes, criteria) {
                    proptest::prop_assert!(!refusals.is_empty());
                    for refusal in refusals {
                        proptest::prop_assert!(refusal.line >= 1 && refusal.column >= 1);
                    }
                }
            }
        }
    }
}
