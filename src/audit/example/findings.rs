//! The findings of the example, each in three parts.
//!
//! This module must not know when they are raised.

use super::script::Finding;

pub(super) const RESTORE: Finding = Finding {
    title: "Restore tests fail and nothing follows",
    classes: &[("27001", "major")],
    on: &["27001:A.8.13", "27001:10.2"],
    asked: "Backups are tested as the own policy says (BK-POL v5: monthly restore test). What was done about a \
            nonconformity is checked for its effect.",
    found: "BK-LOG v3 of {-3}, 3 of 12 tests: {-126} aborted (disk full), {-8} failed (index corrupt); no ticket, \
            no repeat for either. Last full restore that ended well: {-338}. CAR-07 v2, opened for the same point \
            last year, closed {-190} without a look at its effect. MR-MIN v1, decision 5, without owner and date.",
    statement: "Failed restore tests are not followed up, so that it is not known whether the platform can be \
                restored; the corrective action of last year has not worked.",
    reason: "The 4 h promise to customers hangs on it, there is serious doubt that it can be kept, and it is last \
             year's minor again.",
    site: "Wellmünde, Nordkai",
    process: "Operations",
    documents: &["BK-LOG", "BK-POL", "CAR-07", "MR-MIN"],
    samples: &["monthly restore tests"],
    notes: &["Test ", "Last full restore", "Minor 2 of last year"],
};

pub(super) const LEAVERS: Finding = Finding {
    title: "Access of a contractor outlived the contract",
    classes: &[("27001", "minor")],
    on: &["27001:A.5.18", "27001:A.6.5"],
    asked: "Access ends with the employment or contract; own rule: the same day, second check by the service desk.",
    found: "5 of 23 leavers (LEAVER-LIST of {-1}). L-17, contractor: last day {-48}, VPN and repository account \
            closed {-7}. OFF-2231 closed {-44} without the second check.",
    statement: "The service desk forgot to close the accounts of a contractor.",
    reason: "One of five; the other four were closed within a day.",
    site: "Wellmünde, Nordkai",
    process: "People",
    documents: &["LEAVER-LIST", "OFF-2231"],
    samples: &["leavers of"],
    notes: &["L-17: last day"],
};

pub(super) const DOOR_LOG: Finding = Finding {
    title: "Nobody reads the door log of the data room",
    classes: &[("27001", "minor")],
    on: &["27001:A.7.4"],
    asked: "Premises are watched for entry by those who have no business there; own rule: door log read monthly.",
    found: "DOOR-LOG, 30 days, printed {0}: no mark of a review. Nobody on site knew who reads it.",
    statement: "It could not be shown that the door log is reviewed.",
    reason: "Cameras and card readers work; only the review is missing.",
    site: "Ostheide",
    process: "Facilities",
    documents: &["DOOR-LOG"],
    samples: &[],
    notes: &["Door log of 30 days"],
};

pub(super) const REPORTING: Finding = Finding {
    title: "Events reach the hotline fast, from drivers too",
    classes: &[("27001", "strength")],
    on: &["27001:A.6.8", "27001:A.5.25"],
    asked: "People can report what looks wrong, quickly and by a known way.",
    found: "INC-LIST of {-1}, last 20 reports: median 11 min to the first answer. Drill {-33}: 71 % reported, \
            6 % clicked.",
    statement: "One number for everybody, drivers of carriers included, and an answer within minutes.",
    reason: "Well beyond what is asked, and it shows in figures.",
    site: "Ostheide",
    process: "Hotline",
    documents: &["INC-LIST"],
    samples: &[],
    notes: &["One number for all", "Phishing drill"],
};

pub(super) const EMERGENCY_CHANGES: Finding = Finding {
    title: "Reviews of emergency changes lie in three places",
    classes: &[("27001", "ofi")],
    on: &["27001:A.8.32"],
    asked: "Changes are approved and can be traced; emergency changes are reviewed afterwards.",
    found: "5 of 140 changes (CHG-LIST of {-1}), none without approval. Reviews of emergency changes exist, in \
            chat, wiki or ticket, depending on who was on call.",
    statement: "Reviews could be found again more easily, and repeated causes be seen.",
    reason: "Nothing asked for is missing; all five could be traced in the end.",
    site: "Wellmünde, Nordkai",
    process: "Operations",
    documents: &["CHG-LIST"],
    samples: &["changes of"],
    notes: &["@ops-lead: emergency changes"],
};

pub(super) const WEDGE: Finding = Finding {
    title: "Outer door wedged open during deliveries",
    classes: &[("27001", "observation")],
    on: &["27001:A.7.1"],
    asked: "The perimeter holds while goods come in.",
    found: "{0}, 15:57, outer door at Ostheide: wedge for about 3 min, staff beside it the whole time, no alarm.",
    statement: "A longer delivery without staff at the door would leave the perimeter open unnoticed.",
    reason: "Somebody stood there; the next door needs a card. Worth another look next year.",
    site: "Ostheide",
    process: "Facilities",
    documents: &["DOOR-WEDGE"],
    samples: &[],
    notes: &["Outer door held"],
};

