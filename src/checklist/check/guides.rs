//! What must hold of guides and overlays: each speaks of a requirement once, and of one that exists.
//!
//! This module must not know how files are found.

use std::collections::{HashMap, HashSet};

use super::{MAX_REQUIREMENTS, Source};
use crate::checklist::guide::Guide;
use crate::checklist::id::{CriterionId, RequirementId};
use crate::checklist::model::Checklist;
use crate::checklist::overlay::Overlay;
use crate::checklist::refusal::Refusal;
use crate::checklist::scan;

/// Checks a guide by itself.
pub fn guide(source: &Source<'_>, guide: &Guide) -> Result<(), Refusal> {
    let on: Vec<&str> = guide.items.iter().map(|it| it.on.as_str()).collect();
    each_once(source, &guide.id, "items", &on)
}

/// Checks an overlay by itself.
pub fn overlay(source: &Source<'_>, overlay: &Overlay) -> Result<(), Refusal> {
    let on: Vec<&str> = overlay.texts.iter().map(|it| it.on.as_str()).collect();
    each_once(source, &overlay.id, "texts", &on)
}

fn each_once(source: &Source<'_>, id: &str, list: &str, on: &[&str]) -> Result<(), Refusal> {
    if on.is_empty() {
        return Err(source.refuse(
            "id",
            id,
            0,
            "it speaks of no requirement",
            &format!("Write at least one into {list}: [(on: \"...\", ...)]."),
        ));
    }
    if let Some(extra) = on.get(MAX_REQUIREMENTS) {
        return Err(source.refuse(
            "on",
            extra,
            0,
            &format!("it speaks of more than {MAX_REQUIREMENTS} requirements"),
            "Split it into several files.",
        ));
    }
    let mut known: HashMap<String, &str> = HashMap::new();
    for one in on {
        if let Some(former) = known.insert(one.to_ascii_uppercase(), one) {
            let same = former == *one;
            let what = if same {
                format!("\"{one}\" stands twice")
            } else {
                format!("\"{former}\" and \"{one}\" differ only in capitals")
            };
            return Err(source.refuse(
                "on",
                one,
                usize::from(same),
                &what,
                "Put into one item what there is to say about a requirement.",
            ));
        }
    }
    // What is asked for later is found by its place alone, so reading and scanning have to agree.
    let places = scan::items(source.text);
    let scanned: Vec<&str> = places.map(|it| it.on(source.text)).collect();
    match on
        .iter()
        .zip(scanned.iter().chain(std::iter::repeat(&"")))
        .find(|(one, found)| one != found)
    {
        Some((one, _)) => Err(source.refuse(
            "on",
            one,
            0,
            &format!("\"{one}\" cannot be found by its place"),
            "Write it plainly as on: \"A.8.13\" in an item of its own, without escapes.",
        )),
        None => Ok(()),
    }
}

/// Checks a guide against the checklist that names it.
pub fn guide_of(source: &Source<'_>, guide: &Guide, of: &Checklist) -> Result<(), Refusal> {
    if !of.takes_guides_for(&guide.criterion) {
        return Err(other_criterion(source, &guide.criterion, of));
    }
    let known = known(of);
    for item in &guide.items {
        let on = item.on.as_str();
        if !known.contains(on) {
            return Err(no_such(source, on, of));
        }
        for step in &item.trail {
            let own = match step.to.parse::<RequirementId>() {
                Ok(id) if id.criterion() == of.criterion.as_str() => id.item().to_owned(),
                Ok(_) => continue,
                Err(_) => step.to.clone(),
            };
            if !known.contains(own.as_str()) {
                return Err(source.refuse(
                    "to",
                    &step.to,
                    0,
                    &format!(
                        "the trail from \"{on}\" leads to \"{}\", which does not exist",
                        step.to
                    ),
                    "Correct the id, or write another criterion as in 42001:A.8.4.",
                ));
            }
        }
    }
    Ok(())
}

/// Checks an overlay against a checklist of its criterion.
pub fn overlay_of(source: &Source<'_>, overlay: &Overlay, of: &Checklist) -> Result<(), Refusal> {
    let known = known(of);
    match overlay
        .texts
        .iter()
        .find(|it| !known.contains(it.on.as_str()))
    {
        Some(text) => Err(no_such(source, &text.on, of)),
        None => Ok(()),
    }
}

/// The ids of a checklist, those that it leaves out too: what it extends may still speak of them.
fn known(of: &Checklist) -> HashSet<&str> {
    let left_out = of.without.iter().flat_map(|it| &it.all);
    let own = of.requirements.iter().map(|it| &it.id);
    own.chain(left_out).map(String::as_str).collect()
}

fn no_such(source: &Source<'_>, on: &str, of: &Checklist) -> Refusal {
    source.refuse(
        "on",
        on,
        0,
        &format!("the checklist \"{}\" has no \"{on}\"", of.id),
        &format!(
            "Correct the id: `onsite checklist show {}` lists all.",
            of.id
        ),
    )
}

fn other_criterion(source: &Source<'_>, criterion: &CriterionId, of: &Checklist) -> Refusal {
    source.refuse(
        "criterion",
        criterion.as_str(),
        0,
        &format!(
            "this is for \"{criterion}\", and the checklist \"{}\" is for \"{}\"",
            of.id, of.criterion
        ),
        &format!(
            "Write criterion: \"{}\", or take the guide out of that checklist.",
            of.criterion
        ),
    )
}
