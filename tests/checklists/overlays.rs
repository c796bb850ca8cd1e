//! Licensed text: had from the user's own folder one requirement at a time, and nowhere else.

use super::*;

const TEXT: &str = r#"Overlay(
    id: "mine",
    criterion: "27001",
    texts: [
        (on: "A.8.13", text: "First paragraph.\nSecond paragraph."),
        (on: "A.8.14", text: "Another."),
    ],
)
"#;

fn library(overlays: &[(&str, &str)]) -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["checklists", "overlays"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    for (name, text) in overlays {
        std::fs::write(folder.path().join("overlays").join(name), text).unwrap();
    }
    #[cfg(unix)]
    for name in ["checklists", "overlays"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(folder.path().join(name), mode).unwrap();
    }
    let library = Library::with_own(folder.path().join("checklists"));
    let library = library.and_overlays(folder.path().join("overlays"));
    (folder, library)
}

#[test]
fn the_text_of_one_requirement_is_had_on_demand() {
    let (_folder, with_text) = library(&[
        ("mine.ron", TEXT),
        ("other.ron", &TEXT.replace("27001", "42001")),
    ]);
    let texts = with_text
        .overlay(&"27001".parse().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(
        texts.on("A.8.13").unwrap().as_deref(),
        Some("First paragraph.\nSecond paragraph.")
    );
    assert_eq!(texts.on("A.8.15").unwrap(), None);
    assert!(!format!("{texts:?}").contains("paragraph"), "{texts:?}");
    assert!(
        with_text
            .overlay(&"9001".parse().unwrap())
            .unwrap()
            .is_none()
    );

    let damaged = TEXT.replace("text: \"Another.\"", "text: Another");
    let (_folder, damaged) = library(&[("mine.ron", &damaged)]);
    let texts = damaged.overlay(&"27001".parse().unwrap()).unwrap().unwrap();
    assert!(texts.on("A.8.13").unwrap().is_some());
    assert_eq!(texts.on("A.8.14").unwrap_err().position(), Some((6, 29)));
    assert!(
        Library::built_in()
            .overlay(&"27001".parse().unwrap())
            .unwrap()
            .is_none()
    );
}

#[test]
fn overlays_are_no_criteria() {
    let (folder, with_text) = library(&[("mine.ron", TEXT)]);
    assert!(
        with_text
            .list()
            .into_iter()
            .all(|it| it.unwrap().document.kind() != FileKind::Overlay)
    );
    let path = folder.path().join("overlays/mine.ron");
    let refusal = with_text
        .assemble(&format!("{}:internal", path.display()))
        .unwrap_err();
    assert_eq!(refusal.what(), "this is an overlay, not a checklist");

    std::fs::copy(&path, folder.path().join("checklists/mine.ron")).unwrap();
    let refused: Vec<String> = with_text
        .list()
        .into_iter()
        .filter_map(|it| Some(it.err()?.what().to_owned()))
        .collect();
    assert_eq!(refused, ["licensed text does not belong among checklists"]);

    let (_folder, with_checklist) = library(&[("l.ron", "Checklist(id: \"l\")")]);
    let refusal = with_checklist
        .overlay(&"27001".parse().unwrap())
        .unwrap_err();
    assert_eq!(refusal.what(), "this is a checklist, not an overlay");
}
