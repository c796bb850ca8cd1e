//! SSH signatures (OpenSSH `PROTOCOL.sshsig`, version 1): the armored text, and whether one fits some bytes.
//!
//! A signature that is accepted here is one that `ssh-keygen -Y verify -n audit-report@onsite` accepts from the
//! same key. Reading is stricter than there: one encoding for one signature, nothing before, after or in between.
//! Whose key it is, and whether that person may sign, is not decided here but in `allowed_signers`. This module
//! must not know files, agents or what is signed.

use base64ct::{Base64, Encoding};
use ssh_key::{Algorithm, HashAlg, PublicKey, SshSig, public::KeyData};

/// What every signature of this program is made for. A signature made for something else, such as a git commit,
/// is never taken for a sign-off.
pub const NAMESPACE: &str = "audit-report@onsite";

/// The longest armored text that is looked at, in bytes. RSA with 4096 bits takes about 2 KiB.
const MAX_ARMORED: usize = 64 * 1024;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG";
const VERSION: u32 = 1;
/// Width of the lines that `ssh-keygen` writes.
const LINE: usize = 70;

/// Sizes of RSA keys that are verified, in bits: smaller ones are weak, larger ones the library refuses.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// A signature that fits the bytes it was checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The key that signed. Nothing is said yet about whose it is.
    pub key: PublicKey,
    /// The fingerprint of the key, as `ssh-keygen -l` prints it: `SHA256:…`.
    pub fingerprint: String,
    /// The type of the key, such as `ssh-ed25519`.
    pub key_type: String,
    /// What the signature was made for; always [`NAMESPACE`].
    pub namespace: String,
    /// The hash over the signed bytes: `sha256` or `sha512`.
    pub hash: String,
}

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The text is not an armored SSH signature, or not written the one way it may be.
    #[error(
        "this is not an SSH signature: {0}. Ask the signer for the file that `ssh-keygen -Y sign` wrote."
    )]
    Malformed(&'static str),
    /// A version of the signature format that is not known here.
    #[error(
        "the signature has format version {0}, and only version 1 is known. Verify it with a newer `ssh-keygen -Y verify`."
    )]
    Version(u32),
    /// Made for another purpose.
    #[error(
        "the signature was made for \"{0}\", not for \"audit-report@onsite\": it says nothing about this report. Sign again with `-n audit-report@onsite`."
    )]
    Namespace(String),
    /// A hash that is not allowed.
    #[error(
        "the signature uses the hash \"{0}\", and only sha256 and sha512 are accepted. Sign again with sha512."
    )]
    Hash(String),
    /// A kind of key that is not verified here.
    #[error(
        "keys of type \"{0}\" are not accepted. Sign with an Ed25519, ECDSA, RSA or security key."
    )]
    KeyType(String),
    /// An RSA key that is too small or too large, in bits.
    #[error(
        "the RSA key has {0} bits, and 2048 to 4096 are accepted. Sign with another key, such as Ed25519."
    )]
    RsaSize(usize),
    /// The signature and the bytes do not belong together.
    #[error(
        "the signature does not fit: what was signed, or the signature itself, has been changed since."
    )]
    Mismatch,
}

/// The SHA-256 fingerprint of a key, as `ssh-keygen -l` prints it.
pub fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// Whether signatures of this kind of key are verified here.
pub fn is_accepted(key: &PublicKey) -> bool {
    matches!(
        key.key_data(),
        KeyData::Ed25519(_)
            | KeyData::Ecdsa(_)
            | KeyData::Rsa(_)
            | KeyData::SkEd25519(_)
            | KeyData::SkEcdsaSha2NistP256(_)
    )
}

/// Checks an armored signature over `message`.
///
/// # Errors
/// If the text is no signature, was made for another namespace, with a hash or key that is not accepted, or does
/// not fit the message.
pub fn verify(message: &[u8], armored: &[u8]) -> Result<Verified, VerifyError> {
    let binary = unarmor(armored)?;
    let parts = Parts::read(&binary)?;
    if parts.namespace != NAMESPACE.as_bytes() {
        return Err(VerifyError::Namespace(shown(parts.namespace)));
    }
    let hash = match parts.hash {
        b"sha256" => HashAlg::Sha256,
        b"sha512" => HashAlg::Sha512,
        other => return Err(VerifyError::Hash(shown(other))),
    };
    let key = read_key(parts.key)?;
    let signature = ssh_key::Signature::try_from(parts.signature)
        .map_err(|_e| VerifyError::Malformed("its signature value cannot be read"))?;
    // The library reads past what follows a value; only the one canonical encoding is accepted.
    if !is_whole(&signature, parts.signature) {
        return Err(VerifyError::Malformed(
            "something follows its signature value",
        ));
    }
    let signature = SshSig::new(key.key_data().clone(), NAMESPACE, hash, signature)
        .map_err(|_e| VerifyError::Malformed("its parts do not belong together"))?;
    key.verify(NAMESPACE, message, &signature)
        .map_err(|_e| VerifyError::Mismatch)?;
    Ok(Verified {
        fingerprint: fingerprint(&key),
        key_type: key.algorithm().to_string(),
        namespace: NAMESPACE.to_owned(),
        hash: hash.to_string(),
        key,
    })
}

/// Checks a signature that was just made: it fits, and the key that was meant made it.
pub(super) fn verify_by(
    key: &PublicKey,
    message: &[u8],
    armored: &[u8],
) -> Result<(), VerifyError> {
    let verified = verify(message, armored)?;
    if verified.key.key_data() == key.key_data() {
        Ok(())
    } else {
        Err(VerifyError::Mismatch)
    }
}

