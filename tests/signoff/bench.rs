//! An audit to sign, keys to sign it with, and the stock tools to check it with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use onsite::audit::entry::{Add, Change, Entry, Moment, SignedOff, Strike};
use onsite::audit::example;
use onsite::audit::id::{EntryId, ObjectId};
use onsite::audit::schema::{Field, Kind};
use onsite::checklist::library::Library;
use onsite::checklist::profile::SignoffKind;
use onsite::signoff::allowed_signers::AllowedSigners;
use onsite::signoff::key_file::KeyFile;
use onsite::signoff::verify::{self, AuditVerified, Trust, Verified};
use onsite::signoff::{Despite, Request, Sealed, Signer, Signing, sign_off};
use onsite::store::draw::Draw;
use onsite::store::load::{self, Loaded, NewAudit};
use onsite::store::{Journal, evidence, strike};
use tempfile::TempDir;

use super::tools::{Key, PRINCIPAL, run, tool};

pub fn now() -> Moment {
    DateTime::parse_from_rfc3339("2026-06-18T17:02:11+02:00").unwrap()
}

pub struct Bench {
    pub dir: TempDir,
    pub path: PathBuf,
    pub key: Key,
    draw: Draw,
}

impl Bench {
    /// The worked example with an attached file, in a folder, and a key.
    pub fn new() -> Self {
        Self::with(
            "iso27001-2022:surveillance,iso42001-2023:stage1",
            true,
            example::CLIENT,
            1,
        )
    }

    /// An audit with nothing in it but a leader; quick to read.
    pub fn small(client: &str, seed: u64) -> Self {
        Self::with("supplier-quick:supplier", false, client, seed)
    }

    fn with(criteria: &str, full: bool, client: &str, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("acme.audit");
        let mut draw = Draw::from_number(seed);
        let new = NewAudit {
            path: &path,
            client,
            criteria,
            tier: None,
            former: None,
            author: example::AUTHOR,
            now: now(),
        };
        load::create(&new, &Library::built_in(), &mut || draw.id()).unwrap();
        let key = Key::make(dir.path(), "ed25519", "256", "");
        let mut bench = Self {
            dir,
            path,
            key,
            draw,
        };
        if full {
            let begun = bench.load();
            let mut draw = bench.draw.clone();
            let entries = example::entries(&begun.audit, &begun.criteria, now(), &mut || draw.id());
            bench.draw = draw;
            bench.save(entries);
        }
        if !full {
            bench.add(
                Kind::Finding,
                &[
                    (Field::Title, "No restore test"),
                    (Field::Found, "none in 2025"),
                ],
            );
        }
        bench.attach(b"the restore log of 2026-06-01\n");
        bench
    }

    pub fn load(&self) -> Loaded {
        load::load(&self.path).unwrap()
    }

    pub fn save(&mut self, entries: Vec<Entry>) {
        let start = self.load().start(example::AUTHOR);
        let mut journal = Journal::new(start.disk, start.writer, start.frontier);
        for entry in entries {
            journal.save(&entry).unwrap();
        }
    }

    pub fn enter(&mut self, changes: Vec<Change>) -> EntryId {
        let id = EntryId(self.draw.id());
        self.save(vec![Entry::new(id, now(), changes)]);
        id
    }

    pub fn add(&mut self, kind: Kind, fields: &[(Field, &str)]) -> EntryId {
        let mut add = Add::new(kind, ObjectId(self.draw.id()));
        for (field, value) in fields {
            add = add.with(*field, *value);
        }
        self.enter(vec![Change::Add(add)])
    }

    fn attach(&mut self, bytes: &[u8]) {
        let file = self.dir.path().join("restore.log");
        std::fs::write(&file, bytes).unwrap();
        let disk = self.load().disk;
        let mut copy = evidence::Copy::begin(Arc::clone(&disk), &file).unwrap();
        let attached = std::iter::from_fn(|| Some(copy.step().unwrap()))
            .find_map(|attached| attached)
            .unwrap();
        let digest = attached.digest.to_string();
        self.add(
            Kind::Evidence,
            &[(Field::Title, "Restore log"), (Field::File, &digest)],
        );
    }

    /// Strikes the text of an entry.
    pub fn strike(&mut self, entry: EntryId) {
        let disk = self.load().disk;
        let target = strike::targets(&*disk, entry).unwrap().remove(0);
        let order = Strike {
            run: target.run,
            n: target.n,
            commitment: target.commitment.to_string(),
            length: target.length,
            entry,
            ground: "erasure was asked for".to_owned(),
        };
        self.enter(vec![Change::Strike(order.clone())]);
        strike::strike(&*disk, &order).unwrap();
    }

