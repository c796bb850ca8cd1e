//! The words that a report itself uses: headings, labels, statements.
//!
//! The phrases of the audit come first, so that a report can be had in any language; the English words here
//! stand in where the phrases have none. This module must not know what a report consists of.

use super::escape::Text;
use crate::checklist::scheme::Phrases;

/// The words of one report.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    phrases: Option<&'a Phrases>,
}

impl<'a> Words<'a> {
    /// The words of a language; English where there are no phrases.
    pub const fn new(phrases: Option<&'a Phrases>) -> Self {
        Self { phrases }
    }

    /// The language, as in `en`.
    pub fn language(self) -> &'a str {
        self.phrases.map_or("en", |phrases| &phrases.language)
    }

    /// The phrase with this key, where the audit has one.
    fn phrase(self, key: &str) -> Option<&'a str> {
        self.phrases?.phrases.get(key).map(String::as_str)
    }

    /// The words with this key: of the audit's phrases, or in English, or the key, so that a gap can be seen.
    pub fn of(self, key: &str) -> Text {
        self.maybe(key).unwrap_or_else(|| Text::new(key))
    }

    /// The words with this key, where there are any.
    pub fn maybe(self, key: &str) -> Option<Text> {
        let english = || ENGLISH.iter().find(|(known, _)| *known == key);
        self.phrase(key)
            .or_else(|| english().map(|(_, words)| *words))
            .map(Text::from)
    }

    /// The word for a choice: the phrase `<sort>.<key>` such as `planned.this-visit`, or else what stands on
    /// screens.
    pub fn word(self, sort: &str, key: &str, on_screen: &str) -> String {
        self.phrase(&format!("{sort}.{key}"))
            .unwrap_or(on_screen)
            .to_owned()
    }

    /// The words with this key as a string, for putting together.
    pub fn string(self, key: &str) -> String {
        let english = || ENGLISH.iter().find(|(known, _)| *known == key);
        self.phrase(key)
            .or_else(|| english().map(|(_, words)| *words))
            .unwrap_or(key)
            .to_owned()
    }
}

/// Standing sentences that stand in a report only where the phrases have them, and have no stand-in here.
pub const STANDING: &[&str] = &[
    "recommendation-note-supplier",
    "recommendation-note-internal",
    "not-legal",
    "confidentiality",
    "ownership",
    "integrated",
    "no-solutions",
    "stage1-note",
    "no-wording",
    "not-audited-note",
    "said-not-seen",
];

