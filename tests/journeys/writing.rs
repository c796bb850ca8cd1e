//! Notes without friction: completion by words, twins, notes from pages, splitting, linking anew.

use onsite::audit::coverage;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::tui::keymap::Place;

use crate::rig::{Journey, count, field, linked, texts};

journey!(tab_completes_by_words_as_well, || {
    let mut j = Journey::new();
    // A word that no title has is known from the notes.
    j.keys("nrestore took 4 h #A.8.13<Enter><Esc>");
    for (typed, completed) in [
        ("#backup", "#A.8.13"),
        ("#restore", "#A.8.13"),
        ("#access-rights", "#A.5.18"),
        // What no title and no note says is known from the guides.
        ("#leaver", "#A.5.11"),
        ("#password", "#A.5.17"),
        // A number that standards share means both; who types one of them means that one.
        ("#9.2.2", "#9.2.2"),
        ("#42001:9.2.2", "#42001:9.2.2"),
    ] {
        j.keys("n").keys(typed).keys("<Tab>");
        let words = j.room().form().unwrap().words().to_owned();
        let offered = j.screen(200, 24);
        assert!(
            words == completed || offered.contains(completed),
            "{typed}: {words}\n{offered}"
        );
        j.keys("<C-u><Esc>");
    }
    j.keys("n#backup<Tab>").shot("completing_by_words");
    assert_eq!(j.room().form().unwrap().words(), "#A.8.13");
    j.keys("<C-u><Esc>");
    j.keys(":a person<Enter>Ida Holm<Tab>ops lead<C-s>eRestore log<Tab>BK-LOG<C-s>eWall chart<C-s>sleavers<C-s>");
    j.keys("n@ida<Tab> +restore<Tab> +wall<Tab> +leavers<Tab><Enter><Esc>");
    assert_eq!(texts(j.audit()).last(), Some(&"@ops-lead +BK-LOG +E2 +P1"));
    let last = j.audit().objects(Kind::Note).next_back().unwrap();
    let label = j.audit().label(last);
    assert_eq!(linked(j.audit(), &label, Link::Evidence), ["E1", "E2"]);
    assert_eq!(linked(j.audit(), &label, Link::Sample), ["P1"]);
    assert_eq!(count(j.audit(), Kind::Evidence), 2, "nothing was doubled");
    assert_eq!(count(j.audit(), Kind::Sample), 1);
    j.end();
});

journey!(a_note_on_a_twin_row_counts_for_both_standards, || {
    let mut j = Journey::new();
    j.keys("/27001:9.2.2<Enter>nprogramme of three years seen<Enter><Esc>");
    let row = |id: &str| j.room().criteria.index(&id.parse().unwrap()).unwrap();
    for id in ["27001:9.2.2", "42001:9.2.2"] {
        let standing = j.room().tally.standing(row(id)).unwrap();
        assert_eq!(standing.notes, 1, "{id}");
        assert!(standing.touched(), "{id}");
        let id = id.parse().unwrap();
        let about = coverage::about(j.audit(), &j.room().criteria, &id, Kind::Note);
        assert_eq!(about.len(), 1);
    }
    j.keys("/42001:9.2.2<Enter>").shot("twin");
    assert!(j.screen(120, 40).contains("programme of three years seen"));
    j.end();
});

journey!(a_note_is_one_key_away_from_a_page, || {
    let mut j = Journey::new();
    j.keys("/27001:A.8.13<Enter>nrestore took 4 h<Enter><Esc>g:notes<Enter><Enter>");
    assert_eq!(j.model().place(), Place::Page);
    j.keys("nand was never tried<Enter><Esc>");
    assert_eq!(
        linked(j.audit(), "N2", Link::On),
        ["27001:A.8.13"],
        "about what the page was about"
    );
    j.keys("<Space><Paste:pasted on a page><Enter><Esc>");
    assert_eq!(texts(j.audit()).last(), Some(&"pasted on a page"));
    j.end();
});

journey!(a_note_is_split_at_the_cursor, || {
    let mut j = Journey::new();
    j.keys("iBackup<C-s>13:50 @ops-lead: restore took 4 h #A.8.13 and nobody tests it<Enter><Esc>");
    j.keys(":notes<Enter><C-e><Home>").keys("<Right*42>");
    j.keys("<C-x>");
    assert_eq!(
        texts(j.audit()),
        [
            "13:50 @ops-lead: restore took 4 h #A.8.13",
            "and nobody tests it"
        ]
    );
    for link in [Link::On, Link::Session, Link::Person] {
        assert_eq!(
            linked(j.audit(), "N1", link),
            linked(j.audit(), "N2", link),
            "{link:?}"
        );
    }
    assert_eq!(linked(j.audit(), "N2", Link::Note), ["N1"]);
    assert_eq!(field(j.audit(), "N2", Field::Observed), "13:50");
    j.keys("N1<Enter>").shot("split");
    let page = j.screen(120, 40);
    assert!(page.contains("was: 13:50 @ops-lead: restore took 4 h #A.8.13 and nobody tests it"));
    assert!(page.contains("Split into"), "{page}");
    j.keys("<C-z>");
    assert_eq!(j.audit().standing(Kind::Note).count(), 1);
    assert_eq!(
        field(j.audit(), "N1", Field::Text),
        "13:50 @ops-lead: restore took 4 h #A.8.13 and nobody tests it"
    );
    j.end();
});

journey!(a_new_note_or_an_end_of_words_is_not_split, || {
    let mut j = Journey::new();
    j.keys("none two<C-x>");
    assert!(j.said().contains("not saved yet"), "{}", j.said());
    assert_eq!(j.room().form().unwrap().words(), "one two");
    j.keys("<Enter><Esc>:split<Enter><Enter><C-x>");
    assert_eq!(
        j.said(),
        "Put the cursor where the second note begins; then Ctrl-X splits."
    );
    assert_eq!(texts(j.audit()), ["one two"]);
    j.keys("<Esc>");
    j.end();
});

journey!(a_note_is_linked_anew_without_typing_it_again, || {
    let mut j = Journey::new();
    j.keys("/27001:A.8.13<Enter>nrestore took 4 h @ops-lead +BK-LOG<Enter><Esc>:notes<Enter><C-r>")
        .shot("links_form");
    j.keys("<C-u>A.8.14 27001:5.1<Tab><C-u>backup admin<C-s>");
    assert_eq!(
        linked(j.audit(), "N1", Link::On),
        ["27001:A.8.14", "27001:5.1"]
    );
    let person = linked(j.audit(), "N1", Link::Person);
    assert_eq!(field(j.audit(), &person[0], Field::Role), "backup admin");
    assert_eq!(linked(j.audit(), "N1", Link::Evidence), ["E1"]);
    assert_eq!(texts(j.audit()), ["restore took 4 h @ops-lead +BK-LOG"]);
    j.end();
});
