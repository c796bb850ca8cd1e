//! Texts by themselves: closed questions, long ones, sentences that stand twice, what a terminal cannot show.
//!
//! This module must not know which requirement a text belongs to.

use std::collections::HashMap;
use std::ops::Range;

use super::Linter;
use crate::checklist::read::{self, FileKind};
use crate::checklist::texts::Texts;

/// The most characters that the texts of a field may have to be taken in at a glance, on a narrow screen, in a
/// conversation.
const LIMITS: &[(&str, usize)] = &[
    ("ask", 200),
    ("good", 260),
    ("what", 240),
    ("ofi", 240),
    ("why", 160),
    ("aim", 320),
    ("traps", 320),
    ("population", 220),
    ("source", 220),
    ("check", 220),
    ("documented", 320),
];
/// The fields whose sentences stand once only: what stands twice was copied and not thought about.
const OWN_WORDS: &[&str] = &[
    "ask",
    "good",
    "what",
    "ofi",
    "why",
    "aim",
    "traps",
    "population",
    "check",
];
/// Fewer words than this are not a sentence that somebody copied by mistake.
const SENTENCE_WORDS: usize = 5;

/// Words with which a question begins that can be answered by yes or no.
const CLOSED: &[&str] = &[
    "am", "are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "must",
    "shall", "should", "was", "were", "will", "would",
];

/// Where a sentence stands first: the file and its byte there.
type First = (usize, usize);

/// Looks at all texts of all files.
pub fn lint(linter: &mut Linter<'_>) {
    let mut firsts: HashMap<String, First> = HashMap::new();
    for file in 0..linter.files.len() {
        let text = linter.text(file);
        let name = linter.files.get(file).map_or("", |it| it.name.as_str());
        if read::kind(name, text) == Ok(FileKind::Overlay) {
            continue;
        }
        for found in Texts::new(text) {
            lint_one(linter, file, found.key, found.value, &found.range);
            if OWN_WORDS.contains(&found.key) {
                repeated(linter, file, found.value, &found.range, &mut firsts);
            }
        }
    }
}

fn lint_one(linter: &mut Linter<'_>, file: usize, key: &str, value: &str, range: &Range<usize>) {
    let limit = LIMITS.iter().find(|(name, _)| *name == key);
    let length = value.chars().count();
    if let Some((_, most)) = limit.filter(|(_, most)| length > *most) {
        let what =
            format!("This text has {length} characters; more than {most} are hard to take in.");
        linter.warn(file, range, &what);
    }
    if key == "ask" && is_closed(value) {
        linter.warn(
            file,
            range,
            "This question can be answered by yes or no; ask how, what, who or when.",
        );
    }
    if let Some(odd) = value.chars().find(|&c| is_unshowable(c)) {
        let what = format!(
            "Not every terminal can show the character {}.",
            odd.escape_unicode()
        );
        linter.warn(file, range, &what);
    }
}

/// Whether a question can be answered by yes or no.
fn is_closed(question: &str) -> bool {
    let last = question.rsplit(['.', ';', ':']).next().unwrap_or(question);
    let first = last.split_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches(',').to_ascii_lowercase();
    last.trim_end().ends_with('?') && CLOSED.contains(&first.as_str())
}

/// Whether a character means something only to one font, or stands for one that was lost.
fn is_unshowable(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffc}' | '\u{fffd}' | '\u{f0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Warns of the first sentence that stood before.
fn repeated(
    linter: &mut Linter<'_>,
    file: usize,
    value: &str,
    range: &Range<usize>,
    firsts: &mut HashMap<String, First>,
) {
    let mut warned = false;
    for sentence in sentences(value) {
        match firsts.get(&sentence) {
            Some(first) if !warned => {
                let place = place(linter, file, *first);
                linter.warn(
                    file,
                    range,
                    &format!("A sentence of this text stands {place} already: \"{sentence}\"."),
                );
                warned = true;
            }
            Some(_) => {}
            None => {
                firsts.insert(sentence, (file, range.start));
            }
        }
    }
}

fn place(linter: &Linter<'_>, here: usize, (file, at): First) -> String {
    let before = linter.text(file).get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    match linter.files.get(file).filter(|_| file != here) {
        Some(found) => format!("in {}, line {line},", found.name),
        None => format!("in line {line}"),
    }
}

/// The sentences of a text in small letters without marks, those of few words left out.
fn sentences(text: &str) -> Vec<String> {
    let plain = text.replace("\\n", " ").replace("\\\"", " ");
    let mut sentences = vec![String::new()];
    let mut ends = false;
    for c in plain.chars() {
        if ends && c.is_whitespace() {
            sentences.push(String::new());
        }
        ends = matches!(c, '.' | '?' | '!' | ';');
        if let Some(last) = sentences.last_mut() {
            if c.is_alphanumeric() {
                last.extend(c.to_lowercase());
            } else if !last.is_empty() && !last.ends_with(' ') {
                last.push(' ');
            }
        }
    }
    sentences
        .into_iter()
        .map(|sentence| sentence.trim_end().to_owned())
        .filter(|sentence| sentence.split(' ').count() >= SENTENCE_WORDS)
        .collect()
}
