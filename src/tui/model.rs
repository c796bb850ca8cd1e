//! What the screen is made from: the audit on the table, what is selected, what is being typed.
//!
//! Plain data. Only `update` changes it; the views read it. This module must not know the terminal or the disk.

mod grid;
mod outline;
mod overlay;
mod sessions;
mod triage;

pub use grid::Grid;
pub use outline::Outline;
pub use overlay::{Choice, Guide, Item, Overlay, Page, Pick, Slides};
pub use sessions::{Leaving, SessionChoice};
pub use triage::{About, Section, Sort, Triage, TriageLine};

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;

use super::command::Command;
use super::complete::Completion;
use super::form::Form;
use super::keymap::Place;
use crate::audit::act::{Desk, NoteAt};
use crate::audit::agenda::Meeting;
use crate::audit::entry::{Entry, Moment, TailNoted};
use crate::audit::fold::{Audit, Object};
use crate::audit::id::{EntryId, ObjectId};
use crate::audit::mask::Mask;
use crate::audit::plan::Plan;
use crate::audit::schema::{Field, Kind};
use crate::audit::session;
use crate::audit::soa::Soa;
use crate::audit::tally::Tally;
use crate::checklist::criteria::Criteria;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::overlay::OverlayTexts;
use crate::store::extract::Extract;

/// Everything that the program knows while it runs.
pub struct Model {
    /// The list of audits.
    pub home: Home,
    /// The audit on the table.
    pub room: Option<Box<Room>>,
    /// What lies over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// The last thing that was said to the auditor.
    pub said: Option<Said>,
    /// Whether the screen is hidden from neighbours.
    pub hidden: bool,
    /// How much of the screen is shown while it is not hidden.
    pub shows: Shows,
    /// The wall clock, for entries and for display.
    pub now: Moment,
    /// Milliseconds since the program began.
    pub ms: u64,
    /// When the selection was last moved, in milliseconds since the program began.
    pub moved_at: Option<u64>,
    /// When the detail on the right is due to follow the selection, in milliseconds since the program began.
    pub detail_due: Option<u64>,
    /// Forms that belong to no audit yet: a new audit, a sign-off's passphrase.
    pub loose: Option<Form>,
    /// Such forms that were closed with words in them; opening one again goes on with it.
    pub aside: Vec<Form>,
    /// Long work that is under way.
    pub busy: Option<String>,
    /// Draws 128 random bits.
    pub draw: Box<dyn FnMut() -> u128 + Send>,
}

/// How much of the screen is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shows {
    /// Everything.
    #[default]
    Everything,
    /// The question that is asked, and the line of a note that is being typed.
    Question,
    /// The question alone; typing goes on unseen.
    QuestionAlone,
}

/// The list of audits.
#[derive(Debug, Default)]
pub struct Home {
    /// Audits that were opened before, the latest first.
    pub recent: Vec<Recent>,
    /// What new audits can be held against, besides what ships.
    pub own: Own,
    /// Which line is marked; after the audits come "new" and "worked example".
    pub at: usize,
    /// The name under which new audits are written.
    pub author: String,
}

/// What the user keeps in the configuration folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// Checklists.
    pub checklists: Vec<OwnChecklist>,
    /// Kinds of audits: the id of the profile, and its title.
    pub kinds: Vec<(String, String)>,
    /// What is wrong with the files that cannot be chosen, a sentence for each.
    pub refused: Vec<String>,
}

/// A checklist that the user keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChecklist {
    /// Its id.
    pub id: String,
    /// What it is called in a word or two.
    pub short: String,
    /// The kind of audit that is meant where none is asked for.
    pub kind: Option<String>,
    /// Whether it may ask different things of suppliers of different tiers.
    pub may_have_tiers: bool,
}

/// An audit that was opened before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// Its folder.
    pub path: PathBuf,
    /// Its client.
    pub client: String,
    /// When it was last opened, as text.
    pub opened: String,
}

impl Recent {
    /// The name of its folder: of one client there may be several audits.
    pub fn folder(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or_default().to_string_lossy()
    }
}

/// Something said to the auditor on the line above the bottom bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// When it was said, in milliseconds since the program began.
    pub at: u64,
}

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Done,
    /// It needs attention.
    Attention,
}

/// How far the saving is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// Everything that was entered is on disk.
    Saved,
    /// Something is on its way since then, in milliseconds since the program began.
    OnItsWay(u64),
    /// Something could not be saved, and why.
    NotSaved(String),
}

/// The two ways to look at an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Requirements on the left, what is known about the selected one on the right.
    Requirements,
    /// Running notes on the left, the session's requirements on the right.
    Session,
}

