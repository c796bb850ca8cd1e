//! Several instances at work on one folder, and copies of a folder that went apart and are united.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Instant;

use onsite::audit::entry::{Entry, Record};
use onsite::audit::id::EntryId;
use onsite::store::draft::Drafts;
use onsite::store::{Damage, Disk, Draft, Journal, Opened};

use crate::factor;
use crate::hooked::{Hook, Hooked};
use crate::oracle::{self, Fold, Ledger};
use crate::outcome::{self, Dice};
use crate::session;
use crate::sim::{Image, Sim};

/// What one auditor of several does: opens, types, enters three notes and a value, and leaves a draft.
struct Work {
    who: u128,
    entered: Vec<Entry>,
    left: EntryId,
}

fn id(who: u128, nth: u128) -> EntryId {
    EntryId(who << 64 | nth << 8)
}

fn work(disk: &Arc<dyn Disk>, who: u128) -> Work {
    let opened = oracle::reader(disk.as_ref()).unwrap();
    let author = session::writer(&format!("auditor {who}"));
    let mut journal = Journal::new(Arc::clone(disk), author, opened.frontier);
    let mut drafts = Drafts::new(Arc::clone(disk));
    let mut saved = opened.saved;
    let mut entered = Vec::new();
    let draft = |entry, revision| Draft {
        entry,
        revision,
        time: session::at(0),
        place: "note".to_owned(),
        fields: [("text".to_owned(), format!("typed by {who}"))].into(),
        cursor: 0,
    };
    // Clocks differ by hours and go back.
    let time = |nth: u128| {
        session::at(i64::try_from(who * 5000).unwrap() - i64::try_from(nth * 60).unwrap())
    };
    drafts.keep(draft(id(who, 1), 1)).unwrap();
    for nth in 1..=2 {
        let note = session::note(id(who, nth), time(nth), &format!("note {nth} of {who}"));
        journal.save(&note).unwrap();
        drafts.saved(note.id);
        saved.insert(note.id);
        entered.push(note);
    }
    let value = session::client(id(who, 3), time(3), &format!("client as {who} has it"));
    journal.save(&value).unwrap();
    entered.push(value);
    let left = id(who, 9);
    drafts.keep(draft(left, 2)).unwrap();
    drafts.tidy(&saved).unwrap();
    drafts.close(&saved);
    Work { who, entered, left }
}

/// What was entered anywhere is there, each auditor's in order, with the drafts, and nothing is called damaged.
fn nothing_lost(image: &Image, works: &[&Work]) -> Opened {
    let opened = oracle::reader(&Sim::new(image, Ledger::default())).unwrap();
    assert_eq!(opened.damage, []);
    for work in works {
        let own: Vec<&Entry> = opened
            .records
            .iter()
            .filter_map(|recorded| match &recorded.record {
                Record::Entry(entry) if entry.id.0 >> 64 == work.who => Some(entry),
                _ => None,
            })
            .collect();
        let same = own.len() == work.entered.len()
            && own
                .iter()
                .zip(&work.entered)
                .all(|(a, b)| a.same_content(b));
        assert!(same, "of auditor {}: {own:?}", work.who);
        let offered = opened
            .drafts
            .iter()
            .filter(|draft| draft.entry == work.left);
        assert_eq!(offered.count(), 1, "the draft of auditor {}", work.who);
    }
    opened
}

/// After a cut at the end, too: what was acknowledged is in every outcome.
fn and_after_a_cut(sim: &Sim, works: &[&Work], dice: &mut Dice) {
    nothing_lost(&sim.state().seen(), works);
    let state = sim.state();
    for outcome in outcome::outcomes(&state, 3, dice) {
        let image = outcome::image(&state, &outcome);
        nothing_lost(&image, works);
    }
}

#[test]
fn a_second_instance_may_work_between_any_two_operations_of_the_first() {
    let started = Instant::now();
    let (whole, _) = session::built();
    let mut dice = Dice(factor() as u64);
    let mut points = 0;
    for image in [whole.clone(), session::bare(&whole)] {
        for at in 1.. {
            let sim = Sim::new(&image, Ledger::default());
            let honest: Arc<dyn Disk> = Arc::new(sim.clone());
            let (count, second) = (Mutex::new(0), Arc::new(Mutex::new(None)));
            let (between, disk) = (Arc::clone(&second), Arc::clone(&honest));
            let hook: Hook = Arc::new(move || {
                *count.lock().unwrap() += 1;
                if *count.lock().unwrap() == at {
                    *between.lock().unwrap() = Some(work(&disk, 2));
                }
            });
            let disk: Arc<dyn Disk> = Arc::new(Hooked { disk: honest, hook });
            let first = work(&disk, 1);
            let Some(second) = second.lock().unwrap().take() else {
                break;
            };
            and_after_a_cut(&sim, &[&first, &second], &mut dice);
            points += 1;
        }
    }
    println!("two instances: {points} points in {:?}", started.elapsed());
    assert!(points > 40, "{points}");
}

