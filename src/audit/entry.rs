//! Entries: the only way in which an audit changes.
//!
//! An entry is what an auditor confirmed at once. All its changes apply, and undo, together. How entries are
//! kept on disk is the store's business; what they add up to is the fold's. This module must not know either.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Deserializer, Serialize};
use smallvec::SmallVec;

use super::id::{AuditId, EntryId, ObjectId, RunId, Subject};
use super::schema::{FieldKey, Kind, Link};
use super::small_map::SmallMap;
use super::usual;

/// The number of the format of folder, log and entries.
pub const FORMAT: u32 = 1;

/// A point in time as the auditor's clock showed it, with its offset. For display; nothing is ordered by it
/// where the order is known otherwise.
pub type Moment = DateTime<FixedOffset>;

/// Reads a [`Moment`] (RFC 3339). Every entry has one, so the usual spelling is read without ado.
pub(super) fn read_moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    crate::checklist::id::read_text(deserializer, |text| match usual::moment(text.as_bytes()) {
        Some(moment) => Ok(moment),
        None => text
            .parse()
            .map_err(|error: chrono::ParseError| error.to_string()),
    })
}

/// The last line of a log that somebody has seen: its number and its chain value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number of the line, the first being 0.
    pub n: u64,
    /// The chain value of the line, 64 hexadecimal digits.
    pub chain: String,
}

/// The first body of every log: binds it to format, audit and author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogHeader {
    /// The format number.
    pub format: u32,
    /// The audit that the log belongs to.
    pub audit: AuditId,
    /// The run that writes the log.
    pub run: RunId,
    /// Who writes.
    pub author: String,
    /// Program and version.
    pub tool: String,
    /// When the run began.
    pub time: Moment,
    /// The log that this one goes on from after a failed sync, and that log's last acknowledged line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
}

/// Which log a new one goes on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continues {
    /// The finished log.
    pub run: RunId,
    /// Its last acknowledged line.
    pub head: Head,
}

/// A confirmed change, or several that belong together. Its texts are its own, or, while a log is read, those of the
/// line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry<S = String> {
    /// Drawn when the auditor confirmed. An entry that is written again keeps it.
    pub id: EntryId,
    /// The number of its line in its log; given by the journal.
    pub n: u64,
    /// When it was confirmed.
    #[serde(deserialize_with = "read_moment")]
    pub time: Moment,
    /// The heads of other logs that were known when this entry was written, only where they changed; given by
    /// the journal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<RunId, Head>,
    /// What changes.
    pub changes: Vec<Change<S>>,
}

impl<S> Entry<S> {
    /// An entry that is not yet in any log.
    pub const fn new(id: EntryId, time: Moment, changes: Vec<Change<S>>) -> Self {
        Self {
            id,
            n: 0,
            time,
            seen: BTreeMap::new(),
            changes,
        }
    }

    /// The same with other texts: texts of its own for those of a line, or the other way round.
    pub fn with_texts<T: From<S>>(self) -> Entry<T> {
        let changes = self.changes.into_iter().map(Change::with_texts);
        Entry {
            id: self.id,
            n: self.n,
            time: self.time,
            seen: self.seen,
            changes: changes.collect(),
        }
    }
}

impl<S: PartialEq> Entry<S> {
    /// Whether two entries say the same, wherever they stand.
    pub fn same_content(&self, other: &Self) -> bool {
        self.id == other.id && self.time == other.time && self.changes == other.changes
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
// An addition is large and no box: nearly all changes are additions, and opening would allocate a box for each.
pub enum Change<S = String> {
    /// A new object with its first values and links.
    Add(Add<S>),
    /// A value of a field.
    Set(Set<S>),
    /// A link from an object to something else.
    Link(LinkTo),
    /// Takes links back, naming the entries that made them.
    Unlink(Unlink),
    /// Takes back all changes of an entry; of an undo: brings them back.
    Undo(Undo),
    /// The text of a line was struck from its log, or is to be.
    Strike(Strike),
    /// A torn tail of a log was seen and accepted.
    TailNoted(TailNoted),
    /// A sign-off was sealed. Undo does not cross it.
    SignedOff(SignedOff),
}

impl<S> Change<S> {
    fn with_texts<T: From<S>>(self) -> Change<T> {
        match self {
            Self::Add(add) => {
                let fields = add.fields.into_iter().map(|(key, text)| (key, text.into()));
                Change::Add(Add {
                    kind: add.kind,
                    id: add.id,
                    fields: fields.collect(),
                    links: add.links,
                })
            }
            Self::Set(set) => Change::Set(Set {
                of: set.of,
                field: set.field,
                value: set.value.into(),
                over: set.over,
            }),
            Self::Link(link) => Change::Link(link),
            Self::Unlink(unlink) => Change::Unlink(unlink),
            Self::Undo(undo) => Change::Undo(undo),
            Self::Strike(strike) => Change::Strike(strike),
            Self::TailNoted(tail) => Change::TailNoted(tail),
            Self::SignedOff(signed) => Change::SignedOff(signed),
        }
    }
}

/// What a new object is linked to in one way; mostly one thing.
pub type Ends = SmallVec<[Subject; 1]>;

/// A new object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    bound(deserialize = "S: Deserialize<'de>", serialize = "S: Serialize")
)]
pub struct Add<S = String> {
    /// Its kind.
    pub kind: Kind,
    /// Its id, drawn with the entry's.
    pub id: ObjectId,
    /// Its first values.
    #[serde(default, skip_serializing_if = "SmallMap::is_empty")]
    pub fields: SmallMap<FieldKey, S>,
    /// Its first links.
    #[serde(default, skip_serializing_if = "SmallMap::is_empty")]
    pub links: SmallMap<Link, Ends>,
}

