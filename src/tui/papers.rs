//! Papers: the report as files, the sign-off, verification, and lists to draw from, as the screen asks for them.
//!
//! Runs on a thread of its own and reads the folder as anybody else would: what it sees is what is on disk.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use ssh_key::PublicKey;

use super::model::Tone;
use super::msg::{ListAsked, Msg, OfferedKey, SignRequest, SignWith, Table, Tell};
use crate::audit::entry::Moment;
use crate::audit::id::ObjectId;
use crate::checklist::profile::SignoffKind;
use crate::report::sheet::Sheet;
use crate::report::{self, Options};
use crate::signoff::agent::Agent;
use crate::signoff::documents::{self, FORMATS};
use crate::signoff::key_file::{KeyFile, Secret};
use crate::signoff::sshsig;
use crate::signoff::verify::{Trust, audit};
use crate::signoff::{Despite, Request, Signer, Signing, sign_off as seal};
use crate::store::{extract, load};

/// Verifies the record and every sign-off.
pub fn verify(folder: &Path, now: Moment) -> Msg {
    let trust = Trust {
        allowed: None,
        at: now.to_utc(),
    };
    let title = "verification".to_owned();
    let lines = match audit(folder, &trust, true) {
        Err(error) => vec![error.to_string()],
        Ok(verified) => {
            let holds = if verified.is_good() {
                "# All of it holds."
            } else {
                "# It does not hold."
            };
            let mut lines = vec![holds.to_owned(), String::new(), "# The record".to_owned()];
            lines.extend(verified.said.iter().map(said));
            for (number, signoff) in &verified.signoffs {
                lines.extend([String::new(), format!("# Sign-off {number:04}")]);
                lines.extend(signoff.sentences().iter().map(said));
            }
            lines.extend([String::new(), UNKNOWN_KEYS.to_owned()]);
            lines
        }
    };
    Msg::Page { title, lines }
}

const UNKNOWN_KEYS: &str = "Whose keys these are is for you to know: `onsite verify AUDIT --allowed-signers FILE` asks a file of yours.";

fn said(said: &crate::signoff::verify::Said) -> String {
    if said.bad {
        format!("BAD   {}", said.text)
    } else {
        format!("good  {}", said.text)
    }
}

/// Writes the report, unsigned, into a new folder beside the audit's.
pub fn write_report(folder: &Path, now: Moment) -> Msg {
    match written(folder, now) {
        Ok(path) => Msg::Said(
            format!("The report, unsigned, is in {}", path.display()),
            Tone::Done,
        ),
        Err(why) => Msg::Said(
            format!("The report could not be written: {why}"),
            Tone::Attention,
        ),
    }
}

