//! Sessions: the plan, the timetable, beginning, interrupting, returning, who is present, paper notes entered later.

use onsite::audit::fold::Object;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::audit::session::{self, State, Times};
use onsite::tui::input::Input;
use onsite::tui::keymap::Place;
use onsite::tui::model::{Overlay, View};

use crate::rig::{Journey, count, home, texts};

const PLAN: &str = "day;from;until;title;kind;where;people;requirements
2026-06-16;09:15;10:15;Backup;review;Ops;Ops lead;A.8.13
;10:30;11:15;Management;interview;Room 2;CISO, Managing director;27001:4.1 27001:5.1 27001:6.1.2
;11:30;12:00;Suppliers;;;Procurement;A.5.19
";

fn read_plan(j: &mut Journey, text: &str) {
    let file = home().join("plan.csv");
    std::fs::write(&file, text).unwrap();
    j.keys(":csv<Enter>").keys(file.to_str().unwrap());
    j.keys("<C-s>");
    j.until("the plan", |app| {
        !app.model.overlays.is_empty() || app.model.said.is_some() && app.model.busy.is_none()
    });
}

pub fn planned() -> Journey {
    let mut j = Journey::new();
    read_plan(&mut j, PLAN);
    j.keys("<Enter>");
    j
}

fn titled<'a>(j: &'a Journey, title: &str) -> &'a Object {
    let audit = j.audit();
    audit
        .objects(Kind::Session)
        .find(|session| audit.text(session, Field::Title) == title)
        .unwrap()
}

fn state(j: &Journey, title: &str) -> State {
    session::state(j.audit(), titled(j, title))
}

journey!(a_plan_is_read_shown_and_entered_once, || {
    let mut j = Journey::new();
    read_plan(&mut j, PLAN);
    assert_eq!(count(j.audit(), Kind::Session), 0, "nothing before Enter");
    j.shot("plan_read");
    j.keys("<Enter>");
    assert_eq!(j.said(), "3 sessions and 4 people entered. Ctrl-Z undoes.");
    assert_eq!(count(j.audit(), Kind::Session), 3);
    let people = session::people(j.audit(), titled(&j, "Management"));
    assert_eq!(people.len(), 2);
    read_plan(&mut j, &PLAN.replace("10:15;Backup", "10:20;Backup"));
    assert!(
        j.screen(120, 20)
            .contains("differs in “Planned until”: the audit has “10:15”")
    );
    j.keys("<Esc><C-z>");
    assert_eq!(
        j.audit().standing(Kind::Session).count(),
        0,
        "one entry, one undo"
    );
    j.keys("<C-y>:sessions<Enter>").shot("timetable");
    j.end();
});

journey!(
    a_plan_that_cannot_be_read_says_where_and_changes_nothing,
    || {
        let mut j = Journey::new();
        read_plan(&mut j, "day;from;title\n2026-06-16;nine;Opening\n;10:00;\n");
        j.shot("plan_refused");
        assert_eq!(j.model().place(), Place::Page);
        j.keys("<Esc>");
        assert_eq!(count(j.audit(), Kind::Session), 0);
        j.keys(":csv<Enter>/nowhere/plan.csv<C-s>");
        j.until("the refusal", |app| {
            app.model.said.is_some() && app.model.busy.is_none()
        });
        assert!(j.said().contains("/nowhere/plan.csv"), "{}", j.said());
        j.end();
    }
);

journey!(
    a_session_is_planned_by_hand_with_times_as_they_are_typed,
    || {
        let mut j = Journey::new();
        j.keys(
            ":plan a session<Enter>Access<Tab*7>2026-06-17 8:30<Tab>10:00<Tab>A.5.15<Tab>CISO<C-s>",
        );
        let times = Times::of(j.audit(), titled(&j, "Access"));
        assert_eq!(
            times.planned_from.unwrap().to_rfc3339(),
            "2026-06-17T08:30:00+02:00"
        );
        assert_eq!(
            times.planned_until.unwrap().to_rfc3339(),
            "2026-06-17T10:00:00+02:00"
        );
        assert_eq!(times.state(), State::Planned);
        j.keys(":plan a session<Enter>No time<C-s>");
        assert!(j.said().starts_with("When is it planned?"), "{}", j.said());
        j.keys("<Esc>");
        j.end();
    }
);

journey!(starting_asks_nothing_and_opens_the_page, || {
    let mut j = planned();
    j.keys("i").shot("which_session_begins");
    j.keys("<Enter>");
    assert_eq!(
        state(&j, "Backup"),
        State::Running,
        "the one that is nearest begins"
    );
    assert_eq!(
        (j.model().place(), j.room().view),
        (Place::Note, View::Session)
    );
    assert_eq!(j.room().selected().unwrap().id.to_string(), "27001:A.8.13");
    j.keys("! log shown<Enter>").shot("session_page");
    let deviations = j.audit().text(titled(&j, "Backup"), Field::Deviation);
    assert_eq!(deviations, "");
    j.end();
});

