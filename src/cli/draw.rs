//! `onsite draw`: what a seed draws out of a population; no audit is needed, and nothing is recorded.
//!
//! This module must not know how the order of drawing comes about.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::input::Texts;
use super::print;
use crate::audit::draw::{self, Algorithm};
use crate::audit::population::{self, Refused, Source};
use crate::audit::sampling::List;
use crate::store::draw::Draw as Bits;
use crate::store::extract;

/// Prints what a seed draws out of a population, one item on each line
///
/// Items are ordered by SHA-256 of the seed, a blank and the item, and the first are taken, so that anybody can draw
/// them again with sha256sum and sort. Nothing is recorded; `onsite sample AUDIT draw` records.
///
/// With --json: seed, algorithm, population, blanks, doubles, extract (SHA-256), items, again (lines of shell).
#[derive(Debug, Args)]
pub(super) struct DrawItems {
    /// 1-120, INC-0001..INC-0120, FILE.csv:column, FILE with one item on each line, or - for standard input
    #[arg(long, value_name = "LIST")]
    population: String,
    /// What the draw begins with; otherwise one is drawn and printed
    #[arg(long)]
    seed: Option<String>,
    /// How many items
    #[arg(long, value_name = "NUMBER")]
    size: usize,
    /// At even distances in the order of the list, from a start that follows from the seed
    #[arg(long)]
    systematic: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    seed: &'a str,
    algorithm: String,
    population: usize,
    blanks: usize,
    doubles: usize,
    extract: &'a str,
    items: &'a [&'a str],
    again: Vec<String>,
}

impl DrawItems {
    pub fn run(self) -> Result<Done, Failure> {
        let mut texts = Texts::default();
        let (list, source) = list(&mut texts, &self.population)?;
        let items = &list.population.items;
        if self.size == 0 || self.size > items.len() {
            return Err(Failure::new(
                format!(
                    "{} cannot be drawn: the list has {} items",
                    self.size,
                    items.len()
                ),
                "Give --size a number between.",
            ));
        }
        let seed = match self.seed.as_deref().map(str::trim) {
            Some(seed) if !seed.is_empty() => seed.to_owned(),
            _ => {
                let bits = Bits::from_system().map(|mut bits| bits.id());
                draw::seed(bits.map_err(|error| {
                    Failure::new(
                        format!("the system gives no random numbers: {error}"),
                        "Give a seed with --seed.",
                    )
                })?)
            }
        };
        let algorithm = if self.systematic {
            Algorithm::systematic(&seed, items.len(), self.size)
        } else {
            Algorithm::Order
        };
        let mut drawn = algorithm.order(&seed, items);
        drawn.truncate(self.size);
        if self.json {
            return Done::json(&Answer {
                seed: &seed,
                algorithm: algorithm.to_string(),
                population: items.len(),
                blanks: list.population.blanks,
                doubles: list.population.doubles,
                extract: &list.digest,
                items: &drawn,
                again: again(&source, algorithm, &seed, self.size),
            });
        }
        say_left_out(&list, true);
        print::note(&format!(
            "{} of {} drawn by {algorithm}, seed {seed}",
            self.size,
            items.len()
        ));
        Ok(Done::said(format!("{}\n", drawn.join("\n"))))
    }
}

/// The lines of shell that draw again.
fn again(source: &Source, algorithm: Algorithm, seed: &str, size: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if let Source::Range(range) = source {
        lines.push(range.again());
    }
    lines.push(algorithm.again(seed, size));
    lines
}

/// Says what of a list was left out, on standard error.
pub(super) fn say_left_out(list: &List, named: bool) {
    let left_out = list.population.left_out(named);
    if !left_out.is_empty() {
        print::note(&format!("onsite: {left_out}"));
    }
}

/// The list that was asked for, and where it is from.
pub(super) fn list(texts: &mut Texts, typed: &str) -> Result<(List, Source), Failure> {
    let source = if typed == "-" {
        Source::List(texts.read("-")?)
    } else if Path::new(typed).is_file() {
        population::in_file(typed, None)
    } else {
        population::source(typed)?
    };
    let file = match &source {
        Source::File { path, .. } => Some(extract::read(Path::new(path))?),
        _ => None,
    };
    let digest = file.as_ref().map(|file| file.digest.to_string());
    let text = file.as_ref().map(|file| file.text.as_str());
    let list = List::read(typed, &source, text.zip(digest.as_deref()))?;
    Ok((list, source))
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::new(refused.what, refused.next)
    }
}
