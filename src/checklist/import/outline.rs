//! Rows in their order become requirements under their headings, each with an id of its own.
//!
//! A requirement stands under the one whose id its own begins with (`4.1` under `4`), or else under its heading. This
//! module must not know columns.

use std::collections::{HashMap, HashSet};

use super::row::{Cell, Item, numbered};
use crate::cells::{MOST_REFUSALS, Refusal, Spot};
use crate::checklist::check::MAX_DEPTH;
use crate::checklist::model::{ChecklistKind, Requirement, RequirementKind};
use crate::checklist::value;

/// What the rows said so far.
pub(super) struct Outline {
    kind: ChecklistKind,
    /// Whether the table has a column of ids.
    has_ids: bool,
    groups: Vec<Group>,
    /// The group that rows belong to now.
    now: usize,
}

/// What stands under one heading, or before the first.
#[derive(Default)]
struct Group {
    heading: Option<Heading>,
    items: Vec<Item>,
}

struct Heading {
    spot: Spot,
    /// As the table has it.
    text: String,
}

/// A requirement that has its place: where it was written, and how deep it stands.
struct Seen {
    id: String,
    line: usize,
    depth: usize,
}

/// The requirements that have their places.
struct Placed {
    kind: ChecklistKind,
    requirements: Vec<Requirement>,
    /// By their ids in small letters.
    seen: HashMap<String, Seen>,
    parents: HashSet<String>,
    refusals: Vec<Refusal>,
}

impl Outline {
    pub fn new(kind: ChecklistKind, has_ids: bool) -> Self {
        Self {
            kind,
            has_ids,
            groups: vec![Group::default()],
            now: 0,
        }
    }

    /// How many headings and things to audit there are.
    pub fn len(&self) -> usize {
        let of_group = |group: &Group| group.items.len() + usize::from(group.heading.is_some());
        self.groups.iter().map(of_group).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.items.is_empty())
    }

    /// The block that the rows from here on belong to. One that was left may be come back to.
    pub fn block(&mut self, cell: &Cell) -> Result<(), Refusal> {
        let title = cell.title()?;
        let is_it = |group: &Group| group.heading.as_ref().is_some_and(|it| it.text == title);
        match self.groups.iter().position(is_it) {
            Some(at) => self.now = at,
            None => self.heading(cell)?,
        }
        Ok(())
    }

    /// A heading above the rows from here on.
    pub fn heading(&mut self, cell: &Cell) -> Result<(), Refusal> {
        self.now = self.groups.len();
        self.groups.push(Group {
            heading: Some(Heading {
                spot: cell.spot,
                text: cell.title()?,
            }),
            items: Vec::new(),
        });
        Ok(())
    }

    /// Something to audit, or more about what stands above it.
    pub fn add(&mut self, item: Item) -> Result<(), Refusal> {
        // There is always one.
        let Some(group) = self.groups.get_mut(self.now) else {
            return Ok(());
        };
        if let Some(last) = group.items.last_mut()
            && is_more(last, &item, self.has_ids)
        {
            return merge(last, item);
        }
        let lacks = |what, next| Err(Refusal::at(item.spot, what, next));
        if self.has_ids && item.requirement.id.is_empty() {
            return lacks("this row has no id", "Give it one, or take it out.");
        }
        if item.requirement.title.is_empty() {
            let what = "this row has neither a title nor a question";
            return lacks(what, "Write one of them, or take it out.");
        }
        group.items.push(item);
        Ok(())
    }

    /// The requirements and headings in their order, a parent before what stands under it.
    pub fn requirements(self) -> Result<Vec<Requirement>, Vec<Refusal>> {
        let given = self.groups.iter().flat_map(|group| &group.items);
        let given = given.map(|item| item.requirement.id.to_lowercase());
        let mut taken: HashSet<String> = given.collect();
        let mut placed = Placed {
            kind: self.kind,
            requirements: Vec::new(),
            seen: HashMap::new(),
            parents: HashSet::new(),
            refusals: Vec::new(),
        };
        let letter = if self.has_ids { "B" } else { "" };
        let mut headings = 0;
        for group in self.groups {
            let heading = group.heading.map(|Heading { spot, text }| {
                let own = numbered(&text).filter(|(id, _)| taken.insert(id.to_lowercase()));
                let (id, title) = own.map_or_else(
                    || (free(&mut taken, letter, &mut headings), text.clone()),
                    |(id, title)| (id.to_owned(), title.to_owned()),
                );
                let kind = heading_of(self.kind, &id);
                let requirement = Requirement::new(id.clone(), title, kind);
                placed.put(spot, requirement, None);
                id
            });
            let begin = heading
                .as_ref()
                .map_or(String::new(), |id| format!("{id}."));
            let mut items = 0;
            for item in group.items {
                let spot = item.spot;
                let mut requirement = item.finished();
                if requirement.id.is_empty() {
                    requirement.id = free(&mut taken, &begin, &mut items);
                }
                requirement.kind = kind_of(self.kind, &requirement.id);
                placed.put(spot, requirement, heading.as_deref());
            }
        }
        placed.finish()
    }
}

/// What a requirement with this id is.
fn kind_of(kind: ChecklistKind, id: &str) -> RequirementKind {
    match kind {
        ChecklistKind::ManagementSystem if id.starts_with("A.") => RequirementKind::Control,
        ChecklistKind::ManagementSystem => RequirementKind::Clause,
        ChecklistKind::Supplier | ChecklistKind::Other => RequirementKind::Question,
    }
}