/// The bytes that a key has to sign, so that the result is an SSH signature over `message` with SHA-512.
///
/// # Errors
/// Only if the message were too long to be described, which it is not: it enters as its hash.
pub(super) fn to_be_signed(message: &[u8]) -> Result<Vec<u8>, ssh_key::Error> {
    SshSig::signed_data(NAMESPACE, HashAlg::Sha512, message)
}

/// Armors a signature value made over [`to_be_signed`] bytes. Both arguments are in SSH wire encoding.
pub(super) fn armor(key: &[u8], signature: &[u8]) -> String {
    let mut binary = MAGIC.to_vec();
    binary.extend_from_slice(&VERSION.to_be_bytes());
    for part in [key, NAMESPACE.as_bytes(), b"", b"sha512", signature] {
        put_string(&mut binary, part);
    }
    let mut text = format!("{BEGIN}\n");
    for (i, c) in Base64::encode_string(&binary).chars().enumerate() {
        if i > 0 && i % LINE == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text.push('\n');
    text.push_str(END);
    text.push('\n');
    text
}

/// Takes the armor off. White space between the two marker lines carries no meaning; everything else must be as
/// it is written, and the base64 canonical.
fn unarmor(armored: &[u8]) -> Result<Vec<u8>, VerifyError> {
    if armored.len() > MAX_ARMORED {
        return Err(VerifyError::Malformed("it is too long"));
    }
    let text = std::str::from_utf8(armored)
        .map_err(|_e| VerifyError::Malformed("it holds bytes that are not text"))?;
    let body = text
        .strip_prefix(BEGIN)
        .ok_or(VerifyError::Malformed("its first line is another"))?
        .trim_ascii_end()
        .strip_suffix(END)
        .ok_or(VerifyError::Malformed("its last line is another"))?;
    if !body.starts_with(['\n', '\r']) || !body.ends_with('\n') {
        return Err(VerifyError::Malformed("its lines run into each other"));
    }
    let compact: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    Base64::decode_vec(&compact).map_err(|_e| VerifyError::Malformed("its base64 is damaged"))
}

/// The parts of a signature after the preamble.
struct Parts<'a> {
    key: &'a [u8],
    namespace: &'a [u8],
    hash: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(binary: &'a [u8]) -> Result<Self, VerifyError> {
        const CUT: VerifyError = VerifyError::Malformed("it is cut off");
        let rest = binary
            .strip_prefix(MAGIC)
            .ok_or(VerifyError::Malformed("its preamble is another"))?;
        let mut fields = Fields(rest);
        let version = fields.number().ok_or(CUT)?;
        if version != VERSION {
            return Err(VerifyError::Version(version));
        }
        let key = fields.string().ok_or(CUT)?;
        let namespace = fields.string().ok_or(CUT)?;
        let reserved = fields.string().ok_or(CUT)?;
        let hash = fields.string().ok_or(CUT)?;
        let signature = fields.string().ok_or(CUT)?;
        if !reserved.is_empty() {
            return Err(VerifyError::Malformed("its reserved field is in use"));
        }
        if !fields.is_empty() {
            return Err(VerifyError::Malformed("something follows it"));
        }
        Ok(Self {
            key,
            namespace,
            hash,
            signature,
        })
    }
}

/// Reads the key of a signature and refuses kinds that are not verified here.
fn read_key(wire: &[u8]) -> Result<PublicKey, VerifyError> {
    let key = PublicKey::from_bytes(wire)
        .map_err(|_e| VerifyError::Malformed("its public key cannot be read"))?;
    // The library tolerates some wrong lengths inside a key; only the one canonical encoding is accepted.
    if key.to_bytes().ok().as_deref() != Some(wire) {
        return Err(VerifyError::Malformed(
            "its public key is not written as it should be",
        ));
    }
    if !is_accepted(&key) {
        let name = key.algorithm().to_string();
        return Err(VerifyError::KeyType(shown(name.as_bytes())));
    }
    if let KeyData::Rsa(rsa) = key.key_data() {
        let modulus = rsa.n.as_positive_bytes().unwrap_or_default();
        let unused = modulus.first().map_or(0, |b| b.leading_zeros() as usize);
        let bits = modulus.len() * 8 - unused;
        if !RSA_BITS.contains(&bits) {
            return Err(VerifyError::RsaSize(bits));
        }
    }
    Ok(key)
}

/// Whether `wire` holds the signature value and nothing else.
fn is_whole(signature: &ssh_key::Signature, wire: &[u8]) -> bool {
    let mut fields = Fields(wire);
    let (Some(_), Some(_)) = (fields.string(), fields.string()) else {
        return false;
    };
    // Security keys add a byte of flags and a counter of four bytes (OpenSSH PROTOCOL.u2f).
    let trailer = match signature.algorithm() {
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => 5,
        _ => 0,
    };
    fields.0.len() == trailer
}

/// Text from a foreign file, safe to print.
fn shown(bytes: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(bytes).chars().take(80).collect();
    text.escape_debug().to_string()
}

/// Reads the fields of SSH's wire encoding (RFC 4251, section 5) without copying.
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// A big-endian number of 32 bits.
    pub fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*number))
    }

    /// Bytes preceded by their length.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let mut after = Fields(self.0);
        let length = usize::try_from(after.number()?).ok()?;
        let (bytes, rest) = after.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Appends bytes preceded by their length. Parts of a signature are far below the 4 GiB that fit.
pub(super) fn put_string(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}
