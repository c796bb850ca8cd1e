//! Drawing: another language and the stock tools of a shell draw the same; and marking: what was entered is what is
//! saved in the end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use std::collections::VecDeque;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use onsite::audit::act::Desk;
use onsite::audit::draw::Algorithm;
use onsite::audit::entered::Entered;
use onsite::audit::entry::{Add, Change, Entry, Moment, Record};
use onsite::audit::fold::Audit;
use onsite::audit::id::{AuditId, EntryId, ObjectId, RunId};
use onsite::audit::population::{self, Source};
use onsite::audit::sampling::{self, Drawing, Further, List, Mark, Sheet};
use onsite::audit::schema::{Field, Kind, Link};
use onsite::checklist::Criteria;
use onsite::checklist::library::Library;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Names that a shell, a terminal or a sort could stumble over.
const HOSTILE: [&str; 18] = [
    "-n",
    "--help",
    "$(touch harm)",
    "`touch harm`",
    "it's",
    "a \"quoted\" one",
    "back\\slash\\n",
    "100%s",
    "tab\there",
    "two  blanks",
    "漢字",
    "e\u{301}",
    "é",
    "\u{202e}gnp",
    "😀",
    "\u{1b}[31mred",
    "*",
    "0",
];

const PYTHON: &str = r#"
import hashlib, sys
way, seed, first, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
items = sys.stdin.buffer.read().decode().split("\n")[:-1]
digits = lambda text: hashlib.sha256((seed + " " + text).encode()).hexdigest()
if way == "order":
    drawn = sorted(items, key=lambda item: (digits(item), item))
else:
    interval = max(1, len(items) // first)
    start = int(digits("start")[:15], 16) % interval
    drawn = [items[at] for turn in range(interval)
             for at in range((start + turn) % interval, len(items), interval)]
sys.stdout.buffer.write("".join(item + "\n" for item in drawn[:size]).encode())
"#;

fn run(mut command: Command, input: &str) -> Vec<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout)
        .unwrap()
        .split_terminator('\n')
        .map(ToOwned::to_owned)
        .collect()
}

fn listed(items: &[String]) -> String {
    format!("{}\n", items.join("\n"))
}

fn by_python(way: &str, seed: &str, first: usize, size: usize, items: &[String]) -> Vec<String> {
    let mut python = Command::new("python3");
    python.args([
        "-c",
        PYTHON,
        way,
        seed,
        &first.to_string(),
        &size.to_string(),
    ]);
    run(python, &listed(items))
}

fn in_shell(dir: &Path, line: &str) -> Vec<String> {
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(dir);
    run(shell, "")
}

fn hostile(more: usize) -> Vec<String> {
    let hostile = HOSTILE.into_iter().map(ToOwned::to_owned);
    hostile
        .chain((0..more).map(|n| format!("L-{n:03}")))
        .collect()
}

#[test]
fn python_draws_the_same() {
    for (seed, more) in [("7c1e-04b9-f3d2-8a60", 102), ("", 1), ("it's %s 漢", 500)] {
        let items = hostile(more);
        let order = Algorithm::Order.order(seed, &items);
        assert_eq!(by_python("order", seed, 1, items.len(), &items), order);
        for first in [1, 5, 7, items.len()] {
            let algorithm = Algorithm::systematic(seed, items.len(), first);
            let order = algorithm.order(seed, &items);
            assert_eq!(
                by_python("systematic", seed, first, items.len(), &items),
                order,
                "{algorithm}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_shell_draws_the_same_and_nothing_in_a_name_is_carried_out() {
    let dir = tempfile::tempdir().unwrap();
    let items = hostile(40);
    std::fs::write(dir.path().join("items.txt"), listed(&items)).unwrap();
    for seed in [
        "7c1e-04b9-f3d2-8a60",
        "it's $(touch harm) `touch harm` \\ \"%s",
    ] {
        for algorithm in [
            Algorithm::Order,
            Algorithm::systematic(seed, items.len(), 5),
        ] {
            let drawn = in_shell(dir.path(), &algorithm.again(seed, 20));
            assert_eq!(drawn, algorithm.order(seed, &items)[..20], "{algorithm}");
        }
    }
    assert!(!dir.path().join("harm").exists());
    for typed in ["8-11", "INC-0099..INC-0103", "50%-08..12", "it's 1..3"] {
        let Ok(Source::Range(range)) = population::source(typed) else {
            panic!("{typed} is a range");
        };
        let line = format!("{} && cat items.txt", range.again());
        assert_eq!(in_shell(dir.path(), &line), range.population().items);
    }
}

#[cfg(unix)]
#[test]
fn the_lines_of_the_description_draw_as_it_says() {
    let description =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/FORMAT.md"))
            .unwrap();
    let (_, section) = description.split_once("## Drawing a sample again").unwrap();
    let blocks: Vec<&str> = section.split("```").skip(1).step_by(2).collect();
    let dir = tempfile::tempdir().unwrap();
    let drawn = in_shell(dir.path(), blocks[0]);
    assert_eq!(
        drawn,
        ["CHG-1359", "CHG-1365", "CHG-1341", "CHG-1301", "CHG-1385"]
    );
    assert!(section.contains(&format!("{} and {}", drawn[..4].join(", "), drawn[4])));
    let items: Vec<String> = (1286..=1425).map(|n| format!("CHG-{n}")).collect();
    let seed = "7c1e-04b9-f3d2-8a60";
    let algorithm = Algorithm::systematic(seed, items.len(), 5);
    let drawn = in_shell(dir.path(), blocks[1]);
    assert_eq!(drawn, algorithm.order(seed, &items)[..5]);
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        failure_persistence: None,
        cases,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]))
}

