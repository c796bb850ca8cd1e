use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

fn many(text: &str) -> Editor {
    Editor::with_text(Lines::Many, text)
}

fn type_in(editor: &mut Editor, text: &str) {
    for c in text.chars() {
        assert_eq!(editor.insert_char(c), 0);
    }
}

#[test]
fn typing_is_undone_by_words() {
    let mut editor = Editor::new(Lines::Many);
    type_in(&mut editor, "restore test  shown");
    let mut seen = Vec::new();
    while editor.undo() {
        seen.push(editor.text().to_owned());
    }
    assert_eq!(seen, ["restore test  ", "restore ", ""]);
    while editor.redo() {}
    assert_eq!(editor.text(), "restore test  shown");
    assert_eq!(editor.cursor(), editor.text().len());
}

#[test]
fn the_cursor_goes_to_a_byte_but_never_into_a_cluster() {
    let mut editor = many("aé\u{301}b");
    for (byte, at) in [(0, 0), (1, 1), (2, 5), (4, 5), (5, 5), (6, 6), (900, 6)] {
        editor.go_to(byte);
        assert_eq!(editor.cursor(), at, "byte {byte}");
    }
}

#[test]
fn a_paste_is_one_step() {
    let mut editor = many("a");
    editor.insert_str("one\r\ntwo\rthree");
    assert_eq!(editor.text(), "aone\ntwo\nthree");
    assert!(editor.undo());
    assert_eq!(editor.text(), "a");
    assert!(!editor.undo(), "the text that it began with is no step");
}

#[test]
fn deleting_takes_whole_clusters() {
    let mut editor = many("e\u{301}👨‍👩‍👧‍👦🇨🇭");
    for left in ["e\u{301}👨‍👩‍👧‍👦", "e\u{301}", ""] {
        assert!(editor.backspace());
        assert_eq!(editor.text(), left);
    }
    assert!(!editor.backspace());
    assert!(editor.undo());
    editor.start();
    assert!(editor.delete());
    assert_eq!(editor.text(), "👨‍👩‍👧‍👦🇨🇭");
}

#[test]
fn words_and_lines_are_deleted() {
    let mut editor = many("first line\nbackup log v3, seen");
    assert!(editor.delete_word_back());
    assert_eq!(editor.text(), "first line\nbackup log v3, ");
    assert!(editor.delete_word_back());
    assert_eq!(editor.text(), "first line\nbackup log v3");
    assert!(editor.kill_to_start());
    assert_eq!(editor.text(), "first line\n");
    assert!(!editor.kill_to_start());
    editor.left();
    assert!(editor.kill_to_end());
    assert_eq!(editor.text(), "first line");
    editor.home();
    assert!(editor.word_right());
    assert!(editor.kill_to_end());
    assert_eq!(editor.text(), "first");
}

#[test]
fn completing_replaces_what_was_begun() {
    let mut editor = many("see #A.8");
    editor.complete(4, "#A.8.13 ");
    assert_eq!(editor.text(), "see #A.8.13 ");
    assert!(editor.undo());
    assert_eq!(editor.text(), "see #A.8");
    editor.complete(99, "x");
    assert_eq!(editor.text(), "x");
}

#[test]
fn up_and_down_keep_to_the_column() {
    let mut editor = many("abcdef\nx\nabcdef");
    editor.layout(20, 5);
    editor.left();
    assert!(editor.up());
    assert_eq!(editor.before_cursor(), "abcdef\nx");
    assert!(editor.up());
    assert_eq!(editor.before_cursor(), "abcde");
    assert!(!editor.up());
    assert!(editor.down() && editor.down());
    assert_eq!(editor.after_cursor(), "f");
    assert!(!editor.down());
}

#[test]
fn up_and_down_go_by_drawn_rows() {
    let mut editor = many("the backup log of June");
    let shown = |editor: &Editor| {
        let layout = editor.layout(8, 9);
        let rows: Vec<_> = layout.rows.iter().map(|r| r.shown.clone()).collect();
        (rows.join("|"), layout.cursor)
    };
    assert_eq!(shown(&editor), ("the |backup |log of |June".into(), (4, 3)));
    editor.up();
    assert_eq!(shown(&editor).1, (4, 2));
    editor.end();
    assert_eq!(shown(&editor).1, (6, 2));
    editor.home();
    assert_eq!(shown(&editor).1, (0, 2));
    editor.left();
    assert_eq!(shown(&editor).1, (6, 1));
}

#[test]
fn the_cursor_stands_behind_what_is_shown() {
    let editor = many("\u{1b}監\u{202e}\t");
    let layout = editor.layout(40, 3);
    assert_eq!(layout.rows[0].shown, "␛監<U+202E>    ");
    assert_eq!(layout.cursor, (1 + 2 + 8 + 4, 0));
}

#[test]
fn the_text_scrolls_with_the_cursor() {
    let mut editor = many("0\n1\n2\n3\n4\n5");
    let layout = editor.layout(10, 3);
    assert_eq!((layout.top, layout.total, layout.cursor), (3, 6, (1, 2)));
    editor.up();
    assert_eq!(editor.layout(10, 3).top, 3, "no further than needed");
    editor.start();
    assert_eq!(editor.layout(10, 3).top, 0);
    assert_eq!(editor.layout(10, 0).rows, []);
    editor.finish();
    assert_eq!(editor.layout(10, 10).top, 0, "all of it fits");
}

