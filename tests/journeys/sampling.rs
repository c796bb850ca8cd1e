//! Samples: drawn, marked in the grid, extended, and turned into a finding.

use onsite::audit::draw::Algorithm;
use onsite::audit::entered::Entered;
use onsite::audit::id::ObjectId;
use onsite::audit::sampling::{self, Mark, Sheet};
use onsite::audit::schema::{Field, Kind, Link};
use onsite::tui::keymap::Place;

use crate::rig::{Journey, THEME, count, home, texts};

/// Draws five of 120 incidents, with three checks on each.
pub const DRAWN: &str = "sincidents of 2026<Tab>ServiceNow<Tab*4>r<Tab*3>5<Tab*2>INC-0001..INC-0120<Tab>seed-1<Tab*2>\
                     closed in time<C-j>cause named<C-j>told the customer<C-s>";

fn sample(j: &Journey) -> ObjectId {
    let last = j.audit().objects(Kind::Sample).next_back();
    last.expect("there is a sample").id
}

fn sheet(j: &Journey) -> Sheet {
    Sheet::of(&Entered::saved(j.audit()), sample(j))
}

fn labels(j: &Journey) -> Vec<String> {
    sheet(j).rows.into_iter().map(|row| row.label).collect()
}

fn sentence(j: &Journey) -> String {
    sampling::sentence(&Entered::saved(j.audit()), sample(j))
}

fn text(j: &Journey, field: Field) -> String {
    j.audit()
        .text(j.audit().object(sample(j)).unwrap(), field)
        .to_owned()
}

journey!(fifteen_keys_and_a_remark_fill_five_items, || {
    let mut j = Journey::new();
    j.keys(DRAWN);
    assert_eq!(j.model().place(), Place::Grid);
    let all: Vec<String> = (1..=120).map(|n| format!("INC-{n:04}")).collect();
    assert_eq!(labels(&j), Algorithm::Order.order("seed-1", &all)[..5]);
    j.keys("yyyyynmnine days late<Enter>yyyyyyyyy").shot("grid");
    let failed = labels(&j)[1].clone();
    assert_eq!(
        sentence(&j),
        format!("5 of 120 incidents of 2026, random, 4 met, 1 not met: {failed}")
    );
    assert_eq!(sheet(&j).rows[1].remark, "nine days late");
    assert_eq!(j.said().split(':').next(), Some("The last one"));
    let narrow = j.screen(60, 12);
    assert!(
        narrow.contains("GRID  y met") && narrow.contains(&failed),
        "{narrow}"
    );
    j.keys("<Esc>S");
    assert_eq!(
        j.model().place(),
        Place::Grid,
        "it is reached from its requirement"
    );
    j.end();
});

journey!(a_mark_is_undone_where_it_stands, || {
    let mut j = Journey::new();
    j.keys(DRAWN).keys("ynx.");
    let marks = |j: &Journey| -> String {
        sheet(j).rows[0]
            .marks
            .iter()
            .map(|it| it.letter())
            .collect()
    };
    assert_eq!(marks(&j), "ynx");
    assert_eq!(sheet(&j).rows[0].result, Mark::NotMet);
    j.keys("<C-z>");
    assert_eq!(marks(&j), "yn.");
    // The mark that was taken back is the one that the next key sets.
    j.keys("y");
    assert_eq!(marks(&j), "yny");
    j.keys("<C-z><C-z><C-y>").keys("hhk<Space>");
    assert_eq!(j.model().place(), Place::Grid);
    // Undoing everything takes the sample away, and the grid with it.
    j.keys("<C-z*9>");
    assert_eq!(j.model().place(), Place::List);
    assert_eq!(count(j.audit(), Kind::Item), 0);
    j.end();
});

