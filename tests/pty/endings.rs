//! However the program is ended or stopped, the words are on the disk and the terminal is as it was.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::seat::Seat;
use super::session::{Session, fresh_line_modes};

/// Within which the program has to be gone. The aim is 500 ms; a machine that runs other tests as well gets more.
const GONE_WITHIN: Duration = Duration::from_secs(2);
/// The CPU time that ending may take, in ticks of 10 ms.
const CPU_TICKS: u64 = 30;
/// How many frames a stalled terminal is sent.
const FRAMES: usize = 300;
const WORDS: &str = "restore test shown, log of 12 May";

/// A note with words in it that was not saved.
fn typing(seat: &Seat) -> Session {
    let mut session = Session::start(seat.screen());
    session.type_in("n");
    session.until("the note", |text| text.contains("NOTE"));
    session.type_in(WORDS);
    session.until("the words", |text| text.contains(WORDS));
    session
}

/// State and CPU time (user and system, in ticks) of a process.
pub fn process(session: &Session) -> Option<(char, u64)> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", session.pid.as_raw_nonzero())).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some((fields.first()?.chars().next()?, ticks(11)? + ticks(12)?))
}

/// Waits for the end, and says how long it took. The words are on the disk, once.
fn gone(session: &Session, seat: &Seat, began: Instant, how: &str) {
    let before = process(session).map_or(0, |(_, ticks)| ticks);
    let mut after = before;
    while session.ends_within(Duration::from_millis(5)).is_err() {
        after = process(session).map_or(after, |(_, ticks)| ticks);
        let waited = began.elapsed();
        assert!(waited < GONE_WITHIN, "{how}: still there after {waited:?}");
    }
    println!(
        "{how}: gone after {} ms, {} ms of CPU",
        began.elapsed().as_millis(),
        (after - before) * 10
    );
    assert!(after - before <= CPU_TICKS, "{how}: it burnt CPU time");
    let drafts = seat.drafts();
    let kept = drafts.iter().filter(|draft| draft.contains(WORDS)).count();
    assert_eq!(kept, 1, "{how}: {drafts:?}");
}

#[test]
fn a_hang_up_keeps_the_words() {
    let seat = Seat::new();
    let session = typing(&seat);
    let began = Instant::now();
    session.signal(Signal::HUP);
    gone(&session, &seat, began, "SIGHUP");
}

#[test]
fn a_request_to_end_keeps_the_words_and_restores_the_terminal() {
    for (signal, how) in [(Signal::TERM, "SIGTERM"), (Signal::INT, "SIGINT")] {
        let seat = Seat::new();
        let modes = fresh_line_modes();
        let mut session = typing(&seat);
        assert_ne!(session.line_modes(), modes, "the line is not raw");
        let began = Instant::now();
        session.signal(signal);
        gone(&session, &seat, began, how);
        assert_eq!(session.line_modes(), modes, "{how}: modes of the line");
        session.finish();
        session.look(|received| {
            let screen = received.parser.screen();
            assert!(!screen.alternate_screen() && !screen.bracketed_paste());
            assert!(!screen.hide_cursor() && !screen.inverse() && !screen.bold());
            assert!(!received.text().contains("restore"), "{}", received.text());
        });
    }
}

#[test]
fn a_closed_terminal_keeps_the_words() {
    for (controlling, how) in [(true, "closed"), (false, "closed, without a signal")] {
        let seat = Seat::new();
        let mut command = seat.screen();
        command.set_controlling_tty(controlling);
        let mut session = Session::start(command);
        session.type_in("n");
        session.until("the note", |text| text.contains("NOTE"));
        session.type_in(WORDS);
        session.until("the words", |text| text.contains(WORDS));
        let began = session.close(".");
        gone(&session, &seat, began, how);
    }
}

/// A connection that has stalled: nobody takes what the program writes.
#[test]
fn a_stalled_terminal_holds_up_neither_words_nor_the_end() {
    for (signal, how) in [
        (Signal::TERM, "stalled, SIGTERM"),
        (Signal::HUP, "stalled, SIGHUP"),
    ] {
        let seat = Seat::new();
        let mut session = Session::begin(seat.screen(), (300, 90));
        session.until("the first frame", |text| text.contains("LIST"));
        session.type_in("n");
        session.until("the note", |text| text.contains("NOTE"));
        session.type_in(WORDS);
        session.until("the words", |text| text.contains(WORDS));
        session.hold();
        // Full frames, by hiding and showing, far more than the buffers of a terminal hold.
        for _ in 0..FRAMES {
            for key in ["\x0c", " "] {
                session.type_in(key);
                thread::sleep(Duration::from_millis(2));
            }
        }
        session.type_in("!");
        let words = format!("{WORDS}!\"");
        let began = Instant::now();
        while !seat.draft_file_has(&words) {
            let waited = began.elapsed();
            assert!(waited < GONE_WITHIN, "{how}: no words after {waited:?}");
            assert!(session.ends_within(Duration::from_millis(20)).is_err());
        }
        let began = Instant::now();
        session.signal(signal);
        gone(&session, &seat, began, how);
        session.let_through();
        session.finish();
        let still_claimed = session.look(|received| received.parser.screen().alternate_screen());
        assert!(still_claimed, "{how}: the terminal had not stalled");
    }
}

#[test]
fn while_it_is_stopped_the_words_are_on_the_disk() {
    let seat = Seat::new();
    let mut session = typing(&seat);
    for round in 0..3 {
        session.type_in(&format!(" {round}"));
        let typed = format!("{WORDS}{}", [" 0", " 0 1", " 0 1 2"][round]);
        session.until("the words", |text| text.contains(&typed));
        session.suspend();
        assert!(
            seat.draft_file_has(&format!("{typed}\"")),
            "not on the disk: {typed}"
        );
        session.until_received("the shell's screen", |received| {
            let screen = received.parser.screen();
            !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
        });
        session.signal(Signal::CONT);
        session.until("the words again", |text| text.contains(&typed));
        session.look(|received| assert!(received.parser.screen().alternate_screen()));
    }
    session.type_in("\r");
    session.until("saved", |text| {
        text.contains("saved. Ctrl-Z") || !text.contains("saving")
    });
    session.type_in("\x11");
    assert!(session.end().success());
    assert_eq!(seat.notes(), [format!("{WORDS} 0 1 2")]);
    assert!(seat.drafts().is_empty());
}
