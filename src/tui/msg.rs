//! What happens to the program, and what it wants done to the world.
//!
//! Everything that happens arrives as a `Msg` on one channel, in one order. What is to be done is an `Effect`, a
//! value; one place carries it out. This module must not know how.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::command::Command;
use super::form::Purpose;
use super::input::Input;
use super::model::{Choice, Own, Recent, Tone};
use crate::audit::entry::{Entry, TailNoted};
use crate::audit::fold::Audit;
use crate::audit::id::{EntryId, ObjectId, RunId};
use crate::audit::tally::Tally;
use crate::checklist::criteria::Criteria;
use crate::checklist::id::CriterionId;
use crate::checklist::model::ChecklistKind;
use crate::checklist::overlay::OverlayTexts;
use crate::store::desk::SignedWith;
use crate::store::extract::Extract;
use crate::store::{Draft, Others};

/// Brings a message to the loop, from whatever thread. The loop outlives who tells it, or nobody waits any more.
pub type Tell = Arc<dyn Fn(Msg) + Send + Sync>;

/// Brings messages to the loop that waits at the other end of `tx`, made into what it waits for by `wrap`.
pub fn tell<M: Send + 'static>(tx: &Sender<M>, wrap: fn(Msg) -> M) -> Tell {
    let to_loop = tx.clone();
    Arc::new(move |msg| {
        to_loop.send(wrap(msg)).ok();
    })
}

/// Something that happened.
pub enum Msg {
    /// A key, a paste, another size.
    Input(Input),
    /// Something that was asked for in words, where there is no screen.
    Asked(Asked),
    /// A time that the model waits for has come.
    Due,
    /// The terminal is ours again after a suspension.
    Resumed,
    /// The program is about to be stopped for a while: words first.
    KeepDrafts,
    /// The terminal is gone, or the system asks us to go: words first, then out.
    Hangup,
    /// An entry is on disk.
    Saved {
        /// The run that wrote it.
        run: RunId,
        /// The entry with its number.
        entry: Box<Entry>,
    },
    /// Others wrote to the folder of the audit that is open.
    Others(Box<Others>),
    /// Entries could not be saved; they are kept and tried again.
    NotSaved(String),
    /// A draft is on disk.
    DraftKept(EntryId),
    /// A draft could not be written.
    DraftNotKept(String),
    /// A file is in the audit folder.
    Attached {
        /// The number that it was asked for with.
        ticket: u64,
        /// SHA-256 in hexadecimal digits.
        sha256: String,
        /// Bytes.
        size: u64,
        /// Its own name.
        name: String,
    },
    /// A list to draw from was read, or could not be.
    ListRead {
        /// The form that asked for it.
        entry: EntryId,
        /// The path as typed.
        path: String,
        /// The list, or why there is none.
        read: Result<Extract, String>,
    },
    /// The keys that ssh-agent offers to sign with.
    KeysOffered(Vec<OfferedKey>),
    /// How the auditor signed before.
    SignedBefore(SignedWith),
    /// A file is not in the audit folder, and nothing of it is.
    NotAttached {
        /// The number that it was asked for with.
        ticket: u64,
        /// Why not; none where it was stopped.
        why: Option<String>,
    },
    /// How far long work is.
    Progress(String),
    /// An audit is open.
    Opened(Box<Opened>),
    /// No audit is open: what there is to choose from.
    AtHome {
        /// The audits that were opened before.
        recent: Vec<Recent>,
        /// What new ones can be held against, besides what ships.
        own: Own,
    },
    /// Long work is done; what there is to read about it.
    Page {
        /// The page's title.
        title: String,
        /// Its lines.
        lines: Vec<String>,
    },
    /// A table became a checklist.
    ChecklistMade {
        /// What new audits can be held against now, besides what ships.
        own: Own,
        /// What there is to tell of it.
        lines: Vec<String>,
    },
    /// A table was read from a file.
    TableRead {
        /// What it is a table of.
        table: Table,
        /// The name of the file.
        name: String,
        /// What it holds.
        bytes: Vec<u8>,
    },
    /// Something to say.
    Said(String, Tone),
    /// A sign-off was sealed; what is to be entered about it.
    Sealed {
        /// What the entry says.
        signed: crate::audit::entry::SignedOff,
        /// The folder.
        folder: PathBuf,
    },
}

/// What can be asked for in words.
pub enum Asked {
    /// A command.
    Command(Command),
    /// A form for a purpose.
    Form(Purpose),
    /// What can be chosen in a list.
    Choice(Choice),
    /// Words: those of the field that is typed into, or else a note on what is selected.
    Words(String),
}

/// An audit that was opened.
pub struct Opened {
    /// Its folder.
    pub path: PathBuf,
    /// Who writes.
    pub author: String,
    /// The audit as saved.
    pub audit: Audit,
    /// What it is held against.
    pub criteria: Criteria,
    /// Where its requirements stand, and what is open.
    pub tally: Tally,
    /// The licensed text that the user keeps for a criterion, for this screen alone.
    pub licensed: Vec<(CriterionId, OverlayTexts)>,
    /// Text that was typed and not saved.
    pub drafts: Vec<DraftText>,
    /// What was found wrong, in sentences.
    pub problems: Vec<String>,
    /// Torn tails of logs that nobody has accepted, with the sentences among the problems that tell of them.
    pub tails: Vec<(String, TailNoted)>,
    /// Whether it can be written to.
    pub writable: bool,
}

