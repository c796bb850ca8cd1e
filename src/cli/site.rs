//! `onsite site`: enters a place that is part of the audit's scope.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use crate::audit::entry::{Add, Change};
use crate::audit::schema::{Field, Kind};

/// Enters a site
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// The audit
    audit: PathBuf,
    /// Its name; - for standard input
    #[arg(long)]
    name: String,
    /// Its address; - for standard input
    #[arg(long)]
    address: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Site {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let name = texts.read(&self.name)?;
        let address = texts.maybe(self.address.as_deref())?;
        if name.is_empty() {
            return Err(Failure::new("a site needs a name", "Give it with --name."));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let site = Add::new(Kind::Site, writing.fresh())
            .with(Field::Name, name)
            .with(Field::Address, address);
        let id = site.id;
        let (loaded, entry) = writing.save(vec![Change::Add(site)])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}
