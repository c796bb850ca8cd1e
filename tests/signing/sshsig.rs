//! Verifying signatures.

use base64ct::{Base64, Encoding};
use onsite::signoff::sshsig::{VerifyError, verify};
use proptest::prelude::*;
use sha2::{Digest, Sha256, Sha512};
use signature::Signer;

use crate::tools::*;

const KINDS: [(&str, &str); 5] = [
    ("ed25519", "256"),
    ("ecdsa", "256"),
    ("ecdsa", "384"),
    ("ecdsa", "521"),
    ("rsa", "3072"),
];

fn armored(binary: &[u8]) -> String {
    let body = Base64::encode_string(binary);
    format!("-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n")
}

fn binary(armored: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(armored).unwrap();
    let body: String = text.lines().filter(|l| !l.starts_with('-')).collect();
    Base64::decode_vec(&body).unwrap()
}

#[test]
fn what_ssh_keygen_signs_verifies_here() {
    let dir = tempfile::tempdir().unwrap();
    for (kind, bits) in KINDS {
        let key = Key::make(dir.path(), kind, bits, "");
        for hash in ["sha256", "sha512"] {
            let signature = key.sign_with_ssh_keygen(MESSAGE, NAMESPACE, hash);
            let verified = verify(MESSAGE, &signature).unwrap();
            assert_eq!(verified.key.key_data(), key.public.key_data());
            assert_eq!(verified.fingerprint, key.fingerprint());
            assert_eq!(verified.key_type, key.public.algorithm().as_str());
            assert_eq!(verified.namespace, NAMESPACE);
            assert_eq!(verified.hash, hash);
        }
        let signature = key.sign_with_ssh_keygen(b"", NAMESPACE, "sha512");
        assert!(verify(b"", &signature).is_ok());
        assert_eq!(verify(b"\n", &signature), Err(VerifyError::Mismatch));
    }
}

#[test]
fn any_changed_byte_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    for (kind, bits) in KINDS {
        let key = Key::make(dir.path(), kind, bits, "");
        let signature = key.sign_with_ssh_keygen(MESSAGE, NAMESPACE, "sha512");
        verify(MESSAGE, &signature).unwrap();
        for at in 0..MESSAGE.len() {
            let mut changed = MESSAGE.to_vec();
            changed[at] ^= 1;
            assert_eq!(verify(&changed, &signature), Err(VerifyError::Mismatch));
        }
        for (at, old) in signature.iter().enumerate() {
            if old.is_ascii_whitespace() {
                continue;
            }
            for new in *b"Agw=\xff" {
                let mut changed = signature.clone();
                changed[at] = new;
                let is_noticed = new == *old || verify(MESSAGE, &changed).is_err();
                assert!(is_noticed, "{kind} {bits}: {new:?} at {at}");
            }
        }
        let bytes = binary(&signature);
        for at in 0..bytes.len() {
            for mask in [0x01, 0x40, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= mask;
                let refused = verify(MESSAGE, armored(&changed).as_bytes());
                assert!(refused.is_err(), "{kind} {bits}: byte {at} ^ {mask:#x}");
            }
        }
    }
}

#[test]
fn one_signature_has_one_text() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    let signature = key.sign_with_ssh_keygen(MESSAGE, NAMESPACE, "sha512");
    let text = String::from_utf8(signature.clone()).unwrap();
    let bytes = binary(&signature);
    // How lines are broken carries no meaning.
    assert!(verify(MESSAGE, armored(&bytes).as_bytes()).is_ok());
    assert!(verify(MESSAGE, text.replace('\n', "\r\n").as_bytes()).is_ok());
    for other in [
        String::new(),
        format!("x{text}"),
        format!("\n{text}"),
        format!("{text}x"),
        format!("{text}{text}"),
        text.replace("SSH", "PGP"),
        text.replacen('\n', "", 1),
        text.replace("\n-----END", "=\n-----END"),
        text.replace("-----END", "\n# comment\n-----END"),
        text[..text.len() / 2].to_owned(),
        armored(&bytes[..bytes.len() - 1]),
        armored(&[&bytes[..], b"\0"].concat()),
        armored(b""),
        armored(b"SSHSIG"),
        "A".repeat(100_000),
    ] {
        let refused = verify(MESSAGE, other.as_bytes());
        let is_malformed = matches!(refused, Err(VerifyError::Malformed(_)));
        assert!(is_malformed, "{other:?}: {refused:?}");
    }
    assert!(verify(MESSAGE, &[0xff; 64]).is_err());
}

#[test]
fn a_signature_for_another_purpose_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    for namespace in ["file", "git", "audit-report@onsite ", "Audit-report@onsite"] {
        let signature = key.sign_with_ssh_keygen(MESSAGE, namespace, "sha512");
        let refused = verify(MESSAGE, &signature).unwrap_err();
        assert_eq!(refused, VerifyError::Namespace(namespace.to_owned()));
    }
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn framed(version: u32, parts: [&[u8]; 5]) -> String {
    let mut binary = [b"SSHSIG", &version.to_be_bytes()[..]].concat();
    for part in parts {
        binary.extend(string(part));
    }
    armored(&binary)
}