fn written(folder: &Path, now: Moment) -> Result<PathBuf, String> {
    let loaded = load::load(folder).map_err(|error| error.to_string())?;
    let options = Options {
        draft: Some(now),
        ..Options::default()
    };
    let report = report::report(&loaded.audit, &loaded.criteria, &options);
    let stem = folder.file_stem().unwrap_or_default().to_string_lossy();
    let path = folder.with_file_name(format!("{stem}-report-{}", now.format("%Y%m%d-%H%M%S")));
    fs::create_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    for format in FORMATS {
        let document = documents::document(&format!("report.{format}"), &report)
            .map_err(|error| error.to_string())?;
        let file = path.join(&document.name);
        fs::write(&file, document.bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(path)
}

/// The most bytes that a table may have.
const LONGEST_TABLE: u64 = 1 << 20;

/// The bytes of a table, or why there are none.
pub fn table(path: &Path) -> Result<Vec<u8>, String> {
    let refused = |why: String| format!("{}: {why}", path.display());
    // A pipe would keep whoever opens it waiting.
    let meta = fs::metadata(path).map_err(|error| refused(error.to_string()))?;
    if !meta.is_file() {
        return Err(refused("it is not a regular file".to_owned()));
    }
    let file = fs::File::open(path).map_err(|error| refused(error.to_string()))?;
    let mut bytes = Vec::new();
    let read = file.take(LONGEST_TABLE + 1).read_to_end(&mut bytes);
    read.map_err(|error| refused(error.to_string()))?;
    if bytes.len() as u64 > LONGEST_TABLE {
        return Err(refused("it is longer than it can be (1 MiB)".to_owned()));
    }
    Ok(bytes)
}

/// Reads the bytes of a table that an audit takes things from.
pub fn read_table(kind: Table, path: &Path) -> Msg {
    match table(path) {
        Err(why) => Msg::Said(why, Tone::Attention),
        Ok(bytes) => Msg::TableRead {
            table: kind,
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            bytes,
        },
    }
}

/// Writes the pocket sheet of a session beside the audit's folder, as Markdown and as a page to print.
pub fn write_sheet(folder: &Path, session: ObjectId, now: Moment) -> Msg {
    match sheet(folder, session, now) {
        Ok(path) => Msg::Said(
            format!("The pocket sheet is in {} and .md", path.display()),
            Tone::Done,
        ),
        Err(why) => Msg::Said(
            format!("The pocket sheet could not be written: {why}"),
            Tone::Attention,
        ),
    }
}

fn sheet(folder: &Path, session: ObjectId, now: Moment) -> Result<PathBuf, String> {
    let loaded = load::load(folder).map_err(|error| error.to_string())?;
    let object = loaded.audit.object(session);
    let object = object.ok_or("the session is not there any more")?;
    let sheet = Sheet::of(&loaded.audit, &loaded.criteria, object);
    let stem = folder.file_stem().unwrap_or_default().to_string_lossy();
    let label = loaded.audit.label(object).replace('/', "-");
    let name = format!("{stem}-sheet-{label}-{}", now.format("%Y%m%d-%H%M%S"));
    let html = folder.with_file_name(format!("{name}.html"));
    for (path, text) in [
        (
            folder.with_file_name(format!("{name}.md")),
            sheet.markdown(),
        ),
        (html.clone(), sheet.html()),
    ] {
        fs::File::create_new(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(html)
}

/// Seals a sign-off, signed with the key that was asked for.
pub fn sign_off(folder: &Path, asked: SignRequest, now: Moment) -> Msg {
    match sealed(folder, asked, now) {
        Ok(msg) => msg,
        Err(why) => {
            let lines = why.lines().map(ToOwned::to_owned).collect();
            Msg::Page {
                title: "nothing was signed".to_owned(),
                lines,
            }
        }
    }
}

fn sealed(folder: &Path, asked: SignRequest, now: Moment) -> Result<Msg, String> {
    let kind = SignoffKind::from_key(&asked.kind).ok_or("there is no sign-off of this kind")?;
    let loaded = load::load(folder).map_err(|error| error.to_string())?;
    let mut request = Request::new(kind, now);
    request.drafts = asked.drafts;
    if !asked.despite.is_empty() {
        request.despite.push(Despite {
            gate: None,
            reason: asked.despite,
        });
    }
    request.reason = asked.reason;
    request.changed = asked.changed;
    request.reviewer = asked.reviewer;
    request.remarks = asked.remarks;
    let signer = match asked.with {
        SignWith::KeyFile(path, passphrase) => {
            let file = KeyFile::read(&path).map_err(|error| error.to_string())?;
            Signer::key_file(file, move || Ok(Secret::new(passphrase)))
        }
        SignWith::Agent(wanted) => {
            let agent = Agent::from_env().map_err(|error| error.to_string())?;
            let key = agent.choose(wanted.as_deref());
            Signer::agent(agent, key.map_err(|error| error.to_string())?)
        }
    };
    let signing = Signing {
        principal: asked.principal,
        role: asked.role,
        signer,
    };
    let sealed = seal(&loaded, &request, vec![signing]).map_err(|error| error.to_string())?;
    Ok(Msg::Sealed {
        signed: sealed.signed,
        folder: folder.join(sealed.folder),
    })
}

/// Asks ssh-agent for its keys, on a thread of its own: it may be at the other end of a slow line. Where none is known,
/// that is said when somebody signs with it.
pub fn list_keys(tell: &Tell) {
    let Ok(agent) = Agent::from_env() else { return };
    let answer = Arc::clone(tell);
    let list = move || {
        let offered = |key: &PublicKey| OfferedKey {
            fingerprint: sshsig::fingerprint(key),
            comment: key.comment().to_owned(),
        };
        let keys = agent.keys().unwrap_or_default();
        answer(Msg::KeysOffered(keys.iter().map(offered).collect()));
    };
    // Without it the form asks for the only key in the agent, and signing tells where there are more.
    thread::Builder::new()
        .name("keys offered".to_owned())
        .spawn(list)
        .ok();
}

/// Reads a list to draw from on a thread of its own, or the copy of it among the evidence. The answer is a message.
pub fn read_list(tell: &Tell, folder: Option<&Path>, asked: ListAsked) {
    let answer = Arc::clone(tell);
    let ListAsked {
        entry,
        path,
        digest,
    } = asked;
    let copy = folder
        .filter(|_| !digest.is_empty())
        .map(|folder| folder.join("evidence").join(digest));
    let read = move || {
        let found = extract::read(&super::edit::home_expanded(&path));
        let found = match (found, copy.filter(|copy| copy.is_file())) {
            (Err(_), Some(copy)) => extract::read(&copy),
            (found, _) => found,
        };
        let read = found.map_err(|error| error.cause_first());
        answer(Msg::ListRead { entry, path, read });
    };
    if let Err(error) = thread::Builder::new().name("list".to_owned()).spawn(read) {
        let why = format!("the list could not be read: {error}");
        tell(Msg::Said(why, Tone::Attention));
    }
}
