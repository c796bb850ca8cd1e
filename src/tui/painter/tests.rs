use super::pen::colour_code;
use super::*;
use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::style::Style;

const WIDTH: u16 = 24;
const HEIGHT: u16 = 6;

fn area() -> Rect {
    Rect::new(0, 0, WIDTH, HEIGHT)
}

fn terminal(area: Rect) -> vt100::Parser {
    let cells = |n| NonZeroU16::new(n).unwrap();
    vt100::Parser::new(cells(area.height), cells(area.width), 0)
}

fn colour(color: Color) -> vt100::Color {
    match colour_code(color) {
        9 => vt100::Color::Default,
        code @ 0..=7 => vt100::Color::Idx(code),
        code => vt100::Color::Idx(code - 52),
    }
}

/// Says where the terminal does not show the frame.
fn difference(screen: &vt100::Screen, frame: &Buffer, mono: bool) -> Option<String> {
    let width = usize::from(frame.area.width);
    let mut row = Vec::new();
    for (y, cells) in (0..).zip(frame.content.chunks(width)) {
        glyphs(cells, mono, &mut row);
        for (x, glyph) in (0..).zip(&row) {
            let Some(glyph) = glyph else { continue };
            let cell = screen.cell(y, x).unwrap();
            let shown = match cell.contents() {
                "" => " ",
                contents => contents,
            };
            // What a disputed cluster looks like is the terminal's business, not so what comes after it.
            if !is_disputed(glyph) && shown != glyph.symbol {
                return Some(format!("({x}, {y}): {shown:?}, not {:?}", glyph.symbol));
            }
            let blank = glyph.symbol == " " && glyph.pen.modifier.is_empty();
            let same = (blank || cell.fgcolor() == colour(glyph.pen.fg))
                && cell.bgcolor() == colour(glyph.pen.bg)
                && (blank
                    || (glyph.pen.modifier.contains(Modifier::BOLD | Modifier::DIM))
                    || (cell.bold() == glyph.pen.modifier.contains(Modifier::BOLD)
                        && cell.dim() == glyph.pen.modifier.contains(Modifier::DIM)
                        && cell.italic() == glyph.pen.modifier.contains(Modifier::ITALIC)
                        && cell.underline() == glyph.pen.modifier.contains(Modifier::UNDERLINED)))
                && cell.inverse() == glyph.pen.modifier.contains(Modifier::REVERSED);
            if !same && !is_disputed(glyph) {
                return Some(format!("({x}, {y}): another look than {glyph:?}"));
            }
        }
    }
    None
}

fn frame(lines: &[&str]) -> Buffer {
    let mut frame = Buffer::empty(area());
    for (y, line) in (0..).zip(lines) {
        frame.set_string(0, y, line, Style::new());
    }
    frame
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a cursor is optional everywhere it is used"
)]
fn at(x: u16, y: u16) -> Option<Position> {
    Some(Position { x, y })
}

#[test]
fn a_typed_letter_is_one_byte() {
    let mut painter = Painter::new(false);
    painter.paint(&frame(&["title", "the backup"]), at(10, 1));
    let bytes = painter.paint(&frame(&["title", "the backup "]), at(11, 1));
    // A blank over a blank: only the cursor moves.
    assert_eq!(bytes, b"\x1b[C");
    let bytes = painter.paint(&frame(&["title", "the backup l"]), at(12, 1));
    assert_eq!(bytes, b"l");
    let bytes = painter.paint(&frame(&["title", "the backup l"]), at(12, 1));
    assert_eq!(bytes, b"");
}

#[test]
fn a_letter_and_a_counter_stay_within_a_packet() {
    let mut painter = Painter::new(false);
    painter.paint(&frame(&["the", "", "", "", "", "   3 words"]), at(3, 0));
    let bytes = painter.paint(&frame(&["the b", "", "", "", "", "   4 words"]), at(5, 0));
    assert!(
        !bytes.starts_with(BEGIN),
        "so short a frame needs no frame of its own"
    );
    assert!(bytes.len() <= 45, "{}", bytes.escape_ascii());
}

#[test]
fn the_ends_of_rows_are_erased() {
    let mut painter = Painter::new(false);
    painter.paint(&frame(&["a long line of text"]), None);
    let bytes = painter.paint(&frame(&["a long"]), None);
    assert_eq!(bytes.escape_ascii().to_string(), "\\x1b[12D\\x1b[K");
}

#[test]
fn the_cursor_is_shown_and_hidden() {
    let mut painter = Painter::new(false);
    let mut terminal = terminal(area());
    for (cursor, hidden) in [(None, true), (at(3, 2), false), (at(99, 2), true)] {
        terminal.process(painter.paint(&frame(&["x"]), cursor));
        assert_eq!(terminal.screen().hide_cursor(), hidden);
    }
}

