//! The palette: every command that makes sense where it is opened, with its key.

use super::super::command::Command;
use super::super::keymap::{self, Place};
use super::super::model::{Choice, Item, Model, Pick};
use super::pick;

/// Opens the palette: every command that makes sense where it is opened, with its key.
pub(super) fn open(model: &mut Model) {
    let place = match model.place() {
        Place::Pick | Place::Page | Place::Triage | Place::Slides => return,
        place => place,
    };
    let home = model.room.is_none();
    let in_list = |command: Command| {
        keymap::BINDINGS
            .iter()
            .any(|b| b.place == Place::List && b.command == command)
    };
    let moves = [
        Command::Up,
        Command::Down,
        Command::Accept,
        Command::Palette,
        Command::PreviousField,
    ];
    let typing_only = [
        Command::Save,
        Command::NewLine,
        Command::Complete,
        Command::NoteUp,
        Command::NoteDown,
    ];
    // These are for what is selected in the triage.
    let in_triage_only = [
        Command::FileUnder,
        Command::Promote,
        Command::Raise,
        Command::CloseToDo,
        Command::Received,
        Command::Refused,
        Command::Mark,
    ];
    let in_lists_only = [
        Command::Change,
        Command::Withdraw,
        Command::Discard,
        Command::PreviousField,
        Command::Accept,
        Command::NextSlide,
        Command::PreviousSlide,
        Command::TurnOrder,
    ];
    let in_agenda = [
        Command::TickPoint,
        Command::LeaveOutPoint,
        Command::RemarkPoint,
    ];
    let in_grids_only = [
        Command::Left,
        Command::Right,
        Command::MarkMet,
        Command::MarkNotMet,
        Command::MarkNotApplicable,
        Command::MarkOpen,
        Command::RemarkOnItem,
        Command::FindingOfSample,
        Command::ExtendSample,
        Command::ReplaceItem,
        Command::AwaitRecords,
        Command::LookAtSample,
    ];
    let at_home = [
        Command::Help,
        Command::Hide,
        Command::Suspend,
        Command::Quit,
    ];
    let fits = |command: &&Command| {
        !moves.contains(command)
            && !in_lists_only.contains(command)
            && (!in_grids_only.contains(command) || place == Place::Grid)
            && !in_triage_only.contains(command)
            && (!in_agenda.contains(command) || place == Place::Agenda)
            && (!typing_only.contains(command) || matches!(place, Place::Note | Place::Form))
            && (!home || at_home.contains(command))
    };
    let items = Command::ALL.iter().filter(fits).map(|command| {
        let key = keymap::key_for(place, *command);
        let key = key.or_else(|| {
            in_list(*command)
                .then(|| keymap::key_for(Place::List, *command))
                .flatten()
        });
        Item {
            label: command.label().to_owned(),
            aside: key.unwrap_or_default(),
            choice: Choice::Run(*command),
        }
    });
    pick::open(
        model,
        Pick::new("commands", items.collect(), "No command has these words."),
    );
}
