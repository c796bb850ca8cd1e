//! The bar at the top, the line of what was said, and the bar of keys.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::complete;
use super::super::form::FormField;
use super::super::keymap::{self, BINDINGS, Place};
use super::super::model::{Model, Room, Saving, Tone};
use super::super::standing;
use super::super::theme::Theme;
use super::super::update::trails;
use super::{put, put_right};
use crate::audit::id::Subject;
use crate::audit::schema::Field;
use crate::audit::trail;
use crate::text;

/// From this height on the line of where the audit stands has a row of its own; below, it stands where nothing else
/// is said.
pub(super) const LINE_FROM: u16 = 20;

/// What is on the table, and whether everything is saved.
pub(super) fn top(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let Some(room) = &model.room else {
        put(buf, area, 1, "onsite", theme.title());
        return;
    };
    let mut end = saving(buf, area, room, theme);
    if let Some(trail) = followed(room, area.width, theme) {
        let before = Rect {
            width: end.saturating_sub(2),
            ..area
        };
        end = put_right(buf, before, &trail, theme.found());
    }
    let left = Rect {
        width: end.saturating_sub(1),
        ..area
    };
    let client = room.audit.value(&Subject::Audit, &Field::Client.into());
    let mut at = put(
        buf,
        left,
        1,
        if client.is_empty() { "audit" } else { client },
        theme.title(),
    );
    let criteria: Vec<String> = room
        .criteria
        .criteria()
        .iter()
        .map(|criterion| criterion.with_kind(criterion.id.as_str()))
        .collect();
    at = put(
        buf,
        left,
        at,
        &format!(" {} {}", theme.glyphs().separator, criteria.join(", ")),
        theme.faint(),
    );
    if let Some(title) = room.session_title() {
        put(
            buf,
            left,
            at,
            &format!(" {} {}", theme.glyphs().separator, room.shown(&title)),
            theme.text(),
        );
    }
}

/// The trail that is followed, in less than half of the width: `trail: leaver 4711 · 2 open`.
fn followed(room: &Room, width: u16, theme: Theme) -> Option<String> {
    let id = room.trail?;
    let title = text::visible(&trails::title(room, id)).into_owned();
    let open =
        trails::followed(room).map_or(0, |trail| trail::open_threads(&room.audit, trail).len());
    let title = text::clip(&title, usize::from(width / 2).saturating_sub(17)).into_owned();
    let dot = theme.glyphs().separator;
    Some(format!("trail: {title} {dot} {open} open"))
}

/// Whether everything is on disk. Returns the column where it begins.
fn saving(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) -> u16 {
    let area = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    if !room.writable {
        return put_right(buf, area, "read only", theme.warning());
    }
    match &room.saving {
        Saving::Saved => put_right(buf, area, "saved", theme.saved()),
        Saving::OnItsWay(_) => put_right(buf, area, "saving", theme.pending()),
        Saving::NotSaved(_) => put_right(
            buf,
            area,
            &match room.pending.len() {
                0 => " NOT SAVED ".to_owned(),
                many => format!(" NOT SAVED: {many} "),
            },
            theme.not_saved(),
        ),
    }
}

