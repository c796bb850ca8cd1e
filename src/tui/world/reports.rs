//! What the store reports, as messages to the loop.
//!
//! This module must not know what becomes of them.

use super::super::model::Tone;
use super::super::msg::Msg;
use crate::store::Report;

/// What the loop has to know of what the store reports.
pub(super) fn reported(report: Report) -> Option<Msg> {
    Some(match report {
        Report::Saved(saved) => Msg::Saved {
            run: saved.run,
            entry: Box::new(saved.entry),
        },
        Report::NotSaved { reason, .. } => Msg::NotSaved(reason),
        Report::SavingAgain => Msg::Said("Everything is saved again.".to_owned(), Tone::Done),
        Report::DraftSaved { entry, .. } => Msg::DraftKept(entry),
        Report::DraftNotSaved { reason } => Msg::DraftNotKept(reason),
        Report::Progress { done, size, .. } => Msg::Progress(progress(done, size)),
        Report::Attached { ticket, file } => Msg::Attached {
            ticket,
            sha256: file.digest.to_string(),
            size: file.size,
            name: file.name,
        },
        Report::NotAttached { ticket, error } => Msg::NotAttached {
            ticket,
            why: Some(error.to_string()),
        },
        Report::AttachStopped { ticket } => Msg::NotAttached { ticket, why: None },
        Report::Others(others) => Msg::Others(others),
        Report::NotStruck { error, .. } => Msg::Said(error.to_string(), Tone::Attention),
        Report::Struck(_) => return None,
    })
}

/// How far a copy is, in words that are as long at the end as at the beginning.
fn progress(done: u64, size: u64) -> String {
    let percent = (done.saturating_mul(100))
        .checked_div(size)
        .unwrap_or(100)
        .min(100);
    let filled = (percent / 5) as usize;
    format!(
        "attaching [{}{}] {percent:3} % of {} MiB, Esc stops",
        "#".repeat(filled),
        ".".repeat(20 - filled),
        size.div_ceil(1 << 20)
    )
}

#[cfg(test)]
mod tests {
    use super::progress;

    #[test]
    fn progress_says_how_far_and_how_to_stop() {
        let size = 2 << 30;
        assert_eq!(
            progress(size / 4, size),
            "attaching [#####...............]  25 % of 2048 MiB, Esc stops"
        );
        assert!(progress(0, 0).contains("100 % of 0 MiB"));
    }
}
