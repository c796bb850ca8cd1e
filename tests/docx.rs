//! The report as a document of a word processor: a package that holds together, whatever stands in it.
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

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use fixture::{full, sound, subject};
use list_of_hostile::HOSTILE;
use onsite::audit::schema::Field;
use onsite::report::model::Report;
use onsite::report::{self, Options};
use onsite::signoff::documents;
use roxmltree::{Document, Node};
use zip::ZipArchive;

fn packed(report: &Report) -> Vec<u8> {
    documents::document("report.docx", report).unwrap().bytes
}

/// The parts of a package, and their names in the order of the package.
fn parts(report: &Report) -> (Vec<String>, BTreeMap<String, String>) {
    let bytes = packed(report);
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut names = Vec::new();
    let mut parts = BTreeMap::new();
    for n in 0..package.len() {
        let mut part = package.by_index(n).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let name = part.name().unwrap().into_owned();
        names.push(name.clone());
        parts.insert(name, text);
    }
    (names, parts)
}

/// The values of an attribute of all elements of a name.
fn all<'a>(tree: &'a Document<'_>, element: &str, attribute: &str) -> Vec<&'a str> {
    let named = tree
        .descendants()
        .filter(|node| node.tag_name().name() == element);
    named
        .flat_map(|node| node.attributes())
        .filter(|it| it.name() == attribute)
        .map(|it| it.value())
        .collect()
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|it| it.tag_name().name() == name)
}

#[test]
fn the_parts_of_a_package_are_those_that_it_names() {
    let (names, parts) = parts(&full());
    assert_eq!(names[0], "[Content_Types].xml");
    let types = Document::parse(&parts["[Content_Types].xml"]).unwrap();
    let told: BTreeSet<String> = all(&types, "Override", "PartName")
        .iter()
        .map(|name| name.trim_start_matches('/').to_owned())
        .collect();
    let there: BTreeSet<String> = names
        .iter()
        .filter(|name| !name.contains("_rels/") && !name.starts_with('['))
        .cloned()
        .collect();
    assert_eq!(told, there);
    for (of, folder) in [
        ("_rels/.rels", ""),
        ("word/_rels/document.xml.rels", "word/"),
    ] {
        let relations = Document::parse(&parts[of]).unwrap();
        for target in all(&relations, "Relationship", "Target") {
            assert!(parts.contains_key(&format!("{folder}{target}")), "{target}");
        }
        assert_eq!(all(&relations, "Relationship", "TargetMode"), [""; 0]);
    }
    let relations = Document::parse(&parts["word/_rels/document.xml.rels"]).unwrap();
    let ids = all(&relations, "Relationship", "Id");
    let body = Document::parse(&parts["word/document.xml"]).unwrap();
    for used in ["headerReference", "footerReference"] {
        let wanted = body
            .descendants()
            .find(|node| node.tag_name().name() == used)
            .and_then(|node| node.attributes().find(|it| it.name() == "id"))
            .unwrap();
        assert!(ids.contains(&wanted.value()), "{used}");
    }
}

#[test]
fn every_style_is_there_and_every_pointer_leads_somewhere() {
    let (_, parts) = parts(&full());
    let styles = Document::parse(&parts["word/styles.xml"]).unwrap();
    let known = all(&styles, "style", "styleId");
    let mut used = BTreeSet::new();
    for part in ["word/document.xml", "word/header1.xml", "word/footer1.xml"] {
        let tree = Document::parse(&parts[part]).unwrap();
        for element in ["pStyle", "rStyle", "tblStyle"] {
            used.extend(all(&tree, element, "val").iter().map(ToString::to_string));
        }
    }
    for style in &used {
        assert!(known.contains(&style.as_str()), "{style} is no style");
    }
    for style in ["basedOn", "next"] {
        for name in all(&styles, style, "val") {
            assert!(known.contains(&name), "{name} is no style");
        }
    }
    let body = Document::parse(&parts["word/document.xml"]).unwrap();
    let places = all(&body, "bookmarkStart", "name");
    let different: BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(places.len(), different.len(), "a place is there twice");
    let starts = all(&body, "bookmarkStart", "id");
    assert_eq!(starts, all(&body, "bookmarkEnd", "id"));
    assert_eq!(
        starts.iter().collect::<BTreeSet<_>>().len(),
        starts.len(),
        "a number is there twice"
    );
    for place in &places {
        let sound = place.starts_with(|c: char| c.is_ascii_lowercase())
            && place.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        assert!(sound && place.len() <= 40, "{place}");
    }
    let pointers = all(&body, "hyperlink", "anchor");
    assert!(pointers.len() > 60, "only {} pointers", pointers.len());
    for pointer in pointers {
        assert!(different.contains(pointer), "{pointer} is nowhere");
    }
}

