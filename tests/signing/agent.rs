//! Signing with a real ssh-agent, and with false ones.

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;

use onsite::signoff::agent::{Agent, AgentError};
use onsite::signoff::sshsig::verify;
use proptest::prelude::*;

use crate::tools::*;

#[test]
fn every_kind_of_key_signs_through_the_agent() {
    let dir = tempfile::tempdir().unwrap();
    let askpass = answering(dir.path(), PASSPHRASE);
    let agent = RealAgent::start(dir.path(), &askpass);
    let mut keys: Vec<Key> = FILE_KINDS
        .iter()
        .map(|(kind, bits)| Key::make(dir.path(), kind, bits, PASSPHRASE))
        .collect();
    keys.push(Key::make(dir.path(), "rsa", "3072", PASSPHRASE));
    for key in &keys {
        agent.ssh_add(&askpass, &["-q".as_ref(), key.path.as_os_str()]);
    }
    let client = agent.client();
    let offered = client.keys().unwrap();
    assert_eq!(
        offered,
        keys.iter().map(|k| k.public.clone()).collect::<Vec<_>>()
    );
    for key in &keys {
        let chosen = client.choose(Some(&key.fingerprint())).unwrap();
        assert_eq!(chosen, key.public);
        assert_eq!(
            client.choose(Some(key.public.comment())).unwrap(),
            key.public
        );
        let armored = client.sign(&chosen, MESSAGE).unwrap();
        let good = ssh_keygen_accepts(dir.path(), key, MESSAGE, armored.as_bytes());
        assert!(good, "{}", key.public.comment());
        let verified = verify(MESSAGE, armored.as_bytes()).unwrap();
        assert_eq!(verified.fingerprint, key.fingerprint());
    }
    let error = client.choose(None).unwrap_err().to_string();
    assert!(
        keys.iter().all(|k| error.contains(&k.fingerprint())),
        "{error}"
    );
    let error = client.choose(Some("SHA256:absent")).unwrap_err();
    assert!(matches!(error, AgentError::NotOffered { .. }), "{error}");
}

#[test]
fn an_agent_that_will_not_sign_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let askpass = answering(dir.path(), PASSPHRASE);
    // Declines every confirmation.
    let agent = RealAgent::start(dir.path(), Path::new("false"));
    let client = agent.client();
    let empty = client.keys().unwrap_err();
    assert!(matches!(empty, AgentError::NoKeys { .. }), "{empty}");

    let key = Key::make(dir.path(), "ed25519", "256", "");
    let refused = client.sign(&key.public, MESSAGE).unwrap_err();
    assert!(matches!(refused, AgentError::Refused { .. }), "{refused}");

    agent.ssh_add(
        &askpass,
        &["-q".as_ref(), "-c".as_ref(), key.path.as_os_str()],
    );
    assert_eq!(client.choose(None).unwrap(), key.public);
    let refused = client.sign(&key.public, MESSAGE).unwrap_err();
    assert!(refused.to_string().contains("declined"), "{refused}");

    agent.ssh_add(&askpass, &["-qD".as_ref()]);
    agent.ssh_add(&askpass, &["-q".as_ref(), key.path.as_os_str()]);
    client.sign(&key.public, MESSAGE).unwrap();
    agent.ssh_add(&askpass, &["-x".as_ref()]);
    let locked = client.keys().unwrap_err();
    assert!(locked.to_string().contains("ssh-add -X"), "{locked}");
    let locked = client.sign(&key.public, MESSAGE).unwrap_err();
    assert!(locked.to_string().contains("ssh-add -X"), "{locked}");
    agent.ssh_add(&askpass, &["-X".as_ref()]);
    client.sign(&key.public, MESSAGE).unwrap();
}

#[test]
fn a_certificate_beside_a_key_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let askpass = answering(dir.path(), PASSPHRASE);
    let agent = RealAgent::start(dir.path(), &askpass);
    let authority = Key::make(dir.path(), "ed25519", "256", "");
    let key = Key::make(dir.path(), "ecdsa", "256", "");
    must(
        tool("ssh-keygen")
            .args(["-q", "-I", "lead", "-s"])
            .arg(&authority.path)
            .arg(key.path.with_extension("pub")),
        b"",
    );
    agent.ssh_add(&askpass, &["-q".as_ref(), key.path.as_os_str()]);
    let offered = must(
        tool("ssh-add")
            .arg("-l")
            .env("SSH_AUTH_SOCK", &agent.socket),
        b"",
    );
    assert_eq!(offered.lines().count(), 2, "key and certificate: {offered}");
    assert_eq!(agent.client().choose(None).unwrap(), key.public);
}

