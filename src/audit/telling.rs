//! Telling the auditee of a finding: to whom, when, and how they took it. *No surprises.*
//!
//! Each telling stays in the history of the finding's fields, and its words in a note linked to the finding.
//! Understood is not agreed. This module must not know how a telling is entered.

use super::act::{Desk, NoteAt};
use super::entry::{Change, Moment};
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::schema::{Field, Kind, Link};

/// How the auditee took a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It was understood; that is not to say agreed.
    Understood,
    /// It was agreed.
    Agreed,
    /// It is seen differently, in their words.
    Disputed(String),
}

impl Taken {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Understood => "understood",
            Self::Agreed => "agreed",
            Self::Disputed(_) => "disputed",
        }
    }
}

/// A telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The finding.
    pub finding: ObjectId,
    /// Who was told, as a role.
    pub to: String,
    /// The person, where they are known.
    pub person: Option<ObjectId>,
    /// When.
    pub at: Moment,
    /// How they took it.
    pub taken: Taken,
    /// The session in which it was.
    pub session: Option<ObjectId>,
}

/// Enters a telling: who and when become the finding's, a differing view as well; a note carries the words.
pub fn tell(desk: &mut Desk<'_>, telling: &Telling) -> Vec<Change> {
    let finding = telling.finding;
    let mut changes = vec![
        desk.set(finding, Field::ToldTo, telling.to.as_str()),
        desk.set(finding, Field::ToldAt, telling.at.to_rfc3339()),
    ];
    let subject = Subject::Object(finding);
    // What was once disputed stays so until it is agreed; the history keeps it in any case.
    let disputed = match &telling.taken {
        Taken::Understood => None,
        Taken::Agreed => Some(""),
        Taken::Disputed(view) => Some(view.as_str()),
    };
    changes.extend(
        disputed.and_then(|view| desk.set_if_other(&subject, &Field::Disputed.into(), view)),
    );
    let object = desk.audit.object(finding);
    let label = object.map_or_else(String::new, |object| desk.audit.label(object));
    let on = object
        .iter()
        .flat_map(|object| desk.audit.links(object, Link::On));
    let on = on.filter_map(|to| match to {
        Subject::Requirement(id) => Some(id.clone()),
        _ => None,
    });
    let mut at = NoteAt {
        session: telling.session,
        on: on.collect(),
        also: vec![(Link::Finding, subject)],
        day: None,
    };
    at.also
        .extend(telling.person.map(|person| (Link::Person, person.into())));
    let view = match &telling.taken {
        Taken::Disputed(view) if !view.is_empty() => format!(": {view}"),
        _ => String::new(),
    };
    let words = format!(
        "{label} told to {}, {}{view}",
        telling.to,
        telling.taken.word()
    );
    let mut note = desk.note(&words, &at).changes;
    // Whatever the session is: what was told was said.
    if let Some(Change::Add(note)) = note.last_mut() {
        note.fields.insert(Field::Mode.into(), "said".to_owned());
    }
    changes.extend(note);
    changes
}

/// Whether somebody of the auditee was told of a finding.
pub fn is_told(audit: &Audit, finding: &Object) -> bool {
    !audit.text(finding, Field::ToldTo).trim().is_empty()
}

/// Findings of which nobody was told, in the order of their making.
pub fn untold(audit: &Audit) -> Vec<&Object> {
    let findings = audit.standing(Kind::Finding);
    findings.filter(|it| !is_told(audit, it)).collect()
}