#[test]
fn every_row_has_the_columns_of_its_table_and_fits_on_the_page() {
    let (_, parts) = parts(&full());
    let body = Document::parse(&parts["word/document.xml"]).unwrap();
    let number = |node: Node<'_, '_>, name: &str| -> u32 {
        let found = node.attributes().find(|it| it.name() == name).unwrap();
        found.value().parse().unwrap()
    };
    let mut tables = 0;
    for table in body
        .descendants()
        .filter(|node| node.tag_name().name() == "tbl")
    {
        tables += 1;
        let widths: Vec<u32> = child(table, "tblGrid")
            .unwrap()
            .children()
            .filter(Node::is_element)
            .map(|column| number(column, "w"))
            .collect();
        assert!(widths.iter().sum::<u32>() <= 9751, "{widths:?}");
        assert!(widths.iter().all(|width| *width > 400), "{widths:?}");
        for row in table
            .children()
            .filter(|node| node.tag_name().name() == "tr")
        {
            let cells = row.children().filter(|node| node.tag_name().name() == "tc");
            let mut columns = 0;
            for cell in cells {
                let properties = child(cell, "tcPr").unwrap();
                columns += child(properties, "gridSpan").map_or(1, |it| number(it, "val"));
                let last = cell.children().rfind(Node::is_element).unwrap();
                assert_eq!(last.tag_name().name(), "p", "a cell has to end in one");
            }
            assert_eq!(columns as usize, widths.len());
        }
    }
    assert!(tables > 20, "only {tables}");
}

#[test]
fn hostile_text_leaves_every_part_sound() {
    for (name, text) in HOSTILE {
        let (mut bench, marks) = sound();
        for field in [Field::Client, Field::Body, Field::Classification] {
            bench.set(subject("audit"), field, text);
        }
        bench.set(marks.minor, Field::Found, text);
        bench.set(marks.said, Field::Text, text);
        let report = report::report(&bench.audit, &bench.criteria, &Options::default());
        let (_, parts) = parts(&report);
        for (part, xml) in &parts {
            if let Err(error) = Document::parse(xml) {
                panic!("{name}: {part}: {error}");
            }
        }
    }
}

#[test]
fn a_package_tells_of_no_day_no_machine_and_no_writer() {
    let report = full();
    let bytes = packed(&report);
    assert_eq!(bytes, packed(&report));
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    for n in 0..package.len() {
        let part = package.by_index(n).unwrap();
        let at = part.last_modified().unwrap();
        assert_eq!((at.year(), at.month(), at.day()), (1980, 1, 1));
        assert_eq!(part.unix_mode().map(|mode| mode & 0o777), Some(0o600));
    }
    let (_, parts) = parts(&report);
    let properties = Document::parse(&parts["docProps/core.xml"]).unwrap();
    let told: Vec<&str> = properties
        .root_element()
        .children()
        .filter(Node::is_element)
        .map(|node| node.tag_name().name())
        .collect();
    assert_eq!(told, ["title", "creator", "language"]);
    let styles = Document::parse(&parts["word/styles.xml"]).unwrap();
    assert_eq!(all(&styles, "lang", "val"), ["en"]);
}
