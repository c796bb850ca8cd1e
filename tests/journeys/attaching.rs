//! Attaching files: size and hash are said, a large file is copied piece by piece, and stopping leaves nothing behind.

use std::fs::{self, File};

use onsite::audit::schema::{Field, Kind};
use onsite::tui::msg::Msg;
use onsite::tui::script;

use crate::rig::{Journey, count, field, home};

/// MiB of the file; `ONSITE_ATTACH_MIB=2048` tries a really large one.
fn mib() -> u64 {
    let asked = std::env::var("ONSITE_ATTACH_MIB").ok();
    asked.map_or(48, |text| text.parse().unwrap())
}

/// A file with a hole instead of bytes.
fn sparse() -> String {
    let path = home().join("disk.img");
    File::create(&path).unwrap().set_len(mib() << 20).unwrap();
    path.to_str().unwrap().to_owned()
}

fn press_without_waiting(j: &mut Journey, keys: &str) {
    for input in script::parse(keys).unwrap() {
        j.app.take(Msg::Input(input));
    }
}

/// The most memory that this process has used, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

journey!(a_large_file_is_streamed_with_its_size_and_hash, || {
    let mut j = Journey::new();
    let path = sparse();
    #[cfg(target_os = "linux")]
    let before = peak();
    j.keys(":attach<Enter>").keys(&path);
    press_without_waiting(&mut j, "<Enter>");
    j.until("the copy", |app| app.model.busy.is_none());
    let size = mib() << 20;
    assert!(
        j.said()
            .starts_with(&format!("disk.img attached: {size} bytes, SHA-256 ")),
        "{}",
        j.said()
    );
    #[cfg(target_os = "linux")]
    assert!(peak() < before + 40 * 1024, "{} KiB more", peak() - before);
    assert_eq!(field(j.audit(), "E1", Field::Size), size.to_string());
    j.end();
});

journey!(stopping_leaves_nothing_behind, || {
    let mut j = Journey::new();
    let path = sparse();
    j.keys(":attach<Enter>").keys(&path);
    press_without_waiting(&mut j, "<Enter>");
    assert!(j.model().busy.is_some());
    press_without_waiting(&mut j, "<Esc>");
    j.until("the stop", |app| app.model.busy.is_none());
    assert_eq!(j.said(), "Stopped: nothing of the file was kept.");
    assert_eq!(count(j.audit(), Kind::Evidence), 0);
    assert!(j.room().attaching.is_empty());
    for folder in ["evidence", "draft"] {
        let listed = fs::read_dir(j.path.join(folder)).unwrap();
        let left: Vec<_> = listed
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .filter(|name| folder == "evidence" || name.contains("part"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
    j.keys(":stop attaching<Enter>");
    assert_eq!(j.said(), "No file is being attached.");
    j.end();
});
