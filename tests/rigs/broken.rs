//! Twelve ways of doing it wrong. Each is found by one of the rigs, which thereby shows that it can find
//! something; the right way passes the same rig.
//!
//! What is wrong with writing is a disk between the store and the simulated one ([`crate::wrong_disk`]); what is wrong with reading
//! changes what is read, or what it is read from.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::OnceLock;

use onsite::audit::entry::{Change, Record};
use onsite::audit::id::EntryIds;
use onsite::audit::schema::{Field, Kind as ObjectKind};
use onsite::store::{Damage, Digest, Disk, Opened, Recorded, draft, folder};

use crate::damage;
use crate::faults;
use crate::instances;
use crate::oracle::{self, Folded, Reader};
use crate::power_cut;
use crate::session::{self, Wrap, plain};
use crate::sim::{How, Image, Sim};
use crate::wrong_disk::{Wrong, wrapped};

/// A rig passes with the right way and not with the wrong one, for the reason that is expected.
fn caught<T, U>(right: Result<T, String>, wrong: Result<U, String>, because: &str) {
    if let Err(why) = right {
        panic!("the right way fails: {why}");
    }
    match wrong {
        Ok(_) => panic!("the wrong way passes"),
        Err(why) => assert!(why.contains(because), "it fails for another reason: {why}"),
    }
}

/// Power cuts with everything as it ships.
fn sound() -> Result<(), String> {
    static SOUND: OnceLock<Result<(), String>> = OnceLock::new();
    SOUND
        .get_or_init(|| cuts(plain, oracle::reader).map(|_| ()))
        .clone()
}

/// Power cuts with something wrong.
fn cuts(wrap: Wrap, read: Reader) -> Result<power_cut::Tally, String> {
    power_cut::campaign(wrap, read, 8, 1)
}

/// The same in a folder that was made soundly.
fn in_a_folder(wrap: Wrap) -> Result<(), String> {
    let (image, ledger) = session::built();
    let run = session::SCRIPTS[0].run;
    let snapshots = power_cut::recorded(&image, &ledger, wrap, 1, run);
    let tally = &mut power_cut::Tally::default();
    power_cut::cuts("notes", snapshots, 8, 1, oracle::reader, tally).map(|_| ())
}

#[test]
fn broken_01_without_syncs_is_caught() {
    let wrong = in_a_folder(|disk| wrapped(disk, Wrong::NoSync));
    caught(in_a_folder(plain), wrong, "a saved entry is lost");
}

#[test]
fn broken_02_acknowledging_before_the_sync_is_caught() {
    let wrong = in_a_folder(|disk| wrapped(disk, Wrong::SyncLater));
    caught(in_a_folder(plain), wrong, "a saved entry is lost");
}

#[test]
fn broken_03_without_syncs_of_folders_is_caught() {
    let wrong = in_a_folder(|disk| wrapped(disk, Wrong::NoDirSync));
    caught(in_a_folder(plain), wrong, "a saved entry is lost");
}

#[test]
fn broken_04_trying_a_failed_sync_again_is_caught() {
    let rig = |wrap| faults::then_cut(wrap, oracle::reader, &[How::Errno(session::EIO)], 3, 1);
    let wrong = rig(|disk| wrapped(disk, Wrong::SyncAgain));
    caught(rig(plain), wrong, "a saved entry is lost");
}

/// A folder with a torn tail in its second log, of which a sector was kept.
fn torn() -> (Image, oracle::Ledger) {
    let (image, ledger) = session::built();
    let snapshots = power_cut::recorded(&image, &ledger, plain, 1, |s| {
        s.open().ok();
        s.note("saved");
        s.note("cut off");
    });
    let last = snapshots
        .iter()
        .rev()
        .find(|snapshot| snapshot.name.starts_with("sync log/"))
        .unwrap();
    let mut image = last.state.seen();
    let path = image.in_dir("log").last().unwrap().0.clone();
    let torn = last.name.trim_start_matches("sync ").to_owned();
    assert!(image.files.contains_key(&path));
    let bytes = image.files.get_mut(&torn).unwrap();
    bytes.truncate(bytes.len() - 20);
    (image, last.ledger.clone())
}

#[test]
fn broken_05_cutting_a_torn_tail_off_in_place_is_caught() {
    let rig = |cut_off: bool| {
        let (image, ledger) = torn();
        let opened = oracle::reader(&Sim::new(&image, ledger.clone()))?;
        let sim = Sim::new(&image, oracle::Ledger::of(&opened, &ledger));
        for damage in opened.damage {
            if let Damage::TornTail { run, offset, .. } = damage
                && cut_off
            {
                let path = format!("log/{run}.log");
                sim.overwrite(&path, &image.files[&path][..offset as usize]);
            }
        }
        let mut session = session::Session::new(sim.clone(), plain, 2);
        session::go_on(&mut session)?;
        power_cut::kept(&image, &sim.state().seen(), &ledger)
    };
    caught(rig(false), rig(true), "has changed log/");
}

