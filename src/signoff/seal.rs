//! Sealing: a sign-off is made whole or not at all, and signed before it is there.
//!
//! Everything is made in memory, `SHA256SUMS` is signed, and only then the folder is written beside its place
//! and renamed. A signer who does not sign leaves nothing behind. This module must not know how keys or
//! passphrases are asked for, nor write entries: the caller records what [`sign_off`] gives back.

use super::documents::{self, NoDocument};
use super::earlier::{self, Earlier};
use super::findings;
use super::manifest::{MANIFEST_NAME, Manifest, ManifestError};
use super::record::{self, Record};
use super::signer::{self, SignerError, Signing};
use super::sshsig::{self, VerifyError};
use super::statement::{self, Expected, Over, Particulars, Rendition, Statement};
use super::{correct, instructions};
use crate::audit::entry::{Moment, SignedOff};
use crate::audit::gates::{self, Around, Demand, GateResult, Verdict};
use crate::audit::id::Subject;
use crate::audit::schema::{Field, FieldKey};
use crate::checklist::profile::{Rule, SignoffKind};
use crate::store::load::{Loaded, TOOL};
use crate::store::{Digest, Disk, PathError, Severity, Unsafe, signoffs};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The kind of sign-off.
    pub kind: SignoffKind,
    /// When.
    pub now: Moment,
    /// How the documents are rendered; see [`documents::names`].
    pub rendition: Rendition,
    /// Reasons for gates that do not hold.
    pub despite: Vec<Despite>,
    /// Who is to sign later, beside those who sign now.
    pub others: Vec<Expected>,
    /// Which sign-off a correction supersedes or a review is about; without it, the latest report.
    pub about: Option<u32>,
    /// Of a correction: why it is made.
    pub reason: String,
    /// Of a correction: what changed. What the findings show by themselves is added, and is enough.
    pub changed: String,
    /// Of a review: who reviews.
    pub reviewer: String,
    /// What the signers add in their own words.
    pub remarks: String,
    /// Where the audit body publishes its keys.
    pub keys_at: String,
    /// Texts that the caller holds and that are not sent.
    pub drafts: usize,
    /// Entries that the caller holds and that are not on disk.
    pub pending: usize,
}

impl Request {
    /// A request of a kind, with the report in every format and nothing else.
    pub fn new(kind: SignoffKind, now: Moment) -> Self {
        Self {
            kind,
            now,
            rendition: Rendition {
                documents: documents::names(kind, documents::FORMATS),
                ..Rendition::default()
            },
            despite: Vec::new(),
            others: Vec::new(),
            about: None,
            reason: String::new(),
            changed: String::new(),
            reviewer: String::new(),
            remarks: String::new(),
            keys_at: String::new(),
            drafts: 0,
            pending: 0,
        }
    }
}

/// Why a sign-off goes on although a gate does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Despite {
    /// The key of the gate; none: any gate that no other reason is given for.
    pub gate: Option<String>,
    /// The reason, which the statement prints.
    pub reason: String,
}

