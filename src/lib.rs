//! onsite: conduct on-site audits of management systems in a terminal.
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
pub mod checklist;
pub mod cli;
pub mod report;
pub mod signoff;
pub mod store;
pub mod text;
pub mod tui;