/// Reads a folder as if every chain value were right: they are computed anew before reading.
fn chain_unchecked(disk: &dyn Disk) -> Result<Opened, String> {
    let mut image = copy(disk)?;
    for (path, bytes) in &mut image.files {
        if path.starts_with("log/") {
            *bytes = chained_anew(bytes);
        }
        if path.starts_with("heads/") {
            bytes.clear();
        }
    }
    oracle::reader(&Sim::new(&image, oracle::Ledger::default()))
}

fn chained_anew(bytes: &[u8]) -> Vec<u8> {
    let mut previous = Digest::ZERO;
    let mut new = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let mut fields = line.splitn(4, |byte| *byte == b' ');
        let (Some(length), Some(_), Some(salt), Some(body)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            new.extend(line);
            continue;
        };
        let text = body.strip_suffix(b"\n").unwrap_or(body);
        previous = onsite::store::line::chain(&previous, &Digest::of_both(salt, text));
        for field in [length, previous.to_string().as_bytes(), salt] {
            new.extend(field);
            new.push(b' ');
        }
        new.extend(body);
    }
    new
}

fn copy(disk: &dyn Disk) -> Result<Image, String> {
    let mut image = Image::default();
    let mut dirs = vec![String::new()];
    while let Some(dir) = dirs.pop() {
        for listed in disk.list(&dir).map_err(|error| error.to_string())? {
            let path = format!("{dir}/{}", listed.name);
            let path = path.trim_start_matches('/').to_owned();
            if listed.kind == onsite::store::Kind::Dir {
                image.dirs.insert(path.clone());
                dirs.push(path);
            } else {
                let mut bytes = Vec::new();
                disk.open(&path)
                    .and_then(|mut file| file.read_to_end(&mut bytes))
                    .map_err(|error| error.to_string())?;
                image.files.insert(path, bytes);
            }
        }
    }
    Ok(image)
}

#[test]
fn broken_06_not_checking_the_chain_is_caught() {
    let right = damage::flip_logs_at(oracle::reader, 97);
    caught(
        right,
        damage::flip_logs_at(chain_unchecked, 97),
        // What exactly is noticed first depends on the bytes that were drawn.
        " flipped: ",
    );
}

fn tails_dropped(disk: &dyn Disk) -> Result<Opened, String> {
    let mut opened = oracle::reader(disk)?;
    opened
        .damage
        .retain(|damage| !matches!(damage, Damage::TornTail { .. }));
    Ok(opened)
}

#[test]
fn broken_07_dropping_a_torn_tail_silently_is_caught() {
    caught(
        sound(),
        cuts(plain, tails_dropped),
        "nobody is told of the torn tail",
    );
}

fn drafts_again(disk: &dyn Disk) -> Result<Opened, String> {
    let mut opened = oracle::reader(disk)?;
    opened.drafts =
        draft::recover(disk, &EntryIds::default()).map_err(|error| error.to_string())?;
    Ok(opened)
}

#[test]
fn broken_08_offering_a_draft_whose_entry_is_saved_is_caught() {
    caught(
        sound(),
        cuts(plain, drafts_again),
        "is offered although its entry is saved",
    );
}

/// A fold in which the last writer of a value wins.
fn last_writer_wins(records: &[Recorded]) -> Folded {
    let (mut notes, mut client) = (Vec::new(), None);
    let mut values: BTreeMap<_, String> = BTreeMap::new();
    for recorded in records {
        let Record::Entry(entry) = &recorded.record else {
            continue;
        };
        for change in &entry.changes {
            match change {
                Change::Add(add) if add.kind == ObjectKind::Note => {
                    notes.push(add.fields.get(&Field::Text.into()).unwrap().clone());
                }
                Change::Set(set) => {
                    values.insert(set.of.clone(), set.value.clone());
                    client = Some(set.of.clone());
                }
                _ => {}
            }
        }
    }
    Folded {
        notes,
        clients: client.map(|of| values[&of].clone()).into_iter().collect(),
        conflicts: 0,
        unapplied: 0,
    }
}

#[test]
fn broken_09_the_last_writer_of_a_value_winning_is_caught() {
    caught(
        instances::copies_unite(oracle::fold),
        instances::copies_unite(last_writer_wins),
        "of 4 values",
    );
}

fn by_the_clock(disk: &dyn Disk) -> Result<Opened, String> {
    let mut opened = folder::open(disk).map_err(|error| error.to_string())?;
    opened
        .records
        .sort_by_key(|recorded| match &recorded.record {
            Record::Entry(entry) => Some(entry.time),
            _ => None,
        });
    Ok(opened)
}

#[test]
fn broken_10_replaying_in_the_order_of_the_clock_is_caught() {
    caught(
        sound(),
        cuts(plain, by_the_clock),
        "no prefix of what was entered",
    );
}

#[test]
fn broken_11_writing_heads_before_the_log_is_synced_is_caught() {
    let wrong = cuts(|disk| wrapped(disk, Wrong::HeadsFirst), oracle::reader);
    caught(sound(), wrong, "a false alarm");
}

#[test]
fn broken_12_naming_an_attached_file_before_it_is_synced_is_caught() {
    let wrong = cuts(|disk| wrapped(disk, Wrong::RenameFirst), oracle::reader);
    caught(sound(), wrong, "has another content than its name says");
}