impl<S> Add<S> {
    /// An object without values.
    pub fn new(kind: Kind, id: ObjectId) -> Self {
        Self {
            kind,
            id,
            fields: SmallMap::default(),
            links: SmallMap::default(),
        }
    }
}

impl Add {
    /// With a value, unless it is empty.
    #[must_use]
    pub fn with(mut self, field: impl Into<FieldKey>, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.fields.insert(field.into(), value);
        }
        self
    }

    /// With a link.
    #[must_use]
    pub fn linked(mut self, link: Link, to: impl Into<Subject>) -> Self {
        let to = to.into();
        let ends = self.links.get_or_default(link);
        if !ends.contains(&to) {
            ends.push(to);
        }
        self
    }
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set<S = String> {
    /// Whose field.
    pub of: Subject,
    /// Which field.
    pub field: FieldKey,
    /// The value; an empty one clears the field.
    pub value: S,
    /// The entries whose values this one replaces. A value that is set without knowledge of another does not
    /// name it; both are then kept and shown as a conflict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryId>,
}

impl Set {
    /// The value of a field that has none yet.
    pub fn first(of: Subject, field: impl Into<FieldKey>, value: impl Into<String>) -> Self {
        Self {
            of,
            field: field.into(),
            value: value.into(),
            over: Vec::new(),
        }
    }
}

/// A new link of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTo {
    /// From which object.
    pub of: ObjectId,
    /// What kind of link.
    pub link: Link,
    /// To what.
    pub to: Subject,
}

/// Takes links back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlink {
    /// From which object.
    pub of: ObjectId,
    /// What kind of link.
    pub link: Link,
    /// To what.
    pub to: Subject,
    /// The entries that made the link; one made elsewhere meanwhile stays.
    pub over: Vec<EntryId>,
}

/// Takes back an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The entry that is taken back.
    pub entry: EntryId,
}

/// Removes the text of a line from its log. Chains and signatures go on to verify.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strike {
    /// The log.
    pub run: RunId,
    /// The line's number in it.
    pub n: u64,
    /// The commitment that stays in place of the text, 64 hexadecimal digits.
    pub commitment: String,
    /// How many bytes the text had. The struck line says it too, and nothing else binds it there.
    pub length: u64,
    /// The entry that the line held.
    pub entry: EntryId,
    /// Why: accident, erasure under data protection law…
    pub ground: String,
}

/// Accepts a torn tail. The bytes stay where they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TailNoted {
    /// The log.
    pub run: RunId,
    /// Where the tail begins, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub length: u64,
    /// Its SHA-256.
    pub digest: String,
}

/// Points to a sealed sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOff {
    /// The number of its folder.
    pub number: u32,
    /// Its kind, as in the statement.
    pub kind: String,
    /// SHA-256 of its `SHA256SUMS`.
    pub digest: String,
}

/// What a line of a log turned out to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record<S = String> {
    /// An entry that this version understands.
    Entry(Entry<S>),
    /// An entry with kinds or fields that this version does not know. Kept byte for byte, shown as such.
    Unknown(UnknownEntry),
    /// A line whose text was struck.
    Struck {
        /// The line's number.
        n: u64,
        /// What stays in place of the text.
        commitment: String,
    },
}

impl<S> Record<S> {
    /// The same with other texts, as [`Entry::with_texts`].
    pub fn with_texts<T: From<S>>(self) -> Record<T> {
        match self {
            Self::Entry(entry) => Record::Entry(entry.with_texts()),
            Self::Unknown(unknown) => Record::Unknown(unknown),
            Self::Struck { n, commitment } => Record::Struck { n, commitment },
        }
    }

    /// The id of the entry, as far as it can be read.
    pub const fn id(&self) -> Option<EntryId> {
        match self {
            Self::Entry(entry) => Some(entry.id),
            Self::Unknown(unknown) => unknown.id,
            Self::Struck { .. } => None,
        }
    }

    /// When the entry was confirmed, as far as it can be read.
    pub const fn time(&self) -> Option<Moment> {
        match self {
            Self::Entry(entry) => Some(entry.time),
            Self::Unknown(unknown) => unknown.time,
            Self::Struck { .. } => None,
        }
    }
}

/// What can be said about an entry that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEntry {
    /// Its id, where that much could be read.
    pub id: Option<EntryId>,
    /// The line's number.
    pub n: u64,
    /// Its time, where that much could be read.
    pub time: Option<Moment>,
    /// What was not understood.
    pub why: String,
    /// Whether its text is JSON at all. Where it is not, whoever wrote the line did damage.
    pub is_json: bool,
}
