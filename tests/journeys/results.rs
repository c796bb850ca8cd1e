//! Results, planning, undo and redo, the next open requirement.

use onsite::audit::coverage::{Outcome, Planned, standing};
use onsite::audit::schema::{Field, Kind};
use onsite::tui::keymap::Place;

use crate::rig::{self, Journey, count, texts};

fn outcome(j: &Journey) -> Outcome {
    let id = j.room().requirement().unwrap();
    standing(j.audit(), &j.room().criteria, &id).outcome
}

journey!(a_digit_opens_the_menu_and_enter_confirms, || {
    let mut j = Journey::new();
    j.keys("2").shot("result_menu");
    assert_eq!(outcome(&j), Outcome::Open, "a digit alone sets nothing");
    j.keys("<Esc>2<Enter>");
    assert_eq!(outcome(&j), Outcome::DoesNotConform);
    assert_eq!(
        j.said(),
        "27001:4.1 does not conform; 42001:4.1 does not conform. Ctrl-Z undoes."
    );
    j.keys("5<Enter>");
    assert_eq!(outcome(&j), Outcome::Open);
    j.end();
});

fn read_soa(j: &mut Journey, text: &str) {
    let file = rig::home().join("soa.csv");
    std::fs::write(&file, text).unwrap();
    j.keys(":soa<Enter>")
        .keys(file.to_str().unwrap())
        .keys("<C-s>");
    j.until("the statement", |app| !app.model.overlays.is_empty());
}

journey!(
    a_statement_of_applicability_is_shown_and_then_entered,
    || {
        let mut j = Journey::of("iso27001-2022:surveillance", "Acme");
        let planned = |j: &Journey, id: &str| {
            let id = id.parse().unwrap();
            standing(j.audit(), &j.room().criteria, &id).planned
        };
        let first = "id;applicable;reason\nA.7.4;no;no site of our own\nA.8.30;no;nothing is developed outside\n";
        read_soa(&mut j, first);
        j.shot("soa_read");
        assert_ne!(
            planned(&j, "27001:A.7.4"),
            Planned::Excluded,
            "nothing before Enter"
        );
        j.keys("<Enter>");
        assert_eq!(j.said(), "2 controls excluded. Ctrl-Z undoes.");
        assert_eq!(planned(&j, "27001:A.7.4"), Planned::Excluded);
        read_soa(&mut j, first);
        assert!(j.screen(80, 24).contains("stands in the audit already"));
        j.keys("<Esc>");
        read_soa(&mut j, "id;applicable;reason\nA.7.4;yes;\n");
        j.keys("<Enter>");
        assert_eq!(j.said(), "1 control applicable again. Ctrl-Z undoes.");
        assert_ne!(planned(&j, "27001:A.7.4"), Planned::Excluded);
        j.keys("<C-z>");
        assert_eq!(planned(&j, "27001:A.7.4"), Planned::Excluded);
        read_soa(&mut j, "id;applicable;reason\nA.7.4;perhaps;\n");
        j.shot("soa_refused");
        j.keys("<Esc>");
        j.end();
    }
);

fn outcomes(j: &Journey) -> Vec<Outcome> {
    let line = j.room().line();
    let each = line.iter();
    each.map(|id| standing(j.audit(), &j.room().criteria, id).outcome)
        .collect()
}

journey!(
    a_line_that_standards_share_takes_a_result_for_all_or_one,
    || {
        use Outcome::{Conforms, NotApplicable, Open};
        let mut j = Journey::new();
        j.keys("1<Enter>");
        assert_eq!(outcomes(&j), [Conforms, Conforms]);
        j.keys("<C-z>");
        assert_eq!(outcomes(&j), [Open, Open], "one entry, taken back as one");
        j.keys("<C-g>7<Enter>").shot("result_of_one");
        j.keys("1<Enter>").shot("one_of_two");
        assert_eq!(outcomes(&j), [Open, Conforms]);
        j.keys("<C-g>3<Enter>no site of its own<C-s>");
        assert_eq!(outcomes(&j), [NotApplicable, NotApplicable]);
        // What only one of them has stands under the heading that they share, and has a result of its own.
        j.keys("/6.1.4<Enter>1<Enter>");
        assert_eq!(j.room().requirement().unwrap().as_str(), "42001:6.1.4");
        assert_eq!(outcomes(&j), [Conforms]);
        j.end();
    }
);

journey!(the_next_open_line_is_one_with_anything_open, || {
    let mut j = Journey::new();
    j.keys("<C-g>6<Enter>1<Enter>").keys("<Tab><BackTab>");
    let selected = j.room().requirement().unwrap();
    assert_eq!(selected.as_str(), "27001:4.1", "42001:4.1 is open");
    j.keys("1<Enter><Tab>");
    assert_eq!(j.room().requirement().unwrap().as_str(), "27001:4.2");
    j.keys("<BackTab>");
    assert_ne!(j.room().requirement().unwrap().as_str(), "27001:4.1");
    j.end();
});

