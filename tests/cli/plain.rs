//! The linear mode, with lines from a pipe: what is typed is in the record, what is said reads well aloud.

use onsite::audit::schema::{Field, Kind, Link};

use super::Home;

/// Runs lines through the linear mode.
fn plain(home: &Home, lines: &[&str]) -> String {
    let input = lines.join("\n") + "\n";
    home.run_with(
        &["a.audit", "--plain", "--author", "Nora Lindqvist"],
        &input,
    )
    .good()
    .out
}

/// The texts of all notes, as the command line has them.
fn notes(home: &Home) -> Vec<String> {
    let loaded = onsite::store::load::load(&home.path("a.audit")).unwrap();
    let audit = &loaded.audit;
    let notes = audit.standing(Kind::Note);
    notes
        .map(|note| audit.text(note, Field::Text).to_owned())
        .collect()
}

fn loaded(home: &Home) -> onsite::store::load::Loaded {
    onsite::store::load::load(&home.path("a.audit")).unwrap()
}

#[test]
fn a_line_is_a_note_on_the_requirement_that_the_prompt_names() {
    let home = Home::new();
    home.audit();
    let said = plain(
        &home,
        &[
            ":go A.8.13",
            "! restore of 3 June shown +BK-LOG v4",
            "13:50 @backup-admin: green every night",
            ":result conforms, seen twice",
            ":quit",
        ],
    );
    assert!(
        said.contains("\n27001:A.8.13 Information backup, open> "),
        "{said}"
    );
    assert!(
        said.contains("\n27001:A.8.13 Information backup, conforms> "),
        "{said}"
    );
    assert_eq!(said.matches("Saved: ").count(), 3, "{said}");
    let loaded = loaded(&home);
    let audit = &loaded.audit;
    assert_eq!(
        notes(&home),
        [
            "! restore of 3 June shown +BK-LOG v4",
            "13:50 @backup-admin: green every night"
        ]
    );
    let backup = "27001:A.8.13".parse().unwrap();
    let of = onsite::audit::id::Subject::Requirement(backup);
    assert_eq!(audit.linked_to(&of, Kind::Note).len(), 2);
    assert_eq!(audit.value(&of, &Field::Reason.into()), "seen twice");
    assert!(loaded.drafts.is_empty());
}

#[test]
fn a_form_asks_field_by_field_and_half_of_one_is_kept() {
    let home = Home::new();
    home.audit();
    let said = plain(
        &home,
        &[
            ":go A.8.13",
            ":sample",
            "restore tests",
            "restore log",
            "2026-05-31",
            "twelve",
            "12",
            ":save",
            ":finding",
            "Tests fail",
            "minor",
            "",
            "Two of three failed.",
            "None was repeated.",
            "",
            "half a statement",
        ],
    );
    assert!(
        said.contains("Attention: Population size cannot be"),
        "{said}"
    );
    assert!(said.contains("Choose by number or word: 1 major"), "{said}");
    let loaded = loaded(&home);
    let sample = loaded
        .audit
        .standing(Kind::Sample)
        .next()
        .expect("the sample");
    assert_eq!(loaded.audit.text(sample, Field::PopulationSize), "12");
    assert_eq!(loaded.audit.text(sample, Field::Source), "restore log");
    assert_eq!(
        loaded.audit.standing(Kind::Finding).count(),
        0,
        "nobody saved it"
    );
    let [draft] = loaded.drafts.as_slice() else {
        panic!("{} drafts", loaded.drafts.len())
    };
    assert_eq!(draft.fields["title"], "Tests fail");
    assert_eq!(draft.fields["class@27001"], "minor");
    assert_eq!(
        draft.fields["found"],
        "Two of three failed.\nNone was repeated."
    );
    assert_eq!(draft.fields["statement"], "half a statement");
    drop(loaded);
    // The next run says so, goes on in the form, and saves it.
    let said = plain(&home, &[":save"]);
    assert!(said.contains("1 draft was kept"), "{said}");
    assert!(said.contains("\nnew finding, "), "{said}");
    assert!(said.contains("Saved: finding on"), "{said}");
    let loaded = self::loaded(&home);
    let finding = loaded
        .audit
        .standing(Kind::Finding)
        .next()
        .expect("the finding");
    assert_eq!(
        loaded.audit.text(finding, Field::Statement),
        "half a statement"
    );
    assert!(loaded.drafts.is_empty());
}

