//! Signing with a key that ssh-agent holds, on this machine or forwarded with `ssh -A`: no private key is read.
//!
//! Two messages of the agent protocol (draft-miller-ssh-agent, sections 4.4 and 4.5) are all it takes: list the
//! keys, and sign. Every exchange has a time limit, so that a stopped agent or a dead connection is an error and
//! never a hang. This module must not know what is signed.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use ssh_key::{PublicKey, public::KeyData};

use super::sshsig::{self, Fields, VerifyError, put_string};

const FAILURE: u8 = 5;
const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;
/// Asks for SHA-512 with an RSA key, which would otherwise sign with SHA-1.
const RSA_SHA2_512: u32 = 4;

/// The longest answer that is read, in bytes; OpenSSH's own limit.
const MAX_ANSWER: u32 = 256 * 1024;

/// Where OpenSSH for Windows listens unless it is told otherwise.
#[cfg(windows)]
const WINDOWS_PIPE: &str = r"\\.\pipe\openssh-ssh-agent";

/// Why the agent did not sign.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// `SSH_AUTH_SOCK` is not set.
    #[error(
        "no ssh-agent is known here: SSH_AUTH_SOCK is not set. Start one with `eval \"$(ssh-agent)\"` and load a key with ssh-add, log in with `ssh -A`, or sign with --key FILE."
    )]
    NotKnown,
    /// The agent's socket does not take a connection, or the connection broke.
    #[error(
        "ssh-agent at {socket} cannot be reached: {source}. If this is an old session, log in again; otherwise start an agent, or sign with --key FILE."
    )]
    Unreachable {
        /// Where the agent should be.
        socket: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No answer within the time limit.
    #[error("ssh-agent at {socket} has not answered within {} s. It may be stopped, or waiting for somebody to touch or unlock a key. Try again, or sign with --key FILE.", .waited.as_secs())]
    Silent {
        /// Where the agent is.
        socket: PathBuf,
        /// How long was waited.
        waited: Duration,
    },
    /// The answer is not one that the protocol allows.
    #[error(
        "ssh-agent at {socket} gave an answer that cannot be read: {what}. Try OpenSSH's own agent, or sign with --key FILE."
    )]
    Garbled {
        /// Where the agent is.
        socket: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The agent is locked, empty, or holds no key that could be used. A locked agent cannot be told from an
    /// empty one.
    #[error(
        "ssh-agent at {socket} offers no key that can sign. Load one with ssh-add; if the agent is locked, unlock it with `ssh-add -X`."
    )]
    NoKeys {
        /// Where the agent is.
        socket: PathBuf,
    },
    /// The key that was asked for is not among those offered.
    #[error(
        "ssh-agent does not offer the key \"{wanted}\". It offers:{offered}\nLoad the key with ssh-add, or name one of these."
    )]
    NotOffered {
        /// What was asked for.
        wanted: String,
        /// One line for each key.
        offered: String,
    },
    /// Several keys could be meant.
    #[error("ssh-agent offers several keys:{offered}\nName one by its fingerprint.")]
    Ambiguous {
        /// One line for each key.
        offered: String,
    },
    /// The agent answered that it will not sign.
    #[error(
        "ssh-agent refused to sign with {fingerprint}. Its confirmation may have been declined, the key may have been removed or have expired, or the agent may be locked: see `ssh-add -l`, unlock with `ssh-add -X`, load with ssh-add."
    )]
    Refused {
        /// The key that was asked for.
        fingerprint: String,
    },
    /// The agent signed, but the signature is not good.
    #[error(
        "the signature that ssh-agent made with {fingerprint} does not verify, so it was thrown away: {source}"
    )]
    SelfCheck {
        /// The key that was asked for.
        fingerprint: String,
        /// Why it does not verify.
        source: VerifyError,
    },
}

/// An ssh-agent. Connected anew for every question, so a restarted agent is no problem.
#[derive(Debug, Clone)]
pub struct Agent {
    socket: PathBuf,
    /// How long to wait for the list of keys.
    pub list_wait: Duration,
    /// How long to wait for a signature: people may have to confirm, touch a token or type a PIN.
    pub sign_wait: Duration,
}

