//! Drawing items so that anybody can draw them again.
//!
//! No generator of random numbers is involved: the order of a population follows from SHA-256 of the seed and each
//! item, so that `sha256sum` and `sort` give the same order in twenty years. Both algorithms put the whole population
//! into an order; a sample is its beginning, and extending a sample goes on where it ended. This module must not know
//! where a population comes from, nor what becomes of the items.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// How a population is put into the order of drawing. Its spelling is what the record keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `sha256-order-1`: by SHA-256 of seed, a blank and the item, as hexadecimal digits; the order of the list does
    /// not matter.
    Order,
    /// `systematic-1 start S interval K`: the items at S, S + K, S + 2K … of the list, then those that stand one
    /// later, and so on around. The order of the list matters.
    Systematic {
        /// The first item, counted from 1; not beyond the interval.
        start: u64,
        /// How far apart the items of one pass stand; at least 1.
        interval: u64,
    },
}

/// How many hexadecimal digits of a hash a start is computed from: as many as any shell can count with.
const START_DIGITS: usize = 15;

impl Algorithm {
    /// Systematic drawing of `size` of so many items: the interval is the whole part of their quotient, the start
    /// follows from the seed.
    pub fn systematic(seed: &str, population: usize, size: usize) -> Self {
        let interval = (population / size.max(1)).max(1) as u64;
        let number = digits(&[seed, "start"])
            .chars()
            .take(START_DIGITS)
            .filter_map(|digit| digit.to_digit(16))
            .fold(0_u64, |number, digit| number << 4 | u64::from(digit));
        Self::Systematic {
            start: number % interval + 1,
            interval,
        }
    }

    /// All items in the order of drawing.
    pub fn order<'a>(&self, seed: &str, items: &'a [String]) -> Vec<&'a str> {
        let items = items.iter().map(String::as_str);
        match *self {
            Self::Order => {
                let mut hashed: Vec<([u8; 32], &str)> =
                    items.map(|item| (hash(&[seed, item]), item)).collect();
                // Bytes sort as their hexadecimal digits do.
                hashed.sort_unstable();
                hashed.into_iter().map(|(_, item)| item).collect()
            }
            Self::Systematic { start, interval } => {
                let interval = interval.max(1);
                let before = start.saturating_sub(1) % interval;
                let pass = |at: u64| (at % interval + interval - before) % interval;
                let mut numbered: Vec<(u64, u64, &str)> = (0_u64..)
                    .zip(items)
                    .map(|(at, item)| (pass(at), at, item))
                    .collect();
                numbered.sort_unstable();
                numbered.into_iter().map(|(_, _, item)| item).collect()
            }
        }
    }

    /// The line of shell that draws so many items again from `items.txt`, one item on each line.
    pub fn again(&self, seed: &str, size: usize) -> String {
        match *self {
            Self::Order => format!(
                "LC_ALL=C sort -u items.txt | while IFS= read -r i; do printf '%s %s\\n' \
                 \"$(printf '%s %s' {} \"$i\" | sha256sum | cut -d ' ' -f 1)\" \"$i\"; done | \
                 LC_ALL=C sort | head -n {size} | cut -d ' ' -f 2-",
                quoted(seed)
            ),
            Self::Systematic { start, interval } => format!(
                "awk -v s={start} -v k={interval} '{{ print (NR - s + k) % k, NR, $0 }}' items.txt | \
                 sort -n -k 1,1 -k 2,2 | head -n {size} | cut -d ' ' -f 3-"
            ),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order => f.write_str("sha256-order-1"),
            Self::Systematic { start, interval } => {
                write!(f, "systematic-1 start {start} interval {interval}")
            }
        }
    }
}

impl FromStr for Algorithm {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |text: &str| text.parse::<u64>().ok().filter(|number| *number > 0);
        match words.as_slice() {
            ["sha256-order-1"] => Ok(Self::Order),
            ["systematic-1", "start", start, "interval", interval] => {
                let (start, interval) = number(start).zip(number(interval)).ok_or(Unknown)?;
                Ok(Self::Systematic { start, interval })
            }
            _ => Err(Unknown),
        }
    }
}

/// An algorithm that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an algorithm of drawing that this version does not know")]
pub struct Unknown;

/// A seed out of 128 random bits, short enough to be read to somebody: `7c1e-04b9-f3d2-8a60`.
pub fn seed(bits: u128) -> String {
    let group = |at: u32| (bits >> (16 * at)) as u16;
    let groups: Vec<String> = (0..4).map(|at| format!("{:04x}", group(at))).collect();
    groups.join("-")
}

fn hash(parts: &[&str; 2]) -> [u8; 32] {
    let [first, second] = parts;
    Sha256::new()
        .chain_update(first)
        .chain_update(b" ")
        .chain_update(second)
        .finalize()
        .into()
}

fn digits(parts: &[&str; 2]) -> String {
    hexadecimal(&hash(parts))
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing into a string cannot fail.
        write!(digits, "{byte:02x}").ok();
        digits
    })
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize) -> Vec<String> {
        (1..=count).map(|number| format!("L-{number:02}")).collect()
    }

    #[test]
    fn a_start_lies_within_the_interval_and_passes_go_around() {
        for size in 1..=9 {
            let Algorithm::Systematic { start, interval } = Algorithm::systematic("x", 9, size)
            else {
                panic!("it is systematic");
            };
            assert!((1..=interval).contains(&start), "{start} of {interval}");
        }
        let way = Algorithm::Systematic {
            start: 3,
            interval: 4,
        };
        assert_eq!(
            way.order("", &items(9)),
            [
                "L-03", "L-07", "L-04", "L-08", "L-01", "L-05", "L-09", "L-02", "L-06"
            ]
        );
    }

    #[test]
    fn what_the_record_keeps_is_read_again() {
        for way in [Algorithm::Order, Algorithm::systematic("s", 120, 5)] {
            assert_eq!(way.to_string().parse(), Ok(way));
        }
        for wrong in [
            "",
            "sha256-order-2",
            "systematic-1 start 0 interval 3",
            "systematic-1",
        ] {
            assert_eq!(wrong.parse::<Algorithm>(), Err(Unknown), "{wrong}");
        }
    }

    #[test]
    fn a_seed_is_four_groups() {
        assert_eq!(seed(0), "0000-0000-0000-0000");
        assert_eq!(
            seed(0x8a60_f3d2_04b9_7c1e | 1 << 100),
            "7c1e-04b9-f3d2-8a60"
        );
    }
}
