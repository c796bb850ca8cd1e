//! What the program remembers about its user between audits: which audits were opened, and the user's name.
//!
//! None of it belongs to any record; losing it loses nothing but comfort. It is kept in the user's state
//! directory, for the user alone. This module must not know screens.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::rescue::default_dir;

/// How many audits are remembered.
const REMEMBERED: usize = 30;

/// An audit that was opened before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentAudit {
    /// Its folder.
    pub path: PathBuf,
    /// Its client.
    pub client: String,
    /// The day on which it was last opened.
    pub opened: String,
}

/// What is remembered, and where.
#[derive(Debug, Clone)]
pub struct Memory {
    dir: Option<PathBuf>,
}

impl Memory {
    /// The user's own, in the state directory.
    pub fn of_user() -> Self {
        Self { dir: default_dir() }
    }

    /// None: nothing is known and nothing is remembered.
    pub const fn none() -> Self {
        Self { dir: None }
    }

    /// The audits that were opened before and are still there, the latest first.
    pub fn recent(&self) -> Vec<RecentAudit> {
        let Some(text) = self.read("recent") else {
            return Vec::new();
        };
        let line = |line: &str| {
            let mut parts = line.splitn(3, '\t');
            let (opened, client, path) = (parts.next()?, parts.next()?, parts.next()?);
            let path = PathBuf::from(path);
            path.join("AUDIT.json").is_file().then(|| RecentAudit {
                path,
                client: client.to_owned(),
                opened: opened.to_owned(),
            })
        };
        text.lines().filter_map(line).take(REMEMBERED).collect()
    }

    /// Remembers that an audit was opened. That it could not be remembered is not worth a word.
    pub fn remember(&self, audit: &RecentAudit) {
        let path = audit
            .path
            .canonicalize()
            .unwrap_or_else(|_| audit.path.clone());
        let mut audits = self.recent();
        audits.retain(|other| other.path != path);
        audits.insert(
            0,
            RecentAudit {
                path,
                ..audit.clone()
            },
        );
        audits.truncate(REMEMBERED);
        let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let lines = audits.iter().filter_map(|audit| {
            let path = audit.path.to_str().filter(|path| !path.contains('\n'))?;
            Some(format!(
                "{}\t{}\t{path}\n",
                plain(&audit.opened),
                plain(&audit.client)
            ))
        });
        self.write("recent", &lines.collect::<String>());
    }

    /// The user's name as last used, or else the login name.
    pub fn author(&self) -> String {
        let remembered = self
            .read("author")
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        let login = || {
            std::env::var("USER")
                .or_else(|_| std::env::var("USERNAME"))
                .ok()
        };
        remembered
            .or_else(login)
            .unwrap_or_else(|| "auditor".to_owned())
    }

    /// Remembers the user's name.
    pub fn remember_author(&self, name: &str) {
        self.write("author", name);
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.dir.as_ref()?.join(name)).ok()
    }

    fn write(&self, name: &str, text: &str) {
        let Some(dir) = &self.dir else { return };
        let written = fs::create_dir_all(dir).and_then(|()| replace(dir, name, text));
        // Nothing depends on it.
        written.ok();
    }
}

fn replace(dir: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let new = dir.join(format!(".{name}.{}", std::process::id()));
    let mut file = fs::File::create(&new)?;
    file.write_all(text.as_bytes())?;
    fs::rename(&new, dir.join(name))
}
