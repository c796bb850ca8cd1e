//! What an audit takes over from the audit before it: what stays true of the client, and the findings to come back to.
//!
//! Nothing of it is evidence of today. A finding that asks for something becomes a to-do on its requirement, and any
//! other a remark; neither counts as work on the requirement until somebody has looked. What the Statement of
//! Applicability left out stays excluded, and a to-do says that this is of the audit before. When requirements were last
//! looked at is for `last_look`. This module must not know where audits are kept.

use super::coverage::{self, Standing};
use super::describe;
use super::entry::{Add, Change, Set};
use super::fold::{Audit, Object};
use super::id::{ObjectId, Subject};
use super::last_look;
use super::mask::Mask;
use super::planning::Planned;
use super::schema::{Field, Kind, Link};
use crate::checklist::criteria::Criteria;
use crate::checklist::id::RequirementId;
use crate::checklist::model::RequirementKind;
use crate::checklist::scheme::{Class, Neutral};

/// What stays as it is from audit to audit, until somebody enters something else.
const STAYS: [Field; 6] = [
    Field::Address,
    Field::Representative,
    Field::Body,
    Field::Language,
    Field::Classification,
    Field::Distribution,
];

/// The audit before, as its folder has it.
#[derive(Debug, Clone, Copy)]
pub struct Former<'a> {
    /// What was recorded.
    pub audit: &'a Audit,
    /// What it was held against.
    pub criteria: &'a Criteria,
    /// Whether the new audit reads a Statement of Applicability of its own at once.
    pub soa_follows: bool,
}

