//! Names of criteria and requirements, as in `27001:A.8.13`.
//!
//! Controls always carry `A.`. This module must not know what a requirement says or where it is recorded.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that is not the id it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not {expected}")]
pub struct BadId {
    text: String,
    expected: &'static str,
}

impl BadId {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            expected,
        }
    }
}

/// The short name of a criterion as it stands before the colon of its requirements: `27001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CriterionId(Arc<str>);

impl CriterionId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_criterion(text: &str) -> bool {
    let sound = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(sound)
}

impl FromStr for CriterionId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if is_criterion(text) {
            Ok(Self(text.into()))
        } else {
            Err(BadId::new(
                text,
                "the name of a criterion (letters, digits, - and _, at most 40)",
            ))
        }
    }
}

/// The full id of a requirement: criterion, colon, item, as in `27001:A.8.13`. An audit has tens of thousands, nearly
/// all so short that they need no memory of their own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementId(CompactString);

impl RequirementId {
    /// Puts the id together from its criterion and the item within it.
    pub fn new(criterion: &CriterionId, item: &str) -> Result<Self, BadId> {
        format!("{criterion}:{item}").parse()
    }

    /// The whole id: `27001:A.8.13`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the colon: `27001`.
    pub fn criterion(&self) -> &str {
        parts(&self.0).map_or("", |(criterion, _)| criterion)
    }

    /// The part after the colon: `A.8.13`.
    pub fn item(&self) -> &str {
        parts(&self.0).map_or("", |(_, item)| item)
    }
}

/// What stands before the first colon, and what behind it. Looking at each byte is quicker than searching in a text so
/// short, of which an audit has tens of thousands.
fn parts(text: &str) -> Option<(&str, &str)> {
    let colon = text.bytes().position(|b| b == b':')?;
    Some((text.get(..colon)?, text.get(colon + 1..)?))
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RequirementId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let sound = parts(text).is_some_and(|(criterion, item)| {
            is_criterion(criterion)
                && (1..=40).contains(&item.len())
                && item
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        });
        if sound {
            Ok(Self(text.into()))
        } else {
            Err(BadId::new(text, "a requirement such as 27001:A.8.13"))
        }
    }
}

/// Reads a value from a text, which is not copied for that.
pub(crate) fn read_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    struct Text<T>(fn(&str) -> Result<T, String>);

    impl<T> serde::de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(parse))
}

/// Serialises through `Display` and `FromStr`.
macro_rules! serde_as_text {
    ($($name:ty),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let parse = |text: &str| text.parse().map_err(|error: BadId| error.to_string());
                $crate::checklist::id::read_text(deserializer, parse)
            }
        }
    )+};
}
pub(crate) use serde_as_text;

serde_as_text!(CriterionId, RequirementId);
