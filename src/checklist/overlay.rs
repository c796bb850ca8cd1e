//! An overlay: text of a standard that the user has a licence for, kept privately.
//!
//! It lies in the user's own folder `overlays/` and is shown on the user's own screen. No audit keeps it, and
//! nothing that others get to see has a word of it: criteria are never assembled from it. This module must not
//! know how files are found.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::id::CriterionId;
use super::read;
use super::refusal::Refusal;
use super::scan::{self, Item};
use super::texts::Texts;
use super::value;

/// A file with the licensed text of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Its name, and that of its file.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// The criterion whose text it is: `27001`.
    #[serde(deserialize_with = "value::criterion")]
    pub criterion: CriterionId,
    /// The texts, one for each requirement.
    pub texts: Vec<Licensed>,
}

/// The licensed text of one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licensed {
    /// The id of the requirement within its criterion: `A.8.13`.
    #[serde(deserialize_with = "value::item")]
    pub on: String,
    /// The text, which may have several lines.
    #[serde(deserialize_with = "value::long_text")]
    pub text: String,
}

/// The overlays of a criterion, of which only what is asked for is read.
#[derive(Default)]
pub struct OverlayTexts {
    files: Vec<OverlayText>,
}

struct OverlayText {
    file: String,
    text: String,
    items: Vec<Item>,
}

/// What is printed by mistake has no word of a licensed text in it.
impl fmt::Debug for OverlayTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.files.iter().map(|it| &it.file);
        f.debug_list().entries(files).finish()
    }
}

impl OverlayTexts {
    /// Takes up a file if it is for this criterion. `file` is its name for refusals.
    pub(super) fn add(&mut self, file: &str, text: &str, criterion: &CriterionId) {
        let of = Texts::new(text).find(|it| it.key == "criterion");
        if of.is_some_and(|it| it.value == criterion.as_str()) {
            self.files.push(OverlayText {
                file: file.to_owned(),
                text: text.to_owned(),
                items: scan::items(text).collect(),
            });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The licensed text of the requirement with this id within the criterion, where there is one.
    ///
    /// # Errors
    /// What stands there is not sound.
    pub fn on(&self, item: &str) -> Result<Option<String>, Refusal> {
        for OverlayText { file, text, items } in &self.files {
            if let Some(found) = items.iter().find(|it| it.on(text) == item) {
                let licensed: Licensed = read::part(file, text, found.at())?;
                return Ok(Some(licensed.text));
            }
        }
        Ok(None)
    }
}
