//! Reports: golden copies, what appears where, and hostile text in every field.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

#[path = "golden/fixture.rs"]
mod fixture;
#[path = "hostile/list.rs"]
mod list_of_hostile;

use std::path::Path;

use fixture::{Bench, Marks, moment, sound, subject};
use list_of_hostile::{HOSTILE, is_raw, megabyte};
use onsite::audit::entry::{Change, Record, Set, Strike, UnknownEntry};
use onsite::audit::gates::{self, Around};
use onsite::audit::id::{EntryId, RunId, Subject};
use onsite::audit::schema::{self, Field, FieldSpec, Holds, Kind, Link};
use onsite::checklist::profile::{Owner, SignoffKind};
use onsite::checklist::read::{self as ron, Document};
use onsite::report::model::Block;
use onsite::report::{self, Options, SignedOver, docx, html, markdown, pdf};

const CLIENT: fn() -> Options = Options::default;

fn audit_file() -> Options {
    Options {
        audit_file: true,
        ..Options::default()
    }
}

/// The report in each format; of a package, the part that holds the words; of drawn pages, the words.
fn pages(bench: &Bench, options: &Options) -> [(&'static str, String); 4] {
    let report = report::report(&bench.audit, &bench.criteria, options);
    [
        ("md", markdown::render(&report)),
        ("html", html::render(&report)),
        ("docx", docx::body(&report)),
        ("pdf", pdf::words(&report)),
    ]
}

/// What a reader of HTML sees: no tags, entities as what they stand for.
fn read_html(page: &str) -> String {
    let body = &page[page.find("<body>").unwrap()..];
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text
}

/// What a reader of Markdown sees, roughly: backslashes before punctuation taken away, breaks as line feeds.
fn read_markdown(page: &str) -> String {
    let mut text = String::new();
    let mut chars = page
        .replace("\\\n  ", "\n")
        .replace("\\\n", "\n")
        .chars()
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => {
                text.extend(chars.next());
            }
            '`' => {}
            c => text.push(c),
        }
    }
    text
}

/// What a reader of a word processor's document sees.
fn read_docx(body: &str) -> String {
    let tree = roxmltree::Document::parse(body).expect("the body is XML");
    let pieces = tree.descendants().map(|node| match node.tag_name().name() {
        "t" => node.text().unwrap_or_default(),
        "p" | "br" => "\n",
        "tab" => "\t",
        _ => "",
    });
    pieces.collect()
}

fn read(format: &str, page: &str) -> String {
    match format {
        "html" => read_html(page),
        "docx" => read_docx(page),
        "pdf" => page.to_owned(),
        _ => read_markdown(page),
    }
}

/// An audit in which things are left over, differ, were struck or not understood.
fn unsettled() -> (Bench, Marks) {
    let (mut b, marks) = sound();
    b.set(marks.todo, Field::Done, "");
    b.result("27001:A.7.4", "", "");
    b.result("27001:9.3.1", "not-audited", "minutes were not at hand");
    b.set(
        marks.minor,
        Field::Disputed,
        "The auditee holds that TRACK-01 is out of scope.",
    );
    b.set_class(marks.minor, "27001", "major");
    let change = Change::Set(Set {
        of: Subject::Audit,
        field: Field::Client.into(),
        value: "Acme plc".to_owned(),
        over: Vec::new(),
    });
    b.enter(vec![change]);
    b.enter(vec![Change::Strike(Strike {
        run: RunId(1),
        n: 12,
        commitment: "0".repeat(64),
        length: 90,
        entry: EntryId(5),
        ground: "a name that does not belong here".to_owned(),
    })]);
    let struck = Record::<String>::Struck {
        n: 12,
        commitment: "0".repeat(64),
    };
    b.audit.apply(b.run, &struck);
    let unknown = UnknownEntry {
        id: None,
        n: 40,
        time: None,
        why: "unknown Kind \"hologram\"".to_owned(),
        is_json: true,
    };
    b.audit.apply(b.run, &Record::<String>::Unknown(unknown));
    (b, marks)
}

fn draft(bench: &Bench) -> Options {
    let around = Around {
        drafts: 1,
        ..Around::default()
    };
    Options {
        draft: Some(moment("2026-06-15T17:00:00+02:00")),
        gates: gates::check(&bench.audit, &bench.criteria, &around, SignoffKind::Report),
        signed_over: vec![SignedOver {
            sentence: "No to-do is open.".to_owned(),
            reason: "the contract follows by post".to_owned(),
        }],
        ..audit_file()
    }
}

