//! Agendas, telling of findings, and where the audit stands, without the screen.

use super::Home;

const OPENING: &[&str] = &[
    "session",
    "a.audit",
    "start",
    "--mode",
    "meeting",
    "--title",
    "Opening meeting",
];

#[test]
fn an_agenda_is_listed_and_ticked() {
    let home = Home::new();
    let a = home.audit();
    assert!(
        home.run(&["agenda", a])
            .bad()
            .err
            .contains("--opening or --closing")
    );
    let before = home
        .run(&["agenda", a, "--opening", "--json"])
        .good()
        .json();
    assert_eq!(before["session"], serde_json::Value::Null);
    assert!(
        home.run(&["agenda", a, "--opening", "--tick", "1"])
            .bad()
            .err
            .contains("session AUDIT start")
    );
    home.run(OPENING).good();
    let points = before["points"].as_array().unwrap();
    let optional = points
        .iter()
        .position(|point| point["as-needed"] == true)
        .unwrap()
        + 1;
    let always = points
        .iter()
        .position(|point| point["as-needed"] == false)
        .unwrap()
        + 1;
    let (optional, always) = (optional.to_string(), always.to_string());
    assert!(
        home.run(&["agenda", a, "--leave-out", &always])
            .bad()
            .err
            .contains("belongs to every")
    );
    assert!(
        home.run(&["agenda", a, "--tick", "99"])
            .bad()
            .err
            .contains("points 1 to")
    );
    let after = home
        .run(&[
            "agenda",
            a,
            "--tick",
            &always,
            "--leave-out",
            &optional,
            "--json",
        ])
        .good()
        .json();
    let dealt = |answer: &serde_json::Value, number: &str| {
        let at: usize = number.parse().unwrap();
        answer["points"][at - 1]["dealt"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (dealt(&after, &always), dealt(&after, &optional)),
        ("done".to_owned(), "left-out".to_owned())
    );
    assert_eq!(after["session"], "S1");
    let text = home.run(&["agenda", a]).good().out;
    assert!(
        text.contains("[x]") && text.contains("[-]") && text.contains("[ ]"),
        "{text}"
    );
    // A remark comes on standard input and is shown only where it is asked for.
    let remark = ["agenda", a, "--tick", &optional, "--remark", "-"];
    let said = home.run_with(&remark, "by video").good().out;
    assert!(!said.contains("by video"));
    assert!(
        home.run(&["agenda", a, "--show"])
            .good()
            .out
            .contains("by video")
    );
    let again = home
        .run(&["agenda", a, "--tick", &always, "--json"])
        .good()
        .json();
    assert_eq!(
        dealt(&again, &always),
        "open",
        "ticking again takes the tick away"
    );
}

#[test]
fn telling_and_standing_say_the_same_as_the_screen() {
    let home = Home::new();
    let a = home.audit();
    home.run(&["person", a, "--name", "Ines Roth", "--role", "CISO"])
        .good();
    let finding = [
        "finding",
        a,
        "--title",
        "No owner",
        "--class",
        "minor",
        "--on",
        "27001:A.8.13",
    ];
    home.run(&finding).good();
    home.run(&["note", a, "backups run", "--on", "27001:A.8.13"])
        .good();
    home.run(&["result", a, "27001:A.5.1", "conforms"]).good();
    let status = home.run(&["status", a, "--json"]).good().json();
    assert_eq!(status["untold"], serde_json::json!(["F1"]));
    let thin = status["thin"].as_array().unwrap().iter();
    let words: Vec<&str> = thin.map(|it| it["words"].as_str().unwrap()).collect();
    assert_eq!(
        words,
        [
            "27001:A.5.1 conforms, with nothing recorded that it rests on",
            "F1: without evidence, statement"
        ]
    );
    assert_eq!(status["thin"][0]["subject"], "27001:A.5.1");
    let first = &status["criteria"][0];
    assert_eq!(
        (&first["touched"], &first["sampled"]),
        (&2.into(), &0.into())
    );
    let groups = first["groups"].as_array().unwrap();
    let touched: u64 = groups
        .iter()
        .map(|group| group["touched"].as_u64().unwrap())
        .sum();
    assert_eq!(first["touched"], touched, "the groups are the whole");
    let left = status["must-touch"].as_array().unwrap().len();
    let screen = home.run(&[a, "--print", "80x24", "--keys", ""]).good().out;
    let line = screen.lines().nth(1).unwrap();
    assert!(
        line.contains(&format!("{left} must-touch left")),
        "{left}: {line}"
    );

    let told = ["tell", a, "F1", "--to", "Ines Roth", "--disputed", "-"];
    let said = home.run_with(&told, "It has one").good();
    assert!(!said.out.contains("It has one") && !said.out.contains("Roth"));
    assert!(home.run_with(&told, " ").bad().err.contains("--disputed"));
    assert!(
        home.run(&["tell", a, "F9", "--to", "CISO"])
            .bad()
            .err
            .contains("F1")
    );
    home.run(&["tell", a, "F1", "--to", "CISO", "--agreed", "--json"])
        .good();
    let status = home.run(&["status", a, "--json"]).good().json();
    assert_eq!(status["untold"], serde_json::json!([]));
    home.run(&["report", a, "--format", "md", "--out", "out"])
        .good();
    let report = std::fs::read_dir(home.path("out"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let report = std::fs::read_to_string(report.path()).unwrap();
    assert!(report.contains("CISO") && !report.contains("Ines Roth"));
}