#[test]
fn keys_of_an_unknown_kind_are_passed_over() {
    fn string(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
    }
    let dir = tempfile::tempdir().unwrap();
    let key = Key::make(dir.path(), "ed25519", "256", "");
    let unknown = [string(b"made-up@example.com"), string(b"x")].concat();
    let body = [
        vec![12, 0, 0, 0, 3],
        string(&unknown),
        string(b"unknown"),
        string(b"not a key at all"),
        string(b"\xff"),
        string(&key.public.to_bytes().unwrap()),
        string(key.public.comment().as_bytes()),
    ];
    let agent = false_agent(dir.path(), string(&body.concat()));
    assert_eq!(agent.keys().unwrap(), [key.public]);
}

#[test]
fn no_agent_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    for path in [dir.path().join("absent"), dir.path().to_owned()] {
        let error = Agent::at(&path).keys().unwrap_err();
        assert!(matches!(error, AgentError::Unreachable { .. }), "{error}");
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
}

/// Listens like an agent and gives one answer, whatever is asked.
fn false_agent(dir: &Path, answer: Vec<u8>) -> Agent {
    let socket = dir.join("false");
    drop(std::fs::remove_file(&socket));
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut length = [0; 4];
        stream.read_exact(&mut length).unwrap();
        let mut request = vec![0; u32::from_be_bytes(length) as usize];
        stream.read_exact(&mut request).unwrap();
        drop(stream.write_all(&answer));
    });
    Agent::at(&socket)
}

#[test]
fn a_silent_agent_is_not_waited_for_forever() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("silent");
    let listener = UnixListener::bind(&socket).unwrap();
    let mut agent = Agent::at(&socket);
    agent.list_wait = Duration::from_millis(50);
    let error = agent.keys().unwrap_err();
    assert!(matches!(error, AgentError::Silent { .. }), "{error}");
    drop(listener);
}

#[test]
fn a_false_agent_is_found_out() {
    let dir = tempfile::tempdir().unwrap();
    let (mine, other) = (
        Key::make(dir.path(), "ed25519", "256", ""),
        Key::make(dir.path(), "ed25519", "256", ""),
    );
    // A whole signature by another key, or one over other bytes, given as the agent's answer.
    for (key, message) in [(&other, MESSAGE), (&mine, &b"other"[..])] {
        let text = key.sign_with_ssh_keygen(message, NAMESPACE, "sha512");
        let signature: ssh_key::SshSig = std::str::from_utf8(&text).unwrap().parse().unwrap();
        let value = Vec::<u8>::try_from(signature.signature().clone()).unwrap();
        let length = u32::try_from(value.len()).unwrap();
        let mut answer = (length + 5).to_be_bytes().to_vec();
        answer.push(14);
        answer.extend(length.to_be_bytes());
        answer.extend(value);
        let error = false_agent(dir.path(), answer)
            .sign(&mine.public, MESSAGE)
            .unwrap_err();
        assert!(matches!(error, AgentError::SelfCheck { .. }), "{error}");
    }
    for answer in [
        vec![0, 0, 0, 0],
        vec![0, 0, 0, 1, 12],
        vec![0, 0, 0, 1, 6],
        vec![0, 0, 0, 5, 12, 255, 255, 255, 255],
        vec![255, 255, 255, 255, 12],
        vec![0, 0, 0, 9, 12, 0, 0, 0, 1, 255, 255, 255, 255],
    ] {
        let error = false_agent(dir.path(), answer).keys().unwrap_err();
        assert!(matches!(error, AgentError::Garbled { .. }), "{error}");
    }
    let error = false_agent(dir.path(), vec![0, 0]).keys().unwrap_err();
    assert!(matches!(error, AgentError::Unreachable { .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_answer_makes_it_panic(kind in prop_oneof![Just(12_u8), Just(14), any::<u8>()], body in any::<Vec<u8>>()) {
        let dir = tempfile::tempdir().unwrap();
        let length = u32::try_from(body.len() + 1).unwrap();
        let answer = [&length.to_be_bytes()[..], &[kind], &body].concat();
        let agent = false_agent(dir.path(), answer);
        drop(agent.keys());
    }
}