#[test]
fn a_form_says_what_it_is_about() {
    let home = Home::new();
    home.audit();
    let lines = [
        "? see who hears the alarm at night #27001:A.7.4",
        ":todo",
        ":take 1",
        "the guard does; alarm of 3 June shown",
        ":quit",
    ];
    let said = plain(&home, &lines);
    let (_, form) = said.split_once("close to-do N1, 1 field.\n").unwrap();
    let about: Vec<&str> = form.lines().take(3).collect();
    assert!(about[0].starts_with("To do: N1 "), "{about:?}");
    assert!(
        about[0].contains("see who hears the alarm at night"),
        "{about:?}"
    );
    // It is about what was selected, too.
    assert!(about[1].starts_with("27001:4.1 "), "{about:?}");
    assert_eq!(about[2], "27001:A.7.4 Physical security monitoring");
    let loaded = loaded(&home);
    let note = loaded.audit.standing(Kind::Note).next().unwrap();
    let done = loaded.audit.text(note, Field::Done);
    assert_eq!(done, "the guard does; alarm of 3 June shown");
}

#[test]
fn a_session_is_started_named_and_ended() {
    let home = Home::new();
    home.audit();
    let said = plain(
        &home,
        &[
            ":session",
            "Backup",
            "review",
            ":save",
            "log shown",
            ":session",
            ":end",
        ],
    );
    assert!(
        said.contains("The session Backup is running. :end ends it."),
        "{said}"
    );
    let loaded = loaded(&home);
    let session = loaded.audit.standing(Kind::Session).next().unwrap();
    assert!(!loaded.audit.text(session, Field::Ended).is_empty());
    let note = loaded.audit.standing(Kind::Note).next().unwrap();
    assert_eq!(loaded.audit.text(note, Field::Mode), "seen", "of a review");
    assert_eq!(loaded.audit.links(note, Link::Session).count(), 1);
    assert_eq!(
        loaded.audit.links(note, Link::On).count(),
        1,
        "what the prompt named"
    );
}

#[test]
fn undo_redo_going_finding_and_withdrawing() {
    let home = Home::new();
    home.audit();
    let said = plain(
        &home,
        &[
            "one",
            ":undo",
            ":redo",
            "two",
            ":undo",
            ":next",
            ":previous",
            ":previous",
            ":find information backup",
            ":take 1",
            ":show",
            ":back",
            ":open",
            ":withdraw N1",
            "wrong room",
            ":show N1",
        ],
    );
    assert_eq!(notes(&home), Vec::<String>::new());
    assert!(
        said.contains("There is no further requirement in this direction."),
        "{said}"
    );
    assert!(
        said.contains("\n27001:A.8.13 Information backup, open> "),
        "{said}"
    );
    assert!(
        said.contains("Undone: ") && said.contains("Back again: "),
        "{said}"
    );
    assert!(said.contains("Withdrawn because wrong room"), "{said}");
}

#[test]
fn what_is_unknown_or_ambiguous_enters_nothing() {
    let home = Home::new();
    home.audit();
    let before = loaded(&home).audit.len();
    let said = plain(
        &home,
        &[
            "",
            "   ",
            ":nothing",
            ":go 99",
            ":go A.5.2",
            ":go 8.2",
            ":take 9",
            ":result maybe",
            ":result",
            ":show X1",
            ":change X1",
            ":f",
        ],
    );
    assert_eq!(loaded(&home).audit.len(), before, "{said}");
    assert!(
        said.contains("could be 27001:A.5.2 or 42001:A.5.2"),
        "{said}"
    );
    assert!(
        said.contains("There is no command :nothing; nothing was entered."),
        "{said}"
    );
    assert!(
        said.contains(":f may be :find or :finding or :findings; nothing was entered."),
        "{said}"
    );
}