/// The audit on the table.
pub struct Room {
    /// Its folder.
    pub path: PathBuf,
    /// Who writes.
    pub author: String,
    /// The audit as saved.
    pub audit: Audit,
    /// What it is held against.
    pub criteria: Criteria,
    /// The licensed text that the user keeps for a criterion: for this screen, and for nothing that leaves it.
    pub licensed: Vec<(CriterionId, OverlayTexts)>,
    /// Entries on their way to the disk, oldest first.
    pub pending: VecDeque<Entry>,
    /// How far the saving is.
    pub saving: Saving,
    /// When others were looked for last, in milliseconds since the program began.
    pub looked: u64,
    /// The requirements as they are listed.
    pub outline: Outline,
    /// The row whose detail is shown; follows the selection when the keys rest.
    pub shown: usize,
    /// How far the detail is scrolled.
    pub detail_top: usize,
    /// The running session.
    pub session: Option<ObjectId>,
    /// How it is looked at.
    pub view: View,
    /// How many of the running notes are scrolled past, the newest first.
    pub notes_back: usize,
    /// The plan that was read and is to be confirmed.
    pub plan: Option<Plan>,
    /// The Statement of Applicability that was read and is to be confirmed.
    pub soa: Option<Soa>,
    /// What is typed and not saved.
    pub drafts: Vec<Form>,
    /// Which of them is being typed into.
    pub typing: Option<usize>,
    /// The note that was being typed when a form was opened over it; closing the form goes back to it.
    pub resume: Option<EntryId>,
    /// The sample whose items are being marked.
    pub grid: Option<Grid>,
    /// Lists to draw from that were read for a form, by the path as typed, until the form is saved.
    pub lists: HashMap<String, Extract>,
    /// The path as typed of each list that was drawn from in this run, by its SHA-256.
    pub list_paths: HashMap<String, String>,
    /// The draft that was thrown away last, as long as nothing was done since.
    pub thrown: Option<Form>,
    /// The completion that Tab goes round in.
    pub completion: Option<Completion>,
    /// Rows that were selected before.
    pub back: Vec<usize>,
    /// The trail that is followed: what is entered becomes a step of it.
    pub trail: Option<ObjectId>,
    /// What a form was opened over; closing the form goes back to it.
    pub beneath: Vec<Overlay>,
    /// What the items of a sample were opened over; leaving them goes back to it.
    pub beneath_grid: Vec<Overlay>,
    /// The requirements under which something was filed, the latest first.
    pub filed: Vec<RequirementId>,
    /// Files that are being attached, by ticket: where they belong.
    pub attaching: HashMap<u64, NoteAt>,
    /// What was found wrong with the folder, in sentences.
    pub problems: Vec<String>,
    /// Torn tails of logs that nobody has accepted, with the sentences among the problems that tell of them.
    pub tails: Vec<(String, TailNoted)>,
    /// Whether the folder can be written to.
    pub writable: bool,
    /// Where everything stands, as of the last saved entry.
    pub tally: Tally,
    /// The agenda that is gone through.
    pub agenda: Option<AgendaAt>,
    /// Whether people are shown by name; otherwise by role.
    pub names: bool,
    /// What hides the names.
    pub mask: Mask,
}

/// An agenda, and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgendaAt {
    /// The meeting as a session.
    pub session: ObjectId,
    /// Which meeting it is.
    pub meeting: Meeting,
    /// The marked point.
    pub at: usize,
}

impl Room {
    /// Text as it may be shown: with roles in place of names, unless names are shown.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.names {
            Cow::Borrowed(text)
        } else {
            self.mask.text(text)
        }
    }

    /// The form that is being typed into.
    pub fn form(&self) -> Option<&Form> {
        self.typed().map(|(_, form)| form)
    }

    /// The form that is being typed into, and its place among the drafts.
    pub fn typed(&self) -> Option<(usize, &Form)> {
        let at = self.typing?;
        Some((at, self.drafts.get(at)?))
    }

    /// The form that is being typed into.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        self.typing.and_then(|at| self.drafts.get_mut(at))
    }

    /// The title of the running session.
    pub fn session_title(&self) -> Option<String> {
        let id = self.session?;
        let saved = self
            .audit
            .object(id)
            .map(|session| self.audit.text(session, Field::Title).to_owned());
        Some(
            saved
                .filter(|title| !title.is_empty())
                .unwrap_or_else(|| "session".to_owned()),
        )
    }

    /// The desk at which acts become changes.
    pub fn desk<'a>(&'a self, draw: &'a mut dyn FnMut() -> u128) -> Desk<'a> {
        Desk {
            audit: &self.audit,
            pending: &self.pending,
            criteria: &self.criteria,
            draw,
        }
    }

    /// The session that is running according to the record: one's own, or else the latest that a colleague began.
    pub fn running_session(audit: &Audit, author: &str) -> Option<ObjectId> {
        let own = session::own_running(audit, author);
        own.or_else(|| session::running(audit).next())
            .map(|session| session.id)
    }
}