/// Lets threads take turns, one operation each, in an order that the dice give.
struct Turns {
    state: Mutex<(Dice, Vec<usize>, usize)>,
    changed: Condvar,
}

impl Turns {
    fn new(seed: u64, instances: usize) -> Self {
        let mut dice = Dice(seed);
        let first = dice.roll(instances);
        Self {
            state: Mutex::new((dice, (0..instances).collect(), first)),
            changed: Condvar::new(),
        }
    }

    /// Waits for the turn of an instance and gives it on.
    fn take(&self, instance: usize) {
        let mut state = self.state.lock().unwrap();
        while state.2 != instance {
            state = self.changed.wait(state).unwrap();
        }
        let (dice, alive, turn) = &mut *state;
        *turn = alive[dice.roll(alive.len())];
        self.changed.notify_all();
    }

    fn leave(&self, instance: usize) {
        let mut state = self.state.lock().unwrap();
        while state.2 != instance {
            state = self.changed.wait(state).unwrap();
        }
        let (dice, alive, turn) = &mut *state;
        alive.retain(|other| *other != instance);
        if !alive.is_empty() {
            *turn = alive[dice.roll(alive.len())];
        }
        self.changed.notify_all();
    }
}

#[test]
fn three_instances_may_take_turns_in_any_order() {
    let started = Instant::now();
    let (whole, _) = session::built();
    let bare = session::bare(&whole);
    for round in 0..60 * factor() as u64 {
        let seed = round + 1000 * factor() as u64;
        let sim = Sim::new(
            if round % 2 == 0 { &whole } else { &bare },
            Ledger::default(),
        );
        let turns = Arc::new(Turns::new(seed, 3));
        let threads: Vec<_> = (0..3)
            .map(|instance| {
                let (turns, honest) = (Arc::clone(&turns), Arc::new(sim.clone()));
                std::thread::spawn(move || {
                    let hook_turns = Arc::clone(&turns);
                    let hook: Hook = Arc::new(move || hook_turns.take(instance));
                    let disk: Arc<dyn Disk> = Arc::new(Hooked { disk: honest, hook });
                    let work = work(&disk, instance as u128 + 1);
                    turns.leave(instance);
                    work
                })
            })
            .collect();
        let works: Vec<Work> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        let works: Vec<&Work> = works.iter().collect();
        and_after_a_cut(&sim, &works, &mut Dice(seed));
    }
    println!(
        "three instances: {} rounds in {:?}",
        60 * factor(),
        started.elapsed()
    );
}

/// The union of copies: what the other has and this has not is taken over.
fn unite(into: &mut Image, from: &Image) {
    into.dirs.extend(from.dirs.iter().cloned());
    for (path, bytes) in &from.files {
        into.files
            .entry(path.clone())
            .or_insert_with(|| bytes.clone());
    }
}

fn permutations(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in of {
        let rest: Vec<usize> = of.iter().copied().filter(|one| one != first).collect();
        for mut tail in permutations(&rest) {
            tail.insert(0, *first);
            all.push(tail);
        }
    }
    all
}

/// Three copies of a folder are worked on apart and united in every order, some of them twice: the same audit
/// each time, with everything that was entered and every value that was set.
pub fn copies_unite(fold: Fold) -> Result<usize, String> {
    let (base, _) = session::built();
    let mut works = Vec::new();
    let copies: Vec<Image> = (1..=4)
        .map(|who| {
            let sim = Sim::new(&base, Ledger::default());
            let disk: Arc<dyn Disk> = Arc::new(sim.clone());
            works.push(work(&disk, who));
            sim.state().seen()
        })
        .collect();
    let mut folds: Vec<oracle::Folded> = Vec::new();
    let mut orders = 0;
    for order in permutations(&[0, 1, 2, 3]) {
        let mut united = copies[order[0]].clone();
        for at in order.iter().chain(&order[..2]) {
            unite(&mut united, &copies[*at]);
        }
        let opened = nothing_lost(&united, &works.iter().collect::<Vec<_>>());
        folds.push(fold(&opened.records));
        orders += 1;
    }
    let first = &folds[0];
    if folds.iter().any(|other| other != first) {
        return Err("the audit depends on the order in which copies were united".to_owned());
    }
    let values: BTreeSet<&String> = first.clients.iter().collect();
    if values.len() != works.len() || first.conflicts != 1 {
        return Err(format!("of {} values {values:?} are shown", works.len()));
    }
    if first.notes.len() != 1 + 2 * works.len() {
        return Err(format!("the notes are {:?}", first.notes));
    }
    Ok(orders)
}

#[test]
fn copies_are_united_in_every_order() {
    let started = Instant::now();
    let orders = copies_unite(oracle::fold).unwrap_or_else(|why| panic!("{why}"));
    println!("copies: {orders} orders in {:?}", started.elapsed());
}

