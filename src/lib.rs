//! onsite: conduct on-site audits of management systems in a terminal.
//!
//! ```text
//!  keys, paste, resize, signals ──▶ Msg ──▶ update(&mut Model, Msg) ──▶ Effects
//!                                   ▲                                    │ the entry, its id drawn: shown as pending
//!                                   └──── Saved(entry) / NotSaved ◀──── store thread: append, sync ──▶ audit folder
//!  Model ──▶ view(&Model) ──▶ terminal                 Audit::apply(&entry): the same fold live and on opening
//!  Audit ──▶ gates ──▶ report ──▶ md, html, docx, pdf ──▶ SHA256SUMS ──▶ signatures
//! ```
//!
//! # Where things are
//!
//! Dependencies point one way, from the bottom of this list to its top; `tests/tidy.rs` holds them to it.
//!
//! | room | what it is for | what it must not know |
//! |---|---|---|
//! | [`text`] | what text looks like on a terminal, and how wide it is | anything else |
//! | [`cells`] | the rows and cells of a CSV file, and where each begins | what they mean |
//! | [`checklist`] | what is audited: checklists, profiles, grading schemes, twins, phrases | what was found |
//! | [`audit`] | entries and what they add up to; acts, coverage, gates | disk, clock, terminal |
//! | [`store`] | the audit folder: logs, drafts, attached files, recovery | screens, keys, what fields mean |
//! | [`report`] | the report as a document, and its formats | files, signatures |
//! | [`signoff`] | statement, manifest, signatures, verification | the screen |
//! | [`tui`] | keys to meaning, the model, update, drawing, the terminal | how a log line is written |
//! | [`plain`] | the same, in lines, for screen readers and plain terminals | how a screen is drawn |
//! | [`cli`] | one file for each command | how the screen works |
//!
//! To follow one note from the key to the disk: `tui/input.rs`, `tui/keymap.rs`, `tui/update/typing.rs`,
//! `audit/act.rs`, `tui/update/saving.rs`, `tui/world.rs`, `store/thread.rs`, `store/journal.rs`, and back through
//! `tui/update/saving.rs` into `audit/fold.rs`.
//!
//! # Invariants
//!
//! - The audit changes only through [`audit::fold::Audit::apply`] of an entry that is on disk. What was entered and
//!   is not there yet is shown as pending.
//! - The screen never waits for the disk. Effects are values; `tui/world.rs` alone carries them out.
//! - Nothing is deleted: undo, withdraw and strike are entries. No code path truncates, renames over or removes
//!   what was saved, but a strike.
//! - The meaning of an audit comes from its own folder: built-in checklists are copied into it and never read again.
//! - Every text of others goes through [`text::visible`] on its way to a terminal.
//! - Deliberately absent: `unsafe`, an async runtime, network sockets, a clock inside the pure layers, traits but
//!   for the disk.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod audit;
pub mod cells;
pub mod checklist;
pub mod cli;
pub mod plain;
pub mod report;
pub mod signoff;
pub mod store;
pub mod text;
pub mod tui;
