//! Menus, lists and the palette: marking, narrowing, taking.

use super::super::command::Command;
use super::super::edit;
use super::super::form::{Choices, Purpose};
use super::super::input::Key;
use super::super::keymap::Place;
use super::super::model::{Choice, Item, Model, Overlay, Page, Pick};
use super::super::msg::Effect;
use super::super::{detail, forms};
use super::{
    agenda, beneath, documents, drafts, grid, list, lists, planning, saving, session, soa,
    timetable, trails, triage, typing,
};
use crate::audit::id::{ObjectId, Subject};
use crate::audit::schema::{Kind, RESULTS};
use crate::checklist::criteria::{Criterion, Row};
use crate::checklist::id::RequirementId;
use crate::checklist::profile::SignoffKind;

/// Opens a list.
pub(super) fn open(model: &mut Model, pick: Pick) {
    model.said = None;
    model.overlays.push(Overlay::Pick(pick));
}

/// Opens the menu of results for the selected requirement; a digit marks a choice.
pub(super) fn results(model: &mut Model, digit: Option<usize>) {
    if let Some(of) = concerned(model) {
        let line = model.room.as_ref().map(|room| room.line_of(&of));
        result_menu(model, &line.unwrap_or_default(), digit);
    }
}

/// Opens the menu of results for a requirement, without its twins.
pub(super) fn results_of(model: &mut Model, of: &RequirementId) {
    result_menu(model, std::slice::from_ref(of), None);
}

/// The menu of results for the requirements of a line: for all of them at once, and a line for each alone.
fn result_menu(model: &mut Model, of: &[RequirementId], digit: Option<usize>) {
    let mut items: Vec<Item> = RESULTS
        .iter()
        .map(|(key, word)| result_item(of, key, word))
        .collect();
    items.push(result_item(of, "", "open (takes the result back)"));
    items.extend(each_alone(of, Choice::ResultOf));
    let mut pick = Pick::new(format!("result of {}", forms::in_sentence(of)), items, "");
    pick.numbered = true;
    pick.at = digit
        .and_then(|digit| digit.checked_sub(1))
        .unwrap_or(0)
        .min(pick.items.len() - 1);
    open(model, pick);
}

/// For each of those that share a line, the line of a menu that opens it for that one alone; none where there is one.
pub(super) fn each_alone(
    of: &[RequirementId],
    choice: fn(RequirementId) -> Choice,
) -> impl Iterator<Item = Item> {
    let sharing = of.iter().filter(|_| of.len() > 1);
    sharing.map(move |alone| Item {
        label: format!("for {alone} alone"),
        aside: String::new(),
        choice: choice(alone.clone()),
    })
}

fn result_item(of: &[RequirementId], key: &'static str, word: &str) -> Item {
    Item {
        label: word.to_owned(),
        aside: String::new(),
        choice: Choice::Result(of.to_vec(), key),
    }
}

/// The row that is selected, or the requirement that the note being typed is about.
pub(super) fn noted_or_selected(model: &Model) -> Option<RequirementId> {
    let room = model.room.as_ref()?;
    let typed = room.form().and_then(|form| match &form.purpose {
        Purpose::Note { on, .. } => on.first().cloned(),
        _ => None,
    });
    typed.or_else(|| room.selected().map(|row| row.id.clone()))
}

/// The requirement that is selected, or that the note being typed is about.
fn concerned(model: &mut Model) -> Option<RequirementId> {
    let of = noted_or_selected(model)?;
    let room = model.room.as_ref()?;
    if room.criteria.row(&of).is_some_and(Row::is_auditable) {
        return Some(of);
    }
    model.warn("This is a heading. Select a requirement below it.");
    None
}

/// The kinds of sign-off, as choices of a form.
pub(super) fn sign_off_kinds() -> Choices {
    let kinds = [
        (SignoffKind::Report, "report"),
        (SignoffKind::ClosingRecord, "closing record"),
        (SignoffKind::Stage1Conclusions, "stage 1 conclusions"),
        (SignoffKind::Correction, "correction of a report"),
        (SignoffKind::TechnicalReview, "technical review"),
        (SignoffKind::ResponseReview, "response review"),
    ];
    kinds
        .into_iter()
        .map(|(kind, word)| (kind.key().to_owned(), word.to_owned()))
        .collect()
}