#[test]
fn colons_that_are_no_commands_are_words() {
    let home = Home::new();
    home.audit();
    plain(
        &home,
        &[
            ":-) he laughed",
            "::next is what he said",
            ": so",
            "\u{2028}:undo",
        ],
    );
    assert_eq!(
        notes(&home),
        [
            ":-) he laughed",
            ":next is what he said",
            ": so",
            "\u{2028}:undo"
        ]
    );
}

/// Everything that is said on a long way through the worked example: no keys of a screen, no drawing.
#[test]
fn nothing_that_is_said_is_for_the_eye() {
    let home = Home::new();
    home.run(&["demo", "a.audit", "--no-open"]).good();
    let every = [
        ":help",
        ":show",
        ":status",
        ":check",
        ":todo",
        ":notes",
        ":findings",
        ":drafts",
        ":problems",
        ":find backup",
        ":go A.8.13",
        ":show",
        ":show F1",
        ":show P2",
        ":show S1",
        ":show E13",
        ":verify",
        ":report",
        ":end",
        ":end",
        ":undo",
        ":redo",
        ":finding",
        "",
        "",
        "",
        "",
        "",
        "",
        ":leave",
        ":session",
        ":leave",
        ":evidence",
        ":leave",
        ":sample",
        ":leave",
        ":attach",
        "/nowhere",
        ":withdraw N3",
        ":save",
        "a reason",
        ":change N4",
        "other words",
        ":take 1",
        ":drafts",
        ":take 1",
        ":next",
        ":result not-audited",
        "",
        "no time",
    ];
    let said = plain(&home, &every);
    for word in [
        "Ctrl",
        "Esc ",
        "Tab ",
        "Shift",
        "PgUp",
        "Enter ",
        "palette",
        "Space shows",
    ] {
        let found = said
            .lines()
            .find(|line| line.contains(word) && !line.contains("Enter saves it"));
        assert_eq!(found, None, "{word}");
    }
    let drawn = |c: char| {
        matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{27bf}')
            || (c.is_control() && c != '\n')
    };
    assert!(
        !said.contains(drawn),
        "{:?}",
        said.lines().find(|line| line.contains(drawn))
    );
    assert!(said.lines().all(|line| !line.contains("  ")), "no columns");
    assert!(said.contains("Result: does not conform"), "{said}");
    // In a locale without UTF-8 the program's own marks are ASCII.
    let ascii = home
        .run_with(
            &["a.audit", "--plain", "--ascii"],
            ":go A.8.13\n:show\n:status\n:check\n",
        )
        .good()
        .out;
    let marks = ascii.chars().find(|c| !c.is_ascii() && !c.is_alphabetic());
    assert_eq!(marks, None, "{ascii}");
}

#[test]
fn a_line_longer_than_a_note_becomes_several_and_no_byte_is_lost() {
    let home = Home::new();
    home.audit();
    // Where a piece begins anew there stands what would be a command on a line of its own.
    let long = format!(
        "long {}{}",
        "x".repeat(128 * 1024 - 5),
        ":undo ".repeat(30_000)
    );
    plain(&home, &["first", &long, "last"]);
    let notes = notes(&home);
    assert_eq!(notes.first().unwrap(), "first");
    assert_eq!(notes.last().unwrap(), "last");
    let middle = notes[1..notes.len() - 1].concat();
    assert_eq!(middle.replace(' ', ""), long.replace(' ', ""));
}

#[test]
fn bytes_that_are_no_text_are_entered_as_marks() {
    let home = Home::new();
    home.audit();
    let mut command = home.command(env!("CARGO_BIN_EXE_onsite"));
    command.args(["a.audit", "--plain"]);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = b"caf\xe9 \xed\xa0\x80 nul\0end\r\nnext\n";
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), bytes).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(
        notes(&home),
        ["caf\u{fffd} \u{fffd}\u{fffd}\u{fffd} nul\0end", "next"]
    );
}

#[test]
fn what_stands_read_only_says_so_and_without_an_audit_the_way_is_told() {
    let home = Home::new();
    home.audit();
    let said = home.run(&["--plain"]).good().out;
    assert!(said.contains("onsite AUDIT --plain opens one"), "{said}");
    home.run(&["nowhere.audit", "--plain"]).bad();
    home.run(&["a.audit", "--plain", "--print", "80x24"]).bad();
}
