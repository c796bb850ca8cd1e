//! Folders that cannot be written to safely, and disks that refuse.

use std::os::unix::fs::PermissionsExt;

use super::Home;

#[test]
fn an_unsafe_folder_is_read_and_not_written() {
    let home = Home::new();
    let a = home.audit();
    let log = home.path(a).join("log");
    std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o777)).unwrap();
    let note = home.run(&["note", a, "x"]).bad();
    assert!(
        note.err.contains("can be written to by other users"),
        "{}",
        note.err
    );
    assert!(note.err.contains("Reading works"), "{}", note.err);
    let status = home.run(&["status", a, "--json"]).good();
    assert!(status.err.contains("warning"), "{}", status.err);
    assert_eq!(status.json()["entries"], 1);
    assert_eq!(status.json()["unsafe"].as_array().unwrap().len(), 1);
    home.run(&["log", a]).good();
    home.run(&["verify", a]).good();
}

#[test]
fn a_folder_that_is_read_only_is_read() {
    let home = Home::new();
    let a = home.audit();
    let readable = |mode| {
        for dir in [home.path(a), home.path(a).join("log")] {
            std::fs::set_permissions(dir, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    readable(0o500);
    let root_may_anything = std::fs::write(home.path(a).join("log/probe"), "").is_ok();
    if root_may_anything {
        std::fs::remove_file(home.path(a).join("log/probe")).unwrap();
    } else {
        let note = home.run(&["note", a, "x"]).bad();
        assert!(note.err.contains("cannot be written to"), "{}", note.err);
        home.run(&["status", a]).good();
    }
    readable(0o700);
    home.run(&["note", a, "x"]).good();
}

#[test]
fn words_that_the_disk_refuses_are_kept_and_taken_in_later() {
    let home = Home::new();
    let a = home.audit();
    // A limit that the line of a log does not fit under, after the log's first line, and a rescue file does.
    let words = "w".repeat(1600);
    let limited = format!("trap '' XFSZ; ulimit -f 4; $ONSITE note {a} {words}");
    let refused = home.shell(&limited).bad();
    assert!(refused.err.contains("NOT SAVED"), "{}", refused.err);
    assert!(refused.err.contains("rescue-"), "{}", refused.err);
    assert_eq!(refused.out, "");
    let status = home.run(&["status", a, "--json"]).good().json();
    assert_eq!(
        (&status["rescued"], &status["entries"]),
        (&1.into(), &1.into())
    );
    let check = home.run(&["check", a, "--json"]).json();
    let gates = check["gates"].as_array().unwrap().iter();
    let mut drafts = gates.filter(|gate| gate["gate"] == "no-draft-is-left");
    assert_eq!(drafts.next().unwrap()["verdict"], "blocks");

    let note = home.run(&["note", a, "and on it goes", "--json"]).good();
    assert!(note.err.contains("saved now"), "{}", note.err);
    assert_eq!(note.json()["label"], "N2");
    let status = home.run(&["status", a, "--json"]).good().json();
    assert_eq!(
        (&status["rescued"], &status["entries"]),
        (&0.into(), &3.into())
    );
    let log = home.run(&["log", a, "--json", "--show"]).good();
    assert_eq!(log.out.matches(&words).count(), 1);
    // What the full disk cut off stays where it is, and somebody has to say that it was seen.
    assert!(
        home.run(&["verify", a])
            .good()
            .out
            .contains("no whole line")
    );
    home.run(&["accept-tails", a]).good();
    assert!(!home.run(&["verify", a]).good().out.contains("warning"));
}

#[test]
fn words_that_nothing_takes_are_said_to_be_lost() {
    let home = Home::new();
    let a = home.audit();
    let words = "w".repeat(4000);
    let refused = home
        .shell(&format!(
            "trap '' XFSZ; ulimit -f 4; $ONSITE note {a} {words}"
        ))
        .bad();
    assert!(refused.err.contains("NOT SAVED"), "{}", refused.err);
    assert!(refused.err.contains("Enter them again"), "{}", refused.err);
    home.run(&["note", a, "and on it goes"]).good();
}

#[test]
fn a_guide_that_was_changed_is_found_on_opening_and_goes_on_as_before_when_it_is_back() {
    let home = Home::new();
    let a = home.audit();
    let criteria = home.path(a).join("criteria");
    let files = std::fs::read_dir(criteria).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let guides: Vec<_> = files
        .filter(|path| path.to_string_lossy().contains("27001-a"))
        .collect();
    assert!(guides.len() >= 3, "{guides:?}");
    for guide in guides {
        let name = guide.file_name().unwrap().to_string_lossy().into_owned();
        let sound = std::fs::read(&guide).unwrap();
        assert!(home.run(&["status", a]).good().err.is_empty());
        for at in [0, sound.len() / 2, sound.len() - 1] {
            let mut changed = sound.clone();
            changed[at] ^= 1;
            std::fs::write(&guide, changed).unwrap();
            let told = home.run(&["status", a]).err;
            assert!(told.contains("1 piece of damage"), "{name} at {at}: {told}");
        }
        std::fs::write(&guide, sound).unwrap();
    }
}
