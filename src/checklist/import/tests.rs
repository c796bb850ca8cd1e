use super::*;
use crate::checklist::model::{Question, Requirement, RequirementKind, Source, Tier};
use crate::checklist::read::{self, Document};

fn named(kind: ChecklistKind) -> Named {
    Named {
        id: "visit.2026".to_owned(),
        title: "Visit \"in depth\"".to_owned(),
        short: "Visit".to_owned(),
        edition: Some("2026".to_owned()),
        kind,
    }
}

fn import_as(kind: ChecklistKind, table: &str) -> Result<Imported, Vec<Refusal>> {
    super::import(table.as_bytes(), begin(named(kind)).unwrap())
}

/// The checklist, read from the file that it was written to: so each of these tests sees what an audit will see.
fn read_back(imported: &Imported) -> Checklist {
    let text = imported.text("visit.2026.ron").unwrap();
    match read::document("visit.2026.ron", &text) {
        Ok(Document::Checklist(read)) => {
            assert_eq!(read, imported.checklist, "{text}");
            read
        }
        other => panic!("{other:?}\n{text}"),
    }
}

fn made(kind: ChecklistKind, table: &str) -> Vec<Requirement> {
    let imported = import_as(kind, table).unwrap_or_else(|them| panic!("{them:?}"));
    let read = read_back(&imported).requirements;
    read.iter().map(|it| Requirement::clone(it)).collect()
}

/// Ids with their parents and titles, headings in brackets.
fn outline(requirements: &[Requirement]) -> Vec<String> {
    let line = |it: &Requirement| {
        let parent = it.parent.as_ref().map(|it| format!("{it} > "));
        let line = format!("{}{} {}", parent.unwrap_or_default(), it.id, it.title);
        if it.is_auditable() {
            line
        } else {
            format!("[{line}]")
        }
    };
    requirements.iter().map(line).collect()
}

fn refused(table: &str) -> Vec<String> {
    let them = import_as(ChecklistKind::Supplier, table).unwrap_err();
    them.iter().map(ToString::to_string).collect()
}

fn question(ask: &str, good: Option<&str>) -> Question {
    Question {
        ask: ask.to_owned(),
        good: good.map(str::to_owned),
    }
}

#[test]
fn every_column_of_a_table_is_taken() {
    let table = "Nr.;Kapitel;Titel;Frage;Erwartung;Nachweis;Ziel;Quelle;Minuten;Stufe;K.O.\n\
        1.1;1 Zugang;Konten;\"- Wer hat Zugang?\n- Woher \"\"wissen\"\" Sie das?\";\"- Rollen\n- Aus dem System\";\
        Liste der Konten;Niemand Fremdes;Vertrag § 4;10 min;high, critical;ja\n\
        1.2;;Abgänge;Was geschieht am letzten Tag?;Name und Datum;\"1. Liste\n2. Konto\";;best practice;;;\n";
    let all = made(ChecklistKind::Supplier, table);
    assert_eq!(
        outline(&all),
        ["[1 Zugang]", "1 > 1.1 Konten", "1 > 1.2 Abgänge"]
    );
    let [_, accounts, leavers] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(
        accounts.ask,
        [
            question("Wer hat Zugang?", Some("Rollen")),
            question("Woher \"wissen\" Sie das?", Some("Aus dem System")),
        ]
    );
    assert_eq!(accounts.look[0].what, "Liste der Konten");
    assert_eq!(accounts.aim.as_deref(), Some("Niemand Fremdes"));
    assert_eq!(accounts.source, Some(Source::Contract("§ 4".to_owned())));
    assert_eq!(accounts.minutes, Some(10));
    assert_eq!(accounts.tiers, [Tier::Critical, Tier::High]);
    assert!(accounts.knock_out && !leavers.knock_out);
    assert_eq!(leavers.source, Some(Source::GoodPractice));
    let seen: Vec<&str> = leavers.look.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(seen, ["Liste", "Konto"]);
    assert_eq!(
        leavers.ask,
        [question(
            "Was geschieht am letzten Tag?",
            Some("Name und Datum")
        )]
    );
}

