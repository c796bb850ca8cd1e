//! What a neighbour can read: the question alone, roles in place of names.

use onsite::audit::schema::{Field, Kind};
use onsite::tui::keymap::Place;

use crate::rig::{Journey, texts};

const SIZES: [(u16, u16); 5] = [(80, 24), (120, 40), (200, 60), (60, 12), (19, 3)];

fn screens(j: &Journey) -> String {
    SIZES
        .map(|(width, height)| j.screen(width, height))
        .concat()
}

journey!(only_the_question_is_shown_and_typing_goes_on, || {
    let mut j = Journey::example();
    j.keys("i/A.8.13<Enter><F2>").shot("only_the_question");
    let shown = j.screen(80, 24);
    assert!(shown.contains("27001:A.8.13") && shown.contains("Information backup"));
    for secret in [
        "Tarnholt",
        "Restore tests fail",
        "touched",
        "nonconform",
        "BK-LOG",
    ] {
        assert!(!screens(&j).contains(secret), "{secret}");
    }
    // The line that is typed is there; the lines before it are not.
    j.keys("nfirst line<C-j>second line");
    let shown = j.screen(80, 24);
    assert!(
        shown.contains("second line") && !shown.contains("first line"),
        "{shown}"
    );
    j.keys("<F2>");
    assert!(!screens(&j).contains("second line"));
    j.keys(" goes on<Enter>unseen");
    assert!(texts(j.audit()).contains(&"first line\nsecond line goes on"));
    // Lists and forms of the audit are not shown either; commands are.
    j.keys("<Esc>:findings<Enter>");
    assert_eq!(j.model().place(), Place::Pick);
    assert!(!screens(&j).contains("Restore"));
    j.keys("<Esc>f");
    assert!(!screens(&j).contains("Statement"));
    j.keys("<Esc><C-o>only the question");
    assert!(j.screen(80, 24).contains("show only the question"));
    j.keys("<Esc><F2>");
    assert!(j.screen(80, 24).contains("Tarnholt"), "everything again");
    j.keys("n");
    assert!(
        j.screen(80, 24).contains("unseen"),
        "the draft is still there"
    );
});

journey!(people_are_shown_by_role_until_names_are_asked_for, || {
    let mut j = Journey::example();
    j.keys("n@jonas-wreede and Mareike Toft agree #A.8.13<Enter><Esc>");
    let names: Vec<String> = {
        let people = j.audit().standing(Kind::Person);
        let names = people.map(|it| j.audit().text(it, Field::Name).to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    assert!(names.len() > 10);
    let places = [
        "",
        "i",
        "/A.8.13<Enter>",
        "<Space>",
        ":notes<Enter>",
        ":people<Enter>",
        ":people<Enter><Enter>",
        ":sessions<Enter><Enter>",
        ":findings<Enter><Enter>",
        "/Jonas",
        ":where the audit<Enter>",
        ":agenda of<Enter><Enter>",
        "n@",
        "n@j",
        ":still blocks<Enter>",
    ];
    for place in places {
        j.keys("<C-End>").keys("<Esc*4>").keys(place);
        let shown = screens(&j);
        for name in &names {
            // What the auditor types is shown as typed.
            let bare = shown.replace("/Jonas", "");
            assert!(
                !bare.contains(name.as_str()),
                "{name} after {place}:\n{shown}"
            );
        }
        assert!(!shown.contains("jonas-wreede"), "{place}");
    }
    j.keys("<Esc*4>:show names<Enter>:people<Enter>");
    assert!(j.screen(120, 40).contains("Mareike Toft"));
    j.keys("<Esc>:notes<Enter>");
    assert!(j.screen(120, 40).contains("@jonas-wreede"));
    j.keys("<Esc>:show roles<Enter>:notes<Enter>");
    assert!(j.screen(120, 40).contains("@[CISO]"));
});
