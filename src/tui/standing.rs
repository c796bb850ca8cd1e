//! Where the audit stands: the line that is always there, and the screen with everything.
//!
//! The line is made of counts that are kept entry by entry, so that drawing it costs the same in an audit of any
//! size. Never a percentage. This module must not know how either is drawn.

use super::model::{Choice, Item, Room};
use super::update::classes;
use crate::audit::coverage::Coverage;
use crate::audit::describe;
use crate::audit::entry::Moment;
use crate::audit::id::Subject;
use crate::audit::last_look::{LastLook, Unlooked};
use crate::audit::planning;
use crate::audit::progress::{self, MustTouch, Open, Part, Progress};
use crate::audit::schema::Field;
use crate::audit::tally::Tally;
use crate::checklist::id::RequirementId;
use crate::text::{self, counted};

/// How many cells the bar of a part has.
const BAR: usize = 8;

/// Where the audit stands, on one line: as much of it as fits.
pub fn line(tally: &Tally, dot: &str, width: usize) -> String {
    let all = tally.coverage;
    let by = |words: fn(&Coverage) -> String, between: &str| {
        let criteria = tally.by_criterion.iter();
        let each = criteria.map(|(id, coverage)| format!("{id} {}", words(coverage)));
        each.collect::<Vec<_>>().join(between)
    };
    let dotted = format!(" {dot} ");
    let left = left_over(tally);
    let each = |head: String, judged: bool| {
        let mut parts = vec![head];
        if judged {
            parts.push(format!("{} sampled", all.sampled));
            parts.push(format!("{} judged", all.judged));
        }
        parts.extend(left.iter().map(|(words, _)| words.clone()));
        parts.join(&dotted)
    };
    let whole = by(
        |of| {
            format!(
                "{}/{} touched, {} sampled, {} judged",
                of.touched, of.planned, of.sampled, of.judged
            )
        },
        &dotted,
    );
    let touched = by(|of| format!("{}/{}", of.touched, of.planned), ", ");
    let short: Vec<&str> = left.iter().map(|(_, short)| short.as_str()).collect();
    let candidates = [
        each(whole, false),
        each(format!("{touched} touched"), true),
        each(format!("{}/{} touched", all.touched, all.planned), true),
        format!(
            "{}/{} touched, {} sampled, {} judged{}{}",
            all.touched,
            all.planned,
            all.sampled,
            all.judged,
            if short.is_empty() {
                ""
            } else {
                dotted.as_str()
            },
            short.join(", ")
        ),
        std::iter::once(format!("{}/{} touched", all.touched, all.planned))
            .chain(left.iter().map(|(_, short)| short.clone()))
            .collect::<Vec<_>>()
            .join(", "),
    ];
    let last = candidates.last().cloned().unwrap_or_default();
    let fits = |line: &String| text::width(line) <= width;
    candidates.into_iter().find(fits).unwrap_or(last)
}

/// What is left over, each in words and in few words.
fn left_over(tally: &Tally) -> Vec<(String, String)> {
    let mut left = Vec::new();
    let minutes = tally.minutes;
    if minutes.planned > 0 {
        let (many, all) = (minutes.left, minutes.planned);
        left.push((
            format!("{many} min left of {all}"),
            format!("{many} of {all} min"),
        ));
    }
    if tally.must_touch_left > 0 {
        let many = tally.must_touch_left;
        left.push((format!("{many} must-touch left"), format!("{many} must")));
    }
    for (many, one, more) in [
        (tally.conflicts, "conflict", "conflicts"),
        (tally.requests, "request", "requests"),
    ] {
        if many > 0 {
            let words = counted(many, one, more);
            left.push((words.clone(), words));
        }
    }
    left
}

