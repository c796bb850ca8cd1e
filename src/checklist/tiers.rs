//! Which suppliers are asked what, and how long it takes, as a checklist says.
//!
//! This module must not know an audit.

use std::collections::HashMap;

use super::model::{Checklist, Requirement, Tier};

/// What stands below a heading.
#[derive(Default, Clone, Copy)]
struct Below {
    chosen: bool,
    has_minutes: bool,
}

impl Checklist {
    /// The tiers of suppliers that are asked a requirement: its own, or else those of the nearest one above that names
    /// any; empty: all.
    pub fn tiers_of<'a>(&'a self, requirement: &'a Requirement) -> &'a [Tier] {
        let above = |it: &&'a Requirement| self.requirement(it.parent.as_deref()?);
        let mut up = std::iter::successors(Some(requirement), above);
        up.find(|it| !it.tiers.is_empty())
            .map_or(&[], |it| &it.tiers)
    }

    /// Whether a supplier of a tier is asked a requirement.
    pub fn asks(&self, tier: Tier, requirement: &Requirement) -> bool {
        let tiers = self.tiers_of(requirement);
        tiers.is_empty() || tiers.contains(&tier)
    }

    /// Whether not all suppliers are asked the same.
    pub fn has_tiers(&self) -> bool {
        self.requirements.iter().any(|it| !it.tiers.is_empty())
    }

    /// How many minutes the requirements that are chosen take, the closing left out. The minutes of a heading count,
    /// once one below it is chosen, where nothing below it has minutes of its own.
    pub fn minutes(&self, chosen: impl Fn(&Requirement) -> bool) -> u32 {
        if self.requirements.iter().all(|it| it.minutes.is_none()) {
            return 0;
        }
        let mut below: HashMap<&str, Below> = HashMap::new();
        let mut total: u32 = 0;
        // Children stand after their parents, so that from the end each heading is met when all below it is known.
        for it in self.requirements.iter().rev() {
            let known = below.get(it.id.as_str()).copied().unwrap_or_default();
            let is_chosen = if it.is_auditable() {
                chosen(it)
            } else {
                known.chosen
            };
            let counts = is_chosen && (it.is_auditable() || !known.has_minutes);
            if let Some(minutes) = it.minutes.filter(|_| counts) {
                total = total.saturating_add(minutes.into());
            }
            if let Some(parent) = &it.parent {
                let above = below.entry(parent).or_default();
                above.chosen |= is_chosen || known.chosen;
                above.has_minutes |= it.minutes.is_some() || known.has_minutes;
            }
        }
        total
    }

    /// How many minutes an audit of a supplier of a tier takes, the closing included.
    pub fn minutes_of(&self, tier: Tier) -> u32 {
        match self.minutes(|it| self.asks(tier, it)) {
            0 => 0,
            minutes => minutes.saturating_add(self.closing_minutes.unwrap_or_default().into()),
        }
    }
}
