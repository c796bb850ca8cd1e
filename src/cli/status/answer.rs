//! What `onsite status` knows: the picture of where an audit stands, as it is handed to programs.
//!
//! This module must not know how it is printed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::time;
use crate::audit::coverage;
use crate::audit::describe;
use crate::audit::fold::{Audit, Object};
use crate::audit::id::{AuditId, Subject};
use crate::audit::last_look;
use crate::audit::planning;
use crate::audit::progress::{self, Part};
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::session::Totals;
use crate::audit::tally::Tally;
use crate::checklist::criteria::{Criteria, Criterion};
use crate::checklist::id::RequirementId;
use crate::checklist::model::Tier;
use crate::store::load::Loaded;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    pub audit: AuditId,
    pub entries: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    pub criteria: Vec<OfCriterion>,
    pub sites: Vec<Place>,
    pub must_touch: Vec<MustTouch>,
    pub time: Time,
    pub sessions: Sessions,
    pub requests: Vec<Open>,
    pub todos: Vec<Open>,
    pub inbox: Vec<Note>,
    /// Findings of which nobody was told.
    pub untold: Vec<String>,
    pub thin: Vec<Thin>,
    /// What neither this audit nor those right before it have looked at.
    pub unlooked: Vec<Unlooked>,
    pub conflicts: Vec<Conflict>,
    pub drafts: usize,
    pub rescued: usize,
    pub damage: Vec<Damaged>,
    pub r#unsafe: Vec<String>,
    pub signoffs: Vec<SignOff>,
    pub unsigned: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OfCriterion {
    pub id: String,
    pub checklist: String,
    pub profile: String,
    pub planned: usize,
    pub touched: usize,
    pub sampled: usize,
    pub judged: usize,
    pub later: usize,
    pub excluded: usize,
    /// Why requirements are left to another visit where nobody entered it.
    pub left_out: Vec<LeftOut>,
    /// How long what is planned takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<&'static str>,
    /// What is to be planned by hand, while nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<String>,
    /// Requirements of this visit by outcome: `does-not-conform`.
    pub outcomes: BTreeMap<String, usize>,
    /// Findings by class.
    pub classes: BTreeMap<String, usize>,
    /// By clause, theme or block.
    pub groups: Vec<Place>,
    #[serde(skip)]
    pub shown: Vec<String>,
}

#[derive(Serialize)]
pub struct LeftOut {
    pub why: String,
    pub requirements: usize,
}

#[derive(Serialize)]
pub struct Minutes {
    pub planned: u32,
    pub left: u32,
}

#[derive(Serialize)]
pub struct Place {
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub planned: usize,
    pub touched: usize,
    pub sampled: usize,
    pub judged: usize,
}