#[test]
fn a_table_with_nothing_but_questions_is_a_checklist() {
    let table = "Question\nWho is on call tonight?\n\nWhere are the backups?\n";
    let all = made(ChecklistKind::Supplier, table);
    assert_eq!(
        outline(&all),
        ["1 Who is on call tonight?", "2 Where are the backups?"]
    );
    assert_eq!(all[0].ask, [question("Who is on call tonight?", None)]);
}

#[test]
fn rows_without_ids_are_numbered_under_their_headings() {
    let table = "block,question\n\
        Access,Who has access?\n,How do you know?\nBackups,When was the last one?\nAccess,Who had it last year?\n";
    assert_eq!(
        outline(&made(ChecklistKind::Supplier, table)),
        [
            "[1 Access]",
            "1 > 1.1 Who has access?",
            "1 > 1.2 How do you know?",
            "1 > 1.3 Who had it last year?",
            "[2 Backups]",
            "2 > 2.1 When was the last one?",
        ]
    );
}

#[test]
fn a_standard_keeps_its_ids_and_what_stands_under_what() {
    let table = "Clause\tRequirement\tQuestion\n\
        Scope and context\t\t\n\
        4\tContext\t\n4.1\tIssues\tWhich issues?\n4.1.1\tInside\tWhich inside?\n4.10\tLast\tWhich last?\n\
        A.5 Controls\t\t\nA.5.1\tPolicies\tWhich?\n7\tSupport\tWhich?\n";
    let all = made(ChecklistKind::ManagementSystem, table);
    assert_eq!(
        outline(&all),
        [
            "[B1 Scope and context]",
            "[B1 > 4 Context]",
            "4 > 4.1 Issues",
            "4.1 > 4.1.1 Inside",
            "4 > 4.10 Last",
            "[A.5 Controls]",
            "A.5 > A.5.1 Policies",
            "A.5 > 7 Support",
        ]
    );
    let kinds: Vec<RequirementKind> = all.iter().map(|it| it.kind).collect();
    assert_eq!(
        kinds[5..7],
        [RequirementKind::Theme, RequirementKind::Control]
    );
    assert_eq!(kinds[2], RequirementKind::Clause);
}

#[test]
fn a_row_may_go_on_with_the_one_above() {
    let with_ids = "id,title,question,evidence\n\
        1,Access,Who has it?,List\n,,How do you know?,\n1,Access,Since when?,Log\n2,Backups,Where?,\n";
    let with_titles = "title,question,evidence\n\
        Access,Who has it?,List\n,How do you know?,\n,Since when?,Log\nBackups,Where?,\n";
    for table in [with_ids, with_titles] {
        let all = made(ChecklistKind::Supplier, table);
        assert_eq!(outline(&all), ["1 Access", "2 Backups"]);
        let asked: Vec<&str> = all[0].ask.iter().map(|it| it.ask.as_str()).collect();
        assert_eq!(asked, ["Who has it?", "How do you know?", "Since when?"]);
        assert_eq!(all[0].look.len(), 2);
    }
}

#[test]
fn an_answer_alone_goes_on_with_the_one_above() {
    let table = "title,question,good,source\n\
        Access,Who has it?,Names,contract\n,,And roles,contract\n,Since when?,,\n,,A day,\n\
        Backups,,,contract 4\n,,Two places,\nLogs,,Kept,contract\n,,A year,\n";
    let all = made(ChecklistKind::Supplier, table);
    assert_eq!(outline(&all), ["1 Access", "2 Backups", "3 Logs"]);
    let [access, backups, logs] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(
        access.ask,
        [
            question("Who has it?", Some("Names\nAnd roles")),
            question("Since when?", Some("A day")),
        ]
    );
    assert_eq!(access.source, Some(Source::Contract("Access".to_owned())));
    assert_eq!(backups.ask, [question("Backups", Some("Two places"))]);
    assert_eq!(backups.source, Some(Source::Contract("4".to_owned())));
    assert_eq!(logs.ask, [question("Logs", Some("Kept\nA year"))]);

    let long = "x".repeat(value::TEXT);
    let table = format!("title,good\nAccess,{long}\n,more\n");
    assert_eq!(
        refused(&table),
        [
            "3:1: with the rows above, the text has 4005 characters; 4000 are the most. Shorten the answer."
        ]
    );
}

