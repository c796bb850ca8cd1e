//! What a row of the table says of one requirement.
//!
//! This module must not know other rows.

use super::super::model::{Look, Method, Question, Requirement, RequirementKind, Source, Tier};
use super::super::value;
use super::columns::{Column, Header};
use crate::cells::{Refusal, Row, Spot, yes_or_no};

const POLICY: [&str; 3] = ["policy", "our policy", "richtlinie"];
const GOOD_PRACTICE: [&str; 3] = ["good practice", "best practice", "gute praxis"];
const CONTRACT: [&str; 2] = ["contract", "vertrag"];

/// Something to audit, and where it stands. Its place among others is not known yet.
#[derive(Debug)]
pub(super) struct Item {
    pub spot: Spot,
    /// A question without a parent; without an id where the row has none, and without a title where the row has neither
    /// that nor a question. What its title stands for is blank until it is `finished`.
    pub requirement: Requirement,
    /// Whether the row has a title of its own.
    pub is_titled: bool,
}

impl Item {
    /// The requirement with its title wherever that stands for what no row says: what is asked where there is only an
    /// answer, and the paragraph of the contract where paragraphs differ from contract to contract.
    pub fn finished(self) -> Requirement {
        let mut it = self.requirement;
        let asked = it.ask.iter_mut().map(|question| &mut question.ask);
        let paragraph = it.source.iter_mut().filter_map(|source| match source {
            Source::Contract(paragraph) => Some(paragraph),
            Source::Policy | Source::GoodPractice => None,
        });
        for blank in asked.chain(paragraph).filter(|text| text.is_empty()) {
            blank.clone_from(&it.title);
        }
        it
    }
}

/// A cell, and where it begins.
#[derive(Debug)]
pub(super) struct Cell {
    pub text: String,
    pub spot: Spot,
}

impl Cell {
    /// The cell of a row in a column; blank where the table has no such column.
    pub fn new(header: &Header, row: &Row, column: Column) -> Self {
        let place = header.place(column);
        Self {
            text: place.map_or_else(String::new, |at| clean(row.cell(at))),
            spot: row.spot(place.unwrap_or(0)),
        }
    }

    pub fn refuse(&self, what: impl Into<String>, next: &str) -> Refusal {
        Refusal::at(self.spot, what, next)
    }

    /// The cell as a title, on one line.
    pub fn title(&self) -> Result<String, Refusal> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let title = words.join(" ");
        let sound = value::check_title(&title);
        sound.map_err(|what| self.refuse(what, "Write few words, and the rest as a question."))?;
        Ok(title)
    }

    /// The cell as a text; none where it is blank.
    fn maybe(&self) -> Result<Option<String>, Refusal> {
        if self.text.is_empty() {
            return Ok(None);
        }
        let sound = value::check_text(&self.text);
        sound.map_err(|what| self.refuse(what, "Shorten or mend the cell."))?;
        Ok(Some(self.text.clone()))
    }

    /// The texts of the cell: one for each line where each line begins as that of a list does, or else one for all.
    fn several(&self) -> Result<Vec<String>, Refusal> {
        let Some(text) = self.maybe()? else {
            return Ok(Vec::new());
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let listed: Option<Vec<String>> = lines.map(unlisted).collect();
        Ok(listed.unwrap_or_else(|| vec![text]))
    }
}

/// The row as something to audit.
pub(super) fn item(header: &Header, row: &Row) -> Result<Item, Refusal> {
    let cell = |column| Cell::new(header, row, column);
    let id = cell(Column::Id);
    let title = cell(Column::Title);
    let is_titled = !title.text.is_empty();
    let asked = cell(Column::Question);
    let heading = if is_titled {
        title.title()?
    } else if asked.text.is_empty() {
        String::new()
    } else {
        title_of(&asked)
    };
    let requirement = Requirement {
        aim: cell(Column::Aim).maybe()?,
        ask: questions(&asked, &cell(Column::Good))?,
        look: cell(Column::Evidence)
            .several()?
            .into_iter()
            .map(|what| Look {
                what,
                method: Method::Examine,
            })
            .collect(),
        source: source(&cell(Column::Source))?,
        minutes: minutes(&cell(Column::Minutes))?,
        tiers: tiers(&cell(Column::Tiers))?,
        knock_out: knock_out(&cell(Column::KnockOut))?,
        ..Requirement::new(id_of(&id)?, heading, RequirementKind::Question)
    };
    Ok(Item {
        spot: if id.text.is_empty() {
            row.spot(0)
        } else {
            id.spot
        },
        requirement,
        is_titled,
    })
}

/// Whether a text looks like an id, and not like a word: it has a digit, and no blanks.
pub(super) fn is_id(text: &str) -> bool {
    value::is_item(text) && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The number that a heading begins with, and its title: of `4.1 Backups` both.
pub(super) fn numbered(text: &str) -> Option<(&str, &str)> {
    let (number, title) = text.split_once(char::is_whitespace)?;
    let number = number.trim_end_matches(['.', ')', ':']);
    let letters = number.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_short = letters.len() <= 3 && number.split('.').all(|part| part.len() <= 3);
    let is_number = is_id(number) && is_short && letters.chars().all(|c| c.is_ascii_alphabetic());
    let title = title.trim_start_matches(['-', '–', '—', ' ']).trim();
    (is_number && !title.is_empty()).then_some((number, title))
}

/// The text as a checklist may hold it: what a spreadsheet leaves between letters and cannot be seen is left out.
fn clean(text: &str) -> String {
    let chars = text
        .chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}'));
    let seen = chars.map(|c| match c {
        '\t' => ' ',
        '\r' | '\u{b}' | '\u{2028}' | '\u{2029}' => '\n',
        c => c,
    });
    seen.collect::<String>().trim().to_owned()
}

