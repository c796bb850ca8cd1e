//! `onsite check`: the gates before a sign-off; the answer is no while one blocks.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::done::Done;
use super::failure::Failure;
use super::{time, work};
use crate::audit::describe;
use crate::audit::fold::Audit;
use crate::audit::gates::{self, GateResult, Verdict};
use crate::checklist::profile::SignoffKind;
use crate::signoff::{self, Request};
use crate::text::{NAMED, counted, some_of};

/// Checks the gates before a sign-off; exit code 1 while one blocks
///
/// With --json: kind, blocked, gates (gate, criteria, verdict, sentence, source, breaches). A breach has the
/// subject to mend, and with --show the words of what is wrong.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The audit
    audit: PathBuf,
    /// Which sign-off
    #[arg(long, default_value = "report", value_parser = kinds())]
    kind: String,
    /// Who reviews, for a technical review
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// Shows gates that hold as well
    #[arg(long)]
    all: bool,
    /// Shows what is wrong in words, which may quote the audit
    #[arg(long)]
    show: bool,
    /// Answers in JSON
    #[arg(long)]
    json: bool,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(SignoffKind::ALL.iter().map(|kind| kind.key()))
}

#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    blocked: bool,
    gates: Vec<Gate>,
}

#[derive(Serialize)]
struct Gate {
    #[serde(rename = "gate")]
    demand: String,
    criteria: Vec<String>,
    verdict: &'static str,
    sentence: String,
    source: String,
    breaches: Vec<Breach>,
}

#[derive(Serialize)]
struct Breach {
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

impl Check {
    pub fn run(self) -> Result<Done, Failure> {
        let kind = SignoffKind::from_key(&self.kind).unwrap_or(SignoffKind::Report);
        let loaded = work::read(&self.audit)?;
        let request = Request {
            reviewer: self.reviewer.clone().unwrap_or_default(),
            ..Request::new(kind, time::now())
        };
        let around = signoff::around(&loaded, &request)?;
        let results = gates::check(&loaded.audit, &loaded.criteria, &around, kind);
        let blocked = gates::blocked(&results);
        let gates = results
            .iter()
            .map(|result| gate(&loaded.audit, result, self.show));
        let answer = Answer {
            kind: kind.key(),
            blocked,
            gates: gates.collect(),
        };
        let done = Done::either(self.json, &answer, self.text(&answer))?;
        Ok(done.no_if(blocked))
    }

    fn text(&self, answer: &Answer) -> String {
        let mut lines = Vec::new();
        for gate in &answer.gates {
            if gate.verdict == Verdict::Holds.word() && !self.all {
                continue;
            }
            let of = if gate.criteria.is_empty() {
                String::new()
            } else {
                format!("{}: ", gate.criteria.join(", "))
            };
            lines.push(format!("{:<6}  {of}{}", gate.verdict, gate.sentence));
            lines.push(format!("        {} ({})", gate.demand, gate.source));
            if self.show {
                let words = gate.breaches.iter().filter_map(|it| it.words.as_deref());
                lines.extend(words.map(|words| format!("        - {words}")));
            } else {
                lines.extend(subjects(&gate.breaches));
            }
        }
        let number = |verdict: Verdict| {
            answer
                .gates
                .iter()
                .filter(|gate| gate.verdict == verdict.word())
                .count()
        };
        let blocking = counted(number(Verdict::Blocks), "gate blocks", "gates block");
        let warning = counted(number(Verdict::Warns), "warns", "warn");
        let holding = counted(number(Verdict::Holds), "holds", "hold");
        let kind = answer.kind;
        lines.push(format!("{kind}: {blocking}, {warning}, {holding}."));
        lines.join("\n")
    }
}

/// What is to be mended, by name.
fn subjects(breaches: &[Breach]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for breach in breaches {
        if !names.contains(&breach.subject.as_str()) {
            names.push(&breach.subject);
        }
    }
    (!names.is_empty()).then(|| format!("        - {}", some_of(&names, NAMED, ", ")))
}

fn gate(audit: &Audit, result: &GateResult, show: bool) -> Gate {
    let breaches = result.breaches.iter().map(|breach| Breach {
        subject: describe::name(audit, &breach.subject),
        words: show.then(|| breach.words.clone()),
    });
    Gate {
        demand: result.demand.key(),
        criteria: result.criteria.iter().map(ToString::to_string).collect(),
        verdict: result.verdict.word(),
        sentence: result.sentence.clone(),
        source: result.source.clone(),
        breaches: breaches.collect(),
    }
}
