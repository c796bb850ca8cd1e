//! Stand-ins for terminals that show little beyond ASCII: typographic marks, arrows, lines, pictures of controls.
//!
//! Glyphs come from the theme; this is for marks within sentences, the program's own and those of others. It
//! works on cells, one for one, so that nothing moves. Letters of any script stay what they are: a terminal that
//! lacks one shows something in its place, and the words are worth more than the look.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;

/// Puts a stand-in into each cell of an area whose mark a poor terminal lacks.
pub(super) fn stand_in(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position) {
            let mut chars = cell.symbol().chars();
            if let (Some(mark), None) = (chars.next().and_then(text::ascii_mark), chars.next()) {
                cell.set_char(mark);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_stood_in_for_and_letters_stay() {
        let area = Rect::new(0, 0, 30, 1);
        let mut buf = Buffer::empty(area);
        buf.set_string(0, 0, "“é…” 監査 – ␛ ← Ж → ·", ratatui::style::Style::new());
        stand_in(&mut buf, area);
        let text: String = buf
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(text.trim_end(), "\"é~\" 監 査  - ? < Ж > .");
    }
}
