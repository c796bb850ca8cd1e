//! One table from keys to commands, with many readers: dispatch, bottom bar, help, palette and README.
//!
//! Keys are written as in key scripts (`<C-g>`, `<Enter>`, `n`). Bare letters count in LIST places only, and none
//! of them changes data: they move or open. This module must not know what a command does.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::command::Command;
use super::input::{Input, Key};
use super::script;

/// Where the keys are going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The list of audits.
    Home,
    /// Moving among requirements or running notes.
    List,
    /// Typing a note.
    Note,
    /// Typing into a form.
    Form,
    /// Choosing from a menu or a list, with or without typing to narrow it.
    Pick,
    /// Reading a page.
    Page,
    /// Going through the questions of a requirement.
    Guide,
    /// Marking the items of a sample.
    Grid,
    /// Settling what the day has left open, line by line.
    Triage,
    /// Going through the agenda of a meeting: a check list, where single keys tick.
    Agenda,
    /// Showing findings to a room.
    Slides,
}

impl Place {
    /// All places.
    pub const ALL: &'static [Self] = &[
        Self::Home,
        Self::List,
        Self::Note,
        Self::Form,
        Self::Pick,
        Self::Page,
        Self::Guide,
        Self::Grid,
        Self::Triage,
        Self::Agenda,
        Self::Slides,
    ];

    /// The word at the bottom left.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Home => "HOME",
            Self::List => "LIST",
            Self::Note => "NOTE",
            Self::Form => "FORM",
            Self::Pick => "PICK",
            Self::Page => "READ",
            Self::Guide => "GUIDE",
            Self::Grid => "GRID",
            Self::Triage => "TRIAGE",
            Self::Agenda => "AGENDA",
            Self::Slides => "SHOW",
        }
    }
}

/// A command and its keys in one place.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub place: Place,
    /// Its keys; the first is the one that is shown.
    pub keys: &'static [&'static str],
    /// The command.
    pub command: Command,
    /// The word in the bottom bar; bindings without one are in the help only.
    pub bar: Option<&'static str>,
}

const fn bind(
    place: Place,
    keys: &'static [&'static str],
    command: Command,
    bar: Option<&'static str>,
) -> Binding {
    Binding {
        place,
        keys,
        command,
        bar,
    }
}

use Command as C;
use Place::{Agenda, Form, Grid, Guide, Home, List, Note, Page, Pick, Slides, Triage};