/// The English words. `phrases/en.ron` has every key of a report, these with the same words; a translation gives
/// the same keys in `phrases/<language>.ron`.
pub const ENGLISH: &[(&str, &str)] = &[
    ("part.particulars", "Particulars of the audit"),
    ("part.scope", "Scope"),
    ("part.conclusions", "Conclusions"),
    ("part.recommendation", "Recommendation"),
    ("part.nonconformities", "Nonconformities"),
    ("part.areas-of-concern", "Areas of concern"),
    ("part.opportunities", "Opportunities for improvement"),
    ("part.observations", "Observations and other findings"),
    ("part.strengths", "Strengths"),
    ("part.must-touch", "What every audit of this kind looks at"),
    ("part.mark-use", "Use of certificate and mark"),
    ("part.former-actions", "Former corrective actions"),
    ("part.changes", "Significant changes since the last audit"),
    ("part.deviations", "Deviations from the audit plan"),
    ("part.programme-issues", "Issues for the audit programme"),
    ("part.unresolved", "Unresolved issues and differing views"),
    ("part.limitations", "Limitations"),
    ("part.coverage", "Requirements and results"),
    ("part.samples", "Samples"),
    ("part.trails", "Trails and methods"),
    ("part.evidence", "Documents and other evidence"),
    ("part.timetable", "Timetable"),
    ("part.points", "Questions asked and points dealt with"),
    ("part.participants", "Participants"),
    ("part.follow-up", "What follows"),
    ("part.sampling-disclaimer", "Basis of the audit"),
    ("part.distribution", "Distribution"),
    ("part.notes", "Notes"),
    ("part.open", "Open items"),
    ("part.record", "State of the record"),
    ("part.gates", "What does not hold yet"),
    ("part.working-papers", "Working papers"),
    (
        "sampling-disclaimer",
        "This audit rests on samples of the information that was available. It therefore carries uncertainty: there can be nonconformities that it did not find, and the absence of a finding is no proof of conformity.",
    ),
    (
        "recommendation-note",
        "This is the recommendation of the audit team. It is not the certification decision.",
    ),
    (
        "notes-note",
        "Notes as the auditors took them during the sessions. “Said” is what somebody told, “seen” what the auditor saw.",
    ),
    (
        "draft-note",
        "This is a draft. What is listed here has to be settled, or signed over with a reason, before the sign-off.",
    ),
    ("title.report", "Audit report"),
    ("label.contents", "Contents"),
    ("label.draft", "Draft"),
    ("label.as-at", "as of"),
    (
        "label.audit-file",
        "Audit file: with working papers, not for the client",
    ),
    ("label.classification", "Classification"),
    ("label.distribution", "Distribution"),
    ("none", "None."),
    ("not-stated", "Not stated."),
    ("label.body", "Audit body"),
    ("label.reference", "Audit number"),
    ("label.client", "Client"),
    ("label.away", "Interrupted for"),
    ("label.paused", "Interrupted since"),
    ("label.deviation", "Deviation"),
    ("label.auditor", "Auditor"),
    ("label.asked-of", "asked of"),
    ("label.size-reason", "Reason of the size"),
    ("label.algorithm", "Drawn by"),
    ("label.seed", "Seed"),
    ("label.extract", "Extract (SHA-256)"),
    ("label.drawn-from", "Drawn from"),
    ("label.attributes", "Checked on each item"),
    ("label.waiting", "Waiting for"),
    ("label.confidential", "Confidential"),
    ("label.consent", "Consent to the copy"),
    ("label.access", "Not or not wholly shown"),
    ("label.address", "Address"),
    ("label.representative", "Representative of the client"),
    ("label.kind", "Kind of audit"),
    ("label.criteria", "Audit criteria"),
    ("label.integration", "Integration"),
    ("label.one-criterion", "audit against one criterion"),
    (
        "label.several-criteria",
        "one audit against several criteria, each with its own conclusions",
    ),
    ("label.grading", "Classes of findings"),
    ("label.objectives", "Objectives"),
    ("label.days", "Days of the audit"),
    ("label.language", "Language of the report"),
    ("label.scope", "Scope"),
    ("label.soa", "Statement of Applicability"),
    ("label.sites", "Sites"),
    ("label.processes", "Processes and departments"),
    ("label.time", "Time of the sessions"),
    ("label.remote", "Of this, remote"),
    ("label.signed-over", "Gates signed over"),
    ("label.conformity", "Conformity"),
    ("label.effectiveness", "Effectiveness"),
    ("label.findings", "Findings"),
    ("label.results", "Results"),
    ("label.class", "Class"),
    ("label.meaning", "Meaning"),
    ("label.count", "Count"),
    ("label.requirement", "Requirement"),
    ("label.asked", "What is asked"),
    ("label.statement", "Statement"),
    ("label.reason", "Reason of the class"),
    ("label.rests-on", "Rests on"),
    ("label.where", "Where"),
    ("label.told", "Told to"),
    ("label.disputed", "Differing view of the auditee"),
    ("label.formerly", "Formerly"),
    ("label.former-audit", "Audit before"),
    (
        "label.former-findings",
        "What became of the findings of the audit before",
    ),
    ("label.former-finding", "Finding"),
    ("label.became", "What became of it"),
    ("label.last-look", "Last looked at"),
    (
        "label.audits-since",
        "Audits before this one that did not look at it",
    ),
    (
        "label.unlooked",
        "Looked at neither in this audit nor in the one before",
    ),
    ("label.not-seen", "not looked at yet"),
    ("label.no-class", "not classified"),
    ("label.result", "Result"),
    ("label.planned", "Planned"),
    ("label.tier", "Tier of the supplier"),
    ("left-out.profile", "does not plan it"),
    ("left-out.tier", "not asked of a supplier of tier"),
    ("label.item", "Item"),
    ("label.remark", "Remark"),
    ("label.source", "Source"),
    ("label.completeness", "Completeness checked by"),
    ("label.method", "Method"),
    ("label.chosen-by", "Chosen by"),
    ("label.choice", "Reason of the choice"),
    ("label.about", "About"),
    ("label.session", "Session"),
    ("label.items", "Items of the sample"),
    ("label.document", "Document or record"),
    ("label.how", "How it was gathered"),
    ("label.shows", "What it shows"),
    ("label.copy", "Copy"),
    ("label.not-taken", "seen, not taken"),
    ("label.evidence", "Evidence"),
    ("label.shown-by", "shown by"),
    ("label.owner", "owner"),
    ("label.bytes", "bytes"),
    ("label.version", "version"),
    ("label.of-date", "of"),
    ("label.sessions", "Sessions"),
    ("label.held", "Held"),
    ("label.present", "Present"),
    ("label.not-held", "not held"),
    ("label.people", "Participants"),
    ("label.side", "Side"),
    ("label.role", "Role"),
    ("label.name", "Name"),
    ("label.department", "Department"),
    ("label.due", "Due"),
    ("label.what", "What"),
    ("label.deadlines", "Time limits"),
    ("label.no-date", "by agreement"),
    ("label.must-touch", "Must-touch items"),
    ("label.touched", "looked at"),
    ("label.untouched", "not looked at"),
    (
        "label.not-audited",
        "Not audited, left to another visit or excluded",
    ),
    ("label.across", "Followed across requirements"),
    ("label.methods", "Methods"),
    ("label.said-by", "by"),
    ("label.written", "written"),
    ("label.observed", "observed"),
    ("label.author", "noted by"),
    ("label.done", "done"),
    ("label.still-open", "still open"),
    ("label.without-session", "Outside any session"),
    ("label.withdrawn", "Withdrawn"),
    ("label.because", "Because"),
    (
        "label.conflicts",
        "Values that differ and that nobody decided between",
    ),
    ("label.struck", "Lines struck from the record"),
    ("label.struck-lines", "Struck lines without text"),
    ("label.unknown", "Entries that were not understood"),
    ("label.line", "Line"),
    ("label.log", "of a log"),
    ("label.blocks", "blocks"),
    ("label.warns", "warns"),
    ("label.gate", "Gate"),
    ("label.more", "more"),
    ("label.breaks", "What breaks it"),
    ("label.criterion", "Criterion"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_stands_once_and_could_be_a_phrase() {
        for (at, (key, words)) in ENGLISH.iter().enumerate() {
            assert!(
                !ENGLISH[..at].iter().any(|(other, _)| other == key),
                "{key}"
            );
            assert!(!words.trim().is_empty() && key.len() <= 40);
        }
        assert_eq!(
            Words::new(None).of("label.nowhere"),
            Text::new("label.nowhere")
        );
    }
}
