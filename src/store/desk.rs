//! What the program remembers about its user between audits: which audits were opened, the user's name, and how a
//! sign-off was signed last.
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

/// How somebody signed. No secret is part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedWith {
    /// The name under which the public key is known.
    pub principal: String,
    /// The key.
    pub key: SigningKey,
}

/// Which key somebody signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningKey {
    /// One in ssh-agent, by its fingerprint where there were several.
    Agent(Option<String>),
    /// One in a file.
    File(PathBuf),
}

impl SigningKey {
    /// As it is written down; none where it cannot be.
    fn written(&self) -> Option<String> {
        Some(match self {
            Self::Agent(None) => "agent".to_owned(),
            Self::Agent(Some(fingerprint)) => format!("agent {fingerprint}"),
            // It may be signed elsewhere the next time.
            Self::File(path) => format!("file {}", std::path::absolute(path).ok()?.to_str()?),
        })
    }

    fn read(text: &str) -> Option<Self> {
        Some(match text.split_once(' ') {
            None if text == "agent" => Self::Agent(None),
            Some(("agent", fingerprint)) => Self::Agent(Some(fingerprint.to_owned())),
            Some(("file", path)) => Self::File(PathBuf::from(path)),
            _ => return None,
        })
    }
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

    /// How an auditor of this name signed last.
    pub fn signing(&self, author: &str) -> Option<SignedWith> {
        let text = self.read("signing")?;
        let line = text.lines().find_map(|line| {
            let (name, rest) = line.split_once('\t')?;
            (name == author).then_some(rest)
        });
        let (principal, key) = line?.split_once('\t')?;
        Some(SignedWith {
            principal: principal.to_owned(),
            key: SigningKey::read(key)?,
        })
    }

    /// Remembers how an auditor signed. What cannot be written on a line of its own is not remembered.
    pub fn remember_signing(&self, author: &str, signing: &SignedWith) {
        let Some(key) = signing.key.written() else {
            return;
        };
        let parts = [author, &signing.principal, &key];
        if parts.iter().any(|part| part.contains(['\t', '\n', '\r'])) {
            return;
        }
        let before = self.read("signing").unwrap_or_default();
        let is_other = |line: &&str| {
            line.split_once('\t')
                .is_some_and(|(name, _)| name != author)
        };
        let others = before.lines().filter(is_other).take(REMEMBERED - 1);
        let own = parts.join("\t");
        let lines: Vec<&str> = std::iter::once(own.as_str()).chain(others).collect();
        self.write("signing", &lines.join("\n"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_each_auditor_signed_last_is_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let memory = Memory {
            dir: Some(dir.path().join("state")),
        };
        assert_eq!(memory.signing("Ada"), None);
        let by = |principal: &str, key: SigningKey| SignedWith {
            principal: principal.to_owned(),
            key,
        };
        let file = by("ada@lead", SigningKey::File("/home/a b/key".into()));
        let agent = by("jo@lead", SigningKey::Agent(None));
        let one_of = by("ada@lead", SigningKey::Agent(Some("SHA256:x".to_owned())));
        memory.remember_signing("Ada", &file);
        memory.remember_signing("Jo", &agent);
        assert_eq!(memory.signing("Ada"), Some(file));
        memory.remember_signing("Ada", &one_of);
        let odd = by("ada\tjo", SigningKey::Agent(None));
        memory.remember_signing("Ada", &odd);
        assert_eq!(memory.signing("Ada"), Some(one_of));
        assert_eq!(memory.signing("Jo"), Some(agent));
        assert_eq!(memory.signing("Nora"), None);
    }
}