/// A form as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftText {
    /// The id that its entry will have.
    pub entry: EntryId,
    /// Its purpose, as JSON.
    pub purpose: String,
    /// What was typed, by field.
    pub fields: std::collections::BTreeMap<String, String>,
    /// Where the cursor stands, as [`super::form::Form::cursor`] counts; 0 where it is not typed into.
    pub cursor: u64,
}

impl DraftText {
    /// Drafts for the screen. Of those that were typed into when their runs ended, only the latest still is: it
    /// comes last, since the auditor lands where they were.
    pub fn of_all(mut drafts: Vec<Draft>) -> Vec<Self> {
        let open = drafts.iter().filter(|draft| draft.cursor > 0);
        let latest = open.max_by_key(|draft| draft.time).map(|draft| draft.entry);
        drafts.sort_by_key(|draft| Some(draft.entry) == latest);
        let text = |draft: Draft| Self {
            cursor: draft.cursor * u64::from(Some(draft.entry) == latest),
            entry: draft.entry,
            purpose: draft.place,
            fields: draft.fields,
        };
        drafts.into_iter().map(text).collect()
    }
}

/// A new audit as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAudit {
    /// The folder to be made.
    pub path: PathBuf,
    /// The client.
    pub client: String,
    /// The criteria with their profiles: `iso27001-2022:surveillance,iso42001-2023:stage1`.
    pub criteria: String,
    /// The tier of the supplier, as the field `tier` has it; may be blank.
    pub tier: String,
    /// The folder of the audit before, whose findings it comes back to.
    pub former: Option<PathBuf>,
    /// Who writes.
    pub author: String,
}

/// A table of questions that is to become a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableAsked {
    /// The file.
    pub path: PathBuf,
    /// What the checklist is called; may be blank.
    pub title: String,
    /// What it is for.
    pub kind: ChecklistKind,
}

/// A key in ssh-agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedKey {
    /// Its fingerprint: `SHA256:…`.
    pub fingerprint: String,
    /// What its owner calls it.
    pub comment: String,
}

/// What somebody signs with.
#[derive(Clone, PartialEq, Eq)]
pub enum SignWith {
    /// The key in ssh-agent with this fingerprint; none: the only one there is.
    Agent(Option<String>),
    /// A key file, with its passphrase where it needs one.
    KeyFile(PathBuf, String),
}

/// A sign-off as it was asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct SignRequest {
    /// Its kind, by key.
    pub kind: String,
    /// The signer's role.
    pub role: String,
    /// The signer's principal, as in `lead@example.com`.
    pub principal: String,
    /// The key.
    pub with: SignWith,
    /// Why gates that block are signed over.
    pub despite: String,
    /// Of a correction: why it is made.
    pub reason: String,
    /// Of a correction: what changed, besides the findings.
    pub changed: String,
    /// Of a review: who reviews.
    pub reviewer: String,
    /// What the signer adds.
    pub remarks: String,
    /// Drafts that are open on the screen.
    pub drafts: usize,
}

/// What a CSV file is a table of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The sessions of the audit plan.
    Plan,
    /// The controls of a Statement of Applicability.
    Soa,
}

/// A list to draw from, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAsked {
    /// The form that asks for it.
    pub entry: EntryId,
    /// The path as typed.
    pub path: String,
    /// The SHA-256 under which a copy of it may be among the evidence; empty where none can be.
    pub digest: String,
}

/// Something to be done to the world.
pub enum Effect {
    /// Writes an entry.
    Append(Entry),
    /// Writes down what is being typed.
    KeepDraft(DraftText),
    /// Forgets a draft: it was saved or thrown away.
    DropDraft(EntryId),
    /// Looks whether others wrote to the folder.
    LookForOthers,
    /// Copies a file into the folder.
    Attach {
        /// A number to know it by.
        ticket: u64,
        /// The file.
        path: PathBuf,
    },
    /// Reads a list to draw from.
    ReadList(ListAsked),
    /// Gives up copying a file.
    StopAttaching(u64),
    /// Opens an audit.
    Open(PathBuf),
    /// Makes and opens the worked example.
    OpenExample,
    /// Makes and opens an audit.
    Create(NewAudit),
    /// Makes a checklist of a table.
    ImportChecklist(TableAsked),
    /// Closes the audit on the table.
    Close,
    /// Reads a table from a file.
    ReadTable(Table, PathBuf),
    /// Writes the pocket sheet of a session.
    WriteSheet(ObjectId),
    /// Writes the report.
    WriteReport,
    /// Asks ssh-agent for the keys that it offers, and how an auditor of this name signed before.
    AskHowToSign(String),
    /// Remembers how an auditor of this name signed.
    RememberSigning(String, SignedWith),
    /// Signs off.
    SignOff(SignRequest),
    /// Verifies the record and the sign-offs.
    Verify,
    /// Draws everything anew.
    Repaint,
    /// Hands the terminal to the shell.
    Suspend,
    /// Leaves.
    Quit,
}