/// All bindings. Those of the bottom bar stand in its order.
pub const BINDINGS: &[Binding] = &[
    bind(Home, &["<Enter>"], C::Accept, Some("open")),
    bind(Home, &["<C-o>", ":"], C::Palette, Some("commands")),
    bind(Home, &["?", "<F1>"], C::Help, Some("help")),
    bind(Home, &["<C-q>"], C::Quit, Some("quit")),
    bind(Home, &["<Up>", "k", "<C-p>"], C::Up, None),
    bind(Home, &["<Down>", "j", "<C-n>"], C::Down, None),
    bind(Home, &["<Home>", "g"], C::First, None),
    bind(Home, &["<End>", "G"], C::Last, None),
    bind(Home, &["<C-l>"], C::Hide, None),
    bind(List, &["<Enter>", "n"], C::WriteNote, Some("note")),
    bind(List, &["<C-g>"], C::SetResult, Some("result")),
    bind(List, &["a"], C::OpenGuide, Some("ask")),
    bind(List, &["?", "<F1>"], C::Help, Some("help")),
    bind(List, &["<C-o>", ":"], C::Palette, Some("commands")),
    bind(List, &["f"], C::NewFinding, Some("finding")),
    bind(List, &["i"], C::GoToSession, Some("session")),
    bind(List, &["e"], C::NewEvidence, Some("evidence")),
    bind(List, &["s"], C::NewSample, Some("sample")),
    bind(List, &["<C-f>", "/"], C::Find, Some("find")),
    bind(List, &["<C-z>"], C::Undo, Some("undo")),
    bind(List, &["<C-q>"], C::Quit, Some("quit")),
    bind(List, &["<C-y>"], C::Redo, None),
    bind(List, &["<Up>", "k", "<C-p>"], C::Up, None),
    bind(List, &["<Down>", "j", "<C-n>"], C::Down, None),
    bind(List, &["<PageUp>"], C::PageUp, None),
    bind(List, &["<PageDown>"], C::PageDown, None),
    bind(List, &["<Left>", "h"], C::Fold, None),
    bind(List, &["<Right>", "l"], C::Unfold, None),
    bind(List, &["<Home>", "g"], C::First, None),
    bind(List, &["<End>", "G"], C::Last, None),
    bind(List, &["<Tab>"], C::NextOpen, None),
    bind(List, &["<BackTab>"], C::PreviousOpen, None),
    bind(List, &["<Backspace>"], C::Back, None),
    bind(List, &[">"], C::WhereNext, None),
    bind(List, &["<Space>"], C::OpenDetail, None),
    bind(List, &["p"], C::SetPlanned, None),
    bind(List, &["<C-t>"], C::InterruptSession, None),
    bind(List, &["<A-Up>"], C::OlderNotes, None),
    bind(List, &["<A-Down>"], C::NewerNotes, None),
    bind(List, &["d"], C::ListDrafts, None),
    bind(List, &["S"], C::OpenGrid, None),
    bind(List, &["t"], C::Trails, None),
    bind(List, &["w"], C::Triage, None),
    bind(List, &["<C-l>"], C::Hide, None),
    bind(List, &["m"], C::Agenda, None),
    bind(List, &["<F2>"], C::OnlyQuestion, None),
    bind(List, &["<Esc>"], C::Leave, None),
    bind(Note, &["<Enter>", "<C-s>"], C::Save, Some("save")),
    bind(Note, &["<C-j>", "<A-Enter>"], C::NewLine, Some("new line")),
    bind(Note, &["<Tab>"], C::Complete, Some("complete")),
    bind(Note, &["<Esc>"], C::Leave, Some("stop, keep words")),
    bind(Note, &["<PageUp>", "<C-p>"], C::NoteUp, Some("previous")),
    bind(Note, &["<PageDown>", "<C-n>"], C::NoteDown, Some("next")),
    bind(Note, &["<C-g>"], C::SetResult, Some("result")),
    bind(Note, &["<C-o>"], C::Palette, Some("commands")),
    bind(Note, &["<C-f>"], C::Find, None),
    bind(Note, &["<C-t>"], C::InterruptSession, None),
    bind(Note, &["<A-Up>"], C::OlderNotes, None),
    bind(Note, &["<A-Down>"], C::NewerNotes, None),
    bind(Note, &["<C-x>"], C::Split, None),
    bind(Note, &["<C-z>"], C::Undo, None),
    bind(Note, &["<C-y>"], C::Redo, None),
    bind(Note, &["<F1>"], C::Help, None),
    bind(Note, &["<F2>"], C::OnlyQuestion, None),
    bind(Note, &["<C-l>"], C::Hide, None),
    bind(Note, &["<C-q>"], C::Quit, None),
    bind(Form, &["<C-s>"], C::Save, Some("save")),
    bind(
        Form,
        &["<Tab>", "<Enter>", "<Down>"],
        C::Complete,
        Some("next field"),
    ),
    bind(Form, &["<Esc>"], C::Leave, Some("close, keep words")),
    bind(
        Form,
        &["<BackTab>", "<Up>"],
        C::PreviousField,
        Some("previous"),
    ),
    bind(Form, &["<C-j>", "<A-Enter>"], C::NewLine, Some("new line")),
    bind(Form, &["<C-z>"], C::Undo, None),
    bind(Form, &["<C-y>"], C::Redo, None),
    bind(Form, &["<C-o>"], C::Palette, None),
    bind(Form, &["<F1>"], C::Help, None),
    bind(Form, &["<F2>"], C::OnlyQuestion, None),
    bind(Form, &["<C-l>"], C::Hide, None),
    bind(Form, &["<C-q>"], C::Quit, None),
    bind(Pick, &["<Enter>"], C::Accept, Some("take")),
    bind(Pick, &["<Esc>"], C::Leave, Some("close")),
    bind(Pick, &["<C-e>"], C::Change, Some("change")),
    bind(Pick, &["<C-w>"], C::Withdraw, Some("withdraw")),
    bind(Pick, &["<C-r>"], C::Relink, Some("links")),
    bind(Pick, &["<C-d>"], C::Discard, Some("discard draft")),
    bind(Pick, &["<C-t>"], C::Tell, Some("told")),
    bind(Pick, &["<C-z>"], C::Undo, None),
    bind(Pick, &["<C-y>"], C::Redo, None),
    bind(Pick, &["<Up>", "<C-p>"], C::Up, None),
    bind(Pick, &["<Down>", "<C-n>"], C::Down, None),
    bind(Pick, &["<PageUp>"], C::PageUp, None),
    bind(Pick, &["<PageDown>"], C::PageDown, None),
    bind(Pick, &["<Home>"], C::First, None),
    bind(Pick, &["<End>"], C::Last, None),
    bind(Pick, &["<F1>"], C::Help, None),
    bind(Pick, &["<F2>"], C::OnlyQuestion, None),
    bind(Pick, &["<C-l>"], C::Hide, None),
    bind(Pick, &["<C-q>"], C::Quit, None),
    bind(Page, &["<Esc>", "q", "<Enter>"], C::Leave, Some("close")),
    bind(Page, &["<C-e>"], C::Change, Some("change")),
    bind(Page, &["<C-w>"], C::Withdraw, Some("withdraw")),
    bind(Page, &["<C-r>"], C::Relink, Some("links")),
    bind(Page, &["<C-t>"], C::Tell, Some("told")),
    bind(Page, &["<C-z>"], C::Undo, None),
    bind(Page, &["<C-y>"], C::Redo, None),
    bind(Page, &["<Up>", "k"], C::Up, Some("up")),
    bind(Page, &["<Down>", "j"], C::Down, Some("down")),
    bind(Page, &["<PageUp>"], C::PageUp, None),
    bind(Page, &["<PageDown>", "<Space>"], C::PageDown, None),
    bind(Page, &["<Home>", "g"], C::First, None),
    bind(Page, &["<End>", "G"], C::Last, None),
    bind(Page, &["<C-l>"], C::Hide, None),
    bind(Page, &["n"], C::WriteNote, None),
    bind(Page, &["<C-q>"], C::Quit, None),
    bind(
        Guide,
        &["<Enter>", "<Space>"],
        C::Accept,
        Some("tick, open, go there"),
    ),
    bind(Guide, &["n"], C::WriteNote, Some("note")),
    bind(Guide, &["<Right>", "l"], C::NoteDown, Some("next")),
    bind(Guide, &["<Left>", "h"], C::NoteUp, Some("previous")),
    bind(Guide, &["<Esc>", "q"], C::Leave, Some("close")),
    bind(Guide, &["<Up>", "k", "<C-p>"], C::Up, None),
    bind(Guide, &["<Down>", "j", "<C-n>"], C::Down, None),
    bind(Guide, &["<PageUp>"], C::PageUp, None),
    bind(Guide, &["<PageDown>"], C::PageDown, None),
    bind(Guide, &["<Home>", "g"], C::First, None),
    bind(Guide, &["<End>", "G"], C::Last, None),
    bind(Guide, &["<C-g>"], C::SetResult, None),
    bind(Guide, &["f"], C::NewFinding, None),
    bind(Guide, &["e"], C::NewEvidence, None),
    bind(Guide, &["s"], C::NewSample, None),
    bind(Guide, &["<C-f>", "/"], C::Find, None),
    bind(Guide, &["<Backspace>"], C::Back, None),
    bind(Guide, &["<C-z>"], C::Undo, None),
    bind(Guide, &["<C-y>"], C::Redo, None),
    bind(Guide, &["<C-o>", ":"], C::Palette, None),
    bind(Guide, &["?", "<F1>"], C::Help, None),
    bind(Guide, &["<C-l>"], C::Hide, None),
    bind(Guide, &["<C-q>"], C::Quit, None),
    bind(Grid, &["y"], C::MarkMet, Some("met")),
    bind(Grid, &["n"], C::MarkNotMet, Some("not met")),
    bind(Grid, &["x"], C::MarkNotApplicable, Some("n/a")),
    bind(Grid, &["m", "<Enter>"], C::RemarkOnItem, Some("remark")),
    bind(Grid, &["<Esc>"], C::Leave, Some("back")),
    bind(Grid, &["f"], C::FindingOfSample, Some("finding")),
    bind(Grid, &["+"], C::ExtendSample, Some("extend")),
    bind(Grid, &["?", "<F1>"], C::Help, Some("help")),
    bind(Grid, &["<C-z>"], C::Undo, Some("undo")),
    bind(Grid, &["<Space>", "."], C::MarkOpen, None),
    bind(Grid, &["r"], C::ReplaceItem, None),
    bind(Grid, &["w"], C::AwaitRecords, None),
    bind(Grid, &["v"], C::LookAtSample, None),
    bind(Grid, &["<Up>", "k", "<C-p>"], C::Up, None),
    bind(Grid, &["<Down>", "j", "<C-n>"], C::Down, None),
    bind(Grid, &["<Left>", "h"], C::Left, None),
    bind(Grid, &["<Right>", "l"], C::Right, None),
    bind(Grid, &["<PageUp>"], C::PageUp, None),
    bind(Grid, &["<PageDown>"], C::PageDown, None),
    bind(Grid, &["<Home>", "g"], C::First, None),
    bind(Grid, &["<End>", "G"], C::Last, None),
    bind(Grid, &["<C-y>"], C::Redo, None),
    bind(Grid, &["<C-o>", ":"], C::Palette, None),
    bind(Grid, &["<C-l>"], C::Hide, None),
    bind(Grid, &["<C-q>"], C::Quit, None),
    bind(Triage, &["#"], C::FileUnder, Some("file under")),
    bind(Triage, &["<Space>"], C::Mark, Some("mark")),
    bind(Triage, &["<Enter>"], C::Change, Some("open")),
    bind(Triage, &["p"], C::Promote, Some("evidence")),
    bind(Triage, &["f"], C::Raise, Some("finding")),
    bind(Triage, &["r"], C::Received, Some("received")),
    bind(Triage, &["x"], C::CloseToDo, Some("done")),
    bind(Triage, &["R"], C::Refused, Some("refused")),
    bind(Triage, &["?", "<F1>"], C::Help, Some("help")),
    bind(Triage, &["<C-w>"], C::Withdraw, Some("withdraw")),
    bind(Triage, &["<Esc>", "q"], C::Leave, Some("close")),
    bind(Triage, &["<C-z>"], C::Undo, Some("undo")),
    bind(Triage, &["<C-y>"], C::Redo, None),
    bind(Triage, &["<C-r>"], C::Relink, None),
    bind(Triage, &["<C-d>"], C::Discard, None),
    bind(Triage, &["<C-g>"], C::SetResult, None),
    bind(Triage, &["n"], C::WriteNote, None),
    bind(Triage, &["<Up>", "k", "<C-p>"], C::Up, None),
    bind(Triage, &["<Down>", "j", "<C-n>"], C::Down, None),
    bind(Triage, &["<PageUp>"], C::PageUp, None),
    bind(Triage, &["<PageDown>"], C::PageDown, None),
    bind(Triage, &["<Home>", "g"], C::First, None),
    bind(Triage, &["<End>", "G"], C::Last, None),
    bind(Triage, &["<C-l>"], C::Hide, None),
    bind(Triage, &["<C-q>"], C::Quit, None),
    bind(Page, &["<F2>"], C::OnlyQuestion, None),
    bind(Agenda, &["<Space>", "<Enter>"], C::TickPoint, Some("tick")),
    bind(Agenda, &["n"], C::RemarkPoint, Some("remark")),
    bind(Agenda, &["x"], C::LeaveOutPoint, Some("leave out")),
    bind(Agenda, &["p"], C::Attendance, Some("present")),
    bind(Agenda, &["<Esc>", "q"], C::Leave, Some("close")),
    bind(Agenda, &["<C-z>"], C::Undo, Some("undo")),
    bind(Agenda, &["<C-o>", ":"], C::Palette, Some("commands")),
    bind(Agenda, &["?", "<F1>"], C::Help, None),
    bind(Agenda, &["<C-y>"], C::Redo, None),
    bind(Agenda, &["<Up>", "k", "<C-p>"], C::Up, None),
    bind(Agenda, &["<Down>", "j", "<C-n>"], C::Down, None),
    bind(Agenda, &["<PageUp>"], C::PageUp, None),
    bind(Agenda, &["<PageDown>"], C::PageDown, None),
    bind(Agenda, &["<Home>", "g"], C::First, None),
    bind(Agenda, &["<End>", "G"], C::Last, None),
    bind(Agenda, &["<F2>"], C::OnlyQuestion, None),
    bind(Agenda, &["<C-l>"], C::Hide, None),
    bind(Agenda, &["<C-q>"], C::Quit, None),
    bind(
        Slides,
        &["<Right>", "l", "<Space>", "<Enter>", "<PageDown>", "<C-n>"],
        C::NextSlide,
        Some("next"),
    ),
    bind(
        Slides,
        &["<Left>", "h", "<PageUp>", "<C-p>", "<Backspace>"],
        C::PreviousSlide,
        Some("previous"),
    ),
    bind(Slides, &["<Esc>", "q"], C::Leave, Some("close")),
    bind(Slides, &["o"], C::TurnOrder, Some("order")),
    bind(Slides, &["<Up>", "k"], C::Up, None),
    bind(Slides, &["<Down>", "j"], C::Down, None),
    bind(Slides, &["<Home>", "g"], C::First, None),
    bind(Slides, &["<End>", "G"], C::Last, None),
    bind(Slides, &["<C-l>"], C::Hide, None),
    bind(Slides, &["<C-q>"], C::Quit, None),
];

