//! The forms about samples: a new one, further items, another item, a remark, what is waited for, a finding.
//!
//! This module must not know how items are drawn.

use super::super::form::{FormField, Purpose, Slot};
use super::super::guide;
use super::super::model::Room;
use super::{class_fields, comes_later, hint, is_typed, join, requirements_of};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::sampling;
use crate::audit::schema::{self, Field, Kind};

/// The list that items are drawn from.
pub const DRAW_FROM: Slot = Slot::Other("draw-from");
/// Whether a copy of the list is attached.
pub const COPY: Slot = Slot::Other("copy-of-the-list");
/// How many items: a number or a rule.
pub const SIZE: Slot = Slot::Other("size");
/// What the draw begins with.
pub const SEED: Slot = Slot::Other("seed");
/// Why a sample is changed.
pub const WHY: Slot = Slot::Other("why");

/// A field of the schema as a field of a form.
fn of_schema(kind: Kind, field: Field, text: &str) -> Option<FormField> {
    let spec = schema::find(kind.fields(), &field.into())?;
    Some(FormField::of_spec(spec, field.into(), text).hint_if(hint(field)))
}

/// The fields of a new sample.
pub(super) fn for_new(room: &Room) -> Vec<FormField> {
    let row = room.selected().filter(|row| row.is_auditable());
    let guidance = row.map(|row| guide::guidance(room, row).0);
    let hinted = guidance.as_ref().and_then(|it| it.sampling.as_ref());
    let population = hinted.map_or(String::new(), |it| format!("as in: {}", it.population));
    let source = hinted.and_then(|it| it.source.as_ref());
    let source = source.map_or(String::new(), |it| format!("as in: {it}"));
    let check = hinted
        .and_then(|it| it.check.as_deref())
        .unwrap_or_default();
    let field = |field, text: &str| of_schema(Kind::Sample, field, text);
    let on = room.requirement().into_iter().collect::<Vec<_>>();
    let rules = sampling::rules(&room.criteria, &on, 0);
    let rules: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let copies = [("no", "not taken"), ("yes", "attached as evidence")];
    let fields = [
        field(Field::Population, "").map(|it| it.hint_if(&population)),
        field(Field::Source, "").map(|it| it.hint_if(&source)),
        field(Field::AsOf, ""),
        field(Field::PopulationSize, ""),
        field(Field::Completeness, ""),
        field(Field::Method, "judgement"),
        field(Field::Reason, ""),
        field(Field::ChosenBy, &room.author),
        Some(FormField::line(SIZE, "Sample size", "").hint(&size_hint(&rules))),
        field(Field::SizeReason, "").map(|it| it.hint("a rule brings its own")),
        Some(draw_from("Draw from", "")),
        Some(FormField::line(SEED, "Seed", "").hint("empty: drawn when the form is saved")),
        Some(FormField::line(COPY, "Copy of the list", "no").choices(copies)),
        field(Field::Attributes, &checks(check).join("\n"))
            .map(|it| it.hint("a line each (Ctrl-J): the columns that are marked on every item")),
    ];
    let mut fields: Vec<FormField> = fields.into_iter().flatten().collect();
    fields.push(items(""));
    fields.extend(field(Field::SiteName, ""));
    fields.extend(field(Field::Process, ""));
    fields.push(
        FormField::line(Slot::On, "About", &join(&on))
            .hint("requirements, separated by blanks: A.8.13 42001:6.1.4"),
    );
    fields
}

fn size_hint(rules: &[&str]) -> String {
    match rules {
        [] => "a number".to_owned(),
        some => format!("a number, or a rule of the profile: {}", some.join(", ")),
    }
}

/// What a checklist says to check on each item, as attributes: its parts, without how many to take.
fn checks(text: &str) -> Vec<String> {
    let parts = text.split([',', ';']).map(str::trim);
    let is_check = |part: &&str| !part.is_empty() && !part.starts_with("take ");
    parts.filter(is_check).map(ToOwned::to_owned).collect()
}

fn draw_from(label: &str, text: &str) -> FormField {
    FormField::text(DRAW_FROM, label, text)
        .hint("1-120, INC-0001..INC-0120, FILE.csv:column, FILE.txt, sites, or one on a line")
}

pub(super) fn items(text: &str) -> FormField {
    FormField::text(Slot::Items, "Items", text).hint(
        "one on a line (Ctrl-J): item, then + met, - not met or 0 not applicable, then a remark",
    )
}