#[test]
fn weak_and_unknown_signatures_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    let wire = key.public.to_bytes().unwrap();
    let small = Key::make(dir.path(), "rsa", "1024", "");
    let signature = small.sign_with_ssh_keygen(MESSAGE, NAMESPACE, "sha512");
    assert_eq!(verify(MESSAGE, &signature), Err(VerifyError::RsaSize(1024)));

    let namespace = NAMESPACE.as_bytes();
    let md5 = framed(1, [&wire, namespace, b"", b"md5", b""]);
    let refused = verify(MESSAGE, md5.as_bytes());
    assert_eq!(refused, Err(VerifyError::Hash("md5".into())));
    let newer = framed(2, [&wire, namespace, b"", b"sha512", b""]);
    assert_eq!(
        verify(MESSAGE, newer.as_bytes()),
        Err(VerifyError::Version(2))
    );
    let older = framed(0, [&wire, namespace, b"", b"sha512", b""]);
    assert_eq!(
        verify(MESSAGE, older.as_bytes()),
        Err(VerifyError::Version(0))
    );
    // Everything else about these is good, and still nobody can add to them.
    let good = key.sign_with_ssh_keygen(MESSAGE, NAMESPACE, "sha512");
    let good: ssh_key::SshSig = std::str::from_utf8(&good).unwrap().parse().unwrap();
    let value = Vec::try_from(good.signature().clone()).unwrap();
    let whole = framed(1, [&wire, namespace, b"", b"sha512", &value]);
    assert!(verify(MESSAGE, whole.as_bytes()).is_ok());
    let reserved = framed(1, [&wire, namespace, b"x", b"sha512", &value]);
    assert!(verify(MESSAGE, reserved.as_bytes()).is_err());
    let longer = [&value[..], b"x"].concat();
    let longer = framed(1, [&wire, namespace, b"", b"sha512", &longer]);
    assert!(verify(MESSAGE, longer.as_bytes()).is_err());
    let unknown = [string(b"made-up@example.com"), string(b"\x1b[2J")].concat();
    let unknown = framed(1, [&unknown, namespace, b"", b"sha512", b""]);
    let refused = verify(MESSAGE, unknown.as_bytes()).unwrap_err();
    assert!(!refused.to_string().contains('\x1b'), "{refused}");
    let escape = framed(1, [&wire, b"\x1b]0;x\x07", b"", b"sha512", b""]);
    let refused = verify(MESSAGE, escape.as_bytes()).unwrap_err();
    assert!(!refused.to_string().contains('\x1b'), "{refused}");
}

/// A security key signs a digest of its own making (OpenSSH `PROTOCOL.u2f`); done here in software.
#[test]
fn signatures_of_security_keys_verify() {
    let dir = tempfile::tempdir().unwrap();
    let soft = Key::make(dir.path(), "ed25519", "256", "");
    let private = std::fs::read(&soft.path).unwrap();
    let private = ssh_key::PrivateKey::from_openssh(private).unwrap();
    let point = *soft.public.key_data().ed25519().unwrap().as_ref();
    let kind = b"sk-ssh-ed25519@openssh.com";
    let wire = [string(kind), string(&point), string(b"ssh:")].concat();

    let mut to_sign = b"SSHSIG".to_vec();
    for part in [
        NAMESPACE.as_bytes(),
        b"",
        b"sha512",
        &Sha512::digest(MESSAGE),
    ] {
        to_sign.extend(string(part));
    }
    let flags_and_counter = [1, 0, 0, 0, 7];
    let signed = [
        &Sha256::digest(b"ssh:")[..],
        &flags_and_counter,
        &Sha256::digest(&to_sign),
    ]
    .concat();
    let value: ssh_key::Signature = private.key_data().try_sign(&signed).unwrap();
    let mut value = [string(kind), string(value.as_bytes())].concat();
    value.extend(flags_and_counter);
    let text = framed(1, [&wire, NAMESPACE.as_bytes(), b"", b"sha512", &value]);

    let public = ssh_key::PublicKey::from_bytes(&wire).unwrap();
    let key = Key {
        path: soft.path,
        public,
    };
    assert!(ssh_keygen_accepts(
        dir.path(),
        &key,
        MESSAGE,
        text.as_bytes()
    ));
    let verified = verify(MESSAGE, text.as_bytes()).unwrap();
    assert_eq!(verified.key_type, "sk-ssh-ed25519@openssh.com");
    let bytes = binary(text.as_bytes());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(
            verify(MESSAGE, armored(&changed).as_bytes()).is_err(),
            "byte {at}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<Vec<u8>>(), framed in any::<bool>()) {
        let text = if framed {
            armored(&[b"SSHSIG\0\0\0\x01".to_vec(), text].concat()).into_bytes()
        } else {
            text
        };
        prop_assert!(verify(MESSAGE, &text).is_err());
    }
}