/// Compares with the golden copy byte for byte; `ONSITE_BLESS=1` writes it anew.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("ONSITE_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = text
        .lines()
        .zip(kept.lines())
        .position(|(new, old)| new != old);
    assert!(
        text == kept,
        "{name} differs from line {:?} on; look at it, and bless it with ONSITE_BLESS=1",
        differs.map(|line| line + 1)
    );
}

/// The name of a golden copy.
fn kept_as(stem: &str, format: &str) -> String {
    match format {
        "docx" => format!("{stem}.docx.xml"),
        "pdf" => format!("{stem}.pdf.txt"),
        _ => format!("{stem}.{format}"),
    }
}

#[test]
fn the_report_for_the_client_is_as_it_was() {
    let (bench, _) = sound();
    for (format, page) in pages(&bench, &CLIENT()) {
        golden(&kept_as("report", format), &page);
    }
}

#[test]
fn the_draft_of_the_audit_file_is_as_it_was() {
    let (bench, _) = unsettled();
    for (format, page) in pages(&bench, &draft(&bench)) {
        golden(&kept_as("audit-file", format), &page);
    }
}

#[test]
fn the_same_audit_gives_the_same_bytes() {
    let (one, _) = unsettled();
    let (other, _) = unsettled();
    assert_eq!(pages(&one, &draft(&one)), pages(&other, &draft(&other)));
}

/// A word for a field that stands nowhere else.
fn canary(kind: &str, spec: &FieldSpec) -> String {
    format!(
        "Canary{}{}",
        kind.replace('-', ""),
        spec.field.key().replace('-', "")
    )
}

/// An audit with a canary in every field of text, and the canaries with the kind and field of each.
fn canaries() -> (Bench, Vec<(String, Field, String)>) {
    let (mut b, _) = sound();
    let mut planted = Vec::new();
    let mut plant = |kind: &str, specs: &[FieldSpec]| {
        let free = specs.iter().filter(|spec| {
            let fixed = [
                Field::Class,
                Field::Withdrawn,
                Field::Checklist,
                Field::Profile,
                Field::Grading,
            ];
            matches!(spec.holds, Holds::Line | Holds::Text) && !fixed.contains(&spec.field)
        });
        let free: Vec<(Field, String)> =
            free.map(|spec| (spec.field, canary(kind, spec))).collect();
        planted.extend(
            free.iter()
                .map(|(field, word)| (kind.to_owned(), *field, word.clone())),
        );
        free
    };
    for (name, of, specs) in [
        ("audit", "audit", schema::audit_fields()),
        ("criterion", "criterion/42001", schema::criterion_fields()),
        ("requirement", "42001:6.1.4", schema::requirement_fields()),
    ] {
        for (field, word) in plant(name, specs) {
            if field != Field::Language {
                b.set(subject(of), field, &word);
            }
        }
    }
    for kind in Kind::ALL
        .iter()
        .filter(|kind| !matches!(kind, Kind::Note | Kind::Item))
    {
        let fields = plant(kind.key(), kind.fields());
        let fields: Vec<(Field, &str)> = fields
            .iter()
            .map(|(field, word)| (*field, word.as_str()))
            .collect();
        let id = b.add(*kind, &fields, &[]);
        if *kind == Kind::Sample {
            let items = plant("item", Kind::Item.fields());
            let items: Vec<(Field, &str)> = items
                .iter()
                .map(|(field, word)| (*field, word.as_str()))
                .collect();
            b.add(Kind::Item, &items, &[(Link::Sample, Subject::Object(id))]);
        }
    }
    for (mode, done) in [
        ("said", ""),
        ("seen", ""),
        ("remark", ""),
        ("to-do", ""),
        ("to-do", "CanaryDone"),
    ] {
        let word = format!("Canarynote{mode}{done}").replace('-', "");
        b.add(
            Kind::Note,
            &[
                (Field::Text, &word),
                (Field::Mode, mode),
                (Field::Done, done),
                (Field::Observed, "13:13"),
            ],
            &[],
        );
        planted.push((format!("note-{mode}{done}"), Field::Text, word));
    }
    planted.retain(|(_, field, _)| *field != Field::Language);
    (b, planted)
}

#[test]
fn everything_recorded_stands_in_the_audit_file() {
    let (bench, planted) = canaries();
    assert!(planted.len() > 60, "only {} fields", planted.len());
    for (format, page) in pages(&bench, &audit_file()) {
        let text = read(format, &page);
        for (kind, field, word) in &planted {
            assert!(
                text.contains(word.as_str()),
                "{format}: {kind} {field} is missing"
            );
        }
        assert!(text.contains("CanaryDone"));
    }
}

