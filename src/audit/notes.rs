//! What becomes of notes after they were written: split, filed, linked anew, turned into evidence, closed.
//!
//! This module must not know how any of it is asked for.

use super::act::{Desk, NoteMade, folded};
use super::coverage;
use super::entry::{Add, Change, LinkTo, Unlink};
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::inline::{self, Mention, Mentioned};
use super::request;
use super::schema::{Field, Kind, Link};
use crate::checklist::id::RequirementId;

impl Desk<'_> {
    /// Files notes or other objects under a requirement. What stands there already is left as it is.
    pub fn file(&self, objects: &[ObjectId], under: &RequirementId) -> Vec<Change> {
        let to = Subject::Requirement(under.clone());
        let missing = objects.iter().filter(|id| {
            let object = self.audit.object(**id);
            object.is_some_and(|it| !self.audit.links(it, Link::On).any(|end| *end == to))
        });
        missing.map(|of| link(*of, Link::On, to.clone())).collect()
    }

    /// Splits a note: its words become `first`, and `second` a note of its own with the same time observed, session
    /// and links, and a link to the note that it was split from.
    pub fn split(&mut self, note: ObjectId, first: &str, second: &str) -> NoteMade {
        let mut made = self.reword(note, first.trim_end());
        let Some(object) = self.audit.object(note) else {
            return made;
        };
        let at = super::act::NoteAt {
            also: everything_linked(self.audit, object),
            day: self.written(note),
            ..super::act::NoteAt::default()
        };
        let reading = inline::read(second);
        let mut split = self.note(second.trim_start(), &at);
        if let Some(Change::Add(add)) = split.changes.last_mut() {
            if reading.sign.is_none() {
                for field in [Field::Mode, Field::AskedOf, Field::Due] {
                    let value = self.audit.text(object, field).to_owned();
                    keep(add, field, value);
                }
            }
            if reading.observed.is_none() {
                keep(add, Field::Observed, observed(self.audit, object));
            }
        }
        made.changes.extend(split.changes);
        made.unlinked.extend(split.unlinked);
        made
    }

    /// Gives an object just these links of the kinds named, and takes the others of those kinds back.
    pub fn relink(
        &self,
        object: &Object,
        kinds: &[Link],
        wanted: &[(Link, Subject)],
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for kind in kinds {
            for to in self.audit.links(object, *kind) {
                if !wanted.iter().any(|(l, w)| l == kind && w == to) {
                    let over = self.audit.link_entries(object.id, *kind, to);
                    changes.push(Change::Unlink(Unlink {
                        of: object.id,
                        link: *kind,
                        to: to.clone(),
                        over,
                    }));
                }
            }
        }
        for (kind, to) in wanted {
            if !self.audit.links(object, *kind).any(|known| known == to) {
                changes.push(link(object.id, *kind, to.clone()));
            }
        }
        changes
    }

    /// The person that a name or role means; one that is not known is entered into `changes`.
    pub fn known_or_new(&mut self, name: &str, changes: &mut Vec<Change>) -> ObjectId {
        let (person, new) = self.person(name);
        changes.extend(new.map(Change::Add));
        person
    }

    /// What follows for a note from the evidence that was made of it: a link, and where it was a to-do that is open,
    /// that it is done. The word says whether it was received, withheld or refused.
    pub fn became(&self, note: ObjectId, evidence: &Add) -> Vec<Change> {
        let mut changes = vec![link(note, Link::Evidence, evidence.id)];
        let Some(object) = self.audit.object(note) else {
            return changes;
        };
        if coverage::is_open_to_do(self.audit, object) {
            let access = evidence.fields.get(&Field::Access.into());
            let word = match access.map(String::as_str) {
                Some("refused") => "refused",
                Some("withheld") => "withheld in part",
                _ => "received",
            };
            changes.push(self.set(note, Field::Done, word));
        }
        changes
    }

    /// Of whom a note asks something: the people that it names, as they are known, or else as they were typed.
    pub(super) fn asked_of(&self, mentions: &[Mention]) -> String {
        let names = mentions.iter().filter_map(|mention| match &mention.what {
            Mentioned::Person(typed) => Some(self.known_name(typed)),
            _ => None,
        });
        names.collect::<Vec<_>>().join(", ")
    }

    fn known_name(&self, typed: &str) -> String {
        let wanted = folded(typed);
        let known = self.audit.standing(Kind::Person).find(|person| {
            [Field::Name, Field::Role]
                .into_iter()
                .any(|field| folded(self.audit.text(person, field)) == wanted)
        });
        known.map_or_else(
            || typed.to_owned(),
            |person| request::name(self.audit, person).to_owned(),
        )
    }

    /// The document or sample whose label was typed after `+`, unless a document has that id of its own.
    pub(super) fn labelled(&self, typed: &str) -> Option<(Link, ObjectId)> {
        let wanted = folded(typed);
        let is_label = typed.starts_with(['E', 'e', 'P', 'p'])
            && typed.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        let is_id = || {
            let mut documents = self.audit.standing(Kind::Evidence);
            documents.any(|it| folded(self.audit.text(it, Field::Reference)) == wanted)
        };
        if !is_label || is_id() {
            return None;
        }
        let object = self.audit.by_label(typed)?;
        match object.kind {
            Kind::Evidence => Some((Link::Evidence, object.id)),
            Kind::Sample => Some((Link::Sample, object.id)),
            _ => None,
        }
    }
}