journey!(a_sample_is_extended_replaced_and_waits, || {
    let mut j = Journey::new();
    j.keys(DRAWN);
    let first = labels(&j);
    j.keys("+<C-s>");
    assert!(j.said().contains("needs a reason"), "{}", j.said());
    j.keys("<Tab>one of five failed<C-s>");
    let all = labels(&j);
    assert_eq!((all.len(), &all[..5]), (15, &first[..]));
    j.keys("grrecord lost<C-s>");
    assert!(!labels(&j).contains(&first[0]));
    j.keys("wlogs of March<C-s>");
    assert_eq!(
        sentence(&j),
        "15 of 120 incidents of 2026, random, extended from 5, 1 replaced, 0 met, 15 without a result, \
         waiting for logs of March"
    );
    j.shot("grid_extended");
    j.keys("v").shot("drawn_sample_page");
    j.end();
});

journey!(what_is_not_met_becomes_a_finding, || {
    let mut j = Journey::new();
    j.keys(DRAWN).keys("f");
    assert!(j.said().contains("Nothing is marked as not met"));
    j.keys("ynmno cause<Enter>yf");
    assert_eq!(j.model().place(), Place::Form);
    j.shot("finding_of_a_sample");
    j.keys("Causes are not named<Tab>m<C-s>");
    let finding = j.audit().objects(Kind::Finding).next().unwrap();
    let found = j.audit().text(finding, Field::Found).to_owned();
    let failed = &labels(&j)[0];
    assert!(
        found.starts_with(&format!("{}.\n", sentence(&j))),
        "{found}"
    );
    assert!(
        found.ends_with(&format!("{failed}: not met: cause named (no cause)")),
        "{found}"
    );
    assert_eq!(j.audit().links(finding, Link::Sample).count(), 1);
    assert_eq!(j.audit().links(finding, Link::On).count(), 1);
    assert_eq!(j.model().place(), Place::Grid);
    j.end();
});

journey!(a_column_of_a_file_is_drawn_from_and_kept, || {
    let file = home().join("leavers.csv");
    let rows = (1..=30)
        .map(|n| format!("{n};L-{n:02};x\n"))
        .collect::<Vec<_>>()
        .concat();
    std::fs::write(&file, format!("No;Staff;Name\n{rows}31;L-01;again\n")).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let mut j = Journey::new();
    j.keys("sleavers<Tab*5>s<Tab*3>usual<Tab*2>")
        .keys(&file)
        .keys(":staf<Tab*2><Right><C-s>");
    j.until("the refusal", |app| app.model.said.is_some());
    assert!(j.said().contains("no column “staf”"), "{}", j.said());
    j.keys("<Up><Up>f<C-s>");
    j.until("the draw and the copy", |app| {
        let audit = &app.model.room.as_ref().unwrap().audit;
        audit.objects(Kind::Item).count() == 5 && audit.objects(Kind::Evidence).count() == 1
    });
    let copy = j.audit().objects(Kind::Evidence).next().unwrap();
    assert_eq!(j.audit().text(copy, Field::File), text(&j, Field::Extract));
    assert_eq!(text(&j, Field::FileName), "leavers.csv:staff");
    assert_eq!(text(&j, Field::PopulationSize), "30");
    assert!(text(&j, Field::SizeReason).starts_with("Usual size: 5 of 30"));
    assert!(text(&j, Field::Algorithm).starts_with("systematic-1 start "));
    // The file is gone; the copy in the audit serves.
    std::fs::remove_file(&file).unwrap();
    j.keys("+<C-u>6<Tab>one more<C-s>");
    j.until("the extension", |app| {
        app.model
            .room
            .as_ref()
            .unwrap()
            .audit
            .objects(Kind::Item)
            .count()
            == 6
    });
    j.end();
});