#[test]
fn a_forgotten_screen_is_written_as_a_whole() {
    let mut painter = Painter::new(false);
    let shown = frame(&["title", "", "監査 text"]);
    painter.paint(&shown, at(0, 0));
    let mut terminal = terminal(area());
    terminal.process(b"\x1b[31;7mwhat another program left\x1b[?25l");
    painter.forget();
    terminal.process(painter.paint(&shown, at(1, 2)));
    assert_eq!(difference(terminal.screen(), &shown, false), None);
    assert_eq!(terminal.screen().cursor_position(), (2, 1));
    assert!(!terminal.screen().hide_cursor());
}

#[test]
fn no_size_is_too_small() {
    for (width, height) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 1)] {
        let mut painter = Painter::new(false);
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        painter.paint(&frame, at(0, 0));
        for cell in &mut frame.content {
            cell.set_symbol("監");
        }
        painter.paint(&frame, at(1, 1));
    }
}

#[test]
fn only_the_painters_own_sequences_get_out() {
    let mut frame = Buffer::empty(area());
    for (cell, symbol) in frame.content.iter_mut().zip([
        "\u{1b}[2J",
        "\u{9b}",
        "\u{7}",
        "\u{202e}",
        "\u{0}",
        "\n",
        "",
        "\u{301}",
        "ab",
    ]) {
        cell.set_symbol(symbol);
    }
    let mut painter = Painter::new(false);
    let bytes = painter.paint(&frame, None);
    assert_eq!(
        bytes.escape_ascii().to_string(),
        format!(
            "{}\\x1b[m\\x1b[2J\\x1b[H?????? ?  \\x1b[1;9Hab\\x1b[1;11H\\x1b[K\\x1b[?25l{}",
            BEGIN.escape_ascii(),
            END.escape_ascii()
        )
    );
}

#[test]
fn mono_writes_no_colour() {
    let mut frame = frame(&["red"]);
    frame.set_style(area(), Style::new().fg(Color::Red).bg(Color::Blue));
    let mut painter = Painter::new(true);
    let bytes = painter.paint(&frame, None).to_vec();
    let mut terminal = terminal(area());
    terminal.process(&bytes);
    assert_eq!(difference(terminal.screen(), &frame, true), None);
    assert_eq!(
        terminal.screen().cell(0, 0).unwrap().fgcolor(),
        vt100::Color::Default
    );
}

fn style() -> impl Strategy<Value = Style> {
    let colour = || {
        prop::sample::select(vec![
            Color::Reset,
            Color::Red,
            Color::Cyan,
            Color::White,
            Color::DarkGray,
        ])
    };
    let modifier = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::REVERSED,
        Modifier::BOLD | Modifier::REVERSED,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
    ]);
    (colour(), colour(), modifier)
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

/// Changes to a frame: text at a place, or a style for an area, or all of it blank.
fn change() -> impl Strategy<Value = (u8, u16, u16, String, Style)> {
    (
        0u8..12,
        0..WIDTH,
        0..HEIGHT,
        text::tests::any_text(),
        style(),
    )
}

proptest! {
    #[test]
    fn the_terminal_shows_the_frame(
        steps in prop::collection::vec((prop::collection::vec(change(), 0..6), 0..WIDTH, 0..HEIGHT), 1..6),
        mono: bool,
    ) {
        let mut painter = Painter::new(mono);
        let mut terminal = terminal(area());
        let mut frame = Buffer::empty(area());
        for (changes, x, y) in steps {
            for (what, x, y, text, style) in changes {
                match what {
                    0 => frame.reset(),
                    1 => frame.set_style(Rect::new(x, y, WIDTH - x, 1), style),
                    _ => {
                        // The emulator drops the replacement character.
                        frame.set_string(x, y, text::visible(&text).replace('\u{FFFD}', "?"), style);
                    }
                }
            }
            terminal.process(painter.paint(&frame, at(x, y)));
            let difference = difference(terminal.screen(), &frame, mono);
            prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
            prop_assert_eq!(terminal.screen().cursor_position(), (y, x));
            prop_assert_eq!(painter.paint(&frame, at(x, y)), b"");
        }
    }
}

#[test]
fn a_reversed_bar_has_one_weight_from_end_to_end() {
    let mut bar = frame(&["NOT SAVED: no room left"]);
    let style = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
    bar.set_style(Rect::new(0, 0, WIDTH, 1), style);
    let mut painter = Painter::new(false);
    let mut terminal = terminal(area());
    terminal.process(painter.paint(&bar, None));
    for x in 0..WIDTH {
        let cell = terminal.screen().cell(0, x).unwrap();
        assert!(cell.inverse() && cell.bold(), "column {x}");
    }
}