#[test]
fn columns_without_a_meaning_are_told_and_blank_ones_are_not() {
    let table = "question,Owner,Answer 2025,,Blank\nWho?,Ida,yes,odd,\nWhen?,,no,,\n";
    let imported = import_as(ChecklistKind::Supplier, table).unwrap();
    let left: Vec<(&str, usize)> = imported
        .left
        .iter()
        .map(|(it, n)| (it.as_str(), *n))
        .collect();
    assert_eq!(left, [("Owner", 1), ("Answer 2025", 2), ("column 4", 1)]);
    assert_eq!(imported.counts(), (2, 0));
    // A row that says nothing else is none.
    let table = "block,question,Owner\nAccess,,Ida\n,Who?,\n,,Ben\n";
    let imported = import_as(ChecklistKind::Supplier, table).unwrap();
    assert_eq!(imported.left, [("Owner".to_owned(), 2)]);
    assert_eq!(imported.counts(), (1, 1));
}

#[test]
fn of_two_headers_for_one_column_the_likelier_is_taken() {
    let table = "Control,Control ID,Question\nBackups,A.8.13,When?\n";
    assert_eq!(
        outline(&made(ChecklistKind::ManagementSystem, table)),
        ["A.8.13 Backups"]
    );
}

#[test]
fn what_a_spreadsheet_leaves_in_cells_does_no_harm() {
    let table = "id,question\n\" 1.\",\"Who\u{200b} has\tac\u{ad}cess?\u{b}And why?\"\n";
    let all = made(ChecklistKind::Supplier, table);
    assert_eq!(outline(&all), ["1 Who has access?"]);
    assert_eq!(all[0].ask, [question("Who has access?\nAnd why?", None)]);
}

#[test]
fn what_cannot_be_read_is_refused_at_its_place() {
    for (table, expected) in [
        ("", "1:1: the file is empty. The first line names"),
        (
            "a,b\n1,2\n",
            "1:1: there is no column \"question\" and none \"title\". The first line names",
        ),
        (
            "question\n\n",
            "2:1: there is no question in the table. Write a question",
        ),
        (
            "id,question\n4.1,Who?\n4.2,How?\n4.1,When?\n",
            "4:1: the id 4.1 stands in line 2, too. Give each an id of its own. A spreadsheet",
        ),
        (
            "id,question\n4.1,Who?\n4.1 a b,When?\n4/2,How?\n",
            "4:1: \"4/2\" is not an id. Write letters",
        ),
        (
            "id,title,question\n,Access,Who?\n",
            "2:1: this row has no id. Give it one",
        ),
        (
            "id,question\n4.1,\n",
            "2:1: there is nothing but an id here. Give it a title",
        ),
        (
            "id,question,minutes\n1,Who?,soon\n",
            "2:8: \"soon\" is no number of minutes. Write a whole",
        ),
        (
            "question,tier\nWho?,huge\n",
            "2:6: \"huge\" is no tier. Write critical",
        ),
        (
            "question,source\nWho?,my gut\n",
            "2:6: what \"my gut\" rests on is not said. Write policy",
        ),
        (
            "question,ko\nWho?,perhaps\n",
            "2:6: whether it is a knock-out is not said. Write yes",
        ),
        (
            "question,aim\nWho?,\u{1b}[2J\n",
            "2:6: the text holds the character \\u{1b}",
        ),
        (
            "id,question,minutes\n1,Who?,5\n,And when?,6\n",
            "3:1: source, minutes or tiers are others",
        ),
        (
            "id,title\n1,A\n1.1,B\n1.1.1,C\n1.1.1.1,D\n1.1.1.1.1,E\n1.1.1.1.1.1,F\n1.1.1.1.1.1.1,G\n",
            "8:1: 1.1.1.1.1.1.1 stands 7 levels deep; 6 are the most",
        ),
    ] {
        let refused = refused(table);
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(refused[0].starts_with(expected), "{}", refused[0]);
    }
}

#[test]
fn everything_wrong_is_told_at_once_but_not_without_end() {
    let rows: Vec<String> = (0..50).map(|at| format!("{at},Who?,soon\n")).collect();
    let refused = refused(&format!("id,question,minutes\n{}", rows.concat()));
    assert_eq!(refused.len(), MOST_REFUSALS);
    assert!(refused[19].starts_with("21:"), "{}", refused[19]);
}

