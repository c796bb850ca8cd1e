//! The one place where effects are carried out: store, files, reports.
//!
//! What takes long is done on a thread of its own and answers with a message. This module decides nothing about
//! what is shown.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

mod ending;
mod home;
mod reports;

pub use ending::{LEAVING, TOLD_TO_END};

use self::reports::reported;
use super::model::Tone;
use super::msg::{DraftText, Effect, Msg, Opened, Tell};
use super::papers;
use crate::audit::entry::{Entry, Moment};
use crate::audit::id::{EntryId, Subject};
use crate::audit::schema::Field;
use crate::audit::tally::Tally;
use crate::checklist::criteria::Criteria;
use crate::checklist::id::CriterionId;
use crate::checklist::library::Library;
use crate::checklist::overlay::OverlayTexts;
use crate::store::desk::{Memory, RecentAudit};
use crate::store::load::{self, Loaded};
use crate::store::{self, Draft, Store};
use crate::text::counted;

/// What the loop has to do itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    /// Nothing: it was carried out, or is under way.
    Goes,
    /// Draw everything anew.
    Repaint,
    /// Hand the terminal to the shell.
    Suspend,
    /// Leave.
    Quit,
}

/// Everything outside the model.
pub struct World {
    tell: Tell,
    library: Library,
    memory: Memory,
    store: Option<Store>,
    folder: Option<PathBuf>,
    author: Option<String>,
    /// The audit that was opened last, until it is remembered.
    to_remember: Option<RecentAudit>,
    /// Hears when it is remembered.
    remembered: Option<Receiver<()>>,
    /// How often each draft was written.
    revisions: HashMap<EntryId, u64>,
    now: fn() -> Moment,
}

impl World {
    /// The world, before an audit is open. `author` is the name that was asked for, if one was.
    pub fn new(tell: Tell, author: Option<String>, memory: Memory, now: fn() -> Moment) -> Self {
        Self {
            tell,
            library: Library::of_user(),
            memory,
            store: None,
            folder: None,
            author,
            to_remember: None,
            remembered: None,
            revisions: HashMap::new(),
            now,
        }
    }

    /// The name under which new audits are written.
    pub fn author(&self) -> String {
        self.author.clone().unwrap_or_else(|| self.memory.author())
    }

    /// The folder of the audit on the table.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Carries out an effect.
    pub fn carry_out(&mut self, effect: Effect) -> Loop {
        match effect {
            Effect::Append(entry) => self.append(entry),
            Effect::KeepDraft(draft) => self.keep_draft(draft),
            Effect::DropDraft(entry) => {
                if let Some(store) = &self.store {
                    let revision = self.revisions.get(&entry).copied().unwrap_or_default();
                    store.discard_draft(entry, revision);
                }
            }
            Effect::LookForOthers => {
                if let Some(store) = &self.store {
                    store.look_for_others();
                }
            }
            Effect::Attach { ticket, path } => {
                if let Some(store) = &self.store {
                    store.attach(ticket, path);
                }
            }
            Effect::AskHowToSign(author) => {
                if let Some(before) = self.memory.signing(&author) {
                    self.say(Msg::SignedBefore(before));
                }
                papers::list_keys(&self.tell);
            }
            Effect::RememberSigning(author, signing) => {
                self.memory.remember_signing(&author, &signing);
            }
            Effect::ReadList(asked) => papers::read_list(&self.tell, self.folder.as_deref(), asked),
            Effect::StopAttaching(ticket) => {
                if let Some(store) = &self.store {
                    store.cancel_attach(ticket);
                }
            }
            Effect::Open(path) => self.open(&path),
            Effect::OpenExample => self.open_example(),
            Effect::Create(new) => self.create(&new),
            Effect::ImportChecklist(asked) => {
                self.aside("the checklist", move || home::checklist(&asked));
            }
            Effect::Close => {
                self.close();
                self.wait_until_remembered();
                self.at_home();
            }
            Effect::ReadTable(table, path) => {
                self.in_background("the file", move |_, _| papers::read_table(table, &path));
            }
            Effect::WriteSheet(session) => {
                self.in_background("the pocket sheet", move |folder, now| {
                    papers::write_sheet(&folder, session, now)
                });
            }
            Effect::WriteReport => {
                self.in_background("the report", |folder, now| {
                    papers::write_report(&folder, now)
                });
            }
            Effect::SignOff(request) => {
                self.in_background("sign-off", move |folder, now| {
                    papers::sign_off(&folder, request, now)
                });
            }
            Effect::Verify => {
                self.in_background("verification", |folder, now| papers::verify(&folder, now));
            }
            Effect::Repaint => return Loop::Repaint,
            Effect::Suspend => return Loop::Suspend,
            Effect::Quit => return Loop::Quit,
        }
        Loop::Goes
    }

