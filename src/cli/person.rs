//! `onsite person`: enters somebody who takes part.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::lookup;
use super::saved::Saved;
use super::work::Writing;
use crate::audit::entry::{Add, Change};
use crate::audit::schema::{self, Field, Kind};

/// Enters somebody who takes part; a role is enough, and is what a report shows
///
/// One of the texts can be - for standard input.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Person {
    /// The audit
    audit: PathBuf,
    /// The name
    #[arg(long)]
    name: Option<String>,
    /// The role in the organization, or in the audit team
    #[arg(long)]
    role: Option<String>,
    /// The department
    #[arg(long)]
    department: Option<String>,
    /// On whose side
    #[arg(long, default_value = "auditee", value_parser = lookup::one_of(schema::SIDES))]
    side: String,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Person {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let name = texts.maybe(self.name.as_deref())?;
        let role = texts.maybe(self.role.as_deref())?;
        let department = texts.maybe(self.department.as_deref())?;
        if name.is_empty() && role.is_empty() {
            return Err(Failure::new(
                "a person needs a role or a name",
                "Give --role or --name.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let person = Add::new(Kind::Person, writing.fresh())
            .with(Field::Name, name)
            .with(Field::Role, role)
            .with(Field::Department, department)
            .with(Field::Side, self.side);
        let id = person.id;
        let (loaded, entry) = writing.save(vec![Change::Add(person)])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}
