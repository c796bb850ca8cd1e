//! A translator finds every word of a report in one file.

use std::collections::BTreeMap;

use onsite::audit::coverage::Outcome;
use onsite::audit::schema::{self, Field};
use onsite::checklist::library::Library;
use onsite::checklist::profile::SignoffKind;
use onsite::checklist::read::{Document, FileKind};
use onsite::report::words;

#[test]
fn the_phrases_hold_every_word_of_a_report_and_no_other() {
    let found = Library::built_in().find(FileKind::Phrases, "en").unwrap();
    let Document::Phrases(english) = found.document else {
        panic!("no phrases");
    };
    let mut wanted: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for (key, text) in words::ENGLISH {
        wanted.insert((*key).to_owned(), Some(text));
    }
    let standing = words::STANDING.iter().map(|key| (*key).to_owned());
    let titles = SignoffKind::ALL
        .iter()
        .map(|it| format!("title.{}", it.key()));
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|it| format!("result.{}", it.word().replace(' ', "-")));
    let recognised = ["role.lead", "meeting.opening", "meeting.closing"];
    let choices = [
        ("planned", schema::PLANNED),
        ("tier", schema::TIERS),
        ("sample", schema::SAMPLE_METHODS),
        ("item", schema::ITEM_RESULTS),
        (Field::Method.key(), schema::EVIDENCE_METHODS),
        (Field::Level.key(), schema::LEVELS),
        (Field::Access.key(), schema::ACCESS),
        (Field::Mode.key(), schema::NOTE_MODES),
        (Field::Mode.key(), schema::SESSION_MODES),
        (Field::Place.key(), schema::PLACES),
        (Field::Side.key(), schema::SIDES),
    ];
    let choices = choices.into_iter().flat_map(|(sort, table)| {
        let keys = table.iter();
        keys.map(move |(key, _)| format!("{sort}.{key}"))
    });
    let rest = standing
        .chain(titles)
        .chain(outcomes)
        .chain(recognised.map(str::to_owned))
        .chain(choices);
    for key in rest {
        wanted.entry(key).or_insert(None);
    }
    for (key, text) in &wanted {
        let phrase = english.phrases.get(key);
        assert!(phrase.is_some(), "{key} is not in phrases/en.ron");
        if let Some(text) = text {
            assert_eq!(phrase.unwrap(), text, "{key} reads differently");
        }
    }
    for key in english.phrases.keys() {
        assert!(wanted.contains_key(key), "no report uses {key}");
    }
}
