//! What is shown to the room in a closing meeting: a summary, the findings one by one, the points of the agenda.
//!
//! Nothing of the auditor's own is on it: no remarks, no drafts, no names, nothing confidential. Where a finding is
//! not whole or has no class yet, it says that it is tentative. This module must not know how it is drawn.

use super::model::{Room, Slides};
use crate::audit::agenda::{self, Meeting};
use crate::audit::coverage;
use crate::audit::fold::Object;
use crate::audit::id::Subject;
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::scheme::Class;
use crate::text::counted;

/// What a piece of a slide is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The class of a nonconformity, or the heading of a slide.
    Grave,
    /// Another class or heading.
    Title,
    /// What it is about.
    About,
    /// A requirement that it is about.
    On,
    /// What a paragraph is: requirement, evidence, statement.
    Label,
    /// Words.
    Words,
    /// A line of a list.
    Point,
}

/// A slide, paragraph by paragraph.
pub type Slide = Vec<(Piece, String)>;

/// How many slides there are.
pub fn count(room: &Room) -> usize {
    let closing = agenda::points(&room.criteria, Meeting::Closing);
    1 + room.audit.standing(Kind::Finding).count() + usize::from(!closing.is_empty())
}

/// More rows than a slide can be scrolled by.
pub fn rows_at_most(room: &Room, shown: Slides) -> usize {
    let slide = slide(room, shown);
    slide.iter().map(|(_, words)| words.len() / 16 + 2).sum()
}

/// The slide that is shown, without names whatever the screen shows otherwise.
pub fn slide(room: &Room, shown: Slides) -> Slide {
    let findings = findings(room, shown.strengths_first);
    let slide = match shown.at.checked_sub(1) {
        None => summary(room),
        Some(at) => findings
            .get(at)
            .map_or_else(|| closing(room), |finding| of_finding(room, finding)),
    };
    let masked = |(piece, words): (Piece, String)| (piece, room.mask.text(&words).into_owned());
    slide.into_iter().map(masked).collect()
}

/// The findings in the order of their gravest class; those without a class come last.
fn findings(room: &Room, strengths_first: bool) -> Vec<&Object> {
    let mut findings: Vec<&Object> = room.audit.standing(Kind::Finding).collect();
    let order = |finding: &Object| {
        let classes = classes(room, finding);
        classes.iter().map(|(_, class)| class.order).min()
    };
    findings.sort_by_key(|finding| {
        let order = order(finding).map(i64::from);
        let turned = order.map(|order| if strengths_first { -order } else { order });
        (order.is_none(), turned)
    });
    findings
}

fn classes<'a>(room: &'a Room, finding: &Object) -> Vec<(&'a str, &'a Class)> {
    let criteria = room.criteria.criteria().iter();
    criteria
        .filter_map(|criterion| {
            let class = coverage::class(&room.audit, &room.criteria, finding, &criterion.id)?;
            Some((criterion.id.as_str(), class))
        })
        .collect()
}

/// Why a finding is tentative, if it is.
fn tentative(room: &Room, finding: &Object) -> Option<&'static str> {
    let blank = |field| room.audit.text(finding, field).trim().is_empty();
    let several = room.criteria.criteria().iter().any(|criterion| {
        let key = FieldKey::of(Field::Class, &criterion.id);
        room.audit.is_in_conflict(&finding.id.into(), &key)
    });
    let classes = classes(room, finding);
    let good = classes.iter().all(|(_, class)| !class.nonconformity);
    if classes.is_empty() {
        Some("tentative: its class is open")
    } else if several {
        Some("tentative: the team has not agreed on its class")
    } else if blank(Field::Statement) {
        Some("tentative: it is not worded yet")
    } else if !good && blank(Field::Found) {
        Some("tentative: its evidence is not worded yet")
    } else {
        None
    }
}

