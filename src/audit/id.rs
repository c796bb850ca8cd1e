//! Names of things in an audit: the audit, its entries, runs and objects, and what a change is about.
//!
//! Ids are opaque and random (128 bits, drawn outside this module), so that copies of a folder which were
//! worked on apart can be united without renumbering. This module must not know how ids are drawn or where
//! they are stored.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use foldhash::HashSet;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hex;
use crate::checklist::id::{BadId, CriterionId, RequirementId, serde_as_text};

/// Declares a 128-bit random id, written as 32 lower-case hexadecimal digits.
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:032x})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                parse_hex128(text).map(Self).ok_or_else(|| BadId::new(text, "an id of 32 lower-case hexadecimal digits"))
            }
        }

        serde_as_text!($name);
    };
}

random_id!(
    /// The id of an audit, written once into `AUDIT.json`.
    AuditId
);
random_id!(
    /// The id of an entry, drawn when the auditor confirms; writing an entry again keeps it.
    EntryId
);
random_id!(
    /// The id of a run of the program, and so of the log that the run writes.
    RunId
);
random_id!(
    /// The id of an object: a session, note, piece of evidence, sample, finding, person…
    ObjectId
);

/// Entries by their ids: those of a whole audit. A copy shares what was there from the beginning.
#[derive(Debug, Clone, Default)]
pub struct EntryIds {
    /// Sorted: a table of so many would take twice the room.
    first: Arc<Vec<EntryId>>,
    later: HashSet<EntryId>,
}

impl EntryIds {
    /// Whether an entry is among them.
    pub fn contains(&self, id: &EntryId) -> bool {
        self.first.binary_search(id).is_ok() || self.later.contains(id)
    }

    /// Takes one more.
    pub fn insert(&mut self, id: EntryId) {
        self.later.insert(id);
    }
}

impl FromIterator<EntryId> for EntryIds {
    fn from_iter<I: IntoIterator<Item = EntryId>>(ids: I) -> Self {
        let mut first: Vec<EntryId> = ids.into_iter().collect();
        first.sort_unstable();
        Self {
            first: Arc::new(first),
            later: HashSet::default(),
        }
    }
}

fn parse_hex128(text: &str) -> Option<u128> {
    hex::read::<32, 16>(text.as_bytes().try_into().ok()?).map(u128::from_be_bytes)
}

/// What a change is about: the audit as a whole, one of its criteria, a requirement, or an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The audit itself; written `audit`.
    Audit,
    /// A criterion; written `criterion/27001`.
    Criterion(CriterionId),
    /// A requirement; written `27001:A.8.13`.
    Requirement(RequirementId),
    /// An object; written as its id.
    Object(ObjectId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Audit => f.write_str("audit"),
            Self::Criterion(id) => write!(f, "criterion/{id}"),
            Self::Requirement(id) => id.fmt(f),
            Self::Object(id) => id.fmt(f),
        }
    }
}

impl FromStr for Subject {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if let Some(id) = parse_hex128(text) {
            Ok(Self::Object(ObjectId(id)))
        } else if text == "audit" {
            Ok(Self::Audit)
        } else if let Some(id) = text.strip_prefix("criterion/") {
            id.parse().map(Self::Criterion)
        } else if text.bytes().any(|b| b == b':') {
            text.parse().map(Self::Requirement)
        } else {
            text.parse().map(Self::Object)
        }
    }
}

serde_as_text!(Subject);

impl From<ObjectId> for Subject {
    fn from(id: ObjectId) -> Self {
        Self::Object(id)
    }
}

impl From<RequirementId> for Subject {
    fn from(id: RequirementId) -> Self {
        Self::Requirement(id)
    }
}

impl From<CriterionId> for Subject {
    fn from(id: CriterionId) -> Self {
        Self::Criterion(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        for text in [
            "audit",
            "criterion/27001",
            "27001:A.8.13",
            "000000000000000000000000000000ff",
        ] {
            let subject: Subject = text.parse().unwrap();
            assert_eq!(subject.to_string(), text);
            let json = serde_json::to_string(&subject).unwrap();
            assert_eq!(serde_json::from_str::<Subject>(&json).unwrap(), subject);
        }
    }

    #[test]
    fn another_spelling_of_an_id_is_refused() {
        for text in [
            "",
            "ff",
            "+0000000000000000000000000000ff",
            "000000000000000000000000000000FF",
            "a:",
            ":a",
            "a:b c",
        ] {
            assert!(text.parse::<Subject>().is_err(), "{text:?} was taken");
        }
    }
}
