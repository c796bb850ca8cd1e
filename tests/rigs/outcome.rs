//! What a power cut may leave of a disk.
//!
//! Every change of a name that is not synced may have happened or not, whatever became of others. Of the bytes
//! that are not surely there a file may have none, the first few, some sectors and zeros for the rest, zeros
//! alone, or all. Where there are few combinations all of them are tried; else the corners and a seeded choice.

use crate::sim::{Fate, Image, Node, SimFile, State, parent};

const SECTOR: usize = 512;

/// A small generator of numbers that come back with their seed (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }
}

/// What becomes of the unsure bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// None of them.
    Nothing,
    All,
    /// The size without the content.
    Zeros,
    /// So many of them.
    First(usize),
    /// Those in the sectors whose bit is set (counted from the first unsure one), zeros for the rest.
    Sectors(u32),
}

#[derive(Clone, Debug)]
pub struct Outcome {
    /// For each pending change of a name whether it happened.
    pub names: Vec<bool>,
    /// For each file with unsure bytes what is kept of them.
    pub files: Vec<(usize, Kept)>,
}

fn unsure(file: &SimFile) -> Vec<usize> {
    file.parts
        .iter()
        .filter(|(_, fate)| *fate != Fate::Durable)
        .flat_map(|(range, _)| range.clone())
        .collect()
}

fn choices(file: &SimFile) -> Vec<Kept> {
    let unsure = unsure(file);
    let (first, last) = (unsure[0] / SECTOR, unsure[unsure.len() - 1] / SECTOR);
    let sectors = last - first + 1;
    let mut choices = vec![Kept::Nothing, Kept::All, Kept::Zeros];
    let mut firsts = vec![1, 8, 74, unsure.len() / 2, unsure.len() - 1];
    firsts.retain(|n| *n > 0 && *n < unsure.len());
    firsts.dedup();
    choices.extend(firsts.into_iter().map(Kept::First));
    if sectors <= 3 {
        choices.extend((1..(1 << sectors) - 1).map(Kept::Sectors));
    } else if sectors <= 31 {
        let all = (1 << sectors) - 1;
        choices.extend([0, sectors / 2, sectors - 1].map(|lost| Kept::Sectors(all & !(1 << lost))));
        choices.extend([0, sectors - 1].map(|kept| Kept::Sectors(1 << kept)));
    }
    choices
}

fn content(file: &SimFile, kept: Kept) -> Vec<u8> {
    let unsure = unsure(file);
    let first = unsure[0] / SECTOR;
    let mut bytes = file.bytes.clone();
    let mut lost = vec![false; bytes.len()];
    for (nth, at) in unsure.iter().enumerate() {
        let keep = match kept {
            Kept::Nothing | Kept::Zeros => false,
            Kept::All => true,
            Kept::First(n) => nth < n,
            Kept::Sectors(mask) => mask >> (at / SECTOR - first) & 1 == 1,
        };
        if !keep {
            bytes[*at] = 0;
            lost[*at] = true;
        }
    }
    if matches!(kept, Kept::Nothing | Kept::First(_)) {
        while !bytes.is_empty() && lost[bytes.len() - 1] {
            bytes.pop();
        }
    }
    bytes
}

/// The disk after a cut with this outcome.
pub fn image(state: &State, outcome: &Outcome) -> Image {
    let mut names = state.durable.clone();
    for (op, happened) in state.pending.iter().zip(&outcome.names) {
        if *happened {
            match op.node {
                Some(node) => names.insert(op.path.clone(), node),
                None => names.remove(&op.path),
            };
        }
    }
    let mut image = Image::default();
    for (path, node) in &names {
        // A name in a folder that is not there cannot be reached.
        let reachable = parent(path).is_empty() || names.get(parent(path)) == Some(&Node::Dir);
        match node {
            _ if !reachable => {}
            Node::Dir => {
                image.dirs.insert(path.clone());
            }
            Node::File(at) => {
                let kept = outcome.files.iter().find(|(file, _)| file == at);
                let bytes = kept.map_or_else(
                    || state.files[*at].bytes.clone(),
                    |(_, kept)| content(&state.files[*at], *kept),
                );
                image.files.insert(path.clone(), bytes);
            }
        }
    }
    image
}

/// Legal outcomes of a cut: all of them where they are at most `most`, else the corners and a choice.
pub fn outcomes(state: &State, most: usize, dice: &mut Dice) -> Vec<Outcome> {
    let files: Vec<(usize, Vec<Kept>)> = (0..state.files.len())
        .filter(|at| {
            state.files[*at]
                .parts
                .iter()
                .any(|(_, f)| *f != Fate::Durable)
        })
        .map(|at| (at, choices(&state.files[at])))
        .collect();
    let names = state.pending.len();
    let sides: Vec<usize> = std::iter::repeat_n(2, names)
        .chain(files.iter().map(|(_, choices)| choices.len()))
        .collect();
    let pick = |throw: &[usize]| Outcome {
        names: throw[..names].iter().map(|t| *t == 1).collect(),
        files: files
            .iter()
            .zip(&throw[names..])
            .map(|((at, choices), t)| (*at, choices[*t]))
            .collect(),
    };
    let total = sides
        .iter()
        .try_fold(1_usize, |product, sides| product.checked_mul(*sides));
    if let Some(total) = total.filter(|total| *total <= most) {
        return (0..total)
            .map(|mut number| {
                let throw: Vec<usize> = sides
                    .iter()
                    .map(|sides| {
                        let t = number % sides;
                        number /= sides;
                        t
                    })
                    .collect();
                pick(&throw)
            })
            .collect();
    }
    // Corners: no name or every name, with nothing, everything, or zeros in every file.
    let mut all: Vec<Outcome> = [0, 1]
        .into_iter()
        .flat_map(|name| [0, 1, 2].map(|kept| (name, kept)))
        .map(|(name, kept)| {
            let throw: Vec<usize> = (0..sides.len())
                .map(|i| if i < names { name } else { kept })
                .collect();
            pick(&throw)
        })
        .collect();
    while all.len() < most {
        let throw: Vec<usize> = sides.iter().map(|sides| dice.roll(*sides)).collect();
        all.push(pick(&throw));
    }
    all.truncate(most);
    all
}
