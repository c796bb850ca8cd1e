//! All that helps to audit one requirement, as a page of text.
//!
//! This module must not know where any of it comes from.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use super::super::failure::Failure;
use crate::checklist::guide::Guidance;
use crate::checklist::id::RequirementId;
use crate::checklist::library::{Found, Library, guidance};
use crate::checklist::model::{Attributes, Checklist, Requirement, RequirementKind};
use crate::checklist::refusal::Refusal;
use crate::text;

/// How wide the page is, in cells.
const WIDTH: usize = 78;

/// One requirement and all that helps to audit it.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    id: String,
    title: &'a str,
    kind: RequirementKind,
    under: Option<String>,
    guidance: Guidance,
    /// The steps of the trail with the titles of where they lead, where these are known.
    #[serde(skip)]
    titles: Vec<Option<String>>,
    documented: Option<&'a str>,
    attributes: Option<&'a Attributes>,
    twins: Vec<Twin>,
    related: Vec<Related>,
}

#[derive(Serialize)]
struct Twin {
    id: RequirementId,
    differs: Option<Arc<str>>,
}

#[derive(Serialize)]
struct Related {
    id: RequirementId,
    support: &'static str,
    why: Arc<str>,
}

/// The page of a requirement.
pub(super) fn of<'a>(
    library: &Library,
    found: &Found,
    checklist: &'a Checklist,
    requirement: &'a Requirement,
) -> Result<Page<'a>, Failure> {
    let guidance = guidance(requirement, &library.guides(found)?);
    let steps = guidance.trail.iter();
    let titles = steps.map(|step| Some(checklist.requirement(&step.to)?.title.clone()));
    let parent = requirement.parent.as_ref();
    let parent = parent.and_then(|parent| checklist.requirement(parent));
    let (twins, related) = linked(library, checklist, requirement)?;
    Ok(Page {
        id: format!("{}:{}", checklist.criterion, requirement.id),
        title: &requirement.title,
        kind: requirement.kind,
        under: parent.map(|it| format!("{} {}", it.id, it.title)),
        titles: titles.collect(),
        guidance,
        documented: requirement.documented.as_deref(),
        attributes: requirement.attributes.as_ref(),
        twins,
        related,
    })
}

fn linked(
    library: &Library,
    checklist: &Checklist,
    requirement: &Requirement,
) -> Result<(Vec<Twin>, Vec<Related>), Refusal> {
    let (mut twins, mut related) = (Vec::new(), Vec::new());
    let is_here = |id: &RequirementId| {
        id.criterion() == checklist.criterion.as_str() && id.item() == requirement.id
    };
    let other = |one: &RequirementId, other: &RequirementId| {
        if is_here(one) {
            Some(other.clone())
        } else {
            is_here(other).then(|| one.clone())
        }
    };
    for links in library.links()? {
        for twin in &links.twins {
            twins.extend(other(&twin.one, &twin.other).map(|id| Twin {
                id,
                differs: twin.differs.clone(),
            }));
        }
        let mut of_file = links.related;
        of_file.sort_by_key(|it| it.support);
        for link in &of_file {
            related.extend(other(&link.one, &link.other).map(|id| Related {
                id,
                support: link.support.word(),
                why: Arc::clone(&link.why),
            }));
        }
    }
    Ok((twins, related))
}