#[test]
fn the_client_sees_no_remark_no_name_no_reason_of_a_sample() {
    let (bench, planted) = canaries();
    let drafted = Options {
        audit_file: false,
        ..draft(&bench)
    };
    let pages = pages(&bench, &CLIENT())
        .into_iter()
        .chain(pages(&bench, &drafted));
    for (format, page) in pages {
        let text = read(format, &page);
        for (kind, field, word) in &planted {
            let hidden = matches!(
                (kind.as_str(), *field),
                ("person", Field::Name)
                    | ("sample", Field::Reason | Field::SizeReason)
                    | ("item", Field::Reason)
                    | ("trail" | "point", _)
                    | ("note-remark" | "note-to-doCanaryDone", Field::Text)
            );
            assert_eq!(
                text.contains(word.as_str()) && *word != "Canarynotetodo",
                !hidden && *word != "Canarynotetodo",
                "{format}: {kind} {field}"
            );
        }
        for name in ["Ada Byron", "Maria Kaye", "Otto Example"] {
            assert!(!page.contains(name), "{format} names {name}");
        }
    }
}

#[test]
fn names_in_texts_become_roles_and_come_back_when_names_are_asked_for() {
    let (mut bench, marks) = sound();
    bench.note(
        "as @otto-example and OTTO EXAMPLE said; Ottos Examples are not he",
        Some(marks.interview),
        &["27001:4.1"],
    );
    for (format, page) in pages(&bench, &CLIENT()) {
        let text = read(format, &page);
        assert!(
            text.contains("as @[head of IT operations] and [head of IT operations] said; Ottos Examples are not he"),
            "{format}"
        );
    }
    let named = Options {
        names: true,
        ..Options::default()
    };
    for (format, page) in pages(&bench, &named) {
        let text = read(format, &page);
        assert!(text.contains("OTTO EXAMPLE said"), "{format}");
        assert!(
            !text.contains("off-site copies"),
            "{format}: names bring no remarks"
        );
    }
}

#[test]
fn what_is_withdrawn_or_undone_stands_where_it_belongs() {
    let (mut bench, marks) = sound();
    let entry = bench.set(marks.minor, Field::Found, "Neverseen");
    bench.enter(vec![Change::Undo(onsite::audit::entry::Undo { entry })]);
    bench.set(marks.ofi, Field::Withdrawn, "shown to be wrong");
    for (format, page) in pages(&bench, &CLIENT()) {
        let text = read(format, &page);
        assert!(!text.contains("Neverseen"), "{format}");
        assert!(text.contains("shown to be wrong"), "{format}");
        assert_eq!(
            text.matches("The paper could name its sources.").count(),
            1,
            "{format}"
        );
    }
}

#[test]
fn a_conflict_shows_the_client_no_remark_name_or_reason_of_a_sample() {
    let (mut bench, marks) = sound();
    let remark = bench.note("// Firstremark", Some(marks.interview), &["27001:4.1"]);
    for (of, field, value) in [
        (remark, Field::Text, "Otherremark"),
        (marks.sample, Field::Reason, "Otherreason"),
        (marks.leader, Field::Name, "Othername"),
        (marks.sample, Field::Population, "Otherpopulation"),
    ] {
        bench.enter(vec![Change::Set(Set {
            of: of.into(),
            field: field.into(),
            value: value.to_owned(),
            over: Vec::new(),
        })]);
    }
    for (format, page) in pages(&bench, &CLIENT()) {
        for hidden in ["Firstremark", "Otherremark", "Otherreason", "Othername"] {
            assert!(!page.contains(hidden), "{format} shows {hidden}");
        }
        assert!(page.contains("Otherpopulation"), "{format}");
    }
    for (format, page) in pages(&bench, &audit_file()) {
        for shown in ["Otherremark", "Otherreason", "Othername"] {
            assert!(page.contains(shown), "{format} lacks {shown}");
        }
    }
}

#[test]
fn a_mandatory_part_says_that_there_is_nothing_in_it() {
    let bench = Bench::new();
    let report = report::report(&bench.audit, &bench.criteria, &CLIENT());
    for part in &report.parts {
        assert!(!part.blocks.is_empty(), "{} is empty", part.key);
    }
    let keys: Vec<&str> = report.parts.iter().map(|part| part.key.as_str()).collect();
    let profile = &bench.criteria.criteria()[0].profile;
    let asked: Vec<&str> = profile.report.iter().map(|part| part.id.as_str()).collect();
    assert!(asked.iter().all(|key| keys.contains(key)), "{keys:?}");
    let at = |key| keys.iter().position(|known| *known == key).unwrap();
    assert_eq!(at("areas-of-concern"), at("recommendation") + 1);
    let page = markdown::render(&report);
    assert!(page.contains("## 6 Nonconformities\n\nNone."), "{page}");
    assert!(page.contains("**Not stated.**"));
}

