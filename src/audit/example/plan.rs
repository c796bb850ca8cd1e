//! What the example's audit begins with: client and task, sites, people, and the sessions as they are planned.
//!
//! This module must not know what is found.

use super::script::{Act, Step, steps};
use crate::audit::schema::Field;

/// A site: name, address.
pub(super) const SITES: &[(&str, &str)] = &[
    (
        "Wellmünde, Nordkai",
        "Nordkai 14, 24999 Wellmünde\nHead office, development, operations, service desk; 204 people",
    ),
    (
        "Ostheide",
        "Gewerbering 3, 24998 Ostheide\nData room, hotline; 36 people in two shifts",
    ),
];

/// A person: name, role, department, side.
pub(super) const PEOPLE: &[(&str, &str, &str, &str)] = &[
    (super::AUTHOR, "Lead auditor", "", "team"),
    ("David Achterberg", "Auditor, AI", "", "team"),
    ("Jule Petersen", "Guide", "Office of the CISO", "guide"),
    (
        "Dr. Ilse Brandvold",
        "Managing director",
        "Board",
        "auditee",
    ),
    ("Jonas Wreede", "CISO", "Office of the CISO", "auditee"),
    ("Mareike Toft", "People lead", "People", "auditee"),
    ("Paweł Górnik", "Ops lead", "Operations", "auditee"),
    ("Finn Oelkers", "Backup admin", "Operations", "auditee"),
    (
        "Samira El-Amin",
        "Service desk lead",
        "Operations",
        "auditee",
    ),
    ("Gerd Lammers", "Facility", "Site Ostheide", "auditee"),
    ("Katrin Sööt", "AI officer", "Data science", "auditee"),
    ("Henrike Maas", "DPO", "Legal", "auditee"),
    ("Tomás Figueira", "ML engineer", "Data science", "auditee"),
    ("Beate Wulff", "Procurement", "Finance", "auditee"),
];

/// A session as it is planned.
pub(super) struct Planned {
    /// Its title.
    pub title: &'static str,
    /// Its kind.
    pub mode: &'static str,
    /// Physical, remote, or in a system.
    pub place: &'static str,
    /// Where exactly.
    pub at: &'static str,
    /// The site, from 0.
    pub site: usize,
    /// The process.
    pub process: &'static str,
    /// The day, from 0.
    pub day: i64,
    /// From when, by the clock on the wall.
    pub from: &'static str,
    /// Until when.
    pub until: &'static str,
    /// Who is to be there besides the leader, by role.
    pub people: &'static [&'static str],
    /// What it is about.
    pub on: &'static [&'static str],
}

/// The audit plan.
pub(super) const SESSIONS: &[Planned] = &[
    Planned {
        title: "Opening meeting",
        mode: "meeting",
        place: "physical",
        at: "Room Pier 2",
        site: 0,
        process: "Management",
        day: 0,
        from: "09:00",
        until: "09:30",
        people: &[
            "Auditor, AI",
            "Guide",
            "Managing director",
            "CISO",
            "People lead",
            "Ops lead",
            "AI officer",
        ],
        on: &[],
    },
    Planned {
        title: "Management: context, risk, review",
        mode: "interview",
        place: "physical",
        at: "Room Pier 2",
        site: 0,
        process: "Management",
        day: 0,
        from: "09:30",
        until: "11:00",
        people: &["Auditor, AI", "Managing director", "CISO"],
        on: &[
            "27001:4.1",
            "27001:5.1",
            "27001:6.1.2",
            "27001:9.3.2",
            "27001:9.2.2",
        ],
    },
    Planned {
        title: "People: joiners, movers, leavers",
        mode: "interview",
        place: "physical",
        at: "People, 2nd floor",
        site: 0,
        process: "People",
        day: 0,
        from: "11:00",
        until: "12:15",
        people: &["Guide", "People lead"],
        on: &["27001:A.6.1", "27001:A.6.5", "27001:A.5.18", "27001:7.2"],
    },
    Planned {
        title: "IT operations and backup",
        mode: "interview",
        place: "physical",
        at: "Operations, 1st floor",
        site: 0,
        process: "Operations",
        day: 0,
        from: "13:15",
        until: "15:00",
        people: &["Guide", "Ops lead", "Backup admin"],
        on: &["27001:A.8.13", "27001:A.8.32", "27001:A.8.8", "27001:10.2"],
    },
    Planned {
        title: "Tour of the data room",
        mode: "tour",
        place: "physical",
        at: "Data room, reception, yard",
        site: 1,
        process: "Facilities",
        day: 0,
        from: "15:30",
        until: "16:30",
        people: &["Auditor, AI", "Guide", "Facility"],
        on: &["27001:A.7.1", "27001:A.7.2", "27001:A.7.4", "27001:A.7.11"],
    },
    Planned {
        title: "Access management",
        mode: "observation",
        place: "system",
        at: "Directory and identity console",
        site: 0,
        process: "Service desk",
        day: 1,
        from: "08:30",
        until: "09:45",
        people: &["Service desk lead", "CISO"],
        on: &[
            "27001:A.5.15",
            "27001:A.5.16",
            "27001:A.5.18",
            "27001:A.8.2",
        ],
    },
    Planned {
        title: "AI: inventory and impact assessment",
        mode: "review",
        place: "physical",
        at: "Room Lotsenhaus",
        site: 0,
        process: "Data science",
        day: 1,
        from: "09:45",
        until: "11:15",
        people: &["Auditor, AI", "AI officer", "DPO"],
        on: &[
            "42001:4.3",
            "42001:6.1.4",
            "42001:8.4",
            "42001:A.5.2",
            "42001:A.4.2",
        ],
    },
    Planned {
        title: "AI: development, data, release",
        mode: "interview",
        place: "remote",
        at: "Video call; ML engineer at home",
        site: 0,
        process: "Data science",
        day: 1,
        from: "11:15",
        until: "12:30",
        people: &["Auditor, AI", "AI officer", "ML engineer"],
        on: &[
            "42001:A.6.2.4",
            "42001:A.6.2.6",
            "42001:A.7.2",
            "42001:A.7.5",
        ],
    },
    Planned {
        title: "Suppliers and cloud services",
        mode: "interview",
        place: "physical",
        at: "Room Pier 2",
        site: 0,
        process: "Procurement",
        day: 1,
        from: "13:30",
        until: "14:45",
        people: &["Guide", "Procurement", "CISO"],
        on: &[
            "27001:A.5.19",
            "27001:A.5.22",
            "27001:A.5.23",
            "42001:A.10.3",
        ],
    },
    Planned {
        title: "Closing meeting",
        mode: "meeting",
        place: "physical",
        at: "Room Pier 2",
        site: 0,
        process: "Management",
        day: 1,
        from: "15:45",
        until: "16:30",
        people: &[
            "Auditor, AI",
            "Managing director",
            "CISO",
            "AI officer",
            "Ops lead",
        ],
        on: &[],
    },
];