#[test]
fn one_line_scrolls_sideways() {
    let mut editor = Editor::with_text(Lines::One, "where is\nthe log");
    editor.newline();
    assert_eq!(editor.text(), "where is the log");
    let layout = editor.layout(8, 1);
    assert_eq!(
        (layout.rows[0].shown.as_str(), layout.cursor),
        ("the log", (7, 0))
    );
    editor.start();
    let layout = editor.layout(8, 1);
    assert_eq!(
        (layout.rows[0].shown.as_str(), layout.cursor),
        ("where is", (0, 0))
    );
    assert!(!editor.up() && !editor.down());
    assert!(editor.end());
    assert_eq!(editor.after_cursor(), "");
}

#[test]
fn what_does_not_fit_is_reported() {
    let mut editor = many(&"é".repeat(MAX_TEXT / 2));
    assert_eq!(editor.insert_str("監x"), 4);
    assert_eq!(editor.insert_char('x'), 1);
    assert_eq!(editor.text().len(), MAX_TEXT);
    assert!(editor.backspace());
    assert_eq!(editor.insert_str("監x"), 4, "no character is cut");
    assert_eq!(editor.insert_str("abc"), 1);
}

#[test]
fn the_end_of_a_long_text_is_no_slower() {
    let mut editor = many(&"監査 ".repeat(100_000 / 7));
    let keys = 1000;
    let began = Instant::now();
    for _ in 0..keys {
        editor.insert_char('x');
        assert_eq!(editor.layout(80, 10).rows.len(), 10);
    }
    // Breaking all of it into rows for each key takes half a minute here.
    assert!(began.elapsed() < Duration::from_secs(8));
}

#[derive(Debug, Clone)]
enum Op {
    Insert(String),
    Do(fn(&mut Editor) -> bool),
    Layout(u16, u16),
}

fn op() -> impl Strategy<Value = Op> {
    let doing: Vec<fn(&mut Editor) -> bool> = vec![
        Editor::backspace,
        Editor::delete,
        Editor::delete_word_back,
        Editor::kill_to_start,
        Editor::kill_to_end,
        Editor::left,
        Editor::right,
        Editor::word_left,
        Editor::word_right,
        Editor::home,
        Editor::end,
        Editor::start,
        Editor::finish,
        Editor::up,
        Editor::down,
        Editor::undo,
        Editor::redo,
    ];
    prop_oneof![
        4 => text::tests::any_text().prop_map(Op::Insert),
        8 => prop::sample::select(doing).prop_map(Op::Do),
        1 => (0u16..12, 0u16..4).prop_map(|(width, height)| Op::Layout(width, height)),
    ]
}

fn run(editor: &mut Editor, op: &Op) {
    match op {
        Op::Insert(text) => {
            editor.insert_str(text);
        }
        Op::Do(act) => {
            act(editor);
        }
        Op::Layout(width, height) => {
            editor.layout(*width, *height);
        }
    }
}

fn is_boundary(text: &str, at: usize) -> bool {
    at == text.len() || text.grapheme_indices(true).any(|(start, _)| start == at)
}

proptest! {
    #[test]
    fn nothing_breaks_it(lines in prop::sample::select(vec![Lines::One, Lines::Many]),
                         ops in prop::collection::vec(op(), 1..40)) {
        let mut editor = Editor::new(lines);
        for op in &ops {
            run(&mut editor, op);
            prop_assert!(is_boundary(editor.text(), editor.cursor()), "after {:?}", op);
            if lines == Lines::Many {
                prop_assert!(editor.layout(9, 3).rows.len() <= 3);
                let wrapped = text::wrap(editor.text(), 8);
                let kept: Vec<_> = (0..editor.rows().len()).map(|n| editor.rows().get(n)).collect();
                prop_assert_eq!(kept, wrapped, "after {:?}", op);
            }
            let layout = editor.layout(9, 3);
            prop_assert!(layout.cursor.0 < 9 && layout.cursor.1 < 3);
        }
        while editor.undo() {}
        prop_assert_eq!(editor.text(), "");
    }

    #[test]
    fn undo_takes_an_edit_back(ops in prop::collection::vec(op(), 0..20), text in text::tests::any_text()) {
        let mut editor = Editor::new(Lines::Many);
        for op in &ops {
            run(&mut editor, op);
        }
        let before = (editor.text().to_owned(), editor.cursor());
        let length = before.0.len();
        editor.insert_str(&text);
        if !text.is_empty() {
            prop_assert!(editor.undo());
            prop_assert_eq!((editor.text().to_owned(), editor.cursor()), before.clone());
            prop_assert!(editor.redo());
            prop_assert!(editor.text().len() > length);
            prop_assert!(editor.undo());
        }
        if editor.backspace() {
            prop_assert!(editor.undo());
            // Deletions before may be undone together with this one.
            prop_assert!(editor.text().len() >= length);
        }
    }

    #[test]
    fn typing_is_inserting(text in text::tests::any_text()) {
        let text = text.replace('\r', "");
        let mut typed = Editor::new(Lines::Many);
        type_in(&mut typed, &text);
        let mut inserted = Editor::new(Lines::Many);
        inserted.insert_str(&text);
        prop_assert_eq!(typed.text(), &text);
        prop_assert_eq!(typed.text(), inserted.text());
        prop_assert_eq!(typed.cursor(), text.len());
        prop_assert_eq!(typed.layout(7, 4), inserted.layout(7, 4));
        prop_assert_eq!(typed.take(), text);
        prop_assert!(typed.is_empty());
    }
}