journey!(pages_move_among_the_requirements_of_the_session, || {
    let mut j = planned();
    j.keys(":sessions<Enter><Down><Enter><Enter>");
    assert_eq!(state(&j, "Management"), State::Running);
    let at = |j: &Journey| j.room().selected().unwrap().id.to_string();
    assert_eq!(at(&j), "27001:4.1");
    j.keys("context known<Enter><PageDown>policy signed<Enter><PageDown>risks<Enter><PageDown>");
    assert_eq!(at(&j), "27001:6.1.2", "the last stays");
    j.keys("<PageUp>");
    assert_eq!(at(&j), "27001:5.1");
    assert_eq!(j.model().place(), Place::Note);
    let on: Vec<String> = j
        .audit()
        .objects(Kind::Note)
        .flat_map(|note| j.audit().links(note, Link::On).map(ToString::to_string))
        .collect();
    assert_eq!(on, ["27001:4.1", "27001:5.1", "27001:6.1.2"]);
    // Something else is touched, and stands below.
    j.keys("#A.5.15 rights<Enter><Esc>");
    assert_eq!(j.room().session_rows().len(), 4);
    j.keys("<Tab><Tab><Tab>");
    assert_eq!(
        at(&j),
        "27001:4.1",
        "Tab goes round the open ones of the session"
    );
    for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 12)] {
        let screen = j.screen(width, height);
        assert!(screen.contains("S2 Management"), "{width}x{height}");
        assert!(screen.contains("until 11:15"), "{width}x{height}\n{screen}");
    }
    j.shot("session_page_of_management");
    j.end();
});

journey!(older_running_notes_are_scrolled_to_while_typing, || {
    let mut j = planned();
    j.keys("i<Enter>");
    for n in 0..30 {
        j.keys(&format!("note<Space>{n:02}<Enter>"));
    }
    assert!(j.screen(80, 24).contains("note 29") && !j.screen(80, 24).contains("note 04"));
    j.keys("half a <A-Up*6>");
    assert!(j.screen(80, 24).contains("note 04"), "{}", j.screen(80, 24));
    j.shot("older_notes");
    j.keys("sentence<Enter>");
    assert!(
        j.screen(80, 24).contains("half a sentence"),
        "a new note is seen"
    );
    assert_eq!(texts(j.audit()).len(), 31);
    j.end();
});

journey!(an_interruption_is_one_chord_and_counts_as_away, || {
    let mut j = planned();
    j.keys("i<Enter>half a thought<C-t>");
    assert!(
        j.said().starts_with("S1 interrupted at 09:30"),
        "{}",
        j.said()
    );
    assert_eq!(state(&j, "Backup"), State::Interrupted);
    assert_eq!((j.room().session, j.room().drafts.len()), (None, 1));
    j.keys("i").shot("what_is_interrupted_comes_first");
    j.keys("<Esc>:go on with<Enter>");
    assert_eq!(state(&j, "Backup"), State::Running);
    assert_eq!(j.room().view, View::Session);
    // Undone: interrupted again, and the screen knows.
    j.keys("<Esc><C-z>");
    assert_eq!(
        (state(&j, "Backup"), j.room().session),
        (State::Interrupted, None)
    );
    j.keys("<C-t>");
    assert_eq!(state(&j, "Backup"), State::Running);
    j.end();
});

journey!(another_session_asks_what_becomes_of_the_running_one, || {
    let mut j = planned();
    j.keys("i<Enter>words<Enter><Esc>:sessions<Enter><Down*2><Enter><Enter>");
    assert_eq!(
        state(&j, "Suppliers"),
        State::Planned,
        "not before it was asked"
    );
    j.shot("end_or_interrupt");
    j.keys("2<Enter>");
    assert_eq!(state(&j, "Backup"), State::Interrupted);
    assert_eq!(state(&j, "Suppliers"), State::Running);
    j.keys("<Esc><C-z>");
    assert_eq!(state(&j, "Backup"), State::Running, "one entry, one undo");
    assert_eq!(state(&j, "Suppliers"), State::Planned);
    assert_eq!(j.room().session, Some(titled(&j, "Backup").id));
    j.end();
});

journey!(an_ended_session_is_returned_to, || {
    let mut j = planned();
    j.keys("i<Enter><Esc>:end the<Enter>");
    assert_eq!(state(&j, "Backup"), State::Held);
    j.keys(":return to<Enter><Enter>");
    assert_eq!(state(&j, "Backup"), State::Running);
    assert_eq!(j.audit().text(titled(&j, "Backup"), Field::Away), "0");
    j.end();
});