    fn say(&self, msg: Msg) {
        (self.tell)(msg);
    }

    fn warn(&self, text: impl Into<String>) {
        self.say(Msg::Said(text.into(), Tone::Attention));
    }

    fn append(&self, entry: Entry) {
        let Some(store) = &self.store else {
            self.say(Msg::NotSaved(
                "the folder is not open for writing".to_owned(),
            ));
            return;
        };
        if let Err(too_long) = store.append(entry) {
            self.say(Msg::NotSaved(too_long.to_string()));
        }
    }

    fn keep_draft(&mut self, draft: DraftText) {
        let revision = self.revisions.entry(draft.entry).or_insert(0);
        *revision += 1;
        if let Some(store) = &self.store {
            store.draft(Draft {
                entry: draft.entry,
                revision: *revision,
                time: (self.now)(),
                place: draft.purpose,
                fields: draft.fields,
                cursor: draft.cursor,
            });
        }
    }

    /// Opens an audit, and starts to write to it where that is safe.
    pub fn open(&mut self, path: &Path) {
        self.close();
        match load::load_and_count(path) {
            Ok((loaded, tally)) => self.lay_out(loaded, tally),
            Err(error) => {
                self.at_home();
                self.say(Msg::Page {
                    title: format!("{} could not be opened", path.display()),
                    lines: error.to_string().lines().map(str::to_owned).collect(),
                });
            }
        }
    }

    fn lay_out(&mut self, mut loaded: Loaded, tally: Tally) {
        let mut problems = loaded.problems();
        let tails = loaded.tails();
        let author = self.author.clone().unwrap_or_else(|| {
            loaded
                .audit
                .runs()
                .last()
                .map_or_else(|| self.memory.author(), |run| run.author.clone())
        });
        let tell = Arc::clone(&self.tell);
        let started = Store::start(loaded.start(&author), move |report| {
            if let Some(msg) = reported(report) {
                tell(msg);
            }
        });
        let rescued = std::mem::take(&mut loaded.rescued);
        let writable = match started {
            Ok(store) => {
                let mut drafts = std::mem::take(&mut loaded.drafts);
                for one in &rescued {
                    drafts.extend(one.drafts.iter().cloned());
                    let entries = one.entries.len();
                    if entries > 0 {
                        problems.push(format!(
                            "{} not be saved before, and {} taken in from {}",
                            counted(entries, "entry could", "entries could"),
                            if entries == 1 { "is" } else { "are" },
                            one.path.display(),
                        ));
                    }
                }
                for strike in std::mem::take(&mut loaded.unfinished_strikes) {
                    store.finish_strike(strike);
                }
                self.revisions = drafts
                    .iter()
                    .map(|draft| (draft.entry, draft.revision))
                    .collect();
                store.adopt(drafts.clone());
                loaded.drafts = drafts;
                self.store = Some(store);
                true
            }
            Err(error) => {
                problems.push(error.to_string());
                false
            }
        };
        self.to_remember = Some(self.recent_audit(&loaded));
        self.folder = Some(loaded.path.clone());
        super::terminal::saved_in(Some(&loaded.path));
        let drafts = DraftText::of_all(loaded.drafts);
        let licensed = self.licensed(&loaded.criteria, &mut problems);
        self.say(Msg::Opened(Box::new(Opened {
            path: loaded.path,
            author,
            audit: loaded.audit,
            criteria: loaded.criteria,
            tally,
            licensed,
            drafts,
            problems,
            tails,
            writable,
        })));
        // Only now: what is saved goes to the audit that is open.
        for one in rescued {
            self.take_in(one);
        }
    }

