//! The first morning of the example: opening meeting, management, people.
//!
//! This module must not know how a step becomes an entry.

use super::script::Act::{Audit, Begin, Done, End, Judge, Note, NoteOn, Redo, Reword, Undo};
use super::script::{Act, Sample, Step, document, sampled, steps};
use crate::audit::schema::Field;

/// The steps of the first morning.
pub(super) const STEPS: &[Step] = steps! {
    "09:04" Begin("Opening meeting");
    "09:06" Note("Present: @managing-director, @ciso, @people-lead, @ops-lead, @ai-officer. @guide goes with \
        us both days");
    "09:11" Note("Plan accepted. Suppliers moved to tomorrow after lunch, @procurement is with a customer \
        today");
    "09:16" Note("Grades explained: major, minor, OFI for 27001. Stage 1 of 42001 gives areas of concern, no \
        grades");
    "09:21" Note("House rules: no photos in the data room, copies of screens only after asking. Alarm = car \
        park, north gate");
    "09:27" Note("Since last visit: 212 -> 240 people, hotline taken in-house, LANE in production for nine \
        months #4.1");
    "09:33" Note("! Certificate mark on the slide footer still shows the former edition. Website is right");
    "09:35" Note("? who keeps the slide template, how many offers went out with it");
    "09:38" End;
    "09:39" Audit(Field::ChangesSince, "212 -> 240 people; hotline taken in-house at Ostheide; LANE in \
        production; two vacancies in operations");
    "09:41" Begin("Management: context, risk, review");
    "09:45" Note("Climate is row 14 of the context table: flood map for Ostheide, heat in the data room #4.1 \
        +CTX-01 v6 {-96}");
    "09:50" Note("@managing-director: two large shippers ask for 42001 in tenders, one wants it within a year \
        #4.2");
    "09:54" Note("! Scope sheet names both sites. Home offices in Porto are missing, 3 people of data science \
        sit there\nSame sheet for both standards #4.3 +SCOPE v4 {-70}");
    "10:00" Note("@managing-director explains the policy without reading it, quotes the 4 h promise to \
        customers by herself #5.1");
    "10:03" Note("// knows her numbers. Not a front");
    "10:08" Note("! Security policy v9 signed by the board, on the intranet start page #27001:5.2 +POL-IS v9 \
        {-118}");
    "10:14" Note("! Objectives: 7 of 9 with owner, date, measure. \"Better awareness\" and \"faster patches\" \
        have no number #27001:6.2 +OBJ v2 {-41}");
    "10:22" Note("! R-031 and R-044 followed from register to treatment to signature: owner, date, residual \
        risk all there #27001:6.1.2 +RISK-REG v18 {-12}");
    "10:29" Note("! SoA v7 excludes A.8.11 and A.8.30. Reason given for A.8.11: no production data leaves \
        production #27001:6.1.3 +SOA-IS v7 {-60}");
    "10:31" Note("// carry to the AI sessions: where does training data come from?");
    "10:40" Note("! Review held {-54}, six pages. Security inputs complete; AI is one bullet, \"on track\" \
        #9.3.2 +MR-MIN v1 {-54}");
    "10:47" Note("! Decision 5: \"stabilise restore tests\". No owner, no date #27001:9.3.3 +MR-MIN v1\nGuide \
        fetches last year's minutes: same sentence, same number");
    "10:55" Note("! Audit plan: HR, access, suppliers done. Operations \"postponed\", second year running \
        #27001:9.2.2 +IA-PLAN v3 {-150}");
    "11:01" Note("@ciso: management system for AI not audited internally so far, planned for next quarter \
        #42001:9.2.1");
    "11:05" Note("? reason for postponing operations in IA-PLAN, who decided #27001:9.2.2");
    "11:12" End;
    "11:14" document("CTX-01", "Context and interested parties", "CISO", "Wiki, space ISMS", "CISO");
    "11:15" document("MR-MIN", "Management review, minutes", "Managing director", "Board folder, printed",
        "CISO");
    "11:16" document("RISK-REG", "Register of information security risks", "CISO", "Risk tool, read-only \
        login", "CISO");
    "11:17" document("IA-PLAN", "Internal audit programme, three years", "CISO", "Wiki, space ISMS", "CISO");
    "11:20" Begin("People: joiners, movers, leavers");
    "11:22" Note("@people-lead: no account before the NDA is signed, the HR tool blocks the ticket #A.6.6");
    "11:27" Note("! 3 joiner files opened: NDA 2 to 9 days before first login in all three #A.6.6 \
        #27001:A.6.2");
    "11:32" Note("References and ID for everybody, criminal record only for data room and release rights. \
        Agreed with the works council in writing #27001:A.6.1");
    "11:37" Note("! Works agreement on screening, signed by both sides #27001:A.6.1 +WA-11 v2 {-610}");
    "11:43" Note("! Leavers of 12 months: n5/23 drawn by me from payroll and ended contracts, not from the tickets \
        #A.6.5 #A.5.18 #A.5.11 +LEAVER-LIST {-1}");
    "11:46" Act::Sample(Sample {
        population: "leavers of the last 12 months",
        source: "Payroll and ended contracts, LEAVER-LIST",
        as_of: "{-1}",
        completeness: "Headcount, contractors among them: 212 + 51 joiners - 23 leavers = 240",
        method: "judgement",
        reason: "Two with release rights, one from Ostheide, one contractor, the most recent",
        items: &[
            ("L-03", "met", "Closed the same day"),
            ("L-09", "met", "Release rights gone 2 h before the exit talk"),
            ("L-14", "met", ""),
            ("L-17", "not-met", "Contractor; left {-48}, VPN and repo account closed {-7}"),
            ("L-22", "met", "Closed next morning, night shift"),
        ],
        attributes: &[],
        drawn: None,
        seen_in: "LEAVER-LIST",
    });
    "11:58" Note("! L-17: last day {-48}, VPN and repository closed {-7}. 41 days.\nTicket OFF-2231 closed by \
        the department without the second check #A.5.18 #A.6.5 +OFF-2231 {-44}");
    "12:04" Note("@people-lead: contractors are ended by the department, we hear of it when the invoices stop \
        #A.6.5");
    "12:10" Note("! Laptop slips signed in 5 of 5, one returned by post with the tracking number #A.5.11");
    "12:15" Note("! 231 of 240 trained, the nine are on leave and listed by name #7.2 #A.6.3 +TRAIN-Q v4 \
        {-20}");
    "12:20" Note("! Phishing drill {-33}: 6 % clicked, 71 % reported. First time reports beat clicks #7.3");
    "12:24" NoteOn("27001:A.6.4", "Disciplinary steps: never used so far, \"we talk first\". Not asked \
        further, next visit");
    "12:26" Undo;
    "12:27" Redo;
    "12:28" Note("// HR itself is sound. The hole is between HR and the departments");
    "12:29" Note("? VPN and repository log of L-17 since the last day #A.5.18");
    "12:31" End;
    "12:33" sampled("LEAVER-LIST", "Leavers, 12 months", "People lead", "Payroll system, on screen; no copy", "People \
        lead");
    "12:34" document("OFF-2231", "Offboarding ticket of L-17", "Service desk lead", "Ticket system, on \
        screen", "People lead");
    "12:35" document("TRAIN-Q", "Training status of the quarter", "People lead", "HR tool, export on screen",
        "People lead");
    "12:37" Done("who keeps the slide template", "Marketing; no offer since the new edition. Corrected slide \
        shown at lunch");
    "12:39" Reword("References and ID for everybody", "References and ID for everybody, criminal record only \
        for data room and release rights. Works council agreed in writing, contractors included #27001:A.6.1");
    "12:41" Judge(&["27001:4.1", "27001:5.2", "27001:6.1.2", "27001:7.2", "27001:7.3", "27001:9.3.2"],
        "conforms", "");
    "12:44" Judge(&["27001:A.5.11", "27001:A.6.1", "27001:A.6.3", "27001:A.6.6"], "conforms", "");
};