journey!(who_is_present_is_picked_or_pasted, || {
    let mut j = planned();
    j.keys("i<Enter><Esc>:people present<Enter>")
        .shot("people_present");
    j.keys("ciso<Enter>");
    assert_eq!(session::people(j.audit(), titled(&j, "Backup")).len(), 2);
    assert_eq!(j.model().place(), Place::Pick, "the list stays open");
    j.keys("<Esc>:people present<Enter>paste<Enter><C-End><C-j>");
    j.app.press([Input::Paste {
        text: "Finn Oelkers, Backup admin, Operations\nPaula, Ops lead".to_owned(),
        cut: false,
    }]);
    j.keys("<C-s>");
    let audit = j.audit();
    let people = session::people(audit, titled(&j, "Backup"));
    assert_eq!(people.len(), 3, "the role that was planned has a name now");
    let named: Vec<&str> = people
        .iter()
        .map(|it| audit.text(it, Field::Name))
        .collect();
    assert!(
        named.contains(&"Paula") && named.contains(&"Finn Oelkers"),
        "{named:?}"
    );
    assert_eq!(
        count(audit, Kind::Person),
        6,
        "the lead, four of the plan, and Finn"
    );
    j.end();
});

journey!(who_comes_and_leaves_is_a_remark_with_its_time, || {
    let mut j = planned();
    j.keys("i<Enter><Esc>:came or<Enter>ops<Enter>");
    assert_eq!(texts(j.audit()), ["// Ops lead left"]);
    let ops = session::people(j.audit(), titled(&j, "Backup"))[0].id;
    assert!(!session::is_there(j.audit(), titled(&j, "Backup"), ops));
    assert_eq!(
        session::people(j.audit(), titled(&j, "Backup")).len(),
        1,
        "was there all the same"
    );
    j.keys(":came or<Enter>ops<Enter>:came or<Enter>ciso<Enter>");
    assert!(session::is_there(j.audit(), titled(&j, "Backup"), ops));
    assert_eq!(texts(j.audit())[1..], ["// Ops lead came", "// CISO came"]);
    assert_eq!(session::people(j.audit(), titled(&j, "Backup")).len(), 2);
    j.end();
});

journey!(
    dropping_swapping_and_adding_are_deviations_with_reasons,
    || {
        let mut j = planned();
        j.keys(":drop a<Enter><Down*2><Enter><C-s>");
        assert!(j.said().contains("needs its reason"), "{}", j.said());
        j.keys("ill<C-s>");
        assert_eq!(state(&j, "Suppliers"), State::Dropped);
        j.keys(":swap<Enter><Enter><Enter>room taken<C-s>");
        let deviation = |title| j.audit().text(titled(&j, title), Field::Deviation);
        assert_eq!(deviation("Suppliers"), "Not held: ill");
        assert_eq!(
            deviation("Management"),
            "Exchanged with S1 (planned before for 2026-06-16 10:30): room taken"
        );
        let times = |title| Times::of(j.audit(), titled(&j, title));
        assert_eq!(
            times("Management")
                .planned_from
                .unwrap()
                .format("%H:%M")
                .to_string(),
            "09:15"
        );
        assert_eq!(times("Management").planned().unwrap().num_minutes(), 45);
        assert_eq!(
            times("Backup")
                .planned_from
                .unwrap()
                .format("%H:%M")
                .to_string(),
            "10:30"
        );
        j.keys(":start a new<Enter>Fire drill<C-s>");
        assert_eq!(
            j.audit().text(titled(&j, "Fire drill"), Field::Deviation),
            session::NOT_IN_PLAN
        );
        assert_eq!(state(&j, "Fire drill"), State::Running);
        j.keys("<Esc>:start a new<Enter>Another<C-s>");
        assert_eq!(
            state(&j, "Fire drill"),
            State::Held,
            "the running one ends unless it is said"
        );
        j.keys("<Esc>:sessions<Enter>")
            .shot("timetable_with_deviations");
        j.end();
    }
);

journey!(
    paper_notes_are_entered_into_a_session_that_has_ended,
    || {
        let mut j = planned();
        j.keys("i<Enter><Esc>:end the<Enter>:sessions<Enter><Enter>")
            .shot("acts_of_a_held_session");
        j.keys("<Enter>13:50 ! door open #A.7.2<Enter>")
            .shot("note_into");
        j.keys("!14:05 lock mended<Enter><Esc>");
        let audit = j.audit();
        let backup = titled(&j, "Backup").id;
        let notes = audit.linked_to(&backup.into(), Kind::Note);
        let observed: Vec<&str> = notes
            .iter()
            .map(|note| audit.text(note, Field::Observed))
            .collect();
        assert_eq!(observed, ["13:50", "14:05"]);
        assert!(
            notes
                .iter()
                .all(|note| audit.text(note, Field::Mode) == "seen")
        );
        assert_eq!(state(&j, "Backup"), State::Held, "it stays ended");
        assert_eq!(j.model().place(), Place::List);
        // Words that were begun wait for that session, and for no other place.
        j.keys(":into an earlier<Enter><Enter>half<Esc>n");
        assert_eq!(j.room().form().unwrap().words(), "");
        j.keys("<Esc>d<Enter> done<Enter><Esc>");
        assert_eq!(j.audit().linked_to(&backup.into(), Kind::Note).len(), 3);
        j.end();
    }
);

