//! Files that the user keeps: found, named, and trusted or not.

use onsite::checklist::library::Origin;

use super::*;

const OWN: &str = r#"Checklist(
    id: "mine",
    criterion: "mine",
    title: "My checklist",
    short: "Mine",
    kind: Other,
    requirements: [(id: "1", title: "One", kind: Question)],
)
"#;

fn own_library() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("checklists");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("mine.ron"), OWN).unwrap();
    #[cfg(unix)]
    for (path, mode) in [(own.clone(), 0o700), (own.join("mine.ron"), 0o600)] {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    (folder, Library::with_own(own))
}

#[test]
fn own_files_are_found_by_id_and_by_path() {
    let (folder, library) = own_library();
    let found = library.find(FileKind::Checklist, "mine").unwrap();
    assert_eq!((found.origin, found.text.as_str()), (Origin::Own, OWN));
    let path = folder.path().join("checklists/mine.ron");
    let found = library
        .find(FileKind::Checklist, path.to_str().unwrap())
        .unwrap();
    assert_eq!(found.origin, Origin::Path);
    let refusal = library
        .find(FileKind::Profile, path.to_str().unwrap())
        .unwrap_err();
    assert_eq!(refusal.what(), "this is a checklist, not a profile");
    assert_eq!(library.list().len(), BUILT_IN.len() + 1);
    let none = Library::with_own(folder.path().join("nowhere"));
    assert_eq!(none.list().len(), BUILT_IN.len());
}

#[test]
fn own_files_must_be_named_after_their_id() {
    let (_folder, library) = own_library();
    let own = library.own_folder().unwrap();
    std::fs::rename(own.join("mine.ron"), own.join("yours.ron")).unwrap();
    let refusal = library.find(FileKind::Checklist, "yours").unwrap_err();
    assert_eq!(refusal.what(), "the file's id is \"mine\"");
}

#[cfg(unix)]
#[test]
fn what_somebody_else_could_have_put_there_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (folder, library) = own_library();
    let own = library.own_folder().unwrap().to_owned();
    let set = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let refused = || {
        library
            .find(FileKind::Checklist, "mine")
            .unwrap_err()
            .what()
            .to_owned()
    };

    set(&own.join("mine.ron"), 0o666);
    assert_eq!(refused(), "other users of the computer may write this");
    set(&own.join("mine.ron"), 0o600);
    set(&own, 0o777);
    assert_eq!(refused(), "other users of the computer may write this");
    set(&own, 0o700);
    library.find(FileKind::Checklist, "mine").unwrap();

    let elsewhere = folder.path().join("elsewhere.ron");
    std::fs::rename(own.join("mine.ron"), &elsewhere).unwrap();
    symlink(&elsewhere, own.join("mine.ron")).unwrap();
    assert_eq!(
        refused(),
        "this is a symbolic link, which could lead anywhere"
    );
    std::fs::remove_file(own.join("mine.ron")).unwrap();
    std::fs::create_dir(own.join("mine.ron")).unwrap();
    assert_eq!(refused(), "this is not a file");
}

#[test]
fn a_file_to_begin_with_speaks_of_itself_by_its_own_name() {
    use onsite::checklist::library::Starter;

    let all = [
        Starter::Supplier,
        Starter::Standard,
        Starter::Extension("iso27001-2022"),
        Starter::Guide,
        Starter::Overlay,
    ];
    for starter in all {
        let text = starter.text("acme.2").unwrap();
        let document = onsite::checklist::read::document("acme.2.ron", &text).unwrap();
        assert_eq!(document.id(), "acme.2");
        assert!(!text.contains("starter"), "{text}");
        assert_eq!(starter.text("no name"), None);
    }
}
