//! Trails: followed, left and taken up again, with open threads.

use onsite::audit::schema::{Field, Kind, Link};
use onsite::audit::trail;

use crate::rig::{Journey, field, linked};

journey!(what_is_entered_while_a_trail_is_followed_is_a_step, || {
    let mut j = Journey::new();
    j.keys("/27001:A.5.18<Enter>");
    // t, Enter on "name a new trail", the title, Enter.
    j.keys("t<Enter>leaver 4711<Enter>");
    assert!(
        j.said().starts_with("Following leaver 4711"),
        "{}",
        j.said()
    );
    j.keys("n@hr: left on 31 May +HR-LIST<Enter>");
    j.keys("? VPN log of 4711 @it by 2026-06-17<Enter><Esc>");
    assert!(
        j.screen(80, 24)
            .lines()
            .next()
            .unwrap()
            .contains("trail: leaver 4711 · 1 open"),
        "{}",
        j.screen(80, 24)
    );
    j.shot("following");
    for label in ["N1", "N2", "E1"] {
        assert_eq!(linked(j.audit(), label, Link::Trail), ["T1"], "{label}");
    }
    j.keys("t").shot("trail_menu");
    j.keys("<Esc>");
    j.keys("tclose<Enter>no login after the last day<C-s>");
    assert_eq!(
        field(j.audit(), "N2", Field::Done),
        "no login after the last day"
    );
    let of = j.audit().by_label("T1").unwrap();
    assert_eq!(trail::steps(j.audit(), of).len(), 2);
    assert!(trail::open_threads(j.audit(), of).is_empty());
    j.keys("tsignificant<Enter>tled<Enter><Tab>to HR<C-s>");
    assert_eq!(field(j.audit(), "T1", Field::Significant), "yes");
    assert_eq!(field(j.audit(), "T1", Field::Remark), "to HR");
    j.keys("tread<Enter>").shot("trail_page");
    j.keys("<Esc>tstop<Enter>nnot of it<Enter><Esc>");
    assert_eq!(linked(j.audit(), "N3", Link::Trail), [""; 0]);
    j.keys("tleaver<Enter>nof it again<Enter><Esc>");
    assert_eq!(linked(j.audit(), "N4", Link::Trail), ["T1"]);
    j.keys("tstop<Enter>");
    j.end();
});

journey!(
    a_trail_is_gone_on_with_in_the_session_after_a_restart,
    || {
        let mut j = Journey::new();
        j.keys(":start a session<Enter>Access<C-s><Esc>t<Enter>leaver 4711<Enter>nleft on 31 May<Enter><Esc>");
        let mut j = j.restart();
        j.keys("nVPN still open on 3 June<Enter><Esc>");
        assert_eq!(linked(j.audit(), "N2", Link::Trail), ["T1"]);
        // What was let go of stays so.
        j.keys("tstop<Enter>nlunch<Enter><Esc>");
        let mut j = j.restart();
        j.keys("nsomething else<Enter><Esc>");
        assert_eq!(linked(j.audit(), "N4", Link::Trail), [""; 0]);
        j.end();
    }
);

journey!(
    evidence_and_findings_are_steps_and_undo_takes_the_step_along,
    || {
        let mut j = Journey::new();
        j.keys("t<Enter>the wedge<Enter>fDoor held open<C-s>eDoor log<C-s>");
        assert_eq!(linked(j.audit(), "F1", Link::Trail), ["T1"]);
        assert_eq!(linked(j.audit(), "E1", Link::Trail), ["T1"]);
        j.keys("<C-z>");
        let of = j.audit().by_label("T1").unwrap();
        assert_eq!(trail::steps(j.audit(), of).len(), 1);
        assert_eq!(j.audit().standing(Kind::Evidence).count(), 0);
        j.keys("tstop<Enter>");
        j.end();
    }
);

journey!(
    a_trail_goes_where_the_checklist_would_look_next_and_comes_back,
    || {
        let mut j = Journey::of("supplier-quick:supplier", "Acme Freight Ltd");
        let criteria = &j.room().criteria;
        let leads =
            |row: &&onsite::checklist::criteria::Row| !trail::next(criteria, &row.id).is_empty();
        let from = criteria.auditable().find(leads).unwrap().id.clone();
        let (to, _) = trail::next(criteria, &from).remove(0);
        j.keys("/")
            .keys(from.as_str())
            .keys("<Enter>t<Enter>the tape<Enter>");
        let keys = j.counted("t<Enter>");
        assert_eq!(j.room().selected().unwrap().id, to);
        let keys = keys + j.counted("<Backspace>");
        assert_eq!(j.room().selected().unwrap().id, from);
        assert_eq!(keys, 3, "t, Enter; and back");
        j.keys("tstop<Enter>");
        j.end();
    }
);
