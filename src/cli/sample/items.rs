//! `onsite sample AUDIT mark`, `extend`, `replace`: what is found on the items, and further ones.
//!
//! This module must not know how a result follows from marks.

use std::path::Path;

use clap::Args;

use super::super::done::Done;
use super::super::draw::list;
use super::super::failure::Failure;
use super::super::input::Texts;
use super::super::lookup;
use super::super::saved::Saved;
use super::super::work::Writing;
use crate::audit::entered::Entered;
use crate::audit::fold::Audit;
use crate::audit::id::ObjectId;
use crate::audit::sampling::{self, Further, List, Sheet};
use crate::audit::schema::{Field, Kind};

/// Marks an item: a letter for each attribute, y met, n not met, x not applicable, . open
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Mark {
    /// The sample, as in P3
    label: String,
    /// The item, by its name or its label, as in I7; - reads the name from standard input
    item: String,
    /// The marks, as in yyn; one letter where the sample has no attributes
    marks: String,
    /// A remark on the item; - for standard input
    #[arg(long, value_name = "TEXT")]
    remark: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Extends a sample, with a reason: by the next items of the same order, or by items that are named
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Extend {
    /// The sample, as in P3
    label: String,
    /// How many items it is to have
    #[arg(long, value_name = "NUMBER")]
    to: usize,
    /// Why; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    further: More,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Replaces an item, with a reason: by the next one of the same order, or by one that is named
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Replace {
    /// The sample, as in P3
    label: String,
    /// The item that is taken out, by its name or its label, as in I7; - reads the name from standard input
    item: String,
    /// Why; - for standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    further: More,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

/// Where further items come from.
#[derive(Debug, Args)]
struct More {
    /// The list that the sample was drawn from, given again
    #[arg(long, value_name = "LIST", conflicts_with = "item_named")]
    from: Option<String>,
    /// A further item by its name; may be given several times
    #[arg(long = "with", id = "item_named", value_name = "NAME")]
    with: Vec<String>,
}

impl More {
    fn list(&self, texts: &mut Texts) -> Result<Option<List>, Failure> {
        let read = self.from.as_deref().map(|from| list(texts, from));
        Ok(read.transpose()?.map(|(list, _)| list))
    }

    fn further<'a>(&'a self, list: Option<&'a List>) -> Further<'a> {
        list.map_or(Further::Chosen(&self.with), Further::Drawn)
    }
}

/// The reason of a change to a sample.
fn reason(texts: &mut Texts, typed: &str) -> Result<String, Failure> {
    let reason = texts.read(typed)?;
    if reason.is_empty() {
        return Err(Failure::new(
            "changing what was drawn needs a reason",
            "Give it with --reason.",
        ));
    }
    Ok(reason)
}

/// A sample by its label.
fn sample(audit: &Audit, label: &str) -> Result<ObjectId, Failure> {
    Ok(lookup::object_of(audit, Kind::Sample, label)?.id)
}

/// The place of an item in its sheet, by its name or its label.
fn item(audit: &Audit, sheet: &Sheet, typed: &str) -> Result<usize, Failure> {
    let named = sheet.rows.iter().position(|row| row.label == typed);
    let labelled = || {
        let object = audit.by_label(typed)?;
        sheet.rows.iter().position(|row| row.item == object.id)
    };
    named.or_else(labelled).ok_or_else(|| {
        Failure::new(
            "the sample has no such item",
            "`onsite sample AUDIT show LABEL --show` names its items.",
        )
    })
}

impl Mark {
    pub fn run(self, audit: &Path, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let name = texts.read(&self.item)?;
        let remark = self
            .remark
            .as_deref()
            .map(|text| texts.read(text))
            .transpose()?;
        let mut writing = Writing::begin(audit, author)?;
        let sample = sample(&writing.loaded.audit, &self.label)?;
        let sheet = Sheet::of(&Entered::saved(&writing.loaded.audit), sample);
        let row = item(&writing.loaded.audit, &sheet, &name)?;
        let letters: Vec<char> = self.marks.chars().collect();
        let fits = letters.iter().all(|letter| "ynx.".contains(*letter));
        if letters.len() != sheet.columns() || !fits {
            return Err(Failure::new(
                format!("\"{}\" does not mark this item", self.marks),
                format!(
                    "Give {} out of y (met), n (not met), x (not applicable) and . (open).",
                    crate::text::counted(sheet.columns(), "letter", "letters")
                ),
            ));
        }
        let marks: Vec<sampling::Mark> = letters.into_iter().map(sampling::Mark::of).collect();
        let changes = writing.at_desk(|desk| {
            let mut changes = desk.mark_all(&sheet, row, &marks);
            let item = sheet.rows.get(row).map(|row| row.item);
            let remarked = item.zip(remark.as_deref());
            changes.extend(
                remarked.and_then(|(item, remark)| desk.set_entered(item, Field::Remark, remark)),
            );
            changes
        });
        if changes.is_empty() {
            return Err(Failure::new(
                "the item is marked so already",
                "Nothing was entered.",
            ));
        }
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, sample, entry).done(self.json)
    }
}

impl Extend {
    pub fn run(self, audit: &Path, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let reason = reason(&mut texts, &self.reason)?;
        let list = self.further.list(&mut texts)?;
        let mut writing = Writing::begin(audit, author)?;
        let sample = sample(&writing.loaded.audit, &self.label)?;
        let further = self.further.further(list.as_ref());
        let changes = writing.at_desk(|desk| desk.extend(sample, self.to, &reason, further))?;
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, sample, entry).done(self.json)
    }
}

impl Replace {
    pub fn run(self, audit: &Path, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let name = texts.read(&self.item)?;
        let reason = reason(&mut texts, &self.reason)?;
        let list = self.further.list(&mut texts)?;
        let mut writing = Writing::begin(audit, author)?;
        let sample = sample(&writing.loaded.audit, &self.label)?;
        let sheet = Sheet::of(&Entered::saved(&writing.loaded.audit), sample);
        let row = item(&writing.loaded.audit, &sheet, &name)?;
        let out = sheet.rows.get(row).map_or(sample, |row| row.item);
        let further = self.further.further(list.as_ref());
        let changes = writing.at_desk(|desk| desk.replace(sample, out, &reason, further))?;
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, sample, entry).done(self.json)
    }
}
