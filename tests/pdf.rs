//! The report as drawn pages: a file that every reader takes, whatever stands in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "golden/fixture.rs"]
mod fixture;
#[path = "hostile/list.rs"]
mod list_of_hostile;

use fixture::{Bench, full};
use list_of_hostile::HOSTILE;
use onsite::audit::id::Subject;
use onsite::audit::schema::{Field, Kind, Link};
use onsite::report::model::Report;
use onsite::report::{self, Options, pdf};
use onsite::signoff::documents;

/// What the file says of itself: all of it but for what is packed.
fn told(report: &Report) -> String {
    let bytes = documents::document("report.pdf", report).unwrap().bytes;
    let mut told = Vec::new();
    let mut rest = &bytes[..];
    let find = |of: &[u8], what: &[u8]| of.windows(what.len()).position(|it| it == what);
    while let Some(at) = find(rest, b"stream\n") {
        told.extend_from_slice(&rest[..at]);
        let end = find(rest, b"endstream").unwrap();
        rest = &rest[end + b"endstream".len()..];
    }
    told.extend_from_slice(rest);
    String::from_utf8_lossy(&told).into_owned()
}

#[test]
fn it_says_what_it_is_and_is_made_to_be_read_aloud() {
    let told = told(&full());
    assert!(told.starts_with("%PDF-1.7"));
    for wanted in [
        "/StructTreeRoot",
        "/MarkInfo",
        "/Lang(en)",
        "/Outlines",
        "/S/H1",
        "/S/H2",
        "/S/TH",
        "/S/TD",
        "/S/LI",
        "/S/TOCI",
        "/S/Link",
    ] {
        assert!(told.contains(wanted), "{wanted}");
    }
}

#[test]
fn it_asks_for_nothing_and_tells_nothing_of_who_made_it_and_when() {
    let told = told(&full());
    for unwanted in [
        "/URI",
        "/JavaScript",
        "/JS",
        "/Launch",
        "/GoToR",
        "/SubmitForm",
        "/OpenAction",
        "/EmbeddedFile",
        "/AcroForm",
        "/CreationDate",
        "/ModDate",
        "/Producer",
    ] {
        assert!(!told.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let bytes = || documents::document("report.pdf", &full()).unwrap().bytes;
    assert!(bytes() == bytes());
}

#[test]
fn whatever_stands_in_a_report_it_can_be_drawn() {
    for (name, text) in HOSTILE {
        let mut bench = Bench::new();
        bench.set(Subject::Audit, Field::Client, text);
        bench.set(Subject::Audit, Field::Classification, text);
        let on = Subject::Requirement("27001:A.8.13".parse().unwrap());
        let fields = [(Field::Title, *text), (Field::Statement, *text)];
        let finding = bench.add(Kind::Finding, &fields, &[(Link::On, on)]);
        bench.set_class(finding, "27001", "minor");
        bench.note(text, None, &["27001:A.8.13"]);
        let report = report::report(&bench.audit, &bench.criteria, &Options::default());
        let document = documents::document("report.pdf", &report);
        assert!(document.is_ok(), "{name}: {:?}", document.err());
    }
}

#[test]
fn what_the_fonts_do_not_have_is_named_and_other_scripts_are_set() {
    let mut bench = Bench::new();
    bench.note("漢字 💩 ok", None, &["27001:4.1"]);
    bench.note("גיבוי נבדק, проверено, ελέγχθηκε", None, &["27001:4.1"]);
    let report = report::report(&bench.audit, &bench.criteria, &Options::default());
    let words = pdf::words(&report);
    assert!(words.contains("<U+6F22><U+5B57> <U+1F4A9> ok"), "{words}");
    assert!(
        words.contains("גיבוי נבדק, проверено, ελέγχθηκε"),
        "{words}"
    );
    assert!(documents::document("report.pdf", &report).is_ok());
}

#[test]
fn a_report_of_a_thousand_notes_is_drawn_page_by_page() {
    let mut bench = Bench::new();
    for n in 0..1000 {
        bench.note(
            &format!("Restore number {n} went well"),
            None,
            &["27001:4.1"],
        );
    }
    let report = report::report(&bench.audit, &bench.criteria, &Options::default());
    let words = pdf::words(&report);
    assert!(words.contains("\n== 20 ==\n"));
    for n in 0..1000 {
        assert!(
            words.contains(&format!("Restore number {n} went well\n")),
            "{n}"
        );
    }
    let told = told(&report);
    assert_eq!(
        told.matches("/Type/Page/").count(),
        words.matches("== ").count()
    );
}

#[test]
fn every_character_can_be_drawn_or_is_named() {
    let mut bench = Bench::new();
    let all = (0x20..0x2_0000).chain(0xE_0000..0xE_0200);
    let all: Vec<char> = all.filter_map(char::from_u32).collect();
    for some in all.chunks(512) {
        let apart: String = some.iter().flat_map(|c| [*c, ' ']).collect();
        bench.note(&apart, None, &["27001:4.1"]);
        let together: String = some.iter().collect();
        bench.note(&together, None, &["27001:4.1"]);
    }
    let report = report::report(&bench.audit, &bench.criteria, &Options::default());
    let document = documents::document("report.pdf", &report);
    assert!(document.is_ok(), "{:?}", document.err());
}