pub(super) const TRAINING_DATA: Finding = Finding {
    title: "Names of consignees in training data, against the SoA",
    classes: &[("27001", "minor"), ("42001", "area-of-concern")],
    on: &["27001:6.1.3", "27001:A.8.11", "42001:A.7.2", "42001:A.7.5"],
    asked: "What the Statement of Applicability leaves out is left out for a reason that holds. Where data for \
            models come from, and how they are prepared, is decided and written down.",
    found: "SOA-IS v7 of {-60} excludes A.8.11: \"no production data leaves production\". ML workspace, table \
            \"stops\", seen remotely: weekly copy of production, names, streets and phone numbers in clear, 4.1 \
            million rows. No entry on origin or approval of the copy in DS-LANE v3.",
    statement: "Production data with personal details are copied to the ML workspace unmasked, so the reason for \
                excluding masking does not hold; the origin of the training data is not documented.",
    reason: "27001: one exclusion of two, workspace closed to outsiders. 42001: could become a nonconformity in \
             stage 2.",
    site: "Wellmünde, Nordkai",
    process: "Data science",
    documents: &["SOA-IS", "DS-LANE", "ML-STOPS"],
    samples: &[],
    notes: &["SoA v7 excludes", "Table \"stops\""],
};

pub(super) const DRIVERS: Finding = Finding {
    title: "Impact assessment of LANE stops at customers and carriers",
    classes: &[("42001", "area-of-concern")],
    on: &["42001:6.1.4", "42001:A.5.4", "42001:8.4"],
    asked: "Effects of an AI system on people are assessed, and again when the system changes much.",
    found: "2 of 4 AI systems. AIA-LANE v1 of {-200}: drivers are not among those affected, though the order of \
            stops decides their breaks. New optimiser in production since {-90}; assessment not touched. \
            AI-PROC v3 does not say which change is a significant one.",
    statement: "The assessment leaves out a group that LANE affects daily, and was not looked at again after a \
                major change of the model.",
    reason: "Could become a nonconformity in stage 2.",
    site: "Wellmünde, Nordkai",
    process: "Data science",
    documents: &["AIA-LANE", "AI-PROC"],
    samples: &["AI systems"],
    notes: &["LANE: customers and carriers", "New optimiser"],
};

pub(super) const NO_INTERNAL_AUDIT: Finding = Finding {
    title: "No internal audit of the AI management system yet",
    classes: &[("42001", "area-of-concern")],
    on: &["42001:9.2.1", "42001:9.3.2"],
    asked: "The AI management system is audited internally and reviewed by management before stage 2.",
    found: "IA-PLAN v3 has no date for 42001. MR-MIN v1: AI is one bullet without figures.",
    statement: "Neither an internal audit nor a full management review of the AI management system has taken place.",
    reason: "The date of stage 2 hangs on it.",
    site: "Wellmünde, Nordkai",
    process: "Management",
    documents: &["IA-PLAN", "MR-MIN"],
    samples: &[],
    notes: &["@ciso: management system for AI", "Review held"],
};

pub(super) const FRAUD_ASSESSMENT: Finding = Finding {
    title: "Wrong refusals of FRS are counted and answered for",
    classes: &[("42001", "strength")],
    on: &["42001:A.5.3"],
    asked: "Impact assessments are kept as records and used.",
    found: "AIA-FRS v2 of {-80}, signed by AI officer and DPO; rate of wrong refusals weekly since the start, 0.4 % \
            last week; 3 complaints of carriers, each with a decision by a person.",
    statement: "The assessment is used as a working tool, with a figure that management sees each week.",
    reason: "Further than stage 1 expects.",
    site: "Wellmünde, Nordkai",
    process: "Data science",
    documents: &["AIA-FRS"],
    samples: &["AI systems"],
    notes: &["FRS: complete"],
};

pub(super) const RETRAINING: Finding = Finding {
    title: "Model card leaves retraining to the release notes",
    classes: &[("42001", "observation")],
    on: &["42001:A.6.2.3"],
    asked: "Design and development of a model can be followed from its documents.",
    found: "MC-LANE v14 of {-21}: data range and figures for each region; what a retraining changed stands in the \
            release notes instead.",
    statement: "A reader of the model card could see the changes without a second document.",
    reason: "Nothing asked for is missing.",
    site: "Wellmünde, Nordkai",
    process: "Data science",
    documents: &["MC-LANE"],
    samples: &[],
    notes: &["Model card LANE"],
};
