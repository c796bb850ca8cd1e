//! Two auditors with the same folder open: what one saves, the other sees with the next key.

use onsite::audit::schema::Kind;
use onsite::tui::model::View;
use onsite::tui::msg::{Asked, Msg};
use onsite::tui::update::LOOK_AFTER_MS;

use crate::rig::{Journey, count, texts};

/// A second auditor opens the same folder.
fn beside(j: &Journey) -> Journey {
    Journey::open_as(&j.path, "Jo Lind")
}

/// The next key after a while; what others wrote is there soon after.
fn hears(j: &mut Journey, key: &str, what: &str) {
    assert!(!j.screen(120, 40).contains(what), "{what} is there already");
    j.app.model.ms += LOOK_AFTER_MS;
    j.keys(key);
    until_said(j, what);
}

fn until_said(j: &mut Journey, what: &str) {
    j.until(what, |app| {
        app.model.said.as_ref().is_some_and(|it| it.text == what)
    });
}

journey!(what_a_colleague_saves_is_there_with_the_next_key, || {
    let mut ada = Journey::new();
    let mut jo = beside(&ada);
    ada.keys("<Down*3>nhalf a sentence");
    let (selected, typed) = (ada.room().outline.at, "half a sentence");
    jo.keys("nthe owner was named #A.5.9<C-s>").keys("<Esc>");
    hears(&mut ada, "<Right>", "Jo Lind wrote 1 entry meanwhile.");
    assert_eq!(texts(ada.audit()), ["the owner was named #A.5.9"]);
    assert_eq!(ada.room().outline.at, selected);
    let form = ada.room().form().unwrap();
    assert_eq!(form.fields[0].editor.text(), typed);
    ada.keys(" and its end<C-s>").keys("<Esc>");
    hears(&mut jo, "<Down>", "[lead auditor] wrote 1 entry meanwhile.");
    assert_eq!(count(jo.audit(), Kind::Note), 2);
    // What one has written oneself is nothing new.
    jo.app.model.ms += LOOK_AFTER_MS;
    jo.keys("<Up>");
    assert_eq!(jo.said(), "");
    jo.app.leave();
    ada.end();
});

journey!(
    what_was_seen_of_a_colleague_is_replaced_and_no_conflict,
    || {
        let mut ada = Journey::new();
        let mut jo = beside(&ada);
        jo.keys("<C-g>1<Enter>");
        hears(&mut ada, "<Left>", "Jo Lind wrote 1 entry meanwhile.");
        ada.keys("<C-g>4<Enter>no time left<C-s>");
        hears(&mut jo, "<Left>", "[lead auditor] wrote 1 entry meanwhile.");
        for j in [&ada, &jo] {
            assert_eq!(j.audit().conflicts(), []);
            assert_eq!(j.room().tally.conflicts, 0);
        }
        jo.app.leave();
        ada.end();
    }
);

journey!(a_session_that_a_colleague_ends_is_over_here_as_well, || {
    let mut ada = Journey::new();
    ada.keys(":start a new<Enter>Backup<C-s>");
    let mut jo = beside(&ada);
    assert_eq!(
        jo.room().view,
        View::Session,
        "it opens on the session that runs"
    );
    ada.keys("<Esc>:end the<Enter>").keys("<Esc>");
    assert_eq!(ada.room().session, None);
    jo.app.model.ms += LOOK_AFTER_MS;
    jo.keys("<Left>");
    jo.until("the end of the session", |app| {
        app.model.room.as_ref().unwrap().session.is_none()
    });
    assert_eq!(jo.room().view, View::Requirements);
    jo.app.leave();
    ada.end();
});

journey!(a_log_that_is_damaged_meanwhile_is_told_of, || {
    let mut ada = Journey::new();
    std::fs::write(ada.path.join("log/notes.txt"), "mine").unwrap();
    let mut jo = beside(&ada);
    jo.keys("none<C-s>").keys("<Esc>");
    let found = "1 problem was found in the folder; “problems” in the palette (Ctrl-O) tells. \
        Jo Lind wrote 1 entry meanwhile.";
    hears(&mut ada, "<Left>", found);
    assert_eq!(ada.room().problems.len(), 1);
    std::fs::remove_file(ada.path.join("log/notes.txt")).unwrap();
    jo.app.leave();
    ada.end();
});

journey!(
    it_is_said_behind_what_the_last_line_did_where_there_is_no_screen,
    || {
        let mut ada = Journey::new();
        let mut jo = beside(&ada);
        jo.keys("none<C-s>").keys("<Esc>");
        ada.app.model.ms += LOOK_AFTER_MS;
        ada.app.take(Msg::Asked(Asked::Words("two".to_owned())));
        let said = "note on 27001:4.1: two. Ctrl-Z undoes. Jo Lind wrote 1 entry meanwhile.";
        until_said(&mut ada, said);
        jo.app.leave();
        ada.end();
    }
);
