//! Drawing, extending, replacing, marking: what becomes of a sample, as changes.

use super::{IN_PLACE, Mark, Sheet};
use crate::audit::act::Desk;
use crate::audit::draw::{self, Algorithm};
use crate::audit::entered::Entered;
use crate::audit::entry::{Add, Change};
use crate::audit::fold::Audit;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::population::{self, Population, Refused, Source};
use crate::audit::schema::{Field, Kind, Link};

/// The most that the items of one draw may take in the record, in bytes: an entry has room for a little more.
const MOST_BYTES: usize = 900_000;
/// What an item takes in the record besides its name, generously.
const ITEM_BYTES: usize = 260;

/// A list to draw from, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its items.
    pub population: Population,
    /// What it is called in the record: `INC-0001..INC-0120`, `leavers.csv:Number`, `typed list`.
    pub name: String,
    /// SHA-256 of the file, or of the items with a newline behind each where there is no file.
    pub digest: String,
}

impl List {
    /// The list that a source means. `file` is the text of the file that it names, and its SHA-256.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn read(typed: &str, source: &Source, file: Option<(&str, &str)>) -> Result<Self, Refused> {
        let (text, digest) = file.unwrap_or_default();
        let (population, name) = match source {
            Source::Range(range) => (range.population(), typed.trim().to_owned()),
            Source::List(list) => (
                population::lines("the list", list)?,
                "typed list".to_owned(),
            ),
            Source::File { path, column } => {
                let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
                let lower = path.to_lowercase();
                let is_table = lower.ends_with(".csv") || lower.ends_with(".tsv");
                match column {
                    Some(column) => (
                        population::column(name, text, column)?,
                        format!("{name}:{column}"),
                    ),
                    None if is_table => return Err(population::column_wanted(name, text)),
                    None => (population::lines(name, text)?, name.to_owned()),
                }
            }
        };
        let digest = match source {
            Source::File { .. } => digest.to_owned(),
            _ => population.digest(),
        };
        Ok(Self {
            population,
            name,
            digest,
        })
    }
}

/// The list that was typed; `sites` means the sites of the audit.
///
/// # Errors
/// As [`population::source`].
pub fn source(audit: &Audit, typed: &str) -> Result<Source, Refused> {
    if typed.trim() != "sites" {
        return population::source(typed);
    }
    let sites = audit.standing(Kind::Site);
    let names: Vec<&str> = sites.map(|site| audit.text(site, Field::Name)).collect();
    Ok(Source::List(names.join("\n")))
}

/// What is to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// From where.
    pub list: &'a List,
    /// Whether it is drawn at even distances; otherwise at random.
    pub systematic: bool,
    /// The seed that was typed; empty: one is drawn.
    pub seed: &'a str,
    /// How many items.
    pub size: usize,
}

/// What was drawn: fields of the sample, and its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Fields of the sample that tell how to draw again.
    pub fields: Vec<(Field, String)>,
    /// The items in the order of drawing.
    pub items: Vec<Add>,
}