/// A sign-off that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// For the entry that the caller appends next.
    pub signed: SignedOff,
    /// The path of its folder in the audit folder: `signoff/0001`.
    pub folder: String,
    /// Who has not signed yet.
    pub waiting: Vec<Expected>,
}

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// Gates do not hold and no reason was given.
    #[error("{}", blocked(.0))]
    Blocked(Vec<GateResult>),
    /// Who reviews took part in the audit, or nobody is named.
    #[error("{0}. A review is for somebody who did not audit here.")]
    Reviewer(String),
    /// Something is missing or not as it may be.
    #[error("{0}")]
    Request(String),
    /// The folder cannot be used safely.
    #[error("nothing was signed: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unsafe(Vec<Unsafe>),
    /// A document cannot be rendered.
    #[error(transparent)]
    Document(#[from] NoDocument),
    /// A name cannot be sealed.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A key did not sign.
    #[error("{0} Nothing was sealed.")]
    Signer(#[from] SignerError),
    /// A signature made elsewhere is not good.
    #[error("{0} It was not added.")]
    Signature(#[from] VerifyError),
    /// A file could not be read or written.
    #[error(transparent)]
    Path(#[from] PathError),
}

fn blocked(gates: &[GateResult]) -> String {
    let mut lines = vec!["nothing was signed, because this does not hold:".to_owned()];
    for gate in gates {
        lines.push(format!("- {} [{}]", gate.sentence, gate.demand.key()));
        lines.extend(gate.words(SHOWN).map(|words| format!("    {words}")));
    }
    if gates.iter().any(never_over) {
        let keys = NEVER_OVER.map(Rule::key).join(", ");
        lines.push(format!("No reason helps over: {keys}."));
    }
    lines.push(
        "Mend it, or give a reason as “Despite” (--despite), which the statement will print."
            .to_owned(),
    );
    lines.join("\n")
}

/// How many breaches of a gate are told.
const SHOWN: usize = 3;

/// Rules that no reason helps over: what is missing from the record cannot be signed for, and nobody reviews
/// themselves.
const NEVER_OVER: [Rule; 3] = [
    Rule::NoDraftIsLeft,
    Rule::EntriesAreKnown,
    Rule::ReviewerDidNotAudit,
];

fn never_over(gate: &GateResult) -> bool {
    let rule = |rule: &Rule| gate.demand == Demand::Rule(*rule);
    NEVER_OVER.iter().any(rule)
}

/// What only the store and the caller know about an audit, for the gates. Reads the attached files.
///
/// # Errors
/// The folder cannot be read.
pub fn around(loaded: &Loaded, request: &Request) -> Result<Around, PathError> {
    let (_, damaged) = Record::of(&*loaded.disk, &loaded.heads)?;
    let earlier = earlier::read_all(&*loaded.disk)?;
    Ok(around_of(loaded, request, damaged, &earlier))
}

fn around_of(
    loaded: &Loaded,
    request: &Request,
    evidence: Vec<String>,
    earlier: &[Earlier],
) -> Around {
    // What a failed sync left, and a later log has made good, harms nothing.
    let harm = loaded.damage.iter();
    let harm = harm.filter(|it| it.severity() > Severity::Note);
    let mut damage: Vec<String> = harm.map(ToString::to_string).collect();
    damage.extend(evidence);
    damage.extend(earlier::against_entries(&loaded.audit, earlier));
    let rescued = loaded.rescued.iter();
    let pending: usize = rescued.clone().map(|it| it.entries.len()).sum();
    let drafts: usize = rescued.map(|it| it.drafts.len()).sum();
    Around {
        drafts: loaded.drafts.len() + drafts + request.drafts,
        pending: pending + request.pending,
        damage,
        reviewer: (request.kind == SignoffKind::TechnicalReview && !request.reviewer.is_empty())
            .then(|| request.reviewer.clone()),
    }
}

/// Seals a sign-off of an audit that was freshly loaded, signed by all of `signers`; the folder is there only if
/// all of them signed. The caller then appends an entry with [`Sealed::signed`].
///
/// # Errors
/// See [`SignError`]. Nothing is left behind.
pub fn sign_off(
    loaded: &Loaded,
    request: &Request,
    signers: Vec<Signing<'_>>,
) -> Result<Sealed, SignError> {
    if !loaded.unsafe_reasons.is_empty() {
        return Err(SignError::Unsafe(loaded.unsafe_reasons.clone()));
    }
    let disk = &*loaded.disk;
    let expected: Vec<Expected> = signers.iter().map(Signing::expected).collect();
    let expected = [expected, request.others.clone()].concat();
    if expected.is_empty() {
        let words = "nobody is named who signs, now or later".to_owned();
        return Err(SignError::Request(words));
    }
    signer::check_names(&expected).map_err(SignError::Request)?;
    let earlier = earlier::read_all(disk)?;
    let about = earlier::about(request, &earlier).map_err(SignError::Request)?;
    if request.kind == SignoffKind::TechnicalReview {
        earlier::check_reviewer(loaded, request, &expected, &earlier)
            .map_err(SignError::Reviewer)?;
    }
    let (record, damaged) = Record::of(disk, &loaded.heads)?;
    let around = around_of(loaded, request, damaged, &earlier);
    let gates = gates::check(&loaded.audit, &loaded.criteria, &around, request.kind);
    let signed_over = signed_over(&gates, &request.despite)?;
    let number = earlier::next_number(&loaded.audit, &earlier);
    let findings = findings::of(&loaded.audit, &loaded.criteria);
    let changed = changed(request, about, &findings);
    if request.kind == SignoffKind::Correction && changed.is_empty() {
        let words = "a correction says what changed; the findings are the same as before";
        return Err(SignError::Request(words.to_owned()));
    }
    let statement = Statement {
        kind: request.kind,
        number,
        audit: loaded.audit.id,
        made_at: request.now,
        made_with: TOOL.to_owned(),
        previous: earlier.last().map(Earlier::other),
        about: about.map(Earlier::other),
        reason: request.reason.clone(),
        changed,
        reviewer: request.reviewer.clone(),
        remarks: request.remarks.clone(),
        rendition: request.rendition.clone(),
        signed_over,
        signers: expected.clone(),
        particulars: Particulars::of(&loaded.audit, &loaded.criteria),
    };
    let files = files(loaded, request, &statement, &findings, &record)?;
    let sums = Manifest::of_files(
        files
            .iter()
            .map(|(name, bytes)| (name.as_str(), &bytes[..])),
    )?
    .to_text();
    let signed = seal(disk, number, files, &sums, signers)?;
    let waiting = expected
        .into_iter()
        .filter(|it| !signed.contains(&it.principal));
    Ok(Sealed {
        signed: SignedOff {
            number,
            kind: request.kind.key().to_owned(),
            digest: Digest::of(sums.as_bytes()).to_string(),
        },
        folder: signoffs::path(number),
        waiting: waiting.collect(),
    })
}

/// Has everybody sign and writes the folder. Gives the principals that signed.
fn seal(
    disk: &dyn Disk,
    number: u32,
    mut files: Vec<(String, Vec<u8>)>,
    sums: &str,
    signers: Vec<Signing<'_>>,
) -> Result<Vec<String>, SignError> {
    let mut signed = Vec::new();
    for signing in signers {
        let armored = signing.signer.sign(sums.as_bytes())?;
        files.push((signer::signature_name(&signing.principal), armored.into()));
        signed.push(signing.principal);
    }
    files.push((MANIFEST_NAME.to_owned(), sums.into()));
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), &bytes[..]))
        .collect();
    signoffs::place(disk, number, &files)?;
    Ok(signed)
}

