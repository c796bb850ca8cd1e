//! The first afternoon of the example: operations and backup, the tour, the evening.
//!
//! This module must not know how a step becomes an entry.

use super::findings;
use super::script::Act::{Audit, Begin, Criterion, End, FileUnder, Judge, Note, Raise, Tell, Undo};
use super::script::{Act, Document, Sample, Step, document, sampled, steps};
use crate::audit::schema::Field;

/// The steps of the first afternoon.
pub(super) const STEPS: &[Step] = steps! {
    "13:20" Begin("IT operations and backup");
    "13:23" Note("@ops-lead: nine people, on call in weekly turns. Two posts vacant for five months #7.1");
    "13:30" Note("Policy: Kontor database in full every night, 30 days kept, second copy at Ostheide. Restore \
        test monthly, by rota #A.8.13 +BK-POL v5 {-210}");
    "13:40" Note("! Twelve lines in the restore log, one a month. n3/12 oldest, newest, one from the middle \
        #A.8.13 +BK-LOG v3 {-3}");
    "13:43" Act::Sample(Sample {
        population: "monthly restore tests of the last 12 months",
        source: "Restore log, BK-LOG v3",
        as_of: "{-3}",
        completeness: "Twelve months, twelve lines, compared with the rota",
        method: "judgement",
        reason: "Oldest, newest, and the month of the storage change",
        items: &[
            ("Test {-338}", "met", "2 h 50 min, checked by a second person"),
            ("Test {-126}", "not-met", "Aborted, disk full; no repeat, no ticket"),
            ("Test {-8}", "not-met", "Failed, index corrupt; no repeat, no ticket"),
        ],
        attributes: &[],
        drawn: None,
        seen_in: "BK-LOG",
    });
    "13:57" Note("13:50 ! Test {-8}: \"failed, index corrupt\". Test {-126}: \"aborted, disk full\". No \
        ticket, no second try for either #A.8.13");
    "14:03" Note("@backup-admin: the checksum run is green every night, so the data can be read #A.8.13");
    "14:05" Note("// a checksum proves the copy, not the restore. Stay with it");
    "14:11" Note("! Last full restore of Kontor that ended well: {-338}, since then single tables only. \
        Promise to customers is 4 h #A.8.13 #A.5.30");
    "14:16" Note("! Asked for one consignment export of {-2}: restored beside us in 6 min, hash equal #A.8.13");
    "14:17" Act::Document(Document {
        id: "RESTORE-LIVE",
        title: "Restore of a single file, done in our presence",
        owner: "Backup admin",
        place: "Backup console",
        shown_by: "Backup admin",
        method: "test",
        level: "re-performed",
        on: &["27001:A.8.13"],
    });
    "14:19" Judge(&["27001:A.8.13"], "conforms", "");
    "14:19" Undo;
    "14:24" Note("! Minor 2 of last year was this very point. Corrective action closed {-190}, nobody looked \
        whether it worked #27001:10.2 +CAR-07 v2 {-190}");
    "14:33" Note("! Changes of six months: n5/140 drawn at random, the seed goes with it #A.8.32 +CHG-LIST {-1}");
    "14:35" Act::Sample(Sample {
        population: "changes of the last six months",
        source: "Export of the change board, CHG-LIST",
        as_of: "{-1}",
        completeness: "Release tags in the repository: 140, the same",
        method: "random",
        reason: "All changes are alike to us, and nobody should guess which ones we take",
        items: &[
            ("CHG-1359", "yyy", ""),
            ("CHG-1365", "xyy", "Emergency; approved afterwards, within a day"),
            ("CHG-1341", "yyy", ""),
            ("CHG-1301", "xxx", "Given up before approval"),
            ("CHG-1385", "yyy", "Way back used, worked"),
        ],
        attributes: &["approved before release", "tested by another person", "way back described"],
        drawn: Some(("CHG-1286..CHG-1425", "7c1e-04b9-f3d2-8a60")),
        seen_in: "CHG-LIST",
    });
    "14:45" Note("@ops-lead: emergency changes are looked at afterwards; notes lie in the chat, the wiki or \
        the ticket, depends on who was on call #A.8.32");
    "14:51" Note("! Patch board: 3 servers older than 30 days, each with a dated exception of the CISO #A.8.8 \
        +PATCH-EXC v9 {-5}");
    "14:56" Note("! Malware console: 262 of 262 green, last pattern 40 min old #A.8.7");
    "15:01" Note("! app, db and jump host within one second of the time server #A.8.17");
    "15:06" Note("! Disk alarm 02:14, acknowledged 02:19, ticket OPS-8841 with the graph in it #A.8.16 \
        #A.8.15 +OPS-8841 {0}");
    "15:12" Note("! One number for all incidents. Last 20 reports: median 11 min to the first answer, drivers \
        among them #A.6.8 #A.5.25 +INC-LIST {-1}");
    "15:17" Note("Second line to Ostheide cannot be shown, @network-engineer is ill #A.8.14");
    "15:20" Note("? contract with the 4 h promise: which customers, since when #A.5.30");
    "15:24" End;
    "15:50" Begin("Tour of the data room");
    "15:52" Note("Asked for ID at reception, entered in the book, red badge. Staff wear blue #27001:A.7.2");
    "15:57" Note("Outer door held with a wedge while a pallet came in. Wedge gone after 3 min, no alarm \
        meanwhile #A.7.1");
    "15:59" Act::Document(Document {
        id: "DOOR-WEDGE",
        title: "Outer door at Ostheide during a delivery",
        owner: "Facility",
        place: "Yard",
        shown_by: "",
        method: "observe",
        level: "shown",
        on: &["27001:A.7.1"],
    });
    "16:02" Note("Card and PIN for the room. @guide has neither and waited outside with us until @facility \
        came #27001:A.7.2 #27001:A.7.6");
    "16:08" Note("Cameras over all three doors, recording; retention on the recorder 72 h #27001:A.7.4");
    "16:13" Note("Door log of 30 days printed for us. No mark that anybody reads it #27001:A.7.4 +DOOR-LOG \
        {0}");
    "16:19" Note("23.4 °C at the door, 26 in row B. Both cooling units run #27001:A.7.5 #A.7.8");
    "16:24" Note("UPS self-test {-9} passed, diesel at 80 %, last run under load {-63} #A.7.11 +UPS-PROT {-9}");
    "16:30" Note("Rack 4: six old disks in an open box, label \"to be wiped\", no date #A.7.14 #A.7.10");
    "16:35" Note("Water sensor under the floor wetted for us: call on the phone of @facility after 20 s \
        #27001:A.7.5");
    "16:36" Act::Document(Document {
        id: "WATER-TEST",
        title: "Water sensor, triggered in our presence",
        owner: "Facility",
        place: "Data room, row A",
        shown_by: "Facility",
        method: "observe",
        level: "re-performed",
        on: &["27001:A.7.5"],
    });
    "16:40" Note("Next door: a paint shop, moved in two months ago. Solvent drums along our wall");
    "16:42" Note("// paint shop is not in RISK-REG v18, I would have seen it this morning. Ask the CISO");
    "16:43" Note("? list of the six disks in rack 4, since when they lie there #A.7.14");
    "16:44" End;
    "16:58" Raise(findings::RESTORE);
    "17:02" Raise(findings::LEAVERS);
    "17:05" Raise(findings::DOOR_LOG);
    "17:12" Tell("Restore tests", "CISO, Ops lead");
    "17:13" Tell("Access of a contractor", "CISO, People lead");
    "17:14" Tell("Nobody reads the door log", "CISO");
    "17:16" Act::Restate("Restore tests", Field::Disputed, "Ops lead: the nightly checksum run counts as a \
        test, and single files come back whenever somebody asks.");
    "18:05" sampled("BK-LOG", "Log of restore tests", "Ops lead", "Wiki, space Operations", "Backup admin");
    "18:06" document("BK-POL", "Backup and restore", "Ops lead", "Wiki, space Operations", "Ops lead");
    "18:07" document("CAR-07", "Corrective action on minor 2 of surveillance 1", "CISO", "Action tracker",
        "Ops lead");
    "18:08" sampled("CHG-LIST", "Changes, six months", "Ops lead", "Change board, export", "Ops lead");
    "18:09" document("UPS-PROT", "Protocol of UPS self-test", "Facility", "Binder in the data room",
        "Facility");
    "18:10" document("DOOR-LOG", "Door events, 30 days", "Facility", "Printed, stays with the client",
        "Facility");
    "18:11" document("INC-LIST", "Last 20 reports to the hotline", "Service desk lead", "Hotline tool, on \
        screen", "Ops lead");
    "18:12" document("SCOPE", "Scope of both management systems", "CISO", "Wiki, space ISMS", "CISO");
    "18:12" document("POL-IS", "Information security policy", "Managing director", "Intranet", "CISO");
    "18:12" document("OBJ", "Security objectives", "CISO", "Wiki, space ISMS", "CISO");
    "18:13" document("SOA-IS", "Statement of Applicability, 27001", "CISO", "Wiki, space ISMS", "CISO");
    "18:13" document("WA-11", "Works agreement on screening", "People lead", "Paper file", "People lead");
    "18:13" document("PATCH-EXC", "Exceptions to patching", "CISO", "Patch board, on screen", "Ops lead");
    "18:14" document("OPS-8841", "Ticket of the disk alarm", "Ops lead", "Ticket system, on screen", "Ops lead");
    "18:14" FileUnder("Next door: a paint shop", "27001:A.7.5");
    "18:16" Raise(findings::REPORTING);
    "18:19" Raise(findings::EMERGENCY_CHANGES);
    "18:24" Judge(&["27001:A.5.25", "27001:A.6.8", "27001:A.8.7", "27001:A.8.8", "27001:A.8.15",
        "27001:A.8.16"], "conforms", "");
    "18:26" Judge(&["27001:A.8.17", "27001:A.8.32", "27001:A.7.1", "27001:A.7.2", "27001:A.7.6"], "conforms",
        "");
    "18:28" Judge(&["27001:A.7.8", "27001:A.7.11"], "conforms", "");
    "18:30" Judge(&["27001:A.8.13"], "does-not-conform", "Two of three restore tests failed and were not \
        repeated");
    "18:31" Judge(&["27001:10.2"], "does-not-conform", "Effect of the corrective action of last year was not \
        reviewed");
    "18:32" Judge(&["27001:A.5.18", "27001:A.6.5"], "does-not-conform", "L-17");
    "18:33" Judge(&["27001:A.8.14"], "not-audited", "Network engineer ill, nobody else could show the second \
        line; carried to the next visit");
    "18:34" Judge(&["27001:A.7.7"], "not-audited", "Third floor closed for works; the few desks in use say \
        nothing about the rule");
    "18:35" Judge(&["27001:A.8.30"], "not-applicable", "Excluded in SoA v7; no development out of house, \
        confirmed by the list of suppliers");
    "18:38" Criterion("27001", Field::FormerActions, "Minor 1 (asset owners) and 3 (visitor book): effective. \
        Minor 2 (restore tests): not effective, see the major");
    "18:39" Criterion("27001", Field::MarkUse, "Website correct. Slide template carried the mark of the \
        former edition; corrected during the audit");
    "18:41" Audit(Field::Deviations, "Tour began 20 min late (drive); suppliers moved from day 1 to day 2 at \
        the client's wish");
    "18:44" Note("// tomorrow first: L-17 log. If somebody was in there after the last day, it is no minor");
};
