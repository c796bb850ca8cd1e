//! What a correction changes: the findings of two sign-offs, compared.
//!
//! This module must not know why something changed.

use std::collections::BTreeMap;

use super::findings::Line;

/// What differs, a sentence for each finding and criterion; empty where the findings are the same.
pub fn differences(before: &[Line], now: &[Line]) -> Vec<String> {
    let key = |line: &Line| (line.id.clone(), line.criterion.clone());
    let before: BTreeMap<_, &Line> = before.iter().map(|line| (key(line), line)).collect();
    let mut differences = Vec::new();
    for line in now {
        let name = name(line);
        match before.get(&key(line)) {
            None if line.class.is_empty() => differences.push(format!("{name} is new.")),
            None => differences.push(format!("{name} is new: {}.", line.class)),
            Some(old) if *old == line => {}
            Some(old) if old.class != line.class => {
                differences.push(format!(
                    "{name} was {} and is {}.",
                    named(&old.class),
                    named(&line.class)
                ));
            }
            Some(_) => differences.push(format!("{name} has other words or evidence.")),
        }
    }
    let is_gone = |line: &&&Line| !now.iter().any(|other| key(other) == key(line));
    for line in before.values().filter(is_gone) {
        differences.push(format!("{} is withdrawn.", name(line)));
    }
    differences
}

fn name(line: &Line) -> String {
    if line.criterion.is_empty() {
        line.finding.clone()
    } else {
        format!("{} ({})", line.finding, line.criterion)
    }
}

const fn named(class: &str) -> &str {
    if class.is_empty() {
        "without a class"
    } else {
        class
    }
}
