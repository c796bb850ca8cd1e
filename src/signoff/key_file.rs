//! Signing with a private key in a file of OpenSSH's own format.
//!
//! For Ed25519 and ECDSA keys, plain or under a passphrase. RSA keys and security keys are left to ssh-agent:
//! `ssh-key` 0.6 signs wrongly with RSA files, and a security key needs its device. This module must not know how
//! a passphrase is asked for, nor keep one longer than it takes to open the key.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey};
use zeroize::Zeroizing;

use super::sshsig::{self, NAMESPACE, VerifyError};

/// The largest private key file that is read, in bytes. An RSA key of 16384 bits takes about 13 KiB.
const MAX_KEY_FILE: u64 = 64 * 1024;

/// A passphrase. It is never printed, and its memory is overwritten when it is dropped.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over the text, which is overwritten in the end.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a key file was not signed with.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file could not be read.
    #[error(
        "{path}: the private key cannot be read: {source}. Name an OpenSSH private key file, or sign with --agent."
    )]
    Unreadable {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Other users can read the private key.
    #[error(
        "{path}: other users have access to this private key (mode {mode:04o}), so it is not used. Run `chmod 600` on it; if others may have read it, make a new key."
    )]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds something else than an OpenSSH private key.
    #[error("{path}: {what}")]
    NotAKey {
        /// The key file.
        path: PathBuf,
        /// What it is instead, and what to do.
        what: &'static str,
    },
    /// A key that only an agent can sign with.
    #[error(
        "{path}: files with {kind} keys are not signed with here. Load it into ssh-agent with ssh-add, then sign with --agent."
    )]
    UseAgent {
        /// The key file.
        path: PathBuf,
        /// The type of the key.
        kind: String,
    },
    /// The key is encrypted and no passphrase came.
    #[error("{path}: no passphrase was given: {source}. Nothing was signed.")]
    NoPassphrase {
        /// The key file.
        path: PathBuf,
        /// Why it could not be asked for.
        source: io::Error,
    },
    /// The passphrase does not open the key.
    #[error("{path}: this passphrase does not open the key. Try again; nothing was signed.")]
    WrongPassphrase {
        /// The key file.
        path: PathBuf,
    },
    /// The file looks like a private key but cannot be used. `ssh-key` 0.6 also refuses ECDSA keys whose number
    /// happens to be short: of P-521 keys every fourth.
    #[error(
        "{path}: the private key is damaged, or written in a way that is not understood here ({source}). If `ssh-keygen -y -f` can read it, load it into ssh-agent with ssh-add, then sign with --agent."
    )]
    Unusable {
        /// The key file.
        path: PathBuf,
        /// What the library said.
        source: ssh_key::Error,
    },
    /// The signature that was just made does not verify.
    #[error(
        "{path}: the signature that was just made does not verify, so it was thrown away. Load the key with ssh-add and sign with --agent."
    )]
    SelfCheck {
        /// The key file.
        path: PathBuf,
        /// Why it does not.
        source: VerifyError,
    },
}

