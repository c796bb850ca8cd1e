//! Keys made on the spot, and the stock tools.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use onsite::signoff::agent::Agent;
use ssh_key::PublicKey;

pub const PRINCIPAL: &str = "lead@example.com";
pub const NAMESPACE: &str = "audit-report@onsite";
pub const PASSPHRASE: &str = "correct horse, battery staple";
pub const MESSAGE: &[u8] =
    b"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  report.md\n";

/// Kinds of keys that are signed with from a file: type, bits.
pub const FILE_KINDS: [(&str, &str); 4] = [
    ("ed25519", "256"),
    ("ecdsa", "256"),
    ("ecdsa", "384"),
    ("ecdsa", "521"),
];

/// A stock tool, away from the user's own agent, time zone and language.
pub fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command
        .env_remove("SSH_AUTH_SOCK")
        .env_remove("DISPLAY")
        .env("LC_ALL", "C")
        .env("TZ", "UTC");
    command
}

/// Runs a tool to its end.
pub fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?} has to be installed for this test: {e}"));
    // A tool that refuses early may not read its input.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

/// Runs a tool that has to succeed; gives what it printed.
pub fn must(command: &mut Command, input: &[u8]) -> String {
    let output = run(command, input);
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A key that was made for a test.
pub struct Key {
    pub path: PathBuf,
    pub public: PublicKey,
}

impl Key {
    pub fn make(dir: &Path, kind: &str, bits: &str, passphrase: &str) -> Self {
        let count = std::fs::read_dir(dir).unwrap().count();
        let path = dir.join(format!("key-{kind}-{bits}-{count}"));
        must(
            tool("ssh-keygen")
                .args(["-q", "-t", kind, "-b", bits, "-N", passphrase, "-C"])
                .arg(format!("{kind} {bits}"))
                .arg("-f")
                .arg(&path),
            b"",
        );
        Self::at(path)
    }

    pub fn at(path: PathBuf) -> Self {
        let public = std::fs::read_to_string(path.with_extension("pub")).unwrap();
        let public = PublicKey::from_openssh(&public).unwrap();
        Self { path, public }
    }

    /// What `ssh-keygen -l` says of the key.
    pub fn fingerprint(&self) -> String {
        let printed = must(tool("ssh-keygen").arg("-lf").arg(&self.path), b"");
        printed.split(' ').nth(1).unwrap().to_owned()
    }

    /// The type and base64 of the public key.
    pub fn line(&self) -> String {
        let mut public = self.public.clone();
        public.set_comment("");
        public.to_openssh().unwrap()
    }

    /// A signature that `ssh-keygen` makes.
    pub fn sign_with_ssh_keygen(&self, message: &[u8], namespace: &str, hash: &str) -> Vec<u8> {
        let signature = must(
            tool("ssh-keygen")
                .args(["-Y", "sign", "-n", namespace, "-O"])
                .arg(format!("hashalg={hash}"))
                .arg("-f")
                .arg(&self.path),
            message,
        );
        signature.into_bytes()
    }
}

/// Whether `ssh-keygen -Y verify` finds the signature good for the key.
pub fn ssh_keygen_accepts(dir: &Path, key: &Key, message: &[u8], armored: &[u8]) -> bool {
    let allowed = format!("{PRINCIPAL} {}\n", key.line());
    ssh_keygen_allows(dir, &allowed, PRINCIPAL, NAMESPACE, &[], message, armored)
}

/// Whether `ssh-keygen -Y verify` finds the signature good, given the text of an allowed signers file.
pub fn ssh_keygen_allows(
    dir: &Path,
    allowed: &str,
    principal: &str,
    namespace: &str,
    options: &[&str],
    message: &[u8],
    armored: &[u8],
) -> bool {
    let (allowed_file, signature) = (dir.join("allowed"), dir.join("sig"));
    std::fs::write(&allowed_file, allowed).unwrap();
    std::fs::write(&signature, armored).unwrap();
    let mut command = tool("ssh-keygen");
    command
        .args(["-Y", "verify", "-I", principal, "-n", namespace, "-f"])
        .args([&allowed_file, Path::new("-s"), &signature]);
    for option in options {
        match option.split_once("TZ=") {
            Some((_, zone)) => command.env("TZ", zone),
            None => command.args(["-O", option]),
        };
    }
    run(&mut command, message).status.success()
}

/// A script that answers every question of the ssh tools with a line.
pub fn answering(dir: &Path, line: &str) -> PathBuf {
    let path = dir.join("askpass");
    std::fs::write(&path, format!("#!/bin/sh\necho '{line}'\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).unwrap();
    path
}

/// A real ssh-agent, ended when dropped.
pub struct RealAgent {
    child: Child,
    pub socket: PathBuf,
}

impl RealAgent {
    /// Starts an agent that asks for confirmation through `askpass`.
    pub fn start(dir: &Path, askpass: &Path) -> Self {
        let socket = dir.join("agent");
        let mut child = tool("ssh-agent")
            .arg("-D")
            .arg("-a")
            .arg(&socket)
            .env("SSH_ASKPASS", askpass)
            .env("SSH_ASKPASS_REQUIRE", "force")
            .stdout(Stdio::piped())
            .spawn()
            .expect("ssh-agent has to be installed for this test");
        // It prints its address once it listens.
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.contains("SSH_AUTH_SOCK"), "ssh-agent said {line:?}");
        Self { child, socket }
    }

    /// Runs ssh-add against the agent; questions are answered through `askpass`.
    pub fn ssh_add(&self, askpass: &Path, arguments: &[&OsStr]) {
        must(
            tool("ssh-add")
                .args(arguments)
                .env("SSH_AUTH_SOCK", &self.socket)
                .env("SSH_ASKPASS", askpass)
                .env("SSH_ASKPASS_REQUIRE", "force"),
            b"",
        );
    }

    pub fn client(&self) -> Agent {
        Agent::at(&self.socket)
    }
}

impl Drop for RealAgent {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