#[derive(Serialize)]
pub struct MustTouch {
    pub criterion: String,
    pub title: String,
    pub requirements: Vec<String>,
    pub wanted: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Time {
    pub sessions: usize,
    pub minutes: i64,
    pub closing: Option<String>,
    pub until_closing: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Open {
    pub label: String,
    pub on: Vec<String>,
    /// For how many minutes it has been open.
    pub minutes: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub due: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Serialize)]
pub struct Thin {
    pub subject: String,
    pub words: String,
}

#[derive(Serialize)]
pub struct Unlooked {
    pub criterion: String,
    /// How many audits before this one have not looked at them.
    pub audits: usize,
    pub requirements: Vec<RequirementId>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sessions {
    pub planned: usize,
    pub held: usize,
    pub running: usize,
    pub interrupted: usize,
    pub dropped: usize,
    /// Minutes that the held ones took.
    pub minutes: i64,
    /// Minutes that the held ones were planned to take.
    pub held_as_planned: i64,
    /// Minutes of the whole plan.
    pub planned_minutes: i64,
    /// Of the minutes held, those by remote means.
    pub remote_minutes: i64,
    pub each: Vec<Place>,
}

#[derive(Serialize)]
pub struct Note {
    pub label: String,
    pub on: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Serialize)]
pub struct Conflict {
    pub subject: String,
    pub field: String,
}

#[derive(Serialize)]
pub struct Damaged {
    pub severity: &'static str,
    pub text: String,
}

#[derive(Serialize)]
pub struct SignOff {
    pub number: u32,
    pub kind: String,
    pub digest: String,
}

/// The answer. Texts that were typed stand in it only where they are shown.
pub fn answer(loaded: &Loaded, show: bool) -> Answer {
    let audit = &loaded.audit;
    let tally = Tally::of(audit, &loaded.criteria);
    let found = progress::progress(audit, &loaded.criteria, &tally, time::now());
    let conflicts = found.conflicts.iter().map(|(subject, key)| Conflict {
        subject: describe::name(audit, subject),
        field: key.to_string(),
    });
    let damage = loaded.damage.iter().map(|damage| Damaged {
        severity: damage.severity().word(),
        text: damage.to_string(),
    });
    let signoffs = audit.sign_offs().map(|it| SignOff {
        number: it.number,
        kind: it.kind.clone(),
        digest: it.digest.clone(),
    });
    let client = audit.value(&Subject::Audit, &Field::Client.into());
    let criteria = found.criteria.iter().filter_map(|of| {
        let criterion = loaded.criteria.criterion(of.id.as_str())?;
        Some(of_criterion(audit, &loaded.criteria, criterion, of))
    });
    let opened = |notes: &[progress::Open]| notes.iter().map(|it| open(audit, it, show)).collect();
    let places =
        |parts: &[Part]| -> Vec<Place> { parts.iter().map(|it| place(it, show)).collect() };
    let name = |subject: &Subject| describe::name(audit, subject);
    let untold = found.untold.iter().filter_map(|id| audit.object(*id));
    let inbox = coverage::inbox(audit).into_iter();
    let rescued = loaded.rescued.iter();
    Answer {
        audit: audit.id,
        entries: audit.len(),
        client: show.then(|| client.to_owned()),
        criteria: criteria.collect(),
        sites: places(&found.sites),
        must_touch: found.must_touch.iter().map(must_touch).collect(),
        time: Time {
            sessions: found.time.sessions,
            minutes: found.time.minutes,
            closing: found.time.closing.map(|at| at.to_rfc3339()),
            until_closing: found.time.until_closing,
        },
        sessions: sessions(audit, places(&found.sessions)),
        requests: opened(&found.requests),
        todos: opened(&found.to_dos),
        inbox: inbox.map(|it| note(audit, it, show)).collect(),
        untold: untold.map(|finding| audit.label(finding)).collect(),
        thin: found
            .thin
            .iter()
            .map(|it| Thin {
                subject: name(&it.what),
                words: it.words(audit),
            })
            .collect(),
        unlooked: last_look::groups(&found.unlooked).map(unlooked).collect(),
        conflicts: conflicts.collect(),
        drafts: loaded.drafts.len(),
        rescued: rescued.map(|it| it.entries.len() + it.drafts.len()).sum(),
        damage: damage.collect(),
        r#unsafe: loaded
            .unsafe_reasons
            .iter()
            .map(ToString::to_string)
            .collect(),
        signoffs: signoffs.collect(),
        unsigned: audit.entries_since_sign_off(),
    }
}

fn place(part: &Part, show: bool) -> Place {
    Place {
        label: part.label.clone(),
        title: show.then(|| part.title.clone()),
        planned: part.coverage.planned,
        touched: part.coverage.touched,
        sampled: part.coverage.sampled,
        judged: part.coverage.judged,
    }
}

fn must_touch(it: &progress::MustTouch) -> MustTouch {
    MustTouch {
        criterion: it.criterion.to_string(),
        title: it.title.clone(),
        requirements: it.requirements.iter().map(ToString::to_string).collect(),
        wanted: it.wanted,
        field: it.blank.as_ref().map(|(_, field)| field.to_string()),
    }
}

fn unlooked((criterion, audits, requirements): (&str, usize, Vec<&RequirementId>)) -> Unlooked {
    Unlooked {
        criterion: criterion.to_owned(),
        audits,
        requirements: requirements.into_iter().cloned().collect(),
    }
}

fn open(audit: &Audit, it: &progress::Open, show: bool) -> Open {
    let known = audit.object(it.note);
    let on = known
        .iter()
        .flat_map(|note| audit.links(note, Link::On))
        .map(ToString::to_string);
    Open {
        label: known.map_or_else(String::new, |note| audit.label(note)),
        on: on.collect(),
        minutes: it.age,
        due: it.due.clone(),
        asked_of: show.then(|| it.asked_of.clone()),
        text: show.then(|| it.words.clone()),
    }
}

fn of_criterion(
    audit: &Audit,
    criteria: &Criteria,
    criterion: &Criterion,
    of: &progress::OfCriterion,
) -> OfCriterion {
    let of_class = |key: &str| {
        let findings = audit.standing(Kind::Finding);
        let of_class = findings.filter(|finding| {
            coverage::class(audit, criteria, finding, &criterion.id)
                .is_some_and(|class| class.key == key)
        });
        of_class.count()
    };
    let classes = criteria.classes(criterion.id.as_str());
    let counted: Vec<(&str, &str, usize)> = classes
        .iter()
        .map(|class| {
            (
                class.key.as_str(),
                class.word.as_str(),
                of_class(&class.key),
            )
        })
        .collect();
    let outcomes = of.outcomes.iter();
    let mut shown: Vec<String> = outcomes
        .clone()
        .filter(|(_, number)| *number > 0)
        .map(|(it, number)| format!("{number:>5} {}", it.word()))
        .collect();
    let found = counted.iter().filter(|(_, _, number)| *number > 0);
    shown.extend(found.map(|(_, word, number)| format!("{number:>5} × {word}")));
    OfCriterion {
        id: criterion.id.to_string(),
        checklist: criterion.checklist.id.clone(),
        profile: criterion.profile.id.clone(),
        planned: of.coverage.planned,
        touched: of.coverage.touched,
        sampled: of.coverage.sampled,
        judged: of.coverage.judged,
        later: of.later,
        excluded: of.excluded,
        left_out: of
            .left_out
            .iter()
            .map(|(why, requirements)| LeftOut {
                why: why.clone(),
                requirements: *requirements,
            })
            .collect(),
        minutes: (of.minutes.planned > 0).then_some(Minutes {
            planned: of.minutes.planned,
            left: of.minutes.left,
        }),
        tier: planning::tier(audit, &criterion.id).map(Tier::key),
        by_hand: planning::by_hand(audit, criteria)
            .find(|(it, _)| it.id == criterion.id)
            .map(|(_, what)| what.to_owned()),
        outcomes: outcomes
            .map(|(it, number)| (it.word().replace(' ', "-"), *number))
            .collect(),
        classes: counted
            .iter()
            .map(|(key, _, number)| ((*key).to_owned(), *number))
            .collect(),
        // Titles of a checklist are nobody's secret.
        groups: of.groups.iter().map(|it| place(it, true)).collect(),
        shown,
    }
}

fn sessions(audit: &Audit, each: Vec<Place>) -> Sessions {
    let totals = Totals::of(audit);
    Sessions {
        planned: totals.planned,
        held: totals.held,
        running: totals.running,
        interrupted: totals.interrupted,
        dropped: totals.dropped,
        minutes: totals.minutes,
        held_as_planned: totals.held_as_planned,
        planned_minutes: totals.planned_minutes,
        remote_minutes: totals.remote_minutes,
        each,
    }
}

fn note(audit: &Audit, note: &Object, show: bool) -> Note {
    Note {
        label: audit.label(note),
        on: audit
            .links(note, Link::On)
            .map(ToString::to_string)
            .collect(),
        text: show.then(|| audit.text(note, Field::Text).to_owned()),
    }
}