journey!(a_hundred_items_with_twelve_checks_fit_every_window, || {
    let mut j = Journey::new();
    let checks = (1..=12)
        .map(|n| format!("check number {n} of the twelve"))
        .collect::<Vec<_>>();
    let hostile = [
        "\u{202e}evil",
        "漢字漢字漢字漢字漢字漢字漢字",
        "$(rm)",
        "tab\there",
    ];
    let names = (0..100)
        .map(|n| format!("{}-{n}", hostile[n % 4]))
        .collect::<Vec<_>>();
    j.keys("srecords<Tab*13>");
    j.app.press([onsite::tui::input::Input::Paste {
        text: checks.join("\n"),
        cut: false,
    }]);
    j.keys("<Tab>");
    j.app.press([onsite::tui::input::Input::Paste {
        text: names.join("\n"),
        cut: false,
    }]);
    j.keys("<C-s>");
    assert_eq!((sheet(&j).rows.len(), sheet(&j).columns()), (100, 12));
    for keys in ["", "l*5", "<PageDown>n", "G", "yk", "h*3", "g"] {
        let keys = match keys.split_once('*') {
            Some((key, times)) => key.repeat(times.parse().unwrap()),
            None => keys.to_owned(),
        };
        j.keys(&keys);
        for (width, height) in [
            (60, 12),
            (80, 24),
            (120, 40),
            (200, 60),
            (20, 4),
            (31, 7),
            (1, 1),
        ] {
            let (_, cursor) = j.app.screen(width, height, THEME);
            let at =
                cursor.unwrap_or_else(|| panic!("no cursor in {width}x{height} after {keys:?}"));
            assert!(at.x < width && at.y < height);
            let screen = j.screen(width, height);
            assert!(!screen.contains('\u{202e}'), "a name hides something");
            assert!(width < 60 || screen.contains("item"), "the head stays");
        }
    }
    let (wide, narrow) = (j.screen(200, 60), j.screen(60, 12));
    assert!(
        wide.contains("1 check nu") && narrow.contains("1 of 12: check number 1 of the twelve"),
        "{narrow}"
    );
    j.end();
});

journey!(a_note_that_was_begun_goes_on_after_the_grid, || {
    let mut j = Journey::new();
    j.keys(DRAWN).keys("<Esc>nwords<C-o>samples<Enter><Enter>");
    assert_eq!(j.model().place(), Place::Grid);
    j.keys("y<Esc>");
    assert_eq!(j.model().place(), Place::Note);
    j.keys(" go on<Enter><Esc>");
    assert_eq!(texts(j.audit()), ["words go on"]);
    j.end();
});

journey!(leaving_the_items_leads_back_to_the_list_of_samples, || {
    let mut j = Journey::new();
    j.keys(DRAWN).keys("<Esc>");
    assert_eq!(j.model().place(), Place::List, "it was opened over nothing");
    j.keys(":samples<Enter>");
    assert_eq!(j.model().place(), Place::Pick);
    j.keys("<Enter>");
    assert_eq!(j.model().place(), Place::Grid);
    j.keys("yyy<Enter>a remark<Enter><Esc>");
    assert_eq!(j.model().place(), Place::Pick, "{}", j.screen(80, 24));
    assert!(j.screen(120, 40).contains("1 met"), "as it stands now");
    j.keys("<Esc>");
    assert_eq!(j.model().place(), Place::List);
    j.end();
});

journey!(a_sample_without_attributes_has_one_column, || {
    let mut j = Journey::new();
    j.keys("sdoors<Tab*14>north<C-j>south - wedged open<C-j>east<C-s>");
    assert_eq!(text(&j, Field::Size), "3");
    j.keys("y").keys("jx");
    assert_eq!(
        sentence(&j),
        "3 doors, judgement, 1 met, 1 not met: south, 1 not applicable"
    );
    // Pasting in the grid is a remark on the item.
    j.app.press([onsite::tui::input::Input::Paste {
        text: "bricked up".to_owned(),
        cut: false,
    }]);
    j.keys("<Enter>");
    assert_eq!(sheet(&j).rows[2].remark, "bricked up");
    j.keys("+<Tab>the south door<Tab>west<C-s>");
    assert!(
        j.said().starts_with("further items are") || j.said().contains("to be named"),
        "{}",
        j.said()
    );
    j.keys("<BackTab*2><C-u>4<C-s>");
    assert_eq!(labels(&j).last().map(String::as_str), Some("west"));
    j.end();
});
