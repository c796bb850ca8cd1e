//! Hostile text in every place: no cell carries a control or a direction override, and long lines stay cheap.

use onsite::audit::entry::{Change, Entry, Set};
use onsite::audit::id::{EntryId, Subject};
use onsite::audit::schema::{self, Field, FieldKey, FieldSpec, Holds, Kind};
use onsite::store::{example, load};
use onsite::tui::command::Command;
use onsite::tui::input::{Code, Input, Key, pasted};
use onsite::tui::keymap::Place;
use ratatui::buffer::Buffer;

use crate::list_of_hostile::{HOSTILE, is_raw, megabyte};
use crate::rig::{Journey, THEME, count, texts};

/// The hostile text of a number, going round.
fn nth(at: usize) -> &'static str {
    HOSTILE[at % HOSTILE.len()].1
}

/// The worked example, every text in it replaced by a hostile one; another for another offset.
pub fn hostile_audit(offset: usize) -> Journey {
    let path = Journey::example().path;
    let loaded = load::load(&path).unwrap();
    let audit = &loaded.audit;
    let mut next = offset;
    let mut changes = Vec::new();
    let mut replace = |of: Subject, specs: &'static [FieldSpec]| {
        for spec in specs {
            let fixed = matches!(
                spec.field,
                Field::Withdrawn | Field::Checklist | Field::Profile | Field::Grading
            );
            if fixed || spec.per_criterion || !matches!(spec.holds, Holds::Line | Holds::Text) {
                continue;
            }
            let key = FieldKey::from(spec.field);
            let over = audit.parents(&of, &key);
            changes.push(Change::Set(Set {
                of: of.clone(),
                field: key,
                value: nth(next).to_owned(),
                over,
            }));
            next += 1;
        }
    };
    replace(Subject::Audit, schema::audit_fields());
    for criterion in loaded.criteria.criteria() {
        replace(
            Subject::Criterion(criterion.id.clone()),
            schema::criterion_fields(),
        );
    }
    for row in loaded
        .criteria
        .rows()
        .iter()
        .filter(|row| row.is_auditable())
    {
        replace(
            Subject::Requirement(row.id.clone()),
            schema::requirement_fields(),
        );
    }
    for kind in Kind::ALL {
        for object in audit.objects(*kind) {
            replace(Subject::Object(object.id), kind.fields());
        }
    }
    assert!(changes.len() > 1000, "only {} texts", changes.len());
    let mut draw = crate::rig::draw();
    let entries: Vec<Entry> = changes
        .chunks(50)
        .map(|some| Entry::new(EntryId(draw()), crate::rig::clock(), some.to_vec()))
        .collect();
    example::append_all(&loaded, crate::rig::AUTHOR, &entries).unwrap();
    drop(loaded);
    Journey::open(&path)
}

fn assert_safe(buffer: &Buffer, place: &str) {
    for cell in &buffer.content {
        let symbol = cell.symbol();
        assert!(
            !symbol.chars().any(is_raw),
            "{symbol:?} ({}) in {place}",
            symbol.escape_unicode()
        );
        assert!(
            symbol.len() <= 128,
            "a cell of {} bytes in {place}",
            symbol.len()
        );
    }
}

fn look(j: &Journey, place: &str) {
    for (width, height) in [(80, 24), (200, 60), (21, 7), (9, 3)] {
        assert_safe(&j.app.screen(width, height, THEME).0, place);
    }
}

/// Opens the form of a command and puts hostile text into each field that is typed.
fn fill(j: &mut Journey, keys: &str, from: usize) {
    j.keys("<Esc*4>").keys(keys);
    assert_eq!(j.model().place(), Place::Form, "{keys}: {}", j.said());
    let form = |j: &Journey| {
        let room = j.model().room.as_ref();
        j.model()
            .loose
            .clone()
            .or_else(|| room.and_then(|room| room.form().cloned()))
            .unwrap()
    };
    for at in 0..form(j).fields.len() {
        j.app.press([pasted(nth(from + at))]);
        look(j, keys);
        if at + 1 < form(j).fields.len() {
            j.keys("<Tab>");
        }
    }
    look(j, keys);
    j.keys("<C-s>");
    look(j, keys);
}

journey!(no_cell_carries_what_a_terminal_would_obey, || {
    // The client's name stands in the top line all the time.
    let mut j = Journey::of(
        crate::rig::BOTH,
        &HOSTILE.iter().map(|(_, text)| *text).collect::<String>(),
    );
    look(&j, "the top line");
    for (_, hostile) in HOSTILE {
        j.keys("<Esc*4>n");
        j.app.press([pasted(hostile)]);
        look(&j, "a note that is typed");
        j.keys("<Enter>");
        look(&j, "a note");
    }
    assert_eq!(count(j.audit(), Kind::Note), HOSTILE.len());
    for (at, keys) in [
        "f",
        "e",
        "s",
        ":start a session<Enter>",
        ":a person<Enter>",
        ":a site<Enter>",
        ":attach<Enter>",
        ":objectives<Enter>",
        ":conclusions<Enter><Enter>",
        "3<Enter>",
        ":plan for<Enter>2<Enter>",
        ":sign off<Enter>",
    ]
    .into_iter()
    .enumerate()
    {
        fill(&mut j, keys, at * 11);
    }
    for command in Command::ALL
        .iter()
        .filter(|it| !matches!(it, Command::Home | Command::Quit | Command::OnlyQuestion))
    {
        j.keys("<Esc*4>:").keys(command.label()).keys("<Enter>");
        look(&j, command.label());
        if j.model().place() == Place::Pick {
            j.app.press([pasted(nth(8))]);
            look(&j, command.label());
            j.keys("<C-u><Enter>");
            look(&j, command.label());
        }
    }
    // Findings before a room, and the question alone.
    j.keys("<Esc*4>:findings one by one<Enter>");
    for _ in 0..4 {
        look(&j, "the closing screen");
        j.keys("<Right>");
    }
    j.keys("<Esc>n");
    for (_, hostile) in HOSTILE {
        j.app.press([pasted(hostile)]);
        j.keys("<F2>");
        look(&j, "only the question");
    }
});