    /// The licensed text that the user keeps for these criteria.
    fn licensed(
        &self,
        criteria: &Criteria,
        problems: &mut Vec<String>,
    ) -> Vec<(CriterionId, OverlayTexts)> {
        let mut licensed = Vec::new();
        for criterion in criteria.criteria() {
            match self.library.overlay(&criterion.id) {
                Ok(texts) => licensed.extend(texts.map(|texts| (criterion.id.clone(), texts))),
                Err(refusal) => problems.push(refusal.sentence()),
            }
        }
        licensed
    }

    /// Saves what a former run could not. Its rescue file goes when everything in it is in the audit.
    fn take_in(&self, rescued: crate::store::rescue::Rescued) {
        let Some(store) = &self.store else { return };
        for entry in &rescued.entries {
            if let Err(too_long) = store.append(entry.clone()) {
                self.warn(too_long.to_string());
                return;
            }
        }
        if store.flush(Duration::from_secs(2))
            && let Err(error) = rescued.remove()
        {
            self.warn(error.to_string());
        }
    }

    /// Does what the first screen of an audit, or the first prompt, does not wait for, once that is out.
    pub fn shown(&mut self) {
        let Some(opened) = self.to_remember.take() else {
            return;
        };
        if let Some(store) = &self.store {
            store.settle_in();
        }
        self.remember(opened);
    }

    fn recent_audit(&self, loaded: &Loaded) -> RecentAudit {
        let client = loaded.audit.value(&Subject::Audit, &Field::Client.into());
        RecentAudit {
            path: loaded.path.clone(),
            client: client.to_owned(),
            opened: (self.now)().format("%Y-%m-%d").to_string(),
        }
    }

    /// Remembers that an audit was opened, in the background: nothing waits for a slow disk, nor for another
    /// audit on one that was taken away.
    fn remember(&mut self, opened: RecentAudit) {
        let (memory, (tx, remembered)) = (self.memory.clone(), mpsc::channel());
        let thread = thread::Builder::new().name("recent".to_owned());
        let started = thread.spawn(move || {
            memory.remember(&opened);
            // Who left meanwhile needs no answer.
            tx.send(()).ok();
        });
        // What could not be remembered is not worth a word.
        self.remembered = started.ok().map(|_| remembered);
    }

    /// Makes the worked example beside other audits of the user, and opens it.
    fn open_example(&mut self) {
        let Some(home) = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()) else {
            self.warn("There is no home directory to make the worked example in; `onsite demo FOLDER` takes one.");
            return;
        };
        let free = (1..1000).map(|n| match n {
            1 => home.join("onsite-demo.audit"),
            n => home.join(format!("onsite-demo-{n}.audit")),
        });
        let Some(path) = free.into_iter().find(|path| !path.exists()) else {
            return;
        };
        match store::example::make(&path, &self.library, (self.now)()) {
            Ok(()) => self.open(&path),
            Err(error) => self.warn(error.to_string()),
        }
    }

    /// Does what takes long with the audit on the table on a thread of its own.
    fn in_background(
        &self,
        what: &'static str,
        work: impl FnOnce(PathBuf, Moment) -> Msg + Send + 'static,
    ) {
        let Some(folder) = self.folder.clone() else {
            return;
        };
        let now = (self.now)();
        self.aside(what, move || work(folder, now));
    }

    /// Does what takes long on a thread of its own.
    fn aside(&self, what: &'static str, work: impl FnOnce() -> Msg + Send + 'static) {
        let tell = Arc::clone(&self.tell);
        let thread = thread::Builder::new().name(what.to_owned());
        let started = thread.spawn(move || tell(work()));
        if let Err(error) = started {
            self.warn(format!("{what} could not be started: {error}"));
        }
    }
}
