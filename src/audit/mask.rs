//! Roles in place of names: in reports that name nobody, and on a screen that neighbours can see.
//!
//! A name is hidden where it stands as a whole, also as it is typed after `@`. Parts of a name alone are not known
//! as names. This module must not know where the text is shown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::fold::{Audit, Object};
use super::schema::{Field, FieldKey, Kind};

/// Names of people, and what stands in their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mask {
    /// By what they begin with; longest first, since a name that begins like another must not hide half of it.
    names: BTreeMap<char, Vec<(Vec<char>, String)>>,
}

impl Mask {
    /// Hides every name that was ever entered for somebody.
    pub fn of_people(audit: &Audit) -> Self {
        let mut mask = Self::default();
        let name = FieldKey::from(Field::Name);
        for person in audit.objects(Kind::Person) {
            let role = role(audit, person);
            let stands = format!("[{role}]");
            let names = audit.history(&person.id.into(), &name).into_iter();
            let names = names.filter(|held| !says(&role, held.value));
            names.for_each(|held| mask.hide(held.value, &stands));
        }
        mask.sorted()
    }

    /// Hides the names of those who wrote as well.
    #[must_use]
    pub fn and_authors(mut self, audit: &Audit) -> Self {
        // An author of one word may be called like a thing; the author's name stands nowhere by itself.
        for run in audit.runs() {
            if run.author.trim().contains(' ') {
                self.hide(&run.author, "[auditor]");
            }
        }
        self.sorted()
    }

    fn hide(&mut self, name: &str, role: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        for between in [" ", "-", "_", ".", ""] {
            let spelled: Vec<char> = words.join(between).chars().map(lower).collect();
            let [first, _, ..] = *spelled else { continue };
            let alike = self.names.entry(first).or_default();
            if !alike.iter().any(|(known, _)| *known == spelled) {
                alike.push((spelled, role.to_owned()));
            }
        }
    }

    fn sorted(mut self) -> Self {
        for alike in self.names.values_mut() {
            alike.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        self
    }

    /// The text with roles in place of full names.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let (mut masked, mut rest) = (String::new(), text);
        let mut before = ' ';
        // Where the text behind the last name begins.
        let mut plain = text;
        while let Some(c) = rest.chars().next() {
            let hidden = (!before.is_alphanumeric()).then(|| self.name_at(rest, c));
            if let Some((after, role)) = hidden.flatten() {
                let before_it = plain.len() - rest.len();
                masked.push_str(plain.get(..before_it).unwrap_or_default());
                masked.push_str(role);
                (rest, plain) = (after, after);
                before = ']';
            } else {
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                before = c;
            }
        }
        if masked.is_empty() {
            return Cow::Borrowed(text);
        }
        masked.push_str(plain);
        Cow::Owned(masked)
    }

    /// What follows the name that a text begins with, and what stands in its place. `first` is its first character.
    fn name_at<'t>(&self, text: &'t str, first: char) -> Option<(&'t str, &str)> {
        let alike = self.names.get(&lower(first))?;
        let mut names = alike.iter();
        names.find_map(|(name, role)| Some((begins_with(text, name)?, role.as_str())))
    }
}

/// Somebody's role, or their short name in this audit where it is not known.
pub fn role(audit: &Audit, person: &Object) -> String {
    let of = |field| audit.text(person, field).trim();
    match (of(Field::Role), of(Field::Department)) {
        ("", "") => audit.label(person),
        ("", department) => format!("{}, {department}", audit.label(person)),
        (role, _) => role.to_owned(),
    }
}

/// Whether a role says all words of a name: whoever is called "auditor" and is the lead auditor has no name to hide.
fn says(role: &str, name: &str) -> bool {
    let role = role.to_lowercase();
    let name = name.to_lowercase();
    let mut name = name.split_whitespace();
    name.all(|word| role.split_whitespace().any(|of_role| of_role == word))
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// What follows a name at the beginning of a text, if it stands there as a whole.
fn begins_with<'t>(text: &'t str, name: &[char]) -> Option<&'t str> {
    let mut chars = text.chars();
    for wanted in name {
        if lower(chars.next()?) != *wanted {
            return None;
        }
    }
    let after = chars.as_str();
    (!after.chars().next().is_some_and(char::is_alphanumeric)).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Add, Change, Entry, Moment, Record};
    use super::super::id::{AuditId, EntryId, ObjectId, RunId};
    use super::*;

    fn masked(people: &[(&str, &str)], text: &str) -> String {
        let mut audit = Audit::new(AuditId(1));
        let run = audit.run(RunId(1), "Nora");
        for (id, (name, role)) in (1..).zip(people) {
            let person = Add::new(Kind::Person, ObjectId(id));
            let person = person.with(Field::Name, *name).with(Field::Role, *role);
            let entry = Entry::new(EntryId(id), Moment::default(), vec![Change::Add(person)]);
            audit.apply(run, &Record::Entry(entry));
        }
        Mask::of_people(&audit).text(text).into_owned()
    }

    #[test]
    fn a_role_stands_in_the_place_of_a_name() {
        let people = [("Maria Kaye", "Head of IT"), ("Ng", "")];
        let text = "maria-kaye and Ng, not Mariana or Maria: @maria.kaye";
        let expected = "[Head of IT] and [W2], not Mariana or Maria: @[Head of IT]";
        assert_eq!(masked(&people, text), expected);
    }

    /// Who does not give a name is entered as "auditor", and checklists speak of auditors.
    #[test]
    fn a_name_that_the_role_says_is_not_hidden() {
        let text = "an item of the auditor's choice; the Lead Auditor signs";
        assert_eq!(masked(&[("auditor", "lead auditor")], text), text);
        assert_eq!(masked(&[("Lead Auditor", "lead auditor")], text), text);
        let of_other = masked(&[("auditor", "observer")], text);
        assert!(of_other.contains("[observer]'s choice"), "{of_other}");
    }
}