journey!(a_result_with_a_reason_waits_for_the_reason, || {
    let mut j = Journey::new();
    j.keys("3<Enter><C-s>");
    assert_eq!(j.model().place(), Place::Form);
    assert_eq!(
        j.said(),
        "This result needs a reason: type it, then Ctrl-S."
    );
    j.keys("no site of its own").shot("reason_form");
    j.keys("<C-s>").shot("reason_shown");
    assert_eq!(outcome(&j), Outcome::NotApplicable);
    j.end();
});

journey!(a_result_while_typing_goes_back_to_the_note, || {
    let mut j = Journey::new();
    j.keys("nall in or<C-g>1<Enter>der<C-g>4<Enter>no time left<C-s>");
    assert_eq!(j.model().place(), Place::Note);
    j.keys(" it seems<Enter><Esc>");
    assert_eq!(texts(j.audit()), ["all in order it seems"]);
    assert_eq!(outcome(&j), Outcome::NotAudited);
    j.end();
});

journey!(a_requirement_is_planned_for_another_visit, || {
    let mut j = Journey::new();
    j.keys(":plan for<Enter>2<Enter>owner on leave<C-s>")
        .shot("another_visit");
    let id = j.room().requirement().unwrap();
    assert_eq!(
        standing(j.audit(), &j.room().criteria, &id).planned,
        Planned::AnotherVisit
    );
    j.keys(":plan for<Enter>1<Enter>");
    assert_eq!(
        standing(j.audit(), &j.room().criteria, &id).planned,
        Planned::ThisVisit
    );
    j.end();
});

journey!(a_heading_plans_all_below_it, || {
    let mut j = Journey::new();
    let planned = |j: &Journey| j.room().tally.by_criterion[0].1.planned;
    let before = planned(&j);
    j.keys("<C-f>Technological<Enter>p")
        .shot("plan_of_a_heading");
    j.keys("<Enter>");
    assert_eq!(planned(&j), before + 34);
    j.keys("p2<Enter><C-s>");
    assert_eq!(
        j.said(),
        "Leaving it out of this visit needs a reason: type it, then Ctrl-S."
    );
    j.keys("next year<C-s>");
    assert_eq!(planned(&j), before);
    j.keys("<C-z>");
    assert_eq!(planned(&j), before + 34);
    j.keys("p4<Enter>");
    assert_eq!(planned(&j), before, "the profile plans no control");
    j.keys("<C-f>backup<Enter>").shot("left_out_by_the_profile");
    j.keys("p<Enter>");
    assert_eq!(planned(&j), before + 1);
    j.keys("p<Enter>");
    assert_eq!(j.said(), "Nothing changed.");
    j.end();
});

journey!(a_visit_that_plans_little_says_what_to_plan, || {
    let path = rig::made("iso27001-2022:special", "Acme");
    let mut j = Journey::open(&path);
    assert_eq!(
        j.said(),
        "Nothing is planned yet. Plan (p): what the occasion concerns (27001)."
    );
    j.shot("nothing_planned");
    j.keys("p<Enter>");
    assert_eq!(j.room().tally.coverage.planned, 1);
    let j = j.restart();
    assert_eq!(j.said(), "");
});

journey!(the_tier_of_a_supplier_is_set_and_changed, || {
    let path = rig::made("supplier-quick", "Kestrel");
    let mut j = Journey::open(&path);
    let minutes = |j: &Journey| j.room().tally.minutes.planned;
    assert_eq!(minutes(&j), 255);
    j.keys(":tier of the<Enter>").shot("tiers");
    j.keys("4<Enter>").shot("tier_low");
    assert_eq!(minutes(&j), 75);
    assert_eq!(
        j.said(),
        "supplier: tier of the supplier “low”. Ctrl-Z undoes."
    );
    j.keys("1<Enter>");
    assert_eq!(j.room().tally.minutes.left, 70);
    j.keys("<C-z><C-z>");
    assert_eq!(minutes(&j), 255);
    j.end();
});

journey!(
    undo_and_redo_go_through_everything_and_across_a_restart,
    || {
        let mut j = Journey::new();
        j.keys("none<Enter>two<Enter><Esc>1<Enter>fA finding<C-s>");
        let all = |j: &Journey| {
            (
                texts(j.audit()).len(),
                outcome(j),
                count(j.audit(), Kind::Finding),
            )
        };
        assert_eq!(all(&j), (2, Outcome::Conforms, 1));
        let steps = [
            (2, Outcome::Conforms, 0),
            (2, Outcome::Open, 0),
            (1, Outcome::Open, 0),
            (0, Outcome::Open, 0),
        ];
        for step in steps {
            j.keys("<C-z>");
            assert_eq!(all(&j), step, "{}", j.said());
        }
        j.keys("<C-z>");
        let begun = "There is nothing of yours left to undo (undo does not cross a sign-off).";
        assert_eq!(j.said(), begun, "undo does not take the audit itself back");
        let mut j = j.end();
        for step in steps.iter().rev().skip(1) {
            j.keys("<C-y>");
            assert_eq!(all(&j), *step, "{}", j.said());
        }
        j.keys("<C-y>");
        assert_eq!(all(&j), (2, Outcome::Conforms, 1));
        j.keys("<C-y>");
        assert_eq!(j.said(), "There is nothing to bring back.");
        j.end();
    }
);

