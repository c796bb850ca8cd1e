//! Failing operations: the k-th one fails with each error, once or until the disk is mended, for every k until
//! a session runs to its end unhurt.

use std::time::Instant;

use onsite::audit::id::EntryId;
use onsite::store::{create, folder};

use crate::factor;
use crate::oracle::{self, Reader};
use crate::outcome::{self, Dice};
use crate::power_cut::{self, Tally};
use crate::session::{self, SCRIPTS, Script, Session, Wrap, plain};
use crate::sim::{Fault, How, Image, Sim};

/// What a disk says when it refuses (Linux's numbers; others say the same with others).
const WAYS: &[(&str, How)] = &[
    ("ENOSPC", How::Errno(28)),
    ("ENOSPC, half of it written", How::Halfway(28)),
    ("EIO", How::Errno(5)),
    ("EIO, half of it written", How::Halfway(5)),
    ("EROFS", How::Errno(30)),
    ("EDQUOT", How::Errno(122)),
    ("EINTR", How::Errno(4)),
    ("EACCES", How::Errno(13)),
    ("short write", How::Short),
];

/// A session with one fault. Says whether the fault came to pass.
fn one(script: &Script, image: &Image, fault: Fault, wrap: Wrap) -> Result<bool, String> {
    let (_, ledger) = session::built();
    let sim = Sim::new(image, ledger);
    sim.fail(Some(fault));
    let mut session = Session::new(sim.clone(), wrap, 1);
    (script.run)(&mut session);
    let fired = sim.fired() > 0;
    // What `kill -9` would leave at this point.
    let ledger = sim.ledger.lock().unwrap().clone();
    oracle::check(&sim.state().seen(), &ledger, oracle::reader)
        .map_err(|why| format!("while the disk fails: {why}"))?;

    // The disk is mended; the auditor enters one more note, and closes.
    sim.fail(None);
    if session.store.is_none() {
        // Closed meanwhile: what was pending then is the rescue file's business, see below.
        return Ok(fired);
    }
    session.note("the disk is mended");
    resumed(&session)?;
    session.close();
    Ok(fired)
}

/// Everything entered is saved, and there exactly once.
fn resumed(session: &Session) -> Result<(), String> {
    if !session.flush() {
        return Err("saving does not resume".to_owned());
    }
    let ledger = session.sim.ledger.lock().unwrap().clone();
    let entered: Vec<EntryId> = ledger.entered.iter().map(|entry| entry.id).collect();
    let image = session.sim.state().seen();
    let opened = oracle::check(&image, &ledger, oracle::reader)?.ok_or("it does not open")?;
    let ids = oracle::ids(&opened, &ledger);
    if ids != entered {
        return Err(format!("entered {entered:?}, and there are {ids:?}"));
    }
    if ledger.refusals > 0 && ledger.resumed == 0 {
        return Err("nobody was told that saving has resumed".to_owned());
    }
    let folded = oracle::fold(&opened.records);
    let mut once = folded.notes.clone();
    once.sort();
    once.dedup();
    if once.len() != folded.notes.len() || folded.unapplied > 0 {
        return Err(format!("the fold is {folded:?}"));
    }
    Ok(())
}

/// A session of all kinds of work that stays open to its end, so that everything must be saved in it.
const WORK: Script = Script {
    name: "work of all kinds",
    run: |s| {
        // A folder that cannot be read just now is opened again.
        for _ in 0..3 {
            if s.store.is_none() && s.open().is_err() {
                s.sim.fail(None);
            }
        }
        let note = s.id();
        s.draft(note, "the alarm");
        s.draft(note, "the alarm was");
        s.note_as(note, "the alarm was tested in May");
        s.attach();
        let dropped = s.id();
        s.draft(dropped, "never mind");
        s.discard(dropped);
        s.note("and in June");
        s.strike(note);
        s.note("and in July");
    },
};

