//! What a form is about, as far as its own fields do not say it: the words of the to-do that it closes, the finding
//! that it tells of.

use super::super::form::Purpose;
use super::super::model::Room;
use super::{Mark, Para, finding_line, note, one_line, para};
use crate::audit::fold::Object;
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Field, Kind, Link};
use crate::checklist::id::RequirementId;

/// What is to be read while a form for a purpose is filled in.
pub fn about(room: &Room, purpose: &Purpose) -> Vec<Para> {
    match purpose {
        Purpose::Result { of, .. } | Purpose::Planned { of, .. } => {
            of.iter().filter_map(|of| requirement(room, of)).collect()
        }
        Purpose::Done { note: of }
        | Purpose::Relink { note: of }
        | Purpose::Evidence { of, .. }
        | Purpose::Withdraw { of }
        | Purpose::Tell { finding: of } => objects(room, std::slice::from_ref(of)),
        Purpose::Finding { of } => objects(room, of),
        _ => Vec::new(),
    }
}

fn objects(room: &Room, of: &[ObjectId]) -> Vec<Para> {
    let known = of.iter().filter_map(|id| room.audit.object(*id));
    known.flat_map(|it| object(room, it)).collect()
}

/// An object in its words, and the requirements that it is about.
fn object(room: &Room, object: &Object) -> Vec<Para> {
    let text = |field| room.audit.text(object, field);
    let labelled = |mark, words: &str| {
        let label = room.audit.label(object);
        vec![para(mark, format!("{label} {words}").trim_end())]
    };
    let mut paras = match object.kind {
        Kind::Note => {
            let note = note(room, object);
            labelled(note.mark, &note.text)
        }
        Kind::Finding => {
            let statement = Some(text(Field::Statement)).filter(|it| !it.is_empty());
            // Where there is no title, the line has the statement.
            let statement = statement.filter(|_| !text(Field::Title).is_empty());
            let statement = statement.map(|words| para(Mark::Plain, words));
            let line = finding_line(room, object);
            std::iter::once(line).chain(statement).collect()
        }
        Kind::Evidence => labelled(Mark::Evidence, &one_line(room, object)),
        Kind::Sample => labelled(Mark::Sample, &one_line(room, object)),
        _ => labelled(Mark::Plain, &one_line(room, object)),
    };
    let on = room.audit.links(object, Link::On);
    paras.extend(on.filter_map(|on| match on {
        Subject::Requirement(id) => requirement(room, id),
        _ => None,
    }));
    paras
}

fn requirement(room: &Room, id: &RequirementId) -> Option<Para> {
    let row = room.criteria.row(id)?;
    Some(para(Mark::Faint, format!("{id} {}", row.requirement.title)))
}
