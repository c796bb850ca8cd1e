//! The page for authors: its examples are files that the reader takes, and its limits are those that hold.

use super::*;

const PAGE: &str = include_str!("../../checklists/README.md");

/// Name and text of the examples.
fn examples() -> Vec<(String, String)> {
    PAGE.split("```ron\n// ")
        .skip(1)
        .map(|block| {
            let (name, rest) = block.split_once('\n').unwrap();
            let text = rest.split("\n```").next().unwrap();
            (name.to_owned(), format!("{text}\n"))
        })
        .collect()
}

#[test]
fn the_examples_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let own = |name| folder.path().join(name);
    for name in ["checklists", "overlays"] {
        std::fs::create_dir(own(name)).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(own(name), std::fs::Permissions::from_mode(0o700)).unwrap();
        }
    }
    let examples = examples();
    assert_eq!(examples.len(), 6);
    for (name, text) in &examples {
        let to = if text.starts_with("Overlay") {
            "overlays"
        } else {
            "checklists"
        };
        std::fs::write(own(to).join(name), text).unwrap();
    }
    let library = Library::with_own(own("checklists")).and_overlays(own("overlays"));
    for (name, _) in &examples {
        let found = library.named(name.strip_suffix(".ron").unwrap());
        assert_eq!(found.len(), 1, "{name}");
        for found in found {
            let found = found.unwrap_or_else(|refusal| panic!("{refusal}"));
            library
                .guides(&found)
                .unwrap_or_else(|refusal| panic!("{refusal}"));
            library
                .check_around(&found)
                .unwrap_or_else(|refusal| panic!("{refusal}"));
        }
    }
    let assembled = library.assemble("night-shift:night-visit,acme-27001:internal");
    let criteria = assembled.unwrap().criteria;
    let profile = &criteria.criterion("night").unwrap().profile;
    assert!(profile.plans("1.1") && !profile.plans("2.1"));
    let related = criteria.related(&id("night:1.1"));
    assert_eq!(
        &*related[0].why,
        "The badge record shows who came in, and when."
    );
    let first = examples[0].1.lines().count();
    assert!(first <= 20, "twenty lines are enough, not {first}");
    let found = library.named("night-shift").remove(0).unwrap();
    assert_eq!(lint(&found, &[]), []);
}

#[test]
fn the_page_names_every_field() {
    let empty = |head: &str, inside: &str| {
        let text = format!("{head}({inside}nonsense: 1)");
        let refusal = read::document("list.ron", &text).unwrap_err();
        let fields = refusal
            .mend()
            .rsplit_once(" are ")
            .unwrap()
            .1
            .trim_end_matches('.')
            .to_owned();
        fields.split(", ").map(str::to_owned).collect::<Vec<_>>()
    };
    for fields in [
        empty("Checklist", ""),
        empty("Checklist", "extends: \"x\", "),
        empty("Checklist", "requirements: [("),
        empty("Guide", "items: [("),
        empty("Profile", "plans: ("),
        empty("Links", "related: [("),
        empty("Links", "twins: [("),
        empty("Overlay", "texts: [("),
    ] {
        assert!(fields.len() > 1);
        for field in fields {
            assert!(
                PAGE.contains(&format!("`{field}`")) || PAGE.contains(&format!("{field}: ")),
                "{field}"
            );
        }
    }
}
