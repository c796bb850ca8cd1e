//! Damage: every truncation and every flipped bit of every file of a folder.

use std::time::Instant;

use onsite::audit::entry::Record;
use onsite::audit::id::{EntryId, RunId};
use onsite::store::{Damage, Opened, verify};

use crate::oracle::{self, Ledger, Reader};
use crate::session::{self, Session, plain};
use crate::sim::{Image, Sim};

/// A small folder with two logs, a draft that is left, and an attached file.
fn folder() -> (Image, Ledger) {
    let (image, ledger) = session::built();
    let sim = Sim::new(&image, ledger);
    let mut session = Session::new(sim.clone(), plain, 1);
    session.open().unwrap();
    session.attach();
    session.note("the last one");
    let left = session.id();
    session.draft(left, "not yet said");
    session.close();
    let ledger = sim.ledger.lock().unwrap().clone();
    (sim.state().seen(), ledger)
}

fn of_run(opened: &Opened, run: RunId) -> Vec<(u64, EntryId)> {
    opened
        .records
        .iter()
        .filter(|recorded| recorded.run == run)
        .filter_map(|recorded| match &recorded.record {
            Record::Entry(entry) => Some((recorded.n, entry.id)),
            _ => None,
        })
        .collect()
}

/// How many whole lines there are.
fn lines(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

/// Which log a piece of damage is about.
fn about(damage: &Damage) -> Option<RunId> {
    match damage {
        Damage::TornTail { run, .. }
        | Damage::Broken { run, .. }
        | Damage::HeadAhead { run, .. }
        | Damage::HeadDiffers { run, .. }
        | Damage::MissingLog { run, .. }
        | Damage::Newer { run, .. } => Some(*run),
        Damage::Foreign { path, .. } | Damage::Unreadable { path, .. } => {
            oracle::run_of(path.strip_prefix("sim").ok()?.to_str()?)
        }
        _ => None,
    }
}

/// A log with other bytes: the damage is told, what stands before it counts, other logs are as before.
fn log_changed(
    sound: &Opened,
    image: &Image,
    run: RunId,
    lines_before: usize,
    read: Reader,
) -> Result<(), String> {
    let sim = Sim::new(image, Ledger::default());
    let opened = read(&sim)?;
    if sim.changes() > 0 {
        return Err("opening has changed something".to_owned());
    }
    if !opened
        .damage
        .iter()
        .any(|damage| about(damage) == Some(run))
    {
        return Err("nobody is told".to_owned());
    }
    if let Some(other) = opened.damage.iter().filter_map(about).find(|r| *r != run) {
        return Err(format!("the sound log {other} is called damaged"));
    }
    let whole = of_run(sound, run);
    let expected: Vec<_> = whole
        .into_iter()
        .filter(|(n, _)| (*n as usize) < lines_before)
        .collect();
    if of_run(&opened, run) != expected {
        return Err(format!(
            "of the damaged log {:?} counts, not {expected:?}",
            of_run(&opened, run)
        ));
    }
    for other in sound.chains.keys().filter(|other| **other != run) {
        if of_run(&opened, *other) != of_run(sound, *other) {
            return Err(format!("the damage hides something of the log {other}"));
        }
    }
    Ok(())
}

/// Flips every bit of every log. Gives how many.
fn flip_logs(read: Reader) -> Result<usize, String> {
    flip_logs_at(read, 1)
}

/// Flips the bits of one byte of so many.
pub fn flip_logs_at(read: Reader, every: usize) -> Result<usize, String> {
    let (image, _) = folder();
    let sound = oracle::reader(&Sim::new(&image, Ledger::default()))?;
    let mut flips = 0;
    for (path, bytes) in image.in_dir("log") {
        let run = oracle::run_of(path).unwrap();
        let mut changed = image.clone();
        for at in (0..bytes.len()).step_by(every) {
            let before = lines(&bytes[..at]);
            for bit in 0..8 {
                changed.files.get_mut(path).unwrap()[at] = bytes[at] ^ 1 << bit;
                log_changed(&sound, &changed, run, before, read)
                    .map_err(|why| format!("bit {bit} of byte {at} of {path} flipped: {why}"))?;
                flips += 1;
            }
            changed.files.get_mut(path).unwrap()[at] = bytes[at];
        }
    }
    Ok(flips)
}

/// Cuts every log off at every byte. The heads tell even of a cut between two lines.
fn truncate_logs(read: Reader) -> Result<usize, String> {
    let (image, _) = folder();
    let sound = oracle::reader(&Sim::new(&image, Ledger::default()))?;
    let mut cuts = 0;
    for (path, bytes) in image.in_dir("log") {
        let run = oracle::run_of(path).unwrap();
        for length in 0..bytes.len() {
            let mut changed = image.clone();
            changed.files.insert(path.clone(), bytes[..length].to_vec());
            let before = lines(&bytes[..length]);
            log_changed(&sound, &changed, run, before, read)
                .and_then(|()| tail_told(&changed, run, bytes, length, read))
                .map_err(|why| format!("{path} cut off at {length}: {why}"))?;
            cuts += 1;
        }
    }
    Ok(cuts)
}

/// A cut within a line is told as what it is, with its bytes.
fn tail_told(
    image: &Image,
    run: RunId,
    bytes: &[u8],
    length: usize,
    read: Reader,
) -> Result<(), String> {
    let begins = bytes[..length]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let opened = read(&Sim::new(image, Ledger::default()))?;
    let told = opened.damage.iter().any(|damage| {
        matches!(damage, Damage::TornTail { run: torn, offset, length: left, .. }
            if *torn == run && *offset as usize == begins && *left as usize == length - begins)
    });
    if told || begins == length {
        Ok(())
    } else {
        Err("the torn tail is not told".to_owned())
    }
}

/// Changes a file in every way and lets `judge` say whether that is found.
fn mutate(
    dir: &str,
    mut judge: impl FnMut(&str, &Image, &Sim) -> Result<(), String>,
) -> Result<usize, String> {
    let (image, _) = folder();
    let mut tried = 0;
    let paths: Vec<String> = image
        .files
        .keys()
        .filter(|path| path.starts_with(dir))
        .cloned()
        .collect();
    assert!(!paths.is_empty(), "nothing in {dir}");
    for path in paths {
        let bytes = image.files[&path].clone();
        let flips = (0..bytes.len() * 8).map(|bit| {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        });
        let cuts = (0..bytes.len()).map(|length| bytes[..length].to_vec());
        for (number, changed) in flips.chain(cuts).enumerate() {
            let mut image = image.clone();
            image.files.insert(path.clone(), changed);
            let sim = Sim::new(&image, Ledger::default());
            judge(&path, &image, &sim).map_err(|why| format!("{path}, change {number}: {why}"))?;
            if sim.changes() > 0 {
                return Err(format!(
                    "{path}, change {number}: reading has changed something"
                ));
            }
            tried += 1;
        }
    }
    Ok(tried)
}

/// All saved entries are there, in order.
fn all_there(opened: &Opened, ledger: &Ledger) -> Result<(), String> {
    let entered: Vec<EntryId> = ledger.entered.iter().map(|entry| entry.id).collect();
    (oracle::ids(opened, ledger) == entered)
        .then_some(())
        .ok_or_else(|| "saved entries are hidden".to_owned())
}

#[test]
fn every_flipped_bit_and_every_truncation_of_a_log_is_found() {
    let started = Instant::now();
    let flips = flip_logs(oracle::reader).unwrap_or_else(|why| panic!("{why}"));
    let cuts = truncate_logs(oracle::reader).unwrap_or_else(|why| panic!("{why}"));
    println!(
        "logs: {flips} flips, {cuts} truncations in {:?}",
        started.elapsed()
    );
    assert!(flips > 8_000 && cuts > 1_000);
}

#[test]
fn every_change_of_criteria_and_attached_files_is_found() {
    let started = Instant::now();
    let (_, ledger) = folder();
    let criteria = mutate("criteria/", |path, _, sim| {
        let opened = oracle::reader(sim)?;
        all_there(&opened, &ledger)?;
        let told = opened
            .damage
            .iter()
            .any(|damage| matches!(damage, Damage::Content { path: at } if at.ends_with(path)));
        told.then_some(())
            .ok_or_else(|| "nobody is told".to_owned())
    });
    let evidence = mutate("evidence/", |path, _, sim| {
        let digest = path.trim_start_matches("evidence/").parse().unwrap();
        onsite::store::evidence::check(sim, digest)
            .map_or(Ok(()), |_| Err("it passes as sound".to_owned()))
    });
    // That `verify` goes through all files is tried once in each kind of change.
    let (mut image, _) = folder();
    let path = image.in_dir("evidence").next().unwrap().0.clone();
    for change in [vec![b'x'; 10], Vec::new()] {
        image.files.insert(path.clone(), change);
        let verified = verify::verify(&Sim::new(&image, Ledger::default()), |_, _| {}).unwrap();
        assert!(!verified.holds());
    }
    let (criteria, evidence) = (criteria.unwrap(), evidence.unwrap());
    println!(
        "criteria {criteria}, evidence {evidence} changes in {:?}",
        started.elapsed()
    );
}

#[test]
fn no_change_of_any_other_file_hides_an_entry() {
    let started = Instant::now();
    let (_, ledger) = folder();
    let mut tried = 0;
    for dir in ["heads/", "draft/", "AUDIT.json"] {
        tried += mutate(dir, |_, _, sim| {
            let opened = oracle::reader(sim)?;
            all_there(&opened, &ledger)
        })
        .unwrap_or_else(|why| panic!("{why}"));
    }
    println!("{tried} changes of other files in {:?}", started.elapsed());
    assert!(tried > 4_000);
}

#[test]
fn a_damaged_snapshot_hides_no_other_text() {
    let (image, ledger) = session::built();
    let sim = Sim::new(&image, ledger);
    let mut session = Session::new(sim.clone(), plain, 1);
    session.open().unwrap();
    let (one, other) = (session.id(), session.id());
    session.draft(one, "one text");
    session.draft(other, "another text");
    session.close();
    let image = sim.state().seen();
    let (path, bytes) = image.in_dir("draft").next().unwrap();
    for (at, byte) in bytes.iter().enumerate() {
        let mut changed = image.clone();
        changed.files.get_mut(path).unwrap()[at] ^= 0x20;
        let opened = oracle::reader(&Sim::new(&changed, Ledger::default())).unwrap();
        let offered: Vec<EntryId> = opened.drafts.iter().map(|draft| draft.entry).collect();
        // A newline that is no more joins two snapshots; the one byte then concerns both.
        let newline = *byte == b'\n';
        assert!(
            newline || offered.contains(&one) || offered.contains(&other),
            "byte {at}"
        );
    }
}