fn top(model: &mut Model) -> Option<&mut Pick> {
    match model.overlays.last_mut() {
        Some(Overlay::Pick(pick)) => Some(pick),
        _ => None,
    }
}

/// A key that is no command: it narrows the list, or in a numbered menu marks a choice.
pub(super) fn key(model: &mut Model, key: Key) {
    let Some(pick) = top(model) else { return };
    if pick.numbered {
        let digit = key
            .typed()
            .and_then(|c| c.to_digit(10))
            .and_then(|digit| (digit as usize).checked_sub(1));
        if let Some(at) = digit.filter(|at| *at < pick.items.len()) {
            pick.at = at;
        }
        return;
    }
    if edit::key(&mut pick.query, key) {
        pick.at = 0;
    }
}

/// Pasted text narrows the list.
pub(super) fn typed(model: &mut Model, text: &str) {
    if let Some(pick) = top(model).filter(|pick| !pick.numbered) {
        pick.query.insert_str(text);
        pick.at = 0;
    }
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some(pick) = top(model) else { return };
    let last = pick.fitting().len().saturating_sub(1);
    if let Some(at) = list::moved(command, pick.at, last) {
        pick.at = at;
        return;
    }
    match command {
        Command::Leave => {
            model.overlays.pop();
        }
        Command::Accept => {
            let choice = pick.marked().map(|item| item.choice.clone());
            if let Some(choice) = choice.filter(|choice| *choice != Choice::Nothing) {
                // What is shown lies over the list.
                if !matches!(choice, Choice::Show(_)) {
                    model.overlays.pop();
                }
                take(model, choice, effects);
            }
        }
        Command::Change
        | Command::Withdraw
        | Command::Discard
        | Command::Relink
        | Command::Tell => marked(model, command, effects),
        Command::Undo | Command::Redo => undo(model, command, effects),
        _ => {}
    }
}

/// Undoes what was entered last, or brings it back, where things of the audit are listed or read.
pub(super) fn undo(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    if !model.applies(command) {
        return;
    }
    if command == Command::Undo {
        saving::undo(model, effects);
    } else {
        saving::redo(model, effects);
    }
}

/// Commands about the marked thing.
fn marked(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some(choice) = top(model)
        .and_then(|pick| pick.marked())
        .map(|item| item.choice.clone())
    else {
        return;
    };
    match (command, choice) {
        (_, Choice::Show(id)) => about(model, command, id),
        (Command::Discard, Choice::Draft(at)) => drafts::discard(model, at, effects),
        (Command::Change, choice @ Choice::Draft(_)) => {
            model.overlays.clear();
            take(model, choice, effects);
        }
        _ => {}
    }
}

/// Commands about an object that is marked or read, as far as they make sense for it.
pub(super) fn about(model: &mut Model, command: Command, id: ObjectId) {
    if !model.applies(command) {
        return;
    }
    beneath::open_over(model, |model| match command {
        Command::Relink => typing::open_form(model, Purpose::Relink { note: id }),
        Command::Withdraw => typing::open_form(model, Purpose::Withdraw { of: id }),
        Command::Tell => typing::open_form(model, Purpose::Tell { finding: id }),
        _ => change(model, id),
    });
}

/// Opens the form to change an object; the words of a note are changed where notes are typed.
fn change(model: &mut Model, id: ObjectId) {
    let kind = model
        .room
        .as_ref()
        .and_then(|room| room.audit.object(id))
        .map(|object| object.kind);
    match kind {
        Some(Kind::Note) => typing::open_form(model, Purpose::Reword { note: id }),
        Some(_) => list::change(model, Subject::Object(id)),
        None => {}
    }
}

