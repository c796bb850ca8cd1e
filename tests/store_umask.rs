//! The umask belongs to the whole process, so that this test has one to itself.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use chrono::DateTime;
use onsite::audit::entry::{Add, Change, Entry};
use onsite::audit::id::{AuditId, EntryId, ObjectId};
use onsite::audit::schema::Kind;
use onsite::store::draft::Drafts;
use onsite::store::{AuditFile, CriteriaFile, Disk, Draft, RealDisk, create, rescue};
use tempfile::TempDir;

#[test]
fn nothing_is_readable_by_others_whatever_the_umask() {
    let time = DateTime::from_timestamp(1_780_000_000, 0)
        .unwrap()
        .fixed_offset();
    let add = Add::new(Kind::Note, ObjectId(1));
    let entry = Entry::new(EntryId(1), time, vec![Change::Add(add)]);
    let meta = AuditFile {
        format: 1,
        id: AuditId(1),
        created: time,
        tool: "onsite 0".to_owned(),
    };
    let criteria = [CriteriaFile::new("x", "()")];
    let draft = Draft {
        entry: EntryId(2),
        revision: 1,
        time,
        place: String::new(),
        fields: BTreeMap::new(),
        cursor: 0,
    };
    for umask in [0o000, 0o277] {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("a.audit");
        let state = dir.path().join("state");
        let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(umask));
        create::create(&path, &meta, &criteria, "A", &entry).unwrap();
        let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(&path).unwrap());
        let mut drafts = Drafts::new(Arc::clone(&disk));
        drafts.keep(draft.clone()).unwrap();
        rescue::write(&state, AuditId(1), std::slice::from_ref(&entry), &[]).unwrap();
        rustix::process::umask(before);

        let (mut dirs, mut files) = (vec![path, state], 0);
        while let Some(dir) = dirs.pop() {
            assert_eq!(mode(&dir), 0o700, "{}", dir.display());
            for entry in fs::read_dir(&dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    dirs.push(path);
                } else {
                    files += 1;
                    assert_eq!(mode(&path), 0o600, "{}", path.display());
                }
            }
        }
        assert_eq!(files, 6);
    }
}

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
