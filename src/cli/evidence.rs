//! `onsite evidence`: records what was seen, with a copy of the file where one may be taken.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, print};
use crate::audit::entry::{Add, Change};
use crate::audit::notes::known_document;
use crate::audit::schema::{self, Field, Kind, Link};

/// Records evidence: a reference first, a file only where one may be taken
///
/// One of the texts can be - for standard input.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Evidence {
    /// The audit
    audit: PathBuf,
    /// Its title
    #[arg(long)]
    title: Option<String>,
    /// The document's id with its owner
    #[arg(long, value_name = "ID")]
    reference: Option<String>,
    /// Its version
    #[arg(long)]
    version: Option<String>,
    /// Its date
    #[arg(long)]
    date: Option<String>,
    /// Who owns it
    #[arg(long)]
    owner: Option<String>,
    /// Where it was seen
    #[arg(long = "where", value_name = "PLACE")]
    place: Option<String>,
    /// Who showed it
    #[arg(long, value_name = "WHO")]
    shown_by: Option<String>,
    /// How it was gathered
    #[arg(long, default_value = "examine", value_parser = lookup::one_of(schema::EVIDENCE_METHODS))]
    method: String,
    /// How far it carries
    #[arg(long, default_value = "shown", value_parser = lookup::one_of(schema::LEVELS))]
    level: String,
    /// Whether it was shown, withheld in part or refused
    #[arg(long, value_parser = lookup::one_of(schema::ACCESS))]
    access: Option<String>,
    /// Who agreed to a copy, picture or recording, and when
    #[arg(long, value_name = "WHO")]
    consent: Option<String>,
    /// Keeps it out of what leaves the audit team
    #[arg(long)]
    confidential: bool,
    /// What it shows
    #[arg(long, value_name = "TEXT")]
    remark: Option<String>,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// The session in which it was seen, or none; otherwise the running one
    #[arg(long, value_name = "LABEL")]
    session: Option<String>,
    /// A file to copy into the audit, with its SHA-256
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Evidence {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let given = [
            (Field::Title, &self.title),
            (Field::Reference, &self.reference),
            (Field::Version, &self.version),
            (Field::Date, &self.date),
            (Field::Owner, &self.owner),
            (Field::Where, &self.place),
            (Field::ShownBy, &self.shown_by),
            (Field::Access, &self.access),
            (Field::Consent, &self.consent),
            (Field::Remark, &self.remark),
        ];
        let mut fields = Vec::new();
        for (field, text) in given {
            fields.push((field, texts.maybe(text.as_deref())?));
        }
        let named = fields.iter().take(2).any(|(_, text)| !text.is_empty());
        if !named && self.file.is_none() {
            return Err(Failure::new(
                "evidence needs a title, a reference or a file, so that it can be found again",
                "Give --title, --reference or --file.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let session = lookup::session(&writing.loaded.audit, self.session.as_deref())?;
        let on = lookup::requirements(&writing.loaded.criteria, &self.on)?;
        let given = |field| fields.iter().find(|(it, _)| *it == field);
        let text = |field| given(field).map_or("", |(_, text)| text.as_str());
        let audit = &writing.loaded.audit;
        if let Some(known) = known_document(audit, text(Field::Reference), text(Field::Version)) {
            let known = audit.label(known);
            print::warning(&format!(
                "{known} is a document with this id and version already; `onsite undo` takes this one back"
            ));
        }
        let confidential = if self.confidential { "yes" } else { "" };
        let mut evidence = Add::new(Kind::Evidence, writing.fresh())
            .with(Field::Confidential, confidential)
            .with(Field::Method, self.method)
            .with(Field::Level, self.level);
        for (field, text) in fields {
            evidence = evidence.with(field, text);
        }
        evidence = on
            .into_iter()
            .fold(evidence, |it, id| it.linked(Link::On, id));
        if let Some(session) = session {
            evidence = evidence.linked(Link::Session, session);
        }
        if let Some(path) = &self.file {
            let file = writing.attach(path)?;
            if !named {
                evidence = evidence.with(Field::Title, file.name.clone());
            }
            evidence = evidence
                .with(Field::File, file.digest.to_string())
                .with(Field::FileName, file.name)
                .with(Field::Size, file.size.to_string());
        }
        let id = evidence.id;
        let (loaded, entry) = writing.save(vec![Change::Add(evidence)])?;
        Saved::object(&loaded, id, entry).done(self.json)
    }
}
