//! Every view at the sizes that matter, as it was looked at and found good: a small window beside a call, the
//! classic terminal, a laptop, a large screen.
//!
//! `INSTA_UPDATE=always cargo test --test journeys views` writes them anew; they are then to be looked at.

use std::fmt::Write as _;

use onsite::tui::headless;
use onsite::tui::keymap::Place;

use crate::rig::{Journey, THEME, snapshot, styles};

/// Columns and rows.
const SIZES: [(u16, u16); 4] = [(60, 12), (80, 24), (120, 40), (200, 60)];

/// The views of the running session of the worked example, each with the keys that lead to it from LIST.
const OF_THE_SESSION: &[(&str, &str)] = &[
    ("session", ""),
    (
        "note_in_session",
        "n@ml-engineer shows the drift board #A.6.2.6",
    ),
];

/// The other views of the worked example.
const VIEWS: &[(&str, &str)] = &[
    ("requirements", "/27001:A.8.13<Enter>"),
    ("shared_line", "/6.1.3<Enter>"),
    (
        "note",
        "/27001:A.8.13<Enter>nrestore of 2 June shown, +BK-LOG v3",
    ),
    ("guide", "/27001:A.8.13<Enter>a"),
    ("guide_of_shared_line", "/5.2<Enter>a"),
    ("results", "/27001:A.8.13<Enter><C-g>"),
    ("everything_about", "/27001:A.8.13<Enter> "),
    ("finding_form", "/27001:A.8.13<Enter>f"),
    ("evidence_form", "/27001:A.8.13<Enter>e"),
    ("sample_form", "/27001:A.8.13<Enter>s"),
    ("grid", "/27001:A.8.13<Enter>S"),
    ("triage", "w"),
    ("trails", "t"),
    ("sessions", ":sessions<Enter>"),
    ("notes", ":notes<Enter>"),
    ("findings", ":findings<Enter>"),
    ("documents", ":documents<Enter>"),
    ("requests", ":requests<Enter>"),
    ("finding", ":findings<Enter><Enter>"),
    ("standing", ":where the audit<Enter>"),
    ("gates", ":still blocks<Enter>"),
    ("wrap_up", ":wrap-up<Enter>"),
    ("agenda", ":agenda of<Enter><Enter>"),
    ("slides", ":findings one by one<Enter><Right>"),
    ("only_the_question", "/27001:A.8.13<Enter><F2>"),
    ("hidden", "<C-l>"),
    ("help", "?"),
    ("palette", ":"),
    ("find", "/back"),
    ("sign_off", ":sign off<Enter>"),
];

/// The views of an audit in which nothing was written yet: they say what to do.
const EMPTY: &[(&str, &str)] = &[
    ("empty_requirements", ""),
    ("empty_session", "i"),
    ("empty_triage", "w"),
    ("empty_trails", "t"),
    ("empty_findings", ":findings<Enter>"),
    ("empty_documents", ":documents<Enter>"),
    ("empty_requests", ":requests<Enter>"),
    ("empty_sessions", ":sessions<Enter>"),
    ("empty_standing", ":where the audit<Enter>"),
];

/// Compares a view with how it looked at each size.
fn view(j: &Journey, name: &str) {
    let mut text = String::new();
    for (width, height) in SIZES {
        let (buffer, cursor) = j.app.screen(width, height, THEME);
        let cursor = cursor.map_or("none".to_owned(), |at| format!("{},{}", at.x, at.y));
        let styles = styles(&buffer);
        writeln!(text, "{width}x{height}  cursor: {cursor}  styles: {styles}").unwrap();
        text.push_str(&headless::text(&buffer));
    }
    snapshot("../screens/views", name, &text);
}

fn views(j: &mut Journey, views: &[(&str, &str)]) {
    for (name, keys) in views {
        j.keys("<Esc*5>").keys(keys);
        view(j, name);
        if j.model().place() == Place::Note {
            j.keys("<C-u>"); // The next view is not to begin with these words.
        }
        if *name == "hidden" {
            j.keys("<C-l>");
        }
        if j.model().shows != onsite::tui::model::Shows::Everything {
            j.keys("<F2><F2>");
        }
    }
    j.keys("<Esc*5>");
}

journey!(of_the_worked_example, || {
    let mut j = Journey::example();
    views(&mut j, OF_THE_SESSION);
    j.keys("i");
    views(&mut j, VIEWS);
});

journey!(of_an_empty_audit, || views(&mut Journey::new(), EMPTY));

journey!(of_home_and_of_a_new_audit, || {
    let mut j = Journey::at_home();
    view(&j, "home");
    j.keys("<Enter>");
    view(&j, "new_audit");
});