#[test]
fn a_table_may_be_as_long_as_a_checklist_and_no_longer() {
    let rows = |count| {
        (0..count)
            .map(|at| format!("{at},Who?\n"))
            .collect::<Vec<_>>()
    };
    let table = |count| format!("id,question\n{}", rows(count).concat());
    assert_eq!(
        made(ChecklistKind::Supplier, &table(MAX_REQUIREMENTS)).len(),
        MAX_REQUIREMENTS
    );
    let unnumbered = format!("question\n{}", "Who?\n".repeat(MAX_REQUIREMENTS));
    let all = made(ChecklistKind::Other, &unnumbered);
    assert_eq!(all.last().unwrap().id, MAX_REQUIREMENTS.to_string());
    let refused = refused(&table(MAX_REQUIREMENTS + 1));
    assert!(refused[0].contains("at most 5000"), "{refused:?}");
}

#[test]
fn the_table_of_the_handbook_is_one() {
    let handbook = include_str!("../../../checklists/README.md");
    let (_, table) = handbook.split_once("```csv\n").unwrap();
    let (table, _) = table.split_once("```").unwrap();
    let all = made(ChecklistKind::Supplier, table);
    let ids: Vec<&str> = all.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["B1", "1.1", "1.2", "B2", "2.1"]);
    assert_eq!(all[1].ask.len(), 2);
    assert_eq!(import_as(ChecklistKind::Supplier, table).unwrap().left, []);
}

#[test]
fn names_that_no_checklist_can_have_are_refused() {
    let begin = |id: &str, title: &str| {
        begin(Named {
            id: id.to_owned(),
            title: title.to_owned(),
            ..named(ChecklistKind::Other)
        })
    };
    assert!(begin("acme", "Acme").is_ok());
    assert!(begin("ac me", "Acme").unwrap_err().contains("is not an id"));
    assert!(begin("acme", " ").unwrap_err().contains("is empty"));
    assert!(
        begin("acme", "a\u{1b}b")
            .unwrap_err()
            .contains("cannot be seen")
    );
}

#[test]
fn a_table_gives_its_checklist_an_id() {
    for (name, id) in [
        ("Fragen für Lieferanten (v2)", "fragen-fuer-lieferanten-v2"),
        ("ISO 9001", "iso-9001"),
        ("- 質問 -", ""),
    ] {
        assert_eq!(id_of(name), id);
    }
    assert_eq!(id_of(&"long name ".repeat(9)).len(), 39);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(2_000))]

    /// Whatever stands in the cells: either it is refused at a place in the table, or the file can be read.
    #[test]
    fn what_is_written_can_be_read(
        // Rows that say little are the ones that go on with others.
        cells in proptest::collection::vec(
            proptest::prop_oneof![
                2 => proptest::prelude::Just(""),
                1 => proptest::sample::select(vec![
                    "1", "1.1", "4.10", "A.5", "A.5.1", "1 Access", "B1", "Who?", "- a\n- b", "x", "policy", "low",
                    "contract", "5", "\"", "\\", "\\u{41}", "é", "\u{1b}", "(", "=1+1", "\u{301}", "1.1.1.1.1.1.1.1",
                ]),
            ],
            0..60,
        ),
        kind in proptest::sample::select(vec![
            ChecklistKind::Supplier, ChecklistKind::ManagementSystem, ChecklistKind::Other,
        ]),
        header in proptest::sample::subsequence(
            vec!["id", "block", "title", "question", "good", "evidence", "aim", "source", "minutes", "tiers", "ko"],
            1..11,
        ),
    ) {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(&header).unwrap();
        for row in cells.chunks_exact(header.len()) {
            table.write_record(row).unwrap();
        }
        let table = String::from_utf8(table.into_inner().unwrap()).unwrap();
        match import_as(kind, &table) {
            Ok(imported) => {
                read_back(&imported);
            }
            Err(refusals) => {
                proptest::prop_assert!(!refusals.is_empty());
                let lines = table.lines().count();
                proptest::prop_assert!(refusals.iter().all(|it| it.line <= lines.max(2)));
            }
        }
    }
}
