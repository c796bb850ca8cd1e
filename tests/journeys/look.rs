//! For people: `LOOK='keys' cargo test --test journeys look -- --ignored --nocapture` prints screens.
//!
//! `SIZES=80x24,120x40` names the sizes; `EMPTY=1` looks at an audit in which nothing was written yet.

use crate::rig::{Journey, home};

#[test]
#[ignore = "prints screens for people to look at"]
fn look() {
    if std::env::var_os("ONSITE_JOURNEY_HOME").is_none() {
        let at = tempfile::tempdir().unwrap();
        let name = concat!(module_path!(), "::look");
        assert!(
            crate::rig::child(name, at.path(), 0)
                .status()
                .unwrap()
                .success()
        );
        return;
    }
    let var = |name: &str, other: &str| std::env::var(name).unwrap_or_else(|_| other.to_owned());
    let sizes = var("SIZES", "80x24");
    let mut journey = match var("EMPTY", "").as_str() {
        "" => Journey::example(),
        "home" => Journey::at_home(),
        _ => Journey::new(),
    };
    assert!(home().exists());
    journey.keys(&var("LOOK", ""));
    for size in sizes.split(',') {
        let (width, height) = size.split_once('x').unwrap();
        println!(
            "{}",
            journey.screen(width.parse().unwrap(), height.parse().unwrap())
        );
    }
}
