//! `kill -9` while notes are being typed: what the screen called saved is there, and of the rest at most the
//! last second is lost.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use onsite::store::Damage;
use rustix::process::Signal;

use super::scaled;
use super::seat::{self, Seat};
use super::session::Session;

/// Runs that go on beside each other.
const ABREAST: usize = 3;
/// Within which the program is killed after the first key.
const LONGEST: u64 = 2500;
/// What may be lost of an open field.
const MAY_BE_LOST: Duration = Duration::from_secs(1);

/// Numbers by chance (`SplitMix64`), told by their seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        range.start + self.next() % (range.end - range.start)
    }
}

/// What was typed, Enter as a line end, and when each character was sent.
type Typed = Vec<(char, Instant)>;

/// What came of a run.
#[derive(Debug, Default)]
struct Outcome {
    claimed: usize,
    saved: usize,
    typed_chars: usize,
    lost_chars: usize,
    /// How old the oldest lost character was when the program was killed.
    lost_ms: u128,
    wrong: Vec<String>,
}

#[test]
fn a_kill_loses_nothing_saved_and_at_most_a_second_of_an_open_field() {
    let runs = scaled(12);
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..ABREAST {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= runs {
                        return;
                    }
                    let outcome = run(seed as u64);
                    outcomes.lock().unwrap().push((seed, outcome));
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    let sum = |of: fn(&Outcome) -> usize| outcomes.iter().map(|(_, o)| of(o)).sum::<usize>();
    let lost_ms = outcomes.iter().map(|(_, o)| o.lost_ms).max();
    println!(
        "{runs} kills: {} notes shown as saved, {} on disk; of {} characters {} lost, the oldest {} ms old",
        sum(|o| o.claimed),
        sum(|o| o.saved),
        sum(|o| o.typed_chars),
        sum(|o| o.lost_chars),
        lost_ms.unwrap_or_default(),
    );
    for (seed, outcome) in &outcomes {
        assert!(outcome.wrong.is_empty(), "seed {seed}: {outcome:#?}");
    }
    assert_eq!(outcomes.len(), runs, "a run has failed");
    assert!(
        sum(|o| o.claimed) > runs,
        "the screen hardly called anything saved"
    );
}

fn run(seed: u64) -> Outcome {
    let mut chance = Chance(seed);
    let seat = Seat::new();
    let mut session = Session::start(seat.screen());
    session.type_in("n");
    session.until("the note", |text| text.contains("NOTE"));
    let typed = type_until_killed(&mut session, &mut chance);
    let killed = Instant::now();
    session.signal(Signal::KILL);
    session.end();
    let mut outcome = Outcome {
        claimed: session.look(|received| received.claimed.len()),
        ..Outcome::default()
    };
    let claimed = session.look(|received| received.claimed.clone());
    check_disk(&seat, &typed, killed, &claimed, &mut outcome);
    check_reopening(&seat, &mut outcome);
    outcome
}

/// Types notes as fast as a very quick typist, until the moment of the kill has come.
fn type_until_killed(session: &mut Session, chance: &mut Chance) -> Typed {
    const WORDS: [&str; 6] = ["restore", "gezeigt,", "log", "über", "owner:", "2026-06-14"];
    let kill_at = Instant::now() + Duration::from_millis(chance.within(20..LONGEST));
    let mut typed = Vec::new();
    for number in 0.. {
        let mut note = format!("q{number:04}");
        for _ in 0..chance.within(1..9) {
            note.push(' ');
            note.push_str(WORDS[chance.within(0..6) as usize]);
        }
        note.push('\n');
        for c in note.chars() {
            let pause = Duration::from_millis(chance.within(0..9));
            let left = kill_at.saturating_duration_since(Instant::now());
            // The pace of a typist.
            thread::sleep(pause.min(left));
            if pause >= left {
                break;
            }
            typed.push((c, Instant::now()));
            let key = if c == '\n' { '\r' } else { c };
            session.type_in(key.encode_utf8(&mut [0; 4]));
        }
        if Instant::now() >= kill_at {
            break;
        }
    }
    typed
}

/// Compares the disk with what was typed and with what the screen has called saved. Where the program was kept
/// waiting by a busy machine, an Enter among waiting keys may have become a line end within a note.
fn check_disk(
    seat: &Seat,
    typed: &Typed,
    killed: Instant,
    claimed: &BTreeSet<String>,
    outcome: &mut Outcome,
) {
    let loaded = seat.loaded();
    let (notes, drafts) = (seat::notes(&loaded), seat::drafts(&loaded));
    outcome.saved = notes.len();
    let wrong = &mut outcome.wrong;
    for mark in claimed {
        if !notes.iter().any(|note| note.contains(mark)) {
            wrong.push(format!("{mark} was shown as saved, and is not there"));
        }
    }
    if drafts.len() > 1 {
        wrong.push(format!("several drafts: {drafts:?}"));
    }
    let mut kept: String = notes
        .iter()
        .flat_map(|note| [note.as_str(), "\n"])
        .collect();
    kept.extend(drafts);
    let words: String = typed.iter().map(|(c, _)| c).collect();
    if !words.starts_with(&kept) {
        wrong.push(format!("typed: {words:?}, on disk: {kept:?}"));
    }
    let kept = kept.chars().count();
    outcome.typed_chars = typed.len();
    outcome.lost_chars = typed.len().saturating_sub(kept);
    if let Some((_, at)) = typed.get(kept) {
        let age = killed.saturating_duration_since(*at);
        outcome.lost_ms = age.as_millis();
        if age > MAY_BE_LOST {
            wrong.push(format!("lost: what was typed {age:?} before the kill"));
        }
    }
    for damage in &loaded.damage {
        if !matches!(damage, Damage::TornTail { .. }) {
            wrong.push(format!("damaged: {damage}"));
        }
    }
    let verified = seat.try_run(&["verify", "AUDIT"]);
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    // A torn tail that no run has continued yet is a no; anything else was found above.
    if !verified.status.success() && loaded.damage.is_empty() {
        wrong.push(format!("verify says {said}"));
    }
}

/// What was being typed is offered once, and becomes one note.
fn check_reopening(seat: &Seat, outcome: &mut Outcome) {
    let loaded = seat.loaded();
    let (notes, drafts) = (seat::notes(&loaded), seat::drafts(&loaded));
    let draft = drafts.first().filter(|draft| !draft.is_empty());
    for _ in 0..2 {
        let mut session = Session::start(seat.screen());
        if draft.is_some() {
            session.until("the offer", |text| {
                text.contains("1 draft was kept") || text.contains("problem")
            });
        }
        session.type_in("\x11");
        session.end();
        if seat.drafts() != drafts || seat.notes() != notes {
            let (drafts, notes) = (seat.drafts(), seat.notes());
            let wrong = &mut outcome.wrong;
            wrong.push(format!("after reopening: {drafts:?} {notes:?}"));
        }
    }
    let Some(draft) = draft else { return };
    let mut session = Session::start(seat.screen());
    // What was being typed into is gone on with; another draft is opened.
    if session.look(|received| received.text().contains("LIST")) {
        session.type_in("n");
    }
    session.until("the draft", |text| {
        text.contains("NOTE") && text.contains(&draft[..1])
    });
    session.type_in("\r");
    let mark = draft.chars().take(5).collect::<String>();
    if mark.len() == 5 {
        session.until_received("the note", |received| received.claimed.contains(&mark));
    }
    session.type_in("\x11");
    session.end();
    let after = seat.notes();
    let goes_on = after
        .last()
        .is_some_and(|last| last.trim_end() == draft.trim_end());
    if after.len() != notes.len() + 1 || !goes_on || !seat.drafts().is_empty() {
        outcome
            .wrong
            .push(format!("{draft:?} was saved as {after:?}"));
    }
}
