//! `onsite note`: writes a note.

use std::path::PathBuf;

use clap::Args;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::saved::Saved;
use super::work::Writing;
use super::{lookup, time};
use crate::audit::act::NoteAt;
use crate::audit::entry::{Add, Change};
use crate::audit::schema::{self, Field};

/// Writes a note
///
/// The text may carry links, as on the screen: #A.8.13 requirement, @ops-lead person, +BK-LOG document seen,
/// n3/12 sample. A leading ! means seen, ? to ask for, // my remark; a leading 13:50 is the time observed. A
/// link that is not understood stays text and refuses nothing.
///
/// With --json: label, id, entry, on, unlinked.
#[derive(Debug, Args)]
pub(super) struct Note {
    /// The audit
    audit: PathBuf,
    /// The text; - for standard input, which nobody else can see
    text: String,
    /// A requirement that it is about; may be given several times
    #[arg(long, value_name = "ID")]
    on: Vec<String>,
    /// The session it belongs to, as in S2, or none; otherwise the running one
    #[arg(long, value_name = "LABEL")]
    session: Option<String>,
    /// What kind of note; otherwise as its text or its session says
    #[arg(long, value_parser = lookup::one_of(schema::NOTE_MODES))]
    kind: Option<String>,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

impl Note {
    pub fn run(self, author: Option<String>) -> Result<Done, Failure> {
        let text = Texts::default().read(&self.text)?;
        if text.trim().is_empty() {
            return Err(Failure::new(
                "there is no text to write down",
                "Give it as the last argument, or - and the text on standard input.",
            ));
        }
        let mut writing = Writing::begin(&self.audit, author)?;
        let at = NoteAt {
            session: lookup::session(&writing.loaded.audit, self.session.as_deref())?,
            on: lookup::requirements(&writing.loaded.criteria, &self.on)?,
            also: Vec::new(),
            day: Some(time::now().date_naive()),
        };
        let mut made = writing.at_desk(|desk| desk.note(&text, &at));
        let note = made
            .changes
            .iter_mut()
            .rev()
            .find_map(|change| match change {
                Change::Add(add) => Some(add),
                _ => None,
            });
        let id = note.map(|note| with_kind(note, self.kind));
        let (loaded, entry) = writing.save(made.changes)?;
        let saved = id.map_or_else(
            || Saved::named("the note", entry),
            |id| Saved::object(&loaded, id, entry),
        );
        saved.unlinked(made.unlinked).done(self.json)
    }
}

/// The note with the kind that was asked for. Gives its id.
fn with_kind(note: &mut Add, kind: Option<String>) -> crate::audit::id::ObjectId {
    if let Some(kind) = kind {
        note.fields.insert(Field::Mode.into(), kind);
    }
    note.id
}