impl Agent {
    /// The agent that `SSH_AUTH_SOCK` names; on Windows otherwise the one of OpenSSH.
    ///
    /// # Errors
    /// If no agent is named. Whether one is there shows on first use.
    pub fn from_env() -> Result<Self, AgentError> {
        if let Some(socket) = std::env::var_os("SSH_AUTH_SOCK").filter(|s| !s.is_empty()) {
            return Ok(Self::at(Path::new(&socket)));
        }
        #[cfg(windows)]
        return Ok(Self::at(Path::new(WINDOWS_PIPE)));
        #[cfg(not(windows))]
        Err(AgentError::NotKnown)
    }

    /// The agent that listens at `socket`: a Unix socket, or on Windows a named pipe.
    pub fn at(socket: &Path) -> Self {
        Self {
            socket: socket.to_owned(),
            list_wait: Duration::from_secs(10),
            sign_wait: Duration::from_secs(120),
        }
    }

    /// The keys that the agent offers and whose signatures are accepted; certificates are left out. A key's
    /// comment is foreign text: make it safe before it is shown.
    ///
    /// # Errors
    /// If the agent cannot be asked, or offers no such key.
    pub fn keys(&self) -> Result<Vec<PublicKey>, AgentError> {
        let answer = self.ask(vec![REQUEST_IDENTITIES], self.list_wait)?;
        let keys = match answer.split_first() {
            Some((&IDENTITIES_ANSWER, list)) => {
                read_keys(list).ok_or_else(|| self.garbled("its list of keys is cut off"))?
            }
            Some((&FAILURE, _)) => Vec::new(),
            _ => return Err(self.garbled("it is no list of keys")),
        };
        if keys.is_empty() {
            return Err(AgentError::NoKeys {
                socket: self.socket.clone(),
            });
        }
        Ok(keys)
    }

    /// The key that is meant by `wanted`, a fingerprint (`SHA256:…`) or a comment; without it, the only key
    /// there is.
    ///
    /// # Errors
    /// If the agent cannot be asked, has no such key, or several could be meant.
    pub fn choose(&self, wanted: Option<&str>) -> Result<PublicKey, AgentError> {
        let keys = self.keys()?;
        let is_meant = |key: &&PublicKey| {
            wanted.is_none_or(|w| sshsig::fingerprint(key) == w || key.comment() == w)
        };
        let mut meant = keys.iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(key), None) => Ok(key.clone()),
            (Some(_), Some(_)) => Err(AgentError::Ambiguous {
                offered: list(&keys),
            }),
            (None, _) => Err(AgentError::NotOffered {
                wanted: wanted.unwrap_or_default().escape_debug().to_string(),
                offered: list(&keys),
            }),
        }
    }

    /// Has `message` signed for the namespace of this program with SHA-512, checks the signature, and returns it
    /// armored. RSA keys sign as `rsa-sha2-512`.
    ///
    /// # Errors
    /// If the agent cannot be asked, refuses, or its signature does not verify.
    pub fn sign(&self, key: &PublicKey, message: &[u8]) -> Result<String, AgentError> {
        let bad_key = |_| self.garbled("its key cannot be written down");
        let wire = key.to_bytes().map_err(bad_key)?;
        let is_rsa = matches!(key.key_data(), KeyData::Rsa(_));
        let mut request = vec![SIGN_REQUEST];
        put_string(&mut request, &wire);
        put_string(
            &mut request,
            &sshsig::to_be_signed(message).map_err(bad_key)?,
        );
        let flags = if is_rsa { RSA_SHA2_512 } else { 0 };
        request.extend_from_slice(&flags.to_be_bytes());

        let answer = self.ask(request, self.sign_wait)?;
        let signature = match answer.split_first() {
            Some((&SIGN_RESPONSE, rest)) => {
                let mut fields = Fields(rest);
                fields.string().filter(|_| fields.is_empty())
            }
            Some((&FAILURE, _)) => {
                return Err(AgentError::Refused {
                    fingerprint: sshsig::fingerprint(key),
                });
            }
            _ => None,
        }
        .ok_or_else(|| self.garbled("it is no signature"))?;
        if is_rsa && Fields(signature).string() != Some(b"rsa-sha2-512") {
            return Err(self.garbled("its RSA signature is not made with rsa-sha2-512"));
        }

        let armored = sshsig::armor(&wire, signature);
        sshsig::verify_by(key, message, armored.as_bytes()).map_err(|source| {
            AgentError::SelfCheck {
                fingerprint: sshsig::fingerprint(key),
                source,
            }
        })?;
        Ok(armored)
    }

    /// Sends one request and waits for its answer, without the length around either. The exchange runs on a
    /// thread of its own, because connecting to a socket or reading a Windows pipe takes no time limit.
    fn ask(&self, request: Vec<u8>, wait: Duration) -> Result<Vec<u8>, AgentError> {
        let unreachable = |source| AgentError::Unreachable {
            socket: self.socket.clone(),
            source,
        };
        let (sender, answer) = mpsc::channel();
        let socket = self.socket.clone();
        std::thread::Builder::new()
            .name("ssh-agent".to_owned())
            .spawn(move || {
                // Nobody listens any more after the time limit; the answer is dropped then.
                drop(sender.send(exchange(&socket, &request, wait)));
            })
            .map_err(unreachable)?;
        match answer.recv_timeout(wait) {
            Ok(Ok(Some(answer))) => Ok(answer),
            Ok(Ok(None)) => Err(self.garbled("it is too long")),
            Ok(Err(e)) if !is_timeout(&e) => Err(unreachable(e)),
            _ => Err(AgentError::Silent {
                socket: self.socket.clone(),
                waited: wait,
            }),
        }
    }

    fn garbled(&self, what: &'static str) -> AgentError {
        AgentError::Garbled {
            socket: self.socket.clone(),
            what,
        }
    }
}