#[test]
fn a_blank_is_missed_only_where_the_kind_of_audit_asks() {
    let mut bench = Bench::new();
    let page =
        |bench: &Bench| markdown::render(&report::report(&bench.audit, &bench.criteria, &CLIENT()));
    let criteria = bench.criteria.criteria().iter();
    let asking = criteria.filter(|it| it.profile.asks_of_criterion("conformity"));
    let asking = asking.map(|it| it.id.as_str()).collect::<Vec<_>>();
    assert_eq!(asking, ["27001"], "surveillance asks, stage 1 does not");
    assert_eq!(page(&bench).matches("**Conformity:**").count(), 1);
    let other = subject("criterion/42001");
    bench.set(other, Field::Conformity, "Documents are in place");
    let page = page(&bench);
    assert!(
        page.contains("**Conformity:** Documents are in place"),
        "{page}"
    );
}

/// An audit with a hostile text in every field that takes text.
fn spoiled(text: &str) -> Bench {
    let (mut b, marks) = sound();
    let takes = |specs: &'static [FieldSpec]| {
        let free = specs
            .iter()
            .filter(|spec| matches!(spec.holds, Holds::Line | Holds::Text));
        free.filter(|spec| spec.field != Field::Withdrawn && !spec.per_criterion)
            .map(|spec| spec.field)
    };
    for (of, specs) in [
        ("audit", schema::audit_fields()),
        ("criterion/27001", schema::criterion_fields()),
        ("27001:A.8.13", schema::requirement_fields()),
    ] {
        for field in takes(specs) {
            b.set(subject(of), field, text);
        }
    }
    for kind in Kind::ALL {
        let objects: Vec<_> = b.audit.objects(*kind).map(|object| object.id).collect();
        for id in objects {
            for field in takes(kind.fields()) {
                b.set(id, field, text);
            }
        }
    }
    b.set_class(marks.ofi, "27001", text);
    b.set(marks.said, Field::Withdrawn, text);
    b
}

#[test]
fn hostile_text_in_every_field_stays_text() {
    for (name, text) in HOSTILE {
        let bench = spoiled(text);
        let mut options = draft(&bench);
        options.signed_over[0].reason = (*text).to_owned();
        for options in [options, CLIENT()] {
            let [(_, md), (_, page), (_, body), (_, words)] = pages(&bench, &options);
            for out in [&md, &page, &body, &words] {
                let raw = out.chars().find(|c| is_raw(*c) && *c != '\n');
                assert_eq!(raw, None, "{name}");
            }
            assert_sound_html(&page);
            assert_sound_markdown(&md);
            assert!(read_docx(&body).len() > 1000, "{name}");
            let report = report::report(&bench.audit, &bench.criteria, &options);
            let blocks = report.parts.iter().flat_map(|part| &part.blocks);
            let statements = blocks
                .filter(|block| matches!(block, Block::Statement(_)))
                .count();
            let quotes = md.lines().filter(|line| line.starts_with('>')).count();
            assert_eq!(quotes, statements, "{name}");
        }
    }
}

#[test]
fn a_very_long_line_is_kept_whole() {
    for long in ["x".repeat(100_000), megabyte().trim_end().to_owned()] {
        long_line_is_kept(&long);
    }
}

fn long_line_is_kept(long: &str) {
    let (mut bench, marks) = sound();
    bench.set(marks.said, Field::Text, long);
    for (format, page) in pages(&bench, &CLIENT()) {
        assert!(page.contains(long), "{format}");
    }
}

