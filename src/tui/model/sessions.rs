//! What can be done with sessions from menus, and what of the criteria a session page shows.

use super::{Room, View};
use crate::audit::id::ObjectId;
use crate::audit::schema::Field;
use crate::audit::session::{self, Concerned};

/// How one session is left for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It ends.
    End,
    /// It is interrupted.
    Interrupt,
}

/// What a line of a menu of sessions does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionChoice {
    /// Opens the menu of what can be done with it.
    Acts(ObjectId),
    /// Begins it, goes on with it or returns to it.
    Enter(ObjectId),
    /// Leaves the running one, and begins another, goes on with it or returns to it.
    Succeed(Leaving, ObjectId, ObjectId),
    /// Ends it.
    End(ObjectId),
    /// Interrupts it.
    Interrupt(ObjectId),
    /// Opens the form of a session that is not in the plan.
    New,
    /// Goes to its page.
    Page(ObjectId),
    /// Opens a note into it, whether it has ended or not.
    NoteInto(ObjectId),
    /// Opens the list of those present, to be changed one by one.
    Present(ObjectId),
    /// Changes whether somebody counts as present.
    Attend(ObjectId, ObjectId),
    /// Opens the form of those present, a line each.
    PresentList(ObjectId),
    /// Opens the list of who may have come or left.
    ComeAndGo(ObjectId),
    /// Somebody came: session, person.
    Came(ObjectId, ObjectId),
    /// Somebody left: session, person.
    Left(ObjectId, ObjectId),
    /// Opens the form to call it off.
    Drop(ObjectId),
    /// Opens the list of sessions to swap it with.
    Swap(ObjectId),
    /// Opens the form to swap two.
    SwapWith(ObjectId, ObjectId),
    /// Writes its pocket sheet.
    Sheet(ObjectId),
    /// Opens the form to change it.
    Change(ObjectId),
    /// Shows everything about it.
    Everything(ObjectId),
    /// Enters the sessions of the plan that was read.
    TakePlan,
}

impl Room {
    /// What the session page lists beside the notes: the requirements that the session was planned to be about,
    /// then those that were touched in it, a line each: twins stand on one. Empty elsewhere, and where nothing was planned: then all are listed.
    pub fn session_rows(&self) -> Vec<Concerned> {
        let object = self.session.and_then(|id| self.audit.object(id));
        let Some(object) = object.filter(|_| self.view == View::Session) else {
            return Vec::new();
        };
        let mut rows: Vec<Concerned> = Vec::new();
        for one in session::requirements(&self.audit, &self.criteria, object) {
            let row = self.criteria.first_of_line(one.row);
            if rows.iter().all(|before| before.row != row) {
                rows.push(Concerned { row, ..one });
            }
        }
        rows.sort_by_key(|one| (!one.planned, self.criteria.line_of(one.row)));
        if rows.first().is_some_and(|first| first.planned) {
            rows
        } else {
            Vec::new()
        }
    }

    /// The row so many steps from the selected one on the session page; none where it lists everything. From a
    /// row that is not of the session it goes to the session's first or last.
    pub fn session_step(&self, by: isize) -> Option<usize> {
        let rows = self.session_rows();
        let last = rows.len().checked_sub(1)?;
        let selected = self.outline.selected();
        let at = rows.iter().position(|one| Some(one.row) == selected);
        let to = match at {
            Some(at) => at.saturating_add_signed(by).min(last),
            None if by < 0 => last,
            None => 0,
        };
        rows.get(to).map(|one| one.row)
    }

    /// The session that runs and is one's own: colleagues end theirs themselves.
    pub fn own_session(&self) -> Option<ObjectId> {
        let id = self.session?;
        let started = self.audit.current(&id.into(), &Field::Started.into());
        // One that is not on disk yet was begun here.
        let own = started.is_empty() || started.iter().any(|held| held.author == self.author);
        own.then_some(id)
    }
}