/// The files that `SHA256SUMS` lists.
fn files(
    loaded: &Loaded,
    request: &Request,
    statement: &Statement,
    lines: &[findings::Line],
    record: &Record,
) -> Result<Vec<(String, Vec<u8>)>, SignError> {
    let body = FieldKey::from(Field::Body);
    let body = loaded.audit.value(&Subject::Audit, &body);
    let how = instructions::text(&statement.signers, body, &request.keys_at);
    let rendition = &statement.rendition;
    let documents = documents::render(
        &loaded.audit,
        &loaded.criteria,
        rendition,
        &statement.signed_over,
    )?;
    let mut files = vec![
        (statement::NAME.to_owned(), statement.to_text().into()),
        (record::NAME.to_owned(), record.to_text().into()),
        (findings::NAME.to_owned(), findings::to_text(lines).into()),
        (instructions::NAME.to_owned(), how.into()),
    ];
    files.extend(documents.into_iter().map(|it| (it.name, it.bytes)));
    Ok(files)
}

/// What a correction changed: in the words of the request, and what the findings show.
fn changed(request: &Request, about: Option<&Earlier>, now: &[findings::Line]) -> String {
    if request.kind != SignoffKind::Correction {
        return String::new();
    }
    let before = about.map(|it| it.findings.as_slice()).unwrap_or_default();
    let words = Some(request.changed.trim().to_owned()).filter(|words| !words.is_empty());
    let lines = words.into_iter().chain(correct::differences(before, now));
    lines.collect::<Vec<_>>().join("\n")
}

/// The gates that are signed over.
fn signed_over(gates: &[GateResult], despite: &[Despite]) -> Result<Vec<Over>, SignError> {
    let given = |gate: &GateResult| {
        let key = gate.demand.key();
        let named = |it: &&Despite| it.gate.as_deref() == Some(key.as_str());
        let any = |it: &&Despite| it.gate.is_none();
        let reason = despite.iter().find(named).or(despite.iter().find(any))?;
        (!reason.reason.trim().is_empty()).then(|| Over::new(&key, &gate.sentence, &reason.reason))
    };
    let mut over = Vec::new();
    let mut left = Vec::new();
    for gate in gates.iter().filter(|gate| gate.verdict == Verdict::Blocks) {
        match given(gate) {
            Some(reason) if !never_over(gate) => over.push(reason),
            _ => left.push(gate.clone()),
        }
    }
    if left.is_empty() {
        Ok(over)
    } else {
        Err(SignError::Blocked(left))
    }
}

/// Adds the signature of somebody whom the statement names and who has not signed yet.
///
/// # Errors
/// The sign-off is not there, its statement does not name the signer with this key, there is a signature
/// already, or the key does not sign.
pub fn add_signature(disk: &dyn Disk, number: u32, signing: Signing<'_>) -> Result<(), SignError> {
    let (principal, fingerprint) = (signing.principal.clone(), signing.signer.fingerprint());
    let sums = earlier::sums_to_sign(disk, number, &principal, &fingerprint)?;
    let armored = signing.signer.sign(&sums)?;
    let name = signer::signature_name(&principal);
    Ok(signoffs::add(disk, number, &name, armored.as_bytes())?)
}

/// Adds a signature that was made elsewhere with `ssh-keygen -Y sign -n audit-report@onsite`, after checking it.
///
/// # Errors
/// As [`add_signature`]; or the signature is not good.
pub fn add_signature_made_elsewhere(
    disk: &dyn Disk,
    number: u32,
    principal: &str,
    armored: &[u8],
) -> Result<(), SignError> {
    let sums = signoffs::read(
        disk,
        number,
        MANIFEST_NAME,
        super::manifest::MAX_TEXT as u64,
    )?;
    let verified = sshsig::verify(&sums, armored)?;
    earlier::sums_to_sign(disk, number, principal, &verified.fingerprint)?;
    let name = signer::signature_name(principal);
    Ok(signoffs::add(disk, number, &name, armored)?)
}