fn is_timeout(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

/// One line for each key, safe to print.
fn list(keys: &[PublicKey]) -> String {
    let lines: Vec<String> = keys
        .iter()
        .map(|key| {
            let comment: String = key.comment().chars().take(80).collect();
            let print = sshsig::fingerprint(key);
            format!(
                "\n  {print} {} ({})",
                comment.escape_debug(),
                key.algorithm()
            )
        })
        .collect();
    lines.concat()
}

/// Reads a list of keys. One that is of no use here (a certificate, an unknown kind) is passed over.
fn read_keys(list: &[u8]) -> Option<Vec<PublicKey>> {
    let mut fields = Fields(list);
    let count = fields.number()?;
    let mut keys = Vec::new();
    for _ in 0..count {
        let wire = fields.string()?;
        let comment = String::from_utf8_lossy(fields.string()?);
        if let Ok(mut key) = PublicKey::from_bytes(wire)
            && sshsig::is_accepted(&key)
        {
            key.set_comment(comment);
            keys.push(key);
        }
    }
    Some(keys)
}

/// One request and its answer over a fresh connection; nothing when the answer is longer than allowed.
fn exchange(socket: &Path, request: &[u8], wait: Duration) -> io::Result<Option<Vec<u8>>> {
    let mut agent = connect(socket, wait)?;
    let mut framed = Vec::with_capacity(request.len() + 4);
    put_string(&mut framed, request);
    agent.write_all(&framed)?;
    let mut length = [0; 4];
    agent.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > MAX_ANSWER {
        return Ok(None);
    }
    let mut answer = vec![0; length as usize];
    agent.read_exact(&mut answer)?;
    Ok(Some(answer))
}

/// The time limit on the socket ends the thread of an exchange that nobody waits for any longer.
#[cfg(unix)]
fn connect(socket: &Path, wait: Duration) -> io::Result<impl Read + Write> {
    let agent = std::os::unix::net::UnixStream::connect(socket)?;
    agent.set_read_timeout(Some(wait))?;
    agent.set_write_timeout(Some(wait))?;
    Ok(agent)
}

#[cfg(not(unix))]
fn connect(pipe: &Path, _wait: Duration) -> io::Result<impl Read + Write> {
    std::fs::File::options().read(true).write(true).open(pipe)
}
