//! What an auditor can tell the program to do, by name.
//!
//! A command says what is meant, never which key was pressed. This module must not know keys, and does nothing
//! itself.

/// Declares the commands with the names under which the palette and the help show them, and with other words that an
/// auditor may think of.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $label:literal $(or $others:literal)?),+ $(,)?) => {
        /// A command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command { $($(#[$doc])* $name),+ }

        impl Command {
            /// All commands, in the order of the palette.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it does, in a few words.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }

            /// Other words by which it is found, separated by blanks; they are not shown.
            pub const fn other_words(self) -> &'static str {
                match self { $(Self::$name => concat!($($others)?)),+ }
            }
        }
    };
}

commands! {
    /// Opens a note on what is selected.
    WriteNote = "write a note on what is selected" or "add new comment record type",
    /// Opens the menu of results.
    SetResult = "set the result" or "evaluate judge rate verdict conformity applicable",
    /// Opens the form of a finding.
    NewFinding = "write a finding" or "nonconformity ofi observation raise new add",
    /// Opens the form of a document seen.
    NewEvidence = "enter a document or other evidence seen" or "record photo new add",
    /// Opens the form of a sample.
    NewSample = "enter a sample" or "sampling draw population new add",
    /// Goes to the session page, or opens the form of a session.
    GoToSession = "session page; start one if none is running" or "interview meeting begin",
    /// Opens the form of a session.
    NewSession = "start a new session" or "interview meeting begin",
    /// Ends the running session.
    EndSession = "end the running session" or "stop finish close interview",
    /// Names a trail, goes on with one, closes its threads, goes where it leads.
    Trails = "trails: follow one, close its threads, go where it leads",
    /// Opens the form of a trail.
    NewTrail = "name a trail and follow it",
    /// Lists what the evening has to settle.
    Triage = "triage: what the evening has to settle",
    /// Shows the wrap-up of the day.
    WrapUp = "wrap-up of the day, to be told to the auditee",
    /// Opens the form of a person.
    NewPerson = "enter a person" or "auditee interviewee contact team new add",
    /// Opens the form of a site.
    NewSite = "enter a site" or "location new add",
    /// Attaches a file to the audit.
    AttachFile = "attach a file (copied into the folder, with its hash)" or "photo picture screenshot scan upload",
    /// Stops attaching a file; nothing of it is kept.
    StopAttaching = "stop attaching",
    /// Opens the menu of planning.
    SetPlanned = "plan for this visit, another visit, or exclude; on a heading, all below it"
        or "scope skip applicability postpone",
    /// Opens the menu of tiers.
    SetTier = "set the tier of the supplier",
    /// Opens the data of the audit.
    AuditData = "client, objectives, dates and other data of the audit" or "edit change team settings",
    /// Opens scope, conclusions and recommendation.
    Conclusions = "scope, conclusions and recommendation of each standard"
        or "recommendation summary opinion certificate",
    /// Opens the page of the selected requirement.
    OpenGuide = "what to ask, what to look at, where next" or "guide guidance question checklist",
    /// Lists where the checklist would look next.
    WhereNext = "where the checklist would look next",
    /// Lists everything that is linked to the selection.
    OpenDetail = "look through what is known about the selection"
        or "edit change delete remove withdraw correct rename",
    /// Lists notes of the session or of everything.
    ListNotes = "notes" or "edit change delete remove withdraw correct",
    /// Lists the notes without a requirement.
    ListInbox = "inbox: notes without a requirement",
    /// Lists the open to-dos.
    ListToDos = "open to-dos" or "tasks reminders",
    /// Lists the requests that are open.
    ListRequests = "requests: what was asked for and is not there yet" or "pending waiting outstanding",
    /// Lists the findings.
    ListFindings = "findings" or "nonconformities edit change delete remove withdraw",
    /// Lists the evidence.
    ListEvidence = "documents and other evidence" or "files attachments edit change delete remove withdraw",
    /// Lists the samples.
    ListSamples = "samples" or "edit change delete remove withdraw",
    /// Lists the sessions.
    ListSessions = "sessions" or "timetable schedule agenda interviews time",
    /// Lists the people.
    ListPeople = "people" or "auditees team participants edit change delete remove",
    /// Lists the sites.
    ListSites = "sites",
    /// Lists the drafts.
    ListDrafts = "drafts: words not yet saved as a note or form" or "unsaved restore recover",
    /// Opens the form of a session that is planned by hand.
    PlanSession = "plan a session by hand" or "timetable schedule add",
    /// Reads a plan.
    ReadPlan = "read the plan from a CSV file" or "import timetable schedule",
    /// Reads a Statement of Applicability.
    ReadSoa = "read the Statement of Applicability from a CSV file" or "import soa exclude controls",
    /// Interrupts the running session.
    InterruptSession = "interrupt the session" or "pause break lunch",
    /// Goes on with the interrupted session.
    ResumeSession = "go on with the session" or "continue",
    /// Lists the sessions that were held, to return to one.
    ReturnToSession = "return to an earlier session" or "reopen",
    /// Lists who is present.
    PeoplePresent = "people present in the session" or "attendance participants",
    /// Lists who may come or leave.
    ComeAndGo = "somebody came or left" or "attendance arrived joined",
    /// Calls off a planned session.
    DropSession = "drop a planned session, with the reason",
    /// Lets two planned sessions change places.
    SwapSessions = "swap two planned sessions, with the reason",
    /// Opens a note into a session that has ended.
    NoteInto = "write a note into an earlier session",
    /// Writes the pocket sheet of a session.
    PocketSheet = "pocket sheet of a session" or "paper print",
    /// Scrolls to older running notes.
    OlderNotes = "older notes of the session",
    /// Scrolls to newer running notes.
    NewerNotes = "newer notes of the session",
    /// Shows what blocks the report.
    CheckGates = "what still blocks the report" or "missing ready complete",
    /// Shows where the audit stands.
    Standing = "where the audit stands" or "status progress coverage overview statistics",
    /// Opens the agenda of the running or planned opening or closing meeting.
    Agenda = "agenda of the opening or closing meeting",
    /// Ticks the marked point of the agenda, or takes the tick away.
    TickPoint = "tick the marked point, or take its tick away",
    /// Leaves the marked point of the agenda out, or takes that back.
    LeaveOutPoint = "leave the marked point out where it does not fit",
    /// Opens the form of a remark on the marked point.
    RemarkPoint = "write a remark on the marked point",
    /// Opens the form of who is present.
    Attendance = "who is present at the meeting",
    /// Tells of a finding: to whom, and how it was taken.
    Tell = "tell of a finding: to whom, and how they took it",
    /// Shows the findings one by one.
    Slides = "show the findings one by one, as for a closing meeting" or "present presentation projector beamer",
    /// Goes to the next finding.
    NextSlide = "next finding",
    /// Goes to the previous finding.
    PreviousSlide = "previous finding",
    /// Turns the order of the findings around.
    TurnOrder = "strengths first, or nonconformities first",
    /// Shows only the question.
    OnlyQuestion = "show only the question; again: without what is typed; again: everything" or "privacy projector",
    /// Shows people by name, or by role again.
    ShowNames = "show names of people; again: show roles in their place" or "privacy anonymous",
    /// Writes the report into the folder's neighbourhood.
    WriteReport = "write the report (PDF, Word, HTML, Markdown), unsigned" or "export print docx files save",
    /// Signs off.
    SignOff = "sign off" or "signature seal finish submit",
    /// Verifies the record and the sign-offs.
    Verify = "verify the record and the sign-offs" or "check integrity hash",
    /// Shows damage, unsafe conditions, unknown entries.
    Problems = "problems found in the folder" or "damage errors warnings",
    /// Accepts torn tails.
    AcceptTails = "accept the torn end of a log (its bytes stay where they are)",
    /// Finds a requirement, note, document.
    Find = "find a requirement, note, document, finding" or "search go",
    /// Opens the palette.
    Palette = "every command by name",
    /// Undoes.
    Undo = "undo" or "revert",
    /// Redoes.
    Redo = "redo",
    /// Goes back to where the selection was before.
    Back = "back to where I was",
    /// Moves up.
    Up = "up",
    /// Moves down.
    Down = "down",
    /// Moves up by a page.
    PageUp = "a page up",
    /// Moves down by a page.
    PageDown = "a page down",
    /// Goes to the first.
    First = "to the first",
    /// Goes to the last.
    Last = "to the last",
    /// Folds.
    Fold = "fold",
    /// Unfolds.
    Unfold = "unfold",
    /// Goes to the next open requirement.
    NextOpen = "next open requirement",
    /// Goes to the previous open requirement.
    PreviousOpen = "previous open requirement",
    /// Opens the items of a sample of the selection, to be marked.
    OpenGrid = "mark the items of a sample of the selection",
    /// Moves a column to the left.
    Left = "to the left",
    /// Moves a column to the right.
    Right = "to the right",
    /// Marks a check of an item.
    MarkMet = "met; on to the next",
    /// Marks a check of an item.
    MarkNotMet = "not met; on to the next",
    /// Marks a check of an item.
    MarkNotApplicable = "not applicable; on to the next",
    /// Takes a mark back.
    MarkOpen = "open again; on to the next",
    /// Opens the remark on an item.
    RemarkOnItem = "remark on the item",
    /// Turns what is not met into a finding.
    FindingOfSample = "write a finding about what is not met",
    /// Extends a sample.
    ExtendSample = "extend the sample, with a reason",
    /// Replaces an item.
    ReplaceItem = "replace the item, with a reason",
    /// Notes which records a sample waits for.
    AwaitRecords = "wait for records",
    /// Reads everything about a sample.
    LookAtSample = "all about the sample, and how to draw it again",
    /// Opens what is marked.
    Accept = "open; take",
    /// Saves what is being typed.
    Save = "save",
    /// Puts a line break into the text.
    NewLine = "new line",
    /// Completes a link, or goes to the next field.
    Complete = "complete a link",
    /// Goes to the previous field.
    PreviousField = "previous field",
    /// Stops typing and keeps the words; closes an overlay.
    Leave = "stop typing, keep the words; close",
    /// Moves the selection up while typing.
    NoteUp = "previous requirement while typing",
    /// Moves the selection down while typing.
    NoteDown = "next requirement while typing",
    /// Splits the note whose words are open, at the cursor.
    Split = "split the note at the cursor, into two",
    /// Opens the form of what a note is linked to.
    Relink = "change what a note is about, who said it, and its kind",
    /// Files what is marked under a requirement.
    FileUnder = "file under a requirement",
    /// Makes evidence of a note.
    Promote = "make evidence of it",
    /// Makes a finding of what is marked.
    Raise = "make a finding of it",
    /// Closes a to-do with a word.
    CloseToDo = "close the to-do with a word",
    /// What was asked for is there.
    Received = "what was asked for was received",
    /// What was asked for was refused, or withheld in part.
    Refused = "what was asked for was refused or withheld",
    /// Marks a line, so that several are filed together.
    Mark = "mark, to file several together",
    /// Changes the marked thing.
    Change = "change what is marked",
    /// Withdraws the marked thing with a reason.
    Withdraw = "withdraw what is marked, with a reason",
    /// Throws a draft away.
    Discard = "throw the marked draft away",
    /// Hides everything.
    Hide = "hide the screen and repaint; any key shows it again" or "lock blank privacy refresh",
    /// Shows the help.
    Help = "help for this place" or "keys shortcuts",
    /// Hands the terminal back to the shell for a while.
    Suspend = "suspend to the shell (fg comes back)" or "background",
    /// Goes to the home screen.
    Home = "close this audit, back to the list of audits" or "exit switch open",
    /// Leaves.
    Quit = "quit (everything is on disk)" or "exit leave end",
}
