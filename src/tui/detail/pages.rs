//! Pages to read: a requirement, an object with its former values, where the audit stands, what blocks the report.

use super::super::model::{Page, Room};
use super::{Mark, NOTES_SHOWN, note, requirement};
use crate::audit::coverage;
use crate::audit::describe::name;
use crate::audit::draw::Algorithm;
use crate::audit::fold::Object;
use crate::audit::gates::{self, Around, Verdict};
use crate::audit::id::ObjectId;
use crate::audit::id::Subject;
use crate::audit::population::{self, Source};
use crate::audit::sampling::{Sheet, SheetRow};
use crate::audit::schema::{Field, FieldKey, Kind, Link};
use crate::checklist::criteria::Row;
use crate::checklist::id::CriterionId;
use crate::checklist::profile::SignoffKind;

/// Everything about a requirement, for reading.
pub fn whole(room: &Room, row: &Row) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for para in requirement(room, row).into_iter().skip(1) {
        lines.push(match para.mark {
            Mark::Said => format!("said    {}", para.text),
            Mark::Seen => format!("seen    {}", para.text),
            Mark::Remark => format!("remark  {}", para.text),
            Mark::ToDo(_) => format!("to-do   {}", para.text),
            Mark::Ask => format!("ask     {}", para.text),
            Mark::Asked => format!("asked   {}", para.text),
            _ => para.text,
        });
    }
    let older = coverage::about(&room.audit, &room.criteria, &row.id, Kind::Note);
    let older: Vec<&&Object> = older.iter().rev().skip(NOTES_SHOWN).collect();
    if !older.is_empty() {
        lines.push(String::new());
        lines.push("# Older notes".to_owned());
        lines.extend(older.into_iter().map(|object| note(room, object).text));
    }
    lines
}

/// Everything about an object, its former values too.
pub fn object(room: &Room, object: &Object) -> Vec<String> {
    let (made, author) = room.audit.made(object);
    let mut lines = vec![format!(
        "entered {} by {author}",
        made.format("%Y-%m-%d %H:%M")
    )];
    for link in object.kind.links() {
        let ends: Vec<String> = room
            .audit
            .links(object, *link)
            .map(|to| name(&room.audit, to))
            .collect();
        if !ends.is_empty() {
            lines.push(format!("{:<22} {}", link_word(*link), ends.join(", ")));
        }
    }
    let subject = Subject::Object(object.id);
    for spec in object.kind.fields() {
        let criteria = room.criteria.criteria().iter();
        let keys: Vec<FieldKey> = if spec.per_criterion {
            criteria
                .map(|criterion| FieldKey::of(spec.field, &criterion.id))
                .collect()
        } else {
            vec![spec.field.into()]
        };
        for key in keys {
            let label = key
                .criterion
                .as_ref()
                .map_or(spec.label.to_owned(), |of| format!("{} ({of})", spec.label));
            for held in room.audit.history(&subject, &key).iter().rev() {
                let class = key.criterion.as_ref();
                let class = class.and_then(|of| room.criteria.class(of.as_str(), held.value));
                let value = class.map_or(spec.holds.word(held.value), |class| &class.word);
                if held.current && !value.is_empty() {
                    lines.push(format!("{label:<22} {value}"));
                } else if !held.current {
                    let when = held.time.format("%d %b %H:%M");
                    lines.push(format!("{:<22} was: {value} ({}, {when})", "", held.author));
                }
            }
        }
    }
    lines.extend(super::evening::belonging(room, object));
    if object.kind == Kind::Sample {
        lines.push(String::new());
        lines.push(format!(
            "# {}",
            coverage::sample_sentence(&room.audit, object)
        ));
        lines.extend(items(room, object.id));
        lines.extend(again(room, object));
    }
    lines
}

/// The items of a sample: name, marks, result, remark, and why an item came in afterwards.
fn items(room: &Room, sample: ObjectId) -> Vec<String> {
    let sheet = Sheet::of(&room.entered(), sample);
    let line = |row: &SheetRow| {
        let marks: String = row.marks.iter().map(|mark| mark.letter()).collect();
        let marks = if sheet.attributes.is_empty() {
            ""
        } else {
            &marks
        };
        let parts = [marks, row.result.word(), &row.remark, &row.reason];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{:<22} {}", row.label, parts.join(" · "))
    };
    sheet.rows.iter().map(line).collect()
}

/// How anybody draws the items of a sample again, with stock tools.
fn again(room: &Room, sample: &Object) -> Vec<String> {
    let text = |field| room.audit.text(sample, field);
    let Ok(algorithm) = text(Field::Algorithm).parse::<Algorithm>() else {
        return Vec::new();
    };
    let list = text(Field::FileName);
    let drawn = room
        .audit
        .ever_linked_to(&Subject::Object(sample.id), Kind::Item);
    let positions = drawn
        .iter()
        .filter_map(|item| room.audit.text(item, Field::Position).parse().ok());
    let many: usize = positions.max().unwrap_or(0);
    let first = match population::source(list) {
        Ok(Source::Range(range)) => range.again(),
        _ => format!("items.txt is the list ({list}), one item on each line"),
    };
    vec![
        String::new(),
        "# To draw it again, in a shell".to_owned(),
        first,
        algorithm.again(text(Field::Seed), many),
    ]
}

fn link_word(link: Link) -> &'static str {
    match link {
        Link::On => "About",
        Link::Session => "Session",
        Link::Person => "People",
        Link::Evidence => "Evidence",
        Link::Sample => "Samples",
        Link::Note => "Notes",
        Link::Finding => "Findings",
        Link::Trail => "Trails",
    }
}

/// How much of what breaks a gate stands on the page, so that the gates behind it are found. A fresh audit has a
/// hundred requirements without a result, which Tab goes through anyway.
const BREACHES: usize = 12;

/// What still blocks the report, and where to mend it.
pub fn gates(room: &Room) -> Page {
    let around = Around {
        drafts: room.drafts.len(),
        pending: room.pending.len(),
        damage: room.problems.clone(),
        reviewer: None,
    };
    let results = gates::check(&room.audit, &room.criteria, &around, SignoffKind::Report);
    let mut lines = Vec::new();
    for verdict in [Verdict::Blocks, Verdict::Warns] {
        for gate in results.iter().filter(|gate| gate.verdict == verdict) {
            let criteria: Vec<&str> = gate.criteria.iter().map(CriterionId::as_str).collect();
            lines.push(format!("# {}: {}", verdict.word(), gate.sentence));
            lines.push(format!("{} {}", criteria.join(", "), gate.source));
            lines.extend(gate.words(BREACHES).map(|words| format!("  {words}")));
            lines.push(String::new());
        }
    }
    let holding = results
        .iter()
        .filter(|gate| gate.verdict == Verdict::Holds)
        .count();
    lines.push(format!("{holding} of {} gates hold.", results.len()));
    if results.iter().any(|gate| gate.breaches.len() > BREACHES) {
        lines.push("In a shell, `onsite check AUDIT --show` says all of it.".to_owned());
    }
    Page::new("what still blocks the report", lines)
}
