//! People as they are typed or pasted: one on a line, name, role, department.
//!
//! Those who are known are recognised; the others become new people. This module must not know where the list
//! came from.

use super::act::Desk;
use super::entry::{Add, Change};
use super::id::{ObjectId, Subject};
use super::schema::{Field, Kind};

/// Somebody as a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    name: String,
    role: String,
    department: String,
}

impl Line {
    /// Reads a line: parted by tabs, semicolons or commas, whichever comes first in this order. Bullets and
    /// numbers of a pasted list are left out.
    fn read(line: &str) -> Self {
        let line = line.trim_start_matches([' ', '\t', '-', '*', '•', '·', '–']);
        let numbered = line
            .split_once(['.', ')'])
            .filter(|(number, _)| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
        let line = numbered.map_or(line, |(_, rest)| rest).trim();
        let separator = ['\t', ';', ',']
            .into_iter()
            .find(|separator| line.contains(*separator));
        let mut parts = line.splitn(3, |c| Some(c) == separator).map(str::trim);
        let mut next = || parts.next().unwrap_or_default().to_owned();
        Self {
            name: next(),
            role: next(),
            department: next(),
        }
    }

    /// The only thing that it says, where it says one thing only.
    fn only(&self) -> Option<&str> {
        match (self.name.as_str(), self.role.as_str()) {
            ("", "") => None,
            (only, "") | ("", only) => Some(only),
            _ => None,
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    !one.trim().is_empty() && one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// What is known of somebody: in the audit, or from a line before.
struct Known {
    id: ObjectId,
    name: String,
    role: String,
}

/// What a single word or name stands for where nobody is known by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// A name, as in a list of those present.
    Name,
    /// A role, as in a plan.
    Role,
}

/// The people of a list, one on a line, each once. Changes that enter new ones, or give a role its name, are added.
pub fn people(
    desk: &mut Desk<'_>,
    list: &str,
    alone: Alone,
    changes: &mut Vec<Change>,
) -> Vec<ObjectId> {
    let mut known = known(desk, changes);
    let mut present = Vec::new();
    for line in list.lines().map(Line::read) {
        if line == Line::default() {
            continue;
        }
        let id = recognised(desk, &mut known, &line, changes)
            .unwrap_or_else(|| enter(desk, &mut known, line, alone, changes));
        if !present.contains(&id) {
            present.push(id);
        }
    }
    present
}

/// Everybody who is known, also from changes that are not entered yet.
fn known(desk: &Desk<'_>, changes: &[Change]) -> Vec<Known> {
    let saved = desk.audit.standing(Kind::Person).map(|person| Known {
        id: person.id,
        name: desk.audit.text(person, Field::Name).to_owned(),
        role: desk.audit.text(person, Field::Role).to_owned(),
    });
    let pending = desk.pending.iter().flat_map(|entry| &entry.changes);
    let added = pending.chain(changes).filter_map(|change| match change {
        Change::Add(add) if add.kind == Kind::Person => {
            let text = |field: Field| add.fields.get(&field.into()).cloned().unwrap_or_default();
            Some(Known {
                id: add.id,
                name: text(Field::Name),
                role: text(Field::Role),
            })
        }
        _ => None,
    });
    saved.chain(added).collect()
}

fn recognised(
    desk: &Desk<'_>,
    known: &mut [Known],
    line: &Line,
    changes: &mut Vec<Change>,
) -> Option<ObjectId> {
    if let Some(only) = line.only() {
        let by_name = known.iter().find(|person| same(&person.name, only));
        let by_role = || known.iter().find(|person| same(&person.role, only));
        return by_name.or_else(by_role).map(|person| person.id);
    }
    if let Some(person) = known.iter().find(|person| same(&person.name, &line.name)) {
        return Some(person.id);
    }
    // Somebody of whom only the role was planned has a name now.
    let nameless =
        |person: &&mut Known| person.name.trim().is_empty() && same(&person.role, &line.role);
    let person = known.iter_mut().find(nameless)?;
    person.name.clone_from(&line.name);
    let subject = Subject::Object(person.id);
    changes.push(desk.set(person.id, Field::Name, line.name.as_str()));
    if !line.department.is_empty() && desk.value(&subject, &Field::Department.into()).is_empty() {
        changes.push(desk.set(person.id, Field::Department, line.department.as_str()));
    }
    Some(person.id)
}

fn enter(
    desk: &mut Desk<'_>,
    known: &mut Vec<Known>,
    mut line: Line,
    alone: Alone,
    changes: &mut Vec<Change>,
) -> ObjectId {
    if alone == Alone::Role && line.role.is_empty() {
        std::mem::swap(&mut line.name, &mut line.role);
    }
    let person = Add::new(Kind::Person, desk.object())
        .with(Field::Name, line.name.as_str())
        .with(Field::Role, line.role.as_str())
        .with(Field::Department, line.department)
        .with(Field::Side, "auditee");
    let id = person.id;
    changes.push(Change::Add(person));
    known.push(Known {
        id,
        name: line.name,
        role: line.role,
    });
    id
}

#[cfg(test)]
mod tests {
    use super::Line;

    fn read(line: &str) -> (String, String, String) {
        let line = Line::read(line);
        (line.name, line.role, line.department)
    }

    #[test]
    fn lists_are_read_as_people_paste_them() {
        let three = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(
            read("Paula, Ops lead, Operations"),
            three("Paula", "Ops lead", "Operations")
        );
        assert_eq!(
            read("- Górnik, P.;Ops lead"),
            three("Górnik, P.", "Ops lead", "")
        );
        assert_eq!(
            read("2.  Finn\tBackup admin\tOps"),
            three("Finn", "Backup admin", "Ops")
        );
        assert_eq!(
            read("Dr. Ilse Brandvold"),
            three("Dr. Ilse Brandvold", "", "")
        );
        assert_eq!(read(", CISO"), three("", "CISO", ""));
        assert_eq!(read(" \t- "), three("", "", ""));
    }
}