journey!(titles_of_a_checklist_are_shown_as_marks, || {
    let path = Journey::new().path;
    let mut renamed = 0;
    for file in std::fs::read_dir(path.join("criteria")).unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        let hostile = text.replace(
            "Leadership and commitment",
            "Leader\u{202e}ship \\u{1b}[31m",
        );
        renamed += usize::from(hostile != text);
        std::fs::write(&file, hostile).unwrap();
    }
    assert!(renamed > 0);
    // A checklist with such a title is refused or shown as marks; it is never obeyed.
    let mut j = Journey::open(&path);
    look(&j, "the outline");
    if j.model().room.is_some() {
        j.keys("/leader<Enter> ");
        look(&j, "the page of a requirement");
    } else {
        assert_eq!(j.model().place(), Place::Page);
    }
});

journey!(every_page_of_a_hostile_audit_is_tame, || {
    for offset in [0, 19, 38] {
        let mut j = hostile_audit(offset);
        for keys in [
            "",
            "i",
            " ",
            ":where the audit<Enter>",
            ":still blocks<Enter>",
            ":problems found<Enter>",
            ":client, obj<Enter>",
            ":conclusions<Enter><Enter>",
            "n#",
            "n@",
            "n+",
            "/",
            ":people<Enter>",
            ":sites<Enter>",
        ] {
            j.keys("<Esc*5>").keys(keys);
            look(&j, keys);
        }
        for list in [
            ":notes<Enter>",
            ":findings<Enter>",
            ":documents<Enter>",
            ":samples<Enter>",
            ":sessions<Enter>",
        ] {
            for at in 0..6 {
                let down = "<Down>".repeat(at);
                j.keys("<Esc*5>").keys(list).keys(&down);
                look(&j, list);
                j.keys("<Enter>");
                look(&j, list);
                j.keys("<Esc*5>").keys(list).keys(&down).keys("<C-e>");
                look(&j, list);
            }
        }
        j.keys("<Esc*5>g");
        for _ in 0..30 {
            j.keys("<Tab>");
            look(&j, "a requirement");
        }
    }
});

journey!(what_is_pasted_or_typed_is_in_the_record_as_it_came, || {
    let mut j = Journey::new();
    for (name, text) in HOSTILE {
        j.keys("<Esc*4>n");
        let paste = pasted(text);
        let Input::Paste { text: expected, .. } = paste.clone() else {
            unreachable!()
        };
        j.app.press([paste]);
        j.keys("<Enter>");
        assert_eq!(
            texts(j.audit()).last().unwrap(),
            &expected.trim_end(),
            "{name}, pasted"
        );
    }
    let saved = texts(j.audit()).len();
    assert_eq!(saved, HOSTILE.len());
    for (name, text) in HOSTILE {
        // Controls cannot be typed: as keys they are commands, and the door drops the others.
        let typed: String = text.chars().filter(|c| !c.is_control()).collect();
        j.keys("<Esc*4>n");
        j.app
            .press(typed.chars().map(|c| Input::Key(Key::plain(Code::Char(c)))));
        j.keys("<Enter>");
        assert_eq!(
            texts(j.audit()).last().unwrap(),
            &typed.trim_end(),
            "{name}, typed"
        );
    }
    j.end();
});

journey!(a_pasted_megabyte_is_cut_where_it_says_so, || {
    let mut j = Journey::new();
    let long = megabyte();
    j.keys("n");
    j.app.press([pasted(&long)]);
    look(&j, "a megabyte that is typed");
    assert!(
        j.said().contains("did not fit") || j.said().contains("not taken"),
        "{}",
        j.said()
    );
    j.keys("<Enter><Esc>");
    look(&j, "a megabyte that was saved");
    let audit = j.audit();
    assert!(long.starts_with(texts(audit)[0]) && texts(audit)[0].len() > 100_000);
    j.end();
});

journey!(a_line_of_100_kb_is_typed_saved_and_drawn, || {
    let mut j = Journey::new();
    let long = "word ".repeat(20_000);
    j.keys("n");
    j.app.press([Input::Paste {
        text: long.clone(),
        cut: false,
    }]);
    let form = j.room().form().unwrap();
    let layout = form.field().unwrap().editor.layout(60, 9);
    assert_eq!(layout.rows.len(), 9, "only the rows that are seen are made");
    look(&j, "a long note that is typed");
    j.keys("<Enter><Esc>");
    look(&j, "a long note");
    j.keys(":notes<Enter>");
    look(&j, "a long note in a list");
    j.keys("<Enter>");
    look(&j, "a long note on a page");
    let saved = crate::rig::texts(j.audit())[0].len();
    assert_eq!(saved, long.trim_end().len());
    j.end();
});
