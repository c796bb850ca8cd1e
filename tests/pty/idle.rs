//! A program that waits does nothing at all.

use std::fs;
use std::time::Duration;

use super::seat::Seat;
use super::session::Session;

/// How long nothing may happen.
const WATCHED: Duration = Duration::from_secs(2);

/// How often the threads of the program have gone to sleep, which is how often they woke.
fn naps(session: &Session) -> u64 {
    let tasks = format!("/proc/{}/task", session.pid.as_raw_nonzero());
    let status = |task: fs::DirEntry| fs::read_to_string(task.path().join("status")).unwrap();
    let of = |status: String| {
        let line = status.lines().find_map(|line| {
            line.strip_prefix("voluntary_ctxt_switches:")
                .map(|count| count.trim().parse::<u64>().unwrap())
        });
        line.unwrap()
    };
    let tasks = fs::read_dir(tasks).unwrap();
    tasks.map(|task| of(status(task.unwrap()))).sum()
}

#[test]
fn an_idle_program_sleeps() {
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    for (place, keys) in [("LIST", ""), ("NOTE", "nwords"), ("PICK", "\x0f")] {
        session.type_in(keys);
        session.until(place, |text| text.contains(place));
        session.until_quiet(Duration::from_millis(700));
        let (bytes, naps_before) = (session.received(), naps(&session));
        assert!(session.ends_within(WATCHED).is_err(), "it has ended");
        let woke = naps(&session) - naps_before;
        println!("{place}: {woke} wakeups in {WATCHED:?}");
        assert_eq!(session.received(), bytes, "{place}: it wrote something");
        assert!(woke <= 1, "{place}: it woke {woke} times");
    }
}
