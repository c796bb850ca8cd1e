//! A checklist as a file that people go on writing: what a table can hold, laid out as the shipped ones are.
//!
//! This module must not know the table.

use crate::checklist::model::{Checklist, Requirement, Source};

/// The file.
pub(super) fn text(checklist: &Checklist) -> String {
    let mut lines = vec![
        "// Made of a table. It is yours to change.".to_owned(),
        "Checklist(".to_owned(),
    ];
    let mut field = |name: &str, value: String| lines.push(format!("    {name}: {value},"));
    field("id", quoted(&checklist.id));
    field("criterion", quoted(checklist.criterion.as_str()));
    field("title", quoted(&checklist.title));
    if let Some(edition) = &checklist.edition {
        field("edition", quoted(edition));
    }
    field("short", quoted(&checklist.short));
    field("kind", format!("{:?}", checklist.kind));
    if let Some(profile) = &checklist.profile {
        field("profile", quoted(profile));
    }
    if let Some(grading) = &checklist.grading {
        field("grading", quoted(grading));
    }
    lines.push("    requirements: [".to_owned());
    lines.extend(checklist.requirements.iter().map(|it| requirement(it)));
    lines.extend(["    ],", ")", ""].map(str::to_owned));
    lines.join("\n")
}

fn requirement(it: &Requirement) -> String {
    let mut fields = vec![
        format!("id: {}", quoted(&it.id)),
        format!("title: {}", quoted(&it.title)),
    ];
    fields.extend(it.parent.iter().map(|id| format!("parent: {}", quoted(id))));
    fields.push(format!("kind: {:?}", it.kind));
    let few = fields.len();
    fields.extend(it.source.as_ref().map(|source| match source {
        Source::Contract(what) => format!("source: Contract({})", quoted(what)),
        Source::Policy | Source::GoodPractice => format!("source: {source:?}"),
    }));
    fields.extend(it.aim.iter().map(|aim| format!("aim: {}", quoted(aim))));
    let asked = it.ask.iter().map(|it| {
        let good = it.good.as_ref();
        let good = good.map(|good| format!(", good: {}", quoted(good)));
        format!("(ask: {}{})", quoted(&it.ask), good.unwrap_or_default())
    });
    fields.extend(list("ask", asked));
    let seen = it.look.iter();
    let seen = seen.map(|it| format!("(what: {}, method: {:?})", quoted(&it.what), it.method));
    fields.extend(list("look", seen));
    fields.extend(it.minutes.map(|minutes| format!("minutes: {minutes}")));
    if !it.tiers.is_empty() {
        fields.push(format!("tiers: {:?}", it.tiers));
    }
    if it.knock_out {
        fields.push("knock_out: true".to_owned());
    }
    if fields.len() == few {
        format!("        ({}),", fields.join(", "))
    } else {
        let fields = fields.join(",\n            ");
        format!("        (\n            {fields},\n        ),")
    }
}

/// A list with a line for each of its items; none where it has none.
fn list(name: &str, items: impl Iterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = items.map(|it| format!("                {it},")).collect();
    let lines = lines.join("\n");
    (!lines.is_empty()).then(|| format!("{name}: [\n{lines}\n            ]"))
}

/// A text as RON writes it. Nothing in it is unseen but the ends of lines.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