#[test]
fn a_draw_does_not_depend_on_the_order_of_the_list_and_holds_each_item_once() {
    let lists = prop::collection::btree_set("[a-z0-9漢 -]{1,6}", 1..60);
    let input = (lists, ".{0,12}", any::<prop::sample::Index>(), 1_usize..20);
    runner(200)
        .run(&input, |(items, seed, turn, size)| {
            let items: Vec<String> = items.into_iter().collect();
            let mut other = items.clone();
            other.rotate_left(turn.index(items.len()));
            other.reverse();
            let order = Algorithm::Order.order(&seed, &items);
            prop_assert_eq!(&order, &Algorithm::Order.order(&seed, &other));
            let algorithm = Algorithm::systematic(&seed, items.len(), size);
            let systematic = algorithm.order(&seed, &items);
            for mut all in [order, systematic] {
                all.sort_unstable();
                prop_assert_eq!(all, items.iter().map(String::as_str).collect::<Vec<_>>());
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_list_is_read_whatever_stands_in_it() {
    runner(300)
        .run(&(".{0,40}(\n.{0,20}){0,6}", ".{0,6}"), |(text, name)| {
            if let Ok(read) = population::lines("it", &text) {
                for item in &read.items {
                    prop_assert!(!item.is_empty() && item.trim() == item && !item.contains('\n'));
                }
            }
            population::column("it", &text, &name).ok();
            population::source(&text).ok();
            Ok(())
        })
        .unwrap();
}

/// An audit with what is on its way, without a disk.
struct Bench {
    audit: Audit,
    criteria: Criteria,
    pending: VecDeque<Entry>,
    run: RunId,
    drawn: u128,
    n: u64,
}

fn moment() -> Moment {
    chrono::DateTime::parse_from_rfc3339("2026-06-16T09:30:00+02:00").unwrap()
}

impl Bench {
    fn new() -> Self {
        let criteria = Library::built_in()
            .assemble("iso27001-2022:surveillance,iso42001-2023:stage1")
            .unwrap()
            .criteria;
        let mut audit = Audit::new(AuditId(1));
        let run = RunId(7);
        audit.run(run, "Ada Berg");
        Self {
            audit,
            criteria,
            pending: VecDeque::new(),
            run,
            drawn: 100,
            n: 0,
        }
    }

    fn at_desk<T>(&mut self, work: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let drawn = &mut self.drawn;
        work(&mut Desk {
            audit: &self.audit,
            pending: &self.pending,
            criteria: &self.criteria,
            draw: &mut || {
                *drawn += 1;
                *drawn
            },
        })
    }

    fn enter(&mut self, changes: Vec<Change>) {
        self.drawn += 1;
        self.pending
            .push_back(Entry::new(EntryId(self.drawn), moment(), changes));
    }

    /// The disk has the oldest entry.
    fn save_one(&mut self) {
        if let Some(mut entry) = self.pending.pop_front() {
            self.n += 1;
            entry.n = self.n;
            let run = self.audit.run(self.run, "Ada Berg");
            self.audit.apply(run, &Record::Entry(entry));
        }
    }

    fn save_all(&mut self) {
        while !self.pending.is_empty() {
            self.save_one();
        }
    }

    fn sheet(&self, sample: ObjectId) -> Sheet {
        Sheet::of(&Entered::new(&self.audit, &self.pending), sample)
    }

    fn sentence(&self, sample: ObjectId) -> String {
        sampling::sentence(&Entered::new(&self.audit, &self.pending), sample)
    }

    /// A sample of so many of a range, drawn with a seed.
    fn sampled(&mut self, list: &List, size: usize, systematic: bool) -> ObjectId {
        let changes = self.at_desk(|desk| {
            let sample = desk.object();
            let drawing = Drawing {
                list,
                systematic,
                seed: "seed",
                size,
            };
            let drawn = desk.draw_items(sample, &drawing).unwrap();
            let add = Add::new(Kind::Sample, sample)
                .with(Field::Population, "leavers")
                .with(Field::Attributes, "closed in time\n\nbadge back\n");
            let add = drawn
                .fields
                .into_iter()
                .fold(add, |add, (field, text)| add.with(field, text));
            let items = drawn.items.into_iter().map(Change::Add);
            std::iter::once(Change::Add(add))
                .chain(items)
                .collect::<Vec<_>>()
        });
        let Some(Change::Add(add)) = changes.first() else {
            panic!("a sample is made");
        };
        let id = add.id;
        self.enter(changes);
        id
    }
}

fn range(typed: &str) -> List {
    List::read(typed, &population::source(typed).unwrap(), None).unwrap()
}

#[test]
fn extending_and_replacing_go_on_in_the_same_order() {
    for systematic in [false, true] {
        let mut bench = Bench::new();
        let list = range("L-01..L-40");
        let sample = bench.sampled(&list, 5, systematic);
        let labels = |bench: &Bench| -> Vec<String> {
            bench
                .sheet(sample)
                .rows
                .into_iter()
                .map(|row| row.label)
                .collect()
        };
        let first = labels(&bench);
        assert_eq!(first.len(), 5);
        let changes = bench
            .at_desk(|desk| desk.extend(sample, 15, "one failed", Further::Drawn(&list)))
            .unwrap();
        bench.enter(changes);
        bench.save_all();
        let all = labels(&bench);
        assert_eq!(all[..5], first, "an extension keeps what was drawn");
        let whole = range("L-01..L-40");
        let again = bench.sampled(&whole, 15, systematic);
        let at_once: Vec<String> = bench
            .sheet(again)
            .rows
            .into_iter()
            .map(|row| row.label)
            .collect();
        assert!(systematic || all == at_once, "{all:?} {at_once:?}");
        let out = bench.sheet(sample).rows[1].item;
        let changes = bench
            .at_desk(|desk| desk.replace(sample, out, "record lost", Further::Drawn(&list)))
            .unwrap();
        bench.enter(changes);
        let replaced = labels(&bench);
        assert_eq!(replaced.len(), 15);
        assert!(!replaced.contains(&first[1]));
        let method = if systematic { "systematic" } else { "random" };
        assert_eq!(
            bench.sentence(sample),
            format!(
                "15 of 40 leavers, {method}, extended from 5, 1 replaced, 0 met, 15 without a result"
            )
        );
        // The sixteenth is taken: what follows begins behind it.
        let changes = bench
            .at_desk(|desk| desk.extend(sample, 16, "more", Further::Drawn(&list)))
            .unwrap();
        bench.enter(changes);
        let positions: Vec<u64> = bench
            .sheet(sample)
            .rows
            .iter()
            .filter_map(|row| row.position)
            .collect();
        assert_eq!(positions.last(), Some(&17));
    }
}

#[test]
fn another_list_than_the_one_that_was_drawn_from_is_refused() {
    let mut bench = Bench::new();
    let list = range("1-40");
    let sample = bench.sampled(&list, 5, false);
    let refused = bench
        .at_desk(|desk| {
            desk.extend(sample, 6, "r", Further::Drawn(&range("1-41")))
                .err()
        })
        .unwrap()
        .what;
    let same = bench.sheet(sample).rows[0].label.clone();
    assert!(
        refused.ends_with("it had 40 items, and has 41"),
        "{refused}"
    );
    let other = bench
        .at_desk(|desk| desk.extend(sample, 6, "r", Further::Drawn(&range("A-1..A-40"))))
        .unwrap_err();
    assert!(
        other.what.contains(&format!("item 1 was {same}")),
        "{other}"
    );
    assert!(other.next.contains("1-40, SHA-256 "), "{other}");
    let few = bench
        .at_desk(|desk| desk.extend(sample, 41, "r", Further::Drawn(&list)))
        .unwrap_err();
    assert_eq!(few.what, "the list has 40 items, and 41 would be needed");
    for wrong in [vec![same], vec![]] {
        bench
            .at_desk(|desk| desk.extend(sample, 6, "r", Further::Chosen(&wrong)))
            .unwrap_err();
    }
}

#[test]
fn what_was_entered_is_what_is_saved_in_the_end_also_with_undo() {
    let step = (0_usize..5, 0_usize..2, 0_usize..4, 0_u8..7);
    let steps = prop::collection::vec(step, 1..40);
    let marks = [Mark::Met, Mark::NotMet, Mark::NotApplicable, Mark::Open];
    runner(40)
        .run(&steps, |steps| {
            let mut bench = Bench::new();
            let sample = bench.sampled(&range("1-9"), 5, false);
            let begun = bench.sheet(sample);
            let mut states = vec![begun];
            for (row, column, mark, what) in steps {
                match what {
                    // The disk answers, sooner or later.
                    0 | 1 => bench.save_one(),
                    2 if states.len() > 1 => {
                        let change = bench.at_desk(|desk| desk.undo("Ada Berg")).unwrap();
                        bench.enter(vec![change]);
                        states.pop();
                        // Undo takes back what is saved, and one that is on its way would be found again.
                        prop_assert_eq!(&bench.sheet(sample), &states[states.len() - 1]);
                        bench.save_all();
                    }
                    _ => {
                        let sheet = bench.sheet(sample);
                        let changes =
                            bench.at_desk(|desk| desk.mark(&sheet, row, column, marks[mark]));
                        if !changes.is_empty() {
                            bench.enter(changes);
                            states.push(bench.sheet(sample));
                        }
                        let after = bench.sheet(sample);
                        prop_assert_eq!(after.rows[row].marks[column], marks[mark]);
                    }
                }
                prop_assert_eq!(&bench.sheet(sample), &states[states.len() - 1]);
            }
            let entered = bench.sheet(sample);
            bench.save_all();
            prop_assert_eq!(entered, bench.sheet(sample));
            prop_assert!(bench.audit.conflicts().is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn items_that_somebody_chose_can_be_extended_by_name() {
    let mut bench = Bench::new();
    let changes = bench.at_desk(|desk| {
        let sample = Add::new(Kind::Sample, desk.object()).with(Field::PopulationSize, "9");
        let id = sample.id;
        let item = |desk: &mut Desk<'_>, label: &str, result: &str| {
            let item = Add::new(Kind::Item, desk.object())
                .with(Field::Label, label)
                .with(Field::Result, result)
                .linked(Link::Sample, id);
            Change::Add(item)
        };
        vec![
            Change::Add(sample),
            item(desk, "a", "met"),
            item(desk, "b", "not-met"),
        ]
    });
    let sample = match &changes[0] {
        Change::Add(add) => add.id,
        _ => unreachable!(),
    };
    bench.enter(changes);
    let names = ["c".to_owned(), "d".to_owned()];
    let changes = bench
        .at_desk(|desk| desk.extend(sample, 4, "b failed", Further::Chosen(&names)))
        .unwrap();
    bench.enter(changes);
    bench.save_all();
    assert_eq!(
        bench.sentence(sample),
        "4 of 9, extended from 2, 1 met, 1 not met: b, 2 without a result"
    );
    let failures = sampling::failures(&Entered::saved(&bench.audit), sample);
    assert!(failures.ends_with("\nb"), "{failures}");
}

#[test]
fn sizes_are_numbers_or_rules_of_the_profiles() {
    let bench = Bench::new();
    let of = |typed: &str, population: u64, on: &[&str]| {
        let on: Vec<_> = on.iter().map(|id| id.parse().unwrap()).collect();
        let rules = sampling::rules(&bench.criteria, &on, population);
        sampling::size(&rules, typed, population).map_err(|refused| refused.to_string())
    };
    assert_eq!(of("7", 120, &[]), Ok((7, String::new())));
    assert_eq!(of("usual", 120, &[]).unwrap().0, 10);
    let (sites, reason) = of("sites", 25, &["27001:A.8.13"]).unwrap();
    assert_eq!(sites, 3);
    assert!(
        reason.contains("0.6 √25 rounded up = 3") && reason.contains("central function"),
        "{reason}"
    );
    // At a stage 1 all the root counts, and of several criteria the one that asks for more.
    assert_eq!(of("sites", 25, &["42001:4.1"]).unwrap().0, 5);
    assert_eq!(of("sites", 25, &[]).unwrap().0, 5);
    assert_eq!(
        of("", 25, &["27001:4.1"]),
        Err("how many of the 25 are to be taken is not said. Give a number, or a rule: usual (5), sites (3).".to_owned())
    );
    assert!(
        of("26", 25, &[])
            .unwrap_err()
            .starts_with("26 cannot be drawn: the list has 25 items")
    );
    assert!(of("some", 25, &[]).unwrap_err().contains("no size"));
}