impl Former<'_> {
    /// The client's name.
    pub fn client(&self) -> &str {
        self.audit.value(&Subject::Audit, &Field::Client.into())
    }

    /// What an audit against `criteria` takes over. `draw` gives the ids of what is new.
    pub fn taken_over(&self, criteria: &Criteria, draw: &mut dyn FnMut() -> u128) -> Vec<Change> {
        let mut changes = vec![Change::Set(Set::first(
            Subject::Audit,
            Field::Former,
            self.name(),
        ))];
        let stays = STAYS.map(|field| (Subject::Audit, field)).into_iter();
        let both = criteria.criteria().iter().map(|it| it.id.clone());
        let scopes = both.map(|id| (Subject::Criterion(id), Field::Scope));
        for (subject, field) in stays.chain(scopes) {
            let value = self.audit.value(&subject, &field.into());
            if !value.is_empty() {
                changes.push(Change::Set(Set::first(subject, field, value)));
            }
        }
        let sites = self.audit.standing(Kind::Site);
        changes.extend(sites.map(|site| Change::Add(self.again(site, draw))));
        // Who somebody is, this audit does not know; and names are not for carrying on.
        let mask = Mask::of_people(self.audit);
        let findings = self.audit.standing(Kind::Finding);
        changes.extend(findings.filter_map(|finding| {
            let note = Add::new(Kind::Note, ObjectId(draw()));
            let note = on_the_same(self.audit, finding, criteria, note)?;
            Some(Change::Add(self.tell(finding, &mask, note)))
        }));
        let standings = coverage::standings(self.audit, self.criteria);
        let standing = |id: &RequirementId| standings.get(self.criteria.index(id)?)?.as_ref();
        changes.extend(last_look::taken_over(self, criteria, standing, &mask));
        let left = coverage::open_to_dos(self.audit).into_iter();
        let left = left.filter(|note| is_former(self.audit, note));
        changes.extend(left.filter_map(|note| {
            let again = self.again(note, draw);
            on_the_same(self.audit, note, criteria, again).map(Change::Add)
        }));
        changes.extend(self.excluded(criteria, standing, &mask, draw));
        changes
    }

    /// What its Statement of Applicability left out, as far as it is a control now: that may be another one today. What
    /// has a finding is looked at, whatever was left out.
    fn excluded<'s>(
        &self,
        criteria: &Criteria,
        standing: impl Fn(&RequirementId) -> Option<&'s Standing>,
        mask: &Mask,
        draw: &mut dyn FnMut() -> u128,
    ) -> Vec<Change> {
        let stays = |id: &&RequirementId| {
            standing(id)
                .is_some_and(|it| it.planned == Planned::Excluded && it.findings + it.former == 0)
        };
        let controls = criteria.rows().iter();
        let controls = controls.filter(|row| row.requirement.kind == RequirementKind::Control);
        let excluded: Vec<&RequirementId> = controls.map(|row| &row.id).filter(stays).collect();
        let mut changes = Vec::new();
        for id in &excluded {
            let of = Subject::Requirement((*id).clone());
            let reason = self.audit.value(&of, &Field::PlannedReason.into());
            let planned = Set::first(of.clone(), Field::Planned, "excluded");
            let reason = Set::first(of, Field::PlannedReason, mask.text(reason));
            changes.extend([planned, reason].map(Change::Set));
        }
        if !excluded.is_empty() && !self.soa_follows {
            let ids: Vec<String> = excluded.iter().map(ToString::to_string).collect();
            let words = format!(
                "? Statement of Applicability of today: does it leave out what it did at the audit before? {}",
                ids.join(", ")
            );
            let note = Add::new(Kind::Note, ObjectId(draw()));
            let note = note.with(Field::Text, &words).with(Field::Mode, "to-do");
            changes.push(Change::Add(note));
        }
        changes
    }

    /// Which audit it is: its number and days, or whose it is where it has neither.
    fn name(&self) -> String {
        let value = |field: Field| self.audit.value(&Subject::Audit, &field.into());
        let days = match (value(Field::From), value(Field::Until)) {
            (from, until) if from == until || until.is_empty() => from.to_owned(),
            ("", until) => until.to_owned(),
            (from, until) => format!("{from} to {until}"),
        };
        let parts = [value(Field::Reference).to_owned(), days];
        let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        if parts.is_empty() {
            self.client().to_owned()
        } else {
            parts.join(", ")
        }
    }

    /// A thing that is the same now.
    fn again(&self, object: &Object, draw: &mut dyn FnMut() -> u128) -> Add {
        let new = Add::new(object.kind, ObjectId(draw()));
        let fields = object.kind.fields().iter().map(|spec| spec.field);
        fields.fold(new, |new, field| {
            new.with(field, self.audit.text(object, field))
        })
    }

    /// Lets a note tell of a finding.
    fn tell(&self, finding: &Object, mask: &Mask, note: Add) -> Add {
        let class = self.class(finding);
        let asks = class.is_none_or(asks);
        let label = self.audit.label(finding);
        let word = class.map_or("not classified", |class| class.word.as_str());
        let text = |field| self.audit.text(finding, field).trim();
        let (title, statement) = (text(Field::Title), text(Field::Statement));
        let about = match (title, statement) {
            ("", statement) => describe::quote(statement),
            (title, _) => title.to_owned(),
        };
        let (sign, mode) = if asks {
            ("?", "to-do")
        } else {
            ("//", "remark")
        };
        let mut words = format!("{sign} Former {label}, {word}: {about}");
        if !statement.is_empty() && about != statement {
            words.extend(["\n", statement]);
        }
        note.with(Field::Text, mask.text(&words))
            .with(Field::Mode, mode)
            .with(Field::Former, format!("{label}, {word}"))
    }

    /// The gravest class of a finding.
    fn class(&self, finding: &Object) -> Option<&Class> {
        let criteria = self.criteria.criteria().iter();
        let classes =
            criteria.filter_map(|it| coverage::class(self.audit, self.criteria, finding, &it.id));
        classes.min_by_key(|class| class.order)
    }
}

/// Whether a note tells of a finding of the audit before.
pub fn is_former(audit: &Audit, note: &Object) -> bool {
    !audit.text(note, Field::Former).is_empty()
}

/// Whether findings of a class ask for something that the next audit has to look at.
fn asks(class: &Class) -> bool {
    class.nonconformity || class.neutral != Neutral::Conforms
}

/// Links a note to the requirements of an object, as far as they are audited now; nothing where none of them is.
fn on_the_same(audit: &Audit, object: &Object, criteria: &Criteria, note: Add) -> Option<Add> {
    let on: Vec<&Subject> = audit.links(object, Link::On).collect();
    let now = |subject: &&Subject| match subject {
        Subject::Requirement(id) => criteria.row(id).is_some(),
        _ => false,
    };
    let still: Vec<Subject> = on.iter().copied().filter(now).cloned().collect();
    (on.is_empty() || !still.is_empty()).then(|| {
        still
            .into_iter()
            .fold(note, |note, to| note.linked(Link::On, to))
    })
}