    pub fn request(kind: SignoffKind) -> Request {
        Request {
            despite: vec![Despite {
                gate: None,
                reason: "the audit is made up".to_owned(),
            }],
            keys_at: "https://audit-body.example/keys".to_owned(),
            ..Request::new(kind, now())
        }
    }

    /// Signs a report with the key and records it.
    pub fn sign(&mut self) -> Sealed {
        self.sign_as(&Self::request(SignoffKind::Report), PRINCIPAL)
    }

    pub fn sign_as(&mut self, request: &Request, principal: &str) -> Sealed {
        let signing = signing(&self.key, principal, "lead auditor");
        let sealed = sign_off(&self.load(), request, vec![signing]).unwrap();
        self.note(&sealed.signed);
        sealed
    }

    /// Appends the entry that points to a sign-off.
    pub fn note(&mut self, signed: &SignedOff) {
        self.enter(vec![Change::SignedOff(signed.clone())]);
    }

    pub fn signoff(&self, number: u32) -> PathBuf {
        self.path.join(format!("signoff/{number:04}"))
    }

    pub fn verify(&self) -> AuditVerified {
        verify::audit(&self.path, &self.trust(), true).unwrap()
    }

    pub fn verify_folder(&self, number: u32) -> Verified {
        verify::folder(&self.signoff(number), &self.trust())
    }

    pub fn trust(&self) -> Trust {
        trust(&format!("{PRINCIPAL} {}\n", self.key.line()))
    }

    /// How the entries stand: for looking into them.
    pub fn sign_offs(&self) -> Vec<SignedOff> {
        self.load().audit.sign_offs().cloned().collect()
    }

    pub fn python_says_good(&self, number: u32) -> bool {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/verify.py");
        let output = run(
            tool("python3")
                .env("PYTHONIOENCODING", "utf-8")
                .arg(script)
                .arg(&self.path)
                .arg(self.signoff(number)),
            b"",
        );
        output.status.success()
    }

    pub fn sha256sum_says_good(&self, number: u32) -> bool {
        let mut command = tool("sha256sum");
        command
            .args(["-c", "--strict", "SHA256SUMS"])
            .current_dir(self.signoff(number));
        run(&mut command, b"").status.success()
    }

    pub fn ssh_keygen_says_good(&self, number: u32, principal: &str, key: &Key) -> bool {
        let allowed = self.dir.path().join("allowed_signers");
        std::fs::write(&allowed, format!("{principal} {}\n", key.line())).unwrap();
        let folder = self.signoff(number);
        let sums = std::fs::read(folder.join("SHA256SUMS")).unwrap();
        let signature = folder.join(format!("SHA256SUMS.{principal}.sig"));
        let mut command = tool("ssh-keygen");
        command
            .args(["-Y", "verify", "-n", "audit-report@onsite", "-I", principal])
            .args([Path::new("-f"), &allowed, Path::new("-s"), &signature]);
        run(&mut command, &sums).status.success()
    }
}

pub fn signing<'a>(key: &Key, principal: &str, role: &str) -> Signing<'a> {
    let file = KeyFile::read(&key.path).unwrap();
    Signing {
        principal: principal.to_owned(),
        role: role.to_owned(),
        signer: Signer::key_file(file, || unreachable!("the key has no passphrase")),
    }
}

pub fn trust(allowed: &str) -> Trust {
    Trust {
        allowed: Some(AllowedSigners::parse(allowed, Path::new("allowed"), &Utc).unwrap()),
        at: now().to_utc(),
    }
}

/// What verification calls bad.
pub fn bad(found: &Verified) -> Vec<String> {
    let sentences = found.sentences().into_iter();
    sentences.filter(|it| it.bad).map(|it| it.text).collect()
}

pub fn all_bad(found: &AuditVerified) -> Vec<String> {
    let own = found.said.iter().filter(|it| it.bad);
    let own = own.map(|it| it.text.clone());
    own.chain(found.signoffs.iter().flat_map(|(_, it)| bad(it)))
        .collect()
}

/// Whether a line of a log holds a text, in an audit folder.
pub fn is_in_logs(path: &Path, text: &str) -> bool {
    let logs = std::fs::read_dir(path.join("log")).unwrap();
    logs.map(|log| std::fs::read(log.unwrap().path()).unwrap())
        .any(|bytes| String::from_utf8_lossy(&bytes).contains(text))
}

#[test]
fn a_record_is_what_the_bench_makes_it() {
    let mut bench = Bench::small("Example GmbH", 1);
    let note = bench.add(Kind::Note, &[(Field::Text, "canary")]);
    assert!(is_in_logs(&bench.path, "canary"));
    bench.strike(note);
    assert!(!is_in_logs(&bench.path, "canary"));
}
