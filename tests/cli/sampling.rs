//! Samples on the command line: drawn, marked, extended, replaced, shown; and drawing without an audit.

use super::Home;

#[expect(
    clippy::too_many_lines,
    reason = "one sample, from its draw to its sentence"
)]
#[test]
fn a_sample_is_drawn_marked_extended_and_shown() {
    let home = Home::new();
    let a = home.audit();
    let list = (1..=40)
        .map(|n| format!("{n},L-{n:02}\n"))
        .collect::<Vec<_>>()
        .concat();
    std::fs::write(home.path("l.csv"), format!("No,Staff\n{list}7,L-07\n,\n")).unwrap();
    let add = [
        "sample",
        a,
        "add",
        "--population",
        "leavers",
        "--source",
        "HR",
        "--chosen-by",
        "auditor",
        "--attribute",
        "closed in time",
        "--attribute",
        "badge back",
        "--on",
        "A.8.13",
    ];
    home.run(&add).good();
    let draw = [
        "sample",
        a,
        "draw",
        "P1",
        "--from",
        "l.csv:staff",
        "--size",
        "5",
        "--seed",
        "s",
        "--attach",
        "--json",
    ];
    let answer = home.run(&draw).good();
    assert!(
        answer.err.contains("1 double and 1 blank line left out"),
        "{}",
        answer.err
    );
    let drawn = answer.json();
    assert_eq!(
        (&drawn["size"], &drawn["population"], &drawn["evidence"]),
        (&5.into(), &40.into(), &"E1".into())
    );
    assert_eq!(drawn["algorithm"], "sha256-order-1");
    home.run(&draw).bad();
    let show = |home: &Home| {
        home.run(&["sample", a, "show", "P1", "--show", "--json"])
            .good()
            .json()
    };
    let names = |shown: &serde_json::Value| -> Vec<String> {
        let rows = shown["rows"].as_array().unwrap().iter();
        rows.map(|row| row["label"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = names(&show(&home));
    let alone = home
        .run(&[
            "draw",
            "--population",
            "l.csv:Staff",
            "--seed",
            "s",
            "--size",
            "5",
        ])
        .good();
    assert_eq!(
        alone.out.lines().collect::<Vec<_>>(),
        first,
        "the same without an audit"
    );
    home.run(&[
        "sample",
        a,
        "mark",
        "P1",
        &first[0],
        "yn",
        "--remark",
        "nine days",
    ])
    .good();
    home.run(&["sample", a, "mark", "P1", "I2", "yx"]).good();
    for wrong in ["y", "yz", "yyy"] {
        assert!(
            home.run(&["sample", a, "mark", "P1", "I2", wrong])
                .bad()
                .err
                .contains("2 letters")
        );
    }
    home.run(&["sample", a, "mark", "P1", "nobody", "yy"]).bad();
    let extend = [
        "sample",
        a,
        "extend",
        "P1",
        "--to",
        "15",
        "--from",
        "l.csv:2",
        "--reason",
        "one failed",
    ];
    home.run(&extend).good();
    home.run(&extend).bad();
    home.run(&[
        "sample", a, "replace", "P1", &first[2], "--from", "l.csv:2", "--reason", "lost",
    ])
    .good();
    let other = home
        .run(&[
            "sample", a, "extend", "P1", "--to", "16", "--from", "1-40", "--reason", "r",
        ])
        .bad();
    assert!(other.err.contains("not the list"), "{}", other.err);
    let shown = show(&home);
    let now = names(&shown);
    assert_eq!((now.len(), &now[..2]), (15, &first[..2]));
    assert_eq!(
        shown["sentence"],
        format!(
            "15 of 40 leavers, random, extended from 5, 1 replaced, 1 met, 1 not met: {}, 13 without a result",
            first[0]
        )
    );
    assert_eq!(shown["rows"][0]["marks"], "yn");
    assert_eq!(shown["rows"][0]["remark"], "nine days");
    let listed = home.run(&["sample", a, "list", "--json"]).good().json();
    assert_eq!(
        (
            &listed[0]["items"],
            &listed[0]["open"],
            &listed[0]["not-met"]
        ),
        (&15.into(), &13.into(), &1.into())
    );
    assert!(
        home.run(&["sample", a, "list"])
            .good()
            .out
            .contains("15 items: 1 met, 1 not met")
    );
}

#[cfg(unix)]
#[test]
fn drawing_without_an_audit_tells_how_to_draw_again() {
    let home = Home::new();
    for more in ["", " --systematic"] {
        let line = format!(
            "\"$ONSITE\" draw --population INC-0001..INC-0120 --seed \"it's\" --size 7 --json{more}"
        );
        let drawn = home.shell(&line).good().json();
        let again: Vec<&str> = drawn["again"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap())
            .collect();
        let shell = home.shell(&again.join(" && ")).good();
        let items: Vec<&str> = drawn["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap())
            .collect();
        assert_eq!(shell.out.lines().collect::<Vec<_>>(), items);
    }
    let seed = home
        .run(&["draw", "--population", "1-9", "--size", "2", "--json"])
        .good()
        .json();
    assert_eq!(seed["seed"].as_str().unwrap().split('-').count(), 4);
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let home = Home::new();
    std::fs::write(home.path("l.csv"), "No,Staff\n1,a\n").unwrap();
    std::fs::write(home.path("latin.txt"), b"M\xfcller\n").unwrap();
    for (population, size, words) in [
        ("leavers", "1", "no list to draw from"),
        ("l.csv", "1", "as in FILE.csv:Number"),
        ("l.csv:name", "1", "Its columns are: No, Staff."),
        ("l.csv:staff", "2", "the list has 1 items"),
        ("none.csv:x", "1", "none.csv"),
        ("latin.txt", "1", "iconv -t UTF-8"),
        ("9-1", "1", "ends before it begins"),
        ("1-9", "0", "0 cannot be drawn"),
    ] {
        let refused = home
            .run(&["draw", "--population", population, "--size", size])
            .bad();
        assert!(refused.err.contains(words), "{population}: {}", refused.err);
    }
    let listed = home.run_with(
        &["draw", "--population", "-", "--size", "1", "--seed", "x"],
        " one \n\none\n",
    );
    let listed = listed.good();
    assert_eq!(listed.out, "one\n");
    assert!(
        listed
            .err
            .contains("1 double (one) and 1 blank line left out"),
        "{}",
        listed.err
    );
}
