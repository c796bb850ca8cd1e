//! The `allowed_signers` file of OpenSSH (`ssh-keygen(1)`, "ALLOWED SIGNERS"): who may sign with which key, for
//! what, and when.
//!
//! The file comes from outside, never with what it vouches for. It is read as `ssh-keygen` reads it; where
//! `ssh-keygen` passes over a faulty line, the whole file is refused here, with the place. Certificate authorities
//! are recognised and never trusted: only plain keys vouch. This module must not know signatures or clocks.

mod line;

use std::fmt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone, Utc};
use ssh_key::PublicKey;

/// The largest file that is read, in bytes.
const MAX_FILE: usize = 1024 * 1024;

/// Why the file cannot be used: where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum AllowedSignersError {
    /// A line is not as it may be.
    #[error("{file}:{line}: {what}.")]
    Line {
        /// The file.
        file: PathBuf,
        /// The number of the line, the first being 1.
        line: usize,
        /// What is wrong and how it should be.
        what: String,
    },
    /// The file could not be read.
    #[error(
        "{file}: the allowed signers cannot be read: {source}. Get the file from the audit body that the signers belong to."
    )]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Whether a principal may sign, with the number of the line that decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This key may sign for this principal.
    Allowed {
        /// The line.
        line: usize,
    },
    /// The key stands beside the principal, but may not yet be used.
    NotYetValid {
        /// The line.
        line: usize,
        /// The first second of its time.
        from: DateTime<Utc>,
    },
    /// The key stands beside the principal, but its time is over.
    Expired {
        /// The line.
        line: usize,
        /// The last second of its time.
        until: DateTime<Utc>,
    },
    /// The key stands beside the principal, but for other namespaces.
    OtherNamespace {
        /// The line.
        line: usize,
        /// The namespaces, as written.
        namespaces: String,
    },
    /// The principal is known, but only by a certificate authority, which is not followed here.
    OnlyAuthority {
        /// The line.
        line: usize,
    },
    /// The principal is known with other keys only.
    OtherKey {
        /// The first such line.
        line: usize,
    },
    /// No line is about the principal.
    UnknownPrincipal,
}

impl Verdict {
    /// Whether the answer is yes.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }

    /// How near a line came to saying yes: the reason that helps most is told.
    fn nearness(&self) -> u8 {
        match self {
            Self::Allowed { .. } => 6,
            Self::NotYetValid { .. } | Self::Expired { .. } => 5,
            Self::OtherNamespace { .. } => 4,
            Self::OnlyAuthority { .. } => 3,
            Self::OtherKey { .. } => 2,
            Self::UnknownPrincipal => 1,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |t: &DateTime<Utc>| t.format("%Y-%m-%d %H:%M:%S UTC").to_string();
        match self {
            Self::Allowed { line } => write!(f, "allowed by line {line}"),
            Self::NotYetValid { line, from } => {
                write!(f, "line {line} allows this key only from {}", time(from))
            }
            Self::Expired { line, until } => {
                write!(f, "line {line} allowed this key only until {}", time(until))
            }
            Self::OtherNamespace { line, namespaces } => write!(
                f,
                "line {line} allows this key only for \"{}\"",
                namespaces.escape_debug()
            ),
            Self::OnlyAuthority { line } => write!(
                f,
                "line {line} trusts a certificate authority, which is not followed here: list the signer's own key"
            ),
            Self::OtherKey { line } => {
                write!(f, "the principal is listed with another key (line {line})")
            }
            Self::UnknownPrincipal => f.write_str("the principal is not listed"),
        }
    }
}

/// One line of the file.
#[derive(Debug, Clone)]
struct Signer {
    line: usize,
    principals: String,
    key: PublicKey,
    options: Options,
}

/// The options of a line.
#[derive(Debug, Clone, Default)]
struct Options {
    is_authority: bool,
    namespaces: Option<String>,
    valid_after: Option<DateTime<Utc>>,
    valid_before: Option<DateTime<Utc>>,
}

/// The signers of a file.
#[derive(Debug, Clone)]
pub struct AllowedSigners {
    signers: Vec<Signer>,
}

impl AllowedSigners {
    /// Reads a file. Times without `Z` are taken in the time zone of this machine, as `ssh-keygen` does.
    ///
    /// # Errors
    /// If the file cannot be read or a line is faulty.
    pub fn read(file: &Path) -> Result<Self, AllowedSignersError> {
        let unreadable = |source| AllowedSignersError::Unreadable {
            file: file.to_owned(),
            source,
        };
        let mut bytes = Vec::new();
        std::fs::File::open(file)
            .and_then(|f| {
                std::io::Read::read_to_end(
                    &mut std::io::Read::take(f, MAX_FILE as u64 + 1),
                    &mut bytes,
                )
            })
            .map_err(unreadable)?;
        if bytes.len() > MAX_FILE {
            return Err(unreadable(std::io::Error::other("it is larger than 1 MiB")));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_e| unreadable(std::io::Error::other("it is not UTF-8 text")))?;
        Self::parse(&text, file, &chrono::Local)
    }

