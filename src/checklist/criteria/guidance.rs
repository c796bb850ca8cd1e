//! How to go about auditing a requirement, read when it is asked for.
//!
//! Guides are long, and opening an audit must not wait for them: they are gone through as far as a question needs, and
//! only the item that is asked for is read. The fold and the gates never ask. This module must not know where
//! the files are kept.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use parking_lot::Mutex;

use super::Criteria;
use crate::checklist::guide::{Guidance, Replaced};
use crate::checklist::id::RequirementId;
use crate::checklist::model::Step;
use crate::checklist::read;
use crate::checklist::refusal::Refusal;
use crate::checklist::scan::{self, Item};

/// How many items are kept as read: those of a line that criteria share, and of the one before.
const KEPT: usize = 8;

/// A guide of which only what is asked for is read.
#[derive(Debug)]
pub(super) struct GuideText {
    file: String,
    /// Its text; none where the file is missing.
    text: Option<Arc<Cow<'static, str>>>,
    /// The requirements that it speaks of, with blanks between, where they are known without reading it.
    on: Option<&'static str>,
    /// Its first items, as far as it was gone through.
    items: Mutex<Vec<Item>>,
}

impl GuideText {
    pub fn new(file: &str, text: Option<Arc<Cow<'static, str>>>, on: Option<&'static str>) -> Self {
        Self {
            file: file.to_owned(),
            text,
            on,
            items: Mutex::default(),
        }
    }

    /// What it says on a requirement, as it is written; nothing where it says nothing or is not there.
    fn written_on(&self, item: &str) -> Option<&str> {
        let text = self.text.as_deref()?;
        text.get(self.place_of(text, item)?)
    }

    /// Where it speaks of a requirement.
    fn place_of(&self, text: &str, item: &str) -> Option<Range<usize>> {
        if self.on.is_some_and(|on| on.split(' ').all(|it| it != item)) {
            return None;
        }
        let mut items = self.items.lock();
        let known = items.iter().find(|it| it.on(text) == item).map(Item::at);
        if known.is_some() || !scan::may_have(text, item) {
            return known;
        }
        let rest = match items.last() {
            Some(last) => scan::items_behind(text, last),
            None => scan::items(text),
        };
        for found in rest {
            let place = (found.on(text) == item).then(|| found.at());
            items.push(found);
            if place.is_some() {
                return place;
            }
        }
        None
    }

    /// What it says on a requirement, by its id within the criterion.
    fn on(&self, item: &str) -> Result<Option<Guidance>, Refusal> {
        let Some(text) = &self.text else {
            return Err(Refusal::of(
                &self.file,
                "the guide is not there",
                "Bring it back into the folder criteria/ from another copy of the audit.",
            ));
        };
        let place = self.place_of(text, item);
        place
            .map(|place| read::part(&self.file, text, place))
            .transpose()
    }
}

impl Criteria {
    /// How to go about auditing a requirement: what its checklist says, supplemented by the guides of the
    /// checklist. Empty where nobody says anything.
    ///
    /// # Errors
    /// A guide is missing, or what it says on this requirement is not sound. What the checklist itself says is
    /// then still to be had from [`Guidance::inline`].
    pub fn guidance(&self, id: &RequirementId) -> Result<Arc<Guidance>, Refusal> {
        let mut latest = self.inner.latest.lock();
        if let Some((_, known)) = latest.iter().find(|(known, _)| known == id) {
            return Ok(Arc::clone(known));
        }
        let guidance = Arc::new(self.read_guidance(id)?);
        if latest.len() == KEPT {
            latest.pop_front();
        }
        latest.push_back((id.clone(), Arc::clone(&guidance)));
        Ok(guidance)
    }

    fn read_guidance(&self, id: &RequirementId) -> Result<Guidance, Refusal> {
        let requirement = self.requirement(id);
        let mut guidance = requirement.map(Guidance::inline).unwrap_or_default();
        let replaced = requirement.map_or(Replaced::default(), |it| it.replaced);
        let guides = self
            .criterion(id.criterion())
            .map_or(&[][..], |it| &it.guides);
        for guide in guides {
            if let Some(more) = guide.on(id.item())? {
                guidance.supplement(more, replaced);
            }
        }
        Ok(guidance)
    }

    /// The words by which a requirement is found besides its id, in lower case: its title, and what its checklist
    /// and the guides say, as it is written there.
    pub fn words(&self, id: &RequirementId) -> String {
        let Some(requirement) = self.requirement(id) else {
            return String::new();
        };
        let mut words: Vec<&str> = vec![&requirement.title];
        words.extend(requirement.aim.as_deref());
        words.extend(requirement.ask.iter().map(|question| question.ask.as_str()));
        words.extend(requirement.look.iter().map(|look| look.what.as_str()));
        words.extend(requirement.documented.as_deref());
        words.extend(requirement.sampling.iter().map(|it| it.population.as_str()));
        let guides = self.criterion(id.criterion());
        let guides = guides.into_iter().flat_map(|it| &it.guides);
        words.extend(guides.filter_map(|guide| guide.written_on(id.item())));
        words.join(" ").to_lowercase()
    }

    /// Where to go on from a requirement, with its reason; steps into criteria that the audit does not have, and
    /// to requirements that a checklist leaves out, are left out.
    pub fn trail<'a>(
        &self,
        from: &RequirementId,
        steps: &'a [Step],
    ) -> Vec<(RequirementId, Option<&'a str>)> {
        let full = |to: &str| {
            if to.contains(':') {
                to.parse()
            } else {
                format!("{}:{to}", from.criterion()).parse()
            }
        };
        steps
            .iter()
            .filter_map(|step| Some((full(&step.to).ok()?, step.why.as_deref())))
            .filter(|(to, _)| self.inner.by_id.contains_key(to))
            .collect()
    }
}
