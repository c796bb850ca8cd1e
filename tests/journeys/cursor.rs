//! The terminal's own cursor stands in the text that is typed, at every size and beside wide characters: input
//! methods, magnifiers and screen readers follow it. Columns of lists stay in line.

use onsite::text;
use onsite::tui::headless;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::rig::{Journey, THEME};

/// Words whose characters take no, one or two cells, with marks, joined, from right to left.
const WORDS: &[&str] = &[
    "plain words",
    "監査 の 記録",
    "re\u{301}sume\u{301} n\u{303}",
    "👩‍👩‍👧‍👦 and 👍🏽",
    "יעל כהן asked",
    "हिन्दी क्षि",
    "ﾊﾟ ｶﾞ half",
    "tab\tthen",
];

/// What stands before a cell in its row, in its part of the window.
fn before(buffer: &Buffer, cursor: Position) -> String {
    let mut row = String::new();
    let bar = (0..cursor.x).rfind(|x| buffer[(*x, cursor.y)].symbol() == "│");
    let mut x = bar.map_or(0, |bar| bar + 1);
    while x < cursor.x {
        let symbol = buffer[(x, cursor.y)].symbol();
        row.push_str(symbol);
        x += text::width(symbol).max(1) as u16;
    }
    row
}

journey!(the_cursor_stands_behind_what_was_typed, || {
    let mut j = Journey::new();
    for opened in ["n", ":attach<Enter>", "f<Tab*3>"] {
        for words in WORDS {
            j.keys(opened);
            j.app.press([onsite::tui::input::pasted(words)]);
            for (width, height) in [
                (80, 24),
                (60, 12),
                (40, 8),
                (20, 5),
                (20, 4),
                (19, 3),
                (30, 1),
            ] {
                let (buffer, cursor) = j.app.screen(width, height, THEME);
                let at = cursor.unwrap_or_else(|| panic!("{words} at {width}x{height}"));
                let row = before(&buffer, at);
                let (row, words) = (row.trim_end(), text::visible(words));
                assert_eq!(
                    row.chars().last(),
                    words.trim_end().chars().last(),
                    "{words} at {width}x{height} after {opened}: {row}"
                );
            }
            j.keys("<C-u><Esc*5>");
        }
    }
});

journey!(moving_left_goes_by_what_the_eye_sees, || {
    for words in WORDS {
        let mut j = Journey::new();
        j.keys("n");
        j.app.press([onsite::tui::input::pasted(words)]);
        let column = |j: &Journey| j.app.screen(80, 24, THEME).1.unwrap().x;
        let end = column(&j);
        let mut last = end;
        let mut steps = 0;
        loop {
            j.keys("<Left>");
            let now = column(&j);
            if now == last {
                break;
            }
            assert!(
                now < last && last - now <= 4,
                "{words}: from {last} to {now}"
            );
            last = now;
            steps += 1;
        }
        assert_eq!(usize::from(end - last), text::width(words), "{words}");
        assert!(steps <= words.chars().count(), "{words}");
    }
});

journey!(columns_of_lists_are_in_line_whatever_stands_in_them, || {
    let mut j = Journey::new();
    for words in WORDS {
        j.keys("n");
        j.app.press([onsite::tui::input::pasted(words)]);
        j.keys("<Enter><Esc>");
    }
    j.keys(":notes<Enter>");
    for (width, height) in [(80, 24), (60, 12), (40, 12)] {
        let (buffer, _) = j.app.screen(width, height, THEME);
        // The requirement at the right of each line ends in the same cell, and no row is wider than the screen.
        let ends: Vec<u16> = (0..height)
            .filter(|y| buffer[(2, *y)].symbol() == "N")
            .map(|y| {
                (0..width)
                    .rfind(|x| buffer[(*x, y)].symbol() != " ")
                    .unwrap()
            })
            .collect();
        assert!(
            ends.len() >= WORDS.len().min(6),
            "{}",
            headless::text(&buffer)
        );
        assert!(
            ends.iter().all(|end| *end == ends[0]),
            "{ends:?}\n{}",
            headless::text(&buffer)
        );
        for y in 0..height {
            let mut x = 0;
            while x < width {
                x += text::width(buffer[(x, y)].symbol()).max(1) as u16;
            }
            assert_eq!(x, width, "a wide character is cut in row {y}");
        }
    }
});

journey!(in_lists_the_cursor_marks_the_selection, || {
    let mut j = Journey::example();
    for (width, height) in [(80, 24), (60, 12), (20, 5), (20, 4)] {
        for keys in ["", "<Down>", "1", "1<Down>", "i"] {
            j.keys("<Esc*5>").keys(keys);
            let (buffer, cursor) = j.app.screen(width, height, THEME);
            let at = cursor.unwrap_or_else(|| panic!("{keys:?} at {width}x{height}"));
            assert_eq!(buffer[at].symbol(), ">", "{keys:?} at {width}x{height}");
        }
    }
});
