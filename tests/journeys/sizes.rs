//! Every place and overlay at every size: no panic, the cursor within, and typing goes on in a single cell.

use crate::rig::{Journey, THEME, texts};

const PLACES: [&str; 24] = [
    "",
    "i",
    "n",
    "ngo on\\ with a line that is longer than most windows are wide",
    "f",
    "f<Tab*4>long\\ text<C-j*20>end",
    ":",
    "/",
    "1",
    "?",
    " ",
    "d",
    ":where the<Enter>",
    ":still blocks<Enter>",
    ":sign off<Enter>",
    ":agenda of<Enter><Enter>",
    ":findings one by one<Enter><Right>",
    "<Left><Left>",
    "<F2>",
    "ngo on<F2>",
    "<F2><C-l>",
    ":samples<Enter><Enter>",
    ":samples<Enter><Enter>+",
    "<C-l>",
];

fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let small = (0..=40).flat_map(|w| (0..=20).map(move |h| (w, h)));
    small.chain([(60, 12), (80, 24), (120, 40), (200, 60), (300, 3), (3, 300)])
}

fn draw_all(j: &Journey, place: &str) {
    for (width, height) in sizes() {
        let (buffer, cursor) = j.app.screen(width, height, THEME);
        assert_eq!((buffer.area.width, buffer.area.height), (width, height));
        if let Some(cursor) = cursor {
            assert!(
                cursor.x < width.max(1) && cursor.y < height.max(1),
                "{place:?}: cursor {cursor:?} in {width}x{height}"
            );
        }
    }
}

journey!(every_place_at_every_size, || {
    let mut j = Journey::example();
    for place in PLACES {
        j.keys("<Esc*4>").keys(&place.replace("\\ ", " "));
        draw_all(&j, place);
    }
    let mut j = Journey::at_home();
    draw_all(&j, "home");
    j.keys("<Enter>");
    draw_all(&j, "new audit");
});

journey!(typing_and_saving_work_in_one_cell, || {
    let mut j = Journey::new();
    for (at, c) in "nwords<Enter>more<Esc>"
        .split_inclusive(|c| c != '<')
        .enumerate()
    {
        // Drawn between the keys, as a window would be.
        let _drawn = (at, c, j.app.screen(1, 1, THEME));
    }
    for keys in [
        "n", "w", "o", "r", "d", "s", "<Enter>", "m", "o", "r", "e", "<Esc>",
    ] {
        j.keys(keys);
        let (buffer, cursor) = j.app.screen(1, 1, THEME);
        assert_eq!(buffer.content.len(), 1);
        assert!(cursor.is_none_or(|at| (at.x, at.y) == (0, 0)));
    }
    assert_eq!(texts(j.audit()), ["words"]);
    assert_eq!(j.room().drafts.first().unwrap().words(), "more");
    j.end();
});