    /// Reads the text of a file; `file` is only named in errors. Times without `Z` are taken in `zone`; where
    /// one occurs twice there, the one that gives the key less time.
    ///
    /// # Errors
    /// If a line is faulty.
    pub fn parse(
        text: &str,
        file: &Path,
        zone: &impl TimeZone,
    ) -> Result<Self, AllowedSignersError> {
        let mut signers = Vec::new();
        for (index, content) in text.split('\n').enumerate() {
            let line = index + 1;
            let signer =
                line::parse(content, line, zone).map_err(|what| AllowedSignersError::Line {
                    file: file.to_owned(),
                    line,
                    what,
                })?;
            signers.extend(signer);
        }
        Ok(Self { signers })
    }

    /// Decides whether `key` may sign for `principal` in `namespace` at `time`. One line that says yes is enough;
    /// otherwise the reason is the one of the line that came nearest.
    pub fn find(
        &self,
        principal: &str,
        key: &PublicKey,
        namespace: &str,
        time: DateTime<Utc>,
    ) -> Verdict {
        let mut best = Verdict::UnknownPrincipal;
        for signer in &self.signers {
            if matches_list(principal, &signer.principals) {
                let verdict = signer.judge(key, namespace, time);
                if verdict.nearness() > best.nearness() {
                    best = verdict;
                }
            }
        }
        best
    }

    /// The principals, as written, of every line that allows `key` at `time`: whom a signature may be from. The
    /// namespace is not looked at, as with `ssh-keygen -Y find-principals`.
    pub fn principals_of(&self, key: &PublicKey, time: DateTime<Utc>) -> Vec<&str> {
        self.signers
            .iter()
            .filter(|s| s.holds(key) && s.options.outside(s.line, time).is_none())
            .map(|s| s.principals.as_str())
            .collect()
    }
}

impl Signer {
    fn holds(&self, key: &PublicKey) -> bool {
        !self.options.is_authority && self.key.key_data() == key.key_data()
    }

    fn judge(&self, key: &PublicKey, namespace: &str, time: DateTime<Utc>) -> Verdict {
        let line = self.line;
        if self.options.is_authority {
            return Verdict::OnlyAuthority { line };
        }
        if !self.holds(key) {
            return Verdict::OtherKey { line };
        }
        if let Some(namespaces) = &self.options.namespaces
            && !matches_list(namespace, namespaces)
        {
            return Verdict::OtherNamespace {
                line,
                namespaces: namespaces.clone(),
            };
        }
        let outside = self.options.outside(line, time);
        outside.unwrap_or(Verdict::Allowed { line })
    }
}

impl Options {
    /// The verdict when `time` is outside of the line's time. Both ends belong to it.
    fn outside(&self, line: usize, time: DateTime<Utc>) -> Option<Verdict> {
        let time = time.timestamp();
        if let Some(from) = self.valid_after.filter(|t| time < t.timestamp()) {
            return Some(Verdict::NotYetValid { line, from });
        }
        let until = self.valid_before.filter(|t| time > t.timestamp())?;
        Some(Verdict::Expired { line, until })
    }
}

/// Whether `text` is on a comma-separated list of patterns. A pattern that begins with `!` and fits rules the
/// text out, whatever else the list says.
fn matches_list(text: &str, list: &str) -> bool {
    let mut is_on = false;
    for pattern in list.split(',') {
        if let Some(ruled_out) = pattern.strip_prefix('!') {
            if matches_pattern(text.as_bytes(), ruled_out.as_bytes()) {
                return false;
            }
        } else {
            is_on |= matches_pattern(text.as_bytes(), pattern.as_bytes());
        }
    }
    is_on
}

/// Whether the whole text fits a pattern: `*` stands for any bytes, `?` for one. Takes no longer than the product
/// of both lengths.
fn matches_pattern(text: &[u8], pattern: &[u8]) -> bool {
    let (mut t, mut p) = (0, 0);
    // Where to go on after the latest `*`: behind it in the pattern, one byte further in the text.
    let mut retry: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                retry = Some((p, t + 1));
            }
            Some(c) if *c == b'?' || c == byte => {
                t += 1;
                p += 1;
            }
            _ => match retry {
                Some((after_star, next)) => {
                    p = after_star;
                    t = next;
                    retry = Some((after_star, next + 1));
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|c| *c == b'*'))
}
