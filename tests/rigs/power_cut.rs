//! Power cuts: at every operation of a session, with every legal outcome that can be tried, and again while
//! recovering from that, twice deep.

use std::collections::HashSet;
use std::time::Instant;

use crate::factor;
use crate::oracle::{self, Ledger, Reader};
use crate::outcome::{self, Dice};
use crate::session::{self, SCRIPTS, Script, Session, Wrap, plain};
use crate::sim::{Image, Sim, Snapshot};

/// What a rig has done.
#[derive(Default, Debug)]
pub struct Tally {
    pub points: usize,
    pub outcomes: usize,
    /// Images that were read; the others had been read before.
    pub read: usize,
}

/// Tries every cut of a recorded session. Gives the distinct images with their ledgers.
pub fn cuts(
    what: &str,
    snapshots: Vec<Snapshot>,
    most: usize,
    seed: u64,
    read: Reader,
    tally: &mut Tally,
) -> Result<Vec<(Image, Ledger)>, String> {
    let mut images = Vec::new();
    for snapshot in snapshots {
        tally.points += 1;
        let mut dice = Dice(seed.wrapping_add(snapshot.op as u64));
        let mut images_here = HashSet::new();
        for outcome in outcome::outcomes(&snapshot.state, most, &mut dice) {
            tally.outcomes += 1;
            let image = outcome::image(&snapshot.state, &outcome);
            if !images_here.insert(image.digest()) {
                continue;
            }
            tally.read += 1;
            oracle::check(&image, &snapshot.ledger, read).map_err(|why| {
                format!(
                    "{what}, cut before operation {} ({}), seed {seed}: {why}\n{outcome:?}\npending {:?}",
                    snapshot.op, snapshot.name, snapshot.state.pending
                )
            })?;
            images.push((image, snapshot.ledger.clone()));
        }
    }
    Ok(images)
}

/// Runs a session on an image and gives the moments of it.
pub fn recorded(
    image: &Image,
    ledger: &Ledger,
    wrap: Wrap,
    seed: u64,
    run: impl FnOnce(&mut Session),
) -> Vec<Snapshot> {
    let sim = Sim::new(image, ledger.clone());
    sim.record();
    let mut session = Session::new(sim.clone(), wrap, seed);
    run(&mut session);
    drop(session);
    sim.snapshots()
}

/// All canonical sessions, and the making of the folder itself.
pub fn campaign(wrap: Wrap, read: Reader, most: usize, seed: u64) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let sim = Sim::new(&Image::default(), Ledger::default());
    sim.record();
    session::build(&sim, wrap);
    cuts(
        "making the folder",
        sim.snapshots(),
        most,
        seed,
        read,
        &mut tally,
    )?;
    let (whole, ledger) = session::built();
    for (kind, image) in [
        ("", whole.clone()),
        (" in a bare folder", session::bare(&whole)),
    ] {
        for Script { name, run } in SCRIPTS {
            let snapshots = recorded(&image, &ledger, wrap, 1, run);
            cuts(
                &format!("{name}{kind}"),
                snapshots,
                most,
                seed,
                read,
                &mut tally,
            )?;
        }
    }
    Ok(tally)
}

/// Opens an image after a cut and goes on; gives the moments of that. No byte of it may be destroyed by it.
pub fn recover(image: &Image, ledger: &Ledger, seed: u64) -> Result<Vec<Snapshot>, String> {
    let sim = Sim::new(image, Ledger::default());
    let opened = oracle::reader(&sim)?;
    let sim = Sim::new(image, Ledger::of(&opened, ledger));
    sim.record();
    let mut session = Session::new(sim.clone(), plain, seed);
    session::go_on(&mut session)?;
    let snapshots = sim.snapshots();
    let after = snapshots.last().unwrap();
    kept(image, &after.state.seen(), &after.ledger)?;
    if after.ledger.acked.len() != after.ledger.entered.len() {
        return Err("not everything was saved on a sound disk".to_owned());
    }
    Ok(snapshots)
}

/// Logs, criteria, attached files and `AUDIT.json` are as before, but for logs in which a text was struck.
pub fn kept(before: &Image, after: &Image, ledger: &Ledger) -> Result<(), String> {
    let record = |path: &&String| !path.starts_with("draft/") && !path.starts_with("log/.");
    for path in before.files.keys().filter(record) {
        let struck = path.starts_with("log/") && !ledger.struck.is_empty();
        if !struck && before.files.get(path) != after.files.get(path) {
            return Err(format!("going on has changed {path}"));
        }
    }
    Ok(())
}

fn fail(why: &str) -> ! {
    panic!("{why}")
}

#[test]
fn no_cut_loses_what_was_saved() {
    let started = Instant::now();
    let tally = campaign(plain, oracle::reader, 32 * factor(), factor() as u64)
        .unwrap_or_else(|why| fail(&why));
    println!("power cuts: {tally:?} in {:?}", started.elapsed());
    assert!(tally.points > 300 && tally.read > 3000, "{tally:?}");
}

#[test]
fn every_length_of_an_interrupted_line_is_read_right() {
    use crate::outcome::{Kept, Outcome};
    let (image, ledger) = session::built();
    let snapshots = recorded(&image, &ledger, plain, 1, |s| {
        s.open().ok();
        s.note("one line");
    });
    let mut tried = 0;
    for snapshot in snapshots.iter().filter(|s| s.name.starts_with("sync log/")) {
        let at = snapshot
            .state
            .files
            .iter()
            .position(|file| {
                file.parts
                    .last()
                    .is_some_and(|(_, f)| *f != crate::sim::Fate::Durable)
                    && file.bytes.contains(&b'{')
            })
            .unwrap();
        for n in 0..=snapshot.state.files[at].bytes.len() {
            let outcome = Outcome {
                names: vec![true; snapshot.state.pending.len()],
                files: vec![(at, Kept::First(n))],
            };
            let image = outcome::image(&snapshot.state, &outcome);
            oracle::check(&image, &snapshot.ledger, oracle::reader)
                .unwrap_or_else(|why| fail(&format!("{n} bytes: {why}")));
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn recovery_may_itself_be_cut_twice_deep() {
    let started = Instant::now();
    let (seed, most) = (factor() as u64, 6);
    let (image, ledger) = session::built();
    let mut tallies = [Tally::default(), Tally::default(), Tally::default()];
    let mut dice = Dice(seed);
    // One image of so many is taken on to the next depth; the first depth takes all of its cuts.
    let ones_in = [12 / factor().min(12), 60 / factor().min(60)];
    for Script { name, run } in SCRIPTS {
        let snapshots = recorded(&image, &ledger, plain, 1, run);
        let first = cuts(name, snapshots, most, seed, oracle::reader, &mut tallies[0])
            .unwrap_or_else(|why| fail(&why));
        let mut depth = first;
        for (level, one_in) in ones_in.iter().enumerate() {
            let mut next = Vec::new();
            for (image, ledger) in depth {
                if dice.roll(*one_in) > 0 {
                    continue;
                }
                let what = format!("{name}, recovery {}", level + 1);
                let images = recover(&image, &ledger, 100 + level as u64)
                    .and_then(|snapshots| {
                        let tally = &mut tallies[level + 1];
                        cuts(&what, snapshots, most, seed, oracle::reader, tally)
                    })
                    .unwrap_or_else(|why| fail(&format!("{what}: {why}")));
                next.extend(images);
            }
            depth = next;
        }
    }
    println!("nested cuts: {tallies:?} in {:?}", started.elapsed());
    assert!(tallies[2].points > 1000, "{tallies:?}");
}