/// What was found, in numbers.
fn summary(room: &Room) -> Slide {
    let value = |field: Field| room.audit.value(&Subject::Audit, &field.into());
    let mut slide = vec![(Piece::Title, "Findings of this audit".to_owned())];
    let client = value(Field::Client);
    if !client.is_empty() {
        slide.push((Piece::About, client.to_owned()));
    }
    let findings: Vec<&Object> = room.audit.standing(Kind::Finding).collect();
    for criterion in room.criteria.criteria() {
        slide.push((
            Piece::Label,
            criterion.with_kind(&criterion.checklist.short),
        ));
        let mut none = true;
        for class in room.criteria.classes(criterion.id.as_str()) {
            let of_class = findings.iter().filter(|finding| {
                coverage::class(&room.audit, &room.criteria, finding, &criterion.id)
                    .is_some_and(|it| it.key == class.key)
            });
            let number = of_class.count();
            if number > 0 {
                none = false;
                slide.push((Piece::Point, format!("{number:>3}  {}", class.word)));
            }
        }
        if none {
            slide.push((Piece::Point, "no findings".to_owned()));
        }
    }
    let open = findings
        .iter()
        .filter(|finding| tentative(room, finding).is_some())
        .count();
    if open > 0 {
        slide.push((
            Piece::Words,
            format!("{} of these still tentative", counted(open, "is", "are")),
        ));
    }
    slide.push((
        Piece::Words,
        "What was seen were samples: there can be faults that were not found.".to_owned(),
    ));
    slide
}

fn of_finding(room: &Room, finding: &Object) -> Slide {
    let text = |field| room.audit.text(finding, field).trim();
    let classes = classes(room, finding);
    let grave = classes.iter().any(|(_, class)| class.nonconformity);
    let words = match classes.as_slice() {
        [] => "no class yet".to_owned(),
        [(_, only)] => only.word.clone(),
        several => several
            .iter()
            .map(|(id, class)| format!("{id} {}", class.word))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let head = format!("{}  {}", room.audit.label(finding), words.to_uppercase());
    let mut slide = vec![(if grave { Piece::Grave } else { Piece::Title }, head)];
    if let Some(why) = tentative(room, finding) {
        slide.push((Piece::Label, why.to_owned()));
    }
    if !text(Field::Title).is_empty() {
        slide.push((Piece::About, text(Field::Title).to_owned()));
    }
    for to in room.audit.links(finding, Link::On) {
        let Subject::Requirement(id) = to else {
            continue;
        };
        let title = room.criteria.requirement(id).map(|it| it.title.as_str());
        slide.push((Piece::On, format!("{id} {}", title.unwrap_or_default())));
    }
    let seen = seen(room, finding);
    for (label, words) in [
        (
            if grave {
                "What is not fulfilled"
            } else {
                "What we say"
            },
            text(Field::Statement),
        ),
        ("What was found", text(Field::Found)),
        ("Seen in", seen.as_str()),
        ("What is asked", text(Field::Asked)),
        ("Your view", text(Field::Disputed)),
    ] {
        if !words.is_empty() {
            slide.push((Piece::Label, label.to_owned()));
            slide.push((Piece::Words, words.to_owned()));
        }
    }
    slide
}

/// The documents and samples that a finding rests on, by their names; without what is confidential.
fn seen(room: &Room, finding: &Object) -> String {
    let links = [Link::Evidence, Link::Sample];
    let ends = links
        .into_iter()
        .flat_map(|link| room.audit.links(finding, link));
    let name = |to: &Subject| {
        let Subject::Object(id) = to else { return None };
        let object = room.audit.object(*id)?;
        let text = |field| room.audit.text(object, field).trim();
        let open = room.audit.counts(object)
            && !room.audit.is_withdrawn(object)
            && text(Field::Confidential).is_empty();
        let parts = if object.kind == Kind::Sample {
            vec![coverage::sample_sentence(&room.audit, object)]
        } else {
            let name = match text(Field::Reference) {
                "" => text(Field::Title),
                reference => reference,
            };
            let parts = [name, text(Field::Version), text(Field::Date)];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            parts.map(ToOwned::to_owned).collect()
        };
        (open && !parts.is_empty()).then(|| parts.join(" "))
    };
    ends.filter_map(name).collect::<Vec<_>>().join("; ")
}

/// The points of the closing agenda, those that were dealt with marked.
fn closing(room: &Room) -> Slide {
    let mut slide = vec![(Piece::Title, "Closing meeting".to_owned())];
    let session = agenda::meetings(&room.audit, &room.criteria)
        .rfind(|(_, meeting)| *meeting == Meeting::Closing);
    for point in agenda::points(&room.criteria, Meeting::Closing) {
        let record = session.and_then(|(it, _)| agenda::record(&room.audit, it.id, point.words));
        let mark = match agenda::dealt(&room.audit, record) {
            agenda::Dealt::LeftOut => continue,
            agenda::Dealt::Done => "[x]",
            agenda::Dealt::Open => "[ ]",
        };
        slide.push((Piece::Point, format!("{mark} {}", point.words)));
    }
    slide
}
