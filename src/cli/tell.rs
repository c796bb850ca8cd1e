//! `onsite tell`: who of the auditee was told of a finding, and how they took it.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, time};
use crate::audit::mask;
use crate::audit::schema::Kind;
use crate::audit::telling::{self, Taken, Telling};

/// Enters that somebody was told of a finding, and how they took it
///
/// Each telling is kept: the finding names the last one, its history the others, and a note linked to the finding
/// carries the words. Understood is not agreed.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Tell {
    /// The audit
    audit: PathBuf,
    /// The finding, as in F3
    finding: String,
    /// Who was told: a role, name or label of a person of this audit, or any other role
    #[arg(long, value_name = "ROLE")]
    to: String,
    /// They understood it; taken where nothing else is said
    #[arg(long, conflicts_with_all = ["agreed", "disputed"])]
    understood: bool,
    /// They agreed
    #[arg(long, conflicts_with = "disputed")]
    agreed: bool,
    /// They see it differently: their view in their words; - for standard input
    #[arg(long, value_name = "TEXT")]
    disputed: Option<String>,
    /// When, as in 13:50; otherwise now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// In which session, as in S2, or none; otherwise the running one
    #[arg(long, value_name = "LABEL")]
    session: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Tell {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let at = time::moment(self.at.as_deref())?;
        let mut texts = Texts::default();
        let disputed = match &self.disputed {
            Some(text) => Some(texts.maybe(Some(text))?),
            None => None,
        };
        let taken = match disputed {
            Some(view) if view.trim().is_empty() => {
                return Err(Failure::new(
                    "what their view is was not said",
                    "Write: --disputed TEXT, or --disputed - for standard input.",
                ));
            }
            Some(view) => Taken::Disputed(view.trim().to_owned()),
            None if self.agreed => Taken::Agreed,
            None => Taken::Understood,
        };
        let to = self.to.trim();
        if to.is_empty() {
            return Err(Failure::new(
                "who was told was not said",
                "Write: --to ROLE",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let audit = &writing.loaded.audit;
        let finding = lookup::object_of(audit, Kind::Finding, &self.finding)?.id;
        // A role that nobody of the audit has will do: the record names roles.
        let person = lookup::person(audit, to).ok();
        let telling = Telling {
            finding,
            to: person.map_or_else(|| to.to_owned(), |person| mask::role(audit, person)),
            person: person.map(|person| person.id),
            at,
            taken,
            session: lookup::session(audit, self.session.as_deref())?,
        };
        let changes = writing.at_desk(|desk| telling::tell(desk, &telling));
        let (loaded, entry) = writing.save(changes)?;
        Saved::object(&loaded, finding, entry).done(self.json)
    }
}