impl Model {
    /// Where the keys are going.
    pub fn place(&self) -> Place {
        match self.overlays.last() {
            Some(Overlay::Pick(_)) => return Place::Pick,
            Some(Overlay::Page(_)) => return Place::Page,
            Some(Overlay::Guide(_)) => return Place::Guide,
            Some(Overlay::Triage(_)) => return Place::Triage,
            Some(Overlay::Slides(_)) => return Place::Slides,
            None => {}
        }
        if self.loose.is_some() {
            return Place::Form;
        }
        match &self.room {
            None => Place::Home,
            Some(room) => match room.form() {
                Some(form) if form.is_note() => Place::Note,
                Some(_) => Place::Form,
                None if room.grid.is_some() => Place::Grid,
                None if room.agenda.is_some() => Place::Agenda,
                None => Place::List,
            },
        }
    }

    /// Whether a command makes sense for what is marked or read. Commands that do not depend on it always do.
    pub fn applies(&self, command: Command) -> bool {
        let (object, is_draft) = match self.overlays.last() {
            Some(Overlay::Pick(pick)) => match pick.marked().map(|item| &item.choice) {
                Some(Choice::Show(id)) => (Some(*id), false),
                choice => (None, matches!(choice, Some(Choice::Draft(_)))),
            },
            Some(Overlay::Page(page)) => (page.about, false),
            Some(Overlay::Triage(triage)) => return self.settles(triage, command),
            _ => return true,
        };
        match command {
            Command::Change => object.is_some(),
            Command::Withdraw => object.is_some_and(|id| !self.is_withdrawn(id)),
            Command::Discard => is_draft,
            // Where words are being typed below, undoing is about those.
            Command::Undo | Command::Redo => {
                let typing = self.room.as_ref().and_then(|room| room.typing);
                typing.is_none() && self.overlays.last().is_some_and(Overlay::keeps_up)
            }
            Command::Relink => object.is_some_and(|id| self.is_note(id)),
            Command::Tell => object.is_some_and(|id| self.is_finding(id)),
            _ => true,
        }
    }

    /// Whether a command of the triage makes sense for what is selected there.
    fn settles(&self, triage: &Triage, command: Command) -> bool {
        let selected = triage.selected();
        let to_do = selected.is_some_and(|line| line.sort == Sort::ToDo);
        let concerned = triage.concerned();
        match command {
            Command::FileUnder | Command::Mark => !concerned.is_empty(),
            Command::Promote | Command::Relink => concerned.iter().any(|id| self.is_note(*id)),
            Command::Raise => {
                selected.is_some_and(|line| line.sort != Sort::Finding) && !concerned.is_empty()
            }
            Command::CloseToDo | Command::Received | Command::Refused => to_do,
            Command::Withdraw => matches!(selected.map(|line| &line.about), Some(About::Object(_))),
            Command::Change => selected.is_some(),
            _ => true,
        }
    }

    fn is_note(&self, id: ObjectId) -> bool {
        self.object_is(id, |_, object| object.kind == Kind::Note)
    }

    fn is_finding(&self, id: ObjectId) -> bool {
        self.object_is(id, |_, object| object.kind == Kind::Finding)
    }

    fn is_withdrawn(&self, id: ObjectId) -> bool {
        self.object_is(id, Audit::is_withdrawn)
    }

    fn object_is(&self, id: ObjectId, so: impl FnOnce(&Audit, &Object) -> bool) -> bool {
        let audit = self.room.as_ref().map(|room| &room.audit);
        audit.is_some_and(|audit| audit.object(id).is_some_and(|object| so(audit, object)))
    }

    /// Whether this is what was said last.
    pub fn says(&self, text: &str) -> bool {
        self.said.as_ref().is_some_and(|said| said.text == text)
    }

    /// Says that something was done.
    pub fn done(&mut self, text: impl Into<String>) {
        self.say(text.into(), Tone::Done);
    }

    /// Says that something needs attention.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.say(text.into(), Tone::Attention);
    }

    fn say(&mut self, text: String, tone: Tone) {
        let at = self.ms;
        self.said = Some(Said { text, tone, at });
    }
}