/// What was said last, what completes, what helps; otherwise where the audit stands.
pub(super) fn said(buf: &mut Buffer, area: Rect, model: &Model, low: bool, theme: Theme) {
    if let Some(room) = &model.room
        && let Saving::NotSaved(why) = &room.saving
    {
        let line = format!(
            "NOT SAVED: {why}. Go on typing; nothing that was saved is harmed, and saving resumes by itself."
        );
        put(buf, area, 1, &line, theme.not_saved());
        return;
    }
    if let Some(busy) = &model.busy {
        put(buf, area, 1, &format!("{busy}…"), theme.warning());
        return;
    }
    if let Some(said) = &model.said {
        let style = if said.tone == Tone::Done {
            theme.text()
        } else {
            theme.warning()
        };
        let text = match &model.room {
            Some(room) => room.shown(&said.text),
            None => Cow::Borrowed(said.text.as_str()),
        };
        put(buf, area, 1, &fitted(&text, area.width), style);
        return;
    }
    let place = model.place();
    if let Some(hint) = hint(model, place, usize::from(area.width.saturating_sub(2))) {
        let hint = match &model.room {
            Some(room) => room.shown(&hint),
            None => Cow::Borrowed(hint.as_str()),
        };
        put(buf, area, 1, &hint, theme.faint());
        return;
    }
    if let Some(room) = &model.room
        && place == Place::List
    {
        let dot = theme.glyphs().separator;
        let waiting = if low {
            standing::line(&room.tally, dot, usize::from(area.width.saturating_sub(2)))
        } else {
            standing::waiting(room, &format!(" {dot} "))
        };
        put(buf, area, 1, &waiting, theme.faint());
    }
}

/// What was said, for a width: where it is too long its last sentence stays, since that says what to do.
fn fitted(said: &str, width: u16) -> Cow<'_, str> {
    let room = usize::from(width.saturating_sub(2));
    match said.rsplit_once(". ") {
        Some((first, last)) if text::width(said) > room => {
            let left = room.saturating_sub(text::width(last) + 1);
            let first = text::visible(first);
            format!("{} {last}", text::clip(&first, left)).into()
        }
        _ => said.into(),
    }
}

/// What helps while typing: candidates for a link, the hint of a field.
fn hint(model: &Model, place: Place, width: usize) -> Option<String> {
    let room = model.room.as_ref();
    if place == Place::Note {
        let candidates = complete::candidates(room?);
        let shown = candidates.join("   ");
        return (!candidates.is_empty()).then(|| format!("Tab: {shown}"));
    }
    if place != Place::Form {
        return None;
    }
    let form = model
        .loose
        .as_ref()
        .or_else(|| room.and_then(|room| room.form()))?;
    let field = form.field()?;
    if !field.choices.is_empty() {
        return Some(choices(field, width));
    }
    (!field.hint.is_empty()).then(|| field.hint.clone())
}

/// The choices of a field. Where they are too many for a width, the first give way, so that the chosen one and what
/// stands behind it are seen.
fn choices(field: &FormField, width: usize) -> String {
    let words: Vec<&str> = field.choices.iter().map(|(_, word)| &**word).collect();
    let chosen = field.chosen().unwrap_or(0);
    let shown = |from: usize, to: usize| {
        let left_out = if from > 0 { "… " } else { "" };
        let shown = words.get(from..to).unwrap_or_default().join(" · ");
        format!("← → choose: {left_out}{shown}")
    };
    let behind = words.len().min(chosen + 2);
    let cut = if behind < words.len() { " · …" } else { "" };
    let fits = |from: &usize| text::width(&shown(*from, behind)) + text::width(cut) <= width;
    shown((0..chosen).find(fits).unwrap_or(chosen), words.len())
}

/// Where the audit stands. Made of counts that are at hand.
pub(super) fn standing(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    if let Some(room) = &model.room {
        let width = usize::from(area.width.saturating_sub(2));
        let line = standing::line(&room.tally, theme.glyphs().separator, width);
        put(buf, area, 1, &line, theme.faint());
    }
}

/// The place, and the keys that matter there.
pub(super) fn keys(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let place = model.place();
    let mut at = put(buf, area, 1, place.word(), theme.title());
    for binding in BINDINGS.iter().filter(|binding| binding.place == place) {
        let Some(word) = binding.bar.filter(|_| model.applies(binding.command)) else {
            continue;
        };
        let key = binding
            .keys
            .first()
            .map(|key| keymap::shown(key))
            .unwrap_or_default();
        let needed = crate::text::width(&key) + crate::text::width(word) + 3;
        if usize::from(at) + needed > usize::from(area.width) {
            break;
        }
        at = put(buf, area, at + 2, &key, theme.key());
        at = put(buf, area, at + 1, word, theme.text());
    }
}
