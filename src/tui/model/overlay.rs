//! What lies over the screen: lists to choose from, and pages to read.

use super::super::command::Command;
use super::super::editor::{Editor, Lines};
use super::{SessionChoice, Triage};
use crate::audit::id::ObjectId;
use crate::checklist::id::{CriterionId, RequirementId};

/// Something that lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// A list to choose from.
    Pick(Pick),
    /// A text to read.
    Page(Page),
    /// How to audit a requirement.
    Guide(Guide),
    /// What the evening has to settle.
    Triage(Triage),
    /// The findings, one by one.
    Slides(Slides),
}

impl Overlay {
    /// Whether it tells of the audit what holds, also after something was saved.
    pub const fn keeps_up(&self) -> bool {
        match self {
            Self::Pick(pick) => pick.lists.is_some(),
            Self::Page(page) => page.about.is_some(),
            Self::Guide(_) | Self::Triage(_) | Self::Slides(_) => true,
        }
    }
}

/// Which of the findings is shown to the room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slides {
    /// Which, the summary being 0.
    pub at: usize,
    /// Its first row that is shown.
    pub top: usize,
    /// Whether strengths come first.
    pub strengths_first: bool,
}

/// A list to choose from, narrowed by typing.
#[derive(Debug)]
pub struct Pick {
    /// Its title.
    pub title: String,
    /// What was typed.
    pub query: Editor,
    /// What can be chosen.
    pub items: Vec<Item>,
    /// Which of the items that fit is marked.
    pub at: usize,
    /// Whether a digit marks a choice instead of being typed.
    pub numbered: bool,
    /// Whether what stands at the right gives way where the lines need the width.
    pub lines_first: bool,
    /// What is said where there is nothing to choose.
    pub empty: &'static str,
    /// The command that lists these things, if they are things of the audit: then they are listed anew when something
    /// is saved.
    pub lists: Option<Command>,
}

/// Something that can be chosen.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its line.
    pub label: String,
    /// What stands at the right of it.
    pub aside: String,
    /// What choosing it does.
    pub choice: Choice,
}

/// What choosing something does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Runs a command.
    Run(Command),
    /// Selects a row of the criteria.
    GoTo(usize),
    /// Shows an object.
    Show(ObjectId),
    /// Sets a result of the requirements of a line.
    Result(Vec<RequirementId>, &'static str),
    /// Opens the menu of results of one requirement alone.
    ResultOf(RequirementId),
    /// Plans the requirements of a line, or all below its headings.
    Planned(Vec<RequirementId>, &'static str),
    /// Opens the menu of planning of one requirement or heading alone.
    PlannedOf(RequirementId),
    /// Enters the Statement of Applicability that was read.
    TakeSoa,
    /// Sets the tier of the supplier that a criterion is audited for.
    Tier(CriterionId, &'static str),
    /// Goes on typing.
    Draft(usize),
    /// Does something with a session.
    Session(SessionChoice),
    /// Files objects under a requirement, which is found by these words as well as by its id and title.
    File {
        /// The objects.
        what: Vec<ObjectId>,
        /// The requirement.
        under: RequirementId,
        /// The words of its questions and hints.
        words: String,
    },
    /// Opens the words of a note.
    Reword(ObjectId),
    /// Opens what a note is linked to.
    Relink(ObjectId),
    /// Closes a to-do with a word.
    Close(ObjectId),
    /// What was asked for is there, or was refused or withheld: the key of how far it was shown.
    Received(ObjectId, &'static str),
    /// Reads an object, whatever choosing it does elsewhere.
    Read(ObjectId),
    /// Follows a trail, or none.
    Follow(Option<ObjectId>),
    /// Opens the form of a trail.
    Trail(ObjectId),
    /// Marks a trail as significant for the report, or not.
    Significant(ObjectId, bool),
    /// Takes a document that is known for the one in the form.
    Known(ObjectId),
    /// Enters the document in the form although one like it is known.
    Another,
    /// Opens the data of a criterion.
    Criterion(CriterionId),
    /// Opens the agenda of a session.
    Agenda(ObjectId),
    /// Tells of a finding.
    Tell(ObjectId),
    /// Reads only.
    Nothing,
}

impl Pick {
    /// A list to choose from.
    pub fn new(title: impl Into<String>, items: Vec<Item>, empty: &'static str) -> Self {
        Self {
            title: title.into(),
            query: Editor::new(Lines::One),
            items,
            at: 0,
            numbered: false,
            lines_first: false,
            empty,
            lists: None,
        }
    }

    /// The items that fit what was typed: each word occurs, in any order, ignoring case. Those that begin with it
    /// come first, then those in which words do: `sign` means "sign off", not "unsigned"; last those that have other
    /// words for it.
    pub fn fitting(&self) -> Vec<&Item> {
        let query = self.query.text().to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        let fit = |item: &Item| {
            let line = format!("{} {}", item.label, item.aside).to_lowercase();
            if words.iter().all(|word| line.contains(word)) {
                return Some(Fit::of(&line, query.trim(), &words));
            }
            let label = item.label.to_lowercase();
            let is_hinted = |word: &str| match &item.choice {
                Choice::File { words, .. } => words.contains(word),
                Choice::Run(command) => {
                    let mut others = command.other_words().split_whitespace();
                    others.any(|other| other.starts_with(word))
                }
                _ => false,
            };
            let has = |word: &&str| label.contains(*word) || is_hinted(word);
            words.iter().all(has).then_some(Fit::Unseen)
        };
        let all = self.items.iter();
        let mut fitting: Vec<(Fit, &Item)> =
            all.filter_map(|item| Some((fit(item)?, item))).collect();
        fitting.sort_by_key(|(fit, _)| *fit);
        fitting.into_iter().map(|(_, item)| item).collect()
    }

    /// The marked item.
    pub fn marked(&self) -> Option<&Item> {
        self.fitting().get(self.at).copied()
    }
}

/// How well an item fits what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Begins,
    WordsBegin,
    Within,
    /// By words that are not seen.
    Unseen,
}

impl Fit {
    fn of(line: &str, query: &str, words: &[&str]) -> Self {
        let begins = |word: &&str| {
            let mut places = line.match_indices(*word);
            places.any(|(at, _)| {
                let before = line.get(..at).unwrap_or_default();
                !before.ends_with(char::is_alphanumeric)
            })
        };
        if line.starts_with(query) {
            Self::Begins
        } else if words.iter().all(begins) {
            Self::WordsBegin
        } else {
            Self::Within
        }
    }
}

/// A text to read.
#[derive(Debug)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its lines; those that begin with `# ` are headings.
    pub lines: Vec<String>,
    /// The first line shown.
    pub top: usize,
    /// The object that it tells of, if it tells of one.
    pub about: Option<ObjectId>,
}

impl Page {
    /// A text to read.
    pub fn new(title: impl Into<String>, lines: Vec<String>) -> Self {
        Self {
            title: title.into(),
            lines,
            top: 0,
            about: None,
        }
    }

    /// A page that tells of an object.
    #[must_use]
    pub fn about(mut self, object: ObjectId) -> Self {
        self.about = Some(object);
        self
    }
}

/// The page of a requirement, and where on it the next key acts.
#[derive(Debug)]
pub struct Guide {
    /// The row of the criteria.
    pub row: usize,
    /// Which of its stops is marked, from 0.
    pub at: usize,
}
