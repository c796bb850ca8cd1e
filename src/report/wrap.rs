//! The wrap-up of a day as a sheet of Markdown, to be handed over.
//!
//! Every text of others goes through the escaper. This module must not know where the sheet goes.

use std::fmt::Write as _;

use super::escape::{Breaks, Text};
use crate::audit::wrap::{Sitting, WrapUp};

/// The sheet. It says of itself that its findings are tentative.
pub fn markdown(wrap: &WrapUp) -> String {
    let mut sheet = String::new();
    let client = cell(&wrap.client);
    // Writing to a String cannot fail.
    writeln!(sheet, "# Wrap-up of {}: {client}\n", wrap.day).ok();
    part(
        &mut sheet,
        "Held today",
        wrap.sessions.iter().map(sitting),
        "No session.",
    );
    let touched = wrap.touched.iter();
    let touched = touched.map(|(id, title)| format!("{} {}", cell(&id.to_string()), cell(title)));
    part(&mut sheet, "Requirements touched", touched, "None.");
    let findings = wrap.findings.iter().map(|finding| {
        let on: Vec<String> = finding.on.iter().map(ToString::to_string).collect();
        let new = if finding.new { "; new today" } else { "" };
        format!(
            "**{}, tentative**: {} ({} on {}{new})",
            cell(&finding.class_words()),
            cell(&finding.title),
            cell(&finding.label),
            cell(&on.join(", ")),
        )
    });
    let heading = "Findings so far, all tentative until the closing meeting";
    part(&mut sheet, heading, findings, "None.");
    let requests = wrap.requests.iter();
    let requests = requests.map(|one| format!("{} ({})", cell(&one.what), cell(&one.terms())));
    part(
        &mut sheet,
        "Asked for and not there yet",
        requests,
        "Nothing.",
    );
    let heading = format!("Planned for {}", wrap.next_day);
    part(
        &mut sheet,
        &heading,
        wrap.next.iter().map(sitting),
        "No session is planned.",
    );
    sheet
}

/// A text on one line.
fn cell(text: &str) -> String {
    Text::new(text).markdown(Breaks::Blank)
}

fn sitting(sitting: &Sitting) -> String {
    let kind = if sitting.kind.is_empty() {
        String::new()
    } else {
        format!(" ({})", cell(&sitting.kind))
    };
    format!("{} {}{kind}", sitting.times(), cell(&sitting.title))
}

fn part(sheet: &mut String, heading: &str, lines: impl Iterator<Item = String>, nothing: &str) {
    writeln!(sheet, "## {heading}\n").ok();
    let before = sheet.len();
    for line in lines {
        writeln!(sheet, "- {line}").ok();
    }
    if sheet.len() == before {
        writeln!(sheet, "{nothing}").ok();
    }
    sheet.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::wrap::{Asked, Tentative};

    #[test]
    fn what_others_wrote_stays_text() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 6, 16).unwrap();
        let wrap = WrapUp {
            day,
            client: "A\u{202e}cme\n# not a heading".to_owned(),
            sessions: Vec::new(),
            touched: Vec::new(),
            findings: vec![Tentative {
                label: "F1".to_owned(),
                classes: vec![("27001".to_owned(), "minor".to_owned())],
                title: "<script> **bold** [x](http://x.example)".to_owned(),
                on: Vec::new(),
                new: true,
            }],
            requests: vec![Asked {
                label: "N1".to_owned(),
                what: "log | table".to_owned(),
                of: "ops-lead".to_owned(),
                since: day,
                due: Some(day),
            }],
            next_day: day,
            next: Vec::new(),
        };
        let sheet = markdown(&wrap);
        assert!(
            !sheet.contains('\u{202e}') && !sheet.contains("\n# not"),
            "{sheet}"
        );
        assert!(sheet.contains(r"\<script\> \*\*bold\*\*"), "{sheet}");
        assert!(sheet.contains("- **minor, tentative**: "), "{sheet}");
        assert!(
            sheet.contains(r"log \| table (of ops-lead, since 2026-06-16, due 2026-06-16)"),
            "{sheet}"
        );
        assert!(sheet.contains("No session is planned."), "{sheet}");
    }
}
