//! Signing with key files.

use std::cell::Cell;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use onsite::signoff::key_file::{KeyFile, KeyFileError, Secret};
use onsite::signoff::sshsig;

use crate::tools::*;

fn never_asked() -> io::Result<Secret> {
    panic!("a plain key needs no passphrase")
}

fn right() -> Secret {
    Secret::new(PASSPHRASE.to_owned())
}

/// Signs with a fresh key, unless it is one that only an agent can sign with; says whether it could.
fn signs(dir: &Path, kind: &str, bits: &str, words: &str) -> bool {
    let key = Key::make(dir, kind, bits, words);
    let is_encrypted = !words.is_empty();
    let ask = || {
        if is_encrypted {
            Ok(right())
        } else {
            never_asked()
        }
    };
    let signed = KeyFile::read(&key.path).and_then(|file| {
        assert_eq!(file.is_encrypted(), is_encrypted);
        assert_eq!(file.fingerprint(), key.fingerprint());
        file.sign(MESSAGE, ask)
    });
    let armored = match signed {
        Ok(armored) => armored,
        Err(error) => {
            assert_eq!(kind, "ecdsa", "{error}");
            assert!(matches!(error, KeyFileError::Unusable { .. }), "{error}");
            assert!(error.to_string().contains("--agent"), "{error}");
            return false;
        }
    };
    let good = ssh_keygen_accepts(dir, &key, MESSAGE, armored.as_bytes());
    assert!(good, "{kind} {bits}");
    let other = ssh_keygen_accepts(dir, &key, b"other", armored.as_bytes());
    assert!(!other, "{kind} {bits}");
    true
}

#[test]
fn ssh_keygen_accepts_what_is_signed_here() {
    for (kind, bits) in FILE_KINDS {
        for words in ["", PASSPHRASE] {
            let dir = tempfile::tempdir().unwrap();
            // Every fourth P-521 key has a number so short that the library does not read it.
            let count = (0..24)
                .filter(|_| signs(dir.path(), kind, bits, words))
                .take(3)
                .count();
            assert_eq!(count, 3, "{kind} {bits}");
        }
    }
}

#[test]
fn the_same_bytes_give_the_same_signature() {
    let dir = tempfile::tempdir().unwrap();
    for (kind, bits) in [("ed25519", "256"), ("ecdsa", "256")] {
        let readable = |_| KeyFile::read(&Key::make(dir.path(), kind, bits, "").path).ok();
        let key = (0..8).find_map(readable).unwrap();
        let first = key.sign(MESSAGE, never_asked).unwrap();
        assert_eq!(first, key.sign(MESSAGE, never_asked).unwrap());
        let verified = sshsig::verify(MESSAGE, first.as_bytes()).unwrap();
        assert_eq!(verified.hash, "sha512");
        assert_eq!(verified.namespace, NAMESPACE);
    }
}

#[test]
fn a_passphrase_is_asked_for_once_and_has_to_be_right() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", PASSPHRASE);
    let key = KeyFile::read(&key.path).unwrap();
    let asked = Cell::new(0);
    for wrong in ["", "wrong", "correct horse, battery staplE"] {
        let refused = key.sign(MESSAGE, || {
            asked.set(asked.get() + 1);
            Ok(Secret::new(wrong.to_owned()))
        });
        let error = refused.unwrap_err();
        assert!(
            matches!(error, KeyFileError::WrongPassphrase { .. }),
            "{error}"
        );
    }
    assert_eq!(asked.get(), 3);
    let error = key
        .sign(MESSAGE, || Err(io::Error::other("there is no terminal")))
        .unwrap_err();
    assert!(
        error.to_string().contains("there is no terminal"),
        "{error}"
    );
}

#[test]
fn a_passphrase_is_not_printed() {
    let secret = Secret::new(PASSPHRASE.to_owned());
    assert!(!format!("{secret:?}").contains("horse"));
}

#[test]
fn keys_that_belong_in_an_agent_are_sent_there() {
    let dir = tempfile::tempdir().unwrap();
    for passphrase in ["", PASSPHRASE] {
        let key = Key::make(dir.path(), "rsa", "3072", passphrase);
        let error = KeyFile::read(&key.path).unwrap_err().to_string();
        assert!(
            error.contains("ssh-add") && error.contains("--agent"),
            "{error}"
        );
    }
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    for mode in [0o604, 0o640, 0o620, 0o644, 0o777, 0o601] {
        std::fs::set_permissions(&key.path, PermissionsExt::from_mode(mode)).unwrap();
        let error = KeyFile::read(&key.path).unwrap_err();
        assert!(
            matches!(error, KeyFileError::Exposed { .. }),
            "{mode:o}: {error}"
        );
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    for mode in [0o600, 0o400] {
        std::fs::set_permissions(&key.path, PermissionsExt::from_mode(mode)).unwrap();
        KeyFile::read(&key.path).unwrap();
    }
}

#[test]
fn other_files_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    let private = |name: &str, text: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        path
    };
    let older = Key::make(dir.path(), "ecdsa", "256", "");
    must(
        tool("ssh-keygen")
            .args(["-q", "-p", "-N", "", "-m", "PEM", "-f"])
            .arg(&older.path),
        b"",
    );
    let whole = std::fs::read_to_string(&key.path).unwrap();
    let cut = &whole[..whole.len() / 2];
    for (path, said) in [
        (key.path.with_extension("pub"), "public key"),
        (older.path, "ssh-keygen -p"),
        (
            private("putty", b"PuTTY-User-Key-File-3: ssh-ed25519\n"),
            "puttygen",
        ),
        (private("text", b"hello\n"), "not a private key"),
        (private("empty", b""), "not a private key"),
        (private("binary", &[0, 255, 1]), "not a private key"),
        (private("cut", cut.as_bytes()), "damaged"),
        (private("large", &vec![b'-'; 100_000]), "too large"),
        (dir.path().to_owned(), "not a regular file"),
        (dir.path().join("absent"), "cannot be read"),
    ] {
        let error = KeyFile::read(&path).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        assert!(error.contains(path.to_str().unwrap()), "{error}");
    }
}

#[test]
fn a_damaged_key_file_never_signs_wrongly() {
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    let whole = std::fs::read(&key.path).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
        std::fs::write(&key.path, damaged).unwrap();
        // Some bytes do not matter, such as those of the comment; then the signature is good.
        if let Ok(file) = KeyFile::read(&key.path)
            && let Ok(armored) = file.sign(MESSAGE, never_asked)
        {
            let verified = sshsig::verify(MESSAGE, armored.as_bytes()).unwrap();
            assert_eq!(verified.key.key_data(), key.public.key_data());
        }
    }
}