journey!(a_pocket_sheet_is_written_beside_the_audit, || {
    let mut j = planned();
    j.keys(":pocket<Enter>backup<Enter>");
    j.until("the sheet", |app| {
        app.model.said.is_some() && app.model.busy.is_none()
    });
    assert!(
        j.said().starts_with("The pocket sheet is in"),
        "{}",
        j.said()
    );
    let files: Vec<_> = std::fs::read_dir(home())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("-sheet-S1-"))
        .collect();
    assert_eq!(files.len(), 2);
    let html = files
        .iter()
        .find(|path| path.extension().unwrap() == "html")
        .unwrap();
    let html = std::fs::read_to_string(html).unwrap();
    assert!(html.contains("27001:A.8.13") && html.contains("class=\"line\""));
    j.end();
});

journey!(
    what_can_be_done_with_a_session_leads_back_to_the_list,
    || {
        let mut j = planned();
        j.keys(":sessions<Enter><Down>");
        let list = j.screen(80, 24);
        j.keys("<Enter>");
        assert!(j.screen(80, 24).contains("start it now"));
        j.keys("<Esc>");
        assert_eq!(j.screen(80, 24), list);
        // What is read lies over the list; what is begun leaves it.
        j.keys("<Enter><End><Enter>");
        assert_eq!(j.model().place(), Place::Page);
        j.keys("<Esc>");
        assert_eq!(j.screen(80, 24), list);
        j.keys("<Enter><Enter>");
        assert_eq!(j.model().place(), Place::Note);
        assert!(j.model().overlays.is_empty());
        j.end();
    }
);

journey!(being_over_time_is_said_without_a_countdown, || {
    let mut j = planned();
    j.keys(":sessions<Enter><Down><Enter><Enter>");
    assert!(j.screen(80, 24).contains("since 09:30, until 11:15"));
    j.app.model.now = crate::rig::clock() + chrono::TimeDelta::minutes(120);
    assert!(j.screen(80, 24).contains("over since 11:15"));
    j.keys("<Esc>");
    let shown = matches!(j.model().overlays.last(), None | Some(Overlay::Pick(_)));
    assert!(shown);
    j.end();
});

journey!(no_text_of_a_plan_reaches_the_terminal_as_it_is, || {
    let hostile = "\u{1b}[2J\u{202e}gnp\u{202c}\u{9b}31m\u{200b}👩‍👩‍👧z\u{351}\u{36b}";
    let plan = format!(
        "day;from;until;title;where;people;auditor;requirements;{hostile}\n\
         2026-06-16;09:15;10:15;{hostile};{hostile};{hostile};{hostile};A.8.13;\n"
    );
    let mut j = Journey::new();
    read_plan(&mut j, &plan);
    let safe = |j: &Journey| {
        for (width, height) in [(80, 24), (130, 40), (30, 8)] {
            for c in j.screen(width, height).chars().filter(|c| *c != '\n') {
                let bidi = matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
                assert!(!c.is_control() && !bidi, "{c:?}");
            }
        }
    };
    safe(&j);
    for keys in [
        "<Enter>",
        ":sessions<Enter>",
        "<Enter>",
        "<Enter>",
        "<Esc>:people present<Enter>",
        "<Esc>:came or<Enter>",
        "<Down><Enter>",
        "<Esc>i",
        "i:end the<Enter>",
        ":into an earlier<Enter><Enter>",
    ] {
        j.keys(keys);
        safe(&j);
    }
    j.end();
});

journey!(every_menu_of_sessions_is_drawn_at_every_size, || {
    let mut j = planned();
    for keys in [
        "i",
        ":sessions<Enter>",
        ":sessions<Enter><Enter>",
        ":plan a session<Enter>",
        ":drop a<Enter><Enter>",
        ":sessions<Enter><Enter><Enter>",
        ":people present<Enter>",
        ":came or<Enter>",
        "n",
    ] {
        j.keys("<Esc*4>").keys(keys);
        let small = (0..=40).flat_map(|w| (0..=20).map(move |h| (w, h)));
        for (width, height) in small.chain([(60, 12), (109, 13), (110, 14), (200, 60), (300, 3)]) {
            j.app.screen(width, height, crate::rig::THEME);
        }
    }
    j.end();
});