/// What waits for the auditor besides: to-dos, the inbox, drafts. Empty where nothing does.
pub fn waiting(room: &Room, between: &str) -> String {
    let counts = [
        (room.tally.open_to_dos, "open to-do", "open to-dos"),
        (room.tally.inbox, "note in the inbox", "notes in the inbox"),
        (room.drafts.len(), "draft", "drafts"),
    ];
    let words = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many));
    words.collect::<Vec<_>>().join(between)
}

/// The screen with everything, line by line; each line leads to what it is about.
pub fn items(room: &Room, now: Moment) -> Vec<Item> {
    let found = progress::progress(&room.audit, &room.criteria, &room.tally, now);
    let mut items = Vec::new();
    heads(room, &found, &mut items);
    left(room, &found, &mut items);
    for criterion in &found.criteria {
        let name = room.criteria.criterion(criterion.id.as_str());
        let short = name.map_or("", |it| it.checklist.short.as_str());
        heading(&mut items, format!("{short} by clause and theme"));
        let groups = criterion.groups.iter();
        items.extend(groups.map(|group| part(room, group)));
    }
    for (title, parts) in [("by site", &found.sites), ("by session", &found.sessions)] {
        if !parts.is_empty() {
            heading(&mut items, title.to_owned());
            items.extend(parts.iter().map(|one| part(room, one)));
        }
    }
    items
}

/// The standards, their outcomes, and the time.
fn heads(room: &Room, found: &Progress, items: &mut Vec<Item>) {
    items.push(Item {
        label: format!("{} judged  = sampled  - touched  . open", "#"),
        aside: "touched sampled judged".to_owned(),
        choice: Choice::Nothing,
    });
    for of in &found.criteria {
        let criterion = room.criteria.criterion(of.id.as_str());
        let title = criterion.map_or_else(String::new, |it| it.with_kind(&it.checklist.short));
        let whole = Part {
            label: String::new(),
            title,
            leads_to: of.groups.first().and_then(|group| group.leads_to.clone()),
            coverage: of.coverage,
        };
        items.push(part(room, &whole));
        let outcomes = of.outcomes.iter().filter(|(_, number)| *number > 0);
        let mut words: Vec<String> = outcomes
            .map(|(outcome, number)| format!("{number} {}", outcome.word()))
            .collect();
        for (number, word) in [(of.later, "for another visit"), (of.excluded, "excluded")] {
            if number > 0 {
                words.push(format!("{number} {word}"));
            }
        }
        items.push(plain(format!("    {}", words.join(", ")), Choice::Nothing));
        items.extend(of.left_out.iter().map(|(why, many)| {
            let many = counted(*many, "requirement", "requirements");
            plain(format!("    {many}: {why}"), Choice::Nothing)
        }));
        let minutes = of.minutes;
        if minutes.planned > 0 {
            let words = format!(
                "    {} min left of {} planned",
                minutes.left, minutes.planned
            );
            items.push(plain(words, Choice::Nothing));
        }
    }
    items.extend(
        planning::by_hand(&room.audit, &room.criteria).map(|(criterion, what)| {
            let short = &criterion.checklist.short;
            plain(
                format!("to be planned by hand (p): {short}, {what}"),
                Choice::Nothing,
            )
        }),
    );
    let time = found.time;
    let ahead = match time.sessions {
        0 => "no session ahead".to_owned(),
        many => format!(
            "{} ahead, {}",
            counted(many, "session", "sessions"),
            progress::span(time.minutes)
        ),
    };
    let until = time.until_closing.map_or_else(String::new, |minutes| {
        format!("; closing in {}", progress::span(minutes))
    });
    items.push(plain(
        format!(
            "left: {} must-touch; {ahead}{until}",
            found.must_touch.len()
        ),
        Choice::Nothing,
    ));
}