/// A line of a list without its sign or number; none of a line that is no part of a list.
fn unlisted(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix(['-', '–', '•', '*', '·', '▪'])
        .or_else(|| {
            let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
            let rest = digits.strip_prefix(['.', ')'])?;
            (digits.len() < line.len()).then_some(rest)
        })?;
    let text = rest.strip_prefix(char::is_whitespace)?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// An id as it is written in tables: blanks within become hyphens, a point or bracket behind it falls away.
fn id_of(cell: &Cell) -> Result<String, Refusal> {
    let words: Vec<&str> = cell.text.split_whitespace().collect();
    let id = words.join("-");
    let id = id.trim_start_matches('#').trim_end_matches(['.', ')', ':']);
    if id.is_empty() && cell.text.is_empty() || value::is_item(id) {
        return Ok(id.to_owned());
    }
    let what = format!("\"{}\" is not an id", value::visible(&cell.text));
    let next = format!(
        "Write letters, digits, . - and _, at most {} of them.",
        value::ID
    );
    Err(cell.refuse(what, &next))
}

/// A question as a title: its first line, and where that is long, the first sentence of it.
fn title_of(cell: &Cell) -> String {
    let texts = cell.several().unwrap_or_default();
    let first = texts.first().map_or(cell.text.as_str(), String::as_str);
    let line = first.lines().next().unwrap_or_default().trim();
    if line.chars().count() <= value::TITLE {
        return line.to_owned();
    }
    let end = line.find(['?', '.']).map_or(line.len(), |at| at + 1);
    let sentence = line.get(..end).unwrap_or(line);
    sentence.chars().take(value::TITLE).collect()
}

/// The questions of a row, each with what a good answer holds. As many answers as questions belong to one each; an
/// answer alone has a blank question.
fn questions(asked: &Cell, good: &Cell) -> Result<Vec<Question>, Refusal> {
    let mut asked = asked.several()?;
    let whole = good.maybe()?;
    if asked.is_empty() && whole.is_some() {
        asked.push(String::new());
    }
    let each = good.several()?;
    let is_paired = asked.len() > 1 && each.len() == asked.len();
    let mut answers = if is_paired {
        each
    } else {
        whole.into_iter().collect()
    }
    .into_iter();
    let questions = asked.into_iter().map(|ask| Question {
        ask,
        good: answers.next(),
    });
    Ok(questions.collect())
}

/// What the requirement rests on. A contract without a paragraph has a blank one.
fn source(cell: &Cell) -> Result<Option<Source>, Refusal> {
    let said = cell.text.to_lowercase();
    if said.is_empty() {
        return Ok(None);
    }
    if POLICY.contains(&said.as_str()) {
        return Ok(Some(Source::Policy));
    }
    if GOOD_PRACTICE.contains(&said.as_str()) {
        return Ok(Some(Source::GoodPractice));
    }
    let words = cell.title()?;
    let (first, rest) = words
        .split_once(char::is_whitespace)
        .unwrap_or((&words, ""));
    let first = first.trim_end_matches([':', ',']).to_lowercase();
    if !CONTRACT.contains(&first.as_str()) {
        let what = format!(
            "what \"{}\" rests on is not said",
            value::visible(&cell.text)
        );
        let next =
            "Write policy, good practice, or contract and its paragraph, as in contract 12.3.";
        return Err(cell.refuse(what, next));
    }
    Ok(Some(Source::Contract(rest.to_owned())))
}

fn minutes(cell: &Cell) -> Result<Option<u16>, Refusal> {
    if cell.text.is_empty() {
        return Ok(None);
    }
    let number = cell.text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let minutes = number.parse().ok().map(Some);
    minutes.ok_or_else(|| {
        let what = format!("\"{}\" is no number of minutes", value::visible(&cell.text));
        cell.refuse(what, "Write a whole number, as in 10.")
    })
}

fn tiers(cell: &Cell) -> Result<Vec<Tier>, Refusal> {
    let said = cell.text.to_lowercase();
    let words = said.split([',', ';', '/', ' ', '\n']);
    let mut tiers = Vec::new();
    for word in words.filter(|word| !matches!(*word, "" | "all" | "and")) {
        let tier = Tier::from_key(word).ok_or_else(|| {
            let what = format!("\"{}\" is no tier", value::visible(word));
            cell.refuse(
                what,
                "Write critical, high, medium, low, or several of them.",
            )
        })?;
        if !tiers.contains(&tier) {
            tiers.push(tier);
        }
    }
    tiers.sort_unstable();
    Ok(tiers)
}

fn knock_out(cell: &Cell) -> Result<bool, Refusal> {
    let said = cell.text.to_lowercase();
    if matches!(said.as_str(), "" | "-") {
        return Ok(false);
    }
    yes_or_no(&said).ok_or_else(|| {
        let what = "whether it is a knock-out is not said";
        cell.refuse(what, "Write yes, or leave the cell blank.")
    })
}
