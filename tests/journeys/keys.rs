//! The keymap and the commands: each can be reached, and each binding can be pressed in its place.

use onsite::tui::command::Command;
use onsite::tui::keymap::{BINDINGS, Place};
use onsite::tui::model::{Choice, Overlay};

use crate::rig::{Journey, THEME};

/// Keys that lead from LIST to a place.
fn way(place: Place) -> &'static str {
    match place {
        Place::Home => ":back to the list of<Enter>",
        Place::List => "",
        Place::Note => "n",
        Place::Form => "f",
        Place::Pick => ":findings<Enter>",
        Place::Page => "?",
        Place::Guide => "/27001:A.8.13<Enter>a",
        Place::Grid => "S",
        Place::Triage => "w",
    }
}

journey!(every_binding_can_be_pressed_in_its_place, || {
    let path = Journey::example().path;
    for binding in BINDINGS {
        for key in binding.keys {
            let mut j = Journey::open(&path);
            // A note that the run before left open goes on.
            j.keys("<Esc>").keys(way(binding.place));
            assert_eq!(j.model().place(), binding.place, "{key}");
            j.keys(key);
            j.app.screen(80, 24, THEME);
            j.app.leave();
        }
    }
});

journey!(every_command_is_in_the_keymap_or_the_palette, || {
    let mut j = Journey::example();
    let mut reached: Vec<Command> = BINDINGS.iter().map(|binding| binding.command).collect();
    for keys in ["", "n"] {
        j.keys("<Esc*3>").keys(keys).keys("<C-o>");
        let Some(Overlay::Pick(pick)) = j.model().overlays.last() else {
            panic!("the palette did not open")
        };
        reached.extend(pick.items.iter().filter_map(|item| match item.choice {
            Choice::Run(command) => Some(command),
            _ => None,
        }));
    }
    let orphans: Vec<&Command> = Command::ALL
        .iter()
        .filter(|command| !reached.contains(command))
        .collect();
    assert!(orphans.is_empty(), "{orphans:?}");
});

journey!(the_place_is_always_written_at_the_bottom_left, || {
    let mut j = Journey::example();
    for place in [
        Place::List,
        Place::Note,
        Place::Form,
        Place::Pick,
        Place::Page,
        Place::Triage,
        Place::Home,
    ] {
        j.keys("<Esc*4>").keys(way(place));
        for (width, height) in [(80, 24), (60, 12), (120, 40), (20, 4)] {
            let screen = j.screen(width, height);
            let last = screen.lines().last().unwrap();
            assert!(
                last.trim_start().starts_with(place.word()),
                "{place:?} at {width}x{height}: {last:?}"
            );
        }
    }
});