/// All ways, all operations. Gives the number of faults that came to pass.
fn campaign(wrap: Wrap) -> Result<usize, String> {
    let (whole, _) = session::built();
    let mut faults = 0;
    for image in [&whole, &session::bare(&whole)] {
        for (name, how) in WAYS {
            for sticky in [false, true] {
                for at in 1.. {
                    let how = *how;
                    let fault = Fault { at, sticky, how };
                    let fired = one(&WORK, image, fault, wrap).map_err(|why| {
                        format!("{name} at operation {at}, sticky {sticky}: {why}")
                    })?;
                    if !fired {
                        break;
                    }
                    faults += 1;
                }
            }
        }
    }
    Ok(faults)
}

/// A power cut at every operation of a session in which the k-th one has failed, for every k.
pub fn then_cut(
    wrap: Wrap,
    read: Reader,
    ways: &[How],
    most: usize,
    seed: u64,
) -> Result<Tally, String> {
    let (image, ledger) = session::built();
    let mut tally = Tally::default();
    let mut dice = Dice(seed);
    for image in [image.clone(), session::bare(&image)] {
        for how in ways {
            for at in 1.. {
                let sim = Sim::new(&image, ledger.clone());
                sim.record();
                sim.fail(Some(Fault {
                    at,
                    sticky: false,
                    how: *how,
                }));
                let mut session = Session::new(sim.clone(), wrap, 1);
                session.open().ok();
                let id = session.id();
                session.draft(id, "before it is saved");
                session.note("one");
                session.note("two");
                session.attach();
                session.close();
                if sim.fired() == 0 {
                    break;
                }
                let what = format!("{how:?} at operation {at}");
                let seed = dice.roll(usize::MAX) as u64;
                power_cut::cuts(&what, sim.snapshots(), most, seed, read, &mut tally)?;
            }
        }
    }
    Ok(tally)
}

#[test]
fn every_operation_may_fail_with_every_error() {
    let started = Instant::now();
    let faults = campaign(plain).unwrap_or_else(|why| panic!("{why}"));
    println!("{faults} faults in {:?}", started.elapsed());
    assert!(faults > 500, "{faults}");
}

#[test]
fn sessions_that_are_closed_while_the_disk_fails_harm_nothing() {
    let (image, _) = session::built();
    let mut faults = 0;
    for script in SCRIPTS {
        for sticky in [false, true] {
            for at in 1.. {
                let how = How::Halfway(session::EIO);
                let fired =
                    one(script, &image, Fault { at, sticky, how }, plain).unwrap_or_else(|why| {
                        panic!("{}, operation {at}, {sticky}: {why}", script.name)
                    });
                if !fired {
                    break;
                }
                faults += 1;
            }
        }
    }
    assert!(faults > 200, "{faults}");
}

#[test]
fn a_power_cut_after_a_failed_operation_loses_nothing_saved() {
    let started = Instant::now();
    let ways = [How::Halfway(session::EIO), How::Short];
    let tally = then_cut(plain, oracle::reader, &ways, 3 * factor(), factor() as u64)
        .unwrap_or_else(|why| panic!("{why}"));
    println!("faults, then cuts: {tally:?} in {:?}", started.elapsed());
    assert!(tally.points > 1000, "{tally:?}");
}

#[test]
fn criteria_that_were_added_stay_whatever_failed_before() {
    let (image, ledger) = session::built();
    let file = onsite::store::CriteriaFile::new("supplier", "(controls: [1])\n");
    for at in 1.. {
        let sim = Sim::new(&image, ledger.clone());
        let how = How::Errno(session::EIO);
        sim.fail(Some(Fault {
            at,
            sticky: false,
            how,
        }));
        // Whoever is refused tries again.
        if create::add_criteria(&sim, &file).is_err() {
            create::add_criteria(&sim, &file).unwrap();
        }
        let state = sim.state();
        for outcome in outcome::outcomes(&state, 64, &mut Dice(1)) {
            let image = outcome::image(&state, &outcome);
            oracle::check(&image, &ledger, oracle::reader)
                .unwrap()
                .unwrap();
            let mut held = false;
            let disk = Sim::new(&image, ledger.clone());
            folder::criteria(&disk, |it| held |= it == file).unwrap();
            assert!(held, "operation {at}, {outcome:?}");
        }
        if sim.fired() == 0 {
            break;
        }
    }
}
