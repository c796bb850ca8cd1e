//! The page of a requirement: questions ticked as asked, what was seen entered, the trail followed.

use onsite::audit::schema::{Field, Kind};
use onsite::tui::keymap::Place;

use crate::rig::{Journey, count, texts};

/// The questions that stand as asked.
fn asked(j: &Journey) -> Vec<String> {
    let points = j.audit().standing(Kind::Point);
    points
        .map(|point| j.audit().text(point, Field::Text).to_owned())
        .collect()
}

journey!(questions_are_ticked_as_asked_and_taken_back, || {
    let mut j = Journey::new();
    j.keys("/27001:A.8.13<Enter>a").shot("guide");
    assert_eq!(j.model().place(), Place::Guide);
    j.keys("<Enter><Down><Enter>").shot("guide_two_asked");
    let both = asked(&j);
    assert_eq!(both.len(), 2);
    assert_ne!(both[0], both[1]);
    assert!(
        j.said().starts_with("brought up on 27001:A.8.13"),
        "{}",
        j.said()
    );
    // The mark stands on the next question that was not asked; the first one is taken back.
    j.keys("<Home><Enter>");
    assert_eq!(asked(&j), both[1..]);
    j.keys("<C-z>");
    assert_eq!(asked(&j), both);
    j.keys("q").shot("guide_closed");
    j.end();
});

journey!(the_page_opens_where_the_talk_stands, || {
    let mut j = Journey::new();
    j.keys("/27001:A.8.13<Enter>a<Enter>qa");
    let first = asked(&j);
    j.keys("<Enter>");
    assert_eq!(asked(&j).len(), 2, "the second question was marked");
    assert_eq!(asked(&j)[..1], first);
    j.keys("nit was told<Enter><Esc>");
    assert_eq!(texts(j.audit()), ["it was told"]);
    j.end();
});

journey!(where_next_is_one_key_away_and_backspace_comes_back, || {
    let mut j = Journey::new();
    j.keys("/27001:A.8.13<Enter>").keys(">").shot("where_next");
    j.keys("<Enter>");
    assert_eq!(j.room().requirement().unwrap().to_string(), "27001:A.5.30");
    j.keys("<Backspace>");
    assert_eq!(j.room().requirement().unwrap().to_string(), "27001:A.8.13");
    j.keys("<Right>");
    assert_eq!(j.room().requirement().unwrap().to_string(), "27001:A.8.14");
    j.keys("<Left><Left>q");
    assert_eq!(j.room().requirement().unwrap().to_string(), "27001:A.8.12");
    j.end();
});

journey!(what_was_seen_is_entered_from_its_line, || {
    let mut j = Journey::new();
    // Past five questions, the first thing to see: it is to be tried.
    j.keys("/27001:A.8.13<Enter>a<Down><Down><Down><Down><Down><Enter>");
    assert_eq!(j.model().place(), Place::Form);
    j.keys("Restored file<C-s>");
    assert_eq!(count(j.audit(), Kind::Evidence), 1);
    let seen = j.audit().standing(Kind::Evidence).next().unwrap();
    assert_eq!(j.audit().text(seen, Field::Method), "test");
    j.end();
});

journey!(one_note_on_a_twin_credits_both_standards, || {
    let mut j = Journey::new();
    j.keys("/27001:9.2.2<Enter>nprogramme shown +IAP v3<Enter><Esc>");
    for id in ["27001:9.2.2", "42001:9.2.2"] {
        let row = j.room().criteria.index(&id.parse().unwrap()).unwrap();
        let standing = j.room().tally.standing(row).unwrap();
        assert!(standing.touched(), "{id}");
    }
    j.keys("/42001:9.2.2<Enter>").shot("guide_of_a_twin");
    j.end();
});

journey!(licensed_text_is_on_the_page_and_nowhere_else, || {
    let folder = onsite::checklist::library::Library::of_user()
        .overlay_folder()
        .unwrap()
        .to_owned();
    std::fs::create_dir_all(&folder).unwrap();
    let text = "Overlay(id: \"mine\", criterion: \"27001\", texts: [(on: \"A.8.13\", text: \"Quokka words.\")])";
    std::fs::write(folder.join("mine.ron"), text).unwrap();
    let mut j = Journey::new();
    j.keys("/27001:A.8.13<Enter>a<End>");
    assert!(j.screen(80, 60).contains("Quokka words."));
    j.keys("<Enter>q");
    assert!(!j.screen(80, 60).contains("Quokka"));
    let written = onsite::store::load::load(&j.path).unwrap();
    assert!(!format!("{:?}", written.audit).contains("Quokka"));
    for file in std::fs::read_dir(j.path.join("criteria")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("Quokka"));
    }
    j.end();
});

journey!(
    esc_and_the_next_key_that_arrive_at_once_are_two_keys,
    || {
        let mut j = Journey::new();
        j.keys("/27001:A.8.13<Enter>a<A-2>");
        assert_eq!(j.model().place(), Place::Pick, "the menu of results");
        j.keys("<Enter>");
        assert_eq!(j.model().place(), Place::List);
        assert_eq!(j.said(), "27001:A.8.13 does not conform. Ctrl-Z undoes.");
        // Where text is typed it is no Esc: who types @ or | with Option goes on typing.
        j.keys("nrestore<A-l>d<Enter><Esc>");
        assert_eq!(crate::rig::texts(j.audit()), ["restored"]);
        j.end();
    }
);