/// What a heading with this id is.
fn heading_of(kind: ChecklistKind, id: &str) -> RequirementKind {
    match kind_of(kind, id) {
        RequirementKind::Question => RequirementKind::Block,
        RequirementKind::Control => RequirementKind::Theme,
        _ if id == "A" => RequirementKind::Theme,
        _ => RequirementKind::Heading,
    }
}

/// The next id that begins so, goes on with a number, and is not taken. `last` is the number of the one before.
fn free(taken: &mut HashSet<String>, begin: &str, last: &mut usize) -> String {
    loop {
        *last += 1;
        let id = format!("{begin}{last}");
        if taken.insert(id.to_lowercase()) {
            return id;
        }
    }
}

/// Whether a row goes on with what stands above it.
fn is_more(last: &Item, item: &Item, has_ids: bool) -> bool {
    let (before, now) = (&last.requirement, &item.requirement);
    let is_same_title = !item.is_titled || now.title == before.title;
    if has_ids {
        is_same_title && (now.id.is_empty() || now.id == before.id)
    } else {
        // Where rows have titles, one without belongs to the title above.
        last.is_titled && !item.is_titled
    }
}

/// Takes into a requirement what a further row says of it.
fn merge(last: &mut Item, item: Item) -> Result<(), Refusal> {
    let (it, more) = (&mut last.requirement, item.requirement);
    let is_other = more.source.is_some() && it.source.is_some() && more.source != it.source
        || more.minutes.is_some() && it.minutes.is_some() && more.minutes != it.minutes
        || !more.tiers.is_empty() && !it.tiers.is_empty() && more.tiers != it.tiers;
    if is_other {
        let what = "source, minutes or tiers are others than in the row above, which it belongs to";
        let next = "Say them once, or give the row an id.";
        return Err(Refusal::at(item.spot, what, next));
    }
    for question in more.ask {
        match it.ask.last_mut() {
            // An answer alone goes on with the one above.
            Some(last) if question.ask.is_empty() => {
                last.good = joined(last.good.take(), question.good)
                    .map_err(|what| Refusal::at(item.spot, what, "Shorten the answer."))?;
            }
            _ => it.ask.push(question),
        }
    }
    it.look.extend(more.look);
    it.source = it.source.take().or(more.source);
    it.minutes = it.minutes.or(more.minutes);
    it.knock_out |= more.knock_out;
    if it.tiers.is_empty() {
        it.tiers = more.tiers;
    }
    it.aim = joined(it.aim.take(), more.aim)
        .map_err(|what| Refusal::at(item.spot, what, "Shorten the aim."))?;
    Ok(())
}

/// A text and what a further row adds to it, on lines of their own; what is wrong with that.
fn joined(text: Option<String>, more: Option<String>) -> Result<Option<String>, String> {
    let texts: Vec<String> = text.into_iter().chain(more).collect();
    if texts.is_empty() {
        return Ok(None);
    }
    let text = texts.join("\n");
    value::check_text(&text).map_err(|what| format!("with the rows above, {what}"))?;
    Ok(Some(text))
}

impl Placed {
    /// Puts a requirement behind the others: under the one whose id its own begins with, or else under its heading.
    fn put(&mut self, spot: Spot, mut requirement: Requirement, heading: Option<&str>) {
        let id = requirement.id.clone();
        if let Some(before) = self.seen.get(&id.to_lowercase()) {
            let what = format!("the id {id} stands in line {}, too", before.line);
            let next = "Give each an id of its own. A spreadsheet makes 4.1 of 4.10: its column has to hold text.";
            return self.refuse(spot, what, next);
        }
        let ends = id.rmatch_indices('.').map(|(end, _)| end);
        let mut above = ends.filter_map(|end| id.get(..end));
        let is_here = |it: &str| {
            self.seen
                .get(&it.to_lowercase())
                .is_some_and(|seen| seen.id == it)
        };
        let above = above.find(|it| is_here(it));
        let parent = above.or(heading).map(str::to_owned);
        let depth_of = |parent: &String| self.seen.get(&parent.to_lowercase()).map(|it| it.depth);
        let depth = 1 + parent.as_ref().and_then(depth_of).unwrap_or(0);
        if depth > MAX_DEPTH {
            let what = format!("{id} stands {depth} levels deep; {MAX_DEPTH} are the most");
            return self.refuse(spot, what, "Give it an id further up.");
        }
        let line = spot.line;
        self.seen
            .insert(id.to_lowercase(), Seen { id, line, depth });
        self.parents.extend(parent.clone());
        requirement.parent = parent;
        self.requirements.push(requirement);
    }

    fn refuse(&mut self, spot: Spot, what: String, next: &str) {
        if self.refusals.len() < MOST_REFUSALS {
            self.refusals.push(Refusal::at(spot, what, next));
        }
    }

    fn finish(mut self) -> Result<Vec<Requirement>, Vec<Refusal>> {
        if !self.refusals.is_empty() {
            return Err(self.refusals);
        }
        // What has only a title, and others under it, is nothing to audit by itself.
        for it in &mut self.requirements {
            let says_nothing = it.ask.is_empty() && it.look.is_empty() && it.aim.is_none();
            if says_nothing && self.parents.contains(&it.id) {
                it.kind = heading_of(self.kind, &it.id);
            }
        }
        Ok(self.requirements)
    }
}