#[test]
fn a_fork_is_shown_and_both_sides_are_kept() {
    let (base, _) = session::built();
    let mut united = base.clone();
    for (who, text) in [(1, "we said yes"), (2, "we said no")] {
        let sim = Sim::new(&base, Ledger::default());
        let disk: Arc<dyn Disk> = Arc::new(sim.clone());
        let author = session::writer(&format!("auditor {who}"));
        let mut journal = Journal::new(disk, author, BTreeMap::new());
        journal
            .save(&session::note(id(7, 7), session::at(5), text))
            .unwrap();
        unite(&mut united, &sim.state().seen());
    }
    let opened = oracle::reader(&Sim::new(&united, Ledger::default())).unwrap();
    let texts: BTreeSet<String> = opened
        .records
        .iter()
        .filter_map(|recorded| match &recorded.record {
            Record::Entry(entry) => Some(oracle::text_of(entry)),
            _ => None,
        })
        .collect();
    assert!(
        texts.contains("we said yes") && texts.contains("we said no"),
        "{texts:?}"
    );
    let forks = opened
        .damage
        .iter()
        .filter(|d| matches!(d, Damage::Fork { .. }));
    assert_eq!(forks.count(), 1);
}

#[test]
fn a_log_that_was_taken_back_or_copied_beside_itself_is_noticed() {
    let (base, _) = session::built();
    let sim = Sim::new(&base, Ledger::default());
    let disk: Arc<dyn Disk> = Arc::new(sim.clone());
    let work = work(&disk, 1);
    let image = sim.state().seen();
    let (path, bytes) = image
        .in_dir("log")
        .find(|(path, _)| !base.files.contains_key(*path))
        .unwrap();
    let ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    // A backup from before the last entry is put back: the heads know better.
    let mut stale = image.clone();
    let end = ends[ends.len() - 2] + 1;
    stale.files.insert(path.clone(), bytes[..end].to_vec());
    let opened = oracle::reader(&Sim::new(&stale, Ledger::default())).unwrap();
    assert!(
        matches!(opened.damage[..], [Damage::HeadAhead { .. }]),
        "{:?}",
        opened.damage
    );
    // The log is gone: so they do.
    let mut gone = image.clone();
    gone.files.remove(path);
    let opened = oracle::reader(&Sim::new(&gone, Ledger::default())).unwrap();
    assert!(
        matches!(opened.damage[..], [Damage::MissingLog { .. }]),
        "{:?}",
        opened.damage
    );
    // A sync program has kept both: the other one does not go unnoticed, and hides nothing.
    let mut twice = image.clone();
    let copy = path.replace(".log", ".sync-conflict-20260614.log");
    twice.files.insert(copy, bytes[..end].to_vec());
    let opened = oracle::reader(&Sim::new(&twice, Ledger::default())).unwrap();
    assert!(
        matches!(opened.damage[..], [Damage::Foreign { .. }]),
        "{:?}",
        opened.damage
    );
    assert_eq!(opened.records.len(), 1 + work.entered.len());
}

/// One opens the folder, and before operation `at` of that others save: who has a log there already, and who begins one
/// having read that. Tells whether there was such an operation.
fn opened_while_others_save(image: &Image, at: usize) -> bool {
    let disk: Arc<dyn Disk> = Arc::new(Sim::new(image, Ledger::default()));
    let journal =
        |author: &str, seen| Journal::new(Arc::clone(&disk), session::writer(author), seen);
    let note = |who, nth| session::note(id(who, nth), session::at(9000), "a note");
    let mut begun = journal("auditor 2", BTreeMap::new());
    begun.save(&note(2, 1)).unwrap();
    let before = oracle::reader(disk.as_ref()).unwrap();
    assert_eq!(before.damage, []);
    let fresh = journal("auditor 3", BTreeMap::new());
    let writers = Arc::new(Mutex::new(Some((begun, fresh))));
    let (waiting, count) = (Arc::clone(&writers), Mutex::new(0));
    let hook: Hook = Arc::new(move || {
        *count.lock().unwrap() += 1;
        if *count.lock().unwrap() == at
            && let Some((mut begun, mut fresh)) = waiting.lock().unwrap().take()
        {
            let second = begun.save(&note(2, 2)).unwrap();
            fresh.saw(second.run, second.head);
            fresh.save(&note(3, 1)).unwrap();
            fresh.save(&note(3, 2)).unwrap();
        }
    });
    let opened = oracle::reader(&Hooked { disk, hook }).unwrap();
    assert_eq!(opened.damage, [], "others saved before operation {at}");
    let ids = |opened: &Opened| -> BTreeSet<EntryId> {
        let ids = opened.records.iter().filter_map(|it| it.record.id());
        ids.collect()
    };
    assert!(
        ids(&opened).is_superset(&ids(&before)),
        "before operation {at}"
    );
    writers.lock().unwrap().is_none()
}

#[test]
fn what_others_save_while_one_opens_is_not_called_damage() {
    let (whole, _) = session::built();
    for image in [whole.clone(), session::bare(&whole)] {
        let operations = (1..).take_while(|at| opened_while_others_save(&image, *at));
        assert!(operations.count() > 10);
    }
}