/// Reads the tags of a page: only those that the report uses, each closed where it should be, no attribute that
/// could act.
fn assert_sound_html(page: &str) {
    let style = page.find("<style>").unwrap()..page.find("</style>").unwrap();
    let outside = format!("{}{}", &page[..style.start + 7], &page[style.end..]);
    assert!(!outside.to_lowercase().contains("<script"));
    let void = ["meta", "br", "col", "!DOCTYPE"];
    let known = [
        "html", "head", "title", "style", "body", "header", "main", "nav", "section", "article",
        "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "div", "dt", "dd", "table", "caption",
        "colgroup", "thead", "tbody", "tr", "th", "td", "span", "strong", "bdi", "code", "a",
    ];
    let attributes = [
        "html",
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "id",
        "href",
        "scope",
        "colspan",
        "style",
        "dir",
        "aria-labelledby",
    ];
    let mut open: Vec<&str> = Vec::new();
    for piece in outside.split('<').skip(1) {
        let (tag, rest) = piece.split_once('>').expect("a tag ends");
        assert!(!rest.contains('>'), "a bare > in {rest:?}");
        let name = tag.split_whitespace().next().unwrap();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "in <{tag}>");
            continue;
        }
        assert!(known.contains(&name) || void.contains(&name), "<{tag}>");
        let mut quoted = false;
        let bare: String = tag[name.len()..]
            .chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted && *c != '"'
            })
            .collect();
        for attribute in bare.split_whitespace() {
            assert!(
                attributes.contains(&attribute.trim_end_matches('=')),
                "<{tag}>"
            );
        }
        if let Some(href) = tag.split("href=\"").nth(1) {
            assert!(href.starts_with('#'), "<{tag}>");
        }
        if !void.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Walks over a page: outside of code spans every character that could be markup is the report's own or escaped.
fn assert_sound_markdown(page: &str) {
    for line in page.lines() {
        let mut chars = line.chars().peekable();
        let mut outside = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => {
                    chars.next();
                    outside.push('.');
                }
                '`' => {
                    assert!(
                        chars.by_ref().any(|c| c == '`'),
                        "a code span does not end: {line}"
                    );
                    outside.push('.');
                }
                c => outside.push(c),
            }
        }
        let bare = outside.trim_start_matches("> ");
        assert!(
            !bare.contains(['<', '>', '[', ']', '&', '$', '~', '^', '{', '}', '_']),
            "{line}"
        );
        for address in ["://", "www.", "mailto:", "javascript:"] {
            assert!(!bare.contains(address), "{address} in {line}");
        }
        // With nothing behind it, it names nobody.
        for (_, behind) in bare.match_indices('@').map(|(at, _)| bare.split_at(at + 1)) {
            let names = behind.starts_with(|c: char| c.is_alphanumeric());
            assert!(!names, "@ in {line}");
        }
        if bare.starts_with('#') {
            assert!(bare.trim_start_matches('#').starts_with(' '), "{line}");
        }
        assert!(
            !bare.starts_with("---") && !bare.starts_with("==="),
            "{line}"
        );
    }
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut expected = 0;
    for line in page.lines() {
        if !line.starts_with('|') {
            expected = 0;
        } else if expected == 0 {
            expected = columns(line);
        } else {
            assert_eq!(columns(line), expected, "{line}");
        }
    }
}

#[test]
fn the_page_asks_for_nothing_from_anywhere() {
    let (bench, _) = sound();
    let [_, (_, page), ..] = pages(&bench, &CLIENT());
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    for word in [
        "http://", "https://", "url(", "@import", "src=", "<link", "/work", "/root", "/home",
    ] {
        assert!(!page.contains(word), "{word}");
    }
    for attribute in [
        "lang=\"en\"",
        "scope=\"col\"",
        "scope=\"row\"",
        "<caption>",
        "<h1>",
    ] {
        assert!(page.contains(attribute), "{attribute}");
    }
    for link in page.split("href=\"#").skip(1) {
        let to = link.split('"').next().unwrap();
        assert_eq!(
            page.matches(&format!(" id=\"{to}\"")).count(),
            1,
            "{to} is not there once"
        );
    }
}

/// The texts of a folder of what ships.
fn shipped(folder: &str) -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("checklists")
        .join(folder);
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    files
        .map(|text| ron::document("shipped", &text).unwrap())
        .collect()
}

#[test]
fn every_part_and_field_that_a_shipped_profile_asks_for_is_known() {
    let mut profiles = 0;
    for document in shipped("profiles") {
        let Document::Profile(profile) = document else {
            continue;
        };
        profiles += 1;
        for part in &profile.report {
            let key = format!("part.{}", part.id);
            assert!(
                report::words::ENGLISH
                    .iter()
                    .any(|(known, _)| *known == key),
                "{} asks for {key}",
                profile.id
            );
        }
        for field in &profile.fields {
            let fields = match field.of {
                Owner::Audit => schema::audit_fields(),
                Owner::Criterion => schema::criterion_fields(),
            };
            let known = fields.iter().any(|spec| spec.field.key() == field.field);
            assert!(known, "{} asks for the field {}", profile.id, field.field);
        }
    }
    assert!(profiles >= 8);
}
