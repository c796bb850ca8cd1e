//! Texts as they may stand in a checklist file: how long, and free of characters that a screen must not see.
//!
//! These run while RON is being read, so that a refusal carries the place in the file. This module must not
//! know which field it reads.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::id::{BadId, CriterionId, RequirementId};

/// Longest title, in characters.
pub const TITLE: usize = 300;
/// Longest text, in characters.
pub const TEXT: usize = 4_000;
/// Longest licensed text of one requirement, in characters.
pub const LONG_TEXT: usize = 20_000;
/// Longest id, in bytes.
pub const ID: usize = 40;

/// Whether a character acts on a terminal or on the direction of text, or cannot be seen at all.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every unseen character written out, as in `\u{1b}`.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

fn sound(text: &str, what: &str, limit: usize, newlines: bool) -> Result<(), String> {
    // Nearly all texts are plain, and looking at all of their bytes is quicker than stopping at the first.
    let plain = |byte| matches!(byte, b' '..=b'~');
    let is_plain = text.bytes().fold(true, |all, byte| all & plain(byte));
    let is_bad = |c: char| is_unseen(c) && !(newlines && c == '\n');
    if !is_plain && let Some(bad) = text.chars().find(|c| is_bad(*c)) {
        return Err(format!(
            "the {what} holds the character {}, which cannot be seen",
            bad.escape_unicode()
        ));
    }
    if text.trim().is_empty() {
        return Err(format!("the {what} is empty"));
    }
    let length = if is_plain {
        text.len()
    } else {
        text.chars().count()
    };
    if length > limit {
        return Err(format!(
            "the {what} has {length} characters; {limit} are the most"
        ));
    }
    Ok(())
}

/// Whether a text may be a title: one line that says something.
///
/// # Errors
/// What is wrong with it.
pub fn check_title(title: &str) -> Result<(), String> {
    sound(title, "title", TITLE, false)
}

/// Whether a text says something, and is not too long.
///
/// # Errors
/// What is wrong with it.
pub fn check_text(text: &str) -> Result<(), String> {
    sound(text, "text", TEXT, true)
}

/// Whether `text` may be the id of an item: `A.8.13`, `S4.2`, `stage-1`.
pub fn is_item(text: &str) -> bool {
    (1..=ID).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

fn item_of<E: Error>(text: String) -> Result<String, E> {
    if is_item(&text) {
        Ok(text)
    } else {
        Err(E::custom(format!(
            "\"{}\" is not an id (letters, digits, . - and _, at most {ID})",
            visible(&text)
        )))
    }
}

/// An id within its file.
pub fn item<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    item_of(String::deserialize(from)?)
}

/// An id within its file that need not be there.
pub fn item_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(from)?
        .map(item_of)
        .transpose()
}

/// Several ids.
pub fn items<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    // Each is checked while it is being read, so that a refusal stands at its place in the list.
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Item(#[serde(deserialize_with = "item")] String);

    let items = Vec::<Item>::deserialize(from)?;
    Ok(items.into_iter().map(|Item(item)| item).collect())
}

/// The name of a criterion.
pub fn criterion<'de, D: Deserializer<'de>>(from: D) -> Result<CriterionId, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|error| unfit(&error))
}

/// The name of a criterion that need not be there.
pub fn criterion_maybe<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<CriterionId>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    let parsed = text.map(|text| text.parse().map_err(|error| unfit(&error)));
    parsed.transpose()
}

/// The refusal of a text that is no id, safe to show.
fn unfit<E: Error>(error: &BadId) -> E {
    E::custom(visible(&error.to_string()))
}

/// One line that must say something, if it is there.
pub fn title_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    if let Some(text) = &text {
        check_title(text).map_err(D::Error::custom)?;
    }
    Ok(text)
}

/// One line that must say something.
pub fn title<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    check_title(&text).map_err(D::Error::custom)?;
    Ok(text)
}

/// A text that must say something.
pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    check_text(&text).map_err(D::Error::custom)?;
    Ok(text)
}

/// A long text that must say something.
pub fn long_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    sound(&text, "text", LONG_TEXT, true).map_err(D::Error::custom)?;
    Ok(text)
}

/// A text that need not be there.
pub fn text_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    if let Some(text) = &text {
        check_text(text).map_err(D::Error::custom)?;
    }
    Ok(text)
}

/// A text that must say something, to be shared.
pub fn shared_text<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
    text(from).map(Arc::from)
}

/// A text that need not be there, to be shared.
pub fn shared_text_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<str>>, D::Error> {
    Ok(text_maybe(from)?.map(Arc::from))
}

/// Several texts.
pub fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<Text>::deserialize(from)?;
    Ok(texts.into_iter().map(|Text(text)| text).collect())
}

/// Several texts that need not be there.
pub fn texts_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let texts = Option::<Vec<Text>>::deserialize(from)?;
    Ok(texts.map(|texts| texts.into_iter().map(|Text(text)| text).collect()))
}

/// One of several texts, checked while it is being read, so that a refusal stands at its place in the list.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text(#[serde(deserialize_with = "text")] String);

/// Texts by key, no key twice.
pub fn keyed<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    struct Keyed;

    impl<'de> Visitor<'de> for Keyed {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("texts by key, as in { \"key\": \"text\" }")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut texts = BTreeMap::new();
            while let Some(key) = map.next_key::<String>()? {
                let key = item_of::<A::Error>(key)?;
                if texts.contains_key(&key) {
                    return Err(A::Error::custom(format!("the key \"{key}\" stands twice")));
                }
                let text = map.next_value::<String>()?;
                check_text(&text).map_err(A::Error::custom)?;
                texts.insert(key, text);
            }
            Ok(texts)
        }
    }

    from.deserialize_map(Keyed)
}

/// An id of the same file, or a full one with its criterion: `A.5.18`, `42001:A.8.4`.
pub fn target<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if is_item(&text) || text.parse::<RequirementId>().is_ok() {
        Ok(text)
    } else {
        Err(D::Error::custom(format!(
            "\"{}\" is not an id such as A.8.13 or 27001:A.8.13",
            visible(&text)
        )))
    }
}

/// The full id of a requirement.
pub fn requirement<'de, D: Deserializer<'de>>(from: D) -> Result<RequirementId, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|error| unfit(&error))
}

/// Patterns of ids: an id, or the beginning of one and a final `*`.
pub fn patterns<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Pattern(#[serde(deserialize_with = "pattern")] String);

    let patterns = Vec::<Pattern>::deserialize(from)?;
    Ok(patterns.into_iter().map(|Pattern(it)| it).collect())
}

fn pattern<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let pattern = String::deserialize(from)?;
    let beginning = pattern.strip_suffix('*').unwrap_or(&pattern);
    if is_item(beginning) || pattern == "*" {
        Ok(pattern)
    } else {
        Err(D::Error::custom(format!(
            "\"{}\" is not an id or the beginning of one with * at its end",
            visible(&pattern)
        )))
    }
}
