//! How many items to take of a population: rules that a profile offers, each with its reason.
//!
//! Data, not code: the steps and factors stand in the profiles. This module must not know what is sampled.

use serde::{Deserialize, Serialize};

use super::value;

/// A rule for the size of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeRule {
    /// The name by which it is chosen: `usual`.
    #[serde(deserialize_with = "value::item")]
    pub id: String,
    /// What it is for, in a few words; stands in the reason.
    #[serde(deserialize_with = "value::title")]
    pub title: String,
    /// How many to take, by the size of the population, the smallest first. The first step that reaches so far holds;
    /// beyond the last, the last.
    #[serde(default)]
    pub steps: Vec<SizeStep>,
    /// In place of steps: this percentage of the square root of the population, rounded up.
    #[serde(default)]
    pub root_percent: Option<u16>,
    /// What else goes with it, as for a central function that is audited in any case.
    #[serde(default, deserialize_with = "value::text_maybe")]
    pub besides: Option<String>,
    /// Where the rule comes from.
    #[serde(deserialize_with = "value::title")]
    pub source: String,
}

/// A step of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeStep {
    /// The largest population of this step.
    pub up_to: u64,
    /// How many to take.
    pub take: u64,
}

impl SizeRule {
    /// How many of so many items to take; never more than there are.
    pub fn size(&self, population: u64) -> u64 {
        let wanted = match self.root_percent {
            Some(percent) => root(percent, population),
            None => {
                let reached = self.steps.iter().find(|step| population <= step.up_to);
                reached.or(self.steps.last()).map_or(0, |step| step.take)
            }
        };
        wanted.clamp(1, population.max(1))
    }

    /// Why that many, in a sentence.
    pub fn reason(&self, population: u64) -> String {
        let size = self.size(population);
        let how = match self.root_percent {
            Some(percent) => {
                let (whole, part) = (percent / 100, percent % 100);
                let factor = match (whole, part) {
                    (1, 0) => String::new(),
                    (whole, part) => {
                        format!("{} ", format!("{whole}.{part:02}").trim_end_matches('0'))
                    }
                };
                format!("{factor}√{population} rounded up = {size}")
            }
            None => format!("{size} of {population}"),
        };
        let besides = self
            .besides
            .as_ref()
            .map_or(String::new(), |besides| format!("; {besides}"));
        format!("{}: {how}{besides} ({})", self.title, self.source)
    }
}

/// The smallest number that is not below so many hundredths of the square root of `of`.
fn root(percent: u16, of: u64) -> u64 {
    let enough = u128::from(percent) * u128::from(percent) * u128::from(of);
    let (mut low, mut high) = (0_u64, of.max(1).saturating_mul(u64::from(percent.max(100))));
    while low < high {
        let middle = low + (high - low) / 2;
        let square = 10_000 * u128::from(middle) * u128::from(middle);
        if square < enough {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(root_percent: Option<u16>, steps: &[(u64, u64)]) -> SizeRule {
        SizeRule {
            id: "r".to_owned(),
            title: "Sites".to_owned(),
            steps: steps
                .iter()
                .map(|(up_to, take)| SizeStep {
                    up_to: *up_to,
                    take: *take,
                })
                .collect(),
            root_percent,
            besides: None,
            source: "IAF MD 1".to_owned(),
        }
    }

    #[test]
    fn roots_are_rounded_up_and_never_more_than_there_is() {
        for (percent, sites, size) in [
            (100, 25, 5),
            (100, 26, 6),
            (60, 25, 3),
            (60, 26, 4),
            (80, 25, 4),
            (60, 1, 1),
            (100, 2, 2),
            (60, 2, 1),
            (100, 1_000_000_007, 31_623),
        ] {
            assert_eq!(
                rule(Some(percent), &[]).size(sites),
                size,
                "{percent} % of √{sites}"
            );
        }
        assert_eq!(
            rule(Some(60), &[]).reason(26),
            "Sites: 0.6 √26 rounded up = 4 (IAF MD 1)"
        );
        assert_eq!(
            rule(Some(100), &[]).reason(26),
            "Sites: √26 rounded up = 6 (IAF MD 1)"
        );
    }

    #[test]
    fn steps_go_by_the_size_of_the_population() {
        let rule = rule(None, &[(50, 5), (250, 10), (1000, 15)]);
        for (population, size) in [(3, 3), (50, 5), (51, 10), (1000, 15), (9999, 15)] {
            assert_eq!(rule.size(population), size, "{population}");
        }
    }
}
