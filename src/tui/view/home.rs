//! The home screen: audits that were opened before, a new one, the worked example.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::Model;
use super::super::theme::Theme;
use super::super::update::AFTER_RECENT;
use super::{paint, put, put_right, rows};

/// What somebody who sees this for the first time should know.
const ABOUT: [&str; 5] = [
    "An audit is a folder on this machine; nothing is sent anywhere.",
    "What is typed is kept as it is typed; “saved” means that it is on disk.",
    "In an audit: Enter writes a note, Ctrl-G sets a result,",
    "Ctrl-O lists every command.",
    concat!("onsite ", env!("CARGO_PKG_VERSION")),
];

/// Draws the list of audits. Returns the cell of the marked line.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<Position> {
    let mut marked = None;
    let recent = model
        .home
        .recent
        .iter()
        .map(|recent| (recent.client.clone(), recent.opened.clone()));
    let after = AFTER_RECENT
        .iter()
        .map(|line| ((*line).to_owned(), String::new()));
    let lines: Vec<(String, String)> = recent.chain(after).collect();
    let body = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let top = (model.home.at + 1).saturating_sub(body.height as usize);
    for (row, (at, (label, aside))) in rows(body).zip(lines.iter().enumerate().skip(top)) {
        let right = Rect {
            width: row.width.saturating_sub(1),
            ..row
        };
        let width = put_right(buf, right, aside, theme.faint());
        put(buf, Rect { width, ..row }, 2, label, theme.text());
        if at == model.home.at {
            put(buf, row, 0, theme.glyphs().selected, theme.title());
            paint(buf, row, theme.selected());
            marked = Some(row.as_position());
        }
    }
    let below = body.y.saturating_add(lines.len() as u16 + 1);
    for (words, y) in ABOUT.iter().zip(below..) {
        let row = Rect {
            y,
            height: 1,
            ..area
        }
        .intersection(body);
        put(buf, row, 2, words, theme.faint());
    }
    marked
}