/// What is filled in before the audit begins.
pub(super) const STEPS: &[Step] = steps! {
    "08:02" Act::Audit(Field::Client, super::CLIENT);
    "08:02" Act::Audit(Field::Address, "Nordkai 14\n24999 Wellmünde");
    "08:03" Act::Audit(Field::Representative, "Jonas Wreede, CISO");
    "08:03" Act::Audit(Field::Body, "Quillford Certification Ltd");
    "08:03" Act::Audit(Field::Reference, "QC-20417-SV2");
    "08:05" Act::Audit(Field::Objectives, "27001: does the certified system still conform and work; what \
        became of last year's three minors; operations and access in depth this time.\n\
        42001: is the client ready for stage 2; which areas could become \
        nonconformities there.");
    "08:06" Act::Audit(Field::Language, "en");
    "08:06" Act::Audit(Field::Classification, "Confidential");
    "08:06" Act::Audit(Field::Distribution, "Client's representative; audit file of the body");
    "08:08" Act::Criterion("27001", Field::Scope, "Development, operation and support of the freight platform \
        Kontor and its hotline, at Wellmünde and Ostheide");
    "08:08" Act::Criterion("27001", Field::Soa, "SOA-IS v7, {-60}");
    "08:10" Act::Criterion("42001", Field::Scope, "Developer and provider of the AI systems LANE (tour \
        planning), ETA-2 (arrival forecast) and FRS (freight fraud screening); user of PIET (bought-in \
        assistant)");
    "08:10" Act::Criterion("42001", Field::Soa, "SOA-AI v2, {-33}");
    "08:13" Act::Plan(&["27001:A.8.30"], "excluded", "SoA v7: no development is given out of house");
    "08:13" Act::Plan(&["27001:A.8.11"], "excluded", "SoA v7: no production data leaves production");
    "08:14" Act::Plan(&["42001:A.7.3"], "excluded", "SoA v2: models learn from own operational data only, \
        none is bought or scraped");
    "08:16" Act::Plan(&["27001:A.5.20", "27001:A.5.21", "27001:A.5.24", "27001:A.5.26", "27001:A.5.27",
        "27001:A.5.28", "27001:A.5.29", "27001:A.5.37", "27001:A.8.3", "27001:A.8.6", "27001:A.8.9"],
        "this-visit", "");
    "08:17" Act::Plan(&["27001:A.5.5", "27001:A.5.6", "27001:A.5.7", "27001:A.5.8", "27001:A.5.9",
        "27001:A.5.10", "27001:A.5.12", "27001:A.5.13", "27001:A.5.14", "27001:A.5.31", "27001:A.5.32",
        "27001:A.5.33", "27001:A.5.35", "27001:A.5.36"], "another-visit", "Sampled at surveillance 1 without \
        a finding; due again at recertification");
    "08:18" Act::Plan(&["27001:A.8.25", "27001:A.8.26", "27001:A.8.27", "27001:A.8.28", "27001:A.8.29",
        "27001:A.8.31", "27001:A.8.33"], "another-visit", "Software development is the theme of \
        recertification, as agreed in the programme");
    "08:19" Act::Plan(&["27001:A.8.20", "27001:A.8.21", "27001:A.8.22", "27001:A.8.23", "27001:A.8.24"],
        "another-visit", "The network is being rebuilt until next quarter; little to see now");
    "08:20" Act::Plan(&["27001:A.7.9", "27001:A.7.12", "27001:A.7.13", "27001:A.6.4", "27001:A.6.7",
        "27001:A.8.1", "27001:A.8.10", "27001:A.8.12", "27001:A.8.18", "27001:A.8.19"], "another-visit", "Not \
        in this year's sample; low risk in the client's own register, no change since last visit");
    "08:22" Act::Plan(&["42001:A.4.4", "42001:A.4.5", "42001:A.4.6", "42001:A.6.2.8", "42001:A.8.3",
        "42001:A.8.4", "42001:A.9.2", "42001:A.9.3", "42001:A.9.4", "42001:A.10.4"], "another-visit",
        "Implementation is looked at in stage 2");
};
