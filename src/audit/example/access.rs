//! The second morning of the example until ten: access management.
//!
//! This module must not know how a step becomes an entry.

use super::findings;
use super::script::Act::{Begin, Done, End, Judge, Note, NoteOn, Raise, Restate, Tell, Withdraw};
use super::script::{Act, Document, Step, document, steps};
use crate::audit::schema::Field;

/// The steps of the early second morning.
pub(super) const STEPS: &[Step] = steps! {
    "08:33" Begin("Access management");
    "08:36" Note("L-17: VPN and repository logs since {-48} read with @service-desk-lead on the screen. Not \
        one login after the last day #A.5.18 +VPN-LOG {1}");
    "08:38" Done("VPN and repository log of L-17", "Read on screen, no login after the last day");
    "08:39" Act::Follow("Leaver L-17", &["L-17: last day", "VPN and repository log of L-17", "L-17: VPN and repository"],
        "The accounts stayed open for 41 days and were not used.");
    "08:43" Note("Directory: 240 people, 38 service accounts, an owner for each of the 38 #A.5.16 +DIR-EXP \
        {1}");
    "08:49" Act::Ask("27001:A.8.2", "Who holds full rights today, and who decided that?");
    "08:50" Note("11 accounts with full rights, all with hardware key. Break-glass envelope sealed, number on \
        the seal = number in the log #27001:A.8.2");
    "08:55" Note("Tried: @service-desk-lead logs in as administrator without the key. Refused, alarm within a \
        minute #27001:A.8.5 #A.8.16");
    "08:56" Act::Document(Document {
        id: "LOGIN-TEST",
        title: "Administrator login without hardware key, refused",
        owner: "Service desk lead",
        place: "Identity console",
        shown_by: "Service desk lead",
        method: "test",
        level: "re-performed",
        on: &["27001:A.8.5", "27001:A.8.2"],
    });
    "09:01" Note("Jump host locks after 15 min #A.8.5");
    "09:05" Note("Review of rights, last two quarters: signed, 14 rights taken away, tickets done within 3 \
        days #A.5.18 #A.5.15 +ACC-REV v2 {-30}");
    "09:12" Note("Contractors are not in ACC-REV: the list is drawn from HR, six contractors have accounts \
        #A.5.18");
    "09:13" Note("// so the review could not have found L-17 either. Same hole as yesterday, other end");
    "09:18" Note("Repository: two with write rights who changed team {-100}; taken away {-30} by the review \
        #27001:A.8.4 +ACC-REV v2");
    "09:24" Note("Nobody can approve and deploy the same change: tried with the test user, blocked \
        #27001:A.5.3 #A.8.32");
    "09:29" Note("Rules in the directory = policy: 14 characters, lock after 10 tries #A.5.17 +POL-AC v8 \
        {-130}");
    "09:35" Note("Sheet of door log reviews brought over by @facility: six months, two initials each, kept at \
        reception and not in the data room\nMonths compared with the duty roster, \
        initials fit #27001:A.7.4 +DOOR-REV {-6}");
    "09:38" Withdraw("Nobody reads the door log", "DOOR-REV shown this morning: reviewed monthly for six \
        months, kept at reception. Evidence was there, not at hand");
    "09:41" NoteOn("27001:A.5.17", "Password of the mailbox \"dispatch\" on a yellow note under a keyboard, \
        second desk from the door. Screen turned when I looked");
    "09:43" Note("// one desk or the habit of the room? Look at two more before lunch");
    "09:44" Act::AboutFinding("so the review could not", "Access of a contractor");
    "09:45" Note("? list of shared accounts and who knows their passwords @service-desk-lead by {2}");
    "09:49" Note("Leaver tickets have had a field \"second check by\" since {-6}");
    "09:52" End;
    "09:53" Restate("Access of a contractor", Field::Statement, "The accounts of a contractor stayed open for \
        41 days after the contract had ended.");
    "09:54" Restate("Access of a contractor", Field::Reason, "One of five; no login after the last day \
        (VPN-LOG); the other four were closed within a day.");
    "09:55" Tell("Nobody reads the door log", "CISO, told that it is withdrawn");
    "09:55" Raise(findings::WEDGE);
    "09:56" document("VPN-LOG", "VPN and repository logins of L-17", "Service desk lead", "Log search, on \
        screen", "Service desk lead");
    "09:56" document("ACC-REV", "Quarterly review of access rights", "Service desk lead", "Identity console, \
        signed PDF", "Service desk lead");
    "09:57" document("DOOR-REV", "Sheet of door log reviews", "Facility", "Paper, brought from Ostheide",
        "Facility");
    "09:57" Judge(&["27001:A.5.3", "27001:A.5.15", "27001:A.5.16", "27001:A.7.4"], "conforms", "");
    "09:57" Judge(&["27001:A.8.2", "27001:A.8.4", "27001:A.8.5"], "conforms", "");
};