/// Where further items of a sample come from.
#[derive(Debug, Clone, Copy)]
pub enum Further<'a> {
    /// The list that the sample was drawn from, given again.
    Drawn(&'a List),
    /// Chosen by somebody, by name.
    Chosen(&'a [String]),
}

impl Desk<'_> {
    /// What was entered so far.
    pub fn entered(&self) -> Entered<'_> {
        Entered::new(self.audit, self.pending)
    }

    /// Draws the items of a sample.
    ///
    /// # Errors
    /// The sample would be larger than the list, or than an entry can hold.
    pub fn draw_items(
        &mut self,
        sample: ObjectId,
        drawing: &Drawing<'_>,
    ) -> Result<Drawn, Refused> {
        let items = &drawing.list.population.items;
        let typed = drawing.seed.trim();
        let seed = if typed.is_empty() {
            draw::seed((self.draw)())
        } else {
            typed.to_owned()
        };
        let algorithm = if drawing.systematic {
            Algorithm::systematic(&seed, items.len(), drawing.size)
        } else {
            Algorithm::Order
        };
        if drawing.size > items.len() {
            return Err(too_few(items.len(), drawing.size));
        }
        let order = algorithm.order(&seed, items);
        let labels: Vec<&str> = order.into_iter().take(drawing.size).collect();
        fits(&labels)?;
        let mut adds = Vec::new();
        for (label, position) in labels.into_iter().zip(1_u64..) {
            let item = self
                .item(sample, label, 1)
                .with(Field::Position, position.to_string());
            adds.push(item);
        }
        let method = if drawing.systematic {
            "systematic"
        } else {
            "random"
        };
        let fields = [
            (Field::Method, method.to_owned()),
            (Field::PopulationSize, items.len().to_string()),
            (Field::Size, drawing.size.to_string()),
            (Field::Algorithm, algorithm.to_string()),
            (Field::Seed, seed),
            (Field::FileName, drawing.list.name.clone()),
            (Field::Extract, drawing.list.digest.clone()),
        ];
        Ok(Drawn {
            fields: fields.into(),
            items: adds,
        })
    }

    /// Extends a sample to so many items, with a reason.
    ///
    /// # Errors
    /// Nothing to add, or the list is not the one that the sample was drawn from.
    pub fn extend(
        &mut self,
        sample: ObjectId,
        to: usize,
        reason: &str,
        further: Further<'_>,
    ) -> Result<Vec<Change>, Refused> {
        let entered = self.entered();
        let sheet = Sheet::of(&entered, sample);
        let count = to.saturating_sub(sheet.rows.len());
        let round = sheet.rows.iter().map(|row| row.round).max().unwrap_or(0) + 1;
        if count == 0 {
            return Err(Refused::new(
                format!("the sample has {} items already", sheet.rows.len()),
                "Give a larger number.",
            ));
        }
        let next = next_items(&entered, sample, &further, count)?;
        let mut changes = Vec::new();
        for (label, position) in next {
            let item = self.further(sample, &label, position, round, reason);
            changes.push(Change::Add(item));
        }
        let size = (sheet.rows.len() + changes.len()).to_string();
        changes.extend(self.set_if_other(&sample.into(), &Field::Size.into(), &size));
        Ok(changes)
    }

    /// Takes an item out of a sample and puts the next one in its place, with a reason.
    ///
    /// # Errors
    /// The list is not the one that the sample was drawn from, or has no further item.
    pub fn replace(
        &mut self,
        sample: ObjectId,
        item: ObjectId,
        reason: &str,
        further: Further<'_>,
    ) -> Result<Vec<Change>, Refused> {
        let entered = self.entered();
        let label = entered.text(item, Field::Label).to_owned();
        let round: u64 = entered.text(item, Field::Round).parse().unwrap_or(1);
        let next = next_items(&entered, sample, &further, 1)?;
        let mut changes = Vec::new();
        for (next, position) in next {
            changes.push(self.withdraw(item, &format!("replaced by {next}: {reason}")));
            let why = format!("{IN_PLACE}{label}: {reason}");
            let item = self.further(sample, &next, position, round, &why);
            changes.push(Change::Add(item));
        }
        Ok(changes)
    }

    /// Marks one check of one item; the item's result follows. Nothing where the mark is there already.
    pub fn mark(&self, sheet: &Sheet, row: usize, column: usize, mark: Mark) -> Vec<Change> {
        let mut marks = sheet
            .rows
            .get(row)
            .map_or(Vec::new(), |row| row.marks.clone());
        match marks.get_mut(column) {
            Some(cell) => *cell = mark,
            None => return Vec::new(),
        }
        self.mark_all(sheet, row, &marks)
    }

    /// Marks all checks of one item; the item's result follows. Nothing where the marks are there already.
    pub fn mark_all(&self, sheet: &Sheet, row: usize, marks: &[Mark]) -> Vec<Change> {
        let Some(row) = sheet.rows.get(row) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        if !sheet.attributes.is_empty() {
            // Marks beyond the attributes are those of attributes that were taken away since; they stay.
            let before = self.entered().text(row.item, Field::Marks).to_owned();
            let beyond = before.chars().skip(marks.len());
            let letters: String = marks
                .iter()
                .map(|mark| mark.letter())
                .chain(beyond)
                .collect();
            changes.extend(self.set_entered(row.item, Field::Marks, &letters));
        }
        let result = super::result(marks).result();
        changes.extend(self.set_entered(row.item, Field::Result, result));
        changes
    }

    /// Sets a field where its value would differ from what was entered.
    pub fn set_entered(&self, of: ObjectId, field: Field, value: &str) -> Option<Change> {
        let same = self.entered().text(of, field) == value
            && self
                .audit
                .current(&Subject::Object(of), &field.into())
                .len()
                < 2;
        (!same).then(|| self.set(of, field, value))
    }

    fn item(&mut self, sample: ObjectId, label: &str, round: u64) -> Add {
        Add::new(Kind::Item, self.object())
            .with(Field::Label, label)
            .with(Field::Round, round.to_string())
            .linked(Link::Sample, sample)
    }

    fn further(
        &mut self,
        sample: ObjectId,
        label: &str,
        position: Option<u64>,
        round: u64,
        reason: &str,
    ) -> Add {
        self.item(sample, label, round)
            .with(
                Field::Position,
                position.map(|it| it.to_string()).unwrap_or_default(),
            )
            .with(Field::Reason, reason)
    }
}

