//! A disk that refuses: NOT SAVED is shown, typing goes on, saving resumes, nothing is lost.

use std::fs;
use std::path::Path;

use onsite::tui::model::Saving;

use crate::rig::{Journey, texts};

/// Takes the place away where logs are written. Works for root too, whom permissions do not stop.
fn break_disk(path: &Path) {
    for folder in ["log", "draft", "heads"] {
        fs::rename(path.join(folder), path.join(format!("{folder}.away"))).unwrap();
        fs::write(path.join(folder), "").unwrap();
    }
}

fn mend_disk(path: &Path) {
    for folder in ["log", "draft", "heads"] {
        fs::remove_file(path.join(folder)).unwrap();
        fs::rename(path.join(format!("{folder}.away")), path.join(folder)).unwrap();
    }
}

fn is_refused(app: &onsite::tui::headless::Headless) -> bool {
    matches!(app.model.room.as_ref().unwrap().saving, Saving::NotSaved(_))
}

journey!(not_saved_is_shown_and_saving_resumes, || {
    let mut j = Journey::new();
    break_disk(&j.path);
    j.keys("nfirst<Enter>");
    j.until("NOT SAVED", is_refused);
    assert!(
        texts(j.audit()).is_empty(),
        "nothing counts that is not on disk"
    );
    j.keys("second<Enter>third<C-j>line");
    let screen = j.screen(80, 24);
    assert!(screen.contains("NOT SAVED: 2"), "{screen}");
    assert!(
        screen.contains("Go on typing") || screen.contains(": could not"),
        "{screen}"
    );
    assert!(screen.contains("third"), "{screen}");
    mend_disk(&j.path);
    j.until("saving again", |app| {
        app.model.room.as_ref().unwrap().saving == Saving::Saved
    });
    assert_eq!(texts(j.audit()), ["first", "second"]);
    j.keys("<Enter><Esc>");
    j.end();
});

journey!(the_disk_is_tried_before_the_first_word, || {
    let mut j = Journey::new();
    let drafts = j.path.join("draft");
    let one = |_: &onsite::tui::headless::Headless| fs::read_dir(&drafts).unwrap().count() == 1;
    j.until("a file for drafts", one);
    j.end();
});

journey!(what_cannot_be_saved_at_the_end_is_rescued, || {
    let mut j = Journey::new();
    break_disk(&j.path);
    j.keys("nfirst<Enter>");
    j.until("NOT SAVED", is_refused);
    j.keys("half a sen");
    let path = j.path.clone();
    let last = j
        .app
        .leave()
        .expect("it is said that something is not in the folder");
    assert!(last.contains("not be saved in the audit folder"), "{last}");
    mend_disk(&path);
    let mut j = Journey::open(&path);
    j.until("the rescued note", |app| {
        !texts(&app.model.room.as_ref().unwrap().audit).is_empty()
    });
    assert_eq!(texts(j.audit()), ["first"]);
    assert_eq!(j.room().drafts.first().unwrap().words(), "half a sen");
});
