//! The guides that ship, known without being read.
//!
//! They are the greater part of what an audit is held against. An audit that holds one of them as it is need not keep
//! its words a second time, nor go through them for a requirement that they do not speak of: they lie in the program
//! until somebody asks. `tests/checklists.rs` holds this list to the files. This module must not know audits.

use super::BUILT_IN;
use crate::checklist::kept;

/// A guide that ships.
#[derive(Debug)]
pub struct ShippedGuide {
    /// Its text.
    pub text: &'static str,
    /// The SHA-256 of its text, in 64 digits.
    pub digest: &'static str,
    /// The requirements that it speaks of, in its order, with blanks between.
    pub on: &'static str,
}

impl ShippedGuide {
    /// The one that an audit may keep in a file of this name: what is in the file has to be looked at.
    pub fn kept_as(name: &str) -> Option<&'static Self> {
        let (_, digits) = kept::parts(name)?;
        let mut guides = GUIDES.iter();
        guides.find(|guide| kept::head(guide.digest) == digits)
    }
}

/// The text of a file that ships, found while the program is compiled: looking for it later would bring parts of all
/// texts into memory.
#[expect(
    clippy::indexing_slicing,
    reason = "a place that is not there does not compile"
)]
const fn text_of(path: &str) -> &'static str {
    let mut at = 0;
    while !is_same(BUILT_IN[at].0.as_bytes(), path.as_bytes()) {
        at += 1;
    }
    BUILT_IN[at].1
}

#[expect(clippy::indexing_slicing, reason = "both are as long as each other")]
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && one.len() == other.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    one.len() == other.len()
}

/// All of them.
const GUIDES: &[ShippedGuide] = &[
    ShippedGuide {
        text: text_of("guides/27001-clauses.ron"),
        digest: "a6d7bd21e2a8e64592469a1dce89c808d786ee8d544c2e27287f2c617e565ac0",
        on: "4.1 4.2 4.3 4.4 5.1 5.2 5.3 6.1 6.1.1 6.1.2 6.1.3 6.2 6.3 7.1 7.2 7.3 7.4 7.5 7.5.1 \
             7.5.2 7.5.3 8.1 8.2 8.3 9.1 9.2 9.2.1 9.2.2 9.3 9.3.1 9.3.2 9.3.3 10.1 10.2",
    },
    ShippedGuide {
        text: text_of("guides/27001-a5.ron"),
        digest: "2429b71ba396f066f72a7d22bac840a43fa168f0dfe5b271dfd9809cd976d485",
        on: "A.5.1 A.5.2 A.5.3 A.5.4 A.5.5 A.5.6 A.5.7 A.5.8 A.5.9 A.5.10 A.5.11 A.5.12 A.5.13 A.5.14 \
             A.5.15 A.5.16 A.5.17 A.5.18 A.5.19 A.5.20 A.5.21 A.5.22 A.5.23 A.5.24 A.5.25 A.5.26 \
             A.5.27 A.5.28 A.5.29 A.5.30 A.5.31 A.5.32 A.5.33 A.5.34 A.5.35 A.5.36 A.5.37",
    },
    ShippedGuide {
        text: text_of("guides/27001-a6-a7.ron"),
        digest: "7d7adb3d84f78192b4153b62ef3a5f7b7879fccc716b86eb1a151ef25e68d9e6",
        on: "A.6.1 A.6.2 A.6.3 A.6.4 A.6.5 A.6.6 A.6.7 A.6.8 A.7.1 A.7.2 A.7.3 A.7.4 A.7.5 A.7.6 \
             A.7.7 A.7.8 A.7.9 A.7.10 A.7.11 A.7.12 A.7.13 A.7.14",
    },
    ShippedGuide {
        text: text_of("guides/27001-a8.ron"),
        digest: "42bec73970384fbda50401fcc484b027db5cfbe6bea5c3bba622bbfc69dd3c1c",
        on: "A.8.1 A.8.2 A.8.3 A.8.4 A.8.5 A.8.6 A.8.7 A.8.8 A.8.9 A.8.10 A.8.11 A.8.12 A.8.13 A.8.14 \
             A.8.15 A.8.16 A.8.17 A.8.18 A.8.19 A.8.20 A.8.21 A.8.22 A.8.23 A.8.24 A.8.25 A.8.26 \
             A.8.27 A.8.28 A.8.29 A.8.30 A.8.31 A.8.32 A.8.33 A.8.34",
    },
    ShippedGuide {
        text: text_of("guides/42001-clauses.ron"),
        digest: "8fa58a570e5e86c98b4b58422a3bde2ec42489e73235b0e37559acb5bb3a14ed",
        on: "4.1 4.2 4.3 4.4 5.1 5.2 5.3 6.1 6.1.1 6.1.2 6.1.3 6.1.4 6.2 6.3 7.1 7.2 7.3 7.4 7.5 \
             7.5.1 7.5.2 7.5.3 8.1 8.2 8.3 8.4 9.1 9.2 9.2.1 9.2.2 9.3 9.3.1 9.3.2 9.3.3 10.1 10.2",
    },
    ShippedGuide {
        text: text_of("guides/42001-annex-a.ron"),
        digest: "214f84975807b0a15c6a726079ccb4f6ecd06300cfba16a610008d59676b4f57",
        on: "A.2.2 A.2.3 A.2.4 A.3.2 A.3.3 A.4.2 A.4.3 A.4.4 A.4.5 A.4.6 A.5.2 A.5.3 A.5.4 A.5.5 \
             A.6.1.2 A.6.1.3 A.6.2.2 A.6.2.3 A.6.2.4 A.6.2.5 A.6.2.6 A.6.2.7 A.6.2.8 A.7.2 A.7.3 \
             A.7.4 A.7.5 A.7.6 A.8.2 A.8.3 A.8.4 A.8.5 A.9.2 A.9.3 A.9.4 A.10.2 A.10.3 A.10.4",
    },
];
