use super::*;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

#[test]
fn what_a_terminal_would_obey_is_shown_instead() {
    for (text, expected) in [
        ("backup log v3", "backup log v3"),
        ("\u{1b}[2J", "␛[2J"),
        ("a\u{0}b\u{7f}", "a␀b␡"),
        ("\u{9b}31m\u{85}", "<U+009B>31m<U+0085>"),
        ("a\tb", "a    b"),
        ("a\r\nb", "a␍␊b"),
        ("\u{202e}gpj.exe", "<U+202E>gpj.exe"),
        ("a\u{200b}b\u{feff}", "a<U+200B>b<U+FEFF>"),
        ("in\u{ad}formed", "in<U+00AD>formed"),
        ("\u{2028}\u{2029}", "<U+2028><U+2029>"),
        ("x\u{e0041}y", "x<U+E0041>y"),
        ("pay\u{200d}pal", "pay<U+200D>pal"),
        ("a\u{fe0f}", "a<U+FE0F>"),
        ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}<U+FE0F>"),
        ("\u{301}", "\u{25cc}\u{301}"),
        ("\u{3164}", "<U+3164>"),
        ("\u{fffe}\u{fdd0}a\u{1ffff}", "<U+FFFE><U+FDD0>a<U+1FFFF>"),
    ] {
        assert_eq!(visible(text), expected, "{text:?}");
    }
}

#[test]
fn scripts_and_emoji_stay_as_they_are() {
    for text in [
        "é e\u{301} ä 監査 ｶﾞ 한국어 👨‍👩‍👧‍👦 👍🏽 🇨🇭 ❤\u{fe0f} 1\u{fe0f}\u{20e3}",
        "می\u{200c}خواهم क्\u{200d}ष 葛\u{e0100} שָׁלוֹם",
        "👩🏽\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏿",
    ] {
        assert_eq!(visible(text), text);
    }
}

#[test]
fn ascii_marks_need_no_pictures() {
    assert_eq!(visible_ascii("\u{1b}]0;é\u{7f}"), "<U+001B>]0;é<U+007F>");
}

#[test]
fn stacked_marks_are_counted_instead() {
    let tower = format!("a{}b", "\u{301}".repeat(46));
    assert_eq!(
        visible(&tower),
        format!("a{}<+40>b", "\u{301}".repeat(MAX_MARKS))
    );
    assert_eq!(width(&tower), 1 + 5 + 1);
}

#[test]
fn clipping_keeps_to_the_cells() {
    for (text, cells, expected) in [
        ("backup", 6, "backup"),
        ("backup", 5, "back…"),
        ("backup", 1, "…"),
        ("backup", 0, ""),
        ("監査人", 6, "監査人"),
        ("監査人", 5, "監査…"),
        ("監査人", 4, "監…"),
        ("back… up", 6, "back…"),
        ("\u{1b}[2J", 3, "␛[…"),
        ("x\u{202e}", 5, "x…"),
    ] {
        assert_eq!(clip(text, cells), expected, "{text:?} in {cells}");
    }
    assert_eq!(pad("監査", 6), "監査  ");
    assert_eq!(pad("監査", 3), "監…");
    assert_eq!(pad("監査", 2), "… ");
}

#[test]
fn rows_break_after_words() {
    let rows = |text: &'static str, cells| -> Vec<&str> {
        wrap(text, cells).into_iter().map(|r| &text[r]).collect()
    };
    assert_eq!(rows("", 5), [""]);
    assert_eq!(rows("a\n\nb\n", 5), ["a", "", "b", ""]);
    assert_eq!(rows("the backup log", 6), ["the ", "backup ", "log"]);
    assert_eq!(rows("a restoration", 5), ["a ", "resto", "ratio", "n"]);
    assert_eq!(rows("監査人 x", 5), ["監査", "人 x"]);
    assert_eq!(rows("ab   ", 2), ["ab   "]);
    assert_eq!(rows("\u{202e}ab", 4), ["\u{202e}", "ab"]);
    assert_eq!(rows("10\u{a0}km of", 5), ["10\u{a0}km ", "of"]);
    assert_eq!(rows("ab", 0), ["a", "b"]);
}

#[test]
fn a_long_line_takes_no_more_time_per_character() {
    // Quadratic behaviour would take minutes here.
    for unit in [
        "a",
        "監",
        "\u{301}",
        "🇨",
        "\u{200d}👩",
        " ",
        "\u{600}",
        "ᄀ",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        assert!(width(&text) > 0);
        assert!(!wrap(&text, 80).is_empty());
        assert!(clip(&text, 80).len() < 1000);
    }
}

/// Characters of every kind that matters here, so that random text meets them.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z .]{1,6}",
        2 => prop::sample::select(vec![
            "\n", "\t", "\r\n", "\u{1b}", "\u{9b}", "\u{202e}", "\u{200d}", "\u{200c}",
            "\u{fe0f}", "\u{301}", "監", "ｶ\u{ff9e}", "👨", "👍🏽", "🇨", "🇭", "\u{e0041}",
            "ᄀ", "ᅡ", "क", "्", "ل", "ا", "\u{600}", "é", "\u{a0}", "\u{3000}", "1\u{fe0f}\u{20e3}",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn of_many_names_the_first_are_said_and_how_many_more() {
    let names: Vec<String> = (1..=14).map(|n| n.to_string()).collect();
    let said = |count: usize| some_of(&names[..count], NAMED, ", ");
    assert_eq!((said(0).as_str(), said(2).as_str()), ("", "1, 2"));
    assert_eq!(said(12), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12");
    assert_eq!(said(14), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more");
}

proptest! {
    #[test]
    fn nothing_that_acts_is_ever_shown(text in any_text()) {
        let display = visible(&text);
        prop_assert!(!display.contains(char::is_control));
        let turned = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        prop_assert!(!display.contains(turned));
        prop_assert_eq!(visible(&display), display.as_ref(), "showing twice changes nothing");
        prop_assert_eq!(text.is_empty(), display.is_empty());
    }

    #[test]
    fn width_is_what_ratatui_draws(text in any_text()) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4000, 1));
        let (x, _) = buffer.set_stringn(0, 0, visible(&text), 4000, Style::new());
        prop_assert_eq!(width(&text), usize::from(x));
    }

    #[test]
    fn clipped_text_fits(text in any_text(), cells in 0usize..40) {
        let clipped = clip(&text, cells);
        prop_assert!(width(&clipped) <= cells);
        if width(&text) <= cells {
            prop_assert_eq!(&clipped, &visible(&text));
        }
        prop_assert_eq!(width(&pad(&text, cells)), cells);
    }

    #[test]
    fn rows_leave_nothing_out(text in any_text(), cells in 0usize..20) {
        let mut end = None;
        for row in wrap(&text, cells) {
            if let Some(end) = end {
                let between = &text[end..row.start];
                prop_assert!(between.is_empty() || between == "\n");
                prop_assert!(row.start > end || !row.is_empty());
            } else {
                prop_assert_eq!(row.start, 0);
            }
            let shown = &text[row.clone()];
            let kept = shown.trim_end_matches(|c: char| c == '\t' || (c.is_whitespace() && !c.is_control()));
            prop_assert!(width(kept) <= cells.max(1) || clusters(kept).count() == 1, "{:?} in {}", shown, cells);
            end = Some(row.end);
        }
        prop_assert_eq!(end, Some(text.len()));
    }
}