/// A private key file, read but not yet opened: its public key is known without a passphrase.
pub struct KeyFile {
    path: PathBuf,
    key: PrivateKey,
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl KeyFile {
    /// Reads a private key file without opening it.
    ///
    /// # Errors
    /// If the file cannot be read, other users can read it, it is no OpenSSH private key, or its kind of key has
    /// to go through ssh-agent.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let text = read_private(path)?;
        if let Some(what) = what_else(&text) {
            let path = path.to_owned();
            return Err(KeyFileError::NotAKey { path, what });
        }
        let key = PrivateKey::from_openssh(text.as_slice()).map_err(|source| {
            let path = path.to_owned();
            KeyFileError::Unusable { path, source }
        })?;
        match key.algorithm() {
            Algorithm::Ed25519 | Algorithm::Ecdsa { .. } => Ok(Self {
                path: path.to_owned(),
                key,
            }),
            Algorithm::Rsa { .. } => Err(use_agent(path, "RSA")),
            Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
                Err(use_agent(path, "security"))
            }
            _ => Err(KeyFileError::NotAKey {
                path: path.to_owned(),
                what: "this kind of key is not accepted. Make an Ed25519 key with `ssh-keygen -t ed25519`.",
            }),
        }
    }

    /// The public key, with the comment of a file that is not encrypted.
    pub fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// The fingerprint, `SHA256:…`.
    pub fn fingerprint(&self) -> String {
        sshsig::fingerprint(self.public_key())
    }

    /// Whether signing will ask for a passphrase.
    pub fn is_encrypted(&self) -> bool {
        self.key.is_encrypted()
    }

    /// Signs `message` for the namespace of this program with SHA-512, checks the signature, and returns it
    /// armored. `passphrase` is called at most once, and only for an encrypted key. Ed25519, P-256 and P-384 sign
    /// the same message with the same signature; P-521 draws a random number each time.
    ///
    /// # Errors
    /// If no passphrase came, it is the wrong one, or the key cannot be used.
    pub fn sign(
        &self,
        message: &[u8],
        passphrase: impl FnOnce() -> io::Result<Secret>,
    ) -> Result<String, KeyFileError> {
        let path = || self.path.clone();
        let unusable = |source| KeyFileError::Unusable {
            path: path(),
            source,
        };
        let signature = if self.key.is_encrypted() {
            let secret = passphrase().map_err(|source| KeyFileError::NoPassphrase {
                path: path(),
                source,
            })?;
            let opened = self
                .key
                .decrypt(secret.0.as_bytes())
                .map_err(|source| match source {
                    ssh_key::Error::Crypto => KeyFileError::WrongPassphrase { path: path() },
                    source => unusable(source),
                })?;
            opened.sign(NAMESPACE, HashAlg::Sha512, message)
        } else {
            self.key.sign(NAMESPACE, HashAlg::Sha512, message)
        };
        let armored = signature
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(unusable)?;
        sshsig::verify_by(self.public_key(), message, armored.as_bytes()).map_err(|source| {
            KeyFileError::SelfCheck {
                path: path(),
                source,
            }
        })?;
        Ok(armored)
    }
}

fn use_agent(path: &Path, kind: &str) -> KeyFileError {
    KeyFileError::UseAgent {
        path: path.to_owned(),
        kind: kind.to_owned(),
    }
}

/// Reads the file into memory that is overwritten afterwards. As with ssh, a key that others have access to is
/// refused; on Windows, where there are no permission bits, that is left to the system.
fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let unreadable = |source| KeyFileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    // Looked at before opening, so that a pipe in this place cannot make us wait.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unreadable(io::Error::other("it is not a regular file")));
    }
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.len() > MAX_KEY_FILE {
        return Err(unreadable(io::Error::other("it is too large for a key")));
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
        // A public key named by mistake gets its own sentence below; it may be seen by anybody.
        let is_public = path.extension().is_some_and(|e| e == "pub");
        if mode & 0o077 != 0 && !is_public {
            return Err(KeyFileError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
    }
    // Room for all of it at once: growing would leave copies of the key behind.
    let mut text = Zeroizing::new(Vec::with_capacity(MAX_KEY_FILE as usize + 1));
    file.take(MAX_KEY_FILE)
        .read_to_end(&mut text)
        .map_err(unreadable)?;
    Ok(text)
}

/// Says what the file is, when it is not an OpenSSH private key.
fn what_else(text: &[u8]) -> Option<&'static str> {
    let begins = |mark: &str| text.starts_with(mark.as_bytes());
    if begins("-----BEGIN OPENSSH PRIVATE KEY-----") {
        None
    } else if ["ssh-", "ecdsa-sha2-", "sk-"].into_iter().any(begins) {
        Some(
            "this is a public key. Name the private one, usually without .pub, or sign with --agent.",
        )
    } else if begins("PuTTY-User-Key-File") {
        Some(
            "this is a PuTTY key. Export it in OpenSSH format with puttygen, or sign with --agent.",
        )
    } else if begins("-----BEGIN ") && text.windows(12).any(|w| w == b"PRIVATE KEY-") {
        Some(
            "this private key is in an older format. Rewrite it in OpenSSH's own with `ssh-keygen -p -f`, or sign with --agent.",
        )
    } else {
        Some("this is not a private key. Name an OpenSSH private key file, or sign with --agent.")
    }
}