/// What is left: must-touch items, findings not told, requests, to-dos, conflicts, thin spots, what no audit looked at.
fn left(room: &Room, found: &Progress, items: &mut Vec<Item>) {
    let must: Vec<Item> = found.must_touch.iter().map(|it| must(room, it)).collect();
    section(items, "must still be touched", must);
    let untold = found.untold.iter().filter_map(|id| {
        let finding = room.audit.object(*id)?;
        let words = room.audit.text(finding, Field::Title);
        Some(plain(
            format!(
                "  {} {}: {words}",
                room.audit.label(finding),
                classes(room, finding)
            ),
            Choice::Show(*id),
        ))
    });
    section(
        items,
        "findings told to nobody yet (no surprises)",
        untold.collect(),
    );
    let requests = found.requests.iter().map(|it| open(room, it));
    section(items, "asked for and not come", requests.collect());
    let to_dos = found.to_dos.iter().map(|it| open(room, it));
    section(items, "open to-dos", to_dos.collect());
    let conflicts = found.conflicts.iter().map(|(subject, key)| {
        let name = describe::name(&room.audit, subject);
        plain(
            format!("  {name}: {key} was set in several ways; set it again to decide"),
            leads_to(room, subject),
        )
    });
    section(items, "conflicts", conflicts.collect());
    let thin = found.thin.iter();
    let thin = thin.map(|it| {
        plain(
            format!("  {}", it.words(&room.audit)),
            leads_to(room, &it.what),
        )
    });
    section(items, "thin", thin.collect());
    let unlooked = found.unlooked.iter();
    let unlooked = unlooked.map(|it| unlooked_item(room, it));
    section(
        items,
        "looked at neither now nor in the audit before",
        unlooked.collect(),
    );
    let waiting = waiting(room, ", ");
    if !waiting.is_empty() {
        items.push(plain(format!("waiting: {waiting}"), Choice::Nothing));
    }
}

fn heading(items: &mut Vec<Item>, title: String) {
    items.push(plain(title, Choice::Nothing));
}

fn section(items: &mut Vec<Item>, title: &str, lines: Vec<Item>) {
    if !lines.is_empty() {
        heading(items, format!("{title}: {}", lines.len()));
        items.extend(lines);
    }
}

fn plain(label: String, choice: Choice) -> Item {
    Item {
        label,
        aside: String::new(),
        choice,
    }
}

fn must(room: &Room, it: &MustTouch) -> Item {
    let ids: Vec<&str> = it.requirements.iter().map(RequirementId::item).collect();
    let of = match ids.as_slice() {
        [] => String::new(),
        some => format!(" ({})", progress::wanted_of(it.wanted, some, " ")),
    };
    let blank = match &it.blank {
        Some((_, field)) => format!(" [{} is blank]", field.key()),
        None => String::new(),
    };
    let choice = match (&it.blank, it.requirements.first()) {
        (_, Some(id)) => leads_to(room, &Subject::Requirement(id.clone())),
        (Some((subject, _)), None) => leads_to(room, subject),
        (None, None) => Choice::Nothing,
    };
    plain(
        format!("  {} {}{of}{blank}", it.criterion, it.title),
        choice,
    )
}

fn unlooked_item(room: &Room, it: &Unlooked) -> Item {
    let row = room.criteria.row(&it.requirement);
    let title = row.map_or("", |row| row.requirement.title.as_str());
    let audits = counted(it.audits, "audit", "audits");
    let last = LastLook::of(&room.audit, &it.requirement).map_or("", |look| look.day);
    let aside = if last.is_empty() {
        format!("for {audits}")
    } else {
        format!("for {audits}, last {last}")
    };
    Item {
        label: format!("  {} {title}", it.requirement),
        aside,
        choice: leads_to(room, &it.requirement.clone().into()),
    }
}

fn open(room: &Room, it: &Open) -> Item {
    let note = room.audit.object(it.note);
    let label = note.map_or_else(String::new, |note| room.audit.label(note));
    let of = match it.asked_of.as_str() {
        "" => String::new(),
        of => format!("{of}: "),
    };
    let due = match it.due.as_str() {
        "" => String::new(),
        due => format!(", due {due}"),
    };
    Item {
        label: format!("  {label} {of}{}", it.words),
        aside: format!("{}{due}", progress::span(it.age)),
        choice: Choice::Show(it.note),
    }
}

