//! Notes as they were taken, session by session, and to-dos that are open.
//!
//! This module must not know formats.

use super::context::{Build, moment};
use crate::audit::coverage;
use crate::audit::fold::Object;
use crate::audit::inline;
use crate::audit::schema::{Field, Kind, Link};
use crate::report::escape::Text;
use crate::report::model::{Anchor, Block, Line, NoteTaken, Span};

impl Build<'_> {
    pub(super) fn notes(&self) -> Vec<Block> {
        let notes = self.audit.standing(Kind::Note);
        let notes: Vec<&Object> = notes.filter(|it| self.is_shown(it)).collect();
        if notes.is_empty() {
            return vec![self.nothing()];
        }
        let mut blocks = Vec::new();
        let session_of = |note: &Object| {
            let sessions = self.linked(note, &[Link::Session]);
            sessions.first().map(|session| session.id)
        };
        for session in self.audit.standing(Kind::Session) {
            let of = notes.iter().filter(|it| session_of(it) == Some(session.id));
            let taken: Vec<NoteTaken> = of.map(|it| self.note(it)).collect();
            if !taken.is_empty() {
                let title = self.value(session, Field::Title);
                let heading = format!("{} {title}", self.label(session));
                blocks.push(Block::Heading(self.text(&heading)));
                blocks.push(Block::Notes(taken));
            }
        }
        let loose = notes.iter().filter(|it| session_of(it).is_none());
        let loose: Vec<NoteTaken> = loose.map(|it| self.note(it)).collect();
        if !loose.is_empty() {
            blocks.push(Block::Heading(self.words.of("label.without-session")));
            blocks.push(Block::Notes(loose));
        }
        blocks
    }

    fn note(&self, note: &Object) -> NoteTaken {
        let (written, author) = self.audit.made(note);
        let observed = self.value(note, Field::Observed);
        let written = moment(written);
        let time = if observed.is_empty() {
            written
        } else {
            let words = |key| self.words.string(key);
            format!(
                "{} {observed}, {} {written}",
                words("label.observed"),
                words("label.written")
            )
        };
        NoteTaken {
            anchor: self
                .anchor(note.id)
                .unwrap_or_else(|| Anchor::new("note", 0)),
            label: Text::new(self.label(note)),
            time: self.text(&time),
            kind: Text::new(self.choice(note, Field::Mode)),
            words: self.text(inline::body(self.audit.text(note, Field::Text))),
            about: self.about_note(note, author),
        }
    }

    /// Who said it, what it is about, what it points to, what became of it.
    fn about_note(&self, note: &Object, author: &str) -> Line {
        let mut line = Vec::new();
        let mut add = |span: Vec<Span>| {
            if !line.is_empty() && !span.is_empty() {
                line.push(Span::Plain(Text::from(" · ")));
            }
            line.extend(span);
        };
        let said_by = self.people(self.linked(note, &[Link::Person]));
        if !said_by.is_empty() {
            let by = self.words.string("label.said-by");
            add(vec![self.said(&format!("{by} {said_by}"))]);
        }
        let on = self.on_line(note);
        if !on.is_empty() {
            add(vec![Span::Plain(Text::new(on))]);
        }
        add(self.references(self.linked(note, &[Link::Evidence, Link::Sample])));
        add(self.references(self.linked(note, &[Link::Note, Link::Finding, Link::Trail])));
        let asked = self.asked_of(note);
        if !asked.is_empty() {
            add(vec![self.said(&asked)]);
        }
        let done = self.value(note, Field::Done);
        if !done.is_empty() {
            let word = self.words.string("label.done");
            add(vec![self.said(&format!("{word}: {done}"))]);
        }
        if self.options.audit_file {
            let word = self.words.string("label.author");
            add(vec![self.said(&format!("{word} {author}"))]);
        }
        line
    }

    /// Of whom something is asked, and by when.
    fn asked_of(&self, note: &Object) -> String {
        let of = [
            ("label.asked-of", Field::AskedOf),
            ("label.due", Field::Due),
        ];
        let parts = of.into_iter().filter_map(|(key, field)| {
            let value = self.value(note, field);
            (!value.is_empty()).then(|| format!("{} {value}", self.words.string(key)))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn open_items(&self) -> Vec<Block> {
        let open = coverage::open_to_dos(self.audit).into_iter();
        let lines = open.map(|note| {
            let words = inline::body(self.audit.text(note, Field::Text));
            let mut line = vec![self.point_to(note), self.said(&format!(" {words}"))];
            let on = self.on_line(note);
            if !on.is_empty() {
                line.push(Span::Plain(Text::new(format!(" ({on})"))));
            }
            let asked = self.asked_of(note);
            if !asked.is_empty() {
                line.push(self.said(&format!(", {asked}")));
            }
            line
        });
        let lines: Vec<Line> = lines.collect();
        if lines.is_empty() {
            return vec![self.nothing()];
        }
        vec![Block::List(lines)]
    }
}
