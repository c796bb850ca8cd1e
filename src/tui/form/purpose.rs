//! What forms are for.
//!
//! A purpose is written down with a draft, so that the form can be made again from it. This module must not know
//! which fields a form has.

use serde::{Deserialize, Serialize};

use crate::audit::id::{AuditId, ObjectId, Subject};
use crate::audit::schema::Kind;
use crate::checklist::id::RequirementId;

/// What a form is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A new note.
    Note {
        /// What it is about.
        on: Vec<RequirementId>,
        /// The running session.
        session: Option<ObjectId>,
    },
    /// A new note into a session that may have ended.
    NoteInto {
        /// The session.
        session: ObjectId,
    },
    /// New words for a note.
    Reword {
        /// The note.
        note: ObjectId,
    },
    /// The closing word of a to-do.
    Done {
        /// The to-do.
        note: ObjectId,
    },
    /// What a note is about, who said it, what it points to, and its kind.
    Relink {
        /// The note.
        note: ObjectId,
    },
    /// Evidence made of a note, or of what a note asked for.
    Evidence {
        /// The note.
        of: ObjectId,
        /// How far it was shown, as in the schema; none where the note itself tells of it.
        access: Option<String>,
    },
    /// A finding made of notes or evidence.
    Finding {
        /// What it is made of.
        of: Vec<ObjectId>,
    },
    /// A new object.
    Add {
        /// Its kind.
        kind: Kind,
        /// The running session.
        session: Option<ObjectId>,
    },
    /// Other values for something that is there.
    Change {
        /// What changes.
        of: Subject,
    },
    /// A result with its reason.
    Result {
        /// The requirements of a line, or one of them.
        of: Vec<RequirementId>,
        /// The key of the result.
        result: String,
    },
    /// Planning with its reason.
    Planned {
        /// The requirements or headings of a line, or one of them.
        of: Vec<RequirementId>,
        /// The key of the choice.
        planned: String,
    },
    /// Withdrawing with a reason.
    Withdraw {
        /// The object.
        of: ObjectId,
    },
    /// A remark on an item of a sample.
    Remark {
        /// The item.
        item: ObjectId,
    },
    /// Further items for a sample.
    Extend {
        /// The sample.
        sample: ObjectId,
    },
    /// Another item in the place of one.
    Replace {
        /// The sample.
        sample: ObjectId,
        /// The item that is taken out.
        item: ObjectId,
    },
    /// Which records a sample waits for.
    Await {
        /// The sample.
        sample: ObjectId,
    },
    /// A finding about what a sample shows.
    FindingOf {
        /// The sample.
        sample: ObjectId,
        /// The running session.
        session: Option<ObjectId>,
    },
    /// A file to be attached.
    Attach {
        /// The running session.
        session: Option<ObjectId>,
    },
    /// A remark on a point of an agenda.
    PointRemark {
        /// The meeting.
        session: ObjectId,
        /// The words of the point.
        point: String,
    },
    /// A telling of a finding.
    Tell {
        /// The finding.
        finding: ObjectId,
    },
    /// A session that is planned by hand.
    PlanSession,
    /// Calling off a planned session.
    Drop {
        /// The session.
        session: ObjectId,
    },
    /// Letting two planned sessions change places.
    Swap {
        /// The one.
        one: ObjectId,
        /// The other.
        other: ObjectId,
    },
    /// Who is present in a session.
    Present {
        /// The session.
        session: ObjectId,
    },
    /// A plan to be read from a file.
    ReadPlan,
    /// A Statement of Applicability to be read from a file.
    ReadSoa,
    /// A new audit.
    NewAudit,
    /// A table of questions that becomes a checklist.
    ImportChecklist,
    /// A sign-off. Never written down as a draft: it may hold a passphrase.
    SignOff {
        /// The audit, whose words are not for another.
        audit: AuditId,
    },
}