/// The command of a key in a place.
pub fn command(place: Place, key: Key) -> Option<Command> {
    static TABLE: OnceLock<HashMap<(Place, Key), Command>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let keys = BINDINGS
            .iter()
            .flat_map(|binding| binding.keys.iter().map(move |key| (binding, *key)));
        keys.filter_map(|(binding, text)| Some(((binding.place, key_of(text)?), binding.command)))
            .collect()
    });
    table.get(&(place, key)).copied()
}

/// The key that a name of the table stands for.
fn key_of(text: &str) -> Option<Key> {
    match script::parse(text).ok()?.as_slice() {
        [Input::Key(key)] => Some(*key),
        _ => None,
    }
}

/// The key of a command as people read it, in a place: `Ctrl-G`.
pub fn key_for(place: Place, command: Command) -> Option<String> {
    let binding = BINDINGS
        .iter()
        .find(|binding| binding.place == place && binding.command == command)?;
    binding.keys.first().map(|key| shown(key))
}

/// A key as people read it: `<C-g>` is `Ctrl-G`.
pub fn shown(key: &str) -> String {
    let Some(inner) = key
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    else {
        return key.to_owned();
    };
    if let Some(letter) = inner.strip_prefix("C-") {
        return format!("Ctrl-{}", letter.to_uppercase());
    }
    if let Some(rest) = inner.strip_prefix("A-") {
        return format!("Alt-{}", shown(&format!("<{rest}>")));
    }
    if let Some(rest) = inner.strip_prefix("S-") {
        return format!("Shift-{}", shown(&format!("<{rest}>")));
    }
    match inner {
        "Up" => "↑",
        "Down" => "↓",
        "Left" => "←",
        "Right" => "→",
        "BackTab" => "Shift-Tab",
        "PageUp" => "PgUp",
        "PageDown" => "PgDn",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_can_be_typed_and_means_one_thing() {
        let mut seen = HashMap::new();
        for binding in BINDINGS {
            for text in binding.keys {
                let key = key_of(text).unwrap_or_else(|| panic!("{text} is no key"));
                let before = seen.insert((binding.place, key), binding.command);
                assert_eq!(before, None, "{text} twice in {:?}", binding.place);
                assert_eq!(command(binding.place, key), Some(binding.command));
            }
        }
    }

    #[test]
    fn keys_can_be_written_as_people_read_them() {
        for text in BINDINGS.iter().flat_map(|binding| binding.keys) {
            let read = shown(text);
            let written = if text.starts_with('<') {
                format!("<{read}>")
            } else {
                read
            };
            assert_eq!(key_of(&written), key_of(text), "{written}");
        }
    }

    #[test]
    fn while_typing_no_printable_key_is_a_command() {
        for binding in BINDINGS
            .iter()
            .filter(|b| matches!(b.place, Note | Form | Pick))
        {
            for key in binding.keys {
                assert!(
                    key.starts_with('<') && *key != "<Space>",
                    "{key} would not be typed in {:?}",
                    binding.place
                );
            }
        }
    }

    #[test]
    fn no_bare_letter_changes_data() {
        let changing = [
            C::SetResult,
            C::Undo,
            C::Redo,
            C::EndSession,
            C::InterruptSession,
            C::ResumeSession,
            C::Withdraw,
            C::Discard,
            C::Save,
            C::SignOff,
            C::Split,
        ];
        for binding in BINDINGS
            .iter()
            .filter(|binding| changing.contains(&binding.command))
        {
            for key in binding.keys {
                assert!(
                    key.starts_with("<C-") || *key == "<Enter>",
                    "{key} changes data by {:?}",
                    binding.command
                );
            }
        }
    }

    #[test]
    fn the_way_out_is_a_chord_everywhere() {
        for place in Place::ALL {
            assert_eq!(
                key_for(*place, C::Quit).as_deref(),
                Some("Ctrl-Q"),
                "{place:?}"
            );
        }
    }
}