/// The items of a sample, one on a line.
pub(super) fn listed(room: &Room, id: ObjectId) -> String {
    let items = room.audit.linked_to(&Subject::Object(id), Kind::Item);
    let line = |item| {
        let mark = match room.audit.text(item, Field::Result) {
            "met" => " +",
            "not-met" => " -",
            "not-applicable" => " 0",
            _ => "",
        };
        format!(
            "{}{mark} {}",
            room.audit.text(item, Field::Label),
            room.audit.text(item, Field::Remark)
        )
        .trim_end()
        .to_owned()
    };
    items.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The form for something that is done to a sample: its title and fields. None for another purpose, or where what it
/// is about is not there.
pub(super) fn for_purpose(room: &Room, purpose: &Purpose) -> Option<(String, Vec<FormField>)> {
    let entered = room.entered();
    let label = |id: ObjectId| {
        let object = room.audit.object(id);
        object.map_or("the sample".to_owned(), |object| room.audit.label(object))
    };
    let why = |text| FormField::line(WHY, "Reason", "").hint(text);
    match purpose {
        Purpose::Remark { item } => {
            let field = of_schema(
                Kind::Item,
                Field::Remark,
                entered.text(*item, Field::Remark),
            )?;
            let name = entered.text(*item, Field::Label);
            Some((format!("remark on {name}"), vec![field]))
        }
        Purpose::Await { sample } => {
            let field = of_schema(
                Kind::Sample,
                Field::Waiting,
                entered.text(*sample, Field::Waiting),
            )?;
            let field = field.hint("which records, from whom; empty: nothing any more");
            Some((format!("{} waits for records", label(*sample)), vec![field]))
        }
        Purpose::Extend { sample } => {
            let now = sampling::Sheet::of(&entered, *sample).rows.len();
            let most: usize = entered
                .text(*sample, Field::PopulationSize)
                .parse()
                .unwrap_or(usize::MAX);
            let to = if now == 0 {
                String::new()
            } else {
                (now * 3).min(most).to_string()
            };
            let size = FormField::line(SIZE, "To", &to).hint("how many items it is to have in all");
            let mut fields = vec![size, why("why more are taken; it stands with each of them")];
            fields.push(further(room, *sample, "Further items"));
            Some((format!("extend {}", label(*sample)), fields))
        }
        Purpose::Replace { sample, item } => {
            let name = entered.text(*item, Field::Label);
            let fields = vec![
                why("why it is taken out; it stays readable"),
                further(room, *sample, "Item in its place"),
            ];
            Some((format!("replace {name}"), fields))
        }
        Purpose::FindingOf { sample, .. } => {
            room.audit.object(*sample)?;
            Some((
                format!("new finding on {}", label(*sample)),
                finding(room, *sample),
            ))
        }
        _ => None,
    }
}

/// Where further items come from: the list again where they were drawn, names where somebody chose.
fn further(room: &Room, sample: ObjectId, label: &str) -> FormField {
    let entered = room.entered();
    if entered.text(sample, Field::Algorithm).is_empty() {
        return FormField::text(Slot::Items, label, "").hint("one on a line (Ctrl-J)");
    }
    let digest = entered.text(sample, Field::Extract);
    let known = room.list_paths.get(digest);
    let name = entered.text(sample, Field::FileName);
    let column = name.split_once(':').map(|(_, column)| column);
    let text = match (known, column, name) {
        (Some(path), Some(column), _) => format!("{path}:{column}"),
        (Some(path), None, _) => path.clone(),
        (None, _, "typed list") => String::new(),
        (None, _, name) => name.to_owned(),
    };
    draw_from("The same list", &text)
}

/// The fields of a finding about what a sample shows.
fn finding(room: &Room, sample: ObjectId) -> Vec<FormField> {
    let on = requirements_of(room, sample);
    let found = sampling::failures(&room.entered(), sample);
    let rests_on = room
        .audit
        .object(sample)
        .map(|it| room.audit.label(it))
        .unwrap_or_default();
    let mut fields = Vec::new();
    for spec in Kind::Finding.fields() {
        if !is_typed(spec) || comes_later(spec) {
            continue;
        }
        if spec.per_criterion {
            fields.extend(class_fields(room, &on, |_| String::new()));
            continue;
        }
        let text = if spec.field == Field::Found {
            found.as_str()
        } else {
            ""
        };
        fields.push(FormField::of_spec(spec, spec.field.into(), text).hint_if(hint(spec.field)));
    }
    fields.extend(super::link_fields(room, Kind::Finding, &on, None));
    for field in &mut fields {
        if field.slot == Slot::RestsOn {
            *field = FormField::line(Slot::RestsOn, &field.label, &rests_on).hint(&field.hint);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::checks;

    #[test]
    fn what_to_check_becomes_columns() {
        assert_eq!(
            checks("Known to us, agreed; take three"),
            ["Known to us", "agreed"]
        );
        assert!(checks("").is_empty());
    }
}
