//! The second morning of the example from ten: AI systems. It stops in the middle of an interview.
//!
//! This module must not know how a step becomes an entry.

use super::findings;
use super::script::Act::{Begin, Criterion, End, Judge, Note, NoteOn, Raise, Tell};
use super::script::{Act, Document, Sample, Step, document, sampled, steps};
use crate::audit::schema::Field;

/// The steps of the late second morning.
pub(super) const STEPS: &[Step] = steps! {
    "09:58" Begin("AI: inventory and impact assessment");
    "10:02" Note("Inventory: LANE, ETA-2, FRS made here, PIET bought. Purpose, owner, own role and stage of \
        life for each #A.4.2 #42001:4.3 +AI-INV v5 {-18}");
    "10:09" Note("n2/4 LANE and FRS: they decide about people and money #42001:6.1.4 #42001:A.5.3 \
        #42001:A.5.4");
    "10:11" Act::Sample(Sample {
        population: "AI systems in the inventory",
        source: "Inventory of AI systems, AI-INV v5",
        as_of: "{-18}",
        completeness: "Cost centres of the model hosting: the same four",
        method: "judgement",
        reason: "Highest effect on people (LANE) and on money of carriers (FRS)",
        items: &[
            ("FRS", "met", "AIA-FRS v2, signed by AI officer and DPO"),
            ("LANE", "not-met", "AIA-LANE v1: drivers missing, older than the optimiser"),
        ],
        attributes: &[],
        drawn: None,
        seen_in: "AI-INV",
    });
    "10:19" Note("FRS: complete, signed by @ai-officer and @dpo. Wrong refusals counted weekly, 0.4 % \
        #42001:6.1.4 #42001:A.5.3 #42001:A.5.4 +AIA-FRS v2 {-80}");
    "10:27" Note("LANE: customers and carriers assessed. Drivers do not appear, though the order of stops \
        decides their breaks #42001:6.1.4 #42001:A.5.4 +AIA-LANE v1 {-200}");
    "10:34" Note("New optimiser in LANE since {-90}. Assessment still the one of {-200} #42001:8.4");
    "10:39" Note("Process: again \"on significant change\". No word on what is significant, no one named to \
        decide #42001:A.5.2 +AI-PROC v3 {-120}");
    "10:45" Note("AI policy signed, leans on the security policy for access and incidents #42001:5.2 #A.2.2 \
        #A.2.3 +AI-POL v1 {-240}");
    "10:51" Note("SoA for AI: 37 of 38 apply, A.7.3 out. Reason fits the inventory #42001:6.1.3 +SOA-AI v2 \
        {-33}");
    "10:56" Note("Register of AI risks: 22, harm to people as a scale of its own. R-AI-09 accepted by \
        @managing-director, dated #42001:6.1.2 #42001:8.2 +AI-RISK v4 {-25}");
    "11:01" Note("Concerns can be raised without a name: 3 entries, each answered within a week #A.3.3");
    "11:06" Note("AI officer 40 % of her time, no deputy named anywhere #A.3.2");
    "11:10" NoteOn("42001:A.8.2", "? what users of PIET are told: that a machine answers first, how to reach \
        a person");
    "11:14" Note("// DA asks, I write. Good answers, she does not hide behind the process");
    "11:19" NoteOn("42001:A.3.2", "@dpo was asked for FRS but not for LANE: mail of {-205} shows the \
        invitation went to an old address\nDeputy for the AI officer promised \"orally\", nothing in the \
        organisation chart\nNo decision needed from us, goes into the picture for stage 2");
    "11:22" Raise(findings::DRIVERS);
    "11:23" Raise(findings::FRAUD_ASSESSMENT);
    "11:24" Tell("Impact assessment of LANE", "AI officer, DPO");
    "11:26" End;
    "11:27" sampled("AI-INV", "Inventory of AI systems", "AI officer", "Wiki, space AI", "AI officer");
    "11:27" document("AI-PROC", "Impact assessment, procedure", "AI officer", "Wiki, space AI", "AI officer");
    "11:27" document("AI-POL", "AI policy", "Managing director", "Intranet", "AI officer");
    "11:27" document("SOA-AI", "Statement of Applicability, 42001", "AI officer", "Wiki, space AI", "AI officer");
    "11:27" document("AI-RISK", "Register of AI risks", "AI officer", "Risk tool, read-only login", "AI officer");
    "11:27" document("AIA-LANE", "Impact assessment LANE", "AI officer", "Wiki, space AI", "AI officer");
    "11:28" document("AIA-FRS", "Impact assessment FRS", "AI officer", "Wiki, space AI, signed PDF", "AI \
        officer");
    "11:28" Judge(&["42001:4.1", "42001:5.2", "42001:6.1.2", "42001:A.2.2", "42001:A.2.3"], "conforms", "");
    "11:29" Judge(&["42001:A.3.3", "42001:A.4.2", "42001:A.5.3"], "conforms", "");
    "11:29" Judge(&["42001:A.7.3"], "not-applicable", "Excluded in SoA v2; inventory shows no bought or \
        scraped data");
    "11:30" Criterion("42001", Field::MarkUse, "No certificate yet; website and offers say nothing about \
        42001");
    "11:31" Begin("AI: development, data, release");
    "11:33" Note("@ml-engineer by video from home, camera on, shares one window. Nobody else in the room. \
        @ai-officer sits with us");
    "11:37" Note("LANE is trained weekly on a copy of the production database, since {-280} #42001:A.7.2");
    "11:42" Note("! Table \"stops\": consignee, street, phone in clear, 4.1 million rows. Asked him to scroll \
        on, not to stay #A.8.11 #42001:A.7.5 #A.5.34");
    "11:43" Note("// there goes the reason for excluding A.8.11");
    "11:46" Note("! Data sheet of LANE: fields and ranges, nothing on where the rows come from or who allowed \
        the copy #42001:A.7.5 #42001:A.7.6 +DS-LANE v3 {-150}");
    "11:50" Act::Document(Document {
        id: "ML-STOPS",
        title: "Table \"stops\" in the ML workspace, seen by video",
        owner: "ML engineer",
        place: "Video call, shared window; no copy taken",
        shown_by: "ML engineer",
        method: "observe",
        level: "shown",
        on: &["42001:A.7.2", "42001:A.7.5", "27001:A.8.11"],
    });
    "11:52" Raise(findings::TRAINING_DATA);
    "11:53" Tell("Names of consignees", "AI officer; CISO by phone");
    "11:54" Act::Document(Document {
        id: "DPO-CALL",
        title: "Call with the DPO about the copy of production data",
        owner: "DPO",
        place: "Phone",
        shown_by: "DPO",
        method: "interview",
        level: "stated",
        on: &["27001:A.5.34"],
    });
    "11:55" Note("! Model card LANE: data range, figures for each region; what retraining changed stands in \
        the release notes #A.6.2.3 #A.6.2.7 +MC-LANE v14 {-21}");
    "11:58" Note("@ml-engineer: goes live if the error is no worse than before. What \"worse\" is, decides \
        whoever is on duty #A.6.2.4 #A.6.2.5");
    "12:01" Note("! Drift board: last alarm of LANE {-11}, acknowledged, nothing written about what was done \
        #A.6.2.6");
    "12:03" Raise(findings::RETRAINING);
    "12:04" Note("? release notes of the last three retrainings of LANE #A.6.2.4");
    "12:06" Raise(findings::NO_INTERNAL_AUDIT);
    "12:08" document("MC-LANE", "Model card LANE", "ML engineer", "Repository, shared window", "ML engineer");
    "12:09" Judge(&["42001:A.6.2.3"], "conforms", "");
    "12:11" Note("Rollback of a model takes 5 min, done twice this year, he says. Ask to see one after lunch \
        #A.6.2.5");
};