fn link(of: ObjectId, link: Link, to: impl Into<Subject>) -> Change {
    let to = to.into();
    Change::Link(LinkTo { of, link, to })
}

fn keep(add: &mut Add, field: Field, value: String) {
    if !value.is_empty() {
        add.fields.insert(field.into(), value);
    }
}

/// All that a note is linked to, and the note itself.
fn everything_linked(audit: &Audit, note: &Object) -> Vec<(Link, Subject)> {
    let links = Kind::Note.links().iter();
    let links = links.flat_map(|kind| audit.links(note, *kind).map(|to| (*kind, to.clone())));
    let mut all: Vec<(Link, Subject)> = links.filter(|(kind, _)| *kind != Link::Note).collect();
    all.push((Link::Note, note.id.into()));
    all
}

/// When a note was observed: as it says, or else when it was written.
fn observed(audit: &Audit, note: &Object) -> String {
    let said = audit.text(note, Field::Observed);
    if said.is_empty() {
        audit.made(note).0.format("%Y-%m-%d %H:%M").to_string()
    } else {
        said.to_owned()
    }
}

/// What is known of evidence that is made of a note or of a request: its title, who showed it, where, and how far it
/// carries. `access` is the key of how far it was shown where it is the thing asked for, and none where it is what the
/// note itself tells. A refusal carries no further than something said.
pub fn evidence_from(audit: &Audit, note: &Object, access: Option<&str>) -> Vec<(Field, String)> {
    let asked = access.is_some();
    let words = request::words(audit, note);
    let session = audit.links(note, Link::Session).find_map(|to| match to {
        Subject::Object(id) => audit.object(*id),
        _ => None,
    });
    let of_session = |field| session.map_or("", |session| audit.text(session, field));
    let seen = audit.text(note, Field::Mode) == "seen";
    let (method, level) = match (of_session(Field::Mode), seen) {
        _ if access == Some("refused") => ("interview", "stated"),
        _ if asked => ("examine", "shown"),
        ("observation" | "tour", true) => ("observe", "shown"),
        (_, true) => ("examine", "shown"),
        _ => ("interview", "stated"),
    };
    let body = inline::body(audit.text(note, Field::Text)).trim();
    let mut fields = vec![
        (Field::Title, words.clone()),
        (Field::ShownBy, request::asked_of(audit, note)),
        (Field::Method, method.to_owned()),
        (Field::Level, level.to_owned()),
        (Field::Where, of_session(Field::Where).to_owned()),
        (Field::SiteName, of_session(Field::SiteName).to_owned()),
        (Field::Process, of_session(Field::Process).to_owned()),
    ];
    if !asked && body != words {
        fields.push((Field::Remark, body.to_owned()));
    }
    if asked {
        // Where it was asked for is not where it was seen.
        fields.retain(|(field, _)| *field != Field::Where);
    }
    fields
}

/// The document with this id and version that is known already. Where either version is not said, the id decides.
pub fn known_document<'a>(audit: &'a Audit, reference: &str, version: &str) -> Option<&'a Object> {
    let (reference, version) = (folded(reference), folded(version));
    if reference.is_empty() {
        return None;
    }
    audit.standing(Kind::Evidence).rfind(|document| {
        let known = folded(audit.text(document, Field::Version));
        folded(audit.text(document, Field::Reference)) == reference
            && (known == version || known.is_empty() || version.is_empty())
    })
}
