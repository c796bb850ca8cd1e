//! From the forms about sessions to changes, and from times as they are typed to moments.
//!
//! This module must not know the screen or the disk.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::super::editor::{Editor, Lines};
use super::super::form::{Form, Purpose, Slot};
use super::super::forms::{RUNNING, has_plan};
use super::super::model::Room;
use crate::audit::act::{Desk, NoteAt};
use crate::audit::entry::{Add, Change, Moment};
use crate::audit::id::ObjectId;
use crate::audit::schema::{Field, Kind, Link};
use crate::audit::session::{NOT_IN_PLAN, State};

/// Changes, and what could not be linked; or why a form cannot be taken.
type Taken = Result<(Vec<Change>, Vec<String>), String>;

/// What a form about a session stands for, and what could not be linked; `None` where it is no such form.
pub(super) fn changes(room: &Room, desk: &mut Desk<'_>, form: &Form, now: Moment) -> Option<Taken> {
    let reason = || match form.value(&Slot::Field(Field::Deviation.into())).trim() {
        "" => Err("A deviation from the plan needs its reason: type it, then Ctrl-S.".to_owned()),
        reason => Ok(reason.to_owned()),
    };
    let plain = |changes: Vec<Change>| (changes, Vec::new());
    Some(match &form.purpose {
        Purpose::PlanSession => {
            super::add(room, desk, form, Kind::Session, None).and_then(|changes| {
                if form
                    .value(&Slot::Field(Field::PlannedFrom.into()))
                    .trim()
                    .is_empty()
                {
                    return Err("When is it planned? Type it as in 2026-06-16 10:00.".to_owned());
                }
                Ok(plain(changes))
            })
        }
        Purpose::NoteInto { session } => {
            let at = NoteAt {
                session: Some(*session),
                day: Some(now.date_naive()),
                ..NoteAt::default()
            };
            let made = desk.note(form.value(&Slot::Words), &at);
            Ok((made.changes, made.unlinked))
        }
        Purpose::Drop { session } => reason().and_then(|reason| {
            let changes = desk.drop_session(*session, &reason, now);
            if changes.is_empty() {
                return Err("It has begun meanwhile; end it instead.".to_owned());
            }
            Ok(plain(changes))
        }),
        Purpose::Swap { one, other } => {
            reason().map(|reason| plain(desk.swap_sessions(*one, *other, &reason)))
        }
        Purpose::Present { session } => present(room, desk, form, *session).map(plain),
        _ => return None,
    })
}

fn present(
    room: &Room,
    desk: &mut Desk<'_>,
    form: &Form,
    session: ObjectId,
) -> Result<Vec<Change>, String> {
    let object = room.audit.object(session);
    let object = object.ok_or("The session is not there any more.")?;
    let mut changes = Vec::new();
    let present = super::people(desk, form, &mut changes);
    let wanted: Vec<_> = present
        .into_iter()
        .map(|id| (Link::Person, id.into()))
        .collect();
    changes.extend(desk.relink(object, &[Link::Person], &wanted));
    Ok(changes)
}

/// What comes with a session that begins: where there is a plan and it is not in it, that is a deviation; one that
/// was running ends or is interrupted.
pub(super) fn begun(
    room: &Room,
    desk: &Desk<'_>,
    form: &Form,
    mut session: Add,
    changes: &mut Vec<Change>,
) -> Add {
    let field = |field: Field| session.fields.get(&field.into()).map_or("", String::as_str);
    if field(Field::Started).is_empty() {
        return session;
    }
    if has_plan(room) && field(Field::PlannedFrom).is_empty() {
        let words = match field(Field::Deviation).trim() {
            "" => NOT_IN_PLAN.to_owned(),
            why => format!("{NOT_IN_PLAN}: {why}"),
        };
        session.fields.insert(Field::Deviation.into(), words);
    }
    let over = session.fields.get(&Field::Ended.into());
    let started = session.fields.get(&Field::Started.into());
    if over.is_none_or(String::is_empty)
        && let Some(Ok(now)) = started.map(|started| Moment::parse_from_rfc3339(started))
        && let Some(running) = room.own_session()
        && desk.session_times(running).state() == State::Running
    {
        changes.extend(if form.value(&RUNNING) == "interrupt" {
            desk.interrupt_session(running, now)
        } else {
            desk.end_session(running, now)
        });
    }
    session
}

/// The fields of forms that hold moments and are typed, in the order of forms.
const TIMES: [Field; 4] = [
    Field::PlannedFrom,
    Field::PlannedUntil,
    Field::Started,
    Field::Ended,
];

/// Writes the times of a form out in full. One without a day is of the day of the time before it in the form, or of
/// today. What is no time stays as it is, and is refused where it is taken.
pub fn settle_times(form: &mut Form, now: Moment) {
    let mut day = now.date_naive();
    for field in &mut form.fields {
        let Slot::Field(key) = &field.slot else {
            continue;
        };
        let text = field.editor.text();
        if !TIMES.contains(&key.field) || text.trim().is_empty() {
            continue;
        }
        if let Some(moment) = moment(text, day, now) {
            day = moment.date_naive();
            if Moment::parse_from_rfc3339(text.trim()).is_err() {
                field.editor = Editor::with_text(Lines::One, &moment.to_rfc3339());
            }
        }
    }
}

/// A time as it is typed: `10:00` (on `day`), `2026-06-16 10:00`, or RFC 3339 with its offset; the offset of `now`
/// where none is given.
pub(super) fn moment(text: &str, day: NaiveDate, now: Moment) -> Option<Moment> {
    let text = text.trim();
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let on_the_wall = || {
        let full = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
            .into_iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        let local = full.or_else(|| time(text).map(|time| day.and_time(time)))?;
        local.and_local_timezone(*now.offset()).single()
    };
    Moment::parse_from_rfc3339(text).ok().or_else(on_the_wall)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_typed() {
        let now = Moment::parse_from_rfc3339("2026-06-16T09:30:00+02:00").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 6, 17).unwrap();
        let read = |text| moment(text, day, now).map(|moment| moment.to_rfc3339());
        assert_eq!(read("10:00").unwrap(), "2026-06-17T10:00:00+02:00");
        assert_eq!(
            read("2026-06-18 9:05").unwrap(),
            "2026-06-18T09:05:00+02:00"
        );
        assert_eq!(
            read("2026-06-18T10:00:00Z").unwrap(),
            "2026-06-18T10:00:00+00:00"
        );
        for bad in ["", "25:00", "ten", "18.6. 10:00"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