fn part(room: &Room, part: &Part) -> Item {
    let of = part.coverage;
    let name = match part.label.as_str() {
        "" => part.title.clone(),
        label => format!("{label} {}", part.title),
    };
    Item {
        label: format!("  [{}] {name}", bar(of)),
        aside: format!(
            "{:>3}/{:<3} {:>3} {:>3}",
            of.touched, of.planned, of.sampled, of.judged
        ),
        choice: part
            .leads_to
            .as_ref()
            .map_or(Choice::Nothing, |subject| leads_to(room, subject)),
    }
}

/// Where a subject is looked at.
fn leads_to(room: &Room, subject: &Subject) -> Choice {
    match subject {
        Subject::Requirement(id) => room
            .criteria
            .index(id)
            .map_or(Choice::Nothing, Choice::GoTo),
        Subject::Object(id) => Choice::Show(*id),
        Subject::Criterion(id) => Choice::Criterion(id.clone()),
        Subject::Audit => Choice::Run(super::command::Command::AuditData),
    }
}

/// Judged, sampled, touched and open requirements as so many characters. Something is never shown as nothing.
fn bar(of: Coverage) -> String {
    let cells = |number: usize| match (number, of.planned) {
        (0, _) | (_, 0) => 0,
        (number, all) => (number * BAR / all).clamp(1, BAR),
    };
    let judged = cells(of.judged);
    let sampled = cells(of.sampled).max(judged);
    let touched = cells(of.touched).max(sampled);
    format!(
        "{}{}{}{}",
        "#".repeat(judged),
        "=".repeat(sampled - judged),
        "-".repeat(touched - sampled),
        ".".repeat(BAR - touched)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(planned: usize, touched: usize, sampled: usize, judged: usize) -> Coverage {
        Coverage {
            planned,
            touched,
            sampled,
            judged,
        }
    }

    #[test]
    fn a_bar_is_as_wide_as_any_other_and_hides_nothing() {
        assert_eq!(bar(coverage(0, 0, 0, 0)), "........");
        assert_eq!(bar(coverage(8, 8, 4, 2)), "##==----");
        assert_eq!(bar(coverage(100, 1, 1, 1)), "#.......");
        assert_eq!(bar(coverage(3, 3, 3, 3)), "########");
        assert_eq!(bar(coverage(4, 1, 0, 4)), "########");
        for touched in 0..=20 {
            assert_eq!(
                bar(coverage(20, touched, touched / 2, touched / 3)).len(),
                BAR
            );
        }
    }

    #[test]
    fn the_line_says_as_much_as_fits_and_never_a_percentage() {
        let ids = ["27001", "42001"].map(|id| id.parse().unwrap());
        let [first, second] = ids;
        let mut tally = Tally::default();
        tally.coverage = coverage(113, 51, 15, 32);
        tally.by_criterion = vec![
            (first, coverage(63, 41, 12, 30)),
            (second, coverage(50, 10, 3, 2)),
        ];
        (tally.requests, tally.conflicts, tally.must_touch_left) = (2, 1, 6);
        let mut before = 0;
        for width in [40, 60, 78, 110, 160] {
            let line = line(&tally, "·", width);
            assert!(
                text::width(&line) >= before && !line.contains('%'),
                "{line}"
            );
            assert!(width < 60 || text::width(&line) <= width, "{width}: {line}");
            before = text::width(&line);
        }
        let narrow = "51/113 touched, 15 sampled, 32 judged · 6 must, 1 conflict, 2 requests";
        assert_eq!(line(&tally, "·", 78), narrow);
        assert!(
            line(&tally, "·", 160)
                .starts_with("27001 41/63 touched, 12 sampled, 30 judged · 42001")
        );
    }
}