/// The next items of a sample: those that follow in the order of drawing, or those that somebody chose.
fn next_items(
    entered: &Entered<'_>,
    sample: ObjectId,
    further: &Further<'_>,
    count: usize,
) -> Result<Vec<(String, Option<u64>)>, Refused> {
    let items = entered.linked_to(sample, Link::Sample, Kind::Item);
    let list = match further {
        Further::Chosen(labels) => return chosen(entered, &items, labels, count),
        Further::Drawn(list) => list,
    };
    let Ok(algorithm) = entered.text(sample, Field::Algorithm).parse::<Algorithm>() else {
        return Err(Refused::new(
            "this sample was not drawn by the program",
            "Name the further items.",
        ));
    };
    let order = algorithm.order(entered.text(sample, Field::Seed), &list.population.items);
    let mut taken = 0;
    for item in items {
        let Ok(position) = entered.text(item, Field::Position).parse::<usize>() else {
            continue;
        };
        let label = entered.text(item, Field::Label);
        let drawn = position.checked_sub(1).and_then(|at| order.get(at));
        if drawn != Some(&label) {
            return Err(Refused::new(
                format!(
                    "this is not the list that the sample was drawn from: item {position} was {label}, and would be {}",
                    drawn.unwrap_or(&"none")
                ),
                format!(
                    "Give the list as it was: {}, SHA-256 {}.",
                    entered.text(sample, Field::FileName),
                    entered.text(sample, Field::Extract)
                ),
            ));
        }
        taken = taken.max(position);
    }
    let next: Vec<(String, Option<u64>)> = order
        .iter()
        .zip(1_u64..)
        .skip(taken)
        .take(count)
        .map(|(label, position)| ((*label).to_owned(), Some(position)))
        .collect();
    if next.len() < count {
        return Err(too_few(order.len(), taken + count));
    }
    let labels: Vec<&str> = next.iter().map(|(label, _)| label.as_str()).collect();
    fits(&labels)?;
    Ok(next)
}

fn chosen(
    entered: &Entered<'_>,
    items: &[ObjectId],
    labels: &[String],
    count: usize,
) -> Result<Vec<(String, Option<u64>)>, Refused> {
    for label in labels {
        if items
            .iter()
            .any(|item| entered.text(*item, Field::Label) == label)
        {
            return Err(Refused::new(
                format!("{label} is in the sample already, or was taken out of it"),
                "Choose another item.",
            ));
        }
    }
    if labels.len() != count {
        let wanted = crate::text::counted(count, "further item is", "further items are");
        return Err(Refused::new(
            format!("{wanted} to be named, and {} were", labels.len()),
            "Name each on a line of its own.",
        ));
    }
    fits(labels)?;
    Ok(labels.iter().map(|label| (label.clone(), None)).collect())
}

fn too_few(items: usize, wanted: usize) -> Refused {
    Refused::new(
        format!("the list has {items} items, and {wanted} would be needed"),
        "Take fewer.",
    )
}

/// Whether so many items fit into one entry.
fn fits(labels: &[impl AsRef<str>]) -> Result<(), Refused> {
    // A character that JSON has to escape takes up to six bytes.
    let bytes = |label: &str| -> usize {
        label
            .chars()
            .map(|c| if c.is_control() { 6 } else { c.len_utf8() + 1 })
            .sum()
    };
    let whole: usize = labels
        .iter()
        .map(|label| bytes(label.as_ref()) + ITEM_BYTES)
        .sum();
    if whole > MOST_BYTES {
        return Err(Refused::new(
            format!("{} items do not fit into one entry", labels.len()),
            "Draw some of them, and extend the sample afterwards.",
        ));
    }
    Ok(())
}