journey!(
    tab_goes_to_the_next_open_requirement_and_backspace_back,
    || {
        let mut j = Journey::new();
        let at = |j: &Journey| j.room().selected().unwrap().id.to_string();
        assert_eq!(at(&j), "27001:4.1");
        j.keys("<Down>1<Enter><Up><Tab>");
        assert_eq!(at(&j), "27001:4.3", "4.2 was judged");
        j.keys("<BackTab>");
        assert_eq!(at(&j), "27001:4.1");
        j.keys("<Backspace>");
        assert_eq!(at(&j), "27001:4.3");
        j.keys("<Backspace>");
        assert_eq!(at(&j), "27001:4.1");
        j.keys("<Backspace>");
        assert_eq!(j.said(), "This is where you began.");
        j.end();
    }
);

journey!(folding_hides_and_shows, || {
    let mut j = Journey::new();
    let rows = j.room().outline.rows.len();
    j.keys("gh").shot("folded");
    assert!(j.room().outline.rows.len() < rows);
    j.keys("l");
    assert_eq!(j.room().outline.rows.len(), rows);
    j.keys("j<Left>");
    assert_eq!(j.room().outline.at, 0, "from a leaf to what is above it");
    j.end();
});

journey!(pages_say_where_the_audit_stands_and_what_blocks, || {
    let mut j = Journey::example();
    j.keys(":where the audit<Enter>").shot("standing");
    j.keys("<Esc>:still blocks<Enter>").shot("gates");
    j.keys("<Esc> ").shot("whole_requirement");
    j.keys("<Esc>?").shot("help");
    j.keys("<Esc>");
    j.end();
});

journey!(a_gate_that_much_breaks_does_not_hide_the_next, || {
    let mut j = Journey::new();
    let screen = j.keys(":still blocks<Enter>").screen(120, 200);
    let open = screen.lines().filter(|line| line.ends_with(" is open"));
    assert!(open.count() <= 2 * 12, "{screen}");
    for words in [
        "   and 24 more",
        "How complaints are handled: 0 of at least 1 audited; not yet 4.2, 7.4",
        "A closing meeting was held.",
        "In a shell, `onsite check AUDIT --show` says all of it.",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
});

journey!(only_what_the_report_tells_is_asked_for, || {
    // No certificate, no former audit of a body, no programme of one.
    let mut j = Journey::of("iso27001-2022:internal", "Acme Freight Ltd");
    let of_bodies = [
        "Use of certificate and mark",
        "Effectiveness of former corrective actions",
        "Issues for the audit programme",
        "Significant changes since the last audit",
    ];
    let asked = |j: &Journey| of_bodies.map(|field| j.screen(120, 60).contains(field));
    j.keys(":conclusions<Enter>");
    assert!(j.screen(120, 60).contains("Conclusion on conformity"));
    assert_eq!(asked(&j), [false; 4]);
    j.keys("<Esc>:data of the audit<Enter>");
    assert!(
        j.screen(120, 60).contains("Objectives"),
        "{}",
        j.screen(120, 60)
    );
    assert_eq!(asked(&j), [false; 4]);
    j.keys("<Esc>");
    j.end();
    let mut j = Journey::of("iso27001-2022:surveillance", "Acme Freight Ltd");
    j.keys(":conclusions<Enter>");
    assert_eq!(asked(&j), [true, true, false, false]);
    j.keys("<Esc>:data of the audit<Enter>");
    assert_eq!(asked(&j), [false, false, true, true]);
    j.keys("<Esc>");
    j.end();
});

journey!(conclusions_and_a_recommendation_are_entered, || {
    let mut j = Journey::new();
    j.keys(
        ":conclusions<Enter><Enter>All of it<Tab>SoA v7<Tab>It conforms.<Tab>It works.<Tab><Right>",
    );
    j.shot("conclusions_form");
    j.keys("<C-s>");
    let criterion = onsite::audit::id::Subject::Criterion("27001".parse().unwrap());
    let value = |field: Field| j.audit().value(&criterion, &field.into()).to_owned();
    assert_eq!(value(Field::Conformity), "It conforms.");
    assert!(!value(Field::Recommendation).is_empty());
    j.end();
});