impl Page<'_> {
    /// The page as lines of text.
    pub fn text(&self) -> String {
        let mut out = Out(String::new());
        let under = self.under.as_ref();
        out.line("", &format!("{} {}", self.id, self.title));
        if let Some(under) = under {
            out.line("", &format!("under {under}"));
        }
        let guidance = &self.guidance;
        if let Some(aim) = &guidance.aim {
            out.part("What it is for");
            out.line("  ", aim);
        }
        if !guidance.ask.is_empty() {
            out.part("Ask");
        }
        for (number, question) in guidance.ask.iter().enumerate() {
            out.item(&format!("{}. ", number + 1), &question.ask);
            if let Some(good) = &question.good {
                out.item("   good: ", good);
            }
        }
        if !guidance.look.is_empty() {
            out.part("Look at");
        }
        for look in &guidance.look {
            out.item("- ", &format!("{} ({})", look.what, look.method.key()));
        }
        self.sampling(&mut out);
        self.trail(&mut out);
        if !guidance.nonconformities.is_empty() {
            out.part("Typical nonconformities");
        }
        for failure in &guidance.nonconformities {
            let class = failure.class.as_ref();
            let class = class.map_or(String::new(), |class| format!(" ({class})"));
            out.item("- ", &format!("{}{class}", failure.what));
            if let Some(ofi) = &failure.ofi {
                out.item("  only an OFI: ", ofi);
            }
        }
        if !guidance.traps.is_empty() {
            out.part("Mind");
        }
        for trap in &guidance.traps {
            out.item("- ", trap);
        }
        self.around(&mut out);
        out.0.trim_end().to_owned()
    }

    fn sampling(&self, out: &mut Out) {
        let Some(sampling) = &self.guidance.sampling else {
            return;
        };
        out.part("Sample");
        out.item("- from: ", &sampling.population);
        if let Some(source) = &sampling.source {
            out.item("- list: ", source);
        }
        if let Some(check) = &sampling.check {
            out.item("- check on each: ", check);
        }
    }

    fn trail(&self, out: &mut Out) {
        if !self.guidance.trail.is_empty() {
            out.part("Go on to");
        }
        for (step, title) in self.guidance.trail.iter().zip(&self.titles) {
            let title = title.as_ref().map_or(String::new(), |it| format!(" {it}"));
            let why = step
                .why
                .as_ref()
                .map_or(String::new(), |it| format!(": {it}"));
            out.item("- ", &format!("{}{title}{why}", step.to));
        }
    }

    /// What the standard itself says about it, and what hangs together with it.
    fn around(&self, out: &mut Out) {
        if let Some(documented) = self.documented {
            out.part("To be documented");
            out.line("  ", documented);
        }
        if let Some(it) = self.attributes {
            out.part("Attributes");
            for (name, values) in [
                ("type: ", &it.types),
                ("properties: ", &it.properties),
                ("concepts: ", &it.concepts),
                ("capabilities: ", &it.capabilities),
                ("domains: ", &it.domains),
            ] {
                out.item(name, &values.join(", "));
            }
        }
        if !self.twins.is_empty() {
            out.part("Audited in one go with");
        }
        for twin in &self.twins {
            let differs = twin.differs.as_ref();
            let differs = differs.map_or(String::new(), |it| format!(", which differs: {it}"));
            out.item("- ", &format!("{}{differs}", twin.id));
        }
        if !self.related.is_empty() {
            out.part("Related, never credited");
        }
        for related in &self.related {
            let (id, support, why) = (&related.id, related.support, &related.why);
            out.item("- ", &format!("{id} ({support}): {why}"));
        }
    }
}

/// Lines, broken at the width of the page.
struct Out(String);

impl Out {
    fn part(&mut self, heading: &str) {
        self.0.push('\n');
        self.line("", heading);
    }

    fn item(&mut self, lead: &str, words: &str) {
        self.line(&format!("  {lead}"), words);
    }

    /// A text behind its lead; further lines stand under its first letter.
    fn line(&mut self, lead: &str, words: &str) {
        let indent = text::width(lead).min(8);
        let whole = format!("{lead}{words}");
        let mut rest = whole.as_str();
        let mut margin = 0;
        loop {
            let row = text::wrap(rest, WIDTH.saturating_sub(margin))
                .into_iter()
                .next();
            let end = row.map_or(rest.len(), |row| row.end);
            let (now, later) = rest.split_at_checked(end).unwrap_or((rest, ""));
            // Writing to a String cannot fail.
            writeln!(self.0, "{:margin$}{}", "", now.trim_end()).ok();
            rest = later.trim_start();
            if rest.is_empty() {
                break;
            }
            margin = indent;
        }
    }
}
