//! The requirements: fold mark, result, id, title; one selected.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::model::Room;
use super::super::theme::Theme;
use super::{paint, put, rows};
use crate::audit::coverage::{Outcome, Planned, Standing};
use crate::checklist::criteria::Row;
use crate::checklist::id::RequirementId;

/// Draws the outline. Returns the cell of the selected row, where the cursor rests while moving.
pub(super) fn draw(buf: &mut Buffer, area: Rect, room: &Room, theme: Theme) -> Option<Position> {
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    let list = Rect {
        y: area.y + head.height,
        height: area.height - head.height,
        ..area
    };
    if let Some(row) = room.selected() {
        put(buf, head, 1, &standards(room, row), theme.title());
    }
    let top = top(
        room.outline.at,
        list.height as usize,
        room.outline.rows.len(),
    );
    let mut marked = None;
    for (row_area, (listed, at)) in rows(list).zip(room.outline.rows.iter().enumerate().skip(top)) {
        let Some(row) = room.criteria.rows().get(*at) else {
            continue;
        };
        let selected = listed == room.outline.at;
        line(buf, row_area, room, row, *at, theme);
        if selected {
            put(buf, row_area, 0, theme.glyphs().selected, theme.title());
            paint(buf, row_area, theme.selected());
            marked = Some(row_area.as_position());
        }
    }
    marked
}

/// The standards that the line of a row belongs to.
fn standards(room: &Room, row: &Row) -> String {
    let rows = room.on_line(row).into_iter();
    let criteria = rows.filter_map(|row| room.criteria.criterion(row.id.criterion()));
    let shorts: Vec<&str> = criteria.map(|it| it.checklist.short.as_str()).collect();
    shorts.join(" + ")
}

/// The first listed row: the list stays where it is until the selection leaves it, then moves by half its height,
/// so that on a slow line most steps change two rows only.
fn top(at: usize, height: usize, count: usize) -> usize {
    if count <= height || height == 0 {
        return 0;
    }
    let half = (height / 2).max(1);
    let mut top = 0;
    while at >= top + height {
        top += half;
    }
    top.min(count - height)
}

fn line(buf: &mut Buffer, area: Rect, room: &Room, row: &Row, at: usize, theme: Theme) {
    let glyphs = theme.glyphs();
    let indent = 2 + row.depth.min(4) as u16;
    if !row.is_auditable() {
        let fold = if room.outline.folded.contains(&at) {
            glyphs.folded
        } else {
            glyphs.unfolded
        };
        let column = put(buf, area, indent, fold, theme.faint());
        let column = put(buf, area, column + 1, row.id.item(), theme.title());
        put(buf, area, column + 1, &row.requirement.title, theme.title());
        return;
    }
    let column = results(buf, area, indent, room, at, theme);
    let in_visit = |standing: &Standing| standing.planned == Planned::ThisVisit;
    let words = if standings(room, at).any(in_visit) {
        theme.text()
    } else {
        theme.faint()
    };
    let column = put(buf, area, column + 1, row.id.item(), words);
    let end = end_mark(buf, area, room, at, theme);
    put(buf, end, column + 1, &row.requirement.title, words);
}

/// How the requirements on the line of a row stand.
fn standings(room: &Room, row: usize) -> impl Iterator<Item = &Standing> {
    let rows = room.criteria.on_line(row).iter();
    rows.filter_map(|row| room.tally.standing(*row))
}

/// The results on the line of a row. Where criteria share lines, each criterion has its column. Returns the column
/// after them.
pub(super) fn results(
    buf: &mut Buffer,
    area: Rect,
    column: u16,
    room: &Room,
    row: usize,
    theme: Theme,
) -> u16 {
    let on_line = room.criteria.on_line(row);
    if !room.criteria.is_integrated() {
        let standing = room.tally.standing(row);
        let (glyph, style) = result(standing.map_or(Outcome::Open, |it| it.outcome), theme);
        return put(buf, area, column, glyph, style);
    }
    let mut column = column;
    for criterion in room.criteria.criteria() {
        let of_criterion = |at: &&usize| {
            let row = room.criteria.rows().get(**at);
            row.is_some_and(|row| row.id.criterion() == criterion.id.as_str())
        };
        let standing = on_line.iter().find(of_criterion);
        let standing = standing.and_then(|at| room.tally.standing(*at));
        let (glyph, style) = match standing {
            Some(standing) => result(standing.outcome, theme),
            None => (" ", theme.faint()),
        };
        column = put(buf, area, column, glyph, style);
    }
    column
}

/// Marks at the end of a line what there is about its requirements: a draft, a finding, notes. Returns what is left
/// of the line.
pub(super) fn end_mark(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    row: usize,
    theme: Theme,
) -> Rect {
    let glyphs = theme.glyphs();
    let mut end = area;
    let unjudged = |standing: &Standing| standing.touched() && !standing.outcome.is_judged();
    if has_draft(room, row) {
        end.width = super::put_right(buf, area, glyphs.draft, theme.draft());
    } else if standings(room, row).any(|standing| standing.findings > 0) {
        end.width = super::put_right(buf, area, glyphs.finding, theme.concern());
    } else if standings(room, row).any(unjudged) {
        end.width = super::put_right(buf, area, glyphs.said, theme.faint());
    }
    end
}

fn has_draft(room: &Room, row: usize) -> bool {
    use super::super::form::Purpose;
    let line = room.criteria.on_line(row);
    let on_line = |id: &RequirementId| {
        let row = room.criteria.index(id);
        row.is_some_and(|row| line.contains(&row))
    };
    room.drafts.iter().any(|form| match &form.purpose {
        Purpose::Note { on, .. } => on.iter().any(on_line) && form.is_changed(),
        Purpose::Result { of, .. } | Purpose::Planned { of, .. } => of.iter().any(on_line),
        _ => false,
    })
}

/// The mark of a result.
pub(super) fn result(outcome: Outcome, theme: Theme) -> (&'static str, Style) {
    let glyphs = theme.glyphs();
    match outcome {
        Outcome::Open => (glyphs.open, theme.open()),
        Outcome::Conforms => (glyphs.conforms, theme.conforms()),
        Outcome::DoesNotConform => (glyphs.nonconformity, theme.nonconformity()),
        Outcome::NotApplicable => (glyphs.not_applicable, theme.faint()),
        Outcome::NotAudited => (glyphs.not_audited, theme.faint()),
        Outcome::Conflict => (glyphs.conflict, theme.warning()),
    }
}

#[cfg(test)]
mod tests {
    use super::top;

    #[test]
    fn the_selection_is_always_seen_and_the_list_rarely_moves() {
        for height in 1..30 {
            for count in 0..100 {
                let mut moved = 0;
                let mut last = 0;
                for at in 0..count {
                    let top = top(at, height, count);
                    assert!(
                        at >= top && at < top + height,
                        "{at} of {count} in {height}"
                    );
                    moved += usize::from(top != last);
                    last = top;
                }
                assert!(moved <= count / (height / 2).max(1) + 1);
            }
        }
    }
}
