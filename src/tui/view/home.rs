//! The home screen: audits that were opened before, a new one, the worked example.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::model::Model;
use super::super::theme::Theme;
use super::super::update::AFTER_RECENT;
use super::detail::wrapped;
use super::{paint, put, put_right, rows};

/// What somebody who sees this for the first time should know.
const ABOUT: [&str; 5] = [
    "An audit is a folder on this machine; nothing is sent anywhere.",
    "What is typed is kept as it is typed; “saved” means that it is on disk.",
    "In an audit: Enter writes a note, Ctrl-G sets a result,",
    "Ctrl-O lists every command.",
    concat!("onsite ", env!("CARGO_PKG_VERSION")),
];

/// What is said of the user's own files that are not sound.
const CANNOT_BE_CHOSEN: &str =
    "Your files that cannot be chosen; `onsite checklist check FILE` says more:";
/// Of so many it is said what is wrong.
const REFUSED: usize = 3;

/// Draws the list of audits. Returns the cell of the marked line.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<Position> {
    let mut marked = None;
    let recent = model.home.recent.iter().map(|recent| {
        (
            recent.client.clone(),
            format!("{}  {}", recent.folder(), recent.opened),
        )
    });
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
    let refused = refused(&model.home.own.refused, area.width);
    let refused = refused.iter().map(|line| (&**line, theme.warning()));
    let about = ABOUT.iter().map(|line| (*line, theme.faint()));
    let below = body.y.saturating_add(lines.len() as u16 + 1);
    for ((words, style), y) in refused.chain(about).zip(below..) {
        let row = Rect {
            y,
            height: 1,
            ..area
        }
        .intersection(body);
        put(buf, row, 2, words, style);
    }
    marked
}

/// What is wrong with own files, in rows, with an empty one behind them.
fn refused(sentences: &[String], width: u16) -> Vec<String> {
    if sentences.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![CANNOT_BE_CHOSEN.to_owned()];
    for sentence in sentences.iter().take(REFUSED) {
        rows.extend(wrapped(sentence, width.saturating_sub(3), 2));
    }
    if let Some(more) = sentences.len().checked_sub(REFUSED).filter(|it| *it > 0) {
        rows.push(format!("and {more} more"));
    }
    rows.push(String::new());
    rows
}
