//! The linear mode in a terminal: lines and nothing else go out, and however it ends the words are on the disk.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::seat::Seat;
use super::session::Session;

const GONE_WITHIN: Duration = Duration::from_secs(2);

/// The program in a terminal that can do nothing but lines.
fn dumb(seat: &Seat) -> Session {
    let mut command = seat.screen();
    command.env("TERM", "dumb");
    let session = Session::begin(command, (80, 24));
    session.until("the prompt", |text| {
        text.ends_with("open> ") || text.trim_end().ends_with("open>")
    });
    session
}

fn gone(session: &Session, how: &str) {
    let began = Instant::now();
    while session.ends_within(Duration::from_millis(5)).is_err() {
        assert!(began.elapsed() < GONE_WITHIN, "{how}: still there");
    }
}

#[test]
fn the_disk_is_tried_before_the_first_line() {
    let seat = Seat::new();
    let session = dumb(&seat);
    let began = Instant::now();
    while fs::read_dir(seat.audit.join("draft")).unwrap().count() == 0 {
        assert!(began.elapsed() < GONE_WITHIN, "no file for drafts");
        std::thread::yield_now();
    }
    drop(session);
}

#[test]
fn a_dumb_terminal_gets_lines_and_nothing_that_moves_or_colours() {
    let seat = Seat::new();
    let mut session = dumb(&seat);
    session.type_in("! restore shown, \u{202e}evil\u{202c} caf\u{e9}\r");
    session.until("the note", |text| text.contains("Saved: note on"));
    session.type_in(":show\r");
    session.until_received("what is known", |received| {
        String::from_utf8_lossy(&received.bytes).contains("\nSeen: ")
    });
    session.type_in(":status\r:check\r:help\r");
    session.until("the help", |text| text.contains(":quit: leave"));
    session.type_in(":quit\r");
    assert!(session.end().success());
    session.look(|received| {
        // What was typed is echoed by the terminal, not by the program; it is the one line with a mark.
        let text = String::from_utf8_lossy(&received.bytes);
        let control = |line: &&str| line.contains(|c: char| c.is_control() && c != '\r');
        assert_eq!(text.split('\n').find(control), None);
        let said: Vec<&str> = text
            .split('\n')
            .filter(|line| line.contains("evil"))
            .collect();
        assert!(said.len() >= 3, "{said:?}");
        assert!(
            said[1..].iter().all(|line| line.contains("<U+202E>evil")),
            "{said:?}"
        );
    });
    assert_eq!(
        seat.notes(),
        ["! restore shown, \u{202e}evil\u{202c} caf\u{e9}"]
    );
}

#[test]
fn half_a_form_outlives_a_hang_up_a_request_to_end_and_a_closed_terminal() {
    for how in ["SIGHUP", "SIGTERM", "SIGINT", "closed"] {
        let seat = Seat::new();
        let mut session = dumb(&seat);
        session.type_in(":finding\rTests fail\r");
        session.until("the next field", |text| text.contains("Class"));
        match how {
            "SIGHUP" => session.signal(Signal::HUP),
            "SIGTERM" => session.signal(Signal::TERM),
            "SIGINT" => session.signal(Signal::INT),
            _ => drop(session.close(".")),
        }
        gone(&session, how);
        let drafts = seat.drafts();
        assert_eq!(drafts.len(), 1, "{how}: {drafts:?}");
        assert!(drafts[0].contains("Tests fail"), "{how}: {drafts:?}");
    }
}

#[test]
fn the_end_of_the_input_leaves_and_a_killed_program_has_lost_no_saved_line() {
    let seat = Seat::new();
    let mut session = dumb(&seat);
    session.type_in("one\r");
    session.until("the note", |text| text.contains("Saved: note on"));
    session.type_in("\x04");
    assert!(session.end().success());
    let mut session = dumb(&seat);
    session.type_in("two\r");
    session.until("the note", |text| text.contains(": two."));
    session.type_in(":finding\rhalf\r");
    session.until("the next field", |text| text.contains("Class"));
    let began = Instant::now();
    while !seat.draft_file_has("half") {
        assert!(
            began.elapsed() < GONE_WITHIN,
            "the field is not on the disk"
        );
    }
    session.signal(Signal::KILL);
    gone(&session, "SIGKILL");
    assert_eq!(seat.notes(), ["one", "two"]);
    assert!(seat.drafts()[0].contains("half"));
}

#[test]
fn a_disk_that_refuses_is_said_and_so_is_its_recovery() {
    let seat = Seat::new();
    let mut session = dumb(&seat);
    for folder in ["log", "draft", "heads"] {
        fs::rename(
            seat.audit.join(folder),
            seat.audit.join(format!("{folder}.away")),
        )
        .unwrap();
        fs::write(seat.audit.join(folder), "").unwrap();
    }
    session.type_in("first\r");
    session.until("the warning", |text| {
        text.replace('\n', "").contains("NOT SAVED: ")
    });
    session.type_in("second\r");
    session.until("the next prompt", |text| {
        text.replace('\n', "").matches("NOT SAVED: ").count() >= 2
    });
    for folder in ["log", "draft", "heads"] {
        fs::remove_file(seat.audit.join(folder)).unwrap();
        fs::rename(
            seat.audit.join(format!("{folder}.away")),
            seat.audit.join(folder),
        )
        .unwrap();
    }
    session.until("the recovery", |text| {
        text.contains("Everything is saved again.")
    });
    session.type_in(":quit\r");
    assert!(session.end().success());
    assert_eq!(seat.notes(), ["first", "second"]);
}

#[test]
fn stopped_and_continued_it_goes_on() {
    let seat = Seat::new();
    let mut session = dumb(&seat);
    session.type_in(":finding\rTests fail\r");
    session.until("the next field", |text| text.contains("Class"));
    session.suspend();
    assert!(seat.draft_file_has("Tests fail"), "not on the disk");
    session.signal(Signal::CONT);
    session.type_in("minor\r");
    session.until("the field after", |text| text.contains("Requirement> "));
    session.type_in(":save\r");
    session.until("saved", |text| text.contains("Saved: finding on"));
    session.type_in(":quit\r");
    assert!(session.end().success());
    assert!(seat.drafts().is_empty());
}
