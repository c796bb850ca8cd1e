//! The requirements: fold mark, result, id, title; one selected.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::model::Room;
use super::super::theme::Theme;
use super::{paint, put, rows};
use crate::audit::coverage::{Outcome, Planned};
use crate::checklist::criteria::Row;

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
    if let Some(criterion) = room
        .selected()
        .and_then(|row| room.criteria.criterion(row.id.criterion()))
    {
        put(buf, head, 1, &criterion.checklist.short, theme.title());
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
    let Some(standing) = room.tally.standing(at) else {
        return;
    };
    let (glyph, style) = result(standing.outcome, theme);
    let column = put(buf, area, indent, glyph, style);
    let elsewhere = standing.planned != Planned::ThisVisit;
    let words = if elsewhere {
        theme.faint()
    } else {
        theme.text()
    };
    let column = put(buf, area, column + 1, row.id.item(), words);
    let end = end_mark(buf, area, room, row, at, theme);
    put(buf, end, column + 1, &row.requirement.title, words);
}

/// Marks at the end of a row what there is about a requirement: a draft, a finding, notes. Returns what is left of
/// the row.
pub(super) fn end_mark(
    buf: &mut Buffer,
    area: Rect,
    room: &Room,
    row: &Row,
    at: usize,
    theme: Theme,
) -> Rect {
    let glyphs = theme.glyphs();
    let Some(standing) = room.tally.standing(at) else {
        return area;
    };
    let mut end = area;
    if has_draft(room, row) {
        end.width = super::put_right(buf, area, glyphs.draft, theme.draft());
    } else if standing.findings > 0 {
        end.width = super::put_right(buf, area, glyphs.finding, theme.concern());
    } else if standing.touched() && !standing.outcome.is_judged() {
        end.width = super::put_right(buf, area, glyphs.said, theme.faint());
    }
    end
}

fn has_draft(room: &Room, row: &Row) -> bool {
    use super::super::form::Purpose;
    room.drafts.iter().any(|form| match &form.purpose {
        Purpose::Note { on, .. } => on.contains(&row.id) && form.is_changed(),
        Purpose::Result { of, .. } | Purpose::Planned { of, .. } => *of == row.id,
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
