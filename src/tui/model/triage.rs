//! What the evening has to settle, line by line, and which of them are marked.
//!
//! Plain data; `update::triage` makes and changes it. This module must not know where the lines come from.

use crate::audit::id::{EntryId, ObjectId};
use crate::checklist::id::RequirementId;

/// The triage screen.
#[derive(Debug, Default)]
pub struct Triage {
    /// What is to be settled, section by section.
    pub lines: Vec<TriageLine>,
    /// Which line is selected.
    pub at: usize,
    /// What is marked, to be filed together.
    pub marked: Vec<ObjectId>,
}

/// One thing to be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriageLine {
    /// Where it stands. A thing may stand in several sections.
    pub section: Section,
    /// What it is.
    pub about: About,
    /// What sort of note it is, for its glyph; of other things, their sort.
    pub sort: Sort,
    /// Its line.
    pub text: String,
    /// What stands at the right of it: its age, what it lacks.
    pub aside: String,
}

/// The sections, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Notes without a requirement.
    Inbox,
    /// Words that were typed and not saved.
    Drafts,
    /// To-dos and requests that are open.
    ToDos,
    /// What would not carry a report yet.
    Thin,
}

impl Section {
    /// Its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Inbox => "inbox: notes without a requirement",
            Self::Drafts => "drafts: words not yet saved",
            Self::ToDos => "to-dos and requests, the oldest first",
            Self::Thin => "thin spots",
        }
    }
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A note, a finding, evidence, a sample.
    Object(ObjectId),
    /// A draft, by the id that its entry will have.
    Draft(EntryId),
    /// A requirement.
    Requirement(RequirementId),
}

/// What sort of thing a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A note: said.
    Said,
    /// A note: seen.
    Seen,
    /// A note: a remark.
    Remark,
    /// A note: a to-do.
    ToDo,
    /// A draft.
    Draft,
    /// A finding.
    Finding,
    /// Evidence.
    Evidence,
    /// A sample.
    Sample,
    /// A requirement.
    Requirement,
}

impl Triage {
    /// The selected line.
    pub fn selected(&self) -> Option<&TriageLine> {
        self.lines.get(self.at)
    }

    /// What an act concerns: what is marked, or else the object of the selected line.
    pub fn concerned(&self) -> Vec<ObjectId> {
        if !self.marked.is_empty() {
            return self.marked.clone();
        }
        match self.selected().map(|line| &line.about) {
            Some(About::Object(id)) => vec![*id],
            _ => Vec::new(),
        }
    }

    /// Puts other lines in place of the old ones. The selection stays on its line, or goes to the next that is left.
    pub fn relist(&mut self, lines: Vec<TriageLine>) {
        let is = |old: &TriageLine, new: &TriageLine| {
            old.section == new.section && old.about == new.about
        };
        let mut after = self.lines.iter().skip(self.at);
        let kept = after.find_map(|old| lines.iter().position(|new| is(old, new)));
        let last = lines.len().saturating_sub(1);
        self.at = kept.unwrap_or_else(|| self.at.min(last));
        let there = |id: &ObjectId| {
            let about = About::Object(*id);
            lines.iter().any(|line| line.about == about)
        };
        self.marked.retain(there);
        self.lines = lines;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(section: Section, n: u128) -> TriageLine {
        TriageLine {
            section,
            about: About::Object(ObjectId(n)),
            sort: Sort::Said,
            text: String::new(),
            aside: String::new(),
        }
    }

    #[test]
    fn the_selection_goes_to_the_next_line_that_is_left() {
        let lines = |ns: &[u128]| -> Vec<TriageLine> {
            ns.iter().map(|n| line(Section::Inbox, *n)).collect()
        };
        let mut triage = Triage {
            lines: lines(&[1, 2, 3, 4]),
            at: 1,
            marked: vec![ObjectId(2), ObjectId(4)],
        };
        triage.relist(lines(&[1, 3, 4]));
        assert_eq!(triage.selected(), Some(&line(Section::Inbox, 3)));
        assert_eq!(triage.marked, [ObjectId(4)]);
        triage.relist(lines(&[1]));
        assert_eq!(triage.at, 0);
        triage.relist(Vec::new());
        assert_eq!((triage.at, triage.selected()), (0, None));
    }
}
