//! The clock on the wall, and times as people type them.
//!
//! This module must not know what the times are for.

use chrono::{Local, NaiveDateTime, NaiveTime, SubsecRound, TimeZone};

use super::failure::Failure;
use crate::audit::entry::Moment;

/// Now, by the clock of this computer, in milliseconds.
pub(super) fn now() -> Moment {
    Local::now().fixed_offset().trunc_subsecs(3)
}

/// A time as typed: `13:50` (today), `2026-06-14 13:50` or RFC 3339 with its offset; now where none is given.
pub(super) fn moment(given: Option<&str>) -> Result<Moment, Failure> {
    let Some(text) = given.map(str::trim) else {
        return Ok(now().trunc_subsecs(0));
    };
    let on_the_wall = || {
        let today = now().date_naive();
        let time = NaiveTime::parse_from_str(text, "%H:%M").map(|time| today.and_time(time));
        let time = time
            .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M"))
            .ok()?;
        local(time)
    };
    Moment::parse_from_rfc3339(text)
        .ok()
        .or_else(on_the_wall)
        .ok_or_else(|| {
            Failure::new(
                format!("\"{text}\" is no time"),
                "Write 13:50, 2026-06-14 13:50 or 2026-06-14T13:50:00+02:00.",
            )
        })
}

/// The moment of a time of the clock on the wall, by the zone of this computer; none where the clock skips it.
pub(super) fn local(time: NaiveDateTime) -> Option<Moment> {
    // Where clocks are put back, an hour comes twice; the first is taken.
    let time = Local.from_local_datetime(&time).earliest()?;
    Some(time.fixed_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_typed() {
        let full = moment(Some("2026-06-14T13:50:00+02:00")).unwrap();
        assert_eq!(full.to_rfc3339(), "2026-06-14T13:50:00+02:00");
        let wall = moment(Some("2026-06-14 13:50")).unwrap();
        assert_eq!(wall.naive_local().to_string(), "2026-06-14 13:50:00");
        let today = moment(Some("13:50")).unwrap();
        assert_eq!(today.format("%H:%M").to_string(), "13:50");
        for bad in ["", "25:00", "14.6.2026", "now"] {
            assert!(moment(Some(bad)).is_err(), "{bad}");
        }
    }
}
