//! How many items to take: a number as typed, or a rule of the profiles.

use crate::audit::population::Refused;
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;
use crate::checklist::size::SizeRule;

/// The rules of the criteria that a sample is about, of all where it is about none yet. Where criteria have a rule
/// of the same name, the one that asks for more of `population` holds.
pub fn rules<'a>(
    criteria: &'a Criteria,
    on: &[RequirementId],
    population: u64,
) -> Vec<&'a SizeRule> {
    let mut rules: Vec<&SizeRule> = Vec::new();
    for criterion in criteria.criteria() {
        let concerned = on.iter().any(|id| id.criterion() == criterion.id.as_str());
        if !on.is_empty() && !concerned {
            continue;
        }
        for rule in &criterion.profile.sizes {
            match rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) if known.size(population) < rule.size(population) => *known = rule,
                Some(_) => {}
                None => rules.push(rule),
            }
        }
    }
    rules
}

/// The size that was typed, and the reason that comes with a rule.
///
/// # Errors
/// Neither a number from 1 to the size of the population nor the name of a rule.
pub fn size(rules: &[&SizeRule], typed: &str, population: u64) -> Result<(usize, String), Refused> {
    let typed = typed.trim();
    if let Some(rule) = rules
        .iter()
        .find(|rule| rule.id.eq_ignore_ascii_case(typed))
    {
        let size = usize::try_from(rule.size(population)).unwrap_or(usize::MAX);
        return Ok((size, rule.reason(population)));
    }
    let offered = || {
        let offered: Vec<String> = rules
            .iter()
            .map(|rule| format!("{} ({})", rule.id, rule.size(population)))
            .collect();
        match offered.as_slice() {
            [] => "Give a number.".to_owned(),
            some => format!("Give a number, or a rule: {}.", some.join(", ")),
        }
    };
    let number = match typed.parse::<u64>() {
        Ok(number) if number > 0 => number,
        _ if typed.is_empty() => {
            let what = format!("how many of the {population} are to be taken is not said");
            return Err(Refused::new(what, offered()));
        }
        _ => {
            let what = format!("“{typed}” is no size of a sample");
            return Err(Refused::new(what, offered()));
        }
    };
    if number > population {
        let what = format!("{number} cannot be drawn: the list has {population} items");
        return Err(Refused::new(what, offered()));
    }
    Ok((usize::try_from(number).unwrap_or(usize::MAX), String::new()))
}
