//! A monkey at the keys of the worked example: nothing panics, the record only grows and stays sound.

use onsite::store::load;
use onsite::tui::guide;
use onsite::tui::input::{Code, Input, Key, pasted};
use onsite::tui::keymap::{BINDINGS, Place};
use onsite::tui::model::Overlay;
use onsite::tui::script;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::rig::{Journey, THEME};

fn input() -> impl Strategy<Value = Input> {
    let bound: Vec<Input> = BINDINGS
        .iter()
        .flat_map(|binding| binding.keys)
        .map(|key| script::parse(key).unwrap().remove(0))
        .collect();
    let typed = |c| Input::Key(Key::plain(Code::Char(c)));
    prop_oneof![
        12 => prop::sample::select(bound),
        5 => prop::char::range(' ', '~').prop_map(typed),
        2 => prop::sample::select(vec!['#', '@', '+', '!', '?', '/', '1', '9', ' ', '\u{202e}', '漢', '😀']).prop_map(typed),
        2 => prop::sample::select(vec!["#A.8.13 @ops-lead +BK-LOG v3", "two\nlines", "n3/12", "\u{1b}[A", ""]).prop_map(pasted),
        1 => any::<char>().prop_map(typed),
        1 => Just(Input::Resize),
    ]
}

/// What is open and what the keys mean fit each other.
fn assert_sensible(j: &Journey) {
    let model = j.model();
    let place = model.place();
    match model.overlays.last() {
        Some(Overlay::Pick(pick)) => {
            assert_eq!(place, Place::Pick);
            assert!(
                pick.at < pick.fitting().len().max(1),
                "{} of {}",
                pick.at,
                pick.fitting().len()
            );
        }
        Some(Overlay::Page(page)) => {
            assert_eq!(place, Place::Page);
            assert!(page.top < page.lines.len().max(1));
        }
        Some(Overlay::Guide(page)) => {
            assert_eq!(place, Place::Guide);
            let room = model.room.as_ref().unwrap();
            let row = &room.criteria.rows()[page.row];
            assert!(page.at < guide::stops(room, row).len().max(1));
        }
        Some(Overlay::Triage(triage)) => {
            assert_eq!(place, Place::Triage);
            assert!(triage.at < triage.lines.len().max(1));
        }
        None => {}
    }
    if let Some(room) = &model.room {
        let outline = &room.outline;
        assert!(
            outline.selected().is_some(),
            "row {} of {}, {} of criteria",
            outline.at,
            outline.rows.len(),
            room.criteria.rows().len()
        );
        assert!(room.typing.is_none_or(|at| at < room.drafts.len()));
    }
    let (width, height) = (61, 17);
    let cursor = j.app.screen(width, height, THEME).1;
    assert!(cursor.is_none_or(|at| at.x < width && at.y < height));
}

journey!(random_keys_break_nothing, || {
    let config = Config {
        failure_persistence: None,
        cases: 200,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let path = Journey::example().path;
    let saved = std::cell::Cell::new(0);
    runner
        .run(&prop::collection::vec(input(), 60), |inputs| {
            let mut j = Journey::open(&path);
            for input in inputs {
                j.app.press([input]);
                assert_sensible(&j);
                if j.model().room.is_none() && j.model().loose.is_none() {
                    // At home: nothing there may lead out of this test's folder.
                    j = Journey::open(&path);
                }
            }
            j.app.leave();
            let loaded = load::load(&path).unwrap();
            prop_assert!(loaded.damage.is_empty(), "{:?}", loaded.problems());
            prop_assert!(loaded.audit.unapplied().is_empty());
            prop_assert!(loaded.audit.len() >= saved.get(), "the record shrank");
            saved.set(loaded.audit.len());
            Ok(())
        })
        .unwrap();
});
