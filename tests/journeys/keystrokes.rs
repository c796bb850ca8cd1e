//! What everyday acts cost in keystrokes. README says these numbers; a change of theirs is a decision.

use onsite::audit::id::Subject;
use onsite::audit::schema::{Field, Kind};
use onsite::audit::session::{self, State};
use onsite::tui::keymap::Place;
use onsite::tui::script;

use crate::rig::{Journey, count, texts};

/// An act: what README calls it, the keys before the words, the words, the keys after, the keystrokes beside words.
struct Act {
    name: &'static str,
    keys: &'static [&'static str],
    strokes: usize,
}

/// In the order of README. Parts that begin with a blank are words: they count nothing, since they cost the same
/// in every program.
const ACTS: &[Act] = &[
    Act {
        name: "the next note while notes are taken",
        keys: &[" he shows the rota", "<Enter>"],
        strokes: 1,
    },
    Act {
        name: "a note on another clause, from there",
        keys: &["#A.8.14", " second room shown", "<Enter>"],
        strokes: 8,
    },
    Act {
        name: "a document seen, in a note",
        keys: &["+", "BK-LOG", " v3", "<Enter>"],
        strokes: 8,
    },
    Act {
        name: "another kind for the note being written",
        keys: &["<Home>", "!"],
        strokes: 2,
    },
    Act {
        name: "a result",
        keys: &["<Esc>", "1", "<Enter>"],
        strokes: 3,
    },
    Act {
        name: "a finding with class, evidence and statement",
        keys: &[
            "f",
            " Restores fail",
            "<Tab>",
            "mm",
            "<Tab*2>",
            " two of three failed",
            "<Tab>",
            " not tested",
            "<C-s>",
        ],
        strokes: 8,
    },
    Act {
        name: "the first question ticked as asked, and back",
        keys: &["a", "<Enter>", "<Esc>"],
        strokes: 3,
    },
    Act {
        name: "where the checklist leads next, and back",
        keys: &[">", "<Enter>", "<Backspace>"],
        strokes: 3,
    },
    Act {
        name: "five items by three checks, one not met, with a remark",
        keys: &["yyyyyn", "m", " nine days late", "<Enter>", "yyyyyyyyy"],
        strokes: 17,
    },
    Act {
        name: "ten notes of the inbox filed under two requirements",
        keys: &[
            "w",
            "<Space*6>",
            "#backup<Enter>",
            "#acc ri<Enter>",
            "#<Enter>#<Enter>#<Enter>",
        ],
        strokes: 29,
    },
    Act {
        name: "the session of the plan that is due, begun, and in its note",
        keys: &["i", "<Enter>"],
        strokes: 2,
    },
    Act {
        name: "an interruption, and back to the session",
        keys: &["<C-t>", "i", "<Enter>"],
        strokes: 3,
    },
    Act {
        name: "undo",
        keys: &["<C-z>"],
        strokes: 1,
    },
];

fn strokes(act: &Act) -> usize {
    let keys = act.keys.iter().filter(|part| !part.starts_with(' '));
    keys.map(|part| script::parse(part).unwrap().len()).sum()
}

#[test]
fn readme_says_what_the_acts_cost() {
    let readme = include_str!("../../README.md");
    for act in ACTS {
        println!("{:>3}  {}", act.strokes, act.name);
        assert_eq!(strokes(act), act.strokes, "{}", act.name);
        let line = format!("| {} | {} |", act.name, act.strokes);
        assert!(readme.contains(&line), "README lacks: {line}");
    }
    let table = readme
        .split("<!-- keystrokes -->")
        .nth(1)
        .expect("README has the table");
    let rows = table
        .lines()
        .skip(3)
        .take_while(|line| line.starts_with('|'));
    assert_eq!(rows.count(), ACTS.len(), "README has other acts");
}

/// Presses the keys of an act.
fn act(j: &mut Journey, name: &str) {
    let act = ACTS.iter().find(|act| act.name == name).unwrap();
    for part in act.keys {
        if part.starts_with(' ') {
            j.app.press([onsite::tui::input::pasted(part)]);
        } else {
            j.keys(part);
        }
    }
}

journey!(the_acts_do_what_they_are_counted_for, || {
    let mut j = Journey::new();
    j.keys("/information backup<Enter>n");
    act(&mut j, "the next note while notes are taken");
    assert_eq!(texts(j.audit()), [" he shows the rota"]);
    act(&mut j, "a note on another clause, from there");
    let other: Subject = "27001:A.8.14".parse().unwrap();
    assert_eq!(j.audit().linked_to(&other, Kind::Note).len(), 1);
    act(&mut j, "a document seen, in a note");
    let document = j.audit().objects(Kind::Evidence).next().unwrap();
    assert_eq!(j.audit().text(document, Field::Version), "v3");
    j.keys("log shown");
    act(&mut j, "another kind for the note being written");
    j.keys("<Enter>");
    let note = j.audit().objects(Kind::Note).next_back().unwrap();
    assert_eq!(j.audit().text(note, Field::Mode), "seen");
    act(&mut j, "a result");
    let here = Subject::Requirement(j.room().requirement().unwrap());
    assert_eq!(here.to_string(), "27001:A.8.13");
    assert_eq!(j.audit().value(&here, &Field::Result.into()), "conforms");
    act(&mut j, "undo");
    assert_eq!(j.audit().value(&here, &Field::Result.into()), "");
    act(&mut j, "a finding with class, evidence and statement");
    assert_eq!(count(j.audit(), Kind::Finding), 1);
    let finding = j.audit().objects(Kind::Finding).next().unwrap();
    assert_eq!(
        j.audit().text(finding, Field::Statement).trim(),
        "not tested"
    );
    assert_eq!(
        onsite::tui::update::classes(j.room(), finding),
        "minor nonconformity"
    );
    j.end();
});

journey!(a_question_is_ticked_and_the_trail_followed, || {
    let mut j = Journey::new();
    j.keys("/information backup<Enter>");
    act(&mut j, "the first question ticked as asked, and back");
    assert_eq!(count(j.audit(), Kind::Point), 1);
    act(&mut j, "where the checklist leads next, and back");
    assert_eq!(j.room().requirement().unwrap().as_str(), "27001:A.8.13");
    j.end();
});

journey!(a_sample_is_marked, || {
    let mut j = Journey::new();
    j.keys(crate::sampling::DRAWN);
    act(
        &mut j,
        "five items by three checks, one not met, with a remark",
    );
    let items = j.audit().objects(Kind::Item);
    let results: Vec<&str> = items
        .map(|item| j.audit().text(item, Field::Result))
        .collect();
    assert_eq!(results.len(), 5);
    assert_eq!(results.iter().filter(|it| **it == "not-met").count(), 1);
    assert!(results.iter().all(|it| !it.is_empty()));
    j.end();
});

journey!(a_session_of_the_plan_begins_and_is_interrupted, || {
    let mut j = crate::sessions::planned();
    act(
        &mut j,
        "the session of the plan that is due, begun, and in its note",
    );
    assert_eq!(j.model().place(), Place::Note);
    let session = j.room().session;
    assert!(session.is_some());
    act(&mut j, "an interruption, and back to the session");
    assert_eq!(j.room().session, session);
    let object = j.audit().object(session.unwrap()).unwrap();
    assert_eq!(session::state(j.audit(), object), State::Running);
    j.end();
});

journey!(the_inbox_is_filed, || {
    let mut j = crate::evening::ten();
    act(
        &mut j,
        "ten notes of the inbox filed under two requirements",
    );
    assert!(onsite::audit::coverage::inbox(j.audit()).is_empty());
    j.end();
});