/// Does what was chosen.
pub(super) fn take(model: &mut Model, choice: Choice, effects: &mut Vec<Effect>) {
    match choice {
        Choice::Run(command) => super::run(model, command, effects),
        Choice::GoTo(row) => {
            if model.place() == Place::Note {
                typing::leave(model, effects);
            }
            list::go_to(model, row);
        }
        Choice::Show(id) => show(model, id),
        Choice::Result(of, "not-applicable") => reason(model, of, "not-applicable"),
        Choice::Result(of, "not-audited") => reason(model, of, "not-audited"),
        Choice::Result(of, result) => {
            saving::act(model, effects, |desk| {
                let each = of.iter().flat_map(|of| desk.result(of, result, ""));
                each.collect()
            });
        }
        Choice::ResultOf(of) => results_of(model, &of),
        Choice::Planned(of, planned) => planning::take(model, of, planned, effects),
        Choice::PlannedOf(of) => planning::alone(model, &of),
        Choice::TakeSoa => soa::take(model, effects),
        Choice::Tier(of, tier) => planning::set_tier(model, of, tier, effects),
        Choice::Draft(at) => drafts::go_on(model, at),
        Choice::Session(choice) => session::take(model, choice, effects),
        Choice::File { what, under, .. } => triage::file(model, &what, &under, effects),
        Choice::Reword(note) => {
            typing::open_form(model, Purpose::Reword { note });
            model.done("Put the cursor where the second note begins; Ctrl-X splits.");
        }
        Choice::Relink(note) => beneath::open_form(model, Purpose::Relink { note }),
        Choice::Close(note) => beneath::open_form(model, Purpose::Done { note }),
        Choice::Received(of, access) => {
            let access = Some(access.to_owned());
            beneath::open_form(model, Purpose::Evidence { of, access });
        }
        Choice::Read(id) => read(model, id),
        Choice::Follow(trail) => trails::follow(model, trail),
        Choice::Trail(id) => list::change(model, id.into()),
        Choice::Significant(id, yes) => trails::significant(model, id, yes, effects),
        Choice::Known(known) => documents::take(model, known, effects),
        Choice::Another => typing::take_form(model, effects),
        Choice::Criterion(id) => list::change(model, Subject::Criterion(id)),
        Choice::Agenda(session) => agenda::open_of(model, session),
        Choice::Tell(finding) => typing::open_form(model, Purpose::Tell { finding }),
        Choice::Nothing => {}
    }
}

fn reason(model: &mut Model, of: Vec<RequirementId>, result: &str) {
    typing::open_form(
        model,
        Purpose::Result {
            of,
            result: result.to_owned(),
        },
    );
}

/// Shows an object of a list: the items of a sample, what can be done with a session or about a request, the form that
/// closes a to-do, and of everything else what is known about it. Closing that leads back to the list.
fn show(model: &mut Model, id: ObjectId) {
    let Some(room) = list::room(model) else {
        return;
    };
    let Some(object) = room.audit.object(id) else {
        return;
    };
    if object.kind == Kind::Sample && !room.audit.is_withdrawn(object) {
        grid::open_over(model, id);
        return;
    }
    let open_to_do =
        object.kind == Kind::Note && crate::audit::coverage::is_open_to_do(&room.audit, object);
    if open_to_do && crate::audit::request::asks(&room.audit, object) {
        lists::request(model, id);
        return;
    }
    if open_to_do {
        beneath::open_form(model, Purpose::Done { note: id });
        return;
    }
    if object.kind == Kind::Session {
        timetable::acts(model, id);
        return;
    }
    read(model, id);
}

/// Shows everything about an object, for reading.
pub(super) fn read(model: &mut Model, id: ObjectId) {
    let Some(room) = &model.room else { return };
    let Some(object) = room.audit.object(id) else {
        return;
    };
    let title = format!(
        "{} {}",
        room.audit.label(object),
        forms::name_of(object.kind)
    );
    let lines = detail::object(room, object);
    let page = Page::new(title, lines).about(id);
    model.overlays.push(Overlay::Page(page));
}

/// Opens the scope and conclusions of a criterion, or a list of criteria where there are several.
pub(super) fn conclusions(model: &mut Model) {
    let Some(room) = &model.room else { return };
    let criteria = room.criteria.criteria();
    if let [only] = criteria {
        let of = Subject::Criterion(only.id.clone());
        list::change(model, of);
        return;
    }
    let item = |criterion: &Criterion| Item {
        label: format!(
            "{} {}",
            criterion.checklist.short, criterion.checklist.title
        ),
        aside: criterion.profile.title.clone(),
        choice: Choice::Criterion(criterion.id.clone()),
    };
    let items = criteria.iter().map(item).collect();
    open(
        model,
        Pick::new("scope, conclusions, recommendation of", items, ""),
    );
}

/// Opens a list that another module made.
pub(super) fn list_of(model: &mut Model, title: &str, items: Vec<Item>, empty: &'static str) {
    open(model, Pick::new(title, items, empty));
}
