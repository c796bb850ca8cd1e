//! Every place and overlay at every size, in an audit with much in it, with nothing, and with hostile texts: no
//! panic, the cursor within, and what is typed meanwhile is saved.
//!
//! `ONSITE_SIZES=60x20` draws every size up to that one (minutes), `ONSITE_SIZES=200x60` is a long campaign.

use onsite::tui::keymap::Place;

use crate::hostile::hostile_audit;
use crate::rig::{Journey, THEME, texts};

/// Keys that lead from LIST to each place and overlay there is. What is added to the program is added here.
const PLACES: &[&str] = &[
    "",
    "G",
    "g<Left>",
    "i",
    "n",
    "ngo on with a line that is longer than most windows are wide, #A.8.13 @ops",
    "n\u{6f22}\u{5b57} wide and re\u{301}sume\u{301}<C-j*12>end",
    "f",
    "f<Tab*4>long text<C-j*20>end",
    "e",
    "s<BackTab>",
    ":a session<Enter>",
    ":a person<Enter>",
    ":a site<Enter>",
    ":attach<Enter>",
    ":client, obj<Enter><Tab*3>",
    ":conclusions<Enter>",
    ":conclusions<Enter><Enter>",
    ":plan for<Enter>",
    ":plan for<Enter>2<Enter>",
    "3<Enter>",
    ":",
    ":nothing has these words",
    "/",
    "/back<Down*3>",
    "1",
    "n<C-g>",
    "?",
    "n<F1>",
    " ",
    " <Down*5>",
    "a",
    "/27001:A.8.13<Enter>a<Down*3>",
    "/27001:A.8.13<Enter>S",
    "/27001:A.8.13<Enter>S<Down>n",
    "w",
    "w<Down*4> ",
    "t",
    ":name a trail<Enter>",
    ":where the checklist<Enter>",
    ":requests<Enter>",
    ":wrap-up<Enter>",
    "d",
    ":notes<Enter>",
    ":notes<Enter><C-e>",
    ":notes<Enter><C-w>",
    ":inbox<Enter>",
    ":open to-dos<Enter>",
    ":findings<Enter>",
    ":findings<Enter><Enter>",
    ":documents<Enter><Enter>",
    ":samples<Enter><Enter>",
    ":sessions<Enter><Enter>",
    ":people<Enter>",
    ":sites<Enter>",
    ":where the audit<Enter>",
    ":still blocks<Enter>",
    ":problems found<Enter>",
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

/// Small sizes one by one up to the given one, every width and height up to 60x20 along a few lines, a coarse
/// grid, and odd ones. With `ONSITE_SIZES` it is one by one up to that size.
fn sizes(width: u16, height: u16) -> Vec<(u16, u16)> {
    let asked = std::env::var("ONSITE_SIZES").ok();
    let asked = asked.map(|asked| {
        let (width, height) = asked.split_once('x').expect("ONSITE_SIZES is as in 200x60");
        (width.parse().unwrap(), height.parse().unwrap())
    });
    let (width, height) = asked.unwrap_or((width, height));
    let mut sizes: Vec<(u16, u16)> = (0..=width)
        .flat_map(|w| (0..=height).map(move |h| (w, h)))
        .collect();
    sizes.extend((width..=60).flat_map(|w| [4, 5, 12].map(|h| (w, h))));
    sizes.extend((height..=20).flat_map(|h| [20, 40, 60].map(|w| (w, h))));
    for w in [20, 59, 60, 80, 120, 200] {
        sizes.extend([11, 24, 40, 60].map(|h| (w, h)));
    }
    sizes.extend([(300, 3), (3, 300), (1000, 2), (1, 1000)]);
    sizes
}

fn draw(j: &Journey, place: &str, (width, height): (u16, u16)) {
    let (buffer, cursor) = j.app.screen(width, height, THEME);
    assert_eq!((buffer.area.width, buffer.area.height), (width, height));
    let types = matches!(j.model().place(), Place::Note | Place::Form) && !j.model().hidden;
    if width > 0 && height > 0 && types {
        assert!(cursor.is_some(), "{place:?}: no cursor in {width}x{height}");
    }
    if let Some(cursor) = cursor {
        assert!(
            cursor.x < width.max(1) && cursor.y < height.max(1),
            "{place:?}: cursor {cursor:?} in {width}x{height}"
        );
    }
}

fn every_place(j: &mut Journey, sizes: &[(u16, u16)]) {
    for place in PLACES {
        j.keys("<Esc*5>").keys(place);
        for size in sizes {
            draw(j, place, *size);
        }
    }
    j.keys("<Esc*5>");
}

journey!(every_place_of_the_worked_example, || {
    let mut j = Journey::example();
    every_place(&mut j, &sizes(22, 7));
    let mut j = Journey::at_home();
    for size in sizes(60, 20) {
        draw(&j, "home", size);
    }
    j.keys("<Down><Enter>");
    for size in sizes(60, 20) {
        draw(&j, "new audit", size);
    }
});

journey!(every_place_of_an_empty_audit, || {
    every_place(&mut Journey::new(), &sizes(8, 5));
});

journey!(every_place_of_a_hostile_audit, || {
    every_place(&mut hostile_audit(0), &sizes(8, 5));
});

journey!(what_is_typed_at_each_size_is_saved, || {
    let mut j = Journey::new();
    let mut typed = String::new();
    j.keys("n");
    for (size, c) in sizes(60, 20)
        .into_iter()
        .zip("words and more ".chars().cycle())
    {
        let key = if c == ' ' {
            "<Space>".to_owned()
        } else {
            c.to_string()
        };
        j.keys(&key);
        typed.push(c);
        draw(&j, "a note", size);
    }
    j.keys("<Enter>");
    assert_eq!(texts(j.audit()), [typed.trim_end()]);
    // A form as well, through its fields and out of them, in no more than a cell.
    j.keys("<Esc>f");
    for keys in [
        "T",
        "i",
        "<Tab>",
        "<Right>",
        "<Tab*2>",
        "x",
        "<BackTab>",
        "y",
        "<C-s>",
    ] {
        j.keys(keys);
        draw(&j, "a finding", (1, 1));
    }
    assert_eq!(
        crate::rig::count(j.audit(), onsite::audit::schema::Kind::Finding),
        1
    );
    j.end();
});
